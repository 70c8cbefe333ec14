//! Edits that keep the promise.

use super::{CHANGES, Hand, PLACES};

impl Hand {
    pub(super) fn add(&mut self) -> Option<()> {
        let entry = self.newcomer();
        let record = self.record("add", &entry.id, entry.data());
        self.project.entries.push(entry);
        self.put(record)
    }

    pub(super) fn replace(&mut self) -> Option<()> {
        let old = self.settled()?;
        self.replace_with_newcomer(old)
    }

    /// Who comes is for the readers of who goes.
    pub(super) fn replace_with_newcomer(&mut self, old: String) -> Option<()> {
        let mut entry = self.newcomer();
        entry.is_nda = self.project.entry(&old)?.is_nda;
        let mut record = self.record("replace", &entry.id, entry.data());
        (record.is_nda, record.replaces) = (entry.is_nda, Some(old));
        self.project.entries.push(entry);
        self.put(record)
    }

    pub(super) fn remove(&mut self) -> Option<()> {
        let id = self.settled()?;
        let mut record = self.record("remove", &id, "");
        (record.class, record.objection) = (None, None);
        record.effective = record.announced.plus_days(i32::from(self.b % 40));
        self.put(record)
    }

    pub(super) fn change(&mut self) -> Option<()> {
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

    pub(super) fn rename(&mut self) -> Option<()> {
        self.become_somebody("rename")
    }

    pub(super) fn merge(&mut self) -> Option<()> {
        self.become_somebody("legal-entity-merge")
    }

    pub(super) fn become_somebody(&mut self, kind: &'static str) -> Option<()> {
        let id = self.settled()?;
        let mut record = self.record(kind, &id, "");
        (record.class, record.objection) = (None, None);
        record.effective = record.announced.plus_days(i32::from(self.b % 20));
        let name = format!("Company {} SE", self.project.used);
        record.changes = vec![self.set(&id, "legal_name", name)?];
        self.put(record)
    }

    pub(super) fn emergency(&mut self) -> Option<()> {
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

    pub(super) fn correction(&mut self) -> Option<()> {
        let id = self.settled()?;
        let to = format!("{} (as before)", self.project.entry(&id)?.keys["purpose"]);
        let mut record = self.record("correction", &id, "");
        (record.class, record.objection) = (None, None);
        record.announced = self.day;
        record.effective = self.day;
        record.changes = vec![self.set(&id, "purpose", to)?];
        self.put(record)
    }

    pub(super) fn amend(&mut self) -> Option<()> {
        let (earlier, fate) = self.pending()?;
        let subject = earlier.subject.clone()?;
        let entry = self.project.entry(&subject)?.clone();
        let mut record = self.record("amend", &subject, entry.data());
        record.announced = self.day;
        record.is_nda = earlier.is_nda;
        record.supersedes = Some(earlier.id.clone());
        record.replaces.clone_from(&earlier.replaces);
        let data = match (fate.effect, earlier.changes.first()) {
            // Only its dates: that a newcomer will do something else is taken for a silent change as yet.
            ("add" | "replace", _) => entry.data().to_owned(),
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

    pub(super) fn postpone(&mut self) -> Option<()> {
        let (earlier, fate) = self.pending()?;
        let mut record = self.record("postpone", earlier.subject.as_deref()?, "");
        (record.class, record.objection) = (None, None);
        record.announced = self.day;
        record.is_nda = earlier.is_nda;
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

    pub(super) fn withdraw(&mut self) -> Option<()> {
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
        record.is_nda = earlier.is_nda;
        record.supersedes = Some(earlier.id);
        self.put(record)
    }

    pub(super) fn draft(&mut self) -> Option<()> {
        self.add()?;
        self.project.records.last_mut()?.is_draft = true;
        Some(())
    }

    pub(super) fn publish_draft(&mut self) -> Option<()> {
        let at = self.project.records.iter().position(|own| own.is_draft)?;
        let mut record = self.project.records[at].clone();
        let mut data = self.project.entry(record.subject.as_deref()?)?.data().to_owned();
        data.extend(record.changes.iter().map(|(_, from, _)| from.as_str()));
        (record.is_draft, record.announced) = (false, self.day);
        self.date(&mut record, &data);
        self.project.records[at] = record;
        Some(())
    }

    pub(super) fn rewrite(&mut self) -> Option<()> {
        self.project.style = self.a % 8;
        Some(())
    }

    pub(super) fn move_file(&mut self) -> Option<()> {
        let number = self.b;
        let record = self.known()?;
        record.file = format!("moved-{number}-{}", record.file);
        Some(())
    }

    pub(super) fn mend_address(&mut self) -> Option<()> {
        let id = self.settled()?;
        let website = format!("https://www{}.example", self.b);
        self.project.entry_mut(&id)?.keys.insert("website", website);
        Some(())
    }
}
