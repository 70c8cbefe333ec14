//! Workbooks that strangers might send: each is refused in words, or read rightly, and never costs much.

pub(crate) mod archive;
pub(crate) mod cases;
#[path = "../../../fuzz/feed.rs"]
pub(crate) mod feed;

use std::fs;
use std::time::Instant;

use trust::xlsx::{Limits, Refusal, Workbook};

use crate::hostile_workbooks::archive::{Part, archive};
use crate::hostile_workbooks::cases::{Case, Expected, base, cases, heavy};
use crate::tools::root;

/// Opens, reads every sheet, and writes three cells.
fn outcome(bytes: &[u8]) -> Expected {
    outcome_within(bytes, &Limits::default())
}

fn outcome_within(bytes: &[u8], limits: &Limits) -> Expected {
    let Err(refusal) = feed::use_within(bytes, limits) else { return Expected::Fine };
    let text = refusal.to_string();
    assert!(text.chars().count() < 200, "a message of one line: {text}");
    assert!(!text.chars().any(char::is_control), "{text:?}");
    match refusal {
        Refusal::Damaged(_) => Expected::Damaged,
        Refusal::TooLarge(_) => Expected::TooLarge,
        Refusal::Hostile(_) => Expected::Hostile,
        Refusal::Encrypted => Expected::Encrypted,
        other => Expected::Other(other),
    }
}

#[test]
fn hostile_workbooks_are_refused_or_read() {
    let mut wrong = Vec::new();
    for case in cases() {
        let bytes = (case.make)();
        let begun = Instant::now();
        let found = outcome(&bytes);
        println!("{:60} {found:?} {} ms", case.name, begun.elapsed().as_millis());
        let is_expected = case.expected == Expected::Whatever || case.expected == found;
        if !is_expected {
            wrong.push(format!("{}: {found:?} and not {:?}", case.name, case.expected));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn all() -> Vec<Case> {
    cases().into_iter().chain(heavy()).collect()
}

/// `cargo test --release --test it -- --ignored --exact hostile_workbooks::figures --nocapture`
#[test]
#[ignore = "prints time and memory of each case, for people"]
fn figures() {
    let program = std::env::current_exe().unwrap();
    for case in all() {
        let mut command = std::process::Command::new(&program);
        command.args(["--ignored", "--exact", "hostile_workbooks::figure", "--nocapture"]);
        let output = command.env("HOSTILE_CASE", &case.name).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        println!("{}", text.lines().find(|line| line.contains("MB")).unwrap_or("died"));
    }
}

#[test]
#[ignore = "one case of the figures, in a process of its own"]
fn figure() {
    let wanted = std::env::var("HOSTILE_CASE").unwrap_or_default();
    let Some(case) = all().into_iter().find(|case| case.name == wanted) else { return };
    let bytes = (case.make)();
    let path = std::env::temp_dir().join(format!("hostile-{}", std::process::id()));
    fs::write(&path, &bytes).unwrap();
    drop(bytes);
    // Making the case may cost more than reading it: the peak is counted from here on.
    let bytes = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    fs::write("/proc/self/clear_refs", "5").unwrap();
    let begun = Instant::now();
    let found = outcome(&bytes);
    let elapsed = begun.elapsed().as_millis();
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    println!("{wanted:50} {found:?} {elapsed} ms {} MB", peak / 1024);
}

/// A workbook of another writer, with a list, a merge, a formula and protection.
fn written() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..40 {
        sheet.write(row, 0, format!("A-{row:02}")).unwrap();
        sheet.write(row, 1, format!("Do you do number {row}?")).unwrap();
        sheet.write(row, 3, f64::from(row) * 1.5).unwrap();
    }
    let format = rust_xlsxwriter::Format::new();
    sheet.merge_range(45, 0, 46, 3, "merged", &format).unwrap();
    sheet.write_formula(47, 3, "=SUM(D1:D40)").unwrap();
    let list = rust_xlsxwriter::DataValidation::new().allow_list_strings(&["Yes", "No"]).unwrap();
    sheet.add_data_validation(0, 2, 39, 2, &list).unwrap();
    sheet.protect();
    book.add_worksheet().set_hidden(true);
    book.save_to_buffer().unwrap()
}

#[test]
fn a_file_cut_anywhere_is_damaged() {
    let whole = written();
    assert_eq!(outcome(&whole), Expected::Fine);
    for part in 0..50 {
        let cut = whole.get(..whole.len() * part / 50).unwrap();
        let expected = match part {
            0 => Expected::Other(Refusal::Empty),
            _ => Expected::Damaged,
        };
        assert_eq!(outcome(cut), expected, "{part}/50");
    }
}

/// Numbers that look random and are the same each time.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).unwrap()
    }

    /// Changes some bytes, or takes some out.
    pub(crate) fn damage(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            match self.below(4) {
                0 => drop(bytes.remove(at)),
                1 => bytes.insert(at, b"<>/&\"'= 0"[self.below(9)]),
                2 => bytes[at] ^= 1 << self.below(8),
                _ => bytes[at] = u8::try_from(self.below(256)).unwrap(),
            }
        }
    }
}

#[test]
fn no_damage_makes_it_panic() {
    let mut dice = Dice(0x5EED);
    let whole = written();
    for _ in 0..1_000 {
        let mut bytes = whole.clone();
        dice.damage(&mut bytes);
        outcome(&bytes);
    }
    let parts = base();
    for part in 0..parts.len() {
        for _ in 0..400 {
            let (name, text) = &parts[part];
            let mut text = text.clone();
            dice.damage(&mut text);
            let mut parts: Vec<Part> =
                parts.iter().map(|(name, text)| Part::stored(name, text)).collect();
            parts[part] = Part::stored(name, &text);
            outcome(&archive(&parts));
        }
    }
}

#[test]
fn the_kept_corpus_of_the_fuzzers_passes() {
    for (target, run) in [
        ("package", feed::package as fn(&[u8])),
        ("sheet", feed::sheet),
        ("strings_styles", feed::strings_styles),
        ("yaml", feed::yaml),
        ("markdown", feed::markdown),
        ("questionnaire", feed::questionnaire),
    ] {
        let mut files: Vec<_> = fs::read_dir(root().join("fuzz/corpus").join(target))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        assert!(!files.is_empty(), "{target} has no corpus");
        for file in files {
            println!("{}", file.display());
            run(&fs::read(&file).unwrap());
        }
    }
}

#[test]
fn odd_names_are_copied_and_never_followed() {
    let odd = ["../../evil.xml", "/etc/passwd", "C:\\evil.xml", "xl/./x", "CON", "a\u{202e}b", ""];
    let mut parts: Vec<Part> = base().iter().map(|(name, text)| Part::new(name, text)).collect();
    parts.extend(odd.iter().map(|name| Part::new(name, b"kept")));
    let workbook = Workbook::open(&archive(&parts), &Limits::default()).unwrap();
    let patched = workbook.patch(&[], "").unwrap();
    let mut names = zip::ZipArchive::new(std::io::Cursor::new(&patched.bytes)).unwrap();
    assert_eq!(names.len(), parts.len());
    for (index, part) in parts.iter().enumerate() {
        let entry = names.by_index_raw(index).unwrap();
        assert_eq!(entry.name_raw(), part.name.as_bytes());
        assert_eq!(entry.crc32(), part.checksum);
    }
}
