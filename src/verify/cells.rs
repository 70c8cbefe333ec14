//! Files with cells, as far as two of them can be compared.

use std::collections::{BTreeMap, BTreeSet};

use crate::questionnaire::stamp::Stamp;
use crate::xlsx::{Cell, Content, Limits, Place, Workbook, rounded};

/// What the cells of a file hold, by sheet and place.
#[derive(Debug, Default)]
pub(super) struct Cells {
    kind: Kind,
    held: BTreeMap<(String, Place), Held>,
    /// What the file says of itself.
    pub(super) stamp: Option<Stamp>,
    /// The digest of its texts, for workbooks.
    pub(super) digest: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Kind {
    Workbook,
    #[default]
    Table,
}

/// What a cell holds.
#[derive(Debug, Clone)]
enum Held {
    Text(String),
    Number(String),
    /// A truth value or an error.
    Constant(String),
    /// A formula, with its last result.
    Formula(String),
}

impl Held {
    fn of(cell: &Cell) -> Option<Self> {
        let text = cell.text.clone();
        match cell.content {
            Content::Formula => Some(Self::Formula(text)),
            _ if text.is_empty() => None,
            Content::Number => Some(Self::Number(text)),
            Content::Boolean | Content::Error => Some(Self::Constant(text)),
            Content::Nothing | Content::Text => Some(Self::text(&text)),
        }
    }

    fn text(text: &str) -> Self {
        Self::Text(text.replace("\r\n", "\n"))
    }

    /// Whether a program that saves again may have made the one of the other.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) | (Self::Constant(one), Self::Constant(other)) => {
                one == other
            }
            (Self::Number(one), Self::Number(other)) => rounded(one) == rounded(other),
            // Results are calculated again.
            (Self::Formula(_), Self::Formula(_)) => true,
            // Some programs save `TRUE` as `=TRUE()`.
            (Self::Constant(one), Self::Formula(other))
            | (Self::Formula(one), Self::Constant(other)) => one == other,
            _ => false,
        }
    }

    /// The same for people.
    fn shown(&self) -> String {
        match self {
            Self::Text(text) | Self::Number(text) | Self::Constant(text) => text.clone(),
            Self::Formula(_) => "= (a formula)".to_owned(),
        }
    }
}

/// A cell that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The sheet; empty in a file with one table only.
    pub sheet: String,
    /// The cell.
    pub place: Place,
    /// What it held.
    pub was: String,
    /// What it holds.
    pub is: String,
}

impl Cells {
    /// Reads a workbook, or a table as CSV by its name; `None` for everything else.
    pub(super) fn read(name: &str, bytes: &[u8]) -> Option<Self> {
        if let Ok(workbook) = Workbook::open(bytes, &Limits::default()) {
            return Self::of_workbook(&workbook);
        }
        let is_table = name.to_ascii_lowercase().ends_with(".csv");
        if is_table { Self::of_table(bytes) } else { None }
    }

    fn of_workbook(workbook: &Workbook) -> Option<Self> {
        let mut held = BTreeMap::new();
        for (index, name) in workbook.sheets().iter().enumerate() {
            let sheet = workbook.read(index).ok()?;
            // Two sheets of one name must not hide each other's cells.
            let twins = workbook.sheets().iter().take(index).filter(|own| own.name == name.name);
            let mark = " (again)".repeat(twins.count());
            let name = format!("{}{mark}", name.name);
            let cells = sheet.cells.iter();
            held.extend(
                cells.filter_map(|(at, cell)| Some(((name.clone(), *at), Held::of(cell)?))),
            );
        }
        let (stamp, digest) = (stamp(workbook), workbook.digest().ok());
        Some(Self { kind: Kind::Workbook, held, stamp, digest })
    }

    fn of_table(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut held = BTreeMap::new();
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        for (row, record) in (0_u32..).zip(reader.records()) {
            for (column, text) in (0_u16..).zip(record.ok()?.iter()) {
                if !text.is_empty() {
                    let place = Place::new(row, column);
                    held.insert((String::new(), place), Held::text(text));
                }
            }
        }
        Some(Self { kind: Kind::Table, held, stamp: None, digest: None })
    }

    /// Whether the digest that the file tells is that of its cells.
    pub(super) fn agrees_with_itself(&self) -> bool {
        let told = self.stamp.as_ref().map(|stamp| stamp.digest.as_str());
        told.is_some() && self.digest.as_deref() == told
    }

    /// Whether a path is that of a file of the same kind.
    pub(super) fn is_kind_of(&self, path: &str) -> bool {
        let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
        match self.kind {
            Kind::Workbook => matches!(extension, "xlsx" | "xlsm"),
            Kind::Table => extension == "csv",
        }
    }

    /// How many of a hundred cells are the same.
    pub(super) fn likeness(&self, other: &Self) -> usize {
        let is_same = |place, own: &Held| other.held.get(place).is_some_and(|is| own.is_same(is));
        let same = self.held.iter().filter(|(place, own)| is_same(*place, own));
        let most = self.held.len().max(other.held.len()).max(1);
        same.count() * 100 / most
    }
}

/// What a workbook says of itself: in its comment, which is written last, else in its properties.
pub(super) fn stamp(workbook: &Workbook) -> Option<Stamp> {
    Stamp::of_line(workbook.comment()).or_else(|| Stamp::of_properties(&workbook.properties()))
}

/// Every cell that differs, in the order of the sheets' names and of the cells.
pub(super) fn differences(before: &Cells, after: &Cells) -> Vec<Difference> {
    let places: BTreeSet<_> = before.held.keys().chain(after.held.keys()).collect();
    let differs = |place: &(String, Place)| {
        let [was, is] = [before, after].map(|cells| cells.held.get(place));
        let text = |held: Option<&Held>| held.map(Held::shown).unwrap_or_default();
        let is_same = match (was, is) {
            (Some(was), Some(is)) => was.is_same(is),
            (was, is) => was.is_none() && is.is_none(),
        };
        (!is_same).then(|| Difference {
            sheet: place.0.clone(),
            place: place.1,
            was: text(was),
            is: text(is),
        })
    };
    places.into_iter().filter_map(differs).collect()
}
