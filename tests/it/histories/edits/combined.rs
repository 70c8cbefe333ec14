//! Unlawful edits that might hide each other, and twins of rarer lawful ones.

use trust::date::Date;

use super::Hand;
use crate::histories::model::{Class, is_about_notice};

impl Hand {
    pub(super) fn weaken_and_announce_short(&mut self) -> Option<()> {
        self.weaken_policy()?;
        if self.a.is_multiple_of(2) { self.add() } else { self.change() }
    }

    /// A class ends before it did, so that another counts for what was announced.
    pub(super) fn end_class_early(&mut self) -> Option<()> {
        self.promise_anew()?;
        let sooner = 1 + i32::from(self.b % 60);
        let day = self.day;
        let old = self.project.policy.classes.iter_mut().rev().find(|own| own.until.is_some())?;
        old.until = Some(day.plus_days(-sooner));
        let number = self.a;
        let is_added = number.is_multiple_of(2);
        if is_added { self.add_too_late() } else { Some(()) }
    }

    pub(super) fn reopen_class(&mut self) -> Option<()> {
        let until = Some(self.day.plus_days(i32::from(self.b % 30)));
        let is_left_out = self.b.is_multiple_of(3);
        let classes = &mut self.project.policy.classes;
        let class = classes.iter_mut().find(|own| own.until.is_some())?;
        class.until = until.filter(|_| !is_left_out);
        let id = class.id;
        self.add_under_another_class()?;
        self.last()?.class = Some(id);
        Some(())
    }

    /// A class goes altogether; what it was for is announced under another.
    pub(super) fn drop_class(&mut self) -> Option<()> {
        if self.project.policy.classes.len() < 2 {
            return None;
        }
        let at = usize::from(self.b) % self.project.policy.classes.len();
        let gone = self.project.policy.classes.remove(at);
        let other = self.project.policy.classes.iter().find(|own| own.for_data.is_none())?.id;
        for record in &mut self.project.records {
            if record.class == Some(gone.id) {
                record.class = Some(other);
            }
        }
        self.add()
    }

    /// One more class for no data in particular, with less time.
    pub(super) fn add_quick_class(&mut self) -> Option<()> {
        if self.project.policy.classes.iter().any(|own| own.id == "quick") {
            return None;
        }
        let first = self.project.policy.classes.first()?.is_business;
        self.project.policy.classes.push(Class {
            id: "quick",
            notice: 2,
            objection: 2,
            is_business: first,
            for_data: None,
            from: None,
            until: None,
        });
        self.add()?;
        let day = self.day.plus_days(4);
        let record = self.last()?;
        (record.class, record.effective, record.objection) = (Some("quick"), day, Some(day));
        Some(())
    }

    pub(super) fn inform_only(&mut self) -> Option<()> {
        self.change()?;
        let record = self.last()?;
        let kind = record.kind;
        (record.class, record.objection, record.effective) = (None, None, record.announced);
        self.project.policy.informational.push(kind);
        Some(())
    }

    pub(super) fn be_late_in_emergencies(&mut self) -> Option<()> {
        self.project.policy.emergency = 200;
        self.emergency()?;
        let ago = i32::from(self.b % 100);
        let record = self.last()?;
        record.effective = record.announced.plus_days(-ago);
        Some(())
    }

    pub(super) fn move_and_edit(&mut self) -> Option<()> {
        self.move_file()?;
        match self.b % 4 {
            0 => self.announce_differently(),
            1 => self.say_another_change(),
            2 => self.say_another_subject(),
            _ => self.date_differently(),
        }
    }

    /// An entry and everything about it gets another id.
    pub(super) fn give_everything_another_id(&mut self) -> Option<()> {
        let old = self.pick(&self.project.entries)?.id;
        self.project.used += 1;
        let number = self.project.used;
        let new = format!("company-{number}");
        self.project.entry_mut(&old)?.id.clone_from(&new);
        let with_records = self.b.is_multiple_of(2);
        let mut ids = Vec::new();
        for record in &mut self.project.records {
            for id in record.subject.iter_mut().chain(&mut record.also).chain(&mut record.replaces)
            {
                if *id == old {
                    id.clone_from(&new);
                    ids.push(record.id.clone());
                }
            }
        }
        if with_records {
            for (at, id) in ids.into_iter().enumerate() {
                self.rename_record(&id, &format!("SPN-{}{at}", 1000 + number));
            }
        }
        Some(())
    }

