//! What a mail says, part by part, and the two forms in which it stands there.

use crate::language::{Language, Words};
use crate::markdown::escaped;
use crate::output::mail::values::{self, Row, foreign, has_words};
use crate::output::mail::{Letterhead, lines, one_line, permalink};
use crate::portal::wording::{field, shown_in};
use crate::register::NoticeState;
use crate::register::owed::DeskEntry;
use crate::view::desk::DeskNotice;
use crate::view::{Audience, NoticeKind, VisibleNotice};

/// What a mail says.
pub(super) struct Body {
    title: String,
    parts: Vec<Part>,
}

/// One part of it.
enum Part {
    /// A heading.
    Heading(String),
    /// Paragraphs; their language, where it is another than that of the mail.
    Text(String, Option<Language>),
    /// Names and values.
    Rows(Vec<Row>),
    /// An address on the portal, on a line of its own.
    Address(String),
}

impl Body {
    /// Puts the parts together.
    pub(super) fn of(
        head: &Letterhead<'_>,
        entry: &DeskEntry<'_>,
        target: Option<&DeskNotice>,
        title: &str,
    ) -> Self {
        let mut body = Self { title: one_line(title), parts: Vec::new() };
        let is_over = entry.dated.state == NoticeState::Withdrawn;
        body.opening(head, entry, target);
        if !is_over && !entry.own.notice.kind.is_about_notice() {
            body.subjects(head, entry.own);
        }
        // The reason of what was announced is none for its end.
        if !is_over {
            body.reasons(head.words, &entry.own.notice);
        }
        if !is_over && entry.own.notice.kind != NoticeKind::Withdraw {
            body.dates(head, entry.own, target);
            body.objection(head, entry.own, target);
        }
        body.closing(head, entry.own);
        body
    }

    /// Who writes, and what the notice does.
    fn opening(
        &mut self,
        head: &Letterhead<'_>,
        entry: &DeskEntry<'_>,
        target: Option<&DeskNotice>,
    ) {
        let (words, notice) = (head.words, &entry.own.notice);
        if entry.own.audience == Audience::Nda {
            self.text_of(words.text("mail_confidential"));
        }
        let own = head.organization;
        let name = own.legal_name.as_ref().unwrap_or(&own.name);
        let place = own.country.map(|country| words.country(country.code()).to_owned());
        let who = place.map_or_else(|| name.clone(), |place| format!("{name} ({place})"));
        let mut said = vec![words.say("mail_intro", &[("organization", &who)])];
        let (id, day) = (notice.id.to_string(), notice.withdrawn_on);
        if let (Some(day), NoticeState::Withdrawn) = (day, entry.dated.state) {
            said.push(words.say("mail_withdrawn", &[("id", &id), ("day", &words.day(day))]));
        } else if let Some(earlier) = &notice.supersedes {
            let key = match notice.kind {
                NoticeKind::Postpone => "mail_postpones",
                NoticeKind::Withdraw => "mail_withdraws",
                _ => "mail_takes_place",
            };
            let kind = target.map(|own| words.title("notice_kind", own.notice.effect.word()));
            let id = kind.map_or_else(|| earlier.to_string(), |kind| format!("{earlier} ({kind})"));
            said.push(words.say(key, &[("id", &id)]));
        }
        if notice.is_emergency {
            said.push(words.text("mail_emergency").to_owned());
        }
        self.text_of(&said.join(" "));
    }

