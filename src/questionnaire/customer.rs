//! Where the questions of a customer's own questionnaire stand, and where its answers go: found, or refused.
//!
//! What can be read in two ways is not read: an answer in somebody else's column is worse than a blank.

use std::fmt;

use crate::questionnaire::detect::{self, Line, ResponseColumns, Table};
use crate::questionnaire::words::tokens;
use crate::xlsx::{Cell, Content, Place, Sheet, column_letters};

/// Words in names of sheets that explain, list or sum up.
const BESIDE: [&str; 42] = [
    "instructions",
    "instruction",
    "readme",
    "read",
    "guidance",
    "guide",
    "help",
    "introduction",
    "intro",
    "cover",
    "example",
    "examples",
    "sample",
    "glossary",
    "definitions",
    "lists",
    "list",
    "lookup",
    "legend",
    "scoring",
    "score",
    "scores",
    "results",
    "result",
    "summary",
    "dashboard",
    "copyright",
    "changelog",
    "anleitung",
    "hinweise",
    "beispiel",
    "glossar",
    "ergebnis",
    "notice",
    "exemple",
    "synthese",
    "instrucciones",
    "ejemplo",
    "resumen",
    "istruzioni",
    "esempio",
    "riepilogo",
];

/// Words in names of sheets that ask all the same.
const ASKING: [&str; 10] = [
    "question",
    "questions",
    "questionnaire",
    "fragen",
    "fragebogen",
    "fragenkatalog",
    "questionario",
    "cuestionario",
    "preguntas",
    "domande",
];

/// A sheet of a customer's file.
#[derive(Debug, Clone, Copy)]
pub struct CustomerSheet<'s> {
    /// Its index in the file.
    pub index: usize,
    /// Its name; empty for a file without sheets.
    pub name: &'s str,
    /// Whether people see it; what they do not see is not answered.
    pub is_visible: bool,
    /// Its cells.
    pub sheet: &'s Sheet,
}

/// Where things are, as far as somebody says so; what is empty is found. Columns are named by letters or by header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Names of sheets.
    pub sheets: Vec<String>,
    /// The column of questions.
    pub question: Option<String>,
    /// The column of responses.
    pub answer: Option<String>,
    /// The column of explanations.
    pub comment: Option<String>,
}

/// What was found in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The tables, in the order of the file; never none.
    pub layouts: Vec<Layout>,
    /// What was left alone, and why: phrases.
    pub remarks: Vec<String>,
}

/// A table of questions, and where its answers go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Name of the sheet; empty for a file without sheets.
    pub sheet: String,
    /// Header, columns and questions. Columns that are to be added stand among its columns.
    pub table: Table,
    /// Whether it has a header; else the header's rows are those of its first question.
    pub has_header: bool,
    /// Columns that are not there yet, because the table has none for answers.
    pub added: Option<Added>,
    /// Columns that somebody else fills in, from the left.
    pub left: Vec<u16>,
    /// What is worth knowing about it: phrases.
    pub remarks: Vec<String>,
}

/// Columns to be added right of a table; nothing stands in them in any row of the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Added {
    /// The row for their headers; none where the table has no header.
    pub header: Option<u32>,
    /// The column of responses.
    pub answer: u16,
    /// The column of explanations.
    pub comment: u16,
}

/// Why a table was not found: what is unclear, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclear {
    what: String,
    advice: String,
}

impl Unclear {
    /// What is unclear, and what to do about it.
    #[must_use]
    pub fn new(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { what: what.into(), advice: advice.into() }
    }

    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> &str {
        &self.advice
    }
}

impl fmt::Display for Unclear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl Layout {
    /// The question that a line belongs to.
    #[must_use]
    pub fn parent(&self, line: &Line) -> Option<&Line> {
        self.table.lines.get(line.parent?)
    }

    /// The rows of its header as people count them: `2`, `2-4`; empty without a header.
    #[must_use]
    pub fn header(&self) -> String {
        let (first, last) = (self.table.header.0 + 1, self.table.header.1 + 1);
        match (self.has_header, first == last) {
            (false, _) => String::new(),
            (true, true) => first.to_string(),
            (true, false) => format!("{first}-{last}"),
        }
    }

