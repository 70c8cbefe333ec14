//! Answers: one reusable, owned, reviewed statement each.

use std::sync::Arc;

use crate::date::{Date, When};
use crate::diag::Sink;
use crate::form::{FormRef, Ownership, Response};
use crate::language::Language;
use crate::library::audience::Audience;
use crate::library::id::{AnswerId, EvidenceId, TopicId, VariantId};
use crate::library::prose::Prose;
use crate::library::translation::{ByLanguage, Key, Translations, no_original};
use crate::source::decode::{Decode, Fields, entries, word};
use crate::source::yaml::{Node, Value};
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
    pub also_asked: Vec<Spanned<String>>,
    /// What it is easily taken for and does not answer: questions or words.
    pub not_for: Vec<Spanned<String>>,
    /// When somebody has to look at it before it goes into a customer's questionnaire.
    pub review: Review,
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
    /// What it says in other languages.
    pub translations: ByLanguage<AnswerText>,
    /// Whether it waits for somebody to read it: a draft is internal, whatever its audience, and no rule but
    /// `draft-answer` asks anything of it.
    pub draft: Option<Span>,
    /// Where it was imported from; never published.
    pub imported: Option<Imported>,
}

/// When somebody has to look at an answer before it goes into a customer's questionnaire.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Review {
    /// Where the question leaves a doubt.
    #[default]
    WhenUnsure,
    /// Each time: sums insured, incidents, certificates to come.
    Always,
}

impl Decode for Review {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        word(
            node,
            "when to review",
            &[("when-unsure", Self::WhenUnsure), ("always", Self::Always)],
            sink,
        )
    }
}

/// The cell of an old questionnaire that an answer was drafted from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Name of the file.
    pub from: String,
    /// Name of the sheet; a file without sheets has none.
    pub sheet: Option<String>,
    /// The cell of the response, such as `C14`.
    pub cell: String,
    /// The first 12 digits of the file's SHA-256.
    pub sha256: String,
    /// What is to be looked at before the draft counts.
    pub flags: Vec<String>,
}

/// An answer in another language: its texts, as far as they are translated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerText {
    /// The question.
    pub question: Option<Spanned<String>>,
    /// The same question as others ask it.
    pub also_asked: Vec<String>,
    /// The texts where no variant differs.
    pub statement: StatementText,
    /// The texts that variants say instead.
    pub variants: Vec<(Spanned<VariantId>, StatementText)>,
}

/// The texts of a statement in another language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StatementText {
    /// Why the question does not apply.
    pub because: Option<Prose>,
    /// The open part.
    pub explanation: Option<Prose>,
    /// What is promised.
    pub promise: Option<Prose>,
}

/// A topic: answers that belong together.
#[derive(Debug, Clone)]
pub struct Topic {
    /// Its id.
    pub id: Spanned<TopicId>,
    /// Its title.
    pub title: Spanned<String>,
    /// What each file says about it.
    pub parts: Vec<TopicPart>,
    /// Its place among the topics; smaller comes first.
    pub order: Option<u32>,
}

/// What one file says about a topic.
#[derive(Debug, Clone)]
pub struct TopicPart {
    /// The widest audience of the file's answers: a file that nobody reads says nothing.
    pub audience: Audience,
    /// A sentence about the topic.
    pub summary: Option<String>,
    /// Title and summary in other languages.
    pub translations: Translations,
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

