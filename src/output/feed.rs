//! Notices of the register, and changes, as Atom feeds (RFC 4287) and JSON Feeds (1.1).
//!
//! Ids never change, and an entry is updated only when its notice changes:
//! by its announcement, its withdrawal or a notice that supersedes it. The
//! text gives dates, not how many days are left.

mod changes;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use serde::Serialize;

use crate::date::Date;
use crate::diag::{Diagnostic, Sink};
use crate::output::theme::Theme;
use crate::output::{Output, json, put};
use crate::portal::Edition;
use crate::register::DatedNotice;
use crate::tree::Tree;
use crate::view::route;

/// This output.
pub const OUTPUT: Output = Output {
    name: "feed",
    about: "Notices about sub-processors, and changes, each as an Atom feed and a JSON Feed.",
    emit,
};

/// Where the Atom feed stands on the portal.
const ATOM: &str = "/subprocessors/feed.xml";
/// Where the JSON Feed stands on the portal.
const JSON: &str = "/subprocessors/feed.json";

fn emit(edition: &Edition, _theme: &Theme, tree: &mut Tree, sink: &mut Sink) {
    for feed in [notices(edition), changes::feed(edition)] {
        match atom(edition, &feed) {
            Ok(bytes) => put(tree, feed.atom.trim_start_matches('/'), bytes, sink),
            Err(error) => sink.push(
                Diagnostic::without_place("unwritable-text", format!("`{}` {error}", feed.atom))
                    .hint("report this as a fault of trust"),
            ),
        }
        let text = json::text(&json_feed(edition, &feed));
        put(tree, feed.json.trim_start_matches('/'), text, sink);
    }
}

/// One feed, in both formats.
struct Feed {
    /// Where the Atom feed stands on the portal.
    atom: &'static str,
    /// Where the JSON Feed stands on the portal.
    json: &'static str,
    /// The page that it follows.
    page: &'static str,
    title: String,
    updated: Date,
    /// Newest first.
    items: Vec<Item>,
}

/// The feed of the register.
fn notices(edition: &Edition) -> Feed {
    Feed {
        atom: ATOM,
        json: JSON,
        page: route::SUBPROCESSORS,
        title: titled(edition, "changes of sub-processors"),
        updated: last_update(edition),
        items: edition.register.history.iter().map(|dated| Item::of(edition, dated)).collect(),
    }
}

/// One entry of both feeds.
struct Item {
    id: String,
    url: String,
    title: String,
    published: String,
    updated: String,
    /// One sentence.
    summary: String,
    /// Paragraphs: an optional label and a text.
    paragraphs: Vec<(&'static str, String)>,
}

impl Item {
    fn of(edition: &Edition, dated: &DatedNotice) -> Self {
        let notice = &dated.notice;
        Self {
            id: tag(edition, dated),
            url: edition.url(&route::notice(&notice.id)),
            title: format!("{} ({})", dated.title(), notice.id),
            published: timestamp(notice.announced_on),
            updated: timestamp(dated.updated),
            summary: summary(dated),
            paragraphs: paragraphs(dated),
        }
    }

