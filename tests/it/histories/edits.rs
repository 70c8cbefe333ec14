//! What authors do to a register, lawful or not: a step is numbers, and what they mean depends on the project.

#![allow(clippy::unnecessary_wraps, reason = "the edits of a table have one type")]

use trust::date::Date;

use super::model::{Entry, Fate, Policy, Project, Record, is_about_notice};

/// What sort of edit it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Lawful,
    Unlawful,
}

/// One edit, some days after the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub days: u16,
    pub sort: Sort,
    pub edit: u16,
    pub a: u16,
    pub b: u16,
}

const LAWFUL: [fn(&mut Hand) -> Option<()>; 17] = [
    Hand::add,
    Hand::replace,
    Hand::remove,
    Hand::change,
    Hand::change,
    Hand::rename,
    Hand::merge,
    Hand::emergency,
    Hand::correction,
    Hand::amend,
    Hand::postpone,
    Hand::withdraw,
    Hand::draft,
    Hand::publish_draft,
    Hand::rewrite,
    Hand::move_file,
    Hand::mend_address,
];

const UNLAWFUL: [fn(&mut Hand) -> Option<()>; 30] = [
    Hand::add_too_late,
    Hand::add_under_another_class,
    Hand::add_in_silence,
    Hand::add_with_an_earlier_date,
    Hand::change_in_silence,
    Hand::change_too_late,
    Hand::change_another_key,
    Hand::correct_something_material,
    Hand::date_differently,
    Hand::date_differently,
    Hand::announce_differently,
    Hand::delete_record,
    Hand::delete_entry,
    Hand::reuse_record,
    Hand::bring_forward,
    Hand::leave_no_time_to_object,
    Hand::let_objections_outlast,
    Hand::leave_out_the_class,
    Hand::hide_record,
    Hand::say_another_change,
    Hand::say_another_subject,
    Hand::withdraw_what_is_done,
    Hand::amend_too_late,
    Hand::weaken_policy,
    Hand::take_withdrawal_back,
    Hand::change_at_once,
    Hand::change_from_something_else,
    Hand::hide_entry,
    Hand::move_baseline,
    Hand::reuse_entry,
];

/// Values that an entry may have under a key.
const PLACES: [&str; 4] = [
    "[{country: DE}]",
    "[{country: IE}]",
    "[{country: US}]",
    "[{country: DE}, {country: FR, region: eu-west-3}]",
];
const DATA: [&str; 5] =
    ["[contact]", "[logs]", "[contact, logs]", "[records]", "[contact, records]"];
const TRANSFERS: [&str; 3] =
    ["[\"scc-2021-914:module-2\"]", "[dpf, \"scc-2021-914:module-3\"]", "[bcr]"];
const PURPOSES: [&str; 3] = ["Hosting of the product", "Sending of mail", "Reports of errors"];

/// The kinds of change with what they change.
const CHANGES: [(&str, &str, &[&str]); 4] = [
    ("change-location", "processing_locations", &PLACES),
    ("change-data", "data_categories", &DATA),
    ("change-transfer", "transfer", &TRANSFERS),
    ("change-purpose", "purpose", &PURPOSES),
];

/// The project after a step; `None` where there is nothing to do it to.
pub fn edited(project: &Project, day: Date, step: Step) -> Option<Project> {
    let table: &[fn(&mut Hand) -> Option<()>] = match step.sort {
        Sort::Lawful => &LAWFUL,
        Sort::Unlawful => &UNLAWFUL,
    };
    let edit = table[usize::from(step.edit) % table.len()];
    let mut hand = Hand { project: project.clone(), day, a: step.a, b: step.b };
    edit(&mut hand)?;
    Some(hand.project)
}

/// Who edits, on a day, with two numbers to choose by.
struct Hand {
    project: Project,
    day: Date,
    a: u16,
    b: u16,
}

impl Hand {
    fn pick<T: Clone>(&self, of: &[T]) -> Option<T> {
        (!of.is_empty()).then(|| of[usize::from(self.a) % of.len()].clone())
    }

