//! Changes cells of a workbook. All other bytes of its parts are copied.
//!
//! A change touches the sheet, the shared strings if a text comes or goes, and, where a formula depends on it,
//! the sheets with such formulas and the workbook's own part, which then asks for calculation.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::xlsx::outline::{self, Outline};
use crate::xlsx::place::Place;
use crate::xlsx::pool::Pool;
use crate::xlsx::refusal::Refusal;
use crate::xlsx::splice::{self, Splice};
use crate::xlsx::strings::Strings;
use crate::xlsx::style::Locks;
use crate::xlsx::write::{self, Changes};
use crate::xlsx::{
    Cell, Content, Edit, Obstacle, Patched, Sheet, Value, Workbook, package, recalculation, sheet,
    stale, text,
};

/// Bytes of a part that is kept while the sheet is changed; a larger one is inflated twice.
const MOST_INFLATED: usize = 8_000_000;

/// Makes the edits that can be made. Where two are for one cell, the last one counts.
///
/// # Errors
/// A part that is damaged or goes beyond the limits.
pub(super) fn patch(book: &Workbook, edits: &[Edit], comment: &str) -> Result<Patched, Refusal> {
    let mut work = Work::new(book)?;
    let changes = work.decide(edits)?;
    let mut parts = BTreeMap::new();
    let (mut dropped, mut changed) = (0, BTreeMap::new());
    if !changes.is_empty() {
        work.outline_others()?;
        let stale = stale::find(book, &work.outlines, &changes);
        changed = says(&changes);
        dropped = work.sheets(&changes, &stale, &mut parts, &mut changed)?;
        if stale.is_any() {
            let part = &book.book.part;
            let before = book.part(part)?;
            let asked = recalculation::ask(part, &before, book.limits())?;
            replace(&mut parts, part, &before, asked);
        }
    }
    let replaced: BTreeMap<String, Vec<u8>> =
        parts.into_iter().map(|(name, bytes)| (work.spelled(&name), bytes)).collect();
    let bytes = book.package.write(&replaced, comment)?;
    let touched = replaced.into_keys().collect();
    work.refused.sort_unstable();
    Ok(Patched { bytes, refused: work.refused, touched, dropped, changed })
}

/// A workbook while it is changed.
struct Work<'a> {
    book: &'a Workbook,
    strings: Arc<Strings>,
    locks: Locks,
    outlines: BTreeMap<usize, Outline>,
    /// The parts of sheets to change, inflated, where they are small.
    inflated: BTreeMap<usize, Cow<'a, [u8]>>,
    /// How many cells of the sheets outlined use each shared string.
    uses: Vec<u32>,
    refused: Vec<(usize, Obstacle)>,
}

impl<'a> Work<'a> {
    fn new(book: &'a Workbook) -> Result<Self, Refusal> {
        let (strings, locks) = (book.strings()?, book.locks());
        let uses = vec![0; strings.items.len()];
        let (outlines, inflated) = (BTreeMap::new(), BTreeMap::new());
        Ok(Self { book, strings, locks, outlines, inflated, uses, refused: Vec::new() })
    }

    /// The edits that change something, by sheet and cell; the others are refused or already true.
    fn decide<'e>(&mut self, edits: &'e [Edit]) -> Result<BTreeMap<usize, Changes<'e>>, Refusal> {
        let mut wanted: BTreeMap<usize, BTreeMap<Place, usize>> = BTreeMap::new();
        for (index, edit) in edits.iter().enumerate() {
            if self.book.sheet_part(edit.sheet).is_none() {
                self.refused.push((index, Obstacle::NoCells));
            } else {
                wanted.entry(edit.sheet).or_default().insert(edit.place, index);
            }
        }
        let mut changes = BTreeMap::new();
        for (at, places) in wanted {
            self.outline(at, &places.keys().copied().collect())?;
            let Some(outline) = self.outlines.get(&at) else { continue };
            let known = known(outline, &self.strings, &self.locks)?;
            let mut accepted = Changes::new();
            for (place, index) in places {
                let Some(edit) = edits.get(index) else { continue };
                match accept(&known, outline, place, &edit.value) {
                    Ok(Some(value)) => drop(accepted.insert(place, value)),
                    Ok(None) => {}
                    Err(obstacle) => self.refused.push((index, obstacle)),
                }
            }
            if !accepted.is_empty() {
                changes.insert(at, accepted);
            }
        }
        Ok(changes)
    }

    /// Sheets that no edit names: they may have formulas, and use shared strings.
    fn outline_others(&mut self) -> Result<(), Refusal> {
        for at in 0..self.book.sheets().len() {
            if !self.outlines.contains_key(&at) {
                self.outline(at, &BTreeSet::new())?;
            }
        }
        Ok(())
    }

    fn outline(&mut self, at: usize, targets: &BTreeSet<Place>) -> Result<(), Refusal> {
        let Some(part) = self.book.sheet_part(at) else { return Ok(()) };
        let bytes = self.book.part(part)?;
        let uses = &mut self.uses;
        let outline = outline::outline(part, &bytes, self.book.limits(), targets, uses)?;
        self.outlines.insert(at, outline);
        if !targets.is_empty() && bytes.len() < MOST_INFLATED {
            self.inflated.insert(at, bytes);
        }
        Ok(())
    }

    /// Writes the changed sheets and shared strings; tells how many results were dropped, and which cells lost theirs.
    fn sheets(
        &mut self,
        changes: &BTreeMap<usize, Changes<'_>>,
        stale: &stale::Stale,
        parts: &mut BTreeMap<String, Vec<u8>>,
        changed: &mut BTreeMap<(usize, Place), Cell>,
    ) -> Result<usize, Refusal> {
        let texts = changes.values().flat_map(BTreeMap::values).filter_map(|value| match value {
            Value::Text(text) => Some(text.as_str()),
            Value::Number(_) | Value::Nothing => None,
        });
        let uses = std::mem::take(&mut self.uses);
        let mut pool = Pool::new(Arc::clone(&self.strings), uses, texts);
        let has_strings = self.book.book.strings.is_some();
        let (mut dropped, none) = (0, Changes::new());
        for (at, outline) in &self.outlines {
            let Some(part) = self.book.sheet_part(*at) else { continue };
            let changes = changes.get(at).unwrap_or(&none);
            let outdated = stale.cells(*at, outline);
            if changes.is_empty() && outdated.is_empty() {
                continue;
            }
            let bytes = match self.inflated.remove(at) {
                Some(bytes) => bytes,
                None => self.book.part(part)?,
            };
            let shared = has_strings.then_some(&mut pool);
            let mut splices: Vec<Splice> = write::cells(&bytes, outline, changes, shared);
            for cell in outdated {
                let mut without = write::without_result(&bytes, cell);
                dropped += usize::from(!without.is_empty());
                if !cell.has_formula {
                    changed.insert((*at, cell.place), Cell::default());
                }
                splices.append(&mut without);
            }
            replace(parts, part, &bytes, splice::apply(&bytes, splices));
        }
        if let Some(part) = self.book.book.strings.as_ref().filter(|_| pool.is_changed()) {
            let before = self.book.part(part)?;
            replace(parts, part, &before, pool.write(&before));
        }
        Ok(dropped)
    }

    /// The name of a part as the archive spells it.
    fn spelled(&self, name: &str) -> String {
        let wanted = package::normal(name);
        let mut names = self.book.package.names();
        let found = names.find(|known| package::normal(known) == wanted);
        found.map_or_else(|| name.to_owned(), std::borrow::Cow::into_owned)
    }
}

