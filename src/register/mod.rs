//! The register on a day: who is in force, what is coming, what has been.

use crate::date::Date;
use crate::view::{View, VisibleNotice, VisibleSubprocessor};

/// Where a notice stands on a day; computed from its dates, never written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeState {
    /// Announced; there is no time to object, or it has not begun.
    Announced,
    /// Objections are open.
    ObjectionOpen,
    /// Objections have closed; it has not taken effect yet.
    Cleared,
    /// In effect.
    Effective,
    /// In effect while objections are still open.
    EffectiveObjectionsOpen,
    /// A removal that has taken effect.
    Removed,
    /// Withdrawn, or superseded by a later notice.
    Withdrawn,
}

/// A notice and where it stands.
#[derive(Debug, Clone)]
pub struct DatedNotice {
    /// The notice.
    pub notice: VisibleNotice,
    /// Where it stands on the view's day.
    pub state: NoticeState,
}

/// The register on the day of a view.
#[derive(Debug, Clone)]
pub struct Register {
    /// The day.
    pub as_of: Date,
    /// Sub-processors in force, in the order of the register.
    pub in_force: Vec<VisibleSubprocessor>,
    /// Sub-processors that have been announced and are not in force yet.
    pub upcoming: Vec<VisibleSubprocessor>,
    /// Sub-processors that are no longer in force.
    pub former: Vec<VisibleSubprocessor>,
    /// Notices that have not run their course: announced, open, cleared, or with objections open; soonest effect first.
    pub pending: Vec<DatedNotice>,
    /// All announced notices, newest announcement first.
    pub history: Vec<DatedNotice>,
}

impl Register {
    /// The register of a view.
    #[must_use]
    pub fn of(view: &View) -> Self {
        Self {
            as_of: view.reader.date,
            in_force: Vec::new(),
            upcoming: Vec::new(),
            former: Vec::new(),
            pending: Vec::new(),
            history: Vec::new(),
        }
    }
}
