//! Pages of questionnaires, and where their rows and files stand.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::form::{self, Completed, RESPONSES, Response};
use crate::language::{Language, Words};
use crate::portal::page::{Body, Content};
use crate::portal::site::{Due, Link, QUESTIONNAIRES, capitalized};
use crate::portal::{Offer, Portal};
use crate::questionnaire::{Coverage, Questionnaire, Row};
use crate::view::route;

/// A questionnaire.
#[derive(Debug, Serialize)]
pub struct QuestionnairePage {
    /// The form.
    pub form: FormNotes,
    /// The variant it is filled for; empty where there is one for all.
    pub variant: String,
    /// How much is answered, in words.
    pub coverage: String,
    /// The same as files.
    pub files: Vec<Link>,
    /// Whether the workbook is the publisher's own.
    pub is_original: bool,
    /// What is open and what is promised, as files for people and for programs.
    pub reports: Vec<Link>,
    /// Sections with their rows.
    pub sections: Vec<Section>,
    /// The same form for each variant; empty where there is one for all.
    pub switch: Vec<VariantLink>,
    /// Where the variants stand side by side.
    pub all: Link,
    /// Id of the variant it is filled for; empty where there is one for all.
    pub variant_id: String,
}

/// The questionnaire of one variant, as a link.
#[derive(Debug, Serialize)]
pub struct VariantLink {
    /// Id of the variant.
    pub id: String,
    /// Its page; `title` is the variant's name.
    pub page: Link,
    /// Whether this is the page.
    pub is_here: bool,
}

/// A questionnaire on the overview.
#[derive(Debug, Serialize)]
pub struct Download {
    /// Its page: `note` says how much is answered, or that it is given out on request.
    pub page: Link,
    /// Whether the reader gets the files.
    pub open: bool,
    /// The files, once or for each variant.
    pub sets: Vec<FileSet>,
}

/// The files of one filled questionnaire.
#[derive(Debug, Serialize)]
pub struct FileSet {
    /// Name of the variant; empty where there is one for all.
    pub variant: String,
    /// The files.
    pub files: Vec<Link>,
}

/// What is to be said about a form.
#[derive(Debug, Serialize)]
pub struct FormNotes {
    /// Its title with the version.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// What it is.
    pub about: String,
    /// Who wrote the wordings.
    pub wording: String,
    /// What the publisher's licence says.
    pub licence: String,
    /// Language tag of all texts and words of the form, where they are in another language than the page; else empty.
    pub language: &'static str,
    /// Where to get the publisher's own text.
    pub source: Link,
}

/// A section of a form.
#[derive(Debug, Serialize)]
pub struct Section {
    /// The publisher's id of the section.
    pub id: String,
    /// Anchor; empty where another section has it.
    pub anchor: String,
    /// Its title.
    pub title: String,
    /// How much of it is answered, in words.
    pub coverage: String,
    /// Its rows.
    pub rows: Vec<FormRow>,
}

/// A row.
#[derive(Debug, Serialize)]
pub struct FormRow {
    /// Anchor; empty where another row has it.
    pub anchor: String,
    /// The publisher's id of the question.
    pub id: String,
    /// What it asks about, as the articles of a law, in forms that have a column for it; else empty.
    pub control: String,
    /// The question in our own wording.
    pub question: String,
    /// What is answered; absent for a gap.
    pub entry: Option<FormEntry>,
}

/// What is answered to a question.
#[derive(Debug, Serialize)]
pub struct FormEntry {
    /// Our word for the response, for class names.
    pub response: &'static str,
    /// The form's own word.
    pub word: String,
    /// Our words, where they say more than the form's own; may be empty.
    pub meaning: String,
    /// Who owns the control, in the form's own words; may be empty.
    pub ownership: String,
    /// Until when something is promised.
    pub due: Option<Due>,
    /// The explanation, a paragraph each.
    pub explanation: Vec<String>,
    /// Language tag of the explanation, where it is in another language than the page; else empty.
    pub language: &'static str,
    /// The answer's permalink.
    pub href: String,
}

/// The variants of a questionnaire.
#[derive(Debug, Serialize)]
pub struct Variants {
    /// The form.
    pub form: FormNotes,
    /// The questionnaires.
    pub variants: Vec<VariantOffer>,
}

/// The questionnaire of one variant.
#[derive(Debug, Serialize)]
pub struct VariantOffer {
    /// Id of the variant.
    pub id: String,
    /// The page.
    pub page: Link,
    /// How much is answered, in words.
    pub coverage: String,
    /// The same as files.
    pub files: Vec<Link>,
}

