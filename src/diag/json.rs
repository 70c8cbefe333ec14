//! Diagnostics for programs: one JSON document. The shape is a contract; `version` counts its changes.

use serde_json::{Value, json};

use crate::diag::{Diagnostic, Files, Label, Origin, Positions, Summary};

/// The version of the shape.
pub const VERSION: u32 = 1;

/// All diagnostics and their counts as one JSON document.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], files: &dyn Files) -> String {
    let summary = Summary::of(diagnostics);
    let mut positions = Positions::new(files);
    let all: Vec<Value> =
        diagnostics.iter().map(|diagnostic| one(diagnostic, &mut positions)).collect();
    let document = json!({
        "version": VERSION,
        "summary": { "errors": summary.errors, "warnings": summary.warnings },
        "diagnostics": all,
    });
    format!("{document:#}\n")
}

fn one(diagnostic: &Diagnostic, positions: &mut Positions<'_>) -> Value {
    json!({
        "code": diagnostic.code,
        "kind": match diagnostic.origin { Origin::Reading => "reading", Origin::Rule => "rule" },
        "severity": diagnostic.severity.word(),
        "message": diagnostic.message,
        "place": diagnostic.primary.as_ref().map(|label| place(label, positions)),
        "related": diagnostic.secondary.iter().map(|label| place(label, positions)).collect::<Vec<_>>(),
        "hint": diagnostic.hint,
    })
}

fn place(label: &Label, positions: &mut Positions<'_>) -> Value {
    let (start, end) = positions.of(label.span);
    json!({
        "file": positions.files().path(label.span.file),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "label": (!label.text.is_empty()).then_some(&label.text),
    })
}
