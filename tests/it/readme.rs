//! The tour of the README, as a new user would follow it.

use crate::project::Project;

/// The fenced block of the README that holds a phrase.
fn block(text: &str, phrase: &str) -> String {
    let blocks = text.split("\n```").skip(1).step_by(2);
    let found =
        blocks.map(|block| block.split_once('\n').unwrap().1).find(|block| block.contains(phrase));
    found.unwrap_or_else(|| panic!("no block of the README holds `{phrase}`")).trim().to_owned()
}

#[test]
fn the_tour_shows_what_is_printed() {
    let readme =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let shown = block(&readme, "error[unknown-key]");
    let project = Project::sample();
    let path = project.path("answers/encryption.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("    response: yes", "    respons: yes", 1)).unwrap();
    let run = project.trust(&["check"]);
    assert_eq!(run.status, Some(1));
    assert_eq!(run.stderr.trim(), shown);
}

#[test]
fn every_command_is_in_the_readme() {
    let readme =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    for name in ["init", "check", "build", "serve", "coverage", "explain", "completions", "man"] {
        assert!(readme.contains(&format!("`trust {name}")), "{name}");
    }
}
