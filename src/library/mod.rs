//! What is true about the organisation: confidential, typed, with every reference resolved.
//!
//! Only [`crate::view`], [`crate::check`] and [`crate::cli`] may look in here.

pub mod address;
pub mod allowance;
pub mod answer;
pub mod audience;
pub mod changes;
pub mod country;
pub mod draft;
pub mod evidence;
pub mod fact;
pub mod field;
pub mod id;
pub mod lexicon;
pub mod notice;
pub mod page;
pub mod policy;
pub mod project;
pub mod prose;
mod records;
mod resolve;
#[cfg(test)]
pub(crate) mod samples;
pub mod site;
pub mod subprocessor;
pub mod timeline;
pub mod translation;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::{Diagnostic, Outcome, Sink, did_you_mean};
use crate::form::{self, Forms};
use crate::library::allowance::Allowance;
use crate::library::answer::{Answer, AnswerFile, Topic};
use crate::library::evidence::{Attestation, AttestationFile, Document, DocumentFile};
use crate::library::fact::Facts;
use crate::library::id::{AnswerId, EvidenceId, SubprocessorId, VariantId};
use crate::library::lexicon::LexiconFile;
use crate::library::notice::Notice;
use crate::library::page::{Page, PageFile};
use crate::library::project::Project;
use crate::library::subprocessor::{Subprocessor, SubprocessorFile};
use crate::source::decode::Decode;
use crate::source::{Source, Sources, yaml};
use crate::span::{FileId, Span};

/// Folders of the portal that no page, topic or download may take.
pub const RESERVED: [&str; 12] = [
    "answers",
    "api",
    "assets",
    "changes",
    "compliance",
    "documents",
    "index",
    "manifest",
    "notices",
    "search",
    "sitemap",
    "subprocessors",
];

/// Everything that the project states.
#[derive(Debug)]
pub struct Library {
    /// `trust.yaml`.
    pub project: Project,
    /// Topics, in the order of their `order`, then of their files.
    pub topics: Vec<Topic>,
    /// Answers, in the order of the files.
    pub answers: Vec<Answer>,
    /// Facts.
    pub facts: Facts,
    /// Attestations in the order of the file.
    pub attestations: Vec<Attestation>,
    /// Documents in the order of the file.
    pub documents: Vec<Document>,
    /// The register.
    pub register: SubprocessorFile,
    /// Notices, sorted by announcement and id.
    pub notices: Vec<Notice>,
    /// Words of the project's own for matching questions.
    pub lexicon: LexiconFile,
    /// Pages, sorted by path.
    pub pages: Vec<Page>,
    /// Allowances, in the order of the files.
    pub allowances: Vec<Allowance>,
    /// The forms at hand.
    pub forms: Forms,
}

impl Library {
    /// An answer by id.
    #[must_use]
    pub fn answer(&self, id: &AnswerId) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.id.value == *id)
    }

    /// An attestation by id.
    #[must_use]
    pub fn attestation(&self, id: &EvidenceId) -> Option<&Attestation> {
        self.attestations.iter().find(|attestation| attestation.id.value == *id)
    }

    /// A document by id.
    #[must_use]
    pub fn document(&self, id: &EvidenceId) -> Option<&Document> {
        self.documents.iter().find(|document| document.id.value == *id)
    }

    /// A sub-processor by id.
    #[must_use]
    pub fn subprocessor(&self, id: &SubprocessorId) -> Option<&Subprocessor> {
        self.register.subprocessors.iter().find(|subprocessor| subprocessor.id.value == *id)
    }

    /// The declared variants, or the one nameless variant of a project without any.
    #[must_use]
    pub fn variants(&self) -> Vec<Option<&VariantId>> {
        if self.project.variants.is_empty() {
            return vec![None];
        }
        self.project.variants.iter().map(|variant| Some(&variant.id.value)).collect()
    }
}

/// What was read of one file of answers: its content, its allowances, its problems.
type Part = (Option<AnswerFile>, Vec<Allowance>, Sink);

/// What was read of files of answers, for the next time that the same files are read.
#[derive(Debug, Default)]
pub struct Memory {
    answers: BTreeMap<FileId, (Arc<Source>, AnswerFile, Vec<Allowance>)>,
}

impl Memory {
    /// What was read of this file; its places hold only for the same number.
    fn of(&self, file: FileId, source: &Arc<Source>) -> Option<(AnswerFile, Vec<Allowance>)> {
        let (known, answers, allowances) = self.answers.get(&file)?;
        Arc::ptr_eq(known, source).then(|| (answers.clone(), allowances.clone()))
    }

    /// Keeps what was read without a problem: problems have to be reported again.
    fn keep(&mut self, files: &[(FileId, &Arc<Source>)], parts: &[Part]) {
        let mut before = std::mem::take(&mut self.answers);
        for ((file, source), (answers, allowances, problems)) in files.iter().zip(parts) {
            let known = before.remove(file).filter(|(known, ..)| Arc::ptr_eq(known, source));
            let new = || {
                let answers = answers.as_ref().filter(|_| problems.is_empty())?;
                Some((Arc::clone(source), answers.clone(), allowances.clone()))
            };
            if let Some(entry) = known.or_else(new) {
                self.answers.insert(*file, entry);
            }
        }
    }
}

