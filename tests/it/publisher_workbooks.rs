//! Workbooks in the shape of publishers' ones, filled by the program and read back by others.

use std::fs;
use std::io::{Cursor, Read as _};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use calamine::{Data, Reader as _, Xlsx};
use trust::date::Date;
use trust::diag::Sink;
use trust::language::{Language, Words};
use trust::library;
use trust::questionnaire::Questionnaire;
use trust::questionnaire::fit;
use trust::questionnaire::opened::Opened;
use trust::questionnaire::stamp::Stamp;
use trust::source::Sources;
use trust::view::{self, Audience, Reader};

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

/// A project with one download: MVSP in one of the workbooks.
fn mvsp(workbook: &str) -> Project {
    one("mvsp@3.0", workbook)
}

/// A project with one download.
fn one(form: &str, workbook: &str) -> Project {
    let head = DOWNLOADS.split("downloads:").next().unwrap();
    let project = Project::bare("");
    let download = format!("  - {{form: {form}, path: form, workbook: content/forms/{workbook}}}");
    project
        .write("trust.yaml", format!("{head}downloads:\n{download}\n"))
        .write("answers/a.yaml", ANSWERS)
        .write(format!("content/forms/{workbook}"), original(workbook));
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
        // Ids and the name of the sheet are those of the other version.
        ("caiq-4.0.3.xlsx", "caiq-4.1.0.xlsx", "it is a workbook of `caiq@4.1`"),
    ] {
        let project = project(&DOWNLOADS.replace(from, to));
        project.write("content/forms/caiq-4.1.0.xlsx", original("caiq-4.1.0.xlsx"));
        let said = project.trust(&["check"]).exits(1).stderr.clone();
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

#[test]
fn macros_are_kept_and_the_file_keeps_its_extension() {
    let project = mvsp("macros.xlsm");
    project.trust(&["build"]).ok();
    let tree = project.tree();
    assert!(!tree.contains_key("form/mvsp-3.0.xlsx"));
    let (before, after) = (parts(&original("macros.xlsm")), parts(&tree["form/mvsp-3.0.xlsm"]));
    assert!(before.iter().any(|(part, _)| part == "xl/vbaProject.bin"));
    assert_eq!(before.len(), after.len());
    for ((part, old), (same, new)) in before.iter().zip(&after) {
        assert_eq!(part, same);
        let may_change = part == "xl/worksheets/sheet1.xml" || part == "xl/sharedStrings.xml";
        assert!(old == new || may_change, "{part}");
    }
    let page = String::from_utf8_lossy(&tree["form/index.html"]);
    assert!(page.contains("href=\"/form/mvsp-3.0.xlsm\""), "{page}");
    let manifest = String::from_utf8_lossy(&tree["manifest.json"]);
    assert!(manifest.contains("form/mvsp-3.0.xlsm"), "{manifest}");
    let report = String::from_utf8_lossy(&tree["form/mvsp-3.0-report.txt"]);
    assert!(report.contains("macros and hidden sheets"), "{report}");
}

#[test]
fn questions_on_many_sheets_are_found_and_the_lists_of_their_rows_obeyed() {
    let project = mvsp("many.xlsx");
    let said = project.trust(&["build", "-v"]).ok().stdout.clone();
    assert!(
        said.contains("form/mvsp-3.0.xlsx: 6 of 25 written into many.xlsx, 19 open\n"),
        "{said}"
    );
    let tree = project.tree();
    let report = String::from_utf8_lossy(&tree["form/mvsp-3.0-report.json"]).into_owned();
    assert!(report.contains("\"Business!F4:F6\""), "notes of an analyst stay: {report}");
    assert!(!report.contains("Business!E"), "guidance is the publisher's: {report}");
    let bytes = &tree["form/mvsp-3.0.xlsx"];
    let cells = |id| row(bytes, "Business", id, &[2, 3, 4]);
    assert_eq!(cells("1.1")[..2], ["Yes", "We do."]);
    assert_eq!(cells("1.1")[2], "Somebody else's words about 1.1");
    // The lists differ from row to row: this one has no word for a part.
    assert_eq!(cells("1.3")[..2], ["No", "In part. Only servers."]);
    assert_eq!(cells("1.5")[..2], ["N/A", "We have no such thing."]);
    let (before, after) = (parts(&original("many.xlsx")), parts(bytes));
    for ((part, old), (_, new)) in before.iter().zip(&after) {
        assert!(old == new || part == "xl/worksheets/sheet2.xml", "{part}");
    }
    // Results of formulas are the questions: they must not go.
    let text = |parts: &[(String, Vec<u8>)]| {
        let sheet = parts.iter().find(|(part, _)| part == "xl/worksheets/sheet2.xml").unwrap();
        String::from_utf8_lossy(&sheet.1).matches("Canary question").count()
    };
    assert_eq!((text(&before), text(&after)), (8, 8));
}

#[test]
fn words_of_other_lists_and_languages_are_taken() {
    for (name, words) in [
        ("spanish.xlsx", ["S\u{ed}", "No", "Parcial", "No", "N/A"]),
        ("compliant.xlsx", ["Compliant", "Non-Compliant", "Partial", "Non-Compliant", "N/A"]),
    ] {
        let project = mvsp(name);
        project.trust(&["build"]).ok();
        let bytes = &project.tree()["form/mvsp-3.0.xlsx"];
        let chosen = ["1.1", "1.2", "1.3", "1.4", "1.5"].map(|id| row(bytes, "Sheet", id, &[2]));
        assert_eq!(chosen.concat(), words, "{name}");
    }
}

#[test]
fn shared_cells_and_unknown_lists_are_said_and_left_blank() {
    let project = mvsp("merged.xlsx");
    project.trust(&["build"]).ok();
    let tree = project.tree();
    let report: serde_json::Value =
        serde_json::from_slice(&tree["form/mvsp-3.0-report.json"]).unwrap();
    let unwritten = report["workbook"]["unwritten"].as_array().unwrap();
    assert!(unwritten.iter().all(|own| own["reason"] == "shared-cell"), "{report}");
    let said: Vec<_> = unwritten.iter().map(|own| own["id"].as_str().unwrap()).collect();
    assert_eq!(said, ["1.1", "1.2"]);
    for id in said {
        assert_eq!(row(&tree["form/mvsp-3.0.xlsx"], "Sheet", id, &[2, 3]), ["", ""]);
    }
}

#[test]
fn a_workbook_that_takes_no_answer_at_all_is_not_published() {
    let project = mvsp("indirect.xlsx");
    project
        .trust(&["build"])
        .exits(1)
        .says(&["0 of 6 answers were written", "the values of the cell's list cannot be known"]);
    assert!(project.tree().is_empty());
}

#[test]
fn what_a_used_workbook_would_tell_is_told_first() {
    let project = one("caiq@4.0.3", "used.xlsx");
    let run = project.trust(&["check"]);
    let said = &run.ok().stderr;
    for text in [
        "CAIQv4.0.3!F3:F4, CAIQv4.0.3!F9",
        "names: Ada Example, Bob Example; comments",
        "still holds 1 text that no cell shows",
        "\"Canary of a deleted column: do not tell\"",
    ] {
        assert!(said.contains(text), "{text}: {said}");
    }
    project.trust(&["build"]).ok();
    let tree = project.tree();
    let text = String::from_utf8_lossy(&tree["form/caiq-4.0.3-report.txt"]).into_owned();
    assert!(text.contains("Text in cells that stay as they are: CAIQv4.0.3!F3:F4,"), "{text}");
    assert!(text.contains("1 text stands in the file although no cell shows it."), "{text}");
    // Where it stands is told in public, not what it says or who wrote it.
    for path in ["form/caiq-4.0.3-report.txt", "form/caiq-4.0.3-report.json"] {
        let report = String::from_utf8_lossy(&tree[path]);
        assert!(!["Ada", "Bob", "Canary", "yore"].iter().any(|own| report.contains(own)), "{path}");
    }
    let kept = row(&tree["form/caiq-4.0.3.xlsx"], "CAIQv4.0.3", "A&A-01.1", &[5]);
    assert_eq!(kept, ["The customer of yore does it"]);
    let allowed = "rules: {revealing-workbook: allow, ";
    project.edit("trust.yaml", "rules: {", allowed);
    let said = project.trust(&["check"]).ok().stderr.clone();
    assert!(!said.contains("revealing-workbook"), "{said}");
}

/// Files that are no workbook of the right kind, and what is said about them.
fn refused() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let container = |stream: &str| {
        let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        bytes.resize(1024, 0);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(1024 + 64, 0);
        bytes.extend(u16::try_from(stream.len() * 2 + 2).unwrap().to_le_bytes());
        bytes.resize(2048, 0);
        bytes
    };
    let archive = |parts: &[(&str, &str)]| {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    };
    let binary = "<Relationships><Relationship Id='r1' Target='/xl/workbook.bin' \
        Type='http://x/relationships/officeDocument'/></Relationships>";
    let whole = original("x14.xlsx");
    vec![
        ("old.xls", container("Workbook"), "save it as .xlsx"),
        ("locked.xlsx", container("EncryptedPackage"), "save it without one"),
        ("cut.xlsx", whole[..whole.len() / 2].to_vec(), "damaged"),
        ("table.xlsx", b"id,answer\n1.1,yes\n".to_vec(), "give a workbook (.xlsx or .xlsm)"),
        (
            "open.ods",
            archive(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]),
            "save it as .xlsx",
        ),
        (
            "binary.xlsb",
            archive(&[
                ("[Content_Types].xml", "<Types/>"),
                ("_rels/.rels", binary),
                ("xl/workbook.bin", "x"),
            ]),
            "save it as .xlsx",
        ),
    ]
}

