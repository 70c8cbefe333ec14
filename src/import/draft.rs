//! Drafts as YAML: ids, topics, files.

use std::collections::{BTreeMap, BTreeSet};

use crate::form::FormRef;
use crate::import::rows::Given;
use crate::import::{Drafted, Import, Known, OldFile, Wish, text};
use crate::questionnaire::words::{plain, tokens};
use crate::source::edit::{Addition, Editor, Step, line_scalar, scalar};
use crate::source::yaml::{Node, Value};
use crate::tree::{Tree, is_device_name, is_safe};

/// The longest id that is made, in characters.
const LONGEST: usize = 60;
/// The most words of an id.
const MOST_WORDS: usize = 7;
/// Words that say nothing in an id.
const IDLE: &[&str] = &[
    "a", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "by", "can",
    "company", "describe", "do", "does", "for", "from", "has", "have", "how", "if", "in", "into",
    "is", "it", "its", "made", "make", "may", "must", "of", "on", "or", "our", "please", "so",
    "such", "sure", "that", "the", "their", "them", "there", "they", "this", "to", "us", "we",
    "what", "when", "where", "whether", "which", "who", "will", "with", "you", "your",
    // German.
    "das", "dem", "den", "der", "des", "die", "ein", "eine", "einen", "einer", "eines", "es", "fur",
    "gibt", "ihr", "ihre", "im", "ist", "mit", "nach", "oder", "sie", "sind", "und", "von",
    "werden", "wird", "zu", "zum", "zur", // French, Spanish, Italian.
    "al", "con", "dans", "de", "del", "della", "di", "du", "e", "el", "en", "est", "et", "il",
    "la", "las", "le", "les", "lo", "los", "o", "ou", "para", "par", "per", "por", "pour", "que",
    "sont", "su", "sus", "sur", "un", "una", "une", "vos", "votre", "vous", "y",
];

/// A draft of an answer.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// Its id.
    pub(super) id: String,
    /// The heading that it stands under.
    pub(super) section: String,
    /// Its question.
    pub(super) question: String,
    /// The same as others ask it.
    pub(super) also_asked: Vec<String>,
    /// What it says.
    pub(super) given: Given,
    /// The questions of a form that it answers.
    pub(super) answers_to: Option<(FormRef, Vec<String>)>,
    /// Name of the sheet.
    pub(super) sheet: Option<String>,
    /// Its cell.
    pub(super) cell: String,
}

impl Draft {
    /// The answer as lines of YAML without indentation.
    fn lines(&self, old: &OldFile) -> String {
        let (id, question) = (scalar(&self.id), line_scalar(&self.question));
        let mut out = format!("id: {id}\ndraft: true\nquestion: {question}\n");
        if !self.also_asked.is_empty() {
            out.push_str("also_asked:\n");
            self.also_asked
                .iter()
                .for_each(|also| out.push_str(&format!("  - {}\n", line_scalar(also))));
        }
        let given = &self.given;
        if let Some(response) = given.response {
            out.push_str(&format!("response: {}\n", response.word()));
        }
        let is_reason = given.response == Some(crate::form::Response::NotApplicable);
        if !given.explanation.is_empty() {
            let key = if is_reason { "because" } else { "explanation" };
            out.push_str(&prose(key, &given.explanation));
        }
        if let Some((what, due)) = &given.promise {
            out.push_str("promise:\n");
            out.push_str(&indented(&prose("what", what)));
            if let Some(due) = due {
                out.push_str(&format!("  due: {due}\n"));
            }
        }
        if let Some((form, ids)) = &self.answers_to {
            let ids: Vec<String> = ids.iter().map(|id| scalar(id)).collect();
            out.push_str(&format!(
                "answers_to: {{{}: [{}]}}\n",
                scalar(&form.to_string()),
                ids.join(", ")
            ));
        }
        if let Some(ownership) = given.ownership {
            out.push_str(&format!("ownership: {}\n", ownership.word()));
        }
        out.push_str(&self.origin(old));
        out
    }

