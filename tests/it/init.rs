//! `trust init`: the sample works on the day it is written, whatever the day, and overwrites nothing.

use crate::project::{Project, files};

/// A leap day, ends of years and the day the sample was written for among them.
const DAYS: [&str; 4] = ["2026-11-21", "2027-03-01", "2028-02-29", "2031-12-31"];

#[test]
fn the_sample_checks_clean_and_builds_on_any_day() {
    for day in DAYS {
        let project = Project::named("project");
        project.trust(&["init", "acme", "--as-of", day]).ok();
        let at = |arguments: &[&str]| {
            let mut arguments = arguments.to_vec();
            arguments.extend(["--project", "acme", "--as-of", day]);
            project.trust(&arguments)
        };
        // A folder that is no repository yet has no witness: that is all there is to say, and no error.
        at(&["check"]).ok().says(&["unverified-notices"]);
        let problems = at(&["check", "--format", "json"]).problems();
        assert_eq!(problems.len(), 1, "{problems:?}");
        at(&["build"]).ok();
        let tree = files(&project.path("acme/dist"));
        for path in
            ["index.html", "manifest.json", "subprocessors/feed.xml", ".well-known/security.txt"]
        {
            assert!(tree.contains_key(path), "no {path} on {day}");
        }
    }
}

/// No date of the sample is left behind: on a later day all are later by as much.
#[test]
fn dates_move_with_the_day() {
    let dates = |day: &str| {
        let project = Project::named("project");
        project.trust(&["init", "--as-of", day]).ok();
        let yaml = std::fs::read_to_string(project.path("trust.yaml")).unwrap();
        let expires = yaml.lines().find_map(|line| line.trim().strip_prefix("expires: ")).unwrap();
        expires.to_owned()
    };
    assert_eq!(dates("2026-11-21"), "2027-09-21");
    assert_eq!(dates("2027-11-21"), "2028-09-20");
}

/// Marks lines of the sample that `trust init` leaves out.
const ONLY_HERE: &str = "# only in this repository";

/// The sample on its own day is this repository's, byte for byte, but for what says that it holds here alone.
#[test]
fn the_sample_is_this_repository() {
    let project = Project::sample();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let written = files(project.root());
    assert!(written.len() > 20);
    for (path, bytes) in written {
        if path != ".gitignore" {
            let own = std::fs::read(root.join(&path)).unwrap_or_default();
            let own = match String::from_utf8(own) {
                Ok(text) => {
                    let kept = text.split_inclusive('\n').filter(|line| !line.contains(ONLY_HERE));
                    kept.collect::<String>().into_bytes()
                }
                Err(binary) => binary.into_bytes(),
            };
            assert_eq!(own, bytes, "{path}");
        }
    }
}

#[test]
fn a_project_is_never_overwritten() {
    let project = Project::named("project");
    project.write("README.md", "mine").write(".gitignore", "mine");
    project.trust(&["init"]).ok();
    let before = files(project.root());
    assert_eq!(before["README.md"], b"mine");
    assert_eq!(before[".gitignore"], b"mine");
    project.trust(&["init"]).exits(2).says(&["trust.yaml", "exists already"]);
    assert_eq!(files(project.root()), before);

    for part in ["answers/mine.yaml", "content/mine.md", "trust.yaml"] {
        let project = Project::named("project");
        project.write(part, "mine");
        project.trust(&["init"]).exits(2).says(&["exists already"]);
        assert_eq!(files(project.root()).len(), 1, "{part}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let project = Project::named("project");
    project.write("file", "x");
    project.trust(&["init", "file"]).exits(2).says(&["file"]);
}
