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
    let (view, words) = (&edition.view, &edition.words);
    let mut text = format!("# {}\n", literal(&line(&view.site.title)));
    if let Some(summary) = &view.site.summary {
        text.push_str(&format!("\n> {}\n", literal(&line(summary))));
    }
    if !edition.is_public() {
        text.push_str(&format!("\n{}\n", words.text("under_nda_edition")));
    }
    let about = words.say("llms_about", &[("date", &view.reader.date.to_string())]);
    text.push_str(&format!("\n{about}\n"));
    for (title, links) in sections(edition) {
        if !links.is_empty() {
            text.push_str(&format!("\n## {title}\n\n{links}"));
        }
    }
    text
}

/// Titles and links of the sections. Under `Optional`, as the proposal has it,
/// stands what a reader in a hurry can do without.
fn sections(edition: &Edition) -> [(&str, String); 6] {
    let words = &edition.words;
    let link = |key: &str, path: &str, about: &str| {
        let schema = edition.url("/api/answers.schema.json");
        let about =
            if about.is_empty() { String::new() } else { words.say(about, &[("url", &schema)]) };
        link(edition, words.text(key), path, &about)
    };
    let links = links_to_twins(edition);
    let twin = |path: &str| format!("{path}index.html.md");
    let compliance = link("llms_compliance", &twin(route::COMPLIANCE), "llms_compliance_note");
    let register = [
        link("llms_register", &twin(route::SUBPROCESSORS), "llms_register_note"),
        link("llms_register_json", "/subprocessors/subprocessors.json", ""),
        link("llms_notices", "/subprocessors/feed.xml", ""),
    ];
    let programs = [
        link("llms_answers_json", "/api/answers.json", "llms_answers_json_note"),
        link("llms_manifest", "/manifest.json", "llms_manifest_note"),
        link("llms_documents", route::DOCUMENTS, "llms_documents_note"),
    ];
    [
        (words.text("answers"), links.topics),
        (words.text("llms_texts"), compliance + &links.texts),
        (words.text("subprocessors"), register.concat()),
        (words.text("questionnaires"), links.questionnaires),
        (words.text("llms_pages"), links.own),
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
            | Page::Annex
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
