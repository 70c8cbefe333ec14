//! Entries of the register that nobody keeps.

use crate::check::short_notice::known;
use crate::check::wording::joined;
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::subprocessor::Subprocessor;

pub(super) const RULE: Rule = Rule {
    name: "stale-subprocessor",
    level: Level::Warn,
    summary: "A sub-processor in force has no owner, or was not reviewed in time.",
    page: include_str!("stale_subprocessor.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    let register = &context.library.register;
    let timeline = known(context);
    let baseline = register.baseline.as_ref().map(|date| date.value);
    for entry in &register.subprocessors {
        let periods = timeline.periods(&entry.id.value, baseline);
        if periods.iter().any(|period| period.holds(context.date)) {
            check(context, entry, sink);
        }
    }
}

fn check(context: &Context<'_>, entry: &Subprocessor, sink: &mut Sink) {
    let id = &entry.id.value;
    let every = entry.review_every.unwrap_or(context.library.project.review.every);
    let mut missing = Vec::new();
    if entry.owner.is_none() {
        missing.push("has no owner".to_owned());
    }
    let place = match &entry.reviewed {
        None => {
            missing.push("was never reviewed".to_owned());
            entry.id.span
        }
        Some(reviewed) if reviewed.value.plus(every) < context.date => {
            missing.push(format!("was last reviewed on {}, more than {every} ago", reviewed.value));
            reviewed.span
        }
        Some(_) => entry.id.span,
    };
    if missing.is_empty() {
        return;
    }
    let message = format!("`{id}` {}", joined(&missing));
    sink.push(Diagnostic::finding(RULE.name, message, place).hint(
        "compare the entry with the contract and with the company's own pages, then set `owner` and `reviewed`",
    ));
}
