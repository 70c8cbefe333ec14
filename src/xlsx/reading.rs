//! What reading and patching look up in a workbook: parts, shared strings, locks, names.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use crate::xlsx::Workbook;
use crate::xlsx::refusal::{Limits, Refusal};
use crate::xlsx::strings::Strings;
use crate::xlsx::style::Locks;

/// The shared strings, once they have been read.
pub(super) type Kept = OnceLock<Arc<Strings>>;

impl Workbook {
    /// The limits that it was opened with.
    pub(super) fn limits(&self) -> &Limits {
        self.package.limits()
    }

    /// The bytes of a part.
    ///
    /// # Errors
    /// A part that is damaged or goes beyond the limits.
    pub(super) fn part(&self, name: &str) -> Result<Cow<'_, [u8]>, Refusal> {
        self.package.part(name)
    }

    /// The part of a sheet; `None` for one without cells.
    pub(super) fn sheet_part(&self, index: usize) -> Option<&str> {
        self.book.sheet_parts.get(index)?.as_deref()
    }

    /// The index of a sheet by its name, in which upper and lower case are the same.
    pub(super) fn sheet_named(&self, name: &str) -> Option<usize> {
        let name = name.to_lowercase();
        self.sheets().iter().position(|sheet| sheet.name.to_lowercase() == name)
    }

    /// What a name stands for in a sheet: its own name first.
    pub(super) fn name(&self, name: &str, sheet: usize) -> Option<&str> {
        let name = name.to_lowercase();
        let known = |scope: Option<usize>| {
            let mut names = self.book.names.iter().filter(|known| known.sheet == scope);
            names.find(|known| known.name.to_lowercase() == name)
        };
        known(Some(sheet)).or_else(|| known(None)).map(|known| known.formula.as_str())
    }

    /// The shared strings; none where the workbook has none.
    ///
    /// # Errors
    /// A part that is damaged or goes beyond the limits.
    pub(super) fn strings(&self) -> Result<Arc<Strings>, Refusal> {
        if let Some(strings) = self.strings.get() {
            return Ok(Arc::clone(strings));
        }
        let strings = match &self.book.strings {
            Some(part) => Strings::read(part, &self.part(part)?, self.limits())?,
            None => Strings::default(),
        };
        Ok(Arc::clone(self.strings.get_or_init(|| Arc::new(strings))))
    }

    /// Which formats are locked.
    pub(super) fn locks(&self) -> Locks {
        let Some(part) = &self.book.styles else { return Locks::default() };
        // Styles that cannot be read lock everything, whatever keeps them from being read.
        self.part(part).map_or_else(|_| Locks::default(), |b| Locks::read(part, &b, self.limits()))
    }
}
