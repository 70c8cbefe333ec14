//! Words of the project's own that questions name: for matching them with answers, never published.

use crate::diag::{Diagnostic, Sink};
use crate::source::decode::{Decode, Fields};
use crate::source::yaml::Node;
use crate::span::{Span, Spanned};

/// `content/lexicon.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LexiconFile {
    /// Groups of terms that mean the same.
    pub same: Vec<Vec<String>>,
    /// Terms of which only one can be meant.
    pub distinct: Vec<Distinct>,
}

/// Terms of which only one can be meant, such as the names of two products.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distinct {
    /// What they are: `products`.
    pub name: String,
    /// The terms.
    pub terms: Vec<String>,
}

impl Decode for LexiconFile {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "lexicon.yaml", sink)?;
        let groups: Vec<Spanned<Vec<Spanned<String>>>> = fields.or_default("same");
        let distinct = fields.or_default("distinct");
        let same = groups
            .into_iter()
            .filter_map(|group| terms(group.value, group.span, fields.sink()))
            .collect();
        fields.finish();
        Some(Self { same, distinct })
    }
}

impl Decode for Distinct {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a list of distinct terms", sink)?;
        let name: Option<String> = fields.required("name");
        let found: Option<Spanned<Vec<Spanned<String>>>> = fields.required("terms");
        let found = found.and_then(|found| terms(found.value, found.span, fields.sink()));
        fields.finish();
        Some(Self { name: name?, terms: found? })
    }
}

/// Two terms at least, and each has a letter or digit.
fn terms(found: Vec<Spanned<String>>, place: Span, sink: &mut Sink) -> Option<Vec<String>> {
    for term in &found {
        if !term.value.contains(char::is_alphanumeric) {
            let message = format!("`{}` has neither letter nor digit", term.value);
            let report = Diagnostic::error("wrong-type", message, term.span);
            sink.push(report.hint("write the term as questions spell it"));
            return None;
        }
    }
    if found.len() < 2 {
        let report = Diagnostic::error("wrong-type", "one term alone says nothing", place);
        sink.push(report.hint("name two terms or more"));
        return None;
    }
    Some(found.into_iter().map(|term| term.value).collect())
}
