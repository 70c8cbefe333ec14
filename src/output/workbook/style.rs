//! How the cells of a workbook look, and what was written into them.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use rust_xlsxwriter::{
    Color as Ink, Format, FormatAlign, FormatBorder, FormatUnderline, Url, Worksheet, XlsxError,
};

use crate::questionnaire::table::looks_like_formula;
use crate::view::Color;
use crate::xlsx::{Digest, Place};

/// Lines between cells.
const RULE: u32 = 0xD9_DEE5;
/// Behind labels.
const SHADE: u32 = 0xF3_F5F8;
/// Links, unless the project has an accent.
const LINK: u32 = 0x0B_57D0;

/// Size of the links in the sheet, in points.
pub(super) const LINK_POINTS: f64 = 8.0;

/// A sheet that remembers its texts, for the digest of the workbook.
pub(super) struct Recorded<'w> {
    sheet: &'w mut Worksheet,
    texts: BTreeMap<Place, String>,
}

impl<'w> Recorded<'w> {
    /// A new sheet.
    pub(super) fn new(sheet: &'w mut Worksheet) -> Self {
        Self { sheet, texts: BTreeMap::new() }
    }

    /// Adds its name and its texts to a digest.
    pub(super) fn add_to(&self, digest: &mut Digest) {
        digest.sheet(&self.sheet.name());
        self.texts.iter().for_each(|(place, text)| digest.cell(*place, text));
    }
}

impl Deref for Recorded<'_> {
    type Target = Worksheet;

    fn deref(&self) -> &Worksheet {
        self.sheet
    }
}

impl DerefMut for Recorded<'_> {
    fn deref_mut(&mut self) -> &mut Worksheet {
        self.sheet
    }
}

/// The formats of a workbook.
pub(super) struct Styles {
    /// The title of the cover.
    pub title: Format,
    /// The line below it.
    pub subtitle: Format,
    /// Labels at the left of the cover.
    pub label: Format,
    /// Texts of the cover.
    pub value: Format,
    /// What must be read first.
    pub notice: Format,
    /// Column headers.
    pub header: Format,
    /// Ids.
    pub id: Format,
    /// Section titles.
    pub section: Format,
    /// Texts of the sheet.
    pub text: Format,
    /// Closed responses.
    pub choice: Format,
    /// Links.
    pub link: Format,
    /// Links of the cover.
    pub cover_link: Format,
}

impl Styles {
    /// The formats, with the project's accent behind the headers when white reads well on it.
    pub(super) fn new(accent: Option<Color>) -> Self {
        let dark = accent.map(ink).filter(|color| contrast_with_white(*color) >= 4.5);
        let accent = dark.unwrap_or(0x1F_2937);
        let plain = default_format().set_align(FormatAlign::Top);
        let wrapped = plain.clone().set_text_wrap();
        let boxed = wrapped.clone().set_border(FormatBorder::Thin).set_border_color(Ink::RGB(RULE));
        let ruled = wrapped
            .clone()
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(Ink::RGB(RULE));
        let linked = |format: &Format| {
            let color = dark.unwrap_or(LINK);
            format.clone().set_font_color(Ink::RGB(color)).set_underline(FormatUnderline::Single)
        };
        Self {
            title: plain.clone().set_bold().set_font_size(16).set_font_color(Ink::RGB(accent)),
            subtitle: plain.clone().set_font_size(11).set_font_color(Ink::RGB(0x4B_5563)),
            label: ruled.clone().set_bold().set_background_color(Ink::RGB(SHADE)),
            notice: wrapped.clone().set_bold().set_font_color(Ink::RGB(0x9B_1C1C)),
            header: boxed
                .clone()
                .set_bold()
                .set_font_color(Ink::White)
                .set_background_color(Ink::RGB(accent))
                .set_align(FormatAlign::VerticalCenter),
            id: boxed.clone().set_bold(),
            section: boxed.clone().set_font_color(Ink::RGB(0x4B_5563)),
            choice: boxed.clone().set_align(FormatAlign::Center).set_align(FormatAlign::Top),
            link: linked(&boxed).set_font_size(LINK_POINTS),
            cover_link: linked(&ruled),
            value: ruled,
            text: boxed,
        }
    }
}

/// The format of everything that has none, which also sets the unit of
/// widths. Arial, or a font of its widths, is on every machine, so that
/// columns and rows come out as computed.
pub(super) fn default_format() -> Format {
    Format::new().set_font_name("Arial").set_font_size(10)
}

/// Writes a text as a string cell, a blank cell when it is empty. What looks
/// like a formula gets the quote prefix, so that typing over it keeps it text.
pub(super) fn put_text(
    sheet: &mut Recorded,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if text.is_empty() {
        sheet.write_blank(row, column, format)?;
    } else if looks_like_formula(text) {
        sheet.write_string_with_format(row, column, text, &format.clone().set_quote_prefix())?;
    } else {
        sheet.write_string_with_format(row, column, text, format)?;
    }
    sheet.texts.insert(Place::new(row, column), text.to_owned());
    Ok(())
}

/// Writes a link; as plain address when it is too long to be one.
pub(super) fn put_link(
    sheet: &mut Recorded,
    row: u32,
    column: u16,
    (address, text): (&str, &str),
    format: &Format,
) -> Result<(), XlsxError> {
    if sheet.write_url_with_format(row, column, Url::new(address).set_text(text), format).is_err() {
        return put_text(sheet, row, column, address, format);
    }
    sheet.texts.insert(Place::new(row, column), text.to_owned());
    Ok(())
}

fn ink(Color([red, green, blue]): Color) -> u32 {
    u32::from_be_bytes([0, red, green, blue])
}

/// The contrast ratio with white (WCAG 2.2).
fn contrast_with_white(color: u32) -> f64 {
    let [_, red, green, blue] = color.to_be_bytes();
    let light = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    1.05 / (0.2126 * light(red) + 0.7152 * light(green) + 0.0722 * light(blue) + 0.05)
}
