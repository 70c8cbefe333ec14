//! Workbooks as they are: read as cells, patched in place, every other part byte for byte.
//!
//! This room imports no other: it knows sheets, cells, lists and locks, and nothing of questions
//! or answers. Workbooks come from strangers, so everything is counted while it is read ([`Limits`]),
//! nothing in them is ever run, and what cannot be read safely is refused with a way out ([`Refusal`]).

mod book;
mod digest;
mod directory;
mod formula;
mod lists;
mod lookup;
mod other;
mod outline;
mod package;
mod patch;
mod persons;
mod place;
mod pool;
mod properties;
mod reading;
mod recalculation;
mod refusal;
mod relations;
#[cfg(test)]
mod samples;
mod scan;
mod sheet;
mod splice;
mod stale;
mod strings;
mod style;
mod text;
mod validation;
mod write;
mod xml;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use crate::xlsx::book::Book;
use crate::xlsx::lookup::Areas;
use crate::xlsx::package::Package;

pub use crate::xlsx::digest::{Digest, rounded};
pub use crate::xlsx::place::{Area, Place, column_letters, column_number};
pub use crate::xlsx::refusal::{Limits, Refusal};

/// A workbook in memory: its zip parts and what is needed to find sheets in them.
#[derive(Debug, Clone)]
pub struct Workbook {
    package: Package,
    book: Book,
    strings: reading::Kept,
}

/// Which kind of workbook it is; the file keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Without macros: `.xlsx`.
    Plain,
    /// With macros, which are kept and never run: `.xlsm`.
    Macros,
}

impl Kind {
    /// The extension of its files, without a dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Plain => "xlsx",
            Self::Macros => "xlsm",
        }
    }
}

/// A sheet in the order of the workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetName {
    /// Its name.
    pub name: String,
    /// Whether people see it when they open the workbook.
    pub is_visible: bool,
    /// Whether it has cells; charts and dialogs have none.
    pub has_cells: bool,
}

/// What a workbook carries beside cells, for people who pass it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cargo {
    /// Macros.
    Macros,
    /// Links to other workbooks.
    ExternalLinks,
    /// Connections to databases or the web.
    Connections,
    /// Embedded objects.
    EmbeddedObjects,
    /// A signature, which any change makes invalid.
    Signature,
    /// Comments of people.
    Comments,
    /// Hidden sheets.
    HiddenSheets,
}

/// The cells of a sheet and what says how they may be written. Its areas are put in order when it is first asked
/// about a place; whoever fills a sheet does so before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Cells that exist in the file, by place: row first. What the file declares as its range is not believed.
    pub cells: BTreeMap<Place, Cell>,
    /// Merged areas of more than one cell; the text stands in the first cell.
    pub merges: Vec<Area>,
    /// Drop-down lists.
    pub lists: Vec<List>,
    /// Rows that are not shown.
    pub hidden_rows: BTreeSet<u32>,
    /// Whether rows that are not in the file are not shown.
    pub hides_other_rows: bool,
    /// Columns that are not shown.
    pub hidden_columns: BTreeSet<u16>,
    /// Whether the sheet is protected: locked cells cannot be typed into.
    pub is_protected: bool,
    /// Areas that may be typed into although the sheet is protected and their cells are locked.
    pub open_areas: Vec<Area>,
    /// Whether rows with a format of their own lock the cells that are not in the file.
    pub row_locks: BTreeMap<u32, bool>,
    /// Columns whose format leaves the cells that are not in the file unlocked.
    pub open_columns: BTreeSet<u16>,
    /// Cells that formulas spill into or that are part of an array formula.
    pub arrays: Vec<Area>,
    ordered: Ordered,
}

/// The areas of a sheet in an order that is quick to ask. It follows from them, so that it makes no difference
/// between two sheets.
#[derive(Debug, Clone, Default)]
struct Ordered(OnceLock<Arc<OrderedAreas>>);

