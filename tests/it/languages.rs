//! A portal in several languages: what is translated, what falls back and says so, and that pages know each other.

use std::collections::BTreeMap;

use crate::project::{Project, assert_same};

const PROJECT: &str = "\
//- trust.yaml
organization: {name: Acme Cloud, country: DE}
contacts: {security: security@acme.example}
site:
  base_url: https://acme.example/trust
  title: Acme Cloud Trust Center
  summary: Original summary.
  languages: [de, fr]
  translations: {de: {summary: Deutsche Zusammenfassung.}}
variants:
  a: {name: Mode A, summary: first, translations: {de: {name: Modus A, summary: erste}}}
  b: {name: Mode B}
//- answers/a.yaml
topic: {id: t, title: Topic, summary: About it., translations: {de: {title: Thema, summary: Darum geht es.}, fr: {title: Sujet}}}
reviewed: 2026-10-01
owner: security
audience: public
answers:
  - id: whole
    question: Original question?
    response: planned
    promise: {what: Original promise, due: 2027-Q2}
    explanation: Original text with {{ facts.region }} and {{ facts.list }}.
    translations:
      de:
        question: Deutsche Frage?
        promise: Deutsches Versprechen
        explanation: Deutscher Text mit {{ facts.region }} und {{ facts.list }}, siehe [dort](answer:partial).
  - id: partial
    question: Second question?
    response: planned
    promise: {what: Second promise, due: 2027-03}
    explanation: Second text.
    translations: {de: {question: Zweite Frage?, explanation: Halbe Antwort.}}
  - id: variants
    question: Third question?
    response: yes
    explanation: Third text.
    variants: {b: {explanation: Third text of B.}}
    translations: {de: {question: Dritte Frage?, explanation: Dritter Text.}}
  - {id: hidden, question: Hidden?, response: yes, explanation: Hidden., audience: internal,
     translations: {de: {question: GEHEIMNIS?, explanation: GEHEIMNIS.}}}
//- content/facts.yaml
region: {value: Milan, label: Region, audience: public, translations: {de: {value: Mailand, label: Ort}}}
list: [one, two]
//- content/pages/about.md
---
title: About us
audience: public
---
Original page.
//- content/pages/about.de.md
---
title: Über uns
---
Deutsche Seite.
";

/// Builds a project and returns its texts by path.
pub(crate) fn built(project: &Project) -> BTreeMap<String, String> {
    project.trust(&["build"]).ok();
    let text = |(path, bytes): (String, Vec<u8>)| Some((path, String::from_utf8(bytes).ok()?));
    project.tree().into_iter().filter_map(text).collect()
}

/// Asserts that a text holds all of these.
pub(crate) fn holds(text: &str, all: &[&str]) {
    for own in all {
        assert!(text.contains(own), "no `{own}` in {text}");
    }
}

#[test]
fn a_statement_is_in_one_language() {
    let site = built(&Project::new(PROJECT));
    let whole = &site["de/answers/t/whole/index.html"];
    holds(
        whole,
        &[
            "<html lang=\"de\">",
            "<h1>Deutsche Frage?</h1>",
            "Deutscher Text mit Mailand und one und two",
            "href=\"/trust/de/answers/t/partial/\"",
            "Deutsches Versprechen",
            "2. Quartal 2027",
            ">1. Oktober 2026</time>",
            ">Geplant</span>",
        ],
    );
    assert!(!whole.contains("Original") && !whole.contains("untranslated"), "{whole}");

    let partial = &site["de/answers/t/partial/index.html"];
    holds(
        partial,
        &[
            "<h1>Zweite Frage?</h1>",
            "Noch nicht übersetzt, daher auf Englisch",
            "<div lang=\"en\"><p>Second text.</p>",
            "<div lang=\"en\"><p>Second promise</p>",
            "März 2027",
        ],
    );
    assert!(!partial.contains("Halbe Antwort"), "{partial}");

    // What variant B writes itself is not translated; variant A inherits what is.
    let variants = &site["de/answers/t/variants/index.html"];
    holds(
        variants,
        &["Modus A", "<p>Dritter Text.</p>", "Mode B", "<div lang=\"en\"><p>Third text of B.</p>"],
    );

    let french = &site["fr/answers/t/whole/index.html"];
    holds(
        french,
        &[
            "<h1 lang=\"en\">Original question?</h1>",
            "Pas encore traduit",
            "Original text with Milan and one and two",
            "2e trimestre 2027",
            ">1er octobre 2026</time>",
        ],
    );
    assert_eq!(french.matches("Pas encore traduit").count(), 1, "{french}");
}

