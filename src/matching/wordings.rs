//! Two wordings of what should be one question, such as a publisher's and our own: whether they can be that.

use std::collections::BTreeSet;

use crate::matching::Objection;
use crate::matching::agree::contradict;
use crate::matching::lexicon::Lexicon;
use crate::matching::rank::THIN;
use crate::matching::terms::Terms;
use crate::matching::thesaurus::{Piece, Thesaurus};
use crate::matching::weights::Weights;
use crate::matching::words::{Word, words};

/// Compares wordings.
#[derive(Debug)]
pub struct Wordings {
    lexicon: Lexicon,
    thesaurus: Thesaurus,
    weights: Weights,
}

/// A word that weighs less says nothing of the subject, in per mille.
const TELLING: u32 = 200;

/// So many letters of a word stay the same whatever its ending.
const STEM: usize = 5;

impl Wordings {
    /// With the terms of the field and of the project.
    #[must_use]
    pub fn new(lexicon: Lexicon) -> Self {
        Self { lexicon, thesaurus: Thesaurus::builtin(), weights: Weights::builtin() }
    }

    /// What speaks against two wordings asking the same: phrases about "the row" and "the form".
    #[must_use]
    pub fn contradictions(&self, row: &str, form: &str) -> Vec<Objection> {
        contradict(&Terms::of(row, &self.lexicon), &Terms::of(form, &self.lexicon))
    }

    /// Words of a row that say what it is about and that the form has too, endings apart.
    #[must_use]
    pub fn in_common(&self, row: &str, form: &str) -> Vec<String> {
        let begins = |word: &Word| word.plain.chars().take(STEM).collect::<String>();
        let (row, form) = (words(row), words(form));
        let mut known: BTreeSet<String> = BTreeSet::new();
        for (piece, own) in self.heavy(&form, TELLING) {
            known.extend(own.iter().map(begins));
            known.insert(piece.name);
        }
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut common = Vec::new();
        for (piece, own) in self.heavy(&row, TELLING) {
            let is_known =
                known.contains(&piece.name) || own.iter().any(|w| known.contains(&begins(w)));
            if is_known && seen.insert(piece.name) {
                let spelled: Vec<&str> = own.iter().map(|word| word.plain.as_str()).collect();
                common.push(spelled.join(" "));
            }
        }
        common
    }

    /// Whether a question names something of its own: "Are they reviewed annually?" means something below its
    /// heading only.
    #[must_use]
    pub fn names_something(&self, question: &str) -> bool {
        !self.heavy(&words(question), THIN).is_empty()
    }

    /// The pieces of a text that weigh so much, with their words.
    fn heavy<'w>(&self, words: &'w [Word], least: u32) -> Vec<(Piece, &'w [Word])> {
        let pieces = self.thesaurus.pieces(words).into_iter();
        let own = |piece: Piece| {
            let own = words.get(piece.words.clone()).unwrap_or_default();
            (piece, own)
        };
        pieces.map(own).filter(|(piece, own)| self.weights.of_piece(piece, own) >= least).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_nothing_means_its_heading() {
        let wordings = Wordings::new(Lexicon::builtin());
        for (question, names) in [
            ("Are they reviewed annually?", false),
            ("Is it tested and updated each year?", false),
            ("Do you have a documented policy?", false),
            ("Who is responsible for this process?", false),
            ("Are backups encrypted?", true),
            ("Is there a bug bounty?", true),
        ] {
            assert_eq!(wordings.names_something(question), names, "{question}");
        }
    }

    #[test]
    fn words_of_every_question_are_not_common() {
        let wordings = Wordings::new(Lexicon::builtin());
        for (row, form, common) in [
            ("Which colours do the walls have?", "Can only the people reach the logs?", &[][..]),
            ("Are the backups encrypted?", "Do you encrypt the backup?", &["backups", "encrypted"]),
            ("Is a process established for it?", "Is a process defined?", &[]),
        ] {
            assert_eq!(wordings.in_common(row, form), common, "{row}");
        }
    }
}
