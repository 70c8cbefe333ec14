//! `trust fill`: customers' workbooks and tables through the program, and what stands in them then.

use std::collections::BTreeMap;
use std::fs;

use rust_xlsxwriter::{DataValidation, Format, Formula, Workbook as Book, Worksheet};
use trust::xlsx::{Limits, Place, Workbook};

use crate::project::{Project, Run, unzip};
use crate::tools::{passes, python, scratch, tool};

/// A library with each kind of answer.
const LIBRARY: &str = r#"//- trust.yaml
organization: {name: Acme Cloud}
contacts: {security: security@acme.example}
site: {base_url: https://trust.acme.example, title: Acme Cloud Trust Center}
variants:
  shared: {name: Shared}
  dedicated: {name: Dedicated}
internal:
  hosts: [corp.acme.example]
//- answers/all.yaml
topic: {id: all, title: All}
owner: security
reviewed: 2026-11-01
audience: public
answers:
  - id: at-rest
    question: Is customer data encrypted at rest?
    response: yes
    explanation: "All databases are encrypted with [AES-256](https://nist.example/aes)."
  - id: scim
    question: Can accounts be provisioned through SCIM?
    response: planned
    promise: {what: SCIM 2.0, due: 2027-03-31}
  - id: sso
    question: Is single sign-on available to users?
    response: partial
    explanation: SAML in the larger plan.
  - id: cards
    question: Do you store numbers of credit cards?
    response: no
  - id: wireless
    question: Are your wireless networks segmented?
    response: not-applicable
    because: We run no office network.
  - id: backups
    question: How are backups made?
    explanation: "=1+1 is no formula: copies are made daily."
  - id: keys
    question: Who manages the encryption keys?
    response: yes
    variants:
      shared: {explanation: We do.}
      dedicated: {explanation: The customer does.}
  - id: secret
    question: Is the penetration test report shared?
    response: yes
    explanation: CANARYNDA under an agreement.
    audience: nda
  - id: inner
    question: Is there a list of open findings?
    response: yes
    explanation: CANARYINTERNAL findings.
    audience: internal
  - id: old
    question: Are visitors escorted?
    response: yes
    reviewed: 2023-01-01
  - id: late
    question: Is there a bug bounty?
    response: planned
    promise: {what: A programme, due: 2026-01-31}
  - id: host
    question: Is there a status page?
    response: yes
    explanation: See corp.acme.example.
"#;

/// What customers ask, in this order.
const QUESTIONS: [&str; 12] = [
    "Is customer data encrypted at rest?",
    "Can accounts be provisioned through SCIM?",
    "Is single sign-on available to users?",
    "Do you store numbers of credit cards?",
    "Are your wireless networks segmented?",
    "How are backups made?",
    "Who manages the encryption keys?",
    "Is the penetration test report shared?",
    "Is there a list of open findings?",
    "Are visitors escorted?",
    "Is there a bug bounty?",
    "Is there a status page?",
];

/// A workbook with the questions below a header in the first row.
fn book(headers: &[&str], change: impl Fn(&mut Worksheet)) -> Vec<u8> {
    let mut book = Book::new();
    let sheet = book.add_worksheet().set_name("Questions").unwrap();
    for (column, header) in (0..).zip(headers) {
        sheet.write(0, column, *header).unwrap();
    }
    let column = headers.iter().position(|header| header.contains("Question")).unwrap();
    for (row, question) in (1..).zip(QUESTIONS) {
        sheet.write(row, u16::try_from(column).unwrap(), question).unwrap();
    }
    change(sheet);
    book.save_to_buffer().unwrap()
}

fn listed(sheet: &mut Worksheet, column: u16, words: &[&str]) {
    let list = DataValidation::new().allow_list_strings(words).unwrap();
    sheet.add_data_validation(1, column, 12, column, &list).unwrap();
}

/// The texts of a column of the first sheet, row 2 first.
fn column(bytes: &[u8], column: u16) -> Vec<String> {
    let sheet = Workbook::open(bytes, &Limits::default()).unwrap().read(0).unwrap();
    (1..=12).map(|row| sheet.text(Place::new(row, column)).to_owned()).collect()
}

/// Fills a file and gives the copy.
fn filled(project: &Project, name: &str, bytes: &[u8], options: &[&str]) -> (Run, Vec<u8>) {
    project.write(name, bytes);
    let (stem, ending) = name.rsplit_once('.').unwrap();
    let ending = if ending == "txt" { "csv" } else { ending };
    let run = project.trust(&[&["fill", name], options].concat());
    assert_eq!(run.status, Some(0), "{}{}", run.stdout, run.stderr);
    assert_eq!(fs::read(project.path(name)).unwrap(), bytes, "the input is never changed");
    let copy = fs::read(project.path(format!("{stem}-filled.{ending}"))).unwrap();
    (run, copy)
}

/// The reasons of each row, by its number.
fn reasons(project: &Project, report: &str) -> BTreeMap<u64, String> {
    let text = fs::read_to_string(project.path(report)).unwrap();
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    let rows = report["rows"].as_array().unwrap();
    rows.iter().map(|row| (row["row"].as_u64().unwrap(), row["reasons"].to_string())).collect()
}

#[test]
fn answers_are_written_in_the_words_of_the_questionnaire() {
    let project = Project::new(LIBRARY);
    let none: &[&str] = &[];
    // The header of responses, the list, and what is written for yes, planned, partial, no and not applicable.
    let cases: [(&str, &[&str], [&str; 5]); 14] = [
        ("Response", &["Yes", "No", "Partial", "N/A"], ["Yes", "No", "Partial", "No", "N/A"]),
        ("Response", &["Y", "N"], ["Y", "N", "N", "N", ""]),
        (
            "Response",
            &["Compliant", "Non-Compliant", "NA"],
            ["Compliant", "Non-Compliant", "Non-Compliant", "Non-Compliant", "NA"],
        ),
        (
            "Response",
            &["Ja", "Nein", "Teilweise", "Nicht anwendbar"],
            ["Ja", "Nein", "Teilweise", "Nein", "Nicht anwendbar"],
        ),
        ("Response", &["1", "2", "3", "4", "5"], ["", "", "", "", ""]),
        ("Response (Y/N/NA)", none, ["Y", "N", "N", "N", "NA"]),
        (
            "Response (Compliant / Non-compliant)",
            none,
            ["Compliant", "Non-compliant", "Non-compliant", "Non-compliant", ""],
        ),
        ("Response", none, ["Yes", "Planned", "Partial", "No", "Not applicable"]),
        ("Response (1 = Yes, 0 = No)", none, ["1", "0", "0", "0", ""]),
        (
            "Response: Fully / Partially / Not implemented",
            none,
            ["Fully", "Not implemented", "Partially", "Not implemented", ""],
        ),
        ("Response (Red / Amber / Green)", none, [""; 5]),
        ("Response (enter Y if non-compliant)", none, [""; 5]),
        ("Response (enter Y if non-compliant)", &["Y", "N"], [""; 5]),
        ("Response (Leave blank if yes)", none, [""; 5]),
    ];
    for (index, (header, list, wanted)) in cases.into_iter().enumerate() {
        let bytes = book(&["ID", "Question", header, "Comments"], |sheet| {
            if !list.is_empty() {
                listed(sheet, 2, list);
            }
        });
        let (_, copy) = filled(&project, &format!("{index}.xlsx"), &bytes, &[]);
        let (words, texts) = (column(&copy, 2), column(&copy, 3));
        assert_eq!(words[..5], wanted, "{header} {list:?}");
        for (word, text) in words.iter().zip(&texts).take(5) {
            assert!(!word.is_empty() || text.is_empty(), "half an answer: {text}");
        }
        if wanted[2] == "N" || wanted[2] == "No" {
            assert!(texts[2].starts_with("In part."), "{}", texts[2]);
        }
        if !wanted[1].is_empty() {
            assert_eq!(texts[1], "Planned: SCIM 2.0, due 31 March 2027.");
        }
    }
}

#[test]
fn one_cell_takes_word_and_explanation() {
    let project = Project::new(LIBRARY);
    let (_, copy) = filled(&project, "a.xlsx", &book(&["Question", "Answer"], |_| {}), &[]);
    let wanted = [
        "Yes. All databases are encrypted with AES-256 (https://nist.example/aes).",
        "Planned: SCIM 2.0, due 31 March 2027.",
        "Partial. SAML in the larger plan.",
        "No",
        "Not applicable. We run no office network.",
        "=1+1 is no formula: copies are made daily.",
    ];
    assert_eq!(column(&copy, 1)[..6], wanted);
}

#[test]
fn what_asks_for_more_than_yes_gets_no_bare_yes() {
    let project = Project::new(LIBRARY);
    let options = ["--variant", "dedicated"];
    let bytes = book(&["Question", "Answer"], |_| {});
    let (_, copy) = filled(&project, "a.xlsx", &bytes, &options);
    assert_eq!(column(&copy, 1)[6], "The customer does.");
    let bytes = book(&["Question", "Answer"], |sheet| listed(sheet, 1, &["Yes", "No"]));
    let (_, copy) = filled(&project, "b.xlsx", &bytes, &options);
    let words = column(&copy, 1);
    assert_eq!((words[0].as_str(), words[6].as_str()), ("Yes", ""));
    let reasons = reasons(&project, "b-filled.report.json");
    assert!(reasons[&8].contains("more than a yes or a no"), "{}", reasons[&8]);
}

#[test]
fn lists_below_a_header_that_asks_something_else_are_not_filled() {
    let project = Project::new(LIBRARY);
    for (index, (header, is_filled)) in [
        ("", true),
        ("Complies in your product?", true),
        ("Compliant / Non-compliant", true),
        ("Exception?", false),
        ("Non-compliance", false),
        ("Not in place", false),
        ("Compliance gap", false),
        ("Deviation", false),
        ("Waiver requested", false),
        ("Mandatory", false),
        ("Applies to us", false),
        ("Abweichung", false),
        ("D\u{e9}rogation", false),
        ("Excepci\u{f3}n", false),
        ("Scostamento", false),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("{index}.xlsx");
        let headers = ["ID", "Question", header, "Comments"];
        let bytes = book(&headers, |sheet| listed(sheet, 2, &["Yes", "No"]));
        project.write(&name, &bytes);
        let run = project.trust(&["fill", &name]);
        let is_refused = run.status == Some(2) && run.stderr.contains("--answer");
        let is_left = is_refused || run.stdout.contains(" 0 filled");
        assert_eq!(is_left, !is_filled, "{header}: {}{}", run.stdout, run.stderr);
    }
}

#[test]
fn texts_above_a_table_that_turn_answers_round_are_heeded() {
    let project = Project::new(LIBRARY);
    for (name, text, is_filled) in [
        ("a.csv", "Enter Yes where you do NOT comply with the statement", false),
        ("b.csv", "Enter Yes where you comply and No where you do not", true),
    ] {
        let file = format!(
            "{text},,\nQuestion,Answer,Comments\nIs customer data encrypted at rest?,,\n\
             Do you store numbers of credit cards?,,\n"
        );
        let (_, copy) = filled(&project, name, file.as_bytes(), &[]);
        assert_eq!(copy != file.as_bytes(), is_filled, "{text}");
    }
    assert!(reasons(&project, "a-filled.report.json")[&3].contains("a meaning of their own"));
}

#[test]
fn rows_in_which_somebody_has_commented_are_for_people() {
    let project = Project::new(LIBRARY);
    let file = "Question,Answer,Comments\nIs customer data encrypted at rest?,,We do NOT.\n\
                Do you store numbers of credit cards?,,Ask Bob\nIs single sign-on available to users?,,\n";
    let (_, copy) = filled(&project, "a.csv", file.as_bytes(), &[]);
    let wanted = file
        .replace("available to users?,,", "available to users?,Partial,SAML in the larger plan.");
    assert_eq!(String::from_utf8(copy).unwrap(), wanted);
    let reasons = reasons(&project, "a-filled.report.json");
    assert!(reasons[&2].contains("We do NOT") && reasons[&3].contains("Ask Bob"), "{reasons:?}");
}

#[test]
fn sheets_of_one_name_are_refused() {
    let project = Project::new(LIBRARY);
    let mut book = Book::new();
    for name in ["One", "Two"] {
        book.add_worksheet().set_name(name).unwrap();
    }
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in unzip(&book.save_to_buffer().unwrap()) {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        let text = String::from_utf8(bytes).unwrap().replace("\"Two\"", "\"One\"");
        std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
    }
    project.write("a.xlsx", writer.finish().unwrap().into_inner());
    let run = project.trust(&["fill", "a.xlsx"]);
    assert!(run.stderr.contains("two sheets of the name \"One\""), "{}", run.stderr);
    assert_eq!(run.status, Some(2));
}

#[test]
fn ticks_go_into_their_column() {
    let project = Project::new(LIBRARY);
    let headers = ["Question", "Yes", "No", "N/A", "Comments"];
    let bytes = book(&headers, |sheet| {
        sheet.write(12, 2, "X").unwrap();
    });
    let (_, copy) = filled(&project, "a.xlsx", &bytes, &[]);
    let ticks = |at| column(&copy, at)[..5].to_vec();
    assert_eq!(ticks(1), ["X", "", "", "", ""]);
    assert_eq!(ticks(2), ["", "X", "X", "X", ""]);
    assert_eq!(ticks(3), ["", "", "", "", "X"]);
    assert_eq!(column(&copy, 4)[2], "In part. SAML in the larger plan.");
}

#[test]
fn what_is_doubtful_stays_blank_and_is_explained() {
    let project = Project::new(LIBRARY);
    let bytes = book(&["Question", "Response", "Comments"], |_| {});
    let (run, copy) = filled(&project, "a.xlsx", &bytes, &[]);
    assert!(run.stdout.contains("6 filled, 4 to review, 2 without an answer"), "{}", run.stdout);
    assert_eq!(column(&copy, 1)[6..], ["", "", "", "", "", ""]);
    let reasons = reasons(&project, "a-filled.report.json");
    for (row, reason) in [
        (8, "--variant"),
        (9, "no answer"),
        (10, "no answer"),
        (11, "overdue"),
        (12, "a day that has passed"),
        (13, "internal-reference"),
    ] {
        assert!(reasons[&row].contains(reason), "{row}: {}", reasons[&row]);
    }
    let (_, copy) = filled(&project, "b.xlsx", &bytes, &["--variant", "dedicated"]);
    assert_eq!(column(&copy, 2)[6], "The customer does.");
    project.write("c.xlsx", &bytes);
    let run = project.trust(&["fill", "c.xlsx", "--variant", "dedicatd"]);
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.contains("did you mean `dedicated`?"), "{}", run.stderr);
}

