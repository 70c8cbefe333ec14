//! Notices that are for other readers than the sub-processors that they name.

use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::id::SubprocessorId;
use crate::library::notice::Notice;
use crate::library::subprocessor::Subprocessor;
use crate::span::{Span, Spanned};

pub(super) const RULE: Rule = Rule {
    name: "untold-readers",
    level: Level::Deny,
    summary: "A notice is for other readers than the sub-processor that it names.",
    page: include_str!("untold_readers.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    for notice in &context.library.notices {
        // What becomes of an earlier notice goes to whoever was told of that one; a draft goes to nobody.
        if notice.is_draft() || notice.kind.value.is_about_notice() {
            continue;
        }
        for Spanned { value: id, span } in notice.subject.iter().chain(&notice.replaces) {
            let entry = context.library.subprocessor(id);
            if let Some(entry) = entry.filter(|entry| entry.audience != notice.audience) {
                report(notice, entry, (id, *span), sink);
            }
        }
    }
}

fn report(
    notice: &Notice,
    entry: &Subprocessor,
    (id, span): (&SubprocessorId, Span),
    sink: &mut Sink,
) {
    let (own, theirs) = (notice.audience, entry.audience);
    let notice_id = &notice.id.value;
    let message = if own < theirs {
        format!(
            "`{notice_id}` has `audience: {}` and names `{id}`, which has `audience: {}`: others would learn of it",
            own.word(),
            theirs.word()
        )
    } else {
        format!(
            "`{notice_id}` has `audience: {}` and names `{id}`, which has `audience: {}`: not all who see it are told",
            own.word(),
            theirs.word()
        )
    };
    sink.push(Diagnostic::finding(RULE.name, message, span).and(entry.id.span, "the entry").hint(
        "give both the same `audience`; sub-processors for different readers need a notice each",
    ));
}
