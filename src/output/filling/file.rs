//! The format of the report for programs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the format is called, with its version.
pub(super) const FORMAT: &str = "trust-fill/1";

/// What became of a customer's questionnaire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FillReport {
    /// The format and its version: `trust-fill/1`.
    pub(super) format: String,
    /// The organisation that answers.
    pub(super) organization: String,
    /// Address of its portal.
    pub(super) portal: String,
    /// Short hash of the project's commit, with `+dirty` behind it when files differed; null outside Git.
    pub(super) commit: Option<String>,
    /// The day that it speaks of.
    pub(super) as_of: String,
    /// Version of the program.
    pub(super) version: String,
    /// The customer's file.
    pub(super) file: FileOut,
    /// The filled copy.
    pub(super) filled: FileOut,
    /// Id and version of the form, where the ids are those of one that is known.
    pub(super) form: Option<String>,
    /// Who gets it: `public` or `nda`.
    pub(super) audience: String,
    /// The variant that the customer uses.
    pub(super) variant: Option<String>,
    /// The confidence, in percent, from which an answer is written without a person.
    pub(super) accept: u8,
    /// What somebody said about the table, and about cells that held something.
    pub(super) overrides: Overrides,
    /// The tables that were found.
    pub(super) tables: Vec<TableOut>,
    /// What else is to be said about the file.
    pub(super) remarks: Vec<String>,
    /// What is to be said where rows wait only because no variant was named.
    pub(super) variants_differ: Option<String>,
    /// How many rows there are of each kind.
    pub(super) totals: Totals,
    /// The rows, in the order of the file.
    pub(super) rows: Vec<RowOut>,
}

/// A file by name and content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FileOut {
    /// Its name.
    pub(super) name: String,
    /// Its SHA-256 in hexadecimal.
    pub(super) sha256: String,
}

/// What somebody said instead of having it found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Overrides {
    /// Names of sheets.
    pub(super) sheets: Vec<String>,
    /// The column of questions.
    pub(super) question: Option<String>,
    /// The column of responses.
    pub(super) answer: Option<String>,
    /// The column of explanations.
    pub(super) comment: Option<String>,
    /// Whether cells that held something were written too.
    pub(super) overwrite: bool,
}

/// A table of questions that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TableOut {
    /// The sheet; empty for a file without sheets.
    pub(super) sheet: String,
    /// The rows of the header; empty without one.
    pub(super) header: String,
    /// What stands in which columns.
    pub(super) columns: Vec<ColumnOut>,
    /// How many questions it has.
    pub(super) questions: usize,
    /// What is worth knowing about it.
    pub(super) remarks: Vec<String>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnOut {
    /// What stands in it.
    pub(super) what: String,
    /// Its letters.
    pub(super) column: String,
}

/// How many rows there are of each kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Totals {
    /// All rows.
    pub(super) rows: usize,
    /// Rows with an answer that is written.
    pub(super) fill: usize,
    /// Rows that a person has yet to decide; their cells are blank.
    pub(super) review: usize,
    /// Rows that a person leaves blank.
    pub(super) blank: usize,
    /// Rows that the library does not know.
    pub(super) none: usize,
    /// Rows that a person has decided, be they written or blank.
    pub(super) decided: usize,
    /// Written answers that everybody may read.
    pub(super) public: usize,
    /// Written answers for readers under a confidentiality agreement.
    pub(super) nda: usize,
}

