//! `trust import`: what comes of old questionnaires, and what is left as it was.

mod ours;

use std::fs;

use rust_xlsxwriter::Workbook;

use trust::source::edit::{Addition, Editor, Refused, Step};

use crate::project::{Project, assert_same, files};
use crate::tools::root;

/// The sheet as rows of texts.
type Rows<'a> = &'a [&'a [&'a str]];

/// A workbook with one sheet for each name.
fn workbook(sheets: &[(&str, Rows<'_>)]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                let place = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
                sheet.write_string(place.0, place.1, *text).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// The drafts of a project: the files below `answers/imported`, one after the other.
fn drafts(project: &Project) -> String {
    let all = files(&project.path("answers/imported"));
    all.values().map(|bytes| String::from_utf8(bytes.clone()).unwrap()).collect()
}

#[test]
fn a_layout_that_a_form_names_is_read_by_it() {
    const FORM: &str = "\
//- content/forms/house-1/form.yaml
id: house
version: \"1\"
title: House form
publisher: The house
about: Three questions.
wording: Ours.
source: {text: Ask the house., url: \"https://house.example\"}
licence: None.
responses: {yes: Aye, no: Nay, partial: Nay, planned: Nay, not-applicable: Moot}
columns: {id: Mark, question: Matter, response: Verdict, explanation: Grounds}
profiles:
  - name: House book
    sheet: House*
    headers:
      id: Mark
      question: Matter
      ticks: {yes: Aye, no: Nay}
      explanation: Grounds
sections: [{id: H, title: House}]
questions:
  - {id: HO-1, section: H, text: Is the roof tight?}
  - {id: HO-2, section: H, text: Is the door locked?}
  - {id: HO-3, section: H, text: Is the cellar dry?}
";
    let rows: Rows<'_> = &[
        &["Mark", "Matter", "Nay", "Aye", "Answer of the inspector", "Grounds"],
        &["HO-1", "About the roof", "", "x", "Yes", "New tiles."],
        &["HO-2", "About the door", "x", "", "Yes", ""],
        &["HO-3", "About the cellar", "", "", "Yes", ""],
    ];
    let project = Project::new(FORM);
    project.write("old.xlsx", workbook(&[("House of 2025", rows)]));
    let run = project.trust(&["import", "old.xlsx"]);
    assert!(run.ok().stdout.contains("old.xlsx: 3 rows, house@1"), "{}", run.stdout);
    assert!(run.stdout.contains("not answered in the file: House of 2025!D4"), "{}", run.stdout);
    let text = drafts(&project);
    for wanted in [
        "question: Is the roof tight?\n    response: yes\n    explanation: New tiles.\n",
        "question: Is the door locked?\n    response: no\n",
        "answers_to: {house@1: [HO-2]}",
    ] {
        assert!(text.contains(wanted), "no `{wanted}` in\n{text}");
    }
}

#[test]
fn drafts_change_nothing_that_is_published() {
    let project = Project::sample();
    let before = project.build();
    let rows: Rows<'_> = &[
        &["No", "Question", "Answer", "Comments"],
        &[
            "1",
            "Do you paint the bicycle shed every spring?",
            "Yes",
            "Blue. See {{ facts.secret }} and <script>x</script>",
        ],
        &["2", "Is there a # of sheds near intranet.corp.acme.example?", "No", "# not yet"],
        &["3", "Which colour is the shed in winter?", "", "Grey\u{7}\u{202e}, as *always*"],
        &["4", "Does the shed comply with all the laws of sheds?", "Perhaps", ""],
    ];
    project.write("shed.xlsx", workbook(&[("Shed", rows)]));
    let run = project.trust(&["import", "shed.xlsx"]);
    assert!(
        run.ok().stdout.contains("drafted 4 answers from 4 rows, 2 with doubts"),
        "{}",
        run.stdout
    );
    let text = drafts(&project);
    for wanted in [
        "id: paint-bicycle-shed-every-spring\n    draft: true\n",
        "response: yes\n",
        "{\\{ facts.secret }}",
        "\\<script\\>",
        "\\# not yet",
        "imported: {from: shed.xlsx, sheet: Shed, cell: C2, sha256: ",
        "      from: shed.xlsx\n      sheet: Shed\n      cell: C5\n",
        "Grey, as \\*always\\*",
        "`Perhaps` is no response that we know: it stands in the explanation",
        "the file has a text and no response",
    ] {
        assert!(text.contains(wanted), "no `{wanted}` in\n{text}");
    }
    assert_same(&before, &project.build(), "a build with drafts");
    project.trust(&["build", "--audience", "nda", "--out", "nda"]).ok();
    project.trust(&["check"]).ok().says(&["is a draft"]);
    // Once more, and nothing is new.
    let once = files(&project.path("answers"));
    let run = project.trust(&["import", "shed.xlsx"]);
    assert!(run.ok().stdout.contains("imported before: Shed!C2, Shed!C3"), "{}", run.stdout);
    assert_same(&once, &files(&project.path("answers")), "the second import");
}

#[test]
#[expect(clippy::too_many_lines, reason = "the layouts as data")]
fn unknown_layouts_are_read() {
    let layouts: [(&str, Rows<'_>, &[&str]); 6] = [
        (
            "Title rows, German headers, sections",
            &[
                &["Fragebogen der Beispiel AG"],
                &[],
                &["Nr.", "Frage", "Antwort", "Bemerkung"],
                &["", "Zugriff", "", ""],
                &["1.1", "Setzen Sie mehrstufige Anmeldung durch?", "Ja", "Für alle Konten."],
                &["1.2", "Gibt es geteilte Konten in der Produktion?", "Nein", ""],
                &[
                    "1.3",
                    "Prüfen Sie Zugriffsrechte jedes Vierteljahr?",
                    "teilweise",
                    "Nur in der Produktion.",
                ],
            ],
            &[
                "response: yes",
                "response: no",
                "response: partial",
                "explanation: Nur in der Produktion.",
                "title: Zugriff",
            ],
        ),
        (
            "Tick columns",
            &[
                &["ID", "Question", "Yes", "No", "N/A", "Comments"],
                &["Q-1", "Are laptops encrypted with a key each?", "x", "", "", "FileVault."],
                &["Q-2", "Are visitors recorded at the door?", "", "X", "", ""],
                &["Q-3", "Do you run a data centre of your own?", "", "", "x", "We rent it all."],
            ],
            &[
                "response: yes",
                "response: no",
                "response: not-applicable",
                "because: We rent it all.",
            ],
        ),
        (
            "No ids, words in sentences",
            &[
                &["Control Area", "Question", "Vendor Response", "Additional Information"],
                &["Logs", "Do you keep security logs for one year?", "Yes, for 13 months", ""],
                &[
                    "Logs",
                    "Are logs kept in a store that nobody can change?",
                    "Planned",
                    "Planned for Q2 2027.",
                ],
                &["Plans", "Do you rehearse the loss of a region?", "In progress", "Soon."],
            ],
            &["explanation: for 13 months", "due: 2027-Q2", "it is planned and no date was found"],
        ),
        (
            "A contradiction, and two questions that are one",
            &[
                &["Ref", "Question", "Response", "Comment"],
                &[
                    "A1",
                    "Do you hold a certificate for ISO 22301?",
                    "Yes",
                    "We do not hold one yet.",
                ],
                &[
                    "A2",
                    "Do you screen new employees before they start?",
                    "Yes",
                    "References and identity.",
                ],
                &["B7", "Do you screen any new employee before they start?", "Yes", ""],
                &["B8", "Do you screen new customers before they start?", "Yes", ""],
            ],
            &[
                "the response is yes and the text begins with a no",
                "also_asked:\n      - Do you screen any new employee before they start?",
                "id: screen-new-customers-before-start",
            ],
        ),
        (
            "A header in two rows, dates in words",
            &[
                &["Nr.", "Prüffrage", "Antwort Auftragnehmer", "", "Bewertung AG"],
                &["", "", "Ja / Nein / teilweise", "Erläuterung", ""],
                &[
                    "1",
                    "Gibt es eine schriftliche Leitlinie?",
                    "Ja",
                    "Sie gilt für alle & jeden.",
                    "ok",
                ],
                &[
                    "2",
                    "Besteht eine Zertifizierung nach ISO 27001?",
                    "geplant",
                    "Im 2. Quartal 2027.",
                    "",
                ],
                &["3", "Werden Rücksicherungen geübt?", "Nein", "Geplant für 2027.", ""],
            ],
            &[
                "id: schriftliche-leitlinie\n",
                "explanation: Sie gilt für alle & jeden.\n",
                "promise:\n      what: Im 2. Quartal 2027.\n      due: 2027-Q2\n",
                "the text speaks of a plan",
                "topic: {id: old, title: old}",
            ],
        ),
        (
            "French, with questions that are open",
            &[
                &["N°", "Question", "Réponse", "Commentaires"],
                &["1", "Les données restent-elles en Europe ?", "Oui", "À Francfort."],
                &["2", "Les sauvegardes sont-elles testées ?", "Sans objet", ""],
                &[
                    "3",
                    "Qui répond aux demandes des personnes ?",
                    "Le délégué à la protection des données",
                    "",
                ],
            ],
            &[
                "response: not-applicable",
                "no reason is given",
                "explanation: Le délégué à la protection des données",
            ],
        ),
    ];
    for (what, rows, wanted) in layouts {
        let project = Project::new("");
        project.write("old.xlsx", workbook(&[("Sheet", rows)]));
        let run = project.trust(&["import", "old.xlsx"]);
        assert!(run.ok().stdout.contains("no known form"), "{what}: {}", run.stdout);
        let text = drafts(&project);
        for wanted in wanted {
            assert!(text.contains(wanted), "{what}: no `{wanted}` in\n{}\n{text}", run.stdout);
        }
        project.trust(&["check"]).ok();
        project.build();
    }
}

#[test]
fn every_answer_of_our_own_can_be_added_to() {
    let folders = ["answers", "examples"].map(|folder| files(&root().join(folder)));
    let mut added = 0;
    for (path, bytes) in folders.iter().flatten() {
        let Ok(mut editor) = Editor::new(bytes) else { continue };
        let is_answers =
            path.ends_with(".yaml") && String::from_utf8_lossy(bytes).contains("\nanswers:\n");
        for index in (0..200).filter(|_| is_answers) {
            let here = [Step::Key("answers"), Step::Item(index)];
            let also: Vec<_> = here.into_iter().chain([Step::Key("also_asked")]).collect();
            let to: Vec<_> =
                here.into_iter().chain([Step::Key("answers_to"), Step::Key("caiq@4.1")]).collect();
            match editor.add(&also, Addition::Text("Is it: so?"), Some("question")) {
                Err(Refused::NotThere) => break,
                done => assert_eq!(done, Ok(()), "{path} {index}"),
            }
            assert_eq!(editor.add(&to, Addition::Text("A&A-01.1"), None), Ok(()), "{path} {index}");
            added += 1;
        }
        // What was there stands in the same order; a line may have become longer.
        let after = String::from_utf8(editor.bytes()).unwrap();
        let mut lines = after.lines();
        for line in String::from_utf8_lossy(bytes).lines() {
            let kept =
                |own: &str| own == line || own.starts_with(line.trim_end_matches(['}', ']']));
            assert!(lines.any(kept), "{path}: {line}");
        }
    }
    assert!(added > 100, "{added}");
}

/// A file with comments everywhere.
const OWN: &str = "\
# Ours.
topic: {id: access, title: Access} # one topic
owner: security
reviewed: 2026-11-01
audience: public
answers:
  # The first one.
  - id: sign-in
    question: Do you enforce multi-factor authentication for staff? # asked often
    also_asked: [ 'Is MFA enforced?' ]   # short
    response: yes
    explanation: >-
      For everyone,

      always.
    # end of it
  - id: shared-accounts   # two
    question: Are shared accounts used in production?
    response: no
    # the last line
";

#[test]
fn what_is_there_keeps_its_comments() {
    let rows: Rows<'_> = &[
        &["Question", "Answer", "Comments"],
        &["Does your company enforce multi-factor authentication for staff?", "Yes", "Of course."],
        &["Are any shared accounts used in production?", "Yes", "One."],
        &["Do you enforce multi-factor authentication for customers?", "No", ""],
        &["Are shared accounts used in production?", "No", ""],
    ];
    for windows in [false, true] {
        let project = Project::new("");
        let ends = |text: &str| if windows { text.replace('\n', "\r\n") } else { text.to_owned() };
        project.write("answers/access.yaml", ends(OWN));
        project.write("old.xlsx", workbook(&[("Form", rows)]));
        let before = files(&project.path("answers"));
        let dry = project.trust(&["import", "old.xlsx", "--dry-run"]);
        assert!(dry.ok().stdout.contains("nothing was written"), "{}", dry.stdout);
        assert_same(&before, &files(&project.path("answers")), "a dry run");
        // Anybody reads the answer, and nobody but the customer its wording.
        let site = project.build();
        let run = project.trust(&["import", "old.xlsx", "--out", "answers/tried"]);
        for wanted in [
            "drafted 2 answers from 2 rows",
            "kept 1 wording out of published answers",
            "? answers/access.yaml: `sign-in` (Form!B2)",
            "also_asked: Does your company enforce multi-factor authentication for staff?",
            "--merge-wordings",
        ] {
            assert!(run.ok().stdout.contains(wanted), "no `{wanted}` in\n{}", run.stdout);
        }
        let kept = fs::read_to_string(project.path("answers/access.yaml")).unwrap();
        assert_eq!(kept, ends(OWN), "a published answer is left as it is");
        assert_same(&site, &project.build(), "a build after the import");
        fs::remove_dir_all(project.path("answers/tried")).unwrap();
        let run = project.trust(&["import", "old.xlsx", "--merge-wordings"]);
        for wanted in [
            "drafted 2 answers from 2 rows",
            "~ answers/access.yaml: `sign-in` (Form!B2)",
            "Form!B3: `shared-accounts` says no, the file says yes",
            "the library answers it, and says the same: Form!B5",
        ] {
            assert!(run.ok().stdout.contains(wanted), "no `{wanted}` in\n{}", run.stdout);
        }
        let after = fs::read_to_string(project.path("answers/access.yaml")).unwrap();
        let wanted = OWN.replace(
            "[ 'Is MFA enforced?' ]",
            "[ 'Is MFA enforced?', Does your company enforce multi-factor authentication for staff? ]",
        );
        assert_eq!(after, ends(&wanted));
        project.trust(&["check"]).ok();
        let once = files(&project.path("answers"));
        project.trust(&["import", "old.xlsx"]).ok();
        assert_same(&once, &files(&project.path("answers")), "the second import");
        // What nobody outside reads gets other people's wordings without being asked.
        let internal = OWN.replace("audience: public", "audience: internal");
        project.write("answers/access.yaml", ends(&internal));
        project.trust(&["import", "old.xlsx"]).ok();
        let after = fs::read_to_string(project.path("answers/access.yaml")).unwrap();
        assert_eq!(after, ends(&wanted.replace("audience: public", "audience: internal")));
    }
}

#[test]
fn a_file_with_mixed_line_ends_is_left_with_advice() {
    let project = Project::new("");
    let mixed = OWN.replace("public", "internal").replacen('\n', "\r\n", 3);
    project.write("answers/access.yaml", mixed.clone());
    let rows: Rows<'_> = &[
        &["Question", "Answer"],
        &["Does your company enforce multi-factor authentication for staff?", "Yes"],
        &["Is it blue today, as it was before?", "Yes"],
    ];
    project.write("old.xlsx", workbook(&[("Form", rows)]));
    let run = project.trust(&["import", "old.xlsx"]);
    let advice = "answers/access.yaml mixes kinds of line ends: save it with one kind of line ends";
    assert!(run.ok().stdout.contains(advice), "{}", run.stdout);
    assert_eq!(fs::read_to_string(project.path("answers/access.yaml")).unwrap(), mixed);
    assert!(drafts(&project).contains("add the question there by hand"), "{}", drafts(&project));
}

#[test]
fn a_form_that_is_uncertain_is_asked_for() {
    let sample = Project::sample();
    let json: serde_json::Value =
        serde_json::from_slice(&sample.build()["caiq/mode-a/caiq-lite-4.0.3-mode-a.json"]).unwrap();
    let ids: Vec<&str> =
        json["rows"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    // Without the ids that only one version has.
    let shared: Vec<&str> =
        ids.iter().filter(|id| !id.starts_with("IVS")).take(30).copied().collect();
    let mut rows: Vec<Vec<&str>> = vec![vec!["Question ID", "Question", "Answer", "Comments"]];
    rows.extend(shared.iter().map(|id| vec![*id, "A question in words of its own?", "Yes", ""]));
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let project = Project::new("");
    project.write("old.xlsx", workbook(&[("CAIQ", &rows)]));
    let run = project.trust(&["import", "old.xlsx"]);
    run.exits(2).says(&["its ids fit", "name the form with --form"]);
    assert!(!project.path("answers").exists());
    project.write("named.xlsx", workbook(&[("CAIQ v4.1", &rows)]));
    project.trust(&["import", "old.xlsx", "--form", "caiq-lite@4.0.3", "--dry-run"]).ok();
    let run = project.trust(&["import", "old.xlsx", "--form", "mvsp@3.0"]);
    run.exits(2).says(&["its ids are not those of mvsp@3.0"]);
    project
        .trust(&["import", "old.xlsx", "--form", "caiq-lte@4.0.3"])
        .exits(2)
        .says(&["caiq-lite@4.0.3"]);
}

#[test]
fn what_cannot_be_read_is_refused_with_advice() {
    let good = workbook(&[(
        "S",
        &[&["Question", "Answer"], &["Is it blue today?", "Yes"], &["Is it red today?", "No"]],
    )]);
    let cut = good[..good.len() / 2].to_vec();
    let prose = workbook(&[("S", &[&["Hello"], &["This is a letter."]])]);
    let blank = workbook(&[(
        "S",
        &[
            &["Question", "Answer"],
            &["Is it blue today?"],
            &["Is it red today?"],
            &["Is it green?"],
        ],
    )]);
    let legacy = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), vec![0; 600]].concat();
    let cases: [(&str, Vec<u8>, &str); 9] = [
        ("old.xls", legacy, ""),
        ("cut.xlsx", cut, ""),
        ("empty.xlsx", Vec::new(), "it is empty"),
        ("letter.xlsx", prose, "no table of questions"),
        ("blank.xlsx", blank, "are not answered"),
        ("wide.csv", b"\xff\xfeI\0D\0".to_vec(), "UTF-16"),
        ("latin.csv", b"Question,Answer\nCaf\xe9?,Yes\n".to_vec(), "not UTF-8"),
        ("empty.csv", b"\n".to_vec(), "it is empty"),
        ("text.xlsx", b"Question,Answer\n".to_vec(), ""),
    ];
    let project = Project::new("");
    project.write("good.xlsx", good);
    for (name, bytes, says) in cases {
        project.write(name, bytes);
        // A good file beside a bad one is not imported either.
        let run = project.trust(&["import", "good.xlsx", name]);
        run.exits(2).says(&[name, says, "; "]);
        assert!(!project.path("answers").exists(), "{name}");
    }
    project.trust(&["import", "missing.xlsx"]).exits(2).says(&["missing.xlsx"]);
    project.trust(&["import", "good.xlsx", "--sheet", "T"]).exits(2).says(&["it has no sheet `T`"]);
    for out in ["content", "../answers", "answers/../x", "/tmp/answers", "answers/.hidden"] {
        project.trust(&["import", "good.xlsx", "--out", out]).exits(2).says(&["in `answers/`"]);
    }
    project.trust(&["import", "good.xlsx", "--out", "answers/old"]).ok();
    assert!(project.path("answers/old/good").is_dir());
}

