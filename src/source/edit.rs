//! Changes of YAML files that people wrote: something is put in between, and every other byte stays.
//!
//! An edit is an insertion by the places that the reader knows. It counts only when the text
//! that comes out, read again, says what the old one said and the intended change, and nothing else.

mod items;

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::date::Date;
use crate::diag::Sink;
use crate::source::yaml::{self, Layout, Node, Parts, Value};
use crate::span::FileId;

pub use items::Piece;

/// One step into a YAML value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// To the value of a key.
    Key(&'a str),
    /// To an item of a list, from 0.
    Item(usize),
}

/// What is added to a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addition<'a> {
    /// A text.
    Text(&'a str),
    /// Lines of YAML without indentation, to become one item.
    Lines(&'a str),
    /// Keys with their values, to become one item written as the last item of the list is.
    Entries(&'a [(&'a str, String)]),
}

/// Why a file cannot be changed safely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refused {
    /// The file is not a text that the compiler reads.
    Unreadable,
    /// Its lines end in more than one way.
    LineEnds,
    /// There is nothing at the path, or something else than a list.
    NotThere,
    /// Its layout leaves no place that is certain to be right.
    Layout,
}

/// A YAML file that is being changed.
#[derive(Debug, Clone)]
pub struct Editor {
    /// The text with `\n` line ends and without byte-order mark.
    text: String,
    has_mark: bool,
    has_windows_ends: bool,
}

impl Editor {
    /// Takes the bytes of a file.
    ///
    /// # Errors
    /// Bytes that are no UTF-8, mix kinds of line ends, or are no YAML that the compiler reads.
    pub fn new(bytes: &[u8]) -> Result<Self, Refused> {
        let unmarked = bytes.strip_prefix(b"\xef\xbb\xbf");
        let raw =
            std::str::from_utf8(unmarked.unwrap_or(bytes)).map_err(|_| Refused::Unreadable)?;
        let (pairs, ends) = (raw.matches("\r\n").count(), raw.matches('\n').count());
        let text = raw.replace("\r\n", "\n");
        if text.contains('\r') || pairs > 0 && pairs < ends {
            return Err(Refused::LineEnds);
        }
        read(&text).ok_or(Refused::Unreadable)?;
        Ok(Self { text, has_mark: unmarked.is_some(), has_windows_ends: pairs > 0 })
    }

    /// The bytes of the file as it is now.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mark = if self.has_mark { "\u{feff}" } else { "" };
        let text = if self.has_windows_ends {
            Cow::Owned(self.text.replace('\n', "\r\n"))
        } else {
            Cow::Borrowed(&self.text)
        };
        format!("{mark}{text}").into_bytes()
    }

    /// The value of the file as it is now.
    #[must_use]
    pub fn value(&self) -> Option<Node> {
        read(&self.text).map(|(node, _)| node)
    }

    /// Adds to the end of the list at a path. Keys that are missing are made, behind the entry
    /// `behind` of their mapping where there is one, else at its end.
    ///
    /// # Errors
    /// A path that leads nowhere, or a layout in which the change cannot be made without touching more.
    pub fn add(
        &mut self,
        path: &[Step<'_>],
        addition: Addition<'_>,
        behind: Option<&str>,
    ) -> Result<(), Refused> {
        let (before, comments) = read(&self.text).ok_or(Refused::Unreadable)?;
        let layout = yaml::layout(&self.text).ok_or(Refused::Unreadable)?;
        let mut wanted = plain(&before);
        intend(&mut wanted, path, addition).ok_or(Refused::NotThere)?;
        let (at, insert) = insertion(&self.text, &layout, path, addition, behind)?;
        let (head, tail) = self.text.split_at_checked(at).ok_or(Refused::Layout)?;
        let text = [head, &insert, tail].concat();
        let (after, comments_after) = read(&text).ok_or(Refused::Layout)?;
        if plain(&after) != wanted || comments != comments_after {
            return Err(Refused::Layout);
        }
        self.text = text;
        Ok(())
    }
}

