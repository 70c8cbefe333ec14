//! The promise, stated on what customers saw day by day. It knows nothing of records, Git or rules.

use std::collections::BTreeMap;

use trust::date::Date;

use super::model::{Class, Policy};
use super::seen::{Notice, Seen, Values};

/// What has been seen so far.
#[derive(Default)]
pub struct Oracle {
    /// Each notice ever seen: the day and the policy of the first sight, and how it looked last.
    notices: BTreeMap<String, Known>,
    /// Each entry ever seen, as it looked last.
    companies: BTreeMap<String, Values>,
    yesterday: Option<Seen>,
    policy: Option<Policy>,
    /// Whether the policy of today lets a change take effect while objections are open.
    may_outlast: bool,
    broken: Vec<String>,
}

/// What the authors of what is published were told of it and took upon themselves.
#[derive(Debug, Clone, Copy)]
pub struct Said {
    /// That it promises less than before.
    pub is_weaker: bool,
    /// That a notice in it was written on its day and comes to be published later.
    pub is_late: bool,
}

struct Known {
    first: Date,
    /// The day on which it came to be published, where that was later and its authors took it upon themselves.
    came: Option<Date>,
    policy: Policy,
    /// The day of the effect that it named at first.
    effective: Date,
    last: Notice,
}

/// What a change does; for an emergency or an amendment, the change behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// Notice, and time to object.
    Notice,
    /// To be said.
    Word,
}

impl Oracle {
    /// Looks at the register of the next day; the policy is the one published on it.
    pub fn see(&mut self, day: Date, seen: &Seen, policy: &Policy, said: Said) {
        let is_first = self.yesterday.is_none();
        if let Some(before) = self.policy.replace(policy.clone())
            && before != *policy
            && !said.is_weaker
        {
            let weaker = weaker(&before, policy, day);
            self.broken.extend(weaker.map(|what| format!("{day}: the policy {what} in silence")));
        }
        self.may_outlast = policy.may_outlast;
        self.see_notices(day, seen, policy, is_first || said.is_late);
        if let Some(yesterday) = self.yesterday.take() {
            self.see_arrivals(day, &yesterday, seen);
            self.see_departures(day, &yesterday, seen);
            self.see_values(day, &yesterday, seen);
        }
        for (id, values) in seen.former.iter().chain(&seen.upcoming).chain(&seen.in_force) {
            self.companies.insert(id.clone(), values.clone());
        }
        self.yesterday = Some(seen.clone());
    }

    /// Promises that were broken so far.
    pub fn broken(&self) -> &[String] {
        &self.broken
    }

    fn see_notices(&mut self, day: Date, seen: &Seen, policy: &Policy, is_believed: bool) {
        let gone = self.notices.keys().filter(|id| !seen.notices.contains_key(*id));
        let gone: Vec<String> = gone.cloned().collect();
        for id in gone {
            self.notices.remove(&id);
            self.broken.push(format!("{day}: notice {id} is seen no more"));
        }
        for (id, known) in &self.notices {
            match seen.notices.get(id) {
                None => {}
                Some(now) => {
                    let what = differs(day, id, &known.last, now, seen);
                    self.broken.extend(what.map(|what| format!("{day}: notice {id} {what}")));
                }
            }
        }
        for (id, now) in &seen.notices {
            if let Some(known) = self.notices.get_mut(id) {
                known.last = now.clone();
                continue;
            }
            if now.announced != day && !is_believed {
                self.broken.push(format!(
                    "{day}: notice {id} is new and says announced {}",
                    now.announced
                ));
            }
            // What was announced before the first day anybody looked was announced in time.
            let first = if is_believed { now.announced.min(day) } else { day };
            let (policy, effective) = (policy.clone(), now.effective);
            let came = (first < day).then_some(day);
            let known = Known { first, came, policy, effective, last: now.clone() };
            self.notices.insert(id.clone(), known);
        }
    }

    fn see_arrivals(&mut self, day: Date, yesterday: &Seen, seen: &Seen) {
        for (id, values) in &seen.in_force {
            if yesterday.in_force.contains_key(id) {
                continue;
            }
            let brings = |_: &str, own: &Notice, effect: &str| {
                matches!(effect, "add" | "replace") && own.subject.contains(id)
            };
            if let Err(why) = self.justified(day, &values["data_categories"], seen, brings) {
                self.broken.push(format!("{day}: {id} comes into force, {why}"));
            }
        }
    }

