//! Well-known processors that texts name and the register does not.

use std::ops::Range;

use crate::check::phrases::Phrases;
use crate::check::processors::PROCESSORS;
use crate::check::texts::{self, Text};
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};

pub(super) const RULE: Rule = Rule {
    name: "unlisted-subprocessor",
    level: Level::Deny,
    summary: "A published text names a well-known processor that the register does not know.",
    page: include_str!("unlisted_subprocessor.md"),
    run,
};

/// What a name in a text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    /// Accounted for: in the register, or set aside.
    Known,
    /// Nowhere accounted for.
    Unlisted,
}

fn run(context: &Context<'_>, sink: &mut Sink) {
    let names = names(context);
    let mut all = texts::claims(context);
    let facts = texts::facts(context, &all);
    all.extend(facts);
    for text in &all {
        for (found, name) in names.find(text.content) {
            if name == Name::Unlisted && !is_linked(text.content, &found) {
                report(context, text, found, sink);
            }
        }
    }
}

fn report(context: &Context<'_>, text: &Text<'_>, found: Range<usize>, sink: &mut Sink) {
    let words = text.content.get(found.clone()).unwrap_or_default();
    let name = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let message = format!("{} names `{name}`, which is not in the register", text.of);
    sink.push(
        Diagnostic::finding(RULE.name, message, text.place(context, found)).hint(format!(
            "add it to content/subprocessors.yaml, or `{{name: {name}, because: ...}}` to `not_subprocessors` there"
        )),
    );
}

/// Names to look for. Longer ones win, so that `AWS KMS`, set aside, is not taken for `AWS`.
fn names(context: &Context<'_>) -> Phrases<Name> {
    let register = &context.library.register;
    let mut listed = Vec::new();
    for entry in &register.subprocessors {
        listed.extend([
            entry.display_name.value.as_str(),
            &entry.legal_name,
            entry.id.value.as_str(),
        ]);
    }
    let set_aside: Vec<&str> =
        register.not_subprocessors.iter().map(|name| name.name.value.as_str()).collect();
    let mut names = Phrases::new();
    for name in listed.iter().chain(&set_aside) {
        names.add(name, true, Name::Known);
    }
    for spellings in PROCESSORS {
        // A register's "Amazon Web Services EMEA SARL" accounts for every spelling of it; a name
        // set aside for one use ("AWS KMS") does not.
        let of_group = Phrases::of(spellings, ());
        let is_listed = listed.iter().any(|name| of_group.find(name).next().is_some());
        let is_set_aside = set_aside.iter().any(|name| {
            spellings.iter().any(|spelling| spelling.eq_ignore_ascii_case(name.trim()))
        });
        let name = if is_listed || is_set_aside { Name::Known } else { Name::Unlisted };
        for spelling in spellings {
            names.add(spelling, false, name);
        }
    }
    names
}

/// Whether the words stand in an address, or in a link to somewhere else: these
/// point at a company and do not say that it processes anything.
fn is_linked(text: &str, found: &Range<usize>) -> bool {
    let before = text.get(..found.start).unwrap_or_default();
    let behind = text.get(found.end..).unwrap_or_default();
    let blank = before.rfind(char::is_whitespace).map_or(0, |blank| blank + 1);
    let word = before.get(blank..).unwrap_or_default();
    let in_address = word.contains("://") || word.contains("](") || word.contains('@');
    let opened = before
        .rfind(['[', ']'])
        .is_some_and(|at| before.get(at..).is_some_and(|rest| rest.starts_with('[')));
    let closed = behind.find(['[', ']']).and_then(|at| behind.get(at..));
    in_address || opened && closed.is_some_and(|rest| rest.starts_with("](https:"))
}
