//! The feeds and the calendar of one register over two years, built on fifty days and read by programs of another make.
//!
//! `feeds/history.txt` is the project: it postpones, amends, withdraws, supersedes, renames and hurries.

use std::collections::BTreeMap;

use crate::project::{Files, Project, files};
use crate::tools::{passes, python, run};

pub(crate) const HISTORY: &str = include_str!("feeds/history.txt");

/// Fifty days: each on which a record says something new, days of effects and ends of objections and the days behind
/// them, and days on which nothing happens.
const DAYS: [&str; 50] = [
    "2025-01-05",
    "2025-01-11",
    "2025-02-03",
    "2025-02-04",
    "2025-02-17",
    "2025-02-24",
    "2025-03-03",
    "2025-03-10",
    "2025-03-24",
    "2025-04-07",
    "2025-04-21",
    "2025-05-05",
    "2025-05-09",
    "2025-05-12",
    "2025-06-02",
    "2025-06-10",
    "2025-06-20",
    "2025-06-21",
    "2025-06-25",
    "2025-07-01",
    "2025-08-01",
    "2025-09-01",
    "2025-09-20",
    "2025-10-01",
    "2025-10-15",
    "2025-11-03",
    "2025-11-19",
    "2025-11-20",
    "2025-12-15",
    "2026-01-01",
    "2026-02-02",
    "2026-02-28",
    "2026-03-01",
    "2026-03-20",
    "2026-03-23",
    "2026-03-26",
    "2026-04-08",
    "2026-05-04",
    "2026-06-01",
    "2026-07-01",
    "2026-08-03",
    "2026-08-17",
    "2026-09-02",
    "2026-09-03",
    "2026-10-05",
    "2026-10-19",
    "2026-11-02",
    "2026-12-01",
    "2026-12-19",
    "2026-12-20",
];

/// Every record with the day of its announcement, and how often what it says changes afterwards.
const RECORDS: [(&str, &str, u64); 18] = [
    ("R-01", "2025-02-03", 2),
    ("R-02", "2025-02-17", 0),
    ("R-03", "2025-03-03", 0),
    ("R-04", "2025-04-07", 1),
    ("R-05", "2025-04-21", 0),
    ("R-06", "2025-06-02", 2),
    ("R-07", "2025-06-10", 0),
    ("R-08", "2025-06-25", 0),
    ("R-09", "2025-09-01", 0),
    ("R-10", "2025-11-03", 1),
    ("R-11", "2026-02-02", 0),
    ("R-12", "2026-03-23", 0),
    ("R-13", "2026-05-04", 0),
    ("R-14", "2026-06-01", 0),
    ("R-15", "2026-08-03", 0),
    ("R-16", "2026-10-05", 1),
    ("R-17", "2026-10-19", 0),
    ("R-18", "2026-12-20", 0),
];

/// Every event at the end: its UID without the host, its version, its day, and whether it is cancelled.
const EVENTS: [(&str, u64, &str, bool); 25] = [
    ("R-01-effective", 2, "2025-03-24", false),
    ("R-01-objection", 2, "2025-03-14", false),
    ("R-04-effective", 1, "2025-05-05", true),
    ("R-04-objection", 1, "2025-04-28", true),
    ("R-05-effective", 0, "2025-05-12", false),
    ("R-05-objection", 0, "2025-05-09", false),
    ("R-06-effective", 2, "2025-08-01", true),
    ("R-06-objection", 2, "2025-06-20", true),
    ("R-09-effective", 0, "2025-10-01", false),
    ("R-09-objection", 0, "2025-09-19", false),
    ("R-10-effective", 1, "2025-12-15", true),
    ("R-10-objection", 1, "2025-11-20", true),
    ("R-11-effective", 0, "2026-03-01", false),
    ("R-12-effective", 0, "2026-03-20", false),
    ("R-12-objection", 0, "2026-04-07", false),
    ("R-13-effective", 0, "2026-05-04", false),
    ("R-14-effective", 0, "2026-07-01", false),
    ("R-15-effective", 0, "2026-08-17", false),
    ("R-15-objection", 0, "2026-09-02", false),
    ("R-16-effective", 1, "2026-11-02", true),
    ("R-16-objection", 1, "2026-10-23", true),
    ("R-17-effective", 0, "2026-12-01", false),
    ("R-17-objection", 0, "2026-11-06", false),
    ("R-18-effective", 0, "2027-05-01", false),
    ("R-18-objection", 0, "2027-02-01", false),
];

/// The portal of a project on a day.
pub(crate) fn built(project: &Project, day: &str) -> Files {
    let out = project.path(day);
    project.trust(&["build", "--quiet", "--as-of", day, "--out", out.to_str().unwrap()]).ok();
    files(&out)
}

