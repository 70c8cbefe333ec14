//! What a question claims, word by word: each of its words has to stand in the answer, or on a closed list of words
//! that claim nothing. `rarely`, `formerly` or `at our cost` turn an answer into a wrong one, and no list of such words
//! would ever be whole. The words are in `claims.txt`.

use std::collections::{BTreeMap, BTreeSet};

use crate::matching::index::Index;
use crate::matching::lexicon::{Lexicon, Member};
use crate::matching::numbers::{Kind as Unit, quantities};
use crate::matching::reading::{Token, read};
use crate::matching::stem::stem;
use crate::matching::terms::{Terms, address, told};
use crate::matching::thesaurus::Thesaurus;
use crate::matching::words::Word;
use crate::matching::{Asked, Objection, Reason};

/// The words that claim nothing, and those that mean the same.
#[derive(Debug, Clone, Default)]
pub(super) struct Claims {
    /// Lists by their name, as they are written, and by the stems of those that are no adverbs.
    plain: BTreeMap<&'static str, BTreeSet<&'static str>>,
    stems: BTreeMap<&'static str, BTreeSet<String>>,
    /// Numbers of the lines of words that mean the same, by stem.
    same: BTreeMap<String, BTreeSet<usize>>,
}

/// The words of a text, to look up what another one claims.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// As they are written, and by their stems.
    words: BTreeSet<String>,
    /// Terms of the thesaurus.
    pieces: BTreeSet<String>,
    /// Lines of words that mean the same.
    same: BTreeSet<usize>,
    /// Whether it says `all`, in any words.
    has_all: bool,
    /// Words that turn its meaning, with their lines of words that mean the same.
    turns: BTreeMap<String, BTreeSet<usize>>,
}

/// A word of a question that has to stand in the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    /// As the question has it.
    plain: String,
    words: [String; 2],
    piece: String,
    same: BTreeSet<usize>,
    kind: Kind,
    /// Terms of the lexicon that it belongs to.
    of: Vec<String>,
    /// A term of the lexicon that the answer has to name.
    label: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It has to stand in the answer.
    Word,
    /// It has to stand in the answer's own question.
    Bound,
    /// The answer has to say `all`.
    All,
    /// The answer has to say how often.
    Often,
    /// A term that the answer has to name.
    Term,
    /// Somebody whom the answer's own question has to be about.
    Somebody,
    /// It says what is to be answered.
    Turn,
}

const TEXT: &str = include_str!("claims.txt");

impl Claims {
    /// The program's own.
    pub(super) fn builtin() -> Self {
        let mut claims = Self::default();
        let lines = TEXT.lines().filter(|line| !line.starts_with('#'));
        for (at, (name, words)) in lines.filter_map(|line| line.split_once(':')).enumerate() {
            for word in words.split(',').map(str::trim).filter(|word| !word.is_empty()) {
                if name == "same" {
                    claims.same.entry(stem(word)).or_default().insert(at);
                } else {
                    claims.plain.entry(name).or_default().insert(word);
                    if !word.ends_with("ly") {
                        claims.stems.entry(name).or_default().insert(stem(word));
                    }
                }
            }
        }
        claims
    }

