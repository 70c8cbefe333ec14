//! Git as the witness of announcements, in real repositories that the tests make.

mod kept;
mod weaker;

use std::fs;

use crate::project::{Problem, Project, Run};

const REGISTER: &str = "\
baseline: 2026-01-01
audience: public
data_categories: {account: Names of users}
subprocessors:
  - id: tracewarden
    legal_name: Tracewarden B.V.
    display_name: Tracewarden
    country: NL
    contact: privacy@tracewarden.example
    purpose: Error reports
    data_categories: [account]
    processing_locations: [{country: NL}]
    transfer: [none-eea]
";

const OTHER: &str = "  - id: brieftaube
    legal_name: Brieftaube GmbH
    display_name: Brieftaube
    country: DE
    contact: privacy@brieftaube.example
    purpose: Text messages
    data_categories: [account]
    processing_locations: [{country: DE}]
    transfer: [none-eea]
";

const RECORD: &str = "content/notices/spn-1.yaml";

const MERGED_LATE: &str =
    "unverified-notices content/notices/spn-1.yaml:4:15: `SPN-1` was written in time and came into";

/// Rules that this file is about.
const RULES: [&str; 7] = [
    "back-dated-notice",
    "deleted-notice",
    "edited-after-announcement",
    "reused-id",
    "unannounced-change",
    "unverified-notices",
    "weakened-promise",
];

/// A record of a new sub-processor, announced on a day; it takes effect on 2027-01-15.
fn record(id: &str, kind: &str, subject: &str, day: &str) -> String {
    format!(
        "id: {id}\nkind: {kind}\nsubject: [{subject}]\nannounced_on: {day}\nnotice_class: standard\n\
         effective_on: 2027-01-15\nobjection_until: 2027-01-10\nreason: Messages reach users.\naudience: public\n\
         channels_used: [{{channel: email, sent_on: {day}}}]\n"
    )
}

/// A repository with the register in a commit of 1 October 2026.
fn repository() -> Project {
    let project = Project::new("");
    let promise = "notices: {classes: {standard: {notice: 14 days, objection: 14 days}}}\n";
    let settings = fs::read_to_string(project.path("trust.yaml")).unwrap() + promise;
    project.write("trust.yaml", settings).write("content/subprocessors.yaml", REGISTER);
    project.write(".gitignore", "/dist\n").git(&["init", "-q", "-b", "main"]);
    commit(&project, "2026-10-01");
    project
}

/// A repository in which `SPN-1` added a sub-processor on 1 November 2026.
fn announced() -> Project {
    let project = repository();
    project
        .write("content/subprocessors.yaml", REGISTER.to_owned() + OTHER)
        .write(RECORD, record("SPN-1", "add", "brieftaube", "2026-11-01"));
    commit(&project, "2026-11-01");
    project
}

fn commit(project: &Project, day: &str) {
    project.git(&["add", "-A"]);
    at(project, (day, day), &["commit", "-q", "-m", "A change"]);
}

/// Runs `git` at noon of a day for the author and one for the committer.
fn at(project: &Project, (written, committed): (&str, &str), arguments: &[&str]) {
    let time =
        |day: &str| if day.contains('T') { day.to_owned() } else { format!("{day}T12:00:00Z") };
    let mut command = project.git_command(arguments);
    command.env("GIT_AUTHOR_DATE", time(written)).env("GIT_COMMITTER_DATE", time(committed));
    Run::of(command).ok();
}

/// What the rules of this file say: code, place and message of each.
fn found(problems: &[Problem]) -> Vec<String> {
    let own = problems.iter().filter(|problem| RULES.contains(&problem.code.as_str()));
    own.map(|problem| format!("{}: {}", problem.place(), problem.message)).collect()
}

#[track_caller]
fn says(project: &Project, expected: &[&str]) {
    let found = found(&project.problems());
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        let name = last_commit(project);
        let expected = expected.replace("HEAD", &name);
        assert!(found.contains(&expected), "no `{expected}` in {found}");
    }
}

fn last_commit(project: &Project) -> String {
    let run = Run::of(project.git_command(&["rev-parse", "--short=12", "HEAD"]));
    run.stdout.trim().to_owned()
}

