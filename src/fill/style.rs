//! The words that a table of somebody else's uses for responses, and what stands in cells that nobody has answered.

use crate::fill::demand::{Demand, demand, is_turned, is_turned_header};
use crate::form::Response;
use crate::language::{LANGUAGES, Language, Words};
use crate::questionnaire::detect::{ResponseColumns, Table};
use crate::questionnaire::vocabulary::{self, Chosen};
use crate::questionnaire::words::{plain, tokens};
use crate::xlsx::{Place, Sheet};

/// How a table without lists spells responses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Words that it uses or names, and others of their kind.
    words: Vec<String>,
    /// Words that a header asks for, with what each says: `1` for yes, `0` for no.
    codes: Vec<(String, Response)>,
    /// Why no word is to be written.
    pub obstacle: Option<Obstacle>,
    /// Whether only such words are wanted.
    pub is_closed: bool,
    /// Whether responses are numbers on a scale of its own.
    is_scale: bool,
    /// Whether explanations are wanted of a yes alone, or of all but a yes: "If no, explain".
    explains: Option<Wanted>,
}

/// Why no word is to be written into a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// A header or a text above the table gives the words another meaning than their own.
    Turned,
    /// A header asks for words that are not known; a list of words in the cells tells them.
    Unknown,
}

/// Which responses a column for explanations is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// A yes, in full or in part.
    Yes,
    /// Everything else.
    Others,
}

/// Words of one kind: yes, no, in part, planned, not applicable; empty where the kind has none.
const KINDS: [[&str; 5]; 12] = [
    ["Yes", "No", "Partial", "Planned", "N/A"],
    ["Y", "N", "", "", "N/A"],
    ["Ja", "Nein", "Teilweise", "Geplant", "Nicht anwendbar"],
    ["J", "N", "", "", "Nicht anwendbar"],
    ["Oui", "Non", "Partiellement", "Prévu", "Non applicable"],
    ["O", "N", "", "", "Sans objet"],
    ["Sí", "No", "Parcialmente", "Planificado", "No aplica"],
    ["Sì", "No", "Parzialmente", "Pianificato", "Non applicabile"],
    ["Compliant", "Non-compliant", "Partially compliant", "", "N/A"],
    ["Konform", "Nicht konform", "", "", "Nicht anwendbar"],
    ["Implemented", "Not implemented", "Partially implemented", "Planned", "N/A"],
    ["True", "False", "", "", "N/A"],
];

/// So many rows above a table are read for what its answers mean.
const ROWS_ABOVE: u32 = 30;

/// Texts that ask for an answer, without case, accents and signs.
const PLACEHOLDERS: [&str; 45] = [
    "select",
    "select one",
    "select an option",
    "select answer",
    "select response",
    "please select",
    "please select one",
    "choose",
    "choose one",
    "choose an item",
    "choose an option",
    "please choose",
    "click to select",
    "click or tap here to enter text",
    "click here to enter text",
    "enter response",
    "enter your response",
    "enter answer",
    "enter your answer",
    "enter text",
    "your answer",
    "your response",
    "your answer here",
    "your response here",
    "answer here",
    "insert response",
    "insert response here",
    "response required",
    "to be completed",
    "to be completed by vendor",
    "to be filled",
    "to be answered",
    "tbc",
    "tbd",
    "todo",
    "auswahlen",
    "bitte wahlen",
    "bitte auswahlen",
    "bitte ausfullen",
    "choisir",
    "selectionner",
    "veuillez choisir",
    "seleccione",
    "elegir",
    "selezionare",
];

/// Whether a cell holds nothing that anybody has answered.
pub(super) fn is_blank(text: &str) -> bool {
    let text = text.trim();
    // A tick box of one character says nothing until it is ticked.
    let is_box = matches!(text, "☐" | "□" | "[ ]" | "[]");
    let plain = tokens(text).join(" ");
    // A question mark is somebody's doubt.
    plain.is_empty() && !vocabulary::is_mark(text) && !text.contains('?')
        || is_framed(text)
        || is_box
        || PLACEHOLDERS.contains(&plain.as_str())
}

