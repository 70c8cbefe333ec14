//! Records that cannot be, and what is said of them.

use crate::library::samples::register;

/// What is said of records, one line each.
fn said(text: &str) -> String {
    register(text).1.join("\n")
}

/// Asserts what is said of each of these.
fn hold(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let expected: Vec<&str> = expected.lines().map(str::trim).collect();
        assert_eq!(said(text), expected.join("\n"), "{text}");
    }
}

#[test]
fn what_a_notice_says_of_an_earlier_one_can_be() {
    hold(&[
        ("entry a\nN1 add 2026-01-01 2026-02-01\nN2 withdraw 2026-01-01 - supersedes: N1", ""),
        (
            "entry a\nN1 add 2026-01-02 2026-02-01\nN2 withdraw 2026-01-01 - supersedes: N1",
            "bad-supersedes: notice `N2` withdraws `N1`, which is announced after it",
        ),
        (
            "entry a\nN1 add 2026-01-01 2026-02-01\nN2 withdraw 2026-02-01 - supersedes: N1",
            "bad-supersedes: notice `N2` withdraws `N1`, which had taken effect by then",
        ),
        (
            "entry a
             N1 add 2026-01-01 2026-02-01
             N2 postpone 2026-01-20 2026-03-01 supersedes: N1
             N3 withdraw 2026-02-10 - supersedes: N1",
            "",
        ),
        (
            "entry a
             N1 add 2026-01-01 2026-02-01
             N2 amend 2026-01-20 2026-03-01 supersedes: N1
             N3 withdraw 2026-01-21 - supersedes: N1",
            "bad-supersedes: notice `N3` withdraws `N1`, which was superseded by `N2` before",
        ),
        (
            "entry a
             N1 add 2026-01-01 2026-02-01
             N2 withdraw 2026-01-20 - supersedes: N1
             N3 postpone 2026-01-20 2026-03-01 supersedes: N1",
            "bad-supersedes: notice `N3` postpones `N1`, which was withdrawn by `N2` before",
        ),
        (
            "entry a
             N1 add 2026-01-01 2026-02-01 withdrawn_on: 2026-01-10
             N2 withdraw 2026-01-20 - supersedes: N1",
            "bad-supersedes: notice `N2` withdraws `N1`, which is withdrawn in its own record",
        ),
    ]);
}

#[test]
fn a_notice_is_about_one_of_a_change() {
    hold(&[
        (
            "entry a
             N1 add 2026-01-01 2026-02-01
             N2 postpone 2026-01-20 2026-03-01 supersedes: N1
             N3 withdraw 2026-01-21 - supersedes: N2",
            "bad-supersedes: notice `N3` withdraws `N2`, which only says what becomes of another notice",
        ),
        (
            "entry a\nN1 amend 2026-01-01 2026-02-01 supersedes: N1",
            "bad-supersedes: notice `N1` amends `N1`, which is itself",
        ),
        (
            "entry a
             N1 amend 2026-01-01 2026-02-01 supersedes: N2
             N2 amend 2026-01-01 2026-02-01 supersedes: N1",
            "bad-supersedes: notice `N1` amends `N2`, which leads back to it
             bad-supersedes: notice `N2` amends `N1`, which leads back to it",
        ),
        (
            "entry a\nN2 withdraw 2026-01-01 - supersedes: N1",
            "missing-reference: there is no notice `N1`",
        ),
        (
            "entry a
             N1 add 2026-01-01 2026-02-01
             N2 change-data 2026-01-05 2026-02-01 supersedes: N1",
            "bad-supersedes: notice `N2` supersedes `N1`, which is of another kind",
        ),
    ]);
}

#[test]
fn a_postponement_gives_time_and_takes_none() {
    let with = |second: &str| {
        format!("entry a\nN1 add 2026-01-01 2026-02-01\nN2 postpone 2026-01-10 {second}")
    };
    for (second, expected) in [
        ("2026-02-02 supersedes: N1", ""),
        ("2026-02-02 supersedes: N1, objection_until: 2026-02-02", ""),
        (
            "2026-01-25 supersedes: N1",
            "bad-supersedes: notice `N2` postpones `N1`, which takes effect on 2026-02-01, not earlier than on 2026-01-25",
        ),
        (
            "2026-03-01 supersedes: N1, objection_until: 2026-01-31",
            "bad-supersedes: notice `N2` postpones `N1`, which leaves time to object until 2026-02-01",
        ),
        (
            "2026-03-01 supersedes: N1\nN3 postpone 2026-01-11 2026-02-20 supersedes: N1",
            "bad-supersedes: notice `N3` postpones `N1`, which takes effect on 2026-03-01, not earlier than on 2026-02-20",
        ),
    ] {
        assert_eq!(said(&with(second)), expected, "{second}");
    }
    hold(&[(
        "entry a\nN1 add 2026-01-01 2026-02-01\nN2 withdraw 2026-01-10 2026-01-20 supersedes: N1",
        "bad-date: the withdrawal `N2` takes effect later",
    )]);
}

