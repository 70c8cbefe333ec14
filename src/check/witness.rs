//! What Git saw of the register and its notices: the witness against which dates are checked.
//!
//! The room that runs Git fills it; the rules only read it. Nothing here says anything that the history at hand does
//! not show: where that is cut off or absent, [`Sight`] says so.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::date::Date;
use crate::library::id::NoticeId;
use crate::library::notice::Notice;
use crate::library::subprocessor::SubprocessorFile;

/// What Git saw.
#[derive(Debug, Clone, Default)]
pub struct Witness {
    /// How far back it sees.
    pub sight: Sight,
    /// States of the register that were published from, oldest first: one for each commit of the branch that touched it
    /// and could be read. Branches that were merged count with what the merge brought.
    pub states: Vec<State>,
    /// The first commit of all that holds a notice, by its id, on whichever branch that was; `None`s are not kept.
    pub first_seen: BTreeMap<NoticeId, Commit>,
}

/// How far back Git sees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sight {
    /// Nobody asked Git: nothing is said.
    #[default]
    NotAsked,
    /// To the first commit.
    Whole,
    /// The repository was cloned without its whole history.
    Shallow,
    /// Objects are missing: a partial clone.
    Partial,
    /// The folder is in no repository: a tarball, or a project before `git init`.
    NoRepository,
    /// The repository has no commit of this project yet.
    NoCommit,
    /// The `git` program cannot be run.
    NoProgram,
}

/// A commit that touched the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its name in 12 hexadecimal digits.
    pub name: String,
    /// The day on which its content was written: the author's, read in UTC or the author's zone, whichever is earlier.
    pub written: Date,
    /// The day on which the commit was made, read likewise; later than `written` when history was rewritten.
    pub committed: Date,
}

/// The register and its notices at a commit.
#[derive(Debug, Clone)]
pub struct State {
    /// The commit.
    pub commit: Commit,
    /// The register; `None` where there is none, or where it cannot be read.
    pub register: Option<Arc<SubprocessorFile>>,
    /// The notices that could be read, by id, with the path of each.
    pub notices: BTreeMap<NoticeId, (String, Arc<Notice>)>,
}
