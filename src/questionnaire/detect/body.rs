//! The rows below a header: which columns hold what they are headed, and which rows are questions.

use std::collections::BTreeSet;

use crate::questionnaire::detect::grid::Grid;
use crate::questionnaire::detect::headers::{Role, reading};
use crate::questionnaire::detect::{Choice, Columns, Header, Line, ResponseColumns, header_at};
use crate::questionnaire::words::repaired_id;
use crate::xlsx::Place;

/// So many rows are measured to tell what a column holds.
const ROWS_MEASURED: usize = 2_000;

/// So many rows are read as possible headers of another table.
const ROWS_READ: usize = 3_000;

/// A heading in a table is no longer than this; what is longer is guidance.
const LONGEST_HEADING: usize = 120;

/// What stands below a header.
pub(super) struct Body {
    /// The columns that are proven.
    pub columns: Columns,
    /// Questions in order.
    pub lines: Vec<Line>,
    /// The row after the last one.
    pub end: u32,
}

impl Body {
    /// Reads the rows below a header up to the next other header; nothing when there is no question in them.
    pub(super) fn read(grid: &Grid, header: &Header, rows: &[u32]) -> Option<Self> {
        let response = response(header);
        let ownership = header.ours(Role::Ownership).one();
        let evidence = header.ours(Role::Evidence).one();
        let explanation = explanation(header, &response);
        let (response, is_unsure) = match response {
            Choice::One(response) => (response, false),
            Choice::Nothing => (ResponseColumns::None, false),
            Choice::Unsure => (ResponseColumns::None, true),
        };
        let ownership = ownership.filter(|_| !is_unsure);
        let rows = until_next(grid, header, response, rows);
        let sample = rows.get(..ROWS_MEASURED).unwrap_or(rows);
        let response_from = response.all().first().copied();
        let question = question(grid, header, response_from, sample);
        let id = id(grid, header, question.or(response_from), sample);
        if question.is_none() && id.is_none() {
            return None;
        }
        let columns = Columns { id, question, response, ownership, explanation, evidence };
        let sections = header.of(Role::Section).first().map(|(column, _)| *column);
        let sections = sections.filter(|column| Some(*column) != question);
        let lines = lines(grid, &columns, sections, header.last, rows);
        let end = rows.last().map_or(header.last, |row| *row) + 1;
        Some(Self { columns, lines, end })
    }
}

/// The questions in some rows below a header that ends at a row.
pub(super) fn lines(
    grid: &Grid,
    columns: &Columns,
    sections: Option<u16>,
    header: u32,
    rows: &[u32],
) -> Vec<Line> {
    Lines::new(grid, columns, sections).read(header, rows)
}

/// Where responses go, as far as the header says it beyond doubt.
fn response(header: &Header) -> Choice<ResponseColumns> {
    let ticks = header.ticks();
    let word = header.ours(Role::Response);
    match (ticks.as_slice(), word) {
        ([], Choice::One(column)) => Choice::One(ResponseColumns::Word(column)),
        ([], Choice::Nothing) => Choice::Nothing,
        ([(first, label), rest @ ..], Choice::Nothing) => {
            if rest.iter().all(|(_, other)| other == label) {
                Choice::One(*first)
            } else {
                Choice::Unsure
            }
        }
        (_, Choice::One(_) | Choice::Unsure) => Choice::Unsure,
    }
}

/// The column of explanations: the nearest to the right of the responses, else the only one.
fn explanation(header: &Header, response: &Choice<ResponseColumns>) -> Option<u16> {
    let found = header.of(Role::Explanation);
    let from = match response {
        Choice::Unsure => return None,
        Choice::Nothing => return header.ours(Role::Explanation).one(),
        Choice::One(response) => response.all().last().copied()?,
    };
    // Beyond the next response columns stands what belongs to another pair.
    let others = header
        .columns
        .iter()
        .filter(|(_, head)| matches!(head.reading.role, Role::Response | Role::Yes));
    let until = others.map(|(column, _)| *column).find(|column| *column > from);
    let near = |column: &u16| *column > from && until.is_none_or(|until| *column < until);
    let right = found.iter().filter(|(column, _)| near(column));
    let best = right.clone().map(|(_, head)| head.reading.weight).max();
    let nearest = right.filter(|(_, head)| Some(head.reading.weight) == best).min_by_key(|at| at.0);
    nearest.or_else(|| found.first().filter(|_| found.len() == 1)).map(|(column, _)| *column)
}

