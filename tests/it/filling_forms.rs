//! CAIQ through `trust fill`: an id counts together with form, version and text.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::project::Project;
use crate::tools::{passes, python, root, scratch};

/// Questions of CAIQ 4.1 that stood under another id in version 4.0.3.
#[rustfmt::skip]
const MOVED: &[(&str, &str)] = &[
    ("DCS-02.1", "DCS-01.1"), ("DCS-02.2", "DCS-01.2"), ("DCS-02.3", "DCS-01.3"),
    ("DCS-03.1", "DCS-02.1"), ("DCS-03.2", "DCS-02.2"), ("DCS-03.3", "DCS-02.3"),
    ("DCS-04.1", "DCS-03.1"), ("DCS-04.2", "DCS-03.2"), ("DCS-05.1", "DCS-04.1"),
    ("DCS-05.2", "DCS-04.2"), ("DCS-06.1", "DCS-05.1"), ("DCS-07.1", "DCS-06.1"),
    ("DCS-08.1", "DCS-07.1"), ("DCS-09.1", "DCS-08.1"), ("DCS-10.1", "DCS-09.1"),
    ("DCS-10.2", "DCS-09.2"), ("DCS-11.1", "DCS-10.1"), ("DCS-13.1", "DCS-12.1"),
    ("DCS-14.1", "DCS-13.1"), ("DCS-15.1", "DCS-14.1"), ("DCS-16.1", "DCS-15.1"),
    ("IAM-09.1", "IAM-15.1"), ("IAM-13.1", "IAM-14.1"), ("IAM-13.2", "IAM-14.2"),
    ("IAM-14.1", "IAM-15.1"), ("IAM-15.1", "IAM-16.1"), ("LOG-09.1", "LOG-08.1"),
    ("LOG-11.1", "LOG-10.1"), ("LOG-12.1", "LOG-11.1"), ("LOG-13.1", "LOG-12.1"),
    ("LOG-14.1", "LOG-13.1"), ("LOG-14.2", "LOG-13.2"), ("SEF-08.1", "SEF-07.1"),
    ("SEF-08.2", "SEF-07.2"), ("SEF-10.1", "SEF-08.1"), ("STA-02.1", "STA-01.1"),
    ("STA-02.2", "STA-01.2"), ("STA-03.1", "STA-02.1"), ("STA-04.1", "STA-03.1"),
    ("STA-05.1", "STA-04.1"), ("STA-07.1", "STA-06.1"), ("STA-08.1", "STA-07.1"),
    ("STA-11.1", "STA-09.1"), ("STA-13.1", "STA-11.1"), ("STA-14.1", "STA-12.1"),
    ("TVM-03.1", "TVM-07.1"), ("TVM-05.1", "TVM-04.1"), ("TVM-06.1", "TVM-05.1"),
    ("TVM-07.1", "TVM-06.1"), ("TVM-08.1", "TVM-03.1"), ("TVM-09.1", "TVM-08.1"),
    ("TVM-11.1", "TVM-09.1"), ("TVM-12.1", "TVM-10.1"),
];

