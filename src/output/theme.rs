//! Themes: templates and assets, the built-in ones overridden file by file.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use tera::{Context, ErrorKind, ReportError, Tera};

use crate::diag::{Diagnostic, Sink, did_you_mean};
use crate::language::{LANGUAGES, Language, Words};
use crate::output::remembered::Remembered;
use crate::output::say;
use crate::output::search::LEXICON;
use crate::source::decode::Fields;
use crate::source::yaml;
use crate::span::{FileId, Span, Spanned};

include!(concat!(env!("OUT_DIR"), "/theme.rs"));

/// Version of what templates get to see: fields may be added within one; a field that changes its meaning or goes
/// away raises it.
pub const CONTEXT: u32 = 1;

/// Where the built-in files stand, so that a theme's own template can extend the built-in one of its name.
const BUILT_IN: &str = "default/";
/// What a theme says about itself; it is not published.
const SETTINGS: &str = "theme.yaml";
/// The theme's stylesheet.
pub(super) const STYLE: &str = "style.css";
/// A theme's own rules, written behind the built-in stylesheet.
const OWN_STYLE: &str = "own.css";

/// A file of a project's theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeFile {
    /// Its path inside `themes/<name>/`.
    pub path: String,
    /// Its content; of a template the text as it was decoded.
    pub bytes: Vec<u8>,
    /// Where it stands among the sources.
    pub file: FileId,
}

/// The folder of a theme's own words for the interface, a file for each language.
const WORDS: &str = "languages/";

/// A theme that is ready to render, in one language.
pub struct Theme {
    files: Arc<BTreeMap<String, Vec<u8>>>,
    templates: Tera,
    /// The project's own templates, for places of errors.
    own: Arc<BTreeMap<String, (FileId, String)>>,
    /// Words of languages in which the theme has some of its own.
    own_words: Arc<BTreeMap<Language, Words>>,
    /// The words that templates get.
    words: Words,
    /// Pages of earlier builds, for a theme that is rendered again and again.
    remembered: Option<Arc<Remembered>>,
}

