"""A built portal as the checkers see it, and how they report."""

import json
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Portal:
    """A folder that `trust build` wrote."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.name = self.folder.name
        self.files = sorted(
            path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()
        )
        self.manifest = json.loads(self.read("manifest.json"))
        # With a slash at its end; a portal may stand below a path of its host.
        self.site = self.manifest["site"].rstrip("/") + "/"
        self.as_of = self.manifest["as_of"]

    def bytes(self, path):
        return (self.folder / path).read_bytes()

    def read(self, path):
        return self.bytes(path).decode("utf-8")

    def matching(self, *endings):
        return [path for path in self.files if path.endswith(endings)]

    def url(self, path):
        """The address of a file: pages without their `index.html`."""
        if path == "index.html" or path.endswith("/index.html"):
            path = path[: -len("index.html")]
        return self.site + path

    def file_of(self, url):
        """The file that an address of this portal serves, or None; fragments do not matter."""
        parts = urlsplit(url)
        home = urlsplit(self.site)
        if (parts.scheme, parts.netloc) != (home.scheme, home.netloc) or not parts.path.startswith(home.path):
            return None
        path = unquote(parts.path[len(home.path) :])
        if path == "" or path.endswith("/"):
            path += "index.html"
        return path if path in self._known() else None

    def is_inside(self, url):
        return (url.rstrip("/") + "/").startswith(self.site) or url.startswith(self.site)

    def _known(self):
        if not hasattr(self, "_set"):
            self._set = set(self.files)
        return self._set


class Report:
    """Counts what was looked at and collects what is wrong."""

    def __init__(self):
        self.findings = []
        self.counts = {}

    def count(self, what, number=1):
        self.counts[what] = self.counts.get(what, 0) + number

    def add(self, portal, path, what):
        self.findings.append(f"{portal.name}/{path}: {what}")

    def need(self, holds, portal, path, what):
        if not holds:
            self.add(portal, path, what)
        return holds

    def close(self, *needed):
        """Prints everything and ends the program. A checker that saw none of `needed` has checked nothing."""
        for what in needed:
            if not self.counts.get(what):
                self.findings.append(f"no {what} were found, so nothing was checked")
        shown = 30
        for finding in self.findings[:shown]:
            print(finding if len(finding) < 500 else finding[:500] + " ...")
        if len(self.findings) > shown:
            print(f"... and {len(self.findings) - shown} more")
        counts = ", ".join(f"{number} {what}" for what, number in self.counts.items())
        print(f"{len(self.findings)} findings in {counts or 'nothing'}")
        sys.exit(1 if self.findings else 0)


def portals():
    """The portals named on the command line."""
    return [Portal(folder) for folder in sys.argv[1:]]
