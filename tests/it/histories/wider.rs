//! What the public may know beside readers under NDA: the same register, without what is not for it.
//!
//! - Who is in force or gone and meant for everybody is so for everybody, with the same values on the same day: a change
//!   that only readers under NDA were told of shows with its effect, and how it came about does not.
//! - Who is to come is seen once a notice for everybody says so.
//! - A notice for everybody reads the same for both, but for names of whom only the others know.
//! - No id and no name of what is not for everybody is anywhere in what everybody may read.
//! - Who and what everybody once saw stays.

use std::collections::BTreeSet;

use trust::date::Date;

use super::model::Project;
use super::seen::{Notice, Seen};

/// What everybody has seen so far.
#[derive(Default)]
pub struct Everybody {
    notices: BTreeSet<String>,
    /// Who has been in force.
    entries: BTreeSet<String>,
    broken: Vec<String>,
}

impl Everybody {
    /// Looks at the register of the next day, beside what readers under NDA see, with the text of all that everybody
    /// may read.
    pub fn see(&mut self, day: Date, project: &Project, (public, nda): (&Seen, &Seen), text: &str) {
        let mut wrong = unlike(project, public, nda);
        wrong.extend(leaks(project, text));
        let now = |id: &String| public.in_force.contains_key(id) || public.former.contains_key(id);
        let is_back = |id: &String| now(id) || public.upcoming.contains_key(id);
        let gone = self.entries.iter().filter(|id| !is_back(id));
        wrong.extend(gone.map(|id| format!("{id} is seen by everybody no more")));
        let gone = self.notices.iter().filter(|id| !public.notices.contains_key(*id));
        wrong.extend(gone.map(|id| format!("notice {id} is seen by everybody no more")));
        self.entries = public.in_force.keys().chain(public.former.keys()).cloned().collect();
        self.notices = public.notices.keys().cloned().collect();
        self.broken.extend(wrong.into_iter().map(|what| format!("{day}: {what}")));
    }

    /// What was wrong so far.
    pub fn broken(&self) -> &[String] {
        &self.broken
    }
}

/// Where everybody sees something else than readers under NDA do of the same.
fn unlike(project: &Project, public: &Seen, nda: &Seen) -> Vec<String> {
    let mut wrong = Vec::new();
    let is_for_all =
        |id: &str| project.entry(id).is_some_and(|entry| !entry.is_nda && !entry.is_internal);
    let lists =
        [("in force", &public.in_force, &nda.in_force), ("former", &public.former, &nda.former)];
    for (list, public, nda) in lists {
        let wanted = nda.iter().filter(|(id, _)| is_for_all(id));
        for (id, values) in wanted.filter(|(id, values)| public.get(*id) != Some(*values)) {
            let is = public.get(id);
            wrong.push(format!("{id} is {list} as {values:?}, and for everybody {is:?}"));
        }
        let unknown = public.keys().filter(|id| !nda.contains_key(*id));
        wrong.extend(unknown.map(|id| format!("{id} is {list} for everybody, and not under NDA")));
    }
    for (id, values) in &public.upcoming {
        if nda.upcoming.get(id) != Some(values) {
            wrong.push(format!("{id} is upcoming otherwise for everybody"));
        }
        if !public.notices.values().any(|own| own.subject.contains(id)) {
            wrong.push(format!("{id} is upcoming, and no notice for everybody says so"));
        }
    }
    for (id, own) in &public.notices {
        let same = |whole: &Notice| {
            let mut whole = whole.clone();
            whole.subject.retain(|id| is_for_all(id));
            whole.replaces = whole.replaces.filter(|id| is_for_all(id));
            whole.supersedes = whole.supersedes.filter(|id| public.notices.contains_key(id));
            whole == *own
        };
        match nda.notices.get(id) {
            None => wrong.push(format!("notice {id} is for everybody, and not for NDA")),
            Some(whole) if !same(whole) => {
                wrong
                    .push(format!("notice {id} is {own:?} for everybody, and {whole:?} under NDA"));
            }
            Some(_) => {}
        }
    }
    wrong
}

/// Ids and names that are not for everybody.
fn leaks(project: &Project, text: &str) -> Vec<String> {
    let words: BTreeSet<&str> =
        text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).collect();
    let mut found = Vec::new();
    for entry in project.entries.iter().filter(|own| own.is_nda || own.is_internal) {
        let host = entry.id.replace('-', "");
        if words.contains(entry.id.as_str()) || words.contains(host.as_str()) {
            found.push(format!("{} stands in what everybody may read", entry.id));
        }
    }
    for record in project.records.iter().filter(|own| own.is_nda || own.is_draft) {
        if words.contains(record.id.as_str()) {
            found.push(format!("notice {} stands in what everybody may read", record.id));
        }
    }
    found
}
