//! Publishers' workbooks that another file may take the place of unseen.

use crate::check::workbooks::{bytes, detected, with_workbook};
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::tree::hex_digest;

pub(super) const RULE: Rule = Rule {
    name: "unpinned-workbook",
    level: Level::Warn,
    summary: "A publisher's workbook is filled that is not pinned by its hash.",
    page: include_str!("unpinned_workbook.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    for (download, own) in with_workbook(context) {
        let Some(bytes) = bytes(context, own).filter(|_| own.sha256.is_none()) else { continue };
        // One that cannot be filled is an error already, and nothing to pin.
        let Ok(found) = detected(context, download, own) else { continue };
        let message = format!("the workbook `{}` is not pinned", own.file.value);
        let text = if own.shows_text { ", question_text: licensed" } else { "" };
        let line =
            format!("workbook: {{file: {}, sha256: {}{text}}}", own.file.value, hex_digest(bytes));
        sink.push(
            Diagnostic::finding(RULE.name, message, own.file.span)
                .label(format!("found in it: {found}"))
                .hint(format!("write `{line}`")),
        );
    }
}
