//! Edits that break a promise, or might.

use super::{CHANGES, Hand};
use crate::histories::model::{Policy, Record, is_about_notice};

impl Hand {
    pub(super) fn last(&mut self) -> Option<&mut Record> {
        self.project.records.last_mut()
    }

    pub(super) fn add_too_late(&mut self) -> Option<()> {
        self.add()?;
        let sooner = 1 + i32::from(self.b % 40);
        let record = self.last()?;
        record.effective = record.effective.plus_days(-sooner).max(record.announced);
        Some(())
    }

    pub(super) fn add_under_another_class(&mut self) -> Option<()> {
        self.add()?;
        let (from, policy) = (self.last()?.announced, self.project.policy.clone());
        let class = &policy.classes[usize::from(self.b) % policy.classes.len()];
        let record = self.last()?;
        record.class = Some(class.id);
        record.objection = Some(policy.after(from, class.objection, class.is_business));
        record.effective =
            policy.after(from, class.notice, class.is_business).max(record.objection?);
        Some(())
    }

    pub(super) fn add_in_silence(&mut self) -> Option<()> {
        let entry = self.newcomer();
        self.project.entries.push(entry);
        Some(())
    }

    pub(super) fn add_with_an_earlier_date(&mut self) -> Option<()> {
        let today = self.day;
        self.day = today.plus_days(-1 - i32::from(self.b % 100));
        let added = if self.a.is_multiple_of(2) { self.add() } else { self.change() };
        self.day = today;
        added
    }

    pub(super) fn change_in_silence(&mut self) -> Option<()> {
        let entry = self.pick(&self.project.entries)?.id;
        let (_, key, values) = CHANGES[usize::from(self.b) % CHANGES.len()];
        let to = self.other(&self.project.entry(&entry)?.keys[key], values)?;
        self.set(&entry, key, to).map(|_| ())
    }

    /// The register says it from now on, and the notice names a later day.
    pub(super) fn change_at_once(&mut self) -> Option<()> {
        self.change()?;
        self.last()?.changes.clear();
        Some(())
    }

    pub(super) fn change_too_late(&mut self) -> Option<()> {
        self.change()?;
        let sooner = 1 + i32::from(self.b % 40);
        let record = self.last()?;
        record.effective = record.effective.plus_days(-sooner).max(record.announced);
        Some(())
    }

    pub(super) fn change_from_something_else(&mut self) -> Option<()> {
        self.change()?;
        let (key, from, to) = self.last()?.changes.first()?.clone();
        let (_, _, values) = CHANGES.iter().find(|(_, own, _)| *own == key)?;
        let others: Vec<&str> = values.iter().copied().filter(|own| *own != to).collect();
        let false_from = self.other(&from, &others)?;
        self.last()?.changes[0].1 = false_from;
        Some(())
    }

    /// A kind that needs no notice, or one for another key, tells the change.
    pub(super) fn change_another_key(&mut self) -> Option<()> {
        self.change()?;
        let kinds = [
            "rename",
            "legal-entity-merge",
            "correction",
            "remove",
            "change-purpose",
            "change-location",
        ];
        let kind = kinds[usize::from(self.a) % kinds.len()];
        let record = self.last()?;
        record.kind = kind;
        if !kind.starts_with("change") {
            (record.class, record.objection, record.effective) = (None, None, record.announced);
        }
        Some(())
    }

    pub(super) fn correct_something_material(&mut self) -> Option<()> {
        let id = self.settled()?;
        let mut record = self.record("correction", &id, "");
        (record.class, record.objection, record.effective) = (None, None, record.announced);
        let change = self.set(&id, "legal_name", "Somebody Else Ltd".to_owned())?;
        record.changes = if self.b.is_multiple_of(2) { vec![change] } else { Vec::new() };
        self.put(record)
    }

    pub(super) fn date_differently(&mut self) -> Option<()> {
        let by = i32::from(self.b % 90) - 45;
        let is_objection = self.b.is_multiple_of(3);
        let record = self.known()?;
        if is_objection {
            record.objection = record.objection.map(|until| until.plus_days(by));
        } else {
            record.effective = record.effective.plus_days(by).max(record.announced);
        }
        Some(())
    }

