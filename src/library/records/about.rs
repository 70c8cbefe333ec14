//! What a notice says of an earlier one can be: that one still stands, and nobody is told less than before.

use std::collections::BTreeSet;

use crate::date::Date;
use crate::diag::Diagnostic;
use crate::library::Library;
use crate::library::id::SubprocessorId;
use crate::library::notice::{Notice, NoticeKind};
use crate::library::resolve::Report;
use crate::library::timeline::Timeline;
use crate::span::Span;

/// What cannot be, with the place and a way out.
struct Problem {
    /// What follows "`SPN-2` supersedes `SPN-1`, which".
    says: String,
    at: Span,
    other: Option<(Span, &'static str)>,
    hint: String,
}

/// A notice and the earlier one that it is about.
struct Pair<'p, 'l> {
    timeline: &'p Timeline<'l>,
    notice: &'l Notice,
    earlier: &'l Notice,
    /// Where the notice names the earlier one.
    named: Span,
}

/// Reports what a notice says of an earlier one and what cannot be: the first of all, as the rest often follows.
pub(super) fn check<'l>(
    library: &'l Library,
    timeline: &Timeline<'l>,
    notice: &'l Notice,
    report: &mut Report<'_>,
) {
    let (Some(id), Some(earlier)) = (&notice.supersedes, timeline.target(notice)) else { return };
    let pair = Pair { timeline, notice, earlier, named: id.span };
    let problem = pair
        .circle(library.notices.len())
        .or_else(|| pair.target())
        .or_else(|| pair.audience())
        .or_else(|| pair.ending())
        .or_else(|| pair.effect())
        .or_else(|| pair.sameness())
        .or_else(|| pair.postponement());
    let Some(problem) = problem else { return };
    let verb = match notice.kind.value {
        NoticeKind::Amend => "amends",
        NoticeKind::Postpone => "postpones",
        NoticeKind::Withdraw => "withdraws",
        _ => "supersedes",
    };
    let message = format!("notice `{}` {verb} `{}`, {}", notice.id.value, id.value, problem.says);
    let diagnostic = Diagnostic::error("bad-supersedes", message, problem.at);
    let (place, words) = problem.other.unwrap_or((earlier.id.span, "this notice"));
    report.sink.push(diagnostic.and(place, words).hint(problem.hint));
}

