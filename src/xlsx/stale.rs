//! Which results of formulas are old once cells change, step by step through all sheets.

use std::collections::{BTreeMap, BTreeSet};

use crate::xlsx::Workbook;
use crate::xlsx::formula::{Finder, Reads};
use crate::xlsx::lookup::Areas;
use crate::xlsx::outline::{Calculated, Outline};
use crate::xlsx::place::{Area, Place};
use crate::xlsx::scan::FormulaKind;
use crate::xlsx::write::Changes;

/// The most areas that are looked at. In a workbook beyond it all results count as old.
const MOST_LOOKS: usize = 50_000_000;
/// The most areas that are kept of all formulas; further formulas count as reading anything.
const MOST_KEPT: usize = 2_000_000;

/// Cells whose last results are old, by sheet: of formulas, and of array formulas the cells around them.
#[derive(Debug, Default)]
pub(super) struct Stale {
    areas: BTreeMap<usize, Vec<Area>>,
    cells: BTreeMap<usize, BTreeSet<Place>>,
}

impl Stale {
    /// Whether any formula depends on the changes.
    pub(super) fn is_any(&self) -> bool {
        !self.cells.is_empty()
    }

    /// The cells of a sheet whose results are old.
    pub(super) fn cells<'s>(&self, sheet: usize, outline: &'s Outline) -> Vec<&'s Calculated> {
        let Some(cells) = self.cells.get(&sheet) else { return Vec::new() };
        let areas = self.areas.get(&sheet).map_or(&[][..], Vec::as_slice);
        let areas = Areas::new(areas.iter().copied().zip(0..));
        let formulas = outline.formulas.iter().map(|(cell, _)| cell);
        let formulas = formulas.filter(|cell| cells.contains(&cell.place));
        let results = outline.results.iter().filter(|cell| areas.first(cell.place).is_some());
        formulas.chain(results).collect()
    }
}

/// Finds what depends on changed cells.
pub(super) fn find(
    book: &Workbook,
    outlines: &BTreeMap<usize, Outline>,
    changes: &BTreeMap<usize, Changes<'_>>,
) -> Stale {
    let mut graph = Graph::default();
    let mut finder = Finder::new(book.names());
    for (sheet, outline) in outlines {
        graph.add(*sheet, outline, &mut finder);
    }
    let changed = changes
        .iter()
        .flat_map(|(sheet, cells)| cells.keys().map(|place| (*sheet, Area::from(*place))));
    graph.spread(changed.collect())
}

/// Formulas by what they read.
#[derive(Default)]
struct Graph {
    /// Where each formula's results stand: its sheet, its own cell, and its area.
    formulas: Vec<(usize, Place, Area)>,
    /// Readers of one cell; sorted once all are known.
    singles: Vec<(usize, Place, usize)>,
    /// Readers of larger areas, by sheet.
    wide: BTreeMap<usize, BTreeMap<Area, Vec<usize>>>,
    /// Readers of anything.
    anything: Vec<usize>,
    kept: usize,
}

impl Graph {
    fn add(&mut self, sheet: usize, outline: &Outline, finder: &mut Finder<'_>) {
        let mut shared: BTreeMap<u32, (Place, Reads)> = BTreeMap::new();
        for (cell, formula) in &outline.formulas {
            let number = self.formulas.len();
            let is_area = matches!(formula.kind, FormulaKind::Array | FormulaKind::Table);
            let area = formula.area.filter(|_| is_area).unwrap_or(Area::from(cell.place));
            self.formulas.push((sheet, cell.place, area));
            if formula.kind == FormulaKind::Table {
                self.anything.push(number);
                continue;
            }
            if !formula.text.is_empty() {
                let reads = finder.reads(&formula.text, sheet);
                self.keep(number, &reads, (0, 0));
                if let Some(index) = formula.shared.filter(|_| formula.area.is_some()) {
                    shared.insert(index, (cell.place, reads));
                }
                continue;
            }
            match formula.shared.and_then(|index| shared.get(&index)) {
                Some((from, reads)) => self.keep(number, reads, distance(*from, cell.place)),
                None => self.anything.push(number),
            }
        }
    }

    fn keep(&mut self, number: usize, reads: &Reads, (rows, columns): (i64, i64)) {
        let sheets = reads.areas.iter().map(|r| r.sheets.1 - r.sheets.0 + 1);
        self.kept = sheets.fold(self.kept, usize::saturating_add);
        if reads.anything || self.kept > MOST_KEPT {
            self.anything.push(number);
            return;
        }
        for reference in &reads.areas {
            let area = reference.area(rows, columns);
            for sheet in reference.sheets.0..=reference.sheets.1 {
                if area.first == area.last {
                    self.singles.push((sheet, area.first, number));
                } else {
                    let areas = self.wide.entry(sheet).or_default();
                    areas.entry(area).or_default().push(number);
                }
            }
        }
    }

    /// Goes from changed cells to the formulas that read them, and on from there.
    fn spread(mut self, mut waiting: Vec<(usize, Area)>) -> Stale {
        self.singles.sort_unstable();
        let mut is_old = vec![false; self.formulas.len()];
        let mut wide: BTreeMap<usize, Vec<(Area, Vec<usize>)>> = self
            .wide
            .into_iter()
            .map(|(sheet, areas)| (sheet, areas.into_iter().collect()))
            .collect();
        let mut looks = MOST_LOOKS;
        let mut reached = self.anything;
        loop {
            for number in reached.drain(..) {
                let (Some(old), Some((sheet, _, area))) =
                    (is_old.get_mut(number), self.formulas.get(number))
                else {
                    continue;
                };
                if !*old {
                    *old = true;
                    waiting.push((*sheet, *area));
                }
            }
            let Some((sheet, area)) = waiting.pop() else { break };
            let from = self.singles.partition_point(|(at, p, _)| (*at, *p) < (sheet, area.first));
            let singles = self.singles.get(from..).unwrap_or_default().iter();
            let mut spent = 0;
            for (_, place, reader) in
                singles.take_while(|(at, place, _)| (*at, *place) <= (sheet, area.last))
            {
                spent += 1;
                if area.contains(*place) {
                    reached.push(*reader);
                }
            }
            if let Some(areas) = wide.get_mut(&sheet) {
                spent += areas.len();
                // An area is left out once it has been met: its readers are old then.
                areas.retain(|(other, readers)| {
                    let is_met = other.meets(&area);
                    if is_met {
                        reached.extend(readers);
                    }
                    !is_met
                });
            }
            let Some(left) = looks.checked_sub(spent + reached.len()) else {
                is_old.fill(true);
                break;
            };
            looks = left;
        }
        let mut stale = Stale::default();
        for (_, (sheet, place, area)) in is_old.iter().zip(self.formulas).filter(|(old, _)| **old) {
            stale.cells.entry(sheet).or_default().insert(place);
            if area.first != area.last {
                stale.areas.entry(sheet).or_default().push(area);
            }
        }
        stale
    }
}

/// Rows and columns from one place to another.
fn distance(from: Place, to: Place) -> (i64, i64) {
    (i64::from(to.row) - i64::from(from.row), i64::from(to.column) - i64::from(from.column))
}
