//! Pages of the register: who is in force, what is coming, what has been.

use serde::Serialize;

use crate::portal::Portal;
use crate::portal::answers::Word;
use crate::portal::page::{Body, Content};
use crate::portal::site::{Day, Fallback, Link, capitalized, counted};
use crate::register::DatedNotice;
use crate::view::{Country, NoticeId, SubprocessorId, VisibleSubprocessor, route};

/// The register.
#[derive(Debug, Serialize)]
pub struct RegisterPage {
    /// The day.
    pub as_of: Day,
    /// Sub-processors in force.
    pub in_force: Vec<Entry>,
    /// Sub-processors that have been announced and are not in force yet.
    pub upcoming: Vec<Entry>,
    /// Sub-processors that are no longer in force.
    pub former: Vec<Entry>,
    /// Notices that have not run their course.
    pub pending: Vec<Notice>,
    /// All announced notices, newest first.
    pub history: Vec<Notice>,
    /// What is promised about changes, a sentence each.
    pub policy: Vec<String>,
    /// The same register for programs.
    pub files: Vec<Link>,
}

/// An entry of the register.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// Its id, for an anchor.
    pub id: String,
    /// The name people know.
    pub name: String,
    /// The name in contracts.
    pub legal_name: String,
    /// Postal address; may be empty.
    pub address: String,
    /// Country of establishment.
    pub country: String,
    /// How to reach it.
    pub contact: Link,
    /// What it does for us.
    pub purpose: String,
    /// Which of its services; may be empty.
    pub service: String,
    /// What data it processes.
    pub data_categories: Vec<String>,
    /// About whom; may be empty.
    pub data_subjects: String,
    /// Whether special categories are among the data.
    pub special_category: bool,
    /// Where it processes, a country each.
    pub locations: Vec<Place>,
    /// From where else it can reach the data; may be empty.
    pub remote_access: String,
    /// What makes transfers lawful.
    pub transfer: Vec<String>,
    /// Whether a transfer impact assessment was done.
    pub tia: bool,
    /// Its own pages.
    pub links: Vec<Link>,
    /// Names of the variants that use it; empty for all.
    pub variants: String,
    /// When a customer can do without it: how, or that it is so; may be empty.
    pub optional: String,
    /// Whether it belongs to the organisation's group.
    pub affiliate: bool,
    /// The first day of its processing, if known.
    pub since: Option<Day>,
    /// The first day on which it is no longer in force.
    pub until: Option<Day>,
    /// Set where its texts are in another language than the page.
    pub fallback: Option<Fallback>,
}

/// A country where data is processed.
#[derive(Debug, Serialize)]
pub struct Place {
    /// The country.
    pub country: String,
    /// Cloud regions in it; may be none.
    pub regions: Vec<String>,
}

/// A notice.
#[derive(Debug, Serialize)]
pub struct Notice {
    /// Its id.
    pub id: String,
    /// Address of its permalink.
    pub href: String,
    /// What it announces, with names.
    pub title: String,
    /// The kind of change.
    pub kind: &'static str,
    /// Where it stands on the day.
    pub state: Word,
    /// About whom.
    pub subject: Vec<Link>,
    /// Who is replaced.
    pub replaces: Option<Link>,
    /// The day of the announcement.
    pub announced: Day,
    /// The day of the effect.
    pub effective: Day,
    /// The last day for objections.
    pub objection_until: Option<Day>,
    /// The terms of its class, in words; may be empty.
    pub class: String,
    /// Why.
    pub reason: String,
    /// What changes and what customers have to do: a few words and a sentence each.
    pub changes: Vec<(&'static str, String)>,
    /// Whom to write to.
    pub contact: Option<Link>,
    /// The notice that it takes the place of.
    pub supersedes: Option<Link>,
    /// The notice that takes its place.
    pub superseded_by: Option<Link>,
    /// The day it was withdrawn.
    pub withdrawn: Option<Day>,
    /// Set where its texts are in another language than the page.
    pub fallback: Option<Fallback>,
}

impl Portal<'_> {
    pub(crate) fn subprocessors(&self) -> Content {
        let register = &self.edition.register;
        let as_of = register.as_of;
        let about = format!(
            "{} of {} in force on {}, open notices of changes and their history.",
            counted(register.in_force.len(), "sub-processor"),
            self.edition.view.organization.name,
            self.edition.words.day(as_of)
        );
        let mut head = self.head(
            route::SUBPROCESSORS,
            self.edition.words.text("subprocessors"),
            &about,
            route::SUBPROCESSORS,
        );
        head.feeds = true;
        let entries = |own: &[VisibleSubprocessor]| own.iter().map(|own| self.entry(own)).collect();
        let notices = |own: &[DatedNotice]| own.iter().map(|own| self.notice(own)).collect();
        let body = Body::Subprocessors(Box::new(RegisterPage {
            as_of: self.day(as_of),
            in_force: entries(&register.in_force),
            upcoming: entries(&register.upcoming),
            former: entries(&register.former),
            pending: notices(&register.pending),
            history: notices(&register.history),
            policy: self.notice_policy(),
            files: self.register_files(),
        }));
        Content { template: "subprocessors.html", head, body }
    }

