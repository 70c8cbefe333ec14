//! The texts that the program makes: every one is in the catalogue, and a portal in another language has no English ones.

use std::collections::BTreeSet;
use std::fs;

use trust::form::RESPONSES;
use trust::language::{LANGUAGES, Language, Words};
use trust::library::field::FIELDS;
use trust::register::NoticeState;
use trust::view::AttestationStatus;

use crate::languages::{built, holds};
use crate::project::Project;

/// Beginnings of keys that the rooms with texts name by themselves.
const FAMILIES: [&str; 22] = [
    "about_",
    "action_",
    "answered_",
    "calendar_",
    "change_",
    "commit_",
    "count_",
    "cover_",
    "coverage_",
    "desk_",
    "document_",
    "entry_",
    "feed_",
    "history_",
    "kind_",
    "llms_",
    "ownership_",
    "policy_",
    "said_",
    "sheet_",
    "transfer_",
    "twin_",
];

/// The texts of files in a folder, without their tests.
fn code(folder: &str) -> Vec<String> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    let text = |entry: walkdir::DirEntry| {
        let text = fs::read_to_string(entry.path()).ok()?;
        text.split("#[cfg(test)]").next().map(str::to_owned)
    };
    files.filter_map(text).collect()
}

/// Keys of texts that the program names.
fn named_keys() -> BTreeSet<String> {
    let is_key = |text: &&str| {
        FAMILIES.iter().any(|family| text.starts_with(family) && text.len() > family.len())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    let rooms = ["src/portal", "src/output", "src/questionnaire", "src/register"];
    let mut keys = BTreeSet::new();
    for text in rooms.iter().flat_map(|room| code(room)) {
        keys.extend(text.split('"').skip(1).step_by(2).filter(is_key).map(str::to_owned));
        for call in ["words.text(", "words.say(", "words.count(", "words.count_with("] {
            let named = text.split(call).skip(1).filter_map(|rest| {
                rest.trim_start().strip_prefix('"')?.split('"').next().map(str::to_owned)
            });
            keys.extend(named);
        }
    }
    keys
}

#[test]
fn every_text_that_the_program_names_is_there() {
    let states = [
        NoticeState::Announced,
        NoticeState::ObjectionOpen,
        NoticeState::Cleared,
        NoticeState::Effective,
        NoticeState::EffectiveObjectionsOpen,
        NoticeState::Removed,
        NoticeState::Withdrawn,
        NoticeState::Superseded,
    ];
    let statuses = [
        AttestationStatus::Held,
        AttestationStatus::Expired,
        AttestationStatus::InProgress,
        AttestationStatus::Planned,
    ];
    let mut keys = named_keys();
    assert!(keys.len() > 200, "{}: {keys:?}", keys.len());
    let mut add = |family: &str, word: &str| {
        keys.insert(format!("{family}_{}", word.replace('-', "_")));
    };
    for (word, response) in RESPONSES {
        add("response", word);
        add("meaning", word);
        assert_eq!(response.key(), format!("response_{}", word.replace('-', "_")));
    }
    states.iter().for_each(|own| add("notice_state", own.word()));
    statuses.iter().for_each(|own| add("attestation", own.word()));
    for word in ["answer", "attestation", "document", "fact"] {
        add("kind", word);
    }
    FIELDS.iter().for_each(|(key, _)| add("field", key));
    for word in ["weaker", "later", "dropped"] {
        add("regression", word);
    }
    for word in ["agreement", "policy", "report", "certificate", "guide"] {
        add("document", word);
    }
    for language in LANGUAGES {
        let words = Words::of(language);
        for key in &keys {
            assert!(words.has(key), "{language:?} has no `{key}`");
        }
    }
}

#[test]
fn every_text_is_used() {
    let by_word = [
        "response_",
        "meaning_",
        "notice_",
        "field_",
        "attestation_",
        "kind_",
        "regression_",
        "document_",
        "report_cargo_",
        "report_why_",
    ];
    let used = [code("src"), code("themes/default")].concat().concat();
    let catalogue = fs::read_to_string("content/languages/en.yaml").unwrap();
    let keys = catalogue.lines().filter_map(|line| line.split_once(": ")).map(|(key, _)| key);
    for key in keys.filter(|key| !key.starts_with(['#', ' '])) {
        let is_named =
            [format!("\"{key}\""), format!("words.{key}")].iter().any(|own| used.contains(own));
        let by_word = by_word.iter().any(|family| key.starts_with(family));
        assert!(is_named || by_word, "nothing uses the text `{key}`");
    }
}

/// A project in one language with something of everything.
const WHOLE: &str = "\
//- trust.yaml
organization: {name: Acme, legal_name: Acme GmbH, country: DE}
contacts: {security: s@acme.example, questionnaires: {email: q@acme.example, turnaround: 5 business days, up_to_questions: 200}}
site: {base_url: https://acme.example, title: Acme, language: de}
variants: {a: {name: Modus A}, b: {name: Modus B}}
notices:
  classes:
    standard: {notice: 14 days, objection: 1 month}
    records: {notice: 90 days, objection: 30 days, for_data: [records]}
  effective_before_objections_close: true
downloads: [{form: mvsp@3.0, path: mvsp, audience: public}, {form: sig-lite@2025, path: sig, audience: on-request}]
rules: {lapsed-promise: allow, unmapped-question: allow, unknown-question: allow}
//- content/attestations.yaml
attestations:
  - {id: iso, name: ISO 27001, issuer: TÜV, state: held, issued: 2026-01-01, valid_until: 2029-01-01, period: {from: 2025-01-01, to: 2025-12-31}, audience: public}
  - {id: soc, name: SOC 2, state: planned, due: 2027-Q2, audience: public}
//- content/documents.yaml
documents:
  - {id: avv, title: AVV, kind: agreement, link: https://acme.example/avv, audience: public}
  - {id: bericht, title: Prüfung, kind: report, audience: on-request}
  - {id: text, title: Leitlinie, kind: policy, version: \"1\", file: content/documents/text.md, audience: public}
//- content/documents/text.md
Text.
//- content/subprocessors.yaml
audience: public
baseline: 2026-01-01
data_categories: {records: Akten}
subprocessors:
  - {id: alt, legal_name: Alt GmbH, display_name: Alt, country: DE, contact: p@alt.example, purpose: Zweck, data_categories: [records], processing_locations: [{country: DE}], transfer: [none-eea], website: https://alt.example, optional: true}
  - {id: neu, legal_name: Neu Inc., display_name: Neu, country: US, contact: p@neu.example, purpose: Zweck, data_categories: [records], data_subjects: [Kunden], processing_locations: [{country: US, region: us-east-1}], remote_access_from: [IN], transfer: [\"scc-2021-914:module-2\", dpf], tia: true, dpa_url: https://neu.example/dpa, subprocessors_url: https://neu.example/sub, security_url: https://neu.example/sec, applies_to: [a]}
//- content/notices/spn-001.yaml
id: spn-001
kind: replace
subject: [neu]
replaces: alt
announced_on: 2026-11-01
notice_class: records
effective_on: 2027-02-01
objection_until: 2026-12-01
reason: Grund.
customer_impact: Nichts.
data_delta: Keine.
how_to_object: Per Post.
contact: p@acme.example
audience: public
//- answers/a.yaml
topic: {id: t, title: Thema}
reviewed: 2026-10-01
owner: x
audience: public
answers:
  - {id: ja, question: Frage?, response: yes, explanation: Text., answers_to: {mvsp@3.0: [\"1.1\"]}, ownership: shared, tags: [wort], evidence: [iso], also_asked: [Auch?]}
  - {id: geplant, question: Wann?, response: planned, promise: {what: Zusage., due: 2027-Q2}, answers_to: {mvsp@3.0: [\"1.2\"]}, ownership: provider}
  - {id: teils, question: Teils?, response: partial, explanation: Halb., answers_to: {mvsp@3.0: [\"1.3\"]}, variants: {b: {response: no, explanation: Nichts.}}}
  - {id: ohne, question: Ohne?, response: not-applicable, because: Darum., ownership: third-party}
";

/// What is read as text of a page or file: without tags, scripts, and what is marked as another language.
fn read(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        out.push(' ');
        rest = tag.split_once('>').map_or("", |(_, behind)| behind);
        for (name, end) in [("script", "</script>"), ("template", "</template>")] {
            if tag.starts_with(name) {
                rest = rest.split_once(end).map_or("", |(_, behind)| behind);
            }
        }
        if tag.split('>').next().is_some_and(|tag| tag.contains(" lang=\"en\"")) {
            let name = tag.split([' ', '>']).next().unwrap_or_default();
            rest = rest.split_once(&format!("</{name}>")).map_or("", |(_, behind)| behind);
        }
    }
    out.push_str(rest);
    out
}

/// Whole words of a text, without those of addresses.
fn words_of(text: &str) -> BTreeSet<&str> {
    let said = text.split_whitespace().filter(|part| !part.contains("https://"));
    said.flat_map(|part| part.split(|c: char| !c.is_alphabetic())).collect()
}

/// Words that stand in English texts of the program and in no German one.
const ENGLISH: [&str; 46] = [
    "the",
    "and",
    "of",
    "in force",
    "with",
    "which",
    "answers",
    "answer",
    "answered",
    "Response",
    "Planned",
    "Partial",
    "Held",
    "Attestation",
    "Attestations",
    "Agreement",
    "Agreements",
    "Policy",
    "Policies",
    "Read",
    "Open",
    "Download",
    "Ours",
    "Yours",
    "Shared",
    "Addition",
    "Replacement",
    "replaces",
    "Effective",
    "Announced",
    "Reason",
    "Place",
    "Transfer",
    "Evidence",
    "Reviewed",
    "Promised",
    "due",
    "Issued",
    "Roadmap",
    "Former",
    "Questionnaire",
    "questions",
    "Search",
    "Changes",
    "days",
    "months",
];

#[test]
fn a_german_portal_has_no_english_words_of_the_program() {
    let project = Project::new(WHOLE);
    let site = built(&project);
    let english: BTreeSet<&str> = ENGLISH.into_iter().collect();
    let files = [
        "subprocessors/feed.xml",
        "subprocessors/feed.json",
        "subprocessors/calendar.ics",
        "changes/feed.xml",
        "compliance/index.html.md",
        "subprocessors/index.html.md",
        "answers/t/index.html.md",
        "answers/t/ja/index.html.md",
        "answers/t/geplant/index.html.md",
        "answers/t/ohne/index.html.md",
        "documents/text/index.html.md",
    ];
    for path in files {
        let found: Vec<_> = {
            let text = read(&site[path]);
            words_of(&text).intersection(&english).map(|own| (*own).to_owned()).collect()
        };
        assert!(found.is_empty(), "{path}: {found:?} in {}", site[path]);
    }
    // Titles and descriptions of pages are made by the program, whatever the templates say.
    for (path, html) in site.iter().filter(|(path, _)| path.ends_with(".html")) {
        let head = html.split("</head>").next().unwrap();
        let title = head.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
        let description = head.split("name=\"description\" content=\"").nth(1).unwrap();
        let said = format!("{title} {}", description.split('"').next().unwrap());
        // A form's title is its own name.
        let said =
            said.replace("Minimum Viable Secure Product", "").replace("Shared Assessments", "");
        let words = words_of(&said);
        let found: Vec<_> = words.intersection(&english).collect();
        assert!(found.is_empty(), "{path}: {found:?} in {said}");
    }
}

#[test]
fn phrases_are_whole_in_each_language() {
    let project = Project::new(WHOLE);
    let site = built(&project);
    holds(
        &site["index.html"],
        &[
            ">4 Antworten<",
            ">1 Unterauftragsverarbeiter<",
            "Senden Sie uns Ihren eigenen Fragebogen mit bis zu 200 Fragen; die Bearbeitung dauert höchstens 5 Arbeitstage.",
            "mailto:q@acme.example?subject=Fragebogen",
            "Ersatz: Neu ersetzt Alt",
            "Vertrag",
            "Bericht, auf Anfrage",
        ],
    );
    holds(
        &site["subprocessors/index.html"],
        &[
            "mindestens 14 Tage vor ihrem Wirksamwerden angekündigt; ab der Ankündigung können Sie 1 Monat lang widersprechen.",
            "Eine Änderung, die „Akten“ betrifft",
            "Standardvertragsklauseln (2021/914), Modul 2",
            "Keine Übermittlung außerhalb des EWR",
            "Deutschland",
            "Auftragsverarbeitungsvertrag",
        ],
    );
    holds(
        &site["documents/index.html"],
        &["<h2>Verträge</h2>", ">Öffnen<", "subject=Anfrage%3A%20Pr"],
    );
    holds(&site["compliance/index.html"], &["<span>Q4 2026</span>", "2. Quartal 2027"]);
    holds(&site["404.html"], &["<title>Seite nicht gefunden"]);
    holds(
        &site["search.json"],
        &["\"Antwort\",\"Thema\",\"Fragebogen\",\"Unterauftragsverarbeiter\""],
    );
}

#[test]
fn files_for_people_speak_the_language_of_the_originals() {
    let site = built(&Project::new(WHOLE));
    let feed = &site["subprocessors/feed.xml"];
    holds(
        feed,
        &[
            "xml:lang=\"de\"",
            "<title>Acme: Änderungen bei Unterauftragsverarbeitern</title>",
            "Wirksam am 1. Februar 2027; Widerspruch bis 1. Dezember 2026.",
        ],
    );
    holds(
        &site["subprocessors/calendar.ics"],
        &["SUMMARY:Wirksam: Ersatz: Neu ersetzt Alt (Acme)"],
    );
    holds(
        &site["answers/t/geplant/index.html.md"],
        &["**Geplant**", "Zugesagt, fällig 2. Quartal 2027:", "- Zuständigkeit: Bei uns"],
    );
    // What programs read is the same in every language; what a sheet says to people is not.
    holds(
        &site["subprocessors/subprocessors.csv"],
        &["\"Legal name\"", "\"upcoming\"", "Germany", "module 2"],
    );
    let sheet = site.iter().find(|(path, _)| path.starts_with("mvsp/a/") && path.ends_with(".csv"));
    holds(sheet.unwrap().1, &["Geplant: Zusage; fällig: 2. Quartal 2027."]);
    let page = &site["mvsp/a/index.html"];
    holds(page, &["<td lang=\"en\">", " lang=\"en\">Yes</span>", "<p class=\"text\">Text.</p>"]);
}

#[test]
fn numbers_of_things_take_their_form() {
    for (language, answers, days) in [
        (Language::Fr, ["0 réponse", "1 réponse", "2 réponses"], "1 jour"),
        (Language::Es, ["0 respuestas", "1 respuesta", "2 respuestas"], "1 día"),
        (Language::It, ["0 risposte", "1 risposta", "2 risposte"], "1 giorno"),
        (Language::De, ["0 Antworten", "1 Antwort", "2 Antworten"], "1 Tag"),
        (Language::En, ["0 answers", "1 answer", "2 answers"], "1 day"),
    ] {
        let words = Words::of(language);
        assert_eq!([0, 1, 2].map(|count| words.count("count_answers", count)), answers);
        assert_eq!(words.count("days", 1), days);
    }
}

/// The text of a template without what is filled in.
fn without_code(template: &str) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) =
        rest.find("{{").into_iter().chain(rest.find("{%")).chain(rest.find("{#")).min()
    {
        let end = match &rest[at..at + 2] {
            "{{" => "}}",
            "{%" => "%}",
            _ => "#}",
        };
        out.push_str(&rest[..at]);
        rest = rest[at..].split_once(end).unwrap().1;
    }
    out + rest
}

/// What people read or hear of HTML: texts between tags, and attributes that are shown or spoken.
fn read_by_people(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, part) in html.split('<').enumerate() {
        let (tag, text) = if at == 0 { ("", part) } else { part.split_once('>').unwrap() };
        // A component may write an attribute by itself.
        found.push(text.replace("lang=\"\"", ""));
        for attribute in tag.split(' ').filter(|own| own.contains("=\"")) {
            let (name, _) = attribute.split_once('=').unwrap();
            let is_shown = name.starts_with("data-")
                || ["aria-label", "aria-description", "placeholder", "title", "alt"]
                    .contains(&name);
            let value = tag.split_once(&format!("{name}=\"")).unwrap().1.split('"').next().unwrap();
            found.extend(is_shown.then(|| value.to_owned()));
        }
    }
    found
}

/// The files of the built-in theme: name and text.
fn built_in_theme() -> Vec<(String, String)> {
    let files = fs::read_dir("themes/default").unwrap();
    let paths = files.map(|entry| entry.unwrap().path());
    paths
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect()
}

#[test]
fn templates_have_no_text_of_their_own() {
    let mut count = 0;
    for (name, text) in built_in_theme() {
        if name.ends_with(".html") {
            count += 1;
            for own in read_by_people(&without_code(&text)) {
                let has_text = own.chars().any(char::is_alphabetic);
                assert!(!has_text, "{name}: put this into the catalogue: {}", own.trim());
            }
        }
        if name.ends_with(".css") {
            for own in text.split("content: \"").skip(1).map(|rest| rest.split('"').next().unwrap())
            {
                assert!(!own.chars().any(char::is_alphabetic), "{name}: {own}");
            }
        }
    }
    assert!(count > 15, "{count} templates");
    let found = read_by_people(&without_code("<p title=\"{{ a }} of\">{% if a %}x{% endif %} y"));
    assert_eq!(found, ["", "x y", " of"]);
}
