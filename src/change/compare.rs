//! The difference of two views.

use std::collections::{BTreeMap, BTreeSet};

use crate::change::{Change, ChangeSet, ChangedFact, Step, Subject, What};
use crate::form::Response;
use crate::view::{
    AnswerId, AttestationStatus, VariantId, View, VisibleAnswer, VisibleAttestation,
    VisibleDocument, VisibleFact, VisibleStatement,
};

/// Compares what two readers see. Both views are of one day, so that nothing
/// differs by the passing of time alone. Reviews do not count, and neither
/// does the register, which has notices of its own.
#[must_use]
pub fn compare(before: &View, after: &View) -> ChangeSet {
    let mut changes = answers(before, after);
    changes.extend(attestations(before, after));
    changes.extend(documents(before, after));
    changes.extend(facts(before, after));
    changes.retain(|change| !change.steps.is_empty());
    changes.sort_by(|a, b| a.subject.cmp(&b.subject));
    ChangeSet { changes }
}

fn whole(what: What) -> Step {
    Step { variants: Vec::new(), what }
}

fn answers(before: &View, after: &View) -> Vec<Change> {
    let old: BTreeMap<&AnswerId, &VisibleAnswer> =
        before.answers.iter().map(|answer| (&answer.id, answer)).collect();
    let new: BTreeSet<&AnswerId> = after.answers.iter().map(|answer| &answer.id).collect();
    // An answer that got another id is found again by its question.
    let mut gone: BTreeMap<&str, &VisibleAnswer> = before
        .answers
        .iter()
        .filter(|answer| !new.contains(&answer.id))
        .map(|answer| (answer.question.as_str(), answer))
        .collect();
    let restated = restated(before, after);
    let mut changes = Vec::new();
    for answer in &after.answers {
        let earlier = old.get(&answer.id).copied();
        let earlier = earlier.or_else(|| gone.remove(answer.question.as_str()));
        let steps = match earlier {
            None => vec![whole(What::Added)],
            Some(earlier) => {
                let mut steps = answer_steps(earlier, answer, &common_variants(before, after));
                if restated.contains(&answer.id) {
                    steps.retain(|step| step.what != What::Reworded);
                }
                steps
            }
        };
        changes.push(Change { subject: answer_subject(answer), steps });
    }
    for answer in gone.into_values() {
        let promises = answer.statements.iter().filter(|own| own.response != Some(Response::Yes));
        let dropped = promises.filter_map(|own| {
            let what = What::PromiseDropped(own.promise.as_ref()?.due);
            Some(Step { variants: own.variants.clone(), what })
        });
        let steps = std::iter::once(whole(What::Withdrawn)).chain(dropped).collect();
        changes.push(Change { subject: answer_subject(answer), steps });
    }
    changes
}

fn answer_subject(answer: &VisibleAnswer) -> Subject {
    Subject::Answer(answer.id.clone(), answer.question.clone())
}

/// Answers whose texts differ because they state a fact that has another value.
fn restated<'v>(before: &View, after: &'v View) -> BTreeSet<&'v AnswerId> {
    let changed = after.facts.iter().filter(|fact| {
        let earlier = before.facts.iter().find(|known| known.path == fact.path);
        earlier.is_some_and(|earlier| earlier.value != fact.value)
    });
    changed.flat_map(|fact| &fact.used_in).collect()
}

/// The variants that both views have; `None` where there is nothing to tell apart.
fn common_variants<'v>(before: &View, after: &'v View) -> Vec<Option<&'v VariantId>> {
    let known = |id: &&VariantId| {
        before.variants.is_empty() || before.variants.iter().any(|own| own.id.value == **id)
    };
    let common: Vec<_> =
        after.variants.iter().map(|own| &own.id.value).filter(known).map(Some).collect();
    if common.is_empty() { vec![None] } else { common }
}

/// What became different about an answer that both readers see.
fn answer_steps(
    before: &VisibleAnswer,
    after: &VisibleAnswer,
    variants: &[Option<&VariantId>],
) -> Vec<Step> {
    let mut found: Vec<(What, Vec<VariantId>)> = Vec::new();
    for variant in variants {
        for what in statement_steps(before.statement(*variant), after.statement(*variant)) {
            match found.iter_mut().find(|(known, _)| *known == what) {
                Some((_, own)) => own.extend(variant.cloned()),
                None => found.push((what, variant.iter().copied().cloned().collect())),
            }
        }
    }
    let mut reworded = before.question != after.question;
    let mut steps = Vec::new();
    for (what, own) in found {
        if what == What::Reworded {
            reworded = true;
        } else {
            let all = own.len() == variants.len();
            steps.push(Step { variants: if all { Vec::new() } else { own }, what });
        }
    }
    if reworded {
        steps.push(whole(What::Reworded));
    }
    steps
}

fn statement_steps(
    before: Option<&VisibleStatement>,
    after: Option<&VisibleStatement>,
) -> Vec<What> {
    let (before, after) = match (before, after) {
        (Some(before), Some(after)) => (before, after),
        (None, None) => return Vec::new(),
        (None, Some(after)) => return vec![What::Response(None, after.response)],
        (Some(before), None) => return vec![What::Response(before.response, None)],
    };
    let mut steps = Vec::new();
    if before.response != after.response {
        steps.push(What::Response(before.response, after.response));
    }
    steps.extend(promise_step(before, after));
    for link in &after.evidence {
        if !before.evidence.iter().any(|known| known.id == link.id) {
            steps.push(What::EvidenceAdded(link.id.clone(), link.title.clone()));
        }
    }
    for link in &before.evidence {
        if !after.evidence.iter().any(|known| known.id == link.id) {
            steps.push(What::EvidenceRemoved(link.id.clone(), link.title.clone()));
        }
    }
    let words = |own: &VisibleStatement| (own.because.clone(), own.explanation.clone());
    let promised = |own: &VisibleStatement| own.promise.as_ref().map(|own| own.what.clone());
    let other_promise =
        before.promise.is_some() && after.promise.is_some() && promised(before) != promised(after);
    if words(before) != words(after) || other_promise {
        steps.push(What::Reworded);
    }
    steps
}

