//! Our own published `.json` of a questionnaire as a sheet.

use serde::Deserialize;

use crate::import::OldSheet;
use crate::questionnaire::csv::Unreadable;
use crate::xlsx::{Cell, Content, Place, Sheet};

/// What the import needs of the file.
#[derive(Debug, Deserialize)]
struct Published {
    form: Named,
    #[serde(default)]
    sections: Vec<Section>,
    rows: Vec<Row>,
}

#[derive(Debug, Deserialize)]
struct Named {
    id: String,
    version: String,
}

#[derive(Debug, Deserialize)]
struct Section {
    id: String,
    title: String,
}

#[derive(Debug, Deserialize)]
struct Row {
    id: String,
    #[serde(default)]
    section: String,
    #[serde(default)]
    question: String,
    answer: Option<Answer>,
}

#[derive(Debug, Deserialize)]
struct Answer {
    response: String,
    #[serde(default)]
    ownership: String,
    #[serde(default)]
    explanation: String,
}

/// The rows as a sheet below headers of their own, and the name of the form, as `caiq@4.0.3`.
///
/// # Errors
/// Whatever is no questionnaire that this program published.
pub fn sheet(bytes: &[u8]) -> Result<(OldSheet, String), Unreadable> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let published: Published = serde_json::from_slice(bytes).map_err(|_| {
        Unreadable(
            "it is not the .json of a questionnaire that trust published",
            "give that file, a workbook (.xlsx or .xlsm) or a .csv file",
        )
    })?;
    let mut sheet = Sheet::default();
    let headers =
        ["Question ID", "Section", "Question", "Response", "Ownership", "Explanation"].into();
    let rows = published.rows.iter().map(|row| {
        let answer = row.answer.as_ref();
        let said = |text: fn(&Answer) -> &str| answer.map_or("", text);
        vec![
            row.id.as_str(),
            title(&published.sections, &row.section),
            row.question.as_str(),
            said(|answer| &answer.response),
            said(|answer| &answer.ownership),
            said(|answer| &answer.explanation),
        ]
    });
    for (row, texts) in (0..).zip(std::iter::once(headers).chain(rows)) {
        for (column, text) in (0..).zip(texts).filter(|(_, text)| !text.is_empty()) {
            let cell = Cell { text: text.to_owned(), content: Content::Text, ..Cell::default() };
            sheet.cells.insert(Place::new(row, column), cell);
        }
    }
    let form = format!("{}@{}", published.form.id, published.form.version);
    Ok((OldSheet { name: None, sheet, is_json: true }, form))
}

/// The title of a section, or its id.
fn title<'s>(sections: &'s [Section], id: &'s str) -> &'s str {
    let section = sections.iter().find(|section| section.id == id);
    section.map_or(id, |section| section.title.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_json_is_refused() {
        for bytes in [&b"{}"[..], b"[1]", b"{\"rows\": []}", b"", b"{\"form\": 1, \"rows\": 2}"] {
            assert!(sheet(bytes).is_err(), "{bytes:?}");
        }
        assert!(sheet("[".repeat(100_000).as_bytes()).is_err());
    }
}
