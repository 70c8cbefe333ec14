//! `trust ask`: one question, answered from the library with its sources, or not at all.

mod print;

use std::collections::BTreeMap;
use std::io::{BufRead as _, IsTerminal as _, Read as _};

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};

use crate::cli::project::Loaded;
use crate::cli::report::open;
use crate::cli::terminal::Shell;
use crate::cli::{Exit, Global, clock, project};
use crate::date::Date;
use crate::diag::{Positions, Sink, did_you_mean};
use crate::library::{self, Library};
use crate::matching::lexicon::Lexicon;
use crate::matching::{ACCEPT, Asked, Candidate, Matcher, Reason, Verdict};
use crate::questionnaire::words::without_number;
use crate::view::notes::{AnswerNotes, notes, own_words};
use crate::view::{AnswerId, Audience, VariantId, View};

/// The most bytes that are read from the standard input.
const MOST_READ: u64 = 5_000_000;
/// The most characters that a question has.
const LONGEST: usize = 2_000;
/// How many answers are shown that are near, and do not fit.
const MOST_NEAR: usize = 3;

/// Options of `trust ask`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 every question is answered, 1 the library does not know, 2 the command could not run."
)]
pub(super) struct AskArgs {
    /// The question; without one, questions are read from the standard input, one a line
    #[arg(value_name = "QUESTION")]
    question: Vec<String>,
    /// The variant that is asked about [default: all, side by side where they differ]
    #[arg(long, value_name = "ID")]
    variant: Option<String>,
    /// Who is to be told; what is internal is never told
    #[arg(long, value_enum, default_value_t, value_name = "AUDIENCE")]
    audience: AskAudience,
    /// How to print it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: AskFormat,
}

/// Who is to be told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum AskAudience {
    /// Everybody
    #[default]
    Public,
    /// Who has signed a confidentiality agreement
    Nda,
}

/// How an answer is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum AskFormat {
    /// For people
    #[default]
    Human,
    /// For programs: one JSON object for each question, one a line
    Json,
    /// The JSON Schema of `json`, whatever the question
    Schema,
}

/// Answers a question, or all that are pasted.
pub(super) fn run(args: &AskArgs, global: &Global, shell: &mut Shell) -> anyhow::Result<Exit> {
    if args.format == AskFormat::Schema {
        shell.out(&print::schema());
        return Ok(Exit::Clean);
    }
    let desk = Desk::new(args, global, shell)?;
    let mut all_known = true;
    let mut ask = |text: &str, shell: &mut Shell| -> anyhow::Result<()> {
        if text.chars().count() > LONGEST {
            bail!("a question has {LONGEST} characters at most; paste one a line");
        }
        let reply = desk.reply(text);
        all_known &= reply.answer.is_some();
        match args.format {
            AskFormat::Json => shell.out(&print::json(&desk, &reply)),
            AskFormat::Human | AskFormat::Schema => {
                shell.out(&print::human(&desk, &reply, shell.width()));
            }
        }
        Ok(())
    };
    if args.question.is_empty() {
        pasted(shell, &mut ask)?;
    } else {
        let question = args.question.join(" ");
        let question = one_line(&question);
        if question.is_empty() {
            bail!("the question is empty");
        }
        ask(&question, shell)?;
    }
    Ok(if all_known { Exit::Clean } else { Exit::Findings })
}

/// Asks what comes from the standard input, a question a line, as it comes.
fn pasted(
    shell: &mut Shell,
    ask: &mut impl FnMut(&str, &mut Shell) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        shell.problems("one question a line; an end of input (Ctrl-D) ends\n");
    }
    let mut input = stdin.lock().take(MOST_READ);
    let (mut line, mut asked) = (Vec::new(), 0_usize);
    while input.read_until(b'\n', &mut line).context("the standard input cannot be read")? > 0 {
        let text = String::from_utf8_lossy(&line);
        let question = without_number(&one_line(&text)).to_owned();
        if !question.is_empty() {
            ask(&question, shell)?;
            asked += 1;
        }
        line.clear();
    }
    if input.limit() == 0 {
        bail!("there is more than 5 MB of questions; paste fewer at a time");
    }
    if asked == 0 {
        bail!(
            "there is no question; give one, as `trust ask \"Do you encrypt backups?\"`, or one a line"
        );
    }
    Ok(())
}

