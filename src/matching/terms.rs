//! The terms of a text: what it names, whether it is in the negative, what it asks for, its numbers and parts.

use std::collections::{BTreeMap, BTreeSet};

use crate::matching::lexicon::{Lexicon, Member};
use crate::matching::numbers::{Quantity, quantities};
use crate::matching::parts;
use crate::matching::reading::{Token, read};

/// What a text names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Terms {
    /// Every term, with whether the clause around its first affirmed mention, else its first, is in the negative.
    pub(super) named: BTreeMap<std::sync::Arc<Member>, bool>,
    /// How often the text says no.
    pub(super) negations: usize,
    pub(super) quantities: Vec<Quantity>,
    /// Stems of the words that say something, without words of negation.
    pub(super) content: BTreeSet<String>,
    /// Questions that stand in the text, when there are several.
    pub(super) parts: Vec<String>,
}

impl Terms {
    /// Reads the terms of a text.
    pub(super) fn of(text: &str, lexicon: &Lexicon) -> Self {
        let tokens = read(text);
        let mentions = lexicon.mentions(&tokens);
        let mut clauses: BTreeMap<usize, usize> = BTreeMap::new();
        let mut is_negator = vec![false; tokens.len()];
        for mention in mentions.iter().filter(|mention| mention.member.family.name == "negation") {
            if let Some(token) = tokens.get(mention.start) {
                *clauses.entry(token.clause).or_default() += 1;
            }
            is_negator.iter_mut().take(mention.end).skip(mention.start).for_each(|is| *is = true);
        }
        let mut named: BTreeMap<std::sync::Arc<Member>, bool> = BTreeMap::new();
        for mention in &mentions {
            let clause = tokens.get(mention.start).map_or(0, |token| token.clause);
            let is_negated = clauses.get(&clause).is_some_and(|count| count % 2 == 1);
            let known = named.entry(std::sync::Arc::clone(&mention.member)).or_insert(is_negated);
            *known = *known && is_negated;
        }
        let content = content(&tokens, &is_negator);
        Self {
            named,
            negations: clauses.values().sum(),
            quantities: quantities(&tokens, &mentions),
            content,
            parts: parts::parts(text),
        }
    }

    /// Ids of what is named, for a ranking by meaning: each once, with a weight from 1 to 3.
    pub(super) fn concepts(&self) -> Vec<(&str, u32)> {
        let weight = |member: &Member| match () {
            () if matches!(member.family.name.as_str(), "negation" | "ask" | "quantifier") => 0,
            () if member.family.is_exclusive => 3,
            () if member.family.is_soft => 1,
            () => 2,
        };
        let weighed = self.named.keys().map(|member| (member.id.as_str(), weight(member)));
        weighed.filter(|(_, weight)| *weight > 0).collect()
    }

    /// The members of a family that are named.
    pub(super) fn of_family<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Member> {
        self.named.keys().map(AsRef::as_ref).filter(move |member| member.family.name == name)
    }

    /// Whether a member with this id is named.
    pub(super) fn has(&self, id: &str) -> bool {
        self.named.keys().any(|member| member.id == id)
    }
}

fn content(tokens: &[Token], is_negator: &[bool]) -> BTreeSet<String> {
    let says = |(token, is_negator): (&Token, &bool)| {
        (!is_negator && !SILENT.contains(&token.plain.as_str())).then(|| token.stem.clone())
    };
    tokens.iter().zip(is_negator).filter_map(says).collect()
}

/// Words that say nothing of what a question is about.
const SILENT: [&str; 62] = [
    "a",
    "an",
    "the",
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "being",
    "do",
    "does",
    "did",
    "have",
    "has",
    "had",
    "you",
    "your",
    "we",
    "our",
    "us",
    "it",
    "its",
    "their",
    "they",
    "this",
    "that",
    "these",
    "those",
    "there",
    "of",
    "in",
    "on",
    "at",
    "to",
    "for",
    "by",
    "with",
    "from",
    "as",
    "and",
    "or",
    "can",
    "will",
    "would",
    "may",
    "any",
    "company",
    "organization",
    "organisation",
    "please",
    "confirm",
    "which",
    "who",
    "what",
    "how",
    "when",
    "where",
    "if",
    "whether",
    "so",
    "also",
];
