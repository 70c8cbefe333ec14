//! Edits that keep the promise and are made less often.

use super::{CHANGES, Hand};
use crate::histories::model::{Class, is_about_notice};

impl Hand {
    pub(super) fn add_two(&mut self) -> Option<()> {
        self.add()?;
        let (first, second) = (self.project.entries.last()?.clone(), self.newcomer());
        let data = format!("{}{}", first.data(), second.data());
        let mut record = self.last()?.clone();
        record.also = vec![second.id.clone()];
        self.date(&mut record, &data);
        *self.last()? = record;
        self.project.entries.push(second);
        Some(())
    }

    /// The last one that came is replaced: a chain.
    pub(super) fn replace_newest(&mut self) -> Option<()> {
        let old = self.project.settled(self.day).pop()?;
        self.replace_with_newcomer(old)
    }

    pub(super) fn remove_two(&mut self) -> Option<()> {
        let settled = self.project.settled(self.day);
        let [first, .., last] = settled.as_slice() else { return None };
        if self.project.entry(first)?.is_nda != self.project.entry(last)?.is_nda {
            return None;
        }
        let mut record = self.record("remove", first, "");
        (record.class, record.objection) = (None, None);
        record.also = vec![last.clone()];
        record.effective = record.announced.plus_days(i32::from(self.b % 40));
        self.put(record)
    }

    /// Somebody who left comes again.
    pub(super) fn bring_back(&mut self) -> Option<()> {
        let id = self.pick(&self.former())?;
        let data = self.project.entry(&id)?.data().to_owned();
        let record = self.record("add", &id, &data);
        self.put(record)
    }

    /// Ids of entries that left by a removal, and about which nothing is to come.
    pub(super) fn former(&self) -> Vec<String> {
        let is_former = |id: &String| {
            let mut own = self.project.records.iter().filter(|own| own.names(id));
            let is_over = |own: &&crate::histories::model::Record| {
                let fate = self.project.fate(own);
                !own.is_draft && own.announced < self.day && fate.effective < self.day
            };
            own.clone().all(|own| is_over(&own) && !is_about_notice(own.kind))
                && own
                    .next_back()
                    .is_some_and(|own| own.kind == "remove" && own.withdrawn.is_none())
        };
        let ids = self.project.entries.iter().filter(|own| !own.is_nda && !own.is_internal);
        ids.map(|own| own.id.clone()).filter(is_former).collect()
    }

    /// Who is to come will do something else, with or without saying so key by key.
    pub(super) fn amend_newcomer(&mut self) -> Option<()> {
        let pending = self.project.pending(self.day);
        let is_addition = |id: &String| {
            let record = self.project.record(id);
            record.is_some_and(|own| {
                own.also.is_empty()
                    && own.changes.is_empty()
                    && !own.is_nda
                    && matches!(self.project.fate(own).effect, "add" | "replace")
            })
        };
        let earlier = self.pick(&pending.into_iter().filter(is_addition).collect::<Vec<_>>())?;
        let earlier = self.project.record(&earlier)?.clone();
        let subject = earlier.subject.clone()?;
        let (_, key, values) = CHANGES[usize::from(self.b) % CHANGES.len()];
        let to = self.other(&self.project.entry(&subject)?.keys[key], values)?;
        self.set(&subject, key, to)?;
        let data = self.project.entry(&subject)?.data().to_owned();
        let mut record = self.record("amend", &subject, &data);
        record.announced = self.day;
        record.supersedes = Some(earlier.id.clone());
        record.replaces.clone_from(&earlier.replaces);
        self.date(&mut record, &data);
        self.put(record)
    }

    pub(super) fn postpone_again(&mut self) -> Option<()> {
        self.only_postponed()?;
        self.postpone()
    }

    pub(super) fn withdraw_postponed(&mut self) -> Option<()> {
        self.only_postponed()?;
        self.withdraw()
    }

    /// Chooses so that a pending record that was postponed is picked.
    fn only_postponed(&mut self) -> Option<()> {
        let pending = self.project.pending(self.day);
        let is_postponed = |id: &String| {
            let mut records = self.project.records.iter();
            records.any(|own| own.kind == "postpone" && own.supersedes.as_ref() == Some(id))
        };
        self.a = u16::try_from(pending.iter().position(is_postponed)?).ok()?;
        Some(())
    }

    /// What cannot wait for its notice, and is said some days before: fewer than any class promises.
    pub(super) fn emergency_to_come(&mut self) -> Option<()> {
        self.emergency()?;
        let days = 1 + i32::from(self.b % 4);
        let record = self.last()?;
        record.effective = record.announced.plus_days(days);
        Some(())
    }

