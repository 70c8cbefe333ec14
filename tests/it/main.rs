//! The integration tests: one binary.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    missing_docs,
    reason = "tests may fail loudly and touch the world"
)]

mod outputs;
mod workbooks;
