//! Texts with their facts filled in, for one reader.

use crate::diag::{Diagnostic, Sink};
use crate::language::Words;
use crate::library::prose::{Prose, evaluate, is_path};
use crate::view::{Scene, register};

/// Fills in texts for one reader and one variant.
pub(super) struct Filler<'s, 'l> {
    scene: &'s Scene<'l>,
    subprocessors: Vec<String>,
}

impl<'s, 'l> Filler<'s, 'l> {
    /// A filler; `{{ subprocessors }}` names those in force for the variant.
    pub(super) fn new(scene: &'s Scene<'l>, variant: Option<&crate::view::VariantId>) -> Self {
        Self { scene, subprocessors: register::names_in_force(scene, variant) }
    }

    /// The text, which is in the language of these words, as Markdown without expressions. What has
    /// no value for this reader is reported and the text stays blank.
    pub(super) fn fill(&self, prose: &Prose, words: &Words, sink: &mut Sink) -> String {
        prose.filled(|source| self.value(source, words)).unwrap_or_else(|(source, reason)| {
            let message = format!("`{source}` has no value: {reason}");
            sink.push(
                Diagnostic::error("bad-expression", message, prose.span)
                    .hint("write `{{ facts.name }}` or `{{ subprocessors }}`"),
            );
            String::new()
        })
    }

    fn value(&self, source: &str, words: &Words) -> Result<String, String> {
        if source == "subprocessors" {
            return Ok(words.list(&self.subprocessors));
        }
        let fact =
            source.strip_prefix("facts.").and_then(|path| self.scene.library.facts.get(path));
        match fact {
            Some(fact) if is_path(source) => Ok(fact.said(words)),
            _ => {
                let facts = self.scene.facts(words.language());
                let subprocessors = words.list(&self.subprocessors);
                let values = minijinja::context! { facts => facts, subprocessors => subprocessors };
                evaluate(source, &values)
            }
        }
    }
}
