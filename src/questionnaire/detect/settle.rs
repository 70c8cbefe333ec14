//! Which columns of a customer's table are ours to fill in.

use crate::questionnaire::customer::{CustomerSheet, Layout, Overrides, Unclear};
use crate::questionnaire::detect::bare::{self, Bare};
use crate::questionnaire::detect::draft::{Candidate, Choice, Draft};
use crate::questionnaire::detect::grid::Grid;
use crate::questionnaire::detect::refine::refined;
use crate::questionnaire::detect::{Header, ResponseColumns, Table, body, named, next_table};
use crate::questionnaire::words::plain;
use crate::xlsx::Place;

/// So many lines tell what a column holds.
pub(super) const LINES_MEASURED: usize = 2_000;

/// Headers of the whole text of a demand, beside one of its title.
const DESCRIPTIONS: [&str; 9] = [
    "description",
    "full description",
    "control description",
    "requirement description",
    "requirement text",
    "beschreibung",
    "descripcion",
    "descrizione",
    "full text",
];

/// What a sheet has.
#[derive(Default)]
pub(in crate::questionnaire) struct Seen {
    /// Tables that are understood.
    pub(in crate::questionnaire) layouts: Vec<Layout>,
    /// Tables, or what may be one, that can be read in several ways.
    pub(in crate::questionnaire) unclear: Vec<Unclear>,
    /// What was left alone, and why.
    pub(in crate::questionnaire) remarks: Vec<String>,
}

/// Finds the tables of a sheet and settles which of their columns are ours.
pub(in crate::questionnaire) fn read(
    own: &CustomerSheet<'_>,
    place: &Overrides,
    ours: &[&str],
) -> Seen {
    let grid = Grid::new(own.sheet);
    let mut seen = Seen::default();
    let mut drafts = headed(own, &grid);
    if place.question.is_some() {
        drafts = match named::asked(own, &grid, drafts, place) {
            Ok(drafts) => drafts,
            Err(unclear) => return Seen { unclear: vec![unclear], ..seen },
        };
    } else if drafts.is_empty() {
        match bare::find(own, &grid) {
            Bare::Nothing => {}
            Bare::Table(draft) => drafts.push(*draft),
            Bare::Unclear(unclear) => seen.unclear.push(unclear),
        }
    }
    for draft in drafts {
        match settle(draft, place, ours) {
            Ok(Some(layout)) => seen.layouts.push(layout),
            Ok(None) => seen.remarks.push(format!(
                "sheet \"{}\" was left alone: what stands where answers go are formulas",
                own.name
            )),
            Err(unclear) => seen.unclear.push(unclear),
        }
    }
    seen
}

/// Tables below headers.
fn headed<'g, 's>(own: &'g CustomerSheet<'s>, grid: &'g Grid<'s>) -> Vec<Draft<'g, 's>> {
    let rows = grid.rows();
    let mut drafts = Vec::new();
    let mut from = 0;
    while let Some((mut table, header, end)) =
        next_table(own.index, grid, rows.get(from..).unwrap_or_default())
    {
        from = rows.partition_point(|row| *row < end);
        // Ids alone ask nothing.
        let Some(question) = table.columns.question else { continue };
        if let Some(described) = described(grid, &table, &header, question) {
            let below: Vec<u32> = table.lines.iter().map(|line| line.row).collect();
            let titles = std::mem::take(&mut table.lines);
            table.columns.question = Some(described);
            table.lines = body::lines(grid, &table.columns, None, table.header.1, &below);
            for line in &mut table.lines {
                let title = titles.iter().find(|title| title.row == line.row);
                line.section = title.map(|title| title.question.clone()).unwrap_or_default();
            }
        }
        table.lines = refined(grid, &table.columns, std::mem::take(&mut table.lines));
        if !table.lines.is_empty() {
            drafts.push(Draft { own, grid, table, header: Some(header), has_header: true });
        }
    }
    drafts
}

