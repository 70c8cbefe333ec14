//! Workbooks in the shape of publishers' ones, filled by the program and read back by others.

use std::fs;
use std::io::{Cursor, Read as _};
use std::path::PathBuf;
use std::sync::OnceLock;

use calamine::{Data, Reader as _, Xlsx};
use trust::questionnaire::stamp::Stamp;

use crate::project::{Files, Project};
use crate::tools::{passes, python, root, scratch};

/// Answers with each response, and two for cells that do not take them.
const ANSWERS: &str = "\
topic: {id: a, title: A}
owner: security
reviewed: 2026-10-01
audience: public
answers:
  - {id: holds, question: Yes?, response: yes, explanation: We do., ownership: provider, answers_to: {caiq@4.0.3: [\"A&A-01.1\"], caiq-lite@3.1: [AIS-01.2], mvsp@3.0: [\"1.1\"]}}
  - {id: denied, question: No?, response: no, explanation: We do not., ownership: shared, answers_to: {caiq@4.0.3: [\"A&A-01.2\"], caiq-lite@3.1: [AIS-01.5], mvsp@3.0: [\"1.2\"]}}
  - {id: part, question: Part?, response: partial, explanation: Only servers., ownership: third-party, answers_to: {caiq@4.0.3: [\"A&A-03.1\"], caiq-lite@3.1: [AIS-02.1], mvsp@3.0: [\"1.3\"]}}
  - {id: plan, question: Plan?, response: planned, promise: {what: A test, due: 2027-Q2}, ownership: provider, answers_to: {caiq@4.0.3: [\"A&A-04.1\"], caiq-lite@3.1: [AIS-03.1], mvsp@3.0: [\"1.4\"]}}
  - {id: none, question: None?, response: not-applicable, because: We have no such thing., ownership: customer, answers_to: {caiq@4.0.3: [AIS-02.1], caiq-lite@3.1: [AAC-02.1], mvsp@3.0: [\"1.5\"]}}
  - {id: locked, question: Locked?, response: yes, explanation: \"=1+1 is a text\", ownership: provider, answers_to: {caiq@4.0.3: [\"A&A-06.2\"], mvsp@3.0: [\"1.6\"]}}
";

const DOWNLOADS: &str = "\
organization: {name: Acme Cloud}
contacts: {security: security@acme.example}
site: {base_url: https://trust.acme.example, title: Acme Cloud Trust Center}
rules: {unpinned-workbook: allow}
downloads:
  - {form: caiq@4.0.3, path: caiq, workbook: content/forms/caiq-4.0.3.xlsx}
  - {form: caiq-lite@3.1, path: lite, workbook: content/forms/caiq-3.1.xlsx}
  - {form: mvsp@3.0, path: mvsp, workbook: content/forms/x14.xlsx}
";

/// The folder with the publishers' workbooks, written once.
fn originals() -> &'static PathBuf {
    static WRITTEN: OnceLock<PathBuf> = OnceLock::new();
    WRITTEN.get_or_init(|| {
        let folder = scratch("publishers");
        passes(python("publisher.py").arg(root().join("content/forms")).arg(&folder));
        folder
    })
}

fn original(name: &str) -> Vec<u8> {
    fs::read(originals().join(name)).unwrap()
}

/// A project with these downloads, the answers and all workbooks.
fn project(trust_yaml: &str) -> Project {
    let project = Project::bare("");
    project.write("trust.yaml", trust_yaml).write("answers/a.yaml", ANSWERS);
    for name in ["caiq-4.0.3.xlsx", "caiq-3.1.xlsx", "export.xlsx", "x14.xlsx"] {
        project.write(format!("content/forms/{name}"), original(name));
    }
    project
}

fn built() -> &'static Files {
    static BUILT: OnceLock<Files> = OnceLock::new();
    BUILT.get_or_init(|| {
        let project = project(DOWNLOADS);
        project.trust(&["build"]).ok();
        project.tree()
    })
}

/// The texts of one row of a sheet.
fn row(bytes: &[u8], sheet: &str, id: &str, columns: &[usize]) -> Vec<String> {
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let range = workbook.worksheet_range(sheet).unwrap();
    let text = |value: Option<&Data>| match value {
        None | Some(Data::Empty) => String::new(),
        Some(value) => value.to_string(),
    };
    let found = range.rows().find(|row| row.iter().any(|cell| *cell == *id)).unwrap();
    columns.iter().map(|column| text(found.get(*column))).collect()
}

/// The parts of an archive by name.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let count = archive.len();
    let read = |index| {
        let mut part = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        (part.name().unwrap().to_string(), bytes)
    };
    (0..count).map(read).collect()
}

#[test]
fn answers_stand_in_the_publishers_own_words() {
    let bytes = &built()["caiq/caiq-4.0.3.xlsx"];
    let sheet = "CAIQv4.0.3";
    let cells = |id| row(bytes, sheet, id, &[2, 3, 4, 5]);
    assert_eq!(cells("A&A-01.1"), ["Yes", "CSP-owned", "We do.", ""]);
    assert_eq!(cells("A&A-01.2"), ["No", "Shared CSP and CSC", "We do not.", ""]);
    let part = cells("A&A-03.1");
    assert_eq!(part, ["No", "3rd-party outsourced", "In part. Only servers.", ""]);
    assert_eq!(cells("A&A-04.1"), ["No", "CSP-owned", "Planned: A test, due Q2 2027.", ""]);
    // The id has a blank in the workbook, and keeps it.
    assert_eq!(cells("AIS- 02.1"), ["NA", "", "We have no such thing.", ""]);
    assert_eq!(cells("A&A-02.1"), ["", "", "", ""], "what an earlier hand has left is gone");
    assert_eq!(cells("A&A-06.2"), ["", "", "", ""], "a locked cell takes its whole row out");
    for (part, text) in parts(bytes) {
        let text = String::from_utf8_lossy(&text).into_owned();
        assert!(!text.contains("Canary of an earlier answer"), "left in {part}");
    }
}

#[test]
fn ticks_are_moved_and_lists_of_other_sheets_are_obeyed() {
    let ticks = |id| row(&built()["lite/caiq-lite-3.1.xlsx"], "CAIQ v3.1", id, &[5, 6, 7, 8]);
    assert_eq!(ticks("AIS-01.2"), ["X", "", "", "We do."]);
    assert_eq!(ticks("AIS-01.5"), ["", "X", "", "We do not."]);
    assert_eq!(ticks("AIS-02.1"), ["", "X", "", "In part. Only servers."]);
    assert_eq!(ticks("AIS-03.1"), ["", "X", "", "Planned: A test, due Q2 2027."]);
    assert_eq!(ticks("AAC-02.1"), ["", "", "X", "We have no such thing."]);
    assert_eq!(ticks("TVM-03.1"), ["", "", "", ""], "a gap holds no tick of an old copy");
    let listed = |id| row(&built()["mvsp/mvsp-3.0.xlsx"], "Vendor Response | Full", id, &[2, 3, 4]);
    assert_eq!(listed("1.3"), ["Partially", "In part. Only servers.", "Canary of the analyst"]);
    assert_eq!(listed("1.5")[0], "N/A");
    assert_eq!(listed("1.6")[..2], ["Yes", "=1+1 is a text"]);
    assert_eq!(listed("1.4")[0], "", "the promise has no place where a formula stands");
}

#[test]
fn an_export_of_another_platform_is_filled_by_its_lists() {
    let project = project(&DOWNLOADS.replace("caiq-3.1.xlsx", "export.xlsx"));
    project.trust(&["build"]).ok();
    let bytes = &project.tree()["lite/caiq-lite-3.1.xlsx"];
    let cells = |id| row(bytes, "Data Sheet", id, &[4, 5]);
    assert_eq!(cells("AIS-03.1"), ["No", "Planned: A test, due Q2 2027."]);
    assert_eq!(cells("AAC-02.1"), ["Not Applicable", "We have no such thing."]);
}

#[test]
fn everything_else_stays_as_it_was() {
    for (path, name, touched) in [
        ("caiq/caiq-4.0.3.xlsx", "caiq-4.0.3.xlsx", "xl/worksheets/sheet2.xml"),
        ("lite/caiq-lite-3.1.xlsx", "caiq-3.1.xlsx", "xl/worksheets/sheet1.xml"),
        ("mvsp/mvsp-3.0.xlsx", "x14.xlsx", "xl/worksheets/sheet1.xml"),
    ] {
        let (before, after) = (parts(&original(name)), parts(&built()[path]));
        assert_eq!(before.len(), after.len(), "{path}");
        for ((part, old), (same, new)) in before.iter().zip(&after) {
            assert_eq!(part, same);
            let may_change = part == touched || part == "xl/sharedStrings.xml";
            assert!(old == new || may_change, "{path}: {part}");
        }
    }
}

#[test]
fn a_filled_sheet_says_where_it_comes_from() {
    let archive = zip::ZipArchive::new(Cursor::new(&built()["caiq/caiq-4.0.3.xlsx"])).unwrap();
    let comment = String::from_utf8(archive.comment().to_vec()).unwrap();
    let stamp = Stamp::of_line(&comment).unwrap();
    assert_eq!(stamp.portal, "https://trust.acme.example/");
    assert_eq!(stamp.path, "caiq/caiq-4.0.3.xlsx");
    assert_eq!(stamp.form, "caiq@4.0.3");
    assert_eq!(stamp.as_of, "2026-11-21");
    let report = String::from_utf8_lossy(&built()["caiq/caiq-4.0.3-report.json"]);
    assert!(report.contains(&stamp.digest));
}

#[test]
fn reports_name_gaps_promises_and_cells() {
    let report: serde_json::Value =
        serde_json::from_slice(&built()["caiq/caiq-4.0.3-report.json"]).unwrap();
    assert_eq!(report["answered"], 6);
    assert_eq!(report["gaps"].as_array().unwrap().len(), 255);
    assert_eq!(report["promises"][0]["due"], "2027-Q2");
    let workbook = &report["workbook"];
    assert_eq!(workbook["written"], 5);
    assert_eq!(workbook["cleared"], 2);
    assert_eq!(workbook["unwritten"][0]["cell"], "CAIQv4.0.3!C10");
    assert_eq!(workbook["unwritten"][0]["reason"], "locked");
    let text = String::from_utf8_lossy(&built()["caiq/caiq-4.0.3-report.txt"]);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(text.contains("A&A-06.2 CAIQv4.0.3!C10 the cell is locked"), "{text}");
}

#[test]
fn no_text_of_a_workbook_comes_out_unless_it_is_licensed() {
    let has_canary = |bytes: &[u8]| bytes.windows(6).any(|window| window == b"Canary");
    let leaks: Vec<_> = built().iter().filter(|(_, bytes)| has_canary(bytes)).collect();
    assert!(leaks.is_empty(), "{:?}", leaks.iter().map(|(path, _)| path).collect::<Vec<_>>());
    let licensed = DOWNLOADS.replace(
        "workbook: content/forms/caiq-4.0.3.xlsx",
        "workbook: {file: content/forms/caiq-4.0.3.xlsx, question_text: licensed}",
    );
    let project = project(&licensed);
    project.trust(&["build"]).ok();
    let tree = project.tree();
    let told = "Canary question A&amp;A-01.1: is it done, and who looks after it?";
    let page = String::from_utf8_lossy(&tree["caiq/index.html"]).into_owned();
    assert!(page.contains(told), "{page}");
    for extension in ["csv", "json"] {
        assert!(has_canary(&tree[&format!("caiq/caiq-4.0.3.{extension}")]));
    }
    assert!(!has_canary(&tree["mvsp/index.html"]));
    assert!(!has_canary(&tree["lite/index.html"]));
}

#[test]
fn a_pinned_workbook_must_be_that_file() {
    let pin = |digest: &str| {
        DOWNLOADS.replace(
            "workbook: content/forms/x14.xlsx",
            &format!("workbook: {{file: content/forms/x14.xlsx, sha256: {digest}}}"),
        )
    };
    let wrong = "0".repeat(64);
    let said = project(&pin(&wrong)).trust(&["check"]).exits(1).stderr.clone();
    assert!(said.contains("changed-workbook"), "{said}");
    assert!(said.contains(&wrong) && said.contains("25 of 25 questions"), "{said}");
    let right = said.split("write `sha256: ").nth(1).unwrap().split('`').next().unwrap();
    project(&pin(right)).trust(&["check"]).ok();
}

#[test]
fn a_workbook_of_another_form_or_version_is_refused() {
    for (from, to, says) in [
        ("caiq-4.0.3.xlsx", "caiq-3.1.xlsx", "it is a workbook of `caiq-lite@3.1`"),
        ("caiq@4.0.3, path", "caiq@4.1, path", "it is a workbook of `caiq@4.0.3`"),
    ] {
        let said = project(&DOWNLOADS.replace(from, to)).trust(&["check"]).exits(1).stderr.clone();
        assert!(said.contains("unusable-workbook") && said.contains(says), "{said}");
    }
    let broken = project(DOWNLOADS);
    broken.write("content/forms/x14.xlsx", "not a workbook");
    let said = broken.trust(&["check"]).exits(1).stderr.clone();
    assert!(said.contains("give a workbook (.xlsx or .xlsm)"), "{said}");
}

#[test]
fn a_built_in_form_takes_a_layout_of_the_project() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Portal").unwrap();
    for (column, header) in (0..).zip(["Ref", "Text", "Remark A", "Remark B"]) {
        sheet.write_string(0, column, header).unwrap();
    }
    let ids = [(1, 8), (2, 8), (3, 5), (4, 4)]
        .into_iter()
        .flat_map(|(group, last)| (1..=last).map(move |own| format!("{group}.{own}")));
    for (row, id) in (1..).zip(ids) {
        sheet.write_string(row, 0, id).unwrap().write_string(row, 1, "Is it?").unwrap();
    }
    let project = project(DOWNLOADS);
    project.write("content/forms/x14.xlsx", workbook.save_to_buffer().unwrap());
    let said = project.trust(&["check"]).exits(1).stderr.clone();
    let way_out = "in `content/forms/mvsp/form.yaml`, with `built_in: mvsp@3.0` and `profiles`";
    assert!(said.contains(way_out), "{said}");
    let layout = "\
built_in: mvsp@3.0
profiles:
  - name: Export of a portal
    sheet: Portal
    headers: {id: Ref, question: Text, response: Remark A, explanation: Remark B}
";
    project.write("content/forms/mvsp/form.yaml", layout).trust(&["build"]).ok();
    let filled = &project.tree()["mvsp/mvsp-3.0.xlsx"];
    assert_eq!(row(filled, "Portal", "1.1", &[2, 3]), ["Yes", "We do."]);
    // Nothing else may be changed of a built-in form in this way.
    project.write("content/forms/mvsp/form.yaml", format!("title: Ours\n{layout}"));
    let said = project.trust(&["check"]).exits(1).stderr.clone();
    assert!(said.contains("unknown key `title` in layouts of a built-in form"), "{said}");
    project.write("content/forms/mvsp/form.yaml", layout.replace("mvsp@3.0", "mvsp@3.1"));
    let said = project.trust(&["check"]).exits(1).stderr.clone();
    assert!(said.contains("no form `mvsp@3.1` is built in"), "{said}");
}

#[test]
fn who_has_not_the_file_gets_no_report() {
    let closed = DOWNLOADS.replace("path: caiq,", "path: caiq, audience: on-request,");
    let project = project(&closed);
    project.trust(&["build"]).ok();
    let tree = project.tree();
    assert!(tree.contains_key("caiq/index.html"));
    let files: Vec<_> = tree.keys().filter(|path| path.starts_with("caiq/")).collect();
    assert_eq!(files, ["caiq/index.html"]);
}

#[test]
fn the_same_workbook_gives_the_same_bytes() {
    let project = project(DOWNLOADS);
    project.trust(&["build"]).ok();
    assert_eq!(project.tree()["caiq/caiq-4.0.3.xlsx"], built()["caiq/caiq-4.0.3.xlsx"]);
}

#[test]
fn other_programs_open_what_was_filled() {
    let folder = scratch("filled");
    for path in ["caiq/caiq-4.0.3.xlsx", "lite/caiq-lite-3.1.xlsx", "mvsp/mvsp-3.0.xlsx"] {
        fs::write(folder.join(path.rsplit('/').next().unwrap()), &built()[path]).unwrap();
    }
    passes(python("filled.py").arg(originals()).arg(&folder));
}