    /// What stands in which columns, in reading order, as `("questions", "B")`.
    #[must_use]
    pub fn columns(&self) -> Vec<(&'static str, String)> {
        let columns = &self.table.columns;
        let letter = |column: Option<u16>| column.map(column_letters).into_iter().collect();
        let response: Vec<String> =
            columns.response.all().into_iter().map(column_letters).collect();
        let all: [(&str, Vec<String>); 6] = [
            ("ids", letter(columns.id)),
            ("questions", letter(columns.question)),
            ("answers", response),
            ("ownership", letter(columns.ownership)),
            ("comments", letter(columns.explanation)),
            ("evidence", letter(columns.evidence)),
        ];
        let there = all.into_iter().filter(|(_, letters)| !letters.is_empty());
        there.map(|(what, letters)| (what, letters.join(" "))).collect()
    }

    /// Where everything stands, for people: `sheet "Security", header in row 4, ids in A, questions in C`.
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut parts = Vec::new();
        if !self.sheet.is_empty() {
            parts.push(format!("sheet \"{}\"", self.sheet));
        }
        let header = self.header();
        parts.push(match (header.is_empty(), header.contains('-')) {
            (true, _) => "no header".to_owned(),
            (false, true) => format!("header in rows {header}"),
            (false, false) => format!("header in row {header}"),
        });
        parts.extend(self.columns().iter().map(|(what, letters)| format!("{what} in {letters}")));
        let mut told = parts.join(", ");
        if self.added.is_some() {
            told += "; the columns for answers and comments are added";
        }
        let left: Vec<String> = self.left.iter().copied().map(column_letters).collect();
        match left.as_slice() {
            [] => {}
            [one] => told += &format!("; column {one} of somebody else left alone"),
            _ => told += &format!("; columns {} of somebody else left alone", left.join(" ")),
        }
        told
    }

    /// The cell that an answer to a line goes to: of its response, else of its explanation.
    #[must_use]
    pub fn cell(&self, line: &Line) -> Option<Place> {
        let columns = &self.table.columns;
        let response = match columns.response {
            ResponseColumns::Ticks { yes, .. } => Some(yes),
            ResponseColumns::Word(column) => Some(column),
            ResponseColumns::None => None,
        };
        Some(Place::new(line.row, response.or(columns.explanation)?))
    }
}

