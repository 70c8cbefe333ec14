//! Answers put into the cells of a publisher's workbook, in its own words; what does not fit stays blank and is said.

use std::collections::{BTreeMap, BTreeSet};

use crate::form::{Form, RESPONSES, Response};
use crate::language::Words;
use crate::questionnaire::cells::{Cells, Marks, Refused, Spot, Target, columns, ticked};
use crate::questionnaire::detect::{ResponseColumns, Table};
use crate::questionnaire::publisher::PublisherWorkbook;
use crate::questionnaire::vocabulary::{self, Chosen};
use crate::questionnaire::{Entry, Questionnaire};
use crate::xlsx::{Cargo, Edit, Obstacle, Place, Refusal, Value};

/// A publisher's workbook with answers in it.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The file.
    pub bytes: Vec<u8>,
    /// SHA-256 over the texts of its cells, in hexadecimal; its comment tells it too.
    pub digest: String,
    /// Its extension, without a dot.
    pub extension: &'static str,
    /// Where things stand in it, in words.
    pub layout: String,
    /// Its tables: sheet, rows of the header, and columns of responses, as people count them.
    pub tables: Vec<(String, String, String)>,
    /// Questions of the form that it has.
    pub found: usize,
    /// Answers that were written.
    pub written: usize,
    /// Cells that held something and are blank now.
    pub cleared: usize,
    /// What was not written, or could not be cleared, in the order of the form.
    pub unwritten: Vec<Unwritten>,
    /// What the workbook carries beside cells.
    pub cargo: Vec<Cargo>,
    /// Ranges with text in columns that the layout leaves alone.
    pub kept: Vec<String>,
    /// How many texts stand in the file that no cell shows. Those that go with this filling are not among them.
    pub unshown: usize,
    /// Results of formulas that were dropped because they depend on changed cells.
    pub dropped: usize,
}

/// A cell that does not say what it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwritten {
    /// The question's id; empty for a line of the workbook that has none.
    pub id: String,
    /// Sheet and cell, such as `CAIQv4.0.3!C14`; empty where the workbook has no line for the question.
    pub cell: String,
    /// Why.
    pub why: Why,
}

/// Why a cell does not say what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The workbook has no line with the question's id.
    NoLine,
    /// Several lines of the workbook have the id.
    Twice,
    /// The table has no column for responses that is plainly ours.
    NoResponseColumn,
    /// The response needs words, and there is no column for them.
    NoExplanationColumn,
    /// The cell's list has no word that says this.
    NoWord,
    /// What the cell's list holds cannot be known.
    UnknownList,
    /// The list for ownership has no word that says this.
    NoOwnershipWord,
    /// The cell belongs to several questions.
    Shared,
    /// The cell is locked.
    Locked,
    /// The cell has a formula.
    Formula,
    /// The text is longer than a cell holds.
    TooLong,
    /// The cell cannot be written.
    Unwritable,
    /// The cell held something already, and could not be cleared.
    Left,
}

impl Why {
    /// The word in machine-readable outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NoLine => "no-line",
            Self::Twice => "twice",
            Self::NoResponseColumn => "no-response-column",
            Self::NoExplanationColumn => "no-explanation-column",
            Self::NoWord => "no-word",
            Self::UnknownList => "unknown-list",
            Self::NoOwnershipWord => "no-ownership-word",
            Self::Shared => "shared-cell",
            Self::Locked => "locked",
            Self::Formula => "formula",
            Self::TooLong => "too-long",
            Self::Unwritable => "unwritable",
            Self::Left => "left-as-it-was",
        }
    }

    /// The same in plain English.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::NoLine => "the workbook has no line with this id",
            Self::Twice => "several lines of the workbook have this id",
            Self::NoResponseColumn => {
                "there is no column for responses that is plainly the vendor's"
            }
            Self::NoExplanationColumn => "the answer needs words, and there is no column for them",
            Self::NoWord => "the cell's list has no word for this response",
            Self::UnknownList => "the values of the cell's list cannot be known",
            Self::NoOwnershipWord => "the cell's list has no word for this ownership",
            Self::Shared => "the cell belongs to several questions",
            Self::Locked => "the cell is locked",
            Self::Formula => "the cell has a formula",
            Self::TooLong => "the text is longer than a cell holds",
            Self::Unwritable => "the cell cannot hold this text",
            Self::Left => "the cell held something already and could not be cleared",
        }
    }
}