#[test]
fn a_line_of_commits_in_time_says_nothing() {
    let project = announced();
    says(&project, &[]);
    project.edit(RECORD, "Messages reach users.", "Messages reach users soon.");
    commit(&project, "2026-11-09");
    says(&project, &[]);
}

#[test]
fn a_late_record_is_back_dated() {
    let project = repository();
    project
        .write("content/subprocessors.yaml", REGISTER.to_owned() + OTHER)
        .write(RECORD, record("SPN-1", "add", "brieftaube", "2026-11-01"));
    says(
        &project,
        &[
            "back-dated-notice content/notices/spn-1.yaml:4:15: `SPN-1` says that it was announced on 2026-11-01, and no commit says so yet",
        ],
    );
    commit(&project, "2026-11-03");
    let late = "back-dated-notice content/notices/spn-1.yaml:4:15: `SPN-1` says that it was announced on 2026-11-01, and says so first in commit HEAD of 2026-11-03";
    says(&project, &[late]);
    // Other formats name the commit, too.
    for format in ["json", "sarif", "github", "human"] {
        let run = project.trust(&["check", "--format", format]);
        let said = format!("{}{}", run.stdout, run.stderr);
        assert!(said.contains(&last_commit(&project)), "{format}: {said}");
    }
    // The honest day mends it, though the record was announced by then.
    project.edit(RECORD, "announced_on: 2026-11-01", "announced_on: 2026-11-03");
    commit(&project, "2026-11-05");
    says(&project, &[]);
}

#[test]
fn days_are_read_in_the_zone_that_is_kinder() {
    for time in ["2026-11-02T01:00:00+0200", "2026-11-01T22:00:00-0800"] {
        let project = repository();
        project
            .write("content/subprocessors.yaml", REGISTER.to_owned() + OTHER)
            .write(RECORD, record("SPN-1", "add", "brieftaube", "2026-11-01"))
            .git(&["add", "-A"]);
        at(&project, (time, time), &["commit", "-q", "-m", "At night"]);
        says(&project, &[]);
    }
    // Where it is still yesterday, what is not committed yet is of today.
    let project = repository();
    project
        .write("content/subprocessors.yaml", REGISTER.to_owned() + OTHER)
        .write(RECORD, record("SPN-1", "add", "brieftaube", "2026-11-20"));
    let unseen = "unverified-notices content/notices/spn-1.yaml:4:15: `SPN-1` is in no commit yet";
    says(&project, &[unseen]);
    commit(&project, "2026-11-20");
    project.edit(RECORD, "effective_on: 2027-01-15", "effective_on: 2027-01-16");
    says(&project, &[]);
}

#[test]
fn what_was_announced_stays() {
    let project = announced();
    project.edit(RECORD, "effective_on: 2027-01-15", "effective_on: 2027-01-12");
    says(
        &project,
        &[
            "edited-after-announcement content/notices/spn-1.yaml:6:1: `SPN-1` had `effective_on: 2027-01-15` when it was announced; a change that is not committed yet makes it `2027-01-12`",
        ],
    );
    commit(&project, "2026-11-09");
    let edited = "`SPN-1` had `effective_on: 2027-01-15` when it was announced; commit HEAD of 2026-11-09 makes it `2027-01-12`";
    says(&project, &[edited]);
    project.edit(RECORD, "effective_on: 2027-01-12", "effective_on: 2027-01-15");
    commit(&project, "2026-11-10");
    says(&project, &[]);
    // On the day itself everything may be put right.
    let project = repository();
    project
        .write("content/subprocessors.yaml", REGISTER.to_owned() + OTHER)
        .write(RECORD, record("SPN-1", "add", "brieftaube", "2026-11-10"));
    commit(&project, "2026-11-01");
    project.edit(RECORD, "effective_on: 2027-01-15", "effective_on: 2027-01-20");
    commit(&project, "2026-11-10");
    says(&project, &[]);
}

