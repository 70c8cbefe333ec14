//! `trust fill --resume`: what a person has decided, held to what that person has seen.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::fill::{Decision, Filling, Refusal, Row, Wish};
use crate::output::filling::{self, Decided, Resumed};
use crate::tree::hex_digest;

/// Reads the report of an earlier run.
pub(super) fn read(path: &Path) -> anyhow::Result<Resumed> {
    let text =
        std::fs::read(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
    filling::read(&String::from_utf8_lossy(&text)).map_err(|reasons| {
        let mut reasons = reasons;
        let more = reasons.len().saturating_sub(20);
        reasons.truncate(20);
        if more > 0 {
            reasons.push(format!("and {more} more"));
        }
        anyhow::anyhow!("`{}` cannot be resumed: {}", path.display(), reasons.join("\n  "))
    })
}

/// The customer's file that a report is about: the given one, else the one beside the report.
pub(super) fn file(
    report: &Path,
    resumed: &Resumed,
    given: Option<&Path>,
    read: impl Fn(&Path) -> anyhow::Result<Vec<u8>>,
) -> anyhow::Result<PathBuf> {
    let beside = || report.with_file_name(&resumed.origin.file);
    let file = given.map_or_else(beside, Path::to_owned);
    if given.is_none() && !file.exists() {
        bail!(
            "`{}` is not beside the report; name it: trust fill FILE --resume {}",
            file.display(),
            report.display()
        );
    }
    if hex_digest(&read(&file)?) != resumed.origin.sha256 {
        bail!(
            "`{}` is not the file that the report is about: its SHA-256 is another one; find the file as the customer \
             sent it, or fill this one without --resume and decide again",
            file.display()
        );
    }
    Ok(file)
}

/// Fills with the decisions of a report. A person has accepted what stood in the report: where the library says
/// something else by now, the decision does not count, and the row waits for another one.
pub(super) fn filled(
    resumed: Option<&Resumed>,
    commit: &str,
    wish: &mut Wish,
    fill: impl Fn(&Wish) -> Result<Filling, Refusal>,
) -> Result<Filling, Refusal> {
    let Some(resumed) = resumed else { return fill(wish) };
    wish.decisions = resumed.decided.iter().filter_map(settled).collect();
    let seen = |(key, own): (&String, &Decided)| Some((key.clone(), own.shown()?.against.clone()));
    wish.seen = resumed.decided.iter().filter_map(seen).collect();
    let mut filling = fill(wish)?;
    let stale = stale(resumed, &filling);
    if !stale.is_empty() {
        wish.decisions.retain(|key, _| !stale.contains_key(key.as_str()));
        filling = fill(wish)?;
    }
    for row in filling.rows.iter().filter(|row| row.decision.is_none()) {
        if let Some(why) = row.reasons.first().filter(|_| wish.decisions.contains_key(&row.key())) {
            filling.remarks.push(format!("row `{}` is to be decided again: {why}", row.key()));
        }
    }
    for (key, why) in &stale {
        filling.remarks.push(format!("row `{key}` is to be decided again: {why}"));
    }
    if resumed.origin.commit != commit {
        let before = Some(resumed.origin.commit.as_str()).filter(|own| !own.is_empty());
        filling.remarks.push(format!(
            "the report is of {}: where answers say something else by now, decisions do not count",
            before.map_or("no commit".to_owned(), |own| format!("commit {own}"))
        ));
    }
    Ok(filling)
}

/// A decision with the answer that was meant: what is proposed first may be another one by now.
fn settled((key, decided): (&String, &Decided)) -> Option<(String, Decision)> {
    let decision = match &decided.decision {
        Decision::Blank => Decision::Blank,
        Decision::Accept | Decision::Answer(_) => Decision::Answer(decided.chosen()?.clone()),
        Decision::Says(..) => decided.decision.clone(),
    };
    Some((key.clone(), decision))
}

/// Decisions that are about something else by now, with the reason.
fn stale<'r>(resumed: &'r Resumed, filling: &Filling) -> BTreeMap<&'r str, String> {
    let rows: BTreeMap<String, &Row> = filling.rows.iter().map(|row| (row.key(), row)).collect();
    let why = |key: &str, decided: &Decided| {
        let Some(row) = rows.get(key) else {
            return Some("it is not found in the file any more".to_owned());
        };
        if row.question != decided.question || row.section != decided.section {
            return Some("another question is found there than the report has".to_owned());
        }
        let chosen = decided.chosen()?;
        let own = row.proposal.as_ref().filter(|own| own.found.answer == *chosen);
        let Some(own) = own else {
            return Some(format!("there is no answer `{chosen}` for this audience and variant"));
        };
        let shown = decided.shown()?;
        // A word that a person chose may have turned the explanation: it begins with a sentence about that then.
        let is_turned = matches!(decided.decision, Decision::Says(..)) && own.found.is_flipped;
        let is_same = own.response == shown.response
            && (own.explanation == shown.explanation
                || is_turned && own.explanation.ends_with(&shown.explanation));
        (!is_same).then(|| format!("`{chosen}` says something else than in the report"))
    };
    let all = resumed.decided.iter();
    all.filter_map(|(key, own)| Some((key.as_str(), why(key, own)?))).collect()
}
