//! How much a word says, before a library is known: words of the field that stand everywhere say little.

use std::collections::BTreeMap;

use crate::matching::stem::stem;
use crate::matching::thesaurus::Piece;
use crate::matching::words::Word;

/// Weights by stem, in per mille.
#[derive(Debug, Clone)]
pub(super) struct Weights {
    known: BTreeMap<String, u32>,
    plain: std::collections::BTreeSet<&'static str>,
}

/// The weight of a word that is on no list.
pub(super) const FULL: u32 = 1000;

const TEXT: &str = include_str!("weights.txt");

impl Weights {
    /// The program's own.
    pub(super) fn builtin() -> Self {
        let mut known: BTreeMap<String, u32> = BTreeMap::new();
        let mut plain = std::collections::BTreeSet::new();
        for line in TEXT.lines().filter(|line| !line.starts_with('#')) {
            let Some((percent, words)) = line.split_once(':') else { continue };
            let weight = percent.trim().parse::<u32>().unwrap_or(100) * 10;
            for word in words.split(',').map(str::trim).filter(|word| !word.is_empty()) {
                plain.insert(word);
                known.entry(stem(word)).or_insert(weight);
            }
        }
        Self { known, plain }
    }

    /// The weight of a stem; none where it is on no list.
    pub(super) fn of(&self, stem: &str) -> Option<u32> {
        self.known.get(stem).copied()
    }

    /// The weight of a piece with its words. A word may say little and stand for a term that says much: what is
    /// updated is seldom patched.
    pub(super) fn of_piece(&self, piece: &Piece, words: &[Word]) -> u32 {
        let own = match words {
            [word] => self.of(&word.stem),
            _ => None,
        };
        self.of(&piece.name).unwrap_or(FULL).min(own.unwrap_or(FULL))
    }

    /// Words that are spelled right.
    pub(super) fn words(&self) -> impl Iterator<Item = &'static str> {
        self.plain.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::Weights;

    #[test]
    fn words_of_the_field_say_little() {
        let weights = Weights::builtin();
        assert_eq!(weights.of("the"), Some(0));
        assert!(weights.of("secur") < weights.of("encrypt"));
        assert_eq!(weights.of("cater"), None);
    }
}
