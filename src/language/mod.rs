//! The languages of a portal: texts of the interface, dates, lists and names of countries in each.

mod countries;
mod words;

use serde::{Serialize, Serializer};

use crate::diag::Sink;
use crate::source::decode::{Decode, word};
use crate::source::yaml::Node;

pub use words::{Words, filled};

/// A language that the interface speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Italian.
    It,
}

/// Every language that the interface speaks.
pub const LANGUAGES: [Language; 5] =
    [Language::En, Language::De, Language::Fr, Language::Es, Language::It];

impl Language {
    /// The tag of BCP 47, in files and addresses.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Fr => "fr",
            Self::Es => "es",
            Self::It => "it",
        }
    }

    /// Its own name for itself.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Fr => "Français",
            Self::Es => "Español",
            Self::It => "Italiano",
        }
    }

    /// Its English name, for messages to authors.
    #[must_use]
    pub fn english_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "German",
            Self::Fr => "French",
            Self::Es => "Spanish",
            Self::It => "Italian",
        }
    }

    /// The language of a tag.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        LANGUAGES.into_iter().find(|language| language.tag() == tag)
    }

    /// The name of a country by its code of two capital letters (ISO 3166-1), or the code.
    #[must_use]
    pub fn country(self, code: &str) -> &str {
        countries::name(self, code).unwrap_or(code)
    }

    /// Whether a number takes the singular (Unicode CLDR, plural rules, whole numbers).
    fn is_one(self, count: usize) -> bool {
        match self {
            Self::Fr => count <= 1,
            Self::En | Self::De | Self::Es | Self::It => count == 1,
        }
    }
}

impl Decode for Language {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let words = LANGUAGES.map(|language| (language.tag(), language));
        word(node, "a language of the interface", &words, sink)
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.tag())
    }
}
