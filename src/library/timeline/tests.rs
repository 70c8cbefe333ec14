//! Records in, what they say together out: every kind, every way a notice ends.

use super::*;
use crate::library::samples::register;

fn day(text: &str) -> Date {
    text.parse().expect(text)
}

fn shown(date: Option<Date>) -> String {
    date.map_or_else(String::new, |date| date.to_string())
}

/// What became of each notice, one line each.
fn courses(text: &str, on: Option<&str>) -> String {
    let (library, said) = register(text);
    assert_eq!(said, Vec::<String>::new(), "{text}");
    let notices = &library.notices;
    let timeline = match on {
        Some(on) => Timeline::known(notices, Audience::Internal, day(on)),
        None => Timeline::planned(notices),
    };
    let line = |notice: &Notice| {
        let course = timeline.course(timeline.all[&notice.id.value]);
        let by: Vec<&str> = course.postponed_by.iter().map(|own| own.id.value.as_str()).collect();
        let ended = course.ended.map_or_else(String::new, |ended| {
            let by = ended.by.map_or("itself", |own| own.id.value.as_str());
            let what = if ended.is_superseded { "superseded" } else { "withdrawn" };
            format!(" {what} {} by {by}", ended.on)
        });
        let postponed =
            if by.is_empty() { String::new() } else { format!(" postponed by {}", by.join(",")) };
        let objection = course.objection_until.map_or_else(String::new, |on| format!(" ~{on}"));
        let (id, effect) = (&notice.id.value, course.effect.word());
        format!("{id} {effect} {}{objection}{postponed}{ended}", course.effective_on)
    };
    timeline.notices().map(line).collect::<Vec<_>>().join("\n")
}

/// The times in which `a` is in force.
fn periods(text: &str, reader: Audience, on: Option<&str>) -> String {
    let (library, said) = register(text);
    assert_eq!(said, Vec::<String>::new(), "{text}");
    let timeline = match on {
        Some(on) => Timeline::known(&library.notices, reader, day(on)),
        None => Timeline::planned(&library.notices),
    };
    let baseline = library.register.baseline.as_ref().map(|date| date.value);
    let periods = timeline.periods(&SubprocessorId::new("a").expect("an id"), baseline);
    let said = |own: &Period| format!("{}..{}", shown(own.since), shown(own.until));
    periods.iter().map(said).collect::<Vec<_>>().join(" ")
}

/// Notices, the day on which they are known, and what became of each.
const COURSES: [(&str, Option<&str>, &str); 10] = [
    ("entry a\nN1 add 2026-01-01 2026-02-01", None, "N1 add 2026-02-01 ~2026-02-01"),
    (
        "entry a
             N1 add 2026-01-01 2026-02-01
             N2 postpone 2026-01-10 2026-03-01 supersedes: N1, objection_until: 2026-02-15
             N3 postpone 2026-01-20 2026-04-01 supersedes: N1",
        None,
        "N1 add 2026-04-01 ~2026-02-15 postponed by N2,N3
             N2 postpone 2026-03-01 ~2026-02-15
             N3 postpone 2026-04-01",
    ),
    (
        "entry a
             N1 add 2026-01-01 2026-02-01
             N2 postpone 2026-01-10 2026-03-01 supersedes: N1
             N3 amend 2026-02-10 2026-04-01 supersedes: N1",
        None,
        "N1 add 2026-03-01 ~2026-02-01 postponed by N2 superseded 2026-02-10 by N3
             N2 postpone 2026-03-01
             N3 add 2026-04-01 ~2026-04-01",
    ),
    (
        "entry a
             N1 add 2026-01-01 2026-02-01
             N2 amend 2026-01-05 2026-02-10 supersedes: N1
             N3 amend 2026-01-09 2026-02-20 supersedes: N2
             N4 withdraw 2026-01-15 - supersedes: N3",
        None,
        "N1 add 2026-02-01 ~2026-02-01 superseded 2026-01-05 by N2
             N2 add 2026-02-10 ~2026-02-10 superseded 2026-01-09 by N3
             N3 add 2026-02-20 ~2026-02-20 withdrawn 2026-01-15 by N4
             N4 withdraw 2026-01-15",
    ),
    // Nothing is known before it is announced, and no withdrawal before its day.
    (
        "entry a
             N1 add 2026-01-01 2026-02-01
             N2 postpone 2026-01-10 2026-03-01 supersedes: N1
             N3 withdraw 2026-01-20 - supersedes: N1",
        Some("2026-01-09"),
        "N1 add 2026-02-01 ~2026-02-01",
    ),
    (
        "entry a\nN1 add 2026-01-01 2026-02-01 withdrawn_on: 2026-01-20",
        Some("2026-01-19"),
        "N1 add 2026-02-01 ~2026-02-01",
    ),
    (
        "entry a\nN1 add 2026-01-01 2026-02-01 withdrawn_on: 2026-01-20",
        Some("2026-01-20"),
        "N1 add 2026-02-01 ~2026-02-01 withdrawn 2026-01-20 by itself",
    ),
    (
        "entry a\nN1 emergency 2026-01-03 2026-01-01 change: add, objection_until: 2026-02-01",
        None,
        "N1 add 2026-01-01 ~2026-02-01",
    ),
    // Drafts count for nobody.
    (
        "entry a
             N1 add 2026-01-01 2026-02-01
             N2 amend 2026-01-05 2026-02-10 supersedes: N1, audience: internal",
        None,
        "N1 add 2026-02-01 ~2026-02-01",
    ),
    (
        "entry a
             entry b
             N1 rename 2026-01-01 2026-01-02
             N2 remove 2026-01-03 2026-01-04
             N3 correction 2026-01-05 2026-01-05
             N4 replace 2026-01-06 2026-02-06 replaces: b
             N5 change-location 2026-01-07 2026-02-07
             N6 change-data 2026-01-08 2026-02-08
             N7 change-transfer 2026-01-09 2026-02-09
             N8 change-purpose 2026-01-10 2026-02-10
             N9 legal-entity-merge 2026-01-11 2026-02-11",
        Some("2026-01-08"),
        "N1 rename 2026-01-02 ~2026-01-02
             N2 remove 2026-01-04
             N3 correction 2026-01-05
             N4 replace 2026-02-06 ~2026-02-06
             N5 change-location 2026-02-07 ~2026-02-07
             N6 change-data 2026-02-08 ~2026-02-08",
    ),
];

