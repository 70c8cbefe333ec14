//! Compiles a Git-versioned library of YAML answers into a trust portal,
//! pre-filled questionnaires and a sub-processor register.
//!
//! Data flows one way, and each arrow is a pure function:
//!
//! ```text
//! Sources --parse, resolve--> Library --view--> View --plan--> models --render--> Tree --publish--> disk
//!                                \--check--> diagnostics
//! ```
//!
//! The rooms, in the order of the picture:
//!
//! - [`span`], [`date`], [`tree`], [`markdown`]: values without a domain;
//! - [`xlsx`]: workbooks as they are, read and patched in place;
//! - [`diag`]: what the compiler says;
//! - [`source`]: what the compiler reads, as spanned values;
//! - [`language`]: what the interface says in each language;
//! - [`form`]: questionnaires that we know;
//! - [`library`]: what is true about the organisation, confidential;
//! - [`view`]: what one reader may see on one day, the only door out of the library;
//! - [`check`]: what must hold;
//! - [`change`]: two views compared;
//! - [`register`], [`questionnaire`], [`portal`]: models, not yet HTML or XML;
//! - [`import`]: old questionnaires to drafts of answers;
//! - [`matching`]: which answer fits a question;
//! - [`fill`]: a customer's own questionnaire, filled and accounted for;
//! - [`output`]: models to a [`tree::Tree`];
//! - [`verify`]: whether a file is the published one;
//! - [`cli`]: the only room with files, clock, environment, Git and sockets.

pub mod change;
pub mod check;
pub mod cli;
pub mod date;
pub mod diag;
pub mod fill;
pub mod form;
pub mod import;
pub mod language;
pub mod library;
pub mod markdown;
pub mod matching;
pub mod output;
pub mod portal;
pub mod questionnaire;
pub mod register;
pub mod source;
pub mod span;
pub mod tree;
pub mod verify;
pub mod view;
pub mod xlsx;
