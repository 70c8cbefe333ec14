//! A customer's own questionnaire: its questions found, matched with answers, written, and accounted for row by row.

mod csv;
mod decide;
mod demand;
pub mod impact;
mod known;
pub mod ledger;
mod open;
mod openness;
mod speak;
mod style;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use rayon::prelude::*;

use crate::date::Date;
use crate::fill::decide::Decider;
use crate::fill::known::Known;
use crate::fill::speak::Voice;
use crate::fill::style::Style;
use crate::form::{FormRef, Response};
use crate::language::Words;
use crate::matching::lexicon::Lexicon;
use crate::matching::{Candidate, Matcher, Outcome};
use crate::questionnaire::cells::{Cells, Target};
use crate::view::notes::AnswerNotes;
use crate::view::{AnswerId, Audience, VariantId, View};
use crate::xlsx;

pub use crate::fill::open::Opened;

/// What is said against an answer that is not the same for all variants, where none was chosen.
const DIFFERS: &str = "the answer differs between variants; name the customer's with `--variant`";

/// What somebody wishes of a filling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Who gets the questionnaire; internal is never possible.
    pub audience: Audience,
    /// The variant that the customer uses.
    pub variant: Option<VariantId>,
    /// The confidence, in percent, from which an answer is written.
    pub accept: u8,
    /// Whether cells that hold something already are written too.
    pub overwrites: bool,
    /// Where the table is, where somebody says so.
    pub place: TablePlace,
    /// What a person has decided for rows, by [`Row::key`].
    pub decisions: BTreeMap<String, Decision>,
    /// What stood against the chosen answers in the report that was decided on, by [`Row::key`]: phrases.
    pub seen: BTreeMap<String, BTreeSet<String>>,
}

/// Where the table of questions is, as far as somebody says so; what is empty is found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TablePlace {
    /// Names of sheets.
    pub sheets: Vec<String>,
    /// The column of questions, by letters or by its header.
    pub question: Option<String>,
    /// The column of responses.
    pub answer: Option<String>,
    /// The column of explanations.
    pub comment: Option<String>,
}

/// What a person decides about a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Write what was proposed first.
    Accept,
    /// Write this answer.
    Answer(AnswerId),
    /// Write this answer with this word, yes or no: its question is in the negative, and nobody but a person can say
    /// what a yes means there.
    Says(AnswerId, Response),
    /// Leave it blank.
    Blank,
}

/// A table of questions that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundTable {
    /// The sheet; empty for a file without sheets.
    pub sheet: String,
    /// The rows of the header as people count them: `2`, `2-4`; empty without a header.
    pub header: String,
    /// What stands in which columns, as `("questions", "B")`, in reading order.
    pub columns: Vec<(&'static str, String)>,
    /// How many questions it has.
    pub questions: usize,
    /// What is worth knowing: a column was added, a pair of another organisation was left alone.
    pub remarks: Vec<String>,
}

/// What was put into a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Sheet and cell, such as `Questions!C14`; in a file without sheets the cell alone.
    pub cell: String,
    /// Its text.
    pub text: String,
}

/// What would be answered to a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The answer, and how it was found.
    pub found: Candidate,
    /// The answer's own question.
    pub question: String,
    /// Our word for the response: `yes`, `planned` ...; empty where it has none.
    pub response: &'static str,
    /// The questionnaire's own word for it; empty where it has no place for one.
    pub word: String,
    /// The explanation as plain text, as it would be written.
    pub explanation: String,
    /// Who keeps the answer true.
    pub owner: Option<String>,
    /// When it was last confirmed.
    pub reviewed: Option<Date>,
    /// Who may read it.
    pub audience: Audience,
    /// The path of its permalink on the portal.
    pub path: String,
}

/// One row of the questionnaire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The sheet; empty for a file without sheets.
    pub sheet: String,
    /// The row as people count it.
    pub row: u32,
    /// The cell that the response goes to, such as `C14`; empty where there is none.
    pub cell: String,
    /// The question's id; may be empty.
    pub id: String,
    /// The question.
    pub question: String,
    /// The heading above it; may be empty.
    pub section: String,
    /// What became of it.
    pub outcome: Outcome,
    /// What was written, or would be; absent where the library does not know.
    pub proposal: Option<Proposal>,
    /// Other answers that may be meant, best first.
    pub alternatives: Vec<Proposal>,
    /// Of a question with several parts: each, and the best answer to it.
    pub parts: Vec<(String, Option<AnswerId>)>,
    /// Why it was not written, or what is to be known about it: phrases.
    pub reasons: Vec<String>,
    /// The cells that were written.
    pub written: Vec<Written>,
    /// What a person has decided.
    pub decision: Option<Decision>,
}

impl Row {
    /// Whether a person has decided that it stays blank.
    #[must_use]
    pub fn is_left_blank(&self) -> bool {
        self.outcome == Outcome::Review && self.decision == Some(Decision::Blank)
    }

    /// Whether nothing but a variant is lacking; what was decided without one cannot be written either.
    #[must_use]
    pub fn waits_for_variant(&self) -> bool {
        matches!(self.reasons.as_slice(), [only] if only == DIFFERS)
    }

    /// What names the row in a report: sheet and row, such as `Questions!14`.
    #[must_use]
    pub fn key(&self) -> String {
        if self.sheet.is_empty() {
            self.row.to_string()
        } else {
            format!("{}!{}", self.sheet, self.row)
        }
    }
}

/// A filled questionnaire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filling {
    /// The form, where the ids are those of one that is known.
    pub form: Option<FormRef>,
    /// Its tables.
    pub tables: Vec<FoundTable>,
    /// Its rows in order.
    pub rows: Vec<Row>,
    /// What else is to be said about the file: phrases.
    pub remarks: Vec<String>,
    /// The variants that may be chosen; empty where one was, or where there are none.
    pub variants: Vec<VariantId>,
    /// The filled file.
    pub bytes: Vec<u8>,
}

