//! Why a file is not read, and the limits that decide it.

use std::fmt;

/// Characters of a message about a file.
const MOST_SHOWN: usize = 160;

/// How much of a workbook is read at most. Sizes that a file claims are not believed; bytes are counted while they are inflated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file: usize,
    /// Bytes of one part, inflated.
    pub part: usize,
    /// Bytes of all parts that are read, inflated.
    pub total: usize,
    /// Parts.
    pub parts: usize,
    /// How many times larger than its compressed bytes a part above 1 MB may be.
    pub ratio: usize,
    /// Cells of one sheet, and texts that cells share. A sheet of a million cells takes about 100 MB; questionnaires have
    /// some thousands, and the largest lists of controls some hundred thousand.
    pub cells: usize,
    /// Merged areas of one sheet.
    pub merges: usize,
    /// Depth of nested XML elements.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file: 100_000_000,
            part: 64_000_000,
            total: 256_000_000,
            parts: 2_000,
            ratio: 200,
            cells: 1_000_000,
            merges: 100_000,
            depth: 256,
        }
    }
}

/// Why a file is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The old binary format `.xls`.
    Legacy,
    /// An encrypted workbook.
    Encrypted,
    /// The binary format `.xlsb`.
    Binary,
    /// An `OpenDocument` file.
    OpenDocument,
    /// Not a workbook at all.
    NotAWorkbook,
    /// An empty file.
    Empty,
    /// A workbook that is cut off or damaged; the text says where.
    Damaged(String),
    /// A workbook that goes beyond a limit; the text says which.
    TooLarge(String),
    /// Something that no honest workbook has, such as a document type declaration; the text says what.
    Hostile(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Legacy => f.write_str("it is a workbook of the old format .xls"),
            Self::Encrypted => f.write_str("it is encrypted"),
            Self::Binary => f.write_str("it is a binary workbook (.xlsb)"),
            Self::OpenDocument => f.write_str("it is an OpenDocument file"),
            Self::NotAWorkbook => f.write_str("it is not a workbook"),
            Self::Empty => f.write_str("it is empty"),
            Self::Damaged(what) => write!(f, "it is damaged: {}", shown(what)),
            Self::TooLarge(what) => write!(f, "it is too large: {}", shown(what)),
            Self::Hostile(what) => write!(f, "it is refused: {}", shown(what)),
        }
    }
}

impl std::error::Error for Refusal {}

/// Messages name what a stranger has named: they stay short, and nothing in them moves the cursor or turns the line.
fn shown(what: &str) -> String {
    let moves = |c: char| {
        c.is_control()
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}')
    };
    let mut text: String =
        what.chars().take(MOST_SHOWN).map(|c| if moves(c) { '?' } else { c }).collect();
    if what.chars().nth(MOST_SHOWN).is_some() {
        text.push_str(" ...");
    }
    text
}

impl Refusal {
    /// What to do about it, as an instruction.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Legacy | Self::Binary | Self::OpenDocument => {
                "open it in a spreadsheet program and save it as .xlsx"
            }
            Self::Encrypted => "open it with its password and save it without one",
            Self::NotAWorkbook => {
                "give a workbook (.xlsx or .xlsm); a table in another format can be saved as one by a spreadsheet program"
            }
            Self::Empty => "give a workbook (.xlsx or .xlsm)",
            Self::Damaged(_) => {
                "open it in a spreadsheet program, let it repair the file, and save it as .xlsx"
            }
            Self::TooLarge(_) => "remove what is not needed of it, and save it again",
            Self::Hostile(_) => "ask the sender for a workbook saved by a spreadsheet program",
        }
    }
}
