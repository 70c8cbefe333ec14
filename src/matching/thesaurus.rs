//! Terms that are said in more than one way, to find what a question is about.

use std::collections::BTreeMap;

use crate::matching::stem::stem;
use crate::matching::words::Word;

/// Terms by their stems.
#[derive(Debug, Clone)]
pub(super) struct Thesaurus {
    /// By the first stem: whole terms, longest first, with the name of what they mean.
    terms: BTreeMap<String, Vec<(Vec<String>, String)>>,
    /// Names that often stand for one another.
    near: Vec<(String, String)>,
}

/// A piece of a text: a word, or several that are one term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// What it is compared by.
    pub(super) name: String,
    /// Where it begins, and how many words it has.
    pub(super) words: std::ops::Range<usize>,
    /// Whether it is a term of the thesaurus.
    pub(super) is_term: bool,
}

const TEXT: &str = include_str!("thesaurus.txt");

impl Thesaurus {
    /// The program's own.
    pub(super) fn builtin() -> Self {
        Self::read(TEXT)
    }

    fn read(text: &str) -> Self {
        let mut terms: BTreeMap<String, Vec<(Vec<String>, String)>> = BTreeMap::new();
        let mut near = Vec::new();
        for line in text.lines() {
            let Some((kind, list)) = line.split_once(':') else { continue };
            let mut list = list.split(',').map(stems).filter(|term| !term.is_empty());
            let Some(first) = list.next() else { continue };
            let name = name(&first);
            match kind {
                "same" => {
                    for term in std::iter::once(first).chain(list) {
                        let Some(start) = term.first().cloned() else { continue };
                        let known = terms.entry(start).or_default();
                        if !known.iter().any(|(own, _)| *own == term) {
                            known.push((term, name.clone()));
                        }
                    }
                }
                "near" => near.extend(list.map(|other| (name.clone(), self::name(&other)))),
                _ => {}
            }
        }
        for known in terms.values_mut() {
            known.sort_by_key(|(term, _)| std::cmp::Reverse(term.len()));
        }
        Self { terms, near }
    }

    /// The pieces of a text, in order; each word is in one.
    pub(super) fn pieces(&self, words: &[Word]) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(words.len());
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let rest = words.get(at..).unwrap_or_default();
            let fits = |term: &[String]| {
                term.len() <= rest.len()
                    && term.iter().zip(rest).all(|(stem, word)| *stem == word.stem)
            };
            let found = self
                .terms
                .get(&word.stem)
                .and_then(|known| known.iter().find(|(term, _)| fits(term)));
            let (name, length) = match found {
                Some((term, name)) => (name.clone(), term.len()),
                None => (word.stem.clone(), 1),
            };
            pieces.push(Piece { name, words: at..at + length, is_term: found.is_some() });
            at += length;
        }
        pieces
    }

    /// Names of terms that often stand for one another.
    pub(super) fn near(&self) -> &[(String, String)] {
        &self.near
    }

    /// Words that are spelled right.
    pub(super) fn words() -> impl Iterator<Item = &'static str> {
        let lines = TEXT.lines().filter(|line| !line.starts_with('#'));
        lines
            .filter_map(|line| line.split_once(':'))
            .flat_map(|(_, list)| list.split([',', ' ']).filter(|word| !word.is_empty()))
    }
}

fn stems(term: &str) -> Vec<String> {
    term.split_whitespace().map(stem).collect()
}

fn name(term: &[String]) -> String {
    term.join(" ")
}
