//! Imports that are cut short by the disk.

use super::*;
use crate::import::Import;

const TRUST: &str = "organization: {name: Acme Cloud}\ncontacts: {security: s@acme.example}\n\
                     site: {base_url: https://trust.acme.example, title: Trust}\n";

const OWN: &str = "topic: {id: access, title: Access}\nowner: security\nreviewed: 2026-11-01\naudience: internal\nanswers:\n  \
                   - id: sign-in # ours\n    question: Do you enforce multi-factor authentication for staff?\n    response: yes\n";

const OLD: &str = "Section,Question,Answer,Comments\n\
                   Access,Does your company enforce multi-factor authentication for staff?,Yes,\n\
                   Network,Are servers reachable only through a bastion?,Yes,Always.\n\
                   Network,Is every server reachable only through the bastion?,No,\n\
                   Plans,Do you rehearse the loss of a region?,Planned,In Q2 2027.\n";

/// Imports a file on a disk.
fn import_on(disk: &Disk, root: &Path) -> anyhow::Result<Import> {
    let loaded = project::load(Some(root))?;
    let root = fs::canonicalize(&loaded.root)?;
    let mut desk = Desk { loaded, root, files: BTreeMap::new() };
    let old = read(&desk.root.join("old.csv"), None)?;
    let sources = desk.sources();
    let library = library::compile(&sources).value.context("the library")?;
    let folder = "answers/imported".to_owned();
    let wish = Wish { form: None, folder, owner: None, merges_wordings: false };
    let import = desk.import(&old, &sources, &library, &wish);
    let import = import.map_err(|refusal| anyhow::anyhow!("{refusal}"))?;
    desk.files.extend(import.tree.iter().map(|(path, bytes)| (path.to_owned(), bytes.to_vec())));
    desk.write(disk)?;
    Ok(import)
}

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("answers")).expect("a folder");
    for (name, text) in [("trust.yaml", TRUST), ("answers/own.yaml", OWN), ("old.csv", OLD)] {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

/// The files of the project that are read, and the litter beside them.
fn files(root: &Path) -> BTreeMap<String, String> {
    let walk = walkdir::WalkDir::new(root.join("answers")).into_iter().flatten();
    let files = walk.filter(|entry| entry.file_type().is_file());
    let text = |path: &Path| fs::read_to_string(path).expect("a text");
    files.map(|entry| (entry.path().display().to_string(), text(entry.path()))).collect()
}

/// The part of the path below a project.
fn below(files: BTreeMap<String, String>, root: &Path) -> BTreeMap<String, String> {
    let root = root.display().to_string();
    files.into_iter().map(|(path, text)| (path.replacen(&root, "", 1), text)).collect()
}

#[test]
fn an_import_that_is_cut_short_is_completed_by_the_next() {
    let whole = project();
    import_on(&Disk::real(), whole.path()).expect("an import");
    let wanted = below(files(whole.path()), whole.path());
    assert_eq!(wanted.len(), 3, "{wanted:?}");
    let before = below(files(project().path()), Path::new("-"));
    let mut failures = 0;
    for nth in 0.. {
        let cut = project();
        let disk = Disk::failing_at(nth, true);
        let done = import_on(&disk, cut.path());
        if !disk.has_failed() {
            done.expect("an import without a failure");
            break;
        }
        failures += 1;
        let said = format!("{:#}", done.expect_err("a failure"));
        assert!(said.contains("cannot be written; ") && said.contains("run it again"), "{said}");
        for (path, text) in below(files(cut.path()), cut.path()) {
            let old = before.iter().find(|(own, _)| own.ends_with(&path)).map(|(_, text)| text);
            let is_whole = wanted.get(&path) == Some(&text) || old == Some(&text);
            assert!(is_whole, "call {nth}: {path} is neither old nor new:\n{text}");
        }
        import_on(&Disk::real(), cut.path()).expect("the next import");
        assert_eq!(below(files(cut.path()), cut.path()), wanted, "call {nth}");
    }
    assert!(failures >= 8, "{failures} calls failed");
}
