//! `trust verify`.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};

use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global, git, project, revision};
use crate::date::Date;
use crate::diag::plain;
use crate::language::{LANGUAGES, Words};
use crate::output::manifest::{self, Manifest};
use crate::questionnaire::stamp::Stamp;
use crate::tree::{self, Tree, hex_digest};
use crate::verify::{Difference, Reference, Standing, Verdict, judge, stamp};
use crate::view::Audience;

/// The largest file that is read, in bytes: no file of a portal is larger.
const LARGEST: u64 = 100_000_000;
/// How many cells are listed for people.
const MOST_CELLS: usize = 40;
/// How much of a cell's text is shown, in characters.
const MOST_TEXT: usize = 100;

/// Options of `trust verify`.
#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// A downloaded file, or a folder with a whole portal
    #[arg(value_name = "FILE|DIR")]
    path: PathBuf,
    /// A built portal to compare with [default: dist in the project]
    #[arg(long, value_name = "DIR", group = "reference")]
    dist: Option<PathBuf>,
    /// The manifest.json of a portal to compare with; tells whole files, not cells
    #[arg(long, value_name = "FILE", group = "reference")]
    manifest: Option<PathBuf>,
    /// A commit of the project to compare with, built as of the day that the file names
    #[arg(long, value_name = "REV", group = "reference")]
    revision: Option<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: VerifyFormat,
}

/// How a verdict is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum VerifyFormat {
    /// For people
    #[default]
    Human,
    /// For programs
    Json,
}

/// A portal to compare with: its manifest, and its files where they are at hand.
struct Portal {
    manifest: Manifest,
    files: Files,
}

/// Where the files of a portal are.
enum Files {
    Folder(PathBuf),
    Tree(Box<Tree>),
    Nowhere,
}

impl Portal {
    fn of_folder(folder: &Path) -> anyhow::Result<Self> {
        let manifest = read_manifest(&folder.join(manifest::PATH))?;
        Ok(Self { manifest, files: Files::Folder(folder.to_owned()) })
    }

    fn of_tree(tree: Tree) -> anyhow::Result<Self> {
        let text = tree.get(manifest::PATH).context("the build has no manifest")?;
        let manifest = Manifest::read(text).map_err(anyhow::Error::msg)?;
        Ok(Self { manifest, files: Files::Tree(Box::new(tree)) })
    }

    /// A file by its path, if it is the one that the manifest lists.
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        let listed = self.manifest.files.iter().find(|file| file.path == path)?;
        let bytes = match &self.files {
            // A manifest is a text like any other: it must not lead out of the folder.
            Files::Folder(_) if !tree::is_safe(path) => return None,
            Files::Folder(folder) => read(&folder.join(path)).ok()?,
            Files::Tree(tree) => tree.get(path)?.to_vec(),
            Files::Nowhere => return None,
        };
        (hex_digest(&bytes) == listed.sha256).then_some(bytes)
    }
}

/// Says whether a file is the published one.
pub(super) fn run(args: &VerifyArgs, global: &Global, shell: &mut Shell) -> anyhow::Result<Exit> {
    if args.path.is_dir() {
        return folder(args, shell);
    }
    let shown = args.path.display().to_string();
    let bytes = read(&args.path)?;
    let own = stamp(&bytes);
    let now = reference(args, global, own.as_ref())?;
    let before = own.as_ref().and_then(|own| earlier(args, global, own, &now));
    let name = args.path.file_name().map(|name| name.to_string_lossy().into_owned());
    let file = |path: &str| now.bytes(path);
    let earlier_file = |path: &str| before.as_ref().and_then(|(before, _)| before.bytes(path));
    let earlier: Vec<Reference> = before
        .iter()
        .map(|(before, is_later)| Reference {
            manifest: before.manifest.clone(),
            file: Some(&earlier_file),
            is_later: *is_later,
        })
        .collect();
    let now = Reference { manifest: now.manifest.clone(), file: Some(&file), is_later: false };
    let verdict = judge(&name.unwrap_or_default(), &bytes, &now, &earlier);
    match args.format {
        VerifyFormat::Human => shell.out(&human(&shown, &verdict, &now.manifest)),
        VerifyFormat::Json => shell.out(&json(&shown, &verdict, &now.manifest)),
    }
    Ok(if verdict.standing == Standing::Current { Exit::Clean } else { Exit::Findings })
}

