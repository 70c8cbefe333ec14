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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::compile;
    use crate::source::Sources;

    /// What is read of the file, and what is said of it.
    fn read(text: &str) -> (LexiconFile, Vec<String>) {
        let trust = "organization: {name: Acme, country: DE}\n\
                     contacts: {security: s@acme.example}\n\
                     site: {base_url: https://trust.acme.example, title: T, language: en}\n";
        let files = [("trust.yaml", trust), ("content/lexicon.yaml", text)];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let mut sink = Sink::new();
        let sources = Sources::new(files, &mut sink);
        let outcome = compile(&sources);
        sink.append(outcome.sink);
        let said = sink.into_sorted();
        let said = said.into_iter().map(|own| format!("{}: {}", own.code, own.message));
        (outcome.value.map(|library| library.lexicon).unwrap_or_default(), said.collect())
    }

    #[test]
    fn groups_of_terms_are_read() {
        let (own, said) = read(
            "same: [[Acme Vault, key service]]\ndistinct: [{name: products, terms: [One, Two]}]\n",
        );
        assert_eq!((own.same.len(), own.distinct.len(), said.len()), (1, 1, 0), "{said:?}");
        assert_eq!(own.distinct[0].terms, ["One", "Two"]);
    }

    #[test]
    fn a_group_that_says_nothing_is_told() {
        for (text, said) in [
            ("same: [[One]]\n", "wrong-type: one term alone says nothing"),
            ("same: [[One, '--']]\n", "wrong-type: `--` has neither letter nor digit"),
            ("distinct: [{terms: [a, b]}]\n", "missing-key"),
            ("synonyms: [[a, b]]\n", "unknown-key"),
        ] {
            let (_, found) = read(text);
            assert!(found.iter().any(|found| found.starts_with(said)), "{text}: {found:?}");
        }
    }
}
