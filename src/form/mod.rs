//! Questionnaires that we know: ids, sections, our own wordings, the form's words.

mod packs;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::diag::{Diagnostic, Sink};
use crate::language::Language;
use crate::source::Sources;
use crate::source::decode::{Decode, Fields, entries, parsed, word};
use crate::source::yaml::{self, Node};
use crate::span::{FileId, Span, Spanned};

/// A form and its version, written `caiq-lite@4.0.3`. Ids of questions mean
/// something only together with it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormRef {
    /// Id of the form.
    pub id: Arc<str>,
    /// Version of the form.
    pub version: Arc<str>,
}

impl fmt::Display for FormRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.id, self.version)
    }
}

impl FromStr for FormRef {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let plain = |part: &str| {
            !part.is_empty()
                && part.len() <= 40
                && part.starts_with(|c: char| c.is_ascii_alphanumeric())
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
        };
        match text.split_once('@') {
            Some((id, version)) if plain(id) && plain(version) => {
                Ok(Self { id: id.into(), version: version.into() })
            }
            _ => Err(format!("`{text}` does not name a form and its version")),
        }
    }
}

impl Decode for FormRef {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        parsed(
            node,
            "a form and its version, such as caiq-lite@4.0.3",
            "bad-form",
            sink,
            str::parse,
        )
    }
}

/// The closed part of an answer, before a form gives it its own word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Response {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// It holds in part; the explanation says which.
    Partial,
    /// It does not hold yet; a promise says when it will.
    Planned,
    /// The question does not apply; a reason says why.
    NotApplicable,
}

/// Every response with its word in YAML.
pub const RESPONSES: [(&str, Response); 5] = [
    ("yes", Response::Yes),
    ("no", Response::No),
    ("partial", Response::Partial),
    ("planned", Response::Planned),
    ("not-applicable", Response::NotApplicable),
];

impl Response {
    /// The word in YAML and in machine-readable outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Partial => "partial",
            Self::Planned => "planned",
            Self::NotApplicable => "not-applicable",
        }
    }

    /// The key of the words for people, among the texts of the interface.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Yes => "response_yes",
            Self::No => "response_no",
            Self::Partial => "response_partial",
            Self::Planned => "response_planned",
            Self::NotApplicable => "response_not_applicable",
        }
    }
}

impl Decode for Response {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        word(node, "a response", &RESPONSES, sink)
    }
}

/// Who owns a control: CAIQ's shared-responsibility value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ownership {
    /// The vendor.
    Provider,
    /// The customer.
    Customer,
    /// Both.
    Shared,
    /// A third party.
    ThirdParty,
    /// The vendor and a third party.
    SharedThirdParty,
}

/// Every ownership with its word in YAML.
pub const OWNERSHIPS: [(&str, Ownership); 5] = [
    ("provider", Ownership::Provider),
    ("customer", Ownership::Customer),
    ("shared", Ownership::Shared),
    ("third-party", Ownership::ThirdParty),
    ("shared-third-party", Ownership::SharedThirdParty),
];

impl Ownership {
    /// The word in YAML and in machine-readable outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Customer => "customer",
            Self::Shared => "shared",
            Self::ThirdParty => "third-party",
            Self::SharedThirdParty => "shared-third-party",
        }
    }
}

impl Decode for Ownership {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        word(node, "an ownership", &OWNERSHIPS, sink)
    }
}

/// The column headers of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// Of the ids.
    pub id: String,
    /// Of the questions.
    pub question: String,
    /// Of the responses.
    pub response: String,
    /// Of the ownerships, where the form has them.
    pub ownership: Option<String>,
    /// Of the explanations.
    pub explanation: String,
}

/// A section of a form: a domain, a risk area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The publisher's id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// One row of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The publisher's id.
    pub id: String,
    /// Id of its section.
    pub section: String,
    /// Id of the control it asks about, where the form has controls.
    pub control: Option<String>,
    /// Our own wording.
    pub text: String,
}

