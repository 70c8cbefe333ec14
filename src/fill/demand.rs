//! What the texts of a table ask its answers to be: certain words, or words that mean the opposite of what they say.

use crate::form::Response;
use crate::questionnaire::vocabulary;
use crate::questionnaire::words::tokens;

/// Which words a header asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Demand {
    /// It names none.
    Nothing,
    /// These, each with what it says; a yes and a no are among them.
    Words(Vec<(String, Response)>),
    /// Some that are not all known.
    Unknown,
}

/// Words for an answer that says yes, and marks.
const YES: [&str; 11] = ["yes", "y", "ja", "j", "oui", "si", "s", "x", "tick", "mark", "cross"];

/// Words for an answer that says no.
const NO: [&str; 5] = ["no", "n", "nein", "non", "nee"];

/// Words for no answer.
const BLANK: [&str; 8] = ["blank", "empty", "leer", "frei", "vide", "blanco", "vacio", "vuoto"];

/// Words after which stands what an answer means.
const CONDITIONS: [&str; 20] = [
    "if",
    "where",
    "when",
    "whenever",
    "wherever",
    "unless",
    "means",
    "wenn",
    "falls",
    "sofern",
    "wo",
    "bedeutet",
    "si",
    "lorsque",
    "quand",
    "signifie",
    "cuando",
    "significa",
    "se",
    "quando",
];

/// Words that say that something is not so.
const NEGATIONS: [&str; 32] = [
    "not",
    "non",
    "no",
    "cannot",
    "never",
    "without",
    "fail",
    "fails",
    "missing",
    "lacking",
    "noncompliant",
    "gap",
    "gaps",
    "deviation",
    "deviations",
    "deviate",
    "exception",
    "exceptions",
    "nicht",
    "kein",
    "keine",
    "fehlt",
    "abweichung",
    "pas",
    "aucun",
    "aucune",
    "sans",
    "sin",
    "falta",
    "senza",
    "manca",
    "nessun",
];

/// Words that say that something is so.
const AFFIRMATIONS: [&str; 19] = [
    "yes",
    "comply",
    "complies",
    "compliant",
    "implemented",
    "met",
    "place",
    "conform",
    "ja",
    "erfullt",
    "konform",
    "umgesetzt",
    "oui",
    "conforme",
    "conformes",
    "cumple",
    "implementado",
    "si",
    "rispettato",
];

/// Words at which what is meant ends.
const ENDS: [&str; 11] = [
    "and",
    "or",
    "otherwise",
    "else",
    "but",
    "und",
    "sonst",
    "sinon",
    "et",
    "altrimenti",
    "explain",
];

/// Names of parties: "(Supplier/Vendor)" lists no answers.
const PARTIES: [&str; 14] = [
    "vendor",
    "supplier",
    "bidder",
    "provider",
    "company",
    "client",
    "customer",
    "tenderer",
    "contractor",
    "lieferant",
    "anbieter",
    "fournisseur",
    "proveedor",
    "fornitore",
];

/// Which words a header asks for: "1 = Yes, 0 = No", "Fully / Partially / Not implemented".
pub(super) fn demand(header: &str) -> Demand {
    let header = header.replace("N/A", "NA").replace("n/a", "na").replace("and/or", "or");
    let pieces = header.split([',', ';', '/', '|', '(', ')', '[', ']', '\n']);
    let pieces = pieces.flat_map(|piece| piece.split(" or ")).map(str::trim);
    let equations: Vec<(&str, &str)> = pieces.filter_map(equation).collect();
    if !equations.is_empty() {
        let codes: Option<Vec<_>> = equations.into_iter().map(code).collect();
        return codes.map_or(Demand::Unknown, whole);
    }
    listed(&header).map_or(Demand::Nothing, |list| {
        let pieces: Vec<&str> =
            list.split(['/', '|']).map(str::trim).filter(|piece| !piece.is_empty()).collect();
        let last = pieces.last().and_then(|last| last.rsplit_once(' ')).map(|(_, word)| word);
        let said = |piece: &str| {
            let completed = last.and_then(|word| vocabulary::says(&format!("{piece} {word}")));
            Some((piece.to_owned(), vocabulary::says(piece).or(completed)?))
        };
        let words: Option<Vec<_>> = pieces.iter().map(|piece| said(piece)).collect();
        words.map_or(Demand::Unknown, whole)
    })
}

