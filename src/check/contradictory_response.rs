//! Texts that begin with the opposite of the response.

use crate::check::said::{Said, in_variants, visible_answers};
use crate::check::texts::Text;
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::form::Response;
use crate::library::answer::Answer;

pub(super) const RULE: Rule = Rule {
    name: "contradictory-response",
    level: Level::Deny,
    summary: "The response says yes and the text begins with no, or the other way round.",
    page: include_str!("contradictory_response.md"),
    run,
};

/// Openings that say no, whatever was asked.
const DENYING: [&str; 6] = [
    "not yet",
    "not currently",
    "not at present",
    "not at the moment",
    "currently not",
    "currently no",
];
/// Openings that say no, unless the question itself asks whether something is left undone.
const REFUSING: [&str; 5] = ["we do not", "we don't", "we don’t", "we cannot", "we can not"];
/// Words of a question that asks whether something is left undone.
const NEGATIVE: [&str; 20] = [
    "no",
    "not",
    "never",
    "without",
    "out",
    "free",
    "apart",
    "exclude",
    "excluded",
    "excluding",
    "prohibit",
    "prohibited",
    "prevent",
    "prevented",
    "forbid",
    "forbidden",
    "avoid",
    "refrain",
    "restrict",
    "restricted",
];

fn run(context: &Context<'_>, sink: &mut Sink) {
    for answer in visible_answers(context) {
        for said in in_variants(context, answer) {
            if let Some(finding) = finding(context, answer, said) {
                sink.push(finding);
            }
        }
    }
}

fn finding(context: &Context<'_>, answer: &Answer, said: Said<'_>) -> Option<Diagnostic> {
    let (response, explanation) = said.response.zip(said.explanation)?;
    let text = explanation.text.as_str();
    let start = text.len() - text.trim_start_matches(is_mark).len();
    let opening = text.get(start..)?;
    let length = match response.value {
        Response::Yes => denial(opening, &answer.question.value),
        Response::No => word(opening, "yes"),
        Response::Partial | Response::Planned | Response::NotApplicable => None,
    }?;
    let (id, word) = (&answer.id.value, response.value.word());
    let words = opening.get(..length)?;
    let message = format!("`{id}` answers {word}, and its text begins with `{words}`");
    let place = Text::of_answer(answer, explanation).place(context, start..start + length);
    Some(
        Diagnostic::finding(RULE.name, message, place)
            .label("the text says this")
            .and(response.span, format!("the response says `{word}`"))
            .hint("correct the one that is wrong; `partial` is for what holds in part"),
    )
}

/// Marks of Markdown and quotes before the first word.
fn is_mark(c: char) -> bool {
    c.is_whitespace() || matches!(c, '*' | '_' | '>' | '"' | '“' | '#')
}

/// The length of an opening that denies.
fn denial(opening: &str, question: &str) -> Option<usize> {
    let refusing = || REFUSING.iter().find_map(|phrase| word(opening, phrase));
    bare_no(opening)
        .or_else(|| DENYING.iter().find_map(|phrase| word(opening, phrase)))
        .or_else(|| refusing().filter(|_| !asks_for_absence(question)))
}

/// "No" as a sentence or clause of its own: "No customer data leaves" is none.
fn bare_no(opening: &str) -> Option<usize> {
    let length = word(opening, "no")?;
    let rest = opening.get(length..)?.trim_start_matches(['*', '_']);
    let is_alone = rest.is_empty()
        || rest.starts_with(['.', ',', ';', ':', '!', '–', '—'])
        || rest.starts_with(" -")
        || rest.starts_with(" –")
        || rest.starts_with(" —");
    is_alone.then_some(length)
}

/// The length of the words, if the text begins with them.
fn word(text: &str, words: &str) -> Option<usize> {
    let start = text.get(..words.len())?;
    let ends = !text.get(words.len()..)?.starts_with(|c: char| c.is_alphanumeric());
    (start.eq_ignore_ascii_case(words) && ends).then_some(words.len())
}

fn asks_for_absence(question: &str) -> bool {
    let mut words = question.split(|c: char| !c.is_alphanumeric());
    words.any(|word| NEGATIVE.iter().any(|negative| word.eq_ignore_ascii_case(negative)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_no_of_its_own_denies() {
        let denies = |text: &str| denial(text, "Do you hold a report?").is_some();
        for text in [
            "No. ",
            "No, we",
            "no",
            "No** at all".trim_end_matches(" at all"),
            "No – later",
            "Not yet.",
            "We do not hold one",
            "We don’t",
        ] {
            assert!(denies(text), "{text}");
        }
        for text in [
            "No customer data leaves",
            "No other",
            "Notices go",
            "Nothing",
            "Without undue delay",
            "We document",
            "Note that",
            "Not only",
        ] {
            assert!(!denies(text), "{text}");
        }
        assert!(denial("We do not train models", "Is our data kept out of training?").is_none());
    }
}
