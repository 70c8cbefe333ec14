//! `form.yaml`: a form as it is written.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Diagnostic, Sink};
use crate::form::migration::Table;
use crate::form::profile::Profile;
use crate::form::{
    Columns, Completed, Form, FormRef, Ownership, Publishing, Question, Response, Section,
};
use crate::source::decode::{Decode, Fields, entries, parsed, word};
use crate::source::yaml::Node;
use crate::span::{Span, Spanned};

/// A form as its files have it: what it takes from other forms is still to come.
#[derive(Debug)]
pub(super) struct Draft {
    /// What the form writes itself; questions of a subset and wordings that are taken over are missing.
    pub(super) form: Form,
    /// The place of its id.
    pub(super) span: Span,
    /// What it takes from another form.
    pub(super) subset: Option<Subset>,
    /// Ids of questions that take their wording over from another form.
    pub(super) untold: Vec<Spanned<String>>,
    /// What carries to it.
    pub(super) tables: Vec<Table>,
}

/// Some questions of another form.
#[derive(Debug)]
pub(super) struct Subset {
    /// The other form.
    pub(super) of: Spanned<FormRef>,
    /// Which of its questions.
    pub(super) ids: Vec<Spanned<String>>,
}

impl Draft {
    /// The forms without which it cannot be put together.
    pub(super) fn needs(&self) -> impl Iterator<Item = &Spanned<FormRef>> {
        let wordings = self.tables.iter().map(|table| &table.from);
        let whole = self.subset.iter().map(|subset| &subset.of);
        whole.chain(wordings.filter(|_| !self.untold.is_empty()))
    }

    /// Every form that it names.
    pub(super) fn takes_from(&self) -> impl Iterator<Item = &Spanned<FormRef>> {
        let whole = self.subset.iter().map(|subset| &subset.of);
        whole.chain(self.tables.iter().map(|table| &table.from))
    }
}

/// Reads one form; `migrations` is the content of the file beside it.
pub(super) fn decode_form(
    node: &Node,
    migrations: Option<&Node>,
    sink: &mut Sink,
) -> Option<Draft> {
    let tables = migrations.and_then(|node| Vec::<Table>::decode(node, sink)).unwrap_or_default();
    let mut fields = Fields::new(node, "a form", sink)?;
    let id: Option<Spanned<String>> = fields.required("id");
    let version: Option<Spanned<String>> = fields.required("version");
    let title: Option<String> = fields.required("title");
    let publisher: Option<String> = fields.required("publisher");
    let about: Option<String> = fields.required("about");
    let wording: Option<String> = fields.required("wording");
    let source: Option<FormSource> = fields.required("source");
    let licence: Option<String> = fields.required("licence");
    let language = fields.or_default("language");
    let responses: Option<Words<Response>> = fields.required("responses");
    let ownership: Option<Words<Ownership>> = fields.optional("ownership");
    let blank_for: Vec<Response> = fields.or_default("ownership_blank_for");
    let publishing = fields.or_default("publishing");
    let profiles: Vec<Profile> = fields.or_default("profiles");
    let columns: Option<Columns> = fields.required("columns");
    let content = Content::read(&mut fields);
    fields.finish();
    let reference = reference(id.as_ref()?, &version?, sink)?;
    let content = content?;
    check_questions(&content, sink);
    let source = source?;
    let Content { sections, questions, subset } = content;
    let untold = questions.iter().filter(|question| question.text.is_empty());
    let untold = untold.map(|question| Spanned::new(question.id.clone(), question.span)).collect();
    let form = Form {
        reference,
        title: title?,
        publisher: publisher?,
        about: about?,
        wording: wording?,
        source_text: source.text,
        source_url: source.url,
        licence: licence?,
        language,
        responses: responses?.0,
        ownership: ownership.map(|words| words.0).unwrap_or_default(),
        ownership_blank_for: blank_for.into_iter().collect(),
        publishing,
        profiles,
        columns: columns?,
        subset_of: subset.as_ref().map(|subset| subset.of.value.clone()),
        sections,
        questions: questions.into_iter().map(|question| question.value).collect(),
        origins: BTreeMap::new(),
    };
    Some(Draft { form, span: id?.span, subset, untold, tables })
}

/// Id and version as one.
fn reference(id: &Spanned<String>, version: &str, sink: &mut Sink) -> Option<FormRef> {
    format!("{}@{version}", id.value)
        .parse()
        .map_err(|reason: String| {
            let report = Diagnostic::error("bad-form", reason, id.span);
            sink.push(report.hint("use letters, digits, `-` and `.`"));
        })
        .ok()
}

