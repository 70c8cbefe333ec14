//! Whatever stands in the files of a project, the program says what and where, or does what is right; it never
//! panics, hangs or writes what it should not.

mod disk;
mod forms;
mod inert;
mod limits;

use crate::project::Project;

/// A file of answers up to its answers: five lines.
pub(super) const HEAD: &str = "\
topic: {id: t, title: T}
owner: security
reviewed: 2026-10-01
audience: public
answers:
";

/// Errors of a project with one more file, as `code file:line:column`.
#[track_caller]
fn errors_with(path: &str, content: impl AsRef<[u8]>) -> Vec<String> {
    let project = Project::new("");
    project.write(path, content);
    errors(&project)
}

/// Errors of reading a project; rules have tests of their own.
#[track_caller]
fn errors(project: &Project) -> Vec<String> {
    let errors = project.problems().into_iter().filter(|problem| problem.kind == "reading");
    errors.map(|problem| problem.place()).collect()
}

/// What a file holds, and the errors it gives in `answers/a.yaml`, as `code line:column`.
const ANSWER_FILES: &[(&str, &[&str])] = &[
    // Nothing, or nothing that is read.
    ("", &["empty-file 1:1"]),
    (" \n\n", &["empty-file 1:1"]),
    ("# only a comment\n", &["empty-file 1:1"]),
    ("---\n", &["empty-file 1:1"]),
    ("~\n", &["empty-file 1:1"]),
    ("\u{feff}", &["empty-file 1:1"]),
    // The wrong kind of value.
    ("text", &["wrong-type 1:1"]),
    ("- a\n", &["wrong-type 1:1"]),
    ("topic: t\nanswers: []\n", &["wrong-type 1:8"]),
    ("topic: {id: t, title: [T]}\nanswers: {}\n", &["wrong-type 1:23", "wrong-type 2:10"]),
    ("topic: {id: t, title: T}\nanswers: text\n", &["wrong-type 2:10"]),
    ("topic: {id: t, title: T}\nanswers: [text]\n", &["wrong-type 2:11"]),
    ("topic: {id: t, title: T, order: first}\nanswers: []\n", &["bad-number 1:33"]),
    ("topic: {id: t, title: T, order: -1}\nanswers: []\n", &["bad-number 1:33"]),
    ("topic: {id: t, title: T, order: 99999999999}\nanswers: []\n", &["bad-number 1:33"]),
    // Something is missing, unknown or there twice.
    ("answers: []\n", &["missing-key 1:1"]),
    ("topic: {id: t}\n", &["missing-key 1:1", "missing-key 1:9"]),
    ("topic: {id: t, title: }\nanswers: []\n", &["missing-key 1:16"]),
    ("topic: {id: t, title: T}\nanswer: []\n", &["missing-key 1:1", "unknown-key 2:1"]),
    ("topic: {id: t, title: T, title: U}\nanswers: []\n", &["duplicate-key 1:26"]),
    ("topic: {id: t, title: T}\nanswers: []\nanswers: []\n", &["duplicate-key 3:1"]),
    // What YAML has and a project has not.
    ("topic: &t {id: t, title: T}\nanswers: []\n", &["anchor 1:11"]),
    ("topic: {id: t, title: T}\nanswers: &a []\n", &["anchor 2:13"]),
    ("topic: {id: t, title: &x T}\nanswers: []\n", &["anchor 1:26"]),
    ("topic: {id: t, title: *x}\nanswers: []\n", &["yaml-syntax 1:23"]),
    ("topic: !!map {id: t, title: T}\nanswers: []\n", &["tag 1:14"]),
    ("topic: {id: t, title: !<tag:yaml.org,2002:str> T}\nanswers: []\n", &["tag 1:48"]),
    ("topic: {id: t, title: !ruby/object:Gem T}\nanswers: []\n", &["tag 1:40"]),
    ("topic: {<<: {id: t}, title: T}\nanswers: []\n", &["missing-key 1:9", "unknown-key 1:9"]),
    (
        "topic: {id: t, title: T}\nanswers: []\n---\ntopic: {id: u, title: U}\n",
        &["several-documents 3:1"],
    ),
    ("? [a]\n: b\ntopic: {id: t, title: T}\nanswers: []\n", &["bad-key 1:3"]),
    // What is not YAML.
    ("topic:\n\tid: t\nanswers: []\n", &["yaml-syntax 2:2"]),
    ("topic: {id: t, title: \"T}\nanswers: []\n", &["yaml-syntax 1:23"]),
    ("topic: {id: t, title: T\nanswers: []\n", &["yaml-syntax 2:8"]),
    ("topic: {id: t, title: T}}\nanswers: []\n", &["yaml-syntax 1:25"]),
    ("topic: {id: t, title: @T}\nanswers: []\n", &["yaml-syntax 1:23"]),
    ("topic: {id: t, title: `T`}\nanswers: []\n", &["yaml-syntax 1:23"]),
    ("topic: {id: t, title: T}\n answers: []\n", &["yaml-syntax 2:2"]),
    ("topic: {id: t, title: \"a\0b\"}\nanswers: []\n", &["yaml-syntax 1:25"]),
    ("topic: {id: t, title: \"\\q\"}\nanswers: []\n", &["yaml-syntax 1:23"]),
];

