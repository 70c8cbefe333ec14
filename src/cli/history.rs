//! What changed in public, read from Git: one `git log`, one `git cat-file`.
//!
//! States of the project are compared day by day, the last of one day with
//! the last of the next. Only files that differ are read, so that the work
//! grows with what was edited and not with what there is. A state that cannot
//! be read is passed over: nobody mends an old commit.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use crate::change::{DayOfChanges, History, Reach};
use crate::cli::{git, past};
use crate::date::Date;
use crate::portal::Provenance;

/// The most text that is read from the past, in bytes; what is older is not told.
const MOST_TEXT: usize = 64_000_000;

/// The name of a version of a file in Git.
pub(super) type Blob = Arc<str>;
/// Files of the project at one time.
pub(super) type State = BTreeMap<Arc<str>, Blob>;

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
    let head = days.iter().flat_map(|day| &day.files);
    let mut current = State::new();
    for (path, blob) in head {
        set(&mut current, path, blob.as_ref());
    }
    if !current.contains_key("trust.yaml") {
        return None;
    }
    // What is missing when the room is used up is the oldest.
    let newest_first = days.iter().rev().flat_map(|day| day.files.values().flatten());
    let mut wanted: Vec<Blob> = Vec::new();
    let mut seen = BTreeSet::new();
    for blob in current.values().chain(newest_first) {
        if seen.insert(Arc::clone(blob)) {
            wanted.push(Arc::clone(blob));
        }
    }
    let texts = contents(root, &wanted)?;
    let is_whole = texts.len() == wanted.len() && !git::is_shallow(root);
    Some(compare_days(&days, texts, is_whole))
}

/// Compares each day with the last one that could be read.
fn compare_days(days: &[Day], texts: BTreeMap<Blob, Vec<u8>>, is_whole: bool) -> History {
    let mut past = past::Past::new(texts);
    let (mut accepted, mut current) = (State::new(), State::new());
    let mut pending: BTreeSet<Arc<str>> = BTreeSet::new();
    let mut begun: Option<Date> = None;
    let mut told = Vec::new();
    for day in days {
        for (path, blob) in &day.files {
            set(&mut current, path, blob.as_ref());
            pending.insert(Arc::clone(path));
        }
        if begun.is_none() {
            // Until something is public there is nothing that could change.
            if past.is_public(&current, day.date) {
                begun = Some(day.date);
                accepted.clone_from(&current);
                pending.clear();
            }
            continue;
        }
        let Some(changes) = past.compare(&accepted, &current, &pending, day.date) else {
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
    let reach = match begun {
        Some(date) if !is_whole => Reach::Copied(date),
        begun => Reach::Whole(begun),
    };
    History { days: told, reach }
}

fn set(state: &mut State, path: &Arc<str>, blob: Option<&Blob>) {
    match blob {
        Some(blob) => drop(state.insert(Arc::clone(path), Arc::clone(blob))),
        None => drop(state.remove(path)),
    }
}

/// The log of what is published from: the branch as it was, without what came in beside it.
fn log(root: &Path) -> Option<Vec<u8>> {
    let arguments = [
        // Settings of a user must not change what is printed.
        "-c",
        "log.showRoot=true",
        "-c",
        "log.diffMerges=first-parent",
        "log",
        "--first-parent",
        "-m",
        "--raw",
        "--no-abbrev",
        "--no-renames",
        "--no-ext-diff",
        "--no-show-signature",
        "--no-color",
        "--relative",
        "-z",
        "--format=%x01%ct",
        "--",
        "trust.yaml",
        "answers",
        "content/facts.yaml",
        "content/attestations.yaml",
        "content/documents.yaml",
    ];
    let output = git::command(root, &arguments).stdin(Stdio::null()).output().ok()?;
    output.status.success().then_some(output.stdout)
}

/// Days from the oldest to the newest, in the order of the commits.
fn days(log: &[u8]) -> Option<Vec<Day>> {
    let mut commits: Vec<(Date, Vec<(Arc<str>, Option<Blob>)>)> = Vec::new();
    let mut words = log.split(|byte| *byte == 0).map(|word| word.trim_ascii_start());
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

/// Contents of versions, as many as there are and room is for.
fn contents(root: &Path, wanted: &[Blob]) -> Option<BTreeMap<Blob, Vec<u8>>> {
    let mut command = git::command(root, &["cat-file", "--batch"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
    let (mut stdin, stdout) = (child.stdin.take()?, child.stdout.take()?);
    let texts = std::thread::scope(|scope| {
        // Git answers while it is asked: both pipes have to move.
        scope.spawn(move || {
            let asked = wanted.iter().try_for_each(|blob| writeln!(stdin, "{blob}"));
            // An error means that Git has ended, and what it said is all there is.
            drop(asked);
        });
        let texts = read_contents(BufReader::new(stdout), wanted);
        // Where the room is used up, Git is still writing.
        let _ = child.kill();
        texts
    });
    let _ = child.wait();
    texts
}

fn read_contents(
    mut from: BufReader<std::process::ChildStdout>,
    wanted: &[Blob],
) -> Option<BTreeMap<Blob, Vec<u8>>> {
    let (mut texts, mut room) = (BTreeMap::new(), MOST_TEXT);
    for blob in wanted {
        let mut head = String::new();
        from.read_line(&mut head).ok()?;
        let Some(size) = head.trim_end().rsplit(' ').next().and_then(|size| size.parse().ok())
        else {
            // "missing": a partial clone has not got it.
            continue;
        };
        let Some(left) = room.checked_sub(size) else { break };
        room = left;
        let mut text = vec![0; size];
        from.read_exact(&mut text).ok()?;
        from.read_exact(&mut [0]).ok()?;
        texts.insert(Arc::clone(blob), text);
    }
    Some(texts)
}
