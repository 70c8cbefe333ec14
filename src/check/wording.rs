//! Numbers and lists as messages say them, and the part of a text that they look at.

use crate::language::{Language, Words};

/// `1 day`, `41 days`.
pub(super) fn days(count: i32) -> String {
    format!("{count} day{}", if count == 1 { "" } else { "s" })
}

/// `a`, `a` and `b`: names in backticks.
pub(super) fn quoted<S: AsRef<str>>(names: &[S]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    joined(&names)
}

/// Items as messages list them: `a, b and c`.
pub(super) fn joined<S: AsRef<str>>(items: &[S]) -> String {
    Words::of(Language::En).list(items)
}

/// The text on one line, cut after some forty characters.
pub(super) fn short(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= 40 { line } else { line.chars().take(40).chain(['…']).collect() }
}

/// The text up to the first full stop that ends a sentence, or to a blank line.
pub(super) fn first_sentence(text: &str) -> &str {
    let ends = [". ", ".\n", "\n\n"].into_iter().filter_map(|end| text.find(end)).min();
    ends.and_then(|end| text.get(..end)).unwrap_or(text)
}
