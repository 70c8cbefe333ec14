//! Names of countries in every language of the interface.

use crate::language::{LANGUAGES, Language};

/// A line for each country, sorted: its code and its names in the order of [`LANGUAGES`], set apart by tabs. The
/// names are those of Unicode CLDR 48; of `HK`, `MO` and `PS` the short ones.
const NAMES: &str = include_str!("../../content/languages/countries.tsv");

/// The name of a country by its code.
pub(super) fn name(language: Language, code: &str) -> Option<&'static str> {
    let column = LANGUAGES.iter().position(|known| *known == language)?;
    let names = NAMES.lines().find_map(|line| line.strip_prefix(code)?.strip_prefix('\t'))?;
    names.split('\t').nth(column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_a_name_in_every_language() {
        let mut before = "";
        for line in NAMES.lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), LANGUAGES.len() + 1, "{line}");
            assert!(cells.iter().all(|cell| !cell.trim().is_empty()), "{line}");
            assert!(before < cells[0], "sorted: {line}");
            before = cells[0];
        }
        assert_eq!(NAMES.lines().count(), 250);
        assert_eq!(Language::Fr.country("DE"), "Allemagne");
        assert_eq!(Language::It.country("US"), "Stati Uniti");
        assert_eq!(Language::En.country("??"), "??");
    }
}
