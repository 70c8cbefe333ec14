//! A [`Tree`] onto disk, as one step: the old folder or the new one, never a mixture.
//!
//! The new tree is written beside the old one; what did not change is linked
//! into it, so that no byte is copied. Then the two change places
//! (`renameat2(RENAME_EXCHANGE)` on Linux, two renames elsewhere, which the
//! next run repairs if they are interrupted).

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use rayon::prelude::*;

use crate::cli::disk::Disk;
use crate::tree::Tree;

/// What publishing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Published {
    /// Every file was there already; nothing was touched.
    Unchanged,
    /// The folder was replaced.
    Replaced {
        /// Files that are new or changed.
        written: usize,
        /// Files that are as they were.
        kept: usize,
        /// Files that are gone.
        removed: usize,
    },
}

/// Replaces `out` with the tree.
///
/// # Errors
/// When `out` is not ours and `force` is not given, or the disk refuses;
/// `out` is then as it was.
pub(super) fn publish(tree: &Tree, out: &Path, force: bool) -> anyhow::Result<Published> {
    publish_on(&Disk::real(), tree, out, force)
}

/// Like [`publish`], on a disk that tests can make fail.
fn publish_on(disk: &Disk, tree: &Tree, out: &Path, force: bool) -> anyhow::Result<Published> {
    let place = Place::new(out)?;
    let _lock = lock(&place.parent)?;
    place.repair(disk)?;
    let old = place.old_files()?;
    if !force {
        refuse_foreign(tree, &place.out, &old)?;
    }
    let kept: BTreeSet<&str> = unchanged(tree, &place.out, &old);
    if kept.len() == tree.len() && old.len() == tree.len() && place.out.is_dir() {
        return Ok(Published::Unchanged);
    }
    let staged = stage(disk, tree, &place, &kept).and_then(|()| swap(disk, &place));
    if let Err(error) = staged {
        // Whatever was staged is of no use; the old folder has not been touched.
        Disk::remove_tree(&place.new);
        return Err(error);
    }
    let removed = old.iter().filter(|path| tree.get(path).is_none()).count();
    Ok(Published::Replaced { written: tree.len() - kept.len(), kept: kept.len(), removed })
}

/// One program at a time writes below a folder: a second one waits until the first lets go of the lock.
/// The system lets go of it when a program ends, however it ends.
///
/// # Errors
/// When the folder cannot be opened or locked.
pub(super) fn lock(folder: &Path) -> anyhow::Result<File> {
    let file =
        File::open(folder).with_context(|| format!("`{}` cannot be opened", folder.display()))?;
    match file.lock() {
        Ok(()) => Ok(file),
        // Some network file systems have no locks.
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(file),
        Err(error) => {
            Err(error).with_context(|| format!("`{}` cannot be locked", folder.display()))
        }
    }
}

/// The folder to write, and the names beside it.
struct Place {
    out: PathBuf,
    parent: PathBuf,
    name: String,
    new: PathBuf,
}

impl Place {
    fn new(out: &Path) -> anyhow::Result<Self> {
        let out = fs::canonicalize(out).unwrap_or_else(|_| out.to_owned());
        if fs::symlink_metadata(&out).is_ok_and(|metadata| !metadata.is_dir()) {
            bail!("`{}` is not a folder", out.display());
        }
        let name = out
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .context("the folder to write has no name")?;
        let parent = out
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .unwrap_or(Path::new("."))
            .to_owned();
        fs::create_dir_all(&parent)
            .with_context(|| format!("`{}` cannot be made", parent.display()))?;
        let new = parent.join(format!(".{name}.trust-new-{}", std::process::id()));
        Ok(Self { out, parent, name, new })
    }

    /// Puts right what an interrupted run left: an old folder that was moved
    /// away, and half-written new ones.
    fn repair(&self, disk: &Disk) -> anyhow::Result<()> {
        let [new, old] = ["new", "old"].map(|kind| format!(".{}.trust-{kind}-", self.name));
        let entries = fs::read_dir(&self.parent)
            .with_context(|| format!("`{}` cannot be read", self.parent.display()))?;
        let mut names: Vec<String> = entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        for name in names {
            let path = self.parent.join(&name);
            if name.starts_with(&old) && !self.out.exists() {
                disk.rename(&path, &self.out)
                    .context("the site of an interrupted run cannot be put back")?;
            } else if name.starts_with(&new) || name.starts_with(&old) {
                Disk::remove_tree(&path);
            }
        }
        Ok(())
    }

