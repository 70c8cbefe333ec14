"""Reads message files with Python's own parser and compares them with what `trust notices --due --format json` says.

mails.py FOLDER LIST.json
"""

import email
import email.policy
import hashlib
import json
import sys
from email.header import decode_header, make_header
from pathlib import Path

folder, listed = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
faults = []


def need(holds, name, what):
    if not holds:
        faults.append(f"{name}: {what}")


files = {path.stem: path.read_bytes() for path in folder.glob("*.eml")}
need(sorted(files) == sorted(own["id"] for own in listed["due"]), folder, f"holds {sorted(files)}")
for own in listed["due"]:
    name, raw = own["id"], files.get(own["id"], b"")
    lines = raw.split(b"\r\n")
    need(all(len(line) <= 76 for line in lines), name, "has a long line")
    need(raw.isascii() and not any(b"\n" in line or b"\r" in line for line in lines), name, "has odd bytes")
    message = email.message_from_bytes(raw, policy=email.policy.default)
    need(message["Subject"] == own["subject"], name, f"has the subject {message['Subject']!r}")
    [sender] = message["From"].addresses
    # The newer parser keeps blanks between encoded words of a name (RFC 2047, 6.2 drops them); the older one does not.
    whole = str(make_header(decode_header(email.message_from_bytes(raw)["From"])))
    need(whole == f"{own['from']['name']} <{own['from']['email']}>", name, f"is from {whole!r}")
    need(sender.addr_spec == own["from"]["email"], name, f"is from {sender.addr_spec!r}")
    need(message["To"].addresses == (), name, "names a recipient")
    need(message["Date"].datetime.isoformat() == listed["as_of"] + "T00:00:00+00:00", name, f"is of {message['Date']}")
    need(sorted(message.keys()) == sorted(set(message.keys())), name, "has a header twice")
    known = {"From", "To", "Subject", "Date", "Message-ID", "Content-Language", "X-Unsent", "MIME-Version", "Content-Type"}
    need(set(message.keys()) == known, name, f"has the headers {message.keys()}")
    need(message["X-Unsent"] == "1" and message["Content-Language"] == own["language"], name, "has odd headers")
    need(message.get_content_type() == "multipart/alternative", name, message.get_content_type())
    for part in message.walk():
        need(part.defects == [], name, f"has defects: {part.defects}")
        for header in part.values():
            need(header.defects == (), name, f"has defects: {header.defects}")
    text, html = message.iter_parts()
    said = text.get_content().replace("\r\n", "\n").removesuffix("\n") + "\n"
    need(said.rstrip("\n") == own["text"].rstrip("\n"), name, "says something else in plain text")
    shown = html.get_content().replace("\r\n", "\n")
    need(shown.rstrip("\n") == own["html"].rstrip("\n"), name, "says something else in HTML")
    digest = hashlib.sha256(own["text"].encode()).hexdigest()
    need(digest == own["message_sha256"], name, "has another hash")

print("\n".join(faults) or f"{len(files)} messages read")
sys.exit(bool(faults) or not files)
