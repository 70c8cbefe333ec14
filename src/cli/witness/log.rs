//! Logs of Git, as far as the witness needs them.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use crate::check::witness::{Commit, Sight};
use crate::cli::blobs::Blob;
use crate::cli::git;
use crate::date::Date;

/// Where a project stands in Git.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// The commit; `None` where there is none.
    pub(super) head: Option<String>,
    /// The folder in the repository, with `/` at its end; empty for the top.
    pub(super) folder: String,
    /// How far back the repository sees, as far as it says so itself.
    pub(super) sight: Sight,
    /// Whether it was cloned without its whole history.
    pub(super) is_shallow: bool,
}

impl Place {
    /// Asks where a folder stands.
    pub(super) fn of(root: &Path) -> Self {
        let arguments =
            ["rev-parse", "--is-shallow-repository", "--show-prefix", "--verify", "HEAD^{commit}"];
        let blind = |sight| Self { sight, ..Self::default() };
        let mut command = git::command(root, &arguments);
        let output = command.stdin(Stdio::null()).stderr(Stdio::piped()).output();
        let Ok(output) = output else { return blind(Sight::NoProgram) };
        let said = String::from_utf8_lossy(&output.stdout);
        let mut lines = said.lines();
        let (Some(shallow), Some(folder)) = (lines.next(), lines.next()) else {
            let reason = String::from_utf8_lossy(&output.stderr);
            let is_refused = reason.contains("dubious ownership");
            return blind(if is_refused { Sight::Refused } else { Sight::NoRepository });
        };
        let head = lines.next().filter(|head| output.status.success() && is_hash(head));
        let is_shallow = shallow == "true";
        let sight = match head {
            None => Sight::NoCommit,
            Some(_) if is_shallow => Sight::Shallow,
            Some(_) => Sight::Whole,
        };
        Self { head: head.map(str::to_owned), folder: folder.to_owned(), sight, is_shallow }
    }
}

