//! Notices: one append-only record per change of the register.

use crate::date::Date;
use crate::diag::{Diagnostic, Sink};
use crate::library::audience::Audience;
use crate::library::field::{Delta, Deltas};
use crate::library::id::{ClassId, NoticeId, SubprocessorId};
use crate::library::project::Contact;
use crate::library::translation::{Key, Translations};
use crate::source::decode::{Decode, Fields, word};
use crate::source::yaml::Node;
use crate::span::{Span, Spanned};

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
    /// Another version of an earlier notice: its clock starts again.
    Amend,
    /// A later day for the effect of an earlier notice.
    Postpone,
    /// The end of an earlier notice before its effect.
    Withdraw,
}

/// Every kind with its word in YAML.
const KINDS: [(&str, NoticeKind); 14] = [
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
    ("amend", NoticeKind::Amend),
    ("postpone", NoticeKind::Postpone),
    ("withdraw", NoticeKind::Withdraw),
];

impl NoticeKind {
    /// Whether it only says what becomes of an earlier notice.
    #[must_use]
    pub fn is_about_notice(self) -> bool {
        matches!(self, Self::Postpone | Self::Withdraw)
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
    /// About whom; empty for what becomes of an earlier notice.
    pub subject: Vec<Spanned<SubprocessorId>>,
    /// Who is replaced.
    pub replaces: Option<Spanned<SubprocessorId>>,
    /// The day of the announcement.
    pub announced_on: Spanned<Date>,
    /// Its class.
    pub class: Option<Spanned<ClassId>>,
    /// The day of the effect, as this record states it; see [`crate::library::timeline::Course`] for what became of it.
    /// A withdrawal takes effect at once.
    pub effective_on: Spanned<Date>,
    /// The last day for objections.
    pub objection_until: Option<Spanned<Date>>,
    /// The last day for telling customers of an emergency.
    pub notify_by: Option<Spanned<Date>>,
    /// What it changes in the entry of its one subject.
    pub changes: Vec<Delta>,
    /// Why; only a draft may leave it open.
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
    /// The earlier notice that it takes the place of, postpones or withdraws.
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
    /// Where the day stands.
    pub place: Span,
}

impl Decode for NoticeKind {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        word(node, "a kind of change", &KINDS, sink)
    }
}

impl Decode for Channel {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a channel", sink)?;
        let channel = fields.required("channel");
        let sent_on: Option<Spanned<Date>> = fields.required("sent_on");
        let (list, count, message_sha256) =
            (fields.optional("list"), fields.optional("count"), fields.optional("message_sha256"));
        fields.finish();
        let Spanned { value: sent_on, span: place } = sent_on?;
        Some(Self { channel: channel?, sent_on, list, count, message_sha256, place })
    }
}

/// A text that may not be there.
type Text = Option<String>;

/// The texts of a notice.
struct Texts {
    reason: Text,
    customer_impact: Text,
    data_delta: Text,
    location_delta: Text,
    transfer_delta: Text,
    how_to_object: Text,
    translations: Translations,
}

impl Texts {
    fn read(fields: &mut Fields<'_, '_>, audience: Audience) -> Self {
        // Why is for people to write; a draft may still wait for it.
        let reason: Text = if audience == Audience::Internal {
            Some(fields.or_default("reason"))
        } else {
            fields.required("reason")
        };
        let mut optional = |key| -> Text { fields.optional(key) };
        let (customer_impact, data_delta) = (optional("customer_impact"), optional("data_delta"));
        let (location_delta, transfer_delta) =
            (optional("location_delta"), optional("transfer_delta"));
        let how_to_object = optional("how_to_object");
        let keys = [
            Key::text("reason", reason.as_ref()),
            Key::text("customer_impact", customer_impact.as_ref()),
            Key::text("data_delta", data_delta.as_ref()),
            Key::text("location_delta", location_delta.as_ref()),
            Key::text("transfer_delta", transfer_delta.as_ref()),
            Key::text("how_to_object", how_to_object.as_ref()),
        ];
        let translations = Translations::read(fields, &keys);
        Self {
            reason,
            customer_impact,
            data_delta,
            location_delta,
            transfer_delta,
            how_to_object,
            translations,
        }
    }
}