impl PartialEq for Ordered {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Ordered {}

#[derive(Debug)]
struct OrderedAreas {
    merges: Areas,
    lists: Areas,
    arrays: Areas,
    open: Areas,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// Its text as it is stored: rich text without its formats, a number in its file's spelling, `TRUE` or
    /// `FALSE`, the last result of a formula; empty for an empty cell. Escapes such as `_x000D_` are undone.
    pub text: String,
    /// What it holds.
    pub content: Content,
    /// Whether it is locked by its style; matters where the sheet is protected.
    pub is_locked: bool,
}

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Content {
    /// Nothing, at most a format.
    #[default]
    Nothing,
    /// A text.
    Text,
    /// A number, dates included.
    Number,
    /// True or false.
    Boolean,
    /// An error such as `#REF!`.
    Error,
    /// A formula; the cell's text is its last result.
    Formula,
}

/// A drop-down list and the cells that it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The cells. An area may span a whole sheet: never walk it cell by cell.
    pub areas: Vec<Area>,
    /// The values, in order; `None` where they cannot be known without calculating. Lists of the same cells
    /// share them.
    pub values: Option<Arc<Vec<String>>>,
    /// Whether other values are refused; else they are only warned about.
    pub is_strict: bool,
}

/// A change of one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Index of the sheet in [`Workbook::sheets`].
    pub sheet: usize,
    /// The cell. In a merged area it must be the first one.
    pub place: Place,
    /// What it is to hold.
    pub value: Value,
}

/// What a cell is to hold. A text is always written as text, whatever it begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A number in the spelling of the file format: `5`, `0.25`.
    Number(String),
    /// Nothing; the format stays.
    Nothing,
}

/// Why a cell was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// It has a formula, or belongs to one.
    Formula,
    /// It is locked, and the sheet is protected.
    Locked,
    /// A merged area covers it; only the first cell of the area shows.
    Covered,
    /// The sheet has no cells, or is not there.
    NoCells,
    /// The text is longer than a cell holds: 32,767 characters.
    TooLong,
    /// The value is not one that a cell can hold.
    Unwritable,
}

/// A workbook with changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patched {
    /// The file.
    pub bytes: Vec<u8>,
    /// Edits that were not made, by their index, and why.
    pub refused: Vec<(usize, Obstacle)>,
    /// Names of the parts that differ from the original, sorted.
    pub touched: Vec<String>,
    /// Cells whose last result of a formula was dropped because it depends on a changed cell.
    pub dropped: usize,
    /// What cells without a formula hold now, if it is not what they held, by sheet and place.
    changed: BTreeMap<(usize, Place), Cell>,
}

impl Workbook {
    /// Opens a workbook.
    ///
    /// # Errors
    /// What is not a workbook of the `.xlsx` family, is damaged, encrypted, or goes beyond the limits.
    pub fn open(bytes: &[u8], limits: &Limits) -> Result<Self, Refusal> {
        if let Some(refusal) = other::recognise(bytes) {
            return Err(refusal);
        }
        let package = Package::open(bytes, limits)?;
        let book = Book::read(&package, limits)?;
        Ok(Self { package, book, strings: reading::Kept::default() })
    }

