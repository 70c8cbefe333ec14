//! A project in a folder of its own, written from one string, and the real program run on it.
//!
//! ```ignore
//! let project = Project::new("//- answers/a.yaml\ntopic: {id: a, title: A}\nanswers: []\n");
//! project.trust(&["build"]).ok();
//! assert!(project.tree().contains_key("index.html"));
//! ```
#![allow(dead_code, reason = "each test file uses its own part")]

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use tempfile::TempDir;

/// The day for which the tests run the program.
pub const TODAY: &str = "2026-11-21";

/// No run of a test may take longer: a program that hangs fails its test.
pub const TIME_LIMIT: Duration = Duration::from_secs(180);

/// A `trust.yaml` with what is required and nothing else.
pub const TRUST_YAML: &str = "\
organization: {name: Acme Cloud}
contacts: {security: security@acme.example}
site: {base_url: https://trust.acme.example, title: Acme Cloud Trust Center}
";

/// A built site, or any other folder: path with `/` -> bytes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A project in a temporary folder that is removed with it.
pub struct Project {
    /// The temporary folder; the project stands one level below, so that litter beside `dist` or
    /// beside the project is seen.
    above: TempDir,
    root: PathBuf,
}

impl Project {
    /// A project of the files of a fixture, and of [`TRUST_YAML`] unless the fixture has its own.
    pub fn new(fixture: &str) -> Self {
        let project = Self::bare(fixture);
        if !project.path("trust.yaml").exists() {
            project.write("trust.yaml", TRUST_YAML);
        }
        project
    }

    /// The files of a fixture and nothing else.
    pub fn bare(fixture: &str) -> Self {
        let project = Self::named("project");
        for (path, text) in split(fixture) {
            project.write(&path, text);
        }
        project
    }

    /// An empty folder of this name.
    pub fn named(name: &str) -> Self {
        Self::within(&place(), name)
    }

    /// The same files on the disk, for tests of what file systems do.
    pub fn onto_disk(self) -> Self {
        let moved = Self::within(&std::env::temp_dir(), "project");
        for (path, bytes) in files(&self.root) {
            moved.write(path, bytes);
        }
        moved
    }

    fn within(place: &Path, name: &str) -> Self {
        let above = tempfile::Builder::new().prefix("t").tempdir_in(place).unwrap();
        let root = above.path().canonicalize().unwrap().join(name);
        fs::create_dir(&root).unwrap();
        Self { above, root }
    }

    /// The sample project, as `trust init` writes it on [`TODAY`].
    pub fn sample() -> Self {
        let project = Self::named("project");
        project.trust(&["init", "."]).ok();
        project
    }

    /// The project's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path inside the project.
    pub fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root.join(path)
    }

    /// Writes a file and the folders above it.
    pub fn write(&self, path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Replaces a text that must be there, in one file.
    pub fn edit(&self, path: &str, from: &str, to: &str) -> &Self {
        let text = fs::read_to_string(self.path(path)).unwrap();
        assert!(text.contains(from), "`{path}` has no `{from}`");
        self.write(path, text.replace(from, to))
    }

    /// The program with these arguments, in the project's folder, for [`TODAY`] unless they say otherwise.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = trust();
        command.current_dir(&self.root).env("HOME", self.above.path()).args(arguments);
        if !arguments.iter().any(|argument| argument.as_ref() == "--as-of") {
            command.args(["--as-of", TODAY]);
        }
        command
    }

    /// Runs the program with these arguments.
    pub fn trust<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Run {
        Run::of(self.command(arguments))
    }

    /// Runs the program with so many seconds of a processor's time; a signal ends it when they are
    /// over. Unlike the time on the wall, this does not depend on what else the machine does.
    #[cfg(unix)]
    pub fn trust_within(&self, seconds: u32, arguments: &[&str]) -> Run {
        let program = self.command(arguments);
        let mut command = Command::new("sh");
        scrub(&mut command);
        command.args(["-c", &format!("ulimit -t {seconds}; exec \"$0\" \"$@\"")]);
        command.arg(program.get_program()).args(program.get_args()).current_dir(&self.root);
        Run::of(command)
    }

    /// Builds into `dist`, which must succeed, and reads what was written.
    pub fn build(&self) -> Files {
        self.trust(&["build"]).ok();
        self.tree()
    }

    /// What stands in `dist`.
    pub fn tree(&self) -> Files {
        files(&self.path("dist"))
    }

    /// Runs `trust check` and returns its problems, sorted as the program sorts them.
    pub fn problems(&self) -> Vec<Problem> {
        self.trust(&["check", "--format", "json"]).problems()
    }

    /// Names in the project's folder and in the one above it, to find litter.
    pub fn names(&self) -> BTreeSet<String> {
        let inside = fs::read_dir(&self.root).unwrap();
        let above = fs::read_dir(self.above.path()).unwrap();
        inside
            .chain(above)
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into())
            .collect()
    }

    /// Runs `git` in the project's folder with nobody's settings.
    pub fn git(&self, arguments: &[&str]) -> &Self {
        let run = Run::of(self.git_command(arguments));
        assert_eq!(run.status, Some(0), "git {arguments:?}: {}", run.stderr);
        self
    }

    /// `git` in the project's folder, on a fixed day.
    pub fn git_command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        scrub(&mut command);
        command.current_dir(&self.root).env("HOME", self.above.path()).args(arguments);
        for role in ["AUTHOR", "COMMITTER"] {
            command
                .env(format!("GIT_{role}_NAME"), "Ada Example")
                .env(format!("GIT_{role}_EMAIL"), "ada@acme.example")
                .env(format!("GIT_{role}_DATE"), "2026-11-20T12:00:00Z");
        }
        command
    }
}

