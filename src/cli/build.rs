//! `trust build`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};

use crate::cli::history::Memory;
use crate::cli::publish::{self, Published};
use crate::cli::render::render_with;
use crate::cli::report::{Checked, Format};
use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global};
use crate::diag::Sink;
use crate::language::{Language, Words};
use crate::output::Copies;
use crate::portal::wording;
use crate::tree::Tree;
use crate::view::Audience;

/// Options of `trust build`.
#[derive(Debug, Args)]
pub(super) struct BuildArgs {
    /// Folder to write, replaced as one step [default: dist in the project]
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Who is to read it
    #[arg(long, value_enum, default_value_t, value_name = "AUDIENCE")]
    audience: ReaderChoice,
    /// Replace a folder that was not written by `trust`, or that holds other files
    #[arg(long)]
    force: bool,
    /// Write .gz and .br beside each text, for hosts that do not compress by themselves
    #[arg(long)]
    precompress: bool,
    /// Stop when files differ from the commit
    #[arg(long)]
    require_clean: bool,
    /// How to print the problems
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// Who is to read a build; internal things are never built.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ReaderChoice {
    /// Everybody
    #[default]
    Public,
    /// Who has signed a confidentiality agreement
    Nda,
}

impl ReaderChoice {
    /// The audience.
    pub(super) fn audience(self) -> Audience {
        match self {
            Self::Public => Audience::Public,
            Self::Nda => Audience::Nda,
        }
    }
}

/// Checks, renders and publishes.
pub(super) fn run(args: &BuildArgs, global: &Global, shell: &mut Shell) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let root = crate::cli::project::find_root(global.project.as_deref())?;
    // Git is asked while the files are read.
    let (mut checked, provenance) = std::thread::scope(|scope| {
        let asking = scope.spawn(|| Memory::default().provenance(&root));
        let checked = Checked::new(global);
        let provenance = asking.join().unwrap_or_default();
        checked.map(|checked| (checked, provenance))
    })?;
    if args.require_clean && (provenance.dirty || provenance.commit.is_none()) {
        let commit = wording::commit(&Words::of(Language::En), &provenance);
        bail!("the project is {commit}; commit first, or leave out --require-clean");
    }
    if checked.library.is_none() || checked.exit(false) == Exit::Findings {
        checked.print(args.format, shell);
        say(args, shell, &format!("nothing was written: {}", checked.summary()));
        return Ok(Exit::Findings);
    }
    let out = out_folder(&checked.loaded.root, args.out.as_deref())?;
    let (files, answers) = (checked.loaded.sources.iter().count(), checked.answers());
    let copies = if args.precompress { Copies::Compressed } else { Copies::None };
    let tree = match render_with(&mut checked, args.audience.audience(), provenance, copies) {
        Ok(tree) => tree,
        Err(problems) => {
            // One report holds what was found before and while rendering.
            let mut all = Sink::new();
            checked.diagnostics.into_iter().for_each(|earlier| all.push(earlier));
            all.append(problems);
            let problems = Checked { diagnostics: all.into_sorted(), library: None, ..checked };
            problems.print(args.format, shell);
            say(args, shell, &format!("nothing was written: {}", problems.summary()));
            return Ok(Exit::Findings);
        }
    };
    checked.print(args.format, shell);
    let rendered = started.elapsed().as_millis();
    if args.format == Format::Human {
        shell.say_more(&format!(
            "{files} files read, {answers} answers, rendered after {rendered} ms"
        ));
        checked.fillings.iter().for_each(|line| shell.say_more(line));
    }
    let published = publish::publish(&tree, &out, args.force).with_context(|| {
        format!("`{}` was not written; what was there is as it was", out.display())
    })?;
    say(args, shell, &said(&published, &tree, &out, &checked, started));
    Ok(Exit::Clean)
}

/// Says how things went, to people: a program gets its one document and the exit status.
fn say(args: &BuildArgs, shell: &mut Shell, text: &str) {
    if args.format == Format::Human {
        shell.say(text);
    }
}

/// The folder to write: `dist` in the project unless the option says otherwise,
/// and never a folder of sources.
fn out_folder(root: &Path, option: Option<&Path>) -> anyhow::Result<PathBuf> {
    let out = option.map_or_else(|| root.join("dist"), Path::to_owned);
    let whole = std::path::absolute(&out)?;
    let real_root = std::fs::canonicalize(root)?;
    let real_out = real_path(&whole);
    if real_root.starts_with(&real_out) {
        bail!("`{}` holds the project itself; choose another folder with --out", out.display());
    }
    for part in ["answers", "content", "themes", ".git"] {
        if real_out.starts_with(real_root.join(part)) {
            bail!(
                "`{}` holds sources of the project; choose another folder with --out",
                out.display()
            );
        }
    }
    Ok(out)
}

/// The path with links resolved as far as it exists.
fn real_path(path: &Path) -> PathBuf {
    if let Ok(real) = std::fs::canonicalize(path) {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => real_path(parent).join(name),
        _ => path.to_owned(),
    }
}

fn said(
    published: &Published,
    tree: &Tree,
    out: &Path,
    checked: &Checked,
    started: Instant,
) -> String {
    let what = match published {
        Published::Unchanged => "unchanged".to_owned(),
        Published::Replaced { written, kept, removed } => {
            format!("{written} written, {kept} kept, {removed} removed")
        }
    };
    let warnings = match checked.summary().warnings {
        0 => String::new(),
        1 => "; 1 warning".to_owned(),
        many => format!("; {many} warnings"),
    };
    format!(
        "{}: {} files, {} kB as of {} ({what}) in {} ms{warnings}",
        out.display(),
        tree.len(),
        tree.size() / 1000,
        checked.date,
        started.elapsed().as_millis()
    )
}
