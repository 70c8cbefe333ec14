//! The texts of the interface in one language, with plurals and places for values.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use serde::{Serialize, Serializer};

use crate::date::{Date, Duration, Unit, When};
use crate::diag::{Diagnostic, Sink, did_you_mean};
use crate::language::Language;
use crate::source::decode::{Decode, Fields, entries};
use crate::source::yaml::{self, Node, Value};
use crate::span::{FileId, Spanned};

/// The built-in texts; each language is read once in a process, and only when it is spoken.
static BUILT_IN: [LazyLock<Words>; 5] = [
    LazyLock::new(|| Words::read_built_in(Language::En)),
    LazyLock::new(|| Words::read_built_in(Language::De)),
    LazyLock::new(|| Words::read_built_in(Language::Fr)),
    LazyLock::new(|| Words::read_built_in(Language::Es)),
    LazyLock::new(|| Words::read_built_in(Language::It)),
];

/// The texts of the interface in one language. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    language: Language,
    texts: Arc<BTreeMap<String, Text>>,
}

/// One text, or one for each grammatical number.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Text {
    Plain(String),
    Counted { one: String, other: String },
}

impl Words {
    /// The built-in texts of a language.
    #[must_use]
    pub fn of(language: Language) -> Self {
        let [en, de, fr, es, it] = &BUILT_IN;
        let words = match language {
            Language::En => en,
            Language::De => de,
            Language::Fr => fr,
            Language::Es => es,
            Language::It => it,
        };
        (*words).clone()
    }

    /// The same texts with those of a file in their place, which holds some of the same keys.
    /// What does not fit is reported and left out.
    #[must_use]
    pub fn with(&self, file: FileId, text: &str, sink: &mut Sink) -> Self {
        let document = yaml::parse(file, text, sink);
        let Some(root) = &document.root else { return self.clone() };
        let own: Vec<(Spanned<String>, Text)> = entries(root, sink).unwrap_or_default();
        let mut texts = (*self.texts).clone();
        for (key, own) in own {
            match texts.get(&key.value) {
                None => {
                    let known = self.texts.keys().map(String::as_str);
                    let hint = did_you_mean(&key, known, || {
                        "the built-in texts are in content/languages/en.yaml of the program's source"
                            .to_owned()
                    });
                    let message = format!("the interface has no text `{}`", key.value);
                    sink.push(Diagnostic::error("unknown-key", message, key.span).hint(hint));
                }
                Some(built_in) => match built_in.unlike(&own) {
                    Some(why) => {
                        let message = format!("the text `{}` {why}", key.value);
                        sink.push(
                            Diagnostic::error("bad-words", message, key.span)
                                .hint(format!("the built-in text is {}", built_in.quoted())),
                        );
                    }
                    None => drop(texts.insert(key.value, own)),
                },
            }
        }
        Self { language: self.language, texts: Arc::new(texts) }
    }