/// Reads a regular file: a pipe or a device has no end.
fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let shown = file.display();
    let unread = || format!("`{shown}` cannot be read");
    if !fs::metadata(file).with_context(unread)?.is_file() {
        bail!("`{shown}` is not a regular file");
    }
    let mut bytes = Vec::new();
    let opened = fs::File::open(file).with_context(unread)?;
    let size = opened.take(LARGEST + 1).read_to_end(&mut bytes).with_context(unread)?;
    if u64::try_from(size).unwrap_or(u64::MAX) > LARGEST {
        bail!("`{shown}` has more than 100 MB; no file of a portal has");
    }
    Ok(bytes)
}

/// The portal to compare with.
fn reference(args: &VerifyArgs, global: &Global, own: Option<&Stamp>) -> anyhow::Result<Portal> {
    if let Some(file) = &args.manifest {
        return Ok(Portal { manifest: read_manifest(file)?, files: Files::Nowhere });
    }
    if let Some(folder) = &args.dist {
        return Portal::of_folder(folder);
    }
    let root = project::find_root(global.project.as_deref())?;
    if let Some(revision) = &args.revision {
        let day = global.as_of.or_else(|| day(own));
        return Portal::of_tree(revision::build(&root, revision, day, audience(own))?);
    }
    let dist = root.join("dist");
    if !dist.join(manifest::PATH).is_file() {
        bail!(
            "there is no built portal in `{}`; run `trust build`, or name one with --dist, --manifest or --revision",
            dist.display()
        );
    }
    Portal::of_folder(&dist)
}

/// The state that the file says it comes from, built again from the project's own history, and whether it is
/// later than the portal to compare with.
fn earlier(
    args: &VerifyArgs,
    global: &Global,
    own: &Stamp,
    now: &Portal,
) -> Option<(Portal, bool)> {
    let is_now = now.manifest.commit.as_deref() == Some(own.commit.as_str())
        && now.manifest.as_of == own.as_of;
    // Portals for other readers say other things on the same day.
    let is_for_others = now.manifest.audience != audience(Some(own)).word();
    let is_name = !own.commit.is_empty() && own.commit.bytes().all(|c| c.is_ascii_hexdigit());
    if is_now || is_for_others || !is_name || args.manifest.is_some() {
        return None;
    }
    let root = project::find_root(global.project.as_deref()).ok()?;
    let shown = now.manifest.commit.as_deref().unwrap_or("HEAD");
    let is_before =
        ["HEAD", shown].into_iter().any(|known| git::is_ancestor(&root, &own.commit, known));
    // A commit beside the history is in the repository, and was never published.
    if !is_before && !git::is_ancestor(&root, shown, &own.commit) {
        return None;
    }
    let is_later = if shown == own.commit {
        own.as_of > now.manifest.as_of
    } else {
        now.manifest.commit.is_some() && git::is_ancestor(&root, shown, &own.commit)
    };
    // What cannot be built again is not known, and that is what the verdict says.
    let tree = revision::build(&root, &own.commit, day(Some(own)), audience(Some(own))).ok()?;
    let portal = Portal::of_tree(tree).ok()?;
    (portal.manifest.site == now.manifest.site).then_some((portal, is_later))
}

/// For whom the file says that it is.
fn audience(own: Option<&Stamp>) -> Audience {
    if own.is_some_and(|own| own.audience == "nda") { Audience::Nda } else { Audience::Public }
}

fn day(own: Option<&Stamp>) -> Option<Date> {
    own.and_then(|own| own.as_of.parse().ok())
}

fn read_manifest(file: &Path) -> anyhow::Result<Manifest> {
    let shown = file.display();
    let text = read(file)?;
    Manifest::read(&text).map_err(|reason| anyhow::anyhow!("`{shown}`: {reason}"))
}

