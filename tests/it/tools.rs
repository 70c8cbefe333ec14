//! Other people's tools, which `scripts/test-tools` installs, and the portals that are handed to them.
//!
//! A tool that is absent fails, and so does one that a test takes for granted and that finds nothing to look at.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::{env, fs};

/// The day that all portals here speak of.
const DAY: &str = "2026-11-21";

/// A portal to build: the folder's name, the project, and options of `trust build`.
pub(crate) type Wanted = (&'static str, PathBuf, &'static [&'static str]);

/// All portals that are looked at, built once: our own, the examples, one for readers under an NDA, one below a path of
/// its host, and one whose every text tries to be something else.
pub(crate) fn portals() -> &'static [PathBuf] {
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

/// Builds a portal into a folder and says where it is.
pub(crate) fn build(folder: &Path, (name, project, options): Wanted) -> PathBuf {
    let out = folder.join(name);
    let mut command = Command::new(env!("CARGO_BIN_EXE_trust"));
    command.args(["build", "--quiet", "--as-of", DAY]).args(options);
    passes(command.arg("--project").arg(project).arg("--out").arg(&out));
    out
}

/// A checker of `tests/tools` in Python.
pub(crate) fn python(name: &str) -> Command {
    let mut command = Command::new(tool("bin/python"));
    command.env("PYTHONDONTWRITEBYTECODE", "1").arg(script(name));
    command
}

/// A checker of `tests/tools` that starts Chromium.
pub(crate) fn node(name: &str) -> Command {
    let mut command = Command::new(tool("bin/node"));
    tool("bin/chromium");
    command.env("TRUST_TEST_TOOLS", tools()).arg(script(name));
    command
}

/// A file of `tests/tools`.
pub(crate) fn script(name: &str) -> PathBuf {
    root().join("tests/tools").join(name)
}

/// Asserts that a tool ends with status 0.
#[track_caller]
pub(crate) fn passes(command: &mut Command) {
    let (is_clean, said) = run(command);
    assert!(is_clean, "{command:?}\n{said}");
}

/// Whether it ended with status 0, and everything that it said.
pub(crate) fn run(command: &mut Command) -> (bool, String) {
    let done = command.stdin(Stdio::null()).output().unwrap();
    let said = [done.stdout, done.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (done.status.success(), said.concat())
}

/// A program that `scripts/test-tools` has put somewhere.
#[track_caller]
pub(crate) fn tool(path: &str) -> PathBuf {
    let file = tools().join(path);
    assert!(file.exists(), "{} is not there; run scripts/test-tools first", file.display());
    file
}

/// The folder of this repository.
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

/// Copies a folder with everything in it.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
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

/// Where `scripts/test-tools` puts things.
fn tools() -> PathBuf {
    env::var_os("TRUST_TEST_TOOLS").map_or_else(|| root().join("target/test-tools"), PathBuf::from)
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
