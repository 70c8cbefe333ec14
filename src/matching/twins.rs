//! Answers of one library that ask the same: no fill could choose between them.

use std::collections::BTreeMap;

use crate::matching::agree::agree;
use crate::matching::index::{Index, Known, Wording};
use crate::questionnaire::alike;
use crate::view::AnswerId;

/// Two answers with a wording in which they ask the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Twins {
    /// One answer and its wording.
    pub one: (AnswerId, String),
    /// The other one and its wording.
    pub other: (AnswerId, String),
}

/// Pairs of answers that ask the same, sorted, each pair once.
///
/// Wordings are the same when the same words stand in the same order, but for those that carry no meaning, or when
/// they are made of the same words that say something and no term speaks against it.
pub(super) fn twins(index: &Index) -> Vec<Twins> {
    let mut by_words: BTreeMap<Vec<usize>, Vec<(&Known, &Wording)>> = BTreeMap::new();
    for known in &index.answers {
        for wording in &known.wordings {
            let heavy = wording.pieces.iter().copied().filter(|number| index.weight(*number) > 0);
            let mut words: Vec<usize> = heavy.collect();
            words.sort_unstable();
            if !words.is_empty() {
                by_words.entry(words).or_default().push((known, wording));
            }
        }
    }
    let mut found: Vec<Twins> = Vec::new();
    for group in by_words.values() {
        for (at, (one, wording)) in group.iter().enumerate() {
            let others = group.iter().skip(at + 1).filter(|(other, _)| other.id != one.id);
            for (other, own) in others.filter(|(_, own)| is_same(one, wording, own)) {
                let (one, other) = (of(one, wording), of(other, own));
                found.push(Twins { one: one.clone().min(other.clone()), other: one.max(other) });
            }
        }
    }
    found.sort();
    found.dedup_by(|a, b| a.one.0 == b.one.0 && a.other.0 == b.other.0);
    found
}

fn is_same(one: &Known, wording: &Wording, other: &Wording) -> bool {
    alike::key(&wording.text) == alike::key(&other.text) || {
        let agreement = agree(&wording.terms, &other.terms, &other.terms, one.reply);
        agreement.objections.is_empty() && !agreement.is_flipped
    }
}

fn of(known: &Known, wording: &Wording) -> (AnswerId, String) {
    (known.id.clone(), wording.text.clone())
}
