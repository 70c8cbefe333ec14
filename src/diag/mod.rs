//! What the compiler says: diagnostics as values, and their printed forms.

pub mod github;
pub mod human;
pub mod json;
pub mod reading;
pub mod sarif;

use std::collections::BTreeMap;

use crate::span::{FileId, Span};

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Said, but nothing stops.
    Warning,
    /// Stops the build.
    Error,
}

impl Severity {
    /// The word used in every format.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Where a diagnostic comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Reading or resolving: always an error.
    Reading,
    /// A rule with a level and a page.
    Rule,
}

/// A place in the source and what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A few words, or empty.
    pub text: String,
}

impl Label {
    /// A place with a few words.
    pub fn new(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }
}

/// One problem: what, where, why, and a way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Kebab-case name of the problem; reads after "allow".
    pub code: &'static str,
    /// Whether it came from reading or from a rule.
    pub origin: Origin,
    /// How grave it is.
    pub severity: Severity,
    /// One phrase in lower case without a full stop; names the thing by its id in backticks.
    pub message: String,
    /// What is wrong, and where; absent only when the project as a whole is concerned.
    pub primary: Option<Label>,
    /// Why, elsewhere.
    pub secondary: Vec<Label>,
    /// An action: a line to write or a command to run.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// An error of reading or resolving at `span`.
    pub fn error(code: &'static str, message: impl Into<String>, span: Span) -> Self {
        Self {
            code,
            origin: Origin::Reading,
            severity: Severity::Error,
            message: message.into(),
            primary: Some(Label::new(span, "")),
            secondary: Vec::new(),
            hint: None,
        }
    }

    /// A finding of a rule at `span`; the level decides its severity later.
    pub fn finding(rule: &'static str, message: impl Into<String>, span: Span) -> Self {
        Self { origin: Origin::Rule, ..Self::error(rule, message, span) }
    }

    /// An error that concerns the project as a whole.
    pub fn without_place(code: &'static str, message: impl Into<String>) -> Self {
        let nowhere = Span::start_of(FileId(0));
        Self { primary: None, ..Self::error(code, message, nowhere) }
    }

    /// Words for the primary place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(primary) = &mut self.primary {
            primary.text = text.into();
        }
        self
    }

    /// A second place, and why it matters.
    #[must_use]
    pub fn and(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label::new(span, text));
        self
    }

    /// The way out.
    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.hint = Some(text.into());
        self
    }

    /// The same problem, graver or less grave.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Every place, the primary one first.
    pub fn places(&self) -> impl Iterator<Item = Span> {
        self.primary.iter().chain(&self.secondary).map(|label| label.span)
    }
}

/// Collects diagnostics; a stage goes on after each.
#[derive(Debug, Default)]
pub struct Sink {
    diagnostics: Vec<Diagnostic>,
}

impl Sink {
    /// An empty sink.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Keeps all diagnostics of another sink.
    pub fn append(&mut self, mut other: Sink) {
        self.diagnostics.append(&mut other.diagnostics);
    }

    /// Whether an error is among them.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.diagnostics.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// What was collected so far, in the order of collection.
    #[must_use]
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// All diagnostics in the order of the source, each once.
    #[must_use]
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        let place = |d: &Diagnostic| d.primary.as_ref().map(|label| label.span);
        self.diagnostics
            .sort_by(|a, b| (place(a), a.code, &a.message).cmp(&(place(b), b.code, &b.message)));
        self.diagnostics.dedup();
        self.diagnostics
    }
}

/// A value and what was found on the way to it.
#[derive(Debug)]
pub struct Outcome<T> {
    /// The value, as far as it could be made.
    pub value: T,
    /// What was found.
    pub sink: Sink,
}

/// Text and names of the files that diagnostics point into.
pub trait Files {
    /// Path of a file inside the project, with `/`.
    fn path(&self, file: FileId) -> &str;
    /// Text of a file; empty when it has none.
    fn text(&self, file: FileId) -> &str;
}

/// A place as people name it; lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
}

/// Positions in files whose lines are counted once, however many places are asked for.
pub struct Positions<'f> {
    files: &'f dyn Files,
    lines: BTreeMap<FileId, Lines>,
}

/// Where the lines of a text begin, and how many characters stand before each block of it: a line may be as
/// long as the file, and ten thousand places may stand in it.
struct Lines {
    starts: Vec<usize>,
    blocks: Vec<usize>,
}

impl Lines {
    /// Bytes of a block.
    const BLOCK: usize = 1024;

    fn of(text: &str) -> Self {
        let after = text.match_indices('\n').map(|(newline, _)| newline + 1);
        let blocks = text.as_bytes().chunks(Self::BLOCK).scan(0, |sum, block| {
            let before = *sum;
            *sum += characters(block);
            Some(before)
        });
        Self { starts: std::iter::once(0).chain(after).collect(), blocks: blocks.collect() }
    }