    /// The language.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// Whether there is a text of this key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.texts.contains_key(key)
    }

    /// A text without places for values; a key that nobody has is shown as it is.
    #[must_use]
    pub fn text<'w>(&'w self, key: &'w str) -> &'w str {
        match self.texts.get(key) {
            Some(Text::Plain(text) | Text::Counted { other: text, .. }) => text,
            None => key,
        }
    }

    /// A text with its places filled in by name.
    #[must_use]
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        filled(self.text(key), values)
    }

    /// A text about a number of things; `{count}` is the number.
    #[must_use]
    pub fn count(&self, key: &str, count: usize) -> String {
        self.count_with(key, count, &[])
    }

    /// A text about a number of things with further places filled in by name.
    #[must_use]
    pub fn count_with(&self, key: &str, count: usize, values: &[(&str, &str)]) -> String {
        let number = count.to_string();
        let mut all = vec![("count", number.as_str())];
        all.extend(values);
        filled(self.text_for(key, count), &all)
    }

    /// The text for a number of things, its places still in it.
    #[must_use]
    pub fn text_for<'w>(&'w self, key: &'w str, count: usize) -> &'w str {
        match self.texts.get(key) {
            Some(Text::Counted { one, .. }) if self.language.is_one(count) => one,
            _ => self.text(key),
        }
    }

    /// A label and what it names, as `State: Held`.
    #[must_use]
    pub fn labelled(&self, key: &str, text: &str) -> String {
        self.say("labelled", &[("label", self.text(key)), ("text", text)])
    }

    /// The words for a word of programs, which stand under a family of keys: `attestation` and `in-progress`.
    #[must_use]
    pub fn title(&self, family: &str, word: &str) -> String {
        let key = format!("{family}_{}", word.replace('-', "_"));
        self.text(&key).to_owned()
    }

    /// A day, as `1 October 2026` or `1er octobre 2026`.
    #[must_use]
    pub fn day(&self, date: Date) -> String {
        let (year, month, day) = date.ymd();
        let number = day.to_string();
        let day = if day == 1 { self.text("first_day_of_month") } else { &number };
        let (month, year) = (self.text(month_key(month)), year.to_string());
        self.say("day", &[("day", day), ("month", month), ("year", &year)])
    }

    /// A day, month or quarter, as `October 2026` or `4. Quartal 2026`.
    #[must_use]
    pub fn when(&self, when: When) -> String {
        match when {
            When::Day(date) => self.day(date),
            When::Month(year, month) => {
                let month = self.text(month_key(month));
                self.say("month", &[("month", month), ("year", &year.to_string())])
            }
            When::Quarter(year, quarter) => {
                let key = match quarter {
                    1 => "quarter_1",
                    2 => "quarter_2",
                    3 => "quarter_3",
                    _ => "quarter_4",
                };
                self.say(key, &[("year", &year.to_string())])
            }
        }
    }

    /// A length of time, as `14 days`.
    #[must_use]
    pub fn duration(&self, duration: Duration) -> String {
        let key = match duration.unit {
            Unit::Days => "days",
            Unit::BusinessDays => "business_days",
            Unit::Weeks => "weeks",
            Unit::Months => "months",
            Unit::Years => "years",
        };
        self.count(key, usize::try_from(duration.count).unwrap_or(usize::MAX))
    }

    /// Items as people list them: `a, b and c`.
    #[must_use]
    pub fn list<S: AsRef<str>>(&self, items: &[S]) -> String {
        match items {
            [] => String::new(),
            [one] => one.as_ref().to_owned(),
            [first @ .., last] => {
                let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
                format!("{} {} {}", first.join(", "), self.and(last.as_ref()), last.as_ref())
            }
        }
    }

    /// The name of a country by its code, or the code.
    #[must_use]
    pub fn country<'c>(&self, code: &'c str) -> &'c str {
        self.language.country(code)
    }

    /// The word before the last of several items.
    fn and(&self, next: &str) -> &str {
        let before_i = self.language == Language::Es && sounds_like_i(next);
        self.text(if before_i { "and_before_i" } else { "and" })
    }

    fn read_built_in(language: Language) -> Self {
        let mut sink = Sink::new();
        let document = yaml::parse(FileId(0), source(language), &mut sink);
        let texts: Option<Vec<(Spanned<String>, Text)>> =
            document.root.as_ref().and_then(|root| entries(root, &mut sink));
        let texts = texts.unwrap_or_default();
        let texts = texts.into_iter().map(|(key, text)| (key.value, text)).collect();
        Self { language, texts: Arc::new(texts) }
    }
}

/// Texts without places and numbers, by key: what a template may name by itself.
impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let plain = self.texts.iter().filter_map(|(key, text)| match text {
            Text::Plain(text) if !text.contains('{') => Some((key, text)),
            Text::Plain(_) | Text::Counted { .. } => None,
        });
        serializer.collect_map(plain)
    }
}

