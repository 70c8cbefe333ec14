//! `trust notices`: where every notice stands.

use serde_json::{Value, json};

use crate::cli::notices::{NoticesArgs, NoticesFormat, Office};
use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global};
use crate::date::Date;
use crate::diag::{Files as _, plain};
use crate::language::{Language, Words};
use crate::register::NoticeState;
use crate::register::owed::{self, DeskEntry, Standing, Step, Telling};
use crate::view::desk::Sending;
use crate::view::{NoticeKind, SubprocessorId};

/// Prints every notice, those that need somebody first.
pub(super) fn run(args: &NoticesArgs, global: &Global, shell: &mut Shell) -> anyhow::Result<Exit> {
    let Some(office) = Office::open(global, shell)? else { return Ok(Exit::Findings) };
    let notices = office.notices(office.day, office.language());
    let entries = owed::entries(&notices, office.day);
    let words = Words::of(Language::En);
    match args.format {
        NoticesFormat::Json => shell.out(&document(&office, &entries, &words)),
        NoticesFormat::Text | NoticesFormat::Eml => {
            shell.out(&for_people(&entries, office.day, &words, shell.width()));
        }
    }
    Ok(Exit::Clean)
}

/// The heads of the columns.
const HEAD: [&str; 6] = ["NOTICE", "STATE", "ANNOUNCED", "OBJECTIONS", "EFFECTIVE", "SENT"];

/// The notices for people, in lines of at most so many characters: a table, or one block for each notice.
fn for_people(entries: &[DeskEntry<'_>], day: Date, words: &Words, width: usize) -> String {
    if entries.is_empty() {
        return format!("no notices as of {day}\n");
    }
    let row = |own: &DeskEntry<'_>| {
        let notice = &own.own.notice;
        let until = notice.objection_until.map_or_else(|| "-".to_owned(), |date| date.to_string());
        let cells = [
            notice.id.to_string(),
            state(own, words),
            notice.announced_on.to_string(),
            until,
            notice.effective_on.to_string(),
            sent(own, day),
        ];
        let title = plain(&own.dated.title(words));
        (
            cells.map(|cell| plain(&cell)),
            [Some(title), next(own, day).map(|next| format!("next: {next}"))],
        )
    };
    let rows: Vec<Row> = entries.iter().map(row).collect();
    let table = table(&rows);
    let is_too_wide = table.lines().any(|line| line.chars().count() > width);
    let list = if is_too_wide { blocks(&rows, width) } else { table };
    format!("notices as of {day}\n\n{list}")
}

/// The cells of a notice, and the lines below them.
type Row = ([String; 6], [Option<String>; 2]);

