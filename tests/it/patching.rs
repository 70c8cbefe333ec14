//! Workbooks of several writers: cells change, and by the judgement of other readers nothing else does.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx};
use serde_json::json;
use trust::xlsx::{Cargo, Edit, Limits, Obstacle, Patched, Place, Value, Workbook};

use crate::tools;

/// The first row of questions, from 0, and how many there are; `tests/tools/customers.py` says the same.
const FIRST: u32 = 2;
const ROWS: u32 = 30;

#[test]
fn cells_change_and_nothing_else_does() {
    let folder = tools::scratch("patching");
    let names = customers(&folder);
    for name in &names {
        let before = fs::read(folder.join("before").join(name)).unwrap();
        let book =
            Workbook::open(&before, &Limits::default()).unwrap_or_else(|e| panic!("{name}: {e}"));
        let sheet = book.sheets().iter().position(|sheet| sheet.name == "Questions").unwrap();
        let edits = edits(sheet);
        let patched = book.patch(&edits, "filled").unwrap();
        assert_eq!(patched, book.patch(&edits, "filled").unwrap(), "{name}: the same bytes twice");
        check_refused(name, &edits, &patched);
        fs::write(folder.join("after").join(name), &patched.bytes).unwrap();
        let part = patched.touched.iter().find(|part| part.contains("worksheets/")).unwrap();
        let part = if name == "xlsxwriter.xlsm" { "xl/worksheets/sheet1.xml" } else { part };
        let made: BTreeMap<String, Option<String>> = edits
            .iter()
            .enumerate()
            .filter(|(index, _)| patched.refused.iter().all(|(refused, _)| refused != index))
            .map(|(_, edit)| (edit.place.to_string(), text(edit)))
            .collect();
        // openpyxl refuses styles outside of the schema, which spreadsheet programs open.
        let is_strict = !["streamed.xlsx", "zip64.xlsx"].contains(&name.as_str());
        let said = json!({
            "part": part, "edits": made, "touched": patched.touched, "dropped": patched.dropped,
            "strict": is_strict,
        });
        fs::write(folder.join(format!("{name}.json")), said.to_string()).unwrap();
        let again = Workbook::open(&patched.bytes, &Limits::default()).unwrap();
        assert_eq!(again.comment(), "filled");
        assert_eq!((again.kind(), again.cargo()), (book.kind(), book.cargo()));
        read_back(name, &patched, sheet, &made);
        nothing_changes_twice(name, &again, &edits);
    }
    let mut check = tools::python("patched.py");
    tools::passes(check.arg(&folder).arg(tools::tool("bin/soffice")));
}

#[test]
fn what_the_writers_put_around_the_cells_is_read() {
    let folder = tools::scratch("patching-read");
    for name in customers(&folder) {
        let bytes = fs::read(folder.join("before").join(&name)).unwrap();
        let book = Workbook::open(&bytes, &Limits::default()).unwrap();
        let at = book.sheets().iter().position(|sheet| sheet.name == "Questions").unwrap();
        let sheet = book.read(at).unwrap();
        let answer: Place = "C3".parse().unwrap();
        let values = sheet.list(answer).and_then(|list| list.values.as_deref().cloned());
        assert_eq!(values, Some(["Yes", "No", "NA"].map(str::to_owned).to_vec()), "{name}");
        assert!(
            sheet
                .text("B4".parse().unwrap())
                .starts_with("Is control 1 in place & reviewed, as of <today>?")
        );
        assert!(sheet.text("A1".parse().unwrap()).starts_with("Questions for suppliers"), "{name}");
        let merges: Vec<String> = sheet.merges.iter().map(ToString::to_string).collect();
        assert_eq!(merges, ["A1:D1"], "{name}");
        let is_by_hand = ["streamed.xlsx", "zip64.xlsx"].contains(&name.as_str());
        assert_eq!(sheet.hidden_rows.contains(&6), !is_by_hand, "{name}");
        assert_eq!(sheet.is_protected, name != "exceljs.xlsx", "{name}");
        assert_eq!(book.cargo().contains(&Cargo::HiddenSheets), !is_by_hand, "{name}");
        assert_eq!(book.cargo().contains(&Cargo::Macros), name == "xlsxwriter.xlsm", "{name}");
    }
}