    pub(super) fn announce_differently(&mut self) -> Option<()> {
        let by = i32::from(self.b % 60) - 20;
        let record = self.known()?;
        record.announced = record.announced.plus_days(by).min(record.effective);
        Some(())
    }

    pub(super) fn delete_record(&mut self) -> Option<()> {
        let id = self.known()?.id.clone();
        let with_followers = self.b.is_multiple_of(2);
        let goes =
            |own: &Record| own.id == id || with_followers && own.supersedes.as_ref() == Some(&id);
        let gone: Vec<Record> =
            self.project.records.iter().filter(|own| goes(own)).cloned().collect();
        self.project.records.retain(|own| !goes(own));
        if self.b.is_multiple_of(3) {
            // With whom it brought in.
            let subject = gone.first()?.subject.clone()?;
            let is_named = |own: &Record| {
                own.subject.as_ref() == Some(&subject) || own.replaces.as_ref() == Some(&subject)
            };
            if !self.project.records.iter().any(is_named) {
                self.project.entries.retain(|entry| entry.id != subject);
            }
        }
        Some(())
    }

    pub(super) fn delete_entry(&mut self) -> Option<()> {
        let id = self.pick(&self.project.entries)?.id;
        self.project.entries.retain(|entry| entry.id != id);
        if self.b.is_multiple_of(2) {
            self.project.records.retain(|own| {
                own.subject.as_ref() != Some(&id) && own.replaces.as_ref() != Some(&id)
            });
        }
        Some(())
    }

    pub(super) fn reuse_entry(&mut self) -> Option<()> {
        let id = self.pick(&self.project.entries)?.id;
        let mut other = self.newcomer();
        other.id.clone_from(&id);
        if self.b.is_multiple_of(2) {
            let record = self.record("add", &id, other.data());
            self.put(record)?;
        }
        *self.project.entry_mut(&id)? = other;
        Some(())
    }

    pub(super) fn reuse_record(&mut self) -> Option<()> {
        let (id, file) = {
            let old = self.known()?;
            (old.id.clone(), old.file.clone())
        };
        self.project.records.retain(|own| own.id != id);
        self.add()?;
        let record = self.last()?;
        (record.id, record.file) = (id, file);
        Some(())
    }

    pub(super) fn bring_forward(&mut self) -> Option<()> {
        self.postpone()?;
        let day = self.day.plus_days(i32::from(self.b % 5));
        let record = self.last()?;
        record.effective = day;
        Some(())
    }

    pub(super) fn leave_no_time_to_object(&mut self) -> Option<()> {
        if self.a.is_multiple_of(2) {
            self.add()?;
        } else {
            self.change()?;
        }
        let sooner = 1 + i32::from(self.b % 10);
        let is_left_out = self.b.is_multiple_of(3);
        let record = self.last()?;
        record.objection =
            record.objection.filter(|_| !is_left_out).map(|until| until.plus_days(-sooner));
        Some(())
    }

    pub(super) fn let_objections_outlast(&mut self) -> Option<()> {
        if self.a.is_multiple_of(2) {
            self.add()?;
        } else {
            self.postpone()?;
        }
        let record = self.last()?;
        record.objection = Some(record.effective.plus_days(10));
        Some(())
    }

    pub(super) fn leave_out_the_class(&mut self) -> Option<()> {
        self.add_too_late()?;
        self.last()?.class = None;
        Some(())
    }

    pub(super) fn hide_record(&mut self) -> Option<()> {
        self.known()?.is_draft = true;
        Some(())
    }

    pub(super) fn hide_entry(&mut self) -> Option<()> {
        let id = self.pick(&self.project.entries)?.id;
        self.project.entry_mut(&id)?.is_internal = true;
        Some(())
    }

