//! The cases, each with what must come of it.
#![allow(clippy::format_collect, reason = "long texts of many like parts read best so")]

use trust::xlsx::Refusal;

use crate::hostile_workbooks::archive::{Part, archive, archive_64};
use crate::hostile_workbooks::feed;

/// What comes of a workbook.
#[derive(Debug, PartialEq)]
pub(crate) enum Expected {
    Fine,
    Damaged,
    TooLarge,
    Hostile,
    Encrypted,
    Other(Refusal),
    /// A refusal or a reading: both are right, and neither costs much.
    Whatever,
}

/// A workbook that someone might send.
pub(crate) struct Case {
    pub name: String,
    pub expected: Expected,
    pub make: Box<dyn Fn() -> Vec<u8>>,
}

pub(crate) const SHEET: &str = "xl/worksheets/sheet1.xml";
const BOOK: &str = "xl/workbook.xml";
const RELATIONS: &str = "xl/_rels/workbook.xml.rels";
const STRINGS: &str = "xl/sharedStrings.xml";

/// The parts of a workbook in which nothing is wrong.
pub(crate) fn base() -> Vec<(&'static str, Vec<u8>)> {
    [
        ("[Content_Types].xml", feed::TYPES),
        ("_rels/.rels", feed::PACKAGE),
        (BOOK, feed::BOOK),
        (RELATIONS, feed::RELATIONS),
        (SHEET, feed::SHEET),
        (STRINGS, feed::STRINGS),
        ("xl/styles.xml", feed::STYLES),
    ]
    .map(|(name, text)| (name, text.as_bytes().to_vec()))
    .to_vec()
}

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    bombs(&mut cases);
    lies(&mut cases);
    names(&mut cases);
    markup(&mut cases);
    sheets(&mut cases);
    relations(&mut cases);
    cases
}

/// Cases that take long to make, and long to read without optimisation; their small twins are among [`cases`].
pub(crate) fn heavy() -> Vec<Case> {
    let mut cases = Vec::new();
    sizes(&mut cases);
    contents(&mut cases);
    cases
}

fn case(
    cases: &mut Vec<Case>,
    name: &str,
    expected: Expected,
    make: impl Fn() -> Vec<u8> + 'static,
) {
    cases.push(Case { name: name.to_owned(), expected, make: Box::new(make) });
}

fn parts() -> Vec<Part> {
    base().iter().map(|(name, text)| Part::new(name, text)).collect()
}

/// The workbook with one part put in the place of its twin, or added.
fn with(part: Part) -> Vec<Part> {
    let mut parts = parts();
    match parts.iter_mut().find(|old| old.name == part.name) {
        Some(old) => *old = part,
        None => parts.push(part),
    }
    parts
}

fn with_text(name: &str, text: &str) -> Vec<u8> {
    archive(&with(Part::new(name, text.as_bytes())))
}

/// A sheet with these rows, and something after them.
fn sheet(rows: &str, after: &str) -> Vec<u8> {
    let text = format!("<worksheet><sheetData>{rows}</sheetData>{after}</worksheet>");
    with_text(SHEET, &text)
}

fn bombs(cases: &mut Vec<Case>) {
    let padded = |megabytes: usize| {
        let mut text = feed::SHEET.to_owned();
        text.push_str(&" ".repeat(megabytes * 1_000_000));
        Part::new(SHEET, text.as_bytes())
    };
    case(cases, "one part of 100 MB", Expected::TooLarge, move || archive(&with(padded(100))));
    case(cases, "20 MB in 20 kB", Expected::TooLarge, move || archive(&with(padded(20))));
    case(cases, "300 parts of 1 MB", Expected::TooLarge, || {
        let megabyte = Part::new("x", &vec![b' '; 1_000_000]);
        let many = (0..300).map(|n| Part { name: format!("xl/{n}.xml"), ..megabyte.clone() });
        archive(&parts().into_iter().chain(many).collect::<Vec<_>>())
    });
    case(cases, "3,000 parts", Expected::TooLarge, || {
        let many = (0..3_000).map(|n| Part::stored(&format!("xl/{n}.xml"), b""));
        archive(&parts().into_iter().chain(many).collect::<Vec<_>>())
    });
    case(cases, "a bomb in the workbook", Expected::Fine, move || {
        archive(&with(Part::stored("xl/embeddings/inner.xlsx", &archive(&with(padded(100))))))
    });
}

