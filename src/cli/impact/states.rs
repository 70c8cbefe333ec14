//! States of the project that a ledger speaks of: the commits that were filled from, and both ends of a comparison.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;

use anyhow::{Context as _, bail};

use crate::cli::project::Loaded;
use crate::cli::report::open;
use crate::cli::{git, project, revision};
use crate::date::Date;
use crate::diag::Sink;
use crate::fill::impact::Now;
use crate::fill::ledger::Entry;
use crate::library::{self, Library, Memory};
use crate::source::Sources;
use crate::view::notes::{AnswerNotes, notes};
use crate::view::{AnswerId, Audience, VariantId, View};

/// What is read of a project.
const READ: [&str; 3] = ["trust.yaml", "answers", "content"];

/// Who reads.
type Who = (Audience, Option<VariantId>);

/// The later end of a comparison, for one reader.
pub(super) struct End {
    view: Rc<View>,
    notes: Rc<BTreeMap<AnswerId, AnswerNotes>>,
}

impl End {
    /// What the reader is told now.
    pub(super) fn now(&self) -> Now<'_> {
        Now { view: &self.view, notes: &self.notes }
    }
}

/// A project that was read, and views of it.
struct State {
    loaded: Loaded,
    library: Library,
    views: BTreeMap<Who, Rc<View>>,
}

impl State {
    /// What a reader sees of it on a day.
    fn view(&mut self, entry: &Entry, date: Date) -> Rc<View> {
        let who = (entry.audience, entry.variant.clone());
        let (library, loaded) = (&self.library, &self.loaded);
        let fresh = |who: &Who| {
            Rc::new(open(library, loaded, who.0, who.1.clone(), date, &mut Sink::new()))
        };
        Rc::clone(self.views.entry(who).or_insert_with_key(fresh))
    }

    /// Whether it has the variant of an entry, or the entry has none.
    fn has_variant(&self, entry: &Entry) -> bool {
        entry.variant.as_ref().is_none_or(|variant| {
            self.library.project.variants.iter().any(|own| own.id.value == *variant)
        })
    }
}

/// States of the project.
pub(super) struct States<'r> {
    /// The project's folder.
    pub(super) root: &'r Path,
    /// The first revision.
    pub(super) from: Option<&'r str>,
    to: Option<&'r str>,
    date: Date,
    /// What files were parsed to: most are the same from commit to commit.
    parsed: Memory,
    begin: Option<State>,
    end: State,
    notes: Rc<BTreeMap<AnswerId, AnswerNotes>>,
    /// The commit that was asked for last.
    last: Option<(String, Result<State, String>)>,
    past_the_end: BTreeMap<String, bool>,
}

impl<'r> States<'r> {
    /// Reads both ends.
    ///
    /// # Errors
    /// A state that this program cannot read.
    pub(super) fn new(
        root: &'r Path,
        date: Date,
        from: Option<&'r str>,
        to: Option<&'r str>,
    ) -> anyhow::Result<Self> {
        let mut parsed = Memory::default();
        let loaded = match to {
            Some(commit) => at(root, commit)?,
            None => project::load(Some(root))?,
        };
        let end = state(loaded, &mut parsed).map_err(|why| {
            let whose = to.map_or_else(|| "the project".to_owned(), of);
            anyhow::anyhow!(
                "{whose} {why}; `trust check` says what is wrong with files as they are"
            )
        })?;
        let begin = from.map(|commit| {
            let read = state(at(root, commit)?, &mut parsed);
            read.map_err(|why| anyhow::anyhow!("{} {why}; name a later commit", of(commit)))
        });
        let notes = Rc::new(notes(&end.library));
        let begin = begin.transpose()?;
        let past_the_end = BTreeMap::new();
        Ok(Self { root, from, to, date, parsed, begin, end, notes, last: None, past_the_end })
    }

    /// What the reader of an entry is told at the later end; nothing where the variant is not there any more.
    pub(super) fn now(&mut self, entry: &Entry) -> Option<End> {
        if !self.end.has_variant(entry) {
            return None;
        }
        Some(End { view: self.end.view(entry, self.date), notes: Rc::clone(&self.notes) })
    }

