//! The only room with files, clock, environment, Git, sockets and a terminal.
#![allow(clippy::disallowed_methods, reason = "the room that touches the world")]

mod ask;
mod blobs;
mod build;
mod check;
mod clock;
mod coverage;
mod disk;
mod explain;
mod fill;
mod git;
mod history;
mod http;
mod impact;
mod import;
mod init;
mod items;
mod ledger;
mod manual;
mod notices;
mod past;
mod problems;
mod project;
mod publish;
mod render;
mod report;
mod revision;
mod serve;
mod server;
mod site;
mod terminal;
mod theme;
mod verify;
mod warm;
mod watch;
mod witness;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory as _, Parser, Subcommand};

use crate::cli::terminal::{ColorChoice, Shell};
use crate::date::Date;

/// Compiles a library of YAML answers into a trust portal, questionnaires and a sub-processor register.
#[derive(Debug, Parser)]
#[command(name = "trust", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Exit status: 0 no errors, 1 findings, 2 the command could not run.")]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
struct Global {
    /// Folder of the project [default: this folder or the nearest one above it with a trust.yaml]
    #[arg(long, global = true, value_name = "DIR")]
    project: Option<PathBuf>,
    /// The day to work for, as 2026-10-01 [default: today in UTC, or `SOURCE_DATE_EPOCH`]
    #[arg(long, global = true, value_name = "DATE")]
    as_of: Option<Date>,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: ColorChoice,
    /// Say only what is wrong
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more
    #[arg(long, short, global = true)]
    verbose: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
enum Command {
    /// Write the sample project, which builds without a change
    Init(init::InitArgs),
    /// Read everything and report every problem at once
    Check(check::CheckArgs),
    /// Check, then write the whole site
    Build(build::BuildArgs),
    /// Preview the site on this machine; rebuild and reload on every save
    Serve(serve::ServeArgs),
    /// Show what each questionnaire lacks
    Coverage(coverage::CoverageArgs),
    /// Tell whether a downloaded file is the published one
    Verify(verify::VerifyArgs),
    /// Show where every notice of the register stands; draft one, list what must be sent, record what was sent
    Notices(notices::NoticesArgs),
    /// Fill a customer's own questionnaire from the library: right or blank
    Fill(fill::FillArgs),
    /// Answer one question from the library, with its sources, or say that it does not know
    Ask(ask::AskArgs),
    /// List who was told something that has changed since, from the ledger of filled questionnaires
    Impact(impact::ImpactArgs),
    /// Draft answers from old, filled questionnaires
    Import(import::ImportArgs),
    /// Show a rule's page, with a failing and a passing example
    Explain(explain::ExplainArgs),
    /// Print shell completions
    Completions(manual::CompletionsArgs),
    /// Print the manual page of the program or of one command
    Man(manual::ManArgs),
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// Nothing to report.
    Clean,
    /// Findings.
    Findings,
}

/// Runs the program with the process's own arguments.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(usage) => {
            // Clap prints help and version to stdout and usage errors to stderr.
            let _ = usage.print();
            return ExitCode::from(if usage.use_stderr() { 2 } else { 0 });
        }
    };
    let mut shell = Shell::new(cli.global.color, cli.global.quiet, cli.global.verbose);
    match run(cli, &mut shell) {
        Ok(Exit::Clean) => ExitCode::SUCCESS,
        Ok(Exit::Findings) => ExitCode::from(1),
        Err(error) => {
            shell.error(&error);
            ExitCode::from(2)
        }
    }
}

fn run(cli: Cli, shell: &mut Shell) -> anyhow::Result<Exit> {
    let global = &cli.global;
    match cli.command {
        Command::Init(args) => init::run(&args, global, shell),
        Command::Check(args) => check::run(&args, global, shell),
        Command::Build(args) => build::run(&args, global, shell),
        Command::Serve(args) => serve::run(&args, global, shell),
        Command::Coverage(args) => coverage::run(&args, global, shell),
        Command::Verify(args) => verify::run(&args, global, shell),
        Command::Notices(args) => notices::run(&args, global, shell),
        Command::Fill(args) => fill::run(&args, global, shell),
        Command::Ask(args) => ask::run(&args, global, shell),
        Command::Impact(args) => impact::run(&args, global, shell),
        Command::Import(args) => import::run(&args, global, shell),
        Command::Explain(args) => explain::run(&args, shell),
        Command::Completions(args) => manual::completions(&args, &mut Cli::command(), shell),
        Command::Man(args) => manual::man(&args, &mut Cli::command(), shell),
    }
}
