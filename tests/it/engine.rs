//! Which answer fits which question, in a library of nine answers.

use trust::diag::Sink;
use trust::library;
use trust::matching::lexicon::Lexicon;
use trust::matching::{ACCEPT, Asked, Matcher, Outcome, Reason, Verdict};
use trust::source::Sources;
use trust::view::notes::notes;
use trust::view::{Audience, Reader, open};

use crate::project::{TODAY, TRUST_YAML};

/// Id, question, another wording, text, further keys.
const ANSWERS: [(&str, &str, &str, &str, &str); 9] = [
    (
        "at-rest",
        "Is customer data encrypted at rest?",
        "How is stored data protected?",
        "All customer data is encrypted at rest with AES-256.",
        "",
    ),
    (
        "in-transit",
        "Is customer data encrypted in transit?",
        "Is TLS used on all connections?",
        "Connections use TLS 1.3.",
        "",
    ),
    (
        "mfa",
        "Is multi-factor authentication required for your employees?",
        "Does your staff sign in with MFA?",
        "Every employee signs in with a second factor.",
        "",
    ),
    (
        "pentest",
        "Do you carry out penetration tests every year?",
        "Who runs your pentests?",
        "An outside firm tests the application once a year.",
        "not_for: [\"May we run a penetration test of our own?\"]",
    ),
    (
        "training",
        "Do employees receive security training?",
        "Is there a security awareness programme?",
        "Security training takes place at hiring and every year.",
        "",
    ),
    (
        "soc-2",
        "Do you have a SOC 2 Type II report?",
        "Can we see your SOC 2 Type 2 report?",
        "The SOC 2 Type II report covers twelve months.",
        "",
    ),
    (
        "guests",
        "Is there a visitor log at your offices?",
        "Are guests recorded?",
        "Reception keeps a log of visitors.",
        "",
    ),
    (
        "visitors",
        "Is there a visitor log at your offices?",
        "Do visitors sign in?",
        "Visitors sign in at the desk.",
        "",
    ),
    ("insurance", "Do you carry cyber insurance?", "Are you insured?", "We are.", "review: always"),
];

/// A matcher of these answers in this order.
fn matcher<'a>(
    answers: impl Iterator<Item = &'a (&'a str, &'a str, &'a str, &'a str, &'a str)>,
) -> Matcher {
    let mut text = "topic: {id: all, title: All}\nowner: security\nreviewed: 2026-10-01\naudience: public\nanswers:\n".to_owned();
    for (id, question, also, said, more) in answers {
        text += &format!(
            "  - id: {id}\n    question: {question}\n    also_asked: [\"{also}\"]\n    response: yes\n    explanation: {said}\n    {more}\n"
        );
    }
    let files = vec![
        ("trust.yaml".to_owned(), TRUST_YAML.as_bytes().to_vec()),
        ("answers/all.yaml".to_owned(), text.into_bytes()),
    ];
    let sources = Sources::new(files, &mut Sink::new());
    let outcome = library::compile(&sources);
    assert!(!outcome.sink.has_errors(), "{:#?}", outcome.sink.as_slice());
    let library = outcome.value.unwrap();
    let language = library.project.site.language;
    let date = TODAY.parse().unwrap();
    let reader = Reader { audience: Audience::Public, variant: None, date, language };
    let view = open(&library, &|_| None, reader, &mut Sink::new());
    Matcher::new(&view, &notes(&library), Lexicon::builtin(), None, ACCEPT)
}

fn ask(matcher: &Matcher, text: &str) -> Verdict {
    matcher.find(&Asked { text: text.to_owned(), ..Asked::default() })
}

