//! What is done with fuzzed bytes; the integration tests do the same with the kept corpus.
//! Nothing here may panic, whatever the bytes are.
#![allow(dead_code, reason = "each target uses one of them")]

use std::io::{Cursor, Write};

use trust::diag::Sink;
use trust::fill::{House, Opened, TablePlace, Wish};
use trust::language::Words;
use trust::library::Library;
use trust::matching::ACCEPT;
use trust::matching::lexicon::Lexicon;
use trust::source::Sources;
use trust::view::{Audience, Reader, View, notes};
use trust::xlsx::{Edit, Limits, Place, Value, Workbook};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Files of a project as small as one can be, beside the fuzzed one.
const PROJECT: &str = "trust: 1\norganisation: {name: Acme}\n";

/// The bytes as a workbook.
pub fn package(bytes: &[u8]) {
    use_up(bytes);
}

/// The bytes as the only sheet of a workbook, whose checksum is right.
pub fn sheet(bytes: &[u8]) {
    use_up(&workbook(bytes, STRINGS.as_bytes(), STYLES.as_bytes()));
}

/// The bytes as shared strings, up to a byte 0, and as styles.
pub fn strings_styles(bytes: &[u8]) {
    let mut halves = bytes.splitn(2, |byte| *byte == 0);
    let (strings, styles) = (halves.next().unwrap_or_default(), halves.next().unwrap_or_default());
    use_up(&workbook(SHEET.as_bytes(), strings, styles));
}

/// The bytes as YAML: on its own, as a project file and as answers.
pub fn yaml(bytes: &[u8]) {
    for path in ["trust.yaml", "answers/a.yaml"] {
        let mut sink = Sink::new();
        let project = ("trust.yaml".to_owned(), PROJECT.as_bytes().to_vec());
        let fuzzed = (path.to_owned(), bytes.to_vec());
        let files = if path == "trust.yaml" { vec![fuzzed] } else { vec![project, fuzzed] };
        let sources = Sources::new(files, &mut sink);
        let outcome = trust::library::compile(&sources);
        let diagnostics = outcome.sink.into_sorted();
        drop(trust::diag::human::render(&diagnostics, &sources, false));
        drop(trust::diag::json::render(&diagnostics, &sources));
    }
}

/// The bytes as Markdown.
pub fn markdown(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let html = trust::markdown::to_html(&text, &|target| Some(target.to_owned()));
    assert!(!html.contains("<script"), "raw HTML came through");
    drop(trust::markdown::to_text(&text));
    drop(trust::markdown::links(&text));
}

/// The bytes as a customer's questionnaire: the first byte says whether the rest is a table, a list of questions, or the
/// only sheet of a workbook.
pub fn questionnaire(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let strings = STRINGS.replace("<t>Yes</t>", "<t>Question</t>");
    let _ = match kind % 3 {
        0 => filled("a.csv", rest),
        1 => filled("a.txt", rest),
        _ => filled("a.xlsx", &workbook(rest, strings.as_bytes(), STYLES.as_bytes())),
    };
}

/// Fills a customer's file of this name from a library of three answers, and opens what came out.
///
/// # Errors
/// What it was refused for.
pub fn filled(name: &str, bytes: &[u8]) -> Result<trust::fill::Filling, trust::fill::Refusal> {
    static STOCK: std::sync::OnceLock<(Library, View, Lexicon)> = std::sync::OnceLock::new();
    let (library, view, lexicon) = STOCK.get_or_init(stock);
    let opened = Opened::new(name, bytes, &TablePlace::default(), &library.forms, &["Acme"])?;
    let words = Words::of(library.project.site.language);
    let (notes, findings) = (notes::notes(library), std::collections::BTreeMap::new());
    let house = House { view, notes: &notes, findings: &findings, words: &words, lexicon };
    let wish = Wish {
        audience: Audience::Public,
        variant: None,
        accept: ACCEPT,
        overwrites: false,
        place: TablePlace::default(),
        seen: std::collections::BTreeMap::new(),
        decisions: std::collections::BTreeMap::new(),
    };
    let filling = trust::fill::fill(&opened, &house, &wish)?;
    if opened.extension().starts_with("xls") {
        let copy = Workbook::open(&filling.bytes, &Limits::default()).expect("a copy opens");
        for row in &filling.rows {
            for written in &row.written {
                let (sheet, place) = written.cell.rsplit_once('!').expect("a sheet and a cell");
                let index = copy.sheets().iter().position(|own| own.name == sheet);
                let cells = copy.read(index.expect("its sheet")).expect("its cells");
                assert_eq!(cells.text(place.parse().expect("a place")), written.text);
            }
        }
    } else {
        assert!(std::str::from_utf8(&filling.bytes).is_ok(), "a table is text");
    }
    Ok(filling)
}

fn stock() -> (Library, View, Lexicon) {
    let files = vec![
        ("trust.yaml".to_owned(), SETTINGS.as_bytes().to_vec()),
        ("answers/a.yaml".to_owned(), ANSWERS.as_bytes().to_vec()),
    ];
    let sources = Sources::new(files, &mut Sink::new());
    let library = trust::library::compile(&sources).value.expect("a library");
    let date = "2026-11-21".parse().expect("a date");
    let language = library.project.site.language;
    let reader = Reader { audience: Audience::Public, variant: None, date, language };
    let view = trust::view::open(&library, &|_| None, reader, &mut Sink::new());
    (library, view, Lexicon::builtin())
}

