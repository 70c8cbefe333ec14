//! `trust init --theme`: the start of a theme, which changes nothing until its author does.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};

use crate::cli::Exit;
use crate::cli::terminal::Shell;
use crate::output::theme::{CONTEXT, built_in};

/// Rules that change nothing yet, with what there is to change.
const OWN_CSS: &str = "\
/* Written behind the built-in style sheet: what stands here wins. The names of the colours are at its top.
   For the accent alone set `site.accent` in trust.yaml; it is adapted until it can be read in light and dark.

:root { --ink: #1b1b1f; --line: #d9d9e0 }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #f0f0f3; --line: #3a3a42 } }
h1, h2, h3 { font-family: Georgia, serif }
*/
";

/// Writes `themes/<name>/` in a project; nothing that is there already is overwritten.
pub(super) fn start(
    project: &Path,
    name: &str,
    copies: &[String],
    shell: &mut Shell,
) -> anyhow::Result<Exit> {
    if !project.join("trust.yaml").is_file() {
        bail!("there is no trust.yaml in `{}`; name the project's folder", project.display());
    }
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        bail!("`{name}` is not the name of a theme; use letters, digits and `-`");
    }
    let mut files = vec![
        ("theme.yaml".to_owned(), settings().into_bytes()),
        ("own.css".to_owned(), OWN_CSS.into()),
    ];
    for copy in copies {
        let Some((path, bytes)) = built_in().find(|(path, _)| path == copy) else {
            let known: Vec<_> = built_in().map(|(path, _)| path).collect();
            bail!("the built-in theme has no file `{copy}`; it has {}", known.join(", "));
        };
        files.push((path.to_owned(), bytes.to_vec()));
    }
    let folder = project.join("themes").join(name);
    if let Some(taken) = files.iter().map(|(path, _)| folder.join(path)).find(|file| file.exists())
    {
        bail!("`{}` exists already; nothing was written", taken.display());
    }
    for (path, bytes) in &files {
        let file = folder.join(path);
        let write = || {
            file.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(&file, bytes)
        };
        write().with_context(|| format!("`{}` cannot be written", file.display()))?;
    }
    shell.say(&format!("wrote `{}`: {} files", folder.display(), files.len()));
    if name != "default" {
        shell.say(&format!("next: set `theme: {name}` below `site:` in trust.yaml"));
    }
    Ok(Exit::Clean)
}

/// What a theme says about itself.
fn settings() -> String {
    format!(
        "# The version of the template context that the templates here were written for: docs/themes.md.\ncontext: {CONTEXT}\n"
    )
}
