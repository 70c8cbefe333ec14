//! What readers see of registers in the middle of changes, and what none of them may.

use crate::date::Date;
use crate::diag::Sink;
use crate::language::Language;
use crate::library::samples::register;
use crate::view::{Audience, Reader, VariantId, View, open};

fn day(text: &str) -> Date {
    text.parse().expect(text)
}

fn view_in(text: &str, audience: Audience, on: &str, language: Language) -> View {
    let (library, _) = register(text);
    let reader = Reader { audience, variant: None, date: day(on), language };
    open(&library, &|_| None, reader, &mut Sink::new())
}

fn view(text: &str, audience: Audience, on: &str) -> View {
    view_in(text, audience, on, Language::En)
}

/// Entries of a view with their times in force.
fn entries(view: &View) -> String {
    let shown = |date: Option<Date>| date.map_or_else(String::new, |date| date.to_string());
    let lines = view.subprocessors.iter().map(|entry| {
        let id = entry.id.as_str();
        format!("{id} {}..{}", shown(entry.since), shown(entry.until))
    });
    lines.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_register_of_each_day_for_each_reader() {
    use Audience::{Nda, Public};
    let brought_in = "baseline: 2025-01-01
        entry a
        entry b
        N1 add 2026-01-01 2026-02-01 audience: nda
        N2 add 2026-01-01 2026-02-01 subject: [b], audience: internal";
    let again = "baseline: 2025-01-01
        entry a
        N1 remove 2026-01-01 2026-02-01
        N2 add 2026-03-01 2026-04-01";
    let returning = "baseline: 2025-01-01
        entry a
        N1 add 2024-12-01 2025-01-01
        N2 remove 2026-01-01 2026-02-01
        N3 add 2026-03-01 2026-04-01";
    let drafted = "baseline: 2025-01-01
        entry a
        N1 remove 2026-01-01 2026-02-01
        N2 add 2026-01-01 2026-01-20 audience: internal";
    let cases = [
        // Before the register there was nothing that no notice brought in.
        ("baseline: 2025-01-01\nentry a", Public, "2024-12-31", ""),
        ("baseline: 2025-01-01\nentry a", Public, "2025-01-01", "a 2025-01-01.."),
        ("entry a", Public, "1999-01-01", "a .."),
        // Who was told knows before; who was not sees it once it is so. A draft is for nobody.
        (brought_in, Public, "2026-01-15", ""),
        (brought_in, Nda, "2026-01-15", "a 2026-02-01.."),
        (brought_in, Public, "2026-02-01", "a 2026-02-01.."),
        (brought_in, Public, "2027-02-01", "a 2026-02-01.."),
        // An old entry stays known, whatever is to come.
        (again, Public, "2025-12-31", "a 2025-01-01.."),
        (again, Public, "2026-01-01", "a 2025-01-01..2026-02-01"),
        (again, Public, "2026-02-15", "a 2025-01-01..2026-02-01"),
        (again, Public, "2026-03-01", "a 2026-04-01.."),
        // A removed one stays known while its return is still to be announced, by a draft too.
        (returning, Public, "2026-02-15", "a 2025-01-01..2026-02-01"),
        (returning, Public, "2026-03-01", "a 2026-04-01.."),
        (drafted, Public, "2026-01-15", "a 2025-01-01..2026-02-01"),
        (drafted, Public, "2026-02-15", "a 2025-01-01..2026-02-01"),
        // What was announced and withdrawn stays in the history and never comes.
        (
            "entry a\nN1 add 2026-01-01 2026-02-01\nN2 withdraw 2026-01-10 - supersedes: N1",
            Public,
            "2026-03-01",
            "a 9999-12-31..",
        ),
    ];
    for (text, audience, on, expected) in cases {
        assert_eq!(entries(&view(text, audience, on)), expected, "{text}\n{audience:?} {on}");
    }
}

/// Tokens beginning with `later` are values to come, and ids `X...` those of notices that the reader may not know of.
#[test]
fn nothing_to_come_reaches_a_reader_who_was_not_told() {
    let text = "entry a display_name: laterf, legal_name: laterx, purpose: laterb, service: latere, applies_to: [mode-b], address: laterd
        entry b display_name: laterhidden, audience: nda
        N0 change-location 2025-01-01 2027-01-01 changes: {country: {from: DE, to: FR}}
        XW withdraw 2026-12-01 - supersedes: N0
        XP postpone 2026-12-02 2028-01-01 supersedes: N0
        XS amend 2026-12-02 2028-01-01 supersedes: N0, changes: {country: {from: DE, to: AT}}
        XFUTURE rename 2026-12-01 2026-12-02 changes: {display_name: {from: now, to: laterf}, legal_name: {from: Now, to: laterx}}
        XNDA change-purpose 2026-11-01 2026-12-01 changes: {purpose: {from: Now, to: laterb}, applies_to: {from: [mode-a], to: [mode-b]}}, audience: nda
        XNDAW withdraw 2026-11-05 - supersedes: N0, audience: nda
        XHIDDEN add 2026-11-01 2026-12-01 subject: [b]
        XDRAFT change-data 2026-11-01 2026-11-02 changes: {service: {from: Now, to: latere}, address: {from: Here, to: laterd}}, audience: internal
        XOLD correction 2026-11-01 2026-12-01 audience: nda
        XOLDER correction 2026-11-01 2026-12-01 audience: internal
        N8 correction 2026-11-01 2026-12-01 supersedes: XOLD
        N9 correction 2026-11-01 2026-12-01 supersedes: XOLDER";
    let public = view(text, Audience::Public, "2026-11-21");
    let seen = format!("{:?} {:?}", public.subprocessors, public.notices);
    for secret in ["later", "XW", "XP", "XS", "XF", "XN", "XH", "XD", "XO", "mode-b"] {
        assert!(!seen.contains(secret), "{secret} in {seen}");
    }
    assert_eq!(public.notices.len(), 3);
    let nda = view(text, Audience::Nda, "2026-11-21");
    let seen = format!("{:?} {:?}", nda.subprocessors, nda.notices);
    for secret in ["laterf", "laterx", "latere", "laterd", "XW", "XP", "XS", "XF", "XD", "XOLDER"] {
        assert!(!seen.contains(secret), "{secret} in {seen}");
    }
    assert!(seen.contains("laterb") && seen.contains("laterhidden") && seen.contains("XNDAW"));
}

#[test]
fn who_comes_again_is_the_old_one_until_that_is_announced() {
    let text = "baseline: 2025-01-01
        entry a legal_name: Later Ltd, display_name: Later
        N1 remove 2026-01-01 2026-02-01
        N2 add 2026-03-01 2026-04-01 changes: {legal_name: {from: Old Ltd, to: Later Ltd}, display_name: {from: Old, to: Later}}";
    for on in ["2025-12-31", "2026-01-15", "2026-02-28"] {
        let view = view(text, Audience::Public, on);
        let seen = format!("{:?} {:?}", view.subprocessors, view.notices);
        assert!(!seen.contains("Later") && seen.contains("Old"), "{on}: {seen}");
    }
    let view = view(text, Audience::Public, "2026-03-01");
    assert_eq!(view.subprocessors[0].legal_name, "Later Ltd");
    let named: Vec<&str> = view.notices.iter().map(|own| own.subject[0].1.as_str()).collect();
    assert_eq!(named, ["Old", "Later"]);
}

#[test]
fn an_amended_emergency_is_one() {
    let text = "entry a
        N1 emergency 2026-01-01 2026-01-10 change: add, objection_until: 2026-02-01
        N2 amend 2026-01-05 2026-01-12 supersedes: N1, objection_until: 2026-02-05";
    let view = view(text, Audience::Public, "2026-01-06");
    let told: Vec<_> = view.notices.iter().map(|own| (own.is_emergency, own.told_by)).collect();
    assert_eq!(told, [(true, Some(day("2026-01-15"))), (true, Some(day("2026-01-17")))]);
}

#[test]
fn names_and_variants_are_those_of_the_day() {
    let text = "entry a display_name: New, applies_to: [mode-b]
        N1 rename 2026-01-01 2026-02-01 changes: {display_name: {from: Old, to: New}}
        N2 change-purpose 2026-01-01 2026-03-01 changes: {applies_to: {from: [mode-a], to: [mode-b]}}";
    let (library, said) = register(text);
    assert_eq!(said, Vec::<String>::new());
    let named = |variant: &str, on: &str| {
        let reader = Reader {
            audience: Audience::Public,
            variant: None,
            date: day(on),
            language: Language::En,
        };
        let variant = VariantId::new(variant).expect("an id");
        let scene = crate::view::Scene::new(&library, reader);
        super::names_in_force(&scene, Some(&variant)).join(" ")
    };
    assert_eq!(named("mode-a", "2026-01-31"), "Old");
    assert_eq!(named("mode-b", "2026-01-31"), "");
    assert_eq!(named("mode-a", "2026-02-01"), "New");
    assert_eq!(named("mode-b", "2026-03-01"), "New");
    assert_eq!(named("mode-a", "2026-03-01"), "");
    let before = view(text, Audience::Public, "2026-01-15");
    assert_eq!(before.notices[0].subject[0].1, "Old");
}

#[test]
fn a_translation_is_of_the_text_that_will_be() {
    let text = "entry a purpose: New, service: S, translations: {de: {purpose: Neu, service: D}}
        N1 change-purpose 2026-01-01 2026-02-01 changes: {purpose: {from: Old, to: New}}";
    let seen = |on| {
        let view = view_in(text, Audience::Public, on, Language::De);
        let entry = &view.subprocessors[0];
        format!("{} {:?} {:?}", entry.purpose, entry.service, entry.language)
    };
    assert_eq!(seen("2026-01-15"), "Old Some(\"S\") En");
    assert_eq!(seen("2026-02-01"), "Neu Some(\"D\") De");
}