/// The rows before a header that names other columns.
fn until_next<'r>(
    grid: &Grid,
    header: &Header,
    response: ResponseColumns,
    rows: &'r [u32],
) -> &'r [u32] {
    let question = header.ours(Role::Question).one();
    let differs = |row: &u32| {
        header_at(grid, *row).filter(|next| next.first > header.last).is_some_and(|next| {
            let other = next.ours(Role::Question).one();
            let moved = question.zip(other).is_some_and(|(one, other)| one != other);
            let answers = match self::response(&next) {
                Choice::One(other) => other != response,
                Choice::Nothing | Choice::Unsure => false,
            };
            moved || answers
        })
    };
    let read = rows.get(..ROWS_READ).unwrap_or(rows);
    let end = read.iter().position(differs).unwrap_or(rows.len());
    rows.get(..end).unwrap_or(rows)
}

/// The column of questions: as headed, else the column left of the responses that holds sentences.
fn question(grid: &Grid, header: &Header, response_from: Option<u16>, rows: &[u32]) -> Option<u16> {
    let mut headed: Vec<u16> = header.of(Role::Question).iter().map(|own| own.0).collect();
    headed.sort_by_key(|column| grid.is_hidden(*column));
    let holds = |column: &u16, least: usize| Measure::of(grid, *column, rows).is_prose(least);
    if let Some(column) = headed.into_iter().find(|column| holds(column, 8)) {
        return Some(column);
    }
    // "Item" may head ids or what is asked, "Area" sections or what is asked.
    let is_free = |column: &u16| {
        let head = header.columns.get(column).map(|head| head.reading);
        head.is_none_or(|reading| match reading.role {
            Role::Id => reading.weight <= 1,
            Role::Section => reading.weight <= 2,
            _ => false,
        })
    };
    let free = (0..response_from?).filter(is_free);
    let measured = free.map(|column| (column, Measure::of(grid, column, rows)));
    let prose = measured
        .filter(|(_, measure)| measure.is_prose(20) && measure.unique * 5 >= measure.filled * 4);
    prose.max_by_key(|(_, measure)| measure.letters).map(|(column, _)| column)
}

/// The column of ids: as headed, else one left of the questions that holds nothing but ids, each once.
fn id(grid: &Grid, header: &Header, before: Option<u16>, rows: &[u32]) -> Option<u16> {
    let mut headed = header.of(Role::Id);
    headed.sort_by_key(|(column, head)| {
        (std::cmp::Reverse(head.reading.weight), grid.is_hidden(*column), *column)
    });
    let holds = |column: u16, weight: u8| {
        let measure = Measure::of(grid, column, rows);
        let most = measure.ids * 10 >= measure.filled * 6;
        // Ids of controls repeat for each question, and are not ids of questions.
        let once = measure.unique_ids * 10 >= measure.ids * 9;
        measure.ids >= 2 && most && (weight >= 3 || once)
    };
    let headed = headed.into_iter().find(|(column, head)| holds(*column, head.reading.weight));
    if let Some((column, _)) = headed {
        return Some(column);
    }
    // "Control" may head the ids of controls or their texts.
    let is_free = |column: &u16| {
        let head = header.columns.get(column).map(|head| head.reading);
        head.is_none_or(|reading| reading.role == Role::Question && reading.weight <= 1)
    };
    let mut free = (0..before?).filter(is_free).rev();
    free.find(|column| {
        let measure = Measure::of(grid, *column, rows);
        measure.ids >= 3
            && measure.ids * 10 >= measure.filled * 8
            && measure.unique_ids * 20 >= measure.ids * 19
    })
}

/// What a column holds.
struct Measure {
    filled: usize,
    letters: usize,
    unique: usize,
    ids: usize,
    unique_ids: usize,
}

impl Measure {
    fn of(grid: &Grid, column: u16, rows: &[u32]) -> Self {
        let texts = rows.iter().map(|row| grid.text(Place::new(*row, column)));
        let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
        let ids: Vec<String> =
            texts.iter().map(|text| repaired_id(text)).filter(|text| is_id(text)).collect();
        Self {
            filled: texts.len(),
            letters: texts.iter().map(|text| text.chars().count()).sum(),
            unique: texts.iter().collect::<BTreeSet<_>>().len(),
            ids: ids.len(),
            unique_ids: ids.iter().collect::<BTreeSet<_>>().len(),
        }
    }

    /// Whether its texts have so many characters on average.
    fn is_prose(&self, least: usize) -> bool {
        self.filled >= 2 && self.letters >= self.filled * least
    }
}

/// Whether a text may be an id: short, with a digit, not a sentence.
fn is_id(text: &str) -> bool {
    let words = text.split(' ').count();
    text.len() <= 40
        && words <= 3
        && text.bytes().any(|b| b.is_ascii_digit())
        && !text.ends_with(['?', ':'])
}