    pub(super) fn amend_emergency(&mut self) -> Option<()> {
        let pending = self.project.pending(self.day);
        let is_emergency =
            |id: &String| self.project.record(id).is_some_and(|own| own.kind == "emergency");
        self.a = u16::try_from(pending.iter().position(is_emergency)?).ok()?;
        self.amend()
    }

    /// A class ends, and another one takes its place.
    pub(super) fn promise_anew(&mut self) -> Option<()> {
        let (day, number) = (self.day, u32::from(self.b % 40));
        let names = ["second", "third", "fourth", "fifth"];
        let policy = &mut self.project.policy;
        let id = names.iter().find(|id| !policy.classes.iter().any(|own| own.id == **id))?;
        let open: Vec<usize> =
            (0..policy.classes.len()).filter(|at| policy.classes[*at].until.is_none()).collect();
        let at = open[usize::from(self.a) % open.len()];
        let own = Some(policy.classes[at].id);
        // What is still to be announced would need the new one.
        if self.project.records.iter().any(|record| record.class == own && record.announced >= day)
        {
            return None;
        }
        policy.classes[at].until = Some(day.plus_days(-1));
        let old = policy.classes[at].clone();
        policy.classes.push(Class {
            id,
            notice: 5 + number,
            objection: 5 + number / 2,
            from: Some(day),
            until: None,
            ..old
        });
        Some(())
    }

    /// A change that is still being prepared.
    pub(super) fn draft_change(&mut self) -> Option<()> {
        self.change()?;
        self.last()?.is_draft = true;
        Some(())
    }

    /// The register and a draft about it are edited back and forth.
    pub(super) fn redraft(&mut self) -> Option<()> {
        let at = self.drafted()?;
        let record = self.project.records[at].clone();
        let (subject, (key, from, to)) = (record.subject?, record.changes.first()?.clone());
        let (_, _, values) = CHANGES.iter().find(|(_, own, _)| *own == key)?;
        let others: Vec<&str> = values.iter().copied().filter(|own| *own != from).collect();
        let new = self.other(&to, &others)?;
        self.set(&subject, key, new.clone())?;
        let data = format!("{from}{}", self.project.entry(&subject)?.data());
        let mut record = self.project.records[at].clone();
        record.changes[0].2 = new;
        self.date(&mut record, &data);
        self.project.records[at] = record;
        Some(())
    }

    pub(super) fn drop_draft(&mut self) -> Option<()> {
        let at = self.drafted()?;
        let record = self.project.records.remove(at);
        let (subject, (key, from, _)) = (record.subject?, record.changes.first()?.clone());
        self.set(&subject, key, from).map(|_| ())
    }

    /// A draft that says what it changes.
    pub(super) fn drafted(&self) -> Option<usize> {
        self.project.records.iter().position(|own| own.is_draft && !own.changes.is_empty())
    }

    /// Somebody of whom only readers under NDA are told.
    pub(super) fn add_for_nda(&mut self) -> Option<()> {
        self.add()?;
        self.last()?.is_nda = true;
        self.project.entries.last_mut()?.is_nda = true;
        Some(())
    }

    pub(super) fn change_known_under_nda(&mut self) -> Option<()> {
        self.only_known_under_nda()?;
        self.change()
    }

    pub(super) fn remove_known_under_nda(&mut self) -> Option<()> {
        self.only_known_under_nda()?;
        self.remove()
    }

    /// Chooses so that a settled entry is picked that only readers under NDA know.
    fn only_known_under_nda(&mut self) -> Option<()> {
        let settled = self.project.settled(self.day);
        let is_nda = |id: &String| self.project.entry(id).is_some_and(|entry| entry.is_nda);
        self.a = u16::try_from(settled.iter().position(is_nda)?).ok()?;
        Some(())
    }

    /// Written on a branch some days ago, for the day on which it is merged.
    pub(super) fn merge_branch(&mut self) -> Option<()> {
        self.on_branch = Some(self.day.plus_days(-1 - i32::from(self.b % 5)));
        if self.a.is_multiple_of(2) { self.add() } else { self.change() }
    }

    /// Published some weeks before its announcement.
    pub(super) fn announce_ahead(&mut self) -> Option<()> {
        let today = self.day;
        self.day = today.plus_days(1 + i32::from(self.b % 30));
        let added = if self.a.is_multiple_of(2) { self.add() } else { self.change() };
        self.day = today;
        added
    }
}
