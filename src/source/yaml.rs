//! Text to spanned YAML values; the only file that knows the parser.
//!
//! Scalars stay text, so `no`, `NO`, `1.10` and `2026-10-01` are never
//! anything but what was written. Anchors, aliases, tags, duplicate keys, a
//! second document and deep nesting are refused.

use std::collections::BTreeMap;
use std::ops;

use granit_parser::{
    Event, Options, Parser, Placement, ScalarStyle, Span as Range, StructureStyle,
};

use crate::diag::{Diagnostic, Sink};
use crate::span::{FileId, Span, Spanned};

/// The deepest nesting that is read.
const DEEPEST: usize = 64;

/// Mappings with fewer entries are searched one by one.
const SMALL: usize = 32;

/// A YAML value and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// The three kinds of YAML value, and none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing was written, or `~`, or `null`.
    Null,
    /// A scalar, as text.
    Scalar(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping in the order of the file; keys are unique.
    Map(Vec<(Spanned<String>, Node)>),
}

impl Value {
    /// What it is, for a message.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Scalar(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }
}

/// A comment that speaks to the compiler: `# trust: ...`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The comment with its `#`.
    pub span: Span,
    /// What follows `trust:`, trimmed.
    pub text: String,
    /// Whether it has a line of its own.
    pub own_line: bool,
}

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The value; `None` for an empty or unreadable file.
    pub root: Option<Node>,
    /// The comments that speak to the compiler.
    pub comments: Vec<Comment>,
}

/// Reads one document. Every problem is reported; what could be read is returned.
pub fn parse(file: FileId, text: &str, sink: &mut Sink) -> Document {
    parse_at(file, text, 0, sink)
}

/// Like [`parse`], for a part of a file that begins at byte `base` (front matter).
pub fn parse_at(file: FileId, text: &str, base: usize, sink: &mut Sink) -> Document {
    let mut options = Options::default();
    options.emit_comments = text.contains(MARK);
    let parser = Parser::new_from_str_with_options(text, options);
    let mut reader = Reader { file, text, base, sink, parser, comments: Vec::new() };
    let root = reader.document();
    Document { root, comments: reader.comments }
}

/// How a value is written, for edits. Unlike the spans of a [`Node`], the ranges of `{...}` and `[...]` hold
/// their brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Its bytes. Those of block values may have blank space at their end, and do not hold the first `-`.
    pub range: ops::Range<usize>,
    /// Whether it is written with brackets, or as a scalar.
    pub is_flow: bool,
    /// What it is made of.
    pub parts: Parts,
}

/// What a value is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parts {
    /// A scalar, or nothing.
    Scalar(String),
    /// Items of a list.
    List(Vec<Layout>),
    /// Keys and values of a mapping.
    Map(Vec<(Layout, Layout)>),
}

/// How the value of a document is written; `None` for an empty text and for one that [`parse`] does not accept.
#[must_use]
pub fn layout(text: &str) -> Option<Layout> {
    let mut parser = Parser::new_from_str_with_options(text, Options::default());
    let mut events = std::iter::from_fn(move || parser.next_event()?.ok())
        .filter(|(event, _)| !matches!(event, Event::Comment(..)));
    events.find(|(event, _)| matches!(event, Event::DocumentStart(..)))?;
    layout_of(events.next()?, &mut events, 0)
}

