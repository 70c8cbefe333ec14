//! The `trust` program.
fn main() {}
