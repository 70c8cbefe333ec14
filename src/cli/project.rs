//! The files of a project, from a folder on disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::diag::{Diagnostic, Sink};
use crate::source::Sources;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 100_000_000;

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

    /// The project's own files of a theme, by path inside the theme.
    pub(super) fn theme_files(&self, theme: &str) -> Vec<(String, Vec<u8>)> {
        let prefix = format!("themes/{theme}/");
        let files = self.sources.iter().filter_map(|(_, source)| {
            Some((source.path.strip_prefix(&prefix)?.to_owned(), source.bytes.clone()))
        });
        files.collect()
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

/// Reads all files of a project.
pub(super) fn load(given: Option<&Path>) -> anyhow::Result<Loaded> {
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
    let read = |(path, file): (String, PathBuf)| {
        let bytes = fs::read(&file);
        (path, bytes)
    };
    let read: Vec<_> = paths.into_par_iter().map(read).collect();
    let mut files = Vec::with_capacity(read.len());
    for (path, bytes) in read {
        match bytes {
            Ok(bytes) => files.push((path, bytes)),
            Err(error) => sink.push(unreadable(&path, &error.to_string())),
        }
    }
    let sources = Sources::new(files, &mut sink);
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
    if metadata.len() > LARGEST {
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
