//! The XML of one part as pieces, each with its place in the part's own bytes.
//!
//! Nothing is ever expanded beyond the five entities of XML and numbered characters, so reading costs no more
//! than the part is long. What a patcher leaves alone it copies by [`Piece::range`].

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::escape::{EscapeError, resolve_predefined_entity};
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, Reader, XmlVersion};

use crate::xlsx::refusal::{Limits, Refusal};

/// The bytes that some writers put before UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Bytes of the value of an attribute. The longest honest ones list the places of a rule.
const MOST_BYTES: usize = 2_000_000;

/// Reads the XML of one part, piece by piece. It keeps no tree.
pub(super) struct Xml<'a> {
    part: &'a str,
    reader: Reader<&'a [u8]>,
    /// Bytes before the first one that the reader sees.
    skipped: usize,
    depth: usize,
    deepest: usize,
    /// The end of an empty element that is still to be told, by its place.
    closing: Option<usize>,
    is_begun: bool,
}

/// One piece of a part.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece<'a> {
    /// What it is.
    pub(super) what: What<'a>,
    /// Its place in the bytes of the part, a byte order mark counted.
    pub(super) range: Range<usize>,
    /// How many elements it lies in; an element's own start and end count itself: the root has 1.
    pub(super) depth: usize,
}

/// What a piece is. Comments and instructions are passed over.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What<'a> {
    /// The start of an element. An end follows always: that of an empty element has no bytes.
    Open(Tag<'a>),
    /// The end of an element.
    Close,
    /// Text, entities and CDATA resolved, white space kept. A text may come in several pieces.
    Text(Cow<'a, str>),
}

/// The start of an element.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tag<'a> {
    start: BytesStart<'a>,
    part: &'a str,
    at: usize,
    /// Whether it is written as an empty element: `<c/>`.
    pub(super) is_empty: bool,
}

