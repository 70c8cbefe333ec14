"""Compares workbooks before and after a change, by readers of their own: patched.py FOLDER SOFFICE

FOLDER has `before/NAME`, `after/NAME` and `NAME.json`, which says what was to change: the sheet, the cells with their
texts (null for none), the parts that may differ, and how many results of formulas were dropped.
"""

import csv
import json
import re
import sys
import zipfile
from pathlib import Path

import openpyxl
from lxml import etree

from office import CSV, convert

NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
M = "{%s}" % NAMES["m"]
ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


class Workbook:
    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            self.entries = [(e.filename, e.compress_type, e.external_attr) for e in archive.infolist()]
            self.times = {e.filename: e.date_time for e in archive.infolist()}
            self.parts = {e.filename: archive.read(e) for e in archive.infolist()}
        strings = next((text for name, text in self.parts.items() if name.lower() == "xl/sharedstrings.xml"), None)
        self.items = etree.fromstring(strings).findall("m:si", NAMES) if strings else []

    def text(self, cell):
        if cell is None:
            return None
        kind, value = cell.get("t"), cell.findtext("m:v", None, NAMES)
        if kind == "s":
            return plain(self.items[int(value)])
        if kind == "inlineStr":
            return plain(cell.find("m:is", NAMES))
        return value


def plain(item):
    parts = item.findall("m:t", NAMES) + item.findall("m:r/m:t", NAMES)
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)), "".join(part.text or "" for part in parts))


def placed(sheet):
    """The cells of a sheet by place, and the place written on each, whether it said so or not."""
    cells, row_number = {}, 0
    for row in sheet.iterfind("m:sheetData/m:row", NAMES):
        row_number = int(row.get("r", row_number + 1))
        row.set("r", str(row_number))
        column = 0
        for cell in row.findall("m:c", NAMES):
            if cell.get("r"):
                letters = re.match("[A-Z]+", cell.get("r"))[0]
                column = 0
                for letter in letters:
                    column = column * 26 + ord(letter) - 64
            else:
                column += 1
            letters, rest = "", column
            while rest:
                letters, rest = chr(65 + (rest - 1) % 26) + letters, (rest - 1) // 26
            cell.set("r", f"{letters}{row_number}")
            cells[cell.get("r")] = cell
    return cells


def check_sheet(before, after, old, new, edits):
    """Everything but the named cells is the same; tells how many results are gone."""
    was, now = placed(old), placed(new)
    for place, text in edits.items():
        found = after.text(now.get(place)) or ""
        assert found == (text or ""), f"{place} holds {found!r}, not {text!r}"
        if place in was and place in now:
            assert was[place].get("s") == now[place].get("s"), f"{place} has lost its format"
        for cells in (was, now):
            cell = cells.pop(place, None)
            if cell is not None:
                cell.getparent().remove(cell)
    dropped = 0
    for place, cell in was.items():
        other = now[place]
        value, gone = cell.find("m:v", NAMES), other.find("m:v", NAMES)
        if value is not None and value.text and gone is None:
            assert other.get("t") is None, f"{place} says the type of a result that is gone"
            dropped += 1
            cell.remove(value)
            cell.attrib.pop("t", None)
    changed = {place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for place in edits}
    for sheet in (old, new):
        for row in sheet.findall("m:sheetData/m:row", NAMES):
            if row.get("r") in changed:
                row.attrib.pop("spans", None)
            if len(row) == 0 and set(row.attrib) <= {"r"}:
                row.getparent().remove(row)
    assert etree.tostring(old, method="c14n") == etree.tostring(new, method="c14n"), "a sheet differs elsewhere"
    return dropped


