//! Asks programs to calculate a workbook anew when they open it.

use crate::xlsx::refusal::{Limits, Refusal};
use crate::xlsx::splice::{self, Splice};
use crate::xlsx::strings;
use crate::xlsx::xml::{What, Xml};

/// Elements of a workbook's part that come before `calcPr` (ECMA-376 part 1, 18.2.27).
const BEFORE: [&str; 9] = [
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
];

/// The workbook's part with the wish to be calculated anew.
///
/// # Errors
/// A damaged part.
pub(super) fn ask(part: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Refusal> {
    let mut xml = Xml::new(part, bytes, limits)?;
    let (mut prefix, mut at, mut is_before) = (String::new(), None, false);
    let wish = ("fullCalcOnLoad", Some("1"));
    while let Some(piece) = xml.next()? {
        match piece.what {
            What::Open(tag) if piece.depth == 1 => prefix = strings::prefix(&tag),
            What::Open(tag) if piece.depth == 2 && tag.name() == "calcPr" => {
                let written = splice::written(bytes, &piece.range);
                let written = splice::retag(&written, &[wish], tag.is_empty);
                let splice = Splice::replace(piece.range, written);
                return Ok(splice::apply(bytes, vec![splice]));
            }
            What::Open(tag) if piece.depth == 2 => is_before = BEFORE.contains(&tag.name()),
            What::Close if piece.depth == 2 && is_before => at = Some(piece.range.end),
            What::Open(_) | What::Close | What::Text(_) => {}
        }
    }
    let at = at.ok_or_else(|| Refusal::Damaged(format!("{part} lists no sheets")))?;
    let wish = format!("<{prefix}calcPr fullCalcOnLoad=\"1\"/>");
    Ok(splice::apply(bytes, vec![Splice::insert(at, wish)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wish_stands_where_the_format_wants_it() {
        for (before, after) in [
            (
                "<workbook><sheets/><definedNames></definedNames><calcPr calcId='1'/><extLst/></workbook>",
                "<workbook><sheets/><definedNames></definedNames><calcPr calcId='1' fullCalcOnLoad=\"1\"/><extLst/></workbook>",
            ),
            (
                "<workbook><calcPr fullCalcOnLoad='0'></calcPr></workbook>",
                "<workbook><calcPr fullCalcOnLoad=\"1\"></calcPr></workbook>",
            ),
            (
                "<x:workbook><x:sheets><x:sheet/></x:sheets><x:oleSize/></x:workbook>",
                "<x:workbook><x:sheets><x:sheet/></x:sheets><x:calcPr fullCalcOnLoad=\"1\"/><x:oleSize/></x:workbook>",
            ),
            (
                "<workbook><sheets/><mc:AlternateContent xmlns:mc='m'><calcPr/></mc:AlternateContent></workbook>",
                "<workbook><sheets/><calcPr fullCalcOnLoad=\"1\"/><mc:AlternateContent xmlns:mc='m'><calcPr/></mc:AlternateContent></workbook>",
            ),
        ] {
            let asked = ask("xl/workbook.xml", before.as_bytes(), &Limits::default()).unwrap();
            assert_eq!(String::from_utf8_lossy(&asked), after);
        }
    }
}
