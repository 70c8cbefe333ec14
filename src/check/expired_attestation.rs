//! Reports and certificates that no longer count.

use crate::check::wording::days;
use crate::check::{Context, Level, Rule};
use crate::date::Date;
use crate::diag::{Diagnostic, Sink};
use crate::library::answer::Answer;
use crate::library::evidence::AttestationState;
use crate::library::id::EvidenceId;
use crate::span::{Span, Spanned};

pub(super) const RULE: Rule = Rule {
    name: "expired-attestation",
    level: Level::Deny,
    summary: "An attestation that is said to be held has expired.",
    page: include_str!("expired_attestation.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    let held =
        context.library.attestations.iter().filter(|a| a.state.value == AttestationState::Held);
    for attestation in held {
        let hint = "add the new report and its `valid_until`, or take it out of `evidence`";
        let Some(expiry) =
            Expiry::of(context, &attestation.id.value, attestation.valid_until.as_ref())
        else {
            continue;
        };
        expiry.report(RULE.name, &cited(context, &attestation.id.value), hint, sink);
    }
}

/// Every place where an answer relies on an attestation or a document.
pub(super) fn cited(context: &Context<'_>, id: &EvidenceId) -> Vec<Span> {
    let statements = context.library.answers.iter().flat_map(Answer::statements);
    let evidence = statements.filter_map(|statement| statement.evidence.as_ref()).flatten();
    evidence.filter(|evidence| evidence.value == *id).map(|evidence| evidence.span).collect()
}

/// Evidence that has expired.
pub(super) struct Expiry<'l> {
    id: &'l EvidenceId,
    valid_until: &'l Spanned<Date>,
    days: i32,
}

impl<'l> Expiry<'l> {
    /// The expiry of evidence, if its last day has passed.
    pub(super) fn of(
        context: &Context<'_>,
        id: &'l EvidenceId,
        valid_until: Option<&'l Spanned<Date>>,
    ) -> Option<Self> {
        let valid_until = valid_until.filter(|date| date.value < context.date)?;
        Some(Self { id, valid_until, days: valid_until.value.days_until(context.date) })
    }

    /// One finding for each place that relies on it, or one if none does.
    pub(super) fn report(&self, rule: &'static str, cited: &[Span], hint: &str, sink: &mut Sink) {
        let message = format!("`{}` expired {} ago", self.id, days(self.days));
        let expired = self.valid_until.span;
        if cited.is_empty() {
            sink.push(Diagnostic::finding(rule, message, expired).label("expired here").hint(hint));
            return;
        }
        for place in cited {
            sink.push(
                Diagnostic::finding(rule, message.clone(), *place)
                    .label("relied on here")
                    .and(expired, "expired here")
                    .hint(hint),
            );
        }
    }
}
