//! What entries say otherwise than they did, and which notices account for it.

use std::collections::BTreeSet;

use crate::check::reused_id::visible_entry;
use crate::check::unannounced_change::{Past, RULE, draft, was_public};
use crate::check::witness::{Published, State, named};
use crate::check::wording::short;
use crate::diag::{Diagnostic, Sink};
use crate::library::field::{FIELDS, Field, FieldValue, Weight};
use crate::library::id::SubprocessorId;
use crate::library::notice::{Notice, NoticeKind};
use crate::library::subprocessor::Subprocessor;
use crate::library::timeline::{Timeline, names};

/// What was found to say otherwise than a notice does.
pub(super) type Told<'l> = BTreeSet<(&'l SubprocessorId, Field)>;

/// A change of what an entry says under a key, from the end of one day to the end of another.
struct Edit {
    field: Field,
    to: FieldValue,
    /// The position of the state that stood then; `None` for the files as they are now.
    index: Option<usize>,
    is_told: bool,
}

/// Keys under which the register says something else than the last notice that states a value for them.
pub(super) fn against_notices<'l>(past: &Past<'_, 'l>, sink: &mut Sink) -> Told<'l> {
    let mut told = Told::new();
    for entry in past.entries() {
        for (key, field) in FIELDS.iter().filter(|(_, field)| field.weight() != Weight::Free) {
            let Some((notice, delta)) = last_word(past, entry, *field) else { continue };
            if entry.value(*field).says_the_same(&delta.to) {
                continue;
            }
            told.insert((&entry.id.value, *field));
            let message = format!(
                "`{}` says something else under `{key}` than `{}` announced",
                entry.id.value, notice.id.value
            );
            sink.push(
                Diagnostic::finding(RULE.name, message, past.place(entry, *field))
                    .and(delta.field.span, "announced here")
                    .hint(format!(
                        "put {} back, or announce the change; {}",
                        say(&delta.to),
                        draft(None)
                    )),
            );
        }
    }
    told
}

/// The last notice that says what an entry says under a key, if none behind it tells of another change there.
fn last_word<'l>(
    past: &Past<'_, 'l>,
    entry: &Subprocessor,
    field: Field,
) -> Option<(&'l Notice, &'l crate::library::field::Delta)> {
    let standing = standing(past, entry);
    let last = standing.iter().rev().find(|notice| tells(past, notice, field))?;
    last.changes.iter().find(|delta| delta.field.value == field).map(|delta| (*last, delta))
}

/// The notices about an entry that were not withdrawn and whose place no other took, in the order of their announcement;
/// then drafts that say what they change: until they are announced and in effect, readers see their `from`.
pub(super) fn standing<'l>(past: &Past<'_, 'l>, entry: &Subprocessor) -> Vec<&'l Notice> {
    let id = &entry.id.value;
    let all = past.context.library.notices.iter();
    let drafts = all.filter(|notice| notice.is_draft() && names(notice, id));
    // What a draft is to end is still told, but the register no longer says how it would have been.
    let is_to_end = |notice: &Notice| {
        let mut drafts = drafts.clone();
        drafts.any(|own| {
            let ends = own.replaces_notice() || own.kind.value == NoticeKind::Withdraw;
            ends && own.supersedes.as_ref().is_some_and(|old| old.value == notice.id.value)
        })
    };
    let about = past.timeline.notices().filter(|notice| names(notice, id));
    let told = about.filter(|notice| past.timeline.course(notice).ended.is_none());
    let told = told.filter(|notice| !is_to_end(notice));
    let says = |own: &&Notice| !own.changes.is_empty() || is_amended_addition(past, own);
    told.chain(drafts.clone().filter(says)).collect()
}

/// Whether a notice says anew who comes: an addition has no `changes`, it says what the register says.
fn is_amended_addition(past: &Past<'_, '_>, notice: &Notice) -> bool {
    let effect = past.timeline.effect(notice);
    notice.kind.value == NoticeKind::Amend
        && matches!(effect, NoticeKind::Add | NoticeKind::Replace)
}

/// Whether a notice tells of a change under a key.
pub(super) fn tells(past: &Past<'_, '_>, notice: &Notice, field: Field) -> bool {
    if notice.changes.is_empty() {
        field.told_by().contains(&past.timeline.effect(notice))
    } else {
        notice.changes.iter().any(|delta| delta.field.value == field)
    }
}

