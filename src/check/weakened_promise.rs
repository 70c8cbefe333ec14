//! Promises about changes of the register that became weaker under the same name.

use crate::check::said::is_visible;
use crate::check::unannounced_change::beginning;
use crate::check::witness::{Sight, State, named};
use crate::check::{Context, Level, Rule};
use crate::date::{Date, Duration, Unit};
use crate::diag::{Diagnostic, Files as _, Sink};
use crate::library::id::CategoryId;
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
    /// What it was.
    was: Option<String>,
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
            let was = weaker.was.map(|was| format!("; {was}")).unwrap_or_default();
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
        match then.class(&class.id.value) {
            Some(old) => all.extend(class_weaker(old, class, day)),
            None => all.extend(beside(then, now, class, day)),
        }
    }
    for old in &then.classes {
        all.extend(dropped(context, old, now, day));
    }
    all.extend(emergency(context, then, now, day));
    all.extend(holidays(context, then, now));
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
    let mut all = Vec::new();
    for (what, was, is) in
        [("notice", old.notice, new.notice), ("objection", old.objection, new.objection)]
    {
        if is_shorter(day, was, is) {
            let is = format!("class `{id}` promises `{what}: {is}`");
            all.push(Weaker { is, was: Some(promised_time(was)), place: new.id.span });
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

/// A new class for any data that promises less than each before it, while one of those still holds: whoever writes a
/// notice may choose it.
fn beside(
    then: &NoticePolicy,
    now: &NoticePolicy,
    class: &NoticeClass,
    day: Date,
) -> Option<Weaker> {
    let is_general = |own: &&NoticeClass| own.for_data.is_empty() && own.until.is_none();
    let holds = |own: &&NoticeClass| now.class(&own.id.value).is_some_and(|own| is_general(&own));
    let general = then.classes.iter().filter(is_general);
    let held = general.clone().find(holds).filter(|_| class.for_data.is_empty())?;
    let least = |time: fn(&NoticeClass) -> Duration| {
        general.clone().map(time).min_by_key(|time| day.plus(*time))
    };
    let times = [
        ("notice", least(|own| own.notice)?, class.notice),
        ("objection", least(|own| own.objection)?, class.objection),
    ];
    let (what, was, is) = times.into_iter().find(|(_, was, is)| is_shorter(day, *was, *is))?;
    Some(Weaker {
        is: format!(
            "class `{}` beside `{}` promises `{what}: {is}`",
            class.id.value, held.id.value
        ),
        was: Some(format!("each class promised `{was}` or more")),
        place: class.id.span,
    })
}

/// A class that is gone before its end, where no other promises as much for its data.
fn dropped(
    context: &Context<'_>,
    old: &NoticeClass,
    now: &NoticePolicy,
    day: Date,
) -> Option<Weaker> {
    let has_ended = old.until.as_ref().is_some_and(|until| until.value < context.date);
    let takes_its_place = |own: &NoticeClass| {
        let has = |data: &CategoryId| own.for_data.iter().any(|own| own.value == *data);
        own.until.is_none()
            && !is_shorter(day, old.notice, own.notice)
            && !is_shorter(day, old.objection, own.objection)
            && own.for_data.is_empty() == old.for_data.is_empty()
            && old.for_data.iter().all(|data| has(&data.value))
    };
    let is_gone = now.class(&old.id.value).is_none()
        && !has_ended
        && !now.classes.iter().any(takes_its_place);
    is_gone.then(|| Weaker {
        is: format!("class `{}` is gone", old.id.value),
        was: Some(promised_time(old.notice)),
        place: place(context, "classes"),
    })
}

/// The time within which customers are told of an emergency, if it may be longer than it was.
fn emergency(
    context: &Context<'_>,
    then: &NoticePolicy,
    now: &NoticePolicy,
    day: Date,
) -> Option<Weaker> {
    let time = |policy: &NoticePolicy| policy.emergency.as_ref().map(|own| own.value);
    let (is, was) = match (time(then), time(now)) {
        (Some(was), Some(is)) if is_shorter(day, is, was) => {
            (format!("customers are told of an emergency within `{is}`"), promised_time(was))
        }
        (None, Some(is)) if is.count > 0 => (
            format!("customers are told of an emergency within `{is}`"),
            "it was the day of its announcement".to_owned(),
        ),
        (Some(was), None) => (
            "no time is promised within which customers are told of an emergency".to_owned(),
            promised_time(was),
        ),
        _ => return None,
    };
    Some(Weaker { is, was: Some(was), place: place(context, "emergency") })
}

/// Holidays to come that count as business days since: a time in business days ends earlier.
fn holidays(context: &Context<'_>, then: &NoticePolicy, now: &NoticePolicy) -> Vec<Weaker> {
    let counts = |time: Duration| time.unit == Unit::BusinessDays;
    let in_business_days = |own: &NoticeClass| counts(own.notice) || counts(own.objection);
    if !now.classes.iter().any(in_business_days) {
        return Vec::new();
    }
    let lost = then
        .holidays
        .iter()
        .filter(|day| context.date <= **day && !day.is_weekend() && !now.holidays.contains(day));
    let say = |day: &Date| Weaker {
        is: format!("{day} counts as a business day"),
        was: Some("it was a holiday".to_owned()),
        place: place(context, "holidays"),
    };
    lost.map(say).collect()
}

fn is_shorter(day: Date, was: Duration, is: Duration) -> bool {
    day.plus(is) < day.plus(was)
}

fn promised_time(was: Duration) -> String {
    format!("it promised `{was}`")
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
