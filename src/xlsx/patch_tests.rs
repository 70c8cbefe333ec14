//! Small sheets before and after changes.

use std::collections::BTreeMap;

use crate::xlsx::{Edit, Limits, Obstacle, Patched, Value, Workbook, samples};

/// `A1=text`, `A1#5` for a number, `A1-` to clear, separated by blanks; `2!A1=text` for the second sheet.
fn edits(text: &str) -> Vec<Edit> {
    let edit = |text: &str| {
        let (sheet, text) = text
            .split_once('!')
            .map_or((0, text), |(sheet, text)| (sheet.parse::<usize>().unwrap() - 1, text));
        let at = text.find(['=', '#', '-']).unwrap();
        let rest = text[at + 1..].replace('~', " ");
        let value = match &text[at..=at] {
            "=" => Value::Text(rest),
            "#" => Value::Number(rest),
            _ => Value::Nothing,
        };
        Edit { sheet, place: text[..at].parse().unwrap(), value }
    };
    text.split(' ').map(edit).collect()
}

fn patched(book: &Workbook, edit: &str) -> (Patched, Workbook) {
    let patched = book.patch(&edits(edit), "").unwrap();
    assert_eq!(book.patch(&edits(edit), "").unwrap(), patched, "the same bytes twice");
    let again = Workbook::open(&patched.bytes, &Limits::default()).unwrap();
    for sheet in 0..again.sheets().len() {
        again.read(sheet).unwrap();
    }
    for name in book.package.names() {
        let is_same = book.part(&name).unwrap() == again.part(&name).unwrap();
        assert_eq!(!is_same, patched.touched.contains(&name.to_string()), "{name}");
    }
    let read = BTreeMap::from([(0, book.read(0).unwrap())]);
    let (sealed, digest) = patched.clone().sealed(book, &read, &|digest| digest).unwrap();
    assert_eq!(again.digest().unwrap(), digest, "told without reading again");
    let sealed = Workbook::open(&sealed.bytes, &Limits::default()).unwrap();
    assert_eq!((sealed.comment(), sealed.digest().unwrap()), (&*digest, digest.clone()));
    (patched, again)
}

fn part(book: &Workbook, name: &str) -> String {
    String::from_utf8(book.part(name).unwrap().into_owned()).unwrap()
}

fn inside(book: &Workbook, number: usize) -> String {
    let sheet = part(book, &format!("xl/worksheets/sheet{number}.xml"));
    let start = sheet.find("<sheetData").unwrap();
    sheet[start..].trim_end_matches("</worksheet>").to_owned()
}

fn becomes(cases: &[(&str, &str, &str)]) {
    for (before, edit, after) in cases {
        let data = |rows: &str| format!("<sheetData>{rows}</sheetData><pageMargins left='1'/>");
        let book = samples::workbook(&[("One", &data(before))], &[]);
        let (patched, again) = patched(&book, edit);
        assert_eq!(patched.refused, [], "{edit}");
        let after = if after.is_empty() { before } else { after };
        assert_eq!(inside(&again, 1), data(after), "{edit}");
        assert_eq!(patched.dropped, 0);
    }
}

#[test]
fn cells_change_and_nothing_around_them() {
    becomes(&[
        // A new text, without shared strings in the file.
        (
            "<row r='1'><c r='A1' s='3'/></row>",
            "A1=Yes",
            "<row r='1'><c r='A1' s='3' t=\"inlineStr\"><is><t>Yes</t></is></c></row>",
        ),
        (
            "<row r='1'><c r='A1' s='3'></c></row>",
            "A1=a~&~b~",
            "<row r='1'><c r='A1' s='3' t=\"inlineStr\"><is><t xml:space=\"preserve\">a &amp; b </t></is></c></row>",
        ),
        // In place of other contents; what the tag says beside stays.
        (
            "<row r='1'><c s='3' t='str' ph='1' r='A1'><v>old</v></c></row>",
            "A1=new",
            "<row r='1'><c s='3' t=\"inlineStr\" ph='1' r='A1'><is><t>new</t></is></c></row>",
        ),
        (
            "<row r='1'><c r='A1' t='e' vm='1'><v>#VALUE!</v></c></row>",
            "A1#0.25",
            "<row r='1'><c r='A1'><v>0.25</v></c></row>",
        ),
        (
            "<row r='1'><c r='A1' s='1' t='b'><v>1</v></c></row>",
            "A1-",
            "<row r='1'><c r='A1' s='1'/></row>",
        ),
        (
            "<row r='1'><c r='A1'><v>5</v></c></row>",
            "A1=5",
            "<row r='1'><c r='A1' t=\"inlineStr\"><is><t>5</t></is></c></row>",
        ),
        // What is there already is not touched.
        (
            "<row r='1'><c r='A1' t='inlineStr'><is><r><t>Y</t></r><r><t>es</t></r></is></c></row>",
            "A1=Yes",
            "",
        ),
        ("<row r='1'><c r='A1'><v>5</v></c><c r='B1'/></row>", "A1#5 B1- C1- D1=", ""),
        // Two edits of one cell: the last one.
        ("<row r='1'><c r='A1'/></row>", "A1#1 A1#2", "<row r='1'><c r='A1'><v>2</v></c></row>"),
    ]);
}