    /// Paths of all files in the folder, with `/`, sorted.
    fn old_files(&self) -> anyhow::Result<BTreeSet<String>> {
        let mut files = BTreeSet::new();
        if !self.out.is_dir() {
            return Ok(files);
        }
        for entry in walkdir::WalkDir::new(&self.out).follow_links(false) {
            let entry =
                entry.with_context(|| format!("`{}` cannot be read", self.out.display()))?;
            if !entry.file_type().is_dir() {
                let inside = entry.path().strip_prefix(&self.out).unwrap_or(entry.path());
                let parts: Vec<_> =
                    inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
                files.insert(parts.join("/"));
            }
        }
        Ok(files)
    }
}

/// A folder that holds anything but what our manifest lists is not ours to
/// replace, nor is a site for other readers: `dist` is where deployments look.
fn refuse_foreign(tree: &Tree, out: &Path, old: &BTreeSet<String>) -> anyhow::Result<()> {
    if old.is_empty() {
        return Ok(());
    }
    let manifest = fs::read(out.join("manifest.json")).ok().and_then(|bytes| Listed::read(&bytes));
    let Some(listed) = manifest else {
        bail!(
            "`{}` was not written by trust; choose another folder, or add --force to replace it",
            out.display()
        );
    };
    let new = tree.get("manifest.json").and_then(Listed::read);
    if new.is_some_and(|new| new.audience != listed.audience) {
        bail!(
            "`{}` holds the site for the audience `{}`; choose another folder with --out, or add --force",
            out.display(),
            listed.audience
        );
    }
    let is_foreign = |path: &&str| *path != "manifest.json" && !listed.files.contains(*path);
    let foreign: Vec<&str> = old.iter().map(String::as_str).filter(is_foreign).collect();
    if let Some(first) = foreign.first() {
        let count = match foreign.len() {
            1 => "a file".to_owned(),
            many => format!("{many} files"),
        };
        bail!(
            "`{}` holds {count} that trust did not write, as `{first}`; move them away, or add --force to remove them",
            out.display()
        );
    }
    Ok(())
}

/// What a manifest of ours says.
struct Listed {
    audience: String,
    files: BTreeSet<String>,
}

impl Listed {
    /// Reads a manifest; `None` when it is not one of ours.
    fn read(bytes: &[u8]) -> Option<Self> {
        let manifest: serde_json::Value = serde_json::from_slice(bytes).ok()?;
        if manifest.get("generator")?.as_str()? != "trust" {
            return None;
        }
        let audience = manifest.get("audience").and_then(|word| word.as_str()).unwrap_or_default();
        let files = manifest.get("files")?.as_array()?;
        let path = |file: &serde_json::Value| Some(file.get("path")?.as_str()?.to_owned());
        Some(Self {
            audience: audience.to_owned(),
            files: files.iter().map(path).collect::<Option<_>>()?,
        })
    }
}

/// Paths whose file on disk has the tree's bytes already.
fn unchanged<'t>(tree: &'t Tree, out: &Path, old: &BTreeSet<String>) -> BTreeSet<&'t str> {
    let candidates: Vec<_> = tree.iter().filter(|(path, _)| old.contains(*path)).collect();
    let same = |(path, bytes): &(&str, &[u8])| {
        let file = out.join(path);
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        fs::symlink_metadata(&file)
            .is_ok_and(|metadata| metadata.is_file() && metadata.len() == size)
            && fs::read(&file).is_ok_and(|old| old == *bytes)
    };
    candidates.into_par_iter().filter(same).map(|(path, _)| path).collect()
}

/// Writes the new tree beside the old one.
fn stage(disk: &Disk, tree: &Tree, place: &Place, kept: &BTreeSet<&str>) -> anyhow::Result<()> {
    let mut folders: BTreeSet<&str> = BTreeSet::from([""]);
    for (path, _) in tree.iter() {
        let mut rest = path;
        while let Some((folder, _)) = rest.rsplit_once('/') {
            if !folders.insert(folder) {
                break;
            }
            rest = folder;
        }
    }
    for folder in folders {
        let folder = place.new.join(folder);
        disk.create_dir(&folder)
            .with_context(|| format!("`{}` cannot be made", folder.display()))?;
    }
    let files: Vec<_> = tree.iter().collect();
    files.into_par_iter().try_for_each(|(path, bytes)| {
        let file = place.new.join(path);
        let linked = kept.contains(path) && disk.hard_link(&place.out.join(path), &file).is_ok();
        if linked {
            Ok(())
        } else {
            disk.write(&file, bytes).with_context(|| format!("`{path}` cannot be written"))
        }
    })?;
    disk.sync(&place.new).context("the new site cannot be brought to the disk")
}

