//! The publisher's own workbook of a form: opened, and with the place of each of its questions.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::form::profile::{Headers, Profile, ResponseHeaders, same_header};
use crate::form::{Form, FormRef};
use crate::questionnaire::detect::{self, Columns, Line, ResponseColumns, Table};
use crate::questionnaire::remains::Remains;
use crate::questionnaire::words::plain;
use crate::xlsx::{Limits, Place, Refusal, Sheet, Workbook, column_letters};

/// A publisher's workbook with the tables that hold a form's questions.
#[derive(Debug, Clone)]
pub struct PublisherWorkbook {
    /// The file.
    pub workbook: Workbook,
    /// The sheets with such a table, by their index in the workbook.
    pub sheets: BTreeMap<usize, Sheet>,
    /// The tables, in the order of the workbook.
    pub tables: Vec<Table>,
    /// The layout of the form that the workbook has; else the tables were found by their words.
    pub profile: Option<Profile>,
    /// How many questions of the form it has, and of how many.
    pub found: (usize, usize),
    /// What it holds beside the form, and what everybody gets who gets the file.
    pub remains: Remains,
}

/// Why a workbook is not filled with the answers to a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misfit {
    /// The file cannot be read.
    Refused(Refusal),
    /// A layout that is never filled: its name, and why.
    NeverFilled(String, String),
    /// No table has the form's questions; so many of them were found, of so many.
    NoTable(usize, usize),
    /// It is a workbook of another form or version: by its ids.
    OtherForm(FormRef),
    /// A sheet's name gives another version.
    OtherVersion(String),
    /// The questions are there, and no column for responses that is plainly ours.
    NoResponses,
}

/// Of a form's questions at least so many of a hundred stand in its workbook.
const FEWEST_FOUND: usize = 80;

/// Headers named by a form are looked for in so many rows from the top.
const HEADER_ROWS: u32 = 200;

impl PublisherWorkbook {
    /// Opens a workbook and finds the questions of a form in it. `others` are the forms it may be of as well:
    /// an id says nothing about the version.
    ///
    /// # Errors
    /// A file that cannot be read, or in which the form's questions are not found beyond doubt.
    pub fn open<'f>(
        form: &Form,
        others: impl IntoIterator<Item = &'f Arc<Form>>,
        bytes: &[u8],
    ) -> Result<Self, Misfit> {
        let workbook = Workbook::open(bytes, &Limits::default()).map_err(Misfit::Refused)?;
        let mut sheets = BTreeMap::new();
        for (index, name) in workbook.sheets().iter().enumerate() {
            if name.has_cells {
                sheets.insert(index, workbook.read(index).map_err(Misfit::Refused)?);
            }
        }
        let (tables, profile) = tables_of(form, others, &workbook, &sheets)?;
        let found = found(form, &tables);
        if found == 0 || found * 100 < form.questions.len() * FEWEST_FOUND {
            return Err(Misfit::NoTable(found, form.questions.len()));
        }
        if tables.iter().all(|table| table.columns.response == ResponseColumns::None) {
            return Err(Misfit::NoResponses);
        }
        let remains =
            Remains::of(&workbook, &sheets, &tables, profile.as_ref()).map_err(Misfit::Refused)?;
        let used: BTreeSet<usize> = tables.iter().map(|table| table.sheet).collect();
        sheets.retain(|index, _| used.contains(index));
        let found = (found, form.questions.len());
        Ok(Self { workbook, sheets, tables, profile, found, remains })
    }

    /// The extension of its files, without a dot.
    #[must_use]
    pub fn extension(&self) -> &'static str {
        self.workbook.kind().extension()
    }

    /// The publisher's text of a question, where the workbook has one.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&str> {
        let lines = self.tables.iter().flat_map(|table| &table.lines);
        let mut texts = lines.filter(|line| line.id == id).map(|line| line.question.as_str());
        texts.find(|text| !text.is_empty())
    }

    /// The name of a sheet; empty for one that is not there.
    #[must_use]
    pub fn sheet_name(&self, index: usize) -> &str {
        self.workbook.sheets().get(index).map_or("", |sheet| sheet.name.as_str())
    }

    /// Of each table the sheet, the rows of the header and the columns of responses, as people count them.
    #[must_use]
    pub fn places(&self) -> Vec<(String, String, String)> {
        let place = |table: &Table| {
            let letters: Vec<String> =
                table.columns.response.all().into_iter().map(column_letters).collect();
            (self.sheet_name(table.sheet).to_owned(), rows(table), letters.join(" "))
        };
        self.tables.iter().map(place).collect()
    }

    /// Where things stand, in words: `sheet "CAIQv4.0.3", header in row 2, ids in A, questions in B, responses in C`.
    #[must_use]
    pub fn layout(&self) -> String {
        let told = |table: &Table| layout(self.sheet_name(table.sheet), table);
        self.tables.iter().map(told).collect::<Vec<_>>().join("; ")
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "{refusal}"),
            Self::NeverFilled(name, because) => {
                write!(f, "it has the layout \"{name}\", which is never filled. {because}")
            }
            Self::NoTable(found, of) => {
                write!(f, "{found} of the {of} questions of the form were found in it")
            }
            Self::OtherForm(other) => write!(f, "it is a workbook of `{other}`"),
            Self::OtherVersion(name) => {
                write!(f, "its sheet \"{name}\" is of another version")
            }
            Self::NoResponses => {
                f.write_str("it has no column for responses that is plainly the vendor's")
            }
        }
    }
}

