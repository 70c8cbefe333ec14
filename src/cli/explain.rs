//! `trust explain`.

use anyhow::bail;
use clap::Args;

use crate::check::RULES;
use crate::cli::Exit;
use crate::cli::terminal::Shell;
use crate::diag::{did_you_mean, reading};

/// Options of `trust explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// Name of the rule; without it all are listed
    rule: Option<String>,
}

/// Prints a rule's page, or the list of rules.
pub(super) fn run(args: &ExplainArgs, shell: &mut Shell) -> anyhow::Result<Exit> {
    let Some(name) = &args.rule else {
        let longest = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
        for rule in RULES {
            shell.out(&format!(
                "{:longest$}  {:5}  {}\n",
                rule.name,
                rule.level.word(),
                rule.summary
            ));
        }
        return Ok(Exit::Clean);
    };
    if let Some(rule) = RULES.iter().find(|rule| rule.name == name) {
        shell.out(rule.page);
        return Ok(Exit::Clean);
    }
    if let Some(text) = reading::explain(name) {
        shell.out(&format!("# {name}\n\n{text}\n"));
        return Ok(Exit::Clean);
    }
    let names =
        RULES.iter().map(|rule| rule.name).chain(reading::READING.iter().map(|(name, _)| *name));
    bail!(
        "there is no rule `{name}`; {}",
        did_you_mean(name, names, || "`trust explain` lists all".to_owned())
    )
}
