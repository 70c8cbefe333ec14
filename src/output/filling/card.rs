//! One row of the report as a card: the question, the proposal, why, and what else may be meant.

use crate::diag::plain;
use crate::markdown::escaped;
use crate::matching::Reason;
use crate::output::filling::file::{AlternativeOut, DecisionOut, ObjectionOut, RowOut};

/// What a card is to lead to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The number of the row in the report, from 0.
    pub(super) at: usize,
    /// The number of the next row that is to be decided, if there is one.
    pub(super) next: Option<usize>,
}

/// The card of a row.
pub(super) fn write(row: &RowOut, place: Place) -> String {
    let at = place.at;
    let mut out = format!(
        "<article class=\"row {}\" id=\"r{at}\" data-row=\"{at}\" aria-labelledby=\"q{at}\">\n",
        kind(row)
    );
    out.push_str(&head(row, at));
    out.push_str(&format!(
        "<h3 id=\"q{at}\" class=\"text\" dir=\"auto\">{}</h3>\n",
        text(&row.question)
    ));
    out.push_str(&said(row));
    out.push_str(&reasons(row));
    if let (Some(answer), Some(explanation)) = (&row.answer, &row.explanation) {
        out.push_str(&proposal(row, answer, explanation));
    }
    out.push_str(&parts(row));
    out.push_str(&alternatives(&row.alternatives));
    out.push_str(&choice(row, at));
    if let Some(next) = place.next {
        out.push_str(&format!("<p class=\"next\"><a href=\"#r{next}\">Next to decide</a></p>\n"));
    }
    out.push_str("</article>\n");
    out
}

/// A stranger's text for HTML: nothing of it is markup, steers the line, or is no character.
pub(super) fn text(text: &str) -> String {
    let lines: Vec<String> = text.replace("\r\n", "\n").split(['\n', '\r']).map(plain).collect();
    let is_none = |c: char| c != '\n' && is_odd(c);
    let clean = lines.join("\n").replace(is_none, "\u{fffd}");
    escaped(&clean)
}

/// Whether HTML has no place for a character, or it ends or turns a line.
pub(super) fn is_odd(c: char) -> bool {
    let is_none = u32::from(c) & 0xfffe == 0xfffe || matches!(c, '\u{fdd0}'..='\u{fdef}');
    is_none || c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Which kind of card it is: a word for style and for choosing.
pub(super) fn kind(row: &RowOut) -> &'static str {
    match row.outcome.as_str() {
        "blank" => "decided",
        // What was decided and could not be written is still open.
        "review" => "review",
        "fill" => "fill",
        _ => "none",
    }
}

fn head(row: &RowOut, at: usize) -> String {
    let state = match kind(row) {
        "review" => "To decide",
        "decided" => "Left blank",
        "fill" => "Filled",
        _ => "Not known",
    };
    let mut place = vec![format!("<a href=\"#r{at}\">Row {}</a>", row.row)];
    if !row.cell.is_empty() {
        place.push(format!("cell {}", text(&row.cell)));
    }
    if !row.id.is_empty() {
        place.push(format!("<code><bdi>{}</bdi></code>", text(&row.id)));
    }
    if !row.section.is_empty() {
        place.push(format!("<bdi>{}</bdi>", text(&row.section)));
    }
    format!(
        "<p class=\"head\"><span class=\"state\">{state}</span> <span class=\"soft\">{}</span></p>\n",
        place.join(" · ")
    )
}

/// What a person has decided, and what stands in cells.
fn said(row: &RowOut) -> String {
    let mut out = String::new();
    if let Some(decision) = &row.decision {
        let what = match decision {
            DecisionOut::Accept => "write the proposal".to_owned(),
            DecisionOut::Blank => "leave it blank".to_owned(),
            DecisionOut::Answer(answer) => format!("write <code>{}</code>", text(answer)),
            DecisionOut::Yes(answer) => format!("yes, as <code>{}</code> says", text(answer)),
            DecisionOut::No(answer) => format!("no, as <code>{}</code> says", text(answer)),
        };
        out.push_str(&format!("<p class=\"soft\">A person has decided: {what}.</p>\n"));
    }
    out
}

fn reasons(row: &RowOut) -> String {
    if row.reasons.is_empty() && row.objections.is_empty() {
        return String::new();
    }
    let own = row.objections.iter().map(|own| &own.message);
    let mut all: Vec<&String> = row.reasons.iter().collect();
    own.for_each(|own| {
        if !all.contains(&own) {
            all.push(own);
        }
    });
    format!("<ul class=\"against\">{}</ul>\n", items(all.into_iter()))
}

fn items<'a>(all: impl Iterator<Item = &'a String>) -> String {
    let all: Vec<String> = all.map(|own| format!("<li>{}</li>", text(own))).collect();
    all.concat()
}

