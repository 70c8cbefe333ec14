//! `form.yaml` that adds layouts of workbooks to a built-in form, and leaves the rest of it as it is.

use std::sync::Arc;

use crate::diag::{Diagnostic, Sink, did_you_mean};
use crate::form::profile::Profile;
use crate::form::{Form, FormRef, packs};
use crate::source::decode::Fields;
use crate::source::yaml::{Node, Value};
use crate::span::Spanned;

/// The key by which such a file is known.
const BUILT_IN: &str = "built_in";

/// Layouts for a built-in form.
#[derive(Debug)]
pub(super) struct Layouts {
    /// The form.
    pub(super) form: Spanned<FormRef>,
    /// Its further layouts.
    profiles: Vec<Profile>,
}

impl Layouts {
    /// The built-in form with these layouts before its own; a form that is not built in is reported.
    pub(super) fn added(&self, sink: &mut Sink) -> Option<Arc<Form>> {
        let Some(form) = packs::get(&self.form.value) else {
            let all: Vec<String> = packs::references().map(ToString::to_string).collect();
            let message = format!("no form `{}` is built in", self.form.value);
            let name = self.form.value.to_string();
            let hint = did_you_mean(&name, all.iter().map(String::as_str), || {
                "write the form out, with `id`, `version` and `questions`".to_owned()
            });
            sink.push(Diagnostic::error("missing-reference", message, self.form.span).hint(hint));
            return None;
        };
        let mut form = Form::clone(form);
        form.profiles.splice(..0, self.profiles.iter().cloned());
        Some(Arc::new(form))
    }
}

/// Whether a file adds to a built-in form, and describes none of its own.
pub(super) fn adds(node: &Node) -> bool {
    matches!(&node.value, Value::Map(entries) if entries.iter().any(|(key, _)| key.value == BUILT_IN))
}

/// Reads such a file.
pub(super) fn decode(node: &Node, sink: &mut Sink) -> Option<Layouts> {
    let mut fields = Fields::new(node, "layouts of a built-in form", sink)?;
    let (form, profiles) = (fields.required(BUILT_IN), fields.required("profiles"));
    fields.finish();
    Some(Layouts { form: form?, profiles: profiles? })
}
