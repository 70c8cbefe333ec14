//! Models to a [`Tree`]: every kind of artefact, one file each.

pub mod calendar;
mod compressed;
pub mod csv;
pub mod feed;
pub mod filling;
pub mod html;
pub mod json;
mod links;
mod llms;
pub mod mail;
pub mod manifest;
pub mod picture;
pub mod remembered;
pub mod report;
mod say;
pub mod search;
mod svg;
pub mod theme;
pub mod twins;
pub mod well_known;
pub mod workbook;

use std::sync::Arc;

use crate::diag::{Diagnostic, Sink};
use crate::output::theme::Theme;
use crate::portal::Edition;
use crate::tree::{File, Refused, Tree};

/// One kind of output.
pub struct Output {
    /// Kebab-case name.
    pub name: &'static str,
    /// One sentence.
    pub about: &'static str,
    /// Adds its files to the tree.
    pub emit: fn(&Edition, &Theme, &mut Tree, &mut Sink),
}

/// Every output but the manifest, which lists the others.
pub const OUTPUTS: &[Output] = &[
    // First, while there is little else in memory.
    picture::OUTPUT,
    html::OUTPUT,
    search::OUTPUT,
    json::OUTPUT,
    csv::OUTPUT,
    workbook::OUTPUT,
    report::OUTPUT,
    feed::OUTPUT,
    calendar::OUTPUT,
    twins::OUTPUT,
    well_known::OUTPUT,
];

/// Which copies of files are written beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Copies {
    /// None: most hosts compress by themselves.
    #[default]
    None,
    /// As gzip and Brotli.
    Compressed,
}

/// Renders an edition: all outputs, then the manifest over them.
#[must_use]
pub fn render(edition: &Edition, theme: &Theme, sink: &mut Sink) -> Tree {
    render_with(edition, theme, Copies::None, sink)
}

/// The same, with copies of files that the manifest lists too.
#[must_use]
pub fn render_with(edition: &Edition, theme: &Theme, copies: Copies, sink: &mut Sink) -> Tree {
    let mut tree = Tree::new();
    for output in OUTPUTS {
        (output.emit)(edition, theme, &mut tree, sink);
    }
    match copies {
        Copies::Compressed => compressed::add(&mut tree, sink),
        Copies::None => {}
    }
    manifest::add(edition, &mut tree, sink);
    tree
}

/// Adds a file that an earlier tree may hold too, or reports why its path was refused.
pub(crate) fn share(tree: &mut Tree, path: &str, file: Arc<File>, sink: &mut Sink) {
    if let Err(refused) = tree.share(path, file) {
        sink.push(path_taken(&refused));
    }
}

/// Adds a file, or reports why its path was refused.
pub(crate) fn put(tree: &mut Tree, path: &str, bytes: impl Into<Vec<u8>>, sink: &mut Sink) {
    if let Err(refused) = tree.add(path, bytes) {
        sink.push(path_taken(&refused));
    }
}

fn path_taken(refused: &Refused) -> Diagnostic {
    Diagnostic::without_place("path-taken", refused.to_string()).hint("rename one of the two")
}
