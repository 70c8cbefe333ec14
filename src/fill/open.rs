//! A customer's file, opened, with the places of its questions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::fill::csv::Csv;
use crate::fill::{FoundTable, Refusal, TablePlace};
use crate::form::{Form, Forms};
use crate::questionnaire::customer::{self, CustomerSheet, Layout, Overrides};
use crate::questionnaire::detect;
use crate::questionnaire::publisher::filled_table;
use crate::questionnaire::recognise::{Found, Titles, recognise};
use crate::xlsx::{Cargo, Limits, Sheet, Workbook};

/// The most questions that a file may ask; the largest forms that we know have some 2,000.
const MOST_QUESTIONS: usize = 20_000;

/// The most characters that questions and the headings above them may have in all.
const MOST_CHARACTERS: usize = 8_000_000;

/// A customer's file with its tables of questions.
#[derive(Debug)]
pub struct Opened {
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// What kind of file it is.
    pub(super) kind: Kind,
    /// Names of its sheets; one empty name for a file without sheets.
    pub(super) names: Vec<String>,
    /// Sheets with cells, by their index.
    pub(super) sheets: BTreeMap<usize, Sheet>,
    /// The tables of questions.
    pub(super) layouts: Vec<Layout>,
    /// The form that it is, where its ids say so beyond doubt.
    pub(super) form: Option<Arc<Form>>,
    /// What is to be said about the file: phrases.
    pub(super) remarks: Vec<String>,
}

/// What kind of file it is.
#[derive(Debug)]
pub(super) enum Kind {
    /// A workbook.
    Workbook(Box<Workbook>),
    /// A table as text, and the extension of its copy.
    Csv(Csv, String),
}

impl Opened {
    /// Opens a customer's file of this name and finds its questions. `forms` are those that it may be one of, `ours` the
    /// names of the organisation that answers.
    ///
    /// # Errors
    /// A file that cannot be read safely, or in which no questions are found beyond doubt.
    pub fn new(
        name: &str,
        bytes: &[u8],
        place: &TablePlace,
        forms: &Forms,
        ours: &[&str],
    ) -> Result<Self, Refusal> {
        let mut opened = Self::read(name, bytes)?;
        opened.recognise(name, forms);
        if let Some(form) = opened.form.clone().filter(|_| *place == TablePlace::default()) {
            opened.layouts = opened.named(&form);
        }
        if opened.layouts.is_empty() {
            let own = opened.own_columns(name);
            opened.find(
                own.as_ref().filter(|_| *place == TablePlace::default()).unwrap_or(place),
                ours,
            )?;
        }
        opened.within_limits()?;
        Ok(opened)
    }

    /// Refuses more questions than can be looked at in a reasonable time.
    fn within_limits(&self) -> Result<(), Refusal> {
        let lines = || self.layouts.iter().flat_map(|layout| &layout.table.lines);
        let questions = lines().count();
        let characters: usize = lines().map(|line| line.question.len() + line.section.len()).sum();
        let advice = "split it, or name sheets and columns with --sheet and --question";
        let reason = if questions > MOST_QUESTIONS {
            format!("it asks {questions} questions; 20,000 are the most")
        } else if characters > MOST_CHARACTERS {
            "its questions are too long: 8 million characters are the most".to_owned()
        } else {
            return Ok(());
        };
        Err(Refusal { reason, advice: advice.to_owned() })
    }

    /// The extension of the filled copy, without a dot.
    #[must_use]
    pub fn extension(&self) -> &str {
        match &self.kind {
            Kind::Workbook(workbook) => workbook.kind().extension(),
            Kind::Csv(_, extension) => extension,
        }
    }

    /// The form that it is, where its ids say so beyond doubt.
    #[must_use]
    pub fn form(&self) -> Option<&Arc<Form>> {
        self.form.as_ref()
    }

