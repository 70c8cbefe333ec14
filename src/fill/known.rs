//! A form that is known by its ids: its own mapping answers, row by row.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::fill::House;
use crate::form::Form;
use crate::form::migration::Why;
use crate::matching::words::{Word, words};
use crate::matching::{Candidate, How, Objection, Outcome, Reason, Verdict, Wordings};
use crate::questionnaire::detect::Line;
use crate::questionnaire::{Entry, Questionnaire, Row};
use crate::view::VariantId;

/// The rows of a form with what its mapping answers.
#[derive(Debug)]
pub(super) struct Known {
    rows: BTreeMap<String, Row>,
    /// Ids that stand in several lines.
    twice: BTreeSet<String>,
    /// How much each word of the form tells.
    weights: Weights,
    wordings: Wordings,
}

/// Two wordings ask the same if they have so much in common, in percent of what the shorter one says. Publishers' own
/// wordings have about 60 in common with ours, and other questions of the same form less than 10.
const SAME: usize = 30;

/// As much is enough where the text may find the same answer, and as much where it finds it first.
const ALIKE: [usize; 2] = [25, 15];

impl Known {
    /// The answers that are mapped to a form, for a variant where one was chosen.
    pub(super) fn new<'l>(
        form: &Arc<Form>,
        house: &House<'_>,
        variant: Option<&VariantId>,
        lines: impl Iterator<Item = &'l Line>,
    ) -> Self {
        let known = |id: &VariantId| house.view.variants.iter().find(|own| own.id.value == *id);
        let variant = variant.and_then(known).cloned();
        let own = Questionnaire::fill(house.view, form, variant, house.words);
        let weights = Weights::of(form);
        let rows = own.rows.into_iter().map(|row| (row.question.id.clone(), row)).collect();
        let (mut seen, mut twice) = (BTreeSet::new(), BTreeSet::new());
        for line in lines.filter(|line| !line.id.is_empty()) {
            if !seen.insert(line.id.as_str()) {
                twice.insert(line.id.clone());
            }
        }
        Self { rows, twice, weights, wordings: Wordings::new(house.lexicon.clone()) }
    }

    /// What the mapping answers to a line.
    pub(super) fn entry(&self, line: &Line) -> Option<&Entry> {
        self.rows.get(&line.id)?.entry.as_ref()
    }

    /// What becomes of a line by its id, before and beside what its text says.
    pub(super) fn verdict(&self, line: &Line, by_text: Verdict) -> Verdict {
        let Some(row) = self.rows.get(&line.id) else { return cautious(by_text) };
        let (answer, objection) = match (&row.entry, &row.review) {
            (Some(entry), _) => (&entry.answer, None),
            (None, Some(review)) => (&review.answer, Some(changed(review.why))),
            (None, None) => return cautious(by_text),
        };
        let mut objections: Vec<Objection> = objection.into_iter().collect();
        if self.twice.contains(&line.id) {
            objections.push(other("several rows have this id".to_owned()));
        }
        let shared = self.wordings.in_common(&line.question, &row.question.text);
        let first = by_text.candidates.first().map(|own| &own.answer);
        let rank = by_text.candidates.iter().position(|own| own.answer == *answer);
        let least = match rank {
            Some(0) => ALIKE[1],
            Some(_) => ALIKE[0],
            None => SAME,
        };
        let common = self.weights.common(&line.question, &row.question.text);
        if common < least && !line.question.is_empty() {
            let message =
                format!("under the id `{}` the form asks something else than this row", line.id);
            objections.push(other(message));
        } else if let Some(first) = first
            && first != answer
            && by_text.outcome == Outcome::Fill
        {
            let message = format!("by its text the row is a question of `{first}`");
            objections.push(Objection { reason: Reason::Rival, message });
        }
        objections.extend(self.wordings.contradictions(&line.question, &row.question.text));
        let outcome = if objections.is_empty() { Outcome::Fill } else { Outcome::Review };
        let mut candidates = by_text.candidates;
        candidates.retain(|own| own.answer != *answer);
        let own = Candidate {
            answer: answer.clone(),
            how: How::Id,
            confidence: 100,
            wording: row.question.text.clone(),
            shared,
            agreed: Vec::new(),
            objections,
            is_flipped: false,
        };
        candidates.insert(0, own);
        candidates.truncate(5);
        Verdict { outcome, candidates, parts: by_text.parts }
    }
}

