//! What was announced and is said otherwise now.

use std::collections::BTreeSet;

use crate::check::reused_id::{is_another, stands_twice, visible_entry};
use crate::check::witness::{Sight, State, named};
use crate::check::wording::short;
use crate::check::{Context, Level, Rule, back_dated_notice};
use crate::diag::{Diagnostic, Files as _, Sink};
use crate::library::field::{Delta, FieldValue};
use crate::library::notice::Notice;
use crate::span::{FileId, Span};

pub(super) const RULE: Rule = Rule {
    name: "edited-after-announcement",
    level: Level::Deny,
    summary: "A notice no longer says what was announced.",
    page: include_str!("edited_after_announcement.md"),
    run,
};

/// Keys of a record that were announced with it.
const KEYS: [&str; 16] = [
    "kind",
    "change",
    "subject",
    "replaces",
    "announced_on",
    "notice_class",
    "effective_on",
    "objection_until",
    "notify_by",
    "supersedes",
    "changes",
    "data_delta",
    "location_delta",
    "transfer_delta",
    "audience",
    "withdrawn_on",
];

/// A key under which a record says something else than `then`.
struct Edited<'w> {
    key: &'static str,
    then: &'w Notice,
}

fn run(context: &Context<'_>, sink: &mut Sink) {
    if context.witness.sight == Sight::NotAsked {
        return;
    }
    let announced = context.witness.announced(context.days());
    for notice in &context.library.notices {
        let Some((index, recorded)) = announced.get(&notice.id.value) else { continue };
        let then = &recorded.record.notice;
        if is_another(then, notice) || stands_twice(context, notice) {
            continue;
        }
        let edited: Vec<Edited<'_>> = KEYS
            .iter()
            .filter_map(|key| {
                let is_end = *key == "withdrawn_on";
                let then = if is_end { withdrawn(context, *index, then) } else { then };
                let is_same = says_the_same(key, then, notice)
                    && (*key != "changes" || is_true_addition(context, *index, then, notice));
                (!is_same && !is_mended(context, key, then, notice)).then_some(Edited { key, then })
            })
            .collect();
        let later = context.witness.states.get(index + 1..).unwrap_or_default();
        report(context, &edited, notice, later, sink);
    }
}

/// The record as it stood when the day of its withdrawal had come, if it had.
fn withdrawn<'w>(context: &Context<'w>, index: usize, then: &'w Notice) -> &'w Notice {
    let published = context.witness.published(context.days());
    let later = published.iter().rev().filter(|day| day.index >= index);
    let mut of = later.filter_map(|day| {
        let notice = &day.state.notices.get(&then.id.value)?.record.notice;
        let on = notice.withdrawn_on.as_ref()?.value;
        (on < day.until).then_some(notice)
    });
    of.next().unwrap_or(then)
}

/// Whether a record still says under a key what it did.
fn says_the_same(key: &str, then: &Notice, now: &Notice) -> bool {
    match key {
        // What a record of before this key was known gets there later is looked at by itself.
        "changes" => then.changes.is_empty() || is_equal(key, then, now),
        // More readers take nothing from anybody.
        "audience" => now.audience <= then.audience,
        "withdrawn_on" => then.withdrawn_on.is_none() || is_equal(key, then, now),
        _ => is_equal(key, then, now),
    }
}

/// Whether two versions of a record say the same under a key.
fn is_equal(key: &str, one: &Notice, other: &Notice) -> bool {
    let ids = |notice: &Notice| -> BTreeSet<String> {
        notice.subject.iter().map(|id| id.value.to_string()).collect()
    };
    match key {
        "subject" => ids(one) == ids(other),
        "changes" => same_changes(&one.changes, &other.changes),
        "data_delta" | "location_delta" | "transfer_delta" => {
            let text = |notice| FieldValue::Text(value(key, notice));
            text(one).says_the_same(&text(other))
        }
        _ => value(key, one) == value(key, other),
    }
}