/// Puts the new tree in the place of the old one, and removes the old one.
fn swap(disk: &Disk, place: &Place) -> anyhow::Result<()> {
    if !place.out.exists() {
        disk.rename(&place.new, &place.out).context("the new site cannot be put in place")?;
        Disk::sync_folder(&place.parent);
        return Ok(());
    }
    if disk.exchange(&place.new, &place.out).is_ok() {
        Disk::sync_folder(&place.parent);
        // What is left has no reader; the next run removes it if this one cannot.
        Disk::remove_tree(&place.new);
        return Ok(());
    }
    let old = place.parent.join(format!(".{}.trust-old-{}", place.name, std::process::id()));
    disk.rename(&place.out, &old).context("the old site cannot be moved away")?;
    if let Err(error) = disk.rename(&place.new, &place.out) {
        fs::rename(&old, &place.out)
            .context("the old site cannot be put back; the next run will")?;
        return Err(error).context("the new site cannot be put in place");
    }
    Disk::sync_folder(&place.parent);
    Disk::remove_tree(&old);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Tree {
        let mut tree = Tree::new();
        let listed: Vec<_> =
            files.iter().map(|(path, _)| serde_json::json!({ "path": path })).collect();
        for (path, text) in files {
            tree.add(*path, *text).expect("a free path");
        }
        let manifest = serde_json::json!({ "generator": "trust", "files": listed }).to_string();
        tree.add("manifest.json", manifest).expect("a free path");
        tree
    }

    /// Everything below a folder: path and content.
    fn content(folder: &Path) -> Vec<(String, String)> {
        let walk = walkdir::WalkDir::new(folder).sort_by_file_name();
        let files = walk.into_iter().flatten().filter(|entry| entry.file_type().is_file());
        files
            .map(|entry| {
                (
                    entry.path().strip_prefix(folder).expect("inside").display().to_string(),
                    fs::read_to_string(entry.path()).expect("text"),
                )
            })
            .collect()
    }

    fn wanted(tree: &Tree) -> Vec<(String, String)> {
        let mut files: Vec<_> = tree
            .iter()
            .map(|(path, bytes)| (path.to_owned(), String::from_utf8_lossy(bytes).into_owned()))
            .collect();
        files.sort();
        files
    }

    fn sorted(mut files: Vec<(String, String)>) -> Vec<(String, String)> {
        files.sort();
        files
    }

    #[test]
    fn any_failure_leaves_the_old_site_whole() {
        for exchange in [true, false] {
            let old = tree(&[("index.html", "old"), ("a/b/c.txt", "same"), ("gone.txt", "x")]);
            let new = tree(&[("index.html", "new"), ("a/b/c.txt", "same"), ("d/e.txt", "y")]);
            let mut failures = 0;
            for nth in 0.. {
                let folder = tempfile::tempdir().expect("a folder");
                let out = folder.path().join("dist");
                publish_on(&Disk::real(), &old, &out, false).expect("the first site");
                let disk = Disk::failing_at(nth, exchange);
                let published = publish_on(&disk, &new, &out, false).is_ok();
                assert_eq!(
                    sorted(content(&out)),
                    wanted(if published { &new } else { &old }),
                    "call {nth}"
                );
                failures += usize::from(!published);
                let left: Vec<_> = fs::read_dir(folder.path())
                    .expect("readable")
                    .flatten()
                    .map(|entry| entry.file_name())
                    .collect();
                assert_eq!(left, ["dist"], "call {nth}");
                if !disk.has_failed() {
                    break;
                }
            }
            assert!(failures > 5, "{failures}");
        }
    }

    #[test]
    fn nothing_changed_touches_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("dist");
        let site = tree(&[("index.html", "x")]);
        assert_eq!(
            publish(&site, &out, false).expect("published"),
            Published::Replaced { written: 2, kept: 0, removed: 0 }
        );
        let before =
            fs::metadata(out.join("index.html")).expect("there").modified().expect("a time");
        assert_eq!(publish(&site, &out, false).expect("published"), Published::Unchanged);
        assert_eq!(
            fs::metadata(out.join("index.html")).expect("there").modified().expect("a time"),
            before
        );
    }

    #[test]
    fn folders_of_others_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("dist");
        fs::create_dir(&out).expect("made");
        let site = tree(&[("index.html", "x")]);
        publish(&site, &out, false).expect("an empty folder is free");
        fs::write(out.join("CNAME"), "acme.example").expect("written");
        let refused = publish(&site, &out, false).expect_err("a file of somebody else");
        assert!(refused.to_string().contains("CNAME"), "{refused}");
        publish(&site, &out, true).expect("forced");
        fs::write(out.join("manifest.json"), "{}").expect("written");
        assert!(publish(&site, &out, false).is_err());
    }

    #[test]
    fn an_interrupted_swap_is_repaired() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("dist");
        let site = tree(&[("index.html", "x")]);
        publish(&site, &out, false).expect("published");
        fs::rename(&out, folder.path().join(".dist.trust-old-1")).expect("moved");
        fs::create_dir(folder.path().join(".dist.trust-new-1")).expect("made");
        assert_eq!(publish(&site, &out, false).expect("published"), Published::Unchanged);
        assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 1);
    }
}
