//! Corrections that change what customers judge a sub-processor by.

use crate::check::short_notice::known;
use crate::check::wording::quoted;
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::field::{Delta, Weight};
use crate::library::notice::{Notice, NoticeKind};

pub(super) const RULE: Rule = Rule {
    name: "material-correction",
    level: Level::Deny,
    summary: "A correction changes more of a sub-processor than words.",
    page: include_str!("material_correction.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    let timeline = known(context);
    let corrections = context.library.notices.iter().filter(|notice| {
        timeline.effect(notice) == NoticeKind::Correction && timeline.course(notice).ended.is_none()
    });
    for notice in corrections {
        let material =
            notice.changes.iter().filter(|delta| delta.field.value.weight() == Weight::Material);
        material.for_each(|delta| report(notice, delta, sink));
        check_terms(notice, sink);
    }
}

fn report(notice: &Notice, delta: &Delta, sink: &mut Sink) {
    let field = delta.field.value;
    let kinds: Vec<&str> = field.told_by().iter().map(|kind| kind.word()).collect();
    let message = format!(
        "`{}` corrects `{}`, by which customers judge a sub-processor",
        notice.id.value,
        field.key()
    );
    let hint = match kinds.as_slice() {
        [only] => format!("announce it with `kind: {only}`"),
        several => format!("announce it by the kind that fits: {}", quoted(several)),
    };
    sink.push(
        Diagnostic::finding(RULE.name, message, delta.field.span)
            .and(notice.kind.span, "a correction")
            .hint(hint),
    );
}

/// A correction gives nothing to object to.
fn check_terms(notice: &Notice, sink: &mut Sink) {
    let class = notice.class.as_ref().map(|class| ("notice_class", class.span));
    let objection = notice.objection_until.as_ref().map(|date| ("objection_until", date.span));
    if let Some((key, place)) = class.or(objection) {
        let message = format!(
            "`{}` is a correction and has `{key}`: there is nothing to object to in a slip of the pen",
            notice.id.value
        );
        sink.push(
            Diagnostic::finding(RULE.name, message, place)
                .hint(format!("remove `{key}`, or announce the change by its own kind")),
        );
    }
}
