//! Spanned YAML values to typed ones, reporting every problem and going on.

use std::collections::BTreeMap;

use crate::date::{Date, Duration, When};
use crate::diag::{Diagnostic, Sink, did_you_mean};
use crate::source::yaml::{Node, Value};
use crate::span::{Span, Spanned};

/// A type that is read from a YAML value. `None` means that the problem has been reported.
pub trait Decode: Sized {
    /// Reads the value.
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self>;
}

/// The entries of one mapping. Each key is asked for once; what nobody asked
/// for is an error when [`Fields::finish`] is called.
pub struct Fields<'n, 's> {
    what: &'static str,
    span: Span,
    entries: &'n [(Spanned<String>, Node)],
    known: Vec<&'static str>,
    sink: &'s mut Sink,
}

impl<'n, 's> Fields<'n, 's> {
    /// The entries of a mapping; `what` names the thing in messages ("an answer").
    pub fn new(node: &'n Node, what: &'static str, sink: &'s mut Sink) -> Option<Self> {
        match &node.value {
            Value::Map(entries) => {
                Some(Self { what, span: node.span, entries, known: Vec::new(), sink })
            }
            other => {
                sink.push(
                    wrong_kind(node, "a mapping", other)
                        .hint(format!("write {what} as `key: value` lines")),
                );
                None
            }
        }
    }

    /// The place of the whole mapping.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// Where further problems go.
    pub fn sink(&mut self) -> &mut Sink {
        self.sink
    }

    /// The value of a key as it stands; nothing written counts as absent.
    pub fn node(&mut self, key: &'static str) -> Option<&'n Node> {
        self.known.push(key);
        let (_, node) = self.entries.iter().find(|(name, _)| name.value == key)?;
        (node.value != Value::Null).then_some(node)
    }

    /// An optional value.
    pub fn optional<T: Decode>(&mut self, key: &'static str) -> Option<T> {
        let node = self.node(key)?;
        T::decode(node, self.sink)
    }

    /// An optional value, or its default.
    pub fn or_default<T: Decode + Default>(&mut self, key: &'static str) -> T {
        self.optional(key).unwrap_or_default()
    }

    /// A value that must be there.
    pub fn required<T: Decode>(&mut self, key: &'static str) -> Option<T> {
        if let Some(node) = self.node(key) {
            return T::decode(node, self.sink);
        }
        let place =
            self.entries.iter().find(|(name, _)| name.value == key).map(|(name, _)| name.span);
        let what = self.what;
        let message = format!("{what} needs `{key}`");
        let report =
            Diagnostic::error("missing-key", message, place.unwrap_or_else(|| self.first_line()));
        self.sink.push(report.hint(format!("add `{key}: ...`")));
        None
    }

    /// Reports every key that nobody asked for.
    pub fn finish(self) {
        for (name, _) in
            self.entries.iter().filter(|(name, _)| !self.known.contains(&name.value.as_str()))
        {
            let known = &self.known;
            let hint = did_you_mean(name, known.iter().copied(), || {
                format!("known keys: {}", known.join(", "))
            });
            let message = format!("unknown key `{}` in {}", name.value, self.what);
            self.sink.push(Diagnostic::error("unknown-key", message, name.span).hint(hint));
        }
    }

    /// The first key, to point at a mapping without drawing all of it.
    fn first_line(&self) -> Span {
        self.entries.first().map_or(self.span, |(name, _)| name.span)
    }
}

/// "expected this, found that".
fn wrong_kind(node: &Node, expected: &str, found: &Value) -> Diagnostic {
    let span = match found {
        Value::List(_) | Value::Map(_) => {
            Span { end: node.span.start.saturating_add(1).min(node.span.end), ..node.span }
        }
        Value::Null | Value::Scalar(_) => node.span,
    };
    Diagnostic::error("wrong-type", format!("expected {expected}, found {}", found.kind()), span)
}

/// The text of a scalar, or a report.
pub fn scalar<'n>(node: &'n Node, expected: &str, sink: &mut Sink) -> Option<&'n str> {
    match &node.value {
        Value::Scalar(text) => Some(text),
        other => {
            sink.push(wrong_kind(node, expected, other).hint(format!("write {expected}")));
            None
        }
    }
}

