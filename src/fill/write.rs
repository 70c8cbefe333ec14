//! Answers put into a copy of a customer's file; every byte that need not change stays.

use std::collections::{BTreeMap, BTreeSet};

use crate::fill::decide::Decided;
use crate::fill::open::{Kind, Opened};
use crate::fill::style::language;
use crate::fill::{Refusal, Written};
use crate::language::Words;
use crate::matching::Outcome;
use crate::questionnaire::cells::{Spot, Target};
use crate::questionnaire::customer::Layout;
use crate::questionnaire::fit::Why;
use crate::xlsx::{Edit, Place, Value, Workbook};

/// A line and what was decided about it.
type Line<'w> = (Target<'w>, Decided);

/// Writes what was decided, each row whole or not at all, and notes in the rows what was written.
pub(super) fn write(opened: &Opened, rows: &mut [Line<'_>]) -> Result<Vec<u8>, Refusal> {
    match &opened.kind {
        Kind::Workbook(workbook) => patch(opened, workbook, rows),
        Kind::Csv(csv, _) => {
            let edits = edits(opened, rows);
            let cells: BTreeMap<Place, String> =
                edits.iter().map(|(spot, (text, _))| (spot.place, text.clone())).collect();
            note(opened, &edits, rows);
            // A list of questions becomes a table also where nothing is answered.
            Ok(csv.with(&cells))
        }
    }
}

/// Texts by their cell, with the row that they belong to; headers belong to none.
type Edits = BTreeMap<Spot, (String, Option<usize>)>;

fn patch(opened: &Opened, workbook: &Workbook, rows: &mut [Line<'_>]) -> Result<Vec<u8>, Refusal> {
    loop {
        let wanted = edits(opened, rows);
        if wanted.is_empty() {
            return Ok(opened.bytes.clone());
        }
        let edits: Vec<Edit> = wanted.iter().map(|(spot, (text, _))| edit(*spot, text)).collect();
        let patched = workbook.patch(&edits, workbook.comment())?;
        if patched.refused.is_empty() {
            note(opened, &wanted, rows);
            return Ok(patched.bytes);
        }
        let owners: Vec<Option<usize>> = wanted.values().map(|(_, owner)| *owner).collect();
        let mut seen = BTreeSet::new();
        for (index, obstacle) in &patched.refused {
            let Some(Some(owner)) = owners.get(*index) else {
                let reason = "the columns for answers cannot be added to it".to_owned();
                let advice = "add a column for answers, and name it with --answer".to_owned();
                return Err(Refusal { reason, advice });
            };
            // Half an answer may say something else: its row goes back.
            if let Some((_, own)) = rows.get_mut(*owner).filter(|_| seen.insert(*owner)) {
                own.marks.clear();
                own.row.outcome = Outcome::Review;
                own.row.reasons.push(Why::from(*obstacle).phrase().to_owned());
            }
        }
    }
}

fn edit(spot: Spot, text: &str) -> Edit {
    let value = if text.is_empty() { Value::Nothing } else { Value::Text(text.to_owned()) };
    Edit { sheet: spot.sheet, place: spot.place, value }
}

/// The changes of cells.
fn edits(opened: &Opened, rows: &[Line<'_>]) -> Edits {
    let mut edits = Edits::new();
    for (index, (target, own)) in rows.iter().enumerate() {
        for (column, text) in &own.marks {
            if target.text(*column) != text {
                edits.insert(target.spot(*column), (text.clone(), Some(index)));
            }
        }
    }
    let sheets: BTreeSet<usize> = edits.keys().map(|spot| spot.sheet).collect();
    for layout in opened.layouts.iter().filter(|own| sheets.contains(&own.table.sheet)) {
        edits.extend(headers(layout).into_iter().map(|(spot, text)| (spot, (text, None))));
    }
    edits
}

/// The headers of columns that are added.
fn headers(layout: &Layout) -> Vec<(Spot, String)> {
    let Some(added) = layout.added else { return Vec::new() };
    let Some(row) = added.header else { return Vec::new() };
    let words = Words::of(language(&layout.table));
    let spot = |column| Spot { sheet: layout.table.sheet, place: Place::new(row, column) };
    let columns = [(added.answer, "sheet_answer"), (added.comment, "sheet_comment")];
    columns.iter().map(|(column, key)| (spot(*column), words.text(key).to_owned())).collect()
}

/// Notes what was written.
fn note(opened: &Opened, edits: &Edits, rows: &mut [Line<'_>]) {
    for (spot, (text, owner)) in edits {
        let owner = owner.filter(|_| !text.is_empty());
        let Some((_, own)) = owner.and_then(|owner| rows.get_mut(owner)) else { continue };
        let name = opened.sheet_name(spot.sheet);
        let place = spot.place;
        let cell = if name.is_empty() { place.to_string() } else { format!("{name}!{place}") };
        own.row.written.push(Written { cell, text: text.clone() });
    }
}
