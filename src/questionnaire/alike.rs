//! Whether two questions ask the same.
//!
//! Being alike is not enough: "Is there data that is not encrypted at rest?" is more like "Is data encrypted at rest?"
//! than most honest paraphrases are. Two questions count as the same here only if the same words stand in the
//! same order, but for words that carry no meaning; whatever else differs keeps them apart.

/// Words that a question keeps its meaning without. Neither "not", numbers nor "or" are among them, nor what
/// tells past from present.
const EMPTY: [&str; 64] = [
    "a",
    "an",
    "and",
    "any",
    "are",
    "been",
    "company",
    "currently",
    "describe",
    "do",
    "does",
    "et",
    "etc",
    "explain",
    "firm",
    "for",
    "have",
    "has",
    "if",
    "in",
    "is",
    "it",
    "its",
    "kindly",
    "of",
    "on",
    "organisation",
    "organization",
    "our",
    "please",
    "provide",
    "service",
    "services",
    "so",
    "that",
    "the",
    "their",
    "there",
    "these",
    "this",
    "to",
    "us",
    "vendor",
    "we",
    "with",
    "you",
    "your",
    "yours",
    "der",
    "die",
    "das",
    "ein",
    "eine",
    "ihr",
    "ihre",
    "sie",
    "le",
    "la",
    "les",
    "un",
    "une",
    "vous",
    "votre",
    "vos",
];

/// What a question asks, to be compared; empty where no word is left.
#[must_use]
pub fn key(question: &str) -> String {
    let lower = question.to_lowercase().replace(['’', '\''], "");
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let kept: Vec<&str> = words.filter(|word| !EMPTY.contains(word)).map(singular).collect();
    // A question of one or two words asks too little to be the same as another one by that alone.
    if kept.len() < 3 {
        return lower.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    kept.join(" ")
}

/// The word without the mark of the plural, where that is simple.
fn singular(word: &str) -> &str {
    let is_simple =
        word.len() > 3 && word.is_ascii() && !word.ends_with("ss") && !word.ends_with("us");
    word.strip_suffix('s').filter(|rest| is_simple && !rest.ends_with('i')).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn the_same_question_in_other_dress() {
        for (one, other) in [
            ("Is customer data encrypted at rest?", "is  customer data Encrypted at rest"),
            (
                "Do you have a documented security policy?",
                "Does your company have a documented security policy, please?",
            ),
            ("Are backups tested every year?", "Is the backup tested every year?"),
            (
                "Please describe: are penetration tests performed annually?",
                "Are penetration tests performed annually?",
            ),
            ("SSO?", "sso?"),
        ] {
            assert_eq!(key(one), key(other), "{one}");
        }
    }

    #[test]
    fn dangerous_neighbours_stay_apart() {
        for (one, other) in [
            (
                "Is customer data encrypted at rest?",
                "Is there any customer data that is not encrypted at rest?",
            ),
            ("Is customer data encrypted at rest?", "Is customer data encrypted in transit?"),
            ("Do you hold a SOC 2 Type I report?", "Do you hold a SOC 2 Type II report?"),
            ("Are you certified to ISO 27001?", "Are you certified to ISO 27017?"),
            (
                "Do you have a business continuity plan?",
                "Do you test your business continuity plan?",
            ),
            ("What is your recovery time objective?", "What is your recovery point objective?"),
            ("Do employees get security training?", "Do customers get security training?"),
            ("Do you audit your customers' systems?", "Can customers audit your systems?"),
            ("Are breaches notified within 24 hours?", "Are breaches notified within 72 hours?"),
            (
                "Is data encrypted at rest and in transit?",
                "Is data encrypted at rest or in transit?",
            ),
            ("Do you have breaches?", "Did you have breaches?"),
            ("Are backups of customer data encrypted?", "Is customer data encrypted?"),
            ("Backup?", "Backups tested?"),
        ] {
            assert_ne!(key(one), key(other), "{one} / {other}");
        }
    }
}
