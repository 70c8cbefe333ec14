//! Finding many phrases in a text in one pass.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::source::Sources;
use crate::span::Span;

/// Phrases to look for, whole words only. A blank of a phrase stands for any
/// white space of the text, as lines are wrapped anywhere.
pub(super) struct Phrases<T> {
    /// By the first two letters in lower case, longest phrase first.
    by_start: BTreeMap<[u8; 2], Vec<Phrase<T>>>,
    /// Which two letters begin a phrase: one bit for each pair, so that most words cost one look.
    starts: Vec<u64>,
}

struct Phrase<T> {
    text: String,
    any_case: bool,
    means: T,
}

impl<T: Copy> Phrases<T> {
    /// No phrases yet.
    pub(super) fn new() -> Self {
        Self { by_start: BTreeMap::new(), starts: vec![0; 1024] }
    }

    /// Phrases in any case that all mean the same.
    pub(super) fn of(texts: &[&str], means: T) -> Self {
        let mut phrases = Self::new();
        for text in texts {
            phrases.add(text, true, means);
        }
        phrases
    }

    /// Adds a phrase of two letters or more.
    pub(super) fn add(&mut self, text: &str, any_case: bool, means: T) {
        let text = text.trim();
        let Some(start) = start_of(text.as_bytes()) else { return };
        let (word, bit) = bit_of(start);
        if let Some(word) = self.starts.get_mut(word) {
            *word |= bit;
        }
        let bucket = self.by_start.entry(start).or_default();
        let at = bucket.partition_point(|known| known.text.len() >= text.len());
        bucket.insert(at, Phrase { text: text.to_owned(), any_case, means });
    }

    /// Every phrase in the text, the longest at each place; none overlaps another.
    pub(super) fn find<'t>(
        &'t self,
        text: &'t str,
    ) -> impl Iterator<Item = (Range<usize>, T)> + 't {
        let bytes = text.as_bytes();
        let mut at = 0;
        let mut in_word = false;
        std::iter::from_fn(move || {
            while let Some(byte) = bytes.get(at) {
                let begins = !in_word && self.may_begin(bytes, at);
                if begins && let Some((end, means)) = self.at(text, at) {
                    let found = at..end;
                    at = end;
                    in_word = true;
                    return Some((found, means));
                }
                in_word = is_word(*byte);
                at += 1;
            }
            None
        })
    }

    /// Whether a phrase begins with the two letters at this place.
    fn may_begin(&self, text: &[u8], at: usize) -> bool {
        let start = text.get(at..).and_then(start_of);
        start.is_some_and(|start| {
            let (word, bit) = bit_of(start);
            self.starts.get(word).is_some_and(|word| word & bit != 0)
        })
    }

    /// The longest phrase that stands at this place.
    fn at(&self, text: &str, at: usize) -> Option<(usize, T)> {
        let rest = text.as_bytes().get(at..)?;
        let bucket = self.by_start.get(&start_of(rest)?)?;
        bucket.iter().find_map(|phrase| {
            let length = matched(rest, phrase.text.as_bytes(), phrase.any_case)?;
            Some((at + length, phrase.means))
        })
    }
}

/// The place of words that were found at `found` in `text`, in the source
/// `within` which the text was read; `None` if they are written otherwise there.
pub(super) fn place(
    sources: &Sources,
    within: Span,
    text: &str,
    found: Range<usize>,
) -> Option<Span> {
    let words = text.get(found.clone())?.as_bytes();
    let nth =
        occurrences(text.as_bytes(), words).take_while(|place| place.start < found.start).count();
    let found = occurrences(sources.slice(within).as_bytes(), words).nth(nth)?;
    let start = usize::try_from(within.start).ok()?;
    Some(Span::new(within.file, start + found.start, start + found.end))
}

/// Every place of the words in a text, whatever white space separates them.
fn occurrences<'t>(text: &'t [u8], words: &'t [u8]) -> impl Iterator<Item = Range<usize>> + 't {
    let first = words.first().copied();
    text.iter().enumerate().filter(move |(_, byte)| Some(**byte) == first).filter_map(
        move |(at, _)| same_words(text.get(at..)?, words, false).map(|length| at..at + length),
    )
}

/// How long the phrase is at the start of the text, if it stands there and ends a word.
fn matched(text: &[u8], phrase: &[u8], any_case: bool) -> Option<usize> {
    let length = same_words(text, phrase, any_case)?;
    let ends = !phrase.last().copied().is_some_and(is_word)
        || !text.get(length).copied().is_some_and(is_word);
    ends.then_some(length)
}

/// How long the words are at the start of the text, white space counting as equal.
fn same_words(text: &[u8], words: &[u8], any_case: bool) -> Option<usize> {
    let (mut at, mut rest) = (0, words);
    while let Some((wanted, behind)) = rest.split_first() {
        let byte = *text.get(at)?;
        if wanted.is_ascii_whitespace() {
            let blanks =
                |bytes: &[u8]| bytes.iter().take_while(|b| b.is_ascii_whitespace()).count();
            let run = blanks(text.get(at..)?);
            if run == 0 {
                return None;
            }
            at += run;
            rest = rest.get(blanks(rest)..)?;
        } else if byte == *wanted || any_case && byte.eq_ignore_ascii_case(wanted) {
            at += 1;
            rest = behind;
        } else {
            return None;
        }
    }
    Some(at)
}

/// The first two letters in lower case.
fn start_of(text: &[u8]) -> Option<[u8; 2]> {
    match text {
        [first, second, ..] => Some([first.to_ascii_lowercase(), second.to_ascii_lowercase()]),
        _ => None,
    }
}

/// Where the bit of two letters stands: a word of 64 bits, and the bit in it.
fn bit_of([first, second]: [u8; 2]) -> (usize, u64) {
    let number = usize::from(first) << 8 | usize::from(second);
    (number >> 6, 1 << (number & 63))
}

/// Whether a byte belongs to a word; bytes beyond ASCII are letters.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_across_lines_longest_first() {
        let mut phrases = Phrases::new();
        phrases.add("AWS", false, 1);
        phrases.add("AWS KMS", true, 2);
        phrases.add("coming soon", true, 3);
        let found = |text: &str| {
            phrases
                .find(text)
                .map(|(range, means)| (text[range].to_owned(), means))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            found("on AWS, with aws\n  kms"),
            [("AWS".to_owned(), 1), ("aws\n  kms".to_owned(), 2)]
        );
        assert_eq!(found("LAWS AWSome aws xAWS AWS_ ÄAWS"), []);
        assert_eq!(found("Coming\nSoon."), [("Coming\nSoon".to_owned(), 3)]);
    }
}
