//! What a package holds: its sheets in order, and where the parts are that they need.

use std::collections::{BTreeMap, BTreeSet};

use crate::xlsx::package::{Package, normal};
use crate::xlsx::refusal::{Limits, Refusal};
use crate::xlsx::relations::{self, Relation};
use crate::xlsx::xml::{Tag, What, Xml};
use crate::xlsx::{Cargo, Kind, SheetName};

/// The most names that formulas may use.
const MOST_NAMES: usize = 100_000;

/// The table of contents of a workbook.
#[derive(Debug, Clone)]
pub(super) struct Book {
    /// Which kind it is.
    pub(super) kind: Kind,
    /// Its own part: `xl/workbook.xml` in most files.
    pub(super) part: String,
    /// Its sheets in order.
    pub(super) sheets: Vec<SheetName>,
    /// The part of each sheet that has cells.
    pub(super) sheet_parts: Vec<Option<String>>,
    /// The part of texts that cells share.
    pub(super) strings: Option<String>,
    /// The part of formats.
    pub(super) styles: Option<String>,
    /// Names that formulas may use.
    pub(super) names: Vec<DefinedName>,
    /// What it carries beside cells.
    pub(super) cargo: BTreeSet<Cargo>,
}

/// A name for cells or for a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DefinedName {
    /// The name; programs do not tell upper from lower case in it.
    pub(super) name: String,
    /// What it stands for, without `=`.
    pub(super) formula: String,
    /// The sheet that it is known in, by its index; `None` for all of them.
    pub(super) sheet: Option<usize>,
}

impl Book {
    /// Finds the parts of a workbook.
    ///
    /// # Errors
    /// A package that holds something else, or whose table of contents is damaged.
    pub(super) fn read(package: &Package, limits: &Limits) -> Result<Self, Refusal> {
        let part = main_part(package, limits)?;
        let types = Types::read(package, limits)?;
        let content_type = types.of(&part).unwrap_or_default().to_ascii_lowercase();
        if content_type.contains("sheet.binary") || normal(&part).ends_with(".bin") {
            return Err(Refusal::Binary);
        }
        let relations = relations::read(package, &part, limits)?;
        let bytes = package.part(&part)?;
        let mut contents = Contents::new(limits);
        contents.read(&part, &bytes, &content_type)?;
        let (sheets, sheet_parts) = sheets(package, &contents.sheets, &relations)?;
        let target = |kind: &str| {
            let mut parts = relations.values().filter(|relation| relation.kind == kind);
            parts.find_map(|relation| relation.part.clone()).filter(|part| package.has(part))
        };
        let cargo = cargo(package, &types, &sheets, &relations);
        let has_macros = content_type.contains("macroenabled") || cargo.contains(&Cargo::Macros);
        Ok(Self {
            kind: if has_macros { Kind::Macros } else { Kind::Plain },
            strings: target("sharedStrings"),
            styles: target("styles"),
            names: contents.names,
            part,
            sheets,
            sheet_parts,
            cargo,
        })
    }
}

/// The part that the package is about. Any other zip archive has none.
fn main_part(package: &Package, limits: &Limits) -> Result<String, Refusal> {
    if package.has("mimetype") {
        let is_open_document =
            package.part("mimetype")?.starts_with(b"application/vnd.oasis.opendocument");
        return Err(if is_open_document { Refusal::OpenDocument } else { Refusal::NotAWorkbook });
    }
    if !package.has("_rels/.rels") && package.has("[Content_Types].xml") {
        return Err(Refusal::Damaged("_rels/.rels is missing".to_owned()));
    }
    let relations = relations::read(package, "", limits)?;
    let mut mains = relations.into_values().filter(|relation| relation.kind == "officeDocument");
    mains.find_map(|relation| relation.part).ok_or(Refusal::NotAWorkbook)
}

/// What `[Content_Types].xml` says about parts, in lower case.
#[derive(Debug, Default)]
struct Types {
    by_part: BTreeMap<String, String>,
    by_extension: BTreeMap<String, String>,
}

