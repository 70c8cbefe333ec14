//! Sums of what was judged.

use std::collections::BTreeMap;

use trust::matching::Outcome;

use super::{Judged, Mark};

/// Sums over some questions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Questions.
    pub(crate) asked: usize,
    /// Of them, those that the library has an answer to.
    pub(crate) answerable: usize,
    /// Of the answerable, those with a right answer first.
    pub(crate) first: usize,
    /// Of the answerable, those with a right answer among the first three.
    pub(crate) third: usize,
    /// Fills.
    pub(crate) filled: usize,
    /// Fills that are right.
    pub(crate) right: usize,
    /// Fills that are partly right.
    pub(crate) partly: usize,
    /// Fills that are wrong.
    pub(crate) wrong: usize,
    /// Questions with candidates and no fill.
    pub(crate) reviewed: usize,
    /// Wrong fills by kind of question.
    pub(crate) wrong_by_kind: BTreeMap<String, usize>,
}

impl Tally {
    /// Sums up.
    pub(crate) fn of<'j>(judged: impl Iterator<Item = &'j Judged<'j>>) -> Self {
        let mut tally = Self::default();
        judged.for_each(|judged| tally.add(judged));
        tally
    }

    fn add(&mut self, judged: &Judged) {
        self.asked += 1;
        if judged.question.is_answerable() {
            self.answerable += 1;
            self.first += usize::from(judged.rank == Some(0));
            self.third += usize::from(judged.rank.is_some_and(|rank| rank < 3));
        }
        self.reviewed += usize::from(judged.verdict.outcome == Outcome::Review);
        self.filled += usize::from(judged.mark.is_some());
        match judged.mark {
            Some(Mark::Right) => self.right += 1,
            Some(Mark::Partly) => self.partly += 1,
            Some(Mark::Wrong) => {
                self.wrong += 1;
                *self.wrong_by_kind.entry(judged.question.kind.clone()).or_default() += 1;
            }
            None => {}
        }
    }

    /// The share of fills that are right, in percent; those that are partly right count for neither side.
    pub(crate) fn precision(&self) -> f64 {
        percent(self.right, self.right + self.wrong)
    }

    /// The share of answerable questions that were rightly filled, in percent.
    pub(crate) fn coverage(&self) -> f64 {
        percent(self.right, self.answerable)
    }
}

/// How often candidates of some confidence are right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Bin {
    /// First candidates in it.
    pub(crate) seen: usize,
    /// Of them, right ones.
    pub(crate) right: usize,
    /// The sum of their confidences, in percent.
    pub(crate) confidence: usize,
    /// First candidates nothing speaks against.
    pub(crate) clear: usize,
    /// Of them, right ones.
    pub(crate) clear_right: usize,
}

/// The least confidence of each bin, in percent.
pub(crate) const BINS: [u8; 11] = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95];

/// First candidates by their confidence; partly right ones are left out.
pub(crate) fn calibration<'j>(judged: impl Iterator<Item = &'j Judged<'j>>) -> Vec<Bin> {
    let mut bins = vec![Bin::default(); BINS.len()];
    for judged in judged {
        let Some(best) = judged.verdict.candidates.first() else { continue };
        let question = judged.question;
        if !best.is_flipped && question.partly.contains(best.answer.as_str()) {
            continue;
        }
        let rights = if best.is_flipped { &question.flipped } else { &question.right };
        let is_right = rights.contains(best.answer.as_str());
        let at = BINS.iter().rposition(|least| best.confidence >= *least).unwrap_or_default();
        let Some(bin) = bins.get_mut(at) else { continue };
        bin.seen += 1;
        bin.right += usize::from(is_right);
        bin.confidence += usize::from(best.confidence);
        if best.objections.is_empty() {
            bin.clear += 1;
            bin.clear_right += usize::from(is_right);
        }
    }
    bins
}

/// A share in percent; of nothing it is 100.
#[allow(clippy::cast_precision_loss, reason = "a few hundred questions")]
pub(crate) fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 100.0 } else { part as f64 * 100.0 / whole as f64 }
}
