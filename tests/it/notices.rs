//! `trust notices`: what must be sent on which day, mails that others can read, and records of sendings.

use std::fs;

use serde_json::Value;

use crate::project::Project;
use crate::tools::{passes, python};

/// A register of four with one promise, without notices.
const REGISTER: &str = "\
//- trust.yaml
organization: {name: Acme Cloud, legal_name: Acme Cloud GmbH, country: DE}
contacts: {security: security@acme.example, privacy: privacy@acme.example}
site: {base_url: https://trust.acme.example, title: Acme}
notices:
  classes: {standard: {notice: 14 days, objection: 30 days}}
  effective_before_objections_close: true
  emergency: 5 days
# Notices are listed for whomever they are.
rules: {untold-readers: allow}
//- content/subprocessors.yaml
audience: public
baseline: 2026-01-01
data_categories: {logs: Log lines}
subprocessors:
  - &one {id: alpha, legal_name: Alpha GmbH, display_name: Alpha, country: DE, contact: p@alpha.example, purpose: Hosting, data_categories: [logs], processing_locations: [{country: DE}], transfer: [none-eea]}
  - {id: beta, legal_name: Beta GmbH, display_name: Beta, country: DE, contact: p@beta.example, purpose: Mail, data_categories: [logs], processing_locations: [{country: IE}], transfer: [none-eea]}
";

/// A notice in one line; the rest of its keys follow.
fn notice(id: &str, rest: &str) -> String {
    format!("//- content/notices/{}.yaml\nid: {id}\n{rest}\n", id.to_ascii_lowercase())
}

const ADD: &str = "kind: add\nsubject: [beta]\nannounced_on: 2026-11-10\nnotice_class: standard\neffective_on: 2026-12-01\nobjection_until: 2026-12-10\nreason: We need it.\naudience: public";

fn project(notices: &[String]) -> Project {
    Project::new(&format!("{}{}", REGISTER.replace("&one ", ""), notices.concat()))
}

fn json(project: &Project, arguments: &[&str]) -> Value {
    let run = project.trust(&[&["notices", "--format", "json"], arguments].concat());
    run.ok();
    serde_json::from_str(&run.stdout).unwrap()
}

/// What must be sent: id, since when, by when, and whether it only informs.
fn due(project: &Project, day: &str) -> Vec<String> {
    let said = json(project, &["--due", "--as-of", day]);
    let all = said["due"].as_array().unwrap().clone();
    let text = |own: &Value, key: &str| own[key].as_str().unwrap_or("-").to_owned();
    let one = |own: &Value| {
        let informs = if own["informational"] == true { " informs" } else { "" };
        format!("{} {} {}{informs}", text(own, "id"), text(own, "due_since"), text(own, "deadline"))
    };
    all.iter().map(one).collect()
}

/// Notices, a day, and what must be sent on it.
type Case = (&'static str, Vec<String>, &'static str, &'static [&'static str]);

fn hold(cases: Vec<Case>) {
    for (what, notices, day, expected) in cases {
        assert_eq!(due(&project(&notices), day), *expected, "{what}");
    }
}

/// The first notice.
fn first(rest: &str) -> String {
    notice("N-1", rest)
}

/// The first notice, sent on a day.
fn sent(day: &str) -> String {
    first(&format!("{ADD}\nchannels_used: [{{channel: email, sent_on: {day}}}]"))
}

/// A change of another kind, in effect at once.
fn other(kind: &str, rest: &str) -> String {
    first(&format!(
        "kind: {kind}\nsubject: [alpha]\nannounced_on: 2026-11-10\neffective_on: 2026-11-10\nreason: It changed.\naudience: public\n{rest}"
    ))
}

/// A second notice, about the first one.
fn second(kind: &str, rest: &str) -> String {
    notice(
        "N-2",
        &format!(
            "kind: {kind}\nsupersedes: N-1\nannounced_on: 2026-11-15\nreason: It changed.\naudience: public\n{rest}"
        ),
    )
}

#[test]
fn what_must_be_sent_on_which_day() {
    let draft = ADD.replace("\naudience: public", "");
    let day = "2026-11-21";
    hold(vec![
        ("before its announcement", vec![first(ADD)], "2026-11-09", &[]),
        ("on its day", vec![first(ADD)], "2026-11-10", &["N-1 2026-11-10 -"]),
        ("long after", vec![first(ADD)], "2027-03-01", &["N-1 2026-11-10 -"]),
        ("a draft", vec![first(&draft)], day, &[]),
        ("sent", vec![sent("2026-11-10")], day, &[]),
        ("sent later", vec![sent("2026-11-12")], "2026-11-11", &["N-1 2026-11-10 -"]),
        ("sent too early", vec![sent("2026-11-09")], day, &["N-1 2026-11-10 -"]),
    ]);
}

