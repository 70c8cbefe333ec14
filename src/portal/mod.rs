//! Pages before they are HTML, and everything that one audience gets on one day.

pub mod accent;
pub mod annex;
pub mod answers;
pub mod changes;
pub mod compliance;
mod dates;
pub mod documents;
pub mod filled;
pub(crate) mod linked;
pub mod notices;
pub mod offers;
pub mod overview;
pub mod page;
mod promise;
pub mod search;
pub mod site;
pub mod subprocessors;
pub mod timeline;
pub mod wording;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::change::History;
use crate::date::{Date, When};
use crate::form::{FormRef, Response};
use crate::language::{Language, Words};
use crate::markdown;
use crate::questionnaire::Questionnaire;
use crate::questionnaire::opened::Opened;
use crate::questionnaire::stamp::Stamp;
use crate::register::Register;
use crate::view::route::{Routes, Target};
use crate::view::{VariantId, View};

use crate::portal::answers::Word;
use crate::portal::site::{Day, Due, Fallback, LanguageLink};

pub use page::{Content, Page};

/// Where an output comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Provenance {
    /// Version of the program.
    pub version: String,
    /// Short hash of the commit; `None` outside Git.
    pub commit: Option<String>,
    /// Day of the commit.
    pub commit_date: Option<Date>,
    /// Whether files differ from the commit.
    pub dirty: bool,
    /// What changed up to the commit.
    pub history: Arc<History>,
}

/// A questionnaire of the portal, for each variant where answers differ.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The folder of the portal.
    pub path: String,
    /// Whether the reader gets the files; else only whom to ask.
    pub open: bool,
    /// One questionnaire, or one for each variant where answers differ.
    pub questionnaires: Vec<Questionnaire>,
    /// The publisher's workbook with the answers, where the project has one and the reader gets it.
    pub workbooks: Option<filled::Workbooks>,
}

/// Everything that one audience gets on one day, in every form of output.
#[derive(Debug)]
pub struct Edition {
    /// What the reader may see, all variants side by side.
    pub view: View,
    /// The register on that day.
    pub register: Register,
    /// Questionnaires in the order of the project.
    pub offers: Vec<Offer>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// What the interface says, in the language of the view.
    pub words: Words,
    /// The same in the other languages of the site: pages only, as files exist once.
    pub translations: Vec<Edition>,
}

impl Offer {
    /// The folder of a questionnaire's files, with slashes at both ends:
    /// `/caiq/`, or `/caiq/mode-b/` where answers differ between variants.
    #[must_use]
    pub fn folder(&self, questionnaire: &Questionnaire) -> String {
        let variant = questionnaire.variant.as_ref();
        variant.map_or_else(
            || format!("/{}/", self.path),
            |variant| format!("/{}/{}/", self.path, variant.id.value),
        )
    }

    /// The path of a questionnaire's file: `/caiq/caiq-lite-4.0.3.xlsx`.
    #[must_use]
    pub fn file(&self, questionnaire: &Questionnaire, extension: &str) -> String {
        format!("{}{}.{extension}", self.folder(questionnaire), questionnaire.stem())
    }
}

