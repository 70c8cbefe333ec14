//! `trust fill --resume`: what the library could learn from the decisions of a person. Nothing is learnt silently.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context as _, bail};

use crate::cli::disk::Disk;
use crate::cli::import::known_answers;
use crate::cli::project::Loaded;
use crate::diag::Sink;
use crate::fill::{Decision, Filling, Row};
use crate::import::KnownAnswer;
use crate::library::{self, Library};
use crate::matching::lexicon::Lexicon;
use crate::matching::words::key;
use crate::matching::{Outcome, Wordings};
use crate::output::filling::Resumed;
use crate::source::edit::{Addition, Editor, Refused, Step, scalar};
use crate::source::{Content, Sources};

/// A question of fewer words asks too little by itself.
const FEWEST_WORDS: usize = 3;

/// What may be added to an answer.
struct Wording {
    answer: String,
    path: String,
    /// The place of the answer in its file, from 0.
    index: usize,
    /// Whether others read what is added.
    is_published: bool,
    question: String,
}

/// What the decisions teach.
#[derive(Default)]
pub(super) struct Lesson {
    /// Wordings for `also_asked`, by file and answer.
    wordings: Vec<Wording>,
    /// Proposals that a person has rejected: file, answer and question.
    rejected: Vec<(String, String, String)>,
    /// Rows of which nothing is learnt, with the reason.
    refused: Vec<(String, String)>,
    /// Whether it was asked to be learnt.
    is_learnt: bool,
    /// Changed files of the project.
    files: BTreeMap<String, Vec<u8>>,
}

/// What can be learnt from the decisions that were written.
pub(super) fn of(
    resumed: Option<&Resumed>,
    filling: &Filling,
    loaded: &Loaded,
    library: &Library,
) -> Lesson {
    let mut lesson = Lesson::default();
    let Some(resumed) = resumed else { return lesson };
    let known = known_answers(&loaded.sources, library);
    let mut seen = BTreeSet::new();
    for row in &filling.rows {
        let Some(decided) = resumed.decided.get(&row.key()) else { continue };
        let asked = line(&row.question);
        let first = decided.offered.first().map(|own| &own.answer);
        let chosen = match &row.decision {
            Some(Decision::Answer(answer)) if row.outcome == Outcome::Fill => Some(answer),
            Some(Decision::Blank) => None,
            _ => continue,
        };
        let by_id = |id: &str| known.iter().find(|own| own.id == id);
        if let Some(first) = first.filter(|first| Some(*first) != chosen)
            && let Some(own) = by_id(first.as_str())
        {
            lesson.rejected.push((own.path.clone(), own.id.clone(), asked.clone()));
        }
        let Some(own) = chosen.and_then(|chosen| by_id(chosen.as_str())) else { continue };
        if own.questions.iter().any(|question| key(question) == key(&asked)) {
            continue;
        }
        let otherwise = decided.shown().is_some_and(|shown| shown.is_asked_otherwise);
        let otherwise = otherwise
            .then(|| format!("the report said that it asks something else than `{}`", own.id));
        match hindrance(row, own, filling, &known).or(otherwise) {
            Some(why) => lesson.refused.push((row.key(), why)),
            None if seen.insert(key(&asked)) => lesson.wordings.push(Wording {
                answer: own.id.clone(),
                path: own.path.clone(),
                index: own.index,
                is_published: own.is_published,
                question: asked,
            }),
            None => {}
        }
    }
    lesson.wordings.sort_by(|a, b| (&a.path, a.index).cmp(&(&b.path, b.index)));
    lesson.rejected.sort();
    lesson.rejected.dedup();
    lesson
}

/// Why the wording of a row is not learnt.
fn hindrance(
    row: &Row,
    own: &KnownAnswer,
    filling: &Filling,
    known: &[KnownAnswer],
) -> Option<String> {
    let asked = key(&row.question);
    let too_little = || "it asks too little by itself".to_owned();
    if asked.split(' ').count() < FEWEST_WORDS {
        return Some(too_little());
    }
    if row.proposal.as_ref().is_some_and(|own| own.found.is_flipped) {
        return Some(format!("it asks the opposite of `{}`", own.id));
    }
    let asks = |other: &&KnownAnswer| other.questions.iter().any(|text| key(text) == asked);
    if let Some(other) = known.iter().find(asks) {
        return Some(format!(
            "it is a wording of `{}` already, and was answered with `{}`: only one of them can be meant",
            other.id, own.id
        ));
    }
    let answer = |row: &Row| match &row.decision {
        Some(Decision::Answer(answer)) if row.outcome == Outcome::Fill => Some(answer.to_string()),
        _ => None,
    };
    let same = filling.rows.iter().filter(|other| key(&other.question) == asked);
    let others = same.filter(|other| answer(other).as_deref() != Some(own.id.as_str()));
    let Some(other) = others.into_iter().next() else {
        let wordings = Wordings::new(Lexicon::builtin());
        return (!wordings.names_something(&row.question)).then(too_little);
    };
    Some(match answer(other) {
        Some(id) => format!(
            "row `{}` asks it in the same words and was answered with `{id}`, this one with `{}`",
            other.key(),
            own.id
        ),
        None => format!(
            "row `{}` asks it in the same words and was not answered with `{}`",
            other.key(),
            own.id
        ),
    })
}

