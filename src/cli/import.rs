//! `trust import`: drafts of answers from old questionnaires.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::Args;

use crate::cli::disk::Disk;
use crate::cli::project::{self, Loaded};
use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global};
use crate::diag::{Files as _, Sink, did_you_mean, human, plain};
use crate::form::Form;
use crate::import::{self, Import, Known, KnownAnswer, OldFile, OldSheet, Wish};
use crate::library::answer::Answer;
use crate::library::audience::Audience;
use crate::library::{self, Library};
use crate::questionnaire;
use crate::source::{Content, Sources};
use crate::tree::{hex_digest, is_safe};
use crate::xlsx::{Limits, Workbook};

/// How many cells a line of the account names.
const NAMED: usize = 8;

/// Options of `trust import`.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// Filled questionnaires: .xlsx, .xlsm, .csv, or a .json that trust published
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The form that they are, as caiq@4.0.3 [default: recognised by its ids]
    #[arg(long, value_name = "FORM")]
    form: Option<String>,
    /// Read this sheet alone
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Folder for the drafts
    #[arg(long, value_name = "DIR", default_value = "answers/imported")]
    out: String,
    /// Who is to own the drafts
    #[arg(long, value_name = "OWNER")]
    owner: Option<String>,
    /// Add wordings of unknown forms to answers that are published, and so publish them
    #[arg(long)]
    merge_wordings: bool,
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// The project while files are imported: on disk, and what is to be written over it.
struct Desk {
    loaded: Loaded,
    root: PathBuf,
    /// New and changed files.
    files: BTreeMap<String, Vec<u8>>,
}

/// Drafts answers; nothing is written unless every file can be read and the project stays readable.
pub(super) fn run(args: &ImportArgs, global: &Global, shell: &mut Shell) -> anyhow::Result<Exit> {
    let folder = folder(&args.out)?;
    let old: Vec<OldFile> = args
        .files
        .iter()
        .map(|file| read(file, args.sheet.as_deref()))
        .collect::<Result<_, _>>()?;
    let loaded = project::load(global.project.as_deref())?;
    let root =
        fs::canonicalize(&loaded.root).context("the folder of the project cannot be read")?;
    let mut desk = Desk { loaded, root, files: BTreeMap::new() };
    desk.check_folder(&folder)?;
    for (old, file) in old.iter().zip(&args.files) {
        let sources = desk.sources();
        let Some(library) = readable(&sources, &mut desk.loaded.sink, shell) else {
            shell.say("nothing was imported: the project has to be readable first");
            return Ok(Exit::Findings);
        };
        let form = args.form.as_deref().map(|name| form(&library, name)).transpose()?;
        let wish = Wish {
            form,
            folder: folder.clone(),
            owner: args.owner.clone(),
            merges_wordings: args.merge_wordings,
        };
        let import = desk.import(old, &sources, &library, &wish);
        let import = import.map_err(|refusal| {
            anyhow::anyhow!(
                "`{}` cannot be imported: {refusal}; {}",
                file.display(),
                refusal.advice()
            )
        })?;
        // Names and texts are a stranger's: they must not steer the terminal.
        let account = account(old, &import, args.dry_run);
        let lines: Vec<String> = account.split('\n').map(plain).collect();
        shell.say(&lines.join("\n"));
        desk.files
            .extend(import.tree.iter().map(|(path, bytes)| (path.to_owned(), bytes.to_vec())));
    }
    let sources = desk.sources();
    if readable(&sources, &mut Sink::new(), shell).is_none() {
        bail!("nothing was written: the drafts would have errors; report this as a fault of trust");
    }
    if args.dry_run {
        shell.say("nothing was written");
        return Ok(Exit::Clean);
    }
    desk.write(&Disk::real())?;
    if !desk.files.is_empty() {
        shell.say("next: read each draft; `trust check` lists them");
    }
    Ok(Exit::Clean)
}

