//! Files that strangers send to be filled: refused in words, or filled rightly, and never at much cost.

use std::fs;
use std::time::{Duration, Instant};

use rust_xlsxwriter::{DataValidation, Formula, Workbook as Book};
use trust::xlsx::{Limits, Place, Workbook};

use crate::filling_safety::{SMALL, TABLE, beside, untouched};
use crate::hostile_workbooks::archive::{Part, archive};
use crate::hostile_workbooks::cases::{Expected, SHEET, base, cases};
use crate::hostile_workbooks::{Dice, feed};
use crate::project::{Project, Run, unzip};

/// A workbook whose sheet is this, with more parts.
fn book(sheet: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let mut parts: Vec<Part> = base()
        .into_iter()
        .map(|(name, text)| Part::new(name, if name == SHEET { sheet.as_bytes() } else { &text }))
        .collect();
    for (name, text) in more {
        parts.retain(|part| part.name != *name);
        parts.push(Part::new(name, text.as_bytes()));
    }
    archive(&parts)
}

/// A sheet with a header and a question in each row; `cells` are what stands in B and C, and `after` follows the rows.
fn asking(questions: &[&str], cells: impl Fn(usize) -> String, after: &str) -> String {
    let text = |place: &str, text: &str| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        format!("<c r='{place}' t='inlineStr'><is><t xml:space='preserve'>{text}</t></is></c>")
    };
    let header: String = [("A1", "Question"), ("B1", "Answer"), ("C1", "Comment")]
        .map(|(at, own)| text(at, own))
        .concat();
    let rows: String = (2..)
        .zip(questions)
        .map(|(row, own)| {
            format!("<row r='{row}'>{}{}</row>", text(&format!("A{row}"), own), cells(row))
        })
        .collect();
    format!(
        "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><dimension ref='A1:XFD1048576'/><sheetData><row r='1'>{header}</row>{rows}</sheetData>{after}</worksheet>"
    )
}

/// Runs `fill` with at most so many seconds of a processor.
fn fill(project: &Project, name: &str, bytes: &[u8], seconds: u32) -> Run {
    project.write(name, bytes);
    let run = project.trust_within(seconds, &["fill", name, "--as-of", crate::project::TODAY]);
    assert!(run.status.is_some(), "{name}: it was ended");
    untouched(project, name, bytes);
    run
}

fn refused(project: &Project, name: &str, bytes: &[u8], reason: &str) {
    let run = fill(project, name, bytes, 20);
    assert_eq!(run.status, Some(2), "{name}: {}{}", run.stdout, run.stderr);
    assert_eq!(run.stderr.lines().count(), 1, "{name}: {}", run.stderr);
    assert!(run.stderr.contains(reason), "{name}: {}", run.stderr);
    assert!(beside(project, name).is_empty(), "{name}: {:?}", beside(project, name).keys());
}

#[test]
fn every_hostile_workbook_is_refused_or_filled() {
    for case in cases() {
        let bytes = (case.make)();
        let begun = Instant::now();
        let outcome = feed::filled("a.xlsx", &bytes);
        let took = begun.elapsed();
        assert!(took < Duration::from_secs(20), "{}: {took:?}", case.name);
        let must_fail = !matches!(case.expected, Expected::Fine | Expected::Whatever);
        assert!(outcome.is_err() || !must_fail, "{}", case.name);
        if let Err(refusal) = outcome {
            let text = refusal.to_string();
            assert!(!text.chars().any(char::is_control) && text.len() < 300, "{text:?}");
        }
    }
}

