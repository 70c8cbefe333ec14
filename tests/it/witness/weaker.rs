//! What customers were told or promised, and what takes some of it back.

use std::fs;

use crate::project::Project;

use super::{OTHER, RECORD, REGISTER, announced, at, commit, record, repository, says};

const REGISTER_FILE: &str = "content/subprocessors.yaml";

/// The lines that a sentence of an edit begins with.
fn edited(id: &str, was: &str, is: &str) -> String {
    format!("`{id}` {was} when it was announced; commit HEAD of 2026-11-09 {is}")
}

#[test]
fn who_was_told_stays_told() {
    for audience in ["nda", "internal"] {
        let project = announced();
        project.edit(RECORD, "audience: public", &format!("audience: {audience}"));
        commit(&project, "2026-11-09");
        says(
            &project,
            &[&edited("SPN-1", "had `audience: public`", &format!("makes it `{audience}`"))],
        );
    }
    let project = repository();
    project
        .write(
            REGISTER_FILE,
            REGISTER.to_owned() + &OTHER.replace("    purpose", "    audience: nda\n    purpose"),
        )
        .write(RECORD, record("SPN-1", "add", "brieftaube", "2026-11-01").replace("public", "nda"));
    commit(&project, "2026-11-01");
    // More readers are no edit.
    project.edit(RECORD, "audience: nda", "audience: public");
    project.edit(REGISTER_FILE, "    audience: nda\n", "");
    commit(&project, "2026-11-09");
    says(&project, &[]);
}

#[test]
fn the_day_by_which_customers_are_told_stays() {
    let project = repository();
    project.write(REGISTER_FILE, REGISTER.to_owned() + OTHER).write(
        RECORD,
        record("SPN-1", "emergency", "brieftaube", "2026-11-01")
            .replace("notice_class: standard\n", "change: add\nnotify_by: 2026-11-03\n")
            .replace("2027-01-15", "2026-11-01"),
    );
    commit(&project, "2026-11-01");
    says(&project, &[]);
    project.edit(RECORD, "notify_by: 2026-11-03", "notify_by: 2026-11-20");
    commit(&project, "2026-11-09");
    says(&project, &[&edited("SPN-1", "had `notify_by: 2026-11-03`", "makes it `2026-11-20`")]);
}

#[test]
fn words_get_no_other_meaning_later() {
    let project = repository();
    project.write(RECORD, record("SPN-1", "change-location", "tracewarden", "2026-11-01"));
    commit(&project, "2026-11-01");
    says(&project, &[]);
    project.edit(REGISTER_FILE, "[{country: NL}]", "[{country: US}]").edit(
        RECORD,
        "reason:",
        "changes: {processing_locations: {from: [{country: NL}], to: [{country: US}]}}\nreason:",
    );
    commit(&project, "2026-11-09");
    says(
        &project,
        &[&edited("SPN-1", "had no `changes`", "adds some that the register did not say then")],
    );
}

#[test]
fn several_keys_are_one_finding_with_their_commits() {
    let project = announced();
    project.edit(RECORD, "effective_on: 2027-01-15", "effective_on: 2027-01-12").edit(
        RECORD,
        "objection_until: 2027-01-10",
        "objection_until: 2027-01-09",
    );
    commit(&project, "2026-11-08");
    let before = super::last_commit(&project);
    // Named is the commit that made what stands there now, and not the first that was wrong.
    project.edit(RECORD, "effective_on: 2027-01-12", "effective_on: 2027-01-13");
    commit(&project, "2026-11-09");
    says(
        &project,
        &[&format!(
            "spn-1.yaml:6:1: `SPN-1` had `effective_on: 2027-01-15`, had `objection_until: 2027-01-10` when it was announced; commit HEAD of 2026-11-09 says `effective_on: 2027-01-13`; commit {before} of 2026-11-08 says `objection_until: 2027-01-09`"
        )],
    );
}

#[test]
fn an_id_that_stands_twice_is_said_once() {
    let project = announced();
    project.write("content/notices/a.yaml", record("SPN-1", "remove", "tracewarden", "2026-11-09"));
    commit(&project, "2026-11-09");
    says(&project, &[]);
    let codes: Vec<String> = project.problems().iter().map(|own| own.code.clone()).collect();
    assert!(codes.iter().any(|code| code == "duplicate-id"), "{codes:?}");
}

#[test]
fn a_record_that_was_merged_late_is_told() {
    let project = repository();
    project.git(&["checkout", "-q", "-b", "notice"]);
    project
        .write(REGISTER_FILE, REGISTER.to_owned() + OTHER)
        .write(RECORD, record("SPN-1", "add", "brieftaube", "2026-11-01"));
    commit(&project, "2026-11-01");
    project.git(&["checkout", "-q", "main"]).write("README.md", "Other work");
    commit(&project, "2026-11-04");
    let merge = ["merge", "--no-ff", "-q", "--no-edit", "notice"];
    at(&project, ("2026-11-05", "2026-11-05"), &merge);
    says(
        &project,
        &[
            "unverified-notices content/notices/spn-1.yaml:4:15: `SPN-1` was written in time and came into the branch that is published from with commit HEAD of 2026-11-05, so Git cannot say when it was announced",
        ],
    );
    project.trust(&["check"]).ok();
}

