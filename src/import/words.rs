//! Words that people write into the response column, in five languages.

use crate::form::{Form, Ownership, Response};

/// Words by response, in lower case.
const WORDS: [(Response, &[&str]); 5] = [
    (
        Response::Yes,
        &[
            "yes",
            "y",
            "true",
            "ja",
            "j",
            "oui",
            "o",
            "sí",
            "si",
            "sì",
            "compliant",
            "implemented",
            "in place",
            "fully implemented",
            "fully compliant",
            "erfüllt",
            "conforme",
            "cumple",
        ],
    ),
    (
        Response::No,
        &[
            "no",
            "n",
            "false",
            "nein",
            "non",
            "non compliant",
            "not compliant",
            "noncompliant",
            "not implemented",
            "nicht erfüllt",
            "non conforme",
            "no cumple",
        ],
    ),
    (
        Response::Partial,
        &[
            "partial",
            "partially",
            "partly",
            "in part",
            "mostly",
            "largely",
            "partially implemented",
            "partially compliant",
            "partial compliance",
            "teilweise",
            "partiel",
            "partiellement",
            "en partie",
            "parcial",
            "parcialmente",
            "parziale",
            "parzialmente",
            "in parte",
        ],
    ),
    (
        Response::Planned,
        &[
            "planned",
            "plan",
            "roadmap",
            "on roadmap",
            "on the roadmap",
            "in progress",
            "under way",
            "underway",
            "geplant",
            "in planung",
            "in arbeit",
            "prévu",
            "en cours",
            "planifié",
            "planificado",
            "previsto",
            "en curso",
            "pianificato",
            "in corso",
            "in programma",
        ],
    ),
    (
        Response::NotApplicable,
        &[
            "n/a",
            "na",
            "n.a",
            "n a",
            "not applicable",
            "not relevant",
            "nicht anwendbar",
            "nicht zutreffend",
            "entfällt",
            "sans objet",
            "non applicable",
            "s.o",
            "s/o",
            "no aplica",
            "no aplicable",
            "no procede",
            "non applicabile",
            "non pertinente",
        ],
    ),
];

/// The response that a cell says, and what it says besides.
#[must_use]
pub(super) fn response<'t>(text: &'t str, form: Option<&Form>) -> Option<(Response, &'t str)> {
    let whole = folded(text);
    let own = form.into_iter().flat_map(|form| &form.responses);
    // A form that calls two responses by one word means the plain one.
    let own = own.filter(|(_, word)| folded(word) == whole).map(|(response, _)| *response).min();
    if let Some(response) = own.or_else(|| known(&whole)) {
        return Some((response, ""));
    }
    // "Yes, with keys of your own": a word and what belongs to the explanation.
    let ends = text
        .char_indices()
        .filter(|(_, c)| matches!(c, ',' | '.' | ':' | ';' | '\n' | '-' | '–' | '—' | '('));
    for (at, c) in ends {
        let word = folded(text.get(..at)?);
        let spaced = c != '-' || text.get(..at)?.ends_with(' ');
        if let Some(response) = known(&word).filter(|_| spaced) {
            let rest = text.get(at..)?;
            let rest = if c == '(' { rest } else { rest.get(c.len_utf8()..)? };
            return Some((response, rest.trim()));
        }
    }
    None
}

/// Whether a cell of a tick column is marked.
#[must_use]
pub(super) fn is_ticked(text: &str) -> bool {
    let text = folded(text);
    matches!(
        text.as_str(),
        "x" | "✓" | "✔" | "☑" | "☒" | "1" | "true" | "yes" | "y" | "ja" | "oui" | "•"
    )
}

/// The ownership that a cell says in a form's own words.
#[must_use]
pub(super) fn ownership(text: &str, form: &Form) -> Option<Ownership> {
    let text = folded(text);
    form.ownership.iter().find(|(_, word)| folded(word) == text).map(|(ownership, _)| *ownership)
}

fn known(folded: &str) -> Option<Response> {
    let found = WORDS.iter().find(|(_, words)| words.contains(&folded));
    found.map(|(response, _)| *response)
}

/// Lower case, one blank between words, without what may stand around a word.
fn folded(text: &str) -> String {
    let around = |c: char| {
        c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '!' | '*' | '"' | '\'' | '[' | ']')
    };
    let text = text.trim_matches(around).to_lowercase().replace(['-', '_'], " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_several_languages() {
        for (text, wanted) in [
            ("Yes", Some((Response::Yes, ""))),
            (" JA. ", Some((Response::Yes, ""))),
            ("sì", Some((Response::Yes, ""))),
            ("Non", Some((Response::No, ""))),
            ("N/A", Some((Response::NotApplicable, ""))),
            ("NA", Some((Response::NotApplicable, ""))),
            ("not-applicable", Some((Response::NotApplicable, ""))),
            ("Non-Compliant", Some((Response::No, ""))),
            ("In progress", Some((Response::Planned, ""))),
            ("teilweise", Some((Response::Partial, ""))),
            ("Yes, with keys of your own", Some((Response::Yes, "with keys of your own"))),
            ("No - planned for Q4 2026", Some((Response::No, "planned for Q4 2026"))),
            ("Yes (SOC 2)", Some((Response::Yes, "(SOC 2)"))),
            ("Perhaps", None),
            ("No-one knows", None),
            ("Yesterday", None),
            ("Not all data", None),
            ("", None),
        ] {
            assert_eq!(response(text, None), wanted, "{text}");
        }
    }
}
