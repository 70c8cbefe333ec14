//! Numbers of a text with what they count, and frequencies in words: `annually` is `every 12 months`.

use crate::matching::lexicon::Mention;
use crate::matching::reading::Token;

/// A number and what it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quantity {
    pub(super) kind: Kind,
    /// In thousandths of the kind's unit: `99.9` percent is 99900, an hour is 60000.
    pub(super) amount: u64,
    pub(super) bound: Bound,
    /// What is counted, by its stem; empty where nothing follows.
    pub(super) unit: String,
    /// As the text has it.
    pub(super) spelt: String,
    /// Index of the word in the text.
    pub(super) at: usize,
}

impl Quantity {
    /// Whether it may be the number of a year of our time.
    pub(super) fn is_year(&self) -> bool {
        self.kind == Kind::Count && (1_990_000..2_100_000).contains(&self.amount)
    }
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A length of time, in minutes.
    Span,
    /// How often, as the minutes between two times.
    Every,
    Percent,
    /// Anything else.
    Count,
}

/// Which other amounts a text admits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    Exact,
    AtLeast,
    AtMost,
}

const HOUR: u64 = 60_000;
const DAY: u64 = 24 * HOUR;
const MONTH: u64 = 30 * DAY;
const YEAR: u64 = 12 * MONTH;

/// The quantities of a text. Numbers that belong to a term (`SOC 2`) count nothing.
pub(super) fn quantities(tokens: &[Token], mentions: &[Mention]) -> Vec<Quantity> {
    let mut of_terms = vec![false; tokens.len()];
    for mention in mentions {
        let has_number = mention.has_number && mention.member.family.name != "history";
        for taken in of_terms.get_mut(mention.start..mention.end).into_iter().flatten() {
            *taken = *taken || has_number;
        }
    }
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let rest = tokens.get(at..).unwrap_or_default();
        let before = tokens.get(..at).unwrap_or_default();
        let quantity = if token.is_number() {
            if of_terms.get(at).copied().unwrap_or_default() { None } else { counted(rest, before) }
        } else {
            frequency(rest, before)
        };
        if let Some((kind, amount, spelt)) = quantity {
            found.push(Quantity {
                kind,
                amount,
                bound: bound(before, tokens.get(at + 1..).unwrap_or_default()),
                unit: unit(kind, rest),
                spelt,
                at,
            });
        }
    }
    found
}

fn counted(tokens: &[Token], before: &[Token]) -> Option<(Kind, u64, String)> {
    let (number, rest) = tokens.split_first()?;
    let amount = thousandths(&number.plain)?;
    let mut unit = rest.iter().filter(|token| token.sentence == number.sentence);
    let mut unit = unit.by_ref().take(3).skip_while(|token| {
        matches!(token.plain.as_str(), "business" | "calendar" | "working" | "consecutive" | "full")
            || token.is_digits && token.plain == number.plain
    });
    let word = unit.next().map(|token| token.plain.as_str());
    let spelt = |word: &str| format!("{} {word}", number.plain);
    if let Some(word) = word {
        if word == "percent"
            || word == "per" && unit.next().is_some_and(|next| next.plain == "cent")
        {
            return Some((Kind::Percent, amount, format!("{} %", number.plain)));
        }
        if let Some(length) = minutes(word) {
            let is_every =
                before.last().is_some_and(|last| matches!(last.plain.as_str(), "every" | "each"));
            let kind = if is_every { Kind::Every } else { Kind::Span };
            let spelt = if is_every { format!("every {}", spelt(word)) } else { spelt(word) };
            return Some((kind, amount.saturating_mul(length) / 1000, spelt));
        }
        if matches!(word, "times" | "time") {
            return times(amount, rest).map(|every| (Kind::Every, every, spelt(word)));
        }
        if word == "x" {
            return None;
        }
    }
    // `one of` is no number to compare, nor is the number of a list.
    let is_figure =
        number.plain == "0" || number.is_digits && (number.plain.len() > 1 || amount > 9000);
    is_figure.then(|| (Kind::Count, amount, number.plain.clone()))
}

/// The stem of the word after a number that counts things.
fn unit(kind: Kind, tokens: &[Token]) -> String {
    let sentence = tokens.first().map(|number| number.sentence);
    let next = tokens.get(1).filter(|next| Some(next.sentence) == sentence && !next.is_number());
    next.filter(|_| kind == Kind::Count).map(|next| next.stem.clone()).unwrap_or_default()
}

