//! A questionnaire as a table of texts: the same columns in every kind of sheet.

use std::collections::BTreeMap;

use crate::questionnaire::{Questionnaire, Row};

/// The most that one cell of a workbook holds, in UTF-16 units (Excel's limit).
pub const LONGEST_CELL: usize = 32_767;

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// The publisher's id of the question.
    Id,
    /// The title of the section.
    Section,
    /// Our own wording of the question.
    Question,
    /// What it asks about, as the articles of a law.
    Control,
    /// The form's word for the response.
    Response,
    /// The form's word for the ownership.
    Ownership,
    /// The explanation.
    Explanation,
    /// The permalink of the published answer.
    Link,
}

/// The columns of a questionnaire, in order; controls and ownership only where the form has a header for them.
#[must_use]
pub fn columns(questionnaire: &Questionnaire) -> Vec<Column> {
    let form = &questionnaire.form;
    let is_asked_for = |column: &Column| match column {
        Column::Control => form.columns.control.is_some(),
        Column::Ownership => !form.ownership.is_empty(),
        _ => true,
    };
    let all = [
        Column::Id,
        Column::Section,
        Column::Question,
        Column::Control,
        Column::Response,
        Column::Ownership,
        Column::Explanation,
        Column::Link,
    ];
    all.into_iter().filter(is_asked_for).collect()
}

/// The header of a column: the form's own where it has one.
#[must_use]
pub fn header(questionnaire: &Questionnaire, column: Column) -> &str {
    let own = &questionnaire.form.columns;
    match column {
        Column::Id => &own.id,
        Column::Section => "Section",
        Column::Question => &own.question,
        Column::Control => own.control.as_deref().unwrap_or("Control"),
        Column::Response => &own.response,
        Column::Ownership => own.ownership.as_deref().unwrap_or("Ownership"),
        Column::Explanation => &own.explanation,
        Column::Link => "Published answer",
    }
}

/// The text of one cell; empty for what a gap leaves open. `url` makes an
/// address from a path of the portal.
#[must_use]
pub fn cell(
    questionnaire: &Questionnaire,
    row: &Row,
    column: Column,
    url: &dyn Fn(&str) -> String,
) -> String {
    let entry = row.entry.as_ref();
    let answered = |text: fn(&crate::questionnaire::Entry) -> &str| {
        entry.map_or_else(String::new, |entry| text(entry).to_owned())
    };
    let text = match column {
        Column::Id => row.question.id.clone(),
        Column::Section => questionnaire.form.section_title(&row.question.section).to_owned(),
        Column::Question => row.question.text.clone(),
        Column::Control => {
            questionnaire.form.control_of(&row.question).unwrap_or_default().to_owned()
        }
        Column::Response => answered(|entry| &entry.word),
        Column::Ownership => answered(|entry| &entry.ownership),
        Column::Explanation => answered(|entry| &entry.explanation),
        Column::Link => entry.map_or_else(String::new, |entry| url(&entry.path)),
    };
    unix_lines(text)
}

/// What keeps texts of a questionnaire out of a sheet, as phrases for
/// messages: a text that is too long, a character that no sheet can hold.
#[must_use]
pub fn faults(questionnaire: &Questionnaire) -> Vec<String> {
    let mut faults = BTreeMap::new();
    for row in &questionnaire.rows {
        let (question, entry) = (&row.question, row.entry.as_ref());
        let explanation = entry.map(|entry| {
            (format!("the explanation of answer `{}`", entry.answer), entry.explanation.as_str())
        });
        let wording =
            (format!("the wording of question `{}`", question.id), question.text.as_str());
        for (what, text) in explanation.into_iter().chain([wording]) {
            if let Some(fault) = fault(text) {
                faults.insert(what, fault);
            }
        }
    }
    faults.into_iter().map(|(what, fault)| format!("{what} {fault}")).collect()
}

/// Whether a cell begins like a formula for a program that reads sheets:
/// with a sign, a tab or a line end, seen or behind blanks.
#[must_use]
pub fn looks_like_formula(text: &str) -> bool {
    let invisible = |c: char| {
        c == ' '
            || matches!(
                c,
                '\u{a0}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{3000}'
            )
    };
    let first = text.trim_start_matches(invisible).chars().next();
    first.is_some_and(|c| is_formula_sign(c) || matches!(c, '\t' | '\r' | '\n'))
}

/// Whether a character begins a formula, in its usual form or as a full-width twin.
#[must_use]
pub fn is_formula_sign(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '−')
}

/// The text, with an apostrophe where a spreadsheet program would run it: at
/// its beginning, and behind what may end a cell where a comma does not: such
/// programs split at semicolons, tabs and line ends, quoted or not.
#[must_use]
pub fn guarded(text: &str) -> String {
    let mut guarded = String::with_capacity(text.len() + 1);
    if looks_like_formula(text) {
        guarded.push('\'');
    }
    let mut cell_may_begin = false;
    for c in text.chars() {
        if cell_may_begin && is_formula_sign(c) {
            guarded.push('\'');
        }
        guarded.push(c);
        cell_may_begin = matches!(c, ';' | '\t' | '\r' | '\n');
    }
    guarded
}

/// Why a text cannot stand in a cell.
fn fault(text: &str) -> Option<String> {
    let length = text.encode_utf16().count();
    if length > LONGEST_CELL {
        return Some(format!("has {length} characters and a cell holds {LONGEST_CELL}"));
    }
    // What XML 1.0 cannot write; line ends and tabs are fine.
    let forbidden = |c: &char| {
        c.is_control() && !matches!(c, '\n' | '\r' | '\t') || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    let found = text.chars().find(forbidden)?;
    Some(format!("holds the control character U+{:04X}", u32::from(found)))
}

/// The text with `\n` at each line's end: a lone `\r` shows as a box in sheets.
fn unix_lines(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_seen_behind_blanks() {
        for text in [
            "=1",
            "+1",
            "-1",
            "@x",
            "\t=1",
            "\r=1",
            "\n=1",
            " =1",
            "\u{a0}=1",
            "\u{feff}=1",
            "＝1",
            "－1",
        ] {
            assert!(looks_like_formula(text), "{text:?}");
        }
        for text in ["", "1", "a=1", "'=1", "• -", "\"=1\"", "(=1)"] {
            assert!(!looks_like_formula(text), "{text:?}");
        }
    }

    #[test]
    fn too_long_and_control_characters_are_faults() {
        assert_eq!(fault(&"a".repeat(LONGEST_CELL)), None);
        assert!(fault(&"a".repeat(LONGEST_CELL + 1)).is_some_and(|fault| fault.contains("32768")));
        assert!(fault(&"𝕏".repeat(LONGEST_CELL / 2 + 1)).is_some(), "Excel counts UTF-16 units");
        assert_eq!(fault("a\tb\nc\r\nä 𝕏 _x0041_"), None);
        assert_eq!(fault("a\u{1}").as_deref(), Some("holds the control character U+0001"));
        assert!(fault("a\u{85}").is_some() && fault("\u{ffff}").is_some());
    }
}
