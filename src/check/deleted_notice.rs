//! Notices that were announced and are gone.

use crate::check::witness::{Recorded, Sight, named};
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Origin, Sink};
use crate::library::id::NoticeId;

pub(super) const RULE: Rule = Rule {
    name: "deleted-notice",
    level: Level::Deny,
    summary: "A notice that was announced is gone.",
    page: include_str!("deleted_notice.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    if context.witness.sight == Sight::NotAsked {
        return;
    }
    for (id, (index, recorded)) in context.witness.announced(context.days()) {
        let is_here = context.library.notices.iter().any(|notice| notice.id.value == *id);
        if !is_here && !is_unread(context, recorded) {
            report(context, id, (index, recorded), sink);
        }
    }
}

/// Whether a file stands where the record was and could not be read: that was said already.
fn is_unread(context: &Context<'_>, recorded: &Recorded) -> bool {
    let Some((file, _)) = context.sources.find(&recorded.path) else { return false };
    !context.library.notices.iter().any(|notice| notice.id.span.file == file)
}

fn report(
    context: &Context<'_>,
    id: &NoticeId,
    (index, recorded): (usize, &Recorded),
    sink: &mut Sink,
) {
    let states = context.witness.states.get(index..).unwrap_or_default();
    let last = states.iter().rposition(|state| state.notices.contains_key(id)).unwrap_or_default();
    let last_place = states.get(last).and_then(|state| state.notices.get(id)).unwrap_or(recorded);
    let place = format!("{}:{}", last_place.path, last_place.record.line);
    let announced = recorded.record.notice.announced_on.value;
    let since = named(states.get(last + 1));
    let message =
        format!("`{id}`, announced on {announced}, was at {place} and is gone with {since}");
    let commit = states.get(last).map_or("HEAD", |state| state.commit.name.as_str());
    let finding = Diagnostic::without_place(RULE.name, message).hint(format!(
        "`git restore --source {commit} -- {}` puts the record back; a change that will not come is told by a notice of `kind: withdraw`",
        last_place.path
    ));
    sink.push(Diagnostic { origin: Origin::Rule, ..finding });
}
