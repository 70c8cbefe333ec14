//! What must hold: rules with a name, a level and a page.

use crate::date::Date;
use crate::diag::{Diagnostic, Sink};
use crate::library::Library;
pub use crate::library::project::Level;
use crate::source::Sources;
use crate::view::View;

/// What a rule may look at.
pub struct Context<'c> {
    /// The whole library.
    pub library: &'c Library,
    /// The files, to point into texts.
    pub sources: &'c Sources,
    /// What the public sees on the day, all variants side by side.
    pub public: &'c View,
    /// The same for readers under NDA.
    pub nda: &'c View,
    /// The day.
    pub date: Date,
}

/// One rule.
pub struct Rule {
    /// Kebab-case name of the problem; reads after "allow".
    pub name: &'static str,
    /// The level unless the project sets another.
    pub level: Level,
    /// One sentence.
    pub summary: &'static str,
    /// Its page: why, a failing and a passing example. Run as a test.
    pub page: &'static str,
    /// Reports what does not hold.
    pub run: fn(&Context<'_>, &mut Sink),
}

/// Every rule, sorted by name.
pub const RULES: &[Rule] = &[];

/// Runs all rules: levels and allowances applied.
#[must_use]
pub fn run(_context: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
