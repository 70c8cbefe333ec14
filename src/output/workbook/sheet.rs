//! The sheet of a workbook with one row for each question.

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Format, XlsxError};

use crate::language::Words;
use crate::output::workbook::style::{LINK_POINTS, Recorded, Styles, put_link, put_text};
use crate::output::workbook::{cover, height};
use crate::portal::Edition;
use crate::questionnaire::Questionnaire;
use crate::questionnaire::table::{Column, cell, columns, header};

/// The longest list that a drop-down can carry in itself (Excel's limit, commas included).
const LONGEST_LIST: usize = 255;

/// The column of links is at least as wide as its header, in characters.
const NARROWEST_LINK: f64 = 24.0;
/// Wider links would make all else too small on paper; longer addresses wrap in Excel.
const WIDEST_LINK: f64 = 72.0;

/// Writes the header, all rows, the drop-downs and the print set-up.
pub(super) fn write(
    sheet: &mut Recorded,
    edition: &Edition,
    questionnaire: &Questionnaire,
    styles: &Styles,
) -> Result<(), XlsxError> {
    sheet.set_name(name(questionnaire))?;
    let columns = columns(questionnaire);
    let url = |path: &str| edition.url(path);
    let widths = widths(questionnaire, &columns, &url);
    let last_row = u32::try_from(questionnaire.rows.len()).unwrap_or(u32::MAX);
    let last_column = u16::try_from(columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
    for (at, (column, width)) in (0_u16..).zip(columns.iter().zip(&widths)) {
        put_text(sheet, 0, at, header(questionnaire, *column), &styles.header)?;
        sheet.set_column_width(at, *width)?;
        if let Some(words) = list(questionnaire, *column, &edition.words)
            && last_row > 0
        {
            sheet.add_data_validation(1, at, last_row, at, &words?)?;
        }
    }
    // Bold, and beside the button of the filter.
    let headers = columns
        .iter()
        .zip(&widths)
        .map(|(column, width)| (header(questionnaire, *column), width * 0.75));
    sheet.set_row_height(0, height::of(headers))?;
    for (at, row) in (1_u32..).zip(&questionnaire.rows) {
        let text = |column: &Column| (*column, cell(questionnaire, row, *column, &url));
        let texts: Vec<(Column, String)> = columns.iter().map(text).collect();
        write_row(sheet, at, &texts, &widths, styles)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.autofilter(0, 0, last_row, last_column)?;
    sheet.set_repeat_rows(0, 0)?;
    set_up_print(sheet, edition, questionnaire);
    Ok(())
}

/// Writes a row and makes it as high as its longest text. A link shows its
/// whole address, which stays readable where links are lost: on paper, and in
/// tools that import texts only.
fn write_row(
    sheet: &mut Recorded,
    at: u32,
    texts: &[(Column, String)],
    widths: &[f64],
    styles: &Styles,
) -> Result<(), XlsxError> {
    for (across, (column, text)) in (0_u16..).zip(texts) {
        let format = format(styles, *column);
        if *column == Column::Link && !text.is_empty() {
            put_link(sheet, at, across, (text, text), format)?;
        } else {
            put_text(sheet, at, across, text, format)?;
        }
    }
    let cells = texts.iter().zip(widths).map(|((column, text), width)| {
        let scale = if *column == Column::Link { 10.0 / LINK_POINTS } else { 1.0 };
        (text.as_str(), width * scale)
    });
    sheet.set_row_height(at, height::of(cells))?;
    Ok(())
}

/// The form's title and version as the name of a sheet: no `[]:*?/\`, 31 characters at most.
pub(super) fn name(questionnaire: &Questionnaire) -> String {
    let reference = &questionnaire.form.reference;
    let plain = |text: String| text.replace(['[', ']', ':', '*', '?', '/', '\\', '\''], " ");
    let title = plain(questionnaire.title());
    let title = title.trim();
    if !title.is_empty() && title.chars().count() <= 31 {
        title.to_owned()
    } else {
        format!("{} {}", reference.id, reference.version).chars().take(31).collect()
    }
}

/// Landscape A4, as wide as the page, the header on each page, numbered pages.
pub(super) fn set_up_print(sheet: &mut Recorded, edition: &Edition, questionnaire: &Questionnaire) {
    let whole = |text: &str| text.chars().take(90).collect::<String>().replace('&', "&&");
    // The blank ends the size: a digit behind it would be read as part of it.
    let title = whole(&cover::title(edition, questionnaire));
    let words = &edition.words;
    let under_nda = if edition.is_public() {
        String::new()
    } else {
        format!("&R&9 {}", whole(words.text("under_nda")))
    };
    let (date, url) = (edition.view.reader.date.to_string(), edition.url("/"));
    let foot = words.say("sheet_footer", &[("date", &date), ("url", &url)]);
    let page = words.say("sheet_page", &[("page", "&P"), ("pages", "&N")]);
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.4, 0.4, 0.7, 0.7, 0.3, 0.3)
        .set_header(format!("&L&9 {title}{under_nda}"))
        .set_footer(format!("&L&9 {}&R&9 {page}", whole(&foot)));
}

/// The drop-down of a column, where it has one and its words fit into it.
fn list(
    questionnaire: &Questionnaire,
    column: Column,
    own: &Words,
) -> Option<Result<DataValidation, XlsxError>> {
    let words = match column {
        Column::Response => questionnaire.form.response_words(),
        Column::Ownership => questionnaire.ownership_words(),
        _ => return None,
    };
    // A comma separates the words of a list, so a word with a comma cannot be in one.
    let fits = words.join(",").encode_utf16().count() <= LONGEST_LIST
        && !words.iter().any(|word| word.contains(',') || word.is_empty());
    if words.is_empty() || !fits {
        return None;
    }
    let hint = words.join(", ");
    let message =
        if hint.chars().count() <= 200 { hint } else { own.text("sheet_choose").to_owned() };
    let validation = DataValidation::new()
        .allow_list_strings(&words)
        .and_then(|list| list.set_error_title(own.text("sheet_not_in_list")))
        .and_then(|list| list.set_error_message(message));
    Some(validation.map(|list| list.set_error_style(DataValidationErrorStyle::Stop)))
}

/// Widths in characters. The explanation takes the room that ownership leaves;
/// links are as wide as the longest, because LibreOffice does not wrap them.
fn widths(
    questionnaire: &Questionnaire,
    columns: &[Column],
    url: &dyn Fn(&str) -> String,
) -> Vec<f64> {
    let entries = questionnaire.rows.iter().filter_map(|row| row.entry.as_ref());
    let links = entries.map(|entry| height::width_of(&url(&entry.path), LINK_POINTS) + 1.0);
    let longest = links.fold(NARROWEST_LINK, f64::max).min(WIDEST_LINK);
    let width = |column: &Column| match column {
        Column::Id | Column::Response => 11.0,
        Column::Section | Column::Control => 20.0,
        Column::Question => 42.0,
        Column::Ownership => 15.0,
        Column::Explanation if columns.len() > 6 => 64.0,
        Column::Explanation => 76.0,
        Column::Link => longest,
    };
    columns.iter().map(width).collect()
}

fn format(styles: &Styles, column: Column) -> &Format {
    match column {
        Column::Id => &styles.id,
        Column::Section | Column::Control => &styles.section,
        Column::Question | Column::Explanation => &styles.text,
        Column::Response | Column::Ownership => &styles.choice,
        Column::Link => &styles.link,
    }
}
