//! Themes: templates and assets, the built-in ones overridden file by file.

use std::collections::BTreeMap;

use crate::diag::Sink;

include!(concat!(env!("OUT_DIR"), "/theme.rs"));

/// A theme that is ready to render.
pub struct Theme {
    files: BTreeMap<String, Vec<u8>>,
}

impl Theme {
    /// The built-in theme with the project's files over it, by path inside `themes/<name>/`.
    pub fn new(own: impl IntoIterator<Item = (String, Vec<u8>)>, _sink: &mut Sink) -> Option<Self> {
        let built_in = DEFAULT_THEME.iter().map(|(path, bytes)| {
            (path.trim_start_matches("themes/default/").to_owned(), bytes.to_vec())
        });
        Some(Self { files: built_in.chain(own).collect() })
    }

    /// A file of the theme.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }
}
