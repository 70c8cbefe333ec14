//! What a site at a content delivery network needs: `security.txt`, robots, site map, headers.

use std::collections::BTreeMap;

use crate::date::Date;
use crate::diag::Sink;
use crate::output::theme::Theme;
use crate::output::{Output, llms, put};
use crate::portal::{Edition, Page};
use crate::tree::Tree;
use crate::view::SecurityTxt;

/// This output.
pub const OUTPUT: Output = Output {
    name: "well-known",
    about: "security.txt, robots.txt, the site map, llms.txt and the headers of the host.",
    emit,
};

/// The policy that every page has to live with; sent as a header here, and
/// repeated in each page but for `frame-ancestors`, which works only as a header.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; \
     script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The most addresses in one site map (sitemaps.org).
const LONGEST_SITE_MAP: usize = 50_000;

/// Media types that hosts do not know by themselves, or without their encoding.
pub const MEDIA_TYPES: [(&str, &str); 9] = [
    ("/*.md", "text/markdown; charset=utf-8"),
    ("/*.csv", "text/csv; charset=utf-8"),
    ("/subprocessors/calendar.ics", "text/calendar; charset=utf-8"),
    ("/subprocessors/feed.xml", "application/atom+xml; charset=utf-8"),
    ("/subprocessors/feed.json", "application/feed+json; charset=utf-8"),
    ("/changes/feed.xml", "application/atom+xml; charset=utf-8"),
    ("/changes/feed.json", "application/feed+json; charset=utf-8"),
    ("/.well-known/security.txt", "text/plain; charset=utf-8"),
    ("/llms.txt", "text/plain; charset=utf-8"),
];

/// Comes after the pages, because the site map lists them.
fn emit(edition: &Edition, _theme: &Theme, tree: &mut Tree, sink: &mut Sink) {
    if let Some(fields) = &edition.view.security_txt {
        put(tree, ".well-known/security.txt", security_txt(edition, fields), sink);
    }
    put(tree, "robots.txt", robots(edition), sink);
    if edition.is_public() {
        for (path, text) in site_maps(edition, tree) {
            put(tree, &path, text, sink);
        }
    }
    put(tree, "llms.txt", llms::text(edition), sink);
    put(tree, "_headers", headers(edition), sink);
}

/// RFC 9116. The file expires with the last second of its day.
fn security_txt(edition: &Edition, fields: &SecurityTxt) -> String {
    let policy = fields.policy.as_ref().map(|url| url.as_str().to_owned());
    let thanks = fields.acknowledgments.as_ref().map(|url| url.as_str().to_owned());
    let key = fields.encryption.as_ref().map(|url| url.as_str().to_owned());
    let languages = (!fields.languages.is_empty()).then(|| fields.languages.join(", "));
    let lines = [
        ("Contact", Some(format!("mailto:{}", edition.view.contacts.security.as_str()))),
        ("Expires", Some(format!("{}T23:59:59.000Z", fields.expires.value))),
        ("Encryption", key),
        ("Acknowledgments", thanks),
        ("Preferred-Languages", languages),
        ("Canonical", Some(edition.url("/.well-known/security.txt"))),
        ("Policy", policy),
    ];
    let line = |(name, value): (&str, Option<String>)| Some(format!("{name}: {}\n", value?));
    lines.into_iter().filter_map(line).collect()
}

/// Everything may be read, or under NDA nothing.
fn robots(edition: &Edition) -> String {
    if edition.is_public() {
        format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", edition.url("/sitemap.xml"))
    } else {
        "User-agent: *\nDisallow: /\n".to_owned()
    }
}

/// `sitemap.xml`, or an index of several where one would be too long.
fn site_maps(edition: &Edition, tree: &Tree) -> Vec<(String, String)> {
    let dates = dates(edition);
    let pages: Vec<String> = tree.iter().filter_map(|(path, _)| page_path(path)).collect();
    let map = |pages: &[String]| {
        let entry = |path: &String| {
            let modified = dates
                .get(path)
                .map_or_else(String::new, |date| format!("<lastmod>{date}</lastmod>"));
            format!("<url><loc>{}</loc>{modified}</url>\n", escaped(&edition.url(path)))
        };
        document("urlset", &pages.iter().map(entry).collect::<String>())
    };
    if pages.len() <= LONGEST_SITE_MAP {
        return vec![("sitemap.xml".to_owned(), map(&pages))];
    }
    let parts: Vec<(String, String)> = (1..)
        .zip(pages.chunks(LONGEST_SITE_MAP))
        .map(|(number, pages)| (format!("sitemap-{number}.xml"), map(pages)))
        .collect();
    let part = |(path, _): &(String, String)| {
        format!(
            "<sitemap><loc>{}</loc></sitemap>
",
            edition.url(&format!("/{path}"))
        )
    };
    let listed = parts.iter().map(part).collect::<Vec<_>>().concat();
    std::iter::once(("sitemap.xml".to_owned(), document("sitemapindex", &listed)))
        .chain(parts)
        .collect()
}

/// A document of sitemaps.org.
fn document(root: &str, entries: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{entries}</{root}>\n"
    )
}

/// The path of a page on the portal; nothing for other files and for the page of errors.
fn page_path(file: &str) -> Option<String> {
    let page = file.strip_suffix(".html")?;
    match page.strip_suffix("index") {
        _ if page == "404" => None,
        Some(folder) if folder.is_empty() || folder.ends_with('/') => Some(format!("/{folder}")),
        _ => Some(format!("/{file}")),
    }
}

/// The days on which pages last changed, by path, as far as they are known.
fn dates(edition: &Edition) -> BTreeMap<String, Date> {
    let in_language = |own: &Edition| {
        let dated =
            |page: &Page<'_>| Some((own.localized(&page.path()).into_owned(), own.modified(page)?));
        own.pages().iter().filter_map(dated).collect::<Vec<_>>()
    };
    edition.in_all_languages().flat_map(in_language).collect()
}

/// Headers in the notation of Netlify and Cloudflare Pages, which read
/// `_headers` at the root of what is uploaded: paths begin with that of
/// `base_url`. No header is set by two patterns that match the same file:
/// hosts would join the two values.
fn headers(edition: &Edition) -> String {
    let root = crate::portal::root_of(edition.view.site.base_url.as_str());
    let mut text = format!("{root}/*\n  Content-Security-Policy: {CONTENT_SECURITY_POLICY}\n");
    text.push_str(
        "  X-Content-Type-Options: nosniff\n  \
         Referrer-Policy: no-referrer\n  \
         Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()\n  \
         Cross-Origin-Opener-Policy: same-origin\n  \
         Strict-Transport-Security: max-age=31536000\n",
    );
    if !edition.is_public() {
        text.push_str("  X-Robots-Tag: noindex, nofollow\n  Cache-Control: private, no-store\n");
    }
    for (path, kind) in MEDIA_TYPES {
        text.push_str(&format!("\n{root}{path}\n  Content-Type: {kind}\n"));
    }
    if edition.is_public() {
        // Pages keep the host's own rule, which is to ask each time.
        for path in ["/assets/*", "/api/*"] {
            text.push_str(&format!("\n{root}{path}\n  Cache-Control: public, max-age=3600\n"));
        }
    }
    text
}

/// A text for XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
