//! Words of sheets made comparable: case, accents, signs and odd spaces do not count.

/// A text with its white space repaired: odd spaces, line ends and characters without width.
#[must_use]
pub fn repaired(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for word in text.split(is_blank).filter(|word| !word.is_empty()) {
        if !words.is_empty() {
            words.push(' ');
        }
        words.extend(word.chars().filter(|c| !has_no_width(*c)));
    }
    words
}

/// An id with its white space repaired: `AIS- 02.2` is `AIS-02.2`.
#[must_use]
pub fn repaired_id(text: &str) -> String {
    let text = repaired(text);
    let mut id = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let joins = |c: char| matches!(c, '-' | '.' | '_' | '/' | '&' | ':');
        let is_joined = id.ends_with(joins) || rest.peek().is_some_and(|next| joins(*next));
        if c != ' ' || !is_joined {
            // Spreadsheet programs turn hyphens into dashes and minus signs.
            id.push(if matches!(c, '\u{2010}'..='\u{2014}' | '\u{2212}') { '-' } else { c });
        }
    }
    id
}

/// A question without the number or the mark of a list before it: `12. Is it so?` is `Is it so?`.
#[must_use]
pub fn without_number(text: &str) -> &str {
    let Some((first, rest)) = text.split_once(' ') else { return text };
    let is_number = first.ends_with(['.', ')'])
        && first.starts_with(|c: char| c.is_ascii_digit())
        && first.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ')'));
    if is_number || matches!(first, "-" | "*" | "•" | "–") { rest.trim_start() } else { text }
}

/// Lower case without accents; what is neither letter nor digit becomes a blank.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => plain.push('a'),
            'ç' => plain.push('c'),
            'è' | 'é' | 'ê' | 'ë' => plain.push('e'),
            'ì' | 'í' | 'î' | 'ï' => plain.push('i'),
            'ñ' => plain.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' => plain.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => plain.push('u'),
            'ß' => plain.push_str("ss"),
            '\u{300}'..='\u{36f}' => {}
            'º' | 'ª' => plain.push(' '),
            c if c.is_alphanumeric() => plain.push(c),
            _ => plain.push(' '),
        }
    }
    plain
}

/// The words of a text, made plain.
#[must_use]
pub fn tokens(text: &str) -> Vec<String> {
    plain(text).split_whitespace().map(str::to_owned).collect()
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

fn has_no_width(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lose_their_stray_blanks() {
        for (id, whole) in [
            ("AIS- 02.2", "AIS-02.2"),
            ("2.4.01-04\n\n", "2.4.01-04"),
            ("\u{a0}A & A-02.1 ", "A&A-02.1"),
            ("CEK\u{2011}03.1\u{200b}", "CEK-03.1"),
            ("Q 12", "Q 12"),
        ] {
            assert_eq!(repaired_id(id), whole);
        }
    }
}
