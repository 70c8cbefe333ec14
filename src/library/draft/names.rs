//! Ids and paths of drafts, as the project's own notices are named.

use std::collections::BTreeSet;

use super::Edit;
use super::plan::Plan;
use crate::date::Date;
use crate::library::id::NoticeId;
use crate::library::notice::Notice;

/// Gives out names.
pub(super) struct Names {
    /// Ids that are taken, in lower case.
    taken: BTreeSet<String>,
    /// Paths that are taken.
    paths: BTreeSet<String>,
    pattern: Pattern,
    /// The folder of the files.
    folder: String,
    form: Form,
}

/// How ids are made.
struct Pattern {
    /// What stands before the year, or before the number where there is none.
    prefix: String,
    has_year: bool,
    /// The least number of digits.
    width: usize,
}

/// How files are named: the id in one of three ways, and whether kind and subject follow.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Form {
    id: IdForm,
    has_kind: bool,
    has_subject: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum IdForm {
    /// `spn-2026-007`
    Lower,
    /// `SPN-2026-007`
    AsIs,
    /// `2026-007`
    Number,
}

impl Names {
    pub(super) fn new(edit: &Edit<'_>) -> Self {
        let latest = edit
            .notices
            .iter()
            .zip(edit.paths)
            .max_by_key(|(notice, _)| (notice.announced_on.value, &notice.id.value));
        let ids = edit.taken.iter().chain(edit.notices.iter().map(|notice| &notice.id.value));
        // Where the last notice is gone, the ids that were seen still tell the pattern.
        let model = latest.map(|(notice, _)| &notice.id.value).or(edit.taken.iter().next_back());
        let pattern = model.and_then(|id| Pattern::of(id.as_str()));
        let (folder, form) = latest.map_or_else(
            || ("content/notices".to_owned(), Form::plain()),
            |(notice, path)| {
                let (folder, file) = path.rsplit_once('/').unwrap_or(("content/notices", path));
                let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
                (folder.to_owned(), Form::of(notice, stem).unwrap_or_else(Form::plain))
            },
        );
        Self {
            taken: ids.map(|id| id.as_str().to_ascii_lowercase()).collect(),
            paths: edit.paths.iter().cloned().collect(),
            pattern: pattern.unwrap_or_else(Pattern::usual),
            folder,
            form,
        }
    }

    /// The next id for an announcement on a day, and the path of its file.
    pub(super) fn next(
        &mut self,
        announced_on: Date,
        plan: &Plan<'_>,
    ) -> Result<(NoticeId, String), String> {
        let (year, ..) = announced_on.ymd();
        let head = self.pattern.head(year);
        let lower = head.to_ascii_lowercase();
        let numbers = self.taken.iter().filter_map(|id| id.strip_prefix(&lower)?.parse().ok());
        let last: u64 = numbers.max().unwrap_or(0);
        let id = format!("{head}{:0width$}", last.saturating_add(1), width = self.pattern.width);
        let id = NoticeId::new(&id)?;
        let stem = self.form.stem(&id, plan.kind.word(), plan.subject.as_str());
        let path = |stem: &str| format!("{}/{stem}.yaml", self.folder);
        let mut own = path(&stem);
        if self.paths.contains(&own) {
            own = path(&id.slug());
        }
        if self.paths.contains(&own) {
            return Err(format!("`{own}` exists already; give it the name of its notice"));
        }
        self.taken.insert(id.slug());
        self.paths.insert(own.clone());
        Ok((id, own))
    }
}

impl Pattern {
    /// `SPN-2026-001`
    fn usual() -> Self {
        Self { prefix: "SPN-".to_owned(), has_year: true, width: 3 }
    }

    /// The pattern of an id; `None` for one without a number at its end.
    fn of(id: &str) -> Option<Self> {
        let head = id.trim_end_matches(|c: char| c.is_ascii_digit());
        let width = id.len() - head.len();
        if width == 0 || width > 9 {
            return None;
        }
        let before_year = head.strip_suffix('-').and_then(|rest| {
            let prefix = rest.get(..rest.len().checked_sub(4)?)?;
            let year: i16 = rest.get(prefix.len()..)?.parse().ok()?;
            let is_apart = !prefix.ends_with(|c: char| c.is_ascii_digit());
            ((1990..=2200).contains(&year) && is_apart).then_some(prefix)
        });
        let prefix = before_year.unwrap_or(head).to_owned();
        Some(Self { prefix, has_year: before_year.is_some(), width })
    }

    /// Everything but the number.
    fn head(&self, year: i16) -> String {
        if self.has_year { format!("{}{year}-", self.prefix) } else { self.prefix.clone() }
    }
}

impl Form {
    const fn plain() -> Self {
        Self { id: IdForm::Lower, has_kind: false, has_subject: false }
    }

    /// The form of a file's name, without its ending.
    fn of(notice: &Notice, stem: &str) -> Option<Self> {
        let subject = notice.subject.first().map_or("", |id| id.value.as_str());
        let flags = [(false, false), (true, false), (false, true), (true, true)];
        let forms = [IdForm::Lower, IdForm::AsIs, IdForm::Number];
        let all = forms.into_iter().flat_map(|id| {
            flags.into_iter().map(move |(has_kind, has_subject)| Self { id, has_kind, has_subject })
        });
        let (id, kind) = (&notice.id.value, notice.kind.value.word());
        all.into_iter().find(|form| form.stem(id, kind, subject) == stem)
    }

    fn stem(self, id: &NoticeId, kind: &str, subject: &str) -> String {
        let lower = id.slug();
        let mut stem = match self.id {
            IdForm::AsIs => id.to_string(),
            IdForm::Number => {
                lower.split_once('-').map_or_else(|| lower.clone(), |(_, rest)| rest.to_owned())
            }
            IdForm::Lower => lower,
        };
        for (is_there, word) in [(self.has_kind, kind), (self.has_subject, subject)] {
            if is_there {
                stem.push('-');
                stem.push_str(word);
            }
        }
        stem
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_the_pattern_of_the_project() {
        let cases = [
            ("SPN-004", "SPN-", false, 3),
            ("SPN-2026-003", "SPN-2027-", true, 3),
            ("2026-12", "2027-", true, 2),
            ("n7", "n", false, 1),
            ("spn-12026-1", "spn-12026-", false, 1),
        ];
        for (id, head, has_year, width) in cases {
            let pattern = Pattern::of(id).unwrap();
            assert_eq!(
                (pattern.head(2027).as_str(), pattern.has_year, pattern.width),
                (head, has_year, width)
            );
        }
        assert!(Pattern::of("first").is_none());
    }
}
