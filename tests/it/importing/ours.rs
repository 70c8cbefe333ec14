//! Our own published questionnaires, imported.

use std::collections::BTreeMap;

use crate::importing::drafts;
use crate::project::{Files, Project, files};

/// The responses of a questionnaire that was built, by question: ours, the form's word, the explanation.
fn responses(files: &Files, path: &str) -> BTreeMap<String, (String, String, String)> {
    let json: serde_json::Value = serde_json::from_slice(&files[path]).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let rows = json["rows"].as_array().unwrap().iter();
    rows.filter(|row| row["answer"].is_object())
        .map(|row| {
            let said = ["response", "word", "explanation"].map(|key| text(&row["answer"][key]));
            let [response, word, explanation] = said;
            (text(&row["id"]), (response, word, explanation))
        })
        .collect()
}

#[test]
fn our_own_sheets_come_back() {
    let sample = Project::sample();
    let built = sample.build();
    let wanted = responses(&built, "caiq/mode-a/caiq-lite-4.0.3-mode-a.json");
    assert!(wanted.len() > 100, "the sample answers {}", wanted.len());
    let planned = wanted.values().filter(|(response, _, _)| response == "planned").count();
    let partial = wanted.values().filter(|(response, _, _)| response == "partial").count();
    assert!(planned + partial > 0, "{planned} planned and {partial} partial ones");
    for ending in ["xlsx", "csv", "json"] {
        let name = format!("caiq-lite-4.0.3-mode-a.{ending}");
        let project = Project::new("");
        project.edit(
            "trust.yaml",
            "site:",
            "downloads: [{form: caiq-lite@4.0.3, path: caiq}]\nsite:",
        );
        project.write(&name, &built[&format!("caiq/mode-a/{name}")]);
        let run = project.trust(&["import", &name, "--owner", "security"]);
        assert!(run.ok().stdout.contains("124 rows, caiq-lite@4.0.3"), "{}", run.stdout);
        project.trust(&["check"]).ok();
        // Every draft is taken over as it is.
        for (path, bytes) in files(&project.path("answers")) {
            let text = String::from_utf8(bytes).unwrap();
            let text = text.replace("    draft: true\n", "");
            let text = text.replace(
                "owner: security\n",
                "owner: security\nreviewed: 2026-11-01\naudience: public\n",
            );
            project.write(format!("answers/{path}"), text);
        }
        let found = responses(&project.build(), "caiq/caiq-lite-4.0.3.json");
        assert_eq!(found.len(), wanted.len(), "{ending}");
        for (id, (response, word, explanation)) in &wanted {
            let (own_response, own, text) = &found[id];
            assert_eq!(own_response, response, "{id} of {ending}");
            assert_eq!(own, word, "{id} of {ending}");
            assert_eq!(
                &text.replace("\n\n", "\n"),
                &explanation.replace("\n\n", "\n"),
                "{id} of {ending}"
            );
        }
    }
}

#[test]
fn sheets_of_every_form_are_read_with_whatever_columns_they_have() {
    let root = crate::tools::root();
    for (project, rows) in [
        (root.clone(), ["25 rows, mvsp@3.0", "128 rows, sig-lite@2025"]),
        (root.join("examples/tessera"), ["60 rows, nis2@2026", "45 rows, eu-ai-act@2026"]),
    ] {
        let out = Project::named("built");
        let options = ["build", "--quiet", "--project", project.to_str().unwrap(), "--out"];
        let built = out.path("site");
        out.trust(&[&options[..], &[built.to_str().unwrap()]].concat()).ok();
        let sheets = files(&built).into_iter().filter(|(path, _)| {
            let of_a_mode = path.contains("/mode-a/");
            of_a_mode && (path.ends_with(".xlsx") || path.ends_with("-mode-a.csv"))
        });
        let reader = Project::new("");
        let mut said = String::new();
        for (path, bytes) in sheets {
            let name = path.rsplit('/').next().unwrap();
            reader.write(name, bytes);
            said += &reader.trust(&["import", name, "--dry-run"]).ok().stdout;
        }
        for wanted in rows {
            assert_eq!(said.matches(wanted).count(), 2, "{wanted}: {said}");
        }
    }
}

#[test]
fn what_a_form_has_no_word_for_comes_back() {
    const ANSWERS: &str = "\
//- answers/a.yaml
topic: {id: a, title: A}
owner: a
reviewed: 2026-11-01
audience: public
answers:
  - id: plan
    question: Is there a report?
    response: planned
    promise: {what: SOC 2 Type II report, due: 2027-Q2}
    explanation: The audit has begun.
    answers_to: {caiq@4.0.3: [A&A-01.1]}
  - id: part
    question: Is it everywhere?
    response: partial
    explanation: In one region of two.
    promise: {what: The other region, due: 2027-03}
    answers_to: {caiq@4.0.3: [A&A-01.2]}
  - id: apart
    question: Is there a data centre?
    response: not-applicable
    because: We rent servers.
    answers_to: {caiq@4.0.3: [A&A-02.1]}
";
    let publisher = Project::new(ANSWERS);
    publisher.edit("trust.yaml", "site:", "downloads: [{form: caiq@4.0.3, path: caiq}]\nsite:");
    let built = publisher.build();
    let sheet = String::from_utf8(built["caiq/caiq-4.0.3.csv"].clone()).unwrap();
    assert!(sheet.contains("Planned: SOC 2 Type II report, due Q2 2027."), "{sheet}");
    for ending in ["xlsx", "csv", "json"] {
        let name = format!("caiq-4.0.3.{ending}");
        let project = Project::new("");
        project.write(&name, &built[&format!("caiq/{name}")]);
        let run = project.trust(&["import", &name]);
        assert!(run.ok().stdout.contains("drafted 3 answers from 3 rows"), "{}", run.stdout);
        let text = drafts(&project);
        for wanted in [
            "response: planned\n    explanation: The audit has begun.\n    promise:\n      what: SOC 2 Type II report\n      \
             due: 2027-Q2\n",
            "response: partial\n    explanation: In one region of two.\n    promise:\n      what: The other region\n      \
             due: 2027-03\n",
            "response: not-applicable\n    because: We rent servers.\n",
        ] {
            assert!(text.contains(wanted), "{ending}: no `{wanted}` in\n{text}");
        }
        let flags = text.matches("as the text begins in the words of this program").count();
        assert_eq!(flags, if ending == "json" { 0 } else { 2 }, "{ending}: {text}");
        let cell = if ending == "json" { "cell: \"/rows/2\"" } else { "cell: " };
        assert!(text.contains(cell), "{ending}: {text}");
        project.trust(&["check"]).ok();
    }
}
