//! Days, periods and durations: arithmetic only, never a clock.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan as _;
use jiff::civil;

/// A calendar day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

/// Names of the months in English, January first.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Date {
    /// The last day of the calendar: stands for a day that never comes.
    pub const NEVER: Self = Self(civil::date(9999, 12, 31));

    /// The day of year, month (1 to 12) and day of month, if there is such a day.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        civil::Date::new(year, month, day).ok().map(Self)
    }

    /// The day `seconds` after 1970-01-01T00:00:00Z, in UTC (`SOURCE_DATE_EPOCH`).
    #[must_use]
    pub fn from_epoch_seconds(seconds: i64) -> Option<Self> {
        let days = i32::try_from(seconds.div_euclid(86_400)).ok()?;
        civil::date(1970, 1, 1).checked_add(days.days()).ok().map(Self)
    }

    /// The year, month and day of month.
    #[must_use]
    pub fn ymd(self) -> (i16, i8, i8) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// Days from this day to `later`; negative when `later` comes first.
    #[must_use]
    pub fn days_until(self, later: Date) -> i32 {
        self.0.until(later.0).map_or(0, |span| span.get_days())
    }

    /// The day `days` later, or the same day at the end of the calendar.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        self.0.checked_add(days.days()).map_or(self, Self)
    }

    /// The day `duration` later. Months are calendar months, clamped to the
    /// last day; business days skip Saturdays and Sundays.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        let count = i32::try_from(duration.count).unwrap_or(i32::MAX);
        match duration.unit {
            Unit::Days => self.plus_days(count),
            Unit::BusinessDays => self.plus_business_days(count),
            Unit::Weeks => self.plus_days(count.saturating_mul(7)),
            Unit::Months => self.plus_months(count),
            Unit::Years => self.plus_months(count.saturating_mul(12)),
        }
    }

    /// Whether this is a Saturday or a Sunday.
    #[must_use]
    pub fn is_weekend(self) -> bool {
        matches!(self.0.weekday(), civil::Weekday::Saturday | civil::Weekday::Sunday)
    }

    /// The day in English words, as `1 October 2026`.
    fn long(self) -> String {
        format!("{} {} {}", self.0.day(), month_name(self.0.month()), self.0.year())
    }

    fn plus_months(self, months: i32) -> Self {
        self.0.checked_add(months.months()).map_or(self, Self)
    }

    fn plus_business_days(self, count: i32) -> Self {
        let mut friday = self;
        while friday.is_weekend() {
            friday = friday.plus_days(-1);
        }
        let mut day = friday.plus_days((count / 5).saturating_mul(7));
        for _ in 0..count % 5 {
            day = day.plus_days(1);
            while day.is_weekend() {
                day = day.plus_days(1);
            }
        }
        day
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = || format!("`{text}` is not a date, such as 2026-10-01");
        let [year, month, day] = numbers::<3>(text).ok_or_else(wanted)?;
        if text.len() != 10 {
            return Err(wanted());
        }
        let narrow = |number: i16| i8::try_from(number).ok();
        narrow(month)
            .zip(narrow(day))
            .and_then(|(month, day)| Self::new(year, month, day))
            .ok_or_else(|| format!("there is no day `{text}` in the calendar"))
    }
}

/// The English name of a month, 1 to 12.
fn month_name(month: i8) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index)).unwrap_or(&"")
}

/// `text` split at `-` into exactly `N` decimal numbers.
fn numbers<const N: usize>(text: &str) -> Option<[i16; N]> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<i16> = text
        .split('-')
        .map(|part| if digits(part) { part.parse().ok() } else { None })
        .collect::<Option<_>>()?;
    parts.try_into().ok()
}

/// When a promise is due: a day, a month or a quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// One day.
    Day(Date),
    /// A calendar month: the year and the month, 1 to 12.
    Month(i16, i8),
    /// A calendar quarter: the year and the quarter, 1 to 4.
    Quarter(i16, i8),
}

impl When {
    /// The first day of the day, month or quarter.
    #[must_use]
    pub fn first_day(self) -> Date {
        match self {
            Self::Day(date) => date,
            Self::Month(year, month) => Date(civil::date(year, month, 1)),
            Self::Quarter(year, quarter) => Date(civil::date(year, quarter * 3 - 2, 1)),
        }
    }

    /// The last day on which it is still kept.
    #[must_use]
    pub fn last_day(self) -> Date {
        match self {
            Self::Day(date) => date,
            Self::Month(year, month) => last_day_of_month(year, month),
            Self::Quarter(year, quarter) => last_day_of_month(year, quarter * 3),
        }
    }

    /// In English words for messages, as `1 October 2026`, `October 2026` or `Q4 2026`.
    #[must_use]
    pub fn long(self) -> String {
        match self {
            Self::Day(date) => date.long(),
            Self::Month(year, month) => format!("{} {year}", month_name(month)),
            Self::Quarter(year, quarter) => format!("Q{quarter} {year}"),
        }
    }
}

/// The last day of a month, 1 to 12.
fn last_day_of_month(year: i16, month: i8) -> Date {
    Date(civil::date(year, month, 1).last_of_month())
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(date) => write!(f, "{date}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
        }
    }
}

