//! What programs read of a portal: JSON-LD, Open Graph, twins in Markdown, pictures, dates.

use std::sync::Arc;

use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::Value;
use trust::diag::Sink;
use trust::output::theme::Theme;
use trust::output::{Copies, render_with};
use trust::portal::{Edition, Page};
use trust::tree::Tree;
use trust::view::{Audience, Color};

use crate::rendering::{DAY, PROJECTS, edition, edition_of, project_files};

fn whole(edition: &Edition) -> Tree {
    with(edition, Copies::None)
}

fn with(edition: &Edition, copies: Copies) -> Tree {
    let mut sink = Sink::new();
    let theme = Theme::new(Vec::new(), &mut sink).unwrap();
    let tree = render_with(edition, &theme, copies, &mut sink);
    assert!(!sink.has_errors(), "{:#?}", sink.as_slice());
    tree
}

fn text<'t>(tree: &'t Tree, path: &str) -> &'t str {
    std::str::from_utf8(tree.get(path).unwrap_or_else(|| panic!("there is no {path}"))).unwrap()
}

/// The things that a page says of itself.
fn linked(html: &str) -> Vec<Value> {
    let Some((_, rest)) = html.split_once("<script type=\"application/ld+json\">") else {
        return Vec::new();
    };
    let json: Value = serde_json::from_str(rest.split("</script>").next().unwrap()).unwrap();
    assert_eq!(json["@context"], "https://schema.org");
    json["@graph"].as_array().unwrap().clone()
}

fn of_kind(things: &[Value], kind: &str) -> Option<Value> {
    things.iter().find(|thing| thing["@type"] == kind).cloned()
}

/// The content of a `meta` element.
fn meta(html: &str, name: &str) -> Option<String> {
    let (_, rest) = html.split_once(&format!("=\"{name}\" content=\""))?;
    Some(rest.split('"').next()?.to_owned())
}

/// Every project of this repository, and the sample below a path of its host.
fn editions() -> Vec<Edition> {
    let below =
        files_with("trust.yaml", "https://trust.acme.example\n", "https://acme.example/a/trust\n");
    let own = PROJECTS.iter().map(|folder| edition(folder, Audience::Public));
    own.chain([edition_of(below, Audience::Public, DAY)]).collect()
}

/// The sample with one text replaced.
fn files_with(path: &str, from: &str, to: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = project_files(".");
    let file = files.iter_mut().find(|(name, _)| name == path).unwrap();
    let text = String::from_utf8(file.1.clone()).unwrap();
    assert!(text.contains(from), "{path} has no {from}");
    file.1 = text.replace(from, to).into_bytes();
    files
}

/// Words of a text for people, in order, without what marks it up.
fn words(text: &str) -> Vec<String> {
    let word = |c: char| c.is_alphanumeric();
    text.split(|c| !word(c)).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// What a reader of Markdown sees.
fn shown(markdown: &str) -> String {
    let mut out = String::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::Html(html) | Event::InlineHtml(html) => panic!("HTML in a twin: {html}"),
            Event::Start(Tag::Image { .. }) => panic!("a picture in a twin"),
            Event::SoftBreak | Event::HardBreak | Event::End(_) => out.push(' '),
            _ => {}
        }
    }
    out
}

/// What a reader of an answer's page sees of its statements.
fn statements_of(html: &str) -> String {
    let from = html.find("<h1>").unwrap();
    let article = &html[from..];
    let article = &article[..article.find("<footer>").unwrap()];
    // The switch of variants is of the page, not of the answer.
    let (before, rest) = article.split_once("<nav ").unwrap_or((article, ""));
    without_tags(&format!("{before}{}", rest.split_once("</nav>").map_or("", |(_, rest)| rest)))
}

