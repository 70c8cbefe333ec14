//! Earlier states of a project, read only as far as a comparison needs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::change::{self, ChangeSet};
use crate::cli::blobs::{Blob, Blobs};
use crate::cli::items;
use crate::date::Date;
use crate::diag::Sink;
use crate::form::Forms;
use crate::library::Library;
use crate::library::answer::AnswerFile;
use crate::library::evidence::{AttestationFile, DocumentFile};
use crate::library::fact::Facts;
use crate::library::lexicon::LexiconFile;
use crate::library::project::Project;
use crate::library::subprocessor::SubprocessorFile;
use crate::source::decode::Decode;
use crate::source::{Sources, yaml};
use crate::view::{self, Audience, Reader, View};

/// Files of the project at one time, by path.
pub(super) type State = BTreeMap<Arc<str>, Blob>;

const PROJECT: &str = "trust.yaml";
const FACTS: &str = "content/facts.yaml";
const ATTESTATIONS: &str = "content/attestations.yaml";
const DOCUMENTS: &str = "content/documents.yaml";

/// Files other than answers that count.
const GENERAL: [&str; 4] = [PROJECT, FACTS, ATTESTATIONS, DOCUMENTS];

/// How much text is kept at hand, in bytes.
const MOST_KEPT: usize = 2_000_000;

/// Whether a file counts in a comparison.
pub(super) fn is_read(path: &str) -> bool {
    let is_answers = path.starts_with("answers/")
        && path.ends_with(".yaml")
        && !path.split('/').any(|part| part.starts_with('.'));
    is_answers || GENERAL.contains(&path)
}

/// Earlier states of the project.
pub(super) struct Past {
    blobs: Blobs,
    /// Texts that were asked for lately, and how many bytes they have.
    texts: BTreeMap<Blob, String>,
    kept: usize,
    /// Files other than answers, as far as the last comparison needed them.
    general: BTreeMap<(Kind, Blob), Option<Arc<General>>>,
    /// Names of facts in versions of answers, as texts write them.
    named: BTreeMap<Blob, BTreeSet<String>>,
    /// Versions of answers that show nothing to everybody.
    private: BTreeSet<Blob>,
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

/// A file other than answers.
enum General {
    Project(Box<Project>),
    Facts(Facts),
    Attestations(AttestationFile),
    Documents(DocumentFile),
}

impl Past {
    /// The past behind these versions.
    pub(super) fn new(blobs: Blobs) -> Self {
        Self {
            blobs,
            texts: BTreeMap::new(),
            kept: 0,
            general: BTreeMap::new(),
            named: BTreeMap::new(),
            private: BTreeSet::new(),
        }
    }

    /// Whether something was asked for that the repository does not have.
    pub(super) fn lacks_something(&self) -> bool {
        self.blobs.lacks_some
    }

    /// Whether a state can be read and shows something to everybody.
    pub(super) fn is_public(&mut self, state: &State, date: Date) -> bool {
        let shows = |view: &View| {
            !view.answers.is_empty()
                || !view.attestations.is_empty()
                || !view.documents.is_empty()
                || !view.facts.is_empty()
        };
        let Some(view) = self.view(state, Vec::new(), date) else { return false };
        if shows(&view) {
            return true;
        }
        let answers = state.iter().filter(|(path, _)| kind_of(path) == Kind::Answers);
        for (path, blob) in answers {
            if self.private.contains(blob) {
                continue;
            }
            let file = self.text(blob).and_then(|text| read_answers(path, text));
            let view = file.and_then(|file| self.view(state, vec![file], date));
            if view.is_some_and(|view| shows(&view)) {
                return true;
            }
            self.private.insert(Arc::clone(blob));
        }
        false
    }