/// The questions of a form: its own, or some of another one.
struct Content {
    sections: Vec<Section>,
    questions: Vec<Spanned<Question>>,
    subset: Option<Subset>,
}

impl Content {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        if fields.node("questions_of").is_none() {
            let sections = fields.required("sections");
            let questions = fields.required("questions");
            return Some(Self { sections: sections?, questions: questions?, subset: None });
        }
        let (of, ids) = (fields.required("questions_of"), fields.required("questions"));
        let subset = Subset { of: of?, ids: ids? };
        Some(Self { sections: Vec::new(), questions: Vec::new(), subset: Some(subset) })
    }
}

/// Ids once, sections known.
fn check_questions(content: &Content, sink: &mut Sink) {
    let mut seen = BTreeSet::new();
    let own = content.questions.iter().map(|question| (question.id.as_str(), question.span));
    let taken = content.subset.iter().flat_map(|subset| &subset.ids);
    for (id, span) in own.chain(taken.map(|id| (id.value.as_str(), id.span))) {
        if !seen.insert(id) {
            let message = format!("question `{id}` is listed twice");
            let report = Diagnostic::error("duplicate-id", message, span);
            sink.push(report.hint("remove one of the two"));
        }
    }
    for question in &content.questions {
        if !content.sections.iter().any(|section| section.id == question.section) {
            let message = format!(
                "question `{}` names the unknown section `{}`",
                question.id, question.section
            );
            let report = Diagnostic::error("missing-reference", message, question.span);
            sink.push(report.hint("add it under `sections`"));
        }
    }
}

/// Where to get the publisher's text.
struct FormSource {
    text: String,
    url: String,
}

impl Decode for FormSource {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "the source of a form", sink)?;
        let (text, url): (_, Option<Address>) = (fields.required("text"), fields.required("url"));
        fields.finish();
        Some(Self { text: text?, url: url?.0 })
    }
}

/// An address that can stand in a link as it is.
struct Address(String);

impl Decode for Address {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let odd = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '`' | '\\');
        parsed(node, "an address, such as https://publisher.example", "bad-url", sink, |text| {
            if text.starts_with("https://") && !text.contains(odd) {
                Ok(Self(text.to_owned()))
            } else {
                Err(format!("`{text}` is not an address that begins with `https://`"))
            }
        })
    }
}

impl Decode for Columns {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "the columns of a form", sink)?;
        let id = fields.required("id");
        let question = fields.required("question");
        let control = fields.optional("control");
        let response = fields.required("response");
        let ownership = fields.optional("ownership");
        let explanation = fields.required("explanation");
        fields.finish();
        Some(Self {
            id: id?,
            question: question?,
            control,
            response: response?,
            ownership,
            explanation: explanation?,
        })
    }
}

impl Decode for Publishing {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "the publishing of a form", sink)?;
        let completed: Option<Spanned<Completed>> = fields.required("completed");
        let because: Option<String> = fields.optional("because");
        if let (Some(completed), None) = (&completed, &because)
            && completed.value == Completed::OnRequest
        {
            let message = "a form that is passed on only on request needs `because`";
            let report = Diagnostic::error("missing-key", message, completed.span);
            fields.sink().push(report.hint("add `because: ...`: it is shown to those who decide"));
        }
        fields.finish();
        Some(Self { completed: completed?.value, because })
    }
}

impl Decode for Completed {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let words = [("open", Self::Open), ("on-request", Self::OnRequest)];
        word(node, "a way to pass on a completed sheet", &words, sink)
    }
}

impl Decode for Section {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a section", sink)?;
        let (id, title) = (fields.required("id"), fields.required("title"));
        fields.finish();
        Some(Self { id: id?, title: title? })
    }
}

impl Decode for Question {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a question", sink)?;
        let id = fields.required("id");
        let section = fields.required("section");
        let control = fields.optional("control");
        // Without one the wording is taken over from the question whose answers carry here.
        let text: Option<String> = fields.optional("text");
        fields.finish();
        Some(Self { id: id?, section: section?, control, text: text.unwrap_or_default() })
    }
}

/// A form's own words, by our value.
pub(super) struct Words<K>(pub(super) BTreeMap<K, String>);

impl<K: Decode + Ord> Decode for Words<K> {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let entries = entries::<K, String>(node, sink)?;
        Some(Self(entries.into_iter().map(|(key, word)| (key.value, word)).collect()))
    }
}
