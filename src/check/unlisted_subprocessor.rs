//! Well-known processors that texts name and the register does not.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::check::phrases::Phrases;
use crate::check::processors::PROCESSORS;
use crate::check::texts::{self, Text};
use crate::check::{Context, Level, Rule};
use crate::date::Date;
use crate::diag::{Diagnostic, Sink};
use crate::library::audience::Audience;
use crate::library::field::{Field, FieldValue};
use crate::library::id::SubprocessorId;
use crate::library::notice::Notice;
use crate::library::subprocessor::Subprocessor;
use crate::library::timeline::{Period, Timeline};
use crate::span::Spanned;

pub(super) const RULE: Rule = Rule {
    name: "unlisted-subprocessor",
    level: Level::Deny,
    summary: "A published text names a processor that its readers do not find in the register.",
    page: include_str!("unlisted_subprocessor.md"),
    run,
};

/// What a name in a text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name<'l> {
    /// Accounted for: in the register, or set aside.
    Known,
    /// In the register, and no longer in force, if it ever was.
    Gone(&'l Spanned<SubprocessorId>, Date),
    /// In the register, and not yet or not at all for the readers of the text.
    Hidden(&'l Spanned<SubprocessorId>),
    /// Nowhere accounted for.
    Unlisted,
}

fn run(context: &Context<'_>, sink: &mut Sink) {
    let public = names(context, Audience::Public);
    let nda = names(context, Audience::Nda);
    let mut all = texts::claims(context);
    let facts = texts::facts(context, &all);
    all.extend(facts);
    for text in &all {
        let names = if text.audience == Audience::Public { &public } else { &nda };
        for (found, name) in names.find(text.content) {
            if name != Name::Known && !is_linked(text.content, &found) {
                report(context, text, (found, name), sink);
            }
        }
    }
}

fn report(
    context: &Context<'_>,
    text: &Text<'_>,
    (found, meaning): (Range<usize>, Name<'_>),
    sink: &mut Sink,
) {
    let words = text.content.get(found.clone()).unwrap_or_default();
    let name = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let place = text.place(context, found);
    sink.push(match meaning {
        Name::Known => return,
        Name::Unlisted => {
            let message = format!("{} names `{name}`, which is not in the register", text.of);
            Diagnostic::finding(RULE.name, message, place).hint(format!(
                "add it to content/subprocessors.yaml, or `{{name: {name}, because: ...}}` to `not_subprocessors` there"
            ))
        }
        Name::Hidden(id) => {
            let (label, way_out) = why_hidden(context, text.audience, &id.value);
            let message =
                format!("{} names `{name}`, which readers of this text do not find in the register", text.of);
            Diagnostic::finding(RULE.name, message, place).and(id.span, label).hint(way_out)
        }
        Name::Gone(id, day) => {
            let since = if day == Date::NEVER {
                "never came into force".to_owned()
            } else {
                format!("has not been in force since {day}")
            };
            let message = format!("{} names `{name}`; `{}` {since}", text.of, id.value);
            Diagnostic::finding(RULE.name, message, place)
                .and(id.span, "in the register")
                .hint("take it out of the text, or allow the finding where the text speaks of the past")
        }
    });
}

/// Why readers do not find an entry, and what can be done.
fn why_hidden(
    context: &Context<'_>,
    readers: Audience,
    id: &SubprocessorId,
) -> (String, &'static str) {
    let entry = context.library.subprocessor(id);
    if let Some(entry) = entry.filter(|entry| !readers.may_see(entry.audience)) {
        let label = format!("has `audience: {}`", entry.audience.word());
        return (label, "take it out of the text, or give both the same `audience`");
    }
    let timeline = Timeline::planned(&context.library.notices);
    let bringing_in = timeline.records_of(id).filter(|own| timeline.brings_in(own, id));
    let announced = bringing_in.filter(|own| readers.may_see(own.audience) && !own.is_draft());
    match announced.map(|own| own.announced_on.value).min().filter(|day| context.date < *day) {
        Some(day) => {
            (format!("is announced on {day}"), "take it out of the text until the announcement")
        }
        None => (
            "no notice has told them of it".to_owned(),
            "take it out of the text until a notice for its readers is announced",
        ),
    }
}

/// What the name of an entry means to readers: one that is in force or still to come is accounted for, if they know
/// of it.
fn standing<'l>(
    context: &Context<'l>,
    timeline: &Timeline<'l>,
    (readers, entry): (Audience, &'l Subprocessor),
) -> Name<'l> {
    let view = if readers == Audience::Public { context.public } else { context.nda };
    let is_found = view.subprocessors.iter().any(|own| own.id == entry.id.value);
    let accounted = if is_found { Name::Known } else { Name::Hidden(&entry.id) };
    let baseline = context.library.register.baseline.as_ref().map(|date| date.value);
    let periods = timeline.periods(&entry.id.value, baseline);
    let goes_on = |period: &Period| period.until.is_none_or(|until| context.date < until);
    match periods.last() {
        Some(last) if goes_on(last) => accounted,
        Some(last) => Name::Gone(&entry.id, last.until.unwrap_or(Date::NEVER)),
        // Only notices that are drafts, or not announced yet, bring it in: it may still come.
        None if timeline.records_of(&entry.id.value).any(|own| may_come(timeline, own)) => {
            accounted
        }
        None => Name::Gone(&entry.id, Date::NEVER),
    }
}

/// Whether a key of the register is a name by which texts call the company.
fn is_name(field: Field) -> bool {
    matches!(field, Field::DisplayName | Field::LegalName)
}

/// Whether a record has not come to an end.
fn may_come<'l>(timeline: &Timeline<'l>, notice: &'l Notice) -> bool {
    !notice.kind.value.is_about_notice() && timeline.course(notice).ended.is_none()
}

