//! A repository that was cloned without its history: nothing can be told of earlier days.

use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Origin, Sink};

pub(super) const RULE: Rule = Rule {
    name: "shallow-clone",
    level: Level::Warn,
    summary: "The project was cloned without its history, so the page of changes cannot tell it.",
    page: include_str!("shallow_clone.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    if context.is_shallow {
        let message = "the project was cloned without its whole history, so the page of changes cannot tell what changed before";
        let finding = Diagnostic::without_place(RULE.name, message).hint(
            "clone all of it: `fetch-depth: 0` for actions/checkout on GitHub, `GIT_DEPTH: 0` on GitLab, or `git fetch --unshallow`",
        );
        sink.push(Diagnostic { origin: Origin::Rule, ..finding });
    }
}
