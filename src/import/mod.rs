//! Old questionnaires to drafts of answers.
//!
//! Everything here is pure: cells and what the library says come in, files and an account of what happened go out.
//! A draft says where it comes from and what is doubtful about it. Nothing that people wrote is written again:
//! their files only get what is put in between (`source/edit.rs`).

pub mod csv;
mod days;
mod draft;
pub mod json;
mod merge;
mod own;
mod recognise;
mod rows;
mod text;
mod words;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::form::{Form, FormRef, Forms, Response};
use crate::import::recognise::Found;
use crate::tree::Tree;
use crate::xlsx::Sheet;

/// An old questionnaire.
#[derive(Debug, Clone)]
pub struct OldFile {
    /// Name of the file, without folders.
    pub name: String,
    /// The first 12 digits of its SHA-256.
    pub digest: String,
    /// The form that it names as its own, as `caiq@4.0.3`.
    pub form: Option<String>,
    /// Its sheets.
    pub sheets: Vec<OldSheet>,
}

/// A sheet of an old questionnaire.
#[derive(Debug, Clone)]
pub struct OldSheet {
    /// Its name; a CSV file has none.
    pub name: Option<String>,
    /// Its cells.
    pub sheet: Sheet,
    /// Whether they are rows of a JSON file; these have no letters.
    pub is_json: bool,
}

/// An answer of the library, as far as the import has to know it.
#[derive(Debug, Clone)]
pub struct KnownAnswer {
    /// Its id.
    pub id: String,
    /// The file that it stands in.
    pub path: String,
    /// Its place in the list of that file, from 0.
    pub index: usize,
    /// Its question and the same as others ask it.
    pub questions: Vec<String>,
    /// Its responses: one, or one for each variant where they differ.
    pub responses: BTreeSet<Option<Response>>,
    /// The questions of forms that it answers.
    pub answers_to: Vec<(FormRef, Vec<String>)>,
    /// Whether anybody outside reads it.
    pub is_published: bool,
    /// The cell that it was drafted from: digest of the file, sheet, cell.
    pub imported: Option<(String, Option<String>, String)>,
}

/// What the project has already.
pub struct Known<'p> {
    /// Its answers.
    pub answers: Vec<KnownAnswer>,
    /// Its topics: id and title.
    pub topics: Vec<(String, String)>,
    /// The forms at hand.
    pub forms: &'p Forms,
    /// The bytes of a file of the project, if it is there.
    pub files: &'p dyn Fn(&str) -> Option<Vec<u8>>,
}

/// What was asked for.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The form that the file is; else it is recognised by its ids.
    pub form: Option<Arc<Form>>,
    /// The folder of the project for new files.
    pub folder: String,
    /// Who is to own the drafts.
    pub owner: Option<String>,
    /// Whether wordings of other people may go into answers that are published.
    pub merges_wordings: bool,
}

/// What becomes of an old questionnaire.
#[derive(Debug, Default)]
pub struct Import {
    /// The form that it is.
    pub form: Option<FormRef>,
    /// Rows that were read.
    pub rows: usize,
    /// Files that are new or changed, whole.
    pub tree: Tree,
    /// Drafts.
    pub drafted: Vec<Drafted>,
    /// Rows that went into a draft of another row.
    pub joined: usize,
    /// Rows that went into an answer that was there.
    pub merged: Vec<Merged>,
    /// Rows that an answer would get, were it not published: their wordings are other people's.
    pub suggested: Vec<Merged>,
    /// Rows of which nothing came: their cells, and why.
    pub skipped: Vec<(String, String)>,
    /// Rows that were drafted although an answer is there: what the two say.
    pub conflicts: Vec<(String, String)>,
}

/// A new answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafted {
    /// The file that has it.
    pub path: String,
    /// Its id.
    pub id: String,
    /// Its question.
    pub question: String,
    /// Its response, where one was found.
    pub response: Option<Response>,
    /// What is to be looked at.
    pub flags: Vec<String>,
}

/// What an answer got from a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The file that has the answer; it is changed.
    pub path: String,
    /// Its id.
    pub id: String,
    /// Whether anybody outside reads it.
    pub is_published: bool,
    /// The cell of the row.
    pub cell: String,
    /// The question that it is now also asked by.
    pub also_asked: Option<String>,
    /// The question of a form that it now answers.
    pub answers_to: Option<(FormRef, String)>,
}

/// Why nothing can be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// No table of questions was found.
    NoTable,
    /// The table has no column for answers, or nothing stands in it.
    NoAnswers,
    /// The ids fit several forms or versions.
    Unsure(Vec<FormRef>),
    /// The form that was named has next to none of the ids.
    OtherForm(FormRef),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTable => f.write_str("no table of questions was found in it"),
            Self::NoAnswers => f.write_str("its questions are not answered"),
            Self::Unsure(forms) => {
                let names: Vec<String> = forms.iter().map(ToString::to_string).collect();
                write!(
                    f,
                    "its ids fit {}, and the same id may mean something else there",
                    names.join(" and ")
                )
            }
            Self::OtherForm(form) => write!(f, "its ids are not those of {form}"),
        }
    }
}

impl Refusal {
    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::NoTable => {
                "name its sheet with --sheet, or give its columns headers: Id, Question, Response, Comment"
            }
            Self::NoAnswers => "give a questionnaire that was filled in",
            Self::Unsure(_) => "look into the file for its version, and name the form with --form",
            Self::OtherForm(_) => "leave --form away, or name another one",
        }
    }
}

/// Drafts answers from an old questionnaire.
///
/// # Errors
/// A file without a table of answered questions, or whose form is uncertain.
pub fn draft(old: &OldFile, known: &Known<'_>, wish: &Wish) -> Result<Import, Refusal> {
    let named = old.form.as_ref().and_then(|name| {
        known.forms.iter().find(|form| form.reference.to_string() == *name).cloned()
    });
    let wished = wish.form.clone().or(named);
    let is_meant =
        |form: &&Arc<Form>| wished.as_ref().is_none_or(|wished| wished.reference == form.reference);
    let forms: Vec<&Form> = known.forms.iter().filter(is_meant).map(Arc::as_ref).collect();
    let rows = rows::read(old, &forms);
    if rows.is_empty() {
        return Err(Refusal::NoTable);
    }
    if rows.iter().all(rows::Row::is_blank) {
        return Err(Refusal::NoAnswers);
    }
    let ids: BTreeSet<&str> =
        rows.iter().map(|row| row.id.as_str()).filter(|id| !id.is_empty()).collect();
    let form = match &wished {
        Some(form) if ids.iter().filter(|id| form.has(id)).count() * 5 < ids.len() => {
            return Err(Refusal::OtherForm(form.reference.clone()));
        }
        Some(form) => Some(Arc::clone(form)),
        None => match recognise::recognise(&ids, known.forms, old) {
            Found::Form(form) => Some(form),
            Found::Unknown => None,
            Found::Unsure(forms) => return Err(Refusal::Unsure(forms)),
        },
    };
    Ok(merge::merge(old, &rows, form.as_deref(), known, wish))
}