#[test]
fn which_kinds_are_told() {
    let day = "2026-11-21";
    let emergency = "change: change-location\nobjection_until: 2026-12-10";
    let by = format!("{emergency}\nnotify_by: 2026-11-12");
    hold(vec![
        ("a correction", vec![other("correction", "")], day, &[]),
        ("a removal", vec![other("remove", "")], day, &["N-1 2026-11-10 -"]),
        ("a rename", vec![other("rename", "")], day, &["N-1 2026-11-10 - informs"]),
        ("an emergency", vec![other("emergency", emergency)], day, &["N-1 2026-11-10 2026-11-15"]),
        (
            "with a day of its own",
            vec![other("emergency", &by)],
            "2026-11-10",
            &["N-1 2026-11-10 2026-11-12"],
        ),
    ]);
}

/// Who was told hears what became of it; who was not, hears it all at once, or nothing.
#[test]
fn what_became_of_a_notice_is_told_to_whom_it_was_told() {
    let postponed = second("postpone", "effective_on: 2026-12-20");
    let withdrawn = second("withdraw", "");
    let two = |first: String, second: &String| vec![first, second.clone()];
    let day = "2026-11-21";
    hold(vec![
        ("postponed", two(sent("2026-11-10"), &postponed), day, &["N-2 2026-11-15 -"]),
        ("postponed, unsent", two(first(ADD), &postponed), day, &["N-1 2026-11-10 -"]),
        ("postponed, then sent", two(sent("2026-11-16"), &postponed), day, &[]),
        ("withdrawn", two(sent("2026-11-10"), &withdrawn), day, &["N-2 2026-11-15 -"]),
        ("withdrawn, unsent", two(first(ADD), &withdrawn), day, &[]),
        (
            "withdrawn in its own record",
            vec![format!("{}withdrawn_on: 2026-11-18\n", sent("2026-11-10"))],
            day,
            &["N-1 2026-11-18 -"],
        ),
        ("the same, unsent", vec![format!("{}withdrawn_on: 2026-11-18\n", first(ADD))], day, &[]),
    ]);
}

#[test]
fn an_amendment_is_a_notice_of_its_own() {
    let amended = second(
        "amend",
        "subject: [beta]\nnotice_class: standard\neffective_on: 2026-12-05\nobjection_until: 2026-12-15",
    );
    let withdrawn = second("withdraw", "").replace("n-2", "n-3").replace("N-2", "N-3");
    let withdrawn = withdrawn.replace("N-1", "N-2").replace("11-15", "11-17");
    let day = "2026-11-21";
    hold(vec![
        ("amended", vec![sent("2026-11-10"), amended.clone()], day, &["N-2 2026-11-15 -"]),
        ("amended, unsent", vec![first(ADD), amended.clone()], day, &["N-2 2026-11-15 -"]),
        (
            "amended and withdrawn, and only the first was sent",
            vec![sent("2026-11-10"), amended, withdrawn],
            day,
            &["N-3 2026-11-17 -"],
        ),
    ]);
}

