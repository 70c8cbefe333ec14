//! Answers that belong to nobody.

use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::answer::Answer;

pub(super) const RULE: Rule = Rule {
    name: "unowned-answer",
    level: Level::Deny,
    summary: "An answer has no owner, be it published or not.",
    page: include_str!("unowned_answer.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    let owned = |owner: &str| !owner.trim().is_empty();
    let all = context.library.answers.iter();
    let unowned = |answer: &&Answer| !answer.owner.as_deref().is_some_and(owned);
    // A draft gets its owner when somebody takes it over.
    for answer in all.filter(|answer| answer.draft.is_none()).filter(unowned) {
        let message = format!("`{}` has no owner", answer.id.value);
        sink.push(
            Diagnostic::finding(RULE.name, message, answer.id.span)
                .hint("add `owner: a team` to the answer, or once at the top of the file"),
        );
    }
}