/// The texts of some HTML.
fn without_tags(html: &str) -> String {
    let mut out = String::new();
    for part in html.split('<').skip(1) {
        out.push_str(part.split_once('>').unwrap().1);
        out.push(' ');
    }
    out.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[test]
fn the_overview_says_who_publishes() {
    let edition = edition(".", Audience::Public);
    let tree = whole(&edition);
    let things = linked(text(&tree, "index.html"));
    let organization = of_kind(&things, "Organization").unwrap();
    assert_eq!(organization["name"], "Acme Cloud");
    assert_eq!(organization["legalName"], "Acme Cloud GmbH");
    assert_eq!(organization["url"], "https://acme.example");
    assert_eq!(organization["logo"], "https://trust.acme.example/assets/logo.svg");
    assert_eq!(organization["contactPoint"][0]["email"], "security@acme.example");
    let site = of_kind(&things, "WebSite").unwrap();
    assert_eq!(site["url"], "https://trust.acme.example/");
    assert_eq!(site["publisher"]["@id"], organization["@id"]);
}

#[test]
fn inner_pages_say_where_they_stand_and_topics_what_they_answer() {
    for edition in editions() {
        let tree = whole(&edition);
        let file = |url: &str| {
            let path = url.strip_prefix(&edition.url("/")).unwrap_or_else(|| panic!("{url}"));
            format!("{path}index.html")
        };
        for page in edition.pages() {
            let path = trust::portal::file_at(&page.path());
            let things = linked(text(&tree, &path));
            if matches!(page, Page::NotFound) {
                assert!(things.is_empty());
                continue;
            }
            if matches!(page, Page::Overview) {
                continue;
            }
            let way = of_kind(&things, "BreadcrumbList").unwrap_or_else(|| panic!("{path}"));
            let steps = way["itemListElement"].as_array().unwrap();
            assert!(steps.len() >= 2, "{path}");
            for (position, step) in (1..).zip(steps) {
                assert_eq!(step["position"], position);
                assert!(
                    tree.get(&file(step["item"].as_str().unwrap())).is_some(),
                    "{path}: {step}"
                );
            }
            assert_eq!(file(steps.last().unwrap()["item"].as_str().unwrap()), path);
            let Page::Topic(topic) = page else {
                assert!(of_kind(&things, "FAQPage").is_none(), "{path}");
                continue;
            };
            let questions = of_kind(&things, "FAQPage").unwrap();
            let questions = questions["mainEntity"].as_array().unwrap().clone();
            assert_eq!(questions.len(), topic.answers.len());
            let page = text(&tree, &path);
            let seen = words(&without_tags(&page[page.find("<h1>").unwrap()..]));
            for question in questions {
                assert!(tree.get(&file(question["url"].as_str().unwrap())).is_some());
                let said = question["acceptedAnswer"]["text"].as_str().unwrap();
                assert!(!said.is_empty());
                // Nothing is said to programs that the page does not show, but for addresses of its links.
                let said: String = said
                    .split(' ')
                    .filter(|word| !word.contains("https://"))
                    .collect::<Vec<_>>()
                    .join(" ");
                for word in words(&said).iter().filter(|word| word.len() > 5) {
                    assert!(seen.contains(word) || word == "Promised", "{path}: {word}");
                }
            }
        }
    }
}

#[test]
fn a_large_topic_lists_no_questions() {
    let mut answers = "topic: {id: many, title: Many}\naudience: public\nowner: a\nreviewed: 2026-10-01\nanswers:\n".to_owned();
    for number in 0..41 {
        answers.push_str(&format!(
            "  - {{id: a-{number}, question: Is it {number}?, response: yes}}\n"
        ));
    }
    let mut files = project_files("examples/vireo");
    files.push(("answers/many.yaml".to_owned(), answers.into_bytes()));
    let tree = whole(&edition_of(files, Audience::Public, DAY));
    assert!(of_kind(&linked(text(&tree, "answers/many/index.html")), "FAQPage").is_none());
    let twin = text(&tree, "answers/many/index.html.md");
    assert!(
        twin.contains("- [Is it 40?](https://trust.vireo.example/answers/many/a-40/index.html.md)")
    );
}

#[test]
fn no_text_of_a_project_leaves_its_block() {
    let hostile = "</script><script>alert(1)</script><!-- <script> \\\" ]]> &lt;/script&gt; *a* `b` [c](javascript:d)";
    let question = "Is our data encrypted at rest, backups included?";
    let mut files = files_with("answers/encryption.yaml", question, &format!("'{hostile}'"));
    let file = files.iter_mut().find(|(name, _)| name == "answers/encryption.yaml").unwrap();
    let yaml = String::from_utf8(file.1.clone()).unwrap();
    file.1 = yaml
        .replace("Databases, attachments", &format!("{hostile} <b>Databases</b>, attachments"))
        .into_bytes();
    let edition = edition_of(files, Audience::Public, DAY);
    let tree = whole(&edition);
    let html = text(&tree, "answers/encryption/index.html");
    let questions = of_kind(&linked(html), "FAQPage").unwrap();
    assert_eq!(questions["mainEntity"][0]["name"], hostile);
    // The data, and the script of all pages.
    assert_eq!(html.matches("</script>").count(), 2);
    // In the twin it is text too: `shown` fails on HTML.
    let twin = text(&tree, "answers/encryption/encryption-at-rest/index.html.md");
    assert!(shown(twin).contains("</script><script>alert(1)</script><!-- <script>"), "{twin}");
    assert!(!twin.contains("<script") && !twin.contains("</script"), "{twin}");
}

#[test]
fn previews_of_links_are_whole() {
    for edition in editions() {
        let tree = whole(&edition);
        for page in edition.pages() {
            let html = text(&tree, &trust::portal::file_at(&page.path()));
            if matches!(page, Page::NotFound) {
                assert_eq!(meta(html, "og:title"), None);
                continue;
            }
            let url = edition.url(&page.path());
            assert_eq!(meta(html, "og:url"), Some(url));
            assert_eq!(meta(html, "og:image"), Some(edition.url("/assets/preview.png")));
            assert_eq!(meta(html, "og:locale").as_deref(), Some("en_US"));
            assert_eq!(meta(html, "og:description"), meta(html, "description"));
            for name in ["og:title", "og:type", "og:site_name", "og:image:alt", "twitter:card"] {
                assert!(meta(html, name).is_some_and(|content| !content.is_empty()), "{name}");
            }
        }
    }
}

#[test]
fn an_edition_under_nda_says_nothing_to_search_engines() {
    let tree = whole(&edition(".", Audience::Nda));
    assert_eq!(tree.get("assets/preview.png"), None);
    for (path, bytes) in tree.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(bytes);
        assert!(!html.contains("og:") && !html.contains("ld+json"), "{path}");
    }
    let twin = text(&tree, "answers/encryption/encryption-at-rest/index.html.md");
    assert!(twin.contains("under NDA and must not be passed on"));
}

