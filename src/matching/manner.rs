//! How a text asks: for yes or no or openly, whether something can happen, whether something is prevented, and whose
//! things are meant. Two texts may name the same and still want opposite answers.

use crate::matching::spelling::Spelling;
use crate::matching::{Objection, Reason};
use crate::questionnaire::words::tokens;

/// How a text asks.
#[expect(
    clippy::struct_excessive_bools,
    reason = "a text has each of these or not, apart from the others"
)]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manner {
    /// It wants a yes or a no.
    pub(super) is_closed: bool,
    /// It wants to know what, which, who, when or how.
    pub(super) is_open: bool,
    /// It asks for a thing by name, so that a yes is no answer.
    pub(super) wants_thing: bool,
    /// Whose things are meant is said: those of the customer.
    pub(super) is_ours: bool,
    /// It is about a customer in any words.
    pub(super) has_customer: bool,
    /// Whether something can be done.
    is_possible: bool,
    /// Whether some person can do it.
    is_anyone: bool,
    /// Whether something is kept from happening.
    is_prevented: bool,
    /// Whether something exists that is not as it should be: `are there systems on which`.
    is_exception: bool,
    /// A word with `un` before a word that is known.
    undone: Option<String>,
}

impl Manner {
    /// Reads how a text asks.
    pub(super) fn of(text: &str, spelling: &Spelling) -> Self {
        let cut = text.char_indices().nth(MOST).map_or(text.len(), |(end, _)| end);
        let words = tokens(text.get(..cut).unwrap_or(text));
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
        let first = words.iter().find(|word| !LEADING.contains(word)).copied().unwrap_or_default();
        let begins =
            |list: &[&str]| words.iter().any(|word| list.iter().any(|stem| word.starts_with(stem)));
        let prevents = words.windows(2).any(|pair| {
            matches!(
                pair,
                ["kept" | "keep" | "stay" | "stays", "out"]
                    | ["turn" | "turned" | "switch" | "switched", "off"]
            )
        });
        let modal = words.iter().position(|word| POSSIBLE.contains(word));
        let after = modal.and_then(|at| words.get(at + 1..)).unwrap_or_default();
        let is_there = words.windows(2).any(|pair| matches!(pair, ["are", "there"]))
            || words
                .windows(3)
                .any(|row| matches!(row, ["is", "there", any] if any.starts_with("any")))
            || words.windows(2).any(|pair| matches!(pair, ["list" | "name" | "identify", "any"]));
        let undone = words.iter().find(|word| {
            let rest = word.strip_prefix("un").filter(|rest| rest.len() > 4);
            rest.is_some_and(|rest| spelling.has(rest)) && !USUAL.contains(word)
        });
        Self {
            is_closed: CLOSED.contains(&first),
            is_open: OPEN.contains(&first),
            wants_thing: THINGS.contains(&first),
            is_ours: has(&OURS),
            has_customer: begins(&CUSTOMERS),
            is_possible: modal.is_some(),
            is_anyone: after.iter().take(4).any(|word| ANYONE.contains(word)),
            is_prevented: prevents || begins(&PREVENTED),
            is_exception: is_there && has(&RELATIVE),
            undone: undone.map(|word| (*word).to_owned()),
        }
    }

    /// What speaks against answering this question with an answer to that wording.
    pub(super) fn object(&self, wording: &Self) -> Option<Objection> {
        let message = if self.is_prevented != wording.is_prevented
            && (self.is_possible || wording.is_possible)
            && self.is_possible != wording.is_possible
        {
            "one of the two asks whether something can be done, the other whether it is prevented"
                .to_owned()
        } else if self.is_anyone && !wording.is_possible {
            "the question asks whether somebody can do something, the answer does not".to_owned()
        } else if self.is_exception && !wording.is_exception {
            "the question asks for exceptions".to_owned()
        } else if let Some(word) = self.undone.as_ref().filter(|_| self.undone != wording.undone) {
            format!("the question says \"{word}\", the answer does not")
        } else {
            return None;
        };
        Some(Objection { reason: Reason::Negated, message })
    }
}

/// No question is read any further, in characters.
const MOST: usize = 4000;

/// Words before the one that says how a text asks.
const LEADING: [&str; 16] = [
    "and", "so", "please", "in", "by", "at", "to", "for", "with", "after", "within", "from",
    "also", "or", "but", "then",
];

const CLOSED: [&str; 19] = [
    "is", "are", "was", "were", "do", "does", "did", "have", "has", "had", "can", "could", "will",
    "would", "may", "must", "should", "shall", "am",
];

const OPEN: [&str; 9] = ["what", "which", "who", "whom", "whose", "where", "when", "how", "why"];

const THINGS: [&str; 9] =
    ["what", "which", "who", "whom", "whose", "where", "when", "name", "list"];

const OURS: [&str; 5] = ["our", "ours", "we", "us", "my"];

const CUSTOMERS: [&str; 9] =
    ["our", "we", "us", "my", "customer", "client", "user", "tenant", "member"];

const POSSIBLE: [&str; 10] =
    ["can", "could", "may", "might", "able", "allowed", "permitted", "free", "possible", "allow"];

/// Persons of whom a control is meant to keep something.
const ANYONE: [&str; 20] = [
    "anyone",
    "anybody",
    "someone",
    "somebody",
    "people",
    "person",
    "employee",
    "employees",
    "staff",
    "engineer",
    "engineers",
    "developer",
    "developers",
    "contractor",
    "contractors",
    "individual",
    "attacker",
    "everyone",
    "everybody",
    "just",
];

const PREVENTED: [&str; 14] = [
    "prohibit", "forbid", "banned", "bans", "block", "restrict", "prevent", "disallow", "refrain",
    "exclud", "disabl", "refus", "reject", "deni",
];

const RELATIVE: [&str; 5] = ["that", "which", "where", "who", "whose"];

/// Words with `un` that say no less than others.
const USUAL: [&str; 12] = [
    "unauthorised",
    "unauthorized",
    "unplanned",
    "unexpected",
    "unusual",
    "understand",
    "understood",
    "underlying",
    "undertake",
    "unified",
    "universal",
    "unlawful",
];

#[cfg(test)]
mod tests {
    use super::Manner;
    use crate::matching::spelling::Spelling;
    use crate::matching::words::words;

    #[test]
    fn what_asks_the_opposite_is_objected_to() {
        let mut spelling = Spelling::default();
        words("reviewed supervised").iter().for_each(|word| spelling.add(word));
        let of = |text: &str| Manner::of(text, &spelling);
        for (asked, wording) in [
            ("Could somebody take files home?", "Is taking files home prevented?"),
            ("Can any employee sign in from home?", "Is a second factor required?"),
            ("Are there hosts which nobody patches?", "Are hosts patched?"),
            ("Do visitors walk about unsupervised?", "Are visitors accompanied?"),
            ("Is taking files home prevented?", "May staff take files home?"),
        ] {
            assert!(of(asked).object(&of(wording)).is_some(), "{asked}");
        }
        for (asked, wording) in [
            ("Can we sign in with SSO?", "Do you support SSO?"),
            ("Is USB storage blocked?", "Are USB sticks restricted?"),
            ("Is unauthorised access noticed?", "Is access monitored?"),
        ] {
            assert_eq!(of(asked).object(&of(wording)), None, "{asked}");
        }
    }
}