impl From<Obstacle> for Why {
    fn from(obstacle: Obstacle) -> Self {
        match obstacle {
            Obstacle::Formula => Self::Formula,
            Obstacle::Locked => Self::Locked,
            Obstacle::Covered => Self::Shared,
            Obstacle::TooLong => Self::TooLong,
            Obstacle::NoCells | Obstacle::Unwritable => Self::Unwritable,
        }
    }
}

/// Writes the answers of a questionnaire into a publisher's workbook; `comment` says where they come from, given
/// the digest of the cells.
///
/// # Errors
/// A sheet that cannot be patched.
pub fn fill(
    workbook: &PublisherWorkbook,
    questionnaire: &Questionnaire,
    words: &Words,
    comment: &dyn Fn(String) -> String,
) -> Result<Filled, Refusal> {
    let mut fit = Fit::new(workbook, questionnaire, words);
    fit.rows();
    fit.strangers();
    let Fit { edits, ids, mut unwritten, written, cleared, .. } = fit;
    let patched = workbook.workbook.patch(&edits, "")?;
    let (patched, digest) = patched.sealed(&workbook.workbook, &workbook.sheets, comment)?;
    for (index, obstacle) in &patched.refused {
        let (Some(edit), Some(id)) = (edits.get(*index), ids.get(*index)) else { continue };
        let cell = cell_name(workbook, edit.sheet, edit.place);
        unwritten.push(Unwritten { id: id.clone(), cell, why: (*obstacle).into() });
    }
    Ok(Filled {
        bytes: patched.bytes,
        digest,
        extension: workbook.extension(),
        layout: workbook.layout(),
        tables: workbook.places(),
        found: workbook.found.0,
        written,
        cleared,
        unwritten,
        cargo: workbook.workbook.cargo(),
        kept: workbook.remains.kept.clone(),
        unshown: workbook.remains.unshown.len(),
        dropped: patched.dropped,
    })
}

/// Edits as they come together.
struct Fit<'w> {
    workbook: &'w PublisherWorkbook,
    questionnaire: &'w Questionnaire,
    words: &'w Words,
    cells: Cells<'w>,
    edits: Vec<Edit>,
    /// The question of each edit.
    ids: Vec<String>,
    /// Cells that are edited.
    done: BTreeSet<Spot>,
    unwritten: Vec<Unwritten>,
    written: usize,
    cleared: usize,
}

impl<'w> Fit<'w> {
    fn new(
        workbook: &'w PublisherWorkbook,
        questionnaire: &'w Questionnaire,
        words: &'w Words,
    ) -> Self {
        let cells = Cells::new(&workbook.sheets, &workbook.tables);
        Self {
            workbook,
            questionnaire,
            words,
            cells,
            edits: Vec::new(),
            ids: Vec::new(),
            done: BTreeSet::new(),
            unwritten: Vec::new(),
            written: 0,
            cleared: 0,
        }
    }

    /// Each question of the form into its line.
    fn rows(&mut self) {
        let mut lines: BTreeMap<&str, Vec<Target<'w>>> = BTreeMap::new();
        for target in self.cells.targets() {
            lines.entry(target.line.id.as_str()).or_default().push(target);
        }
        for row in &self.questionnaire.rows {
            let id = row.question.id.as_str();
            let targets = lines.get(id).map(Vec::as_slice).unwrap_or_default();
            match (targets, &row.entry) {
                ([target], Some(entry)) => match self.answer(target, entry) {
                    Ok(()) => self.written += 1,
                    Err((column, why)) => {
                        let spot = column.map(|column| target.spot(column));
                        self.report(id, spot, why);
                        self.clear(target);
                    }
                },
                (targets, entry) => {
                    if entry.is_some() {
                        let why = if targets.is_empty() { Why::NoLine } else { Why::Twice };
                        self.report(id, None, why);
                    }
                    targets.iter().for_each(|target| self.clear(target));
                }
            }
        }
    }

