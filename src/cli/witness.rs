//! What Git saw of the register, read for the rules.
//!
//! Two `git log` and one `git cat-file`: the branch that was published from, commit by commit, and every version of a
//! record on whichever branch. A project that was moved is followed to the folder where it stood before.

mod log;
mod versions;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::check::witness::{Recorded, Sight, State, Witness};
use crate::cli::blobs::{Blob, Blobs};
use crate::cli::witness::log::{Logged, Place};
use crate::cli::witness::versions::{Kind, Versions};
use crate::library::id::NoticeId;

/// The most folders in which a project has stood.
const MOST_MOVES: usize = 20;

/// The register, in the project.
const REGISTER: &str = "content/subprocessors.yaml";

/// What Git saw, kept while the commit is the same.
#[derive(Default)]
pub(super) struct Memory {
    place: Place,
    witness: Arc<Witness>,
}

impl Memory {
    /// What Git saw of the register of a project's folder.
    pub(super) fn witness(&mut self, root: &Path) -> Arc<Witness> {
        let place = Place::of(root);
        if place != self.place {
            self.witness = Arc::new(read(root, &place));
            self.place = place;
        }
        Arc::clone(&self.witness)
    }

    /// Whether the repository was cloned without its whole history, as it was asked last.
    pub(super) fn is_shallow(&self) -> bool {
        self.place.is_shallow
    }
}

/// Files of the project at a commit, by path; `None` for what is no file.
type Files = BTreeMap<Arc<str>, Option<Blob>>;

fn read(root: &Path, place: &Place) -> Witness {
    let blind = |sight| Witness { sight, ..Witness::default() };
    let Some(head) = &place.head else {
        return blind(place.sight);
    };
    let Some((commits, folders)) = mainline(root, head, &place.folder) else {
        return blind(Sight::Partial);
    };
    let mut last = Files::new();
    commits.iter().for_each(|commit| commit.apply(&mut last));
    if !last.contains_key("trust.yaml") {
        return blind(Sight::NoCommit);
    }
    let (Some(all), Some(blobs)) = (log::everywhere(root, head, &folders), Blobs::open(root))
    else {
        return blind(Sight::Partial);
    };
    let touched = commits.iter().chain(&all).flat_map(|commit| &commit.files);
    let wanted = touched.filter_map(|file| Some((kind_of(&file.path)?, file.blob.clone()?)));
    let versions = Versions::read(blobs, wanted.collect());
    let mut witness = Witness { sight: place.sight, ..Witness::default() };
    if versions.lacks_some {
        witness.sight = Sight::Partial;
    }
    for commit in commits.iter().chain(&all) {
        let blobs = commit.files.iter().filter_map(|file| file.blob.as_ref());
        for record in blobs.filter_map(|blob| versions.record(blob)) {
            witness.saw(&record.notice, &commit.commit);
        }
    }
    let is_unread = |(path, blob): &(&Arc<str>, &Option<Blob>)| {
        let lacks = |kind| match blob {
            None => true,
            Some(blob) => match kind {
                Kind::Project => versions.policy(blob).is_none(),
                Kind::Register => versions.register(blob).is_none(),
                Kind::Record => versions.record(blob).is_none(),
            },
        };
        kind_of(path).is_some_and(lacks)
    };
    witness.unread = last.iter().filter(is_unread).map(|(path, _)| path.to_string()).collect();
    witness.states = states(&commits, &versions);
    witness
}

/// The branch that is published from, oldest first, and the folders in which the project stood, the present one first.
fn mainline(root: &Path, head: &str, folder: &str) -> Option<(Vec<Logged>, Vec<String>)> {
    let (mut from, mut folders) = (head.to_owned(), vec![folder.to_owned()]);
    let mut commits: Vec<Logged> = Vec::new();
    for _ in 0..MOST_MOVES {
        let folder = folders.last()?.clone();
        let mut older = log::mainline(root, &from, &folder)?;
        let born = older.iter().rposition(Logged::begins_project);
        let moved = born.and_then(|at| {
            let commit = older.get(at)?;
            Some((at, log::moved_from(root, commit, &folder)?, format!("{}^1", commit.hash)))
        });
        if let Some((at, _, _)) = &moved {
            // What stood here before was another project.
            older.drain(..*at);
        }
        older.append(&mut commits);
        commits = older;
        let Some((_, earlier, parent)) = moved else { break };
        folders.push(earlier);
        from = parent;
    }
    Some((commits, folders))
}

/// What was published from, commit by commit.
fn states(commits: &[Logged], versions: &Versions) -> Vec<State> {
    let mut files = Files::new();
    let mut notices: Arc<BTreeMap<NoticeId, Recorded>> = Arc::default();
    let mut states = Vec::with_capacity(commits.len());
    for commit in commits {
        commit.apply(&mut files);
        if commit.files.iter().any(|file| kind_of(&file.path) == Some(Kind::Record)) {
            let record = |(path, blob): (&Arc<str>, &Option<Blob>)| {
                let record = versions.record(blob.as_ref()?)?;
                let id = record.notice.id.value.clone();
                Some((id, Recorded { path: Arc::clone(path), record }))
            };
            notices = Arc::new(files.iter().filter_map(record).collect());
        }
        let blob = |path: &str| files.get(path)?.as_ref();
        states.push(State {
            commit: commit.commit.clone(),
            register: blob(REGISTER).and_then(|blob| versions.register(blob)),
            notices: Arc::clone(&notices),
            policy: blob("trust.yaml").and_then(|blob| versions.policy(blob)),
        });
    }
    states
}

/// What a file is read as; `None` for one that does not count.
fn kind_of(path: &str) -> Option<Kind> {
    let is_hidden = |path: &str| path.split('/').any(|part| part.starts_with('.'));
    match path {
        "trust.yaml" => Some(Kind::Project),
        REGISTER => Some(Kind::Register),
        path if path.starts_with("content/notices/") && path.ends_with(".yaml") => {
            (!is_hidden(path)).then_some(Kind::Record)
        }
        _ => None,
    }
}
