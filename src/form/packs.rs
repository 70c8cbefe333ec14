//! The forms that are built into the program. Each is read once in a process, and only when it is asked for.

use std::collections::btree_map::Keys;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, OnceLock};

use rayon::prelude::*;

use crate::diag::Sink;
use crate::form::link::{Shelf, link};
use crate::form::parse::{Draft, decode_form};
use crate::form::{Form, FormRef};
use crate::source::yaml;
use crate::span::FileId;

/// A form as it is embedded.
struct Pack {
    id: &'static str,
    version: &'static str,
    /// Its `form.yaml`.
    form: &'static str,
    /// Its `migrations.yaml`.
    migrations: Option<&'static str>,
}

include!(concat!(env!("OUT_DIR"), "/forms.rs"));

/// A pack, and the form once it has been read.
type Slot = (&'static Pack, OnceLock<Arc<Form>>);

/// The built-in forms by id and version.
static BUILT_IN: LazyLock<BTreeMap<FormRef, Slot>> = LazyLock::new(|| {
    let slot = |pack: &'static Pack| {
        let reference = FormRef { id: pack.id.into(), version: pack.version.into() };
        (reference, (pack, OnceLock::new()))
    };
    PACKS.iter().map(slot).collect()
});

/// Id and version of every built-in form, sorted; reads none.
pub(super) fn references<'a>() -> impl Iterator<Item = &'a FormRef> {
    let references: Keys<'a, FormRef, Slot> = BUILT_IN.keys();
    references
}

/// A built-in form.
pub(super) fn get(reference: &FormRef) -> Option<&'static Arc<Form>> {
    let (_, form) = BUILT_IN.get(reference)?;
    if form.get().is_none() {
        read(&BTreeSet::from([reference]), &mut Sink::new());
    }
    form.get()
}

/// Reads those of the forms that are built in, at the same time, and those from which they take.
pub(super) fn read(wanted: &BTreeSet<&FormRef>, sink: &mut Sink) {
    let mut drafts: BTreeMap<FormRef, Draft> = BTreeMap::new();
    let mut next: BTreeSet<FormRef> = wanted.iter().map(|wanted| (*wanted).clone()).collect();
    while !next.is_empty() {
        let unread = next.par_iter().filter_map(|reference| {
            let (pack, form) = BUILT_IN.get(reference)?;
            form.get().is_none().then(|| draft(pack))
        });
        let mut taken = BTreeSet::new();
        for (draft, problems) in unread.collect::<Vec<_>>() {
            sink.append(problems);
            let Some(draft) = draft else { continue };
            taken.extend(draft.takes_from().map(|other| other.value.clone()));
            drafts.insert(draft.form.reference.clone(), draft);
        }
        taken.retain(|reference| !drafts.contains_key(reference));
        next = taken;
    }
    let names = BUILT_IN.keys().collect();
    for (reference, linked) in link(drafts.into_values().collect(), &shelf(), &names, sink) {
        if let Some((_, form)) = BUILT_IN.get(&reference) {
            // Another thread may have read it in the meantime. No lock: a thread that waits for rayon may be
            // given other work, and that may want a form.
            let _ = form.set(linked);
        }
    }
}

/// The forms that have been read.
fn shelf() -> Shelf {
    let read = BUILT_IN.iter().filter_map(|(reference, (_, form))| Some((reference, form.get()?)));
    read.map(|(reference, form)| (reference.clone(), Arc::clone(form))).collect()
}

