//! Facts, attestations, documents and questionnaires that a reader may see.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::library::answer::Statement;
use crate::library::evidence::{Attestation, AttestationState, Document, DocumentPlace};
use crate::library::fact::Fact;
use crate::library::prose::{Segment, is_path};
use crate::span::Spanned;
use crate::view::{
    AnswerId, AttestationStatus, Audience, DocumentOffer, KeyFact, Scene, VisibleAnswer,
    VisibleAttestation, VisibleDocument, VisibleDownload, VisibleFact, VisibleWorkbook,
};

/// Facts with a label that are meant for the reader by themselves.
pub(super) fn key_facts(scene: &Scene<'_>) -> Vec<KeyFact> {
    let visible = scene
        .library
        .facts
        .iter()
        .filter(|fact| fact.audience.is_some_and(|audience| scene.sees(audience)));
    visible
        .filter_map(|fact| {
            let translated = scene.other_language().and_then(|language| {
                let label = fact.translations.get(language)?.label.as_ref()?;
                Some((language, label))
            });
            let original = (scene.library.project.site.language, fact.label.as_ref()?);
            let (language, label) = translated.unwrap_or(original);
            let value = fact.said(scene.words(language));
            Some(KeyFact { label: label.clone(), value, language })
        })
        .collect()
}

/// Facts that the reader may know: key facts, and those that a visible answer states as they are.
/// One that only decides what a text says stays unknown.
pub(super) fn facts(scene: &Scene<'_>, answers: &[VisibleAnswer]) -> Vec<VisibleFact> {
    let mut used: BTreeMap<&str, Vec<AnswerId>> = BTreeMap::new();
    let visible: BTreeSet<&AnswerId> = answers.iter().map(|answer| &answer.id).collect();
    let known = scene.library.answers.iter().filter(|known| visible.contains(&known.id.value));
    for answer in known {
        let id = &answer.id.value;
        for path in answer.statements().flat_map(facts_stated) {
            let answers = used.entry(path).or_default();
            if answers.last() != Some(id) {
                answers.push(id.clone());
            }
        }
    }
    let sees = |fact: &Fact| fact.audience.is_some_and(|audience| scene.sees(audience));
    let visible = |fact: &Fact| {
        let label = fact.label.clone().filter(|_| sees(fact));
        let used_in = used.get(fact.path.as_str()).cloned().unwrap_or_default();
        let hidden = fact.audience.is_some() && !sees(fact);
        (!hidden && (label.is_some() || !used_in.is_empty())).then(|| VisibleFact {
            path: fact.path.clone(),
            label,
            value: fact.said(scene.words(scene.reader.language)),
            used_in,
        })
    };
    scene.library.facts.iter().filter_map(visible).collect()
}

/// Paths of the facts that a statement's texts state as they are.
fn facts_stated(statement: &Statement) -> Vec<&str> {
    let promise = statement.promise.as_ref().map(|promise| &promise.what);
    let texts = [statement.because.as_ref(), statement.explanation.as_ref(), promise];
    let with_facts = texts.into_iter().flatten().filter(|text| text.text.contains("{{"));
    let path = |segment| match segment {
        Segment::Expression(source) if is_path(source) => source.strip_prefix("facts."),
        Segment::Expression(_) | Segment::Text(_) | Segment::Unclosed => None,
    };
    with_facts.flat_map(|text| text.segments().into_iter().filter_map(path)).collect()
}

/// Attestations with their state on the reader's day.
pub(super) fn attestations(scene: &Scene<'_>) -> Vec<VisibleAttestation> {
    let attestations = scene.library.attestations.iter();
    attestations
        .filter(|attestation| scene.sees(attestation.audience) && scene.uses(&attestation.variants))
        .map(|attestation| visible_attestation(scene, attestation))
        .collect()
}