/// Whether `changes` that a record got after its announcement say what the register said then: `from` before the
/// record was there, `to` when it was announced. What the history does not show is believed.
fn is_true_addition(context: &Context<'_>, index: usize, then: &Notice, now: &Notice) -> bool {
    if !then.changes.is_empty() {
        return true;
    }
    let states = context.witness.states.get(..=index).unwrap_or_default();
    let id = &then.id.value;
    let before = states.iter().rposition(|state| !state.notices.contains_key(id));
    let said = |state: &State, delta: &Delta, is: &FieldValue| {
        let entry = |id| visible_entry(state.register.as_deref()?, id);
        let mut entries = now.subject.iter().filter_map(|id| entry(&id.value));
        entries.all(|entry| entry.value(delta.field.value).says_the_same(is))
    };
    let (Some(since), Some(announced)) = (before.and_then(|at| states.get(at..)), states.last())
    else {
        return true;
    };
    now.changes.iter().all(|delta| {
        said(announced, delta, &delta.to)
            && since.iter().any(|state| said(state, delta, &delta.from))
    })
}

fn same_changes(then: &[Delta], now: &[Delta]) -> bool {
    let covers = |one: &[Delta], other: &[Delta]| {
        one.iter().all(|delta| {
            other.iter().any(|own| {
                own.field.value == delta.field.value
                    && own.from.says_the_same(&delta.from)
                    && own.to.says_the_same(&delta.to)
            })
        })
    };
    covers(then, now) && covers(now, then)
}

/// Whether a day that was not true was put right: the honest day of the announcement, and what counts from it later.
fn is_mended(context: &Context<'_>, key: &str, then: &Notice, now: &Notice) -> bool {
    if key == "withdrawn_on" {
        let days = then.withdrawn_on.as_ref().zip(now.withdrawn_on.as_ref());
        return days.is_some_and(|(then, later)| {
            let said = context.witness.withdrawn_by(&now.id.value, then.value);
            said.is_some_and(|said| then.value < said.written) && then.value < later.value
        });
    }
    // What was taken over with the baseline counts as announced in time.
    let was_late = matches!(
        back_dated_notice::announcement(context, then),
        back_dated_notice::Seen::Late(_) | back_dated_notice::Seen::TakenOver(_)
    );
    let is_honest = matches!(
        back_dated_notice::announcement(context, now),
        back_dated_notice::Seen::InTime | back_dated_notice::Seen::Rewritten
    );
    if !(was_late && is_honest) {
        return false;
    }
    let day = |notice: &Notice| match key {
        "announced_on" => Some(notice.announced_on.value),
        "effective_on" => Some(notice.effective_on.value),
        "objection_until" => notice.objection_until.as_ref().map(|day| day.value),
        "notify_by" => notice.notify_by.as_ref().map(|day| day.value),
        _ => None,
    };
    day(then).zip(day(now)).is_some_and(|(then, now)| then < now)
}

/// What a record says under a key, as it is written.
fn value(key: &str, notice: &Notice) -> Option<String> {
    match key {
        "kind" => Some(notice.kind.value.word().to_owned()),
        "change" => notice.change.as_ref().map(|own| own.value.word().to_owned()),
        "subject" => {
            let ids: Vec<&str> = notice.subject.iter().map(|id| id.value.as_str()).collect();
            Some(format!("[{}]", ids.join(", ")))
        }
        "replaces" => notice.replaces.as_ref().map(|own| own.value.to_string()),
        "announced_on" => Some(notice.announced_on.value.to_string()),
        "notice_class" => notice.class.as_ref().map(|own| own.value.to_string()),
        "effective_on" => Some(notice.effective_on.value.to_string()),
        "objection_until" => notice.objection_until.as_ref().map(|own| own.value.to_string()),
        "notify_by" => notice.notify_by.as_ref().map(|own| own.value.to_string()),
        "supersedes" => notice.supersedes.as_ref().map(|own| own.value.to_string()),
        "data_delta" => notice.data_delta.clone(),
        "location_delta" => notice.location_delta.clone(),
        "transfer_delta" => notice.transfer_delta.clone(),
        "audience" => Some(notice.audience.word().to_owned()),
        "withdrawn_on" => notice.withdrawn_on.as_ref().map(|own| own.value.to_string()),
        _ => None,
    }
}

