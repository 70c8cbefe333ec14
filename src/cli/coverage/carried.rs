//! Answers that carry from other forms, as `trust coverage` prints them.

use serde_json::{Value, json};

use crate::form::FormRef;
use crate::form::migration::Why;
use crate::questionnaire::{Questionnaire, Row};
use crate::view::AnswerId;

/// A row with where its answer carries from, or would after a review.
type From<'q> = (&'q Row, &'q (FormRef, String), &'q AnswerId);

/// What carries to a questionnaire from other forms.
pub(super) struct Carried<'q> {
    same: Vec<From<'q>>,
    moved: Vec<From<'q>>,
    review: Vec<(From<'q>, Why)>,
    /// Open questions to which nothing could carry; empty for forms that take nothing over.
    pub(super) new: Vec<&'q str>,
}

impl<'q> Carried<'q> {
    /// Sorts the rows of a questionnaire.
    pub(super) fn of(questionnaire: &'q Questionnaire) -> Self {
        let rows = &questionnaire.rows;
        let carried = |row: &'q Row| {
            let entry = row.entry.as_ref()?;
            Some((row, entry.carried_from.as_ref()?, &entry.answer))
        };
        let is_same = |(row, (_, old), _): &From<'q>| row.question.id == *old;
        let (same, moved) = rows.iter().filter_map(carried).partition(is_same);
        let review = |row: &'q Row| {
            let review = row.review.as_ref()?;
            Some(((row, &review.from, &review.answer), review.why))
        };
        let origins = &questionnaire.form.origins;
        let is_new = |row: &&Row| row.entry.is_none() && !origins.contains_key(&row.question.id);
        let new = rows.iter().filter(|_| !origins.is_empty()).filter(is_new);
        Self {
            same,
            moved,
            review: rows.iter().filter_map(review).collect(),
            new: new.map(|row| row.question.id.as_str()).collect(),
        }
    }

    /// Lines for people; nothing where nothing carries.
    pub(super) fn human(&self) -> String {
        let mut text = String::new();
        let mut say = |what: &str, count: usize| {
            if count > 0 {
                text.push_str(&format!("  {what}: {count}\n"));
            }
        };
        say("carried under the same id", self.same.len());
        say("carried under another id", self.moved.len());
        for from in &self.moved {
            text.push_str(&format!("    {}\n", arrow(from)));
        }
        if !self.review.is_empty() {
            let count = self.review.len();
            text.push_str(&format!("  to review, as the question has changed: {count}\n"));
        }
        for (from, why) in &self.review {
            text.push_str(&format!("    {}: {}\n", arrow(from), why.word()));
        }
        if !self.new.is_empty() {
            text.push_str(&format!("  new here, without an answer: {}\n", self.new.len()));
        }
        text
    }

    /// Each list for programs: what carries, what is to review.
    pub(super) fn json(&self) -> (Vec<Value>, Vec<Value>) {
        let from = |(form, question): &(FormRef, String)| json!({ "form": form.to_string(), "question": question });
        let one = |(row, old, answer): &From<'q>| json!({ "question": row.question.id, "from": from(old), "answer": answer.as_str() });
        let to_review = |((row, old, answer), why): &(From<'q>, Why)| {
            json!({
                "question": row.question.id,
                "from": from(old),
                "answer": answer.as_str(),
                "why": why.word(),
            })
        };
        let mut carried: Vec<&From<'q>> = self.same.iter().chain(&self.moved).collect();
        carried.sort_by_key(|(row, ..)| &row.question.id);
        (carried.into_iter().map(one).collect(), self.review.iter().map(to_review).collect())
    }
}

/// `IAM-13.1 <- IAM-14.1 of caiq@4.0.3 (second-factor)`.
fn arrow((row, (form, question), answer): &From<'_>) -> String {
    format!("{} <- {question} of {form} ({answer})", row.question.id)
}
