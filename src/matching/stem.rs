//! English words without their endings: `encrypted` and `encryption` are compared as `encrypt`.
//!
//! Coarser than a linguist would like: it only says what two texts are about, never what they must agree in. Words of
//! other languages lose few of their endings, which makes them no worse.

/// Words that would lose too much or too little, with what they are compared as.
const ODD: [(&str, &str); 67] = [
    ("analyses", "analys"),
    ("analysis", "analys"),
    ("analyze", "analys"),
    ("bring", "bring"),
    ("business", "business"),
    ("centre", "center"),
    ("centres", "center"),
    ("children", "child"),
    ("chose", "choos"),
    ("chosen", "choos"),
    ("corporate", "corporate"),
    ("customer", "customer"),
    ("customers", "customer"),
    ("customise", "customize"),
    ("customize", "customize"),
    ("defence", "defens"),
    ("done", "do"),
    ("during", "during"),
    ("entity", "entity"),
    ("entities", "entity"),
    ("everything", "everything"),
    ("fulfil", "fulfill"),
    ("gave", "giv"),
    ("given", "giv"),
    ("held", "hold"),
    ("identity", "identity"),
    ("identities", "identity"),
    ("identify", "identif"),
    ("identification", "identif"),
    ("kept", "keep"),
    ("king", "king"),
    ("left", "leav"),
    ("licence", "licens"),
    ("made", "mak"),
    ("media", "medium"),
    ("met", "meet"),
    ("news", "news"),
    ("nothing", "nothing"),
    ("paid", "pay"),
    ("person", "person"),
    ("personal", "personal"),
    ("personally", "personal"),
    ("personnel", "personnel"),
    ("process", "process"),
    ("processes", "process"),
    ("programme", "program"),
    ("ran", "run"),
    ("monitor", "monitor"),
    ("monitors", "monitor"),
    ("organisational", "organ"),
    ("organizational", "organ"),
    ("recover", "recover"),
    ("recovery", "recover"),
    ("retention", "retain"),
    ("sent", "send"),
    ("series", "series"),
    ("something", "something"),
    ("string", "string"),
    ("taken", "tak"),
    ("took", "tak"),
    ("told", "tell"),
    ("thing", "thing"),
    ("users", "user"),
    ("user", "user"),
    ("wrote", "writ"),
    ("written", "writ"),
    ("disclosure", "disclos"),
];

/// Endings, longest first, with what stands in their place and how many letters must be left.
const ENDINGS: [(&str, &str, usize); 53] = [
    ("izations", "", 4),
    ("isations", "", 4),
    ("ifications", "if", 2),
    ("ification", "if", 2),
    ("ificates", "if", 3),
    ("ificate", "if", 3),
    ("ization", "", 4),
    ("isation", "", 4),
    ("ational", "", 4),
    ("ations", "", 4),
    ("ingly", "", 4),
    ("ability", "", 4),
    ("ibility", "", 4),
    ("ation", "", 4),
    ("ments", "", 4),
    ("ment", "", 4),
    ("nesses", "", 4),
    ("ness", "", 4),
    ("ities", "", 4),
    ("itive", "", 4),
    ("ative", "", 4),
    ("ators", "", 4),
    ("ances", "", 4),
    ("ences", "", 4),
    ("ised", "", 4),
    ("ized", "", 4),
    ("ises", "", 4),
    ("izes", "", 4),
    ("ising", "", 4),
    ("izing", "", 4),
    ("ator", "", 4),
    ("ance", "", 4),
    ("ence", "", 4),
    ("able", "", 4),
    ("ible", "", 4),
    ("ions", "", 4),
    ("ates", "", 4),
    ("ated", "", 4),
    ("ating", "", 4),
    ("ified", "if", 3),
    ("ifies", "if", 3),
    ("ify", "if", 3),
    ("ity", "", 4),
    ("ive", "", 4),
    ("ise", "", 4),
    ("ize", "", 4),
    ("ate", "", 4),
    ("ion", "", 4),
    ("at", "", 5),
    ("als", "", 5),
    ("al", "", 5),
    ("ant", "", 5),
    ("ent", "", 5),
];

/// Simple endings, tried before the others.
const SIMPLE: [(&str, &str, usize); 16] = [
    ("sses", "ss", 2),
    ("ies", "y", 2),
    ("ied", "y", 2),
    ("ches", "ch", 2),
    ("shes", "sh", 2),
    ("xes", "x", 2),
    ("ings", "", 3),
    ("ing", "", 3),
    ("eed", "eed", 0),
    ("edly", "", 3),
    ("ed", "", 3),
    ("ers", "", 4),
    ("ors", "", 5),
    ("er", "", 4),
    ("or", "", 5),
    ("s", "", 3),
];

/// What a word in lower case and without accents is compared as.
#[must_use]
pub(super) fn stem(word: &str) -> String {
    if let Some((_, stem)) = ODD.iter().find(|(odd, _)| *odd == word) {
        return (*stem).to_owned();
    }
    if word.len() < 4 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return plural(word).to_owned();
    }
    let american = american(word);
    let first = shorter(&american, &SIMPLE);
    let first = if first.len() == american.len() && american.ends_with("ly") && american.len() > 6 {
        american.get(..american.len() - 2).unwrap_or(&american).to_owned()
    } else {
        first
    };
    let last = shorter(&first, &ENDINGS);
    bare(&last).to_owned()
}

