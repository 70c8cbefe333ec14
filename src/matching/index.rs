//! The answers of a view, made ready to be found: their wordings, what their texts say, and how much each word weighs.

use std::collections::{BTreeMap, BTreeSet};

use crate::form::Response;
use crate::markdown;
use crate::matching::agree::Reply;
use crate::matching::claims::{Claims, Said};
use crate::matching::lexicon::Lexicon;
use crate::matching::manner::Manner;
use crate::matching::reading::read;
use crate::matching::sides::Sides;
use crate::matching::spelling::Spelling;
use crate::matching::terms::Terms;
use crate::matching::thesaurus::Thesaurus;
use crate::matching::tongue::Tongue;
use crate::matching::variants::Others;
use crate::matching::weights::{FULL, Weights};
use crate::matching::words::{Word, key, words};
use crate::questionnaire::alike;
use crate::view::notes::AnswerNotes;
use crate::view::{AnswerId, VariantId, View, VisibleAnswer, VisibleStatement};

/// The answers, made ready.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) lexicon: Lexicon,
    pub(super) thesaurus: Thesaurus,
    pub(super) claims: Claims,
    weights: Weights,
    pub(super) spelling: Spelling,
    /// Numbers of pieces by name.
    numbers: BTreeMap<String, usize>,
    /// By the number of a piece that is a term of the lexicon: its share, from 1 to 3.
    shares: BTreeMap<usize, u32>,
    /// By the number of a piece: how much it weighs here, in per mille.
    heavy: Vec<u32>,
    /// By the number of a piece: pieces that often stand for it.
    near: Vec<Vec<usize>>,
    pub(super) answers: Vec<Known>,
    /// Wordings by key: the answer and the place among its wordings.
    pub(super) keys: BTreeMap<String, Vec<(usize, usize)>>,
    /// The same without words that carry no meaning.
    pub(super) loose: BTreeMap<String, Vec<(usize, usize)>>,
    /// Variants that the customer does not use.
    pub(super) others: Others,
    /// Languages of the wordings.
    pub(super) tongues: BTreeSet<Tongue>,
}

/// An answer, made ready.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) id: AnswerId,
    /// Its own question first, then `also_asked`.
    pub(super) wordings: Vec<Wording>,
    /// Questions of forms that it answers.
    pub(super) forms: Vec<Vec<usize>>,
    /// Pieces of everything that it says, sorted, each once.
    pub(super) body: Vec<usize>,
    /// Pieces of its topic's title, sorted, each once.
    pub(super) topic: Vec<usize>,
    /// What everything that it says names.
    pub(super) said: Terms,
    /// The words of all that, and of its topic.
    pub(super) words: Said,
    /// How it begins.
    pub(super) reply: Reply,
    /// What it is not for.
    pub(super) not_for: Vec<Wording>,
    /// Whether somebody looks at it each time.
    pub(super) is_always_reviewed: bool,
}

/// A wording, made ready.
#[derive(Debug)]
pub(super) struct Wording {
    pub(super) text: String,
    /// Its pieces in order, each once.
    pub(super) pieces: Vec<usize>,
    /// For each piece the terms that its words belong to.
    pub(super) means: Vec<Vec<usize>>,
    pub(super) terms: Terms,
    pub(super) manner: Manner,
    pub(super) sides: Sides,
    /// Its words.
    pub(super) words: Said,
}

/// A piece of a question.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    /// Its name.
    pub(super) name: String,
    /// Its number, where the library has it.
    pub(super) number: Option<usize>,
    /// How much it weighs, in per mille.
    pub(super) weight: u32,
    /// The same before the library is known.
    pub(super) plain_weight: u32,
    /// As the question spells it.
    pub(super) spelled: String,
    /// Whether its spelling was repaired.
    pub(super) is_repaired: bool,
    /// Numbers of the terms that its words belong to.
    pub(super) means: Vec<usize>,
}

