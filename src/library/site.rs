//! The portal as a project describes it: addresses, languages, looks, and the fields of `security.txt`.

use crate::date::Date;
use crate::diag::{Diagnostic, Sink};
use crate::language::Language;
use crate::library::address::Url;
use crate::library::translation::{Key, Translations};
use crate::source::decode::{Decode, Fields, parsed};
use crate::source::yaml::Node;
use crate::span::Spanned;

/// The portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Where it will be served, without a trailing slash.
    pub base_url: Url,
    /// Its title.
    pub title: String,
    /// One sentence about it.
    pub summary: Option<String>,
    /// Name of the theme.
    pub theme: String,
    /// The language of the originals.
    pub language: Language,
    /// The other languages of the portal, in the order of its switch.
    pub languages: Vec<Spanned<Language>>,
    /// Title and summary in them.
    pub translations: Translations,
    /// Accent colour, as `#rrggbb`.
    pub accent: Option<Color>,
    /// Path of the logo inside the project.
    pub logo: Option<Spanned<String>>,
    /// Path of the logo for dark surfaces inside the project.
    pub logo_dark: Option<Spanned<String>>,
    /// The status page.
    pub status_page: Option<Url>,
}

/// Fields of `security.txt` (RFC 9116).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityTxt {
    /// The day after which it is stale.
    pub expires: Spanned<Date>,
    /// The disclosure policy.
    pub policy: Option<Url>,
    /// Thanks to researchers.
    pub acknowledgments: Option<Url>,
    /// A key for encrypted reports.
    pub encryption: Option<Url>,
    /// Languages of reports, most welcome first.
    pub languages: Vec<String>,
}

/// A colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color(pub [u8; 3]);

impl Color {
    /// The colour as `#rrggbb`.
    #[must_use]
    pub fn hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    fn new(text: &str) -> Result<Self, String> {
        let byte =
            |at: usize| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        let hex = text.len() == 7
            && text.starts_with('#')
            && text.bytes().skip(1).all(|b| b.is_ascii_hexdigit());
        let parts = if hex { byte(1).zip(byte(3)).zip(byte(5)) } else { None };
        parts
            .map(|((red, green), blue)| Self([red, green, blue]))
            .ok_or_else(|| format!("`{text}` is not a colour"))
    }
}

impl Decode for Color {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        parsed(node, "a colour, such as \"#0b5fff\"", "bad-color", sink, Self::new)
    }
}

impl Site {
    /// Stands in after an error.
    pub(super) fn unknown() -> Self {
        Self {
            base_url: Url::unknown(),
            title: String::new(),
            summary: None,
            theme: "default".to_owned(),
            language: Language::En,
            languages: Vec::new(),
            translations: Translations::default(),
            accent: None,
            logo: None,
            logo_dark: None,
            status_page: None,
        }
    }
}

impl Decode for Site {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "the site", sink)?;
        let base_url: Option<Url> = fields.required("base_url");
        let title = fields.required("title");
        let summary: Option<String> = fields.optional("summary");
        let theme: Option<ThemeName> = fields.optional("theme");
        let language: Option<Language> = fields.optional("language");
        let languages = fields.or_default("languages");
        let keys = [Key::name("title"), Key::text("summary", summary.as_ref())];
        let translations = Translations::read(&mut fields, &keys);
        let (accent, logo, status_page) =
            (fields.optional("accent"), fields.optional("logo"), fields.optional("status_page"));
        let logo_dark = fields.optional("logo_dark");
        fields.finish();
        Some(Self {
            base_url: base_url?.without_trailing_slash(),
            title: title?,
            summary,
            theme: theme.map_or_else(|| "default".to_owned(), |theme| theme.0),
            language: language.unwrap_or_default(),
            languages: other_languages(languages, language.unwrap_or_default(), sink),
            translations,
            accent,
            logo,
            logo_dark,
            status_page,
        })
    }
}

/// The folder of a theme.
struct ThemeName(String);

impl Decode for ThemeName {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let plain = |text: &str| {
            !text.is_empty()
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        };
        parsed(node, "the name of a folder in themes/", "bad-id", sink, |text| {
            if plain(text) {
                Ok(Self(text.to_owned()))
            } else {
                Err(format!("`{text}` is not the name of a theme"))
            }
        })
    }
}

/// The other languages, each once and without that of the originals; the rest is reported.
fn other_languages(
    languages: Vec<Spanned<Language>>,
    original: Language,
    sink: &mut Sink,
) -> Vec<Spanned<Language>> {
    let mut others: Vec<Spanned<Language>> = Vec::new();
    for language in languages {
        let why = if language.value == original {
            "is the language of the originals"
        } else if others.iter().any(|known| known.value == language.value) {
            "is given twice"
        } else {
            others.push(language);
            continue;
        };
        let message = format!("`{}` {why}", language.value.tag());
        sink.push(
            Diagnostic::error("bad-language", message, language.span)
                .hint("`languages` holds each other language of the site once"),
        );
    }
    others
}

/// A language tag (BCP 47).
struct LanguageTag(String);

impl Decode for LanguageTag {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let plain = |text: &str| {
            (2..=35).contains(&text.len())
                && text
                    .split('-')
                    .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()))
        };
        parsed(node, "a language tag, such as en", "bad-language", sink, |text| {
            if plain(text) {
                Ok(Self(text.to_owned()))
            } else {
                Err(format!("`{text}` is not a language tag"))
            }
        })
    }
}

impl Decode for SecurityTxt {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "security_txt", sink)?;
        let expires = fields.required("expires");
        let (policy, acknowledgments, encryption) = (
            fields.optional("policy"),
            fields.optional("acknowledgments"),
            fields.optional("encryption"),
        );
        let languages: Vec<LanguageTag> = fields.or_default("languages");
        fields.finish();
        Some(Self {
            expires: expires?,
            policy,
            acknowledgments,
            encryption,
            languages: languages.into_iter().map(|language| language.0).collect(),
        })
    }
}
