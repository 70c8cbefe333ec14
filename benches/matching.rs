//! How well a customer's questions find their answers, and how fast.
//!
//! `cargo bench --bench matching` asks the labelled questions of `tests/matching` of their libraries. The half
//! that the matcher may be tuned with and the half that it may not are counted apart. `-- --list tuning` says of
//! each wrong fill and of each miss why; `-- --list held-out` is there to inspect labels, never to tune.
//! `-- --accept 80` sets another bar.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::panic,
    missing_docs,
    reason = "a bench may fail loudly and touches the world"
)]

#[path = "../tests/matching/mod.rs"]
mod matching;

use std::env;
use std::time::Instant;

use trust::matching::{ACCEPT, Asked, Candidate};

use crate::matching::tally::{BINS, Tally, calibration, percent};
use crate::matching::{Judged, Labelled, Mark, Stock, questions, stocks};

/// Questions of the measurement of time.
const ASKED: usize = 300;

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let option = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let accept = option("--accept").map_or(ACCEPT, |text| text.parse().unwrap());
    let (stocks, questions) = (stocks(), questions());
    let judged: Vec<Judged> =
        stocks.iter().flat_map(|stock| stock.judge(&questions, accept)).collect();
    figures(&judged, accept);
    if let Some(half) = option("--list") {
        let is_tuning = match half.as_str() {
            "tuning" => true,
            "held-out" => false,
            other => panic!("--list takes tuning or held-out, not {other}"),
        };
        list(judged.iter().filter(|judged| judged.question.is_tuning() == is_tuning));
        return;
    }
    confidences(&judged);
    foreign(&stocks, &questions, accept);
    of_forms(&stocks, accept);
    times(&stocks, &questions);
}

/// One line for each half, each library and the whole.
fn figures(judged: &[Judged], accept: u8) {
    println!("bar: {accept} %");
    println!(
        "{:<28} {:>5} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>9} {:>9}",
        "",
        "asked",
        "answ.",
        "top-1",
        "top-3",
        "fills",
        "right",
        "partly",
        "wrong",
        "precision",
        "coverage"
    );
    let tuning = |judged: &&Judged| judged.question.is_tuning();
    row("tuning", &Tally::of(judged.iter().filter(tuning)));
    row("held out", &Tally::of(judged.iter().filter(|judged| !tuning(judged))));
    row("all", &Tally::of(judged.iter()));
    by("library", judged, |question| question.library.clone());
    by("style", judged, |question| question.style.clone());
    by("kind", judged, |question| question.kind.clone());
    for (half, is_tuning) in [("tuning", true), ("held out", false)] {
        let half_of = judged.iter().filter(|judged| judged.question.is_tuning() == is_tuning);
        println!("wrong fills, {half}: {:?}", Tally::of(half_of).wrong_by_kind);
    }
}

fn by(name: &str, judged: &[Judged], of: impl Fn(&Labelled) -> String) {
    let mut values: Vec<String> = judged.iter().map(|judged| of(judged.question)).collect();
    values.sort();
    values.dedup();
    for value in values {
        let these = judged.iter().filter(|judged| of(judged.question) == value);
        row(&format!("{name} {value}"), &Tally::of(these));
    }
}

fn row(name: &str, tally: &Tally) {
    println!(
        "{name:<28} {:>5} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6} {:>9} {:>9}",
        tally.asked,
        tally.answerable,
        share(tally.first, tally.answerable),
        share(tally.third, tally.answerable),
        tally.filled,
        tally.right,
        tally.partly,
        tally.wrong,
        share(tally.right, tally.right + tally.wrong),
        share(tally.right, tally.answerable),
    );
}

/// A share in percent, or a dash where there is nothing to share.
fn share(part: usize, whole: usize) -> String {
    if whole == 0 { "-".to_owned() } else { format!("{:.1}", percent(part, whole)) }
}

