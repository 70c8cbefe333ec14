//! What notices say that they change fits together, and fits the register.

use crate::date::Date;
use crate::diag::Diagnostic;
use crate::library::Library;
use crate::library::field::{Delta, FIELDS, Field, FieldValue, Weight};
use crate::library::id::CategoryId;
use crate::library::notice::Notice;
use crate::library::resolve::{CATEGORY, Report, VARIANT, exists};
use crate::library::subprocessor::Subprocessor;
use crate::library::timeline::{Timeline, names};

/// Reports categories and variants that do not exist, and values that do not change.
pub(super) fn check_references(library: &Library, report: &mut Report<'_>) {
    let categories: Vec<&str> =
        library.register.data_categories.keys().map(CategoryId::as_str).collect();
    let variants: Vec<&str> =
        library.project.variants.iter().map(|variant| variant.id.value.as_str()).collect();
    for notice in &library.notices {
        for delta in &notice.changes {
            let at = delta.field.span;
            for value in [&delta.from, &delta.to] {
                match value {
                    FieldValue::Categories(ids) => ids.iter().for_each(|id| {
                        exists(CATEGORY, id.as_str(), at, categories.iter().copied(), report);
                    }),
                    FieldValue::Variants(ids) => ids.iter().for_each(|id| {
                        exists(VARIANT, id.as_str(), at, variants.iter().copied(), report);
                    }),
                    _ => {}
                }
            }
            if delta.from.says_the_same(&delta.to) {
                let (id, key) = (&notice.id.value, delta.field.value.key());
                let message = format!("notice `{id}` changes `{key}` to what it was");
                report.sink.push(
                    Diagnostic::error("bad-change", message, at)
                        .hint("correct `from` or `to`, or remove the key"),
                );
            }
        }
    }
}

/// Reports what does not follow from the change before it, and what does not end in what the register says.
pub(super) fn check(timeline: &Timeline<'_>, entry: &Subprocessor, report: &mut Report<'_>) {
    let changes = timeline.changes_of(&entry.id.value);
    if changes.is_empty() {
        return;
    }
    for (_, field) in FIELDS {
        // What a notice said of one that comes stays said: the next one says what differs from that.
        let counts = |notice: &Notice| {
            timeline.brings_in(notice, &entry.id.value) || !timeline.is_to_end_by_draft(notice)
        };
        let standing = changes.iter().filter(|(_, notice)| counts(notice));
        let told = standing.filter_map(|(shows, notice)| {
            let delta = notice.changes.iter().find(|delta| delta.field.value == field)?;
            Some((*shows, *notice, delta))
        });
        let mut last: Option<(Date, &Notice, &Delta)> = None;
        for (shows, notice, delta) in told {
            if let Some((_, before, earlier)) = last
                && !earlier.to.says_the_same(&delta.from)
            {
                let message = format!(
                    "notice `{}` changes `{}` of `{}` from {}; `{}` left it at {}",
                    notice.id.value,
                    field.key(),
                    entry.id.value,
                    said(&delta.from),
                    before.id.value,
                    said(&earlier.to)
                );
                report.sink.push(
                    Diagnostic::error("bad-change", message, delta.field.span)
                        .and(earlier.field.span, "the change before it")
                        .hint("let `from` say what the change before it says as `to`"),
                );
            }
            last = Some((shows, notice, delta));
        }
        if let Some((shows, notice, delta)) = last {
            check_outcome(timeline, entry, (shows, notice), delta, report);
        }
    }
}

/// The register says what will be when everything announced has taken effect.
fn check_outcome(
    timeline: &Timeline<'_>,
    entry: &Subprocessor,
    (shows, notice): (Date, &Notice),
    delta: &Delta,
    report: &mut Report<'_>,
) {
    let field = delta.field.value;
    let value = entry.value(field);
    let is_checked = field.weight() != Weight::Free;
    if !is_checked
        || delta.to.says_the_same(&value)
        || is_changed_since(timeline, entry, field, shows)
    {
        return;
    }
    let (id, key) = (&notice.id.value, field.key());
    let message = format!(
        "notice `{id}` changes `{key}` of `{}` to {}; the register says {}",
        entry.id.value,
        said(&delta.to),
        said(&value)
    );
    report.sink.push(
        Diagnostic::error("bad-change", message, delta.field.span)
            .and(entry.id.span, "the entry in the register")
            .hint("the register says what will be after everything that is announced: write the new value there, or correct `to`"),
    );
}

/// Whether a later notice, which does not say what it changes, may have changed a field again.
fn is_changed_since(
    timeline: &Timeline<'_>,
    entry: &Subprocessor,
    field: Field,
    since: Date,
) -> bool {
    let id = &entry.id.value;
    timeline.records_of(id).any(|notice| {
        let is_silent = notice.changes.is_empty() && names(notice, id);
        // Who comes again is announced anew.
        let tells = field.told_by().contains(&timeline.effect(notice))
            || timeline.brings_in(notice, id) && timeline.comes_again(notice);
        is_silent && tells && timeline.course(notice).effective_on >= since
    })
}

/// A value as messages say it.
fn said(value: &FieldValue) -> String {
    let items = value.items();
    if items.is_empty() { "nothing".to_owned() } else { format!("`{}`", items.join(", ")) }
}
