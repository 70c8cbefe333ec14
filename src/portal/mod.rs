//! Pages before they are HTML, and everything that one audience gets on one day.

use crate::date::Date;
use crate::questionnaire::Questionnaire;
use crate::register::Register;
use crate::view::View;

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
}

impl Provenance {
    /// The commit in words: its hash, `... with uncommitted changes`, or `not under version control`.
    #[must_use]
    pub fn words(&self) -> String {
        match (&self.commit, self.dirty) {
            (None, _) => "not under version control".to_owned(),
            (Some(commit), false) => commit.clone(),
            (Some(commit), true) => format!("{commit} with uncommitted changes"),
        }
    }
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
        format!("{}{path}", self.view.site.base_url.as_str().trim_end_matches('/'))
    }

    /// Whether everybody may read it; else it is for readers under NDA.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.view.reader.audience == crate::view::Audience::Public
    }

    /// Questionnaires whose files this reader gets, each with its offer.
    pub fn open_questionnaires(&self) -> impl Iterator<Item = (&Offer, &Questionnaire)> {
        let open = self.offers.iter().filter(|offer| offer.open);
        open.flat_map(|offer| offer.questionnaires.iter().map(move |own| (offer, own)))
    }

    /// Prepares an edition from the view of all variants and one view for each variant.
    #[must_use]
    pub fn new(view: View, variants: &[View], provenance: Provenance) -> Self {
        let register = Register::of(&view);
        let offers = offers(&view, variants);
        Self { view, register, offers, provenance }
    }
}

/// One questionnaire where all variants agree, else one for each variant.
fn offers(view: &View, variants: &[View]) -> Vec<Offer> {
    let offer = |download: &crate::view::VisibleDownload| {
        let form = &download.form;
        let own = |view: &View| Questionnaire::fill(view, form, view.variants.first().cloned());
        let mut questionnaires: Vec<Questionnaire> = variants.iter().map(own).collect();
        let agree = questionnaires.windows(2).all(|pair| matches!(pair, [a, b] if a.rows_equal(b)));
        if questionnaires.is_empty() || agree {
            let any = variants.first().unwrap_or(view);
            questionnaires = vec![Questionnaire::fill(any, form, None)];
        }
        Offer { path: download.path.clone(), open: download.open, questionnaires }
    };
    view.downloads.iter().map(offer).collect()
}
