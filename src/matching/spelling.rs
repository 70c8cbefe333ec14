//! Words that are spelled wrong, or written as one word here and as two there.
//!
//! A word that is known is never changed, nor one with a digit, nor a short one: `Type I` never becomes `Type II`.

use std::collections::BTreeSet;

use crate::matching::words::Word;

/// Words that are known to be spelled right.
#[derive(Debug, Clone, Default)]
pub(super) struct Spelling {
    /// In lower case, without accents and signs.
    plain: BTreeSet<String>,
    /// The same by length, for those that a wrong word may be meant to be.
    stems: BTreeSet<String>,
    by_length: Vec<Vec<String>>,
}

impl Spelling {
    /// Adds a word.
    pub(super) fn add(&mut self, word: &Word) {
        if self.plain.contains(&word.plain) {
            return;
        }
        self.stems.insert(word.stem.clone());
        let length = word.plain.len();
        if length >= LEAST && word.plain.bytes().all(|b| b.is_ascii_lowercase()) {
            if self.by_length.len() <= length {
                self.by_length.resize(length + 1, Vec::new());
            }
            if let Some(list) = self.by_length.get_mut(length) {
                list.push(word.plain.clone());
            }
        }
        self.plain.insert(word.plain.clone());
    }

    /// The words as they are meant, and the positions of those that were repaired.
    pub(super) fn repaired(&self, words: Vec<Word>) -> (Vec<Word>, BTreeSet<usize>) {
        let mut meant: Vec<Word> = Vec::with_capacity(words.len());
        let mut changed = BTreeSet::new();
        let mut rest = words.into_iter().peekable();
        while let Some(word) = rest.next() {
            let next = rest.peek().map(|next| format!("{}{}", word.plain, next.plain));
            let is_pair = |both: &String| both.len() >= JOINED && self.plain.contains(both);
            if let Some(both) = next.filter(is_pair).filter(|_| word.plain.len() > 1) {
                rest.next();
                meant.push(Word::of(both));
            } else if self.knows(&word) {
                meant.push(word);
            } else if let Some((one, other)) = self.split(&word.plain) {
                meant.extend([Word::of(one), Word::of(other)]);
            } else if let Some(right) = self.nearest(&word.plain) {
                changed.insert(meant.len());
                meant.push(Word::of(right.to_owned()));
            } else {
                meant.push(word);
            }
        }
        (meant, changed)
    }

    /// A text with its wrong words repaired, and everything else as it is.
    pub(super) fn repaired_text(&self, text: &str) -> String {
        let mut meant = String::with_capacity(text.len());
        for run in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
            let end = run.find(|c: char| !c.is_alphanumeric()).unwrap_or(run.len());
            let (word, sign) = run.split_at(end);
            let is_capital = word.chars().filter(|c| c.is_uppercase()).count() > 1;
            let own = Word::of(word.to_lowercase());
            let right = self.nearest(&own.plain).filter(|_| !is_capital && !self.knows(&own));
            meant.push_str(right.unwrap_or(word));
            meant.push_str(sign);
        }
        meant
    }

    /// Whether this very word is known.
    pub(super) fn has(&self, plain: &str) -> bool {
        self.plain.contains(plain)
    }

    fn knows(&self, word: &Word) -> bool {
        self.plain.contains(&word.plain) || self.stems.contains(&word.stem)
    }

    /// `multifactor` as `multi` and `factor`.
    fn split(&self, word: &str) -> Option<(String, String)> {
        if word.len() < JOINED || !word.is_ascii() {
            return None;
        }
        (3..word.len().saturating_sub(3)).rev().find_map(|at| {
            let (one, other) = word.split_at(at);
            (self.plain.contains(one) && self.plain.contains(other))
                .then(|| (one.to_owned(), other.to_owned()))
        })
    }

    /// The one known word that this one is meant to be.
    fn nearest(&self, word: &str) -> Option<&str> {
        if word.len() < LEAST || !word.bytes().all(|b| b.is_ascii_lowercase()) {
            return None;
        }
        let most = if word.len() >= LONG { 2 } else { 1 };
        let lengths = word.len().saturating_sub(most)..=word.len() + most;
        let known = lengths.filter_map(|length| self.by_length.get(length)).flatten();
        let near = known.filter_map(|known| {
            // `reach` is no `breach`: who errs in the first letter swaps it with the next one.
            let start = |text: &str| (text.bytes().next(), text.as_bytes().get(1).copied());
            let ((a, b), (c, d)) = (start(word), start(known));
            let is_meant = a == c || (a, b) == (d, c);
            let distance = if is_meant { distance(word, known, most)? } else { return None };
            Some((distance, known.as_str()))
        });
        let near: Vec<(usize, &str)> = near.collect();
        let least = near.iter().map(|(distance, _)| *distance).min()?;
        let mut best: Vec<&str> =
            near.iter().filter(|(distance, _)| *distance == least).map(|(_, word)| *word).collect();
        best.sort_unstable();
        let first = best.first().copied()?;
        let stem = crate::matching::stem::stem(first);
        best.iter().all(|other| crate::matching::stem::stem(other) == stem).then_some(first)
    }
}