#[test]
fn files_of_answers() {
    for (text, expected) in ANSWER_FILES {
        let errors = errors_with("answers/a.yaml", text);
        let expected: Vec<String> =
            expected.iter().map(|error| error.replacen(' ', " answers/a.yaml:", 1)).collect();
        assert_eq!(errors, expected, "{text:?}");
    }
}

/// An answer's fields in braces, and the errors they give, as `code column`.
const ANSWERS: &[(&str, &[&str])] = &[
    ("id: a, question: Q, response: yes, explanation: E", &[]),
    ("id: a, question: Q, response: yse, explanation: E", &["unknown-word 36"]),
    ("id: a, question: Q, response: NO, explanation: E", &["unknown-word 36"]),
    ("id: a, question: Q, response: true, explanation: E", &["unknown-word 36"]),
    ("id: a, question: Q, response: {yes: no}, explanation: E", &["wrong-type 37"]),
    ("id: a, question: Q, respones: yes, explanation: E", &["unknown-key 26"]),
    ("id: a, question: {x: y}, response: yes", &["wrong-type 24"]),
    ("question: Q, response: yes", &["missing-key 6"]),
    ("id: a, response: yes", &["missing-key 6"]),
    ("id: a, question: Q, response: yes, also_asked: Q2", &["wrong-type 53"]),
    ("id: a, question: Q, response: yes, also_asked: [[Q2]]", &["wrong-type 54"]),
    ("id: a, question: Q, response: yes, tags: {a: b}", &["wrong-type 48"]),
    ("id: a, question: Q, response: yes, audience: everyone", &["unknown-word 51"]),
    ("id: a, question: Q, response: yes, audience: Public", &["unknown-word 51"]),
    ("id: a, question: Q, response: yes, ownership: ours", &["unknown-word 52"]),
    ("id: a, question: Q, response: yes, reviewed: 2026-02-30", &["bad-date 51"]),
    ("id: a, question: Q, response: yes, reviewed: 2026-10", &["bad-date 51"]),
    ("id: a, question: Q, response: yes, reviewed: 01.10.2026", &["bad-date 51"]),
    ("id: a, question: Q, response: yes, reviewed: 2026-10-01T00:00:00Z", &["bad-date 51"]),
    ("id: a, question: Q, response: yes, reviewed: -2026-10-01", &["bad-date 51"]),
    ("id: a, question: Q, response: yes, reviewed: 20261001", &["bad-date 51"]),
    ("id: a, question: Q, response: yes, reviewed: ２０２６-10-01", &["bad-date 51"]),
    ("id: a, question: Q, response: planned, promise: {what: W, due: 2026-Q5}", &["bad-date 69"]),
    ("id: a, question: Q, response: planned, promise: {what: W, due: soon}", &["bad-date 69"]),
    ("id: a, question: Q, response: planned, promise: {due: 2027-Q1}", &["missing-key 55"]),
    ("id: a, question: Q, response: yes, evidence: [nothing]", &["missing-reference 52"]),
    ("id: a, question: Q, response: yes, answers_to: {nothing@1: [x]}", &["missing-reference 54"]),
    ("id: a, question: Q, response: yes, answers_to: {nothing: [x]}", &["bad-form 54"]),
    (
        "id: a, question: Q, response: yes, variants: {mode-x: {response: no}}",
        &["missing-reference 52"],
    ),
    ("id: a, question: Q, response: yes, explanation: '{{ facts.nothing }}'", &["unknown-fact 55"]),
    ("id: a, question: Q, response: yes, explanation: '{{ 1 + }}'", &["bad-expression 55"]),
    ("id: a, question: Q, response: yes, explanation: '{{ facts.x'", &["bad-expression 55"]),
    // Characters that a reader would not see, or that make a text read otherwise than it is stored.
    ("id: a, question: \"Q\\u0007\", response: yes", &["control-character 23"]),
    ("id: a, question: \"Q\\e[31m\", response: yes", &["control-character 23"]),
    ("id: a, question: \"Q\\0\", response: yes", &["control-character 23"]),
    ("id: a, question: \"Q\\x7f\", response: yes", &["control-character 23"]),
    ("id: a, question: \"Q\\u202e\", response: yes", &["control-character 23"]),
    ("id: a, question: \"Q\\u2066\", response: yes", &["control-character 23"]),
    ("id: a, question: Q\u{202e}txet, response: yes", &["control-character 24"]),
    ("id: a, question: Q, response: yes, explanation: \"E\\u202e\"", &["control-character 54"]),
    ("id: a, question: Q, response: yes, notes: \"E\\u202e\"", &["control-character 48"]),
];

