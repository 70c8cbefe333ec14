//! Files with cells, as far as two of them can be compared.

use std::collections::{BTreeMap, BTreeSet};

use crate::questionnaire::stamp::Stamp;
use crate::xlsx::{Content, Limits, Place, Workbook};

/// The texts of a file, by sheet and place.
#[derive(Debug, Default)]
pub(super) struct Cells {
    kind: Kind,
    texts: BTreeMap<(String, Place), String>,
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
        let mut texts = BTreeMap::new();
        for (index, sheet) in workbook.sheets().iter().enumerate() {
            for (place, cell) in workbook.read(index).ok()?.cells {
                // Programs calculate again when they save.
                if cell.content != Content::Formula && !cell.text.is_empty() {
                    texts.insert((sheet.name.clone(), place), cell.text.replace("\r\n", "\n"));
                }
            }
        }
        let stamp = Stamp::of_properties(&workbook.properties())
            .or_else(|| Stamp::of_line(workbook.comment()));
        Some(Self { kind: Kind::Workbook, texts, stamp, digest: workbook.digest().ok() })
    }

    fn of_table(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut texts = BTreeMap::new();
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        for (row, record) in (0_u32..).zip(reader.records()) {
            for (column, text) in (0_u16..).zip(record.ok()?.iter()) {
                if !text.is_empty() {
                    let place = Place::new(row, column);
                    texts.insert((String::new(), place), text.replace("\r\n", "\n"));
                }
            }
        }
        Some(Self { kind: Kind::Table, texts, stamp: None, digest: None })
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
        let same = self.texts.iter().filter(|(place, text)| other.texts.get(*place) == Some(*text));
        let most = self.texts.len().max(other.texts.len()).max(1);
        same.count() * 100 / most
    }
}

/// Every cell that differs, in the order of the sheets' names and of the cells.
pub(super) fn differences(before: &Cells, after: &Cells) -> Vec<Difference> {
    let places: BTreeSet<_> = before.texts.keys().chain(after.texts.keys()).collect();
    let differs = |place: &(String, Place)| {
        let [was, is] = [before, after].map(|cells| cells.texts.get(place));
        let text = |text: Option<&String>| text.cloned().unwrap_or_default();
        (was != is).then(|| Difference {
            sheet: place.0.clone(),
            place: place.1,
            was: text(was),
            is: text(is),
        })
    };
    places.into_iter().filter_map(differs).collect()
}
