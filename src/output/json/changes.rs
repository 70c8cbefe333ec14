//! `/changes/changes.json`: what changed, day by day.

use schemars::JsonSchema;
use serde::Serialize;

use crate::change::{Change, DayOfChanges, Reach, Step, Subject, What};
use crate::date::{Date, When};
use crate::form::Response;
use crate::output::json::Head;
use crate::portal::Edition;
use crate::portal::changes::{kind, title};
use crate::view::{AnswerId, Period, route};

/// What changed in what everybody may read.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ChangesOut {
    #[serde(flatten)]
    head: Head,
    /// Address of the page of changes.
    url: String,
    /// How far back that is known: `whole`, `chosen` (the publisher tells what happened since),
    /// `copied` (the build had no earlier history) or `unknown`.
    reach: &'static str,
    /// The first day that is told.
    since: Option<String>,
    /// Days with a change, newest first.
    days: Vec<DayOut>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct DayOut {
    /// The day, in UTC.
    date: String,
    /// What changed.
    changes: Vec<ChangeOut>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ChangeOut {
    /// About what: `answer`, `attestation`, `document` or `fact`.
    kind: &'static str,
    /// Id of the answer, attestation or document; a fact has none.
    id: Option<String>,
    /// Its question, name, title or label, as it is today.
    title: String,
    /// Where it stands today; absent where it is no longer published.
    url: Option<String>,
    /// Ids of the answers that state a fact today.
    used_in: Vec<String>,
    /// What became different.
    steps: Vec<StepOut>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct StepOut {
    /// What: `added`, `withdrawn`, `response`, `promise-made`, `promise-kept`, `promise-moved`, `promise-dropped`,
    /// `evidence-added`, `evidence-removed`, `reworded`, `value`, `status`, `period`, `issued`, `valid-until`
    /// or `version`.
    what: &'static str,
    /// Ids of the variants it holds for; empty: all.
    variants: Vec<String>,
    /// What it was: a response, a day, a period `FROM/TO`, a value, a state, a version.
    from: Option<String>,
    /// What it is, or the id of evidence.
    to: Option<String>,
    /// Why it is a step back: `weaker`, `later` or `dropped`.
    regression: Option<&'static str>,
}

/// The changes of an edition.
pub(super) fn of(edition: &Edition) -> ChangesOut {
    let history = &edition.provenance.history;
    ChangesOut {
        head: Head::new(edition, "changes.schema.json"),
        url: edition.url(route::CHANGES),
        reach: match history.reach {
            Reach::Unknown => "unknown",
            Reach::Copied(_) => "copied",
            Reach::Chosen(_) => "chosen",
            Reach::Whole(_) => "whole",
        },
        since: history.reach.since().map(|date| date.to_string()),
        days: history.days.iter().map(|day| day_of(edition, day)).collect(),
    }
}

fn day_of(edition: &Edition, day: &DayOfChanges) -> DayOut {
    let changes = day.changes.iter().map(|change| change_of(edition, change)).collect();
    DayOut { date: day.date.to_string(), changes }
}

fn change_of(edition: &Edition, change: &Change) -> ChangeOut {
    let (id, used_in) = match &change.subject {
        Subject::Answer(id, _) => (Some(id.to_string()), Vec::new()),
        Subject::Attestation(id, _) | Subject::Document(id, _) => {
            (Some(id.to_string()), Vec::new())
        }
        Subject::Fact(fact) => {
            let answer = |(id, _): &(AnswerId, String)| id.to_string();
            (None, fact.used_in.iter().map(answer).collect())
        }
    };
    ChangeOut {
        kind: kind(&change.subject),
        id,
        title: title(&change.subject, &edition.words),
        url: edition.path_of(&change.subject).map(|path| edition.url(&path)),
        used_in,
        steps: change.steps.iter().map(step).collect(),
    }
}

/// What a step leads from and to.
fn ends(what: &What) -> (Option<String>, Option<String>) {
    let word = |response: &Option<Response>| response.map(|own| own.word().to_owned());
    let due = |due: &Option<When>| due.map(|due| due.to_string());
    let day = |date: &Option<Date>| date.map(|date| date.to_string());
    let period = |own: &Option<Period>| own.map(|own| format!("{}/{}", own.from, own.to));
    match what {
        What::Added | What::Withdrawn | What::Reworded => (None, None),
        What::Response(from, to) => (word(from), word(to)),
        What::PromiseMade(to) => (None, due(to)),
        What::PromiseKept(from) | What::PromiseDropped(from) => (due(from), None),
        What::PromiseMoved(from, to) => (due(from), due(to)),
        What::EvidenceAdded(id, _) => (None, Some(id.to_string())),
        What::EvidenceRemoved(id, _) => (Some(id.to_string()), None),
        What::Value(from, to) => (Some(from.clone()), Some(to.clone())),
        What::Status(from, to) => (Some(from.word().to_owned()), Some(to.word().to_owned())),
        What::Period(from, to) => (period(from), period(to)),
        What::Issued(from, to) | What::ValidUntil(from, to) => (day(from), day(to)),
        What::Version(from, to) => (from.clone(), to.clone()),
    }
}

fn step(step: &Step) -> StepOut {
    let (from, to) = ends(&step.what);
    StepOut {
        what: step.what.word(),
        variants: step.variants.iter().map(ToString::to_string).collect(),
        from,
        to,
        regression: step.what.regression().map(crate::change::Regression::word),
    }
}
