//! Rows of an old questionnaire: what was asked, and what was answered.

use crate::date::When;
use crate::form::{Form, Ownership, Response};
use crate::import::{OldFile, OldSheet, text, words};
use crate::questionnaire::detect::{self, Line, ResponseColumns, Table};
use crate::xlsx::{Place, Sheet};

/// One row as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The publisher's id of the question; may be empty.
    pub(super) id: String,
    /// The question; may be empty.
    pub(super) question: String,
    /// The heading above it; may be empty.
    pub(super) section: String,
    /// Name of the sheet.
    pub(super) sheet: Option<String>,
    /// The cell of the response, or that of the question.
    pub(super) cell: String,
    said: Said,
    explanation: String,
    ownership: String,
}

/// What stands where responses are written.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Said {
    Word(String),
    Ticked(Vec<Response>),
}

/// What a row answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Given {
    /// The closed part.
    pub(super) response: Option<Response>,
    /// The open part as Markdown.
    pub(super) explanation: String,
    /// Until when something is planned.
    pub(super) due: Option<When>,
    /// Who owns the control.
    pub(super) ownership: Option<Ownership>,
    /// What somebody should look at.
    pub(super) flags: Vec<String>,
}

impl Row {
    /// What the row answers; nothing in it means that nothing was answered.
    pub(super) fn given(&self, form: Option<&Form>) -> Given {
        let mut given = Given::default();
        let mut explanation = self.explanation.clone();
        match &self.said {
            Said::Word(word) if word.is_empty() => {}
            Said::Word(word) => {
                let found = words::response(word, form);
                given.response = found.map(|(response, _)| response);
                if found.is_none() {
                    given.flags.push(format!("`{}` is no response that we know", shortened(word)));
                }
                explanation = joined(found.map_or(word, |(_, more)| more), &explanation);
            }
            Said::Ticked(ticked) => match ticked.as_slice() {
                [] => {}
                [one] => given.response = Some(*one),
                _ => given.flags.push("more than one response is ticked".to_owned()),
            },
        }
        given.explanation = text::markdown(&explanation);
        given.ownership = form.and_then(|form| words::ownership(&self.ownership, form));
        if given.response == Some(Response::Planned) {
            given.due = words::when(&explanation);
        }
        if given.response.is_none() && given.flags.is_empty() && !given.explanation.is_empty() {
            given.flags.push("the file has a text and no response".to_owned());
        }
        given.flags.extend(doubts(&given, &explanation));
        given
    }

    /// Whether nothing stands in the cells for answers.
    pub(super) fn is_blank(&self) -> bool {
        let said = match &self.said {
            Said::Word(word) => !word.is_empty(),
            Said::Ticked(ticked) => !ticked.is_empty(),
        };
        !said && self.explanation.is_empty()
    }
}

/// The rows of a file, in its order.
pub(super) fn read(old: &OldFile) -> Vec<Row> {
    let sheets: Vec<(usize, &Sheet)> =
        old.sheets.iter().map(|own| &own.sheet).enumerate().collect();
    let tables = detect::tables(&sheets);
    let rows = tables.iter().filter_map(|table| Some((table, old.sheets.get(table.sheet)?)));
    rows.flat_map(|(table, own)| table.lines.iter().map(|line| row(table, own, line))).collect()
}

fn row(table: &Table, own: &OldSheet, line: &Line) -> Row {
    let sheet = &own.sheet;
    let cell = |column: u16| {
        let place = sheet.shown(Place::new(line.row, column));
        sheet.text(place).trim().to_owned()
    };
    let columns = &table.columns;
    let ticked = |column: Option<u16>| column.is_some_and(|column| words::is_ticked(&cell(column)));
    let (said, at) = match columns.response {
        ResponseColumns::None => (Said::Word(String::new()), columns.explanation),
        ResponseColumns::Word(column) => (Said::Word(cell(column)), Some(column)),
        ResponseColumns::Ticks { yes, no, not_applicable } => {
            let all = [
                (Response::Yes, Some(yes)),
                (Response::No, Some(no)),
                (Response::NotApplicable, not_applicable),
            ];
            let marked = all.into_iter().filter(|(_, column)| ticked(*column));
            (Said::Ticked(marked.map(|(response, _)| response).collect()), Some(yes))
        }
    };
    let at = at.or(columns.question).or(columns.id).unwrap_or(0);
    Row {
        id: line.id.clone(),
        question: text::line(&line.question),
        section: text::line(&line.section),
        sheet: own.name.as_deref().map(text::line),
        cell: Place::new(line.row, at).to_string(),
        said,
        explanation: columns.explanation.map(cell).unwrap_or_default(),
        ownership: columns.ownership.map(cell).unwrap_or_default(),
    }
}

/// What in an answer contradicts itself or lacks something.
fn doubts(given: &Given, explanation: &str) -> Vec<String> {
    const DENYING: [&str; 9] = [
        "no,",
        "no.",
        "no;",
        "not yet",
        "not currently",
        "currently not",
        "we do not",
        "we don't",
        "we don’t",
    ];
    let opening = explanation.trim_start().to_lowercase();
    let denies = opening == "no" || DENYING.iter().any(|phrase| opening.starts_with(phrase));
    let affirms = opening == "yes" || opening.starts_with("yes,") || opening.starts_with("yes.");
    let doubt = match given.response {
        Some(Response::Yes) if denies => "the response is yes and the text begins with a no",
        Some(Response::No) if affirms => "the response is no and the text begins with a yes",
        Some(Response::Planned) if given.due.is_none() => "it is planned and no date was found",
        Some(Response::Partial) if explanation.is_empty() => {
            "it is partial and no text says how far"
        }
        Some(Response::NotApplicable) if explanation.is_empty() => {
            "it does not apply and no reason is given"
        }
        _ => return Vec::new(),
    };
    vec![doubt.to_owned()]
}

fn joined(one: &str, other: &str) -> String {
    [one, other].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// A text on one line, cut for a flag.
fn shortened(text: &str) -> String {
    let line = text::line(text);
    if line.chars().count() <= 40 { line } else { line.chars().take(40).chain(['…']).collect() }
}