impl<'a> Xml<'a> {
    /// Begins with the bytes of a part; its name is for messages.
    ///
    /// # Errors
    /// Text that is not UTF-8.
    pub(super) fn new(part: &'a str, bytes: &'a [u8], limits: &Limits) -> Result<Self, Refusal> {
        if matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, b'<', ..] | [b'<', 0, ..]) {
            return Err(Refusal::Damaged(format!("{part} is in UTF-16, which is not read here")));
        }
        let text = std::str::from_utf8(bytes).map_err(|error| {
            Refusal::Damaged(format!("{part} is not UTF-8 at byte {}", error.valid_up_to()))
        })?;
        let stripped = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        Ok(Self {
            part,
            reader: Reader::from_str(stripped),
            skipped: text.len() - stripped.len(),
            depth: 0,
            deepest: limits.depth,
            closing: None,
            is_begun: false,
        })
    }

    /// The next piece; `None` after the last one.
    ///
    /// # Errors
    /// Damaged XML, a document type, an unknown entity, elements beyond the limit of depth.
    pub(super) fn next(&mut self) -> Result<Option<Piece<'a>>, Refusal> {
        if let Some(at) = self.closing.take() {
            return Ok(Some(self.close(at..at)));
        }
        loop {
            let from = self.place();
            let event = self.reader.read_event();
            let range = from..self.place();
            let event = event.map_err(|error| self.wrong(&error))?;
            let what = match event {
                Event::Start(start) => return self.open(start, range, false).map(Some),
                Event::Empty(start) => return self.open(start, range, true).map(Some),
                Event::End(_) => return Ok(Some(self.close(range))),
                Event::Text(text) => What::Text(text.xml10_content()),
                Event::CData(text) => What::Text(text.xml10_content()),
                Event::GeneralRef(reference) => What::Text(self.resolve(&reference, range.start)?),
                Event::Decl(declaration) => {
                    self.encoding(&declaration)?;
                    continue;
                }
                Event::Comment(_) | Event::PI(_) => continue,
                Event::DocType(_) => {
                    let what = format!("{} has a document type declaration", self.part);
                    return Err(Refusal::Hostile(what));
                }
                Event::Eof => return self.end(),
            };
            return Ok(Some(Piece { what, range, depth: self.depth }));
        }
    }

    /// Passes over the rest of an element whose start was the last piece, its end included.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub(super) fn skip(&mut self) -> Result<(), Refusal> {
        let depth = self.depth;
        while let Some(piece) = self.next()? {
            if matches!(piece.what, What::Close) && piece.depth == depth {
                break;
            }
        }
        Ok(())
    }

    /// The text of an element whose start was the last piece, up to its end, texts of elements in it included.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub(super) fn text(&mut self) -> Result<String, Refusal> {
        let depth = self.depth;
        let mut text = String::new();
        while let Some(piece) = self.next()? {
            match piece.what {
                What::Text(more) => text.push_str(&more),
                What::Close if piece.depth == depth => break,
                What::Open(_) | What::Close => {}
            }
        }
        Ok(text)
    }

    fn open(
        &mut self,
        start: BytesStart<'a>,
        range: Range<usize>,
        is_empty: bool,
    ) -> Result<Piece<'a>, Refusal> {
        if self.depth == 0 && self.is_begun {
            return Err(self.damaged("more than one root element", range.start));
        }
        self.is_begun = true;
        self.depth += 1;
        if self.depth > self.deepest {
            let what = format!("{} nests more than {} elements", self.part, self.deepest);
            return Err(Refusal::TooLarge(what));
        }
        if is_empty {
            self.closing = Some(range.end);
        }
        let tag = Tag { start, part: self.part, at: range.start, is_empty };
        Ok(Piece { what: What::Open(tag), range, depth: self.depth })
    }

    fn close(&mut self, range: Range<usize>) -> Piece<'a> {
        let depth = self.depth;
        self.depth = self.depth.saturating_sub(1);
        Piece { what: What::Close, range, depth }
    }

    /// The reader lets a file end anywhere between two tags.
    fn end(&self) -> Result<Option<Piece<'a>>, Refusal> {
        if self.depth > 0 || !self.is_begun {
            return Err(self.damaged("it ends too early", self.place()));
        }
        Ok(None)
    }

    fn resolve(&self, reference: &str, at: usize) -> Result<Cow<'a, str>, Refusal> {
        if let Some(text) = resolve_predefined_entity(reference) {
            return Ok(Cow::Borrowed(text));
        }
        if !reference.starts_with('#') {
            return Err(unknown_entity(self.part, reference));
        }
        let quoted = format!("&{reference};");
        let character = quick_xml::escape::unescape(&quoted);
        let character = character.map_err(|_| self.damaged("a character that is none", at))?;
        Ok(Cow::Owned(character.into_owned()))
    }

    /// Bytes that are read as UTF-8 but say that they are something else would read differently elsewhere.
    fn encoding(&self, declaration: &str) -> Result<(), Refusal> {
        let declaration = declaration.to_ascii_lowercase();
        let is_known = ["utf-8", "utf8", "us-ascii"].iter().any(|name| declaration.contains(name));
        if declaration.contains("encoding") && !is_known {
            return Err(Refusal::Damaged(format!("{} is not in UTF-8", self.part)));
        }
        Ok(())
    }

    fn place(&self) -> usize {
        self.skipped + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    fn wrong(&self, error: &Error) -> Refusal {
        let at = self.skipped + usize::try_from(self.reader.error_position()).unwrap_or(0);
        self.damaged(&error.to_string(), at)
    }

    fn damaged(&self, what: &str, at: usize) -> Refusal {
        Refusal::Damaged(format!("{} at byte {at}: {what}", self.part))
    }
}

