//! `trust notices sent`: the record that a notice was sent.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::Args;

use crate::cli::disk::Disk;

use crate::cli::notices::Office;
use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global, project, publish};
use crate::date::Date;
use crate::diag::{Files as _, Sink, did_you_mean, plain};
use crate::language::Language;
use crate::library;
use crate::library::notice::{Channel, Notice};
use crate::register::owed;
use crate::source::edit::{Addition, Editor, Refused, Step};
use crate::source::{Content, Sources};
use crate::tree::hex_digest;
use crate::view::desk::Sending;

/// The key of a record that lists its sendings.
const KEY: &str = "channels_used";

/// Options of `trust notices sent`.
#[derive(Debug, Args)]
pub(super) struct SentArgs {
    /// The notice, as SPN-2026-007
    #[arg(value_name = "ID")]
    id: String,
    /// By which way, as email
    #[arg(long, value_name = "CHANNEL", value_parser = one_line)]
    channel: String,
    /// To how many
    #[arg(long, value_name = "NUMBER")]
    count: Option<u32>,
    /// To which list; never an address of a customer
    #[arg(long, value_name = "NAME", value_parser = one_line)]
    list: Option<String>,
    /// When [default: the day to work for]
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// The message as it was sent; its bytes are hashed [default: the text that `--due` prints on that day]
    #[arg(long, value_name = "FILE")]
    message: Option<PathBuf>,
    /// Language of the mail that `--due` printed [default: that of the originals]
    #[arg(long, value_name = "LANGUAGE", conflicts_with = "message", value_parser = super::language)]
    language: Option<Language>,
    /// Record it although the same channel, day and list are there already
    #[arg(long)]
    again: bool,
}

/// Appends the sending to the record of the notice; nothing else in the file changes.
pub(super) fn run(args: &SentArgs, global: &Global, shell: &mut Shell) -> anyhow::Result<Exit> {
    // From the reading on: who waits reads what the one before has written.
    let _lock = publish::lock(&project::find_root(global.project.as_deref())?)?;
    let Some(office) = Office::open(global, shell)? else { return Ok(Exit::Findings) };
    let notice = named(&office, &args.id)?;
    let on = args.on.unwrap_or(office.day);
    refuse(args, notice, on, office.day)?;
    let sending = Sending {
        channel: args.channel.clone(),
        sent_on: on,
        list: args.list.clone(),
        count: args.count,
        message_sha256: Some(digest(args, &office, notice, on)?),
    };
    let path = office.loaded.sources.path(notice.id.span.file);
    // A link leads to another file of the project, which is the one to change.
    let file = fs::canonicalize(office.loaded.root.join(path))
        .with_context(|| format!("`{path}` cannot be read"))?;
    let before = fs::read(&file).with_context(|| format!("`{path}` cannot be read"))?;
    let after = appended(&before, &sending).map_err(|refused| refusal(refused, path, &sending))?;
    check(&office, notice, &sending, (path, &after))?;
    // Editors take no lock.
    if fs::read(&file).ok().is_none_or(|now| now != before) {
        bail!("nothing was written: `{path}` has changed meanwhile; run it again");
    }
    Disk::real().put(&file, &after).with_context(|| format!("`{path}` cannot be written"))?;
    shell.say(&plain(&account(path, notice, &sending)));
    Ok(Exit::Clean)
}

/// The notice of that id.
fn named<'o>(office: &'o Office, id: &str) -> anyhow::Result<&'o Notice> {
    let notices = &office.library.notices;
    if let Some(notice) = notices.iter().find(|own| own.id.value.as_str() == id) {
        return Ok(notice);
    }
    let ids: Vec<&str> = notices.iter().map(|own| own.id.value.as_str()).collect();
    let hint = did_you_mean(id, ids.iter().copied(), || {
        if ids.is_empty() {
            "the project has no notices".to_owned()
        } else {
            format!("known: {}", ids.join(", "))
        }
    });
    bail!("there is no notice `{id}`; {hint}")
}

/// Refuses what cannot have been sent, and what is recorded already.
fn refuse(args: &SentArgs, notice: &Notice, on: Date, day: Date) -> anyhow::Result<()> {
    let (id, announced) = (&notice.id.value, notice.announced_on.value);
    if notice.is_draft() {
        bail!("`{id}` is a draft; publish it with an `audience` before it is sent");
    }
    if on > day {
        bail!("{on} is to come; record the sending on that day, or name another with --on");
    }
    if on < announced {
        bail!("`{id}` is announced on {announced}, after {on}; name the true day with --on");
    }
    let is_same =
        |own: &Channel| own.channel == args.channel && own.sent_on == on && own.list == args.list;
    if !args.again && notice.channels_used.iter().any(is_same) {
        let list = args.list.as_ref().map_or_else(String::new, |list| format!(" to `{list}`"));
        bail!(
            "`{id}` has a sending by `{}`{list} on {on} already; record another one with --again",
            args.channel
        );
    }
    Ok(())
}

