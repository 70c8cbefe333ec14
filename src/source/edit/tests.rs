//! Edits as data: text before beside text after.

use super::*;

const ONE: [Step<'static>; 2] = [Step::Key("answers"), Step::Item(0)];

fn also() -> Vec<Step<'static>> {
    ONE.into_iter().chain([Step::Key("also_asked")]).collect()
}

fn mapped() -> Vec<Step<'static>> {
    ONE.into_iter().chain([Step::Key("answers_to"), Step::Key("f@1")]).collect()
}

/// The edits of an answer: a text to `also_asked`, an id to `answers_to`.
fn both(before: &str) -> Result<String, Refused> {
    let mut editor = Editor::new(before.as_bytes())?;
    editor.add(&also(), Addition::Text("Is it: so?"), Some("question"))?;
    editor.add(&mapped(), Addition::Text("A-2"), None)?;
    Ok(String::from_utf8(editor.bytes()).expect("UTF-8"))
}

/// Text before beside text after. Comments, odd layouts and line ends stay.
const EDITS: &[(&str, &str)] = &[
    // Neither key is there: behind the question, and at the end.
    (
        "answers:\n  - id: a # one\n    question: Q? # two\n    # three\n    response: yes # four\n  # five\n",
        "answers:\n  - id: a # one\n    question: Q? # two\n    also_asked:\n      - \"Is it: so?\"\n    # three\n    response: yes # four\n    answers_to: {f@1: [A-2]}\n  # five\n",
    ),
    // Both are there, in brackets.
    (
        "answers:\n- {id: a, question: Q, also_asked: [ 'x' , y ], answers_to: {f@1: [A-1]}} # t\n",
        "answers:\n- {id: a, question: Q, also_asked: [ 'x' , y, \"Is it: so?\" ], answers_to: {f@1: [A-1, A-2]}} # t\n",
    ),
    // Lists in lines, with odd indentation, comments between, a text that goes on, no line end at the end.
    (
        "answers:\n-   id: a\n    also_asked:\n         -   one # c\n         # d\n         - two\n           goes on # e\n    question: Q\n    answers_to:\n      g@1:\n      - B-1\n      # f\n      f@1: # g\n          - A-1",
        "answers:\n-   id: a\n    also_asked:\n         -   one # c\n         # d\n         - two\n           goes on # e\n         - \"Is it: so?\"\n    question: Q\n    answers_to:\n      g@1:\n      - B-1\n      # f\n      f@1: # g\n          - A-1\n          - A-2",
    ),
    // Folded texts, with blank lines and a comment with a tab behind them.
    (
        "answers:\n  - question: >-\n      Is\n\n      it?\n\n    # \tc\n    explanation: |\n      Text.\n\n  # next\n  - id: b\n",
        "answers:\n  - question: >-\n      Is\n\n      it?\n    also_asked:\n      - \"Is it: so?\"\n\n    # \tc\n    explanation: |\n      Text.\n    answers_to: {f@1: [A-2]}\n\n  # next\n  - id: b\n",
    ),
    // Brackets over several lines, empty ones, and nothing.
    (
        "answers: [\n  { id: a, also_asked: [], # c\n    answers_to: { # d\n      f@1: [\n        A-1, # e\n        A-3  # f\n      ]\n    } }\n]\n",
        "answers: [\n  { id: a, also_asked: [\"Is it: so?\"], # c\n    answers_to: { # d\n      f@1: [\n        A-1, # e\n        A-3, A-2  # f\n      ]\n    } }\n]\n",
    ),
    (
        "answers:\n  - id: a\n    also_asked:   # none\n    answers_to: {}\n    x:\n",
        "answers:\n  - id: a\n    also_asked: [\"Is it: so?\"]   # none\n    answers_to: {f@1: [A-2]}\n    x:\n",
    ),
    (
        "answers:\n  - id: a\n    answers_to:\n      f@1:\n    question:\n",
        "answers:\n  - id: a\n    answers_to:\n      f@1: [A-2]\n    question:\n    also_asked:\n      - \"Is it: so?\"\n",
    ),
    // Brackets that end on a later line, at the end of an answer.
    (
        "answers:\n  - question: Q\n    tags: [\n      a,\n      b ] # c\n  - id: b\n",
        "answers:\n  - question: Q\n    also_asked:\n      - \"Is it: so?\"\n    tags: [\n      a,\n      b ] # c\n    answers_to: {f@1: [A-2]}\n  - id: b\n",
    ),
    // Windows line ends and a byte-order mark.
    (
        "\u{feff}answers:\r\n  - question: Q # c\r\n    tags: [a]\r\n",
        "\u{feff}answers:\r\n  - question: Q # c\r\n    also_asked:\r\n      - \"Is it: so?\"\r\n    tags: [a]\r\n    answers_to: {f@1: [A-2]}\r\n",
    ),
    // A comment for the compiler stays where it is.
    (
        "answers:\n  # trust: allow x until 2027-01-01: y\n  - question: Q\n",
        "answers:\n  # trust: allow x until 2027-01-01: y\n  - question: Q\n    also_asked:\n      - \"Is it: so?\"\n    answers_to: {f@1: [A-2]}\n",
    ),
];

