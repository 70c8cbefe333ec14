//! Nothing that is not public gets out: tokens in every field, and a project that never had the hidden things.

pub(crate) mod search;

use std::collections::BTreeSet;

use crate::leak::search::{Found, tokens};
use crate::project::{Files, Project, Run, assert_same, files};

/// What a project is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Everything.
    Whole,
    /// Without what is not public.
    Stripped,
}

/// The fixture, whole or without what is not public.
fn fixture(kind: Kind) -> String {
    let text = include_str!("project.txt");
    let text = &text[text.find("\n//- ").unwrap() + 1..];
    let mut out = String::new();
    let mut hidden = false;
    for line in text.lines() {
        match (line.trim(), line.split_once("#~")) {
            ("#<", _) => hidden = true,
            ("#>", _) => hidden = false,
            _ if hidden && kind == Kind::Stripped => {}
            (_, Some((whole, stripped))) => match (kind, stripped.trim()) {
                (Kind::Whole, _) => out.push_str(&format!("{}\n", whole.trim_end())),
                (Kind::Stripped, "") => {}
                (Kind::Stripped, stripped) => {
                    let indent = &line[..line.len() - line.trim_start().len()];
                    out.push_str(&format!("{indent}{stripped}\n"));
                }
            },
            _ => out.push_str(&format!("{line}\n")),
        }
    }
    out
}

/// A project in a folder whose name is a token, too.
fn project(fixture: &str) -> Project {
    let project = Project::named("canaryifolder");
    for (path, text) in crate::project::split(fixture) {
        project.write(path, text);
    }
    project
}

/// Builds for an audience, with tokens in the environment.
fn build(project: &Project, audience: &str) -> Files {
    let mut command = project.command(&["build", "--audience", audience]);
    for name in ["USER", "LOGNAME", "USERNAME", "HOSTNAME", "EMAIL", "TRUST_NOTE"] {
        command.env(name, "canaryienvironment");
    }
    Run::of(command).ok();
    project.tree()
}

/// The tokens of a class that the fixture has.
fn written(class: &str) -> BTreeSet<String> {
    let text = fixture(Kind::Whole);
    let found = tokens(&Files::from([("fixture".to_owned(), text.into_bytes())]));
    found.into_keys().filter(|token| token.starts_with(class)).collect()
}

fn of_classes<'f>(found: &'f Found, classes: &[&str]) -> Vec<(&'f String, &'f BTreeSet<String>)> {
    found.iter().filter(|(token, _)| classes.iter().any(|class| token.starts_with(class))).collect()
}

#[test]
fn the_public_tree_has_nothing_that_is_not_public() {
    let project = project(&fixture(Kind::Whole));
    project.git(&["init", "-q", "-b", "canaryibranch"]).git(&["add", "-A"]);
    let mut commit = project.git_command(&["commit", "-q", "-m", "canaryisubject\n\ncanaryibody"]);
    commit.env("GIT_AUTHOR_NAME", "canaryiauthor").env("GIT_AUTHOR_EMAIL", "canaryi@mail.example");
    commit.env("GIT_COMMITTER_NAME", "canaryicommitter");
    assert_eq!(Run::of(commit).status, Some(0));
    project.git(&["tag", "canaryitag"]);

    let found = tokens(&build(&project, "public"));
    let leaks = of_classes(&found, &["canaryi", "canaryn", "2043", "2044"]);
    assert!(leaks.is_empty(), "{leaks:#?}");

    // The other way round: the same search finds all that should be there, and where it should be.
    let missing: Vec<_> =
        written("canaryp").into_iter().filter(|token| !found.contains_key(token)).collect();
    assert!(missing.is_empty(), "nowhere: {missing:?}");
    for (token, places) in EXPECTED {
        for place in *places {
            let there = found[*token].iter().any(|path| path.contains(place));
            assert!(there, "`{token}` is not in {place}, only in {:?}", found[*token]);
        }
    }
}

/// In which outputs a public thing must be found, else the search does not see that kind of output.
const EXPECTED: &[(&str, &[&str])] = &[
    (
        "canarypfirstxexplanation",
        &[
            "answers/topic/canarypfirstxid/index.html",
            "canaryporgxform/mode-b/index.html",
            ".csv",
            ".json",
            ".xlsx!xl/",
            "api/answers.json",
        ],
    ),
    ("canarypfirstxquestion", &["search.json", "index.html"]),
    ("canarypfirstxid", &["answers/", "sitemap.xml", "manifest.json"]),
    ("canarypsubxname", &["subprocessors/index.html", "subprocessors.json", "subprocessors.csv"]),
    ("canarypnoticexreason", &["feed.xml", "feed.json", "subprocessors/notices/"]),
    ("canarypnewxname", &["calendar.ics"]),
    ("canaryporgxtitle", &["index.html", "llms.txt"]),
    ("canaryporgxsecurity", &["security.txt"]),
    ("canarypsheetxtext", &["documents/"]),
];