/// Compares every file of a folder with its manifest, or with another one.
fn folder(args: &VerifyArgs, shell: &mut Shell) -> anyhow::Result<Exit> {
    let manifest = match (&args.manifest, &args.dist) {
        (Some(file), _) => read_manifest(file)?,
        (None, Some(dist)) => read_manifest(&dist.join(manifest::PATH))?,
        (None, None) => read_manifest(&args.path.join(manifest::PATH))?,
    };
    if args.revision.is_some() {
        bail!("--revision compares one file; give a folder a manifest with --manifest or --dist");
    }
    let mut problems: Vec<(&str, String)> = Vec::new();
    for file in &manifest.files {
        if !tree::is_safe(&file.path) {
            problems.push(("refused", file.path.clone()));
            continue;
        }
        match read(&args.path.join(&file.path)) {
            Err(_) => problems.push(("missing", file.path.clone())),
            Ok(bytes) if hex_digest(&bytes) != file.sha256 => {
                problems.push(("altered", file.path.clone()));
            }
            Ok(_) => {}
        }
    }
    for path in files_below(&args.path) {
        let is_listed = manifest.files.iter().any(|file| file.path == path);
        if !is_listed && path != manifest::PATH {
            problems.push(("unknown", path));
        }
    }
    problems.sort_by(|a, b| a.1.cmp(&b.1));
    match args.format {
        VerifyFormat::Human => {
            for (what, path) in &problems {
                shell.out(&format!("{what:8} {}\n", plain(path)));
            }
            let state = of(&manifest);
            shell.out(&if problems.is_empty() {
                format!("all {} files are as published: {state}\n", manifest.files.len())
            } else {
                format!("{} of {} files differ: {state}\n", problems.len(), manifest.files.len())
            });
        }
        VerifyFormat::Json => {
            let files: Vec<_> = problems
                .iter()
                .map(|(what, path)| serde_json::json!({ "path": path, "standing": what }))
                .collect();
            let all = serde_json::json!({
                "version": 1,
                "portal": manifest.site,
                "commit": manifest.commit,
                "as_of": manifest.as_of,
                "files": manifest.files.len(),
                "differ": files,
            });
            shell.out(&format!("{all:#}\n"));
        }
    }
    Ok(if problems.is_empty() { Exit::Clean } else { Exit::Findings })
}

/// Paths of the files below a folder, with `/`, sorted.
fn files_below(folder: &Path) -> Vec<String> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    let files = walk.filter(|entry| !entry.file_type().is_dir());
    files
        .map(|entry| {
            let inside = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let parts = inside.components().map(|part| part.as_os_str().to_string_lossy());
            parts.collect::<Vec<_>>().join("/")
        })
        .collect()
}

/// `https://trust.acme.example/ at commit 0123456789ab as of 2026-11-21`.
fn of(manifest: &Manifest) -> String {
    state(&manifest.site, manifest.commit.as_deref(), &manifest.as_of)
}

fn state(site: &str, commit: Option<&str>, as_of: &str) -> String {
    let commit = commit.map_or_else(String::new, |commit| format!(" at commit {commit}"));
    plain(&format!("{site}{commit} as of {as_of}"))
}

