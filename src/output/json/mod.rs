//! The same content as the pages for programs, and the JSON Schemas of these files.

mod answers;
mod changes;
mod questionnaire;
mod register;
mod report;
pub(crate) mod schema;

use serde::Serialize;

use crate::diag::Sink;
use crate::output::theme::Theme;
use crate::output::{Output, put};
use crate::portal::Edition;
use crate::tree::Tree;

pub(crate) use crate::output::json::report::word as cargo_word;

/// This output.
pub const OUTPUT: Output = Output {
    name: "json",
    about: "Answers, questionnaires with reports, the register of sub-processors and changes as JSON, each with its JSON Schema.",
    emit,
};

fn emit(edition: &Edition, _theme: &Theme, tree: &mut Tree, sink: &mut Sink) {
    put(tree, "api/answers.json", answers::text(edition), sink);
    put(tree, "subprocessors/subprocessors.json", text(&register::of(edition)), sink);
    put(tree, "changes/changes.json", text(&changes::of(edition)), sink);
    for (offer, questionnaire) in edition.open_questionnaires() {
        let path = offer.file(questionnaire, "json");
        let file = questionnaire::of(edition, offer, questionnaire);
        put(tree, path.trim_start_matches('/'), text(&file), sink);
        let path = offer.report(questionnaire, "json");
        let file = report::of(edition, offer, questionnaire);
        put(tree, path.trim_start_matches('/'), text(&file), sink);
    }
    schema::add(edition, tree, sink);
}

/// A value as JSON, indented, with a line end behind it.
pub(crate) fn text(value: &impl Serialize) -> String {
    // Only a map with keys other than text could fail, and there is none.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// A value as JSON on one line, with a line end behind it: where there are
/// thousands, blanks would be a quarter of the file.
fn compact(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string(value).unwrap_or_default();
    text.push('\n');
    text
}

/// What every file says about itself.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct Head {
    /// Address of the schema of this file.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// Version of this format; fields may be added without a new one.
    pub version: u32,
    /// Who publishes.
    pub organization: Publisher,
    /// Address of the portal.
    pub site: String,
    /// Who may read it: `public` or `nda`.
    pub audience: &'static str,
    /// The day that the file speaks of.
    pub as_of: String,
    /// Short hash of the commit; absent outside Git.
    pub commit: Option<String>,
    /// Whether files differed from the commit.
    pub dirty: bool,
}

/// Who publishes.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct Publisher {
    /// The short name.
    pub name: String,
    /// The name in contracts.
    pub legal_name: Option<String>,
    /// Code of the country where it is established (ISO 3166-1).
    pub country: Option<String>,
}

impl Head {
    /// The head of a file; `schema` is the file name of its schema in `/api/`.
    fn new(edition: &Edition, schema: &str) -> Self {
        let organization = &edition.view.organization;
        Self {
            schema: edition.url(&format!("/api/{schema}")),
            version: 1,
            organization: Publisher {
                name: organization.name.clone(),
                legal_name: organization.legal_name.clone(),
                country: organization.country.map(|country| country.code().to_owned()),
            },
            site: edition.url("/"),
            audience: edition.view.reader.audience.word(),
            as_of: edition.view.reader.date.to_string(),
            commit: edition.provenance.commit.clone(),
            dirty: edition.provenance.dirty,
        }
    }
}
