//! What changed, told from real repositories that the tests make.

use std::fs;
use std::path::Path;

use crate::project::{Files, Project, Run, assert_same, files};

const ANSWERS: &str = "\
//- answers/a.yaml
topic: {id: a, title: A}
owner: security
reviewed: 2026-10-01
audience: public
answers:
  - {id: rest, question: Encrypted at rest?, response: yes, explanation: \"With {{ facts.cipher }}.\"}
  - {id: soc, question: Audited?, response: planned, explanation: Soon., promise: {what: A report., due: 2026-Q4}}
  - {id: secret, question: What is internal?, response: yes, explanation: Ours., audience: internal}
//- content/facts.yaml
cipher: AES-128
tls: {value: TLS 1.2, label: In transit, audience: public}
//- content/attestations.yaml
attestations:
  - {id: iso, name: ISO 27001, issuer: X, state: planned, due: 2027-Q1, audience: public, owner: c}
//- content/documents.yaml
documents:
  - {id: policy, title: Policy, kind: policy, version: \"1\", link: https://acme.example/p, audience: public}
";

/// A repository whose first commit is of 1 October 2026.
pub(crate) fn repository() -> Project {
    let project = Project::new(ANSWERS);
    project.write(".gitignore", "/dist\n").git(&["init", "-q", "-b", "main"]);
    commit(&project, "2026-10-01");
    project
}

/// Commits everything, at noon of a day.
pub(crate) fn commit(project: &Project, day: &str) {
    project.git(&["add", "-A"]);
    at(project, day, &["commit", "-q", "-m", "Secret subject"]);
}

fn at(project: &Project, day: &str, arguments: &[&str]) {
    let mut command = project.git_command(arguments);
    let date = format!("{day}T12:00:00Z");
    command.env("GIT_COMMITTER_DATE", &date).env("GIT_AUTHOR_DATE", &date);
    Run::of(command).ok();
}

/// Rules are not the matter here.
fn built(project: &Project) -> Files {
    project.trust(&["build"]).ok();
    project.tree()
}

fn json(tree: &Files) -> serde_json::Value {
    serde_json::from_slice(&tree["changes/changes.json"]).unwrap()
}

/// A line for each step: day, kind, id or title, what, from and to, variants, mark.
fn told(tree: &Files) -> Vec<String> {
    let document = json(tree);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    let mut lines = Vec::new();
    for day in document["days"].as_array().unwrap() {
        for change in day["changes"].as_array().unwrap() {
            let id = change["id"].as_str().or(change["title"].as_str()).unwrap();
            for step in change["steps"].as_array().unwrap() {
                let mut line = format!("{} {id} {}", text(&day["date"]), text(&step["what"]));
                if step["from"].is_string() || step["to"].is_string() {
                    line += &format!(" {} > {}", text(&step["from"]), text(&step["to"]));
                }
                for variant in step["variants"].as_array().unwrap() {
                    line += &format!(" @{}", text(variant));
                }
                if let Some(mark) = step["regression"].as_str() {
                    line += &format!(" ({mark})");
                }
                lines.push(line);
            }
        }
    }
    lines
}

fn page(tree: &Files) -> String {
    String::from_utf8(tree["changes/index.html"].clone()).unwrap()
}

#[test]
fn a_line_of_commits_is_told_newest_first() {
    let project = repository();
    project.edit("answers/a.yaml", "rest?, response: yes", "rest?, response: partial");
    commit(&project, "2026-10-05");
    project
        .edit("answers/a.yaml", "due: 2026-Q4", "due: 2027-Q2")
        .edit("content/facts.yaml", "TLS 1.2", "TLS 1.3")
        .edit("content/facts.yaml", "AES-128", "AES-256")
        .edit("content/documents.yaml", "\"1\"", "\"2\"");
    commit(&project, "2026-10-06");
    project.edit("answers/a.yaml", ", promise: {what: A report., due: 2027-Q2}", "").edit(
        "content/attestations.yaml",
        "state: planned, due: 2027-Q1",
        "state: held, issued: 2026-10-07, valid_until: 2029-10-06",
    );
    commit(&project, "2026-10-07");
    project
        .edit("answers/a.yaml", "response: planned", "response: no")
        .edit("answers/a.yaml", "  - {id: secret", "  - {id: new, question: New?, response: yes, explanation: It is., evidence: [iso]}\n  - {id: secret");
    commit(&project, "2026-10-08");
    project.edit("answers/a.yaml", "Soon.", "Not now.");
    commit(&project, "2026-10-09");
    let tree = built(&project);
    let expected = [
        "2026-10-09 soc reworded",
        "2026-10-08 new added",
        "2026-10-08 soc response planned > no (weaker)",
        "2026-10-07 soc promise-dropped 2027-Q2 > - (dropped)",
        "2026-10-07 iso status planned > held",
        "2026-10-07 iso issued - > 2026-10-07",
        "2026-10-07 iso valid-until - > 2029-10-06",
        "2026-10-06 soc promise-moved 2026-Q4 > 2027-Q2 (later)",
        "2026-10-06 policy version 1 > 2",
        "2026-10-06 A value in the answer to: Encrypted at rest? value AES-128 > AES-256",
        "2026-10-06 In transit value TLS 1.2 > TLS 1.3",
        "2026-10-05 rest response yes > partial (weaker)",
    ];
    assert_eq!(told(&tree), expected);
    assert_eq!(
        (&json(&tree)["reach"], &json(&tree)["since"]),
        (&"whole".into(), &"2026-10-01".into())
    );
    let page = page(&tree);
    for word in ["Weaker", "Later", "Dropped", "Wording of 1 answer", "from Yes to Partial"] {
        assert!(page.contains(word), "no `{word}` in {page}");
    }
    for bytes in tree.values() {
        let text = String::from_utf8_lossy(bytes);
        for hidden in ["Secret subject", "Ada Example", "facts.cipher"] {
            assert!(!text.contains(hidden), "`{hidden}` is published");
        }
    }
    // Earlier days know nothing of later ones.
    project.trust(&["build", "--as-of", "2026-10-06"]).ok();
    assert_eq!(told(&project.tree()), expected[7..]);
}

#[test]
fn what_changes_back_within_a_day_is_no_change() {
    let project = repository();
    project.edit("answers/a.yaml", "rest?, response: yes", "rest?, response: no");
    commit(&project, "2026-10-05");
    project.edit("answers/a.yaml", "rest?, response: no", "rest?, response: yes");
    commit(&project, "2026-10-05");
    assert_eq!(told(&built(&project)), [""; 0]);
    assert!(page(&project.tree()).contains("Nothing has changed since."));
}

#[test]
fn moving_and_reformatting_is_no_change() {
    let project = repository();
    let before = built(&project);
    let text = fs::read_to_string(project.path("answers/a.yaml")).unwrap();
    let (head, list) = text.split_once("answers:\n").unwrap();
    let lines: Vec<&str> = list.lines().collect();
    project.write("answers/deep/b.yaml", format!("{head}answers:\n{}\n", lines[0]));
    project.write(
        "answers/a.yaml",
        format!("# Moved.\r\n{head}answers:\n{}\n{}\n", lines[2], lines[1]),
    );
    commit(&project, "2026-10-05");
    project.edit("answers/deep/b.yaml", "reviewed: 2026-10-01", "reviewed: 2026-10-05");
    let long = "  - id: rest\n    question: Encrypted at rest?\n    response: \"yes\"\n    explanation: With {{ facts.cipher }}.";
    project.edit("answers/deep/b.yaml", lines[0], long);
    commit(&project, "2026-10-06");
    let after = built(&project);
    assert_eq!(told(&after), [""; 0]);
    assert_eq!(page_body(&before), page_body(&after));
    // Another id with the same question is the same answer.
    project.edit("answers/deep/b.yaml", "id: rest", "id: at-rest");
    commit(&project, "2026-10-07");
    assert_eq!(told(&built(&project)), [""; 0]);
}

/// The page of changes without its footer, which names the commit.
fn page_body(tree: &Files) -> String {
    page(tree).split("<footer").next().unwrap().to_owned()
}

#[test]
fn a_merge_counts_when_it_reaches_the_branch() {
    let project = repository();
    project.git(&["switch", "-q", "-c", "side"]);
    project.edit("answers/a.yaml", "rest?, response: yes", "rest?, response: no");
    commit(&project, "2026-10-05");
    project.edit("answers/a.yaml", "rest?, response: no", "rest?, response: partial");
    commit(&project, "2026-10-06");
    project.git(&["switch", "-q", "main"]);
    project.edit("content/documents.yaml", "\"1\"", "\"2\"");
    commit(&project, "2026-10-07");
    at(&project, "2026-10-08", &["merge", "-q", "--no-ff", "-m", "Secret subject", "side"]);
    let expected =
        ["2026-10-08 rest response yes > partial (weaker)", "2026-10-07 policy version 1 > 2"];
    assert_eq!(told(&built(&project)), expected);
    project.git(&["switch", "-q", "--detach", "HEAD"]).git(&["branch", "-q", "-D", "main"]);
    assert_eq!(told(&built(&project)), expected);
    // Settings of a user do not change what is read.
    for (name, value) in [
        ("log.showRoot", "false"),
        ("log.diffMerges", "combined"),
        ("diff.renames", "copies"),
        ("log.showSignature", "true"),
        ("diff.noprefix", "true"),
        ("color.ui", "always"),
    ] {
        project.git(&["config", name, value]);
    }
    assert_eq!(told(&built(&project)), expected);
}

#[test]
fn variants_change_each_for_itself() {
    let project = repository();
    project.write(
        "trust.yaml",
        format!(
            "{}variants: {{m-a: {{name: Mode A}}, m-b: {{name: Mode B}}}}\n",
            crate::project::TRUST_YAML
        ),
    );
    commit(&project, "2026-10-02");
    project.edit(
        "answers/a.yaml",
        "rest?, response: yes",
        "rest?, variants: {m-b: {response: no, explanation: Not there.}}, response: yes",
    );
    commit(&project, "2026-10-03");
    assert_eq!(
        told(&built(&project)),
        ["2026-10-03 rest response yes > no @m-b (weaker)", "2026-10-03 rest reworded"]
    );
    assert!(page(&project.tree()).contains("Mode B"));
}

/// What is not public leaves no trace: neither a day, nor a number, nor an entry.
#[test]
fn internal_commits_are_invisible() {
    let (plain, more) = (repository(), repository());
    let both = |edit: &dyn Fn(&Project)| [&plain, &more].into_iter().for_each(edit);
    more.edit("answers/a.yaml", "Ours.", "Ours alone.");
    commit(&more, "2026-10-02");
    both(&|project| {
        project.edit("answers/a.yaml", "rest?, response: yes", "rest?, response: no");
        commit(project, "2026-10-05");
    });
    more.edit("answers/a.yaml", "What is internal?", "What else is internal?");
    commit(&more, "2026-10-06");
    more.write("content/notes.txt", "Nothing.");
    commit(&more, "2026-10-07");
    // Equal sources at the end, so that only the history could differ.
    more.edit("answers/a.yaml", "What else is internal?", "What is internal?");
    more.edit("answers/a.yaml", "Ours alone.", "Ours.");
    fs::remove_file(more.path("content/notes.txt")).unwrap();
    commit(&more, "2026-10-08");
    let commit_of = |tree: &Files| json(tree)["commit"].as_str().unwrap().to_owned();
    let unsigned = |project: &Project| -> Files {
        let tree = built(project);
        let commit = commit_of(&tree);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&commit, "").into_bytes();
        // Workbooks are archives, and the manifest has hashes of the others.
        let is_text = |path: &str| !path.ends_with(".xlsx") && path != "manifest.json";
        let texts = tree.iter().filter(|(path, _)| is_text(path));
        texts.map(|(path, bytes)| (path.clone(), text(bytes))).collect()
    };
    assert_same(&unsigned(&plain), &unsigned(&more), "an internal commit");
    assert_eq!(told(&plain.tree()), ["2026-10-05 rest response yes > no (weaker)"]);
}

/// What was public by mistake is not published again.
#[test]
fn a_history_repeats_no_texts() {
    let project = repository();
    project
        .edit(
            "answers/a.yaml",
            "Ours., audience: internal",
            "The password is swordfish., audience: public",
        )
        .edit(
            "content/facts.yaml",
            "cipher",
            "nodes: {value: node-canary, label: Nodes, audience: public}\ncipher",
        );
    commit(&project, "2026-10-02");
    project.edit("content/facts.yaml", "node-canary", "node-parrot");
    commit(&project, "2026-10-03");
    project
        .edit(
            "answers/a.yaml",
            "The password is swordfish., audience: public",
            "Ours., audience: internal",
        )
        .edit(
            "content/facts.yaml",
            "nodes: {value: node-parrot, label: Nodes, audience: public}\n",
            "",
        );
    commit(&project, "2026-10-04");
    let tree = built(&project);
    let expected = [
        "2026-10-04 secret withdrawn",
        "2026-10-04 Nodes withdrawn",
        "2026-10-02 secret added",
        "2026-10-02 Nodes added",
    ];
    assert_eq!(told(&tree), expected);
    let hidden = |tree: &Files, words: &[&str]| {
        // Scripts and styles are the theme's, not the project's.
        for (path, bytes) in tree.iter().filter(|(path, _)| !path.starts_with("assets/")) {
            let text = String::from_utf8_lossy(bytes);
            words.iter().for_each(|word| assert!(!text.contains(word), "{path} holds {word}"));
        }
    };
    hidden(&tree, &["swordfish", "canary", "parrot"]);
    project.write(
        "trust.yaml",
        format!("{}changes: {{forget: [secret, nodes]}}\n", crate::project::TRUST_YAML),
    );
    let tree = built(&project);
    assert_eq!(told(&tree), [""; 0]);
    hidden(&tree, &["swordfish", "What is internal?", "Nodes"]);
    project.write(
        "trust.yaml",
        format!("{}changes: {{since: 2026-10-04}}\n", crate::project::TRUST_YAML),
    );
    let tree = built(&project);
    assert_eq!(told(&tree), expected[..2]);
    assert_eq!(json(&tree)["reach"], "chosen");
}

#[test]
fn what_a_check_refused_is_not_told_afterwards() {
    let project = repository();
    project
        .edit("content/facts.yaml", "TLS 1.2", "TLS by proxy1.internal")
        .edit("answers/a.yaml", "Encrypted at rest?", "Encrypted on db7.internal?")
        .edit("content/documents.yaml", "\"1\"", "vault.internal")
        .edit("answers/a.yaml", "  - {id: secret", "  - {id: odd, question: Is ab-1234 done?, response: yes, explanation: It is.}\n  - {id: secret");
    commit(&project, "2026-10-05");
    project.trust(&["build"]).exits(1).says(&["internal-reference"]);
    project
        .edit("content/facts.yaml", "TLS by proxy1.internal", "TLS 1.3")
        .edit("answers/a.yaml", "Encrypted on db7.internal?", "Encrypted?")
        .edit("content/documents.yaml", "vault.internal", "\"2\"")
        .edit(
            "answers/a.yaml",
            "  - {id: odd, question: Is ab-1234 done?, response: yes, explanation: It is.}\n",
            "",
        );
    commit(&project, "2026-10-06");
    let tree = built(&project);
    assert_eq!(told(&tree), ["2026-10-06 rest reworded", "2026-10-05 rest reworded"]);
    for (path, bytes) in &tree {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(".internal") && !text.contains("ab-1234"), "{path}");
    }
}

