//! Shared strings: the texts that cells name by number.

use std::ops::Range;

use crate::xlsx::refusal::{Limits, Refusal};
use crate::xlsx::text;
use crate::xlsx::xml::{Piece, Tag, What, Xml};

/// The shared strings of a workbook, with where they stand in their part.
#[derive(Debug, Default)]
pub(super) struct Strings {
    /// The items, in order.
    pub(super) items: Vec<Item>,
    /// The start of the root element; empty where the workbook has no shared strings.
    pub(super) root: Range<usize>,
    /// Where the root element's end begins.
    pub(super) end: usize,
    /// Whether the root is written as an empty element.
    pub(super) is_empty: bool,
    /// Its prefix with the colon: `x:`; mostly empty.
    pub(super) prefix: String,
}

/// One shared string.
#[derive(Debug)]
pub(super) struct Item {
    /// Its text, without formats and without readings of East Asian text.
    pub(super) text: String,
    /// Whether it has nothing but its text, so that other cells may use it.
    pub(super) is_plain: bool,
    /// Its element in the part.
    pub(super) range: Range<usize>,
}

impl Strings {
    /// Reads the part of the shared strings.
    ///
    /// # Errors
    /// A damaged part, or one beyond the limits.
    pub(super) fn read(part: &str, bytes: &[u8], limits: &Limits) -> Result<Self, Refusal> {
        let mut xml = Xml::new(part, bytes, limits)?;
        let mut strings = Self::default();
        while let Some(piece) = xml.next()? {
            let Piece { what, range, depth } = piece;
            match what {
                What::Open(tag) if depth == 1 => {
                    strings.prefix = prefix(&tag);
                    strings.is_empty = tag.is_empty;
                    strings.root = range;
                }
                What::Open(tag) if depth == 2 && tag.name() == "si" => {
                    strings.items.push(item(&mut xml, range)?);
                    if strings.items.len() > limits.cells {
                        let what = format!("more than {} shared strings", limits.cells);
                        return Err(Refusal::TooLarge(what));
                    }
                }
                What::Close if depth == 1 => strings.end = range.start,
                What::Open(_) | What::Close | What::Text(_) => {}
            }
        }
        Ok(strings)
    }

    /// The text of an item.
    pub(super) fn text(&self, index: usize) -> Option<&str> {
        self.items.get(index).map(|item| item.text.as_str())
    }
}

/// The prefix of an element with its colon; empty where it has none.
pub(super) fn prefix(tag: &Tag<'_>) -> String {
    tag.qualified().rsplit_once(':').map_or_else(String::new, |(prefix, _)| format!("{prefix}:"))
}

/// The text of a string item or inline string, whose start was read last, and whether it is plain; up to its end,
/// whose end in the part is returned too.
///
/// # Errors
/// A damaged part, a text that is longer than a cell holds.
pub(super) fn rich_text(xml: &mut Xml<'_>) -> Result<(String, bool, usize), Refusal> {
    let mut stored = String::new();
    let mut is_plain = true;
    let mut depth = 1_usize;
    let mut end = 0;
    while depth > 0 {
        let Some(Piece { what, range, .. }) = xml.next()? else { break };
        match what {
            What::Open(tag) if tag.name() == "t" => {
                let keeps = tag.attribute("xml:space")?.as_deref() == Some("preserve");
                let text = xml.text()?;
                stored.push_str(if keeps { &text } else { text::trim(&text) });
            }
            What::Open(tag) if tag.name() == "rPh" => {
                is_plain = false;
                xml.skip()?;
            }
            What::Open(_) => {
                is_plain = false;
                depth += 1;
            }
            What::Close => {
                depth -= 1;
                end = range.end;
            }
            What::Text(_) => {}
        }
    }
    let text = text::unescape(&stored).into_owned();
    if text::is_too_long(&text) {
        return Err(Refusal::TooLarge(format!(
            "a text of more than {} characters",
            text::MOST_CHARACTERS
        )));
    }
    Ok((text, is_plain, end))
}

fn item(xml: &mut Xml<'_>, open: Range<usize>) -> Result<Item, Refusal> {
    let (text, is_plain, end) = rich_text(xml)?;
    Ok(Item { text, is_plain, range: open.start..end })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Strings {
        Strings::read("xl/sharedStrings.xml", text.as_bytes(), &Limits::default()).unwrap()
    }

    #[test]
    fn rich_text_is_joined_and_readings_left_out() {
        let strings = read(
            "<sst count='3'><si><t>Yes</t></si><si><r><t>No, </t></r><r><rPr><b/></rPr>\
             <t xml:space='preserve'> but </t></r><r><t>planned</t></r></si><si/>\
             <si><t>課</t><rPh sb='0' eb='1'><t>カ</t></rPh><phoneticPr fontId='1'/></si></sst>",
        );
        let texts: Vec<&str> = strings.items.iter().map(|item| item.text.as_str()).collect();
        assert_eq!(texts, ["Yes", "No, but planned", "", "課"]);
        let plain: Vec<bool> = strings.items.iter().map(|item| item.is_plain).collect();
        assert_eq!(plain, [true, false, true, false]);
    }

    #[test]
    fn items_and_ends_are_where_they_stand() {
        let text = "\u{feff}<x:sst><x:si><x:t>a</x:t></x:si><x:si/></x:sst>";
        let strings = read(text);
        let written: Vec<&str> =
            strings.items.iter().map(|item| &text[item.range.clone()]).collect();
        assert_eq!(written, ["<x:si><x:t>a</x:t></x:si>", "<x:si/>"]);
        assert_eq!(&text[strings.end..], "</x:sst>");
        assert_eq!(strings.prefix, "x:");
        assert!(read("<sst/>").is_empty);
    }

    #[test]
    fn white_space_stays_where_it_is_kept() {
        let strings = read(
            "<sst><si><t xml:space=\"preserve\"> a\n</t></si><si><t> a\n</t></si><si><t>a_x000D_</t></si></sst>",
        );
        let texts: Vec<&str> = strings.items.iter().map(|item| item.text.as_str()).collect();
        assert_eq!(texts, [" a\n", "a", "a\r"]);
    }

    #[test]
    fn texts_beyond_a_cell_are_refused() {
        let text = format!("<sst><si><t>{}</t></si></sst>", "a".repeat(40_000));
        let read = Strings::read("a.xml", text.as_bytes(), &Limits::default());
        assert!(matches!(read, Err(Refusal::TooLarge(_))));
    }
}
