//! What becomes of a rule's findings in this project.

use std::collections::BTreeMap;

use crate::check::{Level, RULES};
use crate::diag::{Diagnostic, Severity, Sink, did_you_mean};
use crate::library::Library;

/// The level of every rule.
pub(super) struct Levels {
    levels: BTreeMap<&'static str, Level>,
}

impl Levels {
    /// The rules' own levels, and those of `trust.yaml` in their place; a
    /// name that is no rule is reported.
    pub(super) fn read(library: &Library, sink: &mut Sink) -> Self {
        let mut levels: BTreeMap<&'static str, Level> =
            RULES.iter().map(|rule| (rule.name, rule.level)).collect();
        for (name, level) in &library.project.rules {
            match levels.get_mut(name.value.as_str()) {
                Some(own) => *own = *level,
                None => sink.push(
                    Diagnostic::error(
                        "unknown-rule",
                        format!("there is no rule `{}`", name.value),
                        name.span,
                    )
                    .hint(near_rule(&name.value)),
                ),
            }
        }
        Self { levels }
    }

    /// The level of a rule.
    pub(super) fn of(&self, rule: &str) -> Level {
        self.levels.get(rule).copied().unwrap_or(Level::Deny)
    }

    /// How grave a finding is, or `None` if nobody wants to hear of it. What
    /// the rule itself calls a warning is never made an error.
    pub(super) fn severity(&self, finding: &Diagnostic) -> Option<Severity> {
        match self.of(finding.code) {
            Level::Allow => None,
            Level::Warn => Some(Severity::Warning),
            Level::Deny => Some(finding.severity),
        }
    }
}

/// The rule that was meant, or where to find them all.
pub(super) fn near_rule(name: &str) -> String {
    did_you_mean(name, RULES.iter().map(|rule| rule.name), || {
        "docs/checks.md lists the rules".to_owned()
    })
}
