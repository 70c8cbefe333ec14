//! Sub-processors and notices that a reader may see on a day.
//!
//! What has not been announced yet does not exist for a reader.

use crate::date::Date;
use crate::library::notice::{Notice, NoticeKind};
use crate::library::subprocessor::Subprocessor;
use crate::view::{
    DataCategory, NoticeId, Scene, SubprocessorId, VariantId, VisibleClass, VisibleNotice,
    VisibleSubprocessor,
};

/// Entries that the reader may see, in the order of the register.
pub(super) fn subprocessors(scene: &Scene<'_>) -> Vec<VisibleSubprocessor> {
    let entries =
        scene.library.register.subprocessors.iter().filter(|entry| scene.uses(&entry.applies_to));
    entries
        .filter(|entry| is_visible(scene, entry))
        .map(|entry| visible_subprocessor(scene, entry))
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
    let today = scene.reader.date;
    let in_force = entries.filter(|entry| {
        since(scene, &entry.id.value).is_none_or(|date| date <= today)
            && until(scene, &entry.id.value).is_none_or(|date| today < date)
    });
    in_force.map(|entry| entry.display_name.value.clone()).collect()
}

/// Notices that the reader may see, oldest first.
pub(super) fn notices(scene: &Scene<'_>) -> Vec<VisibleNotice> {
    let announced = scene.library.notices.iter().filter(|notice| is_announced(scene, notice));
    announced.filter_map(|notice| visible_notice(scene, notice)).collect()
}

/// An entry is visible when it is meant for the reader, and the notice that
/// brings it in, if there is one, has been announced. A withdrawn one keeps it
/// visible: it was announced, and the history says what became of it.
fn is_visible(scene: &Scene<'_>, entry: &Subprocessor) -> bool {
    let id = &entry.id.value;
    let mut bringing_in = scene
        .library
        .notices
        .iter()
        .filter(|notice| notice.brings_in() && names(notice, id))
        .peekable();
    scene.sees(entry.audience)
        && (bringing_in.peek().is_none() || bringing_in.any(|notice| is_announced(scene, notice)))
}

fn names(notice: &Notice, id: &SubprocessorId) -> bool {
    notice.subject.iter().any(|subject| subject.value == *id)
}

fn is_announced(scene: &Scene<'_>, notice: &Notice) -> bool {
    scene.sees(notice.audience) && notice.announced_on.value <= scene.reader.date
}

fn is_withdrawn(scene: &Scene<'_>, notice: &Notice) -> bool {
    let superseded = scene.library.notices.iter().any(|later| {
        later.supersedes.as_ref().is_some_and(|id| id.value == notice.id.value)
            && is_announced(scene, later)
    });
    superseded || notice.withdrawn_on.as_ref().is_some_and(|date| date.value <= scene.reader.date)
}

/// Announced notices about an entry that have not been withdrawn.
fn standing<'s>(scene: &'s Scene<'_>, id: &'s SubprocessorId) -> impl Iterator<Item = &'s Notice> {
    scene
        .library
        .notices
        .iter()
        .filter(move |notice| is_announced(scene, notice) && !is_withdrawn(scene, notice))
        .filter(move |notice| {
            names(notice, id) || notice.replaces.as_ref().is_some_and(|old| old.value == *id)
        })
}

/// The first day of processing: that of the notice that brings the entry in, else the baseline.
fn since(scene: &Scene<'_>, id: &SubprocessorId) -> Option<Date> {
    let brought_in = standing(scene, id).find(|notice| notice.brings_in() && names(notice, id));
    let never_in_force =
        scene.library.notices.iter().any(|notice| notice.brings_in() && names(notice, id));
    match brought_in {
        Some(notice) => Some(notice.effective_on.value),
        // Every notice that would bring it in was withdrawn: it never comes into force.
        None if never_in_force => Some(Date::NEVER),
        None => scene.library.register.baseline.as_ref().map(|date| date.value),
    }
}

/// The day from which it no longer processes.
fn until(scene: &Scene<'_>, id: &SubprocessorId) -> Option<Date> {
    let ends = |notice: &&Notice| {
        notice.effect() == NoticeKind::Remove && names(notice, id)
            || notice.replaces.as_ref().is_some_and(|old| old.value == *id)
    };
    standing(scene, id).filter(ends).map(|notice| notice.effective_on.value).max()
}

fn visible_subprocessor(scene: &Scene<'_>, entry: &Subprocessor) -> VisibleSubprocessor {
    let library_register = &scene.library.register;
    let categories = &library_register.data_categories;
    let translated =
        scene.other_language().and_then(|language| library_register.translations.get(language));
    let category = |id: &crate::library::id::CategoryId| {
        let own = translated.and_then(|text| text.data_categories.get(id));
        let title = own.or_else(|| categories.get(id));
        DataCategory { id: id.clone(), title: title.cloned().unwrap_or_else(|| id.to_string()) }
    };
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
        since: since(scene, &entry.id.value),
        until: until(scene, &entry.id.value),
        language: scene.shown_in(texts),
    }
}

fn visible_notice(scene: &Scene<'_>, notice: &Notice) -> Option<VisibleNotice> {
    let named = |id: &SubprocessorId| {
        let entry = scene.library.subprocessor(id).filter(|entry| is_visible(scene, entry))?;
        Some((id.clone(), entry.display_name.value.clone()))
    };
    let subject: Vec<_> = notice.subject.iter().filter_map(|id| named(&id.value)).collect();
    if subject.is_empty() {
        return None;
    }
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
        subject,
        replaces: notice.replaces.as_ref().and_then(|id| named(&id.value)),
        announced_on: notice.announced_on.value,
        class: class.map(|class| VisibleClass {
            id: class.id.value.to_string(),
            notice: class.notice,
            objection: class.objection,
        }),
        effective_on: notice.effective_on.value,
        objection_until: notice.objection_until.as_ref().map(|date| date.value),
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
        withdrawn_on: notice
            .withdrawn_on
            .as_ref()
            .map(|date| date.value)
            .filter(|date| *date <= scene.reader.date),
        language: scene.shown_in(texts),
    })
}
