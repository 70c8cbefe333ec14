//! What becomes of each row: what the matching found, then what only the filling knows.

use std::collections::BTreeMap;

use crate::fill::known::Known;
use crate::fill::speak::{Said, Statement, Voice};
use crate::fill::style::Style;
use crate::fill::{DIFFERS, Decision, House, Proposal, Row, Wish};
use crate::matching::{Asked, Candidate, How, Matcher, Outcome, Verdict};
use crate::questionnaire::cells::{Marks, Target};
use crate::questionnaire::detect::Line;
use crate::questionnaire::words::without_number;
use crate::view::{AnswerId, VisibleAnswer, VisibleStatement};

/// Decides row by row.
pub(super) struct Decider<'f> {
    pub house: &'f House<'f>,
    pub wish: &'f Wish,
    pub matcher: Matcher,
    pub voice: Voice<'f>,
    /// What the mapping of a known form answers.
    pub known: Option<Known>,
    /// Answers of the view by id.
    pub answers: BTreeMap<&'f AnswerId, &'f VisibleAnswer>,
}

/// What was decided about a line.
pub(super) struct Decided {
    pub row: Row,
    /// The cells to write; nothing unless the row is filled.
    pub marks: Marks,
}

impl<'f> Decider<'f> {
    /// What becomes of a line; what names it comes in `row`.
    pub(super) fn decide(
        &self,
        target: &Target<'f>,
        parent: Option<&Line>,
        style: &Style,
        row: Row,
    ) -> Decided {
        let line = target.line;
        let asked = Asked {
            text: without_number(&line.question).to_owned(),
            section: line.section.clone(),
            parent: parent.map(|own| without_number(&own.question).to_owned()).unwrap_or_default(),
        };
        let mut verdict = self.matcher.find(&asked);
        if let Some(known) = &self.known {
            verdict = known.verdict(line, verdict);
        }
        let verdict = self.decided(verdict, &row.key());
        self.judge(target, style, row, verdict)
    }

    /// What was found, and then what a person has decided.
    fn decided(&self, mut verdict: Verdict, key: &str) -> Verdict {
        let Some(decision) = self.wish.decisions.get(key) else { return verdict };
        let chosen = match decision {
            Decision::Blank => None,
            Decision::Accept => verdict.candidates.first().cloned(),
            Decision::Answer(id) => {
                let known = verdict.candidates.iter().find(|own| own.answer == *id).cloned();
                known.or_else(|| self.answers.get(id).map(|answer| candidate(answer)))
            }
        };
        verdict.outcome = Outcome::Review;
        if let Some(mut chosen) = chosen {
            verdict.candidates.retain(|own| own.answer != chosen.answer);
            chosen.how = How::Decided;
            chosen.confidence = 100;
            chosen.objections = Vec::new();
            verdict.candidates.insert(0, chosen);
            verdict.outcome = Outcome::Fill;
        }
        verdict
    }

    /// The row with its proposals, and what is written.
    pub(super) fn judge(
        &self,
        target: &Target<'f>,
        style: &Style,
        mut row: Row,
        verdict: Verdict,
    ) -> Decided {
        row.decision = self.wish.decisions.get(&row.key()).cloned();
        row.outcome = verdict.outcome;
        row.parts = verdict.parts;
        let mut proposals = Vec::new();
        let mut marks = Marks::new();
        for (rank, found) in verdict.candidates.iter().enumerate() {
            let Some(answer) = self.answers.get(&found.answer).copied() else { continue };
            let Some(statement) = answer.statement(self.wish.variant.as_ref()) else { continue };
            let own = Statement {
                question: &answer.question,
                says: statement,
                is_flipped: found.is_flipped,
                form: self.form_words(target.line, &answer.id),
            };
            let said = self.voice.say(target, style, &own);
            if rank == 0 {
                row.reasons.extend(found.objections.iter().map(|own| own.message.clone()));
                row.reasons.extend(self.doubts(answer, statement, found));
                match &said.marks {
                    Ok(own) => marks.clone_from(own),
                    Err(silence) => row.reasons.push(silence.phrase()),
                }
            }
            proposals.push(self.proposal(answer, statement, found, said));
        }
        if row.decision.is_none() && !proposals.is_empty() {
            row.reasons.extend(Self::hindrances(target.line));
        }
        let mut proposals = proposals.into_iter();
        // What is too far from the question is no proposal; it may be looked at all the same.
        row.proposal = if row.outcome == Outcome::None { None } else { proposals.next() };
        row.alternatives = proposals.collect();
        match (&row.proposal, &row.decision) {
            (_, Some(Decision::Blank)) => {
                row.outcome = Outcome::Review;
                row.reasons.push("it was decided to leave it blank".to_owned());
            }
            (None, Some(Decision::Answer(id))) => {
                row.reasons.push(format!("there is no answer `{id}` for this audience"));
            }
            (None, _) => {
                row.outcome = Outcome::None;
                row.reasons = vec!["the library has no answer to it".to_owned()];
            }
            (Some(_), _) if !row.reasons.is_empty() => row.outcome = Outcome::Review,
            (Some(_), _) => {}
        }
        if row.outcome != Outcome::Fill {
            marks.clear();
            if row.reasons.is_empty() {
                row.reasons.push("it is not sure enough".to_owned());
            }
        }
        Decided { row, marks }
    }

