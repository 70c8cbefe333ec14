//! What an answer says in the words and cells of somebody else's questionnaire.

use crate::fill::openness::is_open;
use crate::fill::style::{Obstacle, Style, is_blank};
use crate::form::Response;
use crate::language::Words;
use crate::questionnaire::cells::{Cells, Marks, Target, ticked};
use crate::questionnaire::detect::ResponseColumns;
use crate::questionnaire::fill::{Spoken, explanation};
use crate::questionnaire::fit::Why;
use crate::questionnaire::vocabulary::{self, Chosen};
use crate::questionnaire::words::without_number;
use crate::view::VisibleStatement;

/// What is to be said.
#[derive(Debug, Clone, Copy)]
pub(super) struct Statement<'v> {
    /// The answer's own question.
    pub question: &'v str,
    /// What it says.
    pub says: &'v VisibleStatement,
    /// Whether the question is asked the other way round.
    pub is_flipped: bool,
    /// The word of the form that the questionnaire is, and its word for the ownership; empty elsewhere.
    pub form: (&'v str, &'v str),
}

/// An answer as it would be written.
#[derive(Debug, Clone)]
pub(super) struct Said {
    /// The questionnaire's word; empty where it has none.
    pub word: String,
    /// The explanation; empty where there is nothing to explain.
    pub explanation: String,
    /// The cells to write, or why none is.
    pub marks: Result<Marks, Silence>,
}

/// Why an answer is not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Silence {
    /// The cells do not take it.
    Cell(Why),
    /// The cell holds something already.
    Occupied(String),
    /// The cell wants a response, and the answer has none.
    NoResponse,
    /// The question is asked the other way round, and the answer is neither yes nor no.
    NotTurned,
    /// The answer has neither response nor words.
    Nothing,
    /// Somebody has written something where explanations go.
    Commented(String),
    /// The table gives a yes or a no another meaning.
    Turned,
    /// The header asks for words that are not known.
    UnknownWords,
    /// The question asks for a text, and nothing but a word would be said.
    WordAlone,
}

impl Silence {
    /// The same as a phrase.
    pub(super) fn phrase(&self) -> String {
        match self {
            Self::Cell(why) => why.phrase().to_owned(),
            Self::Occupied(text) => {
                format!("the cell holds \"{}\" already; `--overwrite` writes over it", short(text))
            }
            Self::Commented(text) => {
                format!("the cell for comments holds \"{}\" already", short(text))
            }
            Self::Turned => {
                "a header or a text above the table gives yes and no a meaning of their own; answer it by hand"
                    .to_owned()
            }
            Self::UnknownWords => {
                "the header asks for words that are not known; answer it by hand".to_owned()
            }
            Self::WordAlone => {
                "the question asks for more than a yes or a no, and there is no place for more"
                    .to_owned()
            }
            Self::NoResponse => {
                "the questionnaire wants a response, and the answer has an explanation only"
                    .to_owned()
            }
            Self::NotTurned => {
                "the question is asked in the negative, and the answer is neither yes nor no"
                    .to_owned()
            }
            Self::Nothing => "the answer has no text".to_owned(),
        }
    }
}

/// Says answers in the cells of a questionnaire.
pub(super) struct Voice<'w> {
    pub cells: &'w Cells<'w>,
    pub words: &'w Words,
    pub overwrites: bool,
}

/// How a response is spelled in a line.
struct Spelling {
    /// The word, and what it says.
    chosen: Chosen,
    /// Whether the cell takes more than the word.
    is_free: bool,
}

impl<'w> Voice<'w> {
    /// An answer as it would be written into a line.
    pub(super) fn say(
        &self,
        target: &Target<'w>,
        style: &Style,
        statement: &Statement<'_>,
    ) -> Said {
        let mut said = self.said(target, style, statement);
        if style.obstacle == Some(Obstacle::Turned) {
            said = Said { word: String::new(), marks: Err(Silence::Turned), ..said };
        }
        if said.marks.is_ok()
            && let Some(text) = Self::comment(target, &said)
        {
            said.marks = Err(Silence::Commented(text));
        }
        said
    }

