"""Crawls portals: every link, picture and fragment leads somewhere, and nothing is fetched from another host.

links.py PORTAL...
"""

import json
import re
from collections import Counter
from urllib.parse import urldefrag, urljoin, urlsplit

import html5lib
from lxml import etree

from portal import Report, portals

XHTML = "{http://www.w3.org/1999/xhtml}"
# What a browser fetches by itself when it shows a page.
FETCHED = {
    "script": ["src"], "img": ["src", "srcset"], "source": ["src", "srcset"], "iframe": ["src"], "embed": ["src"],
    "object": ["data"], "video": ["src", "poster"], "audio": ["src"], "track": ["src"], "input": ["src"],
}
FETCHED_LINKS = {"stylesheet", "icon", "preload", "prefetch", "modulepreload", "manifest", "apple-touch-icon"}
POLICY = {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}


class Page:
    """One HTML file as a browser parses it."""

    def __init__(self, portal, path):
        self.path = path
        self.url = portal.url(path)
        # The page for missing addresses is shown at any depth, so its links must be absolute.
        self.base = self.url if path != "404.html" else portal.site + "no/such/page/"
        parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=True)
        self.root = parser.parse(portal.read(path)).getroot()
        self.faults = [f"line {place[0]}: {code}" for place, code, _ in parser.errors]
        self.elements = [
            (element, etree.QName(element).localname) for element in self.root.iter() if isinstance(element.tag, str)
        ]
        self.ids = Counter(element.get("id") for element, _ in self.elements if element.get("id"))
        self.links = []

    def resolve(self, address):
        """A link's address in full; a bare fragment stays on the page wherever it is shown."""
        return urljoin(self.url if address.startswith("#") else self.base, address)

    def all(self, name):
        return [element for element, own in self.elements if own == name]

    def text(self, name):
        return ["".join(element.itertext()).strip() for element in self.all(name)]


def check_page(portal, page, report):
    def say(what):
        report.add(portal, page.path, what)

    for fault in page.faults:
        say(f"does not parse cleanly: {fault}")
    if len(page.all("h1")) != 1:
        say(f"has {len(page.all('h1'))} first headings: {page.text('h1')}")
    titles = [title for title in page.root.iterfind(f"{XHTML}head/{XHTML}title")]
    if len(titles) != 1 or not (titles[0].text or "").strip():
        say("has no title")
    if not page.root.get("lang"):
        say("does not say its language")
    for known, count in page.ids.items():
        if count > 1:
            say(f"has the id `{known}` {count} times")
    check_head(portal, page, say)
    for element, name in page.elements:
        check_element(portal, page, element, name, say)


def check_head(portal, page, say):
    rels = {}
    for link in page.all("link"):
        for rel in (link.get("rel") or "").split():
            rels.setdefault(rel, []).append(link.get("href"))
    if page.path != "404.html" and rels.get("canonical") != [page.url]:
        say(f"has the canonical address {rels.get('canonical')}, not {page.url}")
    if "icon" not in rels:
        say("has no icon, so browsers ask for /favicon.ico")
    metas = page.all("meta")
    if not any(meta.get("name") == "viewport" for meta in metas):
        say("has no viewport for small screens")
    policies = [meta for meta in metas if (meta.get("http-equiv") or "").lower() == "content-security-policy"]
    if len(policies) != 1:
        return say(f"has {len(policies)} content security policies")
    say_policy(policies[0].get("content") or "", say)
    head = page.root.find(f"{XHTML}head")
    before = [element for element in head if isinstance(element.tag, str)]
    before = before[: before.index(policies[0])] if policies[0] in before else before
    if any(etree.QName(element).localname in FETCHED or element.get("href") for element in before):
        say("fetches something before its content security policy")


def say_policy(text, say):
    policy = {}
    for part in text.split(";"):
        words = part.split()
        if words:
            policy[words[0]] = " ".join(words[1:])
    for name, wanted in POLICY.items():
        if policy.get(name) != wanted:
            say(f"its policy has {name} {policy.get(name)}, not {wanted}")
    for name, value in policy.items():
        if not set(value.split()) <= {"'none'", "'self'"}:
            say(f"its policy allows {name} {value}")


