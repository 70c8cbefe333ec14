//! Which cell formats are locked.
//!
//! Files of strangers have styles that no schema allows, and spreadsheet programs open them all the same; so nothing
//! of a style is read here but its lock, and a part that cannot be read leaves every cell locked, as the default is.

use crate::xlsx::refusal::{Limits, Refusal};
use crate::xlsx::xml::{What, Xml};

/// Cell formats by their number, as cells, rows and columns name them, with whether each is locked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Locks(Vec<bool>);

impl Locks {
    /// Reads the part of the styles, as far as it can be read.
    pub(super) fn read(part: &str, bytes: &[u8], limits: &Limits) -> Self {
        let mut locks = Vec::new();
        match Self::collect(part, bytes, limits, &mut locks) {
            Ok(()) => Self(locks),
            Err(_) => Self::default(),
        }
    }

    /// Whether a format is locked; unknown ones are.
    pub(super) fn is_locked(&self, style: Option<u32>) -> bool {
        let index = usize::try_from(style.unwrap_or(0)).unwrap_or(usize::MAX);
        self.0.get(index).copied().unwrap_or(true)
    }

    fn collect(
        part: &str,
        bytes: &[u8],
        limits: &Limits,
        locks: &mut Vec<bool>,
    ) -> Result<(), Refusal> {
        let mut xml = Xml::new(part, bytes, limits)?;
        let mut is_cells = false;
        while let Some(piece) = xml.next()? {
            match piece.what {
                What::Open(tag) if piece.depth == 2 => is_cells = tag.name() == "cellXfs",
                What::Open(tag) if is_cells && piece.depth == 3 && tag.name() == "xf" => {
                    locks.push(true);
                }
                What::Open(tag) if is_cells && piece.depth == 4 && tag.name() == "protection" => {
                    let locked = tag.attribute("locked")?;
                    let is_locked = !matches!(locked.as_deref(), Some("0" | "false" | "off"));
                    if let Some(last) = locks.last_mut() {
                        *last = is_locked;
                    }
                }
                What::Open(_) | What::Close | What::Text(_) => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locks(styles: &str) -> Vec<bool> {
        let locks = Locks::read("xl/styles.xml", styles.as_bytes(), &Limits::default());
        [None, Some(0), Some(1), Some(2), Some(9)].map(|style| locks.is_locked(style)).to_vec()
    }

    #[test]
    fn only_the_formats_of_cells_count() {
        let styles = "<styleSheet><fonts><font><u val='none-such'/></font></fonts>\
            <cellStyleXfs><xf><protection locked='0'/></xf></cellStyleXfs>\
            <cellXfs><xf/><xf><alignment/><protection locked='0' hidden='1'/></xf><xf><protection/></xf></cellXfs>\
            <dxfs><dxf><protection locked='0'/></dxf></dxfs></styleSheet>";
        assert_eq!(locks(styles), [true, true, false, true, true]);
    }

    #[test]
    fn broken_styles_lock_everything() {
        for styles in ["", "<styleSheet><cellXfs><xf><protection locked='0'/></xf>", "\u{0}"] {
            assert_eq!(locks(styles), [true; 5], "{styles}");
        }
    }
}
