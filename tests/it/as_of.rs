//! The register of another day: `--as-of` in the past and in the future, by the real program.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::project::{Files, Project, Run, assert_same, split};

/// A register with a removal that is done, an addition and a move that are announced, an addition that will be
/// announced later, and a draft. The register says how it will be when all of that has taken effect.
const PROJECT: &str = "\
//- trust.yaml
organization: {name: Acme Cloud, country: DE}
contacts: {security: security@acme.example}
site: {base_url: https://trust.acme.example, title: Acme Cloud Trust Center}
notices:
  classes: {standard: {notice: 14 days, objection: 14 days}}
//- content/subprocessors.yaml
audience: public
baseline: 2026-01-05
data_categories: {contact: Contact data}
subprocessors:
  - id: alpenhost
    legal_name: Alpenhost AG
    display_name: Alpenhost
    country: DE
    contact: privacy@alpenhost.example
    purpose: Hosting
    data_categories: [contact]
    processing_locations: [{country: IE}]
    transfer: [none-eea]
  - id: brieftaube
    legal_name: Brieftaube GmbH
    display_name: Brieftaube
    country: DE
    contact: privacy@brieftaube.example
    purpose: Mail
    data_categories: [contact]
    processing_locations: [{country: DE}]
    transfer: [none-eea]
  - id: quillstone
    legal_name: Quillstone SAS
    display_name: Quillstone
    country: FR
    contact: privacy@quillstone.example
    purpose: Models
    data_categories: [contact]
    processing_locations: [{country: FR}]
    transfer: [none-eea]
  - id: tracewarden
    legal_name: Tracewarden B.V.
    display_name: Tracewarden
    country: NL
    contact: privacy@tracewarden.example
    purpose: Errors
    data_categories: [contact]
    processing_locations: [{country: NL}]
    transfer: [none-eea]
  - id: undine
    legal_name: Undine Oy
    display_name: Undine
    country: FI
    contact: privacy@undine.example
    purpose: Backups
    data_categories: [contact]
    processing_locations: [{country: FI}]
    transfer: [none-eea]
//- content/notices/n1.yaml
id: SPN-1
kind: remove
subject: [brieftaube]
announced_on: 2026-03-02
effective_on: 2026-04-01
reason: Nobody used it.
audience: public
channels_used: [{channel: email, sent_on: 2026-03-02}]
//- content/notices/n2.yaml
id: SPN-2
kind: add
subject: [quillstone]
announced_on: 2026-06-01
notice_class: standard
effective_on: 2026-07-01
objection_until: 2026-06-20
reason: A new assistant.
audience: public
channels_used: [{channel: email, sent_on: 2026-06-01}]
//- content/notices/n3.yaml
id: SPN-3
kind: change-location
subject: [alpenhost]
announced_on: 2026-11-10
notice_class: standard
effective_on: 2026-12-15
objection_until: 2026-12-01
changes: {processing_locations: {from: [{country: DE}], to: [{country: IE}]}}
reason: More room.
audience: public
channels_used: [{channel: email, sent_on: 2026-11-10}]
//- content/notices/n4.yaml
id: SPN-4
kind: add
subject: [tracewarden]
announced_on: 2026-12-01
notice_class: standard
effective_on: 2027-01-04
objection_until: 2026-12-20
reason: Reports of errors.
audience: public
//- content/notices/n5.yaml
# A draft.
id: SPN-5
kind: add
subject: [undine]
announced_on: 2026-01-10
notice_class: standard
effective_on: 2026-02-10
objection_until: 2026-02-01
reason: Not decided.
";

fn built(project: &Project, day: &str) -> Files {
    project.trust(&["build", "--as-of", day]).ok();
    project.tree()
}

fn json(tree: &Files) -> Value {
    serde_json::from_slice(&tree["subprocessors/subprocessors.json"]).unwrap()
}

fn page(tree: &Files) -> String {
    String::from_utf8(tree["subprocessors/index.html"].clone()).unwrap()
}

/// The register of a day in short: lists of ids, the places of `alpenhost`, and the states of notices.
fn short(tree: &Files) -> String {
    let register = json(tree);
    let mut text = String::new();
    for key in ["in_force", "upcoming", "former"] {
        let ids: Vec<&str> = register[key]
            .as_array()
            .unwrap()
            .iter()
            .map(|own| own["id"].as_str().unwrap())
            .collect();
        write!(text, "{key}: {}; ", ids.join(" ")).unwrap();
    }
    let place = &register["in_force"][0]["processing_locations"][0]["country"];
    write!(text, "in {}; ", place.as_str().unwrap()).unwrap();
    let state =
        |own: &Value| format!("{} {}", own["id"].as_str().unwrap(), own["state"].as_str().unwrap());
    let mut states: Vec<String> =
        register["notices"].as_array().unwrap().iter().map(state).collect();
    states.sort();
    text + &states.join(", ")
}

/// Before the baseline nothing has changed yet, and who is in force since it is not in force before it.
#[test]
fn the_register_of_each_day_is_the_one_of_that_day() {
    let project = Project::new(PROJECT);
    let table = [
        ("2026-01-05", "in_force: alpenhost brieftaube; upcoming: ; former: ; in DE; "),
        ("2026-03-01", "in_force: alpenhost brieftaube; upcoming: ; former: ; in DE; "),
        (
            "2026-03-02",
            "in_force: alpenhost brieftaube; upcoming: ; former: ; in DE; SPN-1 announced",
        ),
        ("2026-04-01", "in_force: alpenhost; upcoming: ; former: brieftaube; in DE; SPN-1 removed"),
        (
            "2026-06-20",
            "in_force: alpenhost; upcoming: quillstone; former: brieftaube; in DE; SPN-1 removed, SPN-2 objection-open",
        ),
        (
            "2026-06-30",
            "in_force: alpenhost; upcoming: quillstone; former: brieftaube; in DE; SPN-1 removed, SPN-2 cleared",
        ),
        (
            "2026-11-21",
            "in_force: alpenhost quillstone; upcoming: ; former: brieftaube; in DE; SPN-1 removed, SPN-2 effective, SPN-3 objection-open",
        ),
        (
            "2026-12-14",
            "in_force: alpenhost quillstone; upcoming: tracewarden; former: brieftaube; in DE; SPN-1 removed, SPN-2 effective, SPN-3 cleared, SPN-4 objection-open",
        ),
        (
            "2026-12-15",
            "in_force: alpenhost quillstone; upcoming: tracewarden; former: brieftaube; in IE; SPN-1 removed, SPN-2 effective, SPN-3 effective, SPN-4 objection-open",
        ),
        (
            "2030-01-01",
            "in_force: alpenhost quillstone tracewarden; upcoming: ; former: brieftaube; in IE; SPN-1 removed, SPN-2 effective, SPN-3 effective, SPN-4 effective",
        ),
    ];
    for (day, wanted) in table {
        assert_eq!(short(&built(&project, day)), wanted, "{day}");
    }
}

#[test]
fn before_the_baseline_nobody_is_in_force_and_no_notice_is_known() {
    let project = Project::new(PROJECT);
    let register = json(&built(&project, "2025-12-31"));
    assert_eq!(register["in_force"].as_array().unwrap().len(), 0);
    assert_eq!(register["notices"].as_array().unwrap().len(), 0);
}

#[test]
fn every_output_names_the_day() {
    let project = Project::new(PROJECT);
    for (day, long) in [("2026-06-10", "10 June 2026"), ("2028-02-29", "29 February 2028")] {
        project.trust(&["build", "--as-of", day]).ok().tells(&[&format!("as of {day}")]);
        let tree = project.tree();
        assert_eq!(json(&tree)["as_of"], day);
        assert!(page(&tree).contains(long), "{day}");
        assert!(page(&tree).contains(&format!("datetime=\"{day}\"")), "{day}");
    }
}

/// A page of the past holds nothing that was said or done later: not in any file.
#[test]
fn what_came_later_is_in_no_file_of_an_earlier_day() {
    let project = Project::new(PROJECT);
    let cases: [(&str, &[&str]); 3] = [
        ("2026-02-01", &["SPN-1", "SPN-2", "SPN-3", "SPN-4", "Quillstone", "Tracewarden"]),
        ("2026-06-10", &["SPN-3", "SPN-4", "Tracewarden"]),
        ("2026-11-21", &["SPN-4", "Tracewarden"]),
    ];
    for (day, later) in cases {
        let tree = built(&project, day);
        for (path, bytes) in &tree {
            let text = String::from_utf8_lossy(bytes);
            for word in later.iter().chain(&["SPN-5", "Undine", "undine"]) {
                assert!(!text.contains(word), "`{word}` in {path} on {day}");
            }
        }
        // The register in the working tree says where everybody will be.
        let place = &json(&tree)["in_force"][0]["processing_locations"][0]["country"];
        assert_eq!(place, "DE", "{day}");
    }
}

#[test]
fn a_draft_is_never_in_a_register_of_another_day() {
    let project = Project::new(PROJECT);
    for day in ["2026-01-15", "2026-11-21", "2035-01-01"] {
        for (path, bytes) in built(&project, day) {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("SPN-5") && !text.contains("Undine"), "{path} on {day}");
        }
    }
}

