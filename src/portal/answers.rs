//! Pages of answers: all topics, one topic, one answer.

use serde::Serialize;

use crate::form::{FormRef, Response};
use crate::markdown;
use crate::portal::Portal;
use crate::portal::offers::row_anchor;
use crate::portal::page::{Body, Content};
use crate::portal::site::{Day, Due, Fallback, Link};
use crate::portal::wording::owner;
use crate::view::{
    VariantId, VisibleAnswer, VisiblePromise, VisibleStatement, VisibleTopic, route,
};

/// The index lists every question up to this many; beyond it, topics only.
pub(crate) const LISTED_QUESTIONS: usize = 2_000;

/// All topics.
#[derive(Debug, Serialize)]
pub struct Index {
    /// How many answers there are, in words.
    pub count: String,
    /// Topics in order.
    pub topics: Vec<IndexTopic>,
}

/// A topic of the index.
#[derive(Debug, Serialize)]
pub struct IndexTopic {
    /// Address of its page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// One sentence; may be empty.
    pub summary: String,
    /// How many answers it has, in words.
    pub count: String,
    /// Its questions; none in a very large library.
    pub questions: Vec<Link>,
    /// Set where title and summary are in another language than the page.
    pub fallback: Option<Fallback>,
}

/// All answers of a topic.
#[derive(Debug, Serialize)]
pub struct Topic {
    /// Its title.
    pub title: String,
    /// One sentence; may be empty.
    pub summary: String,
    /// Address of this page.
    pub href: String,
    /// Its answers.
    pub answers: Vec<Answer>,
    /// Set where title and summary are in another language than the page.
    pub fallback: Option<Fallback>,
    /// Whether a statement differs between variants.
    pub differs: bool,
}

/// An answer.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// Its id, for an anchor.
    pub id: String,
    /// Address of its permalink.
    pub href: String,
    /// The question.
    pub question: String,
    /// One statement, or one for each group of variants that agree.
    pub statements: Vec<Statement>,
    /// Set where the question is in another language than the page.
    pub fallback: Option<Fallback>,
    /// When it was last confirmed.
    pub reviewed: Option<Day>,
    /// Whether that is too long ago.
    pub overdue: bool,
}

/// What an answer says.
#[derive(Debug, Serialize)]
pub struct Statement {
    /// Names of the variants it holds for; empty for all.
    pub variants: String,
    /// The same variants with an anchor each; empty for all.
    pub places: Vec<Place>,
    /// The response.
    pub response: Option<Word>,
    /// Why the question does not apply; HTML, may be empty.
    pub because: String,
    /// The explanation; HTML, may be empty.
    pub explanation: String,
    /// What is promised.
    pub promise: Option<Promise>,
    /// What supports it.
    pub evidence: Vec<Link>,
    /// Set where its texts are in another language than the page.
    pub fallback: Option<Fallback>,
}

/// Where the statement for a variant stands.
#[derive(Debug, Serialize)]
pub struct Place {
    /// Id of the variant.
    pub variant: String,
    /// Anchor on the page: `mode-b`, or `an-answer--mode-b` where answers stand together; empty where an answer has it.
    pub anchor: String,
}

/// A state or response: a word for programs and words for people.
#[derive(Debug, Clone, Serialize)]
pub struct Word {
    /// Kebab-case word, for class names.
    pub word: &'static str,
    /// Words for people.
    pub title: String,
}

/// A promise.
#[derive(Debug, Serialize)]
pub struct Promise {
    /// What is promised; HTML.
    pub what: String,
    /// Until when.
    pub due: Option<Due>,
}

/// The page of one answer.
#[derive(Debug, Serialize)]
pub struct AnswerPage {
    /// The answer.
    pub answer: Answer,
    /// Its topic.
    pub topic: Link,
    /// The answer before it in the topic.
    pub previous: Option<Link>,
    /// The answer after it in the topic.
    pub next: Option<Link>,
    /// Whether its statements differ between variants.
    pub differs: bool,
    /// The same question as others ask it.
    pub also_asked: Vec<String>,
    /// When it was last confirmed.
    pub reviewed: Option<Day>,
    /// Whether that is too long ago.
    pub overdue: bool,
    /// Who owns the control, in words; may be empty.
    pub ownership: String,
    /// The questions of forms that it answers.
    pub forms: Vec<AnsweredForm>,
    /// Words for filtering.
    pub tags: Vec<String>,
}