    fn rename_record(&mut self, old: &str, new: &str) {
        for record in &mut self.project.records {
            if record.id == old {
                new.clone_into(&mut record.id);
            }
            if record.supersedes.as_deref() == Some(old) {
                record.supersedes = Some(new.to_owned());
            }
        }
    }

    /// Both days later by as much: it looks honest.
    pub(super) fn announce_later_and_take_effect_later(&mut self) -> Option<()> {
        let by = 1 + i32::from(self.b % 40);
        let record = self.known()?;
        record.announced = record.announced.plus_days(by);
        record.effective = record.effective.plus_days(by);
        record.objection = record.objection.map(|day| day.plus_days(by));
        Some(())
    }

    pub(super) fn hide_record_by_nda(&mut self) -> Option<()> {
        self.known()?.is_nda = true;
        Some(())
    }

    pub(super) fn hide_entry_by_nda(&mut self) -> Option<()> {
        let id = self.pick(&self.project.entries)?.id;
        self.project.entry_mut(&id)?.is_nda = true;
        if self.b.is_multiple_of(2) {
            let own = self.project.records.iter_mut().filter(|own| own.names(&id));
            own.for_each(|own| own.is_nda = true);
        }
        Some(())
    }

    /// The same id in another file, with other dates.
    pub(super) fn delete_and_add_again(&mut self) -> Option<()> {
        let (day, by) = (self.day, i32::from(self.b % 60) - 20);
        let record = self.known()?;
        let mut again = record.clone();
        again.file = format!("again-{}", again.file);
        again.effective = again.effective.plus_days(by);
        if by % 2 == 0 {
            (again.announced, again.effective) = (day, again.effective.max(day));
        }
        self.project.records.retain(|own| own.id != again.id);
        self.put(again)
    }

    pub(super) fn swap_ids(&mut self) -> Option<()> {
        let count = self.project.entries.len();
        let (one, other) = (usize::from(self.a) % count, usize::from(self.b) % count);
        if one == other {
            return None;
        }
        let ids = [one, other].map(|at| self.project.entries[at].id.clone());
        let [id, other_id] = ids;
        (self.project.entries[one].id, self.project.entries[other].id) = (other_id, id);
        Some(())
    }

    pub(super) fn swap_record_ids(&mut self) -> Option<()> {
        let id = self.known()?.id.clone();
        let other = self.project.records.iter().map(|own| own.id.clone()).find(|own| *own != id)?;
        for record in &mut self.project.records {
            if record.id == id {
                record.id.clone_from(&other);
            } else if record.id == other {
                record.id.clone_from(&id);
            }
        }
        Some(())
    }

    /// Everybody was told, and only readers under NDA hear that it will not come.
    pub(super) fn withdraw_for_nda(&mut self) -> Option<()> {
        self.withdraw()?;
        self.last().filter(|own| own.kind == "withdraw")?.is_nda = true;
        Some(())
    }

    pub(super) fn postpone_for_nda(&mut self) -> Option<()> {
        if self.a.is_multiple_of(2) {
            self.postpone()?;
        } else {
            self.amend()?;
        }
        self.last()?.is_nda = true;
        Some(())
    }

    /// What readers under NDA were told becomes public, or is postponed for everybody.
    pub(super) fn publish_for_nda(&mut self) -> Option<()> {
        let at = self.project.records.iter().position(|own| own.is_nda)?;
        let is_entry_too = self.b.is_multiple_of(2);
        self.project.records[at].is_nda = false;
        let subject = self.project.records[at].subject.clone()?;
        if is_entry_too {
            self.project.entry_mut(&subject)?.is_nda = false;
        }
        Some(())
    }

    /// On a branch it was announced in time; it is merged weeks later.
    pub(super) fn merge_branch_late(&mut self) -> Option<()> {
        let announced = self.day.plus_days(-5 - i32::from(self.b % 60));
        (self.project.baseline < announced).then_some(())?;
        self.merge_late(announced)
    }

    /// The same, announced on the day of the baseline.
    pub(super) fn merge_branch_of_baseline(&mut self) -> Option<()> {
        let announced = self.project.baseline;
        (announced < self.day).then_some(())?;
        self.merge_late(announced)
    }

