//! `trust notices`: where every notice stands, what must be sent, what was sent, and drafts of new ones.

mod draft;
mod due;
mod list;
mod sent;

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, Subcommand, ValueEnum};

use crate::cli::project::{self, Loaded};
use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global, clock};
use crate::date::Date;
use crate::diag::human;
use crate::language::{LANGUAGES, Language, Words};
use crate::library::{self, Library};
use crate::output::mail::{Letterhead, Mail};
use crate::register::owed::DeskEntry;
use crate::view::desk::{self, DeskNotice};

/// Options of `trust notices`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct NoticesArgs {
    /// Only what must be sent by the day, as mails that are ready to be sent
    #[arg(long)]
    due: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: NoticesFormat,
    /// Language of the mails [default: that of the originals]
    #[arg(long, value_name = "LANGUAGE", requires = "due", value_parser = language)]
    language: Option<Language>,
    /// Folder for message files, with --format eml
    #[arg(long, short, value_name = "DIR", requires = "due")]
    out: Option<PathBuf>,
    /// Write over message files that say something else
    #[arg(long, requires = "out")]
    force: bool,
    #[command(subcommand)]
    command: Option<NoticesCommand>,
}

/// How notices are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum NoticesFormat {
    /// For people
    #[default]
    Text,
    /// One JSON document, for programs
    Json,
    /// Message files, with --due
    Eml,
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
        None if args.due => due::run(args, global, shell),
        None if args.format == NoticesFormat::Eml || args.out.is_some() => {
            bail!("only what is due becomes a message file; add --due")
        }
        None => list::run(args, global, shell),
        Some(NoticesCommand::Draft(args)) => draft::run(args, global, shell),
        Some(NoticesCommand::Sent(args)) => sent::run(args, global, shell),
    }
}

/// A project whose notices are looked at.
struct Office {
    loaded: Loaded,
    library: Library,
    day: Date,
}

impl Office {
    /// Reads a project; `None` where it has errors, which are printed then.
    fn open(global: &Global, shell: &mut Shell) -> anyhow::Result<Option<Self>> {
        let day = clock::as_of(global.as_of)?;
        let mut loaded = project::load(global.project.as_deref())?;
        let outcome = library::compile(&loaded.sources);
        let mut sink = std::mem::take(&mut loaded.sink);
        sink.append(outcome.sink);
        let Some(library) = outcome.value.filter(|_| !sink.has_errors()) else {
            let problems = sink.into_sorted();
            shell.problems(&human::render(&problems, &loaded.sources, shell.has_color()));
            return Ok(None);
        };
        Ok(Some(Self { loaded, library, day }))
    }

    /// Every notice on a day, in a language.
    fn notices(&self, day: Date, language: Language) -> Vec<DeskNotice> {
        desk::notices(&self.library, day, language)
    }

    /// The language of the originals.
    fn language(&self) -> Language {
        self.library.project.site.language
    }

    /// The mail about a notice, written on a day.
    fn mail(
        &self,
        entry: &DeskEntry<'_>,
        notices: &[DeskNotice],
        day: Date,
        language: Language,
    ) -> Mail {
        let project = &self.library.project;
        let head = Letterhead {
            organization: &project.organization,
            contacts: &project.contacts,
            site: &project.site,
            variants: &desk::variants(&self.library, day, language),
            policy: &project.notices,
            words: &Words::of(language),
            day,
        };
        let target = entry.own.earlier.first();
        let target = target.and_then(|id| notices.iter().find(|own| own.notice.id == *id));
        Mail::of(&head, entry, target)
    }
}

/// A language by its tag.
fn language(tag: &str) -> Result<Language, String> {
    let known = || LANGUAGES.map(Language::tag).join(", ");
    Language::of_tag(tag).ok_or_else(|| format!("no language of the program; known: {}", known()))
}