impl Filling {
    /// How many rows had an outcome. Rows that a person leaves blank are no longer to review, and are not among them.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> usize {
        self.rows.iter().filter(|row| row.outcome == outcome && !row.is_left_blank()).count()
    }

    /// How many rows a person leaves blank.
    #[must_use]
    pub fn left_blank(&self) -> usize {
        self.rows.iter().filter(|row| row.is_left_blank()).count()
    }

    /// What is to be said where rows wait for nothing but a variant: how many, and what to choose from.
    #[must_use]
    pub fn asks_for_variant(&self) -> Option<String> {
        let names: Vec<String> = self.variants.iter().map(ToString::to_string).collect();
        let (last, others) = names.split_last()?;
        let names = match others {
            [] => last.clone(),
            others => format!("{} or {last}", others.join(", ")),
        };
        match self.rows.iter().filter(|row| row.waits_for_variant()).count() {
            0 => None,
            1 => Some(format!("1 row differs between variants: run again with --variant {names}")),
            more => Some(format!(
                "{more} rows differ between variants: run again with --variant {names}"
            )),
        }
    }
}

/// Why a customer's file is not filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, as a phrase.
    pub reason: String,
    /// What to do about it, as an instruction.
    pub advice: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.reason, self.advice)
    }
}

impl From<xlsx::Refusal> for Refusal {
    fn from(refusal: xlsx::Refusal) -> Self {
        Self { reason: refusal.to_string(), advice: refusal.advice().to_owned() }
    }
}

/// What those who fill have: the library as the customer may see it, and what is known of its answers in the house.
#[derive(Debug, Clone, Copy)]
pub struct House<'h> {
    /// What the customer may see, of the variant that the customer uses where one was chosen.
    pub view: &'h View,
    /// What is known of the answers beside that.
    pub notes: &'h BTreeMap<AnswerId, AnswerNotes>,
    /// Names of rules that `trust check` finds broken, by answer.
    pub findings: &'h BTreeMap<AnswerId, Vec<String>>,
    /// The words that go into the customer's cells.
    pub words: &'h Words,
    /// The terms of the field and of the project.
    pub lexicon: &'h Lexicon,
}

/// Fills a customer's file from the library.
///
/// # Errors
/// A file that cannot be patched.
pub fn fill(opened: &Opened, house: &House<'_>, wish: &Wish) -> Result<Filling, Refusal> {
    let layouts = opened.layouts.iter();
    let cells = Cells::new(&opened.sheets, layouts.clone().map(|layout| &layout.table));
    let variant = wish.variant.as_ref();
    let lexicon = house.lexicon.clone();
    let matcher = Matcher::new(house.view, house.notes, lexicon, variant, wish.accept);
    let voice = Voice { cells: &cells, words: house.words, overwrites: wish.overwrites };
    let answers = house.view.answers.iter().map(|answer| (&answer.id, answer)).collect();
    let lines = layouts.clone().flat_map(|layout| &layout.table.lines);
    let known = opened.form.as_ref().map(|form| Known::new(form, house, variant, lines));
    let decider = Decider { house, wish, matcher, voice, known, answers };
    let mut rows = Vec::new();
    for layout in layouts {
        let Some(sheet) = opened.sheets.get(&layout.table.sheet) else { continue };
        let style = Style::of(&layout.table, sheet);
        // Rows know nothing of each other, so that their order is all that has to be kept.
        let decided = layout.table.lines.par_iter().map(|line| {
            let target = Target { sheet, table: &layout.table, line };
            let row = empty_row(opened, &target);
            (target, decider.decide(&target, layout.parent(line), &style, row))
        });
        rows.par_extend(decided);
    }
    let bytes = write::write(opened, &mut rows)?;
    Ok(Filling {
        form: opened.form.as_ref().map(|form| form.reference.clone()),
        tables: opened.found(),
        rows: rows.into_iter().map(|(_, decided)| decided.row).collect(),
        remarks: opened.remarks.clone(),
        variants: match wish.variant {
            Some(_) => Vec::new(),
            None => house.view.variants.iter().map(|own| own.id.value.clone()).collect(),
        },
        bytes,
    })
}

/// A row with what names it.
fn empty_row(opened: &Opened, target: &Target<'_>) -> Row {
    let answered = target.table.columns.response.all().first().copied();
    Row {
        sheet: opened.sheet_name(target.table.sheet).to_owned(),
        row: target.line.row + 1,
        cell: answered.map_or_else(String::new, |column| target.place(column).to_string()),
        id: target.line.id.clone(),
        question: target.line.question.clone(),
        section: target.line.section.clone(),
        outcome: Outcome::None,
        proposal: None,
        alternatives: Vec::new(),
        parts: Vec::new(),
        reasons: Vec::new(),
        written: Vec::new(),
        decision: None,
    }
}

/// Where a filling comes from: what a report and a ledger say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Name of the customer's file.
    pub file: String,
    /// Its SHA-256.
    pub sha256: String,
    /// Name of the filled file.
    pub filled: String,
    /// The SHA-256 of that.
    pub filled_sha256: String,
    /// Short hash of the project's commit; `+dirty` behind it when files differed; empty outside Git.
    pub commit: String,
    /// The day that it speaks of.
    pub as_of: Date,
    /// Version of the program.
    pub version: String,
    /// What was wished.
    pub wish: Wish,
    /// The organisation that answers.
    pub organization: String,
    /// Address of its portal, for links to answers.
    pub portal: String,
}
