//! What became of a customer's questionnaire, row by row: for people as a page, for programs as JSON, which is read
//! back with what a person has decided. It stays in the house: it names owners, and is no part of the tree.

use std::collections::BTreeMap;

use crate::fill::{Decision, Filling, Origin};

/// What is read back from a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resumed {
    /// Where the filling came from.
    pub origin: Origin,
    /// What a person has decided, by the key of the row.
    pub decisions: BTreeMap<String, Decision>,
}

/// The report for programs: JSON in UTF-8.
#[must_use]
pub fn json(_origin: &Origin, _filling: &Filling) -> Vec<u8> {
    Vec::new()
}

/// The report for people: one HTML file that needs nothing else.
#[must_use]
pub fn html(_origin: &Origin, _filling: &Filling) -> Vec<u8> {
    Vec::new()
}

/// Reads a report for programs back.
///
/// # Errors
/// A text that is no report, with the reason as a phrase.
pub fn read(_text: &str) -> Result<Resumed, String> {
    Err("it is no report of `trust fill`".to_owned())
}
