//! Promises without a day on which they can be checked.

use crate::check::phrases::Phrases;
use crate::check::said::{Said, in_variants, is_visible, visible_answers};
use crate::check::texts::Text;
use crate::check::wording::short;
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::form::Response;
use crate::library::answer::Answer;
use crate::library::evidence::AttestationState;
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    name: "undated-promise",
    level: Level::Deny,
    summary: "Something is promised, planned or under way, and no date is given.",
    page: include_str!("undated_promise.md"),
    run,
};

/// Words that promise something. Forms such as "will be available" alone also
/// describe the present ("the copy will be available for 30 days"), so what
/// follows is part of the phrase.
const PROMISING: [&str; 32] = [
    "on our roadmap",
    "on the roadmap",
    "coming soon",
    "coming shortly",
    "in the near future",
    "in the coming weeks",
    "in the coming months",
    "in a future release",
    "in a future version",
    "in an upcoming release",
    "will be available.",
    "will be available soon",
    "will be available shortly",
    "will be available later",
    "will be available in a",
    "will be available in the next",
    "will be available in the future",
    "will be available next",
    "will be available by",
    "will soon be",
    "will be supported",
    "will be introduced",
    "will be added in",
    "will be added soon",
    "will be released",
    "we plan to add",
    "we plan to support",
    "we plan to offer",
    "we plan to introduce",
    "we plan to obtain",
    "we are planning to",
    "planned for a future",
];

fn run(context: &Context<'_>, sink: &mut Sink) {
    let promising = Phrases::of(&PROMISING, ());
    for answer in visible_answers(context) {
        for said in in_variants(context, answer) {
            check_promise(answer, said, sink);
            check_text(context, answer, said, &promising, sink);
        }
    }
    let open = context.library.attestations.iter().filter(|attestation| {
        is_visible(attestation.audience)
            && attestation.state.value != AttestationState::Held
            && attestation.due.is_none()
    });
    for attestation in open {
        let state = match attestation.state.value {
            AttestationState::InProgress => "in progress",
            AttestationState::Planned | AttestationState::Held => "planned",
        };
        let message = format!("`{}` is {state} and has no date", attestation.id.value);
        push(
            message,
            attestation.state.span,
            "add `due:` with a day, a month or a quarter, such as `2027-Q2`",
            sink,
        );
    }
}

fn push(message: String, span: Span, hint: &str, sink: &mut Sink) {
    sink.push(Diagnostic::finding(RULE.name, message, span).hint(hint));
}

fn check_promise(answer: &Answer, said: Said<'_>, sink: &mut Sink) {
    let id = &answer.id.value;
    match (said.promise, said.response) {
        (Some(promise), _) if promise.due.is_none() => push(
            format!("`{id}` promises `{}` without a date", short(&promise.what.text)),
            promise.what.span,
            "add `due:` with a day, a month or a quarter, such as `2027-Q2`",
            sink,
        ),
        (None, Some(response)) if response.value == Response::Planned => push(
            format!("`{id}` is planned, and no promise says what comes when"),
            response.span,
            "add `promise: {what: ..., due: 2027-Q2}`, or answer `no`",
            sink,
        ),
        _ => {}
    }
}

fn check_text(
    context: &Context<'_>,
    answer: &Answer,
    said: Said<'_>,
    promising: &Phrases<()>,
    sink: &mut Sink,
) {
    let (None, Some(explanation)) = (said.promise, said.explanation) else { return };
    let text = Text::of_answer(answer, explanation);
    for (found, ()) in promising.find(&explanation.text) {
        let words = short(explanation.text.get(found.clone()).unwrap_or_default());
        push(
            format!("`{}` says `{words}` and has no promise with a date", answer.id.value),
            text.place(context, found),
            "add `promise: {what: ..., due: 2027-Q2}`, or say only what holds today",
            sink,
        );
    }
}
