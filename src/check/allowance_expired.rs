//! Excuses whose day has passed.

use crate::check::wording::days;
use crate::check::{Context, Level, Rule, find};
use crate::diag::{Diagnostic, Sink};

pub(super) const RULE: Rule = Rule {
    name: "allowance-expired",
    level: Level::Deny,
    summary: "The day of an allowance has passed.",
    page: include_str!("allowance_expired.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    let expired = context
        .library
        .allowances
        .iter()
        .filter(|allowance| allowance.until < context.date && find(&allowance.rule).is_some());
    for allowance in expired {
        let ago = days(allowance.until.days_until(context.date));
        let message = format!("the allowance for `{}` expired {ago} ago", allowance.rule);
        sink.push(
            Diagnostic::finding(RULE.name, message, allowance.span)
                .hint("mend what it excused and remove it, or give it a new date and say why"),
        );
    }
}