#[test]
fn new_cells_and_rows_come_where_they_belong() {
    becomes(&[
        (
            "<row r='1'><c r='B1'/><c r='D1'/></row>",
            "A1#1 C1#3 E1#5",
            "<row r='1'><c r=\"A1\"><v>1</v></c><c r='B1'/><c r=\"C1\"><v>3</v></c><c r='D1'/><c r=\"E1\"><v>5</v></c></row>",
        ),
        (
            "<row r='1'><c/><c/></row>",
            "C1#3 B1#2",
            "<row r='1'><c/><c><v>2</v></c><c r=\"C1\"><v>3</v></c></row>",
        ),
        (
            "<row r='2' spans='2:3'/>",
            "A2#1 B2#2",
            "<row r='2' spans=\"1:3\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"><v>2</v></c></row>",
        ),
        (
            "<row r='2' spans='2:3'><c r='B2'/></row>",
            "D2#1",
            "<row r='2' spans=\"2:4\"><c r='B2'/><c r=\"D2\"><v>1</v></c></row>",
        ),
        (
            "<row r='2'/><row r='4'><c r='A4'/></row>",
            "A1#1 A3#3 B3#4 A9#9",
            "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r='2'/><row r=\"3\"><c r=\"A3\"><v>3</v></c><c r=\"B3\"><v>4</v></c></row><row r='4'><c r='A4'/></row><row r=\"9\"><c r=\"A9\"><v>9</v></c></row>",
        ),
        (
            "<row><c/></row><row/>",
            "A2#2 A3#3",
            "<row><c/></row><row><c r=\"A2\"><v>2</v></c></row><row r=\"3\"><c r=\"A3\"><v>3</v></c></row>",
        ),
    ]);
}

#[test]
fn new_cells_take_the_format_of_their_row_or_column() {
    let before = "<cols><col min='2' max='3' style='7'/></cols><sheetData><row r='1' s='4' customFormat='1'/>\
        <row r='2' s='4'><c r='A2'/></row></sheetData>";
    let book = samples::workbook(&[("One", before)], &[]);
    let (_, again) = patched(&book, "B1#1 B2#2 D2#3 C3#4");
    assert_eq!(
        inside(&again, 1),
        "<sheetData><row r='1' s='4' customFormat='1'><c r=\"B1\" s=\"4\"><v>1</v></c></row>\
         <row r='2' s='4'><c r='A2'/><c r=\"B2\" s=\"7\"><v>2</v></c><c r=\"D2\"><v>3</v></c></row>\
         <row r=\"3\"><c r=\"C3\" s=\"7\"><v>4</v></c></row></sheetData>"
    );
}