/// Reads rows one by one.
struct Lines<'g, 's> {
    grid: &'g Grid<'s>,
    columns: &'g Columns,
    sections: Option<u16>,
    listed: Vec<(u32, u32)>,
}

impl<'g, 's> Lines<'g, 's> {
    fn new(grid: &'g Grid<'s>, columns: &'g Columns, sections: Option<u16>) -> Self {
        let listed = match columns.response {
            ResponseColumns::Word(column) => grid.lists(column),
            ResponseColumns::None | ResponseColumns::Ticks { .. } => Vec::new(),
        };
        Self { grid, columns, sections, listed }
    }

    fn read(&self, header: u32, rows: &[u32]) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        // Where the questions have no header of their own, what heads them is the first section.
        let above = self.text(header, self.columns.question);
        let mut heading = if reading(&above).is_some() { String::new() } else { above };
        for row in rows {
            if self.repeats_header(*row) {
                if let Some(text) = self.heading(*row) {
                    heading = text;
                }
                continue;
            }
            let (id, question) = (self.id(*row), self.text(*row, self.columns.question));
            let is_line = self.is_line(*row, &id, &question);
            if !is_line {
                if let Some(text) = self.heading(*row) {
                    heading = text;
                }
                continue;
            }
            if let Some(column) = self.sections {
                let own = self.grid.text(Place::new(*row, column));
                if !own.is_empty() {
                    heading = own;
                }
            }
            lines.push(Line::new(*row, id, question, heading.clone()));
        }
        lines
    }

    /// The id of a row, or nothing when what stands there is none.
    fn id(&self, row: u32) -> String {
        let id = repaired_id(&self.text(row, self.columns.id));
        if is_id(&id) { id } else { String::new() }
    }

    fn text(&self, row: u32, column: Option<u16>) -> String {
        column.map_or_else(String::new, |column| self.grid.text(Place::new(row, column)))
    }

    fn is_line(&self, row: u32, id: &str, question: &str) -> bool {
        let shown =
            |column: Option<u16>| column.map(|column| self.grid.shown(Place::new(row, column)));
        let (at, asked) = (shown(self.columns.id), shown(self.columns.question));
        // One text across both columns is a heading.
        if at.is_some() && at == asked {
            return false;
        }
        let answered = self.columns.response.all().first().copied();
        if asked.is_some() && asked == shown(answered) {
            return false;
        }
        match (self.columns.id.is_some(), self.columns.question.is_some()) {
            (true, true) if !id.is_empty() => !question.is_empty(),
            (true, false) => !id.is_empty(),
            // An id is missing: a question all the same if it asks, or if its response is chosen from a list.
            (true, true) => {
                self.text(row, self.columns.id).is_empty()
                    && !question.is_empty()
                    && (question.ends_with(['?', '？']) || self.is_listed(row))
            }
            (false, _) if self.listed.is_empty() => question.chars().count() >= 8,
            (false, _) => !question.is_empty() && self.is_listed(row),
        }
    }

    fn is_listed(&self, row: u32) -> bool {
        self.listed.iter().any(|(first, last)| (*first..=*last).contains(&row))
    }

    /// The text of a row that is a heading: the first one that is short, no header and no id.
    fn heading(&self, row: u32) -> Option<String> {
        let columns = self.grid.columns(row).into_iter();
        let texts = columns.map(|column| self.grid.text(Place::new(row, column)));
        let is_word = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count() > 1;
        texts
            .filter(|text| !text.is_empty() && reading(text).is_none())
            .find(|text| is_word(text) && (!is_id(text) || text.split(' ').count() > 1))
            .filter(|text| text.chars().count() <= LONGEST_HEADING)
    }

    /// Whether a row repeats the header: two of our columns are headed again.
    fn repeats_header(&self, row: u32) -> bool {
        let columns = self.columns;
        let is = |column: Option<u16>, role: Role| {
            let text = self.text(row, column);
            text.len() <= 60 && reading(&text).is_some_and(|reading| reading.role == role)
        };
        let ticks = match columns.response {
            ResponseColumns::Ticks { yes, no, .. } => {
                usize::from(is(Some(yes), Role::Yes)) + usize::from(is(Some(no), Role::No))
            }
            ResponseColumns::Word(column) => usize::from(is(Some(column), Role::Response)),
            ResponseColumns::None => 0,
        };
        let others = [
            (columns.id, Role::Id),
            (columns.question, Role::Question),
            (columns.ownership, Role::Ownership),
            (columns.explanation, Role::Explanation),
        ];
        let again = others.iter().filter(|(column, role)| is(*column, *role)).count();
        ticks + again >= 2
    }
}