    fn other(&self, now: &str, of: &[&str]) -> Option<String> {
        let others: Vec<&&str> = of.iter().filter(|value| **value != now).collect();
        (!others.is_empty()).then(|| (*others[usize::from(self.b) % others.len()]).to_owned())
    }

    fn settled(&self) -> Option<String> {
        self.pick(&self.project.settled(self.day))
    }

    fn pending(&self) -> Option<(Record, Fate)> {
        let id = self.pick(&self.project.pending(self.day))?;
        let record = self.project.record(&id)?.clone();
        let fate = self.project.fate(&record);
        Some((record, fate))
    }

    /// Any record that customers know.
    fn known(&mut self) -> Option<&mut Record> {
        let day = self.day;
        let known: Vec<usize> = (0..self.project.records.len())
            .filter(|at| {
                self.project.records[*at].announced < day && !self.project.records[*at].is_draft
            })
            .collect();
        let at = self.pick(&known)?;
        Some(&mut self.project.records[at])
    }

    /// A record with the earliest lawful dates, or somewhat later ones.
    fn record(&mut self, kind: &'static str, subject: &str, data: &str) -> Record {
        self.project.used += 1;
        let number = self.project.used;
        let announced = self.day.plus_days(if self.b % 5 == 4 { 3 } else { 0 });
        let mut record = Record {
            file: format!("n{number}"),
            id: format!("SPN-{number}"),
            kind,
            change: None,
            subject: Some(subject.to_owned()),
            replaces: None,
            announced,
            class: None,
            effective: announced,
            objection: None,
            changes: Vec::new(),
            supersedes: None,
            withdrawn: None,
            is_draft: false,
        };
        self.date(&mut record, data);
        record
    }

    /// Gives a record lawful dates from its announcement on.
    fn date(&self, record: &mut Record, data: &str) {
        let (policy, extra) = (&self.project.policy, i32::from(self.b % 3) * 5);
        let class = policy.class(data);
        record.class = Some(class.id);
        let earliest = policy.after(record.announced, class.notice, class.is_business);
        let closes = policy.after(record.announced, class.objection, class.is_business);
        record.objection = Some(closes);
        record.effective =
            if policy.may_outlast { earliest } else { earliest.max(closes) }.plus_days(extra);
    }

    fn newcomer(&mut self) -> Entry {
        self.project.used += 1;
        Entry::new(self.project.used, DATA[usize::from(self.a) % DATA.len()])
    }

    fn put(&mut self, record: Record) -> Option<()> {
        self.project.records.push(record);
        Some(())
    }

    /// Sets a value of an entry and returns what a record says about that.
    fn set(
        &mut self,
        id: &str,
        key: &'static str,
        to: String,
    ) -> Option<(&'static str, String, String)> {
        let old = self.project.entry_mut(id)?.keys.insert(key, to.clone())?;
        Some((key, old, to))
    }
}

/// Lawful edits.
impl Hand {
    fn add(&mut self) -> Option<()> {
        let entry = self.newcomer();
        let record = self.record("add", &entry.id, entry.data());
        self.project.entries.push(entry);
        self.put(record)
    }

    fn replace(&mut self) -> Option<()> {
        let old = self.settled()?;
        let entry = self.newcomer();
        let mut record = self.record("replace", &entry.id, entry.data());
        record.replaces = Some(old);
        self.project.entries.push(entry);
        self.put(record)
    }

    fn remove(&mut self) -> Option<()> {
        let id = self.settled()?;
        let mut record = self.record("remove", &id, "");
        (record.class, record.objection) = (None, None);
        record.effective = record.announced.plus_days(i32::from(self.b % 40));
        self.put(record)
    }

