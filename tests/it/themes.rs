//! Themes: one file, one block, one component or one colour of one's own, and errors at their place.

use crate::project::{Project, TRUST_YAML};

/// A project with one public answer, and a theme of these files.
fn themed(files: &str) -> Project {
    let project = Project::bare(files);
    project.write("trust.yaml", TRUST_YAML.replace("title:", "theme: acme, title:"));
    project.write(
        "answers/a.yaml",
        "topic: {id: a, title: A}\nowner: security\nreviewed: 2026-11-01\naudience: public\nanswers:\n  \
         - {id: q, question: Is it so?, response: yes, explanation: It is.}\n",
    );
    project
}

#[test]
fn a_started_theme_changes_nothing_until_its_author_does() {
    let project = themed("");
    project.trust(&["init", "--theme", "acme", "--copy", "404.html"]).ok();
    project.trust(&["build"]).ok();
    let own = project.tree();
    project.write("trust.yaml", TRUST_YAML);
    project.trust(&["build"]).ok();
    let built_in = project.tree();
    let changed = own.iter().filter(|(path, bytes)| built_in.get(*path) != Some(bytes));
    let differ: Vec<_> = changed.map(|(path, _)| path).collect();
    // The style sheet has a comment more, and the manifest counts it.
    assert_eq!(differ, ["assets/style.css", "manifest.json"]);
    assert_eq!(own.len(), built_in.len());
}

#[test]
fn a_theme_is_never_overwritten() {
    let project = themed("//- themes/acme/own.css\nmine\n");
    let said = project.trust(&["init", "--theme", "acme"]);
    said.exits(2);
    assert!(!project.path("themes/acme/theme.yaml").exists());
    project.trust(&["init", "--theme", "../x"]).exits(2);
    project.trust(&["init", "--theme", "b", "--copy", "nothing.html"]).exits(2);
    assert!(!project.path("themes/b").exists());
}

#[test]
fn a_theme_is_started_in_the_project_that_is_named() {
    let project = themed("");
    let elsewhere = Project::named("elsewhere");
    let folder = project.root().to_string_lossy().into_owned();
    elsewhere.trust(&["init", "--theme", "b", "--project", &folder]).ok();
    assert!(project.path("themes/b/own.css").exists());
    project.trust(&["init", "--theme", "c", "--ci", "github"]).exits(2);
    assert!(!project.path("themes/c").exists());
}

#[test]
fn one_block_is_replaced_and_the_rest_stays() {
    let project = themed(
        "//- themes/acme/answer.html\n{% extends \"default/answer.html\" %}\n{% block main %}<p>Ours.</p>\n{{ super() }}{% endblock main %}\n\
         //- themes/acme/components.html\n{% component state(of) %}<em>{{ of.title }}</em>{% endcomponent state %}\n\
         //- themes/acme/own.css\n:root{--ink:#123456}\n",
    );
    project.trust(&["build"]).ok();
    let tree = project.tree();
    let page = String::from_utf8(tree["answers/a/q/index.html"].clone()).unwrap();
    assert!(page.contains("<p>Ours.</p>") && page.contains("Is it so?"), "{page}");
    assert!(page.contains("<em>Yes</em>"), "{page}");
    let style = String::from_utf8(tree["assets/style.css"].clone()).unwrap();
    assert!(style.trim_end().ends_with(":root{--ink:#123456}") && style.contains("main"));
    assert!(!tree.keys().any(|path| path.contains("own.css") || path.contains("theme.yaml")));
}

/// What is wrong with a template is said by `check` where it stands; what only filling it shows, by `build`.
#[test]
fn errors_stand_at_file_and_line() {
    let project = themed("//- themes/acme/answer.html\n<p>\n{{ page.answer | shout }}\n");
    let said = project.trust(&["check"]);
    said.exits(1);
    said.says(&["themes/acme/answer.html:2:18"]);
    project.write("themes/acme/answer.html", "<p>\n\n  {{ page.nothing }}\n");
    project.trust(&["check"]).ok();
    let said = project.trust(&["build"]);
    said.exits(1);
    said.says(&["themes/acme/answer.html:3:"]);
    said.says(&["{{ page.nothing }}"]);
    project.write("themes/acme/answer.html", "{% extends \"no.html\" %}");
    let said = project.trust(&["check"]);
    said.exits(1).says(&["no.html"]);
}

#[test]
fn a_theme_for_another_context_is_refused() {
    let project = themed("//- themes/acme/theme.yaml\ncontext: 7\n");
    let said = project.trust(&["check"]);
    said.exits(1);
    said.says(&["themes/acme/theme.yaml:1:10"]);
    project.write("themes/acme/theme.yaml", "contxt: 1\n");
    let said = project.trust(&["check"]);
    said.says(&["did you mean `context`"]);
}