    /// About whom, and what changes there.
    fn subjects(&mut self, head: &Letterhead<'_>, own: &DeskNotice) {
        let (words, notice) = (head.words, &own.notice);
        if let Some((_, old)) = &notice.replaces {
            self.rows(vec![Row::new(words.text("notice_in_place_of"), old)]);
        }
        let is_changed = |field| notice.changes.iter().any(|change| change.field == field);
        for subject in &own.subjects {
            self.heading(&subject.display_name);
            self.mark(words, subject.language);
            self.rows(values::entry(head, subject, &is_changed));
        }
        if notice.changes.is_empty() {
            return;
        }
        self.heading(words.text("mail_changes"));
        let rows = notice.changes.iter().flat_map(|change| {
            let field = field(words, change.field);
            let row = |key: &str, own| {
                let label = words.say(key, &[("field", &field)]);
                // A record states values in the words of its author.
                let language =
                    foreign(words, head.site.language).filter(|_| has_words(change.field));
                Row { language, ..Row::new(label, values::value(words, head.variants, own)) }
            };
            [row("mail_before", &change.from), row("mail_after", &change.to)]
        });
        self.rows(rows.collect());
    }

    /// Why, and what it means for customers.
    fn reasons(&mut self, words: &Words, notice: &VisibleNotice) {
        if !notice.reason.is_empty() {
            self.heading(words.text("twin_reason"));
            self.mark(words, notice.language);
            self.text_in(&notice.reason, foreign(words, notice.language));
        }
        let told = [
            ("notice_customer_impact", &notice.customer_impact),
            ("notice_data", &notice.data_delta),
            ("notice_place", &notice.location_delta),
            ("notice_transfer", &notice.transfer_delta),
        ];
        for (key, text) in told {
            if let Some(text) = text {
                self.heading(words.text(key));
                self.text_in(text, foreign(words, notice.language));
            }
        }
    }

    /// From when, and until when to object.
    fn dates(&mut self, head: &Letterhead<'_>, own: &DeskNotice, target: Option<&DeskNotice>) {
        let (words, notice) = (head.words, &own.notice);
        let objection = last_day(own, target);
        self.heading(words.text("mail_dates"));
        let row = |key: &str, date| Row::new(words.text(key), words.day(date));
        let mut rows = vec![row("notice_announced", notice.announced_on)];
        let kept = target.filter(|_| notice.kind == NoticeKind::Postpone);
        let first =
            notice.postponed_from.or_else(|| kept.and_then(|own| own.notice.postponed_from));
        rows.extend(first.map(|date| row("mail_postponed_from", date)));
        rows.push(row("notice_effective", notice.effective_on));
        rows.extend(objection.map(|date| row("notice_objections_until", date)));
        self.rows(rows);
        if let Some(zone) = &head.policy.time_zone {
            self.text_of(&words.say("mail_time_zone", &[("zone", zone)]));
        }
    }

    /// How to object, and how that stands to the effect.
    fn objection(&mut self, head: &Letterhead<'_>, own: &DeskNotice, target: Option<&DeskNotice>) {
        let (words, notice) = (head.words, &own.notice);
        let Some(last) = last_day(own, target) else {
            if !own.needs_notice && !notice.kind.is_about_notice() {
                self.text_of(words.text("mail_no_objection"));
            }
            return;
        };
        let day = words.day(last);
        self.heading(words.text("notice_how_to_object"));
        if last < head.day {
            return self.text_of(&words.say("notice_objections_closed", &[("day", &day)]));
        }
        let until = words.say("mail_object_until", &[("day", &day)]);
        let order = if notice.effective_on <= head.day {
            words.say("mail_in_effect", &[("day", &words.day(notice.effective_on))])
        } else if notice.effective_on <= last {
            words.text("mail_effect_first").to_owned()
        } else {
            words.text("mail_objections_first").to_owned()
        };
        self.text_of(&[until, order].join(" "));
        let target = target.map(|own| &own.notice);
        let how = [Some(notice), target].into_iter().flatten();
        let said = how.clone().find_map(|own| Some((own.how_to_object.as_ref()?, own.language)));
        if let Some((said, language)) = said {
            self.text_in(said, foreign(words, language));
        }
        let contact = how.into_iter().find_map(|own| own.contact.as_ref());
        let privacy = head.contacts.privacy.as_ref().unwrap_or(&head.contacts.security);
        let contact = contact.map_or(privacy.as_str(), |(contact, _)| contact);
        self.rows(vec![Row::new(words.text("twin_contact"), contact)]);
        self.text_of(words.text("mail_contract"));
    }