/// Whether a text in brackets asks for an answer, `<enter response>`; anything else in brackets somebody has written.
fn is_framed(text: &str) -> bool {
    let frames = [('<', '>'), ('[', ']'), ('{', '}')];
    let inner = frames.iter().find_map(|(open, close)| {
        text.strip_prefix(*open).and_then(|text| text.strip_suffix(*close))
    });
    let Some(inner) = inner else { return false };
    let words = tokens(inner);
    let has = |word: &str| words.iter().any(|own| own == word);
    // One of them alone is an answer.
    let both = has("yes") && has("no");
    let asks = |word: &String| {
        FRAMED.contains(&word.as_str())
            || both && matches!(word.as_str(), "yes" | "no" | "na" | "partial")
    };
    !words.is_empty() && words.iter().all(asks)
}

/// Words of which a text in brackets consists that asks for an answer, without case, accents and signs.
const FRAMED: [&str; 60] = [
    "a",
    "add",
    "an",
    "and",
    "answer",
    "answers",
    "antwort",
    "auswahlen",
    "be",
    "bitte",
    "by",
    "choisir",
    "choose",
    "click",
    "comment",
    "comments",
    "company",
    "complete",
    "completed",
    "date",
    "description",
    "details",
    "drop",
    "down",
    "elegir",
    "eingeben",
    "enter",
    "explain",
    "explanation",
    "fill",
    "filled",
    "free",
    "from",
    "here",
    "hier",
    "in",
    "input",
    "insert",
    "item",
    "list",
    "name",
    "of",
    "one",
    "option",
    "or",
    "out",
    "please",
    "provide",
    "reponse",
    "response",
    "respuesta",
    "risposta",
    "select",
    "tap",
    "text",
    "the",
    "to",
    "type",
    "vendor",
    "your",
];

impl Style {
    /// The style of a table.
    pub(super) fn of(table: &Table, sheet: &Sheet) -> Self {
        let explains = table.columns.explanation.and_then(|own| wanted(&header(table, sheet, own)));
        let is_turned = is_turned_above(table, sheet);
        let ResponseColumns::Word(column) = table.columns.response else {
            let obstacle = is_turned.then_some(Obstacle::Turned);
            return Self { is_closed: true, explains, obstacle, ..Self::default() };
        };
        let texts = table.lines.iter().map(|line| sheet.text(Place::new(line.row, column)).trim());
        let texts: Vec<&str> = texts.filter(|text| !is_blank(text)).collect();
        let is_number = |text: &&&str| text.parse::<f64>().is_ok();
        let is_scale = !texts.is_empty() && texts.iter().filter(is_number).count() == texts.len();
        let header = header(table, sheet, column);
        let hinted = hinted(&header);
        let (codes, is_unknown) = match demand(&header) {
            Demand::Words(codes) => (codes, false),
            Demand::Nothing => (Vec::new(), false),
            Demand::Unknown => (Vec::new(), hinted.is_empty() || header.contains('=')),
        };
        let obstacle = if is_turned || is_turned_header(&header) {
            Some(Obstacle::Turned)
        } else {
            is_unknown.then_some(Obstacle::Unknown)
        };
        let is_closed = !hinted.is_empty() || !codes.is_empty() || is_unknown;
        let is_scale = codes.is_empty() && (is_scale || asks_for_number(&header));
        let mut words = hinted;
        let mut used: Vec<String> = Vec::new();
        for text in texts {
            let is_word = vocabulary::says(text).is_some() && !text.starts_with(['[', '<', '{']);
            if is_word && !used.iter().any(|own| own == text) {
                used.push(text.to_owned());
            }
        }
        if words.is_empty() {
            let kind = kind(&used).unwrap_or_else(|| plain_words(language(table)));
            words = used;
            words.extend(kind);
        }
        Self { words, codes, obstacle, is_closed, is_scale, explains }
    }

