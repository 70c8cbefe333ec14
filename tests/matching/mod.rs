//! Labelled questions, the libraries that they are asked of, and how well they are answered.
//!
//! Shared by `tests/it/matching.rs`, which holds the floor, and `benches/matching.rs`, which prints the figures.
//! README.md beside this file describes the format of the questions.
#![allow(dead_code, reason = "the tests and the bench use a part each")]

pub(crate) mod tally;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use trust::date::Date;
use trust::diag::Sink;
use trust::library::{self, Library};
use trust::matching::lexicon::Lexicon;
use trust::matching::{Asked, Matcher, Outcome, Verdict};
use trust::source::Sources;
use trust::view::notes::{AnswerNotes, OwnWords, notes, own_words};
use trust::view::{AnswerId, Audience, Reader, VariantId, View, open};

/// The day on which all of it is asked.
pub(crate) const DAY: &str = "2026-11-21";

/// Projects of this repository that questions are asked of, too.
const PROJECTS: [(&str, &str); 3] =
    [("sample", "."), ("tessera", "examples/tessera"), ("vireo", "examples/vireo")];

/// Ways of asking.
pub(crate) const STYLES: [&str; 7] =
    ["formal", "terse", "chatty", "jargon", "misspelt", "audit", "procurement"];

/// Dangerous neighbours.
pub(crate) const FAMILIES: [&str; 18] = [
    "attestation",
    "type",
    "host-certificate",
    "rest-transit",
    "rpo-rto",
    "backup",
    "plan-tested",
    "sso-mfa",
    "subject",
    "test-scan",
    "training",
    "breach",
    "insurance",
    "site",
    "number",
    "variant",
    "exists-reviewed",
    "other",
];

/// Kinds of questions beside the dangerous neighbours.
pub(crate) const KINDS: [&str; 6] =
    ["positive", "parts", "negated", "unknown", "domain", "language"];

/// A question and what may be filled.
#[derive(Debug, Clone)]
pub(crate) struct Labelled {
    /// Where it stands: `file.tsv:12`.
    pub(crate) place: String,
    /// The library that it is asked of.
    pub(crate) library: String,
    /// How it is asked.
    pub(crate) style: String,
    /// `positive`, `trap:<family>` and so on.
    pub(crate) kind: String,
    /// Answers that are right.
    pub(crate) right: BTreeSet<String>,
    /// Answers that are right with yes and no exchanged.
    pub(crate) flipped: BTreeSet<String>,
    /// Answers that are partly right.
    pub(crate) partly: BTreeSet<String>,
    /// The question itself.
    pub(crate) asked: Asked,
}

impl Labelled {
    /// Whether the question belongs to the half that the matcher may be tuned with.
    pub(crate) fn is_tuning(&self) -> bool {
        Sha256::digest(self.asked.text.as_bytes()).first().is_some_and(|byte| byte % 2 == 0)
    }

    /// Whether the library has an answer to it.
    pub(crate) fn is_answerable(&self) -> bool {
        !self.right.is_empty() || !self.flipped.is_empty()
    }

    /// Every answer that it names.
    pub(crate) fn named(&self) -> impl Iterator<Item = &String> {
        self.right.iter().chain(&self.flipped).chain(&self.partly)
    }
}

/// What filling an answer was worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// It answers the question.
    Right,
    /// It answers a part of it.
    Partly,
    /// It should not have been written.
    Wrong,
}

/// A question, what was found, and what that is worth.
#[derive(Debug)]
pub(crate) struct Judged<'q> {
    /// The question.
    pub(crate) question: &'q Labelled,
    /// What was found.
    pub(crate) verdict: Verdict,
    /// Of what was filled.
    pub(crate) mark: Option<Mark>,
    /// Where the first right answer stands among the candidates, from 0.
    pub(crate) rank: Option<usize>,
}

impl<'q> Judged<'q> {
    fn new(
        question: &'q Labelled,
        verdict: Verdict,
        notes: &BTreeMap<AnswerId, AnswerNotes>,
    ) -> Self {
        let is_right = |id: &AnswerId| {
            question.right.contains(id.as_str()) || question.flipped.contains(id.as_str())
        };
        let rank = verdict.candidates.iter().position(|candidate| is_right(&candidate.answer));
        let best = verdict.candidates.first().filter(|_| verdict.outcome == Outcome::Fill);
        let mark = best.map(|best| {
            let id = best.answer.as_str();
            let rights = if best.is_flipped { &question.flipped } else { &question.right };
            if notes.get(id).is_some_and(|notes| notes.is_always_reviewed) {
                Mark::Wrong
            } else if rights.contains(id) {
                Mark::Right
            } else if !best.is_flipped && question.partly.contains(id) {
                Mark::Partly
            } else {
                Mark::Wrong
            }
        });
        Self { question, verdict, mark, rank }
    }
}

