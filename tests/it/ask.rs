//! Questions that are pasted, and what must never come of them.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::Stdio;

use serde_json::Value;

use crate::project::{Project, TODAY};

const ANSWERS: &str = "\
//- answers/a.yaml
topic: {id: a, title: A}
owner: security
reviewed: 2026-10-01
audience: public
answers:
  - {id: mfa, question: Is MFA enforced?, also_asked: [Do you require MFA?], response: yes, explanation: For *all* staff.}
  - {id: pen, question: Who tests you?, response: yes, explanation: Canary Ltd does., audience: nda}
  - {id: secret, question: What is internal?, response: yes, explanation: Canary inside., audience: internal}
";

/// Runs `trust ask` with a text at its standard input: status, output, problems.
fn paste(project: &Project, arguments: &[&str], text: &[u8]) -> (Option<i32>, String, String) {
    let arguments: Vec<&str> = ["ask"].iter().chain(arguments).copied().collect();
    let mut command = project.command(&arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that has refused reads no further.
    let _ = child.stdin.take().unwrap().write_all(text);
    let done = child.wait_with_output().unwrap();
    let [out, problems] =
        [done.stdout, done.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (done.status.code(), out, problems)
}

fn objects(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn pasted_questions_are_answered_one_by_one() {
    let project = Project::new(ANSWERS);
    let text = "1. Is MFA enforced?\r\n\r\n  - Do you  require MFA?\nWho knows?\n";
    let (status, out, _) = paste(&project, &["--format", "json"], text.as_bytes());
    let found = objects(&out);
    let said: Vec<_> = found
        .iter()
        .map(|one| (one["question"].as_str().unwrap(), one["answer"]["how"].as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("Is MFA enforced?", Some("identical")),
            ("Do you require MFA?", Some("also-asked")),
            ("Who knows?", None)
        ]
    );
    assert_eq!(status, Some(1));
    let answer = &found[0]["answer"];
    assert_eq!(answer["statements"][0]["text"], "For all staff.");
    assert_eq!(
        (answer["file"].as_str(), answer["line"].as_u64()),
        (Some("answers/a.yaml"), Some(6))
    );
    assert_eq!(answer["url"], "https://trust.acme.example/answers/a/mfa/");
    let (status, _, _) = paste(&project, &[], b"Is MFA enforced?");
    assert_eq!(status, Some(0));
}

#[test]
fn what_is_not_for_the_audience_is_never_told() {
    let project = Project::new(ANSWERS);
    for format in ["human", "json"] {
        for question in ["Who tests you?", "What is internal?"] {
            let run = project.trust(&["ask", question, "--format", format]);
            run.exits(1);
            assert!(!run.stdout.contains("Canary"), "{}", run.stdout);
        }
        let run =
            project.trust(&["ask", "What is internal?", "--audience", "nda", "--format", format]);
        run.exits(1);
        assert!(!run.stdout.contains("Canary") && !run.stdout.contains("secret"), "{}", run.stdout);
    }
    project.trust(&["ask", "Who tests you?"]).tells(&["`pen`", "--audience nda"]);
    let told = project.trust(&["ask", "Who tests you?", "--audience", "nda"]);
    told.ok().tells(&["Canary Ltd", "only for who has signed"]);
}

#[test]
fn what_steers_a_terminal_does_not_reach_it() {
    let project = Project::new(ANSWERS);
    let text = b"\x1b]0;owned\x07 Is \x1b[31mMFA\x9b2J \xe2\x80\xae enforced?\x00\n";
    let (status, out, problems) = paste(&project, &[], text);
    assert_eq!(status, Some(1));
    for text in [out, problems] {
        let steers = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!text.contains(steers), "{text:?}");
    }
}

#[test]
fn what_is_no_question_is_refused() {
    let project = Project::new(ANSWERS);
    let long = "a".repeat(2_001);
    let much = "x\n".repeat(10).into_bytes();
    let cases: [(&[&str], &[u8], i32, &str); 4] = [
        (&[], b"\n \n", 2, "there is no question"),
        (&[" "], b"", 2, "the question is empty"),
        (&[&long], b"", 2, "2000 characters at most"),
        (&["--variant", "x", "MFA?"], b"", 2, "this project has none"),
    ];
    for (arguments, text, expected, why) in cases {
        let (status, _, problems) = paste(&project, arguments, text);
        assert_eq!(status, Some(expected), "{problems}");
        assert!(problems.contains(why), "{problems}");
    }
    assert_eq!(paste(&project, &[], &much).0, Some(1));
}

#[test]
fn the_schema_names_every_key() {
    let project = Project::new(ANSWERS);
    let run = project.trust(&["ask", "Is MFA enforced?", "--format", "json", "--as-of", TODAY]);
    let document = objects(&run.ok().stdout).remove(0);
    let schema = project.trust(&["ask", "--format", "schema"]);
    let schema: Value = serde_json::from_str(&schema.ok().stdout).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(&document), keys(&schema["properties"]));
    assert_eq!(keys(&document["answer"]), keys(&schema["$defs"]["AnswerOut"]["properties"]));
    let statement = &document["answer"]["statements"][0];
    assert_eq!(keys(statement), keys(&schema["$defs"]["StatementOut"]["properties"]));
}
