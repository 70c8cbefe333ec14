"""Reads feeds, calendars and security.txt of portals with parsers of another make.

feeds.py [--feeds] PORTAL...

With --feeds, portals need no security.txt: one that is built for days of two years would have expired on most of them.
"""

import json
import re
import sys
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import feedparser
import icalendar
from lxml import etree

from portal import Report, portals

RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$")
ATOM = "{http://www.w3.org/2005/Atom}"


def check_atom(portal, path, report):
    feed = feedparser.parse(portal.bytes(path))
    need = lambda holds, what: report.need(holds, portal, path, what)
    need(not feed.bozo, f"is not well-formed: {feed.get('bozo_exception')}")
    need(feed.version == "atom10", f"is read as {feed.version!r}")
    for name in ("id", "title", "updated"):
        need(feed.feed.get(name), f"has no {name}")
    need(feed.feed.get("author") or all(entry.get("author") for entry in feed.entries), "has no author")
    links = {link.rel: link.href for link in feed.feed.get("links", [])}
    need(links.get("self") == portal.url(path), f"calls itself {links.get('self')}")
    need(portal.file_of(links.get("alternate", "")), f"belongs to {links.get('alternate')}, which is not there")
    ids = [entry.get("id") for entry in feed.entries]
    need(len(ids) == len(set(ids)), "uses an id twice")
    times = []
    for entry in feed.entries:
        report.count("Atom entries")
        for name in ("id", "title", "updated", "link"):
            need(entry.get(name), f"an entry has no {name}: {entry.get('id')}")
        need(urlsplit(entry.get("id") or "").scheme, f"the id {entry.get('id')} is not an address")
        need(entry.get("updated_parsed"), f"the time {entry.get('updated')} of {entry.get('id')} cannot be read")
        need(entry.get("summary") or entry.get("content"), f"{entry.get('id')} says nothing")
        need(portal.file_of(entry.get("link", "")), f"leads to {entry.get('link')}, which is not there")
        times.append(entry.get("updated_parsed"))
    need(times == sorted(times, reverse=True), "is not sorted with the newest entry first")
    # The letter of RFC 4287, which the parser above forgives.
    for updated in etree.fromstring(portal.bytes(path)).iter(ATOM + "updated", ATOM + "published"):
        need(RFC3339.match(updated.text or ""), f"has the time {updated.text}")
    return ids


def check_json_feed(portal, path, report):
    need = lambda holds, what: report.need(holds, portal, path, what)
    feed = json.loads(portal.read(path))
    need(feed.get("version") == "https://jsonfeed.org/version/1.1", f"has the version {feed.get('version')}")
    need(isinstance(feed.get("title"), str) and feed["title"], "has no title")
    need(feed.get("feed_url") == portal.url(path), f"calls itself {feed.get('feed_url')}")
    need(portal.file_of(feed.get("home_page_url") or ""), f"belongs to {feed.get('home_page_url')}")
    need(isinstance(feed.get("items"), list), "has no list of items")
    ids = []
    for item in feed.get("items") or []:
        report.count("items of JSON Feed")
        ids.append(item.get("id"))
        need(isinstance(item.get("id"), str) and item["id"], "an item has no id")
        content = [item.get(name) for name in ("content_html", "content_text")]
        need(any(isinstance(text, str) and text for text in content), f"{item.get('id')} says nothing")
        need(portal.file_of(item.get("url") or ""), f"leads to {item.get('url')}, which is not there")
        for name in ("date_published", "date_modified"):
            need(RFC3339.match(item.get(name, "2026-01-01T00:00:00Z")), f"{item.get('id')} has {name} {item.get(name)}")
        known = {"id", "url", "external_url", "title", "content_html", "content_text", "summary", "image",
                 "banner_image", "date_published", "date_modified", "authors", "tags", "language", "attachments"}
        strange = [key for key in item if key not in known and not key.startswith("_")]
        need(not strange, f"{item.get('id')} has the keys {strange}, which JSON Feed does not know")
    need(len(ids) == len(set(ids)), "uses an id twice")
    return ids


