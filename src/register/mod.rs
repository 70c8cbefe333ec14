//! The register on a day: who is in force, what is coming, what has been.

pub mod owed;

use std::cmp::Reverse;

use crate::date::Date;
use crate::language::Words;
use crate::view::{NoticeKind, SubprocessorId, View, VisibleNotice, VisibleSubprocessor};

/// Where a notice stands on a day; computed from its dates, never written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeState {
    /// Announced; there is no time to object, or it has not begun.
    Announced,
    /// Objections are open.
    ObjectionOpen,
    /// Objections have closed; it has not taken effect yet.
    Cleared,
    /// In effect.
    Effective,
    /// In effect while objections are still open.
    EffectiveObjectionsOpen,
    /// A removal that has taken effect.
    Removed,
    /// Withdrawn before its effect.
    Withdrawn,
    /// Another notice has taken its place before its effect.
    Superseded,
}

impl NoticeState {
    /// Where a notice stands on a day, from its dates alone.
    ///
    /// The day of the effect is in effect, the last day for objections is
    /// open, and the day of the withdrawal is withdrawn. What becomes of an
    /// earlier notice is in effect as soon as it is announced.
    #[must_use]
    pub fn on(day: Date, notice: &VisibleNotice) -> Self {
        let open = notice.objection_until.map(|last| day <= last);
        let has_ended = notice.updated <= day;
        match (day < notice.effective_on, open) {
            _ if notice.withdrawn_on.is_some() && has_ended => Self::Withdrawn,
            _ if notice.superseded_by.is_some() && has_ended => Self::Superseded,
            _ if day < notice.announced_on => Self::Announced,
            _ if notice.kind.is_about_notice() => Self::Effective,
            (true, None) => Self::Announced,
            (true, Some(true)) => Self::ObjectionOpen,
            (true, Some(false)) => Self::Cleared,
            (false, Some(true)) => Self::EffectiveObjectionsOpen,
            (false, _) if notice.effect == NoticeKind::Remove => Self::Removed,
            (false, _) => Self::Effective,
        }
    }

    /// Whether something is still to come: the effect, or the end of objections.
    #[must_use]
    pub fn is_pending(self) -> bool {
        match self {
            Self::Announced
            | Self::ObjectionOpen
            | Self::Cleared
            | Self::EffectiveObjectionsOpen => true,
            Self::Effective | Self::Removed | Self::Withdrawn | Self::Superseded => false,
        }
    }

    /// Whether it came to an end before its effect.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Withdrawn | Self::Superseded)
    }

    /// The word in machine-readable outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::ObjectionOpen => "objection-open",
            Self::Cleared => "cleared",
            Self::Effective => "effective",
            Self::EffectiveObjectionsOpen => "effective-objections-open",
            Self::Removed => "removed",
            Self::Withdrawn => "withdrawn",
            Self::Superseded => "superseded",
        }
    }
}

/// A notice and where it stands.
#[derive(Debug, Clone)]
pub struct DatedNotice {
    /// The notice.
    pub notice: VisibleNotice,
    /// Where it stands on the view's day.
    pub state: NoticeState,
}

impl DatedNotice {
    /// A notice on a day.
    #[must_use]
    pub fn of(notice: &VisibleNotice, day: Date) -> Self {
        Self { state: NoticeState::on(day, notice), notice: notice.clone() }
    }

    /// The state that people read. A notice about another one is announced, and no more: "in effect" would be read of
    /// the change that it postpones or withdraws.
    #[must_use]
    pub fn shown_state(&self) -> NoticeState {
        match self.state {
            NoticeState::Effective if self.notice.kind.is_about_notice() => NoticeState::Announced,
            state => state,
        }
    }

    /// What it announces, in one line: `Addition: Tracewarden`.
    #[must_use]
    pub fn title(&self, words: &Words) -> String {
        let names: Vec<&str> = self.notice.subject.iter().map(|(_, name)| name.as_str()).collect();
        let names = names.join(", ");
        let kind = words.title("notice_kind", self.notice.kind.word());
        let old = self.notice.replaces.as_ref().map(|(_, old)| old.as_str());
        let key = match (self.state == NoticeState::Withdrawn, old) {
            (false, None) => "notice_title",
            (false, Some(_)) => "notice_title_replaces",
            (true, None) => "notice_title_withdrawn",
            (true, Some(_)) => "notice_title_withdrawn_replaces",
        };
        words.say(key, &[("kind", &kind), ("names", &names), ("old", old.unwrap_or_default())])
    }

    /// Whether an entry leaves the register by it.
    #[must_use]
    pub fn takes_out(&self, id: &SubprocessorId) -> bool {
        let is = |(own, _): &(SubprocessorId, String)| own == id;
        match self.notice.effect {
            NoticeKind::Remove => self.notice.subject.iter().any(is),
            NoticeKind::Replace => self.notice.replaces.as_ref().is_some_and(is),
            _ => false,
        }
    }

