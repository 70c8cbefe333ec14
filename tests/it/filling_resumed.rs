//! `trust fill --resume`: decisions of a person are applied, and what the library can learn from them is offered.

use serde_json::{Value, json};

use crate::project::Project;

/// Answers of which one is published and one for the house's readers under agreement.
const LIBRARY: &str = "\
//- answers/a.yaml
topic: {id: encryption, title: Encryption}
owner: security
reviewed: 2026-10-01
audience: public
answers:
  # Asked in every second questionnaire.
  - id: encryption-at-rest
    question: Is customer data encrypted at rest?
    response: yes
    explanation: All of it, with AES-256.
  - id: backups-encrypted
    question: Are backups encrypted?
    also_asked: [Do you encrypt your backups?]
    response: yes
    explanation: All backups are encrypted.
  - id: penetration-test
    question: Is the product tested by an independent party?
    audience: nda
    response: yes
    explanation: Once a year.
";

/// A customer's questions: of each kind one.
const ASKED: &str = "\
ID,Question,Response,Comments
1,Is customer data encrypted at rest?,,
2,Please tell us whether what we store with you lies on your disks in cipher.,,
3,Which of your premises have sprinklers against fire?,,
4,Who breaks into your product on your behalf before others do?,,
";

/// A project with the customer's file beside it, filled once.
fn filled() -> Project {
    let project = Project::new(LIBRARY);
    project.write("customer.csv", ASKED);
    project.trust(&["fill", "customer.csv", "--audience", "nda"]).ok();
    project
}

fn report(project: &Project) -> Value {
    let text = std::fs::read(project.path("customer-filled.report.json")).unwrap();
    serde_json::from_slice(&text).unwrap()
}

/// Writes decisions into the report, by the id of the question.
fn decide(project: &Project, decisions: &[(&str, Value)]) {
    let mut report = report(project);
    for (id, decision) in decisions {
        let rows = report["rows"].as_array_mut().unwrap();
        let row = rows.iter_mut().find(|row| row["id"] == *id).unwrap();
        row["decision"] = decision.clone();
    }
    project.write("customer-filled.report.json", serde_json::to_string_pretty(&report).unwrap());
}

fn text(project: &Project, path: &str) -> String {
    std::fs::read_to_string(project.path(path)).unwrap()
}

const RESUME: [&str; 3] = ["fill", "--resume", "customer-filled.report.json"];

fn row<'r>(report: &'r Value, id: &str) -> &'r Value {
    report["rows"].as_array().unwrap().iter().find(|row| row["id"] == id).unwrap()
}

#[test]
fn what_is_decided_is_written_and_what_is_learnt_fills_the_next() {
    let project = filled();
    let before = text(&project, "answers/a.yaml");
    decide(
        &project,
        &[
            ("2", json!({"answer": "encryption-at-rest"})),
            ("3", json!("blank")),
            ("4", json!({"answer": "penetration-test"})),
        ],
    );
    let run = project.trust(&RESUME);
    run.ok().tells(&[
        ", 0 to review, 1 decided to stay blank, ",
        "2 wordings to be learnt with --learn; nothing was added",
        "answers/a.yaml: `encryption-at-rest`, which is published",
        "also_asked:\n        - Please tell us whether what we store with you lies on your disks in cipher.",
        "a customer's words may be confidential",
    ]);
    assert_eq!(text(&project, "answers/a.yaml"), before);
    let copy = text(&project, "customer-filled.csv");
    assert!(copy.contains("in cipher.,Yes,"), "{copy}");
    assert!(copy.contains("against fire?,,"), "{copy}");
    let report = report(&project);
    // The options of the first run hold, without being said again.
    assert_eq!(report["audience"], "nda");
    assert_eq!(row(&report, "2")["how"], "decided");
    assert_eq!(row(&report, "3")["decision"], "blank");
    assert_eq!(row(&report, "3")["outcome"], "blank");
    let totals = &report["totals"];
    assert_eq!([&totals["review"], &totals["blank"], &totals["decided"]], [0, 1, 3]);
    assert_eq!(row(&report, "4")["answer"], "penetration-test");

    project.trust(&[&RESUME[..], &["--learn"]].concat()).ok().tells(&["learnt 2 wordings"]);
    let after = text(&project, "answers/a.yaml");
    assert!(after.contains("# Asked in every second questionnaire."), "{after}");
    assert!(
        after.contains(
            "also_asked:\n      - Please tell us whether what we store with you lies on your disks in cipher.\n"
        ),
        "{after}"
    );
    // Learning twice learns nothing.
    let run = project.trust(&[&RESUME[..], &["--learn"]].concat());
    assert!(!run.ok().stdout.contains("learnt"), "{}", run.stdout);
    assert_eq!(text(&project, "answers/a.yaml"), after);

    project.write("again.csv", ASKED);
    project.trust(&["fill", "again.csv", "--audience", "nda"]).ok();
    let again: Value = serde_json::from_str(&text(&project, "again-filled.report.json")).unwrap();
    for (id, answer) in [("2", "encryption-at-rest"), ("4", "penetration-test")] {
        let row = row(&again, id);
        assert_eq!([&row["outcome"], &row["how"], &row["answer"]], ["fill", "also-asked", answer]);
        assert_eq!(row["confidence"], 100);
    }
    project.trust(&["check"]).ok();
}

