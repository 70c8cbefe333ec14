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

const EARLY: &str = "`effective_before_objections_close: true` under `notices` in trust.yaml";

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
            let later = format!("`objection_until: {promised}` or later");
            let way_out = if judged.is_open_to_edits(context) {
                format!("set {later}")
            } else {
                judged.postpone(context, &format!("a later `effective_on` and {later}"))
            };
            sink.push(
                Diagnostic::finding(RULE.name, message, place)
                    .and(notice.announced_on.span, "announced here")
                    .and(class.id.span, "promised here")
                    .hint(way_out),
            );
        }
        let effective_on = judged.course.effective_on;
        if until > effective_on && !policy.effective_before_objections_close {
            let message = format!(
                "`{id}` takes effect on {effective_on}, while objections are open until {until}"
            );
            let later = format!("`effective_on: {until}` or later");
            let way_out = if judged.is_open_to_edits(context) {
                format!("set {later}, or say {EARLY}")
            } else if context.date < effective_on {
                format!(
                    "announce {later} by a notice of `kind: postpone` with `supersedes: {id}`, or say {EARLY}"
                )
            } else {
                format!("what was announced keeps its dates: if contracts allow it, say {EARLY}")
            };
            sink.push(
                Diagnostic::finding(RULE.name, message, judged.effect_place())
                    .and(place, "objections close here")
                    .hint(way_out),
            );
        }
    }
}
