//! Ids that are no question of the form.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink, did_you_mean};
use crate::form::migration::Origin;
use crate::form::{Form, FormRef};

pub(super) const RULE: Rule = Rule {
    name: "unknown-question",
    level: Level::Deny,
    summary: "An answer names a question that this version of the form does not have.",
    page: include_str!("unknown_question.md"),
    run,
};

/// For how many ids the nearest one is looked for: who has more has the wrong form.
const SUGGESTED: usize = 100;

fn run(context: &Context<'_>, sink: &mut Sink) {
    let mut known: BTreeMap<&FormRef, (&Form, BTreeSet<&str>)> = BTreeMap::new();
    let used = context.library.answers.iter().flat_map(|answer| &answer.answers_to);
    for (reference, _) in used {
        if !known.contains_key(&reference.value)
            && let Some(form) = context.library.forms.get(&reference.value)
        {
            let ids = form.questions.iter().map(|question| question.id.as_str()).collect();
            known.insert(&form.reference, (form, ids));
        }
    }
    let mut unknown = 0_usize;
    for (reference, questions) in
        context.library.answers.iter().flat_map(|answer| &answer.answers_to)
    {
        let Some((form, ids)) = known.get(&reference.value) else { continue };
        for question in questions.iter().filter(|question| !ids.contains(question.value.as_str())) {
            let message = format!("`{}` has no question `{}`", reference.value, question.value);
            unknown += 1;
            let suggested = |_: &&str| unknown <= SUGGESTED;
            // A neighbour under the same control is more likely meant than one that looks alike.
            let stem = question.value.rsplit_once('.').map_or("", |(stem, _)| stem);
            let near = ids.iter().copied().filter(suggested).filter(|id| {
                !stem.is_empty() && id.rsplit_once('.').is_some_and(|(own, _)| own == stem)
            });
            let all = || {
                did_you_mean(&question.value, ids.iter().copied().filter(suggested), || {
                    format!(
                        "run `trust coverage {}` for the ids of {}",
                        reference.value, form.title
                    )
                })
            };
            let hint = renumbered(form, &question.value)
                .unwrap_or_else(|| did_you_mean(&question.value, near, all));
            sink.push(Diagnostic::finding(RULE.name, message, question.span).hint(hint));
        }
    }
}

/// What became of an id that another version of the form had.
fn renumbered(form: &Form, question: &str) -> Option<String> {
    let same_form = |origin: &&Origin| origin.form.id == form.reference.id;
    let (new, old) = form.origins.iter().find_map(|(new, origins)| {
        let old = origins.iter().filter(same_form).find(|origin| origin.question == question)?;
        Some((new, old))
    })?;
    Some(format!("{question} of `{}` is {new} in version {}", old.form, form.reference.version))
}
