//! Pages once more as Markdown, for programs that read text (llmstxt.org).
//!
//! A twin says what its page says, with whole addresses, and no more.

use rayon::prelude::*;

use crate::date::Date;
use crate::diag::Sink;
use crate::output::links::Links;
use crate::output::theme::Theme;
use crate::output::{Output, put};
use crate::portal::linked::LISTED_QUESTIONS;
use crate::portal::wording::{commit, owner, transfer};
use crate::portal::{Edition, Page, file_at, wording};
use crate::questionnaire::{Questionnaire, Row};
use crate::register::DatedNotice;
use crate::tree::Tree;
use crate::view::{
    Country, VariantId, VisibleAnswer, VisibleAttestation, VisiblePromise, VisibleStatement,
    VisibleSubprocessor, VisibleTopic, route,
};

/// This output.
pub const OUTPUT: Output = Output {
    name: "twins",
    about: "Answers, topics, the register, questionnaires and texts as Markdown beside their pages.",
    emit,
};

/// How many twins are written in one go; few enough that what is not in the tree yet stays small.
const AT_ONCE: usize = 512;

fn emit(edition: &Edition, _theme: &Theme, tree: &mut Tree, sink: &mut Sink) {
    let writer = Writer { edition, links: Links::new(edition) };
    for chunk in edition.pages().chunks(AT_ONCE) {
        let one = |page: &Page<'_>| page.twin().map(|path| (path, writer.twin(page)));
        let written: Vec<_> = chunk.par_iter().filter_map(one).collect();
        for (path, text) in written {
            put(tree, &file_at(&path), text, sink);
        }
    }
}

/// Writes twins of one edition.
struct Writer<'e> {
    edition: &'e Edition,
    links: Links<'e>,
}

