//! Reads a sheet as cells.

use std::collections::{BTreeMap, BTreeSet};

use crate::xlsx::place::Place;
use crate::xlsx::refusal::Refusal;
use crate::xlsx::scan::{self, CellFound, FormulaKind, Found, Frame, Kind, Raw};
use crate::xlsx::strings::Strings;
use crate::xlsx::style::Locks;
use crate::xlsx::{Cell, Content, Sheet, Workbook, lists};

/// Reads a sheet that has cells.
///
/// # Errors
/// A damaged sheet, or one beyond the limits.
pub(super) fn read(book: &Workbook, index: usize) -> Result<Sheet, Refusal> {
    let (strings, locks) = (book.strings()?, book.locks());
    let mut sheet = Sheet::default();
    // A tree that is built at once from cells in order costs half of one that grows cell by cell.
    let mut cells = Vec::new();
    let mut budget = book.limits().part;
    let frame = each(book, index, &mut |found| {
        match found {
            Found::Row(row) => {
                if row.is_hidden {
                    sheet.hidden_rows.insert(row.row);
                }
                if row.style.is_some() {
                    sheet.row_locks.insert(row.row, locks.is_locked(row.style));
                }
            }
            Found::Cell(found) => {
                sheet.arrays.extend(array(&found));
                let (place, cell) = (found.place, cell(found, &strings, &locks)?);
                spend(&mut budget, &cell.text)?;
                cells.push((place, cell));
            }
            Found::RowEnd(_) => {}
        }
        Ok(())
    })?;
    sheet.cells = BTreeMap::from_iter(cells);
    surround(&mut sheet, &frame, &locks);
    if !frame.rules.is_empty() {
        sheet.lists = lists::resolve(book, index, frame.rules, &sheet.cells)?;
    }
    Ok(sheet)
}

/// The cells of a sheet and nothing around them, all as if locked; none for a sheet without cells.
///
/// # Errors
/// A damaged sheet, or one beyond the limits.
pub(super) fn cells(book: &Workbook, index: usize) -> Result<BTreeMap<Place, Cell>, Refusal> {
    let (strings, mut budget) = (book.strings()?, book.limits().part);
    let mut cells = Vec::new();
    each(book, index, &mut |found| {
        if let Found::Cell(found) = found {
            let (place, cell) = (found.place, cell(found, &strings, &Locks::default())?);
            spend(&mut budget, &cell.text)?;
            cells.push((place, cell));
        }
        Ok(())
    })?;
    Ok(BTreeMap::from_iter(cells))
}

/// A cell as people see it.
///
/// # Errors
/// A shared string that is not there.
pub(super) fn cell(found: CellFound, strings: &Strings, locks: &Locks) -> Result<Cell, Refusal> {
    let text = match found.raw {
        Raw::Nothing => String::new(),
        Raw::Text(text) => text,
        Raw::Index(index) => strings.text(index).map(str::to_owned).ok_or_else(|| {
            let place = found.place;
            Refusal::Damaged(format!("{place} names the shared string {index}, which is not there"))
        })?,
    };
    let content = match found.kind {
        _ if found.formula.is_some() => Content::Formula,
        _ if text.is_empty() => Content::Nothing,
        Kind::Number => Content::Number,
        Kind::Shared | Kind::Text => Content::Text,
        Kind::Boolean => Content::Boolean,
        Kind::Error => Content::Error,
    };
    Ok(Cell { text, content, is_locked: locks.is_locked(found.style) })
}

fn each(book: &Workbook, index: usize, see: scan::See<'_>) -> Result<Frame, Refusal> {
    let Some(part) = book.sheet_part(index) else { return Ok(Frame::default()) };
    let bytes = book.part(part)?;
    scan::scan(part, &bytes, book.limits(), see)
}

/// One long text may be the text of a million cells.
fn spend(budget: &mut usize, text: &str) -> Result<(), Refusal> {
    *budget = budget
        .checked_sub(text.len())
        .ok_or_else(|| Refusal::TooLarge("its texts take too much room".to_owned()))?;
    Ok(())
}

