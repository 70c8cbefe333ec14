//! What the program makes of a project on a day: what customers see, and what is said to its authors.

use std::collections::BTreeMap;
use std::sync::Arc;

use trust::check::witness::{Commit, Record, Recorded, Sight, State, Witness};
use trust::check::{self, Context};
use trust::date::Date;
use trust::diag::{Files as _, Severity, Sink};
use trust::library::{self, Library};
use trust::questionnaire::opened::Opened;
use trust::register::Register;
use trust::source::Sources;
use trust::view::{self, Audience, Reader, View, VisibleNotice, VisibleSubprocessor};

use super::model::Project;

/// Keys on which customers judge an entry, with what they read there.
pub type Values = BTreeMap<&'static str, String>;

/// The register as customers see it on a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    pub in_force: BTreeMap<String, Values>,
    pub upcoming: BTreeMap<String, Values>,
    pub former: BTreeMap<String, Values>,
    pub notices: BTreeMap<String, Notice>,
}

/// A notice as customers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub kind: String,
    pub subject: Vec<String>,
    pub replaces: Option<String>,
    pub announced: Date,
    pub effective: Date,
    pub objection: Option<Date>,
    /// Key and value after the change, as [`Values`] have it.
    pub changes: BTreeMap<String, String>,
    pub supersedes: Option<String>,
    /// Whether it was withdrawn, or another has taken its place.
    pub has_ended: bool,
    /// What the page says that it does to the register.
    pub effect: String,
    pub state: &'static str,
    pub is_postponed: bool,
}

/// A project that was read.
pub struct Compiled {
    pub sources: Sources,
    pub library: Library,
    sink: Sink,
}

/// Reads a project.
pub fn compile(project: &Project) -> Compiled {
    compile_files(project.files())
}

/// Reads the files of a project.
pub fn compile_files(files: BTreeMap<String, String>) -> Compiled {
    let mut sink = Sink::new();
    let sources =
        Sources::new(files.into_iter().map(|(path, text)| (path, text.into_bytes())), &mut sink);
    let outcome = library::compile(&sources);
    sink.append(outcome.sink);
    Compiled { sources, library: outcome.value.unwrap(), sink }
}

impl Compiled {
    fn view(&self, audience: Audience, date: Date, sink: &mut Sink) -> View {
        let language = self.library.project.site.language;
        let reader = Reader { audience, variant: None, date, language };
        view::open(&self.library, &|_| None, reader, sink)
    }

    /// Everything that everybody may read about the register on a day.
    pub fn public_text(&self, day: Date) -> String {
        format!("{:?}", Register::of(&self.view(Audience::Public, day, &mut Sink::new())))
    }

    /// What readers see on a day.
    pub fn seen(&self, audience: Audience, day: Date) -> Seen {
        let register = Register::of(&self.view(audience, day, &mut Sink::new()));
        let list = |entries: &[VisibleSubprocessor]| {
            entries.iter().map(|entry| (entry.id.to_string(), values(entry))).collect()
        };
        let notice = |dated: &trust::register::DatedNotice| {
            (dated.notice.id.to_string(), Notice::of(&dated.notice, dated.state.word()))
        };
        Seen {
            in_force: list(&register.in_force),
            upcoming: list(&register.upcoming),
            former: list(&register.former),
            notices: register.history.iter().map(notice).collect(),
        }
    }

    /// What is said about the project on a day, given what Git saw: severity, rule and message.
    pub fn said(&self, day: Date, witness: &Witness) -> Vec<(Severity, String, String)> {
        let mut sink = Sink::new();
        let public = self.view(Audience::Public, day, &mut sink);
        let nda = self.view(Audience::Nda, day, &mut sink);
        let context = Context {
            library: &self.library,
            sources: &self.sources,
            public: &public,
            nda: &nda,
            errors: self.sink.as_slice(),
            workbooks: &Opened::default(),
            witness,
            is_shallow: false,
            date: day,
        };
        let findings = check::run(&context);
        let all = self.sink.as_slice().iter().chain(&findings);
        all.map(|one| (one.severity, one.code.to_string(), one.message.clone())).collect()
    }

    /// The state that a commit of this project leaves to the witness.
    pub fn state(&self, day: Date, number: usize) -> State {
        let mut notices = BTreeMap::new();
        for notice in &self.library.notices {
            let path = self.sources.path(notice.id.span.file).into();
            let record = Arc::new(Record { line: 1, notice: notice.clone() });
            notices.insert(notice.id.value.clone(), Recorded { path, record });
        }
        State {
            commit: Commit { name: format!("{number:012x}"), written: day, committed: day },
            register: Some(Arc::new(self.library.register.clone())),
            notices: Arc::new(notices),
            policy: Some(Arc::new(self.library.project.notices.clone())),
        }
    }
}

/// What Git saw when these were its commits, and these those of branches that were merged.
pub fn witness(states: &[State], branches: &[State]) -> Witness {
    let mut witness =
        Witness { sight: Sight::Whole, states: states.to_vec(), ..Witness::default() };
    for state in states.iter().chain(branches) {
        for recorded in state.notices.values() {
            witness.saw(&recorded.record.notice, &state.commit);
        }
    }
    witness
}

impl Notice {
    fn of(notice: &VisibleNotice, state: &'static str) -> Self {
        let id = |own: &view::NoticeId| own.to_string();
        Self {
            kind: notice.kind.word().to_owned(),
            subject: notice.subject.iter().map(|(id, _)| id.to_string()).collect(),
            replaces: notice.replaces.as_ref().map(|(id, _)| id.to_string()),
            announced: notice.announced_on,
            effective: notice.effective_on,
            objection: notice.objection_until,
            changes: notice
                .changes
                .iter()
                .map(|delta| (delta.field.key().to_owned(), value(&delta.to)))
                .collect(),
            supersedes: notice.supersedes.as_ref().map(id),
            has_ended: notice.withdrawn_on.is_some() || notice.superseded_by.is_some(),
            effect: notice.effect.word().to_owned(),
            state,
            is_postponed: !notice.postponed_by.is_empty(),
        }
    }
}

fn value(value: &view::VisibleValue) -> String {
    use view::VisibleValue::{Categories, Countries, Flag, Places, Texts, Transfers, Variants};
    match value {
        Texts(texts) => texts.join(", "),
        Flag(flag) => flag.to_string(),
        Countries(countries) => joined(countries),
        Places(places) => self::places(places),
        Categories(categories) => joined(categories.iter().map(|own| &own.id)),
        Transfers(transfers) => joined(transfers),
        Variants(ids) => joined(ids),
    }
}

fn values(entry: &VisibleSubprocessor) -> Values {
    let values = [
        ("legal_name", entry.legal_name.clone()),
        ("country", entry.country.to_string()),
        ("purpose", entry.purpose.clone()),
        ("data_categories", joined(entry.data_categories.iter().map(|own| &own.id))),
        ("processing_locations", places(&entry.processing_locations)),
        ("remote_access_from", joined(&entry.remote_access_from)),
        ("transfer", joined(&entry.transfer)),
    ];
    values.into()
}

fn places(places: &[(view::Country, Option<String>)]) -> String {
    joined(places.iter().map(|(country, region)| {
        format!("{country} {}", region.as_deref().unwrap_or_default()).trim().to_owned()
    }))
}

/// In an order of its own: the order of a list says nothing.
fn joined<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    let mut items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    items.sort();
    items.join(", ")
}
