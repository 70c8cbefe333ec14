//! What a page says of itself to programs: schema.org values, written as JSON-LD into the head.
//!
//! Browsers do not run such a block, so the policy of the page needs no
//! exception for it. Only editions for everybody have one.

use serde::Serialize;

use crate::date::Date;
use crate::language::Words;
use crate::markdown::to_text;
use crate::portal::site::{Head, Link};
use crate::portal::{Page, Portal};
use crate::view::{VisibleAnswer, VisiblePromise, VisibleStatement, VisibleTopic, route};

/// A topic with more answers than this says them to programs by links only:
/// all once more would double the weight of what is heavy already.
pub(crate) const LISTED_QUESTIONS: usize = 40;

/// Everything that one page says.
#[derive(Debug, Serialize)]
struct Linked<'p> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    graph: Vec<Thing<'p>>,
}

/// A thing of schema.org.
#[derive(Debug, Serialize)]
#[serde(tag = "@type")]
enum Thing<'p> {
    Organization(Organization<'p>),
    WebSite(WebSite<'p>),
    BreadcrumbList(BreadcrumbList<'p>),
    #[serde(rename = "FAQPage")]
    FaqPage(FaqPage<'p>),
}

/// Who publishes.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Organization<'p> {
    #[serde(rename = "@id")]
    id: String,
    name: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    legal_name: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logo: Option<String>,
    contact_point: Vec<ContactPoint<'p>>,
}

/// An address for one purpose.
#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
#[serde(rename = "ContactPoint")]
struct ContactPoint<'p> {
    contact_type: &'static str,
    email: &'p str,
}

/// The portal.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct WebSite<'p> {
    name: &'p str,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'p str>,
    in_language: &'p str,
    publisher: Reference,
}

/// A thing that is described elsewhere.
#[derive(Debug, Serialize)]
struct Reference {
    #[serde(rename = "@id")]
    id: String,
}

/// The pages above a page, the overview first, and the page itself.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct BreadcrumbList<'p> {
    item_list_element: Vec<ListItem<'p>>,
}

/// A step of the way to a page.
#[derive(Debug, Serialize)]
#[serde(tag = "@type")]
struct ListItem<'p> {
    position: usize,
    name: &'p str,
    item: String,
}

/// Questions with their one answer each.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct FaqPage<'p> {
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    main_entity: Vec<Question<'p>>,
}

/// A question and the answer of the organisation.
#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct Question<'p> {
    name: &'p str,
    url: String,
    accepted_answer: Answer,
}

/// A text that answers.
#[derive(Debug, Serialize)]
#[serde(tag = "@type")]
struct Answer {
    text: String,
}