#[test]
fn what_becomes_of_a_notice() {
    for (text, on, expected) in COURSES {
        let expected: Vec<&str> = expected.lines().map(str::trim).collect();
        assert_eq!(courses(text, on), expected.join("\n"), "{text}\non {on:?}");
    }
}

#[test]
fn who_is_in_force_when() {
    use Audience::{Internal, Nda, Public};
    let twice = "entry a
        N1 add 2026-01-01 2026-02-01
        N2 remove 2026-03-01 2026-04-01
        N3 add 2026-05-01 2026-06-01";
    let old = "baseline: 2025-01-01
        entry a
        N1 remove 2026-03-01 2026-04-01
        N2 add 2026-05-01 2026-06-01";
    let replaced = "baseline: 2025-01-01
        entry a
        entry b
        N1 replace 2026-01-01 2026-02-01 subject: [b], replaces: a";
    let amended = "baseline: 2025-01-01
        entry a
        entry b
        N1 replace 2026-01-01 2026-02-01 subject: [b], replaces: a
        N2 amend 2026-01-10 2026-03-01 subject: [b], supersedes: N1";
    let hidden = "baseline: 2025-01-01
        entry a
        N1 add 2026-01-01 2026-02-01 audience: nda
        N2 remove 2026-03-01 2026-04-01 audience: nda";
    let cases = [
        ("entry a", Public, None, "..".to_owned()),
        ("baseline: 2025-01-01\nentry a", Public, None, "2025-01-01..".to_owned()),
        (twice, Public, None, "2026-02-01..2026-04-01 2026-06-01..".to_owned()),
        (twice, Public, Some("2026-03-15"), "2026-02-01..2026-04-01".to_owned()),
        (twice, Public, Some("2026-02-15"), "2026-02-01..".to_owned()),
        (twice, Public, Some("2025-12-31"), String::new()),
        (old, Public, Some("2026-02-01"), "2025-01-01..".to_owned()),
        (old, Public, Some("2026-03-01"), "2025-01-01..2026-04-01".to_owned()),
        (old, Public, None, "2025-01-01..2026-04-01 2026-06-01..".to_owned()),
        (replaced, Public, Some("2026-01-01"), "2025-01-01..2026-02-01".to_owned()),
        (amended, Public, Some("2026-01-09"), "2025-01-01..2026-02-01".to_owned()),
        (amended, Public, Some("2026-01-10"), "2025-01-01..2026-03-01".to_owned()),
        // What others know shows once it has taken effect, and not before.
        (hidden, Public, Some("2026-01-31"), String::new()),
        (hidden, Nda, Some("2026-01-31"), "2026-02-01..".to_owned()),
        (hidden, Public, Some("2026-02-01"), "2026-02-01..".to_owned()),
        (hidden, Public, Some("2026-03-31"), "2026-02-01..".to_owned()),
        (hidden, Internal, Some("2026-03-31"), "2026-02-01..2026-04-01".to_owned()),
        (hidden, Public, Some("2026-04-01"), "2026-02-01..2026-04-01".to_owned()),
        (
            "entry a\nN1 add 2026-01-01 2026-02-01\nN2 withdraw 2026-01-05 - supersedes: N1",
            Public,
            None,
            String::new(),
        ),
    ];
    for (text, reader, on, expected) in cases {
        assert_eq!(periods(text, reader, on), expected, "{text}\n{reader:?} {on:?}");
    }
}

