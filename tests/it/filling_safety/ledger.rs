//! The ledger: lines of many at once, of other editors, and files that are none.

use std::fs;
use std::process::Stdio;

use crate::filling_safety::{SMALL, TABLE};
use crate::project::Project;

fn told(project: &Project, name: &str) -> String {
    fs::read_to_string(project.path(name)).unwrap()
}

fn project() -> Project {
    let project = Project::new(SMALL);
    project.write("a.csv", TABLE).git(&["init", "-q", "-b", "main"]).git(&["add", "-A"]);
    project.git(&["commit", "-q", "-m", "x"]);
    project
}

fn fill(project: &Project, recipient: &str, ledger: &str) -> crate::project::Run {
    project.trust(&["fill", "a.csv", "--ledger", ledger, "--recipient", recipient])
}

#[test]
fn twenty_at_once_write_twenty_lines() {
    let project = project();
    let start = |at: usize| {
        let (recipient, out) = (format!("Customer {}", at % 10), format!("out/{}.csv", at % 10));
        let ledger = ["--ledger", "told.jsonl", "--recipient", &recipient];
        let mut command = project.command(&[&["fill", "a.csv", "-o", &out], &ledger[..]].concat());
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    // Each of ten recipients twice, onto the same copy: one line each.
    let runs: Vec<_> = (0..20).map(start).collect();
    for mut run in runs {
        assert!(run.wait().unwrap().success(), "a run was refused");
    }
    let text = told(&project, "told.jsonl");
    let mut recipients: Vec<String> = text
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["recipient"].to_string()
        })
        .collect();
    recipients.sort();
    let wanted: Vec<String> = (0..10).map(|at| format!("\"Customer {at}\"")).collect();
    assert_eq!(recipients, wanted);
    assert!(text.ends_with('\n'));
}

#[test]
fn what_editors_do_to_a_ledger_is_read() {
    let project = project();
    fill(&project, "Globex", "told.jsonl").ok();
    fill(&project, "Initech", "told.jsonl").ok();
    let text = told(&project, "told.jsonl");
    project.trust(&["impact", "--ledger", "told.jsonl"]).ok();
    for (what, changed) in [
        ("CRLF", text.replace('\n', "\r\n")),
        ("a mark of the encoding", format!("\u{feff}{text}")),
        ("both", format!("\u{feff}{}", text.replace('\n', "\r\n"))),
    ] {
        project.write("told.jsonl", &changed);
        let run = project.trust(&["impact", "--ledger", "told.jsonl"]);
        assert_eq!(run.status, Some(0), "{what}: {}{}", run.stdout, run.stderr);
        // What is known is found again, and nothing before it is written anew.
        fill(&project, "Globex", "told.jsonl").ok().tells(&["line 1"]);
        assert_eq!(told(&project, "told.jsonl"), changed, "{what}");
        fill(&project, "Umbrella", "told.jsonl").ok();
        assert!(told(&project, "told.jsonl").starts_with(&changed), "{what}");
    }
    // A line that was cut off, one of a later format, and one that no program has written.
    let torn = format!(
        "{}{}\n{{}}\n{}",
        text,
        text.lines().next().unwrap().replace("\"version\":1", "\"version\":2"),
        &text[..50]
    );
    project.write("told.jsonl", &torn);
    project.trust(&["impact", "--ledger", "told.jsonl"]).exits(1).says(&[
        "told.jsonl:3",
        "told.jsonl:4",
        "told.jsonl:5",
    ]);
    fill(&project, "Umbrella", "told.jsonl").ok();
    assert!(told(&project, "told.jsonl").starts_with(&format!("{torn}\n{{\"version\":1")));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused_before_anything_is_filled() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let project = project();
    project.write("dist/x", "").write("../elsewhere/told.jsonl", "").write("locked.jsonl", "");
    symlink("dist/told.jsonl", project.path("nowhere.jsonl")).unwrap();
    symlink("dist/x", project.path("published.jsonl")).unwrap();
    symlink("../elsewhere/told.jsonl", project.path("fine.jsonl")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(project.path("pipe.jsonl")).status();
    assert!(made.is_ok_and(|status| status.success()));
    let locked = fs::Permissions::from_mode(0o400);
    fs::set_permissions(project.path("locked.jsonl"), locked).unwrap();
    let is_locked = fs::OpenOptions::new().append(true).open(project.path("locked.jsonl")).is_err();
    for name in [
        "nowhere.jsonl",
        "published.jsonl",
        "pipe.jsonl",
        "dist",
        "dist/told.jsonl",
        "/dev/null",
        "locked.jsonl",
    ] {
        if name == "locked.jsonl" && !is_locked {
            continue;
        }
        let run = fill(&project, "Globex", name);
        assert_eq!(run.status, Some(2), "{name}: {}", run.stdout);
        assert!(!project.path("a-filled.csv").exists(), "{name}");
    }
    assert!(!project.path("dist/told.jsonl").exists());
    for name in ["pipe.jsonl", "/dev/zero", "dist"] {
        project.trust(&["impact", "--ledger", name]).exits(2);
    }
    fill(&project, "Globex", "fine.jsonl").ok();
    assert_eq!(told(&project, "../elsewhere/told.jsonl").lines().count(), 1);
}
