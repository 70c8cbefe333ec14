//! Values that are stated once and used in many texts.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Sink};
use crate::language::{Language, Words};
use crate::library::audience::Audience;
use crate::library::translation::{ByLanguage, no_original};
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

impl FactValue {
    /// The texts of it.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let items = match self {
            Self::Text(text) => std::slice::from_ref(text),
            Self::List(items) => items.as_slice(),
        };
        items.iter().map(String::as_str)
    }
}

/// A fact in another language, as far as it differs there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactText {
    /// What it says.
    pub value: Option<FactValue>,
    /// Words for the overview.
    pub label: Option<String>,
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
    /// The same in other languages.
    pub translations: ByLanguage<FactText>,
    /// Where its last name stands.
    pub span: Span,
}

impl Fact {
    /// What it says in a language; a value without a translation is the same in all.
    #[must_use]
    pub fn value_in(&self, language: Language) -> &FactValue {
        let own = self.translations.get(language).and_then(|text| text.value.as_ref());
        own.unwrap_or(&self.value)
    }

    /// What it says within a text of these words' language.
    #[must_use]
    pub fn said(&self, words: &Words) -> String {
        match self.value_in(words.language()) {
            FactValue::Text(text) => text.clone(),
            FactValue::List(items) => words.list(items),
        }
    }
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

    /// The facts as nested values for an expression in a text of a language.
    #[must_use]
    pub fn to_value(&self, language: Language) -> minijinja::Value {
        self.subtree("", language)
    }

    fn subtree(&self, prefix: &str, language: Language) -> minijinja::Value {
        let mut children: BTreeMap<String, minijinja::Value> = BTreeMap::new();
        for (path, fact) in
            self.facts.range(prefix.to_owned()..).take_while(|(path, _)| path.starts_with(prefix))
        {
            let rest = path.get(prefix.len()..).unwrap_or_default();
            match rest.split_once('.') {
                None => {
                    let value = match fact.value_in(language) {
                        FactValue::Text(text) => minijinja::Value::from(text.as_str()),
                        FactValue::List(items) => minijinja::Value::from(items.clone()),
                    };
                    children.insert(rest.to_owned(), value);
                }
                Some((name, _)) if !children.contains_key(name) => {
                    children.insert(
                        name.to_owned(),
                        self.subtree(&format!("{prefix}{name}."), language),
                    );
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
    let bare = |value| Fact {
        path: path.to_owned(),
        value,
        label: None,
        audience: None,
        translations: ByLanguage::default(),
        span,
    };
    match &node.value {
        Value::Map(_) => {
            let mut fields = crate::source::decode::Fields::new(node, "a fact", sink)?;
            let value: Option<FactValue> = fields.required("value");
            let label: Option<String> = fields.optional("label");
            let audience = fields.optional("audience");
            let translations: ByLanguage<FactText> = fields.or_default("translations");
            fields.finish();
            for (language, _) in
                translations.iter().filter(|(_, own)| own.label.is_some() && label.is_none())
            {
                no_original("label", language.span, sink);
            }
            Some(Fact { label, audience, translations, ..bare(value?) })
        }
        _ => FactValue::decode(node, sink).map(bare),
    }
}

impl Decode for FactText {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = crate::source::decode::Fields::new(node, "a translation of a fact", sink)?;
        let (value, label) = (fields.optional("value"), fields.optional("label"));
        fields.finish();
        Some(Self { value, label })
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
