//! `trust notices draft`: drafts of notices from uncommitted changes of the register.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};
use clap::Args;

use crate::cli::disk::Disk;
use crate::cli::project::{self, Loaded};
use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global, clock, git, revision, witness};
use crate::date::Date;
use crate::diag::{Diagnostic, Files as _, Severity, Sink, human, plain};
use crate::library::draft::{Drafts, Edit, Wish, draft, was_announced};
use crate::library::id::{NoticeId, SubprocessorId};
use crate::library::subprocessor::{Subprocessor, SubprocessorFile};
use crate::library::{self, Library};
use crate::source::decode::Decode as _;
use crate::source::edit::{Editor, Refused};
use crate::source::yaml::{self, Node, Value};
use crate::source::{Content, Sources};

/// The register.
const REGISTER: &str = "content/subprocessors.yaml";
/// The folder of the notices.
const NOTICES: &str = "content/notices";
/// The key of the register's entries.
const ENTRIES: &str = "subprocessors";

/// Options of `trust notices draft`.
#[derive(Debug, Args)]
pub(super) struct DraftArgs {
    /// Compare with the register of this revision
    #[arg(long, value_name = "REVISION", default_value = "HEAD")]
    since: String,
    /// The day of the announcement, today or later [default: today]
    #[arg(long, value_name = "DATE")]
    announce: Option<Date>,
    /// The new entry takes the place of this one
    #[arg(long, value_name = "ID")]
    replaces: Option<String>,
    /// Changed words put a mistake right; nothing else has changed
    #[arg(long)]
    correction: bool,
    /// Why, for every notice that is drafted
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Print what would be written, and write nothing
    #[arg(long)]
    print: bool,
}

/// The register and the notices of an earlier revision.
struct Before {
    /// The register as it is kept in Git.
    bytes: Vec<u8>,
    /// Its entries.
    entries: Vec<Subprocessor>,
    /// The ids of its notices.
    notices: BTreeSet<NoticeId>,
}

/// Writes them.
pub(super) fn run(args: &DraftArgs, global: &Global, shell: &mut Shell) -> anyhow::Result<Exit> {
    let wish = wish(args, global)?;
    let mut loaded = project::load(global.project.as_deref())?;
    let root =
        fs::canonicalize(&loaded.root).context("the folder of the project cannot be read")?;
    let before = before(&root, &args.since)?;
    let (register, gone) = put_back(&loaded, &root, &before, wish.day)?;
    let mut files = BTreeMap::new();
    if !gone.is_empty() {
        files.insert(REGISTER.to_owned(), register);
    }
    let sources = with(&loaded.sources, &files);
    let Some(library) = readable(&sources, &mut loaded.sink, shell) else {
        shell.say("nothing was drafted: the register has to be readable first");
        return Ok(Exit::Findings);
    };
    let drafts = drafts(&library, &sources, &before, &gone, (&root, &wish))?;
    let new = drafts.records.iter().map(|own| (own.path.clone(), own.text.clone().into_bytes()));
    files.extend(new);
    check(&with(&loaded.sources, &files), shell)?;
    if !args.print {
        write(&root, &files)?;
    }
    tell(&drafts, &gone, args, shell);
    Ok(Exit::Clean)
}

/// What was asked for.
fn wish(args: &DraftArgs, global: &Global) -> anyhow::Result<Wish> {
    let day = clock::as_of(global.as_of)?;
    let announced_on = args.announce.unwrap_or(day);
    if announced_on < day {
        bail!(
            "{announced_on} is over, and nobody can be told in the past; name {day} or a later day"
        );
    }
    let id = |text: &String| SubprocessorId::new(text).map_err(|reason| anyhow!(reason));
    let replaces = args.replaces.as_ref().map(id).transpose()?;
    let reason = args.reason.as_ref().map(|text| text.trim().to_owned());
    Ok(Wish {
        day,
        announced_on,
        replaces,
        is_correction: args.correction,
        reason: reason.filter(|text| !text.is_empty()),
    })
}

