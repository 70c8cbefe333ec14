//! Notices under a class that their data does not allow.

use crate::check::short_notice::with_class;
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::Library;
use crate::library::notice::Notice;
use crate::library::project::NoticeClass;
use crate::library::subprocessor::Subprocessor;
use crate::span::Spanned;
use crate::view::CategoryId;

pub(super) const RULE: Rule = Rule {
    name: "wrong-notice-class",
    level: Level::Deny,
    summary: "The data of a sub-processor requires another notice class than the notice has.",
    page: include_str!("wrong_notice_class.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    for (notice, class) in with_class(context) {
        let required = required(context.library, notice);
        if required.iter().any(|(known, _, _)| known.id.value == class.id.value) {
            continue;
        }
        // Where several classes fit, the one with the longest notice is on the safe side.
        let longest = required
            .into_iter()
            .max_by_key(|(class, _, _)| notice.announced_on.value.plus(class.notice));
        let (Some((wanted, entry, category)), Some(own)) = (longest, &notice.class) else {
            continue;
        };
        let message = format!(
            "`{}` has class `{}`; `{}` processes `{}`, which requires `{}`",
            notice.id.value, class.id.value, entry.id.value, category.value, wanted.id.value
        );
        sink.push(
            Diagnostic::finding(RULE.name, message, own.span)
                .and(category.span, "processes this data")
                .and(wanted.id.span, "the class for it")
                .hint(format!(
                    "set `notice_class: {}` and dates {} after the announcement",
                    wanted.id.value, wanted.notice
                )),
        );
    }
}

type Required<'l> = (&'l NoticeClass, &'l Subprocessor, &'l Spanned<CategoryId>);

/// Classes that the data of the notice's subjects requires.
fn required<'l>(library: &'l Library, notice: &'l Notice) -> Vec<Required<'l>> {
    let entries = notice.subject.iter().filter_map(|id| library.subprocessor(&id.value));
    let data =
        entries.flat_map(|entry| entry.data_categories.iter().map(move |data| (entry, data)));
    data.flat_map(|(entry, data)| {
        let classes = library.project.notices.classes.iter();
        classes
            .filter(|class| class.for_data.iter().any(|known| known.value == data.value))
            .map(move |class| (class, entry, data))
    })
    .collect()
}
