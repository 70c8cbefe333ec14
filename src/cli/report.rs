//! A project read and checked, and its problems in the format that was asked for.

use std::path::Path;
use std::sync::Arc;

use clap::ValueEnum;

use crate::check::{self, witness::Witness};
use crate::cli::project::Loaded;
use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global, clock, project, witness};
use crate::date::Date;
use crate::diag::{Diagnostic, Sink, Summary, github, human, json, sarif};
use crate::library::{self, Library, Memory};
use crate::output::theme::{Theme, ThemeFile};
use crate::questionnaire::opened::Opened;
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

/// What Git was asked before a project is checked.
#[derive(Default)]
pub(super) struct Asked {
    /// Whether the repository was cloned without its whole history.
    pub(super) is_shallow: bool,
    /// What it saw of the register.
    pub(super) witness: Arc<Witness>,
}

impl Asked {
    /// Asks; the memory keeps the witness while the commit is the same.
    pub(super) fn of(root: &Path, memory: &mut witness::Memory) -> Self {
        let witness = memory.witness(root);
        Self { is_shallow: memory.is_shallow(), witness }
    }
}

/// A project that was read and checked.
pub(super) struct Checked {
    /// Its files.
    pub(super) loaded: Loaded,
    /// What they state; `None` when `trust.yaml` could not be used.
    pub(super) library: Option<Library>,
    /// What everybody may see, all variants side by side.
    pub(super) public: Option<Arc<View>>,
    /// Its theme; `None` when that cannot be used.
    pub(super) theme: Option<Arc<Theme>>,
    /// Publishers' workbooks as they were opened, until they are filled.
    pub(super) opened: Arc<Opened>,
    /// What became of publishers' workbooks, one line each, once it is rendered.
    pub(super) fillings: Vec<String>,
    /// Every problem, in the order of the source.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The day.
    pub(super) date: Date,
}

impl Checked {
    /// Reads and checks a project.
    pub(super) fn new(global: &Global) -> anyhow::Result<Self> {
        let date = clock::as_of(global.as_of)?;
        let root = project::find_root(global.project.as_deref())?;
        // Git is asked while the files are read.
        let (loaded, asked) = std::thread::scope(|scope| {
            let asking = scope.spawn(|| Asked::of(&root, &mut witness::Memory::default()));
            let loaded = project::load(global.project.as_deref());
            (loaded, asking.join().unwrap_or_default())
        });
        Ok(Self::of(loaded?, date, &asked, &mut Earlier::default()))
    }

    /// Checks a project that was read, with what is kept of an earlier build.
    pub(super) fn of(mut loaded: Loaded, date: Date, asked: &Asked, earlier: &mut Earlier) -> Self {
        let outcome = library::compile_again(&loaded.sources, earlier.parsed.as_mut());
        let mut sink = std::mem::take(&mut loaded.sink);
        sink.append(outcome.sink);
        let (mut public, mut theme) = (None, None);
        earlier.opened.begin();
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
            let context = check::Context {
                library,
                sources,
                public: &view,
                nda: &nda,
                errors,
                workbooks: &earlier.opened,
                witness: &asked.witness,
                is_shallow: asked.is_shallow,
                date,
            };
            let findings = check::run(&context);
            findings.into_iter().for_each(|finding| sink.push(finding));
            sink.append(opening);
            public = Some(view);
            theme = earlier.theme(&loaded, &library.project.site.theme, &mut sink);
        }
        let diagnostics = sink.into_sorted();
        let opened = Arc::clone(&earlier.opened);
        let (library, fillings) = (outcome.value, Vec::new());
        Self { loaded, library, public, theme, opened, fillings, diagnostics, date }
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

/// What is kept of the last build for the next one; nothing, for a command that builds once.
#[derive(Default)]
pub(super) struct Earlier {
    /// What files were parsed to.
    pub(super) parsed: Option<Memory>,
    /// The theme, with the files it was made of and the pages that it was filled to.
    kept: Option<(Vec<ThemeFile>, Arc<Theme>)>,
    /// Publishers' workbooks, and what they were filled to.
    opened: Arc<Opened>,
}

impl Earlier {
    /// Nothing yet, to be filled by the first of many builds.
    pub(super) fn of_many() -> Self {
        Self { parsed: Some(Memory::default()), ..Self::default() }
    }

    /// The theme that a project names: the kept one, if its files are the same.
    fn theme(&mut self, loaded: &Loaded, name: &str, sink: &mut Sink) -> Option<Arc<Theme>> {
        let own = loaded.theme_files(name);
        if own.is_empty() && name != "default" {
            let message = format!("there is no theme `{name}`");
            let hint =
                format!("run `trust init --theme {name}`, or remove `theme:` from trust.yaml");
            sink.push(Diagnostic::without_place("missing-reference", message).hint(hint));
        }
        if self.parsed.is_none() {
            return Theme::new(own, sink).map(Arc::new);
        }
        if self.kept.as_ref().is_none_or(|(files, _)| *files != own) {
            self.kept = None;
            let theme = Theme::new(own.clone(), sink)?;
            self.kept = Some((own, Arc::new(theme.remembering())));
        }
        self.kept.as_ref().map(|(_, theme)| Arc::clone(theme))
    }
}

/// Opens a view of a project that was read, in the language of its originals.
pub(super) fn open(
    library: &Library,
    loaded: &Loaded,
    audience: Audience,
    variant: Option<view::VariantId>,
    date: Date,
    sink: &mut Sink,
) -> View {
    let language = library.project.site.language;
    open_for(library, loaded, Reader { audience, variant, date, language }, sink)
}

/// Opens a view of a project that was read.
pub(super) fn open_for(
    library: &Library,
    loaded: &Loaded,
    reader: Reader,
    sink: &mut Sink,
) -> View {
    view::open(library, &|path| loaded.bytes(path), reader, sink)
}
