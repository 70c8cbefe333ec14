//! What notices a change of the register needs, and what is told already.

use super::kinds::kinds;
use super::{Edit, Wish};
use crate::date::Date;
use crate::library::audience::Audience;
use crate::library::field::{FIELDS, Field, FieldValue, Weight};
use crate::library::id::SubprocessorId;
use crate::library::notice::{Notice, NoticeKind};
use crate::library::subprocessor::Subprocessor;
use crate::library::timeline::{Timeline, names};

/// A notice to be drafted.
pub(super) struct Plan<'l> {
    pub(super) kind: NoticeKind,
    pub(super) subject: SubprocessorId,
    /// Whom it replaces.
    pub(super) replaces: Option<SubprocessorId>,
    pub(super) changes: Vec<Change>,
    /// The announced notice that it amends or withdraws.
    pub(super) supersedes: Option<&'l Notice>,
}

/// What changes under one key.
pub(super) struct Change {
    pub(super) field: Field,
    pub(super) from: FieldValue,
    pub(super) to: FieldValue,
}

impl Plan<'_> {
    fn new(kind: NoticeKind, subject: &SubprocessorId) -> Self {
        Self {
            kind,
            subject: subject.clone(),
            replaces: None,
            changes: Vec::new(),
            supersedes: None,
        }
    }

    /// What it does, in a phrase for people.
    pub(super) fn title(&self) -> String {
        let replaced = self.replaces.as_ref();
        let replaced = replaced.map(|id| format!(", in the place of `{id}`")).unwrap_or_default();
        format!("`{}` for `{}`{replaced}", self.kind.word(), self.subject)
    }

    /// What it is about, in lines for people.
    pub(super) fn origin(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(earlier) = self.supersedes {
            let what = match self.kind {
                NoticeKind::Withdraw => "withdraws",
                _ => "amends",
            };
            lines.push(format!(
                "{what} `{}`, which was announced on {} and has not taken effect",
                earlier.id.value, earlier.announced_on.value
            ));
            if self.kind == NoticeKind::Amend && self.changes.is_empty() {
                lines.push("customers see the edited entry as soon as it is published: publish both at once".to_owned());
            }
        }
        if !self.changes.is_empty() {
            let fields: Vec<Field> = self.changes.iter().map(|change| change.field).collect();
            lines.push(format!("changes {}", listed(&fields)));
        }
        lines
    }
}

/// Whether customers have been told on a day that an entry exists: it is older than the notices, or one brought it in.
#[must_use]
pub fn was_announced(notices: &[Notice], id: &SubprocessorId, day: Date) -> bool {
    let timeline = Timeline::planned(notices);
    let mut all = notices.iter().filter(|notice| timeline.brings_in(notice, id)).peekable();
    all.peek().is_none() || all.any(|notice| is_told(notice, day))
}

/// The notices that a change needs, in the order of the register, and remarks about what needs none.
pub(super) fn plans<'l>(
    edit: &Edit<'l>,
    wish: &Wish,
) -> Result<(Vec<Plan<'l>>, Vec<String>), String> {
    let timeline = Timeline::planned(edit.notices);
    let mut planner = Planner { edit, wish, timeline, plans: Vec::new(), remarks: Vec::new() };
    planner.check_replaced()?;
    for entry in edit.now {
        let id = &entry.id.value;
        let earlier = edit.before.iter().find(|known| known.id.value == *id);
        match earlier.filter(|earlier| earlier.audience != Audience::Internal) {
            _ if edit.gone.contains(id) => planner.leave(entry),
            _ if entry.audience == Audience::Internal => planner.hide(entry, earlier),
            None => planner.enter(entry),
            Some(earlier) => planner.compare(earlier, entry)?,
        }
    }
    Ok((planner.plans, planner.remarks))
}

struct Planner<'e, 'l> {
    edit: &'e Edit<'l>,
    wish: &'e Wish,
    timeline: Timeline<'l>,
    plans: Vec<Plan<'l>>,
    remarks: Vec<String>,
}

