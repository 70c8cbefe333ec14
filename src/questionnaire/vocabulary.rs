//! Which word of a workbook's own list says what an answer says.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::form::{RESPONSES, Response};
use crate::questionnaire::words::tokens;

/// A word of a list, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The word, spelled as in the list.
    pub word: String,
    /// What it says; for a part or a plan without a word of its own: no.
    pub says: Response,
}

/// Words that say the same, by what they say.
static SAYINGS: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    let line = |line: &str| {
        let (name, words) = line.split_once(':')?;
        let same = |word: &str| {
            if name == "marks" { word.trim().to_owned() } else { plain(word) }
        };
        Some((name.to_owned(), words.split('|').map(same).collect()))
    };
    let lines = include_str!("vocabulary.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(line).collect()
});

/// The word of a list for a response: the form's own where the list has it, else one that says the same,
/// else for a part or a plan one that says no: a sheet may claim less than we have, never more.
#[must_use]
pub fn choose(list: &[String], own: &[&str], response: Response) -> Option<Chosen> {
    let chosen = |word: &String, says| Chosen { word: word.clone(), says };
    let exact = |says: Response| {
        list.iter().find(|word| self::says(word) == Some(says)).map(|word| chosen(word, says))
    };
    let own_word = || {
        let own = own.iter().filter(|word| !word.is_empty()).map(|word| plain(word));
        let own: Vec<String> =
            own.filter(|word| says(word).is_none_or(|says| says == response)).collect();
        list.iter().find(|word| own.contains(&plain(word))).map(|word| chosen(word, response))
    };
    let less = || match response {
        Response::Partial | Response::Planned => exact(Response::No),
        Response::Yes | Response::No | Response::NotApplicable => None,
    };
    own_word().or_else(|| exact(response)).or_else(less)
}

/// What a word says, where that is known.
#[must_use]
pub fn says(word: &str) -> Option<Response> {
    says_alone(word).or_else(|| says_twice(word))
}

fn says_alone(word: &str) -> Option<Response> {
    let word = plain(word);
    let known = |response: &Response| {
        SAYINGS.get(response.word()).is_some_and(|words| words.contains(&word))
    };
    RESPONSES.iter().map(|(_, response)| *response).find(known)
}

/// `Yes - fully in place` and `Y (yes)` say the same twice; `Yes - planned` says two things, and so nothing.
fn says_twice(word: &str) -> Option<Response> {
    let word = word.trim().trim_end_matches(')');
    let parted = [" - ", " \u{2013} ", " \u{2014} ", ": ", ", ", " ("].into_iter();
    let (one, other) = parted.into_iter().find_map(|sign| word.split_once(sign))?;
    let (one, other) = (says_alone(one)?, says_alone(other)?);
    (one == other).then_some(one)
}

/// The word of a list that is the same as ours, whatever its case and signs.
#[must_use]
pub fn same(list: &[String], word: &str) -> Option<String> {
    list.iter().find(|listed| plain(listed) == plain(word)).cloned()
}

/// Whether a text is a mark in a tick column.
#[must_use]
pub fn is_mark(text: &str) -> bool {
    let marks = SAYINGS.get("marks");
    marks.is_some_and(|marks| marks.contains(&text.trim().to_lowercase()))
}

fn plain(word: &str) -> String {
    tokens(word).join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(list: &[&str], own: &str, response: Response) -> Option<String> {
        let list: Vec<String> = list.iter().map(|word| (*word).to_owned()).collect();
        choose(&list, &[own], response).map(|chosen| chosen.word)
    }

    #[test]
    fn the_lists_own_spelling_is_chosen() {
        use Response::{No, NotApplicable, Partial, Planned, Yes};
        let say = |word: &str| Some(word.to_owned());
        assert_eq!(chosen(&["Yes", "No", "NA"], "N/A", NotApplicable), say("NA"));
        assert_eq!(chosen(&["Yes", "No", "N/A"], "NA", NotApplicable), say("N/A"));
        assert_eq!(
            chosen(&["Yes", "No", "Not Applicable"], "NA", NotApplicable),
            say("Not Applicable")
        );
        assert_eq!(chosen(&["Si", "No", "Parcial", "N/A"], "No", Partial), say("Parcial"));
        assert_eq!(chosen(&["Ja", "Nein"], "Yes", Yes), say("Ja"));
        assert_eq!(
            chosen(&["Compliant", "Partial", "Non-Compliant", "N/A"], "No", No),
            say("Non-Compliant")
        );
        assert_eq!(chosen(&["Yes", "No"], "No", Planned), say("No"));
        assert_eq!(chosen(&["Yes", "No"], "Partial", Partial), say("No"));
        assert_eq!(chosen(&["Yes", "No", "In place"], "In place", Yes), say("In place"));
    }

    #[test]
    fn a_list_without_a_fitting_word_gives_none() {
        assert_eq!(chosen(&["Yes", "No"], "NA", Response::NotApplicable), None);
        assert_eq!(chosen(&["1", "2", "3", "4", "5"], "Yes", Response::Yes), None);
        assert_eq!(chosen(&["Yes", "Partial"], "No", Response::Planned), None);
    }
}
