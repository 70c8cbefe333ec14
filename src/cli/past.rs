//! Earlier states of a project, read only as far as a comparison needs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::change::{self, ChangeSet};
use crate::cli::history::{Blob, State};
use crate::date::Date;
use crate::diag::Sink;
use crate::form::Forms;
use crate::library::Library;
use crate::library::answer::{AnswerFile, Topic};
use crate::library::evidence::{AttestationFile, DocumentFile};
use crate::library::fact::Facts;
use crate::library::project::Project;
use crate::library::subprocessor::SubprocessorFile;
use crate::source::decode::Decode;
use crate::source::{Sources, yaml};
use crate::view::{self, Audience, Reader, View};

const PROJECT: &str = "trust.yaml";
const FACTS: &str = "content/facts.yaml";
const ATTESTATIONS: &str = "content/attestations.yaml";
const DOCUMENTS: &str = "content/documents.yaml";

/// Whether a file counts in a comparison.
pub(super) fn is_read(path: &str) -> bool {
    let is_answers = path.starts_with("answers/")
        && path.ends_with(".yaml")
        && !path.split('/').any(|part| part.starts_with('.'));
    is_answers || [PROJECT, FACTS, ATTESTATIONS, DOCUMENTS].contains(&path)
}

/// Versions of files, each read once.
pub(super) struct Past {
    texts: BTreeMap<Blob, Vec<u8>>,
    files: BTreeMap<(Kind, Blob), Option<Arc<File>>>,
}

/// What a file is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Project,
    Facts,
    Attestations,
    Documents,
    Answers,
}

/// A file that was read.
enum File {
    Project(Box<Project>),
    Facts(Facts),
    Attestations(AttestationFile),
    Documents(DocumentFile),
    Answers(AnswerFile),
}

impl Past {
    /// The past whose texts these are.
    pub(super) fn new(texts: BTreeMap<Blob, Vec<u8>>) -> Self {
        Self { texts, files: BTreeMap::new() }
    }

    /// Whether a state can be read and shows something to everybody.
    pub(super) fn is_public(&mut self, state: &State, date: Date) -> bool {
        let paths: BTreeSet<Arc<str>> = state.keys().cloned().collect();
        if !self.is_readable(state, &paths) {
            return false;
        }
        let view = self.view(state, &paths, date);
        view.is_some_and(|view| {
            !view.answers.is_empty()
                || !view.attestations.is_empty()
                || !view.documents.is_empty()
                || !view.facts.is_empty()
        })
    }

    /// What everybody sees differently since an earlier state, given the paths
    /// that were touched; `None` when the later state cannot be read.
    pub(super) fn compare(
        &mut self,
        before: &State,
        after: &State,
        touched: &BTreeSet<Arc<str>>,
        date: Date,
    ) -> Option<ChangeSet> {
        if !self.is_readable(after, touched) {
            return None;
        }
        let differs = |path: &&Arc<str>| before.get(*path) != after.get(*path);
        let mut paths: BTreeSet<Arc<str>> = touched.iter().filter(differs).cloned().collect();
        // A file that could not be read before is known from now on; what it said then is not.
        paths.retain(|path| before.get(path).is_none_or(|blob| self.file(path, blob).is_some()));
        if paths.is_empty() {
            return Some(ChangeSet::default());
        }
        if paths.contains(FACTS) {
            let changed = self.changed_facts(before, after);
            let stating = after.iter().filter(|(_, blob)| self.states_one_of(blob, &changed));
            let stating: Vec<_> = stating.map(|(path, _)| Arc::clone(path)).collect();
            paths.extend(stating);
        }
        let before = self.view(before, &paths, date)?;
        let after = self.view(after, &paths, date)?;
        Some(change::compare(&before, &after))
    }

    fn is_readable(&mut self, state: &State, paths: &BTreeSet<Arc<str>>) -> bool {
        state.contains_key(PROJECT)
            && paths
                .iter()
                .all(|path| state.get(path).is_none_or(|blob| self.file(path, blob).is_some()))
    }

    /// A version of a file, if it can be read.
    fn file(&mut self, path: &str, blob: &Blob) -> Option<Arc<File>> {
        let key = (kind_of(path), Arc::clone(blob));
        if let Some(known) = self.files.get(&key) {
            return known.clone();
        }
        let text = self.texts.get(blob).cloned();
        let file = text.and_then(|text| read(key.0, path, text)).map(Arc::new);
        self.files.insert(key, file.clone());
        file
    }

