//! Answers carry from one form to another by a table, and by nothing else.

use serde_json::Value;

use crate::project::Project;

/// A project with these answers, each `id: form [question]`, and these forms on the portal.
fn project(answers: &[(&str, &str)], downloads: &str) -> Project {
    let project = Project::new("");
    let mut text = "topic: {id: t, title: T}\nowner: security\nreviewed: 2026-10-01\naudience: public\nanswers:\n".to_owned();
    for (id, answers_to) in answers {
        text.push_str(&format!(
            "  - {{id: {id}, question: Question {id}?, response: yes, explanation: It holds., answers_to: {{{answers_to}}}}}\n"
        ));
    }
    project.write("answers/a.yaml", text);
    let trust = format!("{}downloads: [{downloads}]\n", crate::project::TRUST_YAML);
    project.write("trust.yaml", trust);
    project
}

/// What `trust coverage FORM` says for programs.
fn coverage(project: &Project, form: &str) -> Value {
    let run = project.trust(&["coverage", form, "--format", "json"]);
    let all: Value = serde_json::from_str(&run.ok().stdout).unwrap();
    all["forms"][0].clone()
}

/// Rows of a list in a coverage: question, where from, answer.
fn listed(coverage: &Value, list: &str) -> Vec<[String; 4]> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let row = |own: &Value| {
        [&own["question"], &own["from"]["form"], &own["from"]["question"], &own["answer"]].map(text)
    };
    coverage[list].as_array().unwrap().iter().map(row).collect()
}

#[test]
fn an_id_that_means_something_else_now_gets_nothing() {
    // In version 4.0.3 IAM-13.1 asks about unique ids of users; in 4.1 about a second factor, as IAM-14.1 did.
    let unique_ids = project(&[("unique-ids", "caiq@4.0.3: [IAM-13.1]")], "");
    let found = coverage(&unique_ids, "caiq@4.1");
    assert_eq!(found["questions"], 283);
    let carried = listed(&found, "carried").into_iter().chain(listed(&found, "review"));
    assert!(carried.clone().all(|[question, ..]| question != "IAM-13.1"), "{found}");
    let iam = found["sections"].as_array().unwrap().iter().find(|own| own["id"] == "IAM").unwrap();
    assert!(iam["gaps"].as_array().unwrap().contains(&"IAM-13.1".into()), "{iam}");

    let second_factor = project(&[("second-factor", "caiq@4.0.3: [IAM-14.1]")], "");
    let found = coverage(&second_factor, "caiq@4.1");
    assert_eq!(
        listed(&found, "carried"),
        [["IAM-13.1", "caiq@4.0.3", "IAM-14.1", "second-factor"]]
    );
    assert_eq!(found["answered"], 1);
}

#[test]
fn a_reworded_question_is_a_gap_to_review() {
    let project = project(&[("policies", "caiq@4.0.3: [A&A-01.2, DCS-03.2]")], "");
    let found = coverage(&project, "caiq@4.1");
    assert_eq!(found["answered"], 0);
    assert_eq!(
        listed(&found, "review"),
        [
            ["A&A-01.2", "caiq@4.0.3", "A&A-01.2", "policies"],
            ["DCS-04.2", "caiq@4.0.3", "DCS-03.2", "policies"],
        ]
    );
    assert_eq!(found["review"][1]["why"], "moved-and-reworded");
    assert_eq!(found["new"].as_array().unwrap().len(), 53);
}

#[test]
fn an_own_answer_wins_and_two_tables_are_followed() {
    let answers = [
        ("short", "caiq-lite@4.0.3: [IAM-14.1, A&A-02.1]"),
        ("full", "caiq@4.0.3: [IAM-14.1]"),
        ("own", "caiq@4.1: [A&A-02.1]"),
    ];
    let project = project(&answers, "");
    let found = coverage(&project, "caiq@4.1");
    assert_eq!(listed(&found, "carried"), [["IAM-13.1", "caiq@4.0.3", "IAM-14.1", "full"]]);
    assert_eq!(found["answered"], 2);
    let back = coverage(&project, "caiq-lite@4.0.3");
    assert_eq!((&back["answered"], listed(&back, "carried")), (&2.into(), vec![]));
    let full = coverage(&project, "caiq@4.0.3");
    assert_eq!(listed(&full, "carried"), [["A&A-02.1", "caiq-lite@4.0.3", "A&A-02.1", "short"]]);
    // Nothing goes back to an older version.
    assert_eq!(full["answered"], 2);
}

#[test]
fn the_portal_names_only_forms_that_it_offers() {
    let answers = [("full", "caiq@4.0.3: [A&A-02.1, A&A-03.1]")];
    let alone = project(&answers, "{form: caiq-lite@4.0.3, path: caiq}");
    let built = alone.build();
    let json = |path: &str, built: &crate::project::Files| -> Value {
        serde_json::from_slice(&built[path]).unwrap()
    };
    let path = "caiq/caiq-lite-4.0.3.json";
    let row = &json(path, &built)["rows"][0]["answer"];
    assert_eq!((&row["id"], &row["carried_from"]), (&"full".into(), &Value::Null));
    for (path, bytes) in &built {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("caiq@4.0.3"), "{path} names a form that is not offered");
    }

    let offers = "{form: caiq-lite@4.0.3, path: caiq}, {form: caiq@4.0.3, path: full}";
    let both = project(&answers, offers).build();
    let row = &json(path, &both)["rows"][0]["answer"];
    assert_eq!(row["carried_from"]["form"], "caiq@4.0.3");
    assert_eq!(row["carried_from"]["question"], "A&A-02.1");
    assert_eq!(
        json("full/caiq-4.0.3.json", &both)["rows"][2]["answer"]["carried_from"],
        Value::Null
    );
}

#[test]
fn rules_know_what_carries() {
    let gaps =
        project(&[("own", "caiq@4.0.3: [IAM-14.1, A&A-01.2]")], "{form: caiq@4.1, path: caiq}");
    gaps.edit("trust.yaml", "downloads:", "rules: {unmapped-question: warn}\ndownloads:");
    gaps.trust(&["check"]).says(&["no answer to 282 of 283 questions"]);

    let old = project(&[("old", "caiq@4.1: [IVS-03.4]")], "");
    old.trust(&["check"]).says(&["IVS-03.4 of `caiq@4.0.3` is I&S-03.4 in version 4.1"]);
}

#[test]
fn a_project_may_take_a_part_of_a_built_in_form() {
    let project = project(&[("own", "short@1: [A&A-02.1]")], "{form: short@1, path: short}");
    project.write(
        "content/forms/short/form.yaml",
        "\
id: short
version: \"1\"
title: Short
publisher: P
about: A
wording: W
source: {text: T, url: \"https://form.example\"}
licence: L
responses: {yes: \"Yes\", no: \"No\", not-applicable: NA}
columns: {id: Number, question: Question, response: Answer, explanation: Explanation}
questions_of: caiq@4.0.3
questions: [UEM-02.1, A&A-02.1]
",
    );
    let found = coverage(&project, "short@1");
    assert_eq!((&found["questions"], &found["answered"]), (&2.into(), &1.into()));
    let sections = found["sections"].as_array().unwrap();
    let ids: Vec<_> = sections.iter().map(|own| own["id"].as_str().unwrap()).collect();
    assert_eq!(
        ids,
        ["A&A", "UEM"],
        "sections keep their order, and those without questions are dropped"
    );
    let page = String::from_utf8(project.build()["short/index.html"].clone()).unwrap();
    assert!(page.contains("independent party"), "the wording is that of the other form");
}
