//! Random histories of a register: what is not reported breaks no promise, and what is lawful is not reported.
//!
//! `TRUST_HISTORIES=5000 cargo test --test it histories::` tries more of them than usual.

mod edits;
mod model;
mod oracle;
mod real;
mod seen;
mod wider;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use trust::date::Date;
use trust::diag::Severity;
use trust::view::Audience;

use edits::{Edited, Sort, Step, edited};
use model::{Policy, Project};
use oracle::{Oracle, Said};
use seen::{Compiled, compile, witness};
use wider::Everybody;

use crate::register_days::may_follow;

/// The rules that hold the promise about changes of the register.
const RULES: [&str; 14] = [
    "back-dated-notice",
    "deleted-notice",
    "edited-after-announcement",
    "material-correction",
    "objections-outlast-notice",
    "reused-id",
    "short-notice",
    "unannounced-change",
    "untold-readers",
    "unverified-notices",
    "vague-notice",
    "weakened-promise",
    "wrong-notice-class",
    "wrong-notice-kind",
];

/// A history: the policy it begins with, and what its authors do.
#[derive(Debug, Clone)]
struct History {
    policy: u16,
    steps: Vec<Step>,
}

/// A random number generator, the same in every run (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u16 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u16::try_from((bits ^ (bits >> 31)) >> 48).unwrap()
    }

    /// A history of up to twelve steps, some of them of another sort than lawful.
    fn history(&mut self, other: Sort) -> History {
        let count = 2 + self.next() % 11;
        let steps = (0..count).map(|_| {
            let sort = if self.next().is_multiple_of(3) { other } else { Sort::Lawful };
            // Often a few days, so that notices are met while they are pending.
            let days = match self.next() % 8 {
                0 => 0,
                1 | 2 => 1 + self.next() % 60,
                _ => 1 + self.next() % 12,
            };
            Step {
                days,
                sort,
                edit: self.next() % 1000,
                a: self.next() % 1000,
                b: self.next() % 1000,
            }
        });
        let steps = steps.collect();
        History { policy: self.next() % 8, steps }
    }
}

/// How many histories are tried.
fn cases() -> u64 {
    std::env::var("TRUST_HISTORIES").ok().and_then(|count| count.parse().ok()).unwrap_or(50)
}

/// The day of the first state.
fn beginning() -> Date {
    Date::new(2026, 1, 5).unwrap()
}

/// What stood in the project since a day.
struct Shown {
    day: Date,
    project: Project,
    compiled: Compiled,
    /// The day on which it was committed on a branch, before that was merged.
    on_branch: Option<Date>,
    /// What was said to its authors beside errors when it was published: rule and message.
    said: BTreeSet<(String, String)>,
}

impl Shown {
    /// Whether a rule said something that it did not say of the state before.
    fn says_anew(&self, rule: &str, before: Option<&Self>) -> bool {
        let is_known = |said| before.is_some_and(|before| before.said.contains(said));
        self.said.iter().any(|said| said.0 == rule && !is_known(said))
    }
}

/// What was published, oldest first.
struct Published {
    states: Vec<Shown>,
    /// What was said about what was published.
    said: Vec<String>,
    /// What was refused on the way.
    refused: Vec<String>,
}

/// The project with which a history begins.
fn begun(history: &History) -> Project {
    let first = Project::begin(Policy::pick(history.policy), 3, beginning());
    if history.policy % 8 < 4 { first } else { first.with_past() }
}

/// Does every step of a history; what has an error is not published.
fn play(history: &History) -> Published {
    let project = begun(history);
    let mut day = beginning();
    let compiled = compile(&project);
    let (mut git, mut branches) = (vec![compiled.state(day, 0)], Vec::new());
    let first = Shown { day, project, compiled, on_branch: None, said: BTreeSet::new() };
    let mut published = Published { states: vec![first], said: Vec::new(), refused: Vec::new() };
    for step in &history.steps {
        day = day.plus_days(i32::from(step.days));
        let last = published.states.last().unwrap();
        let Some(Edited { project, on_branch }) = edited(&last.project, day, *step) else {
            continue;
        };
        let compiled = compile(&project);
        let merged = on_branch.map(|on| compiled.state(on.max(beginning()), 1000 + git.len()));
        let before = branches.len();
        branches.extend(merged);
        git.push(compiled.state(day, git.len()));
        let said = compiled.said(day, &witness(&git, &branches));
        let text = |(severity, code, message): &(Severity, String, String)| {
            format!("{day}: {} {code}: {message}", severity.word())
        };
        if said.iter().any(|(severity, ..)| *severity == Severity::Error) {
            git.pop();
            branches.truncate(before);
            let errors = said.iter().filter(|(severity, ..)| *severity == Severity::Error);
            published.refused.extend(errors.map(text));
            continue;
        }
        let of_rules = said.iter().filter(|(_, code, _)| RULES.contains(&code.as_str()));
        published.said.extend(of_rules.map(text));
        let said = said.into_iter().map(|(_, code, message)| (code, message)).collect();
        published.states.push(Shown { day, project, compiled, on_branch, said });
    }
    published
}