/// Whom to ask for a questionnaire.
#[derive(Debug, Serialize)]
pub struct Request {
    /// The form.
    pub form: FormNotes,
    /// Whom to ask.
    pub contact: Link,
    /// Why it is not open, where the publisher's terms are the reason; may be empty.
    pub because: String,
}

/// The anchor of a question's row: `A&A-02.1` is `a-a-02-1`.
#[must_use]
pub fn row_anchor(question: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    question.chars().map(safe).collect()
}

impl Portal<'_> {
    /// A link to each questionnaire of the portal.
    pub(crate) fn offer_links(&self) -> Vec<Link> {
        let words = &self.edition.words;
        let link = |offer: &Offer| {
            let title = offer.questionnaires.first()?.title();
            let link = Link::new(self.href(&route::folder(&offer.path)), title);
            let note = if offer.open {
                answered(offer, words)
            } else {
                words.text("on_request").to_owned()
            };
            Some(link.note(note))
        };
        self.edition.offers.iter().filter_map(link).collect()
    }

    /// Each questionnaire of the portal with its files.
    pub(crate) fn downloads(&self) -> Vec<Download> {
        let set = |offer: &Offer, own: &Questionnaire| FileSet {
            variant: own.variant.as_ref().map(|variant| variant.name.clone()).unwrap_or_default(),
            files: self.files(offer, own),
        };
        let download = |(offer, page): (&Offer, Link)| Download {
            page,
            open: offer.open,
            sets: if offer.open {
                offer.questionnaires.iter().map(|own| set(offer, own)).collect()
            } else {
                Vec::new()
            },
        };
        let offers = self.edition.offers.iter().filter(|offer| !offer.questionnaires.is_empty());
        offers.zip(self.offer_links()).map(download).collect()
    }

    pub(crate) fn offer(&self, path: &str, offer: &Offer) -> Content {
        match offer.questionnaires.as_slice() {
            [only] if offer.open && only.variant.is_none() => self.questionnaire(path, offer, only),
            several if offer.open => self.variants(path, offer, several),
            several => self.request(path, several),
        }
    }

    pub(crate) fn questionnaire(
        &self,
        path: &str,
        offer: &Offer,
        questionnaire: &Questionnaire,
    ) -> Content {
        let notes = self.form_notes(questionnaire);
        let variant =
            questionnaire.variant.as_ref().map(|own| own.name.clone()).unwrap_or_default();
        let title = if variant.is_empty() {
            notes.title.clone()
        } else {
            format!("{}, {variant}", notes.title)
        };
        let words = &self.edition.words;
        let coverage = coverage_words(questionnaire.coverage(), words);
        let about = words.say(
            "about_questionnaire",
            &[
                ("title", &title),
                ("publisher", &notes.publisher),
                ("name", &self.edition.view.organization.name),
                ("coverage", &coverage),
            ],
        );
        let mut head = self.head(path, &title, &about, QUESTIONNAIRES);
        head.above = vec![self.questionnaires_link()];
        if !variant.is_empty() {
            let folder = self.href(&route::folder(&offer.path));
            head.above.push(Link::new(folder, notes.title.as_str()));
        }
        let id_of = |own: &Questionnaire| {
            own.variant.as_ref().map(|own| own.id.value.to_string()).unwrap_or_default()
        };
        let link = |own: &Questionnaire| VariantLink {
            id: id_of(own),
            page: Link::new(
                self.href(&offer.folder(own)),
                own.variant.as_ref().map(|own| own.name.as_str()).unwrap_or_default(),
            ),
            is_here: id_of(own) == id_of(questionnaire),
        };
        let in_variants = offer.questionnaires.iter().filter(|own| own.variant.is_some());
        let page = QuestionnairePage {
            switch: in_variants.map(link).collect(),
            all: Link::new(self.href(&route::folder(&offer.path)), notes.title.as_str()),
            variant_id: id_of(questionnaire),
            form: notes,
            variant,
            coverage,
            files: self.files(offer, questionnaire),
            is_original: offer.filled(questionnaire).is_some(),
            reports: self.reports(offer, questionnaire),
            sections: self.form_sections(questionnaire),
        };
        let body = Body::Questionnaire(Box::new(page));
        Content { template: "questionnaire.html", head, body }
    }

    fn variants(&self, path: &str, offer: &Offer, questionnaires: &[Questionnaire]) -> Content {
        let Some(first) = questionnaires.first() else { return self.not_found() };
        let form = self.form_notes(first);
        let about = self.about_form("about_variants", &form);
        let mut head = self.head(path, &form.title, &about, QUESTIONNAIRES);
        head.above = vec![self.questionnaires_link()];
        let own = |questionnaire: &Questionnaire| {
            let variant = questionnaire.variant.as_ref();
            let summary = variant.and_then(|own| own.summary.as_deref()).unwrap_or_default();
            let name = variant.map_or(form.title.as_str(), |own| own.name.as_str());
            VariantOffer {
                id: variant.map(|own| own.id.value.to_string()).unwrap_or_default(),
                page: Link::new(self.href(&offer.folder(questionnaire)), name)
                    .note(capitalized(summary)),
                coverage: coverage_words(questionnaire.coverage(), &self.edition.words),
                files: self.files(offer, questionnaire),
            }
        };
        let variants = questionnaires.iter().map(own).collect();
        let body = Body::Variants(Box::new(Variants { form, variants }));
        Content { template: "variants.html", head, body }
    }

    fn request(&self, path: &str, questionnaires: &[Questionnaire]) -> Content {
        let Some(first) = questionnaires.first() else { return self.not_found() };
        let form = self.form_notes(first);
        let about = self.about_form("about_request", &form);
        let mut head = self.head(path, &form.title, &about, QUESTIONNAIRES);
        head.above = vec![self.questionnaires_link()];
        let contact = self.ask_for(&form.title);
        let because = match first.form.publishing.completed {
            Completed::OnRequest => self.about_form("form_request_licence", &form),
            Completed::Open => String::new(),
        };
        let body = Body::Request(Box::new(Request { form, contact, because }));
        Content { template: "request.html", head, body }
    }

    fn questionnaires_link(&self) -> Link {
        Link::new(self.href(QUESTIONNAIRES), self.edition.words.text("questionnaires"))
    }

    fn form_notes(&self, questionnaire: &Questionnaire) -> FormNotes {
        let form = &questionnaire.form;
        FormNotes {
            title: questionnaire.title(),
            publisher: form.publisher.clone(),
            about: form.about.clone(),
            wording: form.wording.clone(),
            licence: form.licence.clone(),
            language: self.other_tag(form.language),
            source: Link::new(form.source_url.as_str(), host(&form.source_url))
                .note(form.source_text.as_str()),
        }
    }

    /// The tag of a language other than the page's, or nothing.
    fn other_tag(&self, language: Language) -> &'static str {
        if language == self.edition.view.reader.language { "" } else { language.tag() }
    }

    /// A sentence about a form and who publishes it.
    fn about_form(&self, key: &str, form: &FormNotes) -> String {
        self.edition.words.say(key, &[("title", &form.title), ("publisher", &form.publisher)])
    }

    fn files(&self, offer: &Offer, questionnaire: &Questionnaire) -> Vec<Link> {
        let workbook = offer.workbook_extension(questionnaire);
        let formats = [(workbook, "Excel"), ("csv", "CSV"), ("json", "JSON")];
        let link = |(extension, title): (&str, &str)| {
            Link::new(self.href(&offer.file(questionnaire, extension)), title)
                .note(format!(".{extension}"))
        };
        formats.into_iter().map(link).collect()
    }

    fn reports(&self, offer: &Offer, questionnaire: &Questionnaire) -> Vec<Link> {
        let link = |(key, extension): (&str, &str)| {
            let title = self.edition.words.text(key);
            Link::new(self.href(&offer.report(questionnaire, extension)), title)
        };
        [("form_report", "txt"), ("form_report_json", "json")].into_iter().map(link).collect()
    }

    fn form_sections(&self, questionnaire: &Questionnaire) -> Vec<Section> {
        let mut by_section: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for row in &questionnaire.rows {
            by_section.entry(&row.question.section).or_default().push(row);
        }
        let mut taken = BTreeSet::new();
        let mut taken_sections = BTreeSet::new();
        let section = |(section, coverage): (&form::Section, Coverage)| {
            let rows = by_section.get(section.id.as_str())?;
            // No row begins with `_`, so a section is never taken for one.
            let anchor = format!("_{}", row_anchor(&section.id));
            let is_free = taken_sections.insert(anchor.clone());
            Some(Section {
                id: section.id.clone(),
                anchor: if is_free { anchor } else { String::new() },
                title: section.title.clone(),
                coverage: answered_of(coverage, &self.edition.words),
                rows: rows.iter().map(|row| self.row(questionnaire, row, &mut taken)).collect(),
            })
        };
        questionnaire.section_coverage().into_iter().filter_map(section).collect()
    }

    fn row(
        &self,
        questionnaire: &Questionnaire,
        row: &Row,
        taken: &mut BTreeSet<String>,
    ) -> FormRow {
        let control = questionnaire.form.control_of(&row.question);
        let anchor = row_anchor(&row.question.id);
        let is_free = taken.insert(anchor.clone());
        let entry = row.entry.as_ref().map(|entry| FormEntry {
            response: entry.response,
            meaning: meaning(entry.response, &entry.word, &self.edition.words),
            word: entry.word.clone(),
            ownership: entry.ownership.clone(),
            due: entry.due.map(|due| self.due(due, entry.lapsed)),
            explanation: entry
                .explanation
                .split("\n\n")
                .filter(|paragraph| !paragraph.trim().is_empty())
                .map(str::to_owned)
                .collect(),
            language: self.other_tag(self.edition.view.site.language),
            href: self.href(&entry.path),
        });
        FormRow {
            anchor: if is_free { anchor } else { String::new() },
            id: row.question.id.clone(),
            control: control.map(with_its_number).unwrap_or_default(),
            question: row.question.text.clone(),
            entry,
        }
    }
}