#[test]
fn other_files_are_refused_with_advice_and_the_site_stays() {
    let project = mvsp("x14.xlsx");
    project.trust(&["build"]).ok();
    let before = project.tree();
    let mut last = "x14.xlsx".to_owned();
    for (name, bytes, advice) in refused() {
        project.write(format!("content/forms/{name}"), bytes);
        project.edit("trust.yaml", &last, name);
        last = name.to_owned();
        let run = project.trust(&["build"]);
        let said = &run.exits(1).stderr;
        assert_eq!(said.matches("error[").count(), 1, "{said}");
        assert!(said.contains("error[unusable-workbook]"), "{said}");
        assert!(said.contains("trust.yaml:6:"), "{said}");
        assert!(said.contains(advice), "{name}: {said}");
        assert_eq!(project.tree(), before, "{name}");
    }
}

/// MVSP with some answers, in memory.
fn filled_in(answers: &str) -> Questionnaire {
    let mut sink = Sink::new();
    let head = DOWNLOADS.split("downloads:").next().unwrap();
    let trust_yaml = format!("{head}downloads: [{{form: mvsp@3.0, path: mvsp}}]\n");
    let files = [("trust.yaml", trust_yaml.as_str()), ("answers/a.yaml", answers)];
    let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let library = library::compile(&Sources::new(files, &mut sink)).value.unwrap();
    let date = Date::new(2026, 11, 21).unwrap();
    let reader = Reader { audience: Audience::Public, variant: None, date, language: Language::En };
    let view = view::open(&library, &|_| None, reader, &mut sink);
    Questionnaire::fill(&view, &view.downloads[0].form, None, &Words::of(Language::En))
}

