//! Notices that change something else than their kind says.

use crate::check::short_notice::known;
use crate::check::wording::{days, quoted};
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink};
use crate::library::field::{Field, Weight};
use crate::library::notice::{Notice, NoticeKind};
use crate::library::policy::NoticeClass;

pub(super) const RULE: Rule = Rule {
    name: "wrong-notice-kind",
    level: Level::Deny,
    summary: "A notice changes something else than its kind says, or is called an emergency and could have waited.",
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
        if timeline.course(notice).ended.is_some() {
            continue;
        }
        check_emergency(context, notice, sink);
        // Who comes again, or is announced anew, may come as another than was said before.
        let comes_again =
            matches!(kind, NoticeKind::Add | NoticeKind::Replace) && timeline.comes_again(notice);
        // What a correction may not change has a rule of its own.
        if kind != NoticeKind::Correction && !comes_again {
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
                "who comes for the first time, or goes, does not change; announce changes by a notice of their own"
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

/// An emergency leaves no time for its notice. Without a class, the longest that could have been promised counts.
fn check_emergency(context: &Context<'_>, notice: &Notice, sink: &mut Sink) {
    let policy = &context.library.project.notices;
    if notice.kind.value != NoticeKind::Emergency || !policy.needs_notice(notice.effect()) {
        return;
    }
    let announced = notice.announced_on.value;
    let is_open =
        |class: &&NoticeClass| class.until.as_ref().is_none_or(|until| announced <= until.value);
    let own = notice.class.as_ref().and_then(|class| policy.class(&class.value));
    let in_time = |class: &&NoticeClass| policy.after(announced, class.notice);
    let class = own.or_else(|| policy.classes.iter().filter(is_open).max_by_key(in_time));
    let Some(class) = class.filter(|class| in_time(class) <= notice.effective_on.value) else {
        return;
    };
    let message = format!(
        "`{}` is an emergency that takes effect {} after its announcement: it could have been announced in time",
        notice.id.value,
        days(announced.days_until(notice.effective_on.value))
    );
    let (kind, id) = (notice.effect().word(), &class.id.value);
    sink.push(
        Diagnostic::finding(RULE.name, message, notice.kind.span)
            .and(notice.effective_on.span, "takes effect here")
            .and(class.id.span, "was possible")
            .hint(format!(
                "set `kind: {kind}`, `notice_class: {id}` and its dates; remove `change`"
            )),
    );
}
