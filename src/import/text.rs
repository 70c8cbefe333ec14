//! Texts of cells as Markdown that means just what the cell says.

use crate::markdown::to_text;
use crate::source::decode::is_forbidden;

/// Where lines of a file are broken, in characters.
const WIDTH: usize = 100;

/// A text on one line, without characters that no file may hold.
#[must_use]
pub(super) fn line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text of several lines as Markdown: paragraphs and lists stay, everything else is words.
#[must_use]
pub(super) fn markdown(text: &str) -> String {
    let mut blocks: Vec<String> = Vec::new();
    let text = clean(text);
    let mut run: Vec<String> = Vec::new();
    let mut is_list = false;
    for line in text.lines().map(self::line).chain([String::new()]) {
        let item = bullet(&line);
        if !run.is_empty() && (line.is_empty() || item.is_some() != is_list) {
            blocks.push(if is_list { list(&run) } else { paragraph(&run) });
            run.clear();
        }
        is_list = item.is_some();
        let words = item.map_or(line.as_str(), |item| item);
        if !words.is_empty() {
            run.push(words.to_owned());
        }
    }
    blocks.join("\n\n")
}

/// The text without characters that no file may hold, with `\n` line ends.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    text.replace('\u{a0}', " ").chars().filter(|c| !is_forbidden(*c)).collect()
}

/// What stands behind the mark of an item.
fn bullet(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(['-', '*', '•', '·', '–', '▪', '◦', '●'])?;
    rest.strip_prefix(' ').map(str::trim).filter(|rest| !rest.is_empty())
}

fn list(items: &[String]) -> String {
    let item = |item: &String| {
        let words = meant(item, |words| {
            to_text(&format!("- {words}")).strip_prefix("• ").is_some_and(|said| said == item)
        });
        format!("- {}", wrapped(&words, "  "))
    };
    items.iter().map(item).collect::<Vec<_>>().join("\n")
}

fn paragraph(lines: &[String]) -> String {
    let line = |line: &String| meant(line, |words| to_text(words) == *line);
    let words: Vec<String> = lines.iter().map(line).collect();
    let wanted = lines.join("\n");
    let joined = |words: &[String]| {
        words.iter().map(|words| wrapped(words, "")).collect::<Vec<_>>().join("\\\n")
    };
    let broken = joined(&words);
    if to_text(&broken) == wanted {
        return broken;
    }
    let escaped: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
    let broken = joined(&escaped);
    if to_text(&broken) == wanted { broken } else { escaped.join("\\\n") }
}

/// The words as they are where they mean themselves, else with every mark escaped.
fn meant(words: &str, says: impl Fn(&str) -> bool) -> String {
    let marks = |c: char| matches!(c, '<' | '{' | '`' | '\\');
    if !words.contains(marks) && !has_entity(words) && says(words) {
        words.to_owned()
    } else {
        escaped(words)
    }
}

/// Whether an ampersand may begin the name of a character: `&amp;`, `&#38;`.
fn has_entity(words: &str) -> bool {
    words.match_indices('&').any(|(at, _)| {
        let behind = words.get(at + 1..).unwrap_or_default();
        behind.starts_with(|c: char| c == '#' || c.is_ascii_alphabetic())
    })
}

/// The text with a backslash before every character that could mean something.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    for (at, c) in text.char_indices() {
        let begins = at == 0 && matches!(c, '-' | '+' | '=' | ':')
            || at == digits && digits > 0 && matches!(c, '.' | ')');
        let marks = matches!(
            c,
            '\\' | '`'
                | '*'
                | '_'
                | '['
                | ']'
                | '<'
                | '>'
                | '#'
                | '~'
                | '|'
                | '{'
                | '!'
                | '^'
                | '$'
        );
        let is_entity = c == '&' && has_entity(text.get(at..).unwrap_or_default());
        if begins || marks || is_entity {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The words on lines of some length, if that leaves their meaning; lines after the first are indented.
fn wrapped(words: &str, indent: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    for word in words.split(' ') {
        let own = word.chars().count();
        // A line that begins with a mark or a number could become a list, a heading or a table.
        let may_begin = word.starts_with(char::is_alphabetic);
        if length > 0 && length + 1 + own > WIDTH && may_begin {
            out.push('\n');
            out.push_str(indent);
            length = 0;
        } else if length > 0 {
            out.push(' ');
            length += 1;
        }
        out.push_str(word);
        length += own;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pieces that Markdown or expressions give a meaning.
    const PIECES: [&str; 44] = [
        "a",
        "Word",
        "b c",
        " ",
        "  ",
        "\n",
        "\n\n",
        "*",
        "**",
        "_",
        "__",
        "`",
        "``",
        "#",
        "##",
        ">",
        "<",
        "<b>",
        "&amp;",
        "&",
        "[",
        "](x)",
        "]",
        "!",
        "|",
        "| - |",
        "---",
        "===",
        "1.",
        "2)",
        "+",
        "- ",
        "• ",
        "~",
        "~~",
        "\\",
        "{{",
        "}}",
        "{%",
        "$",
        "^",
        ":",
        "http://x.example",
        "é",
    ];

    #[test]
    fn texts_mean_themselves() {
        for text in [
            "Plain words, and more: 12 % of it.",
            "# not a heading",
            "> no quote",
            "1. no list",
            "a * b * c, snake_case_name, **bold**",
            "[a](answer:b) <script>alert(1)</script> <https://x.example> &amp; &lt;",
            "{{ facts.a }} {% x %} {{",
            "`code` and \\ back",
            "| a | b |",
            "=====",
            "---",
            "+ plus",
            "~~gone~~ ~x~",
            "Line one\nline two\n\nParagraph",
            "Title\n=====",
            "![x](y) [^1] $x$",
            ": definition",
            "[x]: https://a.example",
        ] {
            let markdown = markdown(text);
            assert_eq!(to_text(&markdown), text, "{markdown}");
            assert!(!markdown.contains("{{"), "{markdown}");
        }
    }

    #[test]
    fn lists_stay_lists_and_long_lines_are_broken() {
        assert_eq!(
            markdown("We use:\n• AES-256\n- TLS *1.3*\n\nEnd"),
            "We use:\n\n- AES-256\n- TLS \\*1.3\\*\n\nEnd"
        );
        let long = "word ".repeat(60);
        let broken = markdown(&long);
        assert!(broken.lines().all(|line| line.chars().count() <= WIDTH), "{broken}");
        assert_eq!(to_text(&broken), long.trim_end());
        assert_eq!(markdown("a\u{200b}b\u{7}\u{a0}c\r\n"), "ab c");
        assert_eq!(markdown(""), "");
    }

    #[test]
    fn any_text_means_itself() {
        let mut seed = 7_u64;
        let mut next = |most: usize| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(seed >> 33).unwrap_or(0) % most
        };
        for _ in 0..20_000 {
            let text: String = (0..=next(14)).map(|_| PIECES[next(PIECES.len())]).collect();
            let markdown = markdown(&text);
            let words = |text: &str| text.replace(['•', '-', '\n', ' '], "");
            assert!(!markdown.contains("{{"), "{text:?}: {markdown:?}");
            let lines = text.lines().map(super::line);
            let said: String =
                lines.map(|line| bullet(&line).unwrap_or(&line).to_owned()).collect();
            assert_eq!(words(&to_text(&markdown)), words(&said), "{text:?}: {markdown:?}");
        }
    }
}
