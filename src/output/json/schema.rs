//! JSON Schemas of the JSON files, with their addresses on the portal.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use crate::diag::Sink;
use crate::output::json::answers::Answers;
use crate::output::json::changes::ChangesOut;
use crate::output::json::questionnaire::QuestionnaireOut;
use crate::output::json::register::RegisterOut;
use crate::output::json::report::ReportOut;
use crate::output::json::text;
use crate::output::manifest::Manifest;
use crate::output::put;
use crate::portal::Edition;
use crate::portal::search::Index;
use crate::tree::Tree;

/// Adds all schemas to `/api/`.
pub(super) fn add(edition: &Edition, tree: &mut Tree, sink: &mut Sink) {
    let schemas: [(&str, Schema); 7] = [
        ("answers", written::<Answers>("Answers")),
        ("changes", written::<ChangesOut>("Changes")),
        ("manifest", written::<Manifest>("Manifest")),
        ("questionnaire", written::<QuestionnaireOut>("Questionnaire")),
        ("report", written::<ReportOut>("Report")),
        ("search", written::<Index>("Search")),
        ("subprocessors", written::<RegisterOut>("Sub-processors")),
    ];
    for (name, schema) in schemas {
        put_as(edition, name, schema, tree, sink);
    }
}

/// Adds one schema as `/api/<name>.schema.json`.
pub(crate) fn put_as(
    edition: &Edition,
    name: &str,
    mut schema: Schema,
    tree: &mut Tree,
    sink: &mut Sink,
) {
    let path = format!("api/{name}.schema.json");
    schema.insert("$id".to_owned(), edition.url(&format!("/{path}")).into());
    put(tree, &path, text(&schema), sink);
}

/// The schema of a file as it is written: an optional field is there, and may be null.
pub(crate) fn written<T: JsonSchema>(title: &str) -> Schema {
    titled::<T>(title, SchemaSettings::draft2020_12().for_serialize())
}

fn titled<T: JsonSchema>(title: &str, settings: SchemaSettings) -> Schema {
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    schema
}
