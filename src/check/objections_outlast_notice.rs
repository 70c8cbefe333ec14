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
    let policy = &context.library.project.notices;
    for judged in with_class(context) {
        let (notice, class) = (judged.notice, judged.class);
        let (Some(until), Some(place)) = (judged.course.objection_until, judged.objection_place())
        else {
            continue;
        };
        let id = &notice.id.value;
        let promised = policy.after(notice.announced_on.value, class.objection);
        if until < promised {
            let message = format!(
                "`{id}` closes objections on {until}; class `{}` promises {}",
                class.id.value, class.objection
            );
            sink.push(
                Diagnostic::finding(RULE.name, message, place)
                    .and(notice.announced_on.span, "announced here")
                    .and(class.id.span, "promised here")
                    .hint(format!("set `objection_until: {promised}` or later")),
            );
        }
        let effective_on = judged.course.effective_on;
        if until > effective_on && !policy.effective_before_objections_close {
            let message = format!(
                "`{id}` takes effect on {effective_on}, while objections are open until {until}"
            );
            sink.push(
                Diagnostic::finding(RULE.name, message, judged.effect_place())
                    .and(place, "objections close here")
                    .hint(format!(
                        "set `effective_on: {until}` or later, or say `effective_before_objections_close: true` under `notices` in trust.yaml"
                    )),
            );
        }
    }
}
