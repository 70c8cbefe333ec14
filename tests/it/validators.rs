//! Outputs checked by other people's tools, which `scripts/test-tools` installs.
//!
//! Each test hands all built portals to one checker of `tests/tools`, so that
//! Java, LibreOffice and Chromium start once. A tool that is absent fails.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::{env, fs};

/// The day that all portals here speak of.
const DAY: &str = "2026-11-21";

/// A portal to build: the folder's name, the project, and options of `trust build`.
pub(crate) type Wanted = (&'static str, PathBuf, &'static [&'static str]);

/// What the Nu Html Checker says about resources when it reads pages from a disk, where `'self'` is no address.
const NOT_OURS: &str = "Resource violates Content Security Policy";

#[test]
fn html_is_valid() {
    let said = html_faults(portals());
    assert!(said.is_empty(), "{said}");
}

#[test]
fn links_lead_somewhere_and_nothing_comes_from_elsewhere() {
    passes(checker("links.py").args(portals()));
}

#[test]
fn json_follows_its_schemas_and_the_manifest_is_right() {
    passes(checker("schemas.py").args(portals()));
}

#[test]
fn feeds_calendars_and_security_txt_are_read_by_others() {
    passes(checker("feeds.py").args(portals()));
}

#[test]
fn workbooks_are_read_by_a_second_library() {
    passes(checker("workbooks.py").args(portals()));
}

#[test]
fn workbooks_and_csv_open_in_libreoffice() {
    let [office, to_text] = [tool("bin/soffice"), tool("bin/pdftotext")];
    passes(checker("office.py").arg(office).arg(to_text).args(portals()));
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

#[test]
fn a_variant_is_chosen_carried_and_copied() {
    let mut command = Command::new(tool("bin/node"));
    command.env("TRUST_TEST_TOOLS", tools()).arg(root().join("tests/tools/variants.mjs"));
    passes(command.arg(portal("own")));
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
    finds(&mut checker("links.py"), &links);
    let schemas = ["topics", "another size or SHA-256 for index.html"];
    finds(&mut checker("schemas.py"), &schemas);
    finds(&mut checker("feeds.py"), &["an item has no id", "other than CR LF", "no Contact"]);
    finds(&mut checker("workbooks.py"), &["differs from its CSV"]);
    finds(&mut node("browser.mjs"), &["Content Security Policy", "color-contrast"]);
    finds(&mut node("lighthouse.mjs"), &["accessibility"]);
}

/// All portals that are looked at, built once: our own, the examples, one for readers under an NDA, one below a path of
/// its host, and one whose every text tries to be something else.
fn portals() -> &'static [PathBuf] {
    static BUILT: OnceLock<Vec<PathBuf>> = OnceLock::new();
    BUILT.get_or_init(|| {
        let root = root();
        let wanted: [Wanted; 6] = [
            ("own", root.clone(), &[]),
            ("vireo", root.join("examples/vireo"), &[]),
            ("tessera", root.join("examples/tessera"), &[]),
            ("under-nda", root, &["--audience", "nda"]),
            ("below", below_a_path(), &[]),
            ("hostile", hostile(), &[]),
        ];
        let folder = scratch("portals");
        wanted.into_iter().map(|wanted| build(&folder, wanted)).collect()
    })
}

/// One of [`portals`].
pub(crate) fn portal(name: &str) -> PathBuf {
    portals().iter().find(|folder| folder.ends_with(name)).unwrap().clone()
}

pub(crate) fn build(folder: &Path, (name, project, options): Wanted) -> PathBuf {
    let out = folder.join(name);
    let mut command = Command::new(env!("CARGO_BIN_EXE_trust"));
    command.args(["build", "--quiet", "--as-of", DAY]).args(options);
    passes(command.arg("--project").arg(project).arg("--out").arg(&out));
    out
}

/// An example whose portal shares its host with other pages.
fn below_a_path() -> PathBuf {
    let project = scratch("below");
    copy_folder(&root().join("examples/vireo"), &project);
    let settings = fs::read_to_string(project.join("trust.yaml")).unwrap();
    let [own, shared] = ["https://trust.vireo.example", "https://vireo.example/legal/trust"];
    fs::write(project.join("trust.yaml"), settings.replace(own, shared)).unwrap();
    project
}

/// A project of texts that spreadsheet programs, browsers and templates could take for something else.
fn hostile() -> PathBuf {
    let project = scratch("hostile");
    let payloads: Vec<String> = include_str!("../tools/hostile.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# "))
        .map(|line| line.replace("\\t", "\t").replace("\\n", "\n"))
        .collect();
    assert!(payloads.len() > 60);
    let mut answers = "topic: {id: texts, title: Texts}\naudience: public\nowner: security\n\
        reviewed: 2026-10-01\nanswers:\n"
        .to_owned();
    let mut form = include_str!("../tools/hostile.yaml").to_owned();
    for (at, payload) in payloads.iter().enumerate() {
        // A JSON string is a YAML string too.
        let text = serde_json::to_string(payload).unwrap();
        answers.push_str(&format!(
            "  - {{id: a-{at}, question: {text}, also_asked: [{text}], response: yes, \
             explanation: {text}, answers_to: {{hostile@1: [H-{at}]}}, ownership: provider}}\n"
        ));
        form.push_str(&format!("  - {{id: H-{at}, section: S, text: {text}}}\n"));
    }
    let files = [
        ("trust.yaml", include_str!("../tools/hostile-trust.yaml")),
        ("answers/texts.yaml", &answers),
        ("content/forms/hostile/form.yaml", &form),
    ];
    for (path, text) in files {
        let file = project.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    project
}

/// What the Nu Html Checker says, warnings included.
fn html_faults(folders: &[PathBuf]) -> String {
    for folder in folders {
        assert!(folder.join("index.html").exists(), "{} has no pages", folder.display());
    }
    let mut command = Command::new(tool("bin/java"));
    command.arg("-jar").arg(tool("npm/node_modules/vnu-jar/build/dist/vnu.jar"));
    let (_, said) = run(command.args(["--skip-non-html", "--format", "gnu"]).args(folders));
    let ours: Vec<&str> = said.lines().filter(|line| !line.contains(NOT_OURS)).collect();
    ours.join("\n")
}

fn checker(name: &str) -> Command {
    let mut command = Command::new(tool("bin/python"));
    command.env("PYTHONDONTWRITEBYTECODE", "1").arg(root().join("tests/tools").join(name));
    command
}

/// A checker that starts Chromium.
fn node(name: &str) -> Command {
    let mut command = Command::new(tool("bin/node"));
    tool("bin/chromium");
    command.env("TRUST_TEST_TOOLS", tools()).arg(root().join("tests/tools").join(name));
    command
}

/// Where `scripts/test-tools` puts things.
pub(crate) fn tools() -> PathBuf {
    env::var_os("TRUST_TEST_TOOLS").map_or_else(|| root().join("target/test-tools"), PathBuf::from)
}

pub(crate) fn tool(path: &str) -> PathBuf {
    let file = tools().join(path);
    assert!(file.exists(), "{} is not there; run scripts/test-tools first", file.display());
    file
}

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// An empty folder below `target/tmp`, left behind for whoever wants to look.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("validators").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

pub(crate) fn passes(command: &mut Command) {
    let (is_clean, said) = run(command);
    assert!(is_clean, "{command:?}\n{said}");
}

/// Whether it ended with status 0, and everything that it said.
fn run(command: &mut Command) -> (bool, String) {
    let done = command.stdin(Stdio::null()).output().unwrap();
    let said = [done.stdout, done.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (done.status.success(), said.concat())
}
