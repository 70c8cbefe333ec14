//! Markdown with `{{ expressions }}`: data, never a template.
//!
//! Only `{{ ... }}` means something. What stands between is an expression over
//! `facts` and `subprocessors`: no statement, no loop, no assignment.

use std::sync::LazyLock;

use minijinja::{Environment, UndefinedBehavior};

use crate::diag::Sink;
use crate::source::decode::Decode;
use crate::source::yaml::Node;
use crate::span::Span;

/// The longest expression, in bytes.
const LONGEST: usize = 200;
/// Steps that one expression may take.
const FUEL: u64 = 10_000;
/// The longest text that one expression may give, in bytes.
const LONGEST_RESULT: usize = 20_000;

/// A text as the author wrote it, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prose {
    /// The text, expressions not yet filled in.
    pub text: String,
    /// The place of the scalar, or of a page's body.
    pub span: Span,
}

impl Decode for Prose {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let text = String::decode(node, sink)?;
        Some(Self { text: text.trim_end().to_owned(), span: node.span })
    }
}

/// One stretch of a [`Prose`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment<'t> {
    /// Text as it stands.
    Text(&'t str),
    /// What stands between `{{` and `}}`, trimmed.
    Expression(&'t str),
    /// `{{` without `}}`.
    Unclosed,
}

impl Prose {
    /// The stretches of the text in order.
    #[must_use]
    pub fn segments(&self) -> Vec<Segment<'_>> {
        let mut rest = self.text.as_str();
        let mut segments = Vec::new();
        while let Some((before, after)) = rest.split_once("{{") {
            segments.push(Segment::Text(before));
            let Some((inside, behind)) = split_end(after) else {
                segments.push(Segment::Unclosed);
                return segments;
            };
            segments.push(Segment::Expression(inside.trim()));
            rest = behind;
        }
        segments.push(Segment::Text(rest));
        segments
    }

    /// The text with every expression replaced by what `fill` gives for it;
    /// what cannot be filled in is an error with the expression.
    ///
    /// # Errors
    /// The expression and the reason of the first one that fails.
    pub fn filled(
        &self,
        fill: impl Fn(&str) -> Result<String, String>,
    ) -> Result<String, (&str, String)> {
        if !self.text.contains("{{") {
            return Ok(self.text.clone());
        }
        let mut out = String::with_capacity(self.text.len());
        for segment in self.segments() {
            match segment {
                Segment::Text(text) => out.push_str(text),
                Segment::Expression(source) => {
                    out.push_str(&fill(source).map_err(|reason| (source, reason))?);
                }
                Segment::Unclosed => return Err(("{{", "`{{` is not closed".to_owned())),
            }
        }
        Ok(out)
    }
}

/// Splits at the `}}` that closes an expression, passing over quoted text.
fn split_end(text: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if text.get(at..)?.starts_with("}}") => {
                return Some((text.get(..at)?, text.get(at + 2..)?));
            }
            _ => {}
        }
    }
    None
}

/// The expression language: strict, without loaders, templates or unbounded functions.
static LANGUAGE: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut language = Environment::new();
    language.set_undefined_behavior(UndefinedBehavior::Strict);
    language.set_fuel(Some(FUEL));
    for function in ["range", "debug", "namespace", "dict"] {
        language.remove_global(function);
    }
    language
});

/// The names that an expression reads, as `facts.a.b`.
///
/// # Errors
/// The reason why it is not an expression.
pub fn names(source: &str) -> Result<Vec<String>, String> {
    if is_path(source) {
        return Ok(vec![source.to_owned()]);
    }
    if source.len() > LONGEST {
        return Err(format!("the expression is longer than {LONGEST} characters"));
    }
    if source.contains('*') {
        return Err("`*` is not allowed in an expression".to_owned());
    }
    let expression = LANGUAGE.compile_expression(source).map_err(|error| reason(&error))?;
    let mut names: Vec<String> = expression.undeclared_variables(true).into_iter().collect();
    names.sort();
    Ok(names)
}

/// The text that an expression gives.
///
/// # Errors
/// The reason why it gives none.
pub fn evaluate(source: &str, values: &minijinja::Value) -> Result<String, String> {
    let expression = LANGUAGE.compile_expression(source).map_err(|error| reason(&error))?;
    let value = expression.eval(values).map_err(|error| reason(&error))?;
    if value.is_undefined() || value.is_none() {
        return Err("the expression has no value".to_owned());
    }
    let text = value.to_string();
    if text.len() > LONGEST_RESULT {
        return Err("the expression gives too long a text".to_owned());
    }
    Ok(text)
}

/// Whether an expression is a plain dotted path.
#[must_use]
pub fn is_path(source: &str) -> bool {
    let is_name = |part: &str| {
        part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
    };
    source.split('.').all(is_name)
        && !matches!(
            source,
            "true" | "false" | "none" | "not" | "in" | "is" | "and" | "or" | "if" | "else"
        )
}

/// The engine's reason in one line.
fn reason(error: &minijinja::Error) -> String {
    match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::FileId;

    fn prose(text: &str) -> Prose {
        Prose { text: text.to_owned(), span: Span::start_of(FileId(0)) }
    }

    fn filled(text: &str) -> Result<String, String> {
        let values =
            minijinja::context! { facts => minijinja::context! { a => "A {{ b }}", n => "3" } };
        prose(text).filled(|source| evaluate(source, &values)).map_err(|(_, reason)| reason)
    }

    #[test]
    fn values_are_not_read_again() {
        assert_eq!(filled("x {{ facts.a }} y").as_deref(), Ok("x A {{ b }} y"));
        assert_eq!(filled("{{ '}}' }} {% if x %} {# c #}").as_deref(), Ok("}} {% if x %} {# c #}"));
        assert_eq!(filled("{{ facts.a | lower }}").as_deref(), Ok("a {{ b }}"));
    }

    #[test]
    fn what_is_not_an_expression_is_refused() {
        for bad in [
            "{{ facts.b }}",
            "{{ nope }}",
            "{{ }}",
            "{{ facts.a",
            "{{ range(10) }}",
            "{{ 1 + }}",
            "{{ facts.a() }}",
            "{{ debug() }}",
        ] {
            assert!(filled(bad).is_err(), "{bad}");
        }
        assert!(names("'a' * 100000").is_err());
        assert!(names(&"a ~ ".repeat(100)).is_err());
        assert_eq!(
            names("facts.a.b | upper ~ x"),
            Ok(vec!["facts.a.b".to_owned(), "x".to_owned()])
        );
    }
}