#[cfg(unix)]
#[test]
fn links_out_of_the_project_are_not_followed() {
    let project = Project::new("");
    let rows: Rows<'_> =
        &[&["Question", "Answer"], &["Is it blue today?", "Yes"], &["Is it red today?", "No"]];
    project.write("old.xlsx", workbook(&[("S", rows)]));
    let outside = tempfile::tempdir().unwrap();
    fs::create_dir(project.path("answers")).unwrap();
    std::os::unix::fs::symlink(outside.path(), project.path("answers/imported")).unwrap();
    project.trust(&["import", "old.xlsx"]).exits(2).says(&["behind a link"]);
    assert!(files(outside.path()).is_empty());
}

#[test]
fn sheets_are_headings_where_there_are_no_others() {
    let project = Project::new("");
    let header: &[&str] =
        &["#", "What we want to know", "Priority", "Supplier to complete", "Comments"];
    let shared: &[&str] =
        &["2", "Which of your people may read our data?", "High", "Named ones.", ""];
    let access: Rows<'_> =
        &[header, &["1", "Are accounts shared between people?", "High", "No", ""], shared];
    let hosting: Rows<'_> =
        &[header, &["1", "Are servers reachable from the internet?", "Low", "No", ""], shared];
    project.write("old.xlsx", workbook(&[("Access", access), ("Hosting", hosting)]));
    let run = project.trust(&["import", "old.xlsx"]);
    assert!(run.ok().stdout.contains("drafted 3 answers from 4 rows"), "{}", run.stdout);
    let found = files(&project.path("answers/imported/old"));
    assert_eq!(found.keys().collect::<Vec<_>>(), ["access.yaml", "hosting.yaml"]);
}