/// Days that the oracles looked at.
static LOOKED_AT: AtomicUsize = AtomicUsize::new(0);

/// Shows the days to the oracles: each one where `TRUST_HISTORIES` asks for more than usual, else those around each
/// day that a record names. A change on a day that is passed over counts as not announced.
fn broken(published: &Published) -> Vec<String> {
    let is_thorough = std::env::var_os("TRUST_HISTORIES").is_some();
    let (mut oracle, mut everybody) = (Oracle::default(), Everybody::default());
    let mut states = published.states.iter().peekable();
    let mut before = None;
    while let Some(shown) = states.next() {
        let Shown { day: from, project, compiled, .. } = shown;
        let said = Said {
            is_weaker: shown.said.iter().any(|(rule, _)| rule == "weakened-promise"),
            is_late: shown.says_anew("unverified-notices", before.replace(shown)),
        };
        let until = states.peek().map_or(from.plus_days(130), |next| next.day);
        let turns = turns(project);
        for day in days(*from, until.plus_days(-1)) {
            let is_near = |around: i32| turns.contains(&day.plus_days(around));
            if !(is_thorough || day == *from || (-1..=1).any(is_near)) {
                continue;
            }
            LOOKED_AT.fetch_add(1, Ordering::Relaxed);
            let nda = compiled.seen(Audience::Nda, day);
            let public = compiled.seen(Audience::Public, day);
            oracle.see(day, &nda, &project.policy, said);
            everybody.see(day, project, (&public, &nda), &compiled.public_text(day));
        }
    }
    [oracle.broken(), everybody.broken()].concat()
}

/// The days that a project names.
fn turns(project: &Project) -> BTreeSet<Date> {
    let named = project.records.iter().flat_map(|record| {
        [Some(record.announced), Some(record.effective), record.objection, record.withdrawn]
    });
    named.flatten().chain([project.baseline]).collect()
}

/// Every day of a range, both ends included.
fn days(first: Date, last: Date) -> impl Iterator<Item = Date> {
    let next = |day: &Date| Some(day.plus_days(1));
    std::iter::successors(Some(first), next).take_while(move |day| *day <= last)
}

/// The smallest history found that still fails: steps left out, numbers made small.
fn shrunk(history: &History, fails: &dyn Fn(&History) -> bool) -> History {
    let mut smallest = history.clone();
    loop {
        let mut candidates: Vec<History> = Vec::new();
        for at in 0..smallest.steps.len() {
            let mut without = smallest.clone();
            let gone = without.steps.remove(at);
            if let Some(next) = without.steps.get_mut(at) {
                next.days += gone.days;
            }
            candidates.push(without);
        }
        for at in 0..smallest.steps.len() {
            let step = smallest.steps[at];
            let simpler = [
                Step { a: 0, ..step },
                Step { b: 0, ..step },
                Step { b: step.b / 2, ..step },
                Step { days: 1, ..step },
            ];
            for simpler in simpler.into_iter().filter(|simpler| *simpler != step) {
                let mut with = smallest.clone();
                with.steps[at] = simpler;
                candidates.push(with);
            }
        }
        match candidates.into_iter().find(|candidate| fails(candidate)) {
            Some(smaller) => smallest = smaller,
            None => return smallest,
        }
    }
}

/// What was published, for people: each day with the files that are new or changed.
fn told(published: &Published) -> String {
    let mut text = String::new();
    let mut before: BTreeMap<String, String> = BTreeMap::new();
    for Shown { day, project, on_branch, .. } in &published.states {
        let files = project.files();
        text += &format!("# --- published on {day}");
        text += &on_branch.map_or(String::new(), |on| format!(", on a branch since {on}"));
        text += "\n";
        for path in before.keys().filter(|path| !files.contains_key(*path)) {
            text += &format!("# deleted: {path}\n");
        }
        for (path, now) in files.iter().filter(|(path, now)| before.get(*path) != Some(now)) {
            text += &format!("# file: {path}\n{now}");
        }
        before = files;
    }
    text
}