impl Theme {
    /// The built-in theme with the project's files over it. `None`, and diagnostics, when it cannot be used.
    pub fn new(own: Vec<ThemeFile>, sink: &mut Sink) -> Option<Self> {
        if let Some(settings) = own.iter().find(|file| file.path == SETTINGS) {
            check_settings(settings, sink)?;
        }
        let (templates, others): (Vec<_>, Vec<_>) =
            own.into_iter().partition(|file| is_template(&file.path));
        let (words, assets): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|file| file.path.starts_with(WORDS));
        let before = sink.len();
        let own_words = own_words(&words, sink);
        let own = own_templates(templates, sink);
        own.values().flat_map(unknown_words).for_each(|found| sink.push(found));
        let is_refused = sink.len() > before;
        let mut theme = Self {
            files: Arc::new(collected(assets)),
            templates: Tera::new(),
            own: Arc::new(own),
            words: own_words.get(&Language::En).cloned().unwrap_or_else(|| Words::of(Language::En)),
            own_words: Arc::new(own_words),
            remembered: None,
        };
        match theme.add_templates() {
            Ok(()) if is_refused => None,
            Ok(()) => Some(theme),
            Err(error) => {
                theme.diagnostics(&error).into_iter().for_each(|found| sink.push(found));
                None
            }
        }
    }

    /// The texts of the interface in a language, with the theme's own in their place.
    #[must_use]
    pub fn words(&self, language: Language) -> Words {
        self.own_words.get(&language).cloned().unwrap_or_else(|| Words::of(language))
    }

    /// Whether templates get these words.
    #[must_use]
    pub fn speaks(&self, words: &Words) -> bool {
        self.words == *words
    }

    /// The same theme, whose templates get these words.
    #[must_use]
    pub fn speaking(&self, words: &Words) -> Self {
        let mut templates = self.templates.clone();
        say::speak(&mut templates, words);
        Self {
            files: Arc::clone(&self.files),
            templates,
            own: Arc::clone(&self.own),
            own_words: Arc::clone(&self.own_words),
            words: words.clone(),
            remembered: self.remembered.clone(),
        }
    }

    /// Whether the project has templates of its own, so that an error may stand in one of its files.
    #[must_use]
    pub fn has_own_templates(&self) -> bool {
        !self.own.is_empty()
    }

    /// The same theme with a memory: for one that is rendered again and again.
    #[must_use]
    pub fn remembering(self) -> Self {
        Self { remembered: Some(Arc::default()), ..self }
    }

    /// What it remembers of earlier builds.
    #[must_use]
    pub fn remembered(&self) -> Option<&Remembered> {
        self.remembered.as_deref()
    }

    /// A file of the theme that is no template.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// Files that are published as they are: everything but templates and the words of the search.
    pub fn assets(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let files = self.files.iter().filter(|(path, _)| *path != LEXICON);
        files.map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// Fills a template.
    ///
    /// # Errors
    /// When the template says something that is not there.
    pub fn render(&self, template: &str, context: &Context) -> Result<String, Box<Diagnostic>> {
        self.templates.render(template, context).map_err(|error| {
            let first = self.diagnostics(&error).into_iter().next();
            Box::new(first.unwrap_or_else(|| theme_error(error.to_string())))
        })
    }

    /// Built-in templates stand in a folder of their own; what is not found outside of it is looked for there.
    fn add_templates(&mut self) -> tera::TeraResult<()> {
        self.templates.autoescape_on([".html"]);
        self.templates.set_escape_fn(escape);
        self.templates.set_fallback_prefixes([BUILT_IN])?;
        say::speak(&mut self.templates, &self.words);
        // They are UTF-8: a test renders each of them.
        let text = |bytes: &'static [u8]| std::str::from_utf8(bytes).unwrap_or_default();
        let built_in = built_in().filter(|(path, _)| is_template(path));
        let built_in = built_in.map(|(path, bytes)| (format!("{BUILT_IN}{path}"), text(bytes)));
        let own = self.own.iter().map(|(path, (_, text))| (path.clone(), text.as_str()));
        self.templates.add_raw_templates(built_in.chain(own))
    }

    /// What went wrong, at its place where the engine knows it.
    fn diagnostics(&self, error: &tera::Error) -> Vec<Diagnostic> {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                vec![self.reported(report)]
            }
            _ => self.printed(&error.to_string()),
        }
    }

    fn reported(&self, report: &ReportError) -> Diagnostic {
        let message = first_line(report.message());
        match self.own.get(report.filename()) {
            Some((file, _)) => {
                let range = &report.span().range;
                at(Span::new(*file, range.start, range.end), message)
            }
            None => built_in_error(report.filename(), &message),
        }
    }

    /// The errors of a printed report: each begins with `error:`, its place follows behind `-->`.
    fn printed(&self, report: &str) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut message = None;
        for line in report.lines().map(str::trim) {
            if let Some(text) = line.strip_prefix("error:") {
                message = Some(first_line(text));
            } else if let (Some(place), Some(text)) = (line.strip_prefix("-->"), message.take()) {
                found.push(self.at_printed(place.trim(), text));
            }
        }
        if found.is_empty() {
            found.push(theme_error(format!("the theme: {}", first_line(report))));
        }
        found
    }

    /// An error at a place as `base.html:12:5`.
    fn at_printed(&self, place: &str, message: String) -> Diagnostic {
        let mut parts = place.rsplitn(3, ':');
        let (column, line, path) = (parts.next(), parts.next(), parts.next());
        let number = |text: Option<&str>| text.and_then(|text| text.parse::<usize>().ok());
        match (path.and_then(|path| self.own.get(path)), path, number(line), number(column)) {
            (Some((file, text)), _, Some(line), Some(column)) => {
                let start = offset(text, line, column);
                let rest = text.get(start..).unwrap_or_default();
                let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
                at(Span::new(*file, start, start + word.unwrap_or(rest.len())), message)
            }
            _ => built_in_error(path.unwrap_or(place), &message),
        }
    }
}

/// The built-in assets with the project's over them, and its own rules behind the stylesheet.
fn collected(own: Vec<ThemeFile>) -> BTreeMap<String, Vec<u8>> {
    let built_in = built_in().filter(|(path, _)| !is_template(path));
    let mut files: BTreeMap<_, _> =
        built_in.map(|(path, bytes)| (path.to_owned(), bytes.to_vec())).collect();
    let own = own.into_iter().filter(|file| file.path != SETTINGS);
    files.extend(own.map(|file| (file.path, file.bytes)));
    if let Some(rules) = files.remove(OWN_STYLE) {
        let style = files.entry(STYLE.to_owned()).or_default();
        style.push(b'\n');
        style.extend(rules);
    }
    files
}

/// The project's own templates; what is not UTF-8 is reported.
fn own_templates(files: Vec<ThemeFile>, sink: &mut Sink) -> BTreeMap<String, (FileId, String)> {
    let mut own = BTreeMap::new();
    for file in files {
        match String::from_utf8(file.bytes) {
            Ok(text) => drop(own.insert(file.path, (file.file, text))),
            Err(_) => sink.push(theme_error(format!("`{}` is not UTF-8", file.path))),
        }
    }
    own
}