impl Edition {
    /// The address of a path of the portal; the path begins with a slash.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        let base = self.view.site.base_url.as_str().trim_end_matches('/');
        format!("{base}{}", self.localized(path))
    }

    /// Where something stands in this edition's language: pages of other languages than that of the
    /// originals stand below the language's tag, files exist once.
    #[must_use]
    pub fn localized<'p>(&self, path: &'p str) -> Cow<'p, str> {
        self.localized_in(self.view.reader.language, path)
    }

    /// Where something stands in a language.
    fn localized_in<'p>(&self, language: Language, path: &'p str) -> Cow<'p, str> {
        let page = path.split('#').next().unwrap_or_default();
        if language == self.view.site.language || !page.ends_with('/') {
            Cow::Borrowed(path)
        } else {
            Cow::Owned(format!("/{}{path}", language.tag()))
        }
    }

    /// Whether everybody may read it; else it is for readers under NDA.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.view.reader.audience == crate::view::Audience::Public
    }

    /// What the sheet of a questionnaire at a path says of itself; `digest` is that of its cells.
    #[must_use]
    pub fn stamp(&self, questionnaire: &Questionnaire, path: &str, digest: String) -> Stamp {
        let variant = questionnaire.variant.as_ref();
        let dirty = if self.provenance.dirty { "+dirty" } else { "" };
        let commit = self.provenance.commit.as_deref();
        Stamp {
            portal: self.url("/"),
            path: path.trim_start_matches('/').to_owned(),
            form: questionnaire.form.reference.to_string(),
            variant: variant.map_or_else(String::new, |variant| variant.id.value.to_string()),
            audience: if self.is_public() { String::new() } else { "nda".to_owned() },
            commit: commit.map_or_else(String::new, |commit| format!("{commit}{dirty}")),
            as_of: self.view.reader.date.to_string(),
            version: self.provenance.version.clone(),
            digest,
        }
    }

    /// Questionnaires whose files this reader gets, each with its offer.
    pub fn open_questionnaires(&self) -> impl Iterator<Item = (&Offer, &Questionnaire)> {
        let open = self.offers.iter().filter(|offer| offer.open);
        open.flat_map(|offer| offer.questionnaires.iter().map(move |own| (offer, own)))
    }

    /// Prepares an edition from the view of all variants and one view for each variant, with the
    /// words of the view's language.
    #[must_use]
    pub fn new(view: View, variants: &[View], words: Words, provenance: Provenance) -> Self {
        Self::with_opened(view, variants, words, provenance, &Opened::default())
    }

    /// The same with publishers' workbooks that were opened before.
    #[must_use]
    pub fn with_opened(
        view: View,
        variants: &[View],
        words: Words,
        provenance: Provenance,
        opened: &Opened,
    ) -> Self {
        let register = Register::of(&view);
        let offers = offers(&view, variants, &words);
        let mut edition =
            Self { view, register, offers, provenance, words, translations: Vec::new() };
        filled::fill(&mut edition, opened);
        edition
    }

    /// The same with the pages of a further language. Questionnaires stay as they are but for the
    /// names of variants: their questions are in the words of their form, and the pages equal the files.
    #[must_use]
    pub fn with_translation(mut self, view: View, words: Words) -> Self {
        let mut offers = self.offers.clone();
        let variants = offers
            .iter_mut()
            .flat_map(|offer| &mut offer.questionnaires)
            .filter_map(|own| own.variant.as_mut());
        for variant in variants {
            if let Some(own) = view.variants.iter().find(|own| own.id.value == variant.id.value) {
                variant.clone_from(own);
            }
        }
        self.translations.push(Self {
            register: Register::of(&view),
            view,
            offers,
            provenance: self.provenance.clone(),
            words,
            translations: Vec::new(),
        });
        self
    }

    /// All editions: this one, and those of the other languages.
    pub fn in_all_languages(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.translations)
    }
}

/// An edition as a site: addresses and texts with links.
pub struct Portal<'e> {
    /// What is published.
    pub edition: &'e Edition,
    /// Path of the base URL without a slash at its end; mostly empty.
    root: String,
    routes: Routes,
    /// Where the rows of a form's questions stand.
    forms: BTreeMap<&'e FormRef, OfferedForm<'e>>,
}

/// A form on the portal that answers may link to.
struct OfferedForm<'e> {
    /// Folders of the questionnaires, with the variant where answers differ.
    folders: Vec<(Option<&'e VariantId>, String)>,
    questions: BTreeSet<&'e str>,
}