impl Tag<'_> {
    /// Its name without prefix.
    pub(super) fn name(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// Its name as it is written: `x14:dataValidation`.
    pub(super) fn qualified(&self) -> &str {
        self.start.name().into_inner()
    }

    /// The value of an attribute by its name as it is written, entities resolved.
    ///
    /// # Errors
    /// Attributes that are damaged or stand twice, an unknown entity.
    pub(super) fn attribute(&self, name: &str) -> Result<Option<Cow<'_, str>>, Refusal> {
        self.find(|key| key == name)
    }

    /// The value of an attribute that has some prefix, by its name without it: `id` finds `r:id`.
    ///
    /// # Errors
    /// As [`Tag::attribute`].
    pub(super) fn prefixed(&self, name: &str) -> Result<Option<Cow<'_, str>>, Refusal> {
        let is_it = |key: &str| key.split_once(':').is_some_and(|(_, local)| local == name);
        self.find(|key| is_it(key) && !key.starts_with("xmlns:"))
    }

    /// Whether an attribute says yes, in one of the spellings of the format; `false` where it is not there.
    ///
    /// # Errors
    /// As [`Tag::attribute`].
    pub(super) fn is_true(&self, name: &str) -> Result<bool, Refusal> {
        Ok(matches!(self.attribute(name)?.as_deref(), Some("1" | "true" | "on")))
    }

    /// Shows each attribute, by its name as it is written and its value with entities resolved.
    ///
    /// # Errors
    /// Attributes that are damaged, an unknown entity.
    pub(super) fn each(&self, mut see: impl FnMut(&str, &str)) -> Result<(), Refusal> {
        for attribute in self.start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| self.damaged(&error.to_string()))?;
            see(attribute.key.as_ref(), &self.value(&attribute)?);
        }
        Ok(())
    }

    /// The first attribute that is looked for. All are walked through, so that a twin is found;
    /// that costs no list of the names seen, whose search would be quadratic.
    fn find(&self, is_it: impl Fn(&str) -> bool) -> Result<Option<Cow<'_, str>>, Refusal> {
        let mut found = None;
        for attribute in self.start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| self.damaged(&error.to_string()))?;
            if !is_it(attribute.key.as_ref()) {
                continue;
            }
            if found.replace(self.value(&attribute)?).is_some() {
                return Err(self.damaged("an attribute stands twice"));
            }
        }
        Ok(found)
    }

    fn value<'t>(&self, attribute: &Attribute<'t>) -> Result<Cow<'t, str>, Refusal> {
        if attribute.value.len() > MOST_BYTES {
            let what = format!("{} has a value of more than {MOST_BYTES} bytes", self.part);
            return Err(Refusal::TooLarge(what));
        }
        // Nearly all values stand as they are meant.
        if let Cow::Borrowed(value) = attribute.value
            && !value.bytes().any(|byte| matches!(byte, b'&' | b'\t' | b'\n' | b'\r'))
        {
            return Ok(Cow::Borrowed(value));
        }
        let value = attribute.normalized_value(XmlVersion::Explicit1_0);
        value.map_err(|error| self.unreadable(&error))
    }

    fn unreadable(&self, error: &Error) -> Refusal {
        match error {
            Error::Escape(EscapeError::UnrecognizedEntity(_, name)) => {
                unknown_entity(self.part, name)
            }
            other => self.damaged(&other.to_string()),
        }
    }

    fn damaged(&self, what: &str) -> Refusal {
        Refusal::Damaged(format!("{} at byte {}: {what}", self.part, self.at))
    }
}

