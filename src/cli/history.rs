//! What changed in public, read from Git: one `git log`, one `git cat-file`.
//!
//! States of the project are compared day by day, the last of one day with
//! the last of the next. Only what differs is read, so that the work grows
//! with what was edited and not with what there is. A state that cannot be
//! read is passed over: nobody mends an old commit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use crate::change::{DayOfChanges, History, Reach};
use crate::cli::blobs::{Blob, Blobs};
use crate::cli::git;
use crate::cli::past::{self, Past, State};
use crate::date::Date;
use crate::portal::Provenance;

/// The most versions of files that are compared; what is older is not told.
const MOST_VERSIONS: usize = 10_000;

/// Where a project stands, and what it was; keeps the past while the commit is the same.
#[derive(Default)]
pub(super) struct Memory {
    commit: Option<String>,
    history: Arc<History>,
}

impl Memory {
    /// The commit of a project's folder and the changes up to it.
    pub(super) fn provenance(&mut self, root: &Path) -> Provenance {
        let provenance = git::provenance(root);
        if provenance.commit != self.commit {
            self.history = Arc::new(read(root).unwrap_or_default());
            self.commit.clone_from(&provenance.commit);
        }
        Provenance { history: Arc::clone(&self.history), ..provenance }
    }
}

/// What was touched on one day: the last version of each file, `None` where it was removed.
struct Day {
    date: Date,
    files: BTreeMap<Arc<str>, Option<Blob>>,
}

/// The whole history; `None` where Git cannot tell it.
fn read(root: &Path) -> Option<History> {
    let days = days(&log(root)?)?;
    let mut head = State::new();
    for (path, blob) in days.iter().flat_map(|day| &day.files) {
        set(&mut head, path, blob.as_ref());
    }
    if !head.contains_key("trust.yaml") {
        return None;
    }
    let mut past = Past::new(Blobs::open(root)?);
    let first = oldest(&days);
    let (begun, told) = compare_days(&days, first, &mut past);
    let reach = match begun {
        Some(date) if first > 0 => Reach::Chosen(date),
        Some(date) if past.lacks_something() || git::is_shallow(root) => Reach::Copied(date),
        begun => Reach::Whole(begun),
    };
    Some(History { days: told, reach })
}

/// The position of the oldest day that others are compared with.
fn oldest(days: &[Day]) -> usize {
    let mut room = MOST_VERSIONS;
    let fits = |day: &&Day| {
        room = room.saturating_sub(day.files.len());
        room > 0
    };
    days.len().saturating_sub(days.iter().rev().take_while(fits).count() + 1)
}

/// Compares each day with the last one that could be read: the day on which
/// something was first public, and every day with a change.
fn compare_days(days: &[Day], first: usize, past: &mut Past) -> (Option<Date>, Vec<DayOfChanges>) {
    let (mut accepted, mut current) = (State::new(), State::new());
    let mut pending: BTreeSet<Arc<str>> = BTreeSet::new();
    let mut begun = None;
    let mut told = Vec::new();
    for (position, day) in days.iter().enumerate() {
        for (path, blob) in &day.files {
            set(&mut current, path, blob.as_ref());
            pending.insert(Arc::clone(path));
        }
        if begun.is_none() {
            // Until something is public there is nothing that could change.
            if position >= first && past.is_public(&current, day.date) {
                begun = Some(day.date);
                accepted.clone_from(&current);
                pending.clear();
            }
            continue;
        }
        let Some(changes) = past.compare((&accepted, &current), &pending, day.date) else {
            continue;
        };
        for path in std::mem::take(&mut pending) {
            set(&mut accepted, &path, current.get(&path));
        }
        if !changes.changes.is_empty() {
            told.push(DayOfChanges { date: day.date, changes: changes.changes });
        }
    }
    told.reverse();
    (begun, told)
}

fn set(state: &mut State, path: &Arc<str>, blob: Option<&Blob>) {
    match blob {
        Some(blob) => drop(state.insert(Arc::clone(path), Arc::clone(blob))),
        None => drop(state.remove(path)),
    }
}

/// The log of what is published from: the branch as it was, without what came in beside it.
fn log(root: &Path) -> Option<Vec<u8>> {
    let mut arguments = vec![
        // Settings of a user must not change what is printed.
        "-c",
        "log.showRoot=true",
        "-c",
        "log.diffMerges=first-parent",
        "log",
        "--first-parent",
        "--relative",
        "--format=%x01%ct",
    ];
    arguments.extend(git::RAW_LOG);
    arguments.extend([
        "--",
        "trust.yaml",
        "answers",
        "content/facts.yaml",
        "content/attestations.yaml",
        "content/documents.yaml",
    ]);
    let output = git::command(root, &arguments).stdin(Stdio::null()).output().ok()?;
    output.status.success().then_some(output.stdout)
}

/// A file that a commit touched, with its version; `None` where it was removed.
type Touched = (Arc<str>, Option<Blob>);

/// Days from the oldest to the newest, in the order of the commits.
fn days(log: &[u8]) -> Option<Vec<Day>> {
    let mut commits: Vec<(Date, Vec<Touched>)> = Vec::new();
    let mut words = log.split(|byte| *byte == 0).map(<[u8]>::trim_ascii_start);
    while let Some(word) = words.next() {
        if let Some(seconds) = word.strip_prefix(b"\x01") {
            let seconds = std::str::from_utf8(seconds).ok()?.trim().parse().ok()?;
            commits.push((Date::from_epoch_seconds(seconds)?, Vec::new()));
        } else if let Some(entry) = word.strip_prefix(b":") {
            let path = std::str::from_utf8(words.next()?);
            let (_, files) = commits.last_mut()?;
            if let Some(path) = path.ok().filter(|path| past::is_read(path)) {
                files.push((Arc::from(path), blob(std::str::from_utf8(entry).ok()?)));
            }
        }
    }
    // A clock may have gone wrong: no day is later than the last one or earlier than the one before.
    let last = commits.first()?.0;
    let mut days: Vec<Day> = Vec::new();
    for (date, files) in commits.into_iter().rev() {
        let date = days.last().map_or(date, |before| date.max(before.date)).min(last);
        match days.last_mut() {
            Some(day) if day.date == date => day.files.extend(files),
            _ => days.push(Day { date, files: files.into_iter().collect() }),
        }
    }
    Some(days)
}

/// The version that an entry of the raw log brings; none for what is removed, a link or a module.
fn blob(entry: &str) -> Option<Blob> {
    let mut words = entry.split(' ');
    let (_, mode, _, blob) = (words.next()?, words.next()?, words.next()?, words.next()?);
    matches!(mode, "100644" | "100755").then(|| Arc::from(blob))
}
