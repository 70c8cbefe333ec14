//! What Git cannot say about the register and its notices.

use crate::check::back_dated_notice::{Seen, announced, announcement};
use crate::check::said::is_visible;
use crate::check::witness::{Commit, Sight, State};
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Origin, Sink};
use crate::library::notice::Notice;

pub(super) const RULE: Rule = Rule {
    name: "unverified-notices",
    level: Level::Warn,
    summary: "Git cannot say whether notices were announced when they say, or the register stayed as it was.",
    page: include_str!("unverified_notices.md"),
    run,
};

fn run(context: &Context<'_>, sink: &mut Sink) {
    let register = &context.library.register.subprocessors;
    let has_register = register.iter().any(|entry| is_visible(entry.audience));
    if !has_register && announced(context).next().is_none() {
        return;
    }
    if let Some((reason, hint)) = blindness(context.witness.sight) {
        let message = format!(
            "{reason}, so Git cannot say whether notices and register are what was announced"
        );
        let finding = Diagnostic::without_place(RULE.name, message).hint(hint);
        sink.push(Diagnostic { origin: Origin::Rule, ..finding });
    } else if context.witness.sight == Sight::Whole {
        uncommitted(context, sink);
        rewritten(context, sink);
        merged_late(context, sink);
        taken_over(context, sink);
    }
}

/// Why Git sees less than the whole, and what to do about it.
fn blindness(sight: Sight) -> Option<(&'static str, &'static str)> {
    Some(match sight {
        Sight::NotAsked | Sight::Whole => return None,
        Sight::Shallow => (
            "the project was cloned without its whole history",
            "clone all of it: `fetch-depth: 0` for actions/checkout on GitHub, `GIT_DEPTH: 0` on GitLab, or `git fetch --unshallow`",
        ),
        Sight::Partial => (
            "the clone lacks earlier versions of files",
            "clone without `--filter`, or get them with `git fetch --refetch --no-filter`",
        ),
        Sight::NoRepository => (
            "the project is in no Git repository",
            "keep it in Git (`git init`), or check it in a clone of its repository",
        ),
        Sight::Refused => (
            "Git does not read this repository, which belongs to somebody else",
            "run `git config --global --add safe.directory FOLDER` with the folder of the repository",
        ),
        Sight::NoCommit => (
            "no commit holds the project yet",
            "commit it: from then on Git is the witness of every announcement",
        ),
        Sight::NoProgram => (
            "the program `git` cannot be run",
            "install Git, or put it on the PATH of the job that runs `trust`",
        ),
    })
}

fn uncommitted(context: &Context<'_>, sink: &mut Sink) {
    let is_so = |notice: &&Notice| matches!(announcement(context, notice), Seen::Uncommitted);
    let notices: Vec<&Notice> = announced(context).filter(is_so).collect();
    report(
        &notices,
        ("is in no commit yet", "are in no commit yet"),
        "commit the record on the day of its announcement",
        sink,
    );
    let has_register = context.witness.states.iter().any(|state| state.register.is_some());
    let is_unread = context.witness.unread.contains("content/subprocessors.yaml");
    if let Some(entry) = context.library.register.subprocessors.first()
        && (!has_register || is_unread)
    {
        let message = if has_register {
            "the register of the last commit cannot be read from Git, so Git cannot say what it was"
        } else {
            "no commit holds a register that can be read, so Git cannot say what it was"
        };
        sink.push(
            Diagnostic::finding(RULE.name, message, entry.id.span)
                .hint("commit content/subprocessors.yaml as plain text, and not as a link"),
        );
    }
}

fn rewritten(context: &Context<'_>, sink: &mut Sink) {
    let is_so = |notice: &&Notice| matches!(announcement(context, notice), Seen::Rewritten);
    let notices: Vec<&Notice> = announced(context).filter(is_so).collect();
    report(
        &notices,
        (
            "was written in time, and the commit that holds it was made after the announcement",
            "were written in time, and the commits that hold them were made after the announcement",
        ),
        "publish on the day of the announcement, from a branch whose history is not rewritten afterwards",
        sink,
    );
}

/// Records that were written in time on a branch, and stood in the branch that is published from only later.
fn merged_late(context: &Context<'_>, sink: &mut Sink) {
    let merge = |notice: &Notice| {
        let is_in_time = matches!(announcement(context, notice), Seen::InTime);
        came_late(context, notice).filter(|_| is_in_time)
    };
    let late: Vec<(&Notice, &Commit)> = announced(context)
        .filter_map(|notice| merge(notice).map(|commit| (notice, commit)))
        .collect();
    let Some(first) = late.iter().map(|(_, commit)| *commit).min_by_key(|own| own.written) else {
        return;
    };
    let notices: Vec<&Notice> = late.iter().map(|(notice, _)| *notice).collect();
    let came = format!("came into the branch that is published from with commit {}", first.name);
    report(
        &notices,
        (
            &format!("was written in time and {came} of {}", first.written),
            &format!("were written in time and {came} of {} or later", first.written),
        ),
        "merge a record on the day of its announcement, or name a day by which it is merged; where the portal is published from the other branch, this is excused here",
        sink,
    );
}

/// The commit by which a record that names this day came into the branch that is published from, if that was later.
fn came_late<'w>(context: &Context<'w>, notice: &Notice) -> Option<&'w Commit> {
    let day = notice.announced_on.value;
    let says_so = |state: &&State| {
        let recorded = state.notices.get(&notice.id.value);
        recorded
            .map(|recorded| &recorded.record.notice)
            .is_some_and(|own| !own.is_draft() && own.announced_on.value <= day)
    };
    let witness = context.witness;
    let came = &witness.states.iter().find(says_so)?.commit;
    let is_late = day < came.written && day < came.committed;
    // What was taken over was published elsewhere before.
    let is_taken_over = context.days().baseline.is_some_and(|baseline| day <= baseline)
        || witness.began_with(&notice.id.value, &|own| Some(own.announced_on.value), day);
    (is_late && !is_taken_over).then_some(came)
}

/// Records that were there when the history begins; those up to the baseline were taken over with it.
fn taken_over(context: &Context<'_>, sink: &mut Sink) {
    let baseline = context.days().baseline;
    let mut begun = None;
    let mut is_so = |notice: &&Notice| match announcement(context, notice) {
        Seen::TakenOver(first) => {
            begun = Some(first);
            baseline.is_none_or(|baseline| baseline < notice.announced_on.value)
        }
        _ => false,
    };
    let notices: Vec<&Notice> = announced(context).filter(|notice| is_so(notice)).collect();
    let Some(first) = begun else { return };
    let behind = format!(
        "older than the history of the project, which begins with commit {} of {}",
        first.name, first.written
    );
    report(
        &notices,
        (&format!("is {behind}"), &format!("are {behind}")),
        &format!(
            "a register that was taken over from elsewhere says so by `baseline: {}` in content/subprocessors.yaml",
            first.written
        ),
        sink,
    );
}

/// One finding for all of them, at the first.
fn report(notices: &[&Notice], (one, many): (&str, &str), hint: &str, sink: &mut Sink) {
    let Some(first) = notices.first() else { return };
    let message = match notices.len() {
        1 => format!("`{}` {one}, so Git cannot say when it was announced", first.id.value),
        count => {
            let id = &first.id.value;
            format!(
                "{count} notices, `{id}` first, {many}, so Git cannot say when they were announced"
            )
        }
    };
    sink.push(Diagnostic::finding(RULE.name, message, first.announced_on.span).hint(hint));
}
