//! A repository that was cloned without its history: nothing can be told of earlier days.

use crate::check::back_dated_notice::announced;
use crate::check::said::is_visible;
use crate::check::witness::Sight;
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
        // The warning that stands beside this one says the rest.
        let hint = if is_said_of_notices(context) {
            "clone all of it; `trust explain shallow-clone` says how"
        } else {
            "clone all of it: `fetch-depth: 0` for actions/checkout on GitHub, `GIT_DEPTH: 0` on GitLab, or `git fetch --unshallow`"
        };
        let finding = Diagnostic::without_place(RULE.name, message).hint(hint);
        sink.push(Diagnostic { origin: Origin::Rule, ..finding });
    }
}

/// Whether `unverified-notices` finds the same clone wanting.
fn is_said_of_notices(context: &Context<'_>) -> bool {
    let register = &context.library.register.subprocessors;
    context.witness.sight == Sight::Shallow
        && (register.iter().any(|entry| is_visible(entry.audience))
            || announced(context).next().is_some())
}
