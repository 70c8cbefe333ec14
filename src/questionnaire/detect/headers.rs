//! What the header of a column says the column is for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::questionnaire::vocabulary;
use crate::questionnaire::words::{plain, tokens};

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// Ids.
    Id,
    /// Questions.
    Question,
    /// Responses.
    Response,
    /// Explanations.
    Explanation,
    /// Who owns the control.
    Ownership,
    /// Evidence.
    Evidence,
    /// The section a question stands in.
    Section,
    /// A mark for yes.
    Yes,
    /// A mark for no.
    No,
    /// A mark for a part.
    Partial,
    /// A mark for not applicable.
    NotApplicable,
    /// Of no use to us.
    Other,
    /// For somebody else to fill in.
    Foreign,
}

/// A role and how plainly a header says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    pub role: Role,
    pub weight: u8,
}

/// Headers longer than this are sentences.
const LONGEST: usize = 120;

/// Words of headers of answers.
const ANSWERS: [&str; 26] = [
    "answer",
    "answers",
    "response",
    "responses",
    "reply",
    "antwort",
    "antworten",
    "reponse",
    "reponses",
    "respuesta",
    "respuestas",
    "risposta",
    "risposte",
    "compliance",
    "compliant",
    "comply",
    "complies",
    "implemented",
    "fulfilled",
    "supported",
    "erfullt",
    "umgesetzt",
    "konform",
    "conforme",
    "conformite",
    "cumple",
];

/// Words of headers below which a yes says that something is lacking or wanted.
const INVERSE: [&str; 81] = [
    "non",
    "not",
    "noncompliance",
    "noncompliant",
    "noncompliances",
    "gap",
    "gaps",
    "exception",
    "exceptions",
    "exempt",
    "exempted",
    "exemption",
    "exemptions",
    "deviation",
    "deviations",
    "deviates",
    "waiver",
    "waivers",
    "waived",
    "missing",
    "lacking",
    "finding",
    "findings",
    "risk",
    "risks",
    "issue",
    "issues",
    "required",
    "mandatory",
    "applicable",
    "applicability",
    "followup",
    "remediation",
    "remediate",
    "nicht",
    "kein",
    "keine",
    "ausnahme",
    "ausnahmen",
    "abweichung",
    "abweichungen",
    "lucke",
    "lucken",
    "fehlt",
    "fehlend",
    "feststellung",
    "feststellungen",
    "risiko",
    "risiken",
    "erforderlich",
    "pflicht",
    "anwendbar",
    "nachverfolgung",
    "massnahme",
    "ecart",
    "ecarts",
    "derogation",
    "manquant",
    "exempte",
    "constat",
    "risque",
    "risques",
    "obligatoire",
    "requis",
    "requise",
    "brecha",
    "excepcion",
    "desviacion",
    "exento",
    "falta",
    "hallazgo",
    "riesgo",
    "obligatorio",
    "requerido",
    "aplicable",
    "eccezione",
    "scostamento",
    "mancante",
    "rischio",
    "obbligatorio",
    "richiesto",
];

/// Phrases by their tokens, the roles of each, and words that stand alone.
struct Lexicon {
    phrases: BTreeMap<Vec<String>, Vec<Reading>>,
    ticks: BTreeMap<Vec<String>, Role>,
    prepositions: BTreeSet<String>,
    foreign: BTreeSet<String>,
    parties: BTreeSet<String>,
    towards: BTreeSet<String>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| read(include_str!("headers.txt")));

/// Reads a header; nothing when it does not say what its column is for.
pub(super) fn reading(header: &str) -> Option<Reading> {
    // An address below a header of links is no header, whatever words are in it.
    if header.contains("://") {
        return None;
    }
    let lexicon = &*LEXICON;
    // What stands in parentheses explains; a header that is nothing else is read as it is.
    let bare = without_parentheses(header);
    let header = if bare.trim().is_empty() { header } else { &bare };
    if header.len() > LONGEST {
        return None;
    }
    if matches!(header.trim(), "#" | "№" | "##") {
        return Some(Reading { role: Role::Id, weight: 3 });
    }
    let all = without_numbers_of_parties(tokens(header));
    let is_foreign = |token: &String| lexicon.foreign.contains(token);
    // "Answered by" names somebody.
    let is_name = all.len() > 1 && all.last().is_some_and(|last| last == "by");
    if all.iter().any(is_foreign) || is_for_party(&all) || is_name {
        return Some(Reading { role: Role::Foreign, weight: 9 });
    }
    if let Some(role) = lexicon.ticks.get(&all) {
        return Some(Reading { role: *role, weight: 4 });
    }
    if let Some(reading) = phrase(&all) {
        return Some(reading);
    }
    // "Ja / Nein / teilweise": the words that may stand below it.
    let words: Vec<&str> = header.split('/').collect();
    if words.len() > 1 && words.iter().all(|word| vocabulary::says(word).is_some()) {
        return Some(Reading { role: Role::Response, weight: 2 });
    }
    let asked = without_choices(&all);
    if asked.len() < all.len() {
        return head(asked).filter(|own| own.role == Role::Response);
    }
    let parts: Vec<Reading> = header.split('/').filter_map(|part| head(&tokens(part))).collect();
    let first = *parts.first()?;
    let same = parts.iter().all(|part| part.role == first.role);
    let answers = |part: &Reading| matches!(part.role, Role::Response | Role::Explanation);
    if same {
        Some(first)
    } else if parts.iter().all(answers) {
        Some(Reading { role: Role::Response, weight: 1 })
    } else if parts.iter().all(|part| matches!(part.role, Role::Explanation | Role::Evidence)) {
        Some(Reading { role: Role::Explanation, weight: 4 })
    } else {
        None
    }
}

