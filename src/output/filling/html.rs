//! The report for people: one page with its style and script inside, which asks nothing of any host.

use sha2::{Digest as _, Sha256};

use crate::output::filling::card::{self, Place, text};
use crate::output::filling::file::{FillReport, RowOut, TableOut};
use crate::output::filling::{json, names};
use crate::portal::accent;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The page.
pub(super) fn write(report: &FillReport) -> String {
    let style = format!("{}{STYLE}", accent::stylesheet(None));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        digest(&style),
        digest(SCRIPT)
    );
    let (saved, _) = names(&report.filled.name);
    let data = harmless(&json::text(report));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{}: report</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n{}{}{}\
         {}</main>\n{}<script type=\"application/json\" id=\"report\" data-name=\"{}\">\n{data}</script>\n\
         <script>{SCRIPT}</script>\n</body>\n</html>\n",
        text(&report.file.name),
        opening(report),
        how(report, &saved),
        filters(report),
        rows(report),
        bar(report),
        text(&saved)
    )
}

/// JSON that can stand in HTML and says the same: what is a sign there, or no character, is written by its number.
fn harmless(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 16);
    for c in json.chars() {
        let is_plain = c == '\n' || !matches!(c, '<' | '>' | '&') && !card::is_odd(c);
        if is_plain {
            out.push(c);
        } else {
            let units = c.encode_utf16(&mut [0; 2]).to_vec();
            units.iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        }
    }
    out
}

/// The SHA-256 of a text as policies write it.
fn digest(content: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bytes: [u8; 32] = Sha256::digest(content.as_bytes()).into();
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let byte = |at: usize| three.get(at).copied().map_or(0, u32::from);
        let all = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let digit = DIGITS.get((all >> (18 - 6 * at) & 63) as usize).copied();
            let is_there = at <= three.len();
            out.push(if is_there { digit.map_or('=', char::from) } else { '=' });
        }
    }
    out
}

/// What it is, for whom, and the figures.
fn opening(report: &FillReport) -> String {
    let whom = match report.audience.as_str() {
        "nda" => "readers under a confidentiality agreement",
        _ => "everybody",
    };
    let variant =
        report.variant.as_ref().map(|own| format!(", variant <code>{}</code>", text(own)));
    let form = report.form.as_ref().map(|own| format!(", form <code>{}</code>", text(own)));
    let commit = report.commit.as_ref().map_or_else(
        || "outside Git".to_owned(),
        |own| format!("commit <code>{}</code>", text(own)),
    );
    let mut out = format!(
        "<header>\n<p class=\"soft\">For {} alone: it names owners, and is not for the customer.</p>\n\
         <h1 dir=\"auto\">{}</h1>\n\
         <p class=\"lead\">Filled as <code>{}</code> for {whom}{}{}; answers are written from {} % on.</p>\n\
         <p class=\"soft\">{commit} · as of <time>{}</time> · trust {} · SHA-256 <code>{}</code> before, <code>{}</code> after</p>\n",
        text(&report.organization),
        text(&report.file.name),
        text(&report.filled.name),
        variant.unwrap_or_default(),
        form.unwrap_or_default(),
        report.accept,
        text(&report.as_of),
        text(&report.version),
        short(&report.file.sha256),
        short(&report.filled.sha256),
    );
    out.push_str(&figures(report));
    if let Some(said) = &report.variants_differ {
        out.push_str(&format!("<p class=\"hint\">{}</p>\n", text(said)));
    }
    out.push_str(&tables(report));
    out.push_str("</header>\n");
    out
}

/// The beginning of a digest: enough to compare by eye, the whole stands in the JSON.
fn short(digest: &str) -> String {
    text(&digest.chars().take(12).collect::<String>())
}

fn figures(report: &FillReport) -> String {
    let totals = &report.totals;
    let all = [
        ("Questions", totals.rows),
        ("Filled", totals.fill),
        ("To decide", totals.review),
        ("Not known", totals.none),
        ("Left blank by a person", totals.blank),
        ("Decided by a person", totals.decided),
        ("Answers for everybody", totals.public),
        ("Answers under agreement", totals.nda),
    ];
    let one =
        |(name, number): &(&str, usize)| format!("<div><dt>{name}</dt><dd>{number}</dd></div>\n");
    // What is never there is no figure, but that nothing was filled is one.
    let is_mixed = totals.public > 0 && totals.nda > 0;
    let levels = if is_mixed { 0 } else { 2 };
    let all = all.get(..all.len() - levels).unwrap_or_default();
    let told = all.iter().enumerate().filter(|(at, own)| *at < 4 || own.1 > 0);
    format!("<dl class=\"facts\">\n{}</dl>\n", told.map(|(_, own)| one(own)).collect::<String>())
}