    pub(crate) fn notice_page(&self, path: &str, dated: &DatedNotice) -> Content {
        let own = self.notice(dated);
        let title = format!("{}: {}", own.id, own.title);
        let mut head = self.head(path, &title, &dated.notice.reason, route::SUBPROCESSORS);
        head.above = vec![Link::new(
            self.href(route::SUBPROCESSORS),
            self.edition.words.text("subprocessors"),
        )];
        head.feeds = true;
        Content { template: "notice.html", head, body: Body::Notice(Box::new(own)) }
    }

    /// Notices that have not run their course.
    pub(crate) fn pending_notices(&self) -> Vec<Notice> {
        self.edition.register.pending.iter().map(|own| self.notice(own)).collect()
    }

    fn register_files(&self) -> Vec<Link> {
        let file = |name: &str, title: &str, note: &str| {
            Link::new(self.href(&format!("{}{name}", route::SUBPROCESSORS)), title).note(note)
        };
        vec![
            file("feed.xml", "Atom feed", "for feed readers and mail gateways"),
            file("feed.json", "JSON feed", "the same for programs"),
            file("calendar.ics", "Calendar", "effective dates and ends of objection periods"),
            file("subprocessors.json", "JSON", "the whole register"),
            file("subprocessors.csv", "CSV", "the whole register for spreadsheets"),
        ]
    }

    fn entry(&self, own: &VisibleSubprocessor) -> Entry {
        let remote = own.remote_access_from.iter();
        let names: Vec<_> = remote.map(|country| self.country(*country)).collect();
        let page = |address: &Option<String>, title: &str| {
            address.as_ref().map(|address| Link::new(address.as_str(), title))
        };
        let links = [
            page(&own.website, "Website"),
            page(&own.dpa_url, "Data processing agreement"),
            page(&own.subprocessors_url, "Its sub-processors"),
            page(&own.security_url, "Security"),
        ];
        let optional = match (&own.enabled_by, own.optional) {
            (Some(who), _) => format!("Optional: switched on by {who}"),
            (None, true) => "Optional".to_owned(),
            (None, false) => String::new(),
        };
        Entry {
            id: own.id.to_string(),
            name: own.display_name.clone(),
            legal_name: own.legal_name.clone(),
            address: own.address.clone().unwrap_or_default(),
            country: self.country(own.country),
            contact: Link::new(own.contact_href.as_str(), own.contact.as_str()),
            purpose: own.purpose.clone(),
            service: own.service.clone().unwrap_or_default(),
            data_categories: own.data_categories.iter().map(|known| known.title.clone()).collect(),
            data_subjects: capitalized(&own.data_subjects.join(", ")),
            special_category: own.special_category,
            locations: self.places(&own.processing_locations),
            remote_access: names.join(", "),
            transfer: own.transfer.clone(),
            tia: own.tia,
            links: links.into_iter().flatten().collect(),
            variants: self.variant_names(&own.applies_to),
            optional,
            affiliate: own.affiliate,
            since: own.since.map(|date| self.day(date)),
            until: own.until.map(|date| self.day(date)),
            fallback: self.fallback(own.language),
        }
    }