#[test]
fn building_another_day_in_between_changes_nothing() {
    let project = Project::new(PROJECT);
    let first = built(&project, "2026-11-21");
    let second = built(&project, "2026-11-21");
    let later = built(&project, "2027-06-01");
    let earlier = built(&project, "2026-03-15");
    let again = built(&project, "2026-11-21");
    assert_same(&first, &second, "twice");
    assert_same(&first, &again, "after other days");
    assert_ne!(first, later);
    assert_ne!(first, earlier);
}

#[test]
fn names_of_files_and_the_order_of_keys_change_no_byte() {
    let project = Project::new(PROJECT);
    let first = built(&project, "2026-11-21");
    let other = Project::new(PROJECT);
    for (number, name) in ["zebra", "move", "a", "quill-2026", "draft"].into_iter().enumerate() {
        let path = other.path(format!("content/notices/n{}.yaml", number + 1));
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(path).unwrap();
        let mut lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        lines.reverse();
        other.write(
            format!("content/notices/{name}.yaml"),
            format!("# Said otherwise.\n{}\n", lines.join("\n")),
        );
    }
    assert_same(&first, &built(&other, "2026-11-21"), "written otherwise");
}

/// What a reviewer asks: will we have told everybody in time?
#[test]
fn a_check_in_the_future_says_what_will_be_overdue() {
    let project = Project::new(PROJECT);
    let codes = |day: &str| {
        let run = project.trust(&["check", "--as-of", day, "--format", "json"]);
        let of_notices = |problem: &crate::project::Problem| problem.message.contains("SPN-4");
        run.problems().into_iter().filter(of_notices).map(|own| own.code).collect::<Vec<_>>()
    };
    assert_eq!(codes("2026-11-21"), Vec::<String>::new());
    assert_eq!(codes("2026-12-02"), ["notice-not-sent"]);
}

