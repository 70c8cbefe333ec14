//! Notices that were announced and sent to nobody, and sendings that cannot be.

use crate::check::said::is_visible;
use crate::check::short_notice::known;
use crate::check::wording::days;
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::notice::{Notice, NoticeKind};
use crate::library::policy::NoticePolicy;
use crate::library::timeline::Timeline;

pub(super) const RULE: Rule = Rule {
    name: "notice-not-sent",
    level: Level::Warn,
    summary: "A notice was announced a day ago or more and no sending is recorded, or one that cannot be.",
    page: include_str!("notice_not_sent.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    let policy = &context.library.project.notices;
    let timeline = known(context);
    for notice in context.library.notices.iter().filter(|notice| is_visible(notice.audience)) {
        check_sendings(context, notice, sink);
        let is_due = notice.announced_on.value < context.date && notice.channels_used.is_empty();
        if is_due && must_be_sent(policy, &timeline, notice) {
            report(context, &timeline, notice, sink);
        }
    }
}

/// Whether customers are to be told of a notice: of what they may object to, of emergencies, and of what became of a
/// notice that they were told of.
fn must_be_sent<'l>(policy: &NoticePolicy, timeline: &Timeline<'l>, notice: &'l Notice) -> bool {
    if timeline.course(notice).ended.is_some() {
        return false;
    }
    let is_about_sent = || {
        timeline.target(notice).is_some_and(|earlier| {
            let has_ended = timeline.course(earlier).ended.is_some();
            let is_moot = notice.kind.value == NoticeKind::Postpone && has_ended;
            !earlier.channels_used.is_empty() && !is_moot
        })
    };
    timeline.needs_notice(policy, notice) || timeline.is_emergency(notice) || is_about_sent()
}

fn report<'l>(context: &Context<'l>, timeline: &Timeline<'l>, notice: &'l Notice, sink: &mut Sink) {
    let id = &notice.id.value;
    let announced = notice.announced_on.value;
    let ago = days(announced.days_until(context.date));
    let deadline = timeline.is_emergency(notice).then(|| {
        let effective_on = timeline.course(notice).effective_on;
        context.library.project.notices.tell_by(notice, effective_on)
    });
    let message = match deadline {
        Some(deadline) if deadline < context.date => {
            format!(
                "`{id}` is overdue: customers were to be told of this emergency by {deadline}, and no sending is recorded"
            )
        }
        Some(deadline) => {
            format!(
                "`{id}` was announced {ago} ago, and no sending is recorded; customers are to be told of this emergency by {deadline}"
            )
        }
        None => format!("`{id}` was announced {ago} ago, and no sending is recorded"),
    };
    sink.push(
        Diagnostic::finding(RULE.name, message, notice.announced_on.span).hint(format!(
            "`trust notices --due` has the mail; once it is sent, record it: `trust notices sent {id} --channel email --on DATE`"
        )),
    );
}

/// What was sent was sent between the announcement and today.
fn check_sendings(context: &Context<'_>, notice: &Notice, sink: &mut Sink) {
    for sending in &notice.channels_used {
        let (id, sent) = (&notice.id.value, sending.sent_on);
        let announced = &notice.announced_on;
        let finding = if sent > context.date {
            let message =
                format!("`{id}` is recorded as sent on {sent}, a day that is still to come");
            Diagnostic::finding(RULE.name, message, sending.place)
                .hint("record a sending once it has happened")
        } else if sent < announced.value {
            let message = format!(
                "`{id}` is recorded as sent on {sent}, before its announcement on {}",
                announced.value
            );
            Diagnostic::finding(RULE.name, message, sending.place)
                .and(announced.span, "announced here")
                .hint("correct one of the two dates")
        } else {
            continue;
        };
        sink.push(finding);
    }
}
