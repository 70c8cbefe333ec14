//! Manual page and shell completions, from the definition of the commands.

use anyhow::Context as _;
use clap::{Args, Command};
use clap_complete::Shell as ShellName;

use crate::cli::Exit;
use crate::cli::terminal::Shell;

/// Options of `trust completions`.
#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// For which shell
    #[arg(value_enum)]
    shell: ShellName,
}

/// Prints completions.
pub(super) fn completions(
    args: &CompletionsArgs,
    command: &mut Command,
    shell: &mut Shell,
) -> anyhow::Result<Exit> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, command, "trust", &mut text);
    shell.out(&String::from_utf8(text).context("completions are text")?);
    Ok(Exit::Clean)
}

/// Prints the manual page: the program, then each command.
pub(super) fn man(command: &Command, shell: &mut Shell) -> anyhow::Result<Exit> {
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone())
        .render(&mut text)
        .context("the manual page cannot be made")?;
    shell.out(&String::from_utf8(text).context("a manual page is text")?);
    Ok(Exit::Clean)
}
