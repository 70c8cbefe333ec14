//! What became of a customer's questionnaire, in a few lines for people.

use std::collections::BTreeMap;
use std::path::Path;

use crate::fill::{Filling, Origin, Row};
use crate::matching::Outcome;

/// So many rows are named of those that somebody has to look at.
const NAMED: usize = 5;

/// What was found in the file.
pub(super) fn found(origin: &Origin, filling: &Filling) -> String {
    let form = filling.form.as_ref().map(|form| format!(", {form}"));
    let mut out = format!("{}{}\n", origin.file, form.unwrap_or_default());
    for table in &filling.tables {
        let columns: Vec<String> =
            table.columns.iter().map(|(what, column)| format!("{what} in {column}")).collect();
        let sheet = match table.sheet.as_str() {
            "" => "table".to_owned(),
            name => format!("sheet \"{name}\""),
        };
        let header = match table.header.as_str() {
            "" => "no header".to_owned(),
            rows if rows.contains('-') => format!("header in rows {rows}"),
            row => format!("header in row {row}"),
        };
        let questions = count(table.questions, "question");
        out.push_str(&format!("  {sheet}: {questions}, {header}, {}\n", columns.join(", ")));
        table.remarks.iter().for_each(|remark| out.push_str(&format!("    ! {remark}\n")));
    }
    filling.remarks.iter().for_each(|remark| out.push_str(&format!("  ! {remark}\n")));
    out
}

/// What became of the rows, and where it was written.
pub(super) fn totals(filling: &Filling, written: Option<(&Path, &Path)>) -> String {
    let blank = match filling.left_blank() {
        0 => String::new(),
        count => format!(", {count} decided to stay blank"),
    };
    let mut out = format!(
        "  {} filled, {} to review{blank}, {} without an answer\n",
        filling.count(Outcome::Fill),
        filling.count(Outcome::Review),
        filling.count(Outcome::None)
    );
    let mut levels: BTreeMap<_, usize> = BTreeMap::new();
    let filled = filling.rows.iter().filter(|row| row.outcome == Outcome::Fill);
    for proposal in filled.filter_map(|row| row.proposal.as_ref()) {
        *levels.entry(proposal.audience).or_default() += 1;
    }
    let told: Vec<String> =
        levels.iter().map(|(level, count)| format!("{count} {}", level.word())).collect();
    if levels.len() > 1 {
        out.push_str(&format!("  answers used: {}\n", told.join(", ")));
    }
    let is_open = |row: &&Row| row.outcome == Outcome::Review && !row.is_left_blank();
    let review: Vec<&Row> = filling.rows.iter().filter(is_open).collect();
    for row in review.iter().take(NAMED) {
        let reason = row.reasons.first().map_or("", String::as_str);
        let id = row.proposal.as_ref().map(|own| format!(" (`{}`)", own.found.answer));
        let place = if row.sheet.is_empty() { format!("row {}", row.row) } else { row.key() };
        out.push_str(&format!("    ? {place}{}: {reason}\n", id.unwrap_or_default()));
    }
    if review.len() > NAMED {
        out.push_str(&format!("    and {} more\n", review.len() - NAMED));
    }
    match written {
        Some((filled, report)) => {
            out.push_str(&format!("  filled copy: {}\n", filled.display()));
            out.push_str(&format!("  report: {}\n", report.display()));
        }
        None => out.push_str("nothing was written\n"),
    }
    out
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
