//! Every day of the registers of the examples: where each notice and each entry stands, as a table written by hand.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use trust::date::Date;
use trust::diag::Sink;
use trust::library::{self, Library};
use trust::register::{NoticeState, Register};
use trust::source::Sources;
use trust::view::{self, Audience, Reader, View};

use crate::project::{Files, Project};
use crate::rendering::project_files;

/// A project, and for each notice and entry its runs of days. Before the first and after the last day nothing turns.
struct Table {
    folder: &'static str,
    first: &'static str,
    last: &'static str,
    runs: &'static str,
}

/// The sample and the examples. What stays the same on all days is not written: an entry in force, a value of an entry.
const TABLES: [Table; 3] = [
    Table {
        folder: ".",
        first: "2026-02-28",
        last: "2027-03-17",
        runs: "\
SPN-001: 2026-02-28..2026-03-01 unseen
SPN-001: 2026-03-02..2026-04-01 objection-open
SPN-001: 2026-04-02..2026-05-31 cleared
SPN-001: 2026-06-01..2027-03-17 effective
SPN-002: 2026-02-28..2026-08-30 unseen
SPN-002: 2026-08-31..2026-09-29 announced
SPN-002: 2026-09-30..2027-03-17 removed
SPN-003: 2026-02-28..2026-11-09 unseen
SPN-003: 2026-11-10..2026-12-10 objection-open
SPN-003: 2026-12-11..2026-12-14 cleared
SPN-003: 2026-12-15..2027-03-17 effective
SPN-004: 2026-02-28..2027-03-17 unseen
SPN-005: 2026-02-28..2026-11-11 unseen
SPN-005: 2026-11-12..2026-12-14 objection-open
SPN-005: 2026-12-15..2027-03-14 cleared
SPN-005: 2027-03-15..2027-03-17 effective
SPN-006: 2026-02-28..2026-11-18 unseen
SPN-006: 2026-11-19..2027-03-17 effective
SPN-007: 2026-02-28..2026-11-15 unseen
SPN-007: 2026-11-16..2027-03-17 effective
alpenhost processing_locations: 2026-02-28..2027-03-14 CH ch-north-1
alpenhost processing_locations: 2027-03-15..2027-03-17 CH ch-north-1, CH ch-west-1
brieftaube-sms: 2026-02-28..2026-09-29 in force
brieftaube-sms: 2026-09-30..2027-03-17 former
quillstone-ai: 2026-02-28..2026-03-01 nowhere
quillstone-ai: 2026-03-02..2026-05-31 upcoming
quillstone-ai: 2026-06-01..2027-03-17 in force
tracewarden: 2026-02-28..2026-11-09 nowhere
tracewarden: 2026-11-10..2026-12-14 upcoming
tracewarden: 2026-12-15..2027-03-17 in force
",
    },
    Table {
        folder: "examples/tessera",
        first: "2025-03-01",
        last: "2027-02-19",
        runs: "\
SPN-2025-001: 2025-03-01..2025-03-02 unseen
SPN-2025-001: 2025-03-03..2025-03-17 objection-open
SPN-2025-001: 2025-03-18..2025-04-02 effective-objections-open
SPN-2025-001: 2025-04-03..2027-02-19 effective
SPN-2025-002: 2025-03-01..2025-03-31 unseen
SPN-2025-002: 2025-04-01..2025-05-02 objection-open
SPN-2025-002: 2025-05-03..2025-06-30 cleared
SPN-2025-002: 2025-07-01..2027-02-19 effective
SPN-2025-003: 2025-03-01..2025-06-09 unseen
SPN-2025-003: 2025-06-10..2025-07-10 objection-open
SPN-2025-003: 2025-07-11..2025-07-21 cleared
SPN-2025-003: 2025-07-22..2027-02-19 withdrawn
SPN-2025-004: 2025-03-01..2025-07-21 unseen
SPN-2025-004: 2025-07-22..2027-02-19 effective
SPN-2025-005: 2025-03-01..2025-09-01 unseen
SPN-2025-005: 2025-09-02..2025-10-02 objection-open
SPN-2025-005: 2025-10-03..2025-10-12 cleared
SPN-2025-005: 2025-10-13..2027-02-19 effective
SPN-2025-006: 2025-03-01..2025-09-10 unseen
SPN-2025-006: 2025-09-11..2027-02-19 effective
SPN-2025-007: 2025-03-01..2025-11-18 unseen
SPN-2025-007: 2025-11-19..2025-12-19 effective-objections-open
SPN-2025-007: 2025-12-20..2027-02-19 effective
SPN-2026-001: 2025-03-01..2026-08-31 unseen
SPN-2026-001: 2026-09-01..2026-09-15 objection-open
SPN-2026-001: 2026-09-16..2026-10-01 effective-objections-open
SPN-2026-001: 2026-10-02..2027-02-19 effective
SPN-2026-002: 2025-03-01..2026-11-03 unseen
SPN-2026-002: 2026-11-04..2026-11-17 objection-open
SPN-2026-002: 2026-11-18..2026-12-04 effective-objections-open
SPN-2026-002: 2026-12-05..2027-02-19 effective
SPN-2026-003: 2025-03-01..2026-11-08 unseen
SPN-2026-003: 2026-11-09..2026-12-09 objection-open
SPN-2026-003: 2026-12-10..2027-02-07 cleared
SPN-2026-003: 2027-02-08..2027-02-19 effective
SPN-2026-004: 2025-03-01..2026-11-11 unseen
SPN-2026-004: 2026-11-12..2027-02-19 effective
SPN-2026-005: 2025-03-01..2026-11-16 unseen
SPN-2026-005: 2026-11-17..2027-01-03 announced
SPN-2026-005: 2027-01-04..2027-02-19 removed
SPN-2027-001: 2025-03-01..2027-01-10 unseen
SPN-2027-001: 2027-01-11..2027-01-17 objection-open
SPN-2027-001: 2027-01-18..2027-02-19 superseded
SPN-2027-002: 2025-03-01..2027-01-17 unseen
SPN-2027-002: 2027-01-18..2027-02-01 objection-open
SPN-2027-002: 2027-02-02..2027-02-17 effective-objections-open
SPN-2027-002: 2027-02-18..2027-02-19 effective
aws processing_locations: 2025-03-01..2025-06-30 IT eu-south-1
aws processing_locations: 2025-07-01..2027-02-19 DE eu-central-1, IT eu-south-1
brodek: 2025-03-01..2025-09-01 nowhere
brodek: 2025-09-02..2025-10-12 upcoming
brodek: 2025-10-13..2027-02-19 in force
brodek legal_name: 2025-09-02..2026-11-11 Brodek Support s.r.o.
brodek legal_name: 2026-11-12..2027-02-19 Brodek Care s.r.o.
calder-voice: 2025-03-01..2025-06-09 nowhere
calder-voice: 2025-06-10..2025-07-21 upcoming
calder-voice: 2025-07-22..2027-02-19 nowhere
ferrolane: 2025-03-01..2026-08-31 nowhere
ferrolane: 2026-09-01..2026-09-15 upcoming
ferrolane: 2026-09-16..2027-02-19 in force
ferrolane processing_locations: 2026-09-01..2027-02-01 SE
ferrolane processing_locations: 2027-02-02..2027-02-19 DK, SE
halden-logs: 2025-03-01..2025-03-02 nowhere
halden-logs: 2025-03-03..2025-03-17 upcoming
halden-logs: 2025-03-18..2025-11-18 in force
halden-logs: 2025-11-19..2027-02-19 former
korvane: 2025-03-01..2025-11-18 nowhere
korvane: 2025-11-19..2027-01-03 in force
korvane: 2027-01-04..2027-02-19 former
quillfern: 2025-03-01..2026-11-08 nowhere
quillfern: 2026-11-09..2027-02-07 upcoming
quillfern: 2027-02-08..2027-02-19 in force
vanta data_categories: 2025-03-01..2026-11-17 service-metadata
vanta data_categories: 2026-11-18..2027-02-19 account-data, service-metadata
",
    },
    Table {
        folder: "examples/vireo",
        first: "2026-08-01",
        last: "2026-10-21",
        runs: "\
SPN-2026-001: 2026-08-01..2026-08-02 unseen
SPN-2026-001: 2026-08-03..2026-08-24 objection-open
SPN-2026-001: 2026-08-25..2026-09-06 cleared
SPN-2026-001: 2026-09-07..2026-10-21 effective
SPN-2026-002: 2026-08-01..2026-10-04 unseen
SPN-2026-002: 2026-10-05..2026-10-18 announced
SPN-2026-002: 2026-10-19..2026-10-21 removed
google: 2026-08-01..2026-08-02 nowhere
google: 2026-08-03..2026-09-06 upcoming
google: 2026-09-07..2026-10-21 in force
pennon-desk: 2026-08-01..2026-10-18 in force
pennon-desk: 2026-10-19..2026-10-21 former
",
    },
];