    /// Where it comes from: on one line, or on several with what is doubtful.
    fn origin(&self, old: &OldFile) -> String {
        let mut fields = vec![("from", text::line(&old.name))];
        fields.extend(self.sheet.clone().map(|sheet| ("sheet", sheet)));
        fields.extend([("cell", self.cell.clone()), ("sha256", old.digest.clone())]);
        let flags = &self.given.flags;
        if flags.is_empty() {
            let fields: Vec<String> =
                fields.iter().map(|(key, text)| format!("{key}: {}", scalar(text))).collect();
            return format!("imported: {{{}}}\n", fields.join(", "));
        }
        let mut out = "imported:\n".to_owned();
        for (key, text) in fields {
            out.push_str(&format!("  {key}: {}\n", line_scalar(&text)));
        }
        out.push_str("  flags:\n");
        flags.iter().for_each(|flag| out.push_str(&format!("    - {}\n", line_scalar(flag))));
        out
    }
}

/// Ids that are taken, and those that are given out.
pub(super) struct Ids {
    taken: BTreeSet<String>,
    /// The last number that was tried behind each.
    numbers: BTreeMap<String, u32>,
}

impl Ids {
    /// Begins with the ids of the library.
    pub(super) fn new(known: &Known<'_>) -> Self {
        let taken = known.answers.iter().map(|answer| answer.id.clone()).collect();
        Self { taken, numbers: BTreeMap::new() }
    }

    /// An id of its own for a question: of its words, else of its id in the form, else of its cell.
    pub(super) fn of(&mut self, question: &str, in_form: &str, cell: &str) -> String {
        let words = slug(question, MOST_WORDS, IDLE);
        let all = [words, slug(question, MOST_WORDS, &[]), slug(in_form, MOST_WORDS, &[])];
        let mut own = all.into_iter().find(|own| own.len() > 1);
        let own = own.get_or_insert_with(|| slug(&format!("row {cell}"), MOST_WORDS, &[]));
        let mut id = own.clone();
        while self.taken.contains(&id) {
            let number = self.numbers.entry(own.clone()).or_insert(1);
            *number = number.saturating_add(1);
            id = format!("{own}-{number}");
        }
        self.taken.insert(id.clone());
        id
    }
}

/// Writes the drafts: a file for each heading, or behind the answers of such a file of an earlier import.
pub(super) fn write(
    drafts: &[Draft],
    old: &OldFile,
    known: &Known<'_>,
    wish: &Wish,
    import: &mut Import,
) {
    let mut sections: BTreeMap<&str, Vec<&Draft>> = BTreeMap::new();
    drafts.iter().for_each(|draft| sections.entry(&draft.section).or_default().push(draft));
    let stem = old.name.rsplit_once('.').map_or(old.name.as_str(), |(stem, _)| stem);
    let folder = format!("{}/{}", wish.folder, plain_slug(stem, "questionnaire"));
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    for (section, own) in sections {
        let title = if section.is_empty() { text::line(stem) } else { section.to_owned() };
        let topic = topic(&title, known, &mut taken);
        let Some((path, bytes)) = file(&folder, &topic, &own, (old, wish), known, &import.tree)
        else {
            let why = || "no file could be named for it".to_owned();
            import.skipped.extend(own.iter().map(|draft| (draft.cell.clone(), why())));
            continue;
        };
        for draft in own {
            import.drafted.push(Drafted {
                path: path.clone(),
                id: draft.id.clone(),
                question: draft.question.clone(),
                response: draft.given.response,
                flags: draft.given.flags.clone(),
            });
        }
        // The path is safe and new in this tree: that was seen to.
        let _ = import.tree.add(path, bytes);
    }
}

/// Id and title of the topic for a heading: that of the library, if it has one of that title.
fn topic(title: &str, known: &Known<'_>, taken: &mut BTreeMap<String, String>) -> (String, String) {
    // Publishers change commas and capitals of their headings from one version to the next.
    let words = |title: &str| tokens(&title.replace('&', " and "));
    let wanted = words(title);
    let same = |own: &&(String, String)| {
        own.1.to_lowercase() == title.to_lowercase()
            || !wanted.is_empty() && words(&own.1) == wanted
    };
    if let Some((id, title)) = known.topics.iter().find(same) {
        taken.insert(id.clone(), title.clone());
        return (id.clone(), title.clone());
    }
    let slug = plain_slug(title, "questions");
    let is_free = |id: &String| {
        !known.topics.iter().any(|(own, _)| own == id)
            && taken.get(id).is_none_or(|own| own == title)
    };
    let all =
        std::iter::once(slug.clone()).chain((2_u32..).map(|number| format!("{slug}-{number}")));
    let id = all.into_iter().find(is_free).unwrap_or(slug);
    taken.insert(id.clone(), title.to_owned());
    (id, title.to_owned())
}

