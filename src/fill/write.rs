//! Answers put into a copy of a customer's file; every byte that need not change stays.

use std::collections::BTreeSet;

use crate::fill::decide::Decided;
use crate::fill::open::{Kind, Opened};
use crate::fill::{Refusal, Written};
use crate::matching::Outcome;
use crate::questionnaire::cells::Target;
use crate::questionnaire::fit::Why;
use crate::xlsx::{Edit, Value, Workbook};

/// Writes what was decided, each row whole or not at all, and notes in the rows what was written.
pub(super) fn write(
    opened: &Opened,
    targets: &[Target<'_>],
    rows: &mut [Decided],
) -> Result<Vec<u8>, Refusal> {
    match &opened.kind {
        Kind::Workbook(workbook) => patch(opened, workbook, targets, rows),
    }
}

fn patch(
    opened: &Opened,
    workbook: &Workbook,
    targets: &[Target<'_>],
    rows: &mut [Decided],
) -> Result<Vec<u8>, Refusal> {
    loop {
        let (edits, owners) = edits(targets, rows);
        if edits.is_empty() {
            return Ok(opened.bytes.clone());
        }
        let patched = workbook.patch(&edits, workbook.comment())?;
        if patched.refused.is_empty() {
            note(opened, &edits, &owners, rows);
            return Ok(patched.bytes);
        }
        // Half an answer may say something else: its row goes back.
        let mut seen = BTreeSet::new();
        for (index, obstacle) in &patched.refused {
            let Some(owner) = owners.get(*index).filter(|owner| seen.insert(**owner)) else {
                continue;
            };
            if let Some(own) = rows.get_mut(*owner) {
                own.marks.clear();
                own.row.outcome = Outcome::Review;
                own.row.reasons.push(Why::from(*obstacle).phrase().to_owned());
            }
        }
    }
}

/// The changes of cells, and the row of each.
fn edits(targets: &[Target<'_>], rows: &[Decided]) -> (Vec<Edit>, Vec<usize>) {
    let (mut edits, mut owners) = (Vec::new(), Vec::new());
    for (index, (target, own)) in targets.iter().zip(rows).enumerate() {
        for (column, text) in &own.marks {
            let spot = target.spot(*column);
            if target.text(*column) == text {
                continue;
            }
            let value = if text.is_empty() { Value::Nothing } else { Value::Text(text.clone()) };
            edits.push(Edit { sheet: spot.sheet, place: spot.place, value });
            owners.push(index);
        }
    }
    (edits, owners)
}

/// Notes what was written.
fn note(opened: &Opened, edits: &[Edit], owners: &[usize], rows: &mut [Decided]) {
    for (edit, owner) in edits.iter().zip(owners) {
        let (Some(own), Value::Text(text)) = (rows.get_mut(*owner), &edit.value) else { continue };
        let name = opened.sheet_name(edit.sheet);
        let cell =
            if name.is_empty() { edit.place.to_string() } else { format!("{name}!{}", edit.place) };
        own.row.written.push(Written { cell, text: text.clone() });
    }
}