    /// Where the notice stands, and of which day all this is.
    fn closing(&mut self, head: &Letterhead<'_>, own: &DeskNotice) {
        let words = head.words;
        self.heading(&words.labelled("notice_label", own.notice.id.as_str()));
        self.text_of(words.text("mail_permalink"));
        self.parts.push(Part::Address(permalink(head, own)));
        self.text_of(&words.say("mail_as_of", &[("day", &words.day(head.day))]));
    }

    /// Says so where what follows is in another language than the mail.
    fn mark(&mut self, words: &Words, language: Language) {
        if foreign(words, language).is_some() {
            self.text_of(&format!("({})", shown_in(words, language)));
        }
    }

    fn heading(&mut self, text: &str) {
        self.parts.push(Part::Heading(one_line(text)));
    }

    fn text_of(&mut self, text: &str) {
        self.text_in(text, None);
    }

    fn text_in(&mut self, text: &str, language: Option<Language>) {
        self.parts.push(Part::Text(lines(text), language));
    }

    fn rows(&mut self, rows: Vec<Row>) {
        let clean =
            |own: Row| Row { label: one_line(&own.label), text: one_line(&own.text), ..own };
        self.parts.push(Part::Rows(rows.into_iter().map(clean).collect()));
    }

    /// As plain text, with `\n` line ends and one at its end.
    pub(super) fn text(&self, words: &Words) -> String {
        let mut blocks = vec![self.title.clone()];
        for part in &self.parts {
            blocks.push(match part {
                Part::Heading(text) => format!("\n{text}"),
                Part::Text(text, _) | Part::Address(text) => text.clone(),
                Part::Rows(rows) => {
                    let row = |own: &Row| {
                        words.say("labelled", &[("label", &own.label), ("text", &own.text)])
                    };
                    rows.iter().map(row).collect::<Vec<_>>().join("\n")
                }
            });
        }
        let mut text = blocks.join("\n\n");
        text.push('\n');
        text
    }

    /// As a page without anything that is fetched.
    pub(super) fn html(&self, subject: &str, language: &str) -> String {
        let mut html = format!(
            "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n</head>\n<body>\n<h1>{}</h1>\n",
            escaped(subject),
            escaped(&self.title)
        );
        for part in &self.parts {
            html.push_str(&match part {
                Part::Heading(text) => format!("<h2>{}</h2>\n", escaped(text)),
                Part::Text(text, language) => {
                    let lang = lang(*language);
                    let paragraph = |own: &str| {
                        let text = escaped(own.trim()).replace('\n', "<br>\n");
                        format!("<p{lang}>{text}</p>\n")
                    };
                    text.split("\n\n").map(paragraph).collect()
                }
                Part::Address(url) => {
                    let url = escaped(url);
                    format!("<p><a href=\"{url}\">{url}</a></p>\n")
                }
                Part::Rows(rows) => {
                    let row = |own: &Row| {
                        let (label, text) = (escaped(&own.label), escaped(&own.text));
                        let lang = lang(own.language);
                        format!("<dt><strong>{label}</strong></dt>\n<dd{lang}>{text}</dd>\n")
                    };
                    format!("<dl>\n{}</dl>\n", rows.iter().map(row).collect::<String>())
                }
            });
        }
        html.push_str("</body>\n</html>\n");
        html
    }
}

/// The attribute that names another language than that of the page.
fn lang(language: Option<Language>) -> String {
    language.map(|own| format!(" lang=\"{}\"", own.tag())).unwrap_or_default()
}

/// The last day for objections: a postponement that names none leaves that of the notice which it postpones.
fn last_day(own: &DeskNotice, target: Option<&DeskNotice>) -> Option<crate::date::Date> {
    let kept = target.filter(|_| own.notice.kind == NoticeKind::Postpone);
    own.notice.objection_until.or_else(|| kept.and_then(|own| own.notice.objection_until))
}
