//! Which columns of a customer's table are ours to fill in.

use std::collections::BTreeSet;

use crate::questionnaire::customer::{Added, CustomerSheet, Layout, Overrides, Unclear};
use crate::questionnaire::detect::bare::{self, Bare};
use crate::questionnaire::detect::grid::Grid;
use crate::questionnaire::detect::headers::{Role, is_one_of_parties, reading};
use crate::questionnaire::detect::refine::refined;
use crate::questionnaire::detect::{Header, Line, ResponseColumns, Table, named, next_table};
use crate::questionnaire::vocabulary;
use crate::questionnaire::words::{plain, tokens};
use crate::xlsx::{Place, column_letters};

/// So many lines tell what a column holds.
const LINES_MEASURED: usize = 2_000;

/// How texts begin that wait for a choice.
const PLACEHOLDERS: [&str; 14] = [
    "select",
    "please select",
    "choose",
    "please choose",
    "pick",
    "bitte wahlen",
    "bitte auswahlen",
    "auswahlen",
    "selectionner",
    "selectionnez",
    "veuillez selectionner",
    "seleccione",
    "seleccionar",
    "selezionare",
];

/// What a sheet has.
#[derive(Default)]
pub(in crate::questionnaire) struct Seen {
    /// Tables that are understood.
    pub(in crate::questionnaire) layouts: Vec<Layout>,
    /// Tables, or what may be one, that can be read in several ways.
    pub(in crate::questionnaire) unclear: Vec<Unclear>,
    /// What was left alone, and why.
    pub(in crate::questionnaire) remarks: Vec<String>,
}

/// A table, and what is known about its columns.
pub(super) struct Draft<'g, 's> {
    pub(super) own: &'g CustomerSheet<'s>,
    pub(super) grid: &'g Grid<'s>,
    pub(super) table: Table,
    pub(super) header: Option<Header>,
    pub(super) has_header: bool,
}

/// A column of a table.
pub(super) struct Column {
    pub(super) at: u16,
    /// The texts above it, from the top.
    pub(super) texts: Vec<String>,
    role: Option<Role>,
    weight: u8,
    is_hidden: bool,
    /// Lines with a text that is no placeholder.
    filled: usize,
    /// Lines with a list of yes and no, or with a placeholder.
    listed: usize,
    /// Lines with a formula.
    formulas: usize,
    /// Lines for which the file has a cell.
    cells: usize,
}

/// A place for responses.
#[derive(Clone)]
struct Candidate {
    columns: ResponseColumns,
    texts: Vec<String>,
    weight: u8,
    filled: usize,
    is_listed: bool,
}

/// What the columns are.
struct Choice {
    response: ResponseColumns,
    /// The column of explanations, where the choice of responses says it.
    open: Option<u16>,
    /// Where the columns of the next one begin.
    until: Option<u16>,
}

/// Finds the tables of a sheet and settles which of their columns are ours.
pub(in crate::questionnaire) fn read(
    own: &CustomerSheet<'_>,
    place: &Overrides,
    ours: &[&str],
) -> Seen {
    let grid = Grid::new(own.sheet);
    let mut seen = Seen::default();
    let mut drafts = headed(own, &grid);
    if place.question.is_some() {
        drafts = match named::asked(own, &grid, drafts, place) {
            Ok(drafts) => drafts,
            Err(unclear) => return Seen { unclear: vec![unclear], ..seen },
        };
    } else if drafts.is_empty() {
        match bare::find(own, &grid) {
            Bare::Nothing => {}
            Bare::Table(draft) => drafts.push(*draft),
            Bare::Unclear(unclear) => seen.unclear.push(unclear),
        }
    }
    for draft in drafts {
        match settle(draft, place, ours) {
            Ok(Some(layout)) => seen.layouts.push(layout),
            Ok(None) => seen.remarks.push(format!(
                "sheet \"{}\" was left alone: what stands where answers go are formulas",
                own.name
            )),
            Err(unclear) => seen.unclear.push(unclear),
        }
    }
    seen
}

/// Tables below headers.
fn headed<'g, 's>(own: &'g CustomerSheet<'s>, grid: &'g Grid<'s>) -> Vec<Draft<'g, 's>> {
    let rows = grid.rows();
    let mut drafts = Vec::new();
    let mut from = 0;
    while let Some((mut table, header, end)) =
        next_table(own.index, grid, rows.get(from..).unwrap_or_default())
    {
        from = rows.partition_point(|row| *row < end);
        // Ids alone ask nothing.
        if table.columns.question.is_none() {
            continue;
        }
        table.lines = refined(grid, &table.columns, std::mem::take(&mut table.lines));
        if !table.lines.is_empty() {
            drafts.push(Draft { own, grid, table, header: Some(header), has_header: true });
        }
    }
    drafts
}