impl Writer<'_> {
    /// The whole twin of a page.
    fn twin(&self, page: &Page<'_>) -> String {
        let (view, words) = (&self.edition.view, &self.edition.words);
        let title = |key: &str| words.text(key).to_owned();
        let (title, text, foot) = match page {
            Page::Answer(topic, answer) => {
                let foot = self.foot_of_answer(topic, answer);
                (answer.question.clone(), self.answer(answer, 2), foot)
            }
            Page::Topic(topic) => (topic.title.clone(), self.topic(topic), Vec::new()),
            Page::Compliance => (title("compliance"), self.compliance(), Vec::new()),
            Page::Subprocessors => (title("subprocessors"), self.register(), Vec::new()),
            Page::Document(document, text) => {
                let foot = [
                    self.text_line("twin_version", document.version.as_ref()),
                    self.day_line("twin_issued", document.issued),
                    self.day_line("twin_valid_until", document.valid_until),
                ];
                let text = self.text(document.summary.as_deref(), text, &document.title);
                (document.title.clone(), text, foot.into_iter().flatten().collect())
            }
            Page::Own(own) => {
                let text = self.text(own.summary.as_deref(), &own.body, &own.title);
                (own.title.clone(), text, Vec::new())
            }
            Page::Offer(offer) => match offer.questionnaires.first() {
                Some(only) => (only.title(), self.questionnaire(only), Vec::new()),
                None => return String::new(),
            },
            Page::OfferOf(_, own) => {
                let variant = own.variant.as_ref();
                let name =
                    variant.map_or_else(String::new, |variant| format!(", {}", variant.name));
                (format!("{}{name}", own.title()), self.questionnaire(own), Vec::new())
            }
            Page::Overview
            | Page::Answers
            | Page::Documents
            | Page::Annex
            | Page::Notice(_)
            | Page::Changes
            | Page::Search
            | Page::NotFound => (view.site.title.clone(), String::new(), Vec::new()),
        };
        let mut out = format!("# {}\n", literal(&title));
        if !self.edition.is_public() {
            out.push_str(&format!("\n{}\n", words.text("under_nda_edition")));
        }
        push_block(&mut out, &text);
        let mut lines = foot;
        lines.extend(self.foot(page));
        push_block(&mut out, &format!("---\n\n{}", bullets(&lines)));
        out
    }

    /// Where and when everything on a page was said.
    fn foot(&self, page: &Page<'_>) -> Vec<String> {
        let organization = &self.edition.view.organization;
        let name = organization.legal_name.as_ref().unwrap_or(&organization.name);
        let commit = commit(&self.edition.words, &self.edition.provenance);
        vec![
            self.page_line(&page.path()),
            self.line("twin_published_by", &literal(name)),
            self.line("twin_as_of", &self.edition.view.reader.date.to_string()),
            self.line("twin_commit", &commit),
        ]
    }

    /// What the page of an answer says about it below its statements.
    fn foot_of_answer(&self, topic: &VisibleTopic, answer: &VisibleAnswer) -> Vec<String> {
        let words = &self.edition.words;
        let topic = self.link(&topic.title, &route::topic(&topic.id));
        let mut lines = vec![self.line("twin_topic", &topic), self.reviewed(answer)];
        let owner = answer.ownership.map(|own| owner(words, own));
        lines.extend(owner.map(|own| self.line("twin_responsibility", own)));
        let titles = &self.edition.view.form_titles;
        for (form, questions) in &answer.answers_to {
            let title = titles.get(form).cloned().unwrap_or_else(|| form.to_string());
            let (title, questions) = (literal(&title), literal(&questions.join(", ")));
            lines.push(words.say("labelled", &[("label", &title), ("text", &questions)]));
        }
        let asked = answer.also_asked.iter();
        lines.extend(asked.filter_map(|asked| self.text_line("twin_also_asked", Some(asked))));
        lines.extend(self.list_line("twin_tags", &answer.tags));
        lines
    }

    /// What an answer says; the names of variants are headings of `level`.
    fn answer(&self, answer: &VisibleAnswer, level: usize) -> String {
        let mut out = String::new();
        for statement in &answer.statements {
            let names: Vec<_> =
                statement.variants.iter().map(|id| self.edition.view.variant_name(id)).collect();
            if !names.is_empty() {
                push_block(&mut out, &heading(level, &names.join(", ")));
            }
            self.push_statement(&mut out, statement);
        }
        out
    }

    fn push_statement(&self, out: &mut String, statement: &VisibleStatement) {
        let words = &self.edition.words;
        if let Some(response) = statement.response {
            push_block(out, &format!("**{}**", words.text(response.key())));
        }
        if let Some(because) = &statement.because {
            push_block(out, &words.say("label", &[("label", words.text("twin_because"))]));
            push_block(out, &self.prose(because));
        }
        if let Some(explanation) = &statement.explanation {
            push_block(out, &self.prose(explanation));
        }
        if let Some(promise) = &statement.promise {
            push_block(out, &self.promised(promise));
            push_block(out, &self.prose(&promise.what));
        }
        if !statement.evidence.is_empty() {
            let links: Vec<_> =
                statement.evidence.iter().map(|own| self.link(&own.title, &own.path)).collect();
            push_block(out, &self.line("twin_evidence", &links.join(", ")));
        }
    }

    fn topic(&self, topic: &VisibleTopic) -> String {
        let mut out = topic.summary.as_deref().map(literal).unwrap_or_default();
        let answers = self.edition.view.answers.get(topic.answers.clone()).unwrap_or_default();
        if answers.len() > LISTED_QUESTIONS {
            let twin = |own: &VisibleAnswer| {
                self.link(&own.question, &format!("{}index.html.md", own.path()))
            };
            push_block(&mut out, &bullets(&answers.iter().map(twin).collect::<Vec<_>>()));
            return out;
        }
        for answer in answers {
            push_block(&mut out, &heading(2, &answer.question));
            push_block(&mut out, &self.answer(answer, 3));
            let path = answer.path();
            push_block(&mut out, &bullets(&[self.page_line(&path), self.reviewed(answer)]));
        }
        out
    }

    fn compliance(&self) -> String {
        let words = &self.edition.words;
        let mut out = String::new();
        for own in &self.edition.view.attestations {
            push_block(&mut out, &heading(2, &own.name));
            push_block(&mut out, &own.summary.as_deref().map(literal).unwrap_or_default());
            push_block(&mut out, &bullets(&self.attestation(own)));
        }
        let roadmap: Vec<String> = crate::portal::Portal::new(self.edition)
            .roadmap()
            .0
            .into_iter()
            .map(|own| {
                let due = if own.due.lapsed {
                    words.say("twin_lapsed", &[("due", &own.due.long)])
                } else {
                    own.due.long
                };
                let variants = if own.variants.is_empty() {
                    String::new()
                } else {
                    format!(" ({})", own.variants)
                };
                let what = format!("{}{}", literal(&own.what), literal(&variants));
                words.say("labelled", &[("label", &due), ("text", &what)])
            })
            .collect();
        if !roadmap.is_empty() {
            push_block(&mut out, &heading(2, words.text("twin_roadmap")));
            push_block(&mut out, &bullets(&roadmap));
        }
        out
    }

    fn attestation(&self, own: &VisibleAttestation) -> Vec<String> {
        let words = &self.edition.words;
        let is_to_come = matches!(
            own.status,
            crate::view::AttestationStatus::InProgress | crate::view::AttestationStatus::Planned
        );
        let due = own.due.filter(|_| is_to_come).map(|due| {
            let due = words.when(due);
            if own.lapsed {
                words.say("twin_lapsed", &[("due", &due)])
            } else {
                self.line("twin_due", &due)
            }
        });
        let document = own.document.as_ref().and_then(|id| {
            let known = self.edition.view.documents.iter().find(|known| known.id == *id)?;
            Some(self.line("twin_document", &self.link(&known.title, &route::document(id))))
        });
        let period = own.period.map(|period| {
            let (from, to) = (period.from.to_string(), period.to.to_string());
            self.line("twin_period", &words.say("twin_from_to", &[("from", &from), ("to", &to)]))
        });
        let lines = [
            Some(self.line("twin_state", &words.title("attestation", own.status.word()))),
            self.text_line("twin_issuer", own.issuer.as_ref()),
            self.text_line("twin_scope", own.scope.as_ref()),
            period,
            self.day_line("twin_issued", own.issued),
            self.day_line("twin_valid_until", own.valid_until),
            due,
            self.list_line("twin_only", &self.variant_names(&own.variants)),
            document,
        ];
        lines.into_iter().flatten().collect()
    }

    fn register(&self) -> String {
        let (register, words) = (&self.edition.register, &self.edition.words);
        let mut out = literal(words.text("register_policy_note"));
        let lists = [
            ("twin_in_force", &register.in_force),
            ("twin_upcoming", &register.upcoming),
            ("twin_former", &register.former),
        ];
        for (key, entries) in lists.into_iter().filter(|(_, entries)| !entries.is_empty()) {
            push_block(&mut out, &heading(2, words.text(key)));
            for own in entries {
                push_block(&mut out, &heading(3, &own.display_name));
                push_block(&mut out, &bullets(&self.entry(own)));
            }
        }
        if !register.history.is_empty() {
            push_block(&mut out, &heading(2, words.text("twin_notices")));
            for dated in &register.history {
                let (id, title) = (dated.notice.id.to_string(), dated.title(words));
                let title = words.say("labelled", &[("label", &id), ("text", &title)]);
                push_block(&mut out, &heading(3, &title));
                push_block(&mut out, &bullets(&self.notice(dated)));
            }
        }
        out
    }

    fn entry(&self, own: &VisibleSubprocessor) -> Vec<String> {
        let words = &self.edition.words;
        let country = |own: &Country| words.country(own.code()).to_owned();
        let place = |(own, region): &(Country, Option<String>)| match region {
            Some(region) => format!("{} ({region})", country(own)),
            None => country(own),
        };
        let name = format!("{}, {}", literal(&own.legal_name), country(&own.country));
        // A category is often an enumeration itself.
        let titles = own.data_categories.iter().map(|known| known.title.as_str());
        let data = titles.collect::<Vec<_>>().join("; ");
        let places = own.processing_locations.iter().map(place);
        let transfers = own.transfer.iter().map(|own| transfer(words, own));
        let lines = [
            Some(self.line("twin_legal_name", &name)),
            self.text_line("twin_purpose", Some(&own.purpose)),
            self.text_line("twin_service", own.service.as_ref()),
            self.text_line("twin_data", Some(&data).filter(|data| !data.is_empty())),
            self.list_line("twin_where", &places.collect::<Vec<_>>()),
            self.list_line(
                "twin_remote_access",
                &own.remote_access_from.iter().map(country).collect::<Vec<_>>(),
            ),
            self.list_line("twin_transfer", &transfers.collect::<Vec<_>>()),
            self.list_line("twin_only", &self.variant_names(&own.applies_to)),
            self.text_line("twin_contact", Some(&own.contact)),
            self.day_line("twin_since", own.since),
            self.day_line("twin_until", own.until),
        ];
        lines.into_iter().flatten().collect()
    }

    fn notice(&self, dated: &DatedNotice) -> Vec<String> {
        let own = &dated.notice;
        let changes: Vec<String> = own
            .changes
            .iter()
            .map(|change| wording::changed(&self.edition.words, &self.edition.view, change))
            .collect();
        let state = self.edition.words.title("notice_state", dated.shown_state().word());
        let lines = [
            Some(self.line("twin_state", &state)),
            self.day_line("twin_announced", Some(own.announced_on)),
            self.day_line("twin_effective", Some(own.effective_on)),
            self.day_line("notice_postponed_from", own.postponed_from),
            self.day_line("twin_objections_until", self.edition.register.last_day(own)),
            self.day_line("twin_withdrawn", own.withdrawn_on),
            self.text_line("twin_reason", Some(&own.reason)),
            (!changes.is_empty())
                .then(|| self.line("feed_changes_of_register", &literal(&changes.join("; ")))),
            self.text_line("notice_customer_impact", own.customer_impact.as_ref()),
            self.text_line("notice_how_to_object", own.how_to_object.as_ref()),
            Some(self.page_line(&route::notice(&own.id))),
        ];
        lines.into_iter().flatten().collect()
    }

    fn questionnaire(&self, own: &Questionnaire) -> String {
        let form = &own.form;
        let mut out = String::new();
        for text in [&form.about, &form.wording, &form.licence] {
            push_block(&mut out, &literal(text));
        }
        for section in &form.sections {
            push_block(&mut out, &heading(2, &section.title));
            for row in own.rows.iter().filter(|row| row.question.section == section.id) {
                self.push_row(&mut out, own, row);
            }
        }
        out
    }

    fn push_row(&self, out: &mut String, own: &Questionnaire, row: &Row) {
        let (question, words) = (&row.question, &self.edition.words);
        let places = [("label", question.id.as_str()), ("text", &question.text)];
        push_block(out, &heading(3, &words.say("labelled", &places)));
        if let Some(control) = own.form.control_of(question) {
            push_block(out, &literal(control));
        }
        let Some(entry) = &row.entry else {
            return push_block(out, words.text("twin_not_answered"));
        };
        let mut lines = vec![format!("**{}**", literal(&entry.word))];
        if !entry.ownership.is_empty() {
            lines.push(literal(&entry.ownership));
        }
        push_block(out, &lines.join(" · "));
        for paragraph in entry.explanation.split("\n\n") {
            let lines: Vec<_> = paragraph.lines().map(literal).collect();
            push_block(out, &lines.join("\n"));
        }
        push_block(out, &self.line("twin_answer", &format!("<{}>", self.edition.url(&entry.path))));
    }

    /// A summary and a text without a first heading that repeats the title.
    fn text(&self, summary: Option<&str>, markdown: &str, title: &str) -> String {
        let mut out = summary.map(literal).unwrap_or_default();
        let body = crate::portal::documents::without_title(markdown, title);
        push_block(&mut out, &self.prose(body));
        out
    }

    /// Markdown of a project with whole addresses.
    fn prose(&self, markdown: &str) -> String {
        self.links.resolved_as_text(markdown.trim_end())
    }

    /// The day of an answer's review, and whether that is too long ago.
    fn reviewed(&self, answer: &VisibleAnswer) -> String {
        let words = &self.edition.words;
        let day = answer.reviewed.map(|day| day.to_string());
        self.line(
            "twin_reviewed",
            &match (day, answer.overdue) {
                (Some(day), false) => day,
                (Some(day), true) => words.say("twin_overdue", &[("day", &day)]),
                (None, _) => words.text("twin_not_reviewed").to_owned(),
            },
        )
    }

    /// Until when something is promised, honest about a day that has passed.
    fn promised(&self, promise: &VisiblePromise) -> String {
        let words = &self.edition.words;
        let key = if promise.lapsed { "twin_promised_lapsed" } else { "twin_promised" };
        match promise.due {
            Some(due) => words.say(key, &[("due", &words.when(due))]),
            None => words.text("twin_promised_undated").to_owned(),
        }
    }

    fn variant_names(&self, variants: &[VariantId]) -> Vec<String> {
        variants.iter().map(|id| self.edition.view.variant_name(id).to_owned()).collect()
    }

    /// A label and Markdown behind it.
    fn line(&self, key: &str, markdown: &str) -> String {
        self.edition.words.labelled(key, markdown)
    }

    /// The same with a text, if there is one.
    fn text_line(&self, key: &str, text: Option<&String>) -> Option<String> {
        text.map(|text| self.line(key, &literal(text)))
    }

    /// The same with a day, if there is one.
    fn day_line(&self, key: &str, day: Option<Date>) -> Option<String> {
        day.map(|day| self.line(key, &day.to_string()))
    }

    /// The same with several texts, if there are any.
    fn list_line(&self, key: &str, texts: &[String]) -> Option<String> {
        (!texts.is_empty()).then(|| self.line(key, &literal(&texts.join(", "))))
    }

    /// The address of a page.
    fn page_line(&self, path: &str) -> String {
        self.line("twin_page", &format!("<{}>", self.edition.url(path)))
    }

    /// A link to a path of the portal.
    fn link(&self, title: &str, path: &str) -> String {
        format!("[{}]({})", literal(title), self.edition.url(path))
    }
}

/// A heading with a text that is not Markdown.
fn heading(level: usize, text: &str) -> String {
    format!("{} {}", "#".repeat(level), literal(text))
}

/// Items of a list.
fn bullets(lines: &[String]) -> String {
    let items: Vec<String> = lines.iter().map(|line| format!("- {line}")).collect();
    items.join("\n")
}

/// Adds a block behind a blank line.
fn push_block(out: &mut String, block: &str) {
    let block = block.trim();
    if block.is_empty() {
        return;
    }
    out.truncate(out.trim_end().len());
    if !out.is_empty() {
        out.push_str("\n\n");
    }
    out.push_str(block);
    out.push('\n');
}

/// A text on one line in which nothing is Markdown or HTML.
fn literal(text: &str) -> String {
    crate::markdown::literal(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}
