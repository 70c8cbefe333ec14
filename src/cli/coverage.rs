//! `trust coverage`.

mod carried;
mod human;
mod languages;

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::bail;
use clap::{Args, ValueEnum};

use crate::cli::coverage::carried::Filled;
use crate::cli::coverage::languages::LanguageCoverage;
use crate::cli::report::{Checked, Format, open, open_for};
use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global};
use crate::diag::{Sink, did_you_mean};
use crate::form::{Form, FormRef};
use crate::language::{Language, Words};
use crate::library::Library;
use crate::library::audience::Access;
use crate::library::project::Download;
use crate::questionnaire::Questionnaire;
use crate::span::{FileId, Span, Spanned};
use crate::view::{Audience, Reader, VariantId};

/// Options of `trust coverage`.
#[derive(Debug, Args)]
pub(super) struct CoverageArgs {
    /// A form, as caiq-lite@4.0.3 [default: those on the portal]
    form: Option<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: CoverageFormat,
    /// Who is to read it
    #[arg(long, value_enum, default_value_t, value_name = "AUDIENCE")]
    audience: CoverageAudience,
}

/// How coverage is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum CoverageFormat {
    /// For people
    #[default]
    Human,
    /// For programs
    Json,
}

/// Whose answers count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum CoverageAudience {
    /// What everybody may read
    #[default]
    Public,
    /// What readers under a confidentiality agreement may read
    Nda,
}

/// Prints what each form has and lacks.
pub(super) fn run(args: &CoverageArgs, global: &Global, shell: &mut Shell) -> anyhow::Result<Exit> {
    let mut checked = Checked::new(global)?;
    let Some(library) = &mut checked.library else {
        checked.print(Format::Human, shell);
        return Ok(Exit::Findings);
    };
    let chosen = chosen(library, args.form.as_deref())?;
    name_origins(library, &chosen);
    let Some(library) = &checked.library else { return Ok(Exit::Findings) };
    let audience = match args.audience {
        CoverageAudience::Public => Audience::Public,
        CoverageAudience::Nda => Audience::Nda,
    };
    let mut views = Vec::new();
    for variant in library.variants() {
        let (loaded, date) = (&checked.loaded, checked.date);
        let sink = &mut Sink::new();
        views.push((variant, open(library, loaded, audience, variant.cloned(), date, sink)));
    }
    let questionnaires = chosen.iter().flat_map(|form| {
        views.iter().map(|(variant, view)| {
            let known = |id: &VariantId| view.variants.iter().find(|known| known.id.value == *id);
            let variant = variant.and_then(known).cloned();
            (view, Questionnaire::fill(view, form, variant, &Words::default()))
        })
    });
    let questionnaires: Vec<_> = questionnaires.collect();
    let filled = questionnaires.iter().map(|(view, own)| Filled::of(own, view, &library.forms));
    let filled: Vec<Filled<'_>> = filled.collect();
    // Who asks for one form asks for nothing else.
    let languages =
        if args.form.is_none() { languages(library, &checked, audience) } else { Vec::new() };
    match args.format {
        CoverageFormat::Human => {
            shell.out(&human::print(&filled, shell.width()));
            languages.iter().for_each(|own| shell.out(&own.human()));
        }
        CoverageFormat::Json => shell.out(&json(&filled, &languages)),
    }
    Ok(Exit::Clean)
}

/// What is translated into each other language of the site.
fn languages(library: &Library, checked: &Checked, audience: Audience) -> Vec<LanguageCoverage> {
    let of = |language: Language| {
        let reader = Reader { audience, variant: None, date: checked.date, language };
        LanguageCoverage::of(&open_for(library, &checked.loaded, reader, &mut Sink::new()))
    };
    library.project.site.languages.iter().map(|language| of(language.value)).collect()
}

/// The form of that name, or those on the portal.
fn chosen(library: &Library, name: Option<&str>) -> anyhow::Result<Vec<Arc<Form>>> {
    let Some(name) = name else {
        let downloads = library.project.downloads.iter();
        let forms = downloads.filter_map(|download| library.forms.get(&download.form.value));
        return Ok(forms.cloned().collect());
    };
    if let Some(form) = name.parse().ok().and_then(|reference| library.forms.get(&reference)) {
        return Ok(vec![Arc::clone(form)]);
    }
    let names: Vec<String> =
        library.forms.references().into_iter().map(ToString::to_string).collect();
    let known = || format!("known: {}", names.join(", "));
    let hint = did_you_mean(name, names.iter().map(String::as_str), known);
    bail!("there is no form `{name}`; {hint}")
}

/// Takes forms, and those from which answers carry to them, as if the portal offered them, so that views name
/// their questions: whoever runs this reads the project.
pub(super) fn name_origins(library: &mut Library, chosen: &[Arc<Form>]) {
    let forms = &library.forms;
    let mut named: BTreeSet<FormRef> = chosen.iter().map(|form| form.reference.clone()).collect();
    // An answer carries over two tables at most.
    for _ in 0..2 {
        let known = named.iter().filter_map(|reference| forms.get(reference));
        let origins = known.flat_map(|form| form.origins.values().flatten());
        let origins: Vec<FormRef> = origins.map(|origin| origin.form.clone()).collect();
        named.extend(origins);
    }
    let nowhere = Span::start_of(FileId(0));
    library.project.downloads.extend(named.into_iter().map(|form| Download {
        form: Spanned::new(form, nowhere),
        path: Spanned::new(String::new(), nowhere),
        access: Access::Audience(Audience::Public),
        says_access: true,
        workbook: None,
    }));
}

fn json(filled: &[Filled<'_>], languages: &[LanguageCoverage]) -> String {
    let forms: Vec<_> = filled.iter().map(Filled::json).collect();
    let languages: Vec<_> = languages.iter().map(LanguageCoverage::json).collect();
    let all = serde_json::json!({ "version": 1, "forms": forms, "languages": languages });
    format!("{all:#}\n")
}
