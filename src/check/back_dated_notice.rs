//! Announcements on a day on which Git did not know them yet.

use crate::check::witness::{Commit, Sight};
use crate::check::{Context, Level, Rule};
use crate::date::Date;
use crate::diag::{Diagnostic, Sink};
use crate::library::notice::Notice;

pub(super) const RULE: Rule = Rule {
    name: "back-dated-notice",
    level: Level::Deny,
    summary: "A notice names a day for its announcement on which it was in no commit yet.",
    page: include_str!("back_dated_notice.md"),
    run,
};

/// What Git can say about the day that a record names.
#[derive(Debug)]
pub(super) enum Seen {
    /// It was in a commit by then, or nobody has to know yet.
    InTime,
    /// It was written by then, and the commit that holds it was made later: history was rewritten.
    Rewritten,
    /// It stood in the project when the history at hand begins.
    TakenOver(Commit),
    /// It is in no commit, and its day is today or was yesterday, or its file cannot be read from Git.
    Uncommitted,
    /// It was written later.
    Late(Commit),
    /// It is in no commit, and its day has passed.
    NotYet,
}

/// What Git can say about the announcement of a notice.
pub(super) fn announcement(context: &Context<'_>, notice: &Notice) -> Seen {
    let day = notice.announced_on.value;
    let names = |own: &Notice| Some(own.announced_on.value);
    seen(context, notice, (day, &names), context.witness.announced_by(&notice.id.value, day))
}

/// Notices whose announcement was said to come by today, where Git sees the whole history.
pub(super) fn announced<'l>(context: &Context<'l>) -> impl Iterator<Item = &'l Notice> {
    let today = context.date;
    let is_announced =
        move |notice: &&Notice| !notice.is_draft() && notice.announced_on.value <= today;
    context.library.notices.iter().filter(is_announced)
}

/// A day that a record names, and how to read it from another version of the record.
type Named<'n> = (Date, &'n dyn Fn(&Notice) -> Option<Date>);

fn seen(
    context: &Context<'_>,
    notice: &Notice,
    (day, names): Named<'_>,
    first: Option<Commit>,
) -> Seen {
    let (witness, id) = (context.witness, &notice.id.value);
    // What a register that is taken over brings with it is of before its first version.
    let baseline = context.days().baseline.filter(|baseline| day <= *baseline);
    let Some(first) = first else {
        return if baseline.is_some_and(|baseline| witness.brought(baseline).is_none()) {
            Seen::InTime
        } else if day >= context.date.plus_days(-1) || is_unreadable(context, notice) {
            // Somewhere it is still yesterday.
            Seen::Uncommitted
        } else {
            Seen::NotYet
        };
    };
    if first.committed <= day {
        Seen::InTime
    } else if first.written <= day {
        Seen::Rewritten
    } else if baseline.is_some_and(|baseline| witness.came_with(baseline, id, names, day)) {
        Seen::InTime
    } else if witness.began_with(id, names, day) {
        Seen::TakenOver(first)
    } else {
        Seen::Late(first)
    }
}

/// Whether the record is in the last commit and cannot be read there, or the last commit shows none of the project's
/// records and no register: then these are not kept as files in this repository.
fn is_unreadable(context: &Context<'_>, notice: &Notice) -> bool {
    use crate::diag::Files as _;
    let path = context.sources.path(notice.id.span.file);
    let last = context.witness.states.last();
    context.witness.unread.contains(path)
        || last.is_none_or(|state| state.notices.is_empty() && state.register.is_none())
}

fn run(context: &Context<'_>, sink: &mut Sink) {
    if context.witness.sight != Sight::Whole {
        return;
    }
    for notice in announced(context) {
        announced_late(context, notice, sink);
        withdrawn_late(context, notice, sink);
    }
}

fn announced_late(context: &Context<'_>, notice: &Notice, sink: &mut Sink) {
    let (id, day) = (&notice.id.value, notice.announced_on.value);
    let (message, honest) = match announcement(context, notice) {
        Seen::Late(first) => (
            format!(
                "`{id}` says that it was announced on {day}, and says so first in commit {} of {}",
                first.name, first.written
            ),
            first.written,
        ),
        Seen::NotYet => (
            format!("`{id}` says that it was announced on {day}, and no commit says so yet"),
            context.date,
        ),
        _ => return,
    };
    sink.push(Diagnostic::finding(RULE.name, message, notice.announced_on.span).hint(format!(
        "set `announced_on: {honest}` or later, and move the dates that count from it"
    )));
}

fn withdrawn_late(context: &Context<'_>, notice: &Notice, sink: &mut Sink) {
    let Some(day) = notice.withdrawn_on.as_ref().filter(|day| day.value <= context.date) else {
        return;
    };
    let id = &notice.id.value;
    let first = context.witness.withdrawn_by(id, day.value);
    let names = |own: &Notice| own.withdrawn_on.as_ref().map(|day| day.value);
    let (message, honest) = match seen(context, notice, (day.value, &names), first) {
        Seen::Late(first) => (
            format!(
                "`{id}` says that it was withdrawn on {}, and says so first in commit {} of {}",
                day.value, first.name, first.written
            ),
            first.written,
        ),
        Seen::NotYet => (
            format!(
                "`{id}` says that it was withdrawn on {}, and no commit says so yet",
                day.value
            ),
            context.date,
        ),
        _ => return,
    };
    sink.push(
        Diagnostic::finding(RULE.name, message, day.span)
            .hint(format!("set `withdrawn_on: {honest}` or later")),
    );
}
