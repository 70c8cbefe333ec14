//! Tables without a header that is known: a column of questions, told by its texts or by lists beside it.

use crate::questionnaire::customer::{CustomerSheet, Unclear};
use crate::questionnaire::detect::draft::Draft;
use crate::questionnaire::detect::grid::Grid;
use crate::questionnaire::detect::headers::{Role, reading};
use crate::questionnaire::detect::refine::{is_asking, refined};
use crate::questionnaire::detect::{Columns, Line, ResponseColumns, Table};
use crate::questionnaire::vocabulary;
use crate::questionnaire::words::{plain, repaired_id, tokens};
use crate::xlsx::Place;

/// Fewer questions are no table.
const FEWEST: usize = 3;

/// So many rows are read.
const ROWS_READ: usize = 5_000;

/// What a sheet without a known header has.
pub(super) enum Bare<'g, 's> {
    /// No questions.
    Nothing,
    /// A table.
    Table(Box<Draft<'g, 's>>),
    /// Questions, and no telling which is which.
    Unclear(Unclear),
}

/// Finds a column of questions.
pub(super) fn find<'g, 's>(own: &'g CustomerSheet<'s>, grid: &'g Grid<'s>) -> Bare<'g, 's> {
    let all = grid.rows();
    let rows = all.get(..ROWS_READ).unwrap_or(&all);
    let (last, _) = grid.last();
    let shown = |column: &u16| !grid.is_hidden(*column);
    let asking: Vec<u16> =
        (0..=last).filter(shown).filter(|column| asks(grid, *column, rows)).collect();
    let advice = "name the columns with --question and --answer";
    match asking.as_slice() {
        [] => {}
        [only] => return table(own, grid, *only),
        _ => {
            let letters: Vec<String> =
                asking.into_iter().map(crate::xlsx::column_letters).collect();
            let what = format!(
                "sheet \"{}\": questions seem to stand in several columns: {}",
                own.name,
                letters.join(" ")
            );
            return Bare::Unclear(Unclear::new(what, advice));
        }
    }
    if is_sideways(grid, rows) {
        let what = format!("sheet \"{}\": its questions stand side by side", own.name);
        let advice = "turn it so that each question has a row";
        return Bare::Unclear(Unclear::new(what, advice));
    }
    match listed(own, grid, rows) {
        Some(column) => table(own, grid, column),
        None => Bare::Nothing,
    }
}

/// Whether a text says that an answer stands behind it.
pub(super) fn says_answer(text: &str) -> bool {
    let is_short = text.chars().count() <= 40;
    is_short
        && reading(text.trim_end_matches([':', ' '])).is_some_and(|own| own.role == Role::Response)
}

/// Whether most texts of a column ask.
fn asks(grid: &Grid, column: u16, rows: &[u32]) -> bool {
    let own = |row: &u32| {
        let place = Place::new(*row, column);
        if grid.shown(place) == place { grid.text(place) } else { String::new() }
    };
    let texts: Vec<String> = rows.iter().map(own).filter(|text| !text.is_empty()).collect();
    let asking = texts.iter().filter(|text| is_question(text)).count();
    let ends = texts.iter().filter(|text| text.contains(['?', '？'])).count();
    asking >= FEWEST && ends * 2 >= asking && asking * 5 >= texts.len() * 3
}

fn is_question(text: &str) -> bool {
    text.chars().count() >= 10 && is_asking(text)
}

/// The column of texts left of the only one with lists of yes and no.
fn listed(own: &CustomerSheet<'_>, grid: &Grid, rows: &[u32]) -> Option<u16> {
    let is_closed = |place: Place| {
        let list = own.sheet.list(place).and_then(|list| list.values.as_deref());
        let says = |values: &Vec<String>| {
            values.iter().filter(|word| vocabulary::says(word).is_some()).count() >= 2
        };
        list.is_some_and(says)
    };
    let (last, _) = grid.last();
    let closed = |column: &u16| {
        rows.iter().filter(|row| is_closed(Place::new(**row, *column))).count() >= FEWEST
    };
    let columns: Vec<u16> = (0..=last.saturating_add(1)).filter(closed).collect();
    let [column] = columns.as_slice() else { return None };
    let rows: Vec<u32> =
        rows.iter().copied().filter(|row| is_closed(Place::new(*row, *column))).collect();
    let letters = |column: u16| -> usize {
        rows.iter().map(|row| grid.text(Place::new(*row, column)).chars().count()).sum()
    };
    let best = (0..*column).max_by_key(|column| (letters(*column), std::cmp::Reverse(*column)))?;
    (letters(best) >= rows.len() * 15).then_some(best)
}