#[test]
fn edits_touch_nothing_else() {
    for (before, after) in EDITS {
        assert_eq!(both(before).as_deref(), Ok(*after), "{before}");
    }
}

#[test]
fn what_is_not_certain_is_refused() {
    for before in [
        "",
        "answers: [",
        "answers:\n  - id: a\n    id: b\n",
        "answers:\n  - question: Q\n    x: |+\n      kept\n\n",
        "answers: text\n",
        "answers:\n  - also_asked: text\n",
        "answers:\n  - also_asked: ~\n",
        "answers:\n  - &a\n    question: Q\n",
        "answers:\r\n  - question: Q\n",
        "answers:\r  - question: Q\r",
    ] {
        assert!(both(before).is_err(), "{before:?}: {:?}", both(before));
    }
    assert_eq!(Editor::new(b"a: \xff").err(), Some(Refused::Unreadable));
}

#[test]
fn answers_are_appended() {
    let lines = "id: b\nquestion: R\nexplanation: |\n  One.\n\n  Two.\n";
    for (before, after) in [
        (
            "answers:\n  - id: a\n    x: |\n      t\n\n# end\n",
            "answers:\n  - id: a\n    x: |\n      t\n\n  - id: b\n    question: R\n    explanation: |\n      One.\n\n      Two.\n\n# end\n",
        ),
        (
            "answers: # none\n",
            "answers: # none\n\n  - id: b\n    question: R\n    explanation: |\n      One.\n\n      Two.\n",
        ),
    ] {
        let mut editor = Editor::new(before.as_bytes()).expect("a file");
        let added = editor.add(&[Step::Key("answers")], Addition::Lines(lines), None);
        assert_eq!(added, Ok(()), "{before}");
        assert_eq!(String::from_utf8(editor.bytes()).as_deref(), Ok(after));
    }
    let mut editor = Editor::new(b"answers: []\n").expect("a file");
    assert_eq!(
        editor.add(&[Step::Key("answers")], Addition::Lines(lines), None),
        Err(Refused::Layout)
    );
}