#[test]
fn answers() {
    for (fields, expected) in ANSWERS {
        let errors = errors_with("answers/a.yaml", format!("{HEAD}  - {{{fields}}}\n"));
        let expected: Vec<String> =
            expected.iter().map(|error| error.replacen(' ', " answers/a.yaml:6:", 1)).collect();
        assert_eq!(errors, expected, "{fields:?}");
    }
}

/// What stands in `trust.yaml`, instead of what the tests' project has, and the errors, as `code line:column`.
const PROJECT_FILES: &[(&str, &[&str])] = &[
    ("", &["empty-file 1:1"]),
    ("# nothing\n", &["empty-file 1:1"]),
    ("[]\n", &["wrong-type 1:1"]),
    ("organization: {name: A}\n", &["missing-key 1:1", "missing-key 1:1"]),
];

/// A fourth line of `trust.yaml`, and its error.
const PROJECT_LINES: &[(&str, &str)] = &[
    ("downloads: [{form: nothing@1, path: x}]", "missing-reference trust.yaml:4:20"),
    ("downloads: [{form: caiq-lite, path: x}]", "bad-form trust.yaml:4:20"),
    ("downloads: [{form: caiq-lite@4.0.3, path: ../x}]", "bad-id trust.yaml:4:43"),
    ("downloads: [{form: caiq-lite@4.0.3, path: answers}]", "path-taken trust.yaml:4:43"),
    (
        "downloads: [{form: caiq-lite@4.0.3, path: x, audience: all}]",
        "unknown-word trust.yaml:4:56",
    ),
    ("security_txt: {expires: never}", "bad-date trust.yaml:4:25"),
    ("security_txt: {expires: 2027-05-01, policy: 'http://a.example'}", "bad-url trust.yaml:4:45"),
    (
        "security_txt: {expires: 2027-05-01, policy: 'javascript:alert(1)'}",
        "bad-url trust.yaml:4:45",
    ),
    ("review: {every: often}", "bad-duration trust.yaml:4:17"),
    ("review: {every: -1 days}", "bad-duration trust.yaml:4:17"),
    (
        "notices: {classes: {standard: {notice: 14, objection: 14 days}}}",
        "bad-duration trust.yaml:4:40",
    ),
    ("notices: {effective_before_objections_close: maybe}", "unknown-word trust.yaml:4:46"),
    ("rules: {overdue-answer: error}", "unknown-word trust.yaml:4:25"),
    ("variants: [mode-a]", "wrong-type trust.yaml:4:11"),
    ("internal: corp", "wrong-type trust.yaml:4:11"),
    ("thems: x", "unknown-key trust.yaml:4:1"),
];

/// A change of the tests' `trust.yaml`, and its error.
const PROJECT_EDITS: &[(&str, &str, &str)] = &[
    ("https://trust", "http://trust", "bad-url trust.yaml:3:18"),
    ("https://trust.acme.example", "https://", "bad-url trust.yaml:3:18"),
    ("https://trust.acme.example", "'https://a.example/\"><script>'", "bad-url trust.yaml:3:18"),
    ("security@acme.example", "security", "bad-email trust.yaml:2:22"),
    ("security@acme.example", "'a@b.example?cc=c@d.example'", "bad-email trust.yaml:2:22"),
    ("security@acme.example", "'<a@b.example>'", "bad-email trust.yaml:2:22"),
    ("title:", "accent: blue, title:", "bad-color trust.yaml:3:54"),
    ("title:", "accent: '#12345é', title:", "bad-color trust.yaml:3:54"),
    ("title:", "language: '\"><b>', title:", "unknown-word trust.yaml:3:56"),
    ("title:", "theme: ../../etc, title:", "bad-id trust.yaml:3:53"),
    ("title:", "logo: ../logo.svg, title:", "bad-file trust.yaml:3:52"),
    ("title:", "logo: content/../../logo.svg, title:", "bad-file trust.yaml:3:52"),
    ("title:", "logo: /etc/logo.svg, title:", "bad-file trust.yaml:3:52"),
    ("title:", "logo: content/logo.svg, title:", "missing-reference trust.yaml:3:52"),
    ("name: Acme Cloud}", "name: Acme Cloud, country: no}", "bad-country trust.yaml:1:43"),
];