#[test]
fn what_cannot_be_read_is_passed_over() {
    let project = repository();
    project.edit("answers/a.yaml", "answers:", "answers: [");
    commit(&project, "2026-10-02");
    project.edit("answers/a.yaml", "answers: [", "answers:").edit(
        "answers/a.yaml",
        "rest?, response: yes",
        "rest?, response: no",
    );
    commit(&project, "2026-10-03");
    fs::remove_file(project.path("trust.yaml")).unwrap();
    commit(&project, "2026-10-04");
    project.write("trust.yaml", format!("{}future_key: 1\n", crate::project::TRUST_YAML));
    project.edit("content/documents.yaml", "\"1\"", "\"2\"");
    commit(&project, "2026-10-05");
    project.write("trust.yaml", crate::project::TRUST_YAML);
    commit(&project, "2026-10-06");
    let run = project.trust(&["build"]);
    assert!(!run.ok().stderr.contains("warning"), "{}", run.stderr);
    let expected =
        ["2026-10-05 policy version 1 > 2", "2026-10-03 rest response yes > no (weaker)"];
    assert_eq!(told(&project.tree()), expected);
}

#[test]
fn a_shallow_clone_says_from_when_on_it_knows() {
    let project = repository();
    project.edit("answers/a.yaml", "rest?, response: yes", "rest?, response: no");
    commit(&project, "2026-10-05");
    project.edit("content/documents.yaml", "\"1\"", "\"2\"");
    commit(&project, "2026-10-06");
    let address = format!("file://{}", project.root().display());
    let clone = Project::named("clone");
    clone.git(&["clone", "-q", "--depth", "2", &address, "."]);
    let run = clone.trust(&["build"]);
    run.ok().says(&["shallow-clone", "fetch-depth: 0", "GIT_DEPTH: 0"]);
    let tree = clone.tree();
    assert_eq!(told(&tree), ["2026-10-06 policy version 1 > 2"]);
    assert_eq!(
        (&json(&tree)["reach"], &json(&tree)["since"]),
        (&"copied".into(), &"2026-10-05".into())
    );
    assert!(page(&tree).contains("goes back to 5 October 2026"));
    clone.trust(&["check"]).ok().says(&["shallow-clone"]);
    clone.trust(&["check", "--strict"]).exits(1);
    clone.git(&["fetch", "-q", "--unshallow"]);
    assert!(!clone.trust(&["check"]).ok().stderr.contains("shallow-clone"));
    assert_eq!(told(&built(&clone)).len(), 2);
    // A clone without contents fetches none for the history.
    project.git(&["config", "uploadpack.allowFilter", "true"]);
    let partial = Project::named("partial");
    partial.git(&["clone", "-q", "--filter=blob:none", &address, "."]);
    let tree = built(&partial);
    assert_eq!((told(&tree).len(), &json(&tree)["reach"]), (0, &"copied".into()));
}

