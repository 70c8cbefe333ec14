//! `trust verify`: files of a portal as they were published, renamed, saved again, altered, and of earlier commits.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::PathBuf;
use std::process::Command;

use trust::xlsx::{Edit, Limits, Value, Workbook};

use crate::changes::commit;
use crate::project::{Project, Run, unzip};
use crate::tools::{passes, python, tool};

const FIXTURE: &str = "\
//- trust.yaml
organization: {name: Acme Cloud}
contacts: {security: security@acme.example}
site: {base_url: https://trust.acme.example, title: Acme Cloud Trust Center}
downloads: [{form: mvsp@3.0, path: mvsp}]
//- answers/a.yaml
topic: {id: a, title: A}
owner: security
reviewed: 2026-10-01
audience: public
answers:
  - id: reports
    question: Do you take reports?
    response: yes
    explanation: Write to us.
    answers_to: {mvsp@3.0: [\"1.1\"]}
  - id: tests
    question: May customers test?
    response: no
    explanation: Ask us first.
    answers_to: {mvsp@3.0: [\"1.2\"]}
";

const SHEET: &str = "mvsp/mvsp-3.0.xlsx";

/// A project that was built from its first commit.
fn published() -> Project {
    let project = Project::bare(FIXTURE);
    project.write(".gitignore", "/dist\n/inbox\n").git(&["init", "-q", "-b", "main"]);
    commit(&project, "2026-11-01");
    project.build();
    project
}

/// A copy of a published file under a name of its own.
fn download(project: &Project, path: &str, name: &str) -> PathBuf {
    let file = project.path("inbox").join(name);
    fs::create_dir_all(project.path("inbox")).unwrap();
    fs::copy(project.path("dist").join(path), &file).unwrap();
    file
}

fn verify(project: &Project, arguments: &[&str]) -> Run {
    let mut all = vec!["verify"];
    all.extend(arguments);
    project.trust(&all)
}

/// Another text in a cell of the second sheet.
fn alter(file: &PathBuf, cell: &str, text: &str) {
    let workbook = Workbook::open(&fs::read(file).unwrap(), &Limits::default()).unwrap();
    let edit = Edit { sheet: 1, place: cell.parse().unwrap(), value: Value::Text(text.into()) };
    let patched = workbook.patch(&[edit], workbook.comment()).unwrap();
    assert_eq!(patched.refused, []);
    fs::write(file, patched.bytes).unwrap();
}

/// Rewrites one part of a workbook, and the comment of its archive.
fn rewrite(file: &PathBuf, part: &str, from: &str, to: &str, comment: &str) {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in unzip(&fs::read(file).unwrap()) {
        let mut text = String::from_utf8(bytes).unwrap();
        if name == part {
            assert!(text.contains(from), "{text}");
            text = text.replacen(from, to, 1);
        }
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.set_comment(comment).unwrap();
    fs::write(file, writer.finish().unwrap().into_inner()).unwrap();
}

/// The same workbook, opened and saved by another program.
fn saved_again(project: &Project, file: &PathBuf) -> PathBuf {
    let again = project.path("inbox/again");
    let mut office = Command::new(tool("bin/soffice"));
    let home = format!("-env:UserInstallation=file://{}", project.path("inbox/office").display());
    office.arg(home).args(["--headless", "--convert-to", "xlsx", "--outdir"]).arg(&again).arg(file);
    passes(&mut office);
    again.join(file.file_name().unwrap())
}

/// Says something else from the second commit on.
fn change(project: &Project) {
    project.edit("answers/a.yaml", "Ask us first.", "Ask us a week before.");
    commit(project, "2026-11-02");
    project.build();
}

#[test]
fn a_published_file_is_current_under_any_name() {
    let project = published();
    for (path, name) in [
        (SHEET, "mvsp-3.0.xlsx"),
        (SHEET, "Copy of mvsp (2).xlsx"),
        ("mvsp/mvsp-3.0.csv", "answers.csv"),
        ("mvsp/mvsp-3.0.json", "answers.json"),
        ("index.html", "page.html"),
    ] {
        let file = download(&project, path, name);
        verify(&project, &[file.to_str().unwrap()]).ok().tells(&["published and current", path]);
    }
}

#[test]
fn the_digest_of_a_sheet_is_that_of_its_cells() {
    let project = published();
    let bytes = fs::read(project.path("dist").join(SHEET)).unwrap();
    let workbook = Workbook::open(&bytes, &Limits::default()).unwrap();
    let properties = workbook.properties();
    assert_eq!(properties["trust-digest"], workbook.digest().unwrap());
    assert_eq!(properties["trust-portal"], "https://trust.acme.example/");
    assert_eq!(properties["trust-path"], SHEET);
    assert_eq!(properties["trust-as-of"], "2026-11-21");
    assert_eq!(properties["trust-commit"].len(), 12);
}

#[test]
fn a_sheet_that_another_program_saved_again_is_still_the_published_one() {
    let project = published();
    let file = download(&project, SHEET, "mvsp-3.0.xlsx");
    let saved = saved_again(&project, &file);
    assert_ne!(fs::read(&saved).unwrap(), fs::read(&file).unwrap());
    verify(&project, &[saved.to_str().unwrap()])
        .ok()
        .tells(&["published and current", "another program has saved"]);
}

#[test]
fn a_publishers_workbook_that_another_program_saved_again_is_found_by_its_cells() {
    let project = published();
    let original = project.path("content/forms/original.xlsx");
    fs::create_dir_all(project.path("content/forms")).unwrap();
    passes(python("spellings.py").arg(&original));
    project.edit("trust.yaml", "path: mvsp}", "path: mvsp, workbook: content/forms/original.xlsx}");
    project.trust(&["build"]).ok();
    let saved = saved_again(&project, &download(&project, SHEET, "under another name.xlsx"));
    let bytes = fs::read(&saved).unwrap();
    let workbook = Workbook::open(&bytes, &Limits::default()).unwrap();
    assert_eq!(workbook.comment(), "", "it says nothing of itself any more");
    let published = fs::read(project.path("dist").join(SHEET)).unwrap();
    let published = Workbook::open(&published, &Limits::default()).unwrap();
    assert_eq!(workbook.digest(), published.digest());
    let run = verify(&project, &[saved.to_str().unwrap()]);
    run.ok().tells(&["published and current", SHEET, "another program has saved"]);
    let edit = Edit { sheet: 0, place: "D3".parse().unwrap(), value: Value::Text("Yes".into()) };
    fs::write(&saved, workbook.patch(&[edit], "").unwrap().bytes).unwrap();
    verify(&project, &[saved.to_str().unwrap()])
        .exits(1)
        .tells(&["altered", "Sheet!D3: \"Ask us first.\" -> \"Yes\""]);
}

#[test]
fn altered_cells_are_named() {
    let project = published();
    let file = download(&project, SHEET, "mvsp-3.0.xlsx");
    alter(&file, "D3", "Yes");
    let run = verify(&project, &[file.to_str().unwrap()]);
    run.exits(1).tells(&["altered", "!D3: \"No\" -> \"Yes\""]);
    let run = verify(&project, &[file.to_str().unwrap(), "--format", "json"]);
    let verdict: serde_json::Value = serde_json::from_str(&run.exits(1).stdout).unwrap();
    assert_eq!(verdict["standing"], "altered");
    assert_eq!(verdict["altered"].as_array().unwrap().len(), 1);
    assert_eq!(verdict["altered"][0]["cell"], "D3");
    let table = download(&project, "mvsp/mvsp-3.0.csv", "mvsp-3.0.csv");
    let text = fs::read_to_string(&table).unwrap();
    fs::write(&table, text.replace("Ask us first.", "Whenever you like.")).unwrap();
    verify(&project, &[table.to_str().unwrap()])
        .exits(1)
        .tells(&["altered", "\"Ask us first.\" -> \"Whenever you like.\""]);
}

#[test]
fn what_was_published_before_is_superseded_and_proven_by_its_commit() {
    let project = published();
    let file = download(&project, SHEET, "mvsp-3.0.xlsx");
    let altered = download(&project, SHEET, "altered.xlsx");
    alter(&altered, "D3", "Yes");
    change(&project);
    let run = verify(&project, &[file.to_str().unwrap()]);
    run.exits(1)
        .tells(&["published, but superseded", "\"Ask us first.\" -> \"Ask us a week before.\""]);
    // What changed since is not taken for an alteration.
    let run = verify(&project, &[altered.to_str().unwrap(), "--format", "json"]);
    let verdict: serde_json::Value = serde_json::from_str(&run.exits(1).stdout).unwrap();
    assert_eq!(verdict["standing"], "altered");
    assert_eq!(verdict["altered"].as_array().unwrap().len(), 1);
    verify(&project, &[file.to_str().unwrap(), "--revision", "HEAD~1"])
        .ok()
        .tells(&["published and current"]);
    verify(&project, &[file.to_str().unwrap(), "--revision", "nowhere"]).exits(2);
}

#[test]
fn a_manifest_alone_tells_whole_files() {
    let project = published();
    let file = download(&project, SHEET, "mvsp-3.0.xlsx");
    let manifest = download(&project, "manifest.json", "manifest.json");
    let arguments = [file.to_str().unwrap(), "--manifest", manifest.to_str().unwrap()];
    verify(&project, &arguments).ok().tells(&["published and current"]);
    change(&project);
    let now = project.path("dist/manifest.json");
    let against_now = [file.to_str().unwrap(), "--manifest", now.to_str().unwrap()];
    verify(&project, &against_now).exits(1).tells(&["not proven", "agrees with its own digest"]);
    alter(&file, "D3", "Yes");
    verify(&project, &arguments).exits(1).tells(&["altered"]);
    verify(&project, &against_now).exits(1).tells(&["altered"]);
}

#[test]
fn other_files_are_not_published() {
    let project = published();
    let other = Project::bare(FIXTURE);
    other.edit("trust.yaml", "https://trust.acme.example", "https://trust.other.example").build();
    let files: [(&str, Vec<u8>); 4] = [
        ("empty.xlsx", Vec::new()),
        ("note.txt", b"hello".to_vec()),
        ("broken.xlsx", b"PK\x03\x04 and then nothing".to_vec()),
        ("other.json", b"{}".to_vec()),
    ];
    for (name, bytes) in files {
        project.write(format!("inbox/{name}"), bytes);
        let file = project.path("inbox").join(name);
        verify(&project, &[file.to_str().unwrap()]).exits(1).tells(&["not published"]);
    }
    verify(&project, &["inbox/absent.xlsx"]).exits(2);
    let portal = project.path("dist");
    let theirs = download(&other, SHEET, "mvsp-3.0.xlsx");
    verify(&project, &[theirs.to_str().unwrap(), "--dist", portal.to_str().unwrap()]).exits(1);
}

#[test]
fn a_whole_portal_is_compared_file_by_file() {
    let project = published();
    verify(&project, &["dist"]).ok().tells(&["files are as published"]);
    let page = project.path("dist/index.html");
    let mut bytes = fs::read(&page).unwrap();
    bytes[40] ^= 1;
    fs::write(page, bytes).unwrap();
    fs::remove_file(project.path("dist/mvsp/mvsp-3.0.csv")).unwrap();
    project.write("dist/extra.html", "x");
    verify(&project, &["dist"]).exits(1).tells(&[
        "altered  index.html",
        "missing  mvsp/mvsp-3.0.csv",
        "unknown  extra.html",
        "3 of ",
    ]);
}

#[test]
fn a_formula_in_a_blank_cell_is_an_alteration() {
    let project = published();
    let file = download(&project, SHEET, "mvsp-3.0.xlsx");
    let formula = "<c r=\"D4\" t=\"str\"><f>\"Yes\"</f><v>Yes</v></c>";
    rewrite(&file, "xl/worksheets/sheet2.xml", "<c r=\"D4\" s=\"10\"/>", formula, "");
    verify(&project, &[file.to_str().unwrap()])
        .exits(1)
        .tells(&["altered", "!D4: \"\" -> \"= (a formula)\""]);
    let manifest = project.path("dist/manifest.json");
    verify(&project, &[file.to_str().unwrap(), "--manifest", manifest.to_str().unwrap()])
        .exits(1)
        .tells(&["altered"]);
}

#[test]
fn what_a_file_says_of_itself_is_not_believed() {
    let project = published();
    let other = download(&project, SHEET, "other.xlsx");
    let properties = "docProps/custom.xml";
    rewrite(&other, properties, "trust.acme.example", "trust.other.example", "");
    verify(&project, &[other.to_str().unwrap()]).ok().tells(&["published and current"]);
    alter(&other, "D3", "Yes");
    verify(&project, &[other.to_str().unwrap()]).exits(1).tells(&["not published"]);
    let steering = download(&project, SHEET, "steering.xlsx");
    let comment = "trust-sheet portal=https://trust.acme.example/ path=a\u{1b}[2J\nx:\tpublished";
    rewrite(&steering, properties, "trust-portal", "other-portal", comment);
    let run = verify(&project, &[steering.to_str().unwrap()]);
    assert!(!run.stdout.contains(['\u{1b}', '\t']), "{:?}", run.stdout);
    assert!(!run.stdout.contains("\nx:"), "{:?}", run.stdout);
}

#[test]
fn a_portal_that_is_out_of_date_does_not_make_a_newer_file_superseded() {
    let project = published();
    fs::rename(project.path("dist"), project.path("inbox")).unwrap();
    change(&project);
    let file = download(&project, SHEET, "newer.xlsx");
    let old = project.path("inbox");
    let arguments = [file.to_str().unwrap(), "--dist", old.to_str().unwrap()];
    verify(&project, &arguments).exits(1).tells(&["newer than the portal at hand"]);
    let run = verify(&project, &[file.to_str().unwrap(), "--revision", "HEAD~1"]);
    run.exits(1).tells(&["newer than the portal at hand"]);
}

#[test]
fn a_commit_beside_the_history_proves_nothing() {
    let project = published();
    project.git(&["checkout", "-q", "-b", "side"]);
    change(&project);
    let file = download(&project, SHEET, "side.xlsx");
    project.git(&["checkout", "-q", "main"]);
    project.edit("answers/a.yaml", "Write to us.", "Write to us soon.");
    commit(&project, "2026-11-03");
    project.build();
    verify(&project, &[file.to_str().unwrap()]).exits(1).tells(&["not proven"]);
}

#[test]
fn manifests_lead_nowhere_else_and_pipes_are_not_read() {
    let project = published();
    let text = fs::read_to_string(project.path("dist/manifest.json")).unwrap();
    for path in ["/etc/hostname", "../trust.yaml", "C:/x", "a/../../trust.yaml"] {
        let named = text.replacen("404.html", path, 1);
        assert_ne!(named, text);
        fs::write(project.path("dist/manifest.json"), named).unwrap();
        verify(&project, &["dist"]).exits(1).tells(&[&format!("refused  {path}")]);
    }
    #[cfg(unix)]
    verify(&project, &["/dev/zero"]).exits(2).says(&["is not a regular file"]);
}

#[test]
fn a_project_below_the_top_of_its_repository_is_built_again() {
    let outer = Project::named("outer");
    let inner = Project::bare(FIXTURE);
    for (path, bytes) in crate::project::files(inner.root()) {
        outer.write(format!("portal/{path}"), bytes);
    }
    outer.write(".gitignore", "dist\n").git(&["init", "-q", "-b", "main"]);
    commit(&outer, "2026-11-01");
    outer.trust(&["build", "--project", "portal"]).ok();
    outer.write("copy.xlsx", fs::read(outer.path("portal/dist").join(SHEET)).unwrap());
    outer.edit("portal/answers/a.yaml", "Ask us first.", "Ask us a week before.");
    commit(&outer, "2026-11-02");
    outer.trust(&["build", "--project", "portal"]).ok();
    let run = outer.trust(&["verify", "copy.xlsx", "--project", "portal"]);
    run.exits(1).tells(&["published, but superseded"]);
}

#[test]
fn a_sheet_under_nda_is_not_taken_for_an_altered_public_one() {
    let project = published();
    project.edit("answers/a.yaml", "    response: no", "    audience: nda\n    response: no");
    commit(&project, "2026-11-02");
    project.build();
    let closed = project.path("inbox/nda");
    let closed = closed.to_str().unwrap();
    project.trust(&["build", "--audience", "nda", "--out", closed]).ok();
    let sheet = format!("{closed}/{SHEET}");
    verify(&project, &[&sheet]).exits(1).tells(&["not proven", "under NDA"]);
    verify(&project, &[&sheet, "--dist", closed]).ok().tells(&["published and current"]);
    verify(&project, &[&sheet, "--revision", "HEAD"]).ok().tells(&["published and current"]);
}

#[test]
fn files_of_variants_are_told_apart_by_their_cells() {
    let project = published();
    let variants = "variants: {cloud: {name: Cloud}, onsite: {name: On site}}\nsite:";
    project.edit("trust.yaml", "site:", variants);
    project.edit(
        "answers/a.yaml",
        "    response: no\n",
        "    response: no\n    variants: {onsite: {response: yes, explanation: At any time.}}\n",
    );
    commit(&project, "2026-11-02");
    let built = project.build();
    let is_sheet = |path: &&String| path.starts_with("mvsp/") && path.ends_with(".csv");
    let tables: Vec<_> = built.keys().filter(is_sheet).collect();
    let [one, other] = tables[..] else { panic!("{tables:?}") };
    for path in [one, other] {
        let file = download(&project, path, "sheet.csv");
        let text = fs::read_to_string(&file).unwrap();
        // As a program without byte-order marks saves it.
        fs::write(&file, text.trim_start_matches('\u{feff}').replace("\r\n", "\n")).unwrap();
        let run = verify(&project, &[file.to_str().unwrap()]);
        run.ok().tells(&["published and current", path]);
    }
}

#[test]
fn a_large_document_does_not_keep_a_commit_from_being_built() {
    let project = published();
    let document = "documents:\n  - {id: report, title: Report, kind: report, version: \"1\", file: content/documents/report.pdf, audience: public}\n";
    project.write("content/documents.yaml", document);
    project.write("content/documents/report.pdf", vec![b' '; 11_000_000]);
    commit(&project, "2026-11-02");
    project.build();
    let file = download(&project, SHEET, "mvsp-3.0.xlsx");
    let run = verify(&project, &[file.to_str().unwrap(), "--revision", "HEAD"]);
    run.ok().tells(&["published and current"]);
}

#[test]
fn a_part_of_the_history_is_said_to_be_one() {
    let project = published();
    change(&project);
    let part = Project::named("part");
    let from = format!("file://{}", project.root().display());
    part.git(&["clone", "-q", "--depth", "1", &from, "."]);
    part.build();
    let file = download(&project, SHEET, "mvsp-3.0.xlsx");
    let file = file.to_str().unwrap();
    part.trust(&["verify", file, "--revision", "HEAD~1"]).exits(2).says(&["--unshallow"]);
    verify(&part, &[file]).ok().tells(&["published and current"]);
}