/// Whether the confidence says what it should: of a hundred such candidates so many are right.
fn confidences(judged: &[Judged]) {
    for (half, is_tuning) in [("tuning", true), ("held out", false)] {
        println!("\nfirst candidates by confidence, {half}");
        println!(
            "{:>6} {:>6} {:>8} {:>8} {:>12} {:>8}",
            "from", "seen", "said", "right", "no objection", "right"
        );
        let bins = calibration(judged.iter().filter(|it| it.question.is_tuning() == is_tuning));
        for (least, bin) in BINS.iter().zip(bins).filter(|(_, bin)| bin.seen > 0) {
            println!(
                "{least:>6} {:>6} {:>8} {:>8} {:>12} {:>8}",
                bin.seen,
                bin.confidence / bin.seen,
                share(bin.right, bin.seen),
                bin.clear,
                share(bin.clear_right, bin.clear),
            );
        }
    }
}

/// What no library should know: questions of another domain or language, asked of every other library.
fn foreign(stocks: &[Stock], questions: &[Labelled], accept: u8) {
    let judged: Vec<Judged> =
        stocks.iter().flat_map(|stock| stock.judge_foreign(questions, accept)).collect();
    let tally = Tally::of(judged.iter());
    println!(
        "\nanother domain or language, asked of the other libraries: {} of {} filled",
        tally.filled, tally.asked
    );
    for judged in judged.iter().filter(|judged| judged.mark.is_some()) {
        let best = judged.verdict.candidates.first().unwrap();
        println!("    {} -> {}", judged.question.asked.text, best.answer);
    }
}

/// The wordings of forms as questions: found with the mapping at hand, and without it.
fn of_forms(stocks: &[Stock], accept: u8) {
    println!(
        "\nforms' own wordings (an answer that is mapped counts as right, another one as wrong)"
    );
    for (name, is_stripped) in [("answers_to known", false), ("answers_to left out", true)] {
        let judged: Vec<Vec<Judged>> = stocks
            .iter()
            .map(|stock| {
                let asked = &stock.of_forms;
                if is_stripped {
                    stock.without_forms().judge(asked, accept)
                } else {
                    stock.judge(asked, accept)
                }
            })
            .collect();
        row(name, &Tally::of(judged.iter().flatten()));
    }
}

/// Every wrong fill and every answerable question that was not filled, with reasons.
fn list<'j>(judged: impl Iterator<Item = &'j Judged<'j>>) {
    for judged in judged {
        let question = judged.question;
        let said = match judged.mark {
            Some(Mark::Wrong) => "WRONG",
            Some(Mark::Partly) => "partly",
            None if question.is_answerable() && judged.rank == Some(0) => "missed",
            None if question.is_answerable() => "not first",
            Some(Mark::Right) | None => continue,
        };
        let wanted: Vec<&str> = question.named().map(String::as_str).collect();
        println!(
            "\n{said} {} [{} {} {}] {}\n  {} {:?}",
            question.place,
            question.library,
            question.style,
            question.kind,
            if question.asked.section.is_empty() { "" } else { &question.asked.section },
            question.asked.text,
            wanted,
        );
        judged.verdict.candidates.iter().take(3).for_each(candidate);
        for (part, answer) in &judged.verdict.parts {
            println!("    part: {part} -> {answer:?}");
        }
    }
}

fn candidate(candidate: &Candidate) {
    let objections: Vec<String> = candidate
        .objections
        .iter()
        .map(|objection| format!("{}: {}", objection.reason.word(), objection.message))
        .collect();
    println!(
        "    {:>3} {}{} ({}) shared {:?} agreed {:?} against {objections:?}",
        candidate.confidence,
        candidate.answer,
        if candidate.is_flipped { " flipped" } else { "" },
        candidate.wording,
        candidate.shared,
        candidate.agreed,
    );
}

/// 300 questions of libraries that are joined from all of these.
fn times(stocks: &[Stock], questions: &[Labelled]) {
    println!(
        "\n{ASKED} questions, of libraries joined from all of these (some answers twice where they do not reach)"
    );
    let asked: Vec<&Asked> =
        questions.iter().map(|question| &question.asked).cycle().take(ASKED).collect();
    for size in [300, 500] {
        let joined = Stock::joined(stocks, size);
        let started = Instant::now();
        let matcher = joined.matcher(ACCEPT);
        let ready = started.elapsed();
        let found = asked.iter().filter(|asked| !matcher.find(asked).candidates.is_empty()).count();
        let all = started.elapsed();
        println!(
            "{size} answers: {:.1} ms, of these {:.1} ms to make them ready; {found} with candidates",
            all.as_secs_f64() * 1000.0,
            ready.as_secs_f64() * 1000.0,
        );
    }
}