#[test]
fn what_needs_somebody_comes_first() {
    let notices = [
        notice(
            "N-1",
            &format!("{ADD}\nchannels_used: [{{channel: email, sent_on: 2026-11-10, count: 4}}]"),
        ),
        notice(
            "N-2",
            "kind: rename\nsubject: [alpha]\nannounced_on: 2026-11-01\neffective_on: 2026-11-01\nreason: R\naudience: public",
        ),
        notice(
            "N-3",
            "kind: remove\nsubject: [alpha]\nannounced_on: 2026-12-01\neffective_on: 2027-01-01",
        ),
        notice(
            "N-4",
            "kind: emergency\nchange: change-data\nsubject: [alpha]\nannounced_on: 2026-11-20\neffective_on: 2026-11-19\nobjection_until: 2026-12-20\nreason: R\naudience: nda",
        ),
        notice(
            "N-5",
            "kind: change-purpose\nsubject: [alpha]\nannounced_on: 2026-12-01\nnotice_class: standard\neffective_on: 2027-01-01\nobjection_until: 2026-12-31\nreason: R\naudience: public",
        ),
    ];
    let project = project(&notices);
    let listed = |day: &str| {
        let said = json(&project, &["--as-of", day]);
        let one = |own: &Value| {
            let next = format!("{} {}", own["next"]["step"], own["next"]["date"]);
            format!("{} {} {} {next}", own["id"], own["state"], own["telling"]).replace('"', "")
        };
        said["notices"].as_array().unwrap().iter().map(one).collect::<Vec<_>>()
    };
    assert_eq!(
        listed("2026-11-21"),
        [
            "N-4 effective-objections-open due tell-customers 2026-11-24",
            "N-2 effective null send 2026-11-01",
            "N-3 draft null publish 2026-12-01",
            "N-5 scheduled null announce 2026-12-01",
            "N-1 objection-open null take-effect 2026-12-01",
        ]
    );
    assert_eq!(
        listed("2026-11-25")[0],
        "N-4 effective-objections-open overdue tell-customers 2026-11-24"
    );
    // The past shows what was sent then, and nothing of later days.
    let past = json(&project, &["--as-of", "2026-11-09"]);
    let first = past["notices"].as_array().unwrap().iter().find(|own| own["id"] == "N-1").unwrap();
    assert_eq!((&first["state"], &first["sent"]), (&"scheduled".into(), &Value::Array(Vec::new())));
    // Others see a day's edition without drafts and later notices.
    let json = fs::read_to_string(project.path("content/notices/n-3.yaml")).unwrap();
    assert!(!json.contains("audience"));
    let tree = project.build();
    let published = String::from_utf8(tree["subprocessors/subprocessors.json"].clone()).unwrap();
    assert!(published.contains("N-1"), "{published}");
    assert!(!["N-3", "N-4", "N-5"].iter().any(|id| published.contains(id)), "{published}");
}