    pub(super) fn say_another_change(&mut self) -> Option<()> {
        let number = self.b;
        let record = self.known()?;
        let subject = record.subject.clone()?;
        let (key, from, _) = record.changes.first()?.clone();
        let (_, _, values) = CHANGES.iter().find(|(_, own, _)| *own == key)?;
        let others: Vec<&&str> = values.iter().filter(|own| **own != from).collect();
        let to = (*others[usize::from(number) % others.len()]).to_owned();
        record.changes[0].2.clone_from(&to);
        self.set(&subject, key, to).map(|_| ())
    }

    pub(super) fn say_another_subject(&mut self) -> Option<()> {
        let subject = self.pick(&self.project.entries)?.id;
        let record = self.known()?;
        record.subject = Some(subject);
        Some(())
    }

    pub(super) fn withdraw_what_is_done(&mut self) -> Option<()> {
        let day = self.day;
        let record = self.known()?.clone();
        if is_about_notice(record.kind) {
            return None;
        }
        if self.b.is_multiple_of(2) {
            let at = self.project.records.iter().position(|own| own.id == record.id)?;
            self.project.records[at].withdrawn = Some(day.min(record.effective));
            return Some(());
        }
        let mut withdrawal = self.record("withdraw", record.subject.as_deref()?, "");
        (withdrawal.class, withdrawal.objection) = (None, None);
        (withdrawal.announced, withdrawal.effective) = (day, day);
        withdrawal.supersedes = Some(record.id);
        self.put(withdrawal)
    }

    pub(super) fn amend_too_late(&mut self) -> Option<()> {
        self.amend()?;
        let sooner = 1 + i32::from(self.b % 40);
        let record = self.last()?;
        record.effective = record.effective.plus_days(-sooner).max(record.announced);
        Some(())
    }

    pub(super) fn weaken_policy(&mut self) -> Option<()> {
        let policy: &mut Policy = &mut self.project.policy;
        match self.b % 5 {
            3 => policy.classes.iter_mut().for_each(|class| class.objection = 1),
            4 => policy.emergency = 90,
            0 => policy.may_outlast = true,
            1 => policy.classes.iter_mut().for_each(|class| class.for_data = None),
            _ => policy.classes.iter_mut().for_each(|class| class.notice = 1),
        }
        Some(())
    }

    pub(super) fn move_baseline(&mut self) -> Option<()> {
        self.project.baseline = self.project.baseline.plus_days(i32::from(self.b) - 100);
        Some(())
    }

    pub(super) fn take_withdrawal_back(&mut self) -> Option<()> {
        let at = self
            .project
            .records
            .iter()
            .position(|own| own.withdrawn.is_some() || own.kind == "withdraw")?;
        if self.project.records[at].kind == "withdraw" {
            self.project.records.remove(at);
        } else {
            self.project.records[at].withdrawn = None;
        }
        Some(())
    }

    /// Everybody knows the entry, and only readers under NDA are told.
    pub(super) fn change_for_nda(&mut self) -> Option<()> {
        self.change()?;
        self.last()?.is_nda = true;
        Some(())
    }

    pub(super) fn remove_for_nda(&mut self) -> Option<()> {
        self.remove()?;
        self.last()?.is_nda = true;
        Some(())
    }

    /// It is called an emergency and could have waited.
    pub(super) fn emergency_far_ahead(&mut self) -> Option<()> {
        self.emergency()?;
        let days = 6 + i32::from(self.b % 40);
        let record = self.last()?;
        record.effective = record.announced.plus_days(days);
        Some(())
    }

    /// Who is to come, announced anew without a word of what changes.
    fn amended_newcomers(&self) -> Vec<String> {
        let records = self.project.records.iter();
        let is_amended = |own: &&Record| {
            own.kind == "amend"
                && own.changes.is_empty()
                && matches!(self.project.fate(own).effect, "add" | "replace")
        };
        records.filter(is_amended).filter_map(|own| own.subject.clone()).collect()
    }

    pub(super) fn edit_amended_newcomer(&mut self) -> Option<()> {
        let Some(entry) = self.amended_newcomers().pop() else { return self.amend() };
        let (_, key, values) = CHANGES[usize::from(self.b) % CHANGES.len()];
        let to = self.other(&self.project.entry(&entry)?.keys[key], values)?;
        self.set(&entry, key, to).map(|_| ())
    }
}
