//! Markup, templates and formulas in texts are texts in every output.

use calamine::{Data, Reader as _};

use crate::project::{Files, Project};

/// What browsers might run, what template engines might fill in, and what spreadsheets might compute.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea></style></noscript><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script href=data:,alert(1) />",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "\" onfocus=\"alert(1)\" autofocus=\"",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "]]><script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](javascript:alert(1))",
    "![x](x\"onerror=\"alert(1))",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<form action=https://evil.example><button>go</button></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "{% raw %}{% include 'x' %}",
    "{# comment #}",
    "${7*7} #{7*7} <%= 7*7 %> [[7*7]]",
    "=1+1",
    "=HYPERLINK(\"https://evil.example\",\"x\")",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "＝1+1",
    ";=1+1",
    "\"=1+1",
    "_x0041_ _x000D_",
    "BEGIN:VEVENT",
];

/// A project with one text in every field that takes text.
fn project(text: &str) -> Project {
    let project = Project::new(include_str!("every_text.txt"));
    for path in [
        "trust.yaml",
        "answers/a.yaml",
        "content/attestations.yaml",
        "content/documents.yaml",
        "content/subprocessors.yaml",
        "content/notices/n.yaml",
        "content/facts.yaml",
        "content/pages/p.md",
        "content/forms/f/form.yaml",
    ] {
        let content = std::fs::read_to_string(project.path(path)).unwrap();
        let quoted = serde_json::to_string(text).unwrap();
        project.write(path, content.replace("TEXT", &quoted).replace("BODY", text));
    }
    project.write("content/documents/d.md", text);
    project
}

/// Tags of an HTML page, with their attributes.
fn tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let name_end =
            rest.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(rest.len());
        let name = rest[..name_end].to_ascii_lowercase();
        let (attributes, behind) = attributes(&rest[name_end..]);
        tags.push((name, attributes));
        rest = behind;
    }
    tags
}

/// Attributes up to the end of a tag, and what follows it. Our own pages quote with `"` alone.
fn attributes(text: &str) -> (Vec<(String, String)>, &str) {
    let mut found = Vec::new();
    let mut rest = text.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
    while !rest.is_empty() && !rest.starts_with('>') {
        let end = rest.find(|c: char| c.is_whitespace() || "=>/".contains(c)).unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (inside, behind) = if let Some(quote) = quote {
                after[1..].split_once(quote).unwrap_or((&after[1..], ""))
            } else {
                let end = after.find(|c: char| c.is_whitespace() || c == '>');
                after.split_at(end.unwrap_or(after.len()))
            };
            inside.clone_into(&mut value);
            rest = behind;
        }
        if end == 0 && value.is_empty() {
            rest = rest.get(1..).unwrap_or("");
        }
        found.push((name, value));
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
    }
    (found, rest)
}

/// What a page may not have: a script that is not ours, a handler, a foreign or dangerous address.
fn dangers(html: &str) -> Vec<String> {
    let mut dangers = Vec::new();
    for (name, attributes) in tags(html) {
        let get = |wanted: &str| {
            attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
        };
        match name.as_str() {
            "script"
                if get("src").is_some_and(|src| {
                    src.starts_with('/') || src.starts_with("../") || src.starts_with("assets")
                }) => {}
            "script" if get("type") == Some("application/ld+json") => {}
            "script" | "iframe" | "object" | "embed" | "base" | "math" | "style" | "frame" => {
                dangers.push(format!("<{name}>"));
            }
            "meta"
                if get("http-equiv").is_some_and(|value| value.eq_ignore_ascii_case("refresh")) =>
            {
                dangers.push("a refresh".to_owned());
            }
            _ => {}
        }
        for (attribute, value) in &attributes {
            if attribute.starts_with("on") || attribute == "srcdoc" || attribute == "style" {
                dangers.push(format!("<{name} {attribute}={value}>"));
            }
            let is_address = matches!(
                attribute.as_str(),
                "href" | "src" | "action" | "formaction" | "data" | "poster" | "xlink:href"
            );
            let value = decoded(value);
            let scheme = value.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
            let plain = scheme.is_none_or(|scheme| {
                matches!(scheme.as_str(), "https" | "mailto") || scheme.contains(['/', '#', '?'])
            });
            let foreign = value.starts_with("//")
                || value.contains("//evil.example") && !value.starts_with("mailto:");
            if is_address && (!plain || foreign) {
                dangers.push(format!("<{name} {attribute}={value}>"));
            }
        }
    }
    dangers
}

/// An attribute's value as a browser takes it: entities decoded, tabs and line ends dropped.
fn decoded(value: &str) -> String {
    let value = value
        .replace("&#x2F;", "/")
        .replace("&#x2f;", "/")
        .replace("&#47;", "/")
        .replace("&amp;", "&");
    value
        .replace("&Tab;", "")
        .replace("&#106;", "j")
        .chars()
        .filter(|c| !c.is_control())
        .collect::<String>()
        .trim()
        .to_owned()
}

