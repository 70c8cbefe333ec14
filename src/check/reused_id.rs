//! Ids that stand for something else than they did.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::said::is_visible;
use crate::check::unannounced_change::was_public;
use crate::check::witness::{Sight, State, named};
use crate::check::{Context, Level, Rule};
use crate::date::Date;
use crate::diag::{Diagnostic, Sink};
use crate::library::field::Field;
use crate::library::id::SubprocessorId;
use crate::library::notice::{Notice, NoticeKind};
use crate::library::subprocessor::{Subprocessor, SubprocessorFile};
use crate::library::timeline::{Timeline, names};

pub(super) const RULE: Rule = Rule {
    name: "reused-id",
    level: Level::Deny,
    summary: "An id stands for another notice, or another company, than it did.",
    page: include_str!("reused_id.md"),
    run,
};

/// Whether two versions of a record are two notices.
pub(super) fn is_another(then: &Notice, now: &Notice) -> bool {
    let shared = |id| names(now, id);
    then.kind.value != now.kind.value
        && !then.subject.is_empty()
        && !now.subject.is_empty()
        && !then.subject.iter().any(|id| shared(&id.value))
}

/// Whether more than one record has the id of a notice: nobody can tell which of them was announced.
pub(super) fn stands_twice(context: &Context<'_>, notice: &Notice) -> bool {
    let same = context.library.notices.iter().filter(|own| own.id.value == notice.id.value);
    same.count() > 1
}

/// How an id of the register came to stand for another company.
pub(super) struct Reused<'w> {
    /// The name that it stood for.
    pub(super) was: &'w str,
    /// The commit that did it; `None` where that is not committed yet.
    pub(super) by: Option<&'w State>,
}

/// The ids of the register that stand for another company than they did.
pub(super) fn entries<'w>(context: &Context<'w>) -> BTreeMap<&'w SubprocessorId, Reused<'w>> {
    let mut reused = BTreeMap::new();
    for entry in &context.library.register.subprocessors {
        if is_visible(entry.audience)
            && !is_told(context, &entry.id.value)
            && let Some(found) = of(context, entry)
        {
            reused.insert(&entry.id.value, found);
        }
    }
    reused
}

fn run(context: &Context<'_>, sink: &mut Sink) {
    if context.witness.sight == Sight::NotAsked {
        return;
    }
    notices(context, sink);
    additions(context, sink);
    for (id, reused) in entries(context) {
        let Some(entry) = context.library.subprocessor(id) else { continue };
        let by = named(reused.by);
        let message = format!("`{id}` was {}; {by} makes it {}", reused.was, entry.legal_name);
        sink.push(Diagnostic::finding(RULE.name, message, entry.id.span).hint(
            "give the new company an id of its own; the same company under another name is told by a notice of `kind: rename` or `legal-entity-merge`",
        ));
    }
}

/// Additions of an entry that is in force since the register's first version: it would leave the register until their
/// effect, and come back as somebody else.
fn additions(context: &Context<'_>, sink: &mut Sink) {
    let published = context.witness.published(context.days());
    let Some(first) = published.first() else { return };
    let timeline = Timeline::planned(&context.library.notices);
    for notice in &context.library.notices {
        let effect = timeline.course(notice).effective_on;
        let was_there = |id: &SubprocessorId| {
            let recorded = first.state.notices.values().map(|own| &own.record.notice);
            let mut adds = recorded.filter(|own| own.brings_in() && names(own, id));
            was_public(first, id) && adds.next().is_none()
        };
        // What took effect before Git saw the entry tells how it came.
        if first.state.commit.committed >= effect
            || first.state.notices.contains_key(&notice.id.value)
            || timeline.course(notice).ended.is_some_and(|end| end.on <= context.date)
        {
            continue;
        }
        for subject in notice.subject.iter().filter(|own| timeline.brings_in(notice, &own.value)) {
            let id = &subject.value;
            let has_left = timeline.turns(id).iter().any(|turn| !turn.begins && turn.on <= effect);
            if has_left || !was_there(id) {
                continue;
            }
            let message = format!(
                "`{}` adds `{id}`, which has been in force since the register's first version",
                notice.id.value
            );
            sink.push(Diagnostic::finding(RULE.name, message, subject.span).hint(
                "give the new company an id of its own; what the same company does otherwise is told by a notice of that change",
            ));
        }
    }
}

