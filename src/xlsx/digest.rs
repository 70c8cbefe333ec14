//! A digest of what a workbook says, whatever program saved it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::xlsx::package::Package;
use crate::xlsx::{Content, Patched, Place, Refusal, Sheet, Workbook};

/// SHA-256 over names of sheets and the texts of their cells, with their places.
#[derive(Debug, Clone, Default)]
pub struct Digest(Sha256);

impl Digest {
    /// Begins the next sheet, in the order of the workbook.
    pub fn sheet(&mut self, name: &str) {
        self.text(name);
    }

    /// Adds the text of a cell of that sheet, in the order of places; an empty one does not count.
    pub fn cell(&mut self, place: Place, text: &str) {
        if !text.is_empty() {
            self.0.update(place.row.to_le_bytes());
            self.0.update(place.column.to_le_bytes());
            self.text(text);
        }
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

    /// Adds a text with its length, so that no two lists of texts look alike.
    fn text(&mut self, text: &str) {
        // Line ends are stored in more than one way.
        let text = text.replace("\r\n", "\n");
        self.0.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
        self.0.update(text.as_bytes());
    }
}

impl Workbook {
    /// The [`Digest`] of all sheets. Formulas do not count: programs store their results differently.
    ///
    /// # Errors
    /// A sheet that is damaged or goes beyond the limits.
    pub fn digest(&self) -> Result<String, Refusal> {
        self.digest_with(&BTreeMap::new(), &BTreeMap::new())
    }

    /// The same with `sheets` that have been read already, and with other texts in some cells that have no formula.
    fn digest_with(
        &self,
        sheets: &BTreeMap<usize, Sheet>,
        changed: &BTreeMap<(usize, Place), String>,
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
            let mut changed = changed.map(|((_, place), text)| (*place, text)).peekable();
            for (place, cell) in cells.iter() {
                while let Some((before, text)) = changed.next_if(|(at, _)| at < place) {
                    digest.cell(before, text);
                }
                let text = changed.next_if(|(at, _)| at == place).map_or(&cell.text, |(_, t)| t);
                if cell.content != Content::Formula {
                    digest.cell(*place, text);
                }
            }
            changed.for_each(|(place, text)| digest.cell(place, text));
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
