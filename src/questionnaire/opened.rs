//! Publishers' workbooks that were opened, and what they were filled to: each once, as long as nothing changes.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::form::Form;
use crate::language::Words;
use crate::questionnaire::fit::{self, Filled};
use crate::questionnaire::publisher::{Misfit, PublisherWorkbook};
use crate::questionnaire::{Entry, Questionnaire};
use crate::xlsx::Refusal;

/// Workbooks by form and bytes. What comes out is what opening and filling them anew would give.
#[derive(Debug, Default)]
pub struct Opened {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    workbooks: Vec<(Arc<Known>, bool)>,
    filled: Vec<(Arc<Full>, bool)>,
}

/// A workbook and what it was opened for.
#[derive(Debug)]
struct Known {
    form: Arc<Form>,
    others: Vec<Arc<Form>>,
    digest: [u8; 32],
    result: OnceLock<Result<Arc<PublisherWorkbook>, Misfit>>,
}

/// A filled workbook and what it was filled with.
#[derive(Debug)]
struct Full {
    workbook: Arc<PublisherWorkbook>,
    entries: Vec<Option<Entry>>,
    partial: String,
    stamp: String,
    filled: Arc<Filled>,
}

impl Opened {
    /// Begins another build: what the last one has not used is let go.
    pub fn begin(&self) {
        let mut kept = self.kept();
        kept.workbooks.retain(|(_, is_used)| *is_used);
        kept.filled.retain(|(_, is_used)| *is_used);
        kept.workbooks.iter_mut().for_each(|(_, is_used)| *is_used = false);
        kept.filled.iter_mut().for_each(|(_, is_used)| *is_used = false);
    }

    /// Opens a workbook as [`PublisherWorkbook::open`] does.
    ///
    /// # Errors
    /// Those of [`PublisherWorkbook::open`].
    pub fn open(
        &self,
        form: &Arc<Form>,
        others: &[Arc<Form>],
        bytes: &[u8],
    ) -> Result<Arc<PublisherWorkbook>, Misfit> {
        let digest: [u8; 32] = Sha256::digest(bytes).into();
        let known = self.known(form, digest, Some(others));
        // Other workbooks are opened meanwhile: only this one waits.
        let open = || PublisherWorkbook::open(form, others, bytes).map(Arc::new);
        known.result.get_or_init(open).clone()
    }

    /// Opens a workbook that has been checked against all forms before.
    ///
    /// # Errors
    /// Those of [`PublisherWorkbook::open`].
    pub fn open_checked(
        &self,
        form: &Arc<Form>,
        bytes: &[u8],
    ) -> Result<Arc<PublisherWorkbook>, Misfit> {
        let known = self.known(form, Sha256::digest(bytes).into(), None);
        let open = || PublisherWorkbook::open(form, [], bytes).map(Arc::new);
        known.result.get_or_init(open).clone()
    }

    /// Fills a workbook as [`fit::fill`] does; `comment` depends on nothing but the digest it is given.
    ///
    /// # Errors
    /// Those of [`fit::fill`].
    pub fn fill(
        &self,
        workbook: &Arc<PublisherWorkbook>,
        questionnaire: &Questionnaire,
        words: &Words,
        comment: &dyn Fn(String) -> String,
    ) -> Result<Arc<Filled>, Refusal> {
        let stamp = comment(String::new());
        let partial = words.text("sheet_partial");
        let entries = || questionnaire.rows.iter().map(|row| &row.entry);
        let is_it = |full: &Full| {
            Arc::ptr_eq(&full.workbook, workbook)
                && full.stamp == stamp
                && full.partial == partial
                && full.entries.iter().eq(entries())
        };
        let mut kept = self.kept();
        if let Some((full, is_used)) = kept.filled.iter_mut().find(|(full, _)| is_it(full)) {
            *is_used = true;
            return Ok(Arc::clone(&full.filled));
        }
        drop(kept);
        let filled = Arc::new(fit::fill(workbook, questionnaire, words, comment)?);
        let full = Full {
            workbook: Arc::clone(workbook),
            entries: entries().cloned().collect(),
            partial: partial.to_owned(),
            stamp,
            filled: Arc::clone(&filled),
        };
        self.kept().filled.push((Arc::new(full), true));
        Ok(filled)
    }

    /// The place of a workbook among those that are kept; `None` as `others` takes it whatever it was checked against.
    fn known(
        &self,
        form: &Arc<Form>,
        digest: [u8; 32],
        others: Option<&[Arc<Form>]>,
    ) -> Arc<Known> {
        let is_it = |known: &Known| {
            known.digest == digest
                && same(&known.form, form)
                && others.is_none_or(|others| {
                    known.others.len() == others.len()
                        && known.others.iter().zip(others).all(|(one, other)| same(one, other))
                })
        };
        let mut kept = self.kept();
        if let Some((known, is_used)) = kept.workbooks.iter_mut().find(|(known, _)| is_it(known)) {
            *is_used = true;
            return Arc::clone(known);
        }
        let known = Arc::new(Known {
            form: Arc::clone(form),
            others: others.unwrap_or_default().to_vec(),
            digest,
            result: OnceLock::new(),
        });
        kept.workbooks.push((Arc::clone(&known), true));
        known
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn same(one: &Arc<Form>, other: &Arc<Form>) -> bool {
    Arc::ptr_eq(one, other) || one == other
}
