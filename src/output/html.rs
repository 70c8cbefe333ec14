//! The pages, their assets, the files of documents, and the index of the search.

use rayon::prelude::*;
use tera::{Context, Value};

use crate::diag::{Diagnostic, Sink};
use crate::output::theme::Theme;
use crate::output::{Output, put};
use crate::portal::{Edition, Page, Portal, accent, file_at};
use crate::tree::Tree;
use crate::view::{DocumentOffer, route};

/// This output.
pub const OUTPUT: Output = Output {
    name: "html",
    about: "The pages of the portal, with their assets and the index of the search.",
    emit,
};

/// The theme's stylesheet; the accent is written in front of it.
const STYLE: &str = "style.css";

fn emit(edition: &Edition, theme: &Theme, tree: &mut Tree, sink: &mut Sink) {
    let portal = Portal::new(edition);
    let pages = edition.pages();
    let rendered = render(&portal, theme, &pages);
    for (page, html) in pages.iter().zip(rendered) {
        match html {
            Ok(html) => put(tree, &file_at(&page.path()), html, sink),
            Err(problem) => {
                sink.push(*problem);
                return;
            }
        }
    }
    add_assets(edition, theme, tree, sink);
    add_documents(edition, tree, sink);
    add_search(&portal, tree, sink);
}

/// Every page as HTML, in parallel; what they share is prepared once.
fn render(
    portal: &Portal<'_>,
    theme: &Theme,
    pages: &[Page<'_>],
) -> Vec<Result<String, Box<Diagnostic>>> {
    let site = Value::from_serializable(&portal.site());
    let mut shared = Context::new();
    shared.insert_value("site", site.clone());
    let footer = match theme.render("footer.html", &shared) {
        Ok(footer) => Value::from(footer),
        Err(problem) => return vec![Err(problem)],
    };
    let html = |page: &Page<'_>| {
        let content = portal.content(page);
        let mut context = Context::new();
        context.insert_value("site", site.clone());
        context.insert_value("footer", footer.clone());
        context.insert("head", &content.head);
        context.insert("page", &content.body);
        theme.render(content.template, &context)
    };
    pages.par_iter().map(html).collect()
}

fn add_assets(edition: &Edition, theme: &Theme, tree: &mut Tree, sink: &mut Sink) {
    let view = &edition.view;
    for (path, bytes) in theme.assets() {
        let mut file = Vec::with_capacity(bytes.len() + 512);
        if path == STYLE {
            file.extend_from_slice(accent::stylesheet(view.site.accent).as_bytes());
        }
        file.extend_from_slice(bytes);
        put(tree, &format!("assets/{path}"), file, sink);
    }
    if theme.file("icon.svg").is_none() {
        let icon = accent::icon(&view.organization.name, view.site.accent);
        put(tree, "assets/icon.svg", icon, sink);
    }
    if let Some((name, bytes)) = &view.logo {
        put(tree, &format!("assets/{name}"), bytes.to_vec(), sink);
    }
}

fn add_documents(edition: &Edition, tree: &mut Tree, sink: &mut Sink) {
    for document in &edition.view.documents {
        if let DocumentOffer::File(name, bytes) = &document.offer {
            let path = file_at(&route::document_file(&document.id, name));
            put(tree, &path, bytes.to_vec(), sink);
        }
    }
}

fn add_search(portal: &Portal<'_>, tree: &mut Tree, sink: &mut Sink) {
    match serde_json::to_vec(&portal.search_index()) {
        Ok(index) => put(tree, "search.json", index, sink),
        Err(error) => {
            let message = format!("the index of the search cannot be written: {error}");
            sink.push(Diagnostic::without_place("unwritable-text", message));
        }
    }
}