    /// The text as HTML; every value is escaped.
    fn html(&self) -> String {
        let paragraph = |(label, text): &(&str, String)| {
            let text = escape(text).replace('\n', "<br>");
            match *label {
                "" => format!("<p>{text}</p>"),
                label => format!("<p><strong>{label}:</strong> {text}</p>"),
            }
        };
        self.paragraphs.iter().map(paragraph).collect()
    }
}

/// A name that outlives the portal's folders (RFC 4151): host, day of the announcement, id.
fn tag(edition: &Edition, dated: &DatedNotice) -> String {
    format!("tag:{},{}:{}", host(edition), dated.notice.announced_on, dated.notice.id)
}

/// The host of the portal, without a port.
pub(super) fn host(edition: &Edition) -> &str {
    let address = edition.view.site.base_url.as_str().trim_start_matches("https://");
    address.split(['/', ':']).next().unwrap_or(address)
}

fn summary(dated: &DatedNotice) -> String {
    let notice = &dated.notice;
    let effect = notice.effective_on.long();
    match (&dated.superseded_by, notice.withdrawn_on, notice.objection_until) {
        (_, Some(date), _) => format!("Withdrawn on {}.", date.long()),
        (Some(later), None, _) => format!("Superseded by {later}."),
        (None, None, Some(last)) => {
            format!("Effective on {effect}; objections until {}.", last.long())
        }
        (None, None, None) => format!("Effective on {effect}."),
    }
}

/// What the notice says, in the order in which a reader needs it.
fn paragraphs(dated: &DatedNotice) -> Vec<(&'static str, String)> {
    let notice = &dated.notice;
    let optional = |label, text: &Option<String>| text.clone().map(|text| (label, text));
    let contact = notice.contact.as_ref().map(|(words, _)| words.clone());
    [
        Some(("", summary(dated))),
        Some(("Announced on", notice.announced_on.long())),
        Some(("Reason", notice.reason.clone())),
        optional("What customers have to do", &notice.customer_impact),
        optional("Data", &notice.data_delta),
        optional("Location", &notice.location_delta),
        optional("Transfer", &notice.transfer_delta),
        optional("How to object", &notice.how_to_object),
        optional("Contact", &contact),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The last change of any notice; without one, the last entry into the register.
fn last_update(edition: &Edition) -> Date {
    let register = &edition.register;
    let noticed = register.history.iter().map(|dated| dated.updated).max();
    let entered = register.in_force.iter().filter_map(|entry| entry.since).max();
    noticed.or(entered).unwrap_or(register.as_of)
}

/// The title of a feed about something.
fn titled(edition: &Edition, about: &str) -> String {
    let under_nda = if edition.is_public() { "" } else { " (under NDA)" };
    format!("{}: {about}{under_nda}", edition.view.organization.name)
}

fn atom(edition: &Edition, own: &Feed) -> std::io::Result<Vec<u8>> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let language = edition.view.site.language.tag();
    let feed = writer
        .create_element("feed")
        .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
        .with_attribute(("xml:lang", language));
    feed.write_inner_content(|writer| {
        let home = edition.url(own.page);
        element(writer, "id", &home)?;
        element(writer, "title", &own.title)?;
        element(writer, "updated", &timestamp(own.updated))?;
        link(writer, "alternate", "text/html", &home)?;
        link(writer, "self", "application/atom+xml", &edition.url(own.atom))?;
        author(writer, edition)?;
        generator(writer, edition)?;
        own.items.iter().try_for_each(|item| entry(writer, item))
    })?;
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn entry(writer: &mut Writer<Vec<u8>>, item: &Item) -> std::io::Result<()> {
    writer.create_element("entry").write_inner_content(|writer| {
        element(writer, "id", &item.id)?;
        element(writer, "title", &item.title)?;
        element(writer, "published", &item.published)?;
        element(writer, "updated", &item.updated)?;
        link(writer, "alternate", "text/html", &item.url)?;
        element(writer, "summary", &item.summary)?;
        let html = xml_text(&item.html());
        let content = writer.create_element("content").with_attribute(("type", "html"));
        content.write_text_content(BytesText::new(&html)).map(|_| ())
    })?;
    Ok(())
}

fn author(writer: &mut Writer<Vec<u8>>, edition: &Edition) -> std::io::Result<()> {
    writer.create_element("author").write_inner_content(|writer| {
        element(writer, "name", &edition.view.organization.name)?;
        element(writer, "uri", &edition.url("/"))
    })?;
    Ok(())
}

fn generator(writer: &mut Writer<Vec<u8>>, edition: &Edition) -> std::io::Result<()> {
    let version = xml_text(&edition.provenance.version);
    let generator =
        writer.create_element("generator").with_attribute(("version", version.as_str()));
    generator.write_text_content(BytesText::new("trust")).map(|_| ())
}

fn element(writer: &mut Writer<Vec<u8>>, name: &str, text: &str) -> std::io::Result<()> {
    writer.create_element(name).write_text_content(BytesText::new(&xml_text(text))).map(|_| ())
}

fn link(writer: &mut Writer<Vec<u8>>, rel: &str, kind: &str, href: &str) -> std::io::Result<()> {
    let link = writer.create_element("link");
    link.with_attribute(("rel", rel))
        .with_attribute(("type", kind))
        .with_attribute(("href", href))
        .write_empty()
        .map(|_| ())
}

/// A JSON Feed: <https://www.jsonfeed.org/version/1.1/>.
#[derive(Serialize)]
struct JsonFeed {
    version: &'static str,
    title: String,
    home_page_url: String,
    feed_url: String,
    language: String,
    authors: [JsonAuthor; 1],
    items: Vec<JsonItem>,
}

#[derive(Serialize)]
struct JsonAuthor {
    name: String,
    url: String,
}

#[derive(Serialize)]
struct JsonItem {
    id: String,
    url: String,
    title: String,
    summary: String,
    content_html: String,
    date_published: String,
    date_modified: String,
}

fn json_feed(edition: &Edition, own: &Feed) -> JsonFeed {
    let item = |item: &Item| JsonItem {
        id: item.id.clone(),
        url: item.url.clone(),
        title: item.title.clone(),
        summary: item.summary.clone(),
        content_html: item.html(),
        date_published: item.published.clone(),
        date_modified: item.updated.clone(),
    };
    JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: own.title.clone(),
        home_page_url: edition.url(own.page),
        feed_url: edition.url(own.json),
        language: edition.view.site.language.tag().to_owned(),
        authors: [JsonAuthor {
            name: edition.view.organization.name.clone(),
            url: edition.url("/"),
        }],
        items: own.items.iter().map(item).collect(),
    }
}

/// A day as a date-time: its first second in UTC.
fn timestamp(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

/// A text for HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The text without the characters that XML 1.0 cannot write; the writer escapes the rest.
fn xml_text(text: &str) -> String {
    let allowed = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(allowed).collect()
}