    fn see_departures(&mut self, day: Date, yesterday: &Seen, seen: &Seen) {
        for id in yesterday.in_force.keys() {
            if seen.in_force.contains_key(id) {
                continue;
            }
            let takes = |notice: &str, own: &Notice, effect: &str| match effect {
                "remove" => own.subject.contains(id),
                "replace" => replaced(notice, seen).as_ref() == Some(id),
                _ => false,
            };
            // A removal only informs; a replacement is given its time for who comes.
            let is_said = seen.notices.iter().any(|(notice, own)| {
                let is_now = own.effective == day
                    || self.notices[notice].came == Some(day) && own.effective < day
                    || is_emergency(own, seen)
                        && self.notices[notice].first == day
                        && own.effective <= day;
                is_now && !own.has_ended && takes(notice, own, &effect(own, seen))
            });
            if !is_said {
                self.broken.push(format!(
                    "{day}: {id} is no longer in force, and no notice says so for this day"
                ));
            }
            if !seen.former.contains_key(id) {
                self.broken.push(format!("{day}: {id} leaves without a trace"));
            }
        }
        for id in yesterday.former.keys() {
            let lists = [&seen.in_force, &seen.upcoming, &seen.former];
            if !lists.iter().any(|list| list.contains_key(id)) {
                self.broken.push(format!("{day}: {id} leaves no trace any more"));
            }
        }
    }

    fn see_values(&mut self, day: Date, yesterday: &Seen, seen: &Seen) {
        for (id, values) in seen.former.iter().chain(&seen.upcoming).chain(&seen.in_force) {
            let Some(before) = self.companies.get(id) else { continue };
            let is_past = seen.former.contains_key(id) && yesterday.former.contains_key(id);
            for (key, value) in values {
                // Of whom is gone, only who it was matters.
                let counts = !is_past || matches!(*key, "legal_name" | "country");
                if before[key] == *value || !counts {
                    continue;
                }
                let says = |_: &str, own: &Notice, effect: &str| {
                    let is_said = own.changes.get(*key).is_none_or(|to| to == value);
                    own.subject.contains(id) && is_said && tells(effect, key)
                };
                // A new version of the notice that brings it in; its clock starts again.
                let is_new = |(notice, own): (&String, &Notice)| {
                    own.kind == "amend"
                        && own.subject.contains(id)
                        && self.notices[notice].first == day
                };
                let is_restart =
                    yesterday.upcoming.contains_key(id) && seen.notices.iter().any(is_new);
                let justified = self.justified(day, &values["data_categories"], seen, says);
                if let (Err(why), false) = (justified, is_restart) {
                    let change = format!("{id}: {key} changes from {} to {value}", before[key]);
                    self.broken.push(format!("{day}: {change}, {why}"));
                }
            }
        }
    }

    /// Whether a change of this day was promised by one of the notices that `fits`, and announced as promised.
    fn justified(
        &self,
        day: Date,
        data: &str,
        seen: &Seen,
        fits: impl Fn(&str, &Notice, &str) -> bool,
    ) -> Result<(), String> {
        let mut why = "and no notice says so for this day".to_owned();
        for (id, own) in &seen.notices {
            let effect = effect(own, seen);
            if own.has_ended || !fits(id, own, &effect) {
                continue;
            }
            let known = &self.notices[id];
            let at_once = known.policy.after(known.first, known.policy.emergency, false);
            // What can wait longer is none.
            if is_emergency(own, seen) && known.effective <= at_once {
                let is_now = own.effective == day || known.first == day && own.effective <= day;
                if is_now && own.objection.is_some() {
                    return Ok(());
                }
                continue;
            }
            let is_due = own.effective == day || known.came == Some(day) && own.effective < day;
            if !is_due {
                continue;
            }
            match is_kept(known, own, (data, &effect), day, self.may_outlast) {
                Ok(()) => return Ok(()),
                Err(short) => why = format!("and {id}, first seen on {}, {short}", known.first),
            }
        }
        Err(why)
    }
}

/// Whether a notice was given the time that the class of the data promises.
fn is_kept(
    known: &Known,
    own: &Notice,
    (data, effect): (&str, &str),
    day: Date,
    may_outlast: bool,
) -> Result<(), String> {
    if needs(effect) == Needs::Word || known.policy.informational.contains(&effect) {
        return Ok(());
    }
    let (policy, class) = (&known.policy, known.policy.class(data, known.first));
    let earliest = policy.after(known.first, class.notice, class.is_business);
    if day < earliest {
        return Err(format!("had to be seen until {earliest}"));
    }
    let closes = policy.after(known.first, class.objection, class.is_business);
    match own.objection {
        None => Err("leaves no time to object".to_owned()),
        Some(until) if until < closes => Err(format!("closes objections before {closes}")),
        Some(until) if until > day && !may_outlast => {
            Err("takes effect while objections are open".to_owned())
        }
        Some(_) => Ok(()),
    }
}

