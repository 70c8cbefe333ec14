//! CSV files as a sheet: separators found, marks removed, our own guard against formulas undone.

use csv::ReaderBuilder;

use crate::xlsx::{Cell, Content, Place, Sheet};

/// How many records decide which separator it is.
const SAMPLE: usize = 50;
/// The most cells that are read.
const MOST_CELLS: usize = 2_000_000;

/// Why a CSV file is not read: what is wrong, and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable(pub &'static str, pub &'static str);

/// The cells of a CSV file.
///
/// # Errors
/// A file that is empty, too large, or not UTF-8.
pub fn sheet(bytes: &[u8]) -> Result<Sheet, Unreadable> {
    const SAVE: &str = "save it as `CSV UTF-8`, or as .xlsx";
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || bytes.contains(&0) {
        return Err(Unreadable("it is not UTF-8 but looks like UTF-16", SAVE));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| Unreadable("it is not UTF-8", SAVE))?;
    if text.trim().is_empty() {
        return Err(Unreadable("it is empty", "give a filled questionnaire"));
    }
    let (separator, text) = separator(text);
    let mut sheet = Sheet::default();
    for (row, record) in records(text, separator).enumerate() {
        for (column, field) in record.iter().enumerate().filter(|(_, field)| !field.is_empty()) {
            let place = u32::try_from(row).ok().zip(u16::try_from(column).ok());
            let (Some((row, column)), true) = (place, sheet.cells.len() < MOST_CELLS) else {
                return Err(Unreadable("it is too large", "split it"));
            };
            let text = unguarded(&field.replace("\r\n", "\n").replace('\r', "\n"));
            let cell = Cell { text, content: Content::Text, ..Cell::default() };
            sheet.cells.insert(Place::new(row, column), cell);
        }
    }
    Ok(sheet)
}

/// The records, as far as they can be read.
fn records(text: &str, separator: u8) -> impl Iterator<Item = csv::StringRecord> {
    let mut builder = ReaderBuilder::new();
    let reader = builder.delimiter(separator).flexible(true).has_headers(false);
    reader.from_reader(text.as_bytes()).into_records().map_while(Result::ok)
}

/// The separator, and the text without the line by which spreadsheet programs name it.
fn separator(text: &str) -> (u8, &str) {
    let named = text.strip_prefix("sep=").and_then(|rest| {
        let (name, rest) = rest.split_once('\n')?;
        let [separator] = name.trim_end_matches('\r').as_bytes() else { return None };
        Some((*separator, rest))
    });
    if let Some(named) = named {
        return named;
    }
    // The right one makes most records equally wide.
    let score = |separator: &u8| {
        let widths: Vec<usize> =
            records(text, *separator).take(SAMPLE).map(|record| record.len()).collect();
        let agreeing = |width: usize| widths.iter().filter(|own| **own == width).count();
        let widest =
            widths.iter().filter(|width| **width > 1).map(|width| (agreeing(*width), *width));
        widest.max().unwrap_or_default()
    };
    let best = [b'\t', b';', b','].into_iter().max_by_key(score);
    (best.unwrap_or(b','), text)
}

/// The separator, and the offset at which the table begins, behind a mark of its encoding and a line that names the separator.
#[must_use]
pub fn separated(text: &str) -> (u8, usize) {
    let (separator, rest) = separator(text.strip_prefix('\u{feff}').unwrap_or(text));
    (separator, text.len() - rest.len())
}

/// Undoes what our own CSV files do to texts that begin like a formula.
#[must_use]
pub fn unguarded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut may_begin = true;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        let guards = c == '\'' && may_begin && rest.starts_with(is_formula_sign);
        if !guards {
            out.push(c);
        }
        may_begin = matches!(c, ';' | '\t' | '\r' | '\n');
    }
    out
}

fn is_formula_sign(c: char) -> bool {
    crate::questionnaire::table::is_formula_sign(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bytes: &[u8]) -> Vec<(String, String)> {
        let sheet = sheet(bytes).expect("a sheet");
        sheet.cells.into_iter().map(|(place, cell)| (place.to_string(), cell.text)).collect()
    }

    #[test]
    fn separators_marks_and_guards() {
        let wanted = [("A1", "a,1"), ("B1", "b"), ("A2", "=c"), ("B2", "'d\n-e")]
            .map(|(place, text)| (place.to_owned(), text.to_owned()))
            .to_vec();
        for file in [
            "\u{feff}\"a,1\",b\r\n'=c,\"'d\r\n'-e\"\r\n",
            "\"a,1\";b\n'=c;\"'d\n'-e\"\n",
            "a,1\tb\n'=c\t\"'d\n'-e\"",
            "sep=;\r\n\"a,1\";b\r\n'=c;\"'d\n'-e\"",
        ] {
            assert_eq!(texts(file.as_bytes()), wanted, "{file:?}");
        }
    }

    #[test]
    fn other_encodings_are_refused() {
        for bytes in [&b"\xff\xfea\0"[..], b"a\0b\0", b"caf\xe9,b", b"", b"\xef\xbb\xbf \n"] {
            assert!(sheet(bytes).is_err(), "{bytes:?}");
        }
    }
}
