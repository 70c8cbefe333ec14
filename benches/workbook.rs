//! Reading and filling workbooks in memory, timed from inside.
//!
//! `cargo bench --bench workbook` fills 300 cells of a questionnaire with formulas and lists, and of one with
//! 10,000 rows. A file named after `--` is opened, read and filled in the same way.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::panic,
    missing_docs,
    reason = "a bench may fail loudly and touches the world"
)]

use std::time::Instant;
use std::{env, fs};

use rust_xlsxwriter::{DataValidation, Format, Workbook as Writer};
use trust::xlsx::{Edit, Limits, Place, Value, Workbook};

/// Runs of each figure; the median is printed.
const RUNS: usize = 11;
/// Cells that are filled.
const CELLS: u32 = 300;

fn main() {
    println!("{:<28} {:>9} {:>9} {:>9} {:>9}", "workbook", "KiB", "ms open", "ms read", "ms fill");
    let files: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    for file in &files {
        measure(file, &fs::read(file).unwrap());
    }
    if files.is_empty() {
        measure("300 rows", &made(300));
        measure("10,000 rows", &made(10_000));
    }
}

fn measure(name: &str, bytes: &[u8]) {
    let limits = Limits::default();
    let book = Workbook::open(bytes, &limits).unwrap();
    let sheet = (0..book.sheets().len())
        .max_by_key(|sheet| book.read(*sheet).unwrap().cells.len())
        .unwrap();
    let column = |number: u32| if number.is_multiple_of(2) { 2 } else { 3 };
    let edits: Vec<Edit> = (0..CELLS)
        .map(|number| Edit {
            sheet,
            place: Place::new(2 + number / 2, column(number)),
            value: Value::Text(if column(number) == 2 {
                "Yes".into()
            } else {
                format!("Comment {number}")
            }),
        })
        .collect();
    let open = median(|| drop(Workbook::open(bytes, &limits).unwrap()));
    // A workbook keeps what it has read of its shared strings, so each run opens it anew.
    let read = median(|| drop(Workbook::open(bytes, &limits).unwrap().read(sheet).unwrap()));
    let fill = median(|| {
        let patched = Workbook::open(bytes, &limits).unwrap().patch(&edits, "").unwrap();
        assert!(patched.refused.len() < edits.len());
    });
    println!("{name:<28} {:>9} {open:>9.1} {read:>9.1} {fill:>9.1}", bytes.len() / 1024);
}

/// A questionnaire of so many rows in seven columns, with a list, formulas beside each answer and a score.
fn made(rows: u32) -> Vec<u8> {
    let mut book = Writer::new();
    let wrap = Format::new().set_text_wrap();
    let sheet = book.add_worksheet();
    sheet
        .write_row(1, 0, ["Id", "Question", "Answer", "Comment", "State", "Control", "Domain"])
        .unwrap();
    let list = DataValidation::new().allow_list_strings(&["Yes", "No", "NA"]).unwrap();
    sheet.add_data_validation(2, 2, rows + 1, 2, &list).unwrap();
    for row in 2..rows + 2 {
        sheet.write(row, 0, format!("C-{row:05}")).unwrap();
        let question = format!(
            "Do you review control {row} at planned intervals, and keep a record of each review?"
        );
        sheet.write_with_format(row, 1, question, &wrap).unwrap();
        sheet.write_blank(row, 2, &wrap).unwrap();
        sheet.write_blank(row, 3, &wrap).unwrap();
        sheet
            .write_formula(row, 4, format!("=IF(C{}=\"\",\"open\",\"done\")", row + 1).as_str())
            .unwrap();
        sheet.write(row, 5, format!("Control {}", row % 97)).unwrap();
        sheet.write(row, 6, format!("Domain {}", row % 17)).unwrap();
    }
    let score = book.add_worksheet();
    for (row, answer) in (0_u32..).zip(["Yes", "No", "NA"]) {
        let formula = format!("=COUNTIF(Sheet1!$C:$C,\"{answer}\")");
        score.write_formula(row, 0, formula.as_str()).unwrap();
    }
    score.write_formula(3, 0, "=SUM(A1:A3)").unwrap();
    book.save_to_buffer().unwrap()
}

/// The median time in milliseconds.
fn median(run: impl Fn()) -> f64 {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let started = Instant::now();
            run();
            started.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}