fn unknown_entity(part: &str, name: &str) -> Refusal {
    let name: String = name.chars().take(20).collect();
    Refusal::Hostile(format!("{part} uses the unknown entity &{name};"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Result<Vec<Piece<'_>>, Refusal> {
        let mut xml = Xml::new("a.xml", text.as_bytes(), &Limits::default())?;
        let mut pieces = Vec::new();
        while let Some(piece) = xml.next()? {
            pieces.push(piece);
        }
        Ok(pieces)
    }

    fn texts(text: &str) -> String {
        let pieces = pieces(text).unwrap();
        let texts = pieces.into_iter().filter_map(|piece| match piece.what {
            What::Text(text) => Some(text.into_owned()),
            What::Open(_) | What::Close => None,
        });
        texts.collect()
    }

    #[test]
    fn ranges_count_the_bytes_of_the_part() {
        let text = "\u{feff}<?xml version='1.0'?><x:a b='1'>ä<!-- no --><c/></x:a>";
        let pieces = pieces(text).unwrap();
        let written: Vec<&str> = pieces.iter().map(|piece| &text[piece.range.clone()]).collect();
        assert_eq!(written, ["<x:a b='1'>", "ä", "<c/>", "", "</x:a>"]);
        let depths: Vec<usize> = pieces.iter().map(|piece| piece.depth).collect();
        assert_eq!(depths, [1, 1, 2, 2, 1]);
        let What::Open(tag) = &pieces[0].what else { panic!("{pieces:?}") };
        assert_eq!((tag.name(), tag.qualified(), tag.is_empty), ("a", "x:a", false));
        assert_eq!(pieces[3].what, What::Close);
    }

    #[test]
    fn text_and_attributes_are_resolved() {
        assert_eq!(texts("<a>1 &lt; 2 &amp;&#x20;<![CDATA[<b>]]>\r\n&#233;</a>"), "1 < 2 & <b>\né");
        let pieces =
            pieces("<c r=\"A1\" r:id = 'a&amp;&quot;b' x='&#65;' xmlns:id='no' h='1'/>").unwrap();
        let What::Open(tag) = &pieces[0].what else { panic!("{pieces:?}") };
        assert_eq!(tag.attribute("r"), Ok(Some("A1".into())));
        assert_eq!(tag.attribute("r:id"), Ok(Some("a&\"b".into())));
        assert_eq!(tag.prefixed("id"), Ok(Some("a&\"b".into())));
        assert_eq!(tag.attribute("x"), Ok(Some("A".into())));
        assert_eq!(tag.attribute("id"), Ok(None));
        assert_eq!(tag.is_true("h"), Ok(true));
    }

    #[test]
    fn elements_are_skipped_and_their_texts_joined() {
        let text = "<a><b><c>1</c><c/></b><d>x<e>y</e>z</d><f/></a>";
        let mut xml = Xml::new("a.xml", text.as_bytes(), &Limits::default()).unwrap();
        let mut seen = Vec::new();
        while let Some(piece) = xml.next().unwrap() {
            let What::Open(tag) = piece.what else { continue };
            seen.push(tag.name().to_owned());
            match tag.name() {
                "b" => xml.skip().unwrap(),
                "d" => seen.push(xml.text().unwrap()),
                "f" => assert_eq!(xml.text().unwrap(), ""),
                _ => {}
            }
        }
        assert_eq!(seen, ["a", "b", "d", "xyz", "f"]);
    }

    #[test]
    fn what_could_be_expanded_is_refused() {
        for text in [
            "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
            "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
            "<a>&b;</a>",
        ] {
            assert!(matches!(pieces(text), Err(Refusal::Hostile(_))), "{text}");
        }
        let pieces = pieces("<a b='&c;'/>").unwrap();
        let What::Open(tag) = &pieces[0].what else { panic!("{pieces:?}") };
        assert!(matches!(tag.attribute("b"), Err(Refusal::Hostile(_))));
    }

    #[test]
    fn damage_says_where() {
        for text in
            ["", "<a>", "<a></b>", "<a", "<a/><b/>", "<a>&#0;</a>", "<a>&#xFFFFFF;</a>", "x"]
        {
            let refusal = pieces(text).expect_err(text).to_string();
            assert!(refusal.starts_with("it is damaged: a.xml"), "{text}: {refusal}");
        }
        let twice = pieces("<a b='1' b='2' c=3/>").unwrap();
        let What::Open(tag) = &twice[0].what else { panic!("{twice:?}") };
        assert!(matches!(tag.attribute("b"), Err(Refusal::Damaged(_))));
        for bytes in [&b"\xFF\xFE<\0a\0"[..], b"<\0a\0", b"<a>\xC3</a>"] {
            assert!(matches!(Xml::new("a", bytes, &Limits::default()), Err(Refusal::Damaged(_))));
        }
        assert!(pieces("<?xml version='1.0' encoding='windows-1252'?><a/>").is_err());
    }

    #[test]
    fn depth_is_limited() {
        let deep = "<a>".repeat(300);
        assert!(matches!(pieces(&deep), Err(Refusal::TooLarge(_))));
    }

    #[test]
    fn many_entities_in_a_value_are_no_attack() {
        let text = format!("<a b='{}'/>", "&amp;".repeat(10_000));
        let pieces = pieces(&text).unwrap();
        let What::Open(tag) = &pieces[0].what else { panic!("{pieces:?}") };
        assert_eq!(tag.attribute("b").unwrap().map(|value| value.len()), Some(10_000));
    }
}