#[test]
fn answers_and_their_twins_say_the_same() {
    for edition in editions() {
        let tree = whole(&edition);
        for page in edition.pages() {
            let path = trust::portal::file_at(&page.path());
            let html = text(&tree, &path);
            let announced = format!(
                "type=\"text/markdown\" href=\"{}\"",
                edition_path(&edition, &format!("/{path}.md"))
            );
            assert_eq!(html.contains(&announced), page.twin().is_some(), "{path}");
            let Page::Answer(_, answer) = page else { continue };
            let twin = text(&tree, &format!("{path}.md"));
            let (said, about) = twin.split_once("\n---\n").unwrap();
            // The page says until when something is promised in other words: compare the rest.
            let plain = |text: &str| {
                let ours = [
                    "Promised", "for", "Lapsed", "lapsed", "was", "due", "without", "a", "date",
                    "Evidence", "does", "not", "apply", "Why", "it",
                ];
                let mut words = words(text);
                words.retain(|word| !ours.contains(&word.as_str()));
                words
            };
            let (mut page_words, mut twin_words) =
                (plain(&statements_of(html)), plain(&shown(said)));
            page_words.sort();
            twin_words.sort();
            assert_eq!(twin_words, page_words, "{path}");
            assert!(
                about.contains(&format!("As of: {DAY}"))
                    && about.contains("Source commit: 0123abc")
            );
            assert!(about.contains(&format!("Page: <{}>", edition.url(&page.path()))));
            let reviewed = answer.reviewed.map_or("not yet".to_owned(), |day| day.to_string());
            assert!(about.contains(&format!("Reviewed: {reviewed}")), "{path}");
            for known in answer.statements.iter().flat_map(|own| &own.evidence) {
                assert!(said.contains(&format!("]({})", edition.url(&known.path))), "{path}");
            }
        }
    }
}

