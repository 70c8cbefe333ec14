//! Answers, topics and pages that a reader may see.

use std::collections::BTreeMap;

use crate::diag::Sink;
use crate::form::FormRef;
use crate::language::Language;
use crate::library::answer::{Answer, Statement, Topic};
use crate::library::id::TopicId;
use crate::view::carrying::carried;
use crate::view::prose::Filler;
use crate::view::{
    EvidenceLink, Scene, VariantId, VisibleAnswer, VisiblePage, VisiblePromise, VisibleStatement,
    VisibleTopic, route,
};

/// Visible topics, and answers in the order of their topics.
pub(super) fn visible(
    scene: &Scene<'_>,
    sink: &mut Sink,
) -> (Vec<VisibleTopic>, Vec<VisibleAnswer>) {
    let mut by_topic: BTreeMap<&TopicId, Vec<&Answer>> = BTreeMap::new();
    for answer in scene.library.answers.iter().filter(|answer| scene.sees(answer.audience)) {
        by_topic.entry(&answer.topic).or_default().push(answer);
    }
    let fillers = Fillers::new(scene);
    let (mut topics, mut answers) = (Vec::new(), Vec::new());
    for topic in &scene.library.topics {
        let Some(own) = by_topic.get(&topic.id.value) else { continue };
        let first = answers.len();
        answers
            .extend(own.iter().filter_map(|answer| visible_answer(scene, &fillers, answer, sink)));
        if answers.len() > first {
            topics.push(visible_topic(scene, topic, first..answers.len()));
        }
    }
    (topics, answers)
}

/// Title and summary are from files that have something for the reader, and both in one language.
fn visible_topic(
    scene: &Scene<'_>,
    topic: &Topic,
    answers: std::ops::Range<usize>,
) -> VisibleTopic {
    let parts = || topic.parts.iter().filter(|part| scene.sees(part.audience));
    let telling = parts().find(|part| part.summary.is_some());
    let original = VisibleTopic {
        id: topic.id.value.clone(),
        title: topic.title.value.clone(),
        summary: telling.and_then(|part| part.summary.clone()),
        language: scene.library.project.site.language,
        answers,
    };
    let Some(language) = scene.other_language() else { return original };
    let title = parts().find_map(|part| part.translations.text(language, "title"));
    let summary = telling.map(|part| part.translations.text(language, "summary"));
    match (title, summary) {
        (Some(title), None | Some(Some(_))) => VisibleTopic {
            title: title.to_owned(),
            summary: summary.flatten().map(str::to_owned),
            language,
            ..original
        },
        _ => original,
    }
}

/// Titles of the forms that visible answers speak to.
pub(super) fn form_titles(
    scene: &Scene<'_>,
    answers: &[VisibleAnswer],
) -> BTreeMap<FormRef, String> {
    let used = answers.iter().flat_map(|answer| answer.answers_to.iter().map(|(form, _)| form));
    let mut titles = BTreeMap::new();
    for reference in used {
        if !titles.contains_key(reference) {
            let title = scene.library.forms.get(reference).map_or_else(
                || reference.to_string(),
                |form| format!("{} {}", form.title, form.reference.version),
            );
            titles.insert(reference.clone(), title);
        }
    }
    titles
}

/// Pages that the reader may see, in order.
pub(super) fn pages(scene: &Scene<'_>, sink: &mut Sink) -> Vec<VisiblePage> {
    let filler = Filler::new(scene, scene.reader.variant.as_ref());
    let mut pages: Vec<_> =
        scene.library.pages.iter().filter(|page| scene.sees(page.audience)).collect();
    pages.sort_by_key(|page| (page.order.unwrap_or(u32::MAX), &page.path));
    let original = scene.library.project.site.language;
    let visible = |page: &crate::library::page::Page| {
        let translated = scene.other_language().and_then(|language| {
            let own = page.translations.get(language)?;
            Some((language, &own.title, &own.summary, &own.body))
        });
        let (language, title, summary, body) =
            translated.unwrap_or((original, &page.title, &page.summary, &page.body));
        VisiblePage {
            path: page.path.clone(),
            title: title.clone(),
            summary: summary.clone(),
            body: filler.fill(body, scene.words(language), sink),
            language,
        }
    };
    pages.into_iter().map(visible).collect()
}

/// A filler for each variant, and one for all.
struct Fillers<'s, 'l> {
    all: Filler<'s, 'l>,
    own: Vec<(VariantId, Filler<'s, 'l>)>,
}

impl<'s, 'l> Fillers<'s, 'l> {
    fn new(scene: &'s Scene<'l>) -> Self {
        let own = scene
            .library
            .project
            .variants
            .iter()
            .map(|variant| (variant.id.value.clone(), Filler::new(scene, Some(&variant.id.value))))
            .collect();
        Self { all: Filler::new(scene, None), own }
    }

    fn of(&self, variant: Option<&VariantId>) -> &Filler<'s, 'l> {
        let own = variant.and_then(|variant| self.own.iter().find(|(id, _)| id == variant));
        own.map_or(&self.all, |(_, filler)| filler)
    }
}