#[test]
fn headings_that_look_alike_lose_no_draft() {
    let project = Project::new("");
    let rows: Rows<'_> = &[
        &["Section", "Question", "Answer"],
        &["Old", "Is it blue today?", "Yes"],
        &["OLD", "Is it red today?", "No"],
        &["old!", "Is it green today?", "No"],
        &["Aux", "Is it brown today?", "Yes"],
        &["日本語", "今日は青いですか?", "Yes"],
    ];
    project.write("old.xlsx", workbook(&[("S", rows), ("T", rows)]));
    let run = project.trust(&["import", "old.xlsx"]);
    assert!(run.ok().stdout.contains("drafted 5 answers from 10 rows"), "{}", run.stdout);
    assert_eq!(drafts(&project).matches("draft: true").count(), 5);
    project.trust(&["check"]).ok();
    // The next year's file has one answer more, and goes behind those of this year.
    let more: Vec<&[&str]> =
        rows.iter().copied().chain([&["Old", "Is it pink today?", "No"][..]]).collect();
    project.write("old.xlsx", workbook(&[("S", &more)]));
    let run = project.trust(&["import", "old.xlsx"]);
    assert!(run.ok().stdout.contains("drafted 1 answer from 1 row"), "{}", run.stdout);
    assert_eq!(drafts(&project).matches("draft: true").count(), 6);
    assert_eq!(
        drafts(&project).matches("SHA-256").count(),
        drafts(&project).matches("topic:").count()
    );
}

