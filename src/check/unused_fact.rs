//! Facts that nothing uses.

use std::collections::BTreeSet;

use crate::check::texts::{names, used_by};
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::answer::Answer;
use crate::library::fact::Fact;
use crate::library::page::Page;

pub(super) const RULE: Rule = Rule {
    name: "unused-fact",
    level: Level::Warn,
    summary: "A fact is used in no text and is no key fact of the overview.",
    page: include_str!("unused_fact.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    let library = context.library;
    let answers = library.answers.iter().flat_map(Answer::texts);
    let texts = answers.chain(library.pages.iter().flat_map(Page::texts));
    let texts = texts.map(|prose| prose.text.as_str());
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
