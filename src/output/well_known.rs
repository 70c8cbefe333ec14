//! What a site at a content delivery network needs: `security.txt`, robots, site map, headers.

use std::collections::BTreeMap;

use crate::date::Date;
use crate::diag::Sink;
use crate::output::theme::Theme;
use crate::output::{Output, put};
use crate::portal::Edition;
use crate::tree::Tree;
use crate::view::{SecurityTxt, route};

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
    put(tree, "llms.txt", llms(edition), sink);
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

/// Days that are known to be those of a page's content: reviews and announcements.
fn dates(edition: &Edition) -> BTreeMap<String, Date> {
    let answers = edition
        .view
        .answers
        .iter()
        .filter_map(|answer| answer.reviewed.map(|date| (answer.path(), date)));
    let notices = edition
        .register
        .history
        .iter()
        .map(|dated| (route::notice(&dated.notice.id), dated.updated));
    let changed = edition.provenance.history.days.first();
    let changes = changed.map(|day| (route::CHANGES.to_owned(), day.date));
    let known: Vec<(String, Date)> = answers.chain(notices).chain(changes).collect();
    let in_each = edition
        .in_all_languages()
        .flat_map(|own| known.iter().map(|(path, date)| (own.localized(path).into_owned(), *date)));
    in_each.collect()
}

/// What the portal holds, for language models (llmstxt.org).
fn llms(edition: &Edition) -> String {
    let view = &edition.view;
    let mut text = format!("# {}\n", line(&view.site.title));
    if let Some(summary) = &view.site.summary {
        text.push_str(&format!("\n> {}\n", line(summary)));
    }
    if !edition.is_public() {
        text.push_str("\nThis edition is under NDA and must not be passed on.\n");
    }
    text.push_str(&format!("\nAs of {}.", view.reader.date));
    text.push_str(
        " Answers carry a date of review; promises and expired attestations are marked.\n",
    );
    for (title, links) in llms_sections(edition) {
        if !links.is_empty() {
            text.push_str(&format!("\n## {title}\n\n{links}"));
        }
    }
    text
}

/// Titles and links of the sections.
fn llms_sections(edition: &Edition) -> [(&'static str, String); 6] {
    let view = &edition.view;
    let link = |title: &str, path: &str, about: &str| {
        let about = if about.is_empty() { String::new() } else { format!(": {}", line(about)) };
        format!("- [{}]({}){about}\n", line(title), edition.url(path))
    };
    let topic = |topic: &crate::view::VisibleTopic| {
        let about = topic.summary.as_deref().unwrap_or_default();
        link(&topic.title, &route::topic(&topic.id), about)
    };
    let page = |page: &crate::view::VisiblePage| {
        link(&page.title, &route::folder(&page.path), page.summary.as_deref().unwrap_or_default())
    };
    let compliance = [
        link("Attestations and roadmap", route::COMPLIANCE, ""),
        link("Documents", route::DOCUMENTS, ""),
    ];
    let register = [
        link("Register", route::SUBPROCESSORS, "in force, upcoming and former, with every notice"),
        link("Register as JSON", "/subprocessors/subprocessors.json", ""),
        link("Notices as an Atom feed", "/subprocessors/feed.xml", ""),
    ];
    let programs = [
        link("All answers as JSON", "/api/answers.json", "schema at /api/answers.schema.json"),
        link("Manifest", "/manifest.json", "size and SHA-256 of every file"),
    ];
    [
        ("Answers", view.topics.iter().map(topic).collect()),
        ("Questionnaires", questionnaire_links(edition, &link)),
        ("Pages", view.pages.iter().map(page).collect()),
        ("Compliance and documents", compliance.concat()),
        ("Sub-processors", register.concat()),
        ("For programs", programs.concat()),
    ]
}

/// Links to the files of each open questionnaire.
fn questionnaire_links(edition: &Edition, link: &dyn Fn(&str, &str, &str) -> String) -> String {
    let one =
        |(offer, questionnaire): (&crate::portal::Offer, &crate::questionnaire::Questionnaire)| {
            let variant = questionnaire.variant.as_ref();
            let variant = variant.map_or_else(String::new, |variant| format!(", {}", variant.name));
            let title = format!("{}{variant}", questionnaire.title());
            link(&title, &offer.file(questionnaire, "json"), "as JSON; .csv and .xlsx beside it")
        };
    edition.open_questionnaires().map(one).collect()
}

/// A text on one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Headers in the notation of Netlify and Cloudflare Pages. No header is set
/// by two patterns that match the same file: hosts would join the two values.
fn headers(edition: &Edition) -> String {
    let mut text = format!("/*\n  Content-Security-Policy: {CONTENT_SECURITY_POLICY}\n");
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
    let sheets = edition.open_questionnaires().map(|(offer, own)| offer.file(own, "csv"));
    for path in sheets.chain(["/subprocessors/subprocessors.csv".to_owned()]) {
        text.push_str(&format!("\n{path}\n  Content-Type: text/csv; charset=utf-8\n"));
    }
    let kinds = [
        ("/subprocessors/calendar.ics", "text/calendar; charset=utf-8"),
        ("/subprocessors/feed.xml", "application/atom+xml; charset=utf-8"),
        ("/subprocessors/feed.json", "application/feed+json; charset=utf-8"),
        ("/changes/feed.xml", "application/atom+xml; charset=utf-8"),
        ("/changes/feed.json", "application/feed+json; charset=utf-8"),
        ("/.well-known/security.txt", "text/plain; charset=utf-8"),
        ("/llms.txt", "text/plain; charset=utf-8"),
    ];
    for (path, kind) in kinds {
        text.push_str(&format!("\n{path}\n  Content-Type: {kind}\n"));
    }
    if edition.is_public() {
        // Pages keep the host's own rule, which is to ask each time.
        for path in ["/assets/*", "/api/*"] {
            text.push_str(&format!("\n{path}\n  Cache-Control: public, max-age=3600\n"));
        }
    }
    text
}

/// A text for XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
