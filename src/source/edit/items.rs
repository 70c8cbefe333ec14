//! Items of a list that people wrote, taken from one version of a file and put back into another.

use super::{Editor, Plain, Refused, column, dash, end_of_line, is_key, plain, read};
use crate::source::yaml::{self, Layout, Parts};

/// The lines of an item, with the comments that belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its lines, without the last line end.
    lines: String,
    /// Where its `-` stands, in characters from the start of the line.
    column: usize,
    /// Whether a blank line stands before it.
    is_apart: bool,
    /// Whether one stands behind it.
    is_followed: bool,
}

impl Editor {
    /// The lines of an item, counted from 0, of the list under a key at the top of the file.
    ///
    /// # Errors
    /// No such item, or a list within brackets.
    pub fn piece(&self, key: &str, index: usize) -> Result<Piece, Refused> {
        let items = self.items(key)?;
        let place = items.get(index).ok_or(Refused::NotThere)?;
        let lines = self.text.get(place.start..place.end).ok_or(Refused::Layout)?.to_owned();
        let before = self.text.get(..place.start).ok_or(Refused::Layout)?;
        let behind = self.text.get(place.end..).ok_or(Refused::Layout)?;
        let (is_apart, is_followed) = (before.ends_with("\n\n"), behind.starts_with("\n\n"));
        Ok(Piece { lines, column: place.column, is_apart, is_followed })
    }

    /// Puts an item back, so that it stands at an index of the list under a key at the top of the file.
    ///
    /// # Errors
    /// No such list, or a layout in which this cannot be done without touching more.
    pub fn put_back(&mut self, key: &str, piece: &Piece, index: usize) -> Result<(), Refused> {
        let (before, _) = read(&self.text).ok_or(Refused::Unreadable)?;
        let item = alone(piece).ok_or(Refused::Layout)?;
        let wanted = with_item(plain(&before), key, item, index).ok_or(Refused::NotThere)?;
        let items = self.items(key)?;
        let width = items.first().map_or(piece.column, |place| place.column);
        let lines = moved(piece, width);
        let blank = |is_wanted: bool| if is_wanted { "\n" } else { "" };
        let (apart, followed) = (blank(piece.is_apart), blank(piece.is_followed));
        let (at, insert) = match (items.get(index), items.last()) {
            (Some(next), _) => (next.start, format!("{lines}\n{followed}")),
            (None, Some(last)) => (last.end, format!("\n{apart}{lines}")),
            (None, None) => (self.end_of_key(key)?, format!("\n{lines}")),
        };
        let (head, tail) = self.text.split_at_checked(at).ok_or(Refused::Layout)?;
        let text = [head, &insert, tail].concat();
        let (after, _) = read(&text).ok_or(Refused::Layout)?;
        if plain(&after) != wanted {
            return Err(Refused::Layout);
        }
        self.text = text;
        Ok(())
    }

    /// Where each item of a list stands.
    fn items(&self, key: &str) -> Result<Vec<Place>, Refused> {
        let layout = yaml::layout(&self.text).ok_or(Refused::Unreadable)?;
        let (own, value) = entry(&layout, key).ok_or(Refused::NotThere)?;
        let mut after = own.range.end;
        match &value.parts {
            Parts::Scalar(_) if value.range.is_empty() => Ok(Vec::new()),
            Parts::List(items) if !value.is_flow => {
                let mut places = Vec::with_capacity(items.len());
                for item in items {
                    let place = place(&self.text, item, after).ok_or(Refused::Layout)?;
                    after = place.end;
                    places.push(place);
                }
                Ok(places)
            }
            Parts::List(_) => Err(Refused::Layout),
            _ => Err(Refused::NotThere),
        }
    }

    /// The end of the line of a key without a value.
    fn end_of_key(&self, key: &str) -> Result<usize, Refused> {
        let layout = yaml::layout(&self.text).ok_or(Refused::Unreadable)?;
        let (own, _) = entry(&layout, key).ok_or(Refused::NotThere)?;
        end_of_line(&self.text, own.range.end).ok_or(Refused::Layout)
    }
}

/// Where an item stands: whole lines, without the last line end.
struct Place {
    start: usize,
    end: usize,
    column: usize,
}

/// The key and the value of an entry at the top of a file.
fn entry<'l>(layout: &'l Layout, key: &str) -> Option<&'l (Layout, Layout)> {
    let Parts::Map(entries) = &layout.parts else { return None };
    entries.iter().find(|(known, _)| is_key(known, key))
}

