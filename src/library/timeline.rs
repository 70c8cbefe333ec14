//! What the notices say together: which day counts after postponements, what was withdrawn, who is in force when.
//!
//! Everything here follows from the records and a day; nothing is typed by hand.

use std::collections::BTreeMap;

use crate::date::Date;
use crate::library::audience::Audience;
use crate::library::id::{NoticeId, SubprocessorId};
use crate::library::notice::{Notice, NoticeKind};
use crate::library::subprocessor::Subprocessor;

/// The most steps from an amendment to the notice that began the change.
const MOST_AMENDMENTS: usize = 100;

/// The notices that count, and what they say about each other.
pub struct Timeline<'l> {
    /// Every record, to look up what one is about.
    all: BTreeMap<&'l NoticeId, &'l Notice>,
    /// Those that count, in the order of their announcement.
    counted: Vec<&'l Notice>,
    /// What is later does not count; `None`: all that is planned.
    day: Option<Date>,
}

/// What became of a notice.
#[derive(Debug, Clone)]
pub struct Course<'l> {
    /// What it does to the register.
    pub effect: NoticeKind,
    /// The day of its effect, after postponements.
    pub effective_on: Date,
    /// The last day for objections, after postponements.
    pub objection_until: Option<Date>,
    /// The postponements, in the order of their announcement.
    pub postponed_by: Vec<&'l Notice>,
    /// How it came to an end before its effect.
    pub ended: Option<Ending<'l>>,
}

/// How a notice came to an end before its effect.
#[derive(Debug, Clone, Copy)]
pub struct Ending<'l> {
    /// The day.
    pub on: Date,
    /// The notice that withdraws it or takes its place; none where it is withdrawn in its own record.
    pub by: Option<&'l Notice>,
    /// Whether another notice takes its place.
    pub is_superseded: bool,
}

/// A time in which an entry is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day, if known.
    pub since: Option<Date>,
    /// The first day on which it is no longer in force.
    pub until: Option<Date>,
}

impl Period {
    /// Whether the entry is in force on a day.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day < until)
    }
}

impl<'l> Timeline<'l> {
    /// What a reader knows on a day: announced, and meant for that audience.
    #[must_use]
    pub fn known(notices: &'l [Notice], audience: Audience, day: Date) -> Self {
        let is_known = |notice: &&Notice| {
            !notice.is_draft()
                && audience.may_see(notice.audience)
                && notice.announced_on.value <= day
        };
        Self::new(notices, notices.iter().filter(is_known).collect(), Some(day))
    }

    /// Everything that has been or will be announced; drafts do not count.
    #[must_use]
    pub fn planned(notices: &'l [Notice]) -> Self {
        let counted = notices.iter().filter(|notice| !notice.is_draft()).collect();
        Self::new(notices, counted, None)
    }

    fn new(notices: &'l [Notice], mut counted: Vec<&'l Notice>, day: Option<Date>) -> Self {
        counted.sort_by_key(|notice| (notice.announced_on.value, &notice.id.value));
        let all = notices.iter().map(|notice| (&notice.id.value, notice)).collect();
        Self { all, counted, day }
    }

    /// The notices that count, in the order of their announcement.
    pub fn notices(&self) -> impl Iterator<Item = &'l Notice> + '_ {
        self.counted.iter().copied()
    }

