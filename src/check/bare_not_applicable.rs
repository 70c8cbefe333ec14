//! "Not applicable" without a reason.

use crate::check::said::{in_variants, visible_answers};
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::form::Response;

pub(super) const RULE: Rule = Rule {
    name: "bare-not-applicable",
    level: Level::Deny,
    summary: "An answer says that the question does not apply, and not why.",
    page: include_str!("bare_not_applicable.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    for answer in visible_answers(context) {
        for said in
            in_variants(context, answer).filter(|said| said.responds(Response::NotApplicable))
        {
            let has_reason = said.because.is_some_and(|because| !because.text.trim().is_empty());
            let Some(response) = said.response.filter(|_| !has_reason) else { continue };
            let message = format!("`{}` does not apply, and no reason is given", answer.id.value);
            sink.push(
                Diagnostic::finding(RULE.name, message, response.span)
                    .hint("add `because:` with the reason, or answer `no`"),
            );
        }
    }
}