    /// All words of the lists, as they are written.
    pub(super) fn words(&self) -> impl Iterator<Item = &'static str> {
        self.plain.values().flatten().copied()
    }

    /// The words of a text.
    pub(super) fn said(&self, text: &str, thesaurus: &Thesaurus) -> Said {
        let mut said = Said::default();
        let tokens = read(text);
        let words: Vec<Word> = tokens.iter().map(|token| Word::of(token.plain.clone())).collect();
        for piece in thesaurus.pieces(&words) {
            said.pieces.insert(piece.name);
        }
        for (token, word) in tokens.into_iter().zip(words) {
            said.has_all = said.has_all || self.is_of("all", &word);
            if self.is_plain("turns", &word) {
                let same = self.same.get(&word.stem).cloned().unwrap_or_default();
                said.turns.insert(word.stem.clone(), same);
            }
            said.same.extend(self.same.get(&word.stem).into_iter().flatten());
            said.words.extend([token.plain, token.stem, word.stem]);
        }
        said
    }

    /// What a question claims with its own words.
    pub(super) fn of_question(&self, text: &str, index: &Index) -> Vec<Claim> {
        let mut tokens = read(text);
        address(&mut tokens);
        let is_told = told(&tokens);
        let (known, covered) = covered(&tokens, &index.lexicon);
        let words: Vec<Word> = tokens.iter().map(|token| Word::of(token.plain.clone())).collect();
        let pieces = pieces(&words, &index.thesaurus);
        let mut found: Vec<Claim> = Vec::new();
        for (at, ((token, word), piece)) in tokens.iter().zip(words).zip(pieces).enumerate() {
            let of = known.get(at).cloned().unwrap_or_default();
            let is_covered = covered.get(at).copied().unwrap_or_default();
            let before = at.checked_sub(1).and_then(|at| tokens.get(at));
            let is_first =
                at < 2 || before.is_none_or(|own| ADDRESSED.contains(&own.plain.as_str()));
            let kind = if is_first && self.is_plain("begins", &word) && !is_theirs(&tokens, at) {
                None
            } else if is_told(token) {
                self.kind_in_heading(&word, index)
            } else {
                self.kind(&word, is_covered || !of.is_empty(), is_covered)
            };
            let is_familiar = index.lexicon.is_familiar(&token.stem);
            let is_number = token.is_number() || token.is_digits || token.plain.len() < 2;
            let Some(kind) = kind.filter(|_| !is_familiar && !is_number) else { continue };
            if !found.iter().any(|own| own.plain == token.plain) {
                found.push(self.claim(token, word, piece, (kind, of)));
            }
        }
        found
    }

    /// What the heading and the question above it claim.
    pub(super) fn of_heading(&self, asked: &Asked, index: &Index) -> Vec<Claim> {
        let mut found = Vec::new();
        for (text, is_heading) in [(&asked.section, true), (&asked.parent, false)] {
            let text = index.spelling.repaired_text(text);
            if !is_heading {
                found.extend(self.of_question(&text, index));
            }
            let tokens = read(&text);
            let words: Vec<Word> =
                tokens.iter().map(|token| Word::of(token.plain.clone())).collect();
            let pieces = pieces(&words, &index.thesaurus);
            for ((token, word), piece) in tokens.iter().zip(words).zip(pieces) {
                let kind = self.kind_in_heading(&word, index).filter(|_| is_heading);
                let is_name = !token.is_number() && !index.lexicon.is_familiar(&token.stem);
                if let Some(kind) = kind.filter(|_| is_name) {
                    found.push(self.claim(token, word, piece, (kind, Vec::new())));
                }
            }
            let is_title = tokens.iter().any(|token| TITLES.contains(&token.plain.as_str()));
            let terms = Terms::of(&text, &index.lexicon);
            let named = terms.named.keys().filter(|member| {
                if is_heading {
                    is_somebody(member) && !(is_title && member.id == "suppliers")
                } else {
                    !member.family.is_soft() && !APART.contains(&member.family.name.as_str())
                }
            });
            let kind = if is_heading { Kind::Somebody } else { Kind::Term };
            let named = named.filter(|member| !member.is_default);
            found.extend(named.map(|member| of_term(member, kind)));
            found.extend(turn(&tokens));
        }
        found
    }

    /// Which of a question's claims an answer does not bear out.
    pub(super) fn object(
        claims: &[Claim],
        (wording, worded): (&Terms, &Said),
        (said, all): (&Terms, &Said),
    ) -> Vec<Objection> {
        let is_said = |claim: &&Claim| match claim.kind {
            Kind::Bound => {
                worded.has_bound(claim) || claim.of.iter().any(|id| id != "neg" && wording.has(id))
            }
            Kind::All => worded.has_all || all.has_all,
            Kind::Often => {
                all.has(claim, true)
                    || said.quantities.iter().any(|quantity| quantity.kind == Unit::Every)
            }
            Kind::Word => all.has(claim, true),
            Kind::Term | Kind::Somebody => {
                let named = if claim.kind == Kind::Term { said } else { wording };
                claim.of.iter().any(|id| {
                    named.named.keys().any(|own| own.id == *id || own.broader.contains(id))
                })
            }
            Kind::Turn => false,
        };
        let message = |claim: &Claim| {
            let name = claim.label.as_ref().unwrap_or(&claim.plain);
            let message = format!("the question says \"{name}\", the answer does not");
            Objection { reason: Reason::NamesMore, message }
        };
        claims.iter().filter(|claim| !is_said(claim)).map(message).collect()
    }

    fn claim(&self, token: &Token, word: Word, piece: String, of: (Kind, Vec<String>)) -> Claim {
        Claim {
            plain: token.plain.clone(),
            same: self.same.get(&word.stem).cloned().unwrap_or_default(),
            words: [token.stem.clone(), word.stem],
            piece,
            kind: of.0,
            of: of.1,
            label: None,
        }
    }

    /// What a word of a question asks of the answer; none where it claims nothing, or where terms are compared.
    fn kind(&self, word: &Word, is_known: bool, is_settled: bool) -> Option<Kind> {
        if is_settled {
            return None;
        }
        if self.is_plain("bound", word) {
            return Some(Kind::Bound);
        }
        if is_known {
            return None;
        }
        if self.is_plain("all", word) {
            return Some(Kind::All);
        }
        if self.is_plain("often", word) {
            return Some(Kind::Often);
        }
        (!self.is_of("harmless", word)).then_some(Kind::Word)
    }

    fn kind_in_heading(&self, word: &Word, index: &Index) -> Option<Kind> {
        let is_open = self.is_of("heading", word)
            || self.is_of("harmless", word)
            || index.spelling.has(&word.plain);
        let is_scope = self.is_plain("scope", word);
        (is_scope || !is_open).then_some(Kind::Word)
    }

    /// Whether a list has the word or another form of it; adverbs only as they are.
    fn is_of(&self, name: &str, word: &Word) -> bool {
        let is_form = !word.plain.ends_with("ly")
            && self.stems.get(name).is_some_and(|stems| stems.contains(&word.stem));
        is_form || self.is_plain(name, word)
    }

    fn is_plain(&self, name: &str, word: &Word) -> bool {
        self.plain.get(name).is_some_and(|list| list.contains(word.plain.as_str()))
    }
}

