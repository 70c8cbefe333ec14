//! A filling is there as a whole or not at all, the same each time, and touches nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use trust::tree::hex_digest;

use crate::filling_safety::{SMALL, TABLE, beside, untouched};
use crate::hostile_workbooks::Dice;
use crate::project::{Files, Project, Run, assert_same};

const FILL: [&str; 6] =
    ["fill", "a.csv", "--ledger", "../told.jsonl", "--recipient", "Globex Corporation"];

#[test]
fn a_run_that_is_killed_leaves_whole_files() {
    let project = Project::new(SMALL);
    project.write("a.csv", TABLE);
    let begun = Instant::now();
    project.trust(&FILL).ok();
    let whole = beside(&project, "a.csv");
    let took = begun.elapsed();
    let line = fs::read(project.path("../told.jsonl")).unwrap();
    assert_eq!(whole.len(), 3);
    let (mut dice, mut ended) = (Dice(0xD14), 0);
    for round in 0..60 {
        let is_fresh = round % 2 == 0;
        if is_fresh {
            whole.keys().for_each(|path| drop(fs::remove_file(project.path(path))));
            drop(fs::remove_file(project.path("../told.jsonl")));
        }
        let mut command = project.command(&FILL);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Most of the time is spent before anything is written.
        let moment = took.as_micros() * (60 + dice.below(50) as u128) / 100;
        thread::sleep(Duration::from_micros(u64::try_from(moment).unwrap()));
        drop(child.kill());
        ended += usize::from(child.wait().unwrap().success());
        untouched(&project, "a.csv", TABLE.as_bytes());
        let left = beside(&project, "a.csv");
        let shown = left.iter().filter(|(path, _)| !path.starts_with('.'));
        for (path, bytes) in shown {
            assert!(whole[path] == *bytes, "{round}: half of {path}");
        }
        assert!(!left.contains_key("a-filled.csv") || left.contains_key("a-filled.report.json"));
        if let Ok(told) = fs::read(project.path("../told.jsonl")) {
            assert!(told == line || told.is_empty(), "{round}: {}", String::from_utf8_lossy(&told));
        }
    }
    println!("{ended} of 60 ran to their end");
    // Whatever was left, the next run puts it right.
    project.trust(&FILL).ok();
    assert_same(&beside(&project, "a.csv"), &whole, "after all that");
    assert!(fs::read(project.path("../told.jsonl")).unwrap() == line);
}

#[test]
fn two_at_once_leave_the_files_of_one_of_them() {
    let project = Project::new(SMALL);
    project.write("a.csv", TABLE);
    for _ in 0..4 {
        let start = |accept: &str| {
            let mut command = project.command(&["fill", "a.csv", "--accept", accept]);
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        };
        let pair = [start("90"), start("100")];
        for mut child in pair {
            assert!(child.wait().unwrap().success());
        }
        let left = beside(&project, "a.csv");
        assert_eq!(left.len(), 3, "{:?}", left.keys());
        let json: serde_json::Value =
            serde_json::from_slice(&left["a-filled.report.json"]).unwrap();
        let html = String::from_utf8_lossy(&left["a-filled.report.html"]).into_owned();
        let digest = hex_digest(&left["a-filled.csv"]);
        assert!(json.to_string().contains(&digest) && html.contains(&digest), "of two runs");
    }
}

#[test]
fn another_place_zone_language_and_number_of_threads_change_nothing() {
    let project = Project::new(SMALL);
    project.write("a.csv", TABLE).write("sub/x", "");
    project.trust(&["fill", "a.csv"]).ok();
    let whole = beside(&project, "a.csv");
    for (threads, zone, language, mask) in
        [("1", "Pacific/Kiritimati", "tr_TR.UTF-8", "077"), ("7", "UTC", "C", "000")]
    {
        let fill = project.command(&["fill", "../a.csv", "-o", "../a-filled.csv"]);
        let mut command = Command::new("sh");
        command.args(["-c", &format!("umask {mask}; exec \"$0\" \"$@\"")]).arg(fill.get_program());
        command.args(fill.get_args()).current_dir(project.path("sub"));
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap());
        for (name, value) in
            [("TZ", zone), ("LANG", language), ("LC_ALL", language), ("USER", "x"), ("HOME", "/no")]
        {
            command.env(name, value);
        }
        command.env("RAYON_NUM_THREADS", threads).env("SOURCE_DATE_EPOCH", "1");
        whole.keys().for_each(|path| fs::remove_file(project.path(path)).unwrap());
        Run::of(command).ok();
        assert_same(&beside(&project, "a.csv"), &whole, language);
    }
}

