//! Every reference exists, every id stands once, every expression has a value.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Diagnostic, Files as _, Sink, did_you_mean};
use crate::library::answer::Answer;
use crate::library::audience::Audience;
use crate::library::evidence::DocumentPlace;
use crate::library::id::{CategoryId, VariantId};
use crate::library::prose::{self, Prose, Segment};
use crate::library::translation::Translations;
use crate::library::{Library, RESERVED, project, records};
use crate::source::Sources;
use crate::span::{Span, Spanned};

/// Where problems go, and which files had problems before: what is missing
/// may stand in them, and is not reported again.
pub(super) struct Report<'s> {
    pub(super) sink: &'s mut Sink,
    broken: BTreeSet<String>,
}

impl Report<'_> {
    pub(super) fn is_broken(&self, home: &[&str]) -> bool {
        home.iter().any(|prefix| self.broken.iter().any(|path| path.starts_with(prefix)))
    }
}

/// A kind of thing that others refer to, and the files that hold it.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    pub(super) what: &'static str,
    pub(super) home: &'static [&'static str],
}

pub(super) const VARIANT: Kind = Kind { what: "variant", home: &["trust.yaml"] };
const FORM: Kind = Kind { what: "form", home: &["content/forms/"] };
const DOCUMENT: Kind = Kind { what: "document", home: &["content/documents.yaml"] };
const EVIDENCE: Kind = Kind {
    what: "attestation or document",
    home: &["content/attestations.yaml", "content/documents.yaml"],
};
pub(super) const CATEGORY: Kind =
    Kind { what: "category of data", home: &["content/subprocessors.yaml"] };
/// The file of facts.
const FACTS: &[&str] = &["content/facts.yaml"];

/// Reports everything that does not resolve.
pub(super) fn check(library: &Library, sources: &Sources, sink: &mut Sink) {
    let places = sink.as_slice().iter().filter_map(|problem| problem.primary.as_ref());
    let broken = places.map(|label| sources.path(label.span.file).to_owned()).collect();
    let report = &mut Report { sink, broken };
    check_ids(library, report);
    check_forms(library, report);
    check_questions(library, report);
    check_evidence(library, sources, report);
    check_register(library, report);
    records::check(library, report);
    check_paths(library, report);
    check_languages(library, report);
    check_texts(library, sources, report);
}

/// Ids by where they stand first; a second use is reported.
fn once<'a>(what: &str, ids: impl Iterator<Item = (String, Span)> + 'a, report: &mut Report<'_>) {
    let mut first: BTreeMap<String, Span> = BTreeMap::new();
    for (id, span) in ids {
        if let Some(first) = first.get(&id) {
            let message = format!("{what} `{id}` is given twice");
            report.sink.push(
                Diagnostic::error("duplicate-id", message, span)
                    .label("given again here")
                    .and(*first, "first given here")
                    .hint("give one of the two another id"),
            );
        } else {
            first.insert(id, span);
        }
    }
}

/// Reports a reference to what does not exist.
pub(super) fn exists<'k>(
    kind: Kind,
    id: &str,
    span: Span,
    mut known: impl Iterator<Item = &'k str> + Clone,
    report: &mut Report<'_>,
) {
    let all = known.clone();
    if known.any(|known| known == id) || report.is_broken(kind.home) {
        return;
    }
    let what = kind.what;
    let list = || {
        let all: Vec<&str> = all.clone().take(12).collect();
        if all.is_empty() {
            format!("there is no {what} yet; add it, or remove the reference")
        } else {
            format!("known: {}", all.join(", "))
        }
    };
    let hint = did_you_mean(id, all.clone(), list);
    report.sink.push(
        Diagnostic::error("missing-reference", format!("there is no {what} `{id}`"), span)
            .hint(hint),
    );
}