#[test]
fn the_project_file() {
    for (text, expected) in PROJECT_FILES {
        let expected: Vec<String> =
            expected.iter().map(|error| error.replacen(' ', " trust.yaml:", 1)).collect();
        assert_eq!(errors_with("trust.yaml", text), expected, "{text:?}");
    }
    let line = |text: &str| {
        let yaml = format!("{}{text}\n", crate::project::TRUST_YAML);
        errors_with("trust.yaml", yaml)
    };
    for (text, expected) in PROJECT_LINES {
        assert_eq!(line(text), [*expected], "{text}");
    }
    let replaced = |from: &str, to: &str| {
        errors_with("trust.yaml", crate::project::TRUST_YAML.replace(from, to))
    };
    for (from, to, expected) in PROJECT_EDITS {
        assert_eq!(replaced(from, to), [*expected], "{to}");
    }
    assert!(replaced("name: Acme Cloud}", "name: Acme Cloud, country: NO}").is_empty(), "Norway");
    let missing = Project::bare("//- answers/a.yaml\nx: 1\n");
    missing.trust(&["check"]).exits(2).says(&["there is no trust.yaml"]);
    missing.trust(&["build"]).exits(2);
}

/// Another file, what it holds, and its errors.
const OTHER_FILES: &[(&str, &str, &[&str])] = &[
    ("content/facts.yaml", "- a\n", &["wrong-type content/facts.yaml:1:1"]),
    ("content/facts.yaml", "", &[]),
    ("content/facts.yaml", "Name: x\n", &["bad-id content/facts.yaml:1:1"]),
    ("content/facts.yaml", "a: [[b]]\n", &["wrong-type content/facts.yaml:1:5"]),
    ("content/facts.yaml", "a: {value: x, labl: y}\n", &["unknown-key content/facts.yaml:1:15"]),
    ("content/facts.yaml", "a:\n", &["missing-key content/facts.yaml:1:1"]),
    ("content/pages/a.md", "", &["no-front-matter content/pages/a.md:1:1"]),
    ("content/pages/a.md", "# Title\n", &["no-front-matter content/pages/a.md:1:1"]),
    ("content/pages/a.md", "---\ntitle: A\n", &["no-front-matter content/pages/a.md:1:1"]),
    ("content/pages/a.md", "---\ntitle: [A\n---\n", &["yaml-syntax content/pages/a.md:2:8"]),
    ("content/pages/a.md", "---\n---\n", &["missing-key content/pages/a.md:1:1"]),
    (
        "content/pages/a.md",
        "---\ntitle: A\naudience: all\n---\n",
        &["unknown-word content/pages/a.md:3:11"],
    ),
    (
        "content/pages/a.md",
        "---\ntitle: A\n---\n{{ x }}\n",
        &["unknown-fact content/pages/a.md:4:1"],
    ),
    (
        "content/pages/answers.md",
        "---\ntitle: A\n---\n",
        &["path-taken content/pages/answers.md:1:1"],
    ),
    ("content/pages/A.md", "---\ntitle: A\n---\n", &["bad-id content/pages/A.md:1:1"]),
    ("content/pages/con.md", "---\ntitle: A\n---\n", &["bad-id content/pages/con.md:1:1"]),
    ("content/pages/a b.md", "---\ntitle: A\n---\n", &["bad-id content/pages/a b.md:1:1"]),
    ("content/pages/ä.md", "---\ntitle: A\n---\n", &["bad-id content/pages/ä.md:1:1"]),
    ("content/pages/a.markdown", "x", &["unknown-file content/pages/a.markdown:1:1"]),
    ("content/pages/a.MD", "x", &["unknown-file content/pages/a.MD:1:1"]),
    ("answers/a.yml", "x", &["unknown-file answers/a.yml:1:1"]),
    ("answers/deep/a.YAML", "x", &["unknown-file answers/deep/a.YAML:1:1"]),
    ("content/notices/a.yml", "x", &["unknown-file content/notices/a.yml:1:1"]),
    ("content/fact.yaml", "x: y", &["unknown-file content/fact.yaml:1:1"]),
    ("content/forms/x.yaml", "x: y", &["unknown-file content/forms/x.yaml:1:1"]),
    ("content/forms/x/form.yaml", "", &["empty-file content/forms/x/form.yaml:1:1"]),
    (
        "content/documents.yaml",
        "documents: [{id: d, title: D, audience: public}]",
        &["missing-key content/documents.yaml:1:18"],
    ),
    (
        "content/documents.yaml",
        "documents: [{id: d, title: D, file: /etc/passwd}]",
        &["bad-file content/documents.yaml:1:37"],
    ),
    (
        "content/documents.yaml",
        "documents: [{id: d, title: D, file: content/../../x}]",
        &["bad-file content/documents.yaml:1:37"],
    ),
    (
        "content/documents.yaml",
        "documents: [{id: d, title: D, file: content/x, link: 'https://a.example'}]",
        &[
            "missing-reference content/documents.yaml:1:37",
            "two-places content/documents.yaml:1:37",
        ],
    ),
    (
        "content/documents.yaml",
        "documents: [{id: d, title: D, link: 'data:text/html,x'}]",
        &["bad-url content/documents.yaml:1:37"],
    ),
    (
        "content/attestations.yaml",
        "attestations: [{id: a, name: A, state: held, issued: 2026-01-01}]",
        &["missing-key content/attestations.yaml:1:21"],
    ),
    (
        "content/attestations.yaml",
        "attestations: [{id: a, name: A, state: won}]",
        &["unknown-word content/attestations.yaml:1:40"],
    ),
    ("content/notices/a.yaml", "id: N\n", &["missing-key content/notices/a.yaml:1:1"; 3]),
    (
        "content/subprocessors.yaml",
        "subprocessors: [{id: s}]",
        &["missing-key content/subprocessors.yaml:1:18"; 7],
    ),
];

