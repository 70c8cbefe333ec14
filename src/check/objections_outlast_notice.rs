//! Objection periods that do not fit the notice.

use crate::check::short_notice::with_class;
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};

pub(super) const RULE: Rule = Rule {
    name: "objections-outlast-notice",
    level: Level::Deny,
    summary: "Objections close after the change takes effect, or earlier than promised.",
    page: include_str!("objections_outlast_notice.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    let may_outlast = context.library.project.notices.effective_before_objections_close;
    for (notice, class) in with_class(context) {
        let Some(until) = &notice.objection_until else { continue };
        let id = &notice.id.value;
        let promised = notice.announced_on.value.plus(class.objection);
        if until.value < promised {
            let message = format!(
                "`{id}` closes objections on {}; class `{}` promises {}",
                until.value, class.id.value, class.objection
            );
            sink.push(
                Diagnostic::finding(RULE.name, message, until.span)
                    .and(notice.announced_on.span, "announced here")
                    .and(class.id.span, "promised here")
                    .hint(format!("set `objection_until: {promised}` or later")),
            );
        }
        if until.value > notice.effective_on.value && !may_outlast {
            let message = format!(
                "`{id}` takes effect on {}, while objections are open until {}",
                notice.effective_on.value, until.value
            );
            sink.push(
                Diagnostic::finding(RULE.name, message, notice.effective_on.span)
                    .and(until.span, "objections close here")
                    .hint(format!(
                        "set `effective_on: {}` or later, or say `effective_before_objections_close: true` under `notices` in trust.yaml",
                        until.value
                    )),
            );
        }
    }
}
