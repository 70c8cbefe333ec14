//! What is known of the field's language: terms, families of terms of which only one can be meant, words that mean the same.
//! The data is in `matching/lexicon/*.txt`; a project adds its own terms.
//!
//! A file has families, `[name] flags`, and their members, one a line:
//! `id "label" < broader = pattern | pattern`. A pattern is a row of words, compared by their stems: `a/b` is one or
//! the other, `a?` may be missing, `a!` is that very form, `#` is any number, `..` up to three words. A member named `-` is
//! named by nobody: it keeps its words from meaning another member. What is said of a member holds of a broader one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::matching::reading::{Token, read, stem};

/// Terms and words.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// Patterns by the stem of their first word.
    rules: BTreeMap<String, Vec<Rule>>,
    /// Patterns by the very form of their first word.
    forms: BTreeMap<String, Vec<Rule>>,
    /// Patterns that begin with any number.
    numbers: Vec<Rule>,
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
    /// Members are who does something, or whose it is.
    pub(super) is_subject: bool,
    /// Members say what a text is about, and never speak against an answer.
    pub(super) is_soft: bool,
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
}

/// Where a text names a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    pub(super) member: Arc<Member>,
    /// Index of its first word.
    pub(super) start: usize,
    /// Index after its last word.
    pub(super) end: usize,
}

#[derive(Debug, Clone)]
struct Rule {
    member: Arc<Member>,
    pattern: Arc<[Step]>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Words { any_of: Vec<Form>, is_optional: bool },
    Gap,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    Stem(String),
    Exactly(String),
    Number,
}

/// Words that a gap may skip.
const GAP: usize = 3;

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
        for file in FILES {
            // A line that cannot be read is found by the tests, and no reason to stop here.
            let _ = lexicon.add(file);
        }
        lexicon
    }

    /// Adds a file of families.
    fn add(&mut self, text: &str) -> Result<(), String> {
        let mut family = Arc::new(Family::default());
        let mut wrong = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let read = match line.strip_prefix('[') {
                Some(head) => read_family(head).map(|read| family = Arc::new(read)),
                None => self.add_member(line, &family),
            };
            if read.is_none() {
                wrong.push(format!("line {}: {line}", at + 1));
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
    }

    fn add_member(&mut self, line: &str, family: &Arc<Family>) -> Option<()> {
        let (head, patterns) = line.split_once(" = ")?;
        let (head, broader) = match head.split_once(" < ") {
            Some((head, broader)) => {
                (head, broader.split_whitespace().map(str::to_owned).collect())
            }
            None => (head, BTreeSet::new()),
        };
        let (id, label) = head.trim().split_once(' ').unwrap_or((head.trim(), ""));
        let label = label.trim().trim_matches('"');
        let label = if label.is_empty() { id.replace('-', " ") } else { label.to_owned() };
        let member = Member { id: id.to_owned(), label, family: Arc::clone(family), broader };
        let member = Arc::new(member);
        for pattern in patterns.split('|') {
            let steps: Vec<Step> = pattern.split_whitespace().map(read_step).collect();
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
                Form::Stem(stem) => self.rules.entry(stem).or_default().push(rule),
                Form::Exactly(word) => self.forms.entry(word).or_default().push(rule),
                Form::Number => self.numbers.push(rule),
            }
        }
        Some(())
    }

    /// What a text names, in the order of its words. Of members of one family that overlap, the longest is meant.
    pub(super) fn mentions(&self, tokens: &[Token]) -> Vec<Mention> {
        let mut found: Vec<Mention> = Vec::new();
        for (start, token) in tokens.iter().enumerate() {
            let numbers = if token.is_digits { self.numbers.as_slice() } else { &[] };
            let stems = self.rules.get(&token.stem).map_or(&[][..], Vec::as_slice);
            let forms = self.forms.get(&token.plain).map_or(&[][..], Vec::as_slice);
            let mut here: Vec<Mention> = Vec::new();
            for rule in stems.iter().chain(forms).chain(numbers) {
                let rest = tokens.get(start + 1..).unwrap_or_default();
                let steps = rule.pattern.get(1..).unwrap_or_default();
                if let Some(count) = matched(steps, rest, token.sentence) {
                    here.push(Mention {
                        member: Arc::clone(&rule.member),
                        start,
                        end: start + 1 + count,
                    });
                }
            }
            found.append(&mut here);
        }
        longest(found)
    }
}

fn longest(mut found: Vec<Mention>) -> Vec<Mention> {
    // Longer ones first, so that each is compared with those that stay.
    found.sort_by(|a, b| {
        let key =
            |mention: &Mention| (std::cmp::Reverse(mention.end - mention.start), mention.start);
        key(a).cmp(&key(b)).then_with(|| a.member.id.cmp(&b.member.id))
    });
    let mut taken: BTreeMap<&str, BTreeMap<usize, usize>> = BTreeMap::new();
    let mut kept: Vec<Mention> = Vec::new();
    let all = found.clone();
    for mention in &all {
        let spans = taken.entry(mention.member.family.name.as_str()).or_default();
        // Those that stay do not overlap, so the last one that begins before this end decides.
        let overlaps =
            spans.range(..mention.end).next_back().is_some_and(|(_, end)| *end > mention.start);
        if !overlaps {
            spans.insert(mention.start, mention.end);
            if mention.member.id != "-" {
                kept.push(mention.clone());
            }
        }
    }
    kept.sort_by(|a, b| (a.start, a.end, &a.member).cmp(&(b.start, b.end, &b.member)));
    kept
}

/// How many words the steps take, if they are met in this sentence.
fn matched(steps: &[Step], tokens: &[Token], sentence: usize) -> Option<usize> {
    let Some((step, later)) = steps.split_first() else { return Some(0) };
    match step {
        Step::Gap => (0..=GAP).find_map(|skipped| {
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

impl Form {
    fn is(&self, token: &Token) -> bool {
        match self {
            Self::Stem(stem) => *stem == token.stem,
            Self::Exactly(word) => *word == token.plain,
            Self::Number => token.is_digits,
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
            "subject" => family.is_subject = true,
            "soft" => family.is_soft = true,
            _ => return None,
        }
    }
    Some(family)
}

fn read_step(word: &str) -> Step {
    if word == ".." {
        return Step::Gap;
    }
    let (word, is_optional) = match word.strip_suffix('?') {
        Some(word) => (word, true),
        None => (word, false),
    };
    let any_of = word
        .split('/')
        .map(|form| match form.strip_suffix('!') {
            Some(form) => Form::Exactly(form.to_owned()),
            None if form == "#" => Form::Number,
            // As texts are read, so that `two` is `2` here too.
            None => Form::Stem(
                read(form).first().map_or_else(|| stem(form), |token| token.stem.clone()),
            ),
        })
        .collect();
    Step::Words { any_of, is_optional }
}
