//! What answers say in each variant, borrowed from the library.

use crate::check::Context;
use crate::form::Response;
use crate::library::answer::{Answer, Promise, Statement};
use crate::library::audience::Audience;
use crate::library::id::{EvidenceId, VariantId};
use crate::library::prose::Prose;
use crate::span::Spanned;

/// What an answer says in one variant, as [`Answer::in_variant`] resolves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said<'l> {
    /// The variant; `None` in a project without variants.
    pub(super) variant: Option<&'l VariantId>,
    /// The closed part.
    pub(super) response: Option<&'l Spanned<Response>>,
    /// Why the question does not apply.
    pub(super) because: Option<&'l Prose>,
    /// The open part.
    pub(super) explanation: Option<&'l Prose>,
    /// What is promised.
    pub(super) promise: Option<&'l Promise>,
    /// What supports it.
    pub(super) evidence: &'l [Spanned<EvidenceId>],
}

impl Said<'_> {
    /// Whether this is the response.
    pub(super) fn responds(&self, response: Response) -> bool {
        self.response.is_some_and(|own| own.value == response)
    }
}

/// Answers that somebody outside may read.
pub(super) fn visible_answers<'l>(context: &Context<'l>) -> impl Iterator<Item = &'l Answer> {
    context.library.answers.iter().filter(|answer| is_visible(answer.audience))
}

/// Whether somebody outside may read a thing for this audience.
pub(super) fn is_visible(audience: Audience) -> bool {
    audience != Audience::Internal
}

/// What an answer says: once for each declared variant, or once if there is none.
pub(super) fn in_variants<'l>(
    context: &Context<'l>,
    answer: &'l Answer,
) -> impl Iterator<Item = Said<'l>> {
    let declared = &context.library.project.variants;
    // Where no variant differs, once is enough.
    let each = if answer.variants.is_empty() { [].as_slice() } else { declared.as_slice() };
    let alone = each.is_empty().then(|| of(&answer.statement, None, None));
    alone.into_iter().chain(each.iter().map(|variant| {
        let id = &variant.id.value;
        let own = answer.variants.iter().find(|(own, _)| own.value == *id);
        of(&answer.statement, own.map(|(_, own)| own), Some(id))
    }))
}

/// A statement with what a variant says instead.
fn of<'l>(
    base: &'l Statement,
    own: Option<&'l Statement>,
    variant: Option<&'l VariantId>,
) -> Said<'l> {
    let value = |statement: &Statement| statement.response.as_ref().map(|own| own.value);
    let own_response = own.and_then(|own| own.response.as_ref());
    // A reason or a promise belongs to its response: another one does not inherit it.
    let same = own_response.is_none_or(|own| Some(own.value) == value(base));
    let inherited = same.then_some(base);
    let evidence = own.and_then(|own| own.evidence.as_ref()).or(base.evidence.as_ref());
    Said {
        variant,
        response: own_response.or(base.response.as_ref()),
        because: own.and_then(|own| own.because.as_ref()).or_else(|| inherited?.because.as_ref()),
        explanation: own.and_then(|own| own.explanation.as_ref()).or(base.explanation.as_ref()),
        promise: own.and_then(|own| own.promise.as_ref()).or_else(|| inherited?.promise.as_ref()),
        evidence: evidence.map(Vec::as_slice).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Sink;
    use crate::library::{compile, id::VariantId};
    use crate::source::Sources;

    const PROJECT: &str = "organization: {name: A}\ncontacts: {security: s@a.example}\n\
        site: {base_url: https://a.example, title: A}\nvariants: {a: {name: A}, b: {name: B}, c: {name: C}}\n";
    const ANSWERS: &str = "topic: {id: t, title: T}\nanswers:\n  - id: x\n    question: Q?\n    \
        response: planned\n    because: R\n    explanation: E\n    promise: {what: P, due: 2027-Q1}\n    \
        evidence: [e]\n    variants:\n      a: {response: yes, evidence: []}\n      \
        b: {response: planned, explanation: F}\n";

    #[test]
    fn it_says_what_the_library_says() {
        let files = [("trust.yaml", PROJECT), ("answers/a.yaml", ANSWERS)];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let library = compile(&Sources::new(files, &mut Sink::new())).value.expect("a project");
        let answer = library.answers.first().expect("an answer");
        for name in ["a", "b", "c"] {
            let variant = VariantId::new(name).expect("an id");
            let own = answer.variants.iter().find(|(id, _)| id.value == variant);
            let said = of(&answer.statement, own.map(|(_, own)| own), Some(&variant));
            let whole = answer.in_variant(Some(&variant));
            assert_eq!(said.response, whole.response.as_ref(), "{name}");
            assert_eq!(said.because, whole.because.as_ref(), "{name}");
            assert_eq!(said.explanation, whole.explanation.as_ref(), "{name}");
            assert_eq!(said.promise, whole.promise.as_ref(), "{name}");
            assert_eq!(said.evidence, whole.evidence.unwrap_or_default(), "{name}");
        }
    }
}
