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
    /// The command, and the command below it, as in `notices draft`; without them the page of the program
    #[arg(num_args = 0..=2)]
    command: Vec<String>,
}

/// Prints the manual page of the program or of one command.
pub(super) fn man(
    args: &ManArgs,
    program: &mut Command,
    shell: &mut Shell,
) -> anyhow::Result<Exit> {
    program.build();
    let mut page = &*program;
    for name in &args.command {
        let names = page.get_subcommands().map(Command::get_name);
        let of = page.get_bin_name().unwrap_or("trust");
        let hint = did_you_mean(name, names, || format!("`{of} --help` lists all"));
        page = page
            .find_subcommand(name)
            .ok_or_else(|| anyhow!("there is no command `{of} {name}`; {hint}"))?;
    }
    let mut text = Vec::new();
    clap_mangen::Man::new(page.clone())
        .render(&mut text)
        .context("the manual page cannot be made")?;
    shell.out(&String::from_utf8(text).context("a manual page is text")?);
    Ok(Exit::Clean)
}
