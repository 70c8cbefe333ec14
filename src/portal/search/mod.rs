//! What the search finds: entries, the words that they are found by, and the ids of forms' questions.

mod entries;
pub mod lexicon;
pub mod listing;
mod words;

use schemars::JsonSchema;
use serde::Serialize;

use crate::portal::Portal;
use crate::portal::search::lexicon::Lexicon;
use crate::portal::search::words::Words;
use crate::view::route;

/// What the index may weigh compressed, in bytes, as one file; a heavier one becomes several.
const LIGHT: usize = 130_000;

/// The most characters of an entry's text that the index keeps, and the least.
const TEXT: (usize, usize) = (1_500, 80);

/// Entries in one file, at least; and files of entries, at most.
const ENTRIES: (usize, usize) = (96, 96);

/// Bytes of postings in one file, at least; and files of postings, at most.
const POSTINGS: (usize, usize) = (16_000, 64);

/// The index of the search: whole in a small project, else what every search needs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Index {
    /// Address of the schema of this file.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// Version of this layout.
    pub version: u32,
    /// Who may read it: `public` or `nda`.
    pub audience: &'static str,
    /// Kinds of entries, in words, by number.
    pub kinds: [String; 7],
    /// Responses and states, by number.
    pub states: Vec<State>,
    /// How many entries there are.
    pub count: usize,
    /// How many entries a file of entries has; 0 when they are all here.
    pub entries_at_once: usize,
    /// The entries; empty when they are in `/search/entries-0.json` and so on.
    pub entries: Vec<Entry>,
    /// All words in order: characters in common with the word before in base 36, then the rest.
    pub words: String,
    /// Numbers of the first words of `/search/words-0.json` and so on; empty when all is here.
    pub words_from: Vec<usize>,
    /// For each word its entries, separated by blanks; empty when they are in those files. A number for
    /// each entry, digits of base 32 with the lowest first, in `A-Za-z0-9-_` where the second half says that
    /// more digits follow. Divided by 4 it is how many entries lie between this one and the one before; the
    /// rest says where the word stands: 0 text, 1 other wording, 2 title, 3 title and id, or a title of one or two words.
    pub postings: String,
    /// Questions of forms; empty when they are in `/search/forms.json`.
    pub forms: Vec<FormIds>,
    /// Whether they are in that file.
    pub forms_apart: bool,
    /// What the search knows of the language.
    pub lexicon: Lexicon,
}

/// An entry: kind, state (by number, -1 for none), title, address, and the beginning of its text.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Entry(pub usize, pub i32, pub String, pub String, pub String);

/// A response or a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct State {
    /// For programs and class names.
    pub word: &'static str,
    /// For people.
    pub title: String,
}

/// A form, and what answers its questions.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FormIds {
    /// Its title with the version.
    pub title: String,
    /// Address of the questionnaire.
    pub href: String,
    /// Pages that have its rows: the address, and the variant where answers differ; none when the
    /// questionnaire is given out on request.
    pub pages: Vec<(String, String)>,
    /// Ids of its questions, each with the numbers of the entries that answer it.
    pub questions: Vec<(String, Vec<usize>)>,
}

/// Some of the entries.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EntriesFile {
    /// Address of the schema of this file.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// Version of this layout.
    pub version: u32,
    /// Who may read it: `public` or `nda`.
    pub audience: &'static str,
    /// The entries; the number of the first one follows from the number of the file.
    pub entries: Vec<Entry>,
}

/// The entries of some of the words.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WordsFile {
    /// Address of the schema of this file.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// Version of this layout.
    pub version: u32,
    /// Who may read it: `public` or `nda`.
    pub audience: &'static str,
    /// As in the index.
    pub postings: String,
}

/// The questions of all forms.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FormsFile {
    /// Address of the schema of this file.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// Version of this layout.
    pub version: u32,
    /// Who may read it: `public` or `nda`.
    pub audience: &'static str,
    /// As in the index.
    pub forms: Vec<FormIds>,
}

/// The index and the files beside it, which are loaded when they are needed.
#[derive(Debug)]
pub struct Search {
    /// `/search.json`.
    pub index: Index,
    /// Files of entries.
    pub entries: Vec<EntriesFile>,
    /// Files of postings.
    pub words: Vec<WordsFile>,
    /// Questions of forms, when there are other files too.
    pub forms: Option<FormsFile>,
}

