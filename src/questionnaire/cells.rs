//! The cells of a workbook's tables that answers go to: where they are, and what keeps them from being written.

use std::collections::BTreeMap;

use crate::form::Response;
use crate::questionnaire::detect::{Line, ResponseColumns, Table};
use crate::questionnaire::fit::Why;
use crate::questionnaire::table::LONGEST_CELL;
use crate::questionnaire::vocabulary;
use crate::xlsx::{Place, Sheet};

/// A place in a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Index of the sheet.
    pub sheet: usize,
    /// The cell.
    pub place: Place,
}

/// Texts by the column they go to.
pub type Marks = Vec<(u16, String)>;

/// Why an answer is left out, and by which column.
pub type Refused = (Option<u16>, Why);

/// A line of a table: where the parts of an answer go, and what stands there.
#[derive(Debug, Clone, Copy)]
pub struct Target<'w> {
    /// The sheet's cells.
    pub sheet: &'w Sheet,
    /// The table.
    pub table: &'w Table,
    /// The question.
    pub line: &'w Line,
}

impl Target<'_> {
    /// The cell of a column in this line. A merged cell takes its text in its first cell.
    #[must_use]
    pub fn place(&self, column: u16) -> Place {
        self.sheet.shown(Place::new(self.line.row, column))
    }

    /// The same with its sheet.
    #[must_use]
    pub fn spot(&self, column: u16) -> Spot {
        Spot { sheet: self.table.sheet, place: self.place(column) }
    }

    /// What stands in a column of this line.
    #[must_use]
    pub fn text(&self, column: u16) -> &str {
        self.sheet.text(self.place(column))
    }
}

/// The cells of tables that answers go to.
#[derive(Debug)]
pub struct Cells<'w> {
    sheets: &'w BTreeMap<usize, Sheet>,
    tables: Vec<&'w Table>,
    /// How many lines show the same cell.
    sharers: BTreeMap<Spot, usize>,
}

impl<'w> Cells<'w> {
    /// The cells of these tables; the sheets are by their index in the workbook.
    #[must_use]
    pub fn new(
        sheets: &'w BTreeMap<usize, Sheet>,
        tables: impl IntoIterator<Item = &'w Table>,
    ) -> Self {
        let tables = tables.into_iter().collect();
        let mut cells = Self { sheets, tables, sharers: BTreeMap::new() };
        for target in cells.targets() {
            for column in columns(target.table) {
                *cells.sharers.entry(target.spot(column)).or_insert(0) += 1;
            }
        }
        cells
    }

    /// Every line, in the order of the tables.
    #[must_use]
    pub fn targets(&self) -> Vec<Target<'w>> {
        let tables = self.tables.iter().copied();
        tables
            .filter_map(|table| Some((self.sheets.get(&table.sheet)?, table)))
            .flat_map(|(sheet, table)| {
                table.lines.iter().map(move |line| Target { sheet, table, line })
            })
            .collect()
    }

    /// Whether a cell takes a text.
    ///
    /// # Errors
    /// What keeps it from being written.
    pub fn is_open(&self, target: &Target<'w>, column: u16, text: &str) -> Result<(), Why> {
        let spot = target.spot(column);
        if self.sharers.get(&spot).is_some_and(|sharers| *sharers > 1) {
            return Err(Why::Shared);
        }
        if text.encode_utf16().count() > LONGEST_CELL {
            return Err(Why::TooLong);
        }
        // A cell that stays as it is need not be writable.
        if target.sheet.text(spot.place) == text {
            return Ok(());
        }
        target.sheet.writable(spot.place).map_err(Why::from)
    }

    /// The tick columns of a line: the mark in one, nothing in the others.
    ///
    /// # Errors
    /// The first cell that cannot be written.
    pub fn ticks(&self, target: &Target<'w>, marked: u16, mark: &str) -> Result<Marks, Refused> {
        let mut marks = Vec::new();
        for column in target.table.columns.response.all() {
            let text = if column == marked { mark.to_owned() } else { String::new() };
            self.is_open(target, column, &text).map_err(|why| (Some(column), why))?;
            marks.push((column, text));
        }
        Ok(marks)
    }

    /// The mark that a table uses already, else the usual one.
    #[must_use]
    pub fn mark(&self, table: &Table, usual: &str) -> String {
        let Some(sheet) = self.sheets.get(&table.sheet) else { return usual.to_owned() };
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for line in &table.lines {
            for column in table.columns.response.all() {
                let text = sheet.text(Place::new(line.row, column)).trim();
                if vocabulary::is_mark(text) {
                    *counts.entry(text).or_insert(0) += 1;
                }
            }
        }
        counts.iter().max_by_key(|(_, count)| **count).map_or(usual, |(mark, _)| *mark).to_owned()
    }
}

/// The columns that answers go to.
#[must_use]
pub fn columns(table: &Table) -> Vec<u16> {
    let columns = &table.columns;
    let mut all = columns.response.all();
    all.extend(columns.ownership);
    all.extend(columns.explanation);
    all
}

/// The tick column of a response, and what a tick there says; a plan is a no, and so is a part without a column.
///
/// # Errors
/// A response without a column.
pub fn ticked(response: Response, columns: ResponseColumns) -> Result<(u16, Response), Why> {
    let ResponseColumns::Ticks { yes, no, partial, not_applicable } = columns else {
        return Err(Why::NoResponseColumn);
    };
    match response {
        Response::Yes => Ok((yes, Response::Yes)),
        Response::Partial => Ok(partial.map_or((no, Response::No), |own| (own, response))),
        Response::No | Response::Planned => Ok((no, Response::No)),
        Response::NotApplicable => Ok((not_applicable.ok_or(Why::NoWord)?, response)),
    }
}