    /// What the answer says in a variant, in another language; `None` unless every text of it is translated.
    #[must_use]
    pub fn translated(&self, variant: Option<&VariantId>, language: Language) -> Option<Statement> {
        let said = self.in_variant(variant);
        let nothing = StatementText::default();
        let text = self.translations.get(language);
        let base = text.map_or(&nothing, |text| &text.statement);
        let in_variant = |text: &'_ AnswerText| {
            let mut own = text.variants.iter();
            own.find(|(id, _)| Some(&id.value) == variant).map(|(_, own)| own.clone())
        };
        let own = text.and_then(in_variant).unwrap_or_default();
        let written =
            self.variants.iter().find(|(id, _)| Some(&id.value) == variant).map(|(_, own)| own);
        // A text is translated where it is written: by the variant, or for all.
        let pick =
            |original: Option<&Prose>, is_own: bool, own: Option<Prose>, base: &Option<Prose>| {
                match original {
                    None => Some(None),
                    Some(_) if is_own => own.map(Some),
                    Some(_) => base.clone().map(Some),
                }
            };
        let is_own = |part: fn(&Statement) -> bool| written.is_some_and(part);
        let because = is_own(|own| own.because.is_some());
        let explanation = is_own(|own| own.explanation.is_some());
        let promise = is_own(|own| own.promise.is_some());
        let what = said.promise.as_ref().map(|promise| &promise.what);
        let what = pick(what, promise, own.promise, &base.promise)?;
        Some(Statement {
            response: said.response,
            because: pick(said.because.as_ref(), because, own.because, &base.because)?,
            explanation: pick(
                said.explanation.as_ref(),
                explanation,
                own.explanation,
                &base.explanation,
            )?,
            promise: said.promise.zip(what).map(|(promise, what)| Promise { what, ..promise }),
            evidence: said.evidence,
        })
    }

    /// Every text with expressions as written, in every language.
    pub fn texts(&self) -> impl Iterator<Item = &Prose> {
        let translated = self.translations.iter().flat_map(|(_, text)| {
            let variants = text.variants.iter().map(|(_, own)| own);
            std::iter::once(&text.statement).chain(variants).flat_map(StatementText::texts)
        });
        self.statements().flat_map(Statement::texts).chain(translated)
    }

    /// Every statement as written: the base first, then those of variants.
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        std::iter::once(&self.statement).chain(self.variants.iter().map(|(_, statement)| statement))
    }
}

impl Statement {
    /// Its texts.
    pub fn texts(&self) -> impl Iterator<Item = &Prose> {
        let promise = self.promise.as_ref().map(|promise| &promise.what);
        [self.because.as_ref(), self.explanation.as_ref(), promise].into_iter().flatten()
    }
}

impl StatementText {
    fn texts(&self) -> impl Iterator<Item = &Prose> {
        [&self.because, &self.explanation, &self.promise].into_iter().flatten()
    }

    /// Reports every text that the original does not have.
    fn check(&self, original: Option<&Statement>, sink: &mut Sink) {
        let lacks = |part: fn(&Statement) -> bool| !original.is_some_and(part);
        let parts = [
            ("because", &self.because, lacks(|own| own.because.is_some())),
            ("explanation", &self.explanation, lacks(|own| own.explanation.is_some())),
            ("promise", &self.promise, lacks(|own| own.promise.is_some())),
        ];
        for (name, text, is_lacking) in parts {
            if let (Some(text), true) = (text, is_lacking) {
                no_original(name, text.span, sink);
            }
        }
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
        topic.parts.iter_mut().for_each(|part| part.audience = widest);
        Some(Self { topic, answers })
    }
}

impl Decode for Topic {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a topic", sink)?;
        let (id, title): (_, Option<Spanned<String>>) =
            (fields.required("id"), fields.required("title"));
        let (summary, order) = (fields.optional("summary"), fields.optional("order"));
        let keys = [
            Key::text("title", title.as_ref().map(|title| &title.value)),
            Key::text("summary", summary.as_ref()),
        ];
        let translations = Translations::read(&mut fields, &keys);
        fields.finish();
        let part = TopicPart { audience: Audience::Internal, summary, translations };
        Some(Self { id: id?, title: title?, parts: vec![part], order })
    }
}

/// An answer before the defaults of its file.
struct RawAnswer {
    id: Spanned<AnswerId>,
    question: Spanned<String>,
    also_asked: Vec<Spanned<String>>,
    not_for: Vec<Spanned<String>>,
    review: Review,
    statement: Statement,
    variants: Vec<(Spanned<VariantId>, Statement)>,
    answers_to: Vec<(Spanned<FormRef>, Vec<Spanned<String>>)>,
    ownership: Option<Ownership>,
    audience: Option<Audience>,
    owner: Option<String>,
    reviewed: Option<Spanned<Date>>,
    tags: Option<Vec<String>>,
    translations: ByLanguage<AnswerText>,
    draft: Option<Spanned<bool>>,
    imported: Option<Imported>,
}