    /// Whether an explanation is wanted beside a response.
    pub(super) fn explains(&self, says: Response) -> bool {
        let is_yes = matches!(says, Response::Yes);
        match self.explains {
            None => true,
            Some(Wanted::Yes) => is_yes || says == Response::Partial,
            Some(Wanted::Others) => !is_yes,
        }
    }

    /// The word for a response, the form's own where the table names none; a part and a plan are never a yes.
    pub(super) fn word(&self, response: Response, own: &str) -> Option<Chosen> {
        if self.is_scale {
            return None;
        }
        if !self.codes.is_empty() {
            let coded = |says| self.codes.iter().find(|(_, own)| *own == says);
            let is_less = matches!(response, Response::Partial | Response::Planned);
            let coded = coded(response).or_else(|| coded(Response::No).filter(|_| is_less));
            return coded.map(|(word, says)| Chosen { word: word.clone(), says: *says });
        }
        if !own.is_empty() && !self.is_closed {
            let says = vocabulary::says(own).unwrap_or(response);
            return Some(Chosen { word: own.to_owned(), says });
        }
        vocabulary::choose(&self.words, &[], response)
    }
}

/// The texts of a column's header with the groups above it.
fn header(table: &Table, sheet: &Sheet, column: u16) -> String {
    let rows = table.header.0..=table.header.1;
    let texts = rows.map(|row| sheet.text(sheet.shown(Place::new(row, column))));
    texts.collect::<Vec<_>>().join("\n")
}

/// Whether a text above the table, or in its header but for the explanations, turns answers round.
fn is_turned_above(table: &Table, sheet: &Sheet) -> bool {
    let last = table.lines.first().map_or(table.header.0, |line| line.row);
    let rows = table.header.0.saturating_sub(ROWS_ABOVE)..last;
    let above = sheet.cells.iter().filter(|(place, _)| rows.contains(&place.row));
    let is_explained = |place: &Place| {
        place.row >= table.header.0 && Some(place.column) == table.columns.explanation
    };
    above.filter(|(place, _)| !is_explained(place)).any(|(_, cell)| is_turned(&cell.text))
}

/// Which responses a header asks to explain: "If no, please explain".
fn wanted(header: &str) -> Option<Wanted> {
    const CONDITIONS: [&str; 6] = ["if", "wenn", "falls", "si", "se", "caso"];
    let words = tokens(header);
    let mut pairs = words.windows(2).filter_map(|pair| match pair {
        [condition, word] if CONDITIONS.contains(&condition.as_str()) => match word.as_str() {
            "no" | "not" | "nein" | "nicht" | "non" | "negativo" => Some(Wanted::Others),
            "yes" | "ja" | "oui" | "si" | "so" | "afirmativo" | "affermativo" => Some(Wanted::Yes),
            _ => None,
        },
        _ => None,
    });
    let first = pairs.next()?;
    // "If yes or if no": both are wanted.
    pairs.all(|other| other == first).then_some(first)
}

/// The words that a header names: `Compliant? (Y/N/NA)`; nothing unless a yes and a no are among them.
fn hinted(header: &str) -> Vec<String> {
    let header = header.replace("N/A", "NA").replace("n/a", "na").replace("N.A.", "NA");
    let mut words: Vec<String> = Vec::new();
    for piece in header.split(['/', '|', ',', ';', '(', ')', '[', ']', ':', '\n', '?']) {
        let apart = [" or ", " oder ", " ou ", " o "].iter();
        let apart = apart.fold(vec![piece], |pieces, word| {
            pieces.into_iter().flat_map(|piece| piece.split(*word)).collect()
        });
        for word in apart.into_iter().map(str::trim) {
            if vocabulary::says(word).is_some() && !words.iter().any(|own| own == word) {
                words.push(word.to_owned());
            }
        }
    }
    // "Compliant (Y/N)": what comes last are the words, what comes first says what they are about.
    let mut rest = words.as_slice();
    while let [first, others @ ..] = rest
        && others.iter().any(|word| vocabulary::says(word) == vocabulary::says(first))
    {
        rest = others;
    }
    let has = |response| rest.iter().any(|word| vocabulary::says(word) == Some(response));
    if has(Response::Yes) && has(Response::No) { rest.to_vec() } else { Vec::new() }
}