impl Said {
    /// A word of this text that turns its meaning, and that another one has in no form.
    pub(super) fn turned(&self, asked: &Self) -> Option<Objection> {
        let mut turns = self.turns.iter();
        let (word, _) = turns.find(|(word, same)| {
            !asked.words.contains(*word) && asked.same.is_disjoint(same) && asked.turns.is_empty()
        })?;
        let message = format!("the answer's own question says \"{word}\", this one does not");
        Some(Objection { reason: Reason::Negated, message })
    }

    /// Whether it has the word, or another one that means the same.
    fn has_bound(&self, claim: &Claim) -> bool {
        self.words.contains(&claim.plain) || !self.same.is_disjoint(&claim.same)
    }

    fn has(&self, claim: &Claim, even_alike: bool) -> bool {
        self.words.contains(&claim.plain)
            || claim.words.iter().any(|word| self.words.contains(word))
            || even_alike
                && (self.pieces.contains(&claim.piece)
                    || !self.same.is_disjoint(&claim.same)
                    || claim.words.iter().any(|word| self.has_kin(word)))
    }

    /// Whether a word begins with all but the last letters of another one: `certify` and `certificate`.
    fn has_kin(&self, word: &str) -> bool {
        let Some(start) = word.get(..word.len().saturating_sub(1).max(5)) else { return false };
        let mut kin = self.words.range(start.to_owned()..);
        kin.by_ref()
            .take_while(|own| own.starts_with(start))
            .any(|own| own.len() <= word.len() + 6 && own.is_ascii())
    }
}

