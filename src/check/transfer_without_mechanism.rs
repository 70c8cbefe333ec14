//! Sub-processors outside the European Economic Area without a transfer mechanism.

use crate::check::wording::joined;
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::country::Country;
use crate::library::subprocessor::{Subprocessor, Transfer};

pub(super) const RULE: Rule = Rule {
    name: "transfer-without-mechanism",
    level: Level::Deny,
    summary: "A sub-processor reaches beyond the European Economic Area without a transfer mechanism.",
    page: include_str!("transfer_without_mechanism.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    for entry in &context.library.register.subprocessors {
        let outside = outside(entry);
        if outside.is_empty() {
            continue;
        }
        let (id, outside) = (&entry.id.value, joined(&outside));
        let denied = entry.transfer.iter().find(|transfer| transfer.value == Transfer::NoneEea);
        let finding = match denied {
            Some(transfer) => {
                let message = format!("`{id}` {outside}, and its `transfer` says `none-eea`");
                Diagnostic::finding(RULE.name, message, transfer.span)
            }
            None if entry.transfer.is_empty() => {
                let message = format!("`{id}` {outside}, and has no transfer mechanism");
                Diagnostic::finding(RULE.name, message, entry.id.span)
            }
            None => continue,
        };
        sink.push(finding.hint(
            "name what the transfer rests on, such as `transfer: [dpf, \"scc-2021-914:module-3\"]`",
        ));
    }
}

/// What the entry has to do with countries outside the EEA.
fn outside(entry: &Subprocessor) -> Vec<String> {
    let mut outside = Vec::new();
    let mut add = |what: &str, countries: Vec<Country>| {
        let mut names: Vec<&str> = Vec::new();
        for country in countries.iter().filter(|country| !country.is_in_eea()) {
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
