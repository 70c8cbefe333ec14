//! Themes: templates and assets, the built-in ones overridden file by file.

use std::collections::BTreeMap;
use std::io::{self, Write};

use tera::{Context, ErrorKind, Tera};

use crate::diag::{Diagnostic, Sink};
use crate::output::remembered::Remembered;

include!(concat!(env!("OUT_DIR"), "/theme.rs"));

/// A theme that is ready to render.
pub struct Theme {
    files: BTreeMap<String, Vec<u8>>,
    templates: Tera,
    remembered: Option<Remembered>,
}

impl Theme {
    /// The built-in theme with the project's files over it, by path inside `themes/<name>/`.
    /// `None`, and a diagnostic, when its templates cannot be read.
    pub fn new(own: impl IntoIterator<Item = (String, Vec<u8>)>, sink: &mut Sink) -> Option<Self> {
        let built_in = DEFAULT_THEME.iter().map(|(path, bytes)| {
            (path.trim_start_matches("themes/default/").to_owned(), bytes.to_vec())
        });
        let files: BTreeMap<String, Vec<u8>> = built_in.chain(own).collect();
        let mut templates = Tera::new();
        templates.autoescape_on([".html"]);
        templates.set_escape_fn(escape);
        match templates.add_raw_templates(sources(&files, sink)) {
            Ok(()) => Some(Self { files, templates, remembered: None }),
            Err(error) => {
                diagnostics(&error).into_iter().for_each(|found| sink.push(found));
                None
            }
        }
    }

    /// The same theme with a memory: for one that is rendered again and again.
    #[must_use]
    pub fn remembering(self) -> Self {
        Self { remembered: Some(Remembered::default()), ..self }
    }

    /// What it remembers of earlier builds.
    #[must_use]
    pub fn remembered(&self) -> Option<&Remembered> {
        self.remembered.as_ref()
    }

    /// A file of the theme.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// Files that are published as they are: everything but templates.
    pub fn assets(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let files = self.files.iter().filter(|(path, _)| !is_template(path));
        files.map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// Fills a template.
    ///
    /// # Errors
    /// When the template says something that is not there.
    pub fn render(&self, template: &str, context: &Context) -> Result<String, Box<Diagnostic>> {
        self.templates.render(template, context).map_err(|error| {
            let first = diagnostics(&error).into_iter().next();
            Box::new(first.unwrap_or_else(|| theme_error(error.to_string())))
        })
    }
}

/// Escapes text for HTML in runs; the engine's own function writes byte by byte.
fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        let (plain, tail) = rest.split_at(at);
        out.write_all(plain.as_bytes())?;
        let mut chars = tail.chars();
        let entity = match chars.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            _ => "&#39;",
        };
        out.write_all(entity.as_bytes())?;
        rest = chars.as_str();
    }
    out.write_all(rest.as_bytes())
}

fn is_template(path: &str) -> bool {
    path.ends_with(".html")
}

/// Names and texts of the templates; what is not UTF-8 is reported.
fn sources<'f>(files: &'f BTreeMap<String, Vec<u8>>, sink: &mut Sink) -> Vec<(&'f str, &'f str)> {
    let mut sources = Vec::new();
    for (path, bytes) in files.iter().filter(|(path, _)| is_template(path)) {
        match std::str::from_utf8(bytes) {
            Ok(text) => sources.push((path.as_str(), text)),
            Err(_) => sink.push(theme_error(format!("`{path}` of the theme is not UTF-8"))),
        }
    }
    sources
}

fn theme_error(message: String) -> Diagnostic {
    Diagnostic::without_place("theme-error", message)
        .hint("correct the file in `themes/`, or remove it to use the built-in one")
}

/// What went wrong, with file and line where the engine knows them.
fn diagnostics(error: &tera::Error) -> Vec<Diagnostic> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let place = format!("{}:{}", report.filename(), report.span().start_line);
            vec![at(&place, report.message())]
        }
        _ => reported(&error.to_string()),
    }
}

/// The errors of a printed report: each begins with `error:`, its place follows behind `-->`.
fn reported(report: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut message = None;
    for line in report.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("error:") {
            message = Some(text);
        } else if let (Some(place), Some(text)) = (line.strip_prefix("-->"), message) {
            message = None;
            let place = place.trim();
            found.push(at(place.rsplit_once(':').map_or(place, |(line, _)| line), text));
        }
    }
    if found.is_empty() {
        found.push(theme_error(format!("the theme: {}", first_line(report))));
    }
    found
}

fn at(place: &str, message: &str) -> Diagnostic {
    theme_error(format!("`{place}` of the theme: {}", first_line(message)))
}

/// The first line of a text, as a phrase.
fn first_line(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let line = line.trim().trim_end_matches('.');
    let mut chars = line.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme(path: &str, text: &str) -> (Option<Theme>, Vec<String>) {
        let mut sink = Sink::new();
        let theme = Theme::new([(path.to_owned(), text.as_bytes().to_vec())], &mut sink);
        (theme, sink.into_sorted().into_iter().map(|found| found.message).collect())
    }

    #[test]
    fn a_file_takes_the_place_of_a_built_in_one() {
        let (theme, messages) = theme("404.html", "<p>{{ site.title }}</p>");
        let theme = theme.expect("a theme");
        assert_eq!(messages, Vec::<String>::new());
        let context = tera::context! { site => &BTreeMap::from([("title", "<b>")]) };
        assert_eq!(theme.render("404.html", &context).unwrap(), "<p>&lt;b&gt;</p>");
        assert!(theme.file("style.css").is_some());
        assert!(theme.assets().all(|(path, _)| !path.ends_with(".html")));
    }

    #[test]
    fn an_error_names_file_and_line() {
        let (none, messages) = theme("404.html", "a\n{{ x | no_such_filter }}");
        assert!(none.is_none());
        assert!(messages.iter().any(|said| said.contains("`404.html:2`")), "{messages:?}");
        let (own, _) = theme("404.html", "\n\n{{ site.nothing }}");
        let context = tera::context! { site => &BTreeMap::from([("title", "x")]) };
        let said = own.expect("a theme").render("404.html", &context).unwrap_err().message;
        assert!(said.contains("`404.html:3`"), "{said}");
    }
}
