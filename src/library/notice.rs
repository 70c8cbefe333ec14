//! Notices: one append-only record per change of the register.

use crate::date::Date;
use crate::diag::{Diagnostic, Sink};
use crate::library::audience::Audience;
use crate::library::id::{ClassId, NoticeId, SubprocessorId};
use crate::library::project::Contact;
use crate::library::translation::{Key, Translations};
use crate::source::decode::{Decode, Fields, word};
use crate::source::yaml::Node;
use crate::span::Spanned;

/// What a notice announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// A new sub-processor.
    Add,
    /// A new one in the place of another.
    Replace,
    /// The end of one.
    Remove,
    /// Another place of processing.
    ChangeLocation,
    /// Other data.
    ChangeData,
    /// Another transfer mechanism.
    ChangeTransfer,
    /// Another purpose.
    ChangePurpose,
    /// Another name of the same entity.
    Rename,
    /// The same vendor in another entity.
    LegalEntityMerge,
    /// A change that could not wait for its notice.
    Emergency,
    /// A mistake in the register put right; nothing material.
    Correction,
}

/// Every kind with its word in YAML.
const KINDS: [(&str, NoticeKind); 11] = [
    ("add", NoticeKind::Add),
    ("replace", NoticeKind::Replace),
    ("remove", NoticeKind::Remove),
    ("change-location", NoticeKind::ChangeLocation),
    ("change-data", NoticeKind::ChangeData),
    ("change-transfer", NoticeKind::ChangeTransfer),
    ("change-purpose", NoticeKind::ChangePurpose),
    ("rename", NoticeKind::Rename),
    ("legal-entity-merge", NoticeKind::LegalEntityMerge),
    ("emergency", NoticeKind::Emergency),
    ("correction", NoticeKind::Correction),
];

impl NoticeKind {
    /// Whether it must be announced ahead, with time to object.
    #[must_use]
    pub fn needs_notice(self) -> bool {
        !matches!(
            self,
            Self::Remove
                | Self::Rename
                | Self::LegalEntityMerge
                | Self::Emergency
                | Self::Correction
        )
    }

    /// The word in YAML and in machine-readable outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }
}

/// One notice.
#[derive(Debug, Clone)]
pub struct Notice {
    /// Its id; never reused.
    pub id: Spanned<NoticeId>,
    /// What it announces.
    pub kind: Spanned<NoticeKind>,
    /// What an emergency does: its own kind says only that it could not wait.
    pub change: Option<Spanned<NoticeKind>>,
    /// About whom.
    pub subject: Vec<Spanned<SubprocessorId>>,
    /// Who is replaced.
    pub replaces: Option<Spanned<SubprocessorId>>,
    /// The day of the announcement.
    pub announced_on: Spanned<Date>,
    /// Its class.
    pub class: Option<Spanned<ClassId>>,
    /// The day of the effect.
    pub effective_on: Spanned<Date>,
    /// The last day for objections.
    pub objection_until: Option<Spanned<Date>>,
    /// Why.
    pub reason: String,
    /// What customers have to do.
    pub customer_impact: Option<String>,
    /// What changes about the data.
    pub data_delta: Option<String>,
    /// What changes about the place.
    pub location_delta: Option<String>,
    /// What changes about the transfer.
    pub transfer_delta: Option<String>,
    /// How to object.
    pub how_to_object: Option<String>,
    /// Whom to write to.
    pub contact: Option<Contact>,
    /// The notice it takes the place of.
    pub supersedes: Option<Spanned<NoticeId>>,
    /// The day it was withdrawn.
    pub withdrawn_on: Option<Spanned<Date>>,
    /// Who may see it; internal is a draft.
    pub audience: Audience,
    /// Where it was sent; never published.
    pub channels_used: Vec<Channel>,
    /// Its texts in other languages.
    pub translations: Translations,
}

/// One sending of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// By which way.
    pub channel: String,
    /// When.
    pub sent_on: Date,
    /// To which list.
    pub list: Option<String>,
    /// To how many.
    pub count: Option<u32>,
    /// SHA-256 of the message.
    pub message_sha256: Option<String>,
}

impl Decode for NoticeKind {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        word(node, "a kind of change", &KINDS, sink)
    }
}

impl Decode for Channel {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a channel", sink)?;
        let (channel, sent_on) = (fields.required("channel"), fields.required("sent_on"));
        let (list, count, message_sha256) =
            (fields.optional("list"), fields.optional("count"), fields.optional("message_sha256"));
        fields.finish();
        Some(Self { channel: channel?, sent_on: sent_on?, list, count, message_sha256 })
    }
}

/// A text that may not be there.
type Text = Option<String>;