impl<'e> Portal<'e> {
    /// The site of an edition.
    #[must_use]
    pub fn new(edition: &'e Edition) -> Self {
        let base_url = edition.view.site.base_url.as_str();
        let forms = edition
            .offers
            .iter()
            .filter(|offer| offer.open)
            .filter_map(|offer| {
                let form = &offer.questionnaires.first()?.form;
                let folder = |own: &'e Questionnaire| {
                    (own.variant.as_ref().map(|variant| &variant.id.value), offer.folder(own))
                };
                let folders = offer.questionnaires.iter().map(folder).collect();
                let questions = form.questions.iter().map(|known| known.id.as_str()).collect();
                Some((&form.reference, OfferedForm { folders, questions }))
            })
            .collect();
        Self { edition, root: root_of(base_url), routes: Routes::of(&edition.view), forms }
    }

    /// A path of the portal as an address on its host.
    #[must_use]
    pub fn href(&self, path: &str) -> String {
        format!("{}{}", self.root, self.edition.localized(path))
    }

    /// The page at a path in every language of the site, that of the originals first; none where
    /// the site has one language.
    #[must_use]
    pub fn languages(&self, path: &str) -> Vec<LanguageLink> {
        let view = &self.edition.view;
        if view.site.languages.is_empty() {
            return Vec::new();
        }
        let link = |language: Language| {
            let own = self.edition.localized_in(language, path);
            LanguageLink {
                language: language.tag(),
                name: language.name(),
                href: format!("{}{own}", self.root),
                url: format!("{}{own}", view.site.base_url.as_str().trim_end_matches('/')),
                is_current: language == view.reader.language,
            }
        };
        let others = view.site.languages.iter().map(|language| language.value);
        std::iter::once(view.site.language).chain(others).map(link).collect()
    }

    /// What a text is marked with that is in another language than the page.
    #[must_use]
    pub fn fallback(&self, language: Language) -> Option<Fallback> {
        (language != self.edition.view.reader.language).then(|| {
            let mark = wording::shown_in(&self.edition.words, language).to_owned();
            Fallback { language: language.tag(), mark }
        })
    }

    /// A day in the words of the page's language.
    #[must_use]
    pub fn day(&self, date: Date) -> Day {
        Day { iso: date.to_string(), long: self.edition.words.day(date) }
    }

    /// When something is due, and whether that day has passed.
    #[must_use]
    pub fn due(&self, when: When, lapsed: bool) -> Due {
        Due { long: self.edition.words.when(when), lapsed }
    }

    /// A word for programs with the words for people, which stand under the `family` of texts.
    #[must_use]
    pub fn word(&self, family: &str, word: &'static str) -> Word {
        Word { word, title: self.edition.words.title(family, word) }
    }

    /// A response with its words.
    #[must_use]
    pub fn response(&self, response: Response) -> Word {
        Word { word: response.word(), title: self.edition.words.text(response.key()).to_owned() }
    }

    /// A path of the portal as a whole address.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        self.edition.url(path)
    }

    /// An address on the host, as [`Self::href`] makes it, as a whole address.
    #[must_use]
    pub fn whole(&self, href: &str) -> String {
        let base = self.edition.url("");
        format!("{}{href}", base.strip_suffix(self.root.as_str()).unwrap_or(&base))
    }

    /// Where a link of a text leads: an address on the host or elsewhere, or nowhere.
    #[must_use]
    pub fn link(&self, link: &str) -> Option<String> {
        match self.routes.resolve(link) {
            Target::Path(path) => Some(self.href(&path)),
            Target::Elsewhere(address) => Some(address),
            Target::Nowhere(_) => None,
        }
    }

    /// Markdown as HTML whose highest heading stands one level below `level`.
    #[must_use]
    pub fn prose(&self, markdown: &str, level: usize) -> String {
        markdown::to_html_below(markdown, level, &|link| self.link(link))
    }

    /// Names of variants in words; empty for all.
    #[must_use]
    pub fn variant_names(&self, variants: &[VariantId]) -> String {
        let names: Vec<_> =
            variants.iter().map(|variant| self.edition.view.variant_name(variant)).collect();
        names.join(", ")
    }
}

/// The path of an address without a slash at its end.
pub(crate) fn root_of(base_url: &str) -> String {
    let rest = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    path.find('/')
        .and_then(|slash| path.get(slash..))
        .unwrap_or_default()
        .trim_end_matches('/')
        .to_owned()
}

/// The file of the output at a path of the portal: `/answers/` is `answers/index.html`.
#[must_use]
pub fn file_at(path: &str) -> String {
    let relative = path.trim_start_matches('/');
    if relative.is_empty() || relative.ends_with('/') {
        format!("{relative}index.html")
    } else {
        relative.to_owned()
    }
}

/// One questionnaire where all variants agree, else one for each variant.
fn offers(view: &View, variants: &[View], words: &Words) -> Vec<Offer> {
    let offer = |download: &crate::view::VisibleDownload| {
        let form = &download.form;
        let own =
            |view: &View| Questionnaire::fill(view, form, view.variants.first().cloned(), words);
        let mut questionnaires: Vec<Questionnaire> = variants.iter().map(own).collect();
        let agree = questionnaires.windows(2).all(|pair| matches!(pair, [a, b] if a.rows_equal(b)));
        if questionnaires.is_empty() || agree {
            let any = variants.first().unwrap_or(view);
            questionnaires = vec![Questionnaire::fill(any, form, None, words)];
        }
        let (path, open) = (download.path.clone(), download.open);
        Offer { path, open, questionnaires, workbooks: None }
    };
    view.downloads.iter().map(offer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_may_have_a_path() {
        for (base_url, root) in [
            ("https://x.example", ""),
            ("https://x.example/", ""),
            ("https://x.example/trust", "/trust"),
            ("https://x.example/a/b/", "/a/b"),
        ] {
            assert_eq!(root_of(base_url), root, "{base_url}");
        }
    }

    #[test]
    fn a_path_has_a_file() {
        assert_eq!(file_at("/"), "index.html");
        assert_eq!(file_at("/answers/"), "answers/index.html");
        assert_eq!(file_at("/caiq/a.csv"), "caiq/a.csv");
    }
}