/// The response, with the questionnaire's own word for it where that is another.
fn response(response: Option<&String>, word: Option<&String>) -> String {
    let is_said = |own: &&String| !word.is_some_and(|word| word.eq_ignore_ascii_case(own));
    let own = response.filter(is_said).map(|own| format!("<strong>{}</strong>", text(own)));
    let theirs = match &own {
        None => word.map(|word| format!("<strong><bdi>{}</bdi></strong>", text(word))),
        Some(_) => {
            word.map(|word| format!("in its words <strong><bdi>{}</bdi></strong>", text(word)))
        }
    };
    let both: Vec<String> = own.into_iter().chain(theirs).collect();
    if both.is_empty() { "No response".to_owned() } else { both.join(", ") }
}

fn proposal(row: &RowOut, answer: &str, explanation: &str) -> String {
    let label = if row.written.is_empty() { "Proposal" } else { "Written" };
    let sure =
        row.confidence.map(|own| format!(" <span class=\"figure\">{own}&#8239;% sure</span>"));
    let mut out = format!(
        "<div class=\"proposal\">\n<p><span class=\"soft\">{label}</span> {} <span class=\"soft\">from</span> {}{}</p>\n",
        response(row.response.as_ref(), row.word.as_ref()),
        link(answer, row.url.as_ref()),
        sure.unwrap_or_default()
    );
    if let Some(asks) = &row.answer_question {
        out.push_str(&format!("<p class=\"soft text\" dir=\"auto\">{}</p>\n", text(asks)));
    }
    if row.flipped {
        out.push_str("<p>It is asked in the negative: our yes is its no.</p>\n");
    }
    if !explanation.is_empty() {
        let open = if kind(row) == "review" { " open" } else { "" };
        out.push_str(&format!(
            "<details{open}><summary>Explanation</summary><p class=\"text\" dir=\"auto\">{}</p></details>\n",
            text(explanation)
        ));
    }
    if kind(row) == "fill" {
        out.push_str(&format!(
            "<details><summary>Why, and whose it is</summary>\n{}</details>\n",
            why(row)
        ));
    } else {
        out.push_str(&why(row));
    }
    out.push_str("</div>\n");
    out
}

fn link(answer: &str, url: Option<&String>) -> String {
    // Only addresses of the web become links, whatever stands in the settings.
    match url.filter(|url| url.starts_with("https://") || url.starts_with("http://")) {
        Some(url) => format!("<a href=\"{}\"><code>{}</code></a>", text(url), text(answer)),
        None => format!("<code>{}</code>", text(answer)),
    }
}

/// Why it was found, who keeps it true, and where it was written.
fn why(row: &RowOut) -> String {
    let how = row.how.as_deref().map(|how| match how {
        "id" => "by the id of the question".to_owned(),
        "identical" => "the answer's own question, in the same words".to_owned(),
        "also-asked" => "another wording of the answer's question, in the same words".to_owned(),
        "decided" => "chosen by a person".to_owned(),
        _ => "other words that mean the same".to_owned(),
    });
    let wording = row.wording.clone().filter(|own| !own.is_empty());
    let is_told = wording.is_some() && wording != row.answer_question;
    let written = row.written.iter().map(|own| format!("{}: {}", own.cell, own.text));
    let reviewed = row.reviewed.clone().unwrap_or_else(|| "never".to_owned());
    let owner = row.owner.clone().unwrap_or_else(|| "nobody".to_owned());
    let entries = [
        ("Found by", how),
        ("Matched wording", wording.filter(|_| is_told)),
        ("Words in common", joined(&row.shared)),
        ("Terms that agree", joined(&row.agreed)),
        ("Owner", Some(format!("{owner}, reviewed {reviewed}"))),
        ("Audience", row.audience.clone()),
        ("Cells", joined(&written.collect::<Vec<_>>())),
    ];
    format!("<dl class=\"about\">\n{}</dl>\n", described(&entries))
}

fn joined(all: &[String]) -> Option<String> {
    (!all.is_empty()).then(|| all.join(" · "))
}

fn described(entries: &[(&str, Option<String>)]) -> String {
    let told = entries.iter().filter_map(|(name, value)| {
        let value = value.as_ref()?;
        Some(format!("<dt>{name}</dt><dd class=\"text\" dir=\"auto\">{}</dd>\n", text(value)))
    });
    told.collect()
}

fn parts(row: &RowOut) -> String {
    if row.parts.is_empty() {
        return String::new();
    }
    let one = |part: &crate::output::filling::file::PartOut| {
        let answer = part.answer.as_ref().map_or_else(
            || "no answer".to_owned(),
            |answer| format!("<code>{}</code>", text(answer)),
        );
        format!("<li><bdi>{}</bdi> <span class=\"soft\">{answer}</span></li>", text(&part.text))
    };
    let all: String = row.parts.iter().map(one).collect();
    format!("<p class=\"label\">Its parts</p>\n<ul>{all}</ul>\n")
}

