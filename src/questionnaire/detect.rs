//! Where the questions of a workbook stand: sheet, header rows, columns.
//!
//! A table is found by the words of its header, in five languages, and proven by the cells below it.
//! Where two readings are possible there is none: an answer in somebody else's column is worse than a blank.

mod bare;
mod beside;
mod body;
mod draft;
mod grid;
mod headers;
mod named;
mod refine;
mod settle;

use std::collections::BTreeMap;

use crate::form::Response;
use crate::questionnaire::detect::body::Body;
use crate::questionnaire::detect::grid::Grid;
use crate::questionnaire::detect::headers::{Reading, Role, reading};
use crate::questionnaire::vocabulary;
use crate::questionnaire::words::tokens;
use crate::xlsx::{Place, Sheet};

/// A table of questions in a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Index of the sheet in the workbook.
    pub sheet: usize,
    /// The header's first and last row, from 0.
    pub header: (u32, u32),
    /// What stands in which column.
    pub columns: Columns,
    /// The questions, in the order of the sheet.
    pub lines: Vec<Line>,
}

/// What stands in which column of a table; columns count from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// Ids.
    pub id: Option<u16>,
    /// Questions.
    pub question: Option<u16>,
    /// Responses.
    pub response: ResponseColumns,
    /// Who owns the control.
    pub ownership: Option<u16>,
    /// Explanations, comments.
    pub explanation: Option<u16>,
    /// Evidence: names of documents, links.
    pub evidence: Option<u16>,
}

/// Where a response is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseColumns {
    /// Nowhere.
    None,
    /// In one column, as a word.
    Word(u16),
    /// In one column for each response, as a mark.
    Ticks {
        /// The column of yes.
        yes: u16,
        /// The column of no.
        no: u16,
        /// The column of a part, where there is one.
        partial: Option<u16>,
        /// The column of not applicable, where there is one.
        not_applicable: Option<u16>,
    },
}

impl ResponseColumns {
    /// The columns from left to right.
    #[must_use]
    pub fn all(self) -> Vec<u16> {
        let mut columns = match self {
            Self::None => Vec::new(),
            Self::Word(column) => vec![column],
            Self::Ticks { yes, no, partial, not_applicable } => {
                [Some(yes), Some(no), partial, not_applicable].into_iter().flatten().collect()
            }
        };
        columns.sort_unstable();
        columns
    }
}

/// One question of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its row, from 0.
    pub row: u32,
    /// Its id with white space repaired; may be empty.
    pub id: String,
    /// Its text with white space repaired; may be empty.
    pub question: String,
    /// The heading above it; may be empty.
    pub section: String,
    /// The question that it belongs to, by its index among the lines: `1.1` of `1.1.a`, or what "If yes, ..." follows.
    /// Known for customers' questionnaires only, as is all that follows.
    pub parent: Option<usize>,
    /// Whether its row is not shown.
    pub is_hidden: bool,
    /// Whether the question is what a formula shows; without a last result its text is empty.
    pub is_formula: bool,
    /// Whether one cell asks several questions.
    pub asks_several: bool,
}

impl Line {
    /// A line of which no more is known than its texts.
    #[must_use]
    pub fn new(row: u32, id: String, question: String, section: String) -> Self {
        let (parent, is_hidden, is_formula, asks_several) = (None, false, false, false);
        Self { row, id, question, section, parent, is_hidden, is_formula, asks_several }
    }
}

/// Headers are looked for in so many rows that hold something, counted from the top and from the last table's header.
const ROWS_SEARCHED: usize = 300;

/// So many words in a text that asks are a question and no header.
const FEWEST_WORDS_ASKED: usize = 6;

/// Fewer lines are no table: a legend, an example.
const FEWEST_LINES: usize = 2;

/// Finds the tables of questions in sheets that were read, in their order. The index of each
/// sheet in its workbook comes with it.
#[must_use]
pub fn tables(sheets: &[(usize, &Sheet)]) -> Vec<Table> {
    sheets.iter().flat_map(|(index, sheet)| tables_of(*index, sheet)).collect()
}

/// Reads a table whose columns are known, below a header that ends at a row.
pub(super) fn table_below(
    sheet: (usize, &Sheet),
    header: (u32, u32),
    columns: Columns,
    sections: Option<u16>,
) -> Table {
    let grid = Grid::new(sheet.1);
    let rows = grid.rows();
    let below = rows.get(rows.partition_point(|row| *row <= header.1)..).unwrap_or_default();
    let lines = body::lines(&grid, &columns, sections, header.1, below);
    Table { sheet: sheet.0, header, columns, lines }
}

