//! What changed day by day, as far as the reader of today may know.

use std::collections::BTreeMap;

use crate::change::{Change, ChangedFact, Subject, What};
use crate::date::Date;
use crate::view::{AnswerId, EvidenceId, View};

/// What changed, day by day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// Days with a change, newest first.
    pub days: Vec<DayOfChanges>,
    /// How far back that is known.
    pub reach: Reach,
}

/// What changed on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOfChanges {
    /// The day, in UTC.
    pub date: Date,
    /// Changes, sorted by subject; never none.
    pub changes: Vec<Change>,
}

/// How far back a history goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// There is none: no version control, or no program to ask it.
    #[default]
    Unknown,
    /// What was before this day is not there to be compared: a copy without the whole history.
    Copied(Date),
    /// The author tells what happened from this day on.
    Chosen(Date),
    /// All of it, from the first day on which something was public.
    Whole(Option<Date>),
}

impl Reach {
    /// The first day that is told.
    #[must_use]
    pub fn since(self) -> Option<Date> {
        match self {
            Self::Unknown => None,
            Self::Copied(date) | Self::Chosen(date) => Some(date),
            Self::Whole(date) => date,
        }
    }
}

impl History {
    /// The history as a reader of `now` may know it: up to the reader's day,
    /// from `since` on, without what is to be forgotten, in words of today.
    #[must_use]
    pub fn seen_from(&self, now: &View, forget: &[String], since: Option<Date>) -> Self {
        let today = now.reader.date;
        let told = |date: Date| date <= today && since.is_none_or(|since| date >= since);
        let days: Vec<&DayOfChanges> = self.days.iter().filter(|day| told(day.date)).collect();
        let words = Words::new(now, &days);
        let seen = |day: &&DayOfChanges| {
            let known = day.changes.iter().filter(|change| !is_forgotten(change, forget));
            let mut changes: Vec<Change> =
                known.filter_map(|change| words.seen(change, forget)).collect();
            changes.sort_by(|a, b| a.subject.cmp(&b.subject));
            DayOfChanges { date: day.date, changes }
        };
        let days = days.iter().map(seen).filter(|day| !day.changes.is_empty()).collect();
        Self { days, reach: self.reach_from(today, since) }
    }

    /// The same without old words that must not be repeated: a state may have been committed and
    /// never been shown, because a check refused it. What is named today is checked as it stands.
    #[must_use]
    pub fn without(mut self, now: &View, is_hidden: &dyn Fn(&str) -> bool) -> Self {
        for day in &mut self.days {
            day.changes.retain_mut(|change| {
                change.steps.retain(|step| !old_words(&step.what, now).any(is_hidden));
                let title = old_title(&change.subject, now);
                !change.steps.is_empty() && !title.is_some_and(is_hidden)
            });
        }
        self.days.retain(|day| !day.changes.is_empty());
        self
    }

    fn reach_from(&self, today: Date, since: Option<Date>) -> Reach {
        match (self.reach, since) {
            (Reach::Unknown, _) => Reach::Unknown,
            (reach, Some(since)) if reach.since().is_none_or(|first| first < since) => {
                Reach::Chosen(since)
            }
            (Reach::Whole(Some(first)), _) if first > today => Reach::Whole(None),
            (reach, _) => reach,
        }
    }
}

/// What a subject was called, where it is not there any more.
fn old_title<'c>(subject: &'c Subject, now: &View) -> Option<&'c str> {
    match subject {
        Subject::Answer(id, title) => now.answer(id).is_none().then_some(title),
        Subject::Attestation(id, title) | Subject::Document(id, title) => {
            (!is_evidence(now, id)).then_some(title)
        }
        Subject::Fact(fact) => {
            let is_gone = !now.facts.iter().any(|own| own.path == fact.path);
            fact.label.as_ref().filter(|_| is_gone)
        }
    }
    .map(String::as_str)
}

/// Words of earlier states in what became different.
fn old_words<'c>(what: &'c What, now: &View) -> impl Iterator<Item = &'c str> {
    let words = match what {
        What::Value(from, to) => [Some(from), Some(to)],
        What::Version(from, to) => [from.as_ref(), to.as_ref()],
        What::EvidenceAdded(id, title) | What::EvidenceRemoved(id, title) => {
            [Some(title).filter(|_| !is_evidence(now, id)), None]
        }
        What::Added
        | What::Withdrawn
        | What::Response(..)
        | What::PromiseMade(_)
        | What::PromiseKept(_)
        | What::PromiseMoved(..)
        | What::PromiseDropped(_)
        | What::Reworded
        | What::Status(..)
        | What::Period(..)
        | What::Issued(..)
        | What::ValidUntil(..) => [None, None],
    };
    words.into_iter().flatten().map(String::as_str)
}