impl FromStr for When {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = || {
            format!(
                "`{text}` is not a day, month or quarter, such as 2026-10-01, 2026-10 or 2026-Q4"
            )
        };
        let year_of = |text: &str| {
            text.parse().ok().filter(|_| text.len() == 4 && text.starts_with(['1', '2']))
        };
        if let Some((year, quarter)) = text.split_once("-Q") {
            let quarter =
                quarter.parse().ok().filter(|q| (1..=4).contains(q) && quarter.len() == 1);
            return year_of(year).zip(quarter).map(|(y, q)| Self::Quarter(y, q)).ok_or_else(wanted);
        }
        if text.len() == 7
            && let Some([_, month]) = numbers::<2>(text)
        {
            let month = i8::try_from(month).ok().filter(|month| (1..=12).contains(month));
            let year = text.get(..4).and_then(year_of);
            return year.zip(month).map(|(y, m)| Self::Month(y, m)).ok_or_else(wanted);
        }
        match text.parse() {
            Ok(date) => Ok(Self::Day(date)),
            Err(_) if numbers::<3>(text).is_none() => Err(wanted()),
            Err(reason) => Err(reason),
        }
    }
}

/// A unit of a [`Duration`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Calendar days.
    Days,
    /// Days but Saturdays and Sundays; public holidays are not known.
    BusinessDays,
    /// Seven calendar days.
    Weeks,
    /// Calendar months.
    Months,
    /// Twelve calendar months.
    Years,
}

/// A length of time in whole units, as `14 days` or `12 months`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duration {
    /// How many units.
    pub count: u32,
    /// The unit.
    pub unit: Unit,
}

impl Duration {
    /// A length in calendar days.
    #[must_use]
    pub const fn days(count: u32) -> Self {
        Self { count, unit: Unit::Days }
    }

    /// A length in calendar months.
    #[must_use]
    pub const fn months(count: u32) -> Self {
        Self { count, unit: Unit::Months }
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Days => "day",
            Unit::BusinessDays => "business day",
            Unit::Weeks => "week",
            Unit::Months => "month",
            Unit::Years => "year",
        };
        write!(f, "{} {unit}{}", self.count, if self.count == 1 { "" } else { "s" })
    }
}

impl FromStr for Duration {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = || format!("`{text}` is not a duration, such as 14 days or 12 months");
        let (count, unit) = text.split_once(' ').ok_or_else(wanted)?;
        let count: u32 = count.parse().map_err(|_| wanted())?;
        if !(1..=3_650).contains(&count) {
            return Err(format!("`{text}` is not between 1 and 3650 units"));
        }
        let unit = match unit.trim_end_matches('s') {
            "day" => Unit::Days,
            "business day" => Unit::BusinessDays,
            "week" => Unit::Weeks,
            "month" => Unit::Months,
            "year" => Unit::Years,
            _ => return Err(wanted()),
        };
        Ok(Self { count, unit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect(text)
    }

    #[test]
    fn dates_are_strict() {
        for bad in [
            "2026-1-1",
            "2026-02-29",
            "2026-13-01",
            "26-01-01",
            "2026/01/01",
            "",
            "-001-01-01",
            "+026-01-01",
        ] {
            assert!(bad.parse::<Date>().is_err(), "{bad}");
        }
        assert_eq!(day("2028-02-29").to_string(), "2028-02-29");
        assert_eq!(day("2026-10-01").long(), "1 October 2026");
    }

    #[test]
    fn a_when_lapses_on_its_last_day() {
        let last = |text: &str| text.parse::<When>().expect(text).last_day().to_string();
        assert_eq!(last("2026-Q4"), "2026-12-31");
        assert_eq!(last("2028-02"), "2028-02-29");
        assert_eq!(last("2026-05-06"), "2026-05-06");
        for bad in ["2026-Q5", "2026-Q", "2026-00", "2026", "soon", "2026-13", "Q4 2026"] {
            assert!(bad.parse::<When>().is_err(), "{bad}");
        }
    }

    #[test]
    fn durations_move_dates() {
        let moved = |from: &str, by: &str| day(from).plus(by.parse().expect(by)).to_string();
        assert_eq!(moved("2026-11-20", "14 days"), "2026-12-04");
        assert_eq!(moved("2026-11-20", "1 business day"), "2026-11-23");
        assert_eq!(moved("2026-11-21", "5 business days"), "2026-11-27");
        assert_eq!(moved("2026-01-31", "1 month"), "2026-02-28");
        assert_eq!(moved("2024-02-29", "1 year"), "2025-02-28");
        for bad in ["14", "days", "0 days", "-1 days", "99999 years", "3 moons"] {
            assert!(bad.parse::<Duration>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_epoch_is_a_day() {
        let at = |seconds| Date::from_epoch_seconds(seconds).map(|date| date.to_string());
        assert_eq!(at(0).as_deref(), Some("1970-01-01"));
        assert_eq!(at(86_399).as_deref(), Some("1970-01-01"));
        assert_eq!(at(i64::MAX), None);
    }
}
