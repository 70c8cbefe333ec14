//! Texts of the interface in templates: `{{ words.answers }}` and `{{ say(key="days", count=3) }}`.

use tera::{Kwargs, State, Tera, TeraResult, Value};

use crate::language::{Words, filled};

/// Gives templates the words: `words` holds the texts without places for values, and `say` fills in
/// all. A component sees `words` only if it declares it; `say` works everywhere.
pub(super) fn speak(templates: &mut Tera, words: &Words) {
    templates.global_context().insert_value("words", Value::from_serializable(words));
    let words = words.clone();
    let said = move |values: Kwargs, state: &State<'_>| say(&words, &values, state);
    templates.register_function("say", said);
}

/// Places and keys of the texts that a template asks for.
pub(super) fn named(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some((start, end)) = expression(text, rest) {
        let code = text.get(start..end).unwrap_or_default();
        let add = |at: usize| Some((start + at, key(code.get(at..)?)));
        let words = code.match_indices("words.").filter(|(at, _)| is_start(code, *at));
        found.extend(words.filter_map(|(at, mark)| add(at + mark.len())));
        let said = code.match_indices("key=").filter(|_| code.contains("say("));
        found.extend(said.filter_map(|(at, mark)| add(at + mark.len() + 1)));
        rest = end;
    }
    found.retain(|(_, key)| !key.is_empty());
    found
}

/// A text with its places filled in by the other arguments. A value that a template made, by a component or by
/// `{% set %}`, is HTML whose values are escaped already. Where there is one, the whole is HTML: it goes in as it is,
/// and the text and all other values are escaped.
fn say(words: &Words, values: &Kwargs, state: &State<'_>) -> TeraResult<Value> {
    let key: &str = values.must_get("key")?;
    if !words.has(key) {
        return Err(tera::Error::message(format!("the interface has no text `{key}`")));
    }
    let text = match values.get::<usize>("count")? {
        Some(count) => words.text_for(key, count),
        None => words.text(key),
    };
    let is_html = |value: &Value| value.as_str().is_some() && value.is_safe();
    let whole_is_html =
        values.iter().any(|(name, value)| name.as_str() != Some("key") && is_html(value));
    let mut places: Vec<(String, String)> = Vec::new();
    for (name, value) in values.iter() {
        let raw = value.to_string();
        let escapes = whole_is_html && !is_html(value);
        places.push((name.to_string(), if escapes { state.escape(&raw)? } else { raw }));
    }
    let places: Vec<(&str, &str)> =
        places.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Ok(if whole_is_html {
        Value::safe_string(&filled(&state.escape(text)?, &places))
    } else {
        Value::from(filled(text, &places))
    })
}

/// Start and end of the code in the next `{{ }}` or `{% %}` from a byte on.
fn expression(text: &str, from: usize) -> Option<(usize, usize)> {
    let rest = text.get(from..)?;
    let start = [rest.find("{{"), rest.find("{%")].into_iter().flatten().min()? + from + 2;
    let rest = text.get(start..)?;
    let end = [rest.find("}}"), rest.find("%}")].into_iter().flatten().min();
    Some((start, start + end.unwrap_or(rest.len())))
}

/// Whether a name begins here, and not in the middle of another one.
fn is_start(code: &str, at: usize) -> bool {
    let before = code.get(..at).and_then(|before| before.chars().next_back());
    !before.is_some_and(|c| is_name(c) || c == '.')
}

/// The name at the start of a text.
fn key(text: &str) -> &str {
    text.split(|c| !is_name(c)).next().unwrap_or_default()
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}
