//! Inputs that are large, deep or meant to explode: an answer within a moment, not an hour.
#![cfg(unix)]

use crate::bad_input::{HEAD, errors};
use crate::project::Project;

/// Seconds of a processor's time: above what each case takes in a build without optimisation, far below what an
/// explosion would.
const MOMENT: u32 = 10;

#[track_caller]
fn check(path: &str, content: impl AsRef<[u8]>) -> Vec<String> {
    let project = Project::new("");
    project.write(path, content);
    let run = project.trust_within(MOMENT, &["check", "--format", "json"]);
    assert!(run.status.is_some(), "{path} takes too long");
    run.problems().iter().map(crate::project::Problem::place).collect()
}

/// A text of numbered lines.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    let lines: Vec<String> = (0..count).map(line).collect();
    lines.join("\n") + "\n"
}

#[test]
fn deep_nesting_is_refused() {
    let deep = [
        "[".repeat(200_000),
        "{a: ".repeat(200_000),
        format!("{}{}", "[".repeat(200_000), "]".repeat(200_000)),
        "- ".repeat(200_000),
        lines(3000, |depth| format!("{}a:", " ".repeat(depth))),
        "? ".repeat(200_000),
        format!("{}x", "- ".repeat(70)),
    ];
    for text in deep {
        let start: String = text.chars().take(12).collect();
        let problems = check("answers/a.yaml", &text);
        assert_eq!(problems.len(), 1, "{start} {problems:?}");
        assert!(
            problems[0].starts_with("nested-too-deep answers/a.yaml:"),
            "{start}: {problems:?}"
        );
        assert!(check("trust.yaml", &text)[0].starts_with("nested-too-deep"), "{start}");
    }
    assert!(check("content/facts.yaml", "[".repeat(100_000))[0].starts_with("nested-too-deep"));
    let page = format!("---\ntitle: {}\n---\n", "[".repeat(100_000));
    assert!(check("content/pages/a.md", page)[0].starts_with("nested-too-deep"));
}

/// Nine levels of nine aliases: 308 bytes that would be a quarter of a gigabyte (js-yaml issue 742).
#[test]
fn bombs_of_aliases_are_refused() {
    let mut text = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for (name, before) in ('b'..='i').zip('a'..) {
        let nine = vec![format!("*{before}"); 9].join(",");
        text.push_str(&format!("{name}: &{name} [{nine}]\n"));
    }
    for path in ["answers/a.yaml", "trust.yaml", "content/facts.yaml", "content/forms/x/form.yaml"]
    {
        assert_eq!(check(path, &text), [format!("anchor {path}:1:7")]);
    }
    let page = format!("---\n{text}---\n");
    assert_eq!(check("content/pages/a.md", page), ["anchor content/pages/a.md:2:7"]);
}

/// Files just below the limit of 10 MB are read, those above are not.
#[test]
fn large_files() {
    let below = |text: &str| text.repeat(9_900_000 / text.len());
    let answer = |fill: &str| {
        format!("{HEAD}  - {{id: a, question: Q, response: yes, explanation: E}}\n{fill}")
    };
    assert_eq!(check("answers/a.yaml", answer(&below("# comment\n"))), [""; 0]);
    assert_eq!(
        check("answers/a.yaml", answer(&"# comment\n".repeat(1_000_000))),
        ["file-too-large answers/a.yaml:1:1"]
    );
    assert_eq!(check("trust.yaml", " ".repeat(10_000_001)), ["file-too-large trust.yaml:1:1"]);
    assert_eq!(
        check("content/pages/a.md", "-".repeat(10_000_001)),
        ["file-too-large content/pages/a.md:1:1"]
    );
    // One scalar, one key, one line of 9.9 MB; many keys; many brackets side by side.
    assert_eq!(
        check("content/facts.yaml", format!("a: {}\n", below("x"))),
        ["unused-fact content/facts.yaml:1:1"]
    );
    for text in [
        format!("{}: x\n", below("x")),
        below("[],"),
        below("\""),
        "\n- ".repeat(1_000_000),
        below("\n\n"),
    ] {
        let problems = check("answers/a.yaml", text);
        assert!((1..=2).contains(&problems.len()), "{problems:?}");
    }
}

