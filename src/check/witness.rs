//! What Git saw of the register and its notices: the witness against which dates are checked.
//!
//! The room that runs Git fills it; the rules only read it. Nothing here says anything that the history at hand does
//! not show: where that is cut off or absent, [`Sight`] says so.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::date::Date;
use crate::diag::Sink;
use crate::library::id::NoticeId;
use crate::library::notice::Notice;
use crate::library::policy::NoticePolicy;
use crate::library::subprocessor::SubprocessorFile;
use crate::source::decode::{Decode, Fields};
use crate::source::{Sources, yaml};

/// What Git saw.
#[derive(Debug, Clone, Default)]
pub struct Witness {
    /// How far back it sees.
    pub sight: Sight,
    /// States of the register that were published from, oldest first: one for each commit of the branch that touched
    /// it. Branches that were merged count with what the merge brought.
    pub states: Vec<State>,
    /// When a record that is no draft first named a day for its announcement, by its id and that day, on whichever
    /// branch that was.
    pub announcements: BTreeMap<(NoticeId, Date), Commit>,
    /// When a record first named a day for its withdrawal.
    pub withdrawals: BTreeMap<(NoticeId, Date), Commit>,
    /// Paths in the last commit that could not be read from Git, of records, the register and `trust.yaml`: encrypted,
    /// or a link.
    pub unread: BTreeSet<String>,
}

/// How far back Git sees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sight {
    /// Nobody asked Git: nothing is said.
    #[default]
    NotAsked,
    /// To the first commit.
    Whole,
    /// The repository was cloned without its whole history.
    Shallow,
    /// Objects are missing: a partial clone.
    Partial,
    /// The folder is in no repository: a tarball, or a project before `git init`.
    NoRepository,
    /// Git will not read the repository: it belongs to somebody else.
    Refused,
    /// The repository has no commit of this project yet.
    NoCommit,
    /// The `git` program cannot be run.
    NoProgram,
}

/// A commit that touched the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its name in 12 hexadecimal digits.
    pub name: String,
    /// The day on which its content was written: the author's, read in UTC or the author's zone, whichever is earlier.
    pub written: Date,
    /// The day on which the commit was made, read likewise; later than `written` when history was rewritten.
    pub committed: Date,
}

/// The register and its notices at a commit.
#[derive(Debug, Clone)]
pub struct State {
    /// The commit.
    pub commit: Commit,
    /// The register; `None` where there is none, or where it cannot be read.
    pub register: Option<Arc<SubprocessorFile>>,
    /// The notices that could be read, by id.
    pub notices: Arc<BTreeMap<NoticeId, Recorded>>,
    /// What was promised; `None` where it cannot be read.
    pub policy: Option<Arc<NoticePolicy>>,
}

/// The record of a notice in a commit.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Its path inside the project.
    pub path: Arc<str>,
    /// What it says, and where.
    pub record: Arc<Record>,
}

/// What a version of a record says.
#[derive(Debug)]
pub struct Record {
    /// The line of its id, from 1.
    pub line: usize,
    /// The notice.
    pub notice: Notice,
}

/// The days for which Git is the witness.
#[derive(Debug, Clone, Copy)]
pub struct Days {
    /// The day of the register's first version, if it says one: what was before is none of its history.
    pub baseline: Option<Date>,
    /// The day for which the project is checked.
    pub today: Date,
}

/// A state that stood until the end of a day.
#[derive(Debug, Clone, Copy)]
pub struct Published<'w> {
    /// Its position among the states.
    pub index: usize,
    /// The state.
    pub state: &'w State,
    /// The first day on which another state stood in its place.
    pub until: Date,
}

/// How a message names the commit of a state: `commit 3f0c2a91b7de of 2026-11-03`, or that there is none yet.
#[must_use]
pub fn named(state: Option<&State>) -> String {
    state.map_or_else(
        || "a change that is not committed yet".to_owned(),
        |state| format!("commit {} of {}", state.commit.name, state.commit.committed),
    )
}

impl Commit {
    /// The earlier of two commits, with the earliest days of both.
    fn earlier(self, other: Self) -> Self {
        let committed = self.committed.min(other.committed);
        let first = if other.written < self.written { other } else { self };
        Self { committed, ..first }
    }
}

impl State {
    /// Whether a record that is no draft names a day, or an earlier one.
    fn says(&self, id: &NoticeId, names: &dyn Fn(&Notice) -> Option<Date>, day: Date) -> bool {
        let notice = self.notices.get(id).map(|recorded| &recorded.record.notice);
        let named = notice.filter(|notice| !notice.is_draft()).and_then(names);
        named.is_some_and(|named| named <= day)
    }
}

impl Witness {
    /// Takes note of a version of a record in a commit.
    pub fn saw(&mut self, notice: &Notice, commit: &Commit) {
        let note = |map: &mut BTreeMap<(NoticeId, Date), Commit>, day: Date| {
            let known = map.entry((notice.id.value.clone(), day)).or_insert_with(|| commit.clone());
            *known = known.clone().earlier(commit.clone());
        };
        if !notice.is_draft() {
            note(&mut self.announcements, notice.announced_on.value);
        }
        if let Some(day) = &notice.withdrawn_on {
            note(&mut self.withdrawals, day.value);
        }
    }

    /// The first commit that says that a notice is announced on a day or earlier.
    #[must_use]
    pub fn announced_by(&self, id: &NoticeId, day: Date) -> Option<Commit> {
        first_by(&self.announcements, id, day)
    }

    /// The first commit that says that a notice is withdrawn on a day or earlier.
    #[must_use]
    pub fn withdrawn_by(&self, id: &NoticeId, day: Date) -> Option<Commit> {
        first_by(&self.withdrawals, id, day)
    }