    /// Which kind of workbook it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.book.kind
    }

    /// Its sheets in order.
    #[must_use]
    pub fn sheets(&self) -> &[SheetName] {
        &self.book.sheets
    }

    /// Reads the cells of a sheet; a sheet without cells is empty.
    ///
    /// # Errors
    /// A sheet that is damaged or goes beyond the limits.
    pub fn read(&self, sheet: usize) -> Result<Sheet, Refusal> {
        sheet::read(self, sheet)
    }

    /// What it carries beside cells, sorted.
    #[must_use]
    pub fn cargo(&self) -> Vec<Cargo> {
        self.book.cargo.iter().copied().collect()
    }

    /// Its own properties by name, as texts: those that people and programs add to a document. A
    /// damaged list of them is none.
    #[must_use]
    pub fn properties(&self) -> BTreeMap<String, String> {
        properties::read(&self.package).unwrap_or_default()
    }

    /// Names of persons that it carries: writers, who saved it last, commenters. A damaged list is none.
    #[must_use]
    pub fn persons(&self) -> Vec<String> {
        persons::read(&self.package).unwrap_or_default()
    }

    /// Texts among the shared ones that are none of these: given the texts of all cells, those that no cell shows.
    ///
    /// # Errors
    /// A part that is damaged or goes beyond the limits.
    pub fn texts_beside(&self, shown: &BTreeSet<&str>) -> Result<Vec<String>, Refusal> {
        let strings = self.strings()?;
        let texts = strings.items.iter().map(|item| item.text.as_str());
        let beside = texts.filter(|text| !text.trim().is_empty() && !shown.contains(text));
        Ok(beside.map(str::to_owned).collect())
    }

    /// The comment of its zip archive; empty in most files.
    #[must_use]
    pub fn comment(&self) -> &str {
        self.package.comment()
    }

    /// Changes cells and leaves everything else as it is, byte for byte; `comment` becomes the comment of
    /// the zip archive, where provenance stands without touching any part.
    /// The same workbook, edits and comment give the same bytes.
    ///
    /// Last results of formulas that depend on a changed cell are dropped, and the workbook asks to be calculated anew.
    /// What charts and pivot tables keep of cells stays as it is: programs draw charts from the cells when they open the
    /// workbook, and pivot tables show their old sums until somebody refreshes them, as after typing by hand.
    ///
    /// # Errors
    /// A sheet that is damaged or goes beyond the limits. Single cells that cannot be
    /// written are no error: see [`Patched::refused`].
    pub fn patch(&self, edits: &[Edit], comment: &str) -> Result<Patched, Refusal> {
        patch::patch(self, edits, comment)
    }
}

impl Sheet {
    /// The text of a cell; empty where there is none.
    #[must_use]
    pub fn text(&self, place: Place) -> &str {
        self.cells.get(&place).map_or("", |cell| &cell.text)
    }

    /// The cell that shows at a place: the first one of a merged area, else the place itself.
    #[must_use]
    pub fn shown(&self, place: Place) -> Place {
        let merge = self.ordered().merges.first(place);
        merge.and_then(|number| self.merges.get(number)).map_or(place, |area| area.first)
    }

    /// The drop-down list of a cell.
    #[must_use]
    pub fn list(&self, place: Place) -> Option<&List> {
        self.lists.get(self.ordered().lists.first(place)?)
    }

    /// What keeps a cell from being written.
    ///
    /// # Errors
    /// The first obstacle.
    pub fn writable(&self, place: Place) -> Result<(), Obstacle> {
        if self.shown(place) != place {
            return Err(Obstacle::Covered);
        }
        let cell = self.cells.get(&place);
        let is_formula = cell.is_some_and(|cell| cell.content == Content::Formula);
        if is_formula || self.ordered().arrays.first(place).is_some() {
            return Err(Obstacle::Formula);
        }
        if self.is_protected && self.is_locked(place) {
            return Err(Obstacle::Locked);
        }
        Ok(())
    }

    /// Whether a cell is locked where the sheet is protected: by its own format; where the file has no such cell
    /// by the format of its row, else of its column.
    #[must_use]
    pub fn is_locked(&self, place: Place) -> bool {
        let is_locked = match self.cells.get(&place) {
            Some(cell) => cell.is_locked,
            None => match self.row_locks.get(&place.row) {
                Some(is_locked) => *is_locked,
                None => !self.open_columns.contains(&place.column),
            },
        };
        is_locked && self.ordered().open.first(place).is_none()
    }

    fn ordered(&self) -> &OrderedAreas {
        self.ordered.0.get_or_init(|| {
            let numbered = |areas: &[Area]| Areas::new(areas.iter().copied().zip(0..));
            let lists = self.lists.iter().zip(0..);
            let lists =
                lists.flat_map(|(list, number)| list.areas.iter().map(move |area| (*area, number)));
            Arc::new(OrderedAreas {
                merges: numbered(&self.merges),
                lists: Areas::new(lists),
                arrays: numbered(&self.arrays),
                open: numbered(&self.open_areas),
            })
        })
    }
}
