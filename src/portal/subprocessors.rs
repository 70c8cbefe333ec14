//! Pages of the register: who is in force, what is coming, what has been.

use serde::Serialize;

use crate::portal::Portal;
use crate::portal::answers::Word;
use crate::portal::page::{Body, Content};
use crate::portal::site::{Day, Fallback, Link, capitalized};
use crate::portal::wording::transfer;
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
    pub kind: String,
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
    pub changes: Vec<(String, String)>,
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
        let words = &self.edition.words;
        let day = words.day(as_of);
        let places = [("name", self.edition.view.organization.name.as_str()), ("day", &day)];
        let about = words.count_with("about_subprocessors", register.in_force.len(), &places);
        let title = words.text("subprocessors");
        let mut head = self.head(route::SUBPROCESSORS, title, &about, route::SUBPROCESSORS);
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
        let words = &self.edition.words;
        let title = words.say("labelled", &[("label", &own.id), ("text", &own.title)]);
        let mut head = self.head(path, &title, &dated.notice.reason, route::SUBPROCESSORS);
        head.above = vec![Link::new(self.href(route::SUBPROCESSORS), words.text("subprocessors"))];
        head.feeds = true;
        Content { template: "notice.html", head, body: Body::Notice(Box::new(own)) }
    }

    /// Notices that have not run their course.
    pub(crate) fn pending_notices(&self) -> Vec<Notice> {
        self.edition.register.pending.iter().map(|own| self.notice(own)).collect()
    }

    fn register_files(&self) -> Vec<Link> {
        let words = &self.edition.words;
        let file = |name: &str, title: &str, note: &str| {
            let href = self.href(&format!("{}{name}", route::SUBPROCESSORS));
            Link::new(href, title).note(words.text(note))
        };
        vec![
            file("feed.xml", words.text("file_atom"), "file_atom_note"),
            file("feed.json", words.text("file_json_feed"), "file_json_feed_note"),
            file("calendar.ics", words.text("file_calendar"), "file_calendar_note"),
            file("subprocessors.json", "JSON", "file_register_json_note"),
            file("subprocessors.csv", "CSV", "file_register_csv_note"),
        ]
    }

    fn entry(&self, own: &VisibleSubprocessor) -> Entry {
        let remote = own.remote_access_from.iter();
        let names: Vec<_> = remote.map(|country| self.country(*country)).collect();
        let words = &self.edition.words;
        let page = |address: &Option<String>, key: &str| {
            address.as_ref().map(|address| Link::new(address.as_str(), words.text(key)))
        };
        let links = [
            page(&own.website, "entry_website"),
            page(&own.dpa_url, "entry_dpa"),
            page(&own.subprocessors_url, "entry_subprocessors"),
            page(&own.security_url, "entry_security"),
        ];
        let optional = match (&own.enabled_by, own.optional) {
            (Some(who), _) => words.say("entry_enabled_by", &[("who", who)]),
            (None, true) => words.text("entry_optional").to_owned(),
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
            transfer: own.transfer.iter().map(|own| transfer(words, own)).collect(),
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
        let (own, words) = (&dated.notice, &self.edition.words);
        let link = |(id, name): &(SubprocessorId, String)| {
            Link::new(self.href(&route::subprocessor(id)), name.as_str())
        };
        let notice_link = |id: &NoticeId| Link::new(self.href(&route::notice(id)), id.to_string());
        let changes = [
            ("notice_customer_impact", &own.customer_impact),
            ("notice_data", &own.data_delta),
            ("notice_place", &own.location_delta),
            ("notice_transfer", &own.transfer_delta),
            ("notice_how_to_object", &own.how_to_object),
        ];
        let is_known =
            |id: &&NoticeId| self.edition.view.notices.iter().any(|notice| notice.id == **id);
        Notice {
            id: own.id.to_string(),
            href: self.href(&route::notice(&own.id)),
            title: dated.title(words),
            kind: words.title("notice_kind", own.kind.word()),
            state: self.word("notice_state", dated.state.word()),
            subject: own.subject.iter().map(link).collect(),
            replaces: own.replaces.as_ref().map(link),
            announced: self.day(own.announced_on),
            effective: self.day(own.effective_on),
            objection_until: own.objection_until.map(|date| self.day(date)),
            class: own.class.as_ref().map_or_else(String::new, |class| {
                let (notice, objection) =
                    (words.duration(class.notice), words.duration(class.objection));
                let class = capitalized(&class.id);
                let places = [("class", &*class), ("notice", &notice), ("objection", &objection)];
                words.say("notice_terms", &places)
            }),
            reason: own.reason.clone(),
            changes: changes
                .into_iter()
                .filter_map(|(key, text)| Some((words.text(key).to_owned(), text.clone()?)))
                .collect(),
            contact: own.contact.as_ref().map(|(words, href)| Link::new(href, words)),
            supersedes: own.supersedes.as_ref().filter(is_known).map(notice_link),
            superseded_by: dated.notice.superseded_by.as_ref().map(notice_link),
            withdrawn: own.withdrawn_on.map(|date| self.day(date)),
            fallback: self.fallback(own.language),
        }
    }

    /// What is promised about changes, a sentence each.
    fn notice_policy(&self) -> Vec<String> {
        let view = &self.edition.view;
        let policy = &view.notice_policy;
        let words = &self.edition.words;
        let mut sentences: Vec<String> = Vec::new();
        for class in &policy.classes {
            let titles: Vec<_> = class.for_data.iter().map(|id| self.category(&id.value)).collect();
            let key = if titles.is_empty() { "policy_any" } else { "policy_of_data" };
            let data = titles.join("; ");
            let (notice, objection) =
                (words.duration(class.notice), words.duration(class.objection));
            let places = [("data", &*data), ("notice", &notice), ("objection", &objection)];
            sentences.push(words.say(key, &places));
        }
        let day = view.reader.date;
        let early =
            policy.classes.iter().any(|class| day.plus(class.notice) < day.plus(class.objection));
        if policy.effective_before_objections_close && early {
            sentences.push(words.text("policy_early").to_owned());
        }
        sentences
    }

    /// A category of data in the words of the register, or its id.
    fn category(&self, id: &crate::view::CategoryId) -> String {
        let words = &self.edition.words;
        let mut known = self.edition.view.subprocessors.iter().flat_map(|own| &own.data_categories);
        known
            .find(|known| known.id == *id)
            .map_or_else(|| id.to_string(), |own| words.say("quoted", &[("text", &own.title)]))
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