/// The files of a fixture: `//- path` opens one.
pub fn split(fixture: &str) -> Vec<(String, &str)> {
    let mut files = Vec::new();
    let mut rest = fixture;
    if let Some(at) = rest.find("//- ") {
        assert!(rest[..at].trim().is_empty(), "text before the first `//- path`");
        rest = &rest[at..];
    }
    while let Some(after) = rest.strip_prefix("//- ") {
        let (path, body) = after.split_once('\n').unwrap_or((after, ""));
        let end = if body.starts_with("//- ") {
            0
        } else {
            body.find("\n//- ").map_or(body.len(), |newline| newline + 1)
        };
        files.push((path.trim().to_owned(), &body[..end]));
        rest = &body[end..];
    }
    files
}

/// Where the projects of tests stand: in memory where there is room. A build brings the whole file
/// system to the disk, so that other programs' writing would hold up every test.
fn place() -> PathBuf {
    let memory = Path::new("/dev/shm");
    #[cfg(target_os = "linux")]
    if rustix::fs::statvfs(memory).is_ok_and(|disk| disk.f_bavail * disk.f_frsize > 1_000_000_000)
        && tempfile::tempdir_in(memory).is_ok()
    {
        return memory.to_owned();
    }
    let _ = memory;
    std::env::temp_dir()
}

/// The program with a clean environment: nothing that steers `trust`, `git`, colours or dates.
pub fn trust() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trust"));
    scrub(&mut command);
    command
}

