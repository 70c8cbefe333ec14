//! Pages once more as Markdown, for programs that read text (llmstxt.org).
//!
//! A twin says what its page says, with whole addresses, and no more.

use rayon::prelude::*;

use crate::diag::Sink;
use crate::output::links::Links;
use crate::output::theme::Theme;
use crate::output::{Output, put};
use crate::portal::linked::LISTED_QUESTIONS;
use crate::portal::{Edition, Page, file_at};
use crate::questionnaire::{Questionnaire, Row};
use crate::register::DatedNotice;
use crate::tree::Tree;
use crate::view::{
    Country, VisibleAnswer, VisibleAttestation, VisiblePromise, VisibleStatement,
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
        let view = &self.edition.view;
        let (title, text, foot) = match page {
            Page::Answer(topic, answer) => {
                let foot = self.foot_of_answer(topic, answer);
                (answer.question.clone(), self.answer(answer, 2), foot)
            }
            Page::Topic(topic) => (topic.title.clone(), self.topic(topic), Vec::new()),
            Page::Compliance => ("Compliance".to_owned(), self.compliance(), Vec::new()),
            Page::Subprocessors => ("Sub-processors".to_owned(), self.register(), Vec::new()),
            Page::Document(document, text) => {
                let day = |label: &str, day: Option<crate::date::Date>| {
                    day.map(|day| format!("{label}: {day}"))
                };
                let version = document.version.as_ref();
                let foot = [
                    version.map(|version| format!("Version: {}", literal(version))),
                    day("Issued", document.issued),
                    day("Valid until", document.valid_until),
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
            | Page::Notice(_)
            | Page::Changes
            | Page::Search
            | Page::NotFound => (view.site.title.clone(), String::new(), Vec::new()),
        };
        let mut out = format!("# {}\n", literal(&title));
        if !self.edition.is_public() {
            out.push_str("\nThis edition is under NDA and must not be passed on.\n");
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
        vec![
            format!("Page: <{}>", self.edition.url(&page.path())),
            format!(
                "Published by: {}",
                literal(organization.legal_name.as_ref().unwrap_or(&organization.name))
            ),
            format!("As of: {}", self.edition.view.reader.date),
            format!("Source commit: {}", self.edition.provenance.words()),
        ]
    }

    /// What the page of an answer says about it below its statements.
    fn foot_of_answer(&self, topic: &VisibleTopic, answer: &VisibleAnswer) -> Vec<String> {
        let mut lines =
            vec![format!("Topic: {}", self.link(&topic.title, &route::topic(&topic.id)))];
        lines.push(reviewed(answer));
        lines.extend(
            answer
                .ownership
                .map(|own| format!("Responsibility: {}", crate::portal::answers::owner(own))),
        );
        let titles = &self.edition.view.form_titles;
        for (form, questions) in &answer.answers_to {
            let title = titles.get(form).cloned().unwrap_or_else(|| form.to_string());
            lines.push(format!("{}: {}", literal(&title), literal(&questions.join(", "))));
        }
        lines.extend(
            answer.also_asked.iter().map(|asked| format!("Also asked: {}", literal(asked))),
        );
        if !answer.tags.is_empty() {
            lines.push(format!("Tags: {}", literal(&answer.tags.join(", "))));
        }
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
        if let Some(response) = statement.response {
            push_block(out, &format!("**{}**", response.title()));
        }
        if let Some(because) = &statement.because {
            push_block(out, "Why it does not apply:");
            push_block(out, &self.prose(because));
        }
        if let Some(explanation) = &statement.explanation {
            push_block(out, &self.prose(explanation));
        }
        if let Some(promise) = &statement.promise {
            push_block(out, &promised(promise));
            push_block(out, &self.prose(&promise.what));
        }
        if !statement.evidence.is_empty() {
            let links: Vec<_> =
                statement.evidence.iter().map(|own| self.link(&own.title, &own.path)).collect();
            push_block(out, &format!("Evidence: {}", links.join(", ")));
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
            let lines = [format!("Page: <{}>", self.edition.url(&path)), reviewed(answer)];
            push_block(&mut out, &bullets(&lines));
        }
        out
    }

    fn compliance(&self) -> String {
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
                    format!("Lapsed, was due {}", own.due.long)
                } else {
                    own.due.long
                };
                let variants = if own.variants.is_empty() {
                    String::new()
                } else {
                    format!(" ({})", own.variants)
                };
                format!("{due}: {}{}", literal(&own.what), literal(&variants))
            })
            .collect();
        if !roadmap.is_empty() {
            push_block(&mut out, "## Roadmap");
            push_block(&mut out, &bullets(&roadmap));
        }
        out
    }

    fn attestation(&self, own: &VisibleAttestation) -> Vec<String> {
        let text = |label: &str, text: Option<&String>| {
            text.map(|text| format!("{label}: {}", literal(text)))
        };
        let day =
            |label: &str, day: Option<crate::date::Date>| day.map(|day| format!("{label}: {day}"));
        let is_to_come = matches!(
            own.status,
            crate::view::AttestationStatus::InProgress | crate::view::AttestationStatus::Planned
        );
        let due = own.due.filter(|_| is_to_come).map(|due| {
            if own.lapsed {
                format!("Lapsed, was due {}", due.long())
            } else {
                format!("Due: {}", due.long())
            }
        });
        let names: Vec<_> =
            own.variants.iter().map(|id| self.edition.view.variant_name(id)).collect();
        let variants = (!names.is_empty()).then(|| names.join(", "));
        let document = own.document.as_ref().and_then(|id| {
            let known = self.edition.view.documents.iter().find(|known| known.id == *id)?;
            Some(format!("Document: {}", self.link(&known.title, &route::document(id))))
        });
        let lines = [
            Some(format!("State: {}", own.status.title())),
            text("Issuer", own.issuer.as_ref()),
            text("Scope", own.scope.as_ref()),
            own.period.map(|period| format!("Period: {} to {}", period.from, period.to)),
            day("Issued", own.issued),
            day("Valid until", own.valid_until),
            due,
            text("Only", variants.as_ref()),
            document,
        ];
        lines.into_iter().flatten().collect()
    }

    fn register(&self) -> String {
        let register = &self.edition.register;
        let mut out = String::new();
        let lists = [
            ("In force", &register.in_force),
            ("Not in force yet", &register.upcoming),
            ("Former", &register.former),
        ];
        for (title, entries) in lists.into_iter().filter(|(_, entries)| !entries.is_empty()) {
            push_block(&mut out, &heading(2, title));
            for own in entries {
                push_block(&mut out, &heading(3, &own.display_name));
                push_block(&mut out, &bullets(&self.entry(own)));
            }
        }
        if !register.history.is_empty() {
            push_block(&mut out, "## Notices");
            for dated in &register.history {
                let title = format!("{}: {}", dated.notice.id, dated.title());
                push_block(&mut out, &heading(3, &title));
                push_block(&mut out, &bullets(&self.notice(dated)));
            }
        }
        out
    }

    fn entry(&self, own: &VisibleSubprocessor) -> Vec<String> {
        let list = |label: &str, words: Vec<String>| {
            (!words.is_empty()).then(|| format!("{label}: {}", literal(&words.join(", "))))
        };
        let text = |label: &str, text: Option<&String>| {
            text.map(|text| format!("{label}: {}", literal(text)))
        };
        let place = |(country, region): &(Country, Option<String>)| match region {
            Some(region) => format!("{} ({region})", country.name()),
            None => country.name().to_owned(),
        };
        let until = own.until.map(|day| format!("Out of force from: {day}"));
        let categories = own.data_categories.iter().map(|known| known.title.clone());
        let names = own.applies_to.iter().map(|id| self.edition.view.variant_name(id).to_owned());
        let lines = [
            Some(format!("Legal name: {}, {}", literal(&own.legal_name), own.country.name())),
            text("Purpose", Some(&own.purpose)),
            text("Service", own.service.as_ref()),
            list("Data", categories.collect()),
            list("Where", own.processing_locations.iter().map(place).collect()),
            list(
                "Remote access from",
                own.remote_access_from.iter().map(|own| own.name().to_owned()).collect(),
            ),
            list("Transfer", own.transfer.clone()),
            list("Only", names.collect()),
            text("Contact", Some(&own.contact)),
            own.since.map(|day| format!("Since: {day}")),
            until,
        ];
        lines.into_iter().flatten().collect()
    }

    fn notice(&self, dated: &DatedNotice) -> Vec<String> {
        let own = &dated.notice;
        let text = |label: &str, text: Option<&String>| {
            text.map(|text| format!("{label}: {}", literal(text)))
        };
        let path = route::notice(&own.id);
        let lines = [
            Some(format!("State: {}", dated.state.title())),
            Some(format!("Announced: {}", own.announced_on)),
            Some(format!("Effective: {}", own.effective_on)),
            own.objection_until.map(|day| format!("Objections until: {day}")),
            own.withdrawn_on.map(|day| format!("Withdrawn: {day}")),
            text("Reason", Some(&own.reason)),
            text("What you have to do", own.customer_impact.as_ref()),
            text("How to object", own.how_to_object.as_ref()),
            Some(format!("Page: <{}>", self.edition.url(&path))),
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
                self.push_row(&mut out, row);
            }
        }
        out
    }

    fn push_row(&self, out: &mut String, row: &Row) {
        let question = &row.question;
        push_block(out, &heading(3, &format!("{}: {}", question.id, question.text)));
        let Some(entry) = &row.entry else { return push_block(out, "Not answered") };
        let mut lines = vec![format!("**{}**", literal(&entry.word))];
        if !entry.ownership.is_empty() {
            lines.push(literal(&entry.ownership));
        }
        push_block(out, &lines.join(" · "));
        for paragraph in entry.explanation.split("\n\n") {
            let lines: Vec<_> = paragraph.lines().map(literal).collect();
            push_block(out, &lines.join("\n"));
        }
        push_block(out, &format!("Answer: <{}>", self.edition.url(&entry.path)));
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

    /// A link to a path of the portal.
    fn link(&self, title: &str, path: &str) -> String {
        format!("[{}]({})", literal(title), self.edition.url(path))
    }
}

/// The day of an answer's review, and whether that is too long ago.
fn reviewed(answer: &VisibleAnswer) -> String {
    match (answer.reviewed, answer.overdue) {
        (Some(day), false) => format!("Reviewed: {day}"),
        (Some(day), true) => format!("Reviewed: {day} (overdue)"),
        (None, _) => "Reviewed: not yet".to_owned(),
    }
}

/// Until when something is promised, honest about a day that has passed.
fn promised(promise: &VisiblePromise) -> String {
    match promise.due {
        Some(due) if promise.lapsed => format!("Promised (lapsed, was due {}):", due.long()),
        Some(due) => format!("Promised for {}:", due.long()),
        None => "Promised, without a date:".to_owned(),
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
