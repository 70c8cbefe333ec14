//! Wordings of one answer that say nothing new, or that it denies itself.

use std::collections::BTreeMap;

use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::answer::Answer;
use crate::matching::words::key;
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    name: "repeated-wording",
    level: Level::Warn,
    summary: "An answer lists a wording twice, or says that it is not for its own question.",
    page: include_str!("repeated_wording.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    for answer in context.library.answers.iter().filter(|answer| answer.draft.is_none()) {
        look(answer, sink);
    }
}

fn look(answer: &Answer, sink: &mut Sink) {
    let id = &answer.id.value;
    let mut known: BTreeMap<String, (&str, Span)> = BTreeMap::new();
    known.insert(key(&answer.question.value), ("question", answer.question.span));
    for asked in &answer.also_asked {
        let Some((part, span)) = known.get(&key(&asked.value)) else {
            known.insert(key(&asked.value), ("also_asked", asked.span));
            continue;
        };
        let message = format!("`{id}` is asked in these words already: \"{}\"", asked.value);
        sink.push(
            Diagnostic::finding(RULE.name, message, asked.span)
                .and(*span, format!("the same words in `{part}`"))
                .hint("remove it; case, signs and blanks tell no wordings apart"),
        );
    }
    for not in &answer.not_for {
        let Some((part, span)) = known.get(&key(&not.value)) else { continue };
        let message = format!("`{id}` says that it is not for its own wording: \"{}\"", not.value);
        sink.push(
            Diagnostic::finding(RULE.name, message, not.span)
                .and(*span, format!("the same words in `{part}`"))
                .hint("remove it from `not_for`, or from the wordings of the answer"),
        );
    }
}
