//! `trust coverage`.

mod carried;

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::bail;
use clap::{Args, ValueEnum};

use crate::cli::coverage::carried::Carried;
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
use crate::view::{Audience, Reader, Translated, View};

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
    let mut questionnaires = Vec::new();
    for form in &chosen {
        for variant in library.variants() {
            let view = open(
                library,
                &checked.loaded,
                audience,
                variant.cloned(),
                checked.date,
                &mut Sink::new(),
            );
            let variant = variant
                .and_then(|id| view.variants.iter().find(|known| known.id.value == *id).cloned());
            questionnaires.push(Questionnaire::fill(&view, form, variant, &Words::default()));
        }
    }
    // Who asks for one form asks for nothing else.
    let languages =
        if args.form.is_none() { languages(library, &checked, audience) } else { Vec::new() };
    match args.format {
        CoverageFormat::Human => {
            questionnaires.iter().for_each(|questionnaire| shell.out(&human(questionnaire)));
            languages.iter().for_each(|own| shell.out(&own.human()));
        }
        CoverageFormat::Json => shell.out(&json(&questionnaires, &languages)),
    }
    Ok(Exit::Clean)
}

/// How much is translated into one language: ids of answers.
struct LanguageCoverage {
    language: Language,
    full: Vec<String>,
    partial: Vec<String>,
    missing: Vec<String>,
}

impl LanguageCoverage {
    fn of(view: &View) -> Self {
        let language = view.reader.language;
        let ids = |wanted: Translated| {
            let own = view.answers.iter().filter(|own| own.translated(language) == wanted);
            own.map(|own| own.id.to_string()).collect()
        };
        Self {
            language,
            full: ids(Translated::Fully),
            partial: ids(Translated::Partly),
            missing: ids(Translated::Not),
        }
    }

    fn answers(&self) -> usize {
        self.full.len() + self.partial.len() + self.missing.len()
    }

    fn human(&self) -> String {
        format!(
            "{} ({}): {} of {} answers translated, {} in part, {} not\n",
            self.language.english_name(),
            self.language.tag(),
            self.full.len(),
            self.answers(),
            self.partial.len(),
            self.missing.len()
        )
    }

    fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "language": self.language,
            "answers": self.answers(),
            "translated": self.full,
            "partly_translated": self.partial,
            "not_translated": self.missing,
        })
    }
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
    let mut forms = library.forms.iter();
    if let Some(form) = forms.find(|form| form.reference.to_string() == *name) {
        return Ok(vec![Arc::clone(form)]);
    }
    let names: Vec<String> = library.forms.iter().map(|form| form.reference.to_string()).collect();
    let known = || format!("known: {}", names.join(", "));
    let hint = did_you_mean(name, names.iter().map(String::as_str), known);
    bail!("there is no form `{name}`; {hint}")
}

/// Takes forms, and those from which answers carry to them, as if the portal offered them, so that views name
/// their questions: whoever runs this reads the project.
fn name_origins(library: &mut Library, chosen: &[Arc<Form>]) {
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
    }));
}

/// Ids of the questions without an answer, in a section.
fn gaps<'q>(questionnaire: &'q Questionnaire, section: &str) -> Vec<&'q str> {
    let rows = questionnaire
        .rows
        .iter()
        .filter(|row| row.question.section == section && row.entry.is_none());
    rows.map(|row| row.question.id.as_str()).collect()
}

/// The form's title with its version and variant.
fn title(form: &Form, questionnaire: &Questionnaire) -> String {
    let variant = questionnaire
        .variant
        .as_ref()
        .map(|variant| format!(", {}", variant.name))
        .unwrap_or_default();
    format!("{} {}{variant}", form.title, form.reference.version)
}

fn human(questionnaire: &Questionnaire) -> String {
    let form = &questionnaire.form;
    let all = questionnaire.coverage();
    let gaps_in_all = all.questions - all.answered;
    let mut text = format!(
        "{}: {} of {} answered, {} of them planned, {} {}\n",
        title(form, questionnaire),
        all.answered,
        all.questions,
        all.planned,
        gaps_in_all,
        if gaps_in_all == 1 { "gap" } else { "gaps" }
    );
    let longest = form.sections.iter().map(|section| section.id.chars().count()).max().unwrap_or(0);
    for section in &form.sections {
        let rows = questionnaire.rows.iter().filter(|row| row.question.section == section.id);
        let (answered, questions) = rows.fold((0, 0), |(answered, all), row| {
            (answered + usize::from(row.entry.is_some()), all + 1)
        });
        let gaps = gaps(questionnaire, &section.id).join(" ");
        let gaps = if gaps.is_empty() { String::new() } else { format!("  gaps: {gaps}") };
        text.push_str(&format!(
            "  {:longest$}  {answered:3} of {questions:3}  {}{gaps}\n",
            section.id, section.title
        ));
    }
    text.push_str(&Carried::of(questionnaire).human());
    text
}

fn json(questionnaires: &[Questionnaire], languages: &[LanguageCoverage]) -> String {
    let one = |questionnaire: &Questionnaire| {
        let all = questionnaire.coverage();
        let sections: Vec<_> = questionnaire
            .form
            .sections
            .iter()
            .map(|section| {
                let questions = questionnaire.rows.iter().filter(|row| row.question.section == section.id).count();
                let gaps = gaps(questionnaire, &section.id);
                serde_json::json!({ "id": section.id, "title": section.title, "questions": questions, "answered": questions - gaps.len(), "gaps": gaps })
            })
            .collect();
        let from_others = Carried::of(questionnaire);
        let (carried, review) = from_others.json();
        serde_json::json!({
            "form": questionnaire.form.reference.to_string(),
            "variant": questionnaire.variant.as_ref().map(|variant| variant.id.value.as_str()),
            "questions": all.questions,
            "answered": all.answered,
            "planned": all.planned,
            "gaps": all.questions - all.answered,
            "sections": sections,
            "carried": carried,
            "review": review,
            "new": from_others.new,
        })
    };
    let forms: Vec<_> = questionnaires.iter().map(one).collect();
    let languages: Vec<_> = languages.iter().map(LanguageCoverage::json).collect();
    let all = serde_json::json!({ "version": 1, "forms": forms, "languages": languages });
    format!("{all:#}\n")
}
