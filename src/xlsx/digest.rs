//! A digest of what a workbook says, whatever program saved it.

use sha2::{Digest as _, Sha256};

use crate::xlsx::{Content, Refusal, Workbook};

impl Workbook {
    /// SHA-256 in hexadecimal over names of sheets and the texts of their cells, with their places.
    /// Empty cells and formulas do not count: programs store their results differently.
    ///
    /// # Errors
    /// A sheet that is damaged or goes beyond the limits.
    pub fn digest(&self) -> Result<String, Refusal> {
        let mut hash = Sha256::new();
        for (index, name) in self.sheets().iter().enumerate() {
            add(&mut hash, &name.name);
            for (place, cell) in &self.read(index)?.cells {
                if cell.content != Content::Formula && !cell.text.is_empty() {
                    hash.update(place.row.to_le_bytes());
                    hash.update(place.column.to_le_bytes());
                    add(&mut hash, &cell.text);
                }
            }
        }
        Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// Adds a text with its length, so that no two lists of texts look alike.
fn add(hash: &mut Sha256, text: &str) {
    // Line ends are stored in more than one way.
    let text = text.replace("\r\n", "\n");
    hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
    hash.update(text.as_bytes());
}
