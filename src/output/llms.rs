//! `llms.txt`: what the portal holds, for language models (llmstxt.org).

use crate::markdown::literal;
use crate::portal::{Edition, Page};
use crate::questionnaire::Questionnaire;
use crate::view::route;

/// Links to the twins of pages, by section.
#[derive(Default)]
struct Links {
    topics: String,
    questionnaires: String,
    texts: String,
    own: String,
}

/// The file: a title, a sentence and lists of links.
pub(super) fn text(edition: &Edition) -> String {
    let view = &edition.view;
    let mut text = format!("# {}\n", literal(&line(&view.site.title)));
    if let Some(summary) = &view.site.summary {
        text.push_str(&format!("\n> {}\n", literal(&line(summary))));
    }
    if !edition.is_public() {
        text.push_str("\nThis edition is under NDA and must not be passed on.\n");
    }
    text.push_str(&format!("\nAs of {}.", view.reader.date));
    text.push_str(
        " Answers carry a date of review; promises and expired attestations are marked. Most pages have a twin in \
         Markdown: add `index.html.md` to the address.\n",
    );
    for (title, links) in sections(edition) {
        if !links.is_empty() {
            text.push_str(&format!("\n## {title}\n\n{links}"));
        }
    }
    text
}

/// Titles and links of the sections. Under `Optional`, as the proposal has it,
/// stands what a reader in a hurry can do without.
fn sections(edition: &Edition) -> [(&'static str, String); 6] {
    let link = |title: &str, path: &str, about: &str| link(edition, title, path, about);
    let links = links_to_twins(edition);
    let twin = |path: &str| format!("{path}index.html.md");
    let compliance = link(
        "Attestations and roadmap",
        &twin(route::COMPLIANCE),
        "what is held, and what is promised until when",
    );
    let register = [
        link(
            "Register",
            &twin(route::SUBPROCESSORS),
            "in force, upcoming and former, with every notice",
        ),
        link("Register as JSON", "/subprocessors/subprocessors.json", ""),
        link("Notices as an Atom feed", "/subprocessors/feed.xml", ""),
    ];
    let programs = [
        link("All answers as JSON", "/api/answers.json", "schema at /api/answers.schema.json"),
        link("Manifest", "/manifest.json", "size and SHA-256 of every file"),
        link("List of documents", route::DOCUMENTS, "a page, with how to get each"),
    ];
    [
        ("Answers", links.topics),
        ("Compliance and documents", compliance + &links.texts),
        ("Sub-processors", register.concat()),
        ("Questionnaires", links.questionnaires),
        ("Pages", links.own),
        ("Optional", programs.concat()),
    ]
}

/// Links to twins. Answers have none here: they stand in the twins of their topics.
fn links_to_twins(edition: &Edition) -> Links {
    let mut links = Links::default();
    for page in edition.pages() {
        let Some(twin) = page.twin() else { continue };
        let link = |title: &str, about: &Option<String>| {
            link(edition, title, &twin, about.as_deref().unwrap_or_default())
        };
        match page {
            Page::Topic(topic) => links.topics.push_str(&link(&topic.title, &topic.summary)),
            Page::Document(document, _) => {
                links.texts.push_str(&link(&document.title, &document.summary));
            }
            Page::Own(page) => links.own.push_str(&link(&page.title, &page.summary)),
            Page::Offer(offer) => {
                let title = offer.questionnaires.first().map(Questionnaire::title);
                links.questionnaires.push_str(&link(&title.unwrap_or_default(), &None));
            }
            Page::OfferOf(_, filled) => {
                let name = filled.variant.as_ref().map_or("", |variant| variant.name.as_str());
                let title = format!("{}, {name}", filled.title());
                links.questionnaires.push_str(&link(&title, &None));
            }
            Page::Answer(..)
            | Page::Overview
            | Page::Answers
            | Page::Compliance
            | Page::Documents
            | Page::Subprocessors
            | Page::Notice(_)
            | Page::Changes
            | Page::Search
            | Page::NotFound => {}
        }
    }
    links
}

fn link(edition: &Edition, title: &str, path: &str, about: &str) -> String {
    let about = if about.is_empty() { String::new() } else { format!(": {}", line(about)) };
    format!("- [{}]({}){about}\n", literal(&line(title)), edition.url(path))
}

/// A text on one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