fn tables(report: &FillReport) -> String {
    let one = |table: &TableOut| {
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|own| format!("{} in {}", text(&own.what), text(&own.column)))
            .collect();
        let sheet = if table.sheet.is_empty() { "The file" } else { &table.sheet };
        let header = if table.header.is_empty() {
            "no header".to_owned()
        } else {
            format!("header in row {}", text(&table.header))
        };
        let remarks: Vec<String> =
            table.remarks.iter().map(|own| format!("<br>{}", text(own))).collect();
        let remarks = remarks.concat();
        format!(
            "<li><bdi><strong>{}</strong></bdi>: {} questions, {header}, {}{remarks}</li>\n",
            text(sheet),
            table.questions,
            columns.join(", ")
        )
    };
    let tables: String = report.tables.iter().map(one).collect();
    let remarks: Vec<String> =
        report.remarks.iter().map(|own| format!("<li>{}</li>\n", text(own))).collect();
    let remarks = remarks.concat();
    if tables.is_empty() && remarks.is_empty() {
        return String::new();
    }
    format!(
        "<details><summary>What was found in the file</summary>\n<ul>{tables}{remarks}</ul></details>\n"
    )
}

/// How to decide and go on, with and without the script.
fn how(report: &FillReport, saved: &str) -> String {
    let project = "trust fill --resume";
    let saved = text(saved);
    format!(
        "<details class=\"how\"><summary>How to decide and go on</summary>\n<ol>\n\
         <li>Choose for each row to decide, and save. Put the saved <code>{saved}</code> where the one of that name is, \
         beside <code>{}</code>. Without scripts, open it in an editor and change <code>decision</code> of a row from \
         <code>null</code> to <code>\"accept\"</code>, to <code>\"blank\"</code>, or to \
         <code>{{\"answer\": \"id-of-the-answer\"}}</code>; any answer of the library may be named.</li>\n\
         <li>Run <code>{project} {saved}</code>. It fills the same file again with what you decided, and shows what the \
         library could learn from it; nothing is learnt unless you say <code>--learn</code>.</li>\n</ol></details>\n",
        text(&report.file.name)
    )
}

fn filters(report: &FillReport) -> String {
    let count = |wanted: &str| report.rows.iter().filter(|row| card::kind(row) == wanted).count();
    let kinds = [
        ("review", "To decide"),
        ("none", "Not known"),
        ("fill", "Filled"),
        ("decided", "Left blank"),
    ];
    let present: Vec<_> = kinds.into_iter().filter(|(kind, _)| count(kind) > 0).collect();
    let link = |(kind, name): &(&str, &str)| {
        format!("<li><a href=\"#only-{kind}\">{name} <span>{}</span></a></li>\n", count(kind))
    };
    let links: String = present.iter().map(link).collect();
    let mark =
        |(kind, _): &(&str, &str)| format!("<span id=\"only-{kind}\" class=\"only\"></span>");
    let marks: String = kinds.iter().map(mark).collect();
    let first = report.rows.iter().position(|row| card::kind(row) == "review");
    let first =
        first.map(|at| format!("<p class=\"first\"><a href=\"#r{at}\">First to decide</a></p>\n"));
    format!(
        "<nav aria-label=\"Rows\"><ul class=\"filters\">\n<li><a href=\"#all\">All rows <span>{}</span></a></li>\n\
         {links}</ul></nav>\n{}<span id=\"all\" class=\"only\"></span>{marks}\n",
        report.rows.len(),
        first.unwrap_or_default()
    )
}

/// The rows, sheet by sheet in the order of the file.
fn rows(report: &FillReport) -> String {
    let mut out = String::new();
    let mut sheet: Option<&str> = None;
    let mut number = 0;
    let next = next_to_decide(&report.rows);
    for (at, (row, next)) in report.rows.iter().zip(next).enumerate() {
        if sheet != Some(row.sheet.as_str()) {
            if sheet.is_some() {
                out.push_str("</section>\n");
            }
            sheet = Some(&row.sheet);
            number += 1;
            let name = if row.sheet.is_empty() { "Questions" } else { &row.sheet };
            out.push_str(&format!(
                "<section aria-labelledby=\"s{number}\">\n<h2 id=\"s{number}\" dir=\"auto\">{}</h2>\n",
                text(name)
            ));
        }
        out.push_str(&card::write(row, Place { at, next }));
    }
    if sheet.is_some() {
        out.push_str("</section>\n");
    } else {
        out.push_str("<p>The file has no questions.</p>\n");
    }
    out
}

/// For each row the next one that is to be decided.
fn next_to_decide(rows: &[RowOut]) -> Vec<Option<usize>> {
    let mut next = None;
    let mut all: Vec<Option<usize>> = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate().rev() {
        all.push(next);
        if card::kind(row) == "review" {
            next = Some(at);
        }
    }
    all.reverse();
    all
}

/// The bar that the script shows: what is left, and saving.
fn bar(report: &FillReport) -> String {
    if report.rows.iter().all(|row| row.answer.is_none() && row.alternatives.is_empty()) {
        return String::new();
    }
    "<aside class=\"bar\" id=\"bar\" aria-label=\"Decisions\" hidden>\n\
     <p role=\"status\" id=\"left\"></p>\n<p class=\"buttons\"><button type=\"button\" id=\"go\">Next to decide</button> \
     <button type=\"button\" id=\"save\" class=\"action\">Save decisions</button></p>\n</aside>\n"
        .to_owned()
}
