//! The terms of a question: what it names, whether it is in the negative, what it asks for, its numbers and parts.

use crate::matching::lexicon::Lexicon;

/// What a text names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Terms {}

impl Terms {
    /// Reads the terms of a text.
    pub(super) fn of(_text: &str, _lexicon: &Lexicon) -> Self {
        Self::default()
    }
}
