//! What the people who send notices have to do: which must be sent, and what comes next for each.
//!
//! Like every state, it follows from the records and a day.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::date::Date;
use crate::register::{DatedNotice, NoticeState};
use crate::view::desk::{DeskNotice, Sending};
use crate::view::{NoticeId, NoticeKind};

/// A notice, where it stands, and what is to be done about it.
#[derive(Debug, Clone)]
pub struct DeskEntry<'d> {
    /// The notice.
    pub own: &'d DeskNotice,
    /// The same as readers see it from its announcement on.
    pub dated: DatedNotice,
    /// Where it stands.
    pub standing: Standing,
    /// Where the telling of an emergency stands; `None` for other kinds and for one that has ended.
    pub telling: Option<Telling>,
    /// Set when it must be sent.
    pub owed: Option<Owed>,
    /// What comes next, and on which day.
    pub next: Option<(Step, Date)>,
}

/// Where a notice stands for its authors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody else knows of it.
    Draft,
    /// Its day of announcement is to come.
    Scheduled,
    /// It has been announced.
    Announced(NoticeState),
}

/// Where the telling of an emergency stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// Customers are to be told by this day.
    DueBy(Date),
    /// They should have been told by this day.
    Overdue(Date),
    /// They have been told.
    Told,
}

/// That a notice must be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owed {
    /// Since when: its announcement, or its withdrawal.
    pub since: Date,
    /// The last day for it; only emergencies have one.
    pub deadline: Option<Date>,
    /// Whether it informs of a change that asks for no time ahead.
    pub is_informational: bool,
}

/// What comes next for a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Customers are to be told of an emergency, by that day.
    Tell,
    /// It is to be sent, since that day.
    Send,
    /// A draft is to be published, by that day.
    Publish,
    /// It is announced by itself.
    Announce,
    /// Objections close.
    CloseObjections,
    /// It takes effect.
    TakeEffect,
}

impl Standing {
    /// The word in machine-readable outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Announced(state) => state.word(),
        }
    }
}

impl Step {
    /// The word in machine-readable outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Tell => "tell-customers",
            Self::Send => "send",
            Self::Publish => "publish",
            Self::Announce => "announce",
            Self::CloseObjections => "objections-close",
            Self::TakeEffect => "take-effect",
        }
    }
}

impl DeskEntry<'_> {
    /// The sendings up to the day.
    pub fn sent(&self, day: Date) -> impl Iterator<Item = &Sending> {
        self.own.sent.iter().filter(move |own| own.sent_on <= day)
    }
}

/// Every notice with what is to be done about it, those that need somebody first.
#[must_use]
pub fn entries(notices: &[DeskNotice], day: Date) -> Vec<DeskEntry<'_>> {
    let by_id: BTreeMap<&NoticeId, &DeskNotice> =
        notices.iter().map(|own| (&own.notice.id, own)).collect();
    let mut entries: Vec<DeskEntry<'_>> =
        notices.iter().map(|own| entry(own, &by_id, day)).collect();
    entries.sort_by_cached_key(|own| {
        let date = own.next.map_or(Date::NEVER, |(_, date)| date);
        let rank = match (own.owed, own.standing, own.next) {
            (Some(owed), _, _) if !owed.is_informational => 0,
            (Some(_), _, _) => 1,
            (None, Standing::Draft, _) => 2,
            (None, _, Some(_)) => 3,
            (None, _, None) => 4,
        };
        (rank, date, Reverse(own.own.notice.announced_on), own.own.notice.id.clone())
    });
    entries
}

fn entry<'d>(
    own: &'d DeskNotice,
    by_id: &BTreeMap<&NoticeId, &DeskNotice>,
    day: Date,
) -> DeskEntry<'d> {
    let dated = DatedNotice::of(&own.notice, day);
    let standing = match (own.is_draft(), day < own.notice.announced_on) {
        (true, _) => Standing::Draft,
        (false, true) => Standing::Scheduled,
        (false, false) => Standing::Announced(dated.state),
    };
    let owed = owed(own, by_id, day);
    let next = next(own, standing, owed, day);
    DeskEntry { own, telling: telling(own, standing, day), dated, standing, owed, next }
}