#[test]
fn what_is_no_questionnaire_is_refused_in_one_line() {
    let project = Project::new(SMALL);
    let plain = book(&asking(&["Are backups tested?"], |_| String::new(), ""), &[]);
    let megabytes = format!("{}{}", feed::SHEET, " ".repeat(100_000_000));
    let many: String = (1..1_000_000).map(|n| format!("<mergeCell ref='A{n}:B{n}'/>")).collect();
    let many = asking(
        &["Are backups tested?"],
        |_| String::new(),
        &format!("<mergeCells>{many}</mergeCells>"),
    );
    let doctype = format!("<!DOCTYPE a [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>{}", feed::SHEET);
    let twins: Vec<Part> =
        [SHEET, SHEET, &SHEET.to_uppercase()].map(|name| Part::new(name, b"<worksheet/>")).to_vec();
    let old = [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &[0; 2_000]].concat();
    let mimetype = Part::stored("mimetype", b"application/vnd.oasis.opendocument.spreadsheet");
    let open = archive(&[mimetype, Part::new("content.xml", b"<a/>")]);
    let word = archive(&[
        Part::new("[Content_Types].xml", feed::TYPES.as_bytes()),
        Part::new("_rels/.rels", feed::PACKAGE.replace("xl/workbook", "word/document").as_bytes()),
        Part::new("word/document.xml", b"<a/>"),
    ]);
    for (name, bytes, reason) in [
        ("bomb.xlsx", book(&megabytes, &[]), "too large"),
        ("doctype.xlsx", book(&doctype, &[]), "cannot be filled"),
        ("merges.xlsx", book(&many, &[]), "cannot be filled"),
        ("twins.xlsx", archive(&twins), "cannot be filled"),
        ("old.xls", old.clone(), ".xlsx"),
        ("locked.xlsx", old, "cannot be filled"),
        ("open.ods", open, ".xlsx"),
        ("word.docx", word, "cannot be filled"),
        ("page.pdf", b"%PDF-1.7\n%\xff\n".to_vec(), "cannot be filled"),
        ("table.xlsx", TABLE.as_bytes().to_vec(), "cannot be filled"),
        ("empty.xlsx", Vec::new(), "empty"),
        ("empty.csv", Vec::new(), "empty"),
        ("cut.xlsx", plain[..plain.len() / 2].to_vec(), "cannot be filled"),
        ("wide.csv", TABLE.encode_utf16().flat_map(u16::to_le_bytes).collect(), "UTF-16"),
        ("latin.csv", b"Question,Answer\nIs it t\xe9st\xe9?,\n".to_vec(), "not UTF-8"),
        ("nul.csv", TABLE.replace("Are", "A\0re").into_bytes(), "cannot be filled"),
        ("quote.csv", TABLE.replace("Are backups", "\"Are backups").into_bytes(), "not closed"),
        ("line.txt", "Are backups tested? ".repeat(2_500_000).into_bytes(), "32,767"),
        ("cell.csv", TABLE.replace("Are", &"Are ".repeat(10_000)).into_bytes(), "32,767"),
        ("rows.csv", "Are backups tested?,,\n".repeat(1_000_000).into_bytes(), "too large"),
        (
            "rows-1.csv",
            format!("Question,Answer,Comment\n{}", "Are backups tested?,,\n".repeat(25_000))
                .into_bytes(),
            "20,000",
        ),
    ] {
        refused(&project, name, &bytes, reason);
    }
}

#[test]
fn what_a_workbook_brings_is_kept_and_told() {
    let project = Project::new(SMALL);
    let questions = ["Is customer data encrypted at rest?", "Are backups tested?"];
    let odd = ["../../evil.xml", "/etc/evil.xml", "C:\\evil.xml"];
    let types = feed::TYPES.replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    );
    let relations = feed::RELATIONS.replace(
        "</Relationships>",
        r#"<Relationship Id="rId8" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink" Target="externalLinks/externalLink1.xml"/><Relationship Id="rId9" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/></Relationships>"#,
    );
    let mut more = vec![
        ("[Content_Types].xml", types.as_str()),
        ("xl/_rels/workbook.xml.rels", &relations),
        ("xl/externalLinks/externalLink1.xml", "<externalLink>file:///etc/passwd</externalLink>"),
        ("xl/vbaProject.bin", "Shell \"touch evil\""),
        ("xl/connections.xml", "<connections/>"),
    ];
    more.extend(odd.map(|name| (name, "kept")));
    let bytes = book(&asking(&questions, |_| String::new(), ""), &more);
    let names = project.names();
    let run = fill(&project, "a.xlsm", &bytes, 20);
    run.ok().tells(&["2 filled", "macros", "other workbooks", "connections"]);
    let copy = fs::read(project.path("a-filled.xlsm")).unwrap();
    let (before, after) = (unzip(&bytes), unzip(&copy));
    assert!(before.keys().eq(after.keys()));
    let changed = before.iter().filter(|(name, part)| after[*name] != **part);
    assert!(changed.clone().all(|(name, _)| name == SHEET || name == "xl/sharedStrings.xml"));
    assert!(changed.count() > 0);
    let new: Vec<_> = project.names().difference(&names).cloned().collect();
    assert_eq!(new.len(), 4, "{new:?}");
}

