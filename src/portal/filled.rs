//! Questionnaires in the workbooks of their publishers.

use std::sync::Arc;

use rayon::prelude::*;

use crate::form::Form;
use crate::language::Words;
use crate::portal::{Edition, Offer};
use crate::questionnaire::Questionnaire;
use crate::questionnaire::fit::Filled;
use crate::questionnaire::opened::Opened;
use crate::questionnaire::publisher::PublisherWorkbook;
use crate::view::VisibleWorkbook;

/// The publisher's workbook of a download, for each of its questionnaires.
#[derive(Debug, Clone)]
pub struct Workbooks {
    /// The name of the file in the project.
    pub name: String,
    /// One for each questionnaire, in their order; or why there is none.
    pub filled: Result<Vec<Arc<Filled>>, String>,
}

impl Offer {
    /// The publisher's workbook with the answers of a questionnaire, where the project has one.
    #[must_use]
    pub fn filled(&self, questionnaire: &Questionnaire) -> Option<&Filled> {
        let filled = self.workbooks.as_ref()?.filled.as_ref().ok()?;
        let id = |own: &Questionnaire| own.variant.as_ref().map(|own| own.id.value.clone());
        let at = self.questionnaires.iter().position(|own| id(own) == id(questionnaire))?;
        filled.get(at).map(AsRef::as_ref)
    }

    /// The path of the report about a questionnaire: `/caiq/caiq-lite-4.0.3-report.json`.
    #[must_use]
    pub fn report(&self, questionnaire: &Questionnaire, extension: &str) -> String {
        format!("{}{}-report.{extension}", self.folder(questionnaire), questionnaire.stem())
    }

    /// The extension of a questionnaire's workbook: ours, or that of its publisher's file.
    #[must_use]
    pub fn workbook_extension(&self, questionnaire: &Questionnaire) -> &'static str {
        self.filled(questionnaire).map_or("xlsx", |filled| filled.extension)
    }
}

impl Edition {
    /// What became of each publisher's workbook, one line each:
    /// `caiq/caiq-4.0.3.xlsx: 122 of 261 written into CAIQ.xlsx, 139 open, 2 cells not as they should be`.
    #[must_use]
    pub fn fillings(&self) -> Vec<String> {
        let line = |(offer, questionnaire): (&Offer, &Questionnaire)| {
            let (filled, own) = (offer.filled(questionnaire)?, offer.workbooks.as_ref()?);
            let coverage = questionnaire.coverage();
            let path = offer.file(questionnaire, filled.extension);
            let mut line = format!(
                "{}: {} of {} written into {}, {} open",
                path.trim_start_matches('/'),
                filled.written,
                coverage.questions,
                own.name,
                coverage.gaps()
            );
            match filled.unwritten.len() {
                0 => {}
                1 => line.push_str(", 1 cell not as it should be"),
                many => line.push_str(&format!(", {many} cells not as they should be")),
            }
            Some(line)
        };
        self.open_questionnaires().filter_map(line).collect()
    }
}

/// Fills the workbooks of publishers that the project has; where it holds the right, questions are told in their words.
pub(super) fn fill(edition: &mut Edition, opened: &Opened) {
    let downloads: Vec<Option<VisibleWorkbook>> =
        edition.view.downloads.iter().map(|own| own.workbook.clone()).collect();
    let mut offers = std::mem::take(&mut edition.offers);
    offers.par_iter_mut().zip(downloads).for_each(|(offer, own)| {
        let Some(own) = own.filter(|_| offer.open) else { return };
        let filled = fill_offer(edition, offer, &own, opened);
        offer.workbooks = Some(Workbooks { name: own.name, filled });
    });
    edition.offers = offers;
}

/// The workbook of one download, for each of its questionnaires.
fn fill_offer(
    edition: &Edition,
    offer: &mut Offer,
    own: &VisibleWorkbook,
    opened: &Opened,
) -> Result<Vec<Arc<Filled>>, String> {
    let Some(form) = offer.questionnaires.first().map(|first| Arc::clone(&first.form)) else {
        return Ok(Vec::new());
    };
    // Whether it is of another form has been checked before: there all forms are at hand.
    let workbook = opened.open_checked(&form, &own.bytes).map_err(|why| why.to_string())?;
    let filled = offer.questionnaires.iter().map(|questionnaire| {
        let path = offer.file(questionnaire, workbook.extension());
        let stamp = |digest| edition.stamp(questionnaire, &path, digest).line();
        opened.fill(&workbook, questionnaire, &edition.words, &stamp)
    });
    let filled: Result<Vec<_>, _> = filled.collect();
    let organization = &edition.view.organization.name;
    if own.shows_text {
        tell_in_its_words(offer, &form, &workbook, organization);
    } else if filled.is_ok() {
        tell_of_workbook(offer, &form, organization);
    }
    filled.map_err(|refusal| refusal.to_string())
}

/// Says that the publisher's text stands in the workbook and nowhere else: the form's note speaks of sheets without it.
fn tell_of_workbook(offer: &mut Offer, form: &Form, organization: &str) {
    let fills = [("publisher", form.publisher.as_str()), ("name", organization)];
    let licence = Words::of(form.language).say("form_licence_workbook", &fills);
    let form = Arc::new(Form { licence, ..form.clone() });
    for questionnaire in &mut offer.questionnaires {
        questionnaire.form = Arc::clone(&form);
    }
}

/// Puts the publisher's question text in the place of ours.
fn tell_in_its_words(
    offer: &mut Offer,
    form: &Form,
    workbook: &PublisherWorkbook,
    organization: &str,
) {
    let words = Words::of(form.language);
    let mut form = form.clone();
    form.wording = words.say("form_text_licensed", &[("publisher", &form.publisher)]);
    form.licence = words.say("form_licence_held", &[("name", organization)]);
    for question in &mut form.questions {
        if let Some(text) = workbook.question(&question.id) {
            text.clone_into(&mut question.text);
        }
    }
    let form = Arc::new(form);
    for questionnaire in &mut offer.questionnaires {
        for (row, question) in questionnaire.rows.iter_mut().zip(&form.questions) {
            row.question.text.clone_from(&question.text);
        }
        questionnaire.form = Arc::clone(&form);
    }
}