#[test]
fn without_git_the_page_says_that_it_knows_nothing() {
    let unknown = |tree: &Files| {
        assert_eq!((told(tree).len(), &json(tree)["reach"]), (0, &"unknown".into()));
        assert!(page(tree).contains("without the history of the project"));
        let overview = String::from_utf8(tree["index.html"].clone()).unwrap();
        assert!(!overview.contains("Latest changes"));
    };
    // No repository, and an archive of one.
    let project = Project::new(ANSWERS);
    unknown(&built(&project));
    // Not committed yet, and a folder that the repository does not keep.
    project.git(&["init", "-q"]);
    unknown(&built(&project));
    project.write("other.txt", "x").git(&["add", "other.txt"]);
    at(&project, "2026-10-01", &["commit", "-q", "-m", "x"]);
    unknown(&built(&project));
    // No program.
    let project = repository();
    let mut command = project.command(&["build"]);
    command.env("PATH", project.path("nowhere"));
    Run::of(command).ok();
    unknown(&project.tree());
}

#[test]
fn a_project_may_lie_below_its_repository() {
    let above = Project::named("above");
    for (path, bytes) in files(repository().root()) {
        if !path.starts_with(".git/") {
            above.write(Path::new("sites/trust").join(path), bytes);
        }
    }
    above.git(&["init", "-q", "-b", "main"]);
    commit(&above, "2026-10-01");
    above.edit("sites/trust/answers/a.yaml", "rest?, response: yes", "rest?, response: no");
    above.write("answers/stray.yaml", "not: ours");
    commit(&above, "2026-10-05");
    above.trust(&["build", "--project", "sites/trust", "--out", "dist"]).ok();
    assert_eq!(told(&above.tree()), ["2026-10-05 rest response yes > no (weaker)"]);
}

