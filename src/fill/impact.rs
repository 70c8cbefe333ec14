//! What has changed of what somebody was told.
//!
//! What is compared is what the library says to that reader: that of the day when it was told, and that of now. What
//! only adds to an answer (further evidence, another review) is not told; what a day alone does is (a promise whose day
//! has passed, a certificate that has run out), because the recipient cannot know it.

use std::collections::BTreeMap;

use crate::change::{self, Change, Regression, Step, Subject, What};
use crate::date::Date;
use crate::fill::ledger::{Entry, Told, statement_digest};
use crate::form::{RESPONSES, Response};
use crate::view::notes::AnswerNotes;
use crate::view::{
    AnswerId, AttestationStatus, EvidenceLink, VariantId, View, VisibleAnswer, VisibleAttestation,
    VisibleStatement,
};

/// An answer that somebody was told and that says something else now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Its id, as it was told.
    pub answer: AnswerId,
    /// Its question; empty where it is not known any more.
    pub question: String,
    /// Where it was written: sheet and row.
    pub rows: Vec<String>,
    /// What is different, steps back first; at least one.
    pub shifts: Vec<Shift>,
    /// Whether this is told by the digests of the ledger alone.
    pub is_by_digest: bool,
}

impl Changed {
    /// Whether one of its shifts is a step back.
    #[must_use]
    pub fn is_regression(&self) -> bool {
        self.shifts.iter().any(|shift| shift.regression.is_some())
    }
}

/// One thing that is different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// What, as one word; see [`ORDER`].
    pub what: &'static str,
    /// The fact or the evidence that it is about.
    pub about: Option<String>,
    /// What was told.
    pub from: Option<String>,
    /// What holds now.
    pub to: Option<String>,
    /// The variants for which it does; empty: all that the recipient was told of.
    pub variants: Vec<VariantId>,
    /// Why it is a step back.
    pub regression: Option<Regression>,
}

/// The words for what is different, the gravest first.
pub const ORDER: [&str; 15] = [
    "response",
    "withdrawn",
    "promise-dropped",
    "promise-lapsed",
    "promise-moved",
    "evidence-status",
    "evidence-withdrawn",
    "evidence-removed",
    "evidence-promise-moved",
    "value",
    "audience",
    "differs",
    "reworded",
    "promise-kept",
    "promise-made",
];

impl Shift {
    fn new(what: &'static str) -> Self {
        Self { what, about: None, from: None, to: None, variants: Vec::new(), regression: None }
    }

    fn about(mut self, title: &str) -> Self {
        self.about = Some(title.to_owned());
        self
    }

    fn ends(mut self, from: Option<impl ToString>, to: Option<impl ToString>) -> Self {
        self.from = from.map(|from| from.to_string());
        self.to = to.map(|to| to.to_string());
        self
    }

    fn back(mut self, regression: Option<Regression>) -> Self {
        self.regression = regression;
        self
    }

    fn rank(&self) -> (bool, usize) {
        let place = ORDER.iter().position(|word| *word == self.what);
        (self.regression.is_none(), place.unwrap_or(ORDER.len()))
    }
}

/// What the project tells a reader now.
#[derive(Debug, Clone, Copy)]
pub struct Now<'v> {
    /// What that reader sees.
    pub view: &'v View,
    /// Every answer of the library, whoever may see it.
    pub notes: &'v BTreeMap<AnswerId, AnswerNotes>,
}

/// What has changed of an entry since the state that it was filled from, which `told` shows on the day of `now`.
///
/// Answers that the entry says were filled from files which no commit holds are compared by their digests.
#[must_use]
pub fn since_commit(entry: &Entry, told: &View, now: Now<'_>) -> Vec<Changed> {
    let changes = change::compare(told, now.view).changes;
    let comparison = Comparison { entry, told, now, changes: &changes };
    let of = |(id, own): (&AnswerId, Vec<&Told>)| {
        let was = told.answer(id).filter(|was| !entry.dirty || is_said(&own, was));
        match was {
            Some(was) => comparison.changed(was, &own),
            None => by_digest(entry, id, &own, now),
        }
    };
    sorted(by_answer(entry).into_iter().filter_map(of).collect())
}

/// What has changed of an entry whose commit is out of reach, by the digests that it holds.
#[must_use]
pub fn since_digest(entry: &Entry, now: Now<'_>) -> Vec<Changed> {
    let of = |(id, own): (&AnswerId, Vec<&Told>)| by_digest(entry, id, &own, now);
    sorted(by_answer(entry).into_iter().filter_map(of).collect())
}

/// Steps back first, then the gravest, then by id.
fn sorted(mut changed: Vec<Changed>) -> Vec<Changed> {
    for own in &mut changed {
        own.shifts.sort_by_key(Shift::rank);
    }
    changed.sort_by_cached_key(|own| (own.shifts.first().map(Shift::rank), own.answer.clone()));
    changed
}

