//! Small workbooks for tests, from the XML of their parts.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::xlsx::{Limits, Workbook};

const MAIN: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook of sheets by name and the XML inside of `worksheet`; `others` are further parts: `xl/sharedStrings.xml`
/// and `xl/styles.xml` are related, the inside of `xl/workbook.xml` after its sheets may be given as `workbook`.
pub(super) fn workbook(sheets: &[(&str, &str)], others: &[(&str, &str)]) -> Workbook {
    Workbook::open(&bytes(sheets, others), &Limits::default()).unwrap()
}

/// The bytes of [`workbook`].
pub(super) fn bytes(sheets: &[(&str, &str)], others: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, text: &str| {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    };
    let root =
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
    add("[Content_Types].xml", "<Types/>");
    let main = format!(
        "{root}<Relationship Id=\"r1\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    add("_rels/.rels", &main);
    let (mut lines, mut relations) = (String::new(), String::new());
    for (at, (name, inside)) in sheets.iter().enumerate() {
        let number = at + 1;
        lines.push_str(&format!(
            "<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>"
        ));
        relations.push_str(&format!(
            "<Relationship Id=\"rId{number}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        ));
        let sheet = if inside.starts_with("<?") || inside.contains("worksheet") {
            (*inside).to_owned()
        } else {
            format!("<worksheet {MAIN}>{inside}</worksheet>")
        };
        add(&format!("xl/worksheets/sheet{number}.xml"), &sheet);
    }
    let mut rest = "";
    for (name, text) in others {
        match *name {
            "workbook" => rest = text,
            name => {
                add(name, text);
                let file = name.trim_start_matches("xl/");
                let kind = file.trim_end_matches(".xml");
                relations.push_str(&format!(
                    "<Relationship Id=\"{kind}\" Type=\"{RELATIONS}/{kind}\" Target=\"{file}\"/>"
                ));
            }
        }
    }
    add("xl/_rels/workbook.xml.rels", &format!("{root}{relations}</Relationships>"));
    add("xl/workbook.xml", &format!("<workbook {MAIN}><sheets>{lines}</sheets>{rest}</workbook>"));
    writer.finish().unwrap().into_inner()
}
