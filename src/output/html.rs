//! The pages, their assets, and the files of documents.

use std::sync::Arc;

use rayon::prelude::*;
use tera::{Context, Value};

use crate::diag::{Diagnostic, Sink};
use crate::output::theme::{STYLE, Theme};
use crate::output::{Output, put, share, svg};
use crate::portal::{Edition, Page, Portal, accent, file_at};
use crate::tree::{File, Tree};
use crate::view::{DocumentOffer, route};

/// This output.
pub const OUTPUT: Output =
    Output { name: "html", about: "The pages of the portal, with their assets.", emit };

/// How many pages are rendered in one go; few enough that their spare room stays small.
const AT_ONCE: usize = 512;

fn emit(edition: &Edition, theme: &Theme, tree: &mut Tree, sink: &mut Sink) {
    for own in edition.in_all_languages() {
        let portal = Portal::new(own);
        if let Err(problem) = add_pages(&portal, theme, tree, sink) {
            return sink.push(*problem);
        }
    }
    add_assets(edition, theme, tree, sink);
    add_documents(edition, tree, sink);
}

/// Adds all pages in one language; the first that cannot be rendered ends it.
fn add_pages(
    portal: &Portal<'_>,
    theme: &Theme,
    tree: &mut Tree,
    sink: &mut Sink,
) -> Result<(), Box<Diagnostic>> {
    let edition = portal.edition;
    let other_words = (!theme.speaks(&edition.words)).then(|| theme.speaking(&edition.words));
    let theme = other_words.as_ref().unwrap_or(theme);
    let shared = shared(portal, theme)?;
    let shared = match theme.remembered() {
        Some(remembered) => remembered.share(shared),
        None => Arc::new(shared),
    };
    for chunk in edition.pages().chunks(AT_ONCE) {
        let rendered: Vec<_> =
            chunk.par_iter().map(|page| render(portal, theme, &shared, page)).collect();
        for (page, html) in chunk.iter().zip(rendered) {
            share(tree, &file_at(&edition.localized(&page.path())), html?, sink);
        }
    }
    Ok(())
}

/// What all pages share, prepared once: the site, and the footer as HTML.
fn shared(portal: &Portal<'_>, theme: &Theme) -> Result<Context, Box<Diagnostic>> {
    let mut shared = Context::new();
    shared.insert_value("site", Value::from_serializable(&portal.site()));
    let footer = theme.render("footer.html", &shared)?;
    shared.insert_value("footer", Value::from(footer));
    Ok(shared)
}

/// One page as HTML.
fn render(
    portal: &Portal<'_>,
    theme: &Theme,
    shared: &Arc<Context>,
    page: &Page<'_>,
) -> Result<Arc<File>, Box<Diagnostic>> {
    let content = portal.content(page);
    let render = || {
        let mut context = Context::clone(shared);
        context.insert("head", &content.head);
        context.insert("page", &content.body);
        theme.render(content.template, &context).map(String::into_bytes)
    };
    let model = || serde_json::to_vec(&(content.template, &content.head, &content.body));
    match theme.remembered().zip(theme.remembered().and_then(|_| model().ok())) {
        Some((remembered, model)) => {
            let path = portal.edition.localized(&page.path()).into_owned();
            remembered.page(&path, shared, model, render)
        }
        None => Ok(Arc::new(File::new(render()?))),
    }
}

fn add_assets(edition: &Edition, theme: &Theme, tree: &mut Tree, sink: &mut Sink) {
    let view = &edition.view;
    for (path, bytes) in theme.assets() {
        let mut file = Vec::with_capacity(bytes.len() + 512);
        if path == STYLE {
            // The accent comes first, so that every rule may use it.
            file.extend_from_slice(accent::stylesheet(view.site.accent).as_bytes());
        }
        file.extend_from_slice(bytes);
        put(tree, &format!("assets/{path}"), file, sink);
    }
    if theme.file("icon.svg").is_none() {
        let icon = accent::icon(&view.organization.name, view.site.accent);
        put(tree, "assets/icon.svg", icon, sink);
    }
    for (name, bytes) in view.logo.iter().chain(&view.logo_dark) {
        refuse_active("the logo", name, bytes, sink);
        put(tree, &format!("assets/{name}"), bytes.to_vec(), sink);
    }
}

fn add_documents(edition: &Edition, tree: &mut Tree, sink: &mut Sink) {
    for document in &edition.view.documents {
        if let DocumentOffer::File(name, bytes) = &document.offer {
            refuse_active(
                &format!("the file of the document `{}`", document.id),
                name,
                bytes,
                sink,
            );
            let path = file_at(&route::document_file(&document.id, name));
            put(tree, &path, bytes.to_vec(), sink);
        }
    }
}

/// Reports an SVG that could run something in the reader's browser.
fn refuse_active(whose: &str, name: &str, bytes: &[u8], sink: &mut Sink) {
    let is_svg =
        name.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("svg"));
    if is_svg && let Some(part) = svg::active_part(bytes) {
        let message = format!("{whose}, `{name}`, is not only an image: it holds {part}");
        sink.push(
            Diagnostic::without_place("bad-file", message)
                .hint("remove scripts, event handlers and foreign content, or use a .png"),
        );
    }
}
