//! The questions of a text that asks several.

/// The parts of a text that each ask something of their own; empty when it is one question.
pub(super) fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for sentence in sentences(text) {
        for piece in clauses(sentence) {
            let words = plain_words(piece);
            let Some(first) = words.first() else { continue };
            if is_comment(&words) {
                continue;
            }
            let asks = BEGIN.contains(&first.as_str()) || sentence.trim_end().ends_with('?');
            if asks && words.len() > 1 {
                parts.push(piece.trim().to_owned());
            }
        }
    }
    if parts.len() > 1 { parts } else { Vec::new() }
}

/// Words that a question begins with.
const BEGIN: [&str; 31] = [
    "is", "are", "was", "were", "do", "does", "did", "have", "has", "can", "could", "will",
    "would", "may", "must", "should", "how", "what", "which", "who", "whom", "when", "where",
    "why", "describe", "explain", "list", "state", "confirm", "specify", "provide",
];

/// Whether a part only asks to say more about the one before it.
fn is_comment(words: &[String]) -> bool {
    let first: Vec<&str> = words.iter().take(4).map(String::as_str).collect();
    match first.as_slice() {
        ["if", "so" | "yes" | "no" | "not" | "applicable", rest @ ..] => {
            // `If so, how often?` asks for more than words around the answer.
            rest.is_empty() || rest.first().is_some_and(|word| MORE.contains(word))
        }
        ["please", word, ..] | [word, ..] if words.len() <= 6 => MORE.contains(word),
        _ => false,
    }
}

const MORE: [&str; 9] = [
    "please",
    "describe",
    "explain",
    "elaborate",
    "comment",
    "specify",
    "details",
    "detail",
    "provide",
];

fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let next = rest.peek().map(|(_, next)| *next);
        let ends = match c {
            '?' | '!' | '\n' | ';' => true,
            '.' => {
                next.is_none_or(char::is_whitespace)
                    && !is_short(text.get(..at).unwrap_or_default())
            }
            _ => false,
        };
        if ends {
            let end = at + c.len_utf8();
            found.extend(text.get(start..end));
            start = end;
        }
    }
    found.extend(text.get(start..));
    found.retain(|sentence| sentence.chars().any(char::is_alphanumeric));
    found
}

/// Whether a text ends in a short form: `e.g`, `etc`.
fn is_short(text: &str) -> bool {
    let last = text.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    last.len() == 1 && last.starts_with(char::is_alphabetic)
        || matches!(last, "etc" | "incl" | "approx" | "vs")
}

/// Clauses of a sentence that each begin as a question does: `..., and how often are they tested?`
fn clauses(sentence: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let lower = sentence.to_ascii_lowercase();
    let mut from = 0;
    while let Some(at) = [" and ", " or "]
        .iter()
        .filter_map(|joint| lower.get(from..)?.find(joint).map(|at| from + at))
        .min()
    {
        let after = at + if lower.get(at..at + 4) == Some(" or ") { 4 } else { 5 };
        let words = plain_words(lower.get(after..).unwrap_or_default());
        let begins =
            words.first().is_some_and(|word| BEGIN.contains(&word.as_str()) || word == "if");
        // `is and will be` is one question; a clause has words on both sides.
        let has_words =
            plain_words(lower.get(start..at).unwrap_or_default()).len() > 2 && words.len() > 2;
        if begins
            && has_words
            && !matches!(
                words.first().map(String::as_str),
                Some(
                    "can"
                        | "may"
                        | "will"
                        | "must"
                        | "should"
                        | "would"
                        | "could"
                        | "has"
                        | "provide"
                        | "list"
                        | "state"
                        | "explain"
                        | "confirm"
                )
            )
        {
            found.extend(sentence.get(start..at));
            start = after;
        }
        from = after.saturating_sub(1).max(at + 1);
    }
    found.extend(sentence.get(start..));
    found
}

fn plain_words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}
