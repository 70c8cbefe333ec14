//! What a filled questionnaire leaves open and promises, as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::output::json::Head;
use crate::portal::{Edition, Offer};
use crate::questionnaire::Questionnaire;
use crate::questionnaire::fit::{Filled, Unwritten};
use crate::xlsx::Cargo;

/// A report about a filled questionnaire.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ReportOut {
    #[serde(flatten)]
    head: Head,
    /// Address of the questionnaire's page; that of the variant where answers differ.
    url: String,
    /// Id of the form, `@` and its version.
    form: String,
    /// Id of the variant that the answers are for; absent where all variants agree.
    variant: Option<String>,
    /// Questions.
    questions: usize,
    /// Answered ones, planned ones included.
    answered: usize,
    /// Answered with a promise.
    planned: usize,
    /// Ids of questions without a published answer.
    gaps: Vec<String>,
    /// Questions whose answers promise something.
    promises: Vec<PromiseOut>,
    /// The publisher's workbook; absent where the workbook is written by trust.
    workbook: Option<WorkbookOut>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PromiseOut {
    /// The publisher's id of the question.
    id: String,
    /// Until when: a day, a month `2026-10` or a quarter `2026-Q4`; absent where no day is set.
    due: Option<String>,
    /// Whether that day has passed.
    lapsed: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
struct WorkbookOut {
    /// The name of the publisher's file.
    file: String,
    /// SHA-256 over the texts of all its cells, as the comment of the filled file tells it.
    digest: String,
    /// Where things stand in it, in words.
    layout: String,
    /// Questions of the form that it has.
    found: usize,
    /// Answers that were written.
    written: usize,
    /// Cells that held something and are blank now.
    cleared: usize,
    /// What was not written, or could not be cleared.
    unwritten: Vec<UnwrittenOut>,
    /// What it carries beside cells: `macros`, `external-links`, `connections`, `embedded-objects`, `signature`,
    /// `comments`, `hidden-sheets`.
    carries: Vec<&'static str>,
    /// Ranges with text in columns that are left alone: it is not trust that wrote it.
    kept: Vec<String>,
    /// How many texts stand in the file that no cell shows.
    unshown_texts: usize,
    /// Results of formulas that were dropped because they depend on changed cells.
    dropped_results: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
struct UnwrittenOut {
    /// The publisher's id of the question; empty for a line without one.
    id: String,
    /// Sheet and cell; empty where the workbook has no line for the question.
    cell: String,
    /// Why, as one word: `locked`, `no-word` ...
    reason: &'static str,
    /// The same in English.
    text: &'static str,
}

/// The report about a questionnaire of an edition.
pub(super) fn of(edition: &Edition, offer: &Offer, questionnaire: &Questionnaire) -> ReportOut {
    let coverage = questionnaire.coverage();
    let file = offer.workbooks.as_ref().map(|own| own.name.as_str()).unwrap_or_default();
    ReportOut {
        head: Head::new(edition, "report.schema.json"),
        url: edition.url(&offer.folder(questionnaire)),
        form: questionnaire.form.reference.to_string(),
        variant: questionnaire.variant.as_ref().map(|variant| variant.id.value.to_string()),
        questions: coverage.questions,
        answered: coverage.answered,
        planned: coverage.planned,
        gaps: questionnaire.gaps().map(str::to_owned).collect(),
        promises: questionnaire
            .promises()
            .map(|(id, entry)| PromiseOut {
                id: id.to_owned(),
                due: entry.due.map(|due| due.to_string()),
                lapsed: entry.lapsed,
            })
            .collect(),
        workbook: offer.filled(questionnaire).map(|filled| workbook(file, filled)),
    }
}

fn workbook(file: &str, filled: &Filled) -> WorkbookOut {
    let unwritten = |own: &Unwritten| UnwrittenOut {
        id: own.id.clone(),
        cell: own.cell.clone(),
        reason: own.why.word(),
        text: own.why.phrase(),
    };
    WorkbookOut {
        file: file.to_owned(),
        digest: filled.digest.clone(),
        layout: filled.layout.clone(),
        found: filled.found,
        written: filled.written,
        cleared: filled.cleared,
        unwritten: filled.unwritten.iter().map(unwritten).collect(),
        carries: filled.cargo.iter().map(|cargo| word(*cargo)).collect(),
        kept: filled.kept.clone(),
        unshown_texts: filled.unshown,
        dropped_results: filled.dropped,
    }
}

/// The word for what a workbook carries.
pub(crate) fn word(cargo: Cargo) -> &'static str {
    match cargo {
        Cargo::Macros => "macros",
        Cargo::ExternalLinks => "external-links",
        Cargo::Connections => "connections",
        Cargo::EmbeddedObjects => "embedded-objects",
        Cargo::Signature => "signature",
        Cargo::Comments => "comments",
        Cargo::HiddenSheets => "hidden-sheets",
    }
}