fn array(found: &CellFound) -> Option<crate::xlsx::Area> {
    let formula = found.formula.as_ref()?;
    let is_array = matches!(formula.kind, FormulaKind::Array | FormulaKind::Table);
    formula.area.filter(|_| is_array)
}

/// What surrounds the rows, as far as it says how cells may be written.
pub(super) fn surround(sheet: &mut Sheet, frame: &Frame, locks: &Locks) {
    sheet.merges.clone_from(&frame.merges);
    sheet.is_protected = frame.is_protected;
    sheet.open_areas.clone_from(&frame.open_areas);
    sheet.hides_other_rows = frame.hides_rows;
    let of = |is_it: &dyn Fn(&scan::ColumnFound) -> bool| -> BTreeSet<u16> {
        frame.columns.iter().filter(|found| is_it(found)).flat_map(|f| f.first..=f.last).collect()
    };
    sheet.hidden_columns = of(&|found| found.is_hidden);
    sheet.open_columns = of(&|found| found.style.is_some() && !locks.is_locked(found.style));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xlsx::{Area, Limits, Obstacle, samples};

    fn place(text: &str) -> Place {
        text.parse().unwrap()
    }

    fn sheet(inside: &str) -> Sheet {
        samples::workbook(&[("One", inside)], &[]).read(0).unwrap()
    }

    fn texts_of(sheet: &Sheet) -> Vec<String> {
        let text =
            |(place, cell): (&Place, &Cell)| format!("{place} {:?} {}", cell.content, cell.text);
        sheet.cells.iter().map(text).collect()
    }

    #[test]
    fn cells_of_all_kinds_are_read() {
        let strings = "<sst><si><t>Yes</t></si><si><r><t xml:space=\"preserve\">a </t></r><r><t>b</t></r></si></sst>";
        let rows = "<dimension ref=\"A1\"/><sheetData><row r=\"2\"><c r=\"B2\" t=\"s\"><v>1</v></c>\
            <c r=\"C2\"><v>0.10</v></c><c r=\"D2\" t=\"b\"><v>1</v></c><c r=\"E2\" t=\"e\"><v>#REF!</v></c>\
            <c r=\"F2\" t=\"str\"><v xml:space=\"preserve\"> a_x000D_\nb</v></c><c r=\"G2\" s=\"1\"/>\
            <c r=\"H2\" t=\"inlineStr\"><is><r><t>in</t></r><r><t>line</t></r></is></c>\
            <c r=\"I2\" t=\"str\"><f>VLOOKUP(A1,B:C,2,0)</f><v>old</v></c><c r=\"J2\" t=\"s\"></c>\
            <c r=\"K2\" t=\"d\"><v>2026-01-01</v></c></row></sheetData>";
        let book = samples::workbook(&[("One", rows)], &[("xl/sharedStrings.xml", strings)]);
        assert_eq!(
            texts_of(&book.read(0).unwrap()),
            [
                "B2 Text a b",
                "C2 Number 0.10",
                "D2 Boolean TRUE",
                "E2 Error #REF!",
                "F2 Text  a\r\nb",
                "G2 Nothing ",
                "H2 Text inline",
                "I2 Formula old",
                "J2 Nothing ",
                "K2 Number 2026-01-01"
            ]
        );
    }

    #[test]
    fn places_may_be_counted() {
        let found = sheet(
            "<sheetData><row><c t='str'><v>a</v></c><c r='D1' t='str'><v>b</v></c><c t='str'><v>c</v></c></row>\
             <row/><row><c><v>1</v></c></row><row r='9'><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData>",
        );
        assert_eq!(
            texts_of(&found),
            ["A1 Text a", "D1 Text b", "E1 Text c", "A3 Number 1", "A9 Number 2", "A10 Number 3"]
        );
    }

    #[test]
    fn prefixes_make_no_difference() {
        let found = sheet(
            "<x:worksheet xmlns:x='m'><x:sheetData><x:row r='1'><x:c r='A1' t='str'><x:v>a</x:v></x:c></x:row>\
             </x:sheetData><x:mergeCells><x:mergeCell ref='A1:B1'></x:mergeCell><x:mergeCell ref='C1'/>\
             <x:mergeCell ref='D1:D1'/></x:mergeCells></x:worksheet>",
        );
        assert_eq!(texts_of(&found), ["A1 Text a"]);
        assert_eq!(found.merges.iter().map(Area::to_string).collect::<Vec<_>>(), ["A1:B1"]);
        assert_eq!(found.shown(place("B1")), place("A1"));
    }

    #[test]
    fn what_is_hidden_is_told() {
        let found = sheet(
            "<sheetFormatPr zeroHeight='1'/><cols><col min='2' max='3' width='0'/><col min='5' max='5' hidden='1'/>\
             <col min='6' max='16384' width='9'/></cols><sheetData><row r='1' hidden='1'/><row r='3' ht='0'/>\
             <row r='4' ht='15'/></sheetData>",
        );
        assert_eq!(found.hidden_rows.iter().copied().collect::<Vec<_>>(), [0, 2]);
        assert_eq!(found.hidden_columns.iter().copied().collect::<Vec<_>>(), [1, 2, 4]);
        assert!(found.hides_other_rows);
    }

    #[test]
    fn locks_come_from_cell_row_and_column() {
        let styles =
            "<styleSheet><cellXfs><xf/><xf><protection locked='0'/></xf></cellXfs></styleSheet>";
        let inside = "<cols><col min='2' max='2' style='1'/></cols><sheetData>\
            <row r='1'><c r='A1' s='1'/><c r='B1'/></row><row r='2' s='1' customFormat='1'/>\
            <row r='3' s='0' customFormat='1'/><row r='4' s='1'/></sheetData><sheetProtection sheet='1' password='83AF'/>\
            <protectedRanges><protectedRange sqref='Z1:Z9 Y1' name='a'/><protectedRange sqref='X1' password='83AF'/>\
            </protectedRanges>";
        let book = samples::workbook(&[("One", inside)], &[("xl/styles.xml", styles)]);
        let sheet = book.read(0).unwrap();
        for (at, is_open) in [
            ("A1", true),
            ("B1", false),
            ("A2", true),
            ("B3", false),
            ("B4", true),
            ("C4", false),
            ("B9", true),
            ("Z9", true),
            ("Y1", true),
            ("X1", false),
        ] {
            let expected = if is_open { Ok(()) } else { Err(Obstacle::Locked) };
            assert_eq!(sheet.writable(place(at)), expected, "{at}");
        }
    }

    #[test]
    fn formulas_of_several_cells_are_told() {
        let found = sheet(
            "<sheetData><row r='1'><c r='A1'><f t='array' ref='A1:B2'>X</f><v>1</v></c><c r='B1'><v>2</v></c>\
             <c r='D1'><f t='shared' ref='D1:D2' si='0'>A1</f></c></row>\
             <row r='2'><c r='D2'><f t='shared' si='0'/><v>7</v></c></row></sheetData>",
        );
        for at in ["A1", "B1", "A2", "D1", "D2"] {
            assert_eq!(found.writable(place(at)), Err(Obstacle::Formula), "{at}");
        }
        assert_eq!(found.writable(place("C1")), Ok(()));
        assert_eq!(found.text(place("D2")), "7");
    }

    #[test]
    fn damage_and_excess_are_refused() {
        let read = |inside: &str, limits: &Limits| {
            let bytes = samples::bytes(&[("One", inside)], &[]);
            Workbook::open(&bytes, limits).unwrap().read(0)
        };
        for inside in [
            "<sheetData><row r='0'/></sheetData>",
            "<sheetData><row r='1048577'/></sheetData>",
            "<sheetData><row r='1'><c r='XFE1'/></row></sheetData>",
            "<sheetData><row r='1'><c r='XFD1'/><c/></row></sheetData>",
            "<sheetData><row r='1'><c t='s'><v>0</v></c></row></sheetData>",
            "<sheetData><row r='1'><c t='s'><v>-1</v></c></row></sheetData>",
            "<sheetData/><sheetData/>",
        ] {
            let refusal = read(inside, &Limits::default());
            assert!(matches!(refusal, Err(Refusal::Damaged(_))), "{inside}: {refusal:?}");
        }
        let few = Limits { cells: 2, merges: 1, ..Limits::default() };
        for inside in [
            "<sheetData><row><c/><c/><c/></row></sheetData>",
            "<sheetData/><mergeCells><mergeCell ref='A1:B1'/><mergeCell ref='A2:B2'/></mergeCells>",
        ] {
            assert!(matches!(read(inside, &few), Err(Refusal::TooLarge(_))), "{inside}");
        }
    }

    #[test]
    fn lists_are_found_wherever_their_values_are() {
        let inside = "<sheetData><row r='2'><c r='R2' t='str'><v>Full</v></c></row>\
            <row r='3'><c r='R3' t='str'><v>None</v></c></row></sheetData><dataValidations>\
            <dataValidation type='list' showErrorMessage='1' sqref='A1:XFD1048576'><formula1>\"Yes, No,\"\"NA\"\"\"</formula1></dataValidation>\
            <dataValidation type='list' showDropDown='1' errorStyle='warning' showErrorMessage='1' sqref='B1 B3'><formula1>$R$2:$R$4</formula1></dataValidation>\
            <dataValidation type='list' sqref='C1'><formula1>'It''s'!$A$1:$A$2</formula1></dataValidation>\
            <dataValidation type='list' sqref='D1'><formula1>owners</formula1></dataValidation>\
            <dataValidation type='list' sqref='E1'><formula1>INDIRECT(\"A\"&amp;B1)</formula1></dataValidation>\
            <dataValidation type='list' sqref='F1:F2'><formula1>R2:R3</formula1></dataValidation>\
            <dataValidation type='list' sqref='F3'><formula1>R2:R3</formula1></dataValidation>\
            <dataValidation sqref='G1' promptTitle='Careful'/>\
            <dataValidation type='whole' sqref='H1'><formula1>1</formula1></dataValidation>\
            <dataValidation type='list' sqref='I1'><mc:AlternateContent xmlns:mc='m'><mc:Choice><x12ac:list xmlns:x12ac='l'>Yes,\"No, but \"\"later\"\"\"</x12ac:list>\
            </mc:Choice><mc:Fallback><formula1>\"Yes,No, but\"</formula1></mc:Fallback></mc:AlternateContent></dataValidation>\
            </dataValidations><extLst><ext><x14:dataValidations xmlns:x14='e' xmlns:xm='f'><x14:dataValidation type='list' showErrorMessage='1'>\
            <x14:formula1><xm:f>'It''s'!$A:$A</xm:f></x14:formula1><xm:sqref>J1:J9 K1</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>";
        let other = "<sheetData><row r='1'><c r='A1' t='str'><v>CSP</v></c></row>\
            <row r='2'><c r='A2'><v>2</v></c></row><row r='5'><c r='A5' t='str'><v>Both</v></c></row></sheetData>";
        let names = "<definedNames><definedName name='Owners' localSheetId='1'>X</definedName>\
            <definedName name='Owners'>Other</definedName><definedName name='Other'>'It''s'!$A$1</definedName></definedNames>";
        let book = samples::workbook(&[("One", inside), ("It's", other)], &[("workbook", names)]);
        let sheet = book.read(0).unwrap();
        let lists = sheet.lists.iter().map(|list| {
            let areas: Vec<String> = list.areas.iter().map(Area::to_string).collect();
            let values = list.values.as_ref().map_or("?".to_owned(), |values| values.join("|"));
            format!("{} {} {}", areas.join("+"), values, list.is_strict)
        });
        assert_eq!(
            lists.collect::<Vec<_>>(),
            [
                "A1:XFD1048576 Yes|No|\"NA\" true",
                "B1+B3 Full|None false",
                "C1 CSP|2 false",
                "D1 CSP false",
                "E1 ? false",
                "F1:F2 ? false",
                "F3 Full|None false",
                "I1 Yes|No, but \"later\" false",
                "J1:J9+K1 CSP|2|Both true",
            ]
        );
    }
}
