//! Drop-down lists: data validations of the type `list`, of both the format and its later extension.

use crate::xlsx::place::{Area, MOST_COLUMNS, MOST_ROWS, Place, column_number};
use crate::xlsx::refusal::Refusal;
use crate::xlsx::xml::{Tag, What, Xml};

/// A drop-down list as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    /// The cells that it is for.
    pub(super) areas: Vec<Area>,
    /// Where its values are.
    pub(super) source: Source,
    /// Whether other values are refused.
    pub(super) is_strict: bool,
}

/// Where the values of a list are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// In the rule itself.
    Values(Vec<String>),
    /// Where a formula says: mostly a range or a name.
    Formula(String),
}

/// Reads a data validation whose start was read last; `None` where it is no list, or one for no cell.
///
/// # Errors
/// A damaged part.
pub(super) fn read(xml: &mut Xml<'_>, tag: &Tag<'_>) -> Result<Option<Rule>, Refusal> {
    let (mut is_list, mut is_stop, mut refuses) = (false, true, false);
    let mut cells = Vec::new();
    // `showDropDown` hides the arrow, and not the rule: its values are the only ones all the same.
    tag.each(|name, value| match name {
        "type" => is_list = value == "list",
        "errorStyle" => is_stop = value == "stop",
        "showErrorMessage" => refuses = matches!(value, "1" | "true" | "on"),
        "sqref" => cells = areas(value),
        _ => {}
    })?;
    let (mut formula, mut quoted) = (None, None);
    let mut depth = 1_usize;
    while depth > 0 {
        let Some(piece) = xml.next()? else { break };
        match piece.what {
            What::Open(tag) => match tag.name() {
                "formula1" => formula = Some(xml.text()?),
                "sqref" => cells.append(&mut areas(&xml.text()?)),
                // Values with commas in them; programs that do not know it read `formula1`.
                "list" => quoted = Some(xml.text()?),
                _ => depth += 1,
            },
            What::Close => depth -= 1,
            What::Text(_) => {}
        }
    }
    if !is_list || cells.is_empty() {
        return Ok(None);
    }
    let source = match quoted {
        Some(quoted) => Source::Values(split(&quoted, true)),
        None => source(formula.unwrap_or_default().trim()),
    };
    Ok(Some(Rule { areas: cells, source, is_strict: is_stop && refuses }))
}

/// Areas with blanks between them; what is none is passed over.
pub(super) fn areas(text: &str) -> Vec<Area> {
    text.split_ascii_whitespace().filter_map(area).collect()
}

/// An area, whole columns and rows included: `A1:C3`, `A:A`, `$1:$3`.
pub(super) fn area(text: &str) -> Option<Area> {
    if let Ok(area) = text.parse() {
        return Some(area);
    }
    let (one, other) = text.split_once(':')?;
    let bare = |text: &str| text.strip_prefix('$').unwrap_or(text).to_owned();
    let (one, other) = (bare(one), bare(other));
    if let (Some(one), Some(other)) = (column_number(&one), column_number(&other)) {
        let (first, last) =
            (Place::new(0, one.min(other)), Place::new(MOST_ROWS - 1, one.max(other)));
        return Some(Area { first, last });
    }
    let row = |text: &str| text.parse::<u32>().ok()?.checked_sub(1).filter(|row| *row < MOST_ROWS);
    let (one, other) = (row(&one)?, row(&other)?);
    let last = Place::new(one.max(other), MOST_COLUMNS - 1);
    Some(Area { first: Place::new(one.min(other), 0), last })
}

fn source(formula: &str) -> Source {
    let formula = formula.strip_prefix('=').unwrap_or(formula);
    let inner = formula.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    // A lone quotation mark inside means that this is an expression of several texts.
    let inner = inner.map(|inner| inner.replace("\"\"", "\u{0}")).filter(|i| !i.contains('"'));
    match inner {
        Some(inner) => Source::Values(split(&inner.replace('\u{0}', "\""), false)),
        None => Source::Formula(formula.to_owned()),
    }
}

/// Values between commas; in the longer form those with commas stand in quotation marks.
fn split(text: &str, is_quoted: bool) -> Vec<String> {
    let (mut values, mut value, mut inside) = (Vec::new(), String::new(), false);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if is_quoted && inside && rest.peek() == Some(&'"') => value.extend(rest.next()),
            '"' if is_quoted => inside = !inside,
            ',' if !inside => values.push(std::mem::take(&mut value)),
            _ => value.push(c),
        }
    }
    values.push(value);
    values.iter().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect()
}
