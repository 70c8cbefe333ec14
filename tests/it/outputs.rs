//! Every output of the sample project and the examples, read back.

use std::path::Path;

use sha2::Digest as _;
use trust::diag::Sink;
use trust::output::OUTPUTS;
use trust::portal::Edition;
use trust::tree::Tree;
use trust::view::Audience;

use crate::rendering::{
    DAY, PROJECTS, edition, edition_of, project_files, render, render_into, rendered,
};

fn text<'t>(tree: &'t Tree, path: &str) -> &'t str {
    std::str::from_utf8(tree.get(path).unwrap_or_else(|| panic!("there is no {path}"))).unwrap()
}

fn json(tree: &Tree, path: &str) -> serde_json::Value {
    serde_json::from_str(text(tree, path)).unwrap()
}

/// The sample project at an address with a path.
fn below_a_path() -> Edition {
    let mut files = project_files(".");
    let project = files.iter_mut().find(|(path, _)| path == "trust.yaml").unwrap();
    let text = String::from_utf8(project.1.clone()).unwrap();
    project.1 = text
        .replace("base_url: https://trust.acme.example", "base_url: https://acme.example/trust")
        .into_bytes();
    edition_of(files, Audience::Public, DAY)
}

#[test]
fn two_renders_give_the_same_bytes() {
    for project in PROJECTS {
        for audience in [Audience::Public, Audience::Nda] {
            let (_, first) = rendered(project, audience);
            let mut files = project_files(project);
            files.reverse();
            let second = render(&edition_of(files, audience, DAY));
            let names =
                |tree: &Tree| tree.iter().map(|(path, _)| path.to_owned()).collect::<Vec<_>>();
            assert_eq!(names(first), names(&second));
            for ((path, a), (_, b)) in first.iter().zip(second.iter()) {
                assert!(a == b, "{project}: {path} differs");
            }
        }
    }
}

#[test]
fn files_stand_where_they_are_promised() {
    let (_, tree) = rendered("examples/vireo", Audience::Public);
    // Twins stand beside their pages; tests of their own look at them.
    let paths: Vec<&str> =
        tree.iter().map(|(path, _)| path).filter(|path| !path.ends_with(".md")).collect();
    assert_eq!(
        paths,
        [
            ".well-known/security.txt",
            "_headers",
            "api/answers.json",
            "api/answers.schema.json",
            "api/changes.schema.json",
            "api/manifest.schema.json",
            "api/questionnaire.schema.json",
            "api/report.schema.json",
            "api/search.schema.json",
            "api/subprocessors.schema.json",
            "assets/apple-touch-icon.png",
            "assets/preview.png",
            "caiq/caiq-lite-4.0.3-report.json",
            "caiq/caiq-lite-4.0.3-report.txt",
            "caiq/caiq-lite-4.0.3.csv",
            "caiq/caiq-lite-4.0.3.json",
            "caiq/caiq-lite-4.0.3.xlsx",
            "changes/changes.json",
            "changes/feed.json",
            "changes/feed.xml",
            "favicon.ico",
            "llms.txt",
            "manifest.json",
            "robots.txt",
            "search.json",
            "sitemap.xml",
            "subprocessors/calendar.ics",
            "subprocessors/feed.json",
            "subprocessors/feed.xml",
            "subprocessors/notices.csv",
            "subprocessors/subprocessors.csv",
            "subprocessors/subprocessors.json",
        ]
    );
    let (_, tree) = rendered(".", Audience::Public);
    for variant in ["mode-a", "mode-b"] {
        for extension in ["csv", "json", "xlsx"] {
            let path = format!("caiq/{variant}/caiq-lite-4.0.3-{variant}.{extension}");
            assert!(tree.get(&path).is_some(), "{path}");
        }
    }
}

#[test]
fn the_json_of_a_variant_names_the_page_of_the_variant() {
    let (_, tree) = rendered(".", Audience::Public);
    let file = json(tree, "caiq/mode-b/caiq-lite-4.0.3-mode-b.json");
    assert_eq!(file["url"], "https://trust.acme.example/caiq/mode-b/");
}

