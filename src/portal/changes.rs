//! What changed, day by day, and the words for each kind of change.

use serde::Serialize;

use crate::change::{Change, DayOfChanges, Reach, Regression, Step, Subject, What};
use crate::date::{Date, When};
use crate::form::Response;
use crate::portal::page::{Body, Content};
use crate::portal::site::{Day, Link};
use crate::portal::{Edition, Portal};
use crate::view::{AnswerId, Period, route};

/// Where the changes stand as an Atom feed.
pub const ATOM: &str = "/changes/feed.xml";
/// Where the changes stand as a JSON Feed.
pub const JSON_FEED: &str = "/changes/feed.json";
/// Where all changes stand for programs.
pub const JSON: &str = "/changes/changes.json";

/// The most days on the page; the file for programs has all.
const MOST_DAYS: usize = 100;
/// The most changes on the overview.
const MOST_LATEST: usize = 3;

/// What changed.
#[derive(Debug, Serialize)]
pub struct Changes {
    /// How far back that is known, in a sentence.
    pub reach: String,
    /// Whether there is no history at all.
    pub is_unknown: bool,
    /// Days with a change, newest first.
    pub days: Vec<ChangesOfDay>,
    /// Whether the page leaves out older days.
    pub is_cut: bool,
    /// Feeds and the file for programs; none where there is no history.
    pub files: Vec<Link>,
}

/// What changed on one day.
#[derive(Debug, Serialize)]
pub struct ChangesOfDay {
    /// The day, in UTC.
    pub date: Day,
    /// Changes, steps back first; may be empty where only words changed.
    pub changes: Vec<ShownChange>,
    /// Answers that say the same in other words; `title` is the question.
    pub reworded: Vec<ShownChange>,
    /// How many these are, in words.
    pub reworded_count: String,
}

/// What changed about one subject.
#[derive(Debug, Clone, Serialize)]
pub struct ShownChange {
    /// What the subject is: `answer`, `attestation`, `document` or `fact`.
    pub kind: &'static str,
    /// The same for people.
    pub label: &'static str,
    /// Its question, name or title.
    pub title: String,
    /// Where it stands; empty where it is no longer published.
    pub href: String,
    /// Answers that state a fact.
    pub used_in: Vec<Link>,
    /// What became different.
    pub steps: Vec<ShownStep>,
    /// The day.
    pub date: Day,
}

/// One thing that became different.
#[derive(Debug, Clone, Serialize)]
pub struct ShownStep {
    /// In a sentence.
    pub text: String,
    /// The variants it holds for, in words; empty: all.
    pub variants: String,
    /// The mark of a step back; absent for others.
    pub mark: Option<Mark>,
}

/// The mark of a step back.
#[derive(Debug, Clone, Serialize)]
pub struct Mark {
    /// As a word for style sheets.
    pub word: &'static str,
    /// For people.
    pub title: &'static str,
}

impl From<Regression> for Mark {
    fn from(regression: Regression) -> Self {
        Self { word: regression.word(), title: regression.title() }
    }
}

impl Edition {
    /// Where the subject of a change stands on this edition; none where it is no longer there.
    #[must_use]
    pub fn path_of(&self, subject: &Subject) -> Option<String> {
        let view = &self.view;
        match subject {
            Subject::Answer(id, _) => self.path_of_answer(id),
            Subject::Attestation(id, _) => {
                let known = view.attestations.iter().any(|own| own.id == *id);
                known.then(|| route::attestation(id))
            }
            Subject::Document(id, _) => {
                view.documents.iter().any(|own| own.id == *id).then(|| route::document(id))
            }
            Subject::Fact(fact) if fact.label.is_some() => {
                let known = view.facts.iter().any(|own| own.path == fact.path);
                known.then(|| route::HOME.to_owned())
            }
            Subject::Fact(_) => None,
        }
    }

    /// Where an answer stands on this edition.
    #[must_use]
    pub fn path_of_answer(&self, id: &AnswerId) -> Option<String> {
        self.view.answer(id).map(crate::view::VisibleAnswer::path)
    }
}