impl Decode for Notice {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a notice", sink)?;
        let id: Option<Spanned<NoticeId>> = fields.required("id");
        let kind: Option<Spanned<NoticeKind>> = fields.required("kind");
        let change = fields.optional("change");
        let subject: Vec<Spanned<SubprocessorId>> = fields.or_default("subject");
        let replaces = fields.optional("replaces");
        let announced_on: Option<Spanned<Date>> = fields.required("announced_on");
        let class = fields.optional("notice_class");
        let is_withdrawal = kind.as_ref().is_some_and(|kind| kind.value == NoticeKind::Withdraw);
        let effective_on = if is_withdrawal {
            fields.optional("effective_on").or(announced_on)
        } else {
            fields.required("effective_on")
        };
        let (objection_until, notify_by) =
            (fields.optional("objection_until"), fields.optional("notify_by"));
        let changes: Deltas = fields.or_default("changes");
        let audience: Audience = fields.or_default("audience");
        let texts = Texts::read(&mut fields, audience);
        let contact = fields.optional("contact");
        let (supersedes, withdrawn_on) =
            (fields.optional("supersedes"), fields.optional("withdrawn_on"));
        let channels_used = fields.or_default("channels_used");
        let _notes: Text = fields.optional("notes");
        fields.finish();
        let notice = Self {
            id: id?,
            kind: kind?,
            change,
            subject,
            replaces,
            announced_on: announced_on?,
            class,
            effective_on: effective_on?,
            objection_until,
            notify_by,
            changes: changes.0,
            reason: texts.reason?,
            customer_impact: texts.customer_impact,
            data_delta: texts.data_delta,
            location_delta: texts.location_delta,
            transfer_delta: texts.transfer_delta,
            how_to_object: texts.how_to_object,
            contact,
            supersedes,
            withdrawn_on,
            audience,
            channels_used,
            translations: texts.translations,
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

    /// Whether its subject enters the register by it; for an amendment, see [`crate::library::timeline::Timeline::effect`].
    #[must_use]
    pub fn brings_in(&self) -> bool {
        matches!(self.effect(), NoticeKind::Add | NoticeKind::Replace)
    }

    /// Whether nobody but its authors may know of it.
    #[must_use]
    pub fn is_draft(&self) -> bool {
        self.audience == Audience::Internal
    }

    /// Whether it takes the place of the notice that it names.
    #[must_use]
    pub fn replaces_notice(&self) -> bool {
        self.supersedes.is_some() && !self.kind.value.is_about_notice()
    }

    /// Whether it takes the place of the notice that it names, or withdraws it.
    #[must_use]
    pub fn ends_notice(&self) -> bool {
        self.replaces_notice() || self.kind.value == NoticeKind::Withdraw
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
        let kind = self.kind.value;
        let emergency = kind == NoticeKind::Emergency;
        need(emergency && self.change.is_none(), "change");
        need(emergency && self.objection_until.is_none(), "objection_until");
        need(self.subject.is_empty() && !kind.is_about_notice(), "subject");
        let changes_notice = kind == NoticeKind::Amend || kind.is_about_notice();
        need(changes_notice && self.supersedes.is_none(), "supersedes");
        need(self.effect() == NoticeKind::Replace && self.replaces.is_none(), "replaces");
        self.check_keys(sink);
        if let (Some(first), true) = (self.changes.first(), self.subject.len() != 1) {
            let message =
                format!("notice `{}` says what changes for other than one subject", self.id.value);
            sink.push(
                Diagnostic::error("many-subjects", message, first.field.span)
                    .hint("write one notice for each sub-processor"),
            );
        }
        self.check_dates(sink);
    }

    /// Reports keys that its kind does not have: what they say would be lost in silence.
    fn check_keys(&self, sink: &mut Sink) {
        let kind = self.kind.value;
        let emergency = kind == NoticeKind::Emergency;
        let is_whole = kind == NoticeKind::Amend;
        let change = self.change.as_ref();
        let replaces = self.replaces.as_ref().map(|own| own.span);
        let notify_by = self.notify_by.as_ref().map(|own| own.span);
        let lost = [
            ("change", change.filter(|_| !emergency).map(|own| own.span)),
            ("replaces", replaces.filter(|_| !is_whole && self.effect() != NoticeKind::Replace)),
            ("notify_by", notify_by.filter(|_| !is_whole && !emergency)),
        ];
        for (key, span) in lost {
            let Some(span) = span else { continue };
            let message =
                format!("notice `{}` of kind `{}` has no `{key}`", self.id.value, kind.word());
            sink.push(
                Diagnostic::error("unknown-key", message, span)
                    .hint("remove it, or write the kind that it belongs to"),
            );
        }
        let is_no_change = |own: &&Spanned<NoticeKind>| {
            matches!(
                own.value,
                NoticeKind::Emergency
                    | NoticeKind::Amend
                    | NoticeKind::Postpone
                    | NoticeKind::Withdraw
            )
        };
        if let Some(change) = change.filter(is_no_change).filter(|_| emergency) {
            let message = format!("`{}` is no change of the register", change.value.word());
            sink.push(
                Diagnostic::error("unknown-word", message, change.span)
                    .hint("say what could not wait, such as `change: replace`"),
            );
        }
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
        if let Some(until) =
            self.objection_until.as_ref().filter(|until| until.value < self.announced_on.value)
        {
            let message =
                format!("notice `{}` closes objections before it is announced", self.id.value);
            sink.push(
                Diagnostic::error("bad-date", message, until.span)
                    .and(self.announced_on.span, "announced here")
                    .hint("correct one of the two dates"),
            );
        }
        if self.kind.value == NoticeKind::Withdraw
            && self.effective_on.value > self.announced_on.value
        {
            let message = format!("the withdrawal `{}` takes effect later", self.id.value);
            sink.push(
                Diagnostic::error("bad-date", message, self.effective_on.span)
                    .and(self.announced_on.span, "announced here")
                    .hint("remove `effective_on`: a withdrawal takes effect with its announcement"),
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
        }
    }
}