fn lies(cases: &mut Vec<Case>) {
    let honest = || Part::new(SHEET, feed::SHEET.as_bytes());
    let mut lie = |name: &str, expected: Expected, change: fn(&mut Part)| {
        case(cases, name, expected, move || {
            let mut part = honest();
            change(&mut part);
            archive(&with(part))
        });
    };
    lie("streamed sizes", Expected::Fine, |part| part.is_streamed = true);
    lie("claims less", Expected::Damaged, |part| part.size = 10);
    lie("claims more", Expected::Damaged, |part| part.size += 1);
    lie("claims 60 MB", Expected::TooLarge, |part| part.size = 60_000_000);
    lie("claims 4 GB", Expected::TooLarge, |part| part.size = 4_000_000_000);
    lie("wrong checksum", Expected::Damaged, |part| part.checksum ^= 1);
    lie("packed in less", Expected::Damaged, |part| part.packed_size -= 5);
    lie("packed in 4 GB", Expected::Damaged, |part| part.packed_size = 4_000_000_000);
    lie("another method", Expected::Damaged, |part| part.method = 93);
    lie("stored, says the directory", Expected::Damaged, |part| part.method = 0);
    lie("encrypted", Expected::Encrypted, |part| part.flags = 1);
    lie("header elsewhere", Expected::Damaged, |part| part.offset = Some(7));
    lie("header outside", Expected::Damaged, |part| part.offset = Some(4_000_000_000));
    lie("two names", Expected::Hostile, |part| part.other_name = Some(SHEET.replace('1', "2")));
    lie("zip64 of 16 EB", Expected::TooLarge, |part| {
        let packed = part.packed_size;
        *part = Part { packed_size: packed, offset: None, ..part.clone().in_zip64(&[u64::MAX]) };
    });
    lie("zip64 elsewhere", Expected::Damaged, |part| {
        let (size, packed) = (u64::from(part.size), u64::from(part.packed_size));
        *part = part.clone().in_zip64(&[size, packed, u64::MAX]);
    });
    lie("zip64 without numbers", Expected::Damaged, |part| *part = part.clone().in_zip64(&[]));
    case(cases, "50 MB that claim 100 bytes", Expected::Damaged, || {
        let size = 100;
        archive(&with(Part { size, ..Part::new(SHEET, &vec![b' '; 50_000_000]) }))
    });
    case(cases, "zip64", Expected::Fine, || archive_64(&parts(), |n, length, at| [n, length, at]));
    for (name, which) in [("count", 0), ("length", 1), ("place", 2)] {
        let expected = if which == 0 { Expected::TooLarge } else { Expected::Damaged };
        case(cases, &format!("zip64 lies about its {name}"), expected, move || {
            archive_64(&parts(), |count, length, at| {
                let mut numbers = [count, length, at];
                numbers[which] = u64::MAX;
                numbers
            })
        });
    }
    case(cases, "something before it", Expected::Fine, || {
        [b"#!/bin/sh\nexit\n", &*archive(&parts())].concat()
    });
    case(cases, "parts that overlap", Expected::Hostile, || {
        // The body of one part holds another one with its header, which is listed as well.
        let inner = Part::stored("xl/inner.xml", b"inner");
        let outer = Part::stored("a.xml", &[b"12345", &*inner.local()].concat());
        let offset = Some(u32::try_from(30 + outer.name.len() + 5).unwrap());
        let listed = Part { offset, ..inner };
        archive(&[vec![outer], parts(), vec![listed]].concat())
    });
}