/// What a text says of a question that the form's mapping leaves open: a person has left it open.
fn cautious(mut verdict: Verdict) -> Verdict {
    let is_same = |own: &Candidate| matches!(own.how, How::Identical | How::AlsoAsked);
    if verdict.outcome == Outcome::Fill && !verdict.candidates.first().is_some_and(is_same) {
        verdict.outcome = Outcome::Review;
        if let Some(first) = verdict.candidates.first_mut() {
            let message = "no answer is mapped to this question of the form".to_owned();
            first.objections.push(Objection { reason: Reason::Unsure, message });
        }
    }
    verdict
}

fn other(message: String) -> Objection {
    Objection { reason: Reason::Disagrees, message }
}

fn changed(why: Why) -> Objection {
    let message = match why {
        Why::Reworded => "the answer is to another wording of the question",
        Why::MovedAndReworded => {
            "the answer is to another wording of the question, under another id"
        }
    };
    Objection { reason: Reason::Unsure, message: message.to_owned() }
}

/// Words without a meaning of their own in a question.
const SMALL: [&str; 63] = [
    "that",
    "this",
    "with",
    "your",
    "have",
    "does",
    "which",
    "what",
    "when",
    "from",
    "into",
    "they",
    "their",
    "there",
    "been",
    "least",
    "organization",
    "organisation",
    "policies",
    "procedures",
    "established",
    "documented",
    "defined",
    "implemented",
    "and",
    "the",
    "you",
    "are",
    "for",
    "can",
    "them",
    "how",
    "each",
    "keep",
    "all",
    "out",
    "where",
    "set",
    "use",
    "not",
    "other",
    "others",
    "who",
    "has",
    "had",
    "was",
    "were",
    "will",
    "would",
    "should",
    "may",
    "any",
    "such",
    "per",
    "via",
    "than",
    "its",
    "our",
    "also",
    "only",
    "both",
    "through",
    "whether",
];

/// How much words tell: what few questions of a form have tells most.
#[derive(Debug)]
struct Weights {
    weights: BTreeMap<String, usize>,
    /// Of a word that no question of the form has.
    unknown: usize,
}

impl Weights {
    fn of(form: &Form) -> Self {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for question in &form.questions {
            for stem in stems(&question.text) {
                *counts.entry(stem).or_insert(0) += 1;
            }
        }
        let all = form.questions.len();
        let weights: BTreeMap<String, usize> =
            counts.into_iter().map(|(stem, count)| (stem, weight(all, count))).collect();
        Self { weights, unknown: weight(all, 1) * 3 / 4 }
    }

    /// What two wordings have in common, in percent of what the one says that says less.
    fn common(&self, one: &str, other: &str) -> usize {
        let (one, other) = (stems(one), stems(other));
        let sum = |stems: &mut dyn Iterator<Item = &String>| -> usize {
            stems.map(|stem| self.weights.get(stem).copied().unwrap_or(self.unknown)).sum()
        };
        let both = sum(&mut one.intersection(&other));
        let (one_says, other_says) = (sum(&mut one.iter()), sum(&mut other.iter()));
        // One word in common has to be most of what the row says.
        let is_lone = one.intersection(&other).count() == 1;
        let least = if is_lone { one_says } else { one_says.min(other_says) };
        both * 100 / least.max(1)
    }
}

/// Four times the binary logarithm of how rare a word is, and never nothing.
fn weight(all: usize, count: usize) -> usize {
    let rarity = (all * 256 / count.max(1)) as u128;
    let scaled = rarity.saturating_pow(4).max(1).ilog2().saturating_sub(32);
    (scaled as usize).max(1)
}

/// The words of a question that have a meaning of their own, without their endings.
fn stems(text: &str) -> BTreeSet<String> {
    let is_telling =
        |own: &Word| own.plain.chars().count() >= 3 && !SMALL.contains(&own.plain.as_str());
    words(text).into_iter().filter(is_telling).map(|own| own.stem).collect()
}
