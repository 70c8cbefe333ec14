//! `trust notices`: where every notice stands, what must be sent, what was sent, and drafts of new ones.

mod draft;
mod sent;

use anyhow::bail;
use clap::{Args, Subcommand};

use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global};

/// Options of `trust notices`.
#[derive(Debug, Args)]
pub(super) struct NoticesArgs {
    #[command(subcommand)]
    command: Option<NoticesCommand>,
}

/// What to do with notices besides listing them.
#[derive(Debug, Subcommand)]
enum NoticesCommand {
    /// Turn uncommitted changes of the register into notices with the earliest lawful dates
    Draft(draft::DraftArgs),
    /// Record that a notice was sent
    Sent(sent::SentArgs),
}

/// Lists notices, or does what the subcommand says.
pub(super) fn run(args: &NoticesArgs, global: &Global, shell: &mut Shell) -> anyhow::Result<Exit> {
    match &args.command {
        None => bail!("not written yet"),
        Some(NoticesCommand::Draft(args)) => draft::run(args, global, shell),
        Some(NoticesCommand::Sent(args)) => sent::run(args, global, shell),
    }
}
