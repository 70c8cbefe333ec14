//! Versions of files, asked of one `git cat-file` one by one.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::Arc;

use crate::cli::git;
use crate::source::LARGEST_TEXT;

/// The name of a version of a file in Git.
pub(super) type Blob = Arc<str>;

/// A running `git cat-file`.
pub(super) struct Blobs {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// Whether a version was asked for that the repository does not have.
    pub(super) lacks_some: bool,
}

impl Blobs {
    /// Starts it; `None` without the program.
    pub(super) fn open(root: &Path) -> Option<Self> {
        let mut command = git::command(root, &["cat-file", "--batch"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
        let (questions, answers) = (child.stdin.take()?, child.stdout.take()?);
        Some(Self { child, questions, answers: BufReader::new(answers), lacks_some: false })
    }

    /// The bytes of a version of a text; `None` where there is none, or it is too large.
    pub(super) fn bytes(&mut self, blob: &Blob) -> Option<Vec<u8>> {
        self.bytes_up_to(blob, LARGEST_TEXT)
    }

    /// The bytes of a version; `None` where there is none, or where there are more.
    pub(super) fn bytes_up_to(&mut self, blob: &Blob, most: usize) -> Option<Vec<u8>> {
        let Some(size) = self.size(blob) else {
            self.lacks_some = true;
            return None;
        };
        let is_small = usize::try_from(size).is_ok_and(|size| size <= most);
        let mut content = self.answers.by_ref().take(size);
        let mut bytes = Vec::new();
        if is_small {
            content.read_to_end(&mut bytes).ok()?;
        } else {
            // The next answer stands behind it.
            std::io::copy(&mut content, &mut std::io::sink()).ok()?;
        }
        self.answers.read_exact(&mut [0]).ok()?;
        is_small.then_some(bytes)
    }

    /// Asks for a version: its size, which its bytes follow.
    fn size(&mut self, blob: &Blob) -> Option<u64> {
        self.questions.write_all(format!("{blob}\n").as_bytes()).ok()?;
        let mut head = String::new();
        self.answers.read_line(&mut head).ok()?;
        // `NAME blob SIZE`, or `NAME missing`.
        head.trim_end().rsplit(' ').next()?.parse().ok()
    }
}

impl Drop for Blobs {
    fn drop(&mut self) {
        // It waits for questions and would otherwise be left behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
