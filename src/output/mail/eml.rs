//! The message file (RFC 5322, MIME: RFC 2045 to 2047), all of it ASCII.
//!
//! Written here and not by a crate: what a notice needs is this small, and libraries for mail put in a random boundary,
//! a random id and the time, while the same notice has to give the same bytes.

use crate::date::Date;
use crate::output::mail::Mail;
use crate::tree::hex_digest;

/// The longest line in bytes, without its end (RFC 2045, 6.7; RFC 2047, 2).
const LONGEST_LINE: usize = 76;
/// The longest encoded word (RFC 2047, 2), less what may stand before the first one on its line.
const LONGEST_WORD: usize = 60;

/// The message, with CRLF line ends.
pub(super) fn write(mail: &Mail) -> Vec<u8> {
    let all = [&mail.subject, &mail.text, &mail.html, mail.language];
    let hash: String = hex_digest(all.join("\u{0}").as_bytes()).chars().take(32).collect();
    // No line of a quoted-printable body holds `=_`.
    let boundary = format!("=_{hash}");
    let mut lines = vec![
        format!("From: {} <{}>", phrase(&mail.from_name), mail.from),
        "To: undisclosed-recipients:;".to_owned(),
        format!("Subject: {}", unstructured(&mail.subject, "Subject: ".len())),
        format!("Date: {}", date(mail.date)),
        format!("Message-ID: <{}.{hash}@{}>", mail.id, mail.host),
        format!("Content-Language: {}", mail.language),
        "X-Unsent: 1".to_owned(),
        "MIME-Version: 1.0".to_owned(),
        "Content-Type: multipart/alternative;".to_owned(),
        format!(" boundary=\"{boundary}\""),
        String::new(),
    ];
    for (kind, text) in [("plain", &mail.text), ("html", &mail.html)] {
        lines.push(format!("--{boundary}"));
        lines.push(format!("Content-Type: text/{kind}; charset=utf-8"));
        lines.push("Content-Transfer-Encoding: quoted-printable".to_owned());
        lines.push(String::new());
        lines.extend(text.lines().flat_map(quoted_printable));
        lines.push(String::new());
    }
    lines.push(format!("--{boundary}--"));
    lines.push(String::new());
    lines.join("\r\n").into_bytes()
}

/// A day at midnight in UTC, as `Sat, 21 Nov 2026 00:00:00 +0000`.
fn date(date: Date) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month, day) = date.ymd();
    // The first day of 1970 was a Thursday.
    let passed = Date::from_epoch_seconds(0).map_or(0, |first| first.days_until(date));
    let weekday = usize::try_from(passed.rem_euclid(7)).ok().and_then(|at| DAYS.get(at));
    let month = usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at));
    let (weekday, month) = (weekday.unwrap_or(&"Thu"), month.unwrap_or(&"Jan"));
    format!("{weekday}, {day:02} {month} {year:04} 00:00:00 +0000")
}

/// A name before an address: as it is where it is of plain words, else in encoded words.
fn phrase(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '\'' | '&' | '+');
    if !name.is_empty() && name.chars().all(is_plain) && name.len() <= 30 {
        name.to_owned()
    } else {
        encoded_words(name)
    }
}

/// A subject: as it is where it fits on the line behind `used` characters and cannot be taken for something else.
fn unstructured(text: &str, used: usize) -> String {
    let is_plain = text.chars().all(|c| c == ' ' || c.is_ascii_graphic());
    if is_plain && used + text.len() <= LONGEST_LINE && !text.contains("=?") {
        text.to_owned()
    } else {
        encoded_words(text)
    }
}

/// A text as encoded words, each of whole characters and on a line of its own (RFC 2047, `Q`).
fn encoded_words(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        let mut encoded = String::new();
        match c {
            ' ' => encoded.push('_'),
            c if c.is_ascii_alphanumeric() => encoded.push(c),
            c => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    encoded.push_str(&format!("={byte:02X}"));
                }
            }
        }
        if word.len() + encoded.len() + "=?utf-8?q??=".len() > LONGEST_WORD {
            words.push(std::mem::take(&mut word));
        }
        word.push_str(&encoded);
    }
    words.push(word);
    let whole: Vec<String> = words.iter().map(|word| format!("=?utf-8?q?{word}?=")).collect();
    whole.join("\r\n ")
}

/// A line of text as lines of quoted-printable (RFC 2045, 6.7).
///
/// A point or `From ` at the start of a line is encoded too: some programs that carry mail change them.
fn quoted_printable(line: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut current = String::new();
    let length = line.len();
    for (at, byte) in line.bytes().enumerate() {
        let is_last = at + 1 == length;
        let is_start = current.is_empty();
        let is_safe = match byte {
            b'.' | b'F' => !is_start,
            b' ' => !is_last,
            b'=' => false,
            byte => byte.is_ascii_graphic(),
        };
        let encoded = if is_safe { char::from(byte).to_string() } else { format!("={byte:02X}") };
        // Room for the `=` of a line that goes on.
        if current.len() + encoded.len() > LONGEST_LINE - 1 {
            lines.push(format!("{current}="));
            current.clear();
        }
        current.push_str(&encoded);
    }
    lines.push(current);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_short_and_ascii() {
        for (line, expected) in [
            ("", vec![""]),
            ("a = b ", vec!["a =3D b=20"]),
            ("ä", vec!["=C3=A4"]),
            (".x", vec!["=2Ex"]),
            ("From here", vec!["=46rom here"]),
        ] {
            assert_eq!(quoted_printable(line), expected, "{line}");
        }
        let long = "ä. From 𝕏= ".repeat(60);
        for line in quoted_printable(&long) {
            assert!(line.len() <= LONGEST_LINE && line.is_ascii(), "{line}");
        }
    }

    #[test]
    fn subjects_are_plain_or_encoded() {
        assert_eq!(unstructured("Addition: A (SPN-1)", 9), "Addition: A (SPN-1)");
        assert_eq!(unstructured("Zusätze", 9), "=?utf-8?q?Zus=C3=A4tze?=");
        assert_eq!(unstructured("=?utf-8?q?x?=", 9), "=?utf-8?q?=3D=3Futf=2D8=3Fq=3Fx=3F=3D?=");
        for line in unstructured(&"Über ".repeat(40), 9).split("\r\n") {
            assert!(line.len() + 9 <= LONGEST_LINE, "{line}");
        }
        assert_eq!(phrase("Acme Cloud"), "Acme Cloud");
        assert_eq!(phrase("A \"B\" <c@d>"), "=?utf-8?q?A_=22B=22_=3Cc=40d=3E?=");
    }

    #[test]
    fn days_are_days_of_the_week() {
        for (day, expected) in [
            ("2026-11-21", "Sat, 21 Nov 2026 00:00:00 +0000"),
            ("1969-12-31", "Wed, 31 Dec 1969 00:00:00 +0000"),
            ("2028-02-29", "Tue, 29 Feb 2028 00:00:00 +0000"),
        ] {
            assert_eq!(super::date(day.parse().expect(day)), expected);
        }
    }
}