fn visible_answer(
    scene: &Scene<'_>,
    fillers: &Fillers<'_, '_>,
    answer: &Answer,
    sink: &mut Sink,
) -> Option<VisibleAnswer> {
    let statements = statements(scene, fillers, answer, sink);
    if statements.is_empty() {
        return None;
    }
    let questions =
        |(form, questions): &(crate::span::Spanned<FormRef>, Vec<crate::span::Spanned<String>>)| {
            (form.value.clone(), questions.iter().map(|question| question.value.clone()).collect())
        };
    let reviewed = answer.reviewed.as_ref().map(|date| date.value);
    let every = scene.library.project.review.every;
    let (language, question, also_asked) = question(scene, answer);
    Some(VisibleAnswer {
        id: answer.id.value.clone(),
        topic: answer.topic.clone(),
        question,
        language,
        also_asked,
        statements,
        answers_to: answer
            .answers_to
            .iter()
            .filter(|(form, _)| scene.offers(&form.value))
            .map(questions)
            .collect(),
        carried: carried(scene, answer),
        ownership: answer.ownership,
        reviewed,
        overdue: reviewed.is_none_or(|date| date.plus(every) < scene.reader.date),
        tags: answer.tags.clone(),
    })
}

/// The question and how else it is asked, both in one language.
fn question(scene: &Scene<'_>, answer: &Answer) -> (Language, String, Vec<String>) {
    let translated = scene.other_language().and_then(|language| {
        let own = answer.translations.get(language)?;
        let question = own.question.as_ref()?.value.clone();
        Some((language, question, own.also_asked.clone()))
    });
    translated.unwrap_or_else(|| {
        let original = scene.library.project.site.language;
        let also_asked = answer.also_asked.iter().map(|own| own.value.clone()).collect();
        (original, answer.question.value.clone(), also_asked)
    })
}

/// One statement where all variants agree, else one for each group that agrees.
fn statements(
    scene: &Scene<'_>,
    fillers: &Fillers<'_, '_>,
    answer: &Answer,
    sink: &mut Sink,
) -> Vec<VisibleStatement> {
    let declared: Vec<Option<&VariantId>> = match &scene.reader.variant {
        Some(own) => vec![Some(own)],
        None => scene.library.variants(),
    };
    let plain = answer.variants.is_empty() && !uses_register(answer);
    if plain || declared == [None] {
        let variant = scene.reader.variant.as_ref();
        return visible_statement(scene, fillers, answer, variant, sink).into_iter().collect();
    }
    let mut groups: Vec<VisibleStatement> = Vec::new();
    for variant in declared.iter().copied().flatten() {
        let Some(statement) = visible_statement(scene, fillers, answer, Some(variant), sink) else {
            continue;
        };
        let same = |group: &&mut VisibleStatement| {
            (VisibleStatement { variants: Vec::new(), ..(*group).clone() }) == statement
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.variants.push(variant.clone()),
            None => groups.push(VisibleStatement { variants: vec![variant.clone()], ..statement }),
        }
    }
    if let [only] = groups.as_mut_slice()
        && only.variants.len() == declared.len()
    {
        only.variants.clear();
    }
    groups
}

/// Whether a text names the sub-processors, who may differ by variant.
fn uses_register(answer: &Answer) -> bool {
    answer.texts().any(|text| text.text.contains("subprocessors"))
}

fn visible_statement(
    scene: &Scene<'_>,
    fillers: &Fillers<'_, '_>,
    answer: &Answer,
    variant: Option<&VariantId>,
    sink: &mut Sink,
) -> Option<VisibleStatement> {
    let (language, statement) = statement_in(scene, answer, variant);
    let words = scene.words(language);
    if statement.response.is_none() && statement.explanation.is_none() {
        return None;
    }
    let filler = fillers.of(variant);
    let promise = statement.promise.as_ref().map(|promise| {
        let due = promise.due.as_ref().map(|due| due.value);
        VisiblePromise {
            what: filler.fill(&promise.what, words, sink),
            due,
            lapsed: due.is_some_and(|due| due.last_day() < scene.reader.date),
        }
    });
    Some(VisibleStatement {
        variants: Vec::new(),
        response: statement.response.map(|response| response.value),
        because: statement.because.as_ref().map(|text| filler.fill(text, words, sink)),
        explanation: statement.explanation.as_ref().map(|text| filler.fill(text, words, sink)),
        promise,
        evidence: evidence_links(scene, &statement),
        language,
    })
}

/// A statement in the reader's language where all its texts are translated, else the original.
fn statement_in(
    scene: &Scene<'_>,
    answer: &Answer,
    variant: Option<&VariantId>,
) -> (Language, Statement) {
    let translated = scene
        .other_language()
        .and_then(|language| Some((language, answer.translated(variant, language)?)));
    translated.unwrap_or_else(|| (scene.library.project.site.language, answer.in_variant(variant)))
}

/// Links to what the reader may know of.
fn evidence_links(scene: &Scene<'_>, statement: &Statement) -> Vec<EvidenceLink> {
    let link = |id: &crate::library::id::EvidenceId| {
        let attestation =
            scene.library.attestation(id).filter(|attestation| scene.sees(attestation.audience));
        let document = scene
            .library
            .document(id)
            .filter(|document| document.access.lists_for(scene.reader.audience));
        attestation
            .map(|own| (scene.text(&own.translations, "name", &own.name), route::attestation(id)))
            .or_else(|| {
                let own = document?;
                Some((scene.text(&own.translations, "title", &own.title), route::document(id)))
            })
            .map(|(title, path)| EvidenceLink { id: id.clone(), title, path })
    };
    statement.evidence.iter().flatten().filter_map(|id| link(&id.value)).collect()
}