#[test]
fn an_entry_on_every_day() {
    let text = "entry a purpose: C, processing_locations: [{country: IE}]
        N1 change-purpose 2026-01-01 2026-02-01 changes: {purpose: {from: A, to: B}}
        N2 change-location 2026-01-10 2026-02-10 changes: {processing_locations: {from: [{country: US}], to: [{country: FR}]}}
        N3 postpone 2026-01-20 2026-03-10 supersedes: N2
        N4 change-purpose 2026-02-05 2026-03-01 changes: {purpose: {from: B, to: C}}
        N5 change-location 2026-03-01 2026-04-01 changes: {processing_locations: {from: [{country: FR}], to: [{country: IE}]}}";
    let (library, said) = register(text);
    assert_eq!(said, Vec::<String>::new());
    let mut runs: Vec<String> = Vec::new();
    let mut today = day("2025-12-31");
    while today < day("2026-04-03") {
        let entry = Timeline::as_of(&library.notices, &library.register.subprocessors[0], today);
        let now = format!("{} {}", entry.purpose, entry.processing_locations[0]);
        if runs.last().is_none_or(|last| !last.ends_with(&now)) {
            runs.push(format!("{today} {now}"));
        }
        today = today.plus_days(1);
    }
    let expected = [
        "2025-12-31 A US",
        "2026-02-01 B US",
        "2026-03-01 C US",
        "2026-03-10 C FR",
        "2026-04-01 C IE",
    ];
    assert_eq!(runs, expected);
}

#[test]
fn what_was_withdrawn_or_drafted_never_shows() {
    let text = "entry a purpose: D
        N1 change-purpose 2026-01-01 2026-02-01 changes: {purpose: {from: A, to: B}}
        N2 withdraw 2026-01-05 - supersedes: N1
        N3 change-purpose 2026-03-01 2026-04-01 changes: {purpose: {from: A, to: C}}
        N4 amend 2026-03-05 2026-05-01 supersedes: N3, changes: {purpose: {from: A, to: E}}
        N5 change-purpose 2026-06-01 2026-07-01 changes: {purpose: {from: E, to: D}}, audience: internal";
    let (library, said) = register(text);
    assert_eq!(said, Vec::<String>::new());
    for (on, expected) in
        [("2026-03-01", "A"), ("2026-04-30", "A"), ("2026-05-01", "E"), ("2027-01-01", "E")]
    {
        let entry = Timeline::as_of(&library.notices, &library.register.subprocessors[0], day(on));
        assert_eq!(entry.purpose, expected, "{on}");
    }
}

/// The runs of days with the same purpose.
fn purposes(text: &str, first: &str, last: &str) -> Vec<String> {
    let (library, _) = register(text);
    let mut runs: Vec<String> = Vec::new();
    let mut today = day(first);
    while today <= day(last) {
        let entry = Timeline::as_of(&library.notices, &library.register.subprocessors[0], today);
        if runs.last().is_none_or(|last| !last.ends_with(&format!(" {}", entry.purpose))) {
            runs.push(format!("{today} {}", entry.purpose));
        }
        today = today.plus_days(1);
    }
    runs
}

