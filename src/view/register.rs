//! Sub-processors and notices that a reader may see on a day.
//!
//! What has not been announced yet does not exist for a reader.

use std::collections::{BTreeMap, BTreeSet};

use crate::date::Date;
use crate::library::field::{Delta, Field, FieldValue};
use crate::library::notice::Notice;
use crate::library::subprocessor::{Location, Subprocessor};
use crate::library::timeline::{Period, Timeline};
use crate::library::translation::Translations;
use crate::view::{
    CategoryId, DataCategory, NoticeId, Scene, SubprocessorId, VariantId, VisibleClass,
    VisibleDelta, VisibleNotice, VisibleSubprocessor, VisibleValue,
};

/// The texts of an entry that may be translated.
const TEXTS: [Field; 4] = [Field::Purpose, Field::Service, Field::DataSubjects, Field::EnabledBy];

/// The register and its notices, as far as the reader knows of them.
pub(super) struct Sight<'s, 'l> {
    scene: &'s Scene<'l>,
    /// What the reader knows on the day.
    pub(super) known: Timeline<'l>,
    /// All that has been or will be announced.
    pub(super) planned: Timeline<'l>,
}

/// Entries that the reader may see, in the order of the register.
pub(super) fn subprocessors(scene: &Scene<'_>) -> Vec<VisibleSubprocessor> {
    let sight = Sight::of(scene);
    let visible = sight.entries();
    visible
        .filter(|(_, now)| scene.uses(&now.applies_to))
        .map(|(entry, now)| visible_subprocessor(&sight, entry, &now))
        .collect()
}

/// Names of the sub-processors that are in force for a variant on the reader's day.
pub(super) fn names_in_force(scene: &Scene<'_>, variant: Option<&VariantId>) -> Vec<String> {
    let sight = Sight::of(scene);
    let is_used = |entry: &Subprocessor| {
        variant.is_none_or(|variant| {
            entry.applies_to.is_empty() || entry.applies_to.iter().any(|own| own.value == *variant)
        })
    };
    sight
        .entries()
        .filter(|(_, now)| is_used(now) && sight.period(&now.id.value).holds(scene.reader.date))
        .map(|(_, now)| now.display_name.value)
        .collect()
}

/// Notices that the reader may see, oldest first.
pub(super) fn notices(scene: &Scene<'_>) -> Vec<VisibleNotice> {
    let sight = Sight::of(scene);
    let entries = sight.entries().map(|(entry, _)| (&entry.id.value, entry));
    let mut told = Told { entries: entries.collect(), notices: BTreeSet::new() };
    let known = sight.known.notices().filter(|notice| !told.subjects(&sight, notice).is_empty());
    told.notices = known.map(|notice| &notice.id.value).collect();
    let visible = sight.known.notices().filter(|notice| told.notices.contains(&notice.id.value));
    visible.map(|notice| visible_notice(&sight, &told, notice)).collect()
}

/// Who and what a reader may be told of by name.
pub(super) struct Told<'l> {
    /// Entries as the register has them.
    entries: BTreeMap<&'l SubprocessorId, &'l Subprocessor>,
    /// Notices.
    notices: BTreeSet<&'l NoticeId>,
}

impl<'l> Told<'l> {
    /// Everybody and everything, for those who write notices.
    pub(super) fn all(sight: &Sight<'_, 'l>) -> Self {
        let library = sight.scene.library;
        let entries = library.register.subprocessors.iter();
        Self {
            entries: entries.map(|entry| (&entry.id.value, entry)).collect(),
            notices: library.notices.iter().map(|notice| &notice.id.value).collect(),
        }
    }

    /// An entry that a notice speaks of, by its name on the day of the announcement: what was announced keeps its
    /// words when the entry gets another name.
    pub(super) fn entry(
        &self,
        sight: &Sight<'_, 'l>,
        notice: &Notice,
        id: &SubprocessorId,
    ) -> Option<(SubprocessorId, String)> {
        let mut then = sight.planned.entry_on(self.entries.get(id)?, notice.announced_on.value);
        // Who comes has the name of the announcement, also while another name is in force.
        if sight.planned.brings_in(notice, id) {
            notice.changes.iter().for_each(|delta| then.set(delta.field.value, &delta.to));
        }
        Some((id.clone(), then.display_name.value))
    }

    fn notice(&self, id: &NoticeId) -> Option<NoticeId> {
        self.notices.get(id).map(|id| (*id).clone())
    }

    /// Who a notice is about. What becomes of an earlier notice is about whom that one is about.
    fn subjects(&self, sight: &Sight<'_, 'l>, notice: &Notice) -> Vec<(SubprocessorId, String)> {
        let earlier = sight.known.target(notice).filter(|earlier| sight.is_announced(earlier));
        let about = earlier.filter(|_| notice.subject.is_empty()).unwrap_or(notice);
        about.subject.iter().filter_map(|id| self.entry(sight, notice, &id.value)).collect()
    }
}

