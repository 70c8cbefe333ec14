//! The architecture as a test: layers, file sizes, words, and docs that name what exists.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::tools::root;

/// Which rooms a room may import. A room without a line fails the test.
/// Read a column aloud: `library` is imported by `view`, `check` and `cli`, and by nobody else.
const LAYERS: &[(&str, &[&str])] = &[
    ("span", &[]),
    ("date", &[]),
    ("tree", &[]),
    ("markdown", &[]),
    ("xlsx", &[]),
    ("diag", &["span"]),
    ("source", &["diag", "span", "date"]),
    ("language", &["source", "diag", "span", "date"]),
    ("form", &["language", "source", "diag", "span"]),
    ("library", &["language", "form", "source", "diag", "span", "date", "tree"]),
    ("view", &["library", "language", "form", "diag", "span", "date"]),
    (
        "check",
        &[
            "matching",
            "questionnaire",
            "tree",
            "library",
            "view",
            "language",
            "form",
            "source",
            "diag",
            "span",
            "date",
            "markdown",
        ],
    ),
    ("change", &["view", "form", "diag", "date"]),
    ("register", &["view", "language", "date"]),
    ("questionnaire", &["view", "language", "form", "xlsx", "diag", "date", "markdown"]),
    (
        "portal",
        &["register", "questionnaire", "change", "view", "language", "form", "date", "markdown"],
    ),
    ("matching", &["questionnaire", "view", "language", "form", "date", "markdown"]),
    (
        "fill",
        &[
            "matching",
            "questionnaire",
            "change",
            "view",
            "language",
            "form",
            "xlsx",
            "tree",
            "diag",
            "date",
            "markdown",
        ],
    ),
    (
        "import",
        &[
            "questionnaire",
            "view",
            "language",
            "form",
            "source",
            "xlsx",
            "tree",
            "diag",
            "span",
            "date",
            "markdown",
        ],
    ),
    (
        "output",
        &[
            "fill",
            "matching",
            "portal",
            "register",
            "questionnaire",
            "change",
            "view",
            "language",
            "form",
            "source",
            "tree",
            "diag",
            "span",
            "date",
            "markdown",
            "xlsx",
        ],
    ),
    ("verify", &["output", "questionnaire", "tree", "xlsx"]),
    (
        "cli",
        &[
            "verify",
            "import",
            "fill",
            "matching",
            "xlsx",
            "output",
            "portal",
            "register",
            "questionnaire",
            "change",
            "check",
            "view",
            "library",
            "language",
            "form",
            "source",
            "diag",
            "span",
            "date",
            "tree",
            "markdown",
        ],
    ),
];

/// Words that name a concept which has another name here (docs/glossary.md).
const FORBIDDEN_NAMES: &[&str] = &[
    "Vendor",
    "Supplier",
    "Snippet",
    "Survey",
    "Registry",
    "Badge",
    "Utils",
    "Util",
    "Helper",
    "Helpers",
    "Manager",
    "Flavor",
    "Narrative",
    "Prompt",
    "Artifact",
    "Proof",
    "Alert",
    "Lint",
    "Backend",
    "Skin",
    "Tenant",
];

/// Rust files below `src`, by path relative to it, with their text.
fn sources() -> BTreeMap<String, String> {
    let src = root().join("src");
    let walk = walkdir::WalkDir::new(&src).into_iter().flatten();
    let files =
        walk.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "rs"));
    files
        .map(|entry| {
            (
                entry.path().strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/"),
                fs::read_to_string(entry.path()).unwrap(),
            )
        })
        .collect()
}

/// The text without its tests.
fn without_tests(text: &str) -> &str {
    text.split("\n#[cfg(test)]\nmod tests").next().unwrap()
}

fn room_of(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap()
}

/// Rooms that a text names as `crate::room` or `crate::{room, ...}`.
fn rooms_named(text: &str) -> BTreeSet<String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    let name = |text: &str| {
        text.trim()
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .next()
            .unwrap()
            .to_owned()
    };
    let mut rooms = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + 7..];
        match rest.strip_prefix('{') {
            Some(group) => rooms.extend(group.split('}').next().unwrap().split(',').map(name)),
            None => drop(rooms.insert(name(rest))),
        }
    }
    rooms
}