/// Work that grows with the square of the input would show here.
#[test]
fn many_keys_and_many_mistakes() {
    let keys = lines(20_000, |number| format!("key{number}: x"));
    assert_eq!(
        check("answers/a.yaml", &keys).len(),
        20_002,
        "each unknown key, and the two that are missing"
    );
    let same = "key: x\n".repeat(20_000);
    assert_eq!(check("answers/a.yaml", &same).len(), 20_002);
    let answers = lines(5000, |number| format!("  - {{id: a{number}, question: [], response: x}}"));
    assert_eq!(check("answers/a.yaml", format!("{HEAD}{answers}")).len(), 10_000);
}

/// An expression is short and has little to work with.
#[test]
fn expressions_have_limits() {
    for (expression, code) in [
        ("'a' * 100000000", "bad-expression"),
        (&"(".repeat(100_000), "bad-expression"),
        (&"[".repeat(200), "bad-expression"),
        (&"facts.x ~ ".repeat(10_000), "bad-expression"),
        ("range(100000000)", "unknown-fact"),
        ("facts.x | replace('', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')", ""),
        ("self", "unknown-fact"),
        ("facts.x.__class__", "unknown-fact"),
        ("facts.x.constructor", "unknown-fact"),
        ("lipsum()", "unknown-fact"),
        ("env.HOME", "unknown-fact"),
        ("include('/etc/passwd')", "unknown-fact"),
    ] {
        let project = Project::new("//- content/facts.yaml\nx: value\n");
        let quoted =
            serde_json::to_string(&format!("{{{{ {expression} }}}} {{{{ facts.x }}}}")).unwrap();
        project.write(
            "answers/a.yaml",
            format!("{HEAD}  - {{id: a, question: Q, response: yes, explanation: {quoted}}}\n"),
        );
        let run = project.trust_within(MOMENT, &["check", "--format", "json"]);
        assert!(run.status.is_some(), "{expression:.40} takes too long");
        let errors = errors(&project);
        let first = errors.first().map_or("", |error| error.split(' ').next().unwrap());
        assert_eq!(first, code, "{}: {errors:?}", expression.chars().take(40).collect::<String>());
    }
}

/// Markdown that other renderers take minutes for.
#[test]
fn hostile_markdown_is_rendered_in_a_moment() {
    for text in [
        "[".repeat(50_000),
        "*a ".repeat(30_000),
        "![[]()".repeat(500),
        "> ".repeat(2_000),
        "<".repeat(50_000),
        "`".repeat(5_000) + "a",
        "&".repeat(50_000),
        "|a".repeat(5_000) + "\n" + &"|-".repeat(5_000) + "\n",
        "- ".repeat(500) + "x",
        "[a](<b".repeat(10_000),
    ] {
        let project = Project::new("");
        project
            .write("content/pages/a.md", format!("---\ntitle: A\naudience: public\n---\n{text}\n"));
        let run = project.trust_within(MOMENT, &["build"]);
        assert!(matches!(run.status, Some(0 | 1)), "{text:.20}: {run:?}");
    }
}

/// Each finding is drawn with a part of its line: not with all of it, and not a hundred thousand times.
#[test]
fn many_findings_on_one_long_line_are_printed_in_a_moment() {
    let ids: Vec<String> = (0..30_000).map(|number| format!("X-{number}")).collect();
    let answer = format!(
        "{HEAD}  - {{id: a, question: Q, response: yes, explanation: E, answers_to: {{mvsp@3.0: [{}]}}}}\n",
        ids.join(", ")
    );
    let project = Project::new("");
    project.write("answers/a.yaml", answer);
    for format in ["human", "json", "sarif", "github"] {
        let run = project.trust_within(MOMENT, &["check", "--format", format]);
        assert_eq!(run.status, Some(1), "{format} takes too long");
        if format == "human" {
            run.says(&["29800 more `unknown-question` in answers/a.yaml, not shown"]);
            assert!(run.stderr.len() < 1_000_000, "{} bytes", run.stderr.len());
        } else {
            assert!(run.stdout.matches("unknown-question").count() >= 30_000, "{format}");
        }
    }
}
