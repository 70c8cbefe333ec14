//! Builds of one project again and again.

use std::path::PathBuf;

use crate::cli::render::{KeptTheme, render_again};
use crate::cli::report::Checked;
use crate::cli::{Exit, git, project};
use crate::date::Date;
use crate::diag::Sink;
use crate::library::Memory;
use crate::tree::Tree;
use crate::view::Audience;

/// A project that is built again and again for one audience.
pub(super) struct Warm {
    root: PathBuf,
    audience: Audience,
    /// Files as they were read.
    read: project::Read,
    /// What they were parsed to.
    parsed: Memory,
    /// The theme, with the pages that it was filled to.
    theme: Option<KeptTheme>,
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
            parsed: Memory::default(),
            theme: None,
        }
    }

    /// Builds the project as it is now, for a day.
    ///
    /// # Errors
    /// When the folder holds no project.
    pub(super) fn build(&mut self, day: Date) -> anyhow::Result<Built> {
        // Git is asked while the files are read.
        let (checked, provenance) = std::thread::scope(|scope| {
            let root = &self.root;
            let asking = scope.spawn(move || git::provenance(root));
            let loaded = project::load_again(Some(root), &mut self.read);
            let checked = loaded.map(|loaded| Checked::of(loaded, day, Some(&mut self.parsed)));
            (checked, asking.join().unwrap_or_default())
        });
        let mut checked = checked?;
        let base_url = checked.library.as_ref().map(|library| &library.project.site.base_url);
        let base_url = base_url.map(|url| url.as_str().to_owned()).unwrap_or_default();
        let mut tree = None;
        if checked.library.is_some() && checked.exit(false) == Exit::Clean {
            if let Some(remembered) = self.theme.as_ref().and_then(|(_, theme)| theme.remembered())
            {
                remembered.begin();
            }
            match render_again(&mut checked, self.audience, provenance, Some(&mut self.theme)) {
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
