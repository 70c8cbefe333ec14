//! Changes that take effect sooner than promised.

use crate::check::wording::days;
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::notice::Notice;
use crate::library::project::NoticeClass;
use crate::library::timeline::Timeline;

pub(super) const RULE: Rule = Rule {
    name: "short-notice",
    level: Level::Deny,
    summary: "A change of the register takes effect before its promised notice is over.",
    page: include_str!("short_notice.md"),
    run,
};

/// Notices that must be announced ahead and still stand, with their classes.
pub(super) fn with_class<'l>(
    context: &Context<'l>,
) -> impl Iterator<Item = (&'l Notice, &'l NoticeClass)> {
    let policy = &context.library.project.notices;
    let timeline = Timeline::planned(&context.library.notices);
    let standing = context.library.notices.iter().filter(move |notice| {
        policy.needs_notice(timeline.effect(notice)) && notice.withdrawn_on.is_none()
    });
    standing.filter_map(|notice| {
        let class = notice.class.as_ref()?;
        Some((notice, policy.class(&class.value)?))
    })
}

fn run(context: &Context<'_>, sink: &mut Sink) {
    for (notice, class) in with_class(context) {
        let earliest =
            context.library.project.notices.after(notice.announced_on.value, class.notice);
        if notice.effective_on.value >= earliest {
            continue;
        }
        let given = days(notice.announced_on.value.days_until(notice.effective_on.value));
        let message = format!(
            "`{}` takes effect after {given}; class `{}` promises {}",
            notice.id.value, class.id.value, class.notice
        );
        sink.push(
            Diagnostic::finding(RULE.name, message, notice.effective_on.span)
                .and(notice.announced_on.span, "announced here")
                .and(class.id.span, "promised here")
                .hint(format!("set `effective_on: {earliest}` or later")),
        );
    }
}
