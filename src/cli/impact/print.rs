//! Who was told what has changed: for people and for programs.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;

use crate::cli::impact::states::short;
use crate::cli::impact::{Line, Report};
use crate::cli::terminal::Shell;
use crate::diag::plain;
use crate::fill::impact::{Changed, Shift};

/// Who was told something that has changed since.
#[derive(Debug, Serialize, JsonSchema)]
struct Impact {
    /// Version of this format; fields may be added without a new one.
    version: u32,
    /// Hash of the first revision; absent where none was named.
    from: Option<String>,
    /// Hash of the second one; absent for the files as they are.
    to: Option<String>,
    /// The day on which both are compared.
    as_of: String,
    /// Name of the ledger.
    ledger: String,
    /// Lines of the ledger that count.
    questionnaires: usize,
    /// How many of them told something that has changed.
    affected: usize,
    /// How many told something that has taken a step back.
    regressions: usize,
    /// Of how many it cannot be told for sure.
    unknown: usize,
    /// Affected and unknown questionnaires, newest first.
    told: Vec<LineOut>,
    /// Lines that could not be read and are not counted.
    bad_lines: Vec<BadOut>,
}

/// A filled questionnaire.
#[derive(Debug, Serialize, JsonSchema)]
struct LineOut {
    /// Number of its line in the ledger.
    line: usize,
    /// Who got it.
    recipient: String,
    /// The day that its answers speak of.
    date: String,
    /// Name of the filled file.
    file: String,
    /// Its SHA-256.
    sha256: String,
    /// `public` or `nda`.
    audience: &'static str,
    /// Id of the variant; absent where none was chosen.
    variant: Option<String>,
    /// Hash of the commit that it was filled from; absent outside Git.
    commit: Option<String>,
    /// Whether files differed from the commit when it was filled.
    dirty: bool,
    /// Whether something in it has changed.
    affected: bool,
    /// Whether something in it has taken a step back.
    regression: bool,
    /// Why it cannot be told for sure; absent where it can.
    unknown: Option<UnknownOut>,
    /// Answers that have changed, steps back first.
    answers: Vec<AnswerOut>,
}

/// Why something cannot be told.
#[derive(Debug, Serialize, JsonSchema)]
struct UnknownOut {
    /// The reason.
    reason: String,
    /// What to do.
    hint: String,
}

/// An answer that was told and has changed.
#[derive(Debug, Serialize, JsonSchema)]
struct AnswerOut {
    /// Its id when it was told.
    id: String,
    /// Its question; empty where that is not known any more.
    question: String,
    /// Where it was written: sheet and row.
    rows: Vec<String>,
    /// Whether it has taken a step back.
    regression: bool,
    /// Whether only digests tell it, because no commit holds what was told.
    by_digest: bool,
    /// What is different, steps back first.
    steps: Vec<ShiftOut>,
}

/// One thing that is different.
#[derive(Debug, Serialize, JsonSchema)]
struct ShiftOut {
    /// What: `response`, `withdrawn`, `audience`, `promise-made`, `promise-kept`, `promise-moved`, `promise-dropped`,
    /// `promise-lapsed`, `evidence-status`, `evidence-withdrawn`, `evidence-removed`, `evidence-promise-moved`,
    /// `value`, `reworded` or `differs` (by digest).
    what: &'static str,
    /// The fact or the evidence that it is about.
    about: Option<String>,
    /// What was told: a response, a day, a value, a state.
    from: Option<String>,
    /// What holds now.
    to: Option<String>,
    /// Ids of the variants it holds for; empty: all that the recipient was told of.
    variants: Vec<String>,
    /// Why it is a step back: `weaker`, `later` or `dropped`.
    regression: Option<&'static str>,
}

/// A line that is not counted.
#[derive(Debug, Serialize, JsonSchema)]
struct BadOut {
    /// Its number.
    line: usize,
    /// Why.
    message: String,
}

/// The JSON Schema of [`json`].
pub(super) fn schema() -> String {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<Impact>();
    pretty(&schema)
}

/// A report for programs.
pub(super) fn json(report: &Report) -> String {
    let bad = report.ledger.bad.iter();
    pretty(&Impact {
        version: 1,
        from: report.from.clone(),
        to: report.to.clone(),
        as_of: report.date.to_string(),
        ledger: report.file.clone(),
        questionnaires: report.ledger.entries.len(),
        affected: count(report, Line::is_affected),
        regressions: count(report, Line::is_regression),
        unknown: count(report, |line| line.unknown.is_some()),
        told: report.lines.iter().map(line_out).collect(),
        bad_lines: bad.map(|bad| BadOut { line: bad.line, message: bad.message.clone() }).collect(),
    })
}

fn count(report: &Report, counts: impl Fn(&Line) -> bool) -> usize {
    report.lines.iter().filter(|line| counts(line)).count()
}

fn pretty(value: &impl Serialize) -> String {
    // Only a map with keys other than text could fail, and there is none.
    format!("{}\n", serde_json::to_string_pretty(value).unwrap_or_default())
}

fn line_out(line: &Line) -> LineOut {
    let entry = &line.entry;
    LineOut {
        line: line.number,
        recipient: entry.recipient.clone(),
        date: entry.date.to_string(),
        file: entry.file.clone(),
        sha256: entry.sha256.clone(),
        audience: entry.audience.word(),
        variant: entry.variant.as_ref().map(ToString::to_string),
        commit: entry.commit.clone(),
        dirty: entry.dirty,
        affected: line.is_affected(),
        regression: line.is_regression(),
        unknown: line.unknown.clone().map(|(reason, hint)| UnknownOut { reason, hint }),
        answers: line.changed.iter().map(answer_out).collect(),
    }
}