/// `BCPs` and `IDs` are words too.
fn plural(word: &str) -> &str {
    let is_plural = word.len() >= 3 && word.ends_with('s') && !word.ends_with("ss");
    let is_letters = word.bytes().all(|b| b.is_ascii_lowercase());
    let is_whole = matches!(
        word,
        "tls"
            | "dns"
            | "aws"
            | "gas"
            | "bus"
            | "was"
            | "has"
            | "its"
            | "this"
            | "sms"
            | "css"
            | "dos"
    );
    if is_plural && is_letters && !is_whole { word.strip_suffix('s').unwrap_or(word) } else { word }
}

/// British spelling as American: only inside a word, where no ending is.
fn american(word: &str) -> String {
    let mut word = word.to_owned();
    for (british, american) in
        [("our", "or"), ("yse", "yze"), ("ogue", "og"), ("isation", "ization")]
    {
        let at = word.rfind(british).filter(|at| *at >= 3);
        let is_kept = matches!(
            word.as_str(),
            "hours"
                | "hourly"
                | "resource"
                | "resources"
                | "source"
                | "sources"
                | "outsource"
                | "outsourced"
                | "outsourcing"
                | "course"
                | "courses"
                | "courts"
                | "journal"
                | "tour"
                | "sourcing"
                | "recourse"
        );
        if let Some(at) = at.filter(|_| !is_kept) {
            word.replace_range(at..at + british.len(), american);
        }
    }
    word
}

/// The word without the first of these endings that fits.
fn shorter(word: &str, endings: &[(&str, &str, usize)]) -> String {
    for (ending, instead, least) in endings {
        let Some(rest) = word.strip_suffix(ending) else { continue };
        let is_s =
            *ending == "s" && (rest.ends_with('s') || rest.ends_with('u') || rest.ends_with('i'));
        if rest.len() >= *least && has_vowel(rest) && !is_s {
            return format!("{rest}{instead}");
        }
        if *ending != "s" && rest.len() < *least {
            continue;
        }
        return word.to_owned();
    }
    word.to_owned()
}

fn has_vowel(text: &str) -> bool {
    text.contains(['a', 'e', 'i', 'o', 'u', 'y'])
}

/// Without a last vowel that says nothing and without a doubled consonant: `planned`, `plan`.
fn bare(word: &str) -> &str {
    let word = match word.strip_suffix(['e', 'y', 'i']) {
        Some(rest) if rest.len() >= 3 && has_vowel(rest) => rest,
        _ => word,
    };
    let mut last = word.bytes().rev();
    match (last.next(), last.next()) {
        (Some(a), Some(b))
            if a == b && !matches!(a, b's' | b'l' | b'e' | b'o') && word.len() > 3 =>
        {
            word.get(..word.len() - 1).unwrap_or(word)
        }
        (Some(b'l'), Some(b'l')) if word.len() > 5 => word.get(..word.len() - 1).unwrap_or(word),
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn words_of_one_family_are_one() {
        for family in [
            "encrypt encrypts encrypted encrypting encryption",
            "policy policies",
            "certificate certificates certified certification certify",
            "authenticate authentication authenticated",
            "manage management managed manager manages",
            "recover recovery recovered",
            "organisation organization organisations organizational",
            "train training trained trains",
            "plan plans planned planning",
            "store stored storing stores",
            "review reviews reviewed reviewing",
            "delete deleted deletion deletes",
            "notify notified notification notifies",
            "secure security secured",
            "audit audits audited auditing auditor",
            "classify classified classification",
            "behaviour behavior",
            "process processes",
            "retain retention retained",
            "backup backups",
            "vulnerability vulnerabilities",
            "access accesses accessed",
            "pen pens",
            "log logs logged logging",
            "approve approved approval approves",
            "monitor monitored monitoring",
            "assess assessed assessment assessments",
            "dispose disposed disposal",
        ] {
            let stems: Vec<String> = family.split(' ').map(stem).collect();
            assert!(stems.iter().all(|own| Some(own) == stems.first()), "{stems:?}");
        }
    }

    #[test]
    fn words_of_different_families_stay_apart() {
        for (one, other) in [
            ("personal", "personnel"),
            ("customer", "custom"),
            ("user", "use"),
            ("identity", "identify"),
            ("hour", "hor"),
            ("resource", "resort"),
            ("business", "busy"),
            ("server", "service"),
        ] {
            assert_ne!(stem(one), stem(other), "{one} {other}");
        }
    }

    #[test]
    fn any_word_has_a_stem() {
        for word in ["", "a", "s", "ing", "ed", "ss", "的", "ßß", "🙂", "27001", "tls", "ééé"]
        {
            assert!(stem(word).len() <= word.len() + 2, "{word}");
        }
    }
}