    /// The first state with a register or records: what it holds was taken over, from wherever it was kept before.
    #[must_use]
    pub fn root(&self) -> Option<&State> {
        let has_some = |state: &&State| state.register.is_some() || !state.notices.is_empty();
        self.states.iter().find(has_some)
    }

    /// Whether a record was in the first state and named there a day, or an earlier one.
    pub fn began_with(
        &self,
        id: &NoticeId,
        names: &dyn Fn(&Notice) -> Option<Date>,
        day: Date,
    ) -> bool {
        self.root().is_some_and(|state| state.says(id, names, day))
    }

    /// Whether a record came with the commit that brought a baseline, and named there a day, or an earlier one.
    pub fn came_with(
        &self,
        baseline: Date,
        id: &NoticeId,
        names: &dyn Fn(&Notice) -> Option<Date>,
        day: Date,
    ) -> bool {
        let says = |state: &State| state.says(id, names, day);
        let brought = self.brought(baseline);
        let state = brought.and_then(|index| self.states.get(index));
        state.is_some_and(says) && !self.states.iter().take(brought.unwrap_or_default()).any(says)
    }

    /// The position of the state in which the register first named a baseline.
    #[must_use]
    pub fn brought(&self, baseline: Date) -> Option<usize> {
        let of = |state: &State| state.register.as_deref()?.baseline.as_ref().map(|day| day.value);
        self.states.iter().position(|state| of(state) == Some(baseline))
    }

    /// The states that stood at the end of a day, since the end of the baseline, oldest first. What is edited again on the same day was not yet
    /// announced; the files as they are now take the place of what was committed today.
    #[must_use]
    pub fn published(&self, Days { baseline, today }: Days) -> Vec<Published<'_>> {
        let mut latest = None;
        let days: Vec<Date> = self
            .states
            .iter()
            .map(|state| {
                // A clock may have gone wrong: no day is earlier than the one before.
                let day = latest.map_or(state.commit.committed, |known: Date| {
                    known.max(state.commit.committed)
                });
                latest = Some(day);
                day
            })
            .collect();
        let mut published = Vec::new();
        for (index, (state, day)) in self.states.iter().zip(&days).enumerate() {
            let next = days.get(index + 1).copied();
            // Somewhere it is still yesterday: what is not committed yet may be of that day.
            let until = next.unwrap_or_else(|| today.plus_days(-1).max(*day));
            if next != Some(*day) && baseline.is_none_or(|baseline| baseline < until) {
                published.push(Published { index, state, until });
            }
        }
        published
    }

    /// The state since which something holds that holds at the one at `index`, as far as the state before that day.
    pub fn since(&self, index: usize, holds: impl Fn(&State) -> bool) -> Option<&State> {
        let states = self.states.get(..=index)?;
        let first = states.iter().rposition(|state| !holds(state)).map_or(0, |last| last + 1);
        states.get(first)
    }

    /// Every notice as it was announced: as it stood at the end of the first day that its announcement had come.
    #[must_use]
    pub fn announced(&self, days: Days) -> BTreeMap<&NoticeId, (usize, &Recorded)> {
        let mut announced = BTreeMap::new();
        for day in self.published(days) {
            for (id, recorded) in day.state.notices.iter() {
                let notice = &recorded.record.notice;
                if !notice.is_draft() && notice.announced_on.value < day.until {
                    announced.entry(id).or_insert((day.index, recorded));
                }
            }
        }
        announced
    }
}

fn first_by(said: &BTreeMap<(NoticeId, Date), Commit>, id: &NoticeId, day: Date) -> Option<Commit> {
    let of_id = said.iter().filter(|((own, named), _)| own == id && *named <= day);
    of_id.map(|(_, commit)| commit.clone()).reduce(Commit::earlier)
}

/// The record of a notice in a version of its file; `None` where it cannot be read without a problem.
#[must_use]
pub fn read_record(text: Vec<u8>) -> Option<Record> {
    let (root, text) = parse(text)?;
    let mut sink = Sink::new();
    let notice = Notice::decode(&root, &mut sink).filter(|_| is_sound(&sink))?;
    let at = usize::try_from(notice.id.span.start).ok()?;
    let line = text.get(..at)?.matches('\n').count() + 1;
    Some(Record { line, notice })
}

/// The register in a version of its file; `None` where it cannot be read without a problem.
#[must_use]
pub fn read_register(text: Vec<u8>) -> Option<SubprocessorFile> {
    let (root, _) = parse(text)?;
    let mut sink = Sink::new();
    SubprocessorFile::decode(&root, &mut sink).filter(|_| is_sound(&sink))
}

/// What a version of `trust.yaml` promises about changes; `None` where it cannot be read without a problem.
#[must_use]
pub fn read_policy(text: Vec<u8>) -> Option<NoticePolicy> {
    let (root, _) = parse(text)?;
    let mut sink = Sink::new();
    let policy = Fields::new(&root, "trust.yaml", &mut sink)?.or_default("notices");
    is_sound(&sink).then_some(policy)
}

fn parse(text: Vec<u8>) -> Option<(yaml::Node, String)> {
    let mut sink = Sink::new();
    let sources = Sources::new([("a.yaml".to_owned(), text)], &mut sink);
    let (file, source) = sources.iter().next()?;
    let root = yaml::parse(file, source.text(), &mut sink).root?;
    sink.is_empty().then(|| (root, source.text().to_owned()))
}

/// Whether all was understood but keys of another version of the program.
fn is_sound(sink: &Sink) -> bool {
    sink.as_slice().iter().all(|said| said.code == "unknown-key")
}
