//! Tokens in everything that is not public: none of them may stand in a copy for somebody who may not read it.

use std::collections::BTreeSet;
use std::fs;

use rust_xlsxwriter::Workbook as Book;

use crate::leak::search::tokens;
use crate::project::{Files, Project, Run};

/// What stands where: `canaryt...` everybody may be told, `canaryn...` only those under an agreement, `canaryx...` nobody;
/// `canaryi...` is for the house: never in a copy, whatever the audience. Ids of answers for those under an agreement
/// begin with `canarynid`.
const LIBRARY: &str = r#"//- trust.yaml
organization: {name: Acme Cloud, legal_name: canaryilegal GmbH}
contacts: {security: canaryicontact@acme.example}
site: {base_url: https://canaryisite.example, title: canaryititle}
variants:
  shared: {name: canaryivariant}
internal: {hosts: [canaryihost.example], codes: [CANARYICODE]}
rules: {unlinked-evidence: allow}
//- content/attestations.yaml
attestations:
  - {id: canaryiheld, name: canaryievidence, issuer: X, state: held, issued: 2026-01-10, valid_until: 2027-12-15, audience: nda, owner: canaryiauditor}
  - {id: canaryxheld, name: canaryxevidence, issuer: X, state: held, issued: 2026-01-10, valid_until: 2027-12-15, audience: internal, owner: canaryxauditor}
//- answers/canaryifile.yaml
# canaryicomment
topic: {id: canaryitopic, title: canaryitopictitle, summary: canaryisummary}
owner: canaryiowner
reviewed: 2026-11-01
reviewed_by: canaryireviewer
answers:
  - id: canaryirest
    audience: public
    question: Is customer data encrypted at rest?
    also_asked: [canaryiasked once more]
    not_for: [canaryinotfor devices]
    response: yes
    explanation: canarytrest says so.
    evidence: [canaryiheld, canaryxheld]
    tags: [canaryitag]
  - id: canaryiscim
    audience: public
    question: Can accounts be provisioned through SCIM?
    response: planned
    promise: {what: canarytpromise, due: 2027-03-31}
  - id: canaryiwireless
    audience: public
    question: Are your wireless networks segmented?
    response: not-applicable
    because: canarytbecause
  - id: canaryialways
    audience: public
    review: always
    question: Do you carry cyber insurance?
    response: yes
    explanation: canarytinsured
  - id: canarynidpen
    audience: nda
    question: Is the penetration test report shared?
    also_asked: [canarynasked at all]
    not_for: [canarynnotfor]
    response: yes
    explanation: canarynpen says so.
  - id: canarynidplan
    audience: nda
    question: Is there a bug bounty?
    response: planned
    promise: {what: canarynpromise, due: 2027-03-31}
  - id: canaryxidfind
    audience: internal
    question: Is there a list of open findings?
    also_asked: [canaryxasked at last]
    not_for: [canaryxnotfor]
    response: partial
    explanation: canaryxfind says so.
  - id: canaryxidlate
    audience: internal
    question: Are visitors escorted?
    response: not-applicable
    because: canaryxbecause
"#;

const QUESTIONS: [&str; 12] = [
    "Is customer data encrypted at rest?",
    "Is customer data not encrypted at rest?",
    "Can accounts be provisioned through SCIM?",
    "Are your wireless networks segmented?",
    "Do you carry cyber insurance?",
    "Is the penetration test report shared?",
    "Is the report of the penetration test shared with customers?",
    "Is there a bug bounty?",
    "Is there a list of open findings?",
    "Is a list of all open findings kept and reviewed?",
    "Are visitors escorted?",
    "Do you escort all visitors to your offices?",
];

fn project() -> Project {
    let project = Project::named("canaryifolder");
    for (path, text) in crate::project::split(LIBRARY) {
        project.write(&path, text);
    }
    project.git(&["init", "-q", "-b", "canaryibranch"]).git(&["add", "-A"]);
    let mut commit = project.git_command(&["commit", "-q", "-m", "canaryisubject"]);
    commit.env("GIT_AUTHOR_NAME", "canaryiauthor").env("GIT_AUTHOR_EMAIL", "canaryi@mail.example");
    assert_eq!(Run::of(commit).status, Some(0));
    project
}

fn questionnaires() -> [(&'static str, Vec<u8>, &'static str); 3] {
    let mut book = Book::new();
    let sheet = book.add_worksheet();
    for (column, header) in (0..).zip(["Question", "Response", "Comments"]) {
        sheet.write(0, column, header).unwrap();
    }
    for (row, question) in (1..).zip(QUESTIONS) {
        sheet.write(row, 0, question).unwrap();
    }
    let table: String = QUESTIONS.iter().map(|question| format!("{question};;\n")).collect();
    [
        ("a.xlsx", book.save_to_buffer().unwrap(), "a-filled.xlsx"),
        ("b.csv", format!("Question;Answer;Comment\n{table}").into_bytes(), "b-filled.csv"),
        ("c.txt", QUESTIONS.join("\n").into_bytes(), "c-filled.csv"),
    ]
}

fn plain_has(bytes: &[u8], token: &str) -> bool {
    found("plain", bytes, &[token]).contains(token)
}

/// Tokens of these classes in something.
fn found(what: &str, bytes: &[u8], classes: &[&str]) -> BTreeSet<String> {
    let all = tokens(&Files::from([(what.to_owned(), bytes.to_vec())])).into_keys();
    all.filter(|token| classes.iter().any(|class| token.starts_with(class))).collect()
}

fn none(what: &str, bytes: &[u8], classes: &[&str]) {
    let found = found(what, bytes, classes);
    assert!(found.is_empty(), "{what}: {found:?}");
}

fn run(project: &Project, arguments: &[&str]) -> Run {
    let mut command = project.command(arguments);
    for name in ["USER", "LOGNAME", "USERNAME", "HOSTNAME", "EMAIL"] {
        command.env(name, "canaryienvironment");
    }
    let run = Run::of(command);
    run.ok();
    run
}

#[test]
fn copies_reports_and_ledger_hold_what_their_reader_may_see() {
    let project = project();
    let head = Run::of(project.git_command(&["rev-parse", "HEAD"])).stdout;
    for (name, bytes, copy) in questionnaires() {
        project.write(name, &bytes);
        for audience in ["public", "nda"] {
            let what = format!("{name} for {audience}");
            let arguments = ["fill", name, "--audience", audience, "--ledger", "../told.jsonl"];
            let run = run(&project, &[&arguments[..], &["--recipient", "Globex"]].concat());
            let is_nda = audience == "nda";
            // What was not to be told: nobody's texts anywhere, those under agreement only for them.
            let above: &[&str] = if is_nda { &["canaryx"] } else { &["canaryx", "canaryn"] };
            let filled = fs::read(project.path(copy)).unwrap();
            none(&what, &filled, &[above, &["canaryi"]].concat());
            let told = found(&what, &filled, &["canaryt"]);
            let all = ["canarytbecause", "canarytpromise", "canarytrest"];
            assert!(all.iter().all(|token| told.contains(*token)), "{what}: {told:?}");
            assert!(
                !plain_has(&filled, "canarytinsured"),
                "{what}: it is to be looked at each time"
            );
            assert_eq!(plain_has(&filled, "canarynpen"), is_nda, "{what}");
            assert_eq!(plain_has(&filled, "canarynpromise"), is_nda, "{what}");
            let plain = String::from_utf8_lossy(&filled).into_owned();
            assert!(!plain.contains(&head[..7]), "{what}: the commit");
            assert!(is_nda || !plain.contains("canaryn"), "{what}");
            let stem = copy.rsplit_once('.').unwrap().0;
            for ending in ["json", "html"] {
                let report = fs::read(project.path(format!("{stem}.report.{ending}"))).unwrap();
                none(&format!("report {ending} of {what}"), &report, above);
                assert!(!found("report", &report, &["canaryiowner"]).is_empty());
                let folders = ["canaryifolder", "canaryienvironment", "canaryiauthor"];
                none(&format!("report {ending} of {what}"), &report, &folders);
            }
            let said = format!("{}{}", run.stdout, run.stderr);
            none(&format!("what is said of {what}"), said.as_bytes(), above);
        }
    }
    let told = fs::read(project.path("../told.jsonl")).unwrap();
    assert_eq!(String::from_utf8_lossy(&told).lines().count(), 6);
    none("ledger", &told, &["canaryt", "canaryx", "canaryiowner", "canaryifolder", "canaryiaut"]);
    let ids = found("ledger", &told, &["canaryn"]);
    assert!(ids.iter().all(|token| token.starts_with("canarynid")), "{ids:?}");
}

#[test]
fn asked_at_the_terminal_nothing_above_the_audience_is_told() {
    let project = project();
    for (audience, above) in [("public", &["canaryx", "canaryn"][..]), ("nda", &["canaryx"])] {
        for format in ["human", "json"] {
            for question in QUESTIONS {
                let run =
                    project.trust(&["ask", question, "--audience", audience, "--format", format]);
                assert!(matches!(run.status, Some(0 | 1)), "{}", run.stderr);
                let said = format!("{}{}", run.stdout, run.stderr);
                let leaks = found("ask", said.as_bytes(), above);
                // That an answer under agreement fits is told by its id.
                let leaks: Vec<_> =
                    leaks.iter().filter(|token| !token.starts_with("canarynid")).collect();
                assert!(leaks.is_empty(), "{question} for {audience}: {leaks:?}");
            }
        }
    }
}