fn notices(context: &Context<'_>, sink: &mut Sink) {
    let announced = context.witness.announced(context.days());
    for notice in &context.library.notices {
        let Some((_, recorded)) = announced.get(&notice.id.value) else { continue };
        let then = &recorded.record.notice;
        if !is_another(then, notice) || stands_twice(context, notice) {
            continue;
        }
        let subjects: Vec<&str> = then.subject.iter().map(|id| id.value.as_str()).collect();
        let message = format!(
            "`{}` was a notice of `kind: {}` about `{}`, announced on {}",
            notice.id.value,
            then.kind.value.word(),
            subjects.join("`, `"),
            then.announced_on.value
        );
        sink.push(
            Diagnostic::finding(RULE.name, message, notice.id.span)
                .hint("put that record back, and give this notice an id of its own"),
        );
    }
}

/// Whether a notice tells that the company has another name or is another entity.
fn is_told(context: &Context<'_>, id: &SubprocessorId) -> bool {
    context.library.notices.iter().any(|notice| {
        !notice.is_draft()
            && names(notice, id)
            && (matches!(notice.effect(), NoticeKind::Rename | NoticeKind::LegalEntityMerge)
                || notice.changes.iter().any(|delta| delta.field.value == Field::LegalName))
    })
}

/// How an entry came to be another company, if it is still the same one as then.
fn of<'w>(context: &Context<'w>, entry: &'w Subprocessor) -> Option<Reused<'w>> {
    let id = &entry.id.value;
    let timeline = Timeline::planned(&context.library.notices);
    let turns = timeline.turns(id);
    let has_left = |day: Date| turns.iter().any(|turn| !turn.begins && turn.on <= day);
    let mut states: Vec<(Option<usize>, Option<&'w Subprocessor>)> = Vec::new();
    let mut left = BTreeSet::new();
    for day in context.witness.published(context.days()) {
        if let Some(register) = &day.state.register {
            states.push((Some(day.index), visible_entry(register, id)));
            if has_left(day.state.commit.committed) {
                left.insert(Some(day.index));
            }
        }
    }
    states.push((None, Some(entry)));
    if has_left(context.date) {
        left.insert(None);
    }
    let (mut before, mut was_gone, mut found) = (None::<&Subprocessor>, false, None);
    for (index, own) in states {
        let Some(own) = own else {
            was_gone = true;
            continue;
        };
        if let Some(known) = before {
            let differs = |field| !known.value(field).says_the_same(&own.value(field));
            let (name, contact) = (differs(Field::LegalName), differs(Field::Contact));
            let is_other =
                left.contains(&index) || contact && (was_gone || differs(Field::Country));
            if name && is_other {
                found = Some((known.legal_name.as_str(), index, own));
            } else if name {
                found = None;
            }
        }
        (before, was_gone) = (Some(own), false);
    }
    let (was, index, own) = found?;
    // An id that was put back is what it was.
    let is_so = |other: &Subprocessor| {
        own.value(Field::LegalName).says_the_same(&other.value(Field::LegalName))
    };
    let holds = |state: &State| {
        let register = state.register.as_deref();
        register.and_then(|register| visible_entry(register, id)).is_some_and(is_so)
    };
    let by = index.and_then(|index| context.witness.since(index, holds));
    is_so(entry).then_some(Reused { was, by })
}

/// An entry that somebody outside may know of.
pub(super) fn visible_entry<'r>(
    register: &'r SubprocessorFile,
    id: &SubprocessorId,
) -> Option<&'r Subprocessor> {
    let entry = register.subprocessors.iter().find(|own| own.id.value == *id);
    entry.filter(|own| is_visible(own.audience))
}
