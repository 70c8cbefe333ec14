//! A text as the words that the lexicon's patterns are made of: signs that carry meaning are kept.

/// One word or number of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// Lower case, without accents; a number in digits, with its decimal point.
    pub(super) plain: String,
    /// The word without its ending.
    pub(super) stem: String,
    /// Counted from 0; nothing is matched across sentences.
    pub(super) sentence: usize,
    /// Counted from 0 over the whole text; a sentence has one or more.
    pub(super) clause: usize,
    /// Whether the text has digits here.
    pub(super) is_digits: bool,
    /// Whether it begins with a capital and goes on in small letters, as names do.
    pub(super) is_capital: bool,
    /// Whether it has two letters or more, all of them capitals.
    pub(super) is_acronym: bool,
    /// The year after a colon: `2022` of `27001:2022`.
    pub(super) edition: Option<String>,
}

impl Token {
    /// Whether it is a number, in digits or as a word.
    pub(super) fn is_number(&self) -> bool {
        self.plain.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    }
}

/// The words of a text in order.
pub(super) fn read(text: &str) -> Vec<Token> {
    let mut reader = Reader::default();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        reader.take(c, next);
    }
    reader.end_word();
    reader.tokens
}

/// A word without its ending. Rough, and the same for patterns and texts.
pub(super) fn stem(word: &str) -> String {
    if word.len() < 4 || !word.chars().all(|c| c.is_ascii_lowercase()) {
        return word.to_owned();
    }
    let mut stem = without_plural(word);
    for (ending, other) in
        [("isation", "ization"), ("ise", "ize"), ("ised", "ized"), ("ising", "izing")]
    {
        if stem.len() > ending.len() + 3 && stem.ends_with(ending) {
            stem.truncate(stem.len() - ending.len());
            stem.push_str(other);
            break;
        }
    }
    for ending in ["ization", "ion", "ing", "ed", "ly", "e"] {
        if stem.len() >= ending.len() + 3 && stem.ends_with(ending) {
            stem.truncate(stem.len() - ending.len());
            if ending == "ization" {
                stem.push_str("iz");
            }
            break;
        }
    }
    let mut last = stem.chars().rev();
    if let (Some(a), Some(b)) = (last.next(), last.next())
        && a == b
        && !"aeiou".contains(a)
    {
        stem.pop();
    }
    if stem.ends_with('y') {
        stem.pop();
        stem.push('i');
    }
    stem
}

/// A small number in words, in digits.
pub(super) fn number_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "zero" => "0",
        "one" => "1",
        "two" => "2",
        "three" => "3",
        "four" => "4",
        "five" => "5",
        "six" => "6",
        "seven" => "7",
        "eight" => "8",
        "nine" => "9",
        "ten" => "10",
        "twelve" => "12",
        "fourteen" => "14",
        "fifteen" => "15",
        "thirty" => "30",
        "sixty" => "60",
        "ninety" => "90",
        _ => return None,
    })
}

#[derive(Debug, Default)]
struct Reader {
    tokens: Vec<Token>,
    word: String,
    sentence: usize,
    clause: usize,
    /// After the colon of `27001:2022`: an edition.
    is_edition: bool,
    is_capital: bool,
    /// Capitals of the word, and other letters.
    capitals: (usize, usize),
    /// After an apostrophe.
    is_short: bool,
}

impl Reader {
    fn take(&mut self, c: char, next: Option<char>) {
        let is_number =
            !self.word.is_empty() && self.word.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let next_is_digit = next.is_some_and(|next| next.is_ascii_digit());
        match c {
            '.' if is_number && next_is_digit && !self.word.contains('.') => self.word.push('.'),
            ',' if is_number && next_is_digit => {}
            ':' if is_number && next_is_digit => {
                self.end_word();
                self.is_edition = true;
            }
            // `don't` is `do not`, `customer's` is `customer`.
            '\'' | '\u{2019}' => self.apostrophe(next),
            '%' => {
                self.end_word();
                self.word.push_str("percent");
                self.end_word();
            }
            '\u{2265}' | '\u{2264}' | '<' | '>' => self.end_word(),
            c if c.is_alphanumeric() => {
                if self.word.is_empty() {
                    self.capitals = (0, 0);
                    self.is_capital = c.is_uppercase() && next.is_some_and(char::is_lowercase);
                }
                let (capitals, others) = &mut self.capitals;
                *(if c.is_uppercase() { capitals } else { others }) += 1;
                for c in c.to_lowercase() {
                    self.letter(c);
                }
            }
            c if is_mark(c) => {}
            _ => self.sign(c, next),
        }
    }