#[test]
fn a_withdrawal_is_dated_honestly() {
    let project = announced();
    project.write(
        RECORD,
        record("SPN-1", "add", "brieftaube", "2026-11-01") + "withdrawn_on: 2026-11-05\n",
    );
    commit(&project, "2026-11-09");
    says(
        &project,
        &[
            "back-dated-notice content/notices/spn-1.yaml:11:15: `SPN-1` says that it was withdrawn on 2026-11-05, and says so first in commit HEAD of 2026-11-09",
        ],
    );
    project.edit(RECORD, "withdrawn_on: 2026-11-05", "withdrawn_on: 2026-11-09");
    says(&project, &[]);
}

#[test]
fn a_record_that_is_gone_is_named_with_its_place() {
    let project = announced();
    project.git(&["mv", RECORD, "content/notices/renamed.yaml"]);
    commit(&project, "2026-11-05");
    says(&project, &[]);
    project.git(&["rm", "-q", "content/notices/renamed.yaml"]);
    let gone = "deleted-notice: `SPN-1`, announced on 2026-11-01, was at content/notices/renamed.yaml:1 and is gone with";
    says(&project, &[gone]);
    commit(&project, "2026-11-09");
    says(&project, &[&format!("{gone} commit HEAD of 2026-11-09")]);
    at(&project, ("2026-11-10", "2026-11-10"), &["revert", "--no-edit", "HEAD"]);
    says(&project, &[]);
}

#[test]
fn the_register_changes_with_a_notice_only() {
    let project = repository();
    project.write("content/subprocessors.yaml", REGISTER.to_owned() + OTHER);
    says(
        &project,
        &[
            "unannounced-change content/subprocessors.yaml:14:9: `brieftaube` came into the register with a change that is not committed yet",
        ],
    );
    commit(&project, "2026-11-09");
    says(
        &project,
        &[
            "`brieftaube` came into the register with commit HEAD of 2026-11-09, and no notice adds it",
        ],
    );
    // A notice that is written later is honest about its day.
    project.write(RECORD, record("SPN-1", "add", "brieftaube", "2026-11-12"));
    commit(&project, "2026-11-12");
    says(&project, &[]);

    let project = repository();
    project.edit("content/subprocessors.yaml", "[{country: NL}]", "[{country: DE}]");
    commit(&project, "2026-11-09");
    let moved = "unannounced-change content/subprocessors.yaml:12:5: `tracewarden` had `NL` under `processing_locations`; commit HEAD of 2026-11-09 makes it `DE`, and no notice tells it";
    says(&project, &[moved]);
    let before = last_commit(&project);
    project.edit("content/subprocessors.yaml", "purpose: Error reports", "purpose: Error reports!");
    commit(&project, "2026-11-10");
    says(&project, &[&moved.replace("HEAD", &before)]);
    let from = "changes: {processing_locations: {from: [{country: NL}], to: [{country: DE}]}}\n";
    let record = record("SPN-1", "change-location", "tracewarden", "2026-11-12") + from;
    project.write(RECORD, record);
    commit(&project, "2026-11-12");
    says(&project, &[]);
}

#[test]
fn an_entry_stays_and_keeps_its_id() {
    let project = announced();
    project.write(
        "content/subprocessors.yaml",
        OTHER.replacen(
            "  - id",
            "audience: public\ndata_categories: {account: Names of users}\nsubprocessors:\n  - id",
            1,
        ),
    );
    commit(&project, "2026-11-09");
    says(
        &project,
        &[
            "unannounced-change content/subprocessors.yaml:1:1: `tracewarden` is gone from the register with commit HEAD of 2026-11-09, and no notice removes it",
        ],
    );
    project.write(
        "content/subprocessors.yaml",
        (REGISTER.to_owned() + OTHER).replace("id: tracewarden", "id: trace"),
    );
    commit(&project, "2026-11-10");
    says(
        &project,
        &[
            "unannounced-change content/subprocessors.yaml:5:9: `tracewarden` has the id `trace` with commit",
        ],
    );
    let project = repository();
    project.write(
        "content/subprocessors.yaml",
        REGISTER
            .replace("Tracewarden", "Faultline")
            .replace("NL\n", "US\n")
            .replace("@tracewarden", "@faultline"),
    );
    commit(&project, "2026-11-09");
    says(
        &project,
        &[
            "reused-id content/subprocessors.yaml:5:9: `tracewarden` was Tracewarden B.V.; commit HEAD of 2026-11-09 makes it Faultline B.V.",
        ],
    );
}

