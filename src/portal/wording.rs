//! What the interface says about values of the library: transfers, keys of the register, owners, commits.

use crate::date::Date;
use crate::form::Ownership;
use crate::language::{Language, Words};
use crate::portal::{Edition, Provenance};
use crate::view::{
    Country, Field, NoticeKind, Transfer, Variant, VariantId, View, VisibleDelta, VisibleNotice,
    VisibleValue,
};

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

/// Whether an address ends in the name of its country, in the words around it or in the language of the originals.
#[must_use]
pub fn ends_in_country(
    words: &Words,
    originals: Language,
    address: &str,
    country: Country,
) -> bool {
    let address = address.trim_end_matches(|c: char| c.is_whitespace() || c == '.');
    let is_last = |name: &str| {
        address.strip_suffix(name).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
    };
    [words.country(country.code()), originals.country(country.code())].into_iter().any(is_last)
}

/// A key of the register.
#[must_use]
pub fn field(words: &Words, field: Field) -> String {
    words.title("field", field.key())
}

/// What the register says under a key, item by item; none for nothing.
#[must_use]
pub fn value(words: &Words, variants: &[Variant], value: &VisibleValue) -> Vec<String> {
    let country = |code: &str| words.country(code).to_owned();
    match value {
        VisibleValue::Texts(texts) => texts.clone(),
        VisibleValue::Flag(flag) => {
            vec![words.text(if *flag { "value_yes" } else { "value_no" }).to_owned()]
        }
        VisibleValue::Countries(own) => own.iter().map(|own| country(own.code())).collect(),
        VisibleValue::Places(places) => places
            .iter()
            .map(|(own, region)| match region {
                Some(region) => format!("{} ({region})", country(own.code())),
                None => country(own.code()),
            })
            .collect(),
        VisibleValue::Categories(own) => own.iter().map(|own| own.title.clone()).collect(),
        VisibleValue::Transfers(own) => own.iter().map(|own| transfer(words, own)).collect(),
        VisibleValue::Variants(own) if own.is_empty() => {
            vec![words.text("value_all").to_owned()]
        }
        VisibleValue::Variants(own) => {
            let name = |id: &VariantId| {
                let known = variants.iter().find(|variant| variant.id.value == *id);
                known.map_or_else(|| id.to_string(), |variant| variant.name.clone())
            };
            own.iter().map(name).collect()
        }
    }
}

/// The same as files for programs say it: ids, codes and words of the library.
#[must_use]
pub fn machine_value(value: &VisibleValue) -> Vec<String> {
    match value {
        VisibleValue::Texts(texts) => texts.clone(),
        VisibleValue::Flag(flag) => vec![if *flag { "yes" } else { "no" }.to_owned()],
        VisibleValue::Countries(own) => own.iter().map(|own| own.code().to_owned()).collect(),
        VisibleValue::Places(places) => places
            .iter()
            .map(|(own, region)| match region {
                Some(region) => format!("{} {region}", own.code()),
                None => own.code().to_owned(),
            })
            .collect(),
        VisibleValue::Categories(own) => own.iter().map(|own| own.id.to_string()).collect(),
        VisibleValue::Transfers(own) => own.iter().map(ToString::to_string).collect(),
        VisibleValue::Variants(own) => own.iter().map(ToString::to_string).collect(),
    }
}

/// What changes under a key, in one line.
#[must_use]
pub fn changed(words: &Words, view: &View, own: &VisibleDelta) -> String {
    let side = |side: &VisibleValue| {
        let items = value(words, &view.variants, side);
        if items.is_empty() { words.text("value_nothing").to_owned() } else { items.join("; ") }
    };
    let (from, to) = (side(&own.from), side(&own.to));
    let label = field(words, own.field);
    words.say("changed_key", &[("label", &label), ("from", &from), ("to", &to)])
}

/// What a postponement or a withdrawal does, with the last day for objections to be told; `None` for any other notice.
#[must_use]
pub fn about_notice(words: &Words, own: &VisibleNotice, last: Option<Date>) -> Option<String> {
    let notice = own.supersedes.as_ref()?.to_string();
    let day = words.day(own.effective_on);
    match (own.kind, last) {
        (NoticeKind::Withdraw, _) => Some(words.say("said_withdraws", &[("notice", &notice)])),
        (NoticeKind::Postpone, None) => {
            Some(words.say("said_postpones", &[("notice", &notice), ("day", &day)]))
        }
        (NoticeKind::Postpone, Some(last)) => {
            let places = [("notice", &*notice), ("day", &day), ("last", &words.day(last))];
            Some(words.say("said_postpones_objections", &places))
        }
        _ => None,
    }
}

/// What an emergency is, with its days.
#[must_use]
pub fn emergency(words: &Words, own: &VisibleNotice) -> String {
    let (day, announced) = (words.day(own.effective_on), words.day(own.announced_on));
    let was_late = own.effective_on < own.announced_on;
    let key = if was_late { "said_emergency_before" } else { "said_emergency" };
    words.say(key, &[("day", &day), ("announced", &announced)])
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
