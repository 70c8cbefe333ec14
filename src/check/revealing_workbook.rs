//! Publishers' workbooks that carry what nobody meant to publish.

use crate::check::workbooks::{open, with_workbook};
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::audience::Audience;
use crate::library::project::OwnWorkbook;
use crate::questionnaire::remains::Remains;

pub(super) const RULE: Rule = Rule {
    name: "revealing-workbook",
    level: Level::Warn,
    summary: "A publisher's workbook carries text of an earlier hand, names, comments or hidden sheets.",
    page: include_str!("revealing_workbook.md"),
    run,
};

/// So many things of one kind are named; of a text so many characters.
const NAMED: usize = 4;
const CHARACTERS: usize = 40;

fn run(context: &Context<'_>, sink: &mut Sink) {
    for (download, own) in with_workbook(context) {
        let goes_out = [Audience::Public, Audience::Nda]
            .into_iter()
            .any(|audience| download.access.opens_for(audience));
        if !goes_out {
            continue;
        }
        // What cannot be opened has been said.
        let Ok(workbook) = open(context, download, own) else { continue };
        kept(own, &workbook.remains, sink);
        unshown(own, &workbook.remains, sink);
        carried(own, &workbook.remains, sink);
    }
}

/// Text in columns that stay as they are.
fn kept(own: &OwnWorkbook, remains: &Remains, sink: &mut Sink) {
    if remains.kept.is_empty() {
        return;
    }
    let message = format!("the workbook `{}` holds text in cells that stay as they are", file(own));
    sink.push(
        Diagnostic::finding(RULE.name, message, own.file.span)
            .label(first_of(&remains.kept))
            .hint("clear these cells, or begin with a blank workbook of the publisher"),
    );
}

/// Texts that no cell shows.
fn unshown(own: &OwnWorkbook, remains: &Remains, sink: &mut Sink) {
    let texts = match remains.unshown.len() {
        0 => return,
        1 => "1 text that no cell shows".to_owned(),
        many => format!("{many} texts that no cell shows"),
    };
    let quoted: Vec<String> = remains.unshown.iter().map(|text| quoted(text)).collect();
    let message = format!("the workbook `{}` still holds {texts}", file(own));
    sink.push(
        Diagnostic::finding(RULE.name, message, own.file.span)
            .label(first_of(&quoted))
            .hint("open it in a spreadsheet program and save it again, or begin with a blank workbook of the publisher"),
    );
}

/// Names, comments, hidden sheets.
fn carried(own: &OwnWorkbook, remains: &Remains, sink: &mut Sink) {
    let mut carried = Vec::new();
    if !remains.persons.is_empty() {
        carried.push(format!("names: {}", first_of(&remains.persons)));
    }
    if remains.has_comments {
        carried.push("comments".to_owned());
    }
    if !remains.hidden_sheets.is_empty() {
        let names: Vec<String> = remains.hidden_sheets.iter().map(|name| quoted(name)).collect();
        carried.push(format!("hidden sheets: {}", first_of(&names)));
    }
    if carried.is_empty() {
        return;
    }
    let message = format!("the workbook `{}` carries more than its readers see", file(own));
    sink.push(
        Diagnostic::finding(RULE.name, message, own.file.span)
            .label(carried.join("; "))
            .hint("remove what is not the publisher's, or allow the rule once you have looked"),
    );
}

fn file(own: &OwnWorkbook) -> &str {
    &own.file.value
}

/// The first things of a list, and how many more there are.
fn first_of(things: &[String]) -> String {
    let first: Vec<&str> = things.iter().take(NAMED).map(String::as_str).collect();
    match things.len().saturating_sub(NAMED) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// A text on one line in quotation marks, cut where it is long.
fn quoted(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let start: String = words.chars().take(CHARACTERS).collect();
    let cut = if start.len() < words.len() { "..." } else { "" };
    format!("\"{start}{cut}\"")
}
