//! Which answers speak to the questions of a form: those mapped to it, and those that carry from other forms.

use std::collections::{BTreeMap, BTreeSet};

use crate::form::migration::{Carrying, Origin, Why};
use crate::form::{FormRef, Forms};
use crate::library::answer::Answer;
use crate::view::scene::Scene;
use crate::view::{View, VisibleAnswer};

/// A question of an offered form to which an answer carries from another form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The offered form.
    pub form: FormRef,
    /// The question's id in it.
    pub question: String,
    /// The form and the question to which the answer is mapped; absent where the portal does not
    /// name that form to the reader.
    pub from: Option<(FormRef, String)>,
    /// Why somebody has to look at the answer before it counts; absent where it counts.
    pub review: Option<Why>,
    /// Its place among the ways to the question; smaller is better.
    pub place: usize,
}

/// What a view has for a question of a form.
#[derive(Debug, Clone, Copy)]
pub enum Found<'v> {
    /// An answer mapped to it.
    Own(&'v VisibleAnswer),
    /// An answer that carries from another form, or would after a review.
    Carried(&'v VisibleAnswer, &'v Carried),
}

impl View {
    /// What there is for each question of a form, by its id: an answer mapped to it, else the best that carries.
    #[must_use]
    pub fn found_for(&self, form: &FormRef) -> BTreeMap<&str, Found<'_>> {
        let mut best: BTreeMap<&str, (&VisibleAnswer, &Carried)> = BTreeMap::new();
        for answer in &self.answers {
            for carried in answer.carried.iter().filter(|carried| carried.form == *form) {
                let rank = |own: &Carried| (own.review.is_some(), own.place);
                let known = best.entry(&carried.question).or_insert((answer, carried));
                if rank(carried) < rank(known.1) {
                    *known = (answer, carried);
                }
            }
        }
        let mut own = BTreeMap::new();
        for answer in &self.answers {
            for (_, questions) in answer.answers_to.iter().filter(|(known, _)| known == form) {
                for question in questions {
                    own.entry(question.as_str()).or_insert(Found::Own(answer));
                }
            }
        }
        for (question, (answer, carried)) in best {
            own.entry(question).or_insert(Found::Carried(answer, carried));
        }
        own
    }
}

/// The ways on which answers reach questions of offered forms, by the question they are mapped to.
pub(super) type Ways<'l> = BTreeMap<(&'l FormRef, &'l str), Vec<Way<'l>>>;

/// A way to a question of an offered form.
#[derive(Debug)]
pub(super) struct Way<'l> {
    form: &'l FormRef,
    question: &'l str,
    review: Option<Why>,
    place: usize,
}

impl<'l> Way<'l> {
    /// The form and the question that it leads to.
    pub(super) fn target(&self) -> (&'l FormRef, &'l str) {
        (self.form, self.question)
    }
}

/// The ways to the questions of some forms: one step by a table, then two.
pub(super) fn ways<'l>(forms: &'l Forms, offered: impl Iterator<Item = &'l FormRef>) -> Ways<'l> {
    let mut ways = Ways::new();
    for form in offered.filter_map(|reference| forms.get(reference)) {
        // A table says all about the form that it names: nothing comes from there round a third one.
        let named: BTreeSet<&FormRef> =
            form.origins.values().flatten().map(|origin| &origin.form).collect();
        for (question, origins) in &form.origins {
            let near = origins.iter().map(|origin| (origin, review(origin)));
            let far = origins.iter().flat_map(|origin| {
                let before =
                    forms.get(&origin.form).and_then(|other| other.origins.get(&origin.question));
                let before = before.into_iter().flatten().filter(|own| own.form != form.reference);
                let before = before.filter(|own| !named.contains(&own.form));
                before.map(|own| (own, review(origin).or(review(own))))
            });
            for (place, (origin, review)) in near.chain(far).enumerate() {
                let way = Way { form: &form.reference, question, review, place };
                ways.entry((&origin.form, origin.question.as_str())).or_default().push(way);
            }
        }
    }
    ways
}

/// The questions of other forms from which answers reach a form, with or without a review.
#[must_use]
pub fn reaching<'l>(forms: &'l Forms, form: &'l FormRef) -> BTreeSet<(&'l FormRef, &'l str)> {
    ways(forms, std::iter::once(form)).into_keys().collect()
}

/// Where an answer carries to, for the reader.
pub(super) fn carried(scene: &Scene<'_>, answer: &Answer) -> Vec<Carried> {
    let mut all = Vec::new();
    for (form, questions) in &answer.answers_to {
        let is_named = scene.offers(&form.value);
        for question in questions {
            let ways = scene.ways.get(&(&form.value, question.value.as_str()));
            // A review names the form; without the name there is nothing to say.
            let ways = ways.into_iter().flatten().filter(|way| is_named || way.review.is_none());
            all.extend(ways.map(|way| Carried {
                form: way.form.clone(),
                question: way.question.to_owned(),
                from: is_named.then(|| (form.value.clone(), question.value.clone())),
                review: way.review,
                place: way.place,
            }));
        }
    }
    all
}

/// Why an answer on this step needs a look.
fn review(origin: &Origin) -> Option<Why> {
    match origin.carrying {
        Carrying::Same | Carrying::Moved => None,
        Carrying::Review(why) => Some(why),
    }
}
