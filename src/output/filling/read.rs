//! A report read back: strictly, and every problem is told.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diag::plain;
use crate::fill::{Decision, Origin, TablePlace, Wish};
use crate::form::Response;
use crate::matching::Reason;
use crate::output::filling::file::{DecisionOut, FORMAT, FillReport, ObjectionOut, RowOut};
use crate::output::filling::strict::Strict;
use crate::output::filling::{Decided, Offered, Resumed};
use crate::view::{AnswerId, Audience, VariantId};

/// What a report is taken for that is none.
const NONE: &str = "it is no report of `trust fill`; give the file that ends in `.report.json`";

/// Reads a report.
pub(super) fn read(text: &str) -> Result<Resumed, Vec<String>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Strict(value) =
        serde_json::from_str(text).map_err(|error| vec![unreadable(text, &error)])?;
    check_format(&value).map_err(|problem| vec![problem])?;
    let mut problems = Vec::new();
    let (head, rows) = parts(value, &mut problems)?;
    let total = head.totals.rows;
    if total != rows.len() {
        problems.push(format!(
            "it has {} rows, and its totals say {total}: something was cut off or added; use the report as it was saved",
            rows.len()
        ));
    }
    let rows: Vec<RowOut> = rows.into_iter().filter_map(|row| row_of(row, &mut problems)).collect();
    let decided = decided(&rows, &mut problems);
    let decisions: BTreeMap<String, Decision> =
        decided.iter().map(|(key, own)| (key.clone(), own.decision.clone())).collect();
    let origin = origin(head, decisions.clone(), &mut problems);
    match origin {
        Some(origin) if problems.is_empty() => Ok(Resumed { origin, decisions, decided }),
        _ => Err(problems),
    }
}

/// Why a text is no JSON.
fn unreadable(text: &str, error: &serde_json::Error) -> String {
    if !text.trim_start().starts_with('{') {
        return NONE.to_owned();
    }
    if error.is_eof() {
        let line = error.line();
        return format!("it ends in the middle, in line {line}: it was not saved whole");
    }
    format!("it is no JSON: {}", plain(&error.to_string()))
}

fn check_format(value: &Value) -> Result<(), String> {
    let format = value.get("format").and_then(Value::as_str);
    match format {
        Some(FORMAT) => Ok(()),
        Some(other) if other.starts_with("trust-fill/") => {
            let by = value.get("version").and_then(Value::as_str).unwrap_or("another version");
            Err(format!(
                "its format is `{}`, and this program reads `{FORMAT}`: use trust {}, or fill again",
                plain(other),
                plain(by)
            ))
        }
        Some(_) | None => Err(NONE.to_owned()),
    }
}

/// What stands above the rows, and the rows as values.
fn parts(
    mut value: Value,
    problems: &mut Vec<String>,
) -> Result<(FillReport, Vec<Value>), Vec<String>> {
    let rows = value.get_mut("rows").map(Value::take);
    let Some(Value::Array(rows)) = rows else {
        return Err(vec!["it has no `rows`: it is cut off or changed".to_owned()]);
    };
    if let Some(place) = value.get_mut("rows") {
        *place = Value::Array(Vec::new());
    }
    match serde_json::from_value::<FillReport>(value) {
        Ok(head) => Ok((head, rows)),
        Err(error) => {
            problems.push(plain(&error.to_string()));
            rows.into_iter().for_each(|row| drop(row_of(row, problems)));
            Err(std::mem::take(problems))
        }
    }
}

/// A row, if it is one.
fn row_of(value: Value, problems: &mut Vec<String>) -> Option<RowOut> {
    let key = value.get("key").and_then(Value::as_str).unwrap_or("without a key").to_owned();
    if let Some(decision) = value.get("decision")
        && serde_json::from_value::<Option<DecisionOut>>(decision.clone()).is_err()
    {
        problems.push(format!(
            "row `{}`: the decision is none; write null, \"accept\", \"blank\", {{\"answer\": \"<id>\"}}, {{\"yes\": \"<id>\"}} or {{\"no\": \"<id>\"}}",
            plain(&key)
        ));
        return None;
    }
    let row = serde_json::from_value::<RowOut>(value);
    row.map_err(|error| {
        problems.push(format!("row `{}`: {}", plain(&key), plain(&error.to_string())));
    })
    .ok()
}

/// What was decided, by the key of the row.
fn decided(rows: &[RowOut], problems: &mut Vec<String>) -> BTreeMap<String, Decided> {
    let mut seen = BTreeSet::new();
    let doubles: BTreeSet<&str> =
        rows.iter().map(|row| row.key.as_str()).filter(|key| !seen.insert(*key)).collect();
    let mut all = BTreeMap::new();
    for row in rows {
        let Some(decision) = &row.decision else { continue };
        let key = plain(&row.key);
        if doubles.contains(row.key.as_str()) {
            problems.push(format!("row `{key}`: it stands there twice; decide it by hand"));
            continue;
        }
        match one(row, decision) {
            Ok(own) => drop(all.insert(row.key.clone(), own)),
            Err(problem) => problems.push(format!("row `{key}`: {problem}")),
        }
    }
    all
}