fn names(cases: &mut Vec<Case>) {
    for twin in [SHEET.to_owned(), SHEET.to_uppercase(), SHEET.replace('/', "\\")] {
        case(cases, &format!("a second {twin}"), Expected::Hostile, move || {
            let mut parts = parts();
            parts.push(Part::new(&twin, b"<worksheet/>"));
            archive(&parts)
        });
    }
    case(cases, "backslashes", Expected::Fine, || {
        let mut parts = parts();
        parts.iter_mut().for_each(|part| part.name = part.name.replace('/', "\\"));
        archive(&parts)
    });
    case(cases, "a name of 60,000 bytes", Expected::Hostile, || {
        with_text(&"x".repeat(60_000), "<a/>")
    });
}

/// What XML can do, in every part that is read.
fn markup(cases: &mut Vec<Case>) {
    for (name, text) in base() {
        let text = String::from_utf8(text).unwrap();
        let body = text.trim_start_matches(|c| c != '?').to_owned();
        let body = body.split_once("?>").map_or(text.clone(), |(_, body)| body.to_owned());
        let inside = |what: &str| {
            let at = body.find('>').unwrap() + 1;
            format!("{}{what}{}", &body[..at], &body[at..])
        };
        let laughs: String = (1..30)
            .map(|n| format!("<!ENTITY a{n} '{}'>", format!("&a{};", n - 1).repeat(10)))
            .collect();
        let laughs = format!("<!DOCTYPE a [<!ENTITY a0 'ha'>{laughs}]>{}", inside("&a29;"));
        let file = format!("<!DOCTYPE a [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>{body}");
        let deep = inside(&format!("{}{}", "<a>".repeat(300_000), "</a>".repeat(300_000)));
        for (what, expected, text) in [
            ("a bomb of entities", Expected::Hostile, laughs),
            ("a file as entity", Expected::Hostile, file),
            ("an unknown entity", Expected::Hostile, inside("&whatever;")),
            ("elements 300,000 deep", Expected::TooLarge, deep),
            ("UTF-16", Expected::Damaged, format!("\0<{body}")),
            ("an end that is missing", Expected::Damaged, body.replacen("</", "<", 1)),
            (
                "100,000 attributes",
                Expected::Whatever,
                body.replacen(
                    '>',
                    &((0..100_000).map(|n| format!(" a{n}='{n}'")).collect::<String>() + ">"),
                    1,
                ),
            ),
        ] {
            // A workbook whose formats cannot be read is read all the same: every cell counts as locked.
            let expected = if name == "xl/styles.xml" { Expected::Fine } else { expected };
            case(cases, &format!("{what} in {name}"), expected, move || with_text(name, &text));
        }
    }
}

fn sheets(cases: &mut Vec<Case>) {
    for place in ["A99999999999999999999", "ZZZZZZZ1", "A0", "A-1", "", "\u{661}1", "XFE1"] {
        case(cases, &format!("a cell at {place:?}"), Expected::Whatever, move || {
            sheet(&format!("<row r='1'><c r='{place}'><v>1</v></c></row>"), "")
        });
    }
    for row in ["0", "-1", "1048577", "4294967296", "99999999999999999999", "x"] {
        case(cases, &format!("a row {row}"), Expected::Whatever, move || {
            sheet(&format!("<row r='{row}'><c><v>1</v></c></row><row><c/></row>"), "")
        });
    }
    case(cases, "cells out of order", Expected::Whatever, || {
        sheet("<row r='9'><c r='B9'/><c r='A9'/><c r='A9'/></row><row r='2'><c r='A7'/></row>", "")
    });
    case(cases, "a text longer than a cell holds", Expected::TooLarge, || {
        with_text(STRINGS, &format!("<sst><si><t>{}</t></si></sst>", "text ".repeat(20_000)))
    });
    case(cases, "a count of 4,000,000,000 texts", Expected::Whatever, || {
        with_text(
            STRINGS,
            "<sst count='4000000000' uniqueCount='4000000000'><si><t>x</t></si></sst>",
        )
    });
    for index in ["-1", "99999999999999999999", "x", ""] {
        case(cases, &format!("the text number {index:?}"), Expected::Whatever, move || {
            sheet(&format!("<row><c t='s' s='{index}'><v>{index}</v></c></row>"), "")
        });
    }
    lists(cases);
}