fn promise_step(before: &VisibleStatement, after: &VisibleStatement) -> Option<What> {
    match (&before.promise, &after.promise) {
        (None, None) => None,
        (None, Some(made)) => Some(What::PromiseMade(made.due)),
        (Some(from), Some(to)) => {
            (from.due != to.due).then_some(What::PromiseMoved(from.due, to.due))
        }
        (Some(gone), None) if after.response == Some(Response::Yes) => {
            Some(What::PromiseKept(gone.due))
        }
        (Some(gone), None) => Some(What::PromiseDropped(gone.due)),
    }
}

fn attestations(before: &View, after: &View) -> Vec<Change> {
    let subject = |own: &VisibleAttestation| Subject::Attestation(own.id.clone(), own.name.clone());
    let mut changes = Vec::new();
    for own in &after.attestations {
        let earlier = before.attestations.iter().find(|known| known.id == own.id);
        let steps = earlier.map_or_else(
            || vec![whole(What::Added)],
            |earlier| attestation_steps(earlier, own).into_iter().map(whole).collect(),
        );
        changes.push(Change { subject: subject(own), steps });
    }
    for own in &before.attestations {
        if !after.attestations.iter().any(|known| known.id == own.id) {
            let promised = own.due.filter(|_| own.status != AttestationStatus::Held);
            let dropped = promised.map(|due| whole(What::PromiseDropped(Some(due))));
            let steps = std::iter::once(whole(What::Withdrawn)).chain(dropped).collect();
            changes.push(Change { subject: subject(own), steps });
        }
    }
    changes
}

fn attestation_steps(before: &VisibleAttestation, after: &VisibleAttestation) -> Vec<What> {
    let status =
        (before.status != after.status).then_some(What::Status(before.status, after.status));
    let is_held = after.status == AttestationStatus::Held;
    let due = match (before.due, after.due) {
        (from, to) if from == to || is_held => None,
        (None, Some(due)) => Some(What::PromiseMade(Some(due))),
        (Some(due), None) => Some(What::PromiseDropped(Some(due))),
        (from, to) => Some(What::PromiseMoved(from, to)),
    };
    let period =
        (before.period != after.period).then_some(What::Period(before.period, after.period));
    let issued =
        (before.issued != after.issued).then_some(What::Issued(before.issued, after.issued));
    let valid = (before.valid_until != after.valid_until)
        .then_some(What::ValidUntil(before.valid_until, after.valid_until));
    [status, due, period, issued, valid].into_iter().flatten().collect()
}

fn documents(before: &View, after: &View) -> Vec<Change> {
    let subject = |own: &VisibleDocument| Subject::Document(own.id.clone(), own.title.clone());
    let mut changes = Vec::new();
    for own in &after.documents {
        let earlier = before.documents.iter().find(|known| known.id == own.id);
        let steps = match earlier {
            None => vec![whole(What::Added)],
            Some(earlier) => document_steps(earlier, own).into_iter().map(whole).collect(),
        };
        changes.push(Change { subject: subject(own), steps });
    }
    let gone = before
        .documents
        .iter()
        .filter(|own| !after.documents.iter().any(|known| known.id == own.id));
    changes.extend(
        gone.map(|own| Change { subject: subject(own), steps: vec![whole(What::Withdrawn)] }),
    );
    changes
}

fn document_steps(before: &VisibleDocument, after: &VisibleDocument) -> Vec<What> {
    let version = (before.version != after.version)
        .then(|| What::Version(before.version.clone(), after.version.clone()));
    let issued =
        (before.issued != after.issued).then_some(What::Issued(before.issued, after.issued));
    let valid = (before.valid_until != after.valid_until)
        .then_some(What::ValidUntil(before.valid_until, after.valid_until));
    [version, issued, valid].into_iter().flatten().collect()
}

/// Key facts that came and went, and other values of facts that both readers know.
fn facts(before: &View, after: &View) -> Vec<Change> {
    let subject = |view: &View, fact: &VisibleFact| {
        let question = |id: &AnswerId| {
            let answer = view.answer(id)?;
            Some((id.clone(), answer.question.clone()))
        };
        Subject::Fact(ChangedFact {
            path: fact.path.clone(),
            label: fact.label.clone(),
            used_in: fact.used_in.iter().filter_map(question).collect(),
        })
    };
    let find =
        |view: &'_ View, path: &str| view.facts.iter().find(|fact| fact.path == path).cloned();
    let mut changes = Vec::new();
    for fact in &after.facts {
        let what = match find(before, &fact.path) {
            Some(earlier) if earlier.value != fact.value => {
                Some(What::Value(earlier.value, fact.value.clone()))
            }
            None if fact.label.is_some() => Some(What::Added),
            Some(_) | None => None,
        };
        let steps = what.map(whole).into_iter().collect();
        changes.push(Change { subject: subject(after, fact), steps });
    }
    for fact in before.facts.iter().filter(|fact| fact.label.is_some()) {
        if find(after, &fact.path).is_none() {
            let steps = vec![whole(What::Withdrawn)];
            changes.push(Change { subject: subject(before, fact), steps });
        }
    }
    changes
}
