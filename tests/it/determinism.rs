//! The same project, day and version give the same bytes, whoever builds it, wherever and however.

use std::process::Command;

use trust::view::Audience;

use crate::project::{Files, Project, Run, TODAY, assert_same, files, trust};
use crate::rendering::{edition_of, project_files, render};

/// Writes a project of files, in the order given.
fn written(name: &str, files: &[(String, Vec<u8>)]) -> Project {
    let project = Project::named(name);
    for (path, bytes) in files {
        project.write(path, bytes);
    }
    project
}

/// The files of the sample project.
fn sample() -> Vec<(String, Vec<u8>)> {
    project_files(".")
}

/// The sample built once more, by the program.
fn reference() -> Files {
    let tree = written("project", &sample()).build();
    assert!(tree.keys().any(|path| path.ends_with(".xlsx")), "workbooks are among them");
    tree
}

#[test]
fn another_user_place_zone_language_and_folder_change_nothing() {
    // Names of folders come from the disk in the order of creation on some file systems.
    let mut backwards = sample();
    backwards.reverse();
    let project = written("Ein anderer Ordner, über 20 Zeichen", &backwards);
    let build = project.command(&["build"]);
    let mut command = Command::new("sh");
    command.args(["-c", "umask 077; exec \"$0\" \"$@\""]).arg(build.get_program());
    command.args(build.get_args()).current_dir(project.root());
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap());
    for (name, value) in [
        ("TZ", "Pacific/Kiritimati"),
        ("LANG", "tr_TR.UTF-8"),
        ("LC_ALL", "tr_TR.UTF-8"),
        ("LANGUAGE", "tr"),
        ("USER", "someone"),
        ("HOME", "/nowhere"),
        ("HOSTNAME", "elsewhere"),
        ("RAYON_NUM_THREADS", "1"),
        ("SOURCE_DATE_EPOCH", "1"),
        ("COLUMNS", "40"),
        ("CLICOLOR_FORCE", "1"),
    ] {
        command.env(name, value);
    }
    Run::of(command).ok();
    assert_same(&reference(), &project.tree(), "environment");
}

#[test]
fn windows_line_ends_and_byte_order_marks_change_nothing() {
    let reference = reference();
    let is_text = |path: &str| path.ends_with(".yaml") || path.ends_with(".md");
    for (what, change) in [
        ("CRLF", (|text: &str| text.replace('\n', "\r\n")) as fn(&str) -> String),
        ("a byte-order mark", |text| format!("\u{feff}{text}")),
        ("no line end at the end", |text| text.trim_end_matches('\n').to_owned()),
    ] {
        let changed: Vec<_> = sample()
            .into_iter()
            .map(|(path, bytes)| match String::from_utf8(bytes) {
                Ok(text) if is_text(&path) => (path, change(&text).into_bytes()),
                Ok(text) => (path, text.into_bytes()),
                Err(other) => (path, other.into_bytes()),
            })
            .collect();
        assert_same(&reference, &written("project", &changed).build(), what);
    }
}

#[test]
fn the_day_comes_from_the_epoch_as_from_the_option() {
    let project = written("project", &sample());
    let reference = project.build();
    // The first and the last second of 2026-11-21 in UTC.
    for epoch in ["1795219200", "1795305599"] {
        let mut command = trust();
        command.args(["build", "--out", "epoch"]).current_dir(project.root());
        Run::of({
            command.env("SOURCE_DATE_EPOCH", epoch).env("TZ", "Pacific/Kiritimati");
            command
        })
        .ok();
        assert_same(&reference, &files(&project.path("epoch")), epoch);
    }
    for bad in ["yesterday", "", "99999999999999999999"] {
        let mut command = trust();
        command.args(["build"]).current_dir(project.root()).env("SOURCE_DATE_EPOCH", bad);
        Run::of(command).exits(2).says(&["SOURCE_DATE_EPOCH"]);
    }
}

/// A clone elsewhere, of another branch name, at the same commit.
#[test]
fn a_clone_builds_the_same_tree() {
    let project = written("project", &sample());
    project.write(".gitignore", "/dist\n/clone\n");
    project
        .git(&["init", "-q", "-b", "main"])
        .git(&["add", "-A"])
        .git(&["commit", "-q", "-m", "x"]);
    let tree = project.build();
    let commit = String::from_utf8(tree["manifest.json"].clone()).unwrap();
    assert!(commit.contains("\"commit\"") && !commit.contains("uncommitted"), "{commit}");
    project.git(&["clone", "-q", "--depth", "1", "--branch", "main", ".", "clone"]);
    project.git(&["-C", "clone", "checkout", "-q", "-b", "other"]);
    project.trust(&["build", "--project", "clone"]).ok();
    assert_same(&tree, &files(&project.path("clone/dist")), "a clone");
}

/// The pure part, without a disk: files in any order, many threads.
#[test]
fn the_order_of_files_changes_nothing() {
    let tree = render(&edition_of(sample(), Audience::Public, TODAY));
    let mut seed = 0x2026_1121_u64;
    for round in 0..3 {
        let mut files = sample();
        for at in (1..files.len()).rev() {
            // xorshift64: any order will do, the same in every run.
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            files.swap(at, usize::try_from(seed % (at as u64 + 1)).unwrap());
        }
        assert_eq!(render(&edition_of(files, Audience::Public, TODAY)), tree, "round {round}");
    }
}
