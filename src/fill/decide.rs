//! What becomes of each row: what the matching found, then what only the filling knows.

use std::collections::BTreeMap;

use crate::fill::known::Known;
use crate::fill::speak::{Said, Statement, Voice};
use crate::fill::style::Style;
use crate::fill::{DIFFERS, Decision, House, Proposal, Row, Wish};
use crate::form::Response;
use crate::matching::{Asked, Candidate, How, Matcher, Objection, Outcome, Reason, Verdict};
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
            text: read(&line.question),
            section: read(&line.section),
            parent: parent.map(|own| read(&own.question)).unwrap_or_default(),
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
            Decision::Answer(id) | Decision::Says(id, _) => {
                let known = verdict.candidates.iter().find(|own| own.answer == *id).cloned();
                known.or_else(|| self.answers.get(id).map(|answer| candidate(answer)))
            }
        };
        verdict.outcome = Outcome::Review;
        if let Some(mut chosen) = chosen {
            verdict.candidates.retain(|own| own.answer != chosen.answer);
            verdict.outcome = Outcome::Fill;
            let response = self.response(&chosen.answer);
            match decision {
                Decision::Says(_, word) => chosen.is_flipped = response != Some(*word),
                _ if is_negated(&chosen) && response.is_some() => {
                    verdict.outcome = Outcome::Review;
                    chosen.objections.insert(0, wordless(&chosen.answer));
                    verdict.candidates.insert(0, chosen);
                    return verdict;
                }
                _ => {}
            }
            chosen.how = How::Decided;
            chosen.confidence = 100;
            chosen.objections = Vec::new();
            verdict.candidates.insert(0, chosen);
        }
        verdict
    }

    /// The response of an answer, for the variant that the customer uses.
    fn response(&self, answer: &AnswerId) -> Option<Response> {
        let answer = self.answers.get(answer)?;
        answer.statement(self.wish.variant.as_ref())?.response
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
        let seen = self.wish.seen.get(&row.key());
        // Whether a person has decided about something else than what is there now.
        let mut is_held = row.decision.is_some() && verdict.outcome == Outcome::Review;
        for (rank, found) in verdict.candidates.iter().enumerate() {
            let mut found = found.clone();
            let Some(answer) = self.answers.get(&found.answer).copied() else { continue };
            let Some(statement) = answer.statement(self.wish.variant.as_ref()) else { continue };
            let own = Statement {
                question: &answer.question,
                says: statement,
                is_flipped: found.is_flipped,
                form: self.form_words(target.line, &answer.id),
            };
            let said = self.voice.say(target, style, &own);
            let mut doubts = self.doubts(answer, statement, found.how);
            if rank > 0 {
                // Who chooses it has to see them; those of the proposal stand among the reasons of the row.
                let told = |message| Objection { reason: Reason::Finding, message };
                found.objections.extend(doubts.into_iter().map(told));
            } else {
                if found.how == How::Decided {
                    // Who has decided has seen what the report said, and nothing that came later.
                    doubts.retain(|doubt| !seen.is_some_and(|seen| seen.contains(doubt)));
                    is_held |= !doubts.is_empty();
                }
                row.reasons.extend(found.objections.iter().map(|own| own.message.clone()));
                row.reasons.extend(doubts.into_iter().chain(self.unnamed(answer)));
                match &said.marks {
                    Ok(own) => marks.clone_from(own),
                    Err(silence) => row.reasons.push(silence.phrase()),
                }
            }
            proposals.push(self.proposal(answer, statement, &found, said));
        }
        if row.decision.is_none() && !proposals.is_empty() {
            row.reasons.extend(Self::hindrances(target.line));
        }
        let mut proposals = proposals.into_iter();
        // What is too far from the question is no proposal; it may be looked at all the same.
        row.proposal = if row.outcome == Outcome::None { None } else { proposals.next() };
        row.alternatives = proposals.collect();
        let is_foreign = self.matcher.is_foreign(&row.question);
        conclude(&mut row, is_foreign);
        if is_held && row.decision != Some(Decision::Blank) {
            row.decision = None;
        }
        if row.outcome != Outcome::Fill {
            marks.clear();
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
        // What people see is then not what was matched.
        if line.question.chars().any(turns) {
            hindrances
                .push("the question holds invisible signs that change how it reads".to_owned());
        }
        if is_long(&line.question) {
            hindrances.push(
                "the question is too long to be read as one; only its beginning was".to_owned(),
            );
        }
        hindrances
    }

    /// What only the filling knows against an answer.
    fn doubts(
        &self,
        answer: &VisibleAnswer,
        statement: &VisibleStatement,
        how: How,
    ) -> Vec<String> {
        let mut doubts = Vec::new();
        let notes = self.house.notes.get(&answer.id);
        if how == How::Id && notes.is_some_and(|notes| notes.is_always_reviewed) {
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

    /// That no variant is named where the answer differs between them: no decision can make up for it.
    fn unnamed(&self, answer: &VisibleAnswer) -> Option<String> {
        let differs = answer.statements.len() > 1 && self.wish.variant.is_none();
        differs.then(|| DIFFERS.to_owned())
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

/// Whether a character changes the order in which others are shown, or is one that no text for people holds.
fn turns(c: char) -> bool {
    let is_order = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    is_order || c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

/// Whether a text is too long to be one question: in characters, of which nobody writes so many.
fn is_long(text: &str) -> bool {
    text.len() > 2000 && text.chars().nth(2000).is_some()
}

/// What is read of a text: of a long one the beginning, so that no file takes hours.
fn read(text: &str) -> String {
    let text = without_number(text);
    if is_long(text) { text.chars().take(500).collect() } else { text.to_owned() }
}

/// What becomes of a row with its proposals and all that speaks against them.
fn conclude(row: &mut Row, is_foreign: bool) {
    match (&row.proposal, &row.decision) {
        (_, Some(Decision::Blank)) => {
            row.outcome = Outcome::Review;
            row.reasons.push("it was decided to leave it blank".to_owned());
        }
        (None, Some(Decision::Answer(id) | Decision::Says(id, _))) => {
            row.reasons.push(format!("there is no answer `{id}` for this audience"));
        }
        (None, _) => {
            row.outcome = Outcome::None;
            let why = if is_foreign {
                "the question is in another language than the library"
            } else {
                "the library has no answer to it"
            };
            row.reasons = vec![why.to_owned()];
        }
        (Some(_), _) if !row.reasons.is_empty() => row.outcome = Outcome::Review,
        (Some(_), _) => {}
    }
    if row.outcome != Outcome::Fill && row.reasons.is_empty() {
        row.reasons.push("it is not sure enough".to_owned());
    }
}

/// Whether the question is in the negative, and it is not known how the answer's word stands to it.
fn is_negated(found: &Candidate) -> bool {
    let negated = found.objections.iter().any(|own| own.reason == Reason::Negated);
    negated && !found.is_flipped
}

/// What is said to who accepts an answer without saying its word.
fn wordless(answer: &AnswerId) -> Objection {
    let message = format!(
        "nobody has said which word answers a question in the negative; decide {{\"yes\": \"{answer}\"}} or {{\"no\": \"{answer}\"}}"
    );
    Objection { reason: Reason::Negated, message }
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
