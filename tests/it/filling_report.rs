//! The report of a filled questionnaire: what it says, what comes back from it, and what a browser makes of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};
use trust::fill::{
    Decision, Filling, FoundTable, Origin, Proposal, Row, TablePlace, Wish, Written,
};
use trust::matching::{Candidate, How, Objection, Outcome, Reason};
use trust::output::filling::{self, read};
use trust::view::{AnswerId, Audience, VariantId};

use crate::tools::{node, passes, python, root, run, scratch, tool};

/// Texts that could be taken for markup, a script, an address or a control of the line.
const HOSTILE: [&str; 10] = [
    "<script>document.title='taken'</script>",
    "\"><img src=x onerror=\"document.title='taken'\">",
    "' onmouseover='document.title=1' x='",
    "</script><script>document.title='taken'</script>",
    "<!--<script>",
    "javascript:document.title='taken'",
    "{{ 7*7 }} ${7*7} &lt;b&gt; &amp;",
    "a\u{0}b\u{8}c\u{1b}[31md\u{7f}\u{85}\u{2028}e",
    "\u{202e}detrevni\u{2066}x",
    "\u{fffe}\u{ffff}\u{1fffe} ]]> \\u003c/script> \\",
];

fn id(text: &str) -> AnswerId {
    AnswerId::new(text).unwrap()
}

fn proposal(answer: &str, confidence: u8, how: How) -> Proposal {
    Proposal {
        found: Candidate {
            answer: id(answer),
            how,
            confidence,
            wording: "Is stored customer data encrypted?".to_owned(),
            shared: vec!["data".to_owned(), "encrypted".to_owned()],
            agreed: vec!["at rest".to_owned()],
            objections: Vec::new(),
            is_flipped: false,
        },
        question: "Is customer data encrypted at rest?".to_owned(),
        response: "yes",
        word: "Yes, fully".to_owned(),
        explanation: "All stored customer data is encrypted with AES-256.\n\nKeys are rotated once a year and held in a \
                      key management service of the hosting provider, apart from the data."
            .to_owned(),
        owner: Some("security".to_owned()),
        reviewed: "2026-10-01".parse().ok(),
        audience: if confidence.is_multiple_of(2) { Audience::Public } else { Audience::Nda },
        path: format!("/answers/encryption/{answer}/"),
    }
}

fn row(number: u32, question: &str, outcome: Outcome) -> Row {
    Row {
        sheet: if number < 40 { "Questions" } else { "Privacy & more" }.to_owned(),
        row: number,
        cell: format!("C{number}"),
        id: format!("Q-{number}"),
        question: question.to_owned(),
        section: "Encryption and keys".to_owned(),
        outcome,
        proposal: None,
        alternatives: Vec::new(),
        parts: Vec::new(),
        reasons: Vec::new(),
        written: Vec::new(),
        decision: None,
    }
}

/// A row of each kind, by its number.
fn row_of(number: u32) -> Row {
    match number % 5 {
        0 => Row {
            proposal: Some(proposal("encryption-at-rest", 99, How::Identical)),
            written: vec![
                Written { cell: format!("Questions!C{number}"), text: "Yes, fully".to_owned() },
                Written {
                    cell: format!("Questions!D{number}"),
                    text: "All stored data.".to_owned(),
                },
            ],
            ..row(number, "Is customer data encrypted at rest?", Outcome::Fill)
        },
        1 => {
            let mut first = proposal("soc2-type2", 64, How::Alike);
            first.found.objections = vec![Objection {
                reason: Reason::Disagrees,
                message: "the question says \"Type I\", the answer \"Type II\"".to_owned(),
            }];
            let mut other = proposal("iso-27001", 31, How::Alike);
            other.owner = None;
            other.reviewed = None;
            other.response = "planned";
            Row {
                proposal: Some(first),
                alternatives: vec![other, proposal("audit-reports", 22, How::Alike)],
                ..row(number, "Do you hold a SOC 2 Type I report?", Outcome::Review)
            }
        }
        2 => row(
            number,
            "Which fire extinguishers do your offices have, and who inspects them?",
            Outcome::None,
        ),
        3 => {
            let mut own = proposal("retention", 92, How::AlsoAsked);
            own.found.is_flipped = true;
            own.word = String::new();
            Row {
                proposal: Some(own),
                reasons: vec!["the cell already says \"see above\"".to_owned()],
                ..row(
                    number,
                    "Is there any customer data that you keep after the end of the contract?",
                    Outcome::Review,
                )
            }
        }
        _ => Row {
            alternatives: vec![proposal("backup-encryption", 50, How::Alike)],
            parts: vec![
                ("Do you encrypt backups".to_owned(), Some(id("backup-encryption"))),
                ("test restoring them?".to_owned(), None),
            ],
            reasons: vec!["the question has several parts".to_owned()],
            ..row(number, "Do you encrypt backups and test restoring them?", Outcome::Review)
        },
    }
}