#[test]
fn formulas_stay_whatever_is_in_their_way() {
    let project = Project::new(SMALL);
    let questions =
        ["Is customer data encrypted at rest?", "Are backups tested?", "How are copies made?"];
    let formulas = |row: usize| match row {
        2 => "<c r='B2'><f>1+1</f><v>2</v></c>".to_owned(),
        3 => "<c r='B3' t='str'><f t='array' ref='B3:C4'>A3:A4</f><v/></c><c r='C3'/>".to_owned(),
        _ => String::new(),
    };
    for options in [&[][..], &["--overwrite"]] {
        let bytes = book(&asking(&questions, formulas, ""), &[]);
        project.write("a.xlsx", &bytes);
        let run = project.trust(&[&["fill", "a.xlsx"], options].concat());
        assert_eq!(run.status, Some(0), "{}", run.stderr);
        let copy = fs::read(project.path("a-filled.xlsx")).unwrap();
        let sheet = String::from_utf8(unzip(&copy)[SHEET].clone()).unwrap();
        assert!(sheet.contains("<f>1+1</f>"), "{sheet}");
        assert!(sheet.contains("<f t='array' ref='B3:C4'>A3:A4</f>"), "{sheet}");
        let cells = Workbook::open(&copy, &Limits::default()).unwrap().read(0).unwrap();
        for place in ["C3", "B4", "C4"] {
            assert_eq!(cells.text(place.parse().unwrap()), "", "{place}: in the way of the array");
        }
    }
}

/// Questions in which something steers terminals, turns texts, or cannot be seen.
#[test]
fn questions_that_play_tricks_are_told_as_plain_text() {
    let project = Project::new(SMALL);
    let tricks = [
        "Are backups tested?\u{1b}]0;evil\u{7}\u{1b}[2J",
        "\u{202e}Are backups tested?\u{202c}",
        "Are \u{2066}backups\u{2069} tested?",
        "Are backups te\u{200b}sted?\u{feff}",
        "Are backups tested?\u{9b}31m",
        "<script>alert(1)</script> Are backups tested?",
        "Are backups tested? =cmd|' /C calc'!A0",
    ];
    let rows: String = tricks.iter().map(|own| format!("\"{own}\",,\n")).collect();
    let table = format!("Question,Answer,Comment\n{rows}");
    let run = fill(&project, "a.csv", table.as_bytes(), 20);
    run.ok();
    let said = format!("{}{}", run.stdout, run.stderr);
    let odd = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!said.contains(odd), "{said:?}");
    let text =
        |ending: &str| fs::read_to_string(project.path(format!("a-filled.{ending}"))).unwrap();
    let report: serde_json::Value = serde_json::from_str(&text("report.json")).unwrap();
    for (row, trick) in report["rows"].as_array().unwrap().iter().zip(tricks) {
        let turns = |c: char| odd(c) && !c.is_control();
        assert!(!trick.contains(turns) || row["outcome"] != "fill", "{trick:?}: {row:#}");
    }
    let html = text("report.html");
    assert!(!html.contains("<script>alert") && !html.contains('\u{1b}'), "the page");
}

#[test]
fn sheets_with_odd_names_are_filled_and_named() {
    let project = Project::new(SMALL);
    project.git(&["init", "-q", "-b", "main"]).git(&["add", "-A"]);
    project.git(&["commit", "-q", "-m", "x"]);
    for name in ["../../x", "a/b\\c", "O'Brien \"x\"", "..", &"n".repeat(255), "A!1", "<b>&amp;"] {
        let escaped = name.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        let own = feed::BOOK.replace("name=\"Sheet 1\"", &format!("name=\"{escaped}\""));
        let own = own.replace("'Sheet 1'!$A$1:$A$2", "1");
        let sheet = asking(&["Are backups tested?", "How are copies made?"], |_| String::new(), "");
        let bytes = book(&sheet, &[("xl/workbook.xml", &own)]);
        project.write("told.jsonl", "").write("a.xlsx", &bytes);
        let run = project.trust(&["fill", "a.xlsx", "--ledger", "told.jsonl", "--recipient", "X"]);
        run.ok().tells(&["2 filled"]);
        assert_eq!(beside(&project, "a.xlsx").len(), 3, "{name}");
        project.trust(&["fill", "--resume", "a-filled.report.json"]).ok();
        project.trust(&["impact", "--ledger", "told.jsonl"]).ok();
    }
}

