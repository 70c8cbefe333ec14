//! Changes of the register that no notice tells.

pub(super) mod beginning;
mod edits;
mod stated;

use std::collections::BTreeSet;

use crate::check::said::is_visible;
use crate::check::witness::{Published, Sight, State, named};
use crate::check::{Context, Level, Rule, reused_id};
use crate::date::Date;
use crate::diag::{Diagnostic, Files as _, Origin, Sink};
use crate::library::field::Field;
use crate::library::id::{NoticeId, SubprocessorId};
use crate::library::notice::{Notice, NoticeKind};
use crate::library::subprocessor::{Subprocessor, SubprocessorFile};
use crate::library::timeline::{Timeline, names};
use crate::span::Span;

pub(super) const RULE: Rule = Rule {
    name: "unannounced-change",
    level: Level::Deny,
    summary: "The register changed, and no notice tells it.",
    page: include_str!("unannounced_change.md"),
    run,
};

/// A way out that holds for changes that are not committed yet.
const DRAFT: &str = "`trust notices draft` writes the notice";

/// The register, as it was published and as it is now.
pub(super) struct Past<'c, 'l> {
    pub(super) context: &'c Context<'l>,
    /// The states whose register could be read, at the end of each day.
    pub(super) days: Vec<(Published<'l>, &'l SubprocessorFile)>,
    pub(super) timeline: Timeline<'l>,
    /// Whom announced notices are about that are gone: another rule says so, and the rest follows from it.
    orphans: BTreeSet<&'l SubprocessorId>,
}

fn run(context: &Context<'_>, sink: &mut Sink) {
    let witness = context.witness;
    let published = witness.published(context.days()).into_iter();
    let past = Past {
        context,
        days: published.filter_map(|day| Some((day, day.state.register.as_deref()?))).collect(),
        timeline: Timeline::planned(&context.library.notices),
        orphans: orphans(context),
    };
    beginning::check(context, sink);
    let told = edits::against_notices(&past, sink);
    stated::check(&past, sink);
    if witness.sight == Sight::NotAsked {
        return;
    }
    let reused: BTreeSet<&SubprocessorId> = reused_id::entries(context).into_keys().collect();
    let renamed = past.gone(sink);
    past.came(&renamed, sink);
    for entry in past.entries() {
        if reused.contains(&entry.id.value) || past.orphans.contains(&entry.id.value) {
            continue;
        }
        edits::of_entry(&past, entry, &told, sink);
    }
}

/// Whether an entry was public on a day that ended: not one of a draft, or of a notice to come.
pub(super) fn was_public(day: &Published<'_>, id: &SubprocessorId) -> bool {
    let is_here = |register: &SubprocessorFile| reused_id::visible_entry(register, id).is_some();
    let then = day.state.notices.values().map(|recorded| &recorded.record.notice);
    let mut adds = then.clone().filter(|notice| notice.brings_in() && names(notice, id)).peekable();
    let is_announced =
        |notice: &Notice| !notice.is_draft() && notice.announced_on.value < day.until;
    let takes_out = |notice: &Notice| match notice.effect() {
        NoticeKind::Remove => names(notice, id),
        _ => notice.replaces.as_ref().is_some_and(|old| old.value == *id),
    };
    let is_told = adds.peek().is_none()
        || adds.any(is_announced)
        || then.clone().any(|notice| is_announced(notice) && takes_out(notice));
    day.state.register.as_deref().is_some_and(is_here) && is_told
}

fn orphans<'l>(context: &Context<'l>) -> BTreeSet<&'l SubprocessorId> {
    let announced = context.witness.announced(context.days()).into_iter();
    let is_gone =
        |id: &NoticeId| !context.library.notices.iter().any(|notice| notice.id.value == *id);
    announced
        .filter(|(id, _)| is_gone(id))
        .flat_map(|(_, (_, recorded))| {
            let notice = &recorded.record.notice;
            notice.subject.iter().chain(&notice.replaces).map(|id| &id.value)
        })
        .collect()
}