#[test]
fn decisions_are_held_to_what_the_report_has_shown() {
    let project = filled();
    decide(&project, &[("1", json!("accept")), ("2", json!({"answer": "no-such-answer"}))]);
    project.edit("answers/a.yaml", "All of it, with AES-256.", "All of it, with AES-128.");
    project.trust(&RESUME).ok().tells(&[
        "row `2` is to be decided again: `encryption-at-rest` says something else than in the report",
        "row `3` is to be decided again: there is no answer `no-such-answer` for this audience and variant",
    ]);
    let report = report(&project);
    assert_eq!(row(&report, "1")["decision"], Value::Null);
    assert_eq!(row(&report, "2")["decision"], Value::Null);
}

#[test]
fn what_is_internal_or_for_others_is_not_written_by_a_decision() {
    let project = Project::new(LIBRARY);
    project.write("customer.csv", ASKED);
    project.trust(&["fill", "customer.csv"]).ok();
    decide(&project, &[("4", json!({"answer": "penetration-test"}))]);
    project.trust(&RESUME).ok().tells(&["there is no answer `penetration-test` for this audience"]);
    assert!(!text(&project, "customer-filled.csv").contains("Once a year"));
}

#[test]
fn another_file_or_a_damaged_report_is_refused() {
    let project = filled();
    let whole = text(&project, "customer-filled.report.json");
    project.write("customer-filled.report.json", &whole[..whole.len() / 2]);
    project.trust(&RESUME).exits(2).says(&["it was not saved whole"]);
    project.write("customer-filled.report.json", &whole);
    project.edit("customer.csv", "sprinklers", "hoses");
    project.trust(&RESUME).exits(2).says(&["its SHA-256 is another one"]);
    std::fs::remove_file(project.path("customer.csv")).unwrap();
    project.trust(&RESUME).exits(2).says(&["is not beside the report; name it"]);
    project.write("elsewhere.csv", ASKED);
    project.trust(&[&["fill", "elsewhere.csv"][..], &RESUME[1..]].concat()).ok();
}

#[test]
fn what_would_be_wrong_elsewhere_is_not_learnt() {
    let project = Project::new(LIBRARY);
    let asked = "ID,Question,Response,Comments\n\
        1,Do you encrypt your backups?,,\n2,Disks safe?,,\n3,Is all of it reviewed every single year?,,\n\
        4,Is all of it reviewed every single year?,,\n5,Is what we store with you kept in cipher?,,\n";
    project.write("customer.csv", asked);
    project.trust(&["fill", "customer.csv"]).ok();
    let at_rest = json!({"answer": "encryption-at-rest"});
    decide(
        &project,
        &[
            ("1", at_rest.clone()),
            ("2", at_rest.clone()),
            ("3", at_rest.clone()),
            ("4", json!("blank")),
            ("5", at_rest),
        ],
    );
    project.trust(&[&RESUME[..], &["--learn"]].concat()).ok().tells(&[
        "learnt 1 wording",
        "it is a wording of `backups-encrypted` already, and was answered with `encryption-at-rest`",
        "row `5` asks it in the same words and was not answered with `encryption-at-rest`",
        "it asks too little by itself",
        "not_for: [Do you encrypt your backups?]",
    ]);
    let learnt = text(&project, "answers/a.yaml");
    assert!(!learnt.contains("reviewed every"), "{learnt}");
    assert!(!learnt.contains("Disks safe"), "{learnt}");
}

/// A person has looked: that is what `review: always` asks for.
#[test]
fn what_is_always_reviewed_is_written_by_a_decision() {
    let project = Project::new(LIBRARY);
    let id = "- id: encryption-at-rest\n";
    project.edit("answers/a.yaml", id, &format!("{id}    review: always\n"));
    project.write("customer.csv", ASKED);
    project.trust(&["fill", "customer.csv"]).ok();
    assert_eq!(row(&report(&project), "1")["outcome"], "review");
    decide(&project, &[("1", json!("accept"))]);
    project.trust(&RESUME).ok();
    assert_eq!(row(&report(&project), "1")["outcome"], "fill");
    assert!(text(&project, "customer-filled.csv").contains("at rest?,Yes,"));
}

#[test]
fn a_dry_run_learns_nothing() {
    let project = filled();
    decide(&project, &[("2", json!({"answer": "encryption-at-rest"}))]);
    let before = crate::project::files(project.root());
    let run = project.trust(&[&RESUME[..], &["--learn", "--dry-run"]].concat());
    run.ok().tells(&["1 wording to be learnt with --learn; nothing was added"]);
    crate::project::assert_same(&before, &crate::project::files(project.root()), "a dry run");
}
