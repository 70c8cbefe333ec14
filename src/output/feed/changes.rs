//! The feed of changes: an entry for each thing that changed on a day.

use std::collections::BTreeMap;

use crate::change::{Change, DayOfChanges, Subject, What};
use crate::language::Words;
use crate::output::feed::{Feed, Item, host, timestamp, titled};
use crate::portal::Edition;
use crate::portal::changes::{self, kind, phrase};
use crate::view::route;

/// The most entries; readers poll, and the file for programs has all.
const MOST: usize = 100;

/// The feed of changes.
pub(super) fn feed(edition: &Edition) -> Feed {
    let history = &edition.provenance.history;
    let newest = history.days.first().map(|day| day.date);
    let items = history.days.iter().flat_map(|day| items(edition, day));
    Feed {
        atom: changes::ATOM,
        json: changes::JSON_FEED,
        page: route::CHANGES,
        title: titled(edition, ["feed_changes", "feed_changes_nda"]),
        updated: newest.or(history.reach.since()).unwrap_or(edition.view.reader.date),
        items: items.take(MOST).collect(),
    }
}

/// The entries of a day; what is only worded otherwise has none.
fn items(edition: &Edition, day: &DayOfChanges) -> Vec<Item> {
    let mut by_key: BTreeMap<String, Item> = BTreeMap::new();
    for change in day.changes.iter().filter(|change| !change.is_wording()) {
        let key = key(&change.subject);
        let paragraphs = paragraphs(edition, change);
        let item = by_key.entry(key.clone()).or_insert_with(|| Item {
            id: format!("tag:{},{}:changes/{key}", host(edition), day.date),
            url: address(edition, &change.subject, day),
            title: changes::title(&change.subject, &edition.words),
            published: timestamp(day.date),
            updated: timestamp(day.date),
            summary: String::new(),
            paragraphs: Vec::new(),
        });
        item.paragraphs.extend(paragraphs);
    }
    by_key.into_values().map(|item| summarized(item, &edition.words)).collect()
}

/// The entry with all of its text in one line.
fn summarized(item: Item, words: &Words) -> Item {
    let said = |(label, text): &(String, String)| {
        let places = [("label", label.as_str()), ("text", text)];
        let said = if label.is_empty() { text } else { &words.say("labelled", &places) };
        format!("{said}.")
    };
    let said: Vec<String> = item.paragraphs.iter().map(said).collect();
    Item { summary: said.join(" "), ..item }
}

/// What tells the subject of a change from others of its day. The author's
/// own name for a fact is not published, so its label or an answer stands for it.
fn key(subject: &Subject) -> String {
    let kind = kind(subject);
    let id = match subject {
        Subject::Answer(id, _) => id.to_string(),
        Subject::Attestation(id, _) | Subject::Document(id, _) => id.to_string(),
        Subject::Fact(fact) => match (&fact.label, fact.used_in.first()) {
            (Some(label), _) => slug(label),
            (None, Some((answer, _))) => format!("in/{answer}"),
            (None, None) => String::new(),
        },
    };
    format!("{kind}/{id}")
}

/// A text in the characters of a tag URI.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => slug.push(char::from(byte)),
            b'A'..=b'Z' => slug.push(char::from(byte.to_ascii_lowercase())),
            b' ' | b'-' => slug.push('-'),
            other => slug.push_str(&format!("%{other:02X}")),
        }
    }
    slug
}

/// Where the subject stands, or the day on the page of changes.
fn address(edition: &Edition, subject: &Subject, day: &DayOfChanges) -> String {
    let path = edition.path_of(subject);
    edition.url(&path.unwrap_or_else(|| format!("{}#{}", route::CHANGES, day.date)))
}

/// The steps: what marks one as a step back, and what became different.
fn paragraphs(edition: &Edition, change: &Change) -> Vec<(String, String)> {
    let words = &edition.words;
    let steps = change.steps.iter().filter(|step| step.what != What::Reworded);
    let paragraph = |step: &crate::change::Step| {
        let label = step.what.regression();
        let label = label.map_or_else(String::new, |own| words.title("regression", own.word()));
        let names: Vec<&str> =
            step.variants.iter().map(|variant| edition.view.variant_name(variant)).collect();
        let text = phrase(&step.what, words);
        let text = if names.is_empty() { text } else { format!("{text} ({})", names.join(", ")) };
        (label, text)
    };
    steps.map(paragraph).collect()
}
