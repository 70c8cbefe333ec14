//! The pages of the rules, run as tests.
//!
//! A page `src/check/<rule>.md` is what `trust explain` prints, and its
//! examples are its tests:
//!
//! - a block opened with ```` ```yaml fails ```` or ```` ```yaml passes ````
//!   holds files of a project. A line `# file: PATH` begins each of them.
//! - The other files come from a base project, which consists of a small
//!   `trust.yaml`. A key of `trust.yaml` in the block takes the place of the
//!   base's key; keys that do not matter for the rule need not be written.
//! - A line `# commit: 2026-11-03` commits what stands above it on that day; what follows the last such line is not
//!   committed. A line `# removed: PATH` removes a file. Without commits nobody asks Git.
//! - A file `.xlsx` is written as its table, with `|` between cells.
//! - The day is 2026-11-21.
//! - A failing block is followed by a ```` ```text ```` block with exactly
//!   what the rule says about it: a line `PATH:LINE:COLUMN: SEVERITY: MESSAGE`
//!   for each diagnostic, and below it, indented, its label, other places and hint.
//! - A passing block gives nothing of the rule. No block has an error of reading.
//!
//! `TRUST_BLESS=1 cargo test --test it checks` writes the text blocks and
//! `docs/checks.md` anew; read the difference before you commit it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use trust::check::witness::{self, Commit, Recorded, Sight, State, Witness};
use trust::check::{self, Context, Level, RULES, Rule};
use trust::date::Date;
use trust::diag::{Diagnostic, Files, Positions, Sink};
use trust::library;
use trust::questionnaire::opened::Opened;
use trust::source::Sources;
use trust::span::Span;
use trust::view::{self, Audience, Reader};

/// Top-level keys of the base project, one a line.
const BASE: &str = "\
organization: {name: Acme Cloud, country: DE}
contacts: {security: security@acme.example}
site: {base_url: https://trust.acme.example, title: Acme Cloud Trust Center}
";

fn today() -> Date {
    Date::new(2026, 11, 21).unwrap()
}

/// What was said about a project, and the files to point into.
struct Report {
    sources: Sources,
    reading: Vec<Diagnostic>,
    findings: Vec<Diagnostic>,
}

/// Reads a project and runs every rule over it; nobody asks Git.
fn check(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Report {
    check_witnessed(files, &Witness::default())
}

/// Reads the project of a block and runs every rule over it, with what its commits tell.
fn check_block(block: &str) -> Report {
    let (last, earlier) = states(block);
    let mut witness = witnessed(&earlier);
    if last.contains_key(".git/shallow") {
        witness.sight = Sight::Shallow;
    }
    check_witnessed(last, &witness)
}

fn check_witnessed(
    files: impl IntoIterator<Item = (String, Vec<u8>)>,
    witness: &Witness,
) -> Report {
    let mut sink = Sink::new();
    let sources = Sources::new(files, &mut sink);
    let outcome = library::compile(&sources);
    sink.append(outcome.sink);
    let Some(library) = outcome.value else {
        return Report { sources, reading: sink.into_sorted(), findings: Vec::new() };
    };
    let file = |path: &str| {
        let (_, source) = sources.find(path)?;
        let bytes = if source.text().is_empty() { &source.bytes } else { source.text().as_bytes() };
        Some(Arc::from(bytes))
    };
    let mut open = |audience| {
        view::open(
            &library,
            &file,
            Reader {
                audience,
                variant: None,
                date: today(),
                language: library.project.site.language,
            },
            &mut sink,
        )
    };
    let (public, nda) = (open(Audience::Public), open(Audience::Nda));
    let context = Context {
        library: &library,
        sources: &sources,
        public: &public,
        nda: &nda,
        errors: sink.as_slice(),
        workbooks: &Opened::default(),
        witness,
        // What Git itself goes by.
        is_shallow: sources.find(".git/shallow").is_some(),
        date: today(),
    };
    let findings = check::run(&context);
    Report { sources, reading: sink.into_sorted(), findings }
}

impl Report {
    fn place(&self, span: Span) -> String {
        let at = Positions::new(&self.sources).at(span.file, span.start);
        format!("{}:{}:{}", self.sources.path(span.file), at.line, at.column)
    }

    /// Diagnostics as a page writes them.
    fn text<'d>(&self, diagnostics: impl IntoIterator<Item = &'d Diagnostic>) -> String {
        let mut text = String::new();
        for diagnostic in diagnostics {
            let primary = diagnostic.primary.as_ref();
            let place = primary.map_or_else(String::new, |label| self.place(label.span) + ": ");
            let severity = diagnostic.severity.word();
            text.push_str(&format!("{place}{severity}: {}\n", diagnostic.message));
            if let Some(label) = primary.filter(|label| !label.text.is_empty()) {
                text.push_str(&format!("  {}\n", label.text));
            }
            for label in &diagnostic.secondary {
                text.push_str(&format!("  {}: {}\n", self.place(label.span), label.text));
            }
            if let Some(hint) = &diagnostic.hint {
                text.push_str(&format!("  hint: {hint}\n"));
            }
        }
        text
    }
}

/// One fenced block of a page: its words after the fence and its lines.
struct Block<'p> {
    info: &'p str,
    text: &'p str,
}