/// Leaves of the environment only what programs need to start.
fn scrub(command: &mut Command) {
    command.env_clear();
    for name in ["PATH", "SystemRoot", "LLVM_PROFILE_FILE"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    // A repository around the temporary folder, or settings of this machine, are nobody's business here.
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    command.env("GIT_CEILING_DIRECTORIES", place());
}

/// How a run of the program ended.
#[derive(Debug)]
pub struct Run {
    /// Exit status; `None` when a signal ended it.
    pub status: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// How long it took.
    pub took: Duration,
}

impl Run {
    /// Runs a command to its end; one that takes longer than [`TIME_LIMIT`] is ended and fails the test.
    pub fn of(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let started = Instant::now();
        let mut child = command.spawn().unwrap();
        let stdout = read_all(child.stdout.take().unwrap());
        let stderr = read_all(child.stderr.take().unwrap());
        let status = wait(&mut child, TIME_LIMIT);
        let took = started.elapsed();
        let run =
            Self { status, stdout: stdout.join().unwrap(), stderr: stderr.join().unwrap(), took };
        assert!(took < TIME_LIMIT, "{command:?} hangs: {run:?}");
        assert!(!run.stderr.contains("panicked"), "{command:?}: {}", run.stderr);
        run
    }

    /// Asserts the exit status.
    #[track_caller]
    pub fn exits(&self, status: i32) -> &Self {
        assert_eq!(self.status, Some(status), "\n{}\n{}", self.stdout, self.stderr);
        self
    }

    /// Asserts success.
    #[track_caller]
    pub fn ok(&self) -> &Self {
        self.exits(0)
    }

    /// Asserts that standard error holds each of these texts.
    #[track_caller]
    pub fn says(&self, texts: &[&str]) -> &Self {
        for text in texts {
            assert!(self.stderr.contains(text), "no `{text}` in\n{}\n{}", self.stdout, self.stderr);
        }
        self
    }

    /// Asserts that standard output holds each of these texts.
    #[track_caller]
    pub fn tells(&self, texts: &[&str]) -> &Self {
        for text in texts {
            assert!(self.stdout.contains(text), "no `{text}` in\n{}\n{}", self.stdout, self.stderr);
        }
        self
    }

    /// The problems of a run with `--format json`.
    #[track_caller]
    pub fn problems(&self) -> Vec<Problem> {
        let document: serde_json::Value = serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}\n{}", self.stdout, self.stderr));
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let number = |value: &serde_json::Value| value.as_u64().unwrap_or_default();
        let listed = document["diagnostics"].as_array().unwrap();
        let problem = |one: &serde_json::Value| Problem {
            code: text(&one["code"]),
            kind: text(&one["kind"]),
            severity: text(&one["severity"]),
            message: text(&one["message"]),
            hint: text(&one["hint"]),
            file: text(&one["place"]["file"]),
            line: number(&one["place"]["line"]),
            column: number(&one["place"]["column"]),
        };
        listed.iter().map(problem).collect()
    }
}

/// One problem, as `--format json` tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Name of the error or rule.
    pub code: String,
    /// `reading` or `rule`.
    pub kind: String,
    /// `error` or `warning`.
    pub severity: String,
    /// What it says.
    pub message: String,
    /// The way out.
    pub hint: String,
    /// Path of the file; empty without a place.
    pub file: String,
    /// Line, from 1; 0 without a place.
    pub line: u64,
    /// Column, from 1; 0 without a place.
    pub column: u64,
}

impl Problem {
    /// `code file:line:column`, or the code alone.
    pub fn place(&self) -> String {
        if self.file.is_empty() {
            return self.code.clone();
        }
        format!("{} {}:{}:{}", self.code, self.file, self.line, self.column)
    }
}

/// Waits for a program to end, and ends it when it takes too long. `None` when a signal ended it.
pub fn wait(child: &mut Child, limit: Duration) -> Option<i32> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        if started.elapsed() > limit {
            let _ = child.kill();
        }
        thread::sleep(Duration::from_millis(2));
    }
}

fn read_all(mut from: impl std::io::Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = from.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Every file below a folder; a link counts with its target as text. Empty when there is no folder.
pub fn files(folder: &Path) -> Files {
    let mut found = Files::new();
    collect(folder, "", &mut found);
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut Files) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            collect(&entry.path(), &format!("{path}/"), found);
        } else if kind.is_symlink() {
            let target = fs::read_link(entry.path()).unwrap();
            found.insert(path, format!("-> {}", target.display()).into_bytes());
        } else {
            found.insert(path, fs::read(entry.path()).unwrap());
        }
    }
}

/// The parts of a zip archive, such as a workbook, by name.
pub fn unzip(bytes: &[u8]) -> Files {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Files::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        parts.insert(part.name().unwrap().into_owned(), content);
    }
    parts
}

/// Asserts that two folders are equal, and names what differs.
#[track_caller]
pub fn assert_same(one: &Files, other: &Files, what: &str) {
    let differing: Vec<&String> = one
        .keys()
        .chain(other.keys())
        .filter(|path| one.get(*path) != other.get(*path))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    assert!(differing.is_empty(), "{what}: {differing:?} differ");
}

#[test]
fn a_fixture_is_split_into_files() {
    let files = split("//- a.yaml\nx: 1\n\n//- b/c.md\n---\n//- empty\n//- last\nend");
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    assert_eq!(
        files,
        [("a.yaml", "x: 1\n\n"), ("b/c.md", "---\n"), ("empty", ""), ("last", "end")]
    );
}
