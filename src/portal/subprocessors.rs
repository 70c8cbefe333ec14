//! Pages of the register: who is in force, what is coming, what has been.

use serde::Serialize;

use crate::date::Date;
use crate::portal::Portal;
use crate::portal::notices::Notice;
use crate::portal::page::{Body, Content};
use crate::portal::site::{Day, Fallback, Link, capitalized, mail_about};
use crate::portal::wording::{ends_in_country, transfer};
use crate::register::DatedNotice;
use crate::view::{Country, VisibleSubprocessor, route};

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
    /// The page for printing that goes with a contract.
    pub annex: Link,
    /// Whom to ask to be told of changes; nothing where the project names nobody.
    pub contact: Option<Link>,
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
    /// Address and country in one line; the country is not repeated after an address that ends in it.
    pub seat: String,
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
    /// Announced changes of it, and its end, soonest first.
    pub coming: Vec<Coming>,
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

/// An announced change of an entry.
#[derive(Debug, Serialize)]
pub struct Coming {
    /// The day of its effect.
    pub day: Day,
    /// The notice that announces it; nothing where it is not for this reader.
    pub notice: Option<Link>,
    /// Whether the entry leaves the register by it.
    pub leaves: bool,
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
            annex: Link::new(self.href(route::ANNEX), words.text("annex_link")),
            contact: self.edition.view.contacts.privacy.as_ref().map(|own| {
                let subject = words.text("mail_register");
                Link::new(mail_about(own.as_str(), subject), own.as_str())
            }),
            files: self.register_files(),
        }));
        Content { template: "subprocessors.html", head, body }
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
            file("notices.csv", "CSV", "file_notices_csv_note"),
        ]
    }

    pub(super) fn entry(&self, own: &VisibleSubprocessor) -> Entry {
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
            seat: self.seat(own),
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
            since: own.since.filter(|date| *date != Date::NEVER).map(|date| self.day(date)),
            until: own.until.map(|date| self.day(date)),
            coming: self.coming(own),
            fallback: self.fallback(own.language),
        }
    }

    /// Where an entry is established, in one line.
    fn seat(&self, own: &VisibleSubprocessor) -> String {
        let (words, originals) = (&self.edition.words, self.edition.view.site.language);
        let country = self.country(own.country);
        match &own.address {
            None => country,
            Some(address) if ends_in_country(words, originals, address, own.country) => {
                address.clone()
            }
            Some(address) => format!("{address}, {country}"),
        }
    }

    /// What is announced about an entry and has not taken effect.
    fn coming(&self, own: &VisibleSubprocessor) -> Vec<Coming> {
        let register = &self.edition.register;
        let link = |dated: &DatedNotice| {
            Link::new(self.href(&route::notice(&dated.notice.id)), dated.title(&self.edition.words))
        };
        let mut coming: Vec<Coming> = register
            .changes_of(&own.id)
            .map(|dated| Coming {
                day: self.day(dated.notice.effective_on),
                notice: Some(link(dated)),
                leaves: false,
            })
            .collect();
        if let Some(until) = own.until.filter(|until| register.as_of < *until) {
            let notice = register.pending.iter().find(|dated| dated.takes_out(&own.id));
            coming.push(Coming { day: self.day(until), notice: notice.map(link), leaves: true });
        }
        coming.sort_by(|one, other| one.day.iso.cmp(&other.day.iso));
        coming
    }

    /// The name of a country in the page's language.
    pub(super) fn country(&self, country: Country) -> String {
        self.edition.words.country(country.code()).to_owned()
    }

    /// Countries in the order of their first mention, each with its regions.
    pub(super) fn places(&self, locations: &[(Country, Option<String>)]) -> Vec<Place> {
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
