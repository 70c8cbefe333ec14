//! Notices under a class that their data does not allow.

use crate::check::short_notice::{Judged, with_class};
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::Library;
use crate::library::field::FieldValue;
use crate::library::id::{CategoryId, SubprocessorId};
use crate::library::notice::Notice;
use crate::library::project::NoticeClass;
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
                .hint(way_out(context, notice, wanted)),
        );
    }
}

/// What was announced is not rewritten.
fn way_out(context: &Context<'_>, notice: &Notice, wanted: &NoticeClass) -> String {
    let (class, days) = (&wanted.id.value, &wanted.notice);
    let policy = &context.library.project.notices;
    let earliest = policy.after(notice.announced_on.value, wanted.notice);
    if notice.announced_on.value < context.date {
        let id = &notice.id.value;
        format!(
            "take the data out of the entry again, or announce the whole anew by a notice of `kind: amend` with `supersedes: {id}`, `notice_class: {class}` and dates {days} after its announcement"
        )
    } else {
        format!("set `notice_class: {class}` and `effective_on: {earliest}` or later")
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

/// Classes that the data of the notice's subjects requires: what they process once it has taken effect, and what it
/// says that they processed before.
fn required<'l>(
    library: &'l Library,
    planned: &Timeline<'l>,
    judged: &Judged<'l>,
) -> Vec<(&'l NoticeClass, Data<'l>)> {
    let notice = judged.notice;
    let day = judged.course.effective_on.max(notice.announced_on.value);
    let mut data = Vec::new();
    for entry in notice.subject.iter().filter_map(|id| library.subprocessor(&id.value)) {
        for category in planned.entry_on(entry, day).data_categories {
            let same = entry.data_categories.iter().find(|own| own.value == category.value);
            let place = same.map_or(entry.id.span, |own| own.span);
            data.push(Data { entry: &entry.id, category: category.value, place });
        }
        for delta in &notice.changes {
            for value in [&delta.from, &delta.to] {
                let FieldValue::Categories(ids) = value else { continue };
                let told = |id: &CategoryId| Data {
                    entry: &entry.id,
                    category: id.clone(),
                    place: delta.field.span,
                };
                data.extend(ids.iter().map(told));
            }
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