/// The words for a subject.
#[must_use]
pub fn title(subject: &Subject) -> String {
    match subject {
        Subject::Answer(_, title)
        | Subject::Attestation(_, title)
        | Subject::Document(_, title) => title.clone(),
        Subject::Fact(fact) => match (&fact.label, fact.used_in.as_slice()) {
            (Some(label), _) => label.clone(),
            (None, [(_, question)]) => format!("A value in the answer to: {question}"),
            (None, _) => "A value that several answers state".to_owned(),
        },
    }
}

/// The kind of a subject, for programs and for people.
#[must_use]
pub fn kind(subject: &Subject) -> (&'static str, &'static str) {
    match subject {
        Subject::Answer(..) => ("answer", "Answer"),
        Subject::Attestation(..) => ("attestation", "Attestation"),
        Subject::Document(..) => ("document", "Document"),
        Subject::Fact(_) => ("fact", "Fact"),
    }
}

/// How far back a history goes, in a sentence.
#[must_use]
pub fn reach_in_words(reach: Reach) -> String {
    match reach {
        Reach::Unknown => "This edition was built without the history of the project. What changed before it cannot be told.".to_owned(),
        Reach::Copied(date) => format!(
            "This edition was built from a copy of the project that goes back to {}. What changed before that day cannot be told.",
            date.long()
        ),
        Reach::Chosen(date) => format!("Changes are told from {} on.", date.long()),
        Reach::Whole(Some(date)) => format!("The history begins on {}.", date.long()),
        Reach::Whole(None) => "The history has not begun yet.".to_owned(),
    }
}

/// A step in a sentence without its end.
#[must_use]
pub fn phrase(what: &What) -> String {
    match what {
        What::Added => "Added".to_owned(),
        What::Withdrawn => "Withdrawn".to_owned(),
        What::Response(from, to) => response_phrase(*from, *to),
        What::PromiseMade(_)
        | What::PromiseKept(_)
        | What::PromiseMoved(..)
        | What::PromiseDropped(_) => promise_phrase(what),
        What::EvidenceAdded(_, title) => format!("Evidence added: {title}"),
        What::EvidenceRemoved(_, title) => format!("Evidence removed: {title}"),
        What::Reworded => "Other wording".to_owned(),
        What::Value(from, to) => format!("Changed from “{from}” to “{to}”"),
        What::Status(from, to) => {
            format!("State changed from {} to {}", from.title(), to.title())
        }
        What::Period(from, to) => period_phrase(*from, *to),
        What::Issued(from, to) => match (from, to) {
            (_, Some(to)) => format!("Issued on {}", to.long()),
            (_, None) => "Day of issue removed".to_owned(),
        },
        What::ValidUntil(from, to) => validity_phrase(*from, *to),
        What::Version(from, to) => match (from, to) {
            (Some(from), Some(to)) => format!("Version {to} in the place of version {from}"),
            (None, Some(to)) => format!("Version {to}"),
            (_, None) => "Version no longer named".to_owned(),
        },
    }
}

fn response_phrase(from: Option<Response>, to: Option<Response>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => {
            format!("Response changed from {} to {}", from.title(), to.title())
        }
        (None, Some(to)) => format!("Response given: {}", to.title()),
        (Some(from), None) => format!("Response {} withdrawn", from.title()),
        (None, None) => "Answered in words".to_owned(),
    }
}

fn promise_phrase(what: &What) -> String {
    let long = |due: &Option<When>| due.map(When::long);
    match what {
        What::PromiseMade(due) => match long(due) {
            Some(due) => format!("Promised for {due}"),
            None => "Promised without a date".to_owned(),
        },
        What::PromiseKept(due) => match long(due) {
            Some(due) => format!("Promise kept, which was due {due}"),
            None => "Promise kept".to_owned(),
        },
        What::PromiseDropped(due) => match long(due) {
            Some(due) => format!("Promise for {due} is gone"),
            None => "Promise is gone".to_owned(),
        },
        What::PromiseMoved(from, to) => match (long(from), long(to)) {
            (Some(from), Some(to)) => format!("Promise moved from {from} to {to}"),
            (Some(from), None) => format!("Promise for {from} no longer has a date"),
            (None, Some(to)) => format!("Promise now has a date: {to}"),
            (None, None) => "Promise changed".to_owned(),
        },
        _ => String::new(),
    }
}