    fn notice(&self, dated: &DatedNotice) -> Notice {
        let own = &dated.notice;
        let link = |(id, name): &(SubprocessorId, String)| {
            Link::new(self.href(&route::subprocessor(id)), name.as_str())
        };
        let notice_link = |id: &NoticeId| Link::new(self.href(&route::notice(id)), id.to_string());
        let changes = [
            ("What you have to do", &own.customer_impact),
            ("Data", &own.data_delta),
            ("Place", &own.location_delta),
            ("Transfer", &own.transfer_delta),
            ("How to object", &own.how_to_object),
        ];
        let is_known =
            |id: &&NoticeId| self.edition.view.notices.iter().any(|notice| notice.id == **id);
        Notice {
            id: own.id.to_string(),
            href: self.href(&route::notice(&own.id)),
            title: dated.title(),
            kind: own.kind.title(),
            state: self.word("notice_state", dated.state.word()),
            subject: own.subject.iter().map(link).collect(),
            replaces: own.replaces.as_ref().map(link),
            announced: self.day(own.announced_on),
            effective: self.day(own.effective_on),
            objection_until: own.objection_until.map(|date| self.day(date)),
            class: own.class.as_ref().map_or_else(String::new, |class| {
                format!(
                    "{}: {} of notice, {} to object",
                    capitalized(&class.id),
                    class.notice,
                    class.objection
                )
            }),
            reason: own.reason.clone(),
            changes: changes
                .into_iter()
                .filter_map(|(what, text)| text.clone().map(|text| (what, text)))
                .collect(),
            contact: own.contact.as_ref().map(|(words, href)| Link::new(href, words)),
            supersedes: own.supersedes.as_ref().filter(is_known).map(notice_link),
            superseded_by: dated.superseded_by.as_ref().map(notice_link),
            withdrawn: own.withdrawn_on.map(|date| self.day(date)),
            fallback: self.fallback(own.language),
        }
    }

    /// What is promised about changes, a sentence each.
    fn notice_policy(&self) -> Vec<String> {
        let view = &self.edition.view;
        let policy = &view.notice_policy;
        let mut sentences: Vec<String> = Vec::new();
        for class in &policy.classes {
            let titles: Vec<_> = class.for_data.iter().map(|id| self.category(&id.value)).collect();
            let whom = if titles.is_empty() {
                "A change of the register".to_owned()
            } else {
                format!("A change that concerns {}", titles.join("; "))
            };
            sentences.push(format!(
                "{whom} is announced at least {} before it takes effect, and you may object within {} of the announcement.",
                class.notice, class.objection
            ));
        }
        let day = view.reader.date;
        let early =
            policy.classes.iter().any(|class| day.plus(class.notice) < day.plus(class.objection));
        if policy.effective_before_objections_close && early {
            sentences.push(
                "Where the time to object is longer than the notice, a change may take effect while you can still object to it."
                    .to_owned(),
            );
        }
        sentences
    }

    /// A category of data in the words of the register, or its id.
    fn category(&self, id: &crate::view::CategoryId) -> String {
        let mut known = self.edition.view.subprocessors.iter().flat_map(|own| &own.data_categories);
        known
            .find(|known| known.id == *id)
            .map_or_else(|| id.to_string(), |known| format!("“{}”", known.title))
    }

    /// The name of a country in the page's language.
    fn country(&self, country: Country) -> String {
        self.edition.words.country(country.code()).to_owned()
    }

    /// Countries in the order of their first mention, each with its regions.
    fn places(&self, locations: &[(Country, Option<String>)]) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        for (country, region) in locations {
            let name = self.country(*country);
            let known = places.iter_mut().find(|place| place.country == name);
            match known {
                Some(place) => place.regions.extend(region.clone()),
                None => {
                    places.push(Place { country: name, regions: region.iter().cloned().collect() });
                }
            }
        }
        places
    }
}
