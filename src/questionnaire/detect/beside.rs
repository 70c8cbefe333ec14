//! What stands beside the answers of a customer's table, and where answers go that have no column.

use crate::questionnaire::customer::{Added, Overrides, Unclear};
use crate::questionnaire::detect::bare;
use crate::questionnaire::detect::draft::{Candidate, Choice, Column, Draft};
use crate::questionnaire::detect::headers::{Role, is_inverse};
use crate::questionnaire::detect::{Line, ResponseColumns, is_remarks};
use crate::xlsx::{Area, Place, column_letters};

impl Draft<'_, '_> {
    /// The column of explanations that belongs to the responses.
    pub(super) fn explanation(
        &self,
        columns: &[Column],
        candidates: &[Candidate],
        choice: &Choice,
    ) -> Option<u16> {
        if choice.open.is_some() {
            return choice.open;
        }
        let response = choice.response.all();
        let count = self.lines().len();
        let answered = columns.iter().filter(|own| response.contains(&own.at));
        let is_answered = answered.map(|own| own.filled).sum::<usize>() * 4 >= count;
        let behind = self.behind_questions();
        let is_taken = |at: u16| candidates.iter().any(|own| own.columns.all().contains(&at));
        let all = columns.iter().filter(|own| own.role == Some(Role::Explanation));
        let is_only = all.clone().count() == 1 && candidates.len() <= 1;
        let free: Vec<&Column> = all
            .filter(|own| !own.is_hidden && (own.at >= behind || is_only) && !is_taken(own.at))
            // What the customer has filled in already says what it wants.
            .filter(|own| is_answered || own.filled * 2 < count)
            .filter(|own| own.formulas * 2 < count.max(1))
            .collect();
        let Some(last) = response.last().copied() else {
            let most = free.iter().map(|own| own.weight).max()?;
            let best: Vec<_> = free.iter().filter(|own| own.weight == most).collect();
            return if let [only] = best.as_slice() { Some(only.at) } else { None };
        };
        let near =
            |own: &&&Column| own.at > last && choice.until.is_none_or(|until| own.at < until);
        let most = free.iter().filter(near).map(|own| own.weight).max();
        let best = free.iter().filter(near).find(|own| Some(own.weight) == most);
        if let Some(best) = best {
            return Some(best.at);
        }
        // A column for comments stays one, whoever has written into it: those rows are for people.
        let commented = |own: &&Column| {
            own.role == Some(Role::Explanation) && own.texts.iter().any(|text| is_remarks(text))
        };
        let mut commented = columns.iter().filter(commented).filter(|own| near(&own));
        if let Some(own) = commented.find(|own| !own.is_hidden && !is_taken(own.at)) {
            return Some(own.at);
        }
        let is_alone = candidates.len() <= 1;
        match free.as_slice() {
            [only] if is_alone => Some(only.at),
            _ => self.unheaded(columns, last),
        }
    }

    /// The column right of the responses that has no header of its own and is part of the table all the same.
    pub(super) fn unheaded(&self, columns: &[Column], response: u16) -> Option<u16> {
        let own = columns.iter().find(|own| own.at == response + 1)?;
        let count = self.lines().len();
        let (_, last) = self.table.header;
        let head = self.grid.shown(Place::new(last, own.at));
        let is_across = self.has_header
            && !self.grid.is_empty(head)
            && head == self.grid.shown(Place::new(last, response));
        let is_blank = own.texts.is_empty();
        let stands_alone = self.lines().iter().all(|line| {
            let place = Place::new(line.row, own.at);
            self.grid.shown(place) == place && self.own.sheet.list(place).is_none()
        });
        let is_empty = own.filled == 0 && !own.is_hidden && stands_alone;
        let is_part = is_across || is_blank && own.cells * 5 >= count * 4;
        (is_empty && is_part).then_some(own.at)
    }

