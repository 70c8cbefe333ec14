//! What one reader may see on one day: the only door out of the library.
//!
//! A [`View`] holds copies of what its reader may see and nothing else, so
//! whatever is made from it cannot leak: no filter comes later. Statements
//! are resolved for variants and facts are filled in.

mod answers;
pub mod carrying;
pub mod desk;
mod evidence;
pub mod notes;
mod notice;
mod prose;
mod readers;
mod register;
pub mod route;
mod scene;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::date::{Date, When};
use crate::diag::Sink;
use crate::form::{Form, FormRef, Ownership, Response};
use crate::library::Library;
use crate::view::carrying::Carried;
use crate::view::scene::Scene;

pub use crate::language::Language;
pub use notice::{VisibleClass, VisibleDelta, VisibleNotice, VisibleValue};
pub use readers::is_all_public;

pub use crate::library::audience::Audience;
pub use crate::library::country::Country;
pub use crate::library::evidence::{DocumentKind, Period};
pub use crate::library::field::Field;
pub use crate::library::id::{
    AnswerId, CategoryId, EvidenceId, NoticeId, SubprocessorId, TopicId, VariantId,
};
pub use crate::library::notice::NoticeKind;
pub use crate::library::policy::NoticeClass;
pub use crate::library::project::{
    Color, Contacts, NoticePolicy, Organization, QuestionnaireDesk, SecurityTxt, Site, Url, Variant,
};
pub use crate::library::subprocessor::Transfer;

/// Who reads, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// What the reader may see.
    pub audience: Audience,
    /// The variant the reader uses; `None`: all of them, side by side.
    pub variant: Option<VariantId>,
    /// The day.
    pub date: Date,
    /// The language the reader has chosen; what is not translated is in that of the originals.
    pub language: Language,
}

/// What one reader may see on one day.
#[derive(Debug, Clone)]
pub struct View {
    /// Who reads, and when.
    pub reader: Reader,
    /// Who publishes.
    pub organization: Organization,
    /// Whom to write to.
    pub contacts: Contacts,
    /// The portal.
    pub site: Site,
    /// The logo's file name and bytes.
    pub logo: Option<(String, Arc<[u8]>)>,
    /// The same of the logo for dark surfaces.
    pub logo_dark: Option<(String, Arc<[u8]>)>,
    /// The content of `security.txt`.
    pub security_txt: Option<SecurityTxt>,
    /// Variants: all of the project, or the reader's own.
    pub variants: Vec<Variant>,
    /// Topics that have an answer for this reader, in order.
    pub topics: Vec<VisibleTopic>,
    /// Answers in the order of their topics.
    pub answers: Vec<VisibleAnswer>,
    /// Facts for the overview.
    pub key_facts: Vec<KeyFact>,
    /// Facts that the reader may know, alone or in a text.
    pub facts: Vec<VisibleFact>,
    /// Attestations in the order of the file.
    pub attestations: Vec<VisibleAttestation>,
    /// Documents in the order of the file.
    pub documents: Vec<VisibleDocument>,
    /// Sub-processors that have been announced, in the order of the register.
    pub subprocessors: Vec<VisibleSubprocessor>,
    /// Notices that have been announced, oldest first.
    pub notices: Vec<VisibleNotice>,
    /// What is promised about changes of the register.
    pub notice_policy: NoticePolicy,
    /// Pages in order.
    pub pages: Vec<VisiblePage>,
    /// Questionnaires on the portal.
    pub downloads: Vec<VisibleDownload>,
    /// Titles of the forms that visible answers speak to, by form.
    pub form_titles: BTreeMap<FormRef, String>,
}

/// A topic and how many answers of it are visible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisibleTopic {
    /// Its id.
    pub id: TopicId,
    /// Its title.
    pub title: String,
    /// One sentence about it.
    pub summary: Option<String>,
    /// The language of its title and summary.
    pub language: Language,
    /// Positions of its answers in [`View::answers`].
    pub answers: std::ops::Range<usize>,
}

