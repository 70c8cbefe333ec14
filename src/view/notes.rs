//! What those know of answers who put them into a customer's questionnaire, beside what the customer may see.
//!
//! A door of its own beside [`crate::view::open`]: nothing that comes through it is ever published, or written into
//! a file that leaves the house.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::library::Library;
use crate::library::answer::{Answer, Review};
pub use crate::library::lexicon::{Distinct, LexiconFile};
use crate::view::{AnswerId, Audience, Variant};

/// What is known of an answer beside its statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerNotes {
    /// Who keeps it true.
    pub owner: Option<Arc<str>>,
    /// Who may read it.
    pub audience: Audience,
    /// What it is easily taken for and does not answer: questions or words.
    pub not_for: Vec<String>,
    /// Whether somebody looks at it each time before it is written.
    pub is_always_reviewed: bool,
    /// Questions of forms that are mapped to it, in our own words.
    pub in_forms: Vec<String>,
    /// All variants of the project, so that a question about another one is noticed.
    pub variants: Arc<[Variant]>,
}

/// Words of the project's own, with the names of the organisation and the variants.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnWords {
    /// What `content/lexicon.yaml` says.
    pub lexicon: LexiconFile,
    /// Names that questions use for the project itself.
    pub familiar: Vec<String>,
}

/// The words of the project's own.
#[must_use]
pub fn own_words(library: &Library) -> OwnWords {
    let organization = &library.project.organization;
    let familiar = vec![organization.name.clone()];
    OwnWords { lexicon: library.lexicon.clone(), familiar }
}

/// The notes of every answer.
#[must_use]
pub fn notes(library: &Library) -> BTreeMap<AnswerId, AnswerNotes> {
    let variants: Arc<[Variant]> = library.project.variants.clone().into();
    let of = |answer: &Answer| {
        let notes = AnswerNotes {
            owner: answer.owner.clone(),
            audience: answer.audience,
            not_for: answer.not_for.clone(),
            is_always_reviewed: answer.review == Review::Always,
            in_forms: in_forms(library, answer),
            variants: Arc::clone(&variants),
        };
        (answer.id.value.clone(), notes)
    };
    library.answers.iter().map(of).collect()
}

fn in_forms(library: &Library, answer: &Answer) -> Vec<String> {
    let mut texts = Vec::new();
    for (reference, ids) in &answer.answers_to {
        let Some(form) = library.forms.get(&reference.value) else { continue };
        let is_mapped = |id: &str| ids.iter().any(|own| own.value == id);
        let own = form.questions.iter().filter(|question| is_mapped(&question.id));
        texts.extend(own.map(|question| question.text.clone()));
    }
    texts
}
