//! The integration tests: one binary.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::format_collect,
    clippy::needless_raw_string_hashes,
    clippy::assigning_clones,
    missing_docs,
    clippy::print_stdout,
    unreachable_pub,
    reason = "tests may fail loudly and touch the world"
)]

mod as_of;
mod ask;
mod bad_input;
mod carrying;
mod catalogue;
mod changes;
mod checks;
mod cmd;
mod context;
mod customer_forms;
mod customer_forms_filled;
mod determinism;
mod drafting;
mod engine;
mod examples;
mod feeds;
mod filling;
mod filling_forms;
mod filling_report;
mod filling_resumed;
mod filling_rules;
mod filling_safety;
mod histories;
mod hostile_workbooks;
mod hosting;
mod impact;
mod importing;
mod init;
mod languages;
mod leak;
mod machines;
mod matching;
mod notices;
mod outputs;
mod pages;
mod patching;
mod project;
mod publish;
mod publisher_workbooks;
mod reader;
mod readme;
mod register_days;
mod register_pages;
mod rendering;
mod search;
mod serve;
mod themes;
mod tidy;
mod tools;
mod validators;
mod verify;
mod witness;
mod workbooks;
