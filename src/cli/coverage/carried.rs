//! A filled questionnaire taken apart: what is mapped to it, what carries from other forms, what is open and why.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::form::migration::Why;
use crate::form::{FormRef, Forms};
use crate::questionnaire::{Questionnaire, Row};
use crate::view::carrying::{Found, reaching};
use crate::view::{AnswerId, View};

/// A row with where its answer carries from, or would after a review.
pub(super) type From<'q> = (&'q Row, &'q (FormRef, String), &'q AnswerId);

/// An answer and the questions of other forms to which it is mapped.
type Left<'q> = (&'q AnswerId, Vec<(&'q FormRef, &'q str)>);

/// A filled questionnaire; each of its rows is in one of the lists that tell of answers or gaps.
pub(super) struct Filled<'q> {
    pub(super) questionnaire: &'q Questionnaire,
    /// How many rows have an answer that is mapped to them.
    pub(super) mapped: usize,
    /// Rows whose answer carries under the same id.
    pub(super) same: Vec<From<'q>>,
    /// Rows whose answer carries under another id.
    pub(super) moved: Vec<From<'q>>,
    /// Gaps for which an answer to an older wording is there.
    pub(super) review: Vec<(From<'q>, Why)>,
    /// Gaps to which no question of another form carries; empty for forms that take nothing over.
    pub(super) new: Vec<&'q str>,
    /// Gaps to which a question of another form carries that is not answered either.
    pub(super) unanswered: Vec<&'q str>,
    /// Gaps with an answer that has no response.
    pub(super) no_response: Vec<&'q str>,
    /// Gaps of a form that takes nothing over.
    pub(super) plain: Vec<&'q str>,
    /// The forms that its tables name.
    pub(super) takes_from: BTreeSet<&'q FormRef>,
    /// Answers to questions of forms from which answers carry, of which nothing reaches this form.
    pub(super) left: Vec<Left<'q>>,
}

impl<'q> Filled<'q> {
    /// Sorts the rows of a questionnaire that was filled from a view.
    pub(super) fn of(questionnaire: &'q Questionnaire, view: &'q View, forms: &Forms) -> Self {
        let form = &questionnaire.form;
        let found = view.found_for(&form.reference);
        let origins = form.origins.values().flatten();
        let mut filled = Self {
            questionnaire,
            mapped: 0,
            same: Vec::new(),
            moved: Vec::new(),
            review: Vec::new(),
            new: Vec::new(),
            unanswered: Vec::new(),
            no_response: Vec::new(),
            plain: Vec::new(),
            takes_from: origins.map(|origin| &origin.form).collect(),
            left: left(view, &form.reference, forms),
        };
        for row in &questionnaire.rows {
            filled.take(row, &found);
        }
        filled
    }

    fn take(&mut self, row: &'q Row, found: &BTreeMap<&str, Found<'_>>) {
        let id = row.question.id.as_str();
        match (&row.entry, &row.review) {
            (Some(entry), _) => match &entry.carried_from {
                None => self.mapped += 1,
                Some(from) if from.1 == id => self.same.push((row, from, &entry.answer)),
                Some(from) => self.moved.push((row, from, &entry.answer)),
            },
            (None, Some(review)) => {
                self.review.push(((row, &review.from, &review.answer), review.why));
            }
            (None, None) if found.contains_key(id) => self.no_response.push(id),
            (None, None) if self.takes_from.is_empty() => self.plain.push(id),
            (None, None) if self.questionnaire.form.origins.contains_key(id) => {
                self.unanswered.push(id);
            }
            (None, None) => self.new.push(id),
        }
    }

    /// Ids of the questions without an answer in a section: those to review, and the others.
    pub(super) fn gaps(&self, section: &str) -> (Vec<&'q str>, Vec<&'q str>) {
        let rows = self.questionnaire.rows.iter();
        let open = rows.filter(|row| row.question.section == section && row.entry.is_none());
        let (review, others): (Vec<&Row>, Vec<&Row>) = open.partition(|row| row.review.is_some());
        let ids = |rows: Vec<&'q Row>| rows.into_iter().map(|row| row.question.id.as_str());
        (ids(review).collect(), ids(others).collect())
    }

