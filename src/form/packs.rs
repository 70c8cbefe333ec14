//! The forms that are built into the program.

use std::sync::LazyLock;

use rayon::prelude::*;

use crate::diag::Sink;
use crate::form::link::{Shelf, link};
use crate::form::parse::{Draft, decode_form};
use crate::form::{FORM, MIGRATIONS, form_file};
use crate::source::yaml;
use crate::span::FileId;

include!(concat!(env!("OUT_DIR"), "/forms.rs"));

/// The built-in forms; read once in a process, and only when asked for.
static BUILT_IN: LazyLock<Shelf> = LazyLock::new(|| read(&mut Sink::new()));

/// The built-in forms by id and version.
pub(super) fn built_in() -> &'static Shelf {
    &BUILT_IN
}

/// Reads the embedded forms; their texts are ours and tested.
fn read(sink: &mut Sink) -> Shelf {
    let drafts: Vec<(Option<Draft>, Sink)> = FORMS
        .par_iter()
        .filter(|(path, _)| form_file(path).is_some_and(|(_, name)| name == FORM))
        .map(|(path, text)| {
            let mut sink = Sink::new();
            (draft(path, text, &mut sink), sink)
        })
        .collect();
    let mut read = Vec::new();
    for (draft, problems) in drafts {
        sink.append(problems);
        read.extend(draft);
    }
    link(read, &Shelf::new(), sink)
}

/// One form with the migrations beside it.
fn draft(path: &str, text: &str, sink: &mut Sink) -> Option<Draft> {
    let (folder, _) = form_file(path)?;
    let beside = FORMS.iter().find(|(path, _)| path.strip_prefix(folder) == Some(MIGRATIONS));
    let migrations = beside.and_then(|(_, text)| yaml::parse(FileId(0), text, sink).root);
    let form = yaml::parse(FileId(0), text, sink).root?;
    decode_form(&form, migrations.as_ref(), sink)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::migration::Carrying;
    use crate::form::{Form, FormRef};

    #[test]
    fn every_built_in_form_reads_without_a_problem() {
        let mut sink = Sink::new();
        let forms = read(&mut sink);
        assert_eq!(sink.as_slice(), []);
        let files = FORMS.iter().filter(|(path, _)| path.ends_with(FORM)).count();
        assert_eq!(forms.len(), files);
        for form in forms.values() {
            let untold = form.questions.iter().find(|question| question.text.trim().is_empty());
            assert_eq!(untold, None, "{}", form.reference);
        }
    }

    #[test]
    fn sizes_are_the_publishers() {
        let count = |reference: &str| {
            let reference: FormRef = reference.parse().expect("a reference");
            built_in().get(&reference).map(|form| (form.sections.len(), form.questions.len()))
        };
        assert_eq!(count("caiq-lite@4.0.3"), Some((17, 124)));
        assert_eq!(count("caiq@4.0.3"), Some((17, 261)));
        assert_eq!(count("caiq@4.1"), Some((17, 283)));
        assert_eq!(count("caiq-lite@3.1"), Some((16, 71)));
        assert_eq!(count("mvsp@3.0"), Some((4, 25)));
        assert_eq!(count("sig-lite@2025").map(|(sections, _)| sections), Some(21));
    }
    #[test]
    fn nothing_carries_to_another_version_by_its_id_alone() {
        let form = |reference: &str| {
            let reference: FormRef = reference.parse().expect("a reference");
            &built_in()[&reference]
        };
        let (new, old) = (form("caiq@4.1"), form("caiq@4.0.3"));
        let kinds = |wanted: fn(&Carrying) -> bool| {
            new.origins.values().filter(|own| own.iter().any(|own| wanted(&own.carrying))).count()
        };
        let carrying = kinds(|own| matches!(own, Carrying::Same | Carrying::Moved));
        let review = kinds(|own| matches!(own, Carrying::Review(_)));
        assert_eq!((carrying, review, new.questions.len() - new.origins.len()), (150, 80, 53));

        let text = |form: &Form, id: &str| {
            form.questions.iter().find(|known| known.id == id).map(|known| known.text.clone())
        };
        assert_eq!(new.origins["IAM-13.1"][0].question, "IAM-14.1");
        assert_eq!(text(new, "IAM-13.1"), text(old, "IAM-14.1"));
        assert_ne!(text(new, "IAM-13.1"), text(old, "IAM-13.1"));
        assert_eq!(text(new, "I&S-01.1"), text(old, "IVS-01.1"));
        assert!(text(new, "A&A-01.2").is_some_and(|text| text.contains("reworded")));

        let lite = form("caiq-lite@4.0.3");
        assert_eq!(lite.origins.len(), 124);
        assert_eq!(old.origins.len(), 124);
        assert_eq!(lite.profiles, old.profiles);
    }
}
