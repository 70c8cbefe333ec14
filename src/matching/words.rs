//! A text as words to be compared.

use crate::matching::stem::stem;
use crate::questionnaire::words::tokens;

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As it is compared: lower case, without accents, signs and ending.
    pub stem: String,
    /// Lower case, without accents and signs.
    pub plain: String,
}

impl Word {
    /// A word in lower case, without accents and signs.
    pub(super) fn of(plain: String) -> Self {
        Self { stem: stem(&plain), plain }
    }
}

/// No question is longer, in words; the rest of a longer one is not read.
const MOST: usize = 400;

/// The words of a text in order: `isn't` is `is not`, and `customer's` is `customer`.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let cut =
        text.char_indices().nth(MOST * 12).map_or(text, |(end, _)| text.get(..end).unwrap_or(text));
    tokens(&whole(cut)).into_iter().take(MOST).map(Word::of).collect()
}

/// What a question asks, to find the same words again: case, signs and blanks do not count, nor words of courtesy.
#[must_use]
pub fn key(text: &str) -> String {
    let mut kept = tokens(&whole(text));
    kept.retain(|word| !matches!(word.as_str(), "please" | "kindly"));
    kept.join(" ")
}

/// With short forms written out.
fn whole(text: &str) -> String {
    if !text.contains(['\'', '\u{2019}']) {
        return text.to_owned();
    }
    let mut whole = String::with_capacity(text.len() + 8);
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            whole.push(' ');
        }
        whole.push_str(&written_out(word));
    }
    whole
}

fn written_out(word: &str) -> String {
    let plain = word.replace('\u{2019}', "'");
    let lower = plain.to_lowercase();
    for (short, long) in [("can't", "can not"), ("won't", "will not"), ("shan't", "shall not")] {
        if let Some(rest) = lower.strip_prefix(short) {
            return format!("{long}{rest}");
        }
    }
    if let Some(at) = lower.find("n't") {
        return format!(
            "{} not{}",
            lower.get(..at).unwrap_or_default(),
            lower.get(at + 3..).unwrap_or_default()
        );
    }
    for ending in ["'s", "'re", "'ve", "'ll", "'d", "'m"] {
        if let Some(at) = lower.find(ending) {
            let rest = lower.get(at + ending.len()..).unwrap_or_default();
            if !rest.starts_with(char::is_alphanumeric) {
                return format!("{} {rest}", lower.get(..at).unwrap_or_default());
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_written_out() {
        for (text, plain) in [
            ("Isn\u{2019}t the customer's data encrypted?", "is not the customer data encrypted"),
            ("Can't you?", "can not you"),
            ("We've MFA, don't we", "we mfa do not we"),
            ("O'Brien 'quoted'", "o brien quoted"),
        ] {
            let own: Vec<String> = words(text).into_iter().map(|word| word.plain).collect();
            assert_eq!(own.join(" "), plain);
        }
    }

    #[test]
    fn the_same_words_have_one_key() {
        for (one, other) in [
            ("Is data encrypted at rest?*", "  is DATA  encrypted, at rest"),
            ("Please describe your backups.", "Describe your backups"),
        ] {
            assert_eq!(key(one), key(other));
        }
        assert_ne!(key("Are backups encrypted?"), key("Are backups not encrypted?"));
    }

    #[test]
    fn a_very_long_text_is_cut() {
        assert_eq!(words(&"word ".repeat(10_000)).len(), MOST);
        assert_eq!(words("🙂 \u{202e}שלום").len(), 1);
    }
}
