//! What is known of the field's language: terms, families of terms of which only one can be meant, words that mean the same.
//! The data is in `matching/lexicon/*.txt`; a project adds its own terms.
//!
//! A file has families, `[name] flags`, and their members, one a line:
//! `id "label" < broader = pattern | pattern`. A pattern is a row of words, compared by their stems: `a/b` is one or
//! the other, `a?` may be missing, `a!` is that very form, `#` is any number, `..` up to four words, `...` up to eight. A member named `-` is
//! named by nobody: it keeps its words from meaning another member. What is said of a member holds of a broader one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::matching::reading::{Token, number_word, read, stem};
use crate::view::notes::{Distinct, OwnWords};

/// Terms and words.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// Numbers of stems and of very forms, so that words are compared as numbers; 0 is no word of a pattern.
    words: BTreeMap<String, u32>,
    /// Patterns by the stem of their first word: its number is the index.
    rules: Vec<Vec<Rule>>,
    /// Patterns by the very form of their first word.
    forms: Vec<Vec<Rule>>,
    /// Words of patterns as they are written, each once, in the order of the files.
    spelt: Vec<String>,
    /// Patterns that begin with any number.
    numbers: Vec<Rule>,
    /// Stems of names that need no mention: of the company and its service.
    familiar: BTreeSet<String>,
}

/// Terms of which one asks after one another.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Family {
    pub(super) name: String,
    /// Only one member can be meant: another one in the answer's question is another question.
    pub(super) is_exclusive: bool,
    /// An answer whose question names a member is about less than a question that names none.
    pub(super) narrows: bool,
    /// Only what the answer's own question says counts, not its explanation.
    pub(super) is_strict: bool,
    /// What its members are for.
    kind: Kind,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// What is named.
    #[default]
    Thing,
    /// Who does something, or whose it is.
    Subject,
    /// They say what a text is about, and never speak against an answer.
    Soft,
}

impl Family {
    /// Whether its members are who does something, or whose it is.
    pub(super) fn is_subject(&self) -> bool {
        self.kind == Kind::Subject
    }

    /// Whether its members never speak against an answer.
    pub(super) fn is_soft(&self) -> bool {
        self.kind == Kind::Soft
    }
}

/// A term.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Member {
    pub(super) id: String,
    /// As people are told.
    pub(super) label: String,
    pub(super) family: Arc<Family>,
    /// Ids of broader members: what is said of this one holds of them.
    pub(super) broader: BTreeSet<String>,
    /// What a text means that names no member of the family.
    pub(super) is_default: bool,
}

/// Where a text names a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    pub(super) member: Arc<Member>,
    /// Index of its first word.
    pub(super) start: usize,
    /// Index after its last word.
    pub(super) end: usize,
    /// Whether a number is part of the term, as in `SOC 2`.
    pub(super) has_number: bool,
    /// Whether every word from start to end belongs to the term.
    pub(super) is_whole: bool,
}

#[derive(Debug, Clone)]
struct Rule {
    member: Arc<Member>,
    pattern: Arc<[Step]>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Words {
        any_of: Vec<Form>,
        is_optional: bool,
    },
    /// Up to so many words.
    Gap(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Stem(u32),
    Exactly(u32),
    Number,
    /// A number that is written out in the pattern: its stem.
    Digits(u32),
}

/// A word of a text, as patterns see it.
#[derive(Debug, Clone, Copy)]
struct Seen {
    stem: u32,
    plain: u32,
    is_number: bool,
    sentence: usize,
}

/// Words that `..` may skip, and `...`.
const GAPS: [usize; 2] = [4, 8];

const FILES: [&str; 5] = [
    include_str!("lexicon/language.txt"),
    include_str!("lexicon/assurance.txt"),
    include_str!("lexicon/access.txt"),
    include_str!("lexicon/data.txt"),
    include_str!("lexicon/operations.txt"),
];

impl Lexicon {
    /// The program's own.
    #[must_use]
    pub fn builtin() -> Self {
        let mut lexicon = Self::default();
        let mut known = HashMap::new();
        for file in FILES {
            // A line that cannot be read is found by the tests, and no reason to stop here.
            let _ = lexicon.add(file, &mut known);
        }
        lexicon
    }

    /// With a project's own words.
    #[must_use]
    pub fn with(mut self, own: &OwnWords) -> Self {
        for (at, terms) in own.lexicon.same.iter().enumerate() {
            self.add_same(terms, at);
        }
        for distinct in &own.lexicon.distinct {
            self.add_distinct(distinct);
        }
        own.familiar.iter().for_each(|name| self.know(name));
        self
    }

