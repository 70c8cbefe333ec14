//! A customer's file, opened, with the places of its questions.

use std::collections::BTreeMap;

use crate::fill::{FoundTable, Refusal, TablePlace};
use crate::questionnaire::detect::{self, ResponseColumns, Table};
use crate::xlsx::{Limits, Sheet, Workbook, column_letters};

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
    pub(super) tables: Vec<Table>,
    /// What is to be said about the file: phrases.
    pub(super) remarks: Vec<String>,
}

/// What kind of file it is.
#[derive(Debug)]
pub(super) enum Kind {
    /// A workbook.
    Workbook(Box<Workbook>),
}

impl Opened {
    /// Opens a customer's file of this name and finds its questions.
    ///
    /// # Errors
    /// A file that cannot be read safely, or in which no questions are found.
    pub fn new(_name: &str, bytes: &[u8], place: &TablePlace) -> Result<Self, Refusal> {
        let workbook = Workbook::open(bytes, &Limits::default())?;
        let names: Vec<String> = workbook.sheets().iter().map(|own| own.name.clone()).collect();
        let mut sheets = BTreeMap::new();
        for (index, own) in workbook.sheets().iter().enumerate() {
            let is_wished = place.sheets.is_empty() || place.sheets.contains(&own.name);
            if own.has_cells && own.is_visible && is_wished {
                sheets.insert(index, workbook.read(index)?);
            }
        }
        let all: Vec<_> = sheets.iter().map(|(index, sheet)| (*index, sheet)).collect();
        let tables = detect::tables(&all);
        if tables.is_empty() {
            let reason = "no table of questions was found in it".to_owned();
            let advice = "say where it is with --sheet, --question and --answer".to_owned();
            return Err(Refusal { reason, advice });
        }
        let kind = Kind::Workbook(Box::new(workbook));
        Ok(Self { bytes: bytes.to_vec(), kind, names, sheets, tables, remarks: Vec::new() })
    }

    /// The extension of the filled copy, without a dot.
    #[must_use]
    pub fn extension(&self) -> &str {
        match &self.kind {
            Kind::Workbook(workbook) => workbook.kind().extension(),
        }
    }

    /// The name of a sheet; empty where there are none.
    pub(super) fn sheet_name(&self, index: usize) -> &str {
        self.names.get(index).map_or("", String::as_str)
    }

    /// Its tables, for people.
    pub(super) fn found(&self) -> Vec<FoundTable> {
        self.tables.iter().map(|table| self.found_table(table)).collect()
    }

    fn found_table(&self, table: &Table) -> FoundTable {
        let (first, last) = (table.header.0 + 1, table.header.1 + 1);
        let header = if first == last { first.to_string() } else { format!("{first}-{last}") };
        let own = &table.columns;
        let responses: Vec<String> = own.response.all().into_iter().map(column_letters).collect();
        let mut columns = Vec::new();
        let mut add = |what, column: Option<u16>| {
            columns.extend(column.map(|column| (what, column_letters(column))));
        };
        add("ids", own.id);
        add("questions", own.question);
        if own.response != ResponseColumns::None {
            columns.push(("responses", responses.join(" ")));
        }
        let mut add = |what, column: Option<u16>| {
            columns.extend(column.map(|column| (what, column_letters(column))));
        };
        add("ownership", own.ownership);
        add("explanations", own.explanation);
        FoundTable {
            sheet: self.sheet_name(table.sheet).to_owned(),
            header,
            columns,
            questions: table.lines.len(),
            remarks: Vec::new(),
        }
    }
}