/// A library, as far as the matcher sees it.
pub(crate) struct Stock {
    /// Its name in the questions.
    pub(crate) name: String,
    /// What a public reader sees.
    pub(crate) view: View,
    /// What is known of its answers beside that.
    pub(crate) notes: BTreeMap<AnswerId, AnswerNotes>,
    /// Words of the project's own.
    pub(crate) own_words: OwnWords,
    /// The first variant that is declared.
    pub(crate) variant: Option<VariantId>,
    /// The wordings of forms, each labelled with the answers that are mapped to it.
    pub(crate) of_forms: Vec<Labelled>,
}

impl Stock {
    /// Reads a project from its files, for a reader who uses the first variant.
    pub(crate) fn new(name: &str, files: Vec<(String, Vec<u8>)>) -> Self {
        Self::read(name, files, true)
    }

    /// The same for a reader of whom nobody said which variant is used.
    pub(crate) fn of_any_variant(name: &str, files: Vec<(String, Vec<u8>)>) -> Self {
        Self::read(name, files, false)
    }

    fn read(name: &str, files: Vec<(String, Vec<u8>)>, has_variant: bool) -> Self {
        let sources = Sources::new(files, &mut Sink::new());
        let outcome = library::compile(&sources);
        assert!(!outcome.sink.has_errors(), "{name}: {:#?}", outcome.sink.as_slice());
        let library = outcome.value.unwrap();
        let first = library.variants().first().and_then(|first| first.cloned());
        let variant = first.filter(|_| has_variant);
        let date: Date = DAY.parse().unwrap();
        let reader = Reader {
            audience: Audience::Public,
            variant: variant.clone(),
            date,
            language: library.project.site.language,
        };
        let view = open(&library, &|_| None, reader, &mut Sink::new());
        let of_forms = wordings_of_forms(name, &library, &view);
        Self {
            name: name.to_owned(),
            notes: notes(&library),
            own_words: own_words(&library),
            view,
            variant,
            of_forms,
        }
    }

    /// A matcher at a bar.
    pub(crate) fn matcher(&self, accept: u8) -> Matcher {
        let lexicon = Lexicon::builtin().with(&self.own_words);
        Matcher::new(&self.view, &self.notes, lexicon, self.variant.as_ref(), accept)
    }

    /// The same library without a word of which questions of forms it answers, to measure with the wordings of
    /// those forms as if they were a stranger's.
    pub(crate) fn without_forms(&self) -> Self {
        let mut view = self.view.clone();
        for answer in &mut view.answers {
            answer.answers_to.clear();
            answer.carried.clear();
        }
        let mut notes = self.notes.clone();
        notes.values_mut().for_each(|notes| notes.in_forms.clear());
        Self {
            name: self.name.clone(),
            view,
            notes,
            own_words: self.own_words.clone(),
            variant: self.variant.clone(),
            of_forms: self.of_forms.clone(),
        }
    }

    /// Several libraries as one of so many answers; answers come in again under another id when there are too few.
    pub(crate) fn joined(stocks: &[Stock], size: usize) -> Self {
        let first = stocks.first().unwrap();
        let (mut view, mut notes) = (first.view.clone(), BTreeMap::new());
        view.answers.clear();
        for round in 0..size {
            for stock in stocks {
                for answer in &stock.view.answers {
                    let mut answer = answer.clone();
                    let known = stock.notes.get(&answer.id).cloned();
                    answer.id =
                        AnswerId::new(&format!("{}-{round}-{}", stock.name, answer.id)).unwrap();
                    notes.extend(known.map(|known| (answer.id.clone(), known)));
                    view.answers.push(answer);
                    if view.answers.len() == size {
                        let name = "joined".to_owned();
                        let own_words = OwnWords::default();
                        return Self {
                            name,
                            view,
                            notes,
                            own_words,
                            variant: None,
                            of_forms: Vec::new(),
                        };
                    }
                }
            }
        }
        unreachable!("no library has an answer")
    }

