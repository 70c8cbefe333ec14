//! A filling in the format of its report.

use crate::fill::{Decision, Filling, Origin, Proposal, Row};
use crate::form::Response;
use crate::matching::{Objection, Outcome};
use crate::output::filling::file::{
    AlternativeOut, ColumnOut, DecisionOut, FORMAT, FileOut, FillReport, ObjectionOut, Overrides,
    PartOut, RowOut, TableOut, Totals, WrittenOut,
};
use crate::view::Audience;

/// The report of a filling.
pub(super) fn of(origin: &Origin, filling: &Filling) -> FillReport {
    let wish = &origin.wish;
    FillReport {
        format: FORMAT.to_owned(),
        organization: origin.organization.clone(),
        portal: origin.portal.clone(),
        commit: some(&origin.commit),
        as_of: origin.as_of.to_string(),
        version: origin.version.clone(),
        file: FileOut { name: origin.file.clone(), sha256: origin.sha256.clone() },
        filled: FileOut { name: origin.filled.clone(), sha256: origin.filled_sha256.clone() },
        form: filling.form.as_ref().map(ToString::to_string),
        audience: wish.audience.word().to_owned(),
        variant: wish.variant.as_ref().map(ToString::to_string),
        accept: wish.accept,
        overrides: Overrides {
            sheets: wish.place.sheets.clone(),
            question: wish.place.question.clone(),
            answer: wish.place.answer.clone(),
            comment: wish.place.comment.clone(),
            overwrite: wish.overwrites,
        },
        tables: filling.tables.iter().map(table).collect(),
        remarks: filling.remarks.clone(),
        variants_differ: filling.asks_for_variant(),
        totals: totals(filling),
        rows: filling.rows.iter().map(|own| row(origin, own)).collect(),
    }
}

/// The report as text.
pub(super) fn text(report: &FillReport) -> String {
    crate::output::json::text(report)
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn table(found: &crate::fill::FoundTable) -> TableOut {
    let column = |(what, column): &(&str, String)| ColumnOut {
        what: (*what).to_owned(),
        column: column.clone(),
    };
    TableOut {
        sheet: found.sheet.clone(),
        header: found.header.clone(),
        columns: found.columns.iter().map(column).collect(),
        questions: found.questions,
        remarks: found.remarks.clone(),
    }
}

fn totals(filling: &Filling) -> Totals {
    let written = |audience: Audience| {
        let is_written = |row: &&Row| {
            let own = row.proposal.as_ref();
            !row.written.is_empty() && own.is_some_and(|own| own.audience == audience)
        };
        filling.rows.iter().filter(is_written).count()
    };
    Totals {
        rows: filling.rows.len(),
        fill: filling.count(Outcome::Fill),
        review: filling.count(Outcome::Review),
        blank: filling.left_blank(),
        none: filling.count(Outcome::None),
        decided: filling.rows.iter().filter(|row| row.decision.is_some()).count(),
        public: written(Audience::Public),
        nda: written(Audience::Nda),
    }
}

fn row(origin: &Origin, row: &Row) -> RowOut {
    let own = row.proposal.as_ref();
    let found = own.map(|own| &own.found);
    let part = |(text, answer): &(String, Option<crate::view::AnswerId>)| PartOut {
        text: text.clone(),
        answer: answer.as_ref().map(ToString::to_string),
    };
    let written =
        |own: &crate::fill::Written| WrittenOut { cell: own.cell.clone(), text: own.text.clone() };
    RowOut {
        key: row.key(),
        sheet: row.sheet.clone(),
        row: row.row,
        cell: row.cell.clone(),
        id: row.id.clone(),
        section: row.section.clone(),
        question: row.question.clone(),
        outcome: if row.is_left_blank() { "blank" } else { row.outcome.word() }.to_owned(),
        confidence: found.map(|found| found.confidence),
        answer: found.map(|found| found.answer.to_string()),
        answer_question: own.map(|own| own.question.clone()),
        how: found.map(|found| found.how.word().to_owned()),
        wording: found.map(|found| found.wording.clone()),
        response: own.and_then(|own| some(own.response)),
        word: own.and_then(|own| some(&own.word)),
        explanation: own.map(|own| own.explanation.clone()),
        shared: found.map(|found| found.shared.clone()).unwrap_or_default(),
        agreed: found.map(|found| found.agreed.clone()).unwrap_or_default(),
        objections: found.map(|found| objections(&found.objections)).unwrap_or_default(),
        flipped: found.is_some_and(|found| found.is_flipped),
        reasons: row.reasons.clone(),
        owner: own.and_then(|own| own.owner.clone()),
        reviewed: own.and_then(|own| own.reviewed).map(|day| day.to_string()),
        audience: own.map(|own| own.audience.word().to_owned()),
        url: own.and_then(|own| url(origin, own)),
        alternatives: row.alternatives.iter().map(|own| alternative(origin, own)).collect(),
        parts: row.parts.iter().map(part).collect(),
        written: row.written.iter().map(written).collect(),
        decision: row.decision.as_ref().map(decision),
    }
}

fn alternative(origin: &Origin, own: &Proposal) -> AlternativeOut {
    AlternativeOut {
        answer: own.found.answer.to_string(),
        answer_question: own.question.clone(),
        confidence: own.found.confidence,
        response: some(own.response),
        word: some(&own.word),
        explanation: own.explanation.clone(),
        objections: objections(&own.found.objections),
        owner: own.owner.clone(),
        reviewed: own.reviewed.map(|day| day.to_string()),
        audience: own.audience.word().to_owned(),
        url: url(origin, own),
    }
}

fn objections(all: &[Objection]) -> Vec<ObjectionOut> {
    let one = |own: &Objection| ObjectionOut {
        reason: own.reason.word().to_owned(),
        message: own.message.clone(),
    };
    all.iter().map(one).collect()
}

fn decision(decision: &Decision) -> DecisionOut {
    match decision {
        Decision::Accept => DecisionOut::Accept,
        Decision::Blank => DecisionOut::Blank,
        Decision::Answer(answer) => DecisionOut::Answer(answer.to_string()),
        Decision::Says(answer, Response::No) => DecisionOut::No(answer.to_string()),
        Decision::Says(answer, _) => DecisionOut::Yes(answer.to_string()),
    }
}

/// The address of an answer; only answers that are for everybody stand on the portal.
fn url(origin: &Origin, own: &Proposal) -> Option<String> {
    let base = origin.portal.trim_end_matches('/');
    let is_there = !base.is_empty() && !own.path.is_empty() && own.audience == Audience::Public;
    is_there.then(|| format!("{base}{}", own.path))
}
