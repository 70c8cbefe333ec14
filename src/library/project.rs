//! `trust.yaml`: who we are and how we publish.

use std::collections::BTreeMap;

use crate::date::Duration;
use crate::diag::{Diagnostic, Sink};
use crate::form::{Completed, FormRef, Forms};
pub use crate::library::address::{Contact, Email, Url};
use crate::library::audience::{Access, Audience};
use crate::library::changes::ChangePolicy;
use crate::library::country::Country;
use crate::library::id::VariantId;
pub use crate::library::policy::{NoticeClass, NoticePolicy};
pub use crate::library::site::{Color, SecurityTxt, Site};
use crate::library::translation::{Key, Translations};
use crate::source::decode::{Decode, Fields, entries, parsed, word};
use crate::source::yaml::{Node, Value};
use crate::span::{Span, Spanned};

/// The whole of `trust.yaml`.
#[derive(Debug, Clone)]
pub struct Project {
    /// Who publishes.
    pub organization: Organization,
    /// Whom to write to.
    pub contacts: Contacts,
    /// The portal.
    pub site: Site,
    /// The content of `/.well-known/security.txt`, if there is to be one.
    pub security_txt: Option<SecurityTxt>,
    /// Variants in the order of the file.
    pub variants: Vec<Variant>,
    /// How long an answer stays reviewed.
    pub review: ReviewPolicy,
    /// What is promised about changes of the register.
    pub notices: NoticePolicy,
    /// Questionnaires on the portal.
    pub downloads: Vec<Download>,
    /// What counts as internal in a text.
    pub internal: InternalWords,
    /// What the page of changes leaves out.
    pub changes: ChangePolicy,
    /// Levels of rules by name, as written.
    pub rules: Vec<(Spanned<String>, Level)>,
}

impl Project {
    /// The same with completed workbooks on request where their publisher's terms want it and the project says nothing.
    pub(super) fn closing_licensed(mut self, forms: &Forms) -> Self {
        for download in &mut self.downloads {
            let form = forms.get(&download.form.value);
            let is_closed =
                form.is_some_and(|form| form.publishing.completed == Completed::OnRequest);
            if is_closed && download.workbook.is_some() && !download.says_access {
                download.access = Access::OnRequest;
            }
        }
        self
    }
}

/// Who publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// The short name.
    pub name: String,
    /// The name in contracts.
    pub legal_name: Option<String>,
    /// Where it is established.
    pub country: Option<Country>,
    /// Its website.
    pub website: Option<Url>,
}

/// Whom to write to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contacts {
    /// For reports of vulnerabilities.
    pub security: Email,
    /// For questions about personal data.
    pub privacy: Option<Email>,
    /// For questionnaires that are not on the portal.
    pub questionnaires: Option<QuestionnaireDesk>,
}

/// Who completes other questionnaires, and how fast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionnaireDesk {
    /// Where to send them.
    pub email: Email,
    /// How long it takes.
    pub turnaround: Option<Duration>,
    /// For questionnaires of up to this many questions.
    pub up_to_questions: Option<u32>,
}

/// A product or deployment mode that answers may depend on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Its id.
    pub id: Spanned<VariantId>,
    /// Its name.
    pub name: String,
    /// What it is.
    pub summary: Option<String>,
    /// Name and summary in other languages.
    pub translations: Translations,
}

/// How long an answer stays reviewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReviewPolicy {
    /// An answer is overdue this long after its review.
    pub every: Duration,
    /// And this long before, that is said.
    pub warn_before: Duration,
}

/// A questionnaire on the portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// Which form.
    pub form: Spanned<FormRef>,
    /// The folder of the portal.
    pub path: Spanned<String>,
    /// Who gets the files.
    pub access: Access,
    /// Whether the project says who gets them; else a licence may close them.
    pub says_access: bool,
    /// The publisher's own workbook, to be filled in place.
    pub workbook: Option<OwnWorkbook>,
}