impl Misfit {
    /// What to do about it, as an instruction.
    #[must_use]
    pub fn advice(&self) -> String {
        match self {
            Self::Refused(refusal) => refusal.advice().to_owned(),
            Self::NeverFilled(..) => "give the workbook that the publisher wants filled".to_owned(),
            Self::NoTable(..) => {
                "give the publisher's workbook of this form and version; describe its layout under `profiles` of the form"
                    .to_owned()
            }
            Self::OtherForm(other) => {
                format!("write `form: {other}`, or give the workbook of this form")
            }
            Self::OtherVersion(_) => "name the version of the workbook under `form`".to_owned(),
            Self::NoResponses => {
                "name its columns under `profiles` of the form; several pairs of answers leave none".to_owned()
            }
        }
    }
}

/// The table of a sheet by a layout that the form names, if that has a place for responses. The name of the
/// sheet and its index in the workbook come with it.
#[must_use]
pub fn filled_table(form: &Form, name: &str, sheet: (usize, &Sheet)) -> Option<Table> {
    let mut tables =
        form.profiles.iter().filter_map(|profile| table_by(profile, form, name, sheet));
    tables.find(|table| table.columns.response != ResponseColumns::None)
}

/// The rows of a header as people count them: `2`, `2-4`.
fn rows(table: &Table) -> String {
    let (first, last) = (table.header.0 + 1, table.header.1 + 1);
    if first == last { first.to_string() } else { format!("{first}-{last}") }
}

/// Where things stand in one table, in words.
fn layout(sheet: &str, table: &Table) -> String {
    let word = if table.header.0 == table.header.1 { "row" } else { "rows" };
    let mut told = format!("sheet \"{sheet}\", header in {word} {}", rows(table));
    let columns = &table.columns;
    let mut add = |what: &str, columns: Vec<u16>| {
        if !columns.is_empty() {
            let letters: Vec<String> = columns.into_iter().map(column_letters).collect();
            told.push_str(&format!(", {what} in {}", letters.join(" ")));
        }
    };
    add("ids", columns.id.into_iter().collect());
    add("questions", columns.question.into_iter().collect());
    add("responses", columns.response.all());
    add("ownership", columns.ownership.into_iter().collect());
    add("explanations", columns.explanation.into_iter().collect());
    told
}

/// The tables with the questions of a form: those of a layout that the form names, else those found by their words.
fn tables_of<'f>(
    form: &Form,
    others: impl IntoIterator<Item = &'f Arc<Form>>,
    workbook: &Workbook,
    sheets: &BTreeMap<usize, Sheet>,
) -> Result<(Vec<Table>, Option<Profile>), Misfit> {
    let named = named(form, workbook, sheets).transpose()?;
    let (all, profile) = if let Some((table, profile)) = named {
        (vec![table], Some(profile))
    } else {
        let sheets: Vec<_> = sheets.iter().map(|(index, sheet)| (*index, sheet)).collect();
        (detect::tables(&sheets), None)
    };
    if let Some(other) = closer(form, others, &all) {
        return Err(Misfit::OtherForm(other));
    }
    if profile.is_some() {
        return Ok((all, profile));
    }
    let tables = with_answers(form, all);
    let sheet = |table: &Table| Some(workbook.sheets().get(table.sheet)?.name.clone());
    let other = tables.iter().filter_map(sheet).find(|name| is_other_version(form, name));
    other.map_or(Ok((tables, None)), |name| Err(Misfit::OtherVersion(name)))
}

/// The table of a layout that the form names; an error where that layout is never filled.
fn named(
    form: &Form,
    workbook: &Workbook,
    sheets: &BTreeMap<usize, Sheet>,
) -> Option<Result<(Table, Profile), Misfit>> {
    let mut never = None;
    for profile in &form.profiles {
        for (index, sheet) in sheets {
            let name = workbook.sheets().get(*index).map_or("", |sheet| sheet.name.as_str());
            let Some(table) = table_by(profile, form, name, (*index, sheet)) else { continue };
            match &profile.never_filled {
                None => return Some(Ok((table, profile.clone()))),
                Some(because) => {
                    never = Some(Misfit::NeverFilled(profile.name.clone(), because.clone()));
                }
            }
        }
    }
    never.map(Err)
}

/// The table of a sheet that has the layout and most of the questions of a form.
fn table_by(profile: &Profile, form: &Form, name: &str, sheet: (usize, &Sheet)) -> Option<Table> {
    if !profile.is_sheet(name) {
        return None;
    }
    let (header, columns) = columns_of(&profile.headers, sheet.1)?;
    let table = detect::table_below(sheet, header, columns, None);
    let found = found(form, std::slice::from_ref(&table));
    (found * 100 >= form.questions.len() * FEWEST_FOUND).then_some(table)
}