/// The path of an address on its host.
fn edition_path(edition: &Edition, path: &str) -> String {
    let url = edition.url(path);
    let rest = url.split_once("://").unwrap().1;
    rest[rest.find('/').unwrap()..].to_owned()
}

#[test]
fn every_link_of_a_twin_is_a_whole_address() {
    for edition in editions() {
        let tree = whole(&edition);
        let twins = tree.iter().filter(|(path, _)| path.ends_with(".md") || *path == "llms.txt");
        let mut count = 0;
        for (path, bytes) in twins {
            let markdown = std::str::from_utf8(bytes).unwrap();
            shown(markdown);
            for event in Parser::new(markdown) {
                let Event::Start(Tag::Link { dest_url, .. }) = event else { continue };
                let is_mail = dest_url.starts_with("mailto:") || dest_url.contains('@');
                assert!(is_mail || dest_url.starts_with("https://"), "{path}: {dest_url}");
                if let Some(inside) = dest_url.strip_prefix(&edition.url("/")) {
                    let file = inside.split('#').next().unwrap();
                    let file = trust::portal::file_at(&format!("/{file}"));
                    assert!(tree.get(&file).is_some(), "{path} leads to {dest_url}");
                }
                count += 1;
            }
        }
        assert!(count > 100);
    }
}

/// llmstxt.org: a first heading, a quote, sections of links.
#[test]
fn llms_txt_has_the_form_of_its_proposal() {
    for edition in editions() {
        let tree = whole(&edition);
        let file = text(&tree, "llms.txt");
        let mut lines = file.lines().filter(|line| !line.is_empty());
        assert!(lines.next().unwrap().starts_with("# "));
        assert!(lines.next().unwrap().starts_with("> "));
        let mut in_section = false;
        for line in lines {
            in_section = in_section || line.starts_with("## ");
            assert!(!in_section || line.starts_with("## ") || line.starts_with("- ["), "{line}");
            assert!(!line.starts_with("# ") && !line.starts_with("### "), "{line}");
        }
    }
}

#[test]
fn pictures_have_their_sizes_and_colours() {
    let mut edition = edition(".", Audience::Public);
    edition.view.site.accent = Some(Color([0xff, 0xe6, 0x00]));
    let tree = whole(&edition);
    let (info, pixels) = picture(tree.get("assets/preview.png").unwrap());
    assert_eq!((info.width, info.height), (1200, 630));
    assert_eq!(&pixels[..4], [0xff, 0xe6, 0x00, 0xff], "the accent");
    let black = pixels.chunks(4).filter(|pixel| pixel[..3] == [0; 3]).count();
    assert!(black > 10_000, "letters that are read on it: {black}");
    let (info, _) = picture(tree.get("assets/apple-touch-icon.png").unwrap());
    assert_eq!((info.width, info.height), (180, 180));
    let favicon = tree.get("favicon.ico").unwrap();
    assert_eq!(favicon[..6], [0, 0, 1, 0, 1, 0]);
    let (info, pixels) = picture(&favicon[22..]);
    assert_eq!((info.width, info.height), (32, 32));
    assert_eq!(pixels[3], 0, "corners are transparent");
    assert_eq!(
        usize::try_from(u32::from_le_bytes(favicon[14..18].try_into().unwrap())).unwrap(),
        favicon.len() - 22
    );
}