/// A project of three answers for [`filled`].
const SETTINGS: &str = "organization: {name: Acme}\ncontacts: {security: security@acme.example}\nsite: {base_url: https://trust.acme.example, title: Acme}\n";
const ANSWERS: &str = r#"topic: {id: a, title: A}
owner: security
reviewed: 2026-11-01
audience: public
answers:
  - {id: at-rest, question: Is customer data encrypted at rest?, response: yes, explanation: "=With AES-256."}
  - {id: backups, question: Are backups tested?, response: no}
  - {id: copies, question: How are copies made?, explanation: "-Daily."}
"#;

/// Opens, reads every sheet, writes three cells, and opens what came out.
/// Answers with what was refused first, if anything.
pub fn use_up(bytes: &[u8]) -> Option<trust::xlsx::Refusal> {
    let limits = Limits { cells: 100_000, part: 8_000_000, total: 16_000_000, ..Limits::default() };
    let refused = use_within(bytes, &limits);
    refused.err()
}

/// As [`use_up`], with limits.
///
/// # Errors
/// What was refused first.
pub fn use_within(bytes: &[u8], limits: &Limits) -> Result<(), trust::xlsx::Refusal> {
    let workbook = Workbook::open(bytes, limits)?;
    drop((workbook.kind(), workbook.cargo(), workbook.comment().len()));
    for index in 0..workbook.sheets().len() {
        drop(workbook.read(index)?);
    }
    let edits = edits(&workbook);
    let patched = workbook.patch(&edits, "fuzzed")?;
    let again = Workbook::open(&patched.bytes, limits).expect("a patched workbook opens");
    assert_eq!(again.sheets(), workbook.sheets());
    for (index, edit) in edits.iter().enumerate() {
        if patched.refused.iter().any(|(refused, _)| *refused == index) {
            continue;
        }
        let sheet = again.read(edit.sheet).expect("a patched sheet is read");
        let expected = match &edit.value {
            Value::Text(text) | Value::Number(text) => text.as_str(),
            Value::Nothing => "",
        };
        assert_eq!(sheet.text(edit.place), expected, "at {}", edit.place);
    }
    Ok(())
}

fn edits(workbook: &Workbook) -> Vec<Edit> {
    let Some(sheet) = workbook.sheets().iter().position(|sheet| sheet.has_cells) else {
        return Vec::new();
    };
    let edit = |row, column, value| Edit { sheet, place: Place::new(row, column), value };
    vec![
        edit(0, 0, Value::Text(" =1+1 & <b>\u{e4}\n_x000D_".to_owned())),
        edit(1, 1, Value::Number("5".to_owned())),
        edit(6, 3, Value::Nothing),
    ]
}

/// A workbook of one sheet, with right checksums.
pub fn workbook(sheet: &[u8], strings: &[u8], styles: &[u8]) -> Vec<u8> {
    archive(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", PACKAGE.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", strings),
        ("xl/styles.xml", styles),
    ])
}

/// A zip archive of parts as they are.
pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        writer.start_file(*name, stored).expect("a name");
        writer.write_all(bytes).expect("room");
    }
    writer.finish().expect("room").into_inner()
}

/// The types of the parts of [`workbook`].
pub const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#;
/// Its first relation.
pub const PACKAGE: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
/// Its table of contents.
pub const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet 1" sheetId="1" r:id="rId1"/></sheets><definedNames><definedName name="Words">'Sheet 1'!$A$1:$A$2</definedName></definedNames><calcPr calcId="1"/></workbook>"#;
/// The relations of that.
pub const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
/// A sheet with one of each that matters here.
pub const SHEET: &str = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:Z9"/><cols><col min="2" max="3" width="9" hidden="1" style="1"/></cols><sheetData><row r="1" s="1" customFormat="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>1.5</v></c></row><row r="2" hidden="1"><c r="A2" t="inlineStr"><is><t xml:space="preserve"> in line</t></is></c><c r="C2" t="b"><v>1</v></c><c r="D2" t="e"><v>#REF!</v></c></row><row r="4"><c r="A4"><f>SUM(B1:B2)</f><v>3</v></c><c r="B4" t="str"><f t="shared" ref="B4:B5" si="0">A4&amp;"x"</f><v>3x</v></c></row><row><c t="s"><v>1</v></c></row></sheetData><sheetProtection sheet="1"/><mergeCells count="2"><mergeCell ref="A7:B8"/><mergeCell ref="C1:C1"/></mergeCells><dataValidations count="2"><dataValidation type="list" allowBlank="1" sqref="C4:C9 XFD1:XFD1048576"><formula1>"Yes,No,N/A"</formula1></dataValidation><dataValidation type="list" errorStyle="warning" sqref="D4"><formula1>Words</formula1></dataValidation></dataValidations><extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1"><x14:dataValidation type="list"><x14:formula1><xm:f>'Sheet 1'!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>E4</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"#;
/// Texts for it, one of them rich.
pub const STRINGS: &str = r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="2" uniqueCount="2"><si><t>Yes</t></si><si><r><rPr><b/></rPr><t>N</t></r><r><t xml:space="preserve">o _x000D_</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si></sst>"#;
/// Formats for it: one locked, one not.
pub const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font><sz val="11"/></font></fonts><cellXfs count="2"><xf numFmtId="0" fontId="0"/><xf numFmtId="49" fontId="0" applyProtection="1"><protection locked="0"/></xf></cellXfs></styleSheet>"#;