/// The path and the bytes of the file for a topic; `None` when no name is left that a file may have.
fn file(
    folder: &str,
    (topic, title): &(String, String),
    drafts: &[&Draft],
    (old, wish): (&OldFile, &Wish),
    known: &Known<'_>,
    tree: &Tree,
) -> Option<(String, Vec<u8>)> {
    let numbered = (2_u32..1_000).map(|number| format!("{folder}/{topic}-{number}.yaml"));
    let all = std::iter::once(format!("{folder}/{topic}.yaml")).chain(numbered);
    for path in all.filter(|path| is_safe(path) && tree.get(path).is_none()) {
        let bytes = match (known.files)(&path) {
            None => Some(new_file((topic, title), drafts, old, wish)),
            Some(bytes) => appended(&bytes, topic, drafts, old),
        };
        if let Some(bytes) = bytes {
            return Some((path, bytes));
        }
    }
    None
}

/// A file of an earlier import with further drafts at its end; `None` when it has another topic or cannot be changed.
fn appended(bytes: &[u8], topic: &str, drafts: &[&Draft], old: &OldFile) -> Option<Vec<u8>> {
    let mut editor = Editor::new(bytes).ok()?;
    let root = editor.value()?;
    if text_at(text_node(&root, "topic")?, "id")? != topic {
        return None;
    }
    for draft in drafts {
        editor.add(&[Step::Key("answers")], Addition::Lines(&draft.lines(old)), None).ok()?;
    }
    Some(editor.bytes())
}

fn text_node<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Value::Map(entries) = &node.value else { return None };
    entries.iter().find(|(name, _)| name.value == key).map(|(_, value)| value)
}

fn text_at<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    match &text_node(node, key)?.value {
        Value::Scalar(text) => Some(text),
        _ => None,
    }
}

fn new_file(
    (topic, title): (&str, &str),
    drafts: &[&Draft],
    old: &OldFile,
    wish: &Wish,
) -> Vec<u8> {
    let mut out = format!(
        "# Drafted from {}, SHA-256 {}...: nobody outside sees a draft.\n\
         # Read each answer, correct it, give it an owner, a day of review and an audience, and remove `draft`.\n\
         topic: {{id: {}, title: {}}}\n",
        text::line(&old.name),
        old.digest,
        scalar(topic),
        scalar(title)
    );
    if let Some(owner) = &wish.owner {
        out.push_str(&format!("owner: {}\n", line_scalar(owner)));
    }
    out.push_str("answers:\n");
    for (index, draft) in drafts.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        for (line, text) in draft.lines(old).lines().enumerate() {
            match (line, text.is_empty()) {
                (0, _) => out.push_str(&format!("  - {text}\n")),
                (_, true) => out.push('\n'),
                (_, false) => out.push_str(&format!("    {text}\n")),
            }
        }
    }
    out.into_bytes()
}

/// A key with Markdown: on its line where that is short and plain, else below it.
fn prose(key: &str, markdown: &str) -> String {
    let written = line_scalar(markdown);
    if written == markdown && markdown.chars().count() <= 90 {
        return format!("{key}: {written}\n");
    }
    format!("{key}: |\n{}", indented(markdown))
}

/// The lines two blanks further in; empty ones stay empty.
fn indented(lines: &str) -> String {
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") };
    lines.lines().map(line).collect()
}

/// A slug that may name a file or a topic.
fn plain_slug(text: &str, otherwise: &str) -> String {
    let own = slug(text, usize::MAX, &[]);
    let own = if own.is_empty() { otherwise.to_owned() } else { own };
    if is_device_name(&own) { format!("topic-{own}") } else { own }
}

/// The first words as an id: `a-z`, `0-9` and `-`.
fn slug(text: &str, most: usize, idle: &[&str]) -> String {
    let plain = plain(&text.replace(['\'', '’'], ""));
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric());
    let words = words.filter(|word| !word.is_empty() && !idle.contains(word)).take(most);
    let mut slug = String::new();
    for word in words {
        let word: String = word.chars().take(LONGEST).collect();
        if slug.len() + 1 + word.len() > LONGEST {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word);
    }
    if is_device_name(&slug) { format!("{slug}-question") } else { slug }
}
