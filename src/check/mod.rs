//! What must hold: rules with a name, a level and a page.

mod allowance_expired;
mod allowances;
mod back_dated_notice;
mod bare_not_applicable;
mod broken_link;
mod cascades;
mod contradictory_response;
mod deleted_notice;
mod draft_answer;
mod edited_after_announcement;
mod expired_attestation;
mod expired_document;
mod incomplete_variants;
mod internal_reference;
mod lapsed_promise;
mod levels;
mod licensed_workbook;
mod material_correction;
mod notice_not_sent;
mod objections_outlast_notice;
mod overdue_answer;
mod phrases;
mod planned_answered_yes;
mod processors;
mod repeated_wording;
mod reused_id;
mod revealing_workbook;
mod said;
mod security_txt_expiry;
mod shallow_clone;
mod short_notice;
mod stale_subprocessor;
mod texts;
mod transfer_without_mechanism;
mod twin_answers;
mod unannounced_change;
mod undated_promise;
mod undated_subprocessor;
mod unknown_question;
mod unlinked_evidence;
mod unlisted_subprocessor;
mod unmapped_question;
mod unowned_answer;
mod unpinned_workbook;
mod untold_readers;
mod unused_allowance;
mod unused_fact;
mod unverified_notices;
mod vague_notice;
mod weakened_promise;
pub mod witness;
mod wording;
mod workbooks;
mod wrong_notice_class;
mod wrong_notice_kind;

use rayon::prelude::*;

pub use crate::check::internal_reference::is_internal;
use crate::check::levels::Levels;
use crate::check::witness::{Days, Witness};
use crate::date::Date;
use crate::diag::{Diagnostic, Sink};
use crate::library::Library;
pub use crate::library::project::Level;
use crate::questionnaire::opened::Opened;
use crate::source::Sources;
use crate::view::View;

/// What a rule may look at.
pub struct Context<'c> {
    /// The whole library.
    pub library: &'c Library,
    /// The files, to point into texts.
    pub sources: &'c Sources,
    /// What the public sees on the day, all variants side by side.
    pub public: &'c View,
    /// The same for readers under NDA.
    pub nda: &'c View,
    /// What was said while the files were read: findings that only follow from it are left out.
    pub errors: &'c [Diagnostic],
    /// Publishers' workbooks, each opened once.
    pub workbooks: &'c Opened,
    /// What Git saw of the register.
    pub witness: &'c Witness,
    /// Whether the project was cloned without its whole history.
    pub is_shallow: bool,
    /// The day.
    pub date: Date,
}

impl Context<'_> {
    /// The days for which Git is the witness.
    fn days(&self) -> Days {
        let baseline = self.library.register.baseline.as_ref().map(|day| day.value);
        Days { baseline, today: self.date }
    }
}

/// One rule.
pub struct Rule {
    /// Kebab-case name of the problem; reads after "allow".
    pub name: &'static str,
    /// The level unless the project sets another.
    pub level: Level,
    /// One sentence.
    pub summary: &'static str,
    /// Its page: why, a failing and a passing example. Run as a test.
    pub page: &'static str,
    /// Reports what does not hold. A finding with the severity of a warning
    /// stays one at every level.
    pub run: fn(&Context<'_>, &mut Sink),
}

/// Every rule, sorted by name.
pub const RULES: &[Rule] = &[
    allowance_expired::RULE,
    back_dated_notice::RULE,
    bare_not_applicable::RULE,
    broken_link::RULE,
    contradictory_response::RULE,
    deleted_notice::RULE,
    draft_answer::RULE,
    edited_after_announcement::RULE,
    expired_attestation::RULE,
    expired_document::RULE,
    incomplete_variants::RULE,
    internal_reference::RULE,
    lapsed_promise::RULE,
    licensed_workbook::RULE,
    material_correction::RULE,
    notice_not_sent::RULE,
    objections_outlast_notice::RULE,
    overdue_answer::RULE,
    planned_answered_yes::RULE,
    repeated_wording::RULE,
    reused_id::RULE,
    revealing_workbook::RULE,
    security_txt_expiry::RULE,
    shallow_clone::RULE,
    short_notice::RULE,
    stale_subprocessor::RULE,
    transfer_without_mechanism::RULE,
    twin_answers::RULE,
    unannounced_change::RULE,
    undated_promise::RULE,
    undated_subprocessor::RULE,
    unknown_question::RULE,
    unlinked_evidence::RULE,
    unlisted_subprocessor::RULE,
    unmapped_question::RULE,
    unowned_answer::RULE,
    unpinned_workbook::RULE,
    untold_readers::RULE,
    unused_allowance::RULE,
    unused_fact::RULE,
    unverified_notices::RULE,
    vague_notice::RULE,
    weakened_promise::RULE,
    wrong_notice_class::RULE,
    wrong_notice_kind::RULE,
];

/// Rules that doubt whether an answer is true, current or fit to be told. What may still be published may not be
/// signed: their findings keep an answer out of a customer's questionnaire whether the project warns or denies.
const HOLDING: [&str; 15] = [
    "bare-not-applicable",
    "contradictory-response",
    "draft-answer",
    "expired-attestation",
    "expired-document",
    "incomplete-variants",
    "internal-reference",
    "lapsed-promise",
    "overdue-answer",
    "planned-answered-yes",
    "stale-subprocessor",
    "undated-promise",
    "unlisted-subprocessor",
    "unowned-answer",
    "weakened-promise",
];

/// Whether findings of a rule keep an answer out of a customer's questionnaire at every level but `allow`.
#[must_use]
pub fn holds_answers(rule: &str) -> bool {
    HOLDING.contains(&rule)
}

/// A rule by name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// Runs all rules: levels and allowances applied, without what follows from errors of reading, in the order of the
/// source.
#[must_use]
pub fn run(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut sink = Sink::new();
    let levels = Levels::read(context.library, &mut sink);
    workbooks::check(context, &mut sink);
    let run = |rule: &Rule| {
        let mut findings = Sink::new();
        if levels.of(rule.name) != Level::Allow {
            (rule.run)(context, &mut findings);
        }
        findings
    };
    let mut findings = Sink::new();
    let parts: Vec<Sink> = RULES.par_iter().map(run).collect();
    for part in parts {
        findings.append(part);
    }
    let findings = allowances::apply(context, &levels, findings.into_sorted(), &mut sink);
    let findings = cascades::without(context, findings);
    for finding in findings {
        if let Some(severity) = levels.severity(&finding) {
            sink.push(finding.with_severity(severity));
        }
    }
    sink.into_sorted()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_answers_is_a_rule() {
        assert!(HOLDING.iter().all(|name| find(name).is_some()));
    }
}
