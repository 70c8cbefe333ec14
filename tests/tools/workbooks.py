"""Reads the workbooks of portals with openpyxl and compares them with the CSV and JSON of the same questionnaire.

workbooks.py PORTAL...
"""

import csv
import io
import json
import posixpath
import re
import zipfile
from datetime import date

import openpyxl
from lxml import etree

from portal import Report, portals

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# Parts of a workbook that hold nothing but texts, looks and properties.
PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core|custom)\.xml|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/styles\.xml|xl/sharedStrings\.xml|xl/theme/theme1\.xml|xl/worksheets/sheet\d+\.xml"
    r"|xl/worksheets/_rels/sheet\d+\.xml\.rels|xl/metadata\.xml|xl/drawings/.*|xl/media/.*"
)
FORMULA = re.compile("^[ \u00a0\u200b-\u200f\u2060\ufeff\u3000]*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20\u2212]")


# The header of a column that only forms on a law have, before the response.
CONTROL = "Legal basis"


def check_parts(portal, path, report):
    """What no reader shows: the raw parts."""
    need = lambda holds, what: report.need(holds, portal, path, what)
    with zipfile.ZipFile(portal.folder / path) as archive:
        need(archive.testzip() is None, "has a broken part")
        names = archive.namelist()
        need(len(names) == len(set(names)), "has a part twice")
        for entry in archive.infolist():
            need(PARTS.fullmatch(entry.filename), f"has the part {entry.filename}")
            need(not entry.extra and not entry.comment, f"{entry.filename} carries extra bytes in the archive")
        for name in names:
            if not name.endswith((".xml", ".rels")):
                continue
            root = etree.fromstring(archive.read(name))
            if name.startswith("xl/worksheets/sheet"):
                check_sheet_part(root, name, need)
            if name == "xl/workbook.xml":
                check_workbook_part(root, need)
        times = {entry.date_time for entry in archive.infolist()}
        need(len(times) == 1, f"its parts have {len(times)} different times")


def check_sheet_part(root, name, need):
    need(root.find(f".//{MAIN}f") is None, f"{name} has a formula")
    kinds = {cell.get("t") for cell in root.iter(MAIN + "c") if len(cell)}
    need(kinds <= {"s", "inlineStr", "n", None}, f"{name} has cells of the kinds {kinds}")
    for element in root.iter(MAIN + "row", MAIN + "col"):
        need(element.get("hidden") in (None, "0"), f"{name} has hidden rows or columns")
        sized = [element.get(key) for key in ("width", "ht") if element.get(key) is not None]
        need(all(float(size) > 0 for size in sized), f"{name} has rows or columns without a size")
    for element in root.iter(MAIN + "legacyDrawing", MAIN + "oleObjects", MAIN + "controls"):
        need(False, f"{name} has {etree.QName(element).localname}")


def check_workbook_part(root, need):
    for sheet in root.iter(MAIN + "sheet"):
        need(sheet.get("state") in (None, "visible"), f"the sheet {sheet.get('name')} is hidden")
    for name in root.iter(MAIN + "definedName"):
        known = name.get("name") in ("_xlnm._FilterDatabase", "_xlnm.Print_Titles", "_xlnm.Print_Area")
        need(known, f"has the defined name {name.get('name')}")


