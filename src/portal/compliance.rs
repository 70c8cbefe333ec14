//! The page of attestations and the roadmap.

use serde::Serialize;

use crate::date::{Date, When};
use crate::markdown;
use crate::portal::Portal;
use crate::portal::answers::Word;
use crate::portal::page::{Body, Content};
use crate::portal::site::{Day, Due, Link};
use crate::view::{AttestationStatus, DocumentOffer, VisibleAttestation, VisibleDocument, route};

/// Attestations and the roadmap.
#[derive(Debug, Serialize)]
pub struct Compliance {
    /// Attestations in the order of the project.
    pub attestations: Vec<Attestation>,
    /// Dated promises, the earliest first.
    pub roadmap: Vec<Milestone>,
}

/// An attestation.
#[derive(Debug, Serialize)]
pub struct Attestation {
    /// Its id, for an anchor.
    pub id: String,
    /// Address of its place on the compliance page.
    pub href: String,
    /// Its name.
    pub name: String,
    /// Its state.
    pub state: Word,
    /// Who issued or will issue it; may be empty.
    pub issuer: String,
    /// What it covers; may be empty.
    pub scope: String,
    /// One or two sentences; may be empty.
    pub summary: String,
    /// The period that a report covers.
    pub period: Option<(Day, Day)>,
    /// When it was issued.
    pub issued: Option<Day>,
    /// The last day on which it counts.
    pub valid_until: Option<Day>,
    /// When it is promised.
    pub due: Option<Due>,
    /// Names of the variants it covers; empty for all.
    pub variants: String,
    /// Its document: the address and the title; `note` says that it is given out on request.
    pub document: Option<Link>,
}

/// A dated promise.
#[derive(Debug, Serialize)]
pub struct Milestone {
    /// Until when.
    pub due: Due,
    /// What is promised, as plain text.
    pub what: String,
    /// Where it is promised.
    pub place: Link,
    /// Names of the variants it is promised for; empty for all.
    pub variants: String,
}

impl From<AttestationStatus> for Word {
    fn from(status: AttestationStatus) -> Self {
        Self { word: status.word(), title: status.title() }
    }
}

impl Portal<'_> {
    pub(crate) fn compliance(&self) -> Content {
        let view = &self.edition.view;
        let about = format!(
            "Attestations of {} with their state on {}, and what is promised until when.",
            view.organization.name,
            view.reader.date.long()
        );
        let head = self.head(route::COMPLIANCE, "Compliance", &about, route::COMPLIANCE);
        let body = Body::Compliance(Compliance {
            attestations: self.attestations(),
            roadmap: self.roadmap(),
        });
        Content { template: "compliance.html", head, body }
    }

    /// Attestations in the order of the project.
    pub(crate) fn attestations(&self) -> Vec<Attestation> {
        self.edition.view.attestations.iter().map(|own| self.attestation(own)).collect()
    }

    fn attestation(&self, own: &VisibleAttestation) -> Attestation {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let documents = &self.edition.view.documents;
        let document = |known: &&VisibleDocument| own.document.as_ref() == Some(&known.id);
        let link = |known: &VisibleDocument| {
            let asked = matches!(known.offer, DocumentOffer::OnRequest);
            let link = Link::new(self.href(&route::document(&known.id)), known.title.as_str());
            link.note(if asked { "on request" } else { "" })
        };
        Attestation {
            id: own.id.to_string(),
            href: self.href(&route::attestation(&own.id)),
            name: own.name.clone(),
            state: own.status.into(),
            issuer: text(&own.issuer),
            scope: text(&own.scope),
            summary: text(&own.summary),
            period: own.period.map(|period| (period.from.into(), period.to.into())),
            issued: own.issued.map(Day::from),
            valid_until: own.valid_until.map(Day::from),
            due: is_to_come(own).then_some(own.due).flatten().map(|due| Due::new(due, own.lapsed)),
            variants: self.variant_names(&own.variants),
            document: documents.iter().find(document).map(link),
        }
    }

    /// Dated promises of answers and attestations, the earliest first.
    pub(crate) fn roadmap(&self) -> Vec<Milestone> {
        let view = &self.edition.view;
        let mut dated: Vec<(Date, Milestone)> = Vec::new();
        let mut add = |when: When, lapsed: bool, what: String, place: Link, variants: String| {
            let due = Due::new(when, lapsed);
            dated.push((when.last_day(), Milestone { due, what, place, variants }));
        };
        for own in view.attestations.iter().filter(|own| is_to_come(own)) {
            if let Some(due) = own.due {
                let place = Link::new(self.href(&route::attestation(&own.id)), "Attestation");
                add(due, own.lapsed, own.name.clone(), place, self.variant_names(&own.variants));
            }
        }
        for answer in &view.answers {
            for statement in &answer.statements {
                let Some(promise) = &statement.promise else { continue };
                let Some(due) = promise.due else { continue };
                // An answer about an attestation repeats its date: one line is enough.
                let repeats = |own: &VisibleAttestation| {
                    is_to_come(own)
                        && own.due == Some(due)
                        && statement.evidence.iter().any(|known| known.id == own.id)
                };
                if view.attestations.iter().any(repeats) {
                    continue;
                }
                let place = Link::new(self.href(&answer.path()), answer.question.as_str());
                let variants = self.variant_names(&statement.variants);
                add(due, promise.lapsed, markdown::to_text(&promise.what), place, variants);
            }
        }
        dated.sort_by(|(a, first), (b, second)| (a, &first.what).cmp(&(b, &second.what)));
        dated.into_iter().map(|(_, milestone)| milestone).collect()
    }
}

/// Whether the attestation is still promised; one that is held keeps no due date.
fn is_to_come(attestation: &VisibleAttestation) -> bool {
    matches!(attestation.status, AttestationStatus::InProgress | AttestationStatus::Planned)
}
