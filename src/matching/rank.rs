//! Answers by how much of a question they speak of.

use crate::matching::Asked;
use crate::matching::claims::{Claim, Said};
use crate::matching::index::{Index, Known, MEANT, Wanted, Wording};
use crate::matching::manner::Manner;
use crate::matching::sides::Sides;
use crate::matching::terms::Terms;

/// A question, made ready to be compared.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) terms: Terms,
    pub(super) manner: Manner,
    pub(super) sides: Sides,
    /// Words that the answer has to bear out.
    pub(super) claims: Vec<Claim>,
    /// Its own words.
    pub(super) words: Said,
    /// The same of the heading and the question above it.
    pub(super) above: Vec<Claim>,
    /// Its pieces; at the end those of the heading, where it says too little itself.
    pub(super) wanted: Vec<Wanted>,
    /// How much the heaviest of its own words weighs in any library, in per mille.
    pub(super) own_weight: u32,
    /// By the number of a piece: pieces of the question for which it stands, and how well.
    stands: Vec<Vec<(usize, u32)>>,
    /// The heaviest piece of the heading, where there is one.
    subject: Option<usize>,
    /// By the number of a piece: whether the question names that term of the lexicon.
    names: Vec<bool>,
    /// The same for the heading.
    heading: Vec<bool>,
    has_heading: bool,
    /// Whether the heading says something, known to the library or not.
    pub(super) has_telling_heading: bool,
}

/// How much of each other a question and an answer speak of; all in per mille.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Score {
    /// The answer's place.
    pub(super) answer: usize,
    /// The best of its wordings.
    pub(super) wording: usize,
    /// How much of the question that wording has.
    pub(super) asked: u32,
    /// How much of that wording the question has.
    pub(super) worded: u32,
    /// How much of the question stands anywhere in the answer.
    pub(super) anywhere: u32,
    /// The weight of the heaviest piece of the question that stands nowhere in the answer.
    pub(super) gap: u32,
    /// The weight of the heaviest piece of the wording that the question does not have.
    pub(super) spare: u32,
    /// How much of the question stands next to each other in the wording as well.
    pub(super) order: u32,
    /// How much of the best question of a form the two have in common.
    pub(super) form: u32,
    /// How much of the heading stands in the answer.
    pub(super) heading: u32,
    /// How much all words together weigh that both have.
    pub(super) had: u32,
    /// The same of terms of the lexicon.
    pub(super) terms: u32,
    /// How much those terms of the question weigh that the wording does not have.
    pub(super) less: u32,
    /// How much those terms of the wording weigh that the question does not have.
    pub(super) more: u32,
    /// How much all pieces of the question weigh that stand nowhere in the answer.
    pub(super) lacks: u32,
    /// Whether a yes or no is asked of an answer to an open question.
    pub(super) is_shut: bool,
    /// Whether a thing is asked of an answer that is a yes or no.
    pub(super) is_open: bool,
    /// Whether the customer's own things are asked of an answer that is about nobody's.
    pub(super) is_ours: bool,
    /// All of it together, for the order.
    pub(super) total: u32,
}