fn committed(project: &Project, day: &str, message: &str) {
    project.git(&["add", "-A"]);
    let mut command = project.git_command(&["commit", "-qm", message]);
    command.env("GIT_AUTHOR_DATE", format!("{day}T12:00:00Z"));
    command.env("GIT_COMMITTER_DATE", format!("{day}T12:00:00Z"));
    assert_eq!(Run::of(command).status, Some(0));
}

/// A project whose removal, addition and move were committed on the days of their announcements.
fn repository() -> Project {
    let all: BTreeMap<String, &str> = split(PROJECT).into_iter().collect();
    let notice = |number: u8| {
        let path = format!("content/notices/n{number}.yaml");
        (all[&path], path)
    };
    // The register as it was before anything was announced, and then piece by piece.
    let register = all["content/subprocessors.yaml"].replace("{country: IE}", "{country: DE}");
    let at = |id: &str| register.find(&format!("  - id: {id}")).unwrap();
    let project = Project::bare("");
    project.write("trust.yaml", all["trust.yaml"]);
    project.write("content/subprocessors.yaml", &register[..at("quillstone")]);
    project.git(&["init", "-q", "-b", "main"]);
    committed(&project, "2026-01-05", "Begin");
    let (text, path) = notice(1);
    project.write(path, text);
    committed(&project, "2026-03-02", "Announce the end of Brieftaube");
    let (text, path) = notice(2);
    project.write(path, text);
    project.write("content/subprocessors.yaml", &register[..at("tracewarden")]);
    committed(&project, "2026-06-01", "Announce Quillstone");
    let (text, path) = notice(3);
    project.write(path, text);
    let moved = register[..at("tracewarden")].replacen("{country: DE}", "{country: IE}", 1);
    project.write("content/subprocessors.yaml", moved);
    committed(&project, "2026-11-10", "Announce the move of Alpenhost");
    project
}