    /// The notice that a notice is about or takes the place of.
    #[must_use]
    pub fn target(&self, notice: &Notice) -> Option<&'l Notice> {
        let id = notice.supersedes.as_ref()?;
        self.all.get(&id.value).copied()
    }

    /// What a notice does to the register: an amendment does what the notice does that it amends.
    #[must_use]
    pub fn effect(&self, notice: &Notice) -> NoticeKind {
        self.origin(notice).map_or(notice.effect(), Notice::effect)
    }

    /// The notice that began what an amendment amends; `None` for any other notice.
    fn origin(&self, notice: &Notice) -> Option<&'l Notice> {
        if notice.effect() != NoticeKind::Amend {
            return None;
        }
        let mut origin = self.target(notice)?;
        for _ in 0..MOST_AMENDMENTS {
            match self.target(origin) {
                Some(earlier) if origin.effect() == NoticeKind::Amend => origin = earlier,
                _ => break,
            }
        }
        Some(origin)
    }

    /// Whether an entry enters the register by a notice.
    #[must_use]
    pub fn brings_in(&self, notice: &Notice, id: &SubprocessorId) -> bool {
        matches!(self.effect(notice), NoticeKind::Add | NoticeKind::Replace) && names(notice, id)
    }

    /// Whether an entry leaves the register by a notice.
    #[must_use]
    pub fn takes_out(&self, notice: &Notice, id: &SubprocessorId) -> bool {
        let is_replaced = || {
            // An amendment of a replacement need not say again who is replaced.
            let own = notice.replaces.as_ref();
            let replaces =
                own.or_else(|| self.origin(notice).and_then(|own| own.replaces.as_ref()));
            replaces.is_some_and(|old| old.value == *id)
        };
        match self.effect(notice) {
            NoticeKind::Remove => names(notice, id),
            NoticeKind::Replace => is_replaced(),
            _ => false,
        }
    }

    /// What became of a notice.
    #[must_use]
    pub fn course(&self, notice: &'l Notice) -> Course<'l> {
        let about = |own: &&&'l Notice| {
            own.supersedes.as_ref().is_some_and(|id| id.value == notice.id.value)
        };
        let postponed_by: Vec<&'l Notice> = self
            .counted
            .iter()
            .filter(about)
            .filter(|own| own.kind.value == NoticeKind::Postpone)
            .copied()
            .collect();
        let effective_on =
            postponed_by.last().map_or(notice.effective_on.value, |own| own.effective_on.value);
        let own_objections = notice.objection_until.as_ref().map(|date| date.value);
        let later = postponed_by.iter().filter_map(|own| own.objection_until.as_ref());
        let objection_until = later.map(|date| date.value).next_back().or(own_objections);
        let withdrawn = notice.withdrawn_on.as_ref().map(|date| date.value);
        let withdrawn = withdrawn.filter(|on| self.day.is_none_or(|day| *on <= day));
        let own = withdrawn.map(|on| Ending { on, by: None, is_superseded: false });
        let endings = self.counted.iter().filter(about).filter_map(|own| {
            let is_superseded = own.replaces_notice();
            let ends = is_superseded || own.kind.value == NoticeKind::Withdraw;
            ends.then_some(Ending { on: own.announced_on.value, by: Some(own), is_superseded })
        });
        let ended = own.into_iter().chain(endings).min_by_key(|ending| ending.on);
        Course { effect: self.effect(notice), effective_on, objection_until, postponed_by, ended }
    }

    /// The times in which an entry is in force, in their order. Empty where everything that would have brought it in
    /// was withdrawn.
    ///
    /// An entry that no notice brings in is in force since the `baseline`.
    #[must_use]
    pub fn periods(&self, id: &SubprocessorId, baseline: Option<Date>) -> Vec<Period> {
        let mut turns: Vec<(Date, bool)> = Vec::new();
        for notice in &self.counted {
            let (begins, ends) = (self.brings_in(notice, id), self.takes_out(notice, id));
            if !begins && !ends {
                continue;
            }
            let course = self.course(notice);
            if course.ended.is_none() {
                turns.push((course.effective_on, begins));
            }
        }
        turns.sort();
        let is_added = self.all.values().any(|notice| self.brings_in(notice, id));
        // Whom a notice takes out first has been there since the beginning.
        let is_old = !is_added || turns.first().is_some_and(|(_, begins)| !begins);
        let mut periods: Vec<Period> = Vec::new();
        if is_old {
            periods.push(Period { since: baseline, until: None });
        }
        for (day, begins) in turns {
            let open = periods.last_mut().filter(|period| period.until.is_none());
            match (open, begins) {
                (Some(open), false) => open.until = Some(day),
                (None, true) => periods.push(Period { since: Some(day), until: None }),
                (Some(_), true) | (None, false) => {}
            }
        }
        periods
    }

    /// An entry as it stands on a day: without the changes that have not taken effect yet. The register itself says
    /// what will be when all of them have.
    #[must_use]
    pub fn as_of(notices: &'l [Notice], entry: &Subprocessor, day: Date) -> Subprocessor {
        let planned = Self::planned(notices);
        let mut to_come: Vec<(Date, &Notice)> = Vec::new();
        for notice in notices {
            if notice.changes.is_empty() || !names(notice, &entry.id.value) {
                continue;
            }
            let course = planned.course(notice);
            let is_told = !notice.is_draft() && notice.announced_on.value <= day;
            let is_effective = is_told && course.effective_on <= day;
            if course.ended.is_none() && !is_effective {
                to_come.push((course.effective_on.max(notice.announced_on.value), notice));
            }
        }
        to_come.sort_by_key(|(date, notice)| (*date, &notice.id.value));
        let mut entry = entry.clone();
        for (_, notice) in to_come.into_iter().rev() {
            for delta in &notice.changes {
                entry.set(delta.field.value, &delta.from);
            }
        }
        entry
    }
}

/// Whether a notice is about an entry.
#[must_use]
pub fn names(notice: &Notice, id: &SubprocessorId) -> bool {
    notice.subject.iter().any(|subject| subject.value == *id)
}
