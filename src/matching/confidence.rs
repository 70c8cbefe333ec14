//! How sure a match is, in percent: of a hundred such matches so many are right.
//!
//! A logistic over what two texts have in common, in whole numbers, fitted to the tuning half of `tests/matching`.

use crate::matching::rank::Score;

/// How far an answer is ahead of others, in per mille, and how much speaks against it.
#[derive(Debug, Clone, Default)]
pub(super) struct Ahead {
    /// Of the next one.
    pub(super) margin: u32,
    /// Of the next one that nothing speaks against.
    pub(super) free: u32,
    /// Objections.
    pub(super) objections: usize,
}

/// Each feature with the value beyond which it adds nothing, its weight when nothing speaks against the answer, and
/// its weight else: the whole of a feature adds so many thousandths to the exponent.
fn features(score: &Score, ahead: &Ahead) -> [(u32, u32, i64, i64); 16] {
    let whole = |is: bool| if is { 1000 } else { 0 };
    let objections = u32::try_from(ahead.objections.min(3)).unwrap_or(3) * 1000;
    [
        (score.asked, 1000, -58, 0),
        (score.worded, 1000, 643, 0),
        (score.anywhere, 1000, 1486, 1560),
        (ahead.margin, 500, 1602, 1850),
        (ahead.free, 500, 605, 0),
        (score.had, 2000, 0, 413),
        (score.terms, 900, 864, 304),
        (score.less, 900, -2206, 0),
        (score.more, 900, -1404, 0),
        (score.lacks, 2000, -292, 706),
        (score.form, 1000, 929, 0),
        (score.heading, 1000, 722, 0),
        (whole(score.is_shut), 1000, -1183, 0),
        (whole(score.is_open), 1000, -582, 0),
        (whole(score.is_ours), 1000, -1083, 0),
        (objections, 3000, 0, -563),
    ]
}

/// The exponent when nothing is known, with nothing against the answer and with something.
const NOTHING: [i64; 2] = [560, -3818];

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

/// How sure it is that an answer is meant.
pub(super) fn confidence(score: &Score, ahead: &Ahead) -> u8 {
    let is_clear = ahead.objections == 0;
    let weighed = features(score, ahead).map(|(value, most, clear, objected)| {
        i64::from(value.min(most)) * if is_clear { clear } else { objected }
    });
    let [clear, objected] = NOTHING;
    percent(if is_clear { clear } else { objected } + weighed.iter().sum::<i64>() / 1000)
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
    fn what_speaks_against_it_takes_confidence_away() {
        let whole = Score { worded: 1000, anywhere: 1000, terms: 600, ..Score::default() };
        let clear = Ahead { margin: 300, free: 300, objections: 0 };
        let sure = confidence(&whole, &clear);
        assert!(sure >= 90);
        for less in [
            Score { less: 450, ..whole.clone() },
            Score { is_shut: true, ..whole.clone() },
            Score { anywhere: 500, ..whole.clone() },
        ] {
            assert!(confidence(&less, &clear) < sure);
        }
        let objected = Ahead { objections: 1, ..clear };
        assert!(confidence(&whole, &objected) < 50);
    }
}