/// An answer as the reader sees it.
#[derive(Debug, Clone)]
pub struct VisibleAnswer {
    /// Its id.
    pub id: AnswerId,
    /// Its topic.
    pub topic: TopicId,
    /// The question.
    pub question: String,
    /// The language of the question.
    pub language: Language,
    /// The same question as others ask it.
    pub also_asked: Vec<String>,
    /// What it says: one statement, or one for each variant where they differ.
    pub statements: Vec<VisibleStatement>,
    /// The questions of forms that it answers, by form.
    pub answers_to: Vec<(FormRef, Vec<String>)>,
    /// The questions of forms on the portal to which it carries from other forms.
    pub carried: Vec<Carried>,
    /// Who owns the control.
    pub ownership: Option<Ownership>,
    /// When it was last confirmed.
    pub reviewed: Option<Date>,
    /// Whether that is too long ago.
    pub overdue: bool,
    /// Words for filtering.
    pub tags: Vec<String>,
}

/// What an answer says, for some variants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisibleStatement {
    /// The variants it holds for; empty: all.
    pub variants: Vec<VariantId>,
    /// The closed part; absent for an open question.
    pub response: Option<Response>,
    /// Why the question does not apply; Markdown.
    pub because: Option<String>,
    /// The open part; Markdown.
    pub explanation: Option<String>,
    /// What is promised.
    pub promise: Option<VisiblePromise>,
    /// What supports it, as far as this reader may know of it.
    pub evidence: Vec<EvidenceLink>,
    /// The language of all its texts; the reader's where it has none.
    pub language: Language,
}

/// A promise as the reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisiblePromise {
    /// What is promised; Markdown.
    pub what: String,
    /// Until when.
    pub due: Option<When>,
    /// Whether that day has passed.
    pub lapsed: bool,
}

/// A link from an answer to what supports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceLink {
    /// Id of the attestation or document.
    pub id: EvidenceId,
    /// Its name or title.
    pub title: String,
    /// Path on the portal.
    pub path: String,
}

/// A fact on the overview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFact {
    /// What it is about.
    pub label: String,
    /// What it says.
    pub value: String,
    /// The language of both.
    pub language: Language,
}

/// A fact that the reader may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisibleFact {
    /// Its dotted path, to find it again; the author's own name for it, never published.
    pub path: String,
    /// What it is about, where it is a key fact.
    pub label: Option<String>,
    /// What it says.
    pub value: String,
    /// Visible answers whose texts state it, in their order.
    pub used_in: Vec<AnswerId>,
}

/// Where an attestation stands on the reader's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttestationStatus {
    /// Issued and in force.
    Held,
    /// Issued, and no longer in force.
    Expired,
    /// The audit is under way.
    InProgress,
    /// It is to come.
    Planned,
}

impl AttestationStatus {
    /// The word in machine-readable outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Expired => "expired",
            Self::InProgress => "in-progress",
            Self::Planned => "planned",
        }
    }
}

/// An attestation as the reader sees it.
#[derive(Debug, Clone)]
pub struct VisibleAttestation {
    /// Its id.
    pub id: EvidenceId,
    /// Its name.
    pub name: String,
    /// The framework.
    pub framework: Option<String>,
    /// Who issued or will issue it.
    pub issuer: Option<String>,
    /// What it covers.
    pub scope: Option<String>,
    /// Where it stands.
    pub status: AttestationStatus,
    /// The period a report covers.
    pub period: Option<Period>,
    /// When it was issued.
    pub issued: Option<Date>,
    /// The last day on which it counts.
    pub valid_until: Option<Date>,
    /// When it is promised.
    pub due: Option<When>,
    /// Whether that day has passed.
    pub lapsed: bool,
    /// The variants it covers; empty: all.
    pub variants: Vec<VariantId>,
    /// One or two sentences.
    pub summary: Option<String>,
    /// Id of its document, if the reader may know of it.
    pub document: Option<EvidenceId>,
    /// The language of its texts; a name may be the same in all.
    pub language: Language,
}

