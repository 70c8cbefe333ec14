//! What all pages share, and the small parts that they are made of.

use std::sync::Arc;

use serde::Serialize;

use crate::language::Language;
use crate::portal::Portal;
use crate::portal::wording::commit;
use crate::view::{Audience, VisibleTopic, route};

/// The picture for previews of links.
pub const PREVIEW: &str = "/assets/preview.png";

/// Where the overview lists the questionnaires.
pub(crate) const QUESTIONNAIRES: &str = "/#questionnaires";
/// The most topics that are listed beside a text; a longer list is longer than a screen.
const LISTED_TOPICS: usize = 24;

/// What all pages share. Every address is ready to be written.
#[derive(Debug, Serialize)]
pub struct Site {
    /// Path of the base URL without a slash at its end; put before `/assets/...`.
    pub root: String,
    /// Title of the portal.
    pub title: String,
    /// Language tag of the page.
    pub language: &'static str,
    /// Short name of the organisation.
    pub organization: String,
    /// Name in contracts, where it differs.
    pub legal_name: Option<String>,
    /// Address of the organisation's website.
    pub website: Option<String>,
    /// Address of the status page.
    pub status_page: Option<String>,
    /// Address of the logo.
    pub logo: Option<String>,
    /// Address of the logo for dark surfaces; absent where there is one for both.
    pub logo_dark: Option<String>,
    /// Whether the logo is about as wide as high: a mark, which the title stands beside.
    pub logo_is_mark: bool,
    /// The overview.
    pub home: String,
    /// Address of the index of the search.
    pub search_index: String,
    /// Main sections.
    pub nav: Vec<Link>,
    /// All topics.
    pub answers: String,
    /// Attestations and the roadmap.
    pub compliance: String,
    /// Documents.
    pub documents: String,
    /// The register.
    pub subprocessors: String,
    /// What changed.
    pub changes: String,
    /// The search, and a list of everything.
    pub search: String,
    /// Topics, to go to another from an answer; none where they are too many for a list beside the text.
    pub topics: Vec<Link>,
    /// Variants of the product, in order.
    pub variants: Vec<VariantName>,
    /// Questionnaires on the portal.
    pub questionnaires: Vec<Link>,
    /// Pages of the project's own.
    pub pages: Vec<Link>,
    /// Whom to write to: `title` says for what, `note` is the address in words.
    pub contacts: Vec<Link>,
    /// The day of this edition.
    pub as_of: Day,
    /// The commit in words.
    pub commit: String,
    /// Version of the program.
    pub version: String,
    /// Whether this edition is for everybody; else search engines are told to stay away.
    pub is_public: bool,
    /// Language and country as Open Graph writes them, `en_GB`; empty where the country is unknown.
    pub locale: &'static str,
    /// Whole address of the picture for previews of links; empty in an edition that is not for everybody.
    pub preview: String,
}

/// A variant of the product.
#[derive(Debug, Clone, Serialize)]
pub struct VariantName {
    /// Its id, as addresses and anchors write it.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// What the head of one page says.
#[derive(Debug, Serialize)]
pub struct Head {
    /// Title of the page.
    pub title: String,
    /// One sentence for search engines.
    pub description: String,
    /// Its whole address; absent on the page for errors.
    pub canonical: Option<String>,
    /// Address of the section in the navigation that the page belongs to.
    pub section: String,
    /// Pages above this one, the overview first.
    pub above: Vec<Link>,
    /// Whether the feeds of the register belong to it.
    pub feeds: bool,
    /// Whether the feeds of changes belong to it.
    pub change_feeds: bool,
    /// Whether the page has a search field.
    pub search: bool,
    /// The page in every language, that of the originals first; none where the site has one.
    pub languages: Vec<LanguageLink>,
    /// What Open Graph calls it: `website` or `article`.
    pub kind: &'static str,
    /// Address of the same content as Markdown; empty where there is none.
    pub twin: String,
    /// What the page says of itself to programs: JSON-LD, safe inside a `script` element; may be empty.
    pub linked: String,
}

/// A page in one of the languages of the site.
#[derive(Debug, Clone, Serialize)]
pub struct LanguageLink {
    /// The language's tag.
    pub language: &'static str,
    /// The language's own name for itself.
    pub name: &'static str,
    /// Address on the host.
    pub href: String,
    /// The whole address.
    pub url: String,
    /// Whether it is this page.
    pub is_current: bool,
}

/// What a text is marked with that is in another language than the page.
#[derive(Debug, Clone, Serialize)]
pub struct Fallback {
    /// The tag of its language.
    pub language: &'static str,
    /// A sentence that says so, in the language of the page; empty where another one beside it says it.
    pub mark: String,
}

impl Fallback {
    /// The same without its mark if another one beside it has one.
    #[must_use]
    pub fn without_mark_if(self, is_marked: bool) -> Self {
        if is_marked { Self { mark: String::new(), ..self } } else { self }
    }
}

/// A link with its words.
#[derive(Debug, Clone, Serialize)]
pub struct Link {
    /// The address.
    pub href: String,
    /// The words.
    pub title: String,
    /// More words beside it; may be empty.
    pub note: String,
    /// Language tag of the words, where they are in another language than the page; else empty.
    pub language: &'static str,
}

impl Link {
    /// A link.
    #[must_use]
    pub fn new(href: impl Into<String>, title: impl Into<String>) -> Self {
        Self { href: href.into(), title: title.into(), note: String::new(), language: "" }
    }