/// Words before one that tells us to do something: `please list`, `the supplier must`.
const ADDRESSED: [&str; 8] =
    ["please", "kindly", "to", "you", "and", "solution", "service", "product"];

/// Whether the word after is a customer or one of their people: `must we`, `should users`.
fn is_theirs(tokens: &[Token], at: usize) -> bool {
    let next = tokens.iter().skip(at + 1).take(2);
    next.filter(|own| own.plain != "our")
        .any(|own| matches!(own.stem.as_str(), "we" | "custom" | "customer" | "client" | "user"))
}

/// Families that have rules of their own.
const APART: [&str; 4] = ["negation", "ask", "quantifier", "quantity"];

/// Words of headings that are titles of a part rather than somebody.
const TITLES: [&str; 8] =
    ["supply", "chain", "management", "relationships", "risk", "relationship", "risks", "security"];

/// Whether a heading with this term is about somebody, or somebody's things.
fn is_somebody(member: &Member) -> bool {
    let is_usual = matches!(
        member.id.as_str(),
        "staff" | "admins" | "users" | "management" | "customers" | "visitors"
    );
    member.family.is_subject() && !is_usual || member.family.name == "scope"
}

/// What tells those who answer when to write yes or no: `mark deviations with yes`.
fn turn(tokens: &[Token]) -> Option<Claim> {
    let tells = tokens.iter().find(|own| TELLS.contains(&own.plain.as_str()))?;
    let has_word = tokens.iter().any(|own| matches!(own.plain.as_str(), "yes" | "no" | "y" | "n"));
    let has_if = tokens.iter().any(|own| matches!(own.plain.as_str(), "if" | "where" | "with"));
    (has_word && has_if).then(|| Claim {
        plain: tells.plain.clone(),
        words: [tells.stem.clone(), tells.stem.clone()],
        piece: String::new(),
        same: BTreeSet::new(),
        kind: Kind::Turn,
        of: Vec::new(),
        label: None,
    })
}

/// Words that tell somebody to answer.
const TELLS: [&str; 9] =
    ["answer", "mark", "tick", "enter", "select", "write", "choose", "put", "respond"];

fn of_term(member: &Member, kind: Kind) -> Claim {
    Claim {
        plain: member.label.clone(),
        words: [member.label.clone(), member.label.clone()],
        piece: member.label.clone(),
        same: BTreeSet::new(),
        kind,
        of: vec![member.id.clone()],
        label: Some(member.label.clone()),
    }
}

/// For each word the terms that it belongs to, and whether it asks or counts something, which is compared elsewhere.
fn covered(tokens: &[Token], lexicon: &Lexicon) -> (Vec<Vec<String>>, Vec<bool>) {
    let mut known: Vec<Vec<String>> = vec![Vec::new(); tokens.len()];
    let mut settled = vec![false; tokens.len()];
    let mentions = lexicon.mentions(tokens);
    for quantity in quantities(tokens, &mentions) {
        settled.iter_mut().skip(quantity.at).take(1).for_each(|is| *is = true);
    }
    for mention in &mentions {
        let family = &mention.member.family;
        if family.is_soft() || family.name == "quantifier" {
            continue;
        }
        // What a long pattern skips is not a word of it.
        let is_whole = mention.is_whole || mention.end - mention.start <= 2;
        let own = (mention.start..mention.end)
            .filter(|at| is_whole || *at == mention.start || at + 1 == mention.end);
        for at in own {
            if family.name == "ask" {
                settled.iter_mut().skip(at).take(1).for_each(|is| *is = true);
            } else if let Some(known) = known.get_mut(at) {
                known.push(mention.member.id.clone());
            }
        }
    }
    (known, settled)
}

/// For each word the name of the piece that it is in.
fn pieces(words: &[Word], thesaurus: &Thesaurus) -> Vec<String> {
    let pieces = thesaurus.pieces(words).into_iter();
    pieces.flat_map(|piece| piece.words.clone().map(move |_| piece.name.clone())).collect()
}