/// What changed cells hold from now on.
fn says(changes: &BTreeMap<usize, Changes<'_>>) -> BTreeMap<(usize, Place), Cell> {
    let cells = changes.iter().flat_map(|(at, cells)| cells.iter().map(move |cell| (*at, cell)));
    let cell = |value: &Value| {
        let (content, text) = match value {
            Value::Text(text) => (Content::Text, text.clone()),
            Value::Number(text) => (Content::Number, text.clone()),
            Value::Nothing => (Content::Nothing, String::new()),
        };
        Cell { text, content, is_locked: false }
    };
    cells.map(|(at, (place, value))| ((at, *place), cell(value))).collect()
}

/// Puts a part in place of the one before, unless they are the same.
fn replace(parts: &mut BTreeMap<String, Vec<u8>>, name: &str, before: &[u8], after: Vec<u8>) {
    if before != after {
        parts.insert(name.to_owned(), after);
    }
}

/// The sheet as far as it is needed to say what keeps the wanted cells from being written.
fn known(outline: &Outline, strings: &Strings, locks: &Locks) -> Result<Sheet, Refusal> {
    let mut known = Sheet { arrays: outline.arrays.clone(), ..Sheet::default() };
    sheet::surround(&mut known, &outline.frame, locks);
    for (place, found) in &outline.cells {
        known.cells.insert(*place, sheet::cell(found.clone(), strings, locks)?);
    }
    for row in outline.rows.values().filter(|row| row.style.is_some()) {
        known.row_locks.insert(row.row, locks.is_locked(row.style));
    }
    Ok(known)
}

/// The value that a cell is to hold; `None` where it holds it.
fn accept<'e>(
    known: &Sheet,
    outline: &Outline,
    place: Place,
    value: &'e Value,
) -> Result<Option<&'e Value>, Obstacle> {
    if outline.frame.open.is_none() {
        return Err(Obstacle::NoCells);
    }
    known.writable(place)?;
    let present = known.cells.get(&place);
    let (content, text) =
        present.map_or((Content::Nothing, ""), |cell| (cell.content, cell.text.as_str()));
    let value = match value {
        Value::Text(text) if text.is_empty() => &Value::Nothing,
        value => value,
    };
    let is_there = match value {
        Value::Text(wanted) if text::is_too_long(wanted) => return Err(Obstacle::TooLong),
        Value::Text(wanted) => content == Content::Text && text::is_same(text, wanted),
        Value::Number(wanted) if !is_number(wanted) => return Err(Obstacle::Unwritable),
        Value::Number(wanted) => content == Content::Number && text == wanted,
        Value::Nothing => content == Content::Nothing,
    };
    // No program says which of two cells at one place counts.
    if outline.twins.contains(&place) && !is_there {
        return Err(Obstacle::Unwritable);
    }
    Ok((!is_there).then_some(value))
}

/// Whether a text is a number as the format spells it: `5`, `-0.25`, `1E+20`.
fn is_number(text: &str) -> bool {
    let begins = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let is_spelled = begins(text.strip_prefix('-').unwrap_or(text)) && !text.ends_with('.');
    is_spelled && text.len() <= 40 && text.parse::<f64>().is_ok_and(f64::is_finite)
}

#[cfg(test)]
#[path = "patch_tests.rs"]
mod tests;
