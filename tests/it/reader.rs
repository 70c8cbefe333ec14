//! The portal as readers live it, in Chromium over served portals: each part of `tests/tools/reader` is a test.

use crate::tools::{node, passes, portal};

/// Runs a part over one portal.
#[track_caller]
fn reads(part: &str, name: &str) {
    passes(node("reader.mjs").arg(part).arg(portal(name)));
}

#[test]
fn a_variant_is_chosen_and_carried() {
    reads("variants", "tessera");
}

#[test]
fn answers_and_their_addresses_are_copied() {
    reads("copies", "tessera");
}

#[test]
fn everything_is_done_by_keyboard() {
    reads("keys", "vireo");
}

#[test]
fn a_language_is_chosen_and_kept() {
    reads("languages", "vireo");
}

#[test]
fn nothing_is_missing_without_scripts() {
    reads("plain", "tessera");
}
