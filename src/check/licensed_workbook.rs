//! Completed workbooks of publishers who do not let them stand openly.

use crate::check::workbooks::with_workbook;
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::form::Completed;
use crate::library::audience::Audience;

pub(super) const RULE: Rule = Rule {
    name: "licensed-workbook",
    level: Level::Warn,
    summary: "A completed workbook is public although its publisher's terms speak against it.",
    page: include_str!("licensed_workbook.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    for (download, own) in with_workbook(context) {
        let Some(form) = context.library.forms.get(&download.form.value) else { continue };
        let is_closed = form.publishing.completed == Completed::OnRequest;
        if !is_closed || !download.access.opens_for(Audience::Public) {
            continue;
        }
        let message =
            format!("the completed workbook of `{}` is offered to everybody", form.reference);
        let because = form.publishing.because.as_deref().unwrap_or("it is given out on request");
        sink.push(
            Diagnostic::finding(RULE.name, message, own.file.span)
                .label(because.to_owned())
                .hint("write `audience: on-request`"),
        );
    }
}
