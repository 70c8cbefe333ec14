//! The answer to a question: for people and for programs.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;

use crate::cli::ask::{Desk, Reply};
use crate::diag::plain;
use crate::form::Response;
use crate::markdown::to_text;
use crate::matching::{Candidate, How};
use crate::view::{Audience, VisibleAnswer, VisibleStatement};

/// What the library says to a question.
#[derive(Debug, Serialize, JsonSchema)]
struct ReplyOut {
    /// Version of this format; fields may be added without a new one.
    version: u32,
    /// The question.
    question: String,
    /// Who is to be told: `public` or `nda`.
    audience: &'static str,
    /// Id of the variant that was asked about; absent for all.
    variant: Option<String>,
    /// The day that the answer speaks of.
    as_of: String,
    /// Whether the library knows.
    known: bool,
    /// The answer; absent where the library does not know.
    answer: Option<AnswerOut>,
    /// Answers that are near and do not fit, best first.
    near: Vec<AnswerOut>,
    /// Of a question with several parts: each, and the best answer to it.
    parts: Vec<PartOut>,
    /// Id of an answer that fits and may be told under NDA only.
    under_nda: Option<String>,
}

/// An answer and how it was found.
#[derive(Debug, Serialize, JsonSchema)]
struct AnswerOut {
    /// Its id.
    id: String,
    /// Its own question.
    question: String,
    /// What it says: one statement, or one for each group of variants that agree.
    statements: Vec<StatementOut>,
    /// Its file in the project.
    file: Option<String>,
    /// The line on which it begins.
    line: Option<usize>,
    /// Who may read it: `public` or `nda`.
    audience: &'static str,
    /// Who keeps it true.
    owner: Option<String>,
    /// When it was last confirmed.
    reviewed: Option<String>,
    /// Whether that is too long ago.
    overdue: bool,
    /// Its address on the portal.
    url: String,
    /// How it was found: `identical`, `also-asked` or `alike`.
    how: &'static str,
    /// How sure that is, in percent.
    confidence: u8,
    /// Its wording that was matched.
    wording: String,
    /// Words that both have.
    shared: Vec<String>,
    /// Terms that had to agree and do.
    agreed: Vec<String>,
    /// What speaks against it, or is to be known before it is told.
    objections: Vec<ObjectionOut>,
    /// Whether the question is put the other way round, so that yes means no.
    flipped: bool,
}

/// What an answer says for some variants.
#[derive(Debug, Serialize, JsonSchema)]
struct StatementOut {
    /// Ids of the variants it holds for; empty: all.
    variants: Vec<String>,
    /// `yes`, `no`, `partial`, `planned` or `not-applicable`; absent for an open question.
    response: Option<&'static str>,
    /// Reason, explanation and promise as plain text; may be empty.
    text: String,
    /// What supports it.
    evidence: Vec<EvidenceOut>,
}

/// What supports a statement.
#[derive(Debug, Serialize, JsonSchema)]
struct EvidenceOut {
    /// Id of the attestation or document.
    id: String,
    /// Its name or title.
    title: String,
    /// Its address on the portal.
    url: String,
}

/// What speaks against an answer.
#[derive(Debug, Serialize, JsonSchema)]
struct ObjectionOut {
    /// As one word.
    reason: &'static str,
    /// In words.
    message: String,
}

/// A part of a question.
#[derive(Debug, Serialize, JsonSchema)]
struct PartOut {
    /// Its text.
    text: String,
    /// Id of the best answer to it.
    answer: Option<String>,
}

/// The JSON Schema of one line of [`json`].
pub(super) fn schema() -> String {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<ReplyOut>();
    format!("{}\n", serde_json::to_string_pretty(&schema).unwrap_or_default())
}

/// A reply as one line for programs.
pub(super) fn json(desk: &Desk, reply: &Reply) -> String {
    let parts = reply.verdict.parts.iter();
    let part = |(text, answer): &(String, Option<crate::view::AnswerId>)| PartOut {
        text: text.clone(),
        answer: answer.as_ref().map(ToString::to_string),
    };
    let out = ReplyOut {
        version: 1,
        question: reply.question.clone(),
        audience: desk.audience.word(),
        variant: desk.variant.as_ref().map(ToString::to_string),
        as_of: desk.view.reader.date.to_string(),
        known: reply.answer.is_some(),
        answer: reply.answer.as_ref().and_then(|own| answer_out(desk, own)),
        near: reply.near.iter().filter_map(|own| answer_out(desk, own)).collect(),
        parts: parts.map(part).collect(),
        under_nda: reply.under_nda.as_ref().map(ToString::to_string),
    };
    // Only a map with keys other than text could fail, and there is none.
    format!("{}\n", serde_json::to_string(&out).unwrap_or_default())
}

