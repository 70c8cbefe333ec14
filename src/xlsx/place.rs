//! Places of cells, written as spreadsheet programs do: `C14`, `A1:D265`.

use std::fmt;
use std::str::FromStr;

/// The most rows of a sheet (ECMA-376 part 1, 18.3.1.73).
pub(super) const MOST_ROWS: u32 = 1_048_576;
/// The most columns of a sheet.
pub(super) const MOST_COLUMNS: u16 = 16_384;

/// A cell's place. Rows come first in the order, as in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub column: u16,
}

/// Cells from one to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Area {
    /// The top left cell.
    pub first: Place,
    /// The bottom right cell.
    pub last: Place,
}

impl Place {
    /// A place by row and column, both from 0.
    #[must_use]
    pub fn new(row: u32, column: u16) -> Self {
        Self { row, column }
    }
}

impl Area {
    /// Whether a cell lies in it.
    #[must_use]
    pub fn contains(&self, place: Place) -> bool {
        (self.first.row..=self.last.row).contains(&place.row)
            && (self.first.column..=self.last.column).contains(&place.column)
    }

    /// Whether two areas share a cell.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.first.row <= other.last.row
            && other.first.row <= self.last.row
            && self.first.column <= other.last.column
            && other.first.column <= self.last.column
    }
}

impl From<Place> for Area {
    fn from(place: Place) -> Self {
        Self { first: place, last: place }
    }
}

/// The letters of a column: 0 is `A`, 26 is `AA`.
#[must_use]
pub fn column_letters(column: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The number of a column, from 0, by its letters; `None` beyond the last one.
#[must_use]
pub fn column_number(letters: &str) -> Option<u16> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let digit =
        |c: u8| c.is_ascii_alphabetic().then(|| u32::from(c.to_ascii_uppercase() - b'A') + 1);
    let number = letters.bytes().try_fold(0, |sum: u32, c| Some(sum * 26 + digit(c)?))?;
    u16::try_from(number - 1).ok().filter(|column| *column < MOST_COLUMNS)
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", column_letters(self.column), u64::from(self.row) + 1)
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}:{}", self.first, self.last)
        }
    }
}

impl FromStr for Place {
    type Err = ();

    /// Reads `C14` and `$C$14`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.strip_prefix('$').unwrap_or(text);
        let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (column, row) = text.split_at(letters);
        let row = row.strip_prefix('$').unwrap_or(row);
        let is_row = !row.is_empty() && row.len() <= 7 && row.bytes().all(|c| c.is_ascii_digit());
        let row: u32 = if is_row { row.parse().map_err(drop)? } else { return Err(()) };
        let row = row.checked_sub(1).filter(|row| *row < MOST_ROWS).ok_or(())?;
        Ok(Self { row, column: column_number(column).ok_or(())? })
    }
}

impl FromStr for Area {
    type Err = ();

    /// Reads `C14`, `A1:D265`, and the corners in any order.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (one, other) = text.split_once(':').unwrap_or((text, text));
        let (one, other): (Place, Place) = (one.parse()?, other.parse()?);
        Ok(Self {
            first: Place::new(one.row.min(other.row), one.column.min(other.column)),
            last: Place::new(one.row.max(other.row), one.column.max(other.column)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_read_as_they_are_written() {
        for text in ["A1", "Z9", "AA10", "XFD1048576", "C14"] {
            let place: Place = text.parse().expect(text);
            assert_eq!(place.to_string(), text);
        }
        assert_eq!(
            "$R$2:$R$4".parse::<Area>().map(|area| area.to_string()),
            Ok("R2:R4".to_owned())
        );
        assert_eq!(
            "D265:A1".parse::<Area>().map(|area| area.to_string()),
            Ok("A1:D265".to_owned())
        );
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for text in ["", "A", "1", "A0", "XFE1", "A1048577", "ZZZZ1", "A-1", "A1B", "Ä1"] {
            assert_eq!(text.parse::<Place>(), Err(()), "{text}");
        }
    }
}