/// Whether a header asks for a number: `Maturity (1-5)`.
fn asks_for_number(header: &str) -> bool {
    let plain = plain(header);
    let words: Vec<&str> = plain.split_whitespace().collect();
    let scales = words.windows(2).any(|pair| {
        matches!(pair, [one, other] if one.parse::<u8>().is_ok() && other.parse::<u8>().is_ok())
    });
    scales || words.iter().any(|word| matches!(*word, "score" | "maturity" | "rating" | "scale"))
}

/// The other words of the kind that is used, spelled alike.
fn kind(used: &[String]) -> Option<Vec<String>> {
    let first = used.first()?;
    let has = |kind: &&[&str; 5]| {
        used.iter().all(|word| kind.iter().any(|own| plain(own).trim() == plain(word).trim()))
    };
    let words = KINDS.iter().find(has)?;
    let is_upper = used.iter().all(|word| word.len() > 1 && *word == word.to_uppercase());
    let is_lower = *first == first.to_lowercase();
    let words = words.iter().filter(|word| !word.is_empty());
    Some(words.map(|word| spelled(word, is_upper, is_lower)).collect())
}

fn spelled(word: &str, is_upper: bool, is_lower: bool) -> String {
    match (is_upper, is_lower) {
        (true, _) => word.to_uppercase(),
        (_, true) if word != "N/A" => word.to_lowercase(),
        _ => word.to_owned(),
    }
}

/// The plain words of a language, from the catalogue.
fn plain_words(language: Language) -> Vec<String> {
    let words = Words::of(language);
    let responses = crate::form::RESPONSES.iter();
    responses.map(|(_, response)| words.text(response.key()).to_owned()).collect()
}

/// Small words that tell a language.
const TELLING: [(Language, [&str; 16]); 5] = [
    (
        Language::En,
        [
            "the", "is", "are", "do", "does", "your", "you", "and", "of", "for", "have", "how",
            "what", "which", "with", "any",
        ],
    ),
    (
        Language::De,
        [
            "der", "die", "das", "und", "ist", "sie", "ihre", "haben", "werden", "wird", "ein",
            "eine", "fur", "mit", "wie", "sind",
        ],
    ),
    (
        Language::Fr,
        [
            "vous", "les", "des", "est", "votre", "une", "avez", "dans", "vos", "sont", "et", "du",
            "pour", "il", "quels", "aux",
        ],
    ),
    (
        Language::Es,
        [
            "los", "las", "su", "sus", "usted", "una", "para", "que", "el", "se", "del", "cuenta",
            "tiene", "cual", "como", "con",
        ],
    ),
    (
        Language::It,
        [
            "il", "di", "della", "dei", "sono", "vostra", "una", "che", "per", "gli", "viene",
            "dati", "come", "avete", "delle", "con",
        ],
    ),
];

/// The language of a table's questions; English where nothing tells.
pub(super) fn language(table: &Table) -> Language {
    let words = table.lines.iter().take(300).flat_map(|line| tokens(&line.question));
    let words: Vec<String> = words.collect();
    let score = |language: Language| {
        let telling = TELLING.iter().find(|(own, _)| *own == language).map(|(_, words)| words);
        let tells = |word: &&String| telling.is_some_and(|words| words.contains(&word.as_str()));
        words.iter().filter(tells).count()
    };
    // Of languages that score alike the first one counts.
    let best = LANGUAGES.into_iter().rev().max_by_key(|language| score(*language));
    best.unwrap_or_default()
}