    fn letter(&mut self, c: char) {
        let last = self.word.chars().next_back();
        let is_boundary = last.is_some_and(|last| {
            // `SOC2`, `ISO27001`, `AES256`, but `C5` and `S3`; `24h`, but `2FA`.
            (c.is_ascii_digit()
                && last.is_alphabetic()
                && (self.word.len() > 1 || self.word == "v")
                && !self.word.ends_with("ml"))
                || (matches!(c, 'h' | 'x' | 'd')
                    && last.is_ascii_digit()
                    && !self.word.contains(char::is_alphabetic))
        });
        if is_boundary {
            self.end_word();
        }
        match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => self.word.push('a'),
            'ç' => self.word.push('c'),
            'è' | 'é' | 'ê' | 'ë' => self.word.push('e'),
            'ì' | 'í' | 'î' | 'ï' => self.word.push('i'),
            'ñ' => self.word.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' => self.word.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => self.word.push('u'),
            'ß' => self.word.push_str("ss"),
            c => self.word.push(c),
        }
    }

    fn apostrophe(&mut self, next: Option<char>) {
        if matches!(next, Some('t' | 'T')) && self.word.ends_with('n') && self.word.len() > 2 {
            // `can't` and `won't` lose more than they should, which harms nothing; the `t` follows.
            self.word.pop();
            self.end_word();
            self.word.push_str("no");
        } else {
            self.end_word();
            self.is_short = true;
        }
    }

    fn sign(&mut self, c: char, next: Option<char>) {
        let is_letter = self.word.len() == 1 && self.word.starts_with(char::is_alphabetic);
        self.end_word();
        let ends = match c {
            // `e.g.` ends no sentence.
            '.' => next.is_none_or(char::is_whitespace) && !is_letter,
            '?' | '!' | '\n' => true,
            _ => false,
        };
        if ends {
            self.sentence += 1;
            self.clause += 1;
        } else if matches!(c, ',' | ';' | ':' | '(' | ')' | '\u{2013}' | '\u{2014}') {
            self.clause += 1;
        }
    }

    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let word = std::mem::take(&mut self.word);
        let is_digits =
            word.starts_with(|c: char| c.is_ascii_digit()) && !word.contains(char::is_alphabetic);
        if std::mem::take(&mut self.is_edition) && is_digits && word.len() == 4 {
            if let Some(last) = self.tokens.last_mut() {
                last.edition = Some(word);
            }
            return;
        }
        // What an apostrophe leaves: `customer's`, `we've`.
        if std::mem::take(&mut self.is_short) && matches!(word.as_str(), "s" | "ve" | "re" | "ll") {
            return;
        }
        let plain = number_word(&word).map_or(word, str::to_owned);
        if plain == "but" {
            self.clause += 1;
        }
        let stem = stem(&plain);
        self.tokens.push(Token {
            plain,
            stem,
            sentence: self.sentence,
            clause: self.clause,
            is_digits,
            is_capital: self.is_capital,
            is_acronym: self.capitals.0 > 1 && self.capitals.1 == 0,
            edition: None,
        });
    }
}

fn without_plural(word: &str) -> String {
    let cut = |count: usize, more: &str| {
        let end = word.len().saturating_sub(count);
        format!("{}{more}", word.get(..end).unwrap_or(word))
    };
    if word.ends_with("ies") || word.ends_with("ied") {
        cut(3, "y")
    } else if word.ends_with("sses") || word.ends_with("ches") || word.ends_with("shes") {
        cut(2, "")
    } else if word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        cut(1, "")
    } else {
        word.to_owned()
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_meaning_have_one_stem() {
        for (one, other) in [
            ("encryption", "encrypted"),
            ("tests", "testing"),
            ("policies", "policy"),
            ("logging", "logs"),
            ("processes", "process"),
            ("deletion", "deleted"),
            ("authorised", "authorized"),
            ("reviewed", "reviews"),
            ("assessed", "assess"),
        ] {
            assert_eq!(stem(one), stem(other), "{one}, {other}");
        }
    }

    #[test]
    fn signs_that_carry_meaning_are_kept() {
        for (text, words) in [
            ("SOC2 / ISO27001:2022", "soc 2 iso 27001"),
            ("TLS 1.2, 99.9%", "tls 1.2 99.9 percent"),
            ("24h, 2FA, C5", "24 h 2fa c5"),
            ("Don't customers' data", "do not customers data"),
            ("10,000 sub-processors", "10000 sub processors"),
        ] {
            let read: Vec<String> = read(text).into_iter().map(|token| token.plain).collect();
            assert_eq!(read.join(" "), words);
        }
    }
}
