//! What things say in the other languages of the site, beside the original.

use crate::diag::{Diagnostic, Sink};
use crate::language::Language;
use crate::source::decode::{Decode, Fields, entries};
use crate::source::yaml::Node;
use crate::span::{Span, Spanned};

/// Something for each of some languages, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByLanguage<T>(Vec<(Spanned<Language>, T)>);

impl<T> Default for ByLanguage<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> ByLanguage<T> {
    /// What there is for a language.
    #[must_use]
    pub fn get(&self, language: Language) -> Option<&T> {
        self.0.iter().find(|(known, _)| known.value == language).map(|(_, own)| own)
    }

    /// Everything, with its languages.
    pub fn iter(&self) -> impl Iterator<Item = (&Spanned<Language>, &T)> {
        self.0.iter().map(|(language, own)| (language, own))
    }

    /// The languages and their places.
    pub fn languages(&self) -> impl Iterator<Item = &Spanned<Language>> {
        self.0.iter().map(|(language, _)| language)
    }

    /// Adds what there is for a further language.
    pub(super) fn push(&mut self, language: Spanned<Language>, own: T) {
        self.0.push((language, own));
    }
}

impl<T: Decode> Decode for ByLanguage<T> {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        entries(node, sink).map(Self)
    }
}

/// A text of a thing that may be translated.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    name: &'static str,
    /// Whether the original has it.
    is_there: bool,
    /// Whether a translation may do without it.
    may_stay: bool,
}

impl Key {
    /// A text that a translation needs as soon as the original has it.
    pub(super) fn text(name: &'static str, original: Option<&String>) -> Self {
        Self { name, is_there: original.is_some(), may_stay: false }
    }

    /// A name, which may stay what it is.
    pub(super) fn name(name: &'static str) -> Self {
        Self { name, is_there: true, may_stay: true }
    }
}

/// The short texts of a thing in other languages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Translations {
    by_language: ByLanguage<Translation>,
    /// Whether the original has a text that wants a translation.
    is_needed: bool,
}

/// The short texts of a thing in one other language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    texts: Vec<(&'static str, String)>,
    is_whole: bool,
}

impl Translations {
    /// Reads `translations:` of a thing that has these texts.
    pub(super) fn read(fields: &mut Fields<'_, '_>, keys: &[Key]) -> Self {
        let is_needed = keys.iter().any(|key| key.is_there && !key.may_stay);
        let Some(node) = fields.node("translations") else {
            return Self { by_language: ByLanguage::default(), is_needed };
        };
        let sink = fields.sink();
        let raw: Vec<(Spanned<Language>, Raw)> = entries(node, sink).unwrap_or_default();
        let translation = |(language, raw): (Spanned<Language>, Raw)| {
            Some((language, Translation::read(&raw.0, keys, sink)?))
        };
        let list = raw.into_iter().filter_map(translation).collect();
        Self { by_language: ByLanguage(list), is_needed }
    }

    /// The whole translation, if there is one: with every text that the original has.
    #[must_use]
    pub fn whole(&self, language: Language) -> Option<&Translation> {
        self.by_language.get(language).filter(|own| own.is_whole)
    }

    /// One text, whether or not the others are translated.
    #[must_use]
    pub fn text(&self, language: Language, key: &str) -> Option<&str> {
        self.by_language.get(language)?.text(key)
    }

    /// The language in which a reader of `language` gets the texts whose original is in `original`.
    #[must_use]
    pub fn shown_in(&self, language: Language, original: Language) -> Language {
        if self.is_needed && self.whole(language).is_none() { original } else { language }
    }

    /// The languages and their places.
    pub fn languages(&self) -> impl Iterator<Item = &Spanned<Language>> {
        self.by_language.languages()
    }

    /// Every text in every language.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.by_language.iter().flat_map(|(_, own)| own.texts.iter().map(|(_, text)| text.as_str()))
    }
}

impl Translation {
    /// One text.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.texts.iter().find(|(known, _)| *known == key).map(|(_, text)| text.as_str())
    }

    fn read(node: &Node, keys: &[Key], sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a translation", sink)?;
        let mut texts = Vec::new();
        let mut is_whole = true;
        for key in keys {
            let text: Option<Spanned<String>> = fields.optional(key.name);
            is_whole &= text.is_some() || !key.is_there || key.may_stay;
            if let Some(text) = text {
                if !key.is_there {
                    no_original(key.name, text.span, fields.sink());
                }
                texts.push((key.name, text.value));
            }
        }
        fields.finish();
        Some(Self { texts, is_whole })
    }
}

/// Reports a translation of what the original does not have.
pub(super) fn no_original(what: &str, place: Span, sink: &mut Sink) {
    let message = format!("the original has no `{what}`");
    sink.push(
        Diagnostic::error("no-original", message, place)
            .hint("add it to the original, or remove its translation"),
    );
}

/// A value as it stands, read once the languages are known.
struct Raw(Node);

impl Decode for Raw {
    fn decode(node: &Node, _sink: &mut Sink) -> Option<Self> {
        Some(Self(node.clone()))
    }
}
