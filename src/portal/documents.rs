//! Pages of documents, and pages of the project's own.

use serde::Serialize;

use crate::language::Words;
use crate::markdown;
use crate::portal::Portal;
use crate::portal::page::{Body, Content};
use crate::portal::site::{Day, Fallback, Link};
use crate::view::{DocumentKind, DocumentOffer, VisibleDocument, VisiblePage, route};

/// Kinds in the order of the page, each with the key of its title; what has no kind comes last.
const KINDS: [(Option<DocumentKind>, &str); 6] = [
    (Some(DocumentKind::Agreement), "documents_agreement"),
    (Some(DocumentKind::Policy), "documents_policy"),
    (Some(DocumentKind::Report), "documents_report"),
    (Some(DocumentKind::Certificate), "documents_certificate"),
    (Some(DocumentKind::Guide), "documents_guide"),
    (None, "documents_other"),
];

/// All documents.
#[derive(Debug, Serialize)]
pub struct Documents {
    /// Documents by kind; no kind is empty.
    pub kinds: Vec<Kind>,
}

/// Documents of a kind.
#[derive(Debug, Serialize)]
pub struct Kind {
    /// Words for the kind.
    pub title: String,
    /// The documents.
    pub documents: Vec<Document>,
}

/// A document.
#[derive(Debug, Serialize)]
pub struct Document {
    /// Its id, for an anchor.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its version; may be empty.
    pub version: String,
    /// When it was issued.
    pub issued: Option<Day>,
    /// The last day on which it counts.
    pub valid_until: Option<Day>,
    /// Whether that day has passed.
    pub expired: bool,
    /// One or two sentences; may be empty.
    pub summary: String,
    /// How to get it: `download`, `read`, `visit` or `ask`.
    pub offer: &'static str,
    /// The address to get it from; `title` is the action in words.
    pub link: Link,
    /// Set where title and summary are in another language than the page.
    pub fallback: Option<Fallback>,
}

/// One text on a page of its own.
#[derive(Debug, Serialize)]
pub struct Text {
    /// Its title.
    pub title: String,
    /// Language tag of title and summary, where they are in another language than the page; else empty.
    pub title_language: &'static str,
    /// One or two sentences; may be empty.
    pub summary: String,
    /// Its version; may be empty.
    pub version: String,
    /// When it was issued.
    pub issued: Option<Day>,
    /// The last day on which it counts.
    pub valid_until: Option<Day>,
    /// Whether that day has passed.
    pub expired: bool,
    /// The text; HTML.
    pub html: String,
    /// Set where the text is in another language than the page.
    pub fallback: Option<Fallback>,
}