/// What a reader gets of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentOffer {
    /// Its file: the name and the bytes.
    File(String, Arc<[u8]>),
    /// Its text: Markdown.
    Text(String),
    /// Its address elsewhere.
    Link(String),
    /// Only whom to ask for it.
    OnRequest,
}

/// A document as the reader sees it.
#[derive(Debug, Clone)]
pub struct VisibleDocument {
    /// Its id.
    pub id: EvidenceId,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: Option<DocumentKind>,
    /// Its version.
    pub version: Option<String>,
    /// When it was issued.
    pub issued: Option<Date>,
    /// The last day on which it counts.
    pub valid_until: Option<Date>,
    /// Whether that day has passed.
    pub expired: bool,
    /// One or two sentences.
    pub summary: Option<String>,
    /// What the reader gets.
    pub offer: DocumentOffer,
    /// The language of title and summary; the document itself is as its author wrote it.
    pub language: Language,
}

/// A category of data in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataCategory {
    /// Its id.
    pub id: CategoryId,
    /// Its words.
    pub title: String,
}

/// An entry of the register as the reader sees it.
#[expect(clippy::struct_excessive_bools, reason = "the register has four yes-or-no columns")]
#[derive(Debug, Clone)]
pub struct VisibleSubprocessor {
    /// Its id.
    pub id: SubprocessorId,
    /// The name in contracts.
    pub legal_name: String,
    /// The name people know.
    pub display_name: String,
    /// Postal address.
    pub address: Option<String>,
    /// Where it is established.
    pub country: Country,
    /// How to reach it, as people read it.
    pub contact: String,
    /// The same as a link.
    pub contact_href: String,
    /// What it does for us.
    pub purpose: String,
    /// Which of its services.
    pub service: Option<String>,
    /// What data it processes.
    pub data_categories: Vec<DataCategory>,
    /// About whom.
    pub data_subjects: Vec<String>,
    /// Whether special categories are among the data.
    pub special_category: bool,
    /// Where it processes: country and cloud region.
    pub processing_locations: Vec<(Country, Option<String>)>,
    /// From where else it can reach the data.
    pub remote_access_from: Vec<Country>,
    /// What makes transfers lawful.
    pub transfer: Vec<Transfer>,
    /// Whether a transfer impact assessment was done.
    pub tia: bool,
    /// Its website.
    pub website: Option<String>,
    /// Its data processing agreement.
    pub dpa_url: Option<String>,
    /// Its own sub-processors.
    pub subprocessors_url: Option<String>,
    /// Its security page.
    pub security_url: Option<String>,
    /// The variants that use it; empty: all.
    pub applies_to: Vec<VariantId>,
    /// Whether a customer can do without it.
    pub optional: bool,
    /// Who switches it on.
    pub enabled_by: Option<String>,
    /// Whether it belongs to the organisation's group.
    pub affiliate: bool,
    /// The first day of its processing, if known; [`Date::NEVER`] when all that would have begun it was withdrawn.
    pub since: Option<Date>,
    /// The first day on which it is no longer in force.
    pub until: Option<Date>,
    /// The language of its texts.
    pub language: Language,
}

/// A page as the reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisiblePage {
    /// Path without slashes at its ends.
    pub path: String,
    /// Its title.
    pub title: String,
    /// One sentence about it.
    pub summary: Option<String>,
    /// Its text; Markdown.
    pub body: String,
    /// The language of all three.
    pub language: Language,
}

/// A questionnaire on the portal.
#[derive(Debug, Clone)]
pub struct VisibleDownload {
    /// The form.
    pub form: Arc<Form>,
    /// The folder of the portal.
    pub path: String,
    /// Whether this reader gets the files; else only whom to ask.
    pub open: bool,
    /// The publisher's own workbook, for a reader who gets the files.
    pub workbook: Option<VisibleWorkbook>,
}

/// The workbook of a form's publisher, as the project has it.
#[derive(Debug, Clone)]
pub struct VisibleWorkbook {
    /// The name of its file.
    pub name: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Whether the publisher's question text may be shown on the portal.
    pub shows_text: bool,
}

