//! Answers: one reusable, owned, reviewed statement each.

use std::sync::Arc;

use crate::date::{Date, When};
use crate::diag::Sink;
use crate::form::{FormRef, Ownership, Response};
use crate::library::audience::Audience;
use crate::library::id::{AnswerId, EvidenceId, TopicId, VariantId};
use crate::library::prose::Prose;
use crate::source::decode::{Decode, Fields, entries};
use crate::source::yaml::Node;
use crate::span::{Span, Spanned};

/// A dated commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// What is promised.
    pub what: Prose,
    /// Until when.
    pub due: Option<Spanned<When>>,
    /// The place of the promise.
    pub span: Span,
}

/// What an answer says, or what a variant says instead; absent parts are inherited.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Statement {
    /// The closed part.
    pub response: Option<Spanned<Response>>,
    /// Why the question does not apply.
    pub because: Option<Prose>,
    /// The open part.
    pub explanation: Option<Prose>,
    /// What is promised.
    pub promise: Option<Promise>,
    /// What supports it.
    pub evidence: Option<Vec<Spanned<EvidenceId>>>,
}

/// One answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its id.
    pub id: Spanned<AnswerId>,
    /// Its topic.
    pub topic: TopicId,
    /// The question it answers.
    pub question: Spanned<String>,
    /// The same question as others ask it.
    pub also_asked: Vec<String>,
    /// What it says where no variant differs.
    pub statement: Statement,
    /// What variants say instead.
    pub variants: Vec<(Spanned<VariantId>, Statement)>,
    /// The questions of forms that it answers.
    pub answers_to: Vec<(Spanned<FormRef>, Vec<Spanned<String>>)>,
    /// Who owns the control.
    pub ownership: Option<Ownership>,
    /// Who may read it.
    pub audience: Audience,
    /// Who keeps it true; never published.
    pub owner: Option<Arc<str>>,
    /// When it was last confirmed.
    pub reviewed: Option<Spanned<Date>>,
    /// Words for filtering.
    pub tags: Vec<String>,
}

/// A topic: answers that belong together.
#[derive(Debug, Clone)]
pub struct Topic {
    /// Its id.
    pub id: Spanned<TopicId>,
    /// Its title.
    pub title: Spanned<String>,
    /// A sentence about it from each file that has one, and the widest audience
    /// of that file's answers: a file that nobody reads gives no summary.
    pub summaries: Vec<(Audience, String)>,
    /// Its place among the topics; smaller comes first.
    pub order: Option<u32>,
}

impl Answer {
    /// What the answer says in a variant: the variant's own parts, the rest inherited.
    /// `None` asks for what it says where no variant differs.
    #[must_use]
    pub fn in_variant(&self, variant: Option<&VariantId>) -> Statement {
        let own =
            variant.and_then(|variant| self.variants.iter().find(|(id, _)| id.value == *variant));
        let Some((_, own)) = own else { return self.statement.clone() };
        let base = &self.statement;
        // A reason or a promise belongs to its response: it is not inherited by another one.
        let same = own.response.is_none()
            || own.response.as_ref().map(|r| r.value) == base.response.as_ref().map(|r| r.value);
        let of_response = |own: Option<Prose>, base: &Option<Prose>| {
            own.or_else(|| base.clone().filter(|_| same))
        };
        Statement {
            response: own.response.or(base.response),
            because: of_response(own.because.clone(), &base.because),
            explanation: own.explanation.clone().or_else(|| base.explanation.clone()),
            promise: own.promise.clone().or_else(|| base.promise.clone().filter(|_| same)),
            evidence: own.evidence.clone().or_else(|| base.evidence.clone()),
        }
    }

    /// Every statement as written: the base first, then those of variants.
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        std::iter::once(&self.statement).chain(self.variants.iter().map(|(_, statement)| statement))
    }
}

/// A file of answers: a topic and its answers.
#[derive(Debug, Clone)]
pub struct AnswerFile {
    /// The topic.
    pub topic: Topic,
    /// The answers in order.
    pub answers: Vec<Answer>,
}

/// Values that an answer takes from its file.
struct Defaults {
    owner: Option<Arc<str>>,
    reviewed: Option<Spanned<Date>>,
    audience: Audience,
    ownership: Option<Ownership>,
    tags: Vec<String>,
}

