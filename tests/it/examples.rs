//! The table of `examples/README.md`: everything on the two reference pages has a home.

use trust::diag::Sink;
use trust::library::{self, Library};
use trust::source::Sources;
use trust::source::decode::Fields;
use trust::source::yaml::{self, Node};
use trust::span::FileId;
use trust::view::{AnswerId, Audience, EvidenceId, SubprocessorId};

use crate::rendering::project_files;

/// Sections of the table, the project of each, and how many questions its reference page asks.
const SECTIONS: [(&str, &str, usize); 2] =
    [("Vireo", "examples/vireo", 15), ("Tessera", "examples/tessera", 28)];

/// What a project states, and its `trust.yaml` as written.
struct Example {
    library: Library,
    settings: Node,
}

impl Example {
    fn read(folder: &str) -> Self {
        let sources = Sources::new(project_files(folder), &mut Sink::new());
        let outcome = library::compile(&sources);
        assert_eq!(outcome.sink.as_slice(), [], "{folder}");
        let (_, source) = sources.find("trust.yaml").unwrap();
        let settings = yaml::parse(FileId(0), source.text(), &mut Sink::new()).root.unwrap();
        Self { library: outcome.value.unwrap(), settings }
    }

    /// Whether a home of the table exists, and is public where it has an audience.
    fn has(&self, home: &str) -> bool {
        let library = &self.library;
        let Some((kind, name)) = home.split_once(':') else {
            return AnswerId::new(home)
                .ok()
                .and_then(|id| library.answer(&id))
                .is_some_and(|answer| answer.audience == Audience::Public);
        };
        match kind {
            "fact" => library.facts.get(name).is_some(),
            "document" => EvidenceId::new(name).is_ok_and(|id| library.document(&id).is_some()),
            "attestation" => {
                EvidenceId::new(name).is_ok_and(|id| library.attestation(&id).is_some())
            }
            "subprocessor" => {
                SubprocessorId::new(name).is_ok_and(|id| library.subprocessor(&id).is_some())
            }
            "notice" => library.notices.iter().any(|notice| notice.id.value.as_str() == name),
            "page" => library.pages.iter().any(|page| page.path == name),
            "trust.yaml" => has_key(&self.settings, name),
            _ => false,
        }
    }
}

/// Whether a mapping has a dotted path of keys.
fn has_key(node: &Node, path: &str) -> bool {
    let (first, rest) =
        path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let key: &'static str = Box::leak(first.to_owned().into_boxed_str());
    let mut sink = Sink::new();
    let found = Fields::new(node, "a mapping", &mut sink).and_then(|mut fields| fields.node(key));
    found.is_some_and(|inner| rest.is_none_or(|rest| has_key(inner, rest)))
}

/// Rows of a section: what the page says, and its home.
fn rows<'t>(text: &'t str, section: &str) -> Vec<(&'t str, &'t str)> {
    let (_, rest) = text.split_once(&format!("\n## {section}\n")).unwrap();
    let own = rest.split("\n## ").next().unwrap();
    let row = |line: &'t str| {
        let cells: Vec<&str> = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ").collect();
        let home = cells.get(1)?.split('`').nth(1)?;
        Some((*cells.first()?, home))
    };
    own.lines().filter_map(row).collect()
}

#[test]
fn every_row_of_the_table_has_its_home() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/README.md"))
        .unwrap();
    let mut wrong = Vec::new();
    for (section, folder, questions) in SECTIONS {
        let example = Example::read(folder);
        let rows = rows(&text, section);
        let answers = rows.iter().filter(|(_, home)| !home.contains(':')).count();
        assert!(
            answers >= questions,
            "{section}: {answers} rows name an answer, the page asks {questions} questions"
        );
        wrong.extend(
            rows.iter()
                .filter(|(_, home)| !example.has(home))
                .map(|(what, home)| format!("{section}: `{home}` ({what})")),
        );
    }
    assert!(wrong.is_empty(), "no such home, or not public:\n{}", wrong.join("\n"));
}
