//! A form that is known by its ids: its own mapping answers, row by row.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::fill::House;
use crate::form::Form;
use crate::form::migration::Why;
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
    wordings: Wordings,
}

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
        let rows = own.rows.into_iter().map(|row| (row.question.id.clone(), row)).collect();
        let (mut seen, mut twice) = (BTreeSet::new(), BTreeSet::new());
        for line in lines.filter(|line| !line.id.is_empty()) {
            if !seen.insert(line.id.as_str()) {
                twice.insert(line.id.clone());
            }
        }
        Self { rows, twice, wordings: Wordings::new(house.lexicon.clone()) }
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
        if shared.is_empty() && !line.question.is_empty() {
            let message =
                format!("under the id `{}` the form asks something else than this row", line.id);
            objections.push(other(message));
        }
        objections.extend(self.wordings.contradictions(&line.question, &row.question.text));
        let by_words = by_text.candidates.first().filter(|_| by_text.outcome == Outcome::Fill);
        if let Some(own) = by_words.filter(|own| own.answer != *answer) {
            let message = format!("by its text the row is a question of `{}`", own.answer);
            objections.push(Objection { reason: Reason::Rival, message });
        }
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
