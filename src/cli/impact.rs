//! `trust impact`: who was told something that has changed since.

mod print;
mod states;

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::impact::states::{End, States};
use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global, clock, git, ledger, project};
use crate::date::Date;
use crate::diag::plain;
use crate::fill::impact::{self, Changed};
use crate::fill::ledger::{Entry, Ledger};
use crate::view::AnswerId;

/// Options of `trust impact`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 nobody is affected, 1 somebody is or it cannot be told, 2 the command could not run."
)]
pub(super) struct ImpactArgs {
    /// Two revisions, as v1.2..HEAD; one alone, as v1.2, is compared with the files as they are [default: all that
    /// was ever told, compared with the files as they are]
    #[arg(value_name = "A..B")]
    range: Option<String>,
    /// The ledger that `trust fill --ledger` writes
    #[arg(long, value_name = "FILE", default_value = "ledger.jsonl")]
    ledger: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: ImpactFormat,
}

/// How it is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum ImpactFormat {
    /// For people
    #[default]
    Human,
    /// For programs
    Json,
    /// The JSON Schema of `json`, whatever the ledger
    Schema,
}

/// Everything that was found.
struct Report {
    /// Hash of the first revision; absent where none is named.
    from: Option<String>,
    /// Hash of the second one; absent for the files as they are.
    to: Option<String>,
    date: Date,
    /// Name of the ledger.
    file: String,
    ledger: Ledger,
    /// Lines of which something is to be said, newest first.
    lines: Vec<Line>,
}

/// A line of the ledger and what has changed of it.
struct Line {
    number: usize,
    entry: Entry,
    changed: Vec<Changed>,
    /// Why it cannot be told, and a way out; absent where it can.
    unknown: Option<(String, String)>,
}

impl Line {
    fn is_affected(&self) -> bool {
        !self.changed.is_empty()
    }

    fn is_regression(&self) -> bool {
        self.changed.iter().any(Changed::is_regression)
    }
}

/// Lists who was told what has changed.
pub(super) fn run(args: &ImpactArgs, global: &Global, shell: &mut Shell) -> anyhow::Result<Exit> {
    if args.format == ImpactFormat::Schema {
        shell.out(&print::schema());
        return Ok(Exit::Clean);
    }
    let date = clock::as_of(global.as_of)?;
    let root = project::find_root(global.project.as_deref())?;
    let ledger = ledger::read(&args.ledger)?;
    let (from, to) = states::range(&root, args.range.as_deref())?;
    let mut states = States::new(&root, date, from.as_deref(), to.as_deref())?;
    let mut lines: Vec<Line> = Vec::new();
    // Lines of one commit stand together, so that its files are read once.
    let mut entries: Vec<&(usize, Entry)> = ledger.entries.iter().collect();
    entries.sort_by_key(|(number, entry)| (&entry.commit, *number));
    for (number, entry) in entries {
        let (changed, unknown) = compared(&mut states, entry);
        if !changed.is_empty() || unknown.is_some() {
            lines.push(Line { number: *number, entry: entry.clone(), changed, unknown });
        }
    }
    lines.sort_by_key(|line| std::cmp::Reverse((line.entry.date, line.number)));
    let file = args.ledger.display().to_string();
    let report = Report { from, to, date, file, ledger, lines };
    match args.format {
        ImpactFormat::Json => shell.out(&print::json(&report)),
        ImpactFormat::Human | ImpactFormat::Schema => print::human(&report, shell),
    }
    for bad in &report.ledger.bad {
        let (file, message) = (plain(&report.file), plain(&bad.message));
        shell.problems(&format!("warning: {file}:{}: not counted: {message}\n", bad.line));
    }
    let is_clean = report.lines.is_empty() && report.ledger.bad.is_empty();
    Ok(if is_clean { Exit::Clean } else { Exit::Findings })
}

/// What has changed of an entry, and why that cannot be told for sure.
fn compared(states: &mut States<'_>, entry: &Entry) -> (Vec<Changed>, Option<(String, String)>) {
    let Some(end) = states.now(entry) else {
        let variant = entry.variant.as_ref().map(ToString::to_string).unwrap_or_default();
        let why = format!("it was filled for the variant `{variant}`, which is not there any more");
        let way = "tell this recipient what the answers say without it, or bring the variant back";
        return (Vec::new(), Some((why, way.to_owned())));
    };
    let Some(commit) = entry.commit.as_deref() else {
        let why = "it was filled outside Git, so that only digests tell what was said".to_owned();
        let way = "fill it again from a commit, and record that".to_owned();
        return (impact::since_digest(entry, end.now()), Some((why, way)));
    };
    if states.is_past_the_end(commit) {
        return (Vec::new(), None);
    }
    match states.told(commit, entry) {
        Ok(told) => {
            let mut changed = impact::since_commit(entry, &told, end.now());
            if let Some(touched) = touched(states, entry, commit, &end) {
                changed.retain(|own| own.is_by_digest || touched.contains(&own.answer));
            }
            (changed, None)
        }
        Err(why) => {
            let way = if git::is_shallow(states.root) {
                "this copy of the repository has a part of its history only: `git fetch --unshallow` gets the rest"
            } else {
                "fetch the branch or tag that has the commit; where it was rewritten, run this in the copy that filled the file"
            };
            (impact::since_digest(entry, end.now()), Some((why, way.to_owned())))
        }
    }
}

/// The answers of an entry that changed since the first revision, where that is later than the entry.
fn touched(
    states: &mut States<'_>,
    entry: &Entry,
    commit: &str,
    end: &End,
) -> Option<BTreeSet<AnswerId>> {
    let first = states.from?;
    if commit == first || !git::is_ancestor(states.root, commit, first) {
        return None;
    }
    // Who was told from files that no commit holds may have been told what came later.
    let clean = Entry { dirty: false, ..entry.clone() };
    let begin = states.first(entry)?;
    let changed = impact::since_commit(&clean, &begin, end.now());
    Some(changed.into_iter().map(|own| own.answer).collect())
}