/// A row of the questionnaire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RowOut {
    /// What names the row: sheet and row, such as `Questions!14`.
    pub(super) key: String,
    /// The sheet; empty for a file without sheets.
    pub(super) sheet: String,
    /// The row as people count it.
    pub(super) row: u32,
    /// The cell that the response goes to; empty where there is none.
    pub(super) cell: String,
    /// The question's id; may be empty.
    pub(super) id: String,
    /// The heading above it; may be empty.
    pub(super) section: String,
    /// The question.
    pub(super) question: String,
    /// What became of it: `fill`, `review`, `none`, or `blank` where a person leaves it so.
    pub(super) outcome: String,
    /// How sure the proposal is, in percent; null, as all about the proposal, where the library does not know.
    pub(super) confidence: Option<u8>,
    /// Id of the answer that was written, or would be.
    pub(super) answer: Option<String>,
    /// The answer's own question.
    pub(super) answer_question: Option<String>,
    /// How it was found: `id`, `identical`, `also-asked`, `alike` or `decided`.
    pub(super) how: Option<String>,
    /// The wording of the answer that was matched.
    pub(super) wording: Option<String>,
    /// Our word for the response.
    pub(super) response: Option<String>,
    /// The questionnaire's own word for it.
    pub(super) word: Option<String>,
    /// The explanation, as it would be written.
    pub(super) explanation: Option<String>,
    /// Words that question and wording share.
    pub(super) shared: Vec<String>,
    /// Terms that had to agree, and do.
    pub(super) agreed: Vec<String>,
    /// What speaks against it.
    pub(super) objections: Vec<ObjectionOut>,
    /// Whether yes means no here, because the question is asked in the negative.
    pub(super) flipped: bool,
    /// Why it was not written, or what is to be known about it.
    pub(super) reasons: Vec<String>,
    /// Who keeps the answer true.
    pub(super) owner: Option<String>,
    /// When it was last confirmed.
    pub(super) reviewed: Option<String>,
    /// Who may read it: `public` or `nda`.
    pub(super) audience: Option<String>,
    /// Address of the answer on the portal.
    pub(super) url: Option<String>,
    /// Other answers that may be meant, best first.
    pub(super) alternatives: Vec<AlternativeOut>,
    /// Of a question with several parts: each, and the best answer to it.
    pub(super) parts: Vec<PartOut>,
    /// The cells that were written.
    pub(super) written: Vec<WrittenOut>,
    /// What a person decides: null, `"accept"` for the proposal, `"blank"`, or `{"answer": "<id>"}` for another answer.
    /// A question in the negative wants `{"yes": "<id>"}` or `{"no": "<id>"}`.
    pub(super) decision: Option<DecisionOut>,
}

/// What speaks against an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ObjectionOut {
    /// Which kind, as one word.
    pub(super) reason: String,
    /// The same for people.
    pub(super) message: String,
}

/// Another answer that may be meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AlternativeOut {
    /// Its id.
    pub(super) answer: String,
    /// Its own question.
    pub(super) answer_question: String,
    /// How sure it is, in percent.
    pub(super) confidence: u8,
    /// Our word for the response.
    pub(super) response: Option<String>,
    /// The questionnaire's own word for it.
    pub(super) word: Option<String>,
    /// The explanation, as it would be written.
    pub(super) explanation: String,
    /// What speaks against it.
    pub(super) objections: Vec<ObjectionOut>,
    /// Who keeps it true.
    pub(super) owner: Option<String>,
    /// When it was last confirmed.
    pub(super) reviewed: Option<String>,
    /// Who may read it: `public` or `nda`.
    pub(super) audience: String,
    /// Address of the answer on the portal.
    pub(super) url: Option<String>,
}

/// A part of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PartOut {
    /// The part.
    pub(super) text: String,
    /// Id of the best answer to it.
    pub(super) answer: Option<String>,
}

/// A cell that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenOut {
    /// Sheet and cell.
    pub(super) cell: String,
    /// Its text.
    pub(super) text: String,
}

/// What a person decides about a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum DecisionOut {
    /// Write the proposal.
    Accept,
    /// Leave it blank.
    Blank,
    /// Write the answer with this id.
    Answer(String),
    /// Write a yes, and the explanation of the answer with this id.
    Yes(String),
    /// Write a no, and the explanation of the answer with this id.
    No(String),
}