fn answer_out(changed: &Changed) -> AnswerOut {
    let shift = |own: &Shift| ShiftOut {
        what: own.what,
        about: own.about.clone(),
        from: own.from.clone(),
        to: own.to.clone(),
        variants: own.variants.iter().map(ToString::to_string).collect(),
        regression: own.regression.map(crate::change::Regression::word),
    };
    AnswerOut {
        id: changed.answer.to_string(),
        question: changed.question.clone(),
        rows: changed.rows.clone(),
        regression: changed.is_regression(),
        by_digest: changed.is_by_digest,
        steps: changed.shifts.iter().map(shift).collect(),
    }
}

/// Prints a report for people: by recipient, those with a step back first.
pub(super) fn human(report: &Report, shell: &mut Shell) {
    let mut recipients: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
    for line in &report.lines {
        recipients.entry(&line.entry.recipient).or_default().push(line);
    }
    let mut recipients: Vec<_> = recipients.into_iter().collect();
    recipients.sort_by_key(|(_, lines)| !lines.iter().any(|line| line.is_regression()));
    for (recipient, lines) in recipients {
        shell.out(&format!("{}\n", plain(recipient)));
        lines.iter().for_each(|line| shell.out(&of_line(line)));
        shell.out("\n");
    }
    shell.say(&totals(report));
}

fn totals(report: &Report) -> String {
    let all = report.ledger.entries.len();
    let (affected, back) = (count(report, Line::is_affected), count(report, Line::is_regression));
    let unknown = count(report, |line| line.unknown.is_some());
    let questionnaires = if all == 1 { "questionnaire" } else { "questionnaires" };
    if affected + unknown == 0 {
        return format!("nobody is affected: {all} {questionnaires} in the ledger");
    }
    let mut text = format!("{affected} of {all} {questionnaires} told what has changed");
    if back > 0 {
        text.push_str(&format!(", {back} with a step back"));
    }
    if unknown > 0 {
        text.push_str(&format!("; of {unknown} it cannot be told for sure"));
    }
    text
}

fn of_line(line: &Line) -> String {
    let entry = &line.entry;
    let mut text = format!(
        "  {}, told on {} ({}{}), line {}\n",
        plain(&entry.file),
        entry.date,
        entry.audience.word(),
        entry.variant.as_ref().map(|own| format!(", variant `{own}`")).unwrap_or_default(),
        line.number,
    );
    if let Some((reason, hint)) = &line.unknown {
        text.push_str(&format!("    cannot tell: {}\n      {}\n", plain(reason), plain(hint)));
    }
    if entry.dirty {
        let commit = entry.commit.as_deref().map(short).unwrap_or_default();
        text.push_str(&format!("    filled from files that differed from the commit {commit}\n"));
    }
    for changed in &line.changed {
        let mark = if changed.is_regression() { "BACK" } else { "    " };
        let question = match changed.question.as_str() {
            "" => String::new(),
            question => format!(": {}", plain(question)),
        };
        text.push_str(&format!("    {mark} {}{question}\n", changed.answer));
        for shift in &changed.shifts {
            text.push_str(&format!("           {}\n", plain(&phrase(shift))));
        }
        if changed.is_by_digest {
            text.push_str(
                "           no commit holds what was told; a digest says that it differs\n",
            );
        }
        if !changed.rows.is_empty() {
            text.push_str(&format!("           written at {}\n", plain(&changed.rows.join(", "))));
        }
    }
    text
}

/// One thing that is different, as a phrase.
fn phrase(shift: &Shift) -> String {
    let or = |end: &Option<String>, none: &str| end.clone().unwrap_or_else(|| none.to_owned());
    let (from, to) = (or(&shift.from, "no day"), or(&shift.to, "no day"));
    let about = shift.about.as_deref().unwrap_or_default();
    let mut text = match shift.what {
        "response" => format!("response: {from} -> {to}"),
        "withdrawn" => "withdrawn: nothing is answered any more".to_owned(),
        "audience" => format!("told to {from} then, for {to} readers only now"),
        "promise-dropped" => format!("promise dropped: was due {from}"),
        "promise-lapsed" if about.is_empty() => format!("promise not kept: was due {from}"),
        "promise-lapsed" => format!("promise not kept: {about} was due {from}"),
        "promise-moved" => format!("promise moved: due {from} -> {to}"),
        "promise-kept" => "promise kept".to_owned(),
        "promise-made" => format!("promise made: due {to}"),
        "evidence-status" => format!("evidence {about}: {from} -> {to}"),
        "evidence-withdrawn" => format!("evidence withdrawn: {about}"),
        "evidence-removed" => format!("no longer supported by {about}"),
        "evidence-promise-moved" => format!("evidence {about}: due {from} -> {to}"),
        "value" => format!("{about}: {from} -> {to}"),
        "differs" => "the answer says something else; its response is the same".to_owned(),
        _ => "reworded".to_owned(),
    };
    if !shift.variants.is_empty() {
        let variants: Vec<&str> =
            shift.variants.iter().map(crate::view::VariantId::as_str).collect();
        text.push_str(&format!(" (variants {})", variants.join(", ")));
    }
    match shift.regression {
        Some(regression) => format!("{text}  [{}]", regression.word()),
        None => text,
    }
}