/// A filling of sixty rows of all kinds.
fn sixty() -> Filling {
    Filling {
        form: None,
        tables: vec![FoundTable {
            sheet: "Questions".to_owned(),
            header: "2-4".to_owned(),
            columns: vec![("questions", "B".to_owned()), ("responses", "C".to_owned())],
            questions: 60,
            remarks: vec![
                "columns F and G are of another organisation, and were left alone".to_owned(),
            ],
        }],
        rows: (5..65).map(row_of).collect(),
        remarks: vec!["the file has macros, which stay as they are".to_owned()],
        variants: Vec::new(),
        bytes: Vec::new(),
    }
}

/// The same where every text of a stranger is hostile.
fn hostile() -> Filling {
    let mut filling = sixty();
    for (at, row) in filling.rows.iter_mut().enumerate() {
        let text = HOSTILE[at % HOSTILE.len()];
        for place in [&mut row.question, &mut row.id, &mut row.section, &mut row.cell] {
            text.clone_into(place);
        }
        HOSTILE[at / 6].clone_into(&mut row.sheet);
        row.reasons = vec![text.to_owned()];
        row.written.iter_mut().for_each(|own| text.clone_into(&mut own.text));
        row.parts.iter_mut().for_each(|part| part.0 = text.to_owned());
        for own in row.proposal.iter_mut().chain(&mut row.alternatives) {
            text.clone_into(&mut own.word);
            text.clone_into(&mut own.explanation);
            text.clone_into(&mut own.question);
            own.owner = Some(text.to_owned());
            text.clone_into(&mut own.found.wording);
            own.found.shared = vec![text.to_owned()];
            own.found.agreed = vec![text.to_owned()];
        }
    }
    HOSTILE[0].clone_into(&mut filling.tables[0].sheet);
    HOSTILE[1].clone_into(&mut filling.tables[0].columns[0].1);
    filling.remarks = vec![HOSTILE[3].to_owned()];
    filling
}

fn origin(file: &str) -> Origin {
    Origin {
        file: file.to_owned(),
        sha256: "ab".repeat(32),
        filled: "acme-filled.xlsx".to_owned(),
        filled_sha256: "cd".repeat(32),
        commit: "1f2e3d4+dirty".to_owned(),
        as_of: "2026-11-21".parse().unwrap(),
        version: "0.1.0".to_owned(),
        wish: Wish {
            audience: Audience::Nda,
            variant: Some(VariantId::new("mode-b").unwrap()),
            accept: 90,
            overwrites: true,
            place: TablePlace {
                sheets: vec!["Questions".to_owned()],
                question: Some("B".to_owned()),
                ..TablePlace::default()
            },
            decisions: BTreeMap::new(),
            seen: BTreeMap::new(),
        },
        organization: "Acme Cloud".to_owned(),
        portal: "https://trust.acme.example/".to_owned(),
    }
}

/// The report of [`sixty`] as JSON.
fn report() -> Value {
    serde_json::from_slice(&filling::json(&origin("acme.xlsx"), &sixty())).unwrap()
}

/// What is said about a report with a change.
fn problems(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut report = report();
    change(&mut report);
    read(&report.to_string()).unwrap_err()
}