/// A workbook that the project has from a form's publisher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnWorkbook {
    /// Its path in the project.
    pub file: Spanned<String>,
    /// Its SHA-256 in hexadecimal, in lower case: another file is not filled.
    pub sha256: Option<Spanned<String>>,
    /// Whether the project holds the right to show the publisher's question text on the portal.
    pub shows_text: bool,
}

/// What counts as internal in a text, besides what the rule knows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InternalWords {
    /// Host names; everything below them counts too.
    pub hosts: Vec<String>,
    /// Prefixes of codes, before `-` and a number.
    pub codes: Vec<String>,
}

/// What becomes of a rule's findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// They are dropped.
    Allow,
    /// They are warnings.
    Warn,
    /// They are errors.
    Deny,
}

impl Level {
    /// The word in YAML.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }
}

impl Decode for Level {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        word(
            node,
            "a level",
            &[("allow", Self::Allow), ("warn", Self::Warn), ("deny", Self::Deny)],
            sink,
        )
    }
}

impl Decode for Project {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "trust.yaml", sink)?;
        let organization = fields.required("organization");
        let contacts = fields.required("contacts");
        let site = fields.required("site");
        let security_txt = fields.optional("security_txt");
        let variants: Option<Variants> = fields.optional("variants");
        let review = fields.or_default("review");
        let notices = fields.or_default("notices");
        let downloads = fields.or_default("downloads");
        let internal = fields.or_default("internal");
        let changes = fields.or_default("changes");
        let rules: Option<Rules> = fields.optional("rules");
        fields.finish();
        // What is missing has been reported and stops every build; the rest
        // of the project is read all the same, so that all problems show.
        Some(Self {
            organization: organization.unwrap_or_else(Organization::unknown),
            contacts: contacts.unwrap_or_else(Contacts::unknown),
            site: site.unwrap_or_else(Site::unknown),
            security_txt,
            variants: variants.map(|variants| variants.0).unwrap_or_default(),
            review,
            notices,
            downloads,
            internal,
            changes,
            rules: rules.map(|rules| rules.0).unwrap_or_default(),
        })
    }
}

impl Organization {
    /// Stands in after an error.
    fn unknown() -> Self {
        Self { name: String::new(), legal_name: None, country: None, website: None }
    }
}

impl Contacts {
    /// Stands in after an error.
    fn unknown() -> Self {
        Self { security: Email::unknown(), privacy: None, questionnaires: None }
    }
}

impl Decode for Organization {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "the organization", sink)?;
        let name = fields.required("name");
        let (legal_name, country, website) =
            (fields.optional("legal_name"), fields.optional("country"), fields.optional("website"));
        fields.finish();
        Some(Self { name: name?, legal_name, country, website })
    }
}

impl Decode for Contacts {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "the contacts", sink)?;
        let security = fields.required("security");
        let (privacy, questionnaires) =
            (fields.optional("privacy"), fields.optional("questionnaires"));
        fields.finish();
        Some(Self { security: security?, privacy, questionnaires })
    }
}

impl Decode for QuestionnaireDesk {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "the contact for questionnaires", sink)?;
        let email = fields.required("email");
        let (turnaround, up_to_questions) =
            (fields.optional("turnaround"), fields.optional("up_to_questions"));
        fields.finish();
        Some(Self { email: email?, turnaround, up_to_questions })
    }
}

/// Variants by id.
struct Variants(Vec<Variant>);

impl Decode for Variants {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let entries = entries::<VariantId, VariantText>(node, sink)?;
        Some(Self(
            entries
                .into_iter()
                .map(|(id, text)| Variant {
                    id,
                    name: text.name,
                    summary: text.summary,
                    translations: text.translations,
                })
                .collect(),
        ))
    }
}

struct VariantText {
    name: String,
    summary: Option<String>,
    translations: Translations,
}

impl Decode for VariantText {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a variant", sink)?;
        let name = fields.required("name");
        let summary: Option<String> = fields.optional("summary");
        let keys = [Key::name("name"), Key::text("summary", summary.as_ref())];
        let translations = Translations::read(&mut fields, &keys);
        fields.finish();
        Some(Self { name: name?, summary, translations })
    }
}

