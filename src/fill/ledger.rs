//! Who was told what: a line for each filled questionnaire.
//!
//! A line holds no text of an answer. Two digests stand for it: one of what stands in the customer's cells, one of what
//! the library said, so that a later state can be held against it even where the commit is out of reach.

use std::str::FromStr as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::date::Date;
use crate::fill::{Filling, Origin, Row};
use crate::form::RESPONSES;
use crate::tree;
use crate::view::{AnswerId, Audience, VariantId, View, VisibleAnswer};

/// The version of the format of a line.
const VERSION: u32 = 1;
/// How many digits of a SHA-256 stand for a text.
const SHORT: usize = 16;
/// The most characters that the name of a recipient or a file has.
const LONGEST_NAME: usize = 200;
/// The most bytes that a line has.
const LONGEST_LINE: usize = 4_000_000;

/// A filled questionnaire in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Who got it.
    pub recipient: String,
    /// The day that its answers speak of.
    pub date: Date,
    /// Name of the filled file.
    pub file: String,
    /// Its SHA-256.
    pub sha256: String,
    /// Name of the customer's own file.
    pub original: String,
    /// Its SHA-256.
    pub original_sha256: String,
    /// Full hash of the commit that it was filled from; absent outside Git.
    pub commit: Option<String>,
    /// Whether files differed from the commit.
    pub dirty: bool,
    /// Version of the program.
    pub program: String,
    /// What the reader may see.
    pub audience: Audience,
    /// The variant, where one was chosen.
    pub variant: Option<VariantId>,
    /// What was told, sorted.
    pub answers: Vec<Told>,
}

/// An answer that somebody was told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    /// Its id.
    pub id: AnswerId,
    /// Its response to its own question, in our own word; empty where it has none.
    pub response: String,
    /// Digest of the response and the explanation as they were written; 16 digits.
    pub told: String,
    /// Digest of what the library said, whatever the questionnaire's words; 16 digits.
    pub statement: String,
    /// Where it was written: sheet and row, such as `Questions!14`.
    pub rows: Vec<String>,
}

/// A line of a ledger that is not counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Its number, from 1.
    pub line: usize,
    /// Why: one phrase.
    pub message: String,
}

/// A ledger that was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    /// Its entries with the numbers of their lines, in the order of the file.
    pub entries: Vec<(usize, Entry)>,
    /// Lines that are not counted.
    pub bad: Vec<BadLine>,
    /// Whether the last line has no end: somebody's writing was cut off, or the file was edited by hand.
    pub is_torn: bool,
}

impl Entry {
    /// What a filling told a recipient. `commit` is the full hash; `view` is the one that it was filled from.
    #[must_use]
    pub fn of(recipient: &str, commit: Option<String>, from: (&Origin, &Filling, &View)) -> Self {
        let (origin, filling, view) = from;
        Self {
            recipient: recipient.trim().to_owned(),
            date: origin.as_of,
            file: origin.filled.clone(),
            sha256: origin.filled_sha256.clone(),
            original: origin.file.clone(),
            original_sha256: origin.sha256.clone(),
            commit,
            dirty: origin.commit.ends_with("+dirty"),
            program: origin.version.clone(),
            audience: origin.wish.audience,
            variant: origin.wish.variant.clone(),
            answers: told(&filling.rows, view, origin.wish.variant.as_ref()),
        }
    }

    /// The line of a ledger, with its end.
    #[must_use]
    pub fn line(&self) -> String {
        let line = Line {
            version: VERSION,
            recipient: self.recipient.clone(),
            date: self.date.to_string(),
            file: self.file.clone(),
            sha256: self.sha256.clone(),
            original: self.original.clone(),
            original_sha256: self.original_sha256.clone(),
            commit: self.commit.clone(),
            dirty: self.dirty,
            program: self.program.clone(),
            audience: self.audience.word().to_owned(),
            variant: self.variant.as_ref().map(ToString::to_string),
            answers: self.answers.iter().map(ToldLine::of).collect(),
        };
        // Only a map with keys other than text could fail, and there is none.
        let mut text = serde_json::to_string(&line).unwrap_or_default();
        text.push('\n');
        text
    }
}