    /// Lines that are no question of the form: what an earlier hand has left there is no answer of ours.
    fn strangers(&mut self) {
        let form = &self.questionnaire.form;
        let known: BTreeSet<&str> =
            form.questions.iter().map(|question| question.id.as_str()).collect();
        for target in self.cells.targets() {
            if !known.contains(target.line.id.as_str()) {
                self.clear(&target);
            }
        }
    }

    /// One answer into its line: all of what it needs, or nothing.
    fn answer(&mut self, target: &Target<'w>, entry: &Entry) -> Result<(), Refused> {
        let response = RESPONSES.iter().find(|(word, _)| *word == entry.response);
        let response = response.map_or(Response::No, |(_, response)| *response);
        let (marks, says) = self.response(target, entry, response)?;
        let explanation = self.explanation(entry, response, says);
        let needs_words = !matches!(response, Response::Yes | Response::No);
        let columns = target.table.columns.clone();
        if needs_words && columns.explanation.is_none() {
            return Err((None, Why::NoExplanationColumn));
        }
        // A yes without the words that qualify it would say more than was answered.
        if let Some(column) = columns.explanation.filter(|_| !explanation.is_empty()) {
            self.cells.is_open(target, column, &explanation).map_err(|why| (Some(column), why))?;
        }
        for (column, text) in marks {
            self.set(target, column, text);
        }
        if let Some(column) = columns.explanation {
            match self.cells.is_open(target, column, &explanation) {
                Ok(()) => self.set(target, column, explanation),
                // Formulas and locks may stay where there is nothing to say.
                Err(_) => self.clear_cell(target, column),
            }
        }
        if let Some(column) = columns.ownership.filter(|_| has_ownership(&self.questionnaire.form))
        {
            self.ownership(target, column, &entry.ownership);
        }
        Ok(())
    }

    /// What to write into the cells for the response, and what that says.
    fn response(
        &self,
        target: &Target<'w>,
        entry: &Entry,
        response: Response,
    ) -> Result<(Marks, Response), Refused> {
        match target.table.columns.response {
            ResponseColumns::None => Err((None, Why::NoResponseColumn)),
            ResponseColumns::Word(column) => {
                let chosen = self.word(target, column, entry, response);
                let chosen = chosen.map_err(|why| (Some(column), why))?;
                self.cells
                    .is_open(target, column, &chosen.word)
                    .map_err(|why| (Some(column), why))?;
                Ok((vec![(column, chosen.word)], chosen.says))
            }
            columns @ ResponseColumns::Ticks { .. } => {
                let (marked, says) = ticked(response, columns).map_err(|why| (None, why))?;
                let mark = self.mark(target.table);
                Ok((self.cells.ticks(target, marked, &mark)?, says))
            }
        }
    }

    /// The word for a response: of the cell's list, else the layout's, else the form's.
    fn word(
        &self,
        target: &Target<'w>,
        column: u16,
        entry: &Entry,
        response: Response,
    ) -> Result<Chosen, Why> {
        let form = &self.questionnaire.form;
        let profile = self.workbook.profile.as_ref();
        let own = profile.and_then(|profile| profile.word(form, response));
        let own = own.unwrap_or(entry.word.as_str());
        let list = target.sheet.list(target.place(column));
        match list.map(|list| list.values.as_ref()) {
            Some(Some(values)) => {
                vocabulary::choose(values, &[own, entry.word.as_str()], response).ok_or(Why::NoWord)
            }
            Some(None) if profile.is_none_or(|profile| profile.words.is_empty()) => {
                Err(Why::UnknownList)
            }
            _ if own.is_empty() => Err(Why::NoWord),
            _ => {
                let says = vocabulary::says(own).unwrap_or(response);
                Ok(Chosen { word: own.to_owned(), says })
            }
        }
    }