#[test]
fn layers_hold() {
    let allowed: BTreeMap<_, _> = LAYERS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let room = room_of(&path).to_owned();
        if room == "lib" || room == "main" {
            continue;
        }
        let Some(may) = allowed.get(room.as_str()) else {
            wrong.push(format!("src/{path}: room `{room}` has no line in LAYERS"));
            continue;
        };
        for named in rooms_named(without_tests(&text)) {
            if named != room
                && !may.contains(&named.as_str())
                && allowed.contains_key(named.as_str())
            {
                wrong.push(format!(
                    "src/{path}: `{room}` may not import `{named}` (ARCHITECTURE.md, layers)"
                ));
            }
        }
        if text.contains("super::super") {
            wrong.push(format!(
                "src/{path}: write the path from `crate::`, so that this test sees it"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_are_short_and_say_what_they_are() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        if !text.starts_with("//! ") {
            wrong.push(format!("src/{path}: begin with a `//!` sentence"));
        }
        let lines = without_tests(&text).lines().count();
        if lines > 600 {
            wrong.push(format!("src/{path}: {lines} lines; split it, 600 is the most"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn one_word_per_concept() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        for line in without_tests(&text).lines() {
            let words: Vec<&str> = line
                .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .filter(|word| !word.is_empty())
                .collect();
            let defined = words
                .windows(2)
                .find(|pair| {
                    matches!(pair[0], "struct" | "enum" | "trait" | "mod")
                        && !line.trim_start().starts_with("//")
                })
                .map(|pair| pair[1]);
            let Some(name) = defined else { continue };
            if let Some(word) = FORBIDDEN_NAMES
                .iter()
                .find(|word| camel_parts(name).iter().any(|part| part.eq_ignore_ascii_case(word)))
            {
                wrong.push(format!("src/{path}: `{name}` uses `{word}`, which has another name here (docs/glossary.md)"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The words of `CamelCase` or `snake_case`.
fn camel_parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for c in name.chars() {
        if c == '_' || c.is_ascii_uppercase() {
            parts.push(String::new());
        }
        if c != '_' {
            parts.last_mut().unwrap().push(c);
        }
    }
    parts
}

#[test]
fn nothing_unfinished_lands() {
    // The words are put together here so that this file does not hold them.
    let marks = [
        concat!("to", "do!"),
        concat!("unimple", "mented!"),
        concat!("db", "g!("),
        concat!("FIX", "ME"),
        concat!("XX", "X "),
    ];
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        wrong.extend(
            marks
                .iter()
                .filter(|mark| text.contains(**mark))
                .map(|mark| format!("src/{path}: {mark}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_architecture_names_what_exists() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    assert!(text.lines().count() <= 150, "ARCHITECTURE.md has more than 150 lines");
    let mut wrong: Vec<String> = LAYERS
        .iter()
        .filter(|(room, _)| !text.contains(&format!("`{room}`")))
        .map(|(room, _)| format!("room `{room}` is not described"))
        .collect();
    for quoted in text.split('`').skip(1).step_by(2) {
        let is_path = quoted.contains('/')
            && !quoted.contains([' ', '<', '*', '{'])
            && !quoted.starts_with('/');
        if is_path
            && !Path::new(&root()).join(quoted).exists()
            && !root().join("src").join(quoted).exists()
            && !quoted.starts_with("dist/")
        {
            wrong.push(format!("`{quoted}` does not exist"));
        }
    }
    assert!(wrong.is_empty(), "ARCHITECTURE.md: {}", wrong.join("\n"));
}

#[test]
fn every_rule_has_its_file_and_page() {
    let files: BTreeSet<String> = fs::read_dir(root().join("src/check"))
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    for rule in trust::check::RULES {
        let stem = rule.name.replace('-', "_");
        assert!(
            files.contains(&format!("{stem}.md")) || files.contains(&format!("{}.md", rule.name)),
            "{} has no page",
            rule.name
        );
    }
    assert!(
        trust::check::RULES.windows(2).all(|pair| pair[0].name < pair[1].name),
        "RULES are sorted by name"
    );
}

#[test]
fn every_output_is_described() {
    let text = fs::read_to_string(root().join("docs/outputs.md")).unwrap();
    for output in trust::output::OUTPUTS {
        assert!(
            text.contains(&format!("## {}", output.name)),
            "docs/outputs.md has no heading `{}`",
            output.name
        );
        assert!(!output.about.is_empty(), "{} says nothing about itself", output.name);
    }
}

#[test]
fn every_error_of_reading_is_explained() {
    let known: BTreeSet<&str> =
        trust::diag::reading::READING.iter().map(|(name, _)| *name).collect();
    let rules: BTreeSet<&str> = trust::check::RULES.iter().map(|rule| rule.name).collect();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let flat: String = without_tests(&text).split_whitespace().collect::<Vec<_>>().join(" ");
        for call in ["Diagnostic::error(", "Diagnostic::without_place("] {
            for (at, _) in flat.match_indices(call) {
                let rest = flat[at + call.len()..].trim_start();
                let code = rest.strip_prefix('"').and_then(|rest| rest.split('"').next());
                if let Some(code) =
                    code.filter(|code| !known.contains(code) && !rules.contains(code))
                {
                    wrong.push(format!("src/{path}: `{code}` is not in diag::reading::READING"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
