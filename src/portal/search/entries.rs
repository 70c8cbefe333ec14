//! Everything that can be found: answers, topics, questionnaires, sub-processors, evidence and pages.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::form::FormRef;
use crate::markdown;
use crate::portal::answers::Word;
use crate::portal::search::words::{Place, split};
use crate::portal::search::{Entry, FormIds, State};
use crate::portal::{Offer, Portal};
use crate::view::{
    AnswerId, Country, DocumentOffer, VisibleAnswer, VisibleAttestation, VisibleDocument,
    VisibleSubprocessor, route,
};

/// Kinds by number, each as the key of its words.
pub(super) const KINDS: [&str; 7] = [
    "kind_answer",
    "kind_topic",
    "kind_questionnaire",
    "kind_subprocessor",
    "kind_attestation",
    "kind_document",
    "kind_page",
];

/// Wordings of questions of forms, by the answer to them.
type Wordings<'p> = BTreeMap<&'p AnswerId, BTreeSet<&'p str>>;

/// An entry with all its texts.
#[derive(Default)]
pub(super) struct Draft {
    kind: usize,
    state: i32,
    /// The title.
    pub title: String,
    /// The address.
    pub href: String,
    /// The id of an answer, whose words its author chose.
    id: String,
    /// What else it is called or asked by.
    also: Vec<String>,
    /// Words for filtering.
    tags: Vec<String>,
    text: String,
}

impl Draft {
    /// The entry with at most so many bytes of its text.
    pub(super) fn entry(self, most: usize) -> Entry {
        let text = cut(self.text, most);
        Entry(self.kind, self.state, self.title, self.href, text)
    }
}

/// Texts of an entry for the index, by place.
pub(super) fn texts(draft: &Draft) -> Vec<(Place, &str)> {
    let is_name = draft.title.split_whitespace().nth(2).is_none();
    let title = match draft.kind {
        // An answer on the matter comes before the list that it is in.
        1 => Place::Also,
        0 => Place::Title,
        _ if is_name => Place::Name,
        _ => Place::Title,
    };
    let mut texts = vec![(title, draft.title.as_str()), (Place::Text, draft.text.as_str())];
    if !draft.id.is_empty() {
        let is_key = |word: &&str| draft.id.split('-').any(|key| key.eq_ignore_ascii_case(word));
        texts.extend(split(&draft.title).filter(is_key).map(|word| (Place::Name, word)));
        texts.push((Place::Also, draft.id.as_str()));
    }
    texts.extend(draft.also.iter().map(|text| (Place::Also, text.as_str())));
    texts.extend(draft.tags.iter().map(|tag| (Place::Text, tag.as_str())));
    texts
}

