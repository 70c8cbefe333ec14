//! What `trust fill`, `ask` and `impact` promise: nothing above the audience, nothing half written, nothing that a
//! stranger's file could do.

mod hostile;
mod leaks;
mod ledger;
mod whole;

use std::fs;

use crate::project::{Files, Project, files};

/// A small library with an answer that begins like a formula.
pub(crate) const SMALL: &str = r#"//- answers/a.yaml
topic: {id: a, title: A}
owner: security
reviewed: 2026-11-01
audience: public
answers:
  - {id: at-rest, question: Is customer data encrypted at rest?, response: yes, explanation: With AES-256.}
  - {id: backups, question: Are backups tested?, response: no}
  - {id: copies, question: How are copies made?, explanation: Daily.}
"#;

/// Its questions as a table.
pub(crate) const TABLE: &str = "Question,Answer,Comment\nIs customer data encrypted at rest?,,\n\
    Are backups tested?,,\nHow are copies made?,,\nDo you breed unicorns?,,\n";

/// The files beside a questionnaire that begin with this name, but for the questionnaire itself.
pub(crate) fn beside(project: &Project, name: &str) -> Files {
    let (stem, _) = name.rsplit_once('.').unwrap();
    let prefix = format!("{stem}-filled");
    let all = files(project.root()).into_iter();
    all.filter(|(path, _)| path.trim_start_matches('.').starts_with(&prefix)).collect()
}

/// The file, unchanged, and what was written beside it; nothing else may be there.
pub(crate) fn untouched(project: &Project, name: &str, bytes: &[u8]) {
    assert!(fs::read(project.path(name)).unwrap() == bytes, "`{name}` was changed");
}