fn answer_out(desk: &Desk, found: &Candidate) -> Option<AnswerOut> {
    let answer = desk.view.answer(&found.answer)?;
    let notes = desk.notes.get(&found.answer);
    let (file, line) = desk.place(&found.answer).unzip();
    let objection = |own: &crate::matching::Objection| ObjectionOut {
        reason: own.reason.word(),
        message: own.message.clone(),
    };
    Some(AnswerOut {
        id: answer.id.to_string(),
        question: answer.question.clone(),
        statements: answer.statements.iter().map(|own| statement_out(desk, own)).collect(),
        file,
        line,
        audience: notes.map_or(desk.audience, |notes| notes.audience).word(),
        owner: notes.and_then(|notes| notes.owner.as_deref()).map(str::to_owned),
        reviewed: answer.reviewed.map(|day| day.to_string()),
        overdue: answer.overdue,
        url: desk.url(&answer.path()),
        how: found.how.word(),
        confidence: found.confidence,
        wording: found.wording.clone(),
        shared: found.shared.clone(),
        agreed: found.agreed.clone(),
        objections: found.objections.iter().map(objection).collect(),
        flipped: found.is_flipped,
    })
}

fn statement_out(desk: &Desk, statement: &VisibleStatement) -> StatementOut {
    let evidence = |link: &crate::view::EvidenceLink| EvidenceOut {
        id: link.id.to_string(),
        title: link.title.clone(),
        url: desk.url(&link.path),
    };
    StatementOut {
        variants: statement.variants.iter().map(ToString::to_string).collect(),
        response: statement.response.map(Response::word),
        text: text_of(statement),
        evidence: statement.evidence.iter().map(evidence).collect(),
    }
}

/// Reason, explanation and promise, each a paragraph.
fn text_of(statement: &VisibleStatement) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(statement.because.as_deref().map(to_text));
    parts.extend(statement.explanation.as_deref().map(to_text));
    parts.extend(statement.promise.as_ref().map(|promise| {
        let what = to_text(&promise.what);
        let due = promise.due.map_or_else(|| "no day named".to_owned(), |due| format!("due {due}"));
        let lapsed = if promise.lapsed { ", and that day has passed" } else { "" };
        format!("Promised: {} ({due}{lapsed})", what.trim_end_matches('.'))
    }));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

/// A reply for people.
pub(super) fn human(desk: &Desk, reply: &Reply, width: usize) -> String {
    let mut page = Page { text: String::new(), width: width.clamp(40, 100) };
    page.add(0, "", &reply.question);
    let near = if let Some(found) = &reply.answer {
        found_answer(desk, found, &mut page);
        "near, and not the same:"
    } else {
        page.add(2, "", "the library does not know this");
        "nearest:"
    };
    if !reply.near.is_empty() {
        page.add(2, "", near);
    }
    reply.near.iter().for_each(|found| near_miss(desk, found, &mut page));
    if !reply.verdict.parts.is_empty() {
        page.add(2, "", "the question has several parts; ask each of them:");
    }
    for (part, answer) in &reply.verdict.parts {
        let answer = answer.as_ref().map_or("not known", |id| id.as_str());
        page.add(4, "", &format!("{part}: {answer}"));
    }
    if let Some(id) = &reply.under_nda {
        page.add(
            2,
            "",
            &format!("`{id}` may answer it to who has signed a confidentiality agreement: ask with `--audience nda`"),
        );
    }
    if reply.answer.is_none() && reply.under_nda.is_none() {
        let advice = if reply.near.is_empty() {
            "ask who would know, and add an answer"
        } else {
            "where one of them answers it, add the question to its `also_asked`; otherwise ask who would know, and add an answer"
        };
        page.add(2, "", advice);
    }
    page.text.push('\n');
    page.text
}

