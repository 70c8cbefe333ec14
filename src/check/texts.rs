//! Every text that somebody outside may read, with the place to point at.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use crate::check::Context;
use crate::check::phrases;
use crate::check::said::{is_visible, visible_answers};
use crate::diag::Files as _;
use crate::library::answer::{Answer, TopicPart};
use crate::library::audience::{Access, Audience};
use crate::library::evidence::DocumentPlace;
use crate::library::fact::{Fact, FactValue, Facts};
use crate::library::prose::{self, Prose, Segment};
use crate::span::{FileId, Span};

/// One text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'l> {
    /// Whose text it is.
    pub(super) of: Owner<'l>,
    /// Who may read it.
    pub(super) audience: Audience,
    /// The text.
    pub(super) content: &'l str,
    /// The part of the source that holds it.
    pub(super) within: Span,
    /// Where to point when its words are written otherwise in the source.
    pub(super) at: Span,
}

/// Whose text it is, as messages name it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Owner<'l> {
    kind: &'static str,
    id: &'l str,
}

impl fmt::Display for Owner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            "" => write!(f, "`{}`", self.id),
            kind => write!(f, "{kind} `{}`", self.id),
        }
    }
}

impl<'l> Text<'l> {
    /// A text of an answer.
    pub(super) fn of_answer(answer: &'l Answer, prose: &'l Prose) -> Self {
        let of = Owner { kind: "", id: answer.id.value.as_str() };
        from_prose(of, answer.audience, prose, answer.id.span)
    }

    /// The place of some of its bytes.
    pub(super) fn place(&self, context: &Context<'_>, bytes: Range<usize>) -> Span {
        phrases::place(context.sources, self.within, self.content, bytes).unwrap_or(self.at)
    }
}

/// Markdown of answers and pages: what is claimed.
pub(super) fn claims<'l>(context: &Context<'l>) -> Vec<Text<'l>> {
    let mut texts = Vec::with_capacity(context.library.answers.len() * 2);
    for answer in visible_answers(context) {
        texts.extend(answer.texts().map(|part| Text::of_answer(answer, part)));
    }
    for page in context.library.pages.iter().filter(|page| is_visible(page.audience)) {
        let of = Owner { kind: "page", id: &page.path };
        texts.extend(page.texts().map(|text| from_prose(of, page.audience, text, page.span)));
    }
    texts
}

/// Values of facts that are read outside: by themselves, or within these claims.
pub(super) fn facts<'l>(context: &Context<'l>, claims: &[Text<'l>]) -> Vec<Text<'l>> {
    let facts = &context.library.facts;
    let mut read: BTreeMap<&str, (Audience, &Fact)> = BTreeMap::new();
    let mut add = |fact: &'l Fact, audience: Audience| {
        let widest = read.entry(&fact.path).or_insert((audience, fact));
        widest.0 = widest.0.min(audience);
    };
    for fact in facts.iter() {
        if let Some(audience) = fact.audience.filter(|audience| is_visible(*audience)) {
            add(fact, audience);
        }
    }
    for claim in claims {
        for name in names(claim.content) {
            used_by(facts, &name).for_each(|fact| add(fact, claim.audience));
        }
    }
    let text = |(audience, fact): (Audience, &'l Fact)| {
        let translated = fact.translations.iter().filter_map(|(_, own)| own.value.as_ref());
        let values = std::iter::once(&fact.value).chain(translated);
        let of = Owner { kind: "fact", id: &fact.path };
        let within = until_end(context, fact.span);
        values.flat_map(FactValue::texts).map(move |text| Text {
            of,
            audience,
            content: text,
            within,
            at: fact.span,
        })
    };
    read.into_values().flat_map(text).collect()
}

/// Documents that are published as text.
pub(super) fn documents<'l>(context: &Context<'l>) -> Vec<Text<'l>> {
    let published = context.library.documents.iter().filter_map(|document| {
        let audience = given_to(document.access)?;
        let Some(DocumentPlace::File(path)) = &document.place else { return None };
        let (file, source) = context.sources.find(&path.value)?;
        let of = Owner { kind: "document", id: document.id.value.as_str() };
        let within = whole(context, file);
        let text = source.text();
        (!text.is_empty()).then_some(Text {
            of,
            audience,
            content: text,
            within,
            at: Span::start_of(file),
        })
    });
    published.collect()
}

/// Everything else that is published: questions, tags, titles, summaries, labels of facts, the register, notices.
pub(super) fn words<'l>(context: &Context<'l>) -> Vec<Text<'l>> {
    let mut words = Words { context, texts: Vec::with_capacity(context.library.answers.len() * 2) };
    words.add_site();
    words.add_answers();
    words.add_labels();
    words.add_pages();
    words.add_evidence();
    words.add_register();
    words.add_notices();
    words.texts
}