/// Words of the languages in which the theme has some of its own: `languages/de.yaml`.
fn own_words(files: &[ThemeFile], sink: &mut Sink) -> BTreeMap<Language, Words> {
    let mut own = BTreeMap::new();
    for file in files {
        let name = file.path.strip_prefix(WORDS).and_then(|name| name.strip_suffix(".yaml"));
        let Some(language) = name.and_then(Language::of_tag) else {
            let known = LANGUAGES.map(|language| format!("{WORDS}{}.yaml", language.tag()));
            let list = || format!("words are in: {}", known.join(", "));
            let hint = did_you_mean(&file.path, known.iter().map(String::as_str), list);
            let message = format!("`{}` is not in a language of the interface", file.path);
            let place = Span::start_of(file.file);
            sink.push(Diagnostic::error("theme-error", message, place).hint(hint));
            continue;
        };
        let text = std::str::from_utf8(&file.bytes).unwrap_or_default();
        own.insert(language, Words::of(language).with(file.file, text, sink));
    }
    own
}

/// Texts that a template asks for and that the interface does not have.
fn unknown_words((file, text): &(FileId, String)) -> Vec<Diagnostic> {
    let unknown = say::named(text).into_iter().filter(|(_, key)| !Words::of(Language::En).has(key));
    unknown
        .map(|(start, key)| {
            let message = format!("the interface has no text `{key}`");
            at(Span::new(*file, start, start + key.len()), message)
        })
        .collect()
}

/// The byte at a line and column, both from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len);
    before.sum::<usize>() + column.saturating_sub(1)
}

/// The built-in files by path inside the theme.
pub fn built_in() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    DEFAULT_THEME.iter().map(|(path, bytes)| (path.trim_start_matches("themes/default/"), *bytes))
}

