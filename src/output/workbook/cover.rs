//! The cover of a workbook: what it is, from when, and how to read it.

use rust_xlsxwriter::XlsxError;

use crate::form::{Form, RESPONSES};
use crate::language::Words;
use crate::output::workbook::height;
use crate::output::workbook::sheet::set_up_print;
use crate::output::workbook::style::{Recorded, Styles, put_link, put_text};
use crate::portal::Edition;
use crate::portal::wording::commit;
use crate::questionnaire::Questionnaire;

/// Width of the labels, in characters.
const LABEL: f64 = 24.0;
/// Width of the texts, in characters.
const VALUE: f64 = 112.0;
/// The share of a width that bold text has to make do with.
const BOLD: f64 = 0.9;

/// A line of the cover.
struct Line {
    /// Key of the label.
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
    sheet: &mut Recorded,
    edition: &Edition,
    questionnaire: &Questionnaire,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let words = &edition.words;
    sheet.set_name(words.text("cover_sheet"))?.set_screen_gridlines(false);
    sheet.set_column_width(0, LABEL)?;
    sheet.set_column_width(1, VALUE)?;
    sheet.set_row_height(0, 26)?;
    sheet.set_row_height(1, 18)?;
    put_text(sheet, 0, 0, &questionnaire.title(), &styles.title)?;
    put_text(sheet, 1, 0, &subtitle(edition, questionnaire), &styles.subtitle)?;
    let mut row = 3;
    if !edition.is_public() {
        // What a reader under NDA must know first.
        let notice = words.text("cover_nda");
        put_text(sheet, row, 0, words.text("under_nda"), &styles.notice)?;
        put_text(sheet, row, 1, notice, &styles.notice)?;
        sheet.set_row_height(row, height::of([(notice, VALUE * BOLD)]))?;
        row += 2;
    }
    for line in lines(edition, questionnaire) {
        let label = words.text(line.label);
        let height = height::of([(label, LABEL * BOLD), (line.text.as_str(), VALUE)]);
        sheet.set_row_height(row, height)?;
        put_text(sheet, row, 0, label, &styles.label)?;
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

/// The title of the workbook: organisation, form, variant.
pub(super) fn title(edition: &Edition, questionnaire: &Questionnaire) -> String {
    let variant = questionnaire.variant.as_ref();
    let variant = variant.map_or_else(String::new, |variant| format!(", {}", variant.name));
    let text = format!("{}{variant}", questionnaire.title());
    let places = [("label", edition.view.organization.name.as_str()), ("text", &text)];
    edition.words.say("labelled", &places)
}

fn subtitle(edition: &Edition, questionnaire: &Questionnaire) -> String {
    let name = &edition.view.organization.name;
    let words = &edition.words;
    let day = words.day(edition.view.reader.date);
    match &questionnaire.variant {
        Some(own) => {
            words.say("cover_answers_for", &[("name", name), ("variant", &own.name), ("day", &day)])
        }
        None => words.say("cover_answers", &[("name", name), ("day", &day)]),
    }
}

fn lines(edition: &Edition, questionnaire: &Questionnaire) -> Vec<Line> {
    let (view, form, words) = (&edition.view, &questionnaire.form, &edition.words);
    let mut lines = vec![Line::text("cover_organization", &view.organization.name)];
    lines.extend(
        view.organization.legal_name.as_deref().map(|name| Line::text("cover_legal_name", name)),
    );
    lines.push(Line::link("cover_portal", edition.url("/")));
    lines.push(Line::text("cover_form", questionnaire.title()));
    lines.push(Line::text("cover_publisher", &form.publisher));
    lines.push(Line::text("cover_about", &form.about));
    if let Some(variant) = &questionnaire.variant {
        let summary = variant.summary.as_deref();
        let said = summary.map_or_else(
            || variant.name.clone(),
            |summary| words.say("labelled", &[("label", &variant.name), ("text", summary)]),
        );
        lines.push(Line::text("cover_variant", said));
    }
    lines.push(Line::text("cover_as_of", words.day(view.reader.date)));
    lines.push(Line::text("cover_commit", commit(words, &edition.provenance)));
    lines.push(Line::text("cover_written_by", format!("trust {}", edition.provenance.version)));
    lines.push(Line::text("cover_answered", coverage_words(questionnaire, words)));
    lines.push(Line::text("cover_reading", reading(form, words)));
    lines.push(Line::text("cover_wording", &form.wording));
    lines.push(Line::text("cover_source_text", &form.source_text));
    lines.push(Line::link("cover_source_url", &form.source_url));
    lines.push(Line::text("cover_licence", &form.licence));
    lines
}

/// `117 of 124 questions, 6 of them planned; 7 are open.`
fn coverage_words(questionnaire: &Questionnaire, words: &Words) -> String {
    let coverage = questionnaire.coverage();
    let key = match (coverage.planned > 0, coverage.gaps() > 0) {
        (false, false) => "cover_coverage",
        (true, false) => "cover_coverage_planned",
        (false, true) => "cover_coverage_gaps",
        (true, true) => "cover_coverage_planned_gaps",
    };
    let places = [
        ("answered", coverage.answered.to_string()),
        ("questions", coverage.questions.to_string()),
        ("planned", coverage.planned.to_string()),
        ("gaps", coverage.gaps().to_string()),
    ];
    words.say(key, &places.each_ref().map(|(name, number)| (*name, number.as_str())))
}

/// What each word of the form stands for here, one line each.
fn reading(form: &Form, words: &Words) -> String {
    let line = |word: &str| {
        let meant = RESPONSES
            .iter()
            .filter(|(_, response)| form.responses.get(response).is_some_and(|own| own == word))
            .map(|(own, _)| words.title("meaning", own))
            .reduce(|one, other| words.say("meaning_or", &[("one", &one), ("other", &other)]));
        let meaning = meant.unwrap_or_default();
        words.say("meaning_of", &[("word", word), ("meaning", &meaning)])
    };
    let mut lines: Vec<String> = form.response_words().into_iter().map(line).collect();
    lines.extend(["meaning_blank", "meaning_link"].map(|key| words.text(key).to_owned()));
    lines.join("\n")
}