/// A whole header that is a known phrase.
fn phrase(tokens: &[String]) -> Option<Reading> {
    LEXICON.phrases.get(tokens)?.iter().max_by_key(|reading| reading.weight).copied()
}

/// The phrase that ends last, and of those the longest, before the first preposition.
fn head(tokens: &[String]) -> Option<Reading> {
    if let Some(reading) = phrase(tokens) {
        return Some(reading);
    }
    let is_preposition = |token: &String| LEXICON.prepositions.contains(token);
    // "Response to Question", "Numero de pregunta": what comes first is meant.
    let until = tokens.iter().position(is_preposition).unwrap_or(tokens.len());
    let tokens = tokens.get(..until)?;
    // A single word such as "no" or "item" decides only when it is the whole header.
    let named = |from: usize, to: usize| {
        let reading = phrase(tokens.get(from..to)?)?;
        let is_letter = tokens.get(from).is_some_and(|token| token.len() == 1);
        (to - from > 1 || tokens.len() == 1 || reading.weight >= 3 && !is_letter).then_some(reading)
    };
    (0..=tokens.len()).rev().find_map(|to| (0..to).find_map(|from| named(from, to)))
}

/// The words of a header without the choices behind them: "Compliance Y/N", "Implemented Yes / No / N/A".
fn without_choices(tokens: &[String]) -> &[String] {
    const CHOICES: [&str; 16] = [
        "y",
        "n",
        "yes",
        "no",
        "na",
        "a",
        "partial",
        "or",
        "ja",
        "nein",
        "oui",
        "non",
        "si",
        "teilweise",
        "o",
        "s",
    ];
    let is_choice = |token: &String| CHOICES.contains(&token.as_str());
    let from = tokens.iter().rposition(|token| !is_choice(token)).map_or(0, |at| at + 1);
    let (asked, choices) = tokens.split_at(from);
    let has = |words: [&str; 5]| choices.iter().any(|token| words.contains(&token.as_str()));
    let is_both = has(["y", "yes", "ja", "oui", "si"]) && has(["n", "no", "nein", "non", "n"]);
    if is_both && !asked.is_empty() { asked } else { tokens }
}

/// Whether a header is headed to one of the parties: "Notes for vendor" are not the vendor's notes.
fn is_for_party(tokens: &[String]) -> bool {
    let is_towards = |token: &String| LEXICON.towards.contains(token);
    let is_party = |token: &String| LEXICON.parties.contains(token);
    let Some(at) = tokens.iter().position(is_towards) else { return false };
    let (before, behind) = tokens.split_at(at);
    // "For vendor to complete" asks the vendor; "Response to question" speaks of no party.
    let is_party = behind.iter().skip(1).take(3).any(is_party);
    is_party && !before.is_empty() && behind.iter().filter(|token| is_towards(token)).count() == 1
}

/// The words of a header without the letters and numbers that tell one party from another: "Vendor A Response".
fn without_numbers_of_parties(tokens: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let is_number = token.chars().count() == 1 || token.bytes().all(|b| b.is_ascii_digit());
        let is_behind = kept.last().is_some_and(|last| LEXICON.parties.contains(last));
        // "Supplier's answer".
        if !(is_number && is_behind) {
            kept.push(token);
        }
    }
    kept
}

/// Whether a text names one of several parties and nothing else: "Vendor B", "Bidder 2".
pub(super) fn is_one_of_parties(text: &str) -> bool {
    let all = tokens(text);
    let [party, number] = all.as_slice() else { return false };
    let is_number = number.chars().count() == 1 || number.bytes().all(|b| b.is_ascii_digit());
    LEXICON.parties.contains(party) && is_number
}

/// Whether a header that is not known as a whole has words of an answer.
pub(super) fn is_about_answers(header: &str) -> bool {
    tokens(header).iter().any(|word| ANSWERS.contains(&word.as_str()))
}