    fn change(&mut self) -> Option<()> {
        let id = self.settled()?;
        let (kind, key, values) = CHANGES[usize::from(self.b) % CHANGES.len()];
        let before = self.project.entry(&id)?.clone();
        let to = self.other(&before.keys[key], values)?;
        // The longer notice of what it handles before and after.
        let data = if key == "data_categories" {
            format!("{}{to}", before.data())
        } else {
            before.data().to_owned()
        };
        let mut record = self.record(kind, &id, &data);
        record.changes = vec![self.set(&id, key, to)?];
        self.put(record)
    }

    fn rename(&mut self) -> Option<()> {
        self.become_somebody("rename")
    }

    fn merge(&mut self) -> Option<()> {
        self.become_somebody("legal-entity-merge")
    }

    fn become_somebody(&mut self, kind: &'static str) -> Option<()> {
        let id = self.settled()?;
        let mut record = self.record(kind, &id, "");
        (record.class, record.objection) = (None, None);
        record.effective = record.announced.plus_days(i32::from(self.b % 20));
        let name = format!("Company {} SE", self.project.used);
        record.changes = vec![self.set(&id, "legal_name", name)?];
        self.put(record)
    }

    fn emergency(&mut self) -> Option<()> {
        let ago = i32::from(self.b % 4);
        let mut record = if self.a.is_multiple_of(2) {
            let entry = self.newcomer();
            let mut record = self.record("emergency", &entry.id, entry.data());
            record.change = Some("add");
            self.project.entries.push(entry);
            record
        } else {
            let id = self.settled()?;
            let before = self.project.entry(&id)?.clone();
            let to = self.other(&before.keys["processing_locations"], &PLACES)?;
            let mut record = self.record("emergency", &id, before.data());
            record.change = Some("change-location");
            record.changes = vec![self.set(&id, "processing_locations", to)?];
            record
        };
        record.announced = self.day;
        let data = self.project.entry(record.subject.as_deref()?)?.data().to_owned();
        self.date(&mut record, &data);
        record.effective = self.day.plus_days(-ago);
        self.put(record)
    }

    fn correction(&mut self) -> Option<()> {
        let id = self.settled()?;
        let to = format!("{} (as before)", self.project.entry(&id)?.keys["purpose"]);
        let mut record = self.record("correction", &id, "");
        (record.class, record.objection) = (None, None);
        record.announced = self.day;
        record.effective = self.day;
        record.changes = vec![self.set(&id, "purpose", to)?];
        self.put(record)
    }

    fn amend(&mut self) -> Option<()> {
        let (earlier, fate) = self.pending()?;
        let subject = earlier.subject.clone()?;
        let entry = self.project.entry(&subject)?.clone();
        let mut record = self.record("amend", &subject, entry.data());
        record.announced = self.day;
        record.supersedes = Some(earlier.id.clone());
        record.replaces.clone_from(&earlier.replaces);
        let data = match (fate.effect, earlier.changes.first()) {
            // Only its dates, or what the newcomer will do as well.
            ("add" | "replace", _) => {
                let new = self.other(entry.data(), &DATA)?;
                if self.b.is_multiple_of(2) {
                    self.set(&subject, "data_categories", new)?;
                }
                self.project.entry(&subject)?.data().to_owned()
            }
            (_, Some((key, from, to))) => {
                let (_, _, values) = CHANGES.iter().find(|(_, own, _)| own == key)?;
                let others: Vec<&str> = values.iter().copied().filter(|own| own != from).collect();
                let new = self.other(to, &others)?;
                self.set(&subject, key, new.clone())?;
                record.changes = vec![(key, from.clone(), new.clone())];
                if *key == "data_categories" {
                    format!("{from}{new}")
                } else {
                    entry.data().to_owned()
                }
            }
            _ => return None,
        };
        self.date(&mut record, &data);
        self.put(record)
    }

    fn postpone(&mut self) -> Option<()> {
        let (earlier, fate) = self.pending()?;
        let mut record = self.record("postpone", earlier.subject.as_deref()?, "");
        (record.class, record.objection) = (None, None);
        record.announced = self.day;
        record.supersedes = Some(earlier.id);
        record.effective = fate.effective.plus_days(1 + i32::from(self.b % 30));
        if self.b.is_multiple_of(2) {
            record.subject = None;
        }
        if self.b.is_multiple_of(3) {
            record.objection =
                fate.objection.map(|until| until.max(self.day).plus_days(1).min(record.effective));
            record.objection = record.objection.max(fate.objection);
        }
        self.put(record)
    }