/// A form and the questions of it that an answer answers.
#[derive(Debug, Serialize)]
pub struct AnsweredForm {
    /// Title of the form.
    pub title: String,
    /// Its questions; a question without a page has an empty address.
    pub questions: Vec<Link>,
}

impl Portal<'_> {
    pub(crate) fn answer_index(&self) -> Content {
        let (view, words) = (&self.edition.view, &self.edition.words);
        let lists_all = view.answers.len() <= LISTED_QUESTIONS;
        let question = |answer: &VisibleAnswer| self.question_link(answer);
        let topic = |topic: &VisibleTopic| {
            let own = view.answers.get(topic.answers.clone()).unwrap_or_default();
            IndexTopic {
                href: self.href(&route::topic(&topic.id)),
                title: topic.title.clone(),
                summary: topic.summary.clone().unwrap_or_default(),
                count: words.count("count_answers", own.len()),
                questions: if lists_all { own.iter().map(question).collect() } else { Vec::new() },
                fallback: self.fallback(topic.language),
            }
        };
        let (count, name) = (view.answers.len(), view.organization.name.as_str());
        let about = words.count_with("about_answers", count, &[("name", name)]);
        let mut head = self.head(route::ANSWERS, words.text("answers"), &about, route::ANSWERS);
        head.search = true;
        let count = words.count("count_answers", count);
        let body = Body::Answers(Index { count, topics: view.topics.iter().map(topic).collect() });
        Content { template: "answers.html", head, body }
    }

    pub(crate) fn topic(&self, path: &str, topic: &VisibleTopic) -> Content {
        let own = self.edition.view.answers.get(topic.answers.clone()).unwrap_or_default();
        let summary = topic.summary.clone().unwrap_or_default();
        let words = &self.edition.words;
        let about = if summary.is_empty() {
            words.count_with("about_topic", own.len(), &[("topic", &topic.title)])
        } else {
            summary.clone()
        };
        // Not the title alone: a topic may be called as another page is, `Sub-processors` say.
        let title = words.say("title_topic", &[("topic", &topic.title)]);
        let mut head = self.head(path, &title, &about, route::ANSWERS);
        head.above = vec![self.answers_link()];
        let mut answers: Vec<_> = own.iter().map(|answer| self.answer(answer, 2)).collect();
        for answer in &mut answers {
            let id = answer.id.clone();
            for place in answer.statements.iter_mut().flat_map(|own| &mut own.places) {
                let anchor = format!("{id}--{}", place.variant);
                let is_taken = own.iter().any(|other| other.id.as_str() == anchor);
                place.anchor = if is_taken { String::new() } else { anchor };
            }
        }
        let body = Body::Topic(Topic {
            title: topic.title.clone(),
            summary,
            href: self.href(path),
            differs: own.iter().any(differs),
            answers,
            fallback: self.fallback(topic.language),
        });
        Content { template: "topic.html", head, body }
    }

    pub(crate) fn answer_page(
        &self,
        path: &str,
        topic: &VisibleTopic,
        answer: &VisibleAnswer,
    ) -> Content {
        let mut head = self.head(path, &answer.question, &self.in_short(answer), route::ANSWERS);
        head.above = vec![
            self.answers_link(),
            Link::new(self.href(&route::topic(&topic.id)), topic.title.as_str()),
        ];
        let forms = answer.answers_to.iter();
        let own = self.edition.view.answers.get(topic.answers.clone()).unwrap_or_default();
        let at = own.iter().position(|known| known.id == answer.id).unwrap_or_default();
        let link = |known: &VisibleAnswer| self.question_link(known);
        let page = AnswerPage {
            answer: self.answer(answer, 1),
            topic: Link::new(self.href(&route::topic(&topic.id)), topic.title.as_str()),
            previous: at.checked_sub(1).and_then(|before| own.get(before)).map(link),
            next: own.get(at + 1).map(link),
            differs: differs(answer),
            also_asked: answer.also_asked.clone(),
            reviewed: answer.reviewed.map(|date| self.day(date)),
            overdue: answer.overdue,
            ownership: answer
                .ownership
                .map_or_else(String::new, |own| owner(&self.edition.words, own).to_owned()),
            forms: forms.map(|(form, questions)| self.answered_form(form, questions)).collect(),
            tags: answer.tags.clone(),
        };
        Content { template: "answer.html", head, body: Body::Answer(Box::new(page)) }
    }

    fn answers_link(&self) -> Link {
        Link::new(self.href(route::ANSWERS), self.edition.words.text("answers"))
    }

    fn question_link(&self, answer: &VisibleAnswer) -> Link {
        let link = Link::new(self.href(&answer.path()), answer.question.as_str());
        link.in_language(self.fallback(answer.language))
    }

    /// An answer whose question is a heading of `level`.
    fn answer(&self, answer: &VisibleAnswer, level: usize) -> Answer {
        let of_variants = usize::from(differs(answer));
        let statement = |own: &VisibleStatement| self.statement(own, level + of_variants);
        let statements: Vec<_> = answer.statements.iter().map(statement).collect();
        // One mark beside the other says nothing more.
        let is_marked = statements.iter().any(|own| own.fallback.is_some());
        let fallback = self.fallback(answer.language).map(|own| own.without_mark_if(is_marked));
        Answer {
            id: answer.id.to_string(),
            href: self.href(&answer.path()),
            question: answer.question.clone(),
            statements,
            fallback,
            reviewed: answer.reviewed.map(|date| self.day(date)),
            overdue: answer.overdue,
        }
    }

    fn statement(&self, statement: &VisibleStatement, level: usize) -> Statement {
        let html = |text: &Option<String>| {
            text.as_ref().map(|text| self.prose(text, level)).unwrap_or_default()
        };
        let promise = |promise: &VisiblePromise| Promise {
            what: self.prose(&promise.what, level),
            due: promise.due.map(|due| self.due(due, promise.lapsed)),
        };
        let place = |id: &VariantId| Place { variant: id.to_string(), anchor: id.to_string() };
        Statement {
            variants: self.variant_names(&statement.variants),
            places: statement.variants.iter().map(place).collect(),
            response: statement.response.map(|own| self.response(own)),
            because: html(&statement.because),
            explanation: html(&statement.explanation),
            promise: statement.promise.as_ref().map(promise),
            evidence: statement
                .evidence
                .iter()
                .map(|known| Link::new(self.href(&known.path), known.title.as_str()))
                .collect(),
            fallback: self.fallback(statement.language),
        }
    }

    /// The questions of a form, each with a link to its row where the portal has it.
    fn answered_form(&self, form: &FormRef, questions: &[String]) -> AnsweredForm {
        let titles = &self.edition.view.form_titles;
        let offered = self.forms.get(form);
        let links = questions.iter().flat_map(|question| {
            let rows = offered.filter(|offered| offered.questions.contains(question.as_str()));
            let link = |(variant, folder): &(Option<&VariantId>, String)| {
                let row = self.href(&format!("{folder}#{}", row_anchor(question)));
                let name = variant.map_or("", |id| self.edition.view.variant_name(id));
                Link::new(row, question.as_str()).note(name)
            };
            rows.map_or_else(
                || vec![Link::new("", question.as_str())],
                |offered| offered.folders.iter().map(link).collect(),
            )
        });
        AnsweredForm {
            title: titles.get(form).cloned().unwrap_or_else(|| form.to_string()),
            questions: links.collect(),
        }
    }

    /// The answer in one or two sentences without formats.
    fn in_short(&self, answer: &VisibleAnswer) -> String {
        let Some(first) = answer.statements.first() else { return answer.question.clone() };
        // In the language of what follows.
        let words = self.edition.words_of(first.language);
        let title = |response: Response| format!("{}. ", words.text(response.key()));
        let word = first.response.map_or_else(String::new, title);
        let text = first.explanation.as_ref().or(first.because.as_ref()).map(String::as_str);
        let paragraph = text.unwrap_or_default().split("\n\n").next().unwrap_or_default();
        let said = format!("{word}{}", markdown::to_text(paragraph));
        if said.is_empty() { answer.question.clone() } else { said }
    }
}

/// Whether the statements of an answer differ between variants.
fn differs(answer: &VisibleAnswer) -> bool {
    answer.statements.iter().any(|own| !own.variants.is_empty())
}
