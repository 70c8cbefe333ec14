//! Links of texts that lead nowhere, or where no link may lead.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

use crate::check::texts::{self, Text};
use crate::check::wording::short;
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink, did_you_mean};
use crate::library::Library;
use crate::library::audience::Audience;
use crate::view::route::{Routes, Target};

pub(super) const RULE: Rule = Rule {
    name: "broken-link",
    level: Level::Deny,
    summary: "A link of a published text leads nowhere that its reader may go.",
    page: include_str!("broken_link.md"),
    run,
};

/// Names that a link may use instead of a path.
const NAMES: [&str; 8] =
    ["answer", "attestation", "document", "form", "notice", "page", "subprocessor", "topic"];

fn run(context: &Context<'_>, sink: &mut Sink) {
    let mut all = texts::claims(context);
    all.extend(texts::documents(context));
    let mut portals = None;
    for text in all.iter().filter(|text| may_link(text.text)) {
        for (link, range) in links(text.text) {
            if is_elsewhere(&link) || link.contains("{{") {
                continue;
            }
            let portals = portals.get_or_insert_with(|| Portals::of(context));
            if let Some((message, hint)) = portals.problem(context, text, &link) {
                let found = inside(text.text, &link, range);
                sink.push(
                    Diagnostic::finding(RULE.name, message, text.place(context, found)).hint(hint),
                );
            }
        }
    }
}

/// Whether the text has a sign of a link; most have none and are not parsed.
fn may_link(text: &str) -> bool {
    text.contains("](") || text.contains("]:") || text.contains('<')
}

/// Links with their places in the text, read as the portal reads them.
fn links(text: &str) -> Vec<(String, Range<usize>)> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let link = |(event, range): (Event<'_>, Range<usize>)| match event {
        Event::Start(Tag::Link { link_type, dest_url, .. }) => {
            let mail = if link_type == LinkType::Email { "mailto:" } else { "" };
            Some((format!("{mail}{dest_url}"), range))
        }
        _ => None,
    };
    Parser::new_ext(text, options).into_offset_iter().filter_map(link).collect()
}

/// The bytes of the target within the link, or the whole link if it is written otherwise.
fn inside(text: &str, link: &str, range: Range<usize>) -> Range<usize> {
    let whole = text.get(range.clone()).unwrap_or_default();
    match whole.rfind(link) {
        Some(at) if !link.is_empty() => range.start + at..range.start + at + link.len(),
        _ => range,
    }
}

fn is_elsewhere(link: &str) -> bool {
    let host = link.strip_prefix("https://").map(|rest| rest.split(['/', '?', '#']).next());
    host.flatten().is_some_and(|host| !host.is_empty())
        || link.strip_prefix("mailto:").is_some_and(|address| address.contains('@'))
}

/// Where links lead for readers of each audience.
struct Portals {
    public: Routes,
    nda: Routes,
}

impl Portals {
    fn of(context: &Context<'_>) -> Self {
        Self { public: Routes::of(context.public), nda: Routes::of(context.nda) }
    }

    /// What is wrong with a link, and the way out.
    fn problem(
        &self,
        context: &Context<'_>,
        text: &Text<'_>,
        link: &str,
    ) -> Option<(String, String)> {
        let routes = if text.audience == Audience::Public { &self.public } else { &self.nda };
        let Target::Nowhere(_) = routes.resolve(link) else { return None };
        let (of, shown) = (text.of, short(link));
        let way =
            "link to `https:`, `mailto:`, a path of the portal, or a name such as `answer:ID`";
        if let Some(scheme) = scheme(link).filter(|scheme| !NAMES.contains(&scheme.as_str())) {
            let hint =
                if scheme == "http" { "write `https://`, or leave the link out" } else { way };
            return Some((
                format!("{of} has a `{scheme}:` link, which is refused"),
                hint.to_owned(),
            ));
        }
        if !matches!(self.nda.resolve(link), Target::Nowhere(_)) {
            return Some((
                format!("{of} is public and links to `{shown}`, which only readers under NDA see"),
                "link to something public, or make the text `audience: nda`".to_owned(),
            ));
        }
        if is_hidden(context.library, link) {
            return Some((
                format!("{of} links to `{shown}`, which is not published"),
                "publish it, or leave the link out".to_owned(),
            ));
        }
        Some((format!("{of} links to `{shown}`, which does not exist"), near(routes, link, way)))
    }
}

/// What stands before the colon of a link, in lower case; blanks and controls do not hide it.
fn scheme(link: &str) -> Option<String> {
    let (before, _) = link.split_once(':')?;
    let before: String = before.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let plain =
        before.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    (plain && !before.is_empty()).then(|| before.to_ascii_lowercase())
}

/// Whether a name names something of the project that no view shows.
fn is_hidden(library: &Library, link: &str) -> bool {
    let Some((kind, id)) = link.split_once(':') else { return false };
    match kind {
        "answer" => library.answers.iter().any(|known| known.id.value.as_str() == id),
        "attestation" => library.attestations.iter().any(|known| known.id.value.as_str() == id),
        "document" => library.documents.iter().any(|known| known.id.value.as_str() == id),
        "notice" => library.notices.iter().any(|known| known.id.value.as_str() == id),
        "page" => library.pages.iter().any(|known| known.path == id),
        "subprocessor" => {
            library.register.subprocessors.iter().any(|known| known.id.value.as_str() == id)
        }
        "topic" => library.topics.iter().any(|known| known.id.value.as_str() == id),
        _ => false,
    }
}

/// The name or path that was meant.
fn near(routes: &Routes, link: &str, way: &str) -> String {
    let with_slash = format!("{}/", link.trim_end_matches('/'));
    for guess in [with_slash.clone(), format!("/{with_slash}")] {
        if let Target::Path(path) = routes.resolve(&guess) {
            return format!("did you mean `{path}`?");
        }
    }
    let kind = link.split_once(':').map_or("", |(kind, _)| kind);
    let alike = routes.names().filter(|name| name.split(':').next() == Some(kind));
    did_you_mean(link, alike, || way.to_owned())
}