/// Nothing of this changes what was said.
#[test]
fn other_letters_are_no_edit() {
    let project = announced();
    let record = fs::read_to_string(project.path(RECORD)).unwrap();
    let mut lines: Vec<&str> = record.lines().rev().collect();
    lines.push("# A comment");
    project.write(RECORD, "\u{feff}".to_owned() + &lines.join("\r\n"));
    let register = fs::read_to_string(project.path("content/subprocessors.yaml")).unwrap();
    let register =
        register.replace("[{country: NL}]", "\n      - country: \"NL\"").replace('\n', "\r\n")
            + "# The end\r\n";
    project.write("content/subprocessors.yaml", register);
    says(&project, &[]);
    commit(&project, "2026-11-09");
    says(&project, &[]);
}

#[test]
fn merges_of_all_shapes_are_followed() {
    for merge in [["merge", "--ff-only"], ["merge", "--no-ff"]] {
        let project = repository();
        project.git(&["checkout", "-q", "-b", "notice"]);
        project
            .write("content/subprocessors.yaml", REGISTER.to_owned() + OTHER)
            .write(RECORD, record("SPN-1", "add", "brieftaube", "2026-11-01"));
        commit(&project, "2026-11-01");
        project.git(&["checkout", "-q", "main"]);
        if merge[1] == "--no-ff" {
            project.write("README.md", "Other work");
            commit(&project, "2026-11-04");
        }
        at(
            &project,
            ("2026-11-05", "2026-11-05"),
            &[merge[0], merge[1], "-q", "--no-edit", "notice"],
        );
        let late: &[&str] = if merge[1] == "--no-ff" { &[MERGED_LATE] } else { &[] };
        says(&project, late);
    }
    // The branch takes in main, and main goes on from there.
    let project = announced();
    project.git(&["checkout", "-q", "-b", "work", "HEAD~1"]).write("README.md", "Work");
    commit(&project, "2026-11-04");
    at(&project, ("2026-11-05", "2026-11-05"), &["merge", "-q", "--no-edit", "main"]);
    project.git(&["checkout", "-q", "main"]);
    at(&project, ("2026-11-05", "2026-11-05"), &["merge", "-q", "--ff-only", "work"]);
    says(&project, &[MERGED_LATE]);
    // Three at once.
    for branch in ["one", "two"] {
        project.git(&["checkout", "-q", "-b", branch, "main"]).write(branch, "x");
        commit(&project, "2026-11-06");
    }
    project.git(&["checkout", "-q", "main"]).write("three", "x");
    commit(&project, "2026-11-06");
    at(&project, ("2026-11-07", "2026-11-07"), &["merge", "-q", "--no-edit", "one", "two"]);
    project.git(&["checkout", "-q", "--detach"]);
    says(&project, &[MERGED_LATE]);
}

#[test]
fn rewritten_history_is_neither_a_pass_nor_an_alarm() {
    let rewritten = "unverified-notices content/notices/spn-1.yaml:4:15: `SPN-1` was written in time, and the commit that holds it was made after the announcement";
    let project = announced();
    at(&project, ("2026-11-08", "2026-11-08"), &["commit", "-q", "--amend", "--no-edit"]);
    says(&project, &[rewritten]);
    let project = announced();
    project.git(&["checkout", "-q", "-b", "other", "HEAD~1"]).write("README.md", "x");
    commit(&project, "2026-11-02");
    project.git(&["checkout", "-q", "main"]);
    at(&project, ("2026-11-08", "2026-11-08"), &["rebase", "-q", "other"]);
    says(&project, &[rewritten]);
}

