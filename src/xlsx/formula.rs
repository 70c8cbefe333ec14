//! Which cells a formula reads, by its text alone. Nothing is calculated.
//!
//! Areas, whole rows and columns, other sheets, sheets from one to another, and names are followed. What only
//! calculation could tell counts as reading anything: `INDIRECT`, `OFFSET`, areas between results of functions,
//! columns of tables, what-if tables and unknown names. Cells of other workbooks are not read: no change here
//! can reach them.

use std::collections::BTreeMap;

use crate::xlsx::lists::unquote;
use crate::xlsx::place::{Area, MOST_COLUMNS, MOST_ROWS, Place, column_number};
use crate::xlsx::reading::Names;

/// The most areas that are kept of one formula; one with more reads anything.
const MOST_AREAS: usize = 1_000;

/// What a formula reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Reads {
    /// Cells that it names.
    pub(super) areas: Vec<Reference>,
    /// Whether it may read any cell.
    pub(super) anything: bool,
}

/// Cells that a formula names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reference {
    /// The first and last sheet, in the order of the workbook.
    pub(super) sheets: (usize, usize),
    first: Corner,
    last: Corner,
}

/// One corner of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Corner {
    place: Place,
    /// Whether they have a `$`, or are the edge of the sheet.
    fixes_row: bool,
    fixes_column: bool,
}

impl Reference {
    /// The cells, for a copy of the formula that many rows and columns from where it was written.
    pub(super) fn area(&self, rows: i64, columns: i64) -> Area {
        let (one, other) = (self.first.moved(rows, columns), self.last.moved(rows, columns));
        Area {
            first: Place::new(one.row.min(other.row), one.column.min(other.column)),
            last: Place::new(one.row.max(other.row), one.column.max(other.column)),
        }
    }

    fn is_fixed(&self) -> bool {
        [self.first, self.last].iter().all(|corner| corner.fixes_row && corner.fixes_column)
    }
}

impl Corner {
    /// Spreadsheet programs go round at the edge of a sheet.
    fn moved(self, rows: i64, columns: i64) -> Place {
        let turn = |at: i64, by: i64, most: i64| (at + by).rem_euclid(most);
        let (row, column) = (i64::from(self.place.row), i64::from(self.place.column));
        let row = if self.fixes_row { row } else { turn(row, rows, i64::from(MOST_ROWS)) };
        let column =
            if self.fixes_column { column } else { turn(column, columns, i64::from(MOST_COLUMNS)) };
        Place::new(u32::try_from(row).unwrap_or(0), u16::try_from(column).unwrap_or(0))
    }
}

/// Finds what formulas of one workbook read. What names stand for is looked up once.
pub(super) struct Finder<'a> {
    names: Names<'a>,
    /// What names read; `None` while it is being found, which only a circle meets.
    known: BTreeMap<(String, usize), Option<Reads>>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(names: Names<'a>) -> Self {
        Self { names, known: BTreeMap::new() }
    }

    /// What a formula on a sheet reads.
    pub(super) fn reads(&mut self, formula: &str, home: usize) -> Reads {
        let mut walk =
            Walk { finder: self, home, rest: formula, reads: Reads::default(), sums: false };
        walk.run();
        let (mut reads, sums) = (walk.reads, walk.sums);
        if sums {
            stretch(&mut reads.areas);
        }
        reads.areas.sort_unstable();
        reads.areas.dedup();
        if reads.anything || reads.areas.len() > MOST_AREAS {
            reads = Reads { areas: Vec::new(), anything: true };
        }
        reads
    }

    fn named(&mut self, name: &str, sheet: usize) -> Reads {
        let anything = Reads { areas: Vec::new(), anything: true };
        let key = (name.to_lowercase(), sheet);
        if let Some(known) = self.known.get(&key) {
            return known.clone().unwrap_or(anything);
        }
        let Some(formula) = self.names.name(&key.0, sheet) else { return anything };
        // Names stand for one another some steps deep, and no honest workbook has a hundred.
        if self.known.values().filter(|known| known.is_none()).count() > 64 {
            return anything;
        }
        self.known.insert(key.clone(), None);
        let mut reads = self.reads(formula, sheet);
        // Without `$` the cells depend on where the name is used.
        if !reads.areas.iter().all(Reference::is_fixed) {
            reads = anything;
        }
        self.known.insert(key, Some(reads.clone()));
        reads
    }
}