fn visible_attestation(scene: &Scene<'_>, attestation: &Attestation) -> VisibleAttestation {
    let valid_until = attestation.valid_until.as_ref().map(|date| date.value);
    let status = match attestation.state.value {
        AttestationState::Held if valid_until.is_some_and(|date| date < scene.reader.date) => {
            AttestationStatus::Expired
        }
        // What is dated in the future has not been issued on the reader's day.
        AttestationState::Held
            if attestation.issued.is_some_and(|date| date > scene.reader.date) =>
        {
            AttestationStatus::InProgress
        }
        AttestationState::Held => AttestationStatus::Held,
        AttestationState::InProgress => AttestationStatus::InProgress,
        AttestationState::Planned => AttestationStatus::Planned,
    };
    let due = attestation.due.as_ref().map(|due| due.value);
    let document = attestation.document.as_ref().and_then(|id| scene.library.document(&id.value));
    let texts = &attestation.translations;
    VisibleAttestation {
        id: attestation.id.value.clone(),
        name: scene.text(texts, "name", &attestation.name),
        framework: attestation.framework.clone(),
        issuer: attestation.issuer.clone(),
        scope: scene.optional(texts, "scope", attestation.scope.as_ref()),
        status,
        period: attestation.period,
        issued: attestation.issued,
        valid_until,
        due,
        lapsed: status != AttestationStatus::Held
            && due.is_some_and(|due| due.last_day() < scene.reader.date),
        variants: attestation.variants.iter().map(|variant| variant.value.clone()).collect(),
        summary: scene.optional(texts, "summary", attestation.summary.as_ref()),
        document: document
            .filter(|document| document.access.lists_for(scene.reader.audience))
            .map(|document| document.id.value.clone()),
        language: scene.shown_in(texts),
    }
}

/// Documents that the reader may know of.
pub(super) fn documents(
    scene: &Scene<'_>,
    files: &dyn Fn(&str) -> Option<Arc<[u8]>>,
) -> Vec<VisibleDocument> {
    let known = scene
        .library
        .documents
        .iter()
        .filter(|document| document.access.lists_for(scene.reader.audience));
    known.map(|document| visible_document(scene, document, files)).collect()
}

fn visible_document(
    scene: &Scene<'_>,
    document: &Document,
    files: &dyn Fn(&str) -> Option<Arc<[u8]>>,
) -> VisibleDocument {
    let valid_until = document.valid_until.as_ref().map(|date| date.value);
    let place =
        document.place.as_ref().filter(|_| document.access.opens_for(scene.reader.audience));
    let offer = match place {
        None => DocumentOffer::OnRequest,
        Some(DocumentPlace::Link(url)) => DocumentOffer::Link(url.as_str().to_owned()),
        Some(DocumentPlace::File(path)) => offer_file(&path.value, files),
    };
    let texts = &document.translations;
    VisibleDocument {
        id: document.id.value.clone(),
        title: scene.text(texts, "title", &document.title),
        kind: document.kind,
        version: document.version.clone(),
        issued: document.issued,
        valid_until,
        expired: valid_until.is_some_and(|date| date < scene.reader.date),
        summary: scene.optional(texts, "summary", document.summary.as_ref()),
        offer,
        language: scene.shown_in(texts),
    }
}

/// A Markdown file as text, any other byte for byte.
fn offer_file(path: &str, files: &dyn Fn(&str) -> Option<Arc<[u8]>>) -> DocumentOffer {
    let name = path.rsplit('/').next().unwrap_or(path).to_owned();
    match files(path) {
        None => DocumentOffer::OnRequest,
        Some(bytes) if path.ends_with(".md") => {
            DocumentOffer::Text(String::from_utf8_lossy(&bytes).into_owned())
        }
        Some(bytes) => DocumentOffer::File(name, bytes),
    }
}

/// A logo's file name, which begins with `stem`, and its bytes.
pub(super) fn logo(
    path: Option<&Spanned<String>>,
    stem: &str,
    files: &dyn Fn(&str) -> Option<Arc<[u8]>>,
) -> Option<(String, Arc<[u8]>)> {
    let path = path?;
    let extension = path.value.rsplit('.').next()?;
    Some((format!("{stem}.{extension}"), files(&path.value)?))
}

/// Questionnaires on the portal, for this reader.
pub(super) fn downloads(
    scene: &Scene<'_>,
    files: &dyn Fn(&str) -> Option<Arc<[u8]>>,
) -> Vec<VisibleDownload> {
    let audience: Audience = scene.reader.audience;
    let listed = scene
        .library
        .project
        .downloads
        .iter()
        .filter(|download| download.access.lists_for(audience));
    let visible = |download: &crate::library::project::Download| {
        let form = Arc::clone(scene.library.forms.get(&download.form.value)?);
        let open = download.access.opens_for(audience);
        let workbook = download.workbook.as_ref().filter(|_| open).and_then(|own| {
            Some(VisibleWorkbook {
                name: own.file.value.rsplit('/').next()?.to_owned(),
                bytes: files(&own.file.value)?,
                shows_text: own.shows_text,
            })
        });
        Some(VisibleDownload { form, path: download.path.value.clone(), open, workbook })
    };
    listed.filter_map(visible).collect()
}