/// Whether there is an attestation or a document of this id.
fn is_evidence(now: &View, id: &EvidenceId) -> bool {
    now.attestations.iter().any(|own| own.id == *id)
        || now.documents.iter().any(|own| own.id == *id)
}

/// Whether the author wants nothing said about the subject of a change.
fn is_forgotten(change: &Change, forget: &[String]) -> bool {
    let id = match &change.subject {
        Subject::Answer(id, _) => id.as_str(),
        Subject::Attestation(id, _) | Subject::Document(id, _) => id.as_str(),
        Subject::Fact(fact) => &fact.path,
    };
    forget.iter().any(|own| own == id)
}

/// The words for things: those of today, or the last that were public.
struct Words<'h> {
    now: &'h View,
    questions: BTreeMap<&'h AnswerId, &'h str>,
    titles: BTreeMap<&'h EvidenceId, &'h str>,
}

impl<'h> Words<'h> {
    /// `days`: newest first.
    fn new(now: &'h View, days: &[&'h DayOfChanges]) -> Self {
        let mut questions: BTreeMap<&AnswerId, &str> =
            now.answers.iter().map(|own| (&own.id, own.question.as_str())).collect();
        let mut titles: BTreeMap<&EvidenceId, &str> =
            now.attestations.iter().map(|own| (&own.id, own.name.as_str())).collect();
        titles.extend(now.documents.iter().map(|own| (&own.id, own.title.as_str())));
        for change in days.iter().flat_map(|day| &day.changes) {
            match &change.subject {
                Subject::Answer(id, question) => {
                    questions.entry(id).or_insert(question);
                }
                Subject::Attestation(id, title) | Subject::Document(id, title) => {
                    titles.entry(id).or_insert(title);
                }
                Subject::Fact(_) => {}
            }
        }
        Self { now, questions, titles }
    }

    /// The change in words of today; nothing where none of it may be told.
    fn seen(&self, change: &Change, forget: &[String]) -> Option<Change> {
        let title = |id: &EvidenceId, old: &String| {
            self.titles.get(id).map_or_else(|| old.clone(), |title| (*title).to_owned())
        };
        let mut steps = change.steps.clone();
        let subject = match &change.subject {
            Subject::Answer(id, question) => {
                let question = self.questions.get(id).map_or(question.as_str(), |own| own);
                Subject::Answer(id.clone(), question.to_owned())
            }
            Subject::Attestation(id, old) => Subject::Attestation(id.clone(), title(id, old)),
            Subject::Document(id, old) => Subject::Document(id.clone(), title(id, old)),
            Subject::Fact(fact) => {
                let (fact, is_public) = self.fact(fact, forget)?;
                // A value that is no longer public may have been published by mistake.
                steps.retain(|step| is_public || !matches!(step.what, What::Value(..)));
                Subject::Fact(fact)
            }
        };
        let is_known = |id: &EvidenceId| !forget.iter().any(|own| own == id.as_str());
        steps.retain_mut(|step| match &mut step.what {
            What::EvidenceAdded(id, old) | What::EvidenceRemoved(id, old) => {
                *old = title(id, old);
                is_known(id)
            }
            _ => true,
        });
        (!steps.is_empty()).then_some(Change { subject, steps })
    }

    /// The fact as it is named today, and whether its value is public today.
    fn fact(&self, fact: &ChangedFact, forget: &[String]) -> Option<(ChangedFact, bool)> {
        let now = self.now.facts.iter().find(|own| own.path == fact.path);
        let Some(now) = now else {
            let last = ChangedFact { used_in: Vec::new(), ..fact.clone() };
            return fact.label.is_some().then_some((last, false));
        };
        let question = |id: &AnswerId| {
            self.questions.get(id).map(|question| (id.clone(), (*question).to_owned()))
        };
        let is_told = |id: &&AnswerId| !forget.iter().any(|own| own == id.as_str());
        let used_in: Vec<_> = now.used_in.iter().filter(is_told).filter_map(question).collect();
        let label = now.label.clone();
        let has_words = label.is_some() || !used_in.is_empty();
        let fact = ChangedFact { path: fact.path.clone(), label, used_in };
        has_words.then_some((fact, true))
    }
}