#[test]
fn other_files() {
    for (path, text, expected) in OTHER_FILES {
        let errors = errors_with(path, text);
        assert_eq!(errors, *expected, "{path} {text:?}");
    }
}

/// Twenty mistakes in eight files are twenty reports, in the order of the files.
#[test]
fn all_mistakes_are_reported_at_once() {
    let project = Project::bare(include_str!("twenty.txt"));
    let errors = errors(&project);
    let text = include_str!("twenty.txt");
    let marked: Vec<&str> =
        text.lines().filter_map(|line| line.split_once("#! ").map(|(_, code)| code)).collect();
    let mut codes: Vec<&str> =
        errors.iter().map(|error| error.split(' ').next().unwrap()).collect();
    let mut expected: Vec<&str> = marked.iter().flat_map(|codes| codes.split(", ")).collect();
    assert_eq!(expected.len(), 20, "{expected:?}");
    codes.sort_unstable();
    expected.sort_unstable();
    assert_eq!(codes, expected, "{errors:#?}");
    // Each stands on the line that has the mistake.
    for (path, body) in crate::project::split(text) {
        for (number, line) in body.lines().enumerate() {
            for code in line.split_once("#! ").into_iter().flat_map(|(_, codes)| codes.split(", "))
            {
                let place = format!("{code} {path}:{}:", number + 1);
                assert!(
                    errors.iter().any(|error| error.starts_with(&place)),
                    "no {place} in {errors:#?}"
                );
            }
        }
    }
    project.trust(&["build"]).exits(1);
    assert!(!project.path("dist").exists());
}

/// Suggestions name what was meant.
#[test]
fn misspelt_words_get_a_suggestion() {
    for (fields, hint) in [
        ("id: a, question: Q, respons: yes", "did you mean `response`?"),
        ("id: a, question: Q, response: ye", "did you mean `yes`?"),
        ("id: a, question: Q, response: not-aplicable", "did you mean `not-applicable`?"),
        ("id: a, question: Q, response: yes, audience: pubic", "did you mean `public`?"),
        (
            "id: a, question: Q, response: yes, answers_to: {caiq-lite@4.0.2: [A&A-02.1]}",
            "did you mean `caiq-lite@4.0.3`?",
        ),
        (
            "id: a, question: Q, response: yes, explanation: '{{ facts.nmae }}'",
            "did you mean `name`?",
        ),
    ] {
        let project = Project::new("//- content/facts.yaml\nname: x\n");
        project.write("answers/a.yaml", format!("{HEAD}  - {{{fields}}}\n"));
        let hints: Vec<String> =
            project.problems().into_iter().map(|problem| problem.hint).collect();
        assert!(hints.iter().any(|known| known == hint), "{fields}: {hints:?}");
    }
}