/// Every fenced block of a page in order.
fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find("\n```") {
        let (info, body) = rest[start + 4..].split_once('\n').unwrap();
        let end = if body.starts_with("```") { 0 } else { body.find("\n```").unwrap() + 1 };
        blocks.push(Block { info, text: &body[..end] });
        rest = &body[end + 3..];
    }
    blocks
}

/// The files of a project, by path.
type Written = BTreeMap<String, Vec<u8>>;

/// What Git would tell of a line of commits.
fn witnessed(commits: &[(Date, Written)]) -> Witness {
    let sight = if commits.is_empty() { Sight::NotAsked } else { Sight::Whole };
    let mut told = Witness { sight, ..Witness::default() };
    for (number, (day, files)) in (1..).zip(commits) {
        let name = format!("{:012x}", 0x5_deec_e66d_u64.wrapping_mul(number * 40_503) >> 4);
        let commit = Commit { name, written: *day, committed: *day };
        let mut notices = BTreeMap::new();
        let records = files.iter().filter(|(path, _)| path.starts_with("content/notices/"));
        for (path, bytes) in records {
            let record = Arc::new(witness::read_record(bytes.clone()).unwrap());
            told.saw(&record.notice, &commit);
            let path = Arc::from(path.as_str());
            notices.insert(record.notice.id.value.clone(), Recorded { path, record });
        }
        let register = files.get("content/subprocessors.yaml");
        told.states.push(State {
            commit,
            register: register.map(|text| witness::read_register(text.clone()).unwrap().into()),
            notices: Arc::new(notices),
            policy: witness::read_policy(files["trust.yaml"].clone()).map(Arc::new),
        });
    }
    told
}

/// The files of a block as they are, over those of the base project.
fn project(block: &str) -> Written {
    states(block).0
}

/// The files of a block as they are, and as they were committed.
fn states(block: &str) -> (Written, Vec<(Date, Written)>) {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut earlier = Vec::new();
    let mut path = None;
    for line in block.split_inclusive('\n') {
        if let Some(name) = line.strip_prefix("# file: ") {
            path = Some(name.trim().to_owned());
            files.insert(name.trim().to_owned(), String::new());
        } else if let Some(name) = line.strip_prefix("# removed: ") {
            files.remove(name.trim()).expect("a file that was there");
        } else if let Some(day) = line.strip_prefix("# commit: ") {
            earlier.push((day.trim().parse().unwrap(), over_base(files.clone())));
            path = None;
        } else {
            let path = path.as_ref().expect("a block begins with `# file: PATH`");
            files.get_mut(path).unwrap().push_str(line);
        }
    }
    (over_base(files), earlier)
}

/// Files over those of the base project.
fn over_base(mut files: BTreeMap<String, String>) -> Written {
    let own = files.remove("trust.yaml").unwrap_or_default();
    let has = |line: &str| {
        let key = line.split_once(':').unwrap().0;
        own.lines().any(|own| own.starts_with(&format!("{key}:")))
    };
    // The block's own lines come first, so that its line numbers are those of the page.
    let base: String = BASE.split_inclusive('\n').filter(|line| !has(line)).collect();
    files.insert("trust.yaml".to_owned(), own + &base);
    let bytes =
        |text: String| match text.strip_prefix("This stands for a workbook that was saved by ") {
            Some(name) => workbook_saved_by(name.trim().trim_end_matches('.')),
            None if text.contains('|') => workbook_of_table(&text),
            None => text.into_bytes(),
        };
    let is_workbook = |path: &str| path.ends_with(".xlsx");
    let file = |(path, text): (String, String)| {
        let bytes = if is_workbook(&path) { bytes(text) } else { text.into_bytes() };
        (path, bytes)
    };
    files.into_iter().map(file).collect()
}