#[test]
fn a_workbook_is_opened_and_filled_once_until_something_changes() {
    let (opened, words) = (Opened::default(), Words::of(Language::En));
    let bytes = original("x14.xlsx");
    let (one, same) = (filled_in(ANSWERS), filled_in(ANSWERS));
    let other = filled_in(&ANSWERS.replace("We do.", "We still do."));
    let stamp = |digest: String| format!("of Monday {digest}");
    let later = |digest: String| format!("of Tuesday {digest}");

    let workbook = opened.open(&one.form, &[], &bytes).unwrap();
    // Forms that were read again are the same, if they say the same.
    assert!(Arc::ptr_eq(&workbook, &opened.open(&same.form, &[], &bytes).unwrap()));
    assert!(Arc::ptr_eq(&workbook, &opened.open_checked(&same.form, &bytes).unwrap()));
    let others = [Arc::clone(&one.form)];
    assert!(!Arc::ptr_eq(&workbook, &opened.open(&one.form, &others, &bytes).unwrap()));
    assert!(opened.open(&one.form, &[], b"else").is_err());

    let filled = opened.fill(&workbook, &one, &words, &stamp).unwrap();
    assert_eq!(filled.bytes, fit::fill(&workbook, &one, &words, &stamp).unwrap().bytes);
    let again = |own: &Questionnaire, stamp: &dyn Fn(String) -> String| {
        Arc::ptr_eq(&filled, &opened.fill(&workbook, own, &words, stamp).unwrap())
    };
    assert!(again(&same, &stamp));
    assert!(!again(&other, &stamp), "an answer is another one");
    assert!(!again(&one, &later), "the day is another one");

    opened.begin();
    assert!(Arc::ptr_eq(&workbook, &opened.open(&one.form, &[], &bytes).unwrap()));
    opened.begin();
    opened.begin();
    assert!(!Arc::ptr_eq(&workbook, &opened.open(&one.form, &[], &bytes).unwrap()));
}