/// Reads the register and the ids of the notices of a revision.
fn before(root: &Path, revision: &str) -> anyhow::Result<Before> {
    if !git::is_repository(root) {
        bail!(
            "the register is compared with a commit, and Git knows no repository here; run `git init` and commit the project first"
        );
    }
    if !git::has_commit(root) {
        bail!("there is no commit yet to compare the register with; commit the project first");
    }
    if git::provenance_of(root, revision).is_none() {
        let more = if git::is_shallow(root) {
            "; `git fetch --unshallow` gets the rest of its history"
        } else {
            ""
        };
        bail!("Git knows no revision `{revision}` of this project{more}");
    }
    let sources =
        Sources::new(revision::files(root, revision, &[REGISTER, NOTICES])?, &mut Sink::new());
    let Some((file, source)) = sources.find(REGISTER) else {
        bail!(
            "`{revision}` has no {REGISTER}: the first register needs no notice, as its `baseline` says since when it is so; commit it"
        );
    };
    let mut sink = Sink::new();
    let document = yaml::parse(file, source.text(), &mut sink);
    let register = document.root.and_then(|root| SubprocessorFile::decode(&root, &mut sink));
    let register = register.filter(|_| !sink.has_errors());
    let entries = register
        .with_context(|| {
            format!(
                "the register of `{revision}` cannot be read; name another revision with --since"
            )
        })?
        .subprocessors;
    let notices = sources.iter().filter(|(_, own)| own.path.starts_with(NOTICES));
    let id = |(file, source): (_, &crate::source::Source)| {
        let root = yaml::parse(file, source.text(), &mut Sink::new()).root?;
        NoticeId::new(&text_of(&root, "id")?).ok()
    };
    Ok(Before {
        bytes: source.text().as_bytes().to_vec(),
        entries,
        notices: notices.filter_map(id).collect(),
    })
}

/// The register with every entry that was deleted, and their ids: its history needs them. What customers were
/// never told of may go.
fn put_back(
    loaded: &Loaded,
    root: &Path,
    before: &Before,
    day: Date,
) -> anyhow::Result<(Vec<u8>, BTreeSet<SubprocessorId>)> {
    let bytes =
        fs::read(root.join(REGISTER)).with_context(|| format!("`{REGISTER}` cannot be read"))?;
    // What cannot be read is reported with its place later.
    let root = loaded
        .sources
        .find(REGISTER)
        .and_then(|(file, source)| yaml::parse(file, source.text(), &mut Sink::new()).root);
    let Some(mut now) = root.and_then(|root| ids(&root)) else {
        return Ok((bytes, BTreeSet::new()));
    };
    let notices = library::compile(&loaded.sources).value.map(|library| library.notices);
    let notices = notices.unwrap_or_default();
    let known: Vec<String> =
        before.entries.iter().map(|entry| entry.id.value.to_string()).collect();
    let entries = before.entries.iter().map(|entry| &entry.id.value).enumerate();
    let lost: Vec<(usize, &SubprocessorId)> = entries
        .filter(|(_, id)| !now.iter().any(|own| own == id.as_str()))
        .filter(|(_, id)| was_announced(&notices, id, day))
        .collect();
    let mut gone = BTreeSet::new();
    if lost.is_empty() {
        return Ok((bytes, gone));
    }
    let mut editor = Editor::new(&bytes).map_err(no_place)?;
    let earlier = Editor::new(&before.bytes).map_err(no_place)?;
    for (index, id) in lost {
        let at = place(&known, index, &now);
        let piece = earlier.piece(ENTRIES, index).map_err(no_place)?;
        editor.put_back(ENTRIES, &piece, at).map_err(no_place)?;
        now.insert(at, id.to_string());
        gone.insert(id.clone());
    }
    Ok((editor.bytes(), gone))
}

/// Where an entry belongs: behind the nearest one that stood before it, else before the nearest that stood behind it.
fn place(known: &[String], index: usize, now: &[String]) -> usize {
    let find = |id: &String| now.iter().position(|own| own == id);
    let before = known.iter().take(index).rev().find_map(find);
    let after = || known.iter().skip(index + 1).find_map(find);
    before.map(|at| at + 1).or_else(after).unwrap_or(now.len())
}

fn no_place(why: Refused) -> anyhow::Error {
    let why = match why {
        Refused::Unreadable => "it is not YAML that can be read",
        Refused::LineEnds => "its lines end in more than one way",
        Refused::NotThere => "its list is not where it was",
        Refused::Layout => "its list is written in another way",
    };
    anyhow!(
        "an entry was deleted and cannot be put back into {REGISTER}: {why}; put it back by hand, and write a notice of `kind: remove`"
    )
}

/// The ids of the entries, in their order; `None` for a register without a list.
fn ids(root: &Node) -> Option<Vec<String>> {
    let Value::Map(entries) = &root.value else { return None };
    let (_, list) = entries.iter().find(|(key, _)| key.value == ENTRIES)?;
    match &list.value {
        Value::Null => Some(Vec::new()),
        Value::List(items) => {
            Some(items.iter().map(|item| text_of(item, "id").unwrap_or_default()).collect())
        }
        _ => None,
    }
}

/// The scalar under a key of a mapping.
fn text_of(node: &Node, key: &str) -> Option<String> {
    let Value::Map(entries) = &node.value else { return None };
    let (_, value) = entries.iter().find(|(known, _)| known.value == key)?;
    match &value.value {
        Value::Scalar(text) => Some(text.clone()),
        _ => None,
    }
}

