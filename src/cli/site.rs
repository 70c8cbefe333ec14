//! A built site in memory as a host would show it: which file stands at a path, with which headers.

use crate::cli::problems::token;
use crate::tree::{self, Tree};

/// A site to show.
pub(super) struct Site {
    tree: Tree,
    /// The path of its base URL, without a slash at its end.
    base: String,
    /// Rules of its `_headers` file.
    rules: Vec<Rule>,
    /// The name of its stylesheets with what they load.
    style: String,
}

/// What stands at a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A file of the tree.
    File(String),
    /// The same thing stands at this path.
    Elsewhere(String),
    /// Nothing; the page for that is shown.
    Nothing,
    /// The path is none that a browser sends for a link of the site.
    Refused,
}

/// Headers for the paths that a pattern fits.
struct Rule {
    pattern: String,
    headers: Vec<(String, String)>,
}

impl Site {
    /// A built tree, for its base URL.
    pub(super) fn new(tree: Tree, base_url: &str) -> Self {
        let rest = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
        let base = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default();
        let rules = tree.get("_headers").map(rules).unwrap_or_default();
        let style = style(&tree);
        Self { tree, base: base.trim_end_matches('/').to_owned(), rules, style }
    }

    /// Where the site begins on its host: `/`, or `/trust/`.
    pub(super) fn home(&self) -> String {
        format!("{}/", self.base)
    }

    /// How many files it has.
    pub(super) fn len(&self) -> usize {
        self.tree.len()
    }

    /// What stands at a path as it was sent, without a query.
    pub(super) fn find(&self, path: &str) -> Found {
        let Some(path) = plain(path) else { return Found::Refused };
        if !self.base.is_empty() && (path == "/" || path == self.base) {
            return Found::Elsewhere(self.home());
        }
        let inside = path.strip_prefix(&self.base).and_then(|rest| rest.strip_prefix('/'));
        let Some(inside) = inside else { return Found::Nothing };
        let is_folder = inside.is_empty() || inside.ends_with('/');
        let file = if is_folder { format!("{inside}index.html") } else { inside.to_owned() };
        if self.tree.get(&file).is_some() {
            Found::File(file)
        } else if !is_folder && self.tree.get(&format!("{inside}/index.html")).is_some() {
            // Names in a tree are safe, but may need encoding in a header.
            Found::Elsewhere(format!("{}/", encoded(&path)))
        } else {
            Found::Nothing
        }
    }

    /// The file that is shown, and its bytes.
    pub(super) fn bytes<'s>(&'s self, found: &'s Found) -> (&'s str, &'s [u8]) {
        let file = if let Found::File(file) = found { file.as_str() } else { "404.html" };
        (file, self.tree.get(file).unwrap_or(b"nothing is here\n"))
    }

    /// The headers that a host sends with the file at a path, with `no-store` for its own caching.
    pub(super) fn headers(&self, path: &str, file: &str) -> Vec<(String, String)> {
        let mut headers = vec![("Content-Type".to_owned(), media_type(file).to_owned())];
        let path = plain(path).unwrap_or_default();
        let inside = path.strip_prefix(&self.base).unwrap_or(&path);
        let fitting = self.rules.iter().filter(|rule| rule.fits(&path) || rule.fits(inside));
        for (name, value) in fitting.flat_map(|rule| &rule.headers) {
            match headers.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
                Some((known, old)) if known.eq_ignore_ascii_case("content-type") => {
                    old.clone_from(value);
                }
                // Hosts join what two rules say.
                Some((_, old)) => old.push_str(&format!(", {value}")),
                None => headers.push((name.clone(), value.clone())),
            }
        }
        headers.retain(|(name, _)| !name.eq_ignore_ascii_case("cache-control"));
        headers.push(("Cache-Control".to_owned(), "no-store".to_owned()));
        headers
    }

    /// Short names of what a page looks like: of its bytes with its scripts and images, and of its styles.
    pub(super) fn face(&self, found: &Found) -> [String; 2] {
        let (_, bytes) = self.bytes(found);
        let mut all = bytes.to_vec();
        for file in self.assets(bytes) {
            all.extend_from_slice(token(self.tree.get(&file).unwrap_or_default()).as_bytes());
        }
        [token(&all), self.style.clone()]
    }

    /// The scripts and images of the site that a page names.
    fn assets(&self, page: &[u8]) -> Vec<String> {
        let text = String::from_utf8_lossy(page);
        let tags = text.split('<').skip(1).filter(|tag| {
            ["script ", "img ", "source ", "link "].iter().any(|name| tag.starts_with(name))
        });
        let addresses = tags.filter_map(|tag| {
            let tag = tag.split('>').next()?;
            let attribute = if tag.starts_with("link ") { " href=\"" } else { " src=\"" };
            tag.split_once(attribute)?.1.split('"').next()
        });
        let file = |address: &str| match self.find(address.split(['?', '#']).next()?) {
            Found::File(file) if is_asset(&file) && !is_style(&file) => Some(file),
            _ => None,
        };
        addresses.filter_map(file).collect()
    }
}