    /// The name of a sheet; empty where there are none.
    pub(super) fn sheet_name(&self, index: usize) -> &str {
        self.names.get(index).map_or("", String::as_str)
    }

    /// Its tables, for people.
    pub(super) fn found(&self) -> Vec<FoundTable> {
        let found = |layout: &Layout| FoundTable {
            sheet: layout.sheet.clone(),
            header: layout.header(),
            columns: layout.columns(),
            questions: layout.table.lines.len(),
            remarks: layout.remarks.clone(),
        };
        self.layouts.iter().map(found).collect()
    }

    fn read(name: &str, bytes: &[u8]) -> Result<Self, Refusal> {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        let (kind, names, sheets) = match ending.as_deref() {
            Some(ending @ ("csv" | "tsv" | "txt")) if !bytes.starts_with(b"PK") => {
                // What is pasted from a sheet has tabs; else each line is a question.
                let is_list = ending == "txt" && !bytes.contains(&b'\t');
                let csv = if is_list { Csv::of_lines(bytes)? } else { Csv::read(bytes)? };
                let sheets = BTreeMap::from([(0, csv.sheet())]);
                let ending = if is_list { "csv" } else { ending };
                (Kind::Csv(csv, ending.to_owned()), vec![String::new()], sheets)
            }
            _ => {
                let workbook = Workbook::open(bytes, &Limits::default())?;
                let names: Vec<String> =
                    workbook.sheets().iter().map(|own| own.name.clone()).collect();
                refuse_twins(&names)?;
                let mut sheets = BTreeMap::new();
                for (index, own) in workbook.sheets().iter().enumerate() {
                    if own.has_cells {
                        sheets.insert(index, workbook.read(index)?);
                    }
                }
                (Kind::Workbook(Box::new(workbook)), names, sheets)
            }
        };
        let (layouts, form, remarks) = (Vec::new(), None, remarks(&kind));
        Ok(Self { bytes: bytes.to_vec(), kind, names, sheets, layouts, form, remarks })
    }

    /// The header of the column of questions in a table as text that asks one question: too little to be found as a
    /// table, and too plain to be anything else.
    fn asked_alone(&self) -> Option<String> {
        let Kind::Csv(..) = &self.kind else { return None };
        let cells = &self.sheets.get(&0)?.cells;
        if cells.keys().any(|place| place.row > 1) {
            return None;
        }
        let is_asking = |text: &&str| {
            let word = text.trim().trim_end_matches('s').to_lowercase();
            matches!(word.as_str(), "question" | "frage" | "pregunta" | "domanda")
        };
        let heads = cells.iter().filter(|(place, _)| place.row == 0);
        heads.map(|(_, cell)| cell.text.as_str()).find(is_asking).map(str::to_owned)
    }

    /// The columns of a table that was made of lines: nothing has to be found there.
    fn own_columns(&self, name: &str) -> Option<TablePlace> {
        let is_list = name.to_ascii_lowercase().ends_with(".txt");
        let Kind::Csv(_, ending) = &self.kind else { return None };
        let column = |letter: &str| Some(letter.to_owned());
        (is_list && ending == "csv").then(|| TablePlace {
            sheets: Vec::new(),
            question: column("A"),
            answer: column("B"),
            comment: column("C"),
        })
    }

    fn is_visible(&self, index: usize) -> bool {
        match &self.kind {
            Kind::Workbook(workbook) => {
                workbook.sheets().get(index).is_some_and(|own| own.is_visible)
            }
            Kind::Csv(..) => true,
        }
    }

    /// Sheets with cells that people see.
    fn shown(&self) -> impl Iterator<Item = (usize, &str, &Sheet)> {
        let all = self.sheets.iter().filter(|(index, _)| self.is_visible(**index));
        all.map(|(index, sheet)| (*index, self.sheet_name(*index), sheet))
    }

