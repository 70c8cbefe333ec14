//! Outputs checked by other people's tools, which `scripts/test-tools` installs.
//!
//! Each test hands all built portals to one checker of `tests/tools`, so that
//! Java, LibreOffice and Chromium start once. A tool that is absent fails.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::tools::{copy_folder, node, passes, portal, portals, python, run, scratch, tool};

/// What the Nu Html Checker says about resources when it reads pages from a disk, where `'self'` is no address.
const NOT_OURS: [&str; 2] = [
    "Resource violates Content Security Policy",
    // It takes JSON-LD, which is data, for a script. Scripts inside a page are found by `links.py` and by Chromium.
    "Inline script violates Content Security Policy",
];

#[test]
fn html_is_valid() {
    let said = html_faults(portals());
    assert!(said.is_empty(), "{said}");
}

#[test]
fn links_lead_somewhere_and_nothing_comes_from_elsewhere() {
    passes(python("links.py").args(portals()));
}

#[test]
fn json_follows_its_schemas_and_the_manifest_is_right() {
    passes(python("schemas.py").args(portals()));
}

#[test]
fn feeds_calendars_and_security_txt_are_read_by_others() {
    passes(python("feeds.py").args(portals()));
}

#[test]
fn workbooks_are_read_by_a_second_library() {
    passes(python("workbooks.py").args(portals()));
}

#[test]
fn workbooks_and_csv_open_in_libreoffice() {
    let [office, to_text] = [tool("bin/soffice"), tool("bin/pdftotext")];
    passes(python("office.py").arg(office).arg(to_text).args(portals()));
}

#[test]
fn a_browser_has_nothing_to_complain_about() {
    passes(node("browser.mjs").args(portals()));
}

/// What everybody sees gets full marks; performance is left out, for it depends on what else the machine does.
#[test]
fn lighthouse_gives_full_marks() {
    let mut command = node("lighthouse.mjs");
    passes(command.args(["own", "vireo", "tessera"].map(portal)));
}

/// A checker that finds nothing in a damaged portal would find nothing in ours either.
#[test]
fn damage_is_found() {
    let damaged = scratch("damaged").join("vireo");
    copy_folder(&portal("vireo"), &damaged);
    let edit = |path: &str, from: &str, to: &str| {
        let text = fs::read_to_string(damaged.join(path)).unwrap();
        assert!(text.contains(from), "{path} has no {from}");
        fs::write(damaged.join(path), text.replacen(from, to, 1)).unwrap();
    };
    edit("index.html", "</main>", "<p style='color:#eee'>no contrast</p><script>1</script></main>");
    edit("answers/index.html", "</main>", "<a href='/no/'>x</a><a href='#no'>x</a><h1>x</main>");
    edit("subprocessors/feed.json", "\"id\":", "\"di\":");
    edit("subprocessors/calendar.ics", "\r\n", "\n");
    edit(".well-known/security.txt", "Contact:", "Kontakt:");
    edit("api/answers.json", "\"topics\":[", "\"topics\":[1,");
    edit("caiq/caiq-lite-4.0.3.csv", "CSP-owned", "CSC-owned");

    let html = html_faults(std::slice::from_ref(&damaged));
    assert!(html.contains("index.html"), "{html}");
    let finds = |command: &mut Command, expected: &[&str]| {
        let (is_clean, said) = run(command.arg(&damaged));
        assert!(!is_clean, "{command:?} finds nothing");
        for phrase in expected {
            assert!(said.contains(phrase), "{command:?} does not say `{phrase}`:\n{said}");
        }
    };
    let links = ["inline script", "inline style", "2 first headings", "'/no/'", "no id `no`"];
    finds(&mut python("links.py"), &links);
    let schemas = ["topics", "another size or SHA-256 for index.html"];
    finds(&mut python("schemas.py"), &schemas);
    finds(&mut python("feeds.py"), &["an item has no id", "other than CR LF", "no Contact"]);
    finds(&mut python("workbooks.py"), &["differs from its CSV"]);
    finds(&mut node("browser.mjs"), &["Content Security Policy", "color-contrast"]);
    finds(&mut node("lighthouse.mjs"), &["accessibility"]);
}

/// What the Nu Html Checker says, warnings included.
fn html_faults(folders: &[PathBuf]) -> String {
    for folder in folders {
        assert!(folder.join("index.html").exists(), "{} has no pages", folder.display());
    }
    let mut command = Command::new(tool("bin/java"));
    command.arg("-jar").arg(tool("npm/node_modules/vnu-jar/build/dist/vnu.jar"));
    let (_, said) = run(command.args(["--skip-non-html", "--format", "gnu"]).args(folders));
    let ours: Vec<&str> =
        said.lines().filter(|line| !NOT_OURS.iter().any(|known| line.contains(known))).collect();
    ours.join("\n")
}