/// The lines of an item, from the comments above it, which stand behind `after`, to those within it.
fn place(text: &str, item: &Layout, after: usize) -> Option<Place> {
    let dash = dash(text, item.range.start)?;
    let column = column(text, dash);
    let mut start = text.get(..dash)?.rfind('\n').map_or(0, |at| at + 1);
    if !text.get(start..dash)?.trim().is_empty() {
        return None;
    }
    while start > after {
        let above = text.get(..start - 1)?;
        let line = above.rfind('\n').map_or(0, |at| at + 1);
        if line < after || !above.get(line..)?.trim_start().starts_with('#') {
            break;
        }
        start = line;
    }
    let mut end = end_of_line(text, item.range.end)?;
    // Comments that are indented like the keys of an item belong to it.
    while let Some(rest) = text.get(end..)?.strip_prefix('\n') {
        let line = rest.split('\n').next().unwrap_or_default();
        let indent = line.len() - line.trim_start().len();
        if indent <= column || !line.trim_start().starts_with('#') {
            break;
        }
        end += 1 + line.len();
    }
    Some(Place { start, end, column })
}

/// What an item says.
fn alone(piece: &Piece) -> Option<Plain> {
    let (node, _) = read(&moved(piece, 0))?;
    match plain(&node) {
        Plain::List(mut items) if items.len() == 1 => items.pop(),
        _ => None,
    }
}

/// A file with one more item in a list.
fn with_item(mut file: Plain, key: &str, item: Plain, index: usize) -> Option<Plain> {
    let Plain::Map(entries) = &mut file else { return None };
    let value = entries.get_mut(key)?;
    if *value == Plain::Null {
        *value = Plain::List(Vec::new());
    }
    let Plain::List(items) = value else { return None };
    if index > items.len() {
        return None;
    }
    items.insert(index, item);
    Some(file)
}

/// The lines of an item with its `-` at another column.
fn moved(piece: &Piece, column: usize) -> String {
    let line = |line: &str| -> String {
        if line.trim().is_empty() {
            return line.to_owned();
        }
        match line.get(piece.column..) {
            Some(rest) if line.trim_start().len() <= rest.len() => {
                format!("{}{rest}", " ".repeat(column))
            }
            // A comment that stands further out than its item.
            _ => line.to_owned(),
        }
    };
    piece.lines.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
a: 1
list:
  # About one.
  - id: one
    text: >-
      Two
      lines.

  # About two.
  # More.
  - id: two  # here
    x: [1, 2]
    # within

  - id: three
    x: 1
";

    /// The file without the item, the lines of which are named.
    fn without(from: usize, to: usize) -> String {
        let lines = FILE.lines().enumerate();
        let kept = lines.filter(|(at, _)| !(from..to).contains(at)).map(|(_, line)| line);
        kept.collect::<Vec<_>>().join("\n") + "\n"
    }

    fn put_back(now: &str, index: usize) -> String {
        let piece = Editor::new(FILE.as_bytes()).unwrap().piece("list", index).unwrap();
        let mut editor = Editor::new(now.as_bytes()).unwrap();
        editor.put_back("list", &piece, index).unwrap();
        String::from_utf8(editor.bytes()).unwrap()
    }

    #[test]
    fn an_item_goes_back_byte_for_byte() {
        assert_eq!(put_back(&without(2, 8), 0), FILE);
        assert_eq!(put_back(&without(8, 14), 1), FILE);
        assert_eq!(put_back(&without(13, 16), 2), FILE);
        let windows = without(8, 14).replace('\n', "\r\n");
        assert_eq!(put_back(&windows, 1), FILE.replace('\n', "\r\n"));
    }

    #[test]
    fn it_takes_the_indentation_of_the_others() {
        let now = "list:\n- id: one\n- id: three\n";
        assert_eq!(
            put_back(now, 1),
            "list:\n- id: one\n# About two.\n# More.\n- id: two  # here\n  x: [1, 2]\n  # within\n\n- id: three\n"
        );
        assert!(put_back("list:\nb: 2\n", 0).contains("list:\n  # About one.\n  - id: one\n"));
    }

    #[test]
    fn brackets_are_left_alone() {
        let piece = Editor::new(FILE.as_bytes()).unwrap().piece("list", 0).unwrap();
        let mut editor = Editor::new(b"list: [{id: one}]\n").unwrap();
        assert_eq!(editor.put_back("list", &piece, 0), Err(Refused::Layout));
        assert_eq!(editor.piece("none", 0), Err(Refused::NotThere));
    }
}