/// What was decided about a row.
fn one(row: &RowOut, decision: &DecisionOut) -> Result<Decided, String> {
    let place = if row.sheet.is_empty() {
        row.row.to_string()
    } else {
        format!("{}!{}", row.sheet, row.row)
    };
    if place != row.key {
        return Err(format!(
            "its sheet and row are `{}`; change the decision alone",
            plain(&place)
        ));
    }
    let mut offered = Vec::new();
    if let Some(answer) = &row.answer {
        offered.push(Offered {
            answer: AnswerId::new(answer)?,
            response: row.response.clone().unwrap_or_default(),
            explanation: row.explanation.clone().unwrap_or_default(),
            is_asked_otherwise: asks_otherwise(&row.objections),
            against: row.reasons.iter().chain(messages(&row.objections)).cloned().collect(),
        });
    }
    for own in &row.alternatives {
        offered.push(Offered {
            answer: AnswerId::new(&own.answer)?,
            response: own.response.clone().unwrap_or_default(),
            explanation: own.explanation.clone(),
            is_asked_otherwise: asks_otherwise(&own.objections),
            against: messages(&own.objections).cloned().collect(),
        });
    }
    let decision = match decision {
        DecisionOut::Accept if row.answer.is_none() => {
            return Err("there is no proposal to accept; name an answer, or leave it blank".into());
        }
        DecisionOut::Accept => Decision::Accept,
        DecisionOut::Blank => Decision::Blank,
        DecisionOut::Answer(answer) => Decision::Answer(AnswerId::new(answer)?),
        DecisionOut::Yes(answer) => Decision::Says(AnswerId::new(answer)?, Response::Yes),
        DecisionOut::No(answer) => Decision::Says(AnswerId::new(answer)?, Response::No),
    };
    let (question, section) = (row.question.clone(), row.section.clone());
    Ok(Decided { question, section, offered, decision })
}

fn asks_otherwise(all: &[ObjectionOut]) -> bool {
    let otherwise =
        [Reason::Negated, Reason::Disagrees, Reason::Number, Reason::OtherSubject, Reason::Parts];
    all.iter().any(|own| otherwise.iter().any(|reason| reason.word() == own.reason))
}

fn messages(all: &[ObjectionOut]) -> impl Iterator<Item = &String> {
    all.iter().map(|own| &own.message)
}

/// Where the filling came from.
fn origin(
    head: FillReport,
    decisions: BTreeMap<String, Decision>,
    problems: &mut Vec<String>,
) -> Option<Origin> {
    for (what, digest) in [("file", &head.file.sha256), ("filled", &head.filled.sha256)] {
        if digest.len() != 64 || !digest.bytes().all(|b| b.is_ascii_hexdigit()) {
            problems.push(format!("the SHA-256 of `{what}` is none"));
        }
    }
    for name in [&head.file.name, &head.filled.name] {
        if name.is_empty() || name == "." || name == ".." || name.contains(['/', '\\', '\0']) {
            problems.push(format!("`{}` is no name of a file", plain(name)));
        }
    }
    if !(1..=100).contains(&head.accept) {
        problems.push(format!("accept is {}; it is a percentage from 1 to 100", head.accept));
    }
    let as_of = head.as_of.parse().map_err(|_| {
        problems.push(format!("as_of is `{}`, which is no day", plain(&head.as_of)));
    });
    let audience = match head.audience.as_str() {
        "public" => Some(Audience::Public),
        "nda" => Some(Audience::Nda),
        other => {
            problems.push(format!("the audience is `{}`, not public or nda", plain(other)));
            None
        }
    };
    let variant = head.variant.as_deref().map(VariantId::new).transpose();
    let variant = variant.map_err(|problem| problems.push(problem)).ok()?;
    let overrides = head.overrides;
    let place = TablePlace {
        sheets: overrides.sheets,
        question: overrides.question,
        answer: overrides.answer,
        comment: overrides.comment,
    };
    Some(Origin {
        file: head.file.name,
        sha256: head.file.sha256,
        filled: head.filled.name,
        filled_sha256: head.filled.sha256,
        commit: head.commit.unwrap_or_default(),
        as_of: as_of.ok()?,
        version: head.version,
        wish: Wish {
            audience: audience?,
            variant,
            accept: head.accept,
            overwrites: overrides.overwrite,
            place,
            decisions,
            seen: BTreeMap::new(),
        },
        organization: head.organization,
        portal: head.portal,
    })
}