#[test]
fn nothing_above_the_audience_is_written() {
    let project = Project::new(LIBRARY);
    let bytes = book(&["Question", "Response", "Comments"], |_| {});
    for (name, options, is_told) in [
        ("default", &[][..], false),
        ("public", &["--audience", "public"], false),
        ("nda", &["--audience", "nda"], true),
    ] {
        let (_, copy) = filled(&project, &format!("{name}.xlsx"), &bytes, options);
        let texts = column(&copy, 2);
        assert_eq!(texts.iter().any(|text| text.contains("CANARYNDA")), is_told, "{name}");
        assert!(!texts.iter().any(|text| text.contains("CANARYINTERNAL")), "{name}");
        let report =
            fs::read_to_string(project.path(format!("{name}-filled.report.json"))).unwrap();
        assert!(!report.contains("CANARYINTERNAL"), "{name}");
    }
    project.write("x.xlsx", &bytes);
    assert_eq!(project.trust(&["fill", "x.xlsx", "--audience", "internal"]).status, Some(2));
}

#[test]
fn what_stands_there_is_left() {
    let project = Project::new(LIBRARY);
    let bytes = book(&["Question", "Response", "Comments"], |sheet| {
        sheet.write(1, 1, "Our word").unwrap();
        sheet.write(2, 1, "Please select").unwrap();
        sheet.write(3, 1, Formula::new("=1").set_result("1")).unwrap();
        sheet.write(4, 1, "<enter response>").unwrap();
        sheet.merge_range(5, 1, 6, 1, "", &Format::new()).unwrap();
    });
    let (_, copy) = filled(&project, "a.xlsx", &bytes, &[]);
    assert_eq!(column(&copy, 1)[..6], ["Our word", "Planned", "1", "No", "", ""]);
    let (_, copy) = filled(&project, "b.xlsx", &bytes, &["--overwrite"]);
    assert_eq!(column(&copy, 1)[..4], ["Yes", "Planned", "1", "No"]);
}

