//! `trust notices --due`: what must be sent by the day, ready to be sent.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use crate::cli::disk::Disk;

use crate::cli::notices::{NoticesArgs, NoticesFormat, Office, list};
use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global};
use crate::date::Date;
use crate::diag::plain;
use crate::output::mail::Mail;
use crate::register::owed::{self, DeskEntry, Owed};

/// A notice that must be sent, and its mail.
struct Due<'d> {
    entry: DeskEntry<'d>,
    owed: Owed,
    mail: Mail,
}

/// Prints or writes the mails of all notices that must be sent.
pub(super) fn run(args: &NoticesArgs, global: &Global, shell: &mut Shell) -> anyhow::Result<Exit> {
    if args.out.is_some() && args.format != NoticesFormat::Eml {
        bail!("--out is for message files; add --format eml");
    }
    let Some(office) = Office::open(global, shell)? else { return Ok(Exit::Findings) };
    let (day, language) = (office.day, args.language.unwrap_or(office.language()));
    let notices = office.notices(day, language);
    let due = owed::entries(&notices, day).into_iter().filter_map(|entry| {
        let (owed, mail) = (entry.owed?, office.mail(&entry, &notices, day, language));
        Some(Due { entry, owed, mail })
    });
    let due: Vec<Due<'_>> = due.collect();
    match args.format {
        NoticesFormat::Text => shell.out(&text(&due, day)),
        NoticesFormat::Json => shell.out(&document(&due, &office)),
        NoticesFormat::Eml => messages(&due, args, day, shell)?,
    }
    Ok(Exit::Clean)
}

/// The mails for people.
fn text(due: &[Due<'_>], day: Date) -> String {
    if due.is_empty() {
        return format!("nothing to send as of {day}\n");
    }
    let mut out = String::new();
    for own in due {
        let id = &own.entry.own.notice.id;
        let why = match own.owed.deadline {
            Some(by) if by < day => format!("an emergency; overdue since {by}"),
            Some(by) => format!("an emergency; to be told by {by}"),
            None if own.owed.is_informational => format!("due since {}, to inform", own.owed.since),
            None => format!("due since {}", own.owed.since),
        };
        let readers = own.entry.own.audience.word();
        out.push_str(&format!("==== {id}: {why}; readers: {readers}\n"));
        out.push_str(&format!("From: {} <{}>\n", plain(&own.mail.from_name), own.mail.from));
        out.push_str(&format!("Subject: {}\n\n", plain(&own.mail.subject)));
        own.mail.text.lines().for_each(|line| out.push_str(&format!("{}\n", plain(line))));
        out.push('\n');
    }
    let one = due.len() == 1;
    out.push_str(&format!(
        "==== {} to send as of {day}; record each with `trust notices sent`\n",
        if one { "1 notice".to_owned() } else { format!("{} notices", due.len()) }
    ));
    out
}

fn document(due: &[Due<'_>], office: &Office) -> String {
    let one = |own: &Due<'_>| -> Value {
        let notice = &own.entry.own.notice;
        let subject = |(id, name): &(crate::view::SubprocessorId, String)| json!({ "id": id.to_string(), "name": name });
        json!({
            "id": notice.id.to_string(),
            "kind": notice.kind.word(),
            "effect": notice.effect.word(),
            "state": own.entry.standing.word(),
            "informational": own.owed.is_informational,
            "due_since": own.owed.since.to_string(),
            "deadline": own.owed.deadline.map(|date| date.to_string()),
            "audience": own.entry.own.audience.word(),
            "about": notice.subject.iter().map(subject).collect::<Vec<_>>(),
            "announced_on": notice.announced_on.to_string(),
            "objection_until": notice.objection_until.map(|date| date.to_string()),
            "effective_on": notice.effective_on.to_string(),
            "sent": own.entry.sent(office.day).map(list::sending).collect::<Vec<_>>(),
            "language": own.mail.language,
            "from": { "name": own.mail.from_name, "email": own.mail.from },
            "subject": own.mail.subject,
            "text": own.mail.text,
            "html": own.mail.html,
            "message_sha256": own.mail.message_sha256(),
        })
    };
    let listed: Vec<Value> = due.iter().map(one).collect();
    let all = json!({ "version": 1, "as_of": office.day.to_string(), "due": listed });
    format!("{all:#}\n")
}

/// Writes the message files, or prints the only one.
fn messages(
    due: &[Due<'_>],
    args: &NoticesArgs,
    day: Date,
    shell: &mut Shell,
) -> anyhow::Result<()> {
    let Some(out) = &args.out else {
        match due {
            [] => {}
            [one] => shell.out(&String::from_utf8_lossy(&one.mail.eml())),
            many => bail!("{} notices are due; name a folder for them with --out", many.len()),
        }
        return Ok(());
    };
    let folder =
        &std::path::absolute(out).with_context(|| format!("`{}` is no folder", out.display()))?;
    if let Some(file) = folder.ancestors().find(|own| own.exists()).filter(|own| !own.is_dir()) {
        bail!("`{}` is no folder; name another with --out", file.display());
    }
    let files: Vec<(String, Vec<u8>)> = due
        .iter()
        .map(|own| (format!("{}.eml", own.entry.own.notice.id), own.mail.eml()))
        .collect();
    // Nothing is written before everything may be.
    for (name, bytes) in &files {
        let path = folder.join(name);
        let differs = match fs::read(&path) {
            Ok(known) => known != *bytes,
            Err(error) => error.kind() != io::ErrorKind::NotFound,
        };
        if differs && !args.force {
            bail!(
                "`{}` is there and says something else; move it away, or write over it with --force",
                path.display()
            );
        }
    }
    for (name, bytes) in &files {
        put(&folder.join(name), bytes)?;
    }
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    shell.say(&match names.as_slice() {
        [] => format!("nothing to send as of {day}"),
        names => format!("{}: {}", out.display(), names.join(", ")),
    });
    Ok(())
}

fn put(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if fs::read(path).is_ok_and(|known| known == bytes) {
        return Ok(());
    }
    Disk::real().put(path, bytes).with_context(|| format!("`{}` cannot be written", path.display()))
}
