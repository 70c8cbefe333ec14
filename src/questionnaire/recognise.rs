//! Which form a questionnaire is, by its ids: one to import as well as one to fill.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::form::{Form, FormRef, Forms};
use crate::questionnaire::words::tokens;
use crate::xlsx::Sheet;

/// How many rows of a sheet may name the form.
const TITLE_ROWS: u32 = 12;

/// What is known about the form of a file.
#[derive(Debug, Clone)]
pub enum Found {
    /// This one.
    Form(Arc<Form>),
    /// None that is known.
    Unknown,
    /// One of these.
    Unsure(Vec<FormRef>),
}

/// What may name the form of a file: its name, the names of its sheets, and the texts above their tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Titles<'t> {
    file: &'t str,
    others: Vec<&'t str>,
}

impl<'t> Titles<'t> {
    /// Those of a file without folders and its sheets with their names, which may be empty.
    #[must_use]
    pub fn of(file: &'t str, sheets: impl IntoIterator<Item = (&'t str, &'t Sheet)>) -> Self {
        let mut others = Vec::new();
        for (name, sheet) in sheets {
            let cells = sheet.cells.iter().take_while(|(place, _)| place.row < TITLE_ROWS);
            others.push(name);
            others.extend(cells.map(|(_, cell)| cell.text.as_str()));
        }
        Self { file, others }
    }
}

/// A form and how well the ids of a file fit it.
struct Fit<'f> {
    form: &'f Arc<Form>,
    /// Ids of the file that it has.
    known: usize,
    /// Ids of either.
    all: usize,
}

/// Finds the form that has the ids. Forms share ids, and from one version to the next an id may come to
/// mean something else: where the ids leave a choice between versions, the file has to name one.
#[must_use]
pub fn recognise(ids: &BTreeSet<&str>, forms: &Forms, titles: &Titles<'_>) -> Found {
    let fit = |form: &'_ Arc<Form>| {
        let own: BTreeSet<&str> =
            form.questions.iter().map(|question| question.id.as_str()).collect();
        (own.intersection(ids).count(), own.union(ids).count())
    };
    let mut fits: Vec<Fit<'_>> = forms
        .iter()
        .map(|form| {
            let (known, all) = fit(form);
            Fit { form, known, all }
        })
        // Four in five, and more than a chance hit.
        .filter(|fit| fit.known >= 3 && fit.known * 5 >= ids.len() * 4)
        .filter(|fit| has_own_ids(fit.form) || names_form(titles, &fit.form.reference.id))
        .collect();
    // The best share of ids that both have comes first.
    fits.sort_by(|a, b| (b.known * a.all).cmp(&(a.known * b.all)));
    let Some(best) = fits.first() else { return Found::Unknown };
    let is_whole = |fit: &Fit<'_>| fit.known == fit.all;
    let rivals: Vec<&Fit<'_>> = fits
        .iter()
        .filter(|fit| fit.form.reference != best.form.reference)
        .filter(|fit| is_rival(best, fit, ids.len()))
        .collect();
    if rivals.is_empty() || is_whole(best) && !rivals.iter().any(|rival| is_whole(rival)) {
        return Found::Form(Arc::clone(best.form));
    }
    let named = |form: &Form| names_version(titles, &form.reference.version);
    if named(best.form) && !rivals.iter().any(|rival| named(rival.form)) {
        return Found::Form(Arc::clone(best.form));
    }
    let all = std::iter::once(best).chain(rivals);
    Found::Unsure(all.map(|fit| fit.form.reference.clone()).collect())
}

/// Whether another form could be meant: one of another version that has nearly as many of the ids, or one that fits as well.
fn is_rival(best: &Fit<'_>, other: &Fit<'_>, ids: usize) -> bool {
    let same_version = best.form.reference.version == other.form.reference.version;
    let as_well = other.known * best.all == best.known * other.all;
    // Three ids that only the best one has are no accident.
    let clearly = best.known == ids && other.known + 3 <= best.known;
    as_well || !same_version && !clearly
}

/// Whether ids of a form tell it from others: `CEK-03.1` does, `1.1` and `A-1` stand in anybody's questionnaire.
fn has_own_ids(form: &Form) -> bool {
    let letters = |id: &str| id.chars().filter(char::is_ascii_alphabetic).count();
    form.questions.iter().all(|question| letters(&question.id) >= 2)
}

/// Whether the file, a sheet or a text above a table has the name of a form.
fn names_form(titles: &Titles<'_>, id: &str) -> bool {
    let wanted = tokens(id);
    let names = |text: &str| {
        let words = tokens(text);
        wanted.iter().all(|word| words.contains(word))
    };
    names(titles.file) || titles.others.iter().any(|text| names(text))
}

/// Whether the name of a sheet or a text above its table names a version.
fn names_version(titles: &Titles<'_>, version: &str) -> bool {
    let names = |text: &str| {
        text.match_indices(version).any(|(at, _)| {
            let before = text.get(..at).and_then(|text| text.chars().last());
            let behind = text.get(at + version.len()..).unwrap_or_default();
            let behind = behind.strip_prefix(".0").unwrap_or(behind);
            let next = behind.strip_prefix('.').unwrap_or(behind).chars().next();
            let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            !digit(before) && before != Some('.') && !digit(next)
        })
    };
    titles.others.iter().any(|text| names(text))
}