    /// What somebody has written where explanations go, and what would stay there.
    fn comment(target: &Target<'w>, said: &Said) -> Option<String> {
        let column = target.table.columns.explanation?;
        let present = target.text(column).trim();
        let is_written_over =
            said.marks.as_ref().is_ok_and(|marks| marks.iter().any(|(own, _)| *own == column));
        (!is_written_over && !is_blank(present)).then(|| present.to_owned())
    }

    /// An answer as the cells of a line take it.
    fn said(&self, target: &Target<'w>, style: &Style, statement: &Statement<'_>) -> Said {
        let Some(response) = statement.says.response else {
            return self.open(target, style, statement);
        };
        let Some(response) = turned(response, statement.is_flipped) else {
            let explanation = self.explanation(statement, response, None);
            return Said { word: String::new(), explanation, marks: Err(Silence::NotTurned) };
        };
        match self.spelling(target, style, statement, response) {
            Err(why) => {
                let explanation = self.explanation(statement, response, None);
                Said { word: String::new(), explanation, marks: Err(Silence::Cell(why)) }
            }
            Ok(spelling) => {
                let says = spelling.chosen.says;
                let explanation = self.explanation(statement, response, Some(says));
                let is_listed = matches!(target.table.columns.response,
                    ResponseColumns::Word(column) if target.sheet.list(target.place(column)).is_some());
                let marks = if style.obstacle == Some(Obstacle::Unknown) && !is_listed {
                    Err(Silence::UnknownWords)
                } else {
                    self.marks(target, style, statement, &spelling, &explanation)
                };
                Said { word: spelling.chosen.word, explanation, marks }
            }
        }
    }

    /// The word for a response in a line.
    fn spelling(
        &self,
        target: &Target<'w>,
        style: &Style,
        statement: &Statement<'_>,
        response: Response,
    ) -> Result<Spelling, Why> {
        let columns = target.table.columns.response;
        let column = match columns {
            ResponseColumns::None => return Err(Why::NoResponseColumn),
            ResponseColumns::Ticks { .. } => {
                let says = ticked(response, columns)?.1;
                let chosen = Chosen { word: self.cells.mark(target.table, "x"), says };
                return Ok(Spelling { chosen, is_free: false });
            }
            ResponseColumns::Word(column) => column,
        };
        let list = target.sheet.list(target.place(column));
        if let Some(list) = list {
            let values = list.values.as_ref().ok_or(Why::UnknownList)?;
            let chosen = vocabulary::choose(values, &[statement.form.0], response);
            return Ok(Spelling { chosen: chosen.ok_or(Why::NoWord)?, is_free: false });
        }
        let chosen = style.word(response, statement.form.0).ok_or(Why::NoWord)?;
        Ok(Spelling { chosen, is_free: !style.is_closed })
    }

    /// The cells that say a response.
    fn marks(
        &self,
        target: &Target<'w>,
        style: &Style,
        statement: &Statement<'_>,
        spelling: &Spelling,
        explanation: &str,
    ) -> Result<Marks, Silence> {
        let columns = &target.table.columns;
        let wanted = columns.explanation.filter(|_| style.explains(spelling.chosen.says));
        let word = spelling.chosen.word.as_str();
        let response = statement.says.response;
        let is_plain = matches!(response, Some(Response::Yes | Response::No));
        let joins = columns.explanation.is_none() && spelling.is_free;
        let is_open = is_open(without_number(&target.line.question));
        if is_open && (explanation.is_empty() || wanted.is_none() && !joins) {
            return Err(Silence::WordAlone);
        }
        if wanted.is_none() && !joins && (!is_plain || statement.is_flipped) {
            return Err(Silence::Cell(Why::NoExplanationColumn));
        }
        let mut marks = match columns.response {
            ResponseColumns::None => return Err(Silence::Cell(Why::NoResponseColumn)),
            ResponseColumns::Word(column) => {
                // "Who manages the keys?" is not answered with "Yes".
                let is_bare = is_open && response == Some(Response::Yes) && !statement.is_flipped;
                let text = match joins {
                    true if is_bare => explanation.to_owned(),
                    true => joined(word, explanation, response),
                    false => word.to_owned(),
                };
                vec![self.mark(target, column, text)?]
            }
            ticks @ ResponseColumns::Ticks { .. } => self.ticks(target, ticks, spelling)?,
        };
        if let Some(column) = wanted.filter(|_| !explanation.is_empty()) {
            marks.push(self.mark(target, column, explanation.to_owned())?);
        }
        let ownership = statement.form.1;
        if let Some(column) = columns.ownership.filter(|_| !ownership.is_empty()) {
            marks.push(self.mark(target, column, owned(target, column, ownership)?)?);
        }
        Ok(marks)
    }

