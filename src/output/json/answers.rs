//! `/api/answers.json`: every visible answer.

use std::collections::BTreeMap;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use crate::markdown::to_text;
use crate::output::json::Head;
use crate::output::links::Links;
use crate::portal::Edition;
use crate::view::{View, VisibleAnswer, VisiblePromise, VisibleStatement};

/// Every published answer.
#[expect(clippy::struct_field_names, reason = "the name of the list in the file")]
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Answers {
    #[serde(flatten)]
    head: Head,
    /// Products or deployment modes that answers may depend on.
    variants: Vec<VariantOut>,
    /// Topics in order.
    topics: Vec<TopicOut>,
    /// Answers in the order of their topics.
    answers: Vec<AnswerOut>,
}

/// A product or deployment mode.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct VariantOut {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub summary: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct TopicOut {
    /// Its id.
    id: String,
    /// Its title.
    title: String,
    /// One sentence about it.
    summary: Option<String>,
    /// Address of its page.
    url: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct AnswerOut {
    /// Its id; never reused.
    id: String,
    /// Id of its topic.
    topic: String,
    /// Address of its page.
    url: String,
    /// The question.
    question: String,
    /// The same question as others ask it.
    also_asked: Vec<String>,
    /// What it says: one statement, or one for each group of variants that agree.
    statements: Vec<StatementOut>,
    /// Questions of forms that it answers, by form and version: `caiq-lite@4.0.3`.
    answers_to: BTreeMap<String, Vec<String>>,
    /// Who owns the control: `provider`, `customer`, `shared`, `third-party` or `shared-third-party`.
    ownership: Option<&'static str>,
    /// The day it was last confirmed.
    reviewed: Option<String>,
    /// Whether that is longer ago than the organisation allows itself.
    overdue: bool,
    /// Words for filtering.
    tags: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct StatementOut {
    /// Ids of the variants it holds for; empty: all.
    variants: Vec<String>,
    /// `yes`, `no`, `partial`, `planned` or `not-applicable`; absent for an open question.
    response: Option<&'static str>,
    /// Why the question does not apply.
    because: Option<TextOut>,
    /// The open part.
    explanation: Option<TextOut>,
    /// What is promised.
    promise: Option<PromiseOut>,
    /// What supports it.
    evidence: Vec<EvidenceOut>,
}

/// A text in two forms.
#[derive(Debug, Serialize, JsonSchema)]
struct TextOut {
    /// As Markdown.
    markdown: String,
    /// As plain text.
    text: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PromiseOut {
    /// What is promised.
    what: TextOut,
    /// Until when: a day `2026-10-01`, a month `2026-10` or a quarter `2026-Q4`.
    due: Option<String>,
    /// The last day on which it is kept.
    last_day: Option<String>,
    /// Whether that day has passed.
    lapsed: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
struct EvidenceOut {
    /// Id of the attestation or document.
    id: String,
    /// Its name or title.
    title: String,
    /// Its address.
    url: String,
}

/// How many answers are written in one go; few enough that what is not in the file yet stays small.
const AT_ONCE: usize = 512;

/// The file of an edition: one answer a line.
pub(super) fn text(edition: &Edition) -> String {
    let links = Links::new(edition);
    let one = |known: &VisibleAnswer| super::compact(&answer(edition, &links, known));
    let mut text = super::compact(&without_answers(edition));
    // The list of answers is last in the file and still empty.
    text.truncate(text.trim_end_matches(['\n', '}', ']']).len());
    for chunk in edition.view.answers.chunks(AT_ONCE) {
        let lines: Vec<String> = chunk.par_iter().map(one).collect();
        for line in lines {
            text.push_str(if text.ends_with('[') { "\n" } else { ",\n" });
            text.push_str(line.trim_end());
        }
    }
    text.push_str("\n]}\n");
    text
}

/// Everything but the answers.
fn without_answers(edition: &Edition) -> Answers {
    let view = &edition.view;
    Answers {
        head: Head::new(edition, "answers.schema.json"),
        variants: variants(view),
        topics: view
            .topics
            .iter()
            .map(|topic| TopicOut {
                id: topic.id.to_string(),
                title: topic.title.clone(),
                summary: topic.summary.clone(),
                url: edition.url(&crate::view::route::topic(&topic.id)),
            })
            .collect(),
        answers: Vec::new(),
    }
}

fn variants(view: &View) -> Vec<VariantOut> {
    let one = |variant: &crate::view::Variant| VariantOut {
        id: variant.id.value.to_string(),
        name: variant.name.clone(),
        summary: variant.summary.clone(),
    };
    view.variants.iter().map(one).collect()
}

fn answer(edition: &Edition, links: &Links<'_>, answer: &VisibleAnswer) -> AnswerOut {
    AnswerOut {
        id: answer.id.to_string(),
        topic: answer.topic.to_string(),
        url: edition.url(&answer.path()),
        question: answer.question.clone(),
        also_asked: answer.also_asked.clone(),
        statements: answer
            .statements
            .iter()
            .map(|known| statement(edition, links, known))
            .collect(),
        answers_to: answer
            .answers_to
            .iter()
            .map(|(form, questions)| (form.to_string(), questions.clone()))
            .collect(),
        ownership: answer.ownership.map(crate::form::Ownership::word),
        reviewed: answer.reviewed.map(|date| date.to_string()),
        overdue: answer.overdue,
        tags: answer.tags.clone(),
    }
}

fn statement(edition: &Edition, links: &Links<'_>, statement: &VisibleStatement) -> StatementOut {
    let link = |link: &crate::view::EvidenceLink| EvidenceOut {
        id: link.id.to_string(),
        title: link.title.clone(),
        url: edition.url(&link.path),
    };
    StatementOut {
        variants: statement.variants.iter().map(ToString::to_string).collect(),
        response: statement.response.map(crate::form::Response::word),
        because: statement.because.as_deref().map(|text| both(links, text)),
        explanation: statement.explanation.as_deref().map(|text| both(links, text)),
        promise: statement.promise.as_ref().map(|known| promise(links, known)),
        evidence: statement.evidence.iter().map(link).collect(),
    }
}

fn promise(links: &Links<'_>, promise: &VisiblePromise) -> PromiseOut {
    PromiseOut {
        what: both(links, &promise.what),
        due: promise.due.map(|due| due.to_string()),
        last_day: promise.due.map(|due| due.last_day().to_string()),
        lapsed: promise.lapsed,
    }
}

/// A text as Markdown and as plain text.
fn both(links: &Links<'_>, markdown: &str) -> TextOut {
    TextOut { markdown: links.resolved(markdown.trim_end()), text: to_text(markdown) }
}
