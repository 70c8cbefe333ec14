//! `trust notices draft` on real repositories: what was edited becomes records that hold the promise, and nothing of
//! them shows before somebody publishes them.

use std::fs;

use crate::project::{Project, Run};

const REGISTER: &str = "content/subprocessors.yaml";

/// A project with a promise, a register and one notice in force, in the first commit.
const SMALL: &str = "\
//- trust.yaml
organization: {name: Acme Cloud}
contacts: {security: security@acme.example}
site: {base_url: https://trust.acme.example, title: Acme Cloud Trust Center}
notices:
  classes:
    standard: {notice: 14 days, objection: 30 days}
    records: {notice: 90 days, objection: 30 days, for_data: [records]}
//- content/subprocessors.yaml
# The register.
audience: public
baseline: 2026-01-01
data_categories: {logs: Log lines, records: Records of customers}
subprocessors:
  # Keeps everything.
  - id: hosting
    legal_name: Hosting GmbH
    display_name: Hosting
    country: DE
    contact: privacy@hosting.example
    purpose: Hosting
    data_categories: [logs]  # nothing else
    processing_locations: [{country: DE}]
    transfer: [none-eea]
    owner: privacy
    reviewed: 2026-11-02

  # Answers mail.
  - id: desk
    legal_name: Desk Inc.
    display_name: Desk
    country: US
    contact: privacy@desk.example
    purpose: Support desk
    data_categories: [logs]
    processing_locations: [{country: US}]
    transfer: [dpf]
    owner: privacy
    reviewed: 2026-11-02
//- content/notices/spn-2026-009.yaml
id: SPN-2026-009
kind: add
subject: [desk]
announced_on: 2026-03-02
notice_class: standard
effective_on: 2026-04-01
objection_until: 2026-04-01
reason: Requests are answered faster with a desk of its own.
how_to_object: Write to privacy@acme.example before the objection period ends.
contact: privacy@acme.example
audience: public
channels_used: [{channel: email, sent_on: 2026-03-02}]
";

fn small() -> Project {
    let project = Project::new(SMALL);
    commit(&project, "Begin");
    project
}

fn sample() -> Project {
    let project = Project::sample();
    commit(&project, "Begin");
    project
}

fn commit(project: &Project, message: &str) {
    if !project.path(".git").exists() {
        project.git(&["init", "-q", "-b", "main"]);
    }
    project.git(&["add", "-A"]).git(&["commit", "-q", "-m", message]);
}

/// Commits on a day.
fn commit_on(project: &Project, day: &str, message: &str) {
    project.git(&["add", "-A"]);
    let mut command = project.git_command(&["commit", "-q", "-m", message]);
    let time = format!("{day}T12:00:00Z");
    command.env("GIT_AUTHOR_DATE", &time).env("GIT_COMMITTER_DATE", &time);
    Run::of(command).ok();
}

fn draft(project: &Project, more: &[&str]) -> Run {
    project.trust(&[&["notices", "draft"], more].concat())
}

fn text(project: &Project, path: &str) -> String {
    fs::read_to_string(project.path(path)).unwrap()
}

/// The record without comments.
fn record(project: &Project, path: &str) -> String {
    let text = text(project, path);
    text.split_inclusive('\n').filter(|line| !line.starts_with('#')).collect()
}

fn notices(project: &Project) -> Vec<String> {
    let all = fs::read_dir(project.path("content/notices")).unwrap();
    let mut names: Vec<String> =
        all.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Makes a draft public, with a reason.
fn publish(project: &Project, path: &str) {
    let text = record(project, path);
    project.write(
        path,
        format!("{text}reason: So that requests are answered faster.\naudience: public\n"),
    );
}

/// Neither an error nor a second draft.
fn holds(project: &Project) {
    project.trust(&["check"]).ok();
    let before = (notices(project), text(project, REGISTER));
    draft(project, &[]).ok().tells(&["no notice was drafted"]);
    assert_eq!((notices(project), text(project, REGISTER)), before);
}

#[test]
fn an_addition_is_drafted_with_the_notice_that_its_data_requires() {
    let project = small();
    let old = text(&project, REGISTER);
    let new = old.split_once("  # Answers mail.\n").unwrap().1.replace("desk", "search");
    let new = new.replace("Desk", "Search").replace("categories: [logs]", "categories: [records]");
    project.write(REGISTER, format!("{old}\n{new}"));
    draft(&project, &[]).ok().tells(&[
        "wrote content/notices/spn-2026-010.yaml: `SPN-2026-010`, `add` for `search`",
        "effective on 2027-02-19: 90 days, class `records`, as `search` processes `records`",
        "objections until 2026-12-21: 30 days",
    ]);
    assert_eq!(
        record(&project, "content/notices/spn-2026-010.yaml"),
        "id: SPN-2026-010\nkind: add\nsubject: [search]\nannounced_on: 2026-11-21\nnotice_class: records\n\
         effective_on: 2027-02-19\nobjection_until: 2026-12-21\n\
         how_to_object: Write to privacy@acme.example before the objection period ends.\n\
         contact: privacy@acme.example\n"
    );
    holds(&project);
    let tree = project.build();
    let all = tree.values().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    assert!(
        !all.into_iter().any(|text| text.contains("SPN-2026-010") || text.contains("Search Inc."))
    );
    publish(&project, "content/notices/spn-2026-010.yaml");
    holds(&project);
    assert!(project.build().contains_key("subprocessors/notices/spn-2026-010/index.html"));
}

#[test]
fn a_class_of_its_own_waits_until_objections_are_closed() {
    let project = small();
    project.edit(REGISTER, "purpose: Support desk", "purpose: Support desk and training of models");
    draft(&project, &["--announce", "2026-12-01", "--reason", "Because: it helps."]).ok().tells(&[
        "effective on 2026-12-31: 14 days, class `standard`, and not before objections close",
        "next: add `audience: public`, and commit",
    ]);
    let file = text(&project, "content/notices/spn-2026-010.yaml");
    assert!(file.contains("nobody sees it. Commit it by 2026-12-01; if it is\n"), "{file}");
    let record = record(&project, "content/notices/spn-2026-010.yaml");
    assert!(record.contains(
        "changes:\n  purpose:\n    from: Support desk\n    to: Support desk and training of models\n\
         reason: \"Because: it helps.\"\n"
    ));
    holds(&project);
}

#[test]
fn a_deleted_entry_goes_back_and_its_end_is_drafted() {
    for line_end in ["\n", "\r\n"] {
        let project = Project::new(SMALL);
        let whole = text(&project, REGISTER).replace('\n', line_end);
        project.write(REGISTER, &whole);
        commit(&project, "Begin");
        let (head, rest) = whole.split_once("  # Keeps everything.").unwrap();
        let (_, tail) = rest.split_once("  # Answers mail.").unwrap();
        project.write(REGISTER, format!("{head}  # Answers mail.{tail}"));
        draft(&project, &[]).ok().tells(&[
            "put back the entry `hosting` in content/subprocessors.yaml: the history of the register needs it",
            "`remove` for `hosting`",
        ]);
        assert_eq!(text(&project, REGISTER), whole);
        assert_eq!(
            record(&project, "content/notices/spn-2026-010.yaml"),
            "id: SPN-2026-010\nkind: remove\nsubject: [hosting]\nannounced_on: 2026-11-21\n\
             effective_on: 2026-11-21\ncontact: privacy@acme.example\n"
        );
        holds(&project);
        // Deleted again, it goes back again.
        project.write(REGISTER, format!("{head}  # Answers mail.{tail}"));
        draft(&project, &[]).ok().tells(&["`hosting` leaves by `SPN-2026-010` already"]);
        assert_eq!(text(&project, REGISTER), whole);
    }
}

#[test]
fn one_entry_takes_the_place_of_another() {
    let project = small();
    let new = text(&project, REGISTER).replace("id: desk", "id: help").replace("Desk", "Help");
    project.write(REGISTER, new);
    draft(&project, &["--replaces", "nobody"]).exits(2).says(&["has no entry `nobody`"]);
    draft(&project, &["--replaces", "desk"])
        .ok()
        .tells(&["`replace` for `help`, in the place of `desk`"]);
    let all = text(&project, REGISTER);
    assert!(all.contains("id: desk") && all.contains("id: help"));
    assert_eq!(notices(&project), ["spn-2026-009.yaml", "spn-2026-010.yaml"]);
    assert!(record(&project, "content/notices/spn-2026-010.yaml").contains("replaces: desk\n"));
    holds(&project);
}

#[test]
fn as_few_notices_as_possible_tell_every_change() {
    let project = small();
    project.edit(
        REGISTER,
        "[{country: US}]\n    transfer: [dpf]",
        "[{country: IE}, {country: 'NO'}]\n    transfer: [\"scc-2021-914:module-3\"]",
    );
    project.edit(REGISTER, "legal_name: Hosting GmbH", "legal_name: Hosting SE");
    draft(&project, &[]).ok();
    assert_eq!(notices(&project), ["spn-2026-009.yaml", "spn-2026-010.yaml", "spn-2026-011.yaml"]);
    let rename = record(&project, "content/notices/spn-2026-010.yaml");
    assert!(rename.contains("kind: rename\n") && !rename.contains("notice_class"));
    let location = record(&project, "content/notices/spn-2026-011.yaml");
    assert!(location.contains(
        "changes:\n  processing_locations:\n    from: [{country: US}]\n    to: [{country: IE}, {country: \"NO\"}]\n  \
         transfer:\n    from: [dpf]\n    to: [\"scc-2021-914:module-3\"]\n"
    ));
    holds(&project);
    // Until the change is announced and in effect, readers see what was so before.
    let register =
        String::from_utf8(project.build()["subprocessors/subprocessors.json"].clone()).unwrap();
    assert!(register.contains("Hosting GmbH") && !register.contains("Hosting SE"));
    assert!(register.contains("\"US\"") && !register.contains("\"IE\""));
    publish(&project, "content/notices/spn-2026-010.yaml");
    publish(&project, "content/notices/spn-2026-011.yaml");
    holds(&project);
    commit_on(&project, "2026-11-21", "Announce");
    let register = |day: &str| {
        project.trust(&["build", "--as-of", day]).ok();
        let tree = project.tree();
        String::from_utf8(tree["subprocessors/subprocessors.csv"].clone()).unwrap()
    };
    let (before, after) = (register("2026-12-20"), register("2026-12-21"));
    assert!(before.contains("Data Privacy Framework") && !before.contains("Norway"), "{before}");
    assert!(!after.contains("Data Privacy Framework") && after.contains("Norway"), "{after}");
}

#[test]
fn words_may_be_corrected_and_nothing_else() {
    let project = small();
    project.edit(REGISTER, "purpose: Support desk", "purpose: Desk for support");
    draft(&project, &["--correction"]).ok().tells(&["`correction` for `desk`"]);
    assert!(!record(&project, "content/notices/spn-2026-010.yaml").contains("objection"));
    holds(&project);
    project.edit(
        REGISTER,
        "processing_locations: [{country: US}]",
        "processing_locations: [{country: CA}]",
    );
    draft(&project, &["--correction"]).exits(2).says(&["`processing_locations` of `desk`"]);
}

#[test]
fn what_nobody_has_to_be_told_is_not_drafted() {
    let project = small();
    project.edit(REGISTER, "contact: privacy@desk.example", "contact: dpo@desk.example");
    project.edit(REGISTER, "legal_name: Desk Inc.", "legal_name: DESK, Inc");
    draft(&project, &[]).ok().tells(&["nothing to announce: only `contact` of `desk` changed"]);
    assert_eq!(notices(&project), ["spn-2026-009.yaml"]);
    holds(&project);
}

#[test]
fn an_announced_change_is_amended_or_withdrawn() {
    let project = small();
    project.edit(REGISTER, "[{country: US}]", "[{country: IE}]");
    draft(&project, &[]).ok();
    publish(&project, "content/notices/spn-2026-010.yaml");
    commit_on(&project, "2026-11-21", "Announce");
    let later = ["--as-of", "2026-11-30"];
    project.edit(REGISTER, "[{country: IE}]", "[{country: NL}]");
    draft(&project, &later).ok().tells(&["amends `SPN-2026-010`", "effective on 2026-12-30"]);
    let amended = record(&project, "content/notices/spn-2026-011.yaml");
    assert!(amended.contains("from: [{country: US}]\n    to: [{country: NL}]\n"), "{amended}");
    assert!(amended.ends_with("supersedes: SPN-2026-010\n"));
    draft(&project, &later).ok().tells(&["no notice was drafted"]);
    project.trust(&["check", "--as-of", "2026-11-30"]).ok();

    fs::remove_file(project.path("content/notices/spn-2026-011.yaml")).unwrap();
    project.edit(REGISTER, "[{country: NL}]", "[{country: US}]");
    draft(&project, &later).ok().tells(&["withdraws `SPN-2026-010`"]);
    let withdrawn = record(&project, "content/notices/spn-2026-011.yaml");
    assert!(withdrawn.contains("kind: withdraw\n") && !withdrawn.contains("effective_on"));
    draft(&project, &later).ok().tells(&["no notice was drafted"]);
    project.trust(&["check", "--as-of", "2026-11-30"]).ok();
}

#[test]
fn a_draft_that_is_not_announced_is_people_s_to_edit() {
    let project = sample();
    project.edit(
        REGISTER,
        "[{country: IE, region: eu-west}]",
        "[{country: IE, region: eu-west-9}]",
    );
    draft(&project, &[])
        .ok()
        .tells(&["`SPN-004` is being drafted about `processing_locations` of `lumen-desk`"]);
    project.edit("content/notices/spn-004.yaml", "region: eu-west}", "region: eu-west-9}");
    holds(&project);
}

#[test]
fn the_sample_takes_every_kind_of_edit_at_once() {
    let project = sample();
    let whole = text(&project, REGISTER);
    let (head, rest) = whole.split_once("  - id: acme-cloud-portugal").unwrap();
    let (_, tail) = rest.split_once("  - id: quillstone-ai").unwrap();
    let cut = format!("{head}  - id: quillstone-ai{tail}")
        .replace(
            "purpose: Collecting error reports of the application",
            "purpose: Error reports and speed",
        )
        .replace(
            "data_categories: [account-data, support-data]",
            "data_categories: [account-data, support-data, customer-records]",
        );
    project.write(REGISTER, cut);
    draft(&project, &[]).ok().tells(&[
        "`SPN-008`, `change-data` for `lumen-desk`",
        "effective on 2027-02-19: 90 days, class `records`, as `lumen-desk` processes `customer-records`",
        "`SPN-009`, `remove` for `acme-cloud-portugal`",
        "`SPN-010`, `amend` for `tracewarden`",
        "amends `SPN-003`",
    ]);
    let amended = record(&project, "content/notices/spn-010.yaml");
    let told = "changes:\n  purpose:\n    from: Collecting error reports of the application\n    to: Error reports and speed\n";
    assert!(amended.contains(told), "{amended}");
    holds(&project);
    let tree = project.build();
    // Neither the drafts nor what they are to tell: of one that is to come, too.
    let names = ["SPN-008", "SPN-009", "SPN-010", "Error reports and speed"];
    for (path, bytes) in &tree {
        let text = String::from_utf8_lossy(bytes);
        assert!(!names.iter().any(|name| text.contains(name)), "{path}");
    }
}

#[test]
fn ids_and_files_are_named_like_those_that_are_there() {
    let project = small();
    fs::rename(
        project.path("content/notices/spn-2026-009.yaml"),
        project.path("content/notices/2026-009-add-desk.yaml"),
    )
    .unwrap();
    commit(&project, "Another name");
    project.edit(REGISTER, "[{country: US}]", "[{country: IE}]");
    draft(&project, &["--announce", "2027-01-04"]).ok();
    let path = "content/notices/2027-001-change-location-desk.yaml";
    assert!(record(&project, path).starts_with("id: SPN-2027-001\n"));

    let project = small();
    project.edit("content/notices/spn-2026-009.yaml", "audience: public\n", "");
    fs::remove_dir_all(project.path("content/notices")).unwrap();
    project.edit(REGISTER, "[{country: DE}]", "[{country: IE}]");
    draft(&project, &[]).ok();
    // The number of a notice that Git has seen is never given again.
    assert_eq!(notices(&project), ["spn-2026-010.yaml"]);
}

#[test]
fn print_writes_nothing() {
    let project = small();
    project.edit(REGISTER, "[{country: US}]", "[{country: IE}]");
    draft(&project, &["--print"]).ok().tells(&["kind: change-location\n", "nothing was written"]);
    assert_eq!(notices(&project), ["spn-2026-009.yaml"]);
    let quiet = draft(&project, &["--print", "--quiet"]);
    assert!(quiet.ok().stdout.trim_start().starts_with("# A draft"), "{}", quiet.stdout);
}

#[test]
fn a_project_below_the_repository_and_an_earlier_revision() {
    let project = Project::named("above");
    for (path, text) in crate::project::split(SMALL) {
        project.write(format!("portal/{path}"), text);
    }
    commit(&project, "Begin");
    project.edit("portal/content/subprocessors.yaml", "[{country: US}]", "[{country: IE}]");
    commit(&project, "Edit");
    let run = |more: &[&str]| {
        project.trust(&[&["notices", "draft", "--project", "portal"], more].concat())
    };
    run(&[]).ok().tells(&["no notice was drafted"]);
    run(&["--since", "HEAD~1"]).ok().tells(&["`change-location` for `desk`"]);
    assert!(project.path("portal/content/notices/spn-2026-010.yaml").exists());
    run(&["--since", "nowhere"]).exits(2).says(&["Git knows no revision `nowhere`"]);
}

#[test]
fn without_a_commit_it_says_what_to_do() {
    let project = Project::new(SMALL);
    draft(&project, &[]).exits(2).says(&["run `git init` and commit the project first"]);
    project.git(&["init", "-q", "-b", "main"]);
    draft(&project, &[]).exits(2).says(&["there is no commit yet"]);
    commit(&project, "Begin");
    draft(&project, &["--announce", "2026-11-20"]).exits(2).says(&["2026-11-20 is over"]);
    project.edit(REGISTER, "country: US\n", "country: Mars\n");
    draft(&project, &[]).exits(1).says(&["`Mars` is not a country code"]);
    assert_eq!(notices(&project), ["spn-2026-009.yaml"]);
}

#[test]
fn a_shallow_clone_has_what_is_needed() {
    let project = small();
    project.edit(REGISTER, "# The register.", "# Our register.");
    commit(&project, "Another comment");
    let clone = Project::named("clone");
    let from = format!("file://{}", project.root().display());
    clone.git(&["clone", "-q", "--depth", "1", &from, "."]);
    clone.edit(REGISTER, "[{country: US}]", "[{country: IE}]");
    draft(&clone, &[]).ok().tells(&["`change-location` for `desk`"]);
    draft(&clone, &["--since", "HEAD~1"]).exits(2).says(&["git fetch --unshallow"]);
    // Two rules find the clone wanting; how to mend it is said once.
    let said = clone.trust(&["check"]).stderr;
    assert_eq!(said.matches("fetch-depth: 0").count(), 1, "{said}");
    assert!(said.contains("`trust explain shallow-clone` says how"), "{said}");
}