/// The questions of these tests, each with the answer that is filled; none where none may be.
const QUESTIONS: [(&str, Option<&str>); 28] = [
    ("Is customer data encrypted at rest?", Some("at-rest")),
    ("  is CUSTOMER data encrypted, at rest*", Some("at-rest")),
    ("Please: how is stored data protected?", Some("at-rest")),
    ("Is customer data encypted at rest?", Some("at-rest")),
    ("Is there any customer data that is not encrypted at rest?", None),
    ("Is customer data encrypted at rest and in transit?", None),
    ("Is customer data encrypted in transit?", Some("in-transit")),
    ("Is customer data encrypted in use?", None),
    ("Is multi factor authentication required for employees?", Some("mfa")),
    ("Is 2FA required for your staff?", Some("mfa")),
    ("Is MFA required for your customers?", None),
    ("Is SSO required for your employees?", None),
    ("Do you carry out pen tests once a year?", Some("pentest")),
    ("May we run a penetration test of our own?", None),
    ("Do you carry out vulnerability scans every year?", None),
    ("Do employees recieve security trainning?", Some("training")),
    ("Do developers receive secure coding training?", None),
    ("SOC 2 Type II report?", Some("soc-2")),
    ("Do you have a SOC 2 Type I report?", None),
    ("Do you have a SOC 1 Type II report?", None),
    ("Is there a visitor log at your offices?", None),
    ("Do you carry cyber insurance?", None),
    ("Are they reviewed at least annually?", None),
    ("Do you cater for vegetarians at events?", None),
    ("Sind Kundendaten im Ruhezustand verschlüsselt?", None),
    ("データは暗号化されていますか", None),
    ("", None),
    ("?!", None),
];

#[test]
fn right_or_blank() {
    let matcher = matcher(ANSWERS.iter());
    for (question, right) in QUESTIONS {
        let verdict = ask(&matcher, question);
        let filled = verdict.candidates.first().filter(|_| verdict.outcome == Outcome::Fill);
        assert_eq!(filled.map(|own| own.answer.as_str()), right, "{question}: {verdict:#?}");
    }
}

#[test]
fn the_order_of_the_library_changes_nothing() {
    let (one, other) = (matcher(ANSWERS.iter()), matcher(ANSWERS.iter().rev()));
    for (question, _) in QUESTIONS {
        let sorted = |matcher: &Matcher| {
            let mut verdict = ask(matcher, question);
            verdict.candidates.sort_by(|a, b| a.answer.cmp(&b.answer));
            verdict
        };
        assert_eq!(sorted(&one), sorted(&other), "{question}");
    }
}

#[test]
fn what_keeps_a_cell_blank_is_said() {
    let matcher = matcher(ANSWERS.iter());
    for (question, reason) in [
        ("Do you carry cyber insurance?", Reason::AlwaysReview),
        ("Is there a visitor log at your offices?", Reason::Rival),
        ("May we run a penetration test of our own?", Reason::NotFor),
    ] {
        let verdict = ask(&matcher, question);
        assert_ne!(verdict.outcome, Outcome::Fill, "{question}: {verdict:#?}");
        let reasons: Vec<Reason> = verdict
            .candidates
            .iter()
            .take(1)
            .flat_map(|own| &own.objections)
            .map(|own| own.reason)
            .collect();
        assert!(reasons.contains(&reason), "{question}: {reasons:?}");
    }
}

#[test]
fn the_library_does_not_know_what_nothing_is_about() {
    let matcher = matcher(ANSWERS.iter());
    for question in
        ["Sind Kundendaten im Ruhezustand verschlüsselt?", "データは暗号化されていますか", ""]
    {
        assert_eq!(ask(&matcher, question).outcome, Outcome::None, "{question}");
    }
}

#[test]
fn no_text_is_too_strange() {
    let matcher = matcher(ANSWERS.iter());
    for text in [
        "word ".repeat(10_000),
        "é".repeat(50_000),
        "🙂🙃 \u{202e}שלום \u{0}\u{feff}".repeat(50),
        "Is customer data encrypted at rest? ".repeat(300),
        "' n't can't ''s \u{2019}".to_owned(),
        "Do you, and do you, and do you, or not? ".repeat(60),
    ] {
        let verdict =
            matcher.find(&Asked { text: text.clone(), section: text.clone(), parent: text });
        assert!(verdict.candidates.len() <= 5);
    }
}