fn check_ids(library: &Library, report: &mut Report<'_>) {
    let named = |id: &dyn ToString, span: Span| (id.to_string(), span);
    once(
        "answer",
        library.answers.iter().map(|answer| named(&answer.id.value, answer.id.span)),
        report,
    );
    let attestations = library.attestations.iter().map(|attestation| &attestation.id);
    let evidence = attestations.chain(library.documents.iter().map(|document| &document.id));
    once("attestation or document", evidence.map(|id| named(&id.value, id.span)), report);
    once(
        "sub-processor",
        library.register.subprocessors.iter().map(|entry| named(&entry.id.value, entry.id.span)),
        report,
    );
    once(
        "notice",
        library.notices.iter().map(|notice| (notice.id.value.slug(), notice.id.span)),
        report,
    );
    let variants: Vec<&str> =
        library.project.variants.iter().map(|variant| variant.id.value.as_str()).collect();
    let known = |id: &Spanned<VariantId>, report: &mut Report<'_>| {
        exists(VARIANT, id.value.as_str(), id.span, variants.iter().copied(), report);
    };
    library
        .answers
        .iter()
        .flat_map(|answer| &answer.variants)
        .for_each(|(id, _)| known(id, report));
    library
        .attestations
        .iter()
        .flat_map(|attestation| &attestation.variants)
        .for_each(|id| known(id, report));
    library
        .register
        .subprocessors
        .iter()
        .flat_map(|entry| &entry.applies_to)
        .for_each(|id| known(id, report));
}

fn check_forms(library: &Library, report: &mut Report<'_>) {
    let names: Vec<String> =
        library.forms.references().into_iter().map(ToString::to_string).collect();
    let used =
        library.answers.iter().flat_map(|answer| answer.answers_to.iter().map(|(form, _)| form));
    for form in used.chain(library.project.downloads.iter().map(|download| &download.form)) {
        exists(FORM, &form.value.to_string(), form.span, names.iter().map(String::as_str), report);
    }
}

/// A question of a form has one answer in each variant.
fn check_questions(library: &Library, report: &mut Report<'_>) {
    let mut taken: BTreeMap<(String, &str, Option<&VariantId>), (&Answer, Span)> = BTreeMap::new();
    for answer in &library.answers {
        let variants: Vec<_> =
            library.variants().into_iter().filter(|variant| answers_in(answer, *variant)).collect();
        for (form, question) in answer
            .answers_to
            .iter()
            .flat_map(|(form, questions)| questions.iter().map(move |question| (form, question)))
        {
            let clash = variants.iter().find_map(|variant| {
                let before = taken.insert(
                    (form.value.to_string(), question.value.as_str(), *variant),
                    (answer, question.span),
                );
                before.map(|(other, place)| (other, place, *variant))
            });
            if let Some((other, place, variant)) = clash {
                let variant =
                    variant.map_or_else(String::new, |variant| format!(" in variant `{variant}`"));
                let message = format!(
                    "`{}` and `{}` both answer {} of {}{variant}",
                    other.id.value, answer.id.value, question.value, form.value
                );
                report.sink.push(
                    Diagnostic::error("two-answers", message, question.span)
                        .label("answered again here")
                        .and(place, "first answered here")
                        .hint("keep the id with the answer that fits best"),
                );
            }
        }
    }
}

/// Whether the answer says something in a variant.
fn answers_in(answer: &Answer, variant: Option<&VariantId>) -> bool {
    let statement = answer.in_variant(variant);
    statement.response.is_some() || statement.explanation.is_some()
}

fn check_evidence(library: &Library, sources: &Sources, report: &mut Report<'_>) {
    let documents: Vec<&str> =
        library.documents.iter().map(|document| document.id.value.as_str()).collect();
    let attestations = library.attestations.iter().map(|attestation| attestation.id.value.as_str());
    let all: Vec<&str> = attestations.chain(documents.iter().copied()).collect();
    let cited = library
        .answers
        .iter()
        .flat_map(Answer::statements)
        .filter_map(|statement| statement.evidence.as_ref())
        .flatten();
    for id in cited {
        exists(EVIDENCE, id.value.as_str(), id.span, all.iter().copied(), report);
    }
    for id in library.attestations.iter().filter_map(|attestation| attestation.document.as_ref()) {
        exists(DOCUMENT, id.value.as_str(), id.span, documents.iter().copied(), report);
    }
    for document in &library.documents {
        if let Some(DocumentPlace::File(path)) = &document.place {
            check_file(&format!("document `{}`", document.id.value), path, sources, report);
        }
    }
    for download in &library.project.downloads {
        if let Some(workbook) = &download.workbook {
            check_file("the workbook", &workbook.file, sources, report);
        }
    }
    let site = &library.project.site;
    for logo in site.logo.iter().chain(&site.logo_dark) {
        check_file("the logo", logo, sources, report);
        if !logo.value.ends_with(".svg") && !logo.value.ends_with(".png") {
            report.sink.push(
                Diagnostic::error("bad-file", "the logo is neither `.svg` nor `.png`", logo.span)
                    .hint("convert it"),
            );
        }
    }
}

