//! The overview, and the page for what is not there.

use serde::Serialize;

use crate::portal::Portal;
use crate::portal::changes::ShownChange;
use crate::portal::compliance::Attestation;
use crate::portal::notices::Notice;
use crate::portal::offers::Download;
use crate::portal::page::{Body, Content};
use crate::portal::site::{Day, Fallback, Link};
use crate::view::route;

/// The overview.
#[derive(Debug, Serialize)]
pub struct Overview {
    /// One sentence about the portal; may be empty.
    pub summary: String,
    /// How many answers there are, in words.
    pub count: String,
    /// Facts: `title` says what about, `note` is the value.
    pub facts: Vec<Fact>,
    /// Attestations with their states.
    pub attestations: Vec<Attestation>,
    /// Topics: `note` is the number of answers.
    pub topics: Vec<Topic>,
    /// Notices that have not run their course.
    pub notices: Vec<Notice>,
    /// How many those are, in a sentence.
    pub coming: String,
    /// The next day on which one of them takes effect.
    pub next_effect: Option<Day>,
    /// Sub-processors in force, in words.
    pub subprocessors: String,
    /// The newest changes.
    pub changes: Vec<ShownChange>,
    /// Documents: `note` is the kind, and that one is given out on request.
    pub documents: Vec<Link>,
    /// Questionnaires on the portal: `note` says how much is answered.
    pub questionnaires: Vec<Link>,
    /// The same questionnaires with their files.
    pub downloads: Vec<Download>,
    /// Who completes other questionnaires, and how fast; may be empty.
    pub desk: String,
    /// The address for them; absent where nobody does.
    pub desk_link: Option<Link>,
}

/// A fact.
#[derive(Debug, Serialize)]
pub struct Fact {
    /// What it is about.
    pub label: String,
    /// What it says.
    pub value: String,
    /// Set where both are in another language than the page.
    pub fallback: Option<Fallback>,
}

/// A topic on the overview.
#[derive(Debug, Serialize)]
pub struct Topic {
    /// Address of its page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// One sentence; may be empty.
    pub summary: String,
    /// How many answers it has, in words.
    pub count: String,
    /// Set where title and summary are in another language than the page.
    pub fallback: Option<Fallback>,
}

/// Where to go from a page that is not there.
#[derive(Debug, Serialize)]
pub struct NotFound {
    /// Sections of the portal.
    pub links: Vec<Link>,
}

impl Portal<'_> {
    pub(crate) fn overview(&self) -> Content {
        let (view, words) = (&self.edition.view, &self.edition.words);
        let summary = view.site.summary.clone().unwrap_or_default();
        let about = if summary.is_empty() { &view.site.title } else { &summary };
        let mut head = self.head(route::HOME, &view.site.title, about, route::HOME);
        head.search = true;
        head.feeds = true;
        head.change_feeds = true;
        let facts = view.key_facts.iter();
        let topics = view.topics.iter().map(|topic| Topic {
            href: self.href(&route::topic(&topic.id)),
            title: topic.title.clone(),
            summary: topic.summary.clone().unwrap_or_default(),
            count: words.count("count_answers", topic.answers.len()),
            fallback: self.fallback(topic.language),
        });
        let (desk, desk_link) = self.desk();
        let body = Body::Overview(Box::new(Overview {
            count: words.count("count_answers", view.answers.len()),
            facts: facts
                .map(|fact| Fact {
                    label: fact.label.clone(),
                    value: fact.value.clone(),
                    fallback: self.fallback(fact.language),
                })
                .collect(),
            attestations: self.attestations(),
            topics: topics.collect(),
            notices: self.pending_notices(),
            coming: words.count("overview_coming", self.edition.register.pending.len()),
            next_effect: self.next_effect(),
            subprocessors: words.count("count_subprocessors", self.edition.register.in_force.len()),
            changes: self.latest_changes(),
            documents: self.document_links(),
            questionnaires: self.offer_links(),
            downloads: self.downloads(),
            summary,
            desk,
            desk_link,
        }));
        Content { template: "overview.html", head, body }
    }

    /// The next day on which an announced change of the register takes effect.
    fn next_effect(&self) -> Option<Day> {
        let register = &self.edition.register;
        let effects = register.pending.iter().map(|dated| dated.notice.effective_on);
        effects.filter(|day| register.as_of < *day).min().map(|day| self.day(day))
    }

    /// Who completes other questionnaires, and how fast.
    fn desk(&self) -> (String, Option<Link>) {
        let Some(desk) = &self.edition.view.contacts.questionnaires else {
            return (String::new(), None);
        };
        let words = &self.edition.words;
        let time = desk.turnaround.map(|turnaround| words.duration(turnaround));
        let most = desk.up_to_questions.map(|most| usize::try_from(most).unwrap_or(usize::MAX));
        let said = match (most, &time) {
            (None, None) => words.text("desk").to_owned(),
            (None, Some(time)) => words.say("desk_within", &[("time", time)]),
            (Some(most), None) => words.count("desk_up_to", most),
            (Some(most), Some(time)) => {
                words.count_with("desk_up_to_within", most, &[("time", time)])
            }
        };
        let subject = words.text("mail_questionnaire");
        let link = Link::new(
            crate::portal::site::mail_about(desk.email.as_str(), subject),
            desk.email.as_str(),
        );
        (said, Some(link))
    }

    pub(crate) fn not_found(&self) -> Content {
        let words = &self.edition.words;
        let (title, about) = (words.text("title_not_found"), words.text("about_not_found"));
        let mut head = self.head("/404.html", title, about, "");
        head.canonical = None;
        head.languages = Vec::new();
        head.section = String::new();
        let home = Link::new(self.href(route::HOME), words.text("overview"));
        let links = std::iter::once(home).chain(self.sections()).collect();
        Content { template: "404.html", head, body: Body::NotFound(NotFound { links }) }
    }
}
