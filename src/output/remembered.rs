//! Pages of the last build, for the next one: what is made of the same model by the same templates is the same.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tera::Context;

use crate::tree::File;

/// Rendered pages by path, each with everything that its template was given.
#[derive(Debug, Default)]
pub struct Remembered {
    pages: Mutex<Pages>,
}

#[derive(Debug, Default)]
struct Pages {
    before: BTreeMap<String, Known>,
    now: BTreeMap<String, Known>,
}

/// A rendered page.
#[derive(Debug)]
struct Known {
    shared: Arc<Context>,
    model: Vec<u8>,
    html: Arc<File>,
}

impl Remembered {
    /// Begins another build: what the last one has not used is let go.
    pub fn begin(&self) {
        let mut pages = self.pages();
        pages.before = std::mem::take(&mut pages.now);
    }

    /// The context as an earlier page was given it, if it is equal: then comparing pages compares pointers.
    pub(crate) fn share(&self, shared: Context) -> Arc<Context> {
        let pages = self.pages();
        let mut known = pages.now.values().chain(pages.before.values());
        let equal = known.find(|known| *known.shared == shared);
        equal.map_or_else(|| Arc::new(shared), |known| Arc::clone(&known.shared))
    }

    /// The page of an equal model, or what `render` makes of it.
    pub(crate) fn page<E>(
        &self,
        path: &str,
        shared: &Arc<Context>,
        model: Vec<u8>,
        render: impl FnOnce() -> Result<Vec<u8>, E>,
    ) -> Result<Arc<File>, E> {
        let before = self.pages().before.remove(path);
        let same = |known: &Known| Arc::ptr_eq(&known.shared, shared) && known.model == model;
        let known = match before.filter(same) {
            Some(known) => known,
            None => {
                Known { shared: Arc::clone(shared), model, html: Arc::new(File::new(render()?)) }
            }
        };
        let html = Arc::clone(&known.html);
        self.pages().now.insert(path.to_owned(), known);
        Ok(html)
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
