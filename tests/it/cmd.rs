//! Console sessions: what is typed, what is printed, how it ends.
//!
//! Each `tests/cmd/NAME.md` is a page of sessions, run in `tests/cmd/NAME.in`. After a wanted change of what is
//! printed, `TRYCMD=overwrite cargo test --test it cmd` writes the new output into the pages; read the difference.

#[test]
fn sessions() {
    trycmd::TestCases::new()
        .case("tests/cmd/*.md")
        // Help is laid out for a terminal of this width, whatever the tests run in.
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .env("GIT_CEILING_DIRECTORIES", env!("CARGO_MANIFEST_DIR"))
        .run();
}
