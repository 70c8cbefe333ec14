//! Small registers for tests, written in lines.

use crate::diag::Sink;
use crate::library::{Library, compile};
use crate::source::Sources;

/// The project around the register.
const TRUST: &str = "\
organization: {name: Acme Cloud, country: DE}
contacts: {security: security@acme.example}
site: {base_url: https://trust.acme.example, title: Trust Center, language: en, languages: [de]}
variants: {mode-a: {name: A}, mode-b: {name: B}}
notices: {emergency: 5 days, classes: {standard: {notice: 14 days, objection: 14 days}}}
";

/// A register and its notices; and what was said while they were read.
///
/// A line `entry a KEY: VALUE, ...` is an entry, with the required keys that it does not give. A line
/// `ID KIND ANNOUNCED EFFECTIVE KEY: VALUE, ...` is a notice about `a`, public and complete where it does not say
/// otherwise; `-` is no day. Any other line with a colon stands at the top of the register.
pub(crate) fn register(text: &str) -> (Library, Vec<String>) {
    let mut top = String::new();
    let mut entries = String::from("subprocessors:\n");
    let mut files = vec![("trust.yaml".to_owned(), TRUST.as_bytes().to_vec())];
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.splitn(3, ' ').collect();
        if words[0] == "entry" {
            entries.push_str(&entry(words[1], words.get(2).copied().unwrap_or_default()));
        } else if words[0].ends_with(':') {
            top.push_str(line);
            top.push('\n');
        } else {
            let path = format!("content/notices/{}.yaml", words[0].to_lowercase());
            files.push((path, notice(line).into_bytes()));
        }
    }
    let categories = "data_categories: {accounts: Accounts, records: Records}\n";
    let register = format!("audience: public\n{categories}{top}{entries}");
    files.push(("content/subprocessors.yaml".to_owned(), register.into_bytes()));
    let mut sink = Sink::new();
    let sources = Sources::new(files, &mut sink);
    let outcome = compile(&sources);
    sink.append(outcome.sink);
    let said = sink.into_sorted();
    let said = said.into_iter().map(|own| format!("{}: {}", own.code, own.message)).collect();
    (outcome.value.expect("a project"), said)
}

/// An entry as one line of YAML.
fn entry(id: &str, own: &str) -> String {
    let usual = [
        ("legal_name", "L"),
        ("display_name", id),
        ("country", "DE"),
        ("contact", "a@b.example"),
        ("purpose", "P"),
        ("data_categories", "[accounts]"),
        ("processing_locations", "[{country: DE}]"),
    ];
    format!("  - {{id: {id}{}}}\n", with(own, &usual))
}

/// A notice as one line of YAML.
fn notice(line: &str) -> String {
    let words: Vec<&str> = line.splitn(5, ' ').collect();
    let own = words.get(4).copied().unwrap_or_default();
    let (kind, announced, effective) = (words[1], words[2], words[3]);
    let is_about = matches!(kind, "postpone" | "withdraw");
    let has_terms = !is_about && !matches!(kind, "remove" | "correction" | "emergency");
    let mut usual = vec![("announced_on", announced), ("reason", "R"), ("audience", "public")];
    if effective != "-" {
        usual.push(("effective_on", effective));
    }
    if !is_about {
        usual.push(("subject", "[a]"));
    }
    if has_terms {
        usual.extend([("notice_class", "standard"), ("objection_until", effective)]);
    }
    format!("{{id: {}, kind: {kind}{}}}\n", words[0], with(own, &usual))
}

/// Own keys, and the usual ones that are not among them.
fn with(own: &str, usual: &[(&str, &str)]) -> String {
    let mut all = String::new();
    for (key, value) in usual {
        if !own.split(", ").any(|part| part.trim_start().starts_with(&format!("{key}:"))) {
            all.push_str(&format!(", {key}: {value}"));
        }
    }
    if own.is_empty() { all } else { format!("{all}, {own}") }
}