/// The table of a column of questions.
fn table<'g, 's>(own: &'g CustomerSheet<'s>, grid: &'g Grid<'s>, question: u16) -> Bare<'g, 's> {
    match draft(own, grid, question, None) {
        Some(draft) => Bare::Table(Box::new(draft)),
        None => Bare::Nothing,
    }
}

/// Reads the questions of a column, and the header above them, where there is one. Where somebody says by
/// what header or letters that these are the questions, everything below is one.
pub(super) fn draft<'g, 's>(
    own: &'g CustomerSheet<'s>,
    grid: &'g Grid<'s>,
    question: u16,
    told: Option<&str>,
) -> Option<Draft<'g, 's>> {
    let rows = grid.rows();
    let text = |row: u32, column: u16| grid.text(Place::new(row, column));
    let first = rows.iter().copied().find(|row| is_question(&text(*row, question)));
    let listed = rows.iter().copied().find(|row| {
        let right = (question + 1..=question.saturating_add(8))
            .any(|column| own.sheet.list(Place::new(*row, column)).is_some());
        right && !text(*row, question).is_empty()
    });
    let below = told.and_then(|told| {
        let is_header = |row: &u32| tokens(&text(*row, question)) == tokens(told);
        let from = rows.iter().copied().find(is_header).map_or(0, |row| row + 1);
        rows.iter().copied().find(|row| *row >= from && !text(*row, question).is_empty())
    });
    let first = below.or_else(|| first.into_iter().chain(listed).min())?;
    let header = header_above(grid, question, first, &rows);
    let id = id(
        grid,
        question,
        rows.get(rows.partition_point(|row| *row < first)..).unwrap_or_default(),
    );
    let columns = Columns {
        id,
        question: Some(question),
        response: ResponseColumns::None,
        ownership: None,
        explanation: None,
        evidence: None,
    };
    let mut lines = Vec::new();
    let mut section = String::new();
    for row in rows.iter().copied().filter(|row| *row >= first) {
        let place = Place::new(row, question);
        let asked = text(row, question);
        let own_id = id.map(|id| repaired_id(&text(row, id))).unwrap_or_default();
        if asked.is_empty() || grid.shown(place) != place || says_answer(&asked) {
            continue;
        }
        let is_short = asked.chars().count() < 60 && !is_asking(&asked);
        let is_heading = is_short && own_id.is_empty() && told.is_none();
        if is_heading && own.sheet.list(Place::new(row, question + 1)).is_none() {
            section = asked;
            continue;
        }
        lines.push(Line::new(row, own_id, asked, section.clone()));
    }
    let lines = refined(grid, &columns, lines);
    let at = header.unwrap_or_else(|| lines.first().map_or(first, |line| line.row));
    let table = Table { sheet: own.index, header: (at, at), columns, lines };
    let has_header = header.is_some();
    (!table.lines.is_empty()).then_some(Draft { own, grid, table, header: None, has_header })
}

/// The row of headers directly above the first question: it heads another column, or the questions by name.
fn header_above(grid: &Grid, question: u16, first: u32, rows: &[u32]) -> Option<u32> {
    let before = rows.get(..rows.partition_point(|row| *row < first))?;
    let row = before.iter().rev().take(2).find(|row| {
        let columns = grid.columns(**row);
        let asked = reading(&grid.text(Place::new(**row, question)));
        let is_question = asked.is_some_and(|own| own.role == Role::Question);
        // Whatever stands right of the questions there says whose the columns are.
        is_question || columns.iter().any(|column| *column > question)
    });
    row.copied()
}

/// A column of ids left of the questions.
fn id(grid: &Grid, question: u16, rows: &[u32]) -> Option<u16> {
    (0..question).rev().find(|column| {
        let texts = rows.iter().map(|row| repaired_id(&grid.text(Place::new(*row, *column))));
        let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
        let is_id =
            |text: &&String| text.chars().count() <= 16 && text.bytes().any(|b| b.is_ascii_digit());
        texts.len() >= 2 && texts.iter().filter(is_id).count() * 5 >= texts.len() * 4
    })
}

/// Whether headers stand below one another and questions side by side.
fn is_sideways(grid: &Grid, rows: &[u32]) -> bool {
    let mut headers = 0;
    let mut across = 0;
    for row in rows.iter().take(30) {
        let columns = grid.columns(*row);
        let Some((first, rest)) = columns.split_first() else { continue };
        let role = reading(&grid.text(Place::new(*row, *first))).map(|own| own.role);
        headers += usize::from(matches!(
            role,
            Some(Role::Id | Role::Question | Role::Response | Role::Explanation)
        ));
        let asking = rest.iter().filter(|at| {
            plain(&grid.text(Place::new(*row, **at))).len() >= 10
                && is_asking(&grid.text(Place::new(*row, **at)))
        });
        across += usize::from(asking.count() >= 2);
    }
    headers >= 2 && across >= 1
}