#[test]
fn locked_cells_are_left() {
    let project = Project::new(LIBRARY);
    let bytes = book(&["Question", "Response", "Comments"], |sheet| {
        sheet.protect();
        for row in 2..=12 {
            sheet.unprotect_range(row, 1, row, 2).unwrap();
        }
    });
    let (_, copy) = filled(&project, "a.xlsx", &bytes, &[]);
    assert_eq!(column(&copy, 1)[..3], ["", "Planned", "Partial"]);
    assert!(reasons(&project, "a-filled.report.json")[&2].contains("locked"));
}

#[test]
fn a_form_without_columns_for_answers_gets_some() {
    let project = Project::new(LIBRARY);
    let (_, copy) = filled(&project, "a.xlsx", &book(&["ID", "Question"], |_| {}), &[]);
    let sheet = Workbook::open(&copy, &Limits::default()).unwrap().read(0).unwrap();
    let headers = [2, 3].map(|column| sheet.text(Place::new(0, column)));
    assert_eq!(headers, ["Answer", "Comment"]);
    assert_eq!(column(&copy, 2)[0], "Yes");
}

#[test]
fn tables_as_text_keep_their_other_bytes() {
    let project = Project::new(LIBRARY);
    let file = "\u{feff}Nr;Question;Answer;Comment\r\n1;\"Is customer data encrypted at rest?\";;\r\n\r\n\
                2;How are backups made?;;\r\n3;'quoted' and; \"odd\" ;x\r\n4;Do you breed unicorns?;;\r\n";
    let (_, copy) = filled(&project, "a.csv", file.as_bytes(), &[]);
    let wanted = file
        .replace(
            "at rest?\";;",
            "at rest?\";Yes;All databases are encrypted with AES-256 (https://nist.example/aes).",
        )
        .replace("made?;;", "made?;'=1+1 is no formula: copies are made daily.;");
    assert_eq!(String::from_utf8(copy).unwrap(), wanted);
    let lines = "1. Is customer data encrypted at rest?\nDo you breed unicorns?\n";
    let (_, copy) = filled(&project, "b.txt", lines.as_bytes(), &[]);
    let text = String::from_utf8(copy).unwrap();
    assert!(text.contains("\"Is customer data encrypted at rest?\",Yes,"), "{text}");
}

