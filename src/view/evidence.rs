//! Facts, attestations, documents and questionnaires that a reader may see.

use std::sync::Arc;

use crate::library::evidence::{Attestation, AttestationState, Document, DocumentPlace};
use crate::span::Spanned;
use crate::view::{
    AttestationStatus, Audience, DocumentOffer, KeyFact, Scene, VisibleAttestation,
    VisibleDocument, VisibleDownload,
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
            Some(KeyFact { label: fact.label.clone()?, value: fact.value.to_string() })
        })
        .collect()
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
    VisibleAttestation {
        id: attestation.id.value.clone(),
        name: attestation.name.clone(),
        framework: attestation.framework.clone(),
        issuer: attestation.issuer.clone(),
        scope: attestation.scope.clone(),
        status,
        period: attestation.period,
        issued: attestation.issued,
        valid_until,
        due,
        lapsed: status != AttestationStatus::Held
            && due.is_some_and(|due| due.last_day() < scene.reader.date),
        variants: attestation.variants.iter().map(|variant| variant.value.clone()).collect(),
        summary: attestation.summary.clone(),
        document: document
            .filter(|document| document.access.lists_for(scene.reader.audience))
            .map(|document| document.id.value.clone()),
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
    VisibleDocument {
        id: document.id.value.clone(),
        title: document.title.clone(),
        kind: document.kind,
        version: document.version.clone(),
        issued: document.issued,
        valid_until,
        expired: valid_until.is_some_and(|date| date < scene.reader.date),
        summary: document.summary.clone(),
        offer,
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
pub(super) fn downloads(scene: &Scene<'_>) -> Vec<VisibleDownload> {
    let audience: Audience = scene.reader.audience;
    let listed = scene
        .library
        .project
        .downloads
        .iter()
        .filter(|download| download.access.lists_for(audience));
    let visible = |download: &crate::library::project::Download| {
        let form = Arc::clone(scene.library.forms.get(&download.form.value)?);
        Some(VisibleDownload {
            form,
            path: download.path.value.clone(),
            open: download.access.opens_for(audience),
        })
    };
    listed.filter_map(visible).collect()
}
