//! From a project that was checked to the tree for one audience.

use std::sync::Arc;

use crate::check;
use crate::cli::report::{Checked, open, open_for};
use crate::diag::Sink;
use crate::output::{self, Copies, theme::Theme};
use crate::portal::{Edition, Provenance};
use crate::tree::Tree;
use crate::view::{Audience, Reader, View};

/// Everything that one audience gets, or the problems on the way.
///
/// What is not needed any more is let go before anything is rendered: the
/// library, and the sources unless there are problems to draw or templates that may have some.
pub(super) fn render(
    checked: &mut Checked,
    audience: Audience,
    provenance: Provenance,
) -> Result<Tree, Sink> {
    render_with(checked, audience, provenance, Copies::None)
}

/// The same, with copies of files.
pub(super) fn render_with(
    checked: &mut Checked,
    audience: Audience,
    provenance: Provenance,
    copies: Copies,
) -> Result<Tree, Sink> {
    let mut sink = Sink::new();
    let prepared = prepare(checked, audience, provenance, &mut sink);
    checked.library = None;
    checked.fillings = prepared.as_ref().map(|(edition, _)| edition.fillings()).unwrap_or_default();
    let theirs = prepared.as_ref().is_some_and(|(_, theme)| theme.has_own_templates());
    if checked.diagnostics.is_empty() && sink.is_empty() && !theirs {
        checked.loaded.sources = crate::source::Sources::default();
    }
    let tree =
        prepared.map(|(edition, theme)| output::render_with(&edition, &theme, copies, &mut sink));
    match tree {
        Some(tree) if !sink.has_errors() => {
            checked.diagnostics.extend(sink.into_sorted());
            Ok(tree)
        }
        _ => Err(sink),
    }
}

/// Opens the views of an audience.
fn prepare(
    checked: &mut Checked,
    audience: Audience,
    provenance: Provenance,
    sink: &mut Sink,
) -> Option<(Edition, Arc<Theme>)> {
    let public = checked.public.take();
    let theme = checked.theme.take()?;
    let (library, loaded, date) = (checked.library.as_ref()?, &checked.loaded, checked.date);
    let view: View = match public.filter(|_| audience == Audience::Public).map(Arc::try_unwrap) {
        Some(Ok(view)) => view,
        Some(Err(_)) | None => open(library, loaded, audience, None, date, sink),
    };
    let variants = library.project.variants.iter().map(|variant| variant.id.value.clone());
    let variants: Vec<View> = variants
        .map(|variant| open(library, loaded, audience, Some(variant), date, sink))
        .collect();
    let policy = &library.project.changes;
    let is_internal = |text: &str| check::is_internal(text, &library.project.internal);
    let history = provenance.history.seen_from(&view, &policy.forget, policy.since);
    let history = history.without(&view, &is_internal);
    let provenance = Provenance { history: Arc::new(history), ..provenance };
    let site = &library.project.site;
    let words = theme.words(site.language);
    // One build fills a workbook once, and needs it no more then.
    let opened = std::mem::take(&mut checked.opened);
    let mut edition = Edition::with_opened(view, &variants, words, provenance, &opened);
    for language in site.languages.iter().map(|language| language.value) {
        let reader = Reader { audience, variant: None, date, language };
        let view = open_for(library, loaded, reader, sink);
        edition = edition.with_translation(view, theme.words(language));
    }
    Some((edition, theme))
}