fn table(rows: &[Row]) -> String {
    let mut widths = HEAD.map(str::len);
    for (cells, _) in rows {
        for (width, cell) in widths.iter_mut().zip(cells) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: Vec<&str>| {
        let padded = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let [indent, ..] = widths;
    let mut out = format!("{}\n", line(HEAD.to_vec()));
    for (cells, below) in rows {
        out.push_str(&format!("{}\n", line(cells.iter().map(String::as_str).collect())));
        for text in below.iter().flatten() {
            out.push_str(&format!("{:indent$}  {text}\n", ""));
        }
    }
    out
}

/// What does not fit beside each other stands below each other.
fn blocks(rows: &[Row], width: usize) -> String {
    let mut out = String::new();
    for ([id, state, announced, until, effective, sent], [title, next]) in rows {
        let dates = [
            format!("announced {announced},"),
            if until == "-" { String::new() } else { format!("objections until {until},") },
            format!("effective {effective}"),
        ];
        let sent = format!("sent: {sent}");
        push_wrapped(&mut out, 0, width, [format!("{id}:"), state.clone()]);
        push_wrapped(&mut out, 2, width, title.iter().flat_map(|own| own.split(' ')));
        push_wrapped(&mut out, 2, width, dates.iter().filter(|own| !own.is_empty()));
        push_wrapped(&mut out, 2, width, sent.split(' '));
        if let Some(next) = next {
            push_wrapped(&mut out, 2, width, next.split(' '));
        }
    }
    out
}

/// Parts in lines of at most so many characters; what is longer stands alone.
fn push_wrapped<T: AsRef<str>>(
    out: &mut String,
    indent: usize,
    width: usize,
    parts: impl IntoIterator<Item = T>,
) {
    let mut line = " ".repeat(indent);
    for part in parts {
        let part = part.as_ref();
        let is_begun = line.chars().count() > indent;
        if is_begun && line.chars().count() + 1 + part.chars().count() > width {
            out.push_str(&format!("{line}\n"));
            line = " ".repeat(indent + 2);
            line.push_str(part);
            continue;
        }
        if is_begun {
            line.push(' ');
        }
        line.push_str(part);
    }
    out.push_str(&format!("{line}\n"));
}

/// Where a notice stands, in words.
fn state(own: &DeskEntry<'_>, words: &Words) -> String {
    let state = match own.standing {
        Standing::Draft => "Draft".to_owned(),
        Standing::Scheduled => "Scheduled".to_owned(),
        Standing::Announced(state) => about_notice(own)
            .filter(|_| state == NoticeState::Effective)
            .unwrap_or_else(|| words.title("notice_state", state.word())),
    };
    match own.telling {
        None => state,
        Some(Telling::DueBy(by)) => format!("{state}; notice due by {by}"),
        Some(Telling::Overdue(by)) => format!("{state}; notice overdue since {by}"),
        Some(Telling::Told) => format!("{state}; told"),
    }
}

/// What an announced notice does to an earlier one. That it is in effect would be read of its date.
fn about_notice(own: &DeskEntry<'_>) -> Option<String> {
    let notice = &own.own.notice;
    let earlier = notice.supersedes.as_ref()?;
    match notice.kind {
        NoticeKind::Postpone => Some(format!("Postpones {earlier}")),
        NoticeKind::Withdraw => Some(format!("Withdraws {earlier}")),
        _ => None,
    }
}

/// Where it was sent: `email (412), post`; `nobody`.
fn sent(own: &DeskEntry<'_>, day: Date) -> String {
    let one = |own: &Sending| match own.count {
        Some(count) => format!("{} ({count})", own.channel),
        None => own.channel.clone(),
    };
    let all: Vec<String> = own.sent(day).map(one).collect();
    if all.is_empty() { "nobody".to_owned() } else { all.join(", ") }
}

/// What comes next, in words.
fn next(own: &DeskEntry<'_>, day: Date) -> Option<String> {
    let (step, date) = own.next?;
    Some(match step {
        Step::Tell => format!("tell customers by {date}"),
        Step::Send => format!("send it; due since {date}"),
        Step::Publish if date < day => {
            format!("move its dates and publish it; it was to be announced on {date}")
        }
        Step::Publish => format!("publish it by {date}"),
        Step::Announce => format!("announced on {date}; send it on that day"),
        Step::CloseObjections => format!("objections close after {date}"),
        Step::TakeEffect => format!("takes effect on {date}"),
    })
}

fn document(office: &Office, entries: &[DeskEntry<'_>], words: &Words) -> String {
    let notices: Vec<Value> = entries.iter().map(|own| one(office, own, words)).collect();
    let all = json!({ "version": 1, "as_of": office.day.to_string(), "notices": notices });
    format!("{all:#}\n")
}

fn one(office: &Office, own: &DeskEntry<'_>, words: &Words) -> Value {
    let (notice, day) = (&own.own.notice, office.day);
    let date = |date: Option<Date>| date.map(|date| date.to_string());
    let named =
        |(id, name): &(SubprocessorId, String)| json!({ "id": id.to_string(), "name": name });
    let id = |id: &Option<crate::view::NoticeId>| id.as_ref().map(ToString::to_string);
    let telling = own.telling.map(|telling| match telling {
        Telling::DueBy(_) => "due",
        Telling::Overdue(_) => "overdue",
        Telling::Told => "told",
    });
    let next =
        own.next.map(|(step, date)| json!({ "step": step.word(), "date": date.to_string() }));
    json!({
        "id": notice.id.to_string(),
        "kind": notice.kind.word(),
        "effect": notice.effect.word(),
        "state": own.standing.word(),
        "audience": own.own.audience.word(),
        "title": own.dated.title(words),
        "subject": notice.subject.iter().map(named).collect::<Vec<_>>(),
        "announced_on": notice.announced_on.to_string(),
        "objection_until": date(notice.objection_until),
        "effective_on": notice.effective_on.to_string(),
        "postponed_from": date(notice.postponed_from),
        "supersedes": id(&notice.supersedes),
        "superseded_by": id(&notice.superseded_by),
        "withdrawn_by": id(&notice.withdrawn_by),
        "withdrawn_on": date(notice.withdrawn_on),
        "tell_by": date(own.own.tell_by),
        "telling": telling,
        "is_due": own.owed.is_some(),
        "sent": own.sent(day).map(sending).collect::<Vec<_>>(),
        "next": next,
        "file": office.loaded.sources.path(own.own.file),
    })
}

/// One sending, for programs.
pub(super) fn sending(own: &Sending) -> Value {
    json!({
        "channel": own.channel,
        "sent_on": own.sent_on.to_string(),
        "list": own.list,
        "count": own.count,
        "message_sha256": own.message_sha256,
    })
}
