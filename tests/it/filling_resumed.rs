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

/// Fills one file with a decision for each row, and resumes it with more options.
fn decided(project: &Project, decisions: &[(&str, Value)], options: &[&str]) -> String {
    project.write("customer.csv", ASKED);
    project.trust(&["fill", "customer.csv", "--audience", "nda"]).ok();
    decide(project, decisions);
    project.trust(&[&RESUME[..], options].concat()).ok().stdout.clone()
}

#[test]
fn what_came_after_the_report_is_held_back_and_told() {
    let project = Project::new(LIBRARY);
    let decisions = [("1", json!("accept")), ("2", json!({"answer": "encryption-at-rest"}))];
    let later = ["--as-of", "2029-06-01"];
    let told = decided(&project, &decisions, &later);
    assert!(told.contains("row `2` is to be decided again: the answer is overdue"), "{told}");
    let held = report(&project);
    for id in ["1", "2"] {
        let row = row(&held, id);
        assert_eq!([&row["outcome"], &row["decision"]], [&json!("review"), &Value::Null]);
        assert!(row["reasons"].to_string().contains("overdue for review"), "{row}");
        assert_eq!(row["written"], json!([]));
    }
    assert!(text(&project, "customer-filled.csv").contains("at rest?,,"));

    // Who decides about what this report says has seen it.
    decide(&project, &decisions);
    project.trust(&[&RESUME[..], &later].concat()).ok();
    assert!(text(&project, "customer-filled.csv").contains("at rest?,Yes,"));
}

#[test]
fn what_the_check_finds_after_the_report_is_held_back() {
    for (from, to, finding) in [
        ("owner: security\n", "", "unowned-answer"),
        (
            "response: yes\n    explanation: All of it",
            "response: no\n    explanation: All of it",
            "says something else",
        ),
    ] {
        let project = filled();
        decide(&project, &[("1", json!("accept"))]);
        project.edit("answers/a.yaml", from, to);
        project.trust(&RESUME).ok().tells(&["row `2` is to be decided again", finding]);
        if finding == "unowned-answer" {
            assert!(text(&project, "customer-filled.csv").contains("at rest?,,"), "{finding}");
            assert!(row(&report(&project), "1")["reasons"].to_string().contains(finding));
        }
    }
}

#[test]
fn a_question_in_the_negative_gets_no_word_unless_a_person_says_it() {
    const NEGATIVE: &str = "ID,Question,Response,Comments\n1,Are there any backups that are not encrypted?,,\n\
        2,Is customer data encrypted at rest?,,\n3,Are backups encrypted?,,\n";
    let project = Project::new(LIBRARY);
    let resume = |decision: Value| {
        project.write("customer.csv", NEGATIVE);
        for ending in ["csv", "report.json", "report.html"] {
            let _ = std::fs::remove_file(project.path(format!("customer-filled.{ending}")));
        }
        project.trust(&["fill", "customer.csv"]).ok();
        let before = report(&project);
        decide(&project, &[("1", decision)]);
        project.trust(&[&RESUME[..], &["--learn"]].concat()).ok();
        (before, report(&project), text(&project, "customer-filled.csv"))
    };
    let (before, after, copy) = resume(json!("accept"));
    let first = row(&before, "1");
    assert_eq!(first["outcome"], "review", "{first}");
    assert_eq!(
        (&first["answer"], &first["flipped"]),
        (&json!("backups-encrypted"), &json!(false)),
        "{first}"
    );
    assert!(first["objections"].to_string().contains("negated"), "{first}");
    assert!(copy.contains("not encrypted?,,"), "{copy}");
    let own = row(&after, "1");
    assert_eq!(own["decision"], Value::Null);
    assert!(own["reasons"][0].as_str().unwrap().contains("\"no\": \"backups-encrypted\""), "{own}");
    let (_, _, copy) = resume(json!({"answer": "backups-encrypted"}));
    assert!(copy.contains("not encrypted?,,"), "{copy}");

    let (_, after, copy) = resume(json!({"no": "backups-encrypted"}));
    assert!(copy.contains("not encrypted?,No,"), "{copy}");
    assert!(copy.contains("All backups are encrypted."), "{copy}");
    assert_eq!(row(&after, "1")["decision"], json!({"no": "backups-encrypted"}));
    let (_, _, copy) = resume(json!({"yes": "backups-encrypted"}));
    assert!(copy.contains("not encrypted?,Yes,"), "{copy}");
    assert!(!text(&project, "answers/a.yaml").contains("not encrypted"));
}

#[test]
fn decisions_are_not_thrown_away_by_a_plain_run() {
    let project = filled();
    decide(&project, &[("1", json!("blank")), ("2", json!({"answer": "encryption-at-rest"}))]);
    let before = crate::project::files(project.root());
    project.trust(&["fill", "customer.csv"]).exits(2).says(&[
        "customer-filled.report.json` holds what a person has decided for 2 rows",
        "apply it with --resume",
    ]);
    crate::project::assert_same(&before, &crate::project::files(project.root()), "a plain run");
    project.trust(&["fill", "customer.csv", "-o", "other.csv"]).ok();
    project.trust(&RESUME).ok();
    project.trust(&RESUME).ok();
}

#[test]
fn what_the_report_called_another_question_is_not_learnt() {
    let project = Project::new(LIBRARY);
    let asked = "ID,Question,Response,Comments\n1,Are the backups of suppliers encrypted?,,\n\
        2,Is customer data encrypted at rest?,,\n";
    project.write("customer.csv", asked);
    project.trust(&["fill", "customer.csv"]).ok();
    let before = report(&project);
    assert_eq!(row(&before, "1")["answer"], "backups-encrypted");
    let objections = row(&before, "1")["objections"].to_string();
    assert!(objections.contains("other-subject") || objections.contains("number"), "{objections}");
    decide(&project, &[("1", json!("accept"))]);
    let run = project.trust(&[&RESUME[..], &["--learn"]].concat());
    run.ok().tells(&["the report said that it asks something else than `backups-encrypted`"]);
    assert!(!text(&project, "answers/a.yaml").contains("of suppliers"));
    assert!(text(&project, "customer-filled.csv").contains("of suppliers encrypted?,Yes,"));
}
