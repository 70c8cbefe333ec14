//! Excuses that excuse nothing.

use crate::check::{Level, Rule};
use crate::diag::Diagnostic;
use crate::library::allowance::Allowance;

pub(super) const RULE: Rule = Rule {
    name: "unused-allowance",
    level: Level::Deny,
    summary: "An allowance excuses nothing.",
    page: include_str!("unused_allowance.md"),
    // Known only when all other rules have run: `allowances::apply` reports it.
    run: |_, _| {},
};

/// The report of an allowance that covers no finding.
pub(super) fn finding(allowance: &Allowance) -> Diagnostic {
    let message = format!("the allowance for `{}` excuses nothing here", allowance.rule);
    Diagnostic::finding(RULE.name, message, allowance.span)
        .hint("remove it; on a line of its own it covers the block that starts on the next line")
}
