//! Questionnaires, the register and its notices as CSV (RFC 4180), safe to open in a spreadsheet program.
//!
//! UTF-8 with a byte-order mark, because Excel reads other files in the
//! code page of the machine. Every field is quoted, so that a semicolon
//! splits no cell where it is the separator.

use csv::{QuoteStyle, Terminator, WriterBuilder};

use crate::date::Date;
use crate::diag::{Diagnostic, Sink};
use crate::language::{Language, Words};
use crate::output::theme::Theme;
use crate::output::{Output, put};
use crate::portal::wording::transfers_in_english;
use crate::portal::{Edition, wording};
use crate::questionnaire::Questionnaire;
use crate::questionnaire::table::{cell, columns, guarded, header};
use crate::register::DatedNotice;
use crate::tree::Tree;
use crate::view::{Country, NoticeId, VisibleSubprocessor, route};

/// This output.
pub const OUTPUT: Output = Output {
    name: "csv",
    about: "Filled questionnaires, the register of sub-processors and its notices as .csv, guarded against formulas.",
    emit,
};

/// Headers of the register. They and all words that are not the project's own are English, whatever the language of the
/// portal: programs read them.
const REGISTER: [&str; 25] = [
    "State",
    "Id",
    "Name",
    "Legal name",
    "Address",
    "Country",
    "Contact",
    "Purpose",
    "Service",
    "Data categories",
    "Data subjects",
    "Special categories of data",
    "Processing locations",
    "Remote access from",
    "Transfer mechanism",
    "Transfer impact assessment",
    "Website",
    "Data processing agreement",
    "Its sub-processors",
    "Its security page",
    "Applies to",
    "Optional",
    "Affiliate",
    "In force since",
    "Out of force from",
];

/// Headers of the notices.
const NOTICES: [&str; 22] = [
    "Id",
    "State",
    "Kind",
    "Effect",
    "Sub-processors",
    "Replaces",
    "Announced on",
    "Objections until",
    "Effective on",
    "Postponed from",
    "Withdrawn on",
    "Customers told by",
    "Notice class",
    "What changes",
    "Reason",
    "What customers have to do",
    "How to object",
    "Contact",
    "About notice",
    "Postponed by",
    "Ended by",
    "Address",
];

fn emit(edition: &Edition, _theme: &Theme, tree: &mut Tree, sink: &mut Sink) {
    let questionnaires = edition.open_questionnaires().map(|(offer, questionnaire)| {
        (offer.file(questionnaire, "csv"), questionnaire_rows(edition, questionnaire))
    });
    let register = ("/subprocessors/subprocessors.csv".to_owned(), register_rows(edition));
    let notices = ("/subprocessors/notices.csv".to_owned(), notice_rows(edition));
    for (path, rows) in questionnaires.chain([register, notices]) {
        match write(&rows) {
            Ok(bytes) => put(tree, path.trim_start_matches('/'), bytes, sink),
            Err(error) => sink.push(
                Diagnostic::without_place("unwritable-text", format!("`{path}` {error}"))
                    .hint("report this as a fault of trust"),
            ),
        }
    }
}

/// The header and one row for each question.
fn questionnaire_rows(edition: &Edition, questionnaire: &Questionnaire) -> Vec<Vec<String>> {
    let columns = columns(questionnaire);
    let url = |path: &str| edition.url(path);
    let headers = columns.iter().map(|column| header(questionnaire, *column).to_owned()).collect();
    let rows = questionnaire
        .rows
        .iter()
        .map(|row| columns.iter().map(|column| cell(questionnaire, row, *column, &url)).collect());
    std::iter::once(headers).chain(rows).collect()
}

/// The header and one row for each sub-processor: in force, upcoming, former.
fn register_rows(edition: &Edition) -> Vec<Vec<String>> {
    let register = &edition.register;
    let lists = [
        ("in force", &register.in_force),
        ("upcoming", &register.upcoming),
        ("former", &register.former),
    ];
    let rows = lists.into_iter().flat_map(|(state, entries)| {
        entries.iter().map(move |entry| register_row(edition, state, entry))
    });
    std::iter::once(REGISTER.map(str::to_owned).to_vec()).chain(rows).collect()
}

