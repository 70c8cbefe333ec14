//! The index of the search: compact, and of the same content as the pages.

use schemars::JsonSchema;
use serde::Serialize;

use crate::markdown;
use crate::portal::Portal;
use crate::view::{VisibleAnswer, route};

/// Everything that the search finds.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Index {
    /// Address of the schema of this file.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// Version of this layout.
    pub version: u32,
    /// Kinds by number.
    pub kinds: [&'static str; 6],
    /// What is found: kind, title, address, and words that are not shown.
    pub found: Vec<(u8, String, String, String)>,
}

impl Index {
    /// About how many bytes it takes as JSON.
    #[must_use]
    pub fn size(&self) -> usize {
        let one = |(_, title, path, words): &(u8, String, String, String)| {
            title.len() + path.len() + words.len() + 16
        };
        256 + self.found.iter().map(one).sum::<usize>()
    }
}

impl Portal<'_> {
    /// The file of the index: one for each language, as it holds the titles of pages.
    #[must_use]
    pub fn search_file(&self) -> String {
        let folder = self.edition.localized(route::HOME);
        format!("{}search.json", folder.trim_start_matches('/'))
    }

    /// The index of the search.
    #[must_use]
    pub fn search_index(&self) -> Index {
        let view = &self.edition.view;
        let mut found = Vec::with_capacity(view.answers.len() + 64);
        let mut add = |kind: u8, title: &str, path: &str, words: String| {
            found.push((kind, title.to_owned(), self.href(path), words));
        };
        for answer in &view.answers {
            add(0, &answer.question, &answer.path(), self.searched_words(answer));
        }
        for topic in &view.topics {
            let words = topic.summary.clone().unwrap_or_default();
            add(1, &topic.title, &route::topic(&topic.id), words);
        }
        for offer in &self.edition.offers {
            let Some(own) = offer.questionnaires.first() else { continue };
            let title = own.title();
            add(2, &title, &route::folder(&offer.path), own.form.publisher.clone());
        }
        for own in &view.subprocessors {
            let words = format!("{} {}", own.legal_name, own.purpose);
            add(3, &own.display_name, &route::subprocessor(&own.id), words);
        }
        for own in &view.attestations {
            let words = own.framework.clone().unwrap_or_default();
            add(4, &own.name, &route::attestation(&own.id), words);
        }
        for own in &view.documents {
            let words = own.summary.clone().unwrap_or_default();
            add(4, &own.title, &route::document(&own.id), words);
        }
        for own in &view.pages {
            add(5, &own.title, &route::folder(&own.path), markdown::to_text(&own.body));
        }
        let kinds = ["Answer", "Topic", "Questionnaire", "Sub-processor", "Evidence", "Page"];
        let schema = self.edition.url("/api/search.schema.json");
        Index { schema, version: 1, kinds, found }
    }

    /// What an answer is found by, besides its question.
    fn searched_words(&self, answer: &VisibleAnswer) -> String {
        let mut words: Vec<String> = answer.also_asked.clone();
        for statement in &answer.statements {
            words.extend(statement.response.map(|own| self.word("response", own.word()).title));
            let texts = [&statement.because, &statement.explanation];
            words.extend(texts.into_iter().flatten().map(|text| markdown::to_text(text)));
            words.extend(statement.promise.iter().map(|own| markdown::to_text(&own.what)));
        }
        words.extend(answer.answers_to.iter().flat_map(|(_, questions)| questions.iter().cloned()));
        words.extend(answer.tags.iter().cloned());
        words.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