    fn merge_late(&mut self, announced: Date) -> Option<()> {
        let today = std::mem::replace(&mut self.day, announced);
        self.on_branch = Some(announced);
        let added = if self.a.is_multiple_of(2) { self.add() } else { self.change() };
        self.day = today;
        added
    }

    pub(super) fn add_one_more_subject(&mut self) -> Option<()> {
        let other = self.newcomer();
        let id = other.id.clone();
        let record = self.known().filter(|own| matches!(own.kind, "add" | "replace"))?;
        record.also.push(id);
        self.project.entries.push(other);
        Some(())
    }

    pub(super) fn leave_out_subject(&mut self) -> Option<()> {
        let at = self.project.records.iter().position(|own| !own.also.is_empty())?;
        let gone = self.project.records[at].also.pop()?;
        if self.b.is_multiple_of(2) {
            self.project.entries.retain(|own| own.id != gone);
        }
        Some(())
    }

    /// Another company under the id of one that left.
    pub(super) fn bring_back_somebody_else(&mut self) -> Option<()> {
        self.bring_back()?;
        let id = self.last()?.subject.clone()?;
        let number = self.b;
        self.set(&id, "legal_name", format!("Other {number} GmbH")).map(|_| ())
    }

    pub(super) fn bring_back_in_silence(&mut self) -> Option<()> {
        let id = self.pick(&self.former())?;
        match self.b % 3 {
            0 => self.project.records.retain(|own| !own.names(&id) || own.kind != "remove"),
            1 => {
                let day = self.day;
                let mut own = self.project.records.iter_mut().filter(|own| own.names(&id));
                own.next_back()?.withdrawn = Some(day);
            }
            _ => {
                let day = self.day.plus_days(30);
                let mut own = self.project.records.iter_mut().filter(|own| own.names(&id));
                own.next_back()?.effective = day;
            }
        }
        Some(())
    }

    /// The draft goes, and what it was to tell stays.
    pub(super) fn change_and_drop_draft(&mut self) -> Option<()> {
        let at = self.drafted()?;
        self.project.records.remove(at);
        Some(())
    }

    pub(super) fn amend_newcomer_too_late(&mut self) -> Option<()> {
        self.amend_newcomer()?;
        let sooner = 1 + i32::from(self.b % 40);
        let record = self.last()?;
        record.effective = record.effective.plus_days(-sooner).max(record.announced);
        Some(())
    }

    /// An amendment that brings in what the first notice did not.
    pub(super) fn amend_to_another_kind(&mut self) -> Option<()> {
        let (earlier, _) = self.pending()?;
        let entry = self.newcomer();
        let mut record = self.record("amend", &entry.id, entry.data());
        record.supersedes = Some(earlier.id);
        (record.class, record.objection, record.effective) = (None, None, record.announced);
        self.project.entries.push(entry);
        self.put(record)
    }

    /// What is pending turns out to be urgent.
    pub(super) fn call_it_emergency(&mut self) -> Option<()> {
        let (earlier, fate) = self.pending()?;
        if is_about_notice(earlier.kind) || earlier.kind == "emergency" {
            return None;
        }
        let by = self.day;
        let in_place = self.b.is_multiple_of(2);
        let at = self.project.records.iter().position(|own| own.id == earlier.id)?;
        if in_place {
            let record = &mut self.project.records[at];
            (record.kind, record.change, record.effective) = ("emergency", Some(fate.effect), by);
        } else {
            self.amend()?;
            let record = self.last()?;
            record.effective = by;
        }
        Some(())
    }

    /// A second postponement to before the first.
    pub(super) fn postpone_back(&mut self) -> Option<()> {
        self.postpone_again()?;
        let sooner = 5 + i32::from(self.b % 40);
        let record = self.last()?;
        record.effective = record.effective.plus_days(-sooner).max(record.announced);
        Some(())
    }

    /// A correction, then silence in its shadow: another key changes with it.
    pub(super) fn correct_between(&mut self) -> Option<()> {
        self.correction()?;
        let id = self.last()?.subject.clone()?;
        let to = ["[{country: US}]", "[{country: IE}]"][usize::from(self.a % 2)].to_owned();
        self.set(&id, "processing_locations", to)?;
        if self.b.is_multiple_of(2) {
            self.last()?.changes.clear();
        }
        Some(())
    }

    pub(super) fn leave_baseline_out(&mut self) -> Option<()> {
        self.project.has_no_baseline = true;
        self.add_in_silence()
    }
}