impl Portal<'_> {
    pub(crate) fn documents(&self) -> Content {
        let view = &self.edition.view;
        let words = &self.edition.words;
        let about = words.say("about_documents", &[("name", &view.organization.name)]);
        let kind = |(kind, key): (Option<DocumentKind>, &str)| {
            let title = words.text(key).to_owned();
            let own = view.documents.iter().filter(|known| known.kind == kind);
            let documents: Vec<_> = own.map(|known| self.listed_document(known)).collect();
            (!documents.is_empty()).then_some(Kind { title, documents })
        };
        let title = words.text("documents");
        let head = self.head(route::DOCUMENTS, title, &about, route::DOCUMENTS);
        let kinds = KINDS.into_iter().filter_map(kind).collect();
        Content { template: "documents.html", head, body: Body::Documents(Documents { kinds }) }
    }

    fn listed_document(&self, document: &VisibleDocument) -> Document {
        let words = &self.edition.words;
        let link = |href: String, key: &str| Link::new(href, words.text(key));
        let (offer, link) = match &document.offer {
            DocumentOffer::File(name, bytes) => {
                let href = self.href(&route::document_file(&document.id, name));
                let note = file_note(name, bytes.len(), words);
                ("download", link(href, "action_download").note(note))
            }
            DocumentOffer::Text(_) => {
                ("read", link(self.href(&route::document_text(&document.id)), "action_read"))
            }
            DocumentOffer::Link(address) => ("visit", link(address.clone(), "action_open")),
            DocumentOffer::OnRequest => {
                let mail = self.ask_for(&document.title);
                ("ask", link(mail.href, "action_ask").note(mail.title))
            }
        };
        Document {
            id: document.id.to_string(),
            title: document.title.clone(),
            version: document.version.clone().unwrap_or_default(),
            issued: document.issued.map(|date| self.day(date)),
            valid_until: document.valid_until.map(|date| self.day(date)),
            expired: document.expired,
            summary: document.summary.clone().unwrap_or_default(),
            offer,
            link,
            fallback: self.fallback(document.language),
        }
    }

    /// A link to each document in the list.
    pub(crate) fn document_links(&self) -> Vec<Link> {
        let words = &self.edition.words;
        let link = |known: &VisibleDocument| {
            let kind = known.kind.map_or_else(
                || words.text("kind_document").to_owned(),
                |kind| words.title("document", kind.word()),
            );
            let asked = matches!(known.offer, DocumentOffer::OnRequest);
            let note =
                if asked { words.say("document_on_request", &[("kind", &kind)]) } else { kind };
            Link::new(self.href(&route::document(&known.id)), known.title.as_str()).note(note)
        };
        self.edition.view.documents.iter().map(link).collect()
    }

    pub(crate) fn document(&self, path: &str, document: &VisibleDocument, text: &str) -> Content {
        let summary = document.summary.clone().unwrap_or_default();
        let about = if summary.is_empty() { &document.title } else { &summary };
        let mut head = self.head(path, &document.title, about, route::DOCUMENTS);
        head.above =
            vec![Link::new(self.href(route::DOCUMENTS), self.edition.words.text("documents"))];
        let body = Body::Text(Text {
            title: document.title.clone(),
            title_language: self.fallback(document.language).map_or("", |own| own.language),
            version: document.version.clone().unwrap_or_default(),
            issued: document.issued.map(|date| self.day(date)),
            valid_until: document.valid_until.map(|date| self.day(date)),
            expired: document.expired,
            html: self.prose(without_title(text, &document.title), 1),
            fallback: self.fallback(self.edition.view.site.language),
            summary,
        });
        Content { template: "text.html", head, body }
    }

    pub(crate) fn own_page(&self, path: &str, page: &VisiblePage) -> Content {
        let summary = page.summary.clone().unwrap_or_default();
        let about =
            if summary.is_empty() { markdown::to_text(&page.body) } else { summary.clone() };
        let head = self.head(path, &page.title, &about, path);
        let body = Body::Text(Text {
            title: page.title.clone(),
            title_language: self.fallback(page.language).map_or("", |own| own.language),
            summary,
            version: String::new(),
            issued: None,
            valid_until: None,
            expired: false,
            html: self.prose(without_title(&page.body, &page.title), 1),
            fallback: self.fallback(page.language),
        });
        Content { template: "text.html", head, body }
    }
}

/// The text without a first heading that repeats the title of the page.
pub(crate) fn without_title<'t>(text: &'t str, title: &str) -> &'t str {
    let trimmed = text.trim_start();
    let (line, rest) = trimmed.split_once('\n').unwrap_or((trimmed, ""));
    let heading = line.strip_prefix("# ").map(str::trim);
    if heading.is_some_and(|heading| heading.eq_ignore_ascii_case(title)) { rest } else { text }
}

/// The kind and size of a file, as `PDF, 120 kB`.
fn file_note(name: &str, bytes: usize, words: &Words) -> String {
    let kind = name.rsplit_once('.').map_or(words.text("file"), |(_, extension)| extension);
    let size = match bytes {
        0..1_000 => words.count("size_bytes", bytes),
        1_000..1_000_000 => words.count("size_kilobytes", bytes.div_ceil(1_000)),
        _ => words.count("size_megabytes", bytes.div_ceil(1_000_000)),
    };
    format!("{}, {size}", kind.to_uppercase())
}
