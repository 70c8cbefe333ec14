//! `trust init`: the sample project, with its dates moved to today.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};

use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global, clock, theme};
use crate::date::{Date, When};

include!(concat!(env!("OUT_DIR"), "/sample.rs"));
include!(concat!(env!("OUT_DIR"), "/hosting.rs"));

/// The day for which the dates of the sample were written.
const SAMPLE_DAY: (i16, i8, i8) = (2026, 11, 21);

/// Options of `trust init`.
#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Folder to write; made if it is not there
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Start a theme `themes/NAME/` in a project instead
    #[arg(long, value_name = "NAME", conflicts_with = "ci")]
    theme: Option<String>,
    /// Copy a file of the built-in theme into it, to be changed there
    #[arg(long, value_name = "FILE", requires = "theme")]
    copy: Vec<String>,
    /// Also write what checks and publishes the project in CI; in a folder with a project, that alone
    #[arg(long, value_enum, value_name = "HOST")]
    ci: Option<CiHost>,
}

impl InitArgs {
    /// The folder that was named, by itself or as `--project`.
    fn folder<'a>(&'a self, global: &'a Global) -> &'a Path {
        match &global.project {
            Some(project) if self.dir.as_os_str() == "." => project,
            _ => &self.dir,
        }
    }
}

/// Who runs the checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CiHost {
    /// GitHub Actions, with GitHub Pages
    Github,
    /// GitLab CI/CD, with GitLab Pages
    Gitlab,
}

impl CiHost {
    /// The path in the project, and the text.
    fn file(self) -> anyhow::Result<(&'static str, &'static [u8])> {
        let (path, source) = match self {
            Self::Github => (".github/workflows/trust.yml", "hosting/github.yml"),
            Self::Gitlab => (".gitlab-ci.yml", "hosting/gitlab-ci.yml"),
        };
        let known = HOSTING.iter().find(|(name, _)| *name == source);
        known.map(|(_, bytes)| (path, *bytes)).context("the program lacks the file")
    }
}

/// Writes the sample into a folder that has no project yet, the file for CI into any.
pub(super) fn run(args: &InitArgs, global: &Global, shell: &mut Shell) -> anyhow::Result<Exit> {
    let folder = args.folder(global);
    if let Some(name) = &args.theme {
        return theme::start(folder, name, &args.copy, shell);
    }
    if let Some(host) = args.ci
        && folder.join("trust.yaml").exists()
    {
        write_ci(host, folder, shell)?;
        return Ok(Exit::Clean);
    }
    write_sample(folder, global, shell)?;
    if let Some(host) = args.ci {
        write_ci(host, folder, shell)?;
    }
    let here = folder.as_os_str() == ".";
    shell.say(&if here {
        "next: trust build".to_owned()
    } else {
        format!("next: trust build --project {}", folder.display())
    });
    Ok(Exit::Clean)
}

/// Writes the file that CI reads; one that is there is left as it is.
fn write_ci(host: CiHost, folder: &Path, shell: &mut Shell) -> anyhow::Result<()> {
    let (name, bytes) = host.file()?;
    let path = folder.join(name);
    if path.exists() {
        bail!("`{}` exists already and was left as it is", path.display());
    }
    write(&path, bytes)?;
    shell.say(&format!("wrote `{}`; the lines at its top say what to set", path.display()));
    Ok(())
}

/// Writes a file and the folders above it.
fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let write = || {
        path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        std::fs::write(path, bytes)
    };
    write().with_context(|| format!("`{}` cannot be written", path.display()))
}

fn write_sample(folder: &Path, global: &Global, shell: &mut Shell) -> anyhow::Result<()> {
    let today = clock::as_of(global.as_of)?;
    let mut files: Vec<(String, Vec<u8>)> = SAMPLE
        .iter()
        .map(|(path, bytes)| ((*path).to_owned(), moved(path, bytes, today)))
        .collect();
    files.push((".gitignore".to_owned(), b"/dist\n".to_vec()));
    // A folder with a README or `.git` is fine; one with statements of its own is not mixed with the sample's.
    let parts = ["trust.yaml", "answers", "content"].map(|part| folder.join(part));
    if let Some(taken) = parts.iter().find(|part| part.exists()) {
        bail!("`{}` exists already; name a folder without a project", taken.display());
    }
    for (path, bytes) in &files {
        let path = folder.join(path);
        if path.exists() {
            continue;
        }
        write(&path, bytes)?;
    }
    shell.say(&format!(
        "wrote the sample project to `{}`: {} files",
        folder.display(),
        files.len()
    ));
    Ok(())
}

/// Marks lines of the sample that are not written.
const ONLY_HERE: &str = "# only in this repository";

/// The bytes of a file with every date as far from `today` as it was from the sample's day.
fn moved(path: &str, bytes: &[u8], today: Date) -> Vec<u8> {
    let (year, month, day) = SAMPLE_DAY;
    let text = std::str::from_utf8(bytes)
        .ok()
        .filter(|_| path.ends_with(".yaml") || path.ends_with(".md"));
    match (text, Date::new(year, month, day)) {
        (Some(text), Some(sample_day)) => {
            let text = without_own(text);
            move_dates(&text, sample_day.days_until(today)).into_bytes()
        }
        _ => bytes.to_vec(),
    }
}

/// The text without what holds for the sample in this repository alone, whose history is younger than its notices.
fn without_own(text: &str) -> String {
    text.split_inclusive('\n').filter(|line| !line.contains(ONLY_HERE)).collect()
}

/// Moves each `2026-10-01` by days and each `2026-Q4` to the quarter that its last day moves to.
fn move_dates(text: &str, days: i32) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = None;
    while let Some(next) = rest.chars().next() {
        let apart = !before.is_some_and(|c: char| c.is_ascii_alphanumeric() || c == '-');
        let found = if apart && next.is_ascii_digit() {
            date_at(rest).or_else(|| quarter_at(rest))
        } else {
            None
        };
        let (taken, written) = match found {
            Some((length, When::Day(date))) => (length, date.plus_days(days).to_string()),
            Some((length, when)) => (length, quarter_of(when.last_day().plus_days(days))),
            None => (next.len_utf8(), next.to_string()),
        };
        out.push_str(&written);
        before = rest.get(..taken).and_then(|text| text.chars().last());
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}

fn date_at(text: &str) -> Option<(usize, When)> {
    let date = text.get(..10)?.parse().ok()?;
    let more = text
        .get(10..)
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-'));
    (!more).then_some((10, When::Day(date)))
}

fn quarter_at(text: &str) -> Option<(usize, When)> {
    let when: When = text.get(..7)?.parse().ok()?;
    matches!(when, When::Quarter(..)).then_some((7, when))
}

fn quarter_of(date: Date) -> String {
    let (year, month, _) = date.ymd();
    When::Quarter(year, (month - 1) / 3 + 1).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_here_alone_is_left_out() {
        let text = "rules:\n  # only in this repository: why\n  a: allow # only in this repository\n  b: deny\n";
        assert_eq!(without_own(text), "rules:\n  b: deny\n");
    }

    #[test]
    fn dates_and_quarters_move_and_nothing_else() {
        let text = "due: 2026-Q4, on 2026-11-21; SPN-2026-001, 2021-914, 12026-11-21, caiq 4.0.3";
        assert_eq!(move_dates(text, 0), text);
        assert_eq!(
            move_dates(text, 366),
            "due: 2028-Q1, on 2027-11-22; SPN-2026-001, 2021-914, 12026-11-21, caiq 4.0.3"
        );
    }
}