    fn ticks(
        &self,
        target: &Target<'w>,
        columns: ResponseColumns,
        spelling: &Spelling,
    ) -> Result<Marks, Silence> {
        let (marked, _) = ticked(spelling.chosen.says, columns).map_err(Silence::Cell)?;
        let marks = self.cells.ticks(target, marked, &spelling.chosen.word);
        let marks = marks.map_err(|(_, why)| Silence::Cell(why))?;
        marks.into_iter().map(|(column, text)| self.mark(target, column, text)).collect()
    }

    /// An answer without a response: its words go where words may stand.
    fn open(&self, target: &Target<'w>, style: &Style, statement: &Statement<'_>) -> Said {
        let text = self.explanation(statement, Response::Yes, Some(Response::Yes));
        let marks = match target.table.columns.response {
            _ if text.is_empty() => Err(Silence::Nothing),
            _ if statement.is_flipped => Err(Silence::NotTurned),
            ResponseColumns::None => Err(Silence::Cell(Why::NoResponseColumn)),
            ResponseColumns::Word(column)
                if !style.is_closed && target.sheet.list(target.place(column)).is_none() =>
            {
                self.mark(target, column, text.clone()).map(|mark| vec![mark])
            }
            ResponseColumns::Word(_) | ResponseColumns::Ticks { .. } => Err(Silence::NoResponse),
        };
        Said { word: String::new(), explanation: text, marks }
    }

    /// A cell and its text, if it takes that.
    fn mark(
        &self,
        target: &Target<'w>,
        column: u16,
        text: String,
    ) -> Result<(u16, String), Silence> {
        let present = target.text(column);
        if !self.overwrites && !is_blank(present) && present.trim() != text {
            return Err(Silence::Occupied(present.trim().to_owned()));
        }
        self.cells.is_open(target, column, &text).map_err(Silence::Cell)?;
        Ok((column, text))
    }

    /// The explanation beside a word that says this; without a word nothing is said yet.
    fn explanation(
        &self,
        statement: &Statement<'_>,
        response: Response,
        says: Option<Response>,
    ) -> String {
        let spoken = Spoken {
            has_word: says.is_some(),
            says_more: says.is_some_and(|says| !matches!(says, Response::Yes | Response::No)),
        };
        let text = if statement.is_flipped {
            let own = turned(response, true).unwrap_or(response);
            let values =
                [("question", statement.question), ("response", self.words.text(own.key()))];
            let turned = self.words.say("sheet_turned", &values);
            let text = explanation(spoken, statement.says, own, self.words);
            format!("{turned} {text}").trim_end().to_owned()
        } else {
            explanation(spoken, statement.says, response, self.words)
        };
        text.replace("\r\n", "\n").replace('\r', "\n")
    }
}

/// The beginning of a text.
fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

/// The word for an ownership in a cell.
fn owned(target: &Target<'_>, column: u16, word: &str) -> Result<String, Silence> {
    let list = target.sheet.list(target.place(column));
    match list.and_then(|list| list.values.as_ref()) {
        Some(values) => vocabulary::same(values, word).ok_or(Silence::Cell(Why::NoOwnershipWord)),
        None => Ok(word.to_owned()),
    }
}

/// Yes for no and no for yes, where the question is asked the other way round.
fn turned(response: Response, is_flipped: bool) -> Option<Response> {
    match (response, is_flipped) {
        (response, false) => Some(response),
        (Response::Yes, true) => Some(Response::No),
        (Response::No, true) => Some(Response::Yes),
        (Response::Partial | Response::Planned | Response::NotApplicable, true) => None,
    }
}

/// Word and explanation in one cell: `Yes. We do.`
fn joined(word: &str, explanation: &str, response: Option<Response>) -> String {
    match response {
        _ if explanation.is_empty() => word.to_owned(),
        // What is promised says itself that it is planned.
        Some(Response::Planned) => explanation.to_owned(),
        _ => format!("{}. {explanation}", word.trim_end_matches('.')),
    }
}
