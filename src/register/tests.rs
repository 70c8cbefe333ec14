//! Every day between the dates of a notice has the right state.

use super::*;
use crate::view::NoticeId;

fn day(text: &str) -> Date {
    text.parse().expect(text)
}

fn notice(
    kind: NoticeKind,
    announced: &str,
    effective: &str,
    objection: Option<&str>,
) -> VisibleNotice {
    VisibleNotice {
        id: NoticeId::new("SPN-1").expect("an id"),
        kind,
        effect: if kind == NoticeKind::Emergency { NoticeKind::Add } else { kind },
        subject: Vec::new(),
        replaces: None,
        announced_on: day(announced),
        class: None,
        effective_on: day(effective),
        objection_until: objection.map(day),
        postponed_from: None,
        postponed_by: Vec::new(),
        is_emergency: kind == NoticeKind::Emergency,
        told_by: None,
        changes: Vec::new(),
        reason: String::new(),
        customer_impact: None,
        data_delta: None,
        location_delta: None,
        transfer_delta: None,
        how_to_object: None,
        contact: None,
        supersedes: None,
        superseded_by: None,
        withdrawn_by: None,
        withdrawn_on: None,
        updated: day(announced),
        language: crate::view::Language::En,
    }
}

/// States of each day of a range, as runs: `first..last state`.
fn runs(notice: &VisibleNotice, first: &str, last: &str) -> Vec<String> {
    let mut runs: Vec<(Date, Date, NoticeState)> = Vec::new();
    let mut today = day(first);
    while today <= day(last) {
        let state = NoticeState::on(today, notice);
        match runs.last_mut() {
            Some((_, until, known)) if *known == state => *until = today,
            _ => runs.push((today, today, state)),
        }
        today = today.plus_days(1);
    }
    runs.iter().map(|(from, to, state)| format!("{from}..{to} {}", state.word())).collect()
}

#[test]
fn an_addition_with_time_to_object_on_every_day() {
    let addition = notice(NoticeKind::Add, "2026-11-10", "2026-12-15", Some("2026-12-10"));
    assert_eq!(
        runs(&addition, "2026-11-08", "2026-12-20"),
        [
            "2026-11-08..2026-11-09 announced",
            "2026-11-10..2026-12-10 objection-open",
            "2026-12-11..2026-12-14 cleared",
            "2026-12-15..2026-12-20 effective",
        ]
    );
}

#[test]
fn an_effect_before_objections_close_on_every_day() {
    let addition = notice(NoticeKind::Add, "2026-11-01", "2026-11-15", Some("2026-12-01"));
    assert_eq!(
        runs(&addition, "2026-10-31", "2026-12-03"),
        [
            "2026-10-31..2026-10-31 announced",
            "2026-11-01..2026-11-14 objection-open",
            "2026-11-15..2026-12-01 effective-objections-open",
            "2026-12-02..2026-12-03 effective",
        ]
    );
}

#[test]
fn objections_that_close_on_the_day_of_the_effect() {
    let addition = notice(NoticeKind::Replace, "2026-11-01", "2026-12-01", Some("2026-12-01"));
    assert_eq!(
        runs(&addition, "2026-11-01", "2026-12-03"),
        [
            "2026-11-01..2026-11-30 objection-open",
            "2026-12-01..2026-12-01 effective-objections-open",
            "2026-12-02..2026-12-03 effective",
        ]
    );
}

#[test]
fn a_removal_on_every_day() {
    let removal = notice(NoticeKind::Remove, "2026-08-31", "2026-09-30", None);
    assert_eq!(
        runs(&removal, "2026-08-30", "2026-10-02"),
        ["2026-08-30..2026-09-29 announced", "2026-09-30..2026-10-02 removed"]
    );
}

