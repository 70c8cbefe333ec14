//! The search as readers use it, in Chromium over served portals, and the size of its index.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use trust::output::search::LEXICON;
use trust::portal::search::lexicon::Lexicon;

use crate::tools::{build, node, passes, portal, python, root, scratch, script};

/// The checker in one of its modes.
fn checker(mode: &str, portal: PathBuf) -> Command {
    let mut command = node("search.mjs");
    command.arg(mode).arg(portal);
    command
}

#[test]
fn each_query_finds_its_page_first() {
    passes(checker("table", portal("own")).arg(script("search.txt")));
}

#[test]
fn the_search_works_by_keys_by_address_and_without_scripts() {
    passes(&mut checker("walk", portal("own")));
}

#[test]
fn what_is_typed_and_what_is_found_stay_text() {
    passes(checker("hostile", portal("hostile")).arg(script("hostile.txt")));
}

#[test]
fn many_answers_are_sent_in_parts() {
    let mut command = checker("large", large());
    passes(command.args(["60000", "sadomi", "sadomi belura", "belrua"]));
}

#[test]
fn parts_follow_their_schemas_and_lead_somewhere() {
    for name in ["schemas.py", "links.py"] {
        passes(python(name).arg(large()));
    }
}

#[test]
fn a_small_project_has_one_file_and_a_large_one_has_few() {
    let files = |portal: PathBuf| {
        let folder = std::fs::read_dir(portal.join("search")).unwrap();
        folder.count() - 1 // the page
    };
    assert_eq!(files(portal("own")), 0);
    let parts = files(large());
    assert!((4..=200).contains(&parts), "{parts} files");
}

#[test]
fn the_words_of_the_theme_can_be_read() {
    let text = std::fs::read_to_string(root().join("themes/default").join(LEXICON)).unwrap();
    let lexicon = Lexicon::parse(&text).unwrap();
    assert!(lexicon.skip.contains("the") && lexicon.endings.contains("ing"));
    assert!(lexicon.same.iter().all(|group| group.len() > 1), "a group of one says nothing");
}

/// A portal of 900 answers with many different words, built once.
fn large() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let project = scratch("large");
        let answers = project.join("answers");
        std::fs::create_dir_all(&answers).unwrap();
        let settings =
            format!("{}security_txt: {{expires: 2027-09-21}}\n", crate::project::TRUST_YAML);
        std::fs::write(project.join("trust.yaml"), settings).unwrap();
        let mut words = Words(1);
        for topic in 0..30 {
            std::fs::write(answers.join(format!("{topic}.yaml")), words.topic(topic)).unwrap();
        }
        build(&scratch("large-portal"), ("large", project, &[]))
    });
    built.clone()
}

/// A source of made-up words, the same in each run.
struct Words(u64);

impl Words {
    fn next(&mut self, below: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    /// A word of three syllables; low numbers come more often, as in a language.
    fn word(&mut self) -> String {
        const SYLLABLES: [&str; 16] = [
            "sa", "do", "mi", "be", "lu", "ra", "ten", "ko", "vi", "nar", "pe", "gus", "fo", "li",
            "zem", "hu",
        ];
        let most = 1 + self.next(4_000);
        let number = self.next(most);
        let syllable = |at: u64| SYLLABLES[usize::try_from(number / at % 16).unwrap()];
        format!("{}{}{}", syllable(1), syllable(16), syllable(256))
    }

    fn words(&mut self, count: usize) -> String {
        let words: Vec<String> = (0..count).map(|_| self.word()).collect();
        words.join(" ")
    }

    /// A file of thirty answers.
    fn topic(&mut self, topic: usize) -> String {
        let mut text = format!(
            "topic: {{id: topic-{topic}, title: Topic {topic}}}\naudience: public\nowner: security\n\
             reviewed: 2026-10-01\nanswers:\n"
        );
        for answer in 0..30 {
            let (question, explanation) = (self.words(8), self.words(90));
            let known = if answer == 7 { "sadomi belura " } else { "" };
            let _ = writeln!(
                text,
                "  - {{id: a-{topic}-{answer}, question: {known}{question}?, response: yes, \
                 ownership: provider, explanation: {explanation}.}}"
            );
        }
        text
    }
}
