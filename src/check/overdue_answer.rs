//! Answers that nobody has confirmed for too long.

use crate::check::said::visible_answers;
use crate::check::wording::days;
use crate::check::{Context, Level, Rule};
use crate::date::Date;
use crate::diag::{Diagnostic, Severity, Sink};
use crate::library::answer::Answer;
use crate::span::Spanned;

pub(super) const RULE: Rule = Rule {
    name: "overdue-answer",
    level: Level::Deny,
    summary: "A published answer was never reviewed, or longer ago than `review.every` allows.",
    page: include_str!("overdue_answer.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    for answer in visible_answers(context) {
        if let Some(finding) = finding(context, answer) {
            sink.push(finding);
        }
    }
}

fn finding(context: &Context<'_>, answer: &Answer) -> Option<Diagnostic> {
    let policy = context.library.project.review;
    let today = context.date;
    let id = &answer.id.value;
    let report = |message: String| Diagnostic::finding(RULE.name, message, answer.id.span);
    let Some(reviewed) = &answer.reviewed else {
        let hint = format!("read it, correct it, and add `reviewed: {today}`");
        return Some(report(format!("`{id}` was never reviewed")).hint(hint));
    };
    if reviewed.value > today {
        return Some(future(answer, reviewed));
    }
    let due = reviewed.value.plus(policy.every);
    let (message, hint) = if due < today {
        let late = days(due.days_until(today));
        (
            format!("the review of `{id}` is {late} overdue"),
            format!("read it again, correct it, and set `reviewed: {today}`"),
        )
    } else if due <= today.plus(policy.warn_before) {
        let left = days(today.days_until(due));
        (
            format!("`{id}` is to be reviewed by {due}, in {left}"),
            "read it again, correct it, and set `reviewed` to that day".to_owned(),
        )
    } else {
        return None;
    };
    let finding = report(message)
        .and(reviewed.span, format!("last reviewed here; every {} is promised", policy.every))
        .hint(hint);
    Some(if due < today { finding } else { finding.with_severity(Severity::Warning) })
}

/// A review of a day that has not come. A warning: with `--as-of` a past day
/// is looked at with the files of today.
fn future(answer: &Answer, reviewed: &Spanned<Date>) -> Diagnostic {
    let message = format!("`{}` is reviewed on a day to come, {}", answer.id.value, reviewed.value);
    Diagnostic::finding(RULE.name, message, reviewed.span)
        .hint("set `reviewed` to the day on which it was read")
        .with_severity(Severity::Warning)
}
