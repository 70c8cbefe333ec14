//! The index of the search: one file, or several that are loaded when they are needed.

use serde::Serialize;

use crate::diag::{Diagnostic, Sink};
use crate::output::json::schema;
use crate::output::theme::Theme;
use crate::output::{Output, put};
use crate::portal::search::lexicon::Lexicon;
use crate::portal::search::{EntriesFile, FormsFile, Search, WordsFile};
use crate::portal::{Edition, Portal};
use crate::tree::Tree;

/// This output.
pub const OUTPUT: Output = Output {
    name: "search",
    about: "The index of the search, in one file or, for many answers, in files that are loaded when needed.",
    emit,
};

/// The words of the search in a theme.
pub const LEXICON: &str = "search.txt";

fn emit(edition: &Edition, theme: &Theme, tree: &mut Tree, sink: &mut Sink) {
    let lexicon = lexicon(theme, sink);
    let (mut has_parts, mut has_forms) = (false, false);
    for own in edition.in_all_languages() {
        let portal = Portal::new(own);
        let search = portal.search(lexicon.clone());
        add(&portal, &search, tree, sink);
        has_parts |= !search.entries.is_empty();
        has_forms |= search.forms.is_some();
    }
    add_schemas(edition, has_parts, has_forms, tree, sink);
}

/// The files of one language.
fn add(portal: &Portal<'_>, search: &Search, tree: &mut Tree, sink: &mut Sink) {
    write(tree, &portal.index_file("search.json"), &search.index, sink);
    for (at, file) in search.entries.iter().enumerate() {
        write(tree, &portal.index_file(&format!("search/entries-{at}.json")), file, sink);
    }
    for (at, file) in search.words.iter().enumerate() {
        write(tree, &portal.index_file(&format!("search/words-{at}.json")), file, sink);
    }
    if let Some(file) = &search.forms {
        write(tree, &portal.index_file("search/forms.json"), file, sink);
    }
}

/// What the theme says about language.
fn lexicon(theme: &Theme, sink: &mut Sink) -> Lexicon {
    let text = theme.file(LEXICON).map(String::from_utf8_lossy).unwrap_or_default();
    Lexicon::parse(&text).unwrap_or_else(|line| {
        let message = format!(
            "`{LEXICON}:{line}` of the theme: expected `skip:`, `endings:` or `same:` and a list"
        );
        sink.push(
            Diagnostic::without_place("theme-error", message)
                .hint("correct the file in `themes/`, or remove it to use the built-in one"),
        );
        Lexicon::default()
    })
}

/// Schemas of the files beside the index, where there are such files.
fn add_schemas(
    edition: &Edition,
    has_parts: bool,
    has_forms: bool,
    tree: &mut Tree,
    sink: &mut Sink,
) {
    if has_parts {
        let entries = schema::written::<EntriesFile>("Entries of the search");
        schema::put_as(edition, "search-entries", entries, tree, sink);
        let words = schema::written::<WordsFile>("Words of the search");
        schema::put_as(edition, "search-words", words, tree, sink);
    }
    if has_forms {
        let forms = schema::written::<FormsFile>("Questions of forms for the search");
        schema::put_as(edition, "search-forms", forms, tree, sink);
    }
}

fn write(tree: &mut Tree, path: &str, file: &impl Serialize, sink: &mut Sink) {
    match serde_json::to_vec(file) {
        Ok(mut text) => {
            text.push(b'\n');
            text.shrink_to_fit();
            put(tree, path, text, sink);
        }
        Err(error) => {
            let message = format!("the index of the search cannot be written: {error}");
            sink.push(Diagnostic::without_place("unwritable-text", message));
        }
    }
}