/// The answers of an entry, each with the ways in which it was told.
fn by_answer(entry: &Entry) -> BTreeMap<&AnswerId, Vec<&Told>> {
    let mut all: BTreeMap<&AnswerId, Vec<&Told>> = BTreeMap::new();
    for told in &entry.answers {
        all.entry(&told.id).or_default().push(told);
    }
    all
}

fn rows(told: &[&Told]) -> Vec<String> {
    told.iter().flat_map(|told| told.rows.iter().cloned()).collect()
}

/// Whether an answer says what was told.
fn is_said(told: &[&Told], answer: &VisibleAnswer) -> bool {
    let digest = statement_digest(answer);
    told.iter().all(|told| told.statement == digest)
}

/// An answer compared with what its digest remembers.
fn by_digest(entry: &Entry, id: &AnswerId, told: &[&Told], now: Now<'_>) -> Option<Changed> {
    let (question, shifts) = match now.view.answer(id) {
        None => (String::new(), vec![gone(entry, id, now)]),
        Some(is) if is_said(told, is) => return None,
        Some(is) => {
            let was = told.first().and_then(|told| response(&told.response));
            let own = is.statement(entry.variant.as_ref()).and_then(|own| own.response);
            let shift =
                if was == own { Shift::new("differs") } else { of_what(&What::Response(was, own)) };
            (is.question.clone(), vec![shift])
        }
    };
    Some(Changed { answer: id.clone(), question, rows: rows(told), shifts, is_by_digest: true })
}

fn response(word: &str) -> Option<Response> {
    RESPONSES.into_iter().find(|(own, _)| *own == word).map(|(_, response)| response)
}

/// What to say of an answer that the recipient would not be told any more.
fn gone(entry: &Entry, id: &AnswerId, now: Now<'_>) -> Shift {
    let audience = now.notes.get(id).map(|notes| notes.audience);
    match audience.filter(|audience| !entry.audience.may_see(*audience)) {
        // It may hold as it did; it is only not said to everybody.
        Some(audience) => {
            Shift::new("audience").ends(Some(entry.audience.word()), Some(audience.word()))
        }
        None => Shift::new("withdrawn").back(Some(Regression::Weaker)),
    }
}

/// Two states, and what differs between them for the reader.
struct Comparison<'c> {
    entry: &'c Entry,
    told: &'c View,
    now: Now<'c>,
    changes: &'c [Change],
}

impl Comparison<'_> {
    /// What has changed of an answer.
    fn changed(&self, was: &VisibleAnswer, told: &[&Told]) -> Option<Changed> {
        // One that got another id is found again by its question, as the history of changes finds it.
        let is_new = |own: &&VisibleAnswer| self.told.answer(&own.id).is_none();
        let renamed = || {
            let mut same = self.now.view.answers.iter().filter(|own| own.question == was.question);
            same.rfind(is_new)
        };
        let shifts = match self.now.view.answer(&was.id).or_else(renamed) {
            None => vec![gone(self.entry, &was.id, self.now)],
            Some(is) => self.shifts(was, is),
        };
        (!shifts.is_empty()).then(|| Changed {
            answer: was.id.clone(),
            question: was.question.clone(),
            rows: rows(told),
            shifts,
            is_by_digest: false,
        })
    }

    fn shifts(&self, was: &VisibleAnswer, is: &VisibleAnswer) -> Vec<Shift> {
        let mut shifts = Vec::new();
        for change in self.changes {
            match &change.subject {
                Subject::Answer(id, _) if *id == is.id => {
                    shifts.extend(change.steps.iter().filter_map(|step| self.of_step(step)));
                }
                Subject::Fact(fact) if fact.used_in.iter().any(|(id, _)| *id == is.id) => {
                    // A variant may not state the fact that others do.
                    if texts(was) != texts(is) {
                        let label = fact.label.as_ref().unwrap_or(&fact.path);
                        let values =
                            change.steps.iter().filter(|step| matches!(step.what, What::Value(..)));
                        shifts.extend(values.map(|step| of_what(&step.what).about(label)));
                    }
                }
                Subject::Answer(..)
                | Subject::Fact(_)
                | Subject::Attestation(..)
                | Subject::Document(..) => {}
            }
        }
        let variant = self.entry.variant.as_ref();
        if let Some((was, is)) = was.statement(variant).zip(is.statement(variant)) {
            shifts.extend(self.lapse(is));
            let kept =
                was.evidence.iter().filter(|own| is.evidence.iter().any(|now| now.id == own.id));
            shifts.extend(kept.flat_map(|link| self.evidence(link)));
            let gone = was.evidence.iter().filter(|own| !self.is_known(own));
            shifts.extend(gone.map(|link| {
                Shift::new("evidence-withdrawn").about(&link.title).back(Some(Regression::Weaker))
            }));
        }
        shifts
    }

    /// A step in the words of this list; nothing for one that takes nothing back of what was told.
    fn of_step(&self, step: &Step) -> Option<Shift> {
        let shift = match &step.what {
            What::EvidenceAdded(..) => return None,
            // Evidence that is gone as a whole is told as that.
            What::EvidenceRemoved(id, _) if !self.holds(id.as_str()) => return None,
            what => of_what(what),
        };
        Some(Shift { variants: step.variants.clone(), ..shift })
    }

    fn is_known(&self, link: &EvidenceLink) -> bool {
        self.holds(link.id.as_str())
    }

    /// Whether there still is evidence of this id.
    fn holds(&self, id: &str) -> bool {
        let view = self.now.view;
        view.attestations.iter().any(|own| own.id.as_str() == id)
            || view.documents.iter().any(|own| own.id.as_str() == id)
    }

    /// A promise whose day has passed since it was told.
    fn lapse(&self, is: &VisibleStatement) -> Option<Shift> {
        let promise = is.promise.as_ref().filter(|promise| promise.lapsed)?;
        let due = promise.due.filter(|due| due.last_day() >= self.entry.date)?;
        (is.response != Some(Response::Yes)).then(|| {
            Shift::new("promise-lapsed")
                .ends(Some(due), None::<String>)
                .back(Some(Regression::Later))
        })
    }

    /// What has become of evidence that supports the answer then and now.
    fn evidence(&self, link: &EvidenceLink) -> Vec<Shift> {
        let (told, now, then) = (self.told, self.now.view, self.entry.date);
        let attestations =
            [told, now].map(|view| view.attestations.iter().find(|own| own.id == link.id));
        if let [Some(was), Some(is)] = attestations {
            return attestation(was, is, then);
        }
        let documents = [told, now].map(|view| view.documents.iter().find(|own| own.id == link.id));
        if let [Some(was), Some(is)] = documents {
            let counted = !was.expired || was.valid_until.is_some_and(|last| last >= then);
            if is.expired && counted {
                let back = Some(Regression::Weaker);
                let shift = Shift::new("evidence-status").about(&is.title).back(back);
                return vec![shift.ends(Some("valid"), Some("expired"))];
            }
        }
        Vec::new()
    }
}