impl Text {
    /// Why it cannot stand for this one: other places, or numbers where there were none.
    fn unlike(&self, own: &Self) -> Option<&'static str> {
        match (self, own) {
            (Self::Plain(_), Self::Counted { .. }) => Some("has no singular and plural"),
            (Self::Counted { .. }, Self::Plain(_)) => Some("needs `one` and `other`"),
            _ if self.places() != own.places() => Some("has other places for values"),
            _ => None,
        }
    }

    /// Names of the places for values. The singular may leave out the number.
    fn places(&self) -> BTreeSet<&str> {
        match self {
            Self::Plain(text) | Self::Counted { other: text, .. } => places(text).collect(),
        }
    }

    fn quoted(&self) -> Cow<'_, str> {
        match self {
            Self::Plain(text) => Cow::Owned(format!("`{text}`")),
            Self::Counted { one, other } => Cow::Owned(format!("`{one}` and `{other}`")),
        }
    }
}

impl Decode for Text {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        if !matches!(node.value, Value::Map(_)) {
            return String::decode(node, sink).map(Self::Plain);
        }
        let mut fields = Fields::new(node, "a text about numbers", sink)?;
        let (one, other) = (fields.required("one"), fields.required("other"));
        fields.finish();
        Some(Self::Counted { one: one?, other: other? })
    }
}

/// The built-in file of a language.
fn source(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../../content/languages/en.yaml"),
        Language::De => include_str!("../../content/languages/de.yaml"),
        Language::Fr => include_str!("../../content/languages/fr.yaml"),
        Language::Es => include_str!("../../content/languages/es.yaml"),
        Language::It => include_str!("../../content/languages/it.yaml"),
    }
}

/// The key of a month, 1 to 12.
fn month_key(month: i8) -> &'static str {
    const KEYS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    usize::try_from(month - 1).ok().and_then(|at| KEYS.get(at)).unwrap_or(&"january")
}

