//! Notices as a reader sees them.

use crate::date::{Date, Duration};
use crate::view::{
    Country, DataCategory, Field, Language, NoticeId, NoticeKind, SubprocessorId, Transfer,
    VariantId,
};

/// A notice as the reader sees it; only announced ones are visible.
#[derive(Debug, Clone)]
pub struct VisibleNotice {
    /// Its id.
    pub id: NoticeId,
    /// What its record says that it is.
    pub kind: NoticeKind,
    /// What it does to the register: for an emergency or an amendment, the change behind it.
    pub effect: NoticeKind,
    /// About whom: ids and names.
    pub subject: Vec<(SubprocessorId, String)>,
    /// Who is replaced: id and name.
    pub replaces: Option<(SubprocessorId, String)>,
    /// The day of the announcement.
    pub announced_on: Date,
    /// Its class and the terms of the class.
    pub class: Option<VisibleClass>,
    /// The day of the effect, after postponements.
    pub effective_on: Date,
    /// The last day for objections, after postponements.
    pub objection_until: Option<Date>,
    /// The day of the effect that was announced first, where it was postponed.
    pub postponed_from: Option<Date>,
    /// The notices that postpone it, oldest first.
    pub postponed_by: Vec<NoticeId>,
    /// Whether it is of a change that could not wait, or amends one of those.
    pub is_emergency: bool,
    /// The last day for telling customers of an emergency; `None` for any other notice.
    pub told_by: Option<Date>,
    /// What it changes in the entry of its subject, key by key.
    pub changes: Vec<VisibleDelta>,
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
    /// Whom to write to: words and link.
    pub contact: Option<(String, String)>,
    /// The earlier notice that it takes the place of, postpones or withdraws.
    pub supersedes: Option<NoticeId>,
    /// The notice that takes its place, once that has been announced.
    pub superseded_by: Option<NoticeId>,
    /// The notice that withdraws it, once that has been announced.
    pub withdrawn_by: Option<NoticeId>,
    /// The day it was withdrawn, once that day has come.
    pub withdrawn_on: Option<Date>,
    /// The day on which what is said about it last changed: announced, postponed, withdrawn or superseded.
    pub updated: Date,
    /// The language of its texts.
    pub language: Language,
}

/// What a notice changes under one key of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisibleDelta {
    /// The key.
    pub field: Field,
    /// What the register says before the effect.
    pub from: VisibleValue,
    /// What it says from then on.
    pub to: VisibleValue,
}

/// What the register says under a key, as the reader may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VisibleValue {
    /// Texts, addresses and names as they are written; none where there is nothing.
    Texts(Vec<String>),
    /// Yes or no.
    Flag(bool),
    /// Countries.
    Countries(Vec<Country>),
    /// Places of processing.
    Places(Vec<(Country, Option<String>)>),
    /// Categories of data.
    Categories(Vec<DataCategory>),
    /// Transfer mechanisms.
    Transfers(Vec<Transfer>),
    /// Variants; empty for all.
    Variants(Vec<VariantId>),
}

/// The class of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisibleClass {
    /// Its id.
    pub id: String,
    /// From the announcement to the effect.
    pub notice: Duration,
    /// From the announcement to the end of objections.
    pub objection: Duration,
}