/// `SUMIF(A1:A9,"x",B1)` adds up B1 to B9: the last area takes the size of the first one.
fn stretch(areas: &mut Vec<Reference>) {
    let size = |one: u32, other: u32| one.abs_diff(other);
    let sizes = areas.iter().map(|r| {
        let (first, last) = (r.first.place, r.last.place);
        (size(first.row, last.row), size(first.column.into(), last.column.into()))
    });
    let (rows, columns) = sizes.fold((0, 0), |most, s| (most.0.max(s.0), most.1.max(s.1)));
    let longer: Vec<Reference> = areas
        .iter()
        .map(|reference| {
            let mut longer = *reference;
            let first = reference.first.place;
            let row = first.row.saturating_add(rows).min(MOST_ROWS - 1);
            let column = u32::from(first.column).saturating_add(columns);
            let column = u16::try_from(column).unwrap_or(u16::MAX).min(MOST_COLUMNS - 1);
            longer.last.place = Place::new(row, column);
            longer.last.fixes_row = reference.first.fixes_row;
            longer.last.fixes_column = reference.first.fixes_column;
            longer
        })
        .collect();
    areas.extend(longer);
}

/// One way through the text of a formula.
struct Walk<'a, 'f, 'n> {
    finder: &'f mut Finder<'n>,
    home: usize,
    rest: &'a str,
    reads: Reads,
    /// Whether it has a function whose areas stretch.
    sums: bool,
}

impl<'a> Walk<'a, '_, '_> {
    fn run(&mut self) {
        while let Some(c) = self.rest.chars().next() {
            if self.reads.anything {
                return;
            }
            match c {
                '"' => drop(self.quoted('"')),
                '\'' => {
                    let sheet = self.quoted('\'');
                    if self.takes('!') {
                        self.on_sheet(&unquote(sheet));
                    }
                }
                '[' => self.bracket(),
                '#' => self.error(),
                // What is left of `INDEX(…):A1` and the like.
                ':' => self.reads.anything = true,
                c if is_word(c) => self.word(),
                _ => self.skip(c),
            }
        }
    }

    fn skip(&mut self, c: char) {
        self.rest = self.rest.get(c.len_utf8()..).unwrap_or("");
    }

    fn takes(&mut self, c: char) -> bool {
        match self.rest.strip_prefix(c) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// A text in quotation marks, which are doubled in it, with them.
    fn quoted(&mut self, mark: char) -> &'a str {
        let text = self.rest;
        let mut at = 1;
        while let Some(next) = text.get(at..).and_then(|rest| rest.find(mark)) {
            at += next + 1;
            if !text.get(at..).is_some_and(|rest| rest.starts_with(mark)) {
                let (quoted, rest) = text.split_at(at);
                self.rest = rest;
                return quoted;
            }
            at += 1;
        }
        self.rest = "";
        text
    }

