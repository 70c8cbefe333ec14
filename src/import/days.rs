//! The day, month or quarter that a text names, as people write them in five languages.

use crate::date::{Date, When};
use crate::language::{LANGUAGES, Words};

/// The only day, month or quarter that a text names.
#[must_use]
pub(super) fn only(text: &str) -> Option<When> {
    let mut found = in_digits(text);
    for when in in_words(text) {
        // "Q2 2027" is read in digits too, and a day is more than its month.
        if !found.contains(&when) {
            found.push(when);
        }
    }
    match found.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// What a text says that is nothing but a day, month or quarter in the words of a language.
#[must_use]
pub(super) fn exact(text: &str, words: &Words) -> Option<When> {
    let is = |when: &When| words.when(*when) == text;
    years(text).into_iter().find_map(|year| {
        let days = (1..=12).flat_map(|month| days(year, month));
        quarters(year).chain(months(year)).chain(days).find(is)
    })
}

/// `2027-03-31`, `31.3.2027`, `Q1 2027`, `2027-Q1`.
fn in_digits(text: &str) -> Vec<When> {
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '/')))
        .filter(|word| !word.is_empty())
        .collect();
    let mut found: Vec<When> = text.split_whitespace().filter_map(dotted_day).collect();
    let mut rest = words.as_slice();
    while let [first, more @ ..] = rest {
        let (when, used) = match more.first() {
            Some(second) if quarter(first, second).is_some() => (quarter(first, second), 1),
            _ => (first.parse().ok().or_else(|| joined_quarter(first)), 0),
        };
        found.extend(when);
        rest = more.get(used..).unwrap_or_default();
    }
    found.dedup();
    found
}

/// `31.3.2027`: with dots the day always comes first.
fn dotted_day(word: &str) -> Option<When> {
    let word = word.trim_matches(|c: char| !c.is_ascii_digit());
    let mut parts = word.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    Some(When::Day(date))
}

/// `Q4 2026`.
fn quarter(first: &str, second: &str) -> Option<When> {
    let number = first.strip_prefix(['Q', 'q', 'T', 't'])?;
    format!("{second}-Q{number}").parse().ok()
}

/// `Q4/2026`, `Q4-2026`.
fn joined_quarter(word: &str) -> Option<When> {
    let (first, second) = word.split_once(['/', '-'])?;
    quarter(first, second)
}

/// `1 March 2027`, `März 2027`, `2.º trimestre de 2027`.
fn in_words(text: &str) -> Vec<When> {
    let text = text.to_lowercase();
    let years = years(&text);
    let mut found: Vec<When> = Vec::new();
    for words in LANGUAGES.map(Words::of) {
        let names = |when: &When| {
            let phrase = words.when(*when).to_lowercase();
            text.match_indices(&phrase).any(|(at, _)| {
                let before = text.get(..at).and_then(|text| text.chars().last());
                !before.is_some_and(char::is_alphanumeric)
            })
        };
        for year in &years {
            found.extend(quarters(*year).filter(names));
            for month in months(*year).filter(names) {
                let When::Month(year, number) = month else { continue };
                let day = days(year, number).find(names);
                found.push(day.unwrap_or(month));
            }
        }
    }
    found.dedup();
    found
}

/// The years that a text may speak of, each once.
fn years(text: &str) -> Vec<i16> {
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| part.len() == 4);
    let mut years: Vec<i16> = numbers
        .filter(|part| part.starts_with(['1', '2']))
        .filter_map(|part| part.parse().ok())
        .collect();
    years.sort_unstable();
    years.dedup();
    years
}

fn quarters(year: i16) -> impl Iterator<Item = When> {
    (1..=4).map(move |quarter| When::Quarter(year, quarter))
}

fn months(year: i16) -> impl Iterator<Item = When> {
    (1..=12).map(move |month| When::Month(year, month))
}

fn days(year: i16, month: i8) -> impl Iterator<Item = When> {
    (1..=31).filter_map(move |day| Date::new(year, month, day).map(When::Day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_taken_only_where_there_is_one() {
        let due = |text: &str| only(text).map(|when| when.to_string());
        for (text, wanted) in [
            ("Planned for Q4 2026.", Some("2026-Q4")),
            ("by 2026-Q4", Some("2026-Q4")),
            ("Q1/2027", Some("2027-Q1")),
            ("on 2027-03-31,", Some("2027-03-31")),
            ("in 2027-03", Some("2027-03")),
            ("Audit im 2. Quartal 2027.", Some("2027-Q2")),
            ("Ab 01.03.2027 alle drei Monate", Some("2027-03-01")),
            ("Geplant für März 2027", Some("2027-03")),
            ("prevista en marzo de 2027", Some("2027-03")),
            ("prévu le 1er octobre 2027", Some("2027-10-01")),
            ("4.º trimestre de 2026", Some("2026-Q4")),
            ("entro il 3º trimestre 2027", Some("2027-Q3")),
            ("by 12 May 2027 (May 2027)", Some("2027-05-12")),
            ("Q4 2026 or Q1 2027", None),
            ("March 2027 or April 2027", None),
            ("soon", None),
            ("ISO 27001 in 2026", None),
            ("version 1.2.2027.4", None),
        ] {
            assert_eq!(due(text).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn every_language_reads_what_it_writes() {
        for words in LANGUAGES.map(Words::of) {
            for when in ["2027-Q1", "2027-02", "2027-02-01", "2028-02-29", "2027-12-24"] {
                let when: When = when.parse().expect("a day");
                assert_eq!(exact(&words.when(when), &words), Some(when));
            }
            assert_eq!(exact("2027", &words), None);
        }
    }
}