    /// The mark that the table uses already, else that of the layout, else `x`.
    fn mark(&self, table: &Table) -> String {
        let layout = self.workbook.profile.as_ref().and_then(|own| own.words.get(&Response::Yes));
        let usual = layout.filter(|word| vocabulary::is_mark(word)).map_or("x", String::as_str);
        self.cells.mark(table, usual)
    }

    /// The explanation; where the word says less than the form's own would, it says so first.
    fn explanation(&self, entry: &Entry, response: Response, says: Response) -> String {
        let text = entry.explanation.replace("\r\n", "\n").replace('\r', "\n");
        let form_says = vocabulary::says(&entry.word).unwrap_or(response);
        if response == Response::Partial && says == Response::No && form_says != Response::No {
            let said = self.words.text("sheet_partial");
            if !text.starts_with(said) {
                return format!("{said} {text}").trim_end().to_owned();
            }
        }
        text
    }

    fn ownership(&mut self, target: &Target<'w>, column: u16, word: &str) {
        let list = target.sheet.list(target.place(column));
        let word = match list.and_then(|list| list.values.as_ref()) {
            Some(values) if !word.is_empty() => vocabulary::same(values, word),
            _ => Some(word.to_owned()),
        };
        let why = match word {
            None => Some(Why::NoOwnershipWord),
            Some(word) => match self.cells.is_open(target, column, &word) {
                Ok(()) => {
                    self.set(target, column, word);
                    None
                }
                Err(_) if word.is_empty() => {
                    self.clear_cell(target, column);
                    None
                }
                Err(why) => Some(why),
            },
        };
        if let Some(why) = why {
            self.report(&target.line.id, Some(target.spot(column)), why);
            self.clear_cell(target, column);
        }
    }

    /// Writes a cell, unless it says so already.
    fn set(&mut self, target: &Target<'w>, column: u16, text: String) {
        let spot = target.spot(column);
        let before = target.sheet.text(spot.place);
        if before == text || !self.done.insert(spot) {
            return;
        }
        if text.is_empty() {
            self.cleared += 1;
        }
        let value = if text.is_empty() { Value::Nothing } else { Value::Text(text) };
        self.edits.push(Edit { sheet: spot.sheet, place: spot.place, value });
        self.ids.push(target.line.id.clone());
    }

    /// Clears what an earlier hand has left in the cells of a line.
    fn clear(&mut self, target: &Target<'w>) {
        for column in columns(target.table) {
            if Some(column) != target.table.columns.ownership
                || has_ownership(&self.questionnaire.form)
            {
                self.clear_cell(target, column);
            }
        }
    }

    fn clear_cell(&mut self, target: &Target<'w>, column: u16) {
        let spot = target.spot(column);
        if target.sheet.text(spot.place).is_empty() || self.done.contains(&spot) {
            return;
        }
        if target.sheet.writable(spot.place).is_ok() {
            self.set(target, column, String::new());
        } else {
            self.report(&target.line.id, Some(spot), Why::Left);
        }
    }

    fn report(&mut self, id: &str, spot: Option<Spot>, why: Why) {
        let cell = spot.map(|spot| cell_name(self.workbook, spot.sheet, spot.place));
        let unwritten = Unwritten { id: id.to_owned(), cell: cell.unwrap_or_default(), why };
        if !self.unwritten.contains(&unwritten) {
            self.unwritten.push(unwritten);
        }
    }
}

/// Whether the form has an ownership to write; else such a column is not ours.
fn has_ownership(form: &Form) -> bool {
    !form.ownership.is_empty()
}

fn cell_name(workbook: &PublisherWorkbook, sheet: usize, place: Place) -> String {
    format!("{}!{place}", workbook.sheet_name(sheet))
}