    /// The column for evidence within the bounds of our columns.
    pub(super) fn evidence(
        &self,
        columns: &[Column],
        bounds: (Option<u16>, Option<u16>),
    ) -> Option<u16> {
        let count = self.lines().len();
        let behind = self.behind_questions();
        let taken = [self.table.columns.explanation];
        let mut found = columns.iter().filter(|own| {
            own.role == Some(Role::Evidence)
                && !own.is_hidden
                && own.at >= behind
                && !taken.contains(&Some(own.at))
                && bounds.0.is_none_or(|first| own.at > first || bounds.1.is_none())
                && bounds.1.is_none_or(|until| own.at < until)
                && own.filled * 2 < count
        });
        let first = found.next()?;
        found.next().is_none().then_some(first.at)
    }

    /// Responsibilities are ours to choose only where a list says what may stand there.
    pub(super) fn keep_listed_ownership(&mut self, columns: &[Column]) {
        let Some(at) = self.table.columns.ownership else { return };
        let count = self.lines().len();
        let listed = self
            .lines()
            .iter()
            .filter(|line| self.own.sheet.list(Place::new(line.row, at)).is_some());
        let is_listed = listed.count() * 2 >= count;
        let is_open = columns.iter().any(|own| own.at == at && own.filled * 2 < count);
        if !(is_listed && is_open) {
            self.table.columns.ownership = None;
        }
    }

    /// Refuses a table in whose rows answers seem to stand below the questions.
    pub(super) fn refuse_stacked(&self) -> Result<(), Unclear> {
        let is_below = |line: &&Line| {
            let below = line.row + 1;
            let is_line = self.table.lines.iter().any(|other| other.row == below);
            let merged = self
                .own
                .sheet
                .merges
                .iter()
                .any(|area| area.first.row == below && self.grid.is_empty(area.first));
            let text = self.table.columns.question.map(|at| self.grid.text(Place::new(below, at)));
            let says = text.as_deref().is_some_and(bare::says_answer);
            !is_line && (merged || says)
        };
        let count = self.lines().len();
        if self.lines().iter().filter(is_below).count() * 5 >= count * 3 {
            return Err(self.unclear(
                "answers seem to stand below the questions, not beside them",
                "copy the questions into a sheet with a column for answers",
            ));
        }
        Ok(())
    }

    /// Refuses a table with columns for marks of which nobody knows what they say together.
    pub(super) fn refuse_lone_marks(&self, columns: &[Column]) -> Result<(), Unclear> {
        let marks = [Role::Yes, Role::No, Role::Partial, Role::NotApplicable];
        let lone = columns.iter().filter(|own| own.role.is_some_and(|role| marks.contains(&role)));
        let letters: Vec<String> = lone.map(|own| column_letters(own.at)).collect();
        if letters.is_empty() {
            return Ok(());
        }
        Err(self.unclear(
            &format!("what the marks in {} say together is not clear", letters.join(" ")),
            "say where answers go with --answer, or ask for one column of answers",
        ))
    }

    /// Sends whole answers to the column of explanations, where no other place could be for them.
    pub(super) fn answer_in_comments(
        &mut self,
        columns: &[Column],
        place: &Overrides,
    ) -> Result<(), Unclear> {
        let Some(at) = self.table.columns.explanation else { return Ok(()) };
        if place.comment.is_some() {
            return Ok(());
        }
        self.refuse_unknown(columns)?;
        let count = self.lines().len();
        let behind = self.behind_questions();
        let list = |own: &Column| {
            let first = self.lines().first().map(|line| Place::new(line.row, own.at));
            first.is_some_and(|place| self.own.sheet.list(place).is_some())
        };
        // A score or a mark that is to be chosen is an answer, too, and nobody knows whose.
        let others = columns.iter().filter(|own| own.at != at && own.at >= behind);
        let is_other =
            |own: &Column| own.role == Some(Role::Foreign) && (own.filled * 2 < count || list(own));
        if !others.into_iter().any(is_other) {
            self.table.columns.response = ResponseColumns::Word(at);
            self.table.columns.explanation = None;
        }
        Ok(())
    }