    /// What everybody sees differently since an earlier state, given the paths
    /// that were touched; `None` when the later state cannot be read.
    pub(super) fn compare(
        &mut self,
        (before, after): (&State, &State),
        touched: &BTreeSet<Arc<str>>,
        date: Date,
    ) -> Option<ChangeSet> {
        let facts = self.changed_facts(before, after)?;
        let differs = |path: &&Arc<str>| before.get(*path) != after.get(*path);
        let paths: BTreeSet<&Arc<str>> = touched.iter().filter(differs).collect();
        let names_one = |item: &str| facts.iter().any(|fact| item.contains(fact.as_str()));
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for path in paths.iter().filter(|path| kind_of(path) == Kind::Answers) {
            let texts = [before, after]
                .map(|state| state.get(*path).map(|blob| self.text(blob).ok_or(())).transpose());
            let [was, is] = texts;
            let is = is.ok()?;
            // What could not be read before is known from now on; what it said then is not.
            let Ok(was) = was else { continue };
            let (was, is) = items::without_common(was, is, &names_one);
            let read = |text: Option<String>| match text {
                Some(text) => read_answers(path, text).map(Some),
                None => Some(None),
            };
            let is = read(is)?;
            let Some(was) = read(was) else { continue };
            old.extend(was);
            new.extend(is);
        }
        let is_general = paths.iter().any(|path| kind_of(path) != Kind::Answers);
        if old.is_empty() && new.is_empty() && !is_general {
            return Some(ChangeSet::default());
        }
        for fact in &facts {
            if let Some((was, is)) = self.example_of((before, after), fact, date) {
                old.push(was);
                new.push(is);
            }
        }
        // Without a readable earlier state there would have been no comparison.
        let old = self.view(before, old, date)?;
        let new = self.view(after, new, date)?;
        self.general
            .retain(|(_, blob), _| GENERAL.iter().any(|path| after.get(*path) == Some(blob)));
        Some(change::compare(&old, &new))
    }

    /// The text of a version. What one day leads to, the next one begins with.
    fn text(&mut self, blob: &Blob) -> Option<String> {
        if let Some(known) = self.texts.get(blob) {
            return Some(known.clone());
        }
        let text = self.blobs.bytes(blob).and_then(|bytes| String::from_utf8(bytes).ok())?;
        self.kept += text.len();
        if self.kept > MOST_KEPT {
            self.texts.clear();
            self.kept = text.len();
        }
        self.texts.insert(Arc::clone(blob), text.clone());
        Some(text)
    }

    /// What everybody sees of a state: all but answers, and the answers that are given.
    /// The register is left out: it has notices of its own.
    fn view(&mut self, state: &State, answers: Vec<AnswerFile>, date: Date) -> Option<View> {
        let mut project = None;
        let (mut facts, mut attestations, mut documents) =
            (Facts::default(), Vec::new(), Vec::new());
        for path in GENERAL {
            let Some(blob) = state.get(path) else { continue };
            match self.general(path, blob)?.as_ref() {
                General::Project(own) => project = Some(own.as_ref().clone()),
                General::Facts(own) => facts = own.clone(),
                General::Attestations(own) => attestations.clone_from(&own.0),
                General::Documents(own) => documents.clone_from(&own.0),
            }
        }
        let mut library = Library {
            project: project?,
            topics: Vec::new(),
            answers: Vec::new(),
            facts,
            attestations,
            documents,
            register: SubprocessorFile::default(),
            notices: Vec::new(),
            lexicon: LexiconFile::default(),
            pages: Vec::new(),
            allowances: Vec::new(),
            forms: Forms::default(),
        };
        for file in answers {
            library.answers.extend(file.answers);
            if !library.topics.iter().any(|known| known.id.value == file.topic.id.value) {
                library.topics.push(file.topic);
            }
        }
        let language = library.project.site.language;
        let reader = Reader { audience: Audience::Public, variant: None, date, language };
        // What an old state got wrong was said when it was built.
        Some(view::open(&library, &|_| None, reader, &mut Sink::new()))
    }

    /// A version of a file other than answers, if it can be read.
    fn general(&mut self, path: &str, blob: &Blob) -> Option<Arc<General>> {
        let key = (kind_of(path), Arc::clone(blob));
        if let Some(known) = self.general.get(&key) {
            return known.clone();
        }
        let text = self.text(blob);
        let file = text.and_then(|text| read_general(key.0, path, text)).map(Arc::new);
        self.general.insert(key, file.clone());
        file
    }