fn register_row(edition: &Edition, state: &str, entry: &VisibleSubprocessor) -> Vec<String> {
    let or_blank = |text: &Option<String>| text.clone().unwrap_or_default();
    let yes_or_no = |holds: bool| if holds { "yes" } else { "no" }.to_owned();
    let names = |countries: &[Country]| {
        countries.iter().map(|country| country.name().to_owned()).collect::<Vec<_>>().join("; ")
    };
    let categories: Vec<&str> =
        entry.data_categories.iter().map(|category| category.title.as_str()).collect();
    let locations: Vec<String> = entry
        .processing_locations
        .iter()
        .map(|(country, region)| match region {
            Some(region) => format!("{} ({region})", country.name()),
            None => country.name().to_owned(),
        })
        .collect();
    let variants: Vec<&str> =
        entry.applies_to.iter().map(|variant| edition.view.variant_name(variant)).collect();
    let optional = match (&entry.enabled_by, entry.optional) {
        (Some(who), true) => format!("yes, enabled by {who}"),
        (_, optional) => yes_or_no(optional),
    };
    let date =
        |date: Option<crate::date::Date>| date.map_or_else(String::new, |date| date.to_string());
    vec![
        state.to_owned(),
        entry.id.to_string(),
        entry.display_name.clone(),
        entry.legal_name.clone(),
        or_blank(&entry.address),
        entry.country.name().to_owned(),
        entry.contact.clone(),
        entry.purpose.clone(),
        or_blank(&entry.service),
        categories.join("; "),
        entry.data_subjects.join("; "),
        yes_or_no(entry.special_category),
        locations.join("; "),
        names(&entry.remote_access_from),
        transfers_in_english(&entry.transfer).join("; "),
        yes_or_no(entry.tia),
        or_blank(&entry.website),
        or_blank(&entry.dpa_url),
        or_blank(&entry.subprocessors_url),
        or_blank(&entry.security_url),
        if variants.is_empty() { "all".to_owned() } else { variants.join("; ") },
        optional,
        yes_or_no(entry.affiliate),
        date(entry.since),
        date(entry.until),
    ]
}

/// The header and one row for each notice, the newest announcement first.
fn notice_rows(edition: &Edition) -> Vec<Vec<String>> {
    let rows = edition.register.history.iter().map(|dated| notice_row(edition, dated));
    std::iter::once(NOTICES.map(str::to_owned).to_vec()).chain(rows).collect()
}

fn notice_row(edition: &Edition, dated: &DatedNotice) -> Vec<String> {
    let (own, words) = (&dated.notice, Words::of(Language::En));
    let or_blank = |text: &Option<String>| text.clone().unwrap_or_default();
    let day = |date: Option<Date>| date.map_or_else(String::new, |date| date.to_string());
    let is_visible = |id: &&NoticeId| edition.view.notices.iter().any(|known| known.id == **id);
    let notice =
        |id: Option<&NoticeId>| id.filter(is_visible).map_or_else(String::new, ToString::to_string);
    let names: Vec<&str> = own.subject.iter().map(|(_, name)| name.as_str()).collect();
    let postponed: Vec<_> = own.postponed_by.iter().map(|id| notice(Some(id))).collect();
    let deltas = own.changes.iter().map(|delta| wording::changed(&words, &edition.view, delta));
    let written = [&own.data_delta, &own.location_delta, &own.transfer_delta];
    let changes: Vec<String> = deltas.chain(written.into_iter().flatten().cloned()).collect();
    vec![
        own.id.to_string(),
        dated.state.word().to_owned(),
        own.kind.word().to_owned(),
        own.effect.word().to_owned(),
        names.join("; "),
        own.replaces.as_ref().map_or_else(String::new, |(_, name)| name.clone()),
        day(Some(own.announced_on)),
        day(own.objection_until),
        day(Some(own.effective_on)),
        day(own.postponed_from),
        day(own.withdrawn_on),
        day(own.told_by),
        own.class.as_ref().map_or_else(String::new, |class| class.id.clone()),
        changes.join("\n"),
        own.reason.clone(),
        or_blank(&own.customer_impact),
        or_blank(&own.how_to_object),
        own.contact.as_ref().map_or_else(String::new, |(words, _)| words.clone()),
        notice(own.supersedes.as_ref()),
        postponed.join("; "),
        notice(own.superseded_by.as_ref().or(own.withdrawn_by.as_ref())),
        edition.url(&route::notice(&own.id)),
    ]
}

/// The bytes of a file: byte-order mark, quoted fields, `\r\n` behind each row.
fn write(rows: &[Vec<String>]) -> Result<Vec<u8>, String> {
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::Always)
        .terminator(Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    for row in rows {
        writer
            .write_record(row.iter().map(|text| guarded(text)))
            .map_err(|error| error.to_string())?;
    }
    writer.into_inner().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_and_guarded() {
        let row = ["=1+1", "a \"b\"", "a;=b; c", "x\ny", "-"].map(str::to_owned).to_vec();
        let bytes = write(&[row]).expect("a file");
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert_eq!(text, "\u{feff}\"'=1+1\",\"a \"\"b\"\"\",\"a;'=b; c\",\"x\ny\",\"'-\"\r\n");
    }
}