#[test]
fn an_amendment_says_all_of_it_again() {
    hold(&[
        (
            "entry a\nentry b
             N1 add 2026-01-01 2026-02-01
             N2 amend 2026-01-10 2026-02-10 supersedes: N1, subject: [b]",
            "bad-supersedes: notice `N2` amends `N1`, which is about others",
        ),
        (
            "entry a purpose: B
             N1 change-purpose 2026-01-01 2026-02-01 changes: {purpose: {from: A, to: B}}
             N2 amend 2026-01-10 2026-02-10 supersedes: N1",
            "bad-supersedes: notice `N2` amends `N1`, which says under `changes` what it changes",
        ),
    ]);
}

#[test]
fn readers_of_the_one_are_readers_of_the_other() {
    hold(&[
        (
            "entry a
             N1 add 2026-01-01 2026-02-01 audience: nda
             N2 withdraw 2026-01-10 - supersedes: N1",
            "bad-supersedes: notice `N2` withdraws `N1`, which only readers with `audience: nda` may know of",
        ),
        (
            "entry a
             N1 add 2026-01-01 2026-02-01
             N2 withdraw 2026-01-10 - supersedes: N1, audience: nda",
            "bad-supersedes: notice `N2` withdraws `N1`, whose readers with `audience: public` would not learn of it",
        ),
        (
            "entry a
             N1 add 2026-01-01 2026-02-01 audience: internal
             N2 withdraw 2026-01-10 - supersedes: N1",
            "bad-supersedes: notice `N2` withdraws `N1`, which is a draft",
        ),
        (
            "entry a
             N1 add 2026-01-01 2026-02-01
             N2 withdraw 2026-01-10 - supersedes: N1, audience: internal",
            "",
        ),
    ]);
}

#[test]
fn an_entry_comes_again_only_after_it_has_gone() {
    let twice = "two-notices: two notices bring in `a`";
    hold(&[
        ("entry a\nN1 add 2026-01-01 2026-02-01\nN2 add 2026-01-01 2026-03-01", twice),
        (
            "entry a\nentry b
             N1 add 2026-01-01 2026-02-01
             N2 replace 2026-01-01 2026-03-01 replaces: b",
            twice,
        ),
        (
            "entry a
             N1 add 2026-01-01 2026-02-01
             N2 remove 2026-03-01 2026-04-01
             N3 add 2026-05-01 2026-06-01",
            "",
        ),
        (
            "entry a
             N1 add 2026-01-01 2026-02-01
             N2 remove 2026-03-01 2026-08-01
             N3 add 2026-05-01 2026-06-01",
            twice,
        ),
        (
            "entry a
             N1 add 2026-01-01 2026-02-01
             N2 withdraw 2026-01-10 - supersedes: N1
             N3 add 2026-05-01 2026-06-01",
            "",
        ),
    ]);
}

#[test]
fn changes_fit_together_and_fit_the_register() {
    hold(&[
        (
            "entry a\nN1 change-purpose 2026-01-01 2026-02-01 changes: {purpose: {from: p, to: P}}",
            "bad-change: notice `N1` changes `purpose` to what it was",
        ),
        (
            "entry a data_categories: [records]
             N1 change-data 2026-01-01 2026-02-01 changes: {data_categories: {from: [acounts], to: [records]}}",
            "missing-reference: there is no category of data `acounts`",
        ),
        (
            "entry a applies_to: [mode-b]
             N1 change-purpose 2026-01-01 2026-02-01 changes: {applies_to: {from: [mode-c], to: [mode-b]}}",
            "missing-reference: there is no variant `mode-c`",
        ),
        (
            "entry a purpose: C
             N1 change-purpose 2026-01-01 2026-02-01 changes: {purpose: {from: A, to: B}}
             N2 change-purpose 2026-01-05 2026-03-01 changes: {purpose: {from: A, to: C}}",
            "bad-change: notice `N2` changes `purpose` of `a` from `A`; `N1` left it at `B`",
        ),
        // The order is that of the effects, after postponements.
        (
            "entry a purpose: B
             N1 change-purpose 2026-01-01 2026-02-01 changes: {purpose: {from: C, to: B}}
             N2 change-purpose 2026-01-05 2026-03-01 changes: {purpose: {from: A, to: C}}
             N3 postpone 2026-01-20 2026-04-01 supersedes: N1",
            "",
        ),
        (
            "entry a
             N1 change-location 2026-01-01 2026-02-01 changes: {processing_locations: {from: [{country: US}], to: [{country: IE}]}}",
            "bad-change: notice `N1` changes `processing_locations` of `a` to `IE`; the register says `DE`",
        ),
        (
            "entry a
             N1 change-location 2026-01-01 2026-02-01 changes: {processing_locations: {from: [{country: US}], to: [{country: IE}]}}
             N2 change-location 2026-03-01 2026-04-01",
            "",
        ),
        // A draft tells why the register says more already.
        (
            "entry a
             N1 change-location 2026-01-01 2026-02-01 changes: {processing_locations: {from: [{country: US}], to: [{country: IE}]}}
             N2 change-location 2026-03-01 2026-04-01 changes: {processing_locations: {from: [{country: IE}], to: [{country: DE}]}}, audience: internal",
            "",
        ),
        (
            "entry a
             N1 change-location 2026-01-01 2026-02-01 subject: [a, b], changes: {processing_locations: {from: [{country: US}], to: [{country: DE}]}}
             entry b",
            "many-subjects: notice `N1` says what changes for other than one subject",
        ),
    ]);
}

