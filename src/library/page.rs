//! Pages that the project writes itself.

use crate::diag::{Diagnostic, Sink};
use crate::library::audience::Audience;
use crate::library::id::VariantId;
use crate::library::prose::Prose;
use crate::source::Source;
use crate::source::decode::{Fields, check_characters};
use crate::source::markdown;
use crate::span::{FileId, Span};

/// A page of `content/pages`.
#[derive(Debug, Clone)]
pub struct Page {
    /// Path on the portal without slashes at its ends, as `legal/terms`.
    pub path: String,
    /// Its title.
    pub title: String,
    /// One sentence about it.
    pub summary: Option<String>,
    /// Its place among the pages; smaller comes first.
    pub order: Option<u32>,
    /// Who may read it.
    pub audience: Audience,
    /// Its text.
    pub body: Prose,
    /// The place of the file.
    pub span: Span,
}

impl Page {
    /// Reads `content/pages/<path>.md`.
    pub fn read(file: FileId, source: &Source, sink: &mut Sink) -> Option<Self> {
        let span = Span::start_of(file);
        let path = source.path.strip_prefix("content/pages/")?.strip_suffix(".md")?.to_owned();
        if let Some(part) = path.split('/').find(|part| VariantId::new(part).is_err()) {
            let message = format!("`{part}` cannot be a part of a page's address");
            sink.push(
                Diagnostic::error("bad-id", message, span)
                    .hint("rename the file: a-z, 0-9 and `-`"),
            );
            return None;
        }
        if !source.is_readable() {
            return None;
        }
        let before = sink.len();
        let page = markdown::parse(file, source.text(), sink)?;
        let Some(front) = &page.front.root else {
            // What is not YAML has been reported already.
            if sink.len() == before {
                sink.push(
                    Diagnostic::error("missing-key", "a page needs `title`", span)
                        .hint("add `title: ...` to the front matter"),
                );
            }
            return None;
        };
        let mut fields = Fields::new(front, "a page", sink)?;
        let title = fields.required("title");
        let (summary, order, audience) =
            (fields.optional("summary"), fields.optional("order"), fields.or_default("audience"));
        fields.finish();
        check_characters(page.body, page.span, sink)?;
        let body = Prose { text: page.body.trim_end().to_owned(), span: page.span };
        Some(Self { path, title: title?, summary, order, audience, body, span })
    }
}
