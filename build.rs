//! Embeds forms, the default theme, the sample project and files for hosts into the program.
//! Writes to `OUT_DIR` only.
#![allow(
    clippy::disallowed_methods,
    reason = "a build script reads the sources and its environment"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    for watched in ["content", "answers", "themes/default", "hosting", "trust.yaml"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    let all_content = files_below(&root, "content")?;
    let is_form = |path: &String| path.starts_with("content/forms/") && path.ends_with(".yaml");
    let (forms, mut content): (Vec<String>, Vec<String>) =
        all_content.into_iter().partition(is_form);
    // The texts of the interface are the program's, not the sample's.
    content.retain(|path| !path.starts_with("content/languages/"));
    write_forms(&root, &out.join("forms.rs"), &forms)?;
    write_files(
        &root,
        &out.join("theme.rs"),
        "DEFAULT_THEME",
        &files_below(&root, "themes/default")?,
    )?;
    write_files(&root, &out.join("hosting.rs"), "HOSTING", &files_below(&root, "hosting")?)?;
    let mut sample = vec!["trust.yaml".to_owned()];
    sample.extend(files_below(&root, "answers")?);
    sample.extend(content);
    write_files(&root, &out.join("sample.rs"), "SAMPLE", &sample)
}

/// Paths of all files below a folder, relative to the root, with `/`, sorted.
fn files_below(root: &Path, folder: &str) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(root.join(&folder)) else { continue };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{folder}/{name}");
            if entry.file_type()?.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

/// `static PACKS: &[Pack]`, one for each folder with a form; id and version are known without reading the form.
fn write_forms(root: &Path, out: &Path, files: &[String]) -> io::Result<()> {
    let mut code = "/// The embedded forms.\nstatic PACKS: &[Pack] = &[\n".to_owned();
    for form in files.iter().filter(|path| path.ends_with("/form.yaml")) {
        let text = fs::read_to_string(root.join(form))?;
        let (id, version) = (head(&text, "id", form)?, head(&text, "version", form)?);
        let migrations = form.replace("/form.yaml", "/migrations.yaml");
        let migrations = if files.contains(&migrations) {
            format!("Some(include_str!({:?}))", absolute(root, &migrations))
        } else {
            "None".to_owned()
        };
        let form = absolute(root, form);
        let _ = writeln!(
            code,
            "    Pack {{ id: {id:?}, version: {version:?}, form: include_str!({form:?}), migrations: {migrations} }},"
        );
    }
    code.push_str("];\n");
    fs::write(out, code)
}

/// The value of a key that stands at the start of a line.
fn head<'t>(text: &'t str, key: &str, path: &str) -> io::Result<&'t str> {
    let value = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
    let value = value.map(|value| value.trim().trim_matches('"'));
    value.ok_or_else(|| io::Error::other(format!("{path} has no line with `{key}:`")))
}

/// `static NAME: &[(&str, &[u8])]` with paths and bytes of the files.
fn write_files(root: &Path, out: &Path, name: &str, files: &[String]) -> io::Result<()> {
    let mut code = format!(
        "/// Paths and bytes of the embedded files.\nstatic {name}: &[(&str, &[u8])] = &[\n"
    );
    for file in files {
        let _ = writeln!(code, "    ({file:?}, include_bytes!({:?})),", absolute(root, file));
    }
    code.push_str("];\n");
    fs::write(out, code)
}

/// The path for an `include` macro.
fn absolute(root: &Path, file: &str) -> String {
    root.join(file).to_string_lossy().into_owned()
}
