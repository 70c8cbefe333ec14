//! The pages of three projects: rendered to `target/portal/`, links followed, structure checked.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use trust::diag::Sink;
use trust::output::theme::Theme;
use trust::portal::{Edition, Provenance};
use trust::source::Sources;
use trust::tree::Tree;
use trust::view::{Audience, Reader};
use trust::{library, output, view};

/// A project of the repository, by its folder, as the public sees it on one day.
pub(crate) fn edition(folder: &str) -> Edition {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = Vec::new();
    for part in ["trust.yaml", "answers", "content"] {
        for entry in walkdir::WalkDir::new(root.join(part)).into_iter().filter_map(Result::ok) {
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(&root).unwrap();
                files.push((
                    path.to_str().unwrap().to_owned(),
                    std::fs::read(entry.path()).unwrap(),
                ));
            }
        }
    }
    let mut sink = Sink::new();
    let sources = Sources::new(files, &mut sink);
    let compiled = library::compile(&sources);
    assert!(!compiled.sink.has_errors(), "{:#?}", compiled.sink.as_slice());
    let library = compiled.value.unwrap();
    let bytes = |path: &str| {
        let (_, source) = sources.find(path)?;
        let is_text = !source.text().is_empty();
        Some(Arc::from(if is_text { source.text().as_bytes() } else { source.bytes.as_slice() }))
    };
    let mut open = |variant| {
        let date = "2026-11-21".parse().unwrap();
        let reader = Reader { audience: Audience::Public, variant, date };
        view::open(&library, &bytes, reader, &mut sink)
    };
    let all = open(None);
    let each: Vec<_> = all.variants.iter().map(|own| open(Some(own.id.value.clone()))).collect();
    let provenance = Provenance {
        version: "0.1.0".to_owned(),
        commit: Some("1a2b3c4".to_owned()),
        commit_date: None,
        dirty: false,
    };
    assert!(!sink.has_errors(), "{:#?}", sink.as_slice());
    Edition::new(all, &each, provenance)
}

/// Everything that an edition becomes.
pub(crate) fn rendered(edition: &Edition) -> Tree {
    let mut sink = Sink::new();
    let theme = Theme::new([], &mut sink).unwrap_or_else(|| panic!("{:#?}", sink.as_slice()));
    let tree = output::render(edition, &theme, &mut sink);
    assert!(!sink.has_errors(), "{:#?}", sink.as_slice());
    tree
}

/// Writes a tree below `target/portal/`, to be looked at.
fn write(tree: &Tree, name: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/portal").join(name);
    let _ = std::fs::remove_dir_all(&root);
    for (path, bytes) in tree.iter() {
        let file = root.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
}

fn pages(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    let html = tree.iter().filter(|(path, _)| path.ends_with(".html"));
    html.map(|(path, bytes)| (path, std::str::from_utf8(bytes).unwrap()))
}

/// The values of an attribute.
fn values<'h>(html: &'h str, attribute: &str) -> Vec<&'h str> {
    let start = format!(" {attribute}=\"");
    html.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

const PROJECTS: [(&str, &str); 3] =
    [(".", "sample"), ("examples/vireo", "vireo"), ("examples/tessera", "tessera")];

#[test]
fn pages_are_whole() {
    for (folder, name) in PROJECTS {
        let tree = rendered(&edition(folder));
        write(&tree, name);
        assert!(pages(&tree).count() > 20, "{name}");
        for (path, html) in pages(&tree) {
            assert_eq!(html.matches("<h1").count(), 1, "{name}/{path}");
            assert_eq!(html.matches("<main").count(), 1, "{name}/{path}");
            assert!(!html.contains("<script>") && !html.contains("<style"), "{name}/{path}");
            assert!(!html.contains(" style=") && !html.contains(" onclick="), "{name}/{path}");
            let head = html.find("<head>\n<meta http-equiv=\"Content-Security-Policy\"");
            assert!(head.is_some(), "{name}/{path}");
            let ids = values(html, "id");
            let once: BTreeSet<_> = ids.iter().collect();
            assert_eq!(ids.len(), once.len(), "{name}/{path} has an id twice");
        }
    }
}

/// Files that other outputs add, which a page may link to.
fn is_of_another_output(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap();
    let extension = name.rsplit('.').next().unwrap();
    matches!(name, "feed.xml" | "feed.json" | "calendar.ics" | "subprocessors.json")
        || matches!(extension, "csv" | "xlsx" | "json")
}

#[test]
fn every_link_leads_somewhere() {
    for (folder, name) in PROJECTS {
        let tree = rendered(&edition(folder));
        for (path, html) in pages(&tree) {
            let own = values(html, "href").into_iter().chain(values(html, "src"));
            for href in
                own.filter(|href| !href.starts_with("https://") && !href.starts_with("mailto:"))
            {
                let (target, anchor) = href.split_once('#').unwrap_or((href, ""));
                let file = match target.strip_prefix('/') {
                    None => path.to_owned(),
                    Some(target) if target.is_empty() || target.ends_with('/') => {
                        format!("{target}index.html")
                    }
                    Some(target) => target.to_owned(),
                };
                let Some(bytes) = tree.get(&file) else {
                    assert!(is_of_another_output(&file), "{name}/{path} links to {href}");
                    continue;
                };
                let found = anchor.is_empty()
                    || values(std::str::from_utf8(bytes).unwrap(), "id").contains(&anchor);
                assert!(found, "{name}/{path} links to {href}, which has no such anchor");
            }
        }
    }
}