/// Texts that try to be headers, parts of a message, or markup.
const HOSTILE: &str = "\
kind: change-location
subject: [alpha]
announced_on: 2026-11-10
notice_class: standard
effective_on: 2026-12-01
objection_until: 2026-12-10
changes: {processing_locations: {from: [{country: US, region: us-east-1}], to: [{country: DE}]}, legal_name: {from: \"Älpha\\nBcc: x@y.example\", to: Alpha GmbH}}
reason: \"Line\\nBcc: x@y.example\\n\\n.\\nFrom me\\n<script>1</script> =?utf-8?q?x?= trailing \u{1f510} 漢字 \"
audience: public";

#[test]
fn messages_are_read_by_another_parser() {
    let long = "Ünïcode ".repeat(20);
    let notices = [
        notice("N-1", ADD),
        notice("N-2", HOSTILE),
        notice(
            "N-3",
            "kind: remove\nsubject: [alpha]\nannounced_on: 2026-11-11\neffective_on: 2027-01-01\nreason: R\naudience: nda",
        ),
        notice(
            "N-4",
            "kind: emergency\nchange: change-data\nsubject: [alpha]\nannounced_on: 2026-11-20\neffective_on: 2026-11-19\nobjection_until: 2026-12-20\nreason: R\naudience: public",
        ),
    ];
    let project = project(&notices);
    project.edit(
        "trust.yaml",
        "name: Acme Cloud,",
        &format!("name: \"{long}\\nBcc: x@y.example\","),
    );
    project.edit(
        "trust.yaml",
        "emergency: 5 days",
        "emergency: 5 days\n  time_zone: Europe/Berlin",
    );
    for language in ["en", "de", "fr", "es", "it"] {
        let options = ["--due", "--language", language];
        let listed = project.trust(&[&["notices", "--format", "json"][..], &options].concat());
        project.write("list.json", listed.ok().stdout.clone());
        let out = format!("out-{language}");
        let write = [&["notices", "--format", "eml", "--out", &out][..], &options].concat();
        project.trust(&write).ok();
        passes(python("mails.py").arg(project.path(&out)).arg(project.path("list.json")));
        let said: Value = serde_json::from_str(&listed.stdout).unwrap();
        for own in said["due"].as_array().unwrap() {
            let (text, html) = (own["text"].as_str().unwrap(), own["html"].as_str().unwrap());
            assert!(
                !text.contains("mail_") && !text.contains('{') && !text.contains('\r'),
                "{text}"
            );
            assert!(!html.contains("<script") && !html.contains("src="), "{html}");
        }
        // The same day gives the same bytes, which are left alone.
        let before = crate::project::files(&project.path(&out));
        project.trust(&write).ok();
        assert_eq!(before, crate::project::files(&project.path(&out)));
    }
}

#[test]
fn a_mail_says_what_is_in_effect_and_a_country_once() {
    let emergency = "kind: emergency\nchange: change-data\nsubject: [alpha]\nannounced_on: 2026-11-20\neffective_on: 2026-11-19\nobjection_until: 2026-12-20\nreason: R\naudience: public";
    let project = project(&[notice("N-1", emergency)]);
    project.edit(
        "content/subprocessors.yaml",
        "display_name: Alpha,",
        "display_name: Alpha, address: \"Weg 4, Bonn, Germany\",",
    );
    let mail = |language: &str| {
        let said = json(&project, &["--due", "--language", language]);
        said["due"][0]["text"].as_str().unwrap().to_owned()
    };
    let english = mail("en");
    let until = "You may object until 20 December 2026; that day is included. The change has been in effect since 19 November 2026.";
    assert!(english.contains(until), "{english}");
    assert!(!english.contains("takes effect while"), "{english}");
    for text in [english, mail("de")] {
        assert!(text.contains(": Weg 4, Bonn, Germany\n"), "{text}");
        assert!(!text.contains("Country of") && !text.contains("Sitzland"), "{text}");
    }
}

#[test]
fn sendings_at_the_same_time_are_all_kept() {
    let project = project(&[notice("N-1", ADD)]);
    let channels = ["a", "b", "c", "d", "e", "f"];
    std::thread::scope(|scope| {
        for channel in channels {
            let project = &project;
            scope.spawn(move || {
                project.trust(&["notices", "sent", "N-1", "--channel", channel]).ok();
            });
        }
    });
    let now = fs::read_to_string(project.path("content/notices/n-1.yaml")).unwrap();
    for channel in channels {
        assert_eq!(now.matches(&format!("channel: {channel},")).count(), 1, "{now}");
    }
}

#[test]
fn message_files_need_a_folder() {
    let project = project(&[notice("N-1", ADD)]);
    project.write("afile", "mine");
    for out in ["afile", "afile/below"] {
        let write = ["notices", "--due", "--format", "eml", "--out", out, "--force"];
        project.trust(&write).exits(2).says(&["afile` is no folder; name another with --out"]);
    }
    assert_eq!(fs::read(project.path("afile")).unwrap(), b"mine");
}

#[test]
fn message_files_are_not_written_over() {
    let project = project(&[notice("N-1", ADD)]);
    let write = ["notices", "--due", "--format", "eml", "--out", "out/mails"];
    project.trust(&write).ok().tells(&["out/mails: N-1.eml"]);
    let printed = project.trust(&["notices", "--due", "--format", "eml"]);
    assert_eq!(printed.stdout.as_bytes(), fs::read(project.path("out/mails/N-1.eml")).unwrap());
    project.write("out/mails/N-1.eml", "mine");
    project.trust(&write).exits(2).says(&["N-1.eml` is there and says something else"]);
    assert_eq!(fs::read(project.path("out/mails/N-1.eml")).unwrap(), b"mine");
    project.trust(&[&write[..], &["--force"]].concat()).ok();
    assert_eq!(printed.stdout.as_bytes(), fs::read(project.path("out/mails/N-1.eml")).unwrap());
    assert_eq!(crate::project::files(&project.path("out")).len(), 1);
    project.write(
        "content/notices/n-2.yaml",
        ADD.replace("kind: add\nsubject: [beta]", "id: N-2\nkind: remove\nsubject: [alpha]")
            .replace("notice_class: standard\n", ""),
    );
    project.trust(&["notices", "--due", "--format", "eml"]).exits(2).says(&["2 notices are due"]);
}

#[test]
fn sendings_are_appended_and_nothing_else_changes() {
    let project = project(&[]);
    let hash = "\"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\"";
    project.write("sent.txt", "hello");
    let head = format!("# Über uns\r\nid: N-1\r\n{}\r\n", ADD.replace('\n', "\r\n"));
    let one = format!(
        "{{channel: email, sent_on: 2026-11-20, list: \"Köln, Bonn\", count: 412, message_sha256: {hash}}}"
    );
    let old = "{channel: post, sent_on: 2026-11-11}";
    let cases = [
        (String::new(), format!("channels_used:\r\n  - {one}\r\n")),
        (
            format!("channels_used: [{old}] # c\r\n"),
            format!("channels_used: [{old}, {one}] # c\r\n"),
        ),
        (
            format!("channels_used: # c\r\n- {old} # d\r\n# e\r\n"),
            format!("channels_used: # c\r\n- {old} # d\r\n- {one}\r\n# e\r\n"),
        ),
        (
            "channels_used:\r\n  - channel: post\r\n    sent_on: 2026-11-11\r\nnotes: n\r\n"
                .to_owned(),
            format!(
                "channels_used:\r\n  - channel: post\r\n    sent_on: 2026-11-11\r\n  - channel: email\r\n    sent_on: 2026-11-20\r\n    list: \"Köln, Bonn\"\r\n    count: 412\r\n    message_sha256: {hash}\r\nnotes: n\r\n"
            ),
        ),
    ];
    let send = [
        "notices",
        "sent",
        "N-1",
        "--channel",
        "email",
        "--count",
        "412",
        "--on",
        "2026-11-20",
        "--list",
        "Köln, Bonn",
        "--message",
        "sent.txt",
    ];
    for (before, after) in cases {
        project.write("content/notices/n-1.yaml", format!("{head}{before}"));
        project
            .trust(&send)
            .ok()
            .tells(&["N-1 sent by email to Köln, Bonn (412) on 2026-11-20, message 2cf24dba5fb0"]);
        let now = fs::read_to_string(project.path("content/notices/n-1.yaml")).unwrap();
        assert_eq!(now, format!("{head}{after}"));
        project.trust(&send).exits(2).says(&["already; record another one with --again"]);
        assert_eq!(now, fs::read_to_string(project.path("content/notices/n-1.yaml")).unwrap());
        project.trust(&[&send[..], &["--again"]].concat()).ok();
        assert!(due(&project, "2026-11-21").is_empty());
        assert_eq!(crate::project::files(&project.path("content/notices")).len(), 1);
    }
}

#[test]
fn the_hash_is_that_of_the_text_that_is_due() {
    let project = project(&[notice("N-1", ADD)]);
    for language in ["en", "fr"] {
        let said = json(&project, &["--due", "--language", language, "--as-of", "2026-11-12"]);
        let wanted = said["due"][0]["message_sha256"].as_str().unwrap().to_owned();
        let before = fs::read(project.path("content/notices/n-1.yaml")).unwrap();
        project
            .trust(&[
                "notices",
                "sent",
                "N-1",
                "--channel",
                "email",
                "--on",
                "2026-11-12",
                "--language",
                language,
            ])
            .ok();
        let now = fs::read_to_string(project.path("content/notices/n-1.yaml")).unwrap();
        assert!(now.contains(&wanted), "{now}");
        project.write("content/notices/n-1.yaml", before);
    }
}

#[test]
fn what_cannot_have_been_sent_is_refused() {
    let draft = ADD
        .replace("\naudience: public", "")
        .replace("add\nsubject: [beta]", "remove\nsubject: [alpha]");
    let odd = ADD.replace("add\nsubject: [beta]", "rename\nsubject: [alpha]");
    let project = project(&[
        notice("N-1", ADD),
        notice("N-2", &draft.replace("notice_class: standard\n", "")),
        notice(
            "N-3",
            &format!(
                "{}\nchannels_used: &x\n  - {{channel: a, sent_on: 2026-11-10}}",
                odd.replace("notice_class: standard\n", "")
            ),
        ),
    ]);
    project.edit("content/notices/n-3.yaml", "channels_used: &x", "channels_used:");
    let before = crate::project::files(project.root());
    for (arguments, said) in [
        (&["N-11", "--channel", "email"][..], "there is no notice `N-11`; did you mean `N-1`?"),
        (&["N-2", "--channel", "email"], "`N-2` is a draft"),
        (
            &["N-1", "--channel", "email", "--on", "2026-11-09"],
            "is announced on 2026-11-10, after 2026-11-09",
        ),
        (&["N-1", "--channel", "email", "--on", "2026-11-22"], "2026-11-22 is to come"),
        (&["N-1", "--channel", "email", "--as-of", "2026-11-09"], "is announced on 2026-11-10"),
        (&["N-1", "--channel", " "], "a text of one line is needed"),
        (&["N-1", "--channel", "a\nb: c"], "a text of one line is needed"),
        (&["N-1", "--channel", "email", "--message", "none.txt"], "`none.txt` cannot be read"),
    ] {
        project.trust(&[&["notices", "sent"], arguments].concat()).exits(2).says(&[said]);
    }
    // Mixed line ends leave no certain way to write one more.
    project.write("content/notices/n-1.yaml", format!("id: N-1\r\n{ADD}\n"));
    project
        .trust(&["notices", "sent", "N-1", "--channel", "email"])
        .exits(2)
        .says(&["was left as it is: its lines end in more than one way; add to `channels_used`"]);
    project.write("content/notices/n-1.yaml", format!("id: N-1\n{ADD}\n"));
    assert_eq!(before, crate::project::files(project.root()));
    project.write("content/notices/n-1.yaml", "id: N-1\n");
    for arguments in
        [&["notices"][..], &["notices", "--due"], &["notices", "sent", "N-1", "--channel", "x"]]
    {
        let run = project.trust(arguments);
        run.exits(1).says(&["error[missing-key]"]);
        assert_eq!(run.stdout, "");
    }
}