pub(in crate::questionnaire) use crate::questionnaire::detect::settle::read;

/// Whether a header is that of a column of ids.
pub(super) fn is_id_header(text: &str) -> bool {
    reading(text).is_some_and(|reading| reading.role == Role::Id)
}

/// Words of headers of columns for remarks, without case and accents. Other columns of somebody else's, such as
/// guidance and weights, are filled in by the publisher.
const REMARKS: [&str; 20] = [
    "anmerkung",
    "anmerkungen",
    "comentario",
    "commento",
    "osservazioni",
    "note",
    "notes",
    "comment",
    "comments",
    "remark",
    "remarks",
    "notizen",
    "kommentar",
    "kommentare",
    "bemerkung",
    "bemerkungen",
    "commentaire",
    "commentaires",
    "comentarios",
    "commenti",
];

/// Whether a header is that of a column that people answer or remark in, be it ours or somebody else's.
pub(super) fn is_answer_header(text: &str) -> bool {
    match reading(text).map(|reading| reading.role) {
        Some(Role::Response | Role::Explanation | Role::Ownership) => true,
        Some(Role::Foreign) => is_remarks(text),
        _ => false,
    }
}

/// Whether a header speaks of remarks.
fn is_remarks(text: &str) -> bool {
    tokens(text).iter().any(|word| REMARKS.contains(&word.as_str()))
}

/// A row that reads as a header.
struct Header {
    first: u32,
    last: u32,
    columns: BTreeMap<u16, Head>,
}

/// The head of one column.
struct Head {
    reading: Reading,
    /// The whole text with the groups above it: two columns with one label are headed alike.
    label: String,
}

/// A text above the header of a column.
struct Group {
    row: u32,
    text: String,
    /// Whether it stands across several columns; else it may be anything, such as a form's address.
    is_across: bool,
}

impl Header {
    /// Columns of a role, heaviest first, then from the left.
    fn of(&self, role: Role) -> Vec<(u16, &Head)> {
        let mut found: Vec<(u16, &Head)> = self
            .columns
            .iter()
            .filter(|(_, head)| head.reading.role == role)
            .map(|(column, head)| (*column, head))
            .collect();
        found.sort_by_key(|(column, head)| (std::cmp::Reverse(head.reading.weight), *column));
        found
    }

    /// The one column of a role that is plainly ours: the heaviest, and of several alike the first.
    fn ours(&self, role: Role) -> Choice<u16> {
        let found = self.of(role);
        let Some((column, best)) = found.first() else { return Choice::Nothing };
        let equal = || found.iter().filter(|(_, head)| head.reading.weight == best.reading.weight);
        if equal().all(|(_, head)| head.label == best.label) {
            Choice::One(*column)
        } else {
            Choice::Unsure
        }
    }

    /// "No." without a "Yes" beside it is short for number.
    fn number_lone_noes(&mut self) {
        let is_yes = |column: Option<u16>| {
            let head = column.and_then(|column| self.columns.get(&column));
            head.is_some_and(|head| matches!(head.reading.role, Role::Yes | Role::Partial))
        };
        let noes = self.columns.iter().filter(|(_, head)| head.reading.role == Role::No);
        let lone: Vec<u16> = noes
            .map(|(column, _)| *column)
            .filter(|column| !is_yes(column.checked_sub(1)) && !is_yes(column.checked_add(1)))
            .collect();
        for column in lone {
            if let Some(head) = self.columns.get_mut(&column) {
                head.reading = Reading { role: Role::Id, weight: 3 };
            }
        }
    }

    /// "Compliant" beside "Partially compliant" or "Not compliant" is a mark for yes.
    fn tick_whole_yeses(&mut self, grid: &Grid) {
        let is_tick = |column: Option<u16>| {
            let head = column.and_then(|column| self.columns.get(&column));
            head.is_some_and(|head| matches!(head.reading.role, Role::Partial | Role::No))
        };
        let is_whole = |column: u16, head: &Head| {
            let text = grid.text(Place::new(self.last, column));
            head.reading.role == Role::Response && vocabulary::says(&text) == Some(Response::Yes)
        };
        let whole = self.columns.iter().filter(|(column, head)| {
            is_whole(**column, head)
                && (is_tick(column.checked_add(1)) || is_tick(column.checked_sub(1)))
        });
        let whole: Vec<u16> = whole.map(|(column, _)| *column).collect();
        for column in whole {
            if let Some(head) = self.columns.get_mut(&column) {
                head.reading = Reading { role: Role::Yes, weight: 4 };
            }
        }
    }