/// Questions of CAIQ 4.0.3 as somebody else would put them.
const PARAPHRASES: &[(&str, &str)] = &[
    (
        "A&A-02.1",
        "Are assessments by independent parties carried out every year as a minimum, based on applicable standards?",
    ),
    (
        "A&A-06.2",
        "Is the remediation of audit findings tracked, and its status reported to stakeholders?",
    ),
    (
        "AIS-02.1",
        "Are baseline requirements for the security of the various applications defined, documented and kept up to date?",
    ),
    ("AIS-05.2", "Does automation cover application tests wherever this is feasible?"),
    (
        "AIS-07.1",
        "Has a process been set up to remediate security vulnerabilities of applications?",
    ),
    (
        "BCR-04.1",
        "Has a plan for business continuity been established, documented and approved on the basis of the resilience strategies?",
    ),
    (
        "BCR-06.1",
        "Are plans for business continuity exercised annually or whenever a significant change occurs?",
    ),
    ("BCR-08.1", "Does a periodic backup of cloud-stored data take place?"),
    ("BCR-08.2", "Are confidentiality, integrity and availability of backup data ensured?"),
    ("BCR-08.3", "For the sake of resilience, is restoration of data from backups possible?"),
    (
        "CCC-09.1",
        "Should errors or security concerns arise, is there an established way back from a change to an earlier good state?",
    ),
    (
        "CEK-01.2",
        "Do the policies and procedures for encryption and key management undergo a yearly review?",
    ),
    (
        "CEK-03.1",
        "Is data-at-rest and in-transit protected cryptographically through libraries with a certification to approved standards?",
    ),
    (
        "CEK-08.1",
        "Is it possible for customers to administer the keys that encrypt their data themselves?",
    ),
    (
        "CEK-12.1",
        "Is a cryptoperiod that considers the risk of disclosure and legal requirements the basis for rotating keys?",
    ),
    (
        "CEK-17.1",
        "When the expiration date comes, does a process deactivate keys, with regard to legal requirements?",
    ),
    (
        "DCS-01.2",
        "Where equipment is not destroyed physically, is data erased so that information cannot be recovered?",
    ),
    (
        "DCS-09.1",
        "Is entry into secure areas limited to authorised persons, with entrances and exits monitored and recorded?",
    ),
    ("DSP-04.1", "Are type and sensitivity the basis on which data gets classified?"),
    (
        "DSP-09.1",
        "Where personal data is processed, does an impact assessment for data protection evaluate origin and severity of the risks?",
    ),
    (
        "DSP-15.1",
        "Do data owners authorise it, with the risk under control, whenever data from production ends up in a non-production environment?",
    ),
    (
        "DSP-18.2",
        "Do customers concerned hear of requests by law enforcement as a matter of special care, save where criminal law prohibits it?",
    ),
    ("IAM-10.1", "Is privileged access a matter of limited periods only, for roles as for rights?"),
    (
        "IAM-13.1",
        "Does a unique identifier allow users to be identified, or the use of an ID to be associated with an individual?",
    ),
    (
        "IAM-14.1",
        "Does whoever signs in to systems, applications or data have to authenticate, by several factors where the user is privileged or the data sensitive?",
    ),
    (
        "IVS-05.1",
        "Is a separation in place between production environments and non-production environments?",
    ),
    (
        "LOG-04.1",
        "Are audit logs accessible to authorised staff alone, and does each access leave a trace to an accountable individual?",
    ),
    (
        "SEF-04.1",
        "Does the plan for responding to security incidents undergo tests at planned intervals, with updates where these show a need?",
    ),
    (
        "TVM-04.1",
        "Is there a weekly or more frequent refresh of detection tools, threat signatures and indicators of compromise?",
    ),
    ("TVM-06.1", "Are penetration tests by independent third parties a periodic exercise?"),
    ("TVM-07.1", "Are managed assets put through vulnerability detection monthly or more often?"),
    (
        "UEM-06.1",
        "Is an automatic lock of the screen set up on every relevant interactive endpoint?",
    ),
    (
        "UEM-08.1",
        "Against unauthorised disclosure, is information on managed endpoints protected by encryption of their storage?",
    ),
    ("UEM-10.1", "Do firewalls that are configured run on managed endpoints?"),
];

/// Other questions under ids of CAIQ 4.0.3, with what is said against them.
const ALTERED: &[(&str, &str, &str)] = &[
    (
        "A&A-01.1",
        "Do approved policies govern how audits for ISO 27001 are done?",
        "names \\\"ISO 27001\\\"",
    ),
    (
        "A&A-02.1",
        "Does an independent party audit you for a SOC 1 report each year?",
        "names \\\"SOC 1\\\"",
    ),
    (
        "BCR-06.1",
        "Is there a business continuity plan that is not tested each year?",
        "in the negative",
    ),
    ("BCR-08.1", "Is any of the data in the cloud not backed up?", "in the negative"),
    ("BCR-08.2", "Are backups kept without protecting their confidentiality?", "in the negative"),
    (
        "BCR-09.1",
        "Have you suffered a disaster in the past three years to which you had to respond?",
        "what has happened",
    ),
    (
        "BCR-09.2",
        "Is the disaster response plan brought up to date every six months?",
        "every 6 months",
    ),
    ("CEK-03.1", "Is there data at rest or in transit that is not encrypted?", "in the negative"),
    ("CEK-12.1", "Are cryptographic keys never rotated?", "in the negative"),
    ("DSP-16.1", "Do you retain and delete data as HIPAA requires?", "HIPAA"),
    ("IVS-05.1", "Are production and non-production environments not separate?", "in the negative"),
    ("LOG-04.1", "Which colours do the walls of the canteen have?", "asks something else"),
    ("SEF-04.1", "Is incident response covered by cyber insurance?", "insurance"),
    (
        "SEF-07.1",
        "Has a security breach happened in the last five years, of which you had to notify anybody?",
        "what has happened",
    ),
    ("TVM-04.1", "Do you update threat signatures at least once a day?", "once a day"),
    ("TVM-06.1", "Can customers carry out penetration tests of their own?", "own test"),
    (
        "TVM-07.1",
        "Do you scan the assets you manage for vulnerabilities at least once a year?",
        "once a year",
    ),
    ("UEM-08.1", "Is storage on managed endpoints unencrypted?", "in the negative"),
];