    /// Whether an entry stays in the register by it and becomes another.
    fn changes(&self, id: &SubprocessorId) -> bool {
        let is_subject = self.notice.subject.iter().any(|(own, _)| own == id);
        let moves = matches!(
            self.notice.effect,
            NoticeKind::Add | NoticeKind::Replace | NoticeKind::Remove
        );
        is_subject && !moves
    }

    /// Whether it takes effect while objections are open.
    #[must_use]
    pub fn is_early(&self) -> bool {
        let last = self.notice.objection_until.filter(|_| !self.notice.kind.is_about_notice());
        last.is_some_and(|last| self.notice.effective_on <= last)
    }
}

/// The register on the day of a view.
#[derive(Debug, Clone)]
pub struct Register {
    /// The day.
    pub as_of: Date,
    /// Sub-processors in force, in the order of the register.
    pub in_force: Vec<VisibleSubprocessor>,
    /// Sub-processors that have been announced and are not in force yet.
    pub upcoming: Vec<VisibleSubprocessor>,
    /// Sub-processors that are no longer in force.
    pub former: Vec<VisibleSubprocessor>,
    /// Notices that have not run their course: announced, open, cleared, or with objections open; soonest effect first.
    pub pending: Vec<DatedNotice>,
    /// All announced notices, newest announcement first.
    pub history: Vec<DatedNotice>,
}

/// Where an entry of the register stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    InForce,
    Upcoming,
    Former,
    /// All notices that would bring it in were withdrawn.
    Never,
}

impl Register {
    /// The register of a view.
    ///
    /// An entry whose every notice was withdrawn before it took effect is in
    /// none of the three lists; the history keeps its notices.
    #[must_use]
    pub fn of(view: &View) -> Self {
        let as_of = view.reader.date;
        let standing = |wanted: Standing| {
            let stands = |entry: &&VisibleSubprocessor| standing(entry, as_of) == wanted;
            view.subprocessors.iter().filter(stands).cloned().collect()
        };
        let mut history: Vec<DatedNotice> =
            view.notices.iter().map(|notice| DatedNotice::of(notice, as_of)).collect();
        let mut pending: Vec<DatedNotice> =
            history.iter().filter(|dated| dated.state.is_pending()).cloned().collect();
        let by_effect = |dated: &DatedNotice| {
            (dated.notice.effective_on, dated.notice.announced_on, dated.notice.id.clone())
        };
        pending.sort_by_cached_key(by_effect);
        history.sort_by_cached_key(|dated| {
            Reverse((dated.notice.announced_on, dated.notice.id.clone()))
        });
        Self {
            as_of,
            in_force: standing(Standing::InForce),
            upcoming: standing(Standing::Upcoming),
            former: standing(Standing::Former),
            pending,
            history,
        }
    }

    /// Whether an entry is in one of the lists, and so has a place on the page of the register.
    #[must_use]
    pub fn lists(&self, id: &SubprocessorId) -> bool {
        let mut listed = [&self.in_force, &self.upcoming, &self.former].into_iter().flatten();
        listed.any(|own| own.id == *id)
    }

    /// The last day for objections to what a notice announces: a postponement that names none leaves that of the notice
    /// which it postpones, while that still stands.
    #[must_use]
    pub fn last_day(&self, notice: &VisibleNotice) -> Option<Date> {
        let kept = || {
            let id = notice.supersedes.as_ref().filter(|_| notice.kind == NoticeKind::Postpone)?;
            let target = self.history.iter().find(|dated| dated.notice.id == *id)?;
            target.notice.objection_until.filter(|_| !target.state.is_over())
        };
        notice.objection_until.or_else(kept)
    }

    /// Announced changes of an entry that have not taken effect, soonest first; not its end.
    pub fn changes_of(&self, id: &SubprocessorId) -> impl Iterator<Item = &DatedNotice> {
        let id = id.clone();
        let is_to_come = |dated: &&DatedNotice| self.as_of < dated.notice.effective_on;
        self.pending.iter().filter(is_to_come).filter(move |dated| dated.changes(&id))
    }
}

/// Where an entry stands on a day; on the day of its end it is no longer in force.
fn standing(entry: &VisibleSubprocessor, day: Date) -> Standing {
    match (entry.since, entry.until) {
        (Some(Date::NEVER), _) => Standing::Never,
        (_, Some(until)) if until <= day => Standing::Former,
        (Some(since), _) if day < since => Standing::Upcoming,
        _ => Standing::InForce,
    }
}

#[cfg(test)]
mod tests;
