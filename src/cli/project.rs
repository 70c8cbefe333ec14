//! The files of a project, from a folder on disk.

use std::collections::BTreeMap;
use std::fs;
#[cfg(unix)]
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, bail};
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::diag::{Diagnostic, Sink};
use crate::output::theme::ThemeFile;
use crate::source::{Content, Source, Sources};
use crate::span::FileId;

/// The largest file that is read, in bytes.
pub(super) const LARGEST_FILE: usize = 100_000_000;

/// How coarse the clock of a file system may be.
const COARSE: Duration = Duration::from_secs(3);

/// A project's folder and its files.
pub(super) struct Loaded {
    /// The folder.
    pub(super) root: PathBuf,
    /// Its files.
    pub(super) sources: Sources,
    /// What went wrong while reading.
    pub(super) sink: Sink,
    /// Real paths of files that links lead to.
    pub(super) linked: Vec<PathBuf>,
}

impl Loaded {
    /// Bytes of a file that is published as it is.
    pub(super) fn bytes(&self, path: &str) -> Option<Arc<[u8]>> {
        let (_, source) = self.sources.find(path)?;
        Some(if source.bytes.is_empty() {
            source.text().as_bytes().into()
        } else {
            source.bytes.as_slice().into()
        })
    }

    /// The project's own files of a theme.
    pub(super) fn theme_files(&self, theme: &str) -> Vec<ThemeFile> {
        let prefix = format!("themes/{theme}/");
        let file = |(file, source): (FileId, &Source)| {
            let path = source.path.strip_prefix(&prefix)?.to_owned();
            let text = source.text();
            let bytes = if text.is_empty() { source.bytes.clone() } else { text.into() };
            Some(ThemeFile { path, bytes, file })
        };
        self.sources.iter().filter_map(file).collect()
    }
}

/// The folder of a project: the given one, else this folder or the nearest one above it with a `trust.yaml`.
pub(super) fn find_root(given: Option<&Path>) -> anyhow::Result<PathBuf> {
    if let Some(folder) = given {
        if !folder.is_dir() {
            bail!("there is no folder `{}`", folder.display());
        }
        return Ok(folder.to_owned());
    }
    let here = std::env::current_dir().context("this folder cannot be read")?;
    let found = here.ancestors().find(|folder| folder.join("trust.yaml").is_file());
    Ok(found.unwrap_or(&here).to_owned())
}

/// What was read of the files of a project, and how they stood on disk then.
#[derive(Default)]
pub(super) struct Read {
    files: BTreeMap<String, (Stamp, Arc<Source>)>,
}

impl Read {
    /// What was read of a file that stands as it did.
    fn of(&self, path: &str, now: Option<&Stamp>) -> Option<Arc<Source>> {
        let (stamp, source) = self.files.get(path)?;
        (now? == stamp).then(|| Arc::clone(source))
    }

    /// Keeps what can be told apart from what comes later.
    fn keep(&mut self, mut stamps: BTreeMap<String, Stamp>, sources: &Sources) {
        let readable = sources.shared().filter(|source| source.is_readable());
        let stamped = readable.filter_map(|source| {
            let (path, stamp) = stamps.remove_entry(&source.path)?;
            Some((path, (stamp, Arc::clone(source))))
        });
        self.files = stamped.collect();
    }
}

/// What changes when a file does: size, times, and which file it is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: SystemTime,
    #[cfg(unix)]
    inode: (u64, u64, i64, i64),
}

impl Stamp {
    /// `None` where a change would go unseen: clocks of file systems are coarse, so a file that
    /// was written a moment ago may be written again without another time.
    fn of(file: &Path) -> Option<Self> {
        let metadata = fs::metadata(file).ok()?;
        let modified = metadata.modified().ok()?;
        if !SystemTime::now().duration_since(modified).is_ok_and(|age| age > COARSE) {
            return None;
        }
        Some(Self {
            size: metadata.len(),
            modified,
            #[cfg(unix)]
            inode: (metadata.dev(), metadata.ino(), metadata.ctime(), metadata.ctime_nsec()),
        })
    }
}

/// Reads all files of a project.
pub(super) fn load(given: Option<&Path>) -> anyhow::Result<Loaded> {
    load_again(given, &mut Read::default())
}

