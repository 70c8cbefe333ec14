//! A customer's table before it is settled: what its columns hold, and which of them may be for answers.

use std::collections::BTreeSet;

use crate::questionnaire::customer::{CustomerSheet, Unclear};
use crate::questionnaire::detect::grid::Grid;
use crate::questionnaire::detect::headers::{
    Role, is_about_answers, is_inverse, is_one_of_parties, reading,
};
use crate::questionnaire::detect::settle::LINES_MEASURED;
use crate::questionnaire::detect::{Header, Line, ResponseColumns, Table};
use crate::questionnaire::vocabulary;
use crate::questionnaire::words::{plain, tokens};
use crate::xlsx::{Place, column_letters};

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
    pub(super) role: Option<Role>,
    pub(super) weight: u8,
    pub(super) is_hidden: bool,
    /// Lines with a text that is no placeholder.
    pub(super) filled: usize,
    /// Lines with a list of yes and no, or with a placeholder.
    pub(super) listed: usize,
    /// Lines with a formula.
    pub(super) formulas: usize,
    /// Lines for which the file has a cell.
    pub(super) cells: usize,
}

impl Column {
    /// Whether its header says that it is for what an option names.
    pub(super) fn is_for(&self, option: &str) -> bool {
        match option {
            "--question" => self.role == Some(Role::Question),
            "--comment" => self.role == Some(Role::Explanation),
            _ => matches!(self.role, Some(Role::Response | Role::Yes)),
        }
    }
}

/// A place for responses.
#[derive(Clone)]
pub(super) struct Candidate {
    pub(super) columns: ResponseColumns,
    pub(super) texts: Vec<String>,
    pub(super) weight: u8,
    pub(super) filled: usize,
    pub(super) is_listed: bool,
}

/// What the columns are.
pub(super) struct Choice {
    pub(super) response: ResponseColumns,
    /// The column of explanations, where the choice of responses says it.
    pub(super) open: Option<u16>,
    /// Where the columns of the next one begin.
    pub(super) until: Option<u16>,
}

impl Draft<'_, '_> {
    /// Something unclear about this sheet.
    pub(super) fn unclear(&self, what: &str, advice: &str) -> Unclear {
        if self.own.name.is_empty() {
            return Unclear::new(what, advice);
        }
        Unclear::new(format!("sheet \"{}\": {what}", self.own.name), advice)
    }

    pub(super) fn lines(&self) -> &[Line] {
        self.table.lines.get(..LINES_MEASURED).unwrap_or(&self.table.lines)
    }

    /// The column right of the questions, be they merged across several.
    pub(super) fn behind_questions(&self) -> u16 {
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

    pub(super) fn column(&self, at: u16) -> Column {
        let texts = self.texts(at);
        let own = match &self.header {
            Some(header) => header.columns.get(&at).map(|head| head.reading),
            None => texts.last().and_then(|text| reading(text)),
        };
        // "Non-compliant": a yes there says the opposite.
        let is_inverse = texts.last().is_some_and(|text| is_inverse(text));
        let own = own.filter(|own| own.role != Role::Response || !is_inverse);
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
    pub(super) fn texts(&self, at: u16) -> Vec<String> {
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
    pub(super) fn candidates(&self, columns: &[Column], ours: &[&str]) -> Vec<Candidate> {
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
                Some(Role::Response) => true,
                None if !column.texts.is_empty() => {
                    let is_party = column.texts.iter().any(|text| is_one_of_parties(text));
                    is_party || names(&column.texts, ours)
                }
                _ => false,
            };
            // A list of yes and no below another header asks something else: whether evidence is attached, whether
            // there is an exception.
            let is_known = column.texts.is_empty()
                || column.role.is_none() && column.texts.iter().any(|text| is_about_answers(text));
            let is_barred = column.texts.last().is_some_and(|text| is_inverse(text));
            let is_asked = is_listed && is_known && !is_barred;
            if is_headed || column.role.is_none() && is_asked {
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
        Self::drop_counts(columns, &mut found);
        Self::drop_unknown(columns, &mut found, ours);
        found
    }

    /// Drops lists below a header that nobody knows, where another column is headed for answers: "Applicable (Y/N)"
    /// beside "Implemented (Y/N)" asks something else.
    fn drop_unknown(columns: &[Column], found: &mut Vec<Candidate>, ours: &[&str]) {
        let role = |own: &Candidate| {
            let first = own.columns.all().first().copied();
            columns.iter().find(|column| Some(column.at) == first).and_then(|own| own.role)
        };
        let is_known = |own: &Candidate| {
            own.is_ticked()
                || role(own).is_some()
                || own.texts.is_empty()
                || is_rival(&own.texts)
                || names(&own.texts, ours)
        };
        if found.iter().any(|own| own.is_ticked() || role(own) == Some(Role::Response)) {
            found.retain(is_known);
        }
    }

    /// Drops marks that stand apart, right of a column for answers, or are calculated: they count the answers.
    pub(super) fn drop_counts(columns: &[Column], found: &mut Vec<Candidate>) {
        let words = found.iter().filter(|own| !own.is_ticked());
        let Some(word) = words.filter_map(|own| own.columns.all().first().copied()).min() else {
            return;
        };
        found.retain(|own| {
            let all = own.columns.all();
            let first = all.first().copied().unwrap_or_default();
            let is_apart = columns.iter().any(|own| {
                own.at > word && own.at < first && own.texts.is_empty() && own.filled == 0
            });
            let is_calculated = columns.iter().any(|own| all.contains(&own.at) && own.formulas > 0);
            !own.is_ticked() || !(is_apart || is_calculated)
        });
    }

    /// The place that is ours, as far as there is no doubt.
    pub(super) fn choose(
        &self,
        candidates: &[Candidate],
        ours: &[&str],
    ) -> Result<Choice, Unclear> {
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
            let (last, open) = (closed.columns.all().last().copied(), open.columns.all());
            // Marks that stand apart from a column of answers may count them.
            let is_near = last.map(|last| last + 1) == open.first().copied();
            if is_near || !closed.is_ticked() {
                return Ok(choice(closed, open.first().copied()));
            }
        }
        let has_ticks = all.iter().any(|own| own.is_ticked());
        let top: Vec<&&Candidate> =
            all.iter().filter(|own| own.weight == most || has_ticks).collect();
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
}

impl Candidate {
    /// Whether it is for marks.
    pub(super) fn is_ticked(&self) -> bool {
        matches!(self.columns, ResponseColumns::Ticks { .. })
    }

    /// Whether it is for one of a few words.
    pub(super) fn is_closed(&self) -> bool {
        self.filled == 0 && (self.is_listed || self.weight == 2)
    }

    /// Whether it is for a text.
    pub(super) fn is_open(&self) -> bool {
        self.filled == 0 && !self.is_listed && self.weight >= 4
    }

    /// Its columns and what is above them.
    pub(super) fn told(&self) -> String {
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
