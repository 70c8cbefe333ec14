//! What supports an answer: attestations by third parties, and documents.

use crate::date::{Date, When};
use crate::diag::{Diagnostic, Sink};
use crate::library::audience::{Access, Audience};
use crate::library::id::{EvidenceId, VariantId};
use crate::library::project::Url;
use crate::library::translation::{Key, Translations};
use crate::source::decode::{Decode, Fields, word};
use crate::source::yaml::Node;
use crate::span::Spanned;

/// Where an attestation stands; that it has expired is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttestationState {
    /// The report or certificate has been issued.
    Held,
    /// The audit is under way.
    InProgress,
    /// It is to come.
    Planned,
}

/// A report or certificate by a third party.
#[derive(Debug, Clone)]
pub struct Attestation {
    /// Its id.
    pub id: Spanned<EvidenceId>,
    /// Its name, as `SOC 2 Type II`.
    pub name: String,
    /// The framework, as `SOC 2`.
    pub framework: Option<String>,
    /// Who issued or will issue it.
    pub issuer: Option<String>,
    /// What it covers.
    pub scope: Option<String>,
    /// Where it stands.
    pub state: Spanned<AttestationState>,
    /// The period a report covers.
    pub period: Option<Period>,
    /// When it was issued.
    pub issued: Option<Date>,
    /// The last day on which it counts.
    pub valid_until: Option<Spanned<Date>>,
    /// When it is promised.
    pub due: Option<Spanned<When>>,
    /// The document, if there is one.
    pub document: Option<Spanned<EvidenceId>>,
    /// The variants it covers; empty: all.
    pub variants: Vec<Spanned<VariantId>>,
    /// One or two sentences.
    pub summary: Option<String>,
    /// Who keeps it; never published.
    pub owner: Option<String>,
    /// Who may know of it.
    pub audience: Audience,
    /// Name, scope and summary in other languages.
    pub translations: Translations,
}

/// The period that a report covers; both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// The kind of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// A contract or an annex to one.
    Agreement,
    /// A policy.
    Policy,
    /// A report.
    Report,
    /// A certificate.
    Certificate,
    /// A guide or white paper.
    Guide,
}

impl DocumentKind {
    /// The word in YAML.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Agreement => "agreement",
            Self::Policy => "policy",
            Self::Report => "report",
            Self::Certificate => "certificate",
            Self::Guide => "guide",
        }
    }
}

/// Where a document is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentPlace {
    /// A file of the project, by its path.
    File(Spanned<String>),
    /// An address elsewhere.
    Link(Url),
}

/// A document.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its id.
    pub id: Spanned<EvidenceId>,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: Option<DocumentKind>,
    /// Its version.
    pub version: Option<String>,
    /// When it was issued.
    pub issued: Option<Date>,
    /// The last day on which it counts.
    pub valid_until: Option<Spanned<Date>>,
    /// Where it is; absent for what is only given out on request.
    pub place: Option<DocumentPlace>,
    /// One or two sentences.
    pub summary: Option<String>,
    /// Who keeps it; never published.
    pub owner: Option<String>,
    /// Who gets it.
    pub access: Access,
    /// Title and summary in other languages.
    pub translations: Translations,
}

/// `content/attestations.yaml`.
pub struct AttestationFile(pub Vec<Attestation>);

impl Decode for AttestationFile {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "attestations.yaml", sink)?;
        let attestations = fields.required("attestations");
        fields.finish();
        attestations.map(Self)
    }
}

impl Decode for AttestationState {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let words =
            [("held", Self::Held), ("in-progress", Self::InProgress), ("planned", Self::Planned)];
        word(node, "the state of an attestation", &words, sink)
    }
}

impl Decode for Period {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a period", sink)?;
        let (from, to): (Option<Date>, Option<Date>) =
            (fields.required("from"), fields.required("to"));
        fields.finish();
        let period = Self { from: from?, to: to? };
        if period.to < period.from {
            sink.push(
                Diagnostic::error("bad-date", "the period ends before it begins", node.span)
                    .hint("swap `from` and `to`"),
            );
            return None;
        }
        Some(period)
    }
}

