//! What the interface says about values of the library: transfers, owners, commits.

use crate::form::Ownership;
use crate::language::{Language, Words};
use crate::portal::{Edition, Provenance};
use crate::view::Transfer;

/// What makes a transfer lawful.
#[must_use]
pub fn transfer(words: &Words, transfer: &Transfer) -> String {
    let key = match transfer {
        Transfer::NoneEea => "transfer_none_eea",
        Transfer::Adequacy => "transfer_adequacy",
        Transfer::Dpf => "transfer_dpf",
        Transfer::Scc(module) => {
            let module = module.trim_start_matches("module-");
            return words.say("transfer_scc", &[("module", module)]);
        }
        Transfer::UkIdta => "transfer_uk_idta",
        Transfer::UkAddendum => "transfer_uk_addendum",
        Transfer::Bcr => "transfer_bcr",
    };
    words.text(key).to_owned()
}

/// What makes transfers lawful, as files for programs say it: in English.
#[must_use]
pub fn transfers_in_english(transfers: &[Transfer]) -> Vec<String> {
    let words = Words::of(Language::En);
    transfers.iter().map(|own| transfer(&words, own)).collect()
}

/// Who owns a control.
#[must_use]
pub fn owner(words: &Words, ownership: Ownership) -> &str {
    words.text(match ownership {
        Ownership::Provider => "ownership_provider",
        Ownership::Customer => "ownership_customer",
        Ownership::Shared => "ownership_shared",
        Ownership::ThirdParty => "ownership_third_party",
        Ownership::SharedThirdParty => "ownership_shared_third_party",
    })
}

/// That a text is shown in another language than the one around it.
#[must_use]
pub fn shown_in(words: &Words, language: Language) -> &str {
    words.text(match language {
        Language::En => "shown_in_en",
        Language::De => "shown_in_de",
        Language::Fr => "shown_in_fr",
        Language::Es => "shown_in_es",
        Language::It => "shown_in_it",
    })
}

/// The commit: its hash, that files differ from it, or that there is none.
#[must_use]
pub fn commit(words: &Words, provenance: &Provenance) -> String {
    match (&provenance.commit, provenance.dirty) {
        (None, _) => words.text("commit_none").to_owned(),
        (Some(commit), false) => commit.clone(),
        (Some(commit), true) => words.say("commit_dirty", &[("commit", commit)]),
    }
}

impl Edition {
    /// The words for a text in a language: those of the edition, or else the built-in ones.
    #[must_use]
    pub fn words_of(&self, language: Language) -> Words {
        if language == self.words.language() { self.words.clone() } else { Words::of(language) }
    }
}
