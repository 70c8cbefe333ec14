//! Random histories in real repositories: the program says there what the rules say of the same states in memory.

use std::collections::BTreeSet;

use super::edits::{Edited, Sort, edited};
use super::model::Project as Model;
use super::seen::{Compiled, compile, witness};
use super::{History, RULES, Random, beginning, begun};
use crate::project::{Project, Run};
use trust::check::witness::State;
use trust::date::Date;
use trust::diag::Severity;

/// A repository whose files follow a model.
struct Repository {
    project: Project,
    files: BTreeSet<String>,
    branches: usize,
}

impl Repository {
    fn new() -> Self {
        let project = Project::bare("");
        project.write(".gitignore", "/dist\n").git(&["init", "-q", "-b", "main"]);
        Self { project, files: BTreeSet::new(), branches: 0 }
    }

    fn write(&mut self, model: &Model) {
        let files = model.files();
        for gone in self.files.iter().filter(|path| !files.contains_key(*path)) {
            std::fs::remove_file(self.project.path(gone)).unwrap();
        }
        for (path, text) in &files {
            self.project.write(path, text);
        }
        self.files = files.into_keys().collect();
    }

    /// Runs `git` in the middle of a day.
    fn at(&self, day: Date, arguments: &[&str]) {
        let mut command = self.project.git_command(arguments);
        let time = format!("{day}T12:00:00Z");
        command.env("GIT_AUTHOR_DATE", &time).env("GIT_COMMITTER_DATE", &time);
        Run::of(command).ok();
    }

    fn commit(&self, day: Date) {
        self.project.git(&["add", "-A"]);
        self.at(day, &["commit", "-q", "--allow-empty", "-m", "A change"]);
    }

    /// Commits what a model says, where it was on a branch first, by a merge.
    fn publish(&mut self, model: &Model, day: Date, on_branch: Option<Date>) {
        let Some(on) = on_branch else {
            self.write(model);
            return self.commit(day);
        };
        self.branches += 1;
        let branch = format!("branch-{}", self.branches);
        self.project.git(&["checkout", "-q", "-b", &branch]);
        self.write(model);
        self.commit(on);
        self.project.git(&["checkout", "-q", "main"]);
        self.at(day, &["merge", "-q", "--no-ff", "-m", "Merge", &branch]);
    }

    /// Takes the last commit of the main branch back.
    fn take_back(&mut self, model: &Model) {
        self.project.git(&["reset", "-q", "--hard", "HEAD~1"]);
        self.files = self
            .files
            .iter()
            .filter(|path| self.project.path(path).exists())
            .cloned()
            .chain(model.files().into_keys())
            .collect();
    }

    /// What the program says, without the names of commits.
    fn said(&self, day: Date) -> BTreeSet<String> {
        let run = self.project.trust(&["check", "--format", "json", "--as-of", &day.to_string()]);
        let problems = run.problems().into_iter();
        let own = problems.filter(|own| RULES.contains(&own.code.as_str()));
        own.map(|own| format!("{}: {}", own.code, nameless(&own.message))).collect()
    }
}

/// What the rules say in memory, without the names of commits.
fn said(
    compiled: &Compiled,
    day: Date,
    git: &[State],
    branches: &[State],
) -> (BTreeSet<String>, bool) {
    let said = compiled.said(day, &witness(git, branches));
    let has_errors = said.iter().any(|(severity, ..)| *severity == Severity::Error);
    let own = said.into_iter().filter(|(_, code, _)| RULES.contains(&code.as_str()));
    (own.map(|(_, code, message)| format!("{code}: {}", nameless(&message))).collect(), has_errors)
}

/// A message without the names of commits.
fn nameless(message: &str) -> String {
    let is_name = |word: &str| word.len() == 12 && word.chars().all(|c| c.is_ascii_hexdigit());
    let words = message.split(' ').map(|word| if is_name(word) { "..." } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// Plays a history in both, and fails where they differ. Returns how many checks agreed.
fn agrees(history: &History) -> usize {
    let mut repository = Repository::new();
    let (mut last, mut day) = (begun(history), beginning());
    let (mut git, mut branches) = (vec![compile(&last).state(day, 0)], Vec::new());
    repository.publish(&last, day, None);
    let mut count = 0;
    for step in &history.steps {
        day = day.plus_days(i32::from(step.days));
        let Some(Edited { project, on_branch }) = edited(&last, day, *step) else { continue };
        let on_branch = on_branch.map(|on| on.max(beginning()));
        let compiled = compile(&project);
        let before = branches.len();
        branches.extend(on_branch.map(|on| compiled.state(on, 1000)));
        git.push(compiled.state(day, git.len()));
        repository.publish(&project, day, on_branch);
        let (memory, has_errors) = said(&compiled, day, &git, &branches);
        let real = repository.said(day);
        assert_eq!(memory, real, "in memory and in Git on {day}: {history:?}");
        count += 1;
        if has_errors {
            git.pop();
            branches.truncate(before);
            repository.take_back(&last);
        } else {
            last = project;
        }
    }
    count
}

/// `TRUST_HISTORIES` tries 20 of them.
#[test]
fn real_repositories_say_the_same() {
    let count = if std::env::var_os("TRUST_HISTORIES").is_some() { 20 } else { 4 };
    let mut random = Random(17);
    let sorts = [Sort::Unlawful, Sort::Combined, Sort::Lawful, Sort::NotHeld];
    let mut agreed = 0;
    for number in 0..count {
        agreed += agrees(&random.history(sorts[number % sorts.len()]));
    }
    eprintln!("{count} histories in real repositories, {agreed} checks agree");
}