impl Portal<'_> {
    /// The JSON-LD of a page, to be written into a `script` element as it is;
    /// empty for pages that search engines are kept from.
    pub(crate) fn linked(&self, page: &Page<'_>, head: &Head, modified: Option<Date>) -> String {
        if !self.edition.is_public() || !page.is_listed() {
            return String::new();
        }
        let mut graph = match page {
            Page::Overview => vec![self.publisher(), self.website()],
            Page::Answers
            | Page::Topic(_)
            | Page::Answer(..)
            | Page::Compliance
            | Page::Documents
            | Page::Document(..)
            | Page::Subprocessors
            | Page::Annex
            | Page::Notice(_)
            | Page::Offer(_)
            | Page::OfferOf(..)
            | Page::Changes
            | Page::Search
            | Page::Own(_)
            | Page::NotFound => vec![self.way(page, head)],
        };
        if let Page::Topic(topic) = page {
            graph.extend(self.questions(topic, modified));
        }
        let linked = Linked { context: "https://schema.org", graph };
        // Only a map with keys other than text could fail, and there is none.
        in_script(&serde_json::to_string(&linked).unwrap_or_default())
    }

    fn publisher(&self) -> Thing<'_> {
        let view = &self.edition.view;
        let contacts = &view.contacts;
        let desk = contacts.questionnaires.as_ref().map(|desk| &desk.email);
        let known = [
            ("security", Some(&contacts.security)),
            ("privacy", contacts.privacy.as_ref()),
            ("security questionnaires", desk),
        ];
        let points = known.into_iter().filter_map(|(contact_type, email)| {
            Some(ContactPoint { contact_type, email: email?.as_str() })
        });
        let organization = &view.organization;
        Thing::Organization(Organization {
            id: self.publisher_id(),
            name: &organization.name,
            legal_name: organization.legal_name.as_deref(),
            url: organization.website.as_ref().map(crate::view::Url::as_str),
            logo: view.logo.as_ref().map(|(name, _)| self.url(&format!("/assets/{name}"))),
            contact_point: points.collect(),
        })
    }

    fn website(&self) -> Thing<'_> {
        let site = &self.edition.view.site;
        Thing::WebSite(WebSite {
            name: &site.title,
            url: self.url(route::HOME),
            description: site.summary.as_deref(),
            in_language: self.edition.view.reader.language.tag(),
            publisher: Reference { id: self.publisher_id() },
        })
    }

    /// Names the organisation within the portal's pages; not an address of a page.
    fn publisher_id(&self) -> String {
        self.url("/#organization")
    }

    fn way<'p>(&'p self, page: &Page<'_>, head: &'p Head) -> Thing<'p> {
        let home = self.href(route::HOME);
        // A step is a page: neither the overview once more nor a part of it.
        let is_page = |link: &&Link| link.href != home && !link.href.contains('#');
        let above = head.above.iter().filter(is_page);
        let step = |link: &'p Link| (link.title.as_str(), self.whole(&link.href));
        let steps = std::iter::once((self.edition.view.site.title.as_str(), self.url(route::HOME)))
            .chain(above.map(step))
            .chain(std::iter::once((head.title.as_str(), self.url(&page.path()))));
        let items = (1..).zip(steps);
        Thing::BreadcrumbList(BreadcrumbList {
            item_list_element: items
                .map(|(position, (name, item))| ListItem { position, name, item })
                .collect(),
        })
    }

    /// The questions of a topic. A question stands here and not on the page
    /// of its answer too: search engines ask for one place each.
    fn questions<'p>(&'p self, topic: &VisibleTopic, modified: Option<Date>) -> Option<Thing<'p>> {
        let answers = self.edition.view.answers.get(topic.answers.clone())?;
        let question = |answer: &'p VisibleAnswer| Question {
            name: &answer.question,
            url: self.url(&answer.path()),
            accepted_answer: Answer { text: self.said(answer) },
        };
        (answers.len() <= LISTED_QUESTIONS).then(|| {
            Thing::FaqPage(FaqPage {
                date_modified: modified.map(|day| day.to_string()),
                main_entity: answers.iter().map(question).collect(),
            })
        })
    }

    /// An answer as plain text, with all that keeps it from saying more than the page does.
    fn said(&self, answer: &VisibleAnswer) -> String {
        let statement = |own: &VisibleStatement| {
            let names = self.variant_names(&own.variants);
            // In the language of what follows.
            let words = self.edition.words_of(own.language);
            let word = own.response.map(|response| format!("{}.", words.text(response.key())));
            let parts = [
                (!names.is_empty()).then(|| format!("{names}:")),
                word,
                own.because.as_deref().map(to_text),
                own.explanation.as_deref().map(to_text),
                own.promise.as_ref().map(|own| promised(own, &words)),
            ];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            parts.join(" ")
        };
        let statements: Vec<String> = answer.statements.iter().map(statement).collect();
        statements.join("\n\n")
    }
}

/// A promise in words, honest about a day that has passed or was never set.
fn promised(promise: &VisiblePromise, words: &Words) -> String {
    let what = to_text(&promise.what);
    let what = what.trim_end_matches('.');
    let Some(due) = promise.due else {
        return words.say("said_promised_undated", &[("what", what)]);
    };
    let key = if promise.lapsed { "said_promised_lapsed" } else { "said_promised" };
    words.say(key, &[("what", what), ("due", &words.when(due))])
}

/// JSON that no text in it can end: without `<`, `>` and `&`, which a page
/// could take for markup, and without the line ends of JavaScript.
fn in_script(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_block() {
        for hostile in [
            "</script><script>alert(1)</script>",
            "<!-- <script>",
            "]]>&lt;/script&gt;",
            "a\u{2028}b\u{2029}c\"\\",
        ] {
            let json = serde_json::to_string(hostile).unwrap();
            let safe = in_script(&json);
            assert!(!safe.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{safe}");
            assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), hostile);
        }
    }
}
