//! Tables as text: cells set, every other byte as it was.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::fill::Refusal;
use crate::questionnaire::csv::{separated, unguarded};
use crate::questionnaire::table::guarded;
use crate::xlsx::{Cell, Content, Place, Sheet};

/// The most cells that are read.
const MOST_CELLS: usize = 2_000_000;
/// The most columns and rows of a sheet, as spreadsheet programs have them.
const MOST_COLUMNS: usize = 16_384;
const MOST_ROWS: usize = 1_048_576;

/// The most characters in a cell, as in workbooks; a cell of more is mostly a quote that nobody has closed.
const LONGEST_CELL: usize = 32_767;

/// A table as text, with the place of each of its fields.
#[derive(Debug)]
pub(super) struct Csv {
    text: String,
    separator: u8,
    /// The line end that most records have.
    line_end: &'static str,
    /// Fields of each record, as ranges of the text; quotes are within.
    records: Vec<Vec<Range<usize>>>,
}

impl Csv {
    /// Reads a table; rows are counted as spreadsheet programs count them.
    ///
    /// # Errors
    /// A file that is empty, too large, not UTF-8, or whose quotes do not pair.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let text = text(bytes)?;
        let (separator, start) = separated(text);
        let (records, cells) = records(text, start, separator);
        let is_wide = records.iter().any(|fields| fields.len() > MOST_COLUMNS);
        if is_wide || records.len() > MOST_ROWS {
            return Err(refused("it is larger than a sheet can be", "split it"));
        }
        if cells > MOST_CELLS {
            return Err(refused("it is too large", "split it"));
        }
        for (at, fields) in (1..).zip(&records) {
            fields.iter().try_for_each(|range| sound(at, text.get(range.clone())))?;
        }
        let pairs = text.matches("\r\n").count();
        let line_end = if pairs * 2 > text.matches('\n').count() { "\r\n" } else { "\n" };
        Ok(Self { text: text.to_owned(), separator, line_end, records })
    }

    /// A question a line, as a table with columns for answers and comments.
    ///
    /// # Errors
    /// A file that is empty or not UTF-8.
    pub(super) fn of_lines(bytes: &[u8]) -> Result<Self, Refusal> {
        let text = text(bytes)?;
        let mut table = "\u{feff}\"Question\",\"Answer\",\"Comment\"\r\n".to_owned();
        for line in text.trim_start_matches('\u{feff}').lines() {
            let question = without_number(line.trim());
            if !question.is_empty() {
                table.push_str(&format!("{},\"\",\"\"\r\n", quoted(&guarded(question))));
            }
        }
        Self::read(table.as_bytes())
    }

    /// Its cells.
    pub(super) fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::default();
        for (row, fields) in (0..).zip(&self.records) {
            for (column, range) in (0..).zip(fields) {
                let text = unguarded(&self.value(range));
                if !text.is_empty() {
                    let cell = Cell { text, content: Content::Text, ..Cell::default() };
                    sheet.cells.insert(Place::new(row, column), cell);
                }
            }
        }
        sheet
    }

    /// The file with these cells set.
    pub(super) fn with(&self, cells: &BTreeMap<Place, String>) -> Vec<u8> {
        let mut out = String::with_capacity(self.text.len() * 2);
        let mut copied = 0;
        let separator = char::from(self.separator);
        for (row, fields) in (0..).zip(&self.records) {
            let own = cells.range(Place::new(row, 0)..=Place::new(row, u16::MAX));
            let end = fields.last().map_or(copied, |range| range.end);
            let mut width = fields.len();
            for (place, text) in own {
                let column = usize::from(place.column);
                if let Some(range) = fields.get(column) {
                    out.push_str(self.text.get(copied..range.start).unwrap_or_default());
                    copied = range.end;
                } else {
                    // The record is short: it gets the fields that are missing.
                    out.push_str(self.text.get(copied..end).unwrap_or_default());
                    copied = end;
                    for _ in width..=column {
                        out.push(separator);
                    }
                    width = column + 1;
                }
                out.push_str(&self.field(text));
            }
        }
        out.push_str(self.text.get(copied..).unwrap_or_default());
        out.into_bytes()
    }

    /// A text as a field, guarded against formulas.
    fn field(&self, text: &str) -> String {
        let text = guarded(&text.replace('\n', self.line_end));
        let separator = char::from(self.separator);
        let needs_quotes = |c: char| matches!(c, '"' | '\n' | '\r' | ';' | ',') || c == separator;
        if text.contains(needs_quotes) || text.starts_with(' ') || text.ends_with(' ') {
            quoted(&text)
        } else {
            text
        }
    }

    fn value(&self, range: &Range<usize>) -> String {
        let field = self.text.get(range.clone()).unwrap_or_default();
        let text = match field.strip_prefix('"') {
            None => field.to_owned(),
            Some(rest) => {
                let (inner, behind) = split_quoted(rest);
                format!("{}{behind}", inner.replace("\"\"", "\""))
            }
        };
        text.replace("\r\n", "\n").replace('\r', "\n")
    }
}

/// Refuses a field of a record that no cell could hold, or whose quote has no end: what is written behind it would
/// stand within.
fn sound(record: usize, field: Option<&str>) -> Result<(), Refusal> {
    let field = field.unwrap_or_default();
    let is_long = field.len() > LONGEST_CELL && field.chars().count() > LONGEST_CELL;
    let has_end = |rest: &str| {
        let (inner, _) = split_quoted(rest);
        inner.len() < rest.len()
    };
    if field.strip_prefix('"').is_some_and(|rest| !has_end(rest)) {
        let reason = format!("a quote that opens in row {record} is not closed");
        return Err(refused(&reason, "close it, or save the file as .xlsx"));
    }
    if is_long {
        let reason = format!("row {record} has a cell of more than 32,767 characters");
        return Err(refused(&reason, "put each question into a row of its own"));
    }
    Ok(())
}

