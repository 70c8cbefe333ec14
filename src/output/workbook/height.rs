//! How high a row must be for its wrapped texts, and how wide a column for its links.
//!
//! Programs differ in whether they fit rows when they open a file, and
//! LibreOffice does not fit those of other programs; so heights are written.

/// Size of the sheet's font in points.
const POINTS: f64 = 10.0;
/// Points of a line in the sheet's font, Arial at 10 points.
const LINE: f64 = 12.75;
/// Points above and below the text.
const PADDING: f64 = 4.0;
/// The highest row that there can be (Excel's limit).
const HIGHEST: f64 = 409.0;
/// Ems of the sheet's font in one unit of a column's width: 7 pixels of 3/4 point.
const EMS_PER_UNIT: f64 = 7.0 * 0.75 / 10.0;
/// Rather a line too many than one too few: fonts differ between machines.
const CAUTION: f64 = 1.02;

/// The height in points of a row whose cells hold these texts in columns of
/// these widths (in characters). A text that needs more than the highest row
/// is there in full, but shows its beginning only.
pub(super) fn of<'t>(cells: impl IntoIterator<Item = (&'t str, f64)>) -> f64 {
    let lines = cells.into_iter().map(|(text, width)| lines(text, width * EMS_PER_UNIT)).max();
    (f64::from(lines.unwrap_or(1).max(1)) * LINE + PADDING).min(HIGHEST)
}

/// The width in characters of the sheet's font that a text in another size
/// (in points) takes on one line.
pub(super) fn width_of(text: &str, points: f64) -> f64 {
    text.chars().map(ems).sum::<f64>() * CAUTION * (points / POINTS) / EMS_PER_UNIT
}

/// How many lines a text takes in a width of so many ems, broken between words.
fn lines(text: &str, width: f64) -> u32 {
    text.split('\n').map(|line| wrapped(line, width)).fold(0, u32::saturating_add)
}

fn wrapped(line: &str, width: f64) -> u32 {
    let (mut lines, mut used) = (1_u32, 0.0);
    for word in line.split(' ') {
        let length = word.chars().map(ems).sum::<f64>() * CAUTION;
        let joined = if used > 0.0 { used + ems(' ') + length } else { length };
        if joined <= width {
            used = joined;
            continue;
        }
        if used > 0.0 {
            lines = lines.saturating_add(1);
        }
        // A word longer than the line is broken within.
        used = length;
        while used > width {
            lines = lines.saturating_add(1);
            used -= width;
        }
    }
    lines
}

/// The width of a character in ems, roughly as in Arial.
fn ems(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '|' | '\'' | '.' | ',' | ':' | ';' | '!' | ' ' | 'I' => 0.26,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' | '"' => 0.32,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.86,
        'A'..='Z' | '&' => 0.70,
        '\u{1100}'.. => 1.0,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' => 0.50,
        _ => 0.556,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_as_they_are_broken() {
        assert_eq!(lines("", 10.0), 1);
        assert_eq!(lines("one\ntwo\n\nfour", 10.0), 4);
        assert_eq!(lines("aaaa bbbb cccc", 3.0), 3);
        assert_eq!(lines("aaaa bbbb cccc", 5.0), 2);
        assert_eq!(lines(&"a".repeat(100), 5.68), 10);
    }

    #[test]
    fn a_width_holds_the_text_on_one_line() {
        let address = "https://trust.acme.example/answers/encryption/customer-managed-keys/";
        let width = width_of(address, POINTS);
        assert_eq!(lines(address, width * EMS_PER_UNIT + 0.01), 1);
        assert_eq!(lines(address, width * EMS_PER_UNIT - 0.1), 2);
        assert!(width_of(address, 8.0) < width);
    }

    #[test]
    fn heights_have_a_floor_and_a_ceiling() {
        assert!((of([]) - (LINE + PADDING)).abs() < f64::EPSILON);
        assert!((of([("x\n".repeat(100).as_str(), 10.0)]) - HIGHEST).abs() < f64::EPSILON);
        let high = of([("a b", 0.5), ("a", 10.0)]);
        assert!(high > of([("a", 10.0)]));
    }
}
