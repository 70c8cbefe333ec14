//! Builds of one project again and again.

use std::path::PathBuf;

use crate::cli::render::render;
use crate::cli::report::Checked;
use crate::cli::{Exit, git, project};
use crate::date::Date;
use crate::diag::Sink;
use crate::tree::Tree;
use crate::view::Audience;

/// A project that is built again and again for one audience.
pub(super) struct Warm {
    root: PathBuf,
    audience: Audience,
}

/// What a build came to.
pub(super) struct Built {
    /// The project, and every problem that was found in it.
    pub(super) checked: Checked,
    /// The site; `None` when there are errors.
    pub(super) tree: Option<Tree>,
    /// Where it will be served.
    pub(super) base_url: String,
}

impl Warm {
    /// A project that has not been built yet.
    pub(super) fn new(root: PathBuf, audience: Audience) -> Self {
        Self { root, audience }
    }

    /// Builds the project as it is now, for a day.
    ///
    /// # Errors
    /// When the folder holds no project.
    pub(super) fn build(&mut self, day: Date) -> anyhow::Result<Built> {
        // Git is asked while the files are read.
        let (checked, provenance) = std::thread::scope(|scope| {
            let asking = scope.spawn(|| git::provenance(&self.root));
            let checked = project::load(Some(&self.root)).map(|loaded| Checked::of(loaded, day));
            (checked, asking.join().unwrap_or_default())
        });
        let mut checked = checked?;
        let base_url = checked.library.as_ref().map(|library| &library.project.site.base_url);
        let base_url = base_url.map(|url| url.as_str().to_owned()).unwrap_or_default();
        let mut tree = None;
        if checked.library.is_some() && checked.exit(false) == Exit::Clean {
            match render(&mut checked, self.audience, provenance) {
                Ok(rendered) => tree = Some(rendered),
                Err(problems) => {
                    let mut all = Sink::new();
                    std::mem::take(&mut checked.diagnostics).into_iter().for_each(|d| all.push(d));
                    all.append(problems);
                    checked.diagnostics = all.into_sorted();
                }
            }
        }
        Ok(Built { checked, tree, base_url })
    }
}
