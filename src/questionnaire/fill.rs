//! Rows of a questionnaire: each question with the answer of a view.

use crate::form::{Form, Question, Response};
use crate::language::Words;
use crate::markdown::to_text;
use crate::questionnaire::{Entry, Review, Row, ownership_word};
use crate::view::carrying::{Carried, Found};
use crate::view::{VariantId, View, VisibleAnswer, VisiblePromise, VisibleStatement};

/// One row for each question of the form, in its order.
pub(super) fn rows(
    view: &View,
    form: &Form,
    variant: Option<&VariantId>,
    words: &Words,
) -> Vec<Row> {
    let found = view.found_for(&form.reference);
    let row = |question: &Question| {
        let (entry, review) = match found.get(question.id.as_str()) {
            None => (None, None),
            Some(Found::Own(answer)) => (entry(answer, form, variant, words), None),
            Some(Found::Carried(answer, Carried { review: None, from, .. })) => {
                let entry = entry(answer, form, variant, words);
                (entry.map(|entry| Entry { carried_from: from.clone(), ..entry }), None)
            }
            Some(Found::Carried(answer, Carried { review: Some(why), from, .. })) => {
                let review =
                    from.clone().map(|from| Review { from, answer: answer.id.clone(), why: *why });
                (None, review)
            }
        };
        Row { question: question.clone(), entry, review }
    };
    form.questions.iter().map(row).collect()
}

/// What an answer says to a question; nothing when it has no response.
fn entry(
    answer: &VisibleAnswer,
    form: &Form,
    variant: Option<&VariantId>,
    words: &Words,
) -> Option<Entry> {
    let statement = answer.statement(variant)?;
    let response = statement.response?;
    let ownership = if form.ownership_blank_for.contains(&response) {
        String::new()
    } else {
        ownership_word(form, answer.ownership)
    };
    let word = response_word(form, response).unwrap_or_default();
    Some(Entry {
        answer: answer.id.clone(),
        path: answer.path(),
        response: response.word(),
        word: word.to_owned(),
        ownership,
        explanation: explanation(Spoken::of(form, response), statement, response, words),
        due: statement.promise.as_ref().and_then(|promise| promise.due),
        lapsed: statement.promise.as_ref().is_some_and(|promise| promise.lapsed),
        reviewed: answer.reviewed,
        carried_from: None,
    })
}

/// The form's word; where it has none for a part or a plan, its word for no:
/// a sheet may claim less than we have, never more.
fn response_word(form: &Form, response: Response) -> Option<&str> {
    let own = |response| form.responses.get(&response).map(String::as_str);
    match response {
        Response::Partial | Response::Planned => own(response).or_else(|| own(Response::No)),
        Response::Yes | Response::No | Response::NotApplicable => own(response),
    }
}

/// What a questionnaire's word for a response says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spoken {
    /// Whether there is a word.
    pub has_word: bool,
    /// Whether it says more than yes or no.
    pub says_more: bool,
}

impl Spoken {
    fn of(form: &Form, response: Response) -> Self {
        let has_word = response_word(form, response).is_some();
        Self { has_word, says_more: has_own_word(form, response) }
    }
}

/// The open part: what the word leaves unsaid, the explanation, the promise.
#[must_use]
pub fn explanation(
    spoken: Spoken,
    statement: &VisibleStatement,
    response: Response,
    words: &Words,
) -> String {
    let text = statement.explanation.as_deref().map(to_text).unwrap_or_default();
    let promise = statement.promise.as_ref().map(|promise| promise_words(promise, words));
    let in_part = || words.text("sheet_partial");
    let parts: Vec<String> = match response {
        Response::NotApplicable => {
            let reason = not_applicable_words(spoken, statement, &text, words);
            vec![reason, text, promise.unwrap_or_default()]
        }
        Response::Planned => {
            vec![promise.unwrap_or_else(|| words.text("sheet_planned_only").to_owned()), text]
        }
        Response::Partial if !spoken.says_more => {
            let said = format!("{} {text}", in_part());
            vec![said.trim_end().to_owned(), promise.unwrap_or_default()]
        }
        Response::Yes | Response::No | Response::Partial => {
            vec![unspoken(spoken, response, words), text, promise.unwrap_or_default()]
        }
    };
    let said: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if said.is_empty() && response == Response::Partial {
        in_part().to_owned()
    } else {
        said.join("\n\n")
    }
}

/// `Planned: <what>, due Q2 2027.`, and honest about a date that has passed or was never set.
fn promise_words(promise: &VisiblePromise, words: &Words) -> String {
    let what = to_text(&promise.what);
    let what = what.trim_end_matches('.');
    let Some(due) = promise.due else {
        return words.say("sheet_planned_undated", &[("what", what)]);
    };
    let key = if promise.lapsed { "sheet_planned_lapsed" } else { "sheet_planned" };
    words.say(key, &[("what", what), ("due", &words.when(due))])
}

/// The reason why a question does not apply.
fn not_applicable_words(
    spoken: Spoken,
    statement: &VisibleStatement,
    text: &str,
    words: &Words,
) -> String {
    let reason = statement.because.as_deref().map(to_text).unwrap_or_default();
    let unspoken = unspoken(spoken, Response::NotApplicable, words);
    match (reason.is_empty(), text.is_empty()) {
        (true, true) => words.text("sheet_not_applicable").to_owned(),
        (true, false) => unspoken,
        (false, _) => format!("{unspoken} {reason}").trim_start().to_owned(),
    }
}

/// The response in words, when there is no word for it.
fn unspoken(spoken: Spoken, response: Response, words: &Words) -> String {
    if spoken.has_word { String::new() } else { format!("{}.", words.text(response.key())) }
}

/// Whether the form's word for a response says more than its yes or no.
fn has_own_word(form: &Form, response: Response) -> bool {
    let word = response_word(form, response);
    let is = |other: Response| form.responses.get(&other).map(String::as_str) == word;
    word.is_some() && !is(Response::Yes) && !is(Response::No)
}

#[cfg(test)]
mod tests;
