//! `trust serve`: the site in memory, rebuilt on every save.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow};
use clap::Args;
use notify_debouncer_full::notify::RecursiveMode;
use notify_debouncer_full::{DebounceEventResult, new_debouncer};

use crate::cli::history::Memory;
use crate::cli::render::render;
use crate::cli::report::{Checked, Format};
use crate::cli::server::{Served, Server};
use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global, project};
use crate::portal::Provenance;
use crate::view::Audience;

/// How long the disk must be quiet before a rebuild: editors save in bursts.
const QUIET: Duration = Duration::from_millis(120);

/// Options of `trust serve`.
#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// Port on this machine; 0 takes a free one
    #[arg(long, short, default_value_t = 4321)]
    port: u16,
}

/// Serves until it is interrupted.
pub(super) fn run(args: &ServeArgs, global: &Global, shell: &mut Shell) -> anyhow::Result<Exit> {
    let root = project::find_root(global.project.as_deref())?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    let server = Server::start(address)?;
    let mut memory = Memory::default();
    rebuild(&server, global, memory.provenance(&root), shell);
    shell.say(&format!("preview at http://{}/ (Ctrl-C ends it)", server.address()));
    let (send, changes) = mpsc::channel();
    let mut watcher = new_debouncer(QUIET, None, move |event: DebounceEventResult| {
        // The receiver is gone only when the program ends.
        let _ = send.send(event);
    })
    .context("this machine cannot watch files")?;
    watcher
        .watch(&root, RecursiveMode::Recursive)
        .with_context(|| format!("`{}` cannot be watched", root.display()))?;
    for event in &changes {
        let touched = match event {
            Ok(events) => {
                events.iter().flat_map(|event| &event.paths).any(|path| is_source(&root, path))
            }
            Err(_) => true,
        };
        if touched {
            rebuild(&server, global, memory.provenance(&root), shell);
        }
    }
    Err(anyhow!("the watcher of files has stopped"))
}

/// Whether a change there can change the site.
fn is_source(root: &Path, path: &Path) -> bool {
    let inside = path.strip_prefix(root).unwrap_or(path);
    inside.components().next().is_some_and(|first| {
        ["trust.yaml", "answers", "content", "themes"].iter().any(|part| first.as_os_str() == *part)
    })
}

/// Builds again; what cannot be built leaves the last good site.
fn rebuild(server: &Server, global: &Global, provenance: Provenance, shell: &mut Shell) {
    let started = Instant::now();
    let outcome = Checked::new(global).map(|mut checked| {
        checked.print(Format::Human, shell);
        let base = checked.library.as_ref().map(|library| library.project.site.base_url.clone());
        let base = base.as_ref().map_or("", |url| base_path(url.as_str())).to_owned();
        let tree = if checked.library.is_some() && checked.exit(false) == Exit::Clean {
            render(&mut checked, Audience::Public, provenance)
        } else {
            Err(crate::diag::Sink::new())
        };
        (tree, base, checked)
    });
    match outcome {
        Ok((Ok(tree), base, checked)) => {
            shell.say(&format!(
                "{} files in {} ms: {}",
                tree.len(),
                started.elapsed().as_millis(),
                checked.summary()
            ));
            server.show(Served { tree, base });
        }
        Ok((Err(problems), _, checked)) => {
            let problems =
                Checked { diagnostics: problems.into_sorted(), library: None, ..checked };
            problems.print(Format::Human, shell);
            shell.say("the last good site is kept");
        }
        Err(error) => shell.error(&error),
    }
}

/// The path in a base URL, without a slash at its end.
fn base_path(base_url: &str) -> &str {
    let rest = base_url.strip_prefix("https://").unwrap_or(base_url);
    rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default().trim_end_matches('/')
}