impl Decode for Attestation {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "an attestation", sink)?;
        let (id, name): (Option<Spanned<EvidenceId>>, _) =
            (fields.required("id"), fields.required("name"));
        let (framework, issuer, scope): (_, _, Option<String>) =
            (fields.optional("framework"), fields.optional("issuer"), fields.optional("scope"));
        let state: Option<Spanned<AttestationState>> = fields.required("state");
        let (period, issued, valid_until) =
            (fields.optional("period"), fields.optional("issued"), fields.optional("valid_until"));
        let (due, document) = (fields.optional("due"), fields.optional("document"));
        let (variants, summary, owner): (_, Option<String>, _) =
            (fields.or_default("variants"), fields.optional("summary"), fields.optional("owner"));
        let audience = fields.or_default("audience");
        let _notes: Option<String> = fields.optional("notes");
        let keys = [
            Key::name("name"),
            Key::text("scope", scope.as_ref()),
            Key::text("summary", summary.as_ref()),
        ];
        let translations = Translations::read(&mut fields, &keys);
        fields.finish();
        let (id, state) = id.zip(state)?;
        if state.value == AttestationState::Held && issuer.is_none() {
            let message = format!("`{}` is held and needs `issuer`", id.value);
            sink.push(Diagnostic::error("missing-key", message, id.span).hint("add `issuer: ...`"));
        }
        if state.value == AttestationState::Held && issued.is_none() && valid_until.is_none() {
            let message = format!("`{}` is held and needs `issued` or `valid_until`", id.value);
            sink.push(
                Diagnostic::error("missing-key", message, id.span).hint("add `issued: DATE`"),
            );
        }
        check_validity(&id, issued, valid_until.as_ref(), sink);
        Some(Self {
            id,
            name: name?,
            framework,
            issuer,
            scope,
            state,
            period,
            issued,
            valid_until,
            due,
            document,
            variants,
            summary,
            owner,
            audience,
            translations,
        })
    }
}

/// What is valid was issued first.
fn check_validity(
    id: &Spanned<EvidenceId>,
    issued: Option<Date>,
    valid_until: Option<&Spanned<Date>>,
    sink: &mut Sink,
) {
    if let (Some(issued), Some(until)) = (issued, valid_until)
        && until.value < issued
    {
        let message = format!("`{}` ends before it was issued, on {issued}", id.value);
        sink.push(
            Diagnostic::error("bad-date", message, until.span).hint("correct one of the two dates"),
        );
    }
}

/// `content/documents.yaml`.
pub struct DocumentFile(pub Vec<Document>);

impl Decode for DocumentFile {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "documents.yaml", sink)?;
        let documents = fields.required("documents");
        fields.finish();
        documents.map(Self)
    }
}

impl Decode for DocumentKind {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let words = [
            ("agreement", Self::Agreement),
            ("policy", Self::Policy),
            ("report", Self::Report),
            ("certificate", Self::Certificate),
            ("guide", Self::Guide),
        ];
        word(node, "a kind of document", &words, sink)
    }
}

impl Decode for Document {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a document", sink)?;
        let (id, title): (Option<Spanned<EvidenceId>>, Option<String>) =
            (fields.required("id"), fields.required("title"));
        let (kind, version) = (fields.optional("kind"), fields.optional("version"));
        let issued: Option<Date> = fields.optional("issued");
        let valid_until: Option<Spanned<Date>> = fields.optional("valid_until");
        let file: Option<Spanned<String>> = fields.optional("file");
        let link: Option<Url> = fields.optional("link");
        let (summary, owner): (Option<String>, _) =
            (fields.optional("summary"), fields.optional("owner"));
        let access = fields.or_default("audience");
        let _notes: Option<String> = fields.optional("notes");
        let keys = [Key::text("title", title.as_ref()), Key::text("summary", summary.as_ref())];
        let translations = Translations::read(&mut fields, &keys);
        fields.finish();
        let id = id?;
        check_validity(&id, issued, valid_until.as_ref(), sink);
        let place = match (file, link) {
            (Some(file), Some(_)) => {
                let message = format!("document `{}` has a `file` and a `link`", id.value);
                sink.push(
                    Diagnostic::error("two-places", message, file.span).hint("keep one of the two"),
                );
                Some(DocumentPlace::File(file))
            }
            (Some(file), None) => Some(DocumentPlace::File(file)),
            (None, Some(link)) => Some(DocumentPlace::Link(link)),
            (None, None) => None,
        };
        if place.is_none() && matches!(access, Access::Audience(_)) {
            let message = format!("document `{}` needs a `file` or a `link`", id.value);
            sink.push(
                Diagnostic::error("missing-key", message, id.span)
                    .hint("add `file: content/documents/...`, or set `audience: on-request`"),
            );
        }
        Some(Self {
            id,
            title: title?,
            kind,
            version,
            issued,
            valid_until,
            place,
            summary,
            owner,
            access,
            translations,
        })
    }
}