/// A record before and after a sending is added; the new item is written as its neighbours are.
const SENDINGS: &[(&str, &str)] = &[
    // No list: behind the key that is named.
    (
        "id: A # a\naudience: public # b\nnotes: >-\n  Later.\n",
        "id: A # a\naudience: public # b\nchannels_used:\n  - {channel: e-mail, sent_on: 2026-11-10, list: \"Kunden, Köln\", count: 412}\nnotes: >-\n  Later.\n",
    ),
    (
        "{id: A, audience: public}\n",
        "{id: A, audience: public, channels_used: [{channel: e-mail, sent_on: 2026-11-10, list: \"Kunden, Köln\", count: 412}]}\n",
    ),
    // Items in braces, with comments.
    (
        "channels_used: # c\n- {channel: post, sent_on: 2026-11-09} # d\n# e\nid: A\n",
        "channels_used: # c\n- {channel: post, sent_on: 2026-11-09} # d\n- {channel: e-mail, sent_on: 2026-11-10, list: \"Kunden, Köln\", count: 412}\n# e\nid: A\n",
    ),
    // Items in lines.
    (
        "channels_used:\n    - channel: post\n      sent_on: 2026-11-09 # d\n\n# e\n",
        "channels_used:\n    - channel: post\n      sent_on: 2026-11-09 # d\n    - channel: e-mail\n      sent_on: 2026-11-10\n      list: \"Kunden, Köln\"\n      count: 412\n\n# e\n",
    ),
    // In brackets, empty and not; nothing.
    (
        "channels_used: [ {channel: post, sent_on: 2026-11-09} ] # d\n",
        "channels_used: [ {channel: post, sent_on: 2026-11-09}, {channel: e-mail, sent_on: 2026-11-10, list: \"Kunden, Köln\", count: 412} ] # d\n",
    ),
    (
        "channels_used: []\nid: A\n",
        "channels_used: [{channel: e-mail, sent_on: 2026-11-10, list: \"Kunden, Köln\", count: 412}]\nid: A\n",
    ),
    (
        "channels_used:   # none\nid: A\n",
        "channels_used:   # none\n  - {channel: e-mail, sent_on: 2026-11-10, list: \"Kunden, Köln\", count: 412}\nid: A\n",
    ),
    // Windows line ends.
    (
        "audience: public\r\nchannels_used:\r\n  - {channel: post, sent_on: 2026-11-09}\r\n",
        "audience: public\r\nchannels_used:\r\n  - {channel: post, sent_on: 2026-11-09}\r\n  - {channel: e-mail, sent_on: 2026-11-10, list: \"Kunden, Köln\", count: 412}\r\n",
    ),
];

#[test]
fn entries_are_written_as_their_neighbours() {
    let entries = [("channel", "e-mail"), ("sent_on", "2026-11-10"), ("list", "Kunden, Köln")];
    let mut entries = entries.map(|(key, value)| (key, value.to_owned())).to_vec();
    entries.push(("count", "412".to_owned()));
    for (before, after) in SENDINGS {
        let mut editor = Editor::new(before.as_bytes()).expect(before);
        let path = [Step::Key("channels_used")];
        let added = editor.add(&path, Addition::Entries(&entries), Some("audience"));
        assert_eq!(added, Ok(()), "{before}");
        assert_eq!(String::from_utf8(editor.bytes()).as_deref(), Ok(*after));
    }
}

#[test]
fn scalars_read_as_what_they_are() {
    for text in [
        "",
        "a",
        "no",
        "Null",
        "1.10",
        "a: b",
        "a #b",
        "-x",
        "\"q\"",
        "a\\b",
        "a\nb",
        "é\u{85}x",
        "[x]",
        "{{ a }}",
        "'",
        "A&A-01.1",
        "caiq@4.0.3",
        " x ",
        "tab\tx",
        "%x",
        "@x",
        "`x`",
        "~",
        "a,b",
        "2026-10-01",
        "x:",
        "a, \"b\", c’d; e",
        "a = b, 50 %",
        "Why?",
    ] {
        let written = format!("k: [{}]\n", scalar(text));
        let (node, _) = read(&written).expect(&written);
        let wanted = Plain::List(vec![Plain::Scalar(text.to_owned())]);
        assert_eq!(plain(&node), Plain::Map([("k".to_owned(), wanted)].into()), "{written}");
        let written = format!("- {}\n", line_scalar(text));
        let (node, _) = read(&written).expect(&written);
        assert_eq!(plain(&node), Plain::List(vec![Plain::Scalar(text.to_owned())]), "{written}");
    }
}
