//! Projects of this repository, read from disk and rendered.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use trust::date::Date;
use trust::diag::Sink;
use trust::language::Words;
use trust::library;
use trust::output::theme::Theme;
use trust::output::{OUTPUTS, manifest};
use trust::portal::{Edition, Provenance};
use trust::source::Sources;
use trust::tree::Tree;
use trust::view::{Audience, Reader, View, open};

/// The day on which all tests look at the projects.
pub(crate) const DAY: &str = "2026-11-21";

/// The projects of this repository: the sample at its root and the examples.
pub(crate) const PROJECTS: [&str; 3] = [".", "examples/vireo", "examples/tessera"];

/// The files of a project on disk.
pub(crate) fn project_files(folder: &str) -> Vec<(String, Vec<u8>)> {
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
        for path in &inside {
            collect(root, path, files);
        }
    } else {
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        files.push((name, std::fs::read(path).unwrap()));
    }
}

/// What a reader gets of a project on a day; `edit` may change the files first.
pub(crate) fn edition_of(files: Vec<(String, Vec<u8>)>, audience: Audience, day: &str) -> Edition {
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
    let mut view_of = |variant| -> View {
        open(
            &library,
            &file,
            Reader { audience, variant, date, language: library.project.site.language },
            &mut sink,
        )
    };
    let all = view_of(None);
    let variants: Vec<View> =
        library.variants().into_iter().map(|own| view_of(own.cloned())).collect();
    assert!(!sink.has_errors(), "{:#?}", sink.as_slice());
    let provenance = Provenance {
        version: "0.1.0".to_owned(),
        commit: Some("0123abc".to_owned()),
        commit_date: Some(date),
        dirty: false,
        ..Provenance::default()
    };
    let words = Words::of(all.reader.language);
    Edition::new(all, &variants, words, provenance)
}

/// The edition of a project of this repository on the tests' day.
pub(crate) fn edition(folder: &str, audience: Audience) -> Edition {
    edition_of(project_files(folder), audience, DAY)
}

/// An edition of a project on the tests' day with its tree, rendered once for all tests.
pub(crate) fn rendered(folder: &str, audience: Audience) -> (&'static Edition, &'static Tree) {
    static ALL: [OnceLock<(Edition, Tree)>; 6] = [const { OnceLock::new() }; 6];
    let project = PROJECTS.iter().position(|known| *known == folder).unwrap();
    let place = project * 2 + usize::from(audience == Audience::Nda);
    let (edition, tree) = ALL[place].get_or_init(|| {
        let edition = edition(folder, audience);
        let tree = render(&edition);
        (edition, tree)
    });
    (edition, tree)
}

/// All outputs but the pages, then the manifest.
pub(crate) fn render(edition: &Edition) -> Tree {
    let mut sink = Sink::new();
    let tree = render_into(edition, Tree::new(), &mut sink);
    assert!(sink.is_empty(), "{:#?}", sink.as_slice());
    tree
}

/// The same onto files that are there already.
pub(crate) fn render_into(edition: &Edition, mut tree: Tree, sink: &mut Sink) -> Tree {
    let theme = Theme::new(Vec::new(), sink).unwrap();
    for output in OUTPUTS.iter().filter(|output| output.name != "html") {
        (output.emit)(edition, &theme, &mut tree, sink);
    }
    manifest::add(edition, &mut tree, sink);
    tree
}
