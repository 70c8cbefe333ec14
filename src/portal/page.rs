//! The pages of an edition: which there are, where they stand, what is on them.

use serde::Serialize;

use crate::portal::site::Head;
use crate::portal::{Edition, Offer, Portal};
use crate::portal::{
    annex, answers, changes, compliance, documents, notices, offers, overview, search,
    subprocessors,
};
use crate::questionnaire::Questionnaire;
use crate::register::DatedNotice;
use crate::view::{
    DocumentOffer, VisibleAnswer, VisibleDocument, VisiblePage, VisibleTopic, route,
};

/// One page of the portal.
#[derive(Debug, Clone, Copy)]
pub enum Page<'e> {
    /// The overview.
    Overview,
    /// All topics.
    Answers,
    /// All answers of a topic.
    Topic(&'e VisibleTopic),
    /// One answer.
    Answer(&'e VisibleTopic, &'e VisibleAnswer),
    /// Attestations and the roadmap.
    Compliance,
    /// All documents.
    Documents,
    /// A document that is published as text.
    Document(&'e VisibleDocument, &'e str),
    /// The register.
    Subprocessors,
    /// The register as the annex of a contract.
    Annex,
    /// One notice.
    Notice(&'e DatedNotice),
    /// What changed.
    Changes,
    /// A questionnaire that there is once, or whom to ask for it.
    Offer(&'e Offer),
    /// The questionnaire of one variant.
    OfferOf(&'e Offer, &'e Questionnaire),
    /// A page of the project's own.
    Own(&'e VisiblePage),
    /// The search, and a list of everything.
    Search,
    /// What is shown where there is nothing.
    NotFound,
}

/// A page's template and everything that the template may say.
#[derive(Debug)]
pub struct Content {
    /// File of the theme.
    pub template: &'static str,
    /// What the head says.
    pub head: Head,
    /// What is on the page.
    pub body: Body,
}

/// What is on a page.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Body {
    /// The overview.
    Overview(Box<overview::Overview>),
    /// All topics.
    Answers(answers::Index),
    /// One topic.
    Topic(answers::Topic),
    /// One answer.
    Answer(Box<answers::AnswerPage>),
    /// Attestations and the roadmap.
    Compliance(compliance::Compliance),
    /// All documents.
    Documents(documents::Documents),
    /// One document, or a page of the project's own.
    Text(documents::Text),
    /// The register.
    Subprocessors(Box<subprocessors::RegisterPage>),
    /// The register as the annex of a contract.
    Annex(Box<annex::AnnexPage>),
    /// One notice.
    Notice(Box<notices::Notice>),
    /// What changed.
    Changes(changes::Changes),
    /// A questionnaire.
    Questionnaire(Box<offers::QuestionnairePage>),
    /// The variants of a questionnaire.
    Variants(Box<offers::Variants>),
    /// Whom to ask for a questionnaire.
    Request(Box<offers::Request>),
    /// The search, and a list of everything.
    Search(Box<search::listing::SearchPage>),
    /// Nothing but links to other pages.
    NotFound(overview::NotFound),
}

impl Page<'_> {
    /// Its path on the portal.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Overview => route::HOME.to_owned(),
            Self::Answers => route::ANSWERS.to_owned(),
            Self::Topic(topic) => route::topic(&topic.id),
            Self::Answer(_, answer) => answer.path(),
            Self::Compliance => route::COMPLIANCE.to_owned(),
            Self::Documents => route::DOCUMENTS.to_owned(),
            Self::Document(document, _) => route::document_text(&document.id),
            Self::Subprocessors => route::SUBPROCESSORS.to_owned(),
            Self::Annex => route::ANNEX.to_owned(),
            Self::Notice(dated) => route::notice(&dated.notice.id),
            Self::Changes => route::CHANGES.to_owned(),
            Self::Offer(offer) => route::folder(&offer.path),
            Self::OfferOf(offer, questionnaire) => offer.folder(questionnaire),
            Self::Own(page) => route::folder(&page.path),
            Self::Search => route::SEARCH.to_owned(),
            Self::NotFound => "/404.html".to_owned(),
        }
    }

    /// The path of the same content as Markdown: `index.html.md` where the
    /// address of the page ends with a slash, as llmstxt.org proposes.
    /// Pages that only lead to others have none.
    #[must_use]
    pub fn twin(&self) -> Option<String> {
        match self {
            Self::Topic(_)
            | Self::Answer(..)
            | Self::Compliance
            | Self::Document(..)
            | Self::Subprocessors
            | Self::Own(_)
            | Self::OfferOf(..) => Some(format!("{}index.html.md", self.path())),
            Self::Offer(offer) => {
                let is_sheet = offer.questionnaires.iter().all(|own| own.variant.is_none());
                (offer.open && is_sheet).then(|| format!("{}index.html.md", self.path()))
            }
            Self::Overview
            | Self::Answers
            | Self::Documents
            | Self::Annex
            | Self::Notice(_)
            | Self::Changes
            | Self::Search
            | Self::NotFound => None,
        }
    }

    /// Whether search engines should know of it.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        !matches!(self, Self::NotFound)
    }
}

