//! Workbooks in the shapes of customers' own questionnaires: what is found in each, or why it is refused.
//!
//! `customer_forms/NAME.txt` has the reading of the workbook NAME: below a line that begins with `>` and has the
//! overrides stands what is found with them. `TRUST_BLESS=1` writes what is found now.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use trust::questionnaire::customer::{CustomerSheet, Found, Layout, Overrides, open};
use trust::xlsx::{Limits, Workbook, column_letters};

use crate::tools::{passes, python, root, scratch};

/// Names of the organisation that answers.
const OURS: [&str; 1] = ["Acme Cloud"];

#[test]
fn customers_forms_are_read_as_people_read_them() {
    let folder = scratch("customer-forms");
    passes(python("customer_forms.py").arg(&folder));
    let readings = root().join("tests/it/customer_forms");
    let is_blessed = std::env::var_os("TRUST_BLESS").is_some();
    let mut wrong = String::new();
    let mut count = 0;
    for entry in fs::read_dir(&folder).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().replace(".xlsx", "");
        let file = readings.join(format!("{name}.txt"));
        let expected = fs::read_to_string(&file).unwrap_or_else(|_| ">\n".to_owned());
        let found = readings_of(&entry.path(), &expected);
        if is_blessed {
            fs::write(&file, &found).unwrap();
        } else if found != expected {
            writeln!(wrong, "== {name}\n-- expected\n{expected}-- found\n{found}").unwrap();
        }
        count += 1;
    }
    let files = fs::read_dir(&readings).unwrap().count();
    assert_eq!((count, files), (count.max(45), count), "a reading without a workbook, or too few");
    assert!(wrong.is_empty(), "{wrong}");
}

/// The readings of a workbook, one for each line of overrides.
fn readings_of(path: &Path, expected: &str) -> String {
    let workbook = Workbook::open(&fs::read(path).unwrap(), &Limits::default()).unwrap();
    let sheets: Vec<_> =
        (0..workbook.sheets().len()).map(|index| workbook.read(index).unwrap()).collect();
    let names = workbook.sheets().iter().zip(&sheets).enumerate();
    let sheets: Vec<CustomerSheet<'_>> = names
        .map(|(index, (name, sheet))| CustomerSheet {
            index,
            name: &name.name,
            is_visible: name.is_visible,
            sheet,
        })
        .collect();
    let mut told = String::new();
    for line in expected.lines().filter(|line| line.starts_with('>')) {
        writeln!(told, "{line}").unwrap();
        match open(&sheets, &overrides(line), &OURS) {
            Ok(found) => tell(&found, &mut told),
            Err(unclear) => {
                writeln!(told, "refused: {unclear}\nadvice: {}", unclear.advice()).unwrap();
            }
        }
    }
    told
}

/// Reads `> --answer=E --sheet=Old`; a blank in a name is a `_`.
fn overrides(line: &str) -> Overrides {
    let mut place = Overrides::default();
    let options = line.trim_start_matches('>').split_whitespace();
    let options: BTreeMap<&str, String> = options
        .map(|option| option.split_once('=').unwrap())
        .map(|(option, name)| (option, name.replace('_', " ")))
        .collect();
    for (option, name) in options {
        match option {
            "--sheet" => place.sheets.push(name),
            "--question" => place.question = Some(name),
            "--answer" => place.answer = Some(name),
            "--comment" => place.comment = Some(name),
            other => panic!("{other}"),
        }
    }
    place
}

fn tell(found: &Found, told: &mut String) {
    for layout in &found.layouts {
        writeln!(told, "{}", layout.sentence()).unwrap();
        if let Some(added) = layout.added {
            let (answer, comment) = (column_letters(added.answer), column_letters(added.comment));
            writeln!(
                told,
                "  added {answer} {comment}, headers in row {}",
                added.header.unwrap() + 1
            )
            .unwrap();
        }
        for line in &layout.table.lines {
            writeln!(told, "  {}", line_told(layout, line)).unwrap();
        }
        for remark in &layout.remarks {
            writeln!(told, "  remark: {remark}").unwrap();
        }
    }
    for remark in &found.remarks {
        writeln!(told, "remark: {remark}").unwrap();
    }
}

fn line_told(layout: &Layout, line: &trust::questionnaire::detect::Line) -> String {
    let mut told = format!("{} [{}] {}", line.row + 1, line.id, line.question);
    if !line.section.is_empty() {
        told += &format!(" ({})", line.section);
    }
    if let Some(parent) = layout.parent(line) {
        told += &format!(" < row {}", parent.row + 1);
    }
    for (is, what) in [
        (line.is_hidden, "hidden"),
        (line.is_formula, "formula"),
        (line.asks_several, "several questions"),
    ] {
        if is {
            told += &format!(", {what}");
        }
    }
    told
}