/// Reads the files of a project that have changed since an earlier reading.
pub(super) fn load_again(given: Option<&Path>, earlier: &mut Read) -> anyhow::Result<Loaded> {
    let root = find_root(given)?;
    let real_root = fs::canonicalize(&root)
        .with_context(|| format!("the folder `{}` cannot be read", root.display()))?;
    if fs::symlink_metadata(real_root.join("trust.yaml")).is_err() {
        bail!(
            "there is no trust.yaml in `{}`; run `trust init`, or name the project's folder with --project",
            root.display()
        );
    }
    let mut sink = Sink::new();
    let mut paths = Vec::new();
    for part in ["trust.yaml", "answers", "content", "themes"] {
        collect(&real_root, part, &mut paths, &mut sink);
    }
    let inside = |(path, file): &(String, PathBuf)| *file != real_root.join(path);
    let linked = paths.iter().filter(|file| inside(file)).map(|(_, file)| file.clone()).collect();
    let known = &*earlier;
    let read = |(path, file): (String, PathBuf)| {
        // The stamp comes before the bytes: what is written in between is read next time.
        let stamp = Stamp::of(&file);
        let content = match known.of(&path, stamp.as_ref()) {
            Some(source) => Ok(Content::Kept(source)),
            None => fs::read(&file).map(Content::Read),
        };
        (path, stamp, content)
    };
    let read: Vec<_> = paths.into_par_iter().map(read).collect();
    let (mut files, mut stamps) = (Vec::with_capacity(read.len()), BTreeMap::new());
    for (path, stamp, content) in read {
        match content {
            Ok(content) => {
                stamps.extend(stamp.map(|stamp| (path.clone(), stamp)));
                files.push((path, content));
            }
            Err(error) => sink.push(unreadable(&path, &error.to_string())),
        }
    }
    let sources = Sources::keeping(files, &mut sink);
    earlier.keep(stamps, &sources);
    Ok(Loaded { root, sources, sink, linked })
}

/// Finds the regular files of one part of the project.
fn collect(root: &Path, part: &str, paths: &mut Vec<(String, PathBuf)>, sink: &mut Sink) {
    let start = root.join(part);
    if fs::symlink_metadata(&start).is_err() {
        return;
    }
    let hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
    let walk = WalkDir::new(&start).follow_links(false).follow_root_links(false).into_iter();
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || !hidden(entry.file_name())) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().map(|path| name_of(root, path)).unwrap_or_default();
                sink.push(unreadable(&path, &error.to_string()));
                continue;
            }
        };
        let name = name_of(root, entry.path());
        if entry.file_type().is_dir() {
            continue;
        }
        match regular_file(root, &entry) {
            Ok(file) if name.contains(char::REPLACEMENT_CHARACTER) => {
                drop(file);
                sink.push(unreadable(&name, "its name is not UTF-8"));
            }
            Ok(file) => paths.push((name, file)),
            Err(reason) => sink.push(unreadable(&name, &reason)),
        }
    }
}

/// The file behind an entry: itself, or the target of a link that stays inside the project.
fn regular_file(root: &Path, entry: &walkdir::DirEntry) -> Result<PathBuf, String> {
    let mut file = entry.path().to_owned();
    if entry.file_type().is_symlink() {
        file =
            fs::canonicalize(&file).map_err(|error| format!("the link leads nowhere: {error}"))?;
        if !file.starts_with(root) {
            return Err("the link leads out of the project".to_owned());
        }
    }
    let metadata = fs::metadata(&file).map_err(|error| error.to_string())?;
    if metadata.is_dir() {
        return Err("links to folders are not followed".to_owned());
    }
    if !metadata.is_file() {
        return Err("it is not a regular file".to_owned());
    }
    if usize::try_from(metadata.len()).map_or(true, |size| size > LARGEST_FILE) {
        return Err(format!("it has {} MB; 100 MB is the most", metadata.len() / 1_000_000));
    }
    Ok(file)
}

/// A path inside the project, with `/`.
fn name_of(root: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> =
        inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

fn unreadable(path: &str, reason: &str) -> Diagnostic {
    Diagnostic::without_place("unreadable-file", format!("`{path}` cannot be read: {reason}"))
        .hint("make it a readable file, or move it out of the project")
}
