//! What the notices say together: which day counts after postponements, what was withdrawn, who is in force when.
//!
//! Everything here follows from the records and a day; nothing is typed by hand.

use std::collections::{BTreeMap, BTreeSet};

use crate::date::Date;
use crate::library::audience::Audience;
use crate::library::field::{Field, FieldValue};
use crate::library::id::{NoticeId, SubprocessorId};
use crate::library::notice::{Notice, NoticeKind};
use crate::library::policy::NoticePolicy;
use crate::library::subprocessor::Subprocessor;

/// The most steps from an amendment to the notice that began the change.
const MOST_AMENDMENTS: usize = 100;

/// The notices that count, and what they say about each other.
pub struct Timeline<'l> {
    /// Every record, to look up what one is about.
    all: BTreeMap<&'l NoticeId, &'l Notice>,
    /// Those that count, in the order of their announcement.
    counted: Vec<&'l Notice>,
    /// Those that count, by the notice that they are about or take the place of.
    about: BTreeMap<&'l NoticeId, Vec<&'l Notice>>,
    /// Every record that takes the place of another or withdraws it, drafts too, by that one.
    answers: BTreeMap<&'l NoticeId, Vec<&'l Notice>>,
    /// Every record by the entries that it names or takes out, in the order of their announcement.
    of_entry: BTreeMap<&'l SubprocessorId, Vec<&'l Notice>>,
    /// What others know and what has taken effect: it shows in the register, though not how it came about. With the
    /// day of the effect.
    past: BTreeMap<&'l NoticeId, Date>,
    /// Ids of those that count.
    counts: BTreeSet<&'l NoticeId>,
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

/// An entry comes into force or goes.
#[derive(Debug, Clone, Copy)]
pub struct Turn<'l> {
    /// The day.
    pub on: Date,
    /// Whether it comes into force.
    pub begins: bool,
    /// By which notice.
    pub notice: &'l Notice,
}

impl Period {
    /// Whether the entry is in force on a day.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day < until)
    }
}

impl<'l> Timeline<'l> {
    /// What a reader knows on a day: announced, and meant for that audience. What others know shows in
    /// [`Timeline::periods`] once it has taken effect: the register says who is in force, whoever was told.
    #[must_use]
    pub fn known(notices: &'l [Notice], audience: Audience, day: Date) -> Self {
        let all_known = |audience: Audience| {
            let is_known = move |notice: &&Notice| {
                !notice.is_draft()
                    && audience.may_see(notice.audience)
                    && notice.announced_on.value <= day
            };
            Self::new(notices, notices.iter().filter(is_known).collect(), Some(day))
        };
        let mut known = all_known(audience);
        if audience != Audience::Internal {
            let everything = all_known(Audience::Internal);
            let hidden = everything.notices().filter(|own| !known.counts.contains(&own.id.value));
            let courses = hidden.map(|notice| (&notice.id.value, everything.course(notice)));
            let past = courses.filter(|(_, own)| own.ended.is_none() && own.effective_on <= day);
            known.past = past.map(|(id, course)| (id, course.effective_on)).collect();
        }
        known
    }

    /// Everything that has been or will be announced; drafts do not count.
    #[must_use]
    pub fn planned(notices: &'l [Notice]) -> Self {
        let counted = notices.iter().filter(|notice| !notice.is_draft()).collect();
        Self::new(notices, counted, None)
    }

