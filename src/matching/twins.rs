//! Answers of one library that ask the same: no fill could choose between them.

use std::collections::BTreeMap;

use crate::matching::agree::agree;
use crate::matching::index::{reply, wordings_of};
use crate::matching::lexicon::Lexicon;
use crate::matching::terms::Terms;
use crate::matching::thesaurus::Thesaurus;
use crate::matching::weights::{FULL, Weights};
use crate::matching::words::words;
use crate::questionnaire::alike;
use crate::view::{AnswerId, View, VisibleAnswer};

/// Two answers with a wording in which they ask the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Twins {
    /// One answer and its wording.
    pub one: (AnswerId, String),
    /// The other one and its wording.
    pub other: (AnswerId, String),
}

/// Pairs of answers of a view that ask the same, so that none of them could be chosen: sorted, each pair once.
///
/// Wordings are the same when the same words stand in the same order, but for those that carry no meaning, or when
/// they are made of the same words that say something and no term speaks against it. Terms are read only where the
/// words are the same, so that a large library is read quickly.
#[must_use]
pub fn twins(view: &View, lexicon: &Lexicon) -> Vec<Twins> {
    let (thesaurus, weights) = (Thesaurus::builtin(), Weights::builtin());
    let mut by_words: BTreeMap<Vec<String>, Vec<(&VisibleAnswer, &str)>> = BTreeMap::new();
    for answer in &view.answers {
        for wording in wordings_of(answer) {
            let pieces = thesaurus.pieces(&words(wording)).into_iter().map(|piece| piece.name);
            let mut heavy: Vec<String> =
                pieces.filter(|name| weights.of(name).unwrap_or(FULL) > 0).collect();
            heavy.sort_unstable();
            heavy.dedup();
            if !heavy.is_empty() {
                by_words.entry(heavy).or_default().push((answer, wording));
            }
        }
    }
    let mut found: Vec<Twins> = Vec::new();
    for group in by_words.values() {
        for (at, (one, wording)) in group.iter().enumerate() {
            let others = group.iter().skip(at + 1).filter(|(other, _)| other.id != one.id);
            for (other, own) in others.filter(|(_, own)| is_same((*one, *wording), own, lexicon)) {
                let one = (one.id.clone(), (*wording).to_owned());
                let other = (other.id.clone(), (*own).to_owned());
                found.push(Twins { one: one.clone().min(other.clone()), other: one.max(other) });
            }
        }
    }
    found.sort();
    found.dedup_by(|a, b| a.one.0 == b.one.0 && a.other.0 == b.other.0);
    found
}

fn is_same((answer, wording): (&VisibleAnswer, &str), other: &str, lexicon: &Lexicon) -> bool {
    alike::key(wording) == alike::key(other) || {
        let (wording, other) = (Terms::of(wording, lexicon), Terms::of(other, lexicon));
        let agreement = agree(&wording, &other, &other, reply(answer, None));
        agreement.objections.is_empty() && !agreement.is_flipped
    }
}