/// The state machine: which states may follow each. `unseen` is before the announcement.
const ARROWS: [(&str, &[&str]); 9] = [
    (
        "unseen",
        &["announced", "objection-open", "effective", "effective-objections-open", "removed"],
    ),
    ("announced", &["effective", "removed", "withdrawn", "superseded"]),
    (
        "objection-open",
        &["cleared", "effective", "effective-objections-open", "withdrawn", "superseded"],
    ),
    ("cleared", &["effective", "withdrawn", "superseded"]),
    ("effective-objections-open", &["effective"]),
    ("effective", &[]),
    ("removed", &[]),
    ("withdrawn", &[]),
    ("superseded", &[]),
];

/// Words of the states on pages in English.
const WORDS: [(&str, &str); 8] = [
    ("announced", "Announced"),
    ("objection-open", "Open for objections"),
    ("cleared", "Objections closed"),
    ("effective", "In effect"),
    ("effective-objections-open", "In effect, objections open"),
    ("removed", "Removed"),
    ("withdrawn", "Withdrawn"),
    ("superseded", "Superseded"),
];

/// Whether a notice may go from one state to another from a day to the next.
pub fn may_follow(before: &str, after: &str) -> bool {
    before == after || ARROWS.iter().any(|(from, to)| *from == before && to.contains(&after))
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn days(first: Date, last: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first), |day| Some(day.plus_days(1)))
        .take_while(move |day| *day <= last)
}

