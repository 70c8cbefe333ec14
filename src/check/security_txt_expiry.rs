//! The day on which security.txt becomes stale (RFC 9116, section 2.5.5).

use crate::check::wording::days;
use crate::check::{Context, Level, Rule};
use crate::date::Duration;
use crate::diag::{Diagnostic, Severity, Sink};

pub(super) const RULE: Rule = Rule {
    name: "security-txt-expiry",
    level: Level::Deny,
    summary: "security.txt has expired, soon expires, or expires in more than a year.",
    page: include_str!("security_txt_expiry.md"),
    run,
};

/// How long before the day it is said.
const WARN_BEFORE: i32 = 30;
/// Days beyond a year that are overlooked, for whoever renews it once a year.
const GRACE: i32 = 7;

fn run(context: &Context<'_>, sink: &mut Sink) {
    let Some(security_txt) = &context.library.project.security_txt else { return };
    let (expires, today) = (&security_txt.expires, context.date);
    let left = today.days_until(expires.value);
    let next = today.plus(Duration::months(11));
    let furthest = today.plus(Duration::months(12)).plus_days(GRACE);
    let (message, hint) = if left < 0 {
        (
            format!("`security.txt` expired {} ago", days(-left)),
            format!("check it, and set `expires: {next}`"),
        )
    } else if left <= WARN_BEFORE {
        (
            format!("`security.txt` expires in {}", days(left)),
            format!("check it, and set `expires: {next}`"),
        )
    } else if expires.value > furthest {
        (
            format!("`security.txt` expires in {}; a year is the most that is advised", days(left)),
            format!("set `expires: {next}` or another day within a year"),
        )
    } else {
        return;
    };
    let finding = Diagnostic::finding(RULE.name, message, expires.span).hint(hint);
    sink.push(if left < 0 { finding } else { finding.with_severity(Severity::Warning) });
}
