//! Promises whose day has passed.

use crate::check::said::{in_variants, is_visible, visible_answers};
use crate::check::wording::days;
use crate::check::{Context, Level, Rule};
use crate::date::When;
use crate::diag::{Diagnostic, Sink};
use crate::form::Response;
use crate::library::evidence::AttestationState;
use crate::span::Spanned;

pub(super) const RULE: Rule = Rule {
    name: "lapsed-promise",
    level: Level::Deny,
    summary: "The day of a promise has passed, and what was promised is still not there.",
    page: include_str!("lapsed_promise.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    for answer in visible_answers(context) {
        // A promise beside a yes is another rule's.
        for said in in_variants(context, answer).filter(|said| !said.responds(Response::Yes)) {
            let due = said.promise.and_then(|promise| promise.due.as_ref());
            let Some(finding) = due.and_then(|due| finding(context, answer.id.value.as_str(), due))
            else {
                continue;
            };
            sink.push(match said.response {
                Some(response) => {
                    let still = format!("still `{}`", response.value.word());
                    finding.and(response.span, still)
                }
                None => finding,
            });
        }
    }
    let open = context.library.attestations.iter().filter(|attestation| {
        is_visible(attestation.audience) && attestation.state.value != AttestationState::Held
    });
    for attestation in open {
        let due = attestation.due.as_ref();
        let finding = due.and_then(|due| finding(context, attestation.id.value.as_str(), due));
        if let Some(finding) = finding {
            sink.push(finding.and(attestation.state.span, "still not held"));
        }
    }
}

fn finding(context: &Context<'_>, id: &str, due: &Spanned<When>) -> Option<Diagnostic> {
    let last = due.value.last_day();
    (last < context.date).then(|| {
        let ago = days(last.days_until(context.date));
        let message = format!("the promise of `{id}` for {} lapsed {ago} ago", due.value.long());
        Diagnostic::finding(RULE.name, message, due.span)
            .label("promised until here")
            .hint("if it is done, say so and remove the date; if not, give a new date and say why")
    })
}