#[test]
fn the_same_comes_out_twice_and_only_cells_differ() {
    let project = Project::new(LIBRARY);
    let bytes =
        book(&["Question", "Response", "Comments"], |sheet| listed(sheet, 1, &["Yes", "No"]));
    let (_, first) = filled(&project, "a.xlsx", &bytes, &[]);
    let report = fs::read(project.path("a-filled.report.json")).unwrap();
    let (_, second) = filled(&project, "a.xlsx", &bytes, &[]);
    assert!(first == second, "the same project and file give the same bytes");
    assert_eq!(fs::read(project.path("a-filled.report.json")).unwrap(), report);
    let parts = |bytes: &[u8]| {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes.to_vec())).unwrap();
        let count = archive.len();
        let read = |at| {
            let mut part = archive.by_index(at).unwrap();
            let name = part.name().unwrap().into_owned();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
            (name, bytes)
        };
        (0..count).map(read).collect::<BTreeMap<_, _>>()
    };
    let (before, after) = (parts(&bytes), parts(&first));
    assert!(before.keys().eq(after.keys()));
    let changed: Vec<&String> =
        before.iter().filter(|(name, part)| after[*name] != **part).map(|(name, _)| name).collect();
    assert_eq!(changed, ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"]);
}

#[test]
fn nothing_that_somebody_else_has_written_is_lost() {
    let project = Project::new(LIBRARY);
    let bytes = book(&["Question", "Response", "Comments"], |_| {});
    project.write("a.xlsx", &bytes).write("a-filled.xlsx", "somebody's");
    for (options, reason) in [
        (&["fill", "a.xlsx"][..], "is there already"),
        (&["fill", "a.xlsx", "-o", "a.xlsx"], "never changed"),
        (&["fill", "a.xlsx", "-o", "./a.xlsx"], "never changed"),
    ] {
        let run = project.trust(options);
        assert_eq!(run.status, Some(2), "{options:?}");
        assert!(run.stderr.contains(reason), "{}", run.stderr);
    }
    assert_eq!(fs::read(project.path("a-filled.xlsx")).unwrap(), b"somebody's");
    let before = project.names();
    assert_eq!(project.trust(&["fill", "a.xlsx", "-o", "b.xlsx", "--dry-run"]).status, Some(0));
    assert_eq!(project.names(), before);
    filled(&project, "c.xlsx", &bytes, &[]);
    // What a person has changed in the copy is not written over.
    project.write("c-filled.xlsx", [bytes.as_slice(), b"x"].concat());
    assert_eq!(project.trust(&["fill", "c.xlsx"]).status, Some(2));
}