fn human(file: &str, verdict: &Verdict, now: &Manifest) -> String {
    let (file, path) = (plain(file), plain(verdict.path.as_deref().unwrap_or_default()));
    let resaved = if verdict.is_exact {
        ""
    } else {
        "\n  its cells are the published ones; another program has saved the file again"
    };
    let named = &verdict.state;
    let from = state(&named.site, named.commit.as_deref(), &named.as_of);
    let mut text = match verdict.standing {
        Standing::Current => {
            format!("{file}: published and current\n  it is {path} of {from}{resaved}\n")
        }
        Standing::Superseded => format!(
            "{file}: published, but superseded\n  it was {path} of {from}{resaved}\n  the portal is now {}\n",
            of(now)
        ),
        Standing::Newer => format!(
            "{file}: newer than the portal at hand\n  it is {path} of {from}{resaved}\n  it was compared with {}\n",
            of(now)
        ),
        Standing::Altered if verdict.altered.is_empty() => format!(
            "{file}: altered\n  it is not as published; which cells differ cannot be told from what is at hand\n"
        ),
        Standing::Altered => format!("{file}: altered\n  it differs from {path} of {from}\n"),
        Standing::Unproven => format!(
            "{file}: not proven\n  it agrees with its own digest, but the state that it names cannot be built again here: that takes the project with its history, the same version of the program, and a commit without other changes; one for readers under NDA is compared with their portal\n"
        ),
        Standing::Unknown => {
            format!(
                "{file}: not published\n  it is none of the {} files of {}\n",
                now.files.len(),
                of(now)
            )
        }
    };
    if let Some(own) = verdict.stamp.as_ref().filter(|_| !verdict.is_exact) {
        let commit = Some(own.commit.as_str()).filter(|commit| !commit.is_empty());
        text.push_str(&format!(
            "  it says of itself: {} of {}\n",
            plain(&own.path),
            state(&own.portal, commit, &own.as_of)
        ));
    }
    let altered: Vec<_> = verdict.altered.iter().collect();
    list(&mut text, "altered cells, as published and here", &altered);
    let (cover, answers): (Vec<_>, Vec<_>) =
        verdict.since.iter().partition(|cell| is_of_cover(cell));
    if answers.is_empty() && !cover.is_empty() {
        text.push_str("  every answer is the same on the portal now; only the cover differs\n");
    }
    let title = match verdict.standing {
        Standing::Newer => "cells that differ on the portal at hand, here and there",
        _ => "cells that differ on the portal now, here and there",
    };
    list(&mut text, title, &answers);
    text
}

/// Whether a cell stands on the cover of a sheet of ours, which changes with every build.
fn is_of_cover(cell: &Difference) -> bool {
    LANGUAGES.into_iter().any(|language| cell.sheet == Words::of(language).text("cover_sheet"))
}

/// Adds a list of cells.
fn list(text: &mut String, title: &str, cells: &[&Difference]) {
    if cells.is_empty() {
        return;
    }
    text.push_str(&format!("  {title}:\n"));
    for cell in cells.iter().take(MOST_CELLS) {
        text.push_str(&format!(
            "    {}: {} -> {}\n",
            place(cell),
            short(&cell.was),
            short(&cell.is)
        ));
    }
    if cells.len() > MOST_CELLS {
        text.push_str(&format!("    and {} more\n", cells.len() - MOST_CELLS));
    }
}

/// `CAIQ-Lite 4.0.3!E12`.
fn place(cell: &Difference) -> String {
    if cell.sheet.is_empty() {
        cell.place.to_string()
    } else {
        format!("{}!{}", plain(&cell.sheet), cell.place)
    }
}

/// A text in quotes on one line, cut where it is long.
fn short(text: &str) -> String {
    let start: String = text.chars().take(MOST_TEXT).collect();
    let start = plain(&start.replace(['\n', '\r', '\t'], " "));
    let more = if text.chars().count() > MOST_TEXT { "..." } else { "" };
    format!("\"{start}{more}\"")
}

fn json(file: &str, verdict: &Verdict, now: &Manifest) -> String {
    let cells = |cells: &[Difference]| -> Vec<_> {
        let cell = |cell: &Difference| serde_json::json!({ "sheet": cell.sheet, "cell": cell.place.to_string(), "was": cell.was, "is": cell.is });
        cells.iter().map(cell).collect()
    };
    let stamp = verdict.stamp.as_ref().map(|own| {
        let properties = own.properties().into_iter();
        let named = properties
            .map(|(name, value)| (name.trim_start_matches("trust-").to_owned(), value.into()));
        serde_json::Value::Object(named.collect())
    });
    let all = serde_json::json!({
        "version": 1,
        "file": file,
        "standing": verdict.standing.word(),
        "exact": verdict.is_exact,
        "path": verdict.path,
        "portal": verdict.state.site,
        "commit": verdict.state.commit,
        "as_of": verdict.state.as_of,
        "says": stamp,
        "altered": cells(&verdict.altered),
        "changed_since": cells(&verdict.since),
        "now": { "portal": now.site, "commit": now.commit, "as_of": now.as_of },
    });
    format!("{all:#}\n")
}