impl<'s, 'l> Sight<'s, 'l> {
    fn of(scene: &'s Scene<'l>) -> Self {
        Self::at(scene, scene.reader.date)
    }

    /// With what will be known on a day.
    pub(super) fn at(scene: &'s Scene<'l>, day: Date) -> Self {
        let notices = &scene.library.notices;
        Self {
            scene,
            known: Timeline::known(notices, scene.reader.audience, day),
            planned: Timeline::planned(notices),
        }
    }

    /// Entries that the reader may see, each as the register has it and as it is on the day.
    fn entries(&self) -> impl Iterator<Item = (&'l Subprocessor, Subprocessor)> + '_ {
        let entries = self.scene.library.register.subprocessors.iter();
        let visible = entries.filter(|entry| self.shows(entry));
        visible.map(|entry| (entry, self.planned.entry_on(entry, self.scene.reader.date)))
    }

    /// An entry is visible when it is meant for the reader, and a notice that brings it in has been announced to the
    /// reader, or has taken effect. A withdrawn one keeps it visible: it was announced, and the history says what
    /// became of it. What no notice brought in exists since the register does, also when one is to bring it in again.
    fn shows(&self, entry: &Subprocessor) -> bool {
        let id = &entry.id.value;
        let brought_in = |notice: &&Notice| self.planned.brings_in(notice, id);
        let is_told = || {
            let mut bringing_in = self.known.records_of(id).filter(brought_in);
            bringing_in.any(|notice| self.is_announced(notice))
        };
        self.scene.sees(entry.audience) && (is_told() || self.has_begun(id))
    }

    /// Whether an entry is or was in force on the day.
    fn has_begun(&self, id: &SubprocessorId) -> bool {
        let today = self.scene.reader.date;
        let periods = self.known.periods(id, self.baseline());
        periods.first().is_some_and(|first| first.since.is_none_or(|since| since <= today))
    }

    /// An entry as it is on the day, whoever may know of it.
    pub(super) fn entry(&self, id: &SubprocessorId) -> Option<VisibleSubprocessor> {
        let entry = self.scene.library.subprocessor(id)?;
        let now = self.planned.entry_on(entry, self.scene.reader.date);
        Some(visible_subprocessor(self, entry, &now))
    }

    fn baseline(&self) -> Option<Date> {
        self.scene.library.register.baseline.as_ref().map(|date| date.value)
    }

    fn is_announced(&self, notice: &Notice) -> bool {
        self.scene.sees(notice.audience) && notice.announced_on.value <= self.scene.reader.date
    }

    /// The time in which an entry is in force that counts on the day: the present one, else the next, else the last.
    fn period(&self, id: &SubprocessorId) -> Period {
        let today = self.scene.reader.date;
        let periods = self.known.periods(id, self.baseline());
        let present = periods.iter().find(|period| period.holds(today));
        let next = || periods.iter().find(|period| period.since.is_some_and(|since| today < since));
        let counts = present.or_else(next).or(periods.last()).copied();
        // Every notice that would bring it in was withdrawn: it never comes into force.
        counts.unwrap_or(Period { since: Some(Date::NEVER), until: None })
    }
}

/// An entry as the register has it, and as it is on the day.
fn visible_subprocessor(
    sight: &Sight<'_, '_>,
    written: &Subprocessor,
    entry: &Subprocessor,
) -> VisibleSubprocessor {
    let scene = sight.scene;
    let Period { since, until } = sight.period(&entry.id.value);
    let category = |id: &CategoryId| category(scene, id);
    // Translations are of the texts that will be: before the effect they would tell another story.
    let untranslated = Translations::default();
    let is_as_written = TEXTS.iter().all(|field| written.value(*field) == entry.value(*field));
    let texts = if is_as_written { &entry.translations } else { &untranslated };
    let language =
        if is_as_written { scene.shown_in(texts) } else { scene.library.project.site.language };
    let subjects = texts.whole(scene.reader.language).and_then(|own| own.text("data_subjects"));
    let url = |url: &Option<crate::library::project::Url>| {
        url.as_ref().map(|url| url.as_str().to_owned())
    };
    VisibleSubprocessor {
        id: entry.id.value.clone(),
        legal_name: entry.legal_name.clone(),
        display_name: entry.display_name.value.clone(),
        address: entry.address.clone(),
        country: entry.country,
        contact: entry.contact.as_str().to_owned(),
        contact_href: entry.contact.href(),
        purpose: scene.text(texts, "purpose", &entry.purpose),
        service: scene.optional(texts, "service", entry.service.as_ref()),
        data_categories: entry.data_categories.iter().map(|id| category(&id.value)).collect(),
        data_subjects: subjects
            .map_or_else(|| entry.data_subjects.clone(), |text| vec![text.to_owned()]),
        special_category: entry.special_category,
        processing_locations: entry
            .processing_locations
            .iter()
            .map(|location| (location.country, location.region.clone()))
            .collect(),
        remote_access_from: entry.remote_access_from.clone(),
        transfer: entry.transfer.iter().map(|transfer| transfer.value.clone()).collect(),
        tia: entry.tia,
        website: url(&entry.website),
        dpa_url: url(&entry.dpa_url),
        subprocessors_url: url(&entry.subprocessors_url),
        security_url: url(&entry.security_url),
        applies_to: entry.applies_to.iter().map(|variant| variant.value.clone()).collect(),
        optional: entry.optional,
        enabled_by: scene.optional(texts, "enabled_by", entry.enabled_by.as_ref()),
        affiliate: entry.affiliate,
        since,
        until,
        language,
    }
}

/// A category of data in the reader's language.
fn category(scene: &Scene<'_>, id: &CategoryId) -> DataCategory {
    let register = &scene.library.register;
    let translated =
        scene.other_language().and_then(|language| register.translations.get(language));
    let own = translated.and_then(|text| text.data_categories.get(id));
    let title = own.or_else(|| register.data_categories.get(id));
    DataCategory { id: id.clone(), title: title.cloned().unwrap_or_else(|| id.to_string()) }
}

fn visible_value(scene: &Scene<'_>, value: &FieldValue) -> VisibleValue {
    match value {
        FieldValue::Flag(flag) => VisibleValue::Flag(*flag),
        FieldValue::Country(country) => VisibleValue::Countries(vec![*country]),
        FieldValue::Countries(countries) => VisibleValue::Countries(countries.clone()),
        FieldValue::Categories(ids) => {
            VisibleValue::Categories(ids.iter().map(|id| category(scene, id)).collect())
        }
        FieldValue::Places(places) => {
            let place = |own: &Location| (own.country, own.region.clone());
            VisibleValue::Places(places.iter().map(place).collect())
        }
        FieldValue::Transfers(transfers) => VisibleValue::Transfers(transfers.clone()),
        FieldValue::Variants(ids) => VisibleValue::Variants(ids.clone()),
        FieldValue::Text(_)
        | FieldValue::Texts(_)
        | FieldValue::Contact(_)
        | FieldValue::Url(_) => VisibleValue::Texts(value.items()),
    }
}

pub(super) fn visible_notice<'l>(
    sight: &Sight<'_, 'l>,
    told: &Told<'l>,
    notice: &'l Notice,
) -> VisibleNotice {
    let scene = sight.scene;
    let course = sight.known.course(notice);
    let postponed = course.postponed_by.last().map(|own| own.announced_on.value);
    let by = |is_superseded| {
        let ending = course.ended.filter(|ending| ending.is_superseded == is_superseded);
        ending.and_then(|ending| told.notice(&ending.by?.id.value))
    };
    let change = |delta: &Delta| VisibleDelta {
        field: delta.field.value,
        from: visible_value(scene, &delta.from),
        to: visible_value(scene, &delta.to),
    };
    let policy = &scene.library.project.notices;
    let is_emergency = sight.known.is_emergency(notice);
    let class = notice.class.as_ref().and_then(|class| policy.class(&class.value));
    let texts = &notice.translations;
    let text = |key, original: &Option<String>| scene.optional(texts, key, original.as_ref());
    VisibleNotice {
        id: notice.id.value.clone(),
        kind: notice.kind.value,
        effect: course.effect,
        subject: told.subjects(sight, notice),
        replaces: sight.known.replaced(notice).and_then(|id| told.entry(sight, notice, id)),
        announced_on: notice.announced_on.value,
        class: class.map(|class| VisibleClass {
            id: class.id.value.to_string(),
            notice: class.notice,
            objection: class.objection,
        }),
        effective_on: course.effective_on,
        objection_until: course.objection_until,
        postponed_from: Some(notice.effective_on.value)
            .filter(|first| *first != course.effective_on),
        postponed_by: course
            .postponed_by
            .iter()
            .filter_map(|own| told.notice(&own.id.value))
            .collect(),
        is_emergency,
        told_by: is_emergency.then(|| policy.tell_by(notice, course.effective_on)),
        changes: notice.changes.iter().map(change).collect(),
        reason: scene.text(texts, "reason", &notice.reason),
        customer_impact: text("customer_impact", &notice.customer_impact),
        data_delta: text("data_delta", &notice.data_delta),
        location_delta: text("location_delta", &notice.location_delta),
        transfer_delta: text("transfer_delta", &notice.transfer_delta),
        how_to_object: text("how_to_object", &notice.how_to_object),
        contact: notice
            .contact
            .as_ref()
            .map(|contact| (contact.as_str().to_owned(), contact.href())),
        supersedes: notice.supersedes.as_ref().and_then(|id| told.notice(&id.value)),
        superseded_by: by(true),
        withdrawn_by: by(false),
        withdrawn_on: course.ended.filter(|ending| !ending.is_superseded).map(|ending| ending.on),
        updated: course
            .ended
            .map(|ending| ending.on)
            .or(postponed)
            .unwrap_or(notice.announced_on.value),
        language: scene.shown_in(texts),
    }
}

#[cfg(test)]
mod tests;