#[test]
fn a_moved_project_is_followed() {
    let project = announced();
    fs::create_dir(project.path("portal")).unwrap();
    project.git(&["mv", "trust.yaml", "content", "portal/"]);
    commit(&project, "2026-11-09");
    let inside = |arguments: &[&str]| {
        let mut arguments = arguments.to_vec();
        arguments.extend(["--project", "portal", "--format", "json"]);
        found(&project.trust(&arguments).problems())
    };
    assert_eq!(inside(&["check"]), Vec::<String>::new());
    // What was announced there still counts here.
    project.edit(
        "portal/content/notices/spn-1.yaml",
        "effective_on: 2027-01-15",
        "effective_on: 2027-01-12",
    );
    commit(&project, "2026-11-10");
    let said = inside(&["check"]);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("`SPN-1` had `effective_on: 2027-01-15`"), "{said:?}");
}

/// A copy of a repository's newest commits.
fn clone(project: &Project, options: &[&str]) -> Project {
    let copy = Project::named("above");
    let from = format!("file://{}", project.root().display());
    let mut arguments = vec!["clone", "-q"];
    arguments.extend(options);
    arguments.extend([from.as_str(), "."]);
    copy.git(&arguments);
    copy
}

#[test]
fn a_part_of_the_history_says_that_it_cannot_tell() {
    let project = announced();
    project.edit("content/subprocessors.yaml", "purpose: Error reports", "purpose: Error reports!");
    commit(&project, "2026-11-09");
    let blind = "so Git cannot say whether notices and register are what was announced";
    for depth in ["1", "2"] {
        let copy = clone(&project, &["--depth", depth]);
        says(
            &copy,
            &[&format!(
                "unverified-notices: the project was cloned without its whole history, {blind}"
            )],
        );
    }
    project.git(&["config", "uploadpack.allowFilter", "true"]);
    let copy = clone(&project, &["--filter=blob:none"]);
    says(
        &copy,
        &[&format!("unverified-notices: the clone lacks earlier versions of files, {blind}")],
    );
    let copy = clone(&project, &[]);
    says(&copy, &[]);
}

#[test]
fn without_a_repository_it_cannot_tell() {
    let project = announced();
    fs::remove_dir_all(project.path(".git")).unwrap();
    let blind = "so Git cannot say whether notices and register are what was announced";
    says_without_git(
        &project,
        &format!("unverified-notices: the project is in no Git repository, {blind}"),
    );
    project.git(&["init", "-q", "-b", "main"]);
    says_without_git(
        &project,
        &format!("unverified-notices: no commit holds the project yet, {blind}"),
    );
    let mut command = project.command(&["check", "--format", "json"]);
    command.env("PATH", "/nowhere");
    let said = found(&Run::of(command).problems());
    assert_eq!(said, [format!("unverified-notices: the program `git` cannot be run, {blind}")]);
}

#[track_caller]
fn says_without_git(project: &Project, expected: &str) {
    assert_eq!(found(&project.problems()), [expected]);
    project.trust(&["check"]).ok();
    project.trust(&["check", "--strict"]).exits(1);
}

#[test]
fn a_register_that_was_taken_over_says_so() {
    let project = announced();
    fs::remove_dir_all(project.path(".git")).unwrap();
    project.git(&["init", "-q", "-b", "main"]);
    commit(&project, "2026-11-15");
    says(
        &project,
        &[
            "unverified-notices content/notices/spn-1.yaml:4:15: `SPN-1` is older than the history of the project, which begins with commit HEAD of 2026-11-15",
        ],
    );
    project.edit("content/subprocessors.yaml", "baseline: 2026-01-01", "baseline: 2026-11-15");
    // What the hint says is the way out: Git saw nothing before that day.
    says(&project, &[]);
    // A sample that is replaced leaves nothing behind.
    project.git(&["rm", "-q", RECORD]).write(
        "content/subprocessors.yaml",
        REGISTER
            .replace("Tracewarden", "Other")
            .replace("tracewarden", "other")
            .replace("2026-01-01", "2026-11-21"),
    );
    says(&project, &["weakened-promise"]);
    commit(&project, "2026-11-21");
    says(&project, &["weakened-promise"]);
}

