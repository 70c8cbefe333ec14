//! The roadmap as a drawing: where days, months and quarters stand on a scale.

use serde::Serialize;

use crate::date::{Date, When};
use crate::language::Words;

/// More quarters than this are drawn as years.
const MOST_QUARTERS: i32 = 8;
/// More years than this are not drawn.
const MOST_YEARS: i32 = 12;

/// The scale of a roadmap.
#[derive(Debug, Serialize)]
pub struct Scale {
    /// Quarters or years, all of the same width.
    pub ticks: Vec<String>,
    /// Where they begin, but for the first, in hundredths.
    pub lines: Vec<f64>,
    /// Where the day of the edition stands, in hundredths of the width.
    pub today: f64,
}

/// Where a day, month or quarter stands on the scale, in hundredths of its width.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bar {
    /// Where it begins.
    pub from: f64,
    /// How long it is; zero for one day.
    pub length: f64,
}

/// Quarters in a row, counted from the year 0.
#[derive(Debug)]
pub(crate) struct Axis {
    first: i32,
    count: i32,
    in_years: bool,
}

impl Axis {
    /// The quarters or years from the earliest to the latest of some days and `today`; `None` for nothing to draw, or
    /// too much.
    pub(crate) fn of(whens: &[When], today: Date) -> Option<Self> {
        let first = whens.iter().map(|when| quarter(when.first_day())).min()?;
        let last = whens.iter().map(|when| quarter(when.last_day())).max()?;
        let (first, last) = (first.min(quarter(today)), last.max(quarter(today)));
        if last - first < MOST_QUARTERS {
            return Some(Self { first, count: last - first + 1, in_years: false });
        }
        let (first, end) = (first / 4 * 4, last / 4 * 4 + 4);
        let count = end - first;
        (count <= MOST_YEARS * 4).then_some(Self { first, count, in_years: true })
    }

    /// The scale with the mark of a day.
    pub(crate) fn scale(&self, today: Date, words: &Words) -> Scale {
        let step = if self.in_years { 4 } else { 1 };
        let title = |own: i32| {
            let (year, quarter) = (own.div_euclid(4), own.rem_euclid(4) + 1);
            let (year, quarter) = (year.to_string(), quarter.to_string());
            if self.in_years {
                return year;
            }
            words.say("quarter_in_short", &[("quarter", &quarter), ("year", &year)])
        };
        let starts = (0..self.count / step).map(|tick| self.first + tick * step);
        Scale {
            ticks: starts.clone().map(title).collect(),
            lines: starts.skip(1).map(|own| self.share(f64::from(own))).collect(),
            today: self.share(place(today)),
        }
    }

    /// Where a day, month or quarter stands.
    pub(crate) fn bar(&self, when: When) -> Bar {
        let from = self.share(place(when.first_day()));
        let length = match when {
            When::Day(_) => 0.0,
            When::Month(..) | When::Quarter(..) => {
                rounded(self.share(place(when.last_day().plus_days(1))) - from)
            }
        };
        Bar { from, length }
    }

    /// A place among the quarters, in hundredths of the width.
    fn share(&self, place: f64) -> f64 {
        rounded((place - f64::from(self.first)) * 100.0 / f64::from(self.count))
    }
}

/// The quarter of a day, counted from the year 0.
fn quarter(date: Date) -> i32 {
    let (year, month, _) = date.ymd();
    i32::from(year) * 4 + (i32::from(month) - 1) / 3
}

/// A day among the quarters: the quarter, and the part of it that has passed.
fn place(date: Date) -> f64 {
    let (_, month, day) = date.ymd();
    let month_in_quarter = f64::from((month - 1) % 3);
    f64::from(quarter(date)) + (month_in_quarter + f64::from(day - 1) / 31.0) / 3.0
}

/// A number with one digit behind the point.
fn rounded(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whens(texts: &[&str]) -> Vec<When> {
        texts.iter().map(|text| text.parse().expect(text)).collect()
    }

    fn words() -> Words {
        Words::of(crate::language::Language::En)
    }

    fn day(text: &str) -> Date {
        text.parse().expect(text)
    }

    #[test]
    fn quarters_are_as_wide_as_each_other() {
        let whens = whens(&["2026-Q4", "2027-01", "2027-06-30"]);
        let axis = Axis::of(&whens, day("2026-11-16")).expect("an axis");
        let scale = axis.scale(day("2026-11-16"), &words());
        assert_eq!(scale.ticks, ["Q4 2026", "Q1 2027", "Q2 2027"]);
        assert_eq!(scale.lines, [33.3, 66.7]);
        assert_eq!(scale.today.to_string(), "16.5");
        assert_eq!(axis.bar(whens[0]), Bar { from: 0.0, length: 33.3 });
        assert_eq!(axis.bar(whens[1]), Bar { from: 33.3, length: 11.1 });
        assert_eq!(axis.bar(whens[2]).length.to_string(), "0");
        assert!(axis.bar(whens[2]).from > 99.0);
    }

    #[test]
    fn a_long_roadmap_is_drawn_in_years_and_a_very_long_one_not_at_all() {
        let far = whens(&["2026-03", "2029-Q2"]);
        let axis = Axis::of(&far, day("2027-01-01")).expect("an axis");
        assert_eq!(axis.scale(day("2027-01-01"), &words()).ticks, ["2026", "2027", "2028", "2029"]);
        assert_eq!(axis.scale(day("2027-01-01"), &words()).today.to_string(), "25");
        assert!(Axis::of(&whens(&["2999-Q1"]), day("2027-01-01")).is_none());
        assert!(Axis::of(&[], day("2027-01-01")).is_none());
    }

    #[test]
    fn a_day_that_has_passed_widens_the_scale() {
        let axis = Axis::of(&whens(&["2026-01-15"]), day("2026-11-21")).expect("an axis");
        assert_eq!(axis.scale(day("2026-11-21"), &words()).ticks.len(), 4);
    }
}
