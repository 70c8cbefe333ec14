//! Where a project stands in Git, asked of the `git` program.
//!
//! One fixed set of calls, without a shell. What Git cannot tell is left
//! unknown rather than guessed.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::portal::Provenance;

/// The commit of a project's folder, and whether files differ from it.
pub(super) fn provenance(root: &Path) -> Provenance {
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let Some(line) =
        git(root, &["log", "-1", "--format=%h %cs", "--abbrev=12", "--no-show-signature"])
    else {
        return Provenance { version, ..Provenance::default() };
    };
    let (commit, day) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
    // A folder that the repository does not keep has no commit, however it lies.
    if git(root, &["ls-files", "--error-unmatch", "--", "trust.yaml"]).is_none() {
        return Provenance { version, ..Provenance::default() };
    }
    let dirty = git(root, &STATUS).is_none_or(|changes| changes.lines().any(is_change));
    Provenance {
        version,
        commit: Some(commit.to_owned()),
        commit_date: day.parse().ok(),
        dirty,
        ..Provenance::default()
    }
}

/// The commit that a revision names.
pub(super) fn provenance_of(root: &Path, revision: &str) -> Option<Provenance> {
    let arguments = [
        "log",
        "-1",
        "--format=%h %cs",
        "--abbrev=12",
        "--no-show-signature",
        "--end-of-options",
        revision,
        "--",
    ];
    let line = git(root, &arguments)?;
    let (commit, day) = line.trim().split_once(' ')?;
    Some(Provenance {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        commit: Some(commit.to_owned()),
        commit_date: day.parse().ok(),
        ..Provenance::default()
    })
}

/// The full hash of the commit that a revision names.
pub(super) fn full_hash(root: &Path, revision: &str) -> Option<String> {
    let commit = format!("{revision}^{{commit}}");
    let line = git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
    Some(line.trim().to_owned())
}

/// Whether a revision is another one or comes before it; not where the history at hand does not show it.
pub(super) fn is_ancestor(root: &Path, before: &str, after: &str) -> bool {
    git(root, &["merge-base", "--is-ancestor", "--end-of-options", before, after]).is_some()
}

/// How a log is asked for that programs read: every version of every file that a commit touched, and nothing that a
/// user's settings add.
pub(super) const RAW_LOG: [&str; 8] = [
    "-m",
    "--raw",
    "--no-abbrev",
    "--no-renames",
    "--no-ext-diff",
    "--no-show-signature",
    "--no-color",
    "-z",
];

/// What differs from the commit, in what is read; ignored files are read too.
const STATUS: [&str; 9] = [
    "status",
    "--porcelain",
    "--ignored",
    "--untracked-files=normal",
    "--",
    "trust.yaml",
    "answers",
    "content",
    "themes",
];

/// Whether a line of the status is about a file that is read: hidden ones are not.
fn is_change(line: &str) -> bool {
    let name = line.trim_end_matches('/').rsplit('/').next().unwrap_or(line);
    !(line.starts_with("!!") && name.trim_start_matches("!! ").starts_with('.'))
}

/// Whether a folder lies in a repository, as far as the program can be asked.
pub(super) fn is_repository(root: &Path) -> bool {
    git(root, &["rev-parse", "--git-dir"]).is_some()
}

/// Whether there is a commit of what is checked out.
pub(super) fn has_commit(root: &Path) -> bool {
    git(root, &["rev-parse", "--verify", "--quiet", "HEAD"]).is_some()
}

/// Whether the repository was cloned without its whole history.
pub(super) fn is_shallow(root: &Path) -> bool {
    git(root, &["rev-parse", "--is-shallow-repository"]).is_some_and(|said| said.trim() == "true")
}

/// What a call prints, if it succeeds.
fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let output = command(root, arguments).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A call of `git` that starts no other program and asks nobody.
pub(super) fn command(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(root)
        // A repository's settings must not start programs. Filters that its own
        // configuration (never a clone's) names are the exception: Git has no switch for them.
        .args([
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.hooksPath=/dev/null",
            "-c",
            "core.quotePath=off",
        ])
        .args(arguments)
        .env("LC_ALL", "C")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        // What a partial clone lacks is not fetched: a build asks no other host.
        .env("GIT_NO_LAZY_FETCH", "1")
        // What stands in for a commit here only is not what others have.
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        // Paths are marked as they are meant.
        .env_remove("GIT_LITERAL_PATHSPECS")
        .env_remove("GIT_ICASE_PATHSPECS")
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .stderr(Stdio::null());
    command
}
