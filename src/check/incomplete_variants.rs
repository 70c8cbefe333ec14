//! Variants for which an answer says nothing.

use crate::check::said::{Said, in_variants, visible_answers};
use crate::check::wording::quoted;
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::answer::Answer;
use crate::library::id::VariantId;

pub(super) const RULE: Rule = Rule {
    name: "incomplete-variants",
    level: Level::Deny,
    summary: "An answer has no response, or none in one of the declared variants.",
    page: include_str!("incomplete_variants.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    for answer in visible_answers(context) {
        let missing: Vec<Said<'_>> =
            in_variants(context, answer).filter(|said| is_incomplete(answer, *said)).collect();
        let Some(first) = missing.first() else { continue };
        let variants: Vec<&str> =
            missing.iter().filter_map(|said| said.variant).map(VariantId::as_str).collect();
        let place =
            if variants.is_empty() { String::new() } else { format!(" in {}", quoted(&variants)) };
        let message = format!("`{}` has no response{place}", answer.id.value);
        let finding = Diagnostic::finding(RULE.name, message, answer.id.span);
        let given = answer.variants.iter().find(|(_, own)| own.response.is_some());
        let finding = match given {
            Some((id, _)) => finding.and(id.span, format!("`{}` has one here", id.value)),
            None => finding,
        };
        sink.push(finding.hint(match first.variant {
            Some(variant) => format!("add `{variant}: {{response: ...}}` under `variants`, or a `response` for all of them"),
            None => "add `response:`; only an open question, which answers no form, may do with an explanation".to_owned(),
        }));
    }
}

/// An open question is answered by its explanation; any other needs a response.
fn is_incomplete(answer: &Answer, said: Said<'_>) -> bool {
    let is_open = answer.answers_to.is_empty() && said.explanation.is_some();
    said.response.is_none() && !is_open
}