/// Names to look for in texts of readers. Longer ones win, so that `AWS KMS`, set aside, is not taken for `AWS`.
fn names<'l>(context: &Context<'l>, readers: Audience) -> Phrases<Name<'l>> {
    let register = &context.library.register;
    let timeline = Timeline::planned(&context.library.notices);
    let mut listed: Vec<(&str, Name<'_>)> = Vec::new();
    for entry in &register.subprocessors {
        let name = standing(context, &timeline, (readers, entry));
        listed.extend([(entry.display_name.value.as_str(), name), (&entry.legal_name, name)]);
        if name == Name::Known {
            // An id may be an everyday word: no text is blamed for it.
            listed.push((entry.id.value.as_str(), name));
        }
        for (_, notice) in timeline.changes_of(&entry.id.value) {
            let former = notice.changes.iter().filter_map(|delta| match &delta.from {
                FieldValue::Text(Some(text)) if is_name(delta.field.value) => Some(text.as_str()),
                _ => None,
            });
            listed.extend(former.map(|own| (own, name)));
        }
    }
    // The same company may have several entries: one that is in force accounts for the name.
    listed.sort_by_key(|(_, name)| *name != Name::Known);
    let set_aside: Vec<&str> =
        register.not_subprocessors.iter().map(|name| name.name.value.as_str()).collect();
    let mut names = Phrases::new();
    for name in &set_aside {
        names.add(name, true, Name::Known);
    }
    let mut taken: BTreeSet<String> = set_aside.iter().map(|name| name.to_lowercase()).collect();
    for (own, name) in &listed {
        if taken.insert(own.to_lowercase()) {
            names.add(own, *name == Name::Known, *name);
        }
    }
    for spellings in PROCESSORS {
        // A register's "Amazon Web Services EMEA SARL" accounts for every spelling of it; a name
        // set aside for one use ("AWS KMS") does not.
        let of_group = Phrases::of(spellings, ());
        let known = listed.iter().find(|(name, _)| of_group.find(name).next().is_some());
        let is_set_aside = set_aside.iter().any(|name| {
            spellings.iter().any(|spelling| spelling.eq_ignore_ascii_case(name.trim()))
        });
        let name = match known {
            _ if is_set_aside => Name::Known,
            Some((_, name)) => *name,
            None => Name::Unlisted,
        };
        for spelling in spellings {
            names.add(spelling, false, name);
        }
    }
    names
}

/// Whether the words stand in an address, or in a link to somewhere else: these
/// point at a company and do not say that it processes anything.
fn is_linked(text: &str, found: &Range<usize>) -> bool {
    let before = text.get(..found.start).unwrap_or_default();
    let behind = text.get(found.end..).unwrap_or_default();
    let blank = before.rfind(char::is_whitespace).map_or(0, |blank| blank + 1);
    let word = before.get(blank..).unwrap_or_default();
    let in_address = word.contains("://") || word.contains("](") || word.contains('@');
    let opened = before
        .rfind(['[', ']'])
        .is_some_and(|at| before.get(at..).is_some_and(|rest| rest.starts_with('[')));
    let closed = behind.find(['[', ']']).and_then(|at| behind.get(at..));
    in_address || opened && closed.is_some_and(|rest| rest.starts_with("](https:"))
}