impl Ledger {
    /// Reads a ledger. A line that cannot be read is told and not counted; the others are.
    #[must_use]
    pub fn read(text: &[u8]) -> Self {
        // An editor may have put a mark of the encoding before it.
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let mut ledger =
            Self { is_torn: !text.is_empty() && !text.ends_with(b"\n"), ..Self::default() };
        let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
        let last = lines.len();
        for (at, bytes) in lines.into_iter().enumerate() {
            let line = at + 1;
            // Behind the end of the last line there is nothing.
            if bytes.is_empty() && line == last {
                continue;
            }
            match entry(bytes) {
                Ok(entry) => ledger.entries.push((line, entry)),
                Err(why) if line == last => {
                    let message = format!("the line is not finished: {why}");
                    ledger.bad.push(BadLine { line, message });
                }
                Err(message) => ledger.bad.push(BadLine { line, message }),
            }
        }
        ledger
    }

    /// The line that says the same already.
    #[must_use]
    pub fn line_of(&self, entry: &Entry) -> Option<usize> {
        self.entries.iter().find(|(_, known)| known == entry).map(|(line, _)| *line)
    }
}

/// The name of a recipient as the ledger keeps it.
///
/// # Errors
/// A name that is empty, too long, or has characters that steer a terminal.
pub fn recipient(name: &str) -> Result<String, String> {
    let name = name.trim();
    if name.is_empty() {
        return Err("a recipient needs a name".to_owned());
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(format!("a recipient's name has {LONGEST_NAME} characters at most"));
    }
    if name.chars().any(char::is_control) {
        return Err("a recipient's name is one line of plain text".to_owned());
    }
    Ok(name.to_owned())
}

/// The digest of what an answer says to the reader of a view: responses, reasons, explanations and promises. The
/// day, evidence and reviews do not count.
#[must_use]
pub fn statement_digest(answer: &VisibleAnswer) -> String {
    let mut hasher = Sha256::new();
    let mut add = |text: Option<&str>| {
        // The length keeps parts apart; an absent part differs from an empty one.
        hasher.update(text.map_or_else(|| "-".to_owned(), |text| format!("{}:", text.len())));
        hasher.update(text.unwrap_or_default());
    };
    for own in &answer.statements {
        let promise = own.promise.as_ref();
        add(own.response.map(crate::form::Response::word));
        add(own.because.as_deref());
        add(own.explanation.as_deref());
        add(promise.map(|own| own.what.as_str()));
        add(promise.and_then(|own| own.due).map(|due| due.to_string()).as_deref());
    }
    short(&hasher.finalize())
}

/// The digest of a response and an explanation as they were written.
fn told_digest(response: &str, explanation: &str) -> String {
    short(&Sha256::digest(format!("{}:{response}{explanation}", response.len())))
}

fn short(digest: &[u8]) -> String {
    tree::hex(digest).chars().take(SHORT).collect()
}

/// What rows told: one entry for each answer that was written in the same way, with its rows.
fn told(rows: &[Row], view: &View, variant: Option<&VariantId>) -> Vec<Told> {
    let mut all: Vec<Told> = Vec::new();
    for row in rows.iter().filter(|row| !row.written.is_empty()) {
        let Some(proposal) = &row.proposal else { continue };
        let id = &proposal.found.answer;
        let digest = told_digest(&proposal.word, &proposal.explanation);
        let answer = view.answer(id);
        // To a question in the negative the cell says the contrary; what is compared later is the library's own.
        let response = answer
            .and_then(|own| own.statement(variant)?.response)
            .map_or(proposal.response, crate::form::Response::word);
        match all.iter_mut().find(|known| known.id == *id && known.told == digest) {
            Some(known) => known.rows.push(row.key()),
            None => all.push(Told {
                id: id.clone(),
                response: response.to_owned(),
                told: digest,
                statement: answer.map(statement_digest).unwrap_or_default(),
                rows: vec![row.key()],
            }),
        }
    }
    all.sort();
    all
}