/// A workbook with one sheet, from a table with `|` between its cells; the same bytes each time.
fn workbook_of_table(table: &str) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 11, 21).unwrap();
    workbook.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&day));
    let sheet = workbook.add_worksheet();
    for (row, line) in (0..).zip(table.lines()) {
        for (column, cell) in (0..).zip(line.split('|')) {
            sheet.write_string(row, column, cell.trim()).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// A workbook in the shape of a publisher's one with the questions of MVSP; "nobody" is no name.
fn workbook_saved_by(saved_by: &str) -> Vec<u8> {
    let name = if saved_by == "nobody" { "" } else { saved_by };
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook.set_properties(&rust_xlsxwriter::DocProperties::new().set_author(name));
    let sheet = workbook.add_worksheet();
    for (column, text) in (0..).zip(["No.", "Question", "Vendor Answer", "Comments"]) {
        sheet.write(0, column, text).unwrap();
    }
    let form = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/forms/mvsp-3.0/form.yaml");
    let form = std::fs::read_to_string(form).unwrap();
    let questions = form.split_once("\nquestions:\n").unwrap().1;
    let ids = questions.lines().filter_map(|line| line.strip_prefix("  - id: "));
    for (row, id) in (1..).zip(ids) {
        sheet.write(row, 0, id.trim_matches('"')).unwrap();
        sheet.write(row, 1, format!("Is it so, number {row}?")).unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

fn page_path(rule: &Rule) -> PathBuf {
    let name = rule.name.replace('-', "_");
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/check/{name}.md"))
}

/// The page with what the checker says today in its text blocks, and the problems found on the way.
fn rewritten(rule: &Rule, page: &str) -> (String, Vec<String>) {
    let (mut out, mut problems) = (page.to_owned(), Vec::new());
    let blocks = blocks(page);
    for kind in ["yaml fails", "yaml passes"] {
        if !blocks.iter().any(|block| block.info == kind) {
            problems.push(format!("{}: there is no block `{kind}`", rule.name));
        }
    }
    for (index, block) in blocks.iter().enumerate().filter(|(_, block)| block.info != "text") {
        let report = check_block(block.text);
        if !report.reading.is_empty() {
            let said = report.text(&report.reading);
            problems.push(format!("{}: block {index} does not read:\n{said}", rule.name));
        }
        let said = report.text(report.findings.iter().filter(|d| d.code == rule.name));
        match block.info {
            "yaml passes" if !said.is_empty() => {
                problems.push(format!("{}: passing block {index} gives\n{said}", rule.name));
            }
            "yaml passes" => {}
            "yaml fails" => {
                let written = blocks.get(index + 1).filter(|next| next.info == "text");
                let Some(written) = written else {
                    problems.push(format!("{}: no text block after {index}", rule.name));
                    continue;
                };
                if said.is_empty() {
                    problems.push(format!("{}: failing block {index} gives nothing", rule.name));
                }
                let start = written.text.as_ptr() as usize - page.as_ptr() as usize;
                let behind = page.len() - start - written.text.len();
                // Lengths may have changed before this block, never behind it.
                let end = out.len() - behind;
                let begin = end - written.text.len();
                out.replace_range(begin..end, &said);
            }
            other => problems.push(format!("{}: unknown block `{other}`", rule.name)),
        }
    }
    (out, problems)
}

fn bless() -> bool {
    std::env::var_os("TRUST_BLESS").is_some()
}

#[test]
fn the_examples_of_each_page_hold() {
    let mut all = Vec::new();
    for rule in RULES {
        let (today, mut problems) = rewritten(rule, rule.page);
        if today != rule.page {
            if bless() {
                std::fs::write(page_path(rule), &today).unwrap();
            } else {
                problems
                    .push(format!("{}: the page says otherwise; today it is\n{today}", rule.name));
            }
        }
        all.extend(problems);
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn rules_are_sorted_and_have_their_page() {
    assert!(RULES.is_sorted_by_key(|rule| rule.name));
    for rule in RULES {
        assert_eq!(std::fs::read_to_string(page_path(rule)).unwrap(), rule.page, "{}", rule.name);
        assert!(rule.page.starts_with(&format!("# {}\n", rule.name)), "{}", rule.name);
        assert!(rule.summary.ends_with('.') && !rule.summary.contains('\n'), "{}", rule.name);
        assert!(check::find(rule.name).is_some_and(|found| found.name == rule.name));
    }
}

fn level(rule: &Rule) -> &'static str {
    match rule.level {
        Level::Allow => "allow",
        Level::Warn => "warn",
        Level::Deny => "deny",
    }
}

/// `docs/checks.md`: a table of the rules and their pages, each heading one level down.
fn docs() -> String {
    let mut out = String::from(
        "# The rules of trust check\n\n\
         Written from the pages in `src/check`; `trust explain RULE` prints one of them. Each rule has a level: `allow`\n\
         drops its findings, `warn` says them, `deny` stops the build. Set another one in `trust.yaml`:\n\n\
         ```yaml\nrules: {overdue-answer: warn, unmapped-question: warn}\n```\n\n\
         A finding can be excused beside the thing, until a day and with a reason; see \"Allowances\" in\n\
         [project-files.md](project-files.md). Examples are checked as of 2026-11-21.\n\n\
         | Rule | Level | Says |\n| --- | --- | --- |\n",
    );
    for rule in RULES {
        out.push_str(&format!(
            "| [{0}](#{0}) | {1} | {2} |\n",
            rule.name,
            level(rule),
            rule.summary
        ));
    }
    for rule in RULES {
        // When the pages are being written anew, those in the program are the old ones.
        let page = if bless() { rewritten(rule, rule.page).0 } else { rule.page.to_owned() };
        let mut fenced = false;
        for line in page.lines() {
            fenced ^= line.starts_with("```");
            let mark = if !fenced && line.starts_with('#') { "#" } else { "" };
            out.push_str(&format!(
                "{}{mark}{line}\n",
                if line.starts_with("# ") && !fenced { "\n" } else { "" }
            ));
            if line.starts_with("# ") && !fenced {
                out.push_str(&format!("\nLevel: `{}`. {}\n", level(rule), rule.summary));
            }
        }
    }
    out
}

#[test]
fn the_list_of_rules_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checks.md");
    if bless() {
        std::fs::write(&path, docs()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == docs(), "run TRUST_BLESS=1 cargo test --test it checks");
}

/// Every file of a real project that the compiler may read.
fn folder(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for top in ["trust.yaml", "answers", "content"] {
        for entry in walkdir::WalkDir::new(root.join(top)) {
            let entry = entry.unwrap();
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(root).unwrap();
                let path = path.to_str().unwrap().replace('\\', "/");
                files.insert(path, std::fs::read(entry.path()).unwrap());
            }
        }
    }
    files
}

#[test]
fn real_projects_are_clean() {
    for name in [".", "examples/vireo", "examples/tessera"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let report = check(folder(&root));
        let all = report.reading.iter().chain(&report.findings);
        assert_eq!(report.text(all), "", "{name}");
    }
}

/// Everything that a project in one string is told.
fn told(block: &str) -> String {
    let report = check(project(block));
    report.text(report.reading.iter().chain(&report.findings))
}

/// A public answer with this response and explanation, otherwise in order.
fn answer(response: &str, question: &str, explanation: &str) -> String {
    format!(
        "# file: answers/a.yaml\ntopic: {{id: a, title: A}}\nowner: security\nreviewed: 2026-11-01\n\
         audience: public\nanswers:\n  - id: x\n    question: {question}\n    response: {response}\n    \
         explanation: >-\n      {}\n",
        explanation.replace('\n', "\n      ")
    )
}

#[test]
fn levels_are_the_projects() {
    let at = |level: &str| {
        let rules = format!("# file: trust.yaml\nrules: {{unowned-answer: {level}}}\n");
        let answer = answer("yes", "Is it so?", "It is.").replace("owner: security\n", "");
        told(&(rules + &answer))
    };
    assert!(at("deny").contains("error: `x` has no owner"));
    assert!(at("warn").contains("warning: `x` has no owner"));
    assert_eq!(at("allow"), "");
}

#[test]
fn a_warning_of_a_rule_is_no_error_at_any_level() {
    let soon = "# file: trust.yaml\nrules: {overdue-answer: deny}\n".to_owned()
        + &answer("yes", "Is it so?", "It is.").replace("2026-11-01", "2025-12-01");
    assert!(
        told(&soon).contains("warning: `x` is to be reviewed by 2026-12-01"),
        "{}",
        told(&soon)
    );
}

#[test]
fn the_review_is_overdue_the_day_after() {
    let at = |reviewed: &str| {
        told(&answer("yes", "Is it so?", "It is.").replace("2026-11-01", reviewed))
    };
    assert!(at("2025-11-20").contains("error: the review of `x` is 1 day overdue"));
    assert!(at("2025-11-21").contains("warning: `x` is to be reviewed by 2026-11-21, in 0 days"));
    assert!(at("2025-12-21").contains("warning: `x` is to be reviewed by 2026-12-21, in 30 days"));
    assert_eq!(at("2025-12-22"), "");
}

#[test]
fn names_of_rules_are_known_or_corrected() {
    let told = told(
        "# file: trust.yaml\n# trust: allow overdue-anwser until 2027-01-01: because\n\
         rules: {unowned-anwser: warn, nonsense: deny}\n",
    );
    let expected = "\
trust.yaml:1:1: error: the allowance names `overdue-anwser`, which is no rule
  hint: did you mean `overdue-answer`?
trust.yaml:2:9: error: there is no rule `unowned-anwser`
  hint: did you mean `unowned-answer`?
trust.yaml:2:31: error: there is no rule `nonsense`
  hint: docs/checks.md lists the rules
";
    assert_eq!(told, expected);
}

#[test]
fn an_allowance_covers_what_its_places_touch() {
    let with = |comment: &str| {
        let answer = answer("not-applicable", "Is it so?", "It is.");
        told(&answer.replace("  - id: x", &format!("  {comment}\n  - id: x")))
    };
    let finding = "does not apply";
    assert!(with("# no comment for the compiler").contains(finding));
    assert_eq!(with("# trust: allow bare-not-applicable until 2026-11-21: on its last day"), "");
    let expired = with("# trust: allow bare-not-applicable until 2026-11-20: too late");
    assert!(expired.contains(finding) && expired.contains("expired 1 day ago"), "{expired}");
    assert!(!expired.contains("excuses nothing"), "{expired}");
    let other = with("# trust: allow unowned-answer until 2027-01-01: the wrong one");
    assert!(other.contains(finding) && other.contains("excuses nothing"), "{other}");
}

#[test]
fn an_allowance_at_the_evidence_covers_who_relies_on_it() {
    let told = told(
        "# file: content/attestations.yaml\nattestations:\n  \
         # trust: allow expired-attestation until 2026-12-01: the new report is being printed\n  \
         - {id: soc2, name: SOC 2, issuer: I, state: held, valid_until: 2026-11-01, audience: public}\n\
         # file: answers/a.yaml\ntopic: {id: a, title: A}\nowner: s\nreviewed: 2026-11-01\naudience: public\n\
         answers:\n  - {id: x, question: Is it so?, response: yes, evidence: [soc2]}\n  \
         - {id: y, question: Is it thus?, response: yes, evidence: [soc2]}\n",
    );
    assert_eq!(told, "");
}

#[test]
fn hostile_links_are_refused() {
    for link in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "http://acme.example",
        "ftp://acme.example",
        "file:///etc/passwd",
        "//acme.example",
        "java&#115;cript:x",
        "../answers/",
        "/nowhere/",
        "https://",
        "mailto:",
        "tel:+49",
    ] {
        let told = told(&answer("yes", "Is it so?", &format!("It is [so]({link}).")));
        assert!(
            ["is refused", "does not exist", "is cut short"].iter().any(|word| told.contains(word)),
            "{link}: {told}"
        );
    }
    for link in [
        "https://acme.example/a?b#c",
        "mailto:a@acme.example",
        "/",
        "/answers/a/x/",
        "answer:x",
        "topic:a",
    ] {
        let told = told(&answer("yes", "Is it so?", &format!("It is [so]({link}).")));
        assert_eq!(told, "", "{link}");
    }
}

#[test]
fn honest_texts_pass() {
    let texts = [
        ("yes", "Are customers told of a breach?", "Without undue delay, and within 48 hours."),
        ("yes", "Does data stay in the region?", "No customer data leaves the region."),
        ("yes", "Is data kept out of training?", "We do not train models on it."),
        (
            "yes",
            "Are notices given?",
            "Notices go out 14 days ahead. Changes will be announced here.",
        ),
        (
            "yes",
            "Is capacity planned?",
            "Capacity is planned for twice the load. Maintenance is planned for Sundays.",
        ),
        (
            "yes",
            "Is there an export?",
            "The export will be available for 30 days, and will be deleted after that.",
        ),
        ("no", "Is there a bounty?", "Yesterday's reports are thanked for by name."),
        (
            "partial",
            "Which algorithms are used?",
            "AES-256, SHA-256 and TLS 1.3, as ISO-27001 and sp-800-53 ask.",
        ),
        (
            "yes",
            "Is it in the EU?",
            "In eu-west-3 and eu-central-1 since mid-2026; the support network is local.",
        ),
        (
            "no",
            "Is a segment linear?",
            "A notion of a linear segment fronts the box, and frames zoom.",
        ),
        ("yes", "Are keys kept safe?", "We do not log keys and never sell data."),
        ("yes", "Is the service spread out?", "It will be available in 20 regions at all times."),
        ("yes", "Are keys strong?", "Keys will be available in 2048-bit form at once."),
    ];
    for (response, question, text) in texts {
        assert_eq!(told(&answer(response, question, text)), "", "{text}");
    }
}

#[test]
fn texts_that_deny_a_yes_are_found() {
    for (text, finding) in [
        ("Currently, we do not.", "its text begins with `Currently, we do not`"),
        ("We do not yet do so.", "its text begins with `We do not`"),
        ("TLS is not currently supported.", "its text says `is not currently supported`"),
        ("It will be available in Q3 2027.", "its text says `will be available in`"),
    ] {
        let told = told(&answer("yes", "Is it offered?", text));
        assert!(told.contains(finding), "{text}: {told}");
    }
}

#[test]
fn a_rule_says_nothing_that_follows_from_an_error_of_reading() {
    let whole = answer("yes", "Is it so?", "It is.");
    for (right, wrong) in [
        ("    response: yes", "    respons: yes"),
        ("reviewed: 2026-11-01", "reviewed: 2026-02-30"),
        ("    response: yes", "    response: planned\n    promise: {what: It., due: soon}"),
    ] {
        let report = check(project(&whole.replace(right, wrong)));
        assert_eq!(report.reading.len(), 1, "{wrong}");
        assert_eq!(report.text(&report.findings), "", "{wrong}");
    }
    // Another answer of the file is still looked at.
    let other = whole.replace("response: yes", "respons: yes")
        + "  - id: y\n    question: Is it thus?\n    response: yes\n    explanation: No.\n";
    let report = check(project(&other));
    let said = report.text(&report.findings);
    assert!(said.contains("`y` answers yes") && said.lines().count() == 4, "{said}");
    // A change before its announcement is an error of reading, and not also one of too few days.
    let page = check::find("short-notice").unwrap().page;
    let early =
        blocks(page)[0].text.replace("effective_on: 2026-12-10", "effective_on: 2026-11-15");
    let report = check(project(&early));
    assert!(!report.reading.is_empty());
    assert!(!report.text(&report.findings).contains("SPN-003"));
    // What could not be read may hold what a link means or use a fact.
    let missing = whole.replace("It is.", "It is [so](/documents/x.pdf).")
        + "# file: content/facts.yaml\na: one\n\
           # file: content/documents.yaml\ndocuments: [{id: x}]\n";
    let report = check(project(&missing));
    assert!(!report.reading.is_empty());
    assert_eq!(report.text(&report.findings), "");
}

#[test]
fn every_published_word_is_searched_for_internal_names() {
    let told = told(
        &(answer("yes", "Is it so?", "It is.")
            .replace("  - id: x\n", "  - id: x\n    tags: [abc-111]\n")
            + "# file: content/facts.yaml\n\
               a: {value: one, label: Of abc-222, audience: public}\n\
               # file: content/subprocessors.yaml\nbaseline: 2026-01-01\naudience: public\n\
               data_categories:\n  logs: Logs of abc-333\n  unused: Kept as abc-444\n\
               subprocessors:\n  - id: s\n    legal_name: S GmbH\n    display_name: S\n    country: DE\n    \
               contact: a@s.example\n    purpose: Logs\n    data_categories: [logs]\n    \
               processing_locations: [{country: DE}]\n    transfer: [none-eea]\n"),
    );
    for name in ["`x` names", "fact `a` names", "data category `logs` names"] {
        assert!(told.contains(name), "{name}: {told}");
    }
    assert!(!told.contains("abc-444"), "{told}");
}

#[test]
fn a_control_character_is_shown_where_it_stands() {
    let told = told(&answer("yes", "Is it \u{202E}so?", "It is."));
    assert!(told.starts_with("answers/a.yaml:7:21: error: the text has the control"), "{told}");
}

#[test]
fn what_nobody_outside_reads_is_not_checked_for_publishing() {
    let text = answer(
        "yes",
        "Is it so?",
        "No. See cc-061 on vault.internal at AWS, [here](/x/), coming soon.",
    );
    let told = told(&text.replace("audience: public\n", ""));
    assert_eq!(told, "");
}