#[test]
fn many_rows_take_no_time() {
    let texts: Vec<Vec<String>> = (0..5_000)
        .map(|row| {
            vec![format!("Is sensor {row} of the plant calibrated?"), "Yes".into(), "By us.".into()]
        })
        .collect();
    let mut rows: Vec<Vec<&str>> = vec![vec!["Question", "Answer", "Comments"]];
    rows.extend(texts.iter().map(|row| row.iter().map(String::as_str).collect()));
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let project = Project::new("");
    project.write("old.xlsx", workbook(&[("S", &rows)]));
    let run = project.trust(&["import", "old.xlsx"]);
    assert!(run.ok().stdout.contains("drafted 5000 answers from 5000 rows"), "{}", run.stdout);
    println!("5,000 rows: {:?}", run.took);
}

#[test]
fn a_topic_of_drafts_moves_no_other_topic() {
    let project = Project::new(
        "//- answers/z.yaml\ntopic: {id: z, title: Zebra}\nowner: a\nreviewed: 2026-11-01\naudience: public\nanswers:\n  \
         - {id: z, question: Q?, response: yes}\n//- answers/m.yaml\ntopic: {id: m, title: Middle}\nowner: a\n\
         reviewed: 2026-11-01\naudience: public\nanswers:\n  - {id: m, question: R?, response: no}\n",
    );
    let before = project.build();
    let rows: Rows<'_> = &[
        &["Section", "Question", "Answer"],
        &["Zebra", "Is it blue today?", "Yes"],
        &["Zebra", "Is it red today?", "No"],
    ];
    project.write("old.xlsx", workbook(&[("S", rows)]));
    project.trust(&["import", "old.xlsx"]).ok();
    assert!(drafts(&project).contains("topic: {id: z, title: Zebra}"), "{}", drafts(&project));
    assert_same(&before, &project.build(), "a build with drafts of a known topic");
}

#[test]
fn a_question_of_one_word_that_yaml_reads_otherwise_gets_an_id_all_the_same() {
    let rows = [
        ["ID", "Question", "Answer", "Comments"],
        ["1", "Null", "Yes", "We do."],
        ["2", "Is the office locked at night and on weekends?", "Yes", "It is."],
        ["3", "Are laptops encrypted before they are handed out?", "No", "Not all."],
    ];
    let rows: Vec<&[&str]> = rows.iter().map(<[&str; 4]>::as_slice).collect();
    let project = Project::new("");
    project.write("null.xlsx", workbook(&[("Sheet", &rows)]));
    project.trust(&["import", "null.xlsx"]).ok();
    let drafts = drafts(&project);
    assert!(drafts.contains("id: \"null\"\n"), "{drafts}");
    assert!(drafts.contains("topic: {id: \"null\""), "{drafts}");
    project.trust(&["check"]).ok();
}