    /// The same for programs.
    pub(super) fn json(&self) -> Value {
        let all = self.questionnaire.coverage();
        let variant = self.questionnaire.variant.as_ref();
        json!({
            "form": self.questionnaire.form.reference.to_string(),
            "variant": variant.map(|variant| variant.id.value.as_str()),
            "questions": all.questions,
            "answered": all.answered,
            "planned": all.planned,
            "gaps": all.gaps(),
            "parts": {
                "mapped": self.mapped,
                "carried_same_id": self.same.len(),
                "carried_other_id": self.moved.len(),
                "to_review": self.review.len(),
                "new": self.new.len(),
                "counterpart_unanswered": self.unanswered.len(),
                "no_response": self.no_response.len(),
                "nothing_carries": self.plain.len(),
            },
            "sections": self.sections(),
            "takes_from": self.takes_from.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "carried": self.carried(),
            "review": self.to_review(),
            "new": self.new,
            "counterpart_unanswered": self.unanswered,
            "no_response": self.no_response,
            "left_behind": self.left_behind(),
        })
    }

    fn sections(&self) -> Vec<Value> {
        let coverage = self.questionnaire.section_coverage();
        let one = coverage.into_iter().map(|(section, coverage)| {
            let (review, _) = self.gaps(&section.id);
            let rows = self.questionnaire.rows.iter();
            let open = rows.filter(|row| row.question.section == section.id && row.entry.is_none());
            json!({
                "id": section.id,
                "title": section.title,
                "questions": coverage.questions,
                "answered": coverage.answered,
                "gaps": open.map(|row| row.question.id.as_str()).collect::<Vec<_>>(),
                "review": review,
            })
        });
        one.collect()
    }

    fn carried(&self) -> Vec<Value> {
        let mut carried: Vec<&From<'q>> = self.same.iter().chain(&self.moved).collect();
        carried.sort_by_key(|(row, ..)| &row.question.id);
        let one = |(row, old, answer): &From<'q>| json!({ "question": row.question.id, "from": place(&old.0, &old.1), "answer": answer.as_str() });
        carried.into_iter().map(one).collect()
    }

    fn to_review(&self) -> Vec<Value> {
        let one = |((row, old, answer), why): &(From<'q>, Why)| {
            json!({
                "question": row.question.id,
                "from": place(&old.0, &old.1),
                "answer": answer.as_str(),
                "why": why.word(),
            })
        };
        self.review.iter().map(one).collect()
    }

    fn left_behind(&self) -> Vec<Value> {
        let one = |(answer, from): &Left<'q>| {
            let from: Vec<Value> =
                from.iter().map(|(form, question)| place(form, question)).collect();
            json!({ "answer": answer.as_str(), "from": from })
        };
        self.left.iter().map(one).collect()
    }
}

fn place(form: &FormRef, question: &str) -> Value {
    json!({ "form": form.to_string(), "question": question })
}

/// Answers to the forms from which answers carry to a form, of which nothing reaches it.
fn left<'q>(view: &'q View, form: &FormRef, forms: &Forms) -> Vec<Left<'q>> {
    let reaching = reaching(forms, form);
    let sources: BTreeSet<&FormRef> = reaching.iter().map(|(source, _)| *source).collect();
    let mut left = Vec::new();
    for answer in &view.answers {
        let mapped = answer.answers_to.iter().flat_map(|(known, questions)| {
            questions.iter().map(move |question| (known, question.as_str()))
        });
        let mapped: Vec<_> = mapped.collect();
        let is_here = mapped.iter().any(|own| own.0 == form || reaching.contains(own));
        let old: Vec<_> = mapped.into_iter().filter(|(known, _)| sources.contains(known)).collect();
        if !is_here && !old.is_empty() {
            left.push((&answer.id, old));
        }
    }
    left
}