    /// What the reader of an entry was told at the first revision; nothing where there is none.
    pub(super) fn first(&mut self, entry: &Entry) -> Option<Rc<View>> {
        let date = self.date;
        self.begin
            .as_mut()
            .filter(|state| state.has_variant(entry))
            .map(|state| state.view(entry, date))
    }

    /// What the reader of an entry was told at the commit that it was filled from.
    ///
    /// # Errors
    /// Why that cannot be known: a phrase.
    pub(super) fn told(&mut self, commit: &str, entry: &Entry) -> Result<Rc<View>, String> {
        if self.last.as_ref().is_none_or(|(known, _)| known != commit) {
            let read = match git::full_hash(self.root, commit) {
                None => Err(format!(
                    "the commit {} is not in this copy of the repository",
                    short(commit)
                )),
                Some(_) => {
                    at(self.root, commit).map_err(|error| error.to_string()).and_then(|loaded| {
                        let read = state(loaded, &mut self.parsed);
                        read.map_err(|why| format!("{} {why}", of(commit)))
                    })
                }
            };
            self.last = Some((commit.to_owned(), read));
        }
        match &mut self.last {
            Some((_, Ok(state))) => Ok(state.view(entry, self.date)),
            Some((_, Err(why))) => Err(why.clone()),
            None => Err("nothing was read".to_owned()),
        }
    }

    /// Whether a commit is the later end or comes after it: whoever was told then was told what holds there.
    pub(super) fn is_past_the_end(&mut self, commit: &str) -> bool {
        let Some(to) = self.to else { return false };
        let root = self.root;
        let known = self.past_the_end.entry(commit.to_owned());
        *known.or_insert_with(|| commit == to || git::is_ancestor(root, to, commit))
    }
}

/// Both ends of a range, as hashes; no second one for the files as they are.
///
/// # Errors
/// A revision that Git does not know.
pub(super) fn range(
    root: &Path,
    range: Option<&str>,
) -> anyhow::Result<(Option<String>, Option<String>)> {
    if !git::is_repository(root) {
        bail!(
            "`{}` lies in no Git repository, so that nothing tells what was said when",
            root.display()
        );
    }
    let Some(range) = range else { return Ok((None, None)) };
    if range.contains("...") {
        bail!("`{range}` has three dots; two revisions are named as `A..B`");
    }
    let hash = |revision: &str| {
        git::full_hash(root, revision).with_context(|| {
            let why = if git::is_shallow(root) {
                "; this copy of the repository has a part of its history only: `git fetch --unshallow` gets the rest"
            } else {
                ""
            };
            format!("Git knows no revision `{revision}` of this project{why}")
        })
    };
    let Some((from, to)) = range.split_once("..") else {
        return Ok((Some(hash(range)?), None));
    };
    let from = if from.is_empty() { None } else { Some(hash(from)?) };
    let to = if to.is_empty() { "HEAD" } else { to };
    Ok((from, Some(hash(to)?)))
}

/// The files of a commit.
fn at(root: &Path, commit: &str) -> anyhow::Result<Loaded> {
    let files = revision::files(root, commit, &READ)?;
    let mut sink = Sink::new();
    let sources = Sources::new(files, &mut sink);
    Ok(Loaded { root: root.to_owned(), sources, sink, linked: Vec::new() })
}

/// What files state. What cannot be read would look as if it had been withdrawn, so that all of it has to be sound.
fn state(mut loaded: Loaded, parsed: &mut Memory) -> Result<State, String> {
    let outcome = library::compile_again(&loaded.sources, Some(parsed));
    let mut sink = std::mem::take(&mut loaded.sink);
    sink.append(outcome.sink);
    // A key that came or went with a version of the program changes nothing that was told.
    let errors: BTreeSet<&str> = sink
        .as_slice()
        .iter()
        .filter(|said| said.severity == crate::diag::Severity::Error && said.code != "unknown-key")
        .map(|said| said.code)
        .collect();
    match outcome.value {
        Some(library) if errors.is_empty() => Ok(State { loaded, library, views: BTreeMap::new() }),
        _ => {
            let errors: Vec<&str> = errors.into_iter().collect();
            Err(format!("cannot be read by this version of the program ({})", errors.join(", ")))
        }
    }
}

/// What a commit has, in words.
fn of(commit: &str) -> String {
    format!("the project of the commit {}", short(commit))
}

/// A hash as people write it.
pub(super) fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}
