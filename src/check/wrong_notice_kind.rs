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

/// An emergency leaves no time for its notice: it takes effect about when it is announced. Without a class, the longest
/// that could have been promised counts.
fn check_emergency(context: &Context<'_>, notice: &Notice, sink: &mut Sink) {
    let policy = &context.library.project.notices;
    if notice.kind.value != NoticeKind::Emergency || !policy.needs_notice(notice.effect()) {
        return;
    }
    let (announced, effective) = (notice.announced_on.value, notice.effective_on.value);
    let own = notice.class.as_ref().and_then(|class| policy.class(&class.value));
    let in_time = |class: &&NoticeClass| policy.after(announced, class.notice);
    let open = policy.classes.iter().filter(|class| class.is_open(announced));
    let class = own.or_else(|| open.max_by_key(in_time));
    let possible = class.filter(|class| in_time(class) <= effective);
    let promised = policy.emergency.as_ref();
    let at_once = promised.map_or(announced, |after| policy.after(announced, after.value));
    if possible.is_none() && effective <= at_once {
        return;
    }
    let why = match possible {
        Some(_) => "it could have been announced in time".to_owned(),
        None => format!("an emergency takes effect by {at_once}, or could have waited longer"),
    };
    let message = format!(
        "`{}` is an emergency that takes effect {} after its announcement: {why}",
        notice.id.value,
        days(announced.days_until(effective))
    );
    let finding = Diagnostic::finding(RULE.name, message, notice.kind.span)
        .and(notice.effective_on.span, "takes effect here");
    let finding = match (possible, promised) {
        (Some(class), _) => finding.and(class.id.span, "was possible"),
        (None, Some(after)) => finding.and(after.span, "promised here"),
        (None, None) => finding,
    };
    sink.push(finding.hint(no_emergency(context, notice, class)));
}

/// What to do with an emergency that is none: what was announced is not rewritten.
fn no_emergency(context: &Context<'_>, notice: &Notice, class: Option<&NoticeClass>) -> String {
    let kind = notice.effect().word();
    let class = class.map(|class| format!(", `notice_class: {}`", class.id.value));
    let class = class.unwrap_or_default();
    if context.date <= notice.announced_on.value {
        format!("set `kind: {kind}`{class} and its dates; remove `change`")
    } else if context.date < notice.effective_on.value {
        format!(
            "withdraw it by a notice of `kind: withdraw`, and announce the change by one of `kind: {kind}`{class} and its dates"
        )
    } else {
        "what was announced stays as it is: allow the finding, and say why it could not wait"
            .to_owned()
    }
}
