//! Internal codes, hosts and addresses in texts that others may read.

use std::net::Ipv4Addr;
use std::ops::Range;

use crate::check::texts::{self, Text};
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::project::InternalWords;

pub(super) const RULE: Rule = Rule {
    name: "internal-reference",
    level: Level::Deny,
    summary: "A published text names an internal code, a private host or a private address.",
    page: include_str!("internal_reference.md"),
    run,
};

/// Ends of host names that only a private network resolves.
const PRIVATE: [&str; 6] = ["internal", "local", "localdomain", "corp", "lan", "intranet"];

/// What looks like a code and is public: standards, algorithms, laws, and
/// short words of everyday language.
const PUBLIC: [&str; 63] = [
    "aes", "aria", "art", "asvs", "bip", "bs", "bsi", "cast", "cbc", "ccm", "cfr", "chf", "cis",
    "cp", "csa", "ctr", "cve", "cvss", "cwe", "dh", "dhe", "din", "dsa", "ec", "eip", "en", "ens",
    "eo", "es", "eu", "eur", "fips", "gcm", "gdpr", "ghsa", "hmac", "hs", "iec", "ieee", "isae",
    "iso", "kem", "mid", "nist", "ocf", "pep", "ps", "rc", "rfc", "rs", "rsa", "sas", "sha", "siv",
    "sp", "ssae", "sub", "top", "uk", "us", "usd", "utf", "xts",
];

