//! `trust ask`: one question, answered from the library with its sources, or not at all.

use anyhow::bail;
use clap::{Args, ValueEnum};

use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global};

/// Options of `trust ask`.
#[derive(Debug, Args)]
pub(super) struct AskArgs {
    /// The question; without one, questions are read from the standard input, one a line
    #[arg(value_name = "QUESTION")]
    question: Vec<String>,
    /// The variant that is asked about
    #[arg(long, value_name = "ID")]
    variant: Option<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: AskFormat,
}

/// How an answer is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum AskFormat {
    /// For people
    #[default]
    Human,
    /// For programs
    Json,
}

/// Answers a question.
pub(super) fn run(args: &AskArgs, _global: &Global, _shell: &mut Shell) -> anyhow::Result<Exit> {
    bail!("not yet: {args:?}")
}
