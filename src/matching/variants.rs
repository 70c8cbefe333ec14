//! Whether a question is about another variant than the customer's.

use crate::matching::weights::Weights;
use crate::questionnaire::words::tokens;
use crate::view::{Variant, VariantId};

/// What a question may call the variants that the customer does not use.
#[derive(Debug, Clone, Default)]
pub(super) struct Others {
    others: Vec<Other>,
}

#[derive(Debug, Clone)]
struct Other {
    name: String,
    /// Rows of words, each of which means this variant and no other one.
    called: Vec<Vec<String>>,
}

impl Others {
    /// All variants but the chosen one; where none is chosen, none is another.
    pub(super) fn new(variants: &[Variant], chosen: Option<&VariantId>, weights: &Weights) -> Self {
        let chosen = variants.iter().find(|variant| Some(&variant.id.value) == chosen);
        let Some(chosen) = chosen else { return Self::default() };
        let own = called(chosen, weights);
        let others = variants.iter().filter(|variant| variant.id.value != chosen.id.value);
        let others = others.map(|variant| {
            let called = called(variant, weights);
            let called = called.into_iter().filter(|row| !own.contains(row)).collect();
            Other { name: variant.name.clone(), called }
        });
        Self { others: others.collect() }
    }

    /// The name of another variant that a question is about.
    pub(super) fn named_in(&self, text: &str) -> Option<&str> {
        if self.others.is_empty() {
            return None;
        }
        let words = tokens(text);
        let is_meant = |other: &&Other| {
            other.called.iter().any(|row| match row.as_slice() {
                // A name of one word may be an ordinary word, too.
                [_] => text
                    .split_whitespace()
                    .skip(1)
                    .any(|word| word.trim_matches(|c: char| !c.is_alphanumeric()) == other.name),
                row => words.windows(row.len()).any(|window| window == row),
            })
        };
        self.others.iter().find(is_meant).map(|other| other.name.as_str())
    }
}

/// Rows of words that mean a variant: its name, its id, and pairs of words of its summary.
fn called(variant: &Variant, weights: &Weights) -> Vec<Vec<String>> {
    let mut called = vec![tokens(&variant.name)];
    let id = tokens(variant.id.value.as_str());
    if id.len() > 1 {
        called.push(id);
    }
    let summary = tokens(variant.summary.as_deref().unwrap_or_default());
    let says = |word: &String| weights.of(&crate::matching::stem::stem(word)) != Some(0);
    for pair in summary.windows(2) {
        if pair.iter().all(says) && pair.iter().any(|word| word.len() > 4) {
            called.push(pair.to_vec());
        }
    }
    called
}
