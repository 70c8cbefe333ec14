//! The day on which the register begins: what was before it is none of its history, so it cannot be moved at will.

use std::collections::BTreeSet;

use crate::check::Context;
use crate::check::said::is_visible;
use crate::check::unannounced_change::{RULE, was_public};
use crate::check::witness::{Days, State, named};
use crate::date::Date;
use crate::diag::{Diagnostic, Sink};
use crate::library::id::{NoticeId, SubprocessorId};
use crate::span::Span;

/// A baseline that was moved.
pub(in crate::check) struct Moved<'w> {
    /// The day that it was moved from.
    pub(in crate::check) then: Date,
    /// The day that it was moved to.
    pub(in crate::check) now: Date,
    /// The commit that did it; `None` where that is not committed yet.
    pub(in crate::check) by: Option<&'w State>,
    /// Where it stands.
    pub(in crate::check) place: Span,
    /// How many entries were public before.
    entries: usize,
    /// How many notices were announced before, and not taken over with the first commit.
    pub(in crate::check) notices: usize,
}

/// A baseline that is later than one that Git saw. A register without one began with its first commit.
pub(in crate::check) fn moved_later<'w>(context: &Context<'w>) -> Option<Moved<'w>> {
    let now = context.library.register.baseline.as_ref()?;
    let states = &context.witness.states;
    let begun = states.iter().find(|state| state.register.is_some())?.commit.committed;
    let of = |state: &State| {
        let register = state.register.as_deref()?;
        Some(register.baseline.as_ref().map_or(begun, |day| day.value))
    };
    let earlier = |state: &State| of(state).is_some_and(|day| day < now.value);
    let last = states.iter().rposition(earlier)?;
    let (entries, notices) = let_go(context, last, now.value);
    Some(Moved {
        then: states.get(last).and_then(of)?,
        now: now.value,
        by: states.get(last + 1),
        place: now.span,
        entries,
        notices,
    })
}

/// A baseline that is earlier than each that Git saw.
pub(in crate::check) fn moved_earlier<'w>(context: &Context<'w>) -> Option<Moved<'w>> {
    let now = context.library.register.baseline.as_ref()?;
    let states = &context.witness.states;
    let of = |state: &State| state.register.as_deref()?.baseline.as_ref().map(|day| day.value);
    let last = states.iter().rposition(|state| of(state).is_some_and(|day| now.value != day))?;
    // What was put back is what it was.
    let before = states.iter().take(last + 1).filter_map(of).min();
    let then = before.filter(|then| now.value < *then)?;
    let (by, place) = (states.get(last + 1), now.span);
    Some(Moved { then, now: now.value, by, place, entries: 0, notices: 0 })
}

/// Reports a baseline behind which announced notices would be forgotten, and one that is to come.
pub(super) fn check(context: &Context<'_>, sink: &mut Sink) {
    to_come(context, sink);
    let Some(moved) = moved_later(context).filter(|moved| moved.notices > 0) else { return };
    let Moved { now, then, entries, notices, .. } = moved;
    let message = format!(
        "the register begins on {now} since {}; it began on {then}, and {} and {} of before are let go",
        named(moved.by),
        counted(entries, ("entry", "entries")),
        counted(notices, ("notice", "notices")),
    );
    sink.push(
        Diagnostic::finding(RULE.name, message, moved.place)
            .hint(format!("put `baseline: {then}` back: what was announced stays announced")),
    );
}

/// A register whose first day is to come: until then nobody is in it.
fn to_come(context: &Context<'_>, sink: &mut Sink) {
    let register = &context.library.register;
    let Some(baseline) = &register.baseline else { return };
    // A project may be built for an earlier day than that of its last commit.
    let last = context.witness.states.last().map(|state| state.commit.committed);
    let now = last.map_or(context.date, |last| last.max(context.date));
    if baseline.value <= now || !register.subprocessors.iter().any(|own| is_visible(own.audience)) {
        return;
    }
    let message = format!(
        "the register begins on {}, which is to come, and shows nobody until then",
        baseline.value
    );
    sink.push(
        Diagnostic::finding(RULE.name, message, baseline.span)
            .hint("set `baseline` to the day of the register's first version"),
    );
}

/// How many entries and notices were public up to a state and are older than the baseline.
fn let_go(context: &Context<'_>, last: usize, baseline: Date) -> (usize, usize) {
    let mut entries: BTreeSet<&SubprocessorId> = BTreeSet::new();
    let mut notices: BTreeSet<&NoticeId> = BTreeSet::new();
    let all = context.witness.published(Days { baseline: None, today: context.date });
    for day in all.into_iter().filter(|day| day.index <= last) {
        let register = day.state.register.iter().flat_map(|own| &own.subprocessors);
        entries.extend(register.map(|own| &own.id.value).filter(|id| was_public(&day, id)));
        for (id, recorded) in day.state.notices.iter() {
            let notice = &recorded.record.notice;
            let announced = notice.announced_on.value;
            let is_taken_over =
                context.witness.began_with(id, &|own| Some(own.announced_on.value), announced);
            let is_announced = !notice.is_draft() && announced < day.until && announced < baseline;
            if is_announced && !is_taken_over {
                notices.insert(id);
            }
        }
    }
    (entries.len(), notices.len())
}

fn counted(count: usize, (one, many): (&str, &str)) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
