//! One pass over the XML of a sheet: rows and cells with their places in the part, and what surrounds them.
//!
//! Reading and patching both see a sheet through this pass, so they cannot disagree about where a cell is.

use std::borrow::Cow;
use std::ops::Range;

use crate::xlsx::place::{Area, MOST_COLUMNS, MOST_ROWS, Place};
use crate::xlsx::refusal::{Limits, Refusal};
use crate::xlsx::strings;
use crate::xlsx::text;
use crate::xlsx::validation::{self, Rule};
use crate::xlsx::xml::{Piece, Tag, What, Xml};

/// Columns that a sheet may describe, one by one or in ranges. Honest sheets describe each of them once.
const MOST_WIDTHS: usize = 4 * MOST_COLUMNS as usize;

/// What is found in the rows of a sheet, in the order of the file.
#[derive(Debug)]
pub(super) enum Found {
    /// A row begins; its cells follow.
    Row(RowFound),
    /// A cell.
    Cell(CellFound),
    /// The row ends, and its end tag begins here; for an empty element, after it.
    RowEnd(usize),
}

/// The start of a row.
#[derive(Debug, Clone)]
pub(super) struct RowFound {
    /// Its number, from 0.
    pub(super) row: u32,
    /// Its start tag.
    pub(super) open: Range<usize>,
    /// Whether it is written as an empty element.
    pub(super) is_empty: bool,
    /// Its format, where it has one for cells that are not in the file.
    pub(super) style: Option<u32>,
    /// Whether it is not shown.
    pub(super) is_hidden: bool,
}

/// A cell as it is written.
#[derive(Debug, Clone)]
pub(super) struct CellFound {
    /// Where it is.
    pub(super) place: Place,
    /// Its element.
    pub(super) range: Range<usize>,
    /// Its start tag.
    pub(super) open: Range<usize>,
    /// Its format.
    pub(super) style: Option<u32>,
    /// How its value is to be read.
    pub(super) kind: Kind,
    /// Its value.
    pub(super) raw: Raw,
    /// The element of its value, `<v>`.
    pub(super) value: Option<Range<usize>>,
    /// Its formula.
    pub(super) formula: Option<FormulaFound>,
}

/// How a cell's value is to be read: its `t`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    /// A number or a date.
    #[default]
    Number,
    /// A number of a shared string.
    Shared,
    /// A text in the cell.
    Text,
    /// True or false.
    Boolean,
    /// An error.
    Error,
}

/// A cell's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Raw {
    /// None at all.
    Nothing,
    /// The number of a shared string.
    Index(usize),
    /// As it is written, escapes undone.
    Text(String),
}

/// A cell's formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FormulaFound {
    /// Its text; empty where it is a copy of a shared one.
    pub(super) text: String,
    /// Its `t`.
    pub(super) kind: FormulaKind,
    /// The cells of a shared or array formula.
    pub(super) area: Option<Area>,
    /// The number of a shared formula.
    pub(super) shared: Option<u32>,
}

/// The kinds of formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum FormulaKind {
    /// Of one cell.
    #[default]
    Own,
    /// Of several cells, each relative to its place.
    Shared,
    /// With results in several cells.
    Array,
    /// A what-if table.
    Table,
}

/// What surrounds the rows.
#[derive(Debug, Default)]
pub(super) struct Frame {
    /// The start tag of the rows' element, and whether it is written as an empty element.
    pub(super) open: Option<(Range<usize>, bool)>,
    /// Where the end tag of the rows' element begins.
    pub(super) end: usize,
    /// The prefix of its elements with the colon: `x:`; mostly empty.
    pub(super) prefix: String,
    /// Columns with a format or without a width.
    pub(super) columns: Vec<ColumnFound>,
    /// Merged areas of more than one cell.
    pub(super) merges: Vec<Area>,
    /// Drop-down lists as they are written.
    pub(super) rules: Vec<Rule>,
    /// Whether the sheet is protected.
    pub(super) is_protected: bool,
    /// Cells that may be typed into although the sheet is protected.
    pub(super) open_areas: Vec<Area>,
    /// Whether rows that are not in the file are hidden.
    pub(super) hides_rows: bool,
}