impl Desk {
    /// The files of the project as they are to be.
    fn sources(&self) -> Sources {
        let kept = self.loaded.sources.shared().filter(|own| !self.files.contains_key(&own.path));
        let kept = kept.map(|own| (own.path.clone(), Content::Kept(Arc::clone(own))));
        let new =
            self.files.iter().map(|(path, bytes)| (path.clone(), Content::Read(bytes.clone())));
        Sources::keeping(kept.chain(new), &mut Sink::new())
    }

    /// The bytes of a file as it is to be; a link is left alone.
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        if let Some(bytes) = self.files.get(path) {
            return Some(bytes.clone());
        }
        let file = self.root.join(path);
        match fs::symlink_metadata(&file) {
            Err(_) => None,
            Ok(metadata) if metadata.is_file() => fs::read(&file).ok(),
            Ok(_) => Some(Vec::new()),
        }
    }

    /// Refuses a folder that leads out of the project.
    fn check_folder(&self, folder: &str) -> anyhow::Result<()> {
        let whole = self.root.join(folder);
        let there = whole.ancestors().find(|folder| fs::symlink_metadata(folder).is_ok());
        let real = there.map(fs::canonicalize).transpose().ok().flatten();
        if there.is_none() || real.as_deref() != there {
            bail!("`{folder}` is or lies behind a link; name another folder with --out");
        }
        Ok(())
    }

    fn import(
        &self,
        old: &OldFile,
        sources: &Sources,
        library: &Library,
        wish: &Wish,
    ) -> Result<Import, import::Refusal> {
        let topic = |topic: &library::answer::Topic| {
            (topic.id.value.to_string(), topic.title.value.clone())
        };
        let known = Known {
            answers: known_answers(sources, library),
            topics: library.topics.iter().map(topic).collect(),
            forms: &library.forms,
            files: &|path| self.bytes(path),
        };
        import::draft(old, &known, wish)
    }

    /// Writes each file as one step.
    fn write(&self, disk: &Disk) -> anyhow::Result<()> {
        let mut written: Vec<&str> = Vec::new();
        for (path, bytes) in &self.files {
            if let Err(error) = disk.put(&self.root.join(path), bytes) {
                let before = if written.is_empty() {
                    "nothing was written before it".to_owned()
                } else {
                    format!("written before it: {}", written.join(", "))
                };
                let what =
                    format!("`{path}` cannot be written; {before}; run it again to complete it");
                return Err(error).context(what);
            }
            written.push(path);
        }
        Ok(())
    }
}

/// The folder for drafts, as a path of the project.
fn folder(out: &str) -> anyhow::Result<String> {
    let folder = out.trim_start_matches("./").trim_end_matches('/');
    let is_read = folder == "answers" || folder.starts_with("answers/");
    let is_hidden = folder.split('/').any(|part| part.starts_with('.'));
    if !is_safe(folder) || !is_read || is_hidden {
        bail!("`{out}` is no folder that answers are read from; name one in `answers/`");
    }
    Ok(folder.to_owned())
}

/// Reads an old questionnaire.
fn read(file: &Path, sheet: Option<&str>) -> anyhow::Result<OldFile> {
    let limits = Limits::default();
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let refused = |reason: &str, advice: &str| {
        anyhow::anyhow!("`{}` cannot be imported: {reason}; {advice}", file.display())
    };
    let metadata =
        fs::metadata(file).with_context(|| format!("`{}` cannot be read", file.display()))?;
    if !metadata.is_file() {
        let advice = "give a workbook (.xlsx or .xlsm), a .csv or a .json file";
        return Err(refused("it is no file", advice));
    }
    if usize::try_from(metadata.len()).map_or(true, |size| size > limits.file) {
        return Err(refused("it is too large", "100 MB is the most"));
    }
    let bytes = fs::read(file).with_context(|| format!("`{}` cannot be read", file.display()))?;
    let digest: String = hex_digest(&bytes).chars().take(12).collect();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let is_csv =
        matches!(ending.as_deref(), Some("csv" | "tsv" | "txt")) && !bytes.starts_with(b"PK");
    let is_json = ending.as_deref() == Some("json");
    if sheet.is_some() && (is_csv || is_json) {
        return Err(refused("it has no sheets", "leave --sheet away"));
    }
    let mut form = None;
    let sheets = if is_json {
        let read = import::json::sheet(&bytes).map_err(|wrong| refused(wrong.0, wrong.1))?;
        form = Some(read.1);
        vec![read.0]
    } else if is_csv {
        let cells = questionnaire::csv::sheet(&bytes);
        let cells = cells.map_err(|wrong| refused(wrong.0, wrong.1))?;
        vec![OldSheet { name: None, sheet: cells, is_json: false }]
    } else {
        let workbook = Workbook::open(&bytes, &limits);
        let workbook = workbook.map_err(|wrong| refused(&wrong.to_string(), wrong.advice()))?;
        sheets(&workbook, sheet, &refused)?
    };
    Ok(OldFile { name, digest, form, sheets })
}

