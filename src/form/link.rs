//! Forms that take something from other forms: questions of a subset, wordings, answers that carry.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::diag::{Diagnostic, Sink, did_you_mean};
use crate::form::migration::{Known, Table};
use crate::form::parse::{Draft, Subset};
use crate::form::{Form, FormRef};
use crate::span::Spanned;

/// Forms by id and version.
pub(super) type Shelf = BTreeMap<FormRef, Arc<Form>>;

/// Puts forms together, whatever their order; `known` ones may be taken from too, and `names` are suggested.
/// Yields the forms of the drafts only.
pub(super) fn link(
    drafts: Vec<Draft>,
    known: &Shelf,
    names: &BTreeSet<&FormRef>,
    sink: &mut Sink,
) -> Shelf {
    let mut waiting: BTreeMap<FormRef, Draft> =
        drafts.into_iter().map(|draft| (draft.form.reference.clone(), draft)).collect();
    let mut linked = Linked { known, names, own: BTreeMap::new() };
    let mut tables = Vec::new();
    for next in in_order(&waiting) {
        if let Some(draft) = waiting.remove(&next) {
            let (form, own) = complete(draft, &linked, sink);
            linked.own.insert(next.clone(), form);
            tables.push((next, own));
        }
    }
    for draft in waiting.into_values() {
        report_circle(&draft, sink);
        linked.own.insert(draft.form.reference.clone(), draft.form);
    }
    for (reference, own) in tables {
        connect(&reference, &own, &mut linked, sink);
    }
    linked.own.into_iter().map(|(reference, form)| (reference, Arc::new(form))).collect()
}

/// What can be taken from: forms put together so far, and those known before.
struct Linked<'k> {
    known: &'k Shelf,
    names: &'k BTreeSet<&'k FormRef>,
    own: BTreeMap<FormRef, Form>,
}

impl Linked<'_> {
    fn get(&self, reference: &FormRef) -> Option<&Form> {
        self.own.get(reference).or_else(|| self.known.get(reference).map(|form| &**form))
    }

    /// A form, or a report that there is none.
    fn find(&self, reference: &Spanned<FormRef>, sink: &mut Sink) -> Option<&Form> {
        let found = self.get(reference);
        if found.is_none() {
            let all: BTreeSet<String> = self
                .own
                .keys()
                .chain(self.names.iter().copied())
                .map(ToString::to_string)
                .collect();
            let message = format!("there is no form `{}`", reference.value);
            let hint =
                did_you_mean(&reference.value.to_string(), all.iter().map(String::as_str), || {
                    "add it in `content/forms/`".to_owned()
                });
            sink.push(Diagnostic::error("missing-reference", message, reference.span).hint(hint));
        }
        found
    }
}

/// The drafts in an order in which each comes after those it takes from; what leads in a circle is left out.
fn in_order(drafts: &BTreeMap<FormRef, Draft>) -> Vec<FormRef> {
    let mut unmet = BTreeMap::new();
    let mut followers: BTreeMap<&FormRef, Vec<&FormRef>> = BTreeMap::new();
    for (reference, draft) in drafts {
        let needs: BTreeSet<_> = draft
            .needs()
            .map(|need| &need.value)
            .filter(|need| drafts.contains_key(need))
            .collect();
        unmet.insert(reference, needs.len());
        for need in needs {
            followers.entry(need).or_default().push(reference);
        }
    }
    let mut ready: VecDeque<&FormRef> =
        unmet.iter().filter(|(_, unmet)| **unmet == 0).map(|(reference, _)| *reference).collect();
    let mut order = Vec::new();
    while let Some(next) = ready.pop_front() {
        order.push(next.clone());
        for follower in followers.get(next).into_iter().flatten() {
            if let Some(left) = unmet.get_mut(*follower) {
                *left -= 1;
                if *left == 0 {
                    ready.push_back(follower);
                }
            }
        }
    }
    order
}

