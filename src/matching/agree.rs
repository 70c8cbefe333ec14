//! Whether a question and an answer are about the same: what speaks against it, in words.

use crate::matching::Objection;
use crate::matching::terms::Terms;

/// What was compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Agreement {
    /// Terms that had to agree and do, in words.
    pub(super) agreed: Vec<String>,
    /// What speaks against it.
    pub(super) objections: Vec<Objection>,
    /// Whether the question is the answer's own in the negative, and nothing else speaks against it.
    pub(super) is_flipped: bool,
}

/// How an answer begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reply {
    /// Yes.
    Yes,
    /// No, planned, in part or not applicable: what it says of less it does not say of more.
    Other,
    /// It has no such word.
    None,
}

/// Compares a question with the wording that was matched and with everything that the answer says.
pub(super) fn agree(_asked: &Terms, _wording: &Terms, _said: &Terms, _reply: Reply) -> Agreement {
    Agreement::default()
}