impl<'l> Pair<'_, 'l> {
    fn problem(&self, says: impl Into<String>, hint: impl Into<String>) -> Problem {
        Problem { says: says.into(), at: self.named, other: None, hint: hint.into() }
    }

    /// Notices that lead back to where they began.
    fn circle(&self, most: usize) -> Option<Problem> {
        let mut at = self.earlier;
        for _ in 0..most {
            if at.id.value == self.notice.id.value {
                let says = if self.earlier.id.value == self.notice.id.value {
                    "which is itself"
                } else {
                    "which leads back to it"
                };
                return Some(self.problem(says, "name the notice that was announced before it"));
            }
            at = self.timeline.target(at)?;
        }
        None
    }

    /// A notice of a change, announced before.
    fn target(&self) -> Option<Problem> {
        if self.earlier.kind.value.is_about_notice() {
            let says = "which only says what becomes of another notice";
            let first = self.earlier.supersedes.as_ref().map(|id| &id.value);
            let hint = first.map_or_else(
                || "name the notice of the change itself".to_owned(),
                |first| format!("name the notice of the change itself: `supersedes: {first}`"),
            );
            return Some(self.problem(says, hint));
        }
        if self.earlier.announced_on.value > self.notice.announced_on.value {
            return Some(Problem {
                at: self.notice.announced_on.span,
                other: Some((self.earlier.announced_on.span, "announced here")),
                ..self.problem(
                    "which is announced after it",
                    format!("set `announced_on: {}` or later", self.earlier.announced_on.value),
                )
            });
        }
        None
    }

    /// Whoever was told of the one is told of the other, and nobody else learns that it was there. A draft may wait.
    fn audience(&self) -> Option<Problem> {
        let (own, earlier) = (self.notice.audience, self.earlier.audience);
        if own == earlier || self.notice.is_draft() {
            return None;
        }
        let says = if self.earlier.is_draft() {
            "which is a draft".to_owned()
        } else if own < earlier {
            format!("which only readers with `audience: {}` may know of", earlier.word())
        } else {
            format!("whose readers with `audience: {}` would not learn of it", earlier.word())
        };
        let hint = if self.earlier.is_draft() {
            "publish the earlier notice, or correct the draft itself and remove `supersedes`"
                .to_owned()
        } else {
            format!("set `audience: {}`", earlier.word())
        };
        Some(self.problem(says, hint))
    }

    /// Whether another notice about the same one comes before this one.
    fn precedes(&self, other: &Notice) -> bool {
        let order = |notice: &'_ Notice| (notice.announced_on.value, notice.id.value.clone());
        other.id.value != self.notice.id.value && order(other) < order(self.notice)
    }

    /// The notices that count, are about the same one and were announced before.
    fn before(&self) -> impl Iterator<Item = &'l Notice> + '_ {
        self.timeline.about(self.earlier).filter(|other| self.precedes(other))
    }

    /// What has come to an end stays ended.
    fn ending(&self) -> Option<Problem> {
        let hint = "announce the change by a notice of its own, without `supersedes`";
        let ends =
            |other: &&Notice| other.replaces_notice() || other.kind.value == NoticeKind::Withdraw;
        if let Some(other) = self.before().find(ends) {
            let did =
                if other.kind.value == NoticeKind::Withdraw { "withdrawn" } else { "superseded" };
            return Some(Problem {
                other: Some((other.id.span, "by this notice")),
                ..self.problem(format!("which was {did} by `{}` before", other.id.value), hint)
            });
        }
        let withdrawn = self.earlier.withdrawn_on.as_ref()?;
        let is_over = withdrawn.value <= self.notice.announced_on.value;
        (is_over || ends(&self.notice)).then(|| Problem {
            other: Some((withdrawn.span, "withdrawn here")),
            ..self.problem("which is withdrawn in its own record", hint)
        })
    }

    /// The day of the effect as it was known before this notice.
    fn effective_on(&self) -> (Date, Span) {
        let postponed = self.before().filter(|other| other.kind.value == NoticeKind::Postpone);
        let last = postponed.last().map_or(&self.earlier.effective_on, |own| &own.effective_on);
        (last.value, last.span)
    }

    /// What has taken effect cannot be called back.
    fn effect(&self) -> Option<Problem> {
        let (effective_on, at) = self.effective_on();
        if effective_on > self.notice.announced_on.value {
            return None;
        }
        Some(Problem {
            other: Some((at, "took effect here")),
            ..self.problem(
                "which had taken effect by then",
                "announce the change by a notice of its own, without `supersedes`",
            )
        })
    }

    /// What takes the place of a notice does the same to the register; an amendment says all of it again.
    fn sameness(&self) -> Option<Problem> {
        if !self.notice.replaces_notice() {
            return None;
        }
        let brings_in =
            |notice| matches!(self.timeline.effect(notice), NoticeKind::Add | NoticeKind::Replace);
        if brings_in(self.earlier) != brings_in(self.notice) {
            return Some(self.problem(
                "which is of another kind",
                "write `kind: amend`, or withdraw the earlier notice and announce this one without `supersedes`",
            ));
        }
        let is_amended = self.notice.kind.value == NoticeKind::Amend;
        if is_amended && subjects(self.earlier) != subjects(self.notice) {
            let again: Vec<&str> =
                subjects(self.earlier).into_iter().map(SubprocessorId::as_str).collect();
            let at = self.notice.subject.first().map_or(self.named, |subject| subject.span);
            return Some(Problem {
                at,
                ..self.problem(
                    "which is about others",
                    format!("set `subject: [{}]`", again.join(", ")),
                )
            });
        }
        // What was said of one that comes stays said, and the register has it.
        if brings_in(self.earlier) {
            return None;
        }
        let told = self.earlier.changes.first().filter(|_| self.notice.changes.is_empty())?;
        Some(Problem {
            other: Some((told.field.span, "this would be lost")),
            ..self.problem(
                "which says under `changes` what it changes",
                "repeat `changes`: what takes the place of a notice is all of it once more",
            )
        })
    }

    /// A postponement gives time and takes none.
    fn postponement(&self) -> Option<Problem> {
        if self.notice.kind.value != NoticeKind::Postpone {
            return None;
        }
        let (before, at) = self.effective_on();
        let own = &self.notice.effective_on;
        if own.value <= before {
            return Some(Problem {
                at: own.span,
                other: Some((at, "takes effect here")),
                ..self.problem(
                    format!("which takes effect on {before}, not earlier than on {}", own.value),
                    "bringing a change forward is a new announcement: write `kind: amend` with a class and dates of its own",
                )
            });
        }
        let own = self.notice.objection_until.as_ref()?;
        let later = self.before().filter_map(|other| other.objection_until.as_ref());
        let known = later.last().or(self.earlier.objection_until.as_ref())?;
        (own.value < known.value).then(|| Problem {
            at: own.span,
            other: Some((known.span, "objections close here")),
            ..self.problem(
                format!("which leaves time to object until {}", known.value),
                format!("remove `objection_until`, or set it to {} or later", known.value),
            )
        })
    }
}

/// Who a notice is about.
fn subjects(notice: &Notice) -> BTreeSet<&SubprocessorId> {
    notice.subject.iter().map(|subject| &subject.value).collect()
}