#[test]
fn dangers_are_seen() {
    for bad in HOSTILE.iter().filter(|text| {
        text.starts_with('<') && !text.starts_with("<!") && !text.starts_with("<java")
    }) {
        assert!(!dangers(bad).is_empty(), "{bad}");
    }
    for good in [
        "<p>x</p>",
        "<a href=\"/x/\">x</a>",
        "&lt;script&gt;",
        "<script src=\"/assets/search.js\" defer></script>",
    ] {
        assert_eq!(dangers(good), [""; 0], "{good}");
    }
}

#[track_caller]
fn pages(tree: &Files) -> impl Iterator<Item = (&String, &str)> {
    tree.iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| (path, std::str::from_utf8(bytes).unwrap()))
}

/// Every hostile text in every field: built and inert, or refused with a place.
#[test]
fn markup_in_texts_is_inert() {
    let mut built = 0;
    for text in HOSTILE {
        let project = project(text);
        let run = project.trust(&["build", "--format", "json"]);
        if run.status == Some(1) {
            let errors: Vec<_> =
                run.problems().into_iter().filter(|problem| problem.severity == "error").collect();
            assert!(errors.iter().all(|problem| !problem.file.is_empty()), "{text}: {errors:?}");
            continue;
        }
        run.ok();
        built += 1;
        let tree = project.tree();
        let mut seen = 0;
        for (path, html) in pages(&tree) {
            assert_eq!(dangers(html), [""; 0], "{path}: {text}");
            seen += 1;
        }
        assert!(seen > 8, "{seen} pages");
        for (path, bytes) in &tree {
            if path.ends_with(".json") {
                serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
            }
            if path.ends_with(".ics") {
                let events = String::from_utf8_lossy(bytes)
                    .lines()
                    .filter(|line| *line == "BEGIN:VEVENT")
                    .count();
                assert!(events <= 3, "{events} events: {text}");
            }
        }
    }
    assert!(built > HOSTILE.len() / 2, "{built}");
}

/// Facts are data: what stands in them is not read as an expression again, nor as a template of the theme.
#[test]
fn braces_in_facts_are_not_filled_in() {
    let project = Project::new(
        "\
//- content/facts.yaml
braces: {value: '{{ facts.other }} {% if x %} {{ site.title }} {{ 7 * 7 }}', label: '{{ 7 * 7 }}', audience: public}
other: otherfact
//- answers/a.yaml
topic: {id: t, title: '{{ 7 * 7 }}'}
owner: security
reviewed: 2026-10-01
audience: public
answers:
  - {id: a, question: '{{ 7 * 7 }}?', response: yes, explanation: 'x {{ facts.braces }} {{ facts.other }}'}
",
    );
    let tree = project.build();
    let page = String::from_utf8(tree["answers/t/a/index.html"].clone()).unwrap();
    assert!(page.contains("{{ facts.other }} {% if x %} {{ site.title }} {{ 7 * 7 }}"), "{page}");
    for (path, html) in pages(&tree) {
        assert!(!html.contains("49"), "{path}");
    }
}

/// Formulas stay text in workbooks, and are defused in CSV; the text is the source's.
#[test]
fn formulas_in_texts_stay_texts() {
    for text in HOSTILE
        .iter()
        .filter(|text| text.trim_start().starts_with(['=', '+', '-', '@', '＝', ';', '"', '_']))
    {
        let project = project(text);
        project.trust(&["build"]).ok();
        let tree = project.tree();
        let workbook = &tree["f/f-1.xlsx"];
        for (part, bytes) in crate::project::unzip(workbook) {
            let xml = String::from_utf8_lossy(&bytes).into_owned();
            assert!(
                !part.starts_with("xl/worksheets/sheet") || !xml.contains("<f>"),
                "{part}: {text}"
            );
        }
        let mut book = calamine::Xlsx::new(std::io::Cursor::new(workbook.clone())).unwrap();
        let names = book.sheet_names();
        let mut found = false;
        for name in names {
            let range = book.worksheet_range(&name).unwrap();
            found |= range.cells().any(
                |(_, _, cell)| matches!(cell, Data::String(cell) if cell.contains(text.trim())),
            );
        }
        assert!(found, "{text} is in no cell");
        let csv = String::from_utf8(tree["f/f-1.csv"].clone()).unwrap();
        for record in
            csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes()).records()
        {
            for cell in &record.unwrap() {
                let number = cell.parse::<f64>().is_ok();
                assert!(
                    number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝']),
                    "{text}: {cell:?}"
                );
            }
        }
    }
}