/// Texts that spreadsheet programs would compute.
#[test]
fn no_explanation_becomes_a_formula() {
    let payloads = [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(1)",
        "\\t=1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "=HYPERLINK(\\\"x\\\")",
    ];
    let mut answers =
        "topic: {id: a, title: A}\nowner: s\nreviewed: 2026-11-01\naudience: public\nanswers:\n"
            .to_owned();
    for (at, text) in payloads.iter().enumerate() {
        answers += &format!(
            "  - {{id: a-{at}, question: \"Is control {at} in place?\", explanation: \"{text}\"}}\n"
        );
    }
    let project = Project::new("");
    project.write("answers/a.yaml", answers);
    let questions: Vec<String> =
        (0..payloads.len()).map(|at| format!("Is control {at} in place?")).collect();
    let mut workbook = Book::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "Question").unwrap();
    sheet.write(0, 1, "Answer").unwrap();
    for (row, question) in (1..).zip(&questions) {
        sheet.write(row, 0, question).unwrap();
    }
    sheet.write(20, 5, Formula::new("=B2")).unwrap();
    let list = DataValidation::new().allow_list_strings(&["Yes"]).unwrap();
    sheet.add_data_validation(30, 1, 31, 1, &list).unwrap();
    fill(&project, "a.xlsx", &workbook.save_to_buffer().unwrap(), 20).ok().tells(&["10 filled"]);
    let copy = fs::read(project.path("a-filled.xlsx")).unwrap();
    let part = String::from_utf8(unzip(&copy)["xl/worksheets/sheet1.xml"].clone()).unwrap();
    assert_eq!(part.matches("<f").count(), part.matches("<formula").count() + 1, "{part}");
    let cells = Workbook::open(&copy, &Limits::default()).unwrap().read(0).unwrap();
    for (row, payload) in (1..).zip(payloads) {
        let text = cells.text(Place::new(row, 1));
        let payload = payload.replace("\\t", "\t").replace("\\\"", "\"");
        assert!(text.trim() == payload.trim(), "{text:?} for {payload:?}");
    }
    let table: String = questions.iter().map(|own| format!("{own},\n")).collect();
    let files = [("b.csv", format!("Question,Answer\n{table}")), ("c.txt", questions.join("\n"))];
    for (name, text) in files {
        fill(&project, name, text.as_bytes(), 20).ok().tells(&["10 filled"]);
        let copy = fs::read_to_string(project.path(format!("{}-filled.csv", &name[..1]))).unwrap();
        for field in copy.lines().skip(1).flat_map(|line| line.split(',')) {
            let field = field.trim_start_matches('"');
            let is_risky = field.starts_with(['=', '+', '-', '@', '\t', '＝', '＋', '－', '＠']);
            assert!(!is_risky, "{name}: {field:?}");
        }
    }
}

/// The function of the fuzz target, over damage that looks random and is the same each time.
#[test]
fn no_damage_to_a_questionnaire_makes_it_panic_or_hang() {
    let folder = crate::tools::root().join("fuzz/corpus/questionnaire");
    let corpus: Vec<Vec<u8>> = ["table", "list", "sheet"]
        .iter()
        .map(|name| fs::read(folder.join(name)).unwrap())
        .collect();
    let mut dice = Dice(0x0F11_11ED);
    let (begun, mut rounds) = (Instant::now(), 0);
    while rounds < 20_000 && begun.elapsed() < Duration::from_secs(15) {
        let mut bytes = corpus[rounds % corpus.len()].clone();
        let kind = bytes[0];
        dice.damage(&mut bytes);
        if bytes.is_empty() {
            continue;
        }
        bytes[0] = kind;
        let each = Instant::now();
        feed::questionnaire(&bytes);
        assert!(each.elapsed() < Duration::from_secs(10), "{:?}", String::from_utf8_lossy(&bytes));
        rounds += 1;
    }
    println!("{rounds} rounds in {:?}", begun.elapsed());
    assert!(rounds > 30, "{rounds}");
}
