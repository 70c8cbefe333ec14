//! Changes that take effect sooner than promised, and emergencies of which customers are told too late.

use crate::check::wording::days;
use crate::check::{Context, Level, Rule};
use crate::date::Date;
use crate::diag::{Diagnostic, Severity, Sink};
use crate::library::audience::Audience;
use crate::library::notice::{Notice, NoticeKind};
use crate::library::project::NoticeClass;
use crate::library::timeline::{Course, Timeline};
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    name: "short-notice",
    level: Level::Deny,
    summary: "A change takes effect before its promised notice is over, or customers are told of an emergency too late.",
    page: include_str!("short_notice.md"),
    run,
};

/// A notice that must be announced ahead and still stands.
pub(super) struct Judged<'l> {
    pub(super) notice: &'l Notice,
    pub(super) class: &'l NoticeClass,
    /// What is known of it on the day.
    pub(super) course: Course<'l>,
}

impl Judged<'_> {
    /// Whether its subject comes by it.
    pub(super) fn brings_in(&self) -> bool {
        matches!(self.course.effect, NoticeKind::Add | NoticeKind::Replace)
    }

    /// Whether it is announced on the day or still to be: its record may be mended.
    pub(super) fn is_open_to_edits(&self, context: &Context<'_>) -> bool {
        context.date <= self.notice.announced_on.value
    }

    /// The way out where what was announced breaks its promise: what is still to come is postponed.
    pub(super) fn postpone(&self, context: &Context<'_>, days: &str) -> String {
        let better = made_better(self.class);
        if context.date < self.course.effective_on {
            let id = &self.notice.id.value;
            format!(
                "announce {days} by a notice of `kind: postpone` with `supersedes: {id}`; {better}"
            )
        } else {
            format!("what was announced keeps its dates; {better}")
        }
    }

    /// Where the day of the effect stands: in the last postponement, or in the notice itself.
    pub(super) fn effect_place(&self) -> Span {
        let last = self.course.postponed_by.last();
        last.map_or(self.notice.effective_on.span, |own| own.effective_on.span)
    }

    /// Where the last day for objections stands.
    pub(super) fn objection_place(&self) -> Option<Span> {
        let mut later =
            self.course.postponed_by.iter().filter_map(|own| own.objection_until.as_ref());
        later.next_back().or(self.notice.objection_until.as_ref()).map(|date| date.span)
    }
}

/// What somebody knows on the day. What is not announced yet is judged by what its record says: a postponement or
/// withdrawal that is still to come mends nothing for readers of today.
pub(super) fn known<'l>(context: &Context<'l>) -> Timeline<'l> {
    Timeline::known(&context.library.notices, Audience::Internal, context.date)
}

/// Notices that must be announced ahead and still stand on the day, with their classes.
pub(super) fn with_class<'l>(context: &Context<'l>) -> Vec<Judged<'l>> {
    let policy = &context.library.project.notices;
    let timeline = known(context);
    let judged = context.library.notices.iter().filter_map(|notice| {
        let class = policy.class(&notice.class.as_ref()?.value)?;
        let course = timeline.course(notice);
        let stands = timeline.needs_notice(policy, notice) && course.ended.is_none();
        stands.then_some(Judged { notice, class, course })
    });
    judged.collect()
}

/// How a promise becomes a better one, and what was announced before keeps the one that it was announced under.
pub(super) fn made_better(class: &NoticeClass) -> String {
    let id = &class.id.value;
    format!(
        "if the promise was made better since, its old terms keep the id `{id}`, with `until:` the last day on which they held, and the better ones get a new id, with `from:` the day after"
    )
}

fn run(context: &Context<'_>, sink: &mut Sink) {
    for judged in with_class(context) {
        let Judged { notice, class, course } = &judged;
        let announced = notice.announced_on.value;
        let earliest = context.library.project.notices.after(announced, class.notice);
        if course.effective_on >= earliest {
            continue;
        }
        let given = days(announced.days_until(course.effective_on));
        let message = format!(
            "`{}` takes effect after {given}; class `{}` promises {}",
            notice.id.value, class.id.value, class.notice
        );
        let later = format!("`effective_on: {earliest}` or later");
        let way_out = if judged.is_open_to_edits(context) {
            format!("set {later}")
        } else {
            judged.postpone(context, &later)
        };
        sink.push(
            Diagnostic::finding(RULE.name, message, judged.effect_place())
                .and(notice.announced_on.span, "announced here")
                .and(class.id.span, "promised here")
                .hint(way_out),
        );
    }
    let timeline = known(context);
    let emergencies = context.library.notices.iter().filter(|notice| timeline.is_emergency(notice));
    for notice in emergencies {
        let course = timeline.course(notice);
        if course.ended.is_none() {
            check_emergency(context, notice, course.effective_on, sink);
        }
    }
}

/// Customers are told of an emergency in time. What was late cannot be mended, and holding the portal back would make it
/// later still: that is a warning at every level.
fn check_emergency(context: &Context<'_>, notice: &Notice, effective_on: Date, sink: &mut Sink) {
    let policy = &context.library.project.notices;
    let id = &notice.id.value;
    let latest = policy.emergency.as_ref().map(|after| policy.after(effective_on, after.value));
    if let (Some(own), Some(latest)) = (&notice.notify_by, latest)
        && own.value > latest
    {
        let message = format!(
            "`{id}` lets customers wait until {}; they are promised to be told by {latest}",
            own.value
        );
        sink.push(
            emergency(context, notice, message, own.span)
                .hint(format!("set `notify_by: {latest}`, or remove it")),
        );
    }
    let tell_by = policy.tell_by(notice, effective_on);
    let first_sent = notice.channels_used.iter().min_by_key(|channel| channel.sent_on);
    let (did, on, place) = if notice.announced_on.value > tell_by {
        ("announced", notice.announced_on.value, notice.announced_on.span)
    } else if let Some(sent) = first_sent.filter(|sent| sent.sent_on > tell_by) {
        ("sent", sent.sent_on, sent.place)
    } else {
        return;
    };
    let message = format!("`{id}` is {did} on {on}; customers were to be told by {tell_by}");
    sink.push(
        emergency(context, notice, message, place)
            .with_severity(Severity::Warning)
            .hint("what was late stays late: allow the finding, and say why it was"),
    );
}

/// A finding about an emergency, with what it follows from.
fn emergency(context: &Context<'_>, notice: &Notice, message: String, place: Span) -> Diagnostic {
    let finding = Diagnostic::finding(RULE.name, message, place)
        .and(notice.effective_on.span, "takes effect here");
    match &context.library.project.notices.emergency {
        Some(promised) => finding.and(promised.span, "promised here"),
        None => finding,
    }
}