#[test]
fn the_feeds_tell_the_same() {
    let project = repository();
    project
        .edit("answers/a.yaml", "rest?, response: yes", "rest?, response: no")
        .edit("content/facts.yaml", "AES-128", "AES-256")
        .edit("content/facts.yaml", "TLS 1.2", "TLS 1.3");
    commit(&project, "2026-10-05");
    let tree = built(&project);
    let atom = String::from_utf8(tree["changes/feed.xml"].clone()).unwrap();
    let feed: serde_json::Value = serde_json::from_slice(&tree["changes/feed.json"]).unwrap();
    let ids: Vec<&str> =
        feed["items"].as_array().unwrap().iter().map(|own| own["id"].as_str().unwrap()).collect();
    let host = "tag:trust.acme.example,2026-10-05:changes";
    assert_eq!(
        ids,
        [
            format!("{host}/answer/rest"),
            format!("{host}/fact/in-transit"),
            format!("{host}/fact/in/rest")
        ]
    );
    for id in ids {
        assert!(atom.contains(id), "{atom}");
    }
    assert!(atom.contains("Weaker: Response changed from Yes to No."), "{atom}");
    assert!(atom.contains("https://trust.acme.example/answers/a/rest/"), "{atom}");
    let again = built(&project);
    assert_same(&tree, &again, "a second build");
}
