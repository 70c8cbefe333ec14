//! `trust notices sent`: the proof that a notice was sent.

use anyhow::bail;
use clap::Args;

use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global};

/// Options of `trust notices sent`.
#[derive(Debug, Args)]
pub(super) struct SentArgs {}

/// Writes them.
pub(super) fn run(_args: &SentArgs, _global: &Global, _shell: &mut Shell) -> anyhow::Result<Exit> {
    bail!("not written yet")
}