    /// The same with words in another language than the page, if they are.
    #[must_use]
    pub fn in_language(mut self, fallback: Option<Fallback>) -> Self {
        self.language = fallback.map_or("", |fallback| fallback.language);
        self
    }

    /// The same with more words beside it.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// A day for people and for machines.
#[derive(Debug, Clone, Serialize)]
pub struct Day {
    /// As `2026-10-01`.
    pub iso: String,
    /// As `1 October 2026`.
    pub long: String,
}

/// When something is due.
#[derive(Debug, Clone, Serialize)]
pub struct Due {
    /// As `Q4 2026`.
    pub long: String,
    /// Whether that day has passed.
    pub lapsed: bool,
}

/// The text with a capital letter first.
#[must_use]
pub fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A text cut at a word to about 155 characters, as search engines show it.
#[must_use]
pub fn described(text: &str) -> String {
    const LONGEST: usize = 155;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    let cut: String = line.chars().take(LONGEST).collect();
    let at_word = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{} …", at_word.trim_end_matches([',', ';', ':', '.']))
}

/// Whether an image, SVG or PNG, is about as wide as high.
fn is_mark(bytes: &[u8]) -> bool {
    let side = |at: usize| {
        let side = bytes.get(at..at + 4)?;
        side.try_into().ok().map(|side| f64::from(u32::from_be_bytes(side)))
    };
    let size = if bytes.starts_with(b"\x89PNG") { side(16).zip(side(20)) } else { view_box(bytes) };
    size.is_some_and(|(width, height)| width < height * 1.6)
}

/// Width and height of an SVG, from its `viewBox`.
fn view_box(bytes: &[u8]) -> Option<(f64, f64)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (_, rest) = text.split_once("viewBox=")?;
    let numbers = rest.get(1..)?.split(['"', '\'']).next()?;
    let mut sides = numbers.split([' ', ',']).filter(|side| !side.is_empty()).skip(2);
    sides.next()?.parse().ok().zip(sides.next()?.parse().ok())
}

/// A language tag as Open Graph writes it, with a country: the tag's own, else
/// the country whose form of the language is the usual one.
fn locale(language: Language) -> &'static str {
    match language {
        Language::En => "en_US",
        Language::De => "de_DE",
        Language::Fr => "fr_FR",
        Language::Es => "es_ES",
        Language::It => "it_IT",
    }
}

/// A link that opens a mail with a subject.
#[must_use]
pub fn mail_about(address: &str, subject: &str) -> String {
    let mut href = format!("mailto:{address}?subject=");
    for byte in subject.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            href.push(char::from(byte));
        } else {
            href.push_str(&format!("%{byte:02X}"));
        }
    }
    href
}