/// Settles the columns of a table; nothing where its answers are formulas.
fn settle(
    mut draft: Draft<'_, '_>,
    place: &Overrides,
    ours: &[&str],
) -> Result<Option<Layout>, Unclear> {
    let columns = draft.columns();
    let candidates = draft.candidates(&columns, ours);
    let is_forced = place.answer.is_some();
    let choice = match &place.answer {
        Some(name) => Choice {
            response: ResponseColumns::Word(named::column(&draft, &columns, name, "--answer")?),
            open: None,
            until: None,
        },
        None => draft.choose(&candidates, ours)?,
    };
    let calculated = |column: &u16| {
        columns
            .iter()
            .any(|own| own.at == *column && own.formulas * 5 >= draft.table.lines.len() * 4)
    };
    if !is_forced && choice.response.all().iter().any(calculated) {
        return Ok(None);
    }
    let response = choice.response;
    let mut remarks = Vec::new();
    let explanation = match &place.comment {
        Some(name) => Some(named::column(&draft, &columns, name, "--comment")?),
        None => draft.explanation(&columns, &candidates, &choice),
    };
    if explanation.is_some_and(|column| response.all().contains(&column)) {
        return Err(draft.unclear(
            "answers and comments are to go to the same column",
            "name two columns with --answer and --comment, or leave --comment away",
        ));
    }
    draft.table.columns.response = response;
    draft.table.columns.explanation = explanation;
    let bounds = (response.all().first().copied(), choice.until);
    draft.table.columns.evidence = draft.evidence(&columns, bounds);
    draft.keep_listed_ownership(&columns);
    let mut added = None;
    if response == ResponseColumns::None && explanation.is_none() {
        draft.refuse_stacked()?;
        if draft.has_header {
            draft.refuse_unknown(&columns)?;
            let own = draft.added()?;
            (draft.table.columns.response, draft.table.columns.explanation) =
                (ResponseColumns::Word(own.answer), Some(own.comment));
            remarks.push("it has no column for answers; two are added at its right".to_owned());
            added = Some(own);
        } else {
            let beside = draft.beside(&columns)?;
            draft.table.columns.response = ResponseColumns::Word(beside);
        }
    }
    remarks.extend(draft.remarks());
    let left = draft.left(&columns);
    let Draft { own, table, has_header, .. } = draft;
    Ok(Some(Layout { sheet: own.name.to_owned(), table, has_header, added, left, remarks }))
}

impl Draft<'_, '_> {
    /// Something unclear about this sheet.
    pub(super) fn unclear(&self, what: &str, advice: &str) -> Unclear {
        if self.own.name.is_empty() {
            return Unclear::new(what, advice);
        }
        Unclear::new(format!("sheet \"{}\": {what}", self.own.name), advice)
    }

    fn lines(&self) -> &[Line] {
        self.table.lines.get(..LINES_MEASURED).unwrap_or(&self.table.lines)
    }

    /// The column right of the questions, be they merged across several.
    fn behind_questions(&self) -> u16 {
        let Some(question) = self.table.columns.question else { return 0 };
        let ends = self.lines().iter().map(|line| {
            let first = self.grid.shown(Place::new(line.row, question));
            let merges = self.own.sheet.merges.iter();
            let mut wide = merges.filter(|area| area.first == first);
            wide.next().map_or(question, |area| area.last.column)
        });
        ends.max().unwrap_or(question) + 1
    }

    /// All columns beside ids and questions.
    pub(super) fn columns(&self) -> Vec<Column> {
        let (last, _) = self.grid.last();
        let taken = [self.table.columns.id, self.table.columns.question];
        // One more than there are: a column beside them may be named.
        let all = (0..=last.saturating_add(1)).filter(|at| !taken.contains(&Some(*at)));
        all.map(|at| self.column(at)).collect()
    }