/// One finding for a record, at the first key that says something else.
fn report(
    context: &Context<'_>,
    edited: &[Edited<'_>],
    now: &Notice,
    later: &[State],
    sink: &mut Sink,
) {
    let Some((first, more)) = edited.split_first() else { return };
    let id = &now.id.value;
    let was = edited.iter().map(Edited::was).collect::<Vec<_>>().join(", ");
    let is = match more {
        [] => format!("{} {}", first.by(now, later), first.is(now)),
        _ => each(edited, now, later),
    };
    let message = format!("`{id}` {was} when it was announced; {is}");
    let kind = match first.key {
        "effective_on" | "objection_until" | "announced_on" => {
            "`kind: amend`, or `kind: postpone` for a later day,"
        }
        _ => "`kind: amend`",
    };
    let back = edited.iter().map(Edited::back).collect::<Vec<_>>().join(", ");
    let mut finding = Diagnostic::finding(RULE.name, message, place(context, first.key, now));
    for other in more {
        finding = finding.and(place(context, other.key, now), "and this");
    }
    // Who was told stays told: there is no other version of that.
    let hint = match (first.key, more) {
        ("audience", []) => format!("put {back} back: who was told of a change can always read it"),
        _ => format!("put {back} back, and write a notice of {kind} with `supersedes: {id}`"),
    };
    sink.push(finding.hint(hint));
}

/// What each key says now, with the commit that made it so once for all of its keys.
fn each(edited: &[Edited<'_>], now: &Notice, later: &[State]) -> String {
    let mut commits: Vec<(String, Vec<String>)> = Vec::new();
    for own in edited {
        let by = own.by(now, later);
        let is = own.is_with_key(now);
        match commits.iter_mut().find(|(known, _)| *known == by) {
            Some((_, all)) => all.push(is),
            None => commits.push((by, vec![is])),
        }
    }
    let say = |(by, all): (String, Vec<String>)| format!("{by} says {}", all.join(", "));
    commits.into_iter().map(say).collect::<Vec<_>>().join("; ")
}

impl Edited<'_> {
    /// What the key said when it was announced.
    fn was(&self) -> String {
        match value(self.key, self.then) {
            Some(was) => format!("had `{}: {}`", self.key, short(&was)),
            None if self.key == "changes" && !self.then.changes.is_empty() => {
                "had other `changes`".to_owned()
            }
            None => format!("had no `{}`", self.key),
        }
    }

    /// What became of it.
    fn is(&self, now: &Notice) -> String {
        match value(self.key, now) {
            Some(is) if value(self.key, self.then).is_none() => format!("adds `{}`", short(&is)),
            Some(is) => format!("makes it `{}`", short(&is)),
            None if self.key == "changes" && self.then.changes.is_empty() => {
                "adds some that the register did not say then".to_owned()
            }
            None if self.key == "changes" => "changes them".to_owned(),
            None => "leaves it out".to_owned(),
        }
    }

    fn is_with_key(&self, now: &Notice) -> String {
        match value(self.key, now) {
            Some(is) => format!("`{}: {}`", self.key, short(&is)),
            None if self.key == "changes" => "other `changes`".to_owned(),
            None => format!("no `{}`", self.key),
        }
    }

    /// The commit since which the record says what it says now.
    fn by(&self, now: &Notice, later: &[State]) -> String {
        let holds = |state: &State| {
            let own = state.notices.get(&now.id.value).map(|recorded| &recorded.record.notice);
            own.is_none_or(|own| is_equal(self.key, own, now))
        };
        let since = later.iter().rposition(|state| !holds(state)).map_or(0, |last| last + 1);
        named(later.get(since))
    }

    /// What to put back.
    fn back(&self) -> String {
        match value(self.key, self.then) {
            Some(was) if self.key != "changes" => format!("`{}: {}`", self.key, short(&was)),
            _ => "it".to_owned(),
        }
    }
}

/// The line of a key in a record, or its id.
fn place(context: &Context<'_>, key: &str, notice: &Notice) -> Span {
    let file = notice.id.span.file;
    key_at(context, file, key).unwrap_or(notice.id.span)
}

/// A key at the left edge of a file.
fn key_at(context: &Context<'_>, file: FileId, key: &str) -> Option<Span> {
    let mut at = 0;
    for line in context.sources.text(file).split_inclusive('\n') {
        if line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')) {
            return Some(Span::new(file, at, at + line.trim_end().len()));
        }
        at += line.len();
    }
    None
}