#[test]
fn empty_and_prefixed_sheets_are_filled() {
    let book = samples::workbook(&[("One", "<sheetData />")], &[]);
    let (_, again) = patched(&book, "B2=Yes");
    assert_eq!(
        inside(&again, 1),
        "<sheetData><row r=\"2\"><c r=\"B2\" t=\"inlineStr\"><is><t>Yes</t></is></c></row></sheetData>"
    );
    let before = "<x:worksheet xmlns:x='m'><x:sheetData><x:row r='1'><x:c r='B1'/></x:row></x:sheetData></x:worksheet>";
    let book = samples::workbook(&[("One", before)], &[]);
    let (_, again) = patched(&book, "A1=No B1#2 A2#3");
    assert_eq!(
        part(&again, "xl/worksheets/sheet1.xml"),
        "<x:worksheet xmlns:x='m'><x:sheetData><x:row r='1'><x:c r=\"A1\" t=\"inlineStr\"><x:is><x:t>No</x:t></x:is></x:c>\
         <x:c r='B1'><x:v>2</x:v></x:c></x:row><x:row r=\"2\"><x:c r=\"A2\"><x:v>3</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    );
    let before = "\u{feff}<?xml version=\"1.0\"?><worksheet><sheetData><row r='1'><c r='A1'/></row></sheetData></worksheet>";
    let book = samples::workbook(&[("One", before)], &[]);
    let (_, again) = patched(&book, "A1#1");
    let after = before.replace("<c r='A1'/>", "<c r='A1'><v>1</v></c>");
    assert_eq!(part(&again, "xl/worksheets/sheet1.xml"), after);
}

#[test]
fn shared_strings_grow_and_forget() {
    let cell = |at: &str, number: usize| format!("<c r='{at}' t='s'><v>{number}</v></c>");
    let row =
        format!("<row r='1'>{}{}{}<c r='D1'/></row>", cell("A1", 0), cell("B1", 1), cell("C1", 1));
    let other = format!("<sheetData><row r='1'>{}</row></sheetData>", cell("A1", 2));
    for (strings, edit, after) in [
        // Appended, with the counts put right.
        (
            "<sst count=\"4\" uniqueCount='3'>*</sst>",
            "D1=new",
            "<sst count=\"5\" uniqueCount=\"4\">*<si><t>new</t></si></sst>",
        ),
        // A text that is there is used again; of two equal ones only one comes.
        ("<sst>*</sst>", "D1=one E1=five F1=five", "<sst>*<si><t>five</t></si></sst>"),
        // What only changed cells used is gone.
        (
            "<sst>*</sst>",
            "A1=x",
            "<sst><si><t/></si><si><t>one</t></si><si><r><t>two</t></r></si><si><t>x</t></si></sst>",
        ),
        ("<sst>*</sst>", "B1-", "<sst>*</sst>"),
        (
            "<sst count='4'>*</sst>",
            "B1- C1#1",
            "<sst count=\"2\"><si><t>zero</t></si><si><t/></si><si><r><t>two</t></r></si></sst>",
        ),
        (
            "<sst>*</sst>",
            "2!A1-",
            "<sst><si><t>zero</t></si><si><t>one</t></si><si><t/></si></sst>",
        ),
        // Two cells change places.
        ("<sst>*</sst>", "A1=one B1=zero C1=zero", "<sst>*</sst>"),
        // Rich text is never lent to another cell.
        ("<sst>*</sst>", "D1=two", "<sst>*<si><t>two</t></si></sst>"),
        (
            "<sst>*</sst>",
            "A1=_x0041_~",
            "<sst><si><t/></si><si><t>one</t></si><si><r><t>two</t></r></si><si><t xml:space=\"preserve\">_x005F_x0041_ </t></si></sst>",
        ),
    ] {
        let items = "<si><t>zero</t></si><si><t>one</t></si><si><r><t>two</t></r></si>";
        let (strings, after) = (strings.replace('*', items), after.replace('*', items));
        let sheets = [("One", &*format!("<sheetData>{row}</sheetData>")), ("Two", &*other)];
        let book = samples::workbook(&sheets, &[("xl/sharedStrings.xml", &strings)]);
        let (_, again) = patched(&book, edit);
        assert_eq!(part(&again, "xl/sharedStrings.xml"), after, "{edit}");
        for edit in edits(edit) {
            let text = match edit.value {
                Value::Text(text) | Value::Number(text) => text,
                Value::Nothing => String::new(),
            };
            assert_eq!(again.read(edit.sheet).unwrap().text(edit.place), text);
        }
    }
    let sheets = [("One", "<sheetData><row r='1'><c r='A1'/></row></sheetData>")];
    let book = samples::workbook(&sheets, &[("xl/sharedStrings.xml", "<x:sst uniqueCount='0'/>")]);
    let (_, again) = patched(&book, "A1=a");
    assert_eq!(
        part(&again, "xl/sharedStrings.xml"),
        "<x:sst uniqueCount=\"1\"><x:si><x:t>a</x:t></x:si></x:sst>"
    );
}

#[test]
fn what_cannot_be_written_is_refused_and_the_rest_written() {
    let before = "<sheetData><row r='1'><c r='A1'><f>B9</f><v>1</v></c><c r='B1'/><c r='C1'/>\
        <c r='D1'><f t='array' ref='D1:D3'>B9</f></c></row><row r='3'><c r='E3'/><c r='E3'/></row></sheetData>\
        <mergeCells><mergeCell ref='B1:C1'/></mergeCells>";
    let book = samples::workbook(&[("One", before)], &[]);
    let long = format!("F1={}", "a".repeat(40_000));
    let edit = format!("A1=x B1=x C1=x D1=x D2=x E3=x {long} F2#1_000 F3#5. F4#inf F5#-1E3 2!A1=x");
    let (patched, again) = patched(&book, &edit);
    assert_eq!(
        patched.refused,
        [
            (0, Obstacle::Formula),
            (2, Obstacle::Covered),
            (3, Obstacle::Formula),
            (4, Obstacle::Formula),
            (5, Obstacle::Unwritable),
            (6, Obstacle::TooLong),
            (7, Obstacle::Unwritable),
            (8, Obstacle::Unwritable),
            (9, Obstacle::Unwritable),
            (11, Obstacle::NoCells),
        ]
    );
    let sheet = again.read(0).unwrap();
    assert_eq!(sheet.text("B1".parse().unwrap()), "x");
    assert_eq!(sheet.text("F5".parse().unwrap()), "-1E3");
    let locked = format!("{before}<sheetProtection sheet='1'/>");
    let book = samples::workbook(&[("One", &locked)], &[]);
    assert_eq!(self::patched(&book, "B1=x").0.refused, [(0, Obstacle::Locked)]);
}

/// Formulas of all kinds that read one another.
const ONE: &str = "<sheetData><row r='1'><c r='A1'/><c r='B1' t='str'><f>IF(A1=\"\",\"none\",A1)</f><v>none</v></c>\
        <c r='C1' t=\"str\" s='2'><f>Two!A1&amp;\"!\"</f><v>x</v></c><c r='D1' t='str'><f>VLOOKUP(Z1,Z:Z,1)</f><v>text</v></c></row>\
        <row r='2'><c r='A2'/><c r='B2'><f t='shared' ref='B2:B4' si='0'>A2*2</f><v>2</v></c></row>\
        <row r='3'><c r='A3'/><c r='B3'><f t='shared' si='0'/><v>4</v></c></row>\
        <row r='4'><c r='A4'/><c r='B4'><f t='shared' si='0'/><v>6</v></c></row>\
        <row r='5'><c r='E5'><f t='array' ref='E5:E6'>A4:A5</f><v>1</v></c></row><row r='6'><c r='E6' t='e'><v>#N/A</v></c></row></sheetData>";
const TWO: &str = "<sheetData><row r='1'><c r='A1' t='b'><f>One!B1</f><v>1</v></c><c r='B1'><f>E6</f></c>\
        <c r='C1'><f>INDIRECT(\"A1\")</f><v>7</v></c></row></sheetData>";

#[test]
fn old_results_go_and_others_stay() {
    let gone = |text: &str, from: &[(&str, &str)]| {
        from.iter().fold(text.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        })
    };
    let indirect = ("<v>7</v>", "");
    for (edit, first, second, dropped) in [
        (
            "A1=x",
            &[
                (
                    " t='str'><f>IF(A1=\"\",\"none\",A1)</f><v>none</v>",
                    "><f>IF(A1=\"\",\"none\",A1)</f>",
                ),
                (
                    " t=\"str\" s='2'><f>Two!A1&amp;\"!\"</f><v>x</v>",
                    " s='2'><f>Two!A1&amp;\"!\"</f>",
                ),
            ][..],
            &[(" t='b'><f>One!B1</f><v>1</v>", "><f>One!B1</f>"), indirect][..],
            4,
        ),
        ("A3#1", &[("<f t='shared' si='0'/><v>4</v>", "<f t='shared' si='0'/>")], &[indirect], 2),
        (
            "A4#1",
            &[
                ("<v>6</v>", ""),
                ("E5:E6'>A4:A5</f><v>1</v>", "E5:E6'>A4:A5</f>"),
                ("<c r='E6' t='e'><v>#N/A</v></c>", "<c r='E6'></c>"),
            ],
            &[indirect],
            4,
        ),
        ("C9#1", &[], &[indirect], 1),
    ] {
        let book = samples::workbook(&[("One", ONE), ("Two", TWO)], &[]);
        let (patched, again) = patched(&book, edit);
        assert_eq!(patched.dropped, dropped, "{edit}");
        let written = inside(&again, 1);
        let expected = gone(ONE, first);
        if edit == "A1=x" {
            let filled = "<c r='A1' t=\"inlineStr\"><is><t>x</t></is></c>";
            assert_eq!(written, expected.replacen("<c r='A1'/>", filled, 1));
        } else if edit != "C9#1" {
            let at = edit.split('#').next().unwrap();
            let cell = format!("<c r='{at}'/>");
            let filled = format!("<c r='{at}'><v>1</v></c>");
            assert_eq!(written, expected.replacen(&cell, &filled, 1));
        }
        assert_eq!(inside(&again, 2), gone(TWO, second), "{edit}");
        assert!(
            part(&again, "xl/workbook.xml").contains("</sheets><calcPr fullCalcOnLoad=\"1\"/>")
        );
    }
}

#[test]
fn a_workbook_where_nothing_depends_on_the_change_is_not_calculated_anew() {
    let one = "<sheetData><row r='1'><c r='A1'/><c r='B1'><f>C1</f><v>1</v></c></row></sheetData>";
    let book = samples::workbook(&[("One", one)], &[]);
    let (patched, _) = patched(&book, "A1#1");
    assert_eq!(
        (patched.dropped, patched.touched),
        (0, vec!["xl/worksheets/sheet1.xml".to_owned()])
    );
}