    /// Asks everything that is asked of this library.
    pub(crate) fn judge<'q>(&self, questions: &'q [Labelled], accept: u8) -> Vec<Judged<'q>> {
        let ours = questions.iter().filter(|question| question.library == self.name);
        self.judge_all(ours, accept)
    }

    /// Asks what is about another domain, or in another language, of other libraries: it is unknown here, too.
    pub(crate) fn judge_foreign<'q>(
        &self,
        questions: &'q [Labelled],
        accept: u8,
    ) -> Vec<Judged<'q>> {
        let foreign = questions.iter().filter(|question| {
            question.library != self.name && matches!(question.kind.as_str(), "domain" | "language")
        });
        self.judge_all(foreign, accept)
    }

    fn judge_all<'q>(
        &self,
        questions: impl Iterator<Item = &'q Labelled>,
        accept: u8,
    ) -> Vec<Judged<'q>> {
        let matcher = self.matcher(accept);
        let judged = |question: &'q Labelled| {
            Judged::new(question, matcher.find(&question.asked), &self.notes)
        };
        questions.map(judged).collect()
    }
}

/// Every library, sorted by name.
pub(crate) fn stocks() -> Vec<Stock> {
    folders().into_iter().map(|(name, folder)| Stock::new(&name, project_files(&folder))).collect()
}

/// Name and folder of every library, sorted by name.
pub(crate) fn folders() -> BTreeMap<String, PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = list(&root.join("tests/matching/libraries"));
    let own = own.into_iter().filter(|folder| folder.is_dir());
    let own = own.map(|folder| (folder.file_name().unwrap().to_str().unwrap().to_owned(), folder));
    let projects = PROJECTS.iter().map(|(name, folder)| ((*name).to_owned(), root.join(folder)));
    own.chain(projects).collect()
}

/// The files of a project on disk.
pub(crate) fn project_files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in ["trust.yaml", "answers", "content"] {
        collect(folder, &folder.join(entry), &mut files);
    }
    files
}

/// Every labelled question, in the order of the files.
pub(crate) fn questions() -> Vec<Labelled> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/matching/questions");
    let files = list(&folder);
    let files = files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "tsv"));
    files.flat_map(|file| read(file)).collect()
}

fn read(file: &Path) -> Vec<Labelled> {
    let name = file.file_name().unwrap().to_str().unwrap();
    let text = fs::read_to_string(file).unwrap();
    let lines = text.lines().enumerate();
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines.map(|(number, line)| parse(format!("{name}:{}", number + 1), line)).collect()
}

fn parse(place: String, line: &str) -> Labelled {
    let fields: Vec<&str> = line.split('\t').collect();
    let [library, style, kind, expected, section, text] = fields.as_slice() else {
        panic!("{place}: {} fields, not six", fields.len());
    };
    let mut question = Labelled {
        place,
        library: (*library).to_owned(),
        style: (*style).to_owned(),
        kind: (*kind).to_owned(),
        right: BTreeSet::new(),
        flipped: BTreeSet::new(),
        partly: BTreeSet::new(),
        asked: Asked {
            text: (*text).to_owned(),
            section: (*section).to_owned(),
            parent: String::new(),
        },
    };
    for id in expected.split('|').filter(|id| *id != "-") {
        if let Some(id) = id.strip_prefix('~') {
            question.partly.insert(id.to_owned());
        } else if let Some(id) = id.strip_prefix('!') {
            question.flipped.insert(id.to_owned());
        } else {
            question.right.insert(id.to_owned());
        }
    }
    question
}

/// Our own wordings of forms' questions, with the answers that are mapped to them as right.
fn wordings_of_forms(name: &str, library: &Library, view: &View) -> Vec<Labelled> {
    let mut rights: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for answer in &view.answers {
        for (reference, ids) in &answer.answers_to {
            let Some(form) = library.forms.get(reference) else { continue };
            for question in form.questions.iter().filter(|question| ids.contains(&question.id)) {
                let section = form.section_title(&question.section).to_owned();
                let known = rights.entry((question.text.clone(), section)).or_default();
                known.insert(answer.id.as_str().to_owned());
            }
        }
    }
    let labelled = |((text, section), right)| Labelled {
        place: "forms".to_owned(),
        library: name.to_owned(),
        style: "formal".to_owned(),
        kind: "positive".to_owned(),
        right,
        flipped: BTreeSet::new(),
        partly: BTreeSet::new(),
        asked: Asked { text, section, parent: String::new() },
    };
    rights.into_iter().map(labelled).collect()
}

fn collect(root: &Path, path: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    if path.is_dir() {
        for path in &list(path) {
            collect(root, path, files);
        }
    } else if path.exists() {
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        files.push((name, fs::read(path).unwrap()));
    }
}

/// What lies in a folder, sorted.
fn list(folder: &Path) -> Vec<PathBuf> {
    let mut inside: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    inside.sort();
    inside
}
