//! The files of a project at a commit, read from Git.

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use anyhow::{Context as _, bail};

use crate::cli::blobs::Blobs;
use crate::cli::git;
use crate::cli::project::{LARGEST_FILE, Loaded};
use crate::cli::render::render;
use crate::cli::report::{Asked, Checked, Earlier};
use crate::date::Date;
use crate::diag::Sink;
use crate::source::Sources;
use crate::tree::Tree;
use crate::view::Audience;

/// Builds the portal of a commit as of a day; the day of the commit when none is given.
///
/// Pages that tell the history of the project are left out: everything else is as it was built then.
///
/// # Errors
/// A revision that Git does not know, or a project that does not build.
pub(super) fn build(
    root: &Path,
    revision: &str,
    date: Option<Date>,
    audience: Audience,
) -> anyhow::Result<Tree> {
    let unknown = || {
        let why = if git::is_shallow(root) {
            "; this copy of the repository has a part of its history only: `git fetch --unshallow` gets the rest"
        } else {
            ""
        };
        format!("Git knows no revision `{revision}` of this project{why}")
    };
    let provenance = git::provenance_of(root, revision).with_context(unknown)?;
    let day = date.or(provenance.commit_date).context("the commit has no day")?;
    let loaded = load(root, revision)?;
    let mut checked = Checked::of(loaded, day, &Asked::default(), &mut Earlier::default());
    if checked.library.is_none() {
        bail!("the project of `{revision}` cannot be read by this version of the program");
    }
    match render(&mut checked, audience, provenance) {
        Ok(tree) => Ok(tree),
        Err(_) => {
            bail!("the project of `{revision}` does not build with this version of the program")
        }
    }
}

/// Reads the files of a revision.
fn load(root: &Path, revision: &str) -> anyhow::Result<Loaded> {
    let files = files(root, revision, &["trust.yaml", "answers", "content", "themes"])?;
    let mut sink = Sink::new();
    let sources = Sources::new(files, &mut sink);
    Ok(Loaded { root: root.to_owned(), sources, sink, linked: Vec::new() })
}

/// The files of a revision at these paths and below, with their bytes.
///
/// # Errors
/// A revision that Git cannot list, or a file of it that is not at hand.
pub(super) fn files(
    root: &Path,
    revision: &str,
    paths: &[&str],
) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let mut arguments = vec!["ls-tree", "-r", "-z", "--end-of-options", revision, "--"];
    arguments.extend(paths);
    let listed = git::command(root, &arguments).stdin(Stdio::null()).output()?;
    if !listed.status.success() {
        bail!("Git cannot list the files of `{revision}`");
    }
    let mut blobs = Blobs::open(root).context("Git cannot be run")?;
    let mut files = Vec::new();
    for entry in listed.stdout.split(|byte| *byte == 0) {
        let Some((blob, path)) = file(entry) else { continue };
        let Some(bytes) = blobs.bytes_up_to(&Arc::from(blob), LARGEST_FILE) else {
            bail!(
                "`{path}` of `{revision}` is not in this copy of the repository, or is too large"
            );
        };
        files.push((path.to_owned(), bytes));
    }
    Ok(files)
}

/// The version and the path of an entry of the list; hidden files, links and modules are not read.
fn file(entry: &[u8]) -> Option<(&str, &str)> {
    let (head, path) = std::str::from_utf8(entry).ok()?.split_once('\t')?;
    let mut words = head.split(' ');
    let (mode, _, blob) = (words.next()?, words.next()?, words.next()?);
    let is_read =
        matches!(mode, "100644" | "100755") && !path.split('/').any(|part| part.starts_with('.'));
    is_read.then_some((blob, path))
}
