//! The forms that are built into the program.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use crate::diag::Sink;
use crate::form::parse::decode_built_in;
use crate::form::{Form, FormRef};

include!(concat!(env!("OUT_DIR"), "/forms.rs"));

/// The built-in forms; read once in a process, and only when asked for.
static BUILT_IN: LazyLock<BTreeMap<FormRef, Arc<Form>>> = LazyLock::new(|| {
    let read = |text: &&str| decode_built_in(text, &mut Sink::new());
    FORMS.iter().filter_map(read).map(|form| (form.reference.clone(), Arc::new(form))).collect()
});

/// The built-in forms by id and version.
pub(super) fn built_in() -> BTreeMap<FormRef, Arc<Form>> {
    BUILT_IN.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_form_reads_without_a_problem() {
        for text in FORMS {
            let mut sink = Sink::new();
            let form = decode_built_in(text, &mut sink);
            assert_eq!(sink.as_slice(), [], "{:?}", form.map(|form| form.reference));
            assert!(form.is_some());
        }
    }

    #[test]
    fn sizes_are_the_publishers() {
        let count = |reference: &str| {
            let reference: FormRef = reference.parse().expect("a reference");
            built_in().get(&reference).map(|form| (form.sections.len(), form.questions.len()))
        };
        assert_eq!(count("caiq-lite@4.0.3"), Some((17, 124)));
        assert_eq!(count("mvsp@3.0"), Some((4, 25)));
        assert_eq!(count("sig-lite@2025").map(|(sections, _)| sections), Some(21));
    }
}