/// The ids of a built-in form with our own wordings of its questions; empty where it has none of its own.
fn questions(form: &str) -> BTreeMap<String, String> {
    let path = root().join(format!("content/forms/{form}/form.yaml"));
    let text = fs::read_to_string(path).unwrap();
    let (mut questions, mut id) = (BTreeMap::new(), String::new());
    for line in text.split_once("\nquestions:\n").unwrap().1.lines() {
        if let Some((_, own)) = line.split_once("id: \"") {
            own.split_once('"').unwrap().0.clone_into(&mut id);
            questions.insert(id.clone(), String::new());
        } else if let Some((_, own)) = line.split_once("text: \"") {
            questions.insert(id.clone(), own.trim_end_matches('"').to_owned());
        }
    }
    questions
}

/// A library that answers each question of a form, and says for which id.
fn library(form: &str, ids: impl Iterator<Item = String>) -> Project {
    let mut answers = String::new();
    for (number, id) in ids.enumerate() {
        answers.push_str(&format!(
            "  - {{id: n{number}, question: \"Item number {number}?\", response: yes, explanation: \"Said for {id}.\", answers_to: {{{form}: [\"{id}\"]}}}}\n"
        ));
    }
    let head =
        "topic: {id: a, title: A}\nowner: security\nreviewed: 2026-11-01\naudience: public\n";
    let project = Project::new("");
    project.write("answers/a.yaml", format!("{head}answers:\n{answers}"));
    project
}

/// The workbooks of both versions with these texts.
fn workbooks(name: &str, texts: &BTreeMap<String, String>) -> PathBuf {
    let folder = scratch(name);
    let list = folder.join("texts.json");
    fs::write(&list, serde_json::to_string(texts).unwrap()).unwrap();
    passes(python("publisher.py").arg(root().join("content/forms")).arg(&folder).arg(list));
    folder
}

/// The rows of the report, by the id of the question.
fn rows(project: &Project, workbook: &PathBuf) -> BTreeMap<String, Value> {
    project.write("a.xlsx", fs::read(workbook).unwrap());
    project.trust(&["fill", "a.xlsx"]).ok();
    let report = fs::read_to_string(project.path("a-filled.report.json")).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    let rows = report["rows"].as_array().unwrap().iter();
    rows.map(|row| (row["id"].as_str().unwrap().replace("- ", "-"), row.clone())).collect()
}

/// Whose answer a row has got; nothing where it stays blank.
fn said(row: &Value) -> Option<&str> {
    if row["written"].as_array().unwrap().is_empty() {
        return None;
    }
    let text = row["explanation"].as_str().unwrap();
    Some(text.strip_prefix("Said for ").unwrap().trim_end_matches('.'))
}