/// What stands within quotes, and what stands behind them.
fn split_quoted(rest: &str) -> (&str, &str) {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b'"', Some(b'"')) => at += 2,
            (b'"', _) => {
                let behind = rest.get(at + 1..).unwrap_or_default();
                return (rest.get(..at).unwrap_or_default(), behind);
            }
            _ => at += 1,
        }
    }
    (rest, "")
}

/// The fields of each record from an offset on, and how many there are; blank lines are records of one empty field.
fn records(text: &str, start: usize, separator: u8) -> (Vec<Vec<Range<usize>>>, usize) {
    let bytes = text.as_bytes();
    let (mut records, mut fields) = (Vec::new(), Vec::new());
    let (mut at, mut from, mut cells) = (start, start, 0);
    let mut is_quoted = false;
    while let Some(byte) = bytes.get(at) {
        match *byte {
            b'"' if is_quoted && bytes.get(at + 1) == Some(&b'"') => at += 1,
            b'"' if is_quoted => is_quoted = false,
            b'"' if at == from => is_quoted = true,
            _ if is_quoted => {}
            b'\n' | b'\r' => {
                fields.push(from..at);
                cells += fields.len();
                records.push(std::mem::take(&mut fields));
                if *byte == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                    at += 1;
                }
                from = at + 1;
            }
            byte if byte == separator => {
                fields.push(from..at);
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    if from < bytes.len() || !fields.is_empty() {
        fields.push(from..bytes.len());
        cells += fields.len();
        records.push(fields);
    }
    (records, cells)
}

fn text(bytes: &[u8]) -> Result<&str, Refusal> {
    const SAVE: &str = "save it as `CSV UTF-8`, or as .xlsx";
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || bytes.contains(&0) {
        return Err(refused("it is not UTF-8 but looks like UTF-16", SAVE));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| refused("it is not UTF-8", SAVE))?;
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Err(refused("it is empty", "give a questionnaire"));
    }
    Ok(text)
}

fn refused(reason: &str, advice: &str) -> Refusal {
    Refusal { reason: reason.to_owned(), advice: advice.to_owned() }
}

/// A text in quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A question without the number or dot before it: `3.`, `Q12)`, `•`.
fn without_number(line: &str) -> &str {
    let Some((first, rest)) = line.split_once([' ', '\t']) else { return line };
    let is_number = first.ends_with(['.', ')', ':'])
        && first
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | ')' | '(' | ':' | '-'))
        && first.contains(|c: char| c.is_ascii_digit())
        && first.len() <= 8;
    let is_dot = matches!(first, "-" | "*" | "•" | "–" | "·");
    if is_number || is_dot { rest.trim_start() } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(file: &str, cells: &[(&str, &str)]) -> String {
        let csv = Csv::read(file.as_bytes()).expect("a table");
        let cells =
            cells.iter().map(|(place, text)| (place.parse().expect("a place"), (*text).to_owned()));
        String::from_utf8(csv.with(&cells.collect())).expect("UTF-8")
    }

    #[test]
    fn other_bytes_stay() {
        for (file, cells, wanted) in [
            ("a,b\r\nc,\r\n", vec![("B2", "Yes")], "a,b\r\nc,Yes\r\n"),
            (
                "\u{feff}\"a\";\"b\"\n\n'c'; ",
                vec![("B3", "x; y")],
                "\u{feff}\"a\";\"b\"\n\n'c';\"x; y\"",
            ),
            ("a\tb\tc\nd\n", vec![("C2", "=1+1")], "a\tb\tc\nd\t\t'=1+1\n"),
            (
                "sep=;\r\na;b\r\n\"c\nd\";\r\n",
                vec![("B2", "one\ntwo")],
                "sep=;\r\na;b\r\n\"c\nd\";\"one\r\ntwo\"\r\n",
            ),
            (
                "q,a,c\nw,\"\",\"\"\n",
                vec![("B2", "Yes"), ("C2", "say \"x\"")],
                "q,a,c\nw,Yes,\"say \"\"x\"\"\"\n",
            ),
        ] {
            assert_eq!(with(file, &cells), wanted, "{file:?}");
            assert_eq!(with(file, &[]), file);
        }
    }

    #[test]
    fn what_is_larger_than_a_sheet_is_refused() {
        for file in [",".repeat(70_000), format!("a,b\n{}", "\n".repeat(1_100_000))] {
            assert!(Csv::read(file.as_bytes()).is_err());
        }
    }

    #[test]
    fn pasted_lines_run_no_formula() {
        let csv =
            Csv::of_lines(b"=HYPERLINK(\"http://x.example\",\"Do you encrypt?\")\n+1\n@x\n-2\n");
        let csv = csv.expect("a table");
        for line in csv.text.lines().skip(1) {
            assert!(line.starts_with("\"'"), "{line}");
        }
        let first = csv.sheet().cells.remove(&"A2".parse().expect("a place")).expect("a cell");
        assert!(first.text.starts_with("=HYPERLINK"), "{}", first.text);
    }

    #[test]
    fn lines_are_questions() {
        let csv =
            Csv::of_lines(b"1. Do you encrypt?\r\n\r\n- Do you test?\nIn 2024 what failed?\n")
                .expect("a table");
        let texts: Vec<String> = csv.sheet().cells.into_values().map(|cell| cell.text).collect();
        let wanted = [
            "Question",
            "Answer",
            "Comment",
            "Do you encrypt?",
            "Do you test?",
            "In 2024 what failed?",
        ];
        assert_eq!(texts, wanted);
    }
}