impl Index {
    pub(super) fn new(
        view: &View,
        notes: &BTreeMap<AnswerId, AnswerNotes>,
        lexicon: Lexicon,
        variant: Option<&VariantId>,
    ) -> Self {
        let thesaurus = Thesaurus::builtin();
        let (weights, claims) = (Weights::builtin(), Claims::builtin());
        let variants = notes.values().next().map(|own| own.variants.as_ref()).unwrap_or_default();
        let mut index = Self {
            spelling: spelling(view, &weights, &lexicon, &claims),
            others: Others::new(variants, variant, &weights),
            lexicon,
            thesaurus,
            claims,
            weights,
            numbers: BTreeMap::new(),
            shares: BTreeMap::new(),
            heavy: Vec::new(),
            near: Vec::new(),
            answers: Vec::new(),
            keys: BTreeMap::new(),
            loose: BTreeMap::new(),
            tongues: BTreeSet::new(),
        };
        for answer in &view.answers {
            let known = index.known(view, answer, notes.get(&answer.id), variant);
            index.answers.push(known);
        }
        index.weigh();
        index.relate();
        for (at, answer) in view.answers.iter().enumerate() {
            for (place, text) in wordings_of(answer).enumerate() {
                index.keys.entry(key(text)).or_default().push((at, place));
                index.loose.entry(alike::key(text)).or_default().push((at, place));
                index.tongues.extend(Tongue::of(text));
            }
        }
        index
    }

    /// What a question names.
    pub(super) fn terms(&self, text: &str) -> Terms {
        let cut = text.char_indices().nth(LONGEST).map_or(text.len(), |(end, _)| end);
        Terms::of(&self.spelling.repaired_text(text.get(..cut).unwrap_or(text)), &self.lexicon)
    }

    /// The pieces of a question as they are meant, each once.
    pub(super) fn wanted(&self, text: &str, terms: &Terms) -> Vec<Wanted> {
        let (words, repaired) = self.spelling.repaired(words(text));
        let means = self.means(text);
        let mut wanted: Vec<Wanted> = Vec::new();
        for piece in self.thesaurus.pieces(&words) {
            if wanted.iter().any(|known| known.name == piece.name) {
                continue;
            }
            let number = self.numbers.get(&piece.name).copied();
            let heavy = number.and_then(|number| self.heavy.get(number)).copied();
            let weight = heavy.unwrap_or_else(|| self.background(&piece.name));
            let own = words.get(piece.words.clone()).unwrap_or_default();
            let plain_weight = self.weights.of_piece(&piece, own);
            let spelled: Vec<&str> = own.iter().map(|word| word.plain.as_str()).collect();
            let is_repaired = piece.words.clone().any(|at| repaired.contains(&at));
            let meant =
                means.iter().filter(|(plain, _)| own.iter().any(|word| word.plain == *plain));
            let meant = meant.filter_map(|(_, term)| self.numbers.get(term).copied()).collect();
            wanted.push(Wanted {
                means: meant,
                name: piece.name,
                number,
                weight,
                plain_weight,
                spelled: spelled.join(" "),
                is_repaired,
            });
        }
        for (id, share) in terms.concepts() {
            let name = format!("{TERM}{id}");
            let number = self.numbers.get(&name).copied();
            let heavy = number.and_then(|number| self.heavy.get(number)).copied();
            let weight = heavy.unwrap_or(share * PER_SHARE);
            wanted.push(Wanted {
                name,
                number,
                weight,
                plain_weight: 0,
                spelled: String::new(),
                is_repaired: false,
                means: Vec::new(),
            });
        }
        wanted
    }

