//! A digest of what a workbook says, whatever program saved it.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::xlsx::{Content, Limits, Patched, Place, Refusal, Workbook};

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

impl Workbook {
    /// The [`Digest`] of all sheets. Of formulas only the places count: programs store their results differently.
    ///
    /// # Errors
    /// A sheet that is damaged or goes beyond the limits.
    pub fn digest(&self) -> Result<String, Refusal> {
        let mut digest = Digest::default();
        for (index, name) in self.sheets().iter().enumerate() {
            digest.sheet(&name.name);
            let sheet = self.read(index)?;
            for (place, cell) in &sheet.cells {
                if cell.content == Content::Formula {
                    digest.formula(*place);
                } else {
                    digest.cell(*place, &cell.text);
                }
            }
        }
        Ok(digest.finish())
    }
}

impl Patched {
    /// The same with a comment of the zip archive that tells the digest of its cells, and that digest.
    ///
    /// # Errors
    /// As [`Workbook::digest`].
    pub fn sealed(self, comment: &dyn Fn(String) -> String) -> Result<(Self, String), Refusal> {
        let workbook = Workbook::open(&self.bytes, &Limits::default())?;
        let digest = workbook.digest()?;
        let bytes = workbook.package.write(&BTreeMap::new(), &comment(digest.clone()))?;
        Ok((Self { bytes, ..self }, digest))
    }
}
