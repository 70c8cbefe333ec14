//! `form.yaml`: a form as it is written.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Diagnostic, Sink};
use crate::form::profile::Profile;
use crate::form::{Columns, Completed, Form, Ownership, Publishing, Question, Response, Section};
use crate::source::decode::{Decode, Fields, entries, parsed, word};
use crate::source::yaml::{self, Node};
use crate::span::{FileId, Spanned};

/// Reads a form that is built in; its text is ours and tested.
pub(super) fn decode_built_in(text: &str, sink: &mut Sink) -> Option<Form> {
    let document = yaml::parse(FileId(0), text, sink);
    document.root.as_ref().and_then(|node| decode_form(node, sink)).map(|form| form.value)
}

/// Reads one form, with the place of its id.
pub(super) fn decode_form(node: &Node, sink: &mut Sink) -> Option<Spanned<Form>> {
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
    let sections: Option<Vec<Section>> = fields.required("sections");
    let questions: Option<Vec<Spanned<Question>>> = fields.required("questions");
    fields.finish();
    let (id, version) = id.zip(version)?;
    let reference = match format!("{}@{}", id.value, version.value).parse() {
        Ok(reference) => reference,
        Err(reason) => {
            sink.push(
                Diagnostic::error("bad-form", reason, id.span)
                    .hint("use letters, digits, `-` and `.`"),
            );
            return None;
        }
    };
    let (sections, questions) = sections.zip(questions)?;
    check_questions(&sections, &questions, sink);
    let source = source?;
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
        sections,
        questions: questions.into_iter().map(|question| question.value).collect(),
    };
    Some(Spanned::new(form, id.span))
}

/// Ids once, sections known.
fn check_questions(sections: &[Section], questions: &[Spanned<Question>], sink: &mut Sink) {
    let mut seen = BTreeSet::new();
    for question in questions {
        if !seen.insert(&question.id) {
            let message = format!("question `{}` is listed twice", question.id);
            sink.push(
                Diagnostic::error("duplicate-id", message, question.span)
                    .hint("remove one of the two"),
            );
        }
        if !sections.iter().any(|section| section.id == question.section) {
            let message = format!(
                "question `{}` names the unknown section `{}`",
                question.id, question.section
            );
            sink.push(
                Diagnostic::error("missing-reference", message, question.span)
                    .hint("add it under `sections`"),
            );
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
        let response = fields.required("response");
        let ownership = fields.optional("ownership");
        let explanation = fields.required("explanation");
        fields.finish();
        Some(Self {
            id: id?,
            question: question?,
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
        let text = fields.required("text");
        fields.finish();
        Some(Self { id: id?, section: section?, control, text: text? })
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
