//! Values that are stated once and used in many texts.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Sink};
use crate::library::audience::Audience;
use crate::source::decode::Decode;
use crate::source::yaml::{Node, Value};
use crate::span::Span;

/// What a fact says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactValue {
    /// One text.
    Text(String),
    /// Several, in order.
    List(Vec<String>),
}

impl std::fmt::Display for FactValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::List(items) => f.write_str(&joined(items)),
        }
    }
}

/// Items as people list them: `a, b and c`.
#[must_use]
pub fn joined<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its dotted path below `facts`.
    pub path: String,
    /// What it says.
    pub value: FactValue,
    /// Words for the overview.
    pub label: Option<String>,
    /// Who may read it by itself; `None`: only inside the text that uses it.
    pub audience: Option<Audience>,
    /// Where its last name stands.
    pub span: Span,
}

/// All facts by path.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    facts: BTreeMap<String, Fact>,
}

impl Facts {
    /// Reads the tree of `content/facts.yaml`.
    pub fn read(node: &Node, sink: &mut Sink) -> Self {
        let mut facts = Self::default();
        facts.branch(node, "", sink);
        facts
    }

    /// A fact by its dotted path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Fact> {
        self.facts.get(path)
    }

    /// Whether facts stand below this path.
    #[must_use]
    pub fn is_branch(&self, path: &str) -> bool {
        let prefix = format!("{path}.");
        self.facts
            .range(prefix.clone()..)
            .next()
            .is_some_and(|(known, _)| known.starts_with(&prefix))
    }

    /// Every fact, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = &Fact> {
        self.facts.values()
    }

    /// The facts as nested values for an expression.
    #[must_use]
    pub fn to_value(&self) -> minijinja::Value {
        self.subtree("")
    }

    fn subtree(&self, prefix: &str) -> minijinja::Value {
        let mut children: BTreeMap<String, minijinja::Value> = BTreeMap::new();
        for (path, fact) in
            self.facts.range(prefix.to_owned()..).take_while(|(path, _)| path.starts_with(prefix))
        {
            let rest = path.get(prefix.len()..).unwrap_or_default();
            match rest.split_once('.') {
                None => {
                    let value = match &fact.value {
                        FactValue::Text(text) => minijinja::Value::from(text.as_str()),
                        FactValue::List(items) => minijinja::Value::from(items.clone()),
                    };
                    children.insert(rest.to_owned(), value);
                }
                Some((name, _)) if !children.contains_key(name) => {
                    children.insert(name.to_owned(), self.subtree(&format!("{prefix}{name}.")));
                }
                Some(_) => {}
            }
        }
        minijinja::Value::from(children)
    }

    fn branch(&mut self, node: &Node, prefix: &str, sink: &mut Sink) {
        let Value::Map(entries) = &node.value else {
            let message = format!("expected a mapping of facts, found {}", node.value.kind());
            sink.push(
                Diagnostic::error("wrong-type", message, node.span)
                    .hint("write `name: value` lines"),
            );
            return;
        };
        for (name, value) in entries {
            if !is_name(name) {
                let message = format!("`{}` is not the name of a fact", name.value);
                sink.push(
                    Diagnostic::error("bad-id", message, name.span)
                        .hint("use a-z, 0-9 and `_`, a letter first"),
                );
                continue;
            }
            let path = if prefix.is_empty() {
                name.value.clone()
            } else {
                format!("{prefix}.{}", name.value)
            };
            match &value.value {
                Value::Map(inner) if !inner.iter().any(|(key, _)| key.value == "value") => {
                    self.branch(value, &path, sink);
                }
                Value::Null => {
                    let message = format!("fact `{path}` has no value");
                    sink.push(
                        Diagnostic::error("missing-key", message, name.span)
                            .hint("write its value, or remove it"),
                    );
                }
                _ => {
                    if let Some(fact) = leaf(&path, value, name.span, sink) {
                        self.facts.insert(path, fact);
                    }
                }
            }
        }
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn leaf(path: &str, node: &Node, span: Span, sink: &mut Sink) -> Option<Fact> {
    let bare = |value| Fact { path: path.to_owned(), value, label: None, audience: None, span };
    match &node.value {
        Value::Map(_) => {
            let mut fields = crate::source::decode::Fields::new(node, "a fact", sink)?;
            let value: Option<FactValue> = fields.required("value");
            let label = fields.optional("label");
            let audience = fields.optional("audience");
            fields.finish();
            Some(Fact { label, audience, ..bare(value?) })
        }
        _ => FactValue::decode(node, sink).map(bare),
    }
}

impl Decode for FactValue {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        match &node.value {
            Value::List(_) => Vec::decode(node, sink).map(Self::List),
            _ => String::decode(node, sink).map(|text| Self::Text(text.trim_end().to_owned())),
        }
    }
}