#[test]
fn what_is_no_answer_falls_back_as_a_whole() {
    let site = built(&Project::new(PROJECT));
    // A title without the summary that belongs to it.
    holds(
        &site["fr/answers/t/index.html"],
        &["<h1 lang=\"en\">Topic</h1>", "lang=\"en\">About it."],
    );
    holds(&site["de/answers/t/index.html"], &["<h1>Thema</h1>", "Darum geht es."]);
    holds(&site["de/index.html"], &["Deutsche Zusammenfassung.", "<dt>Ort</dt><dd>Mailand</dd>"]);
    holds(&site["fr/index.html"], &["Original summary."]);
    holds(&site["de/about/index.html"], &["<h1>Über uns</h1>", "<p>Deutsche Seite.</p>"]);
    holds(
        &site["fr/about/index.html"],
        &["<h1 lang=\"en\">About us</h1>", "<div lang=\"en\"><p>Original page."],
    );

    // The originals know nothing of it.
    let original = &site["answers/t/whole/index.html"];
    holds(
        original,
        &["<html lang=\"en\">", "Original text with Milan and one and two", "1 October 2026"],
    );
    assert!(
        !original.contains("Deutsche Frage") && !original.contains("lang=\"fr\">Pas"),
        "{original}"
    );
    for file in ["api/answers.json", "search.json", "llms.txt"] {
        assert!(!site[file].contains("Deutsch"), "{file}");
    }
    holds(
        &site["de/search.json"],
        &["Deutsche Frage?", "/trust/de/answers/t/whole/", "Zweite Frage?"],
    );
}

#[test]
fn what_is_not_public_is_hidden_in_every_language() {
    let project = Project::new(PROJECT);
    let site = built(&project);
    for (path, text) in &site {
        assert!(!text.contains("GEHEIMNIS") && !path.contains("hidden"), "{path}");
    }
}

/// The whole addresses that a page names by `hreflang`.
fn alternates(html: &str) -> BTreeMap<String, String> {
    let links = html.split("<link rel=\"alternate\" hreflang=\"").skip(1);
    let link = |rest: &str| {
        let (language, rest) = rest.split_once('"').unwrap();
        let address = rest.split('"').nth(1).unwrap();
        (language.to_owned(), address.to_owned())
    };
    links.map(link).collect()
}

#[test]
fn pages_know_each_other_in_all_languages() {
    let site = built(&Project::new(PROJECT));
    let base = "https://acme.example/trust/";
    let at = |address: &str| format!("{}index.html", address.strip_prefix(base).unwrap());
    let pages: Vec<&String> =
        site.keys().filter(|path| path.ends_with(".html") && *path != "404.html").collect();
    assert_eq!(pages.len() % 3, 0, "every page is there in every language: {pages:?}");
    for path in pages {
        let html = &site[path];
        let own = alternates(html);
        let languages: Vec<&str> = own.keys().map(String::as_str).collect();
        assert_eq!(languages, ["de", "en", "fr", "x-default"], "{path}");
        assert_eq!(own["x-default"], own["en"], "{path}");
        let language = html.split("<html lang=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(at(&own[language]), *path);
        holds(html, &[&format!("<link rel=\"canonical\" href=\"{}\">", own[language])]);
        for address in own.values() {
            assert_eq!(alternates(&site[&at(address)]), own, "{path} and {address}");
        }
        // The switch leads to the same page, and no link leaves the language by itself.
        for (other, address) in own.iter().filter(|(other, _)| *other != "x-default") {
            let href = address.strip_prefix("https://acme.example").unwrap();
            holds(html, &[&format!("<a href=\"{href}\" lang=\"{other}\" hreflang=\"{other}\"")]);
        }
        for href in html.split("href=\"/trust").skip(1).map(|rest| rest.split('"').next().unwrap())
        {
            let page = href.split('#').next().unwrap();
            let stays = language == "en" || page.starts_with(&format!("/{language}/"));
            let switches = own.values().any(|address| address.ends_with(&format!("/trust{page}")));
            assert!(!page.ends_with('/') || stays || switches, "{path} leads to {href}");
        }
        holds(&site["sitemap.xml"], &[&format!("<loc>{}</loc>", own[language])]);
    }
    assert!(alternates(&site["404.html"]).is_empty());
    let dated =
        "<loc>https://acme.example/trust/de/answers/t/whole/</loc><lastmod>2026-10-01</lastmod>";
    holds(&site["sitemap.xml"], &[dated]);
}

#[test]
fn one_language_leaves_no_trace() {
    let project = Project::new(PROJECT);
    project.edit("trust.yaml", "  languages: [de, fr]\n", "");
    project
        .trust(&["check"])
        .exits(1)
        .says(&["bad-language", "`de` is not a language of this site"]);
    let site = built(&Project::sample());
    for (path, text) in site.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(!text.contains("hreflang"), "{path}");
    }
    assert!(!site.keys().any(|path| path.starts_with("de/")));
}

#[test]
fn two_builds_give_the_same_bytes() {
    let (first, second) = (Project::new(PROJECT), Project::new(PROJECT));
    first.trust(&["build"]).ok();
    second.trust(&["build"]).ok();
    assert_same(&first.tree(), &second.tree(), "two builds in three languages");
}