#[test]
fn what_a_report_says_comes_back() {
    let mut filling = sixty();
    let mut origin = origin("acme.xlsx");
    filling.rows[1].decision = Some(Decision::Accept);
    filling.rows[3].decision = Some(Decision::Blank);
    filling.rows[6].decision = Some(Decision::Answer(id("another-answer")));
    for row in &filling.rows {
        let decided = row.decision.clone().map(|decision| (row.key(), decision));
        origin.wish.decisions.extend(decided);
    }
    let text = String::from_utf8(filling::json(&origin, &filling)).unwrap();
    let back = read(&text).unwrap();
    assert_eq!(back.origin, origin);
    assert_eq!(back.decisions, origin.wish.decisions);
    let chosen = |at: usize| back.decided[&filling.rows[at].key()].chosen().map(AnswerId::as_str);
    assert_eq!(
        [chosen(1), chosen(3), chosen(6)],
        [Some("soc2-type2"), None, Some("another-answer")]
    );
    assert_eq!(back.decided["Questions!6"].shown().unwrap().response, "yes");
    assert_eq!(back.decided["Questions!11"].shown(), None);
    assert_eq!(read(&format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap(), back);
    // Hostile texts are texts here too, and nothing of a form or a commit need be there.
    let mut bare = self::origin("' \" <x>.xlsx");
    bare.commit = String::new();
    bare.wish.variant = None;
    let text = String::from_utf8(filling::json(&bare, &hostile())).unwrap();
    assert_eq!(read(&text).unwrap().origin, bare);
}

#[test]
fn totals_are_those_of_the_rows() {
    let report = report();
    let totals = json!({"rows": 60, "fill": 12, "review": 36, "blank": 0, "none": 12, "decided": 0, "public": 0, "nda": 12});
    assert_eq!(report["totals"], totals);
    assert_eq!(report["rows"][1]["decision"], Value::Null);
    assert_eq!(
        report["rows"][1]["url"],
        "https://trust.acme.example/answers/encryption/soc2-type2/"
    );
    // An answer under agreement has no address that everybody could open.
    assert_eq!(report["rows"][0]["url"], Value::Null);
    assert_eq!(report["rows"][1]["key"], "Questions!6");
}

#[test]
fn what_is_no_report_is_refused_in_words() {
    let text = report().to_string();
    for (text, expected) in [
        ("", "it is no report of `trust fill`"),
        ("[]", "it is no report of `trust fill`"),
        ("{}", "it is no report of `trust fill`"),
        ("<html>", "give the file that ends in `.report.json`"),
        (&text[..text.len() / 2], "it ends in the middle, in line 1: it was not saved whole"),
        (&text[..text.len() - 1], "it was not saved whole"),
        (&text.replace("trust-fill/1", "trust-fill/2"), "use trust 0.1.0, or fill again"),
        (&text.replacen("\"rows\":[", "\"rows\":[1,", 1), "its totals say 60"),
        (
            &text.replacen("\"decision\":null", "\"decision\":null,\"decision\":null", 1),
            "`decision` stands there twice",
        ),
        (&text.replacen("\"decision\":null", "\"decision\":accept", 1), "it is no JSON"),
    ] {
        let said = read(text).unwrap_err().join("\n");
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn every_wrong_decision_is_told_with_its_row() {
    let said = problems(|report| {
        report["rows"][0]["decision"] = json!("yes");
        report["rows"][1]["decision"] = json!({"answer": "No such id"});
        report["rows"][2]["decision"] = json!("accept");
        report["rows"][3]["decison"] = json!("accept");
        report["rows"][4]["decision"] = json!({"answer": "a", "blank": true});
        report["rows"][5]["row"] = json!(99);
        report["rows"][5]["decision"] = json!("blank");
        report["rows"][7] = report["rows"][6].clone();
        report["rows"][6]["decision"] = json!("blank");
        report["rows"][9]["question"] = json!(null);
    });
    let expected = [
        "row `Questions!5`: the decision is none",
        "row `Questions!8`: unknown field `decison`",
        "row `Questions!9`: the decision is none",
        "row `Questions!14`: invalid type: null, expected a string",
        "row `Questions!6`: `No such id` is not an id",
        "row `Questions!7`: there is no proposal to accept",
        "row `Questions!10`: its sheet and row are `Questions!99`",
        "row `Questions!11`: it stands there twice",
    ];
    assert_eq!(said.len(), expected.len(), "{said:#?}");
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.starts_with(expected), "{said}");
    }
}

#[test]
fn nothing_above_the_rows_is_believed() {
    for (path, value, expected) in [
        ("/audience", json!("internal"), "the audience is `internal`, not public or nda"),
        ("/accept", json!(0), "accept is 0"),
        ("/accept", json!(900), "invalid value: integer `900`"),
        ("/as_of", json!("2026-02-30"), "which is no day"),
        ("/file/name", json!("../../etc/passwd"), "is no name of a file"),
        ("/file/name", json!("C:\\x"), "is no name of a file"),
        ("/filled/name", json!(".."), "is no name of a file"),
        ("/file/sha256", json!("12"), "the SHA-256 of `file` is none"),
        ("/variant", json!("Mode B"), "is not an id"),
        ("/rows", json!(null), "it has no `rows`"),
        ("/totals/rows", json!(61), "its totals say 61"),
    ] {
        let said = problems(|report| *report.pointer_mut(path).unwrap() = value).join("\n");
        assert!(said.contains(expected), "{path}: {said}");
    }
}

#[test]
fn no_change_of_a_report_makes_it_panic() {
    let text = filling::json(&origin("acme.xlsx"), &hostile());
    // A fixed row of numbers (xorshift), so that a failure can be seen again.
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut number = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(below).unwrap()).unwrap()
    };
    let pieces: [&[u8]; 10] = [
        b"null",
        b"{",
        b"}",
        b"[",
        b"\"",
        b",",
        b"9e999",
        b"\"accept\"",
        b"\xf0\x9f\x94\x92",
        b"\\ud800",
    ];
    for _ in 0..400 {
        let mut bytes = text.clone();
        for _ in 0..=number(4) {
            let at = number(bytes.len());
            let end = (at + number(9)).min(bytes.len());
            bytes.splice(at..end, pieces[number(pieces.len())].iter().copied());
        }
        let _ = read(&String::from_utf8_lossy(&bytes));
    }
    let deep = "[".repeat(100_000);
    assert!(read(&format!("{{\"format\":{deep}")).is_err());
}

