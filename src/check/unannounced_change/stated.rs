//! What notices say that was so before their change: readers see it until the change takes effect.

use crate::check::reused_id::visible_entry;
use crate::check::unannounced_change::edits::{say, standing, tells};
use crate::check::unannounced_change::{Past, RULE, was_public};
use crate::check::witness::State;
use crate::date::Date;
use crate::diag::{Diagnostic, Sink};
use crate::library::field::{Delta, Field, FieldValue, Weight};
use crate::library::id::{NoticeId, SubprocessorId};
use crate::library::notice::Notice;
use crate::library::subprocessor::Subprocessor;
use crate::library::timeline::{Timeline, names};

/// Reports every `from` that the entry did not say before.
pub(super) fn check(past: &Past<'_, '_>, sink: &mut Sink) {
    for entry in past.entries() {
        let all = past.timeline.changes_of(&entry.id.value);
        for (at, (_, notice)) in all.iter().enumerate() {
            let before = all.get(..at).unwrap_or_default();
            let material =
                notice.changes.iter().filter(|delta| delta.field.value.weight() != Weight::Free);
            for delta in material {
                let was = was(past, entry, before, (notice, delta));
                if let Some(was) = was.filter(|was| !was.says_the_same(&delta.from)) {
                    report(entry, notice, delta, &was, sink);
                }
            }
        }
    }
}

/// What an entry said before a change, as far as Git saw it.
fn was(
    past: &Past<'_, '_>,
    entry: &Subprocessor,
    before: &[(Date, &Notice)],
    (notice, delta): (&Notice, &Delta),
) -> Option<FieldValue> {
    let field = delta.field.value;
    let mut others =
        standing(past, entry).into_iter().filter(|own| own.id.value != notice.id.value);
    let is_told_by_kind = others.any(|own| own.changes.is_empty() && tells(past, own, field));
    if is_told_by_kind {
        return published(past, &entry.id.value, notice, delta, false);
    }
    // What a notice before it leads to is compared when the records are read.
    let is_led_to = |own: &Notice| own.changes.iter().any(|own| own.field.value == field);
    if before.iter().any(|(_, own)| is_led_to(own)) {
        return None;
    }
    published(past, &entry.id.value, notice, delta, true)
}

/// What an entry said at the end of the last day before a notice first said what it was. With `is_first`, no other
/// notice tells of the key: then what the change leads to may have shown too early, and what was before that counts.
fn published(
    past: &Past<'_, '_>,
    id: &SubprocessorId,
    notice: &Notice,
    delta: &Delta,
    is_first: bool,
) -> Option<FieldValue> {
    let field = delta.field.value;
    let amended = amended(past, notice);
    let says_so = |state: &State| {
        let then = state.notices.get(&notice.id.value).map(|own| &own.record.notice);
        // A draft may be put right; what was announced stays.
        then.is_some_and(|then| {
            let mut deltas = then.changes.iter();
            !then.is_draft()
                || deltas.any(|own| own.field.value == field && own.from.says_the_same(&delta.from))
        })
    };
    let states = &past.context.witness.states;
    let first = states.iter().position(says_so);
    let came = first.and_then(|first| states.get(first));
    let day = came.map_or(past.context.date, |state| state.commit.committed);
    let first = first.unwrap_or(states.len());
    let mut last = None;
    for (published, register) in past.days.iter().rev().filter(|(day, _)| day.index < first) {
        let shown = visible_entry(register, id).filter(|_| was_public(published, id));
        let Some(entry) = shown else { break };
        // An amendment may say again what its notice said was so before.
        let known = on(published.state, entry, (field, day), &[]);
        if known.says_the_same(&delta.from) {
            return Some(known);
        }
        let value = on(published.state, entry, (field, day), &amended);
        let is_early = is_first && value.says_the_same(&delta.to);
        last = Some(value);
        if !is_early {
            break;
        }
    }
    last
}

/// The notices whose place a notice takes: what they said of the time before is said anew.
fn amended<'l>(past: &Past<'_, 'l>, notice: &Notice) -> Vec<&'l NoticeId> {
    let mut amended: Vec<&NoticeId> = Vec::new();
    let mut last = past.timeline.target(notice).filter(|_| notice.replaces_notice());
    while let Some(own) = last.filter(|own| !amended.contains(&&own.id.value)) {
        amended.push(&own.id.value);
        last = past.timeline.target(own).filter(|_| own.replaces_notice());
    }
    amended
}

/// What an entry of a state said under a key on a day, without some notices.
fn on(
    state: &State,
    entry: &Subprocessor,
    (field, day): (Field, Date),
    without: &[&NoticeId],
) -> FieldValue {
    let records = state.notices.values().map(|recorded| &recorded.record.notice);
    let about = records.filter(|own| own.subject.is_empty() || names(own, &entry.id.value));
    let others = about.filter(|own| !without.contains(&&own.id.value));
    let notices: Vec<Notice> = others.cloned().collect();
    Timeline::as_of(&notices, entry, day).value(field)
}

fn report(entry: &Subprocessor, notice: &Notice, delta: &Delta, was: &FieldValue, sink: &mut Sink) {
    let (id, key) = (&entry.id.value, delta.field.value.key());
    let message = format!(
        "`{}` says that `{id}` had {} under `{key}`; it had {}",
        notice.id.value,
        say(&delta.from),
        say(was)
    );
    sink.push(Diagnostic::finding(RULE.name, message, delta.field.span).hint(
        "say under `from` what the register said before; after the announcement, by a notice of `kind: amend`",
    ));
}
