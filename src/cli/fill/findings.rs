//! What `trust check` finds against answers, for those who put them into a customer's questionnaire.

use std::collections::BTreeMap;

use crate::check::holds_answers;
use crate::diag::{Diagnostic, Severity};
use crate::library::Library;
use crate::library::answer::Answer;
use crate::library::id::EvidenceId;
use crate::span::{FileId, Span};
use crate::view::AnswerId;

/// The rules that are broken at answers, or at evidence that they rely on, by answer: each place belongs to the last
/// thing that begins before it. Errors count, and what doubts an answer whatever its level is.
pub(super) fn of<'d>(
    library: &Library,
    diagnostics: impl Iterator<Item = &'d Diagnostic>,
) -> BTreeMap<AnswerId, Vec<String>> {
    let begins = begins(library);
    let counts = |own: &&Diagnostic| own.severity == Severity::Error || holds_answers(own.code);
    let mut findings: BTreeMap<AnswerId, Vec<String>> = BTreeMap::new();
    for found in diagnostics.filter(counts) {
        for place in found.places() {
            let before = begins.range((place.file, 0)..=(place.file, place.start)).next_back();
            for answer in before.into_iter().flat_map(|(_, answers)| answers) {
                let rules = findings.entry((*answer).clone()).or_default();
                if !rules.iter().any(|rule| rule == found.code) {
                    rules.push(found.code.to_owned());
                }
            }
        }
    }
    findings
}

/// Where things begin, with the answers that a finding there is about.
fn begins(library: &Library) -> BTreeMap<(FileId, u32), Vec<&AnswerId>> {
    let mut begins = BTreeMap::new();
    for answer in &library.answers {
        // An answer may say its question before its id.
        let (id, question) = (answer.id.span, answer.question.span);
        let start = if question.file == id.file { id.start.min(question.start) } else { id.start };
        begins.insert((id.file, start), vec![&answer.id.value]);
    }
    let mut evidence = |span: Span, ids: &[&EvidenceId]| {
        let relying = library.answers.iter().filter(|answer| relies(answer, ids));
        begins.insert((span.file, span.start), relying.map(|answer| &answer.id.value).collect());
    };
    for own in &library.attestations {
        evidence(own.id.span, &[&own.id.value]);
    }
    for own in &library.documents {
        let through = library.attestations.iter().filter(|attestation| {
            attestation.document.as_ref().is_some_and(|document| document.value == own.id.value)
        });
        let through = through.map(|attestation| &attestation.id.value);
        let ids: Vec<&EvidenceId> = through.chain([&own.id.value]).collect();
        evidence(own.id.span, &ids);
    }
    begins
}

/// Whether an answer names one of these as its evidence.
fn relies(answer: &Answer, ids: &[&EvidenceId]) -> bool {
    let evidence = answer.statements().filter_map(|statement| statement.evidence.as_ref());
    evidence.flatten().any(|own| ids.contains(&&own.value))
}
