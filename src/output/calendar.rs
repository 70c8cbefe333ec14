//! Dates of notices as a calendar to subscribe to (RFC 5545).

use crate::date::Date;
use crate::diag::Sink;
use crate::output::feed::host;
use crate::output::theme::Theme;
use crate::output::{Output, put};
use crate::portal::Edition;
use crate::register::DatedNotice;
use crate::tree::Tree;
use crate::view::route;

/// This output.
pub const OUTPUT: Output = Output {
    name: "calendar",
    about: "The dates of notices about sub-processors, each effect and each last day for objections, as .ics.",
    emit,
};

/// The longest line in bytes, without its end (RFC 5545, 3.1).
const LONGEST_LINE: usize = 75;

fn emit(edition: &Edition, _theme: &Theme, tree: &mut Tree, sink: &mut Sink) {
    let key = if edition.is_public() { "calendar" } else { "calendar_nda" };
    let name = edition.words.say(key, &[("name", &edition.view.organization.name)]);
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//trust//sub-processor notices//EN".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        "METHOD:PUBLISH".to_owned(),
        format!("NAME:{}", escaped(&name)),
        format!("X-WR-CALNAME:{}", escaped(&name)),
        "REFRESH-INTERVAL;VALUE=DURATION:P1D".to_owned(),
        "X-PUBLISHED-TTL:P1D".to_owned(),
        format!("URL:{}", edition.url(route::SUBPROCESSORS)),
    ];
    let before = lines.len();
    // What becomes of an earlier notice moves or cancels the events of that notice; it has none of its own.
    let own = edition.register.history.iter().rev();
    for dated in own.filter(|dated| !dated.notice.kind.is_about_notice()) {
        lines.extend(event(edition, dated, &EFFECT, dated.notice.effective_on));
        if let Some(last) = dated.notice.objection_until {
            lines.extend(event(edition, dated, &OBJECTION, last));
        }
    }
    if lines.len() == before {
        // A calendar must hold something; the time zone of the dates is true in any case.
        lines.extend(UTC.map(str::to_owned));
    }
    lines.push("END:VCALENDAR".to_owned());
    let text: String = lines.iter().map(|line| folded(line)).collect();
    put(tree, "subprocessors/calendar.ics", text, sink);
}

/// What stands in a calendar without events.
const UTC: [&str; 8] = [
    "BEGIN:VTIMEZONE",
    "TZID:Etc/UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
];

/// A kind of event.
struct Kind {
    /// A part of the event's UID; never changes.
    id: &'static str,
    /// The key of its words, which hold before that day and after it.
    key: &'static str,
}

const EFFECT: Kind = Kind { id: "effective", key: "calendar_effect" };
const OBJECTION: Kind = Kind { id: "objection", key: "calendar_objection" };

/// An all-day event; that of a withdrawn notice is cancelled, not dropped, so
/// that it disappears from the calendars that have it.
fn event(edition: &Edition, dated: &DatedNotice, kind: &Kind, day: Date) -> Vec<String> {
    let notice = &dated.notice;
    let cancelled = dated.state.is_over();
    let status = if cancelled { "CANCELLED" } else { "CONFIRMED" };
    // Each postponement and the end make another version of the event.
    let sequence = notice.postponed_by.len() + usize::from(cancelled);
    let updated = basic(notice.updated);
    let url = edition.url(&route::notice(&notice.id));
    let mut description = vec![notice.reason.clone()];
    description.extend(notice.customer_impact.clone());
    description.extend(notice.how_to_object.clone());
    description.push(url.clone());
    vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}-{}@{}", notice.id, kind.id, host(edition)),
        format!("DTSTAMP:{updated}T000000Z"),
        format!("LAST-MODIFIED:{updated}T000000Z"),
        format!("SEQUENCE:{sequence}"),
        format!("STATUS:{status}"),
        format!("DTSTART;VALUE=DATE:{}", basic(day)),
        format!("DTEND;VALUE=DATE:{}", basic(day.plus_days(1))),
        "TRANSP:TRANSPARENT".to_owned(),
        format!("CLASS:{}", if edition.is_public() { "PUBLIC" } else { "CONFIDENTIAL" }),
        format!("SUMMARY:{}", escaped(&summary(edition, dated, kind))),
        format!("DESCRIPTION:{}", escaped(&description.join("\n\n"))),
        format!("URL:{url}"),
        "END:VEVENT".to_owned(),
    ]
}

/// `Effective: Addition: Tracewarden (Acme Cloud)`: what it is about comes first.
fn summary(edition: &Edition, dated: &DatedNotice, kind: &Kind) -> String {
    let title = dated.title(&edition.words);
    let places = [("title", &*title), ("name", &edition.view.organization.name)];
    edition.words.say(kind.key, &places)
}

/// The day as `20261215`.
fn basic(date: Date) -> String {
    date.to_string().replace('-', "")
}

/// A text as a property's value (RFC 5545, 3.3.11), without control characters.
fn escaped(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut value = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => value.push_str("\\n"),
            '\\' | ';' | ',' => value.extend(['\\', c]),
            '\t' => value.push(' '),
            c if c.is_control() => {}
            c => value.push(c),
        }
    }
    value
}

/// A line with its end, broken before byte 76 and never inside a character.
fn folded(line: &str) -> String {
    let mut text = String::with_capacity(line.len() + line.len() / 25 + 2);
    let mut used = 0;
    for c in line.chars() {
        if used + c.len_utf8() > LONGEST_LINE {
            text.push_str("\r\n ");
            used = 1;
        }
        text.push(c);
        used += c.len_utf8();
    }
    text.push_str("\r\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let line = format!("SUMMARY:{}", "ä𝕏".repeat(60));
        let folded = folded(&line);
        assert!(folded.ends_with("\r\n"));
        assert!(folded.trim_end().split("\r\n").all(|part| part.len() <= LONGEST_LINE));
        assert_eq!(folded.replace("\r\n ", "").trim_end(), line);
        assert_eq!(super::folded("A:b"), "A:b\r\n");
        let exact = "x".repeat(LONGEST_LINE);
        assert_eq!(super::folded(&exact), format!("{exact}\r\n"));
    }

    #[test]
    fn values_are_escaped() {
        assert_eq!(escaped("a, b; c\\d\r\ne\u{7}\tf"), "a\\, b\\; c\\\\d\\ne f");
    }
}
