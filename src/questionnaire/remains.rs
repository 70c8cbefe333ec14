//! What a publisher's workbook holds beside the form: text of an earlier hand, names, things that are not shown.
//!
//! All of it goes out with the filled file, as cells that are not ours stay as they are.

use std::collections::{BTreeMap, BTreeSet};

use crate::form::profile::{Profile, same_header};
use crate::questionnaire::detect::{self, Table};
use crate::xlsx::{Area, Cargo, Content, Place, Refusal, Sheet, Workbook};

/// What a workbook holds beside the form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remains {
    /// Ranges that hold text in the rows of questions, in columns that people fill in and that are left alone:
    /// `CAIQv4.0.3!F3:F9`.
    pub kept: Vec<String>,
    /// Texts that stand in the file although no cell shows them.
    pub unshown: Vec<String>,
    /// Names of persons, sorted.
    pub persons: Vec<String>,
    /// Names of sheets that are hidden.
    pub hidden_sheets: Vec<String>,
    /// Whether it has comments.
    pub has_comments: bool,
}

impl Remains {
    /// Looks through a workbook, all of whose sheets were read.
    ///
    /// # Errors
    /// Shared texts that are damaged or go beyond the limits.
    pub(super) fn of(
        workbook: &Workbook,
        sheets: &BTreeMap<usize, Sheet>,
        tables: &[Table],
        profile: Option<&Profile>,
    ) -> Result<Self, Refusal> {
        let cells = sheets.values().flat_map(|sheet| sheet.cells.values());
        let shown: BTreeSet<&str> = cells.map(|cell| cell.text.as_str()).collect();
        let hidden = workbook.sheets().iter().filter(|sheet| !sheet.is_visible);
        let kept = tables.iter().filter_map(|table| {
            let name = workbook.sheets().get(table.sheet)?.name.as_str();
            Some(kept(name, sheets.get(&table.sheet)?, table, profile))
        });
        Ok(Self {
            kept: kept.flatten().collect(),
            unshown: workbook.texts_beside(&shown)?,
            persons: workbook.persons(),
            hidden_sheets: hidden.map(|sheet| sheet.name.clone()).collect(),
            has_comments: workbook.cargo().contains(&Cargo::Comments),
        })
    }
}

/// The ranges of a table that hold text in columns that are filled in by hand and that we leave alone: the layout
/// names them; without a layout their headers tell.
fn kept(name: &str, sheet: &Sheet, table: &Table, profile: Option<&Profile>) -> Vec<String> {
    let ours = &table.columns;
    let ours: Vec<u16> =
        ours.response.all().into_iter().chain(ours.ownership).chain(ours.explanation).collect();
    let headers = sheet.cells.range(Place::new(table.header.0, 0)..);
    let headers = headers.take_while(|(place, _)| place.row <= table.header.1);
    let by_hand = |text: &str| match profile {
        // Ids are the publisher's, whatever they are called.
        Some(profile) => {
            profile.keep.iter().any(|keep| same_header(text, keep)) && !detect::is_id_header(text)
        }
        None => detect::is_answer_header(text),
    };
    let columns: BTreeSet<u16> = headers
        .filter(|(place, cell)| !ours.contains(&place.column) && by_hand(&cell.text))
        .map(|(place, _)| place.column)
        .collect();
    let in_column = |column: u16| {
        let has_text = |row: &u32| {
            let cell = sheet.cells.get(&Place::new(*row, column));
            cell.is_some_and(|cell| cell.content == Content::Text && !cell.text.trim().is_empty())
        };
        let rows: Vec<u32> = table.lines.iter().map(|line| line.row).filter(has_text).collect();
        runs(&rows).into_iter().map(move |(first, last)| {
            let area = Area { first: Place::new(first, column), last: Place::new(last, column) };
            format!("{name}!{area}")
        })
    };
    columns.into_iter().flat_map(in_column).collect()
}

/// Rows in order as runs of rows that follow each other.
fn runs(rows: &[u32]) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match runs.last_mut() {
            Some((_, last)) if *row == *last + 1 => *last = *row,
            _ => runs.push((*row, *row)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_follow_each_other_are_one_range() {
        assert_eq!(runs(&[2, 3, 4, 7, 9, 10]), [(2, 4), (7, 7), (9, 10)]);
        assert!(runs(&[]).is_empty());
    }
}