    /// Terms that mean the same: what the program knows already, if it knows one of them, else a term of its own.
    fn add_same(&mut self, terms: &[String], at: usize) {
        let known = terms.iter().find_map(|term| {
            let tokens = read(term);
            let mentions = self.mentions(&tokens);
            let whole = |mention: &&Mention| mention.start == 0 && mention.end == tokens.len();
            mentions.iter().find(whole).map(|mention| Arc::clone(&mention.member))
        });
        let member = known.unwrap_or_else(|| {
            let name = format!("own-{at}");
            let family = Arc::new(Family { name: name.clone(), ..Family::default() });
            let label = terms.first().cloned().unwrap_or_default();
            let broader = BTreeSet::new();
            Arc::new(Member { id: name, label, family, broader, is_default: false })
        });
        for term in terms {
            self.add_term(&member, term);
        }
    }

    fn add_distinct(&mut self, distinct: &Distinct) {
        let family = Family {
            name: format!("own-{}", distinct.name),
            is_exclusive: true,
            narrows: true,
            ..Family::default()
        };
        let family = Arc::new(family);
        for term in &distinct.terms {
            let id = format!("own-{}-{term}", distinct.name);
            let (label, family) = (term.clone(), Arc::clone(&family));
            let broader = BTreeSet::new();
            let member = Member { id, label, family, broader, is_default: false };
            self.add_term(&Arc::new(member), term);
        }
    }

    /// A term as texts spell it: its words one after another.
    fn add_term(&mut self, member: &Arc<Member>, term: &str) {
        let mut steps = Vec::new();
        for token in read(term) {
            let any_of = vec![Form::Stem(self.word(&token.stem))];
            steps.push(Step::Words { any_of, is_optional: false });
        }
        // A term without a word names nothing.
        let _ = self.add_rule(member, steps);
    }

    /// Learns the names of the company and its service, which questions name and answers need not.
    pub fn know(&mut self, name: &str) {
        self.familiar.extend(read(name).into_iter().map(|token| token.stem));
    }

    /// Words that are spelled right, as patterns have them.
    pub(super) fn spelt(&self) -> impl Iterator<Item = &str> {
        self.spelt.iter().map(String::as_str)
    }

    /// Adds a file of families. `known` holds the words that were read before, as most stand there many times.
    fn add<'t>(&mut self, text: &'t str, known: &mut HashMap<&'t str, Form>) -> Result<(), String> {
        let mut family = Arc::new(Family::default());
        let mut wrong = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let read = match line.strip_prefix('[') {
                Some(head) => read_family(head).map(|read| family = Arc::new(read)),
                None => self.add_member(line, &family, known),
            };
            if read.is_none() {
                wrong.push(format!("line {}: {line}", at + 1));
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
    }

    fn add_member<'t>(
        &mut self,
        line: &'t str,
        family: &Arc<Family>,
        known: &mut HashMap<&'t str, Form>,
    ) -> Option<()> {
        let (head, patterns) = line.split_once(" = ")?;
        let (head, broader) = match head.split_once(" < ") {
            Some((head, broader)) => {
                (head, broader.split_whitespace().map(str::to_owned).collect())
            }
            None => (head, BTreeSet::new()),
        };
        let (id, label) = head.trim().split_once(' ').unwrap_or((head.trim(), ""));
        let label = label.trim().trim_matches('"');
        let is_default = id.ends_with('*');
        let id = id.trim_end_matches('*');
        let label = if label.is_empty() { id.replace('-', " ") } else { label.to_owned() };
        let family = Arc::clone(family);
        let member = Member { id: id.to_owned(), label, family, broader, is_default };
        let member = Arc::new(member);
        for pattern in patterns.split('|') {
            let mut steps = Vec::new();
            for word in pattern.split_whitespace() {
                steps.push(self.read_step(word, known)?);
            }
            self.add_rule(&member, steps)?;
        }
        Some(())
    }

    fn add_rule(&mut self, member: &Arc<Member>, steps: Vec<Step>) -> Option<()> {
        let Step::Words { any_of, is_optional } = steps.first()?.clone() else { return None };
        if is_optional {
            self.add_rule(member, steps.get(1..)?.to_vec())?;
        }
        let pattern: Arc<[Step]> = steps.into();
        for form in any_of {
            let rule = Rule { member: Arc::clone(member), pattern: Arc::clone(&pattern) };
            match form {
                Form::Stem(stem) | Form::Digits(stem) => put(&mut self.rules, stem, rule),
                Form::Exactly(word) => put(&mut self.forms, word, rule),
                Form::Number => self.numbers.push(rule),
            }
        }
        Some(())
    }

    /// Whether a name needs no mention.
    pub(super) fn is_familiar(&self, stem: &str) -> bool {
        self.familiar.contains(stem)
    }

