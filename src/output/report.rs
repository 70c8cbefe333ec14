//! What a filled questionnaire leaves open and promises, as text for people, in the language of the originals.

use crate::diag::{Diagnostic, Severity, Sink};
use crate::output::json::cargo_word;
use crate::output::theme::Theme;
use crate::output::{Output, put};
use crate::portal::wording::commit;
use crate::portal::{Edition, Offer};
use crate::questionnaire::Questionnaire;
use crate::questionnaire::fit::{Filled, Why};
use crate::tree::Tree;

/// This output.
pub const OUTPUT: Output = Output {
    name: "report",
    about: "Beside each questionnaire: gaps, promises, and what a publisher's workbook did not take.",
    emit,
};

/// No line is longer, but for words that are.
const WIDTH: usize = 80;

fn emit(edition: &Edition, _theme: &Theme, tree: &mut Tree, sink: &mut Sink) {
    for (offer, questionnaire) in edition.open_questionnaires() {
        let path = offer.report(questionnaire, "txt");
        put(tree, path.trim_start_matches('/'), text(edition, offer, questionnaire), sink);
        if let Some(filled) = offer.filled(questionnaire).filter(|own| !own.unwritten.is_empty()) {
            sink.push(unwritten(offer, questionnaire, filled, &path));
        }
    }
}

/// What a workbook did not take: a warning, and an error where that is everything.
fn unwritten(
    offer: &Offer,
    questionnaire: &Questionnaire,
    filled: &Filled,
    path: &str,
) -> Diagnostic {
    let name = offer.workbooks.as_ref().map_or("", |own| own.name.as_str());
    let (cells, verb) = match filled.unwritten.len() {
        1 => ("1 cell".to_owned(), "is"),
        many => (format!("{many} cells"), "are"),
    };
    let message = format!(
        "{cells} of `{name}` {verb} not as `{}` has it: {} of {} answers were written",
        questionnaire.stem(),
        filled.written,
        questionnaire.coverage().answered,
    );
    let left = filled.unwritten.iter().filter(|own| own.why == Why::Left).count();
    let message = match left {
        0 => message,
        1 => format!("{message}; 1 cell still holds an earlier text"),
        many => format!("{message}; {many} cells still hold earlier texts"),
    };
    let first = filled.unwritten.first();
    let first = first.map(|own| format!(" ({} {}: {})", own.id, own.cell, own.why.phrase()));
    let message = format!("{message}{}", first.unwrap_or_default());
    let said = Diagnostic::without_place("unwritten-answer", message);
    if filled.written == 0 && questionnaire.coverage().answered > 0 {
        return said.hint(
            "unlock or clear the cells for answers in the workbook, or leave out `workbook`",
        );
    }
    Diagnostic { severity: Severity::Warning, ..said }
        .hint(format!("read `{}` in the built site", path.trim_start_matches('/')))
}

/// A report as text.
fn text(edition: &Edition, offer: &Offer, questionnaire: &Questionnaire) -> String {
    let words = &edition.words;
    let mut page = Page { text: String::new() };
    let title = match &questionnaire.variant {
        Some(variant) => format!("{}, {}", questionnaire.title(), variant.name),
        None => questionnaire.title(),
    };
    page.heading(&title);
    page.line(words.text("form_report"), 0);
    page.gap();
    let labelled = |key: &str, text: &str| words.labelled(key, text);
    page.line(&labelled("cover_organization", &edition.view.organization.name), 2);
    page.line(&labelled("cover_portal", &edition.url(&offer.folder(questionnaire))), 2);
    page.line(&labelled("cover_as_of", &words.day(edition.view.reader.date)), 2);
    page.line(&labelled("cover_commit", &commit(words, &edition.provenance)), 2);
    page.line(&labelled("cover_written_by", &format!("trust {}", edition.provenance.version)), 2);
    page.section(&words.count("report_gaps", questionnaire.coverage().gaps()));
    let gaps: Vec<&str> = questionnaire.gaps().collect();
    if !gaps.is_empty() {
        page.line(&gaps.join(", "), 0);
    }
    let promises: Vec<_> = questionnaire.promises().collect();
    if !promises.is_empty() {
        page.section(&words.count("report_promises", promises.len()));
    }
    for (id, entry) in promises {
        let due = entry.due.map(|due| words.when(due));
        let due = due.unwrap_or_else(|| words.text("report_undated").to_owned());
        let lapsed =
            if entry.lapsed { format!(" ({})", words.text("due_lapsed")) } else { String::new() };
        page.line(&format!("{id}  {due}{lapsed}"), 2);
    }
    if let Some(filled) = offer.filled(questionnaire) {
        let name = offer.workbooks.as_ref().map_or("", |own| own.name.as_str());
        workbook(edition, name, filled, &mut page);
    }
    page.text
}

/// What is to be said about the publisher's workbook.
fn workbook(edition: &Edition, name: &str, filled: &Filled, page: &mut Page) {
    let words = &edition.words;
    page.section(words.text("report_workbook"));
    page.line(&words.labelled("report_file", name), 2);
    page.line(&words.labelled("report_digest", &filled.digest), 2);
    for (sheet, rows, columns) in &filled.tables {
        let values = [("sheet", sheet.as_str()), ("rows", rows), ("columns", columns)];
        page.line(&words.say("report_layout", &values), 2);
    }
    page.line(&words.count("report_written", filled.written), 0);
    if filled.cleared > 0 {
        page.line(&words.count("report_cleared", filled.cleared), 0);
    }
    if filled.dropped > 0 {
        page.line(&words.count("report_dropped", filled.dropped), 0);
    }
    if !filled.cargo.is_empty() {
        let carried: Vec<String> = filled
            .cargo
            .iter()
            .map(|cargo| words.title("report_cargo", cargo_word(*cargo)))
            .collect();
        page.line(&words.labelled("report_carries", &words.list(&carried)), 2);
    }
    if !filled.kept.is_empty() {
        page.line(&words.labelled("report_kept", &filled.kept.join(", ")), 2);
    }
    if filled.unshown > 0 {
        page.line(&words.count("report_unshown", filled.unshown), 0);
    }
    if !filled.unwritten.is_empty() {
        page.section(&words.count("report_unwritten", filled.unwritten.len()));
    }
    for own in &filled.unwritten {
        let why = words.title("report_why", own.why.word());
        let place: Vec<&str> = [own.id.as_str(), own.cell.as_str()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect();
        page.line(&format!("{}  {why}", place.join("  ")), 2);
    }
}

/// Text as it grows, line by line.
struct Page {
    text: String,
}

impl Page {
    fn heading(&mut self, title: &str) {
        self.line(title, 0);
        self.text.push_str(&"=".repeat(title.chars().count().min(WIDTH)));
        self.text.push('\n');
    }

    fn section(&mut self, title: &str) {
        self.gap();
        self.line(title, 0);
        self.text.push_str(&"-".repeat(title.chars().count().min(WIDTH)));
        self.text.push('\n');
    }

    fn gap(&mut self) {
        self.text.push('\n');
    }

    /// A text on lines of the width, the further ones indented.
    fn line(&mut self, text: &str, indent: usize) {
        let mut used = 0;
        for word in text.split_whitespace() {
            let length = word.chars().count();
            if used > 0 && used + 1 + length > WIDTH {
                self.text.push('\n');
                self.text.push_str(&" ".repeat(indent));
                used = indent;
            } else if used > 0 {
                self.text.push(' ');
                used += 1;
            }
            self.text.push_str(word);
            used += length;
        }
        self.text.push('\n');
    }
}