/// The layout of the value that an event begins.
fn layout_of<'t>(
    (event, at): (Event<'t>, Range),
    events: &mut impl Iterator<Item = (Event<'t>, Range)>,
    depth: usize,
) -> Option<Layout> {
    let start = at.start.byte_offset()?;
    let (is_flow, end, parts) = match event {
        Event::Scalar(text, ..) => (true, at.end.byte_offset()?, Parts::Scalar(text.into_owned())),
        Event::SequenceStart(style, ..) if depth <= DEEPEST => {
            let (mut items, mut end) = (Vec::new(), start);
            loop {
                match events.next()? {
                    (Event::SequenceEnd, at) if style == StructureStyle::Flow => {
                        end = at.end.byte_offset()?;
                        break;
                    }
                    (Event::SequenceEnd, _) => break,
                    event => items.push(layout_of(event, events, depth + 1)?),
                }
                end = items.last()?.range.end;
            }
            (style == StructureStyle::Flow, end, Parts::List(items))
        }
        Event::MappingStart(style, ..) if depth <= DEEPEST => {
            let (mut entries, mut end) = (Vec::new(), start);
            loop {
                let key = match events.next()? {
                    (Event::MappingEnd, at) if style == StructureStyle::Flow => {
                        end = at.end.byte_offset()?;
                        break;
                    }
                    (Event::MappingEnd, _) => break,
                    event => layout_of(event, events, depth + 1)?,
                };
                let value = layout_of(events.next()?, events, depth + 1)?;
                end = value.range.end.max(key.range.end);
                entries.push((key, value));
            }
            (style == StructureStyle::Flow, end, Parts::Map(entries))
        }
        _ => return None,
    };
    Some(Layout { range: start..end, is_flow, parts })
}

/// What marks a comment as one for the compiler.
const MARK: &str = "trust:";

/// Walks the events of one document.
struct Reader<'t, 's> {
    file: FileId,
    text: &'t str,
    base: usize,
    sink: &'s mut Sink,
    parser: Parser<'t, granit_parser::StrInput<'t>>,
    comments: Vec<Comment>,
}

/// The reader gave up; the reason has been reported.
struct GaveUp;

impl<'t> Reader<'t, '_> {
    fn document(&mut self) -> Option<Node> {
        let mut root = None;
        loop {
            match self.next() {
                Ok(None) | Err(GaveUp) => return root,
                Ok(Some((Event::DocumentStart(..), range))) => {
                    if root.is_some() {
                        self.refuse(
                            "several-documents",
                            "a second document in the file",
                            range,
                            "keep one document per file",
                        );
                        return root;
                    }
                    match self.next().and_then(|event| self.node(event, 0)) {
                        Ok(node) => root = node.filter(|node| node.value != Value::Null),
                        Err(GaveUp) => return None,
                    }
                }
                Ok(Some(_)) => {}
            }
        }
    }

    fn next(&mut self) -> Result<Option<(Event<'t>, Range)>, GaveUp> {
        loop {
            match self.parser.next_event() {
                None => return Ok(None),
                Some(Ok((Event::Comment(text, placement), range))) => {
                    self.comment(&text, placement, range);
                }
                Some(Ok(event)) => return Ok(Some(event)),
                Some(Err(error)) => return Err(self.syntax_error(&error)),
            }
        }
    }

    fn comment(&mut self, text: &str, placement: Placement, range: Range) {
        if let Some(text) = text.trim_start().strip_prefix(MARK) {
            let own_line = placement != Placement::Right;
            self.comments.push(Comment {
                span: self.span(range),
                text: text.trim().to_owned(),
                own_line,
            });
        }
    }

    fn syntax_error(&mut self, error: &granit_parser::ScanError) -> GaveUp {
        let at = self.offset(error.marker().byte_offset());
        let place = Span::new(self.file, at, at);
        // The parser has a limit of its own for `[[[[`, above ours.
        if error.info().contains("recursion limit") {
            self.sink.push(too_deep(place));
            return GaveUp;
        }
        let mut report = Diagnostic::error("yaml-syntax", error.info().to_lowercase(), place);
        if self.text.lines().any(|line| line.trim_start_matches(' ').starts_with('\t')) {
            report = report.hint("indent with blanks; YAML does not allow tabs there");
        }
        self.sink.push(report);
        GaveUp
    }

    fn node(
        &mut self,
        event: Option<(Event<'t>, Range)>,
        depth: usize,
    ) -> Result<Option<Node>, GaveUp> {
        let Some((event, range)) = event else { return Ok(None) };
        if depth > DEEPEST {
            let place = self.span(range);
            self.sink.push(too_deep(place));
            return Err(GaveUp);
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_extras(anchor > 0, tag.is_some(), range)?;
                let plain = style == ScalarStyle::Plain;
                let value = if plain && matches!(text.as_ref(), "" | "~" | "null") {
                    Value::Null
                } else {
                    Value::Scalar(text.into_owned())
                };
                Ok(Some(Node { span: self.span(range), value }))
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.refuse_extras(anchor > 0, tag.is_some(), range)?;
                self.list(range, depth).map(Some)
            }
            Event::MappingStart(_, anchor, tag) => {
                self.refuse_extras(anchor > 0, tag.is_some(), range)?;
                self.map(range, depth).map(Some)
            }
            Event::Alias(_) => {
                self.refuse(
                    "alias",
                    "an alias (`*name`) is not allowed",
                    range,
                    "write the value out, or state it as a fact",
                );
                Err(GaveUp)
            }
            _ => Ok(None),
        }
    }

    fn list(&mut self, start: Range, depth: usize) -> Result<Node, GaveUp> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                Some((Event::SequenceEnd, end)) => {
                    let span = self.span(start).start;
                    let span = Span { start: span, ..self.span(end) };
                    let end =
                        items.last().map_or(span.end, |last: &Node| last.span.end.max(span.start));
                    let end = if items.is_empty() { span.end.max(span.start) } else { end };
                    return Ok(Node { span: Span { end, ..span }, value: Value::List(items) });
                }
                event => match self.node(event, depth + 1)? {
                    Some(node) => items.push(node),
                    None => return Err(GaveUp),
                },
            }
        }
    }

    fn map(&mut self, start: Range, depth: usize) -> Result<Node, GaveUp> {
        let mut entries: Vec<(Spanned<String>, Node)> = Vec::new();
        let mut index: BTreeMap<String, Span> = BTreeMap::new();
        loop {
            let event = self.next()?;
            if matches!(event, Some((Event::MappingEnd, _))) {
                let start = self.span(start);
                let first = entries.first().map_or(start.start, |(key, _)| {
                    key.span.start.min(start.start.max(key.span.start))
                });
                let end = entries
                    .last()
                    .map_or(start.end, |(key, value)| value.span.end.max(key.span.end));
                return Ok(Node {
                    span: Span { start: first, end, ..start },
                    value: Value::Map(entries),
                });
            }
            let Some(key) = self.node(event, depth + 1)? else { return Err(GaveUp) };
            let event = self.next()?;
            let Some(value) = self.node(event, depth + 1)? else { return Err(GaveUp) };
            self.entry(&mut entries, &mut index, key, value);
        }
    }

    /// Adds an entry, unless its key is none or has been given before. Keys of large mappings are
    /// looked up in the index, which small ones do without.
    fn entry(
        &mut self,
        entries: &mut Vec<(Spanned<String>, Node)>,
        index: &mut BTreeMap<String, Span>,
        key: Node,
        value: Node,
    ) {
        let Value::Scalar(name) = key.value else {
            let message = format!("a key must be text, not {}", key.value.kind());
            self.sink.push(
                Diagnostic::error("bad-key", message, key.span)
                    .hint("quote it, or write a plain word"),
            );
            return;
        };
        if entries.len() == SMALL {
            index.extend(entries.iter().map(|(known, _)| (known.value.clone(), known.span)));
        }
        let first = if entries.len() < SMALL {
            entries.iter().find(|(known, _)| known.value == name).map(|(known, _)| known.span)
        } else {
            index.get(&name).copied()
        };
        if let Some(first) = first {
            let message = format!("key `{name}` is given twice");
            self.sink.push(
                Diagnostic::error("duplicate-key", message, key.span)
                    .label("given again here")
                    .and(first, "first given here")
                    .hint("remove one of the two"),
            );
            return;
        }
        if entries.len() >= SMALL {
            index.insert(name.clone(), key.span);
        }
        entries.push((Spanned::new(name, key.span), value));
    }

    fn refuse_extras(&mut self, anchor: bool, tag: bool, range: Range) -> Result<(), GaveUp> {
        if anchor {
            self.refuse(
                "anchor",
                "an anchor (`&name`) is not allowed",
                range,
                "write the value out, or state it as a fact",
            );
            return Err(GaveUp);
        }
        if tag {
            self.refuse(
                "tag",
                "a tag (`!name`) is not allowed",
                range,
                "remove it; a value that starts with `!` is quoted",
            );
            return Err(GaveUp);
        }
        Ok(())
    }

    fn refuse(&mut self, code: &'static str, message: &str, range: Range, hint: &str) {
        let span = self.span(range);
        self.sink.push(Diagnostic::error(code, message, span).hint(hint));
    }

    fn span(&self, range: Range) -> Span {
        let start = self.offset(range.start.byte_offset());
        let end = self.offset(range.end.byte_offset());
        Span::new(self.file, start, end)
    }

    fn offset(&self, offset: Option<usize>) -> usize {
        self.base + offset.unwrap_or(0).min(self.text.len())
    }
}

fn too_deep(place: Span) -> Diagnostic {
    Diagnostic::error("nested-too-deep", "nested more than 64 levels deep", place)
        .hint("flatten the structure")
}
