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
    /// Standards with a year, each with the years: `27001` with `2022`.
    pub(super) editions: BTreeMap<String, BTreeSet<String>>,
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
    /// Only as one of several, joined with `or`.
    pub(super) is_choice: bool,
}

impl Terms {
    /// Reads the terms of a text.
    pub(super) fn of(text: &str, lexicon: &Lexicon) -> Self {
        let mut tokens = read(text);
        address(&mut tokens);
        let mentions = lexicon.mentions(&tokens);
        let is_told = told(&tokens);
        let mut clauses: BTreeMap<usize, usize> = BTreeMap::new();
        let mut is_negator = vec![false; tokens.len()];
        for mention in mentions.iter().filter(|mention| mention.member.family.name == "negation") {
            if let Some(token) = tokens.get(mention.start).filter(|own| !is_told(own)) {
                *clauses.entry(token.clause).or_default() += 1;
            }
            is_negator.iter_mut().take(mention.end).skip(mention.start).for_each(|is| *is = true);
        }
        let mut named: BTreeMap<Arc<Member>, Named> = BTreeMap::new();
        for mention in &mentions {
            let clause = tokens.get(mention.start).map_or(0, |token| token.clause);
            let is_negated = clauses.get(&clause).is_some_and(|count| count % 2 == 1);
            let here = Named {
                is_negated,
                is_added: is_added(mention, &tokens),
                is_choice: is_choice(mention, &mentions, &tokens),
            };
            let known = named.entry(Arc::clone(&mention.member)).or_insert(here);
            known.is_negated = known.is_negated && here.is_negated;
            known.is_added = known.is_added && here.is_added;
            known.is_choice = known.is_choice && here.is_choice;
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
            editions: editions(&tokens),
            has_rich_parts,
            parts,
        }
    }

