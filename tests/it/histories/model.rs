//! A small model of a register and its notices that can be edited and written as the files of a project.

use std::collections::BTreeMap;

use trust::date::Date;

/// The terms of a class: id, days of notice, days to object, whether these are business days, the data it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    pub id: &'static str,
    pub notice: u32,
    pub objection: u32,
    pub is_business: bool,
    pub for_data: Option<&'static str>,
    /// The first day on which it may be announced under.
    pub from: Option<Date>,
    /// The last day on which it may be announced under.
    pub until: Option<Date>,
}

/// What is promised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub classes: Vec<Class>,
    pub may_outlast: bool,
    pub holidays: Vec<Date>,
    /// Kinds that only inform, where they are named.
    pub informational: Vec<&'static str>,
    /// Days in which customers are told of an emergency.
    pub emergency: u32,
}

/// An entry: its keys as they are written in YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: String,
    pub keys: BTreeMap<&'static str, String>,
    pub is_internal: bool,
    /// Whether only readers under NDA may know of it.
    pub is_nda: bool,
}

/// A record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The name of its file, without ending.
    pub file: String,
    pub id: String,
    pub kind: &'static str,
    pub change: Option<&'static str>,
    pub subject: Option<String>,
    /// Subjects besides the first.
    pub also: Vec<String>,
    pub replaces: Option<String>,
    pub announced: Date,
    pub class: Option<&'static str>,
    pub effective: Date,
    pub objection: Option<Date>,
    /// Key, value before, value after.
    pub changes: Vec<(&'static str, String, String)>,
    pub supersedes: Option<String>,
    pub withdrawn: Option<Date>,
    pub is_draft: bool,
    /// Whether only readers under NDA are told.
    pub is_nda: bool,
}

impl Record {
    /// Whether it is about an entry.
    pub fn names(&self, id: &str) -> bool {
        self.subject.as_deref() == Some(id) || self.also.iter().any(|own| own == id)
    }
}

/// A project on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    pub policy: Policy,
    pub baseline: Date,
    pub has_no_baseline: bool,
    pub entries: Vec<Entry>,
    pub records: Vec<Record>,
    /// How its files are written: it must not matter.
    pub style: u16,
    /// For ids that have not been used.
    pub used: u32,
}

/// What became of a record, read from the records alone.
#[derive(Debug, Clone)]
pub struct Fate {
    pub effect: &'static str,
    pub effective: Date,
    pub objection: Option<Date>,
    pub has_ended: bool,
}

impl Policy {
    /// One of the policies that the histories begin with.
    pub fn pick(number: u16) -> Self {
        let class = |id, notice, objection, is_business, for_data| Class {
            id,
            notice,
            objection,
            is_business,
            for_data,
            from: None,
            until: None,
        };
        let informational = vec!["rename", "legal-entity-merge"];
        let emergency = 5;
        let (standard, records) = ("standard", Some("records"));
        match number % 4 {
            0 => Self {
                classes: vec![
                    class(standard, 14, 30, false, None),
                    class("records", 90, 30, false, records),
                ],
                may_outlast: true,
                holidays: Vec::new(),
                informational,
                emergency,
            },
            1 => Self {
                classes: vec![
                    class(standard, 10, 10, true, None),
                    class("records", 30, 20, true, records),
                ],
                may_outlast: false,
                holidays: ["2026-04-03", "2026-04-06", "2026-05-01", "2026-12-25"]
                    .map(|day| day.parse().unwrap())
                    .to_vec(),
                informational,
                emergency,
            },
            2 => Self {
                classes: vec![
                    class("records", 60, 30, false, records),
                    class(standard, 30, 15, false, None),
                ],
                may_outlast: false,
                holidays: Vec::new(),
                informational,
                emergency,
            },
            _ => Self {
                classes: vec![class(standard, 15, 15, false, None)],
                may_outlast: false,
                holidays: Vec::new(),
                informational,
                emergency,
            },
        }
    }