fn read(folder: &str) -> Library {
    let sources = Sources::new(project_files(folder), &mut Sink::new());
    library::compile(&sources).value.unwrap()
}

fn open(library: &Library, date: Date) -> View {
    let language = library.project.site.language;
    let reader = Reader { audience: Audience::Public, variant: None, date, language };
    view::open(library, &|_| None, reader, &mut Sink::new())
}

/// In which lists an entry stands.
fn lists(register: &Register, id: &str) -> Vec<&'static str> {
    let lists = [
        ("in force", &register.in_force),
        ("upcoming", &register.upcoming),
        ("former", &register.former),
    ];
    let holds = |(name, entries): (&'static str, &Vec<view::VisibleSubprocessor>)| {
        entries.iter().any(|entry| entry.id.as_str() == id).then_some(name)
    };
    lists.into_iter().filter_map(holds).collect()
}

/// Some of what a register says about an entry.
fn shown(register: &Register, id: &str) -> Option<[(&'static str, String); 3]> {
    let lists = [&register.in_force, &register.upcoming, &register.former];
    let entry = lists.into_iter().flatten().find(|entry| entry.id.as_str() == id)?;
    let places = entry.processing_locations.iter().map(|(country, region)| {
        format!("{country} {}", region.as_deref().unwrap_or_default()).trim().to_owned()
    });
    let data = entry.data_categories.iter().map(|category| category.id.to_string());
    let sorted = |items: Vec<String>| items.into_iter().collect::<BTreeSet<_>>();
    let joined = |items: Vec<String>| Vec::from_iter(sorted(items)).join(", ");
    Some([
        ("legal_name", entry.legal_name.clone()),
        ("processing_locations", joined(places.collect())),
        ("data_categories", joined(data.collect())),
    ])
}

/// Where every notice and every entry stands on a day, and what is said about those that are seen.
fn standings(library: &Library, date: Date) -> BTreeMap<String, String> {
    let register = Register::of(&open(library, date));
    let notices = library.notices.iter().map(|notice| {
        let dated = register.history.iter().find(|dated| dated.notice.id == notice.id.value);
        (notice.id.value.to_string(), dated.map_or("unseen", |dated| dated.state.word()).to_owned())
    });
    let entries = library.register.subprocessors.iter().map(|entry| {
        let id = entry.id.value.as_str();
        let lists = lists(&register, id);
        assert!(lists.len() <= 1, "{date}: {id} is in {lists:?}");
        (id.to_owned(), lists.first().copied().unwrap_or("nowhere").to_owned())
    });
    let values = library.register.subprocessors.iter().flat_map(|entry| {
        let id = entry.id.value.as_str();
        let shown = shown(&register, id).into_iter().flatten();
        shown.map(move |(key, value)| (format!("{id} {key}"), value))
    });
    notices.chain(entries).chain(values).collect()
}

/// `name: first..last state` for each run of days.
fn runs(library: &Library, first: Date, last: Date) -> String {
    let mut runs: BTreeMap<String, Vec<(Date, Date, String)>> = BTreeMap::new();
    for date in days(first, last) {
        for (name, state) in standings(library, date) {
            let runs = runs.entry(name).or_default();
            match runs.last_mut() {
                Some((_, until, known)) if *known == state => *until = date,
                _ => runs.push((date, date, state)),
            }
        }
    }
    let mut text = String::new();
    for (name, runs) in runs {
        let is_usual = |state: &str| name.contains(' ') || state == "in force";
        if let [(_, _, state)] = runs.as_slice()
            && is_usual(state)
        {
            continue;
        }
        for (from, until, state) in runs {
            text += &format!("{name}: {from}..{until} {state}\n");
        }
    }
    text
}

#[test]
fn every_day_of_the_examples_is_as_the_table_says() {
    for table in &TABLES {
        let library = read(table.folder);
        let runs = runs(&library, day(table.first), day(table.last));
        assert_eq!(runs, table.runs, "{}", table.folder);
    }
}

#[test]
fn the_tables_begin_before_the_first_announcement_and_end_after_the_last_effect() {
    for table in &TABLES {
        let library = read(table.folder);
        let told = library.notices.iter().filter(|notice| !notice.is_draft());
        let first = told.clone().map(|notice| notice.announced_on.value).min().unwrap();
        let dates = told.flat_map(|notice| {
            let objections = notice.objection_until.as_ref().map(|date| date.value);
            [Some(notice.effective_on.value), objections].into_iter().flatten()
        });
        assert_eq!(first.plus_days(-2), day(table.first), "{}", table.folder);
        assert_eq!(dates.max().unwrap().plus_days(2), day(table.last), "{}", table.folder);
    }
}

#[test]
fn states_move_only_along_the_arrows() {
    for table in &TABLES {
        let library = read(table.folder);
        let mut before: BTreeMap<String, &str> = BTreeMap::new();
        for date in days(day(table.first).plus_days(-400), day(table.last).plus_days(400)) {
            let register = Register::of(&open(&library, date));
            for dated in &register.history {
                let id = dated.notice.id.to_string();
                let (was, is) = (before.get(&id).copied().unwrap_or("unseen"), dated.state.word());
                assert!(may_follow(was, is), "{}: {date}: {id} from {was} to {is}", table.folder);
                before.insert(id, is);
            }
            // Nothing that was told is forgotten.
            assert_eq!(register.history.len(), before.len(), "{}: {date}", table.folder);
            let pending = register.history.iter().filter(|dated| dated.state.is_pending()).count();
            assert_eq!(register.pending.len(), pending, "{}: {date}", table.folder);
        }
    }
}

#[test]
fn every_state_has_its_arrows_and_its_words() {
    let states = [
        NoticeState::Announced,
        NoticeState::ObjectionOpen,
        NoticeState::Cleared,
        NoticeState::Effective,
        NoticeState::EffectiveObjectionsOpen,
        NoticeState::Removed,
        NoticeState::Withdrawn,
        NoticeState::Superseded,
    ];
    for state in states.map(NoticeState::word) {
        assert!(ARROWS.iter().any(|(from, _)| *from == state), "{state}");
        assert!(WORDS.iter().any(|(word, _)| *word == state), "{state}");
    }
}

/// The days on which something turns, and the first day.
fn turning_days(table: &Table) -> BTreeSet<Date> {
    table.runs.lines().map(|line| day(&line.split_once(": ").unwrap().1[..10])).collect()
}

/// Where a table says that a name stands on a day; in force where it says nothing.
fn stands<'t>(table: &'t Table, name: &str, date: Date) -> &'t str {
    for line in table.runs.lines() {
        let (own, rest) = line.split_once(": ").unwrap();
        let (range, state) = rest.split_once(' ').unwrap();
        let (from, until) = range.split_once("..").unwrap();
        if own == name && day(from) <= date && date <= day(until) {
            return state;
        }
    }
    "in force"
}

