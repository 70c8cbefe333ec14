//! The file that keeps who was told what: lines are added to it, and none is ever written again.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::cli::git;
use crate::fill::ledger::{self, Entry, Ledger};
use crate::fill::{Filling, Origin};
use crate::view::View;

/// The largest ledger that is read, in bytes.
const LARGEST: u64 = 200_000_000;

/// Folders of a project that are published from: a ledger names customers.
const PUBLISHED: [&str; 4] = ["answers", "content", "themes", "dist"];

/// A ledger to which a line will be added, and for whom.
#[derive(Debug)]
pub(super) struct Pen {
    file: PathBuf,
    recipient: String,
}

/// What became of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Recorded {
    /// It is this line now. Whether the line before it had no end.
    Added(usize, bool),
    /// This line says the same already.
    Known(usize),
}

impl Pen {
    /// Checks the wish before anything is filled: a filled questionnaire without its line would be sent unrecorded.
    ///
    /// # Errors
    /// No name of a recipient, a folder that is published from, or a file that cannot be written.
    pub(super) fn new(file: &Path, recipient: &str, root: &Path) -> anyhow::Result<Self> {
        let recipient = ledger::recipient(recipient).map_err(anyhow::Error::msg)?;
        let folder = folder(file);
        if !folder.exists() {
            bail!("there is no folder `{}` for the ledger", folder.display());
        }
        if let Some(name) = published(file, root) {
            bail!(
                "a ledger names customers and cannot be kept in `{name}`, which the portal is made of; name a file elsewhere"
            );
        }
        if file.is_dir() {
            bail!("`{}` is a folder; name a file for the ledger", file.display());
        }
        if fs::symlink_metadata(file).is_ok() {
            regular(file)?;
            let open = fs::OpenOptions::new().read(true).append(true).open(file);
            open.with_context(|| format!("the ledger `{}` cannot be written", file.display()))?;
        }
        Ok(Self { file: file.to_owned(), recipient })
    }

    /// Whether a line can be added, before anything is written that has to be recorded.
    ///
    /// # Errors
    /// A file that cannot be made or written.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        opened(&self.file).map(drop).context("nothing was filled, because it could not be recorded")
    }

    /// Adds the line of a filling.
    ///
    /// # Errors
    /// A file that cannot be read, locked or written; the questionnaire is not recorded then.
    pub(super) fn record(
        &self,
        root: &Path,
        from: (&Origin, &Filling, &View),
    ) -> anyhow::Result<Recorded> {
        let commit = from.0.commit.split('+').next().filter(|commit| !commit.is_empty());
        let commit = commit.and_then(|commit| git::full_hash(root, commit));
        append(&self.file, &Entry::of(&self.recipient, commit, from)).context(
            "the questionnaire was filled, and nothing says yet that it was: run this again",
        )
    }
}

impl Recorded {
    /// In words for people, one line each.
    pub(super) fn said(&self, file: &Path) -> Vec<String> {
        let name = file.display();
        match self {
            Self::Added(line, false) => vec![format!("recorded in `{name}`, line {line}")],
            Self::Added(line, true) => vec![
                format!("recorded in `{name}`, line {line}"),
                format!(
                    "line {} of `{name}` had no end: what was written there was cut off, and a new line was begun",
                    line - 1
                ),
            ],
            Self::Known(line) => {
                vec![format!(
                    "not recorded again: line {line} of `{name}` says that this file went to this recipient"
                )]
            }
        }
    }
}

/// Refuses pipes and devices, which would be waited for, and links that lead nowhere: a file would be made at their end.
fn regular(file: &Path) -> anyhow::Result<()> {
    let is_there = fs::symlink_metadata(file).is_ok();
    if is_there && !fs::metadata(file).is_ok_and(|own| own.is_file()) {
        bail!("`{}` is no file; name a file for the ledger", file.display());
    }
    Ok(())
}

/// The folder of a project that a file would be published from, if it is to stand in one.
pub(super) fn published(file: &Path, root: &Path) -> Option<&'static str> {
    // A link counts as what it leads to.
    let real = fs::canonicalize(file).or_else(|_| fs::canonicalize(folder(file))).ok()?;
    let root = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    PUBLISHED.into_iter().find(|name| real.starts_with(root.join(name)))
}