    /// The class that data in this YAML requires on a day: the one for it, else the first for no data in particular.
    pub fn class(&self, data: &str, day: Date) -> &Class {
        let is_open = |class: &&Class| {
            class.from.is_none_or(|from| from <= day)
                && class.until.is_none_or(|until| day <= until)
        };
        let named = |class: &&Class| class.for_data.is_some_and(|own| data.contains(own));
        let mut open = self.classes.iter().filter(is_open);
        let general = open.clone().find(|class| class.for_data.is_none());
        open.find(named).or(general).unwrap_or(&self.classes[0])
    }

    /// The day so many days after a day, counted one by one.
    pub fn after(&self, day: Date, count: u32, is_business: bool) -> Date {
        let (mut day, mut left) = (day, count);
        while left > 0 {
            day = day.plus_days(1);
            if !is_business || !(day.is_weekend() || self.holidays.contains(&day)) {
                left -= 1;
            }
        }
        day
    }

    fn yaml(&self) -> String {
        let mut text = String::from("notices:\n  classes:\n");
        for class in &self.classes {
            let unit = if class.is_business { "business days" } else { "days" };
            text += &format!(
                "    {}: {{notice: {} {unit}, objection: {} {unit}",
                class.id, class.notice, class.objection
            );
            text += &class.for_data.map_or(String::new(), |data| format!(", for_data: [{data}]"));
            text += &class.from.map_or(String::new(), |day| format!(", from: {day}"));
            text += &class.until.map_or(String::new(), |day| format!(", until: {day}"));
            text += "}\n";
        }
        text += &format!("  emergency: {} days\n", self.emergency);
        text += &format!("  informational: [{}]\n", self.informational.join(", "));
        text += &format!(
            "  effective_before_objections_close: {}\n",
            if self.may_outlast { "yes" } else { "no" }
        );
        if !self.holidays.is_empty() {
            let days: Vec<String> = self.holidays.iter().map(ToString::to_string).collect();
            text += &format!("  holidays: [{}]\n", days.join(", "));
        }
        text
    }
}

impl Entry {
    /// A company that nobody has heard of.
    pub fn new(number: u32, data: &str) -> Self {
        let keys = [
            ("legal_name", format!("Company {number} GmbH")),
            ("display_name", format!("Company {number}")),
            ("country", "DE".to_owned()),
            ("contact", format!("privacy@company{number}.example")),
            ("purpose", "Hosting of the product".to_owned()),
            ("data_categories", data.to_owned()),
            ("processing_locations", "[{country: DE}]".to_owned()),
            // Good for any place, so that no rule about transfers speaks.
            ("transfer", "[\"scc-2021-914:module-2\"]".to_owned()),
        ];
        Self {
            id: format!("company-{number}"),
            keys: keys.into(),
            is_internal: false,
            is_nda: false,
        }
    }

    pub fn data(&self) -> &str {
        &self.keys["data_categories"]
    }
}

impl Project {
    /// The register before any notice: so many entries, all of them in force.
    pub fn begin(policy: Policy, entries: u32, baseline: Date) -> Self {
        let data = ["[contact]", "[contact, records]", "[logs]"];
        let entries: Vec<Entry> =
            (1..=entries).map(|number| Entry::new(number, data[number as usize % 3])).collect();
        let used = u32::try_from(entries.len()).unwrap();
        Self {
            policy,
            baseline,
            has_no_baseline: false,
            entries,
            records: Vec::new(),
            style: 0,
            used,
        }
    }

