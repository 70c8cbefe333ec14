//! Rows into answers that are there, or into drafts.

use std::collections::{BTreeMap, BTreeSet};

use crate::date::When;
use crate::form::migration::Carrying;
use crate::form::{Form, FormRef, Response};
use crate::import::draft::{self, Draft, Ids};
use crate::import::rows::{Given, Row};
use crate::import::{Import, Known, KnownAnswer, Merged, OldFile, Wish, text};
use crate::questionnaire::alike::key;
use crate::source::edit::{Addition, Editor, Refused, Step};

/// An explanation that is given to several questions in the same words, from this length on, is one answer.
const TELLING: usize = 40;

/// What a row asks.
struct Asked<'r> {
    row: &'r Row,
    question: String,
    section: String,
    target: Option<(FormRef, String)>,
}

/// The state of an import.
struct Merge<'m, 'p> {
    form: Option<&'m Form>,
    known: &'m Known<'p>,
    /// Answers of the library by what they ask.
    by_key: BTreeMap<String, Vec<&'m KnownAnswer>>,
    editors: BTreeMap<&'m str, Result<Editor, Refused>>,
    merges_wordings: bool,
    ids: Ids,
    drafts: Vec<Draft>,
    /// Places of drafts by what they ask, and by their section and explanation.
    drafts_by_key: BTreeMap<String, Vec<usize>>,
    drafts_by_text: BTreeMap<(String, String), Vec<usize>>,
    /// Questions of the form that a draft answers.
    taken: BTreeSet<String>,
    import: Import,
}

/// Puts every row where it belongs.
pub(super) fn merge(
    old: &OldFile,
    rows: &[Row],
    form: Option<&Form>,
    known: &Known<'_>,
    wish: &Wish,
) -> Import {
    let mut by_key: BTreeMap<String, Vec<&KnownAnswer>> = BTreeMap::new();
    for answer in &known.answers {
        for question in &answer.questions {
            by_key.entry(key(question)).or_default().push(answer);
        }
    }
    let import = Import {
        form: form.map(|form| form.reference.clone()),
        rows: rows.len(),
        ..Import::default()
    };
    let mut state = Merge {
        form,
        known,
        by_key,
        editors: BTreeMap::new(),
        merges_wordings: wish.merges_wordings,
        ids: Ids::new(known),
        drafts: Vec::new(),
        drafts_by_key: BTreeMap::new(),
        drafts_by_text: BTreeMap::new(),
        taken: BTreeSet::new(),
        import,
    };
    for row in rows {
        state.take(row, old);
    }
    let Merge { editors, drafts, mut import, .. } = state;
    // A file of an earlier import may get drafts behind what was changed in it.
    let changed: BTreeMap<&str, Vec<u8>> = editors
        .into_iter()
        .filter(|(path, _)| import.merged.iter().any(|merged| merged.path == **path))
        .filter_map(|(path, editor)| Some((path, editor.ok()?.bytes())))
        .collect();
    let files = |path: &str| changed.get(path).cloned().or_else(|| (known.files)(path));
    let now = Known {
        answers: known.answers.clone(),
        topics: known.topics.clone(),
        forms: known.forms,
        files: &files,
    };
    draft::write(&drafts, old, &now, wish, &mut import);
    for (path, bytes) in &changed {
        if import.tree.get(path).is_none() {
            let _ = import.tree.add(*path, bytes.clone());
        }
    }
    import
}

