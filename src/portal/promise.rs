//! What the project promises about changes of the register, in sentences.

use crate::date::{Date, Unit};
use crate::language::Words;
use crate::portal::{Edition, Portal};
use crate::view::{CategoryId, NoticeClass, NoticeKind, NoticePolicy};

impl Edition {
    /// The classes under which something can be announced on the edition's day.
    pub fn notice_classes(&self) -> impl Iterator<Item = &NoticeClass> {
        let day = self.view.reader.date;
        self.view.notice_policy.classes.iter().filter(move |class| class.is_open(day))
    }
}

impl Portal<'_> {
    /// What is promised about changes, a sentence each.
    pub(super) fn notice_policy(&self) -> Vec<String> {
        let edition = self.edition;
        let (policy, words) = (&edition.view.notice_policy, &edition.words);
        let mut sentences: Vec<String> =
            edition.notice_classes().map(|class| self.class_in_words(class)).collect();
        let day = edition.view.reader.date;
        let is_early = |class: &NoticeClass| {
            policy.after(day, class.notice) < policy.after(day, class.objection)
        };
        if policy.effective_before_objections_close && edition.notice_classes().any(is_early) {
            sentences.push(words.text("policy_early").to_owned());
        }
        if !sentences.is_empty() && !policy.informational.is_empty() {
            let kind = |kind: NoticeKind| words.title("notice_kind", kind.word());
            let kinds: Vec<_> = policy.informational.iter().map(|own| kind(own.value)).collect();
            sentences.push(words.say("policy_informational", &[("kinds", &kinds.join("; "))]));
        }
        if let Some(time) = &policy.emergency {
            let time = words.duration(time.value);
            sentences.push(words.say("policy_emergency", &[("time", &time)]));
        }
        sentences.extend(self.calendar_in_words());
        sentences
    }

    fn class_in_words(&self, class: &NoticeClass) -> String {
        let words = &self.edition.words;
        let titles: Vec<_> = class.for_data.iter().map(|id| self.category(&id.value)).collect();
        let key = if titles.is_empty() { "policy_any" } else { "policy_of_data" };
        let (notice, objection) = (words.duration(class.notice), words.duration(class.objection));
        let data = titles.join("; ");
        let places = [("data", &*data), ("notice", &notice), ("objection", &objection)];
        let sentence = words.say(key, &places);
        match &class.until {
            Some(until) => {
                let day = words.day(until.value);
                words.say("policy_until", &[("sentence", &sentence), ("day", &day)])
            }
            None => sentence,
        }
    }

    /// What business days are, and where days end.
    fn calendar_in_words(&self) -> Vec<String> {
        let edition = self.edition;
        let (policy, words) = (&edition.view.notice_policy, &edition.words);
        let mut sentences = Vec::new();
        if counts_business_days(edition, policy) {
            let holidays = holidays(policy, edition.view.reader.date, words);
            sentences.push(if holidays.is_empty() {
                words.text("policy_business_days").to_owned()
            } else {
                words.say("policy_holidays", &[("days", &holidays.join("; "))])
            });
        }
        if let Some(zone) = &policy.time_zone {
            sentences.push(words.say("policy_time_zone", &[("zone", zone)]));
        }
        sentences
    }

    /// A category of data in the words of the register, or its id.
    fn category(&self, id: &CategoryId) -> String {
        let words = &self.edition.words;
        let mut known = self.edition.view.subprocessors.iter().flat_map(|own| &own.data_categories);
        known
            .find(|known| known.id == *id)
            .map_or_else(|| id.to_string(), |own| words.say("quoted", &[("text", &own.title)]))
    }
}

fn counts_business_days(edition: &Edition, policy: &NoticePolicy) -> bool {
    let classes = edition.notice_classes().flat_map(|class| [class.notice, class.objection]);
    let emergency = policy.emergency.as_ref().map(|time| time.value);
    classes.chain(emergency).any(|time| time.unit == Unit::BusinessDays)
}

/// Holidays of this year and the following ones, in their order.
fn holidays(policy: &NoticePolicy, today: Date, words: &Words) -> Vec<String> {
    let (this_year, ..) = today.ymd();
    let mut days: Vec<Date> =
        policy.holidays.iter().copied().filter(|day| this_year <= day.ymd().0).collect();
    days.sort_unstable();
    days.dedup();
    days.into_iter().map(|day| words.day(day)).collect()
}
