//! Questionnaires as workbooks for Excel and LibreOffice: a cover and one sheet.
//!
//! Every text is a string cell, never a formula; nothing is hidden; the same
//! edition gives the same bytes.

mod cover;
mod height;
mod sheet;
mod style;

use rayon::prelude::*;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::diag::{Diagnostic, Sink};
use crate::output::theme::Theme;
use crate::output::workbook::style::{Recorded, Styles};
use crate::output::{Output, put};
use crate::portal::wording::commit;
use crate::portal::{Edition, Offer};
use crate::questionnaire::stamp::Stamp;
use crate::questionnaire::{Questionnaire, table};
use crate::tree::Tree;
use crate::xlsx::Digest;

/// This output.
pub const OUTPUT: Output = Output {
    name: "workbook",
    about: "Filled questionnaires as .xlsx, with drop-down lists and links to the published answers.",
    emit,
};

/// Height of an empty row in the default font, in pixels.
const ROW_PIXELS: u32 = 17;
/// Width of a column without a width of its own in the default font, in pixels.
const COLUMN_PIXELS: u32 = 64;

/// Writes all workbooks at once; the order of the tree does not depend on it.
fn emit(edition: &Edition, _theme: &Theme, tree: &mut Tree, sink: &mut Sink) {
    let open: Vec<(&Offer, &Questionnaire)> = edition.open_questionnaires().collect();
    let written: Vec<_> = open
        .into_par_iter()
        .map(|(offer, questionnaire)| {
            let extension = offer.workbook_extension(questionnaire);
            (offer.file(questionnaire, extension), file(edition, offer, questionnaire))
        })
        .collect();
    for (path, workbook) in written {
        match workbook {
            Ok(bytes) => put(tree, path.trim_start_matches('/'), bytes, sink),
            Err(faults) => faults.into_iter().for_each(|fault| sink.push(fault)),
        }
    }
}

/// The publisher's workbook where the project has it, else one of ours.
fn file(
    edition: &Edition,
    offer: &Offer,
    questionnaire: &Questionnaire,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let Some(workbooks) = &offer.workbooks else {
        return workbook(edition, offer, questionnaire);
    };
    let unusable = |why: &str| {
        let message = format!("the workbook `{}` cannot be filled: {why}", workbooks.name);
        vec![Diagnostic::without_place("unusable-workbook", message).hint("run `trust check`")]
    };
    match &workbooks.filled {
        Ok(_) => offer
            .filled(questionnaire)
            .map(|filled| filled.bytes.clone())
            .ok_or_else(|| unusable("it was not filled")),
        Err(why) => Err(unusable(why)),
    }
}

/// The bytes of one workbook, or what keeps its texts out of it.
fn workbook(
    edition: &Edition,
    offer: &Offer,
    questionnaire: &Questionnaire,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let faults = table::faults(questionnaire);
    if !faults.is_empty() {
        return Err(faults.into_iter().map(unwritable).collect());
    }
    write(edition, offer, questionnaire).map_err(|error| {
        vec![unwritable(format!("the workbook of `{}` {error}", questionnaire.form.reference))]
    })
}

/// The error for a text that no sheet can hold; it is never cut.
fn unwritable(fault: String) -> Diagnostic {
    Diagnostic::without_place("unwritable-text", fault)
        .hint("shorten the text, or remove the character")
}

fn write(
    edition: &Edition,
    offer: &Offer,
    questionnaire: &Questionnaire,
) -> Result<Vec<u8>, XlsxError> {
    let styles = Styles::new(edition.view.site.accent);
    let mut workbook = Workbook::new();
    workbook.set_default_format(&style::default_format(), ROW_PIXELS, COLUMN_PIXELS)?;
    let mut digest = Digest::default();
    let mut cover = Recorded::new(workbook.add_worksheet());
    cover::write(&mut cover, edition, questionnaire, &styles)?;
    cover.add_to(&mut digest);
    let mut sheet = Recorded::new(workbook.add_worksheet());
    sheet::write(&mut sheet, edition, questionnaire, &styles)?;
    sheet.add_to(&mut digest);
    let path = offer.file(questionnaire, "xlsx");
    let stamp = edition.stamp(questionnaire, &path, digest.finish());
    workbook.set_properties(&properties(edition, questionnaire, &stamp)?);
    workbook.save_to_buffer()
}

/// Document properties: who publishes, and from what; no person, no path.
fn properties(
    edition: &Edition,
    questionnaire: &Questionnaire,
    stamp: &Stamp,
) -> Result<DocProperties, XlsxError> {
    let (year, month, day) = edition.view.reader.date.ymd();
    let part = |number: i8| u8::try_from(number).unwrap_or(1);
    let year = u16::try_from(year).unwrap_or(1900);
    let date = ExcelDateTime::from_ymd(year, part(month), part(day))?;
    let provenance = edition.words.say(
        "sheet_provenance",
        &[
            ("date", &edition.view.reader.date.to_string()),
            ("commit", &commit(&edition.words, &edition.provenance)),
            ("version", &edition.provenance.version),
            ("url", &edition.url("/")),
        ],
    );
    let properties = DocProperties::new()
        .set_title(cover::title(edition, questionnaire))
        .set_company(&edition.view.organization.name)
        .set_comment(provenance)
        .set_creation_datetime(&date);
    let said = stamp.properties().into_iter();
    Ok(said.fold(properties, |all, (name, value)| all.set_custom_property(name, value)))
}
