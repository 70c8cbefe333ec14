//! Which parts of a package belong to which, by the `.rels` parts beside them.

use std::collections::BTreeMap;

use crate::xlsx::package::Package;
use crate::xlsx::refusal::{Limits, Refusal};
use crate::xlsx::xml::{Tag, What, Xml};

/// The most relations of one part. A sheet may have 65,530 links, each of which is one.
const MOST: usize = 100_000;

/// What one part refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation {
    /// What it is: the last word of its type, which is the same in both dialects of the format.
    pub(super) kind: String,
    /// The part, `None` for what lies outside of the file.
    pub(super) part: Option<String>,
}

/// The relations of a part by their ids; of the package itself for the name "". None where there is no such part.
///
/// # Errors
/// Relations that are damaged, share an id or are too many.
pub(super) fn read(
    package: &Package,
    part: &str,
    limits: &Limits,
) -> Result<BTreeMap<String, Relation>, Refusal> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let slash = if folder.is_empty() { "" } else { "/" };
    let name = format!("{folder}{slash}_rels/{file}.rels");
    let mut relations = BTreeMap::new();
    if !package.has(&name) {
        return Ok(relations);
    }
    let bytes = package.part(&name)?;
    let mut xml = Xml::new(&name, &bytes, limits)?;
    while let Some(piece) = xml.next()? {
        let What::Open(tag) = piece.what else { continue };
        if tag.name() != "Relationship" {
            continue;
        }
        let (id, relation) = relation(package, folder, &tag)?;
        if relations.insert(id, relation).is_some() {
            return Err(Refusal::Damaged(format!("two relations in {name} have the same id")));
        }
        if relations.len() > MOST {
            return Err(Refusal::TooLarge(format!("{name} has more than {MOST} relations")));
        }
    }
    Ok(relations)
}

fn relation(package: &Package, folder: &str, tag: &Tag<'_>) -> Result<(String, Relation), Refusal> {
    let id = tag.attribute("Id")?.unwrap_or_default().into_owned();
    let kind = tag.attribute("Type")?.unwrap_or_default();
    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
    let target = tag.attribute("Target")?.unwrap_or_default();
    let is_outside = tag.attribute("TargetMode")?.is_some_and(|mode| mode == "External");
    let part = (!is_outside).then(|| resolve(folder, &target));
    // Targets are addresses: what a name cannot hold may be written as %20.
    let part = part.map(|part| if package.has(&part) { part } else { decoded(&part) });
    Ok((id, Relation { kind, part }))
}

/// The part that a target names, seen from a folder. What leads out of the package ends at its root.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let target = target.split('#').next().unwrap_or_default();
    let base = if target.starts_with('/') { "" } else { folder };
    let mut steps: Vec<&str> = Vec::new();
    for step in base.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

fn decoded(name: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = name.as_bytes();
    while let [first, more @ ..] = rest {
        let hex = more.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if let (b'%', Some(byte)) = (first, byte) {
            bytes.push(byte);
            rest = more.get(2..).unwrap_or_default();
        } else {
            bytes.push(*first);
            rest = more;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved_as_addresses() {
        for (folder, target, part) in [
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "worksheets\\sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl/worksheets", "../styles.xml", "xl/styles.xml"),
            ("xl", "./a.xml#b", "xl/a.xml"),
            ("xl", "../../../../etc/passwd", "etc/passwd"),
        ] {
            assert_eq!(resolve(folder, target), part, "{target}");
        }
        assert_eq!(decoded("my%20sheet%ZZ%.xml"), "my sheet%ZZ%.xml");
    }
}
