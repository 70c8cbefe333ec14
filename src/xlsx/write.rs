//! Writes changed cells into the XML of a sheet.

use std::collections::BTreeMap;

use crate::xlsx::Value;
use crate::xlsx::outline::{Calculated, Outline};
use crate::xlsx::place::Place;
use crate::xlsx::pool::{self, Pool};
use crate::xlsx::scan::Raw;
use crate::xlsx::splice::{self, Splice};

/// Cells to change in a sheet, each with what it is to hold.
pub(super) type Changes<'e> = BTreeMap<Place, &'e Value>;

/// The changes of bytes that put values into cells. Without a pool of shared strings texts stand in the cells.
pub(super) fn cells(
    bytes: &[u8],
    outline: &Outline,
    changes: &Changes<'_>,
    mut pool: Option<&mut Pool>,
) -> Vec<Splice> {
    let mut splices = Vec::new();
    let mut new: BTreeMap<u32, Vec<(Place, String)>> = BTreeMap::new();
    for (place, value) in changes {
        let Some(cell) = outline.cells.get(place) else {
            let cell = new_cell(outline, *place, value, pool.as_deref_mut());
            new.entry(place.row).or_default().push((*place, cell));
            continue;
        };
        if let (Some(pool), Raw::Index(number)) = (pool.as_deref_mut(), &cell.raw) {
            pool.leave(*number);
        }
        let tag = splice::written(bytes, &cell.open);
        let text = filled(&tag, &outline.frame.prefix, value, pool.as_deref_mut());
        splices.push(Splice::replace(cell.range.clone(), text));
    }
    let (mut rows, mut at_end) = (Vec::new(), String::new());
    for (row, cells) in new {
        if outline.rows.contains_key(&row) {
            into_row(bytes, outline, row, cells, &mut splices);
            continue;
        }
        let prefix = &outline.frame.prefix;
        let cells: String = cells.into_iter().map(|(_, cell)| cell).collect();
        let row_text = format!("<{prefix}row r=\"{}\">{cells}</{prefix}row>", u64::from(row) + 1);
        match outline.row_spots.get(&row) {
            Some(at) if *at < outline.frame.end => rows.push(Splice::insert(*at, row_text)),
            _ => at_end.push_str(&row_text),
        }
    }
    splices.append(&mut rows);
    splices.extend(append(bytes, outline, at_end));
    splices
}

/// The changes of bytes that take the last result from a cell and leave its formula.
pub(super) fn without_result(bytes: &[u8], cell: &Calculated) -> Vec<Splice> {
    let Some(value) = &cell.value else { return Vec::new() };
    let tag = splice::written(bytes, &cell.open);
    let tag = splice::retag(&tag, &[("t", None), ("vm", None)], false);
    vec![Splice::replace(cell.open.clone(), tag), Splice::replace(value.clone(), String::new())]
}

/// Cells that a row of the file did not have. Its `spans` stay true, which some readers rely on.
fn into_row(
    bytes: &[u8],
    outline: &Outline,
    row: u32,
    cells: Vec<(Place, String)>,
    splices: &mut Vec<Splice>,
) {
    let Some(found) = outline.rows.get(&row) else { return };
    let tag = splice::written(bytes, &found.open);
    let spans = spans(&tag, cells.iter().map(|(place, _)| place.column));
    let changes: Vec<(&str, Option<&str>)> =
        spans.as_deref().map(|spans| ("spans", Some(spans))).into_iter().collect();
    if found.is_empty {
        let cells: String = cells.into_iter().map(|(_, cell)| cell).collect();
        let (open, end) = (splice::retag(&tag, &changes, false), splice::end_of(&tag));
        splices.push(Splice::replace(found.open.clone(), format!("{open}{cells}{end}")));
        return;
    }
    if !changes.is_empty() {
        let open = splice::retag(&tag, &changes, false);
        splices.push(Splice::replace(found.open.clone(), open));
    }
    for (place, cell) in cells {
        let at = outline.cell_spots.get(&place).copied().unwrap_or(found.open.end);
        splices.push(Splice::insert(at, cell));
    }
}

/// The columns that a row says it spans, widened where new cells lie outside of them.
fn spans(tag: &str, columns: impl Iterator<Item = u16>) -> Option<String> {
    let written = splice::attribute(tag, "spans")?;
    let bounds = written.split([' ', ':']).filter_map(|bound| bound.parse::<u32>().ok());
    let bounds: Vec<u32> = bounds.collect();
    let (first, last) = (*bounds.iter().min()?, *bounds.iter().max()?);
    let (mut low, mut high) = (first, last);
    for column in columns {
        low = low.min(u32::from(column) + 1);
        high = high.max(u32::from(column) + 1);
    }
    ((low, high) != (first, last)).then(|| format!("{low}:{high}"))
}

/// Rows after the last one.
fn append(bytes: &[u8], outline: &Outline, rows: String) -> Option<Splice> {
    let (open, is_empty) = outline.frame.open.as_ref().filter(|_| !rows.is_empty())?;
    if !is_empty {
        return Some(Splice::insert(outline.frame.end, rows));
    }
    let tag = splice::written(bytes, open);
    let (start, end) = (splice::retag(&tag, &[], false), splice::end_of(&tag));
    Some(Splice::replace(open.clone(), format!("{start}{rows}{end}")))
}

/// A cell that the file did not have, in the format of its row, else of its column.
fn new_cell(outline: &Outline, place: Place, value: &Value, pool: Option<&mut Pool>) -> String {
    let prefix = &outline.frame.prefix;
    let row_style = outline.rows.get(&place.row).and_then(|row| row.style);
    let style = row_style.or_else(|| outline.frame.column_style(place.column));
    let style = style.map(|style| format!(" s=\"{style}\"")).unwrap_or_default();
    filled(&format!("<{prefix}c r=\"{place}\"{style}>"), prefix, value, pool)
}

/// A cell with a value in place of what it holds; what else its start tag says stays.
fn filled(tag: &str, prefix: &str, value: &Value, pool: Option<&mut Pool>) -> String {
    let (kind, content) = match (value, pool) {
        (Value::Text(text), Some(pool)) => {
            (Some("s"), format!("<{prefix}v>{}</{prefix}v>", pool.take(text)))
        }
        (Value::Text(text), None) => {
            let text = pool::element(prefix, text);
            (Some("inlineStr"), format!("<{prefix}is>{text}</{prefix}is>"))
        }
        (Value::Number(number), _) => (None, format!("<{prefix}v>{number}</{prefix}v>")),
        (Value::Nothing, _) => (None, String::new()),
    };
    // `vm` says more about the value that goes.
    let open = splice::retag(tag, &[("t", kind), ("vm", None)], content.is_empty());
    let end = if content.is_empty() { String::new() } else { splice::end_of(tag) };
    format!("{open}{content}{end}")
}
