//! Notices of the register, and changes, as Atom feeds (RFC 4287) and JSON Feeds (1.1).
//!
//! Ids never change, and an entry is updated only when its notice changes: by
//! its announcement, a postponement, its withdrawal or a notice that takes its
//! place. The text gives dates, not how many days are left, so that an entry is
//! the same until then.

mod changes;

use std::cmp::Reverse;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use serde::Serialize;

use crate::date::Date;
use crate::diag::{Diagnostic, Sink};
use crate::language::Words;
use crate::output::theme::Theme;
use crate::output::{Output, json, put};
use crate::portal::{Edition, wording};
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
    /// What was updated last comes first.
    items: Vec<Item>,
}

/// The feed of the register.
fn notices(edition: &Edition) -> Feed {
    let mut history: Vec<&DatedNotice> = edition.register.history.iter().collect();
    // What changed last comes first; the order of the register decides between equals.
    history.sort_by_key(|dated| Reverse(dated.notice.updated));
    Feed {
        atom: ATOM,
        json: JSON,
        page: route::SUBPROCESSORS,
        title: titled(edition, ["feed_notices", "feed_notices_nda"]),
        updated: last_update(edition),
        items: history.into_iter().map(|dated| Item::of(edition, dated)).collect(),
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
    /// Paragraphs: a label, which may be empty, and a text.
    paragraphs: Vec<(String, String)>,
}

impl Item {
    fn of(edition: &Edition, dated: &DatedNotice) -> Self {
        let notice = &dated.notice;
        Self {
            id: tag(edition, dated),
            url: edition.url(&route::notice(&notice.id)),
            title: format!("{} ({})", dated.title(&edition.words), notice.id),
            published: timestamp(notice.announced_on),
            updated: timestamp(dated.notice.updated),
            summary: summary(dated, &edition.words),
            paragraphs: paragraphs(edition, dated),
        }
    }

    /// The text as HTML; every value is escaped.
    fn html(&self, words: &Words) -> String {
        let paragraph = |(label, text): &(String, String)| {
            let text = escape(text).replace('\n', "<br>");
            if label.is_empty() {
                return format!("<p>{text}</p>");
            }
            let label = words.say("label", &[("label", label)]);
            format!("<p><strong>{}</strong> {text}</p>", escape(&label))
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

/// Where the notice leads, in one sentence. It says nothing that a day that passes could change.
fn summary(dated: &DatedNotice, words: &Words) -> String {
    let notice = &dated.notice;
    let effect = words.day(notice.effective_on);
    if let Some(date) = notice.withdrawn_on {
        return words.say("feed_withdrawn", &[("day", &words.day(date))]);
    }
    if let Some(later) = &notice.superseded_by {
        return words.say("feed_superseded", &[("notice", &later.to_string())]);
    }
    if let Some(sentence) = wording::about_notice(words, notice, notice.objection_until) {
        return sentence;
    }
    let last = notice.objection_until.map(|last| words.day(last));
    let first = notice.postponed_from.map(|first| words.day(first));
    let (key, last, first) = match (last, first) {
        (Some(last), Some(first)) => ("feed_postponed_objections", last, first),
        (Some(last), None) => ("feed_effective_objections", last, String::new()),
        (None, Some(first)) => ("feed_postponed", String::new(), first),
        (None, None) => ("feed_effective", String::new(), String::new()),
    };
    words.say(key, &[("day", &*effect), ("last", &last), ("first", &first)])
}

/// What the notice says, in the order in which a reader needs it.
fn paragraphs(edition: &Edition, dated: &DatedNotice) -> Vec<(String, String)> {
    let (notice, words) = (&dated.notice, &edition.words);
    let plain = |text: String| (String::new(), text);
    let labelled = |key: &str, text: String| (words.text(key).to_owned(), text);
    let mut paragraphs = vec![plain(summary(dated, words))];
    paragraphs.extend(emergency(edition, dated).into_iter().map(plain));
    paragraphs.push(labelled("feed_announced", words.day(notice.announced_on)));
    paragraphs.push(labelled("feed_reason", notice.reason.clone()));
    let changes: Vec<String> =
        notice.changes.iter().map(|own| wording::changed(words, &edition.view, own)).collect();
    if !changes.is_empty() {
        paragraphs.push(labelled("feed_changes_of_register", changes.join("\n")));
    }
    let contact = notice.contact.as_ref().map(|(words, _)| words.clone());
    let texts = [
        ("feed_customer_impact", &notice.customer_impact),
        ("notice_data", &notice.data_delta),
        ("feed_location", &notice.location_delta),
        ("notice_transfer", &notice.transfer_delta),
        ("notice_how_to_object", &notice.how_to_object),
        ("feed_contact", &contact),
    ];
    let written = texts.into_iter().filter_map(|(key, text)| Some(labelled(key, text.clone()?)));
    paragraphs.extend(written);
    paragraphs
}

/// That it could not wait, and until when customers are told.
fn emergency(edition: &Edition, dated: &DatedNotice) -> Vec<String> {
    let (notice, words) = (&dated.notice, &edition.words);
    let Some(last) = notice.told_by else { return Vec::new() };
    let told = words.say("notice_told_by_day", &[("day", &words.day(last))]);
    vec![wording::emergency(words, notice), told]
}

/// The last change of any notice; without one, the last entry into the register.
fn last_update(edition: &Edition) -> Date {
    let register = &edition.register;
    let noticed = register.history.iter().map(|dated| dated.notice.updated).max();
    let entered = register.in_force.iter().filter_map(|entry| entry.since).max();
    noticed.or(entered).unwrap_or(register.as_of)
}

/// The title of a feed: its text for everybody, or that for readers under NDA.
fn titled(edition: &Edition, [open, under_nda]: [&str; 2]) -> String {
    let key = if edition.is_public() { open } else { under_nda };
    edition.words.say(key, &[("name", &edition.view.organization.name)])
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
        own.items.iter().try_for_each(|item| entry(writer, item, &edition.words))
    })?;
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn entry(writer: &mut Writer<Vec<u8>>, item: &Item, words: &Words) -> std::io::Result<()> {
    writer.create_element("entry").write_inner_content(|writer| {
        element(writer, "id", &item.id)?;
        element(writer, "title", &item.title)?;
        element(writer, "published", &item.published)?;
        element(writer, "updated", &item.updated)?;
        link(writer, "alternate", "text/html", &item.url)?;
        element(writer, "summary", &item.summary)?;
        let html = xml_text(&item.html(words));
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
        content_html: item.html(&edition.words),
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
