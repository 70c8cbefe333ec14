//! Texts that name their evidence and do not link it.

use crate::check::phrases::Phrases;
use crate::check::said::{Said, in_variants, visible_answers};
use crate::check::texts::Text;
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::answer::Answer;
use crate::library::audience::Audience;
use crate::library::id::EvidenceId;

pub(super) const RULE: Rule = Rule {
    name: "unlinked-evidence",
    level: Level::Warn,
    summary: "A text names an attestation or a document that the answer does not list as evidence.",
    page: include_str!("unlinked_evidence.md"),
    run,
};

/// Attestations and documents of one name.
struct Named<'l> {
    name: &'l str,
    ids: Vec<&'l EvidenceId>,
    /// Evidence that stands for them: the attestation of a document, or its document.
    also: Vec<&'l EvidenceId>,
}

fn run(context: &Context<'_>, sink: &mut Sink) {
    let all = named(context);
    let mut phrases = Phrases::new();
    for (index, named) in all.iter().enumerate() {
        phrases.add(named.name, false, index);
    }
    for answer in visible_answers(context) {
        for said in in_variants(context, answer) {
            check(context, answer, said, &phrases, &all, sink);
        }
    }
}

fn check(
    context: &Context<'_>,
    answer: &Answer,
    said: Said<'_>,
    phrases: &Phrases<usize>,
    all: &[Named<'_>],
    sink: &mut Sink,
) {
    for prose in [said.explanation, said.because].into_iter().flatten() {
        for (found, index) in phrases.find(&prose.text) {
            let Some(named) = all.get(index).filter(|named| !is_listed(named, said, &prose.text))
            else {
                continue;
            };
            let Some(id) = named.ids.first() else { continue };
            let text = Text::of_answer(answer, prose);
            let message = format!(
                "`{}` names `{}` and does not list it as evidence",
                answer.id.value, named.name
            );
            sink.push(
                Diagnostic::finding(RULE.name, message, text.place(context, found))
                    .hint(format!("add `{id}` to `evidence`")),
            );
        }
    }
}

/// Whether one of them is listed, or linked in the text itself.
fn is_listed(named: &Named<'_>, said: Said<'_>, text: &str) -> bool {
    let listed = |id: &&EvidenceId| said.evidence.iter().any(|evidence| evidence.value == **id);
    let linked = |id: &&EvidenceId| {
        ["document", "attestation"].iter().any(|kind| text.contains(&format!("({kind}:{id})")))
    };
    named.ids.iter().chain(&named.also).any(|id| listed(id) || linked(id))
}

/// What may be named, by name; what nobody outside may know of is left out.
fn named<'l>(context: &Context<'l>) -> Vec<Named<'l>> {
    let library = context.library;
    let mut all: Vec<Named<'l>> = Vec::new();
    let mut add = |name: &'l str, id: &'l EvidenceId, also: Vec<&'l EvidenceId>| match all
        .iter_mut()
        .find(|known| known.name == name)
    {
        Some(known) => {
            known.ids.push(id);
            known.also.extend(also);
        }
        None => all.push(Named { name, ids: vec![id], also }),
    };
    for attestation in library.attestations.iter().filter(|a| a.audience != Audience::Internal) {
        let document = attestation.document.as_ref().map(|document| &document.value);
        add(&attestation.name, &attestation.id.value, document.into_iter().collect());
    }
    for document in library.documents.iter().filter(|d| d.access.lists_for(Audience::Nda)) {
        let id = &document.id.value;
        let of = library.attestations.iter().filter(|attestation| {
            attestation.document.as_ref().is_some_and(|document| document.value == *id)
        });
        add(&document.title, id, of.map(|attestation| &attestation.id.value).collect());
    }
    all
}
