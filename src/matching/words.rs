//! A text as words to be compared.

use crate::questionnaire::words::tokens;

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As it is compared: lower case, without accents, signs and ending.
    pub stem: String,
    /// Lower case, without accents and signs.
    pub plain: String,
}

/// The words of a text in order.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    tokens(text).into_iter().map(|plain| Word { stem: plain.clone(), plain }).collect()
}

/// What a question asks, to find the same words again: case, signs and blanks do not count.
#[must_use]
pub fn key(text: &str) -> String {
    tokens(text).join(" ")
}
