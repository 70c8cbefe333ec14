//! Diagnostics for code scanning: SARIF 2.1.0 (OASIS, 27 March 2020).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::diag::reading::explain;
use crate::diag::{Diagnostic, Files, Label, Positions};

/// All diagnostics as one SARIF log.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], files: &dyn Files) -> String {
    let codes: BTreeSet<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(code)).collect();
    let mut positions = Positions::new(files);
    let results: Vec<Value> =
        diagnostics.iter().map(|diagnostic| result(diagnostic, &mut positions)).collect();
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "trust", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

/// What a code stands for; errors of reading bring their text, rules have pages.
fn rule(code: &str) -> Value {
    match explain(code) {
        Some(text) => json!({ "id": code, "shortDescription": { "text": text } }),
        None => json!({ "id": code }),
    }
}

fn result(diagnostic: &Diagnostic, positions: &mut Positions<'_>) -> Value {
    let hint = diagnostic.hint.as_ref().map(|hint| format!("\nHint: {hint}")).unwrap_or_default();
    let mut result = json!({
        "ruleId": diagnostic.code,
        "level": diagnostic.severity.word(),
        "message": { "text": format!("{}{hint}", diagnostic.message) },
        "locations": diagnostic.primary.iter().map(|label| location(label, positions)).collect::<Vec<_>>(),
    });
    if let (false, Some(result)) = (diagnostic.secondary.is_empty(), result.as_object_mut()) {
        let related: Vec<Value> =
            diagnostic.secondary.iter().map(|label| location(label, positions)).collect();
        result.insert("relatedLocations".to_owned(), Value::Array(related));
    }
    result
}

fn location(label: &Label, positions: &mut Positions<'_>) -> Value {
    let (start, end) = positions.of(label.span);
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(positions.files().path(label.span.file)) },
            "region": { "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column },
        },
    });
    if let (false, Some(location)) = (label.text.is_empty(), location.as_object_mut()) {
        location.insert("message".to_owned(), json!({ "text": label.text }));
    }
    location
}

/// A path as a relative URI (RFC 3986, section 4.2).
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
