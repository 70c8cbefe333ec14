//! `trust fill`: a customer's own questionnaire, filled from the library.

mod account;
mod findings;
mod learn;
mod resume;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::slice::from_ref;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};

use crate::cli::coverage::name_origins;
use crate::cli::disk::Disk;
use crate::cli::ledger::{Pen, published};
use crate::cli::report::{Checked, Format, open};
use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global, git, publish};
use crate::diag::{self, Severity, Sink, did_you_mean, plain};
use crate::fill::{self, Filling, House, Opened, Origin, Refusal, TablePlace, Wish};
use crate::language::Words;
use crate::library::Library;
use crate::matching::ACCEPT;
use crate::matching::lexicon::Lexicon;
use crate::output::filling::{self, Resumed};
use crate::tree::hex_digest;
use crate::view::{Audience, VariantId, View, notes};
use crate::xlsx::Limits;

/// Options of `trust fill`.
#[derive(Debug, Args)]
pub(super) struct FillArgs {
    /// The customer's questionnaire: .xlsx, .xlsm, .csv or .tsv, or .txt with a question a line; it is never changed
    #[arg(value_name = "FILE", required_unless_present = "resume")]
    file: Option<PathBuf>,
    /// The filled copy [default: beside the file, with `-filled` in its name]
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Who gets it [default: public]
    #[arg(long, value_enum, value_name = "AUDIENCE")]
    audience: Option<FillAudience>,
    /// The variant that the customer uses
    #[arg(long, value_name = "ID")]
    variant: Option<String>,
    /// Write answers from this confidence on, in percent; the others are proposed in the report [default: 90]
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(1..=100))]
    accept: Option<u8>,
    /// Look for questions in this sheet; may be given again
    #[arg(long, value_name = "NAME")]
    sheet: Vec<String>,
    /// The column of questions: letters, or its header
    #[arg(long, value_name = "COLUMN")]
    question: Option<String>,
    /// The column of responses
    #[arg(long, value_name = "COLUMN")]
    answer: Option<String>,
    /// The column of explanations
    #[arg(long, value_name = "COLUMN")]
    comment: Option<String>,
    /// Write over what answer cells hold already
    #[arg(long)]
    overwrite: bool,
    /// Apply what a person has decided in this report of an earlier run
    #[arg(long, value_name = "REPORT.JSON")]
    resume: Option<PathBuf>,
    /// Add the wordings that were decided with --resume to `also_asked` of their answers
    #[arg(long, requires = "resume")]
    learn: bool,
    /// Append a line about it to this file
    #[arg(long, value_name = "FILE", requires = "recipient")]
    ledger: Option<PathBuf>,
    /// Who gets it, for the ledger
    #[arg(long, value_name = "NAME", requires = "ledger")]
    recipient: Option<String>,
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Who gets a filled questionnaire; nobody gets what is internal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FillAudience {
    /// Everybody
    Public,
    /// Who has signed a confidentiality agreement
    Nda,
}

impl FillAudience {
    fn audience(self) -> Audience {
        match self {
            Self::Public => Audience::Public,
            Self::Nda => Audience::Nda,
        }
    }
}

/// What a place is looked at for before anything is written there.
struct Ground<'g> {
    /// The customer's file.
    file: &'g Path,
    /// The project.
    root: &'g Path,
    /// Whether decisions of an earlier run are applied.
    is_resumed: bool,
}

/// Where things are written.
struct Paths {
    filled: PathBuf,
    html: PathBuf,
    json: PathBuf,
}