    /// Pieces of the library that stand for a piece of a question, each with how well, in per mille.
    pub(super) fn stand_for(&self, wanted: &Wanted) -> Vec<(usize, u32)> {
        let mut found: Vec<(usize, u32)> = Vec::new();
        let exact = if wanted.is_repaired { REPAIRED } else { FULL };
        found.extend(wanted.number.map(|number| (number, exact)));
        let near = wanted.number.and_then(|number| self.near.get(number)).into_iter().flatten();
        found.extend(near.map(|number| (*number, NEAR)));
        found.extend(wanted.means.iter().map(|number| (*number, MEANT)));
        let is_word = wanted.name.len() >= 6 && wanted.name.bytes().all(|b| b.is_ascii_lowercase());
        if let Some(start) =
            wanted.name.get(..5.max(wanted.name.len().saturating_sub(3))).filter(|_| is_word)
        {
            let like = self
                .numbers
                .range(start.to_owned()..)
                .take_while(|(name, _)| name.starts_with(start));
            let like = like.filter(|(name, _)| {
                **name != wanted.name && !name.contains(' ') && name.len() <= wanted.name.len() + 3
            });
            found.extend(like.map(|(_, number)| (*number, KIN)));
        }
        found
    }

    /// How much a piece weighs here, in per mille.
    pub(super) fn weight(&self, number: usize) -> u32 {
        self.heavy.get(number).copied().unwrap_or(FULL)
    }

    /// Whether a piece is a term of the lexicon.
    pub(super) fn is_term(&self, number: usize) -> bool {
        self.shares.contains_key(&number)
    }

    /// How many pieces the library has.
    pub(super) fn len(&self) -> usize {
        self.heavy.len()
    }

    fn known(
        &mut self,
        view: &View,
        answer: &VisibleAnswer,
        notes: Option<&AnswerNotes>,
        variant: Option<&VariantId>,
    ) -> Known {
        let wordings: Vec<Wording> = wordings_of(answer).map(|text| self.wording(text)).collect();
        let topic = view.topics.iter().find(|topic| topic.id == answer.topic);
        let title = topic.map(|topic| topic.title.clone()).unwrap_or_default();
        let said = said(answer, variant);
        let none = Terms::default();
        let mut all: Vec<&str> = wordings_of(answer).collect();
        all.push(&said);
        let all_words = all.join("\n");
        let all = Terms::of(&all_words, &self.lexicon);
        let tags = answer.tags.join(" ").replace('-', " ");
        let body = format!("{said}\n{tags}");
        let everything = format!("{all_words}\n{body}\n{title}");
        let words = self.claims.said(&everything, &self.thesaurus);
        Known {
            id: answer.id.clone(),
            forms: notes
                .map(|notes| notes.in_forms.iter().map(|text| self.pieces(text, &none)).collect())
                .unwrap_or_default(),
            body: sorted(self.pieces(&body, &all)),
            topic: sorted(self.pieces(&title, &none)),
            said: all,
            words,
            reply: reply(answer, variant),
            not_for: notes
                .map(|notes| notes.not_for.iter().map(|text| self.wording(text)).collect())
                .unwrap_or_default(),
            is_always_reviewed: notes.is_some_and(|notes| notes.is_always_reviewed),
            wordings,
        }
    }

    fn wording(&mut self, text: &str) -> Wording {
        let terms = Terms::of(text, &self.lexicon);
        let pieces = self.pieces(text, &terms);
        let means = self.means(text);
        let mut of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let words = self.meant(text);
        for piece in self.thesaurus.pieces(&words) {
            let own = words.get(piece.words.clone()).unwrap_or_default();
            let meant =
                means.iter().filter(|(plain, _)| own.iter().any(|word| word.plain == *plain));
            let meant = meant.filter_map(|(_, term)| self.numbers.get(term).copied());
            of.entry(self.numbers.get(&piece.name).copied().unwrap_or(usize::MAX))
                .or_default()
                .extend(meant);
        }
        let means = pieces.iter().map(|number| of.remove(number).unwrap_or_default()).collect();
        let manner = Manner::of(text, &self.spelling);
        let words = self.claims.said(text, &self.thesaurus);
        let sides = Sides::of(text);
        Wording { text: text.to_owned(), pieces, means, terms, manner, sides, words }
    }

