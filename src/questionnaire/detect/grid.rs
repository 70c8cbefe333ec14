//! A sheet as people see it: merged areas show their first cell, and only texts count.

use std::collections::BTreeMap;

use crate::questionnaire::words::repaired;
use crate::xlsx::{Area, Content, Place, Sheet};

/// Columns beyond this one are never part of a table: mapping columns end long before it.
const MOST_COLUMNS: u16 = 128;

/// Covered cells that are looked up; whoever merges more than this gets no help.
const MOST_COVERED: usize = 400_000;

/// Texts of a sheet by place, quick to ask.
pub(super) struct Grid<'s> {
    sheet: &'s Sheet,
    covered: BTreeMap<Place, Place>,
}

impl<'s> Grid<'s> {
    /// Looks at a sheet.
    pub(super) fn new(sheet: &'s Sheet) -> Self {
        let mut covered = BTreeMap::new();
        for area in sheet.merges.iter().filter(|area| area.first.column <= MOST_COLUMNS) {
            let last = area.last.column.min(MOST_COLUMNS);
            for row in area.first.row..=area.last.row {
                if covered.len() > MOST_COVERED {
                    break;
                }
                for column in area.first.column..=last {
                    covered.insert(Place::new(row, column), area.first);
                }
            }
        }
        Self { sheet, covered }
    }

    /// The place whose cell shows at a place.
    pub(super) fn shown(&self, place: Place) -> Place {
        self.covered.get(&place).copied().unwrap_or(place)
    }

    /// The text that shows at a place, its white space repaired.
    pub(super) fn text(&self, place: Place) -> String {
        repaired(self.sheet.text(self.shown(place)))
    }

    /// Whether anything shows at a place.
    pub(super) fn is_empty(&self, place: Place) -> bool {
        self.sheet.text(self.shown(place)).trim().is_empty()
    }

    /// Rows with a text, in order.
    pub(super) fn rows(&self) -> Vec<u32> {
        let mut rows = Vec::new();
        for (place, cell) in &self.sheet.cells {
            if !cell.text.is_empty() && rows.last() != Some(&place.row) {
                rows.push(place.row);
            }
        }
        rows
    }

    /// Columns of a row that have a text of their own, in order.
    pub(super) fn columns(&self, row: u32) -> Vec<u16> {
        let cells = self.sheet.cells.range(Place::new(row, 0)..=Place::new(row, MOST_COLUMNS));
        cells.filter(|(_, cell)| !cell.text.is_empty()).map(|(place, _)| place.column).collect()
    }

    /// Columns where a row shows a text, its own or one of a merged area.
    pub(super) fn shown_columns(&self, row: u32) -> Vec<u16> {
        let mut columns = self.columns(row);
        let across = self.covered.range(Place::new(row, 0)..=Place::new(row, MOST_COLUMNS));
        columns.extend(across.map(|(place, _)| place.column));
        columns.sort_unstable();
        columns.dedup();
        columns.retain(|column| !self.is_empty(Place::new(row, *column)));
        columns
    }

    /// Rows of a column that have a drop-down list, as areas.
    pub(super) fn lists(&self, column: u16) -> Vec<(u32, u32)> {
        let in_column = |area: &&Area| (area.first.column..=area.last.column).contains(&column);
        let areas = self.sheet.lists.iter().flat_map(|list| list.areas.iter());
        areas.filter(in_column).map(|area| (area.first.row, area.last.row)).collect()
    }

    /// Whether a cell holds a formula.
    pub(super) fn is_formula(&self, place: Place) -> bool {
        self.sheet.cells.get(&place).is_some_and(|cell| cell.content == Content::Formula)
    }

    /// Rows of a column whose formula has no last result.
    pub(super) fn uncalculated(&self, column: u16) -> Vec<u32> {
        let formulas = self.sheet.cells.iter().filter(|(place, cell)| {
            place.column == column && cell.content == Content::Formula && cell.text.is_empty()
        });
        formulas.map(|(place, _)| place.row).collect()
    }

    /// Whether a row is not shown.
    pub(super) fn is_row_hidden(&self, row: u32) -> bool {
        self.sheet.hidden_rows.contains(&row)
    }

    /// Whether the file has a cell at a place, be it empty: it belongs to something.
    pub(super) fn exists(&self, place: Place) -> bool {
        self.sheet.cells.contains_key(&place)
    }

    /// The last column in which anything stands or is merged in any row, and the last row.
    pub(super) fn last(&self) -> (u16, u32) {
        let filled = self.sheet.cells.iter().filter(|(_, cell)| !cell.text.is_empty());
        let filled = filled.map(|(place, _)| *place);
        let merged = self.sheet.merges.iter().map(|area| area.last);
        let all = filled.chain(merged).filter(|place| place.column <= MOST_COLUMNS);
        all.fold((0, 0), |(column, row), place| (column.max(place.column), row.max(place.row)))
    }

    /// Whether a column is not shown.
    pub(super) fn is_hidden(&self, column: u16) -> bool {
        self.sheet.hidden_columns.contains(&column)
    }
}