#[test]
fn the_schema_in_the_docs_is_that_of_the_program() {
    let schema = format!("{}\n", serde_json::to_string_pretty(&filling::schema()).unwrap());
    let file = root().join("docs/fill-report.schema.json");
    if std::env::var_os("TRUST_BLESS").is_some() {
        fs::write(&file, &schema).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == schema,
        "docs/fill-report.schema.json is old; set TRUST_BLESS=1 and run this test again"
    );
}

#[test]
fn reports_follow_the_schema() {
    let folder = scratch("filling schema");
    let mut filling = sixty();
    filling.rows[1].decision = Some(Decision::Accept);
    filling.rows[6].decision = Some(Decision::Answer(id("a")));
    fs::write(folder.join("a.json"), filling::json(&origin("a.xlsx"), &filling)).unwrap();
    fs::write(folder.join("b.json"), filling::json(&origin("b.xlsx"), &hostile())).unwrap();
    let check = "import json, sys\nfrom jsonschema import Draft202012Validator as V\n\
        read = lambda path: json.load(open(path, encoding='utf-8'))\nschema = read(sys.argv[1])\nV.check_schema(schema)\n\
        for path in sys.argv[2:]: V(schema).validate(read(path))\nworse = read(sys.argv[2])\nworse['rows'][0]['decision'] = 'yes'\n\
        assert not V(schema).is_valid(worse)\n";
    let mut command = Command::new(tool("bin/python"));
    command.arg("-c").arg(check).arg(root().join("docs/fill-report.schema.json"));
    passes(command.arg(folder.join("a.json")).arg(folder.join("b.json")));
    drop(python("portal.py"));
}

/// Reports of several kinds as files, with their JSON beside them.
fn pages() -> PathBuf {
    let folder = scratch("filling report");
    let empty = Filling { rows: Vec::new(), ..sixty() };
    let mut resumed = sixty();
    for row in resumed.rows.iter_mut().filter(|row| row.outcome == Outcome::Review) {
        row.decision = Some(Decision::Blank);
    }
    let all = [
        ("sixty", origin("acme.xlsx"), sixty()),
        ("hostile", origin(HOSTILE[1]), hostile()),
        ("empty", origin("empty.csv"), empty),
        ("resumed", origin("acme.xlsx"), resumed),
    ];
    for (name, origin, filling) in all {
        let path = |ending: &str| folder.join(format!("{name}.report.{ending}"));
        fs::write(path("html"), filling::html(&origin, &filling)).unwrap();
        fs::write(path("json"), filling::json(&origin, &filling)).unwrap();
    }
    folder
}

#[test]
fn browsers_and_the_checker_of_html_have_nothing_to_complain_about() {
    let folder = pages();
    let mut command = Command::new(tool("bin/java"));
    command.arg("-jar").arg(tool("npm/node_modules/vnu-jar/build/dist/vnu.jar"));
    let (_, said) = run(command.args(["--skip-non-html", "--format", "gnu"]).arg(&folder));
    let known = "violates Content Security Policy";
    let said: Vec<&str> = said.lines().filter(|line| !line.contains(known)).collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
    passes(node("filling_report.mjs").arg(&folder));
}

#[test]
fn the_page_looks_as_the_portal_does() {
    let theme = fs::read_to_string(root().join("themes/default/style.css")).unwrap();
    let own = fs::read_to_string(root().join("src/output/filling/page.css")).unwrap();
    let tokens = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.trim_start().starts_with(['-', ':']));
        let tokens = lines.filter(|line| line.contains("--") && line.contains('#'));
        tokens.take(6).map(|line| line.trim().to_owned()).collect()
    };
    assert_eq!(tokens(&own), tokens(&theme));
    assert_eq!(tokens(&own).len(), 6);
}

#[test]
fn the_same_filling_gives_the_same_bytes() {
    let origin = origin("acme.xlsx");
    assert_eq!(filling::html(&origin, &sixty()), filling::html(&origin, &sixty()));
    assert_eq!(filling::json(&origin, &sixty()), filling::json(&origin, &sixty()));
    let names = ["acme-filled.xlsx", "a.b.csv", ".xlsx"].map(|name| filling::names(name).0);
    assert_eq!(names, ["acme-filled.report.json", "a.b.report.json", ".xlsx.report.json"]);
}
