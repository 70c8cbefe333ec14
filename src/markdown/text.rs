//! Markdown as plain text, for spreadsheets, mails and the search.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// Markdown as plain text.
///
/// Paragraphs are separated by a blank line, items of a list stand on lines
/// of their own behind `• ` or their number, cells of a table are separated
/// by ` | `. A link to `https:` is written `text (address)`; of other links
/// the words stay.
#[must_use]
pub fn to_text(markdown: &str) -> String {
    let mut writer = Writer::default();
    for event in Parser::new_ext(markdown, crate::markdown::options()) {
        writer.take(event);
    }
    writer.text.truncate(writer.text.trim_end().len());
    writer.text
}

/// The text so far and what is open.
#[derive(Default)]
struct Writer {
    text: String,
    /// The next number of each open list; `None` for bullets.
    lists: Vec<Option<u64>>,
    /// Where the words of the open link begin, and its address.
    link: Option<(usize, String)>,
    first_cell: bool,
}

impl Writer {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.open(tag),
            Event::End(tag) => self.close(tag),
            Event::Text(text)
            | Event::Code(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.text.push_str(&text),
            Event::SoftBreak => self.text.push(' '),
            Event::HardBreak => self.text.push('\n'),
            Event::Rule => self.blank_line(),
            Event::TaskListMarker(_) => {}
        }
    }

    fn open(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::List(start) => {
                if self.lists.is_empty() {
                    self.blank_line();
                }
                self.lists.push(start);
            }
            Tag::Item => {
                self.new_line();
                self.text.push_str(&"  ".repeat(self.lists.len().saturating_sub(1)));
                let marker = match self.lists.last_mut() {
                    Some(Some(next)) => {
                        let marker = format!("{next}. ");
                        *next += 1;
                        marker
                    }
                    _ => "• ".to_owned(),
                };
                self.text.push_str(&marker);
            }
            Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock
                if self.lists.is_empty() =>
            {
                self.blank_line();
            }
            Tag::Table(_) => self.blank_line(),
            Tag::TableHead | Tag::TableRow => {
                self.new_line();
                self.first_cell = true;
            }
            Tag::TableCell if !std::mem::take(&mut self.first_cell) => self.text.push_str(" | "),
            Tag::Link { dest_url, .. } => self.link = Some((self.text.len(), dest_url.to_string())),
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Link => self.close_link(),
            TagEnd::Paragraph | TagEnd::Heading(_) if !self.lists.is_empty() => self.new_line(),
            _ => {}
        }
    }

    fn close_link(&mut self) {
        let Some((start, address)) = self.link.take() else { return };
        let is_said = self.text.get(start..) == Some(address.as_str());
        if address.starts_with("https://") && !is_said {
            self.text.push_str(&format!(" ({address})"));
        }
    }

    fn new_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn blank_line(&mut self) {
        self.text.truncate(self.text.trim_end().len());
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::to_text;

    #[test]
    fn text_is_plain() {
        for (markdown, text) in [
            ("a\nb\n\nc", "a b\n\nc"),
            ("a **b** `c` ~~d~~", "a b c d"),
            ("a\n\n- b\n- c\n  - d\n\ne", "a\n\n• b\n• c\n  • d\n\ne"),
            ("3. a\n4. b", "3. a\n4. b"),
            ("- a\n\n- b", "• a\n• b"),
            ("## a\n\nb", "a\n\nb"),
            ("[a](https://b.example)", "a (https://b.example)"),
            ("<https://b.example>", "https://b.example"),
            ("[a](answer:b) ![c](d.png)", "a c"),
            ("<b>a</b> &amp; b", "<b>a</b> & b"),
            ("| a | b |\n| --- | --- |\n| c | d |", "a | b\nc | d"),
            ("a\n\n```\nb\n  c\n```\n\nd", "a\n\nb\n  c\n\nd"),
            ("", ""),
        ] {
            assert_eq!(to_text(markdown), text, "{markdown:?}");
        }
    }
}