impl Rule {
    /// Whether a path fits the pattern, in which `*` stands for anything.
    fn fits(&self, path: &str) -> bool {
        let mut parts = self.pattern.split('*');
        let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else {
            return false;
        };
        let mut parts = parts.peekable();
        if parts.peek().is_none() {
            return rest.is_empty();
        }
        while let Some(part) = parts.next() {
            if parts.peek().is_none() {
                return rest.ends_with(part);
            }
            let Some(at) = rest.find(part) else { return false };
            rest = rest.get(at + part.len()..).unwrap_or_default();
        }
        true
    }
}

/// The rules of a `_headers` file, as Netlify and Cloudflare read it.
fn rules(file: &[u8]) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    for line in String::from_utf8_lossy(file).lines() {
        let text = line.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        if !line.starts_with([' ', '\t']) {
            rules.push(Rule { pattern: text.to_owned(), headers: Vec::new() });
        } else if let (Some(rule), Some((name, value))) = (rules.last_mut(), text.split_once(':')) {
            rule.headers.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    rules
}

/// The path with its bytes decoded; `None` for one that is no path of a site: with `..`, an
/// encoded slash, a control character, a backslash, an empty part, or other than UTF-8.
fn plain(path: &str) -> Option<String> {
    let inside = path.strip_prefix('/')?;
    let mut parts = Vec::new();
    for part in inside.split('/') {
        parts.push(String::from_utf8(decoded(part)?).ok()?);
    }
    let (last, folders) = parts.split_last()?;
    let is_safe = |part: &String| tree::is_safe_part(part) && !part.contains('/');
    let is_plain = folders.iter().all(is_safe) && (last.is_empty() || is_safe(last));
    is_plain.then(|| format!("/{}", parts.join("/")))
}

/// A text with `%41` for `A` undone; `None` when two hexadecimal digits do not follow a `%`.
pub(super) fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            let (high, low) = (digit(rest.next())?, digit(rest.next())?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    Some(bytes)
}

/// A path for an address.
fn encoded(path: &str) -> String {
    let mut text = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// The name of all stylesheets of a site, with the fonts and images that they may load.
fn style(tree: &Tree) -> String {
    let mut all = String::new();
    let is_part = |path: &str| {
        is_style(path) || path.starts_with("assets/") && is_asset(path) && !path.ends_with(".js")
    };
    for (path, bytes) in tree.iter().filter(|(path, _)| is_part(path)) {
        all.push_str(&format!("{path} {}\n", token(bytes)));
    }
    token(all.as_bytes())
}

fn is_style(path: &str) -> bool {
    path.ends_with(".css")
}

/// Whether a page shows or runs the file, rather than leads to it.
fn is_asset(path: &str) -> bool {
    let endings =
        ["css", "js", "svg", "png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "woff", "woff2"];
    endings.contains(&extension(path))
}

fn extension(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// The media type of a file, by its extension.
fn media_type(path: &str) -> &'static str {
    match extension(path) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "xml" => "application/xml",
        "ics" => "text/calendar; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsm" => "application/vnd.ms-excel.sheet.macroEnabled.12",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ if path.rsplit('/').next().is_some_and(|name| name.starts_with('_')) => {
            "text/plain; charset=utf-8"
        }
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(base_url: &str) -> Site {
        let mut tree = Tree::new();
        for (path, text) in [
            (
                "index.html",
                "<link rel=\"stylesheet\" href=\"/assets/a.css\"><img src=\"/assets/a.svg\">",
            ),
            ("a/index.html", "a"),
            ("a b/\u{fc}.txt", "b"),
            ("assets/a.css", "c"),
            ("assets/a.svg", "d"),
            (
                "_headers",
                "/*\n  X-All: 1\n  Cache-Control: public\n\n/assets/*.css\n  X-Style: 2\n/a/\n  X-All: 3\n",
            ),
        ] {
            tree.add(path, text).expect("a free path");
        }
        Site::new(tree, base_url)
    }

    #[test]
    fn paths_are_looked_up_in_the_tree() {
        let file = |path: &str| Found::File(path.to_owned());
        let elsewhere = |path: &str| Found::Elsewhere(path.to_owned());
        let site = site("https://x.example");
        for (path, expected) in [
            ("/", file("index.html")),
            ("/a/", file("a/index.html")),
            ("/a/index.html", file("a/index.html")),
            ("/a", elsewhere("/a/")),
            ("/%61/", file("a/index.html")),
            ("/a%20b/%C3%BC.txt", file("a b/\u{fc}.txt")),
            ("/a%20b/%c3%bc.txt", file("a b/\u{fc}.txt")),
            ("/b/", Found::Nothing),
            ("/A/", Found::Nothing),
            ("/a%2520b/x", Found::Nothing),
            ("//", Found::Refused),
            ("//a/", Found::Refused),
            ("/a//", Found::Refused),
            ("/..", Found::Refused),
            ("/a/../a/", Found::Refused),
            ("/a/./", Found::Refused),
            ("/%2e%2e/etc/passwd", Found::Refused),
            ("/.%2E/", Found::Refused),
            ("/..%2f..%2fetc", Found::Refused),
            ("/a%2findex.html", Found::Refused),
            ("/a%5cindex.html", Found::Refused),
            ("/a\\index.html", Found::Refused),
            ("/a%00.html", Found::Refused),
            ("/a%0d%0aX: y", Found::Refused),
            ("/%ff", Found::Refused),
            ("/%", Found::Refused),
            ("/%4", Found::Refused),
            ("/%zz", Found::Refused),
            ("/%+1", Found::Refused),
            ("/c:/windows", Found::Refused),
            ("/con", Found::Refused),
            ("", Found::Refused),
        ] {
            assert_eq!(site.find(path), expected, "{path}");
        }
    }

    #[test]
    fn a_site_below_a_path_is_below_it_here_too() {
        let site = site("https://x.example/trust/");
        assert_eq!(site.home(), "/trust/");
        assert_eq!(site.find("/"), Found::Elsewhere("/trust/".to_owned()));
        assert_eq!(site.find("/trust"), Found::Elsewhere("/trust/".to_owned()));
        assert_eq!(site.find("/trust/a"), Found::Elsewhere("/trust/a/".to_owned()));
        assert_eq!(site.find("/trust/"), Found::File("index.html".to_owned()));
        assert_eq!(site.find("/a/"), Found::Nothing);
        assert_eq!(site.find("/trusted/"), Found::Nothing);
        let headers = site.headers("/trust/assets/a.css", "assets/a.css");
        assert!(headers.contains(&("X-Style".to_owned(), "2".to_owned())), "{headers:?}");
    }

    #[test]
    fn headers_are_those_of_the_host() {
        let site = site("https://x.example");
        let of = |path: &str, file: &str| {
            let headers = site.headers(path, file).into_iter();
            headers.map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("; ")
        };
        assert_eq!(
            of("/assets/a.css", "assets/a.css"),
            "Content-Type: text/css; charset=utf-8; X-All: 1; X-Style: 2; Cache-Control: no-store"
        );
        let page = "Content-Type: text/html; charset=utf-8; X-All: 1, 3; Cache-Control: no-store";
        assert_eq!(of("/a/", "a/index.html"), page);
    }

    #[test]
    fn a_page_changes_with_its_assets_and_styles_by_themselves() {
        let faces = |change: &str| {
            let old = site("https://x.example");
            let mut tree = Tree::new();
            for (path, bytes) in old.tree.iter() {
                let bytes = if path == change { b"changed" } else { bytes };
                tree.add(path, bytes).expect("a free path");
            }
            let site = Site::new(tree, "https://x.example");
            let [before, after] = [&old, &site].map(|site| site.face(&site.find("/")));
            [before[0] != after[0], before[1] != after[1]]
        };
        assert_eq!(faces("index.html"), [true, false]);
        assert_eq!(faces("assets/a.css"), [false, true]);
        assert_eq!(faces("assets/a.svg"), [true, true]);
        assert_eq!(faces("a/index.html"), [false, false]);
    }
}
