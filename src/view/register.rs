//! Sub-processors and notices that a reader may see on a day.
//!
//! What has not been announced yet does not exist for a reader.

use crate::date::Date;
use crate::library::field::{Delta, FieldValue};
use crate::library::notice::Notice;
use crate::library::subprocessor::{Location, Subprocessor};
use crate::library::timeline::{Period, Timeline};
use crate::view::{
    CategoryId, DataCategory, NoticeId, Scene, SubprocessorId, VariantId, VisibleClass,
    VisibleDelta, VisibleNotice, VisibleSubprocessor, VisibleValue,
};

/// Entries that the reader may see, in the order of the register.
pub(super) fn subprocessors(scene: &Scene<'_>) -> Vec<VisibleSubprocessor> {
    let entries =
        scene.library.register.subprocessors.iter().filter(|entry| scene.uses(&entry.applies_to));
    let timeline = known(scene);
    entries
        .filter(|entry| is_visible(scene, entry))
        .map(|entry| visible_subprocessor(scene, &timeline, entry))
        .collect()
}

/// Names of the sub-processors that are in force for a variant on the reader's day.
pub(super) fn names_in_force(scene: &Scene<'_>, variant: Option<&VariantId>) -> Vec<String> {
    let of_variant = |entry: &&Subprocessor| {
        variant.is_none_or(|variant| {
            entry.applies_to.is_empty() || entry.applies_to.iter().any(|own| own.value == *variant)
        })
    };
    let entries = scene
        .library
        .register
        .subprocessors
        .iter()
        .filter(of_variant)
        .filter(|entry| is_visible(scene, entry));
    let (today, timeline) = (scene.reader.date, known(scene));
    let in_force = entries.filter(|entry| period(scene, &timeline, &entry.id.value).holds(today));
    let name = |entry: &Subprocessor| {
        Timeline::as_of(&scene.library.notices, entry, today).display_name.value
    };
    in_force.map(name).collect()
}

/// Notices that the reader may see, oldest first.
pub(super) fn notices(scene: &Scene<'_>) -> Vec<VisibleNotice> {
    let timeline = known(scene);
    timeline.notices().filter_map(|notice| visible_notice(scene, &timeline, notice)).collect()
}

/// An entry is visible when it is meant for the reader, and the notice that
/// brings it in, if there is one, has been announced. A withdrawn one keeps it
/// visible: it was announced, and the history says what became of it.
fn is_visible(scene: &Scene<'_>, entry: &Subprocessor) -> bool {
    let id = &entry.id.value;
    let planned = Timeline::planned(&scene.library.notices);
    let mut bringing_in =
        scene.library.notices.iter().filter(|notice| planned.brings_in(notice, id)).peekable();
    scene.sees(entry.audience)
        && (bringing_in.peek().is_none() || bringing_in.any(|notice| is_announced(scene, notice)))
}

fn is_announced(scene: &Scene<'_>, notice: &Notice) -> bool {
    scene.sees(notice.audience) && notice.announced_on.value <= scene.reader.date
}

/// What the reader knows on the day.
fn known<'l>(scene: &Scene<'l>) -> Timeline<'l> {
    Timeline::known(&scene.library.notices, scene.reader.audience, scene.reader.date)
}

/// The time in which an entry is in force that counts on the day: the present one, else the next, else the last.
fn period(scene: &Scene<'_>, timeline: &Timeline<'_>, id: &SubprocessorId) -> Period {
    let today = scene.reader.date;
    let baseline = scene.library.register.baseline.as_ref().map(|date| date.value);
    let periods = timeline.periods(id, baseline);
    let present = periods.iter().find(|period| period.holds(today));
    let next = || periods.iter().find(|period| period.since.is_some_and(|since| today < since));
    let counts = present.or_else(next).or(periods.last()).copied();
    // Every notice that would bring it in was withdrawn: it never comes into force.
    counts.unwrap_or(Period { since: Some(Date::NEVER), until: None })
}

fn visible_subprocessor(
    scene: &Scene<'_>,
    timeline: &Timeline<'_>,
    entry: &Subprocessor,
) -> VisibleSubprocessor {
    let Period { since, until } = period(scene, timeline, &entry.id.value);
    let entry = &Timeline::as_of(&scene.library.notices, entry, scene.reader.date);
    let category = |id: &CategoryId| category(scene, id);
    let texts = &entry.translations;
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
        language: scene.shown_in(texts),
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

fn visible_notice<'l>(
    scene: &Scene<'_>,
    timeline: &Timeline<'l>,
    notice: &'l Notice,
) -> Option<VisibleNotice> {
    // By the name of the day of its announcement: a later name may not be known yet, and what was said stays as it was.
    let named = |id: &SubprocessorId| {
        let entry = scene.library.subprocessor(id).filter(|entry| is_visible(scene, entry))?;
        let entry = Timeline::as_of(&scene.library.notices, entry, notice.announced_on.value);
        Some((id.clone(), entry.display_name.value))
    };
    // What becomes of an earlier notice is about whom that one is about.
    let about = timeline.target(notice).filter(|_| notice.subject.is_empty()).unwrap_or(notice);
    let subject: Vec<_> = about.subject.iter().filter_map(|id| named(&id.value)).collect();
    if subject.is_empty() {
        return None;
    }
    let course = timeline.course(notice);
    let id_of = |notice: &&Notice| notice.id.value.clone();
    let postponed = course.postponed_by.last().map(|own| own.announced_on.value);
    let ended_by = course.ended.and_then(|ending| Some((ending.by?, ending.is_superseded)));
    let by = |superseded| {
        ended_by.filter(|(_, own)| *own == superseded).map(|(own, _)| own.id.value.clone())
    };
    let change = |delta: &Delta| VisibleDelta {
        field: delta.field.value,
        from: visible_value(scene, &delta.from),
        to: visible_value(scene, &delta.to),
    };
    let announced = |id: &NoticeId| {
        let earlier = scene.library.notices.iter().find(|notice| notice.id.value == *id);
        earlier.is_some_and(|notice| is_announced(scene, notice))
    };
    let class =
        notice.class.as_ref().and_then(|class| scene.library.project.notices.class(&class.value));
    let texts = &notice.translations;
    let text = |key, original: &Option<String>| scene.optional(texts, key, original.as_ref());
    Some(VisibleNotice {
        id: notice.id.value.clone(),
        kind: notice.kind.value,
        effect: course.effect,
        subject,
        replaces: notice.replaces.as_ref().and_then(|id| named(&id.value)),
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
        postponed_by: course.postponed_by.iter().map(id_of).collect(),
        notify_by: notice.notify_by.as_ref().map(|date| date.value),
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
        supersedes: notice.supersedes.as_ref().map(|id| id.value.clone()).filter(announced),
        superseded_by: by(true),
        withdrawn_by: by(false),
        withdrawn_on: course.ended.filter(|ending| !ending.is_superseded).map(|ending| ending.on),
        updated: course
            .ended
            .map(|ending| ending.on)
            .or(postponed)
            .unwrap_or(notice.announced_on.value),
        language: scene.shown_in(texts),
    })
}
