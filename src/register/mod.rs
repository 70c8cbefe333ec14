//! The register on a day: who is in force, what is coming, what has been.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::date::Date;
use crate::language::Words;
use crate::view::{NoticeId, NoticeKind, View, VisibleNotice, VisibleSubprocessor};

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
    /// Withdrawn, or superseded by a later notice.
    Withdrawn,
}

impl NoticeState {
    /// Where a notice stands on a day, from its dates alone. `ended` is the
    /// day of its withdrawal or of the notice that supersedes it.
    ///
    /// The day of the effect is in effect, the last day for objections is
    /// open, and the day of the withdrawal is withdrawn.
    #[must_use]
    pub fn on(day: Date, notice: &VisibleNotice, ended: Option<Date>) -> Self {
        let open = notice.objection_until.map(|last| day <= last);
        match (day < notice.effective_on, open) {
            _ if ended.is_some_and(|ended| ended <= day) => Self::Withdrawn,
            _ if day < notice.announced_on => Self::Announced,
            (true, None) => Self::Announced,
            (true, Some(true)) => Self::ObjectionOpen,
            (true, Some(false)) => Self::Cleared,
            (false, Some(true)) => Self::EffectiveObjectionsOpen,
            (false, _) if notice.kind == NoticeKind::Remove => Self::Removed,
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
            Self::Effective | Self::Removed | Self::Withdrawn => false,
        }
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
    /// The notice that takes its place, once that has been announced.
    pub superseded_by: Option<NoticeId>,
    /// The day on which it last changed: announced, withdrawn or superseded.
    pub updated: Date,
}

impl DatedNotice {
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
        let mut history = dated(&view.notices, as_of);
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

/// Every notice with its state on a day.
fn dated(notices: &[VisibleNotice], day: Date) -> Vec<DatedNotice> {
    let mut successors: BTreeMap<&NoticeId, &VisibleNotice> = BTreeMap::new();
    for later in notices {
        if let Some(earlier) = &later.supersedes {
            successors.entry(earlier).or_insert(later);
        }
    }
    let one = |notice: &VisibleNotice| {
        let successor = successors.get(&notice.id);
        let replaced = successor.map(|later| later.announced_on);
        let ended = [notice.withdrawn_on, replaced].into_iter().flatten().min();
        DatedNotice {
            state: NoticeState::on(day, notice, ended),
            superseded_by: successor.map(|later| later.id.clone()),
            updated: ended.filter(|ended| *ended <= day).unwrap_or(notice.announced_on),
            notice: notice.clone(),
        }
    };
    notices.iter().map(one).collect()
}

#[cfg(test)]
mod tests;
