//! Two views compared: what became different for a reader, and what of it is a step back.
//!
//! A change holds closed words, days and values, never an earlier text: what
//! was published by mistake is not published again by its own history.

mod compare;
mod history;

use crate::date::{Date, When};
use crate::form::Response;
use crate::view::{AnswerId, AttestationStatus, EvidenceId, Period, VariantId};

pub use compare::compare;
pub use history::{DayOfChanges, History, Reach};

/// The difference of two views, sorted by subject.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChangeSet {
    /// One change for each subject.
    pub changes: Vec<Change>,
}

/// What became different about one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// About what.
    pub subject: Subject,
    /// What became different, at least one step.
    pub steps: Vec<Step>,
}

/// What a change is about, with the words for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// An answer and its question.
    Answer(AnswerId, String),
    /// An attestation and its name.
    Attestation(EvidenceId, String),
    /// A document and its title.
    Document(EvidenceId, String),
    /// A fact.
    Fact(ChangedFact),
}

/// A fact that changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangedFact {
    /// Its dotted path: the author's own name for it, never published.
    pub path: String,
    /// What it is about, where it is a key fact.
    pub label: Option<String>,
    /// Visible answers that state it, with their questions.
    pub used_in: Vec<(AnswerId, String)>,
}

/// One thing that became different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The variants for which it did; empty: all.
    pub variants: Vec<VariantId>,
    /// What it is.
    pub what: What,
}

/// What became different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It was published.
    Added,
    /// It is no longer published.
    Withdrawn,
    /// The response of an answer; `None` where it has none.
    Response(Option<Response>, Option<Response>),
    /// Something was promised, for a day or without one.
    PromiseMade(Option<When>),
    /// What was promised is there.
    PromiseKept(Option<When>),
    /// The day of a promise.
    PromiseMoved(Option<When>, Option<When>),
    /// A promise is gone, and what was promised is not there.
    PromiseDropped(Option<When>),
    /// An answer names further evidence: its id and title.
    EvidenceAdded(EvidenceId, String),
    /// An answer no longer names evidence.
    EvidenceRemoved(EvidenceId, String),
    /// Other words with the same response.
    Reworded,
    /// The value of a fact.
    Value(String, String),
    /// The state of an attestation.
    Status(AttestationStatus, AttestationStatus),
    /// The period of an attestation.
    Period(Option<Period>, Option<Period>),
    /// The day of issue.
    Issued(Option<Date>, Option<Date>),
    /// The last day on which it counts.
    ValidUntil(Option<Date>, Option<Date>),
    /// The version of a document.
    Version(Option<String>, Option<String>),
}

/// Why a step is one back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Regression {
    /// Less is said to hold than before.
    Weaker,
    /// A promise is due later than before.
    Later,
    /// A promise is gone, and what was promised is not there.
    Dropped,
}

impl Regression {
    /// The word in machine-readable outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Weaker => "weaker",
            Self::Later => "later",
            Self::Dropped => "dropped",
        }
    }
}

impl What {
    /// Whether and why it is a step back.
    #[must_use]
    pub fn regression(&self) -> Option<Regression> {
        let later = |from: &Option<When>, to: &Option<When>| match (from, to) {
            (Some(from), Some(to)) => to.last_day() > from.last_day(),
            // A day that is no longer named may be any later one.
            (Some(_), None) => true,
            (None, _) => false,
        };
        match self {
            Self::Response(from, to) if strength(*from) > strength(*to) => Some(Regression::Weaker),
            Self::Status(from, to) if standing(*from) > standing(*to) => Some(Regression::Weaker),
            Self::PromiseMoved(from, to) if later(from, to) => Some(Regression::Later),
            Self::PromiseDropped(_) => Some(Regression::Dropped),
            Self::Added
            | Self::Withdrawn
            | Self::Response(..)
            | Self::PromiseMade(_)
            | Self::PromiseKept(_)
            | Self::PromiseMoved(..)
            | Self::EvidenceAdded(..)
            | Self::EvidenceRemoved(..)
            | Self::Reworded
            | Self::Value(..)
            | Self::Status(..)
            | Self::Period(..)
            | Self::Issued(..)
            | Self::ValidUntil(..)
            | Self::Version(..) => None,
        }
    }

    /// The word in machine-readable outputs.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Withdrawn => "withdrawn",
            Self::Response(..) => "response",
            Self::PromiseMade(_) => "promise-made",
            Self::PromiseKept(_) => "promise-kept",
            Self::PromiseMoved(..) => "promise-moved",
            Self::PromiseDropped(_) => "promise-dropped",
            Self::EvidenceAdded(..) => "evidence-added",
            Self::EvidenceRemoved(..) => "evidence-removed",
            Self::Reworded => "reworded",
            Self::Value(..) => "value",
            Self::Status(..) => "status",
            Self::Period(..) => "period",
            Self::Issued(..) => "issued",
            Self::ValidUntil(..) => "valid-until",
            Self::Version(..) => "version",
        }
    }
}

impl Change {
    /// Whether nothing but words became different.
    #[must_use]
    pub fn is_wording(&self) -> bool {
        self.steps.iter().all(|step| step.what == What::Reworded)
    }

    /// Whether a step of it is one back.
    #[must_use]
    pub fn is_regression(&self) -> bool {
        self.steps.iter().any(|step| step.what.regression().is_some())
    }
}

/// How much a response claims. "Not applicable" claims as much as any other:
/// a question that ceases to apply is no step back.
fn strength(response: Option<Response>) -> u8 {
    match response {
        Some(Response::Yes | Response::NotApplicable) => 3,
        Some(Response::Partial) => 2,
        Some(Response::Planned) => 1,
        Some(Response::No) | None => 0,
    }
}

/// How much an attestation is worth.
fn standing(status: AttestationStatus) -> u8 {
    match status {
        AttestationStatus::Held => 3,
        AttestationStatus::InProgress => 2,
        AttestationStatus::Planned => 1,
        AttestationStatus::Expired => 0,
    }
}
