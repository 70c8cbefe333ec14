//! Allowances: findings that somebody excused, until a day, for a reason.

use crate::date::Date;
use crate::diag::{Diagnostic, Sink};
use crate::source::yaml::Comment;
use crate::span::Span;

/// `# trust: allow RULE until DATE: reason`.
#[derive(Debug, Clone)]
pub struct Allowance {
    /// The rule, as written.
    pub rule: String,
    /// The last day on which it counts.
    pub until: Date,
    /// Why.
    pub reason: String,
    /// What it covers.
    pub covers: Span,
    /// The comment.
    pub span: Span,
}

impl Allowance {
    /// Reads a comment of a file.
    pub fn read(comment: &Comment, text: &str, sink: &mut Sink) -> Option<Self> {
        match parse(&comment.text) {
            Ok((rule, until, reason)) => {
                let covers = if comment.own_line {
                    block_after(comment.span, text)
                } else {
                    line_of(comment.span, text)
                };
                Some(Self {
                    rule: rule.to_owned(),
                    until,
                    reason: reason.to_owned(),
                    covers,
                    span: comment.span,
                })
            }
            Err(reason) => {
                sink.push(
                    Diagnostic::error("bad-allowance", reason, comment.span)
                        .hint("write `# trust: allow RULE until 2026-12-01: the reason`"),
                );
                None
            }
        }
    }

    /// Whether a place lies in what it covers.
    #[must_use]
    pub fn covers(&self, place: Span) -> bool {
        place.file == self.covers.file
            && self.covers.start <= place.start
            && place.start < self.covers.end
    }
}

fn parse(text: &str) -> Result<(&str, Date, &str), String> {
    let rest = text
        .strip_prefix("allow ")
        .ok_or("a comment for the compiler begins with `trust: allow`")?;
    let (rule, rest) =
        rest.trim_start().split_once(" until ").ok_or("an allowance needs `until` and a date")?;
    let (date, reason) = rest.split_once(':').ok_or("an allowance needs a reason after a colon")?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err("an allowance needs a reason after the colon".to_owned());
    }
    Ok((rule.trim(), date.trim().parse()?, reason))
}

/// The block that begins on the first line with content after the comment:
/// that line and all that are indented deeper.
fn block_after(comment: Span, text: &str) -> Span {
    let end = usize::try_from(comment.end).unwrap_or(usize::MAX).min(text.len());
    let mut start = None;
    let mut at = end;
    let mut last = end;
    for line in text.get(end..).unwrap_or_default().split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let content = line.trim();
        if !content.is_empty() && !content.starts_with('#') {
            match start {
                None => start = Some((at, indent)),
                Some((_, outer)) if indent <= outer => break,
                Some(_) => {}
            }
            last = at + line.len();
        }
        at += line.len();
    }
    Span::new(comment.file, start.map_or(end, |(start, _)| start), last)
}

fn line_of(comment: Span, text: &str) -> Span {
    let at = usize::try_from(comment.start).unwrap_or(usize::MAX).min(text.len());
    let start =
        text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    Span::new(comment.file, start, at)
}