/// The register of a project with what its settings name; answers and questionnaires only take time here.
fn copied(folder: &str) -> Project {
    let project = Project::named("project");
    let is_kept = |path: &str| !path.starts_with("answers/") && !path.starts_with("content/pages/");
    for (path, bytes) in project_files(folder).into_iter().filter(|(path, _)| is_kept(path)) {
        project.write(path, bytes);
    }
    let settings = std::fs::read_to_string(project.path("trust.yaml")).unwrap();
    let (before, rest) = settings.split_once("\ndownloads:").unwrap();
    let rest: Vec<&str> =
        rest.lines().skip_while(|line| line.is_empty() || line.starts_with(' ')).collect();
    project.write("trust.yaml", format!("{before}\n{}\n", rest.join("\n")));
    project
}

fn json(tree: &Files, path: &str) -> Value {
    serde_json::from_slice(&tree[path]).unwrap()
}

/// The pages of a day say what the table says.
fn check_pages(table: &Table, library: &Library, tree: &Files, date: Date) {
    let at = format!("{} on {date}", table.folder);
    let register = json(tree, "subprocessors/subprocessors.json");
    assert_eq!(register["as_of"], date.to_string(), "{at}");
    for (key, state) in [("in_force", "in force"), ("upcoming", "upcoming"), ("former", "former")] {
        let own = register[key].as_array().unwrap().iter().map(|own| own["id"].as_str().unwrap());
        let entries = library.register.subprocessors.iter().map(|entry| entry.id.value.as_str());
        let wanted: Vec<&str> = entries.filter(|id| stands(table, id, date) == state).collect();
        assert_eq!(own.collect::<Vec<_>>(), wanted, "{key}, {at}");
    }
    let page = String::from_utf8_lossy(&tree["subprocessors/index.html"]);
    let feed = json(tree, "subprocessors/feed.json").to_string();
    let calendar = String::from_utf8_lossy(&tree["subprocessors/calendar.ics"]);
    for notice in &library.notices {
        let id = notice.id.value.to_string();
        let state = stands(table, &id, date);
        let path = format!("subprocessors/notices/{}/index.html", id.to_lowercase());
        let listed = register["notices"].as_array().unwrap();
        let own = listed.iter().find(|own| own["id"] == id.as_str());
        assert_eq!(own.map_or("unseen", |own| own["state"].as_str().unwrap()), state, "{id}, {at}");
        assert_eq!(feed.contains(&id), state != "unseen", "{id} in the feed, {at}");
        // What becomes of an earlier notice is no day of its own.
        let is_day = state != "unseen" && !notice.kind.value.is_about_notice();
        assert_eq!(calendar.contains(&format!("UID:{id}-")), is_day, "{id} in the calendar, {at}");
        let Some(html) = tree.get(&path) else {
            assert_eq!(state, "unseen", "{id}, {at}");
            continue;
        };
        let html = String::from_utf8_lossy(html);
        let is_about_notice = state == "effective" && notice.kind.value.is_about_notice();
        let shown = if is_about_notice { "announced" } else { state };
        let words = WORDS.iter().find(|(word, _)| *word == shown).unwrap().1;
        assert!(html.contains(&format!(">{words}<")), "{id}, {at}: no `{words}`");
        assert!(page.contains(&format!("notices/{}/", id.to_lowercase())), "{id}, {at}");
    }
}

/// Nothing of a feed is from the future.
fn check_feeds(table: &Table, tree: &Files, date: Date) {
    let feed = json(tree, "subprocessors/feed.json");
    for item in feed["items"].as_array().unwrap() {
        for key in ["date_published", "date_modified"] {
            let text = item[key].as_str().unwrap();
            assert!(day(&text[..10]) <= date, "{}: {date}: {key} {text}", table.folder);
        }
    }
    let atom = String::from_utf8_lossy(&tree["subprocessors/feed.xml"]).into_owned();
    for tag in ["<updated>", "<published>"] {
        for text in atom.split(tag).skip(1) {
            assert!(day(&text[..10]) <= date, "{}: {date}: {tag}{text:.10}", table.folder);
        }
    }
}

#[test]
fn pages_and_files_say_what_the_table_says_on_the_days_that_turn() {
    for table in &TABLES {
        let (library, project) = (read(table.folder), copied(table.folder));
        for date in turning_days(table) {
            project.trust(&["build", "--as-of", &date.to_string()]).ok();
            let tree = project.tree();
            check_pages(table, &library, &tree, date);
            check_feeds(table, &tree, date);
        }
    }
}
