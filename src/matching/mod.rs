//! Which answer fits a question that a customer asks.
//!
//! Being alike is not enough: dangerous neighbours ("not encrypted at rest", "SOC 2 Type I") look more alike than
//! honest paraphrases do. So a score says "about this", and a check of terms says "not about something else":
//! what the question names, the answer has to name too. Everything is offline, the same on every machine, and
//! explained in words. Scores are whole numbers, or sums in a fixed order.

mod agree;
mod claims;
mod confidence;
mod decide;
mod index;
pub mod lexicon;
mod manner;
mod numbers;
mod parts;
mod rank;
mod reading;
mod sides;
mod spelling;
mod stem;
mod terms;
mod thesaurus;
mod tongue;
mod twins;
mod variants;
mod weights;
mod wordings;
pub mod words;

use std::collections::BTreeMap;

use crate::matching::index::Index;
use crate::matching::lexicon::Lexicon;
use crate::view::notes::AnswerNotes;
use crate::view::{AnswerId, VariantId, View};

pub use crate::matching::twins::{Twins, twins};
pub use crate::matching::wordings::Wordings;

/// A question as a customer asks it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// The question.
    pub text: String,
    /// The heading above it; may be empty.
    pub section: String,
    /// The question that it follows up; may be empty.
    pub parent: String,
}

/// What becomes of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The answer is written.
    Fill,
    /// Answers are proposed; a person decides, and the cell stays blank.
    Review,
    /// The library does not know.
    None,
}

/// How a question was found to be one that an answer answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// By the id of the question in a form that is known.
    Id,
    /// The same words as the answer's own question.
    Identical,
    /// The same words as one of `also_asked`.
    AlsoAsked,
    /// Other words that mean the same.
    Alike,
    /// A person has decided.
    Decided,
}

/// Why an answer is not, or not without a person, what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The question names something that the answer does not.
    NamesMore,
    /// The answer's own question is about something narrower.
    Narrower,
    /// Two terms of which only one can be meant.
    Disagrees,
    /// About somebody else: staff, suppliers, customers.
    OtherSubject,
    /// One of the two is in the negative.
    Negated,
    /// A number that the answer does not state.
    Number,
    /// It asks how often, how long, when, who or where, and the answer does not say.
    AsksMore,
    /// About another variant.
    OtherVariant,
    /// The answer says itself that it is not for this.
    NotFor,
    /// The answer is to be looked at each time.
    AlwaysReview,
    /// The question has several parts.
    Parts,
    /// Another answer fits nearly as well.
    Rival,
    /// Below the bar.
    Unsure,
    /// The answer is due for review, not owned, or has another finding of `trust check`.
    Finding,
    /// The answer says different things for different variants.
    Variants,
    /// The answer has no response, and the cell wants one.
    NoResponse,
}

/// A reason with the words for people: `the question names "SOC 1", the answer does not`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Objection {
    /// Which kind.
    pub reason: Reason,
    /// In words: one phrase, lower case, no full stop.
    pub message: String,
}

/// An answer that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The answer.
    pub answer: AnswerId,
    /// How it was found.
    pub how: How,
    /// How sure it is, in percent: of a hundred such matches so many are right.
    pub confidence: u8,
    /// The wording of the answer that was matched.
    pub wording: String,
    /// Words that both have, as the question spells them.
    pub shared: Vec<String>,
    /// Terms that had to agree and do, in words: `at rest`, `SOC 2`, `Type II`.
    pub agreed: Vec<String>,
    /// What speaks against it.
    pub objections: Vec<Objection>,
    /// Whether yes means no here: the question is asked in the negative, and everything else agrees.
    pub is_flipped: bool,
}

/// What was found for a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What becomes of it.
    pub outcome: Outcome,
    /// Answers that may be meant, best first, five at most.
    pub candidates: Vec<Candidate>,
    /// Of a question with several parts: each, and the best answer to it. Empty for other questions.
    pub parts: Vec<(String, Option<AnswerId>)>,
}

/// The bar that is used unless somebody sets another, in percent.
pub const ACCEPT: u8 = 90;

/// The answers of a view, made ready to be found.
#[derive(Debug)]
pub struct Matcher {
    index: Index,
    accept: u8,
}

impl Matcher {
    /// Makes the answers of a view ready. `variant` is the one that the customer uses; `accept` is the confidence, in
    /// percent, from which an answer is written.
    #[must_use]
    pub fn new(
        view: &View,
        notes: &BTreeMap<AnswerId, AnswerNotes>,
        lexicon: Lexicon,
        variant: Option<&VariantId>,
        accept: u8,
    ) -> Self {
        Self { index: Index::new(view, notes, lexicon, variant), accept }
    }

    /// Whether a question is in a language in which the library asks nothing.
    #[must_use]
    pub fn is_foreign(&self, question: &str) -> bool {
        decide::is_foreign(&self.index, question)
    }

    /// Finds the answer to a question.
    #[must_use]
    pub fn find(&self, asked: &Asked) -> Verdict {
        decide::decide(&self.index, asked, self.accept)
    }
}

impl Outcome {
    /// The word in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Fill => "fill",
            Self::Review => "review",
            Self::None => "none",
        }
    }
}

impl How {
    /// The word in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Identical => "identical",
            Self::AlsoAsked => "also-asked",
            Self::Alike => "alike",
            Self::Decided => "decided",
        }
    }
}

impl Reason {
    /// The word in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NamesMore => "names-more",
            Self::Narrower => "narrower",
            Self::Disagrees => "disagrees",
            Self::OtherSubject => "other-subject",
            Self::Negated => "negated",
            Self::Number => "number",
            Self::AsksMore => "asks-more",
            Self::OtherVariant => "other-variant",
            Self::NotFor => "not-for",
            Self::AlwaysReview => "always-review",
            Self::Parts => "parts",
            Self::Rival => "rival",
            Self::Unsure => "unsure",
            Self::Finding => "finding",
            Self::Variants => "variants",
            Self::NoResponse => "no-response",
        }
    }
}