/// A line as it is written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    version: u32,
    recipient: String,
    date: String,
    file: String,
    sha256: String,
    original: String,
    original_sha256: String,
    commit: Option<String>,
    dirty: bool,
    program: String,
    audience: String,
    variant: Option<String>,
    answers: Vec<ToldLine>,
}

/// An answer of a line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldLine {
    id: String,
    response: String,
    told: String,
    statement: String,
    rows: Vec<String>,
}

impl ToldLine {
    fn of(told: &Told) -> Self {
        Self {
            id: told.id.to_string(),
            response: told.response.clone(),
            told: told.told.clone(),
            statement: told.statement.clone(),
            rows: told.rows.clone(),
        }
    }

    fn checked(self) -> Result<Told, String> {
        let known = RESPONSES.iter().any(|(word, _)| *word == self.response);
        if !known && !self.response.is_empty() {
            return Err(format!("`{}` is no response", shown(&self.response)));
        }
        let wanted = |text: &str| format!("`{}` is no id of an answer", shown(text));
        Ok(Told {
            id: AnswerId::new(&self.id).map_err(|_| wanted(&self.id))?,
            response: self.response,
            told: digits("told", self.told, &[SHORT])?,
            statement: digits("statement", self.statement, &[0, SHORT])?,
            rows: self.rows,
        })
    }
}

/// What the one key that all versions have says.
#[derive(Debug, Deserialize)]
struct Version {
    version: u32,
}

/// The entry of a line.
fn entry(bytes: &[u8]) -> Result<Entry, String> {
    if bytes.len() > LONGEST_LINE {
        return Err("it is longer than any line that is written".to_owned());
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    if text.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    let wrong = |error: serde_json::Error| shown(&error.to_string());
    let version: Version = serde_json::from_str(text).map_err(wrong)?;
    if version.version != VERSION {
        return Err(format!(
            "its format has version {}; this program reads {VERSION}",
            version.version
        ));
    }
    let line: Line = serde_json::from_str(text).map_err(wrong)?;
    let audience = [Audience::Public, Audience::Nda];
    let audience = audience.into_iter().find(|own| own.word() == line.audience);
    let variant = line.variant.as_deref().map(VariantId::new).transpose();
    let mut answers =
        line.answers.into_iter().map(ToldLine::checked).collect::<Result<Vec<_>, _>>()?;
    answers.sort();
    let hash = |commit: String| digits("commit", commit, &[40, 64]);
    Ok(Entry {
        recipient: recipient(&line.recipient)?,
        date: Date::from_str(&line.date).map_err(|why| shown(&why))?,
        file: line.file,
        sha256: digits("sha256", line.sha256, &[64])?,
        original: line.original,
        original_sha256: digits("original_sha256", line.original_sha256, &[64])?,
        commit: line.commit.map(hash).transpose()?,
        dirty: line.dirty,
        program: line.program,
        audience: audience.ok_or("its audience is neither `public` nor `nda`")?,
        variant: variant.map_err(|_| "its variant is no id of one".to_owned())?,
        answers,
    })
}

/// A text of so many small hexadecimal digits: what goes to Git must not be anything else.
fn digits(key: &str, text: String, lengths: &[usize]) -> Result<String, String> {
    let are_digits = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if are_digits && lengths.contains(&text.len()) {
        Ok(text)
    } else {
        Err(format!("`{key}` is not a hash"))
    }
}

/// A text of the file in a message.
fn shown(text: &str) -> String {
    crate::diag::plain(&text.chars().take(120).collect::<String>())
}
