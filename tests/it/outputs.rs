//! Every output of the sample project and the examples, read back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use trust::date::Date;
use trust::diag::Sink;
use trust::library;
use trust::output::theme::Theme;
use trust::output::{OUTPUTS, manifest};
use trust::portal::{Edition, Provenance};
use trust::source::Sources;
use trust::tree::Tree;
use trust::view::{Audience, Reader, View, open};

/// The day on which all tests look at the projects.
pub const DAY: &str = "2026-11-21";

/// The projects of this repository: the sample at its root and the examples.
pub const PROJECTS: [&str; 3] = [".", "examples/vireo", "examples/tessera"];

/// The files of a project on disk.
pub fn project_files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = Vec::new();
    for entry in ["trust.yaml", "answers", "content"] {
        collect(&root, &root.join(entry), &mut files);
    }
    files
}

fn collect(root: &Path, path: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    if path.is_dir() {
        let mut inside: Vec<PathBuf> =
            std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        inside.sort();
        inside.iter().for_each(|path| collect(root, path, files));
    } else {
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        files.push((name, std::fs::read(path).unwrap()));
    }
}

/// What a reader gets of a project on a day; `edit` may change the files first.
pub fn edition_of(files: Vec<(String, Vec<u8>)>, audience: Audience, day: &str) -> Edition {
    let mut sink = Sink::new();
    let sources = Sources::new(files, &mut sink);
    let outcome = library::compile(&sources);
    assert!(!outcome.sink.has_errors(), "{:#?}", outcome.sink.as_slice());
    let library = outcome.value.unwrap();
    let date: Date = day.parse().unwrap();
    let file = |path: &str| -> Option<Arc<[u8]>> {
        sources.find(path).map(|(_, source)| {
            let text = source.text().as_bytes();
            Arc::from(if text.is_empty() { source.bytes.as_slice() } else { text })
        })
    };
    let mut view_of =
        |variant| -> View { open(&library, &file, Reader { audience, variant, date }, &mut sink) };
    let all = view_of(None);
    let variants: Vec<View> =
        library.variants().into_iter().map(|own| view_of(own.cloned())).collect();
    assert!(!sink.has_errors(), "{:#?}", sink.as_slice());
    let provenance = Provenance {
        version: "0.1.0".to_owned(),
        commit: Some("0123abc".to_owned()),
        commit_date: Some(date),
        dirty: false,
    };
    Edition::new(all, &variants, provenance)
}

/// The edition of a project of this repository on the tests' day.
pub fn edition(folder: &str, audience: Audience) -> Edition {
    edition_of(project_files(folder), audience, DAY)
}

/// All outputs but the pages, then the manifest.
pub fn render(edition: &Edition) -> Tree {
    let mut sink = Sink::new();
    let tree = render_into(edition, Tree::new(), &mut sink);
    assert!(sink.is_empty(), "{:#?}", sink.as_slice());
    tree
}

/// The same onto files that are there already.
pub fn render_into(edition: &Edition, mut tree: Tree, sink: &mut Sink) -> Tree {
    let theme = Theme::new(Vec::new(), sink).unwrap();
    for output in OUTPUTS.iter().filter(|output| output.name != "html") {
        (output.emit)(edition, &theme, &mut tree, sink);
    }
    manifest::add(edition, &mut tree, sink);
    tree
}

fn text<'t>(tree: &'t Tree, path: &str) -> &'t str {
    std::str::from_utf8(tree.get(path).unwrap_or_else(|| panic!("there is no {path}"))).unwrap()
}

fn json(tree: &Tree, path: &str) -> serde_json::Value {
    serde_json::from_str(text(tree, path)).unwrap()
}

/// Writes the trees for tools outside when asked to: `TRUST_TREES=folder`.
#[test]
fn trees_can_be_looked_at() {
    let Some(folder) = std::env::var_os("TRUST_TREES") else { return };
    for project in PROJECTS {
        for audience in [Audience::Public, Audience::Nda] {
            let tree = render(&edition(project, audience));
            let root =
                Path::new(&folder).join(project.replace(['.', '/'], "_")).join(audience.word());
            for (path, bytes) in tree.iter() {
                let path = root.join(path);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, bytes).unwrap();
            }
        }
    }
}
