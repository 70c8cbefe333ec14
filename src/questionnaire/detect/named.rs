//! Columns that somebody names, by letters or by header.

use crate::questionnaire::customer::{CustomerSheet, Overrides, Unclear};
use crate::questionnaire::detect::bare;
use crate::questionnaire::detect::body;
use crate::questionnaire::detect::draft::{Column, Draft};
use crate::questionnaire::detect::grid::Grid;
use crate::questionnaire::detect::headers::Role;
use crate::questionnaire::detect::refine::refined;
use crate::questionnaire::words::tokens;
use crate::xlsx::{Place, column_letters, column_number};

/// Headers that a refusal lists.
const MOST_LISTED: usize = 12;

/// The column of a table that is named for answers or comments.
///
/// # Errors
/// A name that no column has, or several, and a column that holds ids or questions.
pub(super) fn column(
    draft: &Draft<'_, '_>,
    columns: &[Column],
    name: &str,
    option: &str,
) -> Result<u16, Unclear> {
    let wanted = tokens(name);
    let is_headed = |own: &&Column| {
        let whole = tokens(&own.texts.join(" "));
        !wanted.is_empty()
            && (whole == wanted || own.texts.iter().any(|text| tokens(text) == wanted))
    };
    let headed: Vec<&Column> = columns.iter().filter(is_headed).collect();
    let fitting: Vec<u16> =
        headed.iter().filter(|own| own.is_for(option)).map(|own| own.at).collect();
    // Of the columns below one group's header, the one that is headed for it.
    let headed: Vec<u16> =
        if fitting.len() == 1 { fitting } else { headed.iter().map(|own| own.at).collect() };
    match headed.as_slice() {
        [only] => return Ok(*only),
        [] => {}
        several => {
            let letters: Vec<String> = several.iter().copied().map(column_letters).collect();
            let what = format!("`{name}` stands above several columns: {}", letters.join(" "));
            return Err(draft.unclear(&what, &format!("name one by its letters: {option} C")));
        }
    }
    let lettered = column_number(name.trim());
    let taken = &draft.table.columns;
    if lettered.is_some() && (lettered == taken.question || lettered == taken.id) {
        let what = format!("column `{name}` holds the questions or their ids");
        return Err(draft.unclear(&what, &format!("name another column with {option}")));
    }
    if let Some(own) = columns.iter().find(|own| Some(own.at) == lettered) {
        return Ok(own.at);
    }
    let there: Vec<String> = columns
        .iter()
        .filter(|own| !own.texts.is_empty())
        .take(MOST_LISTED)
        .map(|own| format!("{} (\"{}\")", column_letters(own.at), own.texts.join(" / ")))
        .collect();
    let there = if there.is_empty() { "no headers".to_owned() } else { there.join(", ") };
    Err(draft.unclear(
        &format!("it has no column `{name}`; there are {there}"),
        &format!("name a column by its letters or its whole header with {option}"),
    ))
}

/// Tables whose column of questions is named.
///
/// # Errors
/// A name that no column has.
pub(super) fn asked<'g, 's>(
    own: &'g CustomerSheet<'s>,
    grid: &'g Grid<'s>,
    drafts: Vec<Draft<'g, 's>>,
    place: &Overrides,
) -> Result<Vec<Draft<'g, 's>>, Unclear> {
    let Some(name) = &place.question else { return Ok(drafts) };
    let mut found = Vec::new();
    for mut draft in drafts {
        let id = draft.table.columns.id;
        draft.table.columns.question = None;
        if id.is_some() && id == column_number(name) {
            draft.table.columns.id = None;
        }
        let all = draft.columns();
        let Ok(question) = column(&draft, &all, name, "--question") else { continue };
        draft.table.columns.question = Some(question);
        let (_, last) = draft.table.header;
        let rows = grid.rows();
        let below = rows.get(rows.partition_point(|row| *row <= last)..).unwrap_or_default();
        let header = draft.header.as_ref();
        let sections = header.and_then(|header| header.of(Role::Section).first().map(|own| own.0));
        let lines = body::lines(grid, &draft.table.columns, sections, last, below);
        draft.table.lines = refined(grid, &draft.table.columns, lines);
        if !draft.table.lines.is_empty() {
            found.push(draft);
        }
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let column = headed(grid, name).or_else(|| column_number(name.trim()));
    let draft = column.and_then(|column| bare::draft(own, grid, column, Some(name)));
    draft.map(|draft| vec![draft]).ok_or_else(|| {
        let what = format!("sheet \"{}\" has no questions in a column `{name}`", own.name);
        Unclear::new(what, "name a column by its letters or its whole header with --question")
    })
}

/// The column that has this header in one of its cells, and no other has.
fn headed(grid: &Grid, name: &str) -> Option<u16> {
    let wanted = tokens(name);
    let mut columns = Vec::new();
    for row in grid.rows().into_iter().take(60) {
        for column in grid.columns(row) {
            if tokens(&grid.text(Place::new(row, column))) == wanted && !columns.contains(&column) {
                columns.push(column);
            }
        }
    }
    if let [only] = columns.as_slice() { Some(*only) } else { None }
}