#[test]
fn a_withdrawal_ends_every_other_state() {
    let addition = notice(NoticeKind::Add, "2026-11-10", "2026-12-15", Some("2026-12-10"));
    for ended in ["2026-11-10", "2026-11-20", "2026-12-11", "2026-12-15", "2027-01-01"] {
        let on = Some(day(ended));
        let withdrawn = VisibleNotice { withdrawn_on: on, updated: day(ended), ..addition.clone() };
        let states = runs(&withdrawn, ended, "2027-02-01");
        assert_eq!(states, [format!("{ended}..2027-02-01 withdrawn")]);
        let before = day(ended).plus_days(-1);
        assert_ne!(NoticeState::on(before, &withdrawn), NoticeState::Withdrawn);
    }
}

#[test]
fn what_becomes_of_a_notice_is_in_effect_when_it_is_announced() {
    let postponement = notice(NoticeKind::Postpone, "2026-11-10", "2027-12-15", None);
    assert_eq!(
        runs(&postponement, "2026-11-10", "2026-11-12"),
        ["2026-11-10..2026-11-12 effective"]
    );
}

#[test]
fn an_emergency_is_in_effect_when_it_is_announced() {
    let emergency = notice(NoticeKind::Emergency, "2026-11-10", "2026-11-08", Some("2026-12-10"));
    assert_eq!(
        runs(&emergency, "2026-11-10", "2026-12-12"),
        ["2026-11-10..2026-12-10 effective-objections-open", "2026-12-11..2026-12-12 effective",]
    );
}

#[test]
fn a_superseded_notice_is_no_withdrawn_one() {
    let addition = notice(NoticeKind::Add, "2026-11-01", "2026-12-15", Some("2026-12-01"));
    let superseded_by = Some(NoticeId::new("SPN-2").expect("an id"));
    let superseded = VisibleNotice { superseded_by, updated: day("2026-11-10"), ..addition };
    assert_eq!(
        runs(&superseded, "2026-11-08", "2026-12-20"),
        ["2026-11-08..2026-11-09 objection-open", "2026-11-10..2026-12-20 superseded"]
    );
}

#[test]
fn pending_states_are_those_with_something_to_come() {
    use NoticeState::{
        Announced, Cleared, Effective, EffectiveObjectionsOpen, ObjectionOpen, Removed, Superseded,
        Withdrawn,
    };
    assert!(
        [Announced, ObjectionOpen, Cleared, EffectiveObjectionsOpen].iter().all(|s| s.is_pending())
    );
    assert!(![Effective, Removed, Withdrawn, Superseded].iter().any(|s| s.is_pending()));
}

#[test]
fn an_entry_is_in_exactly_one_list_on_every_day() {
    let entry = |since: Option<&str>, until: Option<&str>| VisibleSubprocessor {
        id: crate::view::SubprocessorId::new("x").expect("an id"),
        legal_name: String::new(),
        display_name: String::new(),
        address: None,
        country: crate::view::Country::new("DE").expect("a country"),
        contact: String::new(),
        contact_href: String::new(),
        purpose: String::new(),
        service: None,
        data_categories: Vec::new(),
        data_subjects: Vec::new(),
        special_category: false,
        processing_locations: Vec::new(),
        remote_access_from: Vec::new(),
        transfer: Vec::new(),
        tia: false,
        website: None,
        dpa_url: None,
        subprocessors_url: None,
        security_url: None,
        applies_to: Vec::new(),
        optional: false,
        enabled_by: None,
        affiliate: false,
        since: since.map(day),
        until: until.map(day),
        language: crate::view::Language::En,
    };
    let on = |since, until, today: &str| standing(&entry(since, until), day(today));
    let both = |today| on(Some("2026-03-01"), Some("2026-06-01"), today);
    assert_eq!(both("2026-02-28"), Standing::Upcoming);
    assert_eq!(both("2026-03-01"), Standing::InForce);
    assert_eq!(both("2026-05-31"), Standing::InForce);
    assert_eq!(both("2026-06-01"), Standing::Former);
    assert_eq!(on(None, None, "1970-01-01"), Standing::InForce);
    assert_eq!(on(None, Some("2026-06-01"), "2026-06-01"), Standing::Former);
    assert_eq!(on(Some("9999-12-31"), None, "2026-06-01"), Standing::Never);
}