    /// The words of the form for an answer that is mapped to a line of it.
    fn form_words(&self, line: &Line, answer: &AnswerId) -> (&str, &str) {
        let entry = self.known.as_ref().and_then(|known| known.entry(line));
        let entry = entry.filter(|entry| entry.answer == *answer);
        entry.map_or(("", ""), |entry| (entry.word.as_str(), entry.ownership.as_str()))
    }

    /// What the row itself is: several questions in one cell, a question that nobody sees.
    fn hindrances(line: &Line) -> Vec<String> {
        let mut hindrances = Vec::new();
        if line.asks_several {
            hindrances.push("the cell asks several questions".to_owned());
        }
        if line.is_hidden {
            hindrances.push("the row is hidden".to_owned());
        }
        hindrances
    }

    /// What only the filling knows against an answer.
    fn doubts(
        &self,
        answer: &VisibleAnswer,
        statement: &VisibleStatement,
        found: &Candidate,
    ) -> Vec<String> {
        let mut doubts = Vec::new();
        if answer.statements.len() > 1 && self.wish.variant.is_none() {
            doubts.push(DIFFERS.to_owned());
        }
        // Who has decided has seen what is said here.
        if found.how == How::Decided {
            return doubts;
        }
        let notes = self.house.notes.get(&answer.id);
        if found.how == How::Id && notes.is_some_and(|notes| notes.is_always_reviewed) {
            doubts.push("the answer is to be looked at each time".to_owned());
        }
        if answer.overdue {
            doubts.push("the answer is overdue for review".to_owned());
        }
        if statement.promise.as_ref().is_some_and(|promise| promise.lapsed) {
            doubts.push("the answer promises something for a day that has passed".to_owned());
        }
        let rules = self.house.findings.get(&answer.id).into_iter().flatten();
        doubts.extend(rules.map(|rule| format!("`trust check` has a finding about it: `{rule}`")));
        doubts
    }

    fn proposal(
        &self,
        answer: &VisibleAnswer,
        statement: &VisibleStatement,
        found: &Candidate,
        said: Said,
    ) -> Proposal {
        let notes = self.house.notes.get(&answer.id);
        Proposal {
            found: found.clone(),
            question: answer.question.clone(),
            response: statement.response.map_or("", crate::form::Response::word),
            word: said.word,
            explanation: said.explanation,
            owner: notes.and_then(|notes| notes.owner.as_deref()).map(str::to_owned),
            reviewed: answer.reviewed,
            audience: notes.map_or(self.wish.audience, |notes| notes.audience),
            path: answer.path(),
        }
    }
}

/// An answer that a person has named.
fn candidate(answer: &VisibleAnswer) -> Candidate {
    Candidate {
        answer: answer.id.clone(),
        how: How::Decided,
        confidence: 100,
        wording: answer.question.clone(),
        shared: Vec::new(),
        agreed: Vec::new(),
        objections: Vec::new(),
        is_flipped: false,
    }
}
