//! What authors do to a register, lawful or not: a step is numbers, and what they mean depends on the project.

#![allow(clippy::unnecessary_wraps, reason = "the edits of a table have one type")]

mod combined;
mod lawful;
mod rarer;
mod unlawful;

use trust::date::Date;

use super::model::{Entry, Fate, Project, Record};

/// What sort of edit it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Lawful,
    Unlawful,
    Combined,
    NotHeld,
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

/// An edit of a project, or nothing where there is nothing to do it to.
type Edit = fn(&mut Hand) -> Option<()>;

const LAWFUL: [Edit; 39] = [
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
    Hand::add_two,
    Hand::replace_newest,
    Hand::replace_newest,
    Hand::remove_two,
    Hand::bring_back,
    Hand::amend_newcomer,
    Hand::postpone_again,
    Hand::withdraw_postponed,
    Hand::emergency_to_come,
    Hand::amend_emergency,
    Hand::promise_anew,
    Hand::draft_change,
    Hand::draft_change,
    Hand::redraft,
    Hand::redraft,
    Hand::drop_draft,
    Hand::add_for_nda,
    Hand::change_known_under_nda,
    Hand::remove_known_under_nda,
    Hand::merge_branch,
    Hand::announce_ahead,
    Hand::publish_draft,
];

const UNLAWFUL: [Edit; 33] = [
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
    Hand::reuse_entry,
    Hand::move_baseline,
    Hand::hide_entry,
    Hand::change_from_something_else,
    Hand::change_at_once,
    Hand::change_for_nda,
    Hand::remove_for_nda,
    Hand::emergency_far_ahead,
];

/// Unlawful ones that hide behind each other, and twins of rarer lawful ones.
const COMBINED: [Edit; 31] = [
    Hand::weaken_and_announce_short,
    Hand::end_class_early,
    Hand::reopen_class,
    Hand::inform_only,
    Hand::move_and_edit,
    Hand::give_everything_another_id,
    Hand::announce_later_and_take_effect_later,
    Hand::delete_and_add_again,
    Hand::swap_ids,
    Hand::swap_record_ids,
    Hand::withdraw_for_nda,
    Hand::postpone_for_nda,
    Hand::publish_for_nda,
    Hand::add_one_more_subject,
    Hand::leave_out_subject,
    Hand::bring_back_in_silence,
    Hand::change_and_drop_draft,
    Hand::amend_newcomer_too_late,
    Hand::amend_to_another_kind,
    Hand::call_it_emergency,
    Hand::postpone_back,
    Hand::correct_between,
    Hand::leave_baseline_out,
    Hand::hide_record_by_nda,
    Hand::hide_entry_by_nda,
    Hand::add_quick_class,
    Hand::merge_branch_late,
    Hand::drop_class,
    Hand::be_late_in_emergencies,
    Hand::bring_back_somebody_else,
    Hand::edit_amended_newcomer,
];

/// What the rules do not hold yet. An edit moves from here to the table above with the rule that holds it.
const NOT_HELD: [Edit; 1] = [
    // What names a day up to the baseline counts as taken over with it, also where a branch brings it in much later.
    Hand::merge_branch_of_baseline,
];

/// How many edits the rules do not hold yet.
pub fn not_held() -> u16 {
    u16::try_from(NOT_HELD.len()).unwrap()
}

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

/// What a step makes.
pub struct Edited {
    pub project: Project,
    /// The day on which it was committed on a branch, before that was merged.
    pub on_branch: Option<Date>,
}

/// The project after a step; `None` where there is nothing to do it to.
pub fn edited(project: &Project, day: Date, step: Step) -> Option<Edited> {
    let table: &[Edit] = match step.sort {
        Sort::Lawful => &LAWFUL,
        Sort::Unlawful => &UNLAWFUL,
        Sort::Combined => &COMBINED,
        Sort::NotHeld => &NOT_HELD,
    };
    let edit = table.get(usize::from(step.edit).checked_rem(table.len())?)?;
    let mut hand = Hand { project: project.clone(), day, a: step.a, b: step.b, on_branch: None };
    edit(&mut hand)?;
    Some(Edited { project: hand.project, on_branch: hand.on_branch })
}

/// Who edits, on a day, with two numbers to choose by.
struct Hand {
    project: Project,
    day: Date,
    a: u16,
    b: u16,
    on_branch: Option<Date>,
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
            also: Vec::new(),
            replaces: None,
            announced,
            class: None,
            effective: announced,
            objection: None,
            changes: Vec::new(),
            supersedes: None,
            withdrawn: None,
            is_draft: false,
            // For exactly those who know whom it is about.
            is_nda: self.project.entry(subject).is_some_and(|entry| entry.is_nda),
        };
        self.date(&mut record, data);
        record
    }

    /// Gives a record lawful dates from its announcement on.
    fn date(&self, record: &mut Record, data: &str) {
        let (policy, extra) = (&self.project.policy, i32::from(self.b % 3) * 5);
        let class = policy.class(data, record.announced);
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
