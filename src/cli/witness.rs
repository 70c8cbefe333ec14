//! What Git saw of the register, read for the rules.

use std::path::Path;
use std::sync::Arc;

use crate::check::witness::Witness;

/// What Git saw, kept while the commit is the same.
#[derive(Default)]
pub(super) struct Memory {
    witness: Arc<Witness>,
}

impl Memory {
    /// What Git saw of the register of a project's folder.
    pub(super) fn witness(&mut self, _root: &Path) -> Arc<Witness> {
        Arc::clone(&self.witness)
    }
}
