//! Diagnostics as annotations of GitHub Actions ("workflow commands").

use crate::diag::{Diagnostic, Files, Positions, plain};

/// One workflow command a line.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], files: &dyn Files) -> String {
    let mut positions = Positions::new(files);
    diagnostics.iter().map(|diagnostic| one(diagnostic, &mut positions)).collect()
}

fn one(diagnostic: &Diagnostic, positions: &mut Positions<'_>) -> String {
    let place = diagnostic.primary.as_ref().map(|label| {
        let (start, end) = positions.of(label.span);
        let file = property(&plain(positions.files().path(label.span.file)));
        format!(
            "file={file},line={},endLine={},col={},endColumn={},",
            start.line, end.line, start.column, end.column
        )
    });
    let hint = diagnostic.hint.as_ref().map(|hint| format!("\nhint: {}", plain(hint)));
    let message = escaped(&format!("{}{}", plain(&diagnostic.message), hint.unwrap_or_default()));
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
