//! What filling yields, case by case.

use std::collections::BTreeMap;

use super::*;
use crate::language::Language;

fn explain(form: &Form, statement: &VisibleStatement, response: Response) -> String {
    explanation(Spoken::of(form, response), statement, response, &Words::of(Language::En))
}

fn form(words: &[(Response, &str)]) -> Form {
    Form {
        reference: "f@1".parse().expect("a reference"),
        title: String::new(),
        publisher: String::new(),
        about: String::new(),
        wording: String::new(),
        source_text: String::new(),
        source_url: String::new(),
        licence: String::new(),
        language: Language::En,
        responses: words.iter().map(|(key, word)| (*key, (*word).to_owned())).collect(),
        ownership: BTreeMap::new(),
        ownership_blank_for: [Response::NotApplicable].into(),
        publishing: crate::form::Publishing::default(),
        profiles: Vec::new(),
        columns: crate::form::Columns {
            id: String::new(),
            question: String::new(),
            control: None,
            response: String::new(),
            ownership: None,
            explanation: String::new(),
        },
        subset_of: None,
        sections: Vec::new(),
        questions: Vec::new(),
        origins: BTreeMap::new(),
    }
}

/// A form like the CAIQ: three words for five responses.
fn short() -> Form {
    form(&[
        (Response::Yes, "Yes"),
        (Response::No, "No"),
        (Response::Partial, "No"),
        (Response::Planned, "No"),
        (Response::NotApplicable, "NA"),
    ])
}

fn statement(explanation: Option<&str>, because: Option<&str>) -> VisibleStatement {
    VisibleStatement {
        variants: Vec::new(),
        response: None,
        because: because.map(str::to_owned),
        explanation: explanation.map(str::to_owned),
        promise: None,
        evidence: Vec::new(),
        language: crate::view::Language::En,
    }
}

fn promised(what: &str, due: Option<&str>, lapsed: bool, text: Option<&str>) -> VisibleStatement {
    let due = due.map(|due| due.parse().expect("a when"));
    let promise = Some(VisiblePromise { what: what.to_owned(), due, lapsed });
    VisibleStatement { promise, ..statement(text, None) }
}

#[test]
fn a_plan_says_what_and_until_when() {
    let say = |statement| explain(&short(), &statement, Response::Planned);
    assert_eq!(
        say(promised("SOC 2 *report*.", Some("2027-Q2"), false, Some("The audit has begun."))),
        "Planned: SOC 2 report, due Q2 2027.\n\nThe audit has begun."
    );
    assert_eq!(
        say(promised("SOC 2 report", Some("2026-06"), true, None)),
        "Planned: SOC 2 report. It was due June 2026 and that date has passed."
    );
    assert_eq!(say(promised("a report", None, false, None)), "Planned: a report; no date is set.");
    assert_eq!(say(statement(None, None)), "Planned; no date is set.");
}

#[test]
fn a_part_says_so_where_the_form_says_no() {
    let text = Some("Servers, not laptops.");
    assert_eq!(
        explain(&short(), &statement(text, None), Response::Partial),
        "In part. Servers, not laptops."
    );
    assert_eq!(explain(&short(), &statement(None, None), Response::Partial), "In part.");
    let own = form(&[(Response::Yes, "Y"), (Response::No, "N"), (Response::Partial, "Partial")]);
    assert_eq!(explain(&own, &statement(text, None), Response::Partial), "Servers, not laptops.");
    assert_eq!(explain(&own, &statement(None, None), Response::Partial), "In part.");
}

#[test]
fn not_applicable_gives_the_reason_first() {
    let say = |text, because| explain(&short(), &statement(text, because), Response::NotApplicable);
    assert_eq!(say(Some("More."), Some("No data centre.")), "No data centre.\n\nMore.");
    assert_eq!(say(None, Some("No data centre.")), "No data centre.");
    assert_eq!(say(Some("More."), None), "More.");
    assert_eq!(say(None, None), "Not applicable; no reason is given.");
}

#[test]
fn a_word_that_the_form_lacks_is_never_replaced_by_a_stronger_one() {
    let bare = form(&[(Response::Yes, "Yes"), (Response::No, "No")]);
    assert_eq!(response_word(&bare, Response::Partial), Some("No"));
    assert_eq!(response_word(&bare, Response::Planned), Some("No"));
    assert_eq!(response_word(&bare, Response::NotApplicable), None);
    assert_eq!(
        explain(&bare, &statement(None, Some("No data centre.")), Response::NotApplicable),
        "Not applicable. No data centre."
    );
    assert_eq!(explain(&bare, &statement(Some("Text."), None), Response::Yes), "Text.");
}
