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
    /// Whether it is about the customer's own people: `our developers`.
    has_our_people: bool,
    /// Whether it speaks of customers in any words.
    has_customers: bool,
}

impl Sides {
    /// Reads who does what.
    pub(super) fn of(text: &str) -> Self {
        let cut = text.char_indices().nth(MOST).map_or(text.len(), |(end, _)| end);
        let words = tokens(text.get(..cut).unwrap_or(text));
        let has_our_people = words.windows(2).any(|pair| {
            matches!(pair, [our, people] if our == "our" && PEOPLE.contains(&people.as_str()))
        });
        let begins = |word: &String| CUSTOMERS.iter().any(|own| word.starts_with(own));
        let has_customers = words.iter().any(|word| begins(word) || word == "our" || word == "we");
        let people = Self { has_our_people, has_customers, ..Self::default() };
        let first = words.iter().position(|word| ASKS.contains(&word.as_str()));
        let Some(first) = first else { return people };
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
        Self { is_customer, verb: stem(verb), is_possible, ..people }
    }

    /// What speaks against answering this question with an answer to that wording.
    pub(super) fn object(&self, wording: &Self) -> Option<Objection> {
        if self.has_our_people && !wording.has_customers {
            let message = "the question is about the customer's own people, the answer is not";
            return Some(Objection { reason: Reason::OtherSubject, message: message.to_owned() });
        }
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

/// People whom a company employs.
const PEOPLE: [&str; 10] = [
    "developers",
    "employees",
    "staff",
    "engineers",
    "administrators",
    "admins",
    "personnel",
    "people",
    "team",
    "workforce",
];

/// How words for customers and their people begin.
const CUSTOMERS: [&str; 5] = ["customer", "client", "user", "member", "tenant"];

/// What somebody gets, rather than does, without endings.
const GETS: [&str; 15] = [
    "get", "receiv", "obtain", "be", "own", "notifi", "inform", "told", "tell", "given", "allow",
    "abl", "hear", "see", "learn",
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
            ("Can MFA be made mandatory for our developers?", "Is MFA mandatory for staff?"),
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