    /// Words of a text with the names of the terms of the lexicon that they belong to.
    fn means(&self, text: &str) -> Vec<(String, String)> {
        let tokens = read(beginning(text));
        let mut means = Vec::new();
        for mention in self.lexicon.mentions(&tokens) {
            let family = &mention.member.family;
            let is_apart = family.is_soft()
                || matches!(family.name.as_str(), "negation" | "ask" | "quantifier" | "quantity");
            // What a long pattern skips is not a word of it.
            if is_apart || mention.end - mention.start > 3 {
                continue;
            }
            let own = tokens.get(mention.start..mention.end).unwrap_or_default();
            means.extend(
                own.iter()
                    .map(|token| (token.plain.clone(), format!("{TERM}{}", mention.member.id))),
            );
        }
        means
    }

    fn meant(&self, text: &str) -> Vec<Word> {
        self.spelling.repaired(words(text)).0
    }

    /// The numbers of a text's pieces in order, each once.
    fn pieces(&mut self, text: &str, terms: &Terms) -> Vec<usize> {
        let words = self.meant(text);
        let mut pieces = Vec::new();
        for piece in self.thesaurus.pieces(&words) {
            let next = self.numbers.len();
            let number = *self.numbers.entry(piece.name).or_insert(next);
            if !pieces.contains(&number) {
                pieces.push(number);
            }
        }
        for (id, share) in terms.concepts() {
            let next = self.numbers.len();
            let number = *self.numbers.entry(format!("{TERM}{id}")).or_insert(next);
            self.shares.insert(number, share);
            pieces.push(number);
        }
        pieces
    }

    /// How much a piece weighs in any library.
    fn background(&self, name: &str) -> u32 {
        self.weights.of(name).unwrap_or(FULL)
    }

    /// Weighs the pieces: less where many answers are about them.
    fn weigh(&mut self) {
        let mut counts = vec![0_u32; self.numbers.len()];
        for known in &self.answers {
            let worded = known.wordings.iter().flat_map(|own| own.pieces.iter().copied());
            let said = known.body.iter().copied();
            let said = said.filter(|number| self.shares.contains_key(number));
            for number in worded.chain(said).collect::<BTreeSet<usize>>() {
                if let Some(count) = counts.get_mut(number) {
                    *count += 1;
                }
            }
        }
        let all = u32::try_from(self.answers.len()).unwrap_or(u32::MAX);
        let mut heavy = vec![0; counts.len()];
        for (name, number) in &self.numbers {
            let count = counts.get(*number).copied().unwrap_or(0);
            if let Some(weight) = heavy.get_mut(*number) {
                let rarity = rarity(all, count);
                *weight = match self.shares.get(number) {
                    Some(share) => share * PER_SHARE * rarity / 100,
                    None => {
                        self.background(name) * (BACKGROUND + (100 - BACKGROUND) * rarity / 100)
                            / 100
                    }
                };
            }
        }
        self.heavy = heavy;
    }

    fn relate(&mut self) {
        let mut near = vec![Vec::new(); self.numbers.len()];
        for (one, other) in self.thesaurus.near() {
            let (Some(one), Some(other)) = (self.numbers.get(one), self.numbers.get(other)) else {
                continue;
            };
            for (from, to) in [(*one, *other), (*other, *one)] {
                if let Some(list) = near.get_mut(from) {
                    list.push(to);
                }
            }
        }
        self.near = near;
    }
}

/// What the names of pieces begin with that are terms of the lexicon; no word does.
pub(super) const TERM: char = '#';

/// What a share of a term of the lexicon weighs, in per mille.
const PER_SHARE: u32 = 150;

/// No question is read any further, in characters.
pub(super) const LONGEST: usize = 4000;