/// The rules that go by what Git saw.
const WITNESSED: [&str; 6] = [
    "back-dated-notice",
    "deleted-notice",
    "edited-after-announcement",
    "reused-id",
    "unannounced-change",
    "unverified-notices",
];

fn witnessed(project: &Project, day: &str) -> Vec<String> {
    let run = project.trust(&["check", "--as-of", day, "--format", "json"]);
    let found = run.problems().into_iter().filter(|own| WITNESSED.contains(&own.code.as_str()));
    found.map(|own| format!("{}: {}", own.code, own.message)).collect()
}

/// `--as-of` asks for another day of the project as it is now: what was committed after that day is no back-dating,
/// for every announcement still stands against the commit that first held it.
#[test]
fn git_witnesses_an_honest_history_on_every_day() {
    let project = repository();
    for day in ["2025-12-31", "2026-01-05", "2026-03-01", "2026-03-02", "2026-05-31", "2026-06-01"]
    {
        assert_eq!(witnessed(&project, day), Vec::<String>::new(), "{day}");
    }
    for day in ["2026-11-09", "2026-11-10", "2026-11-21", "2026-12-15", "2030-01-01"] {
        assert_eq!(witnessed(&project, day), Vec::<String>::new(), "{day}");
    }
}

#[test]
fn a_back_dated_notice_is_found_on_every_day_since_it_says_it_was_announced() {
    let project = repository();
    project.write(
        "content/notices/n6.yaml",
        "id: SPN-6\nkind: remove\nsubject: [quillstone]\nannounced_on: 2026-10-01\neffective_on: 2026-11-01\nreason: x\naudience: public\n",
    );
    committed(&project, "2026-11-15", "Pretend");
    for (day, is_found) in
        [("2026-09-30", false), ("2026-11-15", true), ("2026-11-21", true), ("2028-01-01", true)]
    {
        let found = witnessed(&project, day);
        let is_back_dated = found.iter().any(|own| own.starts_with("back-dated-notice: `SPN-6`"));
        assert_eq!(is_back_dated, is_found, "{day}: {found:?}");
    }
}

/// The register shown for a past day is that of the records now; with nobody's Git it is the same.
#[test]
fn the_register_of_a_day_does_not_depend_on_when_git_saw_it() {
    let project = repository();
    let bare = repository();
    std::fs::remove_dir_all(bare.path(".git")).unwrap();
    for day in ["2026-05-01", "2026-11-21", "2027-05-01"] {
        let (with, without) = (short(&built(&project, day)), short(&built(&bare, day)));
        assert_eq!(with, without, "{day}");
    }
}