    /// What everybody sees of a state: all but answers, and of these the files that are asked for.
    /// The register is left out: it has notices of its own.
    fn view(&mut self, state: &State, paths: &BTreeSet<Arc<str>>, date: Date) -> Option<View> {
        let project = match self.file(PROJECT, state.get(PROJECT)?)?.as_ref() {
            File::Project(project) => project.as_ref().clone(),
            _ => return None,
        };
        let mut library = Library {
            project,
            topics: Vec::new(),
            answers: Vec::new(),
            facts: Facts::default(),
            attestations: Vec::new(),
            documents: Vec::new(),
            register: SubprocessorFile::default(),
            notices: Vec::new(),
            pages: Vec::new(),
            allowances: Vec::new(),
            forms: Forms::default(),
        };
        let mut topics: BTreeMap<String, Topic> = BTreeMap::new();
        let general = [FACTS, ATTESTATIONS, DOCUMENTS].into_iter();
        let own = paths.iter().map(AsRef::as_ref).filter(|path| kind_of(path) == Kind::Answers);
        for path in general.chain(own) {
            let Some(file) = state.get(path).and_then(|blob| self.file(path, blob)) else {
                continue;
            };
            match file.as_ref() {
                File::Facts(facts) => library.facts = facts.clone(),
                File::Attestations(file) => library.attestations.clone_from(&file.0),
                File::Documents(file) => library.documents.clone_from(&file.0),
                File::Answers(file) => {
                    library.answers.extend(file.answers.iter().cloned());
                    let id = file.topic.id.value.to_string();
                    topics.entry(id).or_insert_with(|| file.topic.clone());
                }
                File::Project(_) => {}
            }
        }
        library.topics = topics.into_values().collect();
        let reader = Reader { audience: Audience::Public, variant: None, date };
        // What an old state got wrong was said when it was built.
        Some(view::open(&library, &|_| None, reader, &mut Sink::new()))
    }

    /// Names of facts that differ, as texts write them.
    fn changed_facts(&mut self, before: &State, after: &State) -> Vec<String> {
        let mut facts = |state: &State| {
            let file = state.get(FACTS).and_then(|blob| self.file(FACTS, blob));
            match file.as_deref() {
                Some(File::Facts(facts)) => facts.clone(),
                _ => Facts::default(),
            }
        };
        let (before, after) = (facts(before), facts(after));
        let differs = |path: &&str| {
            let say = |facts: &Facts| {
                facts.get(path).map(|fact| (fact.value.clone(), fact.label.clone(), fact.audience))
            };
            say(&before) != say(&after)
        };
        let known = before.iter().chain(after.iter()).map(|fact| fact.path.as_str());
        let changed: BTreeSet<&str> = known.filter(differs).collect();
        changed.into_iter().map(|path| format!("facts.{path}")).collect()
    }

    /// Whether a version may state one of these facts.
    fn states_one_of(&self, blob: &Blob, facts: &[String]) -> bool {
        let text = self.texts.get(blob).map(|text| String::from_utf8_lossy(text));
        text.is_some_and(|text| {
            text.contains("facts.") && facts.iter().any(|fact| text.contains(fact.as_str()))
        })
    }
}

fn kind_of(path: &str) -> Kind {
    match path {
        PROJECT => Kind::Project,
        FACTS => Kind::Facts,
        ATTESTATIONS => Kind::Attestations,
        DOCUMENTS => Kind::Documents,
        _ => Kind::Answers,
    }
}

/// A file without a problem; `None` where there is one.
fn read(kind: Kind, path: &str, text: Vec<u8>) -> Option<File> {
    let mut sink = Sink::new();
    let sources = Sources::new([(path.to_owned(), text)], &mut sink);
    let (file, source) = sources.iter().next()?;
    let root = match yaml::parse(file, source.text(), &mut sink).root {
        Some(root) => root,
        // The one file that may be empty.
        None if kind == Kind::Facts && sink.is_empty() => {
            return Some(File::Facts(Facts::default()));
        }
        None => return None,
    };
    let read = match kind {
        Kind::Project => Project::decode(&root, &mut sink).map(Box::new).map(File::Project),
        Kind::Facts => Some(File::Facts(Facts::read(&root, &mut sink))),
        Kind::Attestations => AttestationFile::decode(&root, &mut sink).map(File::Attestations),
        Kind::Documents => DocumentFile::decode(&root, &mut sink).map(File::Documents),
        Kind::Answers => AnswerFile::decode(&root, &mut sink).map(File::Answers),
    };
    // A key of `trust.yaml` that came or went with a version of the program says nothing of what is
    // public; in other files it may be the one that does.
    let harmless = |code: &str| kind == Kind::Project && code == "unknown-key";
    let is_sound = sink.as_slice().iter().all(|said| harmless(said.code));
    read.filter(|_| is_sound)
}