impl Query {
    #[expect(
        clippy::too_many_lines,
        reason = "what is read of a question, one thing after another"
    )]
    pub(super) fn new(index: &Index, asked: &Asked) -> Self {
        let terms = index.terms(&asked.text);
        let mut wanted = index.wanted(&asked.text, &terms);
        let is_word = |own: &&Wanted| !own.spelled.is_empty();
        let own_weight =
            wanted.iter().filter(is_word).map(|own| own.plain_weight).max().unwrap_or(0);
        let around = format!("{} {}", asked.section, asked.parent);
        let above = index.wanted(&around, &index.terms(&around));
        let mut heading = vec![false; index.len()];
        for number in above.iter().filter(|own| own.weight > LIGHT).filter_map(|own| own.number) {
            if let Some(is_there) = heading.get_mut(number) {
                *is_there = true;
            }
        }
        let has_heading = heading.contains(&true);
        let has_telling_heading = above.iter().any(|own| own.plain_weight >= THIN);
        let known =
            above.iter().filter(|own| own.number.is_some_and(|number| !index.is_term(number)));
        let unknown = above.iter().filter(|own| own.number.is_none());
        let heaviest = known
            .chain(unknown)
            .filter(|own| own.plain_weight > LIGHT)
            .max_by_key(|own| own.plain_weight);
        let subject = heaviest.map(|own| own.number.unwrap_or(usize::MAX));
        if own_weight < THIN {
            let new = above.into_iter().filter(|own| own.weight > LIGHT);
            let new: Vec<Wanted> =
                new.filter(|own| wanted.iter().all(|known| known.name != own.name)).collect();
            wanted.extend(new.into_iter().map(|own| Wanted { weight: own.weight * 7 / 10, ..own }));
        }
        let mut stands = vec![Vec::new(); index.len()];
        for (at, own) in wanted.iter().enumerate().filter(|(_, own)| own.weight > 0) {
            for (number, degree) in index.stand_for(own) {
                if let Some(list) = stands.get_mut(number) {
                    list.push((at, degree));
                }
            }
        }
        let mut names = vec![false; index.len()];
        for number in
            wanted.iter().filter(|own| own.spelled.is_empty()).filter_map(|own| own.number)
        {
            if let Some(is_named) = names.get_mut(number) {
                *is_named = true;
            }
        }
        let manner = Manner::of(&asked.text, &index.spelling);
        let repaired = index.spelling.repaired_text(&asked.text);
        let words = index.claims.said(&repaired, &index.thesaurus);
        let claims = index.claims.of_question(&repaired, index);
        let above = index.claims.of_heading(asked, index);
        Self {
            terms,
            manner,
            sides: Sides::of(&asked.text),
            claims,
            words,
            above,
            wanted,
            own_weight,
            stands,
            subject,
            names,
            heading,
            has_heading,
            has_telling_heading,
        }
    }

    /// Whether it says too little to be understood alone.
    pub(super) fn is_thin(&self) -> bool {
        self.own_weight < THIN
    }

    /// Compares it with an answer.
    pub(super) fn score(&self, index: &Index, (at, known): (usize, &Known)) -> Score {
        let mut best = Score { answer: at, ..Score::default() };
        let mut anywhere = vec![0; self.wanted.len()];
        for (place, wording) in known.wordings.iter().enumerate() {
            let mut found = vec![0; self.wanted.len()];
            let (worded, spare) = self.compare(index, &wording.pieces, &wording.means, &mut found);
            raise(&mut anywhere, &found, 1000);
            let asked = self.share(&found);
            let order = self.order(&wording.pieces, &found);
            if place == 0 || asked * 3 + worded * 2 > best.asked * 3 + best.worded * 2 {
                best = Score { wording: place, asked, worded, spare, order, ..best };
                self.weigh(index, wording, &found, &mut best);
            }
        }
        for pieces in &known.forms {
            let mut found = vec![0; self.wanted.len()];
            let (worded, _) = self.compare(index, pieces, &[], &mut found);
            best.form = best.form.max((self.share(&found) * 6 + worded * 4) / 10);
            raise(&mut anywhere, &found, 700);
        }
        let mut found = vec![0; self.wanted.len()];
        self.compare(index, &known.body, &[], &mut found);
        raise(&mut anywhere, &found, 800);
        let mut found = vec![0; self.wanted.len()];
        self.compare(index, &known.topic, &[], &mut found);
        raise(&mut anywhere, &found, 600);
        best.anywhere = self.share(&anywhere);
        best.gap = self.gap(&anywhere);
        best.lacks = self
            .wanted
            .iter()
            .zip(&anywhere)
            .map(|(own, degree)| own.weight * (1000 - degree) / 1000)
            .sum();
        best.heading = self.heading_in(known);
        best.total = best.total();
        best
    }

    /// How much of the question a text has, and how much of the text the question has.
    pub(super) fn shares(&self, index: &Index, pieces: &[usize]) -> (u32, u32) {
        let mut found = vec![0; self.wanted.len()];
        let (worded, _) = self.compare(index, pieces, &[], &mut found);
        (self.share(&found), worded)
    }

    /// The pieces of the question that a text has, as the question spells them.
    pub(super) fn shared(&self, pieces: &[usize]) -> Vec<String> {
        let mut places: Vec<usize> = Vec::new();
        for number in pieces {
            places.extend(self.stands.get(*number).into_iter().flatten().map(|(at, _)| *at));
        }
        places.sort_unstable();
        places.dedup();
        places
            .iter()
            .filter_map(|at| self.wanted.get(*at))
            .filter(|own| !own.spelled.is_empty())
            .map(|own| own.spelled.clone())
            .collect()
    }

    /// How well each piece of the question is found among others, and how much of those it has; then the
    /// heaviest that it does not have.
    fn compare(
        &self,
        index: &Index,
        pieces: &[usize],
        means: &[Vec<usize>],
        found: &mut [u32],
    ) -> (u32, u32) {
        let (mut all, mut had, mut spare) = (0, 0, 0);
        for (place, number) in pieces.iter().enumerate() {
            let weight = index.weight(*number);
            let is_wanted = |term: &usize| self.names.get(*term).copied().unwrap_or(false);
            let is_meant = means.get(place).is_some_and(|terms| terms.iter().any(is_wanted));
            let mut most = if is_meant { MEANT } else { 0 };
            for (at, degree) in self.stands.get(*number).into_iter().flatten() {
                most = most.max(*degree);
                if let Some(found) = found.get_mut(*at) {
                    *found = (*found).max(*degree);
                }
            }
            all += weight;
            had += weight * most / 1000;
            spare = spare.max(weight * (1000 - most) / 1000);
        }
        (had * 1000 / all.max(1), spare)
    }

    /// What a question and a wording have in common, and what only one of them has, by weight.
    fn weigh(&self, index: &Index, wording: &Wording, found: &[u32], score: &mut Score) {
        (score.had, score.terms, score.less) = (0, 0, 0);
        for (own, degree) in self.wanted.iter().zip(found) {
            let weight = own.weight * degree / 1000;
            if own.spelled.is_empty() {
                score.terms += weight;
                score.less += own.weight - weight;
            } else {
                score.had += weight;
            }
        }
        let is_term = |number: &&usize| index.is_term(**number);
        let is_named = |number: &usize| self.names.get(*number).copied().unwrap_or(false);
        let others = wording.pieces.iter().filter(is_term).filter(|number| !is_named(number));
        score.more = others.map(|number| index.weight(*number)).sum();
    }

    fn share(&self, found: &[u32]) -> u32 {
        let all: u32 = self.wanted.iter().map(|own| own.weight).sum();
        let had: u32 =
            self.wanted.iter().zip(found).map(|(own, degree)| own.weight * degree / 1000).sum();
        had * 1000 / all.max(1)
    }

    fn gap(&self, found: &[u32]) -> u32 {
        let gaps =
            self.wanted.iter().zip(found).map(|(own, degree)| own.weight * (1000 - degree) / 1000);
        gaps.max().unwrap_or(0)
    }

    /// How much of the question that is found stands there in the same order, side by side.
    fn order(&self, pieces: &[usize], found: &[u32]) -> u32 {
        let place = |at: usize| {
            pieces.iter().position(|number| {
                self.stands.get(*number).is_some_and(|list| list.iter().any(|(own, _)| *own == at))
            })
        };
        let heavy: Vec<usize> = (0..self.wanted.len())
            .filter(|at| {
                self.wanted.get(*at).is_some_and(|own| own.weight > 0 && !own.spelled.is_empty())
            })
            .collect();
        let (mut all, mut had) = (0, 0);
        for pair in heavy.windows(2) {
            let [one, other] = pair else { continue };
            all += 1;
            let is_there = found.get(*one).is_some_and(|own| *own > 0)
                && found.get(*other).is_some_and(|own| *own > 0);
            let (Some(first), Some(second)) = (place(*one), place(*other)) else { continue };
            had += u32::from(is_there && first < second && second - first <= 3);
        }
        had * 1000 / all.max(1)
    }

    /// How much of the heading stands in the answer's wordings and its topic.
    fn heading_in(&self, known: &Known) -> u32 {
        if !self.has_heading {
            return 0;
        }
        // The heading of a question that names nothing has to be what the answer is about.
        if let Some(subject) = self.subject.filter(|_| self.is_thin()) {
            let in_wordings = known.wordings.iter().any(|own| own.pieces.contains(&subject));
            if !in_wordings && !known.topic.contains(&subject) {
                return 0;
            }
        }
        let is_there = |number: &usize| self.heading.get(*number).copied().unwrap_or(false);
        let in_wordings = known.wordings.iter().flat_map(|own| &own.pieces).any(is_there);
        let in_topic = known.topic.iter().any(is_there);
        let in_body = known.body.iter().any(is_there);
        u32::from(in_wordings) * 500 + u32::from(in_topic) * 400 + u32::from(in_body) * 100
    }
}

impl Score {
    fn total(&self) -> u32 {
        (self.asked * 30
            + self.worded * 18
            + self.anywhere * 36
            + self.order * 4
            + self.form * 4
            + self.heading * 8)
            / 100
    }
}

/// A question all of whose words weigh less needs its heading, in per mille.
pub(super) const THIN: u32 = 400;

/// What weighs no more says nothing of the subject.
const LIGHT: u32 = 130;

/// Raises what was found before to what is found here, at a discount in per mille.
fn raise(best: &mut [u32], found: &[u32], discount: u32) {
    for (best, found) in best.iter_mut().zip(found) {
        *best = (*best).max(found * discount / 1000);
    }
}