#[test]
fn what_the_policy_asks_for_is_there() {
    hold(&[
        (
            "entry a\nN1 add 2026-01-01 2026-02-01 notice_class: null, objection_until: null",
            "missing-key: notice `N1` of kind `add` needs `notice_class`
             missing-key: notice `N1` of kind `add` needs `objection_until`",
        ),
        ("entry a\nN1 rename 2026-01-01 2026-02-01 notice_class: null, objection_until: null", ""),
        (
            "entry a\nN1 add 2026-01-01 2026-02-01\nN2 amend 2026-01-02 2026-02-02 supersedes: N1, notice_class: null",
            "missing-key: notice `N2` of kind `amend` needs `notice_class`",
        ),
        (
            "entry a
             N1 emergency 2026-01-01 2026-01-10 change: add, objection_until: 2026-02-01
             N2 amend 2026-01-02 2026-01-12 supersedes: N1, notice_class: null, objection_until: null",
            "missing-key: notice `N2` of kind `amend` needs `objection_until`",
        ),
    ]);
}

#[test]
fn keys_and_dates_are_those_of_the_kind() {
    hold(&[
        (
            "entry a\nentry b\nN1 add 2026-01-01 2026-02-01 change: add, replaces: b, notify_by: 2026-01-02",
            "unknown-key: notice `N1` of kind `add` has no `change`
             unknown-key: notice `N1` of kind `add` has no `replaces`
             unknown-key: notice `N1` of kind `add` has no `notify_by`",
        ),
        (
            "entry a\nN1 emergency 2026-01-03 2026-01-01 change: amend, objection_until: 2026-01-02",
            "unknown-word: `amend` is no change of the register
             bad-date: notice `N1` closes objections before it is announced",
        ),
        (
            "entry a\nN1 add 2026-01-03 2026-01-01 objection_until: 2026-01-10",
            "bad-date: notice `N1` takes effect before it is announced",
        ),
        (
            "entry a
             N1 add 2026-01-01 2026-02-01 withdrawn_on: 2026-02-10
             N2 postpone 2026-01-20 2026-03-01 supersedes: N1",
            "",
        ),
        (
            "entry a\nN1 add 2026-01-01 2026-02-01 withdrawn_on: 2026-02-10",
            "bad-date: notice `N1` is withdrawn after it has taken effect",
        ),
    ]);
}

#[test]
fn an_entry_goes_once() {
    let twice = "two-notices: two notices take out `a`";
    hold(&[
        ("entry a\nN1 remove 2026-01-01 2026-02-01\nN2 remove 2026-01-01 2026-03-01", twice),
        (
            "entry a\nentry b
             N1 remove 2026-01-01 2026-02-01
             N2 replace 2026-01-01 2026-03-01 subject: [b], replaces: a",
            twice,
        ),
        (
            "entry a
             N1 remove 2026-01-01 2026-02-01
             N2 amend 2026-01-10 2026-03-01 supersedes: N1",
            "",
        ),
        (
            "entry a
             N1 correction 2026-01-01 2026-01-01
             N2 add 2026-01-10 2026-03-01",
            "two-notices: a notice brings in `a`, which an earlier one has as in force",
        ),
    ]);
}

#[test]
fn what_differs_from_an_earlier_addition_follows_from_it() {
    let amended = "entry a purpose: C
        N1 add 2026-01-01 2026-02-01
        N2 amend 2026-01-10 2026-03-01 supersedes: N1, changes: {purpose: {from: A, to: B}}";
    hold(&[
        (
            &format!(
                "{amended}\nN3 amend 2026-01-20 2026-04-01 supersedes: N2, changes: {{purpose: {{from: B, to: C}}}}"
            ),
            "",
        ),
        (
            &format!(
                "{amended}\nN3 amend 2026-01-20 2026-04-01 supersedes: N2, changes: {{purpose: {{from: A, to: C}}}}"
            ),
            "bad-change: notice `N3` changes `purpose` of `a` from `A`; `N2` left it at `B`",
        ),
        (&format!("{amended}\nN3 amend 2026-01-20 2026-04-01 supersedes: N2"), ""),
    ]);
}
