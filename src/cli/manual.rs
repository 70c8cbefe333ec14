//! Manual page and shell completions, from the definition of the commands.

use anyhow::{Context as _, anyhow};
use clap::{Args, Command};
use clap_complete::Shell as ShellName;

use crate::cli::Exit;
use crate::cli::terminal::Shell;
use crate::diag::did_you_mean;

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

/// Options of `trust man`.
#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// The command; without it the page of the program
    command: Option<String>,
}

/// Prints the manual page of the program or of one command.
pub(super) fn man(
    args: &ManArgs,
    program: &mut Command,
    shell: &mut Shell,
) -> anyhow::Result<Exit> {
    program.build();
    let page = match &args.command {
        None => program.clone(),
        Some(name) => {
            let names = program.get_subcommands().map(Command::get_name);
            let hint = did_you_mean(name, names, || "`trust --help` lists all".to_owned());
            let command = program.find_subcommand(name);
            let command = command.ok_or_else(|| anyhow!("there is no command `{name}`; {hint}"))?;
            command.clone()
        }
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text).context("the manual page cannot be made")?;
    shell.out(&String::from_utf8(text).context("a manual page is text")?);
    Ok(Exit::Clean)
}
