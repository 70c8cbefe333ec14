//! The pages of three projects: rendered to `target/portal/`, links followed, structure checked.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use trust::diag::Sink;
use trust::language::Words;
use trust::output::theme::Theme;
use trust::portal::{Edition, Provenance};
use trust::source::Sources;
use trust::tree::Tree;
use trust::view::{Audience, Reader};
use trust::{library, output, view};

/// A project of the repository, by its folder, as the public sees it on one day.
pub(crate) fn edition(folder: &str) -> Edition {
    edition_with(folder, &|_, _| None)
}

/// The same with some files changed: `change` gets the path and the text.
fn edition_with(folder: &str, change: &dyn Fn(&str, &str) -> Option<String>) -> Edition {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = Vec::new();
    for part in ["trust.yaml", "answers", "content"] {
        for entry in walkdir::WalkDir::new(root.join(part)).into_iter().filter_map(Result::ok) {
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(&root).unwrap().to_str().unwrap();
                let bytes = std::fs::read(entry.path()).unwrap();
                let changed = std::str::from_utf8(&bytes).ok().and_then(|text| change(path, text));
                files.push((path.to_owned(), changed.map_or(bytes, String::into_bytes)));
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
    let mut open = |variant, language| {
        let date = "2026-11-21".parse().unwrap();
        let reader = Reader { audience: Audience::Public, variant, date, language };
        view::open(&library, &bytes, reader, &mut sink)
    };
    let original = library.project.site.language;
    let all = open(None, original);
    let each: Vec<_> =
        all.variants.iter().map(|own| open(Some(own.id.value.clone()), original)).collect();
    let provenance = Provenance {
        version: "0.1.0".to_owned(),
        commit: Some("1a2b3c4".to_owned()),
        commit_date: None,
        dirty: false,
        ..Provenance::default()
    };
    let others: Vec<_> = all
        .site
        .languages
        .iter()
        .map(|other| (open(None, other.value), Words::of(other.value)))
        .collect();
    assert!(!sink.has_errors(), "{:#?}", sink.as_slice());
    let edition = Edition::new(all, &each, Words::of(original), provenance);
    others.into_iter().fold(edition, |edition, (view, words)| edition.with_translation(view, words))
}

/// Everything that an edition becomes.
pub(crate) fn rendered(edition: &Edition) -> Tree {
    let mut sink = Sink::new();
    let theme =
        Theme::new(Vec::new(), &mut sink).unwrap_or_else(|| panic!("{:#?}", sink.as_slice()));
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

#[test]
fn a_base_url_with_a_path_is_before_every_link() {
    let edition = edition_with(".", &|path, text| {
        let base = "base_url: https://trust.acme.example";
        (path == "trust.yaml").then(|| text.replace(base, "base_url: https://acme.example/trust"))
    });
    let tree = rendered(&edition);
    for (path, html) in pages(&tree) {
        let own = values(html, "href").into_iter().chain(values(html, "src"));
        for href in own.filter(|href| href.starts_with('/')) {
            assert!(href.starts_with("/trust/"), "{path} links to {href}");
        }
        let canonical = "<link rel=\"canonical\" href=\"https://acme.example/trust/";
        assert!(path == "404.html" || html.contains(canonical), "{path}");
    }
}

#[test]
fn what_is_not_answered_is_blank() {
    let edition = edition("examples/vireo");
    let tree = rendered(&edition);
    let html = std::str::from_utf8(tree.get("caiq/index.html").unwrap()).unwrap();
    let gaps = edition.offers[0].questionnaires[0].coverage().gaps();
    assert!(gaps > 0);
    assert_eq!(html.matches("<td class=\"gap\">Not answered</td>").count(), gaps);
}

#[test]
fn what_is_on_request_has_no_file() {
    let tree = rendered(&edition("examples/vireo"));
    let html = std::str::from_utf8(tree.get("sig/index.html").unwrap()).unwrap();
    assert!(html.contains("mailto:security@vireo.example?subject=Request"));
    assert!(!html.contains(".xlsx") && !html.contains("<table"));
    let files: Vec<_> = tree.iter().filter(|(path, _)| path.starts_with("sig/")).collect();
    assert_eq!(files.len(), 1);
}

#[test]
fn markup_in_a_project_stays_text() {
    let hostile =
        "<script>alert(1)</script><img src=x onerror=alert(1)>\" autofocus onfocus=\"alert(1)";
    let edition = edition_with(".", &|path, text| match path {
        "trust.yaml" => {
            Some(text.replace("title: Acme Cloud Trust Center", &format!("title: '{hostile}'")))
        }
        "answers/encryption.yaml" => {
            Some(text.replace("title: Encryption,", &format!("title: '{hostile}',")).replace(
                "question: Is our data encrypted at rest, backups included?",
                &format!("question: '{hostile}'"),
            ))
        }
        _ => None,
    });
    let tree = rendered(&edition);
    for (path, html) in pages(&tree) {
        let of = |script: &str| html.matches(script).count();
        assert_eq!(of("<script src=\"/assets/page.js\" defer></script>"), 1, "{path}");
        let known = [
            "<script src=\"/assets/search.js\" defer>",
            "<script src=\"/assets/page.js\" defer>",
            "<script type=\"application/ld+json\">",
        ];
        let ours: usize = known.iter().map(|script| of(script)).sum();
        assert_eq!(of("<script"), ours, "{path}");
        assert_eq!(of("</script"), ours, "{path}");
        for tag in html.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
            let names: String = tag.split('"').step_by(2).collect();
            assert!(!names.contains("onerror") && !names.contains("onfocus"), "{path}: <{tag}>");
        }
    }
}

#[test]
fn an_image_that_runs_something_is_refused() {
    let mut edition = edition(".");
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
    edition.view.logo = Some(("logo.svg".to_owned(), Arc::from(svg.as_slice())));
    let mut sink = Sink::new();
    let theme = Theme::new(Vec::new(), &mut sink).unwrap();
    let _ = output::render(&edition, &theme, &mut sink);
    let found: Vec<_> = sink.into_sorted().into_iter().map(|own| (own.code, own.message)).collect();
    let message = "the logo, `logo.svg`, is not only an image: it holds `onload=`".to_owned();
    assert_eq!(found, [("bad-file", message)]);
}

#[test]
fn every_page_repeats_the_policy_of_the_headers() {
    let header = output::well_known::CONTENT_SECURITY_POLICY;
    let policy = header.strip_suffix("; frame-ancestors 'none'").unwrap();
    for (path, html) in pages(&rendered(&edition("."))) {
        assert!(html.contains(&format!("content=\"{policy}\"")), "{path}");
    }
}