/// What has become of an attestation since a day.
fn attestation(was: &VisibleAttestation, is: &VisibleAttestation, then: Date) -> Vec<Shift> {
    // The earlier state is shown on the day of the later one: what has run out since counted then.
    let ran_out = was.status == AttestationStatus::Expired
        && was.valid_until.is_some_and(|last| last >= then);
    let told = if ran_out { AttestationStatus::Held } else { was.status };
    let mut shifts = Vec::new();
    if told != is.status {
        shifts.push(of_what(&What::Status(told, is.status)).about(&is.name));
    }
    if is.status != AttestationStatus::Held {
        let due = is.due.filter(|due| is.lapsed && due.last_day() >= then);
        if was.due.is_some() && was.due != is.due {
            let moved = What::PromiseMoved(was.due, is.due);
            let shift = Shift::new("evidence-promise-moved").about(&is.name);
            shifts.push(shift.ends(was.due, is.due).back(moved.regression()));
        } else if let Some(due) = due {
            let shift = Shift::new("promise-lapsed").about(&is.name).back(Some(Regression::Later));
            shifts.push(shift.ends(Some(due), None::<String>));
        }
    }
    shifts
}

/// What an answer says, whatever the words for its question.
fn texts(answer: &VisibleAnswer) -> Vec<(&Option<String>, &Option<String>, Option<&str>)> {
    answer
        .statements
        .iter()
        .map(|own| {
            let promise = own.promise.as_ref().map(|promise| promise.what.as_str());
            (&own.because, &own.explanation, promise)
        })
        .collect()
}

/// What became different, in the words of this list.
fn of_what(what: &What) -> Shift {
    let word = |response: Option<Response>| response.map_or("none", Response::word);
    let shift = match what {
        What::Response(from, to) => Shift::new("response").ends(Some(word(*from)), Some(word(*to))),
        What::PromiseMade(to) => Shift::new("promise-made").ends(None::<String>, *to),
        What::PromiseKept(from) => Shift::new("promise-kept").ends(*from, None::<String>),
        What::PromiseDropped(from) => Shift::new("promise-dropped").ends(*from, None::<String>),
        What::PromiseMoved(from, to) => Shift::new("promise-moved").ends(*from, *to),
        What::EvidenceRemoved(_, title) => Shift::new("evidence-removed").about(title),
        What::Value(from, to) => Shift::new("value").ends(Some(from), Some(to)),
        What::Status(from, to) => {
            Shift::new("evidence-status").ends(Some(from.word()), Some(to.word()))
        }
        What::Withdrawn => return Shift::new("withdrawn").back(Some(Regression::Weaker)),
        What::Reworded
        | What::Added
        | What::EvidenceAdded(..)
        | What::Period(..)
        | What::Issued(..)
        | What::ValidUntil(..)
        | What::Version(..) => Shift::new("reworded"),
    };
    shift.back(what.regression())
}