/// A text as a YAML scalar that may stand within brackets: plain where nobody can take it for something else, else
/// in double quotes.
#[must_use]
pub fn scalar(text: &str) -> String {
    if is_plain(text, |_| false) { text.to_owned() } else { quoted(text) }
}

/// A text as the value at the end of a line, where commas and quotes mean nothing.
#[must_use]
pub fn line_scalar(text: &str) -> String {
    let inner = |c| {
        opens(c)
            || matches!(
                c,
                ',' | ';' | '\'' | '’' | '"' | '“' | '”' | '–' | '—' | '+' | '%' | '=' | '!'
            )
    };
    if is_plain(text, inner) { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}') => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(c)));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether a text can stand without quotes and reads as text to every reader of YAML; some characters may be let in.
fn is_plain(text: &str, more: impl Fn(char) -> bool) -> bool {
    const WORDS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    let first = text.chars().next().is_some_and(|c| c.is_alphabetic() || opens(c) && more(c));
    let inner = |c: char| {
        c.is_alphanumeric()
            || matches!(c, ' ' | '-' | '_' | '.' | '/' | '?' | '(' | ')' | '&' | '@')
    };
    let last = !text.ends_with(' ');
    first
        && last
        && text.chars().all(|c| inner(c) || more(c))
        && !WORDS.contains(&text.to_lowercase().as_str())
}

/// Signs that open a sentence and mean nothing to YAML.
fn opens(c: char) -> bool {
    matches!(c, '¿' | '¡' | '„' | '«')
}

/// What a file says, without places.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Plain {
    Null,
    Scalar(String),
    List(Vec<Self>),
    Map(BTreeMap<String, Self>),
}

/// A comment that speaks to the compiler: its text, and whether it has a line of its own.
type Spoken = (String, bool);

/// Reads a text that has no problem.
fn read(text: &str) -> Option<(Node, Vec<Spoken>)> {
    let mut sink = Sink::new();
    let document = yaml::parse(FileId(0), text, &mut sink);
    let comments =
        document.comments.into_iter().map(|comment| (comment.text, comment.own_line)).collect();
    document.root.filter(|_| sink.is_empty()).map(|root| (root, comments))
}

fn plain(node: &Node) -> Plain {
    match &node.value {
        Value::Null => Plain::Null,
        Value::Scalar(text) => Plain::Scalar(text.clone()),
        Value::List(items) => Plain::List(items.iter().map(plain).collect()),
        Value::Map(entries) => Plain::Map(
            entries.iter().map(|(key, value)| (key.value.clone(), plain(value))).collect(),
        ),
    }
}

