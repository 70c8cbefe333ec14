//! The page of the search, which lists everything for readers without scripts.

use serde::Serialize;

use crate::portal::Portal;
use crate::portal::answers::LISTED_QUESTIONS;
use crate::portal::offers::row_anchor;
use crate::portal::page::{Body, Content};
use crate::portal::search::FormIds;
use crate::portal::site::Link;
use crate::view::{VisibleTopic, route};

/// Ids of questions are listed up to this many; beyond it, questionnaires only.
const LISTED_IDS: usize = 3_000;

/// The search and a list of everything.
#[derive(Debug, Serialize)]
pub struct SearchPage {
    /// Topics with their answers; without them in a very large library.
    pub topics: Vec<ListedTopic>,
    /// Questionnaires with the ids of their questions; without them where there are very many.
    pub forms: Vec<ListedForm>,
    /// Sub-processors: `note` is what each is for.
    pub subprocessors: Vec<Link>,
    /// Attestations: `note` is the state.
    pub attestations: Vec<Link>,
    /// Documents.
    pub documents: Vec<Link>,
    /// Pages of the project's own.
    pub pages: Vec<Link>,
}

/// A topic and its answers.
#[derive(Debug, Serialize)]
pub struct ListedTopic {
    /// Address of its page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// How many answers it has, in words.
    pub count: String,
    /// Its questions; may be empty.
    pub questions: Vec<Link>,
}

/// A questionnaire and the ids of its questions.
#[derive(Debug, Serialize)]
pub struct ListedForm {
    /// Its title.
    pub title: String,
    /// Its address.
    pub href: String,
    /// The questionnaire, or one for each variant: `title` names the variant.
    pub pages: Vec<ListedIds>,
}

/// The ids of one questionnaire.
#[derive(Debug, Serialize)]
pub struct ListedIds {
    /// The variant it is filled for; empty where there is one for all.
    pub variant: String,
    /// Address of the questionnaire; empty where it is given out on request.
    pub href: String,
    /// Ids of questions, each with the address of its row, or else of its answer.
    pub ids: Vec<Link>,
}

impl Portal<'_> {
    pub(crate) fn search_page(&self) -> Content {
        let view = &self.edition.view;
        let words = &self.edition.words;
        let about = words.say("about_search", &[("name", &view.organization.name)]);
        let mut head = self.head(route::SEARCH, words.text("title_search"), &about, route::SEARCH);
        head.search = true;
        let link = |path: &str, title: &str| Link::new(self.href(path), title);
        let body = SearchPage {
            topics: view.topics.iter().map(|topic| self.listed_topic(topic)).collect(),
            forms: self.listed_forms(),
            subprocessors: view
                .subprocessors
                .iter()
                .filter(|own| self.edition.register.lists(&own.id))
                .map(|own| {
                    link(&route::subprocessor(&own.id), &own.display_name)
                        .note(own.purpose.as_str())
                })
                .collect(),
            attestations: view
                .attestations
                .iter()
                .map(|own| {
                    let state = self.word("attestation", own.status.word());
                    link(&route::attestation(&own.id), &own.name).note(state.title)
                })
                .collect(),
            documents: view
                .documents
                .iter()
                .map(|own| link(&route::document(&own.id), &own.title))
                .collect(),
            pages: view
                .pages
                .iter()
                .map(|own| link(&route::folder(&own.path), &own.title))
                .collect(),
        };
        Content { template: "search.html", head, body: Body::Search(Box::new(body)) }
    }

    fn listed_topic(&self, topic: &VisibleTopic) -> ListedTopic {
        let all = &self.edition.view.answers;
        let own = all.get(topic.answers.clone()).unwrap_or_default();
        let listed = if all.len() > LISTED_QUESTIONS { &[] } else { own };
        let questions = listed
            .iter()
            .map(|answer| Link::new(self.href(&answer.path()), answer.question.as_str()));
        ListedTopic {
            href: self.href(&route::topic(&topic.id)),
            title: topic.title.clone(),
            count: self.edition.words.count("count_answers", own.len()),
            questions: questions.collect(),
        }
    }

    fn listed_forms(&self) -> Vec<ListedForm> {
        let forms = self.form_ids();
        let rows = |form: &FormIds| form.questions.len() * form.pages.len().max(1);
        let lists_ids = forms.iter().map(rows).sum::<usize>() <= LISTED_IDS;
        let form = |form: FormIds| {
            let mut pages = form.pages.clone();
            if pages.is_empty() {
                pages.push((String::new(), String::new()));
            }
            let page = |(href, variant): (String, String)| {
                let listed = if lists_ids { form.questions.as_slice() } else { &[] };
                let ids = listed.iter().map(|(id, entries)| self.listed_id(&href, id, entries));
                ListedIds { ids: ids.collect(), href, variant }
            };
            ListedForm {
                pages: pages.into_iter().map(page).collect(),
                title: form.title,
                href: form.href,
            }
        };
        forms.into_iter().map(form).collect()
    }

    /// A question of a form: its row, or without a page of rows the first answer to it.
    fn listed_id(&self, page: &str, id: &str, entries: &[usize]) -> Link {
        let answer = || {
            let first = entries.first().and_then(|at| self.edition.view.answers.get(*at));
            first.map(|answer| self.href(&answer.path())).unwrap_or_default()
        };
        let href = if page.is_empty() { answer() } else { format!("{page}#{}", row_anchor(id)) };
        Link::new(href, id)
    }
}