/// How much of a questionnaire is answered: the least of its variants.
fn answered(offer: &Offer, words: &Words) -> String {
    let least =
        offer.questionnaires.iter().map(Questionnaire::coverage).min_by_key(|own| own.answered);
    least.map_or_else(String::new, |own| answered_of(own, words))
}

/// How many questions are answered, in short.
fn answered_of(coverage: Coverage, words: &Words) -> String {
    let questions = coverage.questions.to_string();
    words.count_with("answered_of", coverage.answered, &[("questions", &questions)])
}

/// A citation whose numbers stay on the line of their word.
fn with_its_number(citation: &str) -> String {
    let mut words = citation.split(' ');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        text + if is_number { "\u{a0}" } else { " " } + word
    })
}

/// The host of an address.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.strip_prefix("www.").unwrap_or(host)
}

/// Our words for a response, where the form's own word says less; most forms speak English.
fn meaning(response: &str, word: &str, words: &Words) -> String {
    let known = RESPONSES.iter().find(|(own, _)| *own == response).map(|(_, own)| *own);
    let Some(known) = known.filter(|own| *own != Response::NotApplicable) else {
        return String::new();
    };
    let says_as_much = |words: &Words| words.text(known.key()).eq_ignore_ascii_case(word);
    if says_as_much(words) || says_as_much(&Words::of(Language::En)) {
        return String::new();
    }
    words.text(known.key()).to_owned()
}