def check_calendar(portal, path, report):
    need = lambda holds, what: report.need(holds, portal, path, what)
    raw = portal.bytes(path)
    need(raw.endswith(b"\r\n"), "does not end with a line end")
    for number, line in enumerate(raw.split(b"\r\n"), 1):
        need(b"\n" not in line and b"\r" not in line, f"line {number} has a line end other than CR LF")
        need(len(line) <= 75, f"line {number} is {len(line)} octets long")
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            # RFC 5545 lets a fold split a character; readers do not all put it together again.
            need(False, f"line {number} is folded within a character")
    calendar = icalendar.Calendar.from_ical(raw)
    need(calendar.get("VERSION") == "2.0" and calendar.get("PRODID"), "has no VERSION:2.0 or no PRODID")
    uids = []
    for part in calendar.walk():
        need(not part.errors, f"has properties that cannot be read: {part.errors}")
        if part.name != "VEVENT":
            continue
        report.count("events")
        uids.append(str(part.get("UID")))
        for name in ("UID", "DTSTAMP", "DTSTART", "SUMMARY"):
            need(part.get(name) is not None, f"{uids[-1]} has no {name}")
        stamp = part.get("DTSTAMP")
        need(stamp is None or isinstance(stamp.dt, datetime) and stamp.dt.tzinfo, f"{uids[-1]}: DTSTAMP is not in UTC")
        start, end = part.get("DTSTART"), part.get("DTEND")
        need(end is None or start is None or end.dt > start.dt, f"{uids[-1]} ends before it begins")
        url = part.get("URL")
        need(url is None or portal.file_of(str(url)), f"{uids[-1]} leads to {url}, which is not there")
    need(len(uids) == len(set(uids)), "uses a UID twice")
    again = icalendar.Calendar.from_ical(calendar.to_ical())
    need(len(again.walk("VEVENT")) == len(uids), "loses events when it is written again")


def check_security_txt(portal, path, report):
    """RFC 9116."""
    need = lambda holds, what: report.need(holds, portal, path, what)
    text = portal.read(path)
    need(text.endswith("\n"), "does not end with a line end")
    fields = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        match = re.fullmatch(r"([A-Za-z][A-Za-z0-9-]*): (\S.*)", line)
        if need(match, f"has the line {line!r}"):
            fields.append((match[1].lower(), match[2]))
    values = lambda name: [value for own, value in fields if own == name]
    need(values("contact"), "has no Contact")
    need(len(values("expires")) == 1, f"has {len(values('expires'))} Expires")
    need(len(values("preferred-languages")) <= 1, "has several Preferred-Languages")
    for value in values("expires"):
        if need(RFC3339.match(value), f"expires at {value}, which is not a time of RFC 3339"):
            ends = datetime.fromisoformat(value.replace("Z", "+00:00")).date()
            day = date.fromisoformat(portal.as_of)
            need(ends > day, f"has expired on {ends}")
            need(ends <= day + timedelta(days=366), f"expires on {ends}, in more than a year")
    need(portal.url(path) in values("canonical"), f"has the Canonical {values('canonical')}, not {portal.url(path)}")
    for name in ("contact", "canonical", "encryption", "acknowledgments", "policy", "hiring"):
        for value in values(name):
            need(urlsplit(value).scheme in ("https", "mailto", "openpgp4fpr", "dns", "tel"), f"has {name} {value}")
    known = {"contact", "expires", "preferred-languages", "canonical", "encryption", "acknowledgments", "policy",
             "hiring", "csaf"}
    for name in {name for name, _ in fields} - known:
        need(False, f"has the unknown field {name}")
    for value in values("preferred-languages"):
        tags = [tag.strip() for tag in value.split(",")]
        need(all(re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", tag) for tag in tags), f"has languages {value}")
    report.count("security.txt files")


def main():
    report = Report()
    has_security_txt = "--feeds" not in sys.argv
    if not has_security_txt:
        sys.argv.remove("--feeds")
    for portal in portals():
        atoms = {path: check_atom(portal, path, report) for path in portal.matching("feed.xml")}
        feeds = {path: check_json_feed(portal, path, report) for path in portal.matching("feed.json")}
        report.need(atoms, portal, "", "has no Atom feed")
        report.count("feeds", len(atoms) + len(feeds))
        for path, ids in feeds.items():
            twin = path.removesuffix("json") + "xml"
            report.need(atoms.get(twin) == ids, portal, path, f"has other entries than {twin}")
        calendars = portal.matching(".ics")
        report.need(calendars, portal, "", "has no calendar")
        for path in calendars:
            check_calendar(portal, path, report)
        if has_security_txt:
            check_security_txt(portal, ".well-known/security.txt", report)
    expected = ["security.txt files"] if has_security_txt else []
    report.close("feeds", "Atom entries", "items of JSON Feed", "events", *expected)


main()
