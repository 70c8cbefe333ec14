//! The values of drop-down lists that stand in cells, here or on another sheet, or behind a name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::xlsx::place::{Area, Place};
use crate::xlsx::reading::Names;
use crate::xlsx::refusal::Refusal;
use crate::xlsx::validation::{self, Rule, Source};
use crate::xlsx::{Cell, List, Workbook, sheet};

/// The room for the values of all lists of a sheet, in bytes, and how many cells are looked at for them. Beyond,
/// values are unknown. Lists of the same cells share their values, which count once.
const MOST_BYTES: usize = 64_000_000;
const MOST_LOOKS: usize = 4_000_000;
/// How many names may stand for one another.
const MOST_NAMES: usize = 8;

/// Cells by their place.
type Cells = BTreeMap<Place, Cell>;
/// Cells of a sheet, by its index.
type Target = (usize, Area);

/// The lists of a sheet. `own` are the sheet's own cells.
///
/// # Errors
/// Another sheet with values that is damaged or goes beyond the limits.
pub(super) fn resolve(
    book: &Workbook,
    at: usize,
    rules: Vec<Rule>,
    own: &Cells,
) -> Result<Vec<List>, Refusal> {
    let names = book.names();
    let targets: Vec<Option<Target>> = rules.iter().map(|rule| target(&names, at, rule)).collect();
    let mut wanted: BTreeMap<usize, BTreeSet<Area>> = BTreeMap::new();
    for (sheet, area) in targets.iter().flatten() {
        wanted.entry(*sheet).or_default().insert(*area);
    }
    let mut found = BTreeMap::new();
    let (mut room, mut looks) = (MOST_BYTES, MOST_LOOKS);
    for (sheet, areas) in wanted {
        let others;
        let cells = if sheet == at {
            own
        } else {
            others = sheet::cells(book, sheet)?;
            &others
        };
        for area in areas {
            found.insert((sheet, area), column(cells, &area, &mut room, &mut looks));
        }
    }
    let list = |(rule, target): (Rule, Option<Target>)| List {
        areas: rule.areas,
        values: match rule.source {
            Source::Values(values) => Some(Arc::new(values)),
            Source::Formula(_) => target.and_then(|target| found.get(&target)?.clone()),
        },
        is_strict: rule.is_strict,
    };
    Ok(rules.into_iter().zip(targets).map(list).collect())
}

/// The texts of an area in order, without empty cells; `None` where there are too many.
fn column(
    cells: &Cells,
    area: &Area,
    room: &mut usize,
    looks: &mut usize,
) -> Option<Arc<Vec<String>>> {
    let mut found = Vec::new();
    for (place, cell) in cells.range(area.first..=area.last) {
        *looks = looks.checked_sub(1)?;
        if area.contains(*place) && !cell.text.is_empty() {
            *room = room.checked_sub(cell.text.len() + size_of::<String>())?;
            found.push(cell.text.clone());
        }
    }
    Some(Arc::new(found))
}

/// The cells that a rule's formula names, if it is nothing but their place or a name for it.
fn target(names: &Names<'_>, at: usize, rule: &Rule) -> Option<Target> {
    let Source::Formula(formula) = &rule.source else { return None };
    let mut formula = formula.clone();
    for step in 0..MOST_NAMES {
        let (sheet, text) = match formula.rsplit_once('!') {
            Some((sheet, text)) => (names.sheet(&unquote(sheet))?, text.to_owned()),
            None => (at, formula.clone()),
        };
        if let Some(area) = validation::area(&text) {
            // Only a formula of the rule itself can move with its cells.
            let moves = if step == 0 { moves(&text, &rule.areas) } else { !is_fixed(&text) };
            return (!moves).then_some((sheet, area));
        }
        names.name(&text.to_lowercase(), sheet)?.trim_start_matches('=').clone_into(&mut formula);
    }
    None
}

/// Whether an area without `$` means other cells for other cells of the rule.
fn moves(text: &str, areas: &[Area]) -> bool {
    let [area] = areas else { return !is_fixed(text) };
    let (has_rows, has_columns) =
        (area.first.row != area.last.row, area.first.column != area.last.column);
    let (fixes_rows, fixes_columns) = fixed(text);
    (has_rows && !fixes_rows) || (has_columns && !fixes_columns)
}

fn is_fixed(text: &str) -> bool {
    fixed(text) == (true, true)
}

/// Whether all rows and all columns of an area are written with `$`.
fn fixed(text: &str) -> (bool, bool) {
    let (mut rows, mut columns) = (true, true);
    for corner in text.split(':') {
        let bytes = corner.as_bytes();
        for (at, c) in bytes.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| bytes.get(at)).copied();
            let is_same = |kind: fn(&u8) -> bool| before.is_some_and(|b| kind(&b));
            if c.is_ascii_alphabetic() && !is_same(u8::is_ascii_alphabetic) {
                columns &= before == Some(b'$');
            } else if c.is_ascii_digit() && !is_same(u8::is_ascii_digit) {
                rows &= before == Some(b'$');
            }
        }
    }
    (rows, columns)
}

/// The name of a sheet without its quotation marks: `'It''s'` is `It's`.
pub(super) fn unquote(name: &str) -> String {
    match name.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        Some(inner) => inner.replace("''", "'"),
        None => name.to_owned(),
    }
}
