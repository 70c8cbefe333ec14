//! Markdown to HTML, plain text and links.
//!
//! The text is data: HTML in it is shown as text, images are refused, and a
//! link leads to `https:`, `mailto:` or a path of the portal, or nowhere.

mod text;

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

pub use text::to_text;

/// How a table begins.
const TABLE: &str = "<table>";
/// How a table begins that scrolls by itself.
const SCROLLING_TABLE: &str =
    "<div class=\"wide\" role=\"region\" aria-label=\"Table\" tabindex=\"0\"><table>";

/// A link as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub destination: String,
    /// Bytes of the text that the whole link takes.
    pub range: Range<usize>,
}

/// Markdown as HTML, for a page with a first heading of its own.
///
/// `resolve` gives the address for a link, or `None` when there is nothing to
/// link to; then the words stay without a link.
#[must_use]
pub fn to_html(markdown: &str, resolve: &dyn Fn(&str) -> Option<String>) -> String {
    to_html_below(markdown, 1, resolve)
}

/// Markdown as HTML whose highest heading stands one level (1 to 6) below `level`.
#[must_use]
pub fn to_html_below(
    markdown: &str,
    level: usize,
    resolve: &dyn Fn(&str) -> Option<String>,
) -> String {
    let events: Vec<Event<'_>> = Parser::new_ext(markdown, options()).collect();
    let highest = events.iter().filter_map(heading).min().unwrap_or(1);
    let mut page = Page { below: level, highest, in_link: false, resolve };
    let mut html = String::with_capacity(markdown.len() * 5 / 4);
    let safe = events.into_iter().filter_map(|event| page.safe(event));
    pulldown_cmark::html::push_html(&mut html, safe);
    if html.contains(TABLE) {
        // A wide table scrolls by itself, also by keyboard. Text never holds the tag: it is escaped.
        html = html.replace(TABLE, SCROLLING_TABLE).replace("</table>", "</table></div>");
    }
    html
}

/// Every link of a text, in its order; images are none.
#[must_use]
pub fn links(markdown: &str) -> Vec<Link> {
    let link = |(event, range): (Event<'_>, Range<usize>)| match event {
        Event::Start(Tag::Link { link_type, dest_url, .. }) => {
            Some(Link { destination: destination(link_type, &dest_url), range })
        }
        _ => None,
    };
    Parser::new_ext(markdown, options()).into_offset_iter().filter_map(link).collect()
}

/// The text with `&`, `<`, `>` and quotes as entities.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A text on one line as Markdown and HTML would show it: what either could
/// take for a sign is written as an entity or behind a backslash.
#[must_use]
pub fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '>' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// Markdown whose HTML is text, as [`to_html`] shows it.
#[must_use]
pub fn without_html(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut copied = 0;
    for (event, range) in Parser::new_ext(markdown, options()).into_offset_iter() {
        if !matches!(event, Event::Html(_) | Event::InlineHtml(_)) || range.start < copied {
            continue;
        }
        out.push_str(markdown.get(copied..range.start).unwrap_or_default());
        out.push_str(&literal(markdown.get(range.clone()).unwrap_or_default()));
        copied = range.end;
    }
    out.push_str(markdown.get(copied..).unwrap_or_default());
    out
}

/// What is read besides the core of Markdown.
fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH
}

/// The address of a link; an autolinked e-mail address gets its scheme.
fn destination(link_type: LinkType, url: &str) -> String {
    if link_type == LinkType::Email { format!("mailto:{url}") } else { url.to_owned() }
}

fn heading(event: &Event<'_>) -> Option<usize> {
    match event {
        Event::Start(Tag::Heading { level, .. }) => Some(number(*level)),
        _ => None,
    }
}

/// The level as a number, 1 to 6.
fn number(level: HeadingLevel) -> usize {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// Where a text stands, and whether a link is open.
struct Page<'r> {
    below: usize,
    highest: usize,
    in_link: bool,
    resolve: &'r dyn Fn(&str) -> Option<String>,
}

impl Page<'_> {
    /// The event as it may be written, or nothing.
    fn safe<'e>(&mut self, event: Event<'e>) -> Option<Event<'e>> {
        match event {
            Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
            Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                let opening = self.opening(&destination(link_type, &dest_url));
                self.in_link = opening.is_some();
                opening.map(html)
            }
            Event::End(TagEnd::Link) => {
                std::mem::take(&mut self.in_link).then(|| html("</a>".to_owned()))
            }
            Event::Start(Tag::Heading { level, .. }) => {
                Some(html(format!("<h{}>", self.shifted(level))))
            }
            Event::End(TagEnd::Heading(level)) => {
                Some(html(format!("</h{}>\n", self.shifted(level))))
            }
            event => Some(event),
        }
    }

    fn shifted(&self, level: HeadingLevel) -> usize {
        (number(level) - self.highest + self.below + 1).min(6)
    }

    /// The opening tag of a link that may be followed.
    fn opening(&self, destination: &str) -> Option<String> {
        let address = (self.resolve)(destination).filter(|address| is_followed(address))?;
        let elsewhere = if address.starts_with("https://") { " rel=\"noopener\"" } else { "" };
        Some(format!("<a href=\"{}\"{elsewhere}>", escaped(&encoded(&address))))
    }
}

fn html<'e>(tag: String) -> Event<'e> {
    Event::InlineHtml(CowStr::from(tag))
}

/// Whether an address is one of those that a text may link to.
fn is_followed(address: &str) -> bool {
    let own = address.starts_with('#')
        || address.starts_with('/') && !address.starts_with("//") && !address.starts_with("/\\");
    let known = own || address.starts_with("https://") || address.starts_with("mailto:");
    known && !address.contains(char::is_control)
}

