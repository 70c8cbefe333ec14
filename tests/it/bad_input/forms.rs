//! Mistakes in what a form takes from other forms, and in the layouts it names.

use crate::bad_input::errors;
use crate::project::Project;

/// A form of this name with these last lines.
fn form(identity: &str, content: &str) -> String {
    let text = include_str!("form.txt").replace("IDENTITY", identity);
    let common = &text[..text.find("sections:").unwrap()];
    format!("{common}{content}")
}

/// A form with two questions of its own.
const WHOLE: &str = "\
sections: [{id: S, title: S}, {id: T, title: T}]
questions: [{id: Q-1, section: S, text: One}, {id: Q-2, section: T, text: Two}]
";

/// The line of what a form writes behind the common part.
const LINE: u32 = 11;

/// Errors of a project with a whole form `a@1` and a form `b@1`, in its own file unless it says so.
#[track_caller]
fn errors_of(content: &str, migrations: Option<&str>) -> Vec<String> {
    let project = Project::new("");
    project.write("content/forms/a/form.yaml", form("id: a\nversion: \"1\"", WHOLE));
    project.write("content/forms/b/form.yaml", form("id: b\nversion: \"1\"", content));
    if let Some(text) = migrations {
        project.write("content/forms/b/migrations.yaml", text);
    }
    let own = errors(&project).into_iter();
    own.map(|error| error.replace("content/forms/b/", "")).collect()
}

#[test]
fn a_subset_names_what_exists() {
    let at =
        |code: &str, line: u32, column: u32| format!("{code} form.yaml:{}:{column}", LINE + line);
    for (content, expected) in [
        ("questions_of: a@1\nquestions: [Q-2]\n", vec![]),
        ("questions_of: caiq@4.0.3\nquestions: [A&A-02.1]\n", vec![]),
        ("questions_of: a@2\nquestions: [Q-2]\n", vec![at("missing-reference", 0, 15)]),
        ("questions_of: a\nquestions: [Q-2]\n", vec![at("bad-form", 0, 15)]),
        ("questions_of: a@1\nquestions: [Q-3]\n", vec![at("missing-reference", 1, 13)]),
        ("questions_of: a@1\nquestions: [Q-1, Q-1]\n", vec![at("duplicate-id", 1, 18)]),
        ("questions_of: a@1\nquestions: [{id: Q-1}]\n", vec![at("wrong-type", 1, 14)]),
        ("questions_of: a@1\n", vec!["missing-key form.yaml:1:1".to_owned()]),
        ("questions_of: a@1\nsections: []\nquestions: [Q-1]\n", vec![at("unknown-key", 1, 1)]),
        ("questions_of: caiq-lite@4.0.3\nquestions: [A&A-02.1]\n", vec![at("form-subset", 0, 15)]),
        ("questions_of: b@1\nquestions: [Q-1]\n", vec![at("form-circle", 0, 15)]),
    ] {
        assert_eq!(errors_of(content, None), expected, "{content}");
    }
}

#[test]
fn a_migration_names_what_exists_once() {
    for (text, expected) in [
        ("- {from: a@1, same: all}\n", vec![]),
        ("- {from: a@1, same: [Q-1], moved: {Q-2: Q-1}}\n", vec![]),
        ("- {from: a@1, review: {Q-1: {from: Q-2, why: reworded}}}\n", vec![]),
        ("", vec!["empty-file migrations.yaml:1:1"]),
        ("from: a@1\n", vec!["wrong-type migrations.yaml:1:1"]),
        ("- {same: all}\n", vec!["missing-key migrations.yaml:1:4"]),
        ("- {from: a@1, same: some}\n", vec!["unknown-word migrations.yaml:1:21"]),
        ("- {from: a@1, some: all}\n", vec!["unknown-key migrations.yaml:1:15"]),
        ("- {from: x@1, same: all}\n", vec!["missing-reference migrations.yaml:1:10"]),
        ("- {from: b@1, same: all}\n", vec!["duplicate-id migrations.yaml:1:10"]),
        ("- {from: a@1}\n- {from: a@1}\n", vec!["duplicate-id migrations.yaml:2:10"]),
        ("- {from: a@1, same: [Q-3]}\n", vec!["missing-reference migrations.yaml:1:22"; 2]),
        ("- {from: a@1, moved: {Q-3: Q-1}}\n", vec!["missing-reference migrations.yaml:1:23"]),
        ("- {from: a@1, moved: {Q-1: Q-3}}\n", vec!["missing-reference migrations.yaml:1:28"]),
        (
            "- {from: a@1, same: [Q-1], moved: {Q-1: Q-2}}\n",
            vec!["duplicate-id migrations.yaml:1:36"],
        ),
        ("- {from: a@1, review: {Q-1: Q-1}}\n", vec!["wrong-type migrations.yaml:1:29"]),
        (
            "- {from: a@1, review: {Q-1: {from: Q-1, why: odd}}}\n",
            vec!["unknown-word migrations.yaml:1:46"],
        ),
    ] {
        assert_eq!(errors_of(WHOLE, Some(text)), expected, "{text}");
    }
    let project =
        Project::new("//- content/forms/x/migrations.yaml\n- {from: caiq@4.0.3, same: all}\n");
    assert_eq!(errors(&project), ["unknown-file content/forms/x/migrations.yaml:1:1"]);
}