/// `3 times a year`, with the number before `rest`.
fn times(amount: u64, rest: &[Token]) -> Option<u64> {
    let per = rest.iter().take(4).find_map(|token| minutes(&token.plain))?;
    (per.saturating_mul(1000)).checked_div(amount)
}

fn frequency(tokens: &[Token], before: &[Token]) -> Option<(Kind, u64, String)> {
    let word = tokens.first()?.plain.as_str();
    let next = tokens.get(1).map_or("", |token| token.plain.as_str());
    let after = tokens.get(2).map_or("", |token| token.plain.as_str());
    let last = before.last().map_or("", |token| token.plain.as_str());
    // `for a year` is a length, and no frequency.
    if word == "for" && matches!(next, "a" | "an") {
        let length = minutes(after).filter(|length| *length >= HOUR)?;
        return Some((Kind::Span, length, format!("a {after}")));
    }
    let every = match word {
        "semi" | "bi" if matches!(next, "annually" | "annual" | "yearly") => YEAR / 2,
        "monthly" | "annual" | "yearly" if matches!(next, "uptime" | "availability") => {
            return None;
        }
        "annually" | "annual" | "yearly" if !matches!(last, "semi" | "bi") => YEAR,
        "biannually" | "semiannually" | "semiannual" | "biannual" => YEAR / 2,
        "quarterly" => YEAR / 4,
        "monthly" => MONTH,
        "weekly" => 7 * DAY,
        "daily" | "nightly" => DAY,
        "hourly" => HOUR,
        "continuously" | "continuous" => 1,
        "every" | "each" | "per" | "once" | "twice" => {
            let unit = [next, after]
                .into_iter()
                .find(|word| !matches!(*word, "a" | "per" | "every" | "each" | "calendar"))?;
            if matches!(word, "each" | "every" | "per")
                && matches!(last, "once" | "twice" | "times" | "time")
            {
                return None;
            }
            let length = minutes(unit)?;
            if word == "twice" { length / 2 } else { length }
        }
        _ => return None,
    };
    let spelt = match word {
        "every" | "each" | "per" => format!("{word} {next}"),
        "once" | "twice" => format!("{word} {next} {after}"),
        "semi" | "bi" => format!("{word}-{next}"),
        _ => word.to_owned(),
    };
    Some((Kind::Every, every, spelt))
}

fn bound(before: &[Token], after: &[Token]) -> Bound {
    let word = |back: usize| {
        before
            .len()
            .checked_sub(back)
            .and_then(|at| before.get(at))
            .map_or("", |token| token.plain.as_str())
    };
    let later = |on: usize| after.get(on).map_or("", |token| token.plain.as_str());
    // `at least every 12 months`: the word before counts as well.
    for back in 1..=3 {
        let is_no = matches!(word(back + 2), "no" | "not");
        match (word(back + 1), word(back)) {
            ("less" | "fewer", "than") if is_no => return Bound::AtLeast,
            ("later" | "more" | "longer", "than") if is_no => return Bound::AtMost,
            ("less" | "fewer", "than")
            | ("at", "most")
            | ("up", "to")
            | ("not", "exceeding")
            | (_, "within" | "under" | "below" | "maximum" | "max") => return Bound::AtMost,
            ("more" | "longer" | "greater", "than")
            | ("at", "least")
            | (_, "minimum" | "min" | "exceeding") => return Bound::AtLeast,
            _ => {}
        }
    }
    match (later(0), later(1), later(2)) {
        ("or", "less" | "sooner" | "fewer", _) | (_, "or", "less" | "sooner" | "fewer") => {
            Bound::AtMost
        }
        ("or", "more" | "longer" | "higher", _) | (_, "or", "more" | "longer" | "higher") => {
            Bound::AtLeast
        }
        _ => Bound::Exact,
    }
}

fn minutes(word: &str) -> Option<u64> {
    Some(match word {
        "second" | "seconds" => 17,
        "minute" | "minutes" | "min" | "mins" => 1000,
        "hour" | "hours" | "h" | "hr" | "hrs" => HOUR,
        "day" | "days" | "d" => DAY,
        "week" | "weeks" => 7 * DAY,
        "month" | "months" => MONTH,
        "quarter" | "quarters" => 3 * MONTH,
        "year" | "years" | "yr" | "yrs" | "annum" => YEAR,
        _ => return None,
    })
}

fn thousandths(number: &str) -> Option<u64> {
    let digits: String = number.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
    let whole: u64 = whole.parse().ok()?;
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    let amount = whole.checked_mul(1000)?.checked_add(part.parse().ok()?)?;
    // 365 days are a year here, and 30 days a month.
    Some(if amount == 365_000 { 360_000 } else { amount })
}