/// How much of an answer is in the reader's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Translated {
    /// The question and everything that is said.
    Fully,
    /// Some of it.
    Partly,
    /// Nothing.
    Not,
}

impl View {
    /// An answer by id.
    #[must_use]
    pub fn answer(&self, id: &AnswerId) -> Option<&VisibleAnswer> {
        self.answers.iter().find(|answer| answer.id == *id)
    }

    /// A variant's name, or its id.
    #[must_use]
    pub fn variant_name<'v>(&'v self, id: &'v VariantId) -> &'v str {
        self.variants
            .iter()
            .find(|variant| variant.id.value == *id)
            .map_or(id.as_str(), |variant| &variant.name)
    }

    /// The answer to a question of a form, if this reader has one.
    #[must_use]
    pub fn answer_to(&self, form: &FormRef, question: &str) -> Option<&VisibleAnswer> {
        self.answers.iter().find(|answer| {
            answer.answers_to.iter().any(|(known, questions)| {
                known == form && questions.iter().any(|id| id == question)
            })
        })
    }
}

impl VisibleAnswer {
    /// The path of its permalink, with slashes at both ends.
    #[must_use]
    pub fn path(&self) -> String {
        route::answer(&self.topic, &self.id)
    }

    /// How much of it is in a language.
    #[must_use]
    pub fn translated(&self, language: Language) -> Translated {
        let texts = self.statements.iter().filter(|statement| statement.has_texts());
        let mut languages = texts
            .map(|statement| statement.language)
            .chain([self.language])
            .map(|own| own == language);
        let first = languages.next().unwrap_or(true);
        match (first, languages.all(|own| own == first)) {
            (true, true) => Translated::Fully,
            (false, true) => Translated::Not,
            (_, false) => Translated::Partly,
        }
    }

    /// The statement for a variant; the first one when none is asked for.
    #[must_use]
    pub fn statement(&self, variant: Option<&VariantId>) -> Option<&VisibleStatement> {
        let holds = |statement: &&VisibleStatement| {
            statement.variants.is_empty()
                || variant.is_none_or(|variant| statement.variants.contains(variant))
        };
        self.statements.iter().find(holds)
    }
}

impl VisibleStatement {
    /// Whether it says more than its response.
    #[must_use]
    pub fn has_texts(&self) -> bool {
        self.because.is_some() || self.explanation.is_some() || self.promise.is_some()
    }
}

/// Opens the library for one reader.
///
/// Problems go to the sink: an expression that has no value for this reader.
#[must_use]
pub fn open(
    library: &Library,
    files: &dyn Fn(&str) -> Option<Arc<[u8]>>,
    reader: Reader,
    sink: &mut Sink,
) -> View {
    let scene = Scene::new(library, reader);
    let (topics, answers) = answers::visible(&scene, sink);
    let form_titles = answers::form_titles(&scene, &answers);
    let facts = evidence::facts(&scene, &answers);
    View {
        organization: library.project.organization.clone(),
        contacts: library.project.contacts.clone(),
        site: scene.site(),
        logo: evidence::logo(library.project.site.logo.as_ref(), "logo", files),
        logo_dark: evidence::logo(library.project.site.logo_dark.as_ref(), "logo-dark", files),
        security_txt: library.project.security_txt.clone(),
        variants: library
            .project
            .variants
            .iter()
            .filter(|variant| scene.uses(std::slice::from_ref(&variant.id)))
            .map(|variant| scene.variant(variant))
            .collect(),
        topics,
        answers,
        key_facts: evidence::key_facts(&scene),
        facts,
        attestations: evidence::attestations(&scene),
        documents: evidence::documents(&scene, files),
        subprocessors: register::subprocessors(&scene),
        notices: register::notices(&scene),
        notice_policy: library.project.notices.clone(),
        pages: answers::pages(&scene, sink),
        downloads: evidence::downloads(&scene, files),
        form_titles,
        reader: scene.reader,
    }
}
