//! The portal as readers live it, in Chromium over served portals: each part of `tests/tools/reader` is a test.

use crate::changes::{commit, repository};
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

#[test]
fn pages_are_whole_on_paper() {
    reads("paper", "tessera");
}

#[test]
fn colours_fit_the_reader() {
    reads("colours", "vireo");
}

#[test]
fn there_is_room_for_fingers() {
    reads("sizes", "tessera");
}

#[test]
fn the_way_back_leads_to_the_same_place() {
    reads("back", "tessera");
}

#[test]
fn changes_fold_and_lead_to_answers() {
    let project = repository();
    project.edit("answers/a.yaml", "\"With {{", "\"We use {{");
    commit(&project, "2026-10-03");
    project
        .edit("answers/a.yaml", "rest?, response: yes", "rest?, response: partial")
        .edit("answers/a.yaml", "explanation: Soon.", "explanation: Very soon.")
        .edit("content/documents.yaml", "\"1\"", "\"2\"");
    commit(&project, "2026-10-05");
    project.trust(&["build"]).ok();
    passes(node("reader.mjs").arg("changes").arg(project.path("dist")));
}
