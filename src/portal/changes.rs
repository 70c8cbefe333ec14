//! What changed, day by day, and the words for each kind of change.

use serde::Serialize;

use crate::change::{Change, DayOfChanges, Reach, Regression, Step, Subject, What};
use crate::date::{Date, When};
use crate::form::Response;
use crate::language::Words;
use crate::portal::page::{Body, Content};
use crate::portal::site::{Day, Link};
use crate::portal::{Edition, Portal};
use crate::view::{AnswerId, AttestationStatus, Period, route};

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
    pub label: String,
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
    pub title: String,
}

impl Mark {
    fn of(regression: Regression, words: &Words) -> Self {
        let word = regression.word();
        Self { word, title: words.title("regression", word) }
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
pub fn title(subject: &Subject, words: &Words) -> String {
    match subject {
        Subject::Answer(_, title)
        | Subject::Attestation(_, title)
        | Subject::Document(_, title) => title.clone(),
        Subject::Fact(fact) => match (&fact.label, fact.used_in.as_slice()) {
            (Some(label), _) => label.clone(),
            (None, [(_, question)]) => {
                words.say("change_fact_in_answer", &[("question", question)])
            }
            (None, _) => words.text("change_fact_in_several").to_owned(),
        },
    }
}

/// The kind of a subject, for programs.
#[must_use]
pub fn kind(subject: &Subject) -> &'static str {
    match subject {
        Subject::Answer(..) => "answer",
        Subject::Attestation(..) => "attestation",
        Subject::Document(..) => "document",
        Subject::Fact(_) => "fact",
    }
}

/// How far back a history goes, in a sentence.
#[must_use]
pub fn reach_in_words(reach: Reach, words: &Words) -> String {
    let since = |key: &str, date: Date| words.say(key, &[("day", &words.day(date))]);
    match reach {
        Reach::Unknown => words.text("history_unknown").to_owned(),
        Reach::Copied(date) => since("history_copied", date),
        Reach::Chosen(date) => since("history_chosen", date),
        Reach::Whole(Some(date)) => since("history_whole", date),
        Reach::Whole(None) => words.text("history_empty").to_owned(),
    }
}

/// A step in a sentence without its end.
#[must_use]
pub fn phrase(what: &What, words: &Words) -> String {
    let plain = |key: &str| words.text(key).to_owned();
    match what {
        What::Added => plain("change_added"),
        What::Withdrawn => plain("change_withdrawn"),
        What::Response(from, to) => response_phrase(*from, *to, words),
        What::PromiseMade(_)
        | What::PromiseKept(_)
        | What::PromiseMoved(..)
        | What::PromiseDropped(_) => promise_phrase(what, words),
        What::EvidenceAdded(_, title) => words.say("change_evidence_added", &[("title", title)]),
        What::EvidenceRemoved(_, title) => {
            words.say("change_evidence_removed", &[("title", title)])
        }
        What::Reworded => plain("change_reworded"),
        What::Value(from, to) => words.say("change_value", &[("from", from), ("to", to)]),
        What::Status(from, to) => {
            let title = |own: &AttestationStatus| words.title("attestation", own.word());
            words.say("change_state", &[("from", &title(from)), ("to", &title(to))])
        }
        What::Period(from, to) => period_phrase(*from, *to, words),
        What::Issued(_, Some(to)) => words.say("change_issued", &[("day", &words.day(*to))]),
        What::Issued(_, None) => plain("change_issued_unnamed"),
        What::ValidUntil(from, to) => validity_phrase(*from, *to, words),
        What::Version(Some(from), Some(to)) => {
            words.say("change_version", &[("from", from), ("to", to)])
        }
        What::Version(None, Some(to)) => words.say("change_version_named", &[("to", to)]),
        What::Version(_, None) => plain("change_version_unnamed"),
    }
}

fn response_phrase(from: Option<Response>, to: Option<Response>, words: &Words) -> String {
    let title = |own: Response| words.text(own.key());
    match (from.map(title), to.map(title)) {
        (Some(from), Some(to)) => words.say("change_response", &[("from", from), ("to", to)]),
        (None, Some(to)) => words.say("change_response_given", &[("to", to)]),
        (Some(from), None) => words.say("change_response_withdrawn", &[("from", from)]),
        (None, None) => words.text("change_answered_in_words").to_owned(),
    }
}

fn promise_phrase(what: &What, words: &Words) -> String {
    let one = |dated: &str, undated: &str, due: Option<When>| match due {
        Some(due) => words.say(dated, &[("due", &words.when(due))]),
        None => words.text(undated).to_owned(),
    };
    let long = |due: Option<When>| due.map(|due| words.when(due));
    match what {
        What::PromiseMade(due) => one("change_promised", "change_promised_undated", *due),
        What::PromiseKept(due) => one("change_promise_kept", "change_promise_kept_undated", *due),
        What::PromiseDropped(due) => {
            one("change_promise_gone", "change_promise_gone_undated", *due)
        }
        What::PromiseMoved(from, to) => match (long(*from), long(*to)) {
            (Some(from), Some(to)) => {
                words.say("change_promise_moved", &[("from", &from), ("to", &to)])
            }
            (Some(from), None) => words.say("change_promise_undated", &[("from", &from)]),
            (None, Some(to)) => words.say("change_promise_dated", &[("to", &to)]),
            (None, None) => words.text("change_promise").to_owned(),
        },
        _ => String::new(),
    }
}

fn period_phrase(from: Option<Period>, to: Option<Period>, words: &Words) -> String {
    let long = |own: Period| {
        words.say("period", &[("from", &words.day(own.from)), ("to", &words.day(own.to))])
    };
    match (from.map(long), to.map(long)) {
        (Some(from), Some(to)) => words.say("change_period", &[("period", &to), ("before", &from)]),
        (None, Some(to)) => words.say("change_period_named", &[("period", &to)]),
        (_, None) => words.text("change_period_unnamed").to_owned(),
    }
}

fn validity_phrase(from: Option<Date>, to: Option<Date>, words: &Words) -> String {
    let long = |own: Date| words.day(own);
    match (from.map(long), to.map(long)) {
        (Some(from), Some(to)) => words.say("change_validity", &[("from", &from), ("to", &to)]),
        (None, Some(to)) => words.say("change_validity_named", &[("to", &to)]),
        (_, None) => words.text("change_validity_unnamed").to_owned(),
    }
}

impl Portal<'_> {
    /// The page of changes.
    pub(crate) fn changes(&self) -> Content {
        let history = &self.edition.provenance.history;
        let words = &self.edition.words;
        let (title, about) = (words.text("changes"), words.text("about_changes"));
        let mut head = self.head(route::CHANGES, title, about, route::CHANGES);
        head.change_feeds = true;
        let days = history.days.iter().take(MOST_DAYS).map(|day| self.changes_of(day)).collect();
        let is_unknown = history.reach == Reach::Unknown;
        let file = |path: &str, key: &str, note: &str| {
            Link::new(self.href(path), words.text(key)).note(note)
        };
        let files = vec![
            file(ATOM, "file_changes_feed", "Atom"),
            file(JSON_FEED, "file_changes_feed", "JSON"),
            file(JSON, "file_changes", "JSON"),
        ];
        let body = Body::Changes(Changes {
            reach: reach_in_words(history.reach, words),
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
            reworded_count: self.edition.words.count("change_wording_of", reworded.len()),
            reworded,
        }
    }

    fn shown_change(&self, change: &Change, date: Date) -> ShownChange {
        let kind = kind(&change.subject);
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
            label: self.edition.words.title("kind", kind),
            title: title(&change.subject, &self.edition.words),
            href: href.unwrap_or_default(),
            used_in: used_in.iter().filter_map(link).collect(),
            steps: words.map(|step| self.shown_step(step)).collect(),
            date: self.day(date),
        }
    }

    fn shown_step(&self, step: &Step) -> ShownStep {
        ShownStep {
            text: phrase(&step.what, &self.edition.words),
            variants: self.variant_names(&step.variants),
            mark: step.what.regression().map(|own| Mark::of(own, &self.edition.words)),
        }
    }
}