/// What was taken over with the baseline was announced in time: nothing about it is put right later.
#[test]
fn what_was_taken_over_is_not_redated() {
    let project = Project::new("");
    let promise = "notices: {classes: {standard: {notice: 14 days, objection: 14 days}}}\n";
    let settings = fs::read_to_string(project.path("trust.yaml")).unwrap() + promise;
    project
        .write("trust.yaml", settings)
        .write(REGISTER_FILE, REGISTER.replace("2026-01-01", "2026-10-01") + OTHER)
        .write(RECORD, record("SPN-1", "add", "brieftaube", "2026-09-15"))
        .write(".gitignore", "/dist\n")
        .git(&["init", "-q", "-b", "main"]);
    commit(&project, "2026-10-01");
    says(&project, &[]);
    project.edit(RECORD, "announced_on: 2026-09-15", "announced_on: 2026-11-09").edit(
        RECORD,
        "effective_on: 2027-01-15",
        "effective_on: 2027-01-20",
    );
    commit(&project, "2026-11-09");
    says(&project, &["had `announced_on: 2026-09-15`, had `effective_on: 2027-01-15` when"]);
}

/// What was pending when the history begins and does not come leaves the register as it was.
#[test]
fn a_change_of_the_first_commit_may_be_withdrawn() {
    let project = Project::new("");
    let promise = "notices: {classes: {standard: {notice: 14 days, objection: 14 days}}}\n";
    let settings = fs::read_to_string(project.path("trust.yaml")).unwrap() + promise;
    let change = "changes: {processing_locations: {from: [{country: DE}], to: [{country: NL}]}}\n";
    project
        .write("trust.yaml", settings)
        .write(REGISTER_FILE, REGISTER.replace("2026-01-01", "2026-10-01"))
        .write(RECORD, record("SPN-1", "change-location", "tracewarden", "2026-09-15") + change)
        .write(".gitignore", "/dist\n")
        .git(&["init", "-q", "-b", "main"]);
    commit(&project, "2026-10-01");
    says(&project, &[]);
    project
        .write(
            "content/notices/spn-2.yaml",
            "id: SPN-2\nkind: withdraw\nsupersedes: SPN-1\nannounced_on: 2026-11-09\nreason: It stays.\naudience: public\nchannels_used: [{channel: email, sent_on: 2026-11-09}]\n",
        )
        .edit(REGISTER_FILE, "[{country: NL}]", "[{country: DE}]");
    commit(&project, "2026-11-09");
    says(&project, &[]);
}

#[test]
fn every_way_to_promise_less_is_told() {
    const POLICY: &str = "notices:\n  classes:\n    standard: {notice: 10 business days, objection: 14 days}\n    \
        accounts: {notice: 60 days, objection: 30 days, for_data: [account]}\n  emergency: 5 days\n  holidays: [2026-12-25, 2026-01-01]\n";
    for (from, to, expected) in [
        (
            "    accounts: {notice: 60 days, objection: 30 days, for_data: [account]}\n",
            "",
            "class `accounts` is gone since commit HEAD of 2026-11-09; it promised `60 days`",
        ),
        // The same under another name.
        ("accounts:", "users:", ""),
        (
            "  emergency: 5 days\n",
            "  emergency: 200 days\n",
            "customers are told of an emergency within `200 days` since commit HEAD of 2026-11-09; it promised `5 days`",
        ),
        ("  emergency: 5 days\n", "  emergency: 2 days\n", ""),
        (
            "  emergency: 5 days\n",
            "",
            "no time is promised within which customers are told of an emergency since commit HEAD",
        ),
        (
            "[2026-12-25, 2026-01-01]",
            "[]",
            "2026-12-25 counts as a business day since commit HEAD of 2026-11-09; it was a holiday",
        ),
        ("[2026-12-25, ", "[2026-12-25, 2026-12-24, ", ""),
        (
            "    accounts",
            "    quick: {notice: 2 days, objection: 2 days}\n    accounts",
            "class `quick` beside `standard` promises `notice: 2 days` since commit HEAD of 2026-11-09; each class promised `10 business days` or more",
        ),
        ("    accounts", "    longer: {notice: 90 days, objection: 30 days}\n    accounts", ""),
        (
            "objection: 14 days}\n",
            "objection: 14 days, until: 2026-11-30}\n    since-december: {notice: 5 days, objection: 5 days}\n",
            "",
        ),
    ] {
        let project = repository();
        let settings = fs::read_to_string(project.path("trust.yaml")).unwrap();
        let policy = settings.split("notices:").next().unwrap().to_owned() + POLICY;
        project.write("trust.yaml", policy);
        commit(&project, "2026-11-02");
        says_weaker(&project, "");
        project.edit("trust.yaml", from, to);
        commit(&project, "2026-11-09");
        says_weaker(&project, expected);
    }
}

/// What `weakened-promise` says since 2 November; nothing for an empty text.
#[track_caller]
fn says_weaker(project: &Project, expected: &str) {
    let expected = expected.replace("HEAD", &super::last_commit(project));
    let all = super::found(&project.problems());
    let own: Vec<&String> =
        all.iter().filter(|said| said.starts_with("weakened-promise")).collect();
    // The policy of the first commit, which had other terms.
    let own: Vec<&&String> = own.iter().filter(|said| !said.contains("of 2026-11-02")).collect();
    match own.as_slice() {
        [] => assert_eq!(expected, "", "{all:?}"),
        [said] => assert!(!expected.is_empty() && said.contains(&expected), "`{expected}`: {said}"),
        more => panic!("{more:?}"),
    }
}

#[test]
fn a_register_that_is_a_link_is_not_verified() {
    let project = announced();
    fs::rename(project.path(REGISTER_FILE), project.path("content/register.txt")).unwrap();
    std::os::unix::fs::symlink("register.txt", project.path(REGISTER_FILE)).unwrap();
    commit(&project, "2026-11-09");
    let unread = "the register of the last commit cannot be read from Git";
    let found = super::found(&project.problems());
    assert!(found.iter().any(|said| said.contains(unread)), "{found:#?}");
}