fn is_hash(text: &str) -> bool {
    text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A commit and what it touched.
pub(super) struct Logged {
    /// Its whole name.
    pub(super) hash: String,
    /// Whether it has none before it.
    is_root: bool,
    /// Its name and days.
    pub(super) commit: Commit,
    /// The files of the project that it touched.
    pub(super) files: Vec<Touched>,
}

/// A file that a commit touched.
pub(super) struct Touched {
    /// Its path inside the project.
    pub(super) path: Arc<str>,
    /// Whether it was not there before.
    is_new: bool,
    /// Whether it is gone.
    is_gone: bool,
    /// The version; `None` where it is gone, a link or a module.
    pub(super) blob: Option<Blob>,
}

impl Logged {
    /// Takes what the commit did to the files of the project.
    pub(super) fn apply(&self, files: &mut BTreeMap<Arc<str>, Option<Blob>>) {
        for file in &self.files {
            if file.is_gone {
                files.remove(&file.path);
            } else {
                files.insert(Arc::clone(&file.path), file.blob.clone());
            }
        }
    }

    /// Whether the project was not in this folder before.
    pub(super) fn begins_project(&self) -> bool {
        self.files.iter().any(|file| file.is_new && &*file.path == "trust.yaml")
    }
}

/// The branch that is published from, in one folder, oldest first: as it was, without what came in beside it.
pub(super) fn mainline(root: &Path, from: &str, folder: &str) -> Option<Vec<Logged>> {
    let paths = ["trust.yaml", "content/subprocessors.yaml", "content/notices"];
    let mut commits = log(root, &["--first-parent"], from, &[folder.to_owned()], &paths)?;
    commits.reverse();
    Some(commits)
}

/// Every version of a record in these folders, on whichever branch.
pub(super) fn everywhere(root: &Path, head: &str, folders: &[String]) -> Option<Vec<Logged>> {
    log(root, &["--full-history"], head, folders, &["content/notices"])
}

/// The folder from which a commit moved the project to this one: there it removes the same files, or a project with
/// its register.
pub(super) fn moved_from(root: &Path, commit: &Logged, folder: &str) -> Option<String> {
    if commit.is_root {
        return None;
    }
    let parent = format!("{}^1", commit.hash);
    let arguments = [
        "diff-tree",
        "-r",
        "-z",
        "--raw",
        "--no-abbrev",
        "--no-renames",
        "--no-ext-diff",
        "--end-of-options",
        &parent,
        &commit.hash,
    ];
    let output = git::command(root, &arguments).stdin(Stdio::null()).output().ok()?;
    let mut words = output.stdout.split(|byte| *byte == 0);
    let (mut added, mut gone) = (BTreeMap::new(), Vec::new());
    while let (Some(entry), Some(path)) = (words.next(), words.next()) {
        let (Ok(entry), Ok(path)) = (std::str::from_utf8(entry), std::str::from_utf8(path)) else {
            continue;
        };
        let mut parts = entry.split(' ').skip(2);
        let (Some(before), Some(after), Some(status)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        match (status, path.strip_prefix(folder)) {
            ("A", Some(path)) => drop(added.insert(path, after)),
            ("D", _) => gone.push((path, before)),
            _ => {}
        }
    }
    let likeness = |earlier: &str| {
        let pairs = gone
            .iter()
            .filter_map(|(path, blob)| Some((added.get(path.strip_prefix(earlier)?)?, blob)));
        pairs.fold((0, 0), |(same, all), (new, old)| (same + usize::from(new == old), all + 1))
    };
    let is_project = |earlier: &str, (same, _): (usize, usize)| {
        let register = format!("{earlier}content/subprocessors.yaml");
        same > 0
            || gone.iter().any(|(path, _)| *path == register)
                && added.contains_key("content/subprocessors.yaml")
    };
    let folders = gone.iter().filter_map(|(path, _)| path.strip_suffix("trust.yaml"));
    let folders = folders.filter(|earlier| earlier.is_empty() || earlier.ends_with('/'));
    let likely = folders.map(|earlier| (likeness(earlier), earlier));
    let (_, earlier) = likely.filter(|(likeness, earlier)| is_project(earlier, *likeness)).max()?;
    Some(earlier.to_owned())
}

/// The log of some paths in some folders.
fn log(
    root: &Path,
    options: &[&str],
    from: &str,
    folders: &[String],
    paths: &[&str],
) -> Option<Vec<Logged>> {
    let mut arguments = vec![
        // Settings of a user must not change what is printed.
        "-c",
        "log.showRoot=true",
        "-c",
        "log.diffMerges=separate",
        "log",
        "--no-relative",
        "--date=raw",
        "--format=%x01%H %ad %cd %P",
    ];
    arguments.extend(git::RAW_LOG);
    arguments.extend(options);
    arguments.extend(["--end-of-options", from, "--"]);
    let wanted: Vec<String> = folders
        .iter()
        .flat_map(|folder| paths.iter().map(move |path| format!(":(top,literal){folder}{path}")))
        .collect();
    arguments.extend(wanted.iter().map(String::as_str));
    let output = git::command(root, &arguments).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| commits(&output.stdout, folders))
}

/// The commits of a log in its order. What cannot be understood is passed over.
fn commits(log: &[u8], folders: &[String]) -> Vec<Logged> {
    let mut commits: Vec<Logged> = Vec::new();
    let mut words = log.split(|byte| *byte == 0);
    while let Some(word) = words.next().map(<[u8]>::trim_ascii_start) {
        if let Some(head) = word.strip_prefix(b"\x01") {
            commits.extend(commit(&String::from_utf8_lossy(head)));
        } else if let Some(entry) = word.strip_prefix(b":") {
            let path = words.next().and_then(|path| std::str::from_utf8(path).ok());
            let inside = path.and_then(|path| {
                let inside = folders.iter().filter_map(|folder| path.strip_prefix(folder.as_str()));
                inside.min_by_key(|path| path.len())
            });
            let touched = inside.and_then(|path| touched(path, std::str::from_utf8(entry).ok()?));
            if let (Some(commit), Some(touched)) = (commits.last_mut(), touched) {
                commit.files.push(touched);
            }
        }
    }
    commits
}

/// A commit as the log begins it: its name, the days of its author and its committer, and what came before.
fn commit(head: &str) -> Option<Logged> {
    let mut words = head.split_ascii_whitespace();
    let hash = words.next().filter(|hash| is_hash(hash))?;
    let written = day(words.next()?, words.next()?);
    let committed = day(words.next()?, words.next()?);
    let commit = Commit { name: hash.chars().take(12).collect(), written, committed };
    Some(Logged {
        hash: hash.to_owned(),
        is_root: words.next().is_none(),
        commit,
        files: Vec::new(),
    })
}

/// The day of a time, in UTC or its own zone, whichever is earlier. An odd time is as early as can be: it must not
/// raise an alarm.
fn day(seconds: &str, zone: &str) -> Date {
    let seconds: i64 = seconds.parse().unwrap_or_default();
    let offset = zone.parse::<i64>().map_or(0, |zone| (zone / 100 * 60 + zone % 100) * 60);
    let earlier = seconds.saturating_add(offset.clamp(-86_400, 0));
    Date::from_epoch_seconds(earlier).or(Date::from_epoch_seconds(0)).unwrap_or(Date::NEVER)
}

/// What an entry of the raw log says of a file.
fn touched(path: &str, entry: &str) -> Option<Touched> {
    let mut words = entry.split(' ');
    let (before, mode, _, blob, status) =
        (words.next()?, words.next()?, words.next()?, words.next()?, words.next()?);
    let is_file = matches!(mode, "100644" | "100755");
    Some(Touched {
        path: Arc::from(path),
        is_new: before == "000000",
        is_gone: status == "D",
        blob: is_file.then(|| Arc::from(blob)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "0123456789abcdef0123456789abcdef01234567";

    #[test]
    fn odd_logs_are_passed_over() {
        let folders = [String::new(), "portal/".to_owned()];
        let head = format!("\u{1}{HASH} 1762000000 +0000 1762000000 +0000 {HASH}");
        for log in [
            String::new(),
            "\u{1}".to_owned(),
            "\u{1}nonsense".to_owned(),
            ":100644 100644 a b M".to_owned(),
            format!("{head}\0:100644"),
            format!("{head}\0:100644 100644 a b\0trust.yaml"),
            format!("\u{1}{HASH} x y 99999999999999999999 +9999999999999999999"),
        ] {
            let commits = commits(log.as_bytes(), &folders);
            assert!(commits.iter().all(|commit| commit.files.is_empty()), "{log:?}");
        }
        let log = format!("{head}\0\n:000000 100644 a b A\0portal/trust.yaml\0");
        let read = commits(log.as_bytes(), &folders);
        assert!(read.iter().all(Logged::begins_project) && read.len() == 1);
    }

    #[test]
    fn the_earlier_of_two_days_counts() {
        let noon = "1762430400"; // 2025-11-06T12:00:00Z
        for (zone, expected) in [
            ("+0000", "2025-11-06"),
            ("+1400", "2025-11-06"),
            ("-1300", "2025-11-05"),
            ("odd", "2025-11-06"),
        ] {
            assert_eq!(day(noon, zone).to_string(), expected, "{zone}");
        }
        assert_eq!(day("odd", "+0000").to_string(), "1970-01-01");
        assert_eq!(day("9223372036854775807", "-0500").to_string(), "1970-01-01");
    }
}
