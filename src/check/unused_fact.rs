//! Facts that nothing uses.

use std::collections::BTreeSet;

use crate::check::texts::{names, used_by};
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::answer::{Answer, Statement};
use crate::library::fact::Fact;

pub(super) const RULE: Rule = Rule {
    name: "unused-fact",
    level: Level::Warn,
    summary: "A fact is used in no text and is no key fact of the overview.",
    page: include_str!("unused_fact.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    let library = context.library;
    let statements = library.answers.iter().flat_map(Answer::statements);
    let texts =
        statements.flat_map(texts).chain(library.pages.iter().map(|page| page.body.text.as_str()));
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for name in texts.flat_map(names) {
        used.extend(used_by(&library.facts, &name).map(|fact| fact.path.as_str()));
    }
    let is_key = |fact: &Fact| fact.label.is_some() && fact.audience.is_some();
    for fact in
        library.facts.iter().filter(|fact| !is_key(fact) && !used.contains(fact.path.as_str()))
    {
        let message = format!("nothing uses the fact `{}`", fact.path);
        let hint = format!(
            "use it as `{{{{ facts.{} }}}}`, make it a key fact with `label` and `audience`, or remove it",
            fact.path
        );
        sink.push(Diagnostic::finding(RULE.name, message, fact.span).hint(hint));
    }
}

fn texts(statement: &Statement) -> impl Iterator<Item = &str> {
    let promise = statement.promise.as_ref().map(|promise| &promise.what);
    let texts = [statement.because.as_ref(), statement.explanation.as_ref(), promise];
    texts.into_iter().flatten().map(|prose| prose.text.as_str())
}