/// Whether it must be sent.
fn owed(own: &DeskNotice, by_id: &BTreeMap<&NoticeId, &DeskNotice>, day: Date) -> Option<Owed> {
    let notice = &own.notice;
    let target = own.earlier.first().and_then(|id| by_id.get(id)).copied();
    // What becomes of an earlier notice concerns whom that one concerns.
    let about = target.filter(|_| notice.kind.is_about_notice()).unwrap_or(own);
    let is_known = !own.is_draft() && notice.announced_on <= day;
    if !is_known || about.notice.effect == NoticeKind::Correction {
        return None;
    }
    let sent = |own: &DeskNotice, from: Date, to: Date| {
        own.sent.iter().any(|own| from <= own.sent_on && own.sent_on <= to)
    };
    let before = |date: Date| date.plus_days(-1);
    let since = match (notice.withdrawn_on, &notice.withdrawn_by, &notice.superseded_by) {
        // Whoever was told must be told that nothing comes of it.
        (Some(on), None, _) => {
            let was_told = sent(own, notice.announced_on, before(on));
            (was_told && !sent(own, on, day)).then_some(on)?
        }
        // The notice that ends it is sent in its place.
        (Some(_), Some(_), _) | (None, _, Some(_)) => return None,
        (None, _, None) => notice.announced_on,
    };
    if sent(own, since, day) {
        return None;
    }
    if notice.kind.is_about_notice() {
        let earlier = own.earlier.iter().filter_map(|id| by_id.get(id));
        let on = notice.announced_on;
        let was_told = earlier.into_iter().any(|own| sent(own, own.notice.announced_on, on));
        let has_ended = |own: &&DeskNotice| {
            own.notice.withdrawn_on.is_some() || own.notice.superseded_by.is_some()
        };
        let is_moot = notice.kind == NoticeKind::Postpone && target.as_ref().is_some_and(has_ended);
        // Sent later, the notice itself says what became of it.
        let says_so = target.is_some_and(|own| sent(own, on.plus_days(1), day));
        if !was_told || says_so || is_moot {
            return None;
        }
    }
    let is_material =
        about.needs_notice || about.tell_by.is_some() || about.notice.effect == NoticeKind::Remove;
    let deadline = own.tell_by.filter(|_| notice.withdrawn_on.is_none());
    Some(Owed { since, deadline, is_informational: !is_material })
}

fn telling(own: &DeskNotice, standing: Standing, day: Date) -> Option<Telling> {
    let by = own.tell_by?;
    let has_ended = matches!(standing, Standing::Announced(state) if state.is_over());
    let told =
        |sending: &Sending| own.notice.announced_on <= sending.sent_on && sending.sent_on <= day;
    let telling = if own.sent.iter().any(told) {
        Telling::Told
    } else if day <= by {
        Telling::DueBy(by)
    } else {
        Telling::Overdue(by)
    };
    (!has_ended).then_some(telling)
}

fn next(
    own: &DeskNotice,
    standing: Standing,
    owed: Option<Owed>,
    day: Date,
) -> Option<(Step, Date)> {
    let notice = &own.notice;
    match (owed, standing) {
        (Some(Owed { deadline: Some(deadline), .. }), _) => Some((Step::Tell, deadline)),
        (Some(owed), _) => Some((Step::Send, owed.since)),
        (None, Standing::Draft) => Some((Step::Publish, notice.announced_on)),
        (None, Standing::Scheduled) => Some((Step::Announce, notice.announced_on)),
        (None, Standing::Announced(state)) if state.is_pending() => {
            let close = notice.objection_until.map(|last| (Step::CloseObjections, last));
            let effect = Some((Step::TakeEffect, notice.effective_on));
            let to_come = [close, effect].into_iter().flatten().filter(|(_, date)| day <= *date);
            to_come.min_by_key(|(_, date)| *date)
        }
        (None, Standing::Announced(_)) => None,
    }
}