/// What is read of a text.
fn beginning(text: &str) -> &str {
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or(text)
}

/// How well a word stands for itself whose spelling was repaired, in per mille.
const REPAIRED: u32 = 900;

/// How well terms stand for one another that are often used for the same.
const NEAR: u32 = 450;

/// How well a word stands for a term that it belongs to.
pub(super) const MEANT: u32 = 700;

/// How well words stand for one another that begin alike.
const KIN: u32 = 600;

/// The share of a weight that no library changes, in percent.
const BACKGROUND: u32 = 60;

/// How rare a piece is that so many of all answers are about, in percent.
fn rarity(all: u32, count: u32) -> u32 {
    let most = log2(all.max(8));
    most.saturating_sub(log2(count.max(1))) * 100 / most.max(1)
}

/// The binary logarithm in thousandths, the same on every machine.
fn log2(number: u32) -> u32 {
    let number = number.max(1);
    let whole = number.ilog2();
    let rest = ((u64::from(number) * 1000) >> whole).saturating_sub(1000);
    whole * 1000 + u32::try_from(rest).unwrap_or(0)
}

fn sorted(mut pieces: Vec<usize>) -> Vec<usize> {
    pieces.sort_unstable();
    pieces
}

pub(super) fn wordings_of(answer: &VisibleAnswer) -> impl Iterator<Item = &str> {
    std::iter::once(&answer.question).chain(&answer.also_asked).map(String::as_str)
}

/// Everything that an answer says to those who use a variant.
fn said(answer: &VisibleAnswer, variant: Option<&VariantId>) -> String {
    let mut said: Vec<String> = Vec::new();
    for statement in statements(answer, variant) {
        let promise = statement.promise.as_ref().map(|own| &own.what);
        let texts = [statement.because.as_ref(), statement.explanation.as_ref(), promise];
        said.extend(texts.into_iter().flatten().map(|text| markdown::to_text(text)));
        said.extend(statement.evidence.iter().map(|link| link.title.clone()));
    }
    said.join("\n")
}

/// How an answer begins for those who use a variant: yes only where all its statements do.
pub(super) fn reply(answer: &VisibleAnswer, variant: Option<&VariantId>) -> Reply {
    let mut replies = statements(answer, variant).map(|statement| match statement.response {
        Some(Response::Yes) => Reply::Yes,
        Some(_) => Reply::Other,
        None => Reply::None,
    });
    let first = replies.next().unwrap_or(Reply::None);
    if replies.all(|reply| reply == first) { first } else { Reply::Other }
}

fn statements<'a>(
    answer: &'a VisibleAnswer,
    variant: Option<&'a VariantId>,
) -> impl Iterator<Item = &'a VisibleStatement> {
    answer.statements.iter().filter(move |statement| {
        statement.variants.is_empty() || variant.is_none_or(|own| statement.variants.contains(own))
    })
}

/// All words that are known before the first question is asked.
fn spelling(view: &View, weights: &Weights, lexicon: &Lexicon, claims: &Claims) -> Spelling {
    let mut spelling = Spelling::default();
    for word in weights.words().chain(Thesaurus::words()).chain(claims.words()) {
        spelling.add(&Word::of(word.to_owned()));
    }
    for word in lexicon.spelt() {
        spelling.add(&Word::of(word.to_owned()));
    }
    for answer in &view.answers {
        for word in wordings_of(answer).flat_map(words).chain(words(&said(answer, None))) {
            spelling.add(&word);
        }
    }
    spelling
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_weigh_more() {
        assert_eq!(log2(1), 0);
        assert_eq!(log2(8), 3000);
        assert_eq!(log2(12), 3500);
        assert_eq!(rarity(64, 1), 100);
        assert_eq!(rarity(64, 8), 50);
        assert_eq!(rarity(64, 64), 0);
        assert_eq!(rarity(0, 0), 100);
    }
}
