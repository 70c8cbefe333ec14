//! `trust check`.

use clap::Args;

use crate::cli::report::{Checked, Format};
use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global};

/// Options of `trust check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// How to print the problems
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// Count warnings as findings
    #[arg(long)]
    strict: bool,
}

/// Reads everything and reports every problem.
pub(super) fn run(args: &CheckArgs, global: &Global, shell: &mut Shell) -> anyhow::Result<Exit> {
    let checked = Checked::new(global)?;
    checked.print(args.format, shell);
    if args.format == Format::Human {
        let answers = checked.answers();
        shell.say(&format!(
            "checked {answers} answers as of {}: {}",
            checked.date,
            checked.summary()
        ));
    }
    Ok(checked.exit(args.strict))
}
