//! `migrations.yaml`: from which questions of other forms the answers to a form carry, and which need a look.
//!
//! Publishers give old ids to new questions. So nothing carries because two ids look alike: what carries
//! stands in a table, and what is not in it does not.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Diagnostic, Sink, did_you_mean};
use crate::form::{Form, FormRef, Question};
use crate::source::decode::{Decode, Fields, entries, word};
use crate::source::yaml::{Node, Value};
use crate::span::Spanned;

/// Where the answer to a question may come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The other form.
    pub form: FormRef,
    /// The question's id there.
    pub question: String,
    /// Whether its answer carries.
    pub carrying: Carrying,
}

/// Whether an answer to the other question answers this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrying {
    /// It does: the question and its id are the same.
    Same,
    /// It does: the question is the same, under another id.
    Moved,
    /// Somebody has to look: the question has changed.
    Review(Why),
}

/// Why an answer does not carry without a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The question was worded anew.
    Reworded,
    /// It was worded anew and has another id.
    MovedAndReworded,
}

impl Why {
    /// The word in YAML and in machine-readable outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Reworded => "reworded",
            Self::MovedAndReworded => "moved-and-reworded",
        }
    }
}

impl Decode for Why {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let words = [Self::Reworded, Self::MovedAndReworded].map(|why| (why.word(), why));
        word(node, "a reason for a review", &words, sink)
    }
}

/// What carries from one other form, as it is written; ids of this form come first.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// The other form.
    pub(super) from: Spanned<FormRef>,
    same: Same,
    moved: Vec<(Spanned<String>, Spanned<String>)>,
    review: Vec<(Spanned<String>, Review)>,
    /// What is said behind a wording that is taken over for a reworded question.
    reworded_note: Option<String>,
}

impl Table {
    /// Whether it names what it carries, and every id it names exists; reports what does not.
    pub(super) fn check(&self, own: &Form, other: &Form, sink: &mut Sink) {
        let mut targets = BTreeSet::new();
        let (mut own, mut other) = (Known::of(own), Known::of(other));
        let same: &[Spanned<String>] = match &self.same {
            Same::All => &[],
            Same::Ids(ids) => ids,
        };
        let pairs = same.iter().map(|id| (id, id));
        let moved = self.moved.iter().map(|(new, old)| (new, old));
        let review = self.review.iter().map(|(new, review)| (new, &review.from));
        for (new, old) in pairs.chain(moved).chain(review) {
            own.has(new, sink);
            other.has(old, sink);
            if !targets.insert(new.value.as_str()) {
                let message = format!(
                    "question `{}` gets its answer twice from `{}`",
                    new.value, self.from.value
                );
                let report = Diagnostic::error("duplicate-id", message, new.span);
                sink.push(report.hint("name it once: under `same`, `moved` or `review`"));
            }
        }
    }

    /// The origin of each question of this form that has one in the other form.
    pub(super) fn origins<'i>(
        &self,
        own: impl Iterator<Item = &'i str>,
        other: &Form,
    ) -> BTreeMap<String, Origin> {
        let origin = |question: &str, carrying| Origin {
            form: other.reference.clone(),
            question: question.to_owned(),
            carrying,
        };
        let mut origins = BTreeMap::new();
        for (new, review) in &self.review {
            origins
                .entry(new.value.clone())
                .or_insert_with(|| origin(&review.from, Carrying::Review(review.why)));
        }
        for (new, old) in &self.moved {
            origins.entry(new.value.clone()).or_insert_with(|| origin(old, Carrying::Moved));
        }
        let known = ids(&other.questions);
        let listed: BTreeSet<&str> = match &self.same {
            Same::All => known.clone(),
            Same::Ids(ids) => ids.iter().map(|id| id.value.as_str()).collect(),
        };
        for id in own.filter(|id| listed.contains(id)) {
            // What is named elsewhere in the table is not the same under the same id.
            origins.entry(id.to_owned()).or_insert_with(|| origin(id, Carrying::Same));
        }
        origins.retain(|_, origin| known.contains(origin.question.as_str()));
        origins
    }

    /// The wordings that questions of this form take over from the other form.
    pub(super) fn wordings<'i>(
        &self,
        own: impl Iterator<Item = &'i str>,
        other: &Form,
    ) -> BTreeMap<String, String> {
        let texts: BTreeMap<&str, &str> = other
            .questions
            .iter()
            .map(|question| (question.id.as_str(), question.text.as_str()))
            .collect();
        let wording = |(id, origin): (String, Origin)| {
            let text = texts.get(origin.question.as_str())?;
            let text = match (&self.reworded_note, origin.carrying) {
                (Some(note), Carrying::Review(_)) => format!("{text} {note}"),
                (None, Carrying::Review(_)) | (_, Carrying::Same | Carrying::Moved) => {
                    (*text).to_owned()
                }
            };
            Some((id, text))
        };
        self.origins(own, other).into_iter().filter_map(wording).collect()
    }
}