/// A file that is published lies in `content/` and exists.
fn check_file(what: &str, path: &Spanned<String>, sources: &Sources, report: &mut Report<'_>) {
    if !path.value.starts_with("content/") || !crate::tree::is_safe(&path.value) {
        let message = format!("the file of {what} is not in `content/`");
        report.sink.push(
            Diagnostic::error("bad-file", message, path.span)
                .hint("move it there; write the path from the project's folder, with `/`"),
        );
    } else if sources.find(&path.value).is_none() {
        let message = format!("there is no file `{}`", path.value);
        report.sink.push(
            Diagnostic::error("missing-reference", message, path.span)
                .hint("add the file, or correct the path"),
        );
    }
}

fn check_register(library: &Library, report: &mut Report<'_>) {
    let categories: Vec<&str> =
        library.register.data_categories.keys().map(CategoryId::as_str).collect();
    let used = library.register.subprocessors.iter().flat_map(|entry| &entry.data_categories);
    for id in used.chain(library.project.notices.classes.iter().flat_map(|class| &class.for_data)) {
        exists(CATEGORY, id.value.as_str(), id.span, categories.iter().copied(), report);
    }
}

fn check_paths(library: &Library, report: &mut Report<'_>) {
    let languages = library.project.site.languages.iter().map(|language| language.value.tag());
    let reserved: Vec<&str> = RESERVED.into_iter().chain(languages).collect();
    project::check_paths(&library.project, &reserved, report.sink);
    let downloads: Vec<&str> =
        library.project.downloads.iter().map(|download| download.path.value.as_str()).collect();
    for page in &library.pages {
        let top = page.path.split('/').next().unwrap_or_default();
        if reserved.contains(&top) || downloads.contains(&top) {
            let message = format!("the page `{}` takes a folder of the portal's own", page.path);
            report
                .sink
                .push(Diagnostic::error("path-taken", message, page.span).hint("rename the file"));
        }
    }
}

/// Translations are in languages of the site.
fn check_languages(library: &Library, report: &mut Report<'_>) {
    let site = &library.project.site;
    let short = library
        .project
        .variants
        .iter()
        .map(|variant| &variant.translations)
        .chain(library.topics.iter().flat_map(|topic| topic.parts.iter().map(|p| &p.translations)))
        .chain(library.attestations.iter().map(|attestation| &attestation.translations))
        .chain(library.documents.iter().map(|document| &document.translations))
        .chain(library.register.subprocessors.iter().map(|entry| &entry.translations))
        .chain(library.notices.iter().map(|notice| &notice.translations))
        .chain([&site.translations]);
    let used = short
        .flat_map(Translations::languages)
        .chain(library.answers.iter().flat_map(|answer| answer.translations.languages()))
        .chain(library.facts.iter().flat_map(|fact| fact.translations.languages()))
        .chain(library.pages.iter().flat_map(|page| page.translations.languages()))
        .chain(library.register.translations.languages());
    for language in used {
        let tag = language.value.tag();
        let (message, hint) = if language.value == site.language {
            let message = format!("`{tag}` is the language of the originals");
            (message, "write it as the original, or set `site.language` otherwise".to_owned())
        } else if site.languages.iter().any(|known| known.value == language.value) {
            continue;
        } else {
            let message = format!("`{tag}` is not a language of this site");
            (message, format!("add `{tag}` to `site.languages` in trust.yaml"))
        };
        if !report.is_broken(&["trust.yaml"]) {
            report.sink.push(Diagnostic::error("bad-language", message, language.span).hint(hint));
        }
    }
}

/// Every text with expressions, and the audience it is meant for.
fn texts(library: &Library) -> impl Iterator<Item = (&Prose, Audience)> {
    let answers = library
        .answers
        .iter()
        .flat_map(|answer| answer.texts().map(|text| (text, answer.audience)));
    let pages =
        library.pages.iter().flat_map(|page| page.texts().map(|text| (text, page.audience)));
    answers.chain(pages)
}

