//! How much is translated, as `trust coverage` prints it.

use crate::language::Language;
use crate::view::{Translated, View};

/// How much is translated into one language: ids of answers.
pub(super) struct LanguageCoverage {
    language: Language,
    full: Vec<String>,
    partial: Vec<String>,
    missing: Vec<String>,
}

impl LanguageCoverage {
    /// Sorts the answers of a view.
    pub(super) fn of(view: &View) -> Self {
        let language = view.reader.language;
        let ids = |wanted: Translated| {
            let own = view.answers.iter().filter(|own| own.translated(language) == wanted);
            own.map(|own| own.id.to_string()).collect()
        };
        Self {
            language,
            full: ids(Translated::Fully),
            partial: ids(Translated::Partly),
            missing: ids(Translated::Not),
        }
    }

    fn answers(&self) -> usize {
        self.full.len() + self.partial.len() + self.missing.len()
    }

    /// A line for people.
    pub(super) fn human(&self) -> String {
        format!(
            "{} ({}): {} of {} answers translated, {} in part, {} not\n",
            self.language.english_name(),
            self.language.tag(),
            self.full.len(),
            self.answers(),
            self.partial.len(),
            self.missing.len()
        )
    }

    /// The same for programs.
    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "language": self.language,
            "answers": self.answers(),
            "translated": self.full,
            "partly_translated": self.partial,
            "not_translated": self.missing,
        })
    }
}
