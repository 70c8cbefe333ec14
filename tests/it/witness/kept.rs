//! Ways around a promise that Git saw, and what stands in each.

use crate::project::Project;

use super::{OTHER, RECORD, REGISTER, announced, at, commit, record, repository, says};

/// A second record.
const SECOND: &str = "content/notices/spn-2.yaml";

const PLACE: &str =
    "changes: {processing_locations: {from: [{country: NL}], to: [{country: DE}]}}\n";

/// Edits the place of processing of the entry of the first commit.
fn moved(project: &Project) {
    project.edit("content/subprocessors.yaml", "[{country: NL}]", "[{country: DE}]");
}

/// The entry of the first commit, removed on 12 November 2026.
fn removed() -> Project {
    let project = repository();
    let removal = record("SPN-1", "remove", "tracewarden", "2026-11-10")
        .replace("notice_class: standard\n", "")
        .replace("objection_until: 2027-01-10\n", "")
        .replace("2027-01-15", "2026-11-12");
    project.write(RECORD, removal);
    commit(&project, "2026-11-10");
    says(&project, &[]);
    project
}

#[test]
fn an_amended_addition_says_anew_who_comes() {
    let project = announced();
    let amendment = record("SPN-2", "amend", "brieftaube", "2026-11-09") + "supersedes: SPN-1\n";
    project.write(SECOND, amendment).edit(
        "content/subprocessors.yaml",
        "[{country: DE}]",
        "[{country: FR}]",
    );
    commit(&project, "2026-11-09");
    says(&project, &[]);
    // That day and no later one.
    project.edit("content/subprocessors.yaml", "[{country: FR}]", "[{country: BE}]");
    commit(&project, "2026-11-12");
    says(
        &project,
        &[
            "`brieftaube` had `FR` under `processing_locations`; commit HEAD of 2026-11-12 makes it `BE`",
        ],
    );
}

#[test]
fn the_register_waits_for_the_day_of_the_effect() {
    let project = repository();
    moved(&project);
    project.write(RECORD, record("SPN-1", "change-location", "tracewarden", "2026-11-10"));
    let early = "unannounced-change content/subprocessors.yaml:12:5: `tracewarden` says `DE` under `processing_locations` since commit HEAD of 2026-11-10, and `SPN-1` announces that for 2027-01-15 only";
    commit(&project, "2026-11-10");
    says(&project, &[early]);
    // What was stands in the notice, or the register is edited on the day.
    project.edit(RECORD, "reason:", &format!("{PLACE}reason:"));
    says(&project, &[]);
    let project = repository();
    let record = record("SPN-1", "change-location", "tracewarden", "2026-11-01")
        .replace("2027-01-15", "2026-11-16")
        .replace("2027-01-10", "2026-11-15");
    project.write(RECORD, record);
    commit(&project, "2026-11-01");
    says(&project, &[]);
    moved(&project);
    commit(&project, "2026-11-16");
    says(&project, &[]);
}

#[test]
fn a_notice_says_what_was() {
    let project = repository();
    moved(&project);
    let honest = record("SPN-1", "change-location", "tracewarden", "2026-11-10") + PLACE;
    project.write(RECORD, honest.replace("[{country: NL}]", "[{country: US}]"));
    let other = "unannounced-change content/notices/spn-1.yaml:11:11: `SPN-1` says that `tracewarden` had `US` under `processing_locations`; it had `NL`";
    commit(&project, "2026-11-10");
    says(&project, &[other]);
    project.write(RECORD, &honest);
    let put_right = "`SPN-1` had other `changes` when it was announced";
    says(&project, &[put_right]);
    // It stays told; another version of the notice says what is true.
    let project = repository();
    moved(&project);
    project.write(RECORD, honest.replace("[{country: NL}]", "[{country: US}]"));
    commit(&project, "2026-11-10");
    let amendment = record("SPN-2", "amend", "tracewarden", "2026-11-12") + PLACE;
    project.write(SECOND, amendment + "supersedes: SPN-1\n");
    commit(&project, "2026-11-12");
    says(&project, &[]);
}

