//! Notices that change something else than their kind says.

use crate::check::short_notice::known;
use crate::check::wording::quoted;
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::field::{Field, Weight};
use crate::library::notice::{Notice, NoticeKind};

pub(super) const RULE: Rule = Rule {
    name: "wrong-notice-kind",
    level: Level::Deny,
    summary: "A notice changes something else than its kind says.",
    page: include_str!("wrong_notice_kind.md"),
    run,
};

/// Kinds that change an entry, from the one that customers most want to know of. A notice that changes several things
/// is of the first kind that one of them has.
const BY_WEIGHT: [NoticeKind; 6] = [
    NoticeKind::ChangeData,
    NoticeKind::ChangeLocation,
    NoticeKind::ChangeTransfer,
    NoticeKind::ChangePurpose,
    NoticeKind::LegalEntityMerge,
    NoticeKind::Rename,
];

fn run(context: &Context<'_>, sink: &mut Sink) {
    let timeline = known(context);
    for notice in &context.library.notices {
        let kind = timeline.effect(notice);
        // What a correction may not change has a rule of its own.
        if kind != NoticeKind::Correction && timeline.course(notice).ended.is_none() {
            check(context, notice, kind, sink);
        }
    }
}

fn check(context: &Context<'_>, notice: &Notice, kind: NoticeKind, sink: &mut Sink) {
    let policy = &context.library.project.notices;
    let told = |field: Field| field.told_by().contains(&kind);
    let weighty = notice.changes.iter().filter(|own| own.field.value.weight() != Weight::Free);
    let says_own = weighty.clone().any(|own| told(own.field.value));
    let rank = |kind| BY_WEIGHT.iter().position(|own| *own == kind).unwrap_or(BY_WEIGHT.len());
    for delta in weighty {
        let field = delta.field.value;
        let usual = field.told_by().first().copied().unwrap_or(kind);
        let rides_along = says_own
            && rank(kind) < rank(usual)
            && (policy.needs_notice(kind) || !policy.needs_notice(usual));
        if told(field) || rides_along {
            continue;
        }
        let kinds: Vec<&str> = field
            .told_by()
            .iter()
            .filter(|kind| **kind != NoticeKind::Correction)
            .map(|kind| kind.word())
            .collect();
        let message =
            format!("`{}` of kind `{}` changes `{}`", notice.id.value, kind.word(), field.key());
        let hint = match kind {
            NoticeKind::Add | NoticeKind::Replace | NoticeKind::Remove => {
                "what comes or goes does not change; announce changes by a notice of their own"
                    .to_owned()
            }
            _ => format!(
                "that is told by {}; announce it by a notice of its own, or let the weightier change give the kind",
                quoted(&kinds)
            ),
        };
        sink.push(
            Diagnostic::finding(RULE.name, message, delta.field.span)
                .and(notice.kind.span, "the kind")
                .hint(hint),
        );
    }
}