def check_element(portal, page, element, name, say):
    # A block of data is not run.
    if name == "script" and not element.get("src") and element.get("type") != "application/ld+json":
        say("has an inline script")
    if name == "style" or element.get("style") is not None:
        say(f"has an inline style at <{name}>")
    if name == "base":
        say("changes the base of its links")
    for attribute in element.attrib:
        if str(attribute).lower().startswith("on"):
            say(f"has the event handler {attribute} at <{name}>")
    fetched = list(FETCHED.get(name, []))
    if name == "link" and FETCHED_LINKS & set((element.get("rel") or "").split()):
        fetched.append("href")
    for attribute in fetched:
        for address in addresses(element.get(attribute), attribute):
            url = page.resolve(address)
            if not portal.is_inside(url):
                say(f"fetches {address} from elsewhere")
            page.links.append((name, address, url))
    if name in ("a", "area", "link", "form", "blockquote", "q", "use") and not fetched:
        for attribute in ("href", "action", "cite"):
            address = element.get(attribute)
            if address is not None:
                page.links.append((name, address, page.resolve(address)))
    if name == "a" and element.get("target") == "_blank" and "noopener" not in (element.get("rel") or ""):
        say(f"opens {element.get('href')} without rel=noopener")


def addresses(value, attribute):
    if value is None:
        return []
    if attribute == "srcset":
        return [part.split()[0] for part in value.split(",") if part.split()]
    return [value]


def check_links(portal, pages, report):
    by_path = {page.path: page for page in pages}
    for page in pages:
        for name, address, url in page.links:
            report.count("links")
            problem = link_problem(portal, by_path, address, url)
            if problem:
                report.add(portal, page.path, f"<{name}> leads to {address!r}: {problem}")


def link_problem(portal, by_path, address, url):
    """Why a link leads nowhere, or None."""
    parts = urlsplit(url)
    if not address.strip():
        return "an empty address"
    if parts.scheme == "mailto":
        return None if re.match(r"[^@\s]+@[^@\s]+\.[^@\s]+$", parts.path) else "not a mail address"
    if not portal.is_inside(url):
        return None if parts.scheme == "https" and parts.netloc else f"the scheme `{parts.scheme}`"
    file = portal.file_of(url)
    if file is None:
        return "no such file"
    page, fragment = by_path.get(file), urldefrag(url).fragment
    if fragment and page is None:
        return "a fragment of something that is not a page"
    if fragment and fragment != "top" and fragment not in page.ids:
        return f"no id `{fragment}` on that page"
    return None


def check_reach(portal, pages, report):
    """Every page can be reached from the overview."""
    by_path = {page.path: page for page in pages}
    seen, waiting = set(), ["index.html"]
    while waiting:
        path = waiting.pop()
        if path in seen or path not in by_path:
            continue
        seen.add(path)
        followed = [url for name, _, url in by_path[path].links if name in ("a", "area")]
        waiting.extend(filter(None, (portal.file_of(url) for url in followed)))
    for path in sorted(set(by_path) - seen - {"404.html"}):
        report.add(portal, path, "no link leads to it from the overview")
    linked = {portal.file_of(url) for page in pages for _, _, url in page.links}
    for path in portal.matching(".xlsx", ".csv"):
        report.need(path in linked, portal, path, "no page links to it")


def check_titles(portal, pages, report):
    titles = {}
    for page in pages:
        for title in page.root.iterfind(f"{XHTML}head/{XHTML}title"):
            # A page that is not translated keeps its title in every language.
            titles.setdefault((page.root.get("lang"), title.text), []).append(page.path)
    for (_, title), paths in titles.items():
        if len(paths) > 1:
            report.add(portal, paths[0], f"has the title {title!r} as {len(paths) - 1} others have: {paths[1]}")