    /// The same register with a past of its own: notices from before its first version.
    pub fn with_past(mut self) -> Self {
        let day = |text: &str| -> Date { text.parse().unwrap() };
        let record = |number: u32, kind, subject: &str, announced, effective| Record {
            file: format!("n{number}"),
            id: format!("SPN-{number}"),
            kind,
            change: None,
            subject: Some(subject.to_owned()),
            also: Vec::new(),
            replaces: None,
            announced,
            class: None,
            effective,
            objection: None,
            changes: Vec::new(),
            supersedes: None,
            withdrawn: None,
            is_draft: false,
            is_nda: false,
        };
        let policy = self.policy.clone();
        let dated = |mut record: Record, data: &str| {
            let class = policy.class(data, record.announced);
            let after = |count| policy.after(record.announced, count, class.is_business);
            record.objection = Some(after(class.objection));
            record.effective = after(class.notice).max(after(class.objection));
            record.class = Some(class.id);
            record
        };
        self.entries.push(Entry::new(4, "[logs]"));
        self.entries.push(Entry::new(5, "[contact, records]"));
        self.entries.push(Entry::new(6, "[contact]"));
        let long_ago = day("2025-03-03");
        let recently = day("2025-12-20");
        self.records = vec![
            dated(record(7, "add", "company-4", long_ago, long_ago), "[logs]"),
            record(8, "remove", "company-6", day("2025-06-02"), day("2025-07-01")),
            dated(record(9, "add", "company-5", recently, recently), "records"),
        ];
        self.used = 9;
        self
    }

    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    pub fn entry_mut(&mut self, id: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.id == id)
    }

    pub fn record(&self, id: &str) -> Option<&Record> {
        self.records.iter().find(|record| record.id == id)
    }

    /// The change that a record makes: an amendment does what the record does that it amends.
    fn effect(&self, record: &Record) -> &'static str {
        let target = record.supersedes.as_ref().and_then(|id| self.record(id));
        match (record.kind, target) {
            ("amend", Some(target)) if target.id != record.id => self.effect(target),
            _ => record.change.unwrap_or(record.kind),
        }
    }

    /// What became of a record, as far as everything that is planned goes.
    pub fn fate(&self, record: &Record) -> Fate {
        let about = |own: &&Record| !own.is_draft && own.supersedes.as_ref() == Some(&record.id);
        let mut postponed: Vec<&Record> =
            self.records.iter().filter(about).filter(|own| own.kind == "postpone").collect();
        postponed.sort_by_key(|own| own.announced);
        let has_ended = record.withdrawn.is_some()
            || self.records.iter().filter(about).any(|own| own.kind != "postpone");
        Fate {
            effect: self.effect(record),
            effective: postponed.last().map_or(record.effective, |own| own.effective),
            objection: postponed.iter().rev().find_map(|own| own.objection).or(record.objection),
            has_ended,
        }
    }

    /// Ids of entries that are in force on a day and about which nothing is to come.
    pub fn settled(&self, day: Date) -> Vec<String> {
        let is_settled = |entry: &&Entry| {
            let mut is_in = !self.records.iter().any(|record| {
                record.names(&entry.id) && matches!(self.effect(record), "add" | "replace")
            });
            for record in &self.records {
                let fate = self.fate(record);
                let is_subject = record.names(&entry.id);
                let is_replaced = record.replaces.as_ref() == Some(&entry.id);
                if !(is_subject || is_replaced) || fate.has_ended || is_about_notice(record.kind) {
                    continue;
                }
                if record.is_draft || fate.effective > day || record.announced > day {
                    return false;
                }
                match fate.effect {
                    "add" => is_in = true,
                    "replace" => is_in = is_subject,
                    "remove" => is_in = false,
                    _ => {}
                }
            }
            is_in && !entry.is_internal
        };
        self.entries.iter().filter(is_settled).map(|entry| entry.id.clone()).collect()
    }

    /// Ids of records that customers know on a day and that have not taken effect.
    pub fn pending(&self, day: Date) -> Vec<String> {
        let is_pending = |record: &&Record| {
            let fate = self.fate(record);
            !record.is_draft
                && !is_about_notice(record.kind)
                && record.announced < day
                && day < fate.effective
                && !fate.has_ended
        };
        self.records.iter().filter(is_pending).map(|record| record.id.clone()).collect()
    }

    /// The files of the project.
    pub fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        let trust = format!(
            "organization: {{name: Acme Cloud, country: DE}}\n\
             contacts: {{security: security@acme.example}}\n\
             site: {{base_url: https://trust.acme.example, title: Acme Cloud Trust Center}}\n{}",
            self.policy.yaml()
        );
        files.insert("trust.yaml".to_owned(), trust);
        files.insert("content/subprocessors.yaml".to_owned(), self.register());
        for record in &self.records {
            files.insert(format!("content/notices/{}.yaml", record.file), self.notice(record));
        }
        files
    }

    fn register(&self) -> String {
        let baseline = if self.has_no_baseline { "# no " } else { "" }.to_owned() + "baseline";
        let mut text = format!(
            "{baseline}: {}\naudience: public\ndata_categories: {{contact: Contact data, logs: Logs, records: Records}}\nsubprocessors:\n",
            self.baseline
        );
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        if self.style & 4 != 0 {
            entries.reverse();
        }
        for entry in entries {
            let mut lines = vec![format!("id: {}", entry.id)];
            lines.extend(entry.keys.iter().map(|(key, value)| format!("{key}: {value}")));
            if entry.is_internal || entry.is_nda {
                let audience = if entry.is_internal { "internal" } else { "nda" };
                lines.push(format!("audience: {audience}"));
            }
            let lines = self.styled(lines);
            text += &format!("  - {}\n", lines.join("\n    "));
        }
        text
    }

    fn notice(&self, record: &Record) -> String {
        let mut lines = vec![format!("id: {}", record.id), format!("kind: {}", record.kind)];
        let mut line = |key: &str, value: Option<String>| {
            lines.extend(value.map(|value| format!("{key}: {value}")));
        };
        line("change", record.change.map(str::to_owned));
        let subjects: Vec<&str> =
            record.subject.iter().chain(&record.also).map(String::as_str).collect();
        line(
            "subject",
            Some(format!("[{}]", subjects.join(", "))).filter(|_| !subjects.is_empty()),
        );
        line("replaces", record.replaces.clone());
        line("announced_on", Some(record.announced.to_string()));
        line("notice_class", record.class.map(str::to_owned));
        line("effective_on", Some(record.effective.to_string()));
        line("objection_until", record.objection.map(|day| day.to_string()));
        let changes = record
            .changes
            .iter()
            .map(|(key, from, to)| format!("{key}: {{from: {from}, to: {to}}}"));
        let changes: Vec<String> = changes.collect();
        line(
            "changes",
            Some(format!("{{{}}}", changes.join(", "))).filter(|_| !changes.is_empty()),
        );
        line("supersedes", record.supersedes.clone());
        line("withdrawn_on", record.withdrawn.map(|day| day.to_string()));
        line("reason", Some("We work better with it.".to_owned()));
        line("how_to_object", Some("Write to us.".to_owned()));
        let audience = if record.is_nda { "nda" } else { "public" };
        line("audience", Some(audience.to_owned()).filter(|_| !record.is_draft));
        if !record.is_draft {
            // Whether it was sent is another matter.
            line(
                "channels_used",
                Some(format!("[{{channel: email, sent_on: {}}}]", record.announced)),
            );
        }
        self.styled(lines).join("\n") + "\n"
    }

    /// The same keys, written in another way.
    fn styled(&self, mut lines: Vec<String>) -> Vec<String> {
        if self.style & 1 != 0 {
            lines.reverse();
        }
        if self.style & 2 != 0 {
            for line in lines
                .iter_mut()
                .filter(|line| line.starts_with("reason") || line.starts_with("purpose"))
            {
                let (key, value) = line.split_once(": ").unwrap();
                *line = format!("{key}:   \"{value}\"  # said otherwise");
            }
        }
        lines
    }
}

/// Whether a kind only says what becomes of an earlier notice.
pub fn is_about_notice(kind: &str) -> bool {
    matches!(kind, "postpone" | "withdraw")
}
