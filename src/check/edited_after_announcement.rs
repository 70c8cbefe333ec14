//! What was announced and is said otherwise now.

use std::collections::BTreeSet;

use crate::check::reused_id::is_another;
use crate::check::witness::{Sight, State, named};
use crate::check::wording::short;
use crate::check::{Context, Level, Rule, back_dated_notice};
use crate::diag::{Diagnostic, Files as _, Sink};
use crate::library::audience::Audience;
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
const KEYS: [&str; 15] = [
    "kind",
    "change",
    "subject",
    "replaces",
    "announced_on",
    "notice_class",
    "effective_on",
    "objection_until",
    "supersedes",
    "changes",
    "data_delta",
    "location_delta",
    "transfer_delta",
    "audience",
    "withdrawn_on",
];

fn run(context: &Context<'_>, sink: &mut Sink) {
    if context.witness.sight == Sight::NotAsked {
        return;
    }
    let announced = context.witness.announced(context.days());
    for notice in &context.library.notices {
        let Some((index, recorded)) = announced.get(&notice.id.value) else { continue };
        let then = &recorded.record.notice;
        if is_another(then, notice) {
            continue;
        }
        let later = context.witness.states.get(index + 1..).unwrap_or_default();
        for key in KEYS {
            let then = if key == "withdrawn_on" { withdrawn(context, *index, then) } else { then };
            if !says_the_same(key, then, notice) && !is_mended(context, key, then, notice) {
                report(context, key, (then, notice), later, sink);
            }
        }
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

/// Whether a record says the same under a key as it did.
fn says_the_same(key: &str, then: &Notice, now: &Notice) -> bool {
    let ids = |notice: &Notice| -> BTreeSet<String> {
        notice.subject.iter().map(|id| id.value.to_string()).collect()
    };
    match key {
        "subject" => ids(then) == ids(now),
        // A record of before this key was known says nothing there.
        "changes" => then.changes.is_empty() || same_changes(&then.changes, &now.changes),
        "audience" => now.audience != Audience::Internal,
        "withdrawn_on" => then.withdrawn_on.is_none() || value(key, then) == value(key, now),
        "data_delta" | "location_delta" | "transfer_delta" => {
            let text = |notice| FieldValue::Text(value(key, notice));
            text(then).says_the_same(&text(now))
        }
        _ => value(key, then) == value(key, now),
    }
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
    let first = context.witness.announced_by(&now.id.value, then.announced_on.value);
    let was_late = first.is_some_and(|first| then.announced_on.value < first.written);
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
        "supersedes" => notice.supersedes.as_ref().map(|own| own.value.to_string()),
        "data_delta" => notice.data_delta.clone(),
        "location_delta" => notice.location_delta.clone(),
        "transfer_delta" => notice.transfer_delta.clone(),
        "audience" => Some(notice.audience.word().to_owned()),
        "withdrawn_on" => notice.withdrawn_on.as_ref().map(|own| own.value.to_string()),
        _ => None,
    }
}

fn report(
    context: &Context<'_>,
    key: &'static str,
    (then, now): (&Notice, &Notice),
    later: &[State],
    sink: &mut Sink,
) {
    let id = &now.id.value;
    let was = match value(key, then) {
        Some(was) => format!("had `{key}: {}`", short(&was)),
        None if key == "changes" => "had other `changes`".to_owned(),
        None => format!("had no `{key}`"),
    };
    // What was different and put back in between makes no difference.
    let same = |state: &State| {
        let then_as = state.notices.get(id).map(|recorded| &recorded.record.notice);
        then_as.is_none_or(|own| says_the_same(key, then, own))
    };
    let since = later.iter().rposition(same).map_or(0, |last| last + 1);
    let by = named(later.get(since));
    let is = match value(key, now) {
        Some(is) => format!("makes it `{}`", short(&is)),
        None if key == "changes" => "changes them".to_owned(),
        None => "leaves it out".to_owned(),
    };
    let message = format!("`{id}` {was} when it was announced; {by} {is}");
    let back = match (key, value(key, then)) {
        ("changes", _) | (_, None) => "put it back".to_owned(),
        (_, Some(was)) => format!("put `{key}: {}` back", short(&was)),
    };
    let kind = match key {
        "effective_on" | "objection_until" => "`kind: amend`, or `kind: postpone` for a later day,",
        _ => "`kind: amend`",
    };
    sink.push(
        Diagnostic::finding(RULE.name, message, place(context, key, now))
            .hint(format!("{back}, and write a notice of {kind} with `supersedes: {id}`")),
    );
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
