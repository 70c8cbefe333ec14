//! Where everything stands on the portal: the one place that makes paths.

use std::collections::BTreeSet;

use crate::library::id::{AnswerId, EvidenceId, NoticeId, SubprocessorId, TopicId};
use crate::view::View;

/// The overview.
pub const HOME: &str = "/";
/// All topics.
pub const ANSWERS: &str = "/answers/";
/// Attestations and the roadmap.
pub const COMPLIANCE: &str = "/compliance/";
/// Documents.
pub const DOCUMENTS: &str = "/documents/";
/// What changed.
pub const CHANGES: &str = "/changes/";
/// The search, and a list of everything.
pub const SEARCH: &str = "/search/";
/// The register.
pub const SUBPROCESSORS: &str = "/subprocessors/";
/// The register as the annex of a contract.
pub const ANNEX: &str = "/subprocessors/annex/";

/// `security.txt`, where the project configures it.
pub const SECURITY_TXT: &str = "/.well-known/security.txt";
/// Files that stand on every portal and that a text may link to, besides the pages.
pub const FILES: [&str; 19] = [
    "/api/answers.json",
    "/api/answers.schema.json",
    "/api/changes.schema.json",
    "/api/manifest.schema.json",
    "/api/questionnaire.schema.json",
    "/api/report.schema.json",
    "/api/search.schema.json",
    "/api/subprocessors.schema.json",
    "/changes/changes.json",
    "/changes/feed.json",
    "/changes/feed.xml",
    "/llms.txt",
    "/manifest.json",
    "/subprocessors/calendar.ics",
    "/subprocessors/feed.json",
    "/subprocessors/feed.xml",
    "/subprocessors/notices.csv",
    "/subprocessors/subprocessors.csv",
    "/subprocessors/subprocessors.json",
];

/// A topic.
#[must_use]
pub fn topic(id: &TopicId) -> String {
    format!("/answers/{id}/")
}

/// An answer's permalink.
#[must_use]
pub fn answer(topic: &TopicId, id: &AnswerId) -> String {
    format!("/answers/{topic}/{id}/")
}

/// An attestation, on the compliance page.
#[must_use]
pub fn attestation(id: &EvidenceId) -> String {
    format!("/compliance/#{id}")
}

/// A document, in the list of documents.
#[must_use]
pub fn document(id: &EvidenceId) -> String {
    format!("/documents/#{id}")
}

/// The page of a document that is published as text.
#[must_use]
pub fn document_text(id: &EvidenceId) -> String {
    format!("/documents/{id}/")
}

/// The file of a document.
#[must_use]
pub fn document_file(id: &EvidenceId, name: &str) -> String {
    format!("/documents/{id}/{name}")
}

/// An entry of the register.
#[must_use]
pub fn subprocessor(id: &SubprocessorId) -> String {
    format!("/subprocessors/#{id}")
}

/// A notice's permalink.
#[must_use]
pub fn notice(id: &NoticeId) -> String {
    format!("/subprocessors/notices/{}/", id.slug())
}

/// A page of the project's own, or the folder of a questionnaire.
#[must_use]
pub fn folder(path: &str) -> String {
    format!("/{path}/")
}

/// Where a link of a text leads on this view's portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A path of the portal.
    Path(String),
    /// An address elsewhere, as written.
    Elsewhere(String),
    /// Nothing that this reader may see; the link as written.
    Nowhere(String),
}

/// The paths of a view and the names that links may use.
#[derive(Debug, Clone)]
pub struct Routes {
    paths: BTreeSet<String>,
    names: std::collections::BTreeMap<String, String>,
}

impl Routes {
    /// Everything that stands on the portal of a view.
    #[must_use]
    pub fn of(view: &View) -> Self {
        let mut routes = Self { paths: BTreeSet::new(), names: std::collections::BTreeMap::new() };
        for path in [HOME, ANSWERS, COMPLIANCE, DOCUMENTS, SEARCH, SUBPROCESSORS, ANNEX, CHANGES] {
            routes.paths.insert(path.to_owned());
        }
        let security = view.security_txt.as_ref().map(|_| SECURITY_TXT);
        routes.paths.extend(FILES.into_iter().chain(security).map(str::to_owned));
        view.topics
            .iter()
            .for_each(|known| routes.add(format!("topic:{}", known.id), topic(&known.id)));
        view.answers
            .iter()
            .for_each(|known| routes.add(format!("answer:{}", known.id), known.path()));
        view.attestations.iter().for_each(|known| {
            routes.add(format!("attestation:{}", known.id), attestation(&known.id));
        });
        view.documents
            .iter()
            .for_each(|known| routes.add(format!("document:{}", known.id), document(&known.id)));
        view.subprocessors.iter().for_each(|known| {
            routes.add(format!("subprocessor:{}", known.id), subprocessor(&known.id));
        });
        view.notices
            .iter()
            .for_each(|known| routes.add(format!("notice:{}", known.id), notice(&known.id)));
        view.pages
            .iter()
            .for_each(|known| routes.add(format!("page:{}", known.path), folder(&known.path)));
        view.downloads.iter().for_each(|known| {
            routes.add(format!("form:{}", known.form.reference), folder(&known.path));
        });
        routes
    }

    fn add(&mut self, name: String, path: String) {
        self.paths.insert(path.clone());
        self.names.insert(name, path);
    }

    /// Where a link leads.
    #[must_use]
    pub fn resolve(&self, link: &str) -> Target {
        if link.starts_with("https://") || link.starts_with("mailto:") {
            return Target::Elsewhere(link.to_owned());
        }
        if let Some(path) = self.names.get(link) {
            return Target::Path(path.clone());
        }
        let path = link.split_once('#').map_or(link, |(path, _)| path);
        let known = self.paths.contains(link)
            || self.paths.contains(path) && path.starts_with('/') && !link.contains('#');
        if known { Target::Path(link.to_owned()) } else { Target::Nowhere(link.to_owned()) }
    }

    /// Every name that a link may use, for suggestions.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }
}