    /// Ids of what is named, for a ranking by meaning: each once, with a weight from 1 to 3.
    pub(super) fn concepts(&self) -> Vec<(&str, u32)> {
        let weight = |member: &Member| match () {
            () if matches!(member.family.name.as_str(), "negation" | "ask" | "quantifier") => 0,
            () if member.family.is_exclusive => 3,
            () if member.family.is_soft() => 1,
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

/// Makes `the supplier`, as tenders speak of who is asked, the `you` of other questions, and of `tell us whether` no
/// question about who tells whom.
pub(super) fn address(tokens: &mut [Token]) {
    for at in 0..tokens.len() {
        let plain = |at: Option<usize>| {
            at.and_then(|at| tokens.get(at)).map_or("", |token| token.plain.as_str())
        };
        let before = plain(at.checked_sub(1));
        let is_asked = ASKED.contains(&plain(Some(at)))
            && matches!(before, "the" | "does" | "shall" | "must" | "will" | "that" | "")
            && !OF_ASKED.contains(&plain(Some(at + 1)));
        let is_courtesy = matches!(plain(Some(at)), "tell" | "inform" | "advise" | "show")
            && plain(Some(at + 1)) == "us"
            && TOLD.contains(&plain(Some(at + 2)));
        let other = if is_courtesy { "say" } else { "you" };
        if let Some(token) = tokens.get_mut(at).filter(|_| is_asked || is_courtesy) {
            other.clone_into(&mut token.plain);
            other.clone_into(&mut token.stem);
            token.is_capital = false;
        }
    }
}

/// Whether a word stands in a sentence in which the customer tells of themselves before they ask: `We do not use
/// Windows. Do you support Linux?`
pub(super) fn told(tokens: &[Token]) -> impl Fn(&Token) -> bool {
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let last = tokens.last().map_or(0, |token| token.sentence);
    let mut known = None;
    for token in tokens {
        if known == Some(token.sentence) {
            continue;
        }
        known = Some(token.sentence);
        let is_ours = matches!(token.plain.as_str(), "we" | "our" | "i" | "my" | "legal" | "as");
        let asks = tokens.iter().filter(|own| own.sentence == last).count() > 3;
        if is_ours && token.sentence < last && asks {
            told.insert(token.sentence);
        }
    }
    move |token| told.contains(&token.sentence)
}

/// Whether the term and another one of its family are joined with `or`, so that one of them is enough.
fn is_choice(mention: &Mention, mentions: &[Mention], tokens: &[Token]) -> bool {
    let family = &mention.member.family;
    let is_or = |at: usize| tokens.get(at).is_some_and(|token| token.plain == "or");
    !family.is_exclusive
        && mentions.iter().any(|other| {
            let is_next = other.start == mention.end + 1 && is_or(mention.end);
            let is_last = mention.start == other.end + 1 && is_or(other.end);
            other.member.family == *family && other.member != mention.member && (is_next || is_last)
        })
}

fn is_rich(part: &str, lexicon: &Lexicon) -> bool {
    let mentions = lexicon.mentions(&read(part));
    mentions.iter().any(|mention| {
        let family = &mention.member.family;
        !family.is_soft()
            && !family.is_subject()
            && !matches!(family.name.as_str(), "ask" | "negation" | "quantifier")
    })
}

/// Names of products, companies and versions: capitals where no sentence begins. A text in title case has none, and
/// what stands after `such as` is an example.
fn names(tokens: &[Token], mentions: &[Mention], lexicon: &Lexicon) -> BTreeMap<String, String> {
    let mut is_free = vec![true; tokens.len()];
    // What a long pattern skips is not known by it.
    let is_known =
        |m: &&Mention| !m.member.family.is_soft() && (m.is_whole || m.end - m.start <= 3);
    for mention in mentions.iter().filter(is_known) {
        is_free.iter_mut().take(mention.end).skip(mention.start).for_each(|is| *is = false);
    }
    let long = tokens.iter().filter(|token| token.plain.len() > 3).count();
    let begins = |at: usize| {
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        before.is_none_or(|before| tokens.get(at).is_some_and(|own| own.clause != before.clause))
    };
    // What begins a sentence has a capital anyhow.
    let is_large = |(at, token): &(usize, &Token)| token.is_capital && !begins(*at);
    let capitals = tokens.iter().enumerate().filter(is_large).count();
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
        let is_free = is_free.get(at).copied().unwrap_or_default();
        let is_name = token.is_capital && !begins(at)
            || token.is_acronym && !SILENT.contains(&token.plain.as_str());
        if !is_name || !is_free || example == Some(token.sentence) {
            continue;
        }
        let is_ordinary = ORDINARY.split(' ').any(|word| word == token.plain);
        if !is_ordinary && !lexicon.is_familiar(&token.stem) {
            names.insert(token.stem.clone(), token.plain.clone());
        }
    }
    names
}

fn editions(tokens: &[Token]) -> BTreeMap<String, BTreeSet<String>> {
    let mut editions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for token in tokens {
        if let Some(year) = &token.edition {
            editions.entry(token.plain.clone()).or_default().insert(year.clone());
        }
    }
    editions
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

/// Who is asked, as tenders put it.
const ASKED: [&str; 7] =
    ["supplier", "vendor", "provider", "contractor", "processor", "bidder", "tenderer"];

/// Words of what is to be told.
const TOLD: [&str; 9] = ["whether", "if", "which", "what", "how", "who", "where", "when", "about"];

/// Words after which somebody else is meant: `the vendor list`.
const OF_ASKED: [&str; 17] = [
    "management",
    "risk",
    "risks",
    "assessment",
    "assessments",
    "register",
    "policy",
    "list",
    "of",
    "chain",
    "relationship",
    "relationships",
    "inventory",
    "contracts",
    "selection",
    "who",
    "which",
];

/// Words that are written with a capital without being a name of anything.
const ORDINARY: &str = "\
    agreement aka annex april august authority bidder board buyer cd cfr ci client company confidential contract \
    contractor controller csc csp csv customer cve cves cvss data db december devops english faq february friday hr http \
    iaas ict id ids information internet ip it it's january json july june kdf kev kpi management march may member \
    monday na nb no november october officer ok os paas part pc pdf personal poc policy processor provider ps regulation \
    rest rfc rfi rfp saas section security september service services software sop subject subpart supplier system \
    systems tenderer top trust tsc url vendor \
    vm vms yes";

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
