//! Questionnaires that we know: ids, sections, our own wordings, the form's words.

mod layouts;
mod link;
pub mod migration;
mod packs;
mod parse;
pub mod profile;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::diag::{Diagnostic, Sink};
use crate::form::link::{Shelf, link};
use crate::form::migration::Origin;
use crate::form::parse::{Draft, decode_form};
use crate::form::profile::Profile;
use crate::language::Language;
use crate::source::decode::{Decode, parsed, word};
use crate::source::yaml::{self, Node};
use crate::source::{Source, Sources};
use crate::span::{FileId, Span};

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
    /// Of what the questions ask about, as the articles of a law, where it says more than the ids.
    pub control: Option<String>,
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

/// Whether a completed sheet of the publisher may stand openly on a portal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publishing {
    /// Openly, or only on request.
    pub completed: Completed,
    /// Why, for those who decide about it.
    pub because: Option<String>,
}

/// How a completed sheet is passed on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Completed {
    /// It may be downloaded.
    #[default]
    Open,
    /// Who wants it asks for it.
    OnRequest,
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
    /// Responses with which the publisher wants the ownership left blank.
    pub ownership_blank_for: BTreeSet<Response>,
    /// Whether a completed sheet of the publisher may stand openly on a portal.
    pub publishing: Publishing,
    /// Layouts of the publisher's workbook.
    pub profiles: Vec<Profile>,
    /// Column headers.
    pub columns: Columns,
    /// The form whose questions these are, where it is a part of another one.
    pub subset_of: Option<FormRef>,
    /// Sections in order.
    pub sections: Vec<Section>,
    /// Questions in order.
    pub questions: Vec<Question>,
    /// By the id of a question: where its answer may come from when it has none of its own; best first.
    pub origins: BTreeMap<String, Vec<Origin>>,
}

impl Form {
    /// Whether the form has a question of that id.
    #[must_use]
    pub fn has(&self, question: &str) -> bool {
        self.questions.iter().any(|known| known.id == question)
    }

    /// What a question asks about, in a form that has a column for it.
    #[must_use]
    pub fn control_of<'q>(&self, question: &'q Question) -> Option<&'q str> {
        question.control.as_deref().filter(|_| self.columns.control.is_some())
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

/// The forms at hand: the project's own, and the built-in ones, which are read when they are asked for.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    own: Shelf,
}

impl Forms {
    /// Reads `content/forms/*/form.yaml` of the project, each with the `migrations.yaml` beside it, and puts
    /// them with the built-in forms; one of the project takes the place of a built-in one, or adds layouts to it.
    pub fn read(sources: &Sources, sink: &mut Sink) -> Self {
        let mut forms = Shelf::new();
        let mut drafts = Vec::new();
        let mut own = BTreeSet::new();
        for (file, source) in sources.iter() {
            let Some((folder, name)) = form_file(&source.path) else { continue };
            let beside = sources.find(&format!("{folder}{MIGRATIONS}"));
            if name == MIGRATIONS && sources.find(&format!("{folder}{FORM}")).is_none() {
                report_stray(file, source, sink);
            }
            if name != FORM {
                continue;
            }
            let form = read_file(file, source, sink);
            if let Some(node) = form.as_ref().filter(|node| layouts::adds(node)) {
                if let Some((file, source)) = beside {
                    report_stray(file, source, sink);
                }
                let Some(layouts) = layouts::decode(node, sink) else { continue };
                report_second(&mut own, &layouts.form, layouts.form.span, sink);
                let added = layouts.added(sink);
                forms.extend(added.map(|form| (form.reference.clone(), form)));
                continue;
            }
            let migrations = beside.and_then(|(file, source)| read_file(file, source, sink));
            let draft = form.and_then(|form| decode_form(&form, migrations.as_ref(), sink));
            let Some(draft) = draft else { continue };
            report_second(&mut own, &draft.form.reference, draft.span, sink);
            drafts.push(draft);
        }
        let taken: BTreeSet<FormRef> =
            drafts.iter().flat_map(Draft::takes_from).map(|other| other.value.clone()).collect();
        packs::read(&taken.iter().collect(), &mut Sink::new());
        let bases = taken.into_iter().filter_map(|reference| {
            let form = forms.get(&reference).or_else(|| packs::get(&reference)).cloned()?;
            Some((reference, form))
        });
        let names = packs::references().collect();
        let linked = link(drafts, &bases.collect(), &names, sink);
        forms.extend(linked);
        Self { own: forms }
    }

    /// Reads the built-in ones among these forms, faster than one after the other.
    pub fn prepare<'f>(&self, wanted: impl Iterator<Item = &'f FormRef>) {
        let wanted = wanted.filter(|reference| !self.own.contains_key(reference));
        packs::read(&wanted.collect(), &mut Sink::new());
    }

    /// Whether the program brings a form of this id and version.
    #[must_use]
    pub fn is_built_in(reference: &FormRef) -> bool {
        packs::references().any(|known| known == reference)
    }

    /// A form by id and version.
    #[must_use]
    pub fn get(&self, reference: &FormRef) -> Option<&Arc<Form>> {
        self.own.get(reference).or_else(|| packs::get(reference))
    }

    /// Id and version of every form, sorted; reads none.
    #[must_use]
    pub fn references(&self) -> BTreeSet<&FormRef> {
        self.own.keys().chain(packs::references()).collect()
    }

    /// Every form, sorted by id and version; each is read when its turn comes.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Form>> {
        self.references().into_iter().filter_map(|reference| self.get(reference))
    }
}

/// The file that describes a form.
const FORM: &str = "form.yaml";

/// The file beside it that says which answers carry to it.
const MIGRATIONS: &str = "migrations.yaml";

/// Whether a file of the project belongs to a form: `form.yaml` or `migrations.yaml` in
/// `content/forms/<any name>/`.
#[must_use]
pub fn is_form_file(path: &str) -> bool {
    form_file(path).is_some()
}

/// Folder, with `/` at its end, and name of a file that belongs to a form.
fn form_file(path: &str) -> Option<(&str, &str)> {
    let (folder, name) = path.split_at(path.rfind('/')? + 1);
    let own = folder.strip_prefix("content/forms/")?.strip_suffix('/')?;
    (!own.is_empty() && !own.contains('/') && matches!(name, FORM | MIGRATIONS))
        .then_some((folder, name))
}

/// Reports `migrations.yaml` where no form is described.
fn report_stray(file: FileId, source: &Source, sink: &mut Sink) {
    let message = format!("`{}` lies beside no `{FORM}` with questions", source.path);
    let report = Diagnostic::error("unknown-file", message, Span::start_of(file));
    sink.push(report.hint("put it into the folder of the form to which answers carry"));
}

/// Notes a form of the project, and reports one that has been described before.
fn report_second(own: &mut BTreeSet<FormRef>, form: &FormRef, span: Span, sink: &mut Sink) {
    if !own.insert(form.clone()) {
        let message = format!("form `{form}` is described twice");
        let report = Diagnostic::error("duplicate-id", message, span);
        sink.push(report.hint("remove one of the two folders"));
    }
}

/// The content of a file; what is empty is reported.
fn read_file(file: FileId, source: &Source, sink: &mut Sink) -> Option<Node> {
    let before = sink.len();
    let root = yaml::parse(file, source.text(), sink).root;
    if root.is_none() && sink.len() == before && source.is_readable() {
        let message = format!("`{}` is empty", source.path);
        sink.push(
            Diagnostic::error("empty-file", message, Span::start_of(file))
                .hint("write its content, or remove the file"),
        );
    }
    root
}