/// Files that are opened, programs that are run and sockets that are made, as the system sees them.
#[cfg(target_os = "linux")]
#[test]
fn nothing_else_is_read_run_or_called() {
    let project = Project::new(SMALL);
    project.write("a.csv", TABLE).git(&["init", "-q", "-b", "main"]).git(&["add", "-A"]);
    project.git(&["commit", "-q", "-m", "x"]);
    let trace = project.root().parent().unwrap().join("trace");
    let traced = |arguments: &[&str]| {
        let own = project.command(arguments);
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-s", "400", "-e", "trace=network,execve,open,openat,creat"]);
        command.arg("-o").arg(&trace).arg(own.get_program()).args(own.get_args());
        command.current_dir(project.root()).env("GIT_CONFIG_NOSYSTEM", "1");
        // Cargo sets it, and the loader would look there first.
        command.env_remove("LD_LIBRARY_PATH");
        let run = Run::of(command);
        if run.stderr.contains("ptrace") {
            return None;
        }
        assert!(matches!(run.status, Some(0 | 1)), "{}", run.stderr);
        Some(fs::read_to_string(&trace).unwrap())
    };
    let above = project.root().parent().unwrap().display().to_string();
    let system = ["/proc/", "/sys/", "/lib", "/usr/", "/etc/ld.so", "/dev/null", "/etc/localtime"];
    for arguments in
        [&FILL[..], &["ask", "Are backups tested?"], &["impact", "--ledger", "../told.jsonl"]]
    {
        let Some(calls) = traced(arguments) else { return };
        let of = |name: &str| {
            let call = format!(" {name}(");
            calls.lines().filter(move |line| line.contains(&call))
        };
        for name in ["socket", "connect", "bind", "sendto"] {
            assert_eq!(of(name).count(), 0, "{arguments:?}: {name}");
        }
        let programs: BTreeSet<&str> = of("execve")
            .filter(|line| line.ends_with("= 0"))
            .filter_map(|line| line.split('"').nth(1)?.rsplit('/').next())
            .collect();
        assert!(programs.iter().all(|own| ["trust", "git"].contains(own)), "{programs:?}");
        // What Git itself looks at is Git's; the program's own lines come before its first child's.
        let own = calls.split_whitespace().next().unwrap().to_owned();
        let mut git: BTreeSet<&str> = BTreeSet::new();
        for line in calls.lines() {
            let id = line.split(' ').next().unwrap_or_default();
            if line.contains(" execve(") && line.contains("/git\"") {
                git.insert(id);
            }
            if git.contains(id) || id == own && line.contains("execve(") {
                continue;
            }
            let Some(path) = line.split_once("open").and_then(|(_, rest)| rest.split('"').nth(1))
            else {
                continue;
            };
            let is_ours = !path.starts_with('/') || path.starts_with(&above);
            assert!(
                is_ours || system.iter().any(|start| path.starts_with(start)),
                "{arguments:?}: {line}"
            );
        }
    }
}

/// The order and the shape of the files beside a filling that was repeated over itself.
#[test]
fn the_same_comes_out_when_it_is_filled_again() {
    let project = Project::new(SMALL);
    project.write("a.csv", TABLE);
    let fill = || -> Files {
        project.trust(&["fill", "a.csv"]).ok();
        beside(&project, "a.csv")
    };
    let first = fill();
    assert_eq!(first.len(), 3, "the copy, and two reports");
    assert_same(&fill(), &first, "a second time");
}
