//! The page of attestations and the roadmap.

use serde::Serialize;

use crate::date::When;
use crate::markdown;
use crate::portal::Portal;
use crate::portal::answers::Word;
use crate::portal::page::{Body, Content};
use crate::portal::site::{Day, Due, Fallback, Link};
use crate::portal::timeline::{Axis, Bar, Scale};
use crate::view::{AttestationStatus, DocumentOffer, VisibleAttestation, VisibleDocument, route};

/// Attestations and the roadmap.
#[derive(Debug, Serialize)]
pub struct Compliance {
    /// Attestations in the order of the project.
    pub attestations: Vec<Attestation>,
    /// Dated promises, the earliest first.
    pub roadmap: Vec<Milestone>,
    /// The time that they span, to be drawn; absent where there is none, or too much for a drawing.
    pub scale: Option<Scale>,
    /// The day of the edition.
    pub as_of: Day,
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
    /// What it is measured against, as `SOC 2`; empty where the name says it already.
    pub framework: String,
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
    /// Set where its texts are in another language than the page.
    pub fallback: Option<Fallback>,
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
    /// Set where what is promised is in another language than the page.
    pub fallback: Option<Fallback>,
    /// Where it stands on the scale; absent without one.
    pub bar: Option<Bar>,
}

impl Portal<'_> {
    pub(crate) fn compliance(&self) -> Content {
        let view = &self.edition.view;
        let words = &self.edition.words;
        let day = words.day(view.reader.date);
        let places = [("name", view.organization.name.as_str()), ("day", &day)];
        let about = words.say("about_compliance", &places);
        let head =
            self.head(route::COMPLIANCE, words.text("compliance"), &about, route::COMPLIANCE);
        let (roadmap, scale) = self.roadmap();
        let body = Body::Compliance(Compliance {
            attestations: self.attestations(),
            roadmap,
            scale,
            as_of: self.day(view.reader.date),
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
            link.note(if asked { self.edition.words.text("on_request") } else { "" })
        };
        // A name as `SOC 2 Type II` says it already, in whatever case.
        let named = |framework: &str| own.name.to_lowercase().contains(&framework.to_lowercase());
        Attestation {
            id: own.id.to_string(),
            href: self.href(&route::attestation(&own.id)),
            name: own.name.clone(),
            state: self.word("attestation", own.status.word()),
            framework: own
                .framework
                .clone()
                .filter(|framework| !named(framework))
                .unwrap_or_default(),
            issuer: text(&own.issuer),
            scope: text(&own.scope),
            summary: text(&own.summary),
            period: own.period.map(|period| (self.day(period.from), self.day(period.to))),
            issued: own.issued.map(|date| self.day(date)),
            valid_until: own.valid_until.map(|date| self.day(date)),
            due: is_to_come(own).then_some(own.due).flatten().map(|due| self.due(due, own.lapsed)),
            variants: self.variant_names(&own.variants),
            document: documents.iter().find(document).map(link),
            fallback: self.fallback(own.language),
        }
    }

    /// Dated promises of answers and attestations, the earliest first, and the time they span.
    pub(crate) fn roadmap(&self) -> (Vec<Milestone>, Option<Scale>) {
        let mut dated = self.dated_promises();
        // What ends on the same day begins with the shortest: the 31st, then December, then the fourth quarter.
        dated.sort_by_cached_key(|(when, own)| {
            (when.last_day(), std::cmp::Reverse(when.first_day()), own.what.clone())
        });
        let whens: Vec<When> = dated.iter().map(|(when, _)| *when).collect();
        let axis = Axis::of(&whens, self.edition.view.reader.date);
        let placed = |(when, own): (When, Milestone)| Milestone {
            bar: axis.as_ref().map(|axis| axis.bar(when)),
            ..own
        };
        let milestones = dated.into_iter().map(placed).collect();
        (
            milestones,
            axis.map(|axis| axis.scale(self.edition.view.reader.date, &self.edition.words)),
        )
    }

    /// Dated promises of answers and attestations.
    fn dated_promises(&self) -> Vec<(When, Milestone)> {
        let view = &self.edition.view;
        let mut dated: Vec<(When, Milestone)> = Vec::new();
        let mut add = |when: When, milestone: Milestone| dated.push((when, milestone));
        for own in view.attestations.iter().filter(|own| is_to_come(own)) {
            if let Some(due) = own.due {
                let kind = self.edition.words.text("kind_attestation");
                let place = Link::new(self.href(&route::attestation(&own.id)), kind);
                let milestone = Milestone {
                    due: self.due(due, own.lapsed),
                    what: own.name.clone(),
                    place,
                    variants: self.variant_names(&own.variants),
                    fallback: None,
                    bar: None,
                };
                add(due, milestone);
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
                let milestone = Milestone {
                    due: self.due(due, promise.lapsed),
                    what: markdown::to_text(&promise.what),
                    place: place.in_language(self.fallback(answer.language)),
                    variants: self.variant_names(&statement.variants),
                    fallback: self.fallback(statement.language),
                    bar: None,
                };
                add(due, milestone);
            }
        }
        dated
    }
}

/// Whether the attestation is still promised; one that is held keeps no due date.
fn is_to_come(attestation: &VisibleAttestation) -> bool {
    matches!(attestation.status, AttestationStatus::InProgress | AttestationStatus::Planned)
}