    /// Refuses a table that has empty columns of which nobody knows whose they are.
    pub(super) fn refuse_unknown(&self, columns: &[Column]) -> Result<(), Unclear> {
        let behind = self.behind_questions();
        let unknown: Vec<String> = columns
            .iter()
            // A list below "Non-compliance" wants something, whatever else such a header may be.
            .filter(|own| {
                let is_inverse = || own.texts.last().is_some_and(|text| is_inverse(text));
                own.role.is_none() || own.listed > 0 && is_inverse()
            })
            .filter(|own| own.at >= behind && !own.is_hidden)
            .filter(|own| !own.texts.is_empty() && own.filled == 0)
            .map(|own| format!("{} (\"{}\")", column_letters(own.at), own.texts.join(" / ")))
            .collect();
        if unknown.is_empty() {
            return Ok(());
        }
        Err(self.unclear(
            &format!("no column is plainly for answers; empty are {}", unknown.join(", ")),
            "say which column is yours with --answer, and --comment for the explanations",
        ))
    }

    /// The first two columns right of everything.
    pub(super) fn added(&self) -> Result<Added, Unclear> {
        let (first, header) = self.table.header;
        let (last_column, _) = self.grid.last();
        let last = self.table.lines.last().map_or(header, |line| line.row);
        let is_free = |at: &u16| {
            let rows = first..=last;
            let covers = |area: &Area| {
                (area.first.column..=area.last.column).contains(at)
                    && area.first.row <= *rows.end()
                    && *rows.start() <= area.last.row
            };
            !self.own.sheet.merges.iter().any(covers) && !self.grid.is_hidden(*at)
        };
        let mut free = (last_column + 1..last_column.saturating_add(64)).filter(is_free);
        let (answer, comment) = (free.next(), free.next());
        let (Some(answer), Some(comment)) = (answer, comment) else {
            return Err(
                self.unclear("it has no column for answers, and no room for one", "add one")
            );
        };
        let is_open = |line: &Line| self.own.sheet.writable(Place::new(line.row, answer)).is_ok();
        if !self.table.lines.iter().all(is_open) {
            return Err(self.unclear(
                "it has no column for answers, and is protected so that none can be added",
                "ask for a copy without protection, or for one with a column for answers",
            ));
        }
        Ok(Added { header: Some(header), answer, comment })
    }

    /// The column right of questions without a header, where nothing else stands.
    pub(super) fn beside(&self, columns: &[Column]) -> Result<u16, Unclear> {
        let behind = self.behind_questions();
        let stands = columns.iter().find(|own| own.at >= behind && own.filled > 0);
        if let Some(own) = stands {
            return Err(self.unclear(
                &format!(
                    "it has no header, and column {} holds something beside the questions",
                    column_letters(own.at)
                ),
                "say where answers go with --answer",
            ));
        }
        Ok(behind)
    }

    /// What is worth knowing about the lines.
    pub(super) fn remarks(&self) -> Vec<String> {
        let count = |is: fn(&Line) -> bool| self.table.lines.iter().filter(|line| is(line)).count();
        let hidden = count(|line| line.is_hidden);
        let formulas = count(|line| line.is_formula && !line.question.is_empty());
        let uncalculated = count(|line| line.is_formula && line.question.is_empty());
        let mut remarks = Vec::new();
        let mut add = |count: usize, one: &str, many: &str| match count {
            0 => {}
            1 => remarks.push(format!("1 {one}")),
            _ => remarks.push(format!("{count} {many}")),
        };
        add(hidden, "question stands in a hidden row", "questions stand in hidden rows");
        add(
            formulas,
            "question is a formula; its last result was read",
            "questions are formulas; their last results were read",
        );
        add(
            uncalculated,
            "question is a formula without a result: open the file in a spreadsheet program and save it",
            "questions are formulas without results: open the file in a spreadsheet program and save it",
        );
        remarks
    }

    /// Columns that somebody else fills in: headed as theirs, and empty or not.
    pub(super) fn left(&self, columns: &[Column]) -> Vec<u16> {
        let own = &self.table.columns;
        let mut ours = own.response.all();
        ours.extend([own.explanation, own.evidence, own.ownership].into_iter().flatten());
        let answers = [
            Role::Foreign,
            Role::Response,
            Role::Explanation,
            Role::Yes,
            Role::No,
            Role::Partial,
            Role::NotApplicable,
        ];
        let is_theirs = |own: &&Column| {
            own.role.is_some_and(|role| answers.contains(&role)) && !ours.contains(&own.at)
        };
        columns.iter().filter(is_theirs).map(|own| own.at).collect()
    }
}
