//! Properties that people and programs add to a document (ECMA-376 part 1, 22.3).

use std::collections::BTreeMap;

use crate::xlsx::package::Package;
use crate::xlsx::refusal::Refusal;
use crate::xlsx::relations;
use crate::xlsx::xml::{What, Xml};

/// The most properties that are read.
const MOST: usize = 1_000;

/// Reads the properties by name, as texts; none where the package has no such part.
///
/// # Errors
/// A damaged part.
pub(super) fn read(package: &Package) -> Result<BTreeMap<String, String>, Refusal> {
    let mut properties = BTreeMap::new();
    let limits = package.limits();
    let relations = relations::read(package, "", limits)?;
    let part = relations.into_values().find(|relation| relation.kind == "custom-properties");
    let Some(part) = part.and_then(|relation| relation.part).filter(|part| package.has(part))
    else {
        return Ok(properties);
    };
    let bytes = package.part(&part)?;
    let mut xml = Xml::new(&part, &bytes, limits)?;
    while let Some(piece) = xml.next()? {
        let What::Open(tag) = piece.what else { continue };
        if tag.name() != "property" {
            continue;
        }
        let name = tag.attribute("name")?.unwrap_or_default().into_owned();
        let value = if tag.is_empty { String::new() } else { xml.text()? };
        properties.insert(name, value.trim().to_owned());
        if properties.len() > MOST {
            return Err(Refusal::TooLarge(format!("{part} has more than {MOST} properties")));
        }
    }
    Ok(properties)
}