/// The sheets that are read: the named one, else all that people see.
fn sheets(
    workbook: &Workbook,
    wanted: Option<&str>,
    refused: &impl Fn(&str, &str) -> anyhow::Error,
) -> anyhow::Result<Vec<OldSheet>> {
    let all = workbook.sheets();
    if let Some(name) = wanted.filter(|name| !all.iter().any(|own| own.name == *name)) {
        let names: Vec<&str> = all.iter().map(|own| own.name.as_str()).collect();
        let known = did_you_mean(name, names.iter().copied(), || {
            format!("its sheets: {}", names.join(", "))
        });
        return Err(refused(&format!("it has no sheet `{name}`"), &known));
    }
    let mut sheets = Vec::new();
    for (index, own) in all.iter().enumerate() {
        let is_read = wanted.map_or(own.is_visible, |name| own.name == name);
        if own.has_cells && is_read {
            let sheet = workbook.read(index);
            let sheet = sheet.map_err(|wrong| refused(&wrong.to_string(), wrong.advice()))?;
            sheets.push(OldSheet { name: Some(own.name.clone()), sheet, is_json: false });
        }
    }
    Ok(sheets)
}

/// The library, if it can be read without errors; else they are printed.
fn readable(sources: &Sources, sink: &mut Sink, shell: &mut Shell) -> Option<Library> {
    let outcome = library::compile(sources);
    let mut said = std::mem::take(sink);
    said.append(outcome.sink);
    if said.has_errors() || outcome.value.is_none() {
        let text = human::render(&said.into_sorted(), sources, shell.has_color());
        shell.problems(&text);
        return None;
    }
    outcome.value
}

/// The form of that name.
fn form(library: &Library, name: &str) -> anyhow::Result<Arc<Form>> {
    let names: Vec<String> =
        library.forms.references().into_iter().map(ToString::to_string).collect();
    let found = name.parse().ok().and_then(|reference| library.forms.get(&reference));
    let hint = || {
        did_you_mean(name, names.iter().map(String::as_str), || {
            format!("known: {}", names.join(", "))
        })
    };
    found.cloned().with_context(|| format!("there is no form `{name}`; {}", hint()))
}

/// The answers of a library as an import knows them.
pub(super) fn known_answers(sources: &Sources, library: &Library) -> Vec<KnownAnswer> {
    let mut places: BTreeMap<u32, usize> = BTreeMap::new();
    let known = |answer: &Answer| {
        let file = answer.id.span.file;
        let next = places.entry(file.0).or_default();
        let index = *next;
        *next += 1;
        let translated = answer.translations.iter().flat_map(|(_, text)| {
            text.question.iter().map(|question| &question.value).chain(&text.also_asked)
        });
        let also_asked = answer.also_asked.iter().map(|own| &own.value);
        let questions = std::iter::once(&answer.question.value).chain(also_asked);
        let said = |variant| answer.in_variant(variant).response.map(|response| response.value);
        let responses: BTreeSet<_> = library.variants().into_iter().map(said).collect();
        let ids =
            |ids: &[crate::span::Spanned<String>]| ids.iter().map(|id| id.value.clone()).collect();
        KnownAnswer {
            id: answer.id.value.to_string(),
            path: sources.path(file).to_owned(),
            index,
            questions: questions.chain(translated).cloned().collect(),
            responses,
            answers_to: answer
                .answers_to
                .iter()
                .map(|(form, own)| (form.value.clone(), ids(own)))
                .collect(),
            is_published: answer.audience != Audience::Internal,
            imported: answer.imported.as_ref().map(|imported| {
                (imported.sha256.clone(), imported.sheet.clone(), imported.cell.clone())
            }),
        }
    };
    library.answers.iter().map(known).collect()
}

