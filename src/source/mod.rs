//! What the compiler reads: the files of a project, in memory.

pub mod decode;
pub mod edit;
pub mod markdown;
pub mod yaml;

use std::borrow::Cow;
use std::sync::Arc;

use crate::diag::{Diagnostic, Files, Sink};
use crate::span::{FileId, Span};

/// The largest text file that is read, in bytes.
pub const LARGEST_TEXT: usize = 10_000_000;

/// One file of the project.
#[derive(Debug, Clone)]
pub struct Source {
    /// Path inside the project, with `/`.
    pub path: String,
    /// The bytes, as they are on disk.
    pub bytes: Vec<u8>,
    /// The text with `\n` line ends and without byte-order mark; empty for other than text.
    text: String,
    /// Whether a text could be decoded.
    readable: bool,
}

/// Every file of the project, sorted by path.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<Arc<Source>>,
}

/// A file as it was read, or as it was read before.
#[derive(Debug, Clone)]
pub enum Content {
    /// Its bytes.
    Read(Vec<u8>),
    /// What an earlier reading made of the same bytes at the same path.
    Kept(Arc<Source>),
}

impl Sources {
    /// Files by path. Of `.yaml`, `.yml`, `.md` and theme files the text is
    /// decoded; what is not UTF-8 or too large is reported.
    pub fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>, sink: &mut Sink) -> Self {
        Self::keeping(files.into_iter().map(|(path, bytes)| (path, Content::Read(bytes))), sink)
    }

    /// Like [`Sources::new`], with what earlier readings made of some files.
    pub fn keeping(files: impl IntoIterator<Item = (String, Content)>, sink: &mut Sink) -> Self {
        let mut files: Vec<_> = files.into_iter().collect();
        files.sort_by(|a, b| a.0.cmp(&b.0));
        files.dedup_by(|a, b| a.0 == b.0);
        let read = |(index, (path, content)): (usize, (String, Content))| {
            let bytes = match content {
                // What could not be decoded has to be reported again.
                Content::Kept(source) => return source,
                Content::Read(bytes) => bytes,
            };
            let file = FileId(u32::try_from(index).unwrap_or(u32::MAX));
            let text = if is_text(&path) {
                decode_text(&bytes, file, &path, sink)
            } else {
                Some(String::new())
            };
            let readable = text.is_some();
            // A text is kept once: its bytes are needed only for what is published as it is.
            let keep = !is_text(&path) || is_copied(&path);
            let bytes = if keep { bytes } else { Vec::new() };
            Arc::new(Source { path, bytes, text: text.unwrap_or_default(), readable })
        };
        Self { files: files.into_iter().enumerate().map(read).collect() }
    }

    /// Every file with its id, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files
            .iter()
            .enumerate()
            .map(|(index, source)| (FileId(u32::try_from(index).unwrap_or(u32::MAX)), &**source))
    }

    /// Every file as it is shared, sorted by path.
    pub fn shared(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.files.iter()
    }

    /// The file at a path.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<(FileId, &Source)> {
        let index = self.files.binary_search_by(|source| source.path.as_str().cmp(path)).ok()?;
        Some((FileId(u32::try_from(index).ok()?), self.files.get(index)?))
    }

    /// The text of a range.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.file).get(range(span)).unwrap_or_default()
    }

    /// The place of the `nth` (from 0) occurrence of `needle` within `span`,
    /// or `span` itself when the text is written differently there.
    #[must_use]
    pub fn locate(&self, span: Span, needle: &str, nth: usize) -> Span {
        let found = self.slice(span).match_indices(needle).nth(nth);
        found.map_or(span, |(offset, found)| {
            let start = range(span).start + offset;
            Span::new(span.file, start, start + found.len())
        })
    }
}

impl Source {
    /// The decoded text; empty for other than text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a text could be decoded; if not, that has been reported.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        self.readable
    }
}

impl Files for Sources {
    fn path(&self, file: FileId) -> &str {
        self.get(file).map_or("", |source| &source.path)
    }

    fn text(&self, file: FileId) -> &str {
        self.get(file).map_or("", |source| &source.text)
    }
}

impl Sources {
    fn get(&self, file: FileId) -> Option<&Arc<Source>> {
        self.files.get(usize::try_from(file.0).ok()?)
    }
}

/// The range of bytes of a span.
fn range(span: Span) -> std::ops::Range<usize> {
    let widen = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
    widen(span.start)..widen(span.end)
}

/// Whether the compiler reads the file as text.
fn is_text(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(extension, "yaml" | "yml" | "md")
        || path.starts_with("themes/")
            && matches!(extension, "html" | "css" | "js" | "svg" | "txt" | "xml")
}

/// Whether the file may be published byte for byte.
fn is_copied(path: &str) -> bool {
    path.starts_with("content/") && !path.ends_with(".md") || path.starts_with("themes/")
}

/// The text of a file: UTF-8, without byte-order mark, with `\n` line ends.
fn decode_text(bytes: &[u8], file: FileId, path: &str, sink: &mut Sink) -> Option<String> {
    let whole = Span::start_of(file);
    if bytes.len() > LARGEST_TEXT {
        let size = bytes.len().div_ceil(1_000_000);
        sink.push(
            Diagnostic::error(
                "file-too-large",
                format!("`{path}` has {size} MB; 10 MB is the most"),
                whole,
            )
            .hint("split the file"),
        );
        return None;
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(unix_line_ends(text).into_owned()),
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = before.split(|byte| *byte == b'\n').count();
            let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
            let message = format!("`{path}` is not UTF-8 at line {line}, byte {column}");
            sink.push(Diagnostic::error("not-utf8", message, whole).hint("save the file as UTF-8"));
            None
        }
    }
}

/// The text with `\r\n` and lone `\r` as `\n`.
fn unix_line_ends(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}