#[test]
fn the_beginning_of_the_register_stays() {
    let baseline = |project: &Project, day: &str| {
        project.edit(
            "content/subprocessors.yaml",
            "baseline: 2026-01-01",
            &format!("baseline: {day}"),
        );
    };
    let project = announced();
    baseline(&project, "2026-11-15");
    commit(&project, "2026-11-15");
    let forgotten = "unannounced-change content/subprocessors.yaml:1:11: the register begins on 2026-11-15 since commit HEAD of 2026-11-15; it began on 2026-01-01, and 2 entries and 1 notice of before are let go";
    says(&project, &[forgotten]);
    project.edit("content/subprocessors.yaml", "baseline: 2026-11-15", "baseline: 2026-01-01");
    commit(&project, "2026-11-16");
    says(&project, &[]);
    baseline(&project, "2025-06-01");
    commit(&project, "2026-11-17");
    says(
        &project,
        &[
            "weakened-promise content/subprocessors.yaml:1:11: the register begins on 2025-06-01 since commit HEAD of 2026-11-17; it began on 2026-01-01, and nobody saw",
        ],
    );
    // Nobody is in a register of a day to come.
    let project = repository();
    baseline(&project, "2026-12-01");
    let to_come = "unannounced-change content/subprocessors.yaml:1:11: the register begins on 2026-12-01, which is to come, and shows nobody until then";
    says(&project, &[to_come, "weakened-promise"]);
    std::fs::remove_dir_all(project.path(".git")).unwrap();
    says_first(&project, "unverified-notices: the project is in no Git repository");
    says_first(&project, to_come);
}

/// Whether something is said, whatever else is.
#[track_caller]
fn says_first(project: &Project, expected: &str) {
    let found = super::found(&project.problems());
    assert!(found.iter().any(|found| found.contains(expected)), "{found:#?}");
}

#[test]
fn who_is_in_force_is_not_added() {
    let project = repository();
    project.write(RECORD, record("SPN-1", "add", "tracewarden", "2026-11-10"));
    commit(&project, "2026-11-10");
    says(
        &project,
        &[
            "reused-id content/notices/spn-1.yaml:3:11: `SPN-1` adds `tracewarden`, which has been in force since the register's first version",
        ],
    );
    // Who left may come back, and as nobody else.
    let project = removed();
    project.write(SECOND, record("SPN-2", "add", "tracewarden", "2026-11-16"));
    moved(&project);
    commit(&project, "2026-11-16");
    says(&project, &[]);
    project.edit("content/subprocessors.yaml", "Tracewarden B.V.", "Faultline B.V.");
    commit(&project, "2026-11-18");
    says(
        &project,
        &[
            "reused-id content/subprocessors.yaml:5:9: `tracewarden` was Tracewarden B.V.; commit HEAD of 2026-11-18 makes it Faultline B.V.",
        ],
    );
}

#[test]
fn who_was_public_stays_so() {
    for (audience, project) in
        [("internal", removed()), ("nda", removed()), ("internal", repository())]
    {
        let is_removed = project.path(RECORD).exists();
        project.edit(
            "content/subprocessors.yaml",
            "display_name: Tracewarden",
            &format!("audience: {audience}\n    display_name: Tracewarden"),
        );
        commit(&project, "2026-11-16");
        let why = if is_removed { "`SPN-1` tells of it" } else { "no notice removes it" };
        let hidden = format!(
            "unannounced-change content/subprocessors.yaml:5:9: `tracewarden` is hidden with commit HEAD of 2026-11-16, and {why}"
        );
        says(&project, &[&hidden]);
    }
}

#[test]
fn only_the_first_commit_takes_over() {
    let old = record("SPN-1", "add", "brieftaube", "2026-09-15");
    let both = REGISTER.to_owned() + OTHER;
    // A later commit of the same day takes nothing over.
    let project = repository();
    project.write("content/subprocessors.yaml", &both).write(RECORD, &old);
    at(&project, ("2026-10-01T13:00:00Z", "2026-10-01T13:00:00Z"), &["add", "-A"]);
    at(&project, ("2026-10-01T13:00:00Z", "2026-10-01T13:00:00Z"), &["commit", "-q", "-m", "x"]);
    let late = "back-dated-notice content/notices/spn-1.yaml:4:15: `SPN-1` says that it was announced on 2026-09-15, and says so first in commit";
    says(&project, &[late]);
    // Nor does a baseline of the first commit, or one that comes when the record is there.
    let project = repository();
    let later = |text: &str| text.replace("baseline: 2026-01-01", "baseline: 2026-11-05");
    project.write("content/subprocessors.yaml", later(&both)).write(RECORD, &old);
    commit(&project, "2026-11-05");
    says(&project, &["weakened-promise"]);
    let project = repository();
    project.write("content/subprocessors.yaml", &both).write(RECORD, &old);
    commit(&project, "2026-11-03");
    says(&project, &[late]);
    project.write("content/subprocessors.yaml", later(&both));
    commit(&project, "2026-11-05");
    says_first(&project, late);
    says_first(&project, "1 notice of before are let go");
}

#[test]
fn a_day_that_has_passed_is_in_a_commit() {
    for (day, code) in [
        ("2026-11-16", "back-dated-notice"),
        ("2026-11-19", "back-dated-notice"),
        ("2026-11-20", "unverified-notices"),
    ] {
        let project = repository();
        project
            .write("content/subprocessors.yaml", REGISTER.to_owned() + OTHER)
            .write(RECORD, record("SPN-1", "add", "brieftaube", day));
        says(&project, &[code]);
    }
}
