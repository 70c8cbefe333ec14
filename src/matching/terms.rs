//! The terms of a text: what it names, whether it is in the negative, what it asks for, its numbers and parts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::matching::lexicon::{Lexicon, Member, Mention};
use crate::matching::numbers::{Quantity, quantities};
use crate::matching::parts;
use crate::matching::reading::{Token, read};

/// What a text names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Terms {
    /// Every term, and how it is named.
    pub(super) named: BTreeMap<Arc<Member>, Named>,
    /// How often the text says no.
    pub(super) negations: usize,
    pub(super) quantities: Vec<Quantity>,
    /// Stems of the words that say something, without words of negation.
    pub(super) content: BTreeSet<String>,
    /// Proper names that the lexicon does not know: by their stems, as the text spells them.
    pub(super) names: BTreeMap<String, String>,
    /// Questions that stand in the text, when there are several.
    pub(super) parts: Vec<String>,
    /// Whether each of the parts names a term, so that none of them can go unanswered unseen.
    pub(super) has_rich_parts: bool,
}

/// How a text names a term.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// Only in clauses that say no.
    pub(super) is_negated: bool,
    /// Only beside something else: `and backups`, `backups included`.
    pub(super) is_added: bool,
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
        let mut named: BTreeMap<Arc<Member>, Named> = BTreeMap::new();
        for mention in &mentions {
            let clause = tokens.get(mention.start).map_or(0, |token| token.clause);
            let is_negated = clauses.get(&clause).is_some_and(|count| count % 2 == 1);
            let here = Named { is_negated, is_added: is_added(mention, &tokens) };
            let known = named.entry(Arc::clone(&mention.member)).or_insert(here);
            known.is_negated = known.is_negated && here.is_negated;
            known.is_added = known.is_added && here.is_added;
        }
        let content = content(&tokens, &is_negator);
        let parts = parts::parts(text);
        let has_rich_parts = parts.iter().all(|part| is_rich(part, lexicon));
        Self {
            named,
            negations: clauses.values().sum(),
            quantities: quantities(&tokens, &mentions),
            content,
            names: names(&tokens, &mentions, lexicon),
            has_rich_parts,
            parts,
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

fn is_rich(part: &str, lexicon: &Lexicon) -> bool {
    let mentions = lexicon.mentions(&read(part));
    mentions.iter().any(|mention| {
        let family = &mention.member.family;
        !family.is_soft
            && !family.is_subject
            && !matches!(family.name.as_str(), "ask" | "negation" | "quantifier")
    })
}

/// Names of products, companies and versions: capitals where no sentence begins. A text in title case has none, and
/// what stands after `such as` is an example.
fn names(tokens: &[Token], mentions: &[Mention], lexicon: &Lexicon) -> BTreeMap<String, String> {
    let mut is_free = vec![true; tokens.len()];
    // What a long pattern skips is not known by it.
    let is_known = |m: &&Mention| !m.member.family.is_soft && m.end - m.start <= 3;
    for mention in mentions.iter().filter(is_known) {
        is_free.iter_mut().take(mention.end).skip(mention.start).for_each(|is| *is = false);
    }
    let long = tokens.iter().filter(|token| token.plain.len() > 3).count();
    let capitals = tokens.iter().filter(|token| token.is_capital).count();
    // All in capitals: a heading, in which nothing stands out.
    let is_plain = |token: &Token| !token.is_capital && !token.is_acronym && token.plain.len() > 3;
    if capitals * 2 > long || !tokens.iter().any(is_plain) {
        return BTreeMap::new();
    }
    let mut names = BTreeMap::new();
    let mut example = None;
    for (at, token) in tokens.iter().enumerate() {
        if matches!(
            token.plain.as_str(),
            "e" | "g" | "like" | "such" | "eg" | "example" | "including"
        ) {
            example = Some(token.sentence);
        }
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        let begins = before.is_none_or(|before| before.clause != token.clause);
        let is_known =
            ORDINARY.split(' ').any(|word| word == token.plain) || lexicon.is_familiar(&token.stem);
        let is_free = is_free.get(at).copied().unwrap_or_default();
        let is_example = example == Some(token.sentence);
        let is_name = token.is_capital && !begins
            || token.is_acronym && !SILENT.contains(&token.plain.as_str());
        if is_name && is_free && !is_known && !is_example {
            names.insert(token.stem.clone(), token.plain.clone());
        }
    }
    names
}

fn is_added(mention: &Mention, tokens: &[Token]) -> bool {
    let word = |at: Option<usize>| {
        at.and_then(|at| tokens.get(at)).map_or("", |token| token.plain.as_str())
    };
    let before = word(mention.start.checked_sub(1));
    let after = word(Some(mention.end));
    matches!(before, "and" | "or" | "including" | "plus")
        || matches!(after, "included" | "includes" | "alike")
}

fn content(tokens: &[Token], is_negator: &[bool]) -> BTreeSet<String> {
    let says = |(token, is_negator): (&Token, &bool)| {
        (!is_negator && !SILENT.contains(&token.plain.as_str())).then(|| token.stem.clone())
    };
    tokens.iter().zip(is_negator).filter_map(says).collect()
}

/// Words that are written with a capital without being a name of anything.
const ORDINARY: &str = "\
    agreement aka annex april august authority bidder board buyer cd ci client company confidential contract \
    contractor controller csc csv customer cve cves data db december devops english faq february friday hr http \
    iaas ict id ids information internet ip it it's january json july june kpi management march may member monday \
    na nb november october officer ok os paas pc pdf personal policy processor provider ps rfp saas section \
    security september service services software sop subject supplier system systems top trust tsc ui url vendor \
    vm vms";

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
