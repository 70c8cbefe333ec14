//! Findings that somebody excused beside the thing, until a day.

use std::collections::BTreeMap;

use crate::check::levels::{Levels, near_rule};
use crate::check::{Context, Level, find, unused_allowance};
use crate::diag::{Diagnostic, Sink};
use crate::library::allowance::Allowance;
use crate::span::FileId;

/// The findings that no allowance covers. Allowances that name no rule are
/// reported to the sink; those that cover nothing become findings.
pub(super) fn apply(
    context: &Context<'_>,
    levels: &Levels,
    findings: Vec<Diagnostic>,
    sink: &mut Sink,
) -> Vec<Diagnostic> {
    let mut in_file: BTreeMap<FileId, Vec<(usize, &Allowance)>> = BTreeMap::new();
    for (index, allowance) in context.library.allowances.iter().enumerate() {
        if find(&allowance.rule).is_none() {
            sink.push(
                Diagnostic::error(
                    "unknown-rule",
                    format!("the allowance names `{}`, which is no rule", allowance.rule),
                    allowance.span,
                )
                .hint(near_rule(&allowance.rule)),
            );
        }
        in_file.entry(allowance.covers.file).or_default().push((index, allowance));
    }
    let mut used = vec![false; context.library.allowances.len()];
    let mut left = Vec::with_capacity(findings.len());
    for finding in findings {
        let mut covered = false;
        for (index, allowance) in covering(&finding, &in_file) {
            if let Some(used) = used.get_mut(index) {
                *used = true;
            }
            covered |= allowance.until >= context.date;
        }
        if !covered {
            left.push(finding);
        }
    }
    let unused = context.library.allowances.iter().zip(used).filter(|(_, used)| !used);
    left.extend(
        unused
            .map(|(allowance, _)| allowance)
            .filter(|allowance| is_expected(allowance, context, levels))
            .map(unused_allowance::finding),
    );
    left
}

/// The allowances for a finding: one of its places lies in what they cover.
fn covering<'a>(
    finding: &'a Diagnostic,
    in_file: &'a BTreeMap<FileId, Vec<(usize, &Allowance)>>,
) -> impl Iterator<Item = (usize, &'a Allowance)> {
    finding.places().flat_map(move |place| {
        let near = in_file.get(&place.file).map(Vec::as_slice).unwrap_or_default();
        near.iter()
            .filter(move |(_, allowance)| allowance.rule == finding.code && allowance.covers(place))
            .map(|(index, allowance)| (*index, *allowance))
    })
}

/// Whether the allowance should cover something: it is in force, and its rule runs.
fn is_expected(allowance: &Allowance, context: &Context<'_>, levels: &Levels) -> bool {
    find(&allowance.rule).is_some()
        && allowance.until >= context.date
        && levels.of(&allowance.rule) != Level::Allow
}
