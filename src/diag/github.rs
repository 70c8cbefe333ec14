//! Diagnostics as annotations of GitHub Actions ("workflow commands").

use crate::diag::{Diagnostic, Files, position};

/// One workflow command a line.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], files: &dyn Files) -> String {
    diagnostics.iter().map(|diagnostic| one(diagnostic, files)).collect()
}

fn one(diagnostic: &Diagnostic, files: &dyn Files) -> String {
    let place = diagnostic.primary.as_ref().map(|label| {
        let text = files.text(label.span.file);
        let (start, end) = (position(text, label.span.start), position(text, label.span.end));
        let file = property(files.path(label.span.file));
        format!(
            "file={file},line={},endLine={},col={},endColumn={},",
            start.line, end.line, start.column, end.column
        )
    });
    let hint = diagnostic.hint.as_ref().map(|hint| format!("\nhint: {hint}")).unwrap_or_default();
    let message = escaped(&format!("{}{hint}", diagnostic.message));
    format!(
        "::{} {}title={}::{message}\n",
        diagnostic.severity.word(),
        place.unwrap_or_default(),
        property(diagnostic.code)
    )
}

/// The escapes of a message.
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The escapes of a property.
fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}