/// The rows of the header that a layout names, and its columns; nothing unless all of them are there.
fn columns_of(headers: &Headers, sheet: &Sheet) -> Option<((u32, u32), Columns)> {
    let rows: BTreeSet<u32> =
        sheet.cells.keys().map(|place| place.row).take_while(|row| *row < HEADER_ROWS).collect();
    rows.into_iter().find_map(|row| columns_at(headers, sheet, row))
}

fn columns_at(headers: &Headers, sheet: &Sheet, last: u32) -> Option<((u32, u32), Columns)> {
    let mut first = last;
    let mut columns: BTreeMap<u16, (u32, &str)> = BTreeMap::new();
    let from = last.saturating_sub(2);
    // In a header of several rows the lowest text of a column counts.
    for row in from..=last {
        for (place, cell) in sheet.cells.range(Place::new(row, 0)..=Place::new(row, u16::MAX)) {
            if !cell.text.trim().is_empty() {
                columns.insert(place.column, (row, cell.text.as_str()));
            }
        }
    }
    let mut lowest = from;
    let mut column = |header: &str| {
        let (column, (row, _)) = columns.iter().find(|(_, (_, text))| same_header(text, header))?;
        (first, lowest) = (first.min(*row), lowest.max(*row));
        Some(*column)
    };
    let response = match &headers.response {
        ResponseHeaders::None => ResponseColumns::None,
        ResponseHeaders::Word(header) => ResponseColumns::Word(column(header)?),
        ResponseHeaders::Ticks { yes, no, not_applicable } => ResponseColumns::Ticks {
            yes: column(yes)?,
            no: column(no)?,
            partial: None,
            not_applicable: match not_applicable {
                Some(header) => Some(column(header)?),
                None => None,
            },
        },
    };
    let mut optional = |header: &Option<String>| match header {
        Some(header) => column(header).map(Some),
        None => Some(None),
    };
    let (ownership, explanation) = (optional(&headers.ownership)?, optional(&headers.explanation)?);
    let (id, question) = (Some(column(&headers.id)?), Some(column(&headers.question)?));
    let columns = Columns { id, question, response, ownership, explanation, evidence: None };
    (lowest == last).then_some(((first, last), columns))
}

/// Tables that hold questions of the form; those with responses, where any has.
fn with_answers(form: &Form, mut tables: Vec<Table>) -> Vec<Table> {
    tables.retain(|table| {
        let known = table.lines.iter().filter(|line| form.has(&line.id)).count();
        known > 0 && known * 2 >= table.lines.len().min(form.questions.len())
    });
    let answers = |table: &Table| table.columns.response != ResponseColumns::None;
    if tables.iter().any(answers) {
        tables.retain(answers);
    }
    tables
}

/// Ids of the form that stand in the tables.
fn found(form: &Form, tables: &[Table]) -> usize {
    let ids = ids(tables);
    form.questions.iter().filter(|question| ids.contains(question.id.as_str())).count()
}

fn ids(tables: &[Table]) -> BTreeSet<&str> {
    let lines = tables.iter().flat_map(|table| &table.lines);
    lines.map(|line: &Line| line.id.as_str()).filter(|id| !id.is_empty()).collect()
}

/// Another form whose ids fit the tables better.
fn closer<'f>(
    form: &Form,
    others: impl IntoIterator<Item = &'f Arc<Form>>,
    tables: &[Table],
) -> Option<FormRef> {
    let ids = ids(tables);
    // Of all ids of the form and of the tables: how many both have, of ten thousand.
    let fit = |form: &Form| {
        let both = form.questions.iter().filter(|own| ids.contains(own.id.as_str())).count();
        both * 10_000 / (form.questions.len() + ids.len() - both).max(1)
    };
    let own = fit(form);
    let others = others.into_iter().filter(|other| other.reference != form.reference);
    // A part of a form is filled in the workbook of the whole: the ids mean the same.
    let others = others.filter(|other| form.subset_of.as_ref() != Some(&other.reference));
    let best = others.map(|other| (fit(other), other)).max_by_key(|(fit, _)| *fit)?;
    (best.0 > own && best.0 >= 8_000).then(|| best.1.reference.clone())
}

/// Whether a sheet's name speaks of another version of the form: `CAIQv4.1.0` where the form is 4.0.3.
fn is_other_version(form: &Form, name: &str) -> bool {
    let id = plain(&form.reference.id);
    let family = id.split(' ').next().unwrap_or_default();
    if family.is_empty() || !plain(name).contains(family) {
        return false;
    }
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    let mut versions = name
        .split(|c: char| !is_part(c))
        .map(|part| part.trim_matches('.'))
        .filter(|part| part.contains('.'));
    let own: Vec<&str> = form.reference.version.split('.').take(2).collect();
    versions.any(|version| version.split('.').take(2).collect::<Vec<_>>() != own)
}