    fn withdraw(&mut self) -> Option<()> {
        let (earlier, _) = self.pending()?;
        let subject = earlier.subject.clone()?;
        for (key, from, _) in &earlier.changes {
            self.set(&subject, key, from.clone())?;
        }
        if self.b.is_multiple_of(3) {
            let at = self.project.records.iter().position(|own| own.id == earlier.id)?;
            self.project.records[at].withdrawn = Some(self.day);
            return Some(());
        }
        let mut record = self.record("withdraw", &subject, "");
        (record.class, record.objection) = (None, None);
        (record.announced, record.effective) = (self.day, self.day);
        record.supersedes = Some(earlier.id);
        self.put(record)
    }

    fn draft(&mut self) -> Option<()> {
        self.add()?;
        self.project.records.last_mut()?.is_draft = true;
        Some(())
    }

    fn publish_draft(&mut self) -> Option<()> {
        let at = self.project.records.iter().position(|own| own.is_draft)?;
        let mut record = self.project.records[at].clone();
        let data = self.project.entry(record.subject.as_deref()?)?.data().to_owned();
        (record.is_draft, record.announced) = (false, self.day);
        self.date(&mut record, &data);
        self.project.records[at] = record;
        Some(())
    }

    fn rewrite(&mut self) -> Option<()> {
        self.project.style = self.a % 8;
        Some(())
    }

    fn move_file(&mut self) -> Option<()> {
        let number = self.b;
        let record = self.known()?;
        record.file = format!("moved-{number}-{}", record.file);
        Some(())
    }

    fn mend_address(&mut self) -> Option<()> {
        let id = self.settled()?;
        let website = format!("https://www{}.example", self.b);
        self.project.entry_mut(&id)?.keys.insert("website", website);
        Some(())
    }
}

/// Edits that break a promise, or might.
impl Hand {
    fn last(&mut self) -> Option<&mut Record> {
        self.project.records.last_mut()
    }

    fn add_too_late(&mut self) -> Option<()> {
        self.add()?;
        let sooner = 1 + i32::from(self.b % 40);
        let record = self.last()?;
        record.effective = record.effective.plus_days(-sooner).max(record.announced);
        Some(())
    }

