//! Fillings that are cut short by the disk.

use super::*;

fn filling() -> Filling {
    let (form, tables, rows, remarks) = (None, Vec::new(), Vec::new(), Vec::new());
    Filling { form, tables, rows, remarks, variants: Vec::new(), bytes: b"the copy".to_vec() }
}

fn origin() -> Origin {
    let text = str::to_owned;
    let wish = Wish {
        audience: Audience::Public,
        variant: None,
        accept: ACCEPT,
        overwrites: false,
        place: TablePlace::default(),
        decisions: BTreeMap::new(),
        seen: BTreeMap::new(),
    };
    Origin {
        file: text("a.xlsx"),
        sha256: String::new(),
        filled: text("a-filled.xlsx"),
        filled_sha256: hex_digest(b"the copy"),
        commit: String::new(),
        as_of: "2026-11-21".parse().expect("a date"),
        version: text("0"),
        wish,
        organization: text("Acme Cloud"),
        portal: text("https://trust.acme.example"),
    }
}

#[test]
fn a_disk_that_fails_leaves_whole_files_or_none() {
    let (origin, filling) = (origin(), filling());
    let mut has_succeeded = false;
    for nth in 0..20 {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = Paths::of(&folder.path().join("a.xlsx"), None, "xlsx");
        let disk = Disk::failing_at(nth, true);
        let result = paths.write(&disk, &origin, &filling);
        assert_eq!(result.is_err(), disk.has_failed(), "{nth}");
        has_succeeded |= result.is_ok();
        let whole = [
            (&paths.json, filling::json(&origin, &filling)),
            (&paths.html, filling::html(&origin, &filling)),
            (&paths.filled, filling.bytes.clone()),
        ];
        let mut files = fs::read_dir(folder.path()).expect("the folder").count();
        for (path, bytes) in &whole {
            if let Ok(found) = fs::read(path) {
                assert!(found == *bytes, "{nth}: half of {}", path.display());
                files -= 1;
            }
        }
        assert_eq!(files, 0, "{nth}: litter");
        // All of them or none: no report claims a copy that is not there.
        let there = whole.iter().filter(|(path, _)| path.exists()).count();
        assert_eq!(there, if result.is_ok() { 3 } else { 0 }, "{nth}");
    }
    assert!(has_succeeded);
}

#[test]
fn a_disk_that_fails_leaves_what_an_earlier_run_has_written() {
    let (origin, filling) = (origin(), filling());
    let folder = tempfile::tempdir().expect("a folder");
    let paths = Paths::of(&folder.path().join("a.xlsx"), None, "xlsx");
    paths.write(&Disk::real(), &origin, &filling).expect("the first run");
    let old: Vec<_> = [&paths.json, &paths.html, &paths.filled]
        .map(|path| (path.clone(), fs::read(path).expect("written")))
        .to_vec();
    let later = Filling { bytes: b"another copy".to_vec(), ..filling };
    let changed = Origin { filled_sha256: hex_digest(b"another copy"), ..origin };
    let mut failures = 0;
    for nth in 0..20 {
        let disk = Disk::failing_at(nth, true);
        if paths.write(&disk, &changed, &later).is_ok() {
            break;
        }
        failures += 1;
        for (path, bytes) in &old {
            assert!(fs::read(path).expect("still there") == *bytes, "{nth}: {}", path.display());
        }
        assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 3, "{nth}: litter");
    }
    assert_eq!(failures, 6, "three are written, three are moved");
}