impl Decode for AnswerFile {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a file of answers", sink)?;
        let topic: Option<Topic> = fields.required("topic");
        let owner: Option<String> = fields.optional("owner");
        let _reviewed_by: Option<String> = fields.optional("reviewed_by");
        let defaults = Defaults {
            owner: owner.map(Arc::from),
            reviewed: fields.optional("reviewed"),
            audience: fields.or_default("audience"),
            ownership: fields.optional("ownership"),
            tags: fields.or_default("tags"),
        };
        let answers: Option<Vec<RawAnswer>> = fields.required("answers");
        fields.finish();
        let (mut topic, answers) = topic.zip(answers)?;
        let id = topic.id.value.clone();
        let answers: Vec<Answer> =
            answers.into_iter().map(|raw| raw.with(&id, &defaults)).collect();
        let widest = answers.iter().map(|answer| answer.audience).min().unwrap_or_default();
        topic.summaries.iter_mut().for_each(|(audience, _)| *audience = widest);
        Some(Self { topic, answers })
    }
}

impl Decode for Topic {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a topic", sink)?;
        let (id, title) = (fields.required("id"), fields.required("title"));
        let (summary, order) = (fields.optional("summary"), fields.optional("order"));
        fields.finish();
        let summary: Option<String> = summary;
        let summaries = summary.map(|text| (Audience::Internal, text)).into_iter().collect();
        Some(Self { id: id?, title: title?, summaries, order })
    }
}

/// An answer before the defaults of its file.
struct RawAnswer {
    id: Spanned<AnswerId>,
    question: Spanned<String>,
    also_asked: Vec<String>,
    statement: Statement,
    variants: Vec<(Spanned<VariantId>, Statement)>,
    answers_to: Vec<(Spanned<FormRef>, Vec<Spanned<String>>)>,
    ownership: Option<Ownership>,
    audience: Option<Audience>,
    owner: Option<String>,
    reviewed: Option<Spanned<Date>>,
    tags: Option<Vec<String>>,
}

impl RawAnswer {
    fn with(self, topic: &TopicId, defaults: &Defaults) -> Answer {
        Answer {
            id: self.id,
            topic: topic.clone(),
            question: self.question,
            also_asked: self.also_asked,
            statement: self.statement,
            variants: self.variants,
            answers_to: self.answers_to,
            ownership: self.ownership.or(defaults.ownership),
            audience: self.audience.unwrap_or(defaults.audience),
            owner: self.owner.map(Arc::from).or_else(|| defaults.owner.clone()),
            reviewed: self.reviewed.or(defaults.reviewed),
            tags: self.tags.unwrap_or_else(|| defaults.tags.clone()),
        }
    }
}

impl Decode for RawAnswer {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "an answer", sink)?;
        let id = fields.required("id");
        let question = fields.required("question");
        let also_asked = fields.or_default("also_asked");
        let statement = statement(&mut fields);
        let variants: Option<Variants> = fields.optional("variants");
        let answers_to: Option<AnswersTo> = fields.optional("answers_to");
        let ownership = fields.optional("ownership");
        let audience = fields.optional("audience");
        let (owner, reviewed) = (fields.optional("owner"), fields.optional("reviewed"));
        let _reviewed_by: Option<String> = fields.optional("reviewed_by");
        let tags = fields.optional("tags");
        let _notes: Option<String> = fields.optional("notes");
        fields.finish();
        Some(Self {
            id: id?,
            question: question?,
            also_asked,
            statement,
            variants: variants.map(|variants| variants.0).unwrap_or_default(),
            answers_to: answers_to.map(|answers_to| answers_to.0).unwrap_or_default(),
            ownership,
            audience,
            owner,
            reviewed,
            tags,
        })
    }
}

/// The parts that an answer and its variants share.
fn statement(fields: &mut Fields<'_, '_>) -> Statement {
    Statement {
        response: fields.optional("response"),
        because: fields.optional("because"),
        explanation: fields.optional("explanation"),
        promise: fields.optional("promise"),
        evidence: fields.optional("evidence"),
    }
}

/// What variants say instead.
struct Variants(Vec<(Spanned<VariantId>, Statement)>);

impl Decode for Variants {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        entries(node, sink).map(Self)
    }
}

impl Decode for Statement {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a variant of an answer", sink)?;
        let statement = statement(&mut fields);
        fields.finish();
        Some(statement)
    }
}

/// Questions by form.
struct AnswersTo(Vec<(Spanned<FormRef>, Vec<Spanned<String>>)>);

impl Decode for AnswersTo {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        entries(node, sink).map(Self)
    }
}

impl Decode for Promise {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a promise", sink)?;
        let (what, due) = (fields.required("what"), fields.optional("due"));
        fields.finish();
        Some(Self { what: what?, due, span: node.span })
    }
}
