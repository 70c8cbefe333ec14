//! The library, who looks at it, and in which language.

use std::collections::BTreeSet;

use crate::form::FormRef;
use crate::language::{Language, Words};
use crate::library::Library;
use crate::library::project::Download;
use crate::library::translation::Translations;
use crate::view::carrying::{Ways, ways};
use crate::view::{Audience, Reader, Site, Variant, VariantId};

/// The library and who looks at it.
pub(super) struct Scene<'l> {
    pub(super) library: &'l Library,
    pub(super) reader: Reader,
    /// How answers carry to the forms that the portal names to the reader.
    pub(super) ways: Ways<'l>,
    /// Words of the language of the originals, and the facts in it.
    original: (Words, minijinja::Value),
    /// The same in the reader's language, where it is another one.
    translated: Option<(Words, minijinja::Value)>,
}

impl<'l> Scene<'l> {
    pub(super) fn new(library: &'l Library, reader: Reader) -> Self {
        let spoken = |language| (Words::of(language), library.facts.to_value(language));
        let original = library.project.site.language;
        let translated = (reader.language != original).then(|| spoken(reader.language));
        let listed = |download: &&Download| download.access.lists_for(reader.audience);
        let offered = library.project.downloads.iter().filter(listed);
        let mut ways = ways(&library.forms, offered.map(|download| &download.form.value));
        // A question that has an answer of its own which the reader may not see stays blank: what carries
        // from another form could say something else than that answer.
        let hidden = library
            .answers
            .iter()
            .filter(|answer| answer.draft.is_none() && !reader.audience.may_see(answer.audience));
        let taken: BTreeSet<(&FormRef, &str)> = hidden
            .flat_map(|answer| &answer.answers_to)
            .flat_map(|(form, questions)| {
                questions.iter().map(|question| (&form.value, question.value.as_str()))
            })
            .collect();
        for to in ways.values_mut() {
            to.retain(|way| !taken.contains(&way.target()));
        }
        Self { library, reader, ways, original: spoken(original), translated }
    }

    /// The language of the originals, where the reader has chosen another one.
    pub(super) fn other_language(&self) -> Option<Language> {
        self.translated.as_ref().map(|_| self.reader.language)
    }

    /// Words for texts in a language: that of the reader, or of the originals.
    pub(super) fn words(&self, language: Language) -> &Words {
        match &self.translated {
            Some((words, _)) if words.language() == language => words,
            _ => &self.original.0,
        }
    }

    /// Facts for texts in a language.
    pub(super) fn facts(&self, language: Language) -> minijinja::Value {
        match &self.translated {
            Some((words, facts)) if words.language() == language => facts.clone(),
            _ => self.original.1.clone(),
        }
    }

    /// The language in which the reader gets texts that have these translations.
    pub(super) fn shown_in(&self, translations: &Translations) -> Language {
        translations.shown_in(self.reader.language, self.library.project.site.language)
    }

    /// One of a thing's texts: translated if all of them are, else as in the original.
    pub(super) fn text(&self, translations: &Translations, key: &str, original: &str) -> String {
        let own = translations.whole(self.reader.language).and_then(|own| own.text(key));
        own.unwrap_or(original).to_owned()
    }

    /// The same for a text that may not be there.
    pub(super) fn optional(
        &self,
        translations: &Translations,
        key: &str,
        original: Option<&String>,
    ) -> Option<String> {
        original.map(|original| self.text(translations, key, original))
    }

    pub(super) fn site(&self) -> Site {
        let site = self.library.project.site.clone();
        let title = self.text(&site.translations, "title", &site.title);
        let summary = self.optional(&site.translations, "summary", site.summary.as_ref());
        Site { title, summary, ..site }
    }

    pub(super) fn variant(&self, variant: &Variant) -> Variant {
        let texts = &variant.translations;
        Variant {
            id: variant.id.clone(),
            name: self.text(texts, "name", &variant.name),
            summary: self.optional(texts, "summary", variant.summary.as_ref()),
            translations: Translations::default(),
        }
    }

    /// Whether the reader may see a thing meant for an audience.
    pub(super) fn sees(&self, audience: Audience) -> bool {
        self.reader.audience.may_see(audience)
    }

    /// Whether the portal names a form to the reader: one that is offered to
    /// nobody, or not to this reader, may be a customer's own.
    pub(super) fn offers(&self, form: &FormRef) -> bool {
        let downloads = &self.library.project.downloads;
        let mut own = downloads.iter().filter(|download| download.form.value == *form);
        own.any(|download| download.access.lists_for(self.reader.audience))
    }

    /// Whether something for these variants (empty: all) concerns the reader.
    pub(super) fn uses(&self, variants: &[crate::span::Spanned<VariantId>]) -> bool {
        let own = self.reader.variant.as_ref();
        own.is_none_or(|own| {
            variants.is_empty() || variants.iter().any(|variant| variant.value == *own)
        })
    }
}