fn alternatives(all: &[AlternativeOut]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let one = |own: &AlternativeOut| {
        let owner = own.owner.as_deref().unwrap_or("nobody");
        let reviewed = own.reviewed.as_deref().unwrap_or("never");
        let entries = [
            ("Explanation", Some(own.explanation.clone()).filter(|own| !own.is_empty())),
            ("Against it", objections(&own.objections)),
            ("Owner", Some(format!("{owner}, reviewed {reviewed}"))),
            ("Audience", Some(own.audience.clone())),
        ];
        format!(
            "<li><p>{} <span class=\"soft\">from</span> {} <span class=\"figure\">{}&#8239;% sure</span></p>\n\
             <p class=\"soft text\" dir=\"auto\">{}</p>\n<dl class=\"about\">\n{}</dl></li>\n",
            response(own.response.as_ref(), own.word.as_ref()),
            link(&own.answer, own.url.as_ref()),
            own.confidence,
            text(&own.answer_question),
            described(&entries)
        )
    };
    let list: String = all.iter().map(one).collect();
    let title = if all.len() == 1 { "One other answer" } else { "Other answers" };
    format!(
        "<details class=\"others\"><summary>{title} that may be meant: {}</summary>\n<ol>{list}</ol></details>\n",
        all.len()
    )
}

fn objections(all: &[ObjectionOut]) -> Option<String> {
    let told: Vec<&str> = all.iter().map(|own| own.message.as_str()).collect();
    (!told.is_empty()).then(|| told.join("\n"))
}

/// An answer to choose, with what it says and asks: who chooses need not look for it elsewhere.
fn option(
    verb: &str,
    answer: &str,
    (own, word): (Option<&String>, Option<&String>),
    asks: &str,
) -> String {
    format!(
        "{verb} <code>{}</code> <span class=\"soft\">{} · <bdi>{}</bdi></span>",
        text(answer),
        response(own, word),
        text(asks)
    )
}

fn is_negated(objections: &[ObjectionOut]) -> bool {
    objections.iter().any(|own| own.reason == Reason::Negated.word())
}

/// The words for a question in the negative: only a person can say which one is right.
fn words(answer: &str) -> [(String, String); 2] {
    let option = |value: &str, word: &str| {
        (
            format!("{value}={answer}"),
            format!("Write {word}, as <code>{}</code> says", text(answer)),
        )
    };
    [option("yes", "yes"), option("no", "no")]
}

/// What a person may choose; it needs the script, and is hidden without it.
fn choice(row: &RowOut, at: usize) -> String {
    let mut options = Vec::new();
    if let Some(answer) = &row.answer {
        let word = if row.written.is_empty() { "Write" } else { "Keep" };
        if is_negated(&row.objections) && !row.flipped && row.response.is_some() {
            options.extend(words(answer));
        } else {
            let asks = row.answer_question.as_deref().unwrap_or_default();
            let label = option(word, answer, (row.response.as_ref(), row.word.as_ref()), asks);
            options.push(("accept".to_owned(), label));
        }
    }
    for own in &row.alternatives {
        if is_negated(&own.objections) && own.response.is_some() {
            options.extend(words(&own.answer));
            continue;
        }
        let said = (own.response.as_ref(), own.word.as_ref());
        let label = option("Write", &own.answer, said, &own.answer_question);
        options.push((format!("={}", own.answer), label));
    }
    if options.is_empty() {
        return String::new();
    }
    options.push(("blank".to_owned(), "Leave it blank".to_owned()));
    options.push((String::new(), "Not decided".to_owned()));
    let chosen = match &row.decision {
        None => String::new(),
        Some(DecisionOut::Accept) => "accept".to_owned(),
        Some(DecisionOut::Blank) => "blank".to_owned(),
        Some(DecisionOut::Answer(own)) if Some(own) == row.answer.as_ref() => "accept".to_owned(),
        Some(DecisionOut::Answer(answer)) => format!("={answer}"),
        Some(DecisionOut::Yes(answer)) => format!("yes={answer}"),
        Some(DecisionOut::No(answer)) => format!("no={answer}"),
    };
    let radio = |(value, label): &(String, String)| {
        let checked = if *value == chosen { " checked" } else { "" };
        format!(
            "<label><input type=\"radio\" name=\"d{at}\" value=\"{}\"{checked}> <span>{label}</span></label>\n",
            text(value)
        )
    };
    let all: String = options.iter().map(radio).collect();
    let fields =
        format!("<fieldset hidden><legend>Decide row {}</legend>\n{all}</fieldset>\n", row.row);
    if kind(row) == "fill" {
        return format!(
            "<details class=\"change\" hidden><summary>Change it</summary>\n{fields}</details>\n"
        );
    }
    fields
}