/// The text with `{name}` replaced; what has no value stays.
#[must_use]
pub fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let place = after.split_once('}').and_then(|(name, behind)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((*value, behind))
        });
        if let Some((value, behind)) = place {
            out.push_str(value);
            rest = behind;
        } else {
            out.push('{');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// Names of the places in a text.
fn places(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// Whether a Spanish word begins with the vowel i, before which `y` becomes `e`.
fn sounds_like_i(word: &str) -> bool {
    let word = word.to_lowercase();
    let rest = word.strip_prefix('h').unwrap_or(&word);
    let mut chars = rest.chars();
    // `hielo` and `iones` begin with another sound.
    matches!(chars.next(), Some('i' | 'í')) && !matches!(chars.next(), Some('a' | 'e' | 'o' | 'u'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::LANGUAGES;

    fn says(language: Language, text: &str, messages: &[&str]) -> Words {
        let mut sink = Sink::new();
        let words = Words::of(language).with(FileId(0), text, &mut sink);
        let said: Vec<String> = sink.into_sorted().into_iter().map(|found| found.message).collect();
        assert_eq!(said, messages);
        words
    }

    #[test]
    fn all_languages_have_the_same_texts() {
        let english = Words::of(Language::En);
        for language in LANGUAGES {
            let mut sink = Sink::new();
            let document = yaml::parse(FileId(0), source(language), &mut sink);
            let texts: Option<Vec<(Spanned<String>, Text)>> =
                document.root.as_ref().and_then(|root| entries(root, &mut sink));
            assert_eq!(sink.as_slice(), [], "{language:?}");
            let own = Words::of(language);
            assert_eq!(texts.map(|texts| texts.len()), Some(own.texts.len()));
            let keys = |words: &Words| words.texts.keys().cloned().collect::<Vec<_>>();
            assert_eq!(keys(&own), keys(&english), "{language:?}");
            for (key, text) in own.texts.iter() {
                assert_eq!(english.texts[key].unlike(text), None, "{language:?} {key}");
                let all = match text {
                    Text::Plain(text) => vec![text],
                    Text::Counted { one, other } => vec![one, other],
                };
                for text in all {
                    assert!(!text.trim().is_empty() && text.trim() == text, "{language:?} {key}");
                    assert_eq!(text.matches('{').count(), places(text).count(), "{key}");
                }
            }
        }
    }

    #[test]
    fn days_are_written_as_people_write_them() {
        let day = |text: &str| text.parse::<Date>().expect(text);
        let each = LANGUAGES.map(|language| Words::of(language).day(day("2026-10-01")));
        assert_eq!(
            each,
            [
                "1 October 2026",
                "1. Oktober 2026",
                "1er octobre 2026",
                "1 de octubre de 2026",
                "1º ottobre 2026"
            ]
        );
        let each = LANGUAGES.map(|language| Words::of(language).day(day("2027-03-12")));
        assert_eq!(
            each,
            [
                "12 March 2027",
                "12. März 2027",
                "12 mars 2027",
                "12 de marzo de 2027",
                "12 marzo 2027"
            ]
        );
        for (when, expected) in [
            (
                When::Month(2026, 8),
                ["August 2026", "August 2026", "août 2026", "agosto de 2026", "agosto 2026"],
            ),
            (
                When::Quarter(2026, 4),
                [
                    "Q4 2026",
                    "4. Quartal 2026",
                    "4e trimestre 2026",
                    "4.º trimestre de 2026",
                    "4º trimestre 2026",
                ],
            ),
        ] {
            assert_eq!(LANGUAGES.map(|language| Words::of(language).when(when)), expected);
        }
        // English days are those that the rest of the program writes.
        for month in 1..=12 {
            let date = Date::new(2026, month, 2).expect("a day");
            assert_eq!(Words::of(Language::En).day(date), When::Day(date).long());
        }
    }

    #[test]
    fn numbers_take_their_form() {
        let each = |count| LANGUAGES.map(|language| Words::of(language).count("days", count));
        assert_eq!(each(0), ["0 days", "0 Tage", "0 jour", "0 días", "0 giorni"]);
        assert_eq!(each(1), ["1 day", "1 Tag", "1 jour", "1 día", "1 giorno"]);
        assert_eq!(each(2), ["2 days", "2 Tage", "2 jours", "2 días", "2 giorni"]);
    }

    #[test]
    fn lists_end_with_and() {
        let each = |items: &[&str]| LANGUAGES.map(|language| Words::of(language).list(items));
        assert_eq!(
            each(&["A", "B", "C"]),
            ["A, B and C", "A, B und C", "A, B et C", "A, B y C", "A, B e C"]
        );
        let spanish = Words::of(Language::Es);
        assert_eq!(spanish.list(&["Francia", "Italia"]), "Francia e Italia");
        assert_eq!(spanish.list(&["agua", "hielo"]), "agua y hielo");
        assert_eq!(spanish.list(&["padres", "hijos"]), "padres e hijos");
        assert_eq!(spanish.list(&["A"]), "A");
        assert_eq!(spanish.list::<&str>(&[]), "");
    }

    #[test]
    fn a_file_takes_the_place_of_single_texts() {
        let words = says(Language::De, "answers: Antworten von uns\n", &[]);
        assert_eq!(words.text("answers"), "Antworten von uns");
        assert_eq!(words.text("documents"), Words::of(Language::De).text("documents"));
        says(
            Language::De,
            "anwsers: x\nday: '{day}'\ndays: x\nanswers: {one: x, other: y}\n",
            &[
                "the interface has no text `anwsers`",
                "the text `day` has other places for values",
                "the text `days` needs `one` and `other`",
                "the text `answers` has no singular and plural",
            ],
        );
        assert_eq!(says(Language::De, "", &[]), Words::of(Language::De));
    }

    #[test]
    fn values_are_not_read_again() {
        assert_eq!(filled("{a} {b} {c", &[("a", "{b}"), ("b", "x")]), "{b} x {c");
        assert_eq!(Words::of(Language::En).text("no_such_key"), "no_such_key");
    }
}