impl Edition {
    /// Every page, in the order of a reader's way through the portal.
    #[must_use]
    pub fn pages(&self) -> Vec<Page<'_>> {
        let view = &self.view;
        let mut pages = vec![Page::Overview, Page::Answers];
        for topic in &view.topics {
            pages.push(Page::Topic(topic));
            let answers = view.answers.get(topic.answers.clone()).unwrap_or_default();
            pages.extend(answers.iter().map(|answer| Page::Answer(topic, answer)));
        }
        pages.extend([Page::Compliance, Page::Documents]);
        pages.extend(view.documents.iter().filter_map(|document| match &document.offer {
            DocumentOffer::Text(text) => Some(Page::Document(document, text)),
            DocumentOffer::File(..) | DocumentOffer::Link(_) | DocumentOffer::OnRequest => None,
        }));
        pages.extend([Page::Subprocessors, Page::Annex]);
        pages.extend(self.register.history.iter().map(Page::Notice));
        pages.push(Page::Changes);
        for offer in &self.offers {
            pages.push(Page::Offer(offer));
            let variants = offer.questionnaires.iter().filter(|own| own.variant.is_some());
            if offer.open {
                pages.extend(variants.map(|own| Page::OfferOf(offer, own)));
            }
        }
        pages.extend(view.pages.iter().map(Page::Own));
        pages.push(Page::Search);
        // Hosts show one page for errors, whatever the language.
        if view.reader.language == view.site.language {
            pages.push(Page::NotFound);
        }
        pages
    }
}

impl Portal<'_> {
    /// What is on a page.
    #[must_use]
    pub fn content(&self, page: &Page<'_>) -> Content {
        let mut content = self.shown(page);
        self.add_machine_words(page, &mut content.head);
        content
    }

    /// What people see of a page, and its head without what is for programs alone.
    fn shown(&self, page: &Page<'_>) -> Content {
        let path = page.path();
        match *page {
            Page::Overview => self.overview(),
            Page::Answers => self.answer_index(),
            Page::Topic(topic) => self.topic(&path, topic),
            Page::Answer(topic, answer) => self.answer_page(&path, topic, answer),
            Page::Compliance => self.compliance(),
            Page::Documents => self.documents(),
            Page::Document(document, text) => self.document(&path, document, text),
            Page::Subprocessors => self.subprocessors(),
            Page::Annex => self.annex(),
            Page::Notice(dated) => self.notice_page(&path, dated),
            Page::Changes => self.changes(),
            Page::Offer(offer) => self.offer(&path, offer),
            Page::OfferOf(offer, questionnaire) => self.questionnaire(&path, offer, questionnaire),
            Page::Own(page) => self.own_page(&path, page),
            Page::Search => self.search_page(),
            Page::NotFound => self.not_found(),
        }
    }
    /// Adds what the head says to programs.
    fn add_machine_words(&self, page: &Page<'_>, head: &mut Head) {
        let is_story = matches!(page, Page::Answer(..) | Page::Notice(_) | Page::Document(..));
        head.kind = if is_story { "article" } else { "website" };
        let reader = &self.edition.view.reader;
        // Twins are files: they exist once, in the language of the originals.
        let twin = page.twin().filter(|_| reader.language == self.edition.view.site.language);
        head.twin = twin.map(|path| self.href(&path)).unwrap_or_default();
        head.linked = self.linked(page, head, self.edition.modified(page));
    }
}