/// Reads and resolves a project. `None` when there is no usable `trust.yaml`;
/// problems elsewhere leave the parts that could be read.
#[must_use]
pub fn compile(sources: &Sources) -> Outcome<Option<Library>> {
    compile_again(sources, None)
}

/// Like [`compile`], without parsing again what the memory holds; keeps there what was parsed.
#[must_use]
pub fn compile_again(sources: &Sources, memory: Option<&mut Memory>) -> Outcome<Option<Library>> {
    let mut sink = Sink::new();
    let mut allowances = Vec::new();
    let forms = Forms::read(sources, &mut sink);
    let project: Option<Project> = read_required(sources, "trust.yaml", &mut allowances, &mut sink);
    let (topics, answers) = read_answers(sources, memory, &mut allowances, &mut sink);
    let facts = read_facts(sources, &mut allowances, &mut sink);
    let attestations: Option<AttestationFile> =
        read_one(sources, "content/attestations.yaml", &mut allowances, &mut sink);
    let documents: Option<DocumentFile> =
        read_one(sources, "content/documents.yaml", &mut allowances, &mut sink);
    let register: Option<SubprocessorFile> =
        read_one(sources, "content/subprocessors.yaml", &mut allowances, &mut sink);
    let lexicon: Option<LexiconFile> =
        read_one(sources, "content/lexicon.yaml", &mut allowances, &mut sink);
    let notices = read_notices(sources, &mut allowances, &mut sink);
    let pages = sources
        .iter()
        .filter(|(_, source)| is_page(&source.path))
        .filter_map(|(file, source)| PageFile::read(file, source, &mut sink))
        .collect();
    let pages = page::joined(pages, &mut sink);
    report_unknown_files(sources, &mut sink);
    if let Some(project) = &project {
        let offered = project.downloads.iter().map(|download| &download.form);
        let named = answers.iter().flat_map(|own| own.answers_to.iter().map(|(form, _)| form));
        forms.prepare(offered.chain(named).map(|form| &form.value));
    }
    let library = project.map(|project| Library {
        project: project.closing_licensed(&forms),
        topics,
        answers,
        facts,
        attestations: attestations.map(|file| file.0).unwrap_or_default(),
        documents: documents.map(|file| file.0).unwrap_or_default(),
        register: register.unwrap_or_default(),
        notices,
        lexicon: lexicon.unwrap_or_default(),
        pages,
        allowances,
        forms,
    });
    if let Some(library) = &library {
        resolve::check(library, sources, &mut sink);
    }
    Outcome { value: library, sink }
}

/// Reads a file that must exist.
fn read_required<T: Decode>(
    sources: &Sources,
    path: &str,
    allowances: &mut Vec<Allowance>,
    sink: &mut Sink,
) -> Option<T> {
    if sources.find(path).is_none() {
        sink.push(
            Diagnostic::without_place("no-project", format!("there is no `{path}` here"))
                .hint("run `trust init`, or name the project's folder with `--project`"),
        );
    }
    read_one(sources, path, allowances, sink)
}

/// Reads a file, if it exists and holds something.
fn read_one<T: Decode>(
    sources: &Sources,
    path: &str,
    allowances: &mut Vec<Allowance>,
    sink: &mut Sink,
) -> Option<T> {
    let (file, source) = sources.find(path)?;
    read_file(file, source, allowances, sink)
}

fn read_file<T: Decode>(
    file: FileId,
    source: &Source,
    allowances: &mut Vec<Allowance>,
    sink: &mut Sink,
) -> Option<T> {
    if !source.is_readable() {
        return None;
    }
    let before = sink.len();
    let document = yaml::parse(file, source.text(), sink);
    allowances.extend(
        document
            .comments
            .iter()
            .filter_map(|comment| Allowance::read(comment, source.text(), sink)),
    );
    if let Some(root) = &document.root {
        T::decode(root, sink)
    } else {
        // What is not YAML has been reported already.
        if sink.len() == before {
            let message = format!("`{}` is empty", source.path);
            sink.push(
                Diagnostic::error("empty-file", message, Span::start_of(file))
                    .hint("write its content, or remove the file"),
            );
        }
        None
    }
}

fn read_facts(sources: &Sources, allowances: &mut Vec<Allowance>, sink: &mut Sink) -> Facts {
    let Some((file, source)) = sources.find("content/facts.yaml") else { return Facts::default() };
    let document = yaml::parse(file, source.text(), sink);
    allowances.extend(
        document
            .comments
            .iter()
            .filter_map(|comment| Allowance::read(comment, source.text(), sink)),
    );
    document.root.map(|root| Facts::read(&root, sink)).unwrap_or_default()
}