/// What was found, in words.
type Found = (&'static str, Range<usize>);

fn run(context: &Context<'_>, sink: &mut Sink) {
    let mut all = texts::claims(context);
    let facts = texts::facts(context, &all);
    all.extend(facts);
    all.extend(texts::words(context));
    all.extend(texts::documents(context));
    for text in &all {
        for found in references(text.content, &context.library.project.internal) {
            report(context, text, found, sink);
        }
    }
}

fn report(context: &Context<'_>, text: &Text<'_>, (what, found): Found, sink: &mut Sink) {
    let words = text.content.get(found.clone()).unwrap_or_default();
    let message = format!("{} names the {what} `{words}`", text.of);
    sink.push(
        Diagnostic::finding(RULE.name, message, text.place(context, found))
            .hint("take it out, or write what it means to somebody outside"),
    );
}

/// Whether a text names an internal code, a private host or a private address.
#[must_use]
pub fn is_internal(text: &str, internal: &InternalWords) -> bool {
    !references(text, internal).is_empty()
}

/// Every internal reference of a text. Codes have a hyphen and names of hosts
/// a full stop, so only what stands around these is looked at.
fn references(text: &str, internal: &InternalWords) -> Vec<Found> {
    let codes = text.match_indices('-').filter_map(|(at, _)| code(text, at, internal));
    let mut found: Vec<Found> = codes.collect();
    let mut behind = 0;
    for (at, _) in text.match_indices('.') {
        if at < behind {
            continue;
        }
        let run = run_around(text, at, |b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
        behind = run.end;
        found.extend(host(text, run, internal));
    }
    found.sort_by_key(|(_, range)| range.start);
    found
}

/// An internal code around the hyphen at `at`: letters before it, digits behind it.
fn code(text: &str, at: usize, internal: &InternalWords) -> Option<Found> {
    let bytes = text.as_bytes();
    let digits = bytes.get(at + 1..)?.iter().take_while(|b| b.is_ascii_digit()).count();
    if digits == 0 {
        return None;
    }
    let letters = bytes.get(..at)?.iter().rev().take_while(|b| b.is_ascii_alphanumeric()).count();
    let (start, end) = (at - letters, at + 1 + digits);
    let joined = |byte: Option<&u8>| {
        byte.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    let inside = start.checked_sub(1).is_some_and(|before| joined(bytes.get(before)));
    let version =
        bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    if inside || joined(bytes.get(end)) || version {
        return None;
    }
    let (prefix, number) = (text.get(start..at)?, text.get(at + 1..end)?);
    let declared = internal.codes.iter().any(|code| code.eq_ignore_ascii_case(prefix));
    let known = declared || looks_internal(prefix, number) && !is_in_address(text, start);
    known.then_some(("internal code", start..end))
}

/// Two to four small letters and three digits or more, and nothing public.
fn looks_internal(prefix: &str, number: &str) -> bool {
    let is_year = number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
    (2..=4).contains(&prefix.len())
        && prefix.bytes().all(|b| b.is_ascii_lowercase())
        && number.len() >= 3
        && !is_year
        && !PUBLIC.contains(&prefix)
}

/// Whether the place lies in an address or in the target of a link: these are public names.
fn is_in_address(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let start = before.rfind(char::is_whitespace).map_or(0, |blank| blank + 1);
    let word = before.get(start..).unwrap_or_default();
    word.contains("://") || word.contains("](") || word.contains('@')
}

/// A private host or address in a run of letters, digits, hyphens and full stops.
fn host(text: &str, run: Range<usize>, internal: &InternalWords) -> Option<Found> {
    let whole = text.get(run.clone())?;
    let name = whole.trim_matches(['.', '-']);
    let start = run.start + whole.find(name)?;
    let range = start..start + name.len();
    if name.parse::<Ipv4Addr>().is_ok_and(|address| address.is_private()) {
        return Some(("private address", range));
    }
    let below = |host: &str| {
        let host = host.trim_start_matches("*.");
        let rest = name.len().checked_sub(host.len()).and_then(|cut| name.split_at_checked(cut));
        rest.is_some_and(|(before, end)| {
            end.eq_ignore_ascii_case(host) && (before.is_empty() || before.ends_with('.'))
        })
    };
    let last = name.rsplit_once('.').map(|(_, last)| last);
    let private = last.is_some_and(|last| PRIVATE.contains(&last)) && !is_file_name(text, &range);
    let declared = internal.hosts.iter().any(|host| !host.is_empty() && below(host));
    (private || declared).then_some(("private host", range))
}

/// Whether the run is part of a path or begins with a full stop, as `.env.local` does.
fn is_file_name(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).unwrap_or_default();
    before.ends_with('.') || before.ends_with('/') && !before.ends_with("//")
}

/// The bytes around `at` that all satisfy `wanted`.
fn run_around(text: &str, at: usize, wanted: impl Fn(u8) -> bool) -> Range<usize> {
    let bytes = text.as_bytes();
    let before =
        bytes.get(..at).unwrap_or_default().iter().rev().take_while(|b| wanted(**b)).count();
    let behind = bytes.get(at..).unwrap_or_default().iter().take_while(|b| wanted(**b)).count();
    at - before..at + behind
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let internal = InternalWords {
            hosts: vec!["corp.acme.example".to_owned()],
            codes: vec!["ACME".to_owned()],
        };
        references(text, &internal).into_iter().filter_map(|(_, range)| text.get(range)).collect()
    }

    #[test]
    fn codes_hosts_and_addresses() {
        assert_eq!(found("See cc-061 and (sec-1234)."), ["cc-061", "sec-1234"]);
        assert_eq!(found("ACME-7, acme-12: done"), ["ACME-7", "acme-12"]);
        assert_eq!(
            found("db1.corp.acme.example. and corp.acme.example"),
            ["db1.corp.acme.example", "corp.acme.example"]
        );
        assert_eq!(found("on vault.internal, https://wiki.lan/x"), ["vault.internal", "wiki.lan"]);
        assert_eq!(
            found("10.1.2.3, 172.20.0.1 and 192.168.0.0/16."),
            ["10.1.2.3", "172.20.0.1", "192.168.0.0"]
        );
    }

    #[test]
    fn what_is_public_stays() {
        for text in [
            "AES-256, aes-256, sha-512, iso-27001, rfc-9116, cve-2026-1234, eu-west-3, us-east-1, SPN-001, ISO-27001",
            "sp-800-53, mid-2026, top-100, rsa-4096, gdpr-032, tls-1.3, v10.0.1, notacme.example, xcorp.acme.examples",
            "https://acme.example/kb/abc-1234, [a](answer:abc-123), 8.8.8.8, 172.32.0.1, e.g. i.e. 99.9 %, .env.local",
            "internal. local. The corp. Storage is local.",
            "SOC-2, FIPS 140-2, 24-hour, covid-19, scc-2021-914",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }
}
