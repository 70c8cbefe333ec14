//! Sub-processors beyond the territory of the register's law without a transfer mechanism.

use std::collections::BTreeSet;

use crate::check::wording::{joined, quoted};
use crate::check::{Context, Level, Rule};
use crate::date::Date;
use crate::diag::{Diagnostic, Sink};
use crate::library::country::{Country, TERRITORIES, Territory};
use crate::library::field::Field;
use crate::library::subprocessor::{Subprocessor, SubprocessorFile, Transfer};
use crate::library::timeline::Timeline;
use crate::span::Spanned;

pub(super) const RULE: Rule = Rule {
    name: "transfer-without-mechanism",
    level: Level::Deny,
    summary: "A sub-processor reaches beyond the home territory, usually the European Economic Area, without a transfer mechanism.",
    page: include_str!("transfer_without_mechanism.md"),
    run,
};

/// What decides whether a ground is needed, and which.
const MATTERS: [Field; 4] =
    [Field::ProcessingLocations, Field::RemoteAccessFrom, Field::Country, Field::Transfer];

/// What to do about it.
const HINT: &str =
    "name what the transfer rests on, such as `transfer: [dpf, \"scc-2021-914:module-3\"]`";

fn run(context: &Context<'_>, sink: &mut Sink) {
    let register = &context.library.register;
    let planned = Timeline::planned(&context.library.notices);
    for entry in &register.subprocessors {
        if judge(register, entry, "", sink) {
            continue;
        }
        // The register says what will be; on the way there, too, every transfer rests on something.
        let shows = planned.changes_of(&entry.id.value).into_iter().map(|(shows, _)| shows);
        let to_come: BTreeSet<Date> = shows.filter(|day| context.date < *day).collect();
        for day in [context.date].into_iter().chain(to_come) {
            let then = planned.entry_on(entry, day);
            let is_other = MATTERS.iter().any(|field| then.value(*field) != entry.value(*field));
            if is_other && judge(register, &then, &format!(" on {day}"), sink) {
                break;
            }
        }
    }
}

/// Reports transfers that rest on nothing, on a day; whether there are any.
fn judge(register: &SubprocessorFile, entry: &Subprocessor, day: &str, sink: &mut Sink) -> bool {
    let id = &entry.id.value;
    let denied = entry.transfer.iter().find(|transfer| transfer.value == Transfer::NoneEea);
    let outside_eea = outside(entry, &|country| country.is_in_eea());
    if let Some(denied) = denied.filter(|_| !outside_eea.is_empty()) {
        let message =
            format!("`{id}` {}{day}, and its `transfer` says `none-eea`", joined(&outside_eea));
        sink.push(Diagnostic::finding(RULE.name, message, denied.span).hint(HINT));
        return true;
    }
    let outside = outside(entry, &|country| register.is_home(country));
    if outside.is_empty() {
        return false;
    }
    let outside = format!("{}{day}", joined(&outside));
    if entry.transfer.is_empty() {
        let message = format!("`{id}` {outside}, and has no transfer mechanism");
        sink.push(Diagnostic::finding(RULE.name, message, entry.id.span).hint(HINT));
        return true;
    }
    let homes = TERRITORIES.into_iter().filter(|(_, home)| register.is_at_home_in(*home));
    let bare = homes
        .map(|(_, home)| home)
        .find(|home| !entry.transfer.iter().any(|transfer| holds(&transfer.value, *home)));
    if let (Some(home), Some(first)) = (bare, entry.transfer.first()) {
        report_elsewhere(entry, &outside, home, first, sink);
    }
    bare.is_some()
}

/// Reports mechanisms that hold only for data from elsewhere.
fn report_elsewhere(
    entry: &Subprocessor,
    outside: &str,
    home: Territory,
    first: &Spanned<Transfer>,
    sink: &mut Sink,
) {
    let (home, hint) = match home {
        Territory::Eea => (
            "the European Economic Area",
            "name what data from there rests on, such as `\"scc-2021-914:module-3\"`; a company in the United Kingdom alone writes `home: [uk]` at the top of the register",
        ),
        Territory::Uk => (
            "the United Kingdom",
            "name what data from there rests on, such as `uk-idta`, or `uk-addendum` beside the clauses",
        ),
    };
    let named: Vec<String> = entry.transfer.iter().map(|own| own.value.to_string()).collect();
    let message = format!(
        "`{}` {outside}, and {} {} not hold for data from {home}",
        entry.id.value,
        quoted(&named),
        if named.len() == 1 { "does" } else { "do" }
    );
    sink.push(Diagnostic::finding(RULE.name, message, first.span).hint(hint));
}

/// Whether data from a territory may leave it on this ground. The United Kingdom has decisions and a bridge to the Data
/// Privacy Framework of its own, and takes the clauses of 2021 only with its addendum.
fn holds(transfer: &Transfer, home: Territory) -> bool {
    match transfer {
        Transfer::Adequacy | Transfer::Dpf | Transfer::Bcr => true,
        Transfer::Scc(_) => home == Territory::Eea,
        Transfer::UkIdta | Transfer::UkAddendum => home == Territory::Uk,
        Transfer::NoneEea => false,
    }
}

/// What the entry has to do with countries that are not at home.
fn outside(entry: &Subprocessor, is_home: &dyn Fn(Country) -> bool) -> Vec<String> {
    let mut outside = Vec::new();
    let mut add = |what: &str, countries: Vec<Country>| {
        let mut names: Vec<&str> = Vec::new();
        for country in countries.iter().filter(|country| !is_home(**country)) {
            if !names.contains(&country.code()) {
                names.push(country.code());
            }
        }
        if !names.is_empty() {
            outside.push(format!("{what} {}", joined(&names)));
        }
    };
    add("processes in", entry.processing_locations.iter().map(|place| place.country).collect());
    add("is accessed from", entry.remote_access_from.clone());
    add("is established in", vec![entry.country]);
    outside
}
