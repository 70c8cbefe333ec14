//! `trust serve`: the site in memory, rebuilt on every save.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow};
use clap::Args;

use crate::cli::build::ReaderChoice;
use crate::cli::problems::Problems;
use crate::cli::report::Checked;
use crate::cli::server::Server;
use crate::cli::site::Site;
use crate::cli::terminal::Shell;
use crate::cli::warm::{Built, Warm};
use crate::cli::watch::Watch;
use crate::cli::{Exit, Global, clock, project};
use crate::date::Date;
use crate::diag::human;

/// How often the day is looked at, and whether a folder of sources has come.
const TICK: Duration = Duration::from_secs(1);
/// How many problems are drawn after one save.
const MOST: usize = 20;

/// Options of `trust serve`.
#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// Port on this machine; 0 takes a free one
    #[arg(long, short, default_value_t = 4321)]
    port: u16,
    /// Who is to read it
    #[arg(long, value_enum, default_value_t, value_name = "AUDIENCE")]
    audience: ReaderChoice,
    /// Open the browser
    #[arg(long)]
    open: bool,
}

/// Serves until it is interrupted.
pub(super) fn run(args: &ServeArgs, global: &Global, shell: &mut Shell) -> anyhow::Result<Exit> {
    let root = project::find_root(global.project.as_deref())?;
    // Links on the way to the project must not hide that an event is about it.
    let root = std::fs::canonicalize(&root)
        .with_context(|| format!("the folder `{}` cannot be read", root.display()))?;
    let server = start(args.port)?;
    // What is saved while the first build runs is built next.
    let mut watch = Watch::new(root.clone())?;
    let mut preview =
        Preview { server, warm: Warm::new(root, args.audience.audience()), home: "/".to_owned() };
    let mut day = clock::as_of(global.as_of)?;
    preview.first(day, &mut watch, shell)?;
    let address = format!("http://{}{}", preview.server.address(), preview.home);
    shell.say(&format!("preview at {address} (Ctrl-C ends it)"));
    if args.open {
        open_browser(&address, shell);
    }
    loop {
        let is_touched = watch.wait(TICK);
        let today = clock::as_of(global.as_of)?;
        if is_touched || today != day {
            day = today;
            preview.rebuild(day, &mut watch, shell);
        }
    }
}

/// The server on the wanted port, or why not.
fn start(port: u16) -> anyhow::Result<Server> {
    Server::start(port).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => anyhow!(
            "port {port} is in use, by another preview perhaps; choose one with --port, as --port {}, or --port 0 for any free one",
            port.checked_add(1).unwrap_or(4321)
        ),
        ErrorKind::PermissionDenied => {
            anyhow!("port {port} needs rights of an administrator; choose one above 1023 with --port")
        }
        _ => anyhow!("port {port} cannot be used: {error}; choose another with --port"),
    })
}

/// What is served, and what it is built from.
struct Preview {
    server: Server,
    warm: Warm,
    /// Where the site begins on its host.
    home: String,
}

impl Preview {
    /// The first build: a folder that holds no project ends the command.
    fn first(&mut self, day: Date, watch: &mut Watch, shell: &mut Shell) -> anyhow::Result<()> {
        let started = Instant::now();
        let built = self.warm.build(day)?;
        self.show(built, started, watch, shell);
        Ok(())
    }

    /// Builds again; what cannot be built leaves the last good site.
    fn rebuild(&mut self, day: Date, watch: &mut Watch, shell: &mut Shell) {
        let started = Instant::now();
        match self.warm.build(day) {
            Ok(built) => self.show(built, started, watch, shell),
            Err(error) => {
                shell.error(&error);
                shell.say("the last good site is kept");
                self.server.show(None, Problems::stopped(&error));
            }
        }
    }

    fn show(&mut self, built: Built, started: Instant, watch: &mut Watch, shell: &mut Shell) {
        let Built { checked, tree, base_url } = built;
        watch.follow(checked.loaded.linked.iter().cloned().collect::<BTreeSet<_>>());
        let problems = Problems::of(&checked.diagnostics, &checked.loaded.sources);
        print(&checked, shell);
        let site = tree.map(|tree| Site::new(tree, &base_url));
        match &site {
            Some(site) => {
                self.home = site.home();
                shell.say(&format!(
                    "{} files in {} ms: {}",
                    site.len(),
                    started.elapsed().as_millis(),
                    checked.summary()
                ));
            }
            None => shell.say(&format!("the last good site is kept: {}", checked.summary())),
        }
        self.server.show(site, problems);
    }
}

/// Prints the problems, errors first where there are many.
fn print(checked: &Checked, shell: &mut Shell) {
    let mut shown = checked.diagnostics.clone();
    if shown.len() > MOST {
        shown.sort_by_key(|found| std::cmp::Reverse(found.severity));
        shown.truncate(MOST);
    }
    let text = human::render(&shown, &checked.loaded.sources, shell.has_color());
    shell.problems(&text);
    let left = checked.diagnostics.len() - shown.len();
    if left > 0 {
        shell.problems(&format!("{left} more: trust check lists all\n"));
    }
}

/// Opens the address in the browser of this machine, as far as there is one.
fn open_browser(address: &str, shell: &mut Shell) {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        let mut command = Command::new("cmd");
        command.args(["/C", "start", ""]);
        command
    } else {
        Command::new("xdg-open")
    };
    command.arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.spawn() {
        // Some openers are the browser itself: nobody waits for them here.
        Ok(mut child) => drop(std::thread::spawn(move || child.wait())),
        Err(error) => shell.problems(&format!("the browser cannot be opened: {error}\n")),
    }
}
