//! A form with answers in it, for one reader and one variant.

pub mod alike;
pub mod detect;
mod fill;
pub mod fit;
pub mod opened;
pub mod publisher;
pub mod remains;
pub mod stamp;
pub mod table;
mod vocabulary;
pub mod words;

use std::sync::Arc;

use crate::date::{Date, When};
use crate::form::migration::Why;
use crate::form::{Form, FormRef, Ownership, Question, Response, Section};
use crate::language::Words;
use crate::view::{AnswerId, Variant, View};

/// One row of a questionnaire.
#[derive(Debug, Clone)]
pub struct Row {
    /// The question.
    pub question: Question,
    /// What is answered; `None` is a gap and stays blank.
    pub entry: Option<Entry>,
    /// For a gap: the answer to an older wording of the question, which somebody has to look at first.
    pub review: Option<Review>,
}

/// An answer to an older wording of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The form and the question to which it is mapped.
    pub from: (FormRef, String),
    /// The answer.
    pub answer: AnswerId,
    /// What became different about the question.
    pub why: Why,
}

/// What is answered to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The answer it comes from.
    pub answer: AnswerId,
    /// The permalink's path on the portal.
    pub path: String,
    /// Our own word for the response: `yes`, `planned` ...
    pub response: &'static str,
    /// The form's own word for the response; empty only where the form has none.
    pub word: String,
    /// The form's own word for the ownership; empty where the form has none or wants none.
    pub ownership: String,
    /// The explanation as plain text, with reason and promise; never empty for `partial`, `planned` and `not-applicable`.
    pub explanation: String,
    /// Until when something is promised.
    pub due: Option<When>,
    /// Whether that day has passed.
    pub lapsed: bool,
    /// When the answer was last confirmed.
    pub reviewed: Option<Date>,
    /// The form and the question to which the answer is mapped, where it carries from there; absent too
    /// where the portal does not name that form to the reader.
    pub carried_from: Option<(FormRef, String)>,
}

/// A form with answers in it.
#[derive(Debug, Clone)]
pub struct Questionnaire {
    /// The form.
    pub form: Arc<Form>,
    /// The variant, where answers differ between variants.
    pub variant: Option<Variant>,
    /// Rows in the order of the form.
    pub rows: Vec<Row>,
}

/// How much of a form is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Questions of the form.
    pub questions: usize,
    /// Answered ones, planned ones included.
    pub answered: usize,
    /// Answered with a promise.
    pub planned: usize,
}

impl Coverage {
    /// Questions without an answer.
    #[must_use]
    pub fn gaps(self) -> usize {
        self.questions - self.answered
    }

    /// Counts rows.
    fn of<'r>(rows: impl Iterator<Item = &'r Row>) -> Self {
        rows.fold(Self::default(), |sum, row| {
            let response = row.entry.as_ref().map(|entry| entry.response);
            Self {
                questions: sum.questions + 1,
                answered: sum.answered + usize::from(response.is_some()),
                planned: sum.planned + usize::from(response == Some(Response::Planned.word())),
            }
        })
    }
}

impl Questionnaire {
    /// Fills a form from a view of one variant; what the form's own words leave unsaid is said in `words`.
    #[must_use]
    pub fn fill(view: &View, form: &Arc<Form>, variant: Option<Variant>, words: &Words) -> Self {
        let rows = fill::rows(view, form, variant.as_ref().map(|variant| &variant.id.value), words);
        Self { form: Arc::clone(form), variant, rows }
    }

    /// Whether another questionnaire has the same answers.
    #[must_use]
    pub fn rows_equal(&self, other: &Self) -> bool {
        self.rows.len() == other.rows.len()
            && self.rows.iter().zip(&other.rows).all(|(a, b)| a.entry == b.entry)
    }

    /// How much of it is answered.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        Coverage::of(self.rows.iter())
    }

    /// How much of each section is answered, in the order of the form.
    #[must_use]
    pub fn section_coverage(&self) -> Vec<(&Section, Coverage)> {
        let of = |section: &Section| {
            Coverage::of(self.rows.iter().filter(|row| row.question.section == section.id))
        };
        self.form.sections.iter().map(|section| (section, of(section))).collect()
    }

    /// Ids of questions without an answer, in order.
    pub fn gaps(&self) -> impl Iterator<Item = &str> {
        let open = self.rows.iter().filter(|row| row.entry.is_none());
        open.map(|row| row.question.id.as_str())
    }

    /// Questions whose answers promise something, by id, in order.
    pub fn promises(&self) -> impl Iterator<Item = (&str, &Entry)> {
        let promised =
            |entry: &&Entry| entry.due.is_some() || entry.response == Response::Planned.word();
        self.rows.iter().filter_map(move |row| {
            Some((row.question.id.as_str(), row.entry.as_ref().filter(promised)?))
        })
    }

    /// Title and version of the form: `CAIQ-Lite 4.0.3`.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} {}", self.form.title, self.form.reference.version)
    }

    /// The name of its files without extension: `caiq-lite-4.0.3`, or
    /// `caiq-lite-4.0.3-mode-b` where answers differ between variants.
    #[must_use]
    pub fn stem(&self) -> String {
        let reference = &self.form.reference;
        let variant = self
            .variant
            .as_ref()
            .map_or_else(String::new, |variant| format!("-{}", variant.id.value));
        format!("{}-{}{variant}", reference.id, reference.version)
    }

    /// The words that may stand in the ownership column, each once.
    #[must_use]
    pub fn ownership_words(&self) -> Vec<&str> {
        let mut words: Vec<&str> = Vec::new();
        for word in self.form.ownership.values() {
            if !words.contains(&word.as_str()) {
                words.push(word);
            }
        }
        words
    }
}

/// The form's own word for an ownership, or nothing.
fn ownership_word(form: &Form, ownership: Option<Ownership>) -> String {
    ownership.and_then(|ownership| form.ownership.get(&ownership)).cloned().unwrap_or_default()
}