def texts(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def check_workbook(portal, path, report):
    need = lambda holds, what: report.need(holds, portal, path, what)
    check_parts(portal, path, report)
    workbook = openpyxl.load_workbook(portal.folder / path)
    report.count("workbooks")
    need(len(workbook.sheetnames) == 2, f"has the sheets {workbook.sheetnames}")
    stem = path.removesuffix(".xlsx")
    rows = list(csv.reader(io.StringIO(portal.bytes(stem + ".csv").decode("utf-8-sig"), newline="")))
    facts = json.loads(portal.read(stem + ".json"))
    check_cover(workbook.worksheets[0], facts, portal, need)
    sheet = workbook.worksheets[-1]
    cells = [[value if value is not None else "" for value in row] for row in texts(sheet)]
    report.count("rows of workbooks", len(cells) - 1)
    need(len(cells) == len(rows), f"has {len(cells)} rows and its CSV {len(rows)}")
    for number, (own, twin) in enumerate(zip(cells, rows), 1):
        if number > 1:
            link = sheet.cell(number, len(own)).hyperlink
            own = own[:-1] + [link.target if link else ""]
        # In CSV an apostrophe keeps a text from being a formula, wherever a program could begin a cell.
        plain = [[text.replace("'", "") for text in row] for row in (own, twin)]
        need(plain[0] == plain[1], f"row {number} differs from its CSV: {own} against {twin}")
        for piece in (piece for text in twin for piece in re.split("[;\t\r\n]", text)):
            need(not FORMULA.match(piece), f"row {number} of its CSV has {piece!r} for a formula")
    check_json(cells, facts, need)
    check_comfort(sheet, facts, need)
    check_looks(portal, workbook, need)
    properties = workbook.properties
    need(not properties.lastModifiedBy and not properties.creator, "names a person in its properties")
    need(str(properties.created.date()) == portal.as_of, f"says that it was made on {properties.created}")


def check_cover(sheet, facts, portal, need):
    """The cover says where the sheet comes from."""
    text = "\n".join(str(value) for row in texts(sheet) for value in row if value is not None)
    as_of = date.fromisoformat(portal.as_of)
    wanted = [facts["organization"]["name"], facts["form"]["version"], facts["form"]["title"], portal.site]
    wanted += [facts["commit"], f"{as_of.day} {as_of:%B %Y}"]
    for part in filter(None, wanted):
        need(part in text, f"its cover does not say {part!r}")


def check_json(cells, facts, need):
    """Every cell is what the JSON says, and the other way round."""
    header, body = cells[0], cells[1:]
    titles = {section["id"]: section["title"] for section in facts["sections"]}
    need(len(body) == len(facts["rows"]), f"has {len(body)} rows and its JSON {len(facts['rows'])}")
    has_control = CONTROL in header
    has_ownership = len(header) - has_control == 7
    for cell, row in zip(body, facts["rows"]):
        answer = row["answer"] or {}
        wanted = [row["id"], titles.get(row["section"]), row["question"]]
        wanted += [row["control"] or ""] if has_control else []
        wanted += [answer.get("word", "")]
        wanted += [answer.get("ownership", "")] if has_ownership else []
        wanted += [answer.get("explanation", ""), answer.get("url", "")]
        need(cell == [text.replace("\r\n", "\n") for text in wanted], f"{row['id']}: {cell} against {wanted} in its JSON")


def check_comfort(sheet, facts, need):
    """Drop-downs, header, filters, links and print set-up."""
    need(sheet.freeze_panes, "has no frozen header")
    need(sheet.auto_filter.ref, "has no filter")
    need(sheet.print_title_rows, "does not repeat its header on each printed page")
    need(sheet.page_setup.orientation == "landscape", "is not printed in landscape")
    words = {word["word"] for word in facts["form"]["responses"]}
    lists = {}
    for validation in sheet.data_validations.dataValidation:
        need(validation.type == "list", f"has a validation of the kind {validation.type}")
        choices = set(validation.formula1.strip('"').split(","))
        for place in validation.sqref.ranges:
            for column in range(place.min_col, place.max_col + 1):
                lists[column] = (choices, place)
    responses = lists.get(4 + (CONTROL in [cell.value for cell in sheet[1]]))
    if need(responses, "has no drop-down list for the response"):
        choices, place = responses
        need(choices == words, f"offers the responses {sorted(choices)}, not {sorted(words)}")
        need((place.min_row, place.max_row) == (2, sheet.max_row), f"offers responses in {place} only")
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            if cell.column in lists and cell.value is not None:
                need(cell.value in lists[cell.column][0], f"{cell.coordinate} holds {cell.value!r}, not in its list")
        need(bool(row[-1].value) == bool(row[-1].hyperlink), f"{row[-1].coordinate} leads nowhere")


def check_looks(portal, workbook, need):
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                need(cell.data_type in ("s", "n", "inlineStr"), f"{sheet.title}!{cell.coordinate} is not text")
                need(cell.comment is None, f"{sheet.title}!{cell.coordinate} has a comment")
                if isinstance(cell.value, str) and FORMULA.match(cell.value):
                    need(cell.quotePrefix, f"{sheet.title}!{cell.coordinate} has no quote prefix: {cell.value!r}")
                link = cell.hyperlink.target if cell.hyperlink else None
                if link and portal.is_inside(link):
                    need(portal.file_of(link), f"{sheet.title}!{cell.coordinate} leads to {link}, which is not there")


def main():
    report = Report()
    for portal in portals():
        for path in portal.matching(".xlsx"):
            check_workbook(portal, path, report)
        for path in portal.matching(".xlsm", ".xls", ".xlsb", ".ods"):
            report.add(portal, posixpath.basename(path), "is a workbook of another kind")
    report.close("workbooks", "rows of workbooks")


main()
