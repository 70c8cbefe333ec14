//! Waits until sources of a project change, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

/// How long the disk must be quiet: editors and Git write in bursts.
const QUIET: Duration = Duration::from_millis(60);
/// How long a burst may be; then what is there is looked at.
const BURST: Duration = Duration::from_secs(2);
/// Folders of the project that are read, with all that is in them.
const FOLDERS: [&str; 3] = ["answers", "content", "themes"];

/// A watch on the sources of a project. Folders of outputs and of Git are not
/// watched, so that building beside it wakes nobody.
pub(super) struct Watch {
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    root: PathBuf,
    /// What is watched, and which folder stood at that path then.
    watched: BTreeMap<PathBuf, Identity>,
    /// Files elsewhere in the project that links among the sources lead to.
    linked: BTreeSet<PathBuf>,
}

/// What tells a folder from another one that takes its place.
type Identity = Option<(u64, u64)>;

impl Watch {
    /// Watches a project; `root` is its real path.
    pub(super) fn new(root: PathBuf) -> anyhow::Result<Self> {
        let (send, events) = mpsc::channel();
        // The receiver is gone only when the program ends.
        let watcher = notify::recommended_watcher(move |event| drop(send.send(event)))
            .context("this machine cannot watch files")?;
        let mut watch =
            Self { watcher, events, root, watched: BTreeMap::new(), linked: BTreeSet::new() };
        watch.look_again()?;
        Ok(watch)
    }

    /// Watches these files too, instead of those of the last call.
    pub(super) fn follow(&mut self, linked: BTreeSet<PathBuf>) {
        if linked != self.linked {
            self.linked = linked;
            // What cannot be watched there is read at the next change of anything else.
            let _ = self.look_again();
        }
    }

    /// Waits until sources have changed and the disk is quiet again; whether they have, before the time is over.
    pub(super) fn wait(&mut self, limit: Duration) -> bool {
        let until = Instant::now() + limit;
        let mut quiet_at: Option<Instant> = None;
        let mut latest = until;
        loop {
            let next = quiet_at.unwrap_or(until).min(latest);
            match self.events.recv_timeout(next.saturating_duration_since(Instant::now())) {
                Ok(event) => {
                    if self.concerns(&event) {
                        let now = Instant::now();
                        latest = if quiet_at.is_some() { latest } else { now + BURST };
                        quiet_at = Some(now + QUIET);
                    }
                }
                Err(RecvTimeoutError::Timeout) if Instant::now() < next => {}
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    // A folder that came, or came back, has to be watched before it is read.
                    let is_new = self.look_again().unwrap_or(false);
                    return quiet_at.is_some() || is_new;
                }
            }
        }
    }

    /// Watches what is there by now; whether that is something new.
    fn look_again(&mut self) -> notify::Result<bool> {
        let mut wanted = BTreeMap::from([(self.root.clone(), RecursiveMode::NonRecursive)]);
        for file in &self.linked {
            wanted.extend(
                file.parent().map(|folder| (folder.to_owned(), RecursiveMode::NonRecursive)),
            );
        }
        for folder in FOLDERS {
            wanted.insert(self.root.join(folder), RecursiveMode::Recursive);
        }
        let mut is_new = false;
        let mut outcome = Ok(());
        for (path, mode) in wanted {
            let now = if path.is_dir() { Some(identity(&path)) } else { None };
            if self.watched.get(&path) == now.as_ref() {
                continue;
            }
            is_new = true;
            if self.watched.remove(&path).is_some() {
                // The watch went with the folder it was on.
                let _ = self.watcher.unwatch(&path);
            }
            if let Some(now) = now {
                match self.watcher.watch(&path, mode) {
                    Ok(()) => drop(self.watched.insert(path, now)),
                    Err(error) => outcome = Err(error),
                }
            }
        }
        outcome.map(|()| is_new)
    }

    /// Whether sources may have changed.
    fn concerns(&self, event: &notify::Result<Event>) -> bool {
        let Ok(event) = event else { return true };
        let written = EventKind::Access(AccessKind::Close(AccessMode::Write));
        // That a file was read, by us for instance, changes nothing.
        let is_change = !event.kind.is_access() || event.kind == written;
        event.need_rescan() || is_change && event.paths.iter().any(|path| self.is_source(path))
    }

    /// Whether something at this path is read.
    fn is_source(&self, path: &Path) -> bool {
        if self.linked.contains(path) {
            return true;
        }
        let Ok(inside) = path.strip_prefix(&self.root) else { return false };
        let mut parts = inside.components().map(|part| part.as_os_str().to_string_lossy());
        let Some(first) = parts.next() else { return true };
        if first == "trust.yaml" {
            return true;
        }
        // Editors keep hidden files beside those that they edit.
        FOLDERS.contains(&first.as_ref()) && !parts.any(|part| part.starts_with('.'))
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Identity {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(path).ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(_path: &Path) -> Identity {
    None
}