/// How much is answered, in words.
fn coverage_words(coverage: Coverage, words: &Words) -> String {
    let Coverage { questions, answered, planned } = coverage;
    let key = match (answered == questions, planned > 0) {
        (true, false) => "coverage_all",
        (true, true) => "coverage_all_planned",
        (false, false) => "coverage_some",
        (false, true) => "coverage_some_planned",
    };
    let (answered, planned) = (answered.to_string(), planned.to_string());
    words.count_with(key, questions, &[("answered", &answered), ("planned", &planned)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_plain() {
        assert_eq!(row_anchor("A&A-02.1"), "a-a-02-1");
        assert_eq!(row_anchor("2.8"), "2-8");
        assert_eq!(row_anchor("\"><b>"), "---b-");
    }

    #[test]
    fn our_words_are_added_where_the_form_says_less() {
        let (english, german) = (Words::of(Language::En), Words::of(Language::De));
        assert_eq!(meaning("planned", "No", &english), "Planned");
        assert_eq!(meaning("yes", "Yes", &english), "");
        assert_eq!(meaning("not-applicable", "NA", &english), "");
        assert_eq!(meaning("planned", "No", &german), "Geplant");
        assert_eq!(meaning("yes", "Yes", &german), "");
        assert_eq!(meaning("yes", "Ja", &german), "");
    }

    #[test]
    fn coverage_has_words() {
        let words = |questions, answered, planned| {
            let coverage = Coverage { questions, answered, planned };
            coverage_words(coverage, &Words::of(Language::En))
        };
        assert_eq!(words(3, 3, 0), "All 3 questions are answered.");
        assert_eq!(words(3, 2, 1), "2 of 3 questions are answered, 1 of them with a promise.");
    }
}
