//! `/subprocessors/subprocessors.json`: the register and its notices.

use schemars::JsonSchema;
use serde::Serialize;

use crate::language::{Language, Words};
use crate::output::json::Head;
use crate::portal::wording::transfers_in_english;
use crate::portal::{Edition, wording};
use crate::register::DatedNotice;
use crate::view::{Country, NoticeId, SubprocessorId, VisibleDelta, VisibleSubprocessor, route};

/// The sub-processors of an organisation and every notice about them.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RegisterOut {
    #[serde(flatten)]
    head: Head,
    /// Address of the register's page.
    url: String,
    /// What is promised about changes.
    notice_policy: PolicyOut,
    /// Sub-processors in force.
    in_force: Vec<SubprocessorOut>,
    /// Announced ones that are not in force yet.
    upcoming: Vec<SubprocessorOut>,
    /// Those that are no longer in force.
    former: Vec<SubprocessorOut>,
    /// Notices, newest announcement first.
    notices: Vec<NoticeOut>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PolicyOut {
    /// Classes under which something can be announced on the day of the file.
    classes: Vec<ClassOut>,
    /// Whether a change may take effect while objections are still open.
    effective_before_objections_close: bool,
    /// Kinds of change that only inform: no time ahead, none to object.
    informational: Vec<&'static str>,
    /// How long after its effect customers are told of an emergency: `5 days`.
    emergency: Option<String>,
    /// Days that are no business days, besides Saturdays and Sundays.
    holidays: Vec<String>,
    /// The time zone in which days end, in words: `Europe/Berlin`.
    time_zone: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ClassOut {
    /// Its id.
    id: String,
    /// From the announcement to the effect: `14 days`.
    notice: String,
    /// From the announcement to the end of objections: `30 days`.
    objection: String,
}

#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own in the file")]
#[derive(Debug, Serialize, JsonSchema)]
struct SubprocessorOut {
    /// Its id; never reused.
    id: String,
    /// Its address on the portal.
    url: String,
    /// The name people know.
    display_name: String,
    /// The name in contracts.
    legal_name: String,
    /// Postal address.
    address: Option<String>,
    /// Code of the country where it is established (ISO 3166-1).
    country: String,
    /// How to reach it: an e-mail address or an address on the web.
    contact: String,
    /// What it does.
    purpose: String,
    /// Which of its services.
    service: Option<String>,
    /// What data it processes.
    data_categories: Vec<CategoryOut>,
    /// About whom.
    data_subjects: Vec<String>,
    /// Whether special categories are among the data (GDPR Art. 9).
    special_category: bool,
    /// Where it processes.
    processing_locations: Vec<LocationOut>,
    /// Codes of the countries from which else it can reach the data.
    remote_access_from: Vec<String>,
    /// What makes transfers lawful, in words.
    transfer: Vec<String>,
    /// Whether a transfer impact assessment was done.
    transfer_impact_assessment: bool,
    /// Its website.
    website: Option<String>,
    /// Its data processing agreement.
    dpa_url: Option<String>,
    /// Its own sub-processors.
    subprocessors_url: Option<String>,
    /// Its security page.
    security_url: Option<String>,
    /// Ids of the variants that use it; empty: all.
    applies_to: Vec<String>,
    /// Whether a customer can do without it.
    optional: bool,
    /// Who switches it on.
    enabled_by: Option<String>,
    /// Whether it belongs to the organisation's group.
    affiliate: bool,
    /// The first day of its processing.
    since: Option<String>,
    /// The first day on which it is no longer in force.
    until: Option<String>,
    /// Announced changes of it that have not taken effect, soonest first; not its end.
    changes_on: Vec<ComingOut>,
}

/// An announced change of an entry.
#[derive(Debug, Serialize, JsonSchema)]
struct ComingOut {
    /// The day of its effect.
    date: String,
    /// Id of the notice.
    notice: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct CategoryOut {
    /// Its id.
    id: String,
    /// Its words.
    title: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct LocationOut {
    /// Code of the country.
    country: String,
    /// Region of the cloud.
    region: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct NoticeOut {
    /// Its id; never reused.
    id: String,
    /// Its permalink.
    url: String,
    /// What its record says that it is: `add`, `replace`, `remove`, `emergency`, `amend`, `postpone`, `withdraw` ...
    kind: &'static str,
    /// What it does to the register: for an emergency or an amendment, the change behind it.
    effect: &'static str,
    /// Where it stands on the day of the file: `announced`, `objection-open`, `cleared`, `effective`,
    /// `effective-objections-open`, `removed`, `withdrawn` or `superseded`.
    state: &'static str,
    /// About whom.
    subject: Vec<SubjectOut>,
    /// Who is replaced.
    replaces: Option<SubjectOut>,
    /// The day of the announcement.
    announced_on: String,
    /// Its class and the terms of the class.
    class: Option<ClassOut>,
    /// The day of the effect, after postponements.
    effective_on: String,
    /// The last day for objections, after postponements.
    objection_until: Option<String>,
    /// The day of the effect that was announced first, where it was postponed.
    postponed_from: Option<String>,
    /// Ids of the notices that postpone it, oldest first.
    postponed_by: Vec<String>,
    /// The last day for telling customers of an emergency.
    notify_by: Option<String>,
    /// What it changes in the register, key by key.
    changes: Vec<ChangeOut>,
    /// Why.
    reason: String,
    /// What customers have to do.
    customer_impact: Option<String>,
    /// What changes about the data.
    data_delta: Option<String>,
    /// What changes about the place.
    location_delta: Option<String>,
    /// What changes about the transfer.
    transfer_delta: Option<String>,
    /// How to object.
    how_to_object: Option<String>,
    /// Whom to write to.
    contact: Option<String>,
    /// Id of the earlier notice that it takes the place of, postpones or withdraws.
    supersedes: Option<String>,
    /// Id of the notice that takes its place.
    superseded_by: Option<String>,
    /// Id of the notice that withdraws it.
    withdrawn_by: Option<String>,
    /// The day it was withdrawn.
    withdrawn_on: Option<String>,
    /// The day on which it was announced, postponed, withdrawn or superseded last.
    updated: String,
}

/// What a notice changes under one key of the register.
#[derive(Debug, Serialize, JsonSchema)]
struct ChangeOut {
    /// The key: `processing_locations`.
    field: &'static str,
    /// What the register says before: ids, codes, `yes` or `no`, and texts as they are written; empty for nothing.
    from: Vec<String>,
    /// What it says from the effect on; of `applies_to`, empty stands for all variants.
    to: Vec<String>,
    /// The change in English, in one line.
    text: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct SubjectOut {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
}

/// The register of an edition.
pub(super) fn of(edition: &Edition) -> RegisterOut {
    let register = &edition.register;
    let policy = &edition.view.notice_policy;
    let classes = edition.notice_classes().map(|class| ClassOut {
        id: class.id.value.to_string(),
        notice: class.notice.to_string(),
        objection: class.objection.to_string(),
    });
    let entries = |entries: &[VisibleSubprocessor]| {
        entries.iter().map(|entry| subprocessor(edition, entry)).collect()
    };
    RegisterOut {
        head: Head::new(edition, "subprocessors.schema.json"),
        url: edition.url(route::SUBPROCESSORS),
        notice_policy: PolicyOut {
            classes: classes.collect(),
            effective_before_objections_close: policy.effective_before_objections_close,
            informational: policy.informational.iter().map(|kind| kind.value.word()).collect(),
            emergency: policy.emergency.as_ref().map(|time| time.value.to_string()),
            holidays: policy.holidays.iter().map(ToString::to_string).collect(),
            time_zone: policy.time_zone.clone(),
        },
        in_force: entries(&register.in_force),
        upcoming: entries(&register.upcoming),
        former: entries(&register.former),
        notices: register.history.iter().map(|dated| notice(edition, dated)).collect(),
    }
}

fn subprocessor(edition: &Edition, entry: &VisibleSubprocessor) -> SubprocessorOut {
    let code = |country: &Country| country.code().to_owned();
    let location = |(country, region): &(Country, Option<String>)| LocationOut {
        country: code(country),
        region: region.clone(),
    };
    let category = |category: &crate::view::DataCategory| CategoryOut {
        id: category.id.to_string(),
        title: category.title.clone(),
    };
    SubprocessorOut {
        id: entry.id.to_string(),
        url: edition.url(&route::subprocessor(&entry.id)),
        display_name: entry.display_name.clone(),
        legal_name: entry.legal_name.clone(),
        address: entry.address.clone(),
        country: code(&entry.country),
        contact: entry.contact.clone(),
        purpose: entry.purpose.clone(),
        service: entry.service.clone(),
        data_categories: entry.data_categories.iter().map(category).collect(),
        data_subjects: entry.data_subjects.clone(),
        special_category: entry.special_category,
        processing_locations: entry.processing_locations.iter().map(location).collect(),
        remote_access_from: entry.remote_access_from.iter().map(code).collect(),
        transfer: transfers_in_english(&entry.transfer),
        transfer_impact_assessment: entry.tia,
        website: entry.website.clone(),
        dpa_url: entry.dpa_url.clone(),
        subprocessors_url: entry.subprocessors_url.clone(),
        security_url: entry.security_url.clone(),
        applies_to: entry.applies_to.iter().map(ToString::to_string).collect(),
        optional: entry.optional,
        enabled_by: entry.enabled_by.clone(),
        affiliate: entry.affiliate,
        since: entry.since.map(|date| date.to_string()),
        until: entry.until.map(|date| date.to_string()),
        changes_on: edition.register.changes_of(&entry.id).map(coming).collect(),
    }
}

fn coming(dated: &DatedNotice) -> ComingOut {
    ComingOut { date: dated.notice.effective_on.to_string(), notice: dated.notice.id.to_string() }
}

fn change(edition: &Edition, own: &VisibleDelta) -> ChangeOut {
    ChangeOut {
        field: own.field.key(),
        from: wording::machine_value(&own.from),
        to: wording::machine_value(&own.to),
        text: wording::changed(&Words::of(Language::En), &edition.view, own),
    }
}

fn notice(edition: &Edition, dated: &DatedNotice) -> NoticeOut {
    let notice = &dated.notice;
    let named = |(id, name): &(SubprocessorId, String)| SubjectOut {
        id: id.to_string(),
        name: name.clone(),
    };
    // A notice may supersede one that this reader may not know of.
    let is_visible = |id: &&NoticeId| edition.view.notices.iter().any(|known| known.id == **id);
    let one = |id: Option<&NoticeId>| id.filter(is_visible).map(ToString::to_string);
    let ids = |ids: &[NoticeId]| ids.iter().filter(is_visible).map(ToString::to_string).collect();
    NoticeOut {
        id: notice.id.to_string(),
        url: edition.url(&route::notice(&notice.id)),
        kind: notice.kind.word(),
        effect: notice.effect.word(),
        state: dated.state.word(),
        subject: notice.subject.iter().map(named).collect(),
        replaces: notice.replaces.as_ref().map(named),
        announced_on: notice.announced_on.to_string(),
        class: notice.class.as_ref().map(|class| ClassOut {
            id: class.id.clone(),
            notice: class.notice.to_string(),
            objection: class.objection.to_string(),
        }),
        effective_on: notice.effective_on.to_string(),
        objection_until: notice.objection_until.map(|date| date.to_string()),
        postponed_from: notice.postponed_from.map(|date| date.to_string()),
        postponed_by: ids(&notice.postponed_by),
        notify_by: notice.told_by.map(|date| date.to_string()),
        changes: notice.changes.iter().map(|own| change(edition, own)).collect(),
        reason: notice.reason.clone(),
        customer_impact: notice.customer_impact.clone(),
        data_delta: notice.data_delta.clone(),
        location_delta: notice.location_delta.clone(),
        transfer_delta: notice.transfer_delta.clone(),
        how_to_object: notice.how_to_object.clone(),
        contact: notice.contact.as_ref().map(|(words, _)| words.clone()),
        supersedes: one(notice.supersedes.as_ref()),
        superseded_by: one(notice.superseded_by.as_ref()),
        withdrawn_by: one(notice.withdrawn_by.as_ref()),
        withdrawn_on: notice.withdrawn_on.map(|date| date.to_string()),
        updated: notice.updated.to_string(),
    }
}