    fn add_under_another_class(&mut self) -> Option<()> {
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

    fn add_in_silence(&mut self) -> Option<()> {
        let entry = self.newcomer();
        self.project.entries.push(entry);
        Some(())
    }

    fn add_with_an_earlier_date(&mut self) -> Option<()> {
        let today = self.day;
        self.day = today.plus_days(-1 - i32::from(self.b % 100));
        let added = if self.a.is_multiple_of(2) { self.add() } else { self.change() };
        self.day = today;
        added
    }

    fn change_in_silence(&mut self) -> Option<()> {
        let entry = self.pick(&self.project.entries)?.id;
        let (_, key, values) = CHANGES[usize::from(self.b) % CHANGES.len()];
        let to = self.other(&self.project.entry(&entry)?.keys[key], values)?;
        self.set(&entry, key, to).map(|_| ())
    }

    /// The register says it from now on, and the notice names a later day.
    fn change_at_once(&mut self) -> Option<()> {
        self.change()?;
        self.last()?.changes.clear();
        Some(())
    }

    fn change_too_late(&mut self) -> Option<()> {
        self.change()?;
        let sooner = 1 + i32::from(self.b % 40);
        let record = self.last()?;
        record.effective = record.effective.plus_days(-sooner).max(record.announced);
        Some(())
    }

    fn change_from_something_else(&mut self) -> Option<()> {
        self.change()?;
        let (key, from, to) = self.last()?.changes.first()?.clone();
        let (_, _, values) = CHANGES.iter().find(|(_, own, _)| *own == key)?;
        let others: Vec<&str> = values.iter().copied().filter(|own| *own != to).collect();
        let false_from = self.other(&from, &others)?;
        self.last()?.changes[0].1 = false_from;
        Some(())
    }

    /// A kind that needs no notice, or one for another key, tells the change.
    fn change_another_key(&mut self) -> Option<()> {
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

    fn correct_something_material(&mut self) -> Option<()> {
        let id = self.settled()?;
        let mut record = self.record("correction", &id, "");
        (record.class, record.objection, record.effective) = (None, None, record.announced);
        let change = self.set(&id, "legal_name", "Somebody Else Ltd".to_owned())?;
        record.changes = if self.b.is_multiple_of(2) { vec![change] } else { Vec::new() };
        self.put(record)
    }

    fn date_differently(&mut self) -> Option<()> {
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

    fn announce_differently(&mut self) -> Option<()> {
        let by = i32::from(self.b % 60) - 20;
        let record = self.known()?;
        record.announced = record.announced.plus_days(by).min(record.effective);
        Some(())
    }

    fn delete_record(&mut self) -> Option<()> {
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

    fn delete_entry(&mut self) -> Option<()> {
        let id = self.pick(&self.project.entries)?.id;
        self.project.entries.retain(|entry| entry.id != id);
        if self.b.is_multiple_of(2) {
            self.project.records.retain(|own| {
                own.subject.as_ref() != Some(&id) && own.replaces.as_ref() != Some(&id)
            });
        }
        Some(())
    }

    fn reuse_entry(&mut self) -> Option<()> {
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

    fn reuse_record(&mut self) -> Option<()> {
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

    fn bring_forward(&mut self) -> Option<()> {
        self.postpone()?;
        let day = self.day.plus_days(i32::from(self.b % 5));
        let record = self.last()?;
        record.effective = day;
        Some(())
    }

    fn leave_no_time_to_object(&mut self) -> Option<()> {
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

    fn let_objections_outlast(&mut self) -> Option<()> {
        if self.a.is_multiple_of(2) {
            self.add()?;
        } else {
            self.postpone()?;
        }
        let record = self.last()?;
        record.objection = Some(record.effective.plus_days(10));
        Some(())
    }

    fn leave_out_the_class(&mut self) -> Option<()> {
        self.add_too_late()?;
        self.last()?.class = None;
        Some(())
    }

    fn hide_record(&mut self) -> Option<()> {
        self.known()?.is_draft = true;
        Some(())
    }

    fn hide_entry(&mut self) -> Option<()> {
        let id = self.pick(&self.project.entries)?.id;
        self.project.entry_mut(&id)?.is_internal = true;
        Some(())
    }

    fn say_another_change(&mut self) -> Option<()> {
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

    fn say_another_subject(&mut self) -> Option<()> {
        let subject = self.pick(&self.project.entries)?.id;
        let record = self.known()?;
        record.subject = Some(subject);
        Some(())
    }

    fn withdraw_what_is_done(&mut self) -> Option<()> {
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

    fn amend_too_late(&mut self) -> Option<()> {
        self.amend()?;
        let sooner = 1 + i32::from(self.b % 40);
        let record = self.last()?;
        record.effective = record.effective.plus_days(-sooner).max(record.announced);
        Some(())
    }

    fn weaken_policy(&mut self) -> Option<()> {
        let policy: &mut Policy = &mut self.project.policy;
        match self.b % 3 {
            0 => policy.may_outlast = true,
            1 => policy.classes.iter_mut().for_each(|class| class.for_data = None),
            _ => policy.classes.iter_mut().for_each(|class| class.notice = 1),
        }
        Some(())
    }

    fn move_baseline(&mut self) -> Option<()> {
        self.project.baseline = self.project.baseline.plus_days(i32::from(self.b) - 100);
        Some(())
    }

    fn take_withdrawal_back(&mut self) -> Option<()> {
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
}