/// Tries histories, and fails with the smallest one of each sort for which `wrong` finds something.
#[allow(clippy::print_stderr, reason = "how many were tried is for people to read")]
fn try_histories(seed: u64, other: Sort, wrong: impl Fn(&Published) -> Vec<String>) {
    let mut random = Random(seed);
    let mut found: BTreeMap<String, (usize, History)> = BTreeMap::new();
    for _ in 0..cases() {
        let history = random.history(other);
        if let Some(sort) = wrong(&play(&history)).first().map(|first| sort(first)) {
            found.entry(sort).or_insert((0, history)).0 += 1;
        }
    }
    let mut text = String::new();
    for (sort, (count, history)) in &found {
        text += &format!("\n### {count} histories: {sort}\n");
        if text.len() > 40_000 {
            continue;
        }
        let is_same = |found: &Vec<String>| found.iter().any(|one| self::sort(one) == *sort);
        let smallest = shrunk(history, &|history| is_same(&wrong(&play(history))));
        let published = play(&smallest);
        let found = wrong(&published);
        let steps = &smallest.steps;
        text += &format!("{found:#?}\nrefused: {:#?}\n{steps:?}\n", published.refused);
        text += &told(&published);
    }
    let looked_at = LOOKED_AT.load(Ordering::Relaxed);
    eprintln!("{} histories, {looked_at} days looked at so far", cases());
    assert!(found.is_empty(), "{text}");
}

/// What is found, without names, numbers and days.
fn sort(found: &str) -> String {
    let is_word = |word: &&str| !word.contains(|c: char| c.is_ascii_digit() || c == '`');
    found.split_whitespace().filter(is_word).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_not_reported_breaks_no_promise() {
    try_histories(0x2026_1121, Sort::Unlawful, broken);
}

#[test]
fn what_hides_behind_something_else_breaks_no_promise() {
    try_histories(0x2026_1122, Sort::Combined, broken);
}

/// Fails as soon as the rules hold one of these edits: then it belongs among the others.
#[test]
fn what_the_rules_do_not_hold_yet_is_known() {
    for edit in 0..edits::not_held() {
        let mut random = Random(3);
        let breaks = |_| {
            let mut history = random.history(Sort::NotHeld);
            for step in &mut history.steps {
                (step.sort, step.edit) = (Sort::NotHeld, edit);
            }
            !broken(&play(&history)).is_empty()
        };
        assert!((0..60).any(breaks), "held now: move number {edit} of NOT_HELD");
    }
}

#[test]
fn lawful_histories_are_not_reported() {
    try_histories(7, Sort::Lawful, |published| {
        let said = published.said.iter().chain(&published.refused);
        said.cloned().chain(broken(published)).collect()
    });
}

/// How a project may be written otherwise: files of other names, keys and entries in another order, other quotes.
fn rewritten(project: &Project, style: u16) -> Project {
    let mut other = Project { style, ..project.clone() };
    for (number, record) in other.records.iter_mut().enumerate() {
        record.file = format!("{}-{number}", (b'z' - u8::try_from(number % 26).unwrap()) as char);
    }
    other.records.reverse();
    other
}

#[test]
fn states_follow_from_the_records_and_the_day_alone() {
    let mut random = Random(11);
    for _ in 0..20 {
        let published = play(&random.history(Sort::Lawful));
        let Shown { day: from, project, compiled, .. } = published.states.last().unwrap();
        let turns = turns(project);
        let near = days(from.plus_days(-200), from.plus_days(130))
            .filter(|day| (-1..=1).any(|around| turns.contains(&day.plus_days(around))));
        let near: Vec<Date> = near.collect();
        let seen: Vec<_> = near.iter().map(|day| compiled.seen(Audience::Nda, *day)).collect();
        for style in 0..8 {
            let other = compile(&rewritten(project, style));
            // The days in the other direction: nothing is kept from one to the next.
            for (day, seen) in near.iter().zip(&seen).rev() {
                assert_eq!(other.seen(Audience::Nda, *day), *seen, "{day}\n{}", told(&published));
            }
        }
    }
}

#[test]
fn states_of_random_histories_move_only_along_the_arrows() {
    let mut random = Random(13);
    for _ in 0..40 {
        let published = play(&random.history(Sort::Lawful));
        let mut before: BTreeMap<String, &'static str> = BTreeMap::new();
        let mut states = published.states.iter().peekable();
        while let Some(Shown { day: from, compiled, .. }) = states.next() {
            let until = states.peek().map_or(from.plus_days(130), |next| next.day);
            for day in days(*from, until.plus_days(-1)) {
                for (id, notice) in compiled.seen(Audience::Nda, day).notices {
                    let was = before.get(&id).copied().unwrap_or("unseen");
                    // A postponement may open objections once more.
                    let is_reopened = notice.state == "objection-open" && notice.is_postponed;
                    // It may have been announced before anybody looked.
                    let is_old = was == "unseen" && notice.announced < day;
                    let may = may_follow(was, notice.state) || is_reopened || is_old;
                    assert!(may, "{day}: {id} {was} -> {}\n{}", notice.state, told(&published));
                    before.insert(id, notice.state);
                }
            }
        }
    }
}
