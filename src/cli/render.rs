//! From a project that was checked to the tree for one audience.

use std::sync::Arc;

use crate::cli::report::{Checked, open};
use crate::diag::{Diagnostic, Sink};
use crate::output::{self, theme::Theme};
use crate::portal::{Edition, Provenance};
use crate::tree::Tree;
use crate::view::{Audience, View};

/// Everything that one audience gets, or the problems on the way.
///
/// What is not needed any more is let go before anything is rendered: the
/// library, and the sources unless there are problems to draw.
pub(super) fn render(
    checked: &mut Checked,
    audience: Audience,
    provenance: Provenance,
) -> Result<Tree, Sink> {
    render_again(checked, audience, provenance, None)
}

/// The project's own files of a theme, by path inside it.
type ThemeFiles = Vec<(String, Vec<u8>)>;

/// The files of a theme, and the theme that they make.
pub(super) type KeptTheme = (ThemeFiles, Theme);

/// Like [`render`], with the theme of the last time and what it remembers.
pub(super) fn render_again(
    checked: &mut Checked,
    audience: Audience,
    provenance: Provenance,
    kept: Option<&mut Option<KeptTheme>>,
) -> Result<Tree, Sink> {
    let mut sink = Sink::new();
    let prepared = prepare(checked, audience, provenance, &mut sink);
    checked.library = None;
    if checked.diagnostics.is_empty() && sink.is_empty() {
        checked.loaded.sources = crate::source::Sources::default();
    }
    let tree = prepared.and_then(|(edition, own)| match kept {
        Some(kept) => Some(output::render(&edition, again(own, kept, &mut sink)?, &mut sink)),
        None => Some(output::render(&edition, &Theme::new(own, &mut sink)?, &mut sink)),
    });
    match tree {
        Some(tree) if !sink.has_errors() => Ok(tree),
        _ => Err(sink),
    }
}

/// Opens the views of an audience and reads the theme.
fn prepare(
    checked: &mut Checked,
    audience: Audience,
    provenance: Provenance,
    sink: &mut Sink,
) -> Option<(Edition, ThemeFiles)> {
    let public = checked.public.take();
    let (library, loaded, date) = (checked.library.as_ref()?, &checked.loaded, checked.date);
    let theme_name = &library.project.site.theme;
    let own = loaded.theme_files(theme_name);
    if own.is_empty() && theme_name != "default" {
        let message = format!("there is no theme `{theme_name}`");
        let hint =
            format!("add files to `themes/{theme_name}/`, or remove `theme:` from trust.yaml");
        sink.push(Diagnostic::without_place("missing-reference", message).hint(hint));
    }
    let view: View = match public.filter(|_| audience == Audience::Public).map(Arc::try_unwrap) {
        Some(Ok(view)) => view,
        Some(Err(_)) | None => open(library, loaded, audience, None, date, sink),
    };
    let variants = library.project.variants.iter().map(|variant| variant.id.value.clone());
    let variants: Vec<View> = variants
        .map(|variant| open(library, loaded, audience, Some(variant), date, sink))
        .collect();
    Some((Edition::new(view, &variants, provenance), own))
}

/// The theme of these files: the kept one, if they are the same.
fn again<'k>(
    own: ThemeFiles,
    kept: &'k mut Option<KeptTheme>,
    sink: &mut Sink,
) -> Option<&'k Theme> {
    if kept.as_ref().is_none_or(|(files, _)| *files != own) {
        *kept = None;
        let theme = Theme::new(own.clone(), sink)?;
        *kept = Some((own, theme.remembering()));
    }
    kept.as_ref().map(|(_, theme)| theme)
}
