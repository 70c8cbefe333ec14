//! Finds tokens in a tree, however they are written: compressed, escaped, encoded, folded or split by markup.

use std::collections::{BTreeMap, BTreeSet};

use crate::project::{Files, unzip};

/// Where each token stands: token -> paths.
pub(crate) type Found = BTreeMap<String, BTreeSet<String>>;

/// Every token in the paths and bytes of a tree.
pub(crate) fn tokens(tree: &Files) -> Found {
    let mut found = Found::new();
    for (path, bytes) in tree {
        search(path, bytes, &mut found);
    }
    found
}

fn search(path: &str, bytes: &[u8], found: &mut Found) {
    let mut add = |text: &str| {
        for token in tokens_of(text) {
            found.entry(token).or_default().insert(path.to_owned());
        }
    };
    add(path);
    for reading in readings(bytes) {
        add(&reading);
    }
    if path.ends_with("search.json") {
        add(&words(bytes).join(" "));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        for (part, content) in unzip(bytes) {
            search(&format!("{path}!{part}"), &content, found);
        }
    }
}

/// The words of the index of the search: each is written as what it has in common with the one before, and the rest.
fn words(index: &[u8]) -> Vec<String> {
    let index: serde_json::Value = serde_json::from_slice(index).unwrap();
    let mut words: Vec<String> = Vec::new();
    for coded in index["words"].as_str().unwrap().split(' ').filter(|coded| !coded.is_empty()) {
        let same = usize::try_from(coded.chars().next().unwrap().to_digit(36).unwrap()).unwrap();
        let before = words.last().map_or("", String::as_str);
        let word = before.chars().take(same).chain(coded.chars().skip(1)).collect();
        words.push(word);
    }
    words
}

/// The tokens in a text: `canary`, the class, and what follows; and the years that stand for dates.
fn tokens_of(text: &str) -> BTreeSet<String> {
    let text = text.to_lowercase();
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("canary") {
        let end =
            text[at..].find(|c: char| !c.is_ascii_lowercase()).map_or(text.len(), |end| at + end);
        if end > at + "canaryp".len() {
            found.insert(text[at..end].to_owned());
        }
    }
    for year in ["2043", "2044"] {
        for (at, _) in text.match_indices(year) {
            let before = text[..at].chars().next_back();
            let behind: String = text[at + 4..].chars().take(4).collect();
            let hex = |c: char| c.is_ascii_hexdigit();
            // A year by itself or in a date; not the middle of a hash.
            let compact = behind.len() == 4 && behind.bytes().all(|b| b.is_ascii_digit());
            let apart = !before.is_some_and(hex) && !behind.starts_with(hex);
            if apart || compact && !before.is_some_and(hex) {
                found.insert(year.to_owned());
            }
        }
    }
    found
}

/// The ways to read some bytes.
fn readings(bytes: &[u8]) -> Vec<String> {
    let raw = String::from_utf8_lossy(bytes).into_owned();
    let wide: Vec<u16> =
        bytes.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
    let unfolded =
        raw.replace("\r\n ", "").replace("\r\n\t", "").replace("=\r\n", "").replace("=\n", "");
    let decoded = entities(&entities(&percent(&json(&unfolded))));
    let bare = without_markup(&decoded);
    let mut all = vec![String::from_utf16_lossy(&wide), unfolded, decoded, bare, raw];
    let from_base64: Vec<String> = all.iter().flat_map(|text| base64(text)).collect();
    all.extend(from_base64);
    all
}

/// `&#99;`, `&#x63;` and the named entities of XML.
fn entities(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let inside = rest.find(';').filter(|end| *end <= 10).map(|end| &rest[1..end]);
        let c = inside.and_then(|inside| match inside {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "shy" => Some('\u{ad}'),
            _ => {
                let number = inside.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code)
            }
        });
        if let (Some(c), Some(inside)) = (c, inside) {
            out.push(c);
            rest = &rest[inside.len() + 2..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out + rest
}

/// `\u0063`, and the escapes that only stand in the way.
fn json(text: &str) -> String {
    escapes(text, "\\u", 4)
}

/// `%63`.
fn percent(text: &str) -> String {
    escapes(text, "%", 2)
}

/// A mark and hexadecimal digits.
fn escapes(text: &str, mark: &str, digits: usize) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(mark) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let code = rest.get(mark.len()..mark.len() + digits);
        let c = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        if let Some(c) = c {
            out.push(c);
            rest = &rest[mark.len() + digits..];
        } else {
            out.push_str(mark);
            rest = &rest[mark.len()..];
        }
    }
    out + rest
}

/// The text without tags, soft hyphens and characters without width.
fn without_markup(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in text.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}' => {}
            _ if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// What stands in runs of base64 characters, plain or safe for addresses, at each of the four offsets.
fn base64(text: &str) -> Vec<String> {
    let is_digit = |c: char| c.is_ascii_alphanumeric() || "+/-_".contains(c);
    let runs = text.split(|c: char| !is_digit(c)).filter(|run| run.len() >= 12);
    runs.flat_map(|run| (0..4).map(|offset| decode_base64(&run.as_bytes()[offset..]))).collect()
}

fn decode_base64(run: &[u8]) -> String {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        _ => 63,
    };
    let mut out = Vec::new();
    for four in run.chunks(4) {
        let bits = four.iter().fold(0_u32, |bits, byte| bits << 6 | u32::from(value(*byte)));
        let bits = bits << (6 * (4 - four.len()));
        let bytes = bits.to_be_bytes();
        out.extend_from_slice(&bytes[1..four.len().max(1)]);
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The search itself is searched: a token is found however it is written, else the leak test proves nothing.
#[test]
fn tokens_are_found_however_they_are_written() {
    let wide: Vec<u8> = "canaryiwide".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let written: [(&str, &[u8], &str); 17] = [
        ("a", b"xx canaryiraw.", "canaryiraw"),
        ("a", b"CANARYIcase-1", "canaryicase"),
        ("a", b"c&#97;nary&#x69;entity", "canaryientity"),
        ("a", b"c&amp;#97;naryitwice", "canaryitwice"),
        ("a", br#""can\u0061ryijson""#, "canaryijson"),
        ("a", b"/c%61naryipercent/", "canaryipercent"),
        ("a", b"SUMMARY:cana\r\n ryifolded", "canaryifolded"),
        ("a", b"can<wbr>ary<mark>imarked</mark>", "canaryimarked"),
        ("a", "can\u{ad}ary\u{200b}isoft".as_bytes(), "canaryisoft"),
        ("a", b"data:x;base64,Y2FuYXJ5aWJhc2U=", "canaryibase"),
        ("a", b"eCBjYW5hcnlpbWlkZGxl", "canaryimiddle"),
        ("a", &wide, "canaryiwide"),
        ("canaryipath/x", b"", "canaryipath"),
        ("search.json", br#"{"words":"0can 3ar 5yifront"}"#, "canaryifront"),
        ("a", b"until 13 July 2043.", "2043"),
        ("a", b"DTSTART;VALUE=DATE:20430713", "2043"),
        ("a", b"\"2043-Q3\"", "2043"),
    ];
    for (path, bytes, token) in written {
        let tree = Files::from([(path.to_owned(), bytes.to_vec())]);
        assert!(tokens(&tree).contains_key(token), "{token}: {:?}", tokens(&tree));
    }
    let hash = Files::from([("a".to_owned(), b"sha256 9a2043bc, canary, canaries".to_vec())]);
    assert_eq!(tokens(&hash), Found::new());
}
