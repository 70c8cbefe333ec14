//! A notice as a mail that is ready to be sent: subject, plain text, HTML, and a message file (`.eml`).
//!
//! It says what the page of the notice says, so that whoever reads the mail needs no page. Nothing in it is fetched
//! from anywhere, and the same notice gives the same bytes on the same day.

mod body;
mod eml;
mod values;

use crate::date::Date;
use crate::language::Words;
use crate::register::owed::DeskEntry;
use crate::tree::hex_digest;
use crate::view::desk::DeskNotice;
use crate::view::{Contacts, NoticePolicy, Organization, Site, Variant, route};

use crate::output::mail::body::Body;

/// Who writes, and in which words.
#[derive(Debug, Clone, Copy)]
pub struct Letterhead<'a> {
    /// Who writes.
    pub organization: &'a Organization,
    /// Where answers go.
    pub contacts: &'a Contacts,
    /// The portal that has the notice.
    pub site: &'a Site,
    /// The variants of the product.
    pub variants: &'a [Variant],
    /// What is promised about changes.
    pub policy: &'a NoticePolicy,
    /// The words, in the language of the mail.
    pub words: &'a Words,
    /// The day on which it is written.
    pub day: Date,
}

/// A mail about a notice, to nobody yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The subject, on one line.
    pub subject: String,
    /// The name of the sender, on one line.
    pub from_name: String,
    /// The address of the sender.
    pub from: String,
    /// The plain text, with `\n` line ends.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// The tag of its language.
    pub language: &'static str,
    /// The day on which it is written.
    pub date: Date,
    /// What stands before the hash in its Message-ID.
    id: String,
    /// The host of the portal.
    host: String,
}

impl Mail {
    /// Writes the mail about a notice; `target` is the notice that it is about, if it is about one.
    #[must_use]
    pub fn of(head: &Letterhead<'_>, entry: &DeskEntry<'_>, target: Option<&DeskNotice>) -> Self {
        let notice = &entry.own.notice;
        let (id, title) = (notice.id.to_string(), entry.dated.title(head.words));
        let organization = head.organization.name.as_str();
        let places = [("organization", organization), ("title", &title), ("id", &id)];
        let subject = one_line(&head.words.say("mail_subject", &places));
        let body = Body::of(head, entry, target, &title);
        let from = head.contacts.privacy.as_ref().unwrap_or(&head.contacts.security);
        let language = head.words.language().tag();
        Self {
            html: body.html(&subject, language),
            text: body.text(head.words),
            subject,
            from_name: one_line(organization),
            from: from.as_str().to_owned(),
            language,
            date: head.day,
            id: notice.id.slug(),
            host: host(head.site),
        }
    }

    /// SHA-256 of the plain text, which is the same whatever carries it.
    #[must_use]
    pub fn message_sha256(&self) -> String {
        hex_digest(self.text.as_bytes())
    }

    /// The message file: to nobody, so that the tool that sends it names the recipients.
    #[must_use]
    pub fn eml(&self) -> Vec<u8> {
        eml::write(self)
    }
}

/// The address of a notice's page, in the language of the words.
fn permalink(head: &Letterhead<'_>, notice: &DeskNotice) -> String {
    let base = head.site.base_url.as_str().trim_end_matches('/');
    let language = head.words.language();
    let folder = if language == head.site.language || !speaks(head.site, language) {
        String::new()
    } else {
        format!("/{}", language.tag())
    };
    format!("{base}{folder}{}", route::notice(&notice.notice.id))
}

/// Whether the portal has pages in a language besides that of the originals.
fn speaks(site: &Site, language: crate::language::Language) -> bool {
    site.languages.iter().any(|own| own.value == language)
}

/// The host of the portal, without a port.
fn host(site: &Site) -> String {
    let address = site.base_url.as_str().trim_start_matches("https://");
    address.split(['/', ':', '?', '#']).next().unwrap_or_default().to_owned()
}

/// A text without anything that could end its line.
fn one_line(text: &str) -> String {
    let is_break = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let words = text.split(|c: char| is_break(c) || c.is_whitespace());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A text of several lines, without other control characters.
fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n");
    let text = text.replace('\t', " ");
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests;