/// SHA-256 of the message: of the file's bytes, or of the text of the mail as `--due` prints it on the day.
fn digest(args: &SentArgs, office: &Office, notice: &Notice, on: Date) -> anyhow::Result<String> {
    if let Some(file) = &args.message {
        let bytes =
            fs::read(file).with_context(|| format!("`{}` cannot be read", file.display()))?;
        return Ok(hex_digest(&bytes));
    }
    let language = args.language.unwrap_or(office.language());
    let notices = office.notices(on, language);
    let entries = owed::entries(&notices, on);
    let entry = entries.iter().find(|own| own.own.notice.id == notice.id.value);
    let entry = entry.with_context(|| {
        format!(
            "`{}` names nobody of the register; hash the message with --message",
            notice.id.value
        )
    })?;
    Ok(office.mail(entry, &notices, on, language).message_sha256())
}

/// The file with the sending at the end of its list, written as the list is.
fn appended(before: &[u8], sending: &Sending) -> Result<Vec<u8>, Refused> {
    let mut entries =
        vec![("channel", sending.channel.clone()), ("sent_on", sending.sent_on.to_string())];
    entries.extend(sending.list.clone().map(|list| ("list", list)));
    entries.extend(sending.count.map(|count| ("count", count.to_string())));
    entries.extend(sending.message_sha256.clone().map(|hash| ("message_sha256", hash)));
    let mut editor = Editor::new(before)?;
    editor.add(&[Step::Key(KEY)], Addition::Entries(&entries), Some("audience"))?;
    Ok(editor.bytes())
}

/// Reads the project with the new file again: the record must say the same and one sending more.
fn check(
    office: &Office,
    notice: &Notice,
    sending: &Sending,
    (path, after): (&str, &[u8]),
) -> anyhow::Result<()> {
    let others = office.loaded.sources.shared().filter(|own| own.path != path);
    let others = others.map(|own| (own.path.clone(), Content::Kept(Arc::clone(own))));
    let new = (path.to_owned(), Content::Read(after.to_vec()));
    let sources = Sources::keeping(others.chain([new]), &mut Sink::new());
    let outcome = library::compile(&sources);
    let read = outcome.value.filter(|_| !outcome.sink.has_errors());
    let read = read.and_then(|library| {
        library.notices.into_iter().find(|own| own.id.value == notice.id.value)
    });
    let is_right = read.is_some_and(|own| {
        let before = notice.channels_used.iter().map(Sending::from);
        let wanted = before.chain([sending.clone()]);
        own.channels_used.iter().map(Sending::from).eq(wanted)
    });
    if is_right {
        return Ok(());
    }
    bail!(
        "nothing was written: `{path}` has changed meanwhile, or would not read as it should; run it again"
    )
}

/// Why the file is left as it is, with what to write by hand.
fn refusal(refused: Refused, path: &str, sending: &Sending) -> anyhow::Error {
    let why = match refused {
        Refused::Unreadable => "it is not a text that is read",
        Refused::LineEnds => "its lines end in more than one way",
        Refused::NotThere => "its `channels_used` is no list",
        Refused::Layout => "its layout leaves no certain place",
    };
    let mut keys = format!("channel: {}, sent_on: {}", sending.channel, sending.sent_on);
    let hash = sending.message_sha256.as_deref().unwrap_or_default();
    keys.push_str(&format!(", message_sha256: \"{hash}\""));
    anyhow::anyhow!("`{path}` was left as it is: {why}; add to `channels_used`: {{{keys}}}")
}

/// What was recorded, for people.
fn account(path: &str, notice: &Notice, sending: &Sending) -> String {
    let list = sending.list.as_ref().map_or_else(String::new, |list| format!(" to {list}"));
    let count = sending.count.map_or_else(String::new, |count| format!(" ({count})"));
    let hash: String =
        sending.message_sha256.iter().flat_map(|hash| hash.chars()).take(12).collect();
    format!(
        "{path}: {} sent by {}{list}{count} on {}, message {hash}",
        notice.id.value, sending.channel, sending.sent_on
    )
}

/// A text of one line that says something.
fn one_line(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err("a text of one line is needed".to_owned());
    }
    Ok(text.to_owned())
}
