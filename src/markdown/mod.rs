//! Markdown as plain text.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// The text of a Markdown source without its marks: paragraphs stand apart
/// by a blank line, entries of lists begin with a bullet.
#[must_use]
pub fn to_text(markdown: &str) -> String {
    let mut text = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Text(part) | Event::Code(part) | Event::Html(part) | Event::InlineHtml(part) => {
                text.push_str(&part);
            }
            Event::SoftBreak => text.push(' '),
            Event::HardBreak | Event::End(TagEnd::Item) => begin_line(&mut text),
            Event::Start(Tag::Item) => {
                begin_line(&mut text);
                text.push_str("• ");
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::List(_)) => {
                begin_line(&mut text);
                text.push('\n');
            }
            _ => {}
        }
    }
    text.trim().to_owned()
}

/// Ends the line, unless a new one has begun.
fn begin_line(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}