    fn read_step<'t>(&mut self, word: &'t str, known: &mut HashMap<&'t str, Form>) -> Option<Step> {
        match word {
            ".." => return Some(Step::Gap(GAPS[0])),
            "..." => return Some(Step::Gap(GAPS[1])),
            _ => {}
        }
        let (word, is_optional) = match word.strip_suffix('?') {
            Some(word) => (word, true),
            None => (word, false),
        };
        let mut any_of = Vec::new();
        for written in word.split('/') {
            let form = if let Some(form) = known.get(written) {
                *form
            } else {
                let form = self.read_form(written)?;
                known.insert(written, form);
                form
            };
            any_of.push(form);
        }
        Some(Step::Words { any_of, is_optional })
    }

    fn read_form(&mut self, form: &str) -> Option<Form> {
        if form == "#" {
            return Some(Form::Number);
        }
        if let Some(word) = form.strip_suffix('!') {
            return Some(Form::Exactly(self.word(word)));
        }
        if form.bytes().all(|b| b.is_ascii_lowercase()) && number_word(form).is_none() {
            self.spelt.push(form.to_owned());
            return Some(Form::Stem(self.word(&stem(form))));
        }
        // As texts are read, so that `two` is `2` here too; what texts have as two words is two here.
        let tokens = read(form);
        let [token] = tokens.as_slice() else { return None };
        let word = self.word(&token.stem);
        Some(if token.is_number() { Form::Digits(word) } else { Form::Stem(word) })
    }

    /// The number of a word.
    fn word(&mut self, word: &str) -> u32 {
        if let Some(known) = self.words.get(word) {
            return *known;
        }
        let next = u32::try_from(self.words.len()).unwrap_or(u32::MAX).saturating_add(1);
        self.words.insert(word.to_owned(), next);
        next
    }

    /// What a text names, in the order of its words. Of members of one family that overlap, the longest is meant.
    pub(super) fn mentions(&self, tokens: &[Token]) -> Vec<Mention> {
        let number = |word: &str| self.words.get(word).copied().unwrap_or_default();
        let see = |token: &Token| Seen {
            stem: number(&token.stem),
            plain: number(&token.plain),
            is_number: token.is_number(),
            sentence: token.sentence,
        };
        let seen: Vec<Seen> = tokens.iter().map(see).collect();
        let mut found: Vec<Mention> = Vec::new();
        for (start, token) in seen.iter().enumerate() {
            let numbers = if token.is_number { self.numbers.as_slice() } else { &[] };
            let stems = of_word(&self.rules, token.stem);
            let forms = of_word(&self.forms, token.plain);
            let rest = seen.get(start + 1..).unwrap_or_default();
            for rule in stems.iter().chain(forms).chain(numbers) {
                let steps = rule.pattern.get(1..).unwrap_or_default();
                if let Some(count) = matched(steps, rest, token.sentence) {
                    let has_number = rule.pattern.iter().any(Step::is_number);
                    let is_whole = !rule.pattern.iter().any(|step| matches!(step, Step::Gap(_)));
                    let (member, end) = (Arc::clone(&rule.member), start + 1 + count);
                    found.push(Mention { member, start, end, has_number, is_whole });
                }
            }
        }
        longest(found)
    }
}

fn put(rules: &mut Vec<Vec<Rule>>, word: u32, rule: Rule) {
    let at = usize::try_from(word).unwrap_or(usize::MAX);
    if rules.len() <= at {
        rules.resize(at.saturating_add(1), Vec::new());
    }
    if let Some(own) = rules.get_mut(at) {
        own.push(rule);
    }
}

fn of_word(rules: &[Vec<Rule>], word: u32) -> &[Rule] {
    usize::try_from(word).ok().and_then(|at| rules.get(at)).map_or(&[][..], Vec::as_slice)
}

/// Of members of an exclusive family that overlap, the longest; of other families all, save what `-` covers.
fn longest(mut found: Vec<Mention>) -> Vec<Mention> {
    // Longer ones first, so that each is compared with those that stay.
    found.sort_by(|a, b| {
        let key = |m: &Mention| (std::cmp::Reverse(m.end - m.start), m.start);
        key(a).cmp(&key(b)).then_with(|| a.member.id.cmp(&b.member.id))
    });
    let mut taken: BTreeMap<Arc<Family>, BTreeMap<usize, usize>> = BTreeMap::new();
    let mut kept: Vec<Mention> = Vec::new();
    for mention in found {
        let spans = taken.entry(Arc::clone(&mention.member.family)).or_default();
        // Those that stay do not overlap, so the last one that begins before this end decides.
        let before = spans.range(..mention.end).next_back();
        if before.is_some_and(|(_, end)| *end > mention.start) {
            continue;
        }
        let is_nobody = mention.member.id == "-";
        if is_nobody || mention.member.family.is_exclusive {
            spans.insert(mention.start, mention.end);
        }
        if !is_nobody {
            kept.push(mention);
        }
    }
    kept.sort_by(|a, b| (a.start, a.end, &a.member).cmp(&(b.start, b.end, &b.member)));
    kept
}

