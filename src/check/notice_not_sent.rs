//! Notices that were announced and sent to nobody.

use crate::check::said::is_visible;
use crate::check::wording::days;
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::timeline::Timeline;

pub(super) const RULE: Rule = Rule {
    name: "notice-not-sent",
    level: Level::Warn,
    summary: "A notice was announced a day ago or more, and no sending is recorded.",
    page: include_str!("notice_not_sent.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    let policy = &context.library.project.notices;
    let timeline = Timeline::planned(&context.library.notices);
    let unsent = context.library.notices.iter().filter(|notice| {
        notice.announced_on.value < context.date
            && is_visible(notice.audience)
            && policy.needs_notice(timeline.effect(notice))
            && notice.channels_used.is_empty()
            && notice.withdrawn_on.is_none()
    });
    for notice in unsent {
        let announced = notice.announced_on.value;
        let ago = days(announced.days_until(context.date));
        let message =
            format!("`{}` was announced {ago} ago, and no sending is recorded", notice.id.value);
        sink.push(
            Diagnostic::finding(RULE.name, message, notice.announced_on.span).hint(format!(
                "send it, and add `channels_used: [{{channel: email, sent_on: {announced}}}]` with the true day"
            )),
        );
    }
}