/// Keys of an entry that changed and that no notice accounts for.
pub(super) fn of_entry(
    past: &Past<'_, '_>,
    entry: &Subprocessor,
    told: &Told<'_>,
    sink: &mut Sink,
) {
    let (first, mut edits) = edits(past, entry);
    account(past, entry, &mut edits);
    for (_, field) in FIELDS.iter().filter(|(_, field)| field.weight() != Weight::Free) {
        if told.contains(&(&entry.id.value, *field)) {
            continue;
        }
        let own: Vec<&Edit> = edits.iter().filter(|edit| edit.field == *field).collect();
        let Some(first) = &first else { continue };
        let begun = own.iter().rposition(|edit| edit.is_told);
        let known = begun
            .and_then(|at| own.get(at))
            .map_or_else(|| first.value(*field), |edit| edit.to.clone());
        let silent = own.get(begun.map_or(0, |at| at + 1)..).unwrap_or_default();
        let Some(last) = silent.last() else { continue };
        // What was changed and put back says nothing.
        if known.says_the_same(&last.to) {
            continue;
        }
        let holds = |state: &State| {
            let register = state.register.as_deref();
            let own = register.and_then(|register| visible_entry(register, &entry.id.value));
            own.is_some_and(|own| own.value(*field).says_the_same(&last.to))
        };
        let by = last.index.and_then(|index| past.context.witness.since(index, holds));
        report(past, entry, (*field, &known), (&last.to, by), sink);
    }
}

/// Reports that a key says something else: too early where a notice of its kind is still to take effect.
fn report(
    past: &Past<'_, '_>,
    entry: &Subprocessor,
    (field, was): (Field, &FieldValue),
    (is, by): (&FieldValue, Option<&State>),
    sink: &mut Sink,
) {
    let (id, key) = (&entry.id.value, field.key());
    let (since, standing) = (named(by), standing(past, entry));
    let is_early = |notice: &&&Notice| {
        notice.changes.is_empty() && is_to_come(past, notice) && tells(past, notice, field)
    };
    if let Some(notice) = standing.iter().rev().find(is_early) {
        let notice_id = &notice.id.value;
        let message = format!(
            "`{id}` says {} under `{key}` since {since}, and `{notice_id}` announces that for {} only",
            say(is),
            past.timeline.course(notice).effective_on
        );
        // What was announced is not rewritten.
        let day = by.map_or(past.context.date, |state| state.commit.committed);
        let way = if day <= notice.announced_on.value {
            format!("state it under `changes` of `{notice_id}`, from {} to {}", say(was), say(is))
        } else {
            format!(
                "announce from what to what by a notice of `kind: amend` with `supersedes: {notice_id}`"
            )
        };
        sink.push(
            Diagnostic::finding(RULE.name, message, past.place(entry, field))
                .and(notice.effective_on.span, "announced here")
                .hint(format!("{way}, or edit the register on that day")),
        );
        return;
    }
    let message = format!(
        "`{id}` had {} under `{key}`; {since} makes it {}, and no notice tells it",
        say(was),
        say(is)
    );
    let kind = field.told_by().first().map_or("", |kind| kind.word());
    let words = match field.weight() {
        Weight::MaterialText => ", or of `kind: correction` where it says the same in better words",
        _ => "",
    };
    sink.push(Diagnostic::finding(RULE.name, message, past.place(entry, field)).hint(format!(
        "put it back, or announce the change by a notice of `kind: {kind}`{words}; {}",
        draft(by)
    )));
}

/// A value in a message.
pub(super) fn say(value: &FieldValue) -> String {
    let items = value.items();
    if items.is_empty() { "nothing".to_owned() } else { format!("`{}`", short(&items.join(", "))) }
}

/// The entry as it was first public, without a break since, and what changed in it.
fn edits(past: &Past<'_, '_>, entry: &Subprocessor) -> (Option<Subprocessor>, Vec<Edit>) {
    let id = &entry.id.value;
    let (mut first, mut before, mut edits) = (None, None::<&Subprocessor>, Vec::new());
    let step = |before: &Subprocessor, now: &Subprocessor, index, edits: &mut Vec<Edit>| {
        for (_, field) in FIELDS.iter().filter(|(_, field)| field.weight() != Weight::Free) {
            let to = now.value(*field);
            if !before.value(*field).says_the_same(&to) {
                edits.push(Edit { field: *field, to, index, is_told: false });
            }
        }
    };
    for (day, register) in &past.days {
        let Some(own) = visible_entry(register, id).filter(|_| was_public(day, id)) else {
            // Who comes back begins anew.
            (first, before) = (None, None);
            edits.clear();
            continue;
        };
        if let Some(before) = before {
            step(before, own, Some(day.index), &mut edits);
        } else {
            let in_force = in_force(day, own);
            step(&in_force, own, Some(day.index), &mut edits);
            first = Some(in_force);
        }
        before = Some(own);
    }
    if let Some(before) = before {
        step(before, entry, None, &mut edits);
    }
    (first, edits)
}