    fn take_word(&mut self) -> &'a str {
        let end = self.rest.find(|c| !is_word(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    /// `[1]Sheet!A1` of another workbook, or a column of the table around the formula.
    fn bracket(&mut self) {
        self.skip_brackets();
        let before = self.rest;
        self.take_word();
        if self.takes('!') {
            self.take_word();
            if self.takes(':') {
                self.take_word();
            }
        } else {
            self.rest = before;
            self.reads.anything = true;
        }
    }

    fn skip_brackets(&mut self) {
        let mut depth = 0_usize;
        for (at, c) in self.rest.char_indices() {
            match c {
                '[' => depth += 1,
                ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                self.rest = self.rest.get(at + 1..).unwrap_or("");
                return;
            }
        }
        self.rest = "";
    }

    /// `#REF!` and its like. After a cell, `#` means the cells that it spills into: they follow it.
    fn error(&mut self) {
        self.takes('#');
        for known in ["REF!", "N/A", "DIV/0!", "NAME?", "NULL!", "NUM!", "VALUE!"] {
            if let Some(rest) = self.rest.strip_prefix(known) {
                self.rest = rest;
                return;
            }
        }
    }

    fn word(&mut self) {
        let word = self.take_word();
        match self.rest.chars().next() {
            Some('(') => self.function(word),
            Some('!') => {
                self.takes('!');
                self.on_sheet(word);
            }
            Some('[') => self.reads.anything = true,
            Some(':') => {
                self.takes(':');
                let other = self.take_word();
                match self.rest.chars().next() {
                    Some('!') => {
                        self.takes('!');
                        self.on_sheet(&format!("{word}:{other}"));
                    }
                    Some('(' | '[') => self.reads.anything = true,
                    _ => self.between(word, other, (self.home, self.home)),
                }
            }
            _ => self.single(word, (self.home, self.home)),
        }
    }

    fn function(&mut self, name: &str) {
        let name = name.to_ascii_uppercase();
        match name.rsplit('.').next().unwrap_or_default() {
            "INDIRECT" | "OFFSET" => self.reads.anything = true,
            "SUMIF" | "AVERAGEIF" => self.sums = true,
            _ => {}
        }
    }

    /// What follows the name of a sheet, or of two with a colon between them.
    fn on_sheet(&mut self, sheet: &str) {
        let (first, last) = sheet.split_once(':').unwrap_or((sheet, sheet));
        let sheets = self.finder.names.sheet(first).zip(self.finder.names.sheet(last));
        let word = self.take_word();
        let other = if self.takes(':') { Some(self.take_word()) } else { None };
        if self.rest.starts_with(['!', '(', '[']) {
            self.reads.anything = true;
        }
        // A sheet that is not there gives an error whatever changes; `[` is another workbook.
        let Some((first, last)) = sheets else { return };
        let sheets = (first.min(last), first.max(last));
        match other {
            Some(other) => self.between(word, other, sheets),
            None => self.single(word, sheets),
        }
    }

    fn between(&mut self, one: &str, other: &str, sheets: (usize, usize)) {
        match corners(one, other) {
            Some((first, last)) => self.reads.areas.push(Reference { sheets, first, last }),
            None => self.reads.anything = true,
        }
    }

    fn single(&mut self, word: &str, sheets: (usize, usize)) {
        if let Some((first, last)) = corners(word, word).filter(|(first, last)| first == last) {
            self.reads.areas.push(Reference { sheets, first, last });
            return;
        }
        let is_number = word.starts_with(|c: char| c.is_ascii_digit() || c == '.');
        let is_value = ["TRUE", "FALSE"].iter().any(|value| word.eq_ignore_ascii_case(value));
        // Variables of `LET` and `LAMBDA` stand for what is written elsewhere in the formula.
        let is_variable = word.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("_xlpm."));
        if word.is_empty() || is_number || is_value || is_variable {
            return;
        }
        let named = self.finder.named(word, sheets.0);
        self.reads.anything |= named.anything;
        self.reads.areas.extend(named.areas);
    }
}

/// Whether a character may stand in a name, a place or a number.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '\\' | '$' | '.' | '?') || !c.is_ascii()
}

/// The corners of an area, whole rows and columns included.
fn corners(one: &str, other: &str) -> Option<(Corner, Corner)> {
    let ((column, row), (other_column, other_row)) = (axes(one)?, axes(other)?);
    let corner = |column: (u16, bool), row: (u32, bool)| Corner {
        place: Place::new(row.0, column.0),
        fixes_row: row.1,
        fixes_column: column.1,
    };
    match (column, row, other_column, other_row) {
        (Some(c), Some(r), Some(oc), Some(or)) => Some((corner(c, r), corner(oc, or))),
        (Some(c), None, Some(oc), None) => {
            Some((corner(c, (0, true)), corner(oc, (MOST_ROWS - 1, true))))
        }
        (None, Some(r), None, Some(or)) => {
            Some((corner((0, true), r), corner((MOST_COLUMNS - 1, true), or)))
        }
        _ => None,
    }
}

/// A column and a row, each with whether it has a `$`.
type Axes = (Option<(u16, bool)>, Option<(u32, bool)>);

