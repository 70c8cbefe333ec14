//! How sure a match is, in percent: of a hundred such matches so many are right.
//!
//! A logistic over what two texts have in common, in whole numbers, fitted to the tuning half of `tests/matching`.

use crate::matching::rank::Score;

/// The features' weights: the whole of a feature adds so many thousandths to the exponent.
const ASKED: i64 = 1000;
const WORDED: i64 = 700;
const ANYWHERE: i64 = 2000;
const GAP: i64 = -500;
const SPARE: i64 = -300;
const MARGIN: i64 = 3300;
const NOTHING: i64 = -1100;

/// A margin beyond this adds nothing.
const WIDE: u32 = 500;

/// The exponent at which so many percent are right, from 1 to 99: a logistic, in thousandths.
const LADDER: [(i64, u8); 21] = [
    (-4595, 1),
    (-2944, 5),
    (-2197, 10),
    (-1735, 15),
    (-1386, 20),
    (-1099, 25),
    (-847, 30),
    (-405, 40),
    (0, 50),
    (405, 60),
    (619, 65),
    (847, 70),
    (1099, 75),
    (1386, 80),
    (1735, 85),
    (2197, 90),
    (2442, 92),
    (2752, 94),
    (3178, 96),
    (3892, 98),
    (4595, 99),
];

/// How sure it is that an answer is meant, with how far it is ahead of the next one, in per mille.
pub(super) fn confidence(score: &Score, margin: u32) -> u8 {
    let terms = [
        (score.asked, ASKED),
        (score.worded, WORDED),
        (score.anywhere, ANYWHERE),
        (score.gap, GAP),
        (score.spare, SPARE),
        (margin.min(WIDE), MARGIN),
    ];
    let sum: i64 = terms.iter().map(|(feature, weight)| i64::from(*feature) * weight).sum();
    percent(NOTHING + sum / 1000)
}

/// The share at an exponent, on a straight line between the steps.
fn percent(exponent: i64) -> u8 {
    let mut below = (-9000, 0);
    for step in LADDER {
        if exponent < step.0 {
            let risen = i64::from(step.1 - below.1) * (exponent - below.0).max(0);
            return below.1 + u8::try_from(risen / (step.0 - below.0)).unwrap_or(0);
        }
        below = step;
    }
    below.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ladder_rises() {
        let steps: Vec<u8> = (-100..100).map(|step| percent(step * 100)).collect();
        assert!(steps.is_sorted());
        assert_eq!((percent(0), percent(2197), percent(i64::MAX)), (50, 90, 99));
        assert_eq!((percent(-20_000), percent(-4595)), (0, 1));
    }

    #[test]
    fn a_gap_takes_confidence_away() {
        let whole = Score { asked: 1000, worded: 1000, anywhere: 1000, ..Score::default() };
        let gap = Score { gap: 1000, ..whole.clone() };
        assert!(confidence(&whole, 300) > confidence(&gap, 300));
        assert!(confidence(&Score::default(), 0) < 30);
    }
}