impl Portal<'_> {
    /// Everything that can be found, answers first, with the states by number.
    pub(super) fn found(&self) -> (Vec<Draft>, Vec<State>) {
        let view = &self.edition.view;
        let mut states = Vec::new();
        let wordings = self.wordings();
        let answers = view.answers.par_iter();
        let mut found: Vec<Draft> = answers.map(|own| self.answer_found(own, &wordings)).collect();
        for (draft, answer) in found.iter_mut().zip(&view.answers) {
            draft.state = number(&mut states, self.state_of(answer));
        }
        found.extend(view.topics.iter().map(|topic| {
            let text = topic.summary.clone().unwrap_or_default();
            Draft { text, ..self.draft(1, &topic.title, &route::topic(&topic.id)) }
        }));
        found.extend(self.edition.offers.iter().filter_map(|offer| {
            let form = offer.questionnaires.first()?;
            let path = route::folder(&offer.path);
            let also = vec![form.form.publisher.clone()];
            Some(Draft {
                also,
                text: form.form.about.clone(),
                ..self.draft(2, &form.title(), &path)
            })
        }));
        let listed = view.subprocessors.iter().filter(|own| self.edition.register.lists(&own.id));
        found.extend(listed.map(|own| self.subprocessor_found(own)));
        found.extend(view.attestations.iter().map(|own| {
            let state = State::of(self.word("attestation", own.status.word()));
            let state = number(&mut states, Some(state));
            Draft { state, ..self.attestation_found(own) }
        }));
        found.extend(view.documents.iter().map(|own| self.document_found(own)));
        found.extend(view.pages.iter().map(|own| {
            let also = own.summary.iter().cloned().collect();
            let text = plain(&own.body);
            Draft { also, text, ..self.draft(6, &own.title, &route::folder(&own.path)) }
        }));
        (found, states)
    }

    /// The response, where all variants agree.
    fn state_of(&self, answer: &VisibleAnswer) -> Option<State> {
        let first = answer.statements.first()?.response;
        if answer.statements.iter().any(|statement| statement.response != first) {
            return Some(State::of(self.word("response", "varies")));
        }
        first.map(|response| State::of(self.response(response)))
    }

    fn draft(&self, kind: usize, title: &str, path: &str) -> Draft {
        let (title, href) = (title.to_owned(), self.href(path));
        Draft { kind, state: -1, title, href, ..Draft::default() }
    }

    fn answer_found(&self, answer: &VisibleAnswer, wordings: &Wordings<'_>) -> Draft {
        let own = wordings.get(&answer.id).into_iter().flatten().map(|text| (*text).to_owned());
        Draft {
            id: answer.id.to_string(),
            also: answer.also_asked.iter().cloned().chain(own).collect(),
            tags: answer.tags.clone(),
            text: text_of(answer),
            ..self.draft(0, &answer.question, &answer.path())
        }
    }

    fn subprocessor_found(&self, own: &VisibleSubprocessor) -> Draft {
        let name = |country: Country| self.edition.words.country(country.code()).to_owned();
        let mut text = vec![own.purpose.clone()];
        text.extend(own.service.clone());
        text.extend(own.processing_locations.iter().map(|(country, region)| {
            region
                .as_ref()
                .map_or_else(|| name(*country), |region| format!("{} ({region})", name(*country)))
        }));
        text.extend(own.data_categories.iter().map(|category| category.title.clone()));
        let draft = self.draft(3, &own.display_name, &route::subprocessor(&own.id));
        Draft { also: vec![own.legal_name.clone()], text: text.join(" · "), ..draft }
    }

    fn attestation_found(&self, own: &VisibleAttestation) -> Draft {
        let text = [&own.summary, &own.scope, &own.issuer];
        let text: Vec<_> = text.into_iter().flatten().map(String::as_str).collect();
        let also = own.framework.iter().cloned().collect();
        let draft = self.draft(4, &own.name, &route::attestation(&own.id));
        Draft { also, text: text.join(" · "), ..draft }
    }

    fn document_found(&self, own: &VisibleDocument) -> Draft {
        let mut text: Vec<String> = own.summary.iter().cloned().collect();
        let mut path = route::document(&own.id);
        if let DocumentOffer::Text(markdown) = &own.offer {
            text.push(plain(markdown));
            path = route::document_text(&own.id);
        }
        Draft { text: text.join(" · "), ..self.draft(5, &own.title, &path) }
    }

    /// The wordings of questions that each answer answers, of questionnaires that everybody here can read.
    fn wordings(&self) -> Wordings<'_> {
        let mut wordings = Wordings::new();
        for (_, questionnaire) in self.edition.open_questionnaires() {
            for row in &questionnaire.rows {
                if let Some(entry) = &row.entry {
                    wordings.entry(&entry.answer).or_default().insert(&row.question.text);
                }
            }
        }
        wordings
    }

    /// The questions of all forms on the portal: all of those whose rows are here, else the answered ones.
    pub(super) fn form_ids(&self) -> Vec<FormIds> {
        let mut answered: BTreeMap<&FormRef, BTreeMap<&str, Vec<usize>>> = BTreeMap::new();
        for (number, answer) in self.edition.view.answers.iter().enumerate() {
            for (form, questions) in &answer.answers_to {
                let known = answered.entry(form).or_default();
                for question in questions {
                    known.entry(question).or_default().push(number);
                }
            }
        }
        let ids = |offer: &Offer| {
            let first = offer.questionnaires.first()?;
            let known = answered.get(&first.form.reference);
            let question = |id: &str| {
                let entries = known.and_then(|known| known.get(id)).cloned();
                (id.to_owned(), entries.unwrap_or_default())
            };
            let page = |own| (self.href(&offer.folder(own)), variant_name(own));
            let (pages, questions) = if offer.open {
                let pages = offer.questionnaires.iter().map(page).collect();
                (pages, first.form.questions.iter().map(|own| question(&own.id)).collect())
            } else {
                (Vec::new(), known.into_iter().flatten().map(|(id, _)| question(id)).collect())
            };
            let href = self.href(&route::folder(&offer.path));
            Some(FormIds { title: first.title(), href, pages, questions })
        };
        self.edition.offers.iter().filter_map(ids).collect()
    }
}

impl State {
    fn of(own: Word) -> Self {
        Self { word: own.word, title: own.title }
    }
}

fn variant_name(own: &crate::questionnaire::Questionnaire) -> String {
    own.variant.as_ref().map(|variant| variant.name.clone()).unwrap_or_default()
}

/// The number of a state, which is added when it is new; -1 for none.
fn number(states: &mut Vec<State>, state: Option<State>) -> i32 {
    let Some(state) = state else { return -1 };
    let known = states.iter().position(|own| *own == state);
    let at = known.unwrap_or_else(|| {
        states.push(state);
        states.len() - 1
    });
    i32::try_from(at).unwrap_or(-1)
}

/// What an answer says, on one line.
fn text_of(answer: &VisibleAnswer) -> String {
    let mut said: Vec<String> = Vec::new();
    for statement in &answer.statements {
        let promise = statement.promise.as_ref().map(|own| &own.what);
        let texts = [statement.because.as_ref(), statement.explanation.as_ref(), promise];
        for text in texts.into_iter().flatten().map(|text| plain(text)) {
            if !said.contains(&text) {
                said.push(text);
            }
        }
    }
    said.join(" · ")
}

/// Markdown as text on one line, without the addresses of links.
fn plain(markdown: &str) -> String {
    let text = markdown::to_text(markdown);
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace().filter(|word| !word.contains("https://")) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// A text of at most so many bytes, cut behind a word.
fn cut(mut text: String, most: usize) -> String {
    if text.len() > most {
        let end = (0..=most).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let at_word = text.get(..end).and_then(|text| text.rfind(' ')).unwrap_or(end);
        text.truncate(at_word);
        text.push_str(" …");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_behind_a_word() {
        assert_eq!(cut("one two three".to_owned(), 9), "one two …");
        assert_eq!(cut("one two".to_owned(), 9), "one two");
        assert_eq!(cut("äöüäöü".to_owned(), 3), "ä …");
    }

    #[test]
    fn states_are_numbered_once() {
        let varies = State { word: "varies", title: "Depends".to_owned() };
        let mut states = Vec::new();
        assert_eq!(number(&mut states, None), -1);
        assert_eq!(number(&mut states, Some(varies.clone())), 0);
        assert_eq!(number(&mut states, Some(varies.clone())), 0);
        assert_eq!(states.len(), 1);
    }
}
