//! Our own wording in sheets, read back: what a form has no word for stands in the explanation.
//!
//! The sentences are those of the texts `sheet_planned` and its like, which `questionnaire/fill.rs` writes.

use crate::date::When;
use crate::form::{RESPONSES, Response};
use crate::import::days;
use crate::language::{LANGUAGES, Words};

/// What an explanation says in our own wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Own {
    /// The response that it stands for.
    pub(super) response: Option<Response>,
    /// What is promised, and until when.
    pub(super) promise: Option<(String, Option<When>)>,
    /// The explanation without that wording.
    pub(super) rest: String,
}

/// Reads the explanation beside a response; nothing where no sentence of ours stands in it.
#[must_use]
pub(super) fn read(said: Option<Response>, explanation: &str) -> Option<Own> {
    let text = explanation.replace("\r\n", "\n");
    LANGUAGES.map(Words::of).iter().find_map(|words| read_in(said, text.trim(), words))
}

fn read_in(said: Option<Response>, text: &str, words: &Words) -> Option<Own> {
    let says_less = matches!(said, None | Some(Response::No));
    if let Some((promise, rest)) = leading_promise(text, words) {
        let is_plan = says_less || said == Some(Response::Planned);
        let response = if is_plan { Some(Response::Planned) } else { said };
        return Some(Own { response, promise, rest: rest.trim().to_owned() });
    }
    let behind = |sentence: &str| {
        let rest = text.strip_prefix(sentence)?;
        (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| rest.trim())
    };
    let unspoken = || {
        let all = RESPONSES.iter().map(|(_, response)| *response);
        let mut named = all.filter_map(|response| {
            Some((response, behind(&format!("{}.", words.text(response.key())))?))
        });
        named.next().filter(|_| said.is_none())
    };
    let partial = behind(words.text("sheet_partial"));
    let partial = partial.filter(|_| says_less || said == Some(Response::Partial));
    let without_reason = behind(words.text("sheet_not_applicable"));
    let without_reason =
        without_reason.filter(|_| matches!(said, None | Some(Response::NotApplicable)));
    let opening = partial
        .map(|rest| (Response::Partial, rest))
        .or_else(|| without_reason.map(|rest| (Response::NotApplicable, rest)))
        .or_else(unspoken);
    let rest = opening.map_or(text, |(_, rest)| rest);
    let (rest, promise) = match closing_promise(rest, words) {
        Some((before, promise)) => (before, Some(promise)),
        None => (rest, None),
    };
    if opening.is_none() && promise.is_none() {
        return None;
    }
    let response = opening.map(|(response, _)| response).or(said);
    Some(Own { response, promise, rest: rest.trim().to_owned() })
}

/// What is promised, where it is said, and until when, where a day is set.
type Promised = (String, Option<When>);

/// A promise with which a text begins, and what follows.
fn leading_promise<'t>(text: &'t str, words: &Words) -> Option<(Option<Promised>, &'t str)> {
    let only = text.strip_prefix(words.text("sheet_planned_only"));
    if let Some(rest) = only.filter(|rest| is_end(rest)) {
        return Some((None, rest));
    }
    promised(text, words).map(|(promise, rest)| (Some(promise), rest))
}

/// A promise in the last paragraphs of a text, and what stands before it.
fn closing_promise<'t>(text: &'t str, words: &Words) -> Option<(&'t str, Promised)> {
    let mut starts = std::iter::once(0).chain(text.match_indices("\n\n").map(|(at, _)| at + 2));
    starts.find_map(|at| {
        let (promise, rest) = promised(text.get(at..)?, words)?;
        rest.trim().is_empty().then_some((text.get(..at)?, promise))
    })
}

