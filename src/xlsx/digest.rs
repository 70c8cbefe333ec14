//! A digest of what a workbook says, whatever program saved it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::xlsx::package::Package;
use crate::xlsx::{Cell, Content, Patched, Place, Refusal, Sheet, Workbook};

/// SHA-256 over names of sheets, the texts of their cells and the places of both texts and formulas.
#[derive(Debug, Clone, Default)]
pub struct Digest(Sha256);

impl Digest {
    /// Begins the next sheet, in the order of the workbook.
    pub fn sheet(&mut self, name: &str) {
        self.0.update(b"s");
        self.text(name);
    }

    /// Adds the text of a cell of that sheet, in the order of places; an empty one does not count.
    pub fn cell(&mut self, place: Place, text: &str) {
        if !text.is_empty() {
            self.place(b"c", place);
            self.text(text);
        }
    }

    /// Adds a cell with a formula, in the order of places too. Its result does not count.
    pub fn formula(&mut self, place: Place) {
        self.place(b"f", place);
    }

    /// The digest in hexadecimal.
    #[must_use]
    pub fn finish(self) -> String {
        let mut text = String::with_capacity(64);
        for byte in self.0.finalize() {
            text.push_str(&format!("{byte:02x}"));
        }
        text
    }

    /// Adds a cell by what it holds.
    fn any(&mut self, place: Place, cell: &Cell) {
        match cell.content {
            Content::Nothing | Content::Text => self.cell(place, &cell.text),
            Content::Number => self.cell(place, &rounded(&cell.text)),
            // Some programs save these as formulas: `=TRUE()`.
            Content::Boolean | Content::Error | Content::Formula => self.formula(place),
        }
    }

    fn place(&mut self, kind: &[u8], place: Place) {
        self.0.update(kind);
        self.0.update(place.row.to_le_bytes());
        self.0.update(place.column.to_le_bytes());
    }

    /// Adds a text with its length, so that no two lists of texts look alike.
    fn text(&mut self, text: &str) {
        // Line ends are stored in more than one way.
        let text = text.replace("\r\n", "\n");
        self.0.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
        self.0.update(text.as_bytes());
    }
}

/// A number with 12 digits: programs keep 15 when they save, and do not agree on the last one.
#[must_use]
pub fn rounded(number: &str) -> String {
    match number.parse::<f64>() {
        // Without the sign that nought may have.
        Ok(0.0) => "0".to_owned(),
        Ok(value) => format!("{value:.11e}"),
        Err(_) => number.to_owned(),
    }
}

impl Workbook {
    /// The [`Digest`] of all sheets. Of formulas, truth values and errors only the places count: programs store their results differently.
    ///
    /// # Errors
    /// A sheet that is damaged or goes beyond the limits.
    pub fn digest(&self) -> Result<String, Refusal> {
        self.digest_with(&BTreeMap::new(), &BTreeMap::new())
    }

    /// The same with `sheets` that have been read already, and with other contents of some cells that have no formula.
    fn digest_with(
        &self,
        sheets: &BTreeMap<usize, Sheet>,
        changed: &BTreeMap<(usize, Place), Cell>,
    ) -> Result<String, Refusal> {
        let mut digest = Digest::default();
        for (index, name) in self.sheets().iter().enumerate() {
            digest.sheet(&name.name);
            let cells = match sheets.get(&index) {
                Some(sheet) => Cow::Borrowed(&sheet.cells),
                None => Cow::Owned(self.read(index)?.cells),
            };
            let last = Place::new(u32::MAX, u16::MAX);
            let changed = changed.range((index, Place::new(0, 0))..=(index, last));
            let mut changed = changed.map(|((_, place), cell)| (*place, cell)).peekable();
            for (place, cell) in cells.iter() {
                while let Some((before, cell)) = changed.next_if(|(at, _)| at < place) {
                    digest.any(before, cell);
                }
                let other = changed.next_if(|(at, _)| at == place);
                digest.any(*place, other.map_or(cell, |(_, cell)| cell));
            }
            changed.for_each(|(place, cell)| digest.any(place, cell));
        }
        Ok(digest.finish())
    }
}

impl Patched {
    /// The same with a comment of the zip archive that tells the digest of its cells, and that digest. `original` is the
    /// workbook that was patched; of its sheets those that have been read need not be read again.
    ///
    /// # Errors
    /// As [`Workbook::digest`].
    pub fn sealed(
        self,
        original: &Workbook,
        sheets: &BTreeMap<usize, Sheet>,
        comment: &dyn Fn(String) -> String,
    ) -> Result<(Self, String), Refusal> {
        let digest = original.digest_with(sheets, &self.changed)?;
        let package = Package::open(&self.bytes, original.limits())?;
        let bytes = package.write(&BTreeMap::new(), &comment(digest.clone()))?;
        Ok((Self { bytes, ..self }, digest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_however_they_are_saved() {
        for (one, other) in [
            ("0.3333333333333333", "0.333333333333333"),
            ("1e-10", "1E-010"),
            ("1.234567890123457e+16", "12345678901234600"),
            ("-0", "0"),
            ("43832.12783564815", "43832.1278356482"),
        ] {
            assert_eq!(rounded(one), rounded(other), "{one}");
        }
        assert_ne!(rounded("1"), rounded("1.000001"));
        assert_eq!(rounded("none"), "none");
    }
}