impl Default for ReviewPolicy {
    fn default() -> Self {
        Self { every: Duration::months(12), warn_before: Duration::days(30) }
    }
}

impl Decode for ReviewPolicy {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "the review policy", sink)?;
        let (every, warn_before) = (fields.optional("every"), fields.optional("warn_before"));
        fields.finish();
        let usual = Self::default();
        Some(Self {
            every: every.unwrap_or(usual.every),
            warn_before: warn_before.unwrap_or(usual.warn_before),
        })
    }
}

impl Decode for Download {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a download", sink)?;
        let form = fields.required("form");
        let path: Option<Spanned<PathSlug>> = fields.required("path");
        let access = fields.optional("audience");
        let workbook = fields.optional("workbook");
        fields.finish();
        let path = path?.map(|slug| slug.0);
        Some(Self {
            form: form?,
            path,
            says_access: access.is_some(),
            access: access.unwrap_or(Access::Audience(Audience::Public)),
            workbook,
        })
    }
}

impl Decode for OwnWorkbook {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        if !matches!(node.value, Value::Map(_)) {
            let file = Spanned::decode(node, sink)?;
            return Some(Self { file, sha256: None, shows_text: false });
        }
        let mut fields = Fields::new(node, "a workbook", sink)?;
        let file = fields.required("file");
        let sha256: Option<Spanned<Digest>> = fields.optional("sha256");
        let text: Option<QuestionText> = fields.optional("question_text");
        fields.finish();
        let sha256 = sha256.map(|digest| digest.map(|digest| digest.0));
        Some(Self { file: file?, sha256, shows_text: text == Some(QuestionText::Licensed) })
    }
}

/// A SHA-256 in hexadecimal.
struct Digest(String);

impl Decode for Digest {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        parsed(node, "a SHA-256 of 64 hexadecimal digits", "bad-digest", sink, |text| {
            let is_whole = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
            let digest = || Self(text.to_ascii_lowercase());
            is_whole.then(digest).ok_or_else(|| format!("`{text}` is not a SHA-256"))
        })
    }
}

/// By what right the publisher's question text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum QuestionText {
    /// By a licence.
    Licensed,
    /// It is not shown.
    Own,
}

impl Decode for QuestionText {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let words = [("licensed", Self::Licensed), ("own", Self::Own)];
        word(node, "whose question text is shown", &words, sink)
    }
}

/// A folder of the portal.
struct PathSlug(String);

impl Decode for PathSlug {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        parsed(node, "a folder name of a-z, 0-9 and `-`", "bad-id", sink, |text| {
            VariantId::new(text)
                .map(|slug| Self(slug.as_str().to_owned()))
                .map_err(|_| format!("`{text}` is not the name of a folder"))
        })
    }
}

impl Decode for InternalWords {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "the internal words", sink)?;
        let (hosts, codes) = (fields.or_default("hosts"), fields.or_default("codes"));
        fields.finish();
        Some(Self { hosts, codes })
    }
}

/// Levels by rule.
struct Rules(Vec<(Spanned<String>, Level)>);

impl Decode for Rules {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        entries(node, sink).map(Self)
    }
}

/// Reports what is declared twice or collides: folders of downloads with the portal's own.
pub(super) fn check_paths(project: &Project, reserved: &[&str], sink: &mut Sink) {
    let mut taken: BTreeMap<&str, Span> = BTreeMap::new();
    for download in &project.downloads {
        let path = download.path.value.as_str();
        if reserved.contains(&path) {
            let message = format!("`{path}` is a folder of the portal's own");
            sink.push(
                Diagnostic::error("path-taken", message, download.path.span)
                    .hint("choose another `path`"),
            );
        } else if let Some(first) = taken.insert(path, download.path.span) {
            let message = format!("two downloads use the path `{path}`");
            sink.push(
                Diagnostic::error("path-taken", message, download.path.span)
                    .and(first, "used here first")
                    .hint("choose another `path`"),
            );
        }
    }
}