/// One version of a questionnaire that we know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Id and version.
    pub reference: FormRef,
    /// Title without the version.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// What it is.
    pub about: String,
    /// Who wrote the wordings here.
    pub wording: String,
    /// Where to get the publisher's own text, in words.
    pub source_text: String,
    /// The same as a link.
    pub source_url: String,
    /// What the publisher's licence says.
    pub licence: String,
    /// The language of all texts of the form.
    pub language: Language,
    /// The form's own word for each response.
    pub responses: BTreeMap<Response, String>,
    /// The form's own word for each ownership; empty when it has no such column.
    pub ownership: BTreeMap<Ownership, String>,
    /// Column headers.
    pub columns: Columns,
    /// Sections in order.
    pub sections: Vec<Section>,
    /// Questions in order.
    pub questions: Vec<Question>,
}

impl Form {
    /// Whether the form has a question of that id.
    #[must_use]
    pub fn has(&self, question: &str) -> bool {
        self.questions.iter().any(|known| known.id == question)
    }

    /// The title of a section, or its id.
    #[must_use]
    pub fn section_title<'f>(&'f self, id: &'f str) -> &'f str {
        self.sections.iter().find(|section| section.id == id).map_or(id, |section| &section.title)
    }

    /// The words that may stand in the response column, each once, in the order of [`RESPONSES`].
    #[must_use]
    pub fn response_words(&self) -> Vec<&str> {
        let mut words: Vec<&str> = Vec::new();
        for word in self.responses.values() {
            if !words.contains(&word.as_str()) {
                words.push(word);
            }
        }
        words
    }
}

/// The forms at hand: the built-in ones and the project's own.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    forms: BTreeMap<FormRef, Arc<Form>>,
}

impl Forms {
    /// Reads `content/forms/*/form.yaml` of the project beside the built-in
    /// forms; one of the project takes the place of a built-in one.
    pub fn read(sources: &Sources, sink: &mut Sink) -> Self {
        let mut forms = packs::built_in();
        let mut own = BTreeSet::new();
        for (file, source) in sources.iter() {
            if !is_form(&source.path) {
                continue;
            }
            let before = sink.len();
            let document = yaml::parse(file, source.text(), sink);
            if document.root.is_none() && sink.len() == before && source.is_readable() {
                let message = format!("`{}` is empty", source.path);
                sink.push(
                    Diagnostic::error("empty-file", message, Span::start_of(file))
                        .hint("write its content, or remove the file"),
                );
            }
            let Some(form) = document.root.as_ref().and_then(|node| decode_form(node, sink)) else {
                continue;
            };
            if !own.insert(form.value.reference.clone()) {
                let message = format!("form `{}` is described twice", form.value.reference);
                sink.push(
                    Diagnostic::error("duplicate-id", message, form.span)
                        .hint("remove one of the two folders"),
                );
            }
            forms.insert(form.value.reference.clone(), Arc::new(form.value));
        }
        Self { forms }
    }

    /// A form by id and version.
    #[must_use]
    pub fn get(&self, reference: &FormRef) -> Option<&Arc<Form>> {
        self.forms.get(reference)
    }

    /// Every form, sorted by id and version.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Form>> {
        self.forms.values()
    }
}

/// Whether a file of the project describes a form: `content/forms/<any name>/form.yaml`.
#[must_use]
pub fn is_form(path: &str) -> bool {
    let name = path.strip_prefix("content/forms/").and_then(|rest| rest.strip_suffix("/form.yaml"));
    name.is_some_and(|name| !name.is_empty() && !name.contains('/'))
}

/// Reads a form that is built in; its text is ours and tested.
fn decode_built_in(text: &str, sink: &mut Sink) -> Option<Form> {
    let document = yaml::parse(FileId(0), text, sink);
    document.root.as_ref().and_then(|node| decode_form(node, sink)).map(|form| form.value)
}

/// Reads one form, with the place of its id.
fn decode_form(node: &Node, sink: &mut Sink) -> Option<Spanned<Form>> {
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
struct Words<K>(BTreeMap<K, String>);

impl<K: Decode + Ord> Decode for Words<K> {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let entries = entries::<K, String>(node, sink)?;
        Some(Self(entries.into_iter().map(|(key, word)| (key.value, word)).collect()))
    }
}