impl Decode for Notice {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a notice", sink)?;
        let id: Option<Spanned<NoticeId>> = fields.required("id");
        let kind: Option<Spanned<NoticeKind>> = fields.required("kind");
        let change = fields.optional("change");
        let subject: Option<Vec<Spanned<SubprocessorId>>> = fields.required("subject");
        let replaces = fields.optional("replaces");
        let (announced_on, class) =
            (fields.required("announced_on"), fields.optional("notice_class"));
        let (effective_on, objection_until) =
            (fields.required("effective_on"), fields.optional("objection_until"));
        let (reason, customer_impact): (Option<String>, Option<String>) =
            (fields.required("reason"), fields.optional("customer_impact"));
        let (data_delta, location_delta, transfer_delta): (Text, Text, Text) = (
            fields.optional("data_delta"),
            fields.optional("location_delta"),
            fields.optional("transfer_delta"),
        );
        let (how_to_object, contact): (Text, _) =
            (fields.optional("how_to_object"), fields.optional("contact"));
        let (supersedes, withdrawn_on) =
            (fields.optional("supersedes"), fields.optional("withdrawn_on"));
        let audience = fields.or_default("audience");
        let channels_used = fields.or_default("channels_used");
        let _notes: Text = fields.optional("notes");
        let keys = [
            Key::text("reason", reason.as_ref()),
            Key::text("customer_impact", customer_impact.as_ref()),
            Key::text("data_delta", data_delta.as_ref()),
            Key::text("location_delta", location_delta.as_ref()),
            Key::text("transfer_delta", transfer_delta.as_ref()),
            Key::text("how_to_object", how_to_object.as_ref()),
        ];
        let translations = Translations::read(&mut fields, &keys);
        fields.finish();
        let notice = Self {
            id: id?,
            kind: kind?,
            change,
            subject: subject?,
            replaces,
            announced_on: announced_on?,
            class,
            effective_on: effective_on?,
            objection_until,
            reason: reason?,
            customer_impact,
            data_delta,
            location_delta,
            transfer_delta,
            how_to_object,
            contact,
            supersedes,
            withdrawn_on,
            audience,
            channels_used,
            translations,
        };
        notice.check_completeness(sink);
        Some(notice)
    }
}

impl Notice {
    /// What the notice does to the register: its kind, or the change that an emergency makes.
    #[must_use]
    pub fn effect(&self) -> NoticeKind {
        let change = self.change.as_ref().filter(|_| self.kind.value == NoticeKind::Emergency);
        change.map_or(self.kind.value, |change| change.value)
    }

    /// Whether its subject enters the register by it.
    #[must_use]
    pub fn brings_in(&self) -> bool {
        matches!(self.effect(), NoticeKind::Add | NoticeKind::Replace)
    }

    /// Reports what its kind requires and what is not there.
    fn check_completeness(&self, sink: &mut Sink) {
        let mut need = |absent: bool, key: &str| {
            if absent {
                let message = format!(
                    "notice `{}` of kind `{}` needs `{key}`",
                    self.id.value,
                    self.kind.value.word()
                );
                sink.push(
                    Diagnostic::error("missing-key", message, self.kind.span)
                        .hint(format!("add `{key}: ...`")),
                );
            }
        };
        let needs_notice = self.kind.value.needs_notice();
        let emergency = self.kind.value == NoticeKind::Emergency;
        need(emergency && self.change.is_none(), "change");
        need(emergency && self.objection_until.is_none(), "objection_until");
        need(self.subject.is_empty(), "subject");
        need(needs_notice && self.class.is_none(), "notice_class");
        need(needs_notice && self.objection_until.is_none(), "objection_until");
        need(self.effect() == NoticeKind::Replace && self.replaces.is_none(), "replaces");
        self.check_dates(sink);
    }

    /// Reports dates in an order that cannot be.
    fn check_dates(&self, sink: &mut Sink) {
        if self.kind.value != NoticeKind::Emergency
            && self.effective_on.value < self.announced_on.value
        {
            let message = format!("notice `{}` takes effect before it is announced", self.id.value);
            sink.push(
                Diagnostic::error("bad-date", message, self.effective_on.span)
                    .and(self.announced_on.span, "announced here")
                    .hint("correct one of the two dates, or use `kind: emergency` and say why"),
            );
        }
        let Some(withdrawn) = &self.withdrawn_on else { return };
        if withdrawn.value < self.announced_on.value {
            let message = format!("notice `{}` is withdrawn before it is announced", self.id.value);
            sink.push(
                Diagnostic::error("bad-date", message, withdrawn.span)
                    .and(self.announced_on.span, "announced here")
                    .hint("correct one of the two dates"),
            );
        } else if withdrawn.value > self.effective_on.value {
            let message =
                format!("notice `{}` is withdrawn after it has taken effect", self.id.value);
            sink.push(
                Diagnostic::error("bad-date", message, withdrawn.span)
                    .and(self.effective_on.span, "takes effect here")
                    .hint("announce another change, such as `kind: remove`"),
            );
        }
    }
}