/// Finds the tables of questions in a customer's file, and the columns that are ours to fill in. `ours` are the names of
/// the organisation that answers: of the columns of several, one that is headed by it is ours.
///
/// # Errors
/// A file without a table of questions, one whose answers could go to several columns, and places that are not there.
pub fn open(
    sheets: &[CustomerSheet<'_>],
    place: &Overrides,
    ours: &[&str],
) -> Result<Found, Unclear> {
    let wanted = wanted(sheets, place)?;
    let mut remarks: Vec<String> = Vec::new();
    let mut layouts: Vec<(bool, Layout)> = Vec::new();
    let mut unclear: Vec<(bool, Unclear)> = Vec::new();
    for own in wanted {
        let is_beside = place.sheets.is_empty() && sheets.len() > 1 && is_beside(own.name);
        let seen = detect::read(own, place, ours);
        layouts.extend(seen.layouts.into_iter().map(|layout| (is_beside, layout)));
        unclear.extend(seen.unclear.into_iter().map(|unclear| (is_beside, unclear)));
        remarks.extend(seen.remarks);
    }
    if layouts.iter().any(|(is_beside, _)| !is_beside)
        || unclear.iter().any(|(is_beside, _)| !is_beside)
    {
        let left = layouts.iter().filter(|(is_beside, _)| *is_beside);
        let left = left.map(|(_, layout)| {
            format!("sheet \"{}\" was left alone: by its name it explains", layout.sheet)
        });
        remarks.extend(left);
        layouts.retain(|(is_beside, _)| !is_beside);
        unclear.retain(|(is_beside, _)| !is_beside);
    }
    let hidden = sheets
        .iter()
        .filter(|own| !own.is_visible && !place.sheets.iter().any(|name| is_named(own, name)));
    for own in hidden.filter(|own| !own.sheet.cells.is_empty()) {
        remarks.push(format!("sheet \"{}\" is hidden and was left alone", own.name));
    }
    let mut layouts: Vec<Layout> = layouts.into_iter().map(|(_, layout)| layout).collect();
    if place.sheets.is_empty() {
        leave_catalogues(&mut layouts, &mut remarks);
    }
    let mut unclear = unclear.into_iter().map(|(_, unclear)| unclear);
    if !layouts.is_empty() {
        remarks.extend(unclear.map(|unclear| format!("{unclear}: left alone; {}", unclear.advice)));
        remarks.dedup();
        return Ok(Found { layouts, remarks });
    }
    Err(unclear.next().unwrap_or_else(|| nothing(sheets)))
}

/// Leaves tables alone that have no place for answers, where others have one: what they list is not asked.
fn leave_catalogues(layouts: &mut Vec<Layout>, remarks: &mut Vec<String>) {
    let is_plain = |layout: &Layout| layout.has_header && layout.added.is_none();
    if layouts.iter().any(is_plain) {
        for layout in layouts.iter().filter(|layout| !is_plain(layout)) {
            remarks.push(format!(
                "sheet \"{}\": a table without a column for answers was left alone, as others have one; name the sheet with --sheet to fill it",
                layout.sheet
            ));
        }
        layouts.retain(is_plain);
    }
}

/// The sheets that are looked into.
fn wanted<'o, 's>(
    sheets: &'o [CustomerSheet<'s>],
    place: &Overrides,
) -> Result<Vec<&'o CustomerSheet<'s>>, Unclear> {
    if place.sheets.is_empty() {
        return Ok(sheets.iter().filter(|own| own.is_visible).collect());
    }
    let mut wanted = Vec::new();
    for name in &place.sheets {
        let found = sheets.iter().find(|own| is_named(own, name)).ok_or_else(|| {
            let there: Vec<String> = sheets.iter().map(|own| format!("\"{}\"", own.name)).collect();
            Unclear::new(
                format!("it has no sheet `{name}`; there are {}", there.join(", ")),
                "name a sheet as it is called in the file with --sheet",
            )
        })?;
        if !found.is_visible {
            return Err(Unclear::new(
                format!("its sheet `{name}` is hidden"),
                "show the sheet in a spreadsheet program, if it is to be answered",
            ));
        }
        wanted.push(found);
    }
    Ok(wanted)
}

fn is_named(own: &CustomerSheet<'_>, name: &str) -> bool {
    own.name == name || own.name.trim().to_lowercase() == name.trim().to_lowercase()
}

/// Whether a sheet explains others, by its name.
fn is_beside(name: &str) -> bool {
    let words = tokens(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    has(&BESIDE) && !has(&ASKING)
}

/// Why a file has no table at all.
fn nothing(sheets: &[CustomerSheet<'_>]) -> Unclear {
    let is_uncalculated = |own: &&CustomerSheet<'_>| {
        let cells = own.sheet.cells.values();
        let lost = |cell: &&Cell| cell.content == Content::Formula && cell.text.is_empty();
        own.is_visible && cells.filter(lost).count() >= 3
    };
    if let Some(own) = sheets.iter().find(is_uncalculated) {
        return Unclear::new(
            format!("sheet \"{}\" shows formulas without results", own.name),
            "open the file in a spreadsheet program, save it, and try again",
        );
    }
    let named = |is_visible: bool| -> Vec<String> {
        let own = sheets.iter().filter(|own| own.is_visible == is_visible && !own.name.is_empty());
        own.map(|own| format!("\"{}\"", own.name)).collect()
    };
    let (shown, hidden) = (named(true), named(false));
    let mut looked = Vec::new();
    if !shown.is_empty() {
        looked.push(format!("sheets: {}", shown.join(", ")));
    }
    if !hidden.is_empty() {
        looked.push(format!("hidden and not looked at: {}", hidden.join(", ")));
    }
    let where_to =
        if looked.is_empty() { String::new() } else { format!(" ({})", looked.join("; ")) };
    let advice = match (shown.is_empty(), hidden.is_empty()) {
        (_, false) => {
            "show the sheet that asks, or say where the table is with --sheet, --question and --answer"
        }
        (true, true) => {
            "say where it is with --question and --answer; in a list as text, each question is a line"
        }
        (false, true) => "say where it is with --sheet, --question and --answer",
    };
    Unclear::new(format!("no table of questions was found in it{where_to}"), advice)
}
