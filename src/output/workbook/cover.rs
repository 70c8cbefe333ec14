//! The cover of a workbook: what it is, from when, and how to read it.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::form::{Form, RESPONSES, Response};
use crate::output::workbook::height;
use crate::output::workbook::sheet::set_up_print;
use crate::output::workbook::style::{Styles, put_link, put_text};
use crate::portal::Edition;
use crate::questionnaire::Questionnaire;

/// Width of the labels, in characters.
const LABEL: f64 = 24.0;
/// Width of the texts, in characters.
const VALUE: f64 = 112.0;
/// The share of a width that bold text has to make do with.
const BOLD: f64 = 0.9;

/// A line of the cover.
struct Line {
    label: &'static str,
    text: String,
    /// Whether the text is an address.
    is_link: bool,
}

impl Line {
    fn text(label: &'static str, text: impl Into<String>) -> Self {
        Self { label, text: text.into(), is_link: false }
    }

    fn link(label: &'static str, address: impl Into<String>) -> Self {
        Self { is_link: true, ..Self::text(label, address) }
    }
}

/// Writes the cover.
pub(super) fn write(
    sheet: &mut Worksheet,
    edition: &Edition,
    questionnaire: &Questionnaire,
    styles: &Styles,
) -> Result<(), XlsxError> {
    sheet.set_name("About")?.set_screen_gridlines(false);
    sheet.set_column_width(0, LABEL)?;
    sheet.set_column_width(1, VALUE)?;
    sheet.set_row_height(0, 26)?;
    sheet.set_row_height(1, 18)?;
    put_text(sheet, 0, 0, &questionnaire.title(), &styles.title)?;
    put_text(sheet, 1, 0, &subtitle(edition, questionnaire), &styles.subtitle)?;
    let mut row = 3;
    if !edition.is_public() {
        put_text(sheet, row, 0, "Under NDA", &styles.notice)?;
        put_text(sheet, row, 1, NDA, &styles.notice)?;
        sheet.set_row_height(row, height::of([(NDA, VALUE * BOLD)]))?;
        row += 2;
    }
    for line in lines(edition, questionnaire) {
        let height = height::of([(line.label, LABEL * BOLD), (line.text.as_str(), VALUE)]);
        sheet.set_row_height(row, height)?;
        put_text(sheet, row, 0, line.label, &styles.label)?;
        if line.is_link {
            put_link(sheet, row, 1, (&line.text, &line.text), &styles.cover_link)?;
        } else {
            put_text(sheet, row, 1, &line.text, &styles.value)?;
        }
        row += 1;
    }
    set_up_print(sheet, edition, questionnaire);
    Ok(())
}

/// What a reader under NDA must know first.
const NDA: &str = "This workbook holds answers that are confidential. It is meant for the recipient who signed a \
                   confidentiality agreement, and must not be passed on.";

/// The title of the workbook: organisation, form, variant.
pub(super) fn title(edition: &Edition, questionnaire: &Questionnaire) -> String {
    let variant = questionnaire.variant.as_ref();
    let variant = variant.map_or_else(String::new, |variant| format!(", {}", variant.name));
    format!("{}: {}{variant}", edition.view.organization.name, questionnaire.title())
}

fn subtitle(edition: &Edition, questionnaire: &Questionnaire) -> String {
    let name = &edition.view.organization.name;
    let date = edition.view.reader.date.long();
    match &questionnaire.variant {
        Some(variant) => format!("Answers of {name} for {}, as of {date}", variant.name),
        None => format!("Answers of {name}, as of {date}"),
    }
}

fn lines(edition: &Edition, questionnaire: &Questionnaire) -> Vec<Line> {
    let (view, form) = (&edition.view, &questionnaire.form);
    let mut lines = vec![Line::text("Organisation", &view.organization.name)];
    lines
        .extend(view.organization.legal_name.as_deref().map(|name| Line::text("Legal name", name)));
    lines.push(Line::link("Portal", edition.url("/")));
    lines.push(Line::text("Form", questionnaire.title()));
    lines.push(Line::text("Publisher", &form.publisher));
    lines.push(Line::text("About the form", &form.about));
    if let Some(variant) = &questionnaire.variant {
        let summary = variant.summary.as_deref();
        let words = summary
            .map_or_else(|| variant.name.clone(), |summary| format!("{}: {summary}", variant.name));
        lines.push(Line::text("Variant", words));
    }
    lines.push(Line::text("As of", view.reader.date.long()));
    lines.push(Line::text("Commit", edition.provenance.words()));
    lines.push(Line::text("Written by", format!("trust {}", edition.provenance.version)));
    lines.push(Line::text("Answered", coverage_words(questionnaire)));
    lines.push(Line::text("How to read it", reading(form)));
    lines.push(Line::text("Wording", &form.wording));
    lines.push(Line::text("Publisher's text", &form.source_text));
    lines.push(Line::link("Where to get it", &form.source_url));
    lines.push(Line::text("Licence", &form.licence));
    lines
}

/// `117 of 124 questions, 6 of them planned; 7 are open.`
fn coverage_words(questionnaire: &Questionnaire) -> String {
    let coverage = questionnaire.coverage();
    let planned = match coverage.planned {
        0 => String::new(),
        planned => format!(", {planned} of them with a plan"),
    };
    let gaps = match coverage.gaps() {
        0 => String::new(),
        gaps => format!("; {gaps} left blank"),
    };
    format!("{} of {} questions{planned}{gaps}.", coverage.answered, coverage.questions)
}

/// What each word of the form stands for here, one line each.
fn reading(form: &Form) -> String {
    let meaning = |response: Response| match response {
        Response::Yes => "it holds",
        Response::No => "it does not hold",
        Response::Partial => "it holds in part, and the explanation says which",
        Response::Planned => "it is planned, and the explanation says what and until when",
        Response::NotApplicable => "the question does not apply, and the explanation says why",
    };
    let line = |word: &str| {
        let meant: Vec<&str> = RESPONSES
            .iter()
            .filter(|(_, response)| form.responses.get(response).is_some_and(|own| own == word))
            .map(|(_, response)| meaning(*response))
            .collect();
        format!("{word}: {}.", meant.join("; or "))
    };
    let mut lines: Vec<String> = form.response_words().into_iter().map(line).collect();
    lines.push("Blank: there is no published answer to this question.".to_owned());
    lines.push(
        "The last column leads to each answer on the portal, where it is kept up to date."
            .to_owned(),
    );
    lines.join("\n")
}