def check_sitemap(portal, pages, report):
    if portal.manifest["audience"] != "public":
        report.need("Disallow: /" in portal.read("robots.txt").splitlines(), portal, "robots.txt", "lets robots in")
        return report.need("sitemap.xml" not in portal.files, portal, "sitemap.xml", "is not for this audience")
    root = etree.fromstring(portal.bytes("sitemap.xml"))
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    report.need(root.tag == space + "urlset", portal, "sitemap.xml", f"begins with {root.tag}")
    urls = [loc.text for loc in root.iter(space + "loc")]
    report.count("addresses of sitemaps", len(urls))
    listed = {portal.file_of(url): url for url in urls}
    report.need(len(urls) == len(set(urls)), portal, "sitemap.xml", "lists an address twice")
    for url in urls:
        file = portal.file_of(url)
        if report.need(file, portal, "sitemap.xml", f"lists {url}, which is not there"):
            report.need(portal.url(file) == url, portal, "sitemap.xml", f"lists {url}, not {portal.url(file)}")
    for page in pages:
        robots = [meta.get("content") or "" for meta in page.all("meta") if meta.get("name") == "robots"]
        if page.path != "404.html" and not any("noindex" in text for text in robots):
            report.need(page.path in listed, portal, "sitemap.xml", f"does not list {page.url}")
    for date in root.iter(space + "lastmod"):
        report.need(date.text[:10] <= portal.as_of, portal, "sitemap.xml", f"knows a future change, {date.text}")
    wanted = f"Sitemap: {portal.site}sitemap.xml"
    report.need(wanted in portal.read("robots.txt").splitlines(), portal, "robots.txt", f"has no line `{wanted}`")


def check_texts(portal, pages, report):
    """Addresses of the portal in files that are not pages."""
    by_path = {page.path: page for page in pages}
    for path in portal.matching(".css"):
        text = portal.read(path)
        found = re.findall(r"url\(\s*['\"]?([^'\")]+)", text) + re.findall(r"@import\s+['\"]([^'\"]+)", text)
        for address in found:
            url = urljoin(portal.url(path), address)
            inside = portal.is_inside(url) and portal.file_of(url)
            report.need(inside, portal, path, f"uses {address}, which is not in the portal")
    endings = (".json", ".txt", ".xml", ".ics", ".csv", "_headers", ".md")
    address = re.compile(re.escape(portal.site) + r"[^\s\"'<>)\]}\\,;`]*")
    for path in portal.matching(*endings):
        text = portal.read(path)
        if path.endswith(".ics"):
            text = text.replace("\r\n ", "")
        for url in sorted(set(address.findall(text))):
            report.count("addresses in other files")
            url = url.rstrip(".:*")
            problem = link_problem(portal, by_path, url, url.replace("&amp;", "&"))
            report.need(problem is None, portal, path, f"names {url}: {problem}")


def check_search(portal, pages, report):
    """Everything that the search finds is there."""
    by_path = {page.path: page for page in pages}

    def addresses(value):
        if isinstance(value, dict):
            for key, inner in value.items():
                if key in ("path", "url", "href") and isinstance(inner, str):
                    yield inner
                else:
                    yield from addresses(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from [inner] if isinstance(inner, str) and re.match(r"/\S*$", inner) else addresses(inner)

    for file in portal.matching(".json"):
        if file != "search.json" and not file.startswith("search/"):
            continue
        for address in addresses(json.loads(portal.read(file))):
            report.count("addresses of the search")
            problem = link_problem(portal, by_path, address, urljoin(portal.site, address))
            report.need(problem is None, portal, file, f"finds {address}: {problem}")


def main():
    report = Report()
    for portal in portals():
        pages = [Page(portal, path) for path in portal.matching(".html")]
        report.count("pages", len(pages))
        for page in pages:
            check_page(portal, page, report)
        for check in (check_links, check_reach, check_titles, check_sitemap, check_texts, check_search):
            check(portal, pages, report)
    report.close("pages", "links", "addresses of sitemaps", "addresses of the search", "addresses in other files")


main()