/// The facts and other names that the expressions of a text read.
pub(super) fn names(text: &str) -> Vec<String> {
    if !text.contains("{{") {
        return Vec::new();
    }
    // Nearly all expressions are plain paths, which need no parser.
    let inside = |rest: &str| rest.split_once("}}").map(|(inside, _)| inside.trim().to_owned());
    let paths: Option<Vec<String>> = text
        .split("{{")
        .skip(1)
        .map(|rest| inside(rest).filter(|inside| prose::is_path(inside)))
        .collect();
    if let Some(paths) = paths {
        return paths;
    }
    let prose = Prose { text: text.to_owned(), span: Span::start_of(FileId(0)) };
    let expressions = prose.segments().into_iter().filter_map(|segment| match segment {
        Segment::Expression(source) => prose::names(source).ok(),
        Segment::Text(_) | Segment::Unclosed => None,
    });
    expressions.flatten().collect()
}

/// The facts that a name in an expression reads: one, or all below it.
pub(super) fn used_by<'l>(facts: &'l Facts, name: &str) -> impl Iterator<Item = &'l Fact> {
    let path = name.strip_prefix("facts.").unwrap_or_default();
    let one = facts.get(path);
    let is_group = one.is_none() && (name == "facts" || facts.is_branch(path));
    let below = if path.is_empty() { String::new() } else { format!("{path}.") };
    let group = is_group
        .then(|| facts.iter().filter(move |fact| fact.path.starts_with(&below)))
        .into_iter()
        .flatten();
    one.into_iter().chain(group)
}

/// Collects the smaller texts.
struct Words<'c, 'l> {
    context: &'c Context<'l>,
    texts: Vec<Text<'l>>,
}