fn period_phrase(from: Option<Period>, to: Option<Period>) -> String {
    let long = |own: Period| format!("{} – {}", own.from.long(), own.to.long());
    match (from.map(long), to.map(long)) {
        (Some(from), Some(to)) => format!("Period is now {to}; it was {from}"),
        (_, Some(to)) => format!("Period is now {to}"),
        (_, None) => "Period no longer named".to_owned(),
    }
}

fn validity_phrase(from: Option<Date>, to: Option<Date>) -> String {
    match (from.map(Date::long), to.map(Date::long)) {
        (Some(from), Some(to)) => format!("Valid until {to}; it was {from}"),
        (_, Some(to)) => format!("Valid until {to}"),
        (_, None) => "Last day of validity no longer named".to_owned(),
    }
}

impl Portal<'_> {
    /// The page of changes.
    pub(crate) fn changes(&self) -> Content {
        let history = &self.edition.provenance.history;
        let about = "What became different in the answers, facts, attestations and documents of this portal, newest first.";
        let mut head = self.head(route::CHANGES, "Changes", about, route::CHANGES);
        head.change_feeds = true;
        let days = history.days.iter().take(MOST_DAYS).map(|day| self.changes_of(day)).collect();
        let is_unknown = history.reach == Reach::Unknown;
        let file =
            |path: &str, title: &str, note: &str| Link::new(self.href(path), title).note(note);
        let files = vec![
            file(ATOM, "Feed", "Atom"),
            file(JSON_FEED, "Feed", "JSON"),
            file(JSON, "All changes", "JSON"),
        ];
        let body = Body::Changes(Changes {
            reach: reach_in_words(history.reach),
            is_unknown,
            days,
            is_cut: history.days.len() > MOST_DAYS,
            files: if is_unknown { Vec::new() } else { files },
        });
        Content { template: "changes.html", head, body }
    }

    /// The newest changes that are more than words.
    pub(crate) fn latest_changes(&self) -> Vec<ShownChange> {
        let days = &self.edition.provenance.history.days;
        let more_than_words = days.iter().flat_map(|day| self.changes_of(day).changes);
        more_than_words.take(MOST_LATEST).collect()
    }

    fn changes_of(&self, day: &DayOfChanges) -> ChangesOfDay {
        let (reworded, other): (Vec<&Change>, Vec<&Change>) =
            day.changes.iter().partition(|change| change.is_wording());
        let (back, other): (Vec<&Change>, Vec<&Change>) =
            other.into_iter().partition(|change| change.is_regression());
        let shown = |change: &Change| self.shown_change(change, day.date);
        let reworded: Vec<ShownChange> = reworded.into_iter().map(shown).collect();
        ChangesOfDay {
            date: self.day(day.date),
            changes: back.into_iter().chain(other).map(shown).collect(),
            reworded_count: match reworded.len() {
                1 => "Wording of 1 answer".to_owned(),
                count => format!("Wording of {count} answers"),
            },
            reworded,
        }
    }

    fn shown_change(&self, change: &Change, date: Date) -> ShownChange {
        let (kind, label) = kind(&change.subject);
        let href = self.edition.path_of(&change.subject).map(|path| self.href(&path));
        let used_in = match &change.subject {
            // Where one answer states it, the title says which.
            Subject::Fact(fact) => fact.used_in.as_slice(),
            Subject::Answer(..) | Subject::Attestation(..) | Subject::Document(..) => &[],
        };
        let link = |(id, question): &(AnswerId, String)| {
            Some(Link::new(self.href(&self.edition.path_of_answer(id)?), question))
        };
        let words = change.steps.iter().filter(|step| step.what != What::Reworded);
        ShownChange {
            kind,
            label,
            title: title(&change.subject),
            href: href.unwrap_or_default(),
            used_in: used_in.iter().filter_map(link).collect(),
            steps: words.map(|step| self.shown_step(step)).collect(),
            date: self.day(date),
        }
    }

    fn shown_step(&self, step: &Step) -> ShownStep {
        ShownStep {
            text: phrase(&step.what),
            variants: self.variant_names(&step.variants),
            mark: step.what.regression().map(Mark::from),
        }
    }
}