/// Whether a text says that a yes stands for what is not so, a no for what is, or a blank for either: "Enter Yes where
/// you do NOT comply".
pub(super) fn is_turned(text: &str) -> bool {
    let text = text.replace('=', " means ");
    text.split(['.', '\n', '!', '?', ';', '(', ')', '[', ']']).any(|sentence| {
        let mut clauses: Vec<Vec<String>> = Vec::new();
        for words in sentence.split([',', ':']).map(tokens) {
            let begins = words.first().is_some_and(|word| is_in(&CONDITIONS, word));
            match clauses.last_mut().filter(|_| begins) {
                Some(before) => before.extend(words),
                None => clauses.push(words),
            }
        }
        clauses.iter().any(|clause| turns(clause))
    })
}

/// Whether the header of answers itself speaks of blanks, or of what is not so.
pub(super) fn is_turned_header(header: &str) -> bool {
    let pieces = header.split(['\n', '(', ')', '[', ']', '/', '|', ',', ';', '.']).map(tokens);
    let turns = |words: Vec<String>| {
        let is_exempt = words.iter().any(|word| word == "applicable" || word == "anwendbar");
        let is_blank = words.iter().any(|word| is_in(&BLANK, word));
        let condition = words.iter().position(|word| is_in(&CONDITIONS, word));
        let behind = condition.and_then(|at| words.get(at + 1..)).unwrap_or_default();
        // "If no" alone asks for an explanation.
        let is_negated = behind.len() > 1 && behind.iter().any(|word| is_in(&NEGATIONS, word))
            || matches!(behind, [only] if !is_in(&NO, only) && is_in(&NEGATIONS, only));
        !is_exempt && (is_blank || is_negated && !behind.iter().any(|word| word == "explain"))
    };
    is_turned(header) || pieces.into_iter().any(turns)
}

/// `1 = Yes`, `1 - Yes`, `1: Yes`.
fn equation(piece: &str) -> Option<(&str, &str)> {
    if let Some((one, other)) = piece.split_once('=') {
        // What stands before the code says what it is about: "Answer: 1 = Yes".
        let one = one.rsplit(':').next().unwrap_or(one);
        return Some((one.trim(), other.trim()));
    }
    let (one, other) = piece.split_once(['-', '\u{2013}', ':'])?;
    let is_number = !one.trim().is_empty() && one.trim().bytes().all(|b| b.is_ascii_digit());
    (is_number && vocabulary::says(other).is_some()).then_some((one.trim(), other.trim()))
}

/// The side of an equation that is written, and what it says.
fn code((one, other): (&str, &str)) -> Option<(String, Response)> {
    let is_short = |text: &str| !text.is_empty() && text.chars().count() <= 3;
    match (vocabulary::says(one), vocabulary::says(other)) {
        (None, Some(says)) if is_short(one) => Some((one.to_owned(), says)),
        (Some(says), None) if is_short(other) => Some((other.to_owned(), says)),
        (Some(says), Some(same)) if says == same => Some((one.to_owned(), says)),
        _ => None,
    }
}

/// Words of which one says yes and one says no, and no two the same.
fn whole(words: Vec<(String, Response)>) -> Demand {
    let count = |response| words.iter().filter(|(_, says)| *says == response).count();
    let is_once = words.iter().all(|(_, says)| count(*says) == 1);
    if is_once && count(Response::Yes) == 1 && count(Response::No) == 1 {
        Demand::Words(words)
    } else {
        Demand::Unknown
    }
}

/// What a header lists in brackets or behind a colon.
fn listed(header: &str) -> Option<&str> {
    let bracketed = header.split(['(', '[']).skip(1);
    let bracketed = bracketed.filter_map(|text| text.split([')', ']']).next());
    let behind = header.split_once(':').map(|(_, behind)| behind);
    bracketed.chain(behind).find(|text| {
        let is_party = tokens(text).iter().any(|word| is_in(&PARTIES, word));
        text.contains(['/', '|']) && !text.contains("://") && !is_party
    })
}