impl Portal<'_> {
    /// What all pages share.
    #[must_use]
    pub fn site(&self) -> Site {
        let view = &self.edition.view;
        let site = &view.site;
        let link = |path: &str, title: &str| Link::new(self.href(path), title);
        let organization = &view.organization;
        let asset = |(name, _): &(String, Arc<[u8]>)| self.href(&format!("/assets/{name}"));
        Site {
            root: self.root.clone(),
            title: site.title.clone(),
            language: view.reader.language.tag(),
            organization: organization.name.clone(),
            legal_name: organization.legal_name.clone().filter(|name| *name != organization.name),
            website: organization.website.as_ref().map(|url| url.as_str().to_owned()),
            status_page: site.status_page.as_ref().map(|url| url.as_str().to_owned()),
            logo: view.logo.as_ref().map(asset),
            logo_dark: view.logo_dark.as_ref().map(asset),
            logo_is_mark: view.logo.as_ref().is_some_and(|(_, bytes)| is_mark(bytes)),
            home: self.href(route::HOME),
            search_index: self.href(&format!("/{}", self.index_file("search.json"))),
            nav: self.sections(),
            answers: self.href(route::ANSWERS),
            compliance: self.href(route::COMPLIANCE),
            documents: self.href(route::DOCUMENTS),
            subprocessors: self.href(route::SUBPROCESSORS),
            changes: self.href(route::CHANGES),
            search: self.href(route::SEARCH),
            topics: self.topic_links(),
            variants: view
                .variants
                .iter()
                .map(|own| VariantName { id: own.id.value.to_string(), name: own.name.clone() })
                .collect(),
            questionnaires: self.offer_links(),
            pages: view
                .pages
                .iter()
                .map(|page| link(&route::folder(&page.path), &page.title))
                .collect(),
            contacts: self.contacts(),
            as_of: self.day(view.reader.date),
            commit: commit(&self.edition.words, &self.edition.provenance),
            version: self.edition.provenance.version.clone(),
            is_public: view.reader.audience == Audience::Public,
            locale: locale(view.reader.language),
            preview: if self.edition.is_public() { self.url(PREVIEW) } else { String::new() },
        }
    }

    /// The main sections.
    pub(crate) fn sections(&self) -> Vec<Link> {
        let words = &self.edition.words;
        let link = |path: &str, key: &str| Link::new(self.href(path), words.text(key));
        let questionnaires =
            (!self.edition.offers.is_empty()).then(|| link(QUESTIONNAIRES, "questionnaires"));
        let first = [link(route::ANSWERS, "answers"), link(route::COMPLIANCE, "compliance")];
        let last = [
            link(route::DOCUMENTS, "documents"),
            link(route::SUBPROCESSORS, "subprocessors"),
            link(route::CHANGES, "changes"),
        ];
        first.into_iter().chain(questionnaires).chain(last).collect()
    }

    /// The topics, where a list of them fits beside a text.
    fn topic_links(&self) -> Vec<Link> {
        let topics = &self.edition.view.topics;
        let listed = if topics.len() > LISTED_TOPICS { &[] } else { topics.as_slice() };
        let link = |topic: &VisibleTopic| {
            Link::new(self.href(&route::topic(&topic.id)), topic.title.as_str())
        };
        listed.iter().map(link).collect()
    }

    /// Whom to write to, and for what.
    fn contacts(&self) -> Vec<Link> {
        let contacts = &self.edition.view.contacts;
        let words = &self.edition.words;
        let link = |address: &str, key: &str| {
            Link::new(format!("mailto:{address}"), words.text(key)).note(address)
        };
        let mut links = vec![link(contacts.security.as_str(), "contact_security")];
        let privacy = contacts.privacy.as_ref();
        links.extend(privacy.map(|email| link(email.as_str(), "contact_privacy")));
        links.extend(
            contacts
                .questionnaires
                .as_ref()
                .map(|desk| link(desk.email.as_str(), "contact_questionnaires")),
        );
        links
    }

    /// A link that asks for something by mail.
    pub(crate) fn ask_for(&self, what: &str) -> Link {
        let contacts = &self.edition.view.contacts;
        let address = contacts
            .questionnaires
            .as_ref()
            .map_or(contacts.security.as_str(), |desk| desk.email.as_str());
        let subject = self.edition.words.say("mail_request", &[("what", what)]);
        Link::new(mail_about(address, &subject), address)
    }

    /// The head of a page: its path, title, description and section.
    pub(crate) fn head(&self, path: &str, title: &str, description: &str, section: &str) -> Head {
        Head {
            title: title.to_owned(),
            description: described(description),
            canonical: Some(self.url(path)),
            section: self.href(section),
            above: Vec::new(),
            feeds: false,
            change_feeds: false,
            search: false,
            languages: self.languages(path),
            kind: "website",
            twin: String::new(),
            linked: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fit() {
        assert_eq!(capitalized("shared cloud"), "Shared cloud");
        assert_eq!(described("a\n b"), "a b");
        assert!(described(&"word ".repeat(60)).chars().count() <= 160);
    }

    #[test]
    fn a_mark_is_as_wide_as_high() {
        assert!(is_mark(b"<svg viewBox=\"0 0 32 32\">"));
        assert!(!is_mark(b"<svg viewBox='0,0,160,32'>"));
        assert!(is_mark(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x40\0\0\0\x40"));
        assert!(!is_mark(b""));
    }

    #[test]
    fn a_subject_is_encoded() {
        assert_eq!(
            mail_about("a@b.example", "A & B?"),
            "mailto:a@b.example?subject=A%20%26%20B%3F"
        );
    }
}
