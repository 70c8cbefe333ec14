//! Who was told what has changed, over real repositories that the tests make.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::changes::commit;
use crate::project::{Project, Run, TODAY};

const SETTINGS: &str = "\
organization: {name: Acme Cloud}
contacts: {security: security@acme.example}
site: {base_url: https://trust.acme.example, title: Acme Cloud Trust Center}
variants:
  cloud: {name: Cloud, summary: Ours.}
  own: {name: On your servers, summary: Yours.}
";

const ANSWERS: &str = "\
//- answers/a.yaml
topic: {id: a, title: A}
owner: security
reviewed: 2026-10-01
audience: public
answers:
  - {id: mfa, question: Is MFA enforced?, response: yes, explanation: For all staff.}
  - {id: rest, question: Encrypted at rest?, response: yes, explanation: \"With {{ facts.cipher }}.\"}
  - {id: soc, question: Audited?, response: planned, explanation: Soon., promise: {what: A report., due: 2026-12-31}}
  - {id: iso, question: Certified?, response: yes, explanation: ISO., evidence: [iso-27001]}
  - {id: logs, question: Are logs kept?, response: yes, explanation: A year., variants: {own: {response: partial, explanation: As you set it up.}}}
  - {id: pen, question: Tested by others?, response: yes, explanation: Each year., audience: nda}
//- content/facts.yaml
cipher: AES-128
//- content/attestations.yaml
attestations:
  - {id: iso-27001, name: ISO 27001, issuer: X, state: held, issued: 2024-01-10, valid_until: 2026-12-15, audience: public, owner: c}
";

/// What everybody may be told.
const ALL: [&str; 5] = ["mfa", "rest", "soc", "iso", "logs"];

/// A repository with one commit of 1 October 2026; the ledger stands beside the project.
fn repository() -> Project {
    let project = Project::new(ANSWERS);
    project.write("trust.yaml", SETTINGS).write(".gitignore", "/ledger.jsonl\n");
    project.git(&["init", "-q", "-b", "main"]);
    commit(&project, "2026-10-01");
    project
}

fn head(project: &Project) -> String {
    let run = Run::of(project.git_command(&["rev-parse", "HEAD"]));
    run.stdout.trim().to_owned()
}

/// What somebody was told: recipient, commit, audience, variant, day, dirty.
struct Line {
    value: Value,
}

impl Line {
    fn to(recipient: &str, commit: &str) -> Self {
        let answers: Vec<Value> = ALL.iter().map(|id| told(id, "yes", "")).collect();
        Self {
            value: json!({
                "version": 1, "recipient": recipient, "date": "2026-10-02",
                "file": format!("{}.xlsx", recipient.to_lowercase()), "sha256": "a".repeat(64),
                "original": "asked.xlsx", "original_sha256": "b".repeat(64), "commit": commit,
                "dirty": false, "program": "0.1.0", "audience": "public", "variant": null,
                "answers": answers,
            }),
        }
    }

    /// The same to somebody under NDA, who was told more.
    fn under_nda(recipient: &str, commit: &str) -> Self {
        let mut line = Self::to(recipient, commit).with("audience", "nda");
        line.value["answers"].as_array_mut().unwrap().push(told("pen", "yes", ""));
        line
    }

    fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.value[key] = value.into();
        self
    }
}

/// An answer of a line; `statement` is what [`digest`] gives.
fn told(id: &str, response: &str, statement: &str) -> Value {
    json!({ "id": id, "response": response, "told": "0".repeat(16), "statement": statement, "rows": ["Questions!14"] })
}

/// The digest of an answer without reason and promise.
fn digest(response: &str, explanation: &str) -> String {
    let text = format!("{}:{response}-{}:{explanation}--", response.len(), explanation.len());
    Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn ledger(project: &Project, lines: &[Line]) {
    let text: String = lines.iter().map(|line| format!("{}\n", line.value)).collect();
    project.write("ledger.jsonl", text);
}

fn run(project: &Project, range: &str) -> Run {
    let mut arguments = vec!["impact", "--format", "json"];
    arguments.extend(Some(range).filter(|range| !range.is_empty()));
    project.trust(&arguments)
}

/// `RECIPIENT ID what from > to (mark)` for each difference, `RECIPIENT ?` where it cannot be told.
fn impact(project: &Project, range: &str) -> Vec<String> {
    let run = run(project, range);
    let document: Value = serde_json::from_str(&run.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}{}", run.stdout, run.stderr));
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let mut lines = Vec::new();
    for line in document["told"].as_array().unwrap() {
        let recipient = text(&line["recipient"]);
        if line["unknown"].is_object() {
            lines.push(format!("{recipient} ?"));
        }
        for answer in line["answers"].as_array().unwrap() {
            for step in answer["steps"].as_array().unwrap() {
                let mut said =
                    format!("{recipient} {} {}", text(&answer["id"]), text(&step["what"]));
                if step["from"].is_string() || step["to"].is_string() {
                    said += &format!(" {} > {}", text(&step["from"]), text(&step["to"]));
                }
                if let Some(mark) = step["regression"].as_str() {
                    said += &format!(" ({mark})");
                }
                lines.push(said);
            }
        }
    }
    run.exits(i32::from(!lines.is_empty()));
    lines
}

#[test]
fn what_changed_is_told_with_steps_back_first() {
    let project = repository();
    let first = head(&project);
    ledger(&project, &[Line::to("Globex", &first)]);
    assert!(impact(&project, "").is_empty());
    project
        .edit(
            "answers/a.yaml",
            "id: mfa, question: Is MFA enforced?, response: yes",
            "id: mfa, question: Is MFA enforced?, response: no",
        )
        .edit("answers/a.yaml", "2026-12-31", "2027-03-31")
        .edit("answers/a.yaml", "A year.", "For a year.")
        .edit("content/facts.yaml", "128", "256");
    let expected = [
        "Globex mfa response yes > no (weaker)",
        "Globex soc promise-moved 2026-12-31 > 2027-03-31 (later)",
        "Globex rest value AES-128 > AES-256",
        "Globex logs reworded",
    ];
    for range in ["", &first, ".."] {
        // `..` ends at HEAD, where nothing has changed yet.
        let found = impact(&project, range);
        if range == ".." {
            assert!(found.is_empty(), "{found:?}");
        } else {
            assert_eq!(found, expected, "{range}");
        }
    }
    commit(&project, "2026-11-01");
    for range in ["", "HEAD~1..HEAD", "HEAD~1..", "HEAD~1", "..HEAD"] {
        assert_eq!(impact(&project, range), expected, "{range}");
    }
    assert!(impact(&project, "HEAD..HEAD").is_empty());
    let human = project.trust(&["impact"]);
    human.exits(1).tells(&[
        "Globex\n  globex.xlsx, told on 2026-10-02 (public), line 1\n",
        "BACK mfa: Is MFA enforced?\n           response: yes -> no  [weaker]\n           written at Questions!14\n",
        "1 of 1 questionnaire told what has changed, 1 with a step back\n",
    ]);
}

#[test]
fn withdrawn_renamed_and_narrowed_answers_are_told_apart() {
    let project = repository();
    let first = head(&project);
    let nda = Line::under_nda("Initech", &first);
    ledger(&project, &[Line::to("Globex", &first), nda]);
    project
        .edit("answers/a.yaml", "  - {id: mfa, question: Is MFA enforced?, response: yes, explanation: For all staff.}\n", "")
        .edit("answers/a.yaml", "id: rest", "id: encrypted-at-rest")
        .edit("answers/a.yaml", "explanation: ISO.,", "explanation: ISO., audience: internal,")
        .edit("answers/a.yaml", "explanation: Soon.,", "explanation: Soon., audience: nda,");
    commit(&project, "2026-11-01");
    let expected = [
        "Initech mfa withdrawn (weaker)",
        "Initech iso audience nda > internal",
        "Globex mfa withdrawn (weaker)",
        "Globex iso audience public > internal",
        "Globex soc audience public > nda",
    ];
    assert_eq!(impact(&project, ""), expected);
}

#[test]
fn nda_answers_concern_readers_under_nda_alone() {
    let project = repository();
    let first = head(&project);
    let nda = Line::under_nda("Initech", &first);
    ledger(&project, &[Line::to("Globex", &first), nda]);
    project.edit("answers/a.yaml", "others?, response: yes", "others?, response: partial");
    commit(&project, "2026-11-01");
    assert_eq!(impact(&project, ""), ["Initech pen response yes > partial (weaker)"]);
}

#[test]
fn a_variant_concerns_its_own_recipients() {
    let project = repository();
    let first = head(&project);
    ledger(
        &project,
        &[
            Line::to("Cloudy", &first).with("variant", "cloud"),
            Line::to("Onsite", &first).with("variant", "own"),
            Line::to("Gone", &first).with("variant", "old"),
        ],
    );
    project.edit("answers/a.yaml", "own: {response: partial", "own: {response: no");
    commit(&project, "2026-11-01");
    assert_eq!(impact(&project, ""), ["Gone ?", "Onsite logs response partial > no (weaker)"]);
}

#[test]
fn days_alone_make_promises_lapse_and_certificates_run_out() {
    let project = repository();
    ledger(&project, &[Line::to("Globex", &head(&project))]);
    let on = |day: &str| {
        let run = project.trust(&["impact", "--as-of", day, "--format", "json"]);
        let document: Value = serde_json::from_str(&run.stdout).unwrap();
        (run.status, document["told"][0]["answers"].clone())
    };
    assert_eq!(on(TODAY).0, Some(0));
    let (status, answers) = on("2027-01-02");
    let steps: BTreeSet<String> = answers
        .as_array()
        .unwrap()
        .iter()
        .map(|own| format!("{} {} {}", own["id"], own["steps"][0]["what"], own["regression"]))
        .collect();
    let expected =
        [r#""iso" "evidence-status" true"#.to_owned(), r#""soc" "promise-lapsed" true"#.to_owned()];
    assert_eq!((status, steps), (Some(1), expected.into()));
    // Who was told afterwards was told that it has run out.
    ledger(&project, &[Line::to("Globex", &head(&project)).with("date", "2027-01-02")]);
    assert_eq!(on("2027-01-02").0, Some(0));
    // A certificate that was renewed in time is no change.
    ledger(&project, &[Line::to("Globex", &head(&project))]);
    project
        .edit("content/attestations.yaml", "2026-12-15", "2029-12-15")
        .edit("answers/a.yaml", "response: planned", "response: yes")
        .edit("answers/a.yaml", ", promise: {what: A report., due: 2026-12-31}", "");
    let (_, answers) = on("2027-01-02");
    assert_eq!(answers.as_array().unwrap().len(), 1);
    assert_eq!(answers[0]["regression"], false);
}

#[test]
fn evidence_that_is_gone_is_told() {
    let project = repository();
    ledger(&project, &[Line::to("Globex", &head(&project))]);
    project.edit("answers/a.yaml", ", evidence: [iso-27001]", "");
    assert_eq!(impact(&project, ""), ["Globex iso evidence-removed"]);
    project.write("content/attestations.yaml", "attestations: []\n");
    assert_eq!(impact(&project, ""), ["Globex iso evidence-withdrawn (weaker)"]);
}

#[test]
fn an_entry_is_compared_from_its_own_commit() {
    let project = repository();
    let first = head(&project);
    project.edit("answers/a.yaml", "enforced?, response: yes", "enforced?, response: partial");
    commit(&project, "2026-10-05");
    let second = head(&project);
    project.edit("answers/a.yaml", "enforced?, response: partial", "enforced?, response: no");
    commit(&project, "2026-10-06");
    let third = head(&project);
    project.edit("answers/a.yaml", "A year.", "Two.");
    commit(&project, "2026-10-07");
    ledger(
        &project,
        &[Line::to("First", &first), Line::to("Second", &second), Line::to("Third", &third)],
    );
    let all = [
        "Third logs reworded",
        "Second mfa response partial > no (weaker)",
        "Second logs reworded",
        "First mfa response yes > no (weaker)",
        "First logs reworded",
    ];
    assert_eq!(impact(&project, &format!("{first}..")), all);
    // What changed before the first revision is no news of this range, and what did is held against what was told.
    assert_eq!(
        impact(&project, &format!("{second}..{third}")),
        ["Second mfa response partial > no (weaker)", "First mfa response yes > no (weaker)"]
    );
    assert_eq!(
        impact(&project, &format!("{third}..")),
        ["Third logs reworded", "Second logs reworded", "First logs reworded"]
    );
    // An entry at the second revision or after it was told what holds there.
    assert_eq!(
        impact(&project, &format!("{first}..{second}")),
        ["First mfa response yes > partial (weaker)"]
    );
}

#[test]
fn what_is_said_again_as_it_was_told_concerns_nobody() {
    let project = repository();
    let first = head(&project);
    project.edit("answers/a.yaml", "enforced?, response: yes", "enforced?, response: no");
    commit(&project, "2026-10-05");
    let second = head(&project);
    project.edit("answers/a.yaml", "enforced?, response: no", "enforced?, response: yes");
    commit(&project, "2026-10-06");
    ledger(&project, &[Line::to("First", &first), Line::to("Second", &second)]);
    assert_eq!(impact(&project, &format!("{second}..")), ["Second mfa response no > yes"]);
}

#[test]
fn a_branch_that_was_merged_or_not_is_compared_from_where_it_stood() {
    let project = repository();
    project.git(&["switch", "-q", "-c", "side"]);
    project.edit("answers/a.yaml", "A year.", "Two years.");
    commit(&project, "2026-10-03");
    let side = head(&project);
    project.git(&["switch", "-q", "main"]);
    project.edit("answers/a.yaml", "rest?, response: yes", "rest?, response: partial");
    commit(&project, "2026-10-04");
    ledger(&project, &[Line::to("Side", &side)]);
    // Not merged: the words of the side are gone too.
    let apart = ["Side rest response yes > partial (weaker)", "Side logs reworded"];
    assert_eq!(impact(&project, ""), apart);
    project.git(&["merge", "-q", "--no-ff", "-m", "Merge", "side"]);
    assert_eq!(impact(&project, ""), ["Side rest response yes > partial (weaker)"]);
    assert_eq!(impact(&project, "main~1..main"), ["Side rest response yes > partial (weaker)"]);
    assert!(impact(&project, &format!("..{side}")).is_empty());
}

#[test]
fn files_that_differed_from_the_commit_are_held_against_their_digests() {
    let project = repository();
    let first = head(&project);
    let answers = vec![
        told("mfa", "yes", &digest("yes", "For all staff.")),
        told("rest", "partial", &digest("partial", "Soon with more.")),
        told("iso", "no", &digest("no", "Not yet.")),
        told("pen", "yes", &digest("yes", "Each month.")),
    ];
    let line = Line::to("Globex", &first).with("dirty", true).with("answers", answers);
    ledger(&project, &[line.with("audience", "nda")]);
    project.edit("answers/a.yaml", "For all staff.", "For all.").edit(
        "answers/a.yaml",
        "others?, response: yes, explanation: Each year.",
        "others?, response: yes, explanation: Each month.",
    );
    commit(&project, "2026-11-01");
    let expected = [
        "Globex rest response partial > yes",
        "Globex iso response no > yes",
        "Globex mfa reworded",
    ];
    let mut found = impact(&project, &format!("{first}..HEAD"));
    found.sort();
    let mut wanted = expected.map(str::to_owned).to_vec();
    wanted.sort();
    assert_eq!(found, wanted);
    project.trust(&["impact"]).exits(1).tells(&[
        "filled from files that differed from the commit",
        "no commit holds what was told",
    ]);
}

#[test]
fn a_commit_that_is_not_there_is_told_and_never_passed() {
    let project = repository();
    let (same, other) = (digest("yes", "For all staff."), digest("yes", "For some."));
    let unknown = "d".repeat(40);
    let line = |recipient: &str, answers: Vec<Value>| {
        Line::to(recipient, &unknown).with("answers", answers)
    };
    ledger(
        &project,
        &[
            line("Same", vec![told("mfa", "yes", &same)]),
            line("Words", vec![told("mfa", "yes", &other)]),
            line("Back", vec![told("logs", "yes", &other), told("gone", "yes", &other)]),
            Line::to("Nowhere", "")
                .with("commit", Value::Null)
                .with("answers", vec![told("mfa", "no", &other)]),
        ],
    );
    let expected = [
        "Nowhere ?",
        "Nowhere mfa response no > yes",
        "Back ?",
        "Back gone withdrawn (weaker)",
        "Back logs differs",
        "Words ?",
        "Words mfa differs",
        "Same ?",
    ];
    assert_eq!(impact(&project, ""), expected);
    project.trust(&["impact"]).exits(1).tells(&[
        "cannot tell: the commit dddddddddddd is not in this copy of the repository",
        "run this in the copy that filled the file",
        "of 4 it cannot be told for sure",
    ]);
}

#[test]
fn a_shallow_clone_says_how_to_get_the_rest() {
    let project = repository();
    let first = head(&project);
    project.edit("answers/a.yaml", "For all staff.", "For all.");
    commit(&project, "2026-10-05");
    let shallow = Project::named("shallow");
    let from = format!("file://{}", project.root().display());
    shallow.git(&["clone", "-q", "--depth", "1", &from, "."]);
    ledger(&shallow, &[Line::to("Globex", &first)]);
    shallow.trust(&["impact"]).exits(1).tells(&["cannot tell", "git fetch --unshallow"]);
    shallow.trust(&["impact", &format!("{first}..")]).exits(2).says(&["git fetch --unshallow"]);
    shallow.git(&["fetch", "-q", "--unshallow"]);
    assert_eq!(impact(&shallow, ""), ["Globex mfa reworded"]);
}

#[test]
fn a_state_that_cannot_be_read_is_no_withdrawal() {
    let project = repository();
    project.write("answers/b.yaml", "topic: {id: b, title: B}\nanswers: [\n");
    commit(&project, "2026-10-05");
    let broken = head(&project);
    fs::remove_file(project.path("answers/b.yaml")).unwrap();
    commit(&project, "2026-10-06");
    ledger(&project, &[Line::to("Globex", &broken).with("answers", Vec::<Value>::new())]);
    assert_eq!(impact(&project, ""), ["Globex ?"]);
    project.trust(&["impact", &broken]).exits(2).says(&["cannot be read by this version"]);
    project.write("answers/b.yaml", "answers: [\n");
    project
        .trust(&["impact"])
        .exits(2)
        .says(&["cannot be read", "`trust check` says what is wrong"]);
}

#[test]
fn wrong_wishes_are_refused_with_a_way_out() {
    let project = repository();
    project.trust(&["impact"]).exits(2).says(&["ledger `ledger.jsonl` cannot be read", "--ledger"]);
    ledger(&project, &[]);
    project.trust(&["impact"]).ok().tells(&["nobody is affected: 0 questionnaires"]);
    let cases = [
        ("v9..HEAD", "Git knows no revision `v9`"),
        ("HEAD...main", "two revisions are named as `A..B`"),
        ("HEAD..--output=x", "Git knows no revision `--output=x`"),
    ];
    for (range, why) in cases {
        project.trust(&["impact", "--as-of", TODAY, "--", range]).exits(2).says(&[why]);
    }
    let outside = Project::new(ANSWERS);
    outside.write("ledger.jsonl", "");
    outside.trust(&["impact"]).exits(2).says(&["lies in no Git repository"]);
}

#[test]
fn bad_lines_are_told_and_the_others_count() {
    let project = repository();
    let line = Line::to("Globex", &head(&project)).value.to_string();
    project.write(
        "ledger.jsonl",
        format!("{line}\n{{\"version\":1,\"x\u{1b}\":\n{line}\n{}", &line[..50]),
    );
    let run = project.trust(&["impact"]);
    run.exits(1).says(&[
        "warning: ledger.jsonl:2: not counted",
        "warning: ledger.jsonl:4: not counted: the line is not finished",
    ]);
    assert!(!run.stderr.contains('\u{1b}'));
    run.tells(&["nobody is affected: 2 questionnaires in the ledger"]);
}

#[test]
fn the_schema_names_every_key() {
    let project = repository();
    ledger(&project, &[Line::to("Globex", &head(&project)), Line::to("Gone", &"d".repeat(40))]);
    project.edit("answers/a.yaml", "enforced?, response: yes", "enforced?, response: no");
    let document: Value = serde_json::from_str(&run(&project, "").stdout).unwrap();
    let schema = project.trust(&["impact", "--format", "schema"]);
    let schema: Value = serde_json::from_str(&schema.ok().stdout).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(&document), keys(&schema["properties"]));
    let of = |name: &str| keys(&schema["$defs"][name]["properties"]);
    let line = &document["told"][1];
    assert_eq!(keys(line), of("LineOut"));
    let line =
        &document["told"].as_array().unwrap().iter().find(|line| line["affected"] == true).unwrap();
    assert_eq!(keys(&line["answers"][0]), of("AnswerOut"));
    assert_eq!(keys(&line["answers"][0]["steps"][0]), of("ShiftOut"));
}

#[test]
fn a_build_never_reads_a_ledger() {
    let project = repository();
    let without = project.build();
    ledger(&project, &[Line::to("Globex Confidential", &head(&project))]);
    assert!(project.build() == without);
}

#[test]
fn what_was_filled_is_recorded_once_and_followed() {
    let project = repository();
    let asked = "Question,Response,Comment\nIs MFA enforced?,,\nAre logs kept?,,\nWho knows?,,\nTested by others?,,\n";
    project.write("../asked.csv", asked);
    let fill = |recipient: &str, variant: &str| {
        let arguments = [
            "fill",
            "../asked.csv",
            "-o",
            "../filled.csv",
            "--ledger",
            "ledger.jsonl",
            "--recipient",
            recipient,
            "--variant",
            variant,
        ];
        let run = project.trust(&arguments);
        run.ok();
        fs::remove_file(project.path("../filled.csv")).unwrap();
        run
    };
    fill("Globex", "own").tells(&["recorded in `ledger.jsonl`, line 1"]);
    fill("Globex", "own").tells(&["not recorded again: line 1"]);
    fill("Initech", "cloud").tells(&["recorded in `ledger.jsonl`, line 2"]);
    let text = fs::read_to_string(project.path("ledger.jsonl")).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let first = &lines[0];
    assert_eq!(first["commit"], head(&project));
    assert_eq!((&first["dirty"], &first["variant"]), (&false.into(), &"own".into()));
    let told = |line: &Value| {
        let answers = line["answers"].as_array().unwrap().iter();
        answers
            .map(|own| format!("{} {} {}", own["id"], own["response"], own["rows"]))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(first), [r#""logs" "partial" ["3"]"#, r#""mfa" "yes" ["2"]"#]);
    assert_eq!(lines[1]["answers"][1]["statement"], digest("yes", "For all staff."));
    assert!(!text.contains("For all staff"), "a text stands in the ledger");
    project.edit("answers/a.yaml", "own: {response: partial", "own: {response: no");
    assert_eq!(impact(&project, ""), ["Globex logs response partial > no (weaker)"]);
    // Filled from files that no commit holds.
    fill("Late", "own");
    project.edit("answers/a.yaml", "own: {response: no", "own: {response: yes");
    assert_eq!(
        impact(&project, "HEAD"),
        ["Late logs response no > yes", "Globex logs response partial > yes"]
    );
}
