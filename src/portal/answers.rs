//! Pages of answers: all topics, one topic, one answer.

use serde::Serialize;

use crate::form::{FormRef, Ownership, Response};
use crate::markdown;
use crate::portal::Portal;
use crate::portal::offers::row_anchor;
use crate::portal::page::{Body, Content};
use crate::portal::site::{Day, Due, Link, counted};
use crate::view::{VisibleAnswer, VisiblePromise, VisibleStatement, VisibleTopic, route};

/// The index lists every question up to this many; beyond it, topics only.
const LISTED_QUESTIONS: usize = 2_000;

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
}

/// All answers of a topic.
#[derive(Debug, Serialize)]
pub struct Topic {
    /// Its title.
    pub title: String,
    /// One sentence; may be empty.
    pub summary: String,
    /// Its answers.
    pub answers: Vec<Answer>,
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
}

/// What an answer says.
#[derive(Debug, Serialize)]
pub struct Statement {
    /// Names of the variants it holds for; empty for all.
    pub variants: String,
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
}

/// A state or response: a word for programs and words for people.
#[derive(Debug, Clone, Serialize)]
pub struct Word {
    /// Kebab-case word, for class names.
    pub word: &'static str,
    /// Words for people.
    pub title: &'static str,
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
    /// The same question as others ask it.
    pub also_asked: Vec<String>,
    /// When it was last confirmed.
    pub reviewed: Option<Day>,
    /// Whether that is too long ago.
    pub overdue: bool,
    /// Who owns the control, in words; may be empty.
    pub ownership: &'static str,
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

impl From<Response> for Word {
    fn from(response: Response) -> Self {
        Self { word: response.word(), title: response.title() }
    }
}

impl Portal<'_> {
    pub(crate) fn answer_index(&self) -> Content {
        let view = &self.edition.view;
        let lists_all = view.answers.len() <= LISTED_QUESTIONS;
        let question =
            |answer: &VisibleAnswer| Link::new(self.href(&answer.path()), answer.question.as_str());
        let topic = |topic: &VisibleTopic| {
            let own = view.answers.get(topic.answers.clone()).unwrap_or_default();
            IndexTopic {
                href: self.href(&route::topic(&topic.id)),
                title: topic.title.clone(),
                summary: topic.summary.clone().unwrap_or_default(),
                count: counted(own.len(), "answer"),
                questions: if lists_all { own.iter().map(question).collect() } else { Vec::new() },
            }
        };
        let count = counted(view.answers.len(), "answer");
        let about = format!(
            "{count} on security, privacy and compliance of {}, by topic.",
            view.organization.name
        );
        let mut head = self.head(route::ANSWERS, "Answers", &about, route::ANSWERS);
        head.search = true;
        let body = Body::Answers(Index { count, topics: view.topics.iter().map(topic).collect() });
        Content { template: "answers.html", head, body }
    }

    pub(crate) fn topic(&self, path: &str, topic: &VisibleTopic) -> Content {
        let own = self.edition.view.answers.get(topic.answers.clone()).unwrap_or_default();
        let summary = topic.summary.clone().unwrap_or_default();
        let about = if summary.is_empty() {
            format!("{} about {}.", counted(own.len(), "answer"), topic.title)
        } else {
            summary.clone()
        };
        // Not the title alone: a topic may be called as another page is, `Sub-processors` say.
        let title = format!("{}: answers", topic.title);
        let mut head = self.head(path, &title, &about, route::ANSWERS);
        head.above = vec![self.answers_link()];
        let answers = own.iter().map(|answer| self.answer(answer, 2)).collect();
        let body = Body::Topic(Topic { title: topic.title.clone(), summary, answers });
        Content { template: "topic.html", head, body }
    }

    pub(crate) fn answer_page(
        &self,
        path: &str,
        topic: &VisibleTopic,
        answer: &VisibleAnswer,
    ) -> Content {
        let mut head = self.head(path, &answer.question, &in_short(answer), route::ANSWERS);
        head.above = vec![
            self.answers_link(),
            Link::new(self.href(&route::topic(&topic.id)), topic.title.as_str()),
        ];
        let forms = answer.answers_to.iter();
        let page = AnswerPage {
            answer: self.answer(answer, 1),
            also_asked: answer.also_asked.clone(),
            reviewed: answer.reviewed.map(Day::from),
            overdue: answer.overdue,
            ownership: answer.ownership.map_or("", owner),
            forms: forms.map(|(form, questions)| self.answered_form(form, questions)).collect(),
            tags: answer.tags.clone(),
        };
        Content { template: "answer.html", head, body: Body::Answer(Box::new(page)) }
    }

    fn answers_link(&self) -> Link {
        Link::new(self.href(route::ANSWERS), "Answers")
    }

    /// An answer whose question is a heading of `level`.
    fn answer(&self, answer: &VisibleAnswer, level: usize) -> Answer {
        let names_variants = |own: &VisibleStatement| !own.variants.is_empty();
        let of_variants = usize::from(answer.statements.iter().any(names_variants));
        let statement = |own: &VisibleStatement| self.statement(own, level + of_variants);
        Answer {
            id: answer.id.to_string(),
            href: self.href(&answer.path()),
            question: answer.question.clone(),
            statements: answer.statements.iter().map(statement).collect(),
        }
    }

    fn statement(&self, statement: &VisibleStatement, level: usize) -> Statement {
        let html = |text: &Option<String>| {
            text.as_ref().map(|text| self.prose(text, level)).unwrap_or_default()
        };
        let promise = |promise: &VisiblePromise| Promise {
            what: self.prose(&promise.what, level),
            due: promise.due.map(|due| Due::new(due, promise.lapsed)),
        };
        Statement {
            variants: self.variant_names(&statement.variants),
            response: statement.response.map(Word::from),
            because: html(&statement.because),
            explanation: html(&statement.explanation),
            promise: statement.promise.as_ref().map(promise),
            evidence: statement
                .evidence
                .iter()
                .map(|known| Link::new(self.href(&known.path), known.title.as_str()))
                .collect(),
        }
    }

    /// The questions of a form, each with a link to its row where the portal has it.
    fn answered_form(&self, form: &FormRef, questions: &[String]) -> AnsweredForm {
        let titles = &self.edition.view.form_titles;
        let offered = self.forms.get(form);
        let links = questions.iter().flat_map(|question| {
            let rows = offered.filter(|offered| offered.questions.contains(question.as_str()));
            let link = |(variant, folder): &(Option<&crate::view::VariantId>, String)| {
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
}

/// Who owns a control, for people.
pub(crate) fn owner(ownership: Ownership) -> &'static str {
    match ownership {
        Ownership::Provider => "Ours",
        Ownership::Customer => "Yours",
        Ownership::Shared => "Shared with you",
        Ownership::ThirdParty => "A third party’s",
        Ownership::SharedThirdParty => "Shared with a third party",
    }
}

/// The answer in one or two sentences without formats.
fn in_short(answer: &VisibleAnswer) -> String {
    let Some(first) = answer.statements.first() else { return answer.question.clone() };
    let word =
        first.response.map_or_else(String::new, |response| format!("{}. ", response.title()));
    let text = first.explanation.as_ref().or(first.because.as_ref()).map(String::as_str);
    let paragraph = text.unwrap_or_default().split("\n\n").next().unwrap_or_default();
    let said = format!("{word}{}", markdown::to_text(paragraph));
    if said.is_empty() { answer.question.clone() } else { said }
}
