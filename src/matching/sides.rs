//! Who does what: whether a question asks what we do, or what the customer does. `Do we notify you` and `do you notify
//! us` have the same words.

use crate::matching::stem::stem;
use crate::matching::{Objection, Reason};
use crate::questionnaire::words::tokens;

/// Who a question says does something, from the customer's side: `you` are those who are asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sides {
    /// Whether it is the customer; none where nobody is named.
    is_customer: Option<bool>,
    /// What is done, without its ending.
    verb: String,
    /// Whether it only asks what is possible.
    is_possible: bool,
}

impl Sides {
    /// Reads who does what.
    pub(super) fn of(text: &str) -> Self {
        let cut = text.char_indices().nth(MOST).map_or(text.len(), |(end, _)| end);
        let words = tokens(text.get(..cut).unwrap_or(text));
        let first = words.iter().position(|word| ASKS.contains(&word.as_str()));
        let Some(first) = first else { return Self::default() };
        let word = |at: usize| words.get(first + at).map_or("", String::as_str);
        let is_customer = match word(1) {
            "we" | "customers" | "clients" | "i" => Some(true),
            "you" => Some(false),
            _ => None,
        };
        let verb = match word(2) {
            "have" | "need" if word(3) == "to" => word(4),
            verb => verb,
        };
        let is_possible = matches!(word(0), "can" | "could" | "may" | "might");
        Self { is_customer, verb: stem(verb), is_possible }
    }

    /// What speaks against answering this question with an answer to that wording.
    pub(super) fn object(&self, wording: &Self) -> Option<Objection> {
        let is_same_verb = self.verb == wording.verb;
        let is_other = match (self.is_customer, wording.is_customer) {
            (Some(true), Some(false)) => {
                is_same_verb || !self.is_possible && !GETS.contains(&self.verb.as_str())
            }
            (Some(true), None) => !self.is_possible && !GETS.contains(&self.verb.as_str()),
            (Some(false), Some(true)) => is_same_verb,
            _ => false,
        };
        let (own, other) = if self.is_customer == Some(true) {
            ("the customer does", "the answer is not")
        } else {
            ("you do", "the answer is about what the customer does")
        };
        let message = format!("the question is about what {own}, {other}");
        is_other.then_some(Objection { reason: Reason::OtherSubject, message })
    }
}

/// No question is read any further, in characters.
const MOST: usize = 4000;

/// Words before the one who does something.
const ASKS: [&str; 15] = [
    "do", "does", "did", "are", "have", "has", "must", "shall", "should", "will", "would", "can",
    "could", "may", "might",
];

/// What somebody gets, rather than does, without endings.
const GETS: [&str; 14] = [
    "get", "receiv", "obtain", "be", "own", "notifi", "inform", "told", "given", "allow", "abl",
    "hear", "see", "learn",
];

#[cfg(test)]
mod tests {
    use super::Sides;

    #[test]
    fn who_does_it_has_to_be_the_same() {
        for (asked, wording) in [
            ("Do we notify you of a breach?", "Do you notify us of a breach?"),
            ("Must we notify you of a breach?", "Do you notify us of a breach?"),
            ("Are we certified to ISO 27001?", "Are you certified to ISO 27001?"),
            ("Do you hold the keys?", "Can we hold the keys?"),
            ("Do customers encrypt their data?", "Is data encrypted?"),
        ] {
            assert!(Sides::of(asked).object(&Sides::of(wording)).is_some(), "{asked}");
        }
        for (asked, wording) in [
            ("Do you notify us of a breach?", "Do you notify customers of a breach?"),
            ("Can we use SSO?", "Do you support SSO?"),
            ("Do we get a copy of it?", "Do you share a copy of it?"),
            ("Are we told of a breach?", "Do you notify customers of a breach?"),
        ] {
            assert_eq!(Sides::of(asked).object(&Sides::of(wording)), None, "{asked}");
        }
    }
}
