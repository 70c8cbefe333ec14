//! Names of persons that a workbook carries: who wrote it, who saved it last, who commented.

use std::collections::BTreeSet;

use crate::xlsx::package::{Package, normal};
use crate::xlsx::refusal::Refusal;
use crate::xlsx::relations;
use crate::xlsx::xml::{What, Xml};

/// The most names that are read.
const MOST: usize = 1_000;

/// What programs write in the place of a name, in lower case.
const PROGRAMS: [&str; 6] =
    ["apache poi", "axlsx", "microsoft office user", "openpyxl", "unknown", "xlsxwriter"];

/// The names, sorted, each once.
///
/// # Errors
/// A damaged part.
pub(super) fn read(package: &Package) -> Result<Vec<String>, Refusal> {
    let mut names = BTreeSet::new();
    let core = relations::read(package, "", package.limits())?;
    let core = core.into_values().find(|relation| relation.kind == "core-properties");
    if let Some(part) = core.and_then(|relation| relation.part).filter(|part| package.has(part)) {
        texts(package, &part, &["creator", "lastModifiedBy"], &mut names)?;
    }
    let parts: Vec<String> = package.names().map(std::borrow::Cow::into_owned).collect();
    for part in parts {
        let name = normal(&part);
        if name.starts_with("xl/comments") && name.ends_with(".xml") {
            texts(package, &part, &["author"], &mut names)?;
        } else if name.starts_with("xl/persons/") && name.ends_with(".xml") {
            display_names(package, &part, &mut names)?;
        }
    }
    names.retain(|name| is_person(name));
    Ok(names.into_iter().take(MOST).collect())
}

/// The texts of some elements.
fn texts(
    package: &Package,
    part: &str,
    elements: &[&str],
    names: &mut BTreeSet<String>,
) -> Result<(), Refusal> {
    let bytes = package.part(part)?;
    let mut xml = Xml::new(part, &bytes, package.limits())?;
    while let Some(piece) = xml.next()? {
        let What::Open(tag) = piece.what else { continue };
        if elements.contains(&tag.name()) && !tag.is_empty && names.len() < MOST {
            names.insert(xml.text()?.trim().to_owned());
        }
    }
    Ok(())
}

/// The persons that threaded comments name.
fn display_names(
    package: &Package,
    part: &str,
    names: &mut BTreeSet<String>,
) -> Result<(), Refusal> {
    let bytes = package.part(part)?;
    let mut xml = Xml::new(part, &bytes, package.limits())?;
    while let Some(piece) = xml.next()? {
        let What::Open(tag) = piece.what else { continue };
        if tag.name() == "person" && names.len() < MOST {
            let name = tag.attribute("displayName")?.unwrap_or_default();
            names.insert(name.trim().to_owned());
        }
    }
    Ok(())
}

/// Whether a name may be a person's. Threaded comments have an author `tc={...}` for older programs.
fn is_person(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with("tc={")
        && !PROGRAMS.contains(&name.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xlsx::refusal::Limits;
    use std::io::{Cursor, Write};
    use zip::write::SimpleFileOptions;

    #[test]
    fn writers_savers_and_commenters_are_named() {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [
            (
                "_rels/.rels",
                "<Relationships><Relationship Id='a' Target='docProps/core.xml' \
                 Type='http://x/metadata/core-properties'/></Relationships>",
            ),
            (
                "docProps/core.xml",
                "<cp:coreProperties xmlns:cp='c' xmlns:dc='d'><dc:creator>openpyxl</dc:creator>\
                 <cp:lastModifiedBy>Ada &amp; Bob</cp:lastModifiedBy></cp:coreProperties>",
            ),
            (
                "xl/comments1.xml",
                "<comments><authors><author>Cora</author><author>tc={1}</author></authors></comments>",
            ),
            (
                "xl/persons/person.xml",
                "<personList><person displayName='Dan' id='1'/></personList>",
            ),
        ] {
            writer.start_file(name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        let bytes = writer.finish().unwrap().into_inner();
        let package = Package::open(&bytes, &Limits::default()).unwrap();
        assert_eq!(read(&package).unwrap(), ["Ada & Bob", "Cora", "Dan"]);
    }
}
