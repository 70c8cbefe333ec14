//! What reading and patching look up in a workbook: parts, shared strings, locks, names.

use std::borrow::Cow;
use std::collections::BTreeMap;
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

    /// Its sheets and names, to be looked up.
    pub(super) fn names(&self) -> Names<'_> {
        let sheets = self.sheets().iter().enumerate();
        let names = self.book.names.iter();
        Names {
            sheets: sheets.map(|(at, sheet)| (sheet.name.to_lowercase(), at)).collect(),
            names: names
                .map(|known| ((known.name.to_lowercase(), known.sheet), known.formula.as_str()))
                .collect(),
        }
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

/// Sheets and names by how formulas spell them.
pub(super) struct Names<'a> {
    sheets: BTreeMap<String, usize>,
    names: BTreeMap<(String, Option<usize>), &'a str>,
}

impl<'a> Names<'a> {
    /// The index of a sheet by its name.
    pub(super) fn sheet(&self, name: &str) -> Option<usize> {
        self.sheets.get(&name.to_lowercase()).copied()
    }

    /// What a name, in lower case, stands for in a sheet: its own name first.
    pub(super) fn name(&self, name: &str, sheet: usize) -> Option<&'a str> {
        let known = |scope| self.names.get(&(name.to_owned(), scope)).copied();
        known(Some(sheet)).or_else(|| known(None))
    }
}