/// One of a closed set of words, or a report with a suggestion.
pub fn word<T: Copy>(node: &Node, what: &str, words: &[(&str, T)], sink: &mut Sink) -> Option<T> {
    let text = scalar(node, what, sink)?;
    let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
    if found.is_none() {
        let known = || words.iter().map(|(word, _)| *word);
        let list = || format!("one of: {}", known().collect::<Vec<_>>().join(", "));
        let report =
            Diagnostic::error("unknown-word", format!("`{text}` is not {what}"), node.span);
        sink.push(report.hint(did_you_mean(text, known(), list)));
    }
    found
}

/// A value that is parsed from text, or a report with the parser's reason.
pub fn parsed<T>(
    node: &Node,
    what: &str,
    code: &'static str,
    sink: &mut Sink,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Option<T> {
    let text = scalar(node, what, sink)?;
    parse(text)
        .map_err(|reason| {
            sink.push(Diagnostic::error(code, reason, node.span).hint(format!("write {what}")));
        })
        .ok()
}

impl Decode for String {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let text = scalar(node, "text", sink)?;
        check_characters(text, node.span, sink)?;
        Some(text.to_owned())
    }
}

/// Characters that no text of a project may hold: controls but tab and line
/// end, the bidirectional controls that make a text read otherwise than it is
/// stored, and blanks without width (Unicode Technical Report 36, "visual
/// spoofing"). Joiners stay, as some scripts need them.
#[must_use]
pub fn is_forbidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Reports a character that no text may hold: at its place where the source writes the text as it is, or at the
/// whole text where quotes, escapes or folded lines make it longer than what was read from it.
pub fn check_characters(text: &str, span: Span, sink: &mut Sink) -> Option<()> {
    let Some((at, odd)) = text.char_indices().find(|(_, c)| is_forbidden(*c)) else {
        return Some(());
    };
    let length = |part: usize| u32::try_from(part).unwrap_or(u32::MAX);
    let is_verbatim = span.end.saturating_sub(span.start) == length(text.len());
    let start = span.start.saturating_add(length(at));
    let character = Span { start, end: start.saturating_add(length(odd.len_utf8())), ..span };
    let span = if is_verbatim { character } else { span };
    let message = format!("the text has the control character U+{:04X}", u32::from(odd));
    sink.push(
        Diagnostic::error("control-character", message, span)
            .hint("remove it: a reader would not see it"),
    );
    None
}

impl Decode for bool {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        word(
            node,
            "`yes` or `no`",
            &[("yes", true), ("no", false), ("true", true), ("false", false)],
            sink,
        )
    }
}

impl Decode for u32 {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        parsed(node, "a whole number", "bad-number", sink, |text| {
            text.parse().map_err(|_| format!("`{text}` is not a whole number"))
        })
    }
}

impl Decode for Date {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        parsed(node, "a date, such as 2026-10-01", "bad-date", sink, str::parse)
    }
}

impl Decode for When {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        parsed(node, "a day, month or quarter, such as 2026-Q4", "bad-date", sink, str::parse)
    }
}

impl Decode for Duration {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        parsed(node, "a duration, such as 14 days", "bad-duration", sink, str::parse)
    }
}

impl<T: Decode> Decode for Spanned<T> {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        T::decode(node, sink).map(|value| Spanned::new(value, node.span))
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        match &node.value {
            Value::List(items) => {
                Some(items.iter().filter_map(|item| T::decode(item, sink)).collect())
            }
            other => {
                let report = wrong_kind(node, "a list", other);
                sink.push(report.hint("write `[one, two]`, or one `- item` a line"));
                None
            }
        }
    }
}

impl<T: Decode> Decode for BTreeMap<String, T> {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let entries = entries::<String, T>(node, sink)?;
        Some(entries.into_iter().map(|(key, value)| (key.value, value)).collect())
    }
}

/// The entries of a mapping in the order of the file, with keys of type `K`.
pub fn entries<K: Decode, V: Decode>(node: &Node, sink: &mut Sink) -> Option<Vec<(Spanned<K>, V)>> {
    let Value::Map(entries) = &node.value else {
        sink.push(wrong_kind(node, "a mapping", &node.value).hint("write `key: value` lines"));
        return None;
    };
    let read = |(key, value): &(Spanned<String>, Node)| {
        let key = Node { span: key.span, value: Value::Scalar(key.value.clone()) };
        let key = Spanned::<K>::decode(&key, sink);
        let value = V::decode(value, sink);
        key.zip(value)
    };
    Some(entries.iter().filter_map(read).collect())
}