    /// How many kinds of columns it has; less than two are no header.
    fn score(&self) -> usize {
        let has = |role| !self.of(role).is_empty();
        let has_response = has(Role::Response) || !self.ticks().is_empty();
        let answers = [has_response, has(Role::Explanation), has(Role::Ownership)];
        let asks = [has(Role::Id), has(Role::Question)];
        let count = |flags: &[bool]| flags.iter().filter(|flag| **flag).count();
        match (count(&asks), count(&answers)) {
            (0, 0 | 1) | (1, 0) => 0,
            (asks, answers) => asks + answers,
        }
    }

    /// Groups of tick columns that stand side by side, with the label above each.
    fn ticks<'h>(&'h self) -> Vec<(ResponseColumns, &'h str)> {
        let mut runs: Vec<BTreeMap<Role, (u16, &str)>> = Vec::new();
        let mut before = None;
        for (column, head) in &self.columns {
            let role = head.reading.role;
            if !matches!(role, Role::Yes | Role::No | Role::Partial | Role::NotApplicable) {
                continue;
            }
            // A word that comes again begins the ticks of somebody else.
            let goes_on = before.is_some() && before == column.checked_sub(1);
            match runs.last_mut().filter(|run| goes_on && !run.contains_key(&role)) {
                Some(run) => drop(run.insert(role, (*column, &head.label))),
                None => runs.push(BTreeMap::from([(role, (*column, head.label.as_str()))])),
            }
            before = Some(*column);
        }
        let group = |run: &BTreeMap<Role, (u16, &'_ str)>| {
            let at = |role| run.get(&role).map(|(column, _)| *column);
            let (yes, no) = (at(Role::Yes)?, at(Role::No)?);
            let (partial, not_applicable) = (at(Role::Partial), at(Role::NotApplicable));
            Some(ResponseColumns::Ticks { yes, no, partial, not_applicable })
        };
        let label = |run: &BTreeMap<Role, (u16, &'h str)>| run.get(&Role::Yes).map(|own| own.1);
        runs.iter().filter_map(|run| Some((group(run)?, label(run)?))).collect()
    }
}

/// What was found where one thing is looked for.
enum Choice<T> {
    /// Nothing.
    Nothing,
    /// Several, and no telling which is ours.
    Unsure,
    /// One.
    One(T),
}

impl<T> Choice<T> {
    fn one(self) -> Option<T> {
        match self {
            Self::One(one) => Some(one),
            Self::Nothing | Self::Unsure => None,
        }
    }
}

fn tables_of(index: usize, sheet: &Sheet) -> Vec<Table> {
    let grid = Grid::new(sheet);
    let rows = grid.rows();
    let mut tables = Vec::new();
    let mut from = 0;
    while let Some(found) = next_table(index, &grid, rows.get(from..).unwrap_or_default()) {
        let (table, _, end) = found;
        from = rows.partition_point(|row| *row < end);
        tables.push(table);
    }
    tables
}

/// The next table in some rows, its header, and the row where it ends.
fn next_table(sheet: usize, grid: &Grid, rows: &[u32]) -> Option<(Table, Header, u32)> {
    let searched = rows.get(..ROWS_SEARCHED).unwrap_or(rows);
    let mut headers: Vec<Header> =
        searched.iter().filter_map(|row| header_at(grid, *row)).collect();
    while let Some(first) = headers.first().map(|header| header.last) {
        // Of rows close together the one that tells most is the header; of two
        // that tell the same, the lower one names the columns, the upper one groups.
        let near = headers.partition_point(|header| header.last <= first + 3);
        let best = headers.get(..near)?.iter().enumerate().max_by_key(|(_, header)| {
            (header.score(), std::cmp::Reverse(header.first), header.last)
        });
        let at = best.map_or(0, |(at, _)| at);
        let header = headers.remove(at);
        let below = rows.get(rows.partition_point(|row| *row <= header.last)..)?;
        let body = Body::read(grid, &header, below);
        if let Some(body) = body.filter(|body| body.lines.len() >= FEWEST_LINES) {
            let Body { columns, lines, end } = body;
            let table = Table { sheet, header: (header.first, header.last), columns, lines };
            return Some((table, header, end));
        }
    }
    None
}