/// The workbooks, made by other writers, and a folder for what becomes of them.
fn customers(folder: &Path) -> Vec<String> {
    let before = folder.join("before");
    fs::create_dir_all(&before).unwrap();
    fs::create_dir_all(folder.join("after")).unwrap();
    let mut make = tools::python("customers.py");
    make.arg(&before).arg(tools::tool("bin/soffice")).arg(tools::tool("bin/node"));
    // Its own script looks for packages beside the tools.
    let home: PathBuf = tools::tool("bin/node").parent().unwrap().parent().unwrap().to_owned();
    tools::passes(make.env("TRUST_TEST_TOOLS", home));
    let files = fs::read_dir(before).unwrap();
    let mut names: Vec<String> =
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names.len(), 6, "{names:?}");
    names
}

/// An answer to most questions, some comments, some cleared, cells that are not there, and some that may not be written.
fn edits(sheet: usize) -> Vec<Edit> {
    let edit = |place: Place, value: Value| Edit { sheet, place, value };
    let mut edits = Vec::new();
    for number in 0..ROWS {
        let row = FIRST + number;
        if let Some(answer) = ["Yes", "No", "NA"].get(number as usize % 4) {
            edits.push(edit(Place::new(row, 2), Value::Text((*answer).to_owned())));
        }
        let comment = match number % 7 {
            6 => Value::Nothing,
            5 => Value::Text("=HYPERLINK(\"http://host.example\")".to_owned()),
            4 => Value::Text(format!("  Twice & <so> \"{number}\",\nwith _x0041_ and\u{b}ends. ")),
            _ => Value::Text(format!("Comment {number}: Größe, 質問, \u{1f600}")),
        };
        edits.push(edit(Place::new(row, 3), comment));
    }
    edits.push(edit(Place::new(FIRST, 4), Value::Text("over a formula".to_owned())));
    edits.push(edit(Place::new(0, 1), Value::Text("covered".to_owned())));
    edits.push(edit(Place::new(FIRST + ROWS + 2, 3), Value::Text("A new row".to_owned())));
    edits
}

/// What each writer's file must refuse: the formula, the covered cell, and what is locked.
fn check_refused(name: &str, edits: &[Edit], patched: &Patched) {
    let refused: Vec<(String, Obstacle)> = patched
        .refused
        .iter()
        .map(|(index, obstacle)| (edits[*index].place.to_string(), *obstacle))
        .collect();
    let said = |place: &str, obstacle| (place.to_owned(), obstacle);
    // No formula stands there in the files written by hand, which lock the column.
    let is_by_hand = ["streamed.xlsx", "zip64.xlsx"].contains(&name);
    let formula = if is_by_hand { Obstacle::Locked } else { Obstacle::Formula };
    let mut expected = vec![said("E3", formula), said("B1", Obstacle::Covered)];
    if ["openpyxl.xlsx", "libreoffice.xlsx"].contains(&name) {
        expected.push(said("D35", Obstacle::Locked));
    }
    assert_eq!(refused, expected, "{name}");
}

/// Reads the cells with calamine.
fn read_back(name: &str, patched: &Patched, sheet: usize, made: &BTreeMap<String, Option<String>>) {
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(&patched.bytes)).unwrap();
    let cells = book.worksheet_range_at(sheet).unwrap().unwrap();
    for (place, text) in made {
        let at: Place = place.parse().unwrap();
        let found = match cells.get_value((at.row, at.column.into())) {
            None | Some(Data::Empty) => String::new(),
            Some(found) => found.to_string(),
        };
        assert_eq!(found, text.clone().unwrap_or_default(), "{name} {place}");
    }
}

/// The same edits once more find everything as they want it.
fn nothing_changes_twice(name: &str, again: &Workbook, edits: &[Edit]) {
    let twice = again.patch(edits, "filled").unwrap();
    assert_eq!((twice.touched.as_slice(), twice.dropped), (&[][..], 0), "{name}");
}

fn text(edit: &Edit) -> Option<String> {
    match &edit.value {
        Value::Text(text) | Value::Number(text) => Some(text.clone()),
        Value::Nothing => None,
    }
}
