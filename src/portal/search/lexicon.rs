//! What the search knows of language: words that say nothing, endings, and terms that mean the same.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

/// Words for the search, as a theme lists them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Lexicon {
    /// Words that are not in the index.
    pub skip: BTreeSet<String>,
    /// Endings in which words that begin alike may differ.
    pub endings: BTreeSet<String>,
    /// Groups of terms that mean the same; a term may have several words.
    pub same: Vec<Vec<String>>,
}

impl Lexicon {
    /// Reads lines such as `same: 2fa, mfa`; `#` begins a comment.
    ///
    /// # Errors
    /// The number of the first line, counted from 1, that is none of these.
    pub fn parse(text: &str) -> Result<Self, usize> {
        let mut lexicon = Self::default();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (name, list) = line.split_once(':').ok_or(at + 1)?;
            let terms = list.split(',').map(|term| term.trim().to_lowercase());
            let terms = terms.filter(|term| !term.is_empty());
            match name.trim() {
                "skip" => lexicon.skip.extend(terms),
                "endings" => lexicon.endings.extend(terms),
                "same" => lexicon.same.push(terms.collect()),
                _ => return Err(at + 1),
            }
        }
        Ok(lexicon)
    }
}

#[cfg(test)]
mod tests {
    use super::Lexicon;

    #[test]
    fn lines_are_read_or_named() {
        let text = "# a\n\nskip: The, a\nskip: of\nendings: ing,\nsame: 2FA, two factor\n";
        let lexicon = Lexicon::parse(text).unwrap();
        assert_eq!(lexicon.skip.into_iter().collect::<Vec<_>>(), ["a", "of", "the"]);
        assert_eq!(lexicon.endings.into_iter().collect::<Vec<_>>(), ["ing"]);
        assert_eq!(lexicon.same, [["2fa", "two factor"]]);
        assert_eq!(Lexicon::parse("skip: a\nskipp: b"), Err(2));
        assert_eq!(Lexicon::parse("nothing"), Err(1));
    }
}