fn lists(cases: &mut Vec<Case>) {
    case(cases, "a list over 17 billion cells, by 17 billion cells", Expected::Whatever, || {
        let list = "<dataValidation type='list' sqref='A1:XFD1048576'>\
                    <formula1>$A$1:$XFD$1048576</formula1></dataValidation>";
        sheet("<row><c><v>1</v></c></row>", &format!("<dataValidations>{list}</dataValidations>"))
    });
    case(cases, "names that mean each other", Expected::Whatever, || {
        let names: String = (0..1_000)
            .map(|n| format!("<definedName name='n{n}'>n{}</definedName>", (n + 1) % 1_000))
            .collect();
        let book = feed::BOOK.replace("<definedNames>", &format!("<definedNames>{names}"));
        let list =
            "<dataValidation type='list' sqref='C1'><formula1>n0</formula1></dataValidation>";
        let sheet =
            format!("<worksheet><sheetData/><dataValidations>{list}</dataValidations></worksheet>");
        let mut parts = with(Part::new(SHEET, sheet.as_bytes()));
        parts.retain(|part| part.name != BOOK);
        parts.push(Part::new(BOOK, book.as_bytes()));
        archive(&parts)
    });
}

fn relations(cases: &mut Vec<Case>) {
    for target in [
        "xl/workbook.xml.rels",
        "_rels/.rels",
        "../../../../etc/passwd",
        "[Content_Types].xml",
        "",
        "/",
        "xl\\workbook.xml",
        "./xl/./../xl/workbook.xml",
        "xl/%77orkbook.xml",
    ] {
        case(cases, &format!("a workbook at {target:?}"), Expected::Whatever, move || {
            with_text("_rels/.rels", &feed::PACKAGE.replace("xl/workbook.xml", target))
        });
    }
    for target in ["workbook.xml", "_rels/workbook.xml.rels", "sharedStrings.xml", "gone.xml"] {
        case(cases, &format!("a sheet at {target:?}"), Expected::Whatever, move || {
            with_text(RELATIONS, &feed::RELATIONS.replace("worksheets/sheet1.xml", target))
        });
    }
    case(cases, "texts that are the sheet", Expected::Whatever, || {
        let target = "worksheets/sheet1.xml";
        with_text(RELATIONS, &feed::RELATIONS.replace("sharedStrings.xml", target))
    });
    case(cases, "two sheets of one part", Expected::Hostile, || {
        let one = "<sheet name=\"Sheet 1\" sheetId=\"1\" r:id=\"rId1\"/>";
        with_text(BOOK, &feed::BOOK.replace(one, &one.repeat(2)))
    });
    case(cases, "100,000 sheets", Expected::TooLarge, || {
        let one = "<sheet name=\"Sheet 1\" sheetId=\"1\" r:id=\"rId1\"/>";
        let many: String =
            (0..100_000).map(|n| format!("<sheet name='{n}' r:id='{n}'/>")).collect();
        with_text(BOOK, &feed::BOOK.replace(one, &many))
    });
    case(cases, "two relations of one id", Expected::Damaged, || {
        with_text(RELATIONS, &feed::RELATIONS.replace("rId2", "rId1"))
    });
}

