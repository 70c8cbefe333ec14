//! Notices under a class that their data does not allow.

use std::collections::BTreeSet;

use crate::check::short_notice::{Judged, with_class};
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::Library;
use crate::library::audience::Audience;
use crate::library::field::{Delta, Field, FieldValue};
use crate::library::id::{CategoryId, SubprocessorId};
use crate::library::notice::Notice;
use crate::library::project::NoticeClass;
use crate::library::subprocessor::Subprocessor;
use crate::library::timeline::Timeline;
use crate::span::{Span, Spanned};

pub(super) const RULE: Rule = Rule {
    name: "wrong-notice-class",
    level: Level::Deny,
    summary: "The data of a sub-processor requires another notice class than the notice has.",
    page: include_str!("wrong_notice_class.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    let planned = Timeline::planned(&context.library.notices);
    for judged in with_class(context) {
        let (notice, class) = (judged.notice, judged.class);
        let Some(own) = &notice.class else { continue };
        if let Some(until) = class.until.as_ref().filter(|_| !is_open(class, notice)) {
            let message = format!(
                "`{}` is announced on {} under class `{}`, which ended on {}",
                notice.id.value, notice.announced_on.value, class.id.value, until.value
            );
            sink.push(
                Diagnostic::finding(RULE.name, message, own.span)
                    .and(until.span, "ended here")
                    .hint("name a class that holds on the day of the announcement"),
            );
            continue;
        }
        let required = required(context.library, &planned, &judged);
        if required.iter().any(|(known, _)| known.id.value == class.id.value) {
            continue;
        }
        // Where several classes fit, the one with the longest notice is on the safe side.
        let longest = required
            .into_iter()
            .max_by_key(|(class, _)| notice.announced_on.value.plus(class.notice));
        let Some((wanted, data)) = longest else { continue };
        let message = format!(
            "`{}` has class `{}`; `{}` processes `{}`, which requires `{}`",
            notice.id.value, class.id.value, data.entry.value, data.category, wanted.id.value
        );
        sink.push(
            Diagnostic::finding(RULE.name, message, own.span)
                .and(data.place, "processes this data")
                .and(wanted.id.span, "the class for it")
                .hint(format!(
                    "set `notice_class: {}` and dates {} after the announcement",
                    wanted.id.value, wanted.notice
                )),
        );
    }
}

/// A category of data that a subject of a notice processes.
#[derive(Clone)]
struct Data<'l> {
    entry: &'l Spanned<SubprocessorId>,
    category: CategoryId,
    /// Where that is said.
    place: Span,
}

/// Whether a notice may be announced under a class.
fn is_open(class: &NoticeClass, notice: &Notice) -> bool {
    class.until.as_ref().is_none_or(|until| notice.announced_on.value <= until.value)
}

/// Classes that the data of the notice's subjects requires: what they process from its announcement to its effect, as
/// far as was announced by then, and what it says that it gives or takes away.
fn required<'l>(
    library: &'l Library,
    planned: &Timeline<'l>,
    judged: &Judged<'l>,
) -> Vec<(&'l NoticeClass, Data<'l>)> {
    let notice = judged.notice;
    let mut data = Vec::new();
    for entry in notice.subject.iter().filter_map(|id| library.subprocessor(&id.value)) {
        for delta in &notice.changes {
            // Who comes is not there yet: what it was to get is no data that it has.
            let values = [Some(&delta.from).filter(|_| !judged.brings_in()), Some(&delta.to)];
            let told = values.into_iter().flatten().flat_map(categories);
            data.extend(told.map(|category| Data {
                entry: &entry.id,
                category: category.clone(),
                place: delta.field.span,
            }));
        }
        for category in handled(library, planned, judged, entry) {
            let place = place(planned, entry, &category);
            data.push(Data { entry: &entry.id, category, place });
        }
    }
    let classes = library.project.notices.classes.iter().filter(|class| is_open(class, notice));
    let wants = |class: &'l NoticeClass| {
        let wanted = data
            .iter()
            .find(|own| class.for_data.iter().any(|category| category.value == own.category))?;
        Some((class, wanted.clone()))
    };
    classes.filter_map(wants).collect()
}

/// The data of an entry from the announcement of a notice to its effect. What is announced later has its own class: it
/// makes no notice wrong that was right.
fn handled(
    library: &Library,
    planned: &Timeline<'_>,
    judged: &Judged<'_>,
    entry: &Subprocessor,
) -> BTreeSet<CategoryId> {
    if told(planned, entry).next().is_none() {
        return entry.data_categories.iter().map(|category| category.value.clone()).collect();
    }
    let announced = judged.notice.announced_on.value;
    let effective = judged.course.effective_on.max(announced);
    let known = Timeline::known(&library.notices, Audience::Internal, announced);
    let shows = known.changes_of(&entry.id.value).into_iter().map(|(shows, _)| shows);
    let between = shows.filter(|day| announced < *day && *day < effective);
    let now = (!judged.brings_in()).then_some(announced);
    let days = between.chain(now).chain([effective]);
    let categories = days.flat_map(|day| known.entry_on(entry, day).data_categories);
    categories.map(|category| category.value).collect()
}

/// Where it is said that an entry has some data: in the register, or in a notice of what changes.
fn place(planned: &Timeline<'_>, entry: &Subprocessor, category: &CategoryId) -> Span {
    let written = entry.data_categories.iter().find(|own| own.value == *category);
    let says = |delta: &&Delta| {
        [&delta.from, &delta.to].into_iter().flat_map(categories).any(|id| id == category)
    };
    let changed = || told(planned, entry).find(says).map(|delta| delta.field.span);
    written.map(|own| own.span).or_else(changed).unwrap_or(entry.id.span)
}

/// What notices say of the data of an entry.
fn told<'l>(planned: &Timeline<'l>, entry: &Subprocessor) -> impl Iterator<Item = &'l Delta> {
    let deltas = planned.records_of(&entry.id.value).flat_map(|notice| &notice.changes);
    let of_data = deltas.filter(|delta| delta.field.value == Field::DataCategories);
    of_data.collect::<Vec<_>>().into_iter()
}

fn categories(value: &FieldValue) -> &[CategoryId] {
    match value {
        FieldValue::Categories(ids) => ids,
        _ => &[],
    }
}