/// The folder that a file stands in.
fn folder(file: &Path) -> &Path {
    file.parent().filter(|own| !own.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Reads a ledger.
///
/// # Errors
/// A file that cannot be read or is too large.
pub(super) fn read(path: &Path) -> anyhow::Result<Ledger> {
    if fs::metadata(path).is_ok_and(|own| !own.is_file()) {
        bail!("`{}` is no file; name a ledger with --ledger", path.display());
    }
    let mut file = File::open(path).with_context(|| {
        format!(
            "the ledger `{}` cannot be read; `trust fill --ledger` writes one, `--ledger` names it",
            path.display()
        )
    })?;
    // Somebody may be writing the last line.
    file.lock_shared().with_context(|| format!("`{}` cannot be locked", path.display()))?;
    Ok(Ledger::read(&bytes(&mut file, path)?))
}

fn unwritable(path: &Path) -> String {
    format!("the ledger `{}` cannot be written; name another place with --ledger", path.display())
}

/// The file, made if it is not there.
fn opened(path: &Path) -> anyhow::Result<File> {
    regular(path)?;
    let mut options = fs::OpenOptions::new();
    options.read(true).append(true).create(true);
    // It names customers.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).with_context(|| unwritable(path))
}

/// Adds a line behind all others, unless one says the same already.
fn append(path: &Path, entry: &Entry) -> anyhow::Result<Recorded> {
    let unwritable = || unwritable(path);
    let mut file = opened(path)?;
    file.lock().with_context(|| format!("`{}` cannot be locked", path.display()))?;
    let known = bytes(&mut file, path)?;
    let ledger = Ledger::read(&known);
    if let Some(line) = ledger.line_of(entry) {
        return Ok(Recorded::Known(line));
    }
    let mut text = entry.line();
    if ledger.is_torn {
        text.insert(0, '\n');
    }
    if let Err(error) = file.write_all(text.as_bytes()).and_then(|()| file.sync_data()) {
        // Half a line would be read as a bad one; the lock is held, so that these bytes are our own.
        let _ = u64::try_from(known.len()).map(|before| file.set_len(before));
        return Err(error).with_context(unwritable);
    }
    let ends = known.split(|byte| *byte == b'\n').count() - 1;
    Ok(Recorded::Added(ends + 1 + usize::from(ledger.is_torn), ledger.is_torn))
}

fn bytes(file: &mut File, path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = file.take(LARGEST + 1).read_to_end(&mut bytes);
    read.with_context(|| format!("the ledger `{}` cannot be read", path.display()))?;
    if u64::try_from(bytes.len()).is_ok_and(|size| size > LARGEST) {
        bail!("the ledger `{}` is larger than 200 MB", path.display());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fill::ledger::Told;
    use crate::view::{AnswerId, Audience};

    fn entry(recipient: &str) -> Entry {
        Entry {
            recipient: recipient.to_owned(),
            date: "2026-11-21".parse().unwrap(),
            file: "asked-filled.xlsx".to_owned(),
            sha256: "a".repeat(64),
            original: "asked.xlsx".to_owned(),
            original_sha256: "b".repeat(64),
            commit: Some("c".repeat(40)),
            dirty: false,
            program: "0.1.0".to_owned(),
            audience: Audience::Public,
            variant: None,
            answers: vec![Told {
                id: AnswerId::new("mfa").unwrap(),
                response: "yes".to_owned(),
                told: "0".repeat(16),
                statement: "1".repeat(16),
                rows: vec!["Questions!14".to_owned()],
            }],
        }
    }

    fn place() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ledger.jsonl");
        (folder, file)
    }

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let (_folder, file) = place();
        assert_eq!(append(&file, &entry("Globex")).unwrap(), Recorded::Added(1, false));
        assert_eq!(append(&file, &entry("Initech")).unwrap(), Recorded::Added(2, false));
        let read = read(&file).unwrap();
        assert_eq!(read.entries, [(1, entry("Globex")), (2, entry("Initech"))]);
        assert!(read.bad.is_empty() && !read.is_torn);
    }

    #[test]
    fn the_same_is_recorded_once_and_what_differs_is_another_line() {
        let (_folder, file) = place();
        append(&file, &entry("Globex")).unwrap();
        let before = fs::read(&file).unwrap();
        assert_eq!(append(&file, &entry("Globex")).unwrap(), Recorded::Known(1));
        assert_eq!(fs::read(&file).unwrap(), before);
        let nda = Entry { audience: Audience::Nda, ..entry("Globex") };
        assert_eq!(append(&file, &nda).unwrap(), Recorded::Added(2, false));
        assert!(fs::read(&file).unwrap().starts_with(&before), "a line was written again");
    }

    #[test]
    fn a_torn_line_is_told_and_stays_apart() {
        let (_folder, file) = place();
        let whole = entry("Globex").line();
        fs::write(&file, format!("{whole}{}", &whole[..60])).unwrap();
        let torn = read(&file).unwrap();
        assert!(torn.is_torn && torn.bad[0].line == 2 && torn.bad[0].message.contains("finished"));
        assert_eq!(append(&file, &entry("Initech")).unwrap(), Recorded::Added(3, true));
        let after = read(&file).unwrap();
        assert_eq!(after.entries, [(1, entry("Globex")), (3, entry("Initech"))]);
        assert_eq!(after.bad.iter().map(|bad| bad.line).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn lines_of_many_writers_do_not_mix() {
        let (_folder, file) = place();
        std::thread::scope(|scope| {
            for writer in 0..8 {
                let file = &file;
                scope.spawn(move || {
                    for at in 0..25 {
                        append(file, &entry(&format!("Customer {writer}-{at}"))).unwrap();
                    }
                });
            }
        });
        let read = read(&file).unwrap();
        assert_eq!((read.entries.len(), read.bad.len(), read.is_torn), (200, 0, false));
    }

    #[test]
    fn bad_lines_are_named_and_the_others_count() {
        let good = entry("Globex").line();
        let cases: [(&str, String, &str); 11] = [
            ("empty", "\n".to_owned(), "empty"),
            ("no object", "[]\n".to_owned(), "invalid"),
            ("a later format", good.replace("\"version\":1", "\"version\":2"), "version 2"),
            (
                "a key too many",
                good.replace("{\"version\"", "{\"x\":1,\"version\""),
                "unknown field",
            ),
            (
                "a key twice",
                good.replace("\"dirty\":false", "\"dirty\":false,\"dirty\":true"),
                "duplicate",
            ),
            (
                "a revision",
                good.replace(&"c".repeat(40), "--output=/tmp/x"),
                "`commit` is not a hash",
            ),
            ("a short hash", good.replace(&"a".repeat(64), "aa"), "`sha256` is not a hash"),
            ("an audience", good.replace("\"public\"", "\"internal\""), "neither"),
            ("a response", good.replace("\"yes\"", "\"maybe\""), "`maybe` is no response"),
            ("an id", good.replace("\"mfa\"", "\"../x\""), "no id"),
            ("a recipient", good.replace("Globex", " "), "needs a name"),
        ];
        for (what, bad, message) in cases {
            let read = Ledger::read(format!("{bad}{good}").as_bytes());
            assert_eq!(read.entries, [(2, entry("Globex"))], "{what}");
            assert_eq!(read.bad.len(), 1, "{what}");
            assert!(
                read.bad[0].line == 1 && read.bad[0].message.contains(message),
                "{what}: {:?}",
                read.bad
            );
        }
        let read = Ledger::read(&[b"\xff\n", good.as_bytes()].concat());
        assert_eq!((read.entries.len(), read.bad[0].message.as_str()), (1, "it is not UTF-8"));
    }

    #[test]
    fn a_ledger_is_not_kept_where_the_portal_is_made_of() {
        let (folder, file) = place();
        fs::create_dir_all(folder.path().join("content/forms")).unwrap();
        let root = folder.path();
        for place in ["content/ledger.jsonl", "content/forms/ledger.jsonl"] {
            let refused = Pen::new(&root.join(place), "Globex", root).unwrap_err();
            assert!(refused.to_string().contains("names customers"), "{refused}");
        }
        assert!(Pen::new(&root.join("none/ledger.jsonl"), "Globex", root).is_err());
        for name in ["", "  ", "a\nb", "\u{1b}[31mred"] {
            assert!(Pen::new(&file, name, root).is_err(), "{name:?}");
        }
        assert_eq!(Pen::new(&file, " Globex ", root).unwrap().recipient, "Globex");
        assert!(!file.exists());
    }
}
