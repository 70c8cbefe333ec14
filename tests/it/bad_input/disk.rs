//! Odd things on disk: links, pipes, names, encodings.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::process::Command;

use crate::bad_input::{HEAD, errors, errors_with};
use crate::project::{Project, files};

#[test]
fn links_lead_nowhere_but_to_files_of_the_project() {
    let project =
        Project::new("//- content/real.md\n---\ntitle: A\naudience: public\n---\nBody.\n");
    let outside = project.root().parent().unwrap().join("outside.yaml");
    fs::write(&outside, "secret: canary\n").unwrap();
    fs::create_dir_all(project.path("content/pages")).unwrap();
    fs::create_dir_all(project.path("answers")).unwrap();
    symlink("../real.md", project.path("content/pages/fine.md")).unwrap();
    assert_eq!(errors(&project), [""; 0]);
    assert!(project.build().contains_key("fine/index.html"), "a link inside the project is read");

    for (target, name) in [
        ("../../outside.yaml", "answers/out.yaml"),
        (outside.to_str().unwrap(), "content/facts.yaml"),
        ("/etc/passwd", "content/pages/passwd.md"),
        ("nowhere", "answers/gone.yaml"),
        ("loop.yaml", "answers/loop.yaml"),
        (".", "answers/folder"),
        ("..", "content/up"),
        ("/", "content/root"),
        ("../..", "content/documents"),
        ("/dev/zero", "content/pages/zero.md"),
        ("/proc/self/environ", "answers/environ.yaml"),
    ] {
        symlink(target, project.path(name)).unwrap();
        let run = project.trust(&["check", "--format", "json"]);
        let problems = run.exits(1).problems();
        assert!(problems[0].message.contains(name), "{name}: {problems:?}");
        assert_eq!(problems.len(), 1, "{name}: {problems:?}");
        assert_eq!(problems[0].code, "unreadable-file", "{name}");
        assert!(!run.stdout.contains("canary"), "{name}");
        fs::remove_file(project.path(name)).unwrap();
    }
}

#[test]
fn whole_parts_that_are_links_are_not_followed() {
    let other = Project::new(&format!("//- answers/a.yaml\n{HEAD}  - {{id: a, question: Q}}\n"));
    for part in ["answers", "content", "themes", "trust.yaml"] {
        let project = Project::new("");
        let _ = fs::remove_file(project.path(part));
        symlink(other.path(part), project.path(part)).unwrap();
        assert!(errors(&project).contains(&"unreadable-file".to_owned()), "{part}");
    }
}

#[test]
fn only_regular_files_are_read() {
    for name in
        ["answers/a.yaml", "content/facts.yaml", "content/pages/a.md", "themes/default/base.html"]
    {
        let project = Project::new("");
        fs::create_dir_all(project.path(name).parent().unwrap()).unwrap();
        let made = Command::new("mkfifo").arg(project.path(name)).status();
        if !made.is_ok_and(|status| status.success()) {
            return;
        }
        assert_eq!(errors(&project), ["unreadable-file"], "{name}");
        project.trust(&["build"]).exits(1);
    }
    // A pipe in the place of trust.yaml is not waited for either.
    let project = Project::named("project");
    Command::new("mkfifo").arg(project.path("trust.yaml")).status().unwrap();
    project.trust(&["check"]).exits(1);
    project.trust(&["check", "--project", "."]).exits(1);

    let project = Project::new("");
    fs::create_dir_all(project.path("content/facts.yaml")).unwrap();
    project.write("content/documents.yaml/x", "y");
    assert_eq!(errors(&project), [""; 0], "folders of that name hold no facts");
}