impl Types {
    fn read(package: &Package, limits: &Limits) -> Result<Self, Refusal> {
        let name = "[Content_Types].xml";
        let mut types = Self::default();
        if !package.has(name) {
            return Ok(types);
        }
        let bytes = package.part(name)?;
        let mut xml = Xml::new(name, &bytes, limits)?;
        while let Some(piece) = xml.next()? {
            let What::Open(tag) = piece.what else { continue };
            let (map, key) = match tag.name() {
                "Override" => (&mut types.by_part, "PartName"),
                "Default" => (&mut types.by_extension, "Extension"),
                _ => continue,
            };
            let key = normal(&tag.attribute(key)?.unwrap_or_default());
            let kind = tag.attribute("ContentType")?.unwrap_or_default().to_ascii_lowercase();
            map.insert(key, kind);
            if map.len() > limits.parts.saturating_mul(4) {
                return Err(Refusal::TooLarge(format!("{name} has too many lines")));
            }
        }
        Ok(types)
    }

    fn of(&self, part: &str) -> Option<&str> {
        let part = normal(part);
        let extension = part.rsplit_once('.').map_or("", |(_, extension)| extension);
        self.by_part.get(&part).or_else(|| self.by_extension.get(extension)).map(String::as_str)
    }
}

/// What the workbook's own part says.
struct Contents<'a> {
    limits: &'a Limits,
    sheets: Vec<SheetLine>,
    names: Vec<DefinedName>,
}

/// A sheet as the workbook lists it.
struct SheetLine {
    name: String,
    is_visible: bool,
    relation: String,
}

impl<'a> Contents<'a> {
    fn new(limits: &'a Limits) -> Self {
        Self { limits, sheets: Vec::new(), names: Vec::new() }
    }