/// An entry as it was in force at the end of a day: without what was pending then.
fn in_force(day: &Published<'_>, entry: &Subprocessor) -> Subprocessor {
    let recorded = day.state.notices.values().map(|recorded| &recorded.record.notice);
    let changes = |notice: &Notice| !notice.changes.is_empty() && names(notice, &entry.id.value);
    if !recorded.clone().any(changes) {
        return entry.clone();
    }
    let notices: Vec<Notice> = recorded.cloned().collect();
    Timeline::as_of(&notices, entry, day.until.plus_days(-1))
}

/// Marks what notices account for: by the value that they state, else each by its kind the changes of one day.
fn account(past: &Past<'_, '_>, entry: &Subprocessor, edits: &mut [Edit]) {
    for notice in standing(past, entry) {
        for edit in edits.iter_mut() {
            edit.is_told |= notice
                .changes
                .iter()
                .any(|delta| delta.field.value == edit.field && delta.to.says_the_same(&edit.to));
        }
        if says_who_comes(past, notice, entry) {
            account_newcomer(past, notice, edits);
        } else if notice.changes.is_empty() && !is_to_come(past, notice) {
            account_by_kind(past, notice, edits);
        }
    }
}

/// Whether a notice is still to take effect: the register must not say yet what it changes, unless it states what was.
fn is_to_come<'l>(past: &Past<'_, 'l>, notice: &'l Notice) -> bool {
    past.context.date < past.timeline.course(notice).effective_on
}

/// Whether a notice says anew who comes: an amended addition, or one of a company that had left.
fn says_who_comes<'l>(past: &Past<'_, 'l>, notice: &'l Notice, entry: &Subprocessor) -> bool {
    let id = &entry.id.value;
    let comes_back = || {
        let effect = past.timeline.course(notice).effective_on;
        past.timeline.brings_in(notice, id)
            && past.timeline.turns(id).iter().any(|turn| !turn.begins && turn.on <= effect)
    };
    is_amended_addition(past, notice) || comes_back()
}

/// Marks what a newcomer does otherwise on the day on which a notice says so, or before; who it is stays.
fn account_newcomer(past: &Past<'_, '_>, notice: &Notice, edits: &mut [Edit]) {
    let states = &past.context.witness.states;
    let first = states.iter().position(|state| state.notices.contains_key(&notice.id.value));
    let last = first.and_then(|first| {
        let mut days = past.days.iter().map(|(day, _)| day);
        days.find(|day| first <= day.index)
    });
    for edit in edits.iter_mut() {
        let is_then = match (last, edit.index) {
            (None, _) => true,
            (Some(last), Some(index)) => index <= last.index,
            // The files as they are now take the place of what was committed today.
            (Some(last), None) => past.context.date <= last.until,
        };
        let is_who = matches!(edit.field, Field::LegalName | Field::Country);
        edit.is_told |= is_then && (!is_who || is_amended_addition(past, notice));
    }
}

/// Marks the changes of one day that are of the kind of a notice.
fn account_by_kind(past: &Past<'_, '_>, notice: &Notice, edits: &mut [Edit]) {
    let is_open =
        |edit: &Edit| !edit.is_told && edit.field.told_by().contains(&past.timeline.effect(notice));
    let states = past.context.witness.states.iter();
    let first = states.clone().position(|state| state.notices.contains_key(&notice.id.value));
    // The files as they are now come last.
    let order = |index: Option<usize>| index.unwrap_or(usize::MAX);
    let first = order(first);
    let open: Vec<usize> =
        edits.iter().filter(|edit| is_open(edit)).map(|edit| order(edit.index)).collect();
    let behind = open.iter().copied().filter(|index| *index >= first).min();
    let Some(chosen) = behind.or_else(|| open.iter().copied().max()) else { return };
    for edit in edits.iter_mut() {
        edit.is_told |= order(edit.index) == chosen && is_open(edit);
    }
}