    /// Names of facts that differ, as texts write them; `None` when one side cannot be read.
    fn changed_facts(&mut self, before: &State, after: &State) -> Option<Vec<String>> {
        let (old, new) = (before.get(FACTS), after.get(FACTS));
        if old == new {
            return Some(Vec::new());
        }
        let mut facts = |blob: Option<&Blob>| match blob {
            None => Some(Facts::default()),
            Some(blob) => match self.general(FACTS, blob)?.as_ref() {
                General::Facts(facts) => Some(facts.clone()),
                _ => None,
            },
        };
        let (old, new) = (facts(old)?, facts(new)?);
        let differs = |path: &&str| {
            let say = |facts: &Facts| {
                facts.get(path).map(|fact| (fact.value.clone(), fact.label.clone(), fact.audience))
            };
            say(&old) != say(&new)
        };
        let known = old.iter().chain(new.iter()).map(|fact| fact.path.as_str());
        let changed: BTreeSet<&str> = known.filter(differs).collect();
        Some(changed.into_iter().map(|path| format!("facts.{path}")).collect())
    }

    /// Answers that did not change, of which one shows the fact to everybody: twice, for both states.
    fn example_of(
        &mut self,
        (before, after): (&State, &State),
        fact: &str,
        date: Date,
    ) -> Option<(AnswerFile, AnswerFile)> {
        let answers = after.iter().filter(|(path, _)| kind_of(path) == Kind::Answers);
        let unchanged = answers.filter(|(path, blob)| before.get(*path) == Some(*blob));
        for (path, blob) in unchanged {
            if !self.names(blob, fact) {
                continue;
            }
            let text = self.text(blob);
            let (text, _) = items::without_common(text.clone(), text, &|item| item.contains(fact));
            let Some(text) = text else { continue };
            let read = || read_answers(path, text.clone());
            let view = read().and_then(|file| self.view(after, vec![file], date));
            let shows = |view: View| {
                view.facts.iter().any(|own| fact.strip_prefix("facts.") == Some(own.path.as_str()))
            };
            if view.is_some_and(shows) {
                return read().zip(read());
            }
        }
        None
    }

    /// Whether a version of answers names a fact.
    fn names(&mut self, blob: &Blob, fact: &str) -> bool {
        if !self.named.contains_key(blob) {
            let text = self.text(blob).unwrap_or_default();
            self.named.insert(Arc::clone(blob), facts_named(&text));
        }
        self.named.get(blob).is_some_and(|named| named.contains(fact))
    }
}

/// Everything in a text that looks like the name of a fact, as `facts.a.b`.
fn facts_named(text: &str) -> BTreeSet<String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let name = |(at, _): (usize, &str)| {
        let rest = text.get(at..).unwrap_or_default();
        rest.split(|c| !is_name(c)).next().unwrap_or_default().to_owned()
    };
    text.match_indices("facts.").map(name).collect()
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

fn read_answers(path: &str, text: String) -> Option<AnswerFile> {
    let mut sink = Sink::new();
    let root = parse(path, text, &mut sink)?;
    AnswerFile::decode(&root, &mut sink).filter(|_| sink.is_empty())
}

/// A file without a problem; `None` where there is one.
fn read_general(kind: Kind, path: &str, text: String) -> Option<General> {
    let mut sink = Sink::new();
    let root = match parse(path, text, &mut sink) {
        Some(root) => root,
        // The one file that may be empty.
        None if kind == Kind::Facts && sink.is_empty() => {
            return Some(General::Facts(Facts::default()));
        }
        None => return None,
    };
    let read = match kind {
        Kind::Project => Project::decode(&root, &mut sink).map(Box::new).map(General::Project),
        Kind::Facts => Some(General::Facts(Facts::read(&root, &mut sink))),
        Kind::Attestations => AttestationFile::decode(&root, &mut sink).map(General::Attestations),
        Kind::Documents => DocumentFile::decode(&root, &mut sink).map(General::Documents),
        Kind::Answers => None,
    };
    // A key of `trust.yaml` that came or went with a version of the program says nothing of what is
    // public; in other files it may be the one that does.
    let harmless = |code: &str| kind == Kind::Project && code == "unknown-key";
    let is_sound = sink.as_slice().iter().all(|said| harmless(said.code));
    read.filter(|_| is_sound)
}

fn parse(path: &str, text: String, sink: &mut Sink) -> Option<yaml::Node> {
    let sources = Sources::new([(path.to_owned(), text.into_bytes())], sink);
    let (file, source) = sources.iter().next()?;
    yaml::parse(file, source.text(), sink).root
}
