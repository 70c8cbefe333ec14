//! Pages and files of the register on single days of the history that the feeds are tested with.

use crate::feeds::{HISTORY, built, text};
use crate::project::{Files, Project};

/// The texts of a page without tags, a blank between them.
fn words(files: &Files, path: &str) -> String {
    let html = text(files, &format!("{path}index.html"));
    let (_, main) = html.split_once("<main").unwrap();
    let (main, _) = main.split_once("</main>").unwrap();
    let mut out = String::new();
    for part in main.split('<').skip(1) {
        out.push(' ');
        out.push_str(part.split_once('>').map_or("", |(_, text)| text));
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn says(page: &str, phrases: &[&str]) {
    for phrase in phrases {
        assert!(page.contains(phrase), "no `{phrase}` in\n{page}");
    }
}

fn on(day: &str) -> Files {
    built(&Project::bare(HISTORY), day)
}

#[test]
fn a_permalink_tells_what_changes_and_how_to_object() {
    let files = on("2025-06-15");
    let page = words(&files, "subprocessors/notices/r-06/");
    says(
        &page,
        &[
            "Change of location: Lumen Desk Open for objections State as of 15 June 2025",
            "Announced 2 June 2025 Objections until 20 June 2025 Effective 1 August 2025 Postponed from 1 July 2025",
            "In the register Before 1 August 2025 From 1 August 2025",
            "Places of processing United States Ireland (eu-west-1)",
            "Transfer mechanism EU-U.S. Data Privacy Framework No transfer outside the EEA",
            "Transfer impact assessment Yes No",
            "Objections are possible until 20 June 2025 , that day included.",
            "Standard: 14 days of notice, 10 business days to object",
            "Postponed by R-07",
        ],
    );
    let html = text(&files, "subprocessors/notices/r-06/index.html");
    let subject = "mailto:privacy@acme.example?subject=Objection%20to%20R-06%20%28Change%20of%20location%3A%20Lumen%20Desk%29";
    assert!(html.contains(subject), "{html}");
    let postponement = words(&files, "subprocessors/notices/r-07/");
    says(
        &postponement,
        &[
            "R-06 is postponed: effective on 1 August 2025; objections until 20 June 2025.",
            "Postpones R-06",
        ],
    );
    assert!(!postponement.contains("How to object"));
}

#[test]
fn the_register_tells_what_comes_and_what_became_of_notices() {
    let files = on("2025-06-15");
    let page = words(&files, "subprocessors/");
    says(
        &page,
        &[
            "State as of 15 June 2025 .",
            "changes on 1 August 2025 : Change of location: Lumen Desk",
            "Places of processing: Ireland (eu-west-1) instead of United States",
            "Superseded Superseded by R-05",
            "Business days are Monday to Friday, without these holidays: 25 December 2025; 1 January 2026; 25 December 2026.",
            "Days end at midnight in this time zone: Europe/Berlin.",
            "are not notice by themselves, unless your contract says so",
        ],
    );
    let overview = words(&files, "");
    says(&overview, &["1 change of sub-processors is announced", "takes effect on 1 August 2025"]);
    // Withdrawn: the entry is as it was, and nothing is to come.
    let later = on("2025-08-02");
    let page = words(&later, "subprocessors/");
    says(&page, &["Withdrawn by R-08 25 June 2025", "No notice is open."]);
    assert!(!page.contains("changes on"));
    assert!(!text(&later, "index.html").contains("class=\"coming\""));
    assert!(words(&later, "subprocessors/notices/r-08/").contains("R-06 is withdrawn"));
    // A replaced one is leaving, then gone; its row stays.
    let leaving = words(&on("2025-09-20"), "subprocessors/");
    says(&leaving, &["out of force from 1 October 2025 : Replacement: Ping replaces Brieftaube"]);
    says(&words(&on("2025-10-01"), "subprocessors/"), &["Former", "Brieftaube AG"]);
}

#[test]
fn emergencies_and_early_effects_are_said() {
    let page = words(&on("2026-03-26"), "subprocessors/notices/r-12/");
    says(
        &page,
        &[
            "it took effect on 20 March 2026, before it was announced on 23 March 2026",
            "Customers told by 25 March 2026",
        ],
    );
    let files = on("2026-08-10");
    let early = "Effective on 17 August 2026, objections until 2 September 2026: you can object also after it has taken effect.";
    for path in ["subprocessors/", "subprocessors/notices/r-15/"] {
        says(&words(&files, path), &[early]);
    }
    // A page to object on is as good as a mail.
    let html = text(&files, "subprocessors/notices/r-15/index.html");
    assert!(html.contains("Where to send an objection: <a href=\"https://acme.example/privacy\""));
}

#[test]
fn what_no_longer_stands_or_is_over_invites_nobody_to_object() {
    let files = on("2026-09-03");
    let closed = words(&files, "subprocessors/notices/r-15/");
    says(&closed, &["Objections were possible until 2 September 2026 ."]);
    let superseded = words(&on("2025-04-22"), "subprocessors/notices/r-04/");
    says(&superseded, &["State as of 22 April 2025 Superseded by R-05 Announced"]);
    let withdrawn = on("2025-11-21");
    for page in [closed, superseded, words(&withdrawn, "subprocessors/notices/r-10/")] {
        assert!(!page.contains("you can object") && !page.contains("Where to send"), "{page}");
    }
    // Who never came has no place in the register, so nothing leads there.
    for path in ["search/index.html", "search.json", "subprocessors/index.html"] {
        assert!(!text(&withdrawn, path).contains("subprocessors/#search\""), "{path}");
    }
    says(&words(&withdrawn, "subprocessors/notices/r-10/"), &["Withdrawn: Addition: Findwell"]);
}

#[test]
fn readers_learn_first_that_the_page_is_not_notice() {
    let files = on("2025-06-15");
    let page = words(&files, "subprocessors/");
    let at = |phrase: &str| page.find(phrase).unwrap();
    assert!(at("are not notice by themselves") < at("In force"));
    let twin = text(&files, "subprocessors/index.html.md");
    assert!(twin.contains("are not notice by themselves"), "{twin}");
    // Every table says what it lists, also to who does not see the heading above it.
    let html = text(&files, "subprocessors/index.html");
    for table in html.split("<table").skip(1) {
        let (tag, _) = table.split_once('>').unwrap();
        assert!(tag.contains(" aria-label=\""), "<table{tag}>");
    }
}

#[test]
fn the_annex_lists_who_is_in_force_and_what_is_announced() {
    let project =
        Project::bare(&HISTORY.replace("language: en}", "language: en, languages: [de]}"));
    let files = built(&project, "2025-09-20");
    let page = words(&files, "subprocessors/annex/");
    says(
        &page,
        &[
            "Acme Cloud GmbH uses these sub-processors to process personal data on behalf of its customers. State as of 20 September 2025 .",
            "Hosting AG Hosting Lindenweg 4, 10115 Berlin, Germany privacy@hosting.example",
            "Lumen Desk Inc. Lumen Desk United States",
            "Announced changes 1",
            "Replacement: Ping replaces Brieftaube",
        ],
    );
    assert!(!page.contains("Ping BV") && !page.contains("Findwell"), "{page}");
    says(
        &words(&files, "de/subprocessors/annex/"),
        &["Stand: 20. September 2025", "Angekündigte Änderungen"],
    );
    let annex = "<loc>https://trust.acme.example/legal/subprocessors/annex/</loc>";
    assert!(text(&files, "sitemap.xml").contains(annex));
    assert!(
        text(&files, "subprocessors/index.html").contains("href=\"/legal/subprocessors/annex/\"")
    );
}

#[test]
fn an_address_that_ends_in_its_country_does_not_say_it_twice() {
    let history = HISTORY.replace("language: en}", "language: en, languages: [de]}");
    for (address, english, german) in [
        ("10115 Berlin", "10115 Berlin, Germany", "10115 Berlin, Deutschland"),
        ("10115 Berlin, Germany", "10115 Berlin, Germany", "10115 Berlin, Germany"),
        ("Germany House, Bern", "Germany House, Bern, Germany", "Germany House, Bern, Deutschland"),
    ] {
        let files = built(&Project::bare(&history.replace("10115 Berlin", address)), "2025-09-20");
        for (path, wanted) in [("", english), ("de/", german)] {
            let page = words(&files, &format!("{path}subprocessors/annex/"));
            says(&page, &[&format!("Lindenweg 4, {wanted} privacy@hosting.example")]);
        }
    }
}

#[test]
fn json_and_csv_tell_changes_and_courses() {
    let files = on("2025-06-15");
    let register: serde_json::Value =
        serde_json::from_str(&text(&files, "subprocessors/subprocessors.json")).unwrap();
    let notice = |id: &str| {
        let all = register["notices"].as_array().unwrap();
        all.iter().find(|own| own["id"] == id).unwrap()
    };
    let own = notice("R-06");
    assert_eq!(own["effective_on"], "2025-08-01");
    assert_eq!(own["postponed_from"], "2025-07-01");
    assert_eq!(own["postponed_by"], serde_json::json!(["R-07"]));
    assert_eq!(own["updated"], "2025-06-10");
    assert_eq!(
        own["changes"][0],
        serde_json::json!({
            "field": "processing_locations",
            "from": ["US"],
            "to": ["IE eu-west-1"],
            "text": "Places of processing: Ireland (eu-west-1) instead of United States",
        })
    );
    assert_eq!(
        (&notice("R-05")["kind"], &notice("R-05")["effect"]),
        (&"amend".into(), &"add".into())
    );
    assert_eq!(
        (&notice("R-04")["state"], &notice("R-04")["superseded_by"]),
        (&"superseded".into(), &"R-05".into())
    );
    let entries = register["in_force"].as_array().unwrap();
    let tickets = entries.iter().find(|own| own["id"] == "tickets").unwrap();
    let coming = serde_json::json!([{"date": "2025-08-01", "notice": "R-06"}]);
    assert_eq!(tickets["changes_on"], coming);
    let csv = text(&files, "subprocessors/notices.csv");
    assert_eq!(csv.matches("\r\n").count(), 8);
    assert!(csv.contains("\r\n\"R-06\",\"objection-open\",\"change-location\",\"change-location\",\"Lumen Desk\",\"\",\"2025-06-02\",\"2025-06-20\",\"2025-08-01\",\"2025-07-01\""));
    let twin = text(&files, "subprocessors/index.html.md");
    assert!(
        twin.contains("Ireland \\(eu-west-1\\) instead of United States")
            || twin.contains("Ireland (eu-west-1) instead of United States"),
        "{twin}"
    );
}
