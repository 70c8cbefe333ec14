//! Questions of offered questionnaires that no answer speaks to.

use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::audience::{Access, Audience};
use crate::view::View;
use crate::view::carrying::Found;

pub(super) const RULE: Rule = Rule {
    name: "unmapped-question",
    level: Level::Allow,
    summary: "A questionnaire on the portal has questions without an answer.",
    page: include_str!("unmapped_question.md"),
    run,
};

/// How many ids a message names.
const NAMED: usize = 5;

fn run(context: &Context<'_>, sink: &mut Sink) {
    for download in &context.library.project.downloads {
        let Some(form) = context.library.forms.get(&download.form.value) else { continue };
        let view: &View = match download.access {
            Access::Audience(Audience::Public) => context.public,
            Access::OnRequest | Access::Audience(_) | Access::Closed => context.nda,
        };
        let found = view.found_for(&form.reference);
        let is_gap = |id: &&str| match found.get(id) {
            None => true,
            Some(Found::Own(_)) => false,
            Some(Found::Carried(_, carried)) => carried.review.is_some(),
        };
        let gaps: Vec<&str> =
            form.questions.iter().map(|question| question.id.as_str()).filter(is_gap).collect();
        if gaps.is_empty() {
            continue;
        }
        let first = gaps.get(..NAMED.min(gaps.len())).unwrap_or_default().join(", ");
        let more = if gaps.len() > NAMED { " and more" } else { "" };
        let message = format!(
            "`{}` has no answer to {} of {} questions: {first}{more}",
            download.form.value,
            gaps.len(),
            form.questions.len()
        );
        let hint = format!("run `trust coverage {}` for the whole list", download.form.value);
        sink.push(Diagnostic::finding(RULE.name, message, download.form.span).hint(hint));
    }
}
