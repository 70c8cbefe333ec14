//! `trust fill`: a customer's own questionnaire, filled from the library.

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, ValueEnum};

use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global};
use crate::matching::ACCEPT;

/// Options of `trust fill`.
#[derive(Debug, Args)]
pub(super) struct FillArgs {
    /// The customer's questionnaire: .xlsx, .xlsm, .csv or .tsv, or .txt with a question a line; it is never changed
    #[arg(value_name = "FILE", required_unless_present = "resume")]
    file: Option<PathBuf>,
    /// The filled copy [default: beside the file, with `-filled` in its name]
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Who gets it
    #[arg(long, value_enum, default_value_t, value_name = "AUDIENCE")]
    audience: FillAudience,
    /// The variant that the customer uses
    #[arg(long, value_name = "ID")]
    variant: Option<String>,
    /// Write answers from this confidence on, in percent; the others are proposed in the report
    #[arg(long, value_name = "PERCENT", default_value_t = ACCEPT, value_parser = clap::value_parser!(u8).range(1..=100))]
    accept: u8,
    /// Look for questions in this sheet; may be given again
    #[arg(long, value_name = "NAME")]
    sheet: Vec<String>,
    /// The column of questions: letters, or its header
    #[arg(long, value_name = "COLUMN")]
    question: Option<String>,
    /// The column of responses
    #[arg(long, value_name = "COLUMN")]
    answer: Option<String>,
    /// The column of explanations
    #[arg(long, value_name = "COLUMN")]
    comment: Option<String>,
    /// Write over what answer cells hold already
    #[arg(long)]
    overwrite: bool,
    /// Apply what a person has decided in this report of an earlier run
    #[arg(long, value_name = "REPORT.JSON")]
    resume: Option<PathBuf>,
    /// Add the wordings that were decided with --resume to `also_asked` of their answers
    #[arg(long, requires = "resume")]
    learn: bool,
    /// Append a line about it to this file
    #[arg(long, value_name = "FILE", requires = "recipient")]
    ledger: Option<PathBuf>,
    /// Who gets it, for the ledger
    #[arg(long, value_name = "NAME")]
    recipient: Option<String>,
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Who gets a filled questionnaire; nobody gets what is internal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum FillAudience {
    /// Everybody
    #[default]
    Public,
    /// Who has signed a confidentiality agreement
    Nda,
}

/// Fills a questionnaire.
pub(super) fn run(args: &FillArgs, _global: &Global, _shell: &mut Shell) -> anyhow::Result<Exit> {
    bail!("not yet: {args:?}")
}