/// Ids of questions.
pub(super) fn ids(questions: &[Question]) -> BTreeSet<&str> {
    questions.iter().map(|question| question.id.as_str()).collect()
}

/// The ids of a form, and how many others were asked for.
pub(super) struct Known<'f> {
    form: &'f FormRef,
    ids: BTreeSet<&'f str>,
    unknown: usize,
}

impl<'f> Known<'f> {
    /// For how many ids the nearest one is looked for: who has more has the wrong form.
    const SUGGESTED: usize = 100;

    pub(super) fn of(form: &'f Form) -> Self {
        Self { form: &form.reference, ids: ids(&form.questions), unknown: 0 }
    }

    /// Whether the form has a question; reports one that it does not have.
    pub(super) fn has(&mut self, id: &Spanned<String>, sink: &mut Sink) -> bool {
        if self.ids.contains(id.value.as_str()) {
            return true;
        }
        self.unknown += 1;
        let near = self.ids.iter().copied().filter(|_| self.unknown <= Self::SUGGESTED);
        let all = || format!("run `trust coverage {}` for its ids", self.form);
        let message = format!("`{}` has no question `{}`", self.form, id.value);
        let report = Diagnostic::error("missing-reference", message, id.span);
        sink.push(report.hint(did_you_mean(id, near, all)));
        false
    }
}

/// Ids under which both forms ask the same.
#[derive(Debug, Clone)]
enum Same {
    /// All that both have and that the table does not name elsewhere.
    All,
    /// These.
    Ids(Vec<Spanned<String>>),
}

/// The old question of one to review.
#[derive(Debug, Clone)]
struct Review {
    from: Spanned<String>,
    why: Why,
}

impl Decode for Table {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a migration", sink)?;
        let from = fields.required("from");
        let same: Option<Same> = fields.optional("same");
        let moved: Option<Pairs<Spanned<String>>> = fields.optional("moved");
        let review: Option<Pairs<Review>> = fields.optional("review");
        let reworded_note = fields.optional("reworded_note");
        fields.finish();
        Some(Self {
            from: from?,
            same: same.unwrap_or(Same::Ids(Vec::new())),
            moved: moved.map(|pairs| pairs.0).unwrap_or_default(),
            review: review.map(|pairs| pairs.0).unwrap_or_default(),
            reworded_note,
        })
    }
}

impl Decode for Same {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        match &node.value {
            Value::Scalar(_) => {
                word(node, "a list of ids or `all`", &[("all", ())], sink).map(|()| Self::All)
            }
            Value::Null | Value::List(_) | Value::Map(_) => {
                Decode::decode(node, sink).map(Self::Ids)
            }
        }
    }
}

impl Decode for Review {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a question to review", sink)?;
        let (from, why) = (fields.required("from"), fields.required("why"));
        fields.finish();
        Some(Self { from: from?, why: why? })
    }
}

/// Entries of a mapping by id, in the order of the file.
struct Pairs<T>(Vec<(Spanned<String>, T)>);

impl<T: Decode> Decode for Pairs<T> {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        entries(node, sink).map(Self)
    }
}