impl<'l> Words<'_, 'l> {
    fn add(
        &mut self,
        of: Owner<'l>,
        audience: Audience,
        at: Span,
        within: Span,
        texts: impl IntoIterator<Item = &'l str>,
    ) {
        if is_visible(audience) {
            let text = |text| Text { of, audience, content: text, within, at };
            self.texts.extend(texts.into_iter().map(text));
        }
    }

    fn add_site(&mut self) {
        let Some((file, _)) = self.context.sources.find("trust.yaml") else { return };
        let project = &self.context.library.project;
        let variants = project.variants.iter().flat_map(|variant| {
            some([&variant.summary])
                .chain([variant.name.as_str()])
                .chain(variant.translations.texts())
        });
        let site = some([&project.site.summary])
            .chain([project.site.title.as_str()])
            .chain(project.site.translations.texts());
        let within = whole(self.context, file);
        let of = Owner { kind: "file", id: "trust.yaml" };
        self.add(of, Audience::Public, Span::start_of(file), within, site.chain(variants));
    }

    fn add_answers(&mut self) {
        let library = self.context.library;
        for topic in &library.topics {
            let of = Owner { kind: "topic", id: topic.id.value.as_str() };
            let within = until_end(self.context, topic.id.span);
            let part = |part: &'l TopicPart| some([&part.summary]).chain(part.translations.texts());
            let texts = topic.parts.iter().flat_map(part).chain([topic.title.value.as_str()]);
            self.add(of, Audience::Public, topic.id.span, within, texts);
        }
        let mut next = library.answers.iter().skip(1);
        for answer in &library.answers {
            let of = Owner { kind: "", id: answer.id.value.as_str() };
            let within = until(self.context, answer.id.span, next.next().map(|next| next.id.span));
            let asked = answer.also_asked.iter().map(|own| own.value.as_str());
            let tags = answer.tags.iter().map(String::as_str);
            let translated = answer.translations.iter().flat_map(|(_, own)| {
                let question = own.question.as_ref().map(|question| question.value.as_str());
                own.also_asked.iter().map(String::as_str).chain(question)
            });
            let texts = asked.chain([answer.question.value.as_str()]).chain(tags).chain(translated);
            self.add(of, answer.audience, answer.id.span, within, texts);
        }
    }

    /// Labels are shown only for facts that somebody may read by themselves.
    fn add_labels(&mut self) {
        for fact in self.context.library.facts.iter() {
            let of = Owner { kind: "fact", id: &fact.path };
            let within = until_end(self.context, fact.span);
            let audience = fact.audience.unwrap_or(Audience::Internal);
            let translated = fact.translations.iter().filter_map(|(_, own)| own.label.as_deref());
            let texts = fact.label.as_deref().into_iter().chain(translated);
            self.add(of, audience, fact.span, within, texts);
        }
    }

    fn add_pages(&mut self) {
        for page in &self.context.library.pages {
            let of = Owner { kind: "page", id: &page.path };
            let within = whole(self.context, page.span.file);
            let texts = some([&page.summary]).chain([page.title.as_str()]);
            self.add(of, page.audience, page.span, within, texts);
            for (language, own) in page.translations.iter() {
                let within = whole(self.context, language.span.file);
                let texts = some([&own.summary]).chain([own.title.as_str()]);
                self.add(of, page.audience, language.span, within, texts);
            }
        }
    }

    fn add_evidence(&mut self) {
        let library = self.context.library;
        let mut next = library.attestations.iter().skip(1);
        for attestation in &library.attestations {
            let at = attestation.id.span;
            let within = until(self.context, at, next.next().map(|next| next.id.span));
            let of = Owner { kind: "attestation", id: attestation.id.value.as_str() };
            let texts = some([
                &attestation.summary,
                &attestation.scope,
                &attestation.issuer,
                &attestation.framework,
            ]);
            let texts =
                texts.chain([attestation.name.as_str()]).chain(attestation.translations.texts());
            self.add(of, attestation.audience, at, within, texts);
        }
        let mut next = library.documents.iter().skip(1);
        for document in &library.documents {
            let at = document.id.span;
            let within = until(self.context, at, next.next().map(|next| next.id.span));
            let of = Owner { kind: "document", id: document.id.value.as_str() };
            let texts =
                some([&document.summary, &document.version]).chain(document.translations.texts());
            let audience = listed_for(document.access);
            self.add(of, audience, at, within, texts.chain([document.title.as_str()]));
        }
    }

    fn add_register(&mut self) {
        let entries = &self.context.library.register.subprocessors;
        let mut next = entries.iter().skip(1);
        for entry in entries {
            let at = entry.id.span;
            let within = until(self.context, at, next.next().map(|next| next.id.span));
            let of = Owner { kind: "sub-processor", id: entry.id.value.as_str() };
            let regions =
                entry.processing_locations.iter().filter_map(|place| place.region.as_deref());
            let texts = some([&entry.service, &entry.enabled_by, &entry.address])
                .chain([entry.purpose.as_str()])
                .chain(entry.data_subjects.iter().map(String::as_str))
                .chain(entry.translations.texts())
                .chain(regions);
            self.add(of, entry.audience, at, within, texts);
        }
        self.add_categories();
    }

    /// Words for categories of data, for those who may read an entry that uses them.
    fn add_categories(&mut self) {
        let register = &self.context.library.register;
        let Some((file, _)) = self.context.sources.find("content/subprocessors.yaml") else {
            return;
        };
        let within = whole(self.context, file);
        for (id, words) in &register.data_categories {
            let using = register
                .subprocessors
                .iter()
                .filter(|entry| entry.data_categories.iter().any(|used| used.value == *id));
            let audience = using.map(|entry| entry.audience).min().unwrap_or(Audience::Internal);
            let of = Owner { kind: "data category", id: id.as_str() };
            let translated = register
                .translations
                .iter()
                .filter_map(|(_, own)| own.data_categories.get(id).map(String::as_str));
            let texts = translated.chain([words.as_str()]);
            self.add(of, audience, Span::start_of(file), within, texts);
        }
    }

    fn add_notices(&mut self) {
        for notice in &self.context.library.notices {
            let of = Owner { kind: "notice", id: notice.id.value.as_str() };
            let within = whole(self.context, notice.id.span.file);
            let texts = some([
                &notice.customer_impact,
                &notice.data_delta,
                &notice.location_delta,
                &notice.transfer_delta,
                &notice.how_to_object,
            ]);
            let texts = texts.chain([notice.reason.as_str()]).chain(notice.translations.texts());
            self.add(of, notice.audience, notice.id.span, within, texts);
        }
    }
}

/// Those of the texts that are there.
fn some<const N: usize>(texts: [&Option<String>; N]) -> impl Iterator<Item = &str> {
    texts.into_iter().filter_map(|text| text.as_deref())
}

fn from_prose<'l>(of: Owner<'l>, audience: Audience, prose: &'l Prose, at: Span) -> Text<'l> {
    Text { of, audience, content: &prose.text, within: prose.span, at }
}

/// Who may read the words about a document.
fn listed_for(access: Access) -> Audience {
    match access {
        Access::OnRequest => Audience::Public,
        Access::Audience(audience) => audience,
        Access::Closed => Audience::Internal,
    }
}

/// Who gets a document itself, if anybody outside does.
fn given_to(access: Access) -> Option<Audience> {
    match access {
        Access::OnRequest => Some(Audience::Nda),
        Access::Audience(audience) => Some(audience).filter(|audience| is_visible(*audience)),
        Access::Closed => None,
    }
}

fn whole(context: &Context<'_>, file: FileId) -> Span {
    Span::new(file, 0, context.sources.text(file).len())
}

fn until_end(context: &Context<'_>, from: Span) -> Span {
    Span { end: whole(context, from.file).end, ..from }
}

/// From one place to the next one in the same file, or to the end of the file.
fn until(context: &Context<'_>, from: Span, next: Option<Span>) -> Span {
    let next = next.filter(|next| next.file == from.file && next.start > from.start);
    next.map_or_else(|| until_end(context, from), |next| Span { end: next.start, ..from })
}