impl RawAnswer {
    fn with(self, topic: &TopicId, defaults: &Defaults) -> Answer {
        let draft = self.draft.filter(|draft| draft.value).map(|draft| draft.span);
        let audience = self.audience.unwrap_or(defaults.audience);
        Answer {
            id: self.id,
            topic: topic.clone(),
            question: self.question,
            also_asked: self.also_asked,
            not_for: self.not_for,
            review: self.review,
            statement: self.statement,
            variants: self.variants,
            answers_to: self.answers_to,
            ownership: self.ownership.or(defaults.ownership),
            audience: if draft.is_some() { Audience::Internal } else { audience },
            owner: self.owner.map(Arc::from).or_else(|| defaults.owner.clone()),
            reviewed: self.reviewed.or(defaults.reviewed),
            tags: self.tags.unwrap_or_else(|| defaults.tags.clone()),
            translations: self.translations,
            draft,
            imported: self.imported,
        }
    }

    /// Reports translations of what the original does not say.
    fn check_translations(&self, sink: &mut Sink) {
        for (_, text) in self.translations.iter() {
            text.statement.check(Some(&self.statement), sink);
            for (variant, own) in &text.variants {
                let original = self.variants.iter().find(|(id, _)| id.value == variant.value);
                if original.is_none() {
                    no_original(&format!("variants: {}", variant.value), variant.span, sink);
                } else {
                    own.check(original.map(|(_, own)| own), sink);
                }
            }
        }
    }
}

impl Decode for RawAnswer {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "an answer", sink)?;
        let id = fields.required("id");
        let question = fields.required("question");
        let also_asked = fields.or_default("also_asked");
        let (not_for, review) = (fields.or_default("not_for"), fields.or_default("review"));
        let statement = statement(&mut fields);
        let variants: Option<Variants> = fields.optional("variants");
        let answers_to: Option<AnswersTo> = fields.optional("answers_to");
        let ownership = fields.optional("ownership");
        let audience = fields.optional("audience");
        let (owner, reviewed) = (fields.optional("owner"), fields.optional("reviewed"));
        let _reviewed_by: Option<String> = fields.optional("reviewed_by");
        let tags = fields.optional("tags");
        let _notes: Option<String> = fields.optional("notes");
        let translations = fields.or_default("translations");
        let (draft, imported) = (fields.optional("draft"), fields.optional("imported"));
        fields.finish();
        let raw = Self {
            id: id?,
            question: question?,
            also_asked,
            not_for,
            review,
            statement,
            variants: variants.map(|variants| variants.0).unwrap_or_default(),
            answers_to: answers_to.map(|answers_to| answers_to.0).unwrap_or_default(),
            ownership,
            audience,
            owner,
            reviewed,
            tags,
            translations,
            draft,
            imported,
        };
        raw.check_translations(sink);
        Some(raw)
    }
}

impl Decode for Imported {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "the origin of an imported answer", sink)?;
        let (from, sheet) = (fields.required("from"), fields.optional("sheet"));
        let (cell, sha256) = (fields.required("cell"), fields.required("sha256"));
        let flags = fields.or_default("flags");
        fields.finish();
        Some(Self { from: from?, sheet, cell: cell?, sha256: sha256?, flags })
    }
}

impl Decode for AnswerText {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a translation of an answer", sink)?;
        let question = fields.optional("question");
        let also_asked = fields.or_default("also_asked");
        let statement = statement_text(&mut fields);
        let variants: Option<VariantTexts> = fields.optional("variants");
        fields.finish();
        let variants = variants.map(|variants| variants.0).unwrap_or_default();
        Some(Self { question, also_asked, statement, variants })
    }
}

impl Decode for StatementText {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a translation of a variant", sink)?;
        let statement = statement_text(&mut fields);
        fields.finish();
        Some(statement)
    }
}

/// The texts that an answer and its variants share.
fn statement_text(fields: &mut Fields<'_, '_>) -> StatementText {
    let promise: Option<PromiseText> = fields.optional("promise");
    StatementText {
        because: fields.optional("because"),
        explanation: fields.optional("explanation"),
        promise: promise.map(|promise| promise.0),
    }
}

/// What is promised, alone or as `what:`; the day is that of the original.
struct PromiseText(Prose);

impl Decode for PromiseText {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        if !matches!(node.value, Value::Map(_)) {
            return Prose::decode(node, sink).map(Self);
        }
        let mut fields = Fields::new(node, "a translation of a promise", sink)?;
        let what = fields.required("what");
        fields.finish();
        what.map(Self)
    }
}

/// What variants say instead, in another language.
struct VariantTexts(Vec<(Spanned<VariantId>, StatementText)>);

impl Decode for VariantTexts {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        entries(node, sink).map(Self)
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