/// Edits the project and returns what the check says about it.
fn said(path: &str, from: &str, to: &str) -> String {
    let project = Project::new(PROJECT);
    project.edit(path, from, to);
    project.trust(&["check"]).exits(1).stderr.clone()
}

#[test]
fn what_does_not_fit_is_refused_at_its_place() {
    let answers = "answers/a.yaml";
    let half = "explanation: Halbe Antwort.";
    for (path, from, to, all) in [
        (
            "trust.yaml",
            "[de, fr]",
            "[de, nl]",
            &["unknown-word", "`nl` is not", "en, de, fr, es, it"][..],
        ),
        ("trust.yaml", "[de, fr]", "[de, fr, de]", &["bad-language", "given twice"]),
        ("trust.yaml", "[de, fr]", "[de, fr, en]", &["bad-language", "language of the originals"]),
        (
            "trust.yaml",
            "title: Acme",
            "language: sv\n  title: Acme",
            &["unknown-word", "en, de, fr, es, it"],
        ),
        (answers, half, "because: Halb.", &["no-original", "`because`", "answers/a.yaml:21"]),
        (answers, half, "explanatoin: Halb.", &["unknown-key", "did you mean `explanation`"]),
        (answers, half, "variants: {a: {explanation: x}}", &["no-original", "variants: a"]),
        (answers, half, "explanation: \"{{ facts.nothing }}\"", &["unknown-fact", "a.yaml:21"]),
        (answers, half, "explanation: \"[x](answer:nowhere)\"", &["broken-link", "a.yaml:21"]),
        (
            answers,
            half,
            "explanation: \"Siehe db1.internal\"",
            &["internal-reference", "a.yaml:21"],
        ),
        (
            answers,
            "question: Zweite Frage?",
            "question: Auf db1.internal?",
            &["internal-reference"],
        ),
        (
            answers,
            "fr: {title: Sujet}",
            "es: {title: Tema}",
            &["bad-language", "add `es` to `site.languages`"],
        ),
        ("content/facts.yaml", "value: Mailand", "value: db1.internal", &["internal-reference"]),
    ] {
        let text = said(path, from, to);
        for own in all {
            assert!(text.contains(own), "{to}: no `{own}` in {text}");
        }
    }
}

#[test]
fn addresses_of_languages_are_reserved() {
    for (path, text) in [
        ("content/pages/de.md", "---\ntitle: DE\naudience: public\n---\nX\n"),
        ("content/pages/de/about.md", "---\ntitle: DE\naudience: public\n---\nX\n"),
    ] {
        let project = Project::new(PROJECT);
        project.write(path, text);
        project.trust(&["check"]).exits(1).says(&["path-taken", "de"]);
    }
    let project = Project::new(PROJECT);
    project.edit("trust.yaml", "variants:", "downloads: [{form: mvsp@3.0, path: fr}]\nvariants:");
    project.trust(&["check"]).exits(1).says(&["path-taken", "`fr` is a folder"]);
    let project = Project::new(PROJECT);
    project.write("content/pages/nothing.de.md", "---\ntitle: X\n---\nX\n");
    project.trust(&["check"]).exits(1).says(&["no-original", "no page `nothing`"]);
}

#[test]
fn coverage_counts_what_is_translated() {
    let project = Project::new(PROJECT);
    let human = project.trust(&["coverage"]).ok().stdout.clone();
    holds(
        &human,
        &[
            "German (de): 1 of 3 answers translated, 2 in part, 0 not",
            "French (fr): 0 of 3 answers translated, 0 in part, 3 not",
        ],
    );
    let json = project.trust(&["coverage", "--format", "json"]).ok().stdout.clone();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["languages"][0]["translated"], serde_json::json!(["whole"]));
    assert_eq!(
        json["languages"][0]["partly_translated"],
        serde_json::json!(["partial", "variants"])
    );
    assert_eq!(json["languages"][1]["language"], "fr");
}

#[test]
fn originals_may_be_in_another_language_than_english() {
    let project = Project::new(
        "//- trust.yaml\norganization: {name: Acme}\ncontacts: {security: s@acme.example}\nsite: {base_url: https://acme.example, title: Acme, language: it, languages: [en]}\n//- content/facts.yaml\nlist: [uno, due]\n//- answers/a.yaml\ntopic: {id: t, title: Tema}\nreviewed: 2026-10-01\nowner: x\naudience: public\nanswers:\n  - {id: a, question: Domanda?, response: yes, explanation: \"Testo {{ facts.list }}.\"}\n",
    );
    let site = built(&project);
    holds(
        &site["answers/t/a/index.html"],
        &["<html lang=\"it\">", "Testo uno e due.", ">Sì</span>", "1º ottobre 2026"],
    );
    holds(
        &site["en/answers/t/a/index.html"],
        &["shown in Italian", "<div lang=\"it\"><p>Testo uno e due.", ">Yes</span>"],
    );
}
