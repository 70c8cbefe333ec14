//! Pages that the project writes itself.

use crate::diag::{Diagnostic, Sink};
use crate::language::Language;
use crate::library::audience::Audience;
use crate::library::id::VariantId;
use crate::library::prose::Prose;
use crate::library::translation::{ByLanguage, no_original};
use crate::source::Source;
use crate::source::decode::{Fields, check_characters};
use crate::source::markdown;
use crate::source::yaml::Node;
use crate::span::{FileId, Span, Spanned};

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
    /// The same in other languages.
    pub translations: ByLanguage<PageText>,
    /// The place of the file.
    pub span: Span,
}

/// A page in another language: `content/pages/<path>.<language>.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageText {
    /// Its title.
    pub title: String,
    /// One sentence about it.
    pub summary: Option<String>,
    /// Its text.
    pub body: Prose,
}

/// What a file of `content/pages` holds.
pub(super) enum PageFile {
    /// An original.
    Page(Page),
    /// A translation of the page at a path.
    Text(String, Spanned<Language>, PageText),
}

impl PageFile {
    /// Reads `content/pages/<path>.md` or `content/pages/<path>.<language>.md`.
    pub(super) fn read(file: FileId, source: &Source, sink: &mut Sink) -> Option<Self> {
        let name = source.path.strip_prefix("content/pages/")?.strip_suffix(".md")?;
        let translated =
            name.rsplit_once('.').and_then(|(path, tag)| Some((path, Language::of_tag(tag)?)));
        match translated {
            None => Page::read(name, file, source, sink).map(Self::Page),
            Some((path, language)) => {
                let text = PageText::read(file, source, sink)?;
                let language = Spanned::new(language, Span::start_of(file));
                Some(Self::Text(path.to_owned(), language, text))
            }
        }
    }
}

/// Adds translations to their originals; one without an original is reported.
pub(super) fn joined(files: Vec<PageFile>, sink: &mut Sink) -> Vec<Page> {
    let (mut pages, mut texts) = (Vec::new(), Vec::new());
    for file in files {
        match file {
            PageFile::Page(page) => pages.push(page),
            PageFile::Text(path, language, text) => texts.push((path, language, text)),
        }
    }
    for (path, language, text) in texts {
        let place = language.span;
        let Some(page) = pages.iter_mut().find(|page: &&mut Page| page.path == path) else {
            let message = format!("there is no page `{path}` to translate");
            sink.push(
                Diagnostic::error("no-original", message, place)
                    .hint(format!("add `content/pages/{path}.md`, or rename this file")),
            );
            continue;
        };
        match (&page.summary, &text.summary) {
            (None, Some(_)) => no_original("summary", place, sink),
            (Some(_), None) => sink.push(
                Diagnostic::error("missing-key", "the translation needs `summary`", place)
                    .hint("the original has one: add `summary: ...` to the front matter"),
            ),
            _ => {}
        }
        page.translations.push(language, text);
    }
    pages
}

impl PageText {
    fn read(file: FileId, source: &Source, sink: &mut Sink) -> Option<Self> {
        let (front, body) = split(file, source, sink)?;
        let mut fields = Fields::new(&front, "a translation of a page", sink)?;
        let (title, summary) = (fields.required("title"), fields.optional("summary"));
        fields.finish();
        Some(Self { title: title?, summary, body })
    }
}

impl Page {
    /// Its text as written, in every language.
    pub fn texts(&self) -> impl Iterator<Item = &Prose> {
        let translated = self.translations.iter().map(|(_, own)| &own.body);
        std::iter::once(&self.body).chain(translated)
    }

    fn read(path: &str, file: FileId, source: &Source, sink: &mut Sink) -> Option<Self> {
        let span = Span::start_of(file);
        if let Some(part) = path.split('/').find(|part| VariantId::new(part).is_err()) {
            let message = format!("`{part}` cannot be a part of a page's address");
            sink.push(
                Diagnostic::error("bad-id", message, span)
                    .hint("rename the file: a-z, 0-9 and `-`"),
            );
            return None;
        }
        let (front, body) = split(file, source, sink)?;
        let mut fields = Fields::new(&front, "a page", sink)?;
        let title = fields.required("title");
        let (summary, order, audience) =
            (fields.optional("summary"), fields.optional("order"), fields.or_default("audience"));
        fields.finish();
        let translations = ByLanguage::default();
        let path = path.to_owned();
        Some(Self { path, title: title?, summary, order, audience, body, translations, span })
    }
}

/// The front matter and the text of a page.
fn split(file: FileId, source: &Source, sink: &mut Sink) -> Option<(Node, Prose)> {
    if !source.is_readable() {
        return None;
    }
    let before = sink.len();
    let page = markdown::parse(file, source.text(), sink)?;
    let Some(front) = page.front.root else {
        // What is not YAML has been reported already.
        if sink.len() == before {
            sink.push(
                Diagnostic::error("missing-key", "a page needs `title`", Span::start_of(file))
                    .hint("add `title: ...` to the front matter"),
            );
        }
        return None;
    };
    check_characters(page.body, page.span, sink)?;
    Some((front, Prose { text: page.body.trim_end().to_owned(), span: page.span }))
}
