//! Workbooks in further shapes of customers' own questionnaires, filled by the program: which cells it writes, and no others.
//!
//! `customer_forms_filled.txt` has, below the name of each workbook, what became of it: cells that differ, with their new
//! texts; or why it was refused. Results of formulas that were dropped stand as empty texts. `TRUST_BLESS=1` writes it anew.

use std::fmt::Write as _;
use std::fs;

use trust::xlsx::{Limits, Workbook};

use crate::project::{Project, unzip};
use crate::tools::{passes, python, root, scratch};

/// An answer for each of the questions but the last one.
const LIBRARY: &str = r#"//- trust.yaml
organization: {name: Acme Cloud, legal_name: Acme Cloud GmbH}
contacts: {security: security@acme.example}
site: {base_url: https://trust.acme.example, title: Acme Cloud Trust Center}
//- answers/all.yaml
topic: {id: all, title: All}
owner: security
reviewed: 2026-11-01
audience: public
answers:
  - {id: at-rest, question: "Is our data encrypted at rest, backups included?", response: yes, explanation: At rest.}
  - {id: in-transit, question: "Is our data encrypted in transit, on the web and when it is moved to you?", response: yes, explanation: In transit.}
  - {id: cards, question: Are you certified to PCI DSS?, response: not-applicable, because: No cards.}
  - {id: sign-in, question: Can our users sign in through our own identity provider?, response: partial, explanation: In part.}
  - {id: devices, question: "Are laptops and phones managed, hardened and kept current?", response: yes, explanation: Devices.}
  - {id: bounty, question: Do you run a bug bounty programme?, response: no, explanation: No bounty.}
  - {id: recovery, question: "Is there a disaster recovery plan, and is it tested?", response: yes, explanation: Recovery.}
"#;

#[test]
fn only_the_right_cells_of_customers_forms_are_written() {
    let folder = scratch("customer-forms-more");
    passes(python("customer_forms_more.py").arg(&folder));
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert!(names.len() >= 45, "{names:?}");
    let project = Project::new(LIBRARY);
    let mut found = String::new();
    for name in &names {
        let bytes = fs::read(folder.join(name)).unwrap();
        writeln!(found, "== {}\n{}", name.replace(".xlsx", ""), outcome(&project, name, &bytes))
            .unwrap();
    }
    let readings = root().join("tests/it/customer_forms_filled.txt");
    if std::env::var_os("TRUST_BLESS").is_some() {
        fs::write(readings, found).unwrap();
    } else {
        assert_alike(&fs::read_to_string(readings).unwrap(), &found);
    }
}

/// Compares form by form, so that a failure shows no more than what differs.
fn assert_alike(expected: &str, found: &str) {
    let wrong: Vec<String> = expected
        .split("== ")
        .zip(found.split("== "))
        .filter(|(expected, found)| expected != found)
        .map(|(expected, found)| format!("-- expected {expected}-- found {found}"))
        .collect();
    assert!(wrong.is_empty() && expected.len() == found.len(), "{}", wrong.join("\n"));
}

/// What becomes of a workbook.
fn outcome(project: &Project, name: &str, bytes: &[u8]) -> String {
    project.write(name, bytes);
    let run = project.trust(&["fill", name]);
    if run.status != Some(0) {
        let reason = run.stderr.lines().next().unwrap_or_default();
        return format!("{reason}\n");
    }
    let copy = fs::read(project.path(name.replace(".xlsx", "-filled.xlsx"))).unwrap();
    assert_parts(name, bytes, &copy);
    let (before, after) = (open(bytes), open(&copy));
    let mut told = String::new();
    for (index, sheet) in before.sheets().iter().enumerate() {
        let (old, new) = (before.read(index).unwrap(), after.read(index).unwrap());
        assert_eq!(old.merges, new.merges, "{name}");
        for (place, cell) in &new.cells {
            let was = old.cells.get(place);
            if old.text(*place) != cell.text {
                writeln!(told, "{}!{place} {:?}", sheet.name, cell.text).unwrap();
            }
            let formula = trust::xlsx::Content::Formula;
            let stays = was.is_none_or(|was| (was.content == formula) == (cell.content == formula));
            assert!(stays, "{name}: {place} lost or got a formula");
            let list = old.list(*place).and_then(|list| list.values.clone());
            let is_new = old.text(*place) != cell.text && !cell.text.is_empty();
            if let Some(words) = list.filter(|_| is_new) {
                assert!(words.contains(&cell.text), "{name}: {place} is not of its list");
            }
        }
        let gone = old.cells.keys().filter(|place| !new.cells.contains_key(place));
        assert_eq!(gone.count(), 0, "{name}");
    }
    told
}

fn open(bytes: &[u8]) -> Workbook {
    Workbook::open(bytes, &Limits::default()).unwrap()
}

/// Only sheets and texts differ.
fn assert_parts(name: &str, before: &[u8], after: &[u8]) {
    let (before, after) = (unzip(before), unzip(after));
    assert!(before.keys().eq(after.keys()), "{name}");
    for (part, bytes) in &before {
        let may_differ =
            part.starts_with("xl/worksheets/sheet") || part.ends_with("sharedStrings.xml");
        assert!(may_differ || after.get(part) == Some(bytes), "{name}: {part}");
    }
}
