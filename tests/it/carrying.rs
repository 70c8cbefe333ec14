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

/// A form of the project with these questions, each `Q-1`, and this `migrations.yaml`.
fn form(project: &Project, id: &str, version: &str, questions: &[&str], migrations: &str) {
    let head = "title: Own
publisher: P
about: A
wording: W
source: {text: T, url: \"https://form.example\"}
licence: L
responses: {yes: \"Yes\", no: \"No\", not-applicable: NA}
columns: {id: Number, question: Question, response: Answer, explanation: Explanation}
sections: [{id: S, title: Section}]
questions:
";
    let mut text = format!("id: {id}\nversion: \"{version}\"\n{head}");
    for question in questions {
        text.push_str(&format!("  - {{id: {question}, section: S, text: Text of {question}}}\n"));
    }
    let folder = format!("content/forms/{id}-{version}");
    project.write(format!("{folder}/form.yaml"), text);
    if !migrations.is_empty() {
        project.write(format!("{folder}/migrations.yaml"), migrations);
    }
}

#[test]
fn a_table_says_all_about_the_form_that_it_names() {
    let project = project(&[("first", "own@1: [Q-1, Q-2]")], "");
    form(&project, "own", "1", &["Q-1", "Q-2"], "");
    form(&project, "own", "2", &["Q-1", "Q-2"], "- {from: own@1, same: all}\n");
    // Over version 2 both would carry; the table from version 1 says that neither does.
    let tables =
        "- {from: own@2, same: all}\n- from: own@1\n  review: {Q-1: {from: Q-1, why: reworded}}\n";
    form(&project, "own", "3", &["Q-1", "Q-2"], tables);
    let found = coverage(&project, "own@3");
    assert_eq!(found["answered"], 0, "{found}");
    assert_eq!(listed(&found, "review"), [["Q-1", "own@1", "Q-1", "first"]]);
    assert_eq!(found["counterpart_unanswered"], serde_json::json!(["Q-2"]));
}

#[test]
fn of_two_tables_the_first_wins_and_an_own_answer_wins_over_both() {
    let answers = [
        ("old-a", "own@1: [Q-1]"),
        ("old-b", "other@1: [Q-9]"),
        ("old-c", "own@1: [Q-2]"),
        ("old-d", "own@1: [Q-3]"),
        ("new-c", "own@2: [Q-2]"),
    ];
    let project = project(&answers, "");
    form(&project, "own", "1", &["Q-1", "Q-2", "Q-3"], "");
    form(&project, "other", "1", &["Q-9"], "");
    let tables = "- {from: other@1, moved: {Q-1: Q-9}}\n- {from: own@1, same: [Q-1, Q-2]}\n";
    form(&project, "own", "2", &["Q-1", "Q-2"], tables);
    let found = coverage(&project, "own@2");
    assert_eq!(listed(&found, "carried"), [["Q-1", "other@1", "Q-9", "old-b"]]);
    let parts = &found["parts"];
    assert_eq!((&parts["mapped"], &parts["carried_other_id"]), (&1.into(), &1.into()), "{parts}");
    let left = found["left_behind"].as_array().unwrap();
    assert_eq!(left.len(), 1, "what another answer has overtaken had a place: {left:?}");
    assert_eq!(left[0]["answer"], "old-d");
    // One answer is mapped to each question, so nothing is answered twice.
    project.trust(&["check"]).ok();
}

#[test]
fn nothing_that_a_reader_may_not_see_carries() {
    let download = "{form: own@2, path: own}";
    let answers = [("open", "own@1: [Q-1]"), ("shown", "own@1: [Q-2]"), ("kept", "own@1: [Q-3]")];
    let project = project(&answers, download);
    project.edit("answers/a.yaml", "{id: shown,", "{id: shown, audience: nda,");
    project.edit("answers/a.yaml", "{id: kept,", "{id: kept, audience: internal,");
    form(&project, "own", "1", &["Q-1", "Q-2", "Q-3"], "");
    form(&project, "own", "2", &["Q-1", "Q-2", "Q-3"], "- {from: own@1, same: all}\n");
    let answered = |audience: &str| {
        project.trust(&["build", "--audience", audience, "--out", audience]).ok();
        let text = std::fs::read(project.path(audience).join("own/own-2.json")).unwrap();
        let all: Value = serde_json::from_slice(&text).unwrap();
        let rows = all["rows"].as_array().unwrap().iter();
        let ids = rows.filter_map(|row| row["answer"]["id"].as_str().map(str::to_owned));
        ids.collect::<Vec<_>>()
    };
    assert_eq!(answered("public"), ["open"]);
    assert_eq!(answered("nda"), ["open", "shown"]);
    let found = coverage(&project, "own@2");
    assert_eq!(found["left_behind"], serde_json::json!([]));
    assert_eq!(found["counterpart_unanswered"], serde_json::json!(["Q-2", "Q-3"]));
}

#[test]
fn a_question_whose_own_answer_is_not_for_the_reader_stays_blank() {
    let answers = [("old", "own@1: [Q-1, Q-2]"), ("new", "own@2: [Q-1]")];
    let project = project(&answers, "{form: own@2, path: own}");
    project.edit("answers/a.yaml", "{id: new,", "{id: new, audience: internal,");
    form(&project, "own", "1", &["Q-1", "Q-2"], "");
    form(&project, "own", "2", &["Q-1", "Q-2"], "- {from: own@1, same: all}\n");
    let found = coverage(&project, "own@2");
    let carried = listed(&found, "carried");
    assert_eq!(carried, [["Q-2", "own@1", "Q-2", "old"]], "what is known of Q-1 may say no");
}

#[test]
fn each_variant_gets_the_answer_that_speaks_in_it() {
    let project = Project::new("");
    project.write(
        "answers/a.yaml",
        "\
topic: {id: t, title: T}
owner: security
reviewed: 2026-10-01
audience: public
answers:
  - id: cloud
    question: In the cloud?
    answers_to: {own@1: [Q-1]}
    variants: {cloud: {response: yes, explanation: It holds.}}
  - id: house
    question: In the house?
    answers_to: {own@1: [Q-1]}
    variants: {house: {response: no, explanation: It does not.}}
  - id: newer
    question: In the house, asked anew?
    answers_to: {own@2: [Q-2]}
    variants: {house: {response: yes, explanation: It holds.}}
  - id: both
    question: Anywhere?
    response: yes
    explanation: Everywhere.
    answers_to: {own@1: [Q-2]}
",
    );
    let variants = "variants: {cloud: {name: Cloud}, house: {name: House}}\n";
    project.write("trust.yaml", format!("{}{variants}", crate::project::TRUST_YAML));
    form(&project, "own", "1", &["Q-1", "Q-2"], "");
    form(&project, "own", "2", &["Q-1", "Q-2"], "- {from: own@1, same: all}\n");
    let run = project.trust(&["coverage", "own@2", "--format", "json"]);
    let all: Value = serde_json::from_str(&run.ok().stdout).unwrap();
    let [cloud, house] = all["forms"].as_array().unwrap().as_slice() else { panic!("{all}") };
    let by_id = |id: &str, answer: &str| [id, "own@1", id, answer].map(str::to_owned);
    assert_eq!(listed(cloud, "carried"), [by_id("Q-1", "cloud"), by_id("Q-2", "both")]);
    assert_eq!(listed(house, "carried"), [by_id("Q-1", "house")]);
    assert_eq!((&cloud["parts"]["mapped"], &house["parts"]["mapped"]), (&0.into(), &1.into()));
    let human = project.trust(&["coverage", "own@2"]).ok().stdout.clone();
    assert!(human.contains("Own 2, Cloud: 2 of 2") && human.contains("Own 2, House: 2 of 2"));
    let same = project.trust(&["coverage", "own@1"]).ok().stdout.clone();
    assert!(same.contains("nothing carries here from other forms"), "{same}");
    let lite = project.trust(&["coverage", "caiq-lite@3.1"]).ok().stdout.clone();
    assert!(lite.starts_with("CAIQ-Lite 3.1, Cloud and House: 0 of 71 answered"), "{lite}");
    assert_eq!(lite.matches("CAIQ-Lite").count(), 1);
}

#[test]
fn a_form_of_the_project_takes_the_place_of_a_built_in_origin() {
    let project = project(&[("own", "caiq@4.0.3: [IAM-14.1]")], "{form: caiq@4.1, path: caiq}");
    form(&project, "caiq", "4.0.3", &["IAM-14.1", "X-1"], "");
    let found = coverage(&project, "caiq@4.1");
    assert_eq!(listed(&found, "carried"), [["IAM-13.1", "caiq@4.0.3", "IAM-14.1", "own"]]);
    // The built-in forms that take from it keep their own questions.
    assert_eq!(coverage(&project, "caiq-lite@4.0.3")["questions"], 124);
    project.trust(&["check"]).ok();
}

#[test]
fn the_parts_of_a_coverage_add_up() {
    let answers =
        [("a", "caiq-lite@4.0.3: [A&A-02.1, A&A-03.1, IAM-14.1]"), ("b", "caiq@4.1: [UEM-01.1]")];
    let project = project(&answers, "");
    for form in ["caiq@4.1", "caiq@4.0.3", "caiq-lite@4.0.3", "caiq-lite@3.1", "mvsp@3.0"] {
        let found = coverage(&project, form);
        let sum = |parts: &[&str]| -> u64 {
            parts.iter().map(|part| found["parts"][part].as_u64().unwrap()).sum()
        };
        assert_eq!(found["answered"], sum(&["mapped", "carried_same_id", "carried_other_id"]));
        let gaps = ["to_review", "new", "counterpart_unanswered", "no_response", "nothing_carries"];
        assert_eq!(found["gaps"], sum(&gaps), "{form}");
        for line in project.trust(&["coverage", form]).ok().stdout.lines() {
            assert!(line.chars().count() <= 100, "{line}");
        }
    }
}