#[test]
fn who_comes_is_as_was_announced_last() {
    let amended = "entry a purpose: C
        N1 add 2026-01-01 2026-02-01
        N2 amend 2026-01-10 2026-03-01 supersedes: N1, changes: {purpose: {from: A, to: B}}
        N3 amend 2026-01-20 2026-04-01 supersedes: N2, changes: {purpose: {from: B, to: C}}";
    let expected = ["2026-01-01 A", "2026-01-10 B", "2026-01-20 C"];
    assert_eq!(purposes(amended, "2026-01-01", "2026-05-01"), expected);
    // Withdrawn, it never comes, and what was told of it stays told.
    let withdrawn = format!("{amended}\nN4 withdraw 2026-01-25 - supersedes: N3");
    assert_eq!(purposes(&withdrawn, "2026-01-01", "2026-05-01"), expected);
    // A draft tells nobody.
    let draft = format!("{amended}, audience: internal");
    assert_eq!(purposes(&draft, "2026-01-01", "2026-05-01"), ["2026-01-01 A", "2026-01-10 B"]);
    // Who comes again is the old one until it is announced, and until it has gone.
    let again = "entry a purpose: New
        N1 remove 2026-01-01 2026-03-01
        N2 add 2026-02-01 2026-06-01 changes: {purpose: {from: Old, to: New}}";
    assert_eq!(purposes(again, "2026-01-01", "2026-07-01"), ["2026-01-01 Old", "2026-03-01 New"]);
    let later = again.replace("2026-02-01", "2026-04-01");
    assert_eq!(purposes(&later, "2026-01-01", "2026-07-01"), ["2026-01-01 Old", "2026-04-01 New"]);
}

#[test]
fn what_was_announced_counts_until_its_amendment_is() {
    let told = "N1 change-purpose 2026-01-01 2026-02-01 changes: {purpose: {from: A, to: B}}";
    let expected = ["2026-01-01 A", "2026-02-01 B"];
    for draft in [
        "entry a purpose: C\nN2 amend 2026-01-10 2026-03-01 supersedes: N1, changes: {purpose: {from: A, to: C}}, audience: internal",
        "entry a purpose: A\nN2 withdraw 2026-01-10 - supersedes: N1, audience: internal",
        // A draft that another notice has overtaken.
        "entry a purpose: B\nN0 change-purpose 2025-01-01 2025-02-01 changes: {purpose: {from: A, to: X}}, audience: internal",
    ] {
        let text = format!("{draft}\n{told}");
        assert_eq!(purposes(&text, "2026-01-01", "2026-05-01"), expected, "{text}");
    }
}

/// Records that contradict each other, and days at both ends of time, are answered somehow.
#[test]
fn nothing_in_contradictory_records_is_too_much() {
    let subjects = ["subject: [a]", "subject: []", "subject: [b, a]", "subject: [nobody]"];
    let kinds = [
        "add",
        "remove",
        "replace",
        "change-purpose",
        "amend",
        "postpone",
        "withdraw",
        "correction",
        "emergency",
    ];
    let days = ["0000-01-01", "9999-12-31", "2026-01-01"];
    let mut chance = Chance(7);
    let mut pick = |most: usize| {
        usize::try_from(chance.below(i32::try_from(most).expect("small"))).expect("a count")
    };
    for _ in 0..300 {
        let mut text = String::from("baseline: 9999-12-31\nentry a purpose: C\nentry b\n");
        for id in 0..6 {
            let (kind, subject) = (kinds[pick(kinds.len())], subjects[pick(subjects.len())]);
            let (announced, effective) = (days[pick(3)], days[pick(3)]);
            let (about, replaced) = (pick(7), ["a", "b", "nobody"][pick(3)]);
            text.push_str(&format!(
                "N{id} {kind} {announced} {effective} {subject}, supersedes: N{about}, replaces: {replaced}, \
                 change: {}, changes: {{purpose: {{from: A, to: B}}}}\n",
                kinds[pick(kinds.len())]
            ));
        }
        let (library, _) = register(&text);
        for on in days.iter().chain(&["2026-06-01"]) {
            for timeline in [
                Timeline::planned(&library.notices),
                Timeline::known(&library.notices, Audience::Public, day(on)),
            ] {
                for notice in &library.notices {
                    let _ = timeline.course(notice);
                }
                for entry in &library.register.subprocessors {
                    let _ = timeline.periods(&entry.id.value, Some(day("9999-12-31")));
                    let _ = timeline.entry_on(entry, day(on));
                }
            }
        }
    }
}

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: i32) -> i32 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i32::try_from((self.0 >> 33) % u64::try_from(most).expect("a count")).expect("small")
    }
}

/// A change as somebody keeps it who reads the notices one after the other.
struct Kept {
    id: String,
    /// What the purpose is before and after it; for a turn, whether the entry is in force after it.
    from: String,
    to: String,
    is_turn: bool,
    effective: Date,
    ended: bool,
}