/// Fills a questionnaire.
pub(super) fn run(args: &FillArgs, global: &Global, shell: &mut Shell) -> anyhow::Result<Exit> {
    let resumed = args.resume.as_deref().map(resume::read).transpose()?;
    let file = file(args, resumed.as_ref())?;
    let bytes = read(&file)?;
    let mut wish = wish(args, resumed.as_ref());
    let mut checked = Checked::new(global)?;
    let Some(mut library) = readable(&mut checked, shell) else { return Ok(Exit::Findings) };
    let refusing = |refusal: Refusal| refused(&file, &refusal);
    let opened = opened(&file, &bytes, &wish.place, &library).map_err(refusing)?;
    let pen = pen(args, &checked.loaded.root)?;
    let paths = Paths::of(&file, args.out.as_deref(), opened.extension());
    paths.check_ending(opened.extension())?;
    let root = checked.loaded.root.clone();
    let ground = Ground { file: &file, root: &root, is_resumed: resumed.is_some() };
    if !args.dry_run {
        paths.look(&ground)?;
    }
    opened.form().into_iter().for_each(|form| name_origins(&mut library, from_ref(form)));
    wish.variant = variant(&library, args.variant.as_deref(), wish.variant)?;
    let commit = commit(&checked.loaded.root);
    let (view, sink) = view(&checked, &library, &wish);
    let findings = findings::of(&library, checked.diagnostics.iter().chain(sink.as_slice()));
    let notes = notes::notes(&library);
    let words = Words::of(library.project.site.language);
    let lexicon = Lexicon::builtin().with(&notes::own_words(&library));
    let house =
        House { view: &view, notes: &notes, findings: &findings, words: &words, lexicon: &lexicon };
    let fill = |wish: &Wish| fill::fill(&opened, &house, wish);
    let filling = resume::filled(resumed.as_ref(), &commit, &mut wish, fill).map_err(refusing)?;
    let mut lesson = learn::of(resumed.as_ref(), &filling, &checked.loaded, &library);
    if args.learn && !args.dry_run {
        lesson.prepare(&checked.loaded)?;
    }
    let origin = Origin {
        file: name_of(&file),
        sha256: hex_digest(&bytes),
        filled: name_of(&paths.filled),
        filled_sha256: hex_digest(&filling.bytes),
        commit,
        as_of: checked.date,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        wish,
        organization: library.project.organization.name.clone(),
        portal: library.project.site.base_url.as_str().to_owned(),
    };
    said(shell, &account::found(&origin, &filling));
    if args.dry_run {
        said(shell, &account::totals(&filling, None));
        said(shell, &last_words(&lesson, &filling));
        return Ok(Exit::Clean);
    }
    pen.as_ref().map(Pen::check).transpose()?;
    paths.publish(&ground, &origin, &filling)?;
    said(shell, &account::totals(&filling, Some((&paths.filled, &paths.html))));
    if let (Some(pen), Some(ledger)) = (pen, &args.ledger) {
        let recorded = pen.record(&checked.loaded.root, (&origin, &filling, &view))?;
        said(shell, &recorded.said(ledger).join("\n"));
    }
    lesson.write(&Disk::real(), &checked.loaded)?;
    said(shell, &last_words(&lesson, &filling));
    Ok(Exit::Clean)
}

/// What can be learnt, and what would fill more.
fn last_words(lesson: &learn::Lesson, filling: &Filling) -> String {
    lesson.account() + &filling.asks_for_variant().unwrap_or_default()
}

/// The library, if the project could be read without errors; else they are printed. Findings of rules stop nothing:
/// they keep their answers out.
fn readable(checked: &mut Checked, shell: &mut Shell) -> Option<Library> {
    let mut errors = checked.diagnostics.iter().filter(|own| own.severity == Severity::Error);
    let is_readable = errors.all(|own| own.origin == diag::Origin::Rule);
    let library = checked.library.take().filter(|_| is_readable);
    if library.is_none() {
        checked.print(Format::Human, shell);
        shell.say("nothing was filled: the project has to be readable first");
    }
    library
}

/// Opens the customer's file.
fn opened(
    file: &Path,
    bytes: &[u8],
    place: &TablePlace,
    library: &Library,
) -> Result<Opened, Refusal> {
    let ours = ours(library);
    let ours: Vec<&str> = ours.iter().map(String::as_str).collect();
    Opened::new(&name_of(file), bytes, place, &library.forms, &ours)
}

/// The ledger, where one is wished; what speaks against it is said before anything is filled.
fn pen(args: &FillArgs, root: &Path) -> anyhow::Result<Option<Pen>> {
    let recipient = args.recipient.as_deref().unwrap_or_default();
    args.ledger.as_deref().map(|ledger| Pen::new(ledger, recipient, root)).transpose()
}

/// What we are called.
fn ours(library: &Library) -> Vec<String> {
    let organization = &library.project.organization;
    std::iter::once(&organization.name).chain(&organization.legal_name).cloned().collect()
}

/// Says something in which a stranger's texts stand: they must not steer the terminal.
fn said(shell: &mut Shell, text: &str) {
    if text.is_empty() {
        return;
    }
    let lines: Vec<String> = text.trim_end().split('\n').map(plain).collect();
    shell.say(&lines.join("\n"));
}

