//! Notices that say in words alone what changes.

use crate::check::said::is_visible;
use crate::check::short_notice::known;
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::field::{Field, FieldValue};
use crate::library::notice::{Notice, NoticeKind};
use crate::library::subprocessor::Location;
use crate::library::timeline::Timeline;

pub(super) const RULE: Rule = Rule {
    name: "vague-notice",
    level: Level::Warn,
    summary: "A notice of a change does not say under `changes` what it changes.",
    page: include_str!("vague_notice.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    let timeline = known(context);
    let planned = Timeline::planned(&context.library.notices);
    for notice in &context.library.notices {
        let is_told = is_visible(notice.audience) && notice.announced_on.value <= context.date;
        let course = timeline.course(notice);
        let Some(field) = field_of(course.effect).filter(|_| is_told && notice.changes.is_empty())
        else {
            continue;
        };
        if course.ended.is_none() {
            let on = course.effective_on;
            let entry =
                notice.subject.first().and_then(|id| context.library.subprocessor(&id.value));
            let value = entry.map(|entry| planned.entry_on(entry, on).value(field));
            report(notice, field, value.as_ref(), sink);
        }
    }
}

/// What a kind of change usually changes; `None` for one that changes no entry.
fn field_of(kind: NoticeKind) -> Option<Field> {
    match kind {
        NoticeKind::ChangeLocation => Some(Field::ProcessingLocations),
        NoticeKind::ChangeData => Some(Field::DataCategories),
        NoticeKind::ChangeTransfer => Some(Field::Transfer),
        NoticeKind::ChangePurpose => Some(Field::Purpose),
        NoticeKind::Rename | NoticeKind::LegalEntityMerge => Some(Field::LegalName),
        _ => None,
    }
}

fn report(notice: &Notice, field: Field, value: Option<&FieldValue>, sink: &mut Sink) {
    let message = format!(
        "`{}` says in words alone what changes: the register cannot show what was so before",
        notice.id.value
    );
    if notice.subject.len() != 1 {
        let hint = "write one notice for each sub-processor, with `changes`";
        sink.push(Diagnostic::finding(RULE.name, message, notice.kind.span).hint(hint));
        return;
    }
    let to = value.map_or_else(|| "...".to_owned(), written);
    sink.push(Diagnostic::finding(RULE.name, message, notice.kind.span).hint(format!(
        "add `changes: {{{}: {{from: ..., to: {to}}}}}`, with what was so before as `from`",
        field.key()
    )));
}

/// A value as it is written in YAML.
fn written(value: &FieldValue) -> String {
    let quoted = |text: &String| {
        let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if is_plain { text.clone() } else { format!("{text:?}") }
    };
    let list = |items: Vec<String>| format!("[{}]", items.join(", "));
    match value {
        FieldValue::Places(places) => {
            let place = |own: &Location| match &own.region {
                Some(region) => format!("{{country: {}, region: {}}}", own.country, quoted(region)),
                None => format!("{{country: {}}}", own.country),
            };
            list(places.iter().map(place).collect())
        }
        FieldValue::Text(text) => text.as_ref().map_or_else(|| "...".to_owned(), quoted),
        other => list(other.items().iter().map(quoted).collect()),
    }
}
