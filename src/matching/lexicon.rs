//! What is known of the field's language: terms, families of terms of which only one can be meant, words that mean the same.
//! The data is in `matching/lexicon/*.txt`; a project adds its own terms.

/// Terms and words.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {}

impl Lexicon {
    /// The program's own.
    #[must_use]
    pub fn builtin() -> Self {
        Self::default()
    }
}
