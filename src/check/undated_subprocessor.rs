//! Entries of which nothing says since when they are in the register.

use crate::check::said::is_visible;
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::timeline::Timeline;

pub(super) const RULE: Rule = Rule {
    name: "undated-subprocessor",
    level: Level::Warn,
    summary: "No notice adds a sub-processor, and the register does not say since when it is so.",
    page: include_str!("undated_subprocessor.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    let register = &context.library.register;
    if register.baseline.is_some() {
        return;
    }
    let timeline = Timeline::planned(&context.library.notices);
    let visible = register.subprocessors.iter().filter(|entry| is_visible(entry.audience));
    for entry in visible.filter(|entry| timeline.is_old(&entry.id.value)) {
        let message = format!(
            "no notice adds `{}`, and the register has no `baseline`: nothing says since when it is in force",
            entry.id.value
        );
        sink.push(Diagnostic::finding(RULE.name, message, entry.id.span).hint(
            "add `baseline: DATE`, the day of the register's first version, or a notice of `kind: add`",
        ));
    }
}
