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
    summary: "A notice has another class than the promise to customers requires.",
    page: include_str!("wrong_notice_class.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    let planned = Timeline::planned(&context.library.notices);
    for judged in with_class(context) {
        let (notice, class) = (judged.notice, judged.class);
        let Some(own) = &notice.class else { continue };
        if !class.is_open(notice.announced_on.value) {
            report_closed(notice, class, own.span, sink);
            continue;
        }
        let required = required(context.library, &planned, &judged);
        if required.is_empty() {
            check_general(context, &judged, own.span, sink);
        }
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
                .hint(way_out(
                    context,
                    &judged,
                    wanted,
                    "take the data out of the entry again, or ",
                )),
        );
    }
}

/// The class does not hold on the day of the announcement.
fn report_closed(notice: &Notice, class: &NoticeClass, place: Span, sink: &mut Sink) {
    let announced = notice.announced_on.value;
    let begins = class.from.as_ref().filter(|from| announced < from.value);
    let Some(day) = begins.or(class.until.as_ref()) else { return };
    let (verb, label) = match begins {
        Some(_) => ("begins", "begins here"),
        None => ("ended", "ended here"),
    };
    let message = format!(
        "`{}` is announced on {announced} under class `{}`, which {verb} on {}",
        notice.id.value, class.id.value, day.value
    );
    sink.push(
        Diagnostic::finding(RULE.name, message, place)
            .and(day.span, label)
            .hint("name a class that holds on the day of the announcement"),
    );
}

/// Where no data asks for a class, the longest of those that hold for any data does: two open promises are one choice
/// too many.
fn check_general(context: &Context<'_>, judged: &Judged<'_>, place: Span, sink: &mut Sink) {
    let (notice, class) = (judged.notice, judged.class);
    let policy = &context.library.project.notices;
    let announced = notice.announced_on.value;
    let time = |class: &NoticeClass| policy.after(announced, class.notice);
    let general = policy.classes.iter().filter(|own| own.for_data.is_empty());
    let open = general.filter(|own| own.is_open(announced));
    let Some(wanted) = open.max_by_key(|own| time(own)).filter(|own| time(class) < time(own))
    else {
        return;
    };
    let message = format!(
        "`{}` has class `{}` of {}; `{}` promises {} for any data",
        notice.id.value, class.id.value, class.notice, wanted.id.value, wanted.notice
    );
    sink.push(
        Diagnostic::finding(RULE.name, message, place)
            .and(class.id.span, "the class")
            .and(wanted.id.span, "promises more")
            .hint(way_out(context, judged, wanted, "")),
    );
}

/// What was announced is not rewritten: it is announced anew, or was right when it was announced.
fn way_out(
    context: &Context<'_>,
    judged: &Judged<'_>,
    wanted: &NoticeClass,
    instead: &str,
) -> String {
    let notice = judged.notice;
    let (class, days) = (&wanted.id.value, &wanted.notice);
    let policy = &context.library.project.notices;
    let earliest = policy.after(notice.announced_on.value, wanted.notice);
    if judged.is_open_to_edits(context) {
        return format!("set `notice_class: {class}` and `effective_on: {earliest}` or later");
    }
    let since = format!(
        "if `{class}` promises this only since, say so by its `from:`; what it promised before keeps the id `{class}`, with `until:`, and the better promise gets a new id"
    );
    if context.date < judged.course.effective_on {
        let id = &notice.id.value;
        format!(
            "{instead}announce the whole anew by a notice of `kind: amend` with `supersedes: {id}`, `notice_class: {class}` and dates {days} after its announcement; {since}"
        )
    } else {
        format!("what was announced keeps its class; {since}")
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
    let announced = notice.announced_on.value;
    let classes = library.project.notices.classes.iter();
    let classes = classes.filter(|class| class.is_open(announced));
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