/// What a notice may not do once it was seen: `None` when it did nothing of it.
fn differs(day: Date, id: &str, last: &Notice, now: &Notice, seen: &Seen) -> Option<String> {
    let mut postponements = seen
        .notices
        .values()
        .filter(|own| own.kind == "postpone" && own.supersedes.as_deref() == Some(id));
    if last.announced != now.announced {
        return Some(format!("was announced on {}, and now on {}", last.announced, now.announced));
    }
    if (&last.kind, &last.subject, &last.replaces) != (&now.kind, &now.subject, &now.replaces) {
        return Some("is about something else".to_owned());
    }
    if last.changes != now.changes {
        return Some("changes something else".to_owned());
    }
    if last.has_ended && !now.has_ended {
        return Some("came to an end and is back".to_owned());
    }
    if last.effective != now.effective {
        let is_said = postponements.clone().any(|own| own.effective == now.effective);
        if !is_said || now.effective < last.effective || last.effective < day {
            return Some(format!(
                "took effect on {}, and now on {}",
                last.effective, now.effective
            ));
        }
    }
    let is_later =
        now.objection >= last.objection && postponements.any(|own| own.objection == now.objection);
    if last.objection != now.objection && !is_later {
        return Some(format!(
            "closes objections on {:?}, and now on {:?}",
            last.objection, now.objection
        ));
    }
    None
}

/// Whom a replacement replaces: an amendment need not say it again.
fn replaced(notice: &str, seen: &Seen) -> Option<String> {
    let mut own = seen.notices.get(notice)?;
    for _ in 0..seen.notices.len() {
        if own.replaces.is_some() {
            break;
        }
        own = seen.notices.get(own.supersedes.as_ref()?)?;
    }
    own.replaces.clone()
}

/// The change that a notice makes.
fn effect(notice: &Notice, seen: &Seen) -> String {
    let own = origin(notice, seen);
    // What could not wait says itself what it is.
    if own.kind == "emergency" { own.effect.clone() } else { own.kind.clone() }
}

/// Whether a change could not wait; an amendment of one cannot either.
fn is_emergency(notice: &Notice, seen: &Seen) -> bool {
    origin(notice, seen).kind == "emergency"
}

/// The notice that began the change of a notice.
fn origin<'s>(notice: &'s Notice, seen: &'s Seen) -> &'s Notice {
    let mut own = notice;
    for _ in 0..seen.notices.len() {
        match own.supersedes.as_ref().and_then(|id| seen.notices.get(id)) {
            Some(earlier) if own.kind == "amend" => own = earlier,
            _ => break,
        }
    }
    own
}

/// What a policy promises less than the one of the day before, for what is announced from a day on: `None` for
/// nothing. A class that has ended promised no longer.
fn weaker(before: &Policy, now: &Policy, day: Date) -> Option<String> {
    for old in before.classes.iter().filter(|own| own.until.is_none_or(|until| day <= until)) {
        let Some(new) = now.classes.iter().find(|own| own.id == old.id) else {
            return Some(format!("has no class {} any more", old.id));
        };
        if new.until.is_some_and(|until| until < day) {
            continue;
        }
        let after = |policy: &Policy, days, is_business| policy.after(day, days, is_business);
        if after(now, new.notice, new.is_business) < after(before, old.notice, old.is_business) {
            return Some(format!("gives less notice under {}", old.id));
        }
        if after(now, new.objection, new.is_business)
            < after(before, old.objection, old.is_business)
        {
            return Some(format!("gives less time to object under {}", old.id));
        }
        if old.for_data.is_some() && new.for_data != old.for_data {
            return Some(format!("has {} for other data", old.id));
        }
    }
    // A class that had ended and may be announced under again.
    let is_open = |policy: &Policy, id: &str| {
        let class = policy.classes.iter().find(|own| own.id == id);
        class.is_some_and(|own| own.until.is_none_or(|until| day <= until))
    };
    let ended = before.classes.iter().filter(|own| !is_open(before, own.id));
    let is_quicker = |own: &&Class| {
        let time = |class: &Class| before.after(day, class.notice, class.is_business);
        let same = before.classes.iter().filter(|other| other.for_data == own.for_data);
        let open = same.filter(|other| is_open(before, other.id)).map(time).min();
        open.is_none_or(|open| time(own) < open)
    };
    if let Some(again) = ended.clone().filter(is_quicker).find(|own| is_open(now, own.id)) {
        return Some(format!("opens {} again", again.id));
    }
    if now.may_outlast && !before.may_outlast {
        return Some("lets changes take effect while objections are open".to_owned());
    }
    let widened = now.informational.iter().find(|kind| !before.informational.contains(kind));
    if let Some(kind) = widened {
        return Some(format!("only informs of {kind}"));
    }
    (now.emergency > before.emergency).then(|| "tells later of emergencies".to_owned())
}

/// The table of kinds: which need notice by themselves.
fn needs(effect: &str) -> Needs {
    match effect {
        "add" | "replace" | "change-location" | "change-data" | "change-transfer"
        | "change-purpose" => Needs::Notice,
        _ => Needs::Word,
    }
}

/// Which kind of change may say that a key has another value.
fn tells(effect: &str, key: &str) -> bool {
    match effect {
        "change-location" => {
            matches!(key, "processing_locations" | "remote_access_from" | "transfer" | "country")
        }
        "change-data" => matches!(key, "data_categories" | "purpose"),
        "change-transfer" => key == "transfer",
        "rename" | "legal-entity-merge" => matches!(key, "legal_name" | "country" | "transfer"),
        // A correction may put words right.
        "change-purpose" | "correction" => key == "purpose",
        _ => false,
    }
}
