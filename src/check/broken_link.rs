//! Links of texts that lead nowhere, or where no link may lead.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;

use crate::check::texts::{self, Text};
use crate::check::wording::short;
use crate::check::{Context, Level, Rule};
use crate::diag::{Diagnostic, Sink, did_you_mean};
use crate::library::Library;
use crate::library::audience::Audience;
use crate::markdown::{self, Link};
use crate::view::View;
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
    let portals = Portals::of(context);
    for text in all.iter().filter(|text| may_link(text.content)) {
        for Link { destination: link, range } in markdown::links(text.content) {
            if is_elsewhere(&link) || link.contains("{{") {
                continue;
            }
            if let Some((message, hint)) = portals.problem(context, text, &link) {
                let found = inside(text.content, &link, range);
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

/// Where links lead for readers of each audience; a large portal has many
/// routes, and they are laid out only when a link asks for them.
struct Portals<'c> {
    public: (&'c View, OnceCell<Routes>),
    nda: (&'c View, OnceCell<Routes>),
    /// Hints that were given before: one wrong link often stands in many texts.
    hints: RefCell<BTreeMap<String, String>>,
}

impl<'c> Portals<'c> {
    fn of(context: &Context<'c>) -> Self {
        Self {
            public: (context.public, OnceCell::new()),
            nda: (context.nda, OnceCell::new()),
            hints: RefCell::default(),
        }
    }

    /// The portal that readers of an audience see.
    fn routes(&self, audience: Audience) -> &Routes {
        let (view, routes) = if audience == Audience::Public { &self.public } else { &self.nda };
        routes.get_or_init(|| Routes::of(view))
    }

    /// What is wrong with a link, and the way out.
    fn problem(
        &self,
        context: &Context<'_>,
        text: &Text<'_>,
        link: &str,
    ) -> Option<(String, String)> {
        let routes = self.routes(text.audience);
        let (of, shown) = (text.of, short(link));
        match routes.resolve(link) {
            Target::Path(_) => return None,
            // What leads elsewhere has been passed over already, unless nothing follows the scheme.
            Target::Elsewhere(_) => {
                let message = format!("{of} has the link `{shown}`, which is cut short");
                return Some((message, "write the whole address".to_owned()));
            }
            Target::Nowhere(_) => {}
        }
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
        if !matches!(self.routes(Audience::Nda).resolve(link), Target::Nowhere(_)) {
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
        let mut hints = self.hints.borrow_mut();
        let hint = hints.entry(link.to_owned()).or_insert_with(|| near(routes, link, way));
        Some((format!("{of} links to `{shown}`, which does not exist"), hint.clone()))
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
    did_you_mean(link, alike.filter(|name| may_be_meant(link, name)), || way.to_owned())
}

/// Whether so few letters differ that one may be a misspelling of the other;
/// counting is much faster than comparing with each of thousands of names.
fn may_be_meant(link: &str, name: &str) -> bool {
    let limit = (link.len() / 3).max(1);
    if link.len().abs_diff(name.len()) > limit {
        return false;
    }
    let mut counts = [0_i32; 256];
    let mut count = |text: &str, by: i32| {
        for byte in text.bytes() {
            if let Some(count) = counts.get_mut(usize::from(byte.to_ascii_lowercase())) {
                *count += by;
            }
        }
    };
    count(link, 1);
    count(name, -1);
    let differing: u32 = counts.iter().map(|count| count.unsigned_abs()).sum();
    usize::try_from(differing).is_ok_and(|differing| differing <= 2 * limit)
}
