//! The lines of a customer's table: headings told from questions, and what each line belongs to.

use std::collections::BTreeMap;

use crate::questionnaire::detect::grid::Grid;
use crate::questionnaire::detect::{Columns, Line};
use crate::questionnaire::words::{plain, repaired_id, tokens};
use crate::xlsx::Place;

/// A heading has no more words than this.
const LONGEST_HEADING: usize = 9;

/// Words that a request begins with, where it is no question.
const REQUESTS: [&str; 60] = [
    "describe",
    "provide",
    "explain",
    "list",
    "state",
    "please",
    "attach",
    "specify",
    "confirm",
    "give",
    "name",
    "indicate",
    "outline",
    "detail",
    "identify",
    "summarise",
    "summarize",
    "share",
    "tell",
    "show",
    "how",
    "what",
    "which",
    "who",
    "where",
    "when",
    "do",
    "does",
    "is",
    "are",
    "have",
    "has",
    "can",
    "will",
    "if",
    "beschreiben",
    "nennen",
    "bitte",
    "erlautern",
    "geben",
    "wie",
    "welche",
    "wer",
    "wo",
    "decrivez",
    "indiquez",
    "veuillez",
    "precisez",
    "fournissez",
    "describa",
    "indique",
    "detalle",
    "explique",
    "proporcione",
    "descrivere",
    "indicare",
    "fornire",
    "elencare",
    "specificare",
    "come",
];

/// How a question begins that only goes on from the one before.
const FOLLOWING: [&str; 26] = [
    "if yes",
    "if no",
    "if so",
    "if not",
    "if applicable",
    "if you answered",
    "if the answer",
    "if any of",
    "if partially",
    "if partial",
    "wenn ja",
    "wenn nein",
    "falls ja",
    "falls nein",
    "falls zutreffend",
    "si oui",
    "si non",
    "le cas echeant",
    "en caso afirmativo",
    "en caso negativo",
    "si la respuesta",
    "si es asi",
    "in caso affermativo",
    "in caso negativo",
    "se si",
    "se no",
];

/// Takes headings out of the lines of a table, and says what the others belong to.
pub(super) fn refined(grid: &Grid, columns: &Columns, lines: Vec<Line>) -> Vec<Line> {
    let lines = with_uncalculated(grid, columns, lines);
    let lines = without_guidance(grid, columns, lines);
    let mut lines = without_headings(grid, columns, lines);
    for line in &mut lines {
        let at = columns.question.map(|column| grid.shown(Place::new(line.row, column)));
        line.is_formula = at.is_some_and(|place| grid.is_formula(place));
        line.is_hidden = grid.is_row_hidden(line.row);
        line.asks_several = asks(&line.question) > 1;
    }
    let parents = parents(&lines);
    for (line, parent) in lines.iter_mut().zip(parents) {
        line.parent = parent;
    }
    lines
}

/// Whether a text asks for something: it ends as a question, or begins as a request.
pub(super) fn is_asking(text: &str) -> bool {
    let end = text.trim_end_matches(['*', ' ', ')', '"', '”', '.']);
    let first = tokens(text).into_iter().find(|word| word.chars().any(char::is_alphabetic));
    let is_request = first.is_some_and(|word| REQUESTS.contains(&word.as_str()));
    end.ends_with(['?', '？']) || text.contains("? ") || is_request && text.contains(' ')
}

/// With the questions that are formulas without a last result: they are there, and nobody knows what they ask.
fn with_uncalculated(grid: &Grid, columns: &Columns, mut lines: Vec<Line>) -> Vec<Line> {
    let (Some(id), Some(question)) = (columns.id, columns.question) else { return lines };
    let Some(first) = lines.first().map(|line| line.row) else { return lines };
    for row in grid.uncalculated(question).into_iter().filter(|row| *row >= first) {
        let id = repaired_id(&grid.text(Place::new(row, id)));
        let at = lines.partition_point(|line| line.row < row);
        if !id.is_empty() && lines.get(at).is_none_or(|line| line.row != row) {
            let section = lines.get(at.saturating_sub(1)).map(|line| line.section.clone());
            lines.insert(at, Line::new(row, id, String::new(), section.unwrap_or_default()));
        }
    }
    lines
}

/// Without rows that ask but are not answered: where nearly all questions have an id and a list, what has neither
/// explains the one above.
fn without_guidance(grid: &Grid, columns: &Columns, mut lines: Vec<Line>) -> Vec<Line> {
    let Some(column) = columns.response.all().first().copied() else { return lines };
    let listed = grid.lists(column);
    let is_listed =
        |line: &Line| listed.iter().any(|(first, last)| (*first..=*last).contains(&line.row));
    let named: Vec<bool> = lines.iter().filter(|line| !line.id.is_empty()).map(is_listed).collect();
    let count = named.iter().filter(|is_listed| **is_listed).count();
    if !named.is_empty() && count * 5 >= named.len() * 4 {
        lines.retain(|line| !line.id.is_empty() || is_listed(line));
    }
    lines
}

