//! `trust impact`: who was told something that has changed since.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;

use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global};

/// Options of `trust impact`.
#[derive(Debug, Args)]
pub(super) struct ImpactArgs {
    /// Two revisions, as v1.2..HEAD; one alone is compared with the files as they are
    #[arg(value_name = "A..B")]
    range: String,
    /// The ledger that `trust fill --ledger` writes
    #[arg(long, value_name = "FILE", default_value = "ledger.jsonl")]
    ledger: PathBuf,
}

/// Lists who was told what has changed.
pub(super) fn run(args: &ImpactArgs, _global: &Global, _shell: &mut Shell) -> anyhow::Result<Exit> {
    bail!("not yet: {args:?}")
}
