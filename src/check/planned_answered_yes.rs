//! Plans that are sold as facts.

use crate::check::phrases::Phrases;
use crate::check::said::{Said, in_variants, visible_answers};
use crate::check::texts::Text;
use crate::check::wording::{first_sentence, short};
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::form::Response;
use crate::library::answer::Answer;
use crate::library::evidence::AttestationState;
use crate::library::id::EvidenceId;
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    name: "planned-answered-yes",
    level: Level::Deny,
    summary: "An answer says yes to what is only promised, planned or under way.",
    page: include_str!("planned_answered_yes.md"),
    run,
};

/// Words that, in the first sentence, make a yes a plan.
const PLANNING: [&str; 15] = [
    "on our roadmap",
    "on the roadmap",
    "coming soon",
    "in the near future",
    "is under development",
    "is in development",
    "is being implemented",
    "are being implemented",
    "is not yet",
    "are not yet",
    "will be implemented",
    "will be introduced",
    "we plan to introduce",
    "we plan to support",
    "we are planning to",
];
/// Words that do so when a time follows: "maintenance is planned for Sundays" is no plan.
const PLANNING_FOR: [&str; 9] = [
    "is planned for",
    "are planned for",
    "is scheduled for",
    "are scheduled for",
    "will be available in",
    "will be available by",
    "will be available from",
    "will be supported in",
    "will be released in",
];

fn run(context: &Context<'_>, sink: &mut Sink) {
    let mut planning = Phrases::of(&PLANNING, false);
    for phrase in PLANNING_FOR {
        planning.add(phrase, true, true);
    }
    for answer in visible_answers(context) {
        for said in in_variants(context, answer).filter(|said| said.responds(Response::Yes)) {
            let Some(response) = said.response else { continue };
            let Some((message, place, why)) = plan(context, answer, said, &planning) else {
                continue;
            };
            sink.push(
                Diagnostic::finding(RULE.name, message, response.span)
                    .label("answered yes here")
                    .and(place, why)
                    .hint("answer `planned` with a promise, or `partial` and say what holds today"),
            );
        }
    }
}

/// What makes the yes a plan: a message, a place, and why it matters.
fn plan(
    context: &Context<'_>,
    answer: &Answer,
    said: Said<'_>,
    planning: &Phrases<bool>,
) -> Option<(String, Span, &'static str)> {
    let id = &answer.id.value;
    if let Some(promise) = said.promise {
        let message = format!("`{id}` answers yes and promises it for later");
        return Some((message, promise.what.span, "promised here"));
    }
    if let Some(first) = said.evidence.first()
        && said.evidence.iter().all(|evidence| is_open(context, &evidence.value))
    {
        let message = format!("`{id}` answers yes with evidence that does not exist yet");
        return Some((message, first.span, "not held yet"));
    }
    let explanation = said.explanation?;
    let first = first_sentence(&explanation.text);
    let mut plans = planning.find(first).filter(|(found, needs_time)| {
        !needs_time || first.get(found.end..).is_some_and(begins_with_time)
    });
    let (found, _) = plans.next()?;
    let words = short(first.get(found.clone()).unwrap_or_default());
    let text = Text::of_answer(answer, explanation);
    let message = format!("`{id}` answers yes, and its text says `{words}`");
    Some((message, text.place(context, found), "says the text"))
}

/// Whether this is an attestation that has not been issued.
fn is_open(context: &Context<'_>, id: &EvidenceId) -> bool {
    let attestation = context.library.attestation(id);
    attestation.is_some_and(|attestation| attestation.state.value != AttestationState::Held)
}

/// Whether the text begins with a quarter, a year, or "next".
fn begins_with_time(text: &str) -> bool {
    let next = text.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    let quarter = next.strip_prefix('q');
    quarter.is_some_and(|rest| rest.starts_with(['1', '2', '3', '4']))
        || begins_with_year(&next)
        || next == "next"
}

/// Whether the word is a year, or a year with a quarter or a month: `2027-q3`. `2048-bit` is none.
fn begins_with_year(word: &str) -> bool {
    let Some((year, rest)) = word.split_at_checked(4) else { return false };
    let is_year = year.starts_with("20") && year.bytes().all(|b| b.is_ascii_digit());
    let part = rest.strip_prefix('-').unwrap_or_default();
    let is_dated = part.starts_with(|c: char| c == 'q' || c.is_ascii_digit());
    is_year && (is_dated || rest.chars().all(|c| c.is_ascii_punctuation() && c != '-'))
}