/// Without lines that head others; they become the sections of those.
fn without_headings(grid: &Grid, columns: &Columns, lines: Vec<Line>) -> Vec<Line> {
    let asking = lines.iter().filter(|line| is_asking(&line.question)).count();
    let is_asked = asking * 2 >= lines.len();
    let response = columns.response.all().first().copied();
    let listed = response.map(|column| grid.lists(column)).unwrap_or_default();
    let is_listed = |row: u32| listed.iter().any(|(first, last)| (*first..=*last).contains(&row));
    let some_listed = lines.iter().any(|line| is_listed(line.row));
    let mut kept: Vec<Line> = Vec::with_capacity(lines.len());
    let mut heading: Option<(String, String)> = None;
    for (at, line) in lines.iter().enumerate() {
        let next = lines.get(at + 1);
        let is_open = response.is_none_or(|column| {
            !some_listed && grid.is_empty(Place::new(line.row, column)) || !is_listed(line.row)
        });
        if is_open && is_heading(line, next, is_asked, columns.id.is_some()) {
            heading = Some((line.question.clone(), line.section.clone()));
            continue;
        }
        let mut line = line.clone();
        if let Some((own, above)) = &heading {
            if line.section == *above {
                line.section.clone_from(own);
            } else {
                heading = None;
            }
        }
        kept.push(line);
    }
    // A table of nothing but short lines has no headings that could be told.
    if kept.len() * 2 < lines.len() { lines } else { kept }
}

/// Whether a line heads those below it.
fn is_heading(line: &Line, next: Option<&Line>, is_asked: bool, has_ids: bool) -> bool {
    let text = &line.question;
    let words = tokens(text).len();
    if text.is_empty() || is_asking(text) || words > LONGEST_HEADING {
        return false;
    }
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let is_upper = letters.clone().count() >= 4 && letters.clone().all(|c| !c.is_lowercase());
    let heads = next.is_some_and(|next| is_below(&line.id, &next.id));
    let is_bare = if has_ids { line.id.is_empty() } else { true };
    is_upper || heads || is_bare && is_asked && words <= 6 && !text.ends_with(['.', ';', ':'])
}

/// Whether an id stands below another: `3.1` below `3` and below `3.0`, `1.1.a` below `1.1`.
fn is_below(above: &str, id: &str) -> bool {
    let above = above.trim_end_matches('.');
    let above = above.strip_suffix(".0").unwrap_or(above);
    if above.is_empty() || id.len() <= above.len() {
        return false;
    }
    let Some(rest) = id.strip_prefix(above) else { return false };
    match rest.chars().next() {
        Some('.' | '-' | '(' | '_' | ' ' | '/') => true,
        // `1.1a` stands below `1.1`, `1.12` does not.
        Some(c) => c.is_ascii_alphabetic() && above.ends_with(|c: char| c.is_ascii_digit()),
        None => false,
    }
}

/// For each line the one that it belongs to.
fn parents(lines: &[Line]) -> Vec<Option<usize>> {
    let mut nearest: BTreeMap<&str, usize> = BTreeMap::new();
    let mut main: Option<usize> = None;
    let mut all = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        let by_id = above(&line.id).into_iter().find_map(|id| nearest.get(id).copied());
        let is_following = {
            let text = plain(&line.question).split_whitespace().collect::<Vec<_>>().join(" ");
            let begins =
                |phrase: &&str| text == **phrase || text.starts_with(&format!("{phrase} "));
            FOLLOWING.iter().any(begins)
        };
        let before = main.filter(|_| is_following);
        let same = |parent: &usize| {
            lines.get(*parent).is_some_and(|parent| parent.section == line.section)
        };
        let parent = by_id.or(before).filter(same);
        if !is_following {
            main = Some(at);
        }
        if !line.id.is_empty() {
            nearest.insert(&line.id, at);
        }
        all.push(parent);
    }
    all
}

/// The ids that an id may stand below, longest first.
fn above(id: &str) -> Vec<&str> {
    let mut all = Vec::new();
    for (at, c) in id.char_indices().rev() {
        let before = id.get(..at).unwrap_or_default();
        let is_cut = matches!(c, '.' | '-' | '(' | '/' | '_')
            || c.is_ascii_alphabetic() && before.ends_with(|c: char| c.is_ascii_digit());
        if is_cut && before.bytes().any(|b| b.is_ascii_digit()) {
            all.push(before);
        }
    }
    all
}

/// How many questions a text asks.
fn asks(text: &str) -> usize {
    let behind = text.split(['?', '？']).skip(1);
    let ends = behind.filter(|rest| rest.is_empty() || rest.starts_with([' ', ')', '"']));
    ends.count()
}
