//! `dist` is the old site or the new one, whatever happens on the way.
#![cfg(unix)]

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, symlink};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::project::{Files, Project, Run, TIME_LIMIT, TODAY, assert_same, files, trust, wait};

/// Many answers, and a title that stands on every page.
fn many(title: &str, answers: usize) -> String {
    let mut text = format!(
        "//- trust.yaml\norganization: {{name: {title}}}\ncontacts: {{security: security@acme.example}}\nsite: {{base_url: https://trust.acme.example, title: {title}}}\n"
    );
    for topic in 0..answers.div_ceil(20) {
        let _ = write!(
            text,
            "//- answers/topic-{topic:02}.yaml\ntopic: {{id: topic-{topic}, title: Topic {topic}}}\nowner: security\nreviewed: 2026-10-01\naudience: public\nanswers:\n"
        );
        for answer in topic * 20..answers.min(topic * 20 + 20) {
            let _ = writeln!(
                text,
                "  - {{id: answer-{answer}, question: Question {answer}?, response: yes, explanation: Explanation {answer}.}}"
            );
        }
    }
    text
}

/// Two projects that differ on every page, and the folder that both write.
struct Pair {
    folder: Project,
    trees: [Files; 2],
}

impl Pair {
    fn new(answers: usize) -> Self {
        let folder = Project::named("folder");
        for (name, title) in [("one", "First Company"), ("two", "Second Company")] {
            for (path, text) in crate::project::split(&many(title, answers)) {
                folder.write(format!("{name}/{path}"), text);
            }
        }
        let pair = Self { folder, trees: [Files::new(), Files::new()] };
        let trees = [0, 1].map(|which| {
            Run::of(pair.build(which, &pair.dist())).ok();
            files(&pair.dist())
        });
        assert!(trees[0].len() > answers, "a page for each answer");
        let differing = trees[0].iter().filter(|(path, bytes)| trees[1].get(*path) != Some(bytes));
        assert!(differing.count() > answers, "they differ on every page");
        Self { trees, ..pair }
    }

    fn dist(&self) -> std::path::PathBuf {
        self.folder.path("sites/dist")
    }

    /// One of the projects, built into a folder.
    fn build(&self, which: usize, out: &Path) -> Command {
        let project = self.folder.path(["one", "two"][which]);
        let words = ["build".as_ref(), "--project".as_ref(), project.as_os_str()];
        self.folder.command(&[&words[..], &["--out".as_ref(), out.as_os_str()]].concat())
    }

    /// Which of the two sites stands in the folder, byte for byte.
    #[track_caller]
    fn which(&self, what: &str) -> usize {
        let found = files(&self.dist());
        if let Some(which) = self.trees.iter().position(|tree| *tree == found) {
            return which;
        }
        assert_same(&self.trees[0], &found, what);
        unreachable!("equal to none and to one of them");
    }

    /// Names beside `dist`.
    fn beside(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path("sites")).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into()).collect();
        names.sort();
        names
    }
}

/// Waits until a build writes beside `dist`, or ends.
fn until_staging(pair: &Pair, child: &mut std::process::Child) {
    let started = Instant::now();
    while started.elapsed() < TIME_LIMIT {
        let staging = pair.beside().iter().any(|name| name.contains("trust-new"));
        if staging || child.try_wait().unwrap().is_some() {
            return;
        }
    }
}

/// `KILLS=200 cargo test killed` tries more often.
#[test]
fn a_build_killed_at_any_moment_leaves_the_old_site_or_the_new_one() {
    let pair = Pair::new(200);
    let kills = std::env::var("KILLS").map_or(40, |kills| kills.parse().unwrap());
    let mut stands = pair.which("before");
    let (mut round, mut old, mut new, mut littered) = (0, 0, 0, 0);
    // How far behind the first written file the kills reach: further when they come before the
    // folders change places, less far when they come behind.
    let mut reach = Duration::from_millis(40);
    while round < kills || old.min(new) < 3 && round < kills * 3 {
        let mut command = pair.build(1 - stands, &pair.dist());
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let part = round * 37 % 60;
        if round % 5 == 0 {
            sleep(Duration::from_millis(4) * part);
        } else {
            until_staging(&pair, &mut child);
            sleep(reach * part / 60);
        }
        let _ = child.kill();
        child.wait().unwrap();
        littered += u32::from(pair.beside().len() > 1);
        let now = pair.which("after a kill");
        if now == stands {
            old += 1;
            reach = (reach * 5 / 4).min(Duration::from_secs(5));
        } else {
            new += 1;
            reach = reach * 4 / 5;
        }
        stands = now;
        round += 1;
    }
    println!(
        "{round} kills: {old} left the old site, {new} the new one, {littered} litter beside it"
    );
    assert!(old.min(new).min(littered) >= 3, "{old} old, {new} new, {littered} with litter");
    Run::of(pair.build(1 - stands, &pair.dist())).ok();
    assert_eq!(pair.which("after a repair"), 1 - stands);
    assert_eq!(pair.beside(), ["dist"]);
}