impl<'l> Past<'_, 'l> {
    /// The entries that somebody outside may know of.
    pub(super) fn entries(&self) -> impl Iterator<Item = &'l Subprocessor> {
        let entries = self.context.library.register.subprocessors.iter();
        entries.filter(|entry| is_visible(entry.audience))
    }

    /// Whether a notice that counts, or a draft, brings in an entry.
    fn is_added(&self, id: &SubprocessorId) -> bool {
        let mut notices = self.context.library.notices.iter();
        notices.any(|notice| self.timeline.brings_in(notice, id))
    }

    /// Entries that came after the beginning.
    fn came(&self, renamed: &BTreeSet<&SubprocessorId>, sink: &mut Sink) {
        let baseline = self.context.library.register.baseline.as_ref().map(|day| day.value);
        let Some((first, _)) = self.days.first() else { return };
        for entry in self.entries() {
            let id = &entry.id.value;
            let was_here =
                |register: &SubprocessorFile| reused_id::visible_entry(register, id).is_some();
            if renamed.contains(id) || self.is_added(id) || self.orphans.contains(id) {
                continue;
            }
            // An entry may have gone and come back: what counts is since when it is there.
            let since = self.days.iter().rposition(|(_, register)| !was_here(register));
            let since = since.map_or(0, |last| last + 1);
            let came = self.days.get(since).map(|(day, _)| *day);
            let in_baseline = |day: Date| baseline.is_some_and(|baseline| day <= baseline);
            let day = came.map_or(self.context.date, |day| day.state.commit.committed);
            if came.is_some_and(|day| day.index == first.index) || in_baseline(day) {
                continue;
            }
            let holds = |state: &State| state.register.as_deref().is_some_and(was_here);
            let by = came.and_then(|day| self.context.witness.since(day.index, holds));
            let message =
                format!("`{id}` came into the register with {}, and no notice adds it", named(by));
            sink.push(
                Diagnostic::finding(RULE.name, message, entry.id.span)
                    .hint(format!("announce it by a notice of `kind: add`; {DRAFT}")),
            );
        }
    }

    /// Entries that were public and are gone; the ids that took their place.
    fn gone(&self, sink: &mut Sink) -> BTreeSet<&'l SubprocessorId> {
        let mut renamed = BTreeSet::new();
        let mut known: BTreeSet<&SubprocessorId> = BTreeSet::new();
        for (day, register) in self.days.iter().rev() {
            for old in &register.subprocessors {
                let id = &old.id.value;
                let now = self.context.library.subprocessor(id);
                let is_here = now.is_some_and(|entry| entry.audience <= old.audience);
                if is_here
                    || self.orphans.contains(id)
                    || !was_public(day, id)
                    || !known.insert(id)
                    || now.is_none() && self.is_ended(id)
                {
                    continue;
                }
                let next = self.context.witness.states.get(day.index + 1..).unwrap_or_default();
                let lacks = |state: &&State| {
                    let register = state.register.as_deref();
                    register.is_some_and(|own| {
                        let own = reused_id::visible_entry(own, id);
                        own.is_none_or(|own| own.audience > old.audience)
                    })
                };
                let by = named(next.iter().find(lacks));
                let same = |entry: &&Subprocessor| {
                    entry.value(Field::LegalName).says_the_same(&old.value(Field::LegalName))
                        && reused_id::visible_entry(register, &entry.id.value).is_none()
                };
                if let Some(new) = self.entries().find(same) {
                    renamed.insert(&new.id.value);
                    let message = format!("`{id}` has the id `{}` with {by}", new.id.value);
                    let hint = format!("an id stays what it is: put `id: {id}` back");
                    sink.push(Diagnostic::finding(RULE.name, message, new.id.span).hint(hint));
                } else {
                    self.report_gone(id, &by, sink);
                }
            }
        }
        renamed
    }

    /// Whether a notice takes an entry out, or everything that would have brought it in was withdrawn.
    fn is_ended(&self, id: &SubprocessorId) -> bool {
        let mut counted = self.timeline.notices();
        if counted.any(|notice| self.timeline.takes_out(notice, id)) {
            return true;
        }
        let mut adds =
            self.timeline.notices().filter(|notice| self.timeline.brings_in(notice, id)).peekable();
        adds.peek().is_some() && adds.all(|notice| self.timeline.course(notice).ended.is_some())
    }

    fn report_gone(&self, id: &SubprocessorId, by: &str, sink: &mut Sink) {
        let hidden = self.context.library.subprocessor(id);
        let how = if hidden.is_some() { "hidden" } else { "gone from the register" };
        let mut told =
            self.timeline.notices().filter(|own| own.announced_on.value <= self.context.date);
        let naming = told.find(|own| names(own, id) || self.timeline.replaced(own) == Some(id));
        let why = match naming.filter(|_| hidden.is_some()) {
            Some(notice) => format!("`{}` tells of it", notice.id.value),
            None => "no notice removes it".to_owned(),
        };
        let message = format!("`{id}` is {how} with {by}, and {why}");
        let register = self.context.sources.find("content/subprocessors.yaml");
        let place = hidden
            .map(|entry| entry.id.span)
            .or_else(|| register.map(|(file, _)| Span::start_of(file)));
        let finding = place.map_or_else(
            || Diagnostic {
                origin: Origin::Rule,
                ..Diagnostic::without_place(RULE.name, message.clone())
            },
            |place| Diagnostic::finding(RULE.name, message.clone(), place),
        );
        sink.push(finding.hint(
            "put the entry back, and announce its end by a notice of `kind: remove`; whoever left the register keeps its entry",
        ));
    }

    /// The line of a key in an entry, or its id.
    pub(super) fn place(&self, entry: &Subprocessor, field: Field) -> Span {
        let id = entry.id.span;
        let all = self.context.library.register.subprocessors.iter();
        let next = all.map(|own| own.id.span.start).filter(|start| *start > id.start).min();
        let text = self.context.sources.text(id.file);
        let start = usize::try_from(id.end).unwrap_or(usize::MAX);
        let end = next.and_then(|next| usize::try_from(next).ok()).unwrap_or(text.len());
        let mut at = start;
        for line in text.get(start..end).unwrap_or_default().split_inclusive('\n') {
            let key = line.trim_start();
            if key.strip_prefix(field.key()).is_some_and(|rest| rest.starts_with(':')) {
                let from = at + line.len() - key.len();
                return Span::new(id.file, from, from + key.trim_end().len());
            }
            at += line.len();
        }
        id
    }
}
