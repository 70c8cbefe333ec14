//! Answers that ask the same: a questionnaire could be filled with either, so it is filled with neither.

use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::answer::Answer;
use crate::library::id::AnswerId;
use crate::matching::lexicon::Lexicon;
use crate::matching::twins;
use crate::span::Span;
use crate::view::notes;

pub(super) const RULE: Rule = Rule {
    name: "twin-answers",
    level: Level::Warn,
    summary: "Two answers ask the same, so that no questionnaire is filled with either.",
    page: include_str!("twin_answers.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    // Readers under NDA see all that is ever written into a questionnaire.
    let lexicon = Lexicon::builtin().with(&notes::own_words(context.library));
    for twins in twins(context.nda, &lexicon) {
        let (Some(one), Some(other)) = (place(context, &twins.one), place(context, &twins.other))
        else {
            continue;
        };
        let (first, second) = if one.1 <= other.1 { (one, other) } else { (other, one) };
        let message = format!("`{}` asks the same as `{}`", second.0.id.value, first.0.id.value);
        sink.push(
            Diagnostic::finding(RULE.name, message, second.1)
                .and(first.1, format!("`{}` asks it here", first.0.id.value))
                .hint("make one answer of the two, or say in both questions what tells them apart"),
        );
    }
}

/// An answer and where it has a wording.
fn place<'c>(
    context: &Context<'c>,
    (id, wording): &(AnswerId, String),
) -> Option<(&'c Answer, Span)> {
    let answer = context.library.answers.iter().find(|answer| answer.id.value == *id)?;
    let mut wordings = std::iter::once(&answer.question).chain(&answer.also_asked);
    let span = wordings.find(|own| own.value == *wording).map_or(answer.id.span, |own| own.span);
    Some((answer, span))
}