#[test]
fn two_builds_at_once_leave_one_of_the_two_sites() {
    let pair = Pair::new(40);
    for round in 0..20 {
        let mut children = [0, 1].map(|which| {
            let mut command = pair.build(which, &pair.dist());
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        });
        for child in &mut children {
            assert_eq!(wait(child, TIME_LIMIT), Some(0), "round {round}");
        }
        pair.which("two at once");
        assert_eq!(pair.beside(), ["dist"], "round {round}");
    }
}

/// Runs a script with a small disk of its own at `$disk`, which nobody else sees. The disk's
/// content is copied to `$copy` at the end. `None` where the system does not let us.
fn on_a_small_disk(pair: &Pair, kilobytes: usize, script: &str) -> Option<(Run, Files)> {
    let (disk, copy) = (pair.folder.path("disk"), pair.folder.path("copy"));
    fs::create_dir_all(&disk).unwrap();
    let build = |which| {
        let command = pair.build(which, Path::new("$disk/dist"));
        let words = command.get_args().map(|word| format!("\"{}\"", word.to_string_lossy()));
        format!("\"$trust\" {}", words.collect::<Vec<_>>().join(" "))
    };
    let script = script.replace("BUILD_ONE", &build(0)).replace("BUILD_TWO", &build(1));
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c"]).arg(format!(
        "mount -t tmpfs -o size={kilobytes}k tmpfs \"$disk\" || exit 99\n{script}\ncode=$?\nmkdir \"$copy\" && cp -a \"$disk/.\" \"$copy/\"\nexit $code"
    ));
    command.env("disk", &disk).env("copy", &copy).env("trust", trust().get_program());
    command.current_dir(pair.folder.root());
    let run = Run::of(command);
    if run.stderr.contains("unshare") || run.status == Some(99) {
        let said = &run.stderr;
        assert!(
            std::env::var_os("TRUST_NO_TMPFS").is_some(),
            "a small disk cannot be mounted here: {said}\nrun as root, or set TRUST_NO_TMPFS=1 to go without this test"
        );
        return None;
    }
    Some((run, files(&copy)))
}

fn size_of(tree: &Files) -> usize {
    // A file of a tmpfs takes whole pages of 4 kB, a folder a bit.
    tree.values().map(|bytes| bytes.len().div_ceil(4096) * 4).sum()
}

#[test]
fn a_full_disk_leaves_the_old_site() {
    let pair = Pair::new(60);
    let room = size_of(&pair.trees[0]) * 3 / 2;
    let Some((run, disk)) = on_a_small_disk(&pair, room, "BUILD_ONE && BUILD_TWO") else {
        return;
    };
    run.exits(2).says(&["was not written; what was there is as it was", "No space left"]);
    let expected: Files =
        pair.trees[0].iter().map(|(path, bytes)| (format!("dist/{path}"), bytes.clone())).collect();
    assert_same(&expected, &disk, "after a full disk");
}

#[test]
fn a_disk_that_became_read_only_leaves_the_old_site() {
    let pair = Pair::new(20);
    let script = "BUILD_ONE && mount -o remount,ro \"$disk\" && BUILD_TWO";
    let Some((run, disk)) = on_a_small_disk(&pair, 20_000, script) else { return };
    run.exits(2).says(&["was not written; what was there is as it was", "Read-only"]);
    assert_eq!(disk.len(), pair.trees[0].len(), "{:?}", disk.keys());
}

/// The limit on the size of a file works for every user, and in the middle of a file.
#[test]
fn a_write_that_fails_leaves_the_old_site() {
    let pair = Pair::new(20);
    Run::of(pair.build(0, &pair.dist())).ok();
    let build = pair.build(1, &pair.dist());
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; ulimit -f 2; exec \"$0\" \"$@\""]).arg(build.get_program());
    command.args(build.get_args()).current_dir(pair.folder.root());
    Run::of(command)
        .exits(2)
        .says(&["was not written; what was there is as it was", "cannot be written"]);
    assert_eq!(pair.which("after a failed write"), 0);
    assert_eq!(pair.beside(), ["dist"]);
}

#[test]
fn what_has_not_changed_is_not_touched() {
    let project = Project::new(&many("First Company", 40)).onto_disk();
    let before = project.build();
    let identity = |path: &str| {
        let metadata = fs::metadata(project.path("dist").join(path)).unwrap();
        (metadata.ino(), metadata.mtime(), metadata.mtime_nsec())
    };
    let folder = identity("");
    let old: Vec<_> = before.keys().map(|path| identity(path)).collect();

    let again = project.trust(&["build"]);
    assert!(again.ok().stdout.contains("unchanged"), "{}", again.stdout);
    assert_eq!(identity(""), folder, "nothing changed touches nothing");

    project.edit("answers/topic-00.yaml", "Explanation 3.", "Another explanation.");
    let after = project.build();
    let (mut kept, mut changed) = (0, 0);
    for ((path, bytes), old) in before.iter().zip(old) {
        if after.get(path) == Some(bytes) {
            assert_eq!(identity(path), old, "{path} was rewritten");
            kept += 1;
        } else {
            changed += 1;
        }
    }
    assert!(kept > 40 && changed > 0, "{kept} kept, {changed} changed");
}