/// The files of the project with some of them written anew.
fn with(sources: &Sources, files: &BTreeMap<String, Vec<u8>>) -> Sources {
    let kept = sources.shared().filter(|own| !files.contains_key(&own.path));
    let kept = kept.map(|own| (own.path.clone(), Content::Kept(Arc::clone(own))));
    let new = files.iter().map(|(path, bytes)| (path.clone(), Content::Read(bytes.clone())));
    Sources::keeping(kept.chain(new), &mut Sink::new())
}

/// The library, if it can be read without errors; else they are printed.
fn readable(sources: &Sources, sink: &mut Sink, shell: &mut Shell) -> Option<Library> {
    let outcome = library::compile(sources);
    let mut said = std::mem::take(sink);
    said.append(outcome.sink);
    // That a notice and the register no longer agree is what an edit of the register begins with.
    let is_in_the_way =
        |own: &Diagnostic| own.severity == Severity::Error && own.code != "bad-change";
    if said.as_slice().iter().any(is_in_the_way) || outcome.value.is_none() {
        let text = human::render(&said.into_sorted(), sources, shell.has_color());
        shell.problems(&text);
        return None;
    }
    outcome.value
}

fn drafts(
    library: &Library,
    sources: &Sources,
    before: &Before,
    gone: &BTreeSet<SubprocessorId>,
    (root, wish): (&Path, &Wish),
) -> anyhow::Result<Drafts> {
    let paths: Vec<String> =
        library.notices.iter().map(|own| sources.path(own.id.span.file).to_owned()).collect();
    let witness = witness::Memory::default().witness(root);
    let seen = witness.states.iter().flat_map(|state| state.notices.keys());
    let elsewhere = witness.announcements.keys().map(|(id, _)| id);
    let taken: BTreeSet<NoticeId> =
        before.notices.iter().chain(seen).chain(elsewhere).cloned().collect();
    let edit = Edit {
        before: &before.entries,
        now: &library.register.subprocessors,
        gone,
        notices: &library.notices,
        paths: &paths,
        committed: &before.notices,
        taken: &taken,
        policy: &library.project.notices,
    };
    draft(&edit, wish).map_err(|reason| anyhow!(reason))
}

/// Makes sure that the project can be read with the drafts.
fn check(sources: &Sources, shell: &mut Shell) -> anyhow::Result<()> {
    if readable(sources, &mut Sink::new(), shell).is_none() {
        bail!("nothing was written: the drafts would have errors; report this as a fault of trust");
    }
    Ok(())
}

/// Writes each file as one step, the register first: without its entries the notices would be about nobody.
fn write(root: &Path, files: &BTreeMap<String, Vec<u8>>) -> anyhow::Result<()> {
    let disk = Disk::real();
    let (first, rest): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| *path == REGISTER);
    for (path, bytes) in first.into_iter().chain(rest) {
        disk.put(&root.join(path), bytes)
            .with_context(|| format!("`{path}` cannot be written; run it again to complete it"))?;
    }
    Ok(())
}

/// Says what was written, and why the dates are so.
fn tell(drafts: &Drafts, gone: &BTreeSet<SubprocessorId>, args: &DraftArgs, shell: &mut Shell) {
    let is_dry = args.print;
    let would = |done: &str, wish: &str| if is_dry { wish.to_owned() } else { done.to_owned() };
    for id in gone {
        let verb = would("put back", "would put back");
        shell.say(&format!(
            "{verb} the entry `{id}` in {REGISTER}: the history of the register needs it"
        ));
    }
    for own in &drafts.records {
        let verb = would("wrote", "would write");
        shell.say(&format!("{verb} {}: `{}`, {}", own.path, own.id, own.title));
        own.why.iter().for_each(|line| shell.say(&format!("  {}", plain(line))));
        if is_dry {
            shell.out(&format!("\n{}\n", own.text));
        }
    }
    drafts.remarks.iter().for_each(|line| shell.say(&plain(line)));
    if drafts.records.is_empty() {
        shell.say("no notice was drafted");
        if drafts.remarks.is_empty() {
            shell.say(&format!(
                "  the register says what it says in `{}`; `--since REVISION` compares it with an earlier commit",
                args.since
            ));
        }
    } else if is_dry {
        shell.say("nothing was written");
    } else {
        let has_reason = args.reason.as_ref().is_some_and(|text| !text.trim().is_empty());
        let why = if has_reason { "" } else { "say why in each, " };
        shell.say(&format!(
            "next: {why}add `audience: public`, and commit them with the register by the day of the announcement"
        ));
    }
}