    /// The index of the line in which an offset stands, plus one.
    fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    /// How many characters begin before an offset.
    fn before(&self, text: &str, offset: usize) -> usize {
        // What stands behind the last block belongs to it.
        let block = (offset / Self::BLOCK).min(self.blocks.len().saturating_sub(1));
        let rest = text.as_bytes().get(block * Self::BLOCK..offset).unwrap_or_default();
        self.blocks.get(block).copied().unwrap_or(0) + characters(rest)
    }
}

/// How many characters begin in these bytes of a text.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count()
}

impl<'f> Positions<'f> {
    /// Positions in these files.
    #[must_use]
    pub fn new(files: &'f dyn Files) -> Self {
        Self { files, lines: BTreeMap::new() }
    }

    /// The files.
    #[must_use]
    pub fn files(&self) -> &'f dyn Files {
        self.files
    }

    /// The position of a byte offset in a file.
    pub fn at(&mut self, file: FileId, offset: u32) -> Position {
        let text = self.files.text(file);
        let lines = self.lines.entry(file).or_insert_with(|| Lines::of(text));
        let mut end = usize::try_from(offset).unwrap_or(usize::MAX).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let line = lines.line(end);
        let start = lines.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = lines.before(text, end) - lines.before(text, start) + 1;
        Position { line, column }
    }

    /// The positions where a span begins and ends.
    pub fn of(&mut self, span: Span) -> (Position, Position) {
        (self.at(span.file, span.start), self.at(span.file, span.end))
    }
}

/// Counts for the last line of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Number of errors.
    pub errors: usize,
    /// Number of warnings.
    pub warnings: usize,
}

impl Summary {
    /// Counts by severity.
    #[must_use]
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
        Self { errors, warnings: diagnostics.len() - errors }
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
        match (self.errors, self.warnings) {
            (0, 0) => write!(f, "no problems"),
            (0, warnings) => write!(f, "{}", count(warnings, "warning")),
            (errors, 0) => write!(f, "{}", count(errors, "error")),
            (errors, warnings) => {
                write!(f, "{} and {}", count(errors, "error"), count(warnings, "warning"))
            }
        }
    }
}

/// The candidate most like `word`, if one is close enough to be meant and no other is as close.
pub fn suggest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    let word = word.to_lowercase();
    let length = word.chars().count();
    let distance = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        // Comparing is slow, and what is so much longer or shorter is not meant.
        let least = length.abs_diff(candidate.chars().count());
        if least > limit { least } else { strsim::damerau_levenshtein(&word, &candidate) }
    };
    let mut nearest = None;
    let mut is_tie = false;
    for candidate in candidates {
        let distance = distance(candidate);
        match nearest {
            _ if distance > limit => {}
            Some((least, _)) if distance > least => {}
            // The same name twice is no choice.
            Some((least, near)) if distance == least => is_tie |= candidate != near,
            Some(_) | None => (nearest, is_tie) = (Some((distance, candidate)), false),
        }
    }
    nearest.filter(|_| !is_tie).map(|(_, candidate)| candidate)
}

/// ``did you mean `x`?``, or the fallback where nothing is near or two are equally near.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    otherwise: impl FnOnce() -> String,
) -> String {
    suggest(word, candidates).map_or_else(otherwise, |near| format!("did you mean `{near}`?"))
}

/// Text without characters that steer a terminal or make it read otherwise: names of files and texts of a
/// project are data.
#[must_use]
pub fn plain(text: &str) -> String {
    let steers =
        |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if steers(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_in_lines_of_any_length() {
        for unit in ["a", "\u{e9}", "\u{1F512}x"] {
            let text = format!("x\n{}\ny", unit.repeat(1536));
            let lines = Lines::of(&text);
            for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let expected = text[..offset].chars().count();
                assert_eq!(lines.before(&text, offset), expected, "{offset}");
            }
        }
        assert_eq!(Lines::of("").before("", 0), 0);
    }

    #[test]
    fn two_names_equally_near_are_no_suggestion() {
        assert_eq!(suggest("nod", ["no", "node", "yes"]), None);
        assert_eq!(suggest("respons", ["response", "reviewed"]), Some("response"));
        assert_eq!(suggest("key", ["keys", "keys"]), Some("keys"));
        assert_eq!(suggest("keys", ["keyx", "keyz", "keys"]), Some("keys"));
        let hint = did_you_mean("nod", ["no", "node"], || "one of: no, node".to_owned());
        assert_eq!(hint, "one of: no, node");
    }
}