/// One form with the migrations beside it; the texts are ours and tested.
fn draft(pack: &Pack) -> (Option<Draft>, Sink) {
    let mut sink = Sink::new();
    let mut parse = |text: &str| yaml::parse(FileId(0), text, &mut sink).root;
    let migrations = pack.migrations.and_then(&mut parse);
    let form = parse(pack.form);
    let draft = form.and_then(|form| decode_form(&form, migrations.as_ref(), &mut sink));
    (draft, sink)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::migration::Carrying;

    #[test]
    fn every_built_in_form_reads_without_a_problem() {
        for pack in PACKS {
            let (draft, sink) = draft(pack);
            assert_eq!(sink.as_slice(), [], "{}", pack.id);
            let read = draft.expect("a form").form.reference;
            assert_eq!((&*read.id, &*read.version), (pack.id, pack.version));
        }
        // What other tests have read stays read, and its problems would be theirs.
        for reference in references() {
            let form = form(&reference.to_string());
            assert_eq!(form.reference, *reference);
            let untold = form.questions.iter().find(|question| question.text.trim().is_empty());
            assert_eq!(untold, None, "{reference}");
        }
    }

    #[test]
    fn built_in_forms_go_together() {
        let drafts = PACKS.iter().filter_map(|pack| draft(pack).0).collect();
        let mut sink = Sink::new();
        let linked = link(drafts, &Shelf::new(), &references().collect(), &mut sink);
        assert_eq!(sink.as_slice(), []);
        // Read together or one after the other, they are the same.
        for (reference, together) in linked {
            assert_eq!(get(&reference), Some(&together), "{reference}");
        }
    }

    #[test]
    fn sizes_are_the_publishers() {
        let size = |reference: &str| {
            let form = form(reference);
            (form.sections.len(), form.questions.len())
        };
        assert_eq!(size("caiq@4.0.3"), (17, 261));
        assert_eq!(size("caiq@4.1"), (17, 283));
        assert_eq!(size("caiq-lite@4.0.3"), (17, 124));
        assert_eq!(size("caiq-lite@3.1"), (16, 71));
        assert_eq!(size("mvsp@3.0"), (4, 25));
        assert_eq!(size("sig-lite@2025"), (21, 128));
        assert_eq!(size("nis2@2026"), (11, 60));
        assert_eq!(size("eu-ai-act@2026"), (9, 45));
    }

    #[test]
    fn the_ids_of_caiq_are_the_publishers() {
        let expected = CAIQ_4_0_3.iter().flat_map(|(domain, sizes)| {
            sizes.chars().zip(1..).flat_map(move |(size, control)| {
                let last = size.to_digit(10).expect("a digit");
                (1..=last).map(move |number| format!("{domain}-{control:02}.{number}"))
            })
        });
        assert_eq!(ids(&form("caiq@4.0.3")), expected.collect::<Vec<_>>());
        let lite: Vec<_> = CAIQ_LITE_3_1.split_whitespace().collect();
        assert_eq!(ids(&form("caiq-lite@3.1")), lite);
    }

    #[test]
    fn a_question_of_caiq_stands_under_its_domain_and_control() {
        for reference in ["caiq@4.0.3", "caiq-lite@4.0.3", "caiq-lite@3.1"] {
            for question in &form(reference).questions {
                let control = question.id.rsplit_once('.').map(|(control, _)| control);
                assert_eq!(question.control.as_deref(), control, "{reference} {}", question.id);
                let domain = control.and_then(|control| control.rsplit_once('-'));
                let domain = domain.map(|(domain, _)| domain);
                assert_eq!(Some(question.section.as_str()), domain, "{reference} {}", question.id);
            }
        }
    }

    #[test]
    fn the_short_caiq_asks_in_the_words_of_the_full_one() {
        let full = form("caiq@4.0.3");
        for question in &form("caiq-lite@4.0.3").questions {
            assert!(full.questions.contains(question), "{}", question.id);
        }
    }

    #[test]
    fn no_form_asks_twice_in_the_same_words_and_no_section_is_empty() {
        for form in references().filter_map(get) {
            let mut texts = BTreeSet::new();
            // Of what is new in version 4.1 we have no wording, and what is reworded says so.
            let is_worded = form.reference.to_string() != "caiq@4.1";
            for question in form.questions.iter().filter(|_| is_worded) {
                assert!(texts.insert(&question.text), "{} {}", form.reference, question.id);
                assert!(question.text.ends_with('?'), "{} {}", form.reference, question.id);
            }
            for section in &form.sections {
                let used = form.questions.iter().any(|question| question.section == section.id);
                assert!(used, "{} {}", form.reference, section.id);
            }
        }
    }

    #[test]
    fn nothing_carries_to_another_version_by_its_id_alone() {
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
        assert_eq!(text(&new, "IAM-13.1"), text(&old, "IAM-14.1"));
        assert_ne!(text(&new, "IAM-13.1"), text(&old, "IAM-13.1"));
        assert_eq!(text(&new, "I&S-01.1"), text(&old, "IVS-01.1"));
        assert!(text(&new, "A&A-01.2").is_some_and(|text| text.contains("reworded")));

        let lite = form("caiq-lite@4.0.3");
        assert_eq!(lite.origins.len(), 124);
        assert_eq!(old.origins.len(), 124);
        assert_eq!(lite.profiles, old.profiles);
    }

    /// Per domain one digit for each control: how many questions it has.
    const CAIQ_4_0_3: [(&str, &str); 17] = [
        ("A&A", "211112"),
        ("AIS", "2111222"),
        ("BCR", "21113113221"),
        ("CCC", "211111121"),
        ("CEK", "211111112111111111111"),
        ("DCS", "332211212111111"),
        ("DSP", "2111221211111111121"),
        ("GRC", "21111111"),
        ("HRS", "3222111111221"),
        ("IAM", "2211111112121211"),
        ("IPY", "5111"),
        ("IVS", "215111111"),
        ("LOG", "2121212111112"),
        ("SEF", "22111121"),
        ("STA", "21111111111111"),
        ("TVM", "2211111111"),
        ("UEM", "21111111111111"),
    ];

    /// In the order of the publisher.
    const CAIQ_LITE_3_1: &str = "
        AIS-01.2 AIS-01.5 AIS-02.1 AIS-03.1 AAC-02.1 AAC-02.2 AAC-02.3 AAC-03.1 BCR-02.1
        BCR-10.1 BCR-11.1 BCR-11.3 BCR-11.7 CCC-04.1 DSI-03.1 DSI-03.2 DSI-05.1 DSI-07.1
        DSI-07.2 DCS-01.2 DCS-02.1 DCS-09.1 EKM-02.1 EKM-03.1 GRM-01.1 GRM-06.1 GRM-07.1
        GRM-09.1 GRM-09.2 HRS-01.1 HRS-02.1 HRS-03.1 HRS-04.1 HRS-09.5 IAM-01.1 IAM-01.2
        IAM-02.1 IAM-04.1 IAM-06.1 IAM-06.2 IAM-08.1 IAM-10.1 IAM-11.1 IVS-01.1 IVS-01.2
        IVS-01.5 IVS-03.1 IVS-07.1 IVS-08.1 IVS-08.3 IVS-09.1 IVS-11.1 IVS-12.1 IVS-12.2
        IVS-12.3 IPY-01.1 MOS-03.1 SEF-02.1 SEF-02.4 SEF-03.1 SEF-03.2 SEF-04.4 STA-02.1
        STA-03.1 STA-05.4 STA-05.5 STA-07.4 STA-09.1 TVM-01.1 TVM-02.5 TVM-03.1
    ";

    fn form(reference: &str) -> Arc<Form> {
        let reference: FormRef = reference.parse().expect("a reference");
        get(&reference).cloned().expect("a form that is built in")
    }

    fn ids(form: &Form) -> Vec<&str> {
        form.questions.iter().map(|question| question.id.as_str()).collect()
    }
}
