//! Where the questions of a workbook stand: sheet, header rows, columns.

use crate::xlsx::Sheet;

/// A table of questions in a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Index of the sheet in the workbook.
    pub sheet: usize,
    /// The header's first and last row, from 0.
    pub header: (u32, u32),
    /// What stands in which column.
    pub columns: Columns,
    /// The questions, in the order of the sheet.
    pub lines: Vec<Line>,
}

/// What stands in which column of a table; columns count from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// Ids.
    pub id: Option<u16>,
    /// Questions.
    pub question: Option<u16>,
    /// Responses.
    pub response: ResponseColumns,
    /// Who owns the control.
    pub ownership: Option<u16>,
    /// Explanations, comments.
    pub explanation: Option<u16>,
}

/// Where a response is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseColumns {
    /// Nowhere.
    None,
    /// In one column, as a word.
    Word(u16),
    /// In one column for each response, as a mark.
    Ticks {
        /// The column of yes.
        yes: u16,
        /// The column of no.
        no: u16,
        /// The column of not applicable, where there is one.
        not_applicable: Option<u16>,
    },
}

/// One question of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its row, from 0.
    pub row: u32,
    /// Its id with white space repaired; may be empty.
    pub id: String,
    /// Its text with white space repaired; may be empty.
    pub question: String,
    /// The heading above it; may be empty.
    pub section: String,
}

/// Finds the tables of questions in sheets that were read, in their order. The index of each
/// sheet in its workbook comes with it.
#[must_use]
pub fn tables(_sheets: &[(usize, &Sheet)]) -> Vec<Table> {
    Vec::new()
}
