//! What a change needs to know of a sheet: the cells to change, where new ones belong, and its formulas.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::xlsx::place::{Area, Place};
use crate::xlsx::refusal::{Limits, Refusal};
use crate::xlsx::scan::{self, CellFound, FormulaFound, FormulaKind, Found, Frame, Raw, RowFound};

/// The most array formulas of several cells that may cross one row.
const MOST_ARRAYS: usize = 1_000;

/// A sheet as a change sees it.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// What surrounds its rows.
    pub(super) frame: Frame,
    /// The cells to change that are in the file.
    pub(super) cells: BTreeMap<Place, CellFound>,
    /// Cells to change that stand in the file twice.
    pub(super) twins: BTreeSet<Place>,
    /// The rows of cells to change that are in the file.
    pub(super) rows: BTreeMap<u32, RowFound>,
    /// Where in the part a cell to change would begin, if its row is in the file and it is not.
    pub(super) cell_spots: BTreeMap<Place, usize>,
    /// Where in the part a row of cells to change would begin, if it is not in the file.
    pub(super) row_spots: BTreeMap<u32, usize>,
    /// Cells with formulas.
    pub(super) formulas: Vec<(Calculated, FormulaFound)>,
    /// Areas of array formulas and what-if tables.
    pub(super) arrays: Vec<Area>,
    /// Cells that hold a result of an array formula of another cell.
    pub(super) results: Vec<Calculated>,
}

/// A cell that holds the last result of a formula, as far as that may have to go.
#[derive(Debug)]
pub(super) struct Calculated {
    /// Where it is.
    pub(super) place: Place,
    /// Its start tag.
    pub(super) open: Range<usize>,
    /// The element of the result; `None` where nothing was calculated, for which some writers leave an empty element.
    pub(super) value: Option<Range<usize>>,
    /// Whether the formula is its own; else that of an array formula around it.
    pub(super) has_formula: bool,
}

impl Calculated {
    fn of(cell: &CellFound) -> Self {
        let value = cell.value.clone().filter(|_| cell.raw != Raw::Nothing);
        let has_formula = cell.formula.is_some();
        Self { place: cell.place, open: cell.open.clone(), value, has_formula }
    }
}

/// Looks through a sheet for the cells to change. `uses` counts the cells that use a shared string.
///
/// # Errors
/// A damaged sheet, or one beyond the limits.
pub(super) fn outline(
    part: &str,
    bytes: &[u8],
    limits: &Limits,
    targets: &BTreeSet<Place>,
    uses: &mut [u32],
) -> Result<Outline, Refusal> {
    let mut eye = Eye::new(targets, uses);
    let frame = scan::scan(part, bytes, limits, &mut |found| eye.see(found))?;
    for row in eye.waiting_rows {
        eye.outline.row_spots.insert(row, frame.end);
    }
    eye.outline.frame = frame;
    Ok(eye.outline)
}

struct Eye<'a> {
    targets: &'a BTreeSet<Place>,
    uses: &'a mut [u32],
    outline: Outline,
    /// Rows to change that have not come yet, and columns of the current one.
    waiting_rows: BTreeSet<u32>,
    waiting_columns: BTreeSet<u16>,
    row: u32,
    /// Array formulas that may reach the current row.
    active: Vec<Area>,
}

impl<'a> Eye<'a> {
    fn new(targets: &'a BTreeSet<Place>, uses: &'a mut [u32]) -> Self {
        let waiting_rows = targets.iter().map(|place| place.row).collect();
        let waiting_columns = BTreeSet::new();
        let (outline, active) = (Outline::default(), Vec::new());
        Self { targets, uses, outline, waiting_rows, waiting_columns, row: 0, active }
    }

    fn see(&mut self, found: Found) -> Result<(), Refusal> {
        match found {
            Found::Row(row) => {
                self.begin(row);
                Ok(())
            }
            Found::Cell(cell) => self.cell(cell),
            Found::RowEnd(at) => {
                for column in std::mem::take(&mut self.waiting_columns) {
                    self.outline.cell_spots.entry(Place::new(self.row, column)).or_insert(at);
                }
                Ok(())
            }
        }
    }

    fn begin(&mut self, row: RowFound) {
        self.row = row.row;
        self.active.retain(|area| area.last.row >= row.row);
        while self.waiting_rows.first().is_some_and(|waiting| *waiting < row.row) {
            if let Some(passed) = self.waiting_rows.pop_first() {
                self.outline.row_spots.insert(passed, row.open.start);
            }
        }
        let (first, last) = (Place::new(row.row, 0), Place::new(row.row, u16::MAX));
        self.waiting_columns = self.targets.range(first..=last).map(|place| place.column).collect();
        if !self.waiting_columns.is_empty() {
            self.waiting_rows.remove(&row.row);
            self.outline.rows.entry(row.row).or_insert(row);
        }
    }

    fn cell(&mut self, mut cell: CellFound) -> Result<(), Refusal> {
        let place = cell.place;
        if let Raw::Index(index) = cell.raw
            && let Some(count) = self.uses.get_mut(index)
        {
            *count = count.saturating_add(1);
        }
        while self.waiting_columns.first().is_some_and(|waiting| *waiting < place.column) {
            if let Some(passed) = self.waiting_columns.pop_first() {
                let spot = Place::new(self.row, passed);
                self.outline.cell_spots.entry(spot).or_insert(cell.range.start);
            }
        }
        self.waiting_columns.remove(&place.column);
        let is_target = self.targets.contains(&place);
        if let Some(formula) = &cell.formula {
            let is_array = matches!(formula.kind, FormulaKind::Array | FormulaKind::Table);
            if let Some(area) = formula.area.filter(|_| is_array) {
                self.array(area)?;
            }
            let calculated = Calculated::of(&cell);
            let formula = if is_target { cell.formula.clone() } else { cell.formula.take() };
            self.outline.formulas.extend(formula.map(|formula| (calculated, formula)));
        } else if self.active.iter().any(|area| area.contains(place)) {
            self.outline.results.push(Calculated::of(&cell));
        }
        if is_target && self.outline.cells.insert(place, cell).is_some() {
            self.outline.twins.insert(place);
        }
        Ok(())
    }

    fn array(&mut self, area: Area) -> Result<(), Refusal> {
        self.outline.arrays.push(area);
        if area.first != area.last {
            self.active.push(area);
        }
        if self.active.len() > MOST_ARRAYS {
            let what = format!("more than {MOST_ARRAYS} array formulas cross one row");
            return Err(Refusal::TooLarge(what));
        }
        Ok(())
    }
}
