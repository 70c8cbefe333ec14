//! Answers by how much their words are those of a question.

use std::collections::BTreeMap;

use crate::matching::agree::{Reply, agree};
use crate::matching::lexicon::Lexicon;
use crate::matching::terms::Terms;
use crate::matching::words::{key, words};
use crate::matching::{Asked, Candidate, How};
use crate::view::notes::AnswerNotes;
use crate::view::{AnswerId, VariantId, View};

/// The answers, made ready.
#[derive(Debug)]
pub(super) struct Ranking {
    lexicon: Lexicon,
    answers: Vec<Known>,
}

/// An answer, made ready.
#[derive(Debug)]
struct Known {
    id: AnswerId,
    /// Its own question first.
    wordings: Vec<String>,
}

impl Ranking {
    pub(super) fn new(
        view: &View,
        _notes: &BTreeMap<AnswerId, AnswerNotes>,
        lexicon: Lexicon,
        _variant: Option<&VariantId>,
    ) -> Self {
        let known = |answer: &crate::view::VisibleAnswer| Known {
            id: answer.id.clone(),
            wordings: std::iter::once(&answer.question)
                .chain(&answer.also_asked)
                .cloned()
                .collect(),
        };
        Self { lexicon, answers: view.answers.iter().map(known).collect() }
    }

    /// Answers that may be meant, best first.
    pub(super) fn candidates(&self, asked: &Asked) -> Vec<Candidate> {
        let wanted = key(&asked.text);
        let terms = Terms::of(&asked.text, &self.lexicon);
        let candidate = |known: &Known| {
            let at = known.wordings.iter().position(|wording| key(wording) == wanted)?;
            let wording = known.wordings.get(at)?;
            let own = Terms::of(wording, &self.lexicon);
            let agreement = agree(&terms, &own, &own, Reply::None);
            Some(Candidate {
                answer: known.id.clone(),
                how: if at == 0 { How::Identical } else { How::AlsoAsked },
                confidence: 100,
                wording: wording.clone(),
                shared: words(wording).into_iter().map(|word| word.plain).collect(),
                agreed: agreement.agreed,
                objections: agreement.objections,
                is_flipped: agreement.is_flipped,
            })
        };
        self.answers.iter().filter_map(candidate).collect()
    }
}