/// The column with the whole text of demands, where another one has their titles: "Control | Description".
fn described(grid: &Grid, table: &Table, header: &Header, question: u16) -> Option<u16> {
    let titles = header.columns.get(&question)?;
    if titles.reading.weight > 2 {
        return None;
    }
    let letters = |column: u16| -> usize {
        let rows = table.lines.iter().take(LINES_MEASURED);
        rows.map(|line| grid.text(Place::new(line.row, column)).chars().count()).sum()
    };
    let is_described = |column: &u16| {
        let text = plain(&grid.text(Place::new(header.last, *column)));
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        DESCRIPTIONS.contains(&text.as_str()) && !grid.is_hidden(*column)
    };
    let found = (question + 1..=grid.last().0).find(is_described)?;
    let is_longer = letters(found) >= letters(question) * 3 / 2;
    (is_longer && letters(found) >= table.lines.len() * 25).then_some(found)
}

/// Settles the columns of a table; nothing where its answers are formulas.
fn settle(
    mut draft: Draft<'_, '_>,
    place: &Overrides,
    ours: &[&str],
) -> Result<Option<Layout>, Unclear> {
    let columns = draft.columns();
    let candidates = draft.candidates(&columns, ours);
    let is_forced = place.answer.is_some();
    let choice = match &place.answer {
        Some(name) => chosen(&candidates, named::column(&draft, &columns, name, "--answer")?),
        None => draft.choose(&candidates, ours)?,
    };
    let calculated = |column: &u16| {
        columns
            .iter()
            .any(|own| own.at == *column && own.formulas * 5 >= draft.table.lines.len() * 4)
    };
    if !is_forced && choice.response.all().iter().any(calculated) {
        return Ok(None);
    }
    let response = choice.response;
    let mut remarks = Vec::new();
    let explanation = match &place.comment {
        Some(name) => Some(named::column(&draft, &columns, name, "--comment")?),
        None => draft.explanation(&columns, &candidates, &choice),
    };
    if explanation.is_some_and(|column| response.all().contains(&column)) {
        return Err(draft.unclear(
            "answers and comments are to go to the same column",
            "name two columns with --answer and --comment, or leave --comment away",
        ));
    }
    draft.table.columns.response = response;
    draft.table.columns.explanation = explanation;
    let bounds = (response.all().first().copied(), choice.until);
    draft.table.columns.evidence = draft.evidence(&columns, bounds);
    draft.keep_listed_ownership(&columns);
    let mut added = None;
    if response == ResponseColumns::None {
        draft.refuse_lone_marks(&columns)?;
        draft.answer_in_comments(&columns, place)?;
    }
    let (response, explanation) = (draft.table.columns.response, draft.table.columns.explanation);
    if response == ResponseColumns::None && explanation.is_none() {
        draft.refuse_stacked()?;
        if draft.has_header {
            draft.refuse_unknown(&columns)?;
            let own = draft.added()?;
            (draft.table.columns.response, draft.table.columns.explanation) =
                (ResponseColumns::Word(own.answer), Some(own.comment));
            remarks.push("it has no column for answers; two are added at its right".to_owned());
            added = Some(own);
        } else {
            let beside = draft.beside(&columns)?;
            draft.table.columns.response = ResponseColumns::Word(beside);
        }
    }
    remarks.extend(draft.remarks());
    let left = draft.left(&columns);
    let Draft { own, table, has_header, .. } = draft;
    Ok(Some(Layout { sheet: own.name.to_owned(), table, has_header, added, left, remarks }))
}

/// What is chosen by naming a column: the marks that it belongs to, or the column alone.
fn chosen(candidates: &[Candidate], named: u16) -> Choice {
    let group = candidates.iter().map(|own| own.columns).find(|own| own.all().contains(&named));
    let response = group.unwrap_or(ResponseColumns::Word(named));
    let last = response.all().last().copied();
    let starts = candidates.iter().filter_map(|own| own.columns.all().first().copied());
    Choice { response, open: None, until: starts.filter(|at| Some(*at) > last).min() }
}