/// Makes the change in a value.
fn intend(value: &mut Plain, path: &[Step<'_>], addition: Addition<'_>) -> Option<()> {
    match path.split_first() {
        Some((Step::Item(index), rest)) => match value {
            Plain::List(items) => intend(items.get_mut(*index)?, rest, addition),
            _ => None,
        },
        Some((Step::Key(key), rest)) => {
            if *value == Plain::Null {
                *value = Plain::Map(BTreeMap::new());
            }
            let Plain::Map(entries) = value else { return None };
            intend(entries.entry((*key).to_owned()).or_insert(Plain::Null), rest, addition)
        }
        None => {
            if *value == Plain::Null {
                *value = Plain::List(Vec::new());
            }
            let Plain::List(items) = value else { return None };
            items.push(match addition {
                Addition::Text(text) => Plain::Scalar(text.to_owned()),
                Addition::Lines(lines) => plain(&read(lines)?.0),
                Addition::Entries(entries) => Plain::Map(
                    entries
                        .iter()
                        .map(|(key, value)| ((*key).to_owned(), Plain::Scalar(value.clone())))
                        .collect(),
                ),
            });
            Some(())
        }
    }
}

/// What to insert, and where.
fn insertion(
    text: &str,
    layout: &Layout,
    path: &[Step<'_>],
    addition: Addition<'_>,
    behind: Option<&str>,
) -> Result<(usize, String), Refused> {
    match (path.split_first(), &layout.parts) {
        (Some((Step::Item(index), rest)), Parts::List(items)) => {
            let item = items.get(*index).ok_or(Refused::NotThere)?;
            insertion(text, item, rest, addition, behind)
        }
        (Some((Step::Key(key), rest)), Parts::Map(entries)) => {
            let found = entries.iter().find(|(known, _)| is_key(known, key));
            match found {
                Some((known, value)) if value.range.is_empty() => {
                    into_nothing(text, known, rest, addition)
                }
                Some((_, value)) => insertion(text, value, rest, addition, behind),
                None if layout.is_flow => {
                    let last = entries.last().map(|(_, value)| value);
                    let value = within_brackets(rest, addition).ok_or(Refused::Layout)?;
                    Ok(into_brackets(layout, last, &format!("{}: {value}", scalar(key))))
                }
                None => new_entry(text, entries, (key, rest), addition, behind),
            }
        }
        (None, Parts::List(items)) if layout.is_flow => {
            let value = match addition {
                Addition::Text(text) => scalar(text),
                Addition::Entries(entries) => in_braces(entries),
                Addition::Lines(_) => return Err(Refused::Layout),
            };
            Ok(into_brackets(layout, items.last(), &value))
        }
        (None, Parts::List(items)) => {
            let dash = dash(text, layout.range.start).ok_or(Refused::Layout)?;
            let last = items.last().ok_or(Refused::Layout)?;
            let at = end_of_line(text, last.range.end).ok_or(Refused::Layout)?;
            let column = column(text, dash);
            match addition {
                Addition::Entries(entries) if !last.is_flow => Ok((at, on_lines(entries, column))),
                _ => Ok((at, item(addition, column))),
            }
        }
        _ => Err(Refused::NotThere),
    }
}

fn is_key(layout: &Layout, key: &str) -> bool {
    matches!(&layout.parts, Parts::Scalar(known) if known == key)
}

/// Behind the last of the values in brackets, or behind the opening bracket.
fn into_brackets(layout: &Layout, last: Option<&Layout>, value: &str) -> (usize, String) {
    match last {
        Some(last) => (last.range.end, format!(", {value}")),
        None => (layout.range.start + 1, value.to_owned()),
    }
}

/// Behind the colon of a key without a value.
fn into_nothing(
    text: &str,
    key: &Layout,
    rest: &[Step<'_>],
    addition: Addition<'_>,
) -> Result<(usize, String), Refused> {
    let behind = text.get(key.range.end..).ok_or(Refused::Layout)?;
    let colon = behind.find(':').ok_or(Refused::Layout)?;
    let value = match (addition, rest) {
        (Addition::Lines(_) | Addition::Entries(_), []) => {
            let at = end_of_line(text, key.range.end).ok_or(Refused::Layout)?;
            return Ok((at, item(addition, column(text, key.range.start) + 2)));
        }
        _ => within_brackets(rest, addition).ok_or(Refused::Layout)?,
    };
    Ok((key.range.end + colon + 1, format!(" {value}")))
}

/// A line of its own in a mapping without brackets.
fn new_entry(
    text: &str,
    entries: &[(Layout, Layout)],
    (key, rest): (&str, &[Step<'_>]),
    addition: Addition<'_>,
    behind: Option<&str>,
) -> Result<(usize, String), Refused> {
    let (first, _) = entries.first().ok_or(Refused::Layout)?;
    let wished = behind.and_then(|name| entries.iter().find(|(known, _)| is_key(known, name)));
    let (_, last) = wished.or(entries.last()).ok_or(Refused::Layout)?;
    let at = end_of_line(text, last.range.end).ok_or(Refused::Layout)?;
    let column = column(text, first.range.start);
    let key = format!("\n{:column$}{}:", "", scalar(key));
    let is_sentence = matches!(addition, Addition::Text(text) if text.contains(' '));
    let has_lines = matches!(addition, Addition::Lines(_) | Addition::Entries(_));
    let value = if rest.is_empty() && (is_sentence || has_lines) {
        item(addition, column + 2)
    } else {
        format!(" {}", within_brackets(rest, addition).ok_or(Refused::Layout)?)
    };
    Ok((at, key + &value))
}

/// A value for a path that is to be made: `{caiq@4.0.3: [A&A-01.1]}`.
fn within_brackets(rest: &[Step<'_>], addition: Addition<'_>) -> Option<String> {
    match (rest.split_first(), addition) {
        (None, Addition::Text(text)) => Some(format!("[{}]", scalar(text))),
        (None, Addition::Entries(entries)) => Some(format!("[{}]", in_braces(entries))),
        (Some((Step::Key(key), rest)), _) => {
            Some(format!("{{{}: {}}}", scalar(key), within_brackets(rest, addition)?))
        }
        _ => None,
    }
}

/// An item on a line of its own, the line end before it included.
fn item(addition: Addition<'_>, column: usize) -> String {
    let indent = " ".repeat(column);
    match addition {
        Addition::Text(text) => format!("\n{indent}- {}", line_scalar(text)),
        Addition::Entries(entries) => format!("\n{indent}- {}", in_braces(entries)),
        Addition::Lines(lines) => {
            let mut out = String::new();
            for (index, line) in lines.trim_end().lines().enumerate() {
                let lead = if index == 0 { "- " } else { "  " };
                out.push('\n');
                if !line.is_empty() {
                    out.push_str(&format!("{indent}{lead}{line}"));
                }
            }
            format!("\n{out}")
        }
    }
}

/// Keys and values in braces: `{channel: email, sent_on: 2026-11-10}`.
fn in_braces(entries: &[(&str, String)]) -> String {
    let pairs: Vec<String> =
        entries.iter().map(|(key, text)| format!("{}: {}", scalar(key), value(text))).collect();
    format!("{{{}}}", pairs.join(", "))
}

/// An item of a list with a line for each of its keys, the line end before it included.
fn on_lines(entries: &[(&str, String)], column: usize) -> String {
    let mut out = String::new();
    for (index, (key, text)) in entries.iter().enumerate() {
        let lead = if index == 0 { "- " } else { "  " };
        out.push_str(&format!("\n{:column$}{lead}{}: {}", "", scalar(key), value(text)));
    }
    out
}

/// A text as the value of a key; numbers and days stand without quotes, as people write them.
fn value(text: &str) -> String {
    let is_number = !text.starts_with('0') && text.chars().all(|c| c.is_ascii_digit());
    if is_number && !text.is_empty() || text.parse::<Date>().is_ok() {
        text.to_owned()
    } else {
        scalar(text)
    }
}

/// The first `-` of a list: at its start, or on the same line before its first item.
fn dash(text: &str, start: usize) -> Option<usize> {
    let is_dash = |rest: &str| {
        rest.starts_with('-')
            && rest.get(1..).is_some_and(|rest| rest.starts_with([' ', '\n', '\t']))
    };
    if text.get(start..).is_some_and(is_dash) {
        return Some(start);
    }
    let before = text.get(..start)?.trim_end_matches(' ');
    before.ends_with('-').then(|| before.len() - 1)
}

/// How many characters stand before a place on its line.
fn column(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.chars().rev().take_while(|c| *c != '\n').count()
}

/// The end of the line on which a value ends, behind a comment there; `None` when more than that follows.
fn end_of_line(text: &str, end: usize) -> Option<usize> {
    let content = text.get(..end)?.trim_end().len();
    let rest = text.get(content..)?;
    let line = rest.find('\n').unwrap_or(rest.len());
    let tail = rest.get(..line)?;
    // The reader places a value that is not there before the colon of its key.
    let tail = tail.strip_prefix(':').unwrap_or(tail).trim_start();
    (tail.is_empty() || tail.starts_with('#')).then_some(content + line)
}

#[cfg(test)]
mod tests;