/// The entries of an Atom feed by id, byte for byte.
fn entries(feed: &str) -> BTreeMap<String, String> {
    let part = |text: &str, name: &str| {
        let (_, rest) = text.split_once(&format!("<{name}>")).unwrap();
        rest.split_once(&format!("</{name}>")).unwrap().0.to_owned()
    };
    let entries = feed.split("<entry>").skip(1).map(|rest| rest.split("</entry>").next().unwrap());
    entries.map(|entry| (part(entry, "id"), entry.to_owned())).collect()
}

pub(crate) fn text(files: &Files, path: &str) -> String {
    String::from_utf8(files[path].clone()).unwrap()
}

#[test]
fn a_feed_reader_sees_each_change_exactly_once() {
    let project = Project::bare(HISTORY);
    let portals: Vec<_> = DAYS.iter().map(|day| project.path(day)).collect();
    for day in DAYS {
        built(&project, day);
    }
    passes(python("feeds.py").arg("--feeds").args(&portals));
    let (is_clean, said) = run(python("feed_reader.py").args(&portals));
    assert!(is_clean, "{said}");
    let seen: serde_json::Value = serde_json::from_str(&said).unwrap();
    let expected: serde_json::Map<_, _> = RECORDS
        .iter()
        .map(|(id, day, updates)| {
            (format!("tag:trust.acme.example,{day}:{id}"), serde_json::json!([1, updates]))
        })
        .collect();
    assert_eq!(seen["atom"], serde_json::Value::Object(expected.clone()));
    assert_eq!(seen["json"], serde_json::Value::Object(expected));
    let expected: serde_json::Map<_, _> = EVENTS
        .iter()
        .map(|(id, sequence, day, is_cancelled)| {
            let status = if *is_cancelled { "CANCELLED" } else { "CONFIRMED" };
            (format!("{id}@trust.acme.example"), serde_json::json!([sequence, day, status]))
        })
        .collect();
    assert_eq!(seen["events"], serde_json::Value::Object(expected));
}

/// Between two announcements every day gives the same files, whatever passes between them.
#[test]
fn a_day_that_passes_changes_no_byte_of_a_feed() {
    let project = Project::bare(HISTORY);
    let quiet = [
        // An effect; a rename takes effect; objections end while a change is in effect.
        ("2025-09-01", "2025-10-15"),
        ("2026-02-02", "2026-03-22"),
        ("2026-08-03", "2026-10-04"),
    ];
    for (first, last) in quiet {
        let (first, last) = (built(&project, first), built(&project, last));
        for name in ["feed.xml", "feed.json", "calendar.ics"] {
            let path = format!("subprocessors/{name}");
            assert_eq!(text(&first, &path), text(&last, &path));
        }
    }
}

/// An entry is told by its host, its day and its id: neither the folder of the portal nor what becomes of it changes these.
#[test]
fn ids_do_not_depend_on_the_folder_of_the_portal() {
    let project = Project::bare(HISTORY);
    let below = entries(&text(&built(&project, "2025-06-20"), "subprocessors/feed.xml"));
    let moved = HISTORY.replace("https://trust.acme.example/legal", "https://trust.acme.example");
    let project = Project::bare(&moved);
    let at_root = entries(&text(&built(&project, "2025-06-20"), "subprocessors/feed.xml"));
    assert_eq!(below.keys().collect::<Vec<_>>(), at_root.keys().collect::<Vec<_>>());
    assert_eq!(below.len(), 7);
    // What becomes of a notice is in its own entry as well as in that of the record.
    let entry = |id: &str| &below[&format!("tag:trust.acme.example,{id}")];
    let first = entry("2025-06-02:R-06");
    assert!(first.contains("<updated>2025-06-10T00:00:00Z</updated>"), "{first}");
    assert!(first.contains("Effective on 1 August 2025, postponed from 1 July 2025"), "{first}");
    let changes = "Places of processing: Ireland (eu-west-1) instead of United States";
    assert!(first.contains(changes), "{first}");
    let later = entry("2025-06-10:R-07");
    assert!(later.contains("R-06 is postponed: effective on 1 August 2025."), "{later}");
}

/// Nothing of a draft or of a record to come is in any file.
#[test]
fn what_is_not_announced_is_in_no_file() {
    let project = Project::bare(HISTORY);
    let files = built(&project, "2026-02-01");
    for (path, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        for secret in ["Pushline", "R-11", "R-18", "R-19", "Tracewarden", "Countwise", "A draft"] {
            assert!(!text.contains(secret), "{path} says `{secret}`");
        }
    }
    let after = built(&project, "2026-03-01");
    assert!(text(&after, "subprocessors/index.html").contains("Pushline"));
    // What was announced under the earlier name keeps it.
    let feed = text(&after, "subprocessors/feed.xml");
    assert!(feed.contains("<title>Replacement: Ping replaces Brieftaube (R-09)</title>"), "{feed}");
}
