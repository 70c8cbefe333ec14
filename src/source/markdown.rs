//! Front matter and body of a Markdown file.

use crate::diag::{Diagnostic, Sink};
use crate::source::yaml::{self, Document};
use crate::span::{FileId, Span};

/// A Markdown file with YAML between two lines of `---` at its start.
#[derive(Debug, Clone)]
pub struct Page<'t> {
    /// The front matter.
    pub front: Document,
    /// What follows it.
    pub body: &'t str,
    /// The place of the body.
    pub span: Span,
}

/// Splits a file into front matter and body.
pub fn parse<'t>(file: FileId, text: &'t str, sink: &mut Sink) -> Option<Page<'t>> {
    let Some((yaml, body)) = split(text) else {
        sink.push(
            Diagnostic::error(
                "no-front-matter",
                "the page has no front matter",
                Span::start_of(file),
            )
            .hint("begin the file with `---`, a line `title: ...`, and `---`"),
        );
        return None;
    };
    let front = yaml::parse_at(file, yaml, 4, sink);
    let start = text.len() - body.len();
    Some(Page { front, body, span: Span::new(file, start, text.len()) })
}

/// The text between the two marks and the text behind them.
fn split(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("---\n")?;
    if let Some(body) = rest.strip_prefix("---\n") {
        return Some(("", body));
    }
    if let Some(end) = rest.find("\n---\n") {
        return Some((rest.get(..=end)?, rest.get(end + 5..)?));
    }
    rest.strip_suffix("\n---").map(|yaml| (yaml, ""))
}