#[test]
fn other_wordings_are_filled_and_other_questions_are_not() {
    let ids = PARAPHRASES.iter().map(|(id, _)| *id).chain(ALTERED.iter().map(|(id, ..)| *id));
    let ids: BTreeSet<&str> = ids.collect();
    let project = library("caiq@4.0.3", ids.into_iter().map(str::to_owned));
    let honest = PARAPHRASES.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned()));
    let all = rows(&project, &workbooks("honest", &honest.collect()).join("caiq-4.0.3.xlsx"));
    for (id, text) in PARAPHRASES {
        assert_eq!(said(&all[*id]), Some(*id), "{id} {text}\n{}", all[*id]["reasons"]);
    }
    let others = ALTERED.iter().map(|(id, text, _)| ((*id).to_owned(), (*text).to_owned()));
    let all = rows(&project, &workbooks("altered", &others.collect()).join("caiq-4.0.3.xlsx"));
    for (id, text, reason) in ALTERED {
        assert_eq!(said(&all[*id]), None, "{id} {text}");
        let reasons = all[*id]["reasons"].to_string();
        assert!(reasons.contains(reason), "{id} {text}\n{reasons}");
    }
}

#[test]
fn no_answer_goes_to_an_id_that_asks_something_else_now() {
    let (old, new) = (questions("caiq-4.0.3"), questions("caiq-4.1"));
    let moved: BTreeMap<&str, &str> = MOVED.iter().copied().collect();
    let asks_something_else = MOVED.iter().filter(|(id, _)| old.contains_key(*id)).count();
    assert_eq!((MOVED.len(), asks_something_else), (53, 41));
    let origin = |id: &str| match moved.get(id) {
        Some(old) => (*old).to_owned(),
        None => id.replace("I&S-", "IVS-"),
    };
    let text = |id: &String, own: &String| {
        if own.is_empty() { old[&origin(id)].clone() } else { own.clone() }
    };
    let texts = new.iter().map(|(id, own)| (id.clone(), text(id, own))).collect();
    let workbook = workbooks("moved-4.1", &texts).join("caiq-4.1.0.xlsx");
    let project = library("caiq@4.0.3", old.keys().cloned());
    let all = rows(&project, &workbook);
    let mut filled = 0;
    for (id, row) in &all {
        let Some(said) = said(row) else { continue };
        assert_eq!(said, origin(id), "{id}");
        filled += 1;
    }
    assert!(filled >= 140, "{filled}");
    // No table tells what carries back to the older version.
    let project = library("caiq@4.1", new.keys().cloned());
    let all = rows(&project, &workbooks("moved-4.0.3", &old).join("caiq-4.0.3.xlsx"));
    let filled: Vec<&String> =
        all.iter().filter(|(_, row)| said(row).is_some()).map(|(id, _)| id).collect();
    assert!(all.len() == 261 && filled.is_empty(), "{} {filled:?}", all.len());
}

#[test]
fn ownership_goes_into_its_column() {
    let ids = ["A&A-01.1", "A&A-01.2", "A&A-02.1", "A&A-03.1", "A&A-04.1", "A&A-05.1"];
    let owners = ["provider", "customer", "third-party", "shared", "shared-third-party", ""];
    let words = [
        "CSP-owned",
        "CSC-owned",
        "3rd-party outsourced",
        "Shared CSP and CSC",
        "Shared CSP and 3rd-party",
        "",
    ];
    let mut text = "topic: {id: a, title: A}\nowner: security\nreviewed: 2026-11-01\naudience: public\nanswers:\n".to_owned();
    for (number, (id, owner)) in ids.iter().zip(owners).enumerate() {
        let owner = if owner.is_empty() { String::new() } else { format!(", ownership: {owner}") };
        text.push_str(&format!("  - {{id: n{number}, question: \"Item number {number}?\", response: yes, explanation: Said., answers_to: {{caiq@4.0.3: [\"{id}\"]}}{owner}}}\n"));
    }
    let project = Project::new("");
    project.write("answers/a.yaml", text);
    let folder = workbooks("ownership", &questions("caiq-4.0.3"));
    let all = rows(&project, &folder.join("caiq-4.0.3.xlsx"));
    for (id, word) in ids.iter().zip(words) {
        let written = all[*id]["written"].as_array().unwrap();
        let column = |name: &str| {
            let own = written.iter().find(|cell| cell["cell"].as_str().unwrap().contains(name));
            own.map_or("", |cell| cell["text"].as_str().unwrap()).to_owned()
        };
        assert_eq!(column("!D"), word, "{id} {}", all[*id]);
        assert_eq!((&*column("!C"), &*column("!E")), ("Yes", "Said."), "{id}");
    }
}
