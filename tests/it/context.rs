//! `docs/theme-context.md` lists every field that a template may write, as the page models declare it.
//!
//! The models are read as text: rustfmt makes one line of each field, and each has a sentence.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const DOCS: &str = "docs/theme-context.md";

const HEAD: &str = "\
# The template context

Version 1. What templates get, type by type, made from the sources of trust. `site` is a `site::Site`, `head` a `site::Head`; which type
`page` is, the table in [themes](themes.md) says. \"or nothing\" means: test it with `{% if %}` before you write it.

";

/// A model: its sentence, and name, type and sentence of each field.
struct Model {
    about: String,
    fields: Vec<(String, String, String)>,
}

#[test]
fn every_field_of_the_context_is_documented() {
    let models = models();
    let mut names = vec!["site::Site".to_owned(), "site::Head".to_owned()];
    names.extend(pages());
    let mut text = HEAD.to_owned();
    let mut seen = BTreeSet::new();
    let mut at = 0;
    while let Some(name) = names.get(at).cloned() {
        at += 1;
        if !seen.insert(name.clone()) {
            continue;
        }
        let model = models.get(&name).unwrap_or_else(|| panic!("no model `{name}`"));
        text.push_str(&format!(
            "## `{name}`\n\n{}\n\n| Field | Holds | What |\n| --- | --- | --- |\n",
            model.about
        ));
        for (field, holds, what) in &model.fields {
            let (holds, more) = in_words(holds, &name, &models);
            text.push_str(&format!("| `{field}` | {holds} | {what} |\n"));
            names.extend(more);
        }
        text.push('\n');
    }
    let text = format!("{}\n", text.trim_end());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCS);
    if std::env::var_os("TRUST_BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == text,
        "{DOCS} is not what the models say; run with TRUST_BLESS=1 and read the difference"
    );
}

/// All models of `src/portal`, by module and name.
fn models() -> BTreeMap<String, Model> {
    let mut models = BTreeMap::new();
    for entry in walkdir::WalkDir::new("src/portal").sort_by_file_name() {
        let path = entry.unwrap().into_path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let inside = path.strip_prefix("src/portal").unwrap().with_extension("");
        let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        let module = parts.join("::").trim_end_matches("::mod").to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let (mut about, mut open): (Vec<&str>, Option<(String, Model)>) = (Vec::new(), None);
        for line in text.lines() {
            let code = line.trim();
            if let Some(sentence) = code.strip_prefix("/// ") {
                about.push(sentence);
            } else if let Some(name) =
                line.strip_prefix("pub struct ").and_then(|rest| rest.strip_suffix(" {"))
            {
                let about = std::mem::take(&mut about).join(" ");
                open = Some((format!("{module}::{name}"), Model { about, fields: Vec::new() }));
            } else if let (Some(field), Some((_, model))) = (code.strip_prefix("pub "), &mut open) {
                let (name, holds) = field.trim_end_matches(',').split_once(": ").unwrap();
                model.fields.push((
                    name.to_owned(),
                    holds.to_owned(),
                    std::mem::take(&mut about).join(" "),
                ));
            } else if line == "}" {
                models.extend(open.take());
            } else if !code.starts_with("#[") {
                about.clear();
            }
        }
    }
    models
}

/// The type of each kind of page: the variants of `Body`.
fn pages() -> Vec<String> {
    let text = fs::read_to_string("src/portal/page.rs").unwrap();
    let (_, body) = text.split_once("pub enum Body {").unwrap();
    let (body, _) = body.split_once("\n}").unwrap();
    let variants = body.lines().filter(|line| line.contains('('));
    variants
        .map(|line| {
            line[line.find('(').unwrap() + 1..]
                .trim_start_matches("Box<")
                .trim_end_matches([',', ')', '>'])
                .to_owned()
        })
        .collect()
}

/// A Rust type in words, and the models that it names.
fn in_words(holds: &str, own: &str, models: &BTreeMap<String, Model>) -> (String, Vec<String>) {
    let inside = |outer: &str| holds.strip_prefix(outer).and_then(|rest| rest.strip_suffix('>'));
    if let Some(holds) = inside("Option<") {
        let (words, more) = in_words(holds, own, models);
        return (format!("{words} or nothing"), more);
    }
    if let Some(holds) = inside("Vec<") {
        let (words, more) = in_words(holds, own, models);
        return (format!("list: {words}"), more);
    }
    if let Some(pair) = holds.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        let parts: Vec<_> = pair.split(", ").map(|part| in_words(part, own, models)).collect();
        let words: Vec<_> = parts.iter().map(|(words, _)| words.clone()).collect();
        return (
            format!("[{}]", words.join(", ")),
            parts.into_iter().flat_map(|(_, more)| more).collect(),
        );
    }
    let holds = inside("Box<").unwrap_or(holds);
    match holds {
        "String" | "&'static str" => return ("text".to_owned(), Vec::new()),
        "bool" => return ("true or false".to_owned(), Vec::new()),
        "u8" | "u16" | "u32" | "usize" | "f32" | "f64" => return ("number".to_owned(), Vec::new()),
        _ => {}
    }
    let (module, name) =
        holds.rsplit_once("::").unwrap_or((own.rsplit_once("::").unwrap().0, holds));
    let near = format!("{module}::{name}");
    let elsewhere = || {
        models.keys().filter(|key| key.ends_with(&format!("::{name}"))).cloned().collect::<Vec<_>>()
    };
    let found = if models.contains_key(&near) { vec![near] } else { elsewhere() };
    assert!(
        found.len() == 1,
        "`{own}` holds a `{holds}`, which could be {found:?}; write its module"
    );
    (format!("`{}`", found[0]), found)
}
