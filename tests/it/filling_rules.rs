//! What never goes into a customer's file by itself: what is stale, what is for others, what means something else there.

use std::fs;

use serde_json::Value;

use crate::project::{Project, unzip};
use crate::tools::{passes, python, root, scratch};

/// Fills a table of questions and gives the rows of the report in order.
fn rows(project: &Project, table: &str, options: &[&str]) -> Vec<Value> {
    project.write("a.csv", table);
    project.trust(&[&["fill", "a.csv"], options].concat()).ok();
    let report = fs::read_to_string(project.path("a-filled.report.json")).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    report["rows"].as_array().unwrap().clone()
}

/// A table of these questions, with their headings where they have one.
fn table(questions: &[(&str, &str)]) -> String {
    let mut table = "Section,Question,Response,Comments\n".to_owned();
    for (section, question) in questions {
        table.push_str(&format!("{section},{question},,\n"));
    }
    table
}

const STALE: &str = r#"//- trust.yaml
organization: {name: Acme Cloud}
contacts: {security: security@acme.example}
site: {base_url: https://trust.acme.example, title: Acme Cloud Trust Center}
internal: {hosts: [corp.acme.example]}
//- content/attestations.yaml
attestations:
  - {id: old, name: SOC 2 Type II, issuer: Example Audit LLP, state: held, valid_until: 2026-10-11, audience: public}
//- content/documents.yaml
documents:
  - {id: paper, title: Security overview, file: content/documents/paper.pdf, audience: public, valid_until: 2026-10-11}
//- content/documents/paper.pdf
%PDF-1.4
//- answers/a.yaml
topic: {id: a, title: A}
audience: public
answers:
  - {id: fresh, question: Is data encrypted?, response: yes, owner: ops, reviewed: 2026-11-01}
  - {id: unowned, question: Are visitors escorted?, response: yes, reviewed: 2026-11-01}
  - {id: undated, question: Are laptops locked?, response: yes, owner: ops}
  - {id: overdue, question: Are doors alarmed?, response: yes, owner: ops, reviewed: 2024-01-01}
  - {id: lapsed, question: Is there a bug bounty?, response: planned, promise: {what: One, due: 2026-01-31}, owner: ops, reviewed: 2026-11-01}
  - {id: certified, question: Do you hold a SOC 2 Type II report?, response: yes, evidence: [old], owner: ops, reviewed: 2026-11-01}
  - {id: overview, question: Is there a security overview?, response: yes, evidence: [paper], owner: ops, reviewed: 2026-11-01}
  - {id: torn, question: Are keys rotated?, response: yes, explanation: "No, they are not.", owner: ops, reviewed: 2026-11-01}
  - {id: host, question: Is there a status page?, response: yes, explanation: See corp.acme.example., owner: ops, reviewed: 2026-11-01}
  - {id: soon, question: Are logs central?, response: yes, explanation: This is planned for 2027., owner: ops, reviewed: 2026-11-01}
  - {id: bare, question: Are wireless networks segmented?, response: not-applicable, owner: ops, reviewed: 2026-11-01}
  - {id: open, question: Is SCIM supported?, response: planned, promise: {what: SCIM}, owner: ops, reviewed: 2026-11-01}
  - {id: draft, question: Are cables shielded?, response: yes, owner: ops, reviewed: 2026-11-01, draft: true}
"#;

#[test]
fn what_is_stale_does_not_ship() {
    let project = Project::new(STALE);
    let wanted = [
        ("Is data encrypted?", "fill", ""),
        ("Are visitors escorted?", "review", "unowned-answer"),
        ("Are laptops locked?", "review", "overdue"),
        ("Are doors alarmed?", "review", "overdue-answer"),
        ("Is there a bug bounty?", "review", "lapsed-promise"),
        ("Do you hold a SOC 2 Type II report?", "review", "expired-attestation"),
        ("Is there a security overview?", "review", "expired-document"),
        ("Are keys rotated?", "review", "contradictory-response"),
        ("Is there a status page?", "review", "internal-reference"),
        ("Are logs central?", "review", "planned-answered-yes"),
        ("Are wireless networks segmented?", "review", "bare-not-applicable"),
        ("Is SCIM supported?", "review", "undated-promise"),
        ("Are cables shielded?", "none", "no answer"),
    ];
    let asked: Vec<(&str, &str)> = wanted.iter().map(|(question, ..)| ("", *question)).collect();
    let rows = rows(&project, &table(&asked), &[]);
    for (row, (question, outcome, reason)) in rows.iter().zip(wanted) {
        let reasons = row["reasons"].to_string();
        assert_eq!(row["outcome"], outcome, "{question} {reasons}");
        assert!(reasons.contains(reason), "{question} {reasons}");
        let is_blank = row["written"].as_array().unwrap().is_empty();
        assert_eq!(is_blank, outcome != "fill", "{question}");
    }
    assert_eq!(rows.len(), wanted.len());
}

const AUDIENCES: &str = "\
//- answers/a.yaml
topic: {id: a, title: A}
owner: security
reviewed: 2026-11-01
answers:
  - {id: everybody, audience: public, question: Is data encrypted?, response: yes, explanation: CANARYPUBLIC.}
  - {id: signed, audience: nda, question: Are keys rotated?, response: yes, explanation: CANARYNDA.}
  - {id: nobody, audience: internal, question: Are doors alarmed?, response: yes, explanation: CANARYINTERNAL.}
";

/// Three audiences of answers, and three that a file might be filled for.
#[test]
fn each_audience_gets_what_it_may_read() {
    let asked =
        table(&[("", "Is data encrypted?"), ("", "Are keys rotated?"), ("", "Are doors alarmed?")]);
    let canaries = ["CANARYPUBLIC", "CANARYNDA", "CANARYINTERNAL"];
    let cases: [(&[&str], [bool; 3]); 3] = [
        (&[], [true, false, false]),
        (&["--audience", "public"], [true, false, false]),
        (&["--audience", "nda"], [true, true, false]),
    ];
    for (options, wanted) in cases {
        let project = Project::new(AUDIENCES);
        rows(&project, &asked, options);
        for file in ["a-filled.csv", "a-filled.report.json", "a-filled.report.html"] {
            let text = fs::read_to_string(project.path(file)).unwrap();
            assert_eq!(canaries.map(|own| text.contains(own)), wanted, "{file} {options:?}");
        }
    }
    let project = Project::new(AUDIENCES);
    project.write("a.csv", asked);
    let run = project.trust(&["fill", "a.csv", "--audience", "internal"]);
    run.exits(2);
    assert!(!project.path("a-filled.csv").exists());
}

const TURNED: &str = "\
//- answers/a.yaml
topic: {id: a, title: A}
owner: security
reviewed: 2026-11-01
audience: public
answers:
  - {id: at-rest, question: Is customer data encrypted at rest?, response: yes, explanation: All databases are.}
  - {id: cards, question: Do you store numbers of credit cards?, response: no}
  - {id: sso, question: Is single sign-on supported?, response: partial, explanation: In the larger plan.}
  - {id: scim, question: Is SCIM supported?, response: planned, promise: {what: SCIM 2.0, due: 2027-03-31}}
  - {id: wireless, question: Are wireless networks segmented?, response: not-applicable, because: We run none.}
";

#[test]
fn a_question_the_other_way_round_gets_the_opposite_word_and_says_so() {
    let project = Project::new(TURNED);
    let asked = table(&[
        ("", "Is customer data not encrypted at rest?"),
        ("", "Do you not store numbers of credit cards?"),
        ("", "Is single sign-on not supported?"),
        ("", "Is SCIM not supported?"),
        ("", "Are wireless networks not segmented?"),
        ("", "Is any customer data not encrypted at rest?"),
    ]);
    let rows = rows(&project, &asked, &[]);
    let says = |row: &Value| {
        let written = row["written"].as_array().unwrap();
        written.iter().map(|cell| cell["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let texts = says(&rows[0]);
    assert_eq!(texts[0], "No", "{texts:?}");
    assert!(texts[1].contains("Is customer data encrypted at rest?"), "{texts:?}");
    assert!(texts[1].contains("Yes") && texts[1].ends_with("All databases are."), "{texts:?}");
    let texts = says(&rows[1]);
    assert_eq!(texts[0], "Yes", "{texts:?}");
    assert!(texts[1].contains("Do you store numbers of credit cards?"), "{texts:?}");
    for row in &rows[2..] {
        assert_eq!(row["outcome"], "review", "{}", row["question"]);
        assert!(says(row).is_empty(), "{}", row["question"]);
    }
    // Without a place for the explanation the opposite word would be a riddle.
    let asked = "ID,Question,Response (Y/N)\n1,Is customer data not encrypted at rest?,\n\
        2,Is customer data encrypted at rest?,\n3,Do you store numbers of credit cards?,\n";
    let rows = self::rows(&project, asked, &[]);
    assert!(says(&rows[0]).is_empty(), "{}", rows[0]);
}

const HEADINGS: &str = "\
//- answers/access.yaml
topic: {id: access, title: Access control}
owner: security
reviewed: 2026-11-01
audience: public
answers:
  - id: access-reviews
    question: Are access rights reviewed each quarter?
    also_asked: [Are they reviewed annually?]
    response: yes
    explanation: Each quarter.
";

#[test]
fn what_names_nothing_of_its_own_means_its_heading() {
    let project = Project::new(HEADINGS);
    let rows = rows(
        &project,
        &table(&[
            ("Access control", "Are they reviewed annually?"),
            ("Firewall rules", "Are they reviewed annually?"),
            ("", "Are access rights reviewed each quarter?"),
            ("Firewall rules", "Are access rights reviewed each quarter?"),
        ]),
        &[],
    );
    let outcomes: Vec<&str> = rows.iter().map(|row| row["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["fill", "review", "fill", "fill"]);
    assert!(rows[1]["reasons"].to_string().contains("not about the heading"), "{}", rows[1]);
}

#[test]
fn what_names_nothing_of_its_own_is_not_learnt() {
    let project = Project::new(HEADINGS);
    let asked = table(&[
        ("Access control", "Is it tested and updated each year?"),
        ("Access control", "Do managers confirm the rights of their staff?"),
    ]);
    rows(&project, &asked, &[]);
    let path = "a-filled.report.json";
    let report = fs::read_to_string(project.path(path)).unwrap();
    let mut report: Value = serde_json::from_str(&report).unwrap();
    for row in report["rows"].as_array_mut().unwrap() {
        row["decision"] = serde_json::json!({"answer": "access-reviews"});
    }
    project.write(path, report.to_string());
    let run = project.trust(&["fill", "--resume", path, "--learn"]);
    run.ok().tells(&["learnt 1 wording", "it asks too little by itself"]);
    let learnt = fs::read_to_string(project.path("answers/access.yaml")).unwrap();
    assert!(learnt.contains("Do managers") && !learnt.contains("Is it tested"), "{learnt}");
}

/// Lists in the extension of a sheet, whose words stand on a hidden one: other programs drop them.
#[test]
fn words_come_from_lists_in_the_extension() {
    let project = Project::new(TURNED);
    let texts = serde_json::json!({
        "1.1": "Is customer data encrypted at rest?",
        "1.2": "Do you store numbers of credit cards?",
        "1.3": "Is single sign-on supported?",
        "1.5": "Is SCIM supported?",
        "1.6": "Are wireless networks segmented?",
    });
    let folder = scratch("extension");
    let list = folder.join("texts.json");
    fs::write(&list, texts.to_string()).unwrap();
    passes(python("publisher.py").arg(root().join("content/forms")).arg(&folder).arg(list));
    let bytes = fs::read(folder.join("x14.xlsx")).unwrap();
    project.write("a.xlsx", &bytes);
    project.trust(&["fill", "a.xlsx"]).ok();
    let report = fs::read_to_string(project.path("a-filled.report.json")).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    let word = |question: &str| {
        let mut rows = report["rows"].as_array().unwrap().iter();
        let row = rows.find(|row| row["question"] == question).unwrap();
        assert_eq!(row["outcome"], "fill", "{row}");
        row["word"].as_str().unwrap().to_owned()
    };
    let words: Vec<String> =
        texts.as_object().unwrap().values().map(|own| word(own.as_str().unwrap())).collect();
    assert_eq!(words, ["Yes", "No", "Partially", "No", "N/A"]);
    let copy = fs::read(project.path("a-filled.xlsx")).unwrap();
    let sheet = |bytes: &[u8]| {
        let parts = unzip(bytes);
        String::from_utf8(parts["xl/worksheets/sheet1.xml"].clone()).unwrap()
    };
    let lists = |text: &str| text[text.find("<extLst>").unwrap()..].to_owned();
    assert_eq!(lists(&sheet(&copy)), lists(&sheet(&bytes)));
}

const TRANSLATED: &str = "\
//- trust.yaml
organization: {name: Acme Cloud}
contacts: {security: security@acme.example}
site: {base_url: https://trust.acme.example, title: Acme Cloud Trust Center, languages: [de]}
//- answers/a.yaml
topic: {id: a, title: A}
owner: security
reviewed: 2026-11-01
audience: public
answers:
  - id: at-rest
    question: Is customer data encrypted at rest?
    response: yes
    explanation: All databases are.
    translations: {de: {question: Werden Kundendaten verschlüsselt gespeichert?, explanation: Alle Datenbanken sind es.}}
";

/// The library is asked in its own language; what is translated is for the portal.
#[test]
fn questions_in_another_language_stay_blank() {
    let project = Project::new(TRANSLATED);
    let asked = table(&[
        ("", "Werden Kundendaten verschlüsselt gespeichert?"),
        ("", "Sind alle Daten der Kunden auf den Datenbanken verschlüsselt?"),
        ("", "Is customer data encrypted at rest?"),
    ]);
    let rows = rows(&project, &asked, &[]);
    let outcomes: Vec<&str> = rows.iter().map(|row| row["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["none", "none", "fill"]);
    for row in &rows[..2] {
        assert!(row["reasons"].to_string().contains("another language"), "{row}");
    }
}