/// Reads a row as the last row of a header; the two rows above it may name groups of its columns.
fn header_at(grid: &Grid, last: u32) -> Option<Header> {
    let above: Vec<u32> = (last.saturating_sub(2)..last).rev().collect();
    let above: Vec<u32> = above.into_iter().filter(|row| names_groups(grid, *row)).collect();
    if is_asked_below(grid, last, &above) {
        return None;
    }
    let mut header = Header { first: last, last, columns: BTreeMap::new() };
    let mut columns = grid.shown_columns(last);
    let mut own = 0;
    for row in &above {
        columns.extend(grid.shown_columns(*row));
    }
    columns.sort_unstable();
    columns.dedup();
    for column in columns {
        let place = Place::new(last, column);
        let shown = grid.shown(place);
        if shown.column != column {
            continue;
        }
        let text = grid.text(place);
        let group = |row: &u32| {
            let place = Place::new(*row, column);
            let first = grid.shown(place);
            let next = grid.shown(Place::new(*row, column + 1));
            let is_across = first.column != column || next == first;
            let group = Group { row: first.row, text: grid.text(place), is_across };
            (first != shown && !group.text.is_empty()).then_some(group)
        };
        let groups: Vec<Group> = above.iter().filter_map(group).collect();
        let Some((reading, row)) = head_reading(&text, shown.row, &groups) else { continue };
        own += usize::from(!text.is_empty());
        header.first = header.first.min(row);
        let label = groups.iter().map(|group| group.text.as_str()).chain([text.as_str()]);
        let label = label.collect::<Vec<_>>().join(" / ").to_lowercase();
        header.columns.insert(column, Head { reading, label });
    }
    header.tick_whole_yeses(grid);
    header.number_lone_noes();
    (own >= 2 && header.score() >= 2).then_some(header)
}

/// What a column is for: by its own text, else by the group above; a group of somebody else's takes it away.
/// The row is the highest one that tells.
fn head_reading(text: &str, row: u32, groups: &[Group]) -> Option<(Reading, u32)> {
    let read = groups.iter().filter_map(|group| Some((reading(&group.text)?, group)));
    let read: Vec<(Reading, &Group)> = read.collect();
    let across = read.iter().filter(|(_, group)| group.is_across);
    let top = across.clone().map(|(_, group)| group.row).min().unwrap_or(row).min(row);
    if across.clone().any(|(reading, _)| reading.role == Role::Foreign) {
        return Some((Reading { role: Role::Foreign, weight: 9 }, top));
    }
    match reading(text) {
        Some(own) => Some((own, top)),
        None if text.is_empty() => read.first().map(|(reading, group)| (*reading, group.row)),
        None => None,
    }
}

/// Whether a row holds a question below a row of headers: it is no header, whatever its other cells read like.
fn is_asked_below(grid: &Grid, row: u32, above: &[u32]) -> bool {
    let read = |row: u32, column: u16| reading(&grid.text(Place::new(row, column)));
    let is_question = |column: &u16| {
        let text = grid.text(Place::new(row, *column));
        let has_words = tokens(&text).len() >= FEWEST_WORDS_ASKED;
        has_words && text.trim_end_matches(['*', ' ']).ends_with('?') && reading(&text).is_none()
    };
    let answers = |row: &u32| {
        let columns = grid.columns(*row);
        let own = columns.iter().filter_map(|column| read(*row, *column));
        own.filter(|own| matches!(own.role, Role::Response | Role::Explanation)).count() >= 2
    };
    grid.columns(row).iter().any(is_question) && above.iter().any(answers)
}

/// Whether a row may name groups of columns: two different texts; a title is one.
fn names_groups(grid: &Grid, row: u32) -> bool {
    if grid.is_row_hidden(row) {
        return false;
    }
    let columns = grid.shown_columns(row);
    let mut places: Vec<Place> =
        columns.iter().map(|column| grid.shown(Place::new(row, *column))).collect();
    places.dedup();
    places.len() >= 2
}

#[cfg(test)]
mod tests;
