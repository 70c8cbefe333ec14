//! Texts of cells between what people read and what XML can hold.
//!
//! Spreadsheet programs write characters that XML has no place for as `_xHHHH_` (ECMA-376 part 1, 22.9.2.19),
//! and `_` itself so where a text would read like such an escape.

use std::borrow::Cow;

/// The most characters of a cell, in UTF-16 units, as spreadsheet programs count.
pub(super) const MOST_CHARACTERS: usize = 32_767;

/// The length of an escape: `_x000D_`.
const ESCAPE: usize = 7;

/// Undoes escapes such as `_x000D_`.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    let mut high = None;
    while let Some(at) = rest.find("_x") {
        let (before, tail) = rest.split_at(at);
        push(&mut plain, before, &mut high);
        if let Some(unit) = escaped_unit(tail) {
            push_unit(&mut plain, unit, &mut high);
            rest = tail.get(ESCAPE..).unwrap_or("");
        } else {
            push(&mut plain, "_x", &mut high);
            rest = tail.get(2..).unwrap_or("");
        }
    }
    push(&mut plain, rest, &mut high);
    push(&mut plain, "", &mut high);
    if high.is_some() {
        plain.push(char::REPLACEMENT_CHARACTER);
    }
    Cow::Owned(plain)
}

/// A text as the content of an element. Line ends become line feeds, as XML would read them.
pub(super) fn escape(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let mut xml = String::with_capacity(text.len() + 16);
    for (at, c) in text.char_indices() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '_' if text.get(at..).is_some_and(|tail| escaped_unit(tail).is_some()) => {
                xml.push_str("_x005F_");
            }
            '\t' | '\n' => xml.push(c),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => {
                xml.push_str(&format!("_x{:04X}_", u32::from(c)));
            }
            _ => xml.push(c),
        }
    }
    xml
}

/// Whether white space of a text would be lost without `xml:space="preserve"`.
pub(super) fn needs_space(text: &str) -> bool {
    let is_space = |c: Option<char>| c.is_some_and(|c| matches!(c, ' ' | '\t' | '\n' | '\r'));
    is_space(text.chars().next())
        || is_space(text.chars().next_back())
        || text.contains(['\n', '\t'])
        || text.contains("  ")
}

/// Takes the white space of XML off the ends, as readers do without `xml:space="preserve"`.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

/// Whether two texts are the same for people: line ends of all kinds are one.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    one == other || one.replace("\r\n", "\n") == other.replace("\r\n", "\n")
}

/// Whether a text is longer than a cell holds.
pub(super) fn is_too_long(text: &str) -> bool {
    text.len() > MOST_CHARACTERS && text.encode_utf16().count() > MOST_CHARACTERS
}

/// The UTF-16 unit of an escape that a text begins with.
fn escaped_unit(text: &str) -> Option<u16> {
    let escape = text.get(..ESCAPE)?;
    let digits = escape.strip_prefix("_x")?.strip_suffix('_')?;
    let is_hex = digits.bytes().all(|c| c.is_ascii_hexdigit());
    if is_hex { u16::from_str_radix(digits, 16).ok() } else { None }
}

fn push(plain: &mut String, text: &str, high: &mut Option<u16>) {
    if !text.is_empty() {
        if high.take().is_some() {
            plain.push(char::REPLACEMENT_CHARACTER);
        }
        plain.push_str(text);
    }
}

/// Characters beyond 16 bits come as two escapes.
fn push_unit(plain: &mut String, unit: u16, high: &mut Option<u16>) {
    let units = high.take().into_iter().chain([unit]);
    for read in char::decode_utf16(units) {
        match read {
            Ok(c) => plain.push(c),
            Err(half)
                if (0xD800..0xDC00).contains(&half.unpaired_surrogate())
                    && half.unpaired_surrogate() == unit =>
            {
                *high = Some(unit);
            }
            Err(_) => plain.push(char::REPLACEMENT_CHARACTER),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        for (stored, read) in [
            ("plain", "plain"),
            ("a_x000D_\nb", "a\r\nb"),
            ("_x0041__x0042_", "AB"),
            ("_x005F_x0041_", "_x0041_"),
            ("_xZZZZ_ _x41_ _x", "_xZZZZ_ _x41_ _x"),
            ("_xD83D__xDE00_", "\u{1f600}"),
            ("_xD83D_x", "\u{fffd}x"),
            ("_x", "_x"),
            ("ä_xé", "ä_xé"),
        ] {
            assert_eq!(unescape(stored), read, "{stored}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        for (text, xml) in [
            ("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"),
            ("a\r\nb\rc", "a\nb_x000D_c"),
            ("bell \u{7} and \u{fffe}", "bell _x0007_ and _xFFFE_"),
            ("_x0041_", "_x005F_x0041_"),
            ("_x41_ \"quoted\" it's", "_x41_ \"quoted\" it's"),
        ] {
            assert_eq!(escape(text), xml);
            let plain = xml.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            assert_eq!(unescape(&plain), text.replace("\r\n", "\n"));
        }
    }

    #[test]
    fn space_is_kept_where_it_would_be_lost() {
        for (text, needs) in [
            ("a b", false),
            (" a", true),
            ("a ", true),
            ("a\nb", true),
            ("a  b", true),
            ("", false),
        ] {
            assert_eq!(needs_space(text), needs, "{text:?}");
        }
        assert_eq!(trim(" \n a\u{a0} \t"), "a\u{a0}");
    }

    #[test]
    fn length_counts_as_spreadsheet_programs_do() {
        assert!(!is_too_long(&"ä".repeat(MOST_CHARACTERS)));
        assert!(is_too_long(&"a".repeat(MOST_CHARACTERS + 1)));
        assert!(is_too_long(&"\u{1f600}".repeat(16_384)));
    }
}
