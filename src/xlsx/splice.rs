//! Changes of bytes: everything between them is copied as it is.

use std::ops::Range;

/// Bytes of a part and what stands there instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Splice {
    /// The bytes that go; empty where something is only put in.
    pub(super) range: Range<usize>,
    /// What comes.
    pub(super) text: String,
}

impl Splice {
    /// Puts a text in at a place.
    pub(super) fn insert(at: usize, text: String) -> Self {
        Self { range: at..at, text }
    }

    /// Puts a text in place of some bytes.
    pub(super) fn replace(range: Range<usize>, text: String) -> Self {
        Self { range, text }
    }
}

/// Applies changes that do not overlap. Those at the same place come in their order in the list.
pub(super) fn apply(bytes: &[u8], mut splices: Vec<Splice>) -> Vec<u8> {
    splices.sort_by_key(|splice| (splice.range.start, splice.range.end));
    let more: usize = splices.iter().map(|splice| splice.text.len()).sum();
    let mut out = Vec::with_capacity(bytes.len() + more);
    let mut at = 0;
    for splice in splices {
        out.extend_from_slice(bytes.get(at..splice.range.start).unwrap_or_default());
        out.extend_from_slice(splice.text.as_bytes());
        at = splice.range.end.max(at);
    }
    out.extend_from_slice(bytes.get(at..).unwrap_or_default());
    out
}

/// A start tag as text. The pass that found it has shown that it is UTF-8.
pub(super) fn written(bytes: &[u8], range: &Range<usize>) -> String {
    let tag = bytes.get(range.clone()).unwrap_or_default();
    String::from_utf8_lossy(tag).into_owned()
}

/// A start tag with some attributes set (`Some`, whose value needs no escapes) or left out (`None`), all others as they
/// are written; as an empty element or not.
pub(super) fn retag(tag: &str, changes: &[(&str, Option<&str>)], is_empty: bool) -> String {
    let (name, attributes) = parts(tag);
    let mut out = format!("<{name}");
    let mut seen = Vec::new();
    for (attribute, written) in attributes {
        match changes.iter().find(|(name, _)| *name == attribute) {
            None => out.push_str(written),
            Some((_, None)) => {}
            Some((name, Some(value))) => {
                out.push_str(&format!(" {name}=\"{value}\""));
                seen.push(*name);
            }
        }
    }
    for (name, value) in changes {
        if let Some(value) = value.filter(|_| !seen.contains(name)) {
            out.push_str(&format!(" {name}=\"{value}\""));
        }
    }
    out.push_str(if is_empty { "/>" } else { ">" });
    out
}

/// The end tag for a start tag.
pub(super) fn end_of(tag: &str) -> String {
    format!("</{}>", parts(tag).0)
}

/// The value of an attribute as it is written.
pub(super) fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, attributes) = parts(tag);
    let (_, written) = attributes.into_iter().find(|(attribute, _)| *attribute == name)?;
    let (_, value) = written.split_once('=')?;
    Some(value.trim_matches(is_blank).trim_matches(['"', '\'']))
}

/// The name of a start tag and its attributes: each by its name, and as it is written with the blanks before it.
fn parts(tag: &str) -> (&str, Vec<(&str, &str)>) {
    let inside = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    let end = inside.find(is_blank).unwrap_or(inside.len());
    let (name, mut rest) = inside.split_at(end);
    let mut attributes = Vec::new();
    while let Some(equals) = rest.find('=') {
        let (before, value) = rest.split_at(equals);
        let Some(open) = value.find(['"', '\'']) else { break };
        let quote =
            if value.get(open..).is_some_and(|rest| rest.starts_with('"')) { '"' } else { '\'' };
        let Some(length) = value.get(open + 1..).and_then(|rest| rest.find(quote)) else { break };
        let (written, next) = rest.split_at(equals + open + length + 2);
        attributes.push((before.trim_matches(is_blank), written));
        rest = next;
    }
    (name, attributes)
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_between_changes_stay() {
        let splices = vec![
            Splice::insert(6, "!".into()),
            Splice::replace(0..1, "H".into()),
            Splice::insert(3, "1".into()),
            Splice::insert(3, "2".into()),
        ];
        assert_eq!(apply(b"hello.", splices), b"Hel12lo.!");
        assert_eq!(apply(b"same", Vec::new()), b"same");
    }

    #[test]
    fn attributes_that_stay_are_as_they_were_written() {
        for (tag, changes, is_empty, expected) in [
            ("<c r=\"A1\" s='4'/>", &[("t", Some("s"))][..], false, "<c r=\"A1\" s='4' t=\"s\">"),
            (
                "<x:c t = 'e'  vm=\"1\"\n r='A1'>",
                &[("t", Some("s")), ("vm", None)],
                false,
                "<x:c t=\"s\"\n r='A1'>",
            ),
            ("<c r='A1' t='s'>", &[("t", None)], true, "<c r='A1'/>"),
            ("<row/>", &[], false, "<row>"),
            (
                "<a b='x>y' c='d=\"e\"' />",
                &[("d", Some("1"))],
                false,
                "<a b='x>y' c='d=\"e\"' d=\"1\">",
            ),
        ] {
            assert_eq!(retag(tag, changes, is_empty), expected);
        }
        assert_eq!(end_of("<x:row r='1'>"), "</x:row>");
    }
}