/// Columns that have something in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct ColumnFound {
    /// The first one, from 0.
    pub(super) first: u16,
    /// The last one, included.
    pub(super) last: u16,
    /// The format of cells that are not in the file.
    pub(super) style: Option<u32>,
    /// Whether they are not shown.
    pub(super) is_hidden: bool,
}

impl Frame {
    /// The format of a column.
    pub(super) fn column_style(&self, column: u16) -> Option<u32> {
        let found = self.columns.iter().find(|c| (c.first..=c.last).contains(&column));
        found.and_then(|found| found.style)
    }
}

/// Takes what is found.
pub(super) type See<'s> = &'s mut dyn FnMut(Found) -> Result<(), Refusal>;

/// Reads a sheet and shows each row and cell.
///
/// # Errors
/// A damaged sheet, one beyond the limits, and what `see` returns.
pub(super) fn scan(
    part: &str,
    bytes: &[u8],
    limits: &Limits,
    see: See<'_>,
) -> Result<Frame, Refusal> {
    let xml = Xml::new(part, bytes, limits)?;
    let frame = Frame::default();
    let mut scanner =
        Scanner { part, xml, frame, limits, see, row: 0, column: 0, cells: 0, areas: 0, widths: 0 };
    scanner.run()?;
    Ok(scanner.frame)
}

struct Scanner<'a, 's> {
    part: &'a str,
    xml: Xml<'a>,
    frame: Frame,
    limits: &'s Limits,
    see: See<'s>,
    /// The place of the next row and cell that do not say where they are.
    row: u32,
    column: u16,
    cells: usize,
    /// Areas of lists, and columns that are described.
    areas: usize,
    widths: usize,
}

