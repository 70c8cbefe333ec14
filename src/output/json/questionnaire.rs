//! A filled questionnaire as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::form::{RESPONSES, Response};
use crate::output::json::Head;
use crate::output::json::answers::VariantOut;
use crate::portal::{Edition, Offer};
use crate::questionnaire::{Coverage, Entry, Questionnaire, Row};

/// A form with answers in it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct QuestionnaireOut {
    #[serde(flatten)]
    head: Head,
    /// Address of the questionnaire's page; that of the variant where answers differ.
    url: String,
    /// The form.
    form: FormOut,
    /// The variant that the answers are for; absent where all variants agree.
    variant: Option<VariantOut>,
    /// How much of the form is answered.
    coverage: CoverageOut,
    /// Sections in order.
    sections: Vec<SectionOut>,
    /// Rows in the order of the form.
    rows: Vec<RowOut>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct FormOut {
    /// Its id: `caiq-lite`.
    id: String,
    /// Its version: `4.0.3`.
    version: String,
    /// Its title.
    title: String,
    /// Who publishes it.
    publisher: String,
    /// Who wrote the wordings in this file.
    wording: String,
    /// Where to get the publisher's own text.
    source_url: String,
    /// What the publisher's licence says.
    licence: String,
    /// The form's own word for each response.
    responses: Vec<WordOut>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct WordOut {
    /// `yes`, `no`, `partial`, `planned` or `not-applicable`.
    response: &'static str,
    /// The form's own word.
    word: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct CoverageOut {
    /// Questions.
    questions: usize,
    /// Answered ones, planned ones included.
    answered: usize,
    /// Answered with a promise.
    planned: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
struct SectionOut {
    /// The publisher's id.
    id: String,
    /// Its title.
    title: String,
    /// How much of it is answered.
    coverage: CoverageOut,
}

#[derive(Debug, Serialize, JsonSchema)]
struct RowOut {
    /// The publisher's id of the question.
    id: String,
    /// Id of its section.
    section: String,
    /// Id of the control it asks about.
    control: Option<String>,
    /// Our own wording of the question.
    question: String,
    /// What is answered; absent where there is no published answer.
    answer: Option<EntryOut>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct EntryOut {
    /// Id of the answer.
    id: String,
    /// Address of its page.
    url: String,
    /// `yes`, `no`, `partial`, `planned` or `not-applicable`.
    response: &'static str,
    /// The form's own word for the response.
    word: String,
    /// The form's own word for the ownership; empty where there is none.
    ownership: String,
    /// Explanation, reason and promise as plain text.
    explanation: String,
    /// Until when something is promised: a day, a month `2026-10` or a quarter `2026-Q4`.
    due: Option<String>,
    /// Whether that day has passed.
    lapsed: bool,
    /// The day the answer was last confirmed.
    reviewed: Option<String>,
    /// Where the answer carries from, where it was given to the same question of another form.
    carried_from: Option<CarriedFromOut>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct CarriedFromOut {
    /// Id and version of the other form, as `mvsp@3.0`.
    form: String,
    /// The question's id there.
    question: String,
}

/// A questionnaire of an edition.
pub(super) fn of(
    edition: &Edition,
    offer: &Offer,
    questionnaire: &Questionnaire,
) -> QuestionnaireOut {
    QuestionnaireOut {
        head: Head::new(edition, "questionnaire.schema.json"),
        url: edition.url(&offer.folder(questionnaire)),
        form: form(questionnaire),
        variant: questionnaire.variant.as_ref().map(|variant| VariantOut {
            id: variant.id.value.to_string(),
            name: variant.name.clone(),
            summary: variant.summary.clone(),
        }),
        coverage: coverage(questionnaire.coverage()),
        sections: questionnaire
            .section_coverage()
            .into_iter()
            .map(|(section, own)| SectionOut {
                id: section.id.clone(),
                title: section.title.clone(),
                coverage: coverage(own),
            })
            .collect(),
        rows: questionnaire.rows.iter().map(|known| row(edition, known)).collect(),
    }
}

fn form(questionnaire: &Questionnaire) -> FormOut {
    let form = &questionnaire.form;
    let word = |(name, response): &(&'static str, Response)| {
        Some(WordOut { response: name, word: form.responses.get(response)?.clone() })
    };
    FormOut {
        id: form.reference.id.to_string(),
        version: form.reference.version.to_string(),
        title: form.title.clone(),
        publisher: form.publisher.clone(),
        wording: form.wording.clone(),
        source_url: form.source_url.clone(),
        licence: form.licence.clone(),
        responses: RESPONSES.iter().filter_map(word).collect(),
    }
}

fn coverage(coverage: Coverage) -> CoverageOut {
    let Coverage { questions, answered, planned } = coverage;
    CoverageOut { questions, answered, planned }
}

fn row(edition: &Edition, row: &Row) -> RowOut {
    RowOut {
        id: row.question.id.clone(),
        section: row.question.section.clone(),
        control: row.question.control.clone(),
        question: row.question.text.clone(),
        answer: row.entry.as_ref().map(|known| entry(edition, known)),
    }
}

fn entry(edition: &Edition, entry: &Entry) -> EntryOut {
    EntryOut {
        id: entry.answer.to_string(),
        url: edition.url(&entry.path),
        response: entry.response,
        word: entry.word.clone(),
        ownership: entry.ownership.clone(),
        explanation: entry.explanation.clone(),
        due: entry.due.map(|due| due.to_string()),
        lapsed: entry.lapsed,
        reviewed: entry.reviewed.map(|date| date.to_string()),
        carried_from: entry.carried_from.as_ref().map(|(form, question)| CarriedFromOut {
            form: form.to_string(),
            question: question.clone(),
        }),
    }
}