/// Opens the library for the customer. What cannot be said to this audience is among the findings, which keep it out.
fn view(checked: &Checked, library: &Library, wish: &Wish) -> (View, Sink) {
    let mut sink = Sink::new();
    let (audience, variant) = (wish.audience, wish.variant.clone());
    let view = open(library, &checked.loaded, audience, variant, checked.date, &mut sink);
    (view, sink)
}

/// What is wished: by the options, else as in the report.
fn wish(args: &FillArgs, resumed: Option<&Resumed>) -> Wish {
    let before = resumed.map(|own| &own.origin.wish);
    let place = TablePlace {
        sheets: args.sheet.clone(),
        question: args.question.clone(),
        answer: args.answer.clone(),
        comment: args.comment.clone(),
    };
    let is_placed = place != TablePlace::default();
    let place = before.filter(|_| !is_placed).map_or(place, |own| own.place.clone());
    let audience = args.audience.map(FillAudience::audience);
    Wish {
        audience: audience.or(before.map(|own| own.audience)).unwrap_or(Audience::Public),
        variant: before.and_then(|own| own.variant.clone()),
        accept: args.accept.or(before.map(|own| own.accept)).unwrap_or(ACCEPT),
        overwrites: args.overwrite || before.is_some_and(|own| own.overwrites),
        place,
        decisions: resumed.map(|own| own.decisions.clone()).unwrap_or_default(),
        seen: BTreeMap::new(),
    }
}

/// The variant of that name; else the one of the report, if the project still has it.
fn variant(
    library: &Library,
    name: Option<&str>,
    before: Option<VariantId>,
) -> anyhow::Result<Option<VariantId>> {
    let ids: Vec<&VariantId> =
        library.project.variants.iter().map(|variant| &variant.id.value).collect();
    let before = before.map(|id| id.to_string());
    let Some(name) = name.map(str::to_owned).or(before) else { return Ok(None) };
    if let Some(id) = ids.iter().find(|id| id.as_str() == name) {
        return Ok(Some((*id).clone()));
    }
    let names: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
    let hint = did_you_mean(&name, names.iter().copied(), || match names.as_slice() {
        [] => "the project has no variants: leave --variant away".to_owned(),
        names => format!("known: {}", names.join(", ")),
    });
    bail!("there is no variant `{name}`; {hint}")
}

/// The customer's file: as given, else the one that the report names, beside it.
fn file(args: &FillArgs, resumed: Option<&Resumed>) -> anyhow::Result<PathBuf> {
    match (&args.resume, resumed, &args.file) {
        (Some(report), Some(resumed), given) => {
            resume::file(report, resumed, given.as_deref(), read)
        }
        (_, _, Some(file)) => Ok(file.clone()),
        _ => bail!("name the customer's questionnaire"),
    }
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let metadata =
        fs::metadata(file).with_context(|| format!("`{}` cannot be read", file.display()))?;
    if !metadata.is_file() {
        bail!(
            "`{}` is no file; give a questionnaire: .xlsx, .xlsm, .csv, .tsv or .txt",
            file.display()
        );
    }
    if usize::try_from(metadata.len()).map_or(true, |size| size > Limits::default().file) {
        bail!("`{}` is too large; 100 MB is the most", file.display());
    }
    fs::read(file).with_context(|| format!("`{}` cannot be read", file.display()))
}