impl Portal<'_> {
    /// A file of the search as a path without its first slash: each language has its own.
    #[must_use]
    pub fn index_file(&self, name: &str) -> String {
        let folder = self.edition.localized(route::HOME);
        format!("{}{name}", folder.trim_start_matches('/'))
    }

    /// The search of this portal.
    #[must_use]
    pub fn search(&self, lexicon: Lexicon) -> Search {
        let (drafts, states) = self.found();
        let words = Words::of(&drafts, &lexicon.skip, entries::texts);
        let forms = self.form_ids();
        let index = Index {
            schema: self.url("/api/search.schema.json"),
            version: 1,
            audience: self.edition.view.reader.audience.word(),
            kinds: entries::KINDS.map(|key| self.edition.words.text(key).to_owned()),
            states,
            count: drafts.len(),
            entries_at_once: 0,
            entries: Vec::new(),
            words: words.front_coded(),
            words_from: Vec::new(),
            postings: String::new(),
            forms: Vec::new(),
            forms_apart: false,
            lexicon,
        };
        let room = room_for_texts(&index, &words.postings, &forms, &drafts);
        let most = room.unwrap_or(0) / drafts.len().max(1);
        let is_small = most >= TEXT.1;
        let most = most.clamp(TEXT.1, TEXT.0);
        let entries: Vec<_> = drafts.into_iter().map(|draft| draft.entry(most)).collect();
        if is_small {
            let postings = words.postings.join(" ");
            let index = Index { entries, postings, forms, ..index };
            return Search { index, entries: Vec::new(), words: Vec::new(), forms: None };
        }
        self.apart(index, &entries, &words.postings, forms)
    }

    /// A search of several files.
    fn apart(
        &self,
        mut index: Index,
        entries: &[Entry],
        postings: &[String],
        forms: Vec<FormIds>,
    ) -> Search {
        let (version, audience) = (index.version, index.audience);
        let schema = |name: &str| self.url(&format!("/api/search-{name}.schema.json"));
        index.entries_at_once = entries.len().div_ceil(ENTRIES.1).max(ENTRIES.0);
        let chunk = |entries: &[Entry]| EntriesFile {
            schema: schema("entries"),
            version,
            audience,
            entries: entries.to_vec(),
        };
        let entries = entries.chunks(index.entries_at_once).map(chunk).collect();
        let all: usize = postings.iter().map(|own| own.len() + 1).sum();
        let at_once = all.div_ceil(POSTINGS.1).max(POSTINGS.0);
        let mut words: Vec<WordsFile> = Vec::new();
        let mut weight = usize::MAX;
        for (number, own) in postings.iter().enumerate() {
            if weight >= at_once {
                weight = 0;
                index.words_from.push(number);
                words.push(WordsFile {
                    schema: schema("words"),
                    version,
                    audience,
                    postings: String::new(),
                });
            } else if let Some(file) = words.last_mut() {
                file.postings.push(' ');
            }
            words.last_mut().into_iter().for_each(|file| file.postings.push_str(own));
            weight += own.len() + 1;
        }
        index.forms_apart = !forms.is_empty();
        let forms = index.forms_apart.then(|| FormsFile {
            schema: schema("forms"),
            version,
            audience,
            forms,
        });
        Search { index, entries, words, forms }
    }
}

/// How many bytes of text the first file can take beside everything else; `None` when everything else is
/// too much already. Postings shrink by about a quarter when they are compressed, other text by two thirds.
fn room_for_texts(
    index: &Index,
    postings: &[String],
    forms: &[FormIds],
    drafts: &[entries::Draft],
) -> Option<usize> {
    let titles: usize = drafts.iter().map(|draft| draft.title.len() + draft.href.len() + 12).sum();
    let ids: usize = forms
        .iter()
        .flat_map(|form| &form.questions)
        .map(|(id, entries)| id.len() + 6 + entries.len() * 4)
        .sum();
    let postings: usize = postings.iter().map(|own| own.len() + 1).sum();
    let taken = (titles + ids + index.words.len()) / 3 + postings * 3 / 4;
    LIGHT.checked_sub(taken).map(|left| left * 3)
}
