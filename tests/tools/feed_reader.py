"""A feed reader and a calendar that look at a portal again and again, as it was built on one day after the other.

feed_reader.py PORTAL... (in the order of their days)

Prints what they have seen at the end, as JSON: for each entry how often it was new and how often it was updated, and for
each event its day and state. It fails where an id or a link changes, an entry is gone or says something else without a
later time, a sequence falls, or an event moves without a later one.
"""

import json
import sys

import feedparser
import icalendar

from portal import Portal

ATOM = "subprocessors/feed.xml"
JSON_FEED = "subprocessors/feed.json"
CALENDAR = "subprocessors/calendar.ics"


class Memory:
    """What a reader remembers of entries, by id."""

    def __init__(self, name, findings):
        self.name = name
        self.findings = findings
        self.known = {}
        self.new = {}
        self.updated = {}

    def see(self, day, entries):
        """`entries`: id, link, time of the last update and everything that is said, of each."""
        wrong = lambda key, what: self.findings.append(f"{day}: {self.name}: {key} {what}")
        seen = set()
        for key, link, updated, said in entries:
            if key in seen:
                wrong(key, "is there twice")
            seen.add(key)
            if key not in self.known:
                self.new[key] = self.new.get(key, 0) + 1
            else:
                old_link, old_updated, old_said = self.known[key]
                if link != old_link:
                    wrong(key, f"leads to {link}, no longer to {old_link}")
                if updated < old_updated:
                    wrong(key, f"was updated {updated}, before {old_updated}")
                if updated > old_updated:
                    self.updated[key] = self.updated.get(key, 0) + 1
                    if said == old_said:
                        wrong(key, "has another time and says the same")
                elif said != old_said:
                    wrong(key, f"says something else with the same time:\n  {old_said}\n  {said}")
            self.known[key] = (link, updated, said)
        for key in self.known.keys() - seen:
            wrong(key, "is gone")


class Calendar:
    """What a calendar remembers of events, by UID (RFC 5545, 3.8.7.4)."""

    def __init__(self, findings):
        self.findings = findings
        self.known = {}

    def see(self, day, events):
        wrong = lambda uid, what: self.findings.append(f"{day}: the calendar: {uid} {what}")
        uids = [uid for uid, *_ in events]
        if len(uids) != len(set(uids)):
            wrong(uids, "holds a UID twice")
        for uid, sequence, stamp, modified, starts, status in events:
            if stamp != modified:
                wrong(uid, f"has the stamp {stamp} and was modified {modified}")
            if uid in self.known:
                old = self.known[uid]
                if sequence < old[0] or stamp < old[1]:
                    wrong(uid, f"falls from {old[:2]} to {(sequence, stamp)}")
                if sequence == old[0] and (stamp, starts, status) != old[1:]:
                    wrong(uid, f"changes from {old} to {(starts, status)} in the same sequence")
            self.known[uid] = (sequence, stamp, starts, status)
        for uid in self.known.keys() - set(uids):
            wrong(uid, "is gone")


def atom_entries(portal, findings):
    feed = feedparser.parse(portal.bytes(ATOM))
    if feed.bozo:
        findings.append(f"{portal.as_of}: {feed.bozo_exception}")
    updated = [entry.updated for entry in feed.entries]
    if updated and feed.feed.updated != max(updated):
        findings.append(f"{portal.as_of}: the feed was updated {feed.feed.updated}, its last entry {max(updated)}")
    return [(own.id, own.link, own.updated, json.dumps(own, default=str, sort_keys=True)) for own in feed.entries]


def json_items(portal):
    items = json.loads(portal.read(JSON_FEED))["items"]
    return [(own["id"], own["url"], own["date_modified"], json.dumps(own, sort_keys=True)) for own in items]


def events(portal):
    calendar = icalendar.Calendar.from_ical(portal.bytes(CALENDAR))
    return [
        (
            str(own["UID"]),
            int(own["SEQUENCE"]),
            own["DTSTAMP"].dt.date().isoformat(),
            own["LAST-MODIFIED"].dt.date().isoformat(),
            own["DTSTART"].dt.isoformat(),
            str(own["STATUS"]),
        )
        for own in calendar.walk("VEVENT")
    ]


def main():
    findings = []
    atom, feed, calendar = Memory("Atom", findings), Memory("JSON Feed", findings), Calendar(findings)
    for folder in sys.argv[1:]:
        portal = Portal(folder)
        atom.see(portal.as_of, atom_entries(portal, findings))
        feed.see(portal.as_of, json_items(portal))
        calendar.see(portal.as_of, events(portal))
    if findings:
        print("\n".join(findings[:20]))
        sys.exit(1)
    remembered = lambda own: {key: [own.new[key], own.updated.get(key, 0)] for key in sorted(own.new)}
    print(json.dumps({
        "atom": remembered(atom),
        "json": remembered(feed),
        "events": {uid: [sequence, starts, status] for uid, (sequence, _, starts, status) in sorted(calendar.known.items())},
    }))


main()
