//! Links of a Markdown text as addresses that a program can follow.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use crate::markdown;
use crate::portal::Edition;
use crate::view::route::{Routes, Target};

/// Makes addresses of the links in Markdown texts of one edition.
pub(crate) struct Links<'e> {
    edition: &'e Edition,
    routes: Routes,
}

impl<'e> Links<'e> {
    /// The links of an edition's portal.
    pub(crate) fn new(edition: &'e Edition) -> Self {
        Self { edition, routes: Routes::of(&edition.view) }
    }

    /// The text with `answer:ID` and paths of the portal as addresses. A link
    /// to what this reader may not see loses its target and keeps its words.
    pub(crate) fn resolved(&self, markdown: &str) -> String {
        if !markdown.contains("](") {
            return markdown.to_owned();
        }
        let mut text = String::with_capacity(markdown.len());
        let mut copied = 0;
        for link in inline_links(markdown) {
            let replacement = match self.routes.resolve(&link.target) {
                Target::Elsewhere(_) => continue,
                Target::Path(path) => format!("[{}]({})", link.words, self.edition.url(&path)),
                Target::Nowhere(_) => link.words.to_owned(),
            };
            text.push_str(markdown.get(copied..link.range.start).unwrap_or_default());
            text.push_str(&replacement);
            copied = link.range.end;
        }
        text.push_str(markdown.get(copied..).unwrap_or_default());
        text
    }

    /// The same where HTML in the text is text, as it is on the pages.
    pub(crate) fn resolved_as_text(&self, markdown: &str) -> String {
        if markdown.contains('<') {
            self.resolved(&markdown::without_html(markdown))
        } else {
            self.resolved(markdown)
        }
    }
}

/// A link written as `[words](target)`.
struct InlineLink<'m> {
    range: Range<usize>,
    words: &'m str,
    target: String,
}

/// Inline links in order; other notations hold addresses only and stay as they are.
fn inline_links(markdown: &str) -> Vec<InlineLink<'_>> {
    let mut links = Vec::new();
    let mut open: Option<(Range<usize>, String, Range<usize>)> = None;
    for (event, range) in Parser::new(markdown).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, .. }) => {
                open =
                    Some((range.clone(), dest_url.to_string(), range.start + 1..range.start + 1));
            }
            Event::End(TagEnd::Link) => {
                if let Some((range, target, words)) = open.take() {
                    let words = markdown.get(words).unwrap_or_default();
                    links.push(InlineLink { range, words, target });
                }
            }
            _ => {
                if let Some((_, _, words)) = &mut open {
                    words.end = words.end.max(range.end);
                }
            }
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_targets_of_links_are_found() {
        let found = |markdown| {
            let links = inline_links(markdown);
            let text = |link: &InlineLink<'_>| {
                (
                    markdown[link.range.clone()].to_owned(),
                    link.words.to_owned(),
                    link.target.clone(),
                )
            };
            links.iter().map(text).collect::<Vec<_>>()
        };
        let all = |whole: &str, words: &str, target: &str| {
            vec![(whole.to_owned(), words.to_owned(), target.to_owned())]
        };
        assert_eq!(found("a [b *c*](answer:d) e"), all("[b *c*](answer:d)", "b *c*", "answer:d"));
        assert_eq!(found("`[b](answer:d)`"), []);
        assert_eq!(found("[b](<answer:d> \"e\")"), all("[b](<answer:d> \"e\")", "b", "answer:d"));
    }
}