#[test]
fn readers_under_nda_get_theirs_and_nothing_internal() {
    let project = project(&fixture(Kind::Whole));
    let found = tokens(&build(&project, "nda"));
    let leaks = of_classes(&found, &["canaryi", "2043"]);
    assert!(leaks.is_empty(), "{leaks:#?}");
    let unpublished = ["canarynformfolder"];
    let missing: Vec<_> = written("canaryn")
        .into_iter()
        .filter(|token| !found.contains_key(token) && !unpublished.contains(&token.as_str()))
        .collect();
    assert!(missing.is_empty(), "nowhere: {missing:?}");
    assert!(found.contains_key("2044"), "dates are found");
}

/// The strongest form: not a token, a count, an order or a date can differ.
#[test]
fn a_project_that_never_had_the_hidden_things_builds_the_same_tree() {
    let whole = build(&project(&fixture(Kind::Whole)), "public");
    let stripped = build(&project(&fixture(Kind::Stripped)), "public");
    assert_same(&whole, &stripped, "with and without what is not public");
}

#[test]
fn each_public_thing_raised_is_gone_as_if_it_had_never_been_built() {
    for level in ["internal", "nda"] {
        raise_each(level);
    }
}

/// Raises each public thing of the fixture in turn, and builds over the site that still had it.
fn raise_each(level: &str) {
    let whole = fixture(Kind::Whole);
    let kept = project(&whole);
    let before = tokens(&build(&kept, "public"));
    let mut raised = 0;
    for (at, word) in whole.match_indices("audience: public") {
        // The thing is the one named last before its audience.
        let name = whole[..at].rfind("canary").map(|start| &whole[start..]).unwrap();
        let name = &name[..name.find('x').unwrap()];
        if !name.starts_with("canaryp") || name == "canaryporg" {
            continue;
        }
        let fixture = format!("{}audience: {level}{}", &whole[..at], &whole[at + word.len()..]);
        crate::project::split(&fixture).into_iter().for_each(|(path, text)| {
            kept.write(path, text);
        });
        let run = kept.trust(&["build"]);
        if run.status == Some(1) {
            // What others refer to is not dropped in silence; the message names both.
            assert!(run.stderr.contains(name), "{name}: {}", run.stderr);
            continue;
        }
        run.ok();
        raised += 1;
        let prefix = format!("{name}x");
        let tree = kept.tree();
        let found = tokens(&tree);
        let left: Vec<_> = of_classes(&found, &[&prefix]);
        assert!(before.keys().any(|token| token.starts_with(&prefix)), "{name} was there");
        assert!(left.is_empty(), "{name} is left: {left:#?}");
        // The folder of the earlier build makes no difference.
        let fresh = kept.path("fresh");
        kept.trust(&["build", "--out", "fresh"]).ok();
        assert_same(&tree, &files(&fresh), name);
        std::fs::remove_dir_all(fresh).unwrap();
    }
    assert!(raised >= 10, "only {raised} things were raised");
}

/// A4: what a wider audience reads may not rest on what it may not.
#[test]
fn public_texts_that_use_hidden_things_are_refused_by_both_names() {
    let facts = "//- content/facts.yaml\nsecret: {value: x, audience: nda}\n";
    let hidden = "\
//- answers/hidden.yaml
topic: {id: t, title: T}
reviewed: 2026-10-01
owner: security
answers:
  - {id: hidden, question: H?, response: yes, explanation: Hidden.}
";
    let using = |text: &str| {
        let open = format!(
            "//- answers/open.yaml\ntopic: {{id: t, title: T}}\nreviewed: 2026-10-01\nowner: security\naudience: public\nanswers:\n  - id: open\n    question: O?\n    response: yes\n    explanation: |\n      {text}\n"
        );
        Project::new(&format!("{facts}{hidden}{open}")).trust(&["build"])
    };
    using("Uses {{ facts.secret }}.").exits(1).says(&[
        "hidden-reference",
        "secret",
        "open.yaml:10",
    ]);
    using("Uses {{ facts['secret'] }}.").exits(1);
    using("Uses {{ facts | items }}.").exits(1);
    using("Uses {{ facts }}.").exits(1);
    for link in ["answer:hidden", "/answers/t/hidden/"] {
        using(&format!("See [that]({link}).")).exits(1).says(&[
            "broken-link",
            "hidden",
            "open.yaml:10",
        ]);
    }
    using("Nothing hidden.").ok();
}

/// A8: the folder can be served as it is.
#[test]
fn the_tree_has_no_dot_files_but_well_known() {
    let project = project(&fixture(Kind::Whole));
    project.git(&["init", "-q"]);
    project.write("content/documents/.hidden.pdf", "x").write("answers/.draft.yaml", "x");
    let tree = build(&project, "public");
    for path in tree.keys() {
        let mut parts = path.split('/');
        assert!(parts.all(|part| !part.starts_with('.') || part == ".well-known"), "{path}");
    }
    assert!(!tree.is_empty());
}