/// A text on one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Lesson {
    /// Prepares the changed files; nothing is written yet.
    ///
    /// # Errors
    /// A project that would not be readable any more.
    pub(super) fn prepare(&mut self, loaded: &Loaded) -> anyhow::Result<()> {
        self.is_learnt = true;
        let mut editors: BTreeMap<String, Editor> = BTreeMap::new();
        let mut kept = Vec::new();
        for wording in std::mem::take(&mut self.wordings) {
            match put_in(&wording, &mut editors, loaded) {
                Ok(()) => kept.push(wording),
                Err(refused) => {
                    let why = match refused {
                        Refused::LineEnds => "mixes kinds of line ends",
                        Refused::Unreadable => "is a link or cannot be read again",
                        Refused::NotThere | Refused::Layout => {
                            "is laid out so that nothing can be added safely"
                        }
                    };
                    let what = format!(
                        "{} {why}: add to `{}` by hand: {}",
                        wording.path,
                        wording.answer,
                        scalar(&wording.question)
                    );
                    self.refused.push((wording.answer, what));
                }
            }
        }
        self.wordings = kept;
        self.files = editors.into_iter().map(|(path, editor)| (path, editor.bytes())).collect();
        let sources = changed(loaded, &self.files);
        let outcome = library::compile(&sources);
        if outcome.sink.has_errors() || outcome.value.is_none() {
            let first = outcome.sink.into_sorted().into_iter().next();
            let why = first.map(|own| own.message).unwrap_or_default();
            bail!(
                "nothing was learnt or filled: the project would have errors ({why}); leave --learn away"
            );
        }
        Ok(())
    }

    /// Writes the changed files, each as one step.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub(super) fn write(&self, disk: &Disk, loaded: &Loaded) -> anyhow::Result<()> {
        for (path, bytes) in &self.files {
            let what = || {
                format!(
                    "`{path}` cannot be written; the questionnaire was filled, run it again to learn"
                )
            };
            disk.put(&loaded.root.join(path), bytes).with_context(what)?;
        }
        Ok(())
    }

    /// What can be learnt, or was, as YAML that can be pasted; empty where there is nothing.
    pub(super) fn account(&self) -> String {
        let mut out = self.told(self.is_learnt);
        if !self.rejected.is_empty() {
            out.push_str("  rejected by a person; where the answer is not about it, add by hand\n");
        }
        for (path, answer, question) in &self.rejected {
            out.push_str(&format!(
                "    {path}: `{answer}`\n      not_for: [{}]\n",
                scalar(question)
            ));
        }
        if !self.refused.is_empty() {
            out.push_str("  not to be learnt\n");
        }
        for (row, why) in &self.refused {
            out.push_str(&format!("    ! {row}: {why}\n"));
        }
        out
    }

    fn told(&self, is_learnt: bool) -> String {
        if self.wordings.is_empty() {
            return String::new();
        }
        let published = self.wordings.iter().filter(|own| own.is_published).count();
        let count = match self.wordings.len() {
            1 => "1 wording".to_owned(),
            more => format!("{more} wordings"),
        };
        let mut out = if is_learnt {
            format!("  learnt {count}\n")
        } else {
            format!("  {count} to be learnt with --learn; nothing was added\n")
        };
        let mut last: Option<(&str, &str)> = None;
        for own in &self.wordings {
            if last != Some((&own.path, &own.answer)) {
                last = Some((&own.path, &own.answer));
                let note = if own.is_published { ", which is published" } else { "" };
                out.push_str(&format!(
                    "    {}: `{}`{note}\n      also_asked:\n",
                    own.path, own.answer
                ));
            }
            out.push_str(&format!("        - {}\n", scalar(&own.question)));
        }
        if published > 0 {
            let what =
                if is_learnt { "are published with the next build" } else { "would be published" };
            out.push_str(&format!(
                "    wordings of published answers {what}; a customer's words may be confidential: read them first\n"
            ));
        }
        out
    }
}

/// Adds a wording to the file of its answer.
fn put_in(
    wording: &Wording,
    editors: &mut BTreeMap<String, Editor>,
    loaded: &Loaded,
) -> Result<(), Refused> {
    let mut changed = if let Some(editor) = editors.get(&wording.path) {
        editor.clone()
    } else {
        let file = loaded.root.join(&wording.path);
        let is_file = fs::symlink_metadata(&file).is_ok_and(|own| own.is_file());
        let bytes = fs::read(&file).ok().filter(|_| is_file).ok_or(Refused::Unreadable)?;
        Editor::new(&bytes)?
    };
    let path = [Step::Key("answers"), Step::Item(wording.index), Step::Key("also_asked")];
    changed.add(&path, Addition::Text(&wording.question), Some("question"))?;
    editors.insert(wording.path.clone(), changed);
    Ok(())
}

/// The files of the project with some of them changed.
fn changed(loaded: &Loaded, files: &BTreeMap<String, Vec<u8>>) -> Sources {
    let kept = loaded.sources.shared().filter(|own| !files.contains_key(&own.path));
    let kept = kept.map(|own| (own.path.clone(), Content::Kept(std::sync::Arc::clone(own))));
    let new = files.iter().map(|(path, bytes)| (path.clone(), Content::Read(bytes.clone())));
    Sources::keeping(kept.chain(new), &mut Sink::new())
}
