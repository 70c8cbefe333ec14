//! Promises about changes of the register that became weaker under the same name.

use crate::check::said::is_visible;
use crate::check::unannounced_change::beginning;
use crate::check::witness::{Sight, State, named};
use crate::check::{Context, Level, Rule};
use crate::date::{Date, Duration};
use crate::diag::{Diagnostic, Files as _, Sink};
use crate::library::policy::{NoticeClass, NoticePolicy};
use crate::span::{FileId, Span};

pub(super) const RULE: Rule = Rule {
    name: "weakened-promise",
    level: Level::Warn,
    summary: "The notice policy promises less than it did.",
    page: include_str!("weakened_promise.md"),
    run,
};

/// What is weaker now: what the message says of it, and where it stands.
struct Weaker {
    is: String,
    was: Option<Duration>,
    place: Span,
}

fn run(context: &Context<'_>, sink: &mut Sink) {
    if context.witness.sight == Sight::NotAsked {
        return;
    }
    baseline(context, sink);
    let now = &context.library.project.notices;
    let mut said: Vec<String> = Vec::new();
    // The latest state that promised more tells what was given up.
    for day in context.witness.published(context.days()).into_iter().rev() {
        let Some(then) = promised(day.state) else { continue };
        for weaker in weaker(context, then, now, day.state.commit.committed) {
            let key = weaker.is.clone();
            let later = context.witness.states.get(day.index + 1..).unwrap_or_default();
            let is_so = |state: &&State| {
                let own = state.policy.as_deref();
                own.is_some_and(|own| {
                    let more = self::weaker(context, own, now, day.state.commit.committed);
                    !more.iter().any(|other| other.is == key)
                })
            };
            let by = named(later.iter().find(is_so));
            if said.contains(&key) {
                continue;
            }
            said.push(key);
            let was = weaker.was.map(|was| format!("; it promised `{was}`")).unwrap_or_default();
            let message = format!("{} since {by}{was}", weaker.is);
            sink.push(Diagnostic::finding(RULE.name, message, weaker.place).hint(
                "give the new promise a class of its own, with `until:` on the old one; what customers agreed to is excused here with the reason",
            ));
        }
    }
}

/// A baseline that was moved: what was before a later one is no longer witnessed, and before an earlier one nobody saw.
/// Where notices would be forgotten, that is worse, and another rule says so.
fn baseline(context: &Context<'_>, sink: &mut Sink) {
    let later = beginning::moved_later(context).filter(|moved| moved.notices == 0);
    let later = later.map(|moved| (moved, "Git is no witness of what was before"));
    let earlier = beginning::moved_earlier(context);
    let earlier = earlier.map(|moved| (moved, "nobody saw who was in it before"));
    for (moved, why) in later.into_iter().chain(earlier) {
        let (now, then, by) = (moved.now, moved.then, named(moved.by));
        let message =
            format!("the register begins on {now} since {by}; it began on {then}, and {why}");
        sink.push(Diagnostic::finding(RULE.name, message, moved.place).hint(format!(
            "put `baseline: {then}` back; a register that truly begins on another day is excused here with the reason"
        )));
    }
}

/// What a state promised, if somebody could rely on it.
fn promised(state: &State) -> Option<&NoticePolicy> {
    let register = state.register.as_deref()?;
    let is_public = register.subprocessors.iter().any(|entry| is_visible(entry.audience));
    state.policy.as_deref().filter(|_| is_public)
}

/// Everything that is promised less than it was.
fn weaker(
    context: &Context<'_>,
    then: &NoticePolicy,
    now: &NoticePolicy,
    day: Date,
) -> Vec<Weaker> {
    let mut all = Vec::new();
    for class in &now.classes {
        if let Some(old) = then.class(&class.id.value) {
            all.extend(class_weaker(old, class, day));
        }
    }
    if now.effective_before_objections_close && !then.effective_before_objections_close {
        let is = "changes may take effect before objections close".to_owned();
        all.push(Weaker {
            is,
            was: None,
            place: place(context, "effective_before_objections_close"),
        });
    }
    for kind in &now.informational {
        if !then.informational.iter().any(|own| own.value == kind.value) {
            let is = format!("a change of kind `{}` only informs", kind.value.word());
            all.push(Weaker { is, was: None, place: place(context, "informational") });
        }
    }
    all
}

/// What a class promises less than it did.
fn class_weaker(old: &NoticeClass, new: &NoticeClass, day: Date) -> Vec<Weaker> {
    let id = &new.id.value;
    let is_shorter = |was: Duration, is: Duration| day.plus(is) < day.plus(was);
    let mut all = Vec::new();
    for (what, was, is) in
        [("notice", old.notice, new.notice), ("objection", old.objection, new.objection)]
    {
        if is_shorter(was, is) {
            let is = format!("class `{id}` promises `{what}: {is}`");
            all.push(Weaker { is, was: Some(was), place: new.id.span });
        }
    }
    let begins = |class: &NoticeClass| class.from.as_ref().map(|from| from.value);
    if let Some(from) = begins(new).filter(|from| day < *from && begins(old) < Some(*from)) {
        let is = format!("class `{id}` begins on {from}");
        all.push(Weaker { is, was: None, place: new.id.span });
    }
    let lost =
        old.for_data.iter().filter(|data| !new.for_data.iter().any(|own| own.value == data.value));
    for data in lost {
        let is = format!("class `{id}` is no longer for `{}`", data.value);
        all.push(Weaker { is, was: None, place: new.id.span });
    }
    all
}

/// The first place of a key in `trust.yaml`, or of the notice policy.
fn place(context: &Context<'_>, key: &str) -> Span {
    let Some((file, _)) = context.sources.find("trust.yaml") else {
        return Span::start_of(FileId(0));
    };
    let text = context.sources.text(file);
    let found = text.find(&format!("{key}:")).map(|at| Span::new(file, at, at + key.len()));
    let policy = || text.find("notices:").map(|at| Span::new(file, at, at + "notices".len()));
    found.or_else(policy).unwrap_or(Span::start_of(file))
}
