//! What `trust coverage` prints for people.

use std::collections::BTreeSet;

use crate::cli::coverage::carried::{Filled, From};
use crate::form::FormRef;
use crate::view::AnswerId;

/// Each questionnaire; those of several variants once where they say the same.
pub(super) fn print(all: &[Filled<'_>], width: usize) -> String {
    let mut told: Vec<(&Filled<'_>, Vec<&str>, String)> = Vec::new();
    for filled in all {
        let own = filled.questionnaire;
        let name = own.variant.as_ref().map(|variant| variant.name.as_str());
        let text = body(filled, width);
        let same = |other: &&mut (&Filled<'_>, Vec<&str>, String)| {
            other.0.questionnaire.form.reference == own.form.reference && other.2 == text
        };
        match told.iter_mut().find(same) {
            Some(other) => other.1.extend(name),
            None => told.push((filled, name.into_iter().collect(), text)),
        }
    }
    let whole = told.iter().flat_map(|(filled, names, text)| [title(filled, names), text.clone()]);
    whole.collect()
}

/// The form's title with its version, the variants, and the sums.
fn title(filled: &Filled<'_>, variants: &[&str]) -> String {
    let form = &filled.questionnaire.form;
    let all = filled.questionnaire.coverage();
    let variants =
        if variants.is_empty() { String::new() } else { format!(", {}", listed(variants)) };
    format!(
        "{} {}{variants}: {} of {} answered, {} of them planned, {} {}\n",
        form.title,
        form.reference.version,
        all.answered,
        all.questions,
        all.planned,
        all.gaps(),
        if all.gaps() == 1 { "gap" } else { "gaps" }
    )
}

/// Sections, and of what the sums are made.
fn body(filled: &Filled<'_>, width: usize) -> String {
    let mut text = String::new();
    let coverage = filled.questionnaire.section_coverage();
    let longest = coverage.iter().map(|(section, _)| section.id.chars().count()).max().unwrap_or(0);
    for (section, own) in coverage {
        let head =
            format!("  {:longest$}  {:3} of {:3}  ", section.id, own.answered, own.questions);
        let indent = head.chars().count();
        let mut line = Wrapped::new(format!("{head}{}", section.title), indent, width);
        let (review, gaps) = filled.gaps(&section.id);
        for (what, ids) in [("gaps:", gaps), ("to review:", review)] {
            if !ids.is_empty() {
                line.part(std::iter::once(what).chain(ids));
            }
        }
        text.push_str(&line.finish());
    }
    if filled.takes_from.is_empty() {
        text.push_str("  nothing carries here from other forms\n");
        if !filled.no_response.is_empty() {
            text.push_str(&gaps(filled, width));
        }
        return text;
    }
    text.push_str(&answered(filled, width));
    text.push_str(&gaps(filled, width));
    text.push_str(&left(filled, width));
    text
}

/// Where the answers come from.
fn answered(filled: &Filled<'_>, width: usize) -> String {
    let mut text = String::new();
    if filled.mapped > 0 {
        text.push_str(&count(filled.mapped, "mapped to it"));
    }
    for (rows, how) in [(&filled.same, "the same id"), (&filled.moved, "another id")] {
        for form in forms(rows) {
            let own: Vec<&From<'_>> = rows.iter().filter(|(_, from, _)| from.0 == *form).collect();
            text.push_str(&count(own.len(), &format!("carried from {form} under {how}")));
            if how == "another id" {
                text.push_str(&by_answer(&own, width));
            }
        }
    }
    if text.is_empty() { text } else { format!("  answered\n{text}") }
}

/// Why there is no answer.
fn gaps(filled: &Filled<'_>, width: usize) -> String {
    let rows: Vec<From<'_>> = filled.review.iter().map(|(from, _)| *from).collect();
    let mut text = String::new();
    for form in forms(&rows) {
        let own: Vec<&From<'_>> = rows.iter().filter(|(_, from, _)| from.0 == *form).collect();
        let what = format!("to review: answered in {form}, and the question has changed since");
        text.push_str(&count(own.len(), &what));
        text.push_str(&by_answer(&own, width));
    }
    let names: Vec<String> = filled.takes_from.iter().map(ToString::to_string).collect();
    let names = listed(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let mut say = |ids: &[&str], what: &str| {
        if !ids.is_empty() {
            text.push_str(&count(ids.len(), what));
        }
    };
    say(&filled.new, &format!("without a counterpart in {names}"));
    say(&filled.unanswered, &format!("with a counterpart in {names} that is not answered either"));
    say(&filled.no_response, "with an answer that has no response");
    say(&filled.plain, "without an answer");
    if text.is_empty() { text } else { format!("  gaps\n{text}") }
}

/// Answers of which nothing arrives.
fn left(filled: &Filled<'_>, width: usize) -> String {
    if filled.left.is_empty() {
        return String::new();
    }
    let sources: BTreeSet<&FormRef> =
        filled.left.iter().flat_map(|(_, from)| from.iter().map(|(form, _)| *form)).collect();
    let sources: Vec<String> = sources.into_iter().map(ToString::to_string).collect();
    let sources = listed(&sources.iter().map(String::as_str).collect::<Vec<_>>());
    let count = filled.left.len();
    let what = if count == 1 { "answer has" } else { "answers have" };
    let head = format!("  {count} {what} a place in {sources} and none here:");
    let mut line = Wrapped::new(head, 4, width);
    line.words(filled.left.iter().map(|(answer, _)| answer.as_str()));
    line.finish()
}

/// `    14 carried from caiq@4.0.3 under another id`.
fn count(count: usize, what: &str) -> String {
    format!("  {count:5} {what}\n")
}

/// The forms from which rows take their answers, sorted.
fn forms<'q>(rows: &[From<'q>]) -> BTreeSet<&'q FormRef> {
    rows.iter().map(|(_, from, _)| &from.0).collect()
}

