//! A draft as the text of its file.

use super::plan::{Change, Plan};
use super::terms::Terms;
use super::{Edit, Wish};
use crate::library::field::FieldValue;
use crate::library::id::NoticeId;
use crate::library::notice::{Notice, NoticeKind};
use crate::source::edit::{line_scalar, scalar};

/// The longest line, in characters.
const WIDEST: usize = 120;

/// The file of a draft, in the order of the keys that the documentation has.
pub(super) fn text(
    id: &NoticeId,
    plan: &Plan<'_>,
    terms: &Terms,
    edit: &Edit<'_>,
    wish: &Wish,
) -> String {
    let mut out = head(plan, terms, wish);
    let mut line = |key: &str, value: String| out.push_str(&format!("{key}: {value}\n"));
    line("id", scalar(id.as_str()));
    line("kind", plan.kind.word().to_owned());
    line("subject", format!("[{}]", scalar(plan.subject.as_str())));
    if let Some(old) = &plan.replaces {
        line("replaces", scalar(old.as_str()));
    }
    line("announced_on", terms.announced_on.to_string());
    if let Some(class) = &terms.class {
        line("notice_class", scalar(class.as_str()));
    }
    if let Some(day) = terms.effective_on {
        line("effective_on", day.to_string());
    }
    if let Some(day) = terms.objection_until {
        line("objection_until", day.to_string());
    }
    if !plan.changes.is_empty() {
        out.push_str("changes:\n");
        plan.changes.iter().for_each(|change| out.push_str(&change_lines(change)));
    }
    match &wish.reason {
        Some(reason) => out.push_str(&text_lines("", "reason", reason)),
        None => out.push_str("# reason: why this happens\n"),
    }
    if wish.reason.is_none() && plan.kind != NoticeKind::Correction {
        out.push_str("# customer_impact: what customers have to do\n");
    }
    let latest = latest(edit);
    if terms.objection_until.is_some()
        && let Some(how) = latest.iter().find_map(|notice| notice.how_to_object.as_ref())
        // One that names a day was written for its own notice.
        && !how.contains("20")
    {
        out.push_str(&text_lines("", "how_to_object", how));
    }
    if let Some(contact) = latest.iter().find_map(|notice| notice.contact.as_ref()) {
        out.push_str(&format!("contact: {}\n", address(contact.as_str())));
    }
    if let Some(earlier) = plan.supersedes {
        out.push_str(&format!("supersedes: {}\n", scalar(earlier.id.value.as_str())));
    }
    out
}

/// What to do with the file, as comments.
fn head(plan: &Plan<'_>, terms: &Terms, wish: &Wish) -> String {
    let dates = if terms.objection_until.is_some() {
        "# announced later, all three dates move with it. Then add `audience: public` and remove these lines.\n"
    } else if terms.effective_on.is_some() {
        "# announced later, both dates move with it. Then add `audience: public` and remove these lines.\n"
    } else {
        "# announced later, the date moves with it. Then add `audience: public` and remove these lines.\n"
    };
    let more = match plan.kind {
        NoticeKind::Amend => {
            "# It says all that customers are to know: the earlier notice no longer counts.\n"
        }
        _ => "",
    };
    let task = if wish.reason.is_none() { "Write why, and commit" } else { "Commit" };
    format!(
        "# A draft: without an audience nobody sees it. {task} it by {}; if it is\n{dates}{more}",
        terms.announced_on
    )
}

/// Notices from the latest on; those that customers know come first.
fn latest<'l>(edit: &Edit<'l>) -> Vec<&'l Notice> {
    let mut all: Vec<&Notice> = edit.notices.iter().collect();
    all.sort_by_key(|notice| (!notice.is_draft(), notice.announced_on.value, &notice.id.value));
    all.reverse();
    all
}

fn change_lines(change: &Change) -> String {
    let mut out = format!("  {}:\n", change.field.key());
    for (key, value) in [("from", &change.from), ("to", &change.to)] {
        out.push_str(&value_lines("    ", key, value));
    }
    out
}

/// A key and what an entry says under it; nothing where the entry has no such key.
fn value_lines(indent: &str, key: &str, value: &FieldValue) -> String {
    let items: Vec<String> = match value {
        FieldValue::Text(None) | FieldValue::Url(None) => return String::new(),
        FieldValue::Text(Some(text)) => return text_lines(indent, key, text),
        FieldValue::Url(Some(url)) => return format!("{indent}{key}: {}\n", address(url.as_str())),
        FieldValue::Contact(contact) => {
            return format!("{indent}{key}: {}\n", address(contact.as_str()));
        }
        FieldValue::Flag(flag) => {
            return format!("{indent}{key}: {}\n", if *flag { "yes" } else { "no" });
        }
        FieldValue::Country(country) => {
            return format!("{indent}{key}: {}\n", scalar(country.code()));
        }
        FieldValue::Places(places) => places
            .iter()
            .map(|place| {
                let region = place.region.as_ref().map(|own| format!(", region: {}", scalar(own)));
                let country = scalar(place.country.code());
                format!("{{country: {country}{}}}", region.unwrap_or_default())
            })
            .collect(),
        other => other.items().iter().map(|item| scalar(item)).collect(),
    };
    let line = format!("{indent}{key}: [{}]", items.join(", "));
    if line.chars().count() <= WIDEST {
        return line + "\n";
    }
    let items = items.iter().map(|item| format!("{indent}  - {item}\n"));
    format!("{indent}{key}:\n{}", items.collect::<String>())
}

/// A key and a text: on one line, or folded where it is too long for one.
fn text_lines(indent: &str, key: &str, text: &str) -> String {
    let line = format!("{indent}{key}: {}", line_scalar(text));
    let is_plain =
        text.split(' ').all(|word| !word.is_empty() && !word.contains(char::is_whitespace))
            && !text.chars().any(char::is_control);
    if line.chars().count() <= WIDEST || !is_plain {
        return line + "\n";
    }
    let mut out = format!("{indent}{key}: >-\n");
    let mut row = String::new();
    for word in text.split(' ') {
        let length = indent.len() + 2 + row.chars().count() + 1 + word.chars().count();
        if !row.is_empty() && length > WIDEST {
            out.push_str(&format!("{indent}  {row}\n"));
            row.clear();
        }
        if !row.is_empty() {
            row.push(' ');
        }
        row.push_str(word);
    }
    out.push_str(&format!("{indent}  {row}\n"));
    out
}

/// An address for mail or on the web, which nobody can take for something else than text.
fn address(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~/?&=+%@:".contains(c);
    let starts = text.starts_with(|c: char| c.is_ascii_alphanumeric());
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    let has_colon = text.contains(':');
    if starts && text.chars().all(is_plain) && (is_web || !has_colon) && !text.ends_with(':') {
        text.to_owned()
    } else {
        scalar(text)
    }
}