fn turns(words: &[String]) -> bool {
    words.iter().enumerate().any(|(at, word)| {
        let rest = words.get(at + 1..).unwrap_or_default();
        let near = rest.get(..5).unwrap_or(rest);
        let Some(condition) = near.iter().position(|word| is_in(&CONDITIONS, word)) else {
            return false;
        };
        let is_other = |word: &String| is_in(&YES, word) || is_in(&NO, word) || is_in(&ENDS, word);
        if rest.iter().take(condition).any(is_other) {
            return false;
        }
        let meant = rest.get(condition + 1..).unwrap_or_default();
        let end = meant.iter().position(|word| is_in(&ENDS, word)).unwrap_or(meant.len());
        let meant = meant.get(..end).unwrap_or_default();
        let has = |list: &[&str]| meant.iter().any(|word| is_in(list, word));
        if has(&["applicable", "anwendbar", "zutreffend", "applicabile", "aplica"]) {
            return false;
        }
        let (is_negated, is_affirmed) = (has(&NEGATIONS), has(&AFFIRMATIONS));
        let is_unless = rest.get(condition).is_some_and(|word| word == "unless");
        is_in(&YES, word) && is_negated != is_unless
            || (is_in(&NO, word) || is_in(&BLANK, word)) && is_affirmed && !is_negated
            || is_in(&BLANK, word) && has(&NO)
    })
}

fn is_in(list: &[&str], word: &str) -> bool {
    list.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_a_header_asks_for_are_read_or_not_known() {
        use Response::{No, NotApplicable, Partial, Yes};
        let words = |list: &[(&str, Response)]| {
            Demand::Words(list.iter().map(|(word, says)| ((*word).to_owned(), *says)).collect())
        };
        for (header, wanted) in [
            ("Answer", Demand::Nothing),
            ("Response (please be specific)", Demand::Nothing),
            ("Response (Supplier/Vendor)", Demand::Nothing),
            ("Answer (1 = Yes, 0 = No)", words(&[("1", Yes), ("0", No)])),
            ("Answer: 1 = Yes / 0 = No", words(&[("1", Yes), ("0", No)])),
            ("Answer (1 - Yes, 2 - No)", words(&[("1", Yes), ("2", No)])),
            ("Yes = 1, No = 0", words(&[("1", Yes), ("0", No)])),
            (
                "Y=Yes; N=No; N/A=Not applicable",
                words(&[("Y", Yes), ("N", No), ("NA", NotApplicable)]),
            ),
            ("Answer (1 = Yes, 2 = Mostly, 0 = No)", Demand::Unknown),
            ("Answer (1 = Yes, 2 = Yes, 0 = No)", Demand::Unknown),
            ("Answer (1 = Yes)", Demand::Unknown),
            (
                "Answer: Fully / Partially / Not implemented",
                words(&[("Fully", Yes), ("Partially", Partial), ("Not implemented", No)]),
            ),
            ("Answer (Red / Amber / Green)", Demand::Unknown),
            ("Answer: Full/Partial/None", Demand::Unknown),
        ] {
            assert_eq!(demand(header), wanted, "{header}");
        }
    }

    #[test]
    fn texts_that_turn_answers_round_are_seen() {
        for text in [
            "Enter Yes where you do NOT comply with the statement",
            "Enter Y if non-compliant",
            "Yes = gap, No = no gap",
            "Mark with X, where the control is missing.",
            "Leave blank if yes",
            "Answer No if you comply.",
            "Bitte Ja eintragen, wenn die Anforderung nicht erfüllt ist",
            "Répondez oui si vous n'êtes pas conforme",
        ] {
            assert!(is_turned(text), "{text}");
        }
        for text in [
            "Please answer yes or no, and explain where you do not comply.",
            "Answer Yes or No; where a question is not applicable, say so.",
            "Enter Yes if you comply, No if you do not comply.",
            "Answer No if you do not comply",
            "Leave blank if not applicable",
            "Sí / No / N/A",
            "If no, please explain",
            "Yes = implemented, No = not implemented",
        ] {
            assert!(!is_turned(text), "{text}");
        }
        for (header, wanted) in [
            ("Answer (Leave blank if yes)", true),
            ("Response (enter Y if non-compliant)", true),
            ("Response if not compliant", true),
            ("Response (Yes/No; if no, please explain)", false),
            ("Answer (N/A if not applicable)", false),
            ("Answer (Y/N)", false),
        ] {
            assert_eq!(is_turned_header(header), wanted, "{header}");
        }
    }
}