#[test]
fn a_file_that_may_not_be_read_is_named() {
    let project = Project::new("//- answers/a.yaml\nx: y\n");
    fs::set_permissions(project.path("answers/a.yaml"), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(project.path("answers/a.yaml")).is_err() {
        assert_eq!(errors(&project), ["unreadable-file"]);
        project.trust(&["build"]).exits(1).says(&["answers/a.yaml"]);
    }
}

#[test]
fn what_is_not_utf8_is_said_once_and_with_its_place() {
    for (bytes, place) in [
        (&b"\xff\xfet\0o\0"[..], "line 1, byte 1"),
        (b"\xfe\xff\0t\0o", "line 1, byte 1"),
        (b"\xff\xfe\0\0t\0\0\0", "line 1, byte 1"),
        (b"a: b\nc: \xe9t\xe9\n", "line 2, byte 4"),
        (b"\x89PNG\r\n\x1a\n\0\0", "line 1, byte 1"),
        (b"a: \xed\xa0\x80\n", "line 1, byte 4"),
        (b"a: \xc0\xaf\n", "line 1, byte 4"),
        (b"\x7fELF\x02\x01\xff", "line 1, byte 7"),
    ] {
        for path in [
            "answers/a.yaml",
            "trust.yaml",
            "content/facts.yaml",
            "content/pages/a.md",
            "content/forms/x/form.yaml",
        ] {
            let project = Project::new("");
            project.write(path, bytes);
            let problems = project.problems();
            assert_eq!(problems.len(), 1, "{problems:?}");
            assert_eq!(problems[0].place(), format!("not-utf8 {path}:1:1"));
            assert!(problems[0].message.contains(place), "{problems:?}");
        }
    }
    let nul = errors_with("answers/a.yaml", b"\0\x01\x02");
    assert!(nul.len() == 1 && nul[0].starts_with("yaml-syntax answers/a.yaml:1:"), "{nul:?}");
}

#[test]
fn windows_and_old_mac_line_ends_keep_lines_and_columns() {
    let text = format!("{HEAD}  - {{id: a, question: Q, response: yse}}\n");
    for ends in ["\n", "\r\n", "\r"] {
        let errors = errors_with("answers/a.yaml", text.replace('\n', ends));
        assert_eq!(errors, ["unknown-word answers/a.yaml:6:36"], "{ends:?}");
    }
    let errors = errors_with("answers/a.yaml", format!("\u{feff}{text}"));
    assert_eq!(errors, ["unknown-word answers/a.yaml:6:36"], "a byte-order mark");
}

/// Names of files are data too: in messages, annotations and logs they are inert.
#[test]
fn odd_names_of_files_are_said_and_harmless() {
    for name in [
        &b"a b.yaml"[..],
        b"a\nb.yaml",
        b"a\r\n::error::x.yaml",
        b"a\x1b[31m.yaml",
        b"a\x1b]0;title\x07.yaml",
        b"a,b:c%0A.yaml",
        b"--help.yaml",
        b"$(touch x).yaml",
        b"<script>.yaml",
        b"a\"b'c.yaml",
        b"\xe2\x80\xaelmay.yaml",
        b"con.yaml",
        b"\xff\xfe.yaml",
        b"a\\..\\b.yaml",
        "ä\u{308}.yaml".as_bytes(),
        &[b'a'; 250],
    ] {
        let project = Project::new("");
        fs::create_dir_all(project.path("answers")).unwrap();
        let mut name = name.to_vec();
        if name.len() == 250 {
            name.extend(b".yaml");
        }
        fs::write(project.path("answers").join(OsStr::from_bytes(&name)), "x: [").unwrap();
        let before = files(project.root());
        for format in ["human", "json", "sarif", "github"] {
            let run = project.trust(&["check", "--format", format]);
            run.exits(1);
            let said = format!("{}{}", run.stdout, run.stderr);
            // A program that reads JSON gets the name as it is.
            let turns = |c: char| c == '\u{202e}' && !matches!(format, "json" | "sarif");
            let odd = |c: char| c.is_control() && c != '\n' || turns(c);
            assert!(!said.contains(odd), "{format}: {said:?}");
            if format == "github" {
                assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
            }
        }
        assert_eq!(files(project.root()), before, "nothing was written");
    }
}

/// Ids that would lead out of the folder, or that some system cannot have as a name (D5).
const IDS: &[&str] = &[
    "../x",
    "../../etc/passwd",
    "..",
    ".",
    "/etc/x",
    "/",
    "a/b",
    "a\\b",
    "\\\\server\\share",
    "C:",
    "C:x",
    "a:b",
    "con",
    "CON",
    "nul",
    "aux",
    "prn",
    "com1",
    "lpt9",
    "a.",
    ".a",
    ".htaccess",
    "a.html",
    " a",
    "a ",
    "a b",
    "-a",
    "--out",
    "A",
    "Aa",
    "ä",
    "é",
    "e\u{301}",
    "ａ",
    "а",
    "ı",
    "ß",
    "ﬁ",
    "a\u{200b}",
    "a\u{202e}b",
    "a\u{ad}",
    "\u{feff}a",
    "a\tb",
    "a\nb",
    "a\u{7f}",
    "a*",
    "a?",
    "a|b",
    "a<b",
    "a>b",
    "<script>",
    "a\"b",
    "a'b",
    "a&b",
    "a%2fb",
    "%2e%2e",
    "a#b",
    "a;b",
    "$(id)",
    "`id`",
    "{{x}}",
    "a_b",
    "",
];

/// An id in double quotes, each character as an escape of YAML.
fn quoted(id: &str) -> String {
    let mut out = String::from("\"");
    id.chars().for_each(|c| out.push_str(&format!("\\U{:08X}", u32::from(c))));
    out + "\""
}

#[test]
fn hostile_ids_of_answers_are_refused() {
    let long = "a".repeat(81);
    let ids: Vec<&str> = IDS.iter().copied().chain([long.as_str()]).collect();
    assert!(ids.len() >= 60, "{}", ids.len());
    let mut text = HEAD.to_owned();
    for id in &ids {
        text.push_str(&format!("  - {{id: {}, question: Q}}\n", quoted(id)));
    }
    let project = Project::new("");
    project.write("answers/a.yaml", &text);
    let problems = project.problems();
    assert_eq!(problems.len(), ids.len());
    for (problem, (id, line)) in problems.iter().zip(ids.iter().zip(6..)) {
        assert!(problem.code == "bad-id" && problem.line == line, "{id:?}: {problem:?}");
    }
}

#[test]
fn hostile_ids_of_other_things_are_refused() {
    let form = |id: &str| include_str!("form.txt").replace("IDENTITY", id);
    for (path, template) in [
        ("answers/a.yaml", "topic: {id: ID, title: T}\nanswers: []\n"),
        (
            "content/documents.yaml",
            "documents: [{id: ID, title: T, link: 'https://a.example', audience: public}]\n",
        ),
        (
            "content/attestations.yaml",
            "attestations: [{id: ID, name: T, state: planned, audience: public}]\n",
        ),
        ("content/forms/x/form.yaml", &form("id: ID\nversion: \"1\"")),
        ("content/forms/x/form.yaml", &form("id: x\nversion: ID")),
        ("trust.yaml", "variants: {ID: {name: T}}\n"),
        ("trust.yaml", "downloads: [{form: caiq-lite@4.0.3, path: ID}]\n"),
    ] {
        // One file cannot hold them all here; a few of each kind will do.
        for id in ["../x", "/etc/x", "a/b", "a\\b", "con", "A", ".a", "é", "a\nb", "<b>", ""] {
            // The id of a form is a part of names, never a whole one.
            if path.contains("forms") && matches!(id, "con" | "A") {
                continue;
            }
            let project = Project::new("");
            project.write(path, template.replace("ID", &quoted(id)));
            let found = errors(&project);
            let refused = |error: &String| {
                ["bad-id", "bad-form", "control-character"]
                    .iter()
                    .any(|code| error.starts_with(code))
            };
            assert!(found.iter().any(refused), "{path} {id:?}: {found:?}");
            project.trust(&["build"]).exits(1);
            assert!(!project.path("dist").exists());
        }
    }
}

/// Two things that would take one path, or paths that are one on some systems.
#[test]
fn collisions_are_reported_with_both_places() {
    let answer = "  - {id: same, question: Q, response: yes, explanation: E}\n";
    let project = Project::new(&format!(
        "//- answers/a.yaml\n{HEAD}{answer}//- answers/b.yaml\n{HEAD}{answer}"
    ));
    assert_eq!(errors(&project), ["duplicate-id answers/b.yaml:6:10"]);
    project.trust(&["build"]).exits(1).says(&["answers/a.yaml:6", "answers/b.yaml:6"]);

    let project = Project::new(
        "//- content/pages/caiq.md\n---\ntitle: A\naudience: public\n---\n//- content/pages/answers/t.md\n---\ntitle: A\n---\n",
    );
    project.edit("trust.yaml", "site:", "downloads: [{form: caiq-lite@4.0.3, path: caiq}]\nsite:");
    let errors = errors(&project);
    assert_eq!(
        errors,
        ["path-taken content/pages/answers/t.md:1:1", "path-taken content/pages/caiq.md:1:1"]
    );
}