/// A line for each answer: `second-factor: IAM-13.1 <- IAM-14.1`; an id that has not changed stands alone.
fn by_answer(rows: &[&From<'_>], width: usize) -> String {
    let mut groups: Vec<(&AnswerId, Vec<String>)> = Vec::new();
    for (row, (_, old), answer) in rows {
        let new = &row.question.id;
        let id = if new == old { new.clone() } else { format!("{new} <- {old}") };
        match groups.iter_mut().find(|(known, _)| known == answer) {
            Some((_, ids)) => ids.push(id),
            None => groups.push((answer, vec![id])),
        }
    }
    let line = |(answer, ids): (&AnswerId, Vec<String>)| {
        let mut line = Wrapped::new(format!("          {}:", answer.as_str()), 12, width);
        let last = ids.len() - 1;
        let separated = ids.iter().enumerate();
        let separated =
            separated.map(|(at, id)| if at < last { format!("{id},") } else { id.clone() });
        line.words(separated);
        line.finish()
    };
    groups.into_iter().map(line).collect()
}

/// `A`, `A and B`, `A, B and C`.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Words in lines of at most so many characters; what is longer stands alone.
struct Wrapped {
    done: String,
    line: String,
    indent: usize,
    width: usize,
}

impl Wrapped {
    fn new(head: String, indent: usize, width: usize) -> Self {
        Self { done: String::new(), line: head, indent, width }
    }

    /// Words that stay on the first line if they all fit, and begin a new one otherwise.
    fn part<'w>(&mut self, words: impl Iterator<Item = &'w str>) {
        let words: Vec<&str> = words.collect();
        let length = words.iter().map(|word| word.chars().count() + 1).sum::<usize>();
        if !self.done.is_empty() || self.line.chars().count() + 1 + length > self.width {
            self.next_line();
        } else {
            self.line.push(' ');
        }
        self.words(words);
    }

    fn words<W: AsRef<str>>(&mut self, words: impl IntoIterator<Item = W>) {
        for word in words {
            let word = word.as_ref();
            let is_empty = self.line.trim_start().is_empty();
            if !is_empty && self.line.chars().count() + 1 + word.chars().count() > self.width {
                self.next_line();
            } else if !is_empty {
                self.line.push(' ');
            }
            self.line.push_str(word);
        }
    }

    fn next_line(&mut self) {
        self.done.push_str(self.line.trim_end());
        self.done.push('\n');
        self.line = " ".repeat(self.indent);
    }

    fn finish(mut self) -> String {
        self.next_line();
        self.done
    }
}