/// Shorter words are not repaired.
const LEAST: usize = 5;

/// From this length two letters may be wrong.
const LONG: usize = 8;

/// Shorter words are not put together or taken apart.
const JOINED: usize = 6;

/// What it costs to write one letter for another: who errs writes one that sounds alike, and a letter that does not
/// makes another word: `content` is no `consent`.
fn replaced(one: u8, other: u8) -> usize {
    let is_alike = ALIKE.iter().any(|letters| letters.contains(&one) && letters.contains(&other));
    if one == other { 0 } else { 1 + usize::from(!is_alike) }
}

/// Letters that are often written for each other.
const ALIKE: [&[u8]; 5] = [b"aeiouy", b"cksqz", b"dt", b"fv", b"mn"];

/// How many letters are wrong, missing, too many or swapped with the next one; none where these are more than `most`.
fn distance(one: &str, other: &str, most: usize) -> Option<usize> {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let cost = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX / 2);
            let mut least = (cost(&last, j) + replaced(*a, *b))
                .min(cost(&last, j + 1) + 1)
                .min(cost(&row, j) + 1);
            let is_swapped =
                i > 0 && j > 0 && one.get(i - 1) == Some(b) && other.get(j - 1) == Some(a);
            if is_swapped {
                least = least.min(cost(&before, j - 1) + 1);
            }
            row.push(least);
        }
        if row.iter().all(|cost| *cost > most) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::words::words;

    fn repaired(text: &str) -> String {
        let mut spelling = Spelling::default();
        for word in words(
            "encryption penetration backup subprocessor multi factor authentication certified \
             type retention vulnerability data policy employees breach consent change",
        ) {
            spelling.add(&word);
        }
        let (words, _) = spelling.repaired(words(text));
        words.into_iter().map(|word| word.plain).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn wrong_words_become_known_ones() {
        for (wrong, right) in [
            ("encrpytion", "encryption"),
            ("pentration", "penetration"),
            ("back up", "backup"),
            ("back-up", "backup"),
            ("sub-processor", "subprocessor"),
            ("multifactor authentification", "multi factor authentication"),
            ("vulnerabilty", "vulnerability"),
            ("emploees", "employees"),
            ("braech", "breach"),
        ] {
            assert_eq!(repaired(wrong), right);
        }
    }

    #[test]
    fn what_is_right_or_short_or_a_number_stays() {
        for text in ["types", "27017", "soc", "certify", "detention camps", "tpye ii", "a b"] {
            assert_eq!(repaired(text), text);
        }
        for text in ["reach", "content", "charge"] {
            assert_eq!(repaired(text), text);
        }
    }
}