fn refused(file: &Path, refusal: &Refusal) -> anyhow::Error {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let is_prose =
        matches!(ending.as_deref(), Some("pdf" | "doc" | "docx" | "odt" | "rtf" | "html" | "md"));
    if is_prose {
        return anyhow::anyhow!(
            "`{}` cannot be filled: it is no table; paste its questions into a .txt, a question a line, or into a workbook",
            file.display()
        );
    }
    anyhow::anyhow!("`{}` cannot be filled: {refusal}", file.display())
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Short hash of the project's commit; empty outside Git.
fn commit(root: &Path) -> String {
    let provenance = git::provenance(root);
    let dirty = if provenance.dirty { "+dirty" } else { "" };
    provenance.commit.map_or_else(String::new, |commit| format!("{commit}{dirty}"))
}

impl Paths {
    /// The copy as wished, else beside the file; its reports beside the copy.
    fn of(file: &Path, out: Option<&Path>, extension: &str) -> Self {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let filled = out.map_or_else(
            || file.with_file_name(format!("{stem}-filled.{extension}")),
            Path::to_owned,
        );
        let (json, html) = filling::names(&name_of(&filled));
        let (json, html) = (filled.with_file_name(json), filled.with_file_name(html));
        Self { filled, html, json }
    }

    /// Refuses a name by which other programs would take the copy for another kind of file.
    fn check_ending(&self, extension: &str) -> anyhow::Result<()> {
        let ending = self.filled.extension().unwrap_or_default();
        if ending.eq_ignore_ascii_case(extension) {
            return Ok(());
        }
        bail!(
            "the copy is a `.{extension}` file, and `{}` has another ending; name it `{}` with -o",
            self.filled.display(),
            self.filled.with_extension(extension).display()
        )
    }

    /// Refuses to write over anything but what an earlier run has written and nobody has changed since.
    fn check(&self, ground: &Ground<'_>) -> anyhow::Result<()> {
        let Ground { file, root, is_resumed } = *ground;
        let out = self.filled.display();
        if self.filled.is_dir() {
            bail!("`{out}` is a folder; name the filled copy itself with -o");
        }
        let real = |path: &Path| fs::canonicalize(path).ok();
        let all = [&self.filled, &self.html, &self.json];
        if all.iter().any(|path| real(path).is_some_and(|own| Some(own) == real(file))) {
            bail!("the questionnaire itself is never changed; name another file with -o");
        }
        if let Some(folder) = published(&self.filled, root) {
            bail!(
                "the report names owners and what was not told, and cannot be kept in `{folder}`, which the portal is made of; name a file elsewhere with -o"
            );
        }
        let report = fs::read_to_string(&self.json).ok();
        let report = report.and_then(|text| filling::read(&text).ok());
        let decided = report.as_ref().map_or(0, |own| own.decisions.len());
        if decided > 0 && !is_resumed {
            bail!(
                "`{0}` holds what a person has decided for {1}; apply it with --resume {0}, or name another file with -o",
                self.json.display(),
                if decided == 1 { "1 row".to_owned() } else { format!("{decided} rows") }
            );
        }
        let own = |bytes: &[u8]| {
            report.as_ref().is_some_and(|own| own.origin.filled_sha256 == hex_digest(bytes))
        };
        if fs::symlink_metadata(&self.filled).is_ok()
            && !fs::read(&self.filled).is_ok_and(|bytes| own(&bytes))
        {
            bail!(
                "`{}` is there already, and is not as an earlier run has left it; move it away, or name another file with -o",
                self.filled.display()
            );
        }
        let is_its_own = report.is_some_and(|own| own.origin.filled == name_of(&self.filled));
        let foreign = [&self.html, &self.json]
            .into_iter()
            .find(|path| !is_its_own && fs::symlink_metadata(path).is_ok());
        if let Some(path) = foreign {
            bail!(
                "`{}` is there already, and is not about `{out}`; move it away, or name another file with -o",
                path.display()
            );
        }
        Ok(())
    }

    /// As [`Self::check`], while no other run writes there.
    fn look(&self, ground: &Ground<'_>) -> anyhow::Result<()> {
        let _lock = self.folder().is_dir().then(|| publish::lock(self.folder())).transpose()?;
        self.check(ground)
    }

    /// The folder of the copy.
    fn folder(&self) -> &Path {
        let folder = self.filled.parent().filter(|folder| !folder.as_os_str().is_empty());
        folder.unwrap_or(Path::new("."))
    }

    /// Writes the files while no other run writes there; what another one has written meanwhile is looked at again.
    fn publish(
        &self,
        ground: &Ground<'_>,
        origin: &Origin,
        filling: &Filling,
    ) -> anyhow::Result<()> {
        let disk = Disk::real();
        let folder = self.folder();
        disk.create_dirs(folder).with_context(|| {
            format!("`{}` cannot be made; the questionnaire was not filled", folder.display())
        })?;
        let _lock = publish::lock(folder)?;
        self.check(ground)?;
        self.write(&disk, origin, filling)
    }

    /// Writes all files or none, the filled copy last: where it is, its reports are.
    fn write(&self, disk: &Disk, origin: &Origin, filling: &Filling) -> anyhow::Result<()> {
        let (json, html) = (filling::json(origin, filling), filling::html(origin, filling));
        let files: [(&Path, &[u8]); 3] =
            [(&self.json, &json), (&self.html, &html), (&self.filled, &filling.bytes)];
        disk.put_all(&files).map_err(|(path, error)| {
            let what = format!("`{}` cannot be written", path.display());
            anyhow::Error::new(error).context(format!("{what}; the questionnaire was not filled"))
        })
    }
}

#[cfg(test)]
mod tests;