impl<'l> Planner<'_, 'l> {
    /// The replaced entry exists, and exactly one new entry can be meant to replace it.
    fn check_replaced(&self) -> Result<(), String> {
        let Some(old) = &self.wish.replaces else { return Ok(()) };
        if !self.edit.now.iter().any(|entry| entry.id.value == *old) {
            return Err(format!("the register has no entry `{old}` to replace"));
        }
        let new: Vec<&SubprocessorId> = self.new_entries().map(|entry| &entry.id.value).collect();
        match new.as_slice() {
            [_] => Ok(()),
            [] => Err(format!("no entry is new, so none can replace `{old}`")),
            several => {
                let several: Vec<String> = several.iter().map(|id| format!("`{id}`")).collect();
                let several = several.join(", ");
                Err(format!("several entries are new: {several}; draft them one after the other"))
            }
        }
    }

    /// Entries that are new and that no notice brings in.
    fn new_entries(&self) -> impl Iterator<Item = &Subprocessor> {
        self.edit.now.iter().filter(|entry| {
            let id = &entry.id.value;
            let is_known = self
                .edit
                .before
                .iter()
                .any(|known| known.id.value == *id && known.audience != Audience::Internal);
            !is_known && entry.audience != Audience::Internal && self.brought_in_by(id).is_none()
        })
    }

    /// The notice that brings an entry in and was not withdrawn.
    fn brought_in_by(&self, id: &SubprocessorId) -> Option<&'l Notice> {
        let mut notices = self.edit.notices.iter();
        notices.find(|notice| self.timeline.brings_in(notice, id) && self.stands(notice))
    }

    /// Whether a notice was neither withdrawn nor amended.
    fn stands(&self, notice: &'l Notice) -> bool {
        !notice.kind.value.is_about_notice() && self.timeline.course(notice).ended.is_none()
    }

    /// Whether a notice is announced and has not taken effect.
    fn is_pending(&self, notice: &'l Notice) -> bool {
        is_told(notice, self.wish.day)
            && self.stands(notice)
            && self.wish.day < self.timeline.course(notice).effective_on
    }

    /// The draft that amends, replaces or withdraws an announced notice.
    fn answer_to(&self, notice: &Notice) -> Option<&'l Notice> {
        self.edit.notices.iter().find(|own| {
            let ends = own.replaces_notice() || own.kind.value == NoticeKind::Withdraw;
            ends && self.is_open(own)
                && own.supersedes.as_ref().is_some_and(|id| id.value == notice.id.value)
        })
    }

    /// Whether customers do not know a notice yet, or the earlier revision did not: it may tell what has changed since.
    fn is_open(&self, notice: &Notice) -> bool {
        !is_told(notice, self.wish.day) || !self.edit.committed.contains(&notice.id.value)
    }

    /// Whether an entry is in force neither now nor later.
    fn has_left(&self, id: &SubprocessorId) -> bool {
        let periods = self.timeline.periods(id, None);
        !periods.iter().any(|period| period.until.is_none_or(|until| self.wish.day < until))
    }

    fn enter(&mut self, entry: &Subprocessor) {
        let id = &entry.id.value;
        if let Some(notice) = self.brought_in_by(id) {
            self.remarks.push(format!("`{id}` has its notice: `{}`", notice.id.value));
            return;
        }
        let mut plan = Plan::new(NoticeKind::Add, id);
        if let Some(old) = &self.wish.replaces {
            plan.kind = NoticeKind::Replace;
            plan.replaces = Some(old.clone());
        }
        self.plans.push(plan);
    }

    fn leave(&mut self, entry: &Subprocessor) {
        let id = &entry.id.value;
        if self.wish.replaces.as_ref() == Some(id) || entry.audience == Audience::Internal {
            return;
        }
        let notices = self.edit.notices.iter();
        let mut ends = notices.filter(|own| self.timeline.takes_out(own, id) && self.stands(own));
        if let Some(notice) = ends.next() {
            self.remarks.push(format!("`{id}` leaves by `{}` already", notice.id.value));
            return;
        }
        let pending = self.brought_in_by(id).filter(|notice| self.is_pending(notice));
        if let Some(own) = pending.and_then(|notice| self.answer_to(notice)) {
            self.remarks.push(format!("`{id}` does not come, as `{}` says", own.id.value));
            return;
        }
        let mut plan = Plan::new(NoticeKind::Remove, id);
        if pending.is_some() {
            plan.kind = NoticeKind::Withdraw;
            plan.supersedes = pending;
        }
        self.plans.push(plan);
    }

    fn hide(&mut self, entry: &Subprocessor, earlier: Option<&Subprocessor>) {
        let id = &entry.id.value;
        if earlier.is_some_and(|earlier| earlier.audience != Audience::Internal) {
            self.remarks.push(format!(
                "`{id}` is internal now, which no notice can tell; give it back its audience, and delete the entry if it leaves"
            ));
        } else if earlier.is_none() {
            self.remarks.push(format!("`{id}` is internal: nobody is told"));
        }
    }

    /// Plans what is to be told of an entry that was edited.
    fn compare(&mut self, earlier: &Subprocessor, entry: &Subprocessor) -> Result<(), String> {
        let id = &entry.id.value;
        let fields = FIELDS.iter().map(|(_, field)| *field);
        let mut fields: Vec<Field> = fields
            .filter(|field| !earlier.value(*field).says_the_same(&entry.value(*field)))
            .collect();
        if fields.is_empty() {
            return Ok(());
        }
        if !was_announced(self.edit.notices, id, self.wish.day) {
            self.remarks.push(format!(
                "`{id}` has not been announced yet: look over its draft, which tells it as it is then"
            ));
            return Ok(());
        }
        if self.has_left(id) {
            self.remarks.push(format!("`{id}` has left the register: nothing of it is announced"));
            return Ok(());
        }
        fields.retain(|field| !self.is_told_already(entry, *field));
        if !self.wish.is_correction {
            self.amend(earlier, entry, &mut fields);
        }
        self.leave_to_drafts(entry, &mut fields);
        let weighty: Vec<Field> =
            fields.iter().copied().filter(|own| own.weight() == Weight::Material).collect();
        if self.wish.is_correction && !weighty.is_empty() {
            return Err(format!(
                "a correction puts words right; {} of `{id}` changes what customers agreed to: leave --correction out",
                listed(&weighty)
            ));
        }
        let shares = if self.wish.is_correction && !fields.is_empty() {
            vec![(NoticeKind::Correction, fields)]
        } else if !fields.is_empty() && fields.iter().all(|own| own.weight() == Weight::Free) {
            self.remarks
                .push(format!("nothing to announce: only {} of `{id}` changed", listed(&fields)));
            Vec::new()
        } else {
            kinds(&fields)
        };
        for (kind, fields) in shares {
            let mut plan = Plan::new(kind, id);
            plan.changes = fields.into_iter().map(|field| change(field, earlier, entry)).collect();
            self.plans.push(plan);
        }
        Ok(())
    }

    /// Whether a notice that is still to come says that a field changes to what it says now.
    fn is_told_already(&self, entry: &Subprocessor, field: Field) -> bool {
        let now = entry.value(field);
        self.edit.notices.iter().any(|notice| {
            let deltas = || notice.changes.iter().filter(|delta| delta.field.value == field);
            names(notice, &entry.id.value)
                && self.stands(notice)
                && (self.is_open(notice) || self.is_pending(notice))
                && deltas().any(|delta| delta.to.says_the_same(&now))
        })
    }

    /// Amends what is announced about the same fields, or withdraws it where the register says again what it said
    /// before; takes away the fields that are told so.
    fn amend(&mut self, earlier: &Subprocessor, entry: &Subprocessor, fields: &mut Vec<Field>) {
        let id = &entry.id.value;
        for notice in self.edit.notices {
            if !names(notice, id) || !self.is_pending(notice) {
                continue;
            }
            let effect = self.timeline.effect(notice);
            let is_new = self.timeline.brings_in(notice, id);
            let tells = |field: Field| is_new || field.told_by().contains(&effect);
            let is_same = |field: Field| notice.changes.iter().any(|d| d.field.value == field);
            let needs = |field: Field| field.weight() != Weight::Free && tells(field);
            let is_about = |field: &Field| {
                is_same(*field) || (is_new || notice.changes.is_empty()) && needs(*field)
            };
            if !fields.iter().any(is_about) {
                continue;
            }
            if let Some(own) = self.answer_to(notice) {
                self.remarks.push(format!(
                    "`{}` says what becomes of `{}`: look whether it still holds",
                    own.id.value, notice.id.value
                ));
                fields.retain(|field| !is_about(field));
                continue;
            }
            // What was said of one that comes stays said; of any other change, all is said again.
            let again = notice.changes.iter().filter(|_| !is_new);
            let mut changes: Vec<Change> = again
                .map(|delta| {
                    (delta.field.value, delta.from.clone(), entry.value(delta.field.value))
                })
                .filter(|(_, from, to)| !from.says_the_same(to))
                .map(|(field, from, to)| Change { field, from, to })
                .collect();
            let is_same = |field: Field| !is_new && is_same(field);
            let more = fields.iter().filter(|field| !is_same(**field) && tells(**field));
            changes.extend(more.map(|field| change(*field, earlier, entry)));
            changes.sort_by_key(|change| change.field);
            fields.retain(|field| !is_same(*field) && !tells(*field));
            let has_weight = is_new || changes.iter().any(|own| own.field.weight() != Weight::Free);
            let kind = if has_weight { NoticeKind::Amend } else { NoticeKind::Withdraw };
            let changes = if has_weight { changes } else { Vec::new() };
            let mut plan = Plan::new(kind, id);
            (plan.changes, plan.supersedes) = (changes, Some(notice));
            plan.replaces = notice.replaces.as_ref().map(|old| old.value.clone());
            self.plans.push(plan);
        }
    }

    /// Leaves a field to a draft that is about it and says something else: people have begun to write it.
    fn leave_to_drafts(&mut self, entry: &Subprocessor, fields: &mut Vec<Field>) {
        for notice in self.edit.notices {
            if !names(notice, &entry.id.value) || !self.is_open(notice) || !self.stands(notice) {
                continue;
            }
            let effect = self.timeline.effect(notice);
            let is_about = |field: &Field| {
                let is_same = notice.changes.iter().any(|d| d.field.value == *field);
                let fits = field.weight() != Weight::Free && field.told_by().contains(&effect);
                is_same || notice.changes.is_empty() && fits
            };
            let (own, rest): (Vec<Field>, Vec<Field>) = fields.iter().copied().partition(is_about);
            if own.is_empty() {
                continue;
            }
            *fields = rest;
            self.remarks.push(format!(
                "`{}` is being drafted about {} of `{}`: let its `changes` say what the register says now",
                notice.id.value,
                listed(&own),
                entry.id.value
            ));
        }
    }
}

fn change(field: Field, earlier: &Subprocessor, entry: &Subprocessor) -> Change {
    Change { field, from: earlier.value(field), to: entry.value(field) }
}

/// Whether customers know a notice on a day.
fn is_told(notice: &Notice, day: Date) -> bool {
    !notice.is_draft() && notice.announced_on.value <= day
}

/// Keys in a sentence.
fn listed(fields: &[Field]) -> String {
    let keys: Vec<String> = fields.iter().map(|field| format!("`{}`", field.key())).collect();
    keys.join(", ")
}
