//! Drafts of notices: what has changed in the register, turned into records with the earliest lawful dates.
//!
//! Two states of the register, the policy and the notices that are there say everything; nothing is read or written.

mod kinds;
mod names;
mod plan;
mod record;
mod terms;

use std::collections::BTreeSet;

use crate::date::Date;
use crate::library::id::{NoticeId, SubprocessorId};
use crate::library::notice::Notice;
use crate::library::policy::NoticePolicy;
use crate::library::subprocessor::Subprocessor;

pub use plan::was_announced;

/// The register before and after its edit, and what is said about it.
pub struct Edit<'l> {
    /// The entries at the earlier revision.
    pub before: &'l [Subprocessor],
    /// The entries now; those that were deleted are back in their places.
    pub now: &'l [Subprocessor],
    /// Entries that were deleted.
    pub gone: &'l BTreeSet<SubprocessorId>,
    /// Every notice that there is now, with the path of its file.
    pub notices: &'l [Notice],
    /// The paths of the notices, in their order.
    pub paths: &'l [String],
    /// Notices of the earlier revision.
    pub committed: &'l BTreeSet<NoticeId>,
    /// Ids that no notice may take: every one that was ever seen.
    pub taken: &'l BTreeSet<NoticeId>,
    /// The promise.
    pub policy: &'l NoticePolicy,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The day for which the program works.
    pub day: Date,
    /// The day of the announcement.
    pub announced_on: Date,
    /// Whom the one new entry replaces.
    pub replaces: Option<SubprocessorId>,
    /// Whether changed words are a mistake put right.
    pub is_correction: bool,
    /// Why, in one text for all.
    pub reason: Option<String>,
}

/// A record to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its id.
    pub id: NoticeId,
    /// The path of its file in the project.
    pub path: String,
    /// The file.
    pub text: String,
    /// What it does, in a phrase for people.
    pub title: String,
    /// Its dates and why they are so, a line each.
    pub why: Vec<String>,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drafts {
    /// Records to write, in the order of the register.
    pub records: Vec<Draft>,
    /// What needs no record, or has one, a line each.
    pub remarks: Vec<String>,
}

/// Drafts a notice for each change that has none.
///
/// # Errors
/// A wish that does not fit the changes, or a policy without a class for them; the reason is a sentence for people.
pub fn draft(edit: &Edit<'_>, wish: &Wish) -> Result<Drafts, String> {
    let (plans, remarks) = plan::plans(edit, wish)?;
    let mut names = names::Names::new(edit);
    let mut records = Vec::new();
    for plan in plans {
        let terms = terms::terms(&plan, edit, wish)?;
        let (id, path) = names.next(terms.announced_on, &plan)?;
        let text = record::text(&id, &plan, &terms, edit, wish);
        let mut why = plan.origin();
        why.extend(terms.why);
        records.push(Draft { title: plan.title(), id, path, text, why });
    }
    Ok(Drafts { records, remarks })
}