/// What became of a file, for people.
fn account(old: &OldFile, import: &Import, is_dry: bool) -> String {
    let form = import.form.as_ref().map_or_else(|| "no known form".to_owned(), ToString::to_string);
    let mut out = format!("{}: {}, {form}\n", old.name, count(import.rows, "row"));
    let mut by_path: BTreeMap<&str, Vec<&import::Drafted>> = BTreeMap::new();
    import.drafted.iter().for_each(|draft| by_path.entry(&draft.path).or_default().push(draft));
    let flagged = import.drafted.iter().filter(|draft| !draft.flags.is_empty()).count();
    let flags = if flagged == 0 { String::new() } else { format!(", {flagged} with doubts") };
    let rows = import.drafted.len() + import.joined;
    let drafted = count(import.drafted.len(), "answer");
    out.push_str(&format!("  drafted {drafted} from {}{flags}\n", count(rows, "row")));
    for (path, drafts) in by_path {
        out.push_str(&format!("    + {path}: {}\n", count(drafts.len(), "answer")));
        for draft in drafts.iter().filter(|_| is_dry) {
            let response = draft.response.map_or("no response", crate::form::Response::word);
            out.push_str(&format!("      + {}: {} [{response}]\n", draft.id, draft.question));
            draft.flags.iter().for_each(|flag| out.push_str(&format!("        ! {flag}\n")));
        }
    }
    if !import.merged.is_empty() {
        out.push_str(&format!("  merged {}\n", count(import.merged.len(), "row")));
    }
    for merged in &import.merged {
        let (path, id, cell) = (&merged.path, &merged.id, &merged.cell);
        let published = if merged.is_published { ", which is published" } else { "" };
        out.push_str(&format!("    ~ {path}: `{id}` ({cell}){published}\n"));
        if let Some(question) = &merged.also_asked {
            out.push_str(&format!("      + also_asked: {question}\n"));
        }
        if let Some((form, id)) = &merged.answers_to {
            out.push_str(&format!("      + answers_to: {form} {id}\n"));
        }
    }
    out.push_str(&suggested(import));
    if !import.conflicts.is_empty() {
        out.push_str("  not merged, drafted apart\n");
        let line = |(cell, what): &(String, String)| format!("    ! {cell}: {what}\n");
        out.extend(import.conflicts.iter().map(line));
    }
    out.push_str(&skipped(import));
    out.truncate(out.trim_end().len());
    out
}

/// Wordings that were not added to published answers.
fn suggested(import: &Import) -> String {
    if import.suggested.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "  kept {} out of published answers: other people's words may be confidential\n",
        count(import.suggested.len(), "wording")
    );
    for merged in &import.suggested {
        out.push_str(&format!("    ? {}: `{}` ({})\n", merged.path, merged.id, merged.cell));
        if let Some(question) = &merged.also_asked {
            out.push_str(&format!("      also_asked: {question}\n"));
        }
    }
    out.push_str("    add them by hand, or all of them with --merge-wordings\n");
    out
}

/// The rows of which no draft came, by reason.
fn skipped(import: &Import) -> String {
    if import.skipped.is_empty() {
        return String::new();
    }
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    import.skipped.iter().for_each(|(cell, why)| reasons.entry(why).or_default().push(cell));
    let mut out = format!("  passed over {}\n", count(import.skipped.len(), "row"));
    for (reason, cells) in reasons {
        let named: Vec<&str> = cells.iter().take(NAMED).copied().collect();
        let more = cells.len() - named.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        out.push_str(&format!("    {reason}: {}{more}\n", named.join(", ")));
    }
    out
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests;