#[test]
fn a_preview_without_letters_has_the_mark_and_a_png_logo_is_shown() {
    let preview = |edition: &Edition| whole(edition).get("assets/preview.png").unwrap().to_vec();
    let mut edition = edition("examples/vireo", Audience::Public);
    let known = preview(&edition);
    edition.view.site.title = "株式会社".to_owned();
    edition.view.organization.name = "株式会社".to_owned();
    let other = preview(&edition);
    assert_ne!(known, other);
    edition.view.site.title = "Ж".to_owned();
    assert_eq!(preview(&edition), other, "no letter of it is drawn");

    let mut logo = Vec::new();
    let mut encoder = png::Encoder::new(&mut logo, 40, 10);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(&[200, 30, 30].repeat(400)).unwrap();
    edition.view.site.title = "Vireo".to_owned();
    edition.view.logo = Some(("logo.png".to_owned(), Arc::from(logo.as_slice())));
    let (_, pixels) = picture(&preview(&edition));
    let red = pixels.chunks(4).filter(|pixel| pixel[..3] == [200, 30, 30]).count();
    assert_eq!(red, 288 * 72);
    // What is no picture is left out, and a picture is drawn all the same.
    edition.view.logo = Some(("logo.png".to_owned(), Arc::from(&logo[..logo.len() / 2])));
    assert!(preview(&edition).starts_with(b"\x89PNG"));
}

fn picture(bytes: &[u8]) -> (png::OutputInfo, Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    (info, pixels)
}

#[test]
fn dates_are_those_of_the_content() {
    let later = edition_of(project_files("."), Audience::Public, "2027-07-02");
    let modified = |edition: &Edition, path: &str| {
        let pages = edition.pages();
        let page =
            pages.iter().find(|page| page.path() == path).unwrap_or_else(|| panic!("{path}"));
        edition.modified(page).map(|day| day.to_string())
    };
    let now = edition(".", Audience::Public);
    for edition in [&now, &later] {
        assert_eq!(modified(edition, "/"), None);
        assert_eq!(
            modified(edition, "/answers/encryption/encryption-at-rest/").as_deref(),
            Some("2026-09-30")
        );
        for page in edition.pages() {
            let day = edition.modified(&page);
            assert!(day.is_none_or(|day| day <= edition.view.reader.date), "{}", page.path());
        }
    }
    // A notice that has taken effect since is another page, and so is the register.
    let notice = "/subprocessors/notices/spn-003/";
    assert_eq!(modified(&now, notice).as_deref(), Some("2026-11-10"));
    assert_eq!(modified(&later, notice).as_deref(), Some("2026-12-15"));
    assert_eq!(modified(&now, "/subprocessors/").as_deref(), Some("2026-11-19"));
    assert_eq!(modified(&later, "/subprocessors/").as_deref(), Some("2027-03-15"));
}

#[test]
fn copies_are_what_they_copy_and_are_listed() {
    use std::io::Read as _;
    let edition = edition("examples/vireo", Audience::Public);
    let (plain, tree) = (whole(&edition), with(&edition, Copies::Compressed));
    let again = with(&edition, Copies::Compressed);
    let (mut gzips, mut brotlis) = (0, 0);
    for (path, bytes) in tree.iter() {
        assert!(again.get(path) == Some(bytes), "{path} differs from build to build");
        let mut out = Vec::new();
        let of = if let Some(of) = path.strip_suffix(".gz") {
            flate2::read::GzDecoder::new(bytes).read_to_end(&mut out).unwrap();
            assert_eq!(bytes[4..8], [0; 4], "no time");
            gzips += 1;
            of
        } else if let Some(of) = path.strip_suffix(".br") {
            brotli::Decompressor::new(bytes, 4096).read_to_end(&mut out).unwrap();
            brotlis += 1;
            of
        } else {
            continue;
        };
        assert!(plain.get(of) == Some(out.as_slice()) && bytes.len() < out.len(), "{path}");
        assert!(out.len() >= 1_000, "{path}");
        assert!(text(&tree, "manifest.json").contains(&format!("\"path\": \"{path}\"")), "{path}");
    }
    assert!(gzips > 50 && brotlis > 50, "{gzips} {brotlis}");
    for path in ["index.html", "assets/style.css", "answers/hosting/index.html.md", "search.json"] {
        assert!(tree.get(&format!("{path}.br")).is_some(), "{path}");
    }
    for path in ["assets/preview.png", "caiq/caiq-lite-4.0.3.xlsx", "robots.txt", "_headers"] {
        assert!(tree.get(&format!("{path}.gz")).is_none(), "{path}");
    }
}
