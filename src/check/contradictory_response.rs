//! Texts that say the opposite of the response, in their opening or because another response left them behind.

use std::ops::Range;

use crate::check::phrases::Phrases;
use crate::check::said::{Said, in_variants, visible_answers};
use crate::check::texts::Text;
use crate::check::wording::first_sentence;
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::form::Response;
use crate::library::answer::Answer;

pub(super) const RULE: Rule = Rule {
    name: "contradictory-response",
    level: Level::Deny,
    summary: "The response says yes and the text says no, or the other way round.",
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
/// Openings that refuse if nothing follows, or [`SHORT`] does. "We do not log keys" supports a yes.
const REFUSING: [&str; 7] = [
    "we do not",
    "we don't",
    "we don’t",
    "we cannot",
    "we can not",
    "currently, we do not",
    "currently we do not",
];
/// What follows a refusal that answers the question itself.
const SHORT: [&str; 7] = ["yet", "offer", "support", "have", "hold", "provide", "do so"];
/// Words of the first sentence that say no, unless the question asks whether something is left undone.
const LACKING: [&str; 8] = [
    "is not currently supported",
    "are not currently supported",
    "is not currently available",
    "are not currently available",
    "is not currently offered",
    "are not currently offered",
    "is currently not supported",
    "is currently not available",
];
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
    let lacking = Phrases::of(&LACKING, ());
    for answer in visible_answers(context) {
        for said in in_variants(context, answer) {
            let finding =
                left_behind(answer, said).or_else(|| contrary(context, answer, said, &lacking));
            if let Some(finding) = finding {
                sink.push(finding);
            }
        }
    }
}

/// A variant that says the opposite of the answer and inherits the text for it.
fn left_behind(answer: &Answer, said: Said<'_>) -> Option<Diagnostic> {
    let variant = said.variant?;
    let (_, own) = answer.variants.iter().find(|(id, _)| id.value == *variant)?;
    let (own_response, base) = own.response.as_ref().zip(answer.statement.response.as_ref())?;
    let text = answer.statement.explanation.as_ref().filter(|_| own.explanation.is_none())?;
    if affirms(own_response.value) == affirms(base.value) {
        return None;
    }
    let (id, word, other) = (&answer.id.value, own_response.value.word(), base.value.word());
    let message =
        format!("`{id}` answers {word} in `{variant}`, with the text of another response");
    Some(
        Diagnostic::finding(RULE.name, message, own_response.span)
            .and(text.span, format!("`{variant}` inherits this text, written for `{other}`"))
            .hint(format!("give `{variant}` an `explanation` of its own")),
    )
}

/// Whether there is something today, at least in part.
fn affirms(response: Response) -> bool {
    matches!(response, Response::Yes | Response::Partial)
}

fn contrary(
    context: &Context<'_>,
    answer: &Answer,
    said: Said<'_>,
    lacking: &Phrases<()>,
) -> Option<Diagnostic> {
    let (response, explanation) = said.response.zip(said.explanation)?;
    let text = explanation.text.as_str();
    let start = text.len() - text.trim_start_matches(is_mark).len();
    let opening = text.get(start..)?;
    let (question, begins) = (answer.question.value.as_str(), |length| ("begins with", 0..length));
    let (verb, found) = match response.value {
        Response::Yes => denial(opening, question)
            .map(begins)
            .or_else(|| lack(opening, question, lacking).map(|found| ("says", found))),
        Response::No => word(opening, "yes").map(begins),
        Response::Partial | Response::Planned | Response::NotApplicable => None,
    }?;
    let (id, word) = (&answer.id.value, response.value.word());
    let words = opening.get(found.clone())?;
    let message = format!("`{id}` answers {word}, and its text {verb} `{words}`");
    let place =
        Text::of_answer(answer, explanation).place(context, start + found.start..start + found.end);
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
    bare_no(opening)
        .or_else(|| DENYING.iter().find_map(|phrase| word(opening, phrase)))
        .or_else(|| refusal(opening).filter(|_| !asks_for_absence(question)))
}

/// The length of "we do not" where it refuses what was asked.
fn refusal(opening: &str) -> Option<usize> {
    let length = REFUSING.iter().find_map(|phrase| word(opening, phrase))?;
    let rest = opening.get(length..)?.trim_start_matches(['*', '_', ' ', '\n']);
    let ends = rest.is_empty() || rest.starts_with(['.', ';', '!', '–', '—']);
    let rest = word(rest, "currently").and_then(|now| rest.get(now..)).unwrap_or(rest).trim_start();
    // "We do not have access to your keys" is what a yes rests on.
    let refuses = SHORT.iter().any(|short| word(rest, short).is_some())
        && word(rest, "have access").is_none();
    (ends || refuses).then_some(length)
}

/// Where the first sentence says that there is none now.
fn lack(opening: &str, question: &str, lacking: &Phrases<()>) -> Option<Range<usize>> {
    let (found, ()) = lacking.find(first_sentence(opening)).next()?;
    Some(found).filter(|_| !asks_for_absence(question))
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
            "We do not.",
            "We do not yet do that",
            "We do not currently offer it",
            "Currently, we do not.",
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
            "We do not log keys and never sell data.",
            "We do not have access to keys.",
            "We do not, at any time, sell data.",
            "We cannot read what customers store.",
        ] {
            assert!(!denies(text), "{text}");
        }
        assert!(denial("We do not train models", "Is our data kept out of training?").is_none());
    }
}