/// Whether a yes below a header says that something is lacking, or that something is wanted. The words that it offers do
/// not count: "Compliant / Non-compliant".
pub(super) fn is_inverse(header: &str) -> bool {
    let header = without_parentheses(header).to_lowercase();
    let pieces = header.split(['/', '|', ',', ';', ':', '\n']);
    let pieces = pieces.flat_map(|piece| piece.split(" or "));
    let mut asked = pieces.filter(|piece| vocabulary::says(piece).is_none());
    asked.any(|piece| {
        let words =
            tokens(&piece.replace("follow-up", "followup").replace("follow up", "followup"));
        words.iter().any(|word| INVERSE.contains(&word.as_str()))
    })
}

fn without_parentheses(text: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

/// Reads the list of words; its form stands at its head.
fn read(text: &str) -> Lexicon {
    let mut lexicon = Lexicon {
        phrases: BTreeMap::new(),
        ticks: BTreeMap::new(),
        prepositions: BTreeSet::new(),
        foreign: BTreeSet::new(),
        parties: BTreeSet::new(),
        towards: BTreeSet::new(),
    };
    let mut list = ("", 0);
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(heading) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            let (name, weight) = heading.split_once(' ').unwrap_or((heading, "4"));
            list = (name, weight.parse().unwrap_or(4));
            continue;
        }
        let mut named = |role| {
            let reading = Reading { role, weight: list.1 };
            lexicon.phrases.entry(tokens(line)).or_default().push(reading);
        };
        match list.0 {
            "id" => named(Role::Id),
            "question" => named(Role::Question),
            "response" => named(Role::Response),
            "explanation" => named(Role::Explanation),
            "ownership" => named(Role::Ownership),
            "evidence" => named(Role::Evidence),
            "section" => named(Role::Section),
            "other" => named(Role::Other),
            "yes" => drop(lexicon.ticks.insert(tokens(line), Role::Yes)),
            "no" => drop(lexicon.ticks.insert(tokens(line), Role::No)),
            "partial" => drop(lexicon.ticks.insert(tokens(line), Role::Partial)),
            "not_applicable" => drop(lexicon.ticks.insert(tokens(line), Role::NotApplicable)),
            "party" => lexicon.parties.extend(line.split(' ').map(plain)),
            "towards" => lexicon.towards.extend(line.split(' ').map(plain)),
            "prepositions" => lexicon.prepositions.extend(line.split(' ').map(plain)),
            _ => lexicon.foreign.extend(line.split(' ').map(plain)),
        }
    }
    lexicon
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_real_forms_are_read() {
        let cases = [
            ("Question ID", Role::Id),
            ("CSP CAIQ Answer", Role::Response),
            ("SSRM Control Ownership", Role::Ownership),
            ("CSP Implementation Description (Optional/Recommended)", Role::Explanation),
            ("CSC Responsibilities  (Optional/Recommended)", Role::Foreign),
            ("CCM Control ID", Role::Id),
            ("CCM Domain Title", Role::Section),
            ("Question / Request", Role::Question),
            ("Notes/Comment", Role::Explanation),
            ("Control Comment", Role::Other),
            ("Question Original Identifier", Role::Id),
            ("Question Answer", Role::Response),
            ("Analyst Notes", Role::Foreign),
            ("REVIEW BY TPRM", Role::Foreign),
            ("Assessor comments", Role::Foreign),
            ("Additional Information ", Role::Explanation),
            ("Yes / No", Role::Response),
            ("Ja / Nein / teilweise", Role::Response),
            ("Umgesetzt?", Role::Response),
            ("Supplier to complete", Role::Response),
            ("Not Applicable", Role::NotApplicable),
            ("Fragen-Nr.", Role::Id),
            ("Antwort des Lieferanten", Role::Response),
            ("Réponse du fournisseur", Role::Response),
            ("Numéro de question", Role::Id),
            ("Respuesta del proveedor", Role::Response),
            ("Comentarios a la respuesta", Role::Explanation),
            ("Osservazioni", Role::Explanation),
            ("Notes for vendor", Role::Foreign),
            ("Expected response", Role::Foreign),
            ("Answer type", Role::Foreign),
            ("Vendor A Response", Role::Response),
            ("Vendor 2 comments", Role::Explanation),
            ("Vendor to complete", Role::Response),
            ("Compliance Y/N", Role::Response),
            ("Response Yes / No / N/A", Role::Response),
            ("Please answer yes or no", Role::Response),
            ("Comments / Evidence", Role::Explanation),
            ("Evidence / Reference", Role::Evidence),
            ("Bidder's Response", Role::Response),
            ("¿Cumple?", Role::Response),
            ("Lfd. Nr.", Role::Id),
            ("#", Role::Id),
        ];
        for (header, role) in cases {
            assert_eq!(reading(header).map(|reading| reading.role), Some(role), "{header}");
        }
        for header in [
            "ID / Question",
            "Description",
            "Yes, we do",
            "Tested?",
            "UUID",
            "https://a.example/answers/",
        ] {
            assert_eq!(reading(header), None, "{header}");
        }
    }
}