fn promised<'t>(text: &'t str, words: &Words) -> Option<(Promised, &'t str)> {
    let keys = ["sheet_planned", "sheet_planned_lapsed", "sheet_planned_undated"];
    keys.into_iter().find_map(|key| {
        let (opening, behind) = words.text(key).split_once("{what}")?;
        let rest = text.strip_prefix(opening)?;
        match behind.split_once("{due}") {
            Some((middle, closing)) => dated(rest, (middle, closing), words),
            None => pieces(rest, behind)
                .find(|(_, after)| is_end(after))
                .map(|(what, after)| ((what.to_owned(), None), after)),
        }
    })
}

/// The first place where what stands between two pieces is a day, month or quarter.
fn dated<'t>(
    text: &'t str,
    (middle, closing): (&str, &str),
    words: &Words,
) -> Option<(Promised, &'t str)> {
    pieces(text, middle).find_map(|(what, behind)| {
        let mut ends = pieces(behind, closing).filter(|(_, after)| is_end(after));
        ends.find_map(|(due, after)| {
            let due = days::exact(due, words)?;
            Some(((what.to_owned(), Some(due)), after))
        })
    })
}

/// What stands before and behind each place of a piece.
fn pieces<'t>(text: &'t str, piece: &str) -> impl Iterator<Item = (&'t str, &'t str)> {
    let places = text.match_indices(piece).map(|(at, found)| (at, at + found.len()));
    let pieces: Vec<_> =
        places.filter_map(|(at, end)| Some((text.get(..at)?, text.get(end..)?))).collect();
    pieces.into_iter()
}

/// Whether a paragraph ends here.
fn is_end(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promises_in_every_language_come_back() {
        let what = "SOC 2 report, due diligence; scope: all. Every region";
        let due: When = "2027-Q2".parse().expect("a quarter");
        for words in LANGUAGES.map(Words::of) {
            let said = words.when(due);
            for (key, wanted) in [
                ("sheet_planned", Some(due)),
                ("sheet_planned_lapsed", Some(due)),
                ("sheet_planned_undated", None),
            ] {
                let sentence = words.say(key, &[("what", what), ("due", &said)]);
                let text = format!("{sentence}\n\nMore.");
                let found = read(Some(Response::No), &text).expect("our own wording");
                assert_eq!(found.response, Some(Response::Planned), "{text}");
                assert_eq!(found.promise, Some((what.to_owned(), wanted)), "{text}");
                assert_eq!(found.rest, "More.");
                let text = format!("{} Half of it.\n\n{sentence}", words.text("sheet_partial"));
                let found = read(Some(Response::No), &text).expect("our own wording");
                assert_eq!(found.response, Some(Response::Partial), "{text}");
                assert_eq!(found.promise, Some((what.to_owned(), wanted)), "{text}");
                assert_eq!(found.rest, "Half of it.");
                let found = read(Some(Response::Yes), &sentence).expect("our own wording");
                assert_eq!(found.response, Some(Response::Yes));
            }
            let only = read(Some(Response::No), words.text("sheet_planned_only"));
            let wanted =
                Own { response: Some(Response::Planned), promise: None, rest: String::new() };
            assert_eq!(only, Some(wanted));
            let reason = read(Some(Response::NotApplicable), words.text("sheet_not_applicable"));
            assert_eq!(reason.map(|own| own.rest).as_deref(), Some(""));
            let word = words.text(Response::NotApplicable.key());
            let unspoken = read(None, &format!("{word}. We rent it.")).expect("our own wording");
            assert_eq!(unspoken.response, Some(Response::NotApplicable));
            assert_eq!(unspoken.rest, "We rent it.");
        }
    }

    #[test]
    fn what_others_write_stays_theirs() {
        for text in [
            "Planned: we will see.",
            "Planned for Q2 2027.",
            "Planned: keys, due soon.",
            "In particular, no.",
            "In part.ition",
            "Yes. We do.",
            "",
        ] {
            assert_eq!(read(Some(Response::No), text), None, "{text}");
        }
        assert_eq!(read(Some(Response::Yes), "In part. We do."), None);
    }
}