def check_strings(before, after, edits):
    """Numbers of shared strings stay; what is emptied was the text of changed cells alone, and stands nowhere else."""
    for number, item in enumerate(before.items):
        text, now = plain(item), plain(after.items[number])
        if now == text:
            continue
        assert now == "", f"shared string {number} became {now!r}"
        left = [name for name, part in after.parts.items() if name.endswith(".xml") and text.encode() in part]
        assert not left, f"{text!r} is still in {left}"
    for part in after.parts:
        if part.lower() == "xl/sharedstrings.xml":
            root = etree.fromstring(after.parts[part])
            if root.get("uniqueCount"):
                assert int(root.get("uniqueCount")) == len(after.items)
            if root.get("count"):
                used = sum(text.count(b't="s"') for name, text in after.parts.items() if "/worksheets/" in name)
                assert int(root.get("count")) == used, f"{used} cells use shared strings, not {root.get('count')}"


def check(folder, name):
    said = json.loads((folder / f"{name}.json").read_text())
    before, after = Workbook(folder / "before" / name), Workbook(folder / "after" / name)
    assert before.entries == after.entries, "the archive has other parts"
    differ = sorted(part for part in before.parts if before.parts[part] != after.parts[part])
    assert differ == said["touched"], f"{differ} differ"
    # A changed part carries no date of its own making.
    kept = {part: time for part, time in before.times.items() if part not in differ}
    assert after.times == kept | dict.fromkeys(differ, (1980, 1, 1, 0, 0, 0)), "the archive has other dates"
    dropped = 0
    for part in differ:
        old, new = etree.fromstring(before.parts[part]), etree.fromstring(after.parts[part])
        if old.tag == M + "worksheet":
            edits = said["edits"] if part == said["part"] else {}
            dropped += check_sheet(before, after, old, new, edits)
        elif old.tag == M + "workbook":
            for root in (old, new):
                for wish in root.findall("m:calcPr", NAMES):
                    assert root is old or wish.get("fullCalcOnLoad") == "1"
                    root.remove(wish)
            assert etree.tostring(old, method="c14n") == etree.tostring(new, method="c14n")
        else:
            assert old.tag == M + "sst", f"{part} differs"
    check_strings(before, after, said["edits"])
    assert dropped == said["dropped"], f"{dropped} results are gone"
    if said["strict"]:
        sheet = openpyxl.load_workbook(folder / "after" / name)["Questions"]
        for place, text in said["edits"].items():
            # It undoes the escape of an escape, in shared strings alone, and no other.
            expected, found = (text or "").replace("\v", "_x000B_"), sheet[place].value or ""
            assert found.replace("x005F_", "") == expected, f"openpyxl reads {found!r} in {place}"
    return said


def check_shown(shown, name, said):
    """What LibreOffice shows, which calculates anew."""
    with open(shown / f"{Path(name).stem}-Questions.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    for place, text in said["edits"].items():
        column, row = ord(place[0]) - 65, int(place[1:]) - 1
        found = rows[row][column] if row < len(rows) else ""
        assert squeezed(found) == squeezed(text or ""), f"LibreOffice shows {found!r} in {place}"
    for row in rows[2:]:
        if len(row) > 4 and row[4]:
            assert row[4] == ("done" if row[2] else "open"), f"LibreOffice calculates {row[4]!r} for {row[2]!r}"


def squeezed(text):
    return " ".join(re.sub("[\0-\x1f]", " ", text).split())


def main():
    folder, soffice = Path(sys.argv[1]), sys.argv[2]
    names = sorted(path.name[:-5] for path in folder.glob("*.json"))
    assert len(names) >= 6, names
    said = {}
    for name in names:
        try:
            said[name] = check(folder, name)
        except AssertionError as error:
            sys.exit(f"{name}: {error}")
    shown = folder / "shown"
    shown.mkdir()
    convert(soffice, CSV, [folder / "after" / name for name in names], shown)
    for name in names:
        try:
            check_shown(shown, name, said[name])
        except AssertionError as error:
            sys.exit(f"{name}: {error}")
    print(f"{len(names)} workbooks, {sum(len(one['edits']) for one in said.values())} cells")


main()