#[test]
fn a_wording_comes_from_somewhere() {
    const UNTOLD: &str = "sections: [{id: S, title: S}]\nquestions: [{id: Q-9, section: S}]\n";
    let at = |code: &str| vec![format!("{code} form.yaml:{}:14", LINE + 1)];
    assert_eq!(errors_of(UNTOLD, Some("- {from: a@1, moved: {Q-9: Q-1}}\n")), [""; 0]);
    assert_eq!(errors_of(UNTOLD, None), at("missing-key"));
    assert_eq!(errors_of(UNTOLD, Some("- {from: a@1}\n")), at("missing-key"));
    // What is not there is said once.
    let unknown = errors_of(UNTOLD, Some("- {from: x@1, moved: {Q-9: Q-1}}\n"));
    assert_eq!(unknown, ["missing-reference migrations.yaml:1:10"]);
    let own = errors_of(UNTOLD, Some("- {from: b@1, moved: {Q-9: Q-9}}\n"));
    assert_eq!(own, ["form-circle migrations.yaml:1:10"]);

    // Two forms that take their wordings from each other.
    let project = Project::new("");
    for (own, other) in [("a", "b"), ("b", "a")] {
        let identity = format!("id: {own}\nversion: \"1\"");
        project.write(format!("content/forms/{own}/form.yaml"), form(&identity, UNTOLD));
        let table = format!("- {{from: {other}@1, same: all}}\n");
        project.write(format!("content/forms/{own}/migrations.yaml"), table);
    }
    let circles: Vec<String> = ["a", "b"]
        .map(|own| format!("form-circle content/forms/{own}/migrations.yaml:1:10"))
        .into();
    assert_eq!(errors(&project), circles);
}

#[test]
fn layouts_say_where_things_stand() {
    for (profile, expected) in [
        ("name: N, sheet: S, headers: {id: I, question: Q, response: R}", None),
        ("name: N, sheet: S, headers: {id: I, question: Q, ticks: {yes: Y, no: N}}", None),
        ("name: N, sheet: S, headers: {id: I, question: Q}, fill: never, because: B", None),
        ("name: N, sheet: S, headers: {id: I, question: Q}, fill: never", Some("missing-key")),
        ("name: N, sheet: S, headers: {id: I, question: Q}, fill: maybe", Some("unknown-word")),
        ("name: N, headers: {id: I, question: Q}", Some("missing-key")),
        ("name: N, sheet: S, headers: {id: I, question: Q, answer: R}", Some("unknown-key")),
        (
            "name: N, sheet: S, headers: {id: I, question: Q, response: R, ticks: {yes: Y, no: N}}",
            Some("two-places"),
        ),
        (
            "name: N, sheet: S, headers: {id: I, question: Q}, words: {maybe: M}",
            Some("unknown-word"),
        ),
    ] {
        let found = errors_of(&format!("profiles: [{{{profile}}}]\n{WHOLE}"), None);
        let codes: Vec<&str> = found.iter().filter_map(|error| error.split(' ').next()).collect();
        assert_eq!(codes, expected.into_iter().collect::<Vec<_>>(), "{profile}");
    }
    let publishing = |text: &str| errors_of(&format!("publishing: {text}\n{WHOLE}"), None);
    assert_eq!(publishing("{completed: open}"), [""; 0]);
    assert_eq!(publishing("{completed: on-request, because: B}"), [""; 0]);
    assert!(publishing("{completed: on-request}")[0].starts_with("missing-key"));
    assert!(publishing("{completed: never}")[0].starts_with("unknown-word"));
}
