//! Who was told what: a line for each filled questionnaire, and what of it has changed since.

use crate::date::Date;
use crate::view::{AnswerId, Audience, VariantId};

/// A filled questionnaire in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Who got it.
    pub recipient: String,
    /// When.
    pub date: Date,
    /// Name of the filled file.
    pub file: String,
    /// Its SHA-256.
    pub sha256: String,
    /// Hash of the commit that it was filled from.
    pub commit: String,
    /// What the reader may see.
    pub audience: Audience,
    /// The variant, where one was chosen.
    pub variant: Option<VariantId>,
    /// The answers that were written, sorted.
    pub answers: Vec<AnswerId>,
}