fn found_answer(desk: &Desk, found: &Candidate, page: &mut Page) {
    let Some(answer) = desk.view.answer(&found.answer) else { return };
    for statement in &answer.statements {
        let response = statement.response.map_or("an open question", Response::word);
        let names: Vec<&str> =
            statement.variants.iter().map(|own| desk.view.variant_name(own)).collect();
        let head = if names.is_empty() || answer.statements.len() == 1 && desk.variant.is_some() {
            response.to_owned()
        } else {
            format!("{}: {response}", names.join(", "))
        };
        page.add(2, "", &head);
        text_of(statement).lines().for_each(|line| page.add(4, "", line));
    }
    if found.is_flipped {
        page.add(2, "note", "the question is put the other way round: yes means no here");
    }
    sources(desk, answer, found, page);
}

/// Where an answer comes from, and why it was found.
fn sources(desk: &Desk, answer: &VisibleAnswer, found: &Candidate, page: &mut Page) {
    let notes = desk.notes.get(&answer.id);
    page.add(2, "answer", &named(desk, answer));
    let may = match notes.map_or(desk.audience, |notes| notes.audience) {
        Audience::Public => "public: may be told to everybody",
        Audience::Nda => "NDA: only for who has signed a confidentiality agreement",
        Audience::Internal => "internal: not to be told outside",
    };
    page.add(2, "audience", may);
    if let Some(owner) = notes.and_then(|notes| notes.owner.as_deref()) {
        page.add(2, "owner", owner);
    }
    let overdue = if answer.overdue { ", a review is overdue" } else { "" };
    let reviewed = answer.reviewed.map_or_else(|| "never".to_owned(), |day| day.to_string());
    page.add(2, "reviewed", &format!("{reviewed}{overdue}"));
    let mut shown: Vec<&crate::view::EvidenceId> = Vec::new();
    for link in answer.statements.iter().flat_map(|own| &own.evidence) {
        if !shown.contains(&&link.id) {
            page.add(2, "evidence", &format!("{}, {}", link.title, desk.url(&link.path)));
            shown.push(&link.id);
        }
    }
    page.add(2, "link", &desk.url(&answer.path()));
    page.add(2, "confidence", &format!("{} %: {}", found.confidence, why(found)));
    for objection in &found.objections {
        page.add(2, "note", &objection.message);
    }
}

/// `mfa (answers/access.yaml:7): Is MFA enforced?`
fn named(desk: &Desk, answer: &VisibleAnswer) -> String {
    let place = desk.place(&answer.id).map(|(file, line)| format!(" ({file}:{line})"));
    format!("{}{}: {}", answer.id, place.unwrap_or_default(), answer.question)
}

/// Why an answer was found, as a phrase.
fn why(found: &Candidate) -> String {
    match found.how {
        How::Identical => "the same words as the answer's own question".to_owned(),
        How::AlsoAsked => format!("also asked as \"{}\"", found.wording),
        How::Id => "by the id of the question".to_owned(),
        How::Decided => "a person has decided".to_owned(),
        How::Alike => {
            let mut parts = Vec::new();
            if !found.shared.is_empty() {
                parts.push(format!("both say {}", found.shared.join(", ")));
            }
            if !found.agreed.is_empty() {
                parts.push(format!("both are about {}", found.agreed.join(", ")));
            }
            if parts.is_empty() { "alike".to_owned() } else { parts.join("; ") }
        }
    }
}

fn near_miss(desk: &Desk, found: &Candidate, page: &mut Page) {
    let Some(answer) = desk.view.answer(&found.answer) else { return };
    page.add(4, "", &format!("{}, {} %", named(desk, answer), found.confidence));
    for objection in &found.objections {
        page.add(6, "", &objection.message);
    }
}

/// Lines of text, none wider than the terminal, and nothing in them that steers it.
struct Page {
    text: String,
    width: usize,
}

impl Page {
    /// How wide the names of lines are.
    const NAME: usize = 12;

    /// Adds a text that stands so far in, behind a name where there is one.
    fn add(&mut self, indent: usize, name: &str, text: &str) {
        let name = if name.is_empty() {
            String::new()
        } else {
            format!("{name:<width$}", width = Self::NAME)
        };
        let inner = indent + name.len();
        let mut line = format!("{}{name}", " ".repeat(indent));
        let mut is_begun = false;
        for word in plain(text).split(' ') {
            let wide = line.chars().count() + 1 + word.chars().count() > self.width;
            if is_begun && wide {
                self.end(&line);
                line = " ".repeat(inner);
                is_begun = false;
            }
            if is_begun {
                line.push(' ');
            }
            line.push_str(word);
            is_begun = true;
        }
        self.end(&line);
    }

    fn end(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }
}