impl<'m> Merge<'m, '_> {
    fn take(&mut self, row: &Row, old: &OldFile) {
        if row.is_blank() {
            return self.skip(row, "not answered in the file");
        }
        let here = (&old.digest, &row.sheet, &row.cell);
        let from_here = |answer: &&KnownAnswer| {
            answer
                .imported
                .as_ref()
                .is_some_and(|(digest, sheet, cell)| (digest, sheet, cell) == here)
        };
        if self.known.answers.iter().any(|answer| from_here(&answer)) {
            return self.skip(row, "imported before");
        }
        let Some(asked) = self.asked(row) else {
            return self.skip(row, "the row has no question");
        };
        let given = row.given(self.form);
        let Some(given) = self.try_library(&asked, given) else { return };
        if let Some(given) = self.try_drafts(&asked, given) {
            self.add_draft(asked, given);
        }
    }

    fn skip(&mut self, row: &Row, reason: &str) {
        self.import.skipped.push((place(row), reason.to_owned()));
    }

    /// What a row asks: in our own words where the form is known, for the publisher's may not be ours to publish.
    fn asked<'r>(&self, row: &'r Row) -> Option<Asked<'r>> {
        let own = self.form.and_then(|form| {
            let question = form.questions.iter().find(|question| question.id == row.id)?;
            Some(Asked {
                row,
                question: text::line(&question.text),
                section: text::line(form.section_title(&question.section)),
                target: Some((form.reference.clone(), row.id.clone())),
            })
        });
        own.or_else(|| {
            (!row.question.is_empty()).then(|| Asked {
                row,
                question: row.question.clone(),
                section: row.section.clone(),
                target: None,
            })
        })
    }

    /// Tries the answers of the library; gives back what is still to be drafted.
    fn try_library(&mut self, asked: &Asked<'_>, mut given: Given) -> Option<(Given, bool)> {
        let mapped = asked.target.as_ref().and_then(|target| self.mapped(target));
        if let Some(answer) = mapped {
            if self.agrees(answer, given.response) {
                self.skip(asked.row, "the library answers it, and says the same");
                return None;
            }
            self.conflict(asked, answer, &mut given);
            return Some((given, false));
        }
        let alike = self.by_key.get(&key(&asked.question)).cloned().unwrap_or_default();
        let agreeing = alike.iter().find(|answer| self.agrees(answer, given.response)).copied();
        match (agreeing, alike.first()) {
            (Some(answer), _) => {
                let Err(refused) = self.put_in(asked, answer) else { return None };
                self.left(asked, answer, refused, &mut given);
                Some((given, true))
            }
            (None, Some(answer)) => {
                self.conflict(asked, answer, &mut given);
                Some((given, true))
            }
            (None, None) => Some((given, true)),
        }
    }

    /// The answer that a question of a form has already, its own or one that carries from another form.
    fn mapped(&self, (form, id): &(FormRef, String)) -> Option<&'m KnownAnswer> {
        let answers = &self.known.answers;
        let to = |form: &FormRef, id: &String| {
            answers.iter().find(|answer| {
                answer.answers_to.iter().any(|(own, ids)| own == form && ids.contains(id))
            })
        };
        let origins = self.form.and_then(|form| form.origins.get(id)).into_iter().flatten();
        let carrying =
            origins.filter(|origin| matches!(origin.carrying, Carrying::Same | Carrying::Moved));
        let mut carried = carrying.filter_map(|origin| to(&origin.form, &origin.question));
        to(form, id).or_else(|| carried.next())
    }

    /// Whether an answer says in every variant what the file says, as far as the form has words for it.
    fn agrees(&self, answer: &KnownAnswer, said: Option<Response>) -> bool {
        let word = |response: Response| {
            let words = &self.form?.responses;
            let own = words.get(&response);
            let no = || words.get(&Response::No);
            match response {
                Response::Partial | Response::Planned => own.or_else(no),
                Response::Yes | Response::No | Response::NotApplicable => own,
            }
        };
        !answer.responses.is_empty()
            && answer.responses.iter().all(|own| match (own, said) {
                (Some(own), Some(said)) => {
                    *own == said || word(*own).is_some() && word(*own) == word(said)
                }
                (None, None) => true,
                _ => false,
            })
    }

    fn conflict(&mut self, asked: &Asked<'_>, answer: &KnownAnswer, given: &mut Given) {
        let said = |response: Option<Response>| response.map_or("nothing", Response::word);
        let own: Vec<&str> = answer.responses.iter().map(|own| said(*own)).collect();
        let (own, new) = (own.join(" or "), said(given.response));
        let id = &answer.id;
        given
            .flags
            .push(format!("`{id}` answers the same question: it says {own}, the file says {new}"));
        self.import
            .conflicts
            .push((place(asked.row), format!("`{id}` says {own}, the file says {new}")));
    }

    /// Says why a file was not added to, and what to do.
    fn left(
        &mut self,
        asked: &Asked<'_>,
        answer: &KnownAnswer,
        refused: Refused,
        given: &mut Given,
    ) {
        let (id, path) = (&answer.id, &answer.path);
        let why = match refused {
            Refused::LineEnds => "mixes kinds of line ends",
            Refused::Unreadable => "cannot be read again",
            Refused::NotThere | Refused::Layout => {
                "is laid out so that nothing can be added safely"
            }
        };
        given.flags.push(format!(
            "asks the same as `{id}`: add the question there by hand and delete this draft, as {path} {why}"
        ));
        let first = if refused == Refused::LineEnds {
            "save it with one kind of line ends and add the question by hand, or delete the draft and import again"
        } else {
            "add the question by hand and delete the draft"
        };
        self.import
            .conflicts
            .push((place(asked.row), format!("`{id}` asks the same, and {path} {why}: {first}")));
    }

    /// Adds the question and the id to an answer of the library. A wording of other people goes into a
    /// published answer only if that is wished.
    fn put_in(&mut self, asked: &Asked<'_>, answer: &'m KnownAnswer) -> Result<(), Refused> {
        let plain = |text: &str| text::line(text).to_lowercase();
        // Our own wording of a form's question is shown with the form.
        let is_asked = asked.target.is_some()
            || answer.questions.iter().any(|own| plain(own) == plain(&asked.question));
        let also_asked = (!is_asked).then(|| asked.question.clone());
        let answers_to = asked.target.clone();
        if also_asked.is_none() && answers_to.is_none() {
            self.skip(asked.row, "the library answers it, and says the same");
            return Ok(());
        }
        let merged = Merged {
            path: answer.path.clone(),
            id: answer.id.clone(),
            is_published: answer.is_published,
            cell: place(asked.row),
            also_asked,
            answers_to,
        };
        if merged.also_asked.is_some() && answer.is_published && !self.merges_wordings {
            self.import.suggested.push(merged);
            return Ok(());
        }
        let files = self.known.files;
        let editor = self
            .editors
            .entry(answer.path.as_str())
            .or_insert_with(|| Editor::new(&files(&answer.path).ok_or(Refused::Unreadable)?));
        let current = editor.as_mut().map_err(|refused| *refused)?;
        let mut changed = current.clone();
        let here = [Step::Key("answers"), Step::Item(answer.index)];
        let step = |more: &[Step<'_>], text: &str, behind: Option<&str>, editor: &mut Editor| {
            let path: Vec<Step<'_>> = here.iter().chain(more).copied().collect();
            editor.add(&path, Addition::Text(text), behind)
        };
        if let Some(question) = &merged.also_asked {
            step(&[Step::Key("also_asked")], question, Some("question"), &mut changed)?;
        }
        if let Some((form, id)) = &merged.answers_to {
            let form = form.to_string();
            step(&[Step::Key("answers_to"), Step::Key(&form)], id, None, &mut changed)?;
        }
        *current = changed;
        self.import.merged.push(merged);
        Ok(())
    }

    /// Tries the drafts of this import; gives back what is still to be drafted.
    fn try_drafts(
        &mut self,
        asked: &Asked<'_>,
        (mut given, may_map): (Given, bool),
    ) -> Option<(Given, bool)> {
        let own = key(&asked.question);
        let said = given.said();
        let is_telling = said.chars().count() >= TELLING;
        let text = (asked.section.clone(), said.clone());
        let asks_same = self.drafts_by_key.get(&own).cloned().unwrap_or_default();
        let says_same = self.drafts_by_text.get(&text).filter(|_| is_telling).into_iter().flatten();
        let target = asked.target.as_ref().filter(|_| may_map);
        let may_join = |at: &&usize, by_question: bool| {
            self.drafts.get(**at).is_some_and(|draft| {
                let same_text = draft.given.said() == said || said.is_empty();
                let same_due = due(&draft.given) == due(&given) || said.is_empty();
                draft.given.response == given.response
                    && draft.given.ownership == given.ownership
                    && (same_text || !by_question)
                    && same_due
                    && draft.answers_to.is_some() == target.is_some()
            })
        };
        let by_question = asks_same.iter().find(|at| may_join(at, true)).copied();
        let by_text = says_same.into_iter().find(|at| may_join(at, false)).copied();
        // What is doubtful in the same way may be put together.
        let same_doubts =
            |at: &usize| self.drafts.get(*at).is_some_and(|draft| draft.given.flags == given.flags);
        let by_question = by_question.filter(|at| given.flags.is_empty() || same_doubts(at));
        let by_text = by_text.filter(|_| given.flags.is_empty());
        let found = by_question.or(by_text);
        if let Some(at) = found
            && let Some(draft) = self.drafts.get_mut(at)
        {
            let flag = "several questions of the file have this text: see that it answers each";
            if by_question.is_none() && !draft.given.flags.iter().any(|own| own == flag) {
                draft.given.flags.push(flag.to_owned());
            }
            let mut texts = std::iter::once(&draft.question).chain(&draft.also_asked);
            if !texts.any(|text| *text == asked.question) {
                draft.also_asked.push(asked.question.clone());
            }
            if let (Some((_, ids)), Some((_, id))) = (&mut draft.answers_to, target)
                && self.taken.insert(id.clone())
            {
                ids.push(id.clone());
            }
            self.drafts_by_key.entry(own).or_default().push(at);
            self.import.joined += 1;
            return None;
        }
        if let Some(draft) = asks_same.first().and_then(|at| self.drafts.get(*at)) {
            given.flags.push(format!("asks the same as `{}` and is answered otherwise", draft.id));
        }
        Some((given, may_map))
    }

    fn add_draft(&mut self, asked: Asked<'_>, (given, may_map): (Given, bool)) {
        let row = asked.row;
        let id = self.ids.of(&asked.question, &row.id, &row.cell);
        // A form lists a question once; a file that lists it again cannot have it answered twice.
        let target = asked.target.filter(|_| may_map);
        let target = target.filter(|(_, id)| self.taken.insert(id.clone()));
        let at = self.drafts.len();
        self.drafts_by_key.entry(key(&asked.question)).or_default().push(at);
        let text = (asked.section.clone(), given.said());
        self.drafts_by_text.entry(text).or_default().push(at);
        self.drafts.push(Draft {
            id,
            section: asked.section,
            question: asked.question,
            also_asked: Vec::new(),
            given,
            answers_to: target.map(|(form, id)| (form, vec![id])),
            sheet: row.sheet.clone(),
            cell: row.cell.clone(),
        });
    }
}

/// Until when something is promised.
fn due(given: &Given) -> Option<When> {
    given.promise.as_ref().and_then(|(_, due)| *due)
}

/// The cell of a row, with its sheet.
fn place(row: &Row) -> String {
    match &row.sheet {
        Some(sheet) => format!("{sheet}!{}", row.cell),
        None => row.cell.clone(),
    }
}