/// Reads all answer files, in parallel; the result is in the order of the files.
fn read_answers(
    sources: &Sources,
    memory: Option<&mut Memory>,
    allowances: &mut Vec<Allowance>,
    sink: &mut Sink,
) -> (Vec<Topic>, Vec<Answer>) {
    let files: Vec<_> = sources
        .iter()
        .zip(sources.shared())
        .filter(|((_, source), _)| source.path.starts_with("answers/") && is_yaml(&source.path))
        .map(|((file, _), source)| (file, source))
        .collect();
    let known = memory.as_deref();
    let read = |(file, source): &(FileId, &Arc<Source>)| {
        let (mut own_allowances, mut own_sink) = (Vec::new(), Sink::new());
        if let Some((answers, allowances)) = known.and_then(|known| known.of(*file, source)) {
            return (Some(answers), allowances, own_sink);
        }
        let answers: Option<AnswerFile> =
            read_file(*file, source, &mut own_allowances, &mut own_sink);
        (answers, own_allowances, own_sink)
    };
    let parts: Vec<_> = files.par_iter().map(read).collect();
    if let Some(memory) = memory {
        memory.keep(&files, &parts);
    }
    let (mut topics, mut answers, mut drafted) = (Vec::<Topic>::new(), Vec::new(), Vec::new());
    for (part, own_allowances, own_sink) in parts {
        allowances.extend(own_allowances);
        sink.append(own_sink);
        let Some(part) = part else { continue };
        // Drafts alone move no topic of the portal to another place.
        if !part.answers.is_empty() && part.answers.iter().all(|answer| answer.draft.is_some()) {
            drafted.push(part.topic);
        } else {
            add_topic(&mut topics, part.topic, sink);
        }
        answers.extend(part.answers);
    }
    drafted.into_iter().for_each(|topic| add_topic(&mut topics, topic, sink));
    topics.sort_by_key(|topic| topic.order.unwrap_or(u32::MAX));
    (topics, answers)
}

/// Adds a topic, or agrees with the one of that id.
fn add_topic(topics: &mut Vec<Topic>, topic: Topic, sink: &mut Sink) {
    let Some(known) = topics.iter_mut().find(|known| known.id.value == topic.id.value) else {
        topics.push(topic);
        return;
    };
    if known.title.value != topic.title.value {
        let message = format!("topic `{}` has two titles", topic.id.value);
        sink.push(
            Diagnostic::error("duplicate-id", message, topic.title.span)
                .and(known.title.span, "the other title")
                .hint("use the same title in both files"),
        );
    }
    known.parts.extend(topic.parts);
    known.order = known.order.or(topic.order);
}

fn read_notices(
    sources: &Sources,
    allowances: &mut Vec<Allowance>,
    sink: &mut Sink,
) -> Vec<Notice> {
    let is_notice = |path: &str| path.starts_with("content/notices/") && is_yaml(path);
    let files = sources.iter().filter(|(_, source)| is_notice(&source.path));
    let mut notices: Vec<Notice> =
        files.filter_map(|(file, source)| read_file(file, source, allowances, sink)).collect();
    notices.sort_by(|a, b| {
        (a.announced_on.value, &a.id.value).cmp(&(b.announced_on.value, &b.id.value))
    });
    notices
}

fn is_yaml(path: &str) -> bool {
    path.ends_with(".yaml")
}

fn is_page(path: &str) -> bool {
    path.starts_with("content/pages/") && path.ends_with(".md")
}

/// Reports files that look like ours and would be passed over in silence.
fn report_unknown_files(sources: &Sources, sink: &mut Sink) {
    for (file, source) in sources.iter() {
        let path = source.path.as_str();
        if let Some(hint) = why_unread(path) {
            let message = format!("nothing reads `{path}`");
            sink.push(Diagnostic::error("unknown-file", message, Span::start_of(file)).hint(hint));
        }
    }
}

/// What to do about a file that looks like ours and has not the name of one.
fn why_unread(path: &str) -> Option<String> {
    const KNOWN: [&str; 5] = [
        "content/facts.yaml",
        "content/attestations.yaml",
        "content/documents.yaml",
        "content/subprocessors.yaml",
        "content/lexicon.yaml",
    ];
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())?;
    let (like_yaml, like_page) =
        (matches!(ending.as_str(), "yaml" | "yml"), matches!(ending.as_str(), "md" | "markdown"));
    let at_top = path.starts_with("content/") && path.matches('/').count() == 1;
    let statements = path.starts_with("answers/") || path.starts_with("content/notices/");
    let page = path.starts_with("content/pages/");
    if like_yaml && (statements || at_top) && !is_yaml(path) {
        Some("rename it to end in `.yaml`".to_owned())
    } else if like_page && page && !is_page(path) {
        Some("rename it to end in `.md`".to_owned())
    } else if like_yaml && path.starts_with("content/forms/") && !form::is_form_file(path) {
        Some(
            "a form is `content/forms/<any name>/form.yaml`, with `migrations.yaml` beside it"
                .to_owned(),
        )
    } else if at_top && is_yaml(path) && !KNOWN.contains(&path) {
        Some(did_you_mean(path, KNOWN, || format!("known files: {}", KNOWN.join(", "))))
    } else {
        None
    }
}
