//! Whether a question asks for more than a yes or a no.

use crate::questionnaire::words::tokens;

/// Words of courtesy before a question.
const COURTESIES: [&str; 8] =
    ["please", "kindly", "bitte", "veuillez", "merci", "de", "por", "favor"];

/// Words that ask for a text, whatever follows.
const ASKING: [&str; 58] = [
    "who",
    "whom",
    "whose",
    "how",
    "what",
    "which",
    "why",
    "describe",
    "explain",
    "outline",
    "specify",
    "list",
    "name",
    "detail",
    "elaborate",
    "summarise",
    "summarize",
    "wer",
    "wem",
    "wie",
    "was",
    "welche",
    "welcher",
    "welches",
    "welchem",
    "welchen",
    "warum",
    "wann",
    "womit",
    "wodurch",
    "beschreiben",
    "erlautern",
    "nennen",
    "comment",
    "qui",
    "quel",
    "quelle",
    "quels",
    "quelles",
    "pourquoi",
    "combien",
    "decrivez",
    "decrire",
    "expliquez",
    "expliquer",
    "quien",
    "quienes",
    "cual",
    "cuales",
    "describa",
    "explique",
    "enumere",
    "chi",
    "quale",
    "quali",
    "descrivere",
    "descriva",
    "elencare",
];

/// Words that ask before a verb, and else begin a condition: "Where is ..", "Where data is kept, is it ..".
const BEFORE_VERBS: [&str; 17] = [
    "where", "when", "wo", "wohin", "ou", "quand", "que", "como", "donde", "cuando", "cuanto",
    "come", "dove", "quando", "quanto", "cosa", "che",
];

/// Verbs behind those.
const VERBS: [&str; 53] = [
    "is",
    "are",
    "was",
    "were",
    "do",
    "does",
    "did",
    "will",
    "can",
    "may",
    "has",
    "have",
    "would",
    "should",
    "ist",
    "sind",
    "werden",
    "wird",
    "haben",
    "liegen",
    "befinden",
    "est",
    "sont",
    "se",
    "avez",
    "conservez",
    "es",
    "esta",
    "estan",
    "son",
    "tiene",
    "tienen",
    "hacen",
    "hace",
    "protegen",
    "protege",
    "gestionan",
    "gestiona",
    "realizan",
    "realiza",
    "tipo",
    "datos",
    "e",
    "sono",
    "viene",
    "vengono",
    "avete",
    "gestite",
    "proteggete",
    "tempo",
    "tiempo",
    "fate",
    "si",
];

/// Words before a word that asks: "In which country ..", "At what interval ..".
const BEFORE: [&str; 22] = [
    "in", "at", "by", "with", "to", "from", "for", "on", "of", "within", "under", "mit", "von",
    "nach", "seit", "dans", "a", "avec", "en", "con", "da", "per",
];

/// Things that are given in words: "Provide details of ..".
const GIVEN: [&str; 8] =
    ["description", "details", "overview", "list", "summary", "explanation", "name", "names"];

/// Whether a question asks for a text, not for a yes or a no: it begins with who, how, where, describe.
pub(super) fn is_open(question: &str) -> bool {
    let words = tokens(question);
    let courtesies = words.iter().take_while(|word| COURTESIES.contains(&word.as_str())).count();
    let words = words.get(courtesies..).unwrap_or_default();
    let is_at = |at: usize, list: &[&str]| {
        words.get(at).is_some_and(|word: &String| list.contains(&word.as_str()))
    };
    // "Describe whether": a yes or a no says it.
    let is_closed = (1..4).any(|at| is_at(at, &["whether", "if", "ob"]));
    let asks = |at: usize| is_at(at, &ASKING) || is_at(at, &BEFORE_VERBS) && is_at(at + 1, &VERBS);
    let gives = is_at(0, &["provide", "give", "state", "indicate", "share"])
        && (1..5)
            .any(|at| is_at(at, &GIVEN) || is_at(at, &ASKING) || is_at(at, &["where", "when"]));
    !is_closed && (asks(0) || is_at(0, &BEFORE) && is_at(1, &ASKING) || gives)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_and_closed_questions_are_told_apart() {
        for question in [
            "How are backups made?",
            "Who manages the encryption keys?",
            "Where is customer data stored?",
            "Please describe your patch process.",
            "In which country are you based?",
            "At what interval are backups tested?",
            "Please provide a brief description of your controls",
            "State how long logs are kept",
            "Wie oft testen Sie Ihre Sicherungen?",
            "Où sont hébergées les données ?",
            "¿Cómo se protegen los datos?",
            "Dove sono conservati i dati?",
        ] {
            assert!(is_open(question), "{question}");
        }
        for question in [
            "Is customer data encrypted at rest?",
            "Where data is kept on laptops, is it encrypted?",
            "When staff leave, is their access removed?",
            "Provide multi-factor authentication for administrators.",
            "Describe whether data is encrypted",
            "Indicate if backups are encrypted",
            "Is the plan tested, and how often?",
            "Verschlüsseln Sie Daten?",
            "",
        ] {
            assert!(!is_open(question), "{question}");
        }
    }
}
