//! `trust notices draft`: drafts of notices from uncommitted changes of the register.

use anyhow::bail;
use clap::Args;

use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global};

/// Options of `trust notices draft`.
#[derive(Debug, Args)]
pub(super) struct DraftArgs {}

/// Writes them.
pub(super) fn run(_args: &DraftArgs, _global: &Global, _shell: &mut Shell) -> anyhow::Result<Exit> {
    bail!("not written yet")
}
