//! What became of a customer's questionnaire, row by row: for people as a page, for programs as JSON, which is read
//! back with what a person has decided. It stays in the house: it names owners, and is no part of the tree.

mod card;
mod file;
mod html;
mod json;
mod read;
mod strict;

use std::collections::{BTreeMap, BTreeSet};

use schemars::Schema;

use crate::fill::{Decision, Filling, Origin};
use crate::view::AnswerId;

/// What is read back from a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resumed {
    /// Where the filling came from; the decisions are among its wishes.
    pub origin: Origin,
    /// What a person has decided, by the key of the row, as it stands in the report.
    pub decisions: BTreeMap<String, Decision>,
    /// What those rows ask, and what was offered for them.
    pub decided: BTreeMap<String, Decided>,
}

/// A row of a report that a person has decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The question.
    pub question: String,
    /// The heading above it; may be empty.
    pub section: String,
    /// What was offered, the proposal first.
    pub offered: Vec<Offered>,
    /// What was decided.
    pub decision: Decision,
}

/// An answer as a report has shown it to whom decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The answer.
    pub answer: AnswerId,
    /// Our word for its response; empty where it has none.
    pub response: String,
    /// Its explanation.
    pub explanation: String,
    /// What the report says against it: phrases.
    pub against: BTreeSet<String>,
    /// Whether it is plainly asked something else: the opposite, another number, about somebody else, several things.
    pub is_asked_otherwise: bool,
}

impl Decided {
    /// The answer that a person wants written; absent where the row is to stay blank.
    #[must_use]
    pub fn chosen(&self) -> Option<&AnswerId> {
        match &self.decision {
            Decision::Accept => self.offered.first().map(|first| &first.answer),
            Decision::Answer(answer) | Decision::Says(answer, _) => Some(answer),
            Decision::Blank => None,
        }
    }

    /// What the report has shown of the answer that was chosen; absent where it has not shown it.
    #[must_use]
    pub fn shown(&self) -> Option<&Offered> {
        let chosen = self.chosen()?;
        self.offered.iter().find(|offered| offered.answer == *chosen)
    }
}

/// The report for programs: JSON in UTF-8, indented so that people can edit it.
#[must_use]
pub fn json(origin: &Origin, filling: &Filling) -> Vec<u8> {
    json::text(&json::of(origin, filling)).into_bytes()
}

/// The report for people: one HTML file that needs nothing else.
#[must_use]
pub fn html(origin: &Origin, filling: &Filling) -> Vec<u8> {
    html::write(&json::of(origin, filling)).into_bytes()
}

/// Reads a report for programs back.
///
/// # Errors
/// Everything that is wrong with it: phrases that name the row where it is one.
pub fn read(text: &str) -> Result<Resumed, Vec<String>> {
    read::read(text)
}

/// The JSON Schema of the report for programs.
#[must_use]
pub fn schema() -> Schema {
    crate::output::json::schema::written::<file::FillReport>("Report of a filled questionnaire")
}

/// The names of the reports beside a filled file, for programs and for people: `acme-filled.report.json`.
#[must_use]
pub fn names(filled: &str) -> (String, String) {
    let stem = filled.rsplit_once('.').map_or(filled, |(stem, _)| stem);
    let stem = if stem.is_empty() { filled } else { stem };
    (format!("{stem}.report.json"), format!("{stem}.report.html"))
}