fn report_circle(draft: &Draft, sink: &mut Sink) {
    let Some(need) = draft.needs().next() else { return };
    let message = format!("taking questions or wordings from `{}` leads in a circle", need.value);
    let report = Diagnostic::error("form-circle", message, need.span);
    sink.push(report.hint("write the questions out in one of the forms"));
}

/// The form with all its questions and wordings, and what carries to it.
fn complete(draft: Draft, linked: &Linked<'_>, sink: &mut Sink) -> (Form, Vec<Table>) {
    let Draft { mut form, subset, untold, tables, .. } = draft;
    if let Some(subset) = subset {
        take_questions(&mut form, &subset, linked, sink);
    }
    if untold.is_empty() {
        return (form, tables);
    }
    let mut wordings = BTreeMap::new();
    let mut all_known = true;
    for table in &tables {
        // What is not there is reported where the table is connected.
        let Some(other) = linked.get(&table.from) else {
            all_known = false;
            continue;
        };
        for (id, wording) in table.wordings(untold.iter().map(|id| id.value.as_str()), other) {
            wordings.entry(id).or_insert(wording);
        }
    }
    let lacking = untold.iter().filter(|id| !wordings.contains_key(&id.value));
    for id in lacking.filter(|_| all_known) {
        let message = format!("question `{}` needs `text`", id.value);
        let report = Diagnostic::error("missing-key", message, id.span);
        sink.push(
            report.hint("write it, or say in `migrations.yaml` which question it carries on"),
        );
    }
    for question in form.questions.iter_mut().filter(|question| question.text.is_empty()) {
        if let Some(wording) = wordings.remove(&question.id) {
            question.text = wording;
        }
    }
    (form, tables)
}

/// The questions of a subset, with their sections, in the order in which the subset names them.
fn take_questions(form: &mut Form, subset: &Subset, linked: &Linked<'_>, sink: &mut Sink) {
    let Some(whole) = linked.find(&subset.of, sink) else { return };
    if whole.subset_of.is_some() {
        let message = format!("`{}` takes its own questions from another form", subset.of.value);
        let report = Diagnostic::error("form-subset", message, subset.of.span);
        sink.push(report.hint("name the form that writes the questions out"));
        return;
    }
    let mut known = Known::of(whole);
    let by_id: BTreeMap<&str, _> =
        whole.questions.iter().map(|question| (question.id.as_str(), question)).collect();
    for id in &subset.ids {
        if known.has(id, sink) {
            form.questions.extend(by_id.get(id.value.as_str()).map(|question| (*question).clone()));
        }
    }
    let used: BTreeSet<&str> =
        form.questions.iter().map(|question| question.section.as_str()).collect();
    form.sections = whole
        .sections
        .iter()
        .filter(|section| used.contains(section.id.as_str()))
        .cloned()
        .collect();
    form.language = whole.language;
    if form.profiles.is_empty() {
        form.profiles.clone_from(&whole.profiles);
    }
}

/// Says of each question where its answer may come from.
fn connect(reference: &FormRef, tables: &[Table], linked: &mut Linked<'_>, sink: &mut Sink) {
    let Some(form) = linked.own.get(reference) else { return };
    let mut origins: BTreeMap<String, Vec<_>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for table in tables {
        if table.from.value == *reference || !seen.insert(&table.from.value) {
            let message = format!("`{}` cannot carry here", table.from.value);
            let hint = "name each other form once, and not the form itself";
            sink.push(Diagnostic::error("duplicate-id", message, table.from.span).hint(hint));
            continue;
        }
        let Some(other) = linked.find(&table.from, sink) else { continue };
        table.check(form, other, sink);
        let own = form.questions.iter().map(|question| question.id.as_str());
        for (id, origin) in table.origins(own, other) {
            origins.entry(id).or_default().push(origin);
        }
    }
    if let Some(form) = linked.own.get_mut(reference) {
        form.origins = origins;
    }
}
