//! Which entries have which words: an inverted index, small enough to be sent.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use rayon::prelude::*;

/// Where a word stands in an entry; a greater number weighs more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// In its text.
    Text = 0,
    /// In what it is also called or asked by.
    Also = 1,
    /// In its title.
    Title = 2,
    /// In a title and in the answer's own id, or in a title of one or two words.
    Name = 3,
}

/// Words in order, each with the entries that have it.
pub(super) struct Words {
    /// The words, each once, sorted.
    pub words: Vec<String>,
    /// For each word its entries, written in [`DIGITS`].
    pub postings: Vec<String>,
}

/// What numbers are written with: the second half says that more digits follow.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Parts that are read side by side and then put together.
const PARTS: usize = 8;

/// Words are cut here, in bytes; nobody types more.
const LONGEST: usize = 40;

type Found = Vec<(u32, Place)>;

impl Words {
    /// The words of entries; `texts` gives those of one entry.
    pub(super) fn of<E: Sync>(
        entries: &[E],
        skip: &BTreeSet<String>,
        texts: impl Fn(&E) -> Vec<(Place, &str)> + Sync,
    ) -> Self {
        let at_once = entries.len().div_ceil(PARTS).max(1);
        let parts: Vec<BTreeMap<String, Found>> = entries
            .par_chunks(at_once)
            .enumerate()
            .map(|(chunk, entries)| {
                let mut found = BTreeMap::new();
                for (at, entry) in entries.iter().enumerate() {
                    let number = u32::try_from(chunk * at_once + at).unwrap_or(u32::MAX);
                    add(&mut found, number, &texts(entry), skip);
                }
                found
            })
            .collect();
        let mut all: BTreeMap<String, Found> = BTreeMap::new();
        for part in parts {
            for (word, found) in part {
                all.entry(word).or_default().extend(found);
            }
        }
        let postings = all.values().map(|found| written(found)).collect();
        Self { words: all.into_keys().collect(), postings }
    }

    /// The words in one text: how many characters each has in common with the one before, in
    /// base 36, then the rest of it.
    pub(super) fn front_coded(&self) -> String {
        let mut text = String::new();
        let mut before = "";
        for word in &self.words {
            let same = before.chars().zip(word.chars()).take_while(|(a, b)| a == b).count().min(35);
            let digit = char::from_digit(u32::try_from(same).unwrap_or(0), 36).unwrap_or('0');
            let rest: String = word.chars().skip(same).collect();
            let blank = if text.is_empty() { "" } else { " " };
            let _ = write!(text, "{blank}{digit}{rest}");
            before = word;
        }
        text
    }
}

/// Words of a text: letters, digits and the marks above them.
pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    let belongs = |c: char| c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c);
    text.split(move |c| !belongs(c)).filter(|word| !word.is_empty())
}

/// Adds the words of one entry, each once and with its best place.
fn add(
    found: &mut BTreeMap<String, Found>,
    number: u32,
    texts: &[(Place, &str)],
    skip: &BTreeSet<String>,
) {
    let lower: Vec<(Place, String)> =
        texts.iter().map(|(place, text)| (*place, text.to_lowercase())).collect();
    let mut own: Vec<(&str, Place)> = Vec::new();
    for (place, text) in &lower {
        own.extend(split(text).map(|word| (shortened(word), *place)));
    }
    own.sort_unstable_by(|a, b| a.0.cmp(b.0).then(b.1.cmp(&a.1)));
    own.dedup_by_key(|(word, _)| *word);
    for (word, place) in own {
        let is_one_letter = word.chars().nth(1).is_none() && !word.starts_with(char::is_numeric);
        if is_one_letter || skip.contains(word) {
            continue;
        }
        match found.get_mut(word) {
            Some(known) => known.push((number, place)),
            None => drop(found.insert(word.to_owned(), vec![(number, place)])),
        }
    }
}

fn shortened(word: &str) -> &str {
    let end = word.char_indices().map(|(at, _)| at).take_while(|at| *at <= LONGEST).last();
    match end {
        Some(end) if word.len() > LONGEST => word.get(..end).unwrap_or(word),
        _ => word,
    }
}

/// Entries as text: the distance to the one before and the place, in one number each.
fn written(found: &[(u32, Place)]) -> String {
    let mut text = String::with_capacity(found.len() * 2);
    let mut next = 0;
    for (number, place) in found {
        let mut value = (number - next) * 4 + *place as u32;
        next = number + 1;
        while value >= 32 {
            text.push(digit(32 + value % 32));
            value /= 32;
        }
        text.push(digit(value));
    }
    text
}

fn digit(value: u32) -> char {
    let byte = usize::try_from(value).ok().and_then(|at| DIGITS.get(at));
    byte.map_or('A', |byte| char::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(texts: &[&str]) -> Words {
        let skip = BTreeSet::from(["the".to_owned()]);
        Words::of(texts, &skip, |text| vec![(Place::Title, *text)])
    }

    #[test]
    fn each_word_has_its_entries() {
        let found = words(&["The key, the KEYS", "a key 2.8", "Schlüssel"]);
        assert_eq!(found.words, ["2", "8", "key", "keys", "schlüssel"]);
        assert_eq!(found.postings, ["G", "G", "CC", "C", "K"]);
        assert_eq!(found.front_coded(), "02 08 0key 3s 0schlüssel");
    }

    #[test]
    fn a_large_distance_takes_more_digits() {
        assert_eq!(written(&[(8, Place::Text)]), "gB");
        assert_eq!(written(&[(300, Place::Name), (301, Place::Text)]), "zlBA");
    }

    #[test]
    fn very_long_words_are_cut() {
        assert_eq!(shortened(&"a".repeat(50)).len(), 40);
        assert_eq!(shortened(&"ä".repeat(50)).chars().count(), 20);
        assert_eq!(shortened("short"), "short");
    }
}
