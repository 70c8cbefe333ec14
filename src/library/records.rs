//! The records of the register agree: what they need is there, and what one says of another can be.

mod about;
mod changes;

use crate::diag::Diagnostic;
use crate::library::Library;
use crate::library::id::{ClassId, NoticeId, SubprocessorId};
use crate::library::notice::{Notice, NoticeKind};
use crate::library::resolve::{Kind, Report, exists};
use crate::library::timeline::{Timeline, Turn};
use crate::span::Span;

const CLASS: Kind = Kind { what: "notice class", home: &["trust.yaml"] };
const SUBPROCESSOR: Kind = Kind { what: "sub-processor", home: &["content/subprocessors.yaml"] };
const NOTICE: Kind = Kind { what: "notice", home: &["content/notices/"] };

/// Reports what does not agree.
pub(super) fn check(library: &Library, report: &mut Report<'_>) {
    let timeline = Timeline::planned(&library.notices);
    for notice in &library.notices {
        check_references(library, notice, report);
        check_completeness(library, &timeline, notice, report);
        check_withdrawal(&timeline, notice, report);
        about::check(library, &timeline, notice, report);
    }
    for entry in &library.register.subprocessors {
        check_presence(&timeline, &entry.id.value, report);
        changes::check(&timeline, entry, report);
    }
    changes::check_references(library, report);
}

/// What a notice names exists.
fn check_references(library: &Library, notice: &Notice, report: &mut Report<'_>) {
    let register = &library.register.subprocessors;
    let entries = register.iter().map(|entry| SubprocessorId::as_str(&entry.id.value));
    for id in notice.subject.iter().chain(&notice.replaces) {
        exists(SUBPROCESSOR, id.value.as_str(), id.span, entries.clone(), report);
    }
    if let Some(class) = &notice.class {
        let classes = &library.project.notices.classes;
        let known = classes.iter().map(|class| ClassId::as_str(&class.id.value));
        exists(CLASS, class.value.as_str(), class.span, known, report);
    }
    if let Some(earlier) = &notice.supersedes {
        let known = library.notices.iter().map(|notice| NoticeId::as_str(&notice.id.value));
        exists(NOTICE, earlier.value.as_str(), earlier.span, known, report);
    }
}

/// What the policy requires of a notice is there. What its kind alone requires was reported when it was read.
fn check_completeness(
    library: &Library,
    timeline: &Timeline<'_>,
    notice: &Notice,
    report: &mut Report<'_>,
) {
    let amends_emergency = timeline.is_emergency(notice) && notice.kind.value == NoticeKind::Amend;
    let needs_notice = timeline.needs_notice(&library.project.notices, notice);
    // A policy that could not be read might have said that this kind only informs.
    if report.is_broken(CLASS.home) || !needs_notice && !amends_emergency {
        return;
    }
    let needed = [
        ("notice_class", needs_notice && notice.class.is_none()),
        ("objection_until", notice.objection_until.is_none()),
    ];
    for (key, _) in needed.into_iter().filter(|(_, is_missing)| *is_missing) {
        let (id, kind) = (&notice.id.value, notice.kind.value.word());
        let message = format!("notice `{id}` of kind `{kind}` needs `{key}`");
        report.sink.push(
            Diagnostic::error("missing-key", message, notice.kind.span)
                .hint(format!("add `{key}: ...`")),
        );
    }
}

/// What has taken effect cannot be withdrawn.
fn check_withdrawal<'l>(timeline: &Timeline<'l>, notice: &'l Notice, report: &mut Report<'_>) {
    let Some(withdrawn) = &notice.withdrawn_on else { return };
    let course = timeline.course(notice);
    if withdrawn.value <= course.effective_on {
        return;
    }
    let last = course.postponed_by.last().map_or(&notice.effective_on, |own| &own.effective_on);
    let message = format!("notice `{}` is withdrawn after it has taken effect", notice.id.value);
    report.sink.push(
        Diagnostic::error("bad-date", message, withdrawn.span)
            .and(last.span, "takes effect here")
            .hint("announce another change, such as `kind: remove`"),
    );
}

/// An entry comes into force again only after it has gone, and goes again only after it has come again.
fn check_presence(timeline: &Timeline<'_>, id: &SubprocessorId, report: &mut Report<'_>) {
    let turns = timeline.turns(id);
    if let Some(first) = turns.first().filter(|first| first.begins && timeline.is_old(id)) {
        let message = format!("a notice brings in `{id}`, which an earlier one has as in force");
        report.sink.push(
            Diagnostic::error("two-notices", message, place(first.notice, id))
                .hint("announce what changes by a notice of that kind, or give a new sub-processor an id of its own"),
        );
    }
    let mut last: Option<Turn<'_>> = None;
    for turn in turns {
        let Some(before) = last.replace(turn).filter(|before| before.begins == turn.begins) else {
            continue;
        };
        let (does, did, hint) = if turn.begins {
            (
                "bring in",
                "brought in here first",
                "withdraw one, or announce with `kind: remove` when it goes in between",
            )
        } else {
            ("take out", "taken out here first", "withdraw one: it goes once")
        };
        let message = format!("two notices {does} `{id}`");
        report.sink.push(
            Diagnostic::error("two-notices", message, place(turn.notice, id))
                .and(place(before.notice, id), did)
                .hint(hint),
        );
    }
}

/// Where a notice names an entry.
fn place(notice: &Notice, id: &SubprocessorId) -> Span {
    let mut named = notice.subject.iter().chain(&notice.replaces);
    named.find(|own| own.value == *id).map_or(notice.id.span, |own| own.span)
}

#[cfg(test)]
mod tests;
