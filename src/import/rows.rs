//! Rows of an old questionnaire: what was asked, and what was answered.

use crate::date::When;
use crate::form::{Form, Ownership, Response};
use crate::import::{OldFile, OldSheet, days, own, text, words};
use crate::questionnaire::detect::{self, Line, ResponseColumns, Table};
use crate::questionnaire::publisher;
use crate::xlsx::Place;

/// How a text begins that says no.
const DENYING: [&str; 15] = [
    "no,",
    "no.",
    "no;",
    "not yet",
    "not currently",
    "currently not",
    "we do not",
    "we don't",
    "we don’t",
    "nein,",
    "noch nicht",
    "derzeit nicht",
    "pas encore",
    "todavía no",
    "non ancora",
];

/// How a text begins that says yes.
const AFFIRMING: [&str; 7] = ["yes,", "yes.", "yes;", "ja,", "oui,", "sí,", "sì,"];

/// Words of a text that speaks of a plan.
const PLANNING: [&str; 12] = [
    "planned",
    "planning to",
    "we plan",
    "roadmap",
    "in progress",
    "geplant",
    "in planung",
    "prévu",
    "previsto",
    "prevista",
    "planificad",
    "pianificat",
];

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
    /// What is promised as Markdown, and until when.
    pub(super) promise: Option<(String, Option<When>)>,
    /// Who owns the control.
    pub(super) ownership: Option<Ownership>,
    /// What somebody should look at.
    pub(super) flags: Vec<String>,
}

impl Given {
    /// All that it says in prose, to be compared.
    pub(super) fn said(&self) -> String {
        let promise = self.promise.as_ref().map_or("", |(what, _)| what.as_str());
        joined(&self.explanation, promise)
    }

    /// Takes over what an explanation says in our own wording.
    fn take_own(&mut self, own: own::Own, explanation: &mut String) {
        let word = |response: Option<Response>| response.map_or("nothing", Response::word);
        if own.response != self.response {
            let (was, is) = (word(self.response), word(own.response));
            self.flags.push(format!(
                "the response of the file says {was}; read as {is}, as the text begins in the words of this program"
            ));
        }
        self.response = own.response;
        self.promise = own.promise.map(|(what, due)| (text::markdown(&what), due));
        *explanation = own.rest;
    }
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
                    let word = shortened(word);
                    given.flags.push(format!(
                        "`{word}` is no response that we know: it stands in the explanation"
                    ));
                }
                explanation = joined(found.map_or(word, |(_, more)| more), &explanation);
            }
            Said::Ticked(ticked) => match ticked.as_slice() {
                [] => {}
                [one] => given.response = Some(*one),
                _ => given.flags.push("more than one response is ticked".to_owned()),
            },
        }
        if let Some(own) = own::read(given.response, &explanation) {
            given.take_own(own, &mut explanation);
        }
        given.explanation = text::markdown(&explanation);
        given.ownership = form.and_then(|form| words::ownership(&self.ownership, form));
        if given.response == Some(Response::Planned)
            && given.promise.is_none()
            && let Some(due) = days::only(&explanation)
        {
            given.promise = Some((std::mem::take(&mut given.explanation), Some(due)));
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
///
/// A sheet with a layout that one of the forms names is read by it, any other by the words of its headers.
pub(super) fn read(old: &OldFile, forms: &[&Form]) -> Vec<Row> {
    let sheets = old.sheets.iter().enumerate();
    let tables: Vec<(Table, &OldSheet)> = sheets
        .flat_map(|(index, own)| {
            let name = own.name.as_deref().unwrap_or_default();
            let sheet = (index, &own.sheet);
            let known = forms.iter().find_map(|form| publisher::filled_table(form, name, sheet));
            let found = known.map_or_else(|| detect::tables(&[sheet]), |table| vec![table]);
            found.into_iter().map(move |table| (table, own))
        })
        .collect();
    // Where a file has a sheet for each subject, the sheets are its headings.
    let mut names: Vec<&Option<String>> = tables.iter().map(|(_, own)| &own.name).collect();
    names.dedup();
    let is_split = names.len() > 1;
    let headings: Vec<String> = tables.iter().map(|(table, own)| header(table, own)).collect();
    let rows = tables.iter().zip(&headings).flat_map(|((table, own), header)| {
        // A text that heads the questions of several tables is no heading of a subject.
        let is_header = headings.iter().filter(|other| *other == header).count() > 1;
        table.lines.iter().map(move |line| {
            let mut row = row(table, own, line);
            if is_header && row.section == *header {
                row.section.clear();
            }
            if row.section.is_empty() && is_split {
                row.section = row.sheet.clone().unwrap_or_default();
            }
            row
        })
    });
    rows.collect()
}

/// What stands above the questions of a table.
fn header(table: &Table, own: &OldSheet) -> String {
    let place = |column| own.sheet.shown(Place::new(table.header.1, column));
    table
        .columns
        .question
        .map(|column| text::line(own.sheet.text(place(column))))
        .unwrap_or_default()
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
        ResponseColumns::Ticks { yes, no, partial, not_applicable } => {
            let all = [
                (Response::Yes, Some(yes)),
                (Response::No, Some(no)),
                (Response::Partial, partial),
                (Response::NotApplicable, not_applicable),
            ];
            let marked = all.into_iter().filter(|(_, column)| ticked(*column));
            (Said::Ticked(marked.map(|(response, _)| response).collect()), Some(yes))
        }
    };
    let at = at.or(columns.question).or(columns.id).unwrap_or(0);
    // The header that a JSON file is given here is not in it.
    let rank = line.row.saturating_sub(1);
    let cell_name =
        if own.is_json { format!("/rows/{rank}") } else { Place::new(line.row, at).to_string() };
    Row {
        id: line.id.clone(),
        question: text::line(&line.question),
        section: text::line(&line.section),
        sheet: own.name.as_deref().map(text::line),
        cell: cell_name,
        said,
        explanation: columns.explanation.map(cell).unwrap_or_default(),
        ownership: columns.ownership.map(cell).unwrap_or_default(),
    }
}

/// What in an answer contradicts itself or lacks something.
fn doubts(given: &Given, explanation: &str) -> Vec<String> {
    let opening = explanation.trim_start().to_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| opening.starts_with(word));
    let alone = |words: &[&str]| words.contains(&opening.as_str());
    let lower = explanation.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let is_dated = given.promise.as_ref().is_some_and(|(_, due)| due.is_some());
    let says_nothing = explanation.is_empty();
    let doubt = match given.response {
        Some(Response::Yes) if begins(&DENYING) || alone(&["no", "nein", "non"]) => {
            "the response is yes and the text begins with a no"
        }
        Some(Response::Yes) if begins(&["n/a", "not applicable"]) => {
            "the response is yes and the text begins with not applicable"
        }
        Some(Response::No) if begins(&AFFIRMING) || alone(&["yes", "ja", "oui", "sí", "sì"]) => {
            "the response is no and the text begins with a yes"
        }
        Some(Response::No) if given.promise.is_none() && has(&PLANNING) => {
            "the response is no and the text speaks of a plan: `planned` with a promise may say more"
        }
        Some(Response::Planned) if !is_dated => "it is planned and no date was found",
        Some(Response::Partial) if says_nothing => "it is partial and no text says how far",
        Some(Response::NotApplicable) if says_nothing => "it does not apply and no reason is given",
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
