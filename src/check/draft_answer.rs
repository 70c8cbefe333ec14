//! Answers that were imported and that nobody has read.

use crate::check::wording::short;
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};

pub(super) const RULE: Rule = Rule {
    name: "draft-answer",
    level: Level::Warn,
    summary: "An answer is a draft, which nobody outside sees.",
    page: include_str!("draft_answer.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    for answer in &context.library.answers {
        let Some(draft) = answer.draft else { continue };
        let id = &answer.id.value;
        let flags = answer.imported.iter().flat_map(|imported| &imported.flags);
        let flags: Vec<String> = flags.map(|flag| short(flag)).collect();
        let mut lacks = Vec::new();
        if answer.statement.response.is_none() && answer.variants.is_empty() {
            lacks.push("`response`");
        }
        if answer.owner.is_none() {
            lacks.push("`owner`");
        }
        lacks.extend(["`reviewed`", "`audience`"]);
        let lacks = lacks.join(", ");
        let message = if flags.is_empty() {
            format!("`{id}` is a draft")
        } else {
            format!("`{id}` is a draft: {}", flags.join("; "))
        };
        sink.push(
            Diagnostic::finding(RULE.name, message, answer.id.span)
                .and(draft, "the mark of a draft")
                .hint(format!("read it, add {lacks}, and remove `draft`")),
        );
    }
}