/// The column and the row of `$C$14`, of which one may be missing.
fn axes(text: &str) -> Option<Axes> {
    let dollar = |text: &str| text.starts_with('$');
    let bare = text.strip_prefix('$').unwrap_or(text);
    let letters = bare.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (column, row) = bare.split_at(letters);
    let number = |digits: &str| -> Option<u32> {
        let is_row = !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit());
        let row = if is_row { digits.parse::<u32>().ok()? } else { return None };
        row.checked_sub(1).filter(|row| *row < MOST_ROWS)
    };
    if column.is_empty() {
        return Some((None, Some((number(row)?, dollar(text)))));
    }
    let column = Some((column_number(column)?, dollar(text)));
    if row.is_empty() {
        return Some((column, None));
    }
    let digits = row.strip_prefix('$').unwrap_or(row);
    Some((column, Some((number(digits)?, dollar(row)))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xlsx::samples;

    fn said(formula: &str, rows: i64, columns: i64) -> String {
        let names = "<definedNames><definedName name='Owners'>Lists!$A$1:$A$4</definedName>\
            <definedName name='Both'>Owners,Lists!$C$1</definedName>\
            <definedName name='Here' localSheetId='1'>'It''s'!$B$2</definedName>\
            <definedName name='Relative'>Lists!A1</definedName><definedName name='Round'>Circle+1</definedName>\
            <definedName name='Circle'>Round+1</definedName></definedNames>";
        let sheets = [("One", ""), ("It's", ""), ("Lists", ""), ("A 1", "")];
        let book = samples::workbook(&sheets, &[("workbook", names)]);
        let reads = Finder::new(book.names()).reads(formula, 0);
        if reads.anything {
            return "anything".to_owned();
        }
        let area = |reference: &Reference| {
            let (first, last) = reference.sheets;
            let sheets = if first == last { format!("{first}") } else { format!("{first}-{last}") };
            format!("{sheets}!{}", reference.area(rows, columns))
        };
        reads.areas.iter().map(area).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn cells_that_formulas_read() {
        for (formula, reads) in [
            ("A1+$B$2*3.5E+2", "0!A1 0!B2"),
            ("SUM(B2:B6)&\"C1:\"\"C2\"\"\"", "0!B2:B6"),
            ("COUNTIF(A:A,\"Yes\")/COUNTA($3:$4)", "0!A1:A1048576 0!A3:XFD4"),
            ("VLOOKUP(A3,Lists!$A:$C,2,FALSE)", "0!A3 2!A1:C1048576"),
            ("'It''s'!B2+'A 1'!C3", "1!B2 3!C3"),
            ("SUM(One:Lists!A1)+SUM('It''s:A 1'!B1:B2)", "0-2!A1 1-3!B1:B2"),
            ("ROWS(owners)", "2!A1:A4"),
            ("SUM(Both)", "2!A1:A4 2!C1"),
            ("'It''s'!Here", "1!B2"),
            ("[1]Other!A1:B2+C1", "0!C1"),
            ("'[2]My Book'!A1+1", ""),
            ("'C:\\x\\[a.xlsx]My'!A1", ""),
            ("#REF!+IF(TRUE,#N/A,{1,2;\"A9\",3})", ""),
            ("Gone!A1", ""),
            ("LOG10(5)+A1048576+XFD1", "0!XFD1 0!A1048576"),
            ("LET(_xlpm.x,A1,_xlpm.x*2)", "0!A1"),
            ("_xlfn.UNIQUE(A2:A6)+D2#", "0!A2:A6 0!D2"),
            ("SUMIF(A1:A9,\"x\",B1)", "0!A1:A9 0!B1 0!B1:B9"),
            ("IF(A1=\"Yes\",\"it's 'A2'\",A3)", "0!A1 0!A3"),
            ("@A1+A1:A2 A2:B2", "0!A1 0!A1:A2 0!A2:B2"),
            ("TODAY()", ""),
        ] {
            assert_eq!(said(formula, 0, 0), reads, "{formula}");
        }
    }

    #[test]
    fn what_only_calculation_could_tell_reads_anything() {
        for formula in [
            "INDIRECT(\"A\"&B1)",
            "sum(offset(A1,1,1))",
            "SUM(A1:INDEX(B:B,3))",
            "SUM(INDEX(B:B,3):A1)",
            "Scores[Yes]",
            "[@Yes]",
            "Unknown+1",
            "Relative",
            "Round",
            "One!A1:One!B2",
        ] {
            assert_eq!(said(formula, 0, 0), "anything", "{formula}");
        }
    }

    #[test]
    fn copies_of_a_formula_read_what_lies_beside_them() {
        assert_eq!(said("A1+$B$1+C$1+$D1", 2, 1), "0!B3 0!B1 0!D1 0!D3");
        assert_eq!(said("A2:B$9", 10, 0), "0!A9:B12");
        assert_eq!(said("A1", -1, -1), "0!XFD1048576");
        assert_eq!(said("A:A", 5, 1), "0!B1:B1048576");
    }

    #[test]
    fn odd_formulas_end() {
        for formula in ["\"open", "'open", "[[[", "A1:", "!", "''!A1", "$", "$$1", ":", "ä!ß", "#"]
        {
            said(formula, 1, 1);
        }
        let many: Vec<String> = (1..2_000).map(|row| format!("A{row}")).collect();
        assert_eq!(said(&many.join("+"), 0, 0), "anything");
    }
}