/// How many words the steps take, if they are met in this sentence.
fn matched(steps: &[Step], tokens: &[Seen], sentence: usize) -> Option<usize> {
    let Some((step, later)) = steps.split_first() else { return Some(0) };
    match step {
        Step::Gap(most) => (0..=*most).find_map(|skipped| {
            let rest = tokens.get(skipped..)?;
            matched(later, rest, sentence).map(|count| count + skipped)
        }),
        Step::Words { any_of, is_optional } => {
            let here = tokens.first().filter(|token| token.sentence == sentence);
            if here.is_some_and(|token| any_of.iter().any(|form| form.is(token))) {
                let rest = tokens.get(1..).unwrap_or_default();
                if let Some(count) = matched(later, rest, sentence) {
                    return Some(count + 1);
                }
            }
            if *is_optional { matched(later, tokens, sentence) } else { None }
        }
    }
}

impl Step {
    fn is_number(&self) -> bool {
        let Self::Words { any_of, .. } = self else { return false };
        any_of.iter().any(|form| matches!(form, Form::Number | Form::Digits(_)))
    }
}

impl Form {
    fn is(self, token: &Seen) -> bool {
        match self {
            Self::Stem(stem) | Self::Digits(stem) => stem == token.stem,
            Self::Exactly(plain) => plain == token.plain,
            Self::Number => token.is_number,
        }
    }
}

fn read_family(head: &str) -> Option<Family> {
    let (name, flags) = head.split_once(']')?;
    let mut family = Family { name: name.trim().to_owned(), ..Family::default() };
    for flag in flags.split_whitespace() {
        match flag {
            "exclusive" => family.is_exclusive = true,
            "narrows" => family.narrows = true,
            "strict" => family.is_strict = true,
            "subject" => family.kind = Kind::Subject,
            "soft" => family.kind = Kind::Soft,
            _ => return None,
        }
    }
    Some(family)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A project's own words, each term after a comma.
    fn own(same: &str, distinct: &str) -> OwnWords {
        let terms = |text: &str| text.split(", ").map(str::to_owned).collect();
        let mut own = OwnWords::default();
        own.lexicon.same.push(terms(same));
        own.lexicon.distinct.push(Distinct { name: "products".to_owned(), terms: terms(distinct) });
        own
    }

    #[test]
    fn a_project_adds_its_own_terms() {
        let own = own("Acme Vault, our key service", "Acme One, Acme Two");
        let lexicon = Lexicon::builtin().with(&own);
        let ids = |text: &str| -> Vec<String> {
            let mentions = lexicon.mentions(&read(text));
            mentions.into_iter().map(|mention| mention.member.id.clone()).collect()
        };
        assert!(ids("Is Acme Vault audited?").contains(&"own-0".to_owned()));
        assert!(ids("Where is our key service?").contains(&"own-0".to_owned()));
        assert!(ids("Is acme two encrypted?").contains(&"own-products-Acme Two".to_owned()));
        let lexicon = Lexicon::builtin().with(&super::tests::own("Acme Login, SSO", "a, b"));
        let mentions = lexicon.mentions(&read("Do you have Acme Login?"));
        assert!(mentions.iter().any(|mention| mention.member.id == "sso"));
    }

    #[test]
    fn every_line_of_the_data_is_read() {
        let mut lexicon = Lexicon::default();
        let mut known = HashMap::new();
        for file in FILES {
            assert_eq!(lexicon.add(file, &mut known), Ok(()));
        }
        let rules = lexicon.rules.iter().chain(&lexicon.forms).flatten();
        let rules = rules.chain(&lexicon.numbers);
        let members: BTreeSet<Arc<Member>> = rules.map(|rule| Arc::clone(&rule.member)).collect();
        let ids: BTreeSet<&str> = members.iter().map(|member| member.id.as_str()).collect();
        let named = members.iter().filter(|member| member.id != "-").count();
        assert_eq!(named + 1, ids.len(), "an id stands twice");
        let families: BTreeSet<&str> =
            members.iter().map(|member| member.family.name.as_str()).collect();
        assert!(families.len() >= 40, "{}", families.len());
        assert!(ids.len() >= 250, "{}", ids.len());
        for member in &members {
            for broader in &member.broader {
                assert!(ids.contains(broader.as_str()), "{} < {broader}", member.id);
            }
        }
    }
}