/// More of something than there may be.
fn sizes(cases: &mut Vec<Case>) {
    case(cases, "2,000,100 cells", Expected::TooLarge, || {
        let row = |n: u32| {
            let cells: String =
                (b'A'..=b'Z').map(|c| format!("<c r='{}{n}'/>", char::from(c))).collect();
            format!("<row r='{n}'>{cells}</row>")
        };
        sheet(&(1..=76_927).map(row).collect::<String>(), "")
    });
    case(cases, "950,000 cells with values", Expected::Fine, || {
        let row = |n: u32| {
            let cells: String = (0..20).map(|c| format!("<c><v>{}</v></c>", n * 7 + c)).collect();
            format!("<row r='{n}'>{cells}</row>")
        };
        sheet(&(1..=47_500).map(row).collect::<String>(), "")
    });
    case(cases, "1,000,000 merges", Expected::TooLarge, || {
        let merges: String =
            (1..1_000_000).map(|n| format!("<mergeCell ref='A{n}:B{n}'/>")).collect();
        sheet("", &format!("<mergeCells>{merges}</mergeCells>"))
    });
    case(cases, "one text of 30 kB in 100,000 cells", Expected::TooLarge, || {
        let long = "0123456789".repeat(3_000);
        let rows: String =
            (1..=100_000).map(|n| format!("<row r='{n}'><c t='s'><v>0</v></c></row>")).collect();
        let strings = format!("<sst><si><t>{long}</t></si></sst>");
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        let mut parts = with(Part::new(SHEET, sheet.as_bytes()));
        parts.retain(|part| part.name != STRINGS);
        parts.push(Part::new(STRINGS, strings.as_bytes()));
        archive(&parts)
    });
    case(cases, "1,000,000 short texts", Expected::Whatever, || {
        let texts: String = (0..1_000_000).map(|n| format!("<si><t>{n}</t></si>")).collect();
        with_text(STRINGS, &format!("<sst>{texts}</sst>"))
    });
    case(cases, "200,000 relations", Expected::TooLarge, || {
        let many: String =
            (0..200_000).map(|n| format!("<Relationship Id='{n}' Target='x'/>")).collect();
        with_text(RELATIONS, &format!("<Relationships>{many}</Relationships>"))
    });
}

/// Much of something that there may be.
fn contents(cases: &mut Vec<Case>) {
    case(cases, "100,000 cells in 50,000 merges", Expected::Whatever, || {
        let rows: String = (1..=50_000)
            .map(|n| format!("<row r='{n}'><c r='A{n}'><v>{n}</v></c><c r='B{n}'/></row>"))
            .collect();
        let merges: String =
            (1..=50_000).map(|n| format!("<mergeCell ref='A{n}:B{n}'/>")).collect();
        sheet(&rows, &format!("<mergeCells>{merges}</mergeCells>"))
    });
    case(cases, "20,000 lists over a column of values", Expected::Whatever, || {
        let rows: String = (1..=50_000)
            .map(|n| format!("<row r='{n}'><c r='A{n}' t='str'><v>value {n}</v></c></row>"))
            .collect();
        let lists: String = (1..=20_000)
            .map(|n| {
                format!(
                    "<dataValidation type='list' sqref='B{n}'>\
                     <formula1>$A$1:$A$1048576</formula1></dataValidation>"
                )
            })
            .collect();
        sheet(&rows, &format!("<dataValidations>{lists}</dataValidations>"))
    });
    case(cases, "500,000 places of one list", Expected::TooLarge, || {
        let places: String = (1..=500_000).map(|n| format!("A{n} ")).collect();
        let list = format!(
            "<dataValidation type='list' sqref='{places}'><formula1>\"a\"</formula1></dataValidation>"
        );
        sheet("<row><c><v>1</v></c></row>", &format!("<dataValidations>{list}</dataValidations>"))
    });
    case(cases, "150,000 formulas, each of the one before", Expected::Whatever, || {
        let cell =
            |n: u32| format!("<row r='{n}'><c r='A{n}'><f>A{}+1</f><v>{n}</v></c></row>", n - 1);
        let rows: String = (2..=150_000).map(cell).collect();
        sheet(&format!("<row r='1'><c r='A1'><v>1</v></c></row>{rows}"), "")
    });
    case(cases, "300,000 columns and hidden rows", Expected::Whatever, || {
        let columns = "<col min='1' max='16384' hidden='1'/>".repeat(100_000);
        let rows: String = (1..=300_000).map(|n| format!("<row r='{n}' hidden='1'/>")).collect();
        with_text(
            SHEET,
            &format!("<worksheet><cols>{columns}</cols><sheetData>{rows}</sheetData></worksheet>"),
        )
    });
}