/// The address without characters that no address has.
fn encoded(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        match c {
            ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html_of(markdown: &str) -> String {
        to_html(markdown, &|link| Some(link.to_owned()))
    }

    #[test]
    fn hostile_texts_are_inert() {
        for hostile in [
            "<script>alert(1)</script>",
            "a <script src=//evil.example></script> b",
            "<img src=x onerror=alert(1)>",
            "<svg/onload=alert(1)>",
            "<svg><script>alert&#40;1&#41;</script>",
            "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
            "<style>*{background:url(https://evil.example)}</style>",
            "<details open ontoggle=alert(1)>",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<!-- --><script>alert(1)</script>",
            "<![CDATA[<script>alert(1)</script>]]>",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](java&#115;cript:alert(1))",
            "[x](&#x6A;avascript:alert(1))",
            "[x](javascript&colon;alert(1))",
            "[x](<java\tscript:alert(1)>)",
            "[x](java&Tab;script:alert(1))",
            "[x](java&NewLine;script:alert(1))",
            "[x](<&#1;javascript:alert(1)>)",
            "[x](< javascript:alert(1)>)",
            "[x](vbscript:msgbox(1))",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "[x](//evil.example)",
            "[x](/\\evil.example)",
            "[x](http://plain.example)",
            "[x][y]\n\n[y]: javascript:alert(1)",
            "<javascript:alert(1)>",
            "![x](javascript:alert(1))",
            "![x\" onerror=\"alert(1)](https://evil.example/x.png)",
            "![a](https://evil.example/x.png \"\\\"><script>alert(1)</script>\")",
            "[x](https://ok.example \"\\\"><script>alert(1)</script>\")",
            "[x](<https://ok.example/\"onmouseover=\"alert(1)>)",
            "[x](<https://ok.example/'><script>alert(1)</script>>)",
            "`<script>alert(1)</script>`",
            "```\"><script>alert(1)</script>\n<script>alert(1)</script>\n```",
            "    <script>alert(1)</script>",
            "| <script>alert(1)</script> |\n| --- |\n| <img src=x onerror=alert(1)> |",
            "# <script>alert(1)</script>",
            "- <script>alert(1)</script>",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
            "[<img src=x onerror=alert(1)>](https://ok.example)",
        ] {
            let html = html_of(hostile);
            assert_only_known_tags(hostile, &html);
        }
    }

    /// Every `<` opens a tag that we write, and no attribute but ours is there.
    fn assert_only_known_tags(markdown: &str, html: &str) {
        for rest in html.split('<').skip(1) {
            let tag = rest.split('>').next().unwrap_or_default();
            let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
            let known = [
                "p", "a", "code", "pre", "table", "thead", "tbody", "tr", "th", "td", "h2", "ul",
                "li", "em", "strong", "div",
            ];
            assert!(known.contains(&name), "{markdown:?} wrote the tag {tag:?}: {html}");
            let attributes = tag.split_once(' ').map_or("", |(_, attributes)| attributes);
            let ours = attributes.is_empty()
                || SCROLLING_TABLE.contains(attributes)
                || attributes.starts_with("class=\"language-") && attributes.ends_with('"')
                || attributes.starts_with("href=\"https://")
                    && attributes.ends_with("rel=\"noopener\"");
            assert!(ours, "{markdown:?} wrote the attributes {attributes:?}");
            let quotes = attributes.matches('"').count();
            assert!(quotes <= 8 && quotes % 2 == 0, "{markdown:?} wrote {attributes:?}");
        }
    }

    #[test]
    fn links_lead_where_they_may() {
        let resolve = |link: &str| match link {
            "answer:known" => Some("/answers/a/known/".to_owned()),
            link if link.starts_with("https:") || link.starts_with("mailto:") => {
                Some(link.to_owned())
            }
            _ => None,
        };
        let of = |markdown: &str| to_html(markdown, &resolve);
        assert_eq!(of("[a](answer:known)"), "<p><a href=\"/answers/a/known/\">a</a></p>\n");
        assert_eq!(of("[a](answer:hidden) b"), "<p>a b</p>\n");
        assert_eq!(
            of("<https://a.example>"),
            "<p><a href=\"https://a.example\" rel=\"noopener\">https://a.example</a></p>\n"
        );
        assert_eq!(of("<a@b.example>"), "<p><a href=\"mailto:a@b.example\">a@b.example</a></p>\n");
        assert_eq!(of("![words](https://a.example/x.png)"), "<p>words</p>\n");
    }

    #[test]
    fn headings_stand_below_the_first_one() {
        assert_eq!(html_of("# a\n\n## b"), "<h2>a</h2>\n<h3>b</h3>\n");
        assert_eq!(html_of("## a\n\n#### b"), "<h2>a</h2>\n<h4>b</h4>\n");
        let below = to_html_below("a\n===\n\n###### b", 4, &|_| None);
        assert_eq!(below, "<h5>a</h5>\n<h6>b</h6>\n");
    }

    #[test]
    fn html_is_shown_as_text() {
        assert_eq!(html_of("<b>a</b>"), "<p>&lt;b&gt;a&lt;/b&gt;</p>\n");
        assert_eq!(html_of("<div>\na\n</div>"), "<p>&lt;div&gt;\na\n&lt;/div&gt;</p>\n");
    }

    #[test]
    fn links_are_found_with_their_places() {
        let text = "a [b](answer:x) <https://y.example> ![i](z.png) [r]\n\n[r]: /r/";
        let found: Vec<_> = links(text)
            .into_iter()
            .map(|link| (link.destination, text[link.range].to_owned()))
            .collect();
        let wanted = [
            ("answer:x", "[b](answer:x)"),
            ("https://y.example", "<https://y.example>"),
            ("/r/", "[r]"),
        ];
        assert_eq!(found, wanted.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }
}