#[test]
fn a_questionnaire_on_request_opens_under_nda_only() {
    let has =
        |audience| rendered("examples/vireo", audience).1.get("sig/sig-lite-2025.xlsx").is_some();
    assert!(!has(Audience::Public));
    assert!(has(Audience::Nda));
}

#[test]
fn sheets_and_json_say_the_same() {
    for project in PROJECTS {
        let (edition, tree) = rendered(project, Audience::Public);
        let answers = json(tree, "api/answers.json");
        let by_id: std::collections::BTreeMap<&str, &serde_json::Value> = answers["answers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|answer| (answer["id"].as_str().unwrap(), answer))
            .collect();
        assert_eq!(by_id.len(), edition.view.answers.len());
        for (offer, questionnaire) in edition.open_questionnaires() {
            let file =
                |extension| offer.file(questionnaire, extension).trim_start_matches('/').to_owned();
            let json = json(tree, &file("json"));
            let csv = tree.get(&file("csv")).unwrap().strip_prefix(b"\xef\xbb\xbf").unwrap();
            let mut csv = csv::ReaderBuilder::new().from_reader(csv);
            let sheet: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
            let rows = json["rows"].as_array().unwrap();
            let has_controls = questionnaire.form.columns.control.is_some();
            let response = if has_controls { 4 } else { 3 };
            assert_eq!(
                (rows.len(), sheet.len()),
                (questionnaire.rows.len(), questionnaire.rows.len())
            );
            for (row, cells) in rows.iter().zip(&sheet) {
                assert_eq!(row["id"], cells[0]);
                assert_eq!(row["question"], cells[2]);
                if has_controls {
                    assert_eq!(row["control"].as_str().unwrap_or_default(), &cells[3]);
                }
                let answer = &row["answer"];
                if answer.is_null() {
                    assert!(cells.iter().skip(response).all(str::is_empty), "{}", &cells[0]);
                    continue;
                }
                assert_eq!(answer["word"], cells[response]);
                // Apostrophes that guard a cell are in the CSV alone.
                let plain = |text: &str| text.replace('\'', "");
                let explanation = &cells[cells.len() - 2];
                assert_eq!(plain(answer["explanation"].as_str().unwrap()), plain(explanation));
                assert_eq!(answer["url"], cells[cells.len() - 1]);
                let source = by_id[answer["id"].as_str().unwrap()];
                assert_eq!(
                    (&source["url"], &source["reviewed"]),
                    (&answer["url"], &answer["reviewed"])
                );
                let variant = json["variant"]["id"].as_str();
                let statement = source["statements"].as_array().unwrap().iter().find(|statement| {
                    let variants = statement["variants"].as_array().unwrap();
                    variants.is_empty()
                        || variant.is_none_or(|own| variants.iter().any(|known| known == own))
                });
                let statement = statement.unwrap();
                assert_eq!(statement["response"], answer["response"]);
                if let Some(text) = statement["explanation"]["text"].as_str() {
                    assert!(plain(explanation).contains(&plain(text)), "{}", &cells[0]);
                }
                assert_eq!(statement["promise"]["due"], answer["due"]);
            }
        }
    }
}

#[test]
fn a_lapsed_promise_says_so_in_every_sheet() {
    let edition = edition_of(project_files("examples/vireo"), Audience::Public, "2027-10-01");
    let tree = render(&edition);
    let rows = &json(&tree, "caiq/caiq-lite-4.0.3.json")["rows"];
    let answer = &rows[0]["answer"];
    assert_eq!((&answer["response"], &answer["lapsed"]), (&"planned".into(), &true.into()));
    let words = answer["explanation"].as_str().unwrap();
    assert!(words.starts_with(
        "Planned: SOC 2 Type II report. It was due Q3 2027 and that date has passed."
    ));
    assert!(text(&tree, "caiq/caiq-lite-4.0.3.csv").contains("It was due Q3 2027"));
}

#[test]
fn every_json_names_its_schema_which_is_there() {
    for project in PROJECTS {
        let (edition, tree) = rendered(project, Audience::Public);
        let files = tree.iter().map(|(path, _)| path).filter(|path| path.ends_with(".json"));
        for path in files.filter(|path| !path.ends_with("feed.json")) {
            let file = json(tree, path);
            assert!(text(tree, path).ends_with("}\n"), "{path}");
            if path.ends_with(".schema.json") {
                assert_eq!(file["$schema"], "https://json-schema.org/draft/2020-12/schema");
                assert_eq!(file["$id"], edition.url(&format!("/{path}")));
                continue;
            }
            assert_eq!(file["version"], 1, "{path}");
            let schema = file["$schema"].as_str().unwrap();
            let place = schema.strip_prefix(&edition.url("/")).unwrap();
            let schema = json(tree, place);
            for required in schema["required"].as_array().unwrap() {
                assert!(file.get(required.as_str().unwrap()).is_some(), "{path} lacks {required}");
            }
        }
    }
}

#[test]
fn links_of_answers_are_addresses() {
    for project in PROJECTS {
        let (_, tree) = rendered(project, Audience::Public);
        let answers = text(tree, "api/answers.json");
        for name in ["](answer:", "](document:", "](notice:", "](page:", "](/"] {
            assert!(!answers.contains(name), "{project}: {name}");
        }
    }
    let (_, tree) = rendered(".", Audience::Public);
    let link = "[hold them yourself](https://trust.acme.example/answers/encryption/customer-managed-keys/)";
    assert!(text(tree, "api/answers.json").contains(link));
}

#[test]
fn the_register_has_its_states() {
    let (_, tree) = rendered(".", Audience::Public);
    let register = json(tree, "subprocessors/subprocessors.json");
    let ids = |list: &str| -> Vec<String> {
        let entries = register[list].as_array().unwrap().iter();
        entries.map(|entry| entry["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids("upcoming"), ["tracewarden"]);
    assert_eq!(ids("former"), ["brieftaube-sms"]);
    assert!(ids("in_force").contains(&"quillstone-ai".to_owned()));
    let states: Vec<_> = register["notices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|notice| (notice["id"].as_str().unwrap(), notice["state"].as_str().unwrap()))
        .collect();
    assert_eq!(
        states,
        [
            ("SPN-006", "effective"),
            ("SPN-007", "effective"),
            ("SPN-005", "objection-open"),
            ("SPN-003", "objection-open"),
            ("SPN-002", "removed"),
            ("SPN-001", "effective"),
        ]
    );
    let csv = text(tree, "subprocessors/subprocessors.csv");
    assert!(
        csv.contains("\"upcoming\",\"tracewarden\"")
            && csv.contains("\"former\",\"brieftaube-sms\"")
    );
    assert!(!csv.contains("\n\"in force\",\"tracewarden\""));
    // The day itself is the first one without it, so `until` would be wrong by a day.
    assert!(csv.contains("\"Out of force from\""));
}

#[test]
fn the_atom_feed_is_well_formed_and_stable() {
    let feed_on = |day| render(&edition_of(project_files("."), Audience::Public, day));
    let tree = feed_on(DAY);
    let feed = text(&tree, "subprocessors/feed.xml");
    let mut reader = quick_xml::Reader::from_str(feed);
    reader.config_mut().check_end_names = true;
    let mut names = std::collections::BTreeMap::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(start) => {
                *names
                    .entry(String::from_utf8(start.name().as_ref().into()).unwrap())
                    .or_insert(0) += 1;
            }
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!((names["entry"], names["id"], names["updated"], names["title"]), (6, 7, 7, 7));
    assert!(feed.contains("<id>tag:trust.acme.example,2026-11-10:SPN-003</id>"));
    assert!(feed.contains("<updated>2026-11-10T00:00:00Z</updated>"));
    assert!(feed.contains("rel=\"self\" type=\"application/atom+xml\" href=\"https://trust.acme.example/subprocessors/feed.xml\""));
    // Time alone changes nothing: neither a deadline that passes nor another build.
    let later = feed_on("2026-12-13");
    assert_eq!(text(&later, "subprocessors/feed.xml"), feed);
    assert_eq!(later.get("subprocessors/feed.json"), tree.get("subprocessors/feed.json"));
    assert_eq!(later.get("subprocessors/calendar.ics"), tree.get("subprocessors/calendar.ics"));
    assert!(feed.contains("<summary>Effective on 15 December 2026; objections until"));
    let items = &json(&tree, "subprocessors/feed.json")["items"];
    assert_eq!(items[0]["id"], "tag:trust.acme.example,2026-11-19:SPN-006");
    assert_eq!(items.as_array().unwrap().len(), 6);
}

#[test]
fn texts_in_a_feed_are_text() {
    let mut edition = edition(".", Audience::Public);
    edition.register.history[0].notice.reason = "<script>a && b</script>\u{1}".to_owned();
    let tree = render(&edition);
    let feed = text(&tree, "subprocessors/feed.xml");
    assert!(
        feed.contains("&amp;lt;script&amp;gt;a &amp;amp;&amp;amp; b"),
        "escaped for HTML, then for XML"
    );
    assert!(!feed.contains("<script") && !feed.contains('\u{1}'));
    let item = &json(&tree, "subprocessors/feed.json")["items"][0];
    assert!(item["content_html"].as_str().unwrap().contains("&lt;script&gt;"));
}

#[test]
fn a_withdrawn_notice_stays_and_is_cancelled() {
    let mut files = project_files(".");
    let notice = files.iter_mut().find(|(path, _)| path.ends_with("spn-003.yaml")).unwrap();
    notice.1.extend_from_slice(b"withdrawn_on: 2026-11-20\n");
    let edition = edition_of(files, Audience::Public, DAY);
    assert!(edition.register.upcoming.is_empty());
    assert!(edition.register.pending.iter().all(|own| own.notice.id.as_str() != "SPN-003"));
    let tree = render(&edition);
    let feed = text(&tree, "subprocessors/feed.xml");
    assert!(feed.contains("<id>tag:trust.acme.example,2026-11-10:SPN-003</id>"));
    assert!(feed.contains("<title>Withdrawn: Addition: Tracewarden (SPN-003)</title>"));
    assert!(feed.contains("<updated>2026-11-20T00:00:00Z</updated>"));
    let calendar = text(&tree, "subprocessors/calendar.ics");
    assert_eq!(calendar.matches("STATUS:CANCELLED\r\n").count(), 2);
    assert!(calendar.contains("SEQUENCE:1\r\nSTATUS:CANCELLED"));
    let register = json(&tree, "subprocessors/subprocessors.json");
    let own = register["notices"].as_array().unwrap().iter().find(|own| own["id"] == "SPN-003");
    assert_eq!(own.unwrap()["state"], "withdrawn");
    assert!(!text(&tree, "subprocessors/subprocessors.csv").contains("tracewarden"));
}

#[test]
fn the_calendar_keeps_to_its_format() {
    for project in PROJECTS {
        let (_, tree) = rendered(project, Audience::Public);
        let calendar = text(tree, "subprocessors/calendar.ics");
        assert!(calendar.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
        assert!(calendar.ends_with("END:VCALENDAR\r\n"));
        assert_eq!(calendar.matches('\n').count(), calendar.matches("\r\n").count());
        assert!(calendar.split("\r\n").all(|line| line.len() <= 75));
        let unfolded = calendar.replace("\r\n ", "");
        let events = unfolded.matches("BEGIN:VEVENT\r\n").count();
        for property in [
            "UID:",
            "DTSTAMP:",
            "DTSTART;VALUE=DATE:",
            "DTEND;VALUE=DATE:",
            "SUMMARY:",
            "END:VEVENT",
        ] {
            assert_eq!(unfolded.matches(&format!("\r\n{property}")).count(), events, "{property}");
        }
        let mut ids: Vec<&str> =
            unfolded.split("\r\n").filter(|line| line.starts_with("UID:")).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), events);
    }
    let (_, tree) = rendered(".", Audience::Public);
    let calendar = text(tree, "subprocessors/calendar.ics").replace("\r\n ", "");
    assert!(
        calendar
            .contains("UID:SPN-003-objection@trust.acme.example\r\nDTSTAMP:20261110T000000Z\r\n")
    );
    assert!(calendar.contains("DTSTART;VALUE=DATE:20261210\r\nDTEND;VALUE=DATE:20261211\r\n"));
}

#[test]
fn a_calendar_without_events_is_still_one() {
    let files = project_files(".").into_iter().filter(|(path, _)| !path.contains("/notices/"));
    let tree = render(&edition_of(files.collect(), Audience::Public, DAY));
    let calendar = text(&tree, "subprocessors/calendar.ics");
    assert!(calendar.contains("BEGIN:VTIMEZONE") && !calendar.contains("VEVENT"));
    assert!(
        text(&tree, "subprocessors/feed.xml").contains("<updated>2026-01-01T00:00:00Z</updated>")
    );
}

#[test]
fn security_txt_has_its_fields() {
    let (_, tree) = rendered(".", Audience::Public);
    assert_eq!(
        text(tree, ".well-known/security.txt"),
        "Contact: mailto:security@acme.example\n\
         Expires: 2027-09-21T23:59:59.000Z\n\
         Encryption: https://acme.example/security/pgp.asc\n\
         Acknowledgments: https://acme.example/security/thanks\n\
         Preferred-Languages: en, de\n\
         Canonical: https://trust.acme.example/.well-known/security.txt\n\
         Policy: https://trust.acme.example/responsible-disclosure/\n"
    );
    let mut files = project_files("examples/vireo");
    let project = files.iter_mut().find(|(path, _)| path == "trust.yaml").unwrap();
    let text = String::from_utf8(project.1.clone()).unwrap();
    let (before, after) = text.split_once("security_txt:").unwrap();
    let rest = after.split_once("review:").unwrap().1;
    project.1 = format!("{before}review:{rest}").into_bytes();
    let tree = render(&edition_of(files, Audience::Public, DAY));
    assert_eq!(tree.get(".well-known/security.txt"), None);
}

#[test]
fn the_site_map_lists_pages_with_the_dates_that_are_known() {
    let edition = edition(".", Audience::Public);
    let mut tree = Tree::new();
    for page in [
        "index.html",
        "404.html",
        "answers/encryption/encryption-at-rest/index.html",
        "caiq/index.html",
        "subprocessors/notices/spn-003/index.html",
    ] {
        tree.add(page, "").unwrap();
    }
    let tree = render_into(&edition, tree, &mut Sink::new());
    let entries: Vec<&str> =
        text(&tree, "sitemap.xml").lines().filter(|line| line.starts_with("<url>")).collect();
    assert_eq!(
        entries,
        [
            "<url><loc>https://trust.acme.example/answers/encryption/encryption-at-rest/</loc><lastmod>2026-09-30</lastmod></url>",
            "<url><loc>https://trust.acme.example/caiq/</loc><lastmod>2026-11-03</lastmod></url>",
            "<url><loc>https://trust.acme.example/</loc></url>",
            "<url><loc>https://trust.acme.example/subprocessors/notices/spn-003/</loc><lastmod>2026-11-10</lastmod></url>",
        ]
    );
    assert!(
        text(&tree, "robots.txt")
            .contains("Allow: /\n\nSitemap: https://trust.acme.example/sitemap.xml")
    );
}

#[test]
fn addresses_respect_a_path() {
    let edition = below_a_path();
    let tree = render(&edition);
    for (path, bytes) in tree.iter() {
        let text = String::from_utf8_lossy(bytes);
        for (at, _) in text.match_indices("https://acme.example/") {
            let rest = &text[at + "https://acme.example/".len()..];
            let known = rest.starts_with("trust/") || rest.starts_with("security/");
            assert!(
                known,
                "{path}: https://acme.example/{}",
                rest.chars().take(40).collect::<String>()
            );
        }
    }
    assert!(
        text(&tree, "subprocessors/feed.xml")
            .contains("<id>tag:acme.example,2026-11-10:SPN-003</id>")
    );
    assert!(text(&tree, "robots.txt").contains("https://acme.example/trust/sitemap.xml"));
    assert!(
        text(&tree, ".well-known/security.txt")
            .contains("Canonical: https://acme.example/trust/.well-known/")
    );
}

#[test]
fn headers_are_strict_and_given_once() {
    let (_edition, tree) = rendered(".", Audience::Public);
    let headers = text(tree, "_headers");
    assert!(headers.contains(trust::output::well_known::CONTENT_SECURITY_POLICY));
    assert!(!headers.contains("unsafe") && !headers.contains("http:"));
    let everywhere = headers.split("\n\n").next().unwrap();
    assert!(!everywhere.contains("Cache-Control") && !everywhere.contains("Content-Type:"));
    let rules = headers.lines().filter(|line| line.starts_with('/')).skip(1);
    for rule in rules {
        let (before, after) = rule[1..].split_once('*').unwrap_or((&rule[1..], ""));
        let matched = |path: &str| path.starts_with(before) && path.ends_with(after);
        assert!(tree.iter().any(|(path, _)| matched(path)), "{rule}");
    }
}

#[test]
fn under_nda_everything_says_so() {
    let (_edition, tree) = rendered(".", Audience::Nda);
    assert_eq!(text(tree, "robots.txt"), "User-agent: *\nDisallow: /\n");
    assert_eq!(tree.get("sitemap.xml"), None);
    assert!(text(tree, "_headers").contains("X-Robots-Tag: noindex, nofollow"));
    assert!(text(tree, "_headers").contains("Cache-Control: private, no-store"));
    assert!(text(tree, "subprocessors/feed.xml").contains("(under NDA)</title>"));
    assert!(text(tree, "subprocessors/calendar.ics").contains("CLASS:CONFIDENTIAL"));
    assert!(text(tree, "llms.txt").contains("under NDA"));
    for (path, _) in tree.iter().filter(|(path, _)| path.ends_with(".json")) {
        if !path.ends_with(".schema.json") && !path.ends_with("feed.json") {
            assert_eq!(json(tree, path)["audience"], "nda", "{path}");
        }
    }
}

#[test]
fn the_manifest_lists_every_file() {
    let (_, tree) = rendered(".", Audience::Public);
    let manifest = json(tree, "manifest.json");
    assert_eq!(manifest["generator"], "trust");
    assert_eq!((&manifest["commit"], &manifest["as_of"]), (&"0123abc".into(), &DAY.into()));
    let files = manifest["files"].as_array().unwrap();
    assert_eq!(files.len() + 1, tree.len());
    for (listed, (path, bytes)) in
        files.iter().zip(tree.iter().filter(|(path, _)| *path != "manifest.json"))
    {
        assert_eq!(listed["path"], path);
        assert_eq!(listed["size"], bytes.len());
        let sum = sha2::Sha256::digest(bytes)
            .iter()
            .fold(String::new(), |sum, byte| format!("{sum}{byte:02x}"));
        assert_eq!(listed["sha256"], sum, "{path}");
    }
}

#[test]
fn every_output_is_described() {
    let page =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/outputs.md"))
            .unwrap();
    for output in OUTPUTS {
        assert!(
            page.contains(&format!("\n## {}\n", output.name)),
            "docs/outputs.md lacks `{}`",
            output.name
        );
        assert!(output.name == "html" || output.about.ends_with('.'), "{}", output.name);
    }
    assert!(page.contains("\n## manifest\n"));
}

#[test]
fn every_file_to_which_texts_may_link_is_written() {
    for project in PROJECTS {
        for audience in [Audience::Public, Audience::Nda] {
            let (_, tree) = rendered(project, audience);
            for path in trust::view::route::FILES {
                assert!(tree.get(path.trim_start_matches('/')).is_some(), "{project}: {path}");
            }
        }
    }
}

#[test]
fn texts_link_to_files_that_the_build_writes() {
    let project = crate::project::Project::new("");
    let page = "---\ntitle: A\naudience: public\n---\n[a](/.well-known/security.txt) and [b](/subprocessors/feed.xml)\n";
    project.write("content/pages/a.md", page);
    // Without the setting the build writes no such file.
    let run = project.trust(&["check"]);
    run.says(&["links to `/.well-known/security.txt`, which does not exist"]);
    let trust = format!("{}security_txt: {{expires: 2027-06-01}}\n", crate::project::TRUST_YAML);
    project.write("trust.yaml", trust);
    let built = project.build();
    let page = String::from_utf8(built["a/index.html"].clone()).unwrap();
    for path in ["/.well-known/security.txt", "/subprocessors/feed.xml"] {
        assert!(page.contains(&format!("href=\"{path}\"")), "{page}");
        assert!(built.contains_key(path.trim_start_matches('/')), "{path}");
    }
}