/// Reads what a theme says about itself; a theme for another version of the context is refused.
fn check_settings(settings: &ThemeFile, sink: &mut Sink) -> Option<()> {
    let text = std::str::from_utf8(&settings.bytes).unwrap_or_default();
    let document = yaml::parse(settings.file, text, sink);
    let root = document.root?;
    let mut fields = Fields::new(&root, "a theme", sink)?;
    let context: Option<Spanned<u32>> = fields.optional("context");
    fields.finish();
    let Some(Spanned { value: context, span }) = context else { return Some(()) };
    if context == CONTEXT {
        return Some(());
    }
    let message = format!(
        "the theme is written for version {context} of the template context; this is {CONTEXT}"
    );
    sink.push(
        at(span, message)
            .hint("compare its templates with docs/themes.md, then write the new version here"),
    );
    None
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

const WAY_OUT: &str = "correct the file in `themes/`, or remove it to use the built-in one";

fn theme_error(message: String) -> Diagnostic {
    Diagnostic::without_place("theme-error", message).hint(WAY_OUT)
}

fn at(span: Span, message: String) -> Diagnostic {
    Diagnostic::error("theme-error", message, span).hint(WAY_OUT)
}

/// An error in a template that is not the project's: what it extends or includes does not fit.
fn built_in_error(path: &str, message: &str) -> Diagnostic {
    let path = path.trim_start_matches(BUILT_IN);
    theme_error(format!("in the built-in `{path}`: {message}"))
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

    fn theme(files: &[(&str, &str)]) -> (Option<Theme>, Vec<Diagnostic>) {
        let file = |(at, (path, text)): (u32, &(&str, &str))| ThemeFile {
            path: (*path).to_owned(),
            bytes: text.as_bytes().to_vec(),
            file: FileId(at),
        };
        let mut sink = Sink::new();
        let theme = Theme::new((0..).zip(files).map(file).collect(), &mut sink);
        (theme, sink.into_sorted())
    }

    /// The start of a diagnostic's place.
    fn place(found: &Diagnostic) -> Option<u32> {
        found.primary.as_ref().map(|label| label.span.start)
    }

    #[test]
    fn a_file_takes_the_place_of_a_built_in_one() {
        let (theme, found) = theme(&[("404.html", "<p>{{ site.title }}</p>")]);
        let theme = theme.expect("a theme");
        assert_eq!(found, []);
        let context = tera::context! { site => &BTreeMap::from([("title", "<b>")]) };
        assert_eq!(theme.render("404.html", &context).unwrap(), "<p>&lt;b&gt;</p>");
        assert!(theme.file("style.css").is_some());
        assert!(theme.assets().all(|(path, _)| !path.ends_with(".html")));
    }

    #[test]
    fn a_template_may_extend_the_built_in_one_and_change_a_block() {
        let own = "{% extends \"default/base.html\" %}{% block main %}mine{% endblock main %}";
        let component = "{% component state(of) %}<b>{{ of.title }}</b>{% endcomponent state %}";
        let (theme, found) = theme(&[("404.html", own), ("components.html", component)]);
        assert!(theme.is_some(), "{found:?}");
    }

    #[test]
    fn own_rules_stand_behind_the_built_in_ones() {
        let (theme, _) = theme(&[("own.css", ":root{--ink:#000}"), ("theme.yaml", "context: 1\n")]);
        let theme = theme.expect("a theme");
        let style = String::from_utf8(theme.file(STYLE).unwrap().to_vec()).unwrap();
        assert!(style.len() > 1000 && style.ends_with(":root{--ink:#000}"));
        assert!(theme.file(OWN_STYLE).is_none() && theme.file(SETTINGS).is_none());
    }

    #[test]
    fn an_error_has_a_place() {
        let (none, found) = theme(&[("404.html", "a\n{{ x | no_such_filter }}")]);
        assert!(none.is_none());
        assert_eq!(place(&found[0]), Some(9), "{found:?}");
        let (own, _) = theme(&[("404.html", "\n\n{{ site.nothing }}")]);
        let context = tera::context! { site => &BTreeMap::from([("title", "x")]) };
        let said = own.expect("a theme").render("404.html", &context).unwrap_err();
        assert_eq!(place(&said), Some(10), "{said:?}");
    }

    #[test]
    fn html_in_a_text_is_what_a_template_made() {
        let day = "{% component day(of) %}<b>{{ of }}</b>{% endcomponent day %}";
        for (call, said) in [
            (r#"say(key="page_as_of", day=site.title)"#, "As of &lt;i&gt;"),
            (r#"say(key="page_as_of", day=<day of={site.title} />)"#, "As of <b>&lt;i&gt;</b>"),
            // One place is HTML, the other is not.
            (
                r#"say(key="compliance_from_to", from=<day of={site.title} />, to=site.title)"#,
                "<b>&lt;i&gt;</b> to &lt;i&gt;",
            ),
        ] {
            let (own, found) =
                theme(&[("404.html", &format!("{{{{ {call} }}}}")), ("components.html", day)]);
            let own = own.unwrap_or_else(|| panic!("{found:?}"));
            let context = tera::context! { site => &BTreeMap::from([("title", "<i>")]) };
            assert_eq!(own.render("404.html", &context).unwrap(), said);
        }
        let marked = ("languages/en.yaml", "page_as_of: <i> {day}\n");
        let page = r#"{{ say(key="page_as_of", day=<day of={1} />) }}"#;
        let (own, _) = theme(&[("404.html", page), ("components.html", day), marked]);
        let said = own.expect("a theme").render("404.html", &Context::new()).unwrap();
        assert_eq!(said, "&lt;i&gt; <b>1</b>");
    }

    #[test]
    fn a_theme_may_have_words_of_its_own() {
        let page =
            "{{ words.answers }} {{ say(key=\"days\", count=2) }} {{ say(key=\"answers\") }}";
        let (own, found) =
            theme(&[("404.html", page), ("languages/de.yaml", "answers: Auskünfte\n")]);
        let own = own.unwrap_or_else(|| panic!("{found:?}"));
        let in_language = |language| {
            own.speaking(&own.words(language)).render("404.html", &Context::new()).expect("a page")
        };
        assert_eq!(in_language(Language::En), "Answers 2 days Answers");
        assert_eq!(in_language(Language::De), "Auskünfte 2 Tage Auskünfte");
        assert!(own.assets().all(|(path, _)| !path.starts_with(WORDS)));
    }

    #[test]
    fn words_that_there_are_not_are_refused() {
        for (path, text, start) in [
            ("404.html", "a {{ words.anwsers }}", 11),
            ("404.html", "a {{ say(count=1, key='dyas') }}", 23),
            ("languages/de.yaml", "answers: A\nanwsers: A\n", 11),
            ("languages/nl.yaml", "answers: A\n", 0),
        ] {
            let (none, found) = theme(&[(path, text)]);
            assert!(none.is_none() && found.len() == 1, "{path} {found:?}");
            assert_eq!(place(&found[0]), Some(start), "{found:?}");
        }
    }

    #[test]
    fn built_in_templates_name_words_that_there_are() {
        for (path, bytes) in built_in().filter(|(path, _)| is_template(path)) {
            let text = std::str::from_utf8(bytes).expect(path);
            let found = unknown_words(&(FileId(0), text.to_owned()));
            assert_eq!(found, [], "{path}");
        }
    }

    #[test]
    fn a_theme_for_another_context_is_refused() {
        let (none, found) = theme(&[("theme.yaml", "context: 2\n")]);
        assert!(none.is_none());
        assert!(found[0].message.contains("version 2"), "{found:?}");
    }
}