#[test]
fn files_of_other_kinds_are_refused_with_advice() {
    let project = Project::new(LIBRARY);
    let cfb: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more";
    for (name, bytes) in [
        ("a.xls", cfb),
        ("a.pdf", b"%PDF-1.7 and more"),
        ("a.docx", b"PK\x03\x04 no archive"),
        ("a.xlsx", b""),
        ("a.csv", b""),
        ("b.csv", b"caf\xe9,x\n"),
        ("c.csv", b"just,some\ncells,here\n"),
    ] {
        project.write(name, bytes);
        let run = project.trust(&["fill", name]);
        assert_eq!(run.status, Some(2), "{name}: {}", run.stderr);
        assert!(run.stderr.contains("; "), "{name}: {}", run.stderr);
    }
    assert!(!project.names().iter().any(|name| name.contains("-filled")));
}

#[test]
fn decisions_of_a_report_are_applied() {
    let project = Project::new(LIBRARY);
    let bytes = book(&["Question", "Response", "Comments"], |_| {});
    filled(&project, "a.xlsx", &bytes, &[]);
    let path = project.path("a-filled.report.json");
    let mut report: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let other = serde_json::json!({"answer": "wireless"});
    for (row, decision) in [(2, "blank".into()), (11, "accept".into()), (9, other)] {
        let rows = report["rows"].as_array_mut().unwrap();
        let own = rows.iter_mut().find(|own| own["row"] == row).unwrap();
        own["decision"] = decision;
    }
    fs::write(project.path("decided.json"), report.to_string()).unwrap();
    let run = project.trust(&["fill", "--resume", "decided.json"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    let copy = fs::read(project.path("a-filled.xlsx")).unwrap();
    let words = column(&copy, 1);
    assert_eq!((&*words[0], &*words[9], &*words[7]), ("", "Yes", "Not applicable"));
}

#[test]
fn other_programs_open_what_was_filled() {
    let project = Project::new(LIBRARY);
    let bytes = book(&["Question", "Response", "Comments"], |sheet| {
        listed(sheet, 1, &["Yes", "No", "N/A"]);
    });
    let (_, copy) = filled(&project, "a.xlsx", &bytes, &[]);
    let folder = scratch("filling");
    fs::write(folder.join("before.xlsx"), &bytes).unwrap();
    fs::write(folder.join("after.xlsx"), copy).unwrap();
    passes(python("filling.py").arg(&folder).arg(tool("bin/soffice")));
}

#[test]
fn known_forms_go_through_their_mapping_and_their_layout() {
    const FORM: &str = r#"//- content/forms/house-1/form.yaml
id: house
version: "1"
title: House form
publisher: The house
about: Four questions.
wording: Ours.
source: {text: Ask the house., url: "https://house.example"}
licence: None.
responses: {yes: Aye, no: Nay, partial: Nay, planned: Nay, not-applicable: Moot}
columns: {id: Mark, question: Matter, response: Verdict, explanation: Grounds}
profiles:
  - name: House book
    sheet: House*
    headers: {id: Mark, question: Matter, response: Verdict, explanation: Grounds}
sections: [{id: H, title: House}]
questions:
  - {id: HO-1, section: H, text: Is the roof tight?}
  - {id: HO-2, section: H, text: Is the door locked?}
  - {id: HO-3, section: H, text: Is the cellar dry?}
  - {id: HO-4, section: H, text: Is the garden kept?}
//- answers/house.yaml
topic: {id: house, title: House}
owner: security
reviewed: 2026-11-01
audience: public
answers:
  - {id: roof, question: Do you keep off the rain?, response: yes, answers_to: {house@1: [HO-1]}}
  - {id: door, question: Do you keep thieves out?, response: yes, answers_to: {house@1: [HO-2]}}
  - {id: cellar, question: Do you keep wine?, response: not-applicable, because: No cellar., answers_to: {house@1: [HO-3]}}
"#;
    let project = Project::new(FORM);
    let mut book = Book::new();
    let sheet = book.add_worksheet().set_name("House of 2026").unwrap();
    let rows = [
        ["Mark", "Matter", "Verdict", "Grounds"],
        ["HO-1", "State of the roof", "", ""],
        // The id of the door, and another question.
        ["HO-2", "Colour of all walls", "", ""],
        ["HO-3", "State of the cellar", "", ""],
        ["HO-4", "State of the garden", "", ""],
    ];
    for (row, texts) in (0..).zip(rows) {
        for (column, text) in (0..).zip(texts) {
            sheet.write(row, column, text).unwrap();
        }
    }
    let (run, copy) = filled(&project, "a.xlsx", &book.save_to_buffer().unwrap(), &[]);
    assert!(run.stdout.contains("a.xlsx, house@1"), "{}", run.stdout);
    assert_eq!(column(&copy, 2)[..4], ["Aye", "", "Moot", ""]);
    assert_eq!(column(&copy, 3)[2], "No cellar.");
    let reasons = reasons(&project, "a-filled.report.json");
    assert!(reasons[&3].contains("asks something else"), "{}", reasons[&3]);
}

#[test]
fn copies_stay_out_of_what_is_published_and_keep_their_ending() {
    let project = Project::new(LIBRARY);
    project.write(
        "a.csv",
        "Question,Answer\nIs customer data encrypted at rest?,\nIs there a wall?,\n",
    );
    for folder in ["answers", "content", "themes/own", "dist"] {
        fs::create_dir_all(project.path(folder)).unwrap();
        let out = format!("{folder}/x.csv");
        let run = project.trust(&["fill", "a.csv", "-o", &out]);
        run.exits(2).says(&["cannot be kept in", "-o"]);
        assert!(!project.path(out).exists());
    }
    project.trust(&["fill", "a.csv", "-o", "x.xlsx"]).exits(2).says(&["name it `x.csv` with -o"]);
    project.trust(&["fill", "a.csv", "-o", "X.CSV"]).ok();
}

/// What a project may still publish nobody may sign: a rule that warns holds back as one that denies.
#[test]
fn expired_evidence_holds_answers_back_at_every_level_but_allow() {
    for (level, is_held) in [("deny", true), ("warn", true), ("allow", false)] {
        let project = Project::new(&format!(
            "{LIBRARY}//- content/attestations.yaml\nattestations:\n  - id: iso\n    name: ISO/IEC 27001\n    state: held\n    \
             issuer: Example Cert\n    issued: 2023-01-01\n    valid_until: 2026-10-01\n    audience: public\n"
        ));
        project.edit(
            "trust.yaml",
            "internal:",
            &format!("rules: {{expired-attestation: {level}}}\ninternal:"),
        );
        project.edit("answers/all.yaml", "  - id: scim", "    evidence: [iso]\n  - id: scim");
        project.write("a.csv", "Question,Answer,Comments\nIs customer data encrypted at rest?,,\nDo you store numbers of credit cards?,,\n");
        project.trust(&["fill", "a.csv"]).ok();
        let reasons = reasons(&project, "a-filled.report.json");
        assert_eq!(reasons[&2].contains("expired-attestation"), is_held, "{level}: {reasons:?}");
        let copy = fs::read_to_string(project.path("a-filled.csv")).unwrap();
        assert_eq!(copy.contains("at rest?,,"), is_held, "{level}: {copy}");
        assert!(copy.contains("credit cards?,No"), "{level}: {copy}");
    }
}

#[test]
fn what_somebody_wrote_in_brackets_is_left() {
    let project = Project::new(LIBRARY);
    for (present, is_left) in [
        ("[We are NOT]", true),
        ("<see contract annex 4>", true),
        ("{{agreed: No}}", true),
        ("[No]", true),
        ("??", true),
        ("pending", true),
        ("[Enter your response here]", false),
        ("<Yes/No>", false),
        ("{please select}", false),
        ("[ ]", false),
        ("TBD", false),
    ] {
        let text = format!(
            "Question,Answer,Comments\nIs customer data encrypted at rest?,{present},\nDo you store numbers of credit cards?,,\n"
        );
        project.write("a.csv", text);
        project.trust(&["fill", "a.csv"]).ok();
        let copy = fs::read_to_string(project.path("a-filled.csv")).unwrap();
        assert_eq!(copy.contains(&format!("at rest?,{present},")), is_left, "{present}: {copy}");
        assert!(copy.contains("credit cards?,No"), "{present}: {copy}");
    }
}

#[test]
fn one_question_alone_is_filled() {
    let project = Project::new(LIBRARY);
    for (name, text) in [
        ("a.txt", "Is customer data encrypted at rest?\n"),
        ("b.csv", "Question,Answer,Comments\nIs customer data encrypted at rest?,,\n"),
    ] {
        let (_, copy) = filled(&project, name, text.as_bytes(), &[]);
        assert!(String::from_utf8_lossy(&copy).contains("Yes"), "{name}");
    }
}

#[test]
fn a_table_wider_than_a_sheet_is_refused() {
    let project = Project::new(LIBRARY);
    project.write("wide.csv", format!("Question,Answer\nIs data safe?{}\n", ",".repeat(70_000)));
    project.trust(&["fill", "wide.csv"]).exits(2).says(&["it is larger than a sheet can be"]);
}

#[test]
fn a_question_of_thousands_of_words_takes_no_time_and_is_never_filled() {
    let project = Project::new(LIBRARY);
    let long = format!(
        "Is customer data encrypted at rest?{}",
        " And are the backups kept apart?".repeat(900)
    );
    let rows = format!("1,{long},,\n").repeat(40);
    let text =
        format!("ID,Question,Answer,Comments\n{rows}99,Is customer data encrypted at rest?,,\n");
    project.write("a.csv", text);
    project.trust_within(60, &["fill", "a.csv"]).ok().tells(&["1 filled, 40 to review"]);
    assert!(reasons(&project, "a-filled.report.json")[&2].contains("too long"));
}