    fn read(&mut self, part: &str, bytes: &[u8], content_type: &str) -> Result<(), Refusal> {
        let mut xml = Xml::new(part, bytes, self.limits)?;
        let mut section = String::new();
        while let Some(piece) = xml.next()? {
            let What::Open(tag) = piece.what else { continue };
            match (piece.depth, section.as_str(), tag.name()) {
                (1, _, "workbook") if !content_type.contains("template") => {}
                // A letter, slides, or a template, which no program opens as a workbook.
                (1, _, _) => return Err(Refusal::NotAWorkbook),
                (2, _, name) => name.clone_into(&mut section),
                (3, "sheets", "sheet") => self.sheet(&tag)?,
                (3, "definedNames", "definedName") => {
                    let (name, sheet) = defined(&tag)?;
                    let formula = xml.text()?;
                    self.names.push(DefinedName { name, formula, sheet });
                    if self.names.len() > MOST_NAMES {
                        let what = format!("{part} has more than {MOST_NAMES} names");
                        return Err(Refusal::TooLarge(what));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn sheet(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        self.sheets.push(SheetLine {
            name: tag.attribute("name")?.unwrap_or_default().into_owned(),
            is_visible: tag.attribute("state")?.is_none_or(|state| state == "visible"),
            relation: tag.prefixed("id")?.unwrap_or_default().into_owned(),
        });
        if self.sheets.len() > self.limits.parts {
            return Err(Refusal::TooLarge(format!("more than {} sheets", self.limits.parts)));
        }
        Ok(())
    }
}

fn defined(tag: &Tag<'_>) -> Result<(String, Option<usize>), Refusal> {
    let name = tag.attribute("name")?.unwrap_or_default().into_owned();
    // A name of a sheet that is no number is known in no sheet, rather than in all of them.
    let sheet = tag.attribute("localSheetId")?;
    Ok((name, sheet.map(|index| index.trim().parse().unwrap_or(usize::MAX))))
}

/// The sheets and their parts. A sheet whose part is not there has no cells.
fn sheets(
    package: &Package,
    lines: &[SheetLine],
    relations: &BTreeMap<String, Relation>,
) -> Result<(Vec<SheetName>, Vec<Option<String>>), Refusal> {
    let mut taken = BTreeSet::new();
    let mut parts = Vec::new();
    for line in lines {
        let relation = relations.get(&line.relation);
        let relation = relation.filter(|relation| relation.kind == "worksheet");
        let part = relation.and_then(|relation| relation.part.clone());
        let part = part.filter(|part| package.has(part));
        // A thousand sheets of one part would be read a thousand times.
        if part.as_ref().is_some_and(|part| !taken.insert(normal(part))) {
            return Err(Refusal::Hostile("two of its sheets are the same part".to_owned()));
        }
        parts.push(part);
    }
    let names = lines.iter().zip(&parts).map(|(line, part)| SheetName {
        name: line.name.clone(),
        is_visible: line.is_visible,
        has_cells: part.is_some(),
    });
    Ok((names.collect(), parts))
}

/// What the names, types and relations of parts give away. Writers differ in names, so one sign is enough.
fn cargo(
    package: &Package,
    types: &Types,
    sheets: &[SheetName],
    relations: &BTreeMap<String, Relation>,
) -> BTreeSet<Cargo> {
    let mut found = BTreeSet::new();
    if sheets.iter().any(|sheet| !sheet.is_visible) {
        found.insert(Cargo::HiddenSheets);
    }
    for name in package.names() {
        let name = normal(&name);
        let kind = types.of(&name).unwrap_or_default();
        found.extend(SIGNS.iter().filter_map(|(cargo, in_name, in_type)| {
            let is_it = name.contains(in_name) || kind.contains(in_type);
            is_it.then_some(*cargo)
        }));
    }
    found.extend(relations.values().filter_map(|relation| match relation.kind.as_str() {
        "vbaProject" | "xlMacrosheet" | "xlIntlMacrosheet" => Some(Cargo::Macros),
        "externalLink" => Some(Cargo::ExternalLinks),
        "connections" => Some(Cargo::Connections),
        _ => None,
    }));
    found
}

/// Words in the name of a part or in its type, in lower case, and what they are a sign of.
const SIGNS: [(Cargo, &str, &str); 10] = [
    (Cargo::Macros, "vbaproject.bin", "vbaproject"),
    (Cargo::Macros, "xl/macrosheets/", "macrosheet"),
    (Cargo::ExternalLinks, "xl/externallinks/externallink", "externallink+xml"),
    (Cargo::Connections, "xl/connections.xml", "connections+xml"),
    (Cargo::Connections, "xl/querytables/", "querytable+xml"),
    (Cargo::EmbeddedObjects, "/embeddings/", "oleobject"),
    (Cargo::EmbeddedObjects, "/activex/", "ms-office.activex"),
    (Cargo::Signature, "_xmlsignatures/", "digital-signature"),
    (Cargo::Comments, "xl/comments", "comments+xml"),
    (Cargo::Comments, "xl/threadedcomments/", "threadedcomments"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::write::SimpleFileOptions;

    const TYPES: &str = "<Types><Override PartName='/xl/workbook.xml' \
        ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'/></Types>";
    const RELATIONS: &str = "<Relationships><Relationship Id='r1' Target='/xl/workbook.xml' \
        Type='http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument'/></Relationships>";

    fn book(parts: &[(&str, &str)]) -> Result<Book, Refusal> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        let bytes = writer.finish().unwrap().into_inner();
        let limits = Limits::default();
        Book::read(&Package::open(&bytes, &limits)?, &limits)
    }

    fn relation(id: &str, kind: &str, target: &str) -> String {
        format!("<Relationship Id='{id}' Type='http://x/relationships/{kind}' Target='{target}'/>")
    }

    #[test]
    fn sheets_come_in_order_with_their_parts() {
        let relations = [
            relation("a", "worksheet", "worksheets\\two.xml"),
            relation("b", "chartsheet", "chartsheets/one.xml"),
            relation("c", "worksheet", "/xl/worksheets/one.xml"),
            relation("d", "worksheet", "worksheets/nowhere.xml"),
            relation("e", "sharedStrings", "sharedStrings.xml"),
            relation("f", "externalLink", "externalLinks/externalLink1.xml"),
        ];
        let book = book(&[
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", RELATIONS),
            (
                "xl/workbook.xml",
                "<x:workbook xmlns:x='m'><x:sheets><x:sheet name='Two &amp; more' r:id='a'/>\
                 <x:sheet name='Chart' r:id='b'/><x:sheet name='One' state='veryHidden' rel:id='c'/>\
                 <x:sheet name='Gone' r:id='d'/><x:sheet name='Lost' r:id='z'/></x:sheets>\
                 <x:definedNames><x:definedName name='List' localSheetId='2'>One!$A$1:$A$3</x:definedName>\
                 <x:definedName name='All'>&quot;a,b&quot;</x:definedName></x:definedNames></x:workbook>",
            ),
            ("xl\\_rels\\workbook.xml.rels", &format!("<r>{}</r>", relations.join(""))),
            ("xl/worksheets/one.xml", ""),
            ("xl/worksheets/Two.xml", ""),
            ("xl/sharedstrings.xml", ""),
            ("xl/threadedComments/x.xml", ""),
        ])
        .unwrap();
        let sheets: Vec<(&str, bool, Option<&str>)> = book
            .sheets
            .iter()
            .zip(&book.sheet_parts)
            .map(|(sheet, part)| (sheet.name.as_str(), sheet.is_visible, part.as_deref()))
            .collect();
        assert_eq!(
            sheets,
            [
                ("Two & more", true, Some("xl/worksheets/two.xml")),
                ("Chart", true, None),
                ("One", false, Some("xl/worksheets/one.xml")),
                ("Gone", true, None),
                ("Lost", true, None),
            ]
        );
        assert_eq!(book.strings.as_deref(), Some("xl/sharedStrings.xml"));
        assert_eq!((book.kind, book.styles), (Kind::Plain, None));
        let names: Vec<_> = book.names.iter().map(|name| (&*name.formula, name.sheet)).collect();
        assert_eq!(names, [("One!$A$1:$A$3", Some(2)), ("\"a,b\"", None)]);
        let cargo: Vec<Cargo> = book.cargo.into_iter().collect();
        assert_eq!(cargo, [Cargo::ExternalLinks, Cargo::Comments, Cargo::HiddenSheets]);
    }

    #[test]
    fn other_packages_are_told() {
        let document = ("word/document.xml", "<w:document/>");
        let to_document = RELATIONS.replace("/xl/workbook", "/word/document");
        let open = ("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
        let to_binary = RELATIONS.replace("workbook.xml", "workbook.bin");
        for (parts, expected) in [
            (vec![("a.txt", "")], Refusal::NotAWorkbook),
            (vec![open, ("content.xml", "<a/>")], Refusal::OpenDocument),
            (vec![("mimetype", "application/epub+zip")], Refusal::NotAWorkbook),
            (vec![("_rels/.rels", &*to_document), document], Refusal::NotAWorkbook),
            (vec![("_rels/.rels", &*to_binary), ("xl/workbook.bin", "")], Refusal::Binary),
        ] {
            assert_eq!(book(&parts).map(drop), Err(expected), "{parts:?}");
        }
        let none = book(&[("_rels/.rels", RELATIONS)]).map(drop);
        assert!(matches!(none, Err(Refusal::Damaged(_))), "{none:?}");
    }

    #[test]
    fn sheets_of_one_part_are_refused() {
        let relations = relation("a", "worksheet", "s.xml") + &relation("b", "worksheet", "S.xml");
        let twice = book(&[
            ("_rels/.rels", RELATIONS),
            ("xl/_rels/workbook.xml.rels", &format!("<r>{relations}</r>")),
            (
                "xl/workbook.xml",
                "<workbook><sheets><sheet r:id='a'/><sheet r:id='b'/></sheets></workbook>",
            ),
            ("xl/s.xml", ""),
        ]);
        assert!(matches!(twice, Err(Refusal::Hostile(_))));
    }
}