#[test]
fn files_that_are_gone_are_removed_and_those_by_hand_put_right() {
    let project = Project::new(&many("First Company", 40)).onto_disk();
    let before = project.build();
    fs::remove_file(project.path("answers/topic-01.yaml")).unwrap();
    let after = project.build();
    assert!(after.len() < before.len());
    assert!(!after.keys().any(|path| path.contains("topic-1")), "{:?}", after.keys());

    project.write("dist/index.html", "edited by hand");
    assert_same(&after, &project.build(), "put right");
}

#[test]
fn folders_that_are_not_ours_are_refused_and_left_alone() {
    let project = Project::new("");
    project.write("dist/precious.txt", "mine");
    project.trust(&["build"]).exits(2).says(&["dist", "--force"]);
    assert_eq!(project.tree().len(), 1);

    project.trust(&["build", "--force"]).ok();
    let built = project.tree();
    assert!(!built.contains_key("precious.txt") && built.contains_key("manifest.json"));

    project.write("dist/CNAME", "trust.acme.example");
    project.edit("trust.yaml", "Trust Center", "Security Center");
    project.trust(&["build"]).exits(2).says(&["CNAME", "--force"]);
    assert_eq!(project.tree().len(), built.len() + 1);

    project.write("file", "mine");
    project.trust(&["build", "--out", "file"]).exits(2).says(&["file"]);
    project.trust(&["build", "--out", "file", "--force"]).exits(2).says(&["file"]);
    project.trust(&["build", "--out", "file/dist"]).exits(2).says(&["file"]);
    assert_eq!(fs::read(project.path("file")).unwrap(), b"mine");
}

#[test]
fn sources_and_folders_above_them_are_never_replaced() {
    let project = Project::sample();
    let before = files(project.root());
    let absolute = project.root().to_str().unwrap().to_owned();
    for out in [
        ".",
        "..",
        "../..",
        "/",
        "answers",
        "answers/dist",
        "content",
        "content/pages/dist",
        "themes/x",
        ".git",
        ".git/dist",
        "./answers/../answers/x",
        "dist/../content",
        &absolute,
    ] {
        for force in [&[][..], &["--force"]] {
            let mut arguments = vec!["build", "--out", out];
            arguments.extend(force);
            project.trust(&arguments).exits(2).says(&["choose another folder"]);
        }
    }
    symlink("answers", project.path("link")).unwrap();
    project.trust(&["build", "--out", "link", "--force"]).exits(2);
    fs::remove_file(project.path("link")).unwrap();
    assert_same(&before, &files(project.root()), "sources");
}

#[test]
fn a_link_to_a_folder_stays_a_link() {
    let project = Project::new(&many("First Company", 20)).onto_disk();
    fs::create_dir(project.path("served")).unwrap();
    symlink("served", project.path("dist")).unwrap();
    project.build();
    assert_eq!(fs::read_link(project.path("dist")).unwrap(), Path::new("served"));
    assert!(project.path("served/manifest.json").is_file());
    assert!(!project.names().iter().any(|name| name.contains("trust-")), "{:?}", project.names());

    fs::remove_file(project.path("dist")).unwrap();
    symlink("nowhere", project.path("dist")).unwrap();
    project.trust(&["build"]).exits(2).says(&["dist"]);
}

/// A link inside the old site is replaced, never followed.
#[test]
fn links_inside_the_old_site_are_not_written_through() {
    let project = Project::new(&many("First Company", 20));
    project.build();
    project.write("outside.html", "mine");
    fs::remove_file(project.path("dist/index.html")).unwrap();
    symlink("../outside.html", project.path("dist/index.html")).unwrap();
    project.build();
    assert_eq!(fs::read(project.path("outside.html")).unwrap(), b"mine");
    assert!(fs::symlink_metadata(project.path("dist/index.html")).unwrap().is_file());
}

#[test]
fn a_build_with_problems_writes_nothing() {
    let project = Project::new(&many("First Company", 20));
    let before = project.build();
    project.edit("answers/topic-00.yaml", "response: yes", "response: perhaps");
    project.trust(&["build"]).exits(1).says(&["perhaps"]);
    assert_same(&before, &project.tree(), "after problems");
}

/// Whoever reads no further has read enough.
#[test]
fn a_closed_pipe_is_no_error() {
    let project = Project::new(&many("First Company", 20));
    for command in [&["build"][..], &["check"], &["explain"], &["--help"], &["man"]] {
        let mut command = project.command(command);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        drop(child.stderr.take());
        assert_eq!(wait(&mut child, Duration::from_secs(20)), Some(0), "{command:?} as of {TODAY}");
    }
}
