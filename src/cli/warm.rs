//! Builds of one project again and again.

use std::path::PathBuf;

use crate::cli::history;
use crate::cli::render::render;
use crate::cli::report::{Asked, Checked, Earlier};
use crate::cli::{Exit, project, witness};
use crate::date::Date;
use crate::diag::Sink;
use crate::tree::Tree;
use crate::view::Audience;

/// A project that is built again and again for one audience.
pub(super) struct Warm {
    root: PathBuf,
    audience: Audience,
    /// Files as they were read.
    read: project::Read,
    /// What they were parsed to, and the theme with the pages that it was filled to.
    earlier: Earlier,
    /// What Git told of earlier states.
    history: history::Memory,
    /// What it saw of the register.
    witness: witness::Memory,
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
        Self {
            root,
            audience,
            read: project::Read::default(),
            earlier: Earlier::of_many(),
            history: history::Memory::default(),
            witness: witness::Memory::default(),
        }
    }

    /// Builds the project as it is now, for a day.
    ///
    /// # Errors
    /// When the folder holds no project.
    pub(super) fn build(&mut self, day: Date) -> anyhow::Result<Built> {
        // Git is asked while the files are read.
        let (checked, provenance) = std::thread::scope(|scope| {
            let (root, history, witness) = (&self.root, &mut self.history, &mut self.witness);
            let asking = scope.spawn(move || (Asked::of(root, witness), history.provenance(root)));
            let loaded = project::load_again(Some(root), &mut self.read);
            let (asked, provenance) = asking.join().unwrap_or_default();
            let earlier = &mut self.earlier;
            (loaded.map(|loaded| Checked::of(loaded, day, &asked, earlier)), provenance)
        });
        let mut checked = checked?;
        let base_url = checked.library.as_ref().map(|library| &library.project.site.base_url);
        let base_url = base_url.map(|url| url.as_str().to_owned()).unwrap_or_default();
        let mut tree = None;
        if checked.library.is_some() && checked.exit(false) == Exit::Clean {
            if let Some(remembered) = checked.theme.as_ref().and_then(|theme| theme.remembered()) {
                remembered.begin();
            }
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
