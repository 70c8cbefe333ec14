//! JSON Schemas of the JSON files, with their addresses on the portal.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::Serialize;

use crate::diag::Sink;
use crate::output::json::answers::Answers;
use crate::output::json::questionnaire::QuestionnaireOut;
use crate::output::json::register::RegisterOut;
use crate::output::json::text;
use crate::output::manifest::Manifest;
use crate::output::put;
use crate::portal::Edition;
use crate::tree::Tree;

/// What the search of the portal reads: `search.json`.
#[derive(Debug, Serialize, JsonSchema)]
struct Search {
    /// Address of the schema of this file.
    #[serde(rename = "$schema")]
    schema: Option<String>,
    /// Version of this format.
    version: u32,
    /// What can be found.
    entries: Vec<SearchEntry>,
}

/// One thing that can be found.
#[derive(Debug, Serialize, JsonSchema)]
struct SearchEntry {
    /// What it is: `answer`, `page`, `document` ...
    kind: String,
    /// Its title.
    title: String,
    /// Its path on the portal.
    path: String,
    /// What it says, as plain text.
    text: Option<String>,
    /// Ids of form questions that it answers.
    ids: Option<Vec<String>>,
}

/// Adds all schemas to `/api/`.
pub(super) fn add(edition: &Edition, tree: &mut Tree, sink: &mut Sink) {
    let schemas: [(&str, Schema); 5] = [
        ("answers", written::<Answers>("Answers")),
        ("manifest", written::<Manifest>("Manifest")),
        ("questionnaire", written::<QuestionnaireOut>("Questionnaire")),
        ("search", read::<Search>("Search")),
        ("subprocessors", written::<RegisterOut>("Sub-processors")),
    ];
    for (name, mut schema) in schemas {
        let path = format!("api/{name}.schema.json");
        schema.insert("$id".to_owned(), edition.url(&format!("/{path}")).into());
        put(tree, &path, text(&schema), sink);
    }
}

/// The schema of a file as it is written: an optional field is there, and may be null.
fn written<T: JsonSchema>(title: &str) -> Schema {
    titled::<T>(title, SchemaSettings::draft2020_12().for_serialize())
}

/// The schema of a file as it is read: an optional field may be absent.
fn read<T: JsonSchema>(title: &str) -> Schema {
    titled::<T>(title, SchemaSettings::draft2020_12().for_deserialize())
}

fn titled<T: JsonSchema>(title: &str, settings: SchemaSettings) -> Schema {
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    schema
}