fn check_texts(library: &Library, sources: &Sources, report: &mut Report<'_>) {
    let mut values = None;
    for (text, audience) in texts(library).filter(|(text, _)| text.text.contains("{{")) {
        for (nth, segment) in text
            .segments()
            .into_iter()
            .filter(|segment| !matches!(segment, Segment::Text(_)))
            .enumerate()
        {
            let at = place_of(text, nth, sources);
            match segment {
                Segment::Unclosed => {
                    report.sink.push(
                        Diagnostic::error("bad-expression", "`{{` is not closed", at)
                            .hint("close it with `}}`; for two braces write `{{ \"{{\" }}`"),
                    );
                }
                Segment::Expression(source) => {
                    check_expression(library, source, at, audience, &mut values, report);
                }
                Segment::Text(_) => {}
            }
        }
    }
}

/// The place of the nth `{{ ... }}` of a text.
fn place_of(text: &Prose, nth: usize, sources: &Sources) -> Span {
    let open = sources.locate(text.span, "{{", nth);
    let rest = Span { start: open.start, ..text.span };
    let close = sources.locate(rest, "}}", 0);
    if close == rest || open == text.span { open } else { Span { end: close.end, ..open } }
}

fn check_expression(
    library: &Library,
    source: &str,
    at: Span,
    audience: Audience,
    values: &mut Option<minijinja::Value>,
    report: &mut Report<'_>,
) {
    let names = match prose::names(source) {
        Ok(names) => names,
        Err(reason) => {
            report.sink.push(
                Diagnostic::error("bad-expression", reason, at)
                    .hint("write `{{ facts.name }}` or `{{ subprocessors }}`"),
            );
            return;
        }
    };
    let before = report.sink.len();
    names.iter().for_each(|name| check_name(library, name, at, audience, report));
    if report.sink.len() > before || prose::is_path(source) {
        return;
    }
    let values = values.get_or_insert_with(
        || minijinja::context! { facts => library.facts.to_value(library.project.site.language), subprocessors => "" },
    );
    if let Err(reason) = prose::evaluate(source, values) {
        report.sink.push(
            Diagnostic::error("bad-expression", reason, at)
                .hint("write `{{ facts.name }}` or `{{ subprocessors }}`"),
        );
    }
}

/// A name in an expression is a fact that this audience may read, or the register.
fn check_name(
    library: &Library,
    name: &str,
    at: Span,
    audience: Audience,
    report: &mut Report<'_>,
) {
    let Some(path) = name.strip_prefix("facts.") else {
        if name == "facts" {
            report.sink.push(
                Diagnostic::error("unknown-fact", "`facts` is the tree of all facts", at)
                    .hint("write the whole path, as `{{ facts.name }}`"),
            );
        } else if name != "subprocessors" {
            let hint = did_you_mean(name, ["facts", "subprocessors"], || {
                "only `facts` and `subprocessors` are known here".to_owned()
            });
            report.sink.push(
                Diagnostic::error("unknown-fact", format!("there is no `{name}`"), at).hint(hint),
            );
        }
        return;
    };
    let Some(fact) = library.facts.get(path) else {
        if report.is_broken(FACTS) {
            return;
        }
        let known: Vec<&str> = library.facts.iter().map(|fact| fact.path.as_str()).collect();
        let (message, hint) = if library.facts.is_branch(path) {
            let prefix = format!("{path}.");
            let inside: Vec<&str> =
                known.into_iter().filter(|known| known.starts_with(&prefix)).take(8).collect();
            let hint = format!("name one of them: {}", inside.join(", "));
            (format!("`facts.{path}` is a group of facts"), hint)
        } else {
            let add = || format!("add `{path}` to content/facts.yaml");
            (format!("there is no fact `{path}`"), did_you_mean(path, known, add))
        };
        report.sink.push(Diagnostic::error("unknown-fact", message, at).hint(hint));
        return;
    };
    if fact.audience.is_some_and(|own| own > audience) {
        let message = format!(
            "a text for `{}` uses the fact `{path}`, which is for `{}`",
            audience.word(),
            fact.audience.unwrap_or_default().word()
        );
        report.sink.push(
            Diagnostic::error("hidden-reference", message, at)
                .and(fact.span, "stated here")
                .hint("use another fact, or change one of the two audiences"),
        );
    }
}