    fn column(&self, at: u16) -> Column {
        let texts = self.texts(at);
        let own = match &self.header {
            Some(header) => header.columns.get(&at).map(|head| head.reading),
            None => texts.last().and_then(|text| reading(text)),
        };
        let mut column = Column {
            at,
            texts,
            role: own.map(|reading| reading.role),
            weight: own.map_or(0, |reading| reading.weight),
            is_hidden: self.grid.is_hidden(at),
            filled: 0,
            listed: 0,
            formulas: 0,
            cells: 0,
        };
        for line in self.lines() {
            let place = Place::new(line.row, at);
            let text = self.grid.text(place);
            let waits = is_placeholder(&text);
            column.filled += usize::from(!text.is_empty() && !waits);
            column.listed += usize::from(waits || is_closed(self.own, place));
            column.formulas += usize::from(self.grid.is_formula(place));
            column.cells += usize::from(self.grid.exists(place));
        }
        column
    }

    /// The texts above a column, from the top, each once.
    fn texts(&self, at: u16) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        if !self.has_header {
            return texts;
        }
        let (first, last) = self.table.header;
        for row in first..=last {
            let text = self.grid.text(Place::new(row, at));
            if !text.is_empty() && texts.last() != Some(&text) {
                texts.push(text);
            }
        }
        texts
    }

    /// Places where responses may go.
    fn candidates(&self, columns: &[Column], ours: &[&str]) -> Vec<Candidate> {
        let count = self.lines().len();
        let mut found: Vec<Candidate> = Vec::new();
        let ticks = self.header.as_ref().map(Header::ticks).unwrap_or_default();
        let mut ticked: BTreeSet<u16> = BTreeSet::new();
        for (group, _) in ticks {
            let of = |at: &u16| columns.iter().find(|own| own.at == *at && !own.is_hidden);
            let all: Vec<&Column> = group.all().iter().filter_map(of).collect();
            ticked.extend(group.all());
            let (Some(first), true) = (all.first(), all.len() == group.all().len()) else {
                continue;
            };
            found.push(Candidate {
                columns: group,
                texts: first.texts.clone(),
                weight: 4,
                filled: all.iter().map(|own| own.filled).sum(),
                is_listed: true,
            });
        }
        for column in columns.iter().filter(|own| !own.is_hidden && !ticked.contains(&own.at)) {
            let is_listed = column.listed >= 2 && column.listed * 5 >= count * 3;
            let is_headed = match column.role {
                Some(Role::Foreign) => false,
                Some(Role::Response) => true,
                None if !column.texts.is_empty() => {
                    let is_party = column.texts.iter().any(|text| is_one_of_parties(text));
                    is_party || names(&column.texts, ours)
                }
                _ => false,
            };
            let is_foreign = column.role == Some(Role::Foreign);
            if !is_foreign && (is_headed || is_listed) {
                let is_headed = column.role == Some(Role::Response);
                found.push(Candidate {
                    columns: ResponseColumns::Word(column.at),
                    texts: column.texts.clone(),
                    weight: if is_headed { column.weight } else { 3 },
                    filled: column.filled,
                    is_listed,
                });
            }
        }
        found.sort_by_key(|own| own.columns.all().first().copied());
        found
    }

    /// The place that is ours, as far as there is no doubt.
    fn choose(&self, candidates: &[Candidate], ours: &[&str]) -> Result<Choice, Unclear> {
        let named: Vec<&Candidate> =
            candidates.iter().filter(|own| names(&own.texts, ours)).collect();
        let all: Vec<&Candidate> =
            if named.is_empty() { candidates.iter().collect() } else { named };
        let choice = |own: &Candidate, open: Option<u16>| {
            let last = own.columns.all().last().copied();
            let starts = candidates.iter().filter_map(|own| own.columns.all().first().copied());
            let until = starts.filter(|at| Some(*at) > last && Some(*at) != open).min();
            Choice { response: own.columns, open, until }
        };
        if let [only] = all.as_slice() {
            return Ok(choice(only, None));
        }
        let Some(most) = all.iter().map(|own| own.weight).max() else {
            return Ok(Choice { response: ResponseColumns::None, open: None, until: None });
        };
        let are_rivals = all.iter().filter(|own| is_rival(&own.texts)).count() > 1;
        if let ([closed], [open], false) = (
            all.iter().filter(|own| own.is_closed()).collect::<Vec<_>>().as_slice(),
            all.iter().filter(|own| own.is_open()).collect::<Vec<_>>().as_slice(),
            are_rivals,
        ) {
            let open = open.columns.all().first().copied();
            return Ok(choice(closed, open));
        }
        let top: Vec<&&Candidate> = all.iter().filter(|own| own.weight == most).collect();
        if let ([only], false) = (top.as_slice(), are_rivals) {
            return Ok(choice(only, None));
        }
        let count = self.lines().len();
        let (empty, others): (Vec<&&Candidate>, Vec<&&Candidate>) =
            top.iter().copied().partition(|own| own.filled == 0);
        if let [only] = empty.as_slice()
            && others.iter().all(|own| own.filled * 2 >= count)
        {
            return Ok(choice(only, None));
        }
        let places: Vec<String> = top.iter().map(|own| own.told()).collect();
        Err(self.unclear(
            &format!("answers could go to {}", places.join(" or ")),
            "say which column is yours with --answer, and --comment for the explanations",
        ))
    }

    /// The column of explanations that belongs to the responses.
    fn explanation(
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
        let free: Vec<&Column> = columns
            .iter()
            .filter(|own| own.role == Some(Role::Explanation) && !own.is_hidden)
            .filter(|own| own.at >= behind && !is_taken(own.at))
            // What the customer has filled in already says what it wants.
            .filter(|own| is_answered || own.filled * 2 < count)
            .filter(|own| own.formulas == 0)
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
        let is_alone = candidates.len() <= 1;
        match free.as_slice() {
            [only] if is_alone => Some(only.at),
            _ => self.unheaded(columns, last),
        }
    }

    /// The column right of the responses that has no header of its own and is part of the table all the same.
    fn unheaded(&self, columns: &[Column], response: u16) -> Option<u16> {
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
    fn evidence(&self, columns: &[Column], bounds: (Option<u16>, Option<u16>)) -> Option<u16> {
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
    fn keep_listed_ownership(&mut self, columns: &[Column]) {
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
    fn refuse_stacked(&self) -> Result<(), Unclear> {
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

    /// Refuses a table that has empty columns of which nobody knows whose they are.
    fn refuse_unknown(&self, columns: &[Column]) -> Result<(), Unclear> {
        let behind = self.behind_questions();
        let unknown: Vec<String> = columns
            .iter()
            .filter(|own| own.role.is_none() && own.at >= behind && !own.is_hidden)
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
    fn added(&self) -> Result<Added, Unclear> {
        let (first, header) = self.table.header;
        let (last_column, _) = self.grid.last();
        let last = self.table.lines.last().map_or(header, |line| line.row);
        let is_free = |at: &u16| {
            let rows = first..=last;
            let covers = |area: &crate::xlsx::Area| {
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
    fn beside(&self, columns: &[Column]) -> Result<u16, Unclear> {
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
    fn remarks(&self) -> Vec<String> {
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
    fn left(&self, columns: &[Column]) -> Vec<u16> {
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

impl Candidate {
    /// Whether it is for one of a few words.
    fn is_closed(&self) -> bool {
        self.filled == 0 && (self.is_listed || self.weight == 2)
    }

    /// Whether it is for a text.
    fn is_open(&self) -> bool {
        self.filled == 0 && !self.is_listed && self.weight >= 4
    }

    /// Its columns and what is above them.
    fn told(&self) -> String {
        let letters: Vec<String> = self.columns.all().into_iter().map(column_letters).collect();
        let letters = letters.join(" ");
        if self.texts.is_empty() {
            return letters;
        }
        format!("{letters} (\"{}\")", self.texts.join(" / "))
    }
}

/// Whether a text waits for a choice: "Select ...".
fn is_placeholder(text: &str) -> bool {
    let words = tokens(text);
    let text = plain(text).split_whitespace().collect::<Vec<_>>().join(" ");
    words.len() <= 5 && PLACEHOLDERS.iter().any(|begin| text.starts_with(begin))
}

/// Whether the list of a cell says yes and no.
fn is_closed(own: &CustomerSheet<'_>, place: Place) -> bool {
    let Some(values) = own.sheet.list(place).and_then(|list| list.values.as_deref()) else {
        return false;
    };
    let said: BTreeSet<_> = values.iter().filter_map(|word| vocabulary::says(word)).collect();
    said.len() >= 2
}

/// Whether the organisation is named above a column.
fn names(texts: &[String], ours: &[&str]) -> bool {
    let is_named = |name: &&str| {
        let name = tokens(name);
        let has = |text: &String| tokens(text).windows(name.len().max(1)).any(|own| own == name);
        !name.is_empty() && texts.iter().any(has)
    };
    ours.iter().any(is_named)
}

/// Whether a column is headed as that of one of several parties.
fn is_rival(texts: &[String]) -> bool {
    texts.iter().any(|text| {
        let words = tokens(text);
        let pairs = words.windows(2);
        is_one_of_parties(text) || pairs.into_iter().any(|pair| is_one_of_parties(&pair.join(" ")))
    })
}
