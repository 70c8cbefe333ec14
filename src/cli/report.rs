//! A project read and checked, and its problems in the format that was asked for.

use clap::ValueEnum;
use std::sync::Arc;

use crate::check;
use crate::cli::project::Loaded;
use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global, clock, project};
use crate::date::Date;
use crate::diag::{Diagnostic, Sink, Summary, github, human, json, sarif};
use crate::library::{self, Library, Memory};
use crate::view::{self, Audience, Reader, View};

/// How problems are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// With the lines in question, for people
    #[default]
    Human,
    /// One JSON document, for programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

/// A project that was read and checked.
pub(super) struct Checked {
    /// Its files.
    pub(super) loaded: Loaded,
    /// What they state; `None` when `trust.yaml` could not be used.
    pub(super) library: Option<Library>,
    /// What everybody may see, all variants side by side.
    pub(super) public: Option<Arc<View>>,
    /// Every problem, in the order of the source.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The day.
    pub(super) date: Date,
}

impl Checked {
    /// Reads and checks a project.
    pub(super) fn new(global: &Global) -> anyhow::Result<Self> {
        let date = clock::as_of(global.as_of)?;
        Ok(Self::of(project::load(global.project.as_deref())?, date, None))
    }

    /// Checks a project that was read, with what an earlier reading remembers.
    pub(super) fn of(mut loaded: Loaded, date: Date, memory: Option<&mut Memory>) -> Self {
        let outcome = library::compile_again(&loaded.sources, memory);
        let mut sink = std::mem::take(&mut loaded.sink);
        sink.append(outcome.sink);
        let mut public = None;
        if let Some(library) = &outcome.value {
            // After errors of reading, views would say again what has been said.
            let mut opening = Sink::new();
            let view = Arc::new(open(library, &loaded, Audience::Public, None, date, &mut opening));
            // Where nothing is for readers under NDA alone, they see what everybody sees.
            let nda = if view::is_all_public(library) {
                Arc::clone(&view)
            } else {
                Arc::new(open(library, &loaded, Audience::Nda, None, date, &mut opening))
            };
            let opening = if sink.has_errors() { Sink::new() } else { opening };
            let sources = &loaded.sources;
            let errors = sink.as_slice();
            let context =
                check::Context { library, sources, public: &view, nda: &nda, errors, date };
            let findings = check::run(&context);
            findings.into_iter().for_each(|finding| sink.push(finding));
            sink.append(opening);
            public = Some(view);
        }
        let diagnostics = sink.into_sorted();
        Self { loaded, library: outcome.value, public, diagnostics, date }
    }

    /// How many answers there are.
    pub(super) fn answers(&self) -> usize {
        self.library.as_ref().map_or(0, |library| library.answers.len())
    }

    /// Counts of errors and warnings.
    pub(super) fn summary(&self) -> Summary {
        Summary::of(&self.diagnostics)
    }

    /// Prints the problems.
    pub(super) fn print(&self, format: Format, shell: &mut Shell) {
        let files = &self.loaded.sources;
        match format {
            Format::Human => {
                let text = human::render(&self.diagnostics, files, shell.has_color());
                shell.problems(&text);
            }
            Format::Json => shell.out(&json::render(&self.diagnostics, files)),
            Format::Sarif => shell.out(&sarif::render(&self.diagnostics, files)),
            Format::Github => shell.out(&github::render(&self.diagnostics, files)),
        }
    }

    /// The end of a command that only checks: findings are errors, and warnings too when strict.
    pub(super) fn exit(&self, strict: bool) -> Exit {
        let summary = self.summary();
        if summary.errors > 0 || strict && summary.warnings > 0 {
            Exit::Findings
        } else {
            Exit::Clean
        }
    }
}

/// Opens a view of a project that was read.
pub(super) fn open(
    library: &Library,
    loaded: &Loaded,
    audience: Audience,
    variant: Option<view::VariantId>,
    date: Date,
    sink: &mut Sink,
) -> View {
    view::open(library, &|path| loaded.bytes(path), Reader { audience, variant, date }, sink)
}