#[test]
fn worktrees_and_submodules_are_repositories() {
    let project = announced();
    let tree = project.root().parent().unwrap().join("tree");
    project.git(&["worktree", "add", "-q", tree.to_str().unwrap(), "-b", "linked"]);
    let check = |folder: &std::path::Path| {
        let folder = folder.to_str().unwrap();
        found(&project.trust(&["check", "--format", "json", "--project", folder]).problems())
    };
    assert_eq!(check(&tree), Vec::<String>::new());
    let outer = Project::named("outer");
    outer.git(&["init", "-q", "-b", "main"]);
    let from = project.root().to_str().unwrap();
    outer.git(&["-c", "protocol.file.allow=always", "submodule", "add", "-q", from, "portal"]);
    assert_eq!(check(&outer.path("portal")), Vec::<String>::new());
}

#[test]
fn a_promise_that_became_weaker_is_told() {
    let project = announced();
    project.edit("trust.yaml", "notice: 14 days", "notice: 10 days");
    commit(&project, "2026-11-09");
    says(
        &project,
        &[
            "weakened-promise trust.yaml:4:21: class `standard` promises `notice: 10 days` since commit HEAD of 2026-11-09; it promised `14 days`",
        ],
    );
    project.edit("trust.yaml", "notice: 10 days", "notice: 20 days");
    commit(&project, "2026-11-10");
    says(&project, &[]);
}

/// A draft is no announcement: what counts is when the record was first meant for readers on that day.
#[test]
fn a_draft_in_git_does_not_date_an_announcement() {
    for (from, to) in [
        ("audience: internal", "audience: public"),
        ("announced_on: 2026-12-20", "announced_on: 2026-11-05"),
    ] {
        let project = repository();
        let published = record("SPN-1", "add", "brieftaube", "2026-11-05");
        project
            .write("content/subprocessors.yaml", REGISTER.to_owned() + OTHER)
            .write(RECORD, published.replace(to, from));
        commit(&project, "2026-11-01");
        project.write(RECORD, published);
        commit(&project, "2026-11-12");
        says(
            &project,
            &["announced on 2026-11-05, and says so first in commit HEAD of 2026-11-12"],
        );
    }
}

/// Days on which nobody may be wronged: drafts, notices to come, entries of both.
#[test]
fn what_is_not_announced_yet_may_change() {
    let project = repository();
    let draft =
        record("SPN-1", "add", "brieftaube", "2026-11-05").replace("audience: public\n", "");
    project.write("content/subprocessors.yaml", REGISTER.to_owned() + OTHER).write(RECORD, &draft);
    commit(&project, "2026-11-03");
    project.edit(RECORD, "2027-01-15", "2027-02-15").edit(
        "content/subprocessors.yaml",
        "[{country: DE}]",
        "[{country: FR}]",
    );
    commit(&project, "2026-11-06");
    says(&project, &[]);
    project.git(&["rm", "-q", RECORD]).write("content/subprocessors.yaml", REGISTER);
    commit(&project, "2026-11-07");
    says(&project, &[]);
    // The same for a notice of a day to come.
    project
        .write("content/subprocessors.yaml", REGISTER.to_owned() + OTHER)
        .write(RECORD, record("SPN-1", "add", "brieftaube", "2026-12-20"));
    commit(&project, "2026-11-08");
    project.git(&["rm", "-q", RECORD]).write("content/subprocessors.yaml", REGISTER);
    commit(&project, "2026-11-09");
    says(&project, &[]);
}

#[test]
fn odd_commits_are_passed_over() {
    let project = announced();
    project
        .write("content/subprocessors.yaml", "subprocessors: [")
        .write(RECORD, [0xff, 0xfe, 0x00]);
    commit(&project, "2026-11-03");
    project.write("content/subprocessors.yaml", REGISTER.to_owned() + OTHER);
    project.write(RECORD, record("SPN-1", "add", "brieftaube", "2026-11-01"));
    commit(&project, "2026-11-04");
    says(&project, &[]);
    at(&project, ("1970-01-01", "2026-11-05"), &["commit", "-q", "--allow-empty", "-m", "Odd"]);
    says(&project, &[]);
}
