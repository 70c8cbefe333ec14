//! Whole builds of generated projects, timed from outside, beside a yardstick.
//!
//! `cargo bench` builds projects of 100, 1,000 and 10,000 answers: cold, again
//! without a change, and after one edit. The yardstick ("limit") is a bare
//! program that parses the same YAML, renders the same Markdown and writes the
//! same files with nothing around it. `cargo bench -- 1000` takes one size.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::panic,
    missing_docs,
    reason = "a bench may fail loudly and touches the world"
)]

mod generate;
mod limit;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

/// Runs of each figure; the median is printed.
const RUNS: usize = 5;

fn main() {
    let arguments: Vec<String> =
        env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [mode, project, site, out] = arguments.as_slice()
        && mode == "limit"
    {
        return limit::run(Path::new(project), Path::new(site), Path::new(out));
    }
    let sizes: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![100, 1_000, 10_000] } else { sizes };
    println!("{:>7} {:<22} {:>9} {:>9} {:>9}", "answers", "work", "ms", "ms limit", "MiB peak");
    for size in sizes {
        bench(size);
    }
}

fn bench(size: usize) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{size}"));
    let project = folder.join("project");
    let _ = fs::remove_dir_all(&folder);
    generate::write(&project, size);
    let site = folder.join("site");
    let build = |out: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trust"));
        command
            .args(["build", "--quiet", "--as-of", "2026-11-21", "--project"])
            .arg(&project)
            .arg("--out")
            .arg(out);
        command
    };
    let mut fresh = 0;
    let mut next = || {
        fresh += 1;
        folder.join(format!("out-{fresh}"))
    };
    measure(&mut build(&site));
    // Folders are never emptied between runs: creating files where a tree was
    // just deleted is slow on some file systems and would be measured instead.
    let (mut cold, mut limit) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        cold.push(measure(&mut build(&next())));
        let mut yardstick = Command::new(env::current_exe().unwrap());
        limit.push(measure(yardstick.arg("limit").arg(&project).arg(&site).arg(next())));
    }
    row(size, "cold", &cold, Some(&limit));
    let again: Vec<_> = (0..RUNS).map(|_| measure(&mut build(&site))).collect();
    row(size, "nothing changed", &again, None);
    let edited: Vec<_> = (0..RUNS)
        .map(|run| {
            generate::edit(&project, run);
            measure(&mut build(&site))
        })
        .collect();
    row(size, "one answer edited", &edited, None);
    let _ = fs::remove_dir_all(&folder);
}

/// How long a program ran and its largest resident memory, in KiB (0 where the system does not tell).
fn measure(command: &mut Command) -> (Duration, u64) {
    let started = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    let status_file = format!("/proc/{}/status", child.id());
    let watcher = thread::spawn(move || {
        let mut peak = 0;
        while let Some(now) = fs::read_to_string(&status_file).ok().and_then(|text| peak_of(&text))
        {
            peak = now;
            thread::sleep(Duration::from_millis(2));
        }
        peak
    });
    let status = child.wait().unwrap();
    let time = started.elapsed();
    assert!(status.success(), "{command:?} failed");
    (time, watcher.join().unwrap())
}

/// `VmHWM` of a process, in KiB.
fn peak_of(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

fn row(size: usize, work: &str, runs: &[(Duration, u64)], limit: Option<&[(Duration, u64)]>) {
    let limit = limit.map_or_else(String::new, |limit| format!("{:.1}", median(limit)));
    let peak = runs.iter().map(|(_, peak)| *peak).max().unwrap_or(0) / 1024;
    println!("{size:>7} {work:<22} {:>9.1} {limit:>9} {peak:>9}", median(runs));
}

/// The median time in milliseconds.
fn median(runs: &[(Duration, u64)]) -> f64 {
    let mut times: Vec<f64> = runs.iter().map(|(time, _)| time.as_secs_f64() * 1000.0).collect();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}