    /// Names the form that the file is, by the ids of tables that its layouts or the words of headers show.
    fn recognise(&mut self, name: &str, forms: &Forms) {
        let sheets: Vec<_> = self.shown().map(|(index, _, sheet)| (index, sheet)).collect();
        let mut tables = detect::tables(&sheets);
        if tables.is_empty() {
            // Headers that only a form's own layout knows.
            let named = forms.iter().flat_map(|form| self.named(form));
            tables.extend(named.map(|layout| layout.table));
        }
        let lines = tables.iter().flat_map(|table| &table.lines);
        let ids: BTreeSet<&str> =
            lines.map(|line| line.id.as_str()).filter(|id| !id.is_empty()).collect();
        let titles = Titles::of(name, self.shown().map(|(_, name, sheet)| (name, sheet)));
        match recognise(&ids, forms, &titles) {
            Found::Form(form) => self.form = Some(form),
            Found::Unknown => {}
            Found::Unsure(forms) => {
                let names: Vec<String> = forms.iter().map(|form| format!("`{form}`")).collect();
                self.remarks.push(format!(
                    "its ids are those of {}, which do not mean the same by them: they are not used",
                    names.join(" and of ")
                ));
            }
        }
    }

    /// The tables of a form's own layouts.
    fn named(&self, form: &Form) -> Vec<Layout> {
        let layout = |(index, name, sheet): (usize, &str, &Sheet)| {
            let table = filled_table(form, name, (index, sheet))?;
            let (added, left, remarks) = (None, Vec::new(), Vec::new());
            Some(Layout { sheet: name.to_owned(), table, has_header: true, added, left, remarks })
        };
        self.shown().filter_map(layout).collect()
    }

    /// Finds the tables, by what somebody says and by the words of headers.
    fn find(&mut self, place: &TablePlace, ours: &[&str]) -> Result<(), Refusal> {
        let place = Overrides {
            sheets: place.sheets.clone(),
            question: place.question.clone(),
            answer: place.answer.clone(),
            comment: place.comment.clone(),
        };
        let sheet = |(index, sheet): (&usize, _)| CustomerSheet {
            index: *index,
            name: self.sheet_name(*index),
            is_visible: self.is_visible(*index),
            sheet,
        };
        let sheets: Vec<CustomerSheet<'_>> = self.sheets.iter().map(sheet).collect();
        let found = customer::open(&sheets, &place, ours).or_else(|unclear| {
            let alone = self.asked_alone().filter(|_| place == Overrides::default());
            let again = alone.map(|question| Overrides { question: Some(question), ..place });
            again.and_then(|place| customer::open(&sheets, &place, ours).ok()).ok_or(unclear)
        });
        let found = found.map_err(|unclear| Refusal {
            reason: unclear.to_string(),
            advice: unclear.advice().to_owned(),
        })?;
        self.layouts = found.layouts;
        self.remarks.extend(found.remarks);
        Ok(())
    }
}

/// Refuses sheets of one name: nothing could say which of them a row is in.
fn refuse_twins(names: &[String]) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    match names.iter().find(|name| !seen.insert(name.to_lowercase())) {
        None => Ok(()),
        Some(name) => Err(Refusal {
            reason: format!("it has two sheets of the name \"{name}\""),
            advice: "rename one of them in a spreadsheet program".to_owned(),
        }),
    }
}

/// What people should know of a workbook before they pass it on.
fn remarks(kind: &Kind) -> Vec<String> {
    let Kind::Workbook(workbook) = kind else { return Vec::new() };
    let remark = |cargo: &Cargo| match cargo {
        Cargo::Signature => Some("it is signed; any change makes the signature invalid"),
        Cargo::ExternalLinks => Some("it refers to other workbooks"),
        Cargo::Connections => Some("it has connections to data elsewhere"),
        Cargo::Macros => Some("it has macros, which are kept and were not run"),
        Cargo::EmbeddedObjects | Cargo::Comments | Cargo::HiddenSheets => None,
    };
    workbook.cargo().iter().filter_map(remark).map(str::to_owned).collect()
}
