//! Layouts of a publisher's workbook: in which sheet and below which headers ids and answers stand.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Sink};
use crate::form::parse::Words;
use crate::form::{Form, Response};
use crate::source::decode::{Decode, Fields, word};
use crate::source::yaml::Node;
use crate::span::Spanned;

/// One layout of the publisher's workbook; a version of a form may have several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// What the layout is called: `STAR Level 1 workbook`.
    pub name: String,
    /// The name of the sheet; `*` stands for any characters.
    pub sheet: String,
    /// The headers of the columns that matter.
    pub headers: Headers,
    /// Headers of columns that are left alone, although they look like ours.
    pub keep: Vec<String>,
    /// What is written for a response where the workbook has no drop-down list.
    pub words: BTreeMap<Response, String>,
    /// Why a workbook of this layout is never filled; absent for those that may be.
    pub never_filled: Option<String>,
}

/// The headers of a layout by what stands below them.
///
/// In a header of several rows, each is the text of the lowest row that has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headers {
    /// Ids of questions.
    pub id: String,
    /// Questions.
    pub question: String,
    /// Responses.
    pub response: ResponseHeaders,
    /// Who owns the control.
    pub ownership: Option<String>,
    /// Explanations, comments.
    pub explanation: Option<String>,
}

/// The headers of what a response is written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResponseHeaders {
    /// The layout has no place for responses.
    None,
    /// One column that holds a word.
    Word(String),
    /// One column for each response, marked where it holds.
    Ticks {
        /// The column of yes.
        yes: String,
        /// The column of no.
        no: String,
        /// The column of not applicable, where there is one.
        not_applicable: Option<String>,
    },
}

impl Profile {
    /// Whether a sheet may be the one of this layout, by its name.
    #[must_use]
    pub fn is_sheet(&self, name: &str) -> bool {
        matches(&folded(&self.sheet), &folded(name))
    }

    /// What is written for a response where the workbook has no drop-down list: the word of
    /// the layout, else that of the form; a part or a plan without a word is written as no.
    #[must_use]
    pub fn word<'p>(&'p self, form: &'p Form, response: Response) -> Option<&'p str> {
        let own = |response| {
            self.words.get(&response).or_else(|| form.responses.get(&response)).map(String::as_str)
        };
        match response {
            Response::Partial | Response::Planned => own(response).or_else(|| own(Response::No)),
            Response::Yes | Response::No | Response::NotApplicable => own(response),
        }
    }
}

/// Whether two headers are the same, whatever their white space and the case of their letters.
#[must_use]
pub fn same_header(one: &str, other: &str) -> bool {
    folded(one) == folded(other)
}

/// A text in small letters, with one blank for each run of white space and none at its ends.
fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// Whether a text has the form of a pattern, in which `*` stands for any characters.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(first) else { return false };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    for part in middle.split('*').filter(|part| !part.is_empty()) {
        // The first place is the best one: it leaves most for the parts behind.
        let Some((_, behind)) = text.split_once(part) else { return false };
        text = behind;
    }
    text.ends_with(last)
}

impl Decode for Profile {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a profile", sink)?;
        let name = fields.required("name");
        let sheet = fields.required("sheet");
        let headers = fields.required("headers");
        let keep = fields.or_default("keep");
        let words: Option<Words<Response>> = fields.optional("words");
        let fill: Option<Spanned<Filling>> = fields.optional("fill");
        let because = fields.optional("because");
        if let (Some(fill), None) = (&fill, &because)
            && fill.value == Filling::Never
        {
            let report = Diagnostic::error(
                "missing-key",
                "a profile that is never filled needs `because`",
                fill.span,
            );
            fields.sink().push(report.hint("add `because: ...`: readers of a report see it"));
        }
        fields.finish();
        let never = fill.is_some_and(|fill| fill.value == Filling::Never);
        Some(Self {
            name: name?,
            sheet: sheet?,
            headers: headers?,
            keep,
            words: words.map(|words| words.0).unwrap_or_default(),
            never_filled: if never { Some(because?) } else { None },
        })
    }
}

/// Whether a layout is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filling {
    /// In place.
    InPlace,
    /// Never.
    Never,
}

impl Decode for Filling {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let words = [("in-place", Self::InPlace), ("never", Self::Never)];
        word(node, "a way to fill a workbook", &words, sink)
    }
}

impl Decode for Headers {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "the headers of a profile", sink)?;
        let id = fields.required("id");
        let question = fields.required("question");
        let response: Option<Spanned<String>> = fields.optional("response");
        let ticks: Option<Ticks> = fields.optional("ticks");
        let ownership = fields.optional("ownership");
        let explanation = fields.optional("explanation");
        if let (Some(response), Some(_)) = (&response, &ticks) {
            let message = "a profile has `response` or `ticks`, not both";
            let report = Diagnostic::error("two-places", message, response.span);
            fields.sink().push(report.hint("remove one of the two"));
        }
        fields.finish();
        let response = match (response, ticks) {
            (_, Some(ticks)) => ResponseHeaders::Ticks {
                yes: ticks.yes,
                no: ticks.no,
                not_applicable: ticks.not_applicable,
            },
            (Some(word), None) => ResponseHeaders::Word(word.value),
            (None, None) => ResponseHeaders::None,
        };
        Some(Self { id: id?, question: question?, response, ownership, explanation })
    }
}

/// The headers of columns to mark.
struct Ticks {
    yes: String,
    no: String,
    not_applicable: Option<String>,
}

impl Decode for Ticks {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "the columns to mark", sink)?;
        let (yes, no) = (fields.required("yes"), fields.required("no"));
        let not_applicable = fields.optional("not-applicable");
        fields.finish();
        Some(Self { yes: yes?, no: no?, not_applicable })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_the_same_whatever_their_white_space() {
        assert!(same_header(
            "CSC Responsibilities  (Optional)",
            " csc responsibilities (optional) "
        ));
        assert!(same_header("Question\u{a0}ID\n", "question id"));
        assert!(!same_header("Question", "Question ID"));
    }

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, name) in [
            ("CAIQv4.*", "CAIQv4.0.3"),
            ("*", ""),
            ("csa * v3*", "CSA CAIQ v3.0.1"),
            ("Data Sheet", " data  sheet"),
            ("a*b*c", "a-b-b-c"),
            ("*x", "xx"),
        ] {
            assert!(matches(&folded(pattern), &folded(name)), "{pattern} {name}");
        }
        for (pattern, name) in
            [("CAIQv4.*", "Introduction"), ("aa*aa", "aaa"), ("a*b*b", "ab"), ("x", "xx")]
        {
            assert!(!matches(&folded(pattern), &folded(name)), "{pattern} {name}");
        }
    }
}