    fn new(notices: &'l [Notice], mut counted: Vec<&'l Notice>, day: Option<Date>) -> Self {
        counted.sort_by_key(|notice| (notice.announced_on.value, &notice.id.value));
        let mut about: BTreeMap<&NoticeId, Vec<&Notice>> = BTreeMap::new();
        for notice in &counted {
            if let Some(target) = &notice.supersedes {
                about.entry(&target.value).or_default().push(notice);
            }
        }
        let mut answers: BTreeMap<&NoticeId, Vec<&Notice>> = BTreeMap::new();
        for notice in notices.iter().filter(|own| own.ends_notice()) {
            if let Some(target) = &notice.supersedes {
                answers.entry(&target.value).or_default().push(notice);
            }
        }
        let mut timeline = Self {
            all: notices.iter().map(|notice| (&notice.id.value, notice)).collect(),
            about,
            answers,
            of_entry: BTreeMap::new(),
            past: BTreeMap::new(),
            counts: counted.iter().map(|notice| &notice.id.value).collect(),
            counted,
            day,
        };
        for notice in notices {
            let mut named: BTreeSet<&SubprocessorId> =
                notice.subject.iter().map(|subject| &subject.value).collect();
            named.extend(timeline.replaced(notice));
            for id in named {
                timeline.of_entry.entry(id).or_default().push(notice);
            }
        }
        for own in timeline.of_entry.values_mut() {
            own.sort_by_key(|notice| (notice.announced_on.value, &notice.id.value));
        }
        timeline
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

    /// Whether a notice is of a change that could not wait, or amends one of those.
    #[must_use]
    pub fn is_emergency(&self, notice: &Notice) -> bool {
        self.origin(notice).map_or(notice.kind.value, |own| own.kind.value) == NoticeKind::Emergency
    }

    /// Whether a notice must be announced ahead, with time to object.
    #[must_use]
    pub fn needs_notice(&self, policy: &NoticePolicy, notice: &Notice) -> bool {
        !self.is_emergency(notice) && policy.needs_notice(self.effect(notice))
    }

    /// Who is replaced by a notice: an amendment of a replacement need not say it again.
    #[must_use]
    pub fn replaced(&self, notice: &'l Notice) -> Option<&'l SubprocessorId> {
        let own = notice.replaces.as_ref();
        let replaces = own.or_else(|| self.origin(notice).and_then(|own| own.replaces.as_ref()));
        replaces.map(|id| &id.value)
    }

    /// The notices that count and are about a notice or take its place, in the order of their announcement.
    pub fn about(&self, notice: &Notice) -> impl Iterator<Item = &'l Notice> + '_ {
        self.about.get(&notice.id.value).into_iter().flatten().copied()
    }

    /// Every record that names an entry or takes it out, drafts too, in the order of their announcement.
    pub fn records_of(&self, id: &SubprocessorId) -> impl Iterator<Item = &'l Notice> + '_ {
        self.of_entry.get(id).into_iter().flatten().copied()
    }

    /// Whether a record counts.
    #[must_use]
    pub fn counts(&self, notice: &Notice) -> bool {
        self.counts.contains(&notice.id.value)
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
    pub fn takes_out(&self, notice: &'l Notice, id: &SubprocessorId) -> bool {
        match self.effect(notice) {
            NoticeKind::Remove => names(notice, id),
            NoticeKind::Replace => self.replaced(notice) == Some(id),
            _ => false,
        }
    }

    /// What became of a notice.
    #[must_use]
    pub fn course(&self, notice: &'l Notice) -> Course<'l> {
        let postponed_by: Vec<&'l Notice> =
            self.about(notice).filter(|own| own.kind.value == NoticeKind::Postpone).collect();
        let effective_on =
            postponed_by.last().map_or(notice.effective_on.value, |own| own.effective_on.value);
        let own_objections = notice.objection_until.as_ref().map(|date| date.value);
        let later = postponed_by.iter().filter_map(|own| own.objection_until.as_ref());
        let objection_until = later.map(|date| date.value).next_back().or(own_objections);
        let withdrawn = notice.withdrawn_on.as_ref().map(|date| date.value);
        let withdrawn = withdrawn.filter(|on| self.day.is_none_or(|day| *on <= day));
        let own = withdrawn.map(|on| Ending { on, by: None, is_superseded: false });
        let endings = self.about(notice).filter_map(|own| {
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
        let turns = self.turns(id);
        let mut periods: Vec<Period> = Vec::new();
        if self.is_old(id) {
            periods.push(Period { since: baseline, until: None });
        }
        for turn in turns {
            let open = periods.last_mut().filter(|period| period.until.is_none());
            match (open, turn.begins) {
                (Some(open), false) => open.until = Some(turn.on),
                (None, true) => periods.push(Period { since: Some(turn.on), until: None }),
                (Some(_), true) | (None, false) => {}
            }
        }
        periods
    }

    /// Whether an entry is older than all notices: none brings it in, drafts and what others know too; or others spoke
    /// of it before; or the first of all takes it out.
    #[must_use]
    pub fn is_old(&self, id: &SubprocessorId) -> bool {
        // An entry of which a notice speaks was there: none that is announced later can have brought it in.
        let told = || self.records_of(id).filter(|notice| !notice.is_draft());
        let (entering, others): (Vec<&Notice>, Vec<&Notice>) =
            told().partition(|notice| self.brings_in(notice, id));
        let announced = |notices: &[&Notice]| notices.first().map(|own| own.announced_on.value);
        let first_entering = announced(&entering).unwrap_or(Date::NEVER);
        if announced(&others).is_some_and(|first| first < first_entering) {
            return true;
        }
        let mut is_added = false;
        let mut first: Option<(Date, bool)> = None;
        for notice in self.records_of(id) {
            let begins = self.brings_in(notice, id);
            is_added |= begins;
            if !begins && !self.takes_out(notice, id) {
                continue;
            }
            let course = self.course(notice);
            if course.ended.is_none() {
                let turn = (course.effective_on, begins);
                first = Some(first.map_or(turn, |first| first.min(turn)));
            }
        }
        !is_added || first.is_some_and(|(_, begins)| !begins)
    }

    /// The notices that bring an entry in or take it out, in the order of their effect; on the same day an end comes
    /// first.
    #[must_use]
    pub fn turns(&self, id: &SubprocessorId) -> Vec<Turn<'l>> {
        let mut turns = Vec::new();
        for notice in self.records_of(id) {
            let (begins, ends) = (self.brings_in(notice, id), self.takes_out(notice, id));
            if !begins && !ends {
                continue;
            }
            let past = self.past.get(&notice.id.value).copied();
            let course = self.counts(notice).then(|| self.course(notice));
            let standing = course.filter(|course| course.ended.is_none());
            if let Some(on) = past.or(standing.map(|course| course.effective_on)) {
                turns.push(Turn { on, begins, notice });
            }
        }
        turns.sort_by_key(|turn| (turn.on, turn.begins, &turn.notice.id.value));
        turns
    }

    /// An entry as it stands on a day: without the changes that have not taken effect yet. The register itself says
    /// what will be when all of them have.
    #[must_use]
    pub fn as_of(notices: &'l [Notice], entry: &Subprocessor, day: Date) -> Subprocessor {
        Self::planned(notices).entry_on(entry, day)
    }

    /// The same from a timeline of all that is planned.
    #[must_use]
    pub fn entry_on(&self, entry: &Subprocessor, day: Date) -> Subprocessor {
        let mut on_that_day = entry.clone();
        let changes = self.changes_of(&entry.id.value);
        let deltas = changes.iter().flat_map(|(_, notice)| &notice.changes);
        let fields: BTreeSet<Field> = deltas.map(|delta| delta.field.value).collect();
        for field in fields {
            if let Some(value) = self.value_on(&changes, field, day) {
                on_that_day.set(field, value);
            }
        }
        on_that_day
    }

    /// What an entry says under a key on a day, by its changes; `None` where it says what the register says.
    fn value_on(
        &self,
        changes: &[(Date, &'l Notice)],
        field: Field,
        day: Date,
    ) -> Option<&'l FieldValue> {
        let telling = changes.iter().filter_map(|(shows, notice)| {
            let delta = notice.changes.iter().find(|delta| delta.field.value == field)?;
            Some((self.counts(notice) && *shows <= day, *notice, delta))
        });
        let mut last = None;
        let mut next = None;
        for (has_come, notice, delta) in telling {
            if has_come {
                (last, next) = (Some((notice, delta)), None);
            } else if next.is_none() {
                next = Some(delta);
            }
        }
        match (last, next) {
            // The register says already what will be once that is announced.
            (Some((notice, delta)), _) if self.is_to_end(notice, day) => Some(&delta.to),
            (_, next) => next.map(|delta| &delta.from),
        }
    }

    /// Whether a record that nobody knows on a day is to take the place of a notice, or to withdraw it.
    fn is_to_end(&self, notice: &Notice, day: Date) -> bool {
        let mut answers = self.answers.get(&notice.id.value).into_iter().flatten();
        answers.any(|own| !self.counts(own) || day < own.announced_on.value)
    }

    /// Whether a draft is to take the place of a notice, or to withdraw it: the register says already what will be then.
    #[must_use]
    pub fn is_to_end_by_draft(&self, notice: &Notice) -> bool {
        let answers = self.answers.get(&notice.id.value);
        answers.into_iter().flatten().any(|own| own.is_draft())
    }

    /// The records that say what they change in an entry, drafts too, in the order in which they show: on the day of
    /// the effect, and not before the announcement. Those that came to an end change nothing.
    ///
    /// What comes is not in force yet: what its notice says of it shows with the announcement, or when the time before
    /// is over in which the entry was in force. It stays told, whatever becomes of that notice.
    #[must_use]
    pub fn changes_of(&self, id: &SubprocessorId) -> Vec<(Date, &'l Notice)> {
        let telling = self.records_of(id).filter(|own| !own.changes.is_empty() && names(own, id));
        let mut standing: Vec<(Date, &Notice)> = telling
            .filter_map(|notice| {
                let course = self.course(notice);
                let announced = notice.announced_on.value;
                if self.brings_in(notice, id) {
                    let turns = self.turns(id).into_iter();
                    let ends = turns.filter(|turn| !turn.begins && turn.on <= course.effective_on);
                    let gone = ends.map(|turn| turn.on).max();
                    return Some((gone.unwrap_or(announced).max(announced), notice));
                }
                course.ended.is_none().then_some((course.effective_on.max(announced), notice))
            })
            .collect();
        standing.sort_by_key(|(shows, notice)| (*shows, &notice.id.value));
        standing
    }

    /// Whether an earlier notice was about the one subject of a notice that brings it in: what is said of it now may
    /// differ from what was said then.
    #[must_use]
    pub fn comes_again(&self, notice: &Notice) -> bool {
        let order = |own: &Notice| (own.announced_on.value, own.id.value.clone());
        let is_earlier = |own: &&Notice| !own.is_draft() && order(own) < order(notice);
        let mut subjects = notice.subject.iter();
        subjects.any(|id| self.records_of(&id.value).any(|own| is_earlier(&own)))
    }
}

/// Whether a notice is about an entry.
#[must_use]
pub fn names(notice: &Notice, id: &SubprocessorId) -> bool {
    notice.subject.iter().any(|subject| subject.value == *id)
}

#[cfg(test)]
mod tests;