/// A history of one entry that keeps to the rules: changes of its purpose, and its comings and goings, which are
/// amended, postponed and withdrawn. Gives the text, and for each of the days what holds.
fn history(seed: u64, days: i32) -> (String, Vec<(Date, String, bool)>) {
    let mut chance = Chance(seed);
    let (first, mut kept, mut lines) = (day("2026-01-01"), Vec::<Kept>::new(), Vec::new());
    let mut expected = Vec::new();
    for offset in 0..days {
        let today = first.plus_days(offset);
        if chance.below(4) == 0 {
            let id = format!("N{}", lines.len());
            let is_turn = chance.below(3) == 0;
            let last = kept.iter().rposition(|own| own.is_turn == is_turn && !own.ended);
            let open = last.filter(|at| kept[*at].effective > today);
            let later =
                |chance: &mut Chance, than: Date| than.max(today).plus_days(1 + chance.below(12));
            match (chance.below(5), open) {
                (0, Some(at)) => {
                    kept[at].effective = later(&mut chance, kept[at].effective);
                    let (effective, about) = (kept[at].effective, &kept[at].id);
                    lines.push(format!("{id} postpone {today} {effective} supersedes: {about}"));
                }
                (1, Some(at)) => {
                    kept[at].ended = true;
                    lines.push(format!("{id} withdraw {today} - supersedes: {}", kept[at].id));
                }
                (2, Some(at)) => {
                    kept[at].ended = true;
                    let before = kept[at].from.clone();
                    let to = if is_turn { kept[at].to.clone() } else { format!("to {id}") };
                    let previous =
                        kept.iter().rev().find(|own| own.is_turn == is_turn && !own.ended);
                    let effective = later(&mut chance, previous.map_or(today, |own| own.effective));
                    let changes = changes(is_turn, &before, &to);
                    lines.push(format!(
                        "{id} amend {today} {effective} supersedes: {}{changes}",
                        kept[at].id
                    ));
                    kept.push(Kept { id, from: before, to, is_turn, effective, ended: false });
                }
                _ => {
                    let usual = if is_turn { "in" } else { "first" };
                    let from = last.map_or_else(|| usual.to_owned(), |at| kept[at].to.clone());
                    let effective = later(&mut chance, last.map_or(today, |at| kept[at].effective));
                    let (kind, to) = match (is_turn, from.as_str()) {
                        (true, "out") => ("add", "in".to_owned()),
                        (true, _) => ("remove", "out".to_owned()),
                        (false, _) => ("change-purpose", format!("to {id}")),
                    };
                    let changes = changes(is_turn, &from, &to);
                    let own = changes.trim_start_matches(", ");
                    lines.push(format!("{id} {kind} {today} {effective} {own}"));
                    kept.push(Kept { id, from, to, is_turn, effective, ended: false });
                }
            }
        }
        let now = |is_turn: bool, usual: &str| {
            let holds =
                |own: &&Kept| own.is_turn == is_turn && !own.ended && own.effective <= today;
            kept.iter().rev().find(holds).map_or(usual.to_owned(), |own| own.to.clone())
        };
        expected.push((today, now(false, "first"), now(true, "in") == "in"));
    }
    // Every other one is older than its notices.
    let added = if seed % 2 == 0 { "\nNA add 2025-12-01 2025-12-15" } else { "" };
    (format!("entry a purpose: {}{added}\n{}", will_be(&kept), lines.join("\n")), expected)
}

/// The purpose once everything has taken effect.
fn will_be(kept: &[Kept]) -> &str {
    let last = kept.iter().rev().find(|own| !own.is_turn && !own.ended);
    last.map_or("first", |own| own.to.as_str())
}

fn changes(is_turn: bool, from: &str, to: &str) -> String {
    if is_turn {
        String::new()
    } else {
        format!(", changes: {{purpose: {{from: {from}, to: {to}}}}}")
    }
}

/// What is read backwards from the register, and from all records at once, is what somebody knows who read each notice
/// on its day.
#[test]
fn histories_read_backwards_are_those_that_happened() {
    let mut turns = 0;
    for seed in 0..60 {
        let (text, expected) = history(seed, 120);
        let (library, said) = register(&text);
        assert_eq!(said, Vec::<String>::new(), "{text}");
        let entry = &library.register.subprocessors[0];
        for (today, purpose, is_in) in expected {
            let now = Timeline::as_of(&library.notices, entry, today);
            assert_eq!(now.purpose, purpose, "seed {seed}, on {today}:\n{text}");
            let known = Timeline::known(&library.notices, Audience::Public, today);
            let periods = known.periods(&entry.id.value, None);
            let holds = periods.iter().any(|period| period.holds(today));
            assert_eq!(holds, is_in, "seed {seed}, on {today}:\n{text}");
            turns += usize::from(holds);
        }
    }
    assert!(turns > 1000, "{turns}");
}