/// A text on one line.
fn one_line(text: &str) -> String {
    let text = text.trim_start_matches('\u{FEFF}');
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is at hand to answer questions.
struct Desk {
    loaded: Loaded,
    library: Library,
    notes: BTreeMap<AnswerId, AnswerNotes>,
    audience: Audience,
    variant: Option<VariantId>,
    view: View,
    matcher: Matcher,
    /// What readers under NDA may be told beside, for a question of everybody.
    under_nda: Option<Matcher>,
}

/// What came of a question.
struct Reply {
    question: String,
    verdict: Verdict,
    /// The answer, where there is one.
    answer: Option<Candidate>,
    /// What is near and does not fit, best first.
    near: Vec<Candidate>,
    /// An answer that may be told under NDA only.
    under_nda: Option<AnswerId>,
}

impl Desk {
    fn new(args: &AskArgs, global: &Global, shell: &mut Shell) -> anyhow::Result<Self> {
        let date = clock::as_of(global.as_of)?;
        let mut loaded = project::load(global.project.as_deref())?;
        let outcome = library::compile(&loaded.sources);
        let mut sink = std::mem::take(&mut loaded.sink);
        sink.append(outcome.sink);
        let library = outcome
            .value
            .context("the project cannot be read; `trust check` says what is wrong")?;
        if sink.has_errors() {
            shell.problems(
                "warning: the project has errors, and answers that they concern are not known here; `trust check` lists them\n",
            );
        }
        let variant = args.variant.as_deref().map(|id| variant(&library, id)).transpose()?;
        let notes = notes(&library);
        let audience = match args.audience {
            AskAudience::Public => Audience::Public,
            AskAudience::Nda => Audience::Nda,
        };
        let view = |audience: Audience, date: Date| {
            open(&library, &loaded, audience, variant.clone(), date, &mut Sink::new())
        };
        let lexicon = Lexicon::builtin().with(&own_words(&library));
        let matcher =
            |view: &View| Matcher::new(view, &notes, lexicon.clone(), variant.as_ref(), ACCEPT);
        let own = view(audience, date);
        let has_more = audience == Audience::Public && !crate::view::is_all_public(&library);
        let under_nda = has_more.then(|| matcher(&view(Audience::Nda, date)));
        let matcher = matcher(&own);
        Ok(Self { loaded, library, notes, audience, variant, view: own, matcher, under_nda })
    }

    /// Looks for the answer to a question.
    fn reply(&self, question: &str) -> Reply {
        let asked = Asked { text: question.to_owned(), ..Asked::default() };
        let verdict = self.matcher.find(&asked);
        let mut candidates = verdict.candidates.iter();
        let best = verdict.candidates.first();
        let answer = best.filter(|_| verdict.parts.is_empty()).filter(|best| fits(best)).cloned();
        if answer.is_some() {
            candidates.next();
        }
        let near = candidates.take(MOST_NEAR).cloned().collect();
        let wider = self.under_nda.as_ref().filter(|_| answer.is_none());
        let under_nda = wider.and_then(|matcher| {
            let best = matcher.find(&asked).candidates.into_iter().next()?;
            (fits(&best) && self.view.answer(&best.answer).is_none()).then_some(best.answer)
        });
        Reply { question: question.to_owned(), verdict, answer, near, under_nda }
    }

    /// File and line of an answer.
    fn place(&self, id: &AnswerId) -> Option<(String, usize)> {
        let span = self.library.answer(id)?.id.span;
        let mut positions = Positions::new(&self.loaded.sources);
        let line = positions.of(span).0.line;
        Some((positions.files().path(span.file).to_owned(), line))
    }

    /// The address of a path on the portal.
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.view.site.base_url.as_str().trim_end_matches('/'))
    }
}

/// The variant of that id.
fn variant(library: &Library, id: &str) -> anyhow::Result<VariantId> {
    let known = || library.project.variants.iter().map(|own| &own.id.value);
    match known().find(|own| own.as_str() == id) {
        Some(variant) => Ok(variant.clone()),
        None if known().next().is_none() => {
            bail!("there is no variant `{id}`; this project has none, leave `--variant` out")
        }
        None => {
            let names: Vec<&str> = known().map(VariantId::as_str).collect();
            let all = || format!("there is `{}`", names.join("`, `"));
            bail!("there is no variant `{id}`; {}", did_you_mean(id, names.iter().copied(), all))
        }
    }
}

/// Whether a candidate answers the question. What only keeps it from being written unseen is no objection here,
/// because somebody reads it: all statements are shown, and everything that is to be known beside.
fn fits(candidate: &Candidate) -> bool {
    let is_caution = |reason: Reason| {
        matches!(
            reason,
            Reason::Variants | Reason::NoResponse | Reason::AlwaysReview | Reason::Finding
        )
    };
    candidate.confidence >= ACCEPT
        && candidate.objections.iter().all(|objection| is_caution(objection.reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_lists_are_left_out_and_names_are_not() {
        let cases = [
            ("1. Is MFA enforced?", "Is MFA enforced?"),
            ("1.2.3) Is MFA enforced?", "Is MFA enforced?"),
            ("- Is MFA enforced?", "Is MFA enforced?"),
            ("2FA enforced?", "2FA enforced?"),
            ("27001 certified?", "27001 certified?"),
            ("MFA?", "MFA?"),
        ];
        for (text, expected) in cases {
            assert_eq!(without_number(text), expected, "{text}");
        }
        assert_eq!(one_line("\u{feff} a\t b\r\n"), "a b");
    }
}