impl Scanner<'_, '_> {
    fn run(&mut self) -> Result<(), Refusal> {
        while let Some(Piece { what, range, depth }) = self.xml.next()? {
            let What::Open(tag) = what else { continue };
            match (depth, tag.name()) {
                (2, "sheetData") if self.frame.open.is_none() => {
                    self.frame.prefix = strings::prefix(&tag);
                    self.frame.open = Some((range, tag.is_empty));
                    self.rows()?;
                }
                (2, "sheetData") => return Err(self.damaged("its rows stand twice")),
                (2, "sheetFormatPr") => self.frame.hides_rows = tag.is_true("zeroHeight")?,
                (3, "col") => self.columns(&tag)?,
                (2, "sheetProtection") => self.frame.is_protected = tag.is_true("sheet")?,
                (3, "protectedRange") => self.open_area(&tag)?,
                (3, "mergeCell") => self.merge(&tag)?,
                (_, "dataValidation") => self.rule(&tag)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn rows(&mut self) -> Result<(), Refusal> {
        while let Some(Piece { what, range, depth }) = self.xml.next()? {
            match what {
                What::Open(tag) if depth == 3 && tag.name() == "row" => {
                    self.one_row(&tag, range)?;
                }
                What::Open(_) => self.xml.skip()?,
                What::Close => {
                    self.frame.end = range.start;
                    break;
                }
                What::Text(_) => {}
            }
        }
        Ok(())
    }

    fn one_row(&mut self, tag: &Tag<'_>, open: Range<usize>) -> Result<(), Refusal> {
        let (mut number, mut style, mut is_formatted) = (None, None, false);
        let mut is_hidden = false;
        tag.each(|name, value| match name {
            "r" => number = Some(value.trim().parse::<u32>().unwrap_or(0)),
            "s" => style = value.parse().ok(),
            "customFormat" => is_formatted = is_yes(value),
            "hidden" => is_hidden |= is_yes(value),
            "ht" => is_hidden |= value.parse::<f64>().is_ok_and(|height| height <= 0.0),
            _ => {}
        })?;
        let row = match number {
            Some(number) => number.checked_sub(1).filter(|row| *row < MOST_ROWS),
            None => Some(self.row).filter(|row| *row < MOST_ROWS),
        };
        let row = row.ok_or_else(|| self.damaged("a row has a number that no row has"))?;
        (self.row, self.column) = (row + 1, 0);
        let style = style.filter(|_| is_formatted);
        let is_empty = tag.is_empty;
        (self.see)(Found::Row(RowFound { row, open, is_empty, style, is_hidden }))?;
        while let Some(Piece { what, range, depth }) = self.xml.next()? {
            match what {
                What::Open(tag) if depth == 4 && tag.name() == "c" => {
                    self.cell(&tag, range, row)?;
                }
                What::Open(_) => self.xml.skip()?,
                What::Close => return (self.see)(Found::RowEnd(range.start)),
                What::Text(_) => {}
            }
        }
        Ok(())
    }

    fn cell(&mut self, tag: &Tag<'_>, open: Range<usize>, row: u32) -> Result<(), Refusal> {
        self.cells += 1;
        if self.cells > self.limits.cells {
            return Err(Refusal::TooLarge(format!("more than {} cells", self.limits.cells)));
        }
        let (mut place, mut style, mut kind) = (None, None, Kind::Number);
        tag.each(|name, value| match name {
            "r" => place = Some(value.trim().parse::<Place>()),
            "s" => style = value.parse().ok(),
            "t" => kind = Kind::named(value),
            _ => {}
        })?;
        let place = match place {
            Some(Ok(place)) => place,
            None if self.column < MOST_COLUMNS => Place::new(row, self.column),
            None | Some(Err(())) => return Err(self.damaged("a cell has a place that no cell has")),
        };
        self.column = place.column + 1;
        let range = open.clone();
        let (raw, value, formula) = (Raw::Nothing, None, None);
        let mut cell = CellFound { place, range, open, style, kind, raw, value, formula };
        while let Some(Piece { what, range, .. }) = self.xml.next()? {
            match what {
                What::Open(tag) => self.inside(&mut cell, &tag, range.start)?,
                What::Close => {
                    cell.range.end = range.end;
                    return (self.see)(Found::Cell(cell));
                }
                What::Text(_) => {}
            }
        }
        Ok(())
    }

    fn inside(&mut self, cell: &mut CellFound, tag: &Tag<'_>, at: usize) -> Result<(), Refusal> {
        match tag.name() {
            "v" => {
                let (stored, end) = content(&mut self.xml)?;
                cell.value = Some(at..end);
                // An inline string counts where both stand.
                if cell.raw == Raw::Nothing {
                    cell.raw = self.raw(cell.kind, &stored)?;
                }
            }
            "is" => {
                let (text, ..) = strings::rich_text(&mut self.xml)?;
                cell.kind = Kind::Text;
                cell.raw = Raw::Text(text);
            }
            "f" => cell.formula = Some(self.formula(tag)?),
            _ => self.xml.skip()?,
        }
        Ok(())
    }

    fn raw(&self, kind: Kind, stored: &str) -> Result<Raw, Refusal> {
        let trimmed = text::trim(stored);
        if trimmed.is_empty() && kind != Kind::Text {
            return Ok(Raw::Nothing);
        }
        let read = match kind {
            Kind::Shared => {
                let index = trimmed.parse();
                return index.map(Raw::Index).map_err(|_| self.damaged("a shared string's number"));
            }
            Kind::Text => text::unescape(stored).into_owned(),
            Kind::Boolean if matches!(trimmed, "1" | "true") => "TRUE".to_owned(),
            Kind::Boolean => "FALSE".to_owned(),
            Kind::Number | Kind::Error => trimmed.to_owned(),
        };
        if text::is_too_long(&read) {
            let most = text::MOST_CHARACTERS;
            return Err(Refusal::TooLarge(format!("a text of more than {most} characters")));
        }
        Ok(Raw::Text(read))
    }

    fn formula(&mut self, tag: &Tag<'_>) -> Result<FormulaFound, Refusal> {
        let (mut kind, mut area, mut shared) = (FormulaKind::Own, None, None);
        tag.each(|name, value| match name {
            "t" => kind = FormulaKind::named(value),
            "ref" => area = value.parse().ok(),
            "si" => shared = value.parse().ok(),
            _ => {}
        })?;
        let (text, _) = content(&mut self.xml)?;
        Ok(FormulaFound { text: text.into_owned(), kind, area, shared })
    }

    fn columns(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        let (mut first, mut last, mut style) = (None, None, None);
        let mut is_hidden = false;
        tag.each(|name, value| match name {
            "min" => first = value.parse::<u16>().ok(),
            "max" => last = value.parse::<u16>().ok(),
            "style" => style = value.parse().ok(),
            "hidden" => is_hidden |= is_yes(value),
            "width" => is_hidden |= value.parse::<f64>().is_ok_and(|width| width <= 0.0),
            _ => {}
        })?;
        let (Some(first), Some(last)) = (first, last) else { return Ok(()) };
        let is_sound = first > 0 && first <= last && last <= MOST_COLUMNS;
        self.widths += usize::from(last.saturating_sub(first)) + 1;
        if !is_sound || self.widths > MOST_WIDTHS {
            return Err(self.damaged("its columns"));
        }
        self.frame.columns.push(ColumnFound { first: first - 1, last: last - 1, style, is_hidden });
        Ok(())
    }

    /// A range that asks for a password stays locked.
    fn open_area(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        let (mut areas, mut is_closed) = (Vec::new(), false);
        tag.each(|name, value| match name {
            "sqref" => areas = validation::areas(value),
            "password" | "hashValue" | "securityDescriptor" => is_closed = true,
            _ => {}
        })?;
        if !is_closed {
            self.frame.open_areas.append(&mut areas);
        }
        self.few(self.frame.open_areas.len())
    }

    /// Merged areas of one cell are legal, and mean nothing.
    fn merge(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        let area = tag.attribute("ref")?.and_then(|area| area.parse::<Area>().ok());
        self.frame.merges.extend(area.filter(|area| area.first != area.last));
        self.few(self.frame.merges.len())
    }

    fn rule(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        if let Some(rule) = validation::read(&mut self.xml, tag)? {
            self.areas += rule.areas.len();
            self.frame.rules.push(rule);
        }
        self.few(self.areas)
    }

    fn few(&self, count: usize) -> Result<(), Refusal> {
        if count > self.limits.merges {
            let what = format!("{} has more than {} areas", self.part, self.limits.merges);
            return Err(Refusal::TooLarge(what));
        }
        Ok(())
    }

    fn damaged(&self, what: &str) -> Refusal {
        Refusal::Damaged(format!("{}: {what}", self.part))
    }
}

impl Kind {
    fn named(name: &str) -> Self {
        match name {
            "s" => Self::Shared,
            "str" | "inlineStr" => Self::Text,
            "b" => Self::Boolean,
            "e" => Self::Error,
            _ => Self::Number,
        }
    }
}

impl FormulaKind {
    fn named(name: &str) -> Self {
        match name {
            "shared" => Self::Shared,
            "array" => Self::Array,
            "dataTable" => Self::Table,
            _ => Self::Own,
        }
    }
}

/// The text of an element whose start was read last, and where the element ends.
fn content<'a>(xml: &mut Xml<'a>) -> Result<(Cow<'a, str>, usize), Refusal> {
    let (mut text, mut end, mut depth) = (Cow::Borrowed(""), 0, 1_usize);
    while depth > 0 {
        let Some(piece) = xml.next()? else { break };
        match piece.what {
            What::Text(more) => text += more,
            What::Open(_) => depth += 1,
            What::Close => {
                depth -= 1;
                end = piece.range.end;
            }
        }
    }
    Ok((text, end))
}

fn is_yes(value: &str) -> bool {
    matches!(value, "1" | "true" | "on")
}
